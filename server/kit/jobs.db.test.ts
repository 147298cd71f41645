import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import type pg from 'pg';
import { uuidv7 } from '#contract/ids.ts';
import { say } from '#contract/words/words.ts';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.ts';
import { inRegion, openDb, openPool, type Db } from './db.ts';
import { failLostJobs, jobOf, jobsDone, startJob, type JobWork } from './jobs.ts';
import { makeLog } from './log.ts';
import { refuse, Refused } from './refusal.ts';

let database: FreshDatabase;
let pool: pg.Pool;
let db: Db;
let regionId: number;
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.appUrl);
  db = openDb(pool);
  const { rows } = await sql<{ id: number }>`
    insert into areas.regions (code, name) values ('999901', '平宁区') returning id`.execute(db);
  regionId = rows[0]!.id;
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const house = () => ({ db, log: makeLog('silent'), now: () => new Date() });
const begin = (id: string, work: JobWork) =>
  inRegion(db, regionId, (tx) => startJob(house(), tx, regionId, { id, kind: 'test', byPerson: null, total: 3 }, work));
const seen = (id: string) => inRegion(db, regionId, (tx) => jobOf(tx, regionId, id));

test('a job tells how far it is, and ends with its result and its row errors', async () => {
  const id = uuidv7();
  const first = await begin(id, async (progress) => {
    await progress.at(2);
    return { message: 'two of three', result: { rows: 2 }, errors: [{ row: 3, field: 'limit', reason: 'unreadable' }] };
  });
  expect(first).toMatchObject({ id, state: 'running', done: 0, total: 3, endedAt: null });
  await jobsDone();
  expect(await seen(id)).toMatchObject({
    state: 'done',
    done: 2,
    result: { rows: 2 },
    errors: [{ row: 3, field: 'limit', reason: 'unreadable' }],
  });
});

test('a job whose command is undone never begins', async () => {
  let began = false;
  const id = uuidv7();
  await expect(
    inRegion(db, regionId, async (tx) => {
      await startJob(house(), tx, regionId, { id, kind: 'test', byPerson: null }, async () => {
        began = true;
        return {};
      });
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  await jobsDone();
  expect(began).toBe(false);
  expect(await seen(id)).toBeUndefined();
});

test('a job that is cancelled stops at its next step and changes nothing', async () => {
  const id = uuidv7();
  await begin(id, async (progress) => {
    await inRegion(db, regionId, async (tx) => {
      await sql`insert into catalogue.calendars (region_id, name) values (${regionId}, 'half done')`.execute(tx);
      await sql`update kit.jobs set cancel_asked = true where region_id = ${regionId} and id = ${id}`.execute(db);
      await progress.at(1);
      progress.goOn();
    });
    return {};
  });
  await jobsDone();
  expect(await seen(id)).toMatchObject({ state: 'cancelled' });
  const { rows } = await sql`select from catalogue.calendars where region_id = ${regionId}`.execute(db);
  expect(rows).toHaveLength(0);
});

test('a refusal ends a job in words; what nobody foresaw is told without its secrets', async () => {
  const [refused, broken] = [uuidv7(), uuidv7()];
  await begin(refused, async () => {
    throw new Refused(refuse('thing.exists', { what: 'E0101' }));
  });
  await begin(broken, async () => {
    throw new Error('password=hunter2');
  });
  await jobsDone();
  expect(await seen(refused)).toMatchObject({ state: 'failed', message: '已存在：E0101' });
  const told = await seen(broken);
  expect(told).toMatchObject({ state: 'failed' });
  expect(JSON.stringify(told)).not.toContain('hunter2');
});

test('a job whose process died is told from one that is slow', async () => {
  const [dead, slow] = [uuidv7(), uuidv7()];
  await sql`
    insert into kit.jobs (region_id, id, kind, started_at, beat_at) values
      (${regionId}, ${dead}, 'test', now() - interval '1 hour', now() - interval '61 seconds'),
      (${regionId}, ${slow}, 'test', now() - interval '1 hour', now() - interval '20 seconds')`.execute(db);
  expect(await inRegion(db, regionId, (tx) => failLostJobs(tx, regionId, new Date()))).toBe(1);
  expect(await seen(dead)).toMatchObject({ state: 'failed', message: say('zh', 'job.lost') });
  expect(await seen(slow)).toMatchObject({ state: 'running' });
});
