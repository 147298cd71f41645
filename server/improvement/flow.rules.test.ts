/** Where cases wait: days counted apart tell what all their cases together would. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flowFrom, packed, quantile, waitsOf, type FlowPart } from './flow.rules.ts';

const written = (waits: readonly number[]): string => packed(waits.toSorted((a, b) => a - b));
const part = (waits: readonly number[], more: Partial<FlowPart> = {}): FlowPart => ({
  cases: waits.length,
  closed: waits.length,
  stages: [
    {
      state: 'signed',
      n: waits.length,
      tenths: waits.reduce((sum, one) => sum + one, 0),
      late: 0,
      passed: waits.length,
      waits: written(waits),
    },
  ],
  ways: [],
  loops: [],
  ...more,
});

test('a list that is packed is read as it was', () => {
  const waits = fc.array(fc.oneof(fc.integer({ min: 0, max: 2_147_483_647 }), fc.integer({ min: 0, max: 300 })));
  fc.assert(
    fc.property(waits, (some) => {
      const rising = some.toSorted((a, b) => a - b);
      expect([...waitsOf(packed(rising))]).toEqual(rising);
    }),
  );
  // A day of a stage: nine hundred waits of up to a week take less than two bytes each.
  const day = Array.from({ length: 900 }, (_, i) => i * 6_720);
  expect(packed(day).length).toBeLessThan(900 * 2 * 1.35);
});

test('a quantile of many lists is that of one list of all, whatever the lists', () => {
  const lists = fc.array(fc.array(fc.integer({ min: 0, max: 2_147_483_647 }), { maxLength: 20 }), { minLength: 1 });
  fc.assert(
    fc.property(lists, fc.constantFrom(0, 0.5, 0.9, 1), (days, share) => {
      const all = days.flat().toSorted((a, b) => a - b);
      fc.pre(all.length > 0);
      const place = (all.length - 1) * share;
      const [low, high] = [all[Math.floor(place)]!, all[Math.ceil(place)]!];
      const told = quantile(
        days.map((day) => waitsOf(written(day))),
        share,
      );
      expect(told).toBeCloseTo(low + (place - Math.floor(place)) * (high - low), 3);
    }),
  );
});

test('days are put together: medians are not added, loops keep their own mean', () => {
  const loop = { kind: 'rework', times: 1, cases: 1, forward: 1, tenths: 600 } as const;
  const flow = flowFrom([
    part([600, 1_200], { ways: [{ from: 'signed', to: 'handled', n: 2 }], loops: [loop] }),
    part([60_000], {
      closed: 3,
      ways: [
        { from: 'handled', to: 'end', n: 5 },
        { from: 'signed', to: 'handled', n: 1 },
      ],
      loops: [
        { ...loop, tenths: 1_800 },
        { ...loop, kind: 'return', forward: 0, tenths: 0 },
      ],
    }),
  ]);
  expect(flow).toEqual({
    cases: 3,
    stages: [
      {
        state: 'signed',
        n: 3,
        meanMinutes: 34.3,
        medianMinutes: 2,
        ninetyMinutes: 80.4,
        late: 0,
        skipped: 2,
        savedMinutes: 4,
      },
    ],
    ways: [
      { from: 'handled', to: 'end', n: 5 },
      { from: 'signed', to: 'handled', n: 3 },
    ],
    loops: [
      { kind: 'rework', times: 2, cases: 2, meanMinutes: 2 },
      { kind: 'return', times: 1, cases: 1, meanMinutes: null },
    ],
  });
  expect(flowFrom([])).toEqual({ cases: 0, stages: [], ways: [], loops: [] });
});
