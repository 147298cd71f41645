/** What is drawn on the map. Cases stand behind the one scope predicate like every list. */
import { sql } from 'kysely';
import type { MapSign, SignLayer, TileLayer } from '#contract/map.ts';
import { caseScope } from '#access';
import type { Box } from '#areas';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import type { Spot } from './points.rules.ts';

/**
 * So many squares to a degree: what is open is told apart to two metres, the history to twenty. However long the history, the ground
 * has only so many squares.
 */
const squaresOf: Record<TileLayer, number> = { cases: 40_000, events: 40_000, history: 4_000 };
const mostSpots = 500_000;

export async function spotsOf(tx: Tx, actor: Actor, layer: TileLayer, at: Date): Promise<Spot[]> {
  const squares = squaresOf[layer];
  const which =
    layer === 'history'
      ? sql`true`
      : layer === 'cases'
        ? sql`c.is_open`
        : sql`c.is_open and exists (select from catalogue.matters m
                where m.region_id = ${actor.regionId} and m.id = c.matter_id and m.kind = 'event')`;
  const { rows } = await sql<Spot>`
    select avg(c.location[0])::float8 as lon, avg(c.location[1])::float8 as lat, count(*)::int as n,
           (count(*) filter (where c.is_open and c.suspended_at is null and c.stage_due_at < ${at}))::int as red,
           (count(*) filter (where c.is_open and c.urgent))::int as urgent
      from cases.cases c
     where c.region_id = ${actor.regionId} and c.location is not null and ${which} and ${caseScope(actor)}
     group by floor(c.location[0] * ${squares}::int), floor(c.location[1] * ${squares}::int) limit ${mostSpots}`.execute(
    tx,
  );
  return rows;
}

/** Who shares this condition, values and all, sees the same. */
export const scopeKey = (tx: Tx, actor: Actor): string => {
  const { sql: text, parameters } = caseScope(actor).compile(tx);
  return text + JSON.stringify(parameters);
};

export const mostSigns = 2_000;

/** 在岗网格员 stand in the middle of the ground they keep: where somebody walks is nobody's to read but her own (`patrol`). */
export async function signsOf(
  tx: Tx,
  regionId: number,
  layer: SignLayer,
  box: Box | undefined,
  at: Date,
): Promise<MapSign[]> {
  const inBox = (point: ReturnType<typeof sql>) =>
    box ? sql`${point} <@ box(point(${box.west}, ${box.south}), point(${box.east}, ${box.north}))` : sql`true`;
  const layers: Record<SignLayer, ReturnType<typeof sql>> = {
    devices: sql`
      select d.id::text as id, d.location as at, d.name, '' as "nameEn", d.purpose as detail
        from sensing.devices d
       where d.region_id = ${regionId} and d.disabled_at is null and d.location is not null and ${inBox(sql`d.location`)}`,
    party: sql`
      select g.id::text as id, g.location as at, g.name, g.name_en as "nameEn", '' as detail
        from areas.gazetteer g
       where g.region_id = ${regionId} and g.kind = 'party' and g.location is not null and ${inBox(sql`g.location`)}`,
    keepers: sql`
      select s.person_id || '/' || k.area_id as id, b.centre as at, p.name, coalesce(nullif(p.name_en, ''), p.name) as "nameEn",
             a.name as detail
        from patrol.shifts s
        join areas.regions r on r.id = s.region_id
        join access.people p on p.region_id = s.region_id and p.id = s.person_id
        join areas.keepers k on k.region_id = s.region_id and k.person_id = s.person_id and k.role in ('keeper', 'deputy')
         and k.from_on <= (${at}::timestamptz at time zone r.time_zone)::date
         and (k.to_on is null or k.to_on >= (${at}::timestamptz at time zone r.time_zone)::date)
        join areas.areas a on a.region_id = k.region_id and a.id = k.area_id and a.valid_to is null
        join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
       where s.region_id = ${regionId} and s.ended_at is null and ${inBox(sql`b.centre`)}`,
  };
  const { rows } = await sql<Omit<MapSign, 'point'> & { at: { x: number; y: number } }>`
    select * from (${layers[layer]}) sign order by id limit ${mostSigns + 1}`.execute(tx);
  return rows.map(({ at: { x, y }, ...sign }) => ({ ...sign, point: { lon: x, lat: y } }));
}
