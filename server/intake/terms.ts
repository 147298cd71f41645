/**
 * What a text is about, as terms that can be compared: pairs of neighbouring Chinese characters (Chinese writes no spaces),
 * and whole words of other scripts. Numbers are not terms: a house number says where, not what.
 */
const stretches = /\p{Script=Han}+|[\p{Letter}\p{Mark}]+/gu;

export function termsOf(text: string): Set<string> {
  const terms = new Set<string>();
  for (const [stretch] of text.normalize('NFKC').toLowerCase().matchAll(stretches)) {
    if (!/\p{Script=Han}/u.test(stretch)) {
      if (stretch.length > 1 && !hollow.has(stretch)) terms.add(stretch);
      continue;
    }
    const letters = Array.from(stretch);
    for (let i = 0; i + 1 < letters.length; i++) {
      const pair = letters[i]! + letters[i + 1]!;
      if (!hollow.has(pair)) terms.add(pair);
    }
  }
  return terms;
}

/** Words that stand in any report and tell nothing. */
const hollow = new Set(
  (
    '来电 电人 反映 希望 请尽 尽快 我们 我家 这里 那里 门口 附近 现在 今天 昨天 昨晚 已经 没有 有人 一个 一直 处理 解决 问题 居民 小区 ' +
    '派人 请问 担心 每天 晚上 早上 上午 下午 the and for are was with from this that there has have been not please near our'
  ).split(' '),
);

/** Dice's measure: 1 = the same terms, 0 = none in common. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  let common = 0;
  for (const term of a) if (b.has(term)) common++;
  return (2 * common) / (a.size + b.size);
}

/** The words of a text that these terms make up, longest first, so that a decision can be explained: 井盖, 盖破, 破损 → 井盖破损. */
export function wordsOf(text: string, terms: ReadonlySet<string>): string[] {
  const words = new Set<string>();
  for (const [stretch] of text.normalize('NFKC').toLowerCase().matchAll(stretches)) {
    if (terms.has(stretch)) words.add(stretch);
    const letters = Array.from(stretch);
    let word = '';
    for (let i = 0; i + 1 < letters.length; i++) {
      const pair = letters[i]! + letters[i + 1]!;
      if (terms.has(pair)) word = word === '' ? pair : word + letters[i + 1]!;
      if (word !== '' && (!terms.has(pair) || i + 2 === letters.length)) {
        words.add(word);
        word = '';
      }
    }
  }
  const all = [...words].sort((a, b) => b.length - a.length);
  return all.filter((word, i) => !all.some((longer, j) => j < i && longer.includes(word)));
}
