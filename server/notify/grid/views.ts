/** Which grids an address follows. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';

export async function followedBy(
  tx: Tx,
  regionId: number,
  hash: Buffer,
): Promise<{ id: string; name: string; nameEn: string; since: Date }[]> {
  const { rows } = await sql<{ id: string; name: string; nameEn: string; since: Date }>`
    select f.id, a.name, a.name_en as "nameEn", f.since
      from notify.followers f join areas.areas a on a.region_id = f.region_id and a.id = f.area_id
     where f.region_id = ${regionId} and f.address_hash = ${hash} order by f.since, f.id limit 20`.execute(tx);
  return rows;
}
