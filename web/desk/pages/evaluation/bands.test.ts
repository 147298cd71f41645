import { expect, test } from 'vitest';
import { defaultScheme } from '#contract/indicators.ts';
import { bandsFrom, bandsText } from './bands.rules.ts';

test('bands are read as they are written', () => {
  for (const { bands } of defaultScheme.items) expect(bandsFrom(bandsText(bands))).toEqual(bands);
  expect(bandsFrom('0=100，2：90；*=0')).toEqual([
    { upTo: 0, points: 100 },
    { upTo: 2, points: 90 },
    { upTo: null, points: 0 },
  ]);
  expect(bandsFrom('  ')).toBe(null);
  for (const wrong of ['5', '5=', '=3', '5=x', '5=1,,*=2']) expect(bandsFrom(wrong), wrong).toBe(undefined);
});
