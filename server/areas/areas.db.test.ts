import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type pg from 'pg';
import { uuidv7 } from '#contract/ids.ts';
import { addPerson, housePermit, type AnyPermit } from '#access';
import { inNoRegion, inRegion, openDb, openPool, type Db, type Tx } from '#kit/db.ts';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.ts';
import {
  addPlaces,
  ancestors,
  appointKeeper,
  areaByName,
  areaNames,
  areaOf,
  createNamedArea,
  createNamedAreas,
  endKeeper,
  ensureRegion,
  findPlaces,
  findRegion,
  keepersOf,
  keepsCell,
  locate,
  locatorOf,
  placeInText,
  regionOf,
  regionRoot,
  seedAreas,
  type AreaGeometry,
  type SeedArea,
} from '#areas';
import { findNames } from './views.ts';

let database: FreshDatabase;
let pool: pg.Pool;
let db: Db;
let regionId: number;
let by: AnyPermit<'areas.edit'>;
const at = new Date('2026-03-02T01:00:00Z');
const inTown = <T>(work: (tx: Tx) => Promise<T>) => inRegion(db, regionId, work);

/** Squares of a lattice: one step is about 110 m. */
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
const middle = (column: number, row: number) => ({ lon: 110 + (column + 0.5) / 1000, lat: 31 - (row + 0.5) / 1000 });

/** A small town: one street cut into cells below a responsibility cell, another not yet cut. */
const town: SeedArea[] = [
  { code: '999901', name: '平宁区', level: 'district', parent: null, geometry: box(0, 0, 6, 2) },
  { code: '999901001', name: '河东街道', level: 'street', parent: null, geometry: box(0, 0, 4, 2) },
  { code: '999901002', name: '河西街道', level: 'street', parent: null, geometry: box(4, 0, 2, 2) },
  { code: '999901001001', name: '柳岸社区', level: 'community', parent: '999901001', geometry: box(0, 0, 2, 2) },
  { code: '999901001002', name: '桥头社区', level: 'community', parent: '999901001', geometry: box(2, 0, 2, 2) },
  {
    code: '999901001001-01',
    name: '柳岸第1责任网格',
    level: 'duty_grid',
    parent: '999901001001',
    geometry: box(0, 0, 2, 2),
  },
  ...[0, 1, 2, 3].map((n): SeedArea => ({
    code: `99990100100100${n + 1}`,
    name: `柳岸社区00${n + 1}号单元网格`,
    level: 'cell',
    parent: '999901001001-01',
    geometry: box(n % 2, Math.floor(n / 2)),
  })),
];

beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.appUrl);
  db = openDb(pool);
  regionId = await inNoRegion(db, (tx) => ensureRegion(tx, { code: '999901', name: '平宁区', nameEn: 'Pingning' }, at));
  by = housePermit('areas.edit', regionId);
  await inTown((tx) => seedAreas(tx, by, town, at));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('a region', () => {
  test('has its root from the first moment, and is made once', async () => {
    expect(await inNoRegion(db, (tx) => ensureRegion(tx, { code: '999901', name: '平宁区' }))).toBe(regionId);
    const root = await inTown((tx) => regionRoot(tx, regionId));
    expect(root).toMatchObject({ level: 'district', code: '999901', path: String(root.id) });
    expect(await inTown((tx) => regionOf(tx, regionId))).toMatchObject({ name: '平宁区', timeZone: 'Asia/Shanghai' });
    expect(await inNoRegion(db, (tx) => findRegion(tx))).toMatchObject({ id: regionId });
    expect(await inNoRegion(db, (tx) => findRegion(tx, 'elsewhere'))).toBeUndefined();
  });
});

describe('locate', () => {
  test('the cell answers where there are cells, the street where it has not been cut', async () => {
    const { area } = await inTown((tx) => locate(tx, regionId, middle(1, 1)));
    expect(area).toMatchObject({ code: '999901001001004', level: 'cell' });
    const path = await inTown((tx) => ancestors(tx, regionId, area!.path));
    expect(path.map(({ level }) => level)).toEqual(['district', 'street', 'community', 'duty_grid', 'cell']);
    expect((await inTown((tx) => locate(tx, regionId, middle(2, 1)))).area).toMatchObject({ code: '999901001002' });
    expect((await inTown((tx) => locate(tx, regionId, middle(5, 1)))).area).toMatchObject({ code: '999901002' });
  });

  test('outside is outside, and a layer that does not exist knows nothing', async () => {
    expect(await inTown((tx) => locate(tx, regionId, middle(6, 1)))).toEqual({ area: null });
    const nowhere = await inTown((tx) => locatorOf(tx, regionId, 'no such layer'));
    expect([nowhere.size, nowhere.locate(110.001, 30.999)]).toEqual([0, null]);
  });
});

describe('areas by name', () => {
  test('are found however the name is written', async () => {
    expect(await inTown((tx) => areaByName(tx, regionId, ' 河东街道 '))).toMatchObject({ code: '999901001' });
    expect(await inTown((tx) => areaByName(tx, regionId, '河'))).toBeUndefined();
  });

  test('those a history names are made once, without a boundary, below the district', async () => {
    const first = await inTown((tx) => createNamedAreas(tx, by, ['Fells Point', 'Canton'], at));
    const again = await inTown((tx) => createNamedArea(tx, by, 'CANTON ', at));
    expect(again.id).toBe(first.get('Canton')!.id);
    const root = await inTown((tx) => regionRoot(tx, regionId));
    expect(again.path).toBe(`${root.path}.${again.id}`);
    expect(await inTown((tx) => areaByName(tx, regionId, 'fells point'))).toMatchObject({ level: 'area' });
    const names = await inTown((tx) => areaNames(tx, regionId, [again.id, root.id, 4_000_000]));
    expect([...names.values()].map(({ name }) => name)).toEqual(['Canton', '平宁区']);
    expect(await inTown((tx) => areaOf(tx, regionId, again.id))).toMatchObject({ name: 'Canton' });
  });
});

describe('places', () => {
  test('are found by any part of their name, and stand in the cell their point lies in', async () => {
    const counts = await inTown((tx) =>
      addPlaces(
        tx,
        by,
        [
          { name: '幸福里', kind: 'estate', point: middle(0, 0) },
          { name: '幸福里小学', kind: 'school', point: middle(1, 0) },
          { name: '长宁路', kind: 'road', point: middle(1, 1) },
        ],
        at,
      ),
    );
    expect(counts).toEqual({ added: 3, moved: 0 });
    const found = await inTown((tx) => findPlaces(tx, regionId, '幸福里', 10));
    expect(found.map(({ name, areaName }) => [name, areaName])).toEqual([
      ['幸福里', '柳岸社区001号单元网格'],
      ['幸福里小学', '柳岸社区002号单元网格'],
    ]);
    expect(await inTown((tx) => findPlaces(tx, regionId, '。', 10))).toEqual([]);
    expect(
      await inTown((tx) => addPlaces(tx, by, [{ name: '幸福里', kind: 'estate', point: middle(0, 1) }], at)),
    ).toEqual({
      added: 0,
      moved: 1,
    });
  });

  test('a text that names one is placed there', async () => {
    expect(await inTown((tx) => placeInText(tx, regionId, '幸福里小学门口有积水'))).toMatchObject({
      name: '幸福里小学',
      point: middle(1, 0),
    });
    expect(await inTown((tx) => placeInText(tx, regionId, ['长宁路上', '桥头社区路灯不亮']))).toMatchObject({
      name: '桥头社区',
      point: null,
    });
    expect(await inTown((tx) => placeInText(tx, regionId, '路灯不亮'))).toBeNull();
  });
});

describe('keepers', () => {
  test('keep what lies in their area, from the first day to the last', async () => {
    const [person, deputy] = [uuidv7(), uuidv7()];
    await inTown(async (tx) => {
      const people = housePermit('people.edit', regionId);
      await addPerson(tx, people, { id: person, name: '沈禾' }, at);
      await addPerson(tx, people, { id: deputy, name: '陆青' }, at);
    });
    const { area } = await inTown((tx) => locate(tx, regionId, middle(0, 0)));
    const [, , , grid] = await inTown((tx) => ancestors(tx, regionId, area!.path));
    const appointed = await inTown((tx) =>
      appointKeeper(
        tx,
        by,
        {
          id: uuidv7(),
          areaId: grid!.id,
          personId: person,
          role: 'keeper',
          publicPhone: '010-0000-0001',
          fromOn: '2026-03-01',
        },
        at,
      ),
    );
    expect(appointed).toMatchObject({ name: '沈禾', post: 'keeper', areaName: '柳岸第1责任网格' });
    await inTown((tx) =>
      appointKeeper(
        tx,
        by,
        { id: uuidv7(), areaId: grid!.id, personId: deputy, role: 'deputy', fromOn: '2026-03-10', toOn: '2026-03-20' },
        at,
      ),
    );
    const keeps = (who: string, day: string, path = area!.path) =>
      inTown((tx) => keepsCell(tx, regionId, who, path, new Date(`${day}T09:00:00+08:00`)));
    expect(await keeps(person, '2026-02-28')).toBe(false);
    expect(await keeps(person, '2026-03-01')).toBe(true);
    const { area: other } = await inTown((tx) => locate(tx, regionId, middle(2, 0)));
    expect(await keeps(person, '2026-03-01', other!.path)).toBe(false);
    expect([
      await keeps(deputy, '2026-03-09'),
      await keeps(deputy, '2026-03-20'),
      await keeps(deputy, '2026-03-21'),
    ]).toEqual([false, true, false]);
    const on = (day: string) =>
      inTown((tx) => keepersOf(tx, regionId, area!.path, new Date(`${day}T23:30:00+08:00`))).then((rows) =>
        rows.map(({ name }) => name),
      );
    expect(await on('2026-03-20')).toEqual(['沈禾', '陆青']);
    expect(await on('2026-03-21')).toEqual(['沈禾']);
    await inTown((tx) => endKeeper(tx, by, { keeperId: appointed.id, toOn: '2026-03-31' }, at));
    expect(await keeps(person, '2026-04-01')).toBe(false);
    await expect(
      inTown((tx) => endKeeper(tx, by, { keeperId: appointed.id, toOn: '2026-02-01' }, at)),
    ).rejects.toMatchObject({ reason: { refusal: 'request.invalid' } });
  });
});

describe('a search in a gazetteer too large to be kept', () => {
  test('finds what the samples hold or, if they hold too little, everything; the name itself and its beginnings first', async () => {
    await inTown((tx) => {
      const names = Array.from({ length: 600 }, (_, i) => ({
        name: `梧桐${i}号站`,
        kind: 'bus_stop',
        point: middle(0, 0),
      }));
      return addPlaces(
        tx,
        by,
        [
          ...names,
          { name: '梧桐', kind: 'park', point: middle(0, 0) },
          { name: '老梧桐', kind: 'park', point: middle(0, 0) },
        ],
        at,
      );
    });
    const found = (q: string, enough: number) =>
      inTown(async (tx) => (await findNames(tx, regionId, q, 5, enough)).map(({ name }) => name));
    expect((await found('梧桐', 30))[0]).toBe('梧桐');
    expect(await found('老梧', 30)).toEqual(['老梧桐']);
    // 600 names contain 号站: one sixteenth of them is enough here, and all are looked through there
    expect(await found('号站', 5)).toHaveLength(5);
    expect(await found('号站', 10_000)).toEqual(['梧桐0号站', '梧桐1号站', '梧桐2号站', '梧桐3号站', '梧桐4号站']);
    expect(await found('wt', 30)).toContain('梧桐');
  });
});
