/** 抽样调查, over HTTP: the lot draws, the house asks by the way each came, nobody learns how one of them answered, the counts enter. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { Survey } from '#contract/surveys.ts';
import { uuidv7 } from '#contract/ids.ts';
import { makeMove } from '#cases';
import { evaluationRoutes } from '#evaluation';
import { intakeRoutes } from '#intake';
import type { Actor } from '#kit/caller.ts';
import { Refused } from '#kit/refusal.ts';
import { answerToCaller, toCall } from '../intake/questions/questions.ts';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
let periodId: string;
const web = ['1', '2', '3', '4', '5', '6', '7'];
const told: Record<string, { reportId: string; number: string; code: string }> = {};
const at = new Date('2026-11-23T02:00:00Z');

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, evaluationRoutes]);
  const { roads, street } = corner.units;
  for (const name of web) await solved(name, 'web', {}, roads);
  await solved('secret', 'web', { naming: 'confidential', contact: { phone: '13900002222' } }, street);
  await solved('rang', 'hotline', { naming: 'named', contact: { phone: '13900001111' } }, street);
  periodId = uuidv7();
  const opened = { id: periodId, kind: 'month', firstOn: '2026-11-01' };
  await door.knock('/v1/evaluation/periods', { as: 'evaluator', body: opened });
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

async function solved(name: string, channel: 'web' | 'hotline', more: object, unitId: number): Promise<void> {
  const body = { id: uuidv7(), kind: 'help', title: '路灯不亮', location: inCell, naming: 'anonymous', ...more };
  const reply =
    channel === 'web'
      ? await door.knock('/v1/reports', { body })
      : await door.knock('/v1/desk/reports', { as: 'receiver', body: { ...body, channel } });
  const receipt = channel === 'web' ? reply.body : reply.body.receipt;
  told[name] = { reportId: receipt.reportId, number: receipt.number, code: receipt.secret };
  const { rows } = await sql<{ caseId: string; state: string }>`
    select c.id as "caseId", c.state from intake.reports r join cases.cases c on c.id = r.case_id where r.id = ${receipt.reportId}`.execute(
    corner.owner,
  );
  const { caseId, state } = rows[0]!;
  const clerk = corner.actor('clerk');
  const ofUnit: Actor = {
    ...clerk,
    personId: corner.actor('handler').personId,
    posts: [{ ...clerk.posts[0]!, unitId, unitIds: [unitId], rootUnitId: unitId }],
  };
  const { lamp } = corner.matters;
  const steps: [Post | Actor, MoveInput][] = [
    ...(state === 'reported' ? [['receiver', { move: 'receive', matterId: lamp }] as [Post, MoveInput]] : []),
    ['duty_officer', { move: 'file', matterId: lamp, conditionId: corner.conditions.lamp }],
    ['dispatcher', { move: 'dispatch', unitId, reason: '权责清单' }],
    [ofUnit, { move: 'sign' }],
    [ofUnit, { move: 'hand_back', result: '已修' }],
    ['checker', { move: 'check', passed: true, remark: '已亮' }],
    ['duty_officer', { move: 'close', answer: '路灯已修好。' }],
  ];
  for (const [who, input] of steps)
    await within(corner, (tx) =>
      makeMove(tx, typeof who === 'string' ? corner.actor(who) : who, { caseId, input }, at),
    );
}
const surveys = () => `/v1/evaluation/periods/${periodId}/surveys`;
const draw = (as: Post = 'evaluator') =>
  door.knock(surveys(), { as, body: { id: uuidv7(), question: '您对办理结果满意吗？', eachUnit: 6, days: 7 } });
const receipt = (name: string) =>
  door.knock(`/v1/receipts/${told[name]!.number}`, { code: told[name]!.code }).then(({ body }) => body);
const answer = (name: string, surveyId: string, grade: number) =>
  door.knock(`/v1/receipts/${told[name]!.number}/answers`, {
    code: told[name]!.code,
    body: { id: uuidv7(), surveyId, grade },
  });

test('drawn by lot, asked by the way they came, counted once; who told in confidence is never drawn', async () => {
  expect((await draw('dispatcher')).body.code).toBe('reader.not_permitted');
  const { body: survey } = (await draw()) as { body: Survey };
  // Six of seven of the roads, and the one of the street who can be asked: eight could have been, and none of them in confidence.
  expect(survey).toMatchObject({ n: 1, drawn: 7, of: 8, eachUnit: 6, closedAt: null });
  expect((await draw()).body.code).toBe('evaluation.survey_open');
  expect((await receipt('secret')).question).toBeNull();
  const asked: string[] = [];
  for (const name of web) if ((await receipt(name)).question?.surveyId === survey.id) asked.push(name);
  expect(asked).toHaveLength(6);
  const family = { ...told[asked[0]!]!, code: (await receipt(asked[0]!)).familyCode };
  const byFamily = await door.knock(`/v1/receipts/${family.number}`, { code: family.code });
  expect(byFamily.body.question, 'the family looks on').toBeNull();

  expect((await answer(asked[0]!, survey.id, 4)).body.question).toBeNull();
  expect((await answer(asked[0]!, survey.id, 1)).body.code, 'once').toBe('report.no_question');
  for (const name of asked.slice(1, 5)) await answer(name, survey.id, name === asked[1] ? 5 : 4);
  const notDrawn = web.find((name) => !asked.includes(name))!;
  expect((await answer(notDrawn, survey.id, 5)).body.code).toBe('report.no_question');

  // By telephone, and not by somebody of the unit that handled it.
  const caller = corner.actor('caller');
  const ofStreet: Actor = { ...caller, posts: [...caller.posts, corner.actor('keeper').posts[0]!] };
  const calls = (actor: Actor) => within(corner, (tx) => toCall(tx, actor, {}, at));
  expect((await calls(caller)).rows.map(({ reportId }) => reportId)).toEqual([told['rang']!.reportId]);
  expect((await calls(ofStreet)).rows).toEqual([]);
  const say = (actor: Actor, said: { reached: boolean; grade: number | null }) =>
    within(corner, (tx) =>
      answerToCaller(tx, actor, { id: uuidv7(), surveyId: survey.id, reportId: told['rang']!.reportId, ...said }, at),
    );
  await expect(say(ofStreet, { reached: true, grade: 5 })).rejects.toBeInstanceOf(Refused);
  expect(await say(caller, { reached: false, grade: null })).toEqual({ over: false });
  expect(await say(caller, { reached: true, grade: 3 })).toEqual({ over: true });

  const lock = async () => {
    await sql`update evaluation.periods set state = 'appealing', from_at = '2025-11-01', to_at = '2025-12-01', computed_at = now() where id = ${periodId}`.execute(
      corner.owner,
    );
    const { body } = await door.knock(`/v1/evaluation/periods/${periodId}`, { as: 'evaluator' });
    const step = { id: uuidv7(), step: 'lock', version: body.version };
    return door.knock(`/v1/evaluation/periods/${periodId}/steps`, { as: 'evaluator', body: step });
  };
  expect((await lock()).body.code, 'counted first').toBe('evaluation.survey_open');

  const close = (as: Post = 'evaluator') =>
    door.knock(`/v1/evaluation/surveys/${survey.id}/closing`, { as, body: { id: uuidv7() } });
  expect((await close('leader')).body.code).toBe('reader.not_permitted');
  const { roads, street } = corner.units;
  expect((await close()).body.units).toEqual([
    { unitId: roads, unitName: '市政道路处', asked: 6, answered: 5, givenUp: 1 },
    { unitId: street, unitName: '河东街道办', asked: 1, answered: 1, givenUp: 0 },
  ]);
  expect((await close()).body.code).toBe('evaluation.survey_closed');
  expect((await answer(asked[5]!, survey.id, 1)).body.code, 'too late').toBe('report.no_question');

  const reviews = await door.knock(`/v1/evaluation/periods/${periodId}/reviews`, { as: 'evaluator' });
  expect(reviews.body.rows, 'one answer of the street would tell who gave it').toMatchObject([
    { kind: 'survey', unitId: roads, grade: 84, n: 5, asked: 6, answers: [0, 0, 0, 4, 1] },
  ]);
  const { rows } = await sql<{ grades: number; said: string }>`
    select (select count(grade)::int from intake.questions) as grades,
           (select string_agg(distinct f.data::text, '') from kit.facts f where f.kind = 'report.survey_answered') as said`.execute(
    corner.owner,
  );
  expect(rows[0], 'how one of them answered stands nowhere any more').toEqual({ grades: 0, said: '{}' });
});

test('a locked period takes no words any more, and where nobody can be asked there is no survey', async () => {
  const empty = uuidv7();
  await door.knock('/v1/evaluation/periods', {
    as: 'evaluator',
    body: { id: empty, kind: 'month', firstOn: '2026-01-01' },
  });
  const into = (id: string) =>
    door.knock(`/v1/evaluation/periods/${id}/surveys`, {
      as: 'evaluator',
      body: { id: uuidv7(), question: '您满意吗？', eachUnit: 1, days: 7 },
    });
  expect((await into(empty)).body.code).toBe('evaluation.nobody_to_ask');
  await sql`update evaluation.periods set state = 'locked', locked_at = now(), computed_at = now() where id = ${periodId}`.execute(
    corner.owner,
  );
  expect((await into(periodId)).body.code).toBe('evaluation.period_state');
});
