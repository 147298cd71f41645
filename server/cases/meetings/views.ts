/**
 * Meetings as they are shown: to the side that convened them, to those who were asked, and to whoever sees the whole district; never to
 * the people of a unit that a case of the agenda is about (回避).
 */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import { districtPosts } from '#contract/access.ts';
import { meetingSteps, type listMeetings, type Meeting, type MeetingRow } from '#contract/meetings.ts';
import type { Lang } from '#contract/words/words.ts';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { sayTo } from '#kit/named.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { isRefusal, refuse, type Refusal } from '#kit/refusal.ts';
import { tasksOf } from '../tasks/views.ts';
import { caseRows } from '../views.ts';
import { mayStep } from './meetings.rules.ts';

const unitsFor = (actor: Actor): number[] => [...new Set(actor.posts.flatMap(({ unitIds }) => unitIds))];
/** `m` is cases.meetings. */
function mine(actor: Actor): RawBuilder<boolean> {
  const units = unitsFor(actor);
  return sql<boolean>`(m.convener_unit_id = any(${units}::int[]) or exists (
    select from cases.meeting_members x where x.region_id = ${actor.regionId} and x.meeting_id = m.id
       and (x.unit_id = any(${units}::int[]) or x.person_id = ${actor.personId}::uuid)))`;
}
function visible(actor: Actor): RawBuilder<boolean> {
  const roots = [...new Set(actor.posts.map(({ rootUnitId }) => rootUnitId))];
  const notAbout = sql<boolean>`not exists (
    select from cases.meeting_cases g join cases.cases c on c.region_id = ${actor.regionId} and c.id = g.case_id
     where g.region_id = ${actor.regionId} and g.meeting_id = m.id and c.about_root_unit_id = any(${roots}::int[]))`;
  const all = actor.posts.some(({ post }) => districtPosts.includes(post));
  return all ? notAbout : sql<boolean>`(${mine(actor)} and ${notAbout})`;
}

type RowFromDb = Omit<MeetingRow, 'at' | 'minutesDueAt' | 'convenerUnit' | 'resolutions'> & {
  at: Date;
  minutesDueAt: Date;
  convenerUnitId: number;
  convenerUnitName: string;
  all: number;
  done: number;
  late: number;
  order: string;
};
const columns = (regionId: number, at: Date) => sql`
  m.id, m.kind, m.state, m.title, m.at, m.place, m.version, m.minutes_due_at as "minutesDueAt", (m.state = 'called' and m.minutes_due_at < ${at}) as overdue, p.name as convener, m.convener_unit_id as "convenerUnitId", u.name as "convenerUnitName",
  (select count(*)::int from cases.meeting_cases g where g.region_id = ${regionId} and g.meeting_id = m.id) as cases,
  coalesce((select array_agg(coalesce(mu.name, mp.name) order by x.n) from cases.meeting_members x
     left join access.units mu on mu.region_id = ${regionId} and mu.id = x.unit_id left join access.people mp on mp.region_id = ${regionId} and mp.id = x.person_id
    where x.region_id = ${regionId} and x.meeting_id = m.id), '{}') as members,
  t."all", t.done, t.late, to_jsonb(m.at) #>> '{}' as "order"`;
const joins = (regionId: number, at: Date) => sql`
  join access.people p on p.region_id = ${regionId} and p.id = m.convened_by
  join access.units u on u.region_id = ${regionId} and u.id = m.convener_unit_id
  cross join lateral (
    select count(*)::int as "all", count(*) filter (where x.state = 'done')::int as done,
           count(*) filter (where x.handed_late or (x.clock <> 'confirm' and x.due_at < ${at}))::int as late
      from cases.tasks x where x.region_id = ${regionId} and x.call_id = m.id) t`;
const shown = (row: RowFromDb): MeetingRow => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  title: row.title,
  at: row.at.toISOString(),
  place: row.place,
  minutesDueAt: row.minutesDueAt.toISOString(),
  overdue: row.overdue,
  convener: row.convener,
  convenerUnit: { id: row.convenerUnitId, name: row.convenerUnitName },
  cases: row.cases,
  members: row.members,
  resolutions: { all: row.all, done: row.done, late: row.late },
  version: row.version,
});

export async function meetingsPage(
  tx: Tx,
  actor: Actor,
  query: Static<NonNullable<typeof listMeetings.query>>,
  at: Date,
): Promise<Static<typeof listMeetings.reply>> {
  const { regionId } = actor;
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const where: RawBuilder<boolean>[] = [visible(actor)];
  if (query.mine) where.push(mine(actor));
  if (query.state) where.push(sql<boolean>`m.state = ${query.state}`);
  if (query.overdue) where.push(sql<boolean>`(m.state = 'called' and m.minutes_due_at < ${at})`);
  if (query.kind) where.push(sql<boolean>`m.kind = ${query.kind}`);
  if (query.caseId)
    where.push(sql<boolean>`exists (select from cases.meeting_cases g where g.region_id = ${regionId} and g.meeting_id = m.id
                                       and g.case_id = ${query.caseId})`);
  if (after) where.push(sql<boolean>`(m.at, m.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  const { rows } = await sql<RowFromDb>`
    select ${columns(regionId, at)} from cases.meetings m ${joins(regionId, at)}
     where m.region_id = ${regionId} and ${sql.join(where, sql` and `)} order by m.at desc, m.id desc limit ${limit + 1}`.execute(
    tx,
  );
  return pageOf(rows, limit, (row) => [row.order, row.id], shown);
}

export async function oneMeeting(
  tx: Tx,
  actor: Actor,
  meetingId: string,
  at: Date,
  lang: Lang,
): Promise<Meeting | Refusal> {
  const { regionId } = actor;
  const { rows } = await sql<
    RowFromDb & {
      minutes: string | null;
      heldAt: Date | null;
      cancelReason: string | null;
      caseIds: string[];
      who: Meeting['members'];
    }
  >`
    select ${columns(regionId, at)}, m.minutes, m.held_at as "heldAt", m.cancel_reason as "cancelReason",
           coalesce((select array_agg(g.case_id) from cases.meeting_cases g where g.region_id = ${regionId} and g.meeting_id = m.id), '{}') as "caseIds",
           coalesce((select jsonb_agg(jsonb_build_object('n', x.n, 'attended', x.attended,
                              'unit', case when mu.id is not null then jsonb_build_object('id', mu.id, 'name', mu.name) end,
                              'person', case when mp.id is not null then jsonb_build_object('id', mp.id, 'name', mp.name) end) order by x.n)
              from cases.meeting_members x left join access.units mu on mu.region_id = ${regionId} and mu.id = x.unit_id
              left join access.people mp on mp.region_id = ${regionId} and mp.id = x.person_id
             where x.region_id = ${regionId} and x.meeting_id = m.id), '[]') as who
      from cases.meetings m ${joins(regionId, at)}
     where m.region_id = ${regionId} and m.id = ${meetingId} and ${visible(actor)}`.execute(tx);
  const row = rows[0];
  if (!row) return refuse('thing.not_found');
  const lines = await caseRows(tx, actor, row.caseIds, at);
  const meeting = shown(row);
  const now = {
    ...meeting,
    at: new Date(meeting.at),
    convenerUnitId: row.convenerUnitId,
    convenerUnit: row.convenerUnitName,
  };
  return {
    meeting,
    agenda: row.caseIds.flatMap((id) => lines.get(id) ?? []).sort((a, b) => a.number.localeCompare(b.number)),
    members: row.who,
    minutes: row.minutes,
    heldAt: row.heldAt?.toISOString() ?? null,
    cancelReason: row.cancelReason,
    resolutions: await tasksOf(tx, actor, { callId: meetingId }, at, lang),
    steps: meetingSteps.map((step) => {
      const may = mayStep(now, step, actor.posts, at);
      return isRefusal(may)
        ? { step, may: false, why: sayTo(lang, `problem.${may.refusal}`, may.params) }
        : { step, may: true, why: '' };
    }),
  };
}
