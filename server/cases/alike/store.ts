/**
 * A storm: many open cases that probably tell of one thing. Those nobody has touched yet are folded under the first of them in the queues;
 * nothing is decided by it, no case moves, and whoever opens the fold sees each one.
 */
import { sql } from 'kysely';
import type { State } from '#contract/cases.ts';
import type { Tx } from '#kit/db.ts';

/** Folds cases under another. Rows that somebody holds just now are left out: she is looking at them. */
export async function foldUnder(tx: Tx, regionId: number, headId: string, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { rows } = await sql`
    with free as materialized (
      select x.id from cases.cases x
       where x.region_id = ${regionId} and x.id = any(${ids}::uuid[]) and x.state = 'reported' and x.alike_to is null
         and not x.confidential and x.id <> ${headId}
       order by x.id for no key update skip locked
    )
    update cases.cases c set alike_to = ${headId} from free
     where c.region_id = ${regionId} and c.id = free.id returning 1`.execute(tx);
  return rows.length;
}

/**
 * How many are folded under it; told on its line in the queues. Left for the next time when somebody holds the row. `materialized`, here
 * and beside: what is chosen is chosen once. In a storm the table has grown faster than anybody measured it, and a plan that looks
 * again for every row of it would never end.
 */
export async function countFolded(tx: Tx, regionId: number, headId: string): Promise<void> {
  await sql`
    with n as materialized (
      select count(*)::int as n from cases.cases m
       where m.region_id = ${regionId} and m.alike_to = ${headId} and m.state = 'reported'
    ), free as materialized (
      select x.id from cases.cases x where x.region_id = ${regionId} and x.id = ${headId} for no key update skip locked
    )
    update cases.cases c set alike = n.n from n, free
     where c.region_id = ${regionId} and c.id = free.id and c.alike <> n.n`.execute(tx);
}

/** Storms whose count may be old, or whose first case has ended while others are still folded under it. */
export async function storms(
  tx: Tx,
  regionId: number,
): Promise<{ id: string; isOpen: boolean; next: string | null }[]> {
  const { rows } = await sql<{ id: string; isOpen: boolean; next: string | null }>`
    select c.id, c.is_open as "isOpen",
           (select m.id from cases.cases m where m.region_id = c.region_id and m.alike_to = c.id and m.state = 'reported'
             order by m.opened_at, m.id limit 1) as next
      from cases.cases c where c.region_id = ${regionId} and c.alike > 0 limit 200`.execute(tx);
  return rows;
}

/** The next in line stands for the rest: a few thousand are moved under it at a time, and it is shown again itself. */
export async function passOn(tx: Tx, regionId: number, from: string, to: string, atMost: number): Promise<number> {
  await sql`update cases.cases set alike_to = null where region_id = ${regionId} and id = ${to} and alike_to is not null`.execute(
    tx,
  );
  const { rows } = await sql`
    with free as materialized (
      select m.id from cases.cases m where m.region_id = ${regionId} and m.alike_to = ${from} and m.state = 'reported'
       order by m.opened_at, m.id limit ${atMost} for no key update skip locked
    )
    update cases.cases c set alike_to = ${to} from free
     where c.region_id = ${regionId} and c.id = free.id returning 1`.execute(tx);
  return rows.length;
}

/**
 * Taken out of the fold by a person: these are not that. She is told the new count at once, so whoever holds a row is waited for, in the
 * order of ids as everywhere.
 */
export async function unfold(tx: Tx, regionId: number, headId: string, ids: readonly string[]): Promise<string[]> {
  await sql`
    select 1 from cases.cases where region_id = ${regionId} and id = any(${[headId, ...ids]}::uuid[])
     order by id for no key update`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    update cases.cases set alike_to = null
     where region_id = ${regionId} and id = any(${ids}::uuid[]) and alike_to = ${headId} returning id`.execute(tx);
  await countFolded(tx, regionId, headId);
  return rows.map(({ id }) => id);
}

export type ToJoin = {
  state: State;
  number: string;
  areaId: number;
  areaPath: string;
  mergedInto: string | null;
  /** its row is held for this transaction: few have joined, and nobody else holds it */
  locked: boolean;
};

export async function caseToJoin(tx: Tx, regionId: number, caseId: string, few: number): Promise<ToJoin | undefined> {
  const { rows: held } = await sql<Omit<ToJoin, 'locked'>>`
    select state, number, area_id as "areaId", area_path::text as "areaPath", merged_into as "mergedInto" from cases.cases
     where region_id = ${regionId} and id = ${caseId} and reports < ${few} for no key update skip locked`.execute(tx);
  if (held[0]) return { ...held[0], locked: true };
  const { rows } = await sql<Omit<ToJoin, 'locked'>>`
    select state, number, area_id as "areaId", area_path::text as "areaPath", merged_into as "mergedInto" from cases.cases
     where region_id = ${regionId} and id = ${caseId}`.execute(tx);
  return rows[0] && { ...rows[0], locked: false };
}
