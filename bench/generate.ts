/**
 * Puts N cases with all that belongs to them into a database, such that `gridloop check` finds nothing: patterns are played through
 * the rooms' own doors, by every rule, and then copied by COPY: each copy has ids, numbers, a place and a contact of its own and the
 * times of its pattern, because a deadline moved by an hour would be another deadline.
 *
 *   node bench/generate.ts --database <owner's URL> --cases 1000000 [--data <folder>] [--seed 1] [--patterns 2000] [--days 1000]
 *                          [--districts 1]
 *
 * An empty database is migrated and gets the ground of 平宁区 first. The same seed gives the same cases (their ids aside). `--data` is
 * the data folder of a server that is to run on it (its keys open the contacts, its files are the photos); without it no photo is
 * taken. `--until` is the day at which time stands still. `--districts` deals the cases to so many districts of a city.
 */
import { linkSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { keysFrom, loadKeys } from '#kit/crypto.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileName, fileStore } from '#kit/files.ts';
import { migrate } from '#kit/migrate.ts';
import { filesIn } from '../server/check.ts';
import { fillDemo } from '../demo/fill.ts';
import { layDistricts } from './generate/districts.ts';
import { readGround } from './generate/ground.ts';
import { idIn, layCopies, type Laid } from './generate/lay.ts';
import { playPatterns, type Played } from './generate/play.ts';

const DAY = 86_400_000;

export type Wanted = {
  cases: number;
  seed: number;
  patterns: number;
  days: number;
  until: Date;
  data?: string;
  districts?: number;
};
export type Generated = Omit<Laid, 'photos' | 'seconds'> &
  Played & {
    regionId: number;
    districts: number;
    photos: number;
    seconds: Laid['seconds'] & { ground: number; patterns: number; files: number };
  };

export async function generate(ownerUrl: string, wanted: Wanted, say: (line: string) => void): Promise<Generated> {
  const { data, until } = wanted;
  const keys = data ? await loadKeys(data) : keysFrom(Buffer.alloc(32, 7));
  const files = data ? filesIn(data) : undefined;
  const { appUrl } = await migrate(ownerUrl, keys.databasePassword);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const pool = openPool(appUrl, { max: 4 });
  const db = openDb(pool);
  try {
    const { rowCount: there } = await client.query('select from areas.regions');
    const from = new Date(until.getTime() - wanted.days * DAY);
    const started = performance.now();
    if (there === 0) {
      say('the ground of the demo district …');
      // Without a history nobody takes a photo: the folder is never asked for.
      await fillDemo(
        { db, keys, files: files ?? fileStore('') },
        { cases: 0, now: new Date(from.getTime() + 20 * DAY) },
      );
    }
    const regions = await layDistricts(client, db, wanted.districts ?? 1);
    const laid = performance.now();
    const share = (n: number, i: number) =>
      Math.floor((n * (i + 1)) / regions.length) - Math.floor((n * i) / regions.length);
    const all: Generated = {
      regionId: regions[0]!,
      districts: regions.length,
      cases: 0,
      rows: {},
      refused: {},
      photos: 0,
      seconds: { ground: seconds(laid - started), patterns: 0, rows: 0, indexes: 0, files: 0 },
    };
    for (const [i, regionId] of regions.entries()) {
      const begun = performance.now();
      const ground = await readGround(client, regionId);
      const cases = share(wanted.cases, i);
      const patterns = Math.min(share(wanted.patterns, i), cases);
      const stage = { db, keys, ground, ...(files ? { files } : {}) };
      const { refused } = await playPatterns(
        stage,
        { ...wanted, seed: wanted.seed + i * 1_000_003, from, patterns },
        say,
      );
      const played = performance.now();
      const { photos, ...copied } = await layCopies(client, regionId, { cases, keys }, say);
      const before = performance.now();
      if (data) for (const photo of photos) keepPhotos(join(data, 'files'), regionId, photo);
      all.cases += copied.cases;
      all.photos += photos.reduce((sum, { copies }) => sum + 1 + copies, 0);
      addTo(all.rows, copied.rows);
      addTo(all.refused, refused);
      addTo(all.seconds, {
        ...copied.seconds,
        patterns: seconds(played - begun),
        files: seconds(performance.now() - before),
      });
    }
    return all;
  } finally {
    await pool.end();
    await client.end();
  }
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;
function addTo(sums: Record<string, number>, more: Record<string, number>): void {
  for (const [name, n] of Object.entries(more)) sums[name] = Math.round(((sums[name] ?? 0) + n) * 10) / 10;
}

/** One picture on the disk, under the name of each copy of its photo. */
function keepPhotos(folder: string, regionId: number, { id, copies }: { id: string; copies: number }): void {
  const path = (photoId: string) => join(folder, fileName('photo', regionId, photoId, '.jpg'));
  for (let copy = 1; copy <= copies; copy++) {
    const to = path(idIn(id, copy));
    mkdirSync(dirname(to), { recursive: true });
    linkSync(path(id), to);
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      database: { type: 'string' },
      cases: { type: 'string', default: '10000' },
      data: { type: 'string' },
      seed: { type: 'string', default: '1' },
      patterns: { type: 'string', default: '2000' },
      days: { type: 'string', default: '1000' },
      until: { type: 'string', default: '2026-11-20' },
      districts: { type: 'string', default: '1' },
    },
  });
  if (!values.database) throw new Error('node bench/generate.ts --database <owner’s URL> --cases N [--data <folder>]');
  const wanted: Wanted = {
    cases: Number(values.cases),
    seed: Number(values.seed),
    patterns: Number(values.patterns),
    days: Number(values.days),
    until: new Date(values.until),
    districts: Number(values.districts),
    ...(values.data ? { data: values.data } : {}),
  };
  console.log(JSON.stringify(await generate(values.database, wanted, (line) => console.error(line)), null, 2));
}
