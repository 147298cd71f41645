/** The roster is written, the log is kept and read, key events are planned, a mode is asked for, decided and ended. */
import { uuidv7 } from '#contract/ids.ts';
import { DAY, localDate } from '#contract/calendar.ts';
import { modeDays, type DutyNote, type Mode, type Occasion, type Turn, type Seat } from '#contract/duty.ts';
import { say, type Lang } from '#contract/words/words.ts';
import type { Permit } from '#access';
import { areaOf, regionOf } from '#areas';
import { mattersOf, type Table } from '#catalogue';
import { isConstraint, touch, type Tx } from '#kit/db.ts';
import { record, system, type Doer, type Fact } from '#kit/facts.ts';
import type { Progress } from '#kit/jobs.ts';
import { deny, type RowError } from '#kit/refusal.ts';
import { endOf, handOverMs, onDutyOf, placeAt, seatsOf, type Place } from './duty.rules.ts';
import { readRosterTable } from './roster.rules.ts';
import {
  insertMode,
  insertNote,
  lockMode,
  lockModesOver,
  lockNote,
  lockRoster,
  modeDecided,
  modeEnded,
  noteRead,
  putOccasion,
  putTurn,
  removeTurn,
  turnAt,
  type Slot,
} from './store.ts';
import {
  candidates,
  modeById,
  noteById,
  occasionById,
  standingMode,
  turnById,
  turnsBetween,
  type StandingMode,
} from './views.ts';

// ── The roster ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Now = { place: Place; on: Turn[]; mode: StandingMode | null };

/** Who is on duty at an instant, by the roster of the mode the district is in. */
export async function dutyAt(tx: Tx, regionId: number, at: Date): Promise<Now> {
  const { timeZone } = await regionOf(tx, regionId);
  const place = placeAt(at, timeZone);
  const mode = await standingMode(tx, regionId, at);
  const turns = await turnsBetween(tx, regionId, place.onDay, place.onDay);
  return { place, on: onDutyOf(turns, place, mode?.state === 'running'), mode };
}

const turnFact = (kind: string, slot: Slot, data: object, by: Doer, at: Date): Fact => ({
  subject: 'turn',
  subjectId: `${slot.onDay}/${slot.part}/${slot.seat}/${slot.roster}${slot.occasionId ? `/${slot.occasionId}` : ''}`,
  kind,
  at,
  by,
  data: { ...slot, ...data },
});

export async function saveTurn(
  tx: Tx,
  permit: Permit<'duty.plan'>,
  told: Slot & { personId: string | null; deputyId: string | null; version: number },
  commandId: string,
  at: Date,
): Promise<Turn | null> {
  const { regionId } = permit;
  const { personId, deputyId, version, ...slot } = told;
  const { timeZone } = await regionOf(tx, regionId);
  if (endOf(slot.onDay, slot.part, timeZone) <= at) deny('duty.past');
  if (personId !== null && personId === deputyId) deny('duty.same_person');
  if (slot.occasionId && !(await occasionById(tx, regionId, slot.occasionId)))
    deny('thing.unknown_reference', { field: 'occasionId', value: slot.occasionId });
  const known = new Set((await candidates(tx, regionId, localDate(at, timeZone))).map(({ id }) => id));
  for (const id of [personId, deputyId])
    if (id !== null && !known.has(id)) deny('thing.unknown_reference', { field: 'personId', value: id });
  await lockRoster(tx, regionId);
  const before = await turnAt(tx, regionId, slot);
  if ((before?.version ?? 0) !== version)
    deny(
      'thing.stale',
      { version: before?.version ?? 0 },
      { current: before ? ((await turnById(tx, regionId, before.id)) ?? null) : null },
    );
  if (personId === null) {
    if (!before) return null;
    await removeTurn(tx, regionId, before.id);
    await record(tx, regionId, [turnFact('duty.turn_emptied', slot, {}, permit.by, at)], commandId);
    return null;
  }
  const turn = { id: before?.id ?? commandId, version: version + 1, personId, deputyId };
  await putTurn(tx, regionId, slot, turn);
  await record(tx, regionId, [turnFact('duty.turn_set', slot, { personId, deputyId }, permit.by, at)], commandId);
  return (await turnById(tx, regionId, turn.id)) ?? null;
}

export type RosterReport = {
  rows: number;
  imported: boolean;
  added: number;
  changed: number;
  unchanged: number;
  errors: RowError[];
};
/** As a whole or not at all. Places that the list does not name stay as they are. */
export async function importRosterList(
  tx: Tx,
  permit: Permit<'duty.plan'>,
  table: Table,
  { dryRun, lang, progress, jobId }: { dryRun: boolean; lang: Lang; progress: Progress; jobId: string },
  at: Date,
): Promise<RosterReport> {
  const { regionId } = permit;
  const { timeZone } = await regionOf(tx, regionId);
  const today = localDate(at, timeZone);
  const { turns, errors } = readRosterTable(table, await candidates(tx, regionId, today), today, lang);
  const report: RosterReport = {
    rows: table.rows.length,
    imported: !dryRun && errors.length === 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    errors,
  };
  if (errors.length > 0) return report;
  await lockRoster(tx, regionId);
  const facts: Fact[] = [];
  for (const [i, { row: _, personId, deputyId, ...draft }] of turns.entries()) {
    await progress.at(i + 1, turns.length);
    const slot: Slot = { ...draft, occasionId: null };
    const before = await turnAt(tx, regionId, slot);
    const same = before?.personId === personId && before.deputyId === deputyId;
    report[before ? (same ? 'unchanged' : 'changed') : 'added'] += 1;
    if (same || dryRun) continue;
    const turn = { id: before?.id ?? uuidv7(at.getTime()), version: (before?.version ?? 0) + 1, personId, deputyId };
    await putTurn(tx, regionId, slot, turn);
    facts.push(turnFact('duty.turn_set', slot, { personId, deputyId }, permit.by, at));
  }
  if (facts.length > 0) await record(tx, regionId, facts, jobId);
  progress.goOn();
  return report;
}

// ── The log ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function writeNote(
  tx: Tx,
  permit: Permit<'duty.write'>,
  told: { id: string; seat: Seat; text: string; handOver: boolean },
  at: Date,
): Promise<DutyNote> {
  const { regionId, actor, post } = permit;
  const now = await dutyAt(tx, regionId, at);
  // Whoever was relieved a moment ago still writes what she hands over, and it belongs to her turn.
  const justBefore = await dutyAt(tx, regionId, new Date(at.getTime() - handOverMs));
  const its = [now, justBefore].find(({ on }) => seatsOf(on, actor.personId).includes(told.seat));
  if (!its) return deny('duty.not_on_duty', { seat: { word: `duty.seat.${told.seat}` } });
  const { onDay, part } = its.place;
  const note = { ...told, onDay, part, personId: actor.personId, unitId: post.unitId };
  await insertNote(tx, regionId, note, at);
  const data = { seat: told.seat, onDay, part, handOver: told.handOver };
  const fact: Fact = { subject: 'duty_note', subjectId: told.id, kind: 'duty.noted', at, by: permit.by, data, n: 1 };
  await record(tx, regionId, [fact], told.id);
  return noteById(tx, regionId, told.id);
}

/** 签阅: by somebody who keeps the seat now, and never by whoever wrote it. */
export async function readNote(
  tx: Tx,
  permit: Permit<'duty.write'>,
  noteId: string,
  commandId: string,
  at: Date,
): Promise<DutyNote> {
  const { regionId, actor } = permit;
  const note = await lockNote(tx, regionId, noteId);
  if (!note?.handOver) return deny('thing.not_found');
  if (note.readAt) return deny('duty.read_already');
  if (note.personId === actor.personId) return deny('duty.own_note');
  const { on } = await dutyAt(tx, regionId, at);
  if (!seatsOf(on, actor.personId).includes(note.seat))
    return deny('duty.not_on_duty', { seat: { word: `duty.seat.${note.seat}` } });
  await noteRead(tx, regionId, noteId, actor.personId, at);
  const fact: Fact = { subject: 'duty_note', subjectId: noteId, kind: 'duty.note_read', at, by: permit.by, n: 2 };
  await record(tx, regionId, [fact], commandId);
  return noteById(tx, regionId, noteId);
}

// ── Key events ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function mustExist(tx: Tx, regionId: number, told: { areaIds: number[]; matterIds: number[] }): Promise<void> {
  for (const id of told.areaIds)
    if (!(await areaOf(tx, regionId, id))) deny('thing.unknown_reference', { field: 'areaIds', value: id });
  const known = new Set((await mattersOf(tx, regionId)).map(({ id }) => id));
  for (const id of told.matterIds)
    if (!known.has(id)) deny('thing.unknown_reference', { field: 'matterIds', value: id });
}

export type OccasionTold = Omit<Occasion, 'id' | 'endedAt' | 'cases'> & { occasionId: string; ended: boolean };
export async function saveOccasion(
  tx: Tx,
  permit: Permit<'duty.plan'>,
  { occasionId, ended, version, ...told }: OccasionTold,
  commandId: string,
  at: Date,
): Promise<Occasion> {
  const { regionId } = permit;
  if (told.toOn < told.fromOn) deny('duty.days');
  await mustExist(tx, regionId, told);
  const saved = { ...told, id: occasionId, version: version + 1, endedAt: ended ? at : null };
  if (!(await putOccasion(tx, regionId, saved)))
    deny('thing.stale', { version }, { current: (await occasionById(tx, regionId, occasionId)) ?? null });
  const kind = ended ? 'duty.occasion_ended' : version === 0 ? 'duty.occasion_planned' : 'duty.occasion_changed';
  const fact: Fact = { subject: 'occasion', subjectId: occasionId, kind, at, by: permit.by, data: { ...told } };
  await record(tx, regionId, [{ ...fact, n: version + 1 }], commandId);
  return (await occasionById(tx, regionId, occasionId))!;
}

// ── The mode ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type ModeTold = Pick<Mode, 'level' | 'reason' | 'areaIds' | 'matterIds' | 'template'> & { until: Date };
export async function askMode(
  tx: Tx,
  permit: Permit<'mode.ask'>,
  told: ModeTold,
  commandId: string,
  at: Date,
): Promise<Mode> {
  const { regionId, actor, post } = permit;
  if (told.until <= at || told.until.getTime() > at.getTime() + modeDays * DAY) deny('duty.until', { days: modeDays });
  await mustExist(tx, regionId, told);
  await endModes(tx, regionId, at);
  const mode = { ...told, id: commandId, personId: actor.personId, unitId: post.unitId };
  await insertMode(tx, regionId, mode, at).catch((error: unknown) => {
    if (isConstraint(error, 'modes_one_at_a_time')) return deny('duty.mode_already');
    throw error;
  });
  const { level, reason, areaIds, matterIds, template, until } = told;
  const data = { level, reason, areaIds, matterIds, template, until: until.toISOString() };
  await tellMode(tx, regionId, { id: commandId, kind: 'mode.asked', by: permit.by, data }, commandId, at);
  return (await modeById(tx, regionId, commandId))!;
}

/** Two people: the one who asks and the one who puts it into force. */
export async function decideMode(
  tx: Tx,
  permit: Permit<'mode.decide'>,
  modeId: string,
  told: { accept: boolean; words: string },
  commandId: string,
  at: Date,
): Promise<Mode> {
  const { regionId, actor } = permit;
  const mode = await lockMode(tx, regionId, modeId);
  if (!mode) return deny('thing.not_found');
  if (mode.accepted !== null || mode.endedAt || mode.until <= at) return deny('duty.mode_over');
  if (mode.askedBy === actor.personId) return deny('duty.own_mode');
  await modeDecided(tx, regionId, modeId, { ...told, personId: actor.personId }, at);
  const kind = told.accept ? 'mode.began' : 'mode.refused';
  await tellMode(tx, regionId, { id: modeId, kind, by: permit.by, data: { words: told.words } }, commandId, at);
  return (await modeById(tx, regionId, modeId))!;
}

export async function endMode(
  tx: Tx,
  permit: Permit<'mode.ask'>,
  modeId: string,
  reason: string,
  commandId: string,
  at: Date,
): Promise<Mode> {
  const { regionId, actor } = permit;
  const mode = await lockMode(tx, regionId, modeId);
  if (!mode) return deny('thing.not_found');
  if (mode.accepted === false || mode.endedAt) return deny('duty.mode_over');
  await modeEnded(tx, regionId, modeId, { personId: actor.personId, reason }, at);
  await tellMode(tx, regionId, { id: modeId, kind: 'mode.ended', by: permit.by, data: { reason } }, commandId, at);
  return (await modeById(tx, regionId, modeId))!;
}

/** What nobody ended, or decided, is over at its time: the end is that moment, not the sweep's. */
export async function endModes(tx: Tx, regionId: number, at: Date): Promise<number> {
  const over = await lockModesOver(tx, regionId, at);
  for (const { id, until, accepted } of over) {
    const reason = say('zh', accepted ? 'duty.mode.time_over' : 'duty.mode.lapsed');
    await modeEnded(tx, regionId, id, { personId: null, reason }, until);
    const kind = accepted ? 'mode.ended' : 'mode.lapsed';
    await tellMode(tx, regionId, { id, kind, by: system, data: { reason } }, null, until);
  }
  return over.length;
}

async function tellMode(
  tx: Tx,
  regionId: number,
  { id, ...told }: { id: string; kind: string; by: Doer; data: Record<string, unknown> },
  commandId: string | null,
  at: Date,
): Promise<void> {
  await touch(tx, regionId, 'mode');
  await record(tx, regionId, [{ subject: 'mode', subjectId: id, at, ...told }], commandId);
}
