/** 公开数据: months end at the last midnight, and nobody is known by a number. */
import { expect, test } from 'vitest';
import { monthsBefore, publicMonth } from './public.rules.ts';

const zone = 'Asia/Shanghai';
const span = { month: '2026-10', from: new Date(0), to: new Date(1), whole: true };

test('months lie on the district’s own clock, the running one up to the last midnight, and the first of a month has no day yet', () => {
  const spans = monthsBefore(new Date('2026-11-23T07:30:00Z'), zone, 2);
  expect(spans.map(({ month, from, to, whole }) => [month, from.toISOString(), to.toISOString(), whole])).toEqual([
    ['2026-11', '2026-10-31T16:00:00.000Z', '2026-11-22T16:00:00.000Z', false],
    ['2026-10', '2026-09-30T16:00:00.000Z', '2026-10-31T16:00:00.000Z', true],
    ['2026-09', '2026-08-31T16:00:00.000Z', '2026-09-30T16:00:00.000Z', true],
  ]);
  // In Shanghai it is the first of January already.
  const first = monthsBefore(new Date('2026-12-31T16:10:00Z'), zone, 2);
  expect(first.map(({ month, whole }) => [month, whole])).toEqual([
    ['2026-12', true],
    ['2026-11', true],
  ]);
});

test('fewer than five of anything are no number, and a rate of few is no rate', () => {
  const four = publicMonth(
    span,
    {
      discovery: { n: 4, passive: 4, active: 0, smart: 0 },
      rework: { n: 4, hits: 0, rate: 0 },
      caseOnTime: { n: 4, hits: 4, rate: 1, openOverdue: 0 },
      handlingTime: { n: 4, calendarHours: 7, workingHours: 3 },
    },
    { satisfied: 4, satisfiedKnown: 4 },
  );
  expect(four).toEqual({
    month: '2026-10',
    whole: true,
    reports: null,
    closed: null,
    onTime: { n: null, rate: null },
    satisfied: { n: null, rate: null },
    hours: null,
  });
  const more = publicMonth(
    span,
    {
      discovery: { n: 9, passive: 9, active: 0, smart: 0 },
      rework: { n: 5, hits: 1, rate: 0.2 },
      caseOnTime: { n: 8, hits: 6, rate: 0.75, openOverdue: 1 },
      handlingTime: { n: 5, calendarHours: 7.25, workingHours: 3 },
    },
    { satisfied: 4, satisfiedKnown: 5 },
  );
  expect(more).toMatchObject({
    reports: 9,
    closed: 5,
    onTime: { n: 8, rate: 0.75 },
    satisfied: { n: 5, rate: 0.8 },
    hours: 7.25,
  });
});
