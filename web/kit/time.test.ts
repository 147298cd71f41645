import { expect, test } from 'vitest';
import { agoText, dayText, instantText, readInstants, spanText } from './time.ts';

const minutes = (n: number) => n * 60_000;

test('an instant reads as the district’s clock, also just after its midnight', () => {
  expect(instantText('2026-11-20T16:05:00Z')).toBe('2026-11-21 00:05');
  expect(dayText('2026-11-20T15:59:59Z')).toBe('2026-11-20');
  expect(instantText('not a time')).toBe('');
});

test('an instant within a sentence of the server is read on the district’s clock; what is none is left alone', () => {
  expect(readInstants('申诉期至 2026-11-27T16:45:06.416Z 止')).toBe('申诉期至 2026-11-28 00:45 止');
  expect(readInstants('from 2026-11-20T00:00Z until 2026-11-20T16:05:00Z')).toBe(
    'from 2026-11-20 08:00 until 2026-11-21 00:05',
  );
  expect(readInstants('PD20261123-294999, 2026-11-20, 2026-99-99T00:00:00')).toBe(
    'PD20261123-294999, 2026-11-20, 2026-99-99T00:00:00',
  );
});

test('spans speak the largest unit that helps', () => {
  expect(spanText('zh', minutes(0.2))).toBe('不到 1 分钟');
  expect(spanText('en', minutes(1))).toBe('1 minute');
  expect(spanText('zh', minutes(150))).toBe('2 小时 30 分钟');
  expect(spanText('en', minutes(60 * 26))).toBe('1 day 2 hours');
  expect(spanText('zh', minutes(60 * 24 * 9 + 300))).toBe('9 天');
});

test('past and future are told apart', () => {
  const now = new Date('2026-11-21T08:00:00Z');
  expect(agoText('zh', '2026-11-21T05:00:00Z', now)).toBe('3 小时前');
  expect(agoText('en', '2026-11-23T08:00:00Z', now)).toBe('in 2 days');
  expect(agoText('zh', now, now)).toBe('刚刚');
});
