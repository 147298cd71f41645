/**
 * 周边案件: what anybody may know of open and solved cases, on the map, as GeoJSON and as RSS, all from one question. It says what,
 * where, whose and until when (`toldInPublic` says of which). Of a sensitive matter only a point of its cell is told. Late is said to be late.
 */
import { sql, type RawBuilder } from 'kysely';
import type { PublicCase } from '#contract/connect.ts';
import type { Lang } from '#contract/words/words.ts';
import { lateInPublic, placesTold, toldInPublic } from '#cases';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';

export type Asked = {
  status?: 'open' | 'ended' | undefined;
  matterId?: number | undefined;
  areaId?: number | undefined;
  days?: number | undefined;
};
type Row = Omit<PublicCase, 'areaName' | 'openedAt' | 'dueAt' | 'endedAt' | 'point' | 'matterName' | 'overdue'> & {
  id: string;
  matterZh: string;
  matterEn: string;
  areaPath: string;
  openedAt: Date;
  dueAt: Date | null;
  endedAt: Date | null;
  lon: number | null;
  lat: number | null;
};

const usualDays = 90;
const shownAtOnce = 100;

export async function nearby(
  tx: Tx,
  regionId: number,
  asked: Asked & { after?: string | undefined; limit?: number | undefined },
  lang: Lang,
  at: Date,
): Promise<{ rows: PublicCase[]; next: string | null }> {
  const limit = asked.limit ?? shownAtOnce;
  const since = new Date(at.getTime() - (asked.days ?? usualDays) * 86_400_000);
  // Solved ones are asked for by when they were solved: last week's news is what ended last week.
  const by = asked.status === 'ended' ? sql.ref('c.ended_at') : sql.ref('c.opened_at');
  const after = keysOf(asked.after, 'string', 'string');
  const part = async (among: RawBuilder<unknown>, most: number): Promise<(Row & { key: string })[]> => {
    const { rows } = await sql<Row & { key: string }>`
    select c.id, c.number, c.matter_id as "matterId", m.small_name as "matterZh", m.small_name_en as "matterEn",
           c.area_path::text as "areaPath", c.state, c.is_open as open, c.suspended_at is not null as paused, c.reports,
           c.opened_at as "openedAt", case when c.filed_at is not null then c.case_due_at end as "dueAt", c.ended_at as "endedAt",
           (select ${lang === 'en' ? sql`coalesce(nullif(u.name_en, ''), u.name)` : sql`u.name`} from access.units u where u.region_id = c.region_id and u.id = c.lead_unit_id) as office,
           m.sensitive as snapped, p.place[0] as lon, p.place[1] as lat, ${by}::text as key
      from cases.cases c
      join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
     cross join lateral (select case when not m.sensitive then c.location
             else (select b.centre from areas.boundaries b join areas.areas a on a.region_id = b.region_id and a.id = b.area_id
                    where b.region_id = c.region_id and b.area_id = c.area_id and b.valid_to is null and a.level <> 'district'
                      and c.location is not null) end as place) p
     where c.region_id = ${regionId} and ${among} and ${toldInPublic}
       ${asked.matterId === undefined ? sql`` : sql`and c.matter_id = ${asked.matterId}`}
       ${
         asked.areaId === undefined
           ? sql``
           : sql`and c.area_path <@ (select x.path from areas.areas x where x.region_id = c.region_id and x.id = ${asked.areaId})`
       }
       ${after ? sql`and (${by}, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by ${by} desc, c.id desc limit ${most}`.execute(tx);
    return rows;
  };
  // What is open is told however old it is, for what waits longest is what a neighbour should see: after the newest, one more walk of an index.
  const recent =
    asked.status === 'open'
      ? sql`c.is_open`
      : asked.status === 'ended'
        ? sql`c.ended_at >= ${since}`
        : sql`c.opened_at >= ${since}`;
  const rows = await part(recent, limit + 1);
  if (asked.status === undefined && rows.length <= limit)
    rows.push(...(await part(sql`c.is_open and c.opened_at < ${since}`, limit + 1 - rows.length)));
  const names = await placesTold(
    tx,
    regionId,
    rows.map(({ areaPath }) => areaPath),
    lang,
  );
  return pageOf(
    rows,
    limit,
    ({ key, id }) => [key, id],
    ({ id: _id, key: _key, matterZh, matterEn, areaPath, lon, lat, openedAt, dueAt, endedAt, ...row }) => ({
      ...row,
      matterName: (lang === 'en' && matterEn) || matterZh,
      areaName: names.get(areaPath) ?? '',
      overdue: lateInPublic({ dueAt, endedAt, paused: row.paused }, at),
      openedAt: openedAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
      point: lon === null || lat === null ? null : { lon, lat },
    }),
  );
}
