/**
 * Puts N cases with all that belongs to them into a database, such that `gridloop check` finds nothing: patterns are played through
 * the rooms' own doors, by every rule, and then stamped: each copy has ids, numbers and a place of its own and the times of its
 * pattern, because a deadline moved by an hour would be another deadline.
 *
 *   node bench/generate.ts --database <owner's URL> --cases 10000 [--seed 1] [--patterns 2000] [--days 1000] [--until 2026-11-20]
 *
 * An empty database is migrated and gets the ground of 平宁区 first. The same seed gives the same cases (their ids aside).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { housePermit } from '#access';
import { makeMoves } from '#cases';
import { rate, receiveReport, reportByNumber, type Door } from '#intake';
import { uuidv7 } from '#contract/ids.ts';
import { keysFrom, type Keys } from '#kit/crypto.ts';
import { inRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { migrate } from '#kit/migrate.ts';
import { chance } from '../demo/chance.ts';
import { fillDemo } from '../demo/fill.ts';
import { readGround, type Ground } from './generate/ground.ts';
import { stampCopies } from './generate/stamp.ts';
import { tell, type Told } from './generate/stories.ts';

const DAY = 86_400_000;

export type Generated = {
  regionId: number;
  cases: number;
  patterns: number;
  copies: number;
  rows: Record<string, number>;
  seconds: { patterns: number; copies: number };
};

export type Wanted = { cases: number; seed: number; patterns: number; days: number; until: Date };

export async function generate(ownerUrl: string, wanted: Wanted, say: (line: string) => void): Promise<Generated> {
  const keys = keysFrom(Buffer.alloc(32, 7));
  const { appUrl } = await migrate(ownerUrl, keys.databasePassword);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const pool = openPool(appUrl, { max: 4 });
  const db = openDb(pool);
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-generate-'));
  try {
    const { rowCount: regions } = await client.query('select from areas.regions');
    const from = new Date(wanted.until.getTime() - wanted.days * DAY);
    if (regions === 0) {
      say('the ground of the demo district …');
      await fillDemo({ db, keys, files: fileStore(folder) }, { cases: 0, now: new Date(from.getTime() + 20 * DAY) });
    }
    const ground = await readGround(client);
    const patterns = Math.min(wanted.patterns, wanted.cases);
    const started = performance.now();
    await playPatterns({ db, keys, ground }, { ...wanted, from, patterns }, say);
    const played = performance.now();
    // N is reached exactly: the first copies are of all patterns, the last of as many as are still missing.
    const { copies, rows } = await stampCopies(client, ground.regionId, { patterns, cases: wanted.cases }, say);
    const done = performance.now();
    const seconds = (ms: number) => Math.round(ms / 100) / 10;
    return {
      regionId: ground.regionId,
      cases: wanted.cases,
      patterns,
      copies,
      rows,
      seconds: { patterns: seconds(played - started), copies: seconds(done - played) },
    };
  } finally {
    await pool.end();
    await client.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In the order of their times, a few at once; each by its own chance, so that order of arrival changes nothing. */
export async function playPatterns(
  parts: { db: Db; keys: Keys; ground: Ground },
  plan: { seed: number; patterns: number; from: Date; until: Date; days: number },
  say: (line: string) => void,
): Promise<void> {
  const span = plan.days * DAY;
  const told = Array.from({ length: plan.patterns }, (_, i) => {
    const own = chance(`${plan.seed}/${i}`);
    const at = new Date(plan.from.getTime() + Math.floor(((i + own.next()) * span) / plan.patterns));
    return tell(parts.ground, own, at, plan.until);
  });
  const places = chance(`${plan.seed}/places`);
  const queue = told.map((story) => ({ story, place: places.pick(parts.ground.cells) }));
  let next = 0;
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      while (next < queue.length) {
        const i = next++;
        const { story, place } = queue[i]!;
        await play(parts, story, place);
        if ((i + 1) % 500 === 0) say(`${i + 1} of ${plan.patterns} patterns`);
      }
    }),
  );
}

async function play(
  { db, keys, ground }: { db: Db; keys: Keys; ground: Ground },
  story: Told,
  location: { lon: number; lat: number },
): Promise<void> {
  const { regionId } = ground;
  const door = { channel: story.channel, permit: housePermit('reports.take', regionId) } as Door;
  const report = { kind: 'help', title: story.subject.title, naming: 'anonymous', lang: 'zh' } as const;
  const { caseId, number } = await inRegion(db, regionId, (tx) =>
    receiveReport(tx, keys, regionId, { ...report, id: uuidv7(), location }, door, story.at),
  );
  for (const at of story.joined)
    await inRegion(db, regionId, (tx) =>
      receiveReport(tx, keys, regionId, { ...report, id: uuidv7(), location, follows: caseId }, door, at),
    );
  await inRegion(db, regionId, (tx) => makeMoves(tx, regionId, caseId, story.moves));
  const { opinion } = story;
  if (!opinion) return;
  await inRegion(db, regionId, async (tx) => {
    const held = await reportByNumber(tx, regionId, number);
    if (held?.answeredAt) await rate(tx, regionId, held, { id: uuidv7(), ...opinion }, opinion.at);
  });
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      database: { type: 'string' },
      cases: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      patterns: { type: 'string', default: '2000' },
      days: { type: 'string', default: '1000' },
      until: { type: 'string', default: '2026-11-20' },
    },
  });
  if (!values.database) throw new Error('node bench/generate.ts --database <owner’s URL> --cases N [--seed S]');
  const whole = (name: 'cases' | 'seed' | 'patterns' | 'days') => {
    const n = Number(values[name]);
    if (!Number.isSafeInteger(n) || n < 1) throw new Error(`--${name} must be a whole number above 0`);
    return n;
  };
  const wanted = {
    cases: whole('cases'),
    seed: whole('seed'),
    patterns: whole('patterns'),
    days: whole('days'),
    until: new Date(`${values.until}T00:00:00Z`),
  };
  console.log(JSON.stringify(await generate(values.database, wanted, (line) => console.error(line)), null, 2));
}
