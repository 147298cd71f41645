/** Rows of meetings. */
import { sql } from 'kysely';
import type { MeetingKind } from '#contract/meetings.ts';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#kit/db.ts';
import { minutesDue, type AgendaCase, type MeetingNow } from './meetings.rules.ts';

export type Member = { unitId?: number | undefined; personId?: string | undefined };

export async function insertMeeting(
  tx: Tx,
  regionId: number,
  meeting: { id: string; kind: MeetingKind; title: string; at: Date; place: string; by: string; unitId: number },
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into cases.meetings (region_id, id, kind, title, at, minutes_due_at, place, convened_by, convener_unit_id, convened_at)
    values (${regionId}, ${meeting.id}, ${meeting.kind}, ${meeting.title}, ${meeting.at}, ${minutesDue(meeting.at)}, ${meeting.place}, ${meeting.by}, ${meeting.unitId}, ${at})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function lockMeeting(tx: Tx, regionId: number, meetingId: string): Promise<MeetingNow | undefined> {
  const { rows } = await sql<MeetingNow>`
    select m.id, m.kind, m.state, m.convener_unit_id as "convenerUnitId", u.name as "convenerUnit", m.at, m.version from cases.meetings m
      join access.units u on u.region_id = ${regionId} and u.id = m.convener_unit_id
     where m.region_id = ${regionId} and m.id = ${meetingId} for update of m`.execute(tx);
  return rows[0];
}

/** Those of the cases that the scope lets the convener see. */
export async function agendaCases(
  tx: Tx,
  regionId: number,
  caseIds: readonly string[],
  scope: RawBuilder<boolean>,
): Promise<Map<string, AgendaCase>> {
  const { rows } = await sql<AgendaCase>`
    select c.id, c.number, c.state, c.about_root_unit_id as "aboutRootUnitId" from cases.cases c
     where c.region_id = ${regionId} and c.id = any(${[...caseIds]}::uuid[]) and ${scope}`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}
/** The cases that stand on it already. */
export async function agendaOf(tx: Tx, regionId: number, meetingId: string): Promise<AgendaCase[]> {
  const { rows } = await sql<AgendaCase>`
    select c.id, c.number, c.state, c.about_root_unit_id as "aboutRootUnitId"
      from cases.meeting_cases m join cases.cases c on c.region_id = ${regionId} and c.id = m.case_id
     where m.region_id = ${regionId} and m.meeting_id = ${meetingId} order by c.id`.execute(tx);
  return rows;
}

/** Those that were not on it yet. */
export async function addToAgenda(
  tx: Tx,
  regionId: number,
  meetingId: string,
  caseIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ caseId: string }>`
    insert into cases.meeting_cases (region_id, meeting_id, case_id)
    select ${regionId}, ${meetingId}, id from unnest(${[...new Set(caseIds)]}::uuid[]) as u(id)
    on conflict do nothing returning case_id as "caseId"`.execute(tx);
  return rows.map(({ caseId }) => caseId);
}

export async function addMembers(
  tx: Tx,
  regionId: number,
  meetingId: string,
  members: readonly Member[],
): Promise<void> {
  await sql`
    insert into cases.meeting_members (region_id, meeting_id, n, unit_id, person_id)
    select ${regionId}, ${meetingId}, x.n + (select coalesce(max(m.n), 0) from cases.meeting_members m where m.region_id = ${regionId} and m.meeting_id = ${meetingId}),
           x."unitId", x."personId"
      from jsonb_to_recordset(${JSON.stringify(members.map((one, i) => ({ ...one, n: i + 1 })))}::jsonb) as x(n int, "unitId" int, "personId" uuid)`.execute(
    tx,
  );
}
export async function knownPeople(tx: Tx, regionId: number, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from access.people where region_id = ${regionId} and id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
export async function unitsAsked(tx: Tx, regionId: number, meetingId: string): Promise<number[]> {
  const { rows } = await sql<{ unitId: number }>`
    select unit_id as "unitId" from cases.meeting_members
     where region_id = ${regionId} and meeting_id = ${meetingId} and unit_id is not null`.execute(tx);
  return rows.map(({ unitId }) => unitId);
}

export async function amendMeeting(
  tx: Tx,
  regionId: number,
  meetingId: string,
  set: { title?: string | undefined; at?: Date | undefined; place?: string | undefined },
): Promise<void> {
  await sql`
    update cases.meetings set version = version + 1, title = coalesce(${set.title ?? null}, title),
           at = coalesce(${set.at ?? null}::timestamptz, at), minutes_due_at = coalesce(${set.at ? minutesDue(set.at) : null}::timestamptz, minutes_due_at),
           overdue_at = case when ${set.at ?? null}::timestamptz is null then overdue_at end, place = coalesce(${set.place ?? null}, place)
     where region_id = ${regionId} and id = ${meetingId}`.execute(tx);
}

export async function holdMeeting(
  tx: Tx,
  regionId: number,
  meetingId: string,
  held: { minutes: string; attended: readonly number[]; by: string },
  at: Date,
): Promise<void> {
  await sql`
    with came as (
      update cases.meeting_members set attended = (n = any(${[...held.attended]}::int[]))
       where region_id = ${regionId} and meeting_id = ${meetingId} returning 1)
    update cases.meetings set version = version + 1, state = 'held', minutes = ${held.minutes}, minutes_by = ${held.by}, held_at = ${at}
     where region_id = ${regionId} and id = ${meetingId}`.execute(tx);
}

export async function cancelMeeting(tx: Tx, regionId: number, meetingId: string, reason: string): Promise<void> {
  await sql`
    update cases.meetings set version = version + 1, state = 'cancelled', cancel_reason = ${reason}
     where region_id = ${regionId} and id = ${meetingId}`.execute(tx);
}

/** Meetings whose minutes are missing, each told once, claimed so that several servers never tell of the same twice. */
export async function claimWithoutMinutes(
  tx: Tx,
  regionId: number,
  at: Date,
  limit: number,
): Promise<{ id: string; title: string; convenerUnitId: number }[]> {
  const { rows } = await sql<{ id: string; title: string; convenerUnitId: number }>`
    update cases.meetings m set overdue_at = ${at}, version = m.version + 1
      from (select id from cases.meetings
             where region_id = ${regionId} and state = 'called' and minutes_due_at < ${at} and overdue_at is null
             order by minutes_due_at limit ${limit} for update skip locked) due
     where m.region_id = ${regionId} and m.id = due.id returning m.id, m.title, m.convener_unit_id as "convenerUnitId"`.execute(
    tx,
  );
  return rows;
}
