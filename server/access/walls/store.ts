/** Rows of the screens that show the board. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';

export type NewWall = { id: string; name: string; areaId: number | null; redacted: boolean; hash: Buffer };

export async function insertWall(tx: Tx, regionId: number, wall: NewWall, at: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into access.walls (region_id, id, name, area_id, redacted, key_hash, made_at)
    values (${regionId}, ${wall.id}, ${wall.name}, ${wall.areaId}, ${wall.redacted}, ${wall.hash}, ${at})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function lockWall(
  tx: Tx,
  regionId: number,
  id: string,
): Promise<{ version: number; endedAt: Date | null } | undefined> {
  const { rows } = await sql<{ version: number; endedAt: Date | null }>`
    select version, ended_at as "endedAt" from access.walls where region_id = ${regionId} and id = ${id} for update`.execute(
    tx,
  );
  return rows[0];
}

export async function endWallNow(tx: Tx, regionId: number, id: string, at: Date): Promise<void> {
  await sql`
    update access.walls set ended_at = ${at}, version = version + 1 where region_id = ${regionId} and id = ${id}`.execute(
    tx,
  );
}

export type OpenWall = { id: string; name: string; areaId: number | null; redacted: boolean; seenAt: Date | null };

export async function wallByKey(tx: Tx, regionId: number, hash: Buffer): Promise<OpenWall | undefined> {
  const { rows } = await sql<OpenWall>`
    select id, name, area_id as "areaId", redacted, seen_at as "seenAt" from access.walls
     where region_id = ${regionId} and key_hash = ${hash} and ended_at is null`.execute(tx);
  return rows[0];
}

/** Of two screens with one key only one notes it: true for that one. */
export async function noteSeen(tx: Tx, regionId: number, wall: OpenWall, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update access.walls set seen_at = ${at}
     where region_id = ${regionId} and id = ${wall.id} and seen_at is not distinct from ${wall.seenAt}::timestamptz returning 1`.execute(
    tx,
  );
  return rows.length > 0;
}
