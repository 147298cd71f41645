/** Writes and locks of the room. Boundaries are never overwritten: a change ends the old version and adds the next. */
import { sql } from 'kysely';
import type { Level } from '#contract/areas.ts';
import { countAnew, type Tx } from '#kit/db.ts';
import type { GroundFeature } from './lines.ts';
import type { AreaGeometry, Box } from './shape.ts';
import { areaM2, boxOf, pointInside, toShape } from './shape.ts';

// ── Regions and layers ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The id of the new region, or undefined when the code is taken. */
export async function insertRegion(
  tx: Tx,
  region: { code: string; name: string; nameEn: string; timeZone: string; provisional: boolean },
): Promise<number | undefined> {
  const settings = region.provisional ? { provisional: true } : {};
  const { rows } = await sql<{ id: number }>`
    insert into areas.regions (code, name, name_en, time_zone, settings)
    values (${region.code}, ${region.name}, ${region.nameEn}, ${region.timeZone}, ${JSON.stringify(settings)}::jsonb)
    on conflict (code) do nothing returning id`.execute(tx);
  return rows[0]?.id;
}

/** Somebody has said what it is: it is provisional no longer. */
export async function updateRegion(
  tx: Tx,
  regionId: number,
  region: { code: string; name: string; nameEn: string; timeZone: string },
): Promise<void> {
  await sql`
    update areas.regions
       set code = ${region.code}, name = ${region.name}, name_en = ${region.nameEn}, time_zone = ${region.timeZone},
           settings = settings - 'provisional'
     where id = ${regionId}`.execute(tx);
}

export async function renameRegion(tx: Tx, regionId: number, from: string, to: string): Promise<void> {
  await sql`update areas.regions set name = ${to} where id = ${regionId} and name = ${from}`.execute(tx);
}

/** Two who prepare the same region or layer at once: the second finds what the first made. */
export async function insertLayer(
  tx: Tx,
  regionId: number,
  layer: { name: string; title: string; titleEn: string; unified: boolean },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into areas.layers (region_id, name, title, title_en, unified)
    values (${regionId}, ${layer.name}, ${layer.title}, ${layer.titleEn}, ${layer.unified})
    on conflict (region_id, name) do nothing returning id`.execute(tx);
  return rows[0]?.id;
}

export async function renameLayer(tx: Tx, regionId: number, layerId: number, name: string): Promise<void> {
  await sql`
    update areas.layers set name = ${name}, title = ${name} where region_id = ${regionId} and id = ${layerId}`.execute(
    tx,
  );
}

/** Everything that changes areas of a layer stands in line here; the revision tells whether they changed meanwhile. */
export async function lockLayer(tx: Tx, regionId: number, layerId: number): Promise<number> {
  const { rows } = await sql<{ revision: number }>`
    select revision from areas.layers where region_id = ${regionId} and id = ${layerId} for no key update`.execute(tx);
  return rows[0]!.revision;
}

export async function bumpLayer(tx: Tx, regionId: number, layerId: number): Promise<void> {
  await sql`
    update areas.layers set revision = revision + 1 where region_id = ${regionId} and id = ${layerId}`.execute(tx);
}

// ── Areas and their boundaries ─────────────────────────────────────────────────────────────────────────────────────────

export type NewArea = {
  level: Level;
  code: string;
  name: string;
  nameEn?: string;
  /** of an area that exists, or the place in this list of one that comes before it */
  parent: { id: number; path: string } | { at: number } | null;
  geometry?: AreaGeometry | undefined;
  unitId?: number | null;
  attributes?: Record<string, string>;
  imported?: boolean;
};

/** Many areas with their boundaries in two statements, whatever their number; their ids and paths in the order given. */
export async function insertAreas(
  tx: Tx,
  regionId: number,
  layerId: number,
  areas: readonly NewArea[],
  at: Date,
): Promise<{ id: number; path: string }[]> {
  if (areas.length === 0) return [];
  const { rows: ids } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('areas.areas', 'id'))::int as id from generate_series(1, ${areas.length}::int)`.execute(
    tx,
  );
  const placed: { id: number; path: string }[] = [];
  const rows = areas.map((area, i) => {
    const parent = area.parent && ('at' in area.parent ? placed[area.parent.at]! : area.parent);
    const id = ids[i]!.id;
    const path = parent ? `${parent.path}.${id}` : String(id);
    placed.push({ id, path });
    return {
      id,
      path,
      parent_id: parent?.id ?? null,
      level: area.level,
      code: area.code,
      name: area.name,
      name_en: area.nameEn ?? '',
      unit_id: area.unitId ?? null,
      attributes: area.attributes ?? {},
      imported: area.imported ?? false,
    };
  });
  await sql`
    insert into areas.areas (region_id, id, layer_id, level, code, name, name_en, parent_id, path, unit_id, attributes, imported, valid_from)
    overriding system value
    select ${regionId}, g.id, ${layerId}, g.level, g.code, g.name, g.name_en, g.parent_id, g.path::ltree, g.unit_id, g.attributes, g.imported, ${at}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g(id int, path text, parent_id int, level text, code text, name text, name_en text, unit_id int, attributes jsonb, imported boolean)`.execute(
    tx,
  );
  await insertBoundaries(
    tx,
    regionId,
    areas.flatMap(({ geometry }, i) => (geometry ? [{ areaId: placed[i]!.id, version: 1, geometry }] : [])),
    at,
  );
  return placed;
}

export async function insertBoundaries(
  tx: Tx,
  regionId: number,
  boundaries: readonly { areaId: number; version: number; geometry: AreaGeometry }[],
  at: Date,
): Promise<void> {
  if (boundaries.length === 0) return;
  const rows = boundaries.map(({ areaId, version, geometry }) => {
    const shape = toShape(geometry);
    const [x, y] = pointInside(shape);
    return { area_id: areaId, version, geometry, area_m2: areaM2(shape), ...boxOf(shape), x, y };
  });
  await sql`
    insert into areas.boundaries (region_id, area_id, version, geometry, area_m2, west, south, east, north, centre, valid_from)
    select ${regionId}, g.area_id, g.version, g.geometry, g.area_m2, g.west, g.south, g.east, g.north, point(g.x, g.y), ${at}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g(area_id int, version int, geometry jsonb, area_m2 float8, west float8, south float8, east float8, north float8, x float8, y float8)`.execute(
    tx,
  );
  if (boundaries.length >= 500) await countAnew(tx, 'areas.areas', 'areas.boundaries');
}

/** The boundaries of today become those of yesterday; the numbers their successors get. */
export async function endBoundaries(
  tx: Tx,
  regionId: number,
  areaIds: readonly number[],
  at: Date,
): Promise<Map<number, number>> {
  await sql`
    update areas.boundaries set valid_to = greatest(${at}, valid_from)
     where region_id = ${regionId} and area_id = any(${[...areaIds]}::int[]) and valid_to is null`.execute(tx);
  const { rows } = await sql<{ areaId: number; version: number }>`
    select area_id as "areaId", max(version) + 1 as version from areas.boundaries
     where region_id = ${regionId} and area_id = any(${[...areaIds]}::int[]) group by area_id`.execute(tx);
  return new Map(rows.map(({ areaId, version }) => [areaId, version]));
}

export type LockedArea = {
  id: number;
  layerId: number;
  level: Level;
  code: string;
  name: string;
  nameEn: string;
  parentId: number | null;
  path: string;
  unitId: number | null;
  attributes: Record<string, string>;
  imported: boolean;
  version: number;
  children: number;
  geometry: AreaGeometry | null;
};

/** Areas of today under their row locks, in the order of their ids. */
export async function lockAreas(tx: Tx, regionId: number, ids: readonly number[]): Promise<LockedArea[]> {
  const { rows } = await sql<LockedArea>`
    select a.id, a.layer_id as "layerId", a.level, a.code, a.name, a.name_en as "nameEn", a.parent_id as "parentId",
           a.path::text as path, a.unit_id as "unitId", a.attributes, a.imported, a.version,
           (select count(*)::int from areas.areas c
             where c.region_id = a.region_id and c.parent_id = a.id and c.valid_to is null) as children,
           (select b.geometry from areas.boundaries b
             where b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null) as geometry
      from areas.areas a
     where a.region_id = ${regionId} and a.id = any(${[...ids]}::int[]) and a.valid_to is null
     order by a.id for no key update`.execute(tx);
  return rows;
}

/** Areas cease; what stood in them stays readable by id, name and path. */
export async function endAreas(tx: Tx, regionId: number, ids: readonly number[], at: Date): Promise<void> {
  await sql`
    update areas.areas set valid_to = greatest(${at}, valid_from), version = version + 1
     where region_id = ${regionId} and id = any(${[...ids]}::int[]) and valid_to is null`.execute(tx);
  await sql`
    update areas.boundaries set valid_to = greatest(${at}, valid_from)
     where region_id = ${regionId} and area_id = any(${[...ids]}::int[]) and valid_to is null`.execute(tx);
}

/** What is left out stays as it is. */
export type AreaChange = {
  id: number;
  name?: string;
  nameEn?: string;
  unitId?: number | null;
  attributes?: Record<string, string>;
};

export async function updateAreas(tx: Tx, regionId: number, changes: readonly AreaChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({ ...change, setUnit: change.unitId !== undefined }));
  await sql`
    update areas.areas a
       set name = coalesce(g.name, a.name), name_en = coalesce(g."nameEn", a.name_en),
           unit_id = case when g."setUnit" then g."unitId" else a.unit_id end,
           attributes = coalesce(g.attributes, a.attributes), version = a.version + 1
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g(id int, name text, "nameEn" text, "unitId" int, "setUnit" boolean, attributes jsonb)
     where a.region_id = ${regionId} and a.id = g.id`.execute(tx);
}

/** The district takes the code and the name it has in an imported tree. */
export async function updateRoot(
  tx: Tx,
  regionId: number,
  areaId: number,
  named: { code: string; name: string },
): Promise<void> {
  await sql`
    update areas.areas set code = ${named.code}, name = ${named.name}, version = version + 1
     where region_id = ${regionId} and id = ${areaId}`.execute(tx);
}

export async function insertSuccessors(
  tx: Tx,
  regionId: number,
  kind: 'split' | 'merge' | 'redraw',
  links: readonly { from: number; to: number }[],
  at: Date,
): Promise<void> {
  await sql`
    insert into areas.successors (region_id, from_id, to_id, kind, at)
    select ${regionId}, g."from", g."to", ${kind}, ${at}
      from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as g("from" int, "to" int)`.execute(tx);
}

/** Every code the layer has or ever had: one is not given twice, or old records would mean another place. */
export async function codesEver(tx: Tx, regionId: number, layerId: number): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select code from areas.areas where region_id = ${regionId} and layer_id = ${layerId}`.execute(tx);
  return rows.map(({ code }) => code);
}

// ── 多网融合: other layers over the unified cells ──────────────────────────────────────────────────────────────────────

export type CellShare = { areaId: number; cellId: number; share: number };

export async function saveShares(tx: Tx, regionId: number, shares: readonly CellShare[]): Promise<void> {
  if (shares.length === 0) return;
  await sql`
    insert into areas.area_cells (region_id, area_id, cell_id, share)
    select ${regionId}, g."areaId", g."cellId", g.share
      from jsonb_to_recordset(${JSON.stringify(shares)}::jsonb) as g("areaId" int, "cellId" int, share real)
    on conflict (region_id, area_id, cell_id) do update set share = excluded.share`.execute(tx);
}

export async function removeShares(
  tx: Tx,
  regionId: number,
  of: { areaIds?: readonly number[]; cellIds?: readonly number[] },
): Promise<void> {
  await sql`
    delete from areas.area_cells where region_id = ${regionId}
       and (area_id = any(${[...(of.areaIds ?? [])]}::int[]) or cell_id = any(${[...(of.cellIds ?? [])]}::int[]))`.execute(
    tx,
  );
}

// ── Keepers ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NewKeeper = {
  id: string;
  areaId: number;
  personId: string;
  role: 'keeper' | 'deputy' | 'leader';
  publicPhone: string;
  supervisionPhone: string;
  fromOn: string;
  toOn: string | null;
};

export async function insertKeepers(tx: Tx, regionId: number, keepers: readonly NewKeeper[]): Promise<void> {
  if (keepers.length === 0) return;
  await sql`
    insert into areas.keepers (region_id, id, area_id, person_id, role, public_phone, supervision_phone, from_on, to_on)
    select ${regionId}, g.id, g."areaId", g."personId", g.role, g."publicPhone", g."supervisionPhone", g."fromOn", g."toOn"
      from jsonb_to_recordset(${JSON.stringify(keepers)}::jsonb)
        as g(id uuid, "areaId" int, "personId" uuid, role text, "publicPhone" text, "supervisionPhone" text, "fromOn" date, "toOn" date)`.execute(
    tx,
  );
}

export async function lockKeeper(
  tx: Tx,
  regionId: number,
  id: string,
): Promise<{ areaId: number; fromOn: string; toOn: string | null } | undefined> {
  const { rows } = await sql<{ areaId: number; fromOn: string; toOn: string | null }>`
    select area_id as "areaId", from_on as "fromOn", to_on as "toOn" from areas.keepers
     where region_id = ${regionId} and id = ${id} for no key update`.execute(tx);
  return rows[0];
}

export async function setKeeperEnd(tx: Tx, regionId: number, id: string, toOn: string): Promise<void> {
  await sql`update areas.keepers set to_on = ${toOn} where region_id = ${regionId} and id = ${id}`.execute(tx);
}

/** Appointments that have not begun by that day never begin; the others end with it. */
export async function endKeepers(tx: Tx, regionId: number, ids: readonly string[], day: string): Promise<void> {
  await sql`
    update areas.keepers set to_on = greatest(from_on, ${day}::date)
     where region_id = ${regionId} and id = any(${[...ids]}::uuid[])`.execute(tx);
}

/** Appointments of these areas that run on that day or begin later. */
export async function keepersFrom(
  tx: Tx,
  regionId: number,
  areaIds: readonly number[],
  day: string,
): Promise<NewKeeper[]> {
  const { rows } = await sql<NewKeeper>`
    select id, area_id as "areaId", person_id as "personId", role, public_phone as "publicPhone",
           supervision_phone as "supervisionPhone", from_on as "fromOn", to_on as "toOn"
      from areas.keepers
     where region_id = ${regionId} and area_id = any(${[...areaIds]}::int[]) and (to_on is null or to_on >= ${day}::date)
     order by from_on, id for update`.execute(tx);
  return rows;
}

/** The day of a moment by the region's clock. */
export async function dayOf(tx: Tx, regionId: number, at: Date): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select (${at}::timestamptz at time zone time_zone)::date as day from areas.regions where id = ${regionId}`.execute(
    tx,
  );
  return rows[0]!.day;
}

// ── Place names ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NewPlace = {
  name: string;
  nameEn: string;
  kind: string;
  code: string;
  point: { lon: number; lat: number } | null;
  areaId: number | null;
  key: string;
  initials: string;
  grams: string[];
};

/** A place known by name, kind and code is moved, not doubled. */
export async function savePlaces(tx: Tx, regionId: number, places: readonly NewPlace[]): Promise<number> {
  const { rows } = await sql<{ added: number }>`
    with saved as (
      insert into areas.gazetteer (region_id, name, name_en, kind, code, location, area_id, key, initials, grams)
      select ${regionId}, g.name, g."nameEn", g.kind, g.code,
             case when g.point is not null then point((g.point->>'lon')::float8, (g.point->>'lat')::float8) end,
             g."areaId", g.key, g.initials, array(select jsonb_array_elements_text(g.grams))
        from jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
          as g(name text, "nameEn" text, kind text, code text, point jsonb, "areaId" int, key text, initials text, grams jsonb)
      on conflict (region_id, name, kind, code) do update
         set location = excluded.location, area_id = excluded.area_id, name_en = excluded.name_en,
             key = excluded.key, initials = excluded.initials, grams = excluded.grams
      returning xmax = 0 as added
    )
    select count(*) filter (where added)::int as added from saved`.execute(tx);
  if (places.length >= 500) await countAnew(tx, 'areas.gazetteer');
  return rows[0]!.added;
}

/** Names that stand in these areas, and those that stood nowhere yet; roads and rivers excepted. */
export async function placesIn(
  tx: Tx,
  regionId: number,
  areaIds: readonly number[],
): Promise<{ id: number; point: { lon: number; lat: number } }[]> {
  const { rows } = await sql<{ id: number; point: { lon: number; lat: number } }>`
    select id, jsonb_build_object('lon', location[0], 'lat', location[1]) as point
      from areas.gazetteer
     where region_id = ${regionId} and (area_id = any(${[...areaIds]}::int[]) or area_id is null) and location is not null
       and kind not in ('road', 'river') for update`.execute(tx);
  return rows;
}

export async function movePlaces(
  tx: Tx,
  regionId: number,
  moves: readonly { id: number; areaId: number }[],
): Promise<void> {
  if (moves.length === 0) return;
  await sql`
    update areas.gazetteer p set area_id = g."areaId"
      from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as g(id int, "areaId" int)
     where p.region_id = ${regionId} and p.id = g.id`.execute(tx);
}

// ── 底图 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function replaceGroundMap(
  tx: Tx,
  regionId: number,
  features: readonly (GroundFeature & Box)[],
): Promise<void> {
  await sql`delete from areas.ground_map where region_id = ${regionId}`.execute(tx);
  await sql`
    insert into areas.ground_map (region_id, kind, rank, name, name_en, geometry, west, south, east, north)
    select ${regionId}, g.kind, g.rank, g.name, g."nameEn", g.geometry, g.west, g.south, g.east, g.north
      from jsonb_to_recordset(${JSON.stringify(features)}::jsonb)
        as g(kind text, rank int, name text, "nameEn" text, geometry jsonb, west float8, south float8, east float8, north float8)`.execute(
    tx,
  );
}
