import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { workingMinutesBetween, type Calendar } from '#contract/worktime.ts';
import { ladderOf, periodOf, rateOf, type Ladder } from './figures.ts';

const day = [
  { from: 540, to: 720 },
  { from: 840, to: 1080 },
];
const calendar: Calendar = {
  timeZone: 'America/New_York',
  week: [day, day, day, day, day, [], []],
  days: { '2026-11-26': [], '2026-11-28': day },
  knownUntil: '2026-12-31',
};

/** As the statement does it: the last rung at or below the instant, and how far up it one stands. */
function heightAt({ starts, lengths, before }: Ladder, at: number): number {
  const rung = starts.findLastIndex((start) => start <= at);
  return rung < 0 ? 0 : before[rung]! + Math.min(at - starts[rung]!, lengths[rung]!);
}

test('climbing the ladder is counting working time', () => {
  const from = Date.UTC(2026, 9, 1);
  const instant = fc.integer({ min: 0, max: 90 * 86_400_000 }).map((ms) => from + ms);
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const ladder = ladderOf(calendar, new Date(first), new Date(last));
      const climbed = heightAt(ladder, last) - heightAt(ladder, first);
      expect(climbed / 60_000).toBeCloseTo(workingMinutesBetween(new Date(first), new Date(last), calendar), 6);
      // The ladder may begin earlier and end later than what is measured on it.
      const wide = ladderOf(calendar, new Date(from), new Date(from + 100 * 86_400_000));
      expect(heightAt(wide, last) - heightAt(wide, first)).toBe(climbed);
    }),
  );
});

test('no cases is not 100 %', () => {
  expect(rateOf(0, 0)).toEqual({ n: 0, hits: 0, rate: null });
  expect(rateOf(4, 3)).toEqual({ n: 4, hits: 3, rate: 0.75 });
});

test('a period has a length of a year at most', () => {
  const ends = (to: string) => periodOf({ from: '2026-01-01T00:00:00Z', to });
  expect(ends('2027-01-01T00:00:00Z')).toHaveProperty('from');
  expect(ends('2026-01-01T00:00:00Z')).toEqual({ refusal: 'evaluation.period', params: {} });
  expect(ends('2028-01-01T00:00:00Z')).toHaveProperty('refusal');
});
