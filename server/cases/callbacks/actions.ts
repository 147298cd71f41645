/** 回访: the reporter is rung, several times if need be; what she says may open the case again. */
import { caseScope, heldAs, unitsOf } from '#access';
import { doerOf, type Actor, type HeldPost } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import { bumpVersion, lockCase } from '../store.ts';
import { rulesOf } from '../templates.ts';
import { answerCallback, takeNext, waitingCallback } from './store.ts';

/** Where the template does not say how often. */
export const usualTries = 3;
/** A caller has a reporter to herself for this long. */
const takenMs = 15 * 60_000;

const callerOf = (actor: Actor): HeldPost => granted(heldAs(actor, ['caller'], { word: 'case.callback_word' }));

/** The units under every root in which she holds a post, whatever post. */
export async function ownUnits(tx: Tx, { regionId, posts }: Actor): Promise<number[]> {
  const units = await unitsOf(tx, regionId);
  const roots = posts.map(({ rootUnitId }) => rootUnitId);
  return [...units.byId.keys()].filter((id) => roots.includes(units.root(id)));
}

export type Called = {
  caseId: string;
  reportId: string;
  reached: boolean;
  refused?: boolean | undefined;
  solved?: boolean | null | undefined;
  satisfied?: boolean | null | undefined;
  remark: string;
};

/** Not reached is tried again the next day, until the last try that the template allows. */
export async function callBack(tx: Tx, actor: Actor, input: Called, at: Date): Promise<void> {
  const post = callerOf(actor);
  const { regionId } = actor;
  const { caseId, reportId, reached, remark } = input;
  const now = (await lockCase(tx, regionId, caseId)) ?? deny('thing.not_found');
  if (actor.posts.some(({ rootUnitId }) => rootUnitId === now.aboutRootUnitId))
    deny('case.recused', { unit: post.unitName });
  // What the reporter says of the handling is not written down by whoever handled it (B-08).
  const own = (await ownUnits(tx, actor)).includes(now.leadUnitId ?? -1) || now.handledBy.includes(actor.personId);
  if (own) deny('case.own_callback');
  const waiting = (await waitingCallback(tx, regionId, caseId, reportId)) ?? deny('case.no_callback');
  const tries = waiting.tries + 1;
  const refused = reached && input.refused === true;
  // Who would not be asked has said nothing of the case.
  const solved = reached && !refused ? (input.solved ?? null) : null;
  const satisfied = reached && !refused ? (input.satisfied ?? null) : null;
  const over = reached || tries >= ((await rulesOf(tx, now)).callback.tries ?? usualTries);
  const told = { reached, refused, solved, satisfied, remark, over };
  await answerCallback(tx, regionId, { caseId, reportId, personId: actor.personId }, told, at);
  const again = solved === false && (now.state === 'closed' || now.state === 'checked');
  await bumpVersion(tx, regionId, caseId, again ? { unsolvedAt: now.unsolvedAt ?? at } : {});
  const data = { reportId, reached, refused, solved, satisfied, tries, late: at > waiting.dueAt, over };
  await record(tx, regionId, [
    { subject: 'case', subjectId: caseId, kind: 'case.called_back', at, by: doerOf(actor, post), data },
  ]);
}

/** 下一件: whom to ring now. */
export async function takeCallback(
  tx: Tx,
  actor: Actor,
  at: Date,
): Promise<{ caseId: string; reportId: string; n: number } | undefined> {
  callerOf(actor);
  const until = new Date(at.getTime() + takenMs);
  return takeNext(
    tx,
    actor.regionId,
    actor.personId,
    { scope: caseScope(actor), notOf: await ownUnits(tx, actor) },
    at,
    until,
  );
}
