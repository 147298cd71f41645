import { expect, test } from 'vitest';
import { byWeeks, mondayOf } from './weeks.rules.ts';

test('weeks begin on Monday by the wall, and a span is cut there without losing anything', () => {
  expect(mondayOf(new Date('2026-11-22T15:59:59Z'), 'Asia/Shanghai')).toBe('2026-11-16');
  expect(mondayOf(new Date('2026-11-22T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-23');
  const span = { from: new Date('2026-11-20T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };
  expect(byWeeks(span, 'Asia/Shanghai')).toEqual([
    { week: '2026-11-16', from: span.from, to: new Date('2026-11-22T16:00:00Z') },
    { week: '2026-11-23', from: new Date('2026-11-22T16:00:00Z'), to: new Date('2026-11-29T16:00:00Z') },
    { week: '2026-11-30', from: new Date('2026-11-29T16:00:00Z'), to: span.to },
  ]);
});
