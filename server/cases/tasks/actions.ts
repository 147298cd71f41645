/** What is done with a task beside a case: under the case's own lock, by the pure rules, with its fact, like every move. */
import { uuidv7 } from '#contract/ids.ts';
import type { TaskMoveInput } from '#contract/tasks.ts';
import { calendarOf } from '#catalogue';
import { caseScope } from '#access';
import { doerOf, type Actor, type HeldPost } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import type { Ground, Step } from '../case.rules.ts';
import { lockCase, saveStep, type StoredCase } from '../store.ts';
import { treeFor } from '../templates.ts';
import { decideTask, mayMoveTask, resolved } from './tasks.rules.ts';

const groundOf = async (tx: Tx, now: StoredCase, at: Date): Promise<Ground> => {
  const { calendar } = await calendarOf(tx, now.regionId, now.calendarId, now.calendarVersion);
  return { ...(await treeFor(tx, now)), calendar, newId: () => uuidv7(at.getTime()) };
};

async function saved(
  tx: Tx,
  now: StoredCase,
  step: Step,
  by: { actor: Actor; post: HeldPost; commandId?: string | null },
): Promise<void> {
  const doer = doerOf(by.actor, by.post);
  await saveStep(tx, now, step, doer);
  const facts = [step.fact, ...(step.also ?? [])].map(({ kind, data }): Fact => ({
    subject: 'case',
    subjectId: now.id,
    kind,
    at: step.at,
    by: doer,
    data,
  }));
  await record(tx, now.regionId, facts, by.commandId ?? null);
}

export async function moveTask(
  tx: Tx,
  actor: Actor,
  request: {
    caseId: string;
    taskId: string;
    input: TaskMoveInput;
    postId?: string | undefined;
    commandId?: string | null;
  },
  at: Date,
): Promise<void> {
  const now = (await lockCase(tx, actor.regionId, request.caseId, caseScope(actor))) ?? deny('thing.not_found');
  const task = now.tasks.find(({ id }) => id === request.taskId) ?? deny('thing.not_found');
  const posts = request.postId ? actor.posts.filter(({ id }) => id === request.postId) : actor.posts;
  const ground = await groundOf(tx, now, at);
  const who = { personId: actor.personId, posts, units: actor.posts.map(({ unitId }) => unitId) };
  const permit = granted(mayMoveTask(now, task, request.input.move, who, ground));
  const step = granted(decideTask(now, task, permit, request.input, ground, at));
  await saved(tx, now, step, { actor, post: permit.post, commandId: request.commandId ?? null });
}

/** A resolution becomes a task of one unit under a case of the agenda (`meetings/actions.ts` has seen to the meeting). */
export async function layResolution(
  tx: Tx,
  actor: Actor,
  post: HeldPost,
  of: { caseId: string; meetingId: string; unitId: number; text: string; due: string },
  at: Date,
): Promise<void> {
  const now = (await lockCase(tx, actor.regionId, of.caseId, caseScope(actor))) ?? deny('thing.not_found');
  if (now.stage === null) deny('case.ended', { state: { word: `case.state.${now.state}` } });
  const step = granted(resolved(now, { ...of, askedUnitId: post.unitId }, await groundOf(tx, now, at), at));
  await saved(tx, now, step, { actor, post });
}
