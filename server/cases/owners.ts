/**
 * What the loop does with the list of responsibilities beyond a proposal: a case that the list names nobody for is put down as a
 * gap, and when the list changes, open work that it would now give to another unit is offered for re-assignment.
 */
import type { Static } from 'typebox';
import type { listReassignments, reassignCases, Reassignment } from '#contract/reassign.ts';
import type { Lang } from '#contract/words/words.ts';
import { heldAs, unitsOf } from '#access';
import { matterOf, noteGap, proposeLead, type Proposal } from '#catalogue';
import type { Actor } from '#kit/caller.ts';
import { apart, type Tx } from '#kit/db.ts';
import { onFact } from '#kit/facts.ts';
import { sayTo } from '#kit/named.ts';
import { deny, granted, Refused } from '#kit/refusal.ts';
import { reassign } from './actions.ts';
import { unitLoads } from './load.ts';
import { readCase } from './store.ts';
import { caseRows, casesSinceTheListChanged, mayRead, placeOfCase, type Unsettled } from './views.ts';

onFact('case.filed', async (tx, { regionId, subjectId, data, at }) => {
  const { matterId, conditionId } = data as { matterId: number; conditionId: number };
  if ((await matterOf(tx, regionId, matterId))?.imported) return;
  const place = await placeOfCase(tx, regionId, subjectId);
  await noteGap(tx, regionId, { caseId: subjectId, matterId, conditionId, ...place }, at);
});

/** A dispatcher let the place take it, or a unit stepped beyond its duties: the list is told, whatever it would have proposed. */
onFact('case.gap_found', async (tx, { regionId, subjectId, data, at }) => {
  const { matterId, conditionId, unitId } = data as { matterId: number; conditionId: number | null; unitId: number };
  const place = await placeOfCase(tx, regionId, subjectId);
  await noteGap(tx, regionId, { caseId: subjectId, matterId, conditionId, ...place, takenBy: unitId }, at);
});

/** Looked through at most for one page: the proposal of each has to be asked for. */
const lookedThrough = 400;

export async function reassignments(
  tx: Tx,
  actor: Actor,
  query: Static<NonNullable<typeof listReassignments.query>>,
  at: Date,
  lang: Lang,
): Promise<{ rows: Reassignment[]; next: string | null }> {
  onlyDispatchers(actor);
  const limit = query.limit ?? 50;
  const units = await unitsOf(tx, actor.regionId);
  const named = (id: number | null) => (id === null ? null : { id, name: units.byId.get(id)?.name ?? '' });
  const proposalOf = asker(tx, actor.regionId, at);
  const given = Buffer.from(query.after ?? '', 'base64url').toString('latin1');
  const after = /^[0-9a-f-]{36}$/.test(given) ? given : null;
  const looked = await casesSinceTheListChanged(tx, actor, after, lookedThrough);
  const found: { one: Unsettled; from: number | null; fromRule: string | null; to: Proposal }[] = [];
  let last: string | null = null;
  for (const one of looked) {
    if (found.length === limit) break;
    last = one.id;
    const to = await proposalOf(one);
    const then = one.state === 'filed' ? await proposalOf(one, one.since) : undefined;
    const from = then ? then.leadUnitId : one.leadUnitId;
    if (isSettled(from, to)) continue;
    found.push({ one, from, fromRule: then ? then.ruleNumber : one.ruleNumber, to });
  }
  const lines = await caseRows(
    tx,
    actor,
    found.map(({ one }) => one.id),
    at,
  );
  const more = last !== null && (looked.length === lookedThrough || last !== looked.at(-1)!.id);
  return {
    rows: found.map(({ one, from, fromRule, to }) => ({
      case: lines.get(one.id)!,
      from: named(from),
      fromRule,
      to: named(to.leadUnitId),
      toRule: to.ruleNumber,
      reason: sayTo(lang, to.reason.word, to.reason.params),
      fallback: to.fallback,
      dispatched: one.state !== 'filed',
    })),
    next: more ? Buffer.from(last!).toString('base64url') : null,
  };
}

/** Another unit that the same line names would do as well: that one has less in hand today is no reason to move the work. */
const isSettled = (unitId: number | null, proposal: Proposal): boolean =>
  proposal.leadUnitId === unitId || (unitId !== null && proposal.fitUnitIds.includes(unitId));

type Asked = Pick<Unsettled, 'matterId' | 'conditionId' | 'areaPath'>;
/** Many cases are alike in matter and place: each question is asked once. */
function asker(tx: Tx, regionId: number, at: Date): (one: Asked, asOf?: Date) => Promise<Proposal> {
  const asked = new Map<string, Promise<Proposal>>();
  return ({ matterId, conditionId, areaPath }, asOf) => {
    const key = `${matterId} ${conditionId} ${areaPath} ${asOf?.getTime() ?? ''}`;
    const known = asked.get(key);
    if (known) return known;
    const loadOf = (ids: number[]) => unitLoads(tx, regionId, ids, at);
    const answer = proposeLead(tx, regionId, { matterId, conditionId, areaPath }, loadOf, asOf);
    asked.set(key, answer);
    return answer;
  };
}

export async function reassignAll(
  tx: Tx,
  actor: Actor,
  wanted: Static<NonNullable<typeof reassignCases.body>>['cases'],
  at: Date,
  lang: Lang,
): Promise<Static<typeof reassignCases.reply>> {
  onlyDispatchers(actor);
  const units = await unitsOf(tx, actor.regionId);
  const proposalOf = asker(tx, actor.regionId, at);
  const done: Static<typeof reassignCases.reply>['done'] = [];
  const refused: Static<typeof reassignCases.reply>['refused'] = [];
  for (const { caseId, version, unitId } of wanted) {
    const now = (await mayRead(tx, actor, caseId)) ? await readCase(tx, actor.regionId, caseId) : undefined;
    if (!now) deny('thing.not_found');
    const { number } = now;
    const went = await apart(tx, async () => {
      const proposal = await proposalOf(now);
      // The list or the case moved on since it was looked at: nobody is sent where nobody would send it now.
      if (proposal.leadUnitId !== unitId || isSettled(now.leadUnitId, proposal))
        deny('thing.stale', { version: now.version });
      await reassign(tx, actor, { caseId, version, proposal, lang }, at);
    });
    if (went instanceof Refused) {
      const { refusal, params } = went.reason;
      refused.push({ caseId, number, why: sayTo(lang, `problem.${refusal}`, params) });
    } else done.push({ caseId, number, unit: { id: unitId, name: units.byId.get(unitId)?.name ?? '' } });
  }
  return { done, refused };
}

function onlyDispatchers(actor: Actor): void {
  granted(heldAs(actor, ['dispatcher'], { word: 'case.reassign_word' }));
}
