/**
 * Another key for everything that is sealed, while two servers take reports and open contacts: not one read fails, nothing is left that
 * needs an older key, and a copy of the database with the old keys alone opens nothing any more (reliability PD-04).
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { uuidv7 } from '#contract/ids.ts';
import { contactsOpen, intakeRoutes } from '#intake';
import { isSealedNow, keysFrom, loadKeys, unseal, type Keys } from '#kit/crypto.ts';
import { everythingSealed, rotate } from '../../server/rotation.ts';
import { inCell, layCorner, within, type Corner } from '../support/corner.ts';
import { openDoor, type Door } from '../support/knock.ts';

let corner: Corner;
let folder: string;
let doors: Door[];
beforeAll(async () => {
  corner = await layCorner();
  folder = mkdtempSync(join(tmpdir(), 'gridloop-rotation-'));
  doors = await Promise.all([1, 2].map(() => openDoor(corner, [intakeRoutes])));
  for (const door of doors) Object.assign(door.house, { keys: await loadKeys(folder) });
});
afterAll(async () => {
  await Promise.all(doors.map((door) => door.close()));
  await corner.drop();
  rmSync(folder, { recursive: true });
});

/** Everything sealed in this database, and whether these keys open it. */
async function opened(
  keys: Keys,
  by: (keys: Keys, value: Buffer, context: string) => boolean,
): Promise<{ all: number; open: number }> {
  let [all, open] = [0, 0];
  for (const { table, id, columns, context } of everythingSealed)
    for (const column of columns) {
      const { rows } = await sql<{ id: string; value: Buffer }>`
        select ${sql.ref(id)}::text as id, ${sql.ref(column)} as value from ${sql.table(table)} where ${sql.ref(column)} is not null`.execute(
        corner.owner,
      );
      all += rows.length;
      open += rows.filter((row) => by(keys, row.value, context(corner.regionId, row.id, column))).length;
    }
  return { all, open };
}
const opens = (keys: Keys, value: Buffer, context: string): boolean => {
  try {
    unseal(keys, value, context);
    return true;
  } catch {
    return false;
  }
};

test('under load: no read fails, nothing is left of the old key, and the old keys open nothing', async () => {
  const failures: string[] = [];
  const told = { reports: 0, reveals: 0, secrets: [] as { number: string; secret: string }[] };
  const writing = { on: true };
  const load = doors.map(async (door, d) => {
    const known: string[] = [];
    for (let n = 0; writing.on; n++) {
      const id = uuidv7();
      const phone = `1390${d}${String(n).padStart(6, '0')}`;
      const sent = await door.knock('/v1/reports', {
        body: {
          id,
          kind: 'help',
          naming: 'named',
          title: '路灯不亮',
          location: inCell,
          contact: { name: '周某', phone },
        },
      });
      if (sent.status === 200) known.push(`${id} ${phone}`);
      else failures.push(`report ${sent.status}`);
      told.reports++;
      if (n % 10 === 0) told.secrets.push(sent.body);
      // Of the other server's reports too, which it may have sealed with a key that this one has not read yet.
      const [of, own] = (n % 2 ? known[Math.floor(n / 3)]! : known.at(-1)!).split(' ');
      const other = doors[1 - d]!;
      const seen = await other.knock(`/v1/reports/${of}/contact`, {
        as: 'receiver',
        body: { id: uuidv7(), reason: '核实情况' },
      });
      told.reveals++;
      if (seen.body.phone !== own) failures.push(`reveal ${seen.status}`);
    }
  });
  const before = keysFrom(Buffer.alloc(32, 9));
  while (told.reports < 60) await new Promise((resolve) => setTimeout(resolve, 20));
  copyFileSync(join(folder, 'keys.json'), join(folder, 'old.json'));
  // The command is a process of its own, with keys of its own; the servers hear of it by the file alone.
  const { sealedAnew } = await rotate(corner.db, await loadKeys(folder), folder, {
    retire: false,
    waitMs: 0,
    tell: () => doors.forEach(({ house }) => house.keys.reread?.()),
  });
  const during = told.reports;
  while (told.reports < during + 60) await new Promise((resolve) => setTimeout(resolve, 20));
  writing.on = false;
  await Promise.all(load);

  expect(failures).toEqual([]);
  expect(sealedAnew).toBeGreaterThan(100);
  const now = await loadKeys(folder);
  const { all } = await opened(now, opens);
  expect(await opened(now, isSealedNow)).toEqual({ all, open: all });
  // The control: with the keys as they were, only what was not sealed anew would open, and that is nothing.
  copyFileSync(join(folder, 'keys.json'), join(folder, 'new.json'));
  copyFileSync(join(folder, 'old.json'), join(folder, 'keys.json'));
  expect(await opened(await loadKeys(folder), opens)).toEqual({ all, open: 0 });
  copyFileSync(join(folder, 'new.json'), join(folder, 'keys.json'));
  expect((await opened(before, opens)).open).toBe(0);

  // Once more, and the old ones go: everything is read by the newest alone; receipts and look-ups are as they were.
  await rotate(corner.db, now, folder, { retire: true, waitMs: 0 });
  const alone = await loadKeys(folder);
  expect(alone.older).toHaveLength(1);
  expect(await opened(alone, isSealedNow)).toEqual({ all, open: all });
  Object.assign(doors[0]!.house, { keys: alone });
  for (const { number, secret } of told.secrets)
    expect((await doors[0]!.knock(`/v1/receipts/${number}`, { code: secret })).status).toBe(200);
  expect((await within(corner, (tx) => contactsOpen(tx, alone, corner.regionId, 1_000))).unreadable).toBe(0);
  console.log(
    `rotation: ${told.reports} reports taken and ${told.reveals} contacts opened meanwhile, ${sealedAnew} values sealed anew, 0 failed`,
  );
}, 120_000);
