import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase, type FreshDatabase } from './database.ts';

const made: FreshDatabase[] = [];
afterAll(async () => {
  for (const database of made) await database.drop();
});

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

test('two fresh databases are migrated, and know nothing of each other', async () => {
  made.push(await freshDatabase(), await freshDatabase());
  const [one, other] = await Promise.all(made.map(({ ownerUrl }) => connect(ownerUrl)));
  await one!.query('create table only_here (id int)');
  const here = "select to_regclass('only_here') is not null as here, to_regclass('kit.facts') is not null as migrated";
  expect((await one!.query(here)).rows).toEqual([{ here: true, migrated: true }]);
  expect((await other!.query(here)).rows).toEqual([{ here: false, migrated: true }]);
  await Promise.all([one!.end(), other!.end()]);
});

test("the server's own role can add a fact, never change one", async () => {
  const database = await freshDatabase();
  made.push(database);
  const server = await connect(database.appUrl);
  await expect(server.query("update kit.facts set kind = 'case.forged'")).rejects.toThrow(/permission denied/);
  await server.end();
});

test('a clone takes a moment, not a migration', async () => {
  const before = performance.now();
  made.push(await freshDatabase());
  expect(performance.now() - before).toBeLessThan(2000);
});
