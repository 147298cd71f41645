/** A district on duty: the roster, the handover that must be read, a key event, and an emergency from its asking to its report. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes } from '#cases';
import { dutyRoutes, endModes } from '#duty';
import { jobRoutes, jobsDone } from '#kit/jobs.ts';
import { layCorner, opened, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [dutyRoutes, caseRoutes, jobRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const send = (as: Post, path: string, body: object = {}) => door.knock(path, { as, body: { id: uuidv7(), ...body } });
const idOf = (post: Post): string => corner.actor(post).personId;
const place = (more: object) => ({
  roster: 'normal',
  seat: 'general',
  onDay: '2026-11-23',
  part: 'day',
  personId: idOf('duty_officer'),
  deputyId: idOf('receiver'),
  version: 0,
  ...more,
});
const now = async (as: Post = 'duty_officer') => (await door.knock('/v1/duty/now', { as })).body;
const facts = async (subject: string): Promise<string[]> => {
  const { rows } = await sql<{ kind: string }>`
    select kind from kit.facts where region_id = ${corner.regionId} and subject = ${subject} order by id`.execute(
    corner.owner,
  );
  return rows.map(({ kind }) => kind);
};

test('a place of the roster is written once, on what was looked at, and never for a turn that is over', async () => {
  expect((await send('dispatcher', '/v1/duty/turns', place({}))).status).toBe(403);
  const first = await send('duty_officer', '/v1/duty/turns', place({}));
  expect([first.status, first.body.turn.version]).toEqual([200, 1]);
  const blind = await send('leader', '/v1/duty/turns', place({ personId: idOf('leader') }));
  expect([blind.status, blind.body.code, blind.body.current.person.name]).toEqual([
    409,
    'thing.stale',
    '演示duty_officer',
  ]);
  expect((await send('leader', '/v1/duty/turns', place({ onDay: '2026-11-22' }))).body.code).toBe('duty.past');
  expect(
    (await send('leader', '/v1/duty/turns', place({ part: 'night', deputyId: idOf('duty_officer') }))).body.code,
  ).toBe('duty.same_person');
  // a keeper keeps her cells, not the district's telephone
  expect((await send('leader', '/v1/duty/turns', place({ part: 'night', personId: idOf('keeper') }))).body.code).toBe(
    'thing.unknown_reference',
  );
  await send('leader', '/v1/duty/turns', place({ part: 'night', personId: idOf('leader'), deputyId: null }));
  expect(await now()).toMatchObject({
    part: 'day',
    on: [{ seat: 'general', person: { name: '演示duty_officer' }, deputy: { name: '演示receiver' } }],
    mine: ['general'],
    mode: null,
  });
  expect(await facts('turn')).toEqual(['duty.turn_set', 'duty.turn_set']);
});

test('a list is tried first, told cell by cell, and taken in whole or not at all', async () => {
  const take = async (lines: string[], dryRun: boolean) => {
    const jobId = uuidv7();
    const bytes = Buffer.from(['日期,席位,班次,值班人,副班,值班表', ...lines].join('\n'));
    const sent = await door.knock(`/v1/duty/roster/imports/${jobId}?dryRun=${dryRun}`, {
      as: 'leader',
      method: 'POST',
      bytes,
      type: 'text/csv',
    });
    expect([sent.status, sent.body.code]).toEqual([200, undefined]);
    await jobsDone();
    return (await door.knock(`/v1/jobs/${jobId}`, { as: 'leader' })).body;
  };
  const good = ['2026-11-23,总值班,白班,leader,dispatcher,应急', '2026-11-24,公安,夜班,clerk,,'];
  const wrong = await take([...good, '2026-11-24,公安,夜班,nobody,,'], false);
  expect(wrong.errors).toEqual([{ row: 4, field: 'person', reason: expect.stringContaining('nobody') }]);
  expect((await take(good, true)).result).toMatchObject({ imported: false, added: 2 });
  expect((await take(good, false)).result).toMatchObject({ imported: true, added: 2 });
  expect((await take(good, false)).result).toMatchObject({ added: 0, unchanged: 2 });
  const { turns } = (await door.knock('/v1/duty/roster?from=2026-11-23&to=2026-11-24', { as: 'clerk' })).body;
  expect(turns).toHaveLength(4);
});

test('what is handed over waits for the next turn, and its writer cannot read it away', async () => {
  const write = (as: Post, more: object = {}) =>
    send(as, '/v1/duty/notes', { seat: 'general', text: '北河泵站水位偏高，每两小时看一次', handOver: true, ...more });
  // 公安's seat is not hers
  expect((await write('duty_officer', { seat: 'police' })).body.code).toBe('duty.not_on_duty');
  const note = (await write('duty_officer')).body;
  expect(note).toMatchObject({ onDay: '2026-11-23', part: 'day', readAt: null });
  await write('duty_officer', { text: '会商一次', handOver: false });
  const read = (as: Post) => send(as, `/v1/duty/notes/${note.id}/reading`);
  expect((await read('duty_officer')).body.code).toBe('duty.own_note');
  expect((await read('leader')).body.code).toBe('duty.not_on_duty');

  door.at('2026-11-23T10:00:00Z'); // 18:00, the night's turn
  // relieved half an hour ago: what she hands over still belongs to her turn
  expect((await write('duty_officer', { text: '钥匙在三楼', handOver: false })).body.part).toBe('day');
  expect(await now('leader')).toMatchObject({ part: 'night', mine: ['general'], unread: 1 });
  expect((await read('leader')).body).toMatchObject({ readBy: '演示leader' });
  expect((await read('leader')).body.code).toBe('duty.read_already');
  expect((await now('leader')).unread).toBe(0);
  const page = (await door.knock('/v1/duty/notes?limit=2', { as: 'clerk' })).body;
  expect(page.rows.map(({ text }: { text: string }) => text)).toEqual(['钥匙在三楼', expect.any(String)]);
  const rest = (await door.knock(`/v1/duty/notes?limit=2&after=${page.next}`, { as: 'clerk' })).body;
  expect([rest.rows.length, rest.next]).toEqual([1, null]);
  door.at('2026-11-23T02:00:00Z');
});

test('a key event has days, places and matters; its extra turns stand beside the standing ones', async () => {
  const occasionId = uuidv7();
  const plan = (more: object) =>
    send('duty_officer', '/v1/duty/occasions', {
      occasionId,
      version: 0,
      name: '滨河灯会',
      fromOn: '2026-11-23',
      toOn: '2026-11-25',
      areaIds: [corner.areas.community],
      matterIds: [corner.matters.lamp],
      plan: '人流高峰时每小时报一次',
      ...more,
    });
  expect((await plan({ toOn: '2026-11-20' })).body.code).toBe('duty.days');
  expect((await plan({ areaIds: [999_999] })).body.code).toBe('thing.unknown_reference');
  expect((await plan({})).body).toMatchObject({ version: 1, cases: 0 });
  expect((await plan({ name: '另一个' })).body.code).toBe('thing.stale');
  await opened(corner, new Date('2026-11-23T01:00:00Z'));
  await send('leader', '/v1/duty/turns', place({ seat: 'urban', occasionId, personId: idOf('clerk'), deputyId: null }));
  expect(await now()).toMatchObject({
    occasions: [{ name: '滨河灯会' }],
    on: [{ seat: 'general' }, { seat: 'urban', occasion: '滨河灯会', person: { name: '演示clerk' } }],
  });
  expect((await door.knock('/v1/duty/occasions', { as: 'clerk' })).body.rows[0].cases).toBe(1);
  expect((await plan({ version: 1, ended: true })).body).toMatchObject({ version: 2, endedAt: expect.any(String) });
  expect((await now()).occasions).toEqual([]);
});

test('an emergency takes two people; its matters come first and run by shorter limits; what ran before keeps its own', async () => {
  const { lamp, litter } = corner.matters;
  const ask = (as: Post, more: object = {}) =>
    send(as, '/v1/duty/modes', {
      level: 2,
      reason: '暴雨橙色预警',
      areaIds: [corner.areas.street],
      matterIds: [lamp],
      template: 'emergency',
      until: '2026-11-24T02:00:00Z',
      ...more,
    });
  const before = await opened(corner, new Date('2026-11-23T01:30:00Z'), { matterId: lamp });
  const other = await opened(corner, new Date('2026-11-23T01:00:00Z'), { matterId: litter });
  expect((await ask('clerk')).status).toBe(403);
  expect((await ask('dispatcher', { template: 'no_such' })).body.code).toBe('thing.unknown_reference');
  expect((await ask('dispatcher', { until: '2027-11-24T02:00:00Z' })).body.code).toBe('duty.until');
  const mode = (await ask('leader')).body;
  expect(mode.state).toBe('asked');
  expect((await ask('dispatcher')).body.code).toBe('duty.mode_already');
  const decide = (as: Post, id = mode.id) => send(as, `/v1/duty/modes/${id}/decision`, { accept: true, words: '同意' });
  // she asked herself
  expect((await decide('leader')).body.code).toBe('duty.own_mode');
  expect((await decide('dispatcher')).status).toBe(403);
  await send('duty_officer', `/v1/duty/modes/${mode.id}/end`, { reason: '撤回' });
  const running = (await ask('dispatcher')).body;
  expect((await decide('leader', running.id)).body).toMatchObject({ state: 'running', decidedBy: '演示leader' });

  expect(await now()).toMatchObject({
    mode: { level: 2, reason: '暴雨橙色预警' },
    on: [{ seat: 'general', roster: 'emergency', person: { name: '演示leader' } }, { seat: 'urban' }],
  });
  door.at('2026-11-23T02:10:00Z');
  const named = await opened(corner, new Date('2026-11-23T02:05:00Z'), { matterId: lamp });
  const since = await opened(corner, new Date('2026-11-23T02:06:00Z'), { matterId: litter });
  // read in from a history that lies before it
  const past = await opened(corner, new Date('2026-11-20T02:00:00Z'), { matterId: lamp });
  const { rows } = await sql<{ id: string; template: string }>`
    select id, template from cases.cases where region_id = ${corner.regionId}`.execute(corner.owner);
  const templates = new Map(rows.map(({ id, template }) => [id, template]));
  expect([before, named, since, past].map((id) => templates.get(id))).toEqual([
    'standard',
    'emergency',
    'standard',
    'standard',
  ]);

  // page by page: the named ones first, then the others, nobody twice and nobody left out
  const seen: string[] = [];
  let after = '';
  do {
    const { body } = await door.knock(`/v1/cases?queue=unit&limit=1${after}`, { as: 'receiver' });
    seen.push(...body.rows.map(({ id }: { id: string }) => id));
    after = body.next ? `&after=${body.next}` : '';
  } while (after);
  expect(new Set(seen).size).toBe(seen.length);
  const at = (id: string) => seen.indexOf(id);
  expect(Math.max(at(before), at(named))).toBeLessThan(Math.min(at(other), at(since)));

  // Other queues: what is named stands on a tab of its own, and what can wait until the end is put aside, urgent work never.
  const listed = async (queue: string): Promise<string[]> =>
    (await door.knock(`/v1/cases?queue=${queue}&limit=50`, { as: 'receiver' })).body.rows.map(
      ({ id }: { id: string }) => id,
    );
  const later = async (id: string, more = sql`urgent = false`) => {
    for (const [table, due] of [
      ['cases.cases', 'stage_due_at'],
      ['cases.stages', 'due_at'],
    ] as const)
      await sql`update ${sql.raw(table)} set ${sql.raw(due)} = '2026-11-25T02:00:00Z'
                 where ${sql.raw(table === 'cases.cases' ? 'id' : 'case_id')} = ${id}`.execute(corner.owner);
    await sql`update cases.cases set ${more} where id = ${id}`.execute(corner.owner);
  };
  const [canWait, isUrgent] = [
    await opened(corner, new Date('2026-11-23T02:07:00Z'), { matterId: litter }),
    await opened(corner, new Date('2026-11-23T02:08:00Z'), { matterId: litter }),
  ];
  await later(canWait);
  await later(isUrgent, sql`urgent = true`);
  await later(named);
  const inForce = await listed('emergency');
  expect(inForce).toEqual(expect.arrayContaining([before, named, past]));
  expect([other, since, canWait, isUrgent].filter((id) => inForce.includes(id))).toEqual([]);
  expect(await listed('put_aside')).toEqual([canWait]);
  expect(await listed('mine')).not.toContain(canWait);
  expect(await listed('mine')).toEqual(expect.arrayContaining([isUrgent, named, other, since]));
  const { counts } = (await door.knock('/v1/cases/counts', { as: 'receiver' })).body;
  expect(counts).toMatchObject({ emergency: inForce.length, put_aside: 1, mine: (await listed('mine')).length });
  const during = (await door.knock(`/v1/duty/modes/${running.id}/report`, { as: 'leader' })).body;
  expect(during.putAside).toBe(1);

  door.at('2026-11-24T03:00:00Z');
  expect(await within(corner, (tx) => endModes(tx, corner.regionId, door.house.now()))).toBe(1);
  expect((await now()).mode).toBeNull();
  expect(await listed('put_aside')).toEqual([]);
  expect(await listed('emergency')).toEqual([]);
  expect(await listed('mine')).toContain(canWait);
  const report = (await door.knock(`/v1/duty/modes/${running.id}/report`, { as: 'leader' })).body;
  expect(report).toMatchObject({
    mode: { state: 'ended', endedAt: '2026-11-24T02:00:00.000Z', endReason: expect.stringContaining('到期') },
    named: { opened: 1, ended: 0, late: expect.any(Number) },
    others: { opened: 3 },
    putAside: 1,
    cases: [{ id: named, endedAt: null }],
    waiting: [{ unitName: '监督中心', n: 1 }],
  });
  expect(report.turns.length).toBeGreaterThan(2);
  expect(report.notes.map(({ text }: { text: string }) => text)).toContain('会商一次');
  expect(await facts('mode')).toEqual(['mode.asked', 'mode.ended', 'mode.asked', 'mode.began', 'mode.ended']);
  expect((await door.knock(`/v1/duty/modes/${mode.id}/report`, { as: 'leader' })).status).toBe(404);
});

test('other limits: what it names is filed and dispatched by the shorter of the two, the record says why, and the end puts back', async () => {
  const { lamp, manhole } = corner.matters;
  const { conditions } = corner;
  const caseOf = async (matterId: number, minute: number) =>
    opened(corner, new Date(Date.parse('2026-11-25T02:00:00Z') + minute * 60_000), { matterId });
  const make = async (caseId: string, as: Post, input: MoveInput) => {
    const { version } = (await door.knock(`/v1/cases/${caseId}`, { as })).body.case;
    const sent = await send(as, `/v1/cases/${caseId}/moves`, { version, input });
    expect([sent.status, sent.body.code]).toEqual([200, undefined]);
  };
  const dispatched = async (caseId: string, of: { matterId: number; conditionId: number }) => {
    await make(caseId, 'receiver', { move: 'receive' });
    await make(caseId, 'duty_officer', { move: 'file', ...of });
    await make(caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
    const { timeline } = (await door.knock(`/v1/cases/${caseId}`, { as: 'leader' })).body;
    const { rows } = await sql<{ limit: string; mode: string | null }>`
      select h.time_limit ->> 'kind' as limit, h.mode_id as mode from cases.handlings h where case_id = ${caseId}`.execute(
      corner.owner,
    );
    const told = (timeline as { kind: string; data: { mode?: object } }[]).flatMap(({ kind, data }) =>
      data.mode ? [[kind, data.mode]] : [],
    );
    return { ...rows[0]!, told };
  };
  const ofLamp = { matterId: lamp, conditionId: conditions.lamp };

  door.at('2026-11-25T02:00:00Z');
  const before = await caseOf(lamp, 0);
  const query = `matterIds=${lamp}&until=${encodeURIComponent('2026-11-25T08:00:00Z')}`;
  expect((await door.knock(`/v1/duty/modes/preview?${query}`, { as: 'clerk' })).status).toBe(403);
  const preview = (await door.knock(`/v1/duty/modes/preview?${query}`, { as: 'dispatcher' })).body;
  expect(preview.named).toBeGreaterThan(0);
  expect(preview.seats.map(({ seat }: { seat: string }) => seat)).toEqual(['general', 'emergency', 'police', 'urban']);
  expect(preview.gaps).toContainEqual({ onDay: '2026-11-25', part: 'day', seat: 'general' });
  expect(
    (await door.knock(`/v1/duty/modes/preview?matterIds=${lamp}&until=2026-11-25T01:00:00Z`, { as: 'dispatcher' })).body
      .code,
  ).toBe('duty.until');

  const { id } = (
    await send('dispatcher', '/v1/duty/modes', {
      level: 2,
      reason: '大风黄色预警',
      areaIds: [],
      matterIds: [lamp],
      template: 'emergency',
      until: '2026-11-25T08:00:00Z',
    })
  ).body;
  await send('leader', `/v1/duty/modes/${id}/decision`, { accept: true, words: '同意' });
  door.at('2026-11-25T02:10:00Z');
  const mode = { id, level: 2, reason: '大风黄色预警' };
  const { rows } = await sql<{ usual: string }>`
    select time_limit as usual from catalogue.conditions where id = ${conditions.lamp}`.execute(corner.owner);
  const limits = { limit: '4uh', usual: rows[0]!.usual };
  // It came in before, by its usual process, and runs on by that: but what is filed now has the limit of now.
  expect(await dispatched(before, ofLamp)).toEqual({
    limit: 'urgent_hours',
    mode: id,
    told: [['case.filed', { ...mode, ...limits }]],
  });
  const during = await caseOf(lamp, 5);
  expect(await dispatched(during, ofLamp)).toEqual({
    limit: 'urgent_hours',
    mode: id,
    told: [
      ['case.opened', mode],
      ['case.filed', { ...mode, ...limits }],
    ],
  });
  const other = await dispatched(await caseOf(manhole, 6), { matterId: manhole, conditionId: conditions.manhole });
  expect([other.mode, other.told]).toEqual([null, []]);

  await make(during, 'clerk', { move: 'sign' });
  await make(during, 'clerk', { move: 'hand_back', result: '已扶正' });
  await send('leader', `/v1/duty/modes/${id}/end`, { reason: '预警解除' });
  const report = (await door.knock(`/v1/duty/modes/${id}/report`, { as: 'leader' })).body;
  expect(report.limited).toEqual({ n: 2, onTime: 1, late: 0 });
  // 恢复常态: what is filed and dispatched from now on has its usual limit; what was given stays.
  const after = await dispatched(await caseOf(lamp, 9), ofLamp);
  expect([after.mode, after.told]).toEqual([null, []]);
  expect(after.limit).not.toBe('urgent_hours');
});
