/**
 * Search without a dictionary: Chinese is cut into single characters and pairs, other scripts into words and pairs of letters.
 * What is stored (`gramsOf`) contains what is asked for (`gramsOfQuery`) exactly when every neighbouring pair of the query
 * occurs: nearly a substring search, and an index can do it. No word list decides what can be found.
 */
const runs = /\p{Script=Han}+|[[\p{L}\p{M}]--\p{Script=Han}]+|\p{N}+/gv;
const han = /^\p{Script=Han}/u;

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Everything under which a text can be found. */
export function gramsOf(text: string): string[] {
  const grams = new Set<string>();
  for (const [run] of plain(text).matchAll(runs)) {
    const letters = Array.from(run);
    const isHan = han.test(run);
    if (isHan || letters.length === 1) for (const letter of letters) grams.add(letter);
    for (const pair of pairsOf(letters)) grams.add(pair);
    if (!isHan && letters.length > 2) grams.add(letters.slice(0, 40).join(''));
  }
  return [...grams];
}

/** What a text must have to be found by this query; empty when the query has neither letter nor digit. */
export function gramsOfQuery(query: string): string[] {
  const grams = new Set<string>();
  for (const [run] of plain(query).matchAll(runs)) {
    const letters = Array.from(run);
    if (letters.length === 1) grams.add(run);
    for (const pair of pairsOf(letters)) grams.add(pair);
  }
  return [...grams];
}

const pairsOf = (letters: string[]): string[] => letters.slice(1).map((letter, i) => letters[i]! + letter);
