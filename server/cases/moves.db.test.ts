/** Many moves at once are the same moves one by one: the same rows, the same facts, whatever way the story takes. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MoveInput } from '#contract/cases.ts';
import type { Post } from '#contract/access.ts';
import { caseChecks, makeMove, makeMoves, type PlannedMove } from '#cases';
import { fileStore } from '#kit/files.ts';
import { layCorner, opened, within, type Corner } from '../../test/support/corner.ts';

let corner: Corner;
beforeAll(async () => void (corner = await layCorner()));
afterAll(() => corner.drop());

const monday = Date.parse('2026-11-23T01:00:00Z');
const at = (n: number): Date => new Date(monday + n * 3_600_000);

function story(): PlannedMove[] {
  const { matters, conditions, units } = corner;
  const dispatch: MoveInput = { move: 'dispatch', unitId: units.roads, coUnitIds: [units.street], reason: '权责清单' };
  const steps: [Post, MoveInput][] = [
    ['receiver', { move: 'receive', urgent: true, title: '路灯不亮(急)' }],
    ['receiver', { move: 'ask_confirm', keeperId: corner.actor('keeper').personId }],
    ['keeper', { move: 'confirm', isSo: true, remark: '属实' }],
    ['duty_officer', { move: 'file', matterId: matters.lamp, conditionId: conditions.lamp }],
    ['dispatcher', dispatch],
    ['clerk', { move: 'ask_return', reason: '非本部门管养' }],
    ['dispatcher', { move: 'decide_return', accept: true, decision: '同意' }],
    ['dispatcher', dispatch],
    ['clerk', { move: 'sign' }],
    ['clerk', { move: 'assign', personId: corner.actor('handler').personId }],
    ['dispatcher', { move: 'suspend', reason: '等待配件', until: at(400).toISOString() }],
    ['dispatcher', { move: 'resume' }],
    ['leader', { move: 'remind', text: '请抓紧' }],
    ['handler', { move: 'hand_back', result: '已修' }],
    ['checker', { move: 'check', passed: false, remark: '仍不亮' }],
    ['handler', { move: 'hand_back', result: '又修' }],
    ['checker', { move: 'check', passed: true, remark: '已亮' }],
    ['duty_officer', { move: 'close', answer: '已修好' }],
    ['duty_officer', { move: 'uphold', reason: '复核无误' }],
    ['duty_officer', { move: 'reopen', reason: '再次损坏' }],
    ['dispatcher', dispatch],
    ['clerk', { move: 'ask_return', reason: '非本部门管养' }],
    ['leader', { move: 'decide_return', accept: false, decision: '仍由你单位办理' }],
    ['dispatcher', { move: 'suspend', reason: '等待配件', until: at(400).toISOString() }],
    ['receiver', { move: 'withdraw', reason: '已自行解决' }],
  ];
  return steps.map(([post, input], i) => ({ actor: corner.actor(post), input, at: at(i + 1) }));
}

/** Every row of a case, but for the ids that are made on the way. */
async function rowsOf(caseId: string): Promise<unknown> {
  const one = async (table: string, made: string[], order: string) => {
    const { rows } = await sql<{ row: unknown }>`
      select to_jsonb(t) - ${['case_id', ...made]}::text[] as row from ${sql.raw(table)} t
       where t.region_id = ${corner.regionId} and t.${sql.raw(table === 'cases.cases' ? 'id' : 'case_id')} = ${caseId}
       order by ${sql.raw(order)}`.execute(corner.owner);
    return rows.map(({ row }) => row);
  };
  const { rows: facts } = await sql`
    select n, kind, happened_at, actor_kind, person_id, post, unit_id, data from kit.facts
     where subject = 'case' and subject_id = ${caseId} order by n`.execute(corner.owner);
  return {
    case: await one('cases.cases', ['id', 'number', 'search'], 'id'),
    stages: await one('cases.stages', [], 'n'),
    assignments: await one('cases.assignments', ['id'], 'dispatched_at, role desc'),
    handlings: await one('cases.handlings', ['assignment_id'], 'n'),
    pauses: await one('cases.pauses', [], 'n'),
    returns: await one('cases.returns', ['assignment_id'], 'n'),
    checks: await one('cases.checks', ['assignment_id'], 'n'),
    confirmations: await one('cases.confirmations', [], 'n'),
    answers: await one('cases.answers', [], 'n'),
    facts,
  };
}

test('a long story at once leaves the rows and facts of the same story move by move', async () => {
  const [slowly, atOnce] = [await opened(corner, at(0)), await opened(corner, at(0))];
  for (const { actor, input, at: when } of story())
    await within(corner, (tx) => makeMove(tx, actor, { caseId: slowly, input }, when));
  await within(corner, (tx) => makeMoves(tx, corner.regionId, atOnce, story()));
  expect(await rowsOf(atOnce)).toEqual(await rowsOf(slowly));
});

test('wherever the story is cut, both ways agree, and every promise of the loop holds', async () => {
  for (const length of [3, 6, 11, 15, 19, 22]) {
    const [slowly, atOnce] = [await opened(corner, at(0)), await opened(corner, at(0))];
    const moves = story().slice(0, length);
    for (const { actor, input, at: when } of moves)
      await within(corner, (tx) => makeMove(tx, actor, { caseId: slowly, input }, when));
    await within(corner, (tx) => makeMoves(tx, corner.regionId, atOnce, moves));
    expect(await rowsOf(atOnce), `cut after ${length}`).toEqual(await rowsOf(slowly));
  }
  for (const check of caseChecks) {
    const tools = { files: fileStore('nowhere'), progress: () => undefined };
    const { broken } = await within(corner, (tx) => check.run(tx, corner.regionId, tools));
    expect({ invariant: check.invariant, broken }).toEqual({ invariant: check.invariant, broken: [] });
  }
});

test('an illegal move in the middle undoes them all', async () => {
  const caseId = await opened(corner, at(0));
  const moves = story();
  const illegal = within(corner, (tx) => makeMoves(tx, corner.regionId, caseId, [moves[0]!, moves[8]!]));
  await expect(illegal).rejects.toMatchObject({ reason: { refusal: 'case.illegal_move' } });
  expect(await rowsOf(caseId)).toMatchObject({ case: [{ state: 'reported', version: 1 }] });
});
