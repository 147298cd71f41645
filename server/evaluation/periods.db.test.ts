/** A month from its opening to its publication, over HTTP: counted from facts, counted again, contested, published. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMove } from '#cases';
import { housePermit } from '#access';
import { rate, receiveReport, reportByNumber, type Door as IntakeDoor } from '#intake';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { Period, PeriodFigure, Result } from '#contract/evaluation.ts';
import { defaultScheme, objects, valueOf } from '#contract/indicators.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Actor } from '#kit/caller.ts';
import { keysFrom } from '#kit/crypto.ts';
import { jobsDone, noProgress } from '#kit/jobs.ts';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Answer, type Door } from '../../test/support/knock.ts';
import { computePeriod } from './actions.ts';
import { evaluationRoutes } from './routes.ts';
import { figuresOf } from './views.ts';

const keys = keysFrom(randomBytes(32));
let corner: Corner;
let door: Door;
let periodId: string;
const cases: Record<string, string> = {};
const reports: Record<string, string> = {};
/** A day and hour of November 2026 in Shanghai: '17 10:00'; or of December: '12-17 10:00'. */
const on = (told: string): Date => {
  const [day, hour] = told.split(' ') as [string, string];
  return new Date(`2026-${day.includes('-') ? day : `11-${day}`}T${hour}:00+08:00`);
};

async function lamp(name: string, opened: string, channel: 'web' | 'keeper' = 'web'): Promise<void> {
  const at = on(opened);
  const id = uuidv7();
  cases[name] = await within(corner, async (tx) => {
    const opens = { channel, permit: housePermit('reports.take', corner.regionId) } as IntakeDoor;
    const input = { id, kind: 'help', title: '路灯不亮', location: inCell, naming: 'anonymous', lang: 'zh' } as const;
    const { caseId, number } = await receiveReport(tx, keys, corner.regionId, input, opens, at);
    reports[name] = number;
    return caseId;
  });
}
const make = (name: string, hour: string, post: Post, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId: cases[name]!, input }, on(hour)));
const filing = (): MoveInput => ({ move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp });
const dispatch = (): MoveInput => ({ move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
async function upToSigned(name: string, day: string): Promise<void> {
  await lamp(name, `${day} 10:00`);
  await make(name, `${day} 10:05`, 'receiver', { move: 'receive' });
  await make(name, `${day} 10:10`, 'duty_officer', filing());
  await make(name, `${day} 10:20`, 'dispatcher', dispatch());
  await make(name, `${day} 11:00`, 'clerk', { move: 'sign' });
}
async function handedBack(name: string, hour: string, passes = true): Promise<void> {
  await make(name, hour, 'clerk', { move: 'hand_back', result: '已修' });
  const later = `${hour.slice(0, 3)}${String(Number(hour.slice(3, 5)) + 1).padStart(2, '0')}:00`;
  await make(name, later, 'checker', { move: 'check', passed: passes, remark: '现场看过' });
  if (passes) await make(name, later, 'duty_officer', { move: 'close', answer: '已修好' });
}

/** The clerk of the street office, whom the corner does not have. */
function streetClerk(): Actor {
  const keeper = corner.actor('keeper');
  const { street } = corner.units;
  const held = { ...keeper.posts[0]!, post: 'clerk' as const, unitId: street, unitKind: 'street' as const };
  return { ...keeper, posts: [{ ...held, rootUnitId: street, unitIds: [street] }] };
}

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [evaluationRoutes], async (_house, request) =>
    request.headers['x-reader'] === 'street'
      ? { kind: 'person', regionId: corner.regionId, actor: streetClerk() }
      : undefined,
  );
  await upToSigned('quick', '02');
  await handedBack('quick', '03 10:00');
  await upToSigned('late', '02');
  await handedBack('late', '12 10:00'); // due on the 9th
  await upToSigned('again', '03');
  await handedBack('again', '04 10:00', false);
  await handedBack('again', '05 10:00');
  await upToSigned('open', '04');
  await upToSigned('given', '05');
  await make('given', '05 15:00', 'clerk', { move: 'ask_return', reason: '非本部门管养' });
  await make('given', '05 16:00', 'dispatcher', { move: 'decide_return', accept: false, decision: '属管养范围' });
  await handedBack('given', '06 10:00');
  await lamp('void', '06 10:00', 'keeper');
  await make('void', '06 10:05', 'receiver', { move: 'receive' });
  await make('void', '06 10:06', 'duty_officer', { move: 'void', reason: 'not_so', text: '现场无此问题' });
  await within(corner, async (tx) => {
    const held = (await reportByNumber(tx, corner.regionId, reports['quick']!))!;
    await rate(tx, corner.regionId, held, { id: uuidv7(), solved: true, satisfied: true }, on('05 10:00'));
  });
  door.at('2026-12-20T02:00:00Z');
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const at = (path: string) => `/v1/evaluation/periods/${periodId}${path}`;
async function ask<T>(path: string, as: Post = 'evaluator'): Promise<T> {
  const answer = await door.knock(path, { as });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body as T;
}
const tell = (path: string, body: object, as: Post = 'evaluator', method: 'POST' | 'PUT' = 'POST'): Promise<Answer> =>
  door.knock(path, { as, method, body: { id: uuidv7(), ...body } });
const compute = async (fresh = false) => {
  const answer = await tell(at('/computing'), { fresh });
  expect(answer.status).toBe(200);
  await jobsDone();
};
async function all<Row>(path: string, as: Post = 'evaluator'): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after = ''; ;) {
    const page = await ask<{ rows: Row[]; next: string | null }>(
      `${path}${path.includes('?') ? '&' : '?'}limit=3${after}`,
      as,
    );
    rows.push(...page.rows);
    if (page.next === null) return rows;
    after = `&after=${page.next}`;
  }
}
const figure = async (indicator: string, object = 'district', key = '0') =>
  (await ask<{ rows: PeriodFigure[] }>(at(`/figures?object=${object}&indicator=${indicator}&key=${key}`))).rows[0];
const stored = async () =>
  (await within(corner, (tx) => figuresOf(tx, corner.regionId, periodId)))
    .filter(({ n, exempt }) => n > 0 || exempt > 0)
    .map((row) => JSON.stringify(row))
    .sort();
const periodNow = () => ask<Period>(at(''));

test('a month is opened by the evaluator and computed', async () => {
  const id = uuidv7();
  expect((await tell('/v1/evaluation/periods', { kind: 'month', firstOn: '2026-11-09' }, 'clerk')).body.code).toBe(
    'reader.not_permitted',
  );
  const opened = await door.knock('/v1/evaluation/periods', {
    as: 'evaluator',
    body: { id, kind: 'month', firstOn: '2026-11-09' },
  });
  expect(opened.body).toMatchObject({ firstOn: '2026-11-01', state: 'open', schemeVersion: 1, asOf: null });
  expect((await tell('/v1/evaluation/periods', { kind: 'month', firstOn: '2026-11-01' })).body.code).toBe(
    'thing.exists',
  );
  periodId = id;
  await compute();
  expect(await periodNow()).toMatchObject({
    state: 'computed',
    computing: false,
    cases: 6,
    asOf: '2026-12-03T16:00:00.000Z',
  });
  const roads = String(corner.units.roads);
  expect(await figure('handling_on_time', 'unit', roads)).toMatchObject({
    n: 5,
    hits: 3,
    value: 0.6,
    name: '市政道路处',
  });
  expect(await figure('open_overdue', 'unit', roads)).toMatchObject({ n: 1 });
  expect(await figure('rework_rate', 'unit', roads)).toMatchObject({ n: 4, hits: 1 });
  expect(await figure('evasion_rate', 'unit', roads)).toMatchObject({ n: 5, hits: 1 });
  expect(await figure('satisfied_rate', 'unit', roads)).toMatchObject({ n: 1, hits: 1 });
  expect(await figure('report_volume')).toMatchObject({ n: 6 });
  expect(await figure('filing_rate')).toMatchObject({ n: 6, hits: 5 });
  expect(await figure('sense_to_dispatch')).toMatchObject({ n: 5, value: 20 });
  expect(await figure('closing_on_time', 'area', String(corner.areas.community))).toMatchObject({
    n: 5,
    hits: 3,
    name: '柳岸社区',
  });
  expect(await figure('filing_accuracy', 'post', 'duty_officer')).toMatchObject({ n: 5, hits: 5 });
});

test('every figure is what its drill-down shows, line by line', async () => {
  let looked = 0;
  for (const object of objects.filter((one) => one !== 'person')) {
    for (const row of await all<PeriodFigure>(at(`/figures?object=${object}`))) {
      if (row.indicator.endsWith('_grade')) continue;
      const path = at(`/traces?indicator=${row.indicator}&object=${object}&key=${row.key}`);
      const traces = await all<{ hit: boolean; minutes: number | null; number: string | null }>(path);
      expect([row.indicator, row.key, traces.length]).toEqual([row.indicator, row.key, row.n]);
      expect(traces.filter(({ hit }) => hit).length).toBe(row.hits);
      expect(row.value).toBe(valueOf(row.indicator, row));
      looked += 1;
    }
  }
  expect(looked).toBeGreaterThan(60);
});

test('what happens afterwards does not change the month, and what is counted anew has the same digits', async () => {
  const before = await stored();
  const reopen: MoveInput = { move: 'reopen', reason: '又不亮了' };
  await within(corner, (tx) =>
    makeMove(
      tx,
      corner.actor('duty_officer'),
      { caseId: cases['quick']!, input: reopen },
      new Date('2026-12-09T02:00:00Z'),
    ),
  );
  await within(corner, (tx) =>
    makeMove(
      tx,
      corner.actor('dispatcher'),
      { caseId: cases['quick']!, input: dispatch() },
      new Date('2026-12-10T02:00:00Z'),
    ),
  );
  await within(corner, (tx) =>
    makeMove(
      tx,
      corner.actor('clerk'),
      { caseId: cases['open']!, input: { move: 'hand_back', result: '终于修好' } },
      new Date('2026-12-15T02:00:00Z'),
    ),
  );
  await compute();
  expect(await stored()).toEqual(before);
  await compute(true);
  expect(await stored()).toEqual(before);
  // From nothing but facts and clocks, in a period that never saw the first counting.
  await sql`delete from evaluation.figures`.execute(corner.owner);
  await sql`delete from evaluation.traces`.execute(corner.owner);
  await computePeriod(door.house, corner.regionId, periodId, { at: door.house.now(), fresh: true }, noProgress);
  expect(await stored()).toEqual(before);
});

test('a running month is brought up to date case by case, and counting all of it again changes nothing', async () => {
  const id = uuidv7();
  door.at('2026-12-10T10:00:00Z');
  await door.knock('/v1/evaluation/periods', { as: 'evaluator', body: { id, kind: 'month', firstOn: '2026-12-01' } });
  const november = periodId;
  periodId = id;
  await compute();
  await lamp('new', '12-11 09:00');
  await make('new', '12-11 10:00', 'receiver', { move: 'receive' });
  door.at('2026-12-16T10:00:00Z');
  await compute();
  const step = await stored();
  await compute(true);
  expect(await stored()).toEqual(step);
  expect(await figure('received_count', 'post', 'receiver')).toMatchObject({ n: 1 });
  periodId = november;
  door.at('2026-12-20T02:00:00Z');
});

test('points follow the scheme, volume beside them; of staff the posts are shown and nobody by name', async () => {
  const { rows } = await ask<{ rows: Result[] }>(at('/results?group=department'));
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ object: 'unit', name: '市政道路处', place: 1, volume: 5, veto: null });
  const part = rows[0]!.parts.find(({ indicator }) => indicator === 'handling_on_time')!;
  expect(part).toMatchObject({ n: 5, value: 0.6, points: 60, weight: 30 });
  const posts = await ask<{ rows: Result[] }>(at('/results?group=dispatcher'));
  expect(posts.rows.map(({ object, key }) => [object, key])).toEqual([['post', 'dispatcher']]);
  expect((await door.knock(at('/figures?object=person'), { as: 'evaluator' })).body.code).toBe('request.invalid');
});

test('a sheet by the five aspects is seen by herself and her superior, and by nobody else', async () => {
  const dispatcher = corner.actor('dispatcher');
  const path = at(`/sheets/${dispatcher.personId}`);
  const sheet = await ask<{ name: string; sheets: Result[] }>(path, 'dispatcher');
  expect(sheet.sheets.map(({ group, place }) => [group, place])).toEqual([['dispatcher', null]]);
  expect(new Set(sheet.sheets[0]!.parts.map(({ aspect }) => aspect))).toEqual(
    new Set(['discipline', 'quality', 'quota', 'standard', 'responsibility']),
  );
  // Whoever answers at the closing is no receiver because receivers answer as well.
  const officer = at(`/sheets/${corner.actor('duty_officer').personId}`);
  const hers = await ask<{ sheets: Result[] }>(officer, 'duty_officer');
  expect(hers.sheets.map(({ group }) => group)).toEqual(['duty_officer']);
  expect(hers.sheets[0]!.parts.find(({ indicator }) => indicator === 'answer_standard')!.n).toBeGreaterThan(0);
  for (const as of ['evaluator', 'clerk', 'handler', 'keeper'] as const)
    expect((await door.knock(path, { as })).status, as).toBe(404);
  const trace = `${at('/traces')}?indicator=dispatch_count&object=person&key=${dispatcher.personId}`;
  expect((await door.knock(trace, { as: 'evaluator' })).status).toBe(404);
  expect((await ask<{ rows: unknown[] }>(trace, 'dispatcher')).rows).toHaveLength(5);
  expect(
    (await ask<{ rows: { personId: string }[] }>(at('/sheets'), 'dispatcher')).rows.map(({ personId }) => personId),
  ).toEqual([dispatcher.personId]);
});

test('a scheme is revised as a new version; a period keeps the one it was opened under', async () => {
  const items = defaultScheme.items.map((item) =>
    item.group === 'area' && item.indicator === 'filed_count' ? { ...item, weight: 60, on: true } : item,
  );
  const bad = await tell(
    '/v1/evaluation/scheme',
    { ...defaultScheme, items, version: 1, reason: '试改' },
    'evaluator',
    'PUT',
  );
  expect(bad.body.code).toBe('evaluation.scheme');
  const good = { ...defaultScheme, settleDays: 5, version: 1, reason: '结清期改为五天' };
  expect((await tell('/v1/evaluation/scheme', good, 'clerk', 'PUT')).body.code).toBe('reader.not_permitted');
  expect((await tell('/v1/evaluation/scheme', good, 'evaluator', 'PUT')).body).toMatchObject({
    version: 2,
    settleDays: 5,
  });
  expect((await tell('/v1/evaluation/scheme', good, 'evaluator', 'PUT')).body.code).toBe('thing.stale');
  expect((await ask<{ version: number; settleDays: number }>('/v1/evaluation/scheme?version=1')).settleDays).toBe(3);
  expect((await periodNow()).schemeVersion).toBe(1);
});

test('a survey is entered by the evaluator and counts with its n; a department rates nobody', async () => {
  const survey = {
    kind: 'survey',
    unitId: corner.units.roads,
    conductedBy: '平宁民意调查中心',
    question: '您对处理结果满意吗？',
    asked: 250,
    answers: [10, 10, 30, 70, 80],
    remark: '第三方问卷',
  };
  expect((await tell(at('/reviews'), survey, 'clerk')).body.code).toBe('reader.not_permitted');
  const street = { kind: 'street', unitId: corner.units.roads, grade: 80, remark: '' };
  expect((await tell(at('/reviews'), street, 'clerk')).body.code).toBe('evaluation.rates_departments');
  expect((await tell(at('/reviews'), street, 'evaluator')).body.code).toBe('evaluation.rates_departments');
  const rates = (unitId: number) =>
    door.knock(at('/reviews'), {
      headers: { 'x-reader': 'street' },
      body: { id: uuidv7(), ...street, unitId },
    });
  expect((await rates(corner.units.street)).body.code, 'never itself').toBe('evaluation.rates_departments');
  expect((await rates(corner.units.roads)).status).toBe(200);
  expect(await figure('street_grade', 'unit', String(corner.units.roads))).toMatchObject({ n: 1, value: 80 });
  const unsaid = await tell(at('/reviews'), { ...survey, question: '', answers: [0, 0, 0, 0, 0] });
  expect(unsaid.body).toMatchObject({ code: 'evaluation.review_incomplete', status: 422 });
  expect((await tell(at('/reviews'), { ...survey, asked: 150 })).body.code, '200 answered').toBe(
    'evaluation.review_incomplete',
  );
  expect(
    (await tell(at('/reviews'), { ...survey, answers: undefined, grade: 99 })).body.code,
    'nobody types it in',
  ).toBe('evaluation.review_incomplete');
  expect((await tell(at('/reviews'), survey)).status).toBe(200);
  expect(await figure('survey_grade', 'unit', String(corner.units.roads))).toMatchObject({ n: 200, value: 80 });
  const article = { kind: 'media', unitId: corner.units.roads, conductedBy: '平宁日报', grade: 60, remark: '' };
  expect((await tell(at('/reviews'), article)).body.code, 'where it can be read').toBe('evaluation.review_incomplete');
  expect((await tell(at('/reviews'), { ...article, source: '2026-11-20 第 3 版' })).status).toBe(200);
  const of = (kind: string) =>
    ask<{ rows: { kind: string; answers: number[] | null }[] }>(
      at(`/reviews?kind=${kind}&unitId=${corner.units.roads}`),
    );
  expect((await of('survey')).rows).toMatchObject([{ kind: 'survey', asked: 250, n: 200, answers: survey.answers }]);
  expect((await of('deputy')).rows).toEqual([]);
});

test('reviewed, contested on two levels, locked and published; the fact stays and is counted out', async () => {
  const step = async (name: string, as: Post) =>
    tell(at('/steps'), { step: name, version: (await periodNow()).version }, as);
  expect((await step('review', 'evaluator')).body.code).toBe('reader.not_permitted');
  expect((await step('review', 'leader')).body).toMatchObject({ state: 'reviewed' });
  expect((await step('lock', 'evaluator')).body.code).toBe('evaluation.period_state');
  expect((await step('open_appeals', 'evaluator')).body).toMatchObject({ state: 'appealing' });

  const roads = String(corner.units.roads);
  const appeal = { caseId: cases['late'], trace: 'round', reason: '备件由上级统一调拨，延误非本单位原因', periodId };
  expect((await tell('/v1/evaluation/appeals', appeal, 'handler')).body.code).toBe('reader.not_permitted');
  const asked = await tell('/v1/evaluation/appeals', appeal, 'clerk');
  expect(asked.body).toMatchObject({ state: 'asked', unitName: '市政道路处', mine: false });
  expect((await tell('/v1/evaluation/appeals', appeal, 'clerk')).body.code).toBe('thing.exists');
  expect((await step('lock', 'evaluator')).body.code).toBe('evaluation.appeals_pending');
  const decide = (as: Post, grant = true) =>
    tell(`/v1/evaluation/appeals/${asked.body.id}/decisions`, { grant, decision: '情况属实' }, as);
  expect((await decide('evaluator')).body.code).toBe('reader.not_permitted');
  expect((await decide('dispatcher')).body).toMatchObject({ state: 'passed_on' });
  expect((await decide('dispatcher')).body.code).toBe('reader.not_permitted');
  const granted = await decide('evaluator');
  expect(granted.body.decisions.map((one: { level: number; grant: boolean }) => [one.level, one.grant])).toEqual([
    [1, true],
    [2, true],
  ]);
  expect((await decide('evaluator')).body.code).toBe('evaluation.appeal_decided');
  expect(await figure('handling_on_time', 'unit', roads)).toMatchObject({ n: 4, hits: 3, exempt: 1, value: 0.75 });
  const exempt = await ask<{ rows: { caseId: string; exempt: boolean; doneAt: string }[] }>(
    at(`/traces?indicator=handling_on_time&object=unit&key=${roads}&part=exempt`),
  );
  expect(exempt.rows).toMatchObject([{ caseId: cases['late'], exempt: true, doneAt: on('12 10:00').toISOString() }]);
  const after = await stored();
  await compute(true);
  expect(await stored()).toEqual(after);
  expect((await periodNow()).state).toBe('appealing');

  const veto = { object: 'unit', key: roads, reason: '发生瞒报，经查属实' };
  expect((await tell(at('/vetoes'), veto, 'evaluator')).body.code).toBe('reader.not_permitted');
  expect((await tell(at('/vetoes'), { ...veto, reason: '' }, 'leader')).body.code, 'never without a reason').toBe(
    'request.invalid',
  );
  const vetoed = async () =>
    (await ask<{ rows: Result[] }>(at('/results?group=department'))).rows.find(({ key }) => key === roads)!.veto;
  expect((await tell(at('/vetoes'), veto, 'leader')).status).toBe(200);
  expect(await vetoed()).toBe(veto.reason);
  expect((await tell(at('/vetoes'), { ...veto, reason: '复查不属实', lift: true }, 'leader')).status).toBe(200);
  expect(await vetoed()).toBeNull();
  expect((await tell(at('/vetoes'), veto, 'leader')).status).toBe(200);
  expect((await step('lock', 'evaluator')).body.code).toBe('evaluation.appeals_open');
  door.at('2026-12-27T02:00:00Z');
  expect((await door.knock('/v1/scoreboard', {})).body).toEqual({ periods: [], shown: null });
  expect((await step('lock', 'evaluator')).body).toMatchObject({ state: 'locked' });
  expect((await tell(at('/computing'), {})).body.code).toBe('evaluation.period_state');
  expect((await tell(at('/vetoes'), { ...veto, lift: true }, 'leader')).body.code).toBe('evaluation.period_state');
  expect((await step('publish', 'evaluator')).body.code).toBe('reader.not_permitted');
  expect((await step('publish', 'leader')).body).toMatchObject({ state: 'published' });
});

test('in public: units and places with every n, a veto with its reason, and no person', async () => {
  const { body, raw } = await door.knock('/v1/scoreboard', { lang: 'en' });
  expect(body.periods).toHaveLength(1);
  expect(body.shown.boards.map(({ group }: { group: string }) => group)).toEqual(['area', 'department', 'street']);
  const [line] = body.shown.boards[1].lines;
  expect(line).toMatchObject({ name: '市政道路处', place: 1, volume: 5, veto: '发生瞒报，经查属实' });
  const onTime = body.shown.boards[1].items.findIndex(({ name }: { name: string }) => name === 'Handled on time');
  expect(line.cells[onTime]).toEqual({ n: 4, value: '75.0 %' });
  const people = (
    ['receiver', 'duty_officer', 'dispatcher', 'clerk', 'checker', 'evaluator', 'leader'] as const
  ).flatMap((post) => {
    const actor = corner.actor(post);
    return [actor.personId, actor.name];
  });
  expect(people.filter((one) => raw.toString('utf8').includes(one))).toEqual([]);
});

test('every step was a fact', async () => {
  const { rows } = await sql<{ kind: string }>`
    select kind from kit.facts where subject = 'period' and subject_id = ${periodId} order by n`.execute(corner.owner);
  const kinds = rows.map(({ kind }) => kind);
  expect(kinds[0]).toBe('period.opened');
  expect(kinds).toEqual(
    expect.arrayContaining([
      'period.reviewed',
      'period.appealing',
      'period.vetoed',
      'period.locked',
      'period.published',
    ]),
  );
});
