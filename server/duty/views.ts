/** What is read of the roster, the log, key events and modes; and the numbers of a mode's report, from the cases themselves. */
import { sql, type RawBuilder } from 'kysely';
import { permissions } from '#contract/access.ts';
import type { DutyNote, Mode, Occasion, Turn, Seat } from '#contract/duty.ts';
import { treeOf } from '#areas';
import { remembered, type Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import type { Candidate } from './roster.rules.ts';

const turnColumns = sql`
  t.id, t.roster, t.seat, t.on_day::text as "onDay", t.part, t.version,
  case when o.id is null then null else jsonb_build_object('id', o.id, 'name', o.name) end as occasion,
  jsonb_build_object('id', p.id, 'name', p.name) as person,
  case when d.id is null then null else jsonb_build_object('id', d.id, 'name', d.name) end as deputy`;
const turnJoins = sql`
  join access.people p on p.region_id = t.region_id and p.id = t.person_id
  left join access.people d on d.region_id = t.region_id and d.id = t.deputy_id
  left join duty.occasions o on o.region_id = t.region_id and o.id = t.occasion_id`;

/** The turns of some days: a few for each, so the days bound the list. */
export async function turnsBetween(tx: Tx, regionId: number, from: string, to: string): Promise<Turn[]> {
  const { rows } = await sql<Turn>`
    select ${turnColumns} from duty.turns t ${turnJoins}
     where t.region_id = ${regionId} and t.on_day between ${from}::date and ${to}::date
     order by t.on_day, t.part, t.seat, t.roster, t.occasion_id nulls first limit 2000`.execute(tx);
  return rows;
}
export async function turnById(tx: Tx, regionId: number, id: string): Promise<Turn | undefined> {
  const { rows } = await sql<Turn>`
    select ${turnColumns} from duty.turns t ${turnJoins} where t.region_id = ${regionId} and t.id = ${id}`.execute(tx);
  return rows[0];
}

/** Who holds a post that keeps a seat, today; at most 1,000. */
export async function candidates(
  tx: Tx,
  regionId: number,
  today: string,
): Promise<(Candidate & { unitName: string })[]> {
  const { rows } = await sql<Candidate & { unitName: string }>`
    select distinct on (p.name, p.id) p.id, p.name, a.login, u.name as "unitName"
      from access.posts t
      join access.people p on p.region_id = t.region_id and p.id = t.person_id
      join access.units u on u.region_id = t.region_id and u.id = t.unit_id
      left join access.accounts a on a.region_id = t.region_id and a.person_id = t.person_id and a.disabled_at is null
     where t.region_id = ${regionId} and t.post = any(${[...permissions['duty.write']]}::text[])
       and t.from_on <= ${today}::date and (t.to_on is null or t.to_on >= ${today}::date)
     order by p.name, p.id, u.id limit 1000`.execute(tx);
  return rows;
}

// ── The log ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type NoteRow = Omit<DutyNote, 'at' | 'readAt'> & { at: Date; readAt: Date | null };
const noteColumns = sql`
  n.id, n.seat, n.on_day::text as "onDay", n.part, n.at, jsonb_build_object('id', p.id, 'name', p.name) as by, u.name as "unitName",
  n.text, n.hand_over as "handOver", n.read_at as "readAt", r.name as "readBy"`;
const noteJoins = sql`
  join access.people p on p.region_id = n.region_id and p.id = n.person_id
  join access.units u on u.region_id = n.region_id and u.id = n.unit_id
  left join access.people r on r.region_id = n.region_id and r.id = n.read_by`;
const noteShown = (row: NoteRow): DutyNote => ({
  ...row,
  at: row.at.toISOString(),
  readAt: row.readAt?.toISOString() ?? null,
});

export async function notePage(
  tx: Tx,
  regionId: number,
  query: { seat?: Seat; unread?: boolean; after?: string; limit?: number },
): Promise<{ rows: DutyNote[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const where: RawBuilder<unknown>[] = [sql`n.region_id = ${regionId}`];
  if (query.seat) where.push(sql`n.seat = ${query.seat}`);
  if (query.unread) where.push(sql`n.hand_over and n.read_at is null`);
  if (after) where.push(sql`(n.at, n.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  const { rows } = await sql<NoteRow>`
    select ${noteColumns} from duty.notes n ${noteJoins} where ${sql.join(where, sql` and `)}
     order by n.at desc, n.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(rows, limit, ({ at, id }) => [at.toISOString(), id], noteShown);
}
export async function noteById(tx: Tx, regionId: number, id: string): Promise<DutyNote> {
  const { rows } = await sql<NoteRow>`
    select ${noteColumns} from duty.notes n ${noteJoins} where n.region_id = ${regionId} and n.id = ${id}`.execute(tx);
  return noteShown(rows[0]!);
}
/** What was handed over to these seats by somebody else, and nobody has read. */
export async function unreadFor(tx: Tx, regionId: number, its: readonly Seat[], personId: string): Promise<number> {
  if (its.length === 0) return 0;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select from duty.notes where region_id = ${regionId} and hand_over and read_at is null and seat = any(${[...its]}::text[])
         and person_id <> ${personId} limit 1000) x`.execute(tx);
  return rows[0]!.n;
}
async function notesBetween(tx: Tx, regionId: number, from: Date, to: Date): Promise<DutyNote[]> {
  const { rows } = await sql<NoteRow>`
    select ${noteColumns} from duty.notes n ${noteJoins}
     where n.region_id = ${regionId} and n.at >= ${from} and n.at <= ${to} order by n.at, n.id limit 500`.execute(tx);
  return rows.map(noteShown);
}

// ── Key events ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type OccasionRow = Omit<Occasion, 'endedAt'> & { endedAt: Date | null };
const occasionColumns = sql`
  o.id, o.name, o.from_on::text as "fromOn", o.to_on::text as "toOn", o.area_ids as "areaIds", o.matter_ids as "matterIds", o.plan, o.version,
  o.ended_at as "endedAt",
  (select count(*)::int from (
     select from cases.cases c join areas.regions r on r.id = c.region_id
      where c.region_id = o.region_id and c.opened_at >= (o.from_on::timestamp at time zone r.time_zone)
        and c.opened_at < ((o.to_on + 1)::timestamp at time zone r.time_zone)
        and (cardinality(o.matter_ids) = 0 or c.matter_id = any(o.matter_ids))
        and (cardinality(o.area_ids) = 0 or exists (
              select from areas.areas a where a.region_id = c.region_id and a.id = any(o.area_ids) and c.area_path <@ a.path))
      limit 1000) x) as cases`;
const occasionShown = (row: OccasionRow): Occasion => ({ ...row, endedAt: row.endedAt?.toISOString() ?? null });

export async function occasionPage(
  tx: Tx,
  regionId: number,
  query: { after?: string; limit?: number },
): Promise<{ rows: Occasion[]; next: string | null }> {
  const limit = query.limit ?? 20;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<OccasionRow>`
    select ${occasionColumns} from duty.occasions o
     where o.region_id = ${regionId} ${after ? sql`and (o.to_on, o.id) < (${after[0]}::date, ${after[1]}::uuid)` : sql``}
     order by o.to_on desc, o.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(rows, limit, ({ toOn, id }) => [toOn, id], occasionShown);
}
export async function occasionById(tx: Tx, regionId: number, id: string): Promise<Occasion | undefined> {
  const { rows } = await sql<OccasionRow>`
    select ${occasionColumns} from duty.occasions o where o.region_id = ${regionId} and o.id = ${id}`.execute(tx);
  return rows[0] && occasionShown(rows[0]);
}
export async function occasionsOn(tx: Tx, regionId: number, day: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from duty.occasions
     where region_id = ${regionId} and ended_at is null and ${day}::date between from_on and to_on order by to_on, id limit 10`.execute(
    tx,
  );
  return rows;
}

// ── Modes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

type ModeRow = Omit<Mode, 'state' | 'askedAt' | 'beganAt' | 'until' | 'endedAt'> & {
  accepted: boolean | null;
  askedAt: Date;
  decidedAt: Date | null;
  until: Date;
  endedAt: Date | null;
};
const modeColumns = sql`
  m.id, m.level, m.reason, m.area_ids as "areaIds", m.matter_ids as "matterIds", m.template, m.asked_at as "askedAt",
  jsonb_build_object('id', a.id, 'name', a.name) as "askedBy", m.decided_at as "decidedAt", d.name as "decidedBy", m.decision, m.accepted,
  m.until, m.ended_at as "endedAt", e.name as "endedBy", m.end_reason as "endReason"`;
const modeJoins = sql`
  join access.people a on a.region_id = m.region_id and a.id = m.asked_by
  left join access.people d on d.region_id = m.region_id and d.id = m.decided_by
  left join access.people e on e.region_id = m.region_id and e.id = m.ended_by`;
const modeShown = ({ accepted, askedAt, decidedAt, until, endedAt, ...row }: ModeRow): Mode => ({
  ...row,
  state: accepted === false ? 'refused' : endedAt ? 'ended' : accepted ? 'running' : 'asked',
  askedAt: askedAt.toISOString(),
  beganAt: accepted ? decidedAt!.toISOString() : null,
  until: until.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});

export async function modePage(
  tx: Tx,
  regionId: number,
  query: { after?: string; limit?: number },
): Promise<{ rows: Mode[]; next: string | null }> {
  const limit = query.limit ?? 20;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<ModeRow>`
    select ${modeColumns} from duty.modes m ${modeJoins}
     where m.region_id = ${regionId} ${after ? sql`and (m.asked_at, m.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by m.asked_at desc, m.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(rows, limit, ({ askedAt, id }) => [askedAt.toISOString(), id], modeShown);
}
export async function modeById(tx: Tx, regionId: number, id: string): Promise<Mode | undefined> {
  const { rows } = await sql<ModeRow>`
    select ${modeColumns} from duty.modes m ${modeJoins} where m.region_id = ${regionId} and m.id = ${id}`.execute(tx);
  return rows[0] && modeShown(rows[0]);
}

/** What stands now, asked for or running, with the paths of its ground: at most one, remembered, for every case that begins asks. */
export type StandingMode = Mode & { areaPaths: string[] };
const standing = remembered('mode', async (tx, regionId): Promise<StandingMode | null> => {
  const { rows } = await sql<ModeRow>`
    select ${modeColumns} from duty.modes m ${modeJoins}
     where m.region_id = ${regionId} and (m.accepted is null or m.accepted) and m.ended_at is null`.execute(tx);
  if (!rows[0]) return null;
  const { byId } = await treeOf(tx, regionId);
  const mode = modeShown(rows[0]);
  return { ...mode, areaPaths: mode.areaIds.flatMap((id) => byId.get(id)?.path ?? []) };
});
export async function standingMode(tx: Tx, regionId: number, at: Date): Promise<StandingMode | null> {
  const mode = await standing(tx, regionId);
  // A history that is read in lies before it, and is not touched by it.
  return mode && new Date(mode.beganAt ?? mode.askedAt) <= at && at < new Date(mode.until) ? mode : null;
}

/** What would stand first and what could wait if it began now, each counted to 1,000; only what the reader may see. */
export async function modeCounts(
  tx: Tx,
  regionId: number,
  of: { until: Date; matterIds: number[]; areaPaths: string[] },
  scope: RawBuilder<boolean>,
): Promise<{ named: number; putAside: number }> {
  const named = sql<boolean>`(c.matter_id = any(${of.matterIds}::int[])
    and (${of.areaPaths.length === 0} or c.area_path <@ any(${of.areaPaths}::ltree[])))`;
  const count = (which: RawBuilder<boolean>) => sql`(select count(*)::int from (
    select from cases.cases c where c.region_id = ${regionId} and c.is_open and ${which} and ${scope} limit ${mostPutAside}) x)`;
  const waits = sql<boolean>`(not ${named} and not c.urgent and c.supervision_level = 0
    and coalesce(c.stage_due_at, 'infinity'::timestamptz) > ${of.until})`;
  const { rows } = await sql<{ named: number; putAside: number }>`
    select ${count(named)} as named, ${count(waits)} as "putAside"`.execute(tx);
  return rows[0]!;
}

// ── The report of a mode ───────────────────────────────────────────────────────────────────────────────────────────────

export type Tally = {
  opened: number;
  ended: number;
  late: number;
  toDispatchMin: number | null;
  toEndMin: number | null;
};
type CaseLine = {
  id: string;
  number: string;
  title: string;
  matterName: string;
  areaName: string;
  openedAt: Date;
  dispatchedAt: Date | null;
  endedAt: Date | null;
  late: boolean;
};
/** Counted no further than this. */
export const mostPutAside = 1_000;

/** Of cases opened in its time, and of named ones that were open when it ended; only what the reader may see. */
export async function modeNumbers(
  tx: Tx,
  regionId: number,
  of: { modeId: string; from: Date; to: Date; until: Date; matterIds: number[]; areaPaths: string[] },
  scope: RawBuilder<boolean>,
) {
  const named = sql<boolean>`(c.matter_id = any(${of.matterIds}::int[])
    and (${of.areaPaths.length === 0} or c.area_path <@ any(${of.areaPaths}::ltree[])))`;
  const inIt = sql<boolean>`c.opened_at >= ${of.from} and c.opened_at <= ${of.to}`;
  const late = sql<boolean>`coalesce(c.ended_at, ${of.to}) > c.case_due_at`;
  const tallies = await sql<Tally & { named: boolean }>`
    select ${named} as named, count(*)::int as opened, count(*) filter (where c.ended_at <= ${of.to})::int as ended,
           count(*) filter (where ${late})::int as late,
           (avg(extract(epoch from c.dispatched_at - c.opened_at)) / 60)::float8 as "toDispatchMin",
           (avg(extract(epoch from c.ended_at - c.opened_at)) / 60)::float8 as "toEndMin"
      from cases.cases c where c.region_id = ${regionId} and ${inIt} and ${scope} group by 1`.execute(tx);
  const cases = await sql<CaseLine>`
    select c.id, c.number, c.title, m.small_name as "matterName", a.name as "areaName", c.opened_at as "openedAt",
           c.dispatched_at as "dispatchedAt", c.ended_at as "endedAt", coalesce(${late}, false) as late
      from cases.cases c
      join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
      join areas.areas a on a.region_id = c.region_id and a.id = c.area_id
     where c.region_id = ${regionId} and ${inIt} and ${named} and ${scope} order by c.opened_at, c.id limit 200`.execute(
    tx,
  );
  const waiting = await sql<{ unitName: string; n: number; oldestAt: Date }>`
    select u.name as "unitName", count(*)::int as n, min(c.opened_at) as "oldestAt"
      from cases.cases c
      join cases.stages s on s.region_id = c.region_id and s.case_id = c.id
      join access.units u on u.region_id = s.region_id and u.id = s.unit_id
     where c.region_id = ${regionId} and ${inIt} and ${named} and ${scope} and (c.ended_at is null or c.ended_at > ${of.to})
       and s.region_id = ${regionId} and s.entered_at <= ${of.to} and (s.ended_at is null or s.ended_at > ${of.to})
     group by u.id, u.name order by 2 desc, 1 limit 100`.execute(tx);
  // Rounds of handling that were dispatched under it, and how they kept its limits.
  const under = await sql<{ n: number; onTime: number; late: number }>`
    select count(*)::int as n, count(*) filter (where h.handed_back_at <= h.due_at)::int as "onTime",
           count(*) filter (where coalesce(h.handed_back_at, h.ended_at, ${of.to}) > h.due_at)::int as late
      from cases.handlings h join cases.cases c on c.region_id = h.region_id and c.id = h.case_id
     where h.region_id = ${regionId} and c.region_id = ${regionId} and h.mode_id = ${of.modeId}::uuid and ${scope}
       and h.outcome is distinct from 'reassigned'`.execute(tx);
  // What was left for later: as it stood at the end of it, or stands now.
  const aside = await sql<{ n: number }>`
    select count(*)::int as n from (
      select from cases.cases c
        join cases.stages s on s.region_id = c.region_id and s.case_id = c.id
       where c.region_id = ${regionId} and s.region_id = ${regionId} and not ${named} and not c.urgent and ${scope}
         and (c.is_open or c.ended_at > ${of.to}) and c.opened_at <= ${of.to}
         and s.entered_at <= ${of.to} and (s.ended_at is null or s.ended_at > ${of.to})
         and coalesce(s.due_at, 'infinity'::timestamptz) > ${of.until}::timestamptz limit ${mostPutAside}) x`.execute(
    tx,
  );
  const none: Tally = { opened: 0, ended: 0, late: 0, toDispatchMin: null, toEndMin: null };
  const tally = (is: boolean): Tally => {
    const found = tallies.rows.find((row) => row.named === is);
    if (!found) return none;
    const { named: _, ...its } = found;
    return its;
  };
  return {
    named: tally(true),
    others: tally(false),
    putAside: aside.rows[0]!.n,
    limited: under.rows[0]!,
    cases: cases.rows.map(({ openedAt, dispatchedAt, endedAt, ...row }) => ({
      ...row,
      openedAt: openedAt.toISOString(),
      dispatchedAt: dispatchedAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
    })),
    waiting: waiting.rows.map(({ oldestAt, ...row }) => ({ ...row, oldestAt: oldestAt.toISOString() })),
    notes: await notesBetween(tx, regionId, of.from, of.to),
  };
}
