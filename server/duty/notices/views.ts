/** What offices tell, newest first. Whoever looks at a ground reads what is told to it, to all above it, and by the offices below. */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import type { listNotices, Notice, noticeSides, PublicNotice, publicNotices } from '#contract/notices.ts';
import { unitsOf } from '#access';
import { treeOf } from '#areas';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';

type Row = Omit<Notice, 'publishedAt' | 'mine'> & { publishedAt: Date };
type Query = {
  after?: string;
  limit?: number;
  areaId?: number;
  side?: (typeof noticeSides)[number];
  partOf?: number;
  over?: boolean;
  id?: string;
};
/** `open`: as the public reads; then of what is over only what is asked for by name, or as such. */
type Looked = { regionId: number; today: string; open: boolean };

async function rowsOf(tx: Tx, { regionId, today, open }: Looked, query: Query) {
  const limit = query.limit ?? 20;
  const after = keysOf(query.after, 'string', 'string');
  const where: RawBuilder<unknown>[] = [sql`n.region_id = ${regionId} and n.withdrawn_at is null`];
  // The public reads what holds today; an office also what it told before.
  if (open) where.push(sql`n.public`);
  if (query.id !== undefined) where.push(sql`n.id = ${query.id}`);
  else if (open) where.push(query.over ? sql`n.until_on < ${today}::date` : sql`n.until_on >= ${today}::date`);
  if (query.areaId !== undefined) {
    const path = (await treeOf(tx, regionId)).byId.get(query.areaId)?.path ?? '0';
    const its = sql`select from areas.areas g where g.region_id = n.region_id and g.id = n.area_id`;
    const within = sql`exists (${its} and g.path <@ ${path}::ltree)`;
    const above = sql`(n.area_id is null or exists (${its} and g.path @> ${path}::ltree and g.path <> ${path}::ltree))`;
    where.push(query.side === 'within' ? within : query.side === 'above' ? above : sql`(${within} or ${above})`);
  }
  if (query.partOf !== undefined) {
    const units = await unitsOf(tx, regionId);
    where.push(sql`n.unit_id = any(${units.byId.has(query.partOf) ? units.subtreeIds(query.partOf) : []}::int[])`);
  }
  if (after) where.push(sql`(n.published_at, n.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  const { rows } = await sql<Row>`
    select n.id, n.unit_id as "unitId", u.name as "unitName", n.area_id as "areaId", a.name as "areaName", n.title, n.words,
           n.title_en as "titleEn", n.words_en as "wordsEn", n.public,
           n.until_on::text as "untilOn", n.published_at as "publishedAt", p.name as "publishedBy", n.until_on < ${today}::date as over
      from duty.notices n
      join access.units u on u.region_id = n.region_id and u.id = n.unit_id
      join access.people p on p.region_id = n.region_id and p.id = n.published_by
      left join areas.areas a on a.region_id = n.region_id and a.id = n.area_id
     where ${sql.join(where, sql` and `)} order by n.published_at desc, n.id desc limit ${limit + 1}`.execute(tx);
  return { rows, limit };
}

/** Her own offices, and what stands below them. */
export const ownUnits = (actor: Actor, posts: readonly string[]): Set<number> =>
  new Set(actor.posts.filter(({ post }) => posts.includes(post)).flatMap(({ unitIds }) => unitIds));

export async function noticesPage(
  tx: Tx,
  regionId: number,
  query: Query,
  today: string,
  own: ReadonlySet<number>,
): Promise<Static<typeof listNotices.reply>> {
  const { rows, limit } = await rowsOf(tx, { regionId, today, open: false }, query);
  return pageOf(
    rows,
    limit,
    ({ publishedAt, id }) => [publishedAt.toISOString(), id],
    (row) => ({ ...row, publishedAt: row.publishedAt.toISOString(), mine: own.has(row.unitId) }),
  );
}

const inPublic = (row: Row): PublicNotice => ({
  id: row.id,
  unitName: row.unitName,
  areaName: row.areaName,
  title: row.title,
  words: row.words,
  titleEn: row.titleEn,
  wordsEn: row.wordsEn,
  untilOn: row.untilOn,
  publishedAt: row.publishedAt.toISOString(),
  over: row.over,
});

export async function openNotices(
  tx: Tx,
  regionId: number,
  query: Query,
  today: string,
): Promise<Static<typeof publicNotices.reply>> {
  const { rows, limit } = await rowsOf(tx, { regionId, today, open: true }, query);
  return pageOf(rows, limit, ({ publishedAt, id }) => [publishedAt.toISOString(), id], inPublic);
}

/** By its permanent address; undefined for what was withdrawn or was never told to the public. */
export async function openNotice(
  tx: Tx,
  regionId: number,
  id: string,
  today: string,
): Promise<PublicNotice | undefined> {
  const { rows } = await rowsOf(tx, { regionId, today, open: true }, { id, limit: 1 });
  return rows[0] && inPublic(rows[0]);
}
