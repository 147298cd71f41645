/** 撤回上一步: on the very version one has just made, while nothing else has happened to the case. */
import { uuidv7 } from '#contract/ids.ts';
import type { Level } from '#contract/cases.ts';
import { caseScope, unitsOf } from '#access';
import { calendarOf } from '#catalogue';
import { doerOf, type Actor } from '#kit/caller.ts';
import { sendAlong, type Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import { lockCase, saveStep } from '../store.ts';
import { rulesOf, treeOf } from '../templates.ts';
import { lastMove, restoreRows, unendStage } from './store.ts';
import { mayTakeBack, takenBack } from './undo.rules.ts';

export async function takeBack(
  tx: Tx,
  actor: Actor,
  { caseId, version, commandId }: { caseId: string; version: number; commandId: string },
  at: Date,
): Promise<void> {
  const { regionId } = actor;
  const now = (await lockCase(tx, regionId, caseId, caseScope(actor))) ?? deny('thing.not_found');
  if (version !== now.version)
    deny('thing.stale', { version: now.version }, { current: { version: now.version, state: now.state } });
  const last = (await lastMove(tx, now)) ?? deny('case.not_undoable');
  const { move, post } = granted(mayTakeBack(last, actor, at));
  const tree = treeOf(await unitsOf(tx, regionId), await rulesOf(tx, now));
  const { calendar } = await calendarOf(tx, regionId, now.calendarId, now.calendarVersion);
  const ground = { ...tree, calendar, newId: () => uuidv7(at.getTime()), levelOf: (): Level => 'district' };
  const step = granted(takenBack(now, move, last, ground, at));
  const by = doerOf(actor, post);
  if (step.stage) sendAlong(tx, unendStage(tx, now));
  sendAlong(tx, saveStep(tx, now, step, by));
  if (step.restore) sendAlong(tx, restoreRows(tx, now, step.restore));
  await record(
    tx,
    regionId,
    [{ subject: 'case', subjectId: caseId, at, by, n: now.version + 1, ...step.fact }],
    commandId,
  );
}
