/**
 * The first five figures, read from what happened and never typed in, and the cases behind each. A figure and its drill-down
 * stand on the same relation, so they cannot disagree (house, "On time").
 */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import type { figureCases, figureNames, Figures } from '#contract/evaluation.ts';
import type { CaseRow } from '#contract/cases.ts';
import { workingMinutesBetween } from '#contract/worktime.ts';
import { caseScope } from '#access';
import { caseRows } from '#cases';
import { calendarOf } from '#catalogue';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { deny } from '#kit/refusal.ts';
import { hoursOf, ladderOf, rateOf, type Period } from './figures.ts';

type FigureName = (typeof figureNames)[number];
type Relation = RawBuilder<unknown>;

// ── What is counted ────────────────────────────────────────────────────────────────────────────────────────────────────
// Each relation has: at (what puts it into the period, and its order), id, case_id, unit_id, hit, open, due_at, done_at, part.

/**
 * 按期处置: the first round of every lead that was not given back, by its own handling deadline. Handed back, or still open and
 * past it; what is neither due nor done yet is not counted, and a case that ended otherwise before hand-back is nobody's fault.
 * A later round (返工) has its own limit and does not wash the first one; a suspended case has no deadline while it hangs.
 */
const handlingRounds = (regionId: number, { from, to }: Period, asOf: Date): Relation => sql`
  select h.due_at as at, h.case_id::text || '/' || h.n as id, h.case_id, h.unit_id, coalesce(h.handed_back_at <= h.due_at, false) as hit,
         h.ended_at is null as open, h.due_at, h.handed_back_at as done_at, null::text as part
    from cases.handlings h
    join cases.assignments a on a.region_id = h.region_id and a.id = h.assignment_id and a.role = 'lead'
   where h.region_id = ${regionId} and h.due_at >= ${from} and h.due_at < ${to}
     and a.ended_by is distinct from 'returned'
     and (h.handed_back_at is not null or (h.ended_at is null and h.due_at < ${asOf}))
     and not exists (select from cases.handlings e
                      where e.region_id = ${regionId} and e.case_id = h.case_id and e.assignment_id = h.assignment_id and e.n < h.n)`;

/** 按期结案: closed, or still open and past the case deadline. Late is strictly after: on the very instant is on time. */
const judgedCases = (asOf: Date): RawBuilder<boolean> =>
  sql<boolean>`(c.state = 'closed' or (c.is_open and c.case_due_at < ${asOf}))`;
const closedOnTime = sql<boolean>`(c.state = 'closed' and c.ended_at <= c.case_due_at)`;

const dueCases = (regionId: number, { from, to }: Period, asOf: Date): Relation => sql`
  select c.case_due_at as at, c.id::text as id, c.id as case_id, c.lead_unit_id as unit_id, ${closedOnTime} as hit, c.is_open as open,
         c.case_due_at as due_at, c.ended_at as done_at, null::text as part
    from cases.cases c
   where c.region_id = ${regionId} and c.case_due_at >= ${from} and c.case_due_at < ${to} and ${judgedCases(asOf)}`;

/** 返工: closed in the period; a hit is one that a check had sent back. */
const closedCases = (regionId: number, { from, to }: Period): Relation => sql`
  select c.ended_at as at, c.id::text as id, c.id as case_id, c.lead_unit_id as unit_id, c.reworks > 0 as hit, false as open,
         c.case_due_at as due_at, c.ended_at as done_at, null::text as part
    from cases.cases c
   where c.region_id = ${regionId} and c.state = 'closed' and c.ended_at >= ${from} and c.ended_at < ${to}`;

/** 处置时间: of the same cases, from the dispatch to the unit that handled it until its last hand-back. */
const handledCases = (regionId: number, { from, to }: Period): Relation => sql`
  select c.ended_at as at, c.id::text as id, c.id as case_id, c.lead_unit_id as unit_id, true as hit, false as open,
         null::timestamptz as due_at, c.handled_at as done_at, null::text as part
    from cases.cases c
   where c.region_id = ${regionId} and c.state = 'closed' and c.ended_at >= ${from} and c.ended_at < ${to}
     and c.dispatched_at is not null and c.handled_at is not null`;

/** 被动/主动/智慧: every report received in the period, also those that joined a case. */
const receivedReports = (regionId: number, { from, to }: Period): Relation => sql`
  select r.received_at as at, r.id::text as id, r.case_id, null::int as unit_id, true as hit, false as open,
         null::timestamptz as due_at, r.answered_at as done_at, r.discovery as part
    from intake.reports r
   where r.region_id = ${regionId} and r.received_at >= ${from} and r.received_at < ${to}`;

const relations: Record<FigureName, (regionId: number, period: Period, asOf: Date) => Relation> = {
  unit_on_time: handlingRounds,
  case_on_time: dueCases,
  rework: closedCases,
  handling_time: handledCases,
  discovery_mix: receivedReports,
};

// ── The figures ────────────────────────────────────────────────────────────────────────────────────────────────────────

type Counted = { n: number; hits: number; openOverdue: number };

export async function figures(tx: Tx, regionId: number, period: Period, asOf: Date): Promise<Figures> {
  const { rows: units } = await sql<Counted & { unitId: number; unitName: string }>`
    select f.unit_id as "unitId", u.name as "unitName", count(*)::int as n, count(*) filter (where f.hit)::int as hits,
           count(*) filter (where f.open)::int as "openOverdue"
      from (${handlingRounds(regionId, period, asOf)}) f
      join access.units u on u.region_id = ${regionId} and u.id = f.unit_id
     group by f.unit_id, u.name order by count(*) desc, f.unit_id`.execute(tx);
  const cases = await count(tx, dueCases(regionId, period, asOf));
  const rework = await count(tx, closedCases(regionId, period));
  const { rows: found } = await sql<Record<'n' | 'passive' | 'active' | 'smart', number>>`
    select count(*)::int as n, count(*) filter (where f.part = 'passive')::int as passive,
           count(*) filter (where f.part = 'active')::int as active, count(*) filter (where f.part = 'smart')::int as smart
      from (${receivedReports(regionId, period)}) f`.execute(tx);
  return {
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    asOf: asOf.toISOString(),
    unitOnTime: units.map(({ unitId, unitName, n, hits, openOverdue }) => ({
      unitId,
      unitName,
      ...rateOf(n, hits),
      openOverdue,
    })),
    caseOnTime: { ...rateOf(cases.n, cases.hits), openOverdue: cases.openOverdue },
    rework: rateOf(rework.n, rework.hits),
    handlingTime: await handlingTime(tx, regionId, period),
    discovery: found[0]!,
  };
}

async function count(tx: Tx, relation: Relation): Promise<Counted> {
  const { rows } = await sql<Counted>`
    select count(*)::int as n, count(*) filter (where f.hit)::int as hits, count(*) filter (where f.open)::int as "openOverdue"
      from (${relation}) f`.execute(tx);
  return rows[0]!;
}

/**
 * Means on both calendars. Plain time is a sum; working time climbs the ladder of each case's own calendar version, one
 * statement for each version that occurs.
 */
async function handlingTime(tx: Tx, regionId: number, period: Period): Promise<Figures['handlingTime']> {
  const handled = sql`(${handledCases(regionId, period)}) f join cases.cases c on c.region_id = ${regionId} and c.id = f.case_id`;
  const { rows: groups } = await sql<{
    calendarId: number;
    version: number;
    n: number;
    ms: number;
    first: Date;
    last: Date;
  }>`
    select c.calendar_id as "calendarId", c.calendar_version as version, count(*)::int as n,
           sum(extract(epoch from c.handled_at - c.dispatched_at) * 1000)::float8 as ms,
           min(c.dispatched_at) as first, max(c.handled_at) as last
      from ${handled} group by c.calendar_id, c.calendar_version`.execute(tx);
  let n = 0;
  let plainMs = 0;
  let workedMs = 0;
  for (const group of groups) {
    n += group.n;
    plainMs += group.ms;
    const { calendar } = await calendarOf(tx, regionId, group.calendarId, group.version);
    const ladder = ladderOf(calendar, group.first, group.last);
    if (ladder.starts.length === 0) continue;
    const { rows } = await sql<{ ms: number }>`
      select sum(${heightAt(sql`c.handled_at`)} - ${heightAt(sql`c.dispatched_at`)})::float8 as ms
        from (select ${ladder.starts}::float8[] as starts, ${ladder.lengths}::float8[] as lengths, ${ladder.before}::float8[] as before) l,
             ${handled}
       where c.calendar_id = ${group.calendarId} and c.calendar_version = ${group.version}`.execute(tx);
    workedMs += rows[0]!.ms;
  }
  return n === 0
    ? { n, calendarHours: null, workingHours: null }
    : { n, calendarHours: hoursOf(plainMs / n), workingHours: hoursOf(workedMs / n) };
}

/** How much had been worked at an instant, on the ladder `l`. */
function heightAt(instant: RawBuilder<unknown>): RawBuilder<number> {
  const ms = sql`(extract(epoch from ${instant}) * 1000)::float8`;
  const rung = sql`width_bucket(${ms}, l.starts)`;
  return sql<number>`case ${rung} when 0 then 0 else l.before[${rung}] + least(${ms} - l.starts[${rung}], l.lengths[${rung}]) end`;
}

// ── The cases behind them ──────────────────────────────────────────────────────────────────────────────────────────────

type Query = Static<NonNullable<typeof figureCases.query>>;
type Behind = {
  order: string;
  id: string;
  caseId: string;
  hit: boolean;
  dueAt: Date | null;
  doneAt: Date | null;
  dispatchedAt: Date | null;
  calendarId: number;
  calendarVersion: number;
};
export type BehindFigure = {
  case: CaseRow;
  hit: boolean;
  dueAt: string | null;
  doneAt: string | null;
  hours: number | null;
};

/** The parts a figure can be narrowed to. Of the handling time it is a choice of clock, not of cases. */
function partOf(figure: FigureName, part: string | undefined): RawBuilder<boolean> {
  if (part === undefined) return sql<boolean>`true`;
  if (figure === 'discovery_mix' && ['passive', 'active', 'smart'].includes(part))
    return sql<boolean>`f.part = ${part}`;
  if (figure === 'handling_time' && ['calendar', 'working'].includes(part)) return sql<boolean>`true`;
  if (figure !== 'discovery_mix' && figure !== 'handling_time') {
    if (part === 'hits') return sql<boolean>`f.hit`;
    if (part === 'misses') return sql<boolean>`not f.hit`;
    if (part === 'open_overdue') return sql<boolean>`f.open`;
  }
  return deny('request.invalid', { summary: '/part' });
}

/** Newest first. The rates are everybody's who may see them; of the cases behind them a reader sees those in his scope. */
export async function casesBehind(
  tx: Tx,
  actor: Actor,
  figure: FigureName,
  period: Period,
  query: Query,
  asOf: Date,
): Promise<{ rows: BehindFigure[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<Behind>`
    select to_jsonb(f.at) #>> '{}' as order, f.id, f.case_id as "caseId", f.hit, f.due_at as "dueAt", f.done_at as "doneAt",
           c.dispatched_at as "dispatchedAt", c.calendar_id as "calendarId", c.calendar_version as "calendarVersion"
      from (${relations[figure](actor.regionId, period, asOf)}) f
      join cases.cases c on c.region_id = ${actor.regionId} and c.id = f.case_id
     where ${caseScope(actor)} and ${partOf(figure, query.part)}
       ${query.unitId === undefined ? sql`` : sql`and f.unit_id = ${query.unitId}`}
       ${after ? sql`and (f.at, f.id) < (${after[0]}::timestamptz, ${after[1]})` : sql``}
     order by f.at desc, f.id desc limit ${limit + 1}`.execute(tx);
  const shown = await caseRows(tx, actor, [...new Set(rows.map((row) => row.caseId))], asOf);
  const told: (Behind & { hours: number | null })[] = [];
  for (const row of rows) {
    const hours = figure === 'handling_time' ? await hoursFor(tx, actor.regionId, row, query.part === 'working') : null;
    told.push({ ...row, hours });
  }
  return pageOf(
    told,
    limit,
    (row) => [row.order, row.id],
    (row) => ({
      case: shown.get(row.caseId)!,
      hit: row.hit,
      dueAt: row.dueAt?.toISOString() ?? null,
      doneAt: row.doneAt?.toISOString() ?? null,
      hours: row.hours,
    }),
  );
}

async function hoursFor(tx: Tx, regionId: number, row: Behind, working: boolean): Promise<number> {
  const { dispatchedAt, doneAt } = row as { dispatchedAt: Date; doneAt: Date };
  if (!working) return hoursOf(doneAt.getTime() - dispatchedAt.getTime());
  const { calendar } = await calendarOf(tx, regionId, row.calendarId, row.calendarVersion);
  return hoursOf(workingMinutesBetween(dispatchedAt, doneAt, calendar) * 60_000);
}

// ── What became of some cases ──────────────────────────────────────────────────────────────────────────────────────────

export type Outcomes = {
  open: number;
  closed: number;
  late: number;
  openOverdue: number;
  answered: { own: number; standard: number };
  located: { point: number; name: number; operator: number; outside: number; fallback: number };
};

/**
 * Of the cases named (a replayed history), by the same definition of late as 按期结案率. Only those whose deadline was
 * somebody's word, an instant, are judged late or overdue: what a history did not promise, it did not break.
 */
export async function outcomes(tx: Tx, regionId: number, caseIds: readonly string[], asOf: Date): Promise<Outcomes> {
  const promised = sql`c.case_limit->>'kind' = 'instant'`;
  const { rows } = await sql<
    Record<'open' | 'closed' | 'late' | 'openOverdue' | 'own' | 'standard' | keyof Outcomes['located'], number>
  >`
    select count(*) filter (where c.is_open)::int as open, count(*) filter (where c.state = 'closed')::int as closed,
           count(*) filter (where ${promised} and ${judgedCases(asOf)} and not c.is_open and not ${closedOnTime})::int as late,
           count(*) filter (where ${promised} and ${judgedCases(asOf)} and c.is_open)::int as "openOverdue",
           count(*) filter (where not a.standard)::int as own, count(*) filter (where a.standard)::int as standard,
           count(*) filter (where c.located_by = 'point')::int as point, count(*) filter (where c.located_by = 'name')::int as name,
           count(*) filter (where c.located_by = 'operator')::int as operator,
           count(*) filter (where c.located_by = 'outside')::int as outside,
           count(*) filter (where c.located_by = 'fallback')::int as fallback
      from cases.cases c
      left join cases.answers a on a.region_id = ${regionId} and a.case_id = c.id and a.n = c.answer_n
     where c.region_id = ${regionId} and c.id = any(${[...caseIds]}::uuid[])`.execute(tx);
  const { open, closed, late, openOverdue, own, standard, ...located } = rows[0]!;
  return { open, closed, late, openOverdue, answered: { own, standard }, located };
}
