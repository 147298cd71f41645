import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { housePermit } from '#access';
import { appointKeeper } from '#areas';
import { addPhoto, caseRoutes, processPhotos, type PhotoPurpose } from '#cases';
import { endForgottenShifts, forgetTracks, patrolRoutes } from '#patrol';
import { layCorner, opened, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
const inCell = { lon: 116.302, lat: 39.902 };
const monday = '2026-11-23T02:00:00Z';

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [patrolRoutes, caseRoutes]);
  const keeper = { areaId: corner.areas.cell, personId: corner.actor('keeper').personId, role: 'keeper' as const };
  await within(corner, (tx) =>
    appointKeeper(
      tx,
      housePermit('areas.edit', corner.regionId),
      { id: uuidv7(), ...keeper, fromOn: '2026-11-01' },
      new Date(monday),
    ),
  );
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});
beforeEach(() => door.at(monday));

const post = (path: string, body: object, as: 'keeper' | 'clerk' | 'leader' | 'checker' | 'dispatcher' = 'keeper') =>
  door.knock(path, { as, body: { id: uuidv7(), ...body } });
const begin = async (happenedAt = monday) => {
  const id = uuidv7();
  const reply = await post('/v1/field/shifts', { id, happenedAt });
  expect(reply.body).toMatchObject({ id });
  return id;
};
const end = (shiftId: string, happenedAt = monday) => post(`/v1/field/shifts/${shiftId}/end`, { happenedAt });
const setPoint = async (more: object = {}, as: 'leader' | 'clerk' = 'leader') =>
  post('/v1/field/checkpoints', { name: '二次供水泵房', point: inCell, every: 'day', ...more }, as);

describe('the shift', () => {
  test('one at a time; told hours later it keeps both its times', async () => {
    door.at('2026-11-23T09:00:00Z');
    const id = await begin('2026-11-23T00:30:00Z');
    expect((await post('/v1/field/shifts', { happenedAt: monday })).body.code).toBe('patrol.on_duty');
    const ended = await end(id, '2026-11-23T08:30:00Z');
    expect(ended.body).toMatchObject({
      beganAt: '2026-11-23T00:30:00.000Z',
      beganKnownAt: '2026-11-23T09:00:00.000Z',
      endedAt: '2026-11-23T08:30:00.000Z',
      endedBy: 'person',
    });
    expect((await post('/v1/field/shifts', { happenedAt: monday }, 'dispatcher')).status).toBe(403);
  });

  test('positions only between check-in and check-out, read by herself alone, and gone after thirty days', async () => {
    const id = await begin();
    const points = ['01:59', '02:05', '02:10', '03:05'].map((time) => ({
      at: `2026-11-23T${time}:00Z`,
      point: inCell,
      accuracyM: 12,
    }));
    door.at('2026-11-23T04:00:00Z');
    await end(id, '2026-11-23T03:00:00Z');
    expect((await post(`/v1/field/shifts/${id}/positions`, { points })).body).toEqual({ taken: 2, left: 2 });
    expect((await post(`/v1/field/shifts/${id}/positions`, { points }, 'checker')).status).toBe(404);
    expect((await door.knock('/v1/field/track', { as: 'keeper' })).body.points).toHaveLength(2);
    expect((await door.knock(`/v1/field/track?shiftId=${id}`, { as: 'checker' })).body.points).toEqual([]);
    const facts = await sql<{ data: unknown }>`
      select data from kit.facts where region_id = ${corner.regionId} and subject = 'shift'`.execute(corner.db);
    expect(JSON.stringify(facts.rows)).not.toContain('116.30');
    const sweep = (when: string) => within(corner, (tx) => forgetTracks(tx, corner.regionId, new Date(when), 100));
    expect(await sweep('2026-12-23T02:00:00Z')).toBe(0);
    expect(await sweep('2026-12-24T02:00:00Z')).toBe(2);
    expect((await door.knock('/v1/field/track', { as: 'keeper' })).body.points).toEqual([]);
  });

  test('who forgot to check out is not on duty the next morning', async () => {
    const id = await begin();
    const sweep = (when: string) =>
      within(corner, (tx) => endForgottenShifts(tx, corner.regionId, new Date(when), 100));
    expect(await sweep('2026-11-23T17:59:00Z')).toBe(0);
    expect(await sweep('2026-11-23T18:01:00Z')).toBe(1);
    door.at('2026-11-24T01:00:00Z');
    // She tells when it really was, and that is the better knowledge.
    expect((await end(id, '2026-11-23T09:00:00Z')).body).toMatchObject({ endedBy: 'person' });
  });
});

describe('points and stamps', () => {
  test('set by the office on its own ground, visited by code or by standing there within the shift', async () => {
    expect((await setPoint({ point: { lon: 0, lat: 0 } })).body.code).toBe('patrol.outside');
    expect((await setPoint({}, 'clerk')).status).toBe(200);
    expect((await post('/v1/field/checkpoints', { name: '点', point: inCell, every: 'day' })).status).toBe(403);
    const point = (await setPoint()).body as { id: string; code: string };
    expect(point.code).toMatch(/^[A-Z2-9]{6}$/);
    const shiftId = await begin();
    door.at('2026-11-23T03:00:00Z');
    const stamp = (more: object) =>
      post(`/v1/field/checkpoints/${point.id}/stamps`, { shiftId, fine: true, happenedAt: monday, ...more });
    expect((await stamp({ point: { lon: 116.305, lat: 39.905 } })).body.code).toBe('patrol.not_there');
    expect((await stamp({ code: 'WRONG2' })).body.code).toBe('patrol.wrong_code');
    expect((await stamp({ code: point.code, happenedAt: '2026-11-23T01:00:00Z' })).body.code).toBe('patrol.off_duty');
    expect((await stamp({ point: inCell, accuracyM: 20 })).body).toMatchObject({ how: 'position', metres: 0 });
    const day = await door.knock('/v1/field/day', { as: 'keeper' });
    expect(day.body.checkpoints.find((one: { id: string }) => one.id === point.id)).toMatchObject({
      due: false,
      code: null,
    });
    await end(shiftId, '2026-11-23T03:00:00Z');
  });

  test('an office without a ground sees what it set, with its code, and takes away its own and nobody else’s', async () => {
    const own = (await setPoint({ name: '工地南门' }, 'clerk')).body as { id: string; code: string };
    const others = (await setPoint({ name: '工地北门' })).body as { id: string };
    const seen = async () =>
      (await door.knock('/v1/field/day', { as: 'clerk' })).body.checkpoints as { id: string; code: string }[];
    expect((await seen()).find(({ id }) => id === own.id)?.code).toBe(own.code);
    expect((await seen()).some(({ id }) => id === others.id)).toBe(false);
    const retire = (id: string) => post(`/v1/field/checkpoints/${id}/end`, {}, 'clerk');
    expect((await retire(others.id)).body.code).toBe('thing.not_found');
    expect((await retire(own.id)).status).toBe(200);
    expect((await seen()).some(({ id }) => id === own.id)).toBe(false);
  });

  test('what was found at a point and told on a round is read by the office of that ground, newest first, and by no other', async () => {
    const point = (await setPoint()).body as { id: string; code: string };
    const shiftId = await begin('2026-11-23T03:10:00Z');
    const stamp = (remark: string, fine: boolean, happenedAt: string) =>
      post(`/v1/field/checkpoints/${point.id}/stamps`, { shiftId, code: point.code, fine, remark, happenedAt });
    door.at('2026-11-23T03:30:00Z');
    expect((await stamp('泵房门锁坏了', false, '2026-11-23T03:15:00Z')).status).toBe(200);
    expect((await stamp('', true, '2026-11-23T03:20:00Z')).status).toBe(200);
    expect((await stamp('门锁已换', true, '2026-11-23T03:25:00Z')).status).toBe(200);
    const task = { areaId: corner.areas.community, title: '停水', words: '周三检修。', untilOn: '2026-11-25' };
    const made = (await post('/v1/field/publicity', task, 'leader')).body as { id: string };
    const round = { reached: 12, remark: '三户没人在家', happenedAt: '2026-11-23T03:20:00Z' };
    expect((await post(`/v1/field/publicity/${made.id}/rounds`, round)).status).toBe(200);
    const found = await door.knock('/v1/field/found', { as: 'leader' });
    expect(found.body.stamps).toMatchObject([
      { pointName: '二次供水泵房', fine: true, remark: '门锁已换' },
      { pointName: '二次供水泵房', fine: false, remark: '泵房门锁坏了', areaName: '柳岸社区第001单元' },
    ]);
    expect(found.body.rounds).toMatchObject([{ publicityId: made.id, reached: 12, remark: '三户没人在家' }]);
    expect(found.raw.toString()).not.toContain(corner.actor('keeper').personId);
    // An office without ground reads nothing of it; whoever walks does not plan.
    expect((await door.knock('/v1/field/found', { as: 'clerk' })).body).toEqual({ stamps: [], rounds: [] });
    expect((await door.knock('/v1/field/found', { as: 'keeper' })).status).toBe(403);
    await end(shiftId, '2026-11-23T03:30:00Z');
  });

  test('coverage tells what was due and missed; an objection is answered by the office, not by herself', async () => {
    const read = await door.knock('/v1/field/coverage?month=2026-11', { as: 'keeper' });
    expect(read.body.due).toBeGreaterThan(0);
    expect(read.body.due - read.body.kept).toBe(
      read.body.missed.reduce((sum: number, one: { days: string[] }) => sum + one.days.length, 0),
    );
    const objection = (await post('/v1/field/objections', { month: '2026-11', reason: '泵房当天停电锁门' })).body;
    expect(objection).toMatchObject({ due: read.body.due, kept: read.body.kept, upheld: null });
    const decide = (as: 'keeper' | 'leader') =>
      post(`/v1/field/objections/${objection.id}/decision`, { accept: true, words: '情况属实' }, as);
    expect((await decide('keeper')).status).toBe(403);
    expect((await door.knock('/v1/field/waiting', { as: 'leader' })).body.objections).toHaveLength(1);
    expect((await decide('leader')).body).toMatchObject({ upheld: true, decision: '情况属实' });
    expect((await decide('leader')).body.code).toBe('patrol.decided');
  });
});

test('a visit is read back by whoever made it, and stands in the table only sealed', async () => {
  const words = '走访独居老人，燃气阀门已检查';
  const saved = await post('/v1/field/visits', { purpose: 'care', words, point: inCell, happenedAt: monday });
  expect(saved.body).toMatchObject({ words, areaName: '柳岸社区第001单元' });
  expect((await door.knock('/v1/field/visits', { as: 'keeper' })).body.rows).toMatchObject([{ words }]);
  expect((await door.knock('/v1/field/visits', { as: 'checker' })).body.rows).toEqual([]);
  const { rows } = await sql<{ text: string }>`
    select v::text as text from patrol.visits v where region_id = ${corner.regionId}`.execute(corner.db);
  expect(JSON.stringify(rows)).not.toContain('老人');
});

test('with the yes the deputy keeps the same areas, for these days only', async () => {
  const deputyId = uuidv7();
  await sql`insert into access.people (region_id, id, name) values (${corner.regionId}, ${deputyId}, '代班人')`.execute(
    corner.owner,
  );
  await sql`
    insert into access.posts (region_id, id, person_id, post, unit_id, from_on)
    values (${corner.regionId}, ${uuidv7()}, ${deputyId}, 'keeper', ${corner.units.street}, '2020-01-01')`.execute(
    corner.owner,
  );
  const ask = (more: object) =>
    post('/v1/field/leaves', { fromOn: '2026-11-25', toOn: '2026-11-27', deputyId, reason: '体检', ...more });
  expect((await ask({ fromOn: '2026-11-20' })).body.code).toBe('patrol.leave_days');
  expect((await ask({ deputyId: corner.actor('keeper').personId })).body.code).toBe('patrol.deputy_post');
  expect((await ask({ deputyId: corner.actor('clerk').personId })).body.code).toBe('patrol.deputy_post');
  const leave = (await ask({})).body;
  // The clerk of another office does not even learn of it.
  const decide = (as: 'clerk' | 'leader') =>
    post(`/v1/field/leaves/${leave.id}/decision`, { accept: true, words: '同意' }, as);
  expect((await decide('clerk')).status).toBe(404);
  expect((await decide('leader')).body).toMatchObject({ accepted: true, deputy: '代班人' });
  const { rows } = await sql<{ from: string; to: string }>`
    select from_on::text as from, to_on::text as to from areas.keepers
     where region_id = ${corner.regionId} and person_id = ${deputyId} and role = 'deputy'`.execute(corner.db);
  expect(rows).toEqual([{ from: '2026-11-25', to: '2026-11-27' }]);
});

test('the bundle of a day: the own areas with their shapes, the tasks, the catalogue, the calendar', async () => {
  const caseId = await opened(corner, new Date(monday));
  const move = (as: 'receiver', version: number, input: object) =>
    door.knock(`/v1/cases/${caseId}/moves`, { as, body: { id: uuidv7(), version, input } });
  const read = async () => (await door.knock(`/v1/cases/${caseId}`, { as: 'receiver' })).body.case.version as number;
  await move('receiver', await read(), { move: 'receive', matterId: corner.matters.lamp });
  const { personId } = corner.actor('keeper');
  const reply = await move('receiver', await read(), { move: 'ask_confirm', keeperId: personId, remark: '请看灯号' });
  expect(reply.status).toBe(200);
  const bytes = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#678' } })
    .jpeg()
    .toBuffer();
  const add = (purpose: PhotoPurpose) =>
    within(corner, (tx) => {
      const photo = { regionId: corner.regionId, caseId, photoId: uuidv7(), reportId: null, purpose, bytes };
      return addPhoto(tx, door.house.files, { ...photo, by: { kind: 'system' } }, new Date(monday));
    });
  const [told] = [await add('report'), await add('check')];
  // 远景 is said with the photo and stays with it.
  const far = uuidv7();
  const bad = { as: 'keeper', bytes, type: 'image/jpeg' } as const;
  const put = (shot: string) => door.knock(`/v1/cases/${caseId}/photos/${far}?purpose=confirm&shot=${shot}`, bad);
  expect((await put('wide')).status).toBe(400);
  expect((await put('far')).body).toMatchObject({ purpose: 'confirm', shot: 'far' });
  while ((await processPhotos(corner.db, door.house.files, corner.regionId, new Date(monday))) > 0);
  await sql`update areas.areas set name_en = 'Liu’an, cell 001' where region_id = ${corner.regionId} and id = ${corner.areas.cell}`.execute(
    corner.owner,
  );
  const { body } = await door.knock('/v1/field/day', { as: 'keeper' });
  // Both names travel: without network too each reader has her own.
  expect(body.areas).toMatchObject([{ id: corner.areas.cell, nameEn: 'Liu’an, cell 001' }]);
  expect(body.tasks).toMatchObject([{ case: { id: caseId }, what: 'confirm', asked: '请看灯号' }]);
  // How it was told, and what was taken since; not what a checker took.
  expect(body.tasks[0].pictures).toMatchObject([
    { id: told.id, side: 'before', purpose: 'report', shot: null },
    { id: far, side: 'before', purpose: 'confirm', shot: 'far' },
  ]);
  const picture = (size: string, as: 'keeper' | 'clerk' = 'keeper') =>
    door.knock(`/v1/cases/${caseId}/photos/${told.id}${size}`, { as });
  const [whole, small] = [await picture(''), await picture('?size=small')];
  expect((await sharp(whole.raw).metadata()).width).toBe(1600);
  expect((await sharp(small.raw).metadata()).width).toBe(800);
  expect((await picture('?size=small', 'clerk')).status).toBe(404);
  const page = await door.knock(`/v1/cases/${caseId}`, { as: 'receiver' });
  expect(page.body.photos.find(({ id }: { id: string }) => id === far)).toMatchObject({ shot: 'far' });
  expect(body).toMatchObject({ walks: true, plans: false, reports: true });
  expect((await door.knock('/v1/field/day', { as: 'checker' })).body).toMatchObject({ reports: false });
  expect(body.matters.length).toBe(4);
  expect(body.calendar).toMatchObject({ timeZone: 'Asia/Shanghai' });
  expect((await door.knock('/v1/field/day')).status).toBe(401);
});

test('a lost phone is told to forget by its owner alone, and what was lost with it is known', async () => {
  const phoneId = uuidv7();
  expect((await post('/v1/field/phones', { phoneId, name: '安卓手机' })).body).toMatchObject({ wipeAskedAt: null });
  expect((await post('/v1/field/phones', { phoneId, name: '别人的' }, 'checker')).status).toBe(404);
  const order = async () => (await door.knock(`/v1/field/phones/${phoneId}/order`)).body;
  expect(await order()).toEqual({ wipe: false });
  expect((await post(`/v1/field/phones/${phoneId}/wipe`, {}, 'checker')).status).toBe(404);
  const wiped = { body: { id: uuidv7(), lost: 3 } };
  expect((await door.knock(`/v1/field/phones/${phoneId}/wiped`, wiped)).status).toBe(404);
  await post(`/v1/field/phones/${phoneId}/wipe`, {});
  expect(await order()).toEqual({ wipe: true });
  expect((await door.knock(`/v1/field/phones/${phoneId}/wiped`, wiped)).body).toEqual({ wipe: false });
  const { phones } = (await door.knock('/v1/field/phones', { as: 'keeper' })).body;
  expect(phones).toMatchObject([{ id: phoneId, lost: 3 }]);
});

test('who keeps the accounts takes a phone off its owner, who she is confirmed; nobody else does, and the fact says whose hand it was', async () => {
  const { personId } = corner.actor('keeper');
  const phoneId = uuidv7();
  await post('/v1/field/phones', { phoneId, name: '丢在河边的手机' });
  const of = `/v1/people/${personId}/phones`;
  const told = (as: Post, owner = personId) =>
    door.knock(`/v1/people/${owner}/phones/${phoneId}/wipe`, { as, body: { id: uuidv7() } });
  for (const as of ['keeper', 'security_admin', 'leader', 'clerk'] as const) {
    expect((await told(as)).status).toBe(403);
    expect((await door.knock(of, { as })).status).toBe(403);
  }
  expect((await told('system_admin', corner.actor('checker').personId)).status).toBe(404);
  expect((await told('system_admin')).body).toMatchObject({ id: phoneId, wipeAskedAt: '2026-11-23T02:00:00.000Z' });
  expect((await door.knock(`/v1/field/phones/${phoneId}/order`)).body).toEqual({ wipe: true });
  await door.knock(`/v1/field/phones/${phoneId}/wiped`, { body: { id: uuidv7(), lost: 2 } });
  const { phones } = (await door.knock(of, { as: 'system_admin' })).body;
  expect(phones.find(({ id }: { id: string }) => id === phoneId)).toMatchObject({ name: '丢在河边的手机', lost: 2 });
  const { rows } = await sql<{ kind: string; by: string | null }>`
    select kind, person_id as by from kit.facts where region_id = ${corner.regionId} and subject = 'phone' and subject_id = ${phoneId} order by id`.execute(
    corner.owner,
  );
  expect(rows).toEqual([
    { kind: 'phone.wipe_ordered', by: corner.actor('system_admin').personId },
    { kind: 'phone.wiped', by: null },
  ]);
});

test('出勤: the office reads who of its own was on duty when and for which grid, page by page; no place stands in it', async () => {
  const began = ['2026-10-12T00:30:00Z', '2026-10-13T00:20:00Z', '2026-10-13T23:50:00Z'];
  for (const when of began) {
    door.at(when);
    const id = await begin(when);
    await post(`/v1/field/shifts/${id}/positions`, { points: [{ at: when, point: inCell, accuracyM: 5 }] });
    const evening = when.replace('T00', 'T08');
    door.at(evening);
    if (evening !== when) await end(id, evening);
  }
  door.at('2026-10-14T01:00:00Z');
  const read = (more: string, as: Post) => door.knock(`/v1/field/attendance?month=2026-10${more}`, { as });
  const first = await read('&limit=2', 'leader');
  // 23:50 in UTC is the next morning there.
  expect(first.body.rows).toMatchObject([
    { on: '2026-10-14', endedAt: null, endedBy: null },
    { on: '2026-10-13', beganAt: '2026-10-13T00:20:00.000Z', endedAt: '2026-10-13T08:20:00.000Z', endedBy: 'person' },
  ]);
  const rest = await read(`&limit=2&after=${encodeURIComponent(first.body.next)}`, 'leader');
  expect(rest.body).toMatchObject({ rows: [{ on: '2026-10-12' }], next: null });
  expect(JSON.stringify([first.body, rest.body])).not.toMatch(/116\.3|lon|point/);
  // The clerk of another office has nobody of these; whoever walks does not read it at all.
  expect((await read('', 'clerk')).body.rows).toEqual([]);
  expect((await read('', 'keeper')).status).toBe(403);
  expect((await door.knock('/v1/field/attendance?month=2026-09', { as: 'leader' })).body.rows).toEqual([]);
  await end((first.body.rows[0] as { id: string }).id, '2026-10-14T01:00:00Z');
});

test('出勤: whoever has leave is not absent but on leave, with her deputy and without the reason; not asked only, not when she came', async () => {
  const { regionId, units, owner } = corner;
  const [keeper, deputy] = [corner.actor('keeper').personId, corner.actor('handler').personId];
  const leave = (fromOn: string, toOn: string, accepted: boolean | null) =>
    sql`
    insert into patrol.leaves (region_id, id, person_id, unit_id, deputy_id, from_on, to_on, reason, asked_at, accepted, decision, decided_by, decided_at)
    select ${regionId}, ${uuidv7()}, ${keeper}, ${units.street}, ${deputy}, ${fromOn}::date, ${toOn}::date, '住院', '2026-08-01', x.yes,
           ${accepted === null ? null : '知道了'}, case when x.yes is not null then ${corner.actor('leader').personId}::uuid end,
           case when x.yes is not null then '2026-08-01'::timestamptz end
      from (select ${accepted}::boolean as yes) x`.execute(owner);
  await leave('2026-08-30', '2026-09-02', true);
  await leave('2026-09-05', '2026-09-05', null);
  await leave('2026-09-06', '2026-09-06', false);
  await leave('2026-09-09', '2026-09-20', true);
  // She came all the same on the second day of her leave.
  door.at('2026-09-01T23:00:00Z');
  await end(await begin('2026-09-01T23:00:00Z'), '2026-09-01T23:00:00Z');
  door.at('2026-09-10T02:00:00Z');
  const read = (more: string, as: Post) => door.knock(`/v1/field/attendance?month=2026-09${more}`, { as });
  const { body } = await read('', 'leader');
  const told = body.rows.map((one: any) => [one.on, one.beganAt === null ? one.deputy : one.beganAt]);
  const name = (await sql<{ name: string }>`select name from access.people where id = ${deputy}`.execute(owner))
    .rows[0]!.name;
  // Until today, and what of it lies in this month.
  expect(told).toEqual([
    ['2026-09-10', name],
    ['2026-09-09', name],
    ['2026-09-02', '2026-09-01T23:00:00.000Z'],
    ['2026-09-01', name],
  ]);
  expect(JSON.stringify(body)).not.toContain('住院');
  const paged = await read('&limit=1', 'leader');
  const next = await read(`&limit=2&after=${encodeURIComponent(paged.body.next)}`, 'leader');
  expect(next.body.rows).toEqual(body.rows.slice(1, 3));
  expect((await read('', 'clerk')).body.rows).toEqual([]);
});
