/**
 * Learning to tag from labelled texts: the averaged structured perceptron. Each text is tagged with what is known so far; where the
 * tagging is wrong, the signs of the right states gain and those of the wrong ones lose. The average over the whole learning is
 * kept, because the last text should not have the last word.
 */
import { dice } from '#kit/dice.ts';
import { signsOf } from './features.ts';
import { lettersOf } from './letters.ts';
import type { Labelled } from './spans.ts';
import { bestChain, chainOf, statesOf, unlabelled, type Tagger } from './tagger.ts';

export type Settings = { rounds: number; leastSeen: number; seed: number };
export const settings: Settings = { rounds: 4, leastSeen: 2, seed: 20 };

export function trainTagger(
  rows: readonly Labelled[],
  chosen: Settings = settings,
  onRound?: (round: number, wrong: number, now: () => Tagger) => void,
): Tagger {
  const labels = labelsOf(rows);
  const chain = chainOf(labels);
  const states = chain.before.length;
  const read = rows.flatMap((row) => {
    const letters = lettersOf(row.text);
    const told = statesOf(labels, letters.offsets, row.spans);
    return told ? [{ told, signs: signsOf(letters) }] : [];
  });
  const seen = new Map<number, number>();
  for (const { signs } of read)
    for (const list of signs) for (const sign of list) seen.set(sign, (seen.get(sign) ?? 0) + 1);
  const kept = [...seen].filter(([, times]) => times >= chosen.leastSeen).map(([sign]) => sign);
  const numbers = new Map(kept.map((sign, k) => [sign, k]));
  const texts = read.map(({ told, signs }) => ({
    told,
    signs: signs.map((list) =>
      Int32Array.from(Array.from(list, (sign) => numbers.get(sign) ?? -1).filter((k) => k >= 0)),
    ),
  }));

  const weights = new Float32Array(kept.length * states);
  const steps = new Float32Array(states * states);
  // the average without adding everything up after each text: what a change is worth depends on when it was made
  const late = new Float64Array(kept.length * states);
  const lateSteps = new Float64Array(states * states);
  let clock = 1;
  const change = (text: (typeof texts)[number], path: Int32Array, by: number) => {
    for (const [i, signs] of text.signs.entries()) {
      for (const k of signs) {
        weights[k * states + path[i]!]! += by;
        late[k * states + path[i]!]! += by * clock;
      }
      if (i > 0) {
        steps[path[i - 1]! * states + path[i]!]! += by;
        lateSteps[path[i - 1]! * states + path[i]!]! += by * clock;
      }
    }
  };
  const random = dice(chosen.seed);
  const order = texts.map((_, i) => i);
  const average = (): Tagger =>
    sparse(
      labels,
      states,
      kept,
      (j) => weights[j]! - late[j]! / clock,
      Float32Array.from(steps, (w, j) => w - lateSteps[j]! / clock),
    );
  for (let round = 0; round < chosen.rounds; round++) {
    shuffle(order, random);
    let wrong = 0;
    for (const which of order) {
      const text = texts[which]!;
      const n = text.told.length;
      const scores = new Float32Array(n * states);
      for (const [i, signs] of text.signs.entries())
        for (const k of signs) for (let s = 0; s < states; s++) scores[i * states + s]! += weights[k * states + s]!;
      const path = bestChain(chain, n, scores, steps);
      if (path.some((state, i) => state !== text.told[i])) {
        wrong++;
        // only where they differ does it matter; the common part cancels out
        change(text, text.told, 1);
        change(text, path, -1);
      }
      clock++;
    }
    onRound?.(round, wrong, average);
  }
  return average();
}

/** The labels of the rows, and the one for what stands between them if there is anything. */
export function labelsOf(rows: readonly Labelled[]): string[] {
  const labels = new Set(rows.flatMap(({ spans }) => spans.map(({ label }) => label)));
  const covered = (row: Labelled) => row.spans.reduce((sum, { start, end }) => sum + end - start, 0);
  if (rows.some((row) => covered(row) < row.text.length)) labels.add(unlabelled);
  return [...labels].sort();
}

function sparse(
  labels: readonly string[],
  states: number,
  kept: readonly number[],
  weight: (j: number) => number,
  steps: Float32Array,
): Tagger {
  const signs: number[] = [];
  const starts: number[] = [0];
  const which: number[] = [];
  const weights: number[] = [];
  for (const [k, sign] of kept.entries()) {
    for (let s = 0; s < states; s++) {
      const w = weight(k * states + s);
      if (Math.abs(w) < 0.05) continue;
      which.push(s);
      weights.push(w);
    }
    if (which.length === starts.at(-1)) continue;
    signs.push(sign);
    starts.push(which.length);
  }
  return {
    labels,
    signs: Uint32Array.from(signs),
    starts: Uint32Array.from(starts),
    states: Uint8Array.from(which),
    weights: Float32Array.from(weights),
    steps,
  };
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
