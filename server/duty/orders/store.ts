/** Rows of 指令: the word, and a receipt for each unit. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';

export type NewOrder = { id: string; unitId: number; title: string; words: string; readDueAt: Date };
export async function insertOrder(
  tx: Tx,
  regionId: number,
  order: NewOrder,
  to: readonly number[],
  personId: string,
  at: Date,
): Promise<void> {
  await sql`
    with given as (
      insert into duty.orders (region_id, id, unit_id, title, words, given_at, given_by, read_due_at)
      values (${regionId}, ${order.id}, ${order.unitId}, ${order.title}, ${order.words}, ${at}, ${personId}, ${order.readDueAt}) returning id)
    insert into duty.order_units (region_id, order_id, unit_id)
    select ${regionId}, given.id, u.id from given, unnest(${[...to]}::int[]) u (id)`.execute(tx);
}

/** It came to somebody of these units. To how many it had not come before. */
export async function orderUnitsReached(
  tx: Tx,
  regionId: number,
  unitIds: readonly number[],
  at: Date,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update duty.order_units set delivered_at = ${at}
     where region_id = ${regionId} and unit_id = any(${[...unitIds]}::int[]) and delivered_at is null and read_at is null`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}

export async function orderUnitsRead(
  tx: Tx,
  regionId: number,
  orderId: string,
  unitIds: readonly number[],
  personId: string,
  at: Date,
): Promise<number[]> {
  const { rows } = await sql<{ unitId: number }>`
    update duty.order_units
       set delivered_at = coalesce(delivered_at, ${at}), read_at = greatest(${at}::timestamptz, delivered_at), read_by = ${personId}
     where region_id = ${regionId} and order_id = ${orderId} and unit_id = any(${[...unitIds]}::int[]) and read_at is null
     returning unit_id as "unitId"`.execute(tx);
  return rows.map(({ unitId }) => unitId);
}

/** Those who have not read it; how many they are. */
export async function orderReminded(tx: Tx, regionId: number, orderId: string, at: Date): Promise<number> {
  await sql`
    update duty.orders set reminded_at = ${at} where region_id = ${regionId} and id = ${orderId}`.execute(tx);
  const { numAffectedRows } = await sql`
    update duty.order_units set reminded = reminded + 1
     where region_id = ${regionId} and order_id = ${orderId} and read_at is null`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Nobody has been reminded of them, and their time to be read is over. */
export async function lockOrdersOver(tx: Tx, regionId: number, at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from duty.orders where region_id = ${regionId} and reminded_at is null and read_due_at <= ${at}
     order by read_due_at limit 20 for update skip locked`.execute(tx);
  return rows.map(({ id }) => id);
}
