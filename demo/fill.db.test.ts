/** What a newcomer is shown: reports by every door, cases in every state with every lamp and by every exit, all by the rules. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channels, states } from '#contract/states.ts';
import { keysFrom } from '#kit/crypto.ts';
import { inRegion, openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { runChecks } from '../server/check.ts';
import { freshDatabase, type FreshDatabase } from '../test/support/database.ts';
import { fillDemo, type FillParts } from './fill.ts';

let fresh: FreshDatabase;
let house: FillParts & { regionId: number };
let end: () => Promise<void>;
beforeAll(async () => {
  fresh = await freshDatabase();
  const pool = openPool(fresh.appUrl);
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-fill-'));
  const parts: FillParts = { db: openDb(pool), keys: keysFrom(Buffer.alloc(32, 7)), files: fileStore(folder) };
  house = { ...parts, regionId: await fillDemo(parts) };
  end = async () => {
    await pool.end();
    rmSync(folder, { recursive: true });
    await fresh.drop();
  };
}, 180_000);
afterAll(() => end?.());
const rows = <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
  inRegion(house.db, house.regionId, async (tx) => (await query.execute(tx)).rows);

test('reports have come by every door but the import, by the door’s own adapter, and nobody was sent a message of it', async () => {
  const told = await rows(sql<{ channel: string; n: number }>`
    select channel, count(*)::int as n from intake.reports group by 1`);
  expect(told.map(({ channel }) => channel).sort()).toEqual(channels.filter((one) => one !== 'import').toSorted());
  const handed = await rows(sql<{ channel: string }>`select distinct channel from connect.inbound order by 1`);
  expect(handed.map(({ channel }) => channel)).toEqual(['account', 'email', 'sms']);
  expect((await rows(sql`select from connect.requests`)).length).toBe(3);
  expect(await rows(sql`select from notify.messages`)).toEqual([]);
});

test('cases stand in every state and have gone by every exit, with every lamp', async () => {
  const stood = await rows(sql<{ state: string }>`select distinct state from cases.cases`);
  expect(stood.map(({ state }) => state).sort()).toEqual([...states].toSorted());
  const [lamps] = await rows(sql<Record<'green' | 'yellow' | 'red' | 'paused', number>>`
    select count(*) filter (where suspended_at is null and case_warn_at > now())::int as green,
           count(*) filter (where suspended_at is null and case_warn_at <= now() and case_due_at > now())::int as yellow,
           count(*) filter (where suspended_at is null and case_due_at <= now())::int as red,
           count(*) filter (where suspended_at is not null)::int as paused
      from cases.cases where is_open and filed_at is not null`);
  expect(Object.entries(lamps!).filter(([, n]) => n === 0)).toEqual([]);
});

test('nothing of it breaks a promise of the house', async () => {
  const { checks } = await runChecks(house.db, { files: house.files });
  expect(checks.flatMap(({ first }) => first)).toEqual([]);
});
