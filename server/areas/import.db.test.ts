/** Files into layers, and layers into cells, on a real database. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gcoordModule from 'gcoord';
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { say, type WordParams } from '#contract/words/words.ts';
import { inNoRegion, inRegion, openDb, openPool, type Db, type Tx } from '#kit/db.ts';
import { noProgress, type Progress } from '#kit/jobs.ts';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.ts';
import {
  addPlaces,
  ancestors,
  checkAreasCommand,
  findRegion,
  importAreas,
  importAreasCommand,
  listRegions,
  locate,
  locateAreasCommand,
  placeInText,
  readAreas,
  regionRoot,
  saveArea,
  subdivideAreasCommand,
  treeOf,
} from './areas.ts';
import { housePermit } from '#access';
import { sharesOf } from './views.ts';

const gcoord = gcoordModule as unknown as typeof gcoordModule.default;

let database: FreshDatabase;
let pool: pg.Pool;
let db: Db;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'areas-'));
  database = await freshDatabase();
  pool = openPool(database.appUrl);
  db = openDb(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

let stories = 0;
/** Each story has a region of its own. */
let region: string;
beforeEach(() => {
  region = `city-${++stories}`;
});
const idOf = async (code = region) => (await inNoRegion(db, (tx) => findRegion(tx, code)))!.id;
const inTown = async <T>(work: (tx: Tx, regionId: number) => Promise<T>): Promise<T> => {
  const id = await idOf();
  return inRegion(db, id, (tx) => work(tx, id));
};

type Ring = [number, number][];
/** A rectangle of a lattice whose unit is about 110 m, hung up at 116.3, 39.9. */
const ring = (column: number, row: number, columns = 1, rows = 1): Ring => {
  const [west, north] = [116.3 + column / 1000, 39.9 - row / 1000];
  const [east, south] = [116.3 + (column + columns) / 1000, 39.9 - (row + rows) / 1000];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
};
const middle = (column: number, row: number) => ({
  lon: 116.3 + (column + 0.5) / 1000,
  lat: 39.9 - (row + 0.5) / 1000,
});
type Feature = { code: string | number; name: string; rings: Ring[]; up?: string };
const collection = (features: Feature[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: features.map(({ rings, ...properties }) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Polygon', coordinates: rings },
    })),
  });
let files = 0;
const fileOf = async (content: string | Buffer): Promise<string> => {
  const path = join(folder, `${++files}.txt`);
  await writeFile(path, content);
  return path;
};
const take = async (content: string | Buffer, more: Partial<Parameters<typeof importAreasCommand>[1]> = {}) =>
  importAreasCommand(db, {
    file: await fileOf(content),
    layer: 'streets',
    code: 'code',
    name: 'name',
    region,
    lang: 'en',
    ...more,
  });
const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason as { reason?: { refusal: string; params: unknown; errors?: unknown[] } },
  );
  if (!error?.reason) throw error ?? new Error('it was not refused');
  return error.reason;
};
/** Everything the room wrote about a region; none if there is no such region. */
const rowsOf = async (table: 'areas' | 'boundaries' | 'layers'): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(`areas.${table}`)} t
      join areas.regions r on r.id = t.region_id where r.code = ${region}`.execute(db);
  return rows[0]!.n;
};

const streets: Feature[] = [
  { code: '110199001', name: '东街', rings: [ring(0, 0, 4, 4)] },
  { code: '110199002', name: '西街', rings: [ring(4, 0, 4, 4)] },
];

describe('a GeoJSON file of streets', () => {
  test('becomes the unified grid of an empty region, and an overlap and a gap are told by parent', async () => {
    const overlapping = { code: '110199003', name: '南街', rings: [ring(0, 3, 8, 3)] };
    const district = { code: '110199', name: '安宁区', rings: [ring(0, 0, 8, 7)] };
    const report = await take(collection([...streets, overlapping, district]));
    expect(report).toMatchObject({
      unified: true,
      added: 3,
      redrawn: 1,
      invalid: [],
      totals: { overlaps: 2, gaps: 1, outside: 0 },
    });
    expect(report.overlaps.map(({ parent, a, b }) => [parent, ...[a, b].sort()])).toEqual(
      expect.arrayContaining([
        ['110199', '110199001', '110199003'],
        ['110199', '110199002', '110199003'],
      ]),
    );
    expect(report.overlaps[0]!.m2 / (4 * 1e6 * 0.111 * 0.0854)).toBeCloseTo(1, 1);
    expect(report.gaps[0]).toMatchObject({ parent: '110199', touching: ['110199003'] });
    const root = await inTown((tx, id) => regionRoot(tx, id));
    expect(root).toMatchObject({ code: '110199', name: '安宁区', level: 'district' });
    expect(await inNoRegion(db, (tx) => findRegion(tx, region))).toMatchObject({ name: '安宁区' });
    expect((await inTown((tx, id) => locate(tx, id, middle(1, 1)))).area).toMatchObject({
      code: '110199001',
      level: 'street',
    });
    // where two claim the ground the smaller code answers; the gap is outside
    expect((await inTown((tx, id) => locate(tx, id, middle(1, 3)))).area).toMatchObject({ code: '110199001' });
    expect((await inTown((tx, id) => locate(tx, id, middle(1, 6)))).area).toBeNull();
    const checked = await checkAreasCommand(db, { layer: 'streets', region });
    expect(checked.totals).toEqual(report.totals);
    expect(checked).toMatchObject({ areas: 4, withBoundary: 4, groups: 1 });
  });

  test('that is taken again changes nothing; what moved gets the next version, and the old one stays', async () => {
    await take(collection(streets));
    const [before] = [await rowsOf('boundaries')];
    expect(await take(collection(streets))).toMatchObject({ added: 0, redrawn: 0, renamed: 0, unchanged: 2 });
    expect(await rowsOf('boundaries')).toBe(before);
    const moved = [
      { ...streets[0]!, rings: [ring(0, 0, 3, 4)] },
      { ...streets[1]!, name: '西大街' },
    ];
    expect(await take(collection(moved))).toMatchObject({
      redrawn: 1,
      renamed: 1,
      unchanged: 0,
      totals: { overlaps: 0 },
    });
    const { rows } = await inTown((tx, id) =>
      sql<{ code: string; version: number; ended: boolean }>`
        select a.code, b.version, b.valid_to is not null as ended from areas.boundaries b
          join areas.areas a on a.region_id = b.region_id and a.id = b.area_id
         where b.region_id = ${id} order by a.code, b.version`.execute(tx),
    );
    expect(rows).toEqual([
      { code: '110199001', version: 1, ended: true },
      { code: '110199001', version: 2, ended: false },
      { code: '110199002', version: 1, ended: false },
    ]);
    expect((await inTown((tx, id) => locate(tx, id, middle(3, 1)))).area).toBeNull();
    expect((await inTown((tx, id) => locate(tx, id, middle(4, 1)))).area).toMatchObject({ name: '西大街' });
    const { rows: facts } = await inTown((tx, id) =>
      sql<{ kind: string }>`select kind from kit.facts where region_id = ${id} order by id`.execute(tx),
    );
    expect(facts.map(({ kind }) => kind)).toEqual([
      'region.created',
      'layer.imported',
      'area.redrawn',
      'area.changed',
      'layer.imported',
    ]);
  });

  test('in GCJ-02 is stored in WGS-84', async () => {
    const shifted = streets.map((street) => ({
      ...street,
      rings: street.rings.map((one) =>
        one.map((at) => gcoord.transform<[number, number]>(at, gcoord.WGS84, gcoord.GCJ02)),
      ),
    }));
    await take(collection(shifted), { datum: 'gcj02' });
    const { area } = await inTown((tx, id) => locate(tx, id, { lon: 116.30005, lat: 39.89995 }));
    expect(area).toMatchObject({ code: '110199001' });
    expect((await inTown((tx, id) => locate(tx, id, { lon: 116.2999, lat: 39.8999 }))).area).toBeNull();
  });

  test('whose numbers are codes keeps their text; without levels it stands alone beside an untouched unified grid', async () => {
    const boards = [{ code: 101, name: 'One', rings: [ring(0, 0)] }];
    const report = await take(collection(boards), { layer: 'boards' });
    expect(report).toMatchObject({ unified: false, layer: 'boards', added: 1, totals: { gaps: 0, outside: 0 } });
    const { area } = await inTown((tx, id) => locate(tx, id, middle(0, 0), 'boards'));
    expect(area).toMatchObject({ code: '101', level: 'area' });
    const path = await inTown((tx, id) => ancestors(tx, id, area!.path));
    expect(path.map(({ level }) => level)).toEqual(['district', 'area']);
    expect((await inTown((tx, id) => locate(tx, id, middle(0, 0)))).area).toBeNull();
  });
});

describe('a file that cannot be used leaves nothing behind', () => {
  test('a ring that crosses itself: the row, the reason, the crossing point', async () => {
    const bow: Ring = [
      [116.3, 39.9],
      [116.304, 39.904],
      [116.304, 39.9],
      [116.3, 39.904],
      [116.3, 39.9],
    ];
    const file = collection([...streets, { code: '110199009', name: '错街', rings: [bow] }]);
    const refused = await refusalOf(take(file));
    expect(refused).toMatchObject({ refusal: 'file.unusable', errors: [{ row: 3, field: 'geometry' }] });
    expect(JSON.stringify(refused.errors)).toMatch(/crosses itself at 116\.302, 39\.902/);
    expect([await rowsOf('layers'), await rowsOf('areas')]).toEqual([0, 0]);
    expect(await inNoRegion(db, (tx) => findRegion(tx, region))).toBeUndefined();
    await take(collection(streets));
    const tried = await take(file, { dryRun: true });
    expect(tried).toMatchObject({ dryRun: true, unchanged: 2, added: 0 });
    expect(tried.invalid).toMatchObject([
      {
        row: 3,
        code: '110199009',
        fault: 'geometry.ring_crosses_itself',
        at: { lon: expect.closeTo(116.302, 9), lat: 39.902 },
      },
    ]);
  });

  test('what is no GeoJSON, misses a property, or lies about its parents', async () => {
    for (const [content, more, said] of [
      ['{"type":"FeatureCollection","features":[', {}, /JSON/],
      [collection(streets), { code: 'dm' }, /dm/],
      [Buffer.from([0xff, 0x80, 0x81, 0xff]), {}, /UTF-8/],
      [collection(streets), { where: { property: 'name', value: '北街' } }, /No row/],
    ] as const) {
      const refused = await refusalOf(take(content, more));
      expect(refused.refusal).toBe('file.unusable');
      expect(say('en', 'problem.file.unusable', refused.params as WordParams)).toMatch(said);
    }
    const orphan = await refusalOf(take(collection([{ ...streets[0]!, up: '110199777' }]), { parent: 'up' }));
    expect(orphan).toMatchObject({ errors: [{ row: 1, field: 'parent' }] });
    expect(await rowsOf('areas')).toBe(0);
  });

  test('a work that is cancelled at its last step writes nothing', async () => {
    await take(collection(streets));
    const stop: Progress = {
      at: async () => undefined,
      goOn() {
        throw new Error('cancelled');
      },
    };
    const bytes = Buffer.from(collection([{ code: '110199005', name: '北街', rings: [ring(0, -4, 8, 4)] }]));
    const file = await readAreas(bytes, { mapping: { code: 'code', name: 'name' }, fileName: 'north' });
    const by = housePermit('areas.edit', await idOf());
    await expect(importAreas(db, by, file, { layer: 'streets', fileName: 'north' }, stop)).rejects.toThrow('cancelled');
    expect(await rowsOf('boundaries')).toBe(2);
  });

  test('a layer that is changed while the file is compared is looked at again', async () => {
    await take(collection(streets));
    const regionId = await idOf();
    const by = housePermit('areas.edit', regionId);
    let changed = false;
    const meddle: Progress = {
      ...noProgress,
      async at(done) {
        if (changed || done < 90) return;
        changed = true;
        const area = await inTown(async (tx) =>
          [...(await treeOf(tx, regionId)).byId.values()].find(({ code }) => code === '110199002')!,
        );
        await inTown((tx) => saveArea(tx, by, { areaId: area.id, version: area.version, name: '西大街' }, new Date()));
      },
    };
    const bytes = Buffer.from(collection([{ code: '110199002', name: '西大街', rings: [ring(4, 0, 4, 4)] }]));
    const file = await readAreas(bytes, { mapping: { code: 'code', name: 'name' }, fileName: 'west' });
    const report = await importAreas(db, by, file, { layer: 'streets', fileName: 'west' }, meddle);
    expect(changed).toBe(true);
    expect(report).toMatchObject({ renamed: 0, unchanged: 1 }); // the second look
  });
});

/** 文字 in GB18030, as offices send it. */
const gb18030 = {
  code: 'code',
  head: Buffer.from('code,name,parent\n'),
  district: Buffer.from([0x31, 0x31, 0x30, 0x31, 0x39, 0x38, 0x2c, 0xb0, 0xb2, 0xc4, 0xfe, 0xc7, 0xf8, 0x2c, 0x0a]), // 110198,安宁区,
  street: Buffer.from([0x44, 0x4a, 0x2c, 0xb6, 0xab, 0xbd, 0xd6, 0x2c, 0x31, 0x31, 0x30, 0x31, 0x39, 0x38, 0x0a]), // DJ,东街,110198
  community: Buffer.from([0x4c, 0x41, 0x2c, 0xc1, 0xf8, 0xb0, 0xb6, 0x2c, 0x44, 0x4a, 0x0a]), // LA,柳岸,DJ
};

describe('a table without boundaries', () => {
  test('in GB18030 makes the tree, levels by depth, and a text finds its places', async () => {
    const { head, district, street, community } = gb18030;
    const report = await take(Buffer.concat([head, community, street, district]), { layer: 'unified' });
    expect(report).toMatchObject({ encoding: 'gb18030', format: 'csv', unified: true, added: 2, renamed: 1 });
    const place = await inTown((tx, id) => placeInText(tx, id, '安宁区东街柳岸门口'));
    const path = await inTown((tx, id) => ancestors(tx, id, place!.areaPath));
    expect(path.map(({ level, code, name }) => [level, code, name])).toEqual([
      ['district', '110198', '安宁区'],
      ['street', 'DJ', '东街'],
      ['community', 'LA', '柳岸'],
    ]);
    await expect(
      refusalOf(subdivideAreasCommand(db, { layer: 'unified', region, hectares: 1 })),
    ).resolves.toMatchObject({
      refusal: 'area.nothing_to_subdivide',
    });
  });
});

describe('unit cells', () => {
  test('tile their streets, carry 15-digit codes under community 000, and locate agrees with the street', async () => {
    await take(collection(streets));
    await inTown((tx, id) =>
      addPlaces(tx, housePermit('areas.edit', id), [{ name: '东门', kind: 'estate', point: middle(1, 1) }], new Date()),
    );
    const report = await subdivideAreasCommand(db, { layer: 'streets', region, hectares: 1 });
    expect(report.areas.map(({ code, enlarged }) => [code, enlarged])).toEqual([
      ['110199001', false],
      ['110199002', false],
    ]);
    expect(report.cells).toBe(report.areas.reduce((sum, { cells }) => sum + cells, 0));
    expect(report.cells).toBeGreaterThan(24);
    const { totals } = await checkAreasCommand(db, { layer: 'streets', region });
    expect(totals).toEqual({ overlaps: 0, gaps: 0, outside: 0 });
    const codes = new Set<string>();
    await inTown(async (tx, id) => {
      for (let column = 0; column < 8; column++) {
        for (let row = 0; row < 4; row++) {
          const { area } = await locate(tx, id, middle(column, row));
          const [, street, cell] = await ancestors(tx, id, area!.path);
          expect(street!.code).toBe(column < 4 ? '110199001' : '110199002');
          expect(cell!.code).toMatch(new RegExp(`^${street!.code}000\\d{3}$`));
          codes.add(cell!.code);
        }
      }
    });
    expect(codes.size).toBeGreaterThan(20);
    expect((await inTown((tx, id) => locate(tx, id, middle(8, 0)))).area).toBeNull();
    // the place moved into its cell, and nothing is cut twice
    const found = await inTown((tx, id) => placeInText(tx, id, '东门'));
    expect(found!.areaPath.split('.')).toHaveLength(3);
    await expect(
      refusalOf(subdivideAreasCommand(db, { layer: 'streets', region, hectares: 1 })),
    ).resolves.toMatchObject({
      refusal: 'area.nothing_to_subdivide',
    });
    await expect(
      refusalOf(subdivideAreasCommand(db, { layer: 'streets', region, hectares: 1, area: '110199001' })),
    ).resolves.toMatchObject({ refusal: 'area.has_children' });
    await expect(
      refusalOf(subdivideAreasCommand(db, { layer: 'streets', region, hectares: 1, area: '110199777' })),
    ).resolves.toMatchObject({ refusal: 'area.no_such_area' });
  });

  test('of two responsibility cells of one community are numbered through', async () => {
    const community = { code: '110199001001', name: '柳岸社区', rings: [ring(0, 0, 4, 2)] };
    await take(collection([streets[0]!, community]));
    const grids = [0, 2].map((column, n) => ({
      code: `LA-${n + 1}`,
      name: `第${n + 1}责任网格`,
      rings: [ring(column, 0, 2, 2)],
    }));
    await take(collection(grids), { parentCode: '110199001001', level: 'duty_grid' });
    const report = await subdivideAreasCommand(db, { layer: 'streets', region, hectares: 1 });
    expect(report.areas.map(({ code }) => code)).toEqual(['LA-1', 'LA-2']);
    const codes = await inTown(async (tx, id) =>
      [...(await treeOf(tx, id)).byId.values()].filter(({ level }) => level === 'cell').map(({ code }) => code),
    );
    expect(codes).toEqual(
      Array.from({ length: report.cells }, (_, n) => `110199001001${String(n + 1).padStart(3, '0')}`),
    );
    const { area } = await inTown((tx, id) => locate(tx, id, middle(3, 1)));
    const path = await inTown((tx, id) => ancestors(tx, id, area!.path));
    expect(path.map(({ level }) => level)).toEqual(['district', 'street', 'community', 'duty_grid', 'cell']);
  });

  test('are what areas of another layer consist of, whichever came first', async () => {
    await take(collection(streets));
    const party = collection([{ code: 'P1', name: '党建一片', rings: [ring(0, 0, 6, 2)] }]);
    expect(await take(party, { layer: '党建' })).toMatchObject({ unified: false, mapped: { areas: 0, cells: 0 } });
    await subdivideAreasCommand(db, { layer: 'streets', region, hectares: 1 });
    const shares = () =>
      inTown(async (tx, id) => {
        const { area } = await locate(tx, id, middle(0, 0), '党建');
        return sharesOf(tx, id, { areaId: area!.id });
      });
    const first = await shares();
    expect(first.length).toBeGreaterThan(10);
    expect(first.every(({ share, code }) => share > 0 && share <= 1 && code.length === 15)).toBe(true);
    // a boundary drawn anew is mapped anew, and a layer that comes later is mapped at once
    const moved = collection([{ code: 'P1', name: '党建一片', rings: [ring(0, 0, 2, 2)] }]);
    const again = await take(moved, { layer: '党建' });
    expect(again).toMatchObject({ redrawn: 1, mapped: { areas: 1 } });
    const second = await shares();
    expect(second).toHaveLength(again.mapped.cells);
    expect(second.length).toBeLessThan(first.length);
    const back = await inTown((tx, id) => sharesOf(tx, id, { cellId: second[0]!.id }));
    expect(back).toMatchObject([{ code: 'P1', layer: '党建' }]);
  });
});

describe('a table of points', () => {
  test('gets a column with the cell of each; rows without a usable coordinate are listed and go on', async () => {
    await take(collection(streets));
    const [inside, beyond] = [middle(0, 0), middle(9, 9)];
    const input = await fileOf(
      [
        '﻿id,经度,纬度,note',
        `1,${inside.lon},${inside.lat},"two',\nlines"`,
        `2,${beyond.lon},${beyond.lat},x`,
        '3,,,',
        '4,116,39,whole degrees',
        '5,39.9,116.3,swapped',
        '6',
        '',
      ].join('\r\n'),
    );
    const out = join(folder, 'out.csv');
    const report = await locateAreasCommand(db, {
      file: input,
      out,
      lon: '经度',
      lat: '纬度',
      layer: 'streets',
      region,
      lang: 'en',
    });
    expect(report).toMatchObject({ rows: 6, located: 1, outside: 1, refused: 4, areas: 2, encoding: 'utf-8' });
    expect(report.reasons).toEqual({ 'coordinate.missing': 2, 'coordinate.whole_degrees': 1, 'coordinate.swapped': 1 });
    expect(report.refusedRows.map(({ row, fault }) => [row, fault])).toEqual([
      [4, 'coordinate.missing'],
      [5, 'coordinate.whole_degrees'],
      [6, 'coordinate.swapped'],
      [7, 'coordinate.missing'],
    ]);
    const lines = (await readFile(out, 'utf8')).split('\n');
    expect(lines[0]).toBe('id,经度,纬度,note,cell');
    expect(lines.filter((line) => line.endsWith('110199001'))).toHaveLength(1);
    expect(lines.find((line) => line.startsWith('2,'))).toMatch(/,x,$/);
    expect(lines.find((line) => line.startsWith('6'))).toBe('6,,,,');
  });

  test('that lacks the column, or a layer that is not there, is refused and no file appears', async () => {
    await take(collection(streets));
    const input = await fileOf('a,b\n1,2\n');
    const out = join(folder, 'never.csv');
    const asked = { file: input, out, lon: 'lon', lat: 'lat', layer: 'streets', region };
    await expect(refusalOf(locateAreasCommand(db, asked))).resolves.toMatchObject({ refusal: 'file.unusable' });
    await expect(refusalOf(locateAreasCommand(db, { ...asked, layer: 'lanes' }))).resolves.toMatchObject({
      refusal: 'area.no_such_layer',
    });
    await expect(refusalOf(locateAreasCommand(db, { ...asked, region: undefined }))).resolves.toMatchObject({
      refusal: 'area.several_regions',
    });
    await expect(readFile(out)).rejects.toThrow();
    expect((await inNoRegion(db, listRegions)).length).toBeGreaterThan(1);
  });
});
