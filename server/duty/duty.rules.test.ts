/** Whose turn it is, which roster stands, and what is wrong with a list. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Turn } from '#contract/duty.ts';
import { gapsOfMode, isNamed, onDutyOf, placeAt, seatsInMode } from './duty.rules.ts';
import { readRosterTable } from './roster.rules.ts';

const zone = 'Asia/Shanghai';
test('a turn follows the last without a gap, and the night belongs to the day it began on', () => {
  expect(placeAt(new Date('2026-12-01T02:00:00Z'), zone)).toMatchObject({ onDay: '2026-12-01', part: 'day' });
  // half past five in the afternoon, and half past eight next morning
  expect(placeAt(new Date('2026-12-01T09:30:00Z'), zone)).toMatchObject({ onDay: '2026-12-01', part: 'night' });
  expect(placeAt(new Date('2026-12-02T00:29:59Z'), zone)).toMatchObject({ onDay: '2026-12-01', part: 'night' });
  const some = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(some, fc.constantFrom(zone, 'Europe/Berlin'), (at, timeZone) => {
      const now = placeAt(at, timeZone);
      expect(now.from <= at && at < now.until).toBe(true);
      const next = placeAt(now.until, timeZone);
      expect([next.from.getTime(), next.part]).toEqual([now.until.getTime(), now.part === 'day' ? 'night' : 'day']);
    }),
  );
});

const turn = (seat: Turn['seat'], roster: Turn['roster'], name: string, occasion: Turn['occasion'] = null): Turn => ({
  id: name,
  roster,
  seat,
  onDay: '2026-12-01',
  part: 'day',
  occasion,
  person: { id: name, name },
  deputy: null,
  version: 1,
});
test('in an emergency its own roster stands, and the normal one where it has nobody; extra turns stand beside', () => {
  const turns = [
    turn('general', 'normal', '甲'),
    turn('police', 'normal', '乙'),
    turn('general', 'emergency', '丙'),
    turn('general', 'normal', '丁', { id: 'x', name: '灯会' }),
  ];
  const place = placeAt(new Date('2026-12-01T02:00:00Z'), zone);
  expect(onDutyOf(turns, place, false).map(({ id }) => id)).toEqual(['甲', '丁', '乙']);
  expect(onDutyOf(turns, place, true).map(({ id }) => id)).toEqual(['丙', '丁', '乙']);
  expect(seatsInMode(turns, place)).toEqual([
    { seat: 'general', now: '甲', inMode: '丙' },
    { seat: 'emergency', now: null, inMode: null },
    { seat: 'police', now: '乙', inMode: '乙' },
    { seat: 'urban', now: null, inMode: null },
  ]);
});

test('turns of its time for which the emergency roster has nobody are told, the first of them by name', () => {
  const from = new Date('2026-12-01T02:00:00Z');
  const until = new Date('2026-12-01T10:00:00Z'); // 18:00, half an hour into the night
  const turns = [turn('general', 'emergency', '丙'), turn('police', 'normal', '乙')];
  const night = ['general', 'emergency', 'police', 'urban'].map((seat) => ['night', seat]);
  const day = ['emergency', 'police', 'urban'].map((seat) => ['day', seat]);
  const gaps = gapsOfMode(turns, from, until, zone, 40);
  expect(gaps.map(({ part, seat }) => [part, seat])).toEqual([...day, ...night]);
  expect(gapsOfMode(turns, from, until, zone, 2)).toHaveLength(2);
  expect(gapsOfMode(turns, from, from, zone, 40)).toHaveLength(3);
});

test('a mode names matters, on a ground or everywhere; 1.2 is not below 1.20', () => {
  expect(isNamed({ matterIds: [7], areaPaths: [] }, { matterId: 7, areaPath: '1.9' })).toBe(true);
  expect(isNamed({ matterIds: [7], areaPaths: ['1.2'] }, { matterId: 7, areaPath: '1.2.5' })).toBe(true);
  expect(isNamed({ matterIds: [7], areaPaths: ['1.2'] }, { matterId: 7, areaPath: '1.20' })).toBe(false);
  expect(isNamed({ matterIds: [7], areaPaths: [] }, { matterId: 8, areaPath: '1' })).toBe(false);
});

test('every wrong cell of a roster is told by its row and column', () => {
  const people = [
    { id: 'p1', login: 'wang', name: '王一' },
    { id: 'p2', login: 'li', name: '李二' },
    { id: 'p3', login: 'li3', name: '李二' },
  ];
  const columns = ['日期', '席位', '班次', '值班人', '副班', '值班表'];
  const rows = [
    ['2026-12-01', '总值班', '白班', '王一', 'li', ''],
    ['2026/12/01', 'general', 'night', 'wang', '', '应急'],
    ['2026-02-30', '消防', '晚', '赵', '李二', '演练'],
    ['2026-11-30', '总值班', '白班', '王一', 'wang', ''],
    ['2026-12-01', '总值班', '白班', 'li', '', ''],
    ['', '总值班', '白班', '', '', ''],
  ];
  const table = {
    columns,
    rows: rows.map((cells, i) => ({
      row: i + 2,
      values: new Map(columns.map((name, n) => [name, cells[n]!])),
      columnCountOk: true,
    })),
  };
  const { turns, errors } = readRosterTable(table, people, '2026-12-01', 'zh');
  expect(turns.map(({ row, part, roster, personId, deputyId }) => [row, part, roster, personId, deputyId])).toEqual([
    [2, 'day', 'normal', 'p1', 'p2'],
    [3, 'night', 'emergency', 'p1', null],
  ]);
  expect(errors.map(({ row, field }) => `${row} ${field}`)).toEqual([
    ...['date', 'seat', 'part', 'roster', 'person', 'deputy'].map((field) => `4 ${field}`),
    '5 date',
    '5 deputy',
    '6 date',
    '7 date',
    '7 person',
  ]);
});
