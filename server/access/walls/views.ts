/** The screens as the administrator sees them: never a key. */
import { sql } from 'kysely';
import type { Wall } from '#contract/board.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';

type FromDb = Omit<Wall, 'madeAt' | 'seenAt' | 'endedAt'> & { madeAt: Date; seenAt: Date | null; endedAt: Date | null };

const shown = (row: FromDb): Wall => ({
  ...row,
  madeAt: row.madeAt.toISOString(),
  seenAt: row.seenAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
});

const columns = (regionId: number) => sql`
  w.id, w.name, w.area_id as "areaId", w.redacted, w.made_at as "madeAt", w.seen_at as "seenAt", w.ended_at as "endedAt", w.version,
  (select a.name from areas.areas a where a.region_id = ${regionId} and a.id = w.area_id) as "areaName"`;

export async function oneWall(tx: Tx, regionId: number, id: string): Promise<Wall> {
  const { rows } = await sql<FromDb>`
    select ${columns(regionId)} from access.walls w where w.region_id = ${regionId} and w.id = ${id}`.execute(tx);
  return shown(rows[0]!);
}

/** Ids are made with the time in front, so they sort as they were made. */
export async function wallsPage(
  tx: Tx,
  regionId: number,
  query: { after?: string | undefined; limit?: number | undefined },
): Promise<{ rows: Wall[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string');
  const { rows } = await sql<FromDb>`
    select ${columns(regionId)} from access.walls w
     where w.region_id = ${regionId} ${after ? sql`and w.id < ${after[0]}::uuid` : sql``}
     order by w.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(rows, limit, ({ id }) => [id], shown);
}

/** Where a ground stands in the tree, also one that has ended. */
export async function pathOfArea(tx: Tx, regionId: number, areaId: number): Promise<string | undefined> {
  const { rows } = await sql<{ path: string }>`
    select path::text as path from areas.areas where region_id = ${regionId} and id = ${areaId}`.execute(tx);
  return rows[0]?.path;
}
