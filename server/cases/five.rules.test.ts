import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reasonsFor, theFive, type Waiting } from './five.rules.ts';

const dayEnds = new Date('2026-11-23T16:00:00Z');
let n = 0;
const waiting = (more: Partial<Waiting> = {}): Waiting => ({
  id: `case-${String(++n).padStart(4, '0')}`,
  urgent: false,
  stageLamp: 'green',
  caseLamp: 'green',
  stageDueAt: '2026-11-30T01:00:00.000Z',
  openedAt: '2026-11-20T01:00:00.000Z',
  suspended: false,
  unsolved: false,
  reports: 1,
  ...more,
});
const none = new Set<string>();

test('a clerk with three hundred late cases still sees the urgent, the supervised and the unsolved one', () => {
  const late = Array.from({ length: 300 }, () => waiting({ stageLamp: 'red', stageDueAt: '2026-11-22T01:00:00.000Z' }));
  const [urgent, asked, unsolved] = [waiting({ urgent: true }), waiting(), waiting({ unsolved: true })];
  const five = theFive([...late, urgent, asked, unsolved], new Set([asked.id]), dayEnds);
  expect(five.map(({ why }) => why[0])).toEqual(['urgent', 'supervised', 'late', 'late', 'unsolved']);
});

test('with one kind of reason only, it fills the list: what is due first', () => {
  const today = ['09', '07', '08', '03', '05', '04', '06'].map((hour) =>
    waiting({ stageDueAt: `2026-11-23T${hour}:00:00.000Z` }),
  );
  const five = theFive(today, none, dayEnds);
  expect(five.map(({ row }) => row.stageDueAt!.slice(11, 13))).toEqual(['03', '04', '05', '06', '07']);
});

test('each says every reason it has; without any it is simply next', () => {
  expect(reasonsFor(waiting({ stageLamp: 'red', reports: 9, caseLamp: 'red' }), none, dayEnds)).toEqual([
    'late',
    'case_late',
    'many',
  ]);
  expect(reasonsFor(waiting(), none, dayEnds)).toEqual(['next']);
});

test('never more than five, none twice, nothing that hangs, and the order of the list does not matter', () => {
  const anyCase = fc.record({
    urgent: fc.boolean(),
    stageLamp: fc.constantFrom('green', 'yellow', 'red', 'paused'),
    suspended: fc.boolean(),
    unsolved: fc.boolean(),
    reports: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(anyCase, { maxLength: 40 }), fc.integer(), (list, seed) => {
      const rows = list.map((one) => waiting(one as Partial<Waiting>));
      const five = theFive(rows, none, dayEnds).map(({ row }) => row.id);
      const running = rows.filter(({ suspended }) => !suspended);
      expect(five).toHaveLength(Math.min(5, running.length));
      expect(new Set(five).size).toBe(five.length);
      const turned = rows.toSorted((a, b) => ((a.id.charCodeAt(8) * seed) % 7) - ((b.id.charCodeAt(8) * seed) % 7));
      expect(theFive(turned, none, dayEnds).map(({ row }) => row.id)).toEqual(five);
    }),
    { numRuns: 60 },
  );
});
