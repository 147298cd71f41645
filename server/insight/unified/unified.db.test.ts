/** 一张表: what it counts of thirty days is read from kept days, and is what the rows come to, also of a case that is given to a unit later. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { housePermit } from '#access';
import { makeMoves } from '#cases';
import { receiveReport } from '#intake';
import { uuidv7 } from '#contract/ids.ts';
import type { OneTable } from '#contract/standards.ts';
import { keysFrom } from '#kit/crypto.ts';
import { daysCheck } from '#kit/days.ts';
import { inCell, layCorner, within, type Corner } from '../../../test/support/corner.ts';
import { keepAllDays } from '../../../test/support/days.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { doorDays, insightRoutes } from '../insight.ts';

const keys = keysFrom(randomBytes(32));
let corner: Corner;
let door: Door;
/** So many days before now, so that all of them lie within the thirty that are counted. */
const ago = (days: number, hour = 0) => new Date(Date.now() - days * 86_400_000 + hour * 3_600_000);

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [insightRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

async function told(days: number, channel: 'hotline' | 'counter', follows?: string): Promise<string> {
  const input = { id: uuidv7(), kind: 'help', title: '路灯不亮', location: inCell, naming: 'anonymous', lang: 'zh' } as const; // prettier-ignore
  const opens = { channel, permit: housePermit('reports.take', corner.regionId) } as const;
  const { caseId } = await within(corner, (tx) =>
    receiveReport(tx, keys, corner.regionId, { ...input, ...(follows ? { follows } : {}) }, opens, ago(days)),
  );
  return caseId;
}
const dispatched = (caseId: string, days: number) =>
  within(corner, (tx) =>
    makeMoves(tx, corner.regionId, caseId, [
      { at: ago(days, 1), actor: corner.actor('receiver'), input: { move: 'receive' } },
      {
        at: ago(days, 2),
        actor: corner.actor('duty_officer'),
        input: { move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp },
      },
      {
        at: ago(days, 3),
        actor: corner.actor('dispatcher'),
        input: { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' },
      },
    ]),
  );

test('doors and dispatches of thirty days read the same from kept days as from the rows, whatever happens meanwhile', async () => {
  const counted = async () => {
    const { sensing, handling } = (await door.knock('/v1/one-table', { as: 'dispatcher' })).body as OneTable;
    return { sensing, handling };
  };
  const kinds = [doorDays];
  const broken = async () =>
    (await within(corner, (tx) => daysCheck(kinds).run(tx, corner.regionId, { files: null!, progress: () => {} })))
      .broken;
  const first = await told(9, 'hotline');
  await told(8, 'counter');
  await told(7, 'hotline', first);
  await told(40, 'hotline');
  await dispatched(first, 6);
  const fromRows = await counted();
  expect(fromRows).toEqual({
    sensing: { reports: 3, joined: 1, byDoor: [{ channel: 'hotline', n: 2 }, { channel: 'counter', n: 1 }] },
    handling: { dispatched: 1, byList: expect.any(Number) },
  }); // prettier-ignore

  expect(await keepAllDays(corner, kinds, new Date())).toBeGreaterThan(30);
  expect(await counted()).toEqual(fromRows);
  expect(await broken()).toEqual([]);
  // It is they that are read; and a day that tells otherwise is found.
  await sql`update kit.day_sums set counted = '[]' where name = 'doors' and counted <> '[]'`.execute(corner.owner);
  expect((await counted()).sensing.reports).toBe(0);
  expect(await broken()).toHaveLength(4);
  await sql`delete from kit.day_positions where name = 'doors'`.execute(corner.owner);
  await keepAllDays(corner, kinds, new Date());

  // Given to a unit after its day was counted: told at once, and after the sweep came by.
  const second = await told(5, 'counter');
  await keepAllDays(corner, kinds, new Date());
  await dispatched(second, 4);
  const later = await counted();
  expect(later.handling.dispatched).toBe(2);
  expect(later.sensing.reports).toBe(4);
  await keepAllDays(corner, kinds, new Date());
  expect(await counted()).toEqual(later);
  expect(await broken()).toEqual([]);
});
