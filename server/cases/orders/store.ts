/**
 * 送达与已读. An order is a fact of a case that tells somebody to act; its receipt is a row beside it. Orders to a unit that no longer
 * leads the case are not answered for by the one that does.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Post } from '#contract/access.ts';
import { orderKinds } from '#contract/cases.ts';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { factStands } from '../views.ts';

const handling: readonly Post[] = ['clerk', 'handler', 'keeper'];

/** Whom an order may reach: people, and the units in which they handle. */
type Hands = { persons: string[]; units: number[] };
export const handsOf = (actors: readonly Pick<Actor, 'personId' | 'posts'>[]): Hands => ({
  persons: actors.map(({ personId }) => personId),
  units: actors.flatMap(({ posts }) => posts.filter(({ post }) => handling.includes(post)).map(({ unitId }) => unitId)),
});

/** 指定承办人 is for the person, everything else for the unit that leads. `f` is the fact, `c` the case. */
const addressed = ({ persons, units }: Hands): RawBuilder<boolean> => sql<boolean>`
  (f.kind = any(${orderKinds}::text[])
   and case when f.kind = 'case.assigned' then f.data ->> 'personId' = any(${persons}::text[])
            else c.lead_unit_id = any(${units}::int[]) end and ${factStands}
   and f.n >= coalesce((select max(d.n) from kit.facts d where d.region_id = f.region_id and d.subject = 'case' and d.subject_id = f.subject_id
                           and d.kind in ('case.dispatched', 'case.designated')), 1))`;

/** These facts were told to these hands: what of them was an order to one of them has been delivered. */
export async function ordersReached(
  tx: Tx,
  regionId: number,
  factIds: readonly number[],
  hands: Hands,
  at: Date,
): Promise<void> {
  await sql`
    insert into cases.receipts (region_id, case_id, n, delivered_at)
    select f.region_id, c.id, f.n, greatest(${at}::timestamptz, f.happened_at)
      from kit.facts f join cases.cases c on c.region_id = f.region_id and c.id = f.subject_id::uuid
     where f.region_id = ${regionId} and f.id = any(${[...factIds]}::bigint[]) and f.subject = 'case' and ${addressed(hands)}
        on conflict do nothing`.execute(tx);
}

/** The case was opened by this person: its orders to her are read, and delivered if no stream had brought them. */
export async function ordersRead(tx: Tx, actor: Actor, caseId: string, at: Date): Promise<number> {
  const { rows } = await sql`
    insert into cases.receipts as r (region_id, case_id, n, delivered_at, read_at, read_by)
    select f.region_id, c.id, f.n, greatest(${at}::timestamptz, f.happened_at), greatest(${at}::timestamptz, f.happened_at), ${actor.personId}
      from kit.facts f join cases.cases c on c.region_id = f.region_id and c.id = f.subject_id::uuid
     where f.region_id = ${actor.regionId} and f.subject = 'case' and f.subject_id = ${caseId} and ${addressed(handsOf([actor]))}
        on conflict (region_id, case_id, n) do update
           set read_at = greatest(excluded.read_at, r.delivered_at), read_by = excluded.read_by where r.read_at is null
     returning 1`.execute(tx);
  return rows.length;
}

export async function hasUnread(tx: Tx, actor: Actor, caseId: string): Promise<boolean> {
  const { rows } = await sql`
    select from kit.facts f join cases.cases c on c.region_id = f.region_id and c.id = f.subject_id::uuid
      left join cases.receipts r on r.region_id = f.region_id and r.case_id = c.id and r.n = f.n
     where f.region_id = ${actor.regionId} and f.subject = 'case' and f.subject_id = ${caseId} and r.read_at is null
       and ${addressed(handsOf([actor]))} limit 1`.execute(tx);
  return rows.length > 0;
}
