/** Rows of the bridges: who is bound to which account, and which assertions were shown. */
import { sql } from 'kysely';
import type { WayName } from '#contract/access.ts';
import { isConstraint, type Tx } from '#kit/db.ts';
import { refuse, Refused } from '#kit/refusal.ts';

type NewBinding = {
  id: string;
  bridge: WayName;
  subjectHash: Buffer;
  shown: string;
  accountId: string;
  boundBy: string;
};
export async function insertBinding(tx: Tx, regionId: number, one: NewBinding, at: Date): Promise<void> {
  try {
    await sql`
      insert into access.bindings (region_id, id, bridge, subject_hash, shown, account_id, bound_at, bound_by)
      values (${regionId}, ${one.id}, ${one.bridge}, ${one.subjectHash}, ${one.shown}, ${one.accountId}, ${at}, ${one.boundBy})`.execute(
      tx,
    );
  } catch (error) {
    if (isConstraint(error, 'bindings_one')) throw new Refused(refuse('thing.exists', { what: one.shown }));
    throw error;
  }
}

/** The account it stands for; nothing when it had ended before. */
export async function endBindingNow(tx: Tx, regionId: number, id: string, at: Date): Promise<string | undefined> {
  const { rows } = await sql<{ accountId: string }>`
    update access.bindings set ended_at = ${at}
     where region_id = ${regionId} and id = ${id} and ended_at is null returning account_id as "accountId"`.execute(tx);
  return rows[0]?.accountId;
}

export async function boundAccount(
  tx: Tx,
  regionId: number,
  bridge: WayName,
  subjectHash: Buffer,
): Promise<string | undefined> {
  const { rows } = await sql<{ accountId: string }>`
    select account_id as "accountId" from access.bindings
     where region_id = ${regionId} and bridge = ${bridge} and subject_hash = ${subjectHash} and ended_at is null`.execute(
    tx,
  );
  return rows[0]?.accountId;
}

type BindingRow = { id: string; bridge: WayName; shown: string; boundAt: Date; boundBy: string | null };
export async function bindingsOf(tx: Tx, regionId: number, personId: string): Promise<BindingRow[]> {
  const { rows } = await sql<BindingRow>`
    select b.id, b.bridge, b.shown, b.bound_at as "boundAt", p.name as "boundBy" from access.bindings b
      join access.accounts a on a.region_id = b.region_id and a.id = b.account_id
      left join access.people p on p.region_id = b.region_id and p.id = b.bound_by
     where b.region_id = ${regionId} and a.person_id = ${personId} and b.ended_at is null order by b.bound_at limit 50`.execute(
    tx,
  );
  return rows;
}

/** False when it was shown before. What nobody would believe any more is forgotten on the way. */
export async function noteAssertion(tx: Tx, regionId: number, hash: Buffer, until: Date, at: Date): Promise<boolean> {
  await sql`delete from access.assertions where region_id = ${regionId} and until < ${at}`.execute(tx);
  const { numAffectedRows } = await sql`
    insert into access.assertions (region_id, hash, until) values (${regionId}, ${hash}, ${until})
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}
