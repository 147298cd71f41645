/** The board says what the evaluation says, of what its reader may see; a screen opens by its key, is noted, and goes dark. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Board, BoardMonth, Wall } from '#contract/board.ts';
import type { Post } from '#contract/access.ts';
import type { Figures } from '#contract/evaluation.ts';
import { uuidv7 } from '#contract/ids.ts';
import { accessRoutes } from '#access';
import { caseRoutes } from '#cases';
import { evaluationRoutes } from '#evaluation';
import { insightRoutes } from '#insight';
import { layCorner, opened, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
const noon = '2026-11-23T04:00:00Z'; // Monday 12:00 in Shanghai
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [accessRoutes, caseRoutes, evaluationRoutes, insightRoutes]);
  for (const hour of ['01', '02', '03'])
    await opened(corner, new Date(`2026-11-23T${hour}:00:00Z`), { location: { lon: 116.305, lat: 39.905 } });
  await opened(corner, new Date('2026-11-22T02:00:00Z'), {
    location: { lon: 116.305, lat: 39.905 },
    confidential: true,
  });
  const answered = await opened(corner, new Date('2026-11-23T02:30:00Z'));
  door.at('2026-11-23T03:00:00Z');
  await move(answered, 'receiver', { move: 'receive' });
  await move(answered, 'duty_officer', {
    move: 'file',
    matterId: corner.matters.lamp,
    conditionId: corner.conditions.lamp,
  });
  door.at(noon);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

async function move(caseId: string, as: Post, input: object): Promise<void> {
  const { body } = await door.knock(`/v1/cases/${caseId}`, { as });
  const done = await door.knock(`/v1/cases/${caseId}/moves`, {
    as,
    body: { id: uuidv7(), version: body.case.version, input },
  });
  expect([done.status, done.body.code]).toEqual([200, undefined]);
}
const boardNow = async (as: Post, query = ''): Promise<Board> => (await door.knock(`/v1/board${query}`, { as })).body;
type Whole = Board & { month: BoardMonth };
const isWhole = (shown: Board): shown is Whole => shown.month !== null;
/** As a screen asks: again, until its month is counted. */
const board = async (as: Post, query = ''): Promise<Whole> => {
  for (let tries = 0; tries < 200; tries++) {
    const shown = await boardNow(as, query);
    if (isWhole(shown)) return shown;
    await delay(20);
  }
  throw new Error('the month of the board was never counted');
};
const wall = (key: string) => door.knock('/v1/wall', { headers: { 'gridloop-wall': key } });
const make = async (more: object) =>
  (
    await door.knock('/v1/walls', {
      as: 'system_admin',
      body: { id: uuidv7(), name: '大厅', redacted: false, ...more },
    })
  ).body as {
    made: Wall;
    key: string;
  };

test('a board counts the day, and its rates are those of the evaluation', async () => {
  const shown = await board('leader');
  expect(shown.today).toMatchObject({ filed: 1, closed: 0 });
  expect(shown.now).toMatchObject({ open: 5, overdue: 0, urgent: 0 });
  expect(shown.places).toEqual([
    expect.objectContaining({ name: '河东街道', today: 4, open: 5, overdue: 0, onTime: { n: 0, hits: 0, rate: null } }),
  ]);
  expect(shown.stages).toEqual([
    { state: 'reported', n: 4, overdue: 4 },
    { state: 'filed', n: 1, overdue: 1 },
  ]);
  expect(shown.month.trend).toHaveLength(14);
  expect(shown.month.trend.at(-1)).toMatchObject({ on: '2026-11-23', closed: 0 });
  expect(shown.month.matters[0]).toMatchObject({ name: '路灯', n: 5, before: 0 });
  // Both ask the same days, of the whole district.
  const query = `from=${shown.ratesFrom}&to=${shown.asOf}`;
  const figures = (await door.knock(`/v1/figures?${query}`, { as: 'leader' })).body as Figures;
  expect(shown.month.figures).toEqual(figures);
});

test('what is now is sent while the month is still counted, which is counted once for all who may see the same', async () => {
  door.at('2026-11-23T04:40:00Z');
  // What only the month is counted from is held: who had to wait for it would wait here for ever.
  await corner.owner.transaction().execute(async (held) => {
    await sql`lock table cases.callbacks in access exclusive mode`.execute(held);
    for (const shown of await Promise.all([boardNow('leader'), boardNow('leader'), boardNow('leader')]))
      expect(shown).toMatchObject({ month: null, now: { open: 5 }, places: [{ open: 5, onTime: null }] });
    const waiting = async () =>
      (
        await sql<{ n: number }>`
          select count(*)::int as n from pg_locks where relation = 'cases.callbacks'::regclass and not granted`.execute(
          held,
        )
      ).rows[0]!.n;
    await expect.poll(waiting).toBe(1);
    expect((await boardNow('leader')).month).toBeNull();
    expect(await waiting()).toBe(1);
  });
  const shown = await board('leader');
  expect([shown.month.figures.asOf, shown.places[0]!.onTime]).toEqual([
    '2026-11-23T04:40:00.000Z',
    { n: 0, hits: 0, rate: null },
  ]);
  // A minute later the counted month stands beside what is now, and is counted anew behind it.
  door.at('2026-11-23T04:42:00Z');
  const later = await boardNow('leader');
  expect([later.asOf, later.month?.figures.asOf]).toEqual(['2026-11-23T04:42:00.000Z', '2026-11-23T04:40:00.000Z']);
  await expect.poll(async () => (await boardNow('leader')).month?.figures.asOf).toBe('2026-11-23T04:42:00.000Z');
  door.at(noon);
});

test('what was told in confidence is counted and pointed at nowhere', async () => {
  const shown = await board('leader');
  expect(shown.month.heat).toEqual([{ lon: expect.closeTo(116.305, 2), lat: expect.closeTo(39.905, 2), n: 3 }]);
  expect(shown.ticker.filter(({ kind }) => kind === 'case.opened')).toHaveLength(4);
});

test('a clerk of a department sees her part, a keeper no board, a visitor nothing that is somebody', async () => {
  expect((await board('clerk')).now.open).toBe(0);
  expect((await door.knock('/v1/board', { as: 'keeper' })).status).toBe(403);
  const visited = await board('leader', '?visitor=true');
  expect(visited).toMatchObject({
    redacted: true,
    month: { heat: [], figures: { unitOnTime: [] } },
    places: [{ today: null, open: 5 }],
  });
  for (const told of visited.ticker) expect(told).toMatchObject({ caseId: null, number: null, areaName: '' });
});

test('a screen shows its ground by its key, is noted once, and goes dark at once', async () => {
  const { made, key } = await make({ areaId: corner.areas.community });
  expect(made).toMatchObject({ areaName: '柳岸社区', seenAt: null, endedAt: null });
  const first = await wall(key);
  expect([first.status, first.body.name, first.body.now.open]).toEqual([200, '柳岸社区', 5]);
  expect(first.body.ticker[0]).toMatchObject({ caseId: null, number: null, matter: '路灯' });
  door.at('2026-11-23T04:02:00Z');
  expect((await wall(key)).status).toBe(200);
  const listed = (await door.knock('/v1/walls', { as: 'system_admin' })).body.rows as Wall[];
  expect(listed[0]).toMatchObject({ id: made.id, seenAt: '2026-11-23T04:02:00.000Z' });
  expect(JSON.stringify(listed)).not.toContain(key);
  const end = (more: object = {}) =>
    door.knock(`/v1/walls/${made.id}/end`, { as: 'system_admin', body: { id: uuidv7(), ...more } });
  const endedAt = '2026-11-23T04:02:00.000Z';
  expect((await end({ version: 1 })).body).toMatchObject({ endedAt, version: 2 });
  // Somebody else was faster: it is told when it went dark, and stays so.
  const late = await end({ version: 1 });
  expect([late.status, late.body.code, late.body.current]).toEqual([409, 'thing.stale', { endedAt, version: 2 }]);
  expect((await end()).body).toMatchObject({ endedAt, version: 2 });
  expect((await wall(key)).body.code).toBe('wall.unknown_key');
  const { rows } = (await door.knock(`/v1/facts?subject=wall&subjectId=${made.id}`, { as: 'audit_admin' })).body;
  expect(rows.map(({ kind }: { kind: string }) => kind)).toEqual(['wall.ended', 'wall.opened', 'wall.made']);
  door.at(noon);
});

test('only the administrator of the system gives keys; who guesses waits', async () => {
  for (const as of ['leader', 'security_admin'] as const)
    expect((await door.knock('/v1/walls', { as, body: { id: uuidv7(), name: '大厅', redacted: true } })).status).toBe(
      403,
    );
  const { key } = await make({ redacted: true });
  const hung = async () => (await wall(key)).body as Board;
  await expect.poll(async () => (await hung()).month).not.toBeNull();
  expect(await hung()).toMatchObject({ redacted: true, month: { heat: [] } });
  for (let n = 0; n < 20; n++) await wall(`glw_${n}`);
  expect((await wall('glw_more')).status).toBe(429);
});

test('a filing that was taken back was none, neither in the count of the day nor among what happened last', async () => {
  const second = (n: number) => door.at(`2026-11-23T04:01:0${n}Z`);
  second(0);
  const caseId = await opened(corner, new Date('2026-11-22T01:00:00Z'));
  await move(caseId, 'receiver', { move: 'receive' });
  await move(caseId, 'duty_officer', {
    move: 'file',
    matterId: corner.matters.lamp,
    conditionId: corner.conditions.lamp,
  });
  const told = async () => {
    const { today, ticker } = await board('leader');
    return [today.filed, ticker.filter(({ kind }) => kind === 'case.filed').length];
  };
  second(1);
  expect(await told()).toEqual([2, 2]);
  second(3);
  const { body } = await door.knock(`/v1/cases/${caseId}`, { as: 'duty_officer' });
  const undone = await door.knock(`/v1/cases/${caseId}/undo`, {
    as: 'duty_officer',
    body: { id: uuidv7(), version: body.case.version },
  });
  expect([undone.status, undone.body.code]).toEqual([200, undefined]);
  // A board that was read is shown for five seconds.
  second(7);
  expect(await told()).toEqual([1, 1]);
  await move(caseId, 'receiver', { move: 'withdraw', reason: '已解决' });
  door.at(noon);
});
