import { describe, expect, test } from 'vitest';
import type { FileArea } from './geofile.ts';
import { districtCode, districtRow, hasLevels, planImport, type LayerNow, type Standing } from './plan.ts';
import type { AreaGeometry } from './shape.ts';

const box = (west: number): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 39],
      [west + 1, 39],
      [west + 1, 40],
      [west, 40],
      [west, 39],
    ],
  ],
});
const row = (code: string, more: Partial<FileArea> = {}): FileArea => ({
  row: 1,
  code,
  name: `名${code}`,
  mended: [],
  attributes: {},
  ...more,
});
const root: Standing = {
  id: 1,
  path: '1',
  code: '110102',
  name: '西岸区',
  level: 'district',
  parentId: null,
  geometry: null,
};
const street: Standing = { ...root, id: 2, path: '1.2', code: '110102001', name: '东街', level: 'street', parentId: 1 };
const empty: LayerNow = { unified: true, root, areas: [] };
const withStreet: LayerNow = { ...empty, areas: [{ ...street, geometry: box(116) }] };

describe('what a file would do', () => {
  test('parents come before children, however the file is sorted', () => {
    const { areas, errors } = planImport([row('c', { parent: 'b' }), row('b', { parent: 'a' }), row('a')], {
      ...empty,
      areas: [],
    });
    expect(errors).toEqual([]);
    expect(areas.map(({ code, level, parentCode }) => [code, level, parentCode])).toEqual([
      ['a', 'street', '110102'],
      ['b', 'community', 'a'],
      ['c', 'duty_grid', 'b'],
    ]);
    expect(areas.map((area) => (area.change === 'added' ? area.parent : null))).toEqual([
      { id: 1, path: '1' },
      { at: 0 },
      { at: 1 },
    ]);
  });

  test('a division code finds its parent by itself', () => {
    const { areas } = planImport([row('110102001007'), row('110102002')], withStreet);
    expect(areas.map(({ level, parentCode }) => [level, parentCode])).toEqual([
      ['community', '110102001'],
      ['street', '110102'],
    ]);
  });

  test('only what changed is changed', () => {
    const kinds = (file: FileArea[]) => planImport(file, withStreet).areas.map(({ change }) => change);
    expect(kinds([row('110102001', { name: '东街', geometry: box(116) })])).toEqual(['unchanged']);
    expect(kinds([row('110102001', { name: '东街', geometry: box(117) })])).toEqual(['redrawn']);
    expect(kinds([row('110102001', { name: '东街街道', geometry: box(116) })])).toEqual(['renamed']);
    // a table without boundaries takes none away
    expect(kinds([row('110102001', { name: '东街' })])).toEqual(['unchanged']);
  });

  test('a parent that is not there, a circle, a move and a second district are errors of their rows', () => {
    const faults = (file: FileArea[], layer = withStreet) =>
      planImport(file, layer).errors.map(({ code, reason, detail }) => [code, reason, detail]);
    expect(faults([row('x', { parent: 'nowhere' })])).toEqual([['x', 'geofile.unknown_parent', 'nowhere']]);
    expect(faults([row('x', { parent: 'y' }), row('y', { parent: 'x' })])).toEqual([
      ['x', 'geofile.parent_circle', undefined],
    ]);
    expect(faults([row('110102002'), row('110102001', { parent: '110102002' })])).toEqual([
      ['110102001', 'geofile.other_parent', '110102'],
    ]);
    expect(faults([row('110105')])).toEqual([['110105', 'geofile.second_district', '110102']]);
  });

  test('a district or street written with twelve digits is found all the same', () => {
    const { areas, errors } = planImport(
      [
        row('110102001003', { parent: '110102001000' }),
        row('110102001000', { parent: '110102000000' }),
        row('110102000000', { name: '西岸区' }),
        row('110102001004'),
      ],
      empty,
    );
    expect(errors).toEqual([]);
    expect(areas.map(({ code, level, parentCode }) => [code, level, parentCode])).toEqual([
      ['110102001000', 'street', '110102'],
      ['110102001003', 'community', '110102001000'],
      ['110102000000', 'district', ''],
      ['110102001004', 'community', '110102001000'],
    ]);
  });

  test('the row of the district draws the district', () => {
    const { areas } = planImport([row('110102', { geometry: box(116) })], withStreet);
    expect(areas).toMatchObject([{ change: 'redrawn', areaId: 1, parentCode: '' }]);
  });

  test('in another layer everything is an area below the district, unless its codes say more', () => {
    const { areas } = planImport([row('B1'), row('110102009')], { ...empty, unified: false });
    expect(areas.map(({ level, parentCode }) => [level, parentCode])).toEqual([
      ['area', '110102'],
      ['street', '110102'],
    ]);
  });
});

describe('which file speaks of the levels of the district', () => {
  test('division codes, parents or the option do; a flat list of other codes does not', () => {
    expect(hasLevels([row('110102001'), row('110102002')], {})).toBe(true);
    expect(hasLevels([row('101'), row('102')], {})).toBe(false);
    expect(hasLevels([row('a'), row('b', { parent: 'a' })], {})).toBe(true);
    expect(hasLevels([row('101')], { level: 'street' })).toBe(true);
    expect(hasLevels([row('101')], { level: 'area' })).toBe(false);
    expect(hasLevels([row('110101'), row('110102')], {})).toBe(false); // two districts are no district
  });

  test('and which district it is', () => {
    expect(districtCode([row('110102001'), row('110102002003')])).toBe('110102');
    expect(districtCode([row('110102001'), row('110101001')])).toBeUndefined();
    expect(districtCode([row('101')])).toBeUndefined();
    expect(districtRow([row('110102'), row('110102001')])?.code).toBe('110102');
    expect(districtRow([row('110102'), row('110101')])).toBeUndefined();
  });
});
