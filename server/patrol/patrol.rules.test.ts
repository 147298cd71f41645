import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverageOf, happened, isDue, leaveFits, periodOf, proofOf, stampedIn, takenOf } from './patrol.rules.ts';

const at = (text: string) => new Date(`2026-11-${text}+08:00`);
const shift = { beganAt: at('23T08:00:00'), endedAt: at('23T17:00:00') };
const zone = 'Asia/Shanghai';

describe('on duty', () => {
  test('a position before check-in and after check-out is not taken, nor one twice', () => {
    const points = ['23T07:59:59', '23T08:00:00', '23T12:00:00', '23T12:00:00', '23T17:00:01'].map((one) => ({
      at: at(one),
    }));
    expect(takenOf(points, shift).map((one) => one.at)).toEqual([at('23T08:00:00'), at('23T12:00:00')]);
  });
  test('a shift that nobody ended does not go on for ever', () => {
    const open = { ...shift, endedAt: null };
    expect(takenOf([{ at: at('24T00:00:00') }, { at: at('24T00:00:01') }], open)).toEqual([{ at: at('24T00:00:00') }]);
  });
  test('a stamp that only the clocks put beside the shift is of its first or last moment; an earlier or later one is not of it', () => {
    expect(stampedIn(at('23T12:00:00'), shift)).toEqual(at('23T12:00:00'));
    expect(stampedIn(at('23T07:59:31'), shift)).toEqual(shift.beganAt);
    expect(stampedIn(at('23T17:00:20'), shift)).toEqual(shift.endedAt);
    expect(stampedIn(at('23T07:59:00'), shift)).toBeNull();
    expect(stampedIn(at('23T17:01:00'), shift)).toBeNull();
    expect(stampedIn(at('24T00:00:10'), { ...shift, endedAt: null })).toEqual(at('24T00:00:00'));
  });
  test('what happened is never later than the telling of it', () => {
    expect(happened('2026-11-23T09:00:00Z', at('23T12:00:00'))).toEqual(at('23T12:00:00'));
    expect(happened('2026-11-23T01:00:00Z', at('23T12:00:00'))).toEqual(at('23T09:00:00'));
  });
});

describe('being at a point', () => {
  const point = { location: { lon: 116.3, lat: 39.9 }, code: 'ABC234' };
  const away = (metres: number) => ({ lon: 116.3, lat: 39.9 + metres / 111_195 });
  test('its code proves it wherever the satellites put one; a wrong code does not', () => {
    expect(proofOf(point, { code: ' abc234 ' })).toEqual({ how: 'code', metres: null });
    expect(proofOf(point, { code: 'ABC235', point: away(1) })).toMatchObject({ refusal: 'patrol.wrong_code' });
  });
  test('standing there proves it, with the doubt the phone admits, and no more of that than the nearness itself', () => {
    expect(proofOf(point, { point: away(70) })).toEqual({ how: 'position', metres: 70 });
    expect(proofOf(point, { point: away(100) })).toMatchObject({ refusal: 'patrol.not_there' });
    expect(proofOf(point, { point: away(100), accuracyM: 30 })).toEqual({ how: 'position', metres: 100 });
    expect(proofOf(point, { point: away(500), accuracyM: 2000 })).toMatchObject({ params: { metres: 500 } });
    expect(proofOf(point, {})).toMatchObject({ refusal: 'patrol.not_there' });
  });
});

describe('coverage', () => {
  const daily = { id: 'a', name: '泵房', every: 'day', madeAt: at('01T09:00:00'), retiredAt: null } as const;
  const weekly = { ...daily, id: 'b', name: '配电间', every: 'week' } as const;
  test('what was due on duty days, and how much of it was kept by anybody', () => {
    const days = ['2026-11-23', '2026-11-24', '2026-11-30'];
    const stamps = [
      { checkpointId: 'a', day: '2026-11-23' },
      { checkpointId: 'b', day: '2026-11-29' },
    ];
    expect(coverageOf(days, [daily, weekly], stamps, zone)).toEqual({
      dutyDays: 3,
      due: 5,
      kept: 2,
      missed: [
        { name: '泵房', every: 'day', days: ['2026-11-24', '2026-11-30'] },
        { name: '配电间', every: 'week', days: ['2026-11-30'] },
      ],
    });
  });
  test('a point counts from the day it was set to the day it was taken away', () => {
    const days = ['2026-11-02', '2026-11-03', '2026-11-04'];
    const short = { ...daily, madeAt: at('03T10:00:00'), retiredAt: at('04T09:00:00') };
    expect(coverageOf(days, [short], [], zone)).toMatchObject({ due: 1, kept: 0 });
  });
  test('never more kept than due, and a day off adds nothing', () => {
    const day = fc.integer({ min: 1, max: 30 }).map((n) => `2026-11-${String(n).padStart(2, '0')}`);
    const stamp = fc.record({ checkpointId: fc.constantFrom('a', 'b', 'c'), day });
    fc.assert(
      fc.property(fc.array(day), fc.array(stamp), (days, stamps) => {
        const told = coverageOf(days, [daily, weekly], stamps, zone);
        expect(told.kept).toBeLessThanOrEqual(told.due);
        expect(told.due - told.kept).toBe(told.missed.reduce((sum, one) => sum + one.days.length, 0));
        expect(coverageOf([], [daily, weekly], stamps, zone).due).toBe(0);
      }),
    );
  });
  test('a week begins on Monday, and due means nobody was there in it', () => {
    expect(periodOf('week', '2026-11-29')).toBe(periodOf('week', '2026-11-23'));
    expect(periodOf('week', '2026-11-30')).not.toBe(periodOf('week', '2026-11-29'));
    expect(isDue('day', at('23T23:00:00'), at('24T00:10:00'), zone)).toBe(true);
    expect(isDue('week', at('23T23:00:00'), at('29T23:59:00'), zone)).toBe(false);
    expect(isDue('week', null, at('29T23:59:00'), zone)).toBe(true);
  });
});

test('a leave begins today at the earliest and is no longer than ninety days', () => {
  expect(leaveFits('2026-11-23', '2026-11-23', '2026-11-23')).toBe(true);
  expect(leaveFits('2026-11-22', '2026-11-24', '2026-11-23')).toBe(false);
  expect(leaveFits('2026-11-24', '2026-11-23', '2026-11-23')).toBe(false);
  expect(leaveFits('2026-11-23', '2027-03-01', '2026-11-23')).toBe(false);
});
