/** What is counted for the report of one table. Reports and dispatches are those of the last days: the cost does not grow with history. */
import { sql } from 'kysely';
import type { OneTable } from '#contract/standards.ts';
import { daysWithin, type KeptDays, type Span } from '#kit/days.ts';
import type { Tx } from '#kit/db.ts';

type Counted = Omit<OneTable, 'forms' | 'at'>;

/** Reports of a time by the door they came in by, and what became of the cases they opened: given to a unit, and that by a line of the list. */
type Doors = { channel: string; n: number; joined: number; dispatched: number; byList: number }[];

async function doorsIn(tx: Tx, regionId: number, spans: readonly Span[]): Promise<Doors> {
  const doors: Doors = [];
  for (const { from, to } of spans) {
    // By its first lead, case by case (`offset 0`): joined with all assignments there are, a day would read the history.
    const { rows } = await sql<Doors[number]>`
      select r.channel, count(*)::int as n, count(*) filter (where r.follows)::int as joined,
             count(a.dispatched_at)::int as dispatched, count(a.rule_number)::int as "byList"
        from intake.reports r
        left join lateral (select a.dispatched_at, a.rule_number from cases.assignments a
                            where not r.follows and a.region_id = ${regionId} and a.case_id = r.case_id and a.role = 'lead'
                            order by a.dispatched_at limit 1 offset 0) a on true
       where r.region_id = ${regionId} and r.received_at >= ${from} and r.received_at < ${to}
       group by 1 order by 1`.execute(tx);
    doors.push(...rows);
  }
  return doors;
}

/** The moves that may give a case its first lead. */
const leading = ['dispatched', 'self_handled', 'designated', 'handed_up', 'handed_down'];

/** A report counts on the day it came; what became of its case changes when that gets its first lead. */
export const doorDays: KeptDays<Doors> = {
  name: 'doors',
  touchedBy: (regionId, facts) => sql`
    select r.received_at as at
      from (select distinct f.subject_id from ${facts} f where f.subject = 'case' and f.kind = any(${leading.map((past) => `case.${past}`)}::text[])) led
      join intake.reports r on r.region_id = ${regionId} and r.case_id = led.subject_id::uuid and not r.follows
    union all
    select r.received_at from ${facts} f join intake.reports r on r.region_id = ${regionId} and r.id = f.subject_id::uuid
     where f.subject = 'report' and f.kind = 'report.received'`,
  first: (regionId) =>
    sql<Date | null>`select min(r.received_at) from intake.reports r where r.region_id = ${regionId}`,
  count: doorsIn,
};

export async function countedForOneTable(tx: Tx, regionId: number, span: Span): Promise<Counted> {
  return { ...(await standing(tx, regionId)), ...(await toldAndGiven(tx, regionId, span)) };
}

async function toldAndGiven(tx: Tx, regionId: number, span: Span): Promise<Pick<Counted, 'sensing' | 'handling'>> {
  const { days, rest } = await daysWithin(tx, regionId, doorDays, span);
  const doors = [...days.flatMap(({ counted }) => counted), ...(await doorsIn(tx, regionId, rest))];
  const sum = (its: Doors, of: 'n' | 'joined' | 'dispatched' | 'byList') =>
    its.reduce((total, one) => total + one[of], 0);
  return {
    sensing: {
      reports: sum(doors, 'n'),
      joined: sum(doors, 'joined'),
      byDoor: [...Map.groupBy(doors, ({ channel }) => channel)]
        .map(([channel, its]) => ({ channel, n: sum(its, 'n') }))
        .toSorted((a, b) => b.n - a.n || (a.channel < b.channel ? -1 : 1)),
    },
    handling: { dispatched: sum(doors, 'dispatched'), byList: sum(doors, 'byList') },
  };
}

async function standing(tx: Tx, regionId: number): Promise<Omit<Counted, 'sensing' | 'handling'>> {
  const { rows } = await sql<Omit<Counted, 'sensing' | 'handling'>>`
    with cells as (
      select a.id, a.code, a.path from areas.areas a join areas.layers l on l.region_id = a.region_id and l.id = a.layer_id
       where a.region_id = ${regionId} and a.level = 'cell' and a.valid_to is null and l.unified
    ), kept as (
      select k.area_id, k.person_id, a.path from areas.keepers k
        join areas.areas a on a.region_id = k.region_id and a.id = k.area_id
       where k.region_id = ${regionId} and k.from_on <= current_date and (k.to_on is null or k.to_on >= current_date)
    ), matters as (
      select m.id, m.edition from catalogue.matters m
       where m.region_id = ${regionId} and m.retired_at is null and not m.fallback and not m.imported
    )
    select jsonb_build_object('cells', (select count(*) from cells), 'coded', (select count(*) from cells where code ~ '^[0-9]{15}$')) as grids,
           jsonb_build_object('cells', (select count(*) from cells),
             'covered', (select count(*) from cells c where (select array_agg(distinct k.path) from kept k) @> c.path
                or exists (select from areas.area_cells d join kept k on k.area_id = d.area_id
                            where d.region_id = ${regionId} and d.cell_id = c.id)),
             'people', (select count(distinct person_id) from kept)) as keepers,
           jsonb_build_object('units', (select count(*) from access.units u where u.region_id = ${regionId}),
             'devices', (select count(*) from sensing.devices d where d.region_id = ${regionId})) as resources,
           jsonb_build_object('matters', (select count(*) from matters), 'editions', (select count(distinct edition) from matters),
             'withStandard', (select count(*) from matters m where exists (
                select from catalogue.standards s where s.region_id = ${regionId} and s.matter_id = m.id))) as standards`.execute(
    tx,
  );
  return rows[0]!;
}
