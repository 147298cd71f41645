/** Rows of this room: versions of the rule, entries that are only added to, tickets. */
import { sql } from 'kysely';
import type { entryKinds, PointsRule } from '#contract/neighbours.ts';
import type { Tx } from '#kit/db.ts';

export type RuleSet = Omit<PointsRule, 'since'>;
/** False where another was published meanwhile. */
export async function insertRule(tx: Tx, regionId: number, rule: RuleSet, at: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into neighbours.rules (region_id, version, is_on, award, most_a_day, most_a_month, least, exchange_zh, exchange_en, at)
    select ${regionId}, ${rule.version}::int, ${rule.on}::boolean, ${rule.award}::int, ${rule.mostADay}::int, ${rule.mostAMonth}::int,
           ${rule.least}::int, ${rule.exchangeZh}, ${rule.exchangeEn}, ${at}::timestamptz
     where ${rule.version}::int = 1 + coalesce((select max(version) from neighbours.rules where region_id = ${regionId}), 0)
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

/** Whoever counts what an address has, and adds to it, does so alone until the end of the transaction. */
export async function lockAddress(tx: Tx, addressHash: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`points:${addressHash.toString('hex')}`}, 0))`.execute(tx);
}

export type NewEntry = {
  id: string;
  addressHash: Buffer;
  kind: (typeof entryKinds)[number];
  points: number;
  reportId: string | null;
  why: string;
  what: string;
  personId: string | null;
  unitId: number | null;
};
/** False where this report has its entry already. */
export async function insertEntry(tx: Tx, regionId: number, entry: NewEntry, at: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into neighbours.entries (region_id, id, address_hash, kind, points, report_id, why, what, person_id, unit_id, at)
    values (${regionId}, ${entry.id}, ${entry.addressHash}, ${entry.kind}, ${entry.points}, ${entry.reportId}::uuid, ${entry.why},
            ${entry.what}, ${entry.personId}::uuid, ${entry.unitId}::int, ${at})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

/** One at a time for an address: the one made before it is void. */
export async function replaceTicket(
  tx: Tx,
  regionId: number,
  ticket: { codeHash: Buffer; addressHash: Buffer; points: number; until: Date },
): Promise<void> {
  await sql`delete from neighbours.tickets where region_id = ${regionId} and address_hash = ${ticket.addressHash}`.execute(
    tx,
  );
  await sql`
    insert into neighbours.tickets (region_id, code_hash, address_hash, points, until)
    values (${regionId}, ${ticket.codeHash}, ${ticket.addressHash}, ${ticket.points}, ${ticket.until})`.execute(tx);
}
/** Taken once: the row goes with it. */
export async function takeTicket(
  tx: Tx,
  regionId: number,
  codeHash: Buffer,
  at: Date,
): Promise<{ addressHash: Buffer; points: number } | undefined> {
  const { rows } = await sql<{ addressHash: Buffer; points: number }>`
    delete from neighbours.tickets where region_id = ${regionId} and code_hash = ${codeHash} and until > ${at}
    returning address_hash as "addressHash", points`.execute(tx);
  return rows[0];
}
