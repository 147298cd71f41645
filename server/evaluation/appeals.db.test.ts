/** 申诉 of a case, outside any period: by the lead, by a unit that was called, by whoever called; once, when it has ended, on two levels. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { makeMove } from '#cases';
import { evaluationRoutes } from '#evaluation';
import type { Actor } from '#kit/caller.ts';
import { layCorner, opened, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [evaluationRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

let minutes = 0;
const at = (): Date => new Date(Date.parse('2026-11-23T01:00:00Z') + ++minutes * 60_000);
const go = (caseId: string, who: Post | Actor, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, typeof who === 'string' ? corner.actor(who) : who, { caseId, input }, at()));
const contest = (caseId: string, trace: string, as: Post) =>
  door.knock('/v1/evaluation/appeals', {
    as,
    body: { id: uuidv7(), caseId, trace, reason: '通知未送达', basis: '', periodId: null },
  });

test('a unit that was called contests its arrival once the case has ended; nobody contests what was another’s', async () => {
  const keeper = corner.actor('keeper');
  const street: Actor = { ...keeper, posts: [{ ...keeper.posts[0]!, post: 'clerk' }] };
  const { matters, conditions, units } = corner;
  const caseId = await opened(corner, at());
  await go(caseId, 'receiver', { move: 'receive' });
  await go(caseId, 'duty_officer', { move: 'file', matterId: matters.lamp, conditionId: conditions.lamp });
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: units.street, reason: '属地' });
  await go(caseId, street, {
    move: 'whistle',
    unitIds: [units.roads],
    occasion: 'key_work',
    reason: '联合整治',
    place: '桥头',
  });
  expect((await contest(caseId, 'arrival', 'clerk')).body.code).toBe('evaluation.appeal_too_early');
  await go(caseId, 'receiver', { move: 'withdraw', reason: '已自行解决' });
  expect((await contest(caseId, 'round', 'clerk')).body.code, 'the street led it').toBe('thing.not_found');
  expect((await contest(caseId, 'call', 'clerk')).body.code, 'the street called').toBe('thing.not_found');
  const asked = await contest(caseId, 'arrival', 'clerk');
  expect(asked.body).toMatchObject({ state: 'asked', unitName: '市政道路处', trace: 'arrival' });
  expect((await contest(caseId, 'arrival', 'clerk')).body.code).toBe('thing.exists');
  const decide = (as: Post) =>
    door.knock(`/v1/evaluation/appeals/${asked.body.id}/decisions`, {
      as,
      body: { id: uuidv7(), grant: true, decision: '情况属实' },
    });
  expect((await decide('dispatcher')).body).toMatchObject({ state: 'passed_on' });
  expect((await decide('evaluator')).body).toMatchObject({ state: 'granted' });
  const list = await door.knock(`/v1/evaluation/appeals?caseId=${caseId}`, { as: 'clerk' });
  expect(list.body.rows).toMatchObject([{ state: 'granted', caseId }]);
});
