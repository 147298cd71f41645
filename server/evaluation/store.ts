/** Rows of the evaluation: what is counted, written down case by case, and the words of people about it. */
import { sql, type RawBuilder } from 'kysely';
import type { Appealable, AppealState, PeriodKind, PeriodState, ReviewKind } from '#contract/evaluation.ts';
import { indicatorNames, indicatorOf, maskOf, type Scheme } from '#contract/indicators.ts';
import type { Tx } from '#kit/db.ts';
import type { ReviewCounted } from './period.rules.ts';
import type { Trace } from './traces.rules.ts';

// ── Schemes ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** False when somebody saved this version first. */
export async function insertScheme(
  tx: Tx,
  regionId: number,
  scheme: Scheme & { version: number; reason: string },
  byPerson: string | null,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into evaluation.schemes (region_id, version, title, settle_days, items, reason, by_person, at)
    values (${regionId}, ${scheme.version}, ${scheme.title}, ${scheme.settleDays}, ${JSON.stringify(scheme.items)}::jsonb,
            ${scheme.reason}, ${byPerson}::uuid, ${at})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

// ── Periods ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type PeriodRow = {
  id: string;
  kind: PeriodKind;
  firstOn: string;
  from: Date;
  to: Date;
  state: PeriodState;
  schemeVersion: number;
  settleDays: number;
  asOf: Date | null;
  factsSeen: number;
  computedAt: Date | null;
  computing: boolean;
  cases: number;
  appealsUntil: Date | null;
  appealsPending: number;
  lockedAt: Date | null;
  publishedAt: Date | null;
  version: number;
};

/** A computing whose job has ended, well or badly, is none. */
export const periodColumns = (regionId: number): RawBuilder<unknown> => sql`
  p.id, p.kind, p.first_on as "firstOn", p.from_at as "from", p.to_at as "to", p.state, p.scheme_version as "schemeVersion",
  s.settle_days as "settleDays", p.as_of as "asOf", p.facts_seen as "factsSeen", p.computed_at as "computedAt",
  (p.computing is not null and exists (select from kit.jobs j where j.region_id = ${regionId} and j.id = p.computing and j.state = 'running')) as computing,
  p.cases, p.appeals_until as "appealsUntil", p.locked_at as "lockedAt", p.published_at as "publishedAt", p.version,
  (select count(*)::int from evaluation.appeals a where a.region_id = ${regionId} and a.period_id = p.id and a.state in ('asked', 'passed_on')) as "appealsPending"`;

export async function lockPeriod(tx: Tx, regionId: number, periodId: string): Promise<PeriodRow | undefined> {
  const { rows } = await sql<PeriodRow>`
    select ${periodColumns(regionId)} from evaluation.periods p
      join evaluation.schemes s on s.region_id = p.region_id and s.version = p.scheme_version
     where p.region_id = ${regionId} and p.id = ${periodId} for update of p`.execute(tx);
  return rows[0];
}

export async function insertPeriod(
  tx: Tx,
  regionId: number,
  period: { id: string; kind: PeriodKind; firstOn: string; from: Date; to: Date; schemeVersion: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into evaluation.periods (region_id, id, kind, first_on, from_at, to_at, scheme_version)
    values (${regionId}, ${period.id}, ${period.kind}, ${period.firstOn}, ${period.from}, ${period.to}, ${period.schemeVersion})
    on conflict (region_id, kind, first_on) do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function beginComputing(tx: Tx, regionId: number, periodId: string, jobId: string): Promise<void> {
  await sql`
    update evaluation.periods set computing = ${jobId}, version = version + 1
     where region_id = ${regionId} and id = ${periodId}`.execute(tx);
}

export async function endComputing(
  tx: Tx,
  regionId: number,
  periodId: string,
  done: { asOf: Date; factsSeen: number; at: Date },
): Promise<void> {
  await sql`
    update evaluation.periods set state = case when state in ('open', 'reviewed') then 'computed' else state end,
           as_of = ${done.asOf}, facts_seen = ${done.factsSeen}, computed_at = ${done.at}, computing = null, version = version + 1,
           cases = (select count(distinct t.case_id) from evaluation.traces t where t.region_id = ${regionId} and t.period_id = ${periodId})
     where region_id = ${regionId} and id = ${periodId}`.execute(tx);
}

export async function setPeriodState(
  tx: Tx,
  regionId: number,
  periodId: string,
  state: PeriodState,
  set: { appealsUntil?: Date | undefined; note?: string | undefined },
  at: Date,
): Promise<void> {
  await sql`
    update evaluation.periods set state = ${state}, version = version + 1, note = coalesce(${set.note ?? null}, note),
           appeals_until = coalesce(${set.appealsUntil ?? null}, appeals_until),
           locked_at = case when ${state} = 'locked' then ${at}::timestamptz else locked_at end,
           published_at = case when ${state} = 'published' then ${at}::timestamptz else published_at end
     where region_id = ${regionId} and id = ${periodId}`.execute(tx);
}

// ── What is counted ────────────────────────────────────────────────────────────────────────────────────────────────────

export type PlacedTrace = Trace & {
  caseId: string;
  n: number;
  areaId: number;
  streetId: number | null;
  communityId: number | null;
};

export async function clearFigures(tx: Tx, regionId: number, periodId: string): Promise<void> {
  await sql`delete from evaluation.figures where region_id = ${regionId} and period_id = ${periodId}`.execute(tx);
}

/** So many at most: a year of a large district has more than one statement may delete. Says how many there were. */
export async function clearTraces(tx: Tx, regionId: number, periodId: string, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from evaluation.traces where ctid = any(array(
      select ctid from evaluation.traces where region_id = ${regionId} and period_id = ${periodId} limit ${most}))`.execute(
    tx,
  );
  return Number(numAffectedRows);
}

export async function deleteTraces(
  tx: Tx,
  regionId: number,
  periodId: string,
  caseIds: readonly string[],
): Promise<void> {
  await sql`
    delete from evaluation.traces
     where region_id = ${regionId} and period_id = ${periodId} and case_id = any(${[...caseIds]}::uuid[])`.execute(tx);
}

/** Column by column: one statement for thousands of rows, whatever their number. What a granted appeal took out is marked at once. */
export async function insertTraces(
  tx: Tx,
  regionId: number,
  periodId: string,
  traces: readonly PlacedTrace[],
): Promise<void> {
  if (traces.length === 0) return;
  const column = <T>(of: (trace: PlacedTrace) => T) => traces.map(of);
  const instants = (of: (trace: PlacedTrace) => number | null) =>
    column((one) => {
      const ms = of(one);
      return ms === null ? null : new Date(ms).toISOString();
    });
  await sql`
    insert into evaluation.traces (region_id, period_id, case_id, n, kind, at, area_id, street_id, community_id, unit_id, person_id,
                                   post, marks, minutes, due_at, done_at, exempt)
    select ${regionId}, ${periodId}, t.case_id, t.n, t.kind, t.at, t.area_id, t.street_id, t.community_id, t.unit_id, t.person_id,
           t.post, t.marks, t.minutes, t.due_at, t.done_at,
           exists (select from evaluation.appeals a where a.region_id = ${regionId} and a.case_id = t.case_id and a.trace = t.kind
                                                      and a.unit_id = t.unit_id and a.state = 'granted')
      from unnest(${column((one) => one.caseId)}::uuid[], ${column((one) => one.n)}::int[], ${column((one) => one.kind)}::text[],
                  ${instants((one) => one.at)}::timestamptz[], ${column((one) => one.areaId)}::int[],
                  ${column((one) => one.streetId)}::int[], ${column((one) => one.communityId)}::int[],
                  ${column((one) => one.unitId)}::int[], ${column((one) => one.personId)}::uuid[],
                  ${column((one) => one.post)}::text[], ${column((one) => one.marks)}::int[], ${column((one) => one.minutes)}::int[],
                  ${instants((one) => one.dueAt)}::timestamptz[], ${instants((one) => one.doneAt)}::timestamptz[])
        as t(case_id, n, kind, at, area_id, street_id, community_id, unit_id, person_id, post, marks, minutes, due_at, done_at)`.execute(
    tx,
  );
}

/** The table of indicators as the database reads it. */
const declared = (): RawBuilder<unknown> => {
  const rows = indicatorNames
    .map((name) => ({ name, ...indicatorOf(name) }))
    .filter(({ trace }) => trace !== null)
    .map(({ name, trace, of, hit, objects, measure }) => ({
      indicator: name,
      kind: trace,
      of: maskOf(of),
      hit: maskOf(hit),
      timed: measure === 'minutes' || measure === 'grade',
      objects,
    }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i(indicator text, kind text, "of" int, hit int, timed boolean, objects text[])`;
};

/** Each trace once for each indicator that counts it, and whether it is a hit. */
const countedOf = (traces: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select t.*, i.indicator, i.objects, (i.hit <> 0 and (t.marks & i.hit) = i.hit) as hit
    from ${declared()}
    join (${traces}) t on t.kind = i.kind and (t.marks & i."of") = i."of" and (not i.timed or t.minutes is not null)`;

/** What every drill-down stands on. What was counted out by a granted appeal is in it, marked. */
export const counted = (regionId: number, periodId: string): RawBuilder<unknown> =>
  countedOf(sql`select * from evaluation.traces where region_id = ${regionId} and period_id = ${periodId}`);

/** Whom a counted trace is about: the district, its street and community, the unit, the post, the person. */
export const about = (alias: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  (values ('district', '0'), ('area', ${alias}.street_id::text), ('area', ${alias}.community_id::text), ('unit', ${alias}.unit_id::text),
          ('post', ${alias}.post), ('person', ${alias}.person_id::text)) as o(object, key)`;

/** Adds (or takes away) what some cases contribute, or all between two. Whole numbers: what is taken away and added again is the same. */
export async function addFigures(
  tx: Tx,
  regionId: number,
  periodId: string,
  sign: 1 | -1,
  cases: readonly string[] | { first: string; last: string },
): Promise<void> {
  const some =
    'first' in cases
      ? sql`f.case_id between ${cases.first}::uuid and ${cases.last}::uuid`
      : sql`f.case_id = any(${[...cases]}::uuid[])`;
  // Traces that differ in nothing a figure looks at are put together first: each counts for many indicators, of many objects.
  const alike = sql`
    select f.kind, f.marks, f.street_id, f.community_id, f.unit_id, f.person_id, f.post, f.exempt, count(*) as n, sum(f.minutes) as minutes
      from evaluation.traces f
     where f.region_id = ${regionId} and f.period_id = ${periodId} and ${some}
     group by f.kind, f.marks, f.street_id, f.community_id, f.unit_id, f.person_id, f.post, f.exempt, f.minutes is null`;
  const sum = (of: RawBuilder<unknown>, which: RawBuilder<unknown>) =>
    sql`${sign} * coalesce(sum(${of}) filter (where ${which}), 0)`;
  await sql`
    insert into evaluation.figures as g (region_id, period_id, indicator, object, key, n, hits, total, exempt)
    select ${regionId}, ${periodId}, f.indicator, o.object, o.key, ${sum(sql`f.n`, sql`not f.exempt`)},
           ${sum(sql`f.n`, sql`f.hit and not f.exempt`)}, ${sum(sql`f.minutes`, sql`not f.exempt`)}, ${sum(sql`f.n`, sql`f.exempt`)}
      from (${countedOf(alike)}) f
     cross join lateral ${about(sql`f`)}
     where o.key is not null and o.object = any(f.objects)
     group by f.indicator, o.object, o.key
    on conflict (region_id, period_id, object, key, indicator) do update
       set n = g.n + excluded.n, hits = g.hits + excluded.hits, total = g.total + excluded.total, exempt = g.exempt + excluded.exempt`.execute(
    tx,
  );
}

/** What others told: their mean is a grade over as many as were asked. Written anew each time, they are few. */
export async function replaceTold(tx: Tx, regionId: number, periodId: string): Promise<void> {
  await sql`
    delete from evaluation.figures
     where region_id = ${regionId} and period_id = ${periodId}
       and (indicator in ('street_grade', 'deputy_grade', 'survey_grade', 'media_grade') or (n = 0 and exempt = 0))`.execute(
    tx,
  );
  await sql`
    insert into evaluation.figures (region_id, period_id, indicator, object, key, n, hits, total, exempt)
    select ${regionId}, ${periodId}, r.kind || '_grade', 'unit', r.unit_id::text, sum(r.n), 0, sum(r.grade::bigint * r.n), 0
      from evaluation.reviews r where r.region_id = ${regionId} and r.period_id = ${periodId} group by r.kind, r.unit_id`.execute(
    tx,
  );
}

export type NewResult = {
  group: string;
  object: string;
  key: string;
  points: number | null;
  place: number | null;
  volume: number;
  parts: unknown[];
};
export async function replaceResults(
  tx: Tx,
  regionId: number,
  periodId: string,
  results: readonly NewResult[],
): Promise<void> {
  await sql`delete from evaluation.results where region_id = ${regionId} and period_id = ${periodId}`.execute(tx);
  await sql`
    insert into evaluation.results (region_id, period_id, grp, object, key, points, place, volume, parts)
    select ${regionId}, ${periodId}, r."group", r.object, r.key, r.points, r.place, r.volume, r.parts
      from jsonb_to_recordset(${JSON.stringify(results)}::jsonb)
        as r("group" text, object text, key text, points float8, place int, volume int, parts jsonb)`.execute(tx);
}

// ── People's words ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type NewReview = {
  id: string;
  periodId: string;
  kind: ReviewKind;
  unitId: number;
  remark: string;
  /** nobody's, where the house added up what many gave */
  byPerson: string | null;
  fromUnit: number;
} & ReviewCounted;
export async function upsertReview(tx: Tx, regionId: number, review: NewReview, at: Date): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into evaluation.reviews (region_id, id, period_id, kind, unit_id, grade, n, remark, by_person, from_unit, at,
                                    conducted_by, question, source, asked, answers)
    values (${regionId}, ${review.id}, ${review.periodId}, ${review.kind}, ${review.unitId}, ${review.grade}, ${review.n}, ${review.remark},
            ${review.byPerson}, ${review.fromUnit}, ${at}, ${review.conductedBy}, ${review.question}, ${review.source},
            ${review.asked}, ${review.answers}::int[])
    on conflict (region_id, period_id, kind, unit_id, from_unit, conducted_by) do update
       set question = excluded.question, source = excluded.source, asked = excluded.asked, answers = excluded.answers, grade = excluded.grade, n = excluded.n, remark = excluded.remark, by_person = excluded.by_person, at = excluded.at
    returning id`.execute(tx);
  return rows[0]!.id;
}

/** False when the period has one that is not closed yet. */
export async function insertSurvey(
  tx: Tx,
  regionId: number,
  survey: {
    id: string;
    periodId: string;
    question: string;
    eachUnit: number;
    drawn: number;
    of: number;
    until: Date;
    byPerson: string;
  },
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into evaluation.surveys (region_id, id, period_id, n, question, each_unit, drawn, of, until, by_person, at)
    select ${regionId}, ${survey.id}, ${survey.periodId}, coalesce(max(s.n), 0) + 1, ${survey.question}, ${survey.eachUnit}, ${survey.drawn},
           ${survey.of}, ${survey.until}, ${survey.byPerson}, ${at}
      from evaluation.surveys s where s.region_id = ${regionId} and s.period_id = ${survey.periodId}
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function lockSurvey(
  tx: Tx,
  regionId: number,
  surveyId: string,
): Promise<{ periodId: string; n: number; question: string; closedAt: Date | null } | undefined> {
  const { rows } = await sql<{ periodId: string; n: number; question: string; closedAt: Date | null }>`
    select period_id as "periodId", n, question, closed_at as "closedAt" from evaluation.surveys
     where region_id = ${regionId} and id = ${surveyId} for update`.execute(tx);
  return rows[0];
}

export async function surveyOpen(tx: Tx, regionId: number, periodId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from evaluation.surveys where region_id = ${regionId} and period_id = ${periodId} and closed_at is null`.execute(
    tx,
  );
  return rows.length > 0;
}

export async function endSurvey(tx: Tx, regionId: number, surveyId: string, at: Date): Promise<void> {
  await sql`update evaluation.surveys set closed_at = ${at} where region_id = ${regionId} and id = ${surveyId}`.execute(
    tx,
  );
}

export async function putVeto(
  tx: Tx,
  regionId: number,
  veto: { periodId: string; object: string; key: string; reason: string; byPerson: string; lift: boolean },
  at: Date,
): Promise<boolean> {
  if (veto.lift) {
    const { rows } = await sql`
      delete from evaluation.vetoes
       where region_id = ${regionId} and period_id = ${veto.periodId} and object = ${veto.object} and key = ${veto.key} returning 1`.execute(
      tx,
    );
    return rows.length > 0;
  }
  await sql`
    insert into evaluation.vetoes (region_id, period_id, object, key, reason, by_person, at)
    values (${regionId}, ${veto.periodId}, ${veto.object}, ${veto.key}, ${veto.reason}, ${veto.byPerson}, ${at})
    on conflict (region_id, period_id, object, key) do update set reason = excluded.reason, by_person = excluded.by_person, at = excluded.at`.execute(
    tx,
  );
  return true;
}

// ── Appeals ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NewAppeal = {
  id: string;
  caseId: string;
  trace: Appealable;
  unitId: number;
  rootUnitId: number;
  periodId: string | null;
  reason: string;
  basis: string;
  askedBy: string;
};
export async function insertAppeal(tx: Tx, regionId: number, appeal: NewAppeal, at: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into evaluation.appeals (region_id, id, case_id, trace, unit_id, root_unit_id, period_id, reason, basis, asked_by, asked_at)
    values (${regionId}, ${appeal.id}, ${appeal.caseId}, ${appeal.trace}, ${appeal.unitId}, ${appeal.rootUnitId}, ${appeal.periodId}::uuid,
            ${appeal.reason}, ${appeal.basis}, ${appeal.askedBy}, ${at})
    on conflict (region_id, case_id, trace, unit_id) do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export type LockedAppeal = {
  state: AppealState;
  caseId: string;
  trace: Appealable;
  unitId: number;
  unitRootId: number;
  firstBy: string | null;
};
export async function lockAppeal(tx: Tx, regionId: number, appealId: string): Promise<LockedAppeal | undefined> {
  const { rows } = await sql<LockedAppeal>`
    select state, case_id as "caseId", trace, unit_id as "unitId", root_unit_id as "unitRootId", first_by as "firstBy"
      from evaluation.appeals where region_id = ${regionId} and id = ${appealId} for update`.execute(tx);
  return rows[0];
}

export async function saveDecision(
  tx: Tx,
  regionId: number,
  appealId: string,
  level: 1 | 2,
  decision: { state: AppealState; grant: boolean; word: string; by: string; root: number },
  at: Date,
): Promise<void> {
  const { state, grant, word, by, root } = decision;
  await (
    level === 1
      ? sql`
    update evaluation.appeals set state = ${state}, first_by = ${by}, first_root = ${root}, first_at = ${at}, first_grant = ${grant}, first_word = ${word}
     where region_id = ${regionId} and id = ${appealId}`
      : sql`
    update evaluation.appeals set state = ${state}, second_by = ${by}, second_root = ${root}, second_at = ${at}, second_grant = ${grant}, second_word = ${word}
     where region_id = ${regionId} and id = ${appealId}`
  ).execute(tx);
}

/** Periods whose counting a granted appeal still changes: those that are computed and not yet locked. */
export async function periodsTouchedBy(tx: Tx, regionId: number, caseId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct p.id from evaluation.traces t
      join evaluation.periods p on p.region_id = ${regionId} and p.id = t.period_id and p.state in ('computed', 'reviewed', 'appealing')
     where t.region_id = ${regionId} and t.case_id = ${caseId}`.execute(tx);
  return rows.map(({ id }) => id);
}
