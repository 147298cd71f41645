import { expect, test } from 'vitest';
import { changed, monthsOf, readSlots, slotsText, stateOfDay, type Plan } from './year.ts';

const workday = [
  { from: 540, to: 720 },
  { from: 840, to: 1080 },
];
const plan: Plan = {
  timeZone: 'Asia/Shanghai',
  week: [workday, workday, workday, workday, workday, [], []],
  days: { '2026-10-01': [], '2026-10-10': workday },
  knownUntil: '2026-12-31',
};

test('a holiday rests on a working day, a make-up day works on a day of rest', () => {
  expect(stateOfDay(plan, '2026-10-01')).toBe('holiday'); // Thursday
  expect(stateOfDay(plan, '2026-10-10')).toBe('makeup'); // Saturday
  expect(stateOfDay(plan, '2026-10-11')).toBe('rest');
  expect(stateOfDay(plan, '2026-10-12')).toBe('working');
});

test('a month begins under its weekday, Monday first', () => {
  const october = monthsOf(2026)[9]!;
  expect(october).toMatchObject({ month: 10, lead: 3 });
  expect(october.days).toHaveLength(31);
  expect(monthsOf(2028)[1]!.days).toHaveLength(29);
});

test('hours are read as they are written, and refused when they cannot be', () => {
  expect(slotsText(workday)).toBe('09:00-12:00, 14:00-18:00');
  expect(readSlots(slotsText(workday))).toEqual(workday);
  expect(readSlots('14:00–18:00、9:00-12:00')).toEqual(workday);
  expect(readSlots('9:00-13:00, 12:00-18:00')).toBeNull();
  expect(readSlots('18:00-9:00')).toBeNull();
  expect(readSlots('morning')).toBeNull();
});

test('what differs between two plans is told by day', () => {
  const after: Plan = { ...plan, days: { '2026-10-02': [], '2026-10-10': workday } };
  expect(changed(plan, after)).toEqual(['2026-10-01', '2026-10-02']);
  expect(changed(plan, plan)).toEqual([]);
});
