/** Which grids an address follows. */
import { sql } from 'kysely';
import type { PublicityTopic } from '#contract/publicity.ts';
import type { Tx } from '#kit/db.ts';

type Followed = { id: string; name: string; nameEn: string; since: Date; topicsOff: PublicityTopic[] };
export async function followedBy(tx: Tx, regionId: number, hash: Buffer): Promise<Followed[]> {
  const { rows } = await sql<Followed>`
    select f.id, a.name, a.name_en as "nameEn", f.since, f.topics_off as "topicsOff"
      from notify.followers f join areas.areas a on a.region_id = f.region_id and a.id = f.area_id
     where f.region_id = ${regionId} and f.address_hash = ${hash} order by f.since, f.id limit 20`.execute(tx);
  return rows;
}
