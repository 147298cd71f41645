import { describe, expect, test } from 'vitest';
import { reachedOn, streamOf } from './measure.ts';
import { readPairs } from './pairs.ts';

describe('疑似重复', () => {
  test.each(['tuning.txt', 'once.txt'] as const)(
    '%s: nine in ten twins are found, one hint in ten at most is false',
    (file) => {
      const pairs = readPairs(file);
      const reached = reachedOn(pairs);
      expect(pairs.length).toBeGreaterThanOrEqual(file === 'once.txt' ? 100 : 220);
      expect(Math.abs(reached.twins / reached.pairs - 0.5)).toBeLessThan(0.02);
      expect(reached.recall, reached.wrong.join('\n')).toBeGreaterThanOrEqual(0.9);
      expect(reached.falseHints, reached.wrong.join('\n')).toBeLessThanOrEqual(0.1);
    },
  );
  test('whoever has no twin among a month of neighbours is left in peace nine times in ten', () => {
    const stream = streamOf(150);
    expect(stream.alone).toBeGreaterThan(100);
    expect(stream.falseHints, stream.examples.join('\n')).toBeLessThanOrEqual(0.1);
  });
});
