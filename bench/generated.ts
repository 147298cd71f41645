/**
 * The many cases that benchmarks measure among: those of a database that `bench/generate.ts` filled (`--database`, and `--data` if it
 * was given one), else a database that is made for it and kept for the benchmark after it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { sweepAlarms } from '#cases';
import { recogniseNew } from '#intake';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { keysFrom, loadKeys, type Keys } from '#kit/crypto.ts';
import { keepingDays } from '#kit/days.ts';
import { inRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { migrate } from '#kit/migrate.ts';
import { sealing } from '#kit/seals.ts';
import { keptDays } from '../server/sweeps.ts';
import { generate } from './generate.ts';
import { readGround, type Ground } from './generate/ground.ts';
import { administer, at } from './town.ts';

export type Generated = {
  appUrl: string;
  ownerUrl: string;
  keys: Keys;
  ground: Ground;
  cases: number;
  /** the owner's client, and the database as the server has it */
  client: pg.Client;
  db: Db;
  options: Record<string, string | boolean | undefined>;
  close: () => Promise<void>;
};

/** `more` are the options of the benchmark itself, with what they are without being told. */
export async function generated(more: Record<string, string | boolean> = {}): Promise<Generated> {
  const { values } = parseArgs({
    options: {
      database: { type: 'string' },
      data: { type: 'string' },
      cases: { type: 'string', default: '100000' },
      ...Object.fromEntries(
        Object.entries(more).map(([name, value]) => [
          name,
          typeof value === 'boolean'
            ? { type: 'boolean' as const, default: value }
            : { type: 'string' as const, default: value },
        ]),
      ),
    },
  });
  const options = values as Generated['options'] & { cases: string };
  const { database, data } = values;
  const keys = data ? await loadKeys(data) : keysFrom(Buffer.alloc(32, 7));
  const url = database ?? (await made(Number(options.cases)));
  const { appUrl } = await migrate(url, keys.databasePassword);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const pool = openPool(appUrl, { max: 4 });
  const db = openDb(pool);
  const ground = await readGround(client);
  const { rows } = await client.query<{ n: number }>(
    'select count(*)::int as n from cases.cases where region_id = $1',
    [ground.regionId],
  );
  await atRest(db, { regionId: ground.regionId, timeZone: ground.in('duty_officer')[0]!.timeZone });
  // What was loaded is on the disk before anybody who commits waits for the disk.
  await client.query('checkpoint');
  const close = async () => {
    await pool.end();
    await client.end();
  };
  return { appUrl, ownerUrl: url, keys, ground, cases: rows[0]!.n, client, db, options, close };
}

/** What a house that had been running would have done by now: a benchmark does not measure its catching up. */
async function atRest(db: Db, { regionId, timeZone }: { regionId: number; timeZone: string }): Promise<void> {
  for (const sweep of [sweepAlarms, recogniseNew])
    while ((await inRegion(db, regionId, (tx) => sweep(tx, regionId, new Date(), 400))) > 0);
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-anchors-'));
  const seal = sealing(db, async () => [regionId], anchorsIn(anchorFile(folder)));
  // The first look notes what there is to seal.
  await seal();
  while ((await seal()) > 0);
  rmSync(folder, { recursive: true });
  const days = keepingDays(
    db,
    async () => [regionId],
    async () => timeZone,
    keptDays,
  );
  await days();
  while ((await days()) > 0);
}

async function made(cases: number): Promise<string> {
  const name = `bench_generated_${cases}`;
  const owner = new pg.Client({ connectionString: at('postgres') });
  await owner.connect();
  const { rowCount: there } = await owner.query('select from pg_database where datname = $1', [name]);
  await owner.end();
  if (there === 0) {
    await administer(`create database ${name}`);
    const until = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000);
    await generate(at(name), { cases, seed: 1, patterns: 2000, days: 1000, until }, (line) => console.error(line));
  }
  return at(name);
}
