/**
 * The room of areas on real input that stands outside the repository: 15 subdistricts imported, cut into unit cells and checked;
 * 343 subdistricts with the report of overlaps and gaps; a city's service requests placed on its community districts, held
 * against the board the city itself wrote down; the demo district seeded. Only counts and times are kept.
 *
 *   DATABASE_URL=<owner of an empty database> node bench/areas-real.ts <folder with geo/ and civic311/>
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { housePermit } from '#access';
import {
  checkAreasCommand,
  ensureRegion,
  findRegion,
  importAreasCommand,
  locateAreasCommand,
  locatorOf,
  seedAreas,
  subdivideAreasCommand,
  treeOf,
  type SeedArea,
} from '#areas';
import { inNoRegion, inRegion, openDb, openPool } from '#kit/db.ts';
import { migrate } from '#kit/migrate.ts';
import { demoSeed, drawDistrict } from '../demo/district.ts';
import { readDemo } from '../demo/read.ts';
import { record } from './record.ts';

const [folder] = process.argv.slice(2);
const url = process.env['DATABASE_URL'];
if (!folder || !url) throw new Error('DATABASE_URL=<owner of an empty database> node bench/areas-real.ts <folder>');
await migrate(url, 'bench');
const pool = openPool(url, { max: 4 });
const db = openDb(pool);
const out = mkdtempSync(join(tmpdir(), 'areas-real-'));

/** Wall time, and the processor time of this process with its threads, which a busy machine does not stretch. */
async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; cpuMs: number; value: T }> {
  const [from, used] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(used);
  return { ms: Math.round(performance.now() - from), cpuMs: Math.round((user + system) / 1000), value };
}

const subdistricts = { file: join(folder, 'geo/beijing-subdistricts.geojson'), code: 'code', name: 'name' };

async function xicheng() {
  const asked = { ...subdistricts, layer: 'streets', where: { property: 'district_code', value: '110102' } };
  const taken = await timed(() => importAreasCommand(db, asked));
  const again = await timed(() => importAreasCommand(db, asked));
  const before = await locatorNow('110102', 'streets');
  const cut = await timed(() => subdivideAreasCommand(db, { layer: 'streets', region: '110102', hectares: 1 }));
  const checked = await timed(() => checkAreasCommand(db, { layer: 'streets', region: '110102' }));
  // A cell answers for every point of its street, and for none beside it.
  const after = await locatorNow('110102', 'streets');
  let [points, inStreet, disagreeing] = [0, 0, 0];
  for (let lon = 116.32; lon < 116.41; lon += 0.00017) {
    for (let lat = 39.86; lat < 39.98; lat += 0.00017) {
      points++;
      const [street, cell] = [before.locate(lon, lat), after.locate(lon, lat)];
      if (street) inStreet++;
      if (cell?.code.slice(0, 9) !== street?.code) disagreeing++;
    }
  }
  return {
    imported: { ms: taken.ms, cpuMs: taken.cpuMs, added: taken.value.added, totals: taken.value.totals },
    importedAgain: { ms: again.ms, cpuMs: again.cpuMs, unchanged: again.value.unchanged, redrawn: again.value.redrawn },
    subdivided: {
      ms: cut.ms,
      cpuMs: cut.cpuMs,
      hectares: 1,
      cells: cut.value.cells,
      areas: cut.value.areas.length,
      enlarged: cut.value.areas.filter(({ enlarged }) => enlarged).length,
      skipped: cut.value.skipped.length,
    },
    checked: {
      ms: checked.ms,
      cpuMs: checked.cpuMs,
      areas: checked.value.areas,
      totals: checked.value.totals,
      notCompared: checked.value.notCompared.length,
    },
    locateAgreesWithStreet: { points, inStreet, disagreeing },
  };
}

async function locatorNow(region: string, layer: string) {
  const { id } = (await inNoRegion(db, (tx) => findRegion(tx, region)))!;
  return inRegion(db, id, (tx) => locatorOf(tx, id, layer));
}

async function beijing() {
  const { ms, cpuMs, value } = await timed(() =>
    importAreasCommand(db, { ...subdistricts, layer: 'all', region: 'beijing' }),
  );
  const { added, mended, totals, slivers, notCompared } = value;
  return { ms, cpuMs, added, mended, totals, slivers, notCompared: notCompared.length };
}

async function newYork() {
  const file = join(folder!, 'civic311/nyc-community-districts.geojson');
  const requests = join(folder!, 'civic311/nyc-311.csv');
  const asked = { layer: 'boards', region: 'nyc' };
  const taken = await timed(() => importAreasCommand(db, { ...asked, file, code: 'BoroCD', name: 'BoroCD' }));
  const placed = join(out, 'placed.csv');
  const located = await timed(() =>
    locateAreasCommand(db, { ...asked, file: requests, out: placed, lon: 'longitude', lat: 'latitude' }),
  );
  const boroughs = ['MANHATTAN', 'BRONX', 'BROOKLYN', 'QUEENS', 'STATEN ISLAND'];
  let [numbered, agreeing] = [0, 0];
  const rows = createReadStream(placed).pipe(parse({ columns: true }));
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    const board = /^(\d\d) ([A-Z ]+)$/.exec(row['community_board'] ?? '');
    if (!board || !row['longitude'] || !boroughs.includes(board[2]!)) continue;
    numbered++;
    if (row['cell'] === `${boroughs.indexOf(board[2]!) + 1}${board[1]}`) agreeing++;
  }
  const { rows: n, located: inside, outside, refused, reasons } = located.value;
  return {
    imported: { ms: taken.ms, cpuMs: taken.cpuMs, added: taken.value.added, totals: taken.value.totals },
    located: { ms: located.ms, cpuMs: located.cpuMs, rows: n, located: inside, outside, refused, reasons },
    ownBoard: { numbered, agreeing, percent: Number(((100 * agreeing) / numbered).toFixed(2)) },
  };
}

async function demoDistrict() {
  const { region, streets, communities, dutyGrids, cells } = drawDistrict({ seed: demoSeed, units: readDemo().units });
  const of =
    (level: SeedArea['level']) =>
    (one: { code: string; name: string; parent: string | null; polygon: SeedArea['geometry'] }) => ({
      code: one.code,
      name: one.name,
      level,
      parent: level === 'street' ? null : one.parent,
      geometry: one.polygon!,
    });
  const rows: SeedArea[] = [
    of('district')(region),
    ...streets.map(of('street')),
    ...communities.map(of('community')),
    ...dutyGrids.map(of('duty_grid')),
    ...cells.map((cell) => of('cell')({ ...cell, parent: cell.dutyGrid })),
  ];
  const id = await inNoRegion(db, (tx) => ensureRegion(tx, { code: region.code, name: region.name }));
  const seeded = await timed(() =>
    inRegion(db, id, (tx) => seedAreas(tx, housePermit('areas.edit', id), rows, new Date())),
  );
  const index = await timed(() => inRegion(db, id, (tx) => locatorOf(tx, id)));
  const tree = await timed(() => inRegion(db, id, (tx) => treeOf(tx, id)));
  return {
    areas: rows.length,
    seededMs: seeded.ms,
    seededCpuMs: seeded.cpuMs,
    indexMs: index.ms,
    cells: index.value.size,
    treeAgainMs: tree.ms,
  };
}

try {
  record('areas-real', ['server/areas', 'bench/areas-real.ts'], {
    xicheng: await xicheng(),
    beijing: await beijing(),
    newYork: await newYork(),
    demoDistrict: await demoDistrict(),
  });
} finally {
  await pool.end();
  rmSync(out, { recursive: true });
}
