/** A file of its own, because a process remembers the ground of one database only. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type pg from 'pg';
import { inNoRegion, inRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.ts';
import { ensureRegion, findRegion, regionRoot } from './areas.ts';

let database: FreshDatabase;
let pool: pg.Pool;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.appUrl);
  db = openDb(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
const at = new Date('2026-03-02T01:00:00Z');
const ensure = (wanted: Parameters<typeof ensureRegion>[1]) => inNoRegion(db, (tx) => ensureRegion(tx, wanted, at));
const first = () => inNoRegion(db, (tx) => findRegion(tx));

describe('a region that an import had to make', () => {
  test('is taken over, with all that is in it, by whoever says what it is; after that another name is another region', async () => {
    const made = await ensure({ code: '000000', name: 'Region 000000', provisional: true });
    const named = { code: 'nyc', name: 'New York', timeZone: 'America/New_York' };
    expect(await ensure(named)).toBe(made);
    expect(await first()).toMatchObject({ code: 'nyc', name: 'New York', timeZone: 'America/New_York', settings: {} });
    const root = await inRegion(db, made, (tx) => regionRoot(tx, made));
    expect(root).toMatchObject({ code: 'nyc', name: 'New York' });
    expect(await ensure({ ...named, timeZone: 'Asia/Shanghai' })).toBe(made);
    expect(await first()).toMatchObject({ timeZone: 'America/New_York' });
    expect(await ensure({ ...named, code: 'baltimore' })).not.toBe(made);
  });

  test('under a code of its own waits for nobody but that code, and keeps the name its file told', async () => {
    const made = await ensure({ code: '110102', name: '西城区', provisional: true });
    expect(await ensure({ code: 'elsewhere', name: 'elsewhere' })).not.toBe(made);
    expect(await ensure({ code: '110102', name: '110102', timeZone: 'Asia/Urumqi' })).toBe(made);
    expect(await inNoRegion(db, (tx) => findRegion(tx, '110102'))).toMatchObject({
      name: '西城区',
      timeZone: 'Asia/Urumqi',
      settings: {},
    });
  });
});
