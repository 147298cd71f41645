import { expect, test } from 'vitest';
import { clockOf, minuteOf } from '#contract/calendar.ts';
import { changesOf, draftOf, hoursOf } from './preview.rules.ts';

const line = {
  ...draftOf(null),
  id: 'a',
  version: 1,
  open: true,
  number: '12345',
  name: '市民热线',
  opens: 510,
  closes: 1050,
};

test('a clock is read and written alike, to the end of the day', () => {
  expect([0, 510, 1440].map(clockOf)).toEqual(['00:00', '08:30', '24:00']);
  expect(['8:30', '24:00', '24:01', '12:60', 'noon'].map(minuteOf)).toEqual([510, 1440, null, null, null]);
  expect(hoursOf({ opens: null, closes: null })).toBeNull();
});

test('a preview tells what changes and nothing else', () => {
  const before = draftOf(line);
  expect(changesOf(before, before)).toEqual([]);
  expect(
    changesOf(
      before,
      { ...before, workdays: true, unitIds: [9, 3] },
      { units: (ids) => ids.map((id) => `单位${id}`).join('、') },
    ),
  ).toEqual([
    { field: 'workdays', from: false, to: true },
    { field: 'unitIds', from: '', to: '单位3、单位9' },
  ]);
  expect(changesOf(before, { ...before, closes: 1080, divertTo: '110', retired: true })).toEqual([
    { field: 'hours', from: '08:30–17:30', to: '08:30–18:00' },
    { field: 'divertTo', from: null, to: '110' },
    { field: 'retired', from: false, to: true },
  ]);
});
