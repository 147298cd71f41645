/** What a supervisor may judge, and what was said; each reader behind the own scope. */
import { sql, type RawBuilder } from 'kysely';
import { judgedForDays, type ClosedCase, type Opinion } from '#contract/opinions.ts';
import type { PeriodKind } from '#contract/evaluation.ts';
import type { Lang } from '#contract/words/words.ts';
import { caseScope } from '#access';
import { lateInPublic, placesTold, toldInPublic } from '#cases';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';

type Paged = { after?: string | undefined; limit?: number | undefined };
const DAY = 86_400_000;
export const judgedSince = (at: Date): Date => new Date(at.getTime() - judgedForDays * DAY);

type Said = {
  id: string;
  caseNumber: string | null;
  matterZh: string | null;
  matterEn: string | null;
  areaPath: string | null;
  periodId: string | null;
  kind: PeriodKind | null;
  firstOn: string | null;
  unitId: number;
  unitName: string;
  grade: number;
  comment: string;
  from: string;
  at: Date;
  answer: string | null;
  answeredUnit: string | null;
  answeredAt: Date | null;
};
/** As whoever reads it calls the unit, where it has a name in her language. */
const nameOf = (unit: 'u' | 'f' | 'a', lang: Lang): RawBuilder<unknown> => {
  const [zh, en] = [sql.ref(`${unit}.name`), sql.ref(`${unit}.name_en`)];
  return lang === 'en' ? sql`coalesce(nullif(${en}, ''), ${zh})` : zh;
};
const saidColumns = (lang: Lang): RawBuilder<unknown> => sql`
  o.id, c.number as "caseNumber", m.small_name as "matterZh", m.small_name_en as "matterEn", c.area_path::text as "areaPath",
  o.period_id as "periodId", p.kind, p.first_on as "firstOn", o.unit_id as "unitId", ${nameOf('u', lang)} as "unitName", o.grade, o.comment,
  ${nameOf('f', lang)} as "from", o.at, o.answer, ${nameOf('a', lang)} as "answeredUnit", o.answered_at as "answeredAt"`;
const saidFrom = (regionId: number): RawBuilder<unknown> => sql`
  evaluation.opinions o
  left join cases.cases c on c.region_id = ${regionId} and c.id = o.case_id
  left join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
  left join evaluation.periods p on p.region_id = o.region_id and p.id = o.period_id
  join access.units u on u.region_id = o.region_id and u.id = o.unit_id
  join access.units f on f.region_id = o.region_id and f.id = o.from_unit
  left join access.units a on a.region_id = o.region_id and a.id = o.answered_unit`;

async function shown(tx: Tx, regionId: number, rows: Said[], own: readonly number[], lang: Lang): Promise<Opinion[]> {
  const places = await placesTold(
    tx,
    regionId,
    rows.flatMap(({ areaPath }) => areaPath ?? []),
    lang,
  );
  return rows.map((row) => ({
    id: row.id,
    case:
      row.caseNumber === null
        ? null
        : {
            number: row.caseNumber,
            matterName: (lang === 'en' && row.matterEn) || (row.matterZh ?? ''),
            areaName: places.get(row.areaPath ?? '') ?? '',
          },
    period:
      row.periodId === null || row.kind === null || row.firstOn === null
        ? null
        : { id: row.periodId, kind: row.kind, firstOn: row.firstOn },
    unitName: row.unitName,
    grade: row.grade,
    comment: row.comment,
    from: row.from,
    at: row.at.toISOString(),
    answer:
      row.answer === null || row.answeredAt === null
        ? null
        : { text: row.answer, unitName: row.answeredUnit ?? '', at: row.answeredAt.toISOString() },
    mayAnswer: row.answer === null && own.includes(row.unitId),
  }));
}

type Closed = Omit<ClosedCase, 'matterName' | 'areaName' | 'openedAt' | 'dueAt' | 'endedAt' | 'overdue' | 'opinion'> & {
  id: string;
  unitId: number;
  matterZh: string;
  matterEn: string;
  areaPath: string;
  openedAt: Date;
  dueAt: Date | null;
  endedAt: Date;
  key: string;
  opinionId: string | null;
};
/** Closed, told in public, handled by somebody, on one of these grounds; no ground, no case. */
const judgeable = (regionId: number, grounds: readonly string[], since: Date): RawBuilder<boolean> => sql<boolean>`
  c.region_id = ${regionId} and c.state = 'closed' and c.lead_unit_id is not null and c.ended_at >= ${since} and ${toldInPublic}
  and c.area_path <@ any(${[...grounds]}::ltree[])`;

export async function closedCases(
  tx: Tx,
  { regionId, personId }: Actor,
  grounds: readonly string[],
  query: Paged & { judged?: 'yes' | 'no' | undefined },
  lang: Lang,
  at: Date,
): Promise<{ rows: ClosedCase[]; next: string | null }> {
  const limit = query.limit ?? 30;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<Closed>`
    select c.id, c.number, m.small_name as "matterZh", m.small_name_en as "matterEn", c.area_path::text as "areaPath", c.lead_unit_id as "unitId",
           ${nameOf('u', lang)} as "unitName", c.reports, c.opened_at as "openedAt", c.case_due_at as "dueAt", c.ended_at as "endedAt", c.ended_at::text as key,
           o.id as "opinionId"
      from cases.cases c
      join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
      join access.units u on u.region_id = c.region_id and u.id = c.lead_unit_id
      left join evaluation.opinions o on o.region_id = c.region_id and o.case_id = c.id and o.person_id = ${personId}
     where ${judgeable(regionId, grounds, judgedSince(at))}
       ${query.judged === undefined ? sql`` : query.judged === 'yes' ? sql`and o.id is not null` : sql`and o.id is null`}
       ${after ? sql`and (c.ended_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by c.ended_at desc, c.id desc limit ${limit + 1}`.execute(tx);
  const places = await placesTold(
    tx,
    regionId,
    rows.map(({ areaPath }) => areaPath),
    lang,
  );
  const said = await opinionsById(
    tx,
    regionId,
    rows.flatMap(({ opinionId }) => opinionId ?? []),
    [],
    lang,
  );
  return pageOf(
    rows,
    limit,
    ({ key, id }) => [key, id],
    ({
      id: _id,
      key: _key,
      unitId: _unit,
      opinionId,
      matterZh,
      matterEn,
      areaPath,
      openedAt,
      dueAt,
      endedAt,
      ...row
    }) => ({
      ...row,
      matterName: (lang === 'en' && matterEn) || matterZh,
      areaName: places.get(areaPath) ?? '',
      openedAt: openedAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
      endedAt: endedAt.toISOString(),
      overdue: lateInPublic({ dueAt, endedAt, paused: false }, at),
      opinion: said.find(({ id }) => id === opinionId) ?? null,
    }),
  );
}

/** The case of this number, if it is one she may judge; else it is not there. */
export async function closedCase(
  tx: Tx,
  regionId: number,
  grounds: readonly string[],
  number: string,
  at: Date,
): Promise<{ caseId: string; unitId: number; areaPath: string } | undefined> {
  const { rows } = await sql<{ caseId: string; unitId: number; areaPath: string }>`
    select c.id as "caseId", c.lead_unit_id as "unitId", c.area_path::text as "areaPath"
      from cases.cases c join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
     where ${judgeable(regionId, grounds, judgedSince(at))} and c.number = ${number}`.execute(tx);
  return rows[0];
}

/**
 * The units she may judge by a published period, with where each has its own ground: those of her ground, and those that work everywhere.
 * A unit of a larger ground works on hers too.
 */
export async function unitsToJudge(
  tx: Tx,
  regionId: number,
  grounds: readonly string[],
  periodId: string,
  since: Date,
): Promise<{ unitId: number; areaPath: string | null }[]> {
  const { rows } = await sql<{ unitId: number; areaPath: string | null }>`
    select u.id as "unitId", a.path::text as "areaPath"
      from evaluation.periods p
      join evaluation.results r on r.region_id = p.region_id and r.period_id = p.id and r.object = 'unit' and r.grp in ('department', 'street')
      join access.units u on u.region_id = r.region_id and u.id::text = r.key
      left join areas.areas a on a.region_id = u.region_id and a.id = u.area_id
     where p.region_id = ${regionId} and p.id = ${periodId} and p.state = 'published' and p.published_at >= ${since}
       and cardinality(${[...grounds]}::ltree[]) > 0
       and (a.path is null or a.path <@ any(${[...grounds]}::ltree[]) or a.path @> any(${[...grounds]}::ltree[]))
     limit 1000`.execute(tx);
  return rows;
}

/** What one person said of units by a period. */
export async function opinionsOfPeriod(
  tx: Tx,
  { regionId, personId }: Actor,
  periodId: string,
  lang: Lang,
): Promise<Map<number, Opinion>> {
  const { rows } = await sql<Said>`
    select ${saidColumns(lang)} from ${saidFrom(regionId)}
     where o.region_id = ${regionId} and o.period_id = ${periodId} and o.person_id = ${personId} limit 1000`.execute(
    tx,
  );
  const opinions = await shown(tx, regionId, rows, [], lang);
  return new Map(opinions.map((one, i) => [rows[i]!.unitId, one]));
}

/** Of these units; of all where none are named. Newest first. */
export async function opinionsPage(
  tx: Tx,
  regionId: number,
  query: Paged & { waiting?: boolean | undefined },
  of: { units: readonly number[] | null; own: readonly number[] },
  lang: Lang,
): Promise<{ rows: Opinion[]; next: string | null }> {
  const limit = query.limit ?? 30;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<Said & { key: string }>`
    select ${saidColumns(lang)}, o.at::text as key from ${saidFrom(regionId)}
     where o.region_id = ${regionId}
       ${of.units === null ? sql`` : sql`and o.unit_id = any(${[...of.units]}::int[])`}
       ${query.waiting ? sql`and o.answer is null` : sql``}
       ${after ? sql`and (o.at, o.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by o.at desc, o.id desc limit ${limit + 1}`.execute(tx);
  const { rows: paged, next } = pageOf(
    rows,
    limit,
    ({ key, id }) => [key, id],
    ({ key: _key, ...row }) => row,
  );
  return { rows: await shown(tx, regionId, paged, of.own, lang), next };
}

export async function opinionsById(
  tx: Tx,
  regionId: number,
  ids: readonly string[],
  own: readonly number[],
  lang: Lang,
): Promise<Opinion[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Said>`
    select ${saidColumns(lang)} from ${saidFrom(regionId)} where o.region_id = ${regionId} and o.id = any(${[...ids]}::uuid[])`.execute(
    tx,
  );
  return shown(tx, regionId, rows, own, lang);
}

/** Of one case, for whoever sees the case; undefined where she does not. */
export async function opinionsOfCase(
  tx: Tx,
  actor: Actor,
  caseId: string,
  own: readonly number[],
  lang: Lang,
): Promise<Opinion[] | undefined> {
  const { regionId } = actor;
  const seen = await sql`select from cases.cases c where ${caseScope(actor)} and c.id = ${caseId}`.execute(tx);
  if (seen.rows.length === 0) return undefined;
  const { rows } = await sql<Said>`
    select ${saidColumns(lang)} from ${saidFrom(regionId)}
     where o.region_id = ${regionId} and o.case_id = ${caseId} order by o.at, o.id limit 50`.execute(tx);
  return shown(tx, regionId, rows, own, lang);
}

export type AddedUp = { unitId: number; fromUnit: number; answers: number[]; last: Date };
/** What was given in these days, unit by unit and station by station: how many gave one, two, three, four, five. */
export async function addedUp(tx: Tx, regionId: number, { from, to }: { from: Date; to: Date }): Promise<AddedUp[]> {
  const { rows } = await sql<AddedUp>`
    select o.unit_id as "unitId", o.from_unit as "fromUnit", max(o.at) as last,
           array[count(*) filter (where o.grade = 1), count(*) filter (where o.grade = 2), count(*) filter (where o.grade = 3),
                 count(*) filter (where o.grade = 4), count(*) filter (where o.grade = 5)]::int[] as answers
      from evaluation.opinions o where o.region_id = ${regionId} and o.at >= ${from} and o.at < ${to}
     group by o.unit_id, o.from_unit order by 1, 2 limit 5000`.execute(tx);
  return rows;
}
