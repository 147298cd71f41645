/** A phone rings: a push service of our own on the loopback takes what comes and reads it with the phone's keys, as a browser would. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MoveInput } from '#contract/cases.ts';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { housePermit } from '#access';
import { appointKeeper } from '#areas';
import { makeMove } from '#cases';
import { bellOf, forgetBells, notifyRoutes, ringPhones } from '#notify';
import { patrolRoutes } from '#patrol';
import { sha256 } from '#kit/crypto.ts';
import { layCorner, opened, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { openPushService, pushSetting, type Came, type PushService } from '../../../test/support/push-service.ts';

let corner: Corner;
let door: Door;
let service: PushService;

const monday = '2026-11-23T02:00:00Z';
beforeAll(async () => {
  service = await openPushService();
  corner = await layCorner();
  door = await openDoor(corner, [
    (_app, house) => {
      house.config.push = pushSetting(service.origin);
    },
    patrolRoutes,
    notifyRoutes,
  ]);
  const keeper = corner.actor('keeper');
  keeper.sessionHash = sha256('the session of her phone');
  const permit = housePermit('areas.edit', corner.regionId);
  await within(corner, (tx) =>
    appointKeeper(
      tx,
      permit,
      { id: uuidv7(), areaId: corner.areas.cell, personId: keeper.personId, role: 'keeper', fromOn: '2026-11-01' },
      new Date(monday),
    ),
  );
});
afterAll(async () => {
  service?.close();
  await door?.close();
  await corner?.drop();
});
beforeEach(async () => {
  service.came.length = 0;
  service.answers = 201;
  const { accountId, sessionHash } = corner.actor('keeper');
  await sql`
    insert into access.sessions (region_id, token_hash, account_id, stage, created_at, seen_at, expires_at)
    values (${corner.regionId}, ${sessionHash}, ${accountId}, 'full', ${monday}, ${monday}, ${new Date('2026-11-24T02:00:00Z')})
    on conflict (token_hash) do update set ended_at = null`.execute(corner.owner);
});

const post = (path: string, body: object = {}) => door.knock(path, { as: 'keeper', body: { id: uuidv7(), ...body } });
const phoneId = uuidv7();
async function letRing(path?: string): Promise<void> {
  await post('/v1/field/phones', { phoneId, name: '她的手机' });
  expect((await post(`/v1/push/phones/${phoneId}`, service.address(path))).body).toEqual({ on: true });
}
const later = (seconds: number): Date => new Date(Date.parse(monday) + seconds * 1000);
const ring = (seconds = 11): Promise<number> =>
  ringPhones(corner.db, door.house.keys, bellOf(door.house.config)!, door.house.log, corner.regionId, () =>
    later(seconds),
  );
const bells = async (): Promise<number> =>
  (
    await sql<{ n: number }>`select count(*)::int as n from notify.bells where region_id = ${corner.regionId}`.execute(
      corner.owner,
    )
  ).rows[0]!.n;
const move = (as: Post, caseId: string, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, corner.actor(as), { caseId, input, ticked: [] }, new Date(monday)));
async function askedOfHer(): Promise<{ caseId: string; number: string }> {
  const caseId = await opened(corner, new Date(monday));
  await move('receiver', caseId, { move: 'receive' });
  await move('receiver', caseId, { move: 'ask_confirm', keeperId: corner.actor('keeper').personId });
  const { rows } = await sql<{ number: string }>`select number from cases.cases where id = ${caseId}`.execute(
    corner.owner,
  );
  return { caseId, number: rows[0]!.number };
}
let shiftId = '';
const onDuty = async (): Promise<void> => {
  shiftId = uuidv7();
  await post('/v1/field/shifts', { id: shiftId, happenedAt: monday });
};
const offDuty = () => post(`/v1/field/shifts/${shiftId}/end`, { happenedAt: monday });

test('what a push service is handed only her phone can read, and it is a number; it comes once, after ten seconds', async () => {
  await onDuty();
  await letRing();
  const { number } = await askedOfHer();
  await ring(9);
  expect(service.came).toEqual([]);
  await ring(11);
  expect(service.came).toHaveLength(1);
  const [{ path, headers, body }] = service.came as [Came];
  expect(path).toBe('/phone-1');
  expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '14400', urgency: 'high' });
  expect(headers['authorization']).toMatch(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]{87}$/);
  expect(service.read(body)).toEqual({ title: '有新任务', number });
  await ring(60);
  expect(service.came).toHaveLength(1);
  const { rows } = await sql<{ address: Buffer }>`select address from notify.bells`.execute(corner.owner);
  expect(rows[0]!.address.toString('latin1')).not.toContain('phone-1');
  await offDuty();
});

test('off duty it is quiet, and nothing is rung afterwards; so when the task is gone, and when she is signed out', async () => {
  await letRing();
  await askedOfHer();
  expect(await ring()).toBe(1);
  await onDuty();
  expect(await ring(60)).toBe(0);
  const { caseId } = await askedOfHer();
  await move('keeper', caseId, { move: 'confirm', isSo: true, remark: '确有其事' });
  await ring();
  await askedOfHer();
  await sql`update access.sessions set ended_at = ${monday} where token_hash = ${corner.actor('keeper').sessionHash}`.execute(
    corner.owner,
  );
  await ring();
  expect(service.came).toEqual([]);
  expect(await within(corner, (tx) => forgetBells(tx, corner.regionId, later(0), 100))).toBe(1);
  expect(await bells()).toBe(0);
  await offDuty();
});

test('a phone that has gone is dropped; a push service that is down is asked again, a lost phone never', async () => {
  await onDuty();
  await letRing();
  await askedOfHer();
  service.answers = 503;
  await ring(11);
  expect([service.came.length, await bells()]).toEqual([1, 1]);
  await ring(30);
  expect(service.came).toHaveLength(1);
  service.answers = 410;
  await ring(72);
  expect([service.came.length, await bells()]).toEqual([2, 0]);
  await letRing('/phone-2');
  await askedOfHer();
  await post(`/v1/field/phones/${phoneId}/wipe`);
  await ring();
  expect([service.came.length, await bells()]).toEqual([2, 0]);
  expect((await post(`/v1/push/phones/${phoneId}`, service.address())).status).toBe(404);
  await offDuty();
});

test('what is handed back rings whoever checks and is on duty, under one mark, and not the keeper of the place', async () => {
  const checker = corner.actor('checker');
  checker.sessionHash = sha256('the session of his phone');
  await sql`
    insert into access.sessions (region_id, token_hash, account_id, stage, created_at, seen_at, expires_at)
    values (${corner.regionId}, ${checker.sessionHash}, ${checker.accountId}, 'full', ${monday}, ${monday}, ${new Date('2026-11-24T02:00:00Z')})`.execute(
    corner.owner,
  );
  const asChecker = (path: string, body: object = {}) =>
    door.knock(path, { as: 'checker', body: { id: uuidv7(), ...body } });
  const his = uuidv7();
  await asChecker('/v1/field/phones', { phoneId: his, name: '他的手机' });
  await asChecker(`/v1/push/phones/${his}`, service.address('/his'));
  await asChecker('/v1/field/shifts', { happenedAt: monday });
  await onDuty();
  const hers = uuidv7();
  await post('/v1/field/phones', { phoneId: hers, name: '她的手机' });
  await post(`/v1/push/phones/${hers}`, service.address('/hers'));
  const caseId = await opened(corner, new Date(monday));
  const { matters, conditions, units } = corner;
  await move('receiver', caseId, { move: 'receive' });
  await move('duty_officer', caseId, { move: 'file', matterId: matters.lamp, conditionId: conditions.lamp });
  await move('dispatcher', caseId, { move: 'dispatch', unitId: units.roads, reason: '权责清单' });
  await move('clerk', caseId, { move: 'sign' });
  await move('clerk', caseId, { move: 'hand_back', result: '已换灯泡' });
  await ring();
  expect(service.came.map(({ path, body }) => [path, service.read(body)])).toEqual([
    ['/his', { title: '有新任务', number: expect.any(String), tag: 'check' }],
  ]);
  for (const [phone, as] of [
    [his, 'checker'],
    [hers, 'keeper'],
  ] as const)
    await door.knock(`/v1/push/phones/${phone}/end`, { as, body: { id: uuidv7() } });
  await offDuty();
});

test('its address is taken only where it leads to a push service that was named, and of one’s own phone', async () => {
  const mine = uuidv7();
  await post('/v1/field/phones', { phoneId: mine, name: '另一部' });
  for (const endpoint of [
    'http://169.254.169.254/latest',
    `${service.origin}0/x`,
    `http://user@127.0.0.1:1/`,
    'not an address',
  ])
    expect((await post(`/v1/push/phones/${mine}`, { ...service.address(), endpoint })).body).toMatchObject({
      code: 'push.other_service',
    });
  expect((await post(`/v1/push/phones/${uuidv7()}`, service.address())).status).toBe(404);
  expect((await door.knock('/v1/push', { as: 'clerk' })).status).toBe(403);
  expect((await door.knock('/v1/push', { as: 'keeper' })).body.key).toMatch(/^[\w-]{87}$/);
  expect((await post(`/v1/push/phones/${mine}`, service.address())).status).toBe(200);
  expect((await post(`/v1/push/phones/${mine}/end`)).body).toEqual({ on: false });
  expect(await bells()).toBe(0);
});
