import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookOf, lookUp } from './book.ts';
import { nameKey, searchGrams } from './keys.ts';
import { oneApart, rank, wishesOf, type KnownName } from './match.ts';

let ids = 0;
const known = (name: string, kind: string, areaPath: string | null, over: Partial<KnownName> = {}): KnownName => ({
  id: ++ids,
  name,
  nameEn: '',
  kind,
  ofArea: ['street', 'community'].includes(kind),
  areaId: areaPath === null ? null : Number(areaPath.split('.').at(-1)),
  areaPath,
  point: kind === 'street' || kind === 'community' ? null : { lon: 110, lat: 31 },
  ...over,
});
const town = [
  known('河东街道', 'street', '1.2'),
  known('河西街道', 'street', '1.3'),
  known('柳岸社区', 'community', '1.2.20'),
  known('幸福社区', 'community', '1.2.21'),
  known('幸福社区', 'community', '1.3.30'),
  known('安和路', 'road', null),
  known('平宁路', 'road', null),
  known('平宁路与安和路路口', 'crossing', null),
  known('幸福里', 'estate', '1.2.20.200'),
  known('幸福里小学', 'school', '1.3.30.300'),
  known('晴岸三区', 'estate', '1.2.20.201'),
];
const meant = (...texts: string[]) =>
  rank(texts, wishesOf(texts), town).map(({ place, why, inArea }) => [place.name, why, inArea]);

describe('what may be meant', () => {
  test('the name as it is written comes first', () => {
    expect(meant('幸福里3号楼')[0]).toEqual(['幸福里', 'named', null]);
    expect(meant('家住幸福里小学对面')[0]).toEqual(['幸福里小学', 'named', null]);
  });
  test('of several bearers the one in an area that is named too', () => {
    expect(meant('河西街道幸福社区')[0]).toEqual(['幸福社区', 'named', '河西街道']);
    expect(meant('幸福社区').slice(0, 2)).toEqual([
      ['幸福社区', 'named', null],
      ['幸福社区', 'named', null],
    ]);
  });
  test('two roads that cross are the crossing, in either order', () => {
    expect(meant('平宁路与安和路交叉口')[0]).toEqual(['平宁路与安和路路口', 'crossing', null]);
    expect(meant('', '安和路和平宁路路口积水')[0]).toEqual(['平宁路与安和路路口', 'crossing', null]);
  });
  test('endings that are said or left out, and digits either way, are the same name', () => {
    expect(meant('柳岸小区')[0]).toEqual(['柳岸社区', 'otherwise', null]);
    expect(meant('晴岸3区门口')[0]).toEqual(['晴岸三区', 'otherwise', null]);
  });
  test('a slip of one character, initials and beginnings are offered, behind what is written', () => {
    expect(meant('平凝路')[0]).toEqual(['平宁路', 'alike', null]);
    expect(meant('xflxx')).toEqual([['幸福里小学', 'initials', null]]);
    expect(meant('晴岸').map(([name, why]) => [name, why])).toEqual([['晴岸三区', 'begins']]);
  });
  test('words about no known place mean none', () => expect(meant('', '垃圾三天没有人收')).toEqual([]));
  test('a slip is one character, and never a number or a direction', () => {
    expect(oneApart('平宁路', '平凝路')).toBe(true);
    expect(oneApart('平宁路', '平宁大路')).toBe(true);
    expect(oneApart('晴岸三区', '晴岸四区')).toBe(false);
    expect(oneApart('平宁东路', '平宁西路')).toBe(false);
    expect(oneApart('平宁路', '平宁路')).toBe(false);
    expect(oneApart('安路', '宁路')).toBe(false);
  });
});

describe('areas by name, initials and code', () => {
  const book = bookOf([
    { id: 1, name: '平宁区', code: '999999', level: 'district' },
    { id: 2, name: '河东街道', code: '999999002', level: 'street' },
    { id: 3, name: '柳岸社区', code: '999999002001', level: 'community' },
    { id: 4, name: '河东柳岸社区', code: '999999002002', level: 'community' },
    { id: 5, name: '柳岸社区001号单元网格', code: '999999002001001', level: 'cell' },
  ]);
  test('the name itself, then what begins with it, then what contains it', () => {
    expect(lookUp(book, '柳岸社区', 9)).toEqual([3, 5, 4]);
    expect(lookUp(book, '柳岸', 1)).toEqual([3]);
  });
  test('one character, initials, a code or its beginning', () => {
    expect(lookUp(book, '河', 9)).toEqual([2, 4]);
    expect(lookUp(book, 'hdjd', 9)).toEqual([2]);
    expect(lookUp(book, '999999002001', 9)).toEqual([3, 5]);
    expect(lookUp(book, '999999002001001', 9)).toEqual([5]);
  });
  test('finds exactly the names that contain what is asked', () => {
    const letters = fc.constantFrom('平', '宁', '安', '路', 'a', '1');
    const names = fc.array(
      fc.array(letters, { minLength: 1, maxLength: 5 }).map((all) => all.join('')),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(
        names,
        fc.array(fc.constantFrom('平', '宁', '安', '路'), { minLength: 1, maxLength: 3 }),
        (list, asked) => {
          const q = asked.join('');
          const entries = list.map((name, id) => ({ id, name, code: '', level: 'community' }));
          const there = entries.filter(({ name }) => name.includes(q)).map(({ id }) => id);
          expect(lookUp(bookOf(entries), q, 100).sort((a, b) => a - b)).toEqual(there);
        },
      ),
    );
  });
});

test('a name is found under itself however it is written', () => {
  expect(nameKey('  Ｐark  Heights ')).toBe('park heights');
  expect(nameKey('平宁 路１２号')).toBe('平宁路12号');
});
test('the samples are even, and each lies in the one before', () => {
  const marks = Array.from({ length: 20_000 }, (_, i) => searchGrams(7, '柳岸社区', String(i)));
  const share = (mark: string) => marks.filter((grams) => grams.includes(`7·柳岸${mark}`)).length / marks.length;
  expect(share('¹')).toBeCloseTo(1 / 16, 2);
  expect(share('²')).toBeCloseTo(1 / 256, 2);
  expect(marks.every((grams) => !grams.includes('7·柳岸²') || grams.includes('7·柳岸¹'))).toBe(true);
});
