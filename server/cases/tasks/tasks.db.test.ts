/** Several units at once, on a real database: 协办, 吹哨报到, 紧急直达, 会议决议; the case waits for them, and each is assessed. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { MeetingStep } from '#contract/meetings.ts';
import type { TaskMoveInput } from '#contract/tasks.ts';
import { uuidv7 } from '#contract/ids.ts';
import { permit } from '#access';
import { caseChecks, makeMove, sweepAlarms, sweepMeetings } from '#cases';
import type { Actor } from '#kit/caller.ts';
import { fileStore } from '#kit/files.ts';
import { granted, Refused } from '#kit/refusal.ts';
import { layCorner, opened, within, type Corner } from '../../../test/support/corner.ts';
import { conveneMeeting, stepMeeting } from '../meetings/actions.ts';
import { meetingsPage, oneMeeting } from '../meetings/views.ts';
import { readCase } from '../store.ts';
import { mayRead } from '../views.ts';
import { moveTask } from './actions.ts';
import { taskCounts, tasksOf, tasksPage } from './views.ts';

let corner: Corner;
let parks: number;
let parksClerk: Actor;
let streetClerk: Actor;
const monday = Date.parse('2026-11-23T01:00:00Z');
let minutes = 0;
const at = (): Date => new Date(monday + ++minutes * 60_000);
const inMinutes = (n: number): Date => new Date(monday + (minutes += n) * 60_000);
const day = (n: number): string => new Date(monday + n * 86_400_000).toISOString();

beforeAll(async () => {
  corner = await layCorner();
  const { regionId } = corner;
  const clerk = corner.actor('clerk');
  const { rows } = await sql<{ id: number }>`
    insert into access.units (region_id, id, code, name, kind, parent_id, root_id, path) overriding system value
    select ${regionId}, n.id, 'parks', '园林绿化处', 'department', u.parent_id, n.id, subpath(u.path, 0, 1) || n.id::text
      from access.units u, (select nextval(pg_get_serial_sequence('access.units', 'id'))::int as id) n
     where u.region_id = ${regionId} and u.id = ${corner.units.roads} returning id`.execute(corner.owner);
  parks = rows[0]!.id;
  const hat = clerk.posts[0]!;
  parksClerk = {
    ...clerk,
    posts: [{ ...hat, unitId: parks, unitIds: [parks], rootUnitId: parks, unitName: '园林绿化处' }],
  };
  const keeper = corner.actor('keeper');
  streetClerk = { ...keeper, posts: [{ ...keeper.posts[0]!, post: 'clerk' }] };
});
afterAll(() => corner.drop());

const who = (post: Post | Actor): Actor => (typeof post === 'string' ? corner.actor(post) : post);
const go = (caseId: string, post: Post | Actor, input: MoveInput, when = at()): Promise<void> =>
  within(corner, (tx) => makeMove(tx, who(post), { caseId, input }, when));
const task = (caseId: string, taskId: string, post: Post | Actor, input: TaskMoveInput, when = at()): Promise<void> =>
  within(corner, (tx) => moveTask(tx, who(post), { caseId, taskId, input }, when));
const now = async (caseId: string) => (await within(corner, (tx) => readCase(tx, corner.regionId, caseId)))!;
const rowsOf = (caseId: string, post: Post | Actor = 'leader') =>
  within(corner, (tx) => tasksOf(tx, who(post), { caseId }, new Date(monday + minutes * 60_000), 'zh'));
const refusedWith = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.reason.refusal : Promise.reject(error as Error)),
  );
async function facts(caseId: string): Promise<{ kind: string; data: Record<string, unknown> }[]> {
  const { rows } = await sql<{ kind: string; data: Record<string, unknown> }>`
    select kind, data from kit.facts where subject = 'case' and subject_id = ${caseId} order by n`.execute(
    corner.owner,
  );
  return rows;
}
async function signed(more: Partial<Extract<MoveInput, { move: 'dispatch' }>> = {}): Promise<string> {
  const caseId = await opened(corner, at());
  const { matters, conditions, units } = corner;
  await go(caseId, 'receiver', { move: 'receive' });
  await go(caseId, 'duty_officer', { move: 'file', matterId: matters.lamp, conditionId: conditions.lamp });
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: units.roads, reason: '权责清单', ...more });
  if ((more.unitId ?? units.roads) === units.roads) await go(caseId, 'clerk', { move: 'sign' });
  return caseId;
}

test('主办/协办: laid with the dispatch, never due after the case, confirmed and graded by the lead, and the case waits', async () => {
  const caseId = await signed({ tasks: [{ unitId: parks, text: '移走压线的树枝' }] });
  const [joint] = await rowsOf(caseId);
  expect(joint).toMatchObject({
    purpose: 'joint',
    state: 'called',
    unit: { name: '园林绿化处' },
    clock: { of: 'come' },
  });
  // The co-unit sees the case now, and only it may accept.
  expect(await within(corner, (tx) => mayRead(tx, parksClerk, caseId))).toBe(true);
  expect(await refusedWith(task(caseId, joint!.id, 'clerk', { move: 'accept' }))).toBe('case.task_not_yours');
  await task(caseId, joint!.id, parksClerk, { move: 'accept' });
  const parent = (await now(caseId)).handling!;
  expect((await now(caseId)).tasks[0]).toMatchObject({ clock: 'handle', dueAt: parent.dueAt });
  // An extension of the case moves its child along; a suspension holds both.
  await go(caseId, 'clerk', { move: 'ask_extension', reason: '配件在途', n: 2 });
  await go(caseId, 'dispatcher', { move: 'decide_extension', accept: true, decision: '同意' });
  expect((await now(caseId)).tasks[0]!.dueAt!.getTime()).toBeGreaterThan(parent.dueAt!.getTime());
  await go(caseId, 'dispatcher', { move: 'suspend', reason: '等天晴', until: day(20) });
  expect((await now(caseId)).tasks[0]!.dueAt).toBeNull();
  await go(caseId, 'dispatcher', { move: 'resume' });
  expect((await now(caseId)).tasks[0]!.dueAt).toEqual((await now(caseId)).handling!.dueAt);
  expect(
    await refusedWith(
      go(caseId, 'clerk', { move: 'lay_tasks', tasks: [{ unitId: parks, text: '再剪', due: day(60) }] }),
    ),
  ).toBe('case.task_after_parent');
  expect(
    await refusedWith(
      go(caseId, 'clerk', { move: 'lay_tasks', tasks: [{ unitId: corner.units.roads, text: '自己' }] }),
    ),
  ).toBe('case.task_own_unit');
  expect(await refusedWith(go(caseId, 'clerk', { move: 'hand_back', result: '已修' }))).toBe('case.children_open');
  await task(caseId, joint!.id, parksClerk, { move: 'hand_back', result: '树枝已移走' });
  await task(caseId, joint!.id, 'clerk', { move: 'send_back', reason: '还有一根' });
  await task(caseId, joint!.id, parksClerk, { move: 'hand_back', result: '都移走了' });
  expect(await refusedWith(task(caseId, joint!.id, parksClerk, { move: 'finish', grade: 5 }))).toBe(
    'case.task_not_yours',
  );
  await task(caseId, joint!.id, 'clerk', { move: 'finish', grade: 4, remark: '两次才好' });
  await go(caseId, 'clerk', { move: 'hand_back', result: '已修' });
  expect(await rowsOf(caseId)).toMatchObject([
    { state: 'done', grade: 4, sentBack: 1, handedLate: false, clock: null },
  ]);
});

test('what was handed back waits for whoever asked, on a clock of its own, and turns red for him', async () => {
  const caseId = await signed({ tasks: [{ unitId: parks, text: '剪枝' }] });
  const [joint] = await rowsOf(caseId);
  await task(caseId, joint!.id, parksClerk, { move: 'accept' });
  await task(caseId, joint!.id, parksClerk, { move: 'hand_back', result: '已剪' });
  const [waiting] = await rowsOf(caseId);
  expect(waiting).toMatchObject({ state: 'handed_back', clock: { of: 'confirm', limit: '1d' } });
  const { dueAt } = (await now(caseId)).tasks[0]!;
  expect(dueAt!.getTime()).toBeLessThanOrEqual((await now(caseId)).handling!.dueAt!.getTime());
  const sweep = (when: Date) => within(corner, (tx) => sweepAlarms(tx, corner.regionId, when, 500));
  await sweep(new Date(dueAt!.getTime() + 1));
  const red = (await facts(caseId)).filter(({ kind }) => kind === 'case.task_overdue');
  expect(red).toMatchObject([{ data: { taskId: joint!.id, clock: 'confirm', unitId: corner.units.command } }]);
  await within(corner, (tx) =>
    moveTask(
      tx,
      corner.actor('clerk'),
      { caseId, taskId: joint!.id, input: { move: 'finish', grade: 5 } },
      new Date(dueAt!.getTime() + 60_000),
    ),
  );
  expect((await facts(caseId)).findLast(({ kind }) => kind === 'case.task_finished')!.data).toMatchObject({
    late: true,
    askedUnitId: corner.units.command,
  });
});

test('a lead that gives the case back takes its joint tasks with it; the next one lays its own', async () => {
  const caseId = await signed({ tasks: [{ unitId: parks, text: '清枝' }] });
  await go(caseId, 'clerk', { move: 'ask_return', reason: '非本单位管养' });
  await go(caseId, 'dispatcher', { move: 'decide_return', accept: true, decision: '同意' });
  expect(await now(caseId)).toMatchObject({ state: 'filed', openChildren: 0, tasks: [] });
  expect(await rowsOf(caseId)).toMatchObject([{ state: 'lapsed' }]);
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.street, reason: '属地' });
  await go(caseId, streetClerk, { move: 'lay_tasks', tasks: [{ unitId: parks, text: '清枝', due: day(3) }] });
  expect(await now(caseId)).toMatchObject({ openChildren: 1 });
});

test('吹哨报到: the street blows, the department is there within half an hour or late, 指挥中心 rules on objections, both sides are assessed', async () => {
  const caseId = await signed({ unitId: corner.units.street });
  const whistle: MoveInput = {
    move: 'whistle',
    unitIds: [corner.units.roads, parks],
    occasion: 'enforcement',
    reason: '占道、破绿，多次劝阻无效',
    place: '幸福里东门',
    location: { lon: 116.302, lat: 39.902 },
  };
  expect(await refusedWith(go(caseId, 'clerk', whistle)), 'a department does not blow').toBe('case.not_yours');
  expect(await refusedWith(go(caseId, streetClerk, { ...whistle, unitIds: [corner.units.command] }))).toBe(
    'case.whistle_whom',
  );
  await go(caseId, streetClerk, whistle);
  const blown = (await facts(caseId)).find(({ kind }) => kind === 'case.whistled');
  expect(blown?.data).toMatchObject({ blownBy: corner.units.street, copied: [corner.units.command] });
  expect((await now(caseId)).partyUnits).toContain(corner.units.command);
  const rows = await rowsOf(caseId);
  const of = (unitId: number) => rows.find(({ unit }) => unit.id === unitId)!.id;
  const [roads, green] = [of(corner.units.roads), of(parks)];
  expect(new Set(rows.map(({ callId }) => callId)).size).toBe(1);
  expect(rows[0]!.clock).toMatchObject({ of: 'come', limit: '0.5uh' });
  // Mine to answer, blown by mine, and nobody's business whom it does not concern.
  const mine = await within(corner, (tx) => tasksPage(tx, parksClerk, { side: 'answer' }, at(), 'zh'));
  expect(mine.rows.map(({ task: one }) => one.id)).toContain(green);
  const blownByMine = await within(corner, (tx) =>
    tasksPage(tx, streetClerk, { side: 'asked', purpose: 'whistle' }, at(), 'zh'),
  );
  expect(blownByMine.rows.map(({ task: one }) => one.id).sort()).toEqual([roads, green].sort());
  await task(caseId, roads, 'clerk', { move: 'arrive', location: { lon: 116.3021, lat: 39.9021 } });
  expect(await rowsOf(caseId)).toContainEqual(
    expect.objectContaining({
      id: roads,
      state: 'begun',
      cameLate: false,
      camePoint: { lon: 116.3021, lat: 39.9021 },
      cameMetres: 14,
    }),
  );
  await task(caseId, green, parksClerk, { move: 'object', ground: 'needless', reason: '现场没有破绿' });
  expect((await within(corner, (tx) => taskCounts(tx, corner.actor('dispatcher'), at()))).rule).toBe(1);
  expect(await refusedWith(task(caseId, green, streetClerk, { move: 'rule', ruling: 'stands', reason: '要来' }))).toBe(
    'case.task_not_yours',
  );
  // Objecting wins no time: the clock stands where it began.
  await task(caseId, green, 'dispatcher', { move: 'rule', ruling: 'stands', reason: '须到场查看' });
  await within(corner, (tx) => sweepAlarms(tx, corner.regionId, inMinutes(40), 500));
  expect((await facts(caseId)).filter(({ kind }) => kind === 'case.task_overdue')).toMatchObject([
    { data: { taskId: green, purpose: 'whistle', unitId: parks, clock: 'come' } },
  ]);
  await task(caseId, green, parksClerk, { move: 'arrive' });
  expect((await rowsOf(caseId)).find(({ id }) => id === green)).toMatchObject({
    cameLate: true,
    ruling: { ruling: 'stands' },
  });
  expect(await refusedWith(task(caseId, green, parksClerk, { move: 'object', ground: 'not_ours', reason: '又' }))).toBe(
    'case.asked_already',
  );
  for (const [id, actor] of [
    [roads, corner.actor('clerk')],
    [green, parksClerk],
  ] as const) {
    await task(caseId, id, actor, { move: 'hand_back', result: '已处置', callGrade: 3 });
    await task(caseId, id, streetClerk, { move: 'finish', grade: 5 });
  }
  expect(await now(caseId)).toMatchObject({ openChildren: 0, tasks: [] });
  expect(await rowsOf(caseId)).toMatchObject([
    { state: 'done', grade: 5, callGrade: 3 },
    { state: 'done', grade: 5, callGrade: 3 },
  ]);
});

test('an objection after two hours is too late; a needless whistle is lifted; who does not come is put down', async () => {
  const caseId = await signed({ unitId: corner.units.street });
  const blow = (unitIds: number[]): MoveInput => ({
    move: 'whistle',
    unitIds,
    occasion: 'key_work',
    reason: '联合整治',
    place: '桥头',
  });
  await go(caseId, streetClerk, blow([corner.units.roads, parks]));
  const ids = new Map((await rowsOf(caseId)).map((row) => [row.unit.id, row.id]));
  await task(caseId, ids.get(parks)!, parksClerk, { move: 'object', ground: 'needless', reason: '无绿地' });
  await task(caseId, ids.get(parks)!, 'leader', { move: 'rule', ruling: 'needless', reason: '不该吹' });
  expect((await facts(caseId)).find(({ kind }) => kind === 'case.task_ruled')?.data).toMatchObject({
    ruling: 'needless',
    askedUnitId: corner.units.street,
    unitId: parks,
  });
  const late = task(
    caseId,
    ids.get(corner.units.roads)!,
    'clerk',
    { move: 'object', ground: 'not_ours', reason: '晚了' },
    inMinutes(130),
  );
  expect(await refusedWith(late)).toBe('case.objection_late');
  await task(caseId, ids.get(corner.units.roads)!, 'dispatcher', { move: 'record_refusal', reason: '两小时未到' });
  expect((await rowsOf(caseId)).map(({ state }) => state).sort()).toEqual(['lifted', 'refused']);
  expect(await now(caseId)).toMatchObject({ openChildren: 0 });
});

test('紧急直达 waits for no stage; what is called is made up for afterwards, and nobody ends it at the desk meanwhile', async () => {
  const caseId = await opened(corner, at());
  await go(caseId, 'receiver', {
    move: 'call_directly',
    unitIds: [corner.units.roads, parks],
    reason: '大树压断电线',
    place: '幸福里',
  });
  expect(await now(caseId)).toMatchObject({ state: 'reported', openChildren: 2 });
  expect(await refusedWith(go(caseId, 'receiver', { move: 'answer', text: '已联系' }))).toBe('case.children_open');
  for (const row of await rowsOf(caseId)) {
    const actor = row.unit.id === parks ? parksClerk : corner.actor('clerk');
    expect(
      await refusedWith(task(caseId, row.id, actor, { move: 'object', ground: 'not_ours', reason: '先不去' })),
    ).toBe('case.task_state');
    await task(caseId, row.id, actor, { move: 'arrive', location: { lon: 116.302, lat: 39.902 } });
  }
  await go(caseId, 'receiver', { move: 'receive' });
  await go(caseId, 'duty_officer', {
    move: 'file',
    matterId: corner.matters.lamp,
    conditionId: corner.conditions.lamp,
  });
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '补录' });
  await go(caseId, 'clerk', { move: 'sign' });
  expect(await refusedWith(go(caseId, 'clerk', { move: 'hand_back', result: '险情排除' }))).toBe('case.children_open');
  for (const row of await rowsOf(caseId)) {
    await task(caseId, row.id, row.unit.id === parks ? parksClerk : 'clerk', { move: 'hand_back', result: '已排除' });
    await task(caseId, row.id, 'dispatcher', { move: 'finish', grade: 5 });
  }
  await go(caseId, 'clerk', { move: 'hand_back', result: '险情排除' });
  expect((await facts(caseId)).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['case.called_directly', 'case.task_arrived', 'case.filed', 'case.dispatched']),
  );
});

test('a case that ends over its tasks takes them with it', async () => {
  const caseId = await signed({ tasks: [{ unitId: parks, text: '清枝' }] });
  await go(caseId, 'receiver', { move: 'withdraw', reason: '已自行解决' });
  expect(await now(caseId)).toMatchObject({ state: 'withdrawn', openChildren: 0, tasks: [] });
  expect(await rowsOf(caseId)).toMatchObject([{ state: 'lapsed', endReason: 'case.withdrawn' }]);
});

test('联席会议: convened, held, resolved; a resolution is a task with owner and day, and its completion can be measured', async () => {
  const caseId = await signed();
  const officer = corner.actor('dispatcher');
  const id = uuidv7();
  const call = (kind: 'joint' | 'consultation', meetingId = id, actor = officer) =>
    within(corner, (tx) =>
      conveneMeeting(
        tx,
        granted(permit(actor, 'meetings.convene')),
        {
          id: meetingId,
          kind,
          title: '幸福里照明专题会',
          at: day(2),
          place: '指挥中心 301',
          caseIds: [caseId],
          members: [{ unitId: corner.units.roads }, { unitId: parks }, { personId: corner.actor('leader').personId }],
          commandId: uuidv7(),
        },
        at(),
      ),
    );
  expect(await refusedWith(call('consultation', uuidv7())), 'it was dispatched already').toBe('meeting.agenda');
  await call('joint');
  const meeting = async (actor: Actor = officer) =>
    granted(await within(corner, (tx) => oneMeeting(tx, actor, id, at(), 'zh')));
  const step = async (input: MeetingStep, actor: Actor = officer) => {
    const { version } = (await meeting()).meeting;
    await within(corner, (tx) => stepMeeting(tx, actor, { meetingId: id, version, input, commandId: uuidv7() }, at()));
  };
  expect(await meeting(parksClerk)).toMatchObject({ meeting: { cases: 1, state: 'called' }, resolutions: [] });
  expect(await refusedWith(meeting(streetClerk)), 'not asked').toBe('thing.not_found');
  const asked = await meeting(parksClerk);
  const why = (name: string) => asked.steps.find((one) => one.step === name)?.why;
  const unit = asked.meeting.convenerUnit.name;
  expect(why('hold')).toBe(`“登记纪要”由召集单位${unit}办理`);
  expect(why('resolve')).toBe(`会议处于“待召开”，不能“形成决议”：这一步在“已召开”时由召集单位${unit}办理`);
  const resolve: MeetingStep = { step: 'resolve', caseId, unitId: parks, text: '年内完成修枝', due: day(20) };
  expect(await refusedWith(step(resolve)), 'nothing is resolved before it was held').toBe('meeting.state');
  expect(await refusedWith(step({ step: 'hold', minutes: '……', attended: [1] }, parksClerk))).toBe(
    'meeting.convener_only',
  );
  const minutes: MeetingStep = { step: 'hold', minutes: '议定由园林修枝、道路换灯。', attended: [1, 2] };
  expect(await refusedWith(step(minutes)), 'its hour is in two days').toBe('meeting.before_hour');
  await step({ step: 'amend', at: at().toISOString() });
  await step(minutes);
  await step(resolve);
  await step({ ...resolve, unitId: corner.units.roads, text: '更换灯具' });
  const held = await meeting();
  expect(held).toMatchObject({ meeting: { resolutions: { all: 2, done: 0, late: 0 } } });
  expect(held.members.map(({ attended }) => attended)).toEqual([true, true, false]);
  const mine = held.resolutions.find(({ unit }) => unit.id === parks)!;
  expect(await refusedWith(go(caseId, 'clerk', { move: 'hand_back', result: '已修' }))).toBe('case.children_open');
  await task(caseId, mine.id, parksClerk, { move: 'accept' });
  await task(caseId, mine.id, parksClerk, { move: 'hand_back', result: '已修枝' });
  await task(caseId, mine.id, 'dispatcher', { move: 'finish', grade: 4 });
  expect((await meeting()).meeting.resolutions).toEqual({ all: 2, done: 1, late: 0 });
  const list = await within(corner, (tx) => meetingsPage(tx, parksClerk, { mine: true, caseId }, at()));
  expect(list.rows.map(({ id: one }) => one)).toEqual([id]);
  expect((await facts(caseId)).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['case.put_on_agenda', 'case.resolved_on']),
  );
});

test('a meeting whose hour is a day gone and that has no minutes is told of once, until it is put off', async () => {
  const caseId = await signed();
  const leader = corner.actor('leader');
  const id = uuidv7();
  const may = granted(permit(leader, 'meetings.convene'));
  const called = {
    id,
    kind: 'joint' as const,
    title: '专题会',
    at: day(2),
    place: '301',
    caseIds: [caseId],
    commandId: null,
  };
  await within(corner, (tx) => conveneMeeting(tx, may, { ...called, members: [{ unitId: parks }] }, at()));
  const later = (hours: number) => new Date(Date.parse(day(2)) + hours * 3_600_000);
  const sweep = (when: Date) => within(corner, (tx) => sweepMeetings(tx, corner.regionId, when, 10));
  const missing = async (when: Date) =>
    (await within(corner, (tx) => meetingsPage(tx, leader, { overdue: true }, when))).rows.map((one) => one.id);
  expect(await sweep(later(23))).toBe(0);
  expect(await missing(later(23))).toEqual([]);
  expect([await sweep(later(25)), await sweep(later(25))]).toEqual([1, 0]);
  expect(await missing(later(25))).toEqual([id]);
  const { rows } = await sql<{ kind: string; data: { unitId: number } }>`
    select kind, data from kit.facts where subject = 'meeting' and subject_id = ${id} order by n`.execute(corner.owner);
  expect(rows.map(({ kind }) => kind)).toEqual(['meeting.called', 'meeting.overdue']);
  expect(rows[1]!.data.unitId).toBe(may.post.unitId);
  const { version } = granted(await within(corner, (tx) => oneMeeting(tx, leader, id, later(25), 'zh'))).meeting;
  const put = { step: 'amend' as const, at: day(9) };
  await within(corner, (tx) =>
    stepMeeting(tx, leader, { meetingId: id, version, input: put, commandId: null }, later(25)),
  );
  expect(await missing(later(26))).toEqual([]);
  expect(await sweep(later(26))).toBe(0);
});

test('nobody is called to a case that is about him, nor asked to sit over it', async () => {
  const caseId = await opened(corner, at());
  await go(caseId, 'receiver', { move: 'receive', aboutUnitId: parks });
  const call: MoveInput = { move: 'call_directly', unitIds: [parks], reason: '急', place: '' };
  expect(await refusedWith(go(caseId, 'duty_officer', call))).toBe('case.target_unit');
  const officer = corner.actor('duty_officer');
  const id = uuidv7();
  const convened = (members: { unitId: number }[]) =>
    within(corner, (tx) =>
      conveneMeeting(
        tx,
        granted(permit(officer, 'meetings.convene')),
        {
          id,
          kind: 'consultation',
          title: '会商',
          at: day(2),
          place: '301',
          caseIds: [caseId],
          members,
          commandId: uuidv7(),
        },
        at(),
      ),
    );
  expect(await refusedWith(convened([{ unitId: parks }]))).toBe('case.target_unit');
  await convened([{ unitId: corner.units.roads }]);
  const seen = await within(corner, (tx) => oneMeeting(tx, parksClerk, id, at(), 'zh'));
  expect(seen).toMatchObject({ refusal: 'thing.not_found' });
});

test('the list of ended tasks goes on page by page, and after all of it every promise of the loop holds', async () => {
  const leader = corner.actor('leader');
  const seen: string[] = [];
  for (let after: string | undefined; ;) {
    const query = { open: false, limit: 3, ...(after ? { after } : {}) };
    const page = await within(corner, (tx) => tasksPage(tx, leader, query, at(), 'en'));
    seen.push(...page.rows.map(({ task: one }) => one.id));
    if (!page.next) break;
    after = page.next;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(8);
  for (const check of caseChecks) {
    const tools = { files: fileStore('nowhere'), progress: () => undefined };
    const { broken } = await within(corner, (tx) => check.run(tx, corner.regionId, tools));
    expect({ invariant: check.invariant, broken }).toEqual({ invariant: check.invariant, broken: [] });
  }
  // The proof sees it when a task is due after its case.
  await sql`update cases.tasks set due_at = due_at + interval '90 days' where is_open and purpose = 'joint'`.execute(
    corner.owner,
  );
  const check = caseChecks.find(({ invariant }) => invariant === 'task_within_case')!;
  const tools = { files: fileStore('nowhere'), progress: () => undefined };
  expect((await within(corner, (tx) => check.run(tx, corner.regionId, tools))).broken).toHaveLength(1);
});
