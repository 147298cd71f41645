/**
 * What the board counts besides the evaluation's figures. Everything stands behind `scope`, and is found by an index over a window of
 * days or over what is open: a longer history makes none of it slower.
 */
import { sql, type RawBuilder } from 'kysely';
import type { BoardMonth } from '#contract/board.ts';
import { inSight, type Sight } from '#access';
import { factStands } from '#cases';
import type { Tx } from '#kit/db.ts';

type Scope = RawBuilder<boolean>;
type Window = { from: Date; to: Date };

/** What was filed and closed since; what was received is a figure of the evaluation. */
export async function happened(
  tx: Tx,
  regionId: number,
  { from, to }: Window,
  scope: Scope,
): Promise<{ filed: number; closed: number }> {
  // A fact and its taking back are laid together, not joined: a day fuller than the database expects is counted in a moment. Whoever
  // takes back does so later, and clocks differ by little.
  const { rows } = await sql<{ filed: number; closed: number }>`
    with told as materialized (
      select one.subject_id, bool_or(one.kind = 'case.filed') as filed, bool_or(one.kind = 'case.closed') as closed
        from (select f.subject_id, min(f.kind) as kind
                from kit.facts f
               where f.region_id = ${regionId} and f.kind in ('case.filed', 'case.closed', 'case.taken_back') and f.subject = 'case'
                 and f.happened_at >= ${from} and f.happened_at < ${to}
               group by f.subject_id, case when f.kind = 'case.taken_back' then f.n - 1 else f.n end
              having bool_and(f.kind <> 'case.taken_back')) one
       group by one.subject_id)
    select count(*) filter (where t.filed)::int as filed, count(*) filter (where t.closed)::int as closed
      from told t join cases.cases c on c.region_id = ${regionId} and c.id = t.subject_id::uuid
     where ${scope}`.execute(tx);
  return rows[0]!;
}

export type Standing = { state: string; place: string | null; unitId: number | null } & Record<
  'n' | 'overdue' | 'stageOverdue' | 'urgent' | 'supervised' | 'suspended',
  number
>;

/** What is open, by stage, place and the unit that answers for it; late as 按期结案率 says it, by the case's own deadline. */
export async function standing(tx: Tx, regionId: number, at: Date, depth: number, scope: Scope): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select c.state, case when nlevel(c.area_path) >= ${depth}::int then subpath(c.area_path, 0, ${depth}::int)::text end as place,
           coalesce(c.lead_unit_id, c.holder_unit_id) as "unitId",
           count(*)::int as n, count(*) filter (where c.case_due_at < ${at})::int as overdue,
           count(*) filter (where c.stage_due_at < ${at})::int as "stageOverdue", count(*) filter (where c.urgent)::int as urgent,
           count(*) filter (where c.supervision_level > 0)::int as supervised,
           count(*) filter (where c.suspended_at is not null)::int as suspended
      from cases.cases c where c.region_id = ${regionId} and c.is_open and ${scope} group by 1, 2, 3`.execute(tx);
  return rows;
}

/** Cases of which somebody who told one waits for an answer. */
export async function unanswered(tx: Tx, regionId: number, sight: Sight): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct r.case_id)::int as n from intake.reports r
     where r.region_id = ${regionId} and r.answered_at is null and ${inSight(regionId, sight, sql`r.case_id`)}`.execute(
    tx,
  );
  return rows[0]!.n;
}

/** Cases opened in a window, by place. */
export async function openedByPlace(
  tx: Tx,
  regionId: number,
  { from, to }: Window,
  depth: number,
  scope: Scope,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ place: string; n: number }>`
    select subpath(c.area_path, 0, ${depth}::int)::text as place, count(*)::int as n from cases.cases c
     where c.region_id = ${regionId} and c.opened_at >= ${from} and c.opened_at < ${to} and nlevel(c.area_path) >= ${depth}::int
       and ${scope} group by 1`.execute(tx);
  return new Map(rows.map(({ place, n }) => [place, n]));
}

/** What was told most in a window, and how often before it. */
export async function mattersTold(
  tx: Tx,
  regionId: number,
  before: Date,
  { from, to }: Window,
  scope: Scope,
  most: number,
): Promise<{ matterId: number; n: number; before: number }[]> {
  const { rows } = await sql<{ matterId: number; n: number; before: number }>`
    select c.matter_id as "matterId", count(*) filter (where c.opened_at >= ${from})::int as n,
           count(*) filter (where c.opened_at < ${from})::int as before
      from cases.cases c
     where c.region_id = ${regionId} and c.opened_at >= ${before} and c.opened_at < ${to} and ${scope}
     group by 1 order by 2 desc, 3 desc, 1 limit ${most}`.execute(tx);
  return rows;
}

/** As the callers' own figures count them. */
export async function calledBack(
  tx: Tx,
  regionId: number,
  { from, to }: Window,
  sight: Sight,
): Promise<BoardMonth['callbacks']> {
  const { rows } = await sql<BoardMonth['callbacks']>`
    select count(*)::int as done, count(k.solved)::int as "solvedKnown", count(*) filter (where k.solved)::int as solved,
           count(k.satisfied)::int as "satisfiedKnown", count(*) filter (where k.satisfied)::int as satisfied
      from cases.callbacks k
     where k.region_id = ${regionId} and k.done_at >= ${from} and k.done_at < ${to} and ${inSight(regionId, sight, sql`k.case_id`)}`.execute(
    tx,
  );
  return rows[0]!;
}

/** What was told in confidence, or about an office, is counted above and pointed at nowhere. */
const pointedAt = sql<boolean>`(not c.confidential and c.about_root_unit_id is null)`;
/** Squares of about 200 m, so that no square is a house. */
const square = 0.002;
const mostSquares = 1_500;

export async function heatOf(
  tx: Tx,
  regionId: number,
  { from, to }: Window,
  scope: Scope,
): Promise<BoardMonth['heat']> {
  const { rows } = await sql<BoardMonth['heat'][number]>`
    select ((floor(c.location[0] / ${square}::float8) + 0.5) * ${square}::float8)::float8 as lon,
           ((floor(c.location[1] / ${square}::float8) + 0.5) * ${square}::float8)::float8 as lat, count(*)::int as n
      from cases.cases c
     where c.region_id = ${regionId} and c.opened_at >= ${from} and c.opened_at < ${to} and c.location is not null and ${pointedAt} and ${scope}
     group by 1, 2 order by 3 desc, 1, 2 limit ${mostSquares}`.execute(tx);
  return rows;
}

export type Told = { at: Date; kind: string; caseId: string; number: string; matterId: number; areaId: number };
const toldKinds = ['case.opened', 'case.filed', 'case.dispatched', 'case.handed_back', 'case.checked', 'case.closed'];

/** The last things that happened. The log is read from its end, so many facts and no more. */
export async function lastTold(tx: Tx, regionId: number, scope: Scope, most: number): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select f.happened_at as at, f.kind, c.id as "caseId", c.number, c.matter_id as "matterId", c.area_id as "areaId"
      from (select l.region_id, l.subject, l.subject_id, l.n, l.id, l.kind, l.happened_at from kit.facts l
             where l.region_id = ${regionId} and l.subject = 'case' order by l.id desc limit 1000) f
      join cases.cases c on c.region_id = ${regionId} and c.id = f.subject_id::uuid
     where f.kind = any(${toldKinds}::text[]) and ${factStands} and ${pointedAt} and ${scope} order by f.happened_at desc, f.id desc limit ${most}`.execute(
    tx,
  );
  return rows;
}
