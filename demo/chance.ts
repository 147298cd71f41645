/** Repeatable chance: the same seed always deals the same hand. No clock, no Math.random(). */
import { dice } from '#kit/dice.ts';

export type Chance = {
  /** 0 ≤ x < 1 */
  next(): number;
  between(low: number, high: number): number;
  /** 0 ≤ whole number < n */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
  /** Its own stream for a named part, so that drawing more in one part leaves the others as they were. */
  apart(name: string): Chance;
};

export function chance(seed: number | string): Chance {
  const start = fnv1a(String(seed));
  const next = dice(start);
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    below,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('Nothing to pick from.');
      return list[below(list.length)]!;
    },
    shuffled: (list) => {
      const out = [...list];
      for (let i = out.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
    apart: (name) => chance(`${start}/${name}`),
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
