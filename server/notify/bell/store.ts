/** Rows of 新任务提醒: phones that ring, and what they are to ring for. */
import { sql } from 'kysely';
import type { Lang } from '#contract/words/words.ts';
import type { Tx } from '#kit/db.ts';

export type NewBell = { phoneId: string; personId: string; sessionHash: Buffer; address: Buffer; lang: Lang };
export async function saveBell(tx: Tx, regionId: number, bell: NewBell, at: Date): Promise<void> {
  await sql`
    insert into notify.bells (region_id, phone_id, person_id, session_hash, address, lang, since)
    values (${regionId}, ${bell.phoneId}, ${bell.personId}, ${bell.sessionHash}, ${bell.address}, ${bell.lang}, ${at})
    on conflict (region_id, phone_id) do update
       set person_id = excluded.person_id, session_hash = excluded.session_hash, address = excluded.address,
           lang = excluded.lang, since = excluded.since`.execute(tx);
}
/** Of hers, or whoever's when the push service itself says that it is gone. */
export async function deleteBell(tx: Tx, regionId: number, phoneId: string, personId: string | null): Promise<void> {
  await sql`
    delete from notify.bells where region_id = ${regionId} and phone_id = ${phoneId}
       and (${personId}::uuid is null or person_id = ${personId}::uuid)`.execute(tx);
}
const lives = (at: Date) => sql`
  exists (select from access.sessions s
           where s.region_id = b.region_id and s.token_hash = b.session_hash and s.ended_at is null and s.expires_at > ${at})`;
/** A sweep: the session it was set up in is over. */
export async function deleteDeafBells(tx: Tx, regionId: number, at: Date, atOnce: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from notify.bells where region_id = ${regionId} and phone_id in (
      select b.phone_id from notify.bells b where b.region_id = ${regionId} and not ${lives(at)} limit ${atOnce})`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}

/** For the phones of one person, or of whoever checks. */
export async function keepRings(
  tx: Tx,
  regionId: number,
  ring: { caseId: string; kind: 'confirm' | 'check'; personId: string | null; at: Date; dueAt: Date },
): Promise<void> {
  const whose =
    ring.personId === null
      ? sql`exists (select from access.posts t where t.region_id = b.region_id and t.person_id = b.person_id and t.post = 'checker'
                     and (t.to_on is null or t.to_on >= ${ring.at}::timestamptz::date))`
      : sql`b.person_id = ${ring.personId}::uuid`;
  await sql`
    insert into notify.rings (region_id, phone_id, case_id, kind, due_at)
    select b.region_id, b.phone_id, ${ring.caseId}::uuid, ${ring.kind}, ${ring.dueAt}::timestamptz
      from notify.bells b
     where b.region_id = ${regionId} and ${whose}
    on conflict (region_id, phone_id, case_id) do update set kind = excluded.kind, due_at = excluded.due_at, tries = 0`.execute(
    tx,
  );
}

/** What they were to ring for was taken back before they rang. */
export async function deleteRings(tx: Tx, regionId: number, caseId: string): Promise<void> {
  await sql`delete from notify.rings where region_id = ${regionId} and case_id = ${caseId}::uuid`.execute(tx);
}

export type Ring = {
  phoneId: string;
  caseId: string;
  kind: 'confirm' | 'check';
  tries: number;
  address: Buffer;
  lang: Lang;
  number: string;
  /** she is signed in and on duty, and the task is still there */
  wanted: boolean;
};
/** Some that are due, put off until then: should this process die, another rings. */
export async function takeRings(tx: Tx, regionId: number, atMost: number, at: Date, until: Date): Promise<Ring[]> {
  const { rows } = await sql<Ring>`
    with taken as (
      update notify.rings r set due_at = ${until}, tries = r.tries + 1
       where r.region_id = ${regionId} and (r.phone_id, r.case_id) in (
         select w.phone_id, w.case_id from notify.rings w where w.region_id = ${regionId} and w.due_at <= ${at}
          order by w.due_at limit ${atMost} for update skip locked)
      returning r.region_id, r.phone_id, r.case_id, r.kind, r.tries)
    select t.phone_id as "phoneId", t.case_id as "caseId", t.kind, t.tries, b.address, b.lang, c.number,
           ${lives(at)}
           and exists (select from patrol.shifts d
                        where d.region_id = b.region_id and d.person_id = b.person_id and d.ended_at is null)
           and case t.kind when 'confirm' then c.state = 'confirming' and c.holder_person_id = b.person_id
                           else c.state = 'handled' end as wanted
      from taken t
      join notify.bells b on b.region_id = t.region_id and b.phone_id = t.phone_id
      join cases.cases c on c.region_id = t.region_id and c.id = t.case_id`.execute(tx);
  return rows;
}
export async function ringDone(tx: Tx, regionId: number, { phoneId, caseId }: Ring): Promise<void> {
  await sql`
    delete from notify.rings where region_id = ${regionId} and phone_id = ${phoneId} and case_id = ${caseId}`.execute(
    tx,
  );
}
export async function ringLater(tx: Tx, regionId: number, { phoneId, caseId }: Ring, again: Date): Promise<void> {
  await sql`
    update notify.rings set due_at = ${again}
     where region_id = ${regionId} and phone_id = ${phoneId} and case_id = ${caseId}`.execute(tx);
}
