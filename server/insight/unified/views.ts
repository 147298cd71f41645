/** What is counted for the report of one table. Reports and dispatches are those of the last days: the cost does not grow with history. */
import { sql } from 'kysely';
import type { OneTable } from '#contract/standards.ts';
import type { Tx } from '#kit/db.ts';

type Counted = Omit<OneTable, 'forms' | 'at'>;

export async function countedForOneTable(tx: Tx, regionId: number, since: Date): Promise<Counted> {
  const { rows } = await sql<Counted>`
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
    ), recent as materialized (
      select r.case_id, r.follows, r.channel from intake.reports r where r.region_id = ${regionId} and r.received_at >= ${since}
    ), lead as (
      select distinct on (a.case_id) a.rule_number from recent r
        join cases.assignments a on a.region_id = ${regionId} and a.case_id = r.case_id and a.role = 'lead'
       where not r.follows order by a.case_id, a.dispatched_at
    )
    select jsonb_build_object('cells', (select count(*) from cells), 'coded', (select count(*) from cells where code ~ '^[0-9]{15}$')) as grids,
           jsonb_build_object('cells', (select count(*) from cells),
             'covered', (select count(*) from cells c where exists (select from kept k where k.path @> c.path)
                or exists (select from areas.area_cells d join kept k on k.area_id = d.area_id
                            where d.region_id = ${regionId} and d.cell_id = c.id)),
             'people', (select count(distinct person_id) from kept)) as keepers,
           jsonb_build_object('reports', (select count(*) from recent), 'joined', (select count(*) from recent where follows),
             'byDoor', (select coalesce(jsonb_agg(jsonb_build_object('channel', channel, 'n', n) order by n desc, channel), '[]')
                          from (select channel, count(*) as n from recent group by channel) doors)) as sensing,
           jsonb_build_object('units', (select count(*) from access.units u where u.region_id = ${regionId}),
             'devices', (select count(*) from sensing.devices d where d.region_id = ${regionId})) as resources,
           jsonb_build_object('matters', (select count(*) from matters), 'editions', (select count(distinct edition) from matters),
             'withStandard', (select count(*) from matters m where exists (
                select from catalogue.standards s where s.region_id = ${regionId} and s.matter_id = m.id))) as standards,
           jsonb_build_object('dispatched', (select count(*) from lead), 'byList', (select count(rule_number) from lead)) as handling`.execute(
    tx,
  );
  return rows[0]!;
}
