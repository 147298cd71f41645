/** The rule in force, what an address has, what a report is, and the entries as they may be read. */
import { sql } from 'kysely';
import type { entryKinds, PointsRule } from '#contract/neighbours.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';

export async function ruleInForce(tx: Tx, regionId: number): Promise<PointsRule | null> {
  const { rows } = await sql<Omit<PointsRule, 'since'> & { at: Date }>`
    select version, is_on as "on", award, most_a_day as "mostADay", most_a_month as "mostAMonth", least, exchange_zh as "exchangeZh",
           exchange_en as "exchangeEn", at
      from neighbours.rules where region_id = ${regionId} order by version desc limit 1`.execute(tx);
  if (!rows[0]) return null;
  const { at, ...rule } = rows[0];
  return { ...rule, since: at.toISOString() };
}

export async function givenSince(tx: Tx, regionId: number, since: Date) {
  const { rows } = await sql<{ earned: number; takenBack: number; redeemed: number }>`
    select coalesce(sum(points) filter (where kind = 'earned'), 0)::int as earned,
           coalesce(-sum(points) filter (where kind = 'taken_back'), 0)::int as "takenBack",
           coalesce(-sum(points) filter (where kind = 'redeemed'), 0)::int as redeemed
      from neighbours.entries where region_id = ${regionId} and at > ${since}`.execute(tx);
  return rows[0]!;
}

export type Useful = {
  reportId: string;
  text: string;
  addressHash: Buffer;
  areaId: number;
  matterId: number;
  sensitive: boolean;
};
/**
 * The report that a case was opened by, where a resident told it openly and asks or suggests something: whoever joined it or told it
 * again earns nothing, and a complaint or a tip-off is about somebody.
 */
export async function usefulReports(tx: Tx, regionId: number, caseId: string): Promise<Useful[]> {
  const { rows } = await sql<Useful>`
    select r.id as "reportId", concat_ws(' ', r.title, r.detail, r.place_text) as text,
           coalesce(p.phone_hash, p.email_hash, p.account_hash) as "addressHash", c.area_id as "areaId", c.matter_id as "matterId", m.sensitive
      from intake.reports r
      join intake.reporters p on p.region_id = ${regionId} and p.report_id = r.id
      join cases.cases c on c.region_id = ${regionId} and c.id = r.case_id
      join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
     where r.region_id = ${regionId} and r.case_id = ${caseId} and not r.follows and r.naming = 'named' and not c.confidential
       and r.kind in ('help', 'suggestion') and r.channel in ('web', 'hotline', 'counter', 'email', 'sms', 'account')
       and coalesce(p.phone_hash, p.email_hash, p.account_hash) is not null
     order by r.id`.execute(tx);
  return rows;
}

export async function earnedBy(
  tx: Tx,
  regionId: number,
  report: Useful,
  at: Date,
  timeZone: string,
  againSince: Date,
): Promise<{ today: number; month: number; again: boolean }> {
  const { rows } = await sql<{ today: number; month: number; again: boolean }>`
    select coalesce(sum(e.points) filter (where (e.at at time zone ${timeZone})::date = (${at}::timestamptz at time zone ${timeZone})::date), 0)::int as today,
           coalesce(sum(e.points) filter (
             where date_trunc('month', e.at at time zone ${timeZone}) = date_trunc('month', ${at}::timestamptz at time zone ${timeZone})), 0)::int as month,
           coalesce(bool_or(c.area_id = ${report.areaId} and c.matter_id = ${report.matterId} and e.at > ${againSince}), false) as again
      from neighbours.entries e
      join intake.reports r on r.region_id = ${regionId} and r.id = e.report_id
      join cases.cases c on c.region_id = ${regionId} and c.id = r.case_id
     where e.region_id = ${regionId} and e.address_hash = ${report.addressHash} and e.kind = 'earned'
       and e.at > ${at}::timestamptz - interval '32 days'`.execute(tx);
  return rows[0]!;
}

export type Earned = { reportId: string; addressHash: Buffer; points: number };
export async function earnedFor(
  tx: Tx,
  regionId: number,
  which: { caseId: string } | { number: string },
): Promise<Earned[]> {
  const { rows } = await sql<Earned>`
    select e.report_id as "reportId", e.address_hash as "addressHash", e.points
      from neighbours.entries e join intake.reports r on r.region_id = ${regionId} and r.id = e.report_id
     where e.region_id = ${regionId} and e.kind = 'earned'
       and ${'caseId' in which ? sql`r.case_id = ${which.caseId}` : sql`r.number = ${which.number}`}
       and not exists (select 1 from neighbours.entries b
                        where b.region_id = ${regionId} and b.report_id = e.report_id and b.kind = 'taken_back')`.execute(
    tx,
  );
  return rows;
}

export async function balanceOf(tx: Tx, regionId: number, addressHash: Buffer): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(points), 0)::int as n from neighbours.entries
     where region_id = ${regionId} and address_hash = ${addressHash}`.execute(tx);
  return rows[0]!.n;
}

type Row = {
  id: string;
  at: Date;
  cursor: string;
  kind: (typeof entryKinds)[number];
  points: number;
  number: string | null;
  why: string;
  what: string;
  by: string | null;
};
export async function entryPage(
  tx: Tx,
  regionId: number,
  addressHash: Buffer | null,
  query: { after?: string | undefined; limit?: number | undefined },
) {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<Row>`
    select e.id, e.at, e.at::text as cursor, e.kind, e.points, r.number, e.why, e.what, u.name as by
      from neighbours.entries e
      left join intake.reports r on r.region_id = ${regionId} and r.id = e.report_id
      left join access.units u on u.region_id = ${regionId} and u.id = e.unit_id
     where e.region_id = ${regionId} ${addressHash ? sql`and e.address_hash = ${addressHash}` : sql``}
       ${after ? sql`and (e.at, e.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by e.at desc, e.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.cursor, row.id],
    ({ cursor: _cursor, at, ...row }) => ({ ...row, at: at.toISOString() }),
  );
}
