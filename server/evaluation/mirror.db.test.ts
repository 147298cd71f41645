/** An answer that is sent against the mirror's hints goes out all the same; the fact keeps them, and the evaluation counts them. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes } from '#cases';
import { evaluationRoutes } from '#evaluation';
import { intakeRoutes } from '#intake';
import { inCell, layCorner, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, caseRoutes, evaluationRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

/** Reported and ended at once by 值班长. */
async function ended(input: MoveInput): Promise<any> {
  const id = uuidv7();
  const report = { id, kind: 'consultation', title: '路灯几点亮', detail: '幸福里的路灯几点亮', naming: 'anonymous' };
  await door.knock('/v1/reports', { body: { ...report, location: inCell, matterId: corner.matters.lamp } });
  const { rows } = await sql<{ case_id: string; version: number }>`
    select r.case_id, c.version from intake.reports r join cases.cases c on c.id = r.case_id where r.id = ${id}`.execute(
    corner.owner,
  );
  const { case_id: caseId, version } = rows[0]!;
  const as: Post = 'duty_officer';
  const moved = await door.knock(`/v1/cases/${caseId}/moves`, { as, body: { id: uuidv7(), version, input } });
  expect(moved.status).toBe(200);
  return (await door.knock(`/v1/cases/${caseId}`, { as })).body;
}

test('overruled hints are kept in the fact and counted beside all answers the mirror looked at', async () => {
  const overruled = await ended({ move: 'answer', text: '您的问题已转相关部门，请耐心等待。' });
  expect(overruled.timeline.at(-1)).toMatchObject({
    kind: 'case.answered',
    data: { hints: ['too_short', 'passed_on', 'no_explanation', 'off_matter', 'no_contact', 'officialese'] },
  });
  const clear = await ended({
    move: 'answer',
    text: '幸福里路灯按《平宁区照明时间表》每天日落后十五分钟点亮，日出前十五分钟熄灭，11月为17时05分。疑问请拨打 000-8000-0001。',
  });
  expect(clear.timeline.at(-1).data.hints).toEqual([]);

  const period = 'from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z';
  const { body: figures } = await door.knock(`/v1/figures?${period}`, { as: 'evaluator' });
  expect(figures.answerHints).toMatchObject({ n: 2, hits: 1, rate: 0.5, kinds: { passed_on: 1, officialese: 1 } });
  const behind = await door.knock(`/v1/figures/answer_hints/cases?${period}&part=hits`, { as: 'evaluator' });
  expect(behind.body.rows.map((row: any) => row.case.id)).toEqual([overruled.case.id]);
});
