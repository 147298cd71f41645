/** What is read of the ground: regions, layers, the tree of areas, boundaries, keepers, place names. Every statement carries the region. */
import { sql } from 'kysely';
import type { AreaRow, Level } from '#contract/areas.ts';
import { gramsOfQuery } from '#contract/grams.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import type { GroundFeature } from './lines.ts';
import type { Standing } from './plan.ts';
import type { AreaGeometry, Box } from './shape.ts';
import { inRegionGrams, nameKey, sampleMarks } from './words/keys.ts';
import type { KnownName, Loose } from './words/match.ts';

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

/** A point inside each. */
export async function areaCentres(
  tx: Tx,
  regionId: number,
  areaIds: readonly number[],
): Promise<Map<number, { lon: number; lat: number }>> {
  const { rows } = await sql<{ id: number; lon: number; lat: number }>`
    select area_id as id, centre[0] as lon, centre[1] as lat from areas.boundaries
     where region_id = ${regionId} and area_id = any(${[...areaIds]}::int[]) and valid_to is null`.execute(tx);
  return new Map(rows.map(({ id, lon, lat }) => [id, { lon, lat }]));
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
  nameEn: string;
  kind: string;
  point: { lon: number; lat: number } | null;
  areaId: number | null;
};

/** Names that begin alike are looked through up to here: more than anybody reads, few enough to be put in order. */
const beginnings = 200;
const mostInSample = 4000;

const pointOf = (of: string) => sql`
  case when ${sql.ref(`${of}.location`)} is null then null
       else jsonb_build_object('lon', ${sql.ref(`${of}.location`)}[0], 'lat', ${sql.ref(`${of}.location`)}[1]) end`;

/**
 * Places by any part of their name, in whatever region of whatever size: the name itself, then those that begin with what is asked
 * or with these initials, then those that contain it; shorter ones first. Only when fewer than asked begin with it are the others
 * looked for: first in the smallest sample (`sampleMarks`), then in the next larger, at last in all. So what is rare is found whole
 * and put in order, and what everybody's name contains costs no more than what is rare.
 */
export async function findNames(
  tx: Tx,
  regionId: number,
  q: string,
  limit: number,
  /** so many in a sample, and it is looked through instead of the next larger one */
  enough: number,
): Promise<FoundPlace[]> {
  const key = nameKey(q);
  if (key === '') return [];
  const grams = gramsOfQuery(key);
  const initials = /^[a-z0-9]{1,12}$/.test(key) ? key : null;
  const after = (text: string | null) => (text === null ? null : `${text}\u{10FFFF}`);
  const columns = sql`g.id, g.name, g.name_en, g.key, g.initials, g.kind, g.location, g.area_id`;
  const stages = grams.length === 0 ? [] : [...sampleMarks.toReversed(), ''].map((mark, i) => ({ mark, i }));
  const { rows } = await sql<FoundPlace>`
    with begins as materialized (
      (select ${columns} from areas.gazetteer g
        where g.region_id = ${regionId} and g.key >= ${key} and g.key < ${after(key)} order by g.key limit ${beginnings})
      union all
      (select ${columns} from areas.gazetteer g
        where g.region_id = ${regionId} and g.initials <> '' and g.initials >= ${initials}::text and g.initials < ${after(initials)}::text
        order by g.initials limit ${beginnings})
    )${sql.join(
      stages.map(
        ({ mark, i }) => sql`,
    sample_${sql.raw(String(i))} as materialized (
      select ${columns} from areas.gazetteer g
       where g.region_id = ${regionId} and g.grams @> ${inRegionGrams(regionId, grams, mark)}::text[]
         and (select count(*) from begins) < ${limit}
         ${sql.join(
           stages
             .slice(0, i)
             .map(({ i: before }) => sql`and (select count(*) from sample_${sql.raw(String(before))}) < ${enough}`),
           sql` `,
         )}
       limit ${mostInSample})`,
      ),
      sql``,
    )},
    found as (
      select distinct on (id) * from (select * from begins ${sql.join(
        stages.map(({ i }) => sql`union all select * from sample_${sql.raw(String(i))}`),
        sql` `,
      )}) s order by id
    )
    select f.id, f.name, f.name_en as "nameEn", f.kind, f.area_id as "areaId", ${pointOf('f')} as point
      from found f
     order by f.key = ${key} desc, (f.initials = ${initials}::text) is true desc, starts_with(f.key, ${key}) desc,
              position(${key} in f.key) > 0 desc, length(f.key), f.id
     limit ${limit}`.execute(tx);
  return rows;
}

export async function placeCount(tx: Tx, regionId: number, atMost: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from areas.gazetteer where region_id = ${regionId} limit ${atMost}) s`.execute(
    tx,
  );
  return rows[0]!.n;
}

const knownColumns = sql`
  g.id, g.name, g.name_en as "nameEn", g.kind, false as "ofArea", g.area_id as "areaId", a.path::text as "areaPath", ${pointOf('g')} as point`;
const knownJoin = sql`left join areas.areas a on a.region_id = g.region_id and a.id = g.area_id`;

export async function allNames(tx: Tx, regionId: number): Promise<KnownName[]> {
  const { rows } = await sql<KnownName>`
    select ${knownColumns} from areas.gazetteer g ${knownJoin} where g.region_id = ${regionId} order by g.id`.execute(
    tx,
  );
  return rows;
}

/** Names that are exactly one of these. */
export async function namesByKey(tx: Tx, regionId: number, keys: readonly string[]): Promise<KnownName[]> {
  const { rows } = await sql<KnownName>`
    select ${knownColumns} from areas.gazetteer g ${knownJoin}
     where g.region_id = ${regionId} and g.key = any(${[...keys]}::text[]) limit 500`.execute(tx);
  return rows;
}

/** Names that begin like one of these and are about as long, and names that sound like one of them. */
export async function namesLike(tx: Tx, regionId: number, wanted: readonly Loose[]): Promise<KnownName[]> {
  const { rows } = await sql<KnownName>`
    select ${knownColumns}
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(key text, start text, initials text, letters int)
     cross join lateral (
       (select id from areas.gazetteer s
         where s.region_id = ${regionId} and s.key >= w.key and s.key < w.key || ${'\u{10FFFF}'} order by s.key limit 12)
       union all
       (select id from areas.gazetteer s
         where s.region_id = ${regionId} and s.key >= w.start and s.key < w.start || ${'\u{10FFFF}'}
           and length(s.key) between w.letters - 1 and w.letters + 1 limit 60)
       union all
       (select id from areas.gazetteer s
         where s.region_id = ${regionId} and s.initials <> '' and s.initials = w.initials limit 60)
     ) near
      join areas.gazetteer g on g.region_id = ${regionId} and g.id = near.id ${knownJoin}`.execute(tx);
  return rows;
}

// ── 底图 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Surfaces before lines, and what is seen from afar first. */
export async function groundFeatures(tx: Tx, regionId: number): Promise<(GroundFeature & Box)[]> {
  const { rows } = await sql<GroundFeature & Box>`
    select kind, rank, name, name_en as "nameEn", geometry, west, south, east, north
      from areas.ground_map where region_id = ${regionId} order by rank, kind = 'road', id`.execute(tx);
  return rows;
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
