import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { makeMove } from '#cases';
import { intakeRoutes } from '#intake';
import { sensingRoutes, whoIsDevice } from '#sensing';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, sensingRoutes], whoIsDevice);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const device = (code: string, more: object = {}) => ({
  id: uuidv7(),
  code,
  name: '幸福里下穿通道水位计',
  purpose: '积水预警',
  kind: 'water_level',
  location: inCell,
  matterId: corner.matters.manhole,
  ...more,
});
const register = async (code: string, more: object = {}): Promise<string> => {
  const reply = await door.knock('/v1/devices', { as: 'system_admin', body: device(code, more) });
  expect(reply.status).toBe(200);
  return reply.body.key as string;
};
const alert = (seq: number, more: object = {}) => ({
  bootId: 'boot-1',
  seq,
  happenedAt: '2026-11-23T01:59:00Z',
  title: '水位超过警戒线',
  values: { 水位厘米: 34, 状态: '上涨' },
  ...more,
});
const send = (key: string, body: object) => door.knock('/v1/alerts', { key, body });

describe('the register', () => {
  test('a key is shown once and kept as a hash; only who keeps the register may change it', async () => {
    const body = device('WL-01');
    const reply = await door.knock('/v1/devices', { as: 'system_admin', body });
    expect(reply.body.key).toMatch(/^gld_\d+_[\w-]{43}$/);
    expect(reply.body.device).toMatchObject({
      id: body.id,
      code: 'WL-01',
      matterName: '上水井盖',
      alerts: 0,
      lastAlertAt: null,
    });
    expect(await door.knock('/v1/devices', { as: 'receiver', body: device('WL-02') })).toMatchObject({ status: 403 });
    const again = await door.knock('/v1/devices', { as: 'system_admin', body: device('WL-01', { name: '改名' }) });
    expect(again.body).toMatchObject({ key: null, device: { id: body.id, name: '改名', version: 2 } });
    // Whoever looked at the first version is told what stands there by now, and has changed nothing.
    const slower = device('WL-01', { name: '又改名', version: 1, newKey: true });
    const late = await door.knock('/v1/devices', { as: 'system_admin', body: slower });
    expect([late.status, late.body.code, late.body.current]).toMatchObject([
      409,
      'thing.stale',
      { name: '改名', version: 2 },
    ]);
    const kept = (await door.knock('/v1/devices', { as: 'system_admin' })).body.rows;
    expect(kept).toMatchObject([{ code: 'WL-01', name: '改名', version: 2 }]);
    const { rows } = await sql<{
      row: string;
    }>`select d::text as row from sensing.devices d where region_id = ${corner.regionId}`.execute(corner.db);
    // The secret may have the sign in it that stands between the parts.
    expect(JSON.stringify(rows)).not.toContain(reply.body.key.replace(/^gld_\d+_/, ''));
    expect((await door.knock('/v1/devices', { as: 'receiver' })).body.rows).toMatchObject([{ code: 'WL-01' }]);
    expect((await door.knock('/v1/devices')).status).toBe(401);
    const unknown = await door.knock('/v1/devices', {
      as: 'system_admin',
      body: device('WL-03', { matterId: 987_654 }),
    });
    expect(unknown.body.code).toBe('thing.unknown_reference');
    const otherMatter = device('WL-03', { conditionId: corner.conditions.lamp });
    expect((await door.knock('/v1/devices', { as: 'system_admin', body: otherMatter })).body.code).toBe(
      'thing.unknown_reference',
    );
  });

  test('a new key ends the old one; a disabled device is nobody', async () => {
    const old = await register('WL-10');
    const renewed = await register('WL-10', { newKey: true });
    expect((await send(old, alert(1))).body.code).toBe('device.unknown_key');
    expect((await send(renewed, alert(1))).status).toBe(202);
    await register('WL-10', { disabled: true });
    expect(await send(renewed, alert(2))).toMatchObject({ status: 401, body: { code: 'device.unknown_key' } });
    expect((await send('gld_1_short', alert(2))).status).toBe(401);
    expect((await door.knock('/v1/alerts', { as: 'receiver', body: alert(2) })).status).toBe(401);
  });
});

describe('an alert', () => {
  test('becomes a report, smart and anonymous, at the device and of its matter, before 202', async () => {
    const key = await register('WL-20', { conditionId: corner.conditions.manhole });
    const sent = await send(key, alert(7));
    expect(sent).toMatchObject({ status: 202, body: { accepted: true, repeated: false } });
    const { rows } = await sql<any>`
      select r.channel, r.discovery, r.naming, r.kind, r.detail, r.device_id, r.happened_at, c.matter_id, c.matter_by, c.condition_id, c.area_id, c.state, c.number
        from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
       where r.region_id = ${corner.regionId} and r.number = ${sent.body.reportNumber}`.execute(corner.db);
    expect(rows).toMatchObject([
      {
        channel: 'device',
        discovery: 'smart',
        naming: 'anonymous',
        kind: 'help',
        detail: '水位厘米: 34\n状态: 上涨',
        happened_at: new Date('2026-11-23T01:59:00Z'),
        matter_id: corner.matters.manhole,
        matter_by: 'device',
        condition_id: corner.conditions.manhole,
        area_id: corner.areas.cell,
        state: 'reported',
        number: sent.body.caseNumber,
      },
    ]);
    const { rows: facts } = await sql<any>`
      select actor_kind, data from kit.facts where region_id = ${corner.regionId} and kind = 'report.received' and actor_kind = 'device' and data ->> 'deviceId' = ${rows[0].device_id}`.execute(
      corner.db,
    );
    expect(facts).toHaveLength(1);
  });

  test('told twice it is one; another content under the same number is refused; the order of fields does not matter', async () => {
    const key = await register('WL-21');
    const first = await send(key, alert(1));
    const values = { 状态: '上涨', 水位厘米: 34 };
    const twice = await Promise.all([send(key, alert(1)), send(key, alert(1, { values }))]);
    for (const reply of twice) expect(reply.body).toEqual({ ...first.body, repeated: true });
    expect(await send(key, alert(1, { title: '别的' }))).toMatchObject({
      status: 422,
      body: { code: 'device.seq_reused' },
    });
    // A device that was restarted counts from the beginning.
    expect((await send(key, alert(1, { bootId: 'boot-2' }))).body.repeated).toBe(false);
  });

  test('sent by two connections at once it is one report', async () => {
    const key = await register('WL-22');
    const replies = await Promise.all([1, 2, 3].map(() => send(key, alert(1))));
    expect(replies.filter((reply) => reply.body.repeated)).toHaveLength(2);
    expect(new Set(replies.map((reply) => reply.body.reportNumber)).size).toBe(1);
  });

  test('from the future it is refused, and nothing is kept of it', async () => {
    const key = await register('WL-23');
    expect((await send(key, alert(1, { happenedAt: '2026-11-23T03:00:00Z' }))).body.code).toBe('report.in_future');
    expect((await send(key, alert(1))).status).toBe(202);
  });

  test('a device that flaps raises one case while it is open, and a new one later or after its end', async () => {
    const key = await register('WL-24');
    const caseAt = async (seq: number, happenedAt: string) =>
      (await send(key, alert(seq, { happenedAt }))).body.caseNumber as string;
    door.at('2026-11-23T06:00:00Z');
    const first = await caseAt(1, '2026-11-23T02:00:00Z');
    expect(await caseAt(2, '2026-11-23T02:10:00Z')).toBe(first);
    expect(await caseAt(3, '2026-11-23T02:39:00Z')).toBe(first);
    const second = await caseAt(4, '2026-11-23T03:20:00Z');
    expect(second).not.toBe(first);
    const { rows } = await sql<{ id: string; reports: number }>`
      select c.id, (select count(*)::int from intake.reports r where r.region_id = c.region_id and r.case_id = c.id) as reports
        from cases.cases c where c.region_id = ${corner.regionId} and c.number in (${first}, ${second}) order by c.number`.execute(
      corner.db,
    );
    expect(rows.map((row) => row.reports)).toEqual([3, 1]);
    await within(corner, (tx) =>
      makeMove(
        tx,
        corner.actor('duty_officer'),
        { caseId: rows[1]!.id, input: { move: 'void', reason: 'test', text: '试验告警' } },
        door.house.now(),
      ),
    );
    expect(await caseAt(5, '2026-11-23T03:21:00Z')).not.toBe(second);
  });
});
