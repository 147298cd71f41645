/** A day at the telephones: the exchange tells, a call is taken, handed over, diverted, written down; nothing of the caller stays behind. */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { connectRoutes } from '#connect';
import { endForgottenCalls, intakeRoutes } from '#intake';
import { layCorner, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

const key = 'a key of the exchange';
let corner: Corner;
let door: Door;
let lines: Record<'citizens' | 'community' | 'fire', { id: string; version: number }>;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [
    intakeRoutes,
    (app, house) => void app.register(async (inner) => connectRoutes(inner, house)),
  ]);
  door.house.config.inboundKey = key;
  const save = async (line: object) => (await send('system_admin', '/v1/lines', line)).body;
  lines = {
    citizens: await save({ number: '12345', kind: 'citizens', name: '市民热线' }),
    community: await save({ number: '967000', kind: 'community', name: '社区服务', opens: 510, closes: 1050 }),
    fire: await save({ number: '119', kind: 'emergency', name: '火警', divertTo: '119' }),
  };
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const send = (as: Post, path: string, body: object = {}) => door.knock(path, { as, body: { id: uuidv7(), ...body } });
const exchange = (body: object, signedWith = key) => {
  const seconds = Math.floor(door.house.now().getTime() / 1000);
  const v1 = createHmac('sha256', signedWith)
    .update(`${seconds}.calls.${JSON.stringify(body)}`)
    .digest('hex');
  return door.knock('/v1/calls', { body, headers: { 'gridloop-signature': `t=${seconds},v1=${v1}` } });
};
let rings = 0;
const ring = async (more: object = {}) => {
  const callId = `x-${++rings}`;
  const told = await exchange({ callId, what: 'rang', called: '12345', caller: '13900001234', ...more });
  return { callId, told };
};
const calls = async (as: Post) => (await door.knock('/v1/calls', { as })).body.calls as any[];
const newest = async (as: Post) => (await calls(as)).at(-1);
const rowOf = async (id: string) =>
  (await sql<any>`select * from intake.calls where region_id = ${corner.regionId} and id = ${id}`.execute(corner.owner))
    .rows[0];

test('a number is kept on the version that was looked at; an emergency number says where it goes', async () => {
  const bad = (line: object) => send('system_admin', '/v1/lines', { number: '120', kind: 'emergency', name: '急救', ...line }); // prettier-ignore
  expect((await bad({})).body.code).toBe('line.emergency_diverted');
  expect((await bad({ kind: 'other', opens: 600, closes: 500 })).body.code).toBe('line.hours');
  expect((await bad({ number: '12345', divertTo: '120' })).body.code).toBe('thing.exists');
  expect((await send('receiver', '/v1/lines', { number: '8', kind: 'other', name: '无' })).status).toBeGreaterThan(399);
  const changed = { lineId: lines.community.id, version: 1, number: '967000', kind: 'community', name: '社区服务热线', opens: 510, closes: 1050 }; // prettier-ignore
  expect((await send('system_admin', '/v1/lines', changed)).body).toMatchObject({ version: 2, name: '社区服务热线' });
  expect((await send('system_admin', '/v1/lines', changed)).body).toMatchObject({
    code: 'thing.stale',
    current: { version: 2 },
  });
  const { body } = await door.knock('/v1/lines', { as: 'receiver' });
  expect(body.lines.map(({ number }: { number: string }) => number)).toEqual(['12345', '967000', '119']);
});

test('what an exchange has not signed rings nowhere; told twice it is one call; a strange number is none of ours', async () => {
  const body = { callId: 'forged', what: 'rang', called: '12345' };
  expect((await exchange(body, 'another key altogether')).status).toBe(401);
  expect((await door.knock('/v1/calls', { body })).status).toBe(401);
  expect((await ring({ called: '96300' })).told.body.code).toBe('line.unknown_number');
  const { callId, told } = await ring();
  expect(told.body).toEqual({ act: 'ring', divertTo: null });
  expect((await exchange({ callId, what: 'rang', called: '12345', caller: '13900001234' })).body.act).toBe('ring');
  expect(await calls('receiver')).toHaveLength(1);
  expect((await door.knock('/v1/calls', { as: 'dispatcher' })).status).toBe(403);
  await exchange({ callId, what: 'hung_up' });
  expect(await calls('receiver')).toEqual([]);
});

test('a call is taken by one, written down without her number on any screen, and leaves nothing behind', async () => {
  await ring({ placeText: '安宁路 3 号' });
  const call = await newest('receiver');
  expect(call).toMatchObject({ state: 'ringing', caller: '139****1234', draft: null, line: { number: '12345' } });
  const taken = await send('receiver', `/v1/calls/${call.id}/take`);
  expect(taken.body).toMatchObject({ state: 'taken', mine: true, draft: { placeText: '安宁路 3 号' } });
  expect((await send('duty_officer', `/v1/calls/${call.id}/take`)).body).toMatchObject({
    code: 'call.taken',
    params: { name: '演示receiver' },
  });
  const told = { channel: 'hotline', kind: 'help', title: '路灯不亮', naming: 'named', callId: call.id };
  expect((await send('duty_officer', '/v1/desk/reports', told)).body.code).toBe('call.taken');
  const saved = await send('receiver', '/v1/desk/reports', told);
  expect(saved.status).toBe(200);
  const reports = await door.knock(`/v1/cases/${saved.body.caseId}/reports`, { as: 'receiver' });
  expect(reports.body.rows[0].masked.phone).toBe('139****1234');
  expect(await rowOf(call.id)).toMatchObject({ outcome: 'reported', caller: null, draft: null, place_text: '' });
  expect((await send('receiver', '/v1/desk/reports', told)).body.code).toBe('call.over');
});

test('转接: what was written goes along; both read who handed over and who took it, and it may be taken back', async () => {
  await ring();
  const { id } = await newest('receiver');
  const path = `/v1/calls/${id}`;
  await send('receiver', `${path}/take`);
  const draft = { title: '问养老补贴', detail: '母亲八十岁', kind: 'consultation' };
  expect((await send('receiver', `${path}/offer`, { draft })).body.code).toBe('call.to_whom');
  expect((await send('receiver', `${path}/offer`, { lineId: lines.fire.id })).body.code).toBe('call.to_emergency');
  expect((await send('receiver', `${path}/offer`, { personId: corner.actor('keeper').personId })).body.code).toBe(
    'thing.unknown_reference',
  );
  const personId = corner.actor('duty_officer').personId;
  expect((await send('receiver', `${path}/offer`, { personId, draft })).body).toMatchObject({ state: 'offered', mine: true }); // prettier-ignore
  expect(await newest('duty_officer')).toMatchObject({ offeredToMe: true, draft: null });
  await send('receiver', `${path}/take-back`);
  expect(await calls('duty_officer')).toEqual([]);
  await send('receiver', `${path}/offer`, { lineId: lines.community.id, draft });
  const sealed = await rowOf(id);
  expect(String(sealed.draft)).not.toContain('八十');
  const got = (await send('duty_officer', `${path}/take`)).body;
  expect(got).toMatchObject({ mine: true, draft, line: { number: '967000' } });
  expect(got.steps.map(({ kind, by, to }: any) => [kind, by, to])).toEqual([
    ['call.rang', null, '12345 市民热线'],
    ['call.taken', '演示receiver', ''],
    ['call.offered', '演示receiver', '演示duty_officer'],
    ['call.taken_back', '演示receiver', ''],
    ['call.offered', '演示receiver', '967000 社区服务热线'],
    ['call.accepted', '演示duty_officer', ''],
  ]);
  expect((await send('receiver', `${path}/end`)).body.code).toBe('call.taken');
  expect((await send('duty_officer', `${path}/end`)).body).toMatchObject({ state: 'ended', outcome: 'answered' });
});

test('紧急转出: one press while it rings or is spoken, with who and when; only to a number that is handed over', async () => {
  const { told } = await ring({ called: '119' });
  expect(told.body).toEqual({ act: 'ring', divertTo: '119' });
  const { id } = await newest('receiver');
  expect((await send('receiver', `/v1/calls/${id}/divert`, { lineId: lines.citizens.id })).body.code).toBe(
    'line.not_diverted',
  );
  const diverted = await send('receiver', `/v1/calls/${id}/divert`, { lineId: lines.fire.id });
  expect(diverted.body).toMatchObject({ outcome: 'diverted', divertedTo: '119', caller: null });
  expect(diverted.body.steps.at(-1)).toMatchObject({ kind: 'call.diverted', by: '演示receiver', to: '119' });
});

test('outside its hours a line rings nowhere; a call at one telephone is nobody else’s; a forgotten one ends by itself', async () => {
  door.at('2026-11-23T14:00:00Z'); // 22:00
  expect((await ring({ called: '967000' })).told.body.act).toBe('closed');
  await ring({ agent: corner.actor('duty_officer').login });
  const row = await newest('duty_officer');
  // Where the exchange names somebody unknown, everybody hears it.
  expect(row).toBeDefined();
  door.at('2026-11-23T14:11:00Z');
  expect(await within(corner, (tx) => endForgottenCalls(tx, corner.regionId, door.house.now()))).toBeGreaterThan(0);
  expect(await calls('duty_officer')).toEqual([]);
  expect((await rowOf(row.id)).outcome).toBe('missed');
});

test('a line rings at the units that answer it, at whoever is at the telephones there, and never nowhere', async () => {
  door.at('2026-11-24T02:00:00Z');
  const { supervision, roads } = corner.units;
  const answeredBy = async (unitIds: number[]) => {
    const { body } = await door.knock('/v1/lines', { as: 'receiver' });
    const line = body.lines.find(({ number }: { number: string }) => number === '12345');
    return send('system_admin', '/v1/lines', { ...line, lineId: line.id, id: uuidv7(), open: undefined, unitIds });
  };
  const heard = async () => [(await calls('receiver')).length, (await calls('duty_officer')).length];
  expect((await answeredBy([99_999])).body.code).toBe('thing.unknown_reference');
  expect((await answeredBy([roads])).body).toMatchObject({ unitIds: [roads] });
  const { callId } = await ring();
  expect(await heard()).toEqual([0, 0]);
  const { rows } = await sql<{ id: string }>`select id from intake.calls where ended_at is null`.execute(corner.owner);
  expect((await send('receiver', `/v1/calls/${rows[0]!.id}/take`)).body.code).toBe('call.not_yours');
  await answeredBy([supervision]);
  // nobody is at the telephones: everybody who answers this line hears it
  expect(await heard()).toEqual([1, 1]);
  const there = (as: Post, is: boolean) => send(as, '/v1/calls/phones', { there: is });
  expect((await there('receiver', true)).body.atPhonesSince).toBe('2026-11-24T02:00:00.000Z');
  expect(await heard()).toEqual([1, 0]);
  expect((await there('keeper', true)).status).toBe(403);
  // one who forgot to sign out is relieved after twelve hours
  door.at('2026-11-24T14:00:01Z');
  expect(await heard()).toEqual([1, 1]);
  door.at('2026-11-24T02:00:00Z');
  await there('receiver', false);
  expect(await heard()).toEqual([1, 1]);
  await exchange({ callId, what: 'hung_up' });
  await answeredBy([]);
});

test('号码 → 队列: what is told on a line stands in the queue of the unit named for its class, and what is told in confidence does not', async () => {
  const { body } = await door.knock('/v1/lines', { as: 'receiver' });
  const line = body.lines.find(({ number }: { number: string }) => number === '12345');
  const save = (queues: object[]) =>
    send('system_admin', '/v1/lines', { ...line, lineId: line.id, id: uuidv7(), open: undefined, queues });
  expect((await save([{ kind: null, big: null, unitId: 99_999 }])).body).toMatchObject({
    code: 'thing.unknown_reference',
  });
  const queues = [{ kind: null, big: 'E01', unitId: corner.units.roads }];
  expect((await save(queues)).body).toMatchObject({ queues });
  const told = async (more: object): Promise<string> => {
    await ring();
    const { id: callId } = await newest('receiver');
    await send('receiver', `/v1/calls/${callId}/take`);
    const report = { channel: 'hotline', kind: 'help', title: '路灯不亮', naming: 'anonymous', callId, ...more };
    return (await send('receiver', '/v1/desk/reports', report)).body.caseId;
  };
  const { lamp, fallback } = corner.matters;
  const [inQueue, other, secret] = [
    await told({ matterId: lamp }),
    await told({ matterId: fallback, title: '别的事' }),
    await told({ matterId: lamp, kind: 'whistle', title: '有人举报' }),
  ];
  const parties = async (caseId: string) =>
    (
      await sql<{ units: number[] }>`select party_units as units from cases.cases where id = ${caseId}`.execute(
        corner.owner,
      )
    ).rows[0]!.units.includes(corner.units.roads);
  expect([await parties(inQueue), await parties(other), await parties(secret)]).toEqual([true, false, false]);
  const { rows } = await sql<{ kind: string; data: object }>`
    select kind, data from kit.facts where subject = 'case' and subject_id = ${inQueue} order by n`.execute(
    corner.owner,
  );
  expect(rows.at(-1)).toEqual({ kind: 'case.queued', data: { unitId: corner.units.roads } });
});
