/** Cutting and joining areas by hand, and what passes to the successors. */
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { addPerson, housePermit, type AnyPermit } from '#access';
import { inNoRegion, inRegion, openDb, openPool, type Db, type Tx } from '#kit/db.ts';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.ts';
import {
  addPlaces,
  ancestors,
  appointKeeper,
  areaOf,
  ensureRegion,
  keepersOf,
  keepsCell,
  locate,
  mergeAreas,
  placeInText,
  saveArea,
  seedAreas,
  splitArea,
  treeOf,
  type AreaGeometry,
  type LonLat,
} from './areas.ts';
import { groundChanged } from './ground.ts';
import { tilingAfter } from './redraw.ts';
import { insertAreas, saveShares } from './store.ts';
import { areaHistory, sharesOf } from './views.ts';

let database: FreshDatabase;
let pool: pg.Pool;
let db: Db;
let regionId: number;
let by: AnyPermit<'areas.edit'>;
const seeded = new Date('2026-01-05T01:00:00Z');
const at = new Date('2026-03-02T01:00:00Z');
const inTown = <T>(work: (tx: Tx) => Promise<T>) => inRegion(db, regionId, work);

const box = (column: number, row: number, columns = 1, rows = 1): AreaGeometry => {
  const [west, north] = [110 + column / 1000, 31 - row / 1000];
  const [east, south] = [110 + (column + columns) / 1000, 31 - (row + rows) / 1000];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
};
const spot = (column: number, row: number) => ({ lon: 110 + column / 1000, lat: 31 - row / 1000 });
const standing = async (code: string) =>
  inTown(async (tx) =>
    [...(await treeOf(tx, regionId)).byId.values()].find((area) => area.code === code && !area.ended)!,
  );
const refusalOf = async (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: { reason?: { refusal: string; current?: unknown } }) => error.reason,
  );
/** A line down the middle of a column, from beyond the north to beyond the south. */
const downAt = (column: number): LonLat[] => [
  [110 + column / 1000, 31.1],
  [110 + column / 1000, 30.9],
];

beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.appUrl);
  db = openDb(pool);
  regionId = await inNoRegion(db, (tx) => ensureRegion(tx, { code: '999902', name: '安宁区' }, seeded));
  by = housePermit('areas.edit', regionId);
  const community = '999902001001';
  await inTown((tx) =>
    seedAreas(
      tx,
      by,
      [
        { code: '999902001', name: '河东街道', level: 'street', parent: null, geometry: box(0, 0, 8, 2) },
        { code: community, name: '柳岸社区', level: 'community', parent: '999902001', geometry: box(0, 0, 4, 2) },
        { code: '999902001002', name: '桥头社区', level: 'community', parent: '999902001', geometry: box(4, 0, 2, 2) },
        { code: '999902001003', name: '桥西社区', level: 'community', parent: '999902001', geometry: box(6, 0, 2, 2) },
        ...[0, 1, 2, 3].map((n) => ({
          code: `${community}00${n + 1}`,
          name: `柳岸社区00${n + 1}号单元网格`,
          level: 'cell' as const,
          parent: community,
          geometry: box(n, 0, 1, 2),
        })),
      ],
      seeded,
    ),
  );
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('a cell that is split', () => {
  test('ends and names its successors; they get the next numbers, the place names and the shares', async () => {
    const cell = await standing('999902001001001');
    const [west, east] = [spot(0.2, 1), spot(0.8, 1)];
    await inTown((tx) => addPlaces(tx, by, [{ name: '老槐树', kind: 'park', point: east }], at));
    const split = { areaId: cell.id, version: cell.version, line: downAt(0.5) };
    const tried = await inTown((tx) => splitArea(tx, by, { ...split, dryRun: true }, at));
    expect(tried.map(({ id, code }) => [id, code])).toEqual([
      [null, '999902001001005'],
      [null, '999902001001006'],
    ]);
    // Before it is saved: the halves tile the community as the whole did; one half alone would leave a gap beside it.
    const tiles = (pieces: typeof tried) => inTown((tx) => tilingAfter(tx, regionId, [cell.id], pieces));
    expect((await tiles(tried)).totals).toEqual({ overlaps: 0, gaps: 0, outside: 0 });
    const half = await tiles(tried.slice(0, 1));
    expect(half.totals).toEqual({ overlaps: 0, gaps: 1, outside: 0 });
    expect(half.gaps[0]!.m2).toBeCloseTo(tried[1]!.areaM2, -1);
    const [twice] = (await tiles([...tried, { ...tried[0]!, code: 'twice' }])).overlaps;
    expect([twice!.a, twice!.b]).toEqual(['999902001001005', 'twice']);
    const parts = await inTown((tx) => splitArea(tx, by, split, at));
    expect(parts.map(({ name }) => name)).toEqual(['柳岸社区005号单元网格', '柳岸社区006号单元网格']);
    expect(parts[0]!.areaM2).toBeCloseTo(parts[1]!.areaM2, -1);
    expect((await inTown((tx) => locate(tx, regionId, west))).area!.id).toBe(parts[0]!.id);
    expect(await inTown((tx) => placeInText(tx, regionId, '老槐树下'))).toMatchObject({ areaId: parts[1]!.id });
    // the old one is no place of today, but a case that stood in it can still say where that was
    expect(await inTown((tx) => areaOf(tx, regionId, cell.id))).toBeUndefined();
    const path = await inTown((tx) => ancestors(tx, regionId, cell.path));
    expect(path.at(-1)).toMatchObject({ name: '柳岸社区001号单元网格', ended: true });
    const history = await inTown((tx) => areaHistory(tx, regionId, cell.id, cell.path));
    expect(history.successors.map(({ code, kind }) => [code, kind])).toEqual([
      ['999902001001005', 'split'],
      ['999902001001006', 'split'],
    ]);
    expect(history.versions).toMatchObject([{ version: 1, validTo: at.toISOString() }]);
    const { rows: facts } = await inTown((tx) =>
      sql<{ kind: string; subjectId: string }>`
        select kind, subject_id as "subjectId" from kit.facts
         where region_id = ${regionId} and subject = 'area' order by id`.execute(tx),
    );
    expect(facts).toEqual([
      { kind: 'area.split', subjectId: String(cell.id) },
      { kind: 'area.drawn', subjectId: String(parts[0]!.id) },
      { kind: 'area.drawn', subjectId: String(parts[1]!.id) },
    ]);
  });

  test('is refused where the line misses it, where it has cells below it, and in another version than was seen', async () => {
    const cell = await standing('999902001001002');
    const asked = { areaId: cell.id, version: cell.version, line: downAt(5) };
    expect(await refusalOf(inTown((tx) => splitArea(tx, by, asked, at)))).toMatchObject({
      refusal: 'area.line_does_not_cross',
    });
    const community = await standing('999902001001');
    expect(
      await refusalOf(
        inTown((tx) => splitArea(tx, by, { ...asked, areaId: community.id, version: community.version }, at)),
      ),
    ).toMatchObject({ refusal: 'area.has_children' });
    await inTown((tx) => saveArea(tx, by, { areaId: cell.id, version: cell.version, nameEn: 'Two' }, at));
    expect(await refusalOf(inTown((tx) => splitArea(tx, by, { ...asked, line: downAt(1.5) }, at)))).toMatchObject({
      refusal: 'thing.stale',
      current: { version: cell.version + 1 },
    });
    expect(await refusalOf(inTown((tx) => splitArea(tx, by, { ...asked, areaId: 999_999 }, at)))).toMatchObject({
      refusal: 'thing.not_found',
    });
  });

  test('by two at once is split once', async () => {
    const cell = await standing('999902001001004');
    const asked = { areaId: cell.id, version: cell.version, line: downAt(3.5) };
    const both = await Promise.all([1, 2].map(() => refusalOf(inTown((tx) => splitArea(tx, by, asked, at)))));
    expect(both.filter((one) => one === undefined)).toHaveLength(1);
    expect(both.find((one) => one !== undefined)).toMatchObject({ refusal: 'thing.not_found' });
  });
});

describe('neighbours that are merged', () => {
  test('become one area under a number from 601; whoever kept one keeps it all, from that day on', async () => {
    const [bridge, west] = [await standing('999902001002'), await standing('999902001003')];
    const [keeper, deputy] = [uuidv7(), uuidv7()];
    await inTown(async (tx) => {
      const people = housePermit('people.edit', regionId);
      await addPerson(tx, people, { id: keeper, name: '沈禾' }, at);
      await addPerson(tx, people, { id: deputy, name: '陆青' }, at);
      const appoint = (areaId: number, personId: string, role: 'keeper' | 'deputy', fromOn: string) =>
        appointKeeper(tx, by, { id: uuidv7(), areaId, personId, role, publicPhone: '010-0000-0002', fromOn }, at);
      await appoint(bridge.id, keeper, 'keeper', '2026-02-01');
      await appoint(west.id, keeper, 'keeper', '2026-02-01');
      await appoint(west.id, deputy, 'deputy', '2026-04-01');
    });
    const asked = { areaIds: [west.id, bridge.id], name: '桥社区' };
    const tried = await inTown((tx) => mergeAreas(tx, by, { ...asked, dryRun: true }, at));
    expect(tried.areaId).toBeNull();
    const merged = await inTown((tx) => mergeAreas(tx, by, asked, at));
    expect(merged.areaM2).toBeCloseTo(tried.areaM2, 6);
    const area = (await inTown((tx) => areaOf(tx, regionId, merged.areaId!)))!;
    expect(area).toMatchObject({ code: '999902001601', name: '桥社区', level: 'community' });
    expect((await inTown((tx) => locate(tx, regionId, spot(7, 1)))).area!.id).toBe(area.id);
    const names = async (day: string) =>
      (await inTown((tx) => keepersOf(tx, regionId, area.path, new Date(`${day}T12:00:00+08:00`)))).map(
        ({ name }) => name,
      );
    expect(await names('2026-03-02')).toEqual(['沈禾']); // once, though she kept both
    expect(await names('2026-04-01')).toEqual(['沈禾', '陆青']);
    expect(await inTown((tx) => keepsCell(tx, regionId, keeper, area.path, at))).toBe(true);
    // nobody's appointment to the old areas goes on, and the days before stay true
    expect(await inTown((tx) => keepersOf(tx, regionId, bridge.path, new Date('2026-03-03T12:00:00+08:00')))).toEqual(
      [],
    );
    expect(
      await inTown((tx) => keepersOf(tx, regionId, bridge.path, new Date('2026-02-10T12:00:00+08:00'))),
    ).toHaveLength(1);
    for (const { id, path } of [bridge, west]) {
      const { successors } = await inTown((tx) => areaHistory(tx, regionId, id, path));
      expect(successors).toMatchObject([{ areaId: area.id, kind: 'merge' }]);
    }
  });

  test('must touch, lie below one parent, and have nothing below them', async () => {
    const code = async (tail: string) => (await standing(`999902001001${tail}`)).id;
    const merge = (...areaIds: number[]) => refusalOf(inTown((tx) => mergeAreas(tx, by, { areaIds }, at)));
    expect(await merge(await code('005'), await code('003'))).toMatchObject({ refusal: 'area.not_neighbours' });
    expect(await merge(await code('003'), await code('003'))).toMatchObject({ refusal: 'area.not_neighbours' });
    expect(await merge(await code('003'), (await standing('999902001601')).id)).toMatchObject({
      refusal: 'area.different_parents',
    });
    expect(await merge((await standing('999902001001')).id, (await standing('999902001601')).id)).toMatchObject({
      refusal: 'area.has_children',
    });
    expect(await merge(await code('003'), 999_999)).toMatchObject({ refusal: 'thing.not_found' });
  });
});

test('an area of another layer is mapped onto the pieces of a cell it lay in', async () => {
  const other = await inTown(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into areas.layers (region_id, name, title) values (${regionId}, '综治', '综治') returning id`.execute(tx);
    return rows[0]!.id;
  });
  const cell = await standing('999902001001003');
  const areaId = await inTown(async (tx) => {
    const root = (await treeOf(tx, regionId)).root!;
    const area = { level: 'area' as const, code: 'Z1', name: '综治一格', parent: root, geometry: box(2, 0, 0.75, 2) };
    const [placed] = await insertAreas(tx, regionId, other, [area], at);
    await saveShares(tx, regionId, [{ areaId: placed!.id, cellId: cell.id, share: 0.75 }]);
    await groundChanged(tx, regionId, { bounds: true });
    return placed!.id;
  });
  await inTown((tx) => splitArea(tx, by, { areaId: cell.id, version: cell.version, line: downAt(2.5) }, at));
  const shares = await inTown((tx) => sharesOf(tx, regionId, { areaId }));
  expect(shares.map(({ share }) => Math.round(share * 100))).toEqual([100, 50]);
  expect(shares.map(({ id }) => id)).not.toContain(cell.id);
});
