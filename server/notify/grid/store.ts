/** Rows of 网格消息: who follows which grid, and what waits to be told to them. */
import { sql } from 'kysely';
import type { PublicityTopic } from '#contract/publicity.ts';
import type { Lang } from '#contract/words/words.ts';
import type { Tx } from '#kit/db.ts';

type Address = { way: 'sms' | 'email'; address: Buffer };
export type Follower = Address & { id: string; hash: Buffer; lang: Lang };
type Followed = Follower & { areaName: string; topicsOff: PublicityTopic[] };

/** The address stands, sealed, in the code that was sent to it; nowhere else is it kept of somebody who reported nothing. */
export async function addressSentTo(
  tx: Tx,
  regionId: number,
  hash: Buffer,
): Promise<(Address & { id: string }) | undefined> {
  const { rows } = await sql<Address & { id: string }>`
    select id, way, address from notify.messages
     where region_id = ${regionId} and address_hash = ${hash} and kind = 'code' and way in ('sms', 'email')
     order by made_at desc limit 1`.execute(tx);
  return rows[0];
}
export async function insertFollower(
  tx: Tx,
  regionId: number,
  one: Follower & { areaId: number },
  at: Date,
): Promise<void> {
  await sql`
    insert into notify.followers (region_id, id, area_id, way, address, address_hash, lang, since, topics_off)
    values (${regionId}, ${one.id}, ${one.areaId}, ${one.way}, ${one.address}, ${one.hash}, ${one.lang}, ${at},
            coalesce((select f.topics_off from notify.followers f
                       where f.region_id = ${regionId} and f.address_hash = ${one.hash} limit 1), '{}'))
    on conflict (region_id, address_hash, area_id) do nothing`.execute(tx);
}
/** What she puts off she puts off for all her grids. */
export async function saveTopicsOff(
  tx: Tx,
  regionId: number,
  hash: Buffer,
  off: readonly PublicityTopic[],
): Promise<void> {
  await sql`
    update notify.followers set topics_off = ${[...off]}::text[]
     where region_id = ${regionId} and address_hash = ${hash}`.execute(tx);
}
export async function countFollowed(tx: Tx, regionId: number, hash: Buffer): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from notify.followers where region_id = ${regionId} and address_hash = ${hash}`.execute(
    tx,
  );
  return rows[0]!.n;
}
export async function deleteFollower(tx: Tx, regionId: number, hash: Buffer, id: string): Promise<void> {
  await sql`
    delete from notify.followers where region_id = ${regionId} and address_hash = ${hash} and id = ${id}`.execute(tx);
}
export async function deleteFollowed(tx: Tx, regionId: number, hash: Buffer): Promise<void> {
  await sql`delete from notify.followers where region_id = ${regionId} and address_hash = ${hash}`.execute(tx);
}

export type GridNews = {
  publicityId: string;
  areaPath: string;
  topic: PublicityTopic;
  title: string;
  words: string;
  toldTo: string | null;
};
export async function keepGridNews(
  tx: Tx,
  regionId: number,
  news: Omit<GridNews, 'toldTo'>,
  dueAt: Date,
): Promise<void> {
  await sql`
    insert into notify.grid_news (region_id, publicity_id, area_path, topic, title, words, due_at)
    values (${regionId}, ${news.publicityId}, ${news.areaPath}::ltree, ${news.topic}, ${news.title}, ${news.words}, ${dueAt})
    on conflict do nothing`.execute(tx);
}
export async function takeGridNews(tx: Tx, regionId: number, at: Date): Promise<GridNews | undefined> {
  const { rows } = await sql<GridNews>`
    select publicity_id as "publicityId", area_path::text as "areaPath", topic, title, words, told_to as "toldTo"
      from notify.grid_news where region_id = ${regionId} and due_at <= ${at}
     order by due_at, publicity_id limit 1 for update skip locked`.execute(tx);
  return rows[0];
}
export async function saveGridNews(
  tx: Tx,
  regionId: number,
  publicityId: string,
  toldTo: string | null,
): Promise<void> {
  if (toldTo === null)
    await sql`delete from notify.grid_news where region_id = ${regionId} and publicity_id = ${publicityId}`.execute(tx);
  else
    await sql`
      update notify.grid_news set told_to = ${toldTo}::uuid where region_id = ${regionId} and publicity_id = ${publicityId}`.execute(
      tx,
    );
}
/** Whoever follows two grids of one street is told once: by the first of her rows. */
export async function followersIn(
  tx: Tx,
  regionId: number,
  areaPath: string,
  after: string | null,
  limit: number,
): Promise<Followed[]> {
  const { rows } = await sql<Followed>`
    select f.id, f.way, f.address, f.address_hash as hash, f.lang, f.topics_off as "topicsOff", a.name as "areaName"
      from notify.followers f join areas.areas a on a.region_id = f.region_id and a.id = f.area_id
     where f.region_id = ${regionId} and a.path <@ ${areaPath}::ltree and (${after}::uuid is null or f.id > ${after}::uuid)
       and not exists (
         select from notify.followers g join areas.areas b on b.region_id = g.region_id and b.id = g.area_id
          where g.region_id = f.region_id and g.address_hash = f.address_hash and g.id < f.id and b.path <@ ${areaPath}::ltree)
     order by f.id limit ${limit}`.execute(tx);
  return rows;
}
