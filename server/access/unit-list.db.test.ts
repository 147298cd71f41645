/** A district from one list: 1 centre, 7 departments, 6 streets and 54 communities, in whatever order the rows come. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { housePermit, importUnits, unitsOf } from '#access';
import { isRefusal } from '#kit/refusal.ts';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import type { UnitTable } from './unit-list.rules.ts';

let corner: Corner;
beforeAll(async () => {
  corner = await layCorner();
});
afterAll(async () => corner?.drop());

const columns = ['代码', '名称', '类型', '上级单位', '督办上级', '区域代码'];
const tableOf = (rows: string[][], headings = columns): UnitTable => ({
  columns: headings,
  rows: rows.map((cells, i) => ({
    row: i + 2,
    values: new Map(headings.map((name, n) => [name, cells[n] ?? ''])),
    columnCountOk: true,
  })),
});
const n = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const district: string[][] = [
  ...n(54).map((i) => [`sq${i}`, `第${i}社区民情气象站`, '社区', `jd${1 + (i % 6)}`, '', '']),
  ...n(6).map((i) => [`jd${i}`, `第${i}街道民主民生沟通工作室`, '街道', '', 'qxx', i === 1 ? '990101001' : '']),
  ...n(7).map((i) => [`bm${i}`, `第${i}局民情信息收集处置平台`, 'department', '', 'qxx', '']),
  ['qxx', '区民情信息中心', '其他', '', '', ''],
];
async function take(table: UnitTable, dryRun = false) {
  return within(corner, async (tx) => {
    const areaIdOf = (code: string) => (code === '990101001' ? corner.areas.street : undefined);
    const options = { dryRun, lang: 'zh' as const, file: 'units.csv', areaIdOf };
    const report = await importUnits(tx, housePermit('people.edit', corner.regionId), table, options, new Date());
    if (isRefusal(report)) throw new Error(report.refusal);
    return report;
  });
}

test('one list makes the tree, a second reading changes nothing, and a changed row changes its unit', async () => {
  expect(await take(tableOf(district), true)).toMatchObject({ imported: false, added: 68, errors: [] });
  expect(await take(tableOf(district))).toMatchObject({ imported: true, added: 68, changed: 0 });
  const units = await within(corner, (tx) => unitsOf(tx, corner.regionId));
  const street = units.byCode.get('jd1')!;
  expect(street.areaId).toBe(corner.areas.street);
  // a street with its nine communities, whose affairs are the street's
  expect(units.subtreeIds(street.id)).toHaveLength(10);
  expect(units.root(units.byCode.get('sq6')!.id)).toBe(street.id);
  expect(units.superior(street.id)).toBe(units.byCode.get('qxx')!.id);
  expect(await take(tableOf(district))).toMatchObject({ added: 0, changed: 0, unchanged: 68 });
  const moved = district.map((row) => (row[0] === 'sq6' ? ['sq6', row[1]!, '社区', 'jd2', '', ''] : row));
  expect(await take(tableOf(moved))).toMatchObject({ changed: 1, unchanged: 67 });
});

test('whose a unit is follows from its kind, a column says otherwise, and a list without the column leaves it', async () => {
  const units = async () => (await within(corner, (tx) => unitsOf(tx, corner.regionId))).byCode;
  expect((await units()).get('sq1')!.actor).toBe('committee');
  expect((await units()).get('bm1')!.actor).toBe('government');
  const row = ['bm1', '第1局民情信息收集处置平台', '部门', '', 'qxx', ''];
  const headings = [...columns, '参与主体'];
  expect(await take(tableOf([[...row, '社会组织']], headings))).toMatchObject({ changed: 1, errors: [] });
  expect(await take(tableOf([row]))).toMatchObject({ changed: 0, unchanged: 1 });
  expect((await units()).get('bm1')!.actor).toBe('society');
  const { errors } = await take(tableOf([[...row, '无名会']], headings));
  expect(errors).toMatchObject([{ row: 2, field: 'actor' }]);
});

test('a list with a wrong cell is not taken, and each is told by its row and column', async () => {
  const wrong = [
    ['a', '甲', '部门', '', '', ''],
    ['a', '乙', '部门', '', '', ''],
    ['', '丙', '兵团', '', '', '000'],
    ['d', '丁', '部门', 'nobody', 'd', ''],
  ];
  const { imported, errors } = await take(tableOf(wrong));
  expect(imported).toBe(false);
  expect(errors.map(({ row, field }) => `${row} ${field}`)).toEqual([
    '3 code',
    '4 code',
    '4 kind',
    '4 area',
    '5 parent',
    '5 superior',
  ]);
  const ring = [
    ['x', '甲', '部门', 'y', '', ''],
    ['y', '乙', '部门', 'x', '', ''],
  ];
  expect((await take(tableOf(ring))).errors.map(({ row }) => row)).toEqual([2, 3]);
  await expect(take(tableOf(wrong, ['名称']))).rejects.toThrow('file.unusable');
  expect(await within(corner, async (tx) => (await unitsOf(tx, corner.regionId)).byCode.has('a'))).toBe(false);
});
