/**
 * A linear-chain tagger over letters: every letter begins, continues, ends, or is a whole span of some label; the best chain of
 * such states by the learned weights is the reading (Viterbi).
 */
import { signsOf } from './features.ts';
import { lettersOf } from './letters.ts';
import type { Span } from './spans.ts';

/** Four states for each label: begin, inside, end, single. */
export const parts = 4;
const [begin, inside, end, single] = [0, 1, 2, 3];

export type Chain = {
  labels: readonly string[];
  /** what state may follow what: for each state its possible predecessors */
  before: readonly Int32Array[];
  /** states a text may begin with, and end with */
  first: Int32Array;
  final: Int32Array;
};

export function chainOf(labels: readonly string[]): Chain {
  const states = labels.length * parts;
  const every = Array.from({ length: states }, (_, state) => state);
  const opens = (state: number) => state % parts === begin || state % parts === single;
  const closes = (state: number) => state % parts === end || state % parts === single;
  return {
    labels,
    before: every.map((state) => {
      const label = state - (state % parts);
      return Int32Array.from(opens(state) ? every.filter(closes) : [label + begin, label + inside]);
    }),
    first: Int32Array.from(every.filter(opens)),
    final: Int32Array.from(every.filter(closes)),
  };
}

/** `scores[i * states + s]`: of letter i in state s; `steps[p * states + s]`: of s after p. */
export function bestChain(chain: Chain, n: number, scores: Float32Array, steps: Float32Array): Int32Array {
  const states = chain.before.length;
  const path = new Int32Array(n);
  if (n === 0) return path;
  const from = new Int32Array(n * states);
  let now = new Float32Array(states).fill(-Infinity);
  let then = new Float32Array(states);
  for (const s of chain.first) now[s] = scores[s]!;
  for (let i = 1; i < n; i++) {
    [now, then] = [then, now];
    for (let s = 0; s < states; s++) {
      const before = chain.before[s]!;
      let [best, which] = [-Infinity, before[0]!];
      for (let k = 0; k < before.length; k++) {
        const p = before[k]!;
        const value = then[p]! + steps[p * states + s]!;
        if (value > best) [best, which] = [value, p];
      }
      now[s] = best + scores[i * states + s]!;
      from[i * states + s] = which;
    }
  }
  let last = chain.final[0]!;
  for (const s of chain.final) if (now[s]! > now[last]!) last = s;
  for (let i = n - 1; i >= 0; i--) {
    path[i] = last;
    last = from[i * states + last]!;
  }
  return path;
}

/** What stands between the labelled spans is learned too, and not shown. */
export const unlabelled = '-';

/** The states that say these spans; null where they overlap, cut a letter, or use a label that is not known. */
export function statesOf(
  labels: readonly string[],
  offsets: readonly number[],
  spans: readonly Span[],
): Int32Array | null {
  const states: number[] = [];
  const put = (label: string, to: number): boolean => {
    const which = labels.indexOf(label);
    const from = states.length;
    if (which < 0 || to <= from) return false;
    for (let i = from; i < to; i++) {
      const part = to - from === 1 ? single : i === from ? begin : i === to - 1 ? end : inside;
      states.push(which * parts + part);
    }
    return true;
  };
  for (const { label, start, end: stop } of [...spans].sort((a, b) => a.start - b.start)) {
    const [from, to] = [offsets.indexOf(start), offsets.indexOf(stop)];
    if (from < states.length || (from > states.length && !put(unlabelled, from)) || !put(label, to)) return null;
  }
  const n = offsets.length - 1;
  return states.length === n || put(unlabelled, n) ? Int32Array.from(states) : null;
}

export function spansOf(labels: readonly string[], offsets: readonly number[], states: Int32Array): Span[] {
  const spans: Span[] = [];
  for (const [i, state] of states.entries()) {
    const part = state % parts;
    const label = labels[(state - part) / parts]!;
    if (part === begin || part === single) spans.push({ label, start: offsets[i]!, end: offsets[i + 1]! });
    else spans.at(-1)!.end = offsets[i + 1]!;
  }
  return spans.filter(({ label }) => label !== unlabelled);
}

/** Weights of the signs that count for something: sign `k` moves the states `states[starts[k]…starts[k+1]]`. */
export type Tagger = {
  labels: readonly string[];
  signs: Uint32Array;
  starts: Uint32Array;
  states: Uint8Array;
  weights: Float32Array;
  steps: Float32Array;
};

export function tagWith(tagger: Tagger): (text: string) => Span[] {
  const chain = chainOf(tagger.labels);
  const count = chain.before.length;
  const known = new Map<number, number>();
  for (const [k, sign] of tagger.signs.entries()) known.set(sign, k);
  const { starts, states, weights, steps } = tagger;
  return (text) => {
    const read = lettersOf(text);
    const n = read.letters.length;
    const scores = new Float32Array(n * count);
    for (const [i, signs] of signsOf(read).entries()) {
      for (const sign of signs) {
        const k = known.get(sign);
        if (k === undefined) continue;
        for (let j = starts[k]!; j < starts[k + 1]!; j++) scores[i * count + states[j]!]! += weights[j]!;
      }
    }
    return spansOf(tagger.labels, read.offsets, bestChain(chain, n, scores, steps));
  };
}
