import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMove, readCase } from '#cases';
import { keysFrom } from '#kit/crypto.ts';
import { inRegion, openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { runChecks } from '../server/check.ts';
import { freshDatabase, type FreshDatabase } from '../test/support/database.ts';
import { demoSeed, drawDistrict } from './district.ts';
import { fillDemo, peopleOf, type FillParts } from './fill.ts';
import { readDemo } from './read.ts';
import { planCases } from './script.ts';
import { trickle } from './trickle.ts';

let fresh: FreshDatabase;
let house: FillParts & { regionId: number };
let end: () => Promise<void>;
beforeAll(async () => {
  fresh = await freshDatabase();
  const pool = openPool(fresh.appUrl);
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-trickle-'));
  const parts: FillParts = { db: openDb(pool), keys: keysFrom(Buffer.alloc(32, 7)), files: fileStore(folder) };
  house = { ...parts, regionId: await fillDemo(parts, { cases: 0 }) };
  end = async () => {
    await pool.end();
    rmSync(folder, { recursive: true });
    await fresh.drop();
  };
}, 120_000);
afterAll(() => end?.());

type Row = { id: string; state: string; version: number };
const cases = () =>
  inRegion(house.db, house.regionId, async (tx) => {
    const { rows } = await sql<Row>`
      select id, state, version from cases.cases where region_id = ${house.regionId} order by opened_at, id`.execute(
      tx,
    );
    return rows;
  });

test('while nobody does anything, reports come in and go round the loop; what somebody touched is left alone', async () => {
  const demo = readDemo();
  const district = drawDistrict({ seed: demoSeed, units: demo.units });
  const life = trickle(house, async (given) => planCases({ ...given, demo, district }).cases);
  await life.run();
  const [first] = await cases();
  expect(first).toMatchObject({ state: 'reported' });

  // a visitor takes the first one over
  await inRegion(house.db, house.regionId, async (tx) => {
    const people = await peopleOf(tx, house.regionId, new Date());
    await makeMove(tx, people.get('shouliyuan')!, { caseId: first!.id, input: { move: 'receive' } }, new Date());
  });
  const hers = await inRegion(house.db, house.regionId, (tx) => readCase(tx, house.regionId, first!.id));
  for (let n = 0; n < 150; n++) await life.run();

  const now = await cases();
  expect(now.find(({ id }) => id === first!.id)).toMatchObject({ state: hers!.state, version: hers!.version });
  const states = new Set(now.map(({ state }) => state));
  for (const end of ['closed', 'answered']) expect(states).toContain(end);
  expect(now.length).toBeGreaterThan(15);
  expect(
    now.filter(({ state }) => !['closed', 'answered', 'refused', 'withdrawn'].includes(state)).length,
  ).toBeLessThan(now.length);
  const { checks } = await runChecks(house.db, { files: house.files });
  expect(checks.flatMap(({ first }) => first)).toEqual([]);
}, 120_000);
