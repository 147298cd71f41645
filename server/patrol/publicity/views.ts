/** 宣传任务 as they are shown: to the office on whose ground they lie, and to whoever walks a part of it. Numbers, and no names. */
import { sql } from 'kysely';
import type { Publicity } from '#contract/publicity.ts';
import type { Tx } from '#kit/db.ts';

const mostShown = 50;
/** What is over is shown for a while: the office reads what became of it. */
const shownAfterDays = 30;

type FromDb = Omit<Publicity, 'madeAt' | 'endedAt'> & { madeAt: Date; endedAt: Date | null };
const columns = (personId: string) => sql`
  p.id, p.topic, p.title, p.words, p.area_id as "areaId", a.name as "areaName", u.name as "unitName", p.until_on::text as "untilOn",
  p.made_at as "madeAt", p.ended_at as "endedAt", p.told, coalesce(r.reached, 0)::int as reached, coalesce(r.rounds, 0)::int as rounds,
  coalesce(r.mine, 0)::int as mine,
  array(select f.id from patrol.publicity_photos f
         where f.region_id = p.region_id and f.publicity_id = p.id order by f.received_at, f.id) as "photoIds"
  from patrol.publicity p
  join areas.areas a on a.region_id = p.region_id and a.id = p.area_id
  join access.units u on u.region_id = p.region_id and u.id = p.unit_id
  left join lateral (
    select sum(x.reached) as reached, count(*) as rounds, sum(x.reached) filter (where x.person_id = ${personId}) as mine
      from patrol.publicity_rounds x where x.region_id = p.region_id and x.publicity_id = p.id) r on true`;
const shown = ({ madeAt, endedAt, ...row }: FromDb): Publicity => ({
  ...row,
  madeAt: madeAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});

/** Lies on this ground, or this ground lies in it; null: the whole district. */
const touches = (paths: readonly string[] | null) =>
  paths === null
    ? sql`true`
    : sql`(p.area_path <@ any(${[...paths]}::ltree[]) or p.area_path @> any(${[...paths]}::ltree[]))`;

export async function publicityOn(
  tx: Tx,
  regionId: number,
  personId: string,
  paths: readonly string[] | null,
  at: Date,
): Promise<Publicity[]> {
  const since = new Date(at.getTime() - shownAfterDays * 86_400_000);
  const { rows } = await sql<FromDb>`
    select ${columns(personId)}
     where p.region_id = ${regionId} and ${touches(paths)}
       and (p.ended_at is null or p.ended_at > ${since}) and p.until_on > (${since}::timestamptz)::date
     order by (p.ended_at is null) desc, p.made_at desc, p.id limit ${mostShown}`.execute(tx);
  return rows.map(shown);
}
export async function publicityOf(tx: Tx, regionId: number, personId: string, id: string): Promise<Publicity> {
  const { rows } = await sql<FromDb>`
    select ${columns(personId)} where p.region_id = ${regionId} and p.id = ${id}`.execute(tx);
  return shown(rows[0]!);
}
/** How many it has, for the limit; undefined: there is no such task on this ground. */
export async function seenOn(
  tx: Tx,
  regionId: number,
  paths: readonly string[] | null,
  id: string,
): Promise<{ photos: number } | undefined> {
  const { rows } = await sql<{ photos: number }>`
    select (select count(*)::int from patrol.publicity_photos f where f.region_id = p.region_id and f.publicity_id = p.id) as photos
      from patrol.publicity p where p.region_id = ${regionId} and p.id = ${id} and ${touches(paths)}`.execute(tx);
  return rows[0];
}
export async function hasPhoto(tx: Tx, regionId: number, publicityId: string, photoId: string): Promise<boolean> {
  const { rows } = await sql`
    select from patrol.publicity_photos
     where region_id = ${regionId} and publicity_id = ${publicityId} and id = ${photoId}`.execute(tx);
  return rows.length > 0;
}
