/**
 * Puts N cases with all that belongs to them into a database, such that `gridloop check` finds nothing: patterns are played through
 * the rooms' own doors, by every rule, and then copied by COPY: each copy has ids, numbers, a place and a contact of its own and the
 * times of its pattern, because a deadline moved by an hour would be another deadline.
 *
 *   node bench/generate.ts --database <owner's URL> --cases 1000000 [--data <folder>] [--seed 1] [--patterns 2000] [--days 1000]
 *
 * An empty database is migrated and gets the ground of 平宁区 first. The same seed gives the same cases (their ids aside). `--data` is
 * the data folder of a server that is to run on it (its keys open the contacts, its files are the photos); without it no photo is
 * taken. `--until` is the day at which time stands still.
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
import { readGround } from './generate/ground.ts';
import { idIn, layCopies, type Laid } from './generate/lay.ts';
import { playPatterns, type Played } from './generate/play.ts';

const DAY = 86_400_000;

export type Wanted = { cases: number; seed: number; patterns: number; days: number; until: Date; data?: string };
export type Generated = Omit<Laid, 'photos' | 'seconds'> &
  Played & {
    regionId: number;
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
    const { rowCount: regions } = await client.query('select from areas.regions');
    const from = new Date(until.getTime() - wanted.days * DAY);
    const started = performance.now();
    if (regions === 0) {
      say('the ground of the demo district …');
      // Without a history nobody takes a photo: the folder is never asked for.
      await fillDemo(
        { db, keys, files: files ?? fileStore('') },
        { cases: 0, now: new Date(from.getTime() + 20 * DAY) },
      );
    }
    const ground = await readGround(client);
    const laid = performance.now();
    const patterns = Math.min(wanted.patterns, wanted.cases);
    const stage = { db, keys, ground, ...(files ? { files } : {}) };
    const { refused } = await playPatterns(stage, { ...wanted, from, patterns }, say);
    const played = performance.now();
    const { photos, ...copied } = await layCopies(client, ground.regionId, { cases: wanted.cases, keys }, say);
    const before = performance.now();
    if (data) for (const photo of photos) keepPhotos(join(data, 'files'), ground.regionId, photo);
    const seconds = (ms: number) => Math.round(ms / 100) / 10;
    return {
      regionId: ground.regionId,
      ...copied,
      refused,
      photos: photos.reduce((sum, { copies }) => sum + 1 + copies, 0),
      seconds: {
        ground: seconds(laid - started),
        patterns: seconds(played - laid),
        ...copied.seconds,
        files: seconds(performance.now() - before),
      },
    };
  } finally {
    await pool.end();
    await client.end();
  }
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
    },
  });
  if (!values.database) throw new Error('node bench/generate.ts --database <owner’s URL> --cases N [--data <folder>]');
  const wanted: Wanted = {
    cases: Number(values.cases),
    seed: Number(values.seed),
    patterns: Number(values.patterns),
    days: Number(values.days),
    until: new Date(values.until),
    ...(values.data ? { data: values.data } : {}),
  };
  console.log(JSON.stringify(await generate(values.database, wanted, (line) => console.error(line)), null, 2));
}
