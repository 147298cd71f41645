/** A meeting is convened, changed, held, cancelled, and resolves. It moves no case: what it resolves becomes a task (`layResolution`). */
import type { MeetingKind, MeetingStep } from '#contract/meetings.ts';
import { caseScope, unitsOf, type Permit } from '#access';
import { doerOf, type Actor, type HeldPost } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { deny, granted, Refused, type Refusal } from '#kit/refusal.ts';
import { bumpVersion, lockCase } from '../store.ts';
import { layResolution } from '../tasks/actions.ts';
import { mayConvene, mayStep, notTheTarget, onAgenda, type AgendaCase } from './meetings.rules.ts';
import {
  addMembers,
  addToAgenda,
  agendaCases,
  agendaOf,
  amendMeeting,
  cancelMeeting,
  claimWithoutMinutes,
  holdMeeting,
  insertMeeting,
  knownPeople,
  lockMeeting,
  unitsAsked,
  type Member,
} from './store.ts';

const allowed = (wrong: Refusal | undefined): void => {
  if (wrong) throw new Refused(wrong);
};

export async function conveneMeeting(
  tx: Tx,
  permit: Permit<'meetings.convene'>,
  input: {
    id: string;
    kind: MeetingKind;
    title: string;
    at: string;
    place: string;
    caseIds: readonly string[];
    members: readonly Member[];
    commandId: string | null;
  },
  at: Date,
): Promise<void> {
  const { regionId, actor, post } = permit;
  allowed(mayConvene(input.kind, post));
  const cases = await casesFor(tx, actor, input.kind, input.caseIds);
  await membersKnown(tx, regionId, input.members, cases);
  const row = { ...input, at: new Date(input.at), by: actor.personId, unitId: post.unitId };
  if (!(await insertMeeting(tx, regionId, row, at))) deny('thing.exists');
  await addMembers(tx, regionId, input.id, input.members);
  const { kind, title, place } = input;
  const data = { kind, title, place, at: input.at, caseIds: cases.map(({ id }) => id) };
  await record(tx, regionId, [told(actor, post, 'called', input.id, at, data)], input.commandId);
  await putOn(tx, actor, post, input.id, cases, at);
}

export async function stepMeeting(
  tx: Tx,
  actor: Actor,
  request: { meetingId: string; version: number; input: MeetingStep; commandId: string | null },
  at: Date,
): Promise<void> {
  const { regionId } = actor;
  const { input, meetingId } = request;
  const meeting = (await lockMeeting(tx, regionId, meetingId)) ?? deny('thing.not_found');
  if (meeting.version !== request.version)
    deny('thing.stale', { version: meeting.version }, { current: { version: meeting.version, state: meeting.state } });
  const post = granted(mayStep(meeting, input.step, actor.posts, at));
  const fact = (past: string, data: Record<string, unknown>) =>
    record(tx, regionId, [told(actor, post, past, meetingId, at, data)], request.commandId);
  switch (input.step) {
    case 'amend': {
      const more = await casesFor(tx, actor, meeting.kind, input.addCaseIds ?? []);
      const all = [...(await agendaOf(tx, regionId, meetingId)), ...more];
      await membersKnown(tx, regionId, input.addMembers ?? [], all, await unitsAsked(tx, regionId, meetingId));
      await amendMeeting(tx, regionId, meetingId, { ...input, at: input.at ? new Date(input.at) : undefined });
      if (input.addMembers) await addMembers(tx, regionId, meetingId, input.addMembers);
      const { title, at: when, place } = input;
      await fact('amended', { title, at: when, place, caseIds: more.map(({ id }) => id) });
      await putOn(tx, actor, post, meetingId, more, at);
      return;
    }
    case 'hold':
      await holdMeeting(tx, regionId, meetingId, { ...input, by: actor.personId }, at);
      await fact('held', { attended: input.attended });
      return;
    case 'resolve': {
      const agenda = await agendaOf(tx, regionId, meetingId);
      if (!agenda.some(({ id }) => id === input.caseId))
        deny('meeting.agenda', { reason: { word: 'meeting.agenda_unknown' } });
      const units = await unitsOf(tx, regionId);
      if (!units.byId.has(input.unitId)) deny('thing.unknown_reference', { field: 'unitId', value: input.unitId });
      await amendMeeting(tx, regionId, meetingId, {});
      const { caseId, unitId, text, due } = input;
      await layResolution(tx, actor, post, { caseId, meetingId, unitId, text, due }, at);
      return;
    }
    case 'cancel':
      await cancelMeeting(tx, regionId, meetingId, input.reason);
      await fact('cancelled', { reason: input.reason });
  }
}

/** The sweep: a meeting whose hour is a day gone and that has no minutes is told of, once, in its own trail. */
export async function sweepMeetings(tx: Tx, regionId: number, at: Date, limit: number): Promise<number> {
  const due = await claimWithoutMinutes(tx, regionId, at, limit);
  await record(
    tx,
    regionId,
    due.map(({ id, title, convenerUnitId }): Fact => ({
      subject: 'meeting',
      subjectId: id,
      kind: 'meeting.overdue',
      at,
      by: { kind: 'system' },
      data: { title, unitId: convenerUnitId },
    })),
  );
  return due.length;
}

const told = (
  actor: Actor,
  post: HeldPost,
  past: string,
  meetingId: string,
  at: Date,
  data: Record<string, unknown>,
): Fact => ({ subject: 'meeting', subjectId: meetingId, kind: `meeting.${past}`, at, by: doerOf(actor, post), data });

/** Cases in the order of their ids, so that two agendas never wait for each other's locks. */
async function casesFor(tx: Tx, actor: Actor, kind: MeetingKind, ids: readonly string[]): Promise<AgendaCase[]> {
  const found = await agendaCases(tx, actor.regionId, ids, caseScope(actor));
  return [...new Set(ids)].sort().map((id) => {
    const one = found.get(id);
    allowed(onAgenda(kind, one));
    return one!;
  });
}

async function membersKnown(
  tx: Tx,
  regionId: number,
  members: readonly Member[],
  cases: readonly AgendaCase[],
  asked: readonly number[] = [],
): Promise<void> {
  const units = await unitsOf(tx, regionId);
  const people = members.flatMap(({ personId }) => personId ?? []);
  const known = people.length > 0 ? await knownPeople(tx, regionId, people) : new Set<string>();
  for (const [i, { unitId, personId }] of members.entries()) {
    const nobody = unitId === undefined && personId === undefined;
    if (nobody || (unitId !== undefined && !units.byId.has(unitId)) || (personId !== undefined && !known.has(personId)))
      deny('thing.unknown_reference', { field: `members/${i}`, value: String(unitId ?? personId ?? '') });
  }
  const unitIds = [...asked, ...members.flatMap(({ unitId }) => unitId ?? [])];
  const tree = { root: units.root, unitName: (id: number) => units.byId.get(id)?.name ?? '' };
  allowed(notTheTarget(cases, unitIds, tree));
}

/** It stands in the file of each case that a meeting will speak of it. */
async function putOn(
  tx: Tx,
  actor: Actor,
  post: HeldPost,
  meetingId: string,
  cases: readonly AgendaCase[],
  at: Date,
): Promise<void> {
  const { regionId } = actor;
  const added = await addToAgenda(
    tx,
    regionId,
    meetingId,
    cases.map(({ id }) => id),
  );
  for (const id of added.sort()) {
    await lockCase(tx, regionId, id);
    await bumpVersion(tx, regionId, id);
    const by = doerOf(actor, post);
    await record(tx, regionId, [
      { subject: 'case', subjectId: id, kind: 'case.put_on_agenda', at, by, data: { meetingId } },
    ]);
  }
}
