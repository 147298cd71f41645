/**
 * The first five figures, read from what happened and never typed in, and the cases behind each. A figure and its drill-down
 * stand on the same relation, so they cannot disagree (house, "On time").
 */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import type { figureCases, figureNames, Figures } from '#contract/evaluation.ts';
import { levels, type CaseRow } from '#contract/cases.ts';
import { localDate } from '#contract/calendar.ts';
import { workingMinutesBetween, type Calendar, type Limit } from '#contract/worktime.ts';
import { caseScope, inSight, unitsOf, type Sight } from '#access';
import { caseRows, narrowedScope } from '#cases';
import { askedOf } from '#intake';
import { calendarOf } from '#catalogue';
import type { Survey } from '#contract/surveys.ts';
import type { Appealable, AppealState, PeriodKind, ReviewKind } from '#contract/evaluation.ts';
import type { Group, IndicatorName, ObjectKind, Scheme, TraceKind } from '#contract/indicators.ts';
import type { Actor } from '#kit/caller.ts';
import { daysWithin, type KeptDays } from '#kit/days.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { deny } from '#kit/refusal.ts';
import { clockMovers } from './clocks.rules.ts';
import { figuresFrom, hoursOf, ladderOf, meanOf, rateOf, type FigureLine, type Period } from './figures.ts';
import { counted, periodColumns, type PeriodRow } from './store.ts';
import type { ReviewCounted } from './period.rules.ts';
import type { Part } from './scheme.rules.ts';
import { heard, type CaseHistory } from './traces.rules.ts';

type FigureName = (typeof figureNames)[number];
type Relation = RawBuilder<unknown>;

// ── What is counted ────────────────────────────────────────────────────────────────────────────────────────────────────
// Each relation has: at (what puts it into the period, and its order), id, case_id, unit_id, hit, open, due_at, done_at, part.

/**
 * 按期处置: the first round of every lead that was not given back, by its own handling deadline. Handed back, or still open and
 * past it; what is neither due nor done yet is not counted, and a case that ended otherwise before hand-back is nobody's fault.
 * A later round (返工) has its own limit and does not wash the first one; a suspended case has no deadline while it hangs. A lead that was
 * given back has a round that ended so; only what is not the first round of its case looks for one before it.
 */
const handlingRounds = (regionId: number, { from, to }: Period, asOf: Date): Relation => sql`
  select h.due_at as at, h.case_id::text || '/' || h.n as id, h.case_id, h.unit_id, coalesce(h.handed_back_at <= h.due_at, false) as hit,
         h.ended_at is null as open, h.due_at, h.handed_back_at as done_at, null::text as part
    from cases.handlings h
   where h.region_id = ${regionId} and h.due_at >= ${from} and h.due_at < ${to}
     and (h.handed_back_at is not null or (h.ended_at is null and h.due_at < ${asOf}))
     and ${firstRound(regionId)}`;
/** The first round of a lead that was not given back; `h` is the round. */
const firstRound = (regionId: number): RawBuilder<boolean> => sql<boolean>`
  (not exists (select from cases.handlings e
                where e.region_id = ${regionId} and e.case_id = h.case_id and e.assignment_id = h.assignment_id and e.outcome = 'returned')
   and case when h.n = 1 then true else
         (select min(e.n) from cases.handlings e
           where e.region_id = ${regionId} and e.case_id = h.case_id and e.assignment_id = h.assignment_id) = h.n end)`;

/** 按期结案: closed, or still open and past the case deadline. Late is strictly after: on the very instant is on time. */
const judgedCases = (asOf: Date): RawBuilder<boolean> =>
  sql<boolean>`(c.state = 'closed' or (c.is_open and c.case_due_at < ${asOf}))`;
const closedOnTime = sql<boolean>`(c.state = 'closed' and c.ended_at <= c.case_due_at)`;

const dueCases = (regionId: number, { from, to }: Period, asOf: Date): Relation => sql`
  select c.case_due_at as at, c.id::text as id, c.id as case_id, c.lead_unit_id as unit_id, ${closedOnTime} as hit, c.is_open as open,
         c.case_due_at as due_at, c.ended_at as done_at, null::text as part, c.area_path
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
         null::timestamptz as due_at, c.handled_at as done_at, null::text as part, c.dispatched_at, c.calendar_id, c.calendar_version, c.about_root_unit_id as about
    from cases.cases c
   where c.region_id = ${regionId} and c.state = 'closed' and c.ended_at >= ${from} and c.ended_at < ${to}
     and c.dispatched_at is not null and c.handled_at is not null`;

/** 被动/主动/智慧: every report received in the period, also those that joined a case. */
const receivedReports = (regionId: number, { from, to }: Period): Relation => sql`
  select r.received_at as at, r.id::text as id, r.case_id, null::int as unit_id, true as hit, false as open,
         null::timestamptz as due_at, r.answered_at as done_at, r.discovery as part, r.channel
    from intake.reports r
   where r.region_id = ${regionId} and r.received_at >= ${from} and r.received_at < ${to}`;

/** 解决层级: closed in the period, by the level it was solved on; what never left a desk was solved on none. */
const solvedCases = (regionId: number, { from, to }: Period): Relation => sql`
  select c.ended_at as at, c.id::text as id, c.id as case_id, c.lead_unit_id as unit_id, c.level is distinct from 'district' as hit,
         false as open, c.case_due_at as due_at, c.ended_at as done_at, c.level as part
    from cases.cases c
   where c.region_id = ${regionId} and c.state = 'closed' and c.ended_at >= ${from} and c.ended_at < ${to} and c.level is not null`;

/** 照发提醒: answers that the mirror had looked at and a person sent in the period; a hit is one sent against its hints. */
const mirroredAnswers = (regionId: number, { from, to }: Period): Relation => sql`
  select f.happened_at as at, f.id::text as id, f.subject_id::uuid as case_id,
         (select c.lead_unit_id from cases.cases c where c.region_id = ${regionId} and c.id = f.subject_id::uuid) as unit_id,
         f.data -> 'hints' <> '[]' as hit, false as open, null::timestamptz as due_at, f.happened_at as done_at,
         null::text as part, f.data -> 'hints' as hints
    from kit.facts f
   where f.region_id = ${regionId} and f.kind in ('case.closed', 'case.answered', 'case.refused', 'case.upheld')
     and f.happened_at >= ${from} and f.happened_at < ${to} and jsonb_typeof(f.data -> 'hints') = 'array'`;

const relations: Record<FigureName, (regionId: number, period: Period, asOf: Date) => Relation> = {
  unit_on_time: handlingRounds,
  case_on_time: dueCases,
  rework: closedCases,
  handling_time: handledCases,
  discovery_mix: receivedReports,
  level_mix: solvedCases,
  answer_hints: mirroredAnswers,
};

// ── The figures ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A figure of one ground, or of what one reader sees: the same relation, of fewer cases. Without a sight it is the district's. */
const within = (regionId: number, relation: Relation, sight: Sight | undefined): Relation =>
  sight ? sql`select f.* from (${relation}) f where ${inSight(regionId, sight, sql`f.case_id`)}` : relation;

/** The same relation over several spans of time, each found by itself. */
const ofAll = (
  relation: (regionId: number, period: Period, asOf: Date) => Relation,
  regionId: number,
  spans: readonly Period[],
  asOf = new Date(0),
): Relation =>
  sql.join(
    spans.map((span) => relation(regionId, span, asOf)),
    sql` union all `,
  );

/**
 * All lines of some spans: what each figure counts, by the unit that answers, a part, and the unit the cases are about (回避), so that a whole
 * district but for a few of its cases is added up of the same lines. Only what has ended, or was done, stands still (`settledOnly`): what
 * is open and late depends on who asks when.
 */
async function linesIn(
  tx: Tx,
  regionId: number,
  spans: readonly Period[],
  asOf: Date,
  { sight, settledOnly = false }: { sight?: Sight | undefined; settledOnly?: boolean },
): Promise<FigureLine[]> {
  const lines: FigureLine[] = [];
  if (spans.length === 0) return lines;
  const its = (figure: FigureName): Relation =>
    within(regionId, ofAll(relations[figure], regionId, spans, asOf), sight);
  const add = async (
    figure: FigureLine['figure'],
    relation: Relation,
    { unit = sql`null::int`, part = sql`null::text` }: { unit?: RawBuilder<unknown>; part?: RawBuilder<unknown> } = {},
  ) => {
    const { rows } = await sql<Omit<FigureLine, 'figure' | 'ms' | 'workedMs'>>`
      select b.root as about, ${unit} as "unitId", ${part} as part, count(*)::int as n, count(*) filter (where f.hit)::int as hits,
             count(*) filter (where f.open)::int as open
        from (${relation}) f left join ${aboutUnits(regionId)} b on b.id = f.case_id
       ${settledOnly ? sql`where not f.open` : sql``}
       group by 1, 2, 3 order by 1, 2, 3`.execute(tx);
    for (const row of rows) lines.push({ figure, ...row, ms: 0, workedMs: 0 });
  };
  const answers = its('answer_hints');
  await add('unit_on_time', its('unit_on_time'), { unit: sql`f.unit_id` });
  await add('case_on_time', its('case_on_time'), { part: placeAt(sql`f.area_path`, placesKept) });
  await add('rework', its('rework'));
  await add('discovery_mix', its('discovery_mix'), { part: sql`f.part` });
  // Of fewer cases they are counted for the one who asks (`channelsUsed`); a day keeps them.
  if (settledOnly) await add('channel', its('discovery_mix'), { part: sql`f.channel` });
  await add('level_mix', its('level_mix'), { part: sql`f.part` });
  // How many there are stands in an index, and those with hints in another: the facts themselves are read of these alone.
  await add('answers', sql`select f.case_id, false as hit, false as open from (${answers}) f`);
  await add('hinted', sql`select f.case_id, true as hit, false as open from (${answers}) f where f.hit`);
  await add(
    'hint',
    sql`select f.case_id, true as hit, false as open, k.kind from (${answers}) f
         cross join lateral jsonb_array_elements_text(f.hints) k(kind) where f.hit`,
    { part: sql`f.kind` },
  );
  const times = await handled(tx, regionId, spans, sight, sql<string>`coalesce(f.about::text, '')`);
  for (const [about, { n, ms, workedMs }] of [...times].toSorted(([a], [b]) => Number(a) - Number(b)))
    lines.push({
      figure: 'handling_time',
      about: about === '' ? null : Number(about),
      unitId: null,
      part: null,
      n,
      hits: 0,
      open: 0,
      ms,
      workedMs,
    });
  return lines;
}

/** So deep in the tree stands a place of which days are kept: the streets of a district. */
const placesKept = 2;
/** The place on this level that a path leads through; null where it ends above it. */
const placeAt = (path: RawBuilder<unknown>, depth: number): RawBuilder<unknown> =>
  sql`case when nlevel(${path}) >= ${depth}::int then subpath(${path}, 0, ${depth}::int)::text end`;

/** The few cases that are about a unit: beside everything else they are looked up once. */
const aboutUnits = (regionId: number) => sql`
  (select c.id, c.about_root_unit_id as root from cases.cases c where c.region_id = ${regionId} and c.about_root_unit_id is not null)`;

const openCasesLate = (regionId: number, { from, to }: Period, asOf: Date): Relation => sql`
    select 'case_on_time' as figure, c.about_root_unit_id as about, null::int as "unitId", ${placeAt(sql`c.area_path`, placesKept)} as part, count(*)::int as n
      from cases.cases c
     where c.region_id = ${regionId} and c.is_open and c.case_due_at >= ${from} and c.case_due_at < ${to} and c.case_due_at < ${asOf}
     group by 2, 4`;

/** What is open and past its deadline now, of a district: never kept, and found among what is open. */
async function openLines(tx: Tx, regionId: number, { from, to }: Period, asOf: Date): Promise<FigureLine[]> {
  const { rows } = await sql<Pick<FigureLine, 'figure' | 'about' | 'unitId' | 'part' | 'n'>>`
    select 'unit_on_time' as figure, c.about_root_unit_id as about, h.unit_id as "unitId", null::text as part, count(*)::int as n
      from cases.handlings h join cases.cases c on c.region_id = ${regionId} and c.id = h.case_id
     where h.region_id = ${regionId} and h.ended_at is null and h.due_at >= ${from} and h.due_at < ${to} and h.due_at < ${asOf} and ${firstRound(regionId)}
     group by 1, 2, 3
    union all
    ${openCasesLate(regionId, { from, to }, asOf)}`.execute(tx);
  return rows.map((row) => ({ ...row, hits: 0, open: row.n, ms: 0, workedMs: 0 }));
}

/**
 * Facts that change no figure, however many there are of them: a call back, a word, a picture, an alarm. A round or a case that ended is
 * looked for on the days it stands on now; only what was reopened may have stood on any day since it was opened.
 */
const besideFigures = [
  'case.called_back',
  'case.noted',
  'case.photo_ready',
  'case.photo_added',
  'case.labelled',
  'case.archived',
  'case.stage_warned',
  'case.stage_overdue',
  'report.answered',
  'report.rated',
];
export const figureDays: KeptDays<FigureLine[]> = {
  name: 'figures',
  touchedBy: (regionId, facts) => sql`
    select e.at from (select f.subject_id, bool_or(f.kind = 'case.reopened') as reopened, bool_or(f.kind = 'case.received') as received,
                             max(f.happened_at) as last
                        from ${facts} f where f.subject = 'case' and not f.kind = any(${besideFigures}::text[]) group by 1) told
      join cases.cases c on c.region_id = ${regionId} and c.id = told.subject_id::uuid
     cross join lateral (
       select c.ended_at as at union all select c.case_due_at where c.ended_at is not null
       union all select h.due_at from cases.handlings h where h.region_id = ${regionId} and h.case_id = c.id and h.ended_at is not null
       union all select generate_series(c.opened_at, greatest(told.last, now()) + interval '1 day', interval '12 hours') where told.reopened
       union all select r.received_at from intake.reports r
                  where r.region_id = ${regionId} and r.case_id = c.id and (told.received or c.about_root_unit_id is not null)
       union all select a.happened_at from kit.facts a
                  where a.region_id = ${regionId} and a.subject = 'case' and a.subject_id = told.subject_id and c.about_root_unit_id is not null) e
    union all
    select f.happened_at from ${facts} f where f.kind in ('case.closed', 'case.answered', 'case.refused', 'case.upheld')
    union all
    select r.received_at from ${facts} f join intake.reports r on r.region_id = ${regionId} and r.id = f.subject_id::uuid
     where f.subject = 'report' and not f.kind = any(${besideFigures}::text[])`,
  first: (regionId) => sql<Date | null>`
    select least((select min(r.received_at) from intake.reports r where r.region_id = ${regionId}),
                 (select min(c.ended_at) from cases.cases c where c.region_id = ${regionId}))`,
  // What is settled does not ask when: any moment will do.
  count: (tx, regionId, spans) => linesIn(tx, regionId, spans, new Date(0), { settledOnly: true }),
};

/** The figures of a time. Whole days of a whole district were counted before; what only some may see is counted from its cases. */
export async function figures(tx: Tx, regionId: number, period: Period, asOf: Date, sight?: Sight): Promise<Figures> {
  const besides = sight ? sight.butRoots : [];
  let lines: FigureLine[];
  if (besides) {
    const { days, rest } = await daysWithin(tx, regionId, figureDays, period);
    lines = [...days.flatMap(({ counted }) => counted), ...(await figureDays.count(tx, regionId, rest))];
    lines.push(...(await openLines(tx, regionId, period, asOf)));
    lines = lines.filter(({ about }) => about === null || !besides.includes(about));
  } else lines = await linesIn(tx, regionId, [period], asOf, { sight });
  const units = await unitsOf(tx, regionId);
  return figuresFrom(lines, { ...period, asOf }, (unitId) => units.byId.get(unitId)?.name ?? '');
}

type Handled = { n: number; ms: number; workedMs: number };
const nothingHandled: Handled = { n: 0, ms: 0, workedMs: 0 };
/**
 * How long the handling took, in parts (one part, '', unless it is told by what; `by` speaks of the alias `f`). Plain time is
 * a sum; working time climbs the ladder of each case's own calendar version, one statement for each version that occurs.
 */
async function handled(
  tx: Tx,
  regionId: number,
  spans: readonly Period[],
  sight: Sight | undefined,
  by: RawBuilder<string>,
): Promise<Map<string, Handled>> {
  const cases = sql`(${within(regionId, ofAll(handledCases, regionId, spans), sight)}) f`;
  const { rows: groups } = await sql<{
    calendarId: number;
    version: number;
    part: string;
    n: number;
    ms: number;
    first: Date;
    last: Date;
  }>`
    select f.calendar_id as "calendarId", f.calendar_version as version, ${by} as part, count(*)::int as n,
           sum(round(date_part('epoch', f.done_at - f.dispatched_at) * 1000))::float8 as ms,
           min(f.dispatched_at) as first, max(f.done_at) as last
      from ${cases} group by 1, 2, 3`.execute(tx);
  const parts = new Map<string, Handled>();
  const add = (part: string, more: Partial<Handled>) => {
    const { n, ms, workedMs } = parts.get(part) ?? nothingHandled;
    parts.set(part, {
      n: n + (more.n ?? 0),
      ms: ms + (more.ms ?? 0),
      workedMs: workedMs + (more.workedMs ?? 0),
    });
  };
  for (const { part, n, ms } of groups) add(part, { n, ms: ms });
  for (const alike of Map.groupBy(groups, ({ calendarId, version }) => `${calendarId}/${version}`).values()) {
    const { calendarId, version } = alike[0]!;
    const { calendar } = await calendarOf(tx, regionId, calendarId, version);
    const ladder = ladderOf(
      calendar,
      new Date(Math.min(...alike.map(({ first }) => first.getTime()))),
      new Date(Math.max(...alike.map(({ last }) => last.getTime()))),
    );
    if (ladder.starts.length === 0) continue;
    // The rung of each instant is looked up once for each case (`offset 0`), not as often as the height asks for it.
    const { rows } = await sql<{ part: string; ms: number }>`
      select f.part, sum(round(${heightAt('handled')} - ${heightAt('dispatched')}))::float8 as ms
        from (select ${ladder.starts}::float8[] as starts, ${ladder.lengths}::float8[] as lengths, ${ladder.before}::float8[] as before) l,
             (select ${by} as part, ${msOf(sql`f.done_at`)} as handled_ms, width_bucket(${msOf(sql`f.done_at`)}, ${ladder.starts}::float8[]) as handled_rung,
                     ${msOf(sql`f.dispatched_at`)} as dispatched_ms, width_bucket(${msOf(sql`f.dispatched_at`)}, ${ladder.starts}::float8[]) as dispatched_rung
                from ${cases} where f.calendar_id = ${calendarId} and f.calendar_version = ${version} offset 0) f
       group by 1`.execute(tx);
    for (const { part, ms } of rows) add(part, { workedMs: ms });
  }
  return parts;
}

const msOf = (instant: RawBuilder<unknown>): RawBuilder<number> => sql<number>`date_part('epoch', ${instant}) * 1000`;
/** How much had been worked at an instant of `f`, on the ladder `l`. */
function heightAt(instant: 'handled' | 'dispatched'): RawBuilder<number> {
  const [ms, rung] = [sql.ref(`f.${instant}_ms`), sql.ref(`f.${instant}_rung`)];
  return sql<number>`case ${rung} when 0 then 0 else l.before[${rung}] + least(${ms} - l.starts[${rung}], l.lengths[${rung}]) end`;
}

// ── The same figures, day by day and place by place ────────────────────────────────────────────────────────────────────

export type DayFigures = { on: string } & Figures['handlingTime'] & { reports: number };

/** What was received and closed on each day of the district's own clock, and how long the handling of what was closed had taken. */
export async function figuresByDay(
  tx: Tx,
  regionId: number,
  period: Period,
  timeZone: string,
  sight?: Sight,
): Promise<DayFigures[]> {
  const besides = sight ? sight.butRoots : [];
  const { days, rest } = besides ? await daysWithin(tx, regionId, figureDays, period) : { days: [], rest: [period] };
  const told = new Map<string, Handled & { reports: number }>();
  const add = (on: string, more: Partial<Handled> & { reports?: number }) => {
    const before = told.get(on) ?? { ...nothingHandled, reports: 0 };
    told.set(on, {
      n: before.n + (more.n ?? 0),
      ms: before.ms + (more.ms ?? 0),
      workedMs: before.workedMs + (more.workedMs ?? 0),
      reports: before.reports + (more.reports ?? 0),
    });
  };
  for (const { from, counted } of days)
    for (const { figure, about, n, ms, workedMs } of counted) {
      if (about !== null && besides!.includes(about)) continue;
      if (figure === 'handling_time') add(localDate(from, timeZone), { n, ms, workedMs });
      if (figure === 'discovery_mix') add(localDate(from, timeZone), { reports: n });
    }
  const day = sql<string>`((f.at at time zone ${timeZone})::date::text)`;
  if (rest.length > 0) {
    const { rows: received } = await sql<{ on: string; n: number }>`
      select ${day} as on, count(*)::int as n from (${within(regionId, ofAll(receivedReports, regionId, rest), sight)}) f group by 1`.execute(
      tx,
    );
    for (const { on, n } of received) add(on, { reports: n });
    for (const [on, its] of await handled(tx, regionId, rest, sight, day)) add(on, its);
  }
  return [...told]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([on, { reports, ...its }]) => ({ on, reports, ...meanOf(its) }));
}

/** The lines of one figure over a period: kept days, what is left of it, and nothing about the units this reader stands apart from. */
async function keptLines(
  tx: Tx,
  regionId: number,
  period: Period,
  besides: readonly number[],
  figure: FigureLine['figure'],
  count: (spans: readonly Period[]) => Promise<Pick<FigureLine, 'about' | 'part' | 'n' | 'hits'>[]>,
): Promise<Pick<FigureLine, 'part' | 'n' | 'hits'>[]> {
  const { days, rest } = await daysWithin(tx, regionId, figureDays, period);
  const kept = days.flatMap(({ counted }) => counted.filter((line) => line.figure === figure));
  const lines = [...kept, ...(rest.length > 0 ? await count(rest) : [])];
  return lines.filter(({ about }) => about === null || !besides.includes(about));
}

/** 按期结案率 of the places on one level of the tree, by the path that leads to each. */
export async function onTimeByPlace(
  tx: Tx,
  regionId: number,
  period: Period,
  asOf: Date,
  depth: number,
  sight: Sight,
): Promise<Map<string, Figures['rework']>> {
  const counted = async (spans: readonly Period[], which: Relation, settledOnly: boolean) => {
    const { rows } = await sql<{ about: number | null; part: string | null; n: number; hits: number }>`
      select b.root as about, ${placeAt(sql`f.area_path`, depth)} as part, count(*)::int as n, count(*) filter (where f.hit)::int as hits
        from (${which}) f left join ${aboutUnits(regionId)} b on b.id = f.case_id
       ${settledOnly ? sql`where not f.open` : sql``} group by 1, 2`.execute(tx);
    return rows;
  };
  let lines: Pick<FigureLine, 'part' | 'n' | 'hits'>[];
  if (sight.butRoots && depth === placesKept) {
    const besides = sight.butRoots;
    lines = await keptLines(tx, regionId, period, besides, 'case_on_time', (spans) =>
      counted(spans, ofAll(dueCases, regionId, spans), true),
    );
    const { rows: late } = await sql<FigureLine>`${openCasesLate(regionId, period, asOf)}`.execute(tx);
    for (const { about, part, n } of late)
      if (about === null || !besides.includes(about)) lines.push({ part, n, hits: 0 });
  } else lines = await counted([period], within(regionId, dueCases(regionId, period, asOf), sight), false);
  const places = Map.groupBy(
    lines.filter(({ part }) => part !== null),
    ({ part }) => part!,
  );
  return new Map([...places].map(([place, its]) => [place, rateOf(sumOf(its, 'n'), sumOf(its, 'hits'))]));
}

/** The doors that reports came in by, the widest first. */
export async function channelsUsed(
  tx: Tx,
  regionId: number,
  period: Period,
  sight: Sight,
): Promise<{ channel: string; n: number }[]> {
  const counted = async (which: Relation) => {
    const { rows } = await sql<{ about: number | null; part: string; n: number; hits: number }>`
      select b.root as about, f.channel as part, count(*)::int as n, 0 as hits
        from (${which}) f left join ${aboutUnits(regionId)} b on b.id = f.case_id group by 1, 2`.execute(tx);
    return rows;
  };
  const lines = sight.butRoots
    ? await keptLines(tx, regionId, period, sight.butRoots, 'channel', (spans) =>
        counted(ofAll(receivedReports, regionId, spans)),
      )
    : await counted(within(regionId, receivedReports(regionId, period), sight));
  return [...Map.groupBy(lines, ({ part }) => part!)]
    .map(([channel, its]) => ({ channel, n: sumOf(its, 'n') }))
    .toSorted((a, b) => b.n - a.n || (a.channel < b.channel ? -1 : 1));
}

const sumOf = (lines: readonly Pick<FigureLine, 'n' | 'hits'>[], of: 'n' | 'hits'): number =>
  lines.reduce((total, line) => total + line[of], 0);

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
  if (figure === 'level_mix' && (levels as readonly string[]).includes(part)) return sql<boolean>`f.part = ${part}`;
  if (figure === 'handling_time' && ['calendar', 'working'].includes(part)) return sql<boolean>`true`;
  if (figure !== 'discovery_mix' && figure !== 'level_mix' && figure !== 'handling_time') {
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
  const scope = await narrowedScope(tx, actor.regionId, caseScope(actor), query);
  const { rows } = await sql<Behind>`
    select to_jsonb(f.at) #>> '{}' as order, f.id, f.case_id as "caseId", f.hit, f.due_at as "dueAt", f.done_at as "doneAt",
           c.dispatched_at as "dispatchedAt", c.calendar_id as "calendarId", c.calendar_version as "calendarVersion"
      from (${relations[figure](actor.regionId, period, asOf)}) f
      join cases.cases c on c.region_id = ${actor.regionId} and c.id = f.case_id
     where ${scope} and ${partOf(figure, query.part)}
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

// ── What happened to a case ────────────────────────────────────────────────────────────────────────────────────────────

/** Longer than a stage may take: what falls due early in a period was begun in the days before it. */
const runUpDays = 10;
/** A year of a large district is more than one statement may read. */
const sliceMs = 31 * 86_400_000;

/**
 * Cases that may have left something in a period: something happened to them around it, a deadline falls into it, or what
 * happened later moved a clock that stood in it. Some leave nothing; none that leaves something is missed.
 */
export async function casesAround(tx: Tx, regionId: number, period: Period, asOf: Date): Promise<string[]> {
  const ids = new Set<string>();
  const end = period.to.getTime();
  for (let at = period.from.getTime(); at < end; at += sliceMs) {
    const slice = { from: new Date(at), to: new Date(Math.min(at + sliceMs, end)) };
    for (const id of await casesWithin(tx, regionId, period, slice, asOf)) ids.add(id);
  }
  return [...ids].sort();
}

async function casesWithin(
  tx: Tx,
  regionId: number,
  period: Period,
  { from, to }: Pick<Period, 'from' | 'to'>,
  asOf: Date,
): Promise<string[]> {
  const first = from.getTime() === period.from.getTime();
  const last = to.getTime() === period.to.getTime();
  const since = first ? new Date(from.getTime() - runUpDays * 86_400_000) : from;
  const until = last ? sql`greatest(${to}, ${asOf}::timestamptz)` : sql`${to}::timestamptz`;
  // Clocks moved after the period are looked at once.
  const later = last
    ? sql`
      union select c.id from kit.facts f
        join cases.cases c on c.region_id = ${regionId} and c.id = f.subject_id::uuid and c.opened_at < ${to}
       where f.region_id = ${regionId} and f.subject = 'case' and f.kind = any(${[...clockMovers]}::text[]) and f.happened_at >= ${to}
         and (c.ended_at is null or c.ended_at >= ${period.from})`
    : sql``;
  const { rows } = await sql<{ ids: string[] | null }>`
    select array_agg(id) as ids from (
      select f.subject_id::uuid as id from kit.facts f
       where f.region_id = ${regionId} and f.kind = any(${[...heard]}::text[]) and f.happened_at >= ${since} and f.happened_at < ${until}${later}
      union select h.case_id from cases.handlings h
       where h.region_id = ${regionId} and h.due_at >= ${from} and h.due_at < ${to}
      union select c.id from cases.cases c
       where c.region_id = ${regionId} and c.case_due_at >= ${from} and c.case_due_at < ${to}
      union select c.id from cases.cases c
       where c.region_id = ${regionId} and c.holder_unit_id is not null and c.stage_due_at >= ${from} and c.stage_due_at < ${to}
      union select r.case_id from intake.reports r
       where r.region_id = ${regionId} and r.received_at >= ${from} and r.received_at < ${to}
      union select r.case_id from kit.facts f
        join intake.reports r on r.region_id = ${regionId} and r.id = f.subject_id::uuid
       where f.region_id = ${regionId} and f.kind = 'report.rated' and f.happened_at >= ${from} and f.happened_at < ${to}
    ) around`.execute(tx);
  return rows[0]?.ids ?? [];
}

/** The newest fact that no transaction can still overtake: none runs for ten minutes (server/kit/db.ts ends it after one). */
export async function factsSettled(tx: Tx, regionId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select f.id from kit.facts f
     where f.region_id = ${regionId} and f.recorded_at < clock_timestamp() - interval '10 minutes' order by f.id desc limit 1`.execute(
    tx,
  );
  return rows[0]?.id ?? 0;
}

/** Cases of which something was recorded since, or whose deadline passed between two looks. */
export async function casesChanged(
  tx: Tx,
  regionId: number,
  since: { factId: number; asOf: Date },
  asOf: Date,
): Promise<string[]> {
  const { rows } = await sql<{ ids: string[] | null }>`
    select array_agg(id order by id) as ids from (
      select f.subject_id::uuid as id from kit.facts f
       where f.region_id = ${regionId} and f.id > ${since.factId} and f.subject = 'case'
      union select r.case_id from kit.facts f
        join intake.reports r on r.region_id = ${regionId} and r.id = f.subject_id::uuid
       where f.region_id = ${regionId} and f.id > ${since.factId} and f.subject = 'report'
      union select h.case_id from cases.handlings h
       where h.region_id = ${regionId} and h.due_at >= ${since.asOf} and h.due_at < ${asOf}
      union select c.id from cases.cases c
       where c.region_id = ${regionId} and c.case_due_at >= ${since.asOf} and c.case_due_at < ${asOf}
      union select c.id from cases.cases c
       where c.region_id = ${regionId} and c.holder_unit_id is not null and c.stage_due_at >= ${since.asOf} and c.stage_due_at < ${asOf}
    ) changed`.execute(tx);
  return rows[0]?.ids ?? [];
}

const epoch = (instant: string) => sql.raw(`round(date_part('epoch', ${instant}) * 1000)`);

/** Whole histories, as few bytes as they can be told in. */
export async function historiesOf(tx: Tx, regionId: number, caseIds: readonly string[]): Promise<CaseHistory[]> {
  const { rows } = await sql<{
    id: string;
    areaId: number;
    discovery: string;
    caseLimit: CaseHistory['caseLimit'];
    caseDueAt: number | null;
    calendarId: number;
    calendarVersion: number;
    facts: [string, number, string | null, string | null, number | null, Record<string, unknown> | null][] | null;
    stages: [string, number, string | null, number, Limit, number | null, number | null, string | null][] | null;
    rounds: [number, number, Limit, number | null, number | null, string | null, number | null, number | null][] | null;
    reports: [number, string, string, string | null, number | null, boolean | null, boolean | null][] | null;
    pauses: [string[], number, number | null, string][] | null;
  }>`
    select c.id, c.area_id as "areaId", c.discovery, c.case_limit as "caseLimit", ${epoch('c.case_due_at')} as "caseDueAt",
           c.calendar_id as "calendarId", c.calendar_version as "calendarVersion",
      (select json_agg(json_build_array(f.kind, ${epoch('f.happened_at')}, f.person_id, f.post, f.unit_id,
                                        case when f.data <> '{}' then f.data end) order by f.n)
         from kit.facts f where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = c.id::text and f.kind = any(${[...heard]}::text[])) as facts,
      (select json_agg(json_build_array(s.state, s.unit_id, s.person_id, ${epoch('s.started_at')}, s.time_limit, ${epoch('s.due_at')}, ${epoch('s.ended_at')}, s.ended_by) order by s.n)
         from cases.stages s where s.region_id = ${regionId} and s.case_id = c.id) as stages,
      (select json_agg(json_build_array(h.unit_id, ${epoch('h.started_at')}, h.time_limit, ${epoch('h.due_at')}, ${epoch('h.handed_back_at')}, h.person_id,
                                        ${epoch('h.ended_at')}, case when a.ended_by = 'returned' then ${epoch('a.ended_at')} end) order by h.n)
         from cases.handlings h
         join cases.assignments a on a.region_id = ${regionId} and a.id = h.assignment_id and a.role = 'lead'
        where h.region_id = ${regionId} and h.case_id = c.id
          and not exists (select from cases.handlings e
                           where e.region_id = ${regionId} and e.case_id = c.id and e.assignment_id = h.assignment_id and e.n < h.n)) as rounds,
      (select json_agg(json_build_array(${epoch('r.received_at')}, r.channel, r.discovery, r.by_person, ${epoch('r.rated_at')},
                                        r.rating_solved, r.rating_satisfied) order by r.received_at, r.id)
         from intake.reports r where r.region_id = ${regionId} and r.case_id = c.id) as reports,
      (select json_agg(json_build_array(p.clocks, ${epoch('p.from_at')}, ${epoch('p.to_at')}, p.reason) order by p.n)
         from cases.pauses p where p.region_id = ${regionId} and p.case_id = c.id) as pauses
      from cases.cases c where c.region_id = ${regionId} and c.id = any(${[...caseIds]}::uuid[])`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    areaId: row.areaId,
    discovery: row.discovery,
    caseLimit: row.caseLimit,
    caseDueAt: row.caseDueAt,
    calendarId: row.calendarId,
    calendarVersion: row.calendarVersion,
    facts: (row.facts ?? []).map(([kind, at, personId, post, unitId, data]) => ({
      kind,
      at,
      personId,
      post,
      unitId,
      data,
    })),
    stages: (row.stages ?? []).map(([state, unitId, personId, startedAt, limit, dueAt, endedAt, endedBy]) => ({
      state,
      unitId,
      personId,
      startedAt,
      limit,
      dueAt,
      endedAt,
      endedBy,
    })),
    rounds: (row.rounds ?? []).map(
      ([unitId, startedAt, limit, dueAt, handedBackAt, personId, endedAt, returnedAt]) => ({
        unitId,
        startedAt,
        limit,
        dueAt,
        handedBackAt,
        personId,
        endedAt,
        returnedAt,
      }),
    ),
    reports: (row.reports ?? []).map(([receivedAt, channel, discovery, byPerson, ratedAt, solved, satisfied]) => ({
      receivedAt,
      channel,
      discovery,
      byPerson,
      ratedAt,
      solved,
      satisfied,
    })),
    pauses: (row.pauses ?? []).map(([clocks, from, to, reason]) => ({ clocks, from, to, reason })),
  }));
}

/** Who kept which area in a period: the one appointed last before its end. */
export async function keepersAt(tx: Tx, regionId: number, at: Date): Promise<Map<number, string>> {
  const { rows } = await sql<{ areaId: number; personId: string }>`
    select distinct on (k.area_id) k.area_id as "areaId", k.person_id as "personId" from areas.keepers k
     where k.region_id = ${regionId} and k.role = 'keeper' and k.from_on <= ${at}::date and (k.to_on is null or k.to_on >= ${at}::date)
     order by k.area_id, k.from_on desc, k.id`.execute(tx);
  return new Map(rows.map(({ areaId, personId }) => [areaId, personId]));
}

/** Every version of every calendar: a clock that is counted again is counted on its own. */
export async function calendarVersions(
  tx: Tx,
  regionId: number,
): Promise<{ id: number; version: number; calendar: Calendar }[]> {
  const { rows } = await sql<{ id: number; version: number; calendar: Calendar }>`
    select calendar_id as id, version, calendar from catalogue.calendar_versions where region_id = ${regionId}`.execute(
    tx,
  );
  return rows;
}

// ── Periods ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function periodOfId(tx: Tx, regionId: number, periodId: string): Promise<PeriodRow | undefined> {
  const { rows } = await sql<PeriodRow>`
    select ${periodColumns(regionId)} from evaluation.periods p
      join evaluation.schemes s on s.region_id = p.region_id and s.version = p.scheme_version
     where p.region_id = ${regionId} and p.id = ${periodId}`.execute(tx);
  return rows[0];
}

export async function periodsPage(
  tx: Tx,
  regionId: number,
  query: { after?: string | undefined; limit?: number | undefined },
): Promise<{ rows: PeriodRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<PeriodRow>`
    select ${periodColumns(regionId)} from evaluation.periods p
      join evaluation.schemes s on s.region_id = p.region_id and s.version = p.scheme_version
     where p.region_id = ${regionId} ${after ? sql`and (p.first_on, p.id) < (${after[0]}::date, ${after[1]}::uuid)` : sql``}
     order by p.first_on desc, p.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.firstOn, row.id],
    (row) => row,
  );
}

/** The newest scheme, or the version named. */
export async function schemeOf(
  tx: Tx,
  regionId: number,
  version?: number,
): Promise<(Scheme & { version: number; reason: string; by: string | null; at: Date }) | undefined> {
  const { rows } = await sql<Scheme & { version: number; reason: string; by: string | null; at: Date }>`
    select s.version, s.title, s.settle_days as "settleDays", s.items, s.reason, p.name as by, s.at from evaluation.schemes s
      left join access.people p on p.region_id = s.region_id and p.id = s.by_person
     where s.region_id = ${regionId} ${version === undefined ? sql`` : sql`and s.version = ${version}`}
     order by s.version desc limit 1`.execute(tx);
  return rows[0];
}

export type FigureRow = {
  indicator: IndicatorName;
  object: ObjectKind;
  key: string;
  n: number;
  hits: number;
  total: number;
  exempt: number;
};

/** All figures of a period of these kinds of objects: what results are made of. */
export async function figuresOf(tx: Tx, regionId: number, periodId: string): Promise<FigureRow[]> {
  const { rows } = await sql<FigureRow>`
    select indicator, object, key, n, hits, total, exempt from evaluation.figures
     where region_id = ${regionId} and period_id = ${periodId}`.execute(tx);
  return rows;
}

const areaName = (regionId: number, alias: string) =>
  sql`(select a.name from areas.areas a where a.region_id = ${regionId} and ${sql.raw(alias)}.object = 'area' and a.id::text = ${sql.raw(alias)}.key)`;
const unitName = (regionId: number, alias: string) =>
  sql`(select u.name from access.units u where u.region_id = ${regionId} and ${sql.raw(alias)}.object = 'unit' and u.id::text = ${sql.raw(alias)}.key)`;
const personName = (regionId: number, alias: string) =>
  sql`(select e.name from access.people e where e.region_id = ${regionId} and ${sql.raw(alias)}.object = 'person' and e.id::text = ${sql.raw(alias)}.key)`;

export async function figuresPage(
  tx: Tx,
  regionId: number,
  periodId: string,
  query: {
    object: ObjectKind;
    indicator?: IndicatorName | undefined;
    key?: string | undefined;
    after?: string | undefined;
    limit?: number | undefined;
  },
): Promise<{ rows: (FigureRow & { name: string })[]; next: string | null }> {
  const limit = query.limit ?? 100;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<FigureRow & { name: string }>`
    select g.indicator, g.object, g.key, g.n, g.hits, g.total, g.exempt,
           coalesce(${areaName(regionId, 'g')}, ${unitName(regionId, 'g')}, '') as name
      from evaluation.figures g
     where g.region_id = ${regionId} and g.period_id = ${periodId} and g.object = ${query.object} and (g.n > 0 or g.exempt > 0)
       ${query.indicator === undefined ? sql`` : sql`and g.indicator = ${query.indicator}`}
       ${query.key === undefined ? sql`` : sql`and g.key = ${query.key}`}
       ${after ? sql`and (g.key, g.indicator) > (${after[0]}, ${after[1]})` : sql``}
     order by g.key, g.indicator limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.indicator],
    (row) => row,
  );
}

export type TraceRow = {
  caseId: string;
  number: string | null;
  title: string | null;
  at: Date;
  unitName: string | null;
  dueAt: Date | null;
  doneAt: Date | null;
  minutes: number | null;
  hit: boolean;
  exempt: boolean;
  marks: number;
  trace: TraceKind;
};

const objectColumn: Record<ObjectKind, (key: string) => RawBuilder<boolean>> = {
  district: () => sql<boolean>`true`,
  area: (key) => sql<boolean>`(f.street_id::text = ${key} or f.community_id::text = ${key})`,
  unit: (key) => sql<boolean>`f.unit_id::text = ${key}`,
  post: (key) => sql<boolean>`f.post = ${key}`,
  person: (key) => sql<boolean>`f.person_id::text = ${key}`,
};

/** One line for each that was counted. What lies outside the reader's scope is counted and not named. */
export async function tracesPage(
  tx: Tx,
  actor: Actor,
  periodId: string,
  query: {
    indicator: IndicatorName;
    object: ObjectKind;
    key: string;
    part?: 'hits' | 'misses' | 'exempt' | undefined;
    after?: string | undefined;
    limit?: number | undefined;
  },
): Promise<{ rows: TraceRow[]; next: string | null }> {
  const { regionId } = actor;
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string', 'number');
  const part =
    query.part === 'exempt'
      ? sql`f.exempt`
      : query.part === undefined
        ? sql`true`
        : sql`not f.exempt and f.hit = ${query.part === 'hits'}`;
  const { rows } = await sql<TraceRow & { order: string; n: number }>`
    select f.case_id as "caseId", c.number, c.title, f.at, u.name as "unitName", f.due_at as "dueAt", f.done_at as "doneAt", f.minutes,
           f.hit, f.exempt, f.marks, f.kind as trace, to_jsonb(f.at) #>> '{}' as order, f.n
      from (${counted(regionId, periodId)}) f
      left join cases.cases c on c.region_id = ${regionId} and c.id = f.case_id and ${caseScope(actor)}
      left join access.units u on u.region_id = ${regionId} and u.id = f.unit_id
     where f.indicator = ${query.indicator} and ${objectColumn[query.object](query.key)} and ${part}
       ${after ? sql`and (f.at, f.case_id, f.n) < (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::int)` : sql``}
     order by f.at desc, f.case_id desc, f.n desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.order, row.caseId, row.n],
    (row) => row,
  );
}

export type ResultRow = {
  group: Group;
  object: ObjectKind;
  key: string;
  name: string;
  points: number | null;
  place: number | null;
  volume: number;
  parts: Part[];
  veto: string | null;
};
const resultColumns = (regionId: number) => sql`
  r.grp as "group", r.object, r.key, coalesce(${areaName(regionId, 'r')}, ${unitName(regionId, 'r')}, ${personName(regionId, 'r')}, '') as name,
  r.points, r.place, r.volume, r.parts,
  (select v.reason from evaluation.vetoes v
    where v.region_id = ${regionId} and v.period_id = r.period_id and v.object = r.object and v.key = r.key) as veto`;

/** Best first; who could not be judged comes last. Of staff, a group shows its post and nobody by name. */
export async function resultsPage(
  tx: Tx,
  regionId: number,
  periodId: string,
  query: { group: Group; after?: string | undefined; limit?: number | undefined },
): Promise<{ rows: ResultRow[]; next: string | null }> {
  const limit = query.limit ?? 100;
  const after = keysOf(query.after, 'number', 'string');
  const { rows } = await sql<ResultRow>`
    select ${resultColumns(regionId)} from evaluation.results r
     where r.region_id = ${regionId} and r.period_id = ${periodId} and r.grp = ${query.group} and r.object <> 'person'
       ${after ? sql`and (coalesce(r.place, 1000000), r.key) > (${after[0]}, ${after[1]})` : sql``}
     order by coalesce(r.place, 1000000), r.key limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.place ?? 1_000_000, row.key],
    (row) => row,
  );
}

export async function sheetsOf(tx: Tx, regionId: number, periodId: string, personId: string): Promise<ResultRow[]> {
  const { rows } = await sql<ResultRow>`
    select ${resultColumns(regionId)} from evaluation.results r
     where r.region_id = ${regionId} and r.period_id = ${periodId} and r.object = 'person' and r.key = ${personId}
     order by r.grp`.execute(tx);
  return rows;
}

/** Staff by name and the units of their posts: who may see whose sheet is decided by a rule. */
export async function personUnits(
  tx: Tx,
  regionId: number,
  personId: string,
): Promise<{ id: string; name: string; unitIds: number[] } | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(personId)) return undefined;
  const { rows } = await sql<{ id: string; name: string; unitIds: number[] }>`
    select p.id, p.name, coalesce(array_agg(distinct t.unit_id) filter (where t.unit_id is not null), '{}') as "unitIds"
      from access.people p
      left join access.posts t on t.region_id = p.region_id and t.person_id = p.id
     where p.region_id = ${regionId} and p.id = ${personId} group by p.id, p.name`.execute(tx);
  return rows[0];
}

export async function sheetsPage(
  tx: Tx,
  actor: Actor,
  periodId: string,
  query: { after?: string | undefined; limit?: number | undefined },
): Promise<{ rows: { personId: string; name: string; group: Group }[]; next: string | null }> {
  const { regionId } = actor;
  const limit = query.limit ?? 100;
  const after = keysOf(query.after, 'string', 'string');
  const below = actor.posts.flatMap(({ post, unitIds }) => (post === 'clerk' || post === 'leader' ? unitIds : []));
  const { rows } = await sql<{ personId: string; name: string; group: Group }>`
    select r.key as "personId", p.name, r.grp as "group" from evaluation.results r
      join access.people p on p.region_id = ${regionId} and p.id::text = r.key
     where r.region_id = ${regionId} and r.period_id = ${periodId} and r.object = 'person'
       and (p.id = ${actor.personId} or exists (
             select from access.posts t where t.region_id = ${regionId} and t.person_id = p.id and t.unit_id = any(${below}::int[])))
       ${after ? sql`and (r.grp, r.key) > (${after[0]}, ${after[1]})` : sql``}
     order by r.grp, r.key limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.group, row.personId],
    (row) => row,
  );
}

export type ReviewRow = {
  id: string;
  kind: ReviewKind;
  unitId: number;
  unitName: string;
  remark: string;
  by: string | null;
  fromUnit: string | null;
  at: Date;
} & ReviewCounted;
export async function reviewsPage(
  tx: Tx,
  regionId: number,
  periodId: string,
  query: {
    kind?: ReviewKind | undefined;
    unitId?: number | undefined;
    after?: string | undefined;
    limit?: number | undefined;
  },
): Promise<{ rows: ReviewRow[]; next: string | null }> {
  const limit = query.limit ?? 100;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<ReviewRow & { order: string }>`
    select r.id, r.kind, r.unit_id as "unitId", u.name as "unitName", r.grade, r.n, r.remark, r.conducted_by as "conductedBy", r.question, r.source, r.asked, r.answers, p.name as by, o.name as "fromUnit", r.at,
           to_jsonb(r.at) #>> '{}' as order
      from evaluation.reviews r
      join access.units u on u.region_id = r.region_id and u.id = r.unit_id
      join access.units o on o.region_id = r.region_id and o.id = r.from_unit
      left join access.people p on p.region_id = r.region_id and p.id = r.by_person
     where r.region_id = ${regionId} and r.period_id = ${periodId}
       ${query.kind === undefined ? sql`` : sql`and r.kind = ${query.kind}`}
       ${query.unitId === undefined ? sql`` : sql`and r.unit_id = ${query.unitId}`}
       ${after ? sql`and (r.at, r.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by r.at desc, r.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.order, row.id],
    (row) => row,
  );
}

// ── Appeals ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type AppealRow = {
  id: string;
  caseId: string;
  caseNumber: string;
  trace: Appealable;
  unitId: number;
  rootUnitId: number;
  unitName: string;
  periodId: string | null;
  state: AppealState;
  reason: string;
  basis: string;
  by: string;
  at: Date;
  firstBy: string | null;
  firstName: string | null;
  firstAt: Date | null;
  firstGrant: boolean | null;
  firstWord: string | null;
  secondName: string | null;
  secondAt: Date | null;
  secondGrant: boolean | null;
  secondWord: string | null;
};
const appealColumns = sql`
  a.id, a.case_id as "caseId", c.number as "caseNumber", a.trace, a.unit_id as "unitId", a.root_unit_id as "rootUnitId", u.name as "unitName",
  a.period_id as "periodId", a.state, a.reason, a.basis, p.name as by, a.asked_at as at, a.first_by as "firstBy", f.name as "firstName",
  a.first_at as "firstAt", a.first_grant as "firstGrant", a.first_word as "firstWord", s.name as "secondName", a.second_at as "secondAt",
  a.second_grant as "secondGrant", a.second_word as "secondWord"`;
const appealJoins = (regionId: number) => sql`
  evaluation.appeals a
  join cases.cases c on c.region_id = ${regionId} and c.id = a.case_id
  join access.units u on u.region_id = ${regionId} and u.id = a.unit_id
  join access.people p on p.region_id = ${regionId} and p.id = a.asked_by
  left join access.people f on f.region_id = ${regionId} and f.id = a.first_by
  left join access.people s on s.region_id = ${regionId} and s.id = a.second_by`;

/** A unit sees its own appeals; those who decide see all. */
export async function appealsPage(
  tx: Tx,
  actor: Actor,
  query: {
    state?: AppealState | undefined;
    caseId?: string | undefined;
    periodId?: string | undefined;
    after?: string | undefined;
    limit?: number | undefined;
  },
): Promise<{ rows: AppealRow[]; next: string | null }> {
  const { regionId } = actor;
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const decides = actor.posts.some(({ post }) => post === 'dispatcher' || post === 'evaluator' || post === 'leader');
  const own = actor.posts.flatMap(({ unitIds }) => unitIds);
  const { rows } = await sql<AppealRow & { order: string }>`
    select ${appealColumns}, to_jsonb(a.asked_at) #>> '{}' as order from ${appealJoins(regionId)}
     where a.region_id = ${regionId} ${decides ? sql`` : sql`and a.unit_id = any(${own}::int[])`}
       ${query.state === undefined ? sql`` : sql`and a.state = ${query.state}`}
       ${query.caseId === undefined ? sql`` : sql`and a.case_id = ${query.caseId}`}
       ${query.periodId === undefined ? sql`` : sql`and a.period_id = ${query.periodId}`}
       ${after ? sql`and (a.asked_at, a.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by a.asked_at desc, a.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.order, row.id],
    (row) => row,
  );
}

export async function appealOf(tx: Tx, regionId: number, appealId: string): Promise<AppealRow | undefined> {
  const { rows } = await sql<AppealRow>`
    select ${appealColumns} from ${appealJoins(regionId)} where a.region_id = ${regionId} and a.id = ${appealId}`.execute(
    tx,
  );
  return rows[0];
}

/** Has the case ended, and did this unit ever lead it, was it called to it, or did it call others? It is the business of whom it counts against. */
export async function caseForAppeal(
  tx: Tx,
  regionId: number,
  caseId: string,
  unitIds: readonly number[],
  trace: Appealable,
): Promise<{ ended: boolean; unitId: number | null } | undefined> {
  const units = sql`any(${[...unitIds]}::int[])`;
  const mine =
    trace === 'arrival' || trace === 'task'
      ? sql`select t.unit_id from cases.tasks t where t.region_id = ${regionId} and t.case_id = c.id and t.unit_id = ${units} order by t.asked_at desc limit 1`
      : trace === 'call'
        ? sql`select t.asked_unit_id from cases.tasks t where t.region_id = ${regionId} and t.case_id = c.id and t.asked_unit_id = ${units} order by t.asked_at desc limit 1`
        : sql`select a.unit_id from cases.assignments a
               where a.region_id = ${regionId} and a.case_id = c.id and a.role = 'lead' and a.unit_id = ${units} order by a.dispatched_at desc limit 1`;
  const { rows } = await sql<{ ended: boolean; unitId: number | null }>`
    select not c.is_open as ended, (${mine}) as "unitId" from cases.cases c where c.region_id = ${regionId} and c.id = ${caseId}`.execute(
    tx,
  );
  return rows[0];
}

// ── In public ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function publishedPeriods(
  tx: Tx,
  regionId: number,
): Promise<{ id: string; kind: PeriodKind; firstOn: string; asOf: Date; publishedAt: Date; schemeVersion: number }[]> {
  const { rows } = await sql<{
    id: string;
    kind: PeriodKind;
    firstOn: string;
    asOf: Date;
    publishedAt: Date;
    schemeVersion: number;
  }>`
    select id, kind, first_on as "firstOn", as_of as "asOf", published_at as "publishedAt", scheme_version as "schemeVersion"
      from evaluation.periods where region_id = ${regionId} and state = 'published' order by first_on desc, id desc limit 60`.execute(
    tx,
  );
  return rows;
}

// ── Surveys ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Of a period, the newest first, or the one asked for; each with how far it has come, unit by unit. */
export async function surveysPage(
  tx: Tx,
  regionId: number,
  of: { periodId?: string; id?: string },
  query: { after?: string | undefined; limit?: number | undefined } = {},
): Promise<{ rows: Survey[]; next: string | null }> {
  const limit = query.limit ?? 20;
  const after = keysOf(query.after, 'number');
  const { rows } = await sql<
    Omit<Survey, 'until' | 'at' | 'closedAt' | 'units'> & Record<'until' | 'at', Date> & { closedAt: Date | null }
  >`
    select s.id, s.n, s.question, s.each_unit as "eachUnit", s.drawn, s.of, s.until, s.at, p.name as by, s.closed_at as "closedAt"
      from evaluation.surveys s left join access.people p on p.region_id = s.region_id and p.id = s.by_person
     where s.region_id = ${regionId} ${of.id === undefined ? sql`and s.period_id = ${of.periodId}` : sql`and s.id = ${of.id}`}
       ${after ? sql`and s.n < ${after[0]}` : sql``}
     order by s.n desc limit ${limit + 1}`.execute(tx);
  const asked = Map.groupBy(
    await askedOf(
      tx,
      regionId,
      rows.map(({ id }) => id),
    ),
    ({ surveyId }) => surveyId,
  );
  const units = await unitsOf(tx, regionId);
  return pageOf(
    rows,
    limit,
    ({ n }) => [n],
    ({ until, at, closedAt, ...survey }): Survey => ({
      ...survey,
      until: until.toISOString(),
      at: at.toISOString(),
      closedAt: closedAt?.toISOString() ?? null,
      units: (asked.get(survey.id) ?? []).map(({ unitId, asked: many, answered, givenUp }) => ({
        unitId,
        unitName: units.byId.get(unitId)?.name ?? '',
        asked: many,
        answered,
        givenUp,
      })),
    }),
  );
}
