/** What is read of the ground: regions, layers, the tree of areas, boundaries, keepers, place names. Every statement carries the region. */
import { sql } from 'kysely';
import type { AreaRow, Level } from '#contract/areas.ts';
import { gramsOf, gramsOfQuery } from '#contract/grams.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import type { NamedPlace } from './names.ts';
import type { Standing } from './plan.ts';
import type { AreaGeometry, Box } from './shape.ts';

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

// ── A layer as it stands, for long work ────────────────────────────────────────────────────────────────────────────────

/** The areas of today of a layer, with their boundaries. */
export async function standingIn(tx: Tx, regionId: number, layerId: number): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select a.id, a.path::text as path, a.code, a.name, a.level, a.parent_id as "parentId", b.geometry
      from areas.areas a
      left join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
     where a.region_id = ${regionId} and a.layer_id = ${layerId} and a.valid_to is null order by a.id`.execute(tx);
  return rows;
}

const boundedNow = sql`
  select a.id, a.code, b.geometry, b.area_m2 as "areaM2"
    from areas.areas a
    join areas.layers l on l.region_id = a.region_id and l.id = a.layer_id
    join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null`;
const meets = (box: Box) => sql`
  b.west <= ${box.east} and b.east >= ${box.west} and b.south <= ${box.north} and b.north >= ${box.south}`;

/** Unit cells of the unified grid that may lie in this box. */
export async function cellsIn(tx: Tx, regionId: number, box: Box): Promise<Bounded[]> {
  const { rows } = await sql<Bounded>`
    ${boundedNow} where a.region_id = ${regionId} and l.unified and a.level = 'cell' and a.valid_to is null and ${meets(box)}`.execute(
    tx,
  );
  return rows;
}

/** Areas of other layers that may lie in this box. */
export async function othersIn(tx: Tx, regionId: number, box: Box): Promise<Bounded[]> {
  const { rows } = await sql<Bounded>`
    ${boundedNow} where a.region_id = ${regionId} and not l.unified and a.level <> 'cell' and a.valid_to is null and ${meets(box)}`.execute(
    tx,
  );
  return rows;
}

/** The unit cells an area of another layer consists of, or the other layers' areas a cell belongs to. */
export async function sharesOf(
  tx: Tx,
  regionId: number,
  of: { areaId: number } | { cellId: number },
): Promise<{ id: number; code: string; name: string; layer: string; share: number }[]> {
  const [asked, told] =
    'areaId' in of ? [sql`s.area_id = ${of.areaId}`, sql`s.cell_id`] : [sql`s.cell_id = ${of.cellId}`, sql`s.area_id`];
  const { rows } = await sql<{ id: number; code: string; name: string; layer: string; share: number }>`
    select a.id, a.code, a.name, l.name as layer, s.share
      from areas.area_cells s
      join areas.areas a on a.region_id = s.region_id and a.id = ${told}
      join areas.layers l on l.region_id = a.region_id and l.id = a.layer_id
     where s.region_id = ${regionId} and ${asked} and a.valid_to is null order by l.id, a.code limit 10000`.execute(tx);
  return rows;
}

// ── Areas on the screen ────────────────────────────────────────────────────────────────────────────────────────────────

type AreaFromDb = Omit<AreaRow, 'validFrom' | 'validTo'> & { validFrom: Date; validTo: Date | null };

const areaColumns = sql`
  a.id, l.name as layer, a.level, a.code, a.name, a.name_en as "nameEn", a.parent_id as "parentId", a.unit_id as "unitId",
  u.name as "unitName", b.area_m2 as "areaM2", a.valid_from as "validFrom", a.valid_to as "validTo", a.version,
  case when b.area_id is not null then jsonb_build_object('lon', b.centre[0], 'lat', b.centre[1]) end as centre,
  (select count(*)::int from areas.areas c
    where c.region_id = a.region_id and c.parent_id = a.id and c.layer_id = a.layer_id and c.valid_to is null) as children`;
/** The boundary of today; of an ended area its last one. */
const areaJoins = sql`
  areas.areas a
  join areas.layers l on l.region_id = a.region_id and l.id = a.layer_id
  left join access.units u on u.region_id = a.region_id and u.id = a.unit_id
  left join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id
   and b.version = (select max(v.version) from areas.boundaries v where v.region_id = a.region_id and v.area_id = a.id)`;

const shown = (row: AreaFromDb): AreaRow => ({
  ...row,
  validFrom: row.validFrom.toISOString(),
  validTo: row.validTo?.toISOString() ?? null,
});

export async function areaRow(tx: Tx, regionId: number, areaId: number): Promise<AreaRow | undefined> {
  const { rows } = await sql<AreaFromDb>`
    select ${areaColumns} from ${areaJoins} where a.region_id = ${regionId} and a.id = ${areaId}`.execute(tx);
  return rows[0] && shown(rows[0]);
}

/** Areas of today below a parent, or of a level, or by name or code; without any of these the top of the layer. */
export async function areasPage(
  tx: Tx,
  regionId: number,
  layerId: number,
  query: { after?: string; limit?: number; parentId?: number; level?: Level; q?: string },
): Promise<{ rows: AreaRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'number');
  const q = query.q?.trim().replace(/[\\%_]/g, '\\$&');
  const atTop = query.parentId === undefined && query.level === undefined && !q;
  const { rows } = await sql<AreaFromDb>`
    select ${areaColumns} from ${areaJoins}
     where a.region_id = ${regionId} and a.layer_id = ${layerId} and a.valid_to is null
       ${query.parentId === undefined ? sql`` : sql`and a.parent_id = ${query.parentId}`}
       ${query.level === undefined ? sql`` : sql`and a.level = ${query.level}`}
       ${q ? sql`and (a.name ilike ${`%${q}%`} or a.name_en ilike ${`%${q}%`} or a.code like ${`${q}%`})` : sql``}
       ${
         atTop
           ? sql`and not exists (select from areas.areas p
                   where p.region_id = a.region_id and p.id = a.parent_id and p.layer_id = a.layer_id)`
           : sql``
       }
       ${after ? sql`and (a.code, a.id) > (${after[0]}, ${after[1]})` : sql``}
     order by a.code, a.id limit ${limit + 1}`.execute(tx);
  return pageOf(rows, limit, (row) => [row.code, row.id], shown);
}

export async function layerCounts(tx: Tx, regionId: number): Promise<Map<number, number>> {
  const { rows } = await sql<{ layerId: number; areas: number }>`
    select layer_id as "layerId", count(*)::int as areas from areas.areas
     where region_id = ${regionId} and valid_to is null group by layer_id`.execute(tx);
  return new Map(rows.map(({ layerId, areas }) => [layerId, areas]));
}

export type AreaHistory = {
  geometry: AreaGeometry | null;
  versions: { version: number; validFrom: string; validTo: string | null; areaM2: number }[];
  successors: { areaId: number; code: string; name: string; kind: string; at: string }[];
  cells: number;
};

/** One area's boundary (the last one, if it has ended), all versions of it, what became of it, the unit cells in it. */
export async function areaHistory(tx: Tx, regionId: number, areaId: number, path: string): Promise<AreaHistory> {
  const { rows: versions } = await sql<{ version: number; validFrom: Date; validTo: Date | null; areaM2: number }>`
    select version, valid_from as "validFrom", valid_to as "validTo", area_m2 as "areaM2" from areas.boundaries
     where region_id = ${regionId} and area_id = ${areaId} order by version desc limit 200`.execute(tx);
  const { rows: geometries } = await sql<{ geometry: AreaGeometry }>`
    select geometry from areas.boundaries
     where region_id = ${regionId} and area_id = ${areaId} order by version desc limit 1`.execute(tx);
  const { rows: successors } = await sql<Omit<AreaHistory['successors'][number], 'at'> & { at: Date }>`
    select s.to_id as "areaId", a.code, a.name, s.kind, s.at from areas.successors s
      join areas.areas a on a.region_id = s.region_id and a.id = s.to_id
     where s.region_id = ${regionId} and s.from_id = ${areaId} order by a.code limit 1000`.execute(tx);
  const { rows: cells } = await sql<{ n: number }>`
    select (count(*) filter (where level = 'cell' and valid_to is null)
         + (select count(*) from areas.area_cells s where s.region_id = ${regionId} and s.area_id = ${areaId}))::int as n
      from areas.areas where region_id = ${regionId} and path <@ ${path}::ltree and id <> ${areaId}`.execute(tx);
  return {
    geometry: geometries[0]?.geometry ?? null,
    versions: versions.map(({ validFrom, validTo, ...row }) => ({
      ...row,
      validFrom: validFrom.toISOString(),
      validTo: validTo?.toISOString() ?? null,
    })),
    successors: successors.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
    cells: cells[0]!.n,
  };
}

/** What the map draws: the boundaries of today of one level of a layer. */
export async function shapesAt(
  tx: Tx,
  regionId: number,
  layerId: number,
  level: Level,
): Promise<
  (Box & Pick<AreaNode, 'id' | 'code' | 'name' | 'nameEn' | 'parentId' | 'path'> & { geometry: AreaGeometry })[]
> {
  const { rows } = await sql<
    Box & Pick<AreaNode, 'id' | 'code' | 'name' | 'nameEn' | 'parentId' | 'path'> & { geometry: AreaGeometry }
  >`
    select a.id, a.code, a.name, a.name_en as "nameEn", a.parent_id as "parentId", a.path::text as path, b.geometry,
           b.west, b.south, b.east, b.north
      from areas.areas a
      join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
     where a.region_id = ${regionId} and a.layer_id = ${layerId} and a.level = ${level} and a.valid_to is null
     order by a.code, a.id`.execute(tx);
  return rows;
}
