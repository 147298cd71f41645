/** What a transaction promises: acknowledged means committed, and what travels together stands or falls together. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layCorner, type Corner } from '../../test/support/corner.ts';
import { afterCommit, inNoRegion, inRegion, remembered, sendAlong, touch, type Tx } from './db.ts';

let corner: Corner;
beforeAll(async () => {
  corner = await layCorner();
});
afterAll(() => corner.drop());

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** A command row is the smallest thing a server may write. */
const write = (tx: Tx, n: number) =>
  sql`
  insert into kit.commands (region_id, id, endpoint, body_hash, caller) values (${corner.regionId}, ${id(n)}, 'x', 'x'::bytea, 'x')`.execute(
    tx,
  );
const stands = async (n: number): Promise<boolean> => {
  const { rows } = await sql`select from kit.commands where id = ${id(n)}`.execute(corner.owner);
  return rows.length > 0;
};
const inCorner = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inRegion(corner.db, corner.regionId, work);

test('statements begun together arrive in the order in which they were begun', async () => {
  const seen = await inCorner(async (tx) => {
    const both = Promise.all([
      write(tx, 1),
      sql<{ n: number }>`select count(*)::int as n from kit.commands where id = ${id(1)}`.execute(tx),
    ]);
    return (await both)[1].rows[0]!.n;
  });
  expect(seen).toBe(1);
  expect(await stands(1)).toBe(true);
});

test('what fails undoes everything, and the connection goes on', async () => {
  await expect(inCorner(async (tx) => void (await write(tx, 2), await write(tx, 2)))).rejects.toMatchObject({
    code: '23505',
  });
  expect(await stands(2)).toBe(false);
  await inCorner((tx) => write(tx, 3));
  expect(await stands(3)).toBe(true);
});

test('a statement sent along with the commit that fails: nothing is committed, nothing begins, and it is named as the cause', async () => {
  let begun = false;
  const work = inCorner(async (tx) => {
    await write(tx, 4);
    afterCommit(tx, () => (begun = true));
    sendAlong(tx, write(tx, 4));
  });
  await expect(work).rejects.toMatchObject({ code: '23505', constraint: 'commands_pkey' });
  expect(begun).toBe(false);
  expect(await stands(4)).toBe(false);
});

test('the cause is named even when a later statement found the transaction aborted', async () => {
  const work = inCorner(async (tx) => {
    await write(tx, 5);
    sendAlong(tx, write(tx, 5));
    await write(tx, 6);
  });
  await expect(work).rejects.toMatchObject({ code: '23505', constraint: 'commands_pkey' });
  expect(await stands(6)).toBe(false);
});

test('a fault that was caught inside is not acknowledged: a commit that rolls back is an error', async () => {
  const work = inCorner(async (tx) => {
    await write(tx, 7);
    await write(tx, 7).catch(() => undefined);
    return 'done';
  });
  await expect(work).rejects.toThrow(/rolled back/);
  expect(await stands(7)).toBe(false);
});

test('the region of one transaction is not the region of the next on the same connection', async () => {
  await inCorner(async () => undefined);
  const { rows } = await inNoRegion(corner.db, (tx) =>
    sql<{ region: string | null }>`select nullif(current_setting('gridloop.region', true), '') as region`.execute(tx),
  );
  expect(rows[0]!.region).toBeNull();
});

test('what is remembered is exact: a change is seen by the next transaction, one that is undone by nobody', async () => {
  let state = 'old';
  const read = remembered(`story-${process.pid}`, async () => state);
  const name = `story-${process.pid}`;
  expect(await inCorner((tx) => read(tx, corner.regionId))).toBe('old');
  state = 'undone';
  await inCorner(async (tx) => {
    await touch(tx, corner.regionId, name);
    expect(await read(tx, corner.regionId)).toBe('undone');
    throw new Error('no');
  }).catch(() => undefined);
  expect(await inCorner((tx) => read(tx, corner.regionId))).toBe('old');
  state = 'new';
  await inCorner((tx) => touch(tx, corner.regionId, name));
  expect(await inCorner((tx) => read(tx, corner.regionId))).toBe('new');
});
