/** What is read of the ground: regions, layers, the tree of areas, boundaries, keepers, place names. Every statement carries the region. */
import { sql } from 'kysely';
import type { Level } from '#contract/areas.ts';
import { gramsOf, gramsOfQuery } from '#contract/grams.ts';
import type { Tx } from '#kit/db.ts';
import type { NamedPlace } from './names.ts';
import type { AreaGeometry } from './shape.ts';

// ── Regions and layers ─────────────────────────────────────────────────────────────────────────────────────────────────

export type Region = {
  id: number;
  code: string;
  name: string;
  nameEn: string;
  timeZone: string;
  settings: Record<string, unknown>;
};

/** Every district of this installation, the first one first. */
export async function listRegions(tx: Tx): Promise<Region[]> {
  const { rows } = await sql<Region>`
    select id, code, name, name_en as "nameEn", time_zone as "timeZone", settings from areas.regions order by id`.execute(
    tx,
  );
  return rows;
}

export type Layer = {
  id: number;
  name: string;
  title: string;
  titleEn: string;
  unified: boolean;
  revision: number;
};

export async function layersOf(tx: Tx, regionId: number): Promise<Layer[]> {
  const { rows } = await sql<Layer>`
    select id, name, title, title_en as "titleEn", unified, revision
      from areas.layers where region_id = ${regionId} order by unified desc, id`.execute(tx);
  return rows;
}

// ── The tree ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type AreaNode = {
  id: number;
  layerId: number;
  level: Level;
  code: string;
  name: string;
  nameEn: string;
  parentId: number | null;
  path: string;
  unitId: number | null;
  version: number;
  /** split, merged or taken away; old cases still stand in it */
  ended: boolean;
};

export async function areaNodes(tx: Tx, regionId: number): Promise<AreaNode[]> {
  const { rows } = await sql<AreaNode>`
    select id, layer_id as "layerId", level, code, name, name_en as "nameEn", parent_id as "parentId", path::text as path,
           unit_id as "unitId", version, valid_to is not null as ended
      from areas.areas where region_id = ${regionId} order by id`.execute(tx);
  return rows;
}

// ── Boundaries ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The areas of a layer that have a boundary today. */
export async function boundedIds(tx: Tx, regionId: number, layerId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select a.id from areas.areas a
      join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
     where a.region_id = ${regionId} and a.layer_id = ${layerId} and a.valid_to is null`.execute(tx);
  return rows.map(({ id }) => id);
}

export type Bounded = { id: number; code: string; geometry: AreaGeometry; areaM2: number };

export async function boundariesNow(tx: Tx, regionId: number, areaIds: readonly number[]): Promise<Bounded[]> {
  const { rows } = await sql<Bounded>`
    select a.id, a.code, b.geometry, b.area_m2 as "areaM2" from areas.areas a
      join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
     where a.region_id = ${regionId} and a.id = any(${[...areaIds]}::int[]) order by a.id`.execute(tx);
  return rows;
}

// ── Keepers ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The day it is in the region, by the region's own clock. */
const dayThere = (at: Date) => sql`(${at}::timestamptz at time zone r.time_zone)::date`;

/**
 * May this person confirm here? She is keeper or deputy of an area that contains the place, or holds a keeper's post whose
 * ground (its own, else that of its street office or community) contains it.
 */
export async function keepsCell(
  tx: Tx,
  regionId: number,
  personId: string,
  areaPath: string,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql<{ keeps: boolean }>`
    select exists (
      select from areas.keepers k
        join areas.areas a on a.region_id = k.region_id and a.id = k.area_id and ${areaPath}::ltree <@ a.path
       where k.region_id = r.id and k.person_id = ${personId} and k.role in ('keeper', 'deputy')
         and k.from_on <= ${dayThere(at)} and (k.to_on is null or k.to_on >= ${dayThere(at)})
    ) or exists (
      select from access.posts t
        join access.units u on u.region_id = t.region_id and u.id = t.unit_id
        join areas.areas a on a.region_id = t.region_id and ${areaPath}::ltree <@ a.path
         and a.id = coalesce(t.area_id, case when u.kind in ('street', 'community') then u.area_id end)
       where t.region_id = r.id and t.person_id = ${personId} and t.post = 'keeper'
         and t.from_on <= ${dayThere(at)} and (t.to_on is null or t.to_on >= ${dayThere(at)})
    ) as keeps
    from areas.regions r where r.id = ${regionId}`.execute(tx);
  return rows[0]?.keeps ?? false;
}

export type KeeperRow = {
  id: string;
  areaId: number;
  areaName: string;
  personId: string;
  name: string;
  role: 'keeper' | 'deputy' | 'leader';
  /** the post held besides, for the display card */
  post: string;
  publicPhone: string;
  supervisionPhone: string;
  fromOn: string;
  toOn: string | null;
};

const keeperColumns = (at: Date) => sql`
  k.id, k.area_id as "areaId", a.name as "areaName", k.person_id as "personId", p.name, k.role,
  k.public_phone as "publicPhone", k.supervision_phone as "supervisionPhone", k.from_on as "fromOn", k.to_on as "toOn",
  coalesce((select t.post from access.posts t
             where t.region_id = k.region_id and t.person_id = k.person_id and t.from_on <= ${dayThere(at)}
               and (t.to_on is null or t.to_on >= ${dayThere(at)})
             order by t.post = 'keeper' desc, t.from_on limit 1), 'keeper') as post`;
const keeperJoins = sql`
  areas.keepers k
  join areas.regions r on r.id = k.region_id
  join areas.areas a on a.region_id = k.region_id and a.id = k.area_id
  join access.people p on p.region_id = k.region_id and p.id = k.person_id`;
const nearestFirst = sql`nlevel(a.path) desc, array_position(array['keeper', 'deputy', 'leader'], k.role), k.from_on, k.id`;

/** Who keeps this place on that day: the nearest area first; keeper, deputy, leader. */
export async function keepersOf(tx: Tx, regionId: number, areaPath: string, at: Date): Promise<KeeperRow[]> {
  const { rows } = await sql<KeeperRow>`
    select ${keeperColumns(at)} from ${keeperJoins}
     where k.region_id = ${regionId} and ${areaPath}::ltree <@ a.path
       and k.from_on <= ${dayThere(at)} and (k.to_on is null or k.to_on >= ${dayThere(at)})
     order by ${nearestFirst} limit 50`.execute(tx);
  return rows;
}

/** Appointments of one area that are not over, and the last of those that are. */
export async function appointmentsOf(tx: Tx, regionId: number, areaId: number, at: Date): Promise<KeeperRow[]> {
  const { rows } = await sql<KeeperRow>`
    select ${keeperColumns(at)} from ${keeperJoins}
     where k.region_id = ${regionId} and k.area_id = ${areaId}
     order by k.to_on desc nulls first, k.from_on desc, k.id limit 50`.execute(tx);
  return rows;
}

export async function appointment(
  tx: Tx,
  regionId: number,
  keeperId: string,
  at: Date,
): Promise<KeeperRow | undefined> {
  const { rows } = await sql<KeeperRow>`
    select ${keeperColumns(at)} from ${keeperJoins}
     where k.region_id = ${regionId} and k.id = ${keeperId}`.execute(tx);
  return rows[0];
}

// ── Place names ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type FoundPlace = {
  id: number;
  name: string;
  kind: string;
  point: { lon: number; lat: number };
  areaName: string | null;
};

/** Places by any part of their name: the name itself first, then those that begin with it, then the shorter ones. */
export async function findPlaces(tx: Tx, regionId: number, q: string, limit: number): Promise<FoundPlace[]> {
  const grams = gramsOfQuery(q);
  if (grams.length === 0) return [];
  const wanted = q.normalize('NFKC').trim().toLowerCase();
  const { rows } = await sql<FoundPlace>`
    select g.id, g.name, g.kind, jsonb_build_object('lon', g.location[0], 'lat', g.location[1]) as point, a.name as "areaName"
      from areas.gazetteer g
      left join areas.areas a on a.region_id = g.region_id and a.id = g.area_id
     where g.region_id = ${regionId} and g.grams @> ${grams}::text[]
     order by lower(g.name) = ${wanted} desc, starts_with(lower(g.name), ${wanted}) desc,
              position(${wanted} in lower(g.name)) > 0 desc, length(g.name), g.id
     limit ${limit}`.execute(tx);
  return rows;
}

type GazetteerName = {
  name: string;
  areaId: number;
  areaPath: string;
  point: { lon: number; lat: number };
  kind: string;
};
const gazetteerNames = (regionId: number) => sql`
  select g.name, g.kind, a.id as "areaId", a.path::text as "areaPath",
         jsonb_build_object('lon', g.location[0], 'lat', g.location[1]) as point
    from areas.gazetteer g join areas.areas a on a.region_id = g.region_id and a.id = g.area_id
   where g.region_id = ${regionId}`;

/** A road is no spot: its name tells the area of its middle at best, and no point. */
export const isLine = (kind: string): boolean => kind === 'road' || kind === 'river';
const asNamed = ({ kind, ...place }: GazetteerName): NamedPlace => ({
  ...place,
  point: isLine(kind) ? null : place.point,
});

export async function placeCount(tx: Tx, regionId: number, atMost: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from areas.gazetteer where region_id = ${regionId} limit ${atMost}) s`.execute(
    tx,
  );
  return rows[0]!.n;
}

export async function allPlaceNames(tx: Tx, regionId: number): Promise<NamedPlace[]> {
  const { rows } = await sql<GazetteerName>`${gazetteerNames(regionId)} order by g.id`.execute(tx);
  return rows.map(asNamed);
}

/** Names all of whose pairs of characters stand in the text: few enough to be looked at one by one. */
export async function placeNamesIn(tx: Tx, regionId: number, text: string): Promise<NamedPlace[]> {
  const { rows } = await sql<GazetteerName>`
    ${gazetteerNames(regionId)} and g.grams <@ ${gramsOf(text)}::text[] and g.grams <> '{}' limit 2000`.execute(tx);
  return rows.map(asNamed);
}
