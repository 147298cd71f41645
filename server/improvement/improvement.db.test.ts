/** A lamp that goes out again and again: found, explained, changed, measured, told; and what the facts tell meanwhile. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeMove, makeMoves, type PlannedMove } from '#cases';
import { housePermit } from '#access';
import { receiveReport, type Door as IntakeDoor } from '#intake';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { Flow, Improvement } from '#contract/improvement.ts';
import { uuidv7 } from '#contract/ids.ts';
import { keysFrom } from '#kit/crypto.ts';
import { daysCheck } from '#kit/days.ts';
import { record, system } from '#kit/facts.ts';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { keepAllDays } from '../../test/support/days.ts';
import { openDoor, type Answer, type Door } from '../../test/support/knock.ts';
import { flowDays, openedDays, stuckDays, toldDays } from './improvement.ts';
import { improvementRoutes } from './routes.ts';

const keys = keysFrom(randomBytes(32));
let corner: Corner;
let door: Door;
const on = (day: number, hour: number) => new Date(Date.UTC(2026, 10, day, hour - 8));
const caseIds: string[] = [];
const numbers: string[] = [];

/** Reported, handled and closed within a day; sent back once if told so. */
type How = { rework?: boolean; naming?: 'anonymous' | 'confidential'; atOnce?: boolean; loops?: boolean };
async function lamp(day: number, how: How = {}): Promise<void> {
  await within(corner, async (tx) => {
    const opens = { channel: 'hotline', permit: housePermit('reports.take', corner.regionId) } as IntakeDoor;
    const naming = how.naming ?? 'anonymous';
    const contact = naming === 'confidential' ? { contact: { name: '某人', phone: '13800138000' } } : {};
    const input = {
      id: uuidv7(),
      kind: 'help',
      title: '路灯不亮',
      location: inCell,
      naming,
      lang: 'zh',
      ...contact,
    } as const;
    const { caseId, number } = await receiveReport(tx, keys, corner.regionId, input, opens, on(day, 9));
    caseIds.push(caseId);
    numbers.push(number);
    const move = (hour: number, post: Post, made: MoveInput): PlannedMove => ({
      at: on(day, hour),
      actor: corner.actor(post),
      input: made,
    });
    const back = (hour: number) => move(hour, 'clerk', { move: 'hand_back', result: '已修' });
    const check = (hour: number, passed: boolean) =>
      move(hour, 'checker', { move: 'check', passed, remark: '现场看过' });
    const dispatched = (hour: number) =>
      move(hour, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
    const closed = (hour: number) => move(hour, 'duty_officer', { move: 'close', answer: '已修好' });
    const confirmed = [
      move(10, 'receiver', { move: 'ask_confirm', keeperId: corner.actor('keeper').personId }),
      move(11, 'keeper', { move: 'confirm', isSo: true, remark: '属实' }),
    ];
    const returned = [
      move(12, 'clerk', { move: 'ask_return', reason: '非本部门' }),
      move(12, 'dispatcher', { move: 'decide_return', accept: true, decision: '同意' }),
      dispatched(13),
    ];
    const reopened = [
      move(21, 'duty_officer', { move: 'reopen', reason: '又暗了' }),
      dispatched(21),
      move(21, 'clerk', { move: 'sign' }),
      back(22),
      check(22, true),
      closed(23),
    ];
    await makeMoves(tx, corner.regionId, caseId, [
      move(how.atOnce ? 9 : 10, 'receiver', { move: 'receive' }),
      ...(how.loops ? confirmed : []),
      move(11, 'duty_officer', { move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp }),
      dispatched(12),
      ...(how.loops ? returned : []),
      move(13, 'clerk', { move: 'sign' }),
      back(15),
      ...(how.rework ? [check(16, false), back(18)] : []),
      check(19, true),
      closed(20),
      ...(how.loops ? reopened : []),
    ]);
  });
}

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [improvementRoutes]);
  for (const day of [2, 3, 4, 5]) await lamp(day);
  await lamp(6, { rework: true });
  await lamp(9, { naming: 'confidential' });
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const tell = (path: string, body: object, as: Post = 'evaluator'): Promise<Answer> =>
  door.knock(path, { as, body: { id: uuidv7(), ...body } });
const november = `from=${on(1, 0).toISOString()}&to=${on(30, 0).toISOString()}`;

test('what recurs is found by matter and place, and never of fewer than five', async () => {
  const recurring = await door.knock(`/v1/improvements/recurring?${november}`, { as: 'duty_officer' });
  expect(recurring.body.rows).toEqual([
    {
      matterId: corner.matters.lamp,
      matterName: '路灯',
      areaId: corner.areas.community,
      areaName: '柳岸社区',
      reports: 6,
      cases: 6,
      reworked: 1,
      reopened: 0,
      itemNumber: null,
    },
  ]);
  const days = `from=${on(1, 0).toISOString()}&to=${on(5, 0).toISOString()}`;
  expect((await door.knock(`/v1/improvements/recurring?${days}`, { as: 'duty_officer' })).body.rows).toEqual([]);
  const counts = (span: string) =>
    door.knock(`/v1/improvements/counts?${span}`, { as: 'leader' }).then(({ body }) => body.rows);
  expect(await counts(november)).toMatchObject([{ month: '2026-11', matterName: '路灯', areaName: '河东街道', n: 6 }]);
  expect(await counts(days)).toMatchObject([{ n: null }]);
  await sql`update catalogue.matters set sensitive = true where id = ${corner.matters.lamp}`.execute(corner.owner);
  expect(await counts(november)).toEqual([]);
  expect(await counts(`${november}&level=district`)).toMatchObject([{ n: 6 }]);
  await sql`update catalogue.matters set sensitive = false where id = ${corner.matters.lamp}`.execute(corner.owner);
  expect((await door.knock(`/v1/improvements/counts?${november}`, { as: 'keeper' })).body.code).toBe(
    'reader.not_permitted',
  );
});

test('where it waits, how often it goes back, and what a skipped stage saved', async () => {
  const flow = (await door.knock(`/v1/improvements/flow?${november}`, { as: 'leader' })).body as Flow;
  expect(flow.cases).toBe(6);
  const stage = (state: string) => flow.stages.find((one) => one.state === state)!;
  expect(stage('filed')).toMatchObject({ n: 6, medianMinutes: 60, late: 6, skipped: 0 });
  expect(stage('signed')).toMatchObject({ n: 7, medianMinutes: 120 });
  expect(flow.loops).toEqual([{ kind: 'rework', times: 1, cases: 1, meanMinutes: 120 }]);
  expect(flow.ways).toContainEqual({ from: 'handled', to: 'signed', n: 1 });
  expect(flow.ways.reduce((sum, { to, n }) => sum + (to === 'end' ? n : 0), 0)).toBe(6);
});

test('from cases to the cause, to a change in a version that exists, measured after its term, closed with a result', async () => {
  // Opened from what recurs: the cases of that time come with it.
  const opened = await tell('/v1/improvements', {
    title: '柳岸社区路灯反复不亮',
    matterId: corner.matters.lamp,
    areaId: corner.areas.community,
    caseIds: [],
    span: { from: on(1, 0).toISOString(), to: on(30, 0).toISOString() },
  });
  expect(opened.body).toMatchObject({ number: 1, state: 'found', sources: 6 });
  const path = `/v1/improvements/${opened.body.id}/steps`;
  let version = 1;
  const step = async (input: object, as: Post = 'evaluator') => {
    const answer = await tell(path, { version, input }, as);
    if (answer.status === 200) version = (answer.body as Improvement).version;
    return answer;
  };
  expect((await step({ step: 'explain', kind: 'facility', cause: '线路老化，接头进水' }, 'clerk')).body.code).toBe(
    'reader.not_permitted',
  );
  expect((await step({ step: 'close', helped: true, result: '说不清有没有用' })).body.code).toBe('improvement.state');
  expect((await step({ step: 'explain', kind: 'facility', cause: '线路老化，接头进水' })).body.state).toBe('explained');
  const change = {
    step: 'change',
    kind: 'list',
    text: '路灯由市政道路处每周巡查',
    ref: 'Q-1',
    refVersion: '1',
    measureDays: 14,
  };
  door.at(on(16, 10).toISOString());
  expect((await step(change)).body.code).toBe('thing.unknown_reference');
  await sql`
    insert into catalogue.responsibilities (region_id, number, matter_id, lead_unit_id)
    values (${corner.regionId}, 'Q-1', ${corner.matters.lamp}, ${corner.units.roads})`.execute(corner.owner);
  expect((await step(change)).body).toMatchObject({ state: 'changed', before: 5, after: null });
  await lamp(20);
  expect((await step({ step: 'measure' })).body.code).toBe('improvement.too_early');
  door.at(on(30, 11).toISOString());
  expect((await step({ step: 'measure' })).body).toMatchObject({ state: 'measured', before: 5, after: 1 });
  expect((await step({ step: 'tell', zh: '感谢王女士反映路灯问题', en: null })).body.code).toBe('improvement.names');
  const zh = '因多次反映路灯不亮，柳岸社区路灯改为每周巡查';
  expect((await step({ step: 'tell', zh, en: 'Lamps are now seen to every week' })).status).toBe(200);
  expect((await step({ step: 'close', helped: true, result: '同类诉求由 5 件降为 1 件' })).body.state).toBe('closed');
  expect((await tell(path, { version: 1, input: { step: 'again', reason: '再看' } })).body.code).toBe('thing.stale');
});

test('causes are added up over matters and places, with what became of the reports; why cases are stuck is counted', async () => {
  const causes = (kind: string) =>
    door.knock(`/v1/improvements/causes?kind=${kind}`, { as: 'duty_officer' }).then(({ body }) => body.rows);
  expect(await causes('facility')).toMatchObject([
    {
      matterName: '路灯',
      areaName: '柳岸社区',
      kind: 'facility',
      items: 1,
      sources: 6,
      changed: 1,
      measured: 1,
      helped: 1,
      before: 5,
      after: 1,
    },
  ]);
  expect(await causes('rule')).toEqual([]);
  const stuck = await door.knock(`/v1/improvements/stuck?${november}`, { as: 'leader' });
  // Sent back once: fewer than five are not told.
  expect(stuck.body.rows).toMatchObject([{ matterName: '路灯', areaName: '平宁区', kind: 'rework', n: null }]);
  expect((await door.knock(`/v1/improvements/stuck?${november}`, { as: 'keeper' })).body.code).toBe(
    'reader.not_permitted',
  );
});

test('because you said: receipts are credited, those in confidence and all names are not', async () => {
  const { body, raw } = await door.knock('/v1/because', { lang: 'en' });
  expect(body.rows).toHaveLength(1);
  expect(body.rows[0]).toMatchObject({
    text: 'Lamps are now seen to every week',
    reports: 5,
    before: 5,
    after: 1,
    helped: true,
  });
  expect(body.rows[0].receipts).toEqual(numbers.slice(0, 5));
  expect(raw.toString('utf8')).not.toContain(numbers[5]);
  for (const post of ['evaluator', 'clerk', 'duty_officer'] as const)
    expect(raw.toString('utf8')).not.toContain(corner.actor(post).name);
});

test('a case outside the reader’s scope is counted and not named', async () => {
  const { body } = await door.knock('/v1/improvements', { as: 'clerk' });
  const item = await door.knock(`/v1/improvements/${body.rows[0].id}`, { as: 'clerk' });
  expect(item.body.cases).toHaveLength(6);
  await sql`update cases.cases set party_units = '{}' where id = ${caseIds[0]!}`.execute(corner.owner);
  const narrowed = await door.knock(`/v1/improvements/${body.rows[0].id}`, { as: 'clerk' });
  expect(narrowed.body.cases.filter(({ number }: { number: string | null }) => number === null)).toHaveLength(1);
});

test('a stage that takes no time is skipped, with the time it saved; every way back is told with how long it took', async () => {
  await lamp(33);
  await lamp(34, { atOnce: true });
  await lamp(35, { loops: true });
  const days = `from=${on(32, 0).toISOString()}&to=${on(40, 0).toISOString()}`;
  const flow = (await door.knock(`/v1/improvements/flow?${days}`, { as: 'leader' })).body as Flow;
  expect(flow.stages.find(({ state }) => state === 'reported')).toMatchObject({
    n: 2,
    medianMinutes: 60,
    skipped: 1,
    savedMinutes: 60,
  });
  // Of three that were closed two needed no look on the spot.
  expect(flow.stages.find(({ state }) => state === 'confirming')).toMatchObject({
    n: 1,
    skipped: 2,
    savedMinutes: 120,
  });
  expect(flow.loops.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
    { kind: 'confirm', times: 1, cases: 1, meanMinutes: 60 },
    { kind: 'reopen', times: 1, cases: 1, meanMinutes: 120 },
    { kind: 'return', times: 1, cases: 1, meanMinutes: 60 },
  ]);
});

describe('whole days are counted once and kept', () => {
  const flow = async (span = november) =>
    (await door.knock(`/v1/improvements/flow?${span}`, { as: 'leader' })).body as Flow;
  const keep = () => keepAllDays(corner, [flowDays], on(30, 12));
  const broken = async () =>
    (await within(corner, (tx) => daysCheck([flowDays]).run(tx, corner.regionId, { files: null!, progress: () => {} })))
      .broken;
  const kept = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from kit.day_sums`.execute(corner.owner)).rows[0]!.n;
  const retell = (day: number, cases: number) =>
    sql`update kit.day_sums set counted = counted || jsonb_build_object('cases', (counted->>'cases')::int + ${cases}::int)
         where from_at = ${on(day, 0)}`.execute(corner.owner);

  test('a month reads the same from them as from its cases, and it is they that are read', async () => {
    const before = await flow();
    // From the first ending on the 2nd to the day before the 30th, the quiet ones too.
    expect(await keep()).toBe(28);
    expect(await flow()).toEqual(before);
    expect(await broken()).toEqual([]);
    await retell(3, 7);
    expect((await flow()).cases).toBe(before.cases + 7);
    // A span that begins within a day counts what is left of it from its cases: the one of the 3rd ended in the evening.
    const within3rd = `from=${on(3, 1).toISOString()}&to=${on(30, 0).toISOString()}`;
    expect((await flow(within3rd)).cases).toBe(before.cases - 1);
    expect(await broken()).toEqual([`flow ${on(3, 0).toISOString()}`]);
    await retell(3, -7);
  });

  test('what ends on a day that was counted is told at once, before the sweep and after it', async () => {
    const before = await flow();
    await lamp(5, { rework: true });
    const now = await flow();
    expect(now.cases).toBe(before.cases + 1);
    expect(await broken()).toEqual([]);
    const days = await kept();
    // The sweep throws away the 5th, and counts it anew.
    expect(await keep()).toBe(1);
    expect(await kept()).toBe(days);
    expect(await flow()).toEqual(now);
    await retell(5, 1);
    expect((await flow()).cases).toBe(now.cases + 1);
    await retell(5, -1);
  });

  test('a case that is reopened counts no longer on the day it had ended on', async () => {
    const before = await flow();
    const caseId = caseIds[2]!;
    const move = (day: number, post: Post, input: MoveInput) =>
      within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, on(day, 10)));
    await move(20, 'duty_officer', { move: 'reopen', reason: '又暗了' });
    expect((await flow()).cases).toBe(before.cases - 1);
    expect(await keep()).toBe(1);
    expect((await flow()).cases).toBe(before.cases - 1);
    await move(21, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
    await move(21, 'clerk', { move: 'sign' });
    await move(22, 'clerk', { move: 'hand_back', result: '换了线路' });
    await move(22, 'checker', { move: 'check', passed: true, remark: '亮' });
    await keep();
    await move(23, 'duty_officer', { move: 'close', answer: '线路已更换。' });
    expect((await flow()).cases).toBe(before.cases);
    expect((await flow()).loops).toContainEqual(expect.objectContaining({ kind: 'reopen', times: 1 }));
    // Both the day it ends on now and the one it had ended on are looked at again.
    expect(await keep()).toBe(2);
    expect((await flow()).cases).toBe(before.cases);
    expect(await broken()).toEqual([]);
  });

  test('whoever is far behind trusts no kept day, and a day of another clock is not taken for one', async () => {
    const before = await flow();
    await retell(4, 100);
    await sql`update kit.day_positions set facts_seen = -1`.execute(corner.owner);
    const many = sql`
      insert into kit.facts (region_id, subject, subject_id, n, kind, happened_at, actor_kind)
      select ${corner.regionId}, 'phone', 'many', n, 'phone.rung', now(), 'system' from generate_series(1, 10000) n`;
    await many.execute(corner.owner);
    expect((await flow()).cases).toBe(before.cases);
    await sql`update kit.day_positions set facts_seen = (select max(id) from kit.facts), time_zone = 'Europe/Berlin'`.execute(
      corner.owner,
    );
    expect((await flow()).cases).toBe(before.cases + 100);
    expect(await keep()).toBe(28);
    expect(await flow()).toEqual(before);
  });

  test('what recurs, and reports by place and month, read the same from them as from the rows, also of a case that changes later', async () => {
    const span = `from=${on(1, 5).toISOString()}&to=${on(43, 0).toISOString()}`;
    const asked = [
      ...['district', 'street', 'community'].map((level) => `counts?${span}&level=${level}`),
      ...['street', 'community'].map((level) => `recurring?${span}&level=${level}`),
    ];
    const told = async () => {
      const all = [];
      for (const path of asked) all.push((await door.knock(`/v1/improvements/${path}`, { as: 'leader' })).body.rows);
      return all;
    };
    const kinds = [toldDays, openedDays];
    const keepTold = () => keepAllDays(corner, kinds, on(44, 12));
    const brokenTold = async () =>
      (await within(corner, (tx) => daysCheck(kinds).run(tx, corner.regionId, { files: null!, progress: () => {} })))
        .broken;
    const fromRows = async () => {
      await sql`delete from kit.day_positions where name in ('told', 'opened')`.execute(corner.owner);
      return told();
    };
    /** The same before the sweep comes, after it, and from the rows. */
    const agrees = async () => {
      const late = await told();
      await keepTold();
      expect(await told()).toEqual(late);
      expect(await brokenTold()).toEqual([]);
      expect(await fromRows()).toEqual(late);
      await keepTold();
      return late;
    };
    const before = await fromRows();
    expect(before[0]).toMatchObject([{ month: '2026-11' }, { month: '2026-12' }]);
    expect(before[4]).toMatchObject([{ matterName: '路灯', reworked: expect.any(Number) }]);
    expect(await keepTold()).toBeGreaterThan(80);
    expect(await told()).toEqual(before);
    // A day that is told otherwise is read, and found.
    await sql`update kit.day_sums set counted = '{}'::jsonb where name = any(array['told', 'opened']) and from_at = ${on(2, 0)}`.execute(
      corner.owner,
    );
    const [months, recurring] = [0, 4];
    const otherwise = await told();
    for (const i of [months, recurring]) expect(otherwise[i]).not.toEqual(before[i]);
    expect(await brokenTold()).toEqual([`told ${on(2, 0).toISOString()}`, `opened ${on(2, 0).toISOString()}`]);
    expect(await fromRows()).toEqual(before);
    await keepTold();
    // Another matter, as whoever receives or files may say: the day it is told of is counted anew.
    await sql`update cases.cases set matter_id = ${corner.matters.litter} where id = ${caseIds[0]!}`.execute(
      corner.owner,
    );
    await within(corner, (tx) =>
      record(tx, corner.regionId, [
        { subject: 'case', subjectId: caseIds[0]!, kind: 'case.received', at: on(43, 1), by: system },
      ]),
    );
    const filed = await agrees();
    for (const i of [months, recurring]) expect(filed[i]).not.toEqual(before[i]);
    // Reopened months later: so is the day it was opened on, and no report moves.
    await within(corner, (tx) =>
      makeMove(
        tx,
        corner.actor('duty_officer'),
        { caseId: caseIds[1]!, input: { move: 'reopen', reason: '又暗了' } },
        on(43, 10),
      ),
    );
    const reopened = await agrees();
    expect(reopened[months]).toEqual(filed[months]);
    expect(reopened[recurring]).not.toEqual(filed[recurring]);
  });

  test('why cases are stuck reads the same from them as from the facts; a case counts once for each why in whatever span is looked at', async () => {
    const stuck = async (from: Date, to: Date, level = 'street') => {
      const span = `from=${from.toISOString()}&to=${to.toISOString()}`;
      const { body } = await door.knock(`/v1/improvements/stuck?${span}&level=${level}`, { as: 'leader' });
      return (body.rows as { matterName: string; kind: string; n: number | null }[])
        .filter(({ kind }) => kind === 'suspended')
        .map(({ matterName, n }) => [matterName, n]);
    };
    const keepStuck = () => keepAllDays(corner, [stuckDays], on(60, 12));
    const brokenStuck = async () =>
      (
        await within(corner, (tx) =>
          daysCheck([stuckDays]).run(tx, corner.regionId, { files: null!, progress: () => {} }),
        )
      ).broken;
    const suspended = (caseId: string, at: Date) =>
      within(corner, (tx) =>
        record(tx, corner.regionId, [{ subject: 'case', subjectId: caseId, kind: 'case.suspended', at, by: system }]),
      );
    // Seven cases, of which two hang on two days, and one of those twice on one day.
    const hung = caseIds.slice(2, 9);
    for (const caseId of hung) await suspended(caseId, on(46, 9));
    for (const caseId of [hung[0]!, hung[0]!, hung[1]!]) await suspended(caseId, on(48, 9));
    const asked = async () => [
      await stuck(on(45, 0), on(50, 0)),
      await stuck(on(46, 0), on(47, 0), 'community'),
      await stuck(on(46, 12), on(50, 0), 'district'),
      await stuck(on(45, 12), on(48, 12)),
    ];
    const fromFacts = await asked();
    expect(fromFacts).toEqual([[['路灯', 7]], [['路灯', 7]], [['路灯', null]], [['路灯', 7]]]);
    expect(await keepStuck()).toBeGreaterThan(50);
    expect(await asked()).toEqual(fromFacts);
    expect(await brokenStuck()).toEqual([]);
    // A day that is told otherwise is read, and found.
    await sql`update kit.day_sums set counted = '{}' where name = 'stuck' and from_at = ${on(46, 0)}`.execute(
      corner.owner,
    );
    expect(await stuck(on(45, 0), on(50, 0))).toEqual([]);
    expect(await brokenStuck()).toEqual([`stuck ${on(46, 0).toISOString()}`]);
    await sql`delete from kit.day_positions where name = 'stuck'`.execute(corner.owner);
    await keepStuck();
    // What is told late, of a day before one that was counted, moves the later one too; another matter moves all there is of a case.
    await suspended(hung[2]!, on(49, 9));
    await keepStuck();
    await suspended(hung[2]!, on(47, 9));
    await sql`update cases.cases set matter_id = ${corner.matters.litter} where id = ${hung[3]!}`.execute(corner.owner);
    await within(corner, (tx) =>
      record(tx, corner.regionId, [
        { subject: 'case', subjectId: hung[3]!, kind: 'case.received', at: on(59, 1), by: system },
      ]),
    );
    const late = await asked();
    expect(late[0]).toEqual([
      ['路灯', 6],
      [expect.any(String), null],
    ]);
    await keepStuck();
    expect(await asked()).toEqual(late);
    expect(await brokenStuck()).toEqual([]);
    await sql`delete from kit.day_positions where name = 'stuck'`.execute(corner.owner);
    expect(await asked()).toEqual(late);
  });
});
