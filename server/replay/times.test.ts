import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTime } from './times.ts';

const inNewYork = (text: string) => readTime(text, 'America/New_York')?.toISOString();

test('times without an offset are read on the wall of the zone, summer and winter', () => {
  expect(inNewYork('2026-01-05T09:30:00')).toBe('2026-01-05T14:30:00.000Z');
  expect(inNewYork('2026-07-05 09:30:00')).toBe('2026-07-05T13:30:00.000Z');
  expect(inNewYork('2026/7/5 9:30')).toBe('2026-07-05T13:30:00.000Z');
  expect(readTime('2026-01-05 09:30:00', 'Asia/Shanghai')?.toISOString()).toBe('2026-01-05T01:30:00.000Z');
});

test('an offset is an offset', () => {
  expect(inNewYork('2026-01-05T09:30:00Z')).toBe('2026-01-05T09:30:00.000Z');
  expect(inNewYork('2026-01-05T09:30:00.25+08:00')).toBe('2026-01-05T01:30:00.250Z');
});

test('a bare date is the end of that day', () => {
  expect(inNewYork('2026/7/5')).toBe('2026-07-06T03:59:59.000Z');
  expect(inNewYork('2026-07-05')).toBe('2026-07-06T03:59:59.000Z');
});

test('what is no time is none', () => {
  for (const text of [
    '',
    'soon',
    '2026-02-30',
    '2026-13-01',
    '2026-01-05 24:00:00',
    '05/01/2026',
    '2026-1-5',
    '9999-01-01',
  ]) {
    expect(readTime(text, 'Asia/Shanghai'), text).toBeUndefined();
  }
});

test('every second of these years is read back, except those that were skipped', () => {
  const second = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2030, 0, 1) / 1000 });
  fc.assert(
    fc.property(second, (seconds) => {
      const at = new Date(seconds * 1000);
      expect(readTime(at.toISOString(), 'Asia/Shanghai')).toEqual(at);
      const wall = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19);
      expect(readTime(wall.replace('T', ' '), 'Asia/Shanghai')).toEqual(at);
    }),
  );
});
