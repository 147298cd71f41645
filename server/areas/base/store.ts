/** The one row a district has of its base map. */
import { sql } from 'kysely';
import type { BaseMapSettings } from '#contract/basemap.ts';
import { remembered, touch, type Tx } from '#kit/db.ts';

const name = 'base_map';
async function readBase(tx: Tx, regionId: number): Promise<BaseMapSettings | null> {
  const { rows } = await sql<BaseMapSettings>`
    select kind, source as address, overlay as labels, attribution, approval, everybody, is_on as "on", version
      from areas.base_maps where region_id = ${regionId}`.execute(tx);
  return rows[0] ?? null;
}
export const baseOf: (tx: Tx, regionId: number) => Promise<BaseMapSettings | null> = remembered(name, readBase);

/** Nothing when somebody else was faster: the row as it is now stands in `baseOf` of the next transaction. */
export async function putBase(tx: Tx, regionId: number, base: BaseMapSettings): Promise<boolean> {
  const { rows } = await sql`
    insert into areas.base_maps (region_id, kind, source, overlay, attribution, approval, everybody, is_on, version)
    select ${regionId}, ${base.kind}, ${base.address}, ${base.labels}, ${base.attribution}, ${base.approval}, ${base.everybody},
           ${base.on}, ${base.version}
     where ${base.version}::int = 1 or exists (select from areas.base_maps where region_id = ${regionId})
    on conflict (region_id) do update set kind = excluded.kind, source = excluded.source, overlay = excluded.overlay,
           attribution = excluded.attribution, approval = excluded.approval, everybody = excluded.everybody, is_on = excluded.is_on,
           version = excluded.version
     where areas.base_maps.version = ${base.version - 1}::int
    returning 1`.execute(tx);
  if (rows.length === 0) return false;
  await touch(tx, regionId, name);
  return true;
}

/** Somewhere in the middle of the district: where a map is tried. */
export async function middleOf(tx: Tx, regionId: number): Promise<{ lon: number; lat: number } | undefined> {
  const { rows } = await sql<{ lon: number | null; lat: number | null }>`
    select avg(b.centre[0]) as lon, avg(b.centre[1]) as lat from areas.boundaries b
     where b.region_id = ${regionId} and b.valid_to is null`.execute(tx);
  const [{ lon, lat } = { lon: null, lat: null }] = rows;
  return lon === null || lat === null ? undefined : { lon, lat };
}
