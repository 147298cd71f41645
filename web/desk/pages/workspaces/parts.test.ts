import { expect, test } from 'vitest';
import { narrowingIn } from '../../parts/narrowed.ts';
import { partOfUnit } from './parts.ts';

test('the office of a place works for the place, another unit for its part, the leadership for the district', () => {
  expect(partOfUnit({ id: 7, kind: 'community', areaId: 70 })).toEqual({ areaId: 70 });
  // a station that was founded before its ground was drawn
  expect(partOfUnit({ id: 7, kind: 'community', areaId: null })).toEqual({ partOf: 7 });
  // a department narrowed to a ground still answers for its own part only
  expect(partOfUnit({ id: 8, kind: 'department', areaId: 70 })).toEqual({ partOf: 8 });
  expect(partOfUnit({ id: 1, kind: 'leadership', areaId: 1 })).toEqual({});
});

test('a mistyped address narrows nothing', () => {
  const read = (text: string) => narrowingIn(new URLSearchParams(text));
  expect(read('areaId=x&partOf=-1&space=../etc&actor=king&label=A')).toEqual({});
  expect(read('areaId=3&space=citizen-services&actor=party')).toEqual({
    areaId: 3,
    space: 'citizen-services',
    actor: 'party',
  });
});
