/**
 * Numbers in [0, 1) from a seed: the same seed throws the same numbers on every machine (mulberry32: small, fast, and good enough to
 * scatter trees, to visit examples in turn, to draw samples). Never for secrets: those come from crypto.ts.
 */
export function dice(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
