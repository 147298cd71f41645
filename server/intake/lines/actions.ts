/**
 * Numbers are kept, and a call goes from its first ring to its end: taken, handed over warm and accepted or taken back, diverted by one
 * press, written down as a report. Each step is a fact of the call with who and when, so that both sides of a transfer read the same.
 */
import { uuidv7 } from '#contract/ids.ts';
import { permissions } from '#contract/access.ts';
import type { CallDraft, LineEntry } from '#contract/lines.ts';
import { colleaguesWith, unitsOf, type AnyPermit, type Permit } from '#access';
import { queueCase } from '#cases';
import { calendarOf, matterOf } from '#catalogue';
import type { Actor } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import { isConstraint, type Tx } from '#kit/db.ts';
import { record, reporter, system, type Doer, type Fact } from '#kit/facts.ts';
import { deny, Refused, type Refusal } from '#kit/refusal.ts';
import { isAnswered, lineFault, mayDivert, maySpeak, mayTake, queueFor, stateOf, type Agent } from './lines.rules.ts';
import {
  agentCame,
  agentLeft,
  agentsOver,
  callEnded,
  callerOf,
  callHungUp,
  callOffered,
  callTaken,
  callTakenBack,
  insertCall,
  insertLine,
  lockCall,
  lockCallOf,
  lockForgotten,
  lockLine,
  queuesOfCall,
  updateLine,
  type CallEnd,
  type HeldCall,
  type LineRow,
} from './store.ts';
import { lineById, lineByNumber, personOfLogin, phonesSince } from './views.ts';

const refuseIf = (refusal: Refusal | undefined): void => {
  if (refusal) throw new Refused(refusal);
};

// ── Numbers ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** On the version that was looked at; retired, never deleted: the calls that came in on it still name it. */
export async function saveLine(
  tx: Tx,
  by: AnyPermit<'catalogue.edit'>,
  told: LineEntry,
  { lineId, version = 0, retired = false }: { lineId?: string | undefined; version?: number | undefined; retired?: boolean | undefined }, // prettier-ignore
  commandId: string,
  at: Date,
): Promise<LineRow> {
  const { regionId } = by;
  refuseIf(lineFault(told));
  const units = await unitsOf(tx, regionId);
  for (const [field, named] of [
    ['unitIds', told.unitIds],
    ['queues', told.queues.map(({ unitId }) => unitId)],
  ] as const) {
    const unknown = named.find((unitId) => !units.byId.has(unitId));
    if (unknown !== undefined) deny('thing.unknown_reference', { field, value: unknown });
  }
  const before = lineId === undefined ? undefined : ((await lockLine(tx, regionId, lineId)) ?? deny('thing.not_found'));
  if (before && before.version !== version) deny('thing.stale', { version: before.version }, { current: before });
  const line = { ...told, id: before?.id ?? commandId, version: (before?.version ?? 0) + 1 };
  const save = before ? updateLine(tx, regionId, line, retired ? at : null) : insertLine(tx, regionId, line);
  await save.catch((error: unknown) => {
    if (isConstraint(error, 'lines_number')) return deny('thing.exists', { what: told.number });
    throw error;
  });
  const kind = retired ? 'line.retired' : before ? 'line.changed' : 'line.added';
  const data = { ...told, ...(before ? { before: tellable(before) } : {}) };
  const fact: Fact = { subject: 'line', subjectId: line.id, kind, at, by: by.by, data, n: line.version };
  await record(tx, regionId, [fact], commandId);
  return (await lineById(tx, regionId, line.id))!;
}
const tellable = ({ number, kind, name, nameEn, purpose, opens, closes, workdays, unitIds, queues, divertTo }: LineRow): LineEntry => ({
  number, kind, name, nameEn, purpose, opens, closes, workdays, unitIds, queues, divertTo,
}); // prettier-ignore

// ── The exchange tells ─────────────────────────────────────────────────────────────────────────────────────────────────

export type Ring = {
  exchangeId: string;
  called: string;
  caller: string | null;
  agent: string | null;
  placeText: string;
  location: { lon: number; lat: number } | null;
};
type Told = { act: 'ring' | 'closed' | 'noted'; divertTo: string | null };

const callFact = (id: string, kind: string, by: Doer, at: Date, data: object = {}): Fact => ({
  subject: 'call',
  subjectId: id,
  kind,
  at,
  by,
  data: { ...data },
});

/** It rings. Told twice it is one call; outside the hours of its line it is noted, and rings nowhere. */
export async function callRang(tx: Tx, keys: Keys, regionId: number, ring: Ring, at: Date): Promise<Told> {
  const line = (await lineByNumber(tx, regionId, ring.called)) ?? deny('line.unknown_number', { number: ring.called });
  const { calendar } = await calendarOf(tx, regionId);
  const forPerson = ring.agent === null ? null : ((await personOfLogin(tx, regionId, ring.agent)) ?? null);
  const id = uuidv7(at.getTime());
  const { exchangeId, caller, placeText, location } = ring;
  const isNew = await insertCall(tx, keys, regionId, { id, exchangeId, lineId: line.id, caller, placeText, location, forPerson }, at); // prettier-ignore
  const { divertTo } = line;
  if (!isNew) {
    const known = await lockCallOf(tx, regionId, exchangeId);
    return { act: known && stateOf(known) === 'ringing' ? 'ring' : 'noted', divertTo };
  }
  await record(tx, regionId, [callFact(id, 'call.rang', reporter, at, { to: `${line.number} ${line.name}` })]);
  if (isAnswered(line, at, calendar)) return { act: 'ring', divertTo };
  await finish(tx, regionId, id, { outcome: 'closed' }, system, at);
  return { act: 'closed', divertTo };
}

/** She hung up. Whoever spoke with her still writes it down; what rang and was not answered is over. */
export async function callHung(tx: Tx, regionId: number, exchangeId: string, at: Date): Promise<Told> {
  const call = await lockCallOf(tx, regionId, exchangeId);
  if (call && call.endedAt === null && call.hungUpAt === null) {
    if (stateOf(call) === 'ringing') await finish(tx, regionId, call.id, { outcome: 'missed' }, reporter, at);
    else {
      await callHungUp(tx, regionId, call.id, at);
      await record(tx, regionId, [callFact(call.id, 'call.hung_up', reporter, at)]);
    }
  }
  return { act: 'noted', divertTo: null };
}

// ── At the desk ────────────────────────────────────────────────────────────────────────────────────────────────────────

type Desk = { tx: Tx; by: Permit<'calls.take'>; callId: string; commandId: string; at: Date };
const lockedOr404 = async ({ tx, by, callId }: Desk): Promise<HeldCall> =>
  (await lockCall(tx, by.regionId, callId)) ?? deny('thing.not_found');
const note = ({ tx, by, callId, commandId, at }: Desk, kind: string, data: object = {}) =>
  record(tx, by.regionId, [callFact(callId, kind, by.by, at, data)], commandId);
/** For which units she takes calls: those of her posts that do. */
export const agentOf = ({ personId, posts }: Actor): Agent => ({
  personId,
  unitIds: posts
    .filter(({ post }) => permissions['calls.take'].some((one) => one === post))
    .flatMap(({ unitIds }) => unitIds),
});
const speaker = ({ by }: Desk) => ({ personId: by.actor.personId, unitId: by.post.unitId });

/** 签入签出: who is at the telephones hears what rings on the lines of her units; the others hear it only while nobody is. */
export async function beAtPhones(
  { tx, by, commandId, at }: Omit<Desk, 'callId'>,
  there: boolean,
): Promise<{ atPhonesSince: string | null }> {
  const { regionId, actor } = by;
  if (there) await agentCame(tx, regionId, agentOf(actor), at);
  else await agentLeft(tx, regionId, actor.personId);
  const kind = there ? 'phones.joined' : 'phones.left';
  await record(tx, regionId, [{ subject: 'person', subjectId: actor.personId, kind, at, by: by.by }], commandId);
  return { atPhonesSince: there ? at.toISOString() : null };
}

export async function takeCall(desk: Desk): Promise<void> {
  const { tx, by, callId, at } = desk;
  const call = await lockedOr404(desk);
  refuseIf(mayTake(call, agentOf(by.actor)));
  await callTaken(tx, by.regionId, callId, speaker(desk), at);
  await note(desk, stateOf(call) === 'offered' ? 'call.accepted' : 'call.taken');
}

/** 转接: what was written goes with it, sealed. The caller stays with whoever hands over until the other has taken it. */
export async function offerCall(
  desk: Desk,
  keys: Keys,
  to: { personId: string | null; lineId: string | null; draft: CallDraft | undefined },
): Promise<void> {
  const { tx, by, callId, at } = desk;
  const call = await lockedOr404(desk);
  refuseIf(maySpeak(call, by.actor.personId));
  if ((to.personId === null) === (to.lineId === null) || to.personId === by.actor.personId) deny('call.to_whom');
  const name = to.personId ? await colleagueName(desk, to.personId) : await lineName(desk, to.lineId!);
  await callOffered(tx, keys, by.regionId, callId, to, at);
  await note(desk, 'call.offered', { to: name, personId: to.personId, lineId: to.lineId });
}
async function colleagueName({ tx, by, at }: Desk, personId: string): Promise<string> {
  for (const post of permissions['calls.take']) {
    const [colleague] = await colleaguesWith(tx, by.regionId, { post, personId }, at);
    if (colleague) return colleague.name;
  }
  return deny('thing.unknown_reference', { field: 'personId', value: personId });
}
async function lineName({ tx, by, at }: Desk, lineId: string): Promise<string> {
  const line = await lineById(tx, by.regionId, lineId);
  if (!line || line.retired) return deny('thing.unknown_reference', { field: 'lineId', value: lineId });
  // An emergency is diverted, never offered: nobody waits for it to be accepted.
  if (line.divertTo !== null) return deny('call.to_emergency', { number: line.number });
  if (!isAnswered(line, at, (await calendarOf(tx, by.regionId)).calendar)) return deny('call.to_closed', { number: line.number }); // prettier-ignore
  return `${line.number} ${line.name}`;
}

export async function takeBackCall(desk: Desk): Promise<void> {
  const call = await lockedOr404(desk);
  refuseIf(maySpeak(call, desk.by.actor.personId));
  if (stateOf(call) !== 'offered') return;
  await callTakenBack(desk.tx, desk.by.regionId, desk.callId);
  await note(desk, 'call.taken_back');
}

/** 紧急转出 (110/119/120): one press, whether it still rings or is spoken; who pressed and when stands in the record. */
export async function divertCall(desk: Desk, lineId: string): Promise<void> {
  const { tx, by, callId, at } = desk;
  const call = await lockedOr404(desk);
  refuseIf(mayDivert(call, agentOf(by.actor)));
  const line = await lineById(tx, by.regionId, lineId);
  if (!line || line.retired) return deny('thing.unknown_reference', { field: 'lineId', value: lineId });
  if (line.divertTo === null) return deny('line.not_diverted', { number: line.number });
  if (stateOf(call) === 'ringing') await callTaken(tx, by.regionId, callId, speaker(desk), at);
  await callEnded(tx, by.regionId, callId, { outcome: 'diverted', divertedTo: line.divertTo }, at);
  await note(desk, 'call.diverted', { to: line.divertTo, lineId });
}

/** Answered, and nothing is left to do. */
export async function endCall(desk: Desk): Promise<void> {
  refuseIf(maySpeak(await lockedOr404(desk), desk.by.actor.personId));
  await callEnded(desk.tx, desk.by.regionId, desk.callId, { outcome: 'answered' }, desk.at);
  await note(desk, 'call.ended', { outcome: 'answered' });
}

/** The number of whoever calls, for the report that is being written of this call by whoever speaks with her. */
export async function callerFor(desk: Desk, keys: Keys): Promise<string | null> {
  refuseIf(maySpeak(await lockedOr404(desk), desk.by.actor.personId));
  return callerOf(desk.tx, keys, desk.by.regionId, desk.callId);
}
export async function callReported(desk: Desk, told: { reportId: string; caseId: string }): Promise<void> {
  await callEnded(desk.tx, desk.by.regionId, desk.callId, { outcome: 'reported', reportId: told.reportId }, desk.at);
  await note(desk, 'call.reported', { reportId: told.reportId, caseId: told.caseId });
}

/** 号码 → 队列: what was told on this line is work of the unit the district named for it, from now on in its queue. */
export async function queueByLine({ tx, by, callId, at }: Desk, told: { caseId: string; kind: string }): Promise<void> {
  const { regionId } = by;
  const queues = await queuesOfCall(tx, regionId, callId);
  if (queues.length === 0) return;
  await queueCase(
    tx,
    regionId,
    told.caseId,
    async (matterId) => {
      const matter = await matterOf(tx, regionId, matterId);
      return queueFor(queues, { kind: told.kind, code: matter?.code ?? '' });
    },
    by.by,
    at,
  );
}

async function finish(tx: Tx, regionId: number, id: string, end: CallEnd, by: Doer, at: Date): Promise<void> {
  await callEnded(tx, regionId, id, end, at);
  await record(tx, regionId, [callFact(id, 'call.ended', by, at, { outcome: end.outcome })]);
}

/** An exchange that lost its line never says that a call was over: what rang for ten minutes was missed, what was taken is ended after four hours. */
const [ringsMs, speaksMs] = [10 * 60_000, 4 * 3_600_000];
export async function endForgottenCalls(tx: Tx, regionId: number, at: Date): Promise<number> {
  const before = (ms: number) => new Date(at.getTime() - ms);
  await agentsOver(tx, regionId, phonesSince(at));
  const forgotten = await lockForgotten(tx, regionId, before(ringsMs), before(speaksMs));
  for (const { id, taken } of forgotten)
    await finish(tx, regionId, id, { outcome: taken ? 'answered' : 'missed' }, system, at);
  return forgotten.length;
}
