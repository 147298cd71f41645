/** The five figures on a week of small stories, each case chosen to fall on one side of a definition. */
import { randomBytes } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { Figures } from '#contract/evaluation.ts';
import { uuidv7 } from '#contract/ids.ts';
import { workingMinutesBetween } from '#contract/worktime.ts';
import { housePermit } from '#access';
import { makeMove, setExplicitLimit } from '#cases';
import { calendarOf } from '#catalogue';
import {
  channelsUsed,
  evaluationRoutes,
  figureDays,
  figures as figuresOf,
  figuresByDay,
  onTimeByPlace,
  outcomes,
} from '#evaluation';
import type { Sight } from '#access';
import { receiveReport, type Channel, type Door as IntakeDoor } from '#intake';
import { keysFrom } from '#kit/crypto.ts';
import type { Actor } from '#kit/caller.ts';
import { daysCheck } from '#kit/days.ts';
import { record, system } from '#kit/facts.ts';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { keepAllDays } from '../../test/support/days.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

const keys = keysFrom(randomBytes(32));
let corner: Corner;
let door: Door;
const week = { from: '2026-11-16T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
const asOf = '2026-11-30T00:00:00.000Z';
/** An hour of the week, in Shanghai: 'Tue 10:00'. */
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const on = (told: string): Date => {
  const [day, hour] = told.split(' ') as [string, string];
  return new Date(`2026-11-${16 + days.indexOf(day)}T${hour}:00+08:00`);
};

/** Reported and filed at an hour, with a deadline that somebody named, or the condition's own. */
async function lamp(opened: string, due: string | null, channel: Channel = 'hotline'): Promise<string> {
  const at = on(opened);
  return within(corner, async (tx) => {
    const opens = { channel, permit: housePermit('reports.take', corner.regionId) } as IntakeDoor;
    const { caseId } = await receiveReport(
      tx,
      keys,
      corner.regionId,
      { id: uuidv7(), kind: 'help', title: '路灯不亮', location: inCell, naming: 'anonymous', lang: 'zh' },
      opens,
      at,
    );
    const moves: [Post, MoveInput][] = [
      ['receiver', { move: 'receive' }],
      ['duty_officer', { move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp }],
    ];
    await makeMove(tx, corner.actor('receiver'), { caseId, input: moves[0]![1] }, at);
    if (due !== null) await setExplicitLimit(tx, corner.regionId, caseId, on(due));
    await makeMove(tx, corner.actor('duty_officer'), { caseId, input: moves[1]![1] }, at);
    return caseId;
  });
}
async function then(caseId: string, steps: [string, Post, MoveInput][], as?: (post: Post) => Actor): Promise<void> {
  for (const [hour, post, input] of steps)
    await within(corner, (tx) =>
      makeMove(tx, (as ?? ((named: Post) => corner.actor(named)))(post), { caseId, input }, on(hour)),
    );
}
const dispatch = (hour: string, unitId = corner.units.roads): [string, Post, MoveInput] => [
  hour,
  'dispatcher',
  { move: 'dispatch', unitId, reason: '权责清单' },
];
const sign = (hour: string): [string, Post, MoveInput] => [hour, 'clerk', { move: 'sign' }];
const handBack = (hour: string): [string, Post, MoveInput] => [hour, 'clerk', { move: 'hand_back', result: '已修' }];
const check = (hour: string, passed: boolean): [string, Post, MoveInput] => [
  hour,
  'checker',
  { move: 'check', passed, remark: '现场看过' },
];
const close = (hour: string): [string, Post, MoveInput] => [hour, 'duty_officer', { move: 'close', answer: '已修好' }];
/** The clerk of the street office, whom the corner does not have. */
const streetClerk = (post: Post): Actor => {
  const actor = corner.actor(post);
  if (post !== 'clerk') return actor;
  const held = { ...actor.posts[0]!, unitId: corner.units.street, rootUnitId: corner.units.street };
  return { ...actor, posts: [{ ...held, unitIds: [corner.units.street], unitKind: 'street' }] };
};

let cases: Record<string, string>;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [evaluationRoutes]);
  door.at(asOf);
  cases = {
    onTheSecond: await lamp('Mon 10:00', 'Tue 10:00'),
    late: await lamp('Mon 10:00', 'Tue 10:00'),
    slowChecker: await lamp('Mon 10:00', 'Wed 10:00', 'keeper'),
    reworked: await lamp('Mon 10:00', 'Thu 10:00'),
    openOverdue: await lamp('Mon 10:00', 'Fri 10:00'),
    notYetDue: await lamp('Mon 10:00', 'Sun 23:59'),
    withdrawn: await lamp('Mon 10:00', 'Fri 10:00'),
    returned: await lamp('Mon 10:00', 'Fri 17:00'),
    hung: await lamp('Mon 10:00', null),
  };
  await then(cases['onTheSecond']!, [
    dispatch('Mon 10:00'),
    sign('Mon 11:00'),
    handBack('Tue 10:00'),
    check('Tue 10:00', true),
    close('Tue 10:00'),
  ]);
  const late = [
    dispatch('Mon 10:00'),
    sign('Mon 11:00'),
    handBack('Tue 10:01'),
    check('Tue 11:00', true),
    close('Tue 12:00'),
  ];
  await then(cases['late']!, late);
  // Handed back on time; the case itself is closed a day after its deadline.
  await then(cases['slowChecker']!, [
    dispatch('Mon 10:00'),
    sign('Mon 11:00'),
    handBack('Tue 17:00'),
    check('Thu 10:00', true),
    close('Thu 10:00'),
  ]);
  // Two rounds: the first was on time and counts; the second has a limit of its own.
  await then(cases['reworked']!, [
    dispatch('Mon 10:00'),
    sign('Mon 11:00'),
    handBack('Tue 17:00'),
    check('Wed 09:00', false),
    handBack('Wed 17:00'),
    check('Thu 09:30', true),
    close('Thu 09:30'),
  ]);
  await then(cases['openOverdue']!, [dispatch('Mon 10:00'), sign('Mon 11:00')]);
  await then(cases['notYetDue']!, [dispatch('Mon 10:00')]);
  await then(cases['withdrawn']!, [
    dispatch('Mon 10:00'),
    ['Tue 09:00', 'receiver', { move: 'withdraw', reason: '已自行解决' }],
  ]);
  // The first unit gave it back with consent; only the second one answers for it.
  await then(cases['returned']!, [
    dispatch('Mon 10:00'),
    ['Mon 15:00', 'clerk', { move: 'ask_return', reason: '非本部门管养' }],
    ['Mon 16:00', 'dispatcher', { move: 'decide_return', accept: true, decision: '改派街道' }],
    dispatch('Mon 16:00', corner.units.street),
  ]);
  await then(cases['returned']!, [sign('Mon 17:00'), handBack('Wed 10:00')], streetClerk);
  await then(cases['hung']!, [
    dispatch('Mon 10:00'),
    ['Tue 09:00', 'dispatcher', { move: 'suspend', reason: '等待配件', until: '2026-12-20T00:00:00Z' }],
  ]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const figures = async (as: Post = 'evaluator', period = week): Promise<Figures> => {
  const answer = await door.knock(`/v1/figures?from=${period.from}&to=${period.to}`, { as });
  expect(answer.status).toBe(200);
  return answer.body as Figures;
};
type Behind = {
  rows: { case: { id: string }; hit: boolean; dueAt: string | null; hours: number | null }[];
  next: string | null;
};
async function behind(
  figure: string,
  more = '',
  as: Post = 'evaluator',
): Promise<{ names: string[]; rows: Behind['rows'] }> {
  const nameOf = new Map(Object.entries(cases).map(([name, id]) => [id, name]));
  const rows: Behind['rows'] = [];
  for (let after = ''; ;) {
    const path = `/v1/figures/${figure}/cases?from=${week.from}&to=${week.to}&limit=2${more}${after}`;
    const { status, body } = await door.knock(path, { as });
    expect([status, body.code]).toEqual([200, undefined]);
    const page = body as Behind;
    rows.push(...page.rows);
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  return { names: rows.map((row) => nameOf.get(row.case.id)!).sort(), rows };
}

test('按期处置率: by unit, the first round of each lead, open overdue ones included', async () => {
  const { unitOnTime } = await figures();
  expect(unitOnTime).toEqual([
    { unitId: corner.units.roads, unitName: '市政道路处', n: 6, hits: 3, rate: 0.5, openOverdue: 2 },
    { unitId: corner.units.street, unitName: '河东街道办', n: 1, hits: 1, rate: 1, openOverdue: 0 },
  ]);
  const roads = `&unitId=${corner.units.roads}`;
  const all = await behind('unit_on_time', roads);
  expect(all.names).toEqual(['late', 'notYetDue', 'onTheSecond', 'openOverdue', 'reworked', 'slowChecker']);
  expect((await behind('unit_on_time', `${roads}&part=hits`)).names).toEqual([
    'onTheSecond',
    'reworked',
    'slowChecker',
  ]);
  expect((await behind('unit_on_time', `${roads}&part=open_overdue`)).names).toEqual(['notYetDue', 'openOverdue']);
  expect((await behind('unit_on_time', `${roads}&part=misses`)).names).toEqual(['late', 'notYetDue', 'openOverdue']);
});

test('what is neither due nor done yet is not counted', async () => {
  door.at('2026-11-21T00:00:00Z'); // Saturday: Friday's is overdue, Sunday's is not
  const [roads] = (await figures()).unitOnTime;
  expect(roads).toMatchObject({ n: 5, hits: 3, openOverdue: 1 });
  door.at(asOf);
});

test('a case that hangs has no deadline and is left out', async () => {
  // Five working days from Monday: due in the wider week, if it did not hang.
  const wider = { from: week.from, to: '2026-11-24T00:00:00.000Z' };
  const { unitOnTime, caseOnTime } = await figures('evaluator', wider);
  expect(unitOnTime.map(({ n }) => n)).toEqual([6, 1]);
  expect(caseOnTime.n).toBe(7);
});

test('按期结案率: by the exact second of the case deadline; a slow checker is the district’s, not the department’s', async () => {
  const { caseOnTime } = await figures();
  const judged = ['late', 'notYetDue', 'onTheSecond', 'openOverdue', 'returned', 'reworked', 'slowChecker'];
  expect((await behind('case_on_time')).names).toEqual(judged);
  expect(caseOnTime).toEqual({ n: 7, hits: 2, rate: 2 / 7, openOverdue: 3 });
  expect((await behind('case_on_time', '&part=hits')).names).toEqual(['onTheSecond', 'reworked']);
});

test('返工率, with the cases a check had sent back', async () => {
  expect((await figures()).rework).toEqual({ n: 4, hits: 1, rate: 0.25 });
  expect((await behind('rework', '&part=hits')).names).toEqual(['reworked']);
});

test('平均处置时间 on both calendars, the same as counted case by case', async () => {
  const { handlingTime } = await figures();
  const { calendar } = await within(corner, (tx) => calendarOf(tx, corner.regionId));
  const spans = [
    ['Mon 10:00', 'Tue 10:00'],
    ['Mon 10:00', 'Tue 10:01'],
    ['Mon 10:00', 'Tue 17:00'],
    ['Mon 10:00', 'Wed 17:00'],
  ].map(([from, to]) => [on(from!), on(to!)] as const);
  const mean = (hours: number[]) => Math.round((hours.reduce((sum, one) => sum + one) / hours.length) * 100) / 100;
  expect(handlingTime).toEqual({
    n: 4,
    calendarHours: mean(spans.map(([from, to]) => (to.getTime() - from.getTime()) / 3_600_000)),
    workingHours: mean(spans.map(([from, to]) => workingMinutesBetween(from, to, calendar) / 60)),
  });
  const worked = (await behind('handling_time', '&part=working')).rows.map(({ hours }) => hours!);
  expect(worked.sort((a, b) => a - b)).toEqual([8, 8.02, 14, 22]);
});

test('被动/主动/智慧 of the reports received', async () => {
  expect((await figures()).discovery).toEqual({ n: 9, passive: 8, active: 1, smart: 0 });
  expect((await behind('discovery_mix', '&part=active')).names).toEqual(['slowChecker']);
});

test('解决层级: each case that was closed, on the level it was solved on', async () => {
  const { level } = await figures();
  expect(level.n).toBe(level.grid + level.community + level.street + level.district);
  expect(level.n).toBeGreaterThan(3);
  expect((await behind('level_mix', '&part=district')).names).toHaveLength(level.district);
  expect((await behind('level_mix', '&part=street')).names).toHaveLength(level.street);
});

test('a week without cases has no rates', async () => {
  const empty = await figures('leader', { from: '2025-01-06T00:00:00.000Z', to: '2025-01-13T00:00:00.000Z' });
  expect(empty.unitOnTime).toEqual([]);
  expect(empty.caseOnTime).toEqual({ n: 0, hits: 0, rate: null, openOverdue: 0 });
  expect(empty.handlingTime).toEqual({ n: 0, calendarHours: null, workingHours: null });
});

test('a clerk sees every unit’s rate, and of the cases behind it only those in her scope', async () => {
  expect((await figures('clerk')).unitOnTime).toHaveLength(2);
  expect((await behind('unit_on_time', '', 'clerk')).names).toContain('late');
  const stranger = await behind('unit_on_time', `&unitId=${corner.units.street}`, 'clerk');
  expect(stranger.names).toEqual(['returned']); // her unit had a part in it
});

test('who may not see the evaluation, and what is no period, hears so', async () => {
  const asked = async (as: Post, query: string) => (await door.knock(`/v1/figures?${query}`, { as })).body.code;
  expect(await asked('keeper', `from=${week.from}&to=${week.to}`)).toBe('reader.not_permitted');
  expect(await asked('evaluator', `from=${week.to}&to=${week.from}`)).toBe('evaluation.period');
  expect(await asked('evaluator', `from=2020-01-01T00:00:00Z&to=${week.to}`)).toBe('evaluation.period');
  const path = `/v1/figures/rework/cases?from=${week.from}&to=${week.to}`;
  expect((await door.knock(`${path}&part=smart`, { as: 'evaluator' })).body.code).toBe('request.invalid');
  expect((await door.knock(`${path}&after=nonsense`, { as: 'evaluator' })).body.code).toBe('request.invalid');
});

test('outcomes of named cases: late only against a deadline that was somebody’s word', async () => {
  const of = (...names: string[]) =>
    within(corner, (tx) =>
      outcomes(
        tx,
        corner.regionId,
        names.map((name) => cases[name]!),
        new Date(asOf),
      ),
    );
  expect(await of('onTheSecond', 'late', 'slowChecker', 'openOverdue')).toEqual({
    open: 1,
    closed: 3,
    late: 2,
    openOverdue: 1,
    answered: { own: 3, standard: 0 },
    located: { point: 4, name: 0, operator: 0, outside: 0, fallback: 0 },
  });
  await sql`update cases.cases set case_limit = '{"kind":"working_days","n":1}' where id = ${cases['late']!}`.execute(
    corner.owner,
  );
  expect((await of('late')).late).toBe(0);
});

describe('whole days are counted once and kept', () => {
  /** The same figures, each case asked by itself whether it counts: nothing that was kept is read. */
  const counted = (period = week) =>
    within(corner, (tx) =>
      figuresOf(tx, corner.regionId, { from: new Date(period.from), to: new Date(period.to) }, new Date(asOf), {
        scope: sql<boolean>`true`,
      }),
    );
  const keep = () => keepAllDays(corner, [figureDays], new Date(asOf));
  const broken = async () =>
    (
      await within(corner, (tx) =>
        daysCheck([figureDays]).run(tx, corner.regionId, { files: null!, progress: () => undefined }),
      )
    ).broken;
  /** What stands: the same from days and from cases, also for spans that begin within a day, before the sweep comes and after it. */
  async function agrees(): Promise<void> {
    const spans = [
      week,
      { from: '2026-11-16T16:00:00Z', to: '2026-11-21T16:00:00Z' },
      { from: '2026-11-15T20:00:00Z', to: '2026-11-18T03:00:00Z' },
    ];
    for (const span of spans) {
      expect(await figures('evaluator', span)).toEqual(await counted(span));
      // By street and by door too: kept days for whom the whole district is shown, and each case asked by itself.
      const [kept, asked] = [await byParts(span, { but: sql<boolean>`false`, butRoots: [] }), await byParts(span, {})];
      expect(kept).toEqual(asked);
    }
    expect(await broken()).toEqual([]);
  }
  const byParts = (span: { from: string; to: string }, but: Pick<Sight, 'but' | 'butRoots'>) =>
    within(corner, async (tx) => {
      const period = { from: new Date(span.from), to: new Date(span.to) };
      const sight = { scope: sql<boolean>`true`, ...but };
      return {
        places: await onTimeByPlace(tx, corner.regionId, period, new Date(asOf), 2, sight),
        doors: await channelsUsed(tx, corner.regionId, period, sight),
      };
    });

  test('a week reads the same from them as from its cases, and it is they that are read', async () => {
    await agrees();
    // From Monday, when the first was told, to the day before 30 November.
    expect(await keep()).toBe(14);
    await agrees();
    const tuesday = '2026-11-16T16:00:00Z';
    const retell = (json: string) =>
      sql`update kit.day_sums set counted = ${json}::jsonb where from_at = ${tuesday} and name = 'figures'`.execute(
        corner.owner,
      );
    const parts = await byParts(week, {});
    expect([...parts.places.values()]).toMatchObject([{ n: expect.any(Number), hits: expect.any(Number) }]);
    expect(parts.doors).not.toEqual([]);
    const { rows } = await sql<{
      counted: unknown;
    }>`select counted from kit.day_sums where from_at = ${tuesday}`.execute(corner.owner);
    await retell('[]');
    expect(await figures()).not.toEqual(await counted());
    expect(await broken()).toEqual(['figures 2026-11-16T16:00:00.000Z']);
    await retell(JSON.stringify(rows[0]!.counted));
    await agrees();
  });

  test('what is done late, and what is about a unit, moves the days it belongs to at once', async () => {
    const before = await figures();
    // Due on Friday, handed back and closed a week later: Friday was counted long ago.
    const later = (hour: string) => new Date(`2026-11-26T${hour}:00+08:00`);
    const move = (hour: string, post: Post, input: MoveInput) =>
      within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId: cases['openOverdue']!, input }, later(hour)));
    const steps: [string, Post, MoveInput][] = [
      ['10:00', 'clerk', { move: 'hand_back', result: '已修' }],
      ['11:00', 'checker', { move: 'check', passed: true, remark: '亮' }],
      ['12:00', 'duty_officer', { move: 'close', answer: '已修好' }],
    ];
    for (const step of steps) {
      await move(...step);
      await agrees();
      await keep();
      await agrees();
    }
    expect((await figures()).caseOnTime.openOverdue).toBe(before.caseOnTime.openOverdue - 1);
    await move('13:00', 'duty_officer', { move: 'reopen', reason: '又暗了' });
    await agrees();
    expect(await keep()).toBeGreaterThan(5);
    await agrees();
    // 回避: whose cases are about her own unit does not count them, wherever they were counted.
    await sql`update cases.cases set about_unit_id = ${corner.units.street}, about_root_unit_id = ${corner.units.street}
               where id = ${cases['late']!}`.execute(corner.owner);
    await within(corner, (tx) =>
      record(tx, corner.regionId, [
        { subject: 'case', subjectId: cases['late']!, kind: 'case.recused', at: later('14:00'), by: system },
      ]),
    );
    const besides = (roots: number[]) =>
      within(corner, (tx) =>
        figuresOf(tx, corner.regionId, { from: new Date(week.from), to: new Date(week.to) }, new Date(asOf), {
          scope: sql<boolean>`not coalesce(c.about_root_unit_id = any(${roots}::int[]), false)`,
          but: sql<boolean>`c.about_root_unit_id = any(${roots}::int[])`,
          butRoots: roots,
        }),
      );
    for (let round = 0; round < 2; round++) {
      await agrees();
      expect((await besides([corner.units.roads])).rework.n).toBe((await figures()).rework.n);
      expect((await besides([corner.units.street])).rework.n).toBe((await figures()).rework.n - 1);
      expect((await besides([corner.units.street])).discovery.n).toBe((await figures()).discovery.n - 1);
      await keep();
    }
  });

  test('day by day they tell what the cases tell', async () => {
    const period = { from: new Date('2026-11-16T16:00:00Z'), to: new Date('2026-11-25T03:00:00Z') };
    const told = (sight?: { scope: RawBuilder<boolean> }) =>
      within(corner, (tx) => figuresByDay(tx, corner.regionId, period, 'Asia/Shanghai', sight));
    expect(await told()).toEqual(await told({ scope: sql<boolean>`true` }));
    expect(await told()).not.toEqual([]);
  });
});
