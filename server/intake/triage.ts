/**
 * 自动分拣 · which matter is this text about? A rule anyone can follow: the terms it shares with a matter's own words (name,
 * filing conditions, examples), rare terms counting more than common ones. It proposes and says by which terms; where it is
 * not sure it says so, and the report waits in the fallback matter for a person (PIPL §24: the rule is explained, a human confirms).
 */
import { termsOf, wordsOf } from './terms.ts';

export type MatterWords = {
  id: number;
  name: string;
  bigName: string;
  conditions: readonly string[];
  /** how residents say it, where somebody collected that */
  examples?: readonly string[];
};

export type Proposal = {
  matterId: number;
  terms: string[];
  score: number;
  /** her words alone left it open */
  byPlace?: true;
};
export type Triage = (text: string) => Proposal | 'unsure';

const weights = { name: 2, examples: 1.5, conditions: 1, bigName: 0.5 };
/**
 * When to dare: a score below which a text has too little in common with any matter, a factor by which the best must stand out
 * from the second, and never one shared term alone. Chosen so that nine proposals in ten are right (the README has the figures).
 */
const enough = 1.9;
const clearly = 1.3;
const fewest = 2;

export function makeTriage(matters: readonly MatterWords[]): Triage {
  const holders = new Map<string, { matter: number; weight: number }[]>();
  for (const [matter, words] of matters.entries()) {
    const weightOf = new Map<string, number>();
    const add = (text: string, weight: number) => {
      for (const term of termsOf(text)) weightOf.set(term, Math.max(weight, weightOf.get(term) ?? 0));
    };
    add(words.bigName, weights.bigName);
    for (const condition of words.conditions) add(condition, weights.conditions);
    for (const example of words.examples ?? []) add(example, weights.examples);
    add(words.name, weights.name);
    for (const [term, weight] of weightOf) holders.set(term, [...(holders.get(term) ?? []), { matter, weight }]);
  }
  return (text) => {
    const scores = new Float64Array(matters.length);
    const terms = termsOf(text);
    for (const term of terms) {
      const holding = holders.get(term) ?? [];
      const rarity = Math.log((matters.length + 1) / (holding.length + 0.5)) / Math.log(matters.length + 1);
      for (const { matter, weight } of holding) scores[matter]! += rarity * weight;
    }
    let best = -1;
    let second = 0;
    for (const [matter, score] of scores.entries()) {
      if (best < 0 || score > scores[best]!) {
        second = best < 0 ? 0 : scores[best]!;
        best = matter;
      } else if (score > second) second = score;
    }
    if (best < 0 || scores[best]! < enough || scores[best]! < clearly * second) return 'unsure';
    const decided = new Set([...terms].filter((term) => holders.get(term)?.some(({ matter }) => matter === best)));
    if (decided.size < fewest) return 'unsure';
    return { matterId: matters[best]!.id, terms: wordsOf(text, decided), score: Math.round(scores[best]! * 100) / 100 };
  };
}

/**
 * By what she wrote of the need; where that leaves it open, together with the words of the place: “灯不亮” in a park is another lamp
 * than at a crossing. Never by the place alone, whose name is full of words for other needs (“垃圾站旁”, “红绿灯路口”).
 */
export function proposeFor(triage: Triage, words: string, placeText: string): Proposal | 'unsure' {
  const said = triage(words);
  if (said !== 'unsure' || placeText.trim() === '') return said;
  const both = triage(`${words} ${placeText}`);
  return both !== 'unsure' && both.terms.some((term) => words.includes(term)) ? { ...both, byPlace: true } : 'unsure';
}
