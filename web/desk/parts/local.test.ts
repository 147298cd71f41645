import { afterEach, expect, test } from 'vitest';
import { instantText, readTimesIn, zone } from '#web/kit/time.ts';
import { dayOf, daysLater, endOf, instantOf, startOf, wallOf } from './local.ts';

afterEach(() => readTimesIn('Asia/Shanghai'));

test('fields hold the district’s wall, and give back the instant it stands for', () => {
  const at = new Date('2026-11-21T16:30:00Z');
  expect(wallOf(at)).toBe('2026-11-22T00:30');
  expect(dayOf(at)).toBe('2026-11-22');
  expect(instantOf('2026-11-22T00:30')).toBe(at.toISOString());
  expect([startOf('2026-11-22'), endOf('2026-11-22')]).toEqual([
    '2026-11-21T16:00:00.000Z',
    '2026-11-22T16:00:00.000Z',
  ]);
});

test('a district in another zone reads its own clock, also on the day it is moved', () => {
  readTimesIn('America/New_York');
  expect(instantText('2026-11-21T16:30:00Z')).toBe('2026-11-21 11:30');
  expect(wallOf(new Date('2026-11-21T03:00:00Z'))).toBe('2026-11-20T22:00');
  // 25 hours: the clocks go back on 2026-11-01
  expect(Date.parse(endOf('2026-11-01')) - Date.parse(startOf('2026-11-01'))).toBe(25 * 3_600_000);
  expect(daysLater('2026-11-01', 1)).toBe('2026-11-02');
});

test('a zone that nobody knows changes nothing, nor does a year that is still being typed', () => {
  readTimesIn('__ZONE__');
  readTimesIn(undefined);
  expect(zone()).toBe('Asia/Shanghai');
  expect(instantOf('0002-01-01T00:00')).toBe('0002-01-01T00:00:00.000Z');
});
