/** 特邀监督员评议, over HTTP: what is closed on her ground and told in public, once and for good; the unit answers without knowing who; the grade enters the period. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { makeMove } from '#cases';
import { noProgress } from '#kit/jobs.ts';
import { intakeRoutes } from '#intake';
import { inCell, layCorner, outsideAll, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { computePeriod } from '../actions.ts';
import { evaluationRoutes } from '../routes.ts';

let corner: Corner;
let door: Door;
const numbers: Record<string, string> = {};
const canary = '王小丫 13900001234';
const at = new Date('2026-11-23T02:00:00Z');

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, evaluationRoutes]);
  await told('lamp', {});
  await told('other', {});
  await told('elsewhere', { location: outsideAll });
  await told('secret', { naming: 'confidential', contact: { phone: '13900001234' } });
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

async function told(name: string, more: object): Promise<void> {
  const { lamp } = corner.matters;
  const body = {
    id: uuidv7(),
    kind: 'help',
    title: canary,
    matterId: lamp,
    location: inCell,
    naming: 'anonymous',
    ...more,
  };
  expect((await door.knock('/v1/reports', { body })).status).toBe(200);
  const { rows } = await sql<{ id: string; number: string }>`
    select c.id, c.number from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where r.region_id = ${corner.regionId} and r.id = ${body.id}`.execute(corner.owner);
  const { id: caseId, number } = rows[0]!;
  numbers[name] = number;
  const steps: [Post, MoveInput][] = [
    ['receiver', { move: 'receive' }],
    ['duty_officer', { move: 'file', matterId: lamp, conditionId: corner.conditions.lamp }],
    ['dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' }],
    ['clerk', { move: 'sign' }],
    ['handler', { move: 'hand_back', result: '已修' }],
    ['checker', { move: 'check', passed: true, remark: '已亮' }],
    ['duty_officer', { move: 'close', answer: `${canary}：路灯已修好。` }],
  ];
  for (const [post, input] of steps)
    await within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, at));
}
const cases = (query = '') => door.knock(`/v1/opinions/cases${query}`, { as: 'supervisor' });
const give = (number: string, as: Post = 'supervisor', grade = 2) =>
  door.knock('/v1/opinions', { as, body: { id: uuidv7(), number, grade, comment: '修了两次，请说明原因' } });

test('she sees what is closed on her ground as the public sees it, and nothing of who told it', async () => {
  const { body, raw } = await cases();
  expect(new Set(body.rows.map(({ number }: { number: string }) => number))).toEqual(
    new Set([numbers['lamp'], numbers['other']]),
  );
  for (const word of ['王小丫', '13900001234', numbers['secret']!]) expect(raw.toString()).not.toContain(word);
  for (const as of ['clerk', 'evaluator', 'leader', 'correspondent'] as const)
    expect((await door.knock('/v1/opinions/cases', { as })).status).toBe(403);
});

test('one opinion for a case, of her own ground, from nobody who serves', async () => {
  expect((await give(numbers['lamp']!)).status).toBe(200);
  expect((await give(numbers['lamp']!)).body.code).toBe('thing.exists');
  for (const name of ['secret', 'elsewhere']) expect((await give(numbers[name]!)).status).toBe(404);
  expect((await give(numbers['other']!, 'clerk')).status).toBe(403);
  expect((await cases('?judged=yes')).body.rows.map(({ number }: { number: string }) => number)).toEqual([
    numbers['lamp'],
  ]);
  expect((await cases('?judged=no')).body.rows.map(({ number }: { number: string }) => number)).toEqual([
    numbers['other'],
  ]);
  const supervisor = corner.actor('supervisor');
  supervisor.posts.push(corner.actor('handler').posts[0]!);
  expect((await give(numbers['other']!)).body.code).toBe('evaluation.serves_too');
  supervisor.posts.pop();
});

test('the unit reads from which station it came, and answers once; she reads the answer', async () => {
  const waiting = await door.knock('/v1/opinions?waiting=true', { as: 'clerk' });
  const [one] = waiting.body.rows;
  expect(one).toMatchObject({
    case: { number: numbers['lamp'] },
    period: null,
    grade: 2,
    from: '区领导',
    mayAnswer: true,
    answer: null,
  });
  expect(waiting.raw.toString()).not.toContain(corner.actor('supervisor').name);
  await sql`update access.units set name_en = 'Bureau of Urban Management' where id = ${corner.units.roads}`.execute(
    corner.owner,
  );
  const english = await door.knock('/v1/opinions?waiting=true', { as: 'clerk', lang: 'en' });
  expect(english.body.rows).toMatchObject([{ unitName: 'Bureau of Urban Management', from: '区领导' }]);
  const answer = (as: Post) =>
    door.knock(`/v1/opinions/${one.id}/answers`, { as, body: { id: uuidv7(), text: '灯杆老化，已整体更换。' } });
  expect((await answer('leader')).status).toBe(403);
  expect((await answer('clerk')).status).toBe(200);
  expect((await answer('clerk')).body.code).toBe('thing.exists');
  expect((await door.knock('/v1/opinions?waiting=true', { as: 'clerk' })).body.rows).toEqual([]);
  expect((await cases('?judged=yes')).body.rows[0].opinion.answer).toMatchObject({ text: '灯杆老化，已整体更换。' });
  const { rows } = await sql<{ id: string }>`
    select id from cases.cases where region_id = ${corner.regionId} and number = ${numbers['lamp']}`.execute(
    corner.owner,
  );
  const ofCase = await door.knock(`/v1/cases/${rows[0]!.id}/opinions`, { as: 'handler' });
  expect(ofCase.body.opinions).toMatchObject([{ grade: 2, mayAnswer: false }]);
  expect((await door.knock(`/v1/cases/${rows[0]!.id}/opinions`, { as: 'supervisor' })).status).toBe(403);
});

test('what was given in its days enters the period, added up and typed in by nobody', async () => {
  expect((await give(numbers['other']!, 'supervisor', 5)).status).toBe(200);
  const id = uuidv7();
  await door.knock('/v1/evaluation/periods', { as: 'evaluator', body: { id, kind: 'month', firstOn: '2026-11-01' } });
  door.at('2026-12-10T02:00:00Z');
  await computePeriod(door.house, corner.regionId, id, { at: door.house.now(), fresh: true }, noProgress);
  const { body } = await door.knock(`/v1/evaluation/periods/${id}/reviews?kind=deputy`, { as: 'evaluator' });
  expect(body.rows).toMatchObject([
    { unitId: corner.units.roads, n: 2, grade: 70, answers: [0, 1, 0, 0, 1], by: null },
  ]);
  const figures = await door.knock(`/v1/evaluation/periods/${id}/figures?indicator=deputy_grade&object=unit`, {
    as: 'evaluator',
  });
  expect(figures.body.rows).toMatchObject([{ indicator: 'deputy_grade', n: 2, value: 70 }]);
});

test('what was published of a unit is hers to judge too, once a period; the unit answers, and no case or person is told', async () => {
  const units = (as: Post = 'supervisor') => door.knock('/v1/opinions/units', { as });
  const { rows } = await sql<{ id: string }>`
    select id from evaluation.periods where region_id = ${corner.regionId}`.execute(corner.owner);
  const periodId = rows[0]!.id;
  const { roads, supervision } = corner.units;
  const give = (unitId: number, as: Post = 'supervisor') =>
    door.knock('/v1/opinions/units', {
      as,
      body: { id: uuidv7(), periodId, unitId, grade: 4, comment: '比上月快，请保持' },
    });
  expect((await units()).body, 'nothing of a period that is not published').toEqual({ periods: [], shown: null });
  expect((await give(roads)).status).toBe(404);
  // The way to publication is told in periods.db.test.ts.
  await sql`
    update evaluation.periods set state = 'published', locked_at = '2026-12-09T02:00:00Z', published_at = '2026-12-09T02:00:00Z', computed_at = '2026-12-09T02:00:00Z'
     where region_id = ${corner.regionId} and id = ${periodId}`.execute(corner.owner);

  const { body, raw } = await units();
  const judged = body.shown.units.find(({ unitId }: { unitId: number }) => unitId === roads);
  expect(judged).toMatchObject({ name: '市政道路处', opinion: null });
  expect(judged.figures.some(({ n }: { n: number }) => n > 0)).toBe(true);
  for (const word of [canary, '13900001234', ...Object.values(numbers)]) expect(raw.toString()).not.toContain(word);
  for (const as of ['clerk', 'evaluator', 'leader', 'correspondent'] as const)
    expect((await units(as)).status).toBe(403);

  expect((await give(roads, 'clerk')).status).toBe(403);
  expect((await give(supervision)).status, 'of which nothing was published').toBe(404);
  expect((await give(roads)).body).toMatchObject({ case: null, period: { id: periodId, kind: 'month' }, grade: 4 });
  expect((await give(roads)).body.code).toBe('thing.exists');
  const [waiting] = (await door.knock('/v1/opinions?waiting=true', { as: 'clerk' })).body.rows.filter(
    (one: { period: object | null }) => one.period,
  );
  expect(waiting).toMatchObject({ unitName: '市政道路处', from: '区领导', mayAnswer: true });
  const answer = await door.knock(`/v1/opinions/${waiting.id}/answers`, {
    as: 'clerk',
    body: { id: uuidv7(), text: '加了一班夜间巡修。' },
  });
  expect(answer.status).toBe(200);
  const again = (await units()).body.shown.units.find(({ unitId }: { unitId: number }) => unitId === roads);
  expect(again.opinion.answer).toMatchObject({ text: '加了一班夜间巡修。' });
});

test('a unit of another ground is not hers to judge; one of the whole district, and the one above her ground, are', async () => {
  const { rows } = await sql<{ id: string }>`
    select id from evaluation.periods where region_id = ${corner.regionId}`.execute(corner.owner);
  const seen = async (ground: string | null) => {
    const held = corner.actor('supervisor').posts[0]!;
    const before = held.areaPath;
    held.areaPath = ground;
    try {
      const { body } = await door.knock('/v1/opinions/units', { as: 'supervisor' });
      return body.shown.units.map(({ unitId }: { unitId: number }) => unitId);
    } finally {
      held.areaPath = before;
    }
  };
  const { roads, street } = corner.units;
  await sql`
    insert into evaluation.results (region_id, period_id, grp, object, key, points, place, volume, parts)
    select region_id, period_id, 'street', 'unit', ${String(street)}, points, place, volume, '[]'::jsonb
      from evaluation.results where region_id = ${corner.regionId} and period_id = ${rows[0]!.id} and object = 'unit' and key = ${String(roads)}
    on conflict do nothing`.execute(corner.owner);
  const mine = corner.actor('supervisor').posts[0]!.areaPath!;
  expect(await seen(mine)).toEqual(expect.arrayContaining([roads, street]));
  expect(await seen(`${mine}.1`)).toContain(street);
  expect(await seen('777')).toContain(roads);
  expect(await seen('777')).not.toContain(street);
  expect(await seen(null)).toEqual([]);
});

test('信息员 tell at the door of their community, read what they told, and nothing else', async () => {
  const tell = (channel: string, as: Post = 'correspondent') =>
    door.knock('/v1/desk/reports', {
      as,
      body: { id: uuidv7(), channel, kind: 'help', naming: 'named', title: '楼道灯不亮', location: inCell },
    });
  const said = await tell('department');
  expect(said.status).toBe(200);
  for (const channel of ['hotline', 'keeper', 'counter']) expect((await tell(channel)).status).toBe(403);
  const { rows } = (await door.knock('/v1/me/reports', { as: 'correspondent' })).body;
  expect(rows).toMatchObject([
    { number: said.body.receipt.number, secret: said.body.receipt.secret, title: '楼道灯不亮' },
  ]);
  const parties = await sql<{ units: number[] }>`
    select party_units as units from cases.cases where region_id = ${corner.regionId} and id = ${said.body.caseId}`.execute(
    corner.owner,
  );
  expect(parties.rows[0]!.units).toContain(corner.units.street);
  expect((await door.knock('/v1/me/reports', { as: 'clerk' })).status).toBe(403);
});
