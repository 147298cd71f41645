/** Rows of reporters that go, because their owner says so or because their time is over. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';
import type { SealedContact } from '../store.ts';
import type { Address } from './views.ts';

export type Carrying = SealedContact & { id: string; caseId: string; follows: boolean };
const columns = sql`r.id, r.case_id as "caseId", r.follows, p.name, p.phone, p.email, p.account`;

export async function reportsCarrying(tx: Tx, regionId: number, { way, hash }: Address): Promise<Carrying[]> {
  const column = sql.ref(way === 'sms' ? 'p.phone_hash' : way === 'email' ? 'p.email_hash' : 'p.account_hash');
  const { rows } = await sql<Carrying>`
    select ${columns} from intake.reporters p join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
     where p.region_id = ${regionId} and ${column} = ${hash}
     order by r.case_id, r.id`.execute(tx);
  return rows;
}

export async function reportsWithContact(tx: Tx, regionId: number, ids: readonly string[]): Promise<Carrying[]> {
  const { rows } = await sql<Carrying>`
    select ${columns} from intake.reporters p join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
     where p.region_id = ${regionId} and p.report_id = any(${[...ids]}::uuid[])
     order by r.case_id, r.id`.execute(tx);
  return rows;
}

/** Answered and ended before this, and not waiting in another case that is still open. */
export async function reportsOfLongAgo(tx: Tx, regionId: number, before: Date, atMost: number): Promise<Carrying[]> {
  const { rows } = await sql<Carrying>`
    select ${columns} from intake.reports r
      join intake.reporters p on p.region_id = r.region_id and p.report_id = r.id
      join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
      left join cases.cases master on master.region_id = c.region_id and master.id = c.merged_into
     where r.region_id = ${regionId} and r.has_contact and r.received_at < ${before} and r.answered_at < ${before}
       and c.ended_at < ${before} and (master.id is null or master.ended_at < ${before})
     order by r.case_id, r.id limit ${atMost}`.execute(tx);
  return rows;
}

export type ToldBefore = {
  title: string;
  detail: string;
  placeText: string;
  replies: { id: string; text: string }[];
  thanks: string | null;
};
/** Under the lock of the report; undefined where somebody else was first. */
export async function removeContact(tx: Tx, regionId: number, id: string): Promise<ToldBefore | undefined> {
  await sql`select from intake.reports where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  const { rows } = await sql<ToldBefore>`
    with gone as (delete from intake.reporters where region_id = ${regionId} and report_id = ${id} returning report_id)
    select r.title, r.detail, r.place_text as "placeText",
           coalesce((select jsonb_agg(jsonb_build_object('id', y.id, 'text', y.text)) from intake.replies y
             where y.region_id = ${regionId} and y.report_id = r.id), '[]') as replies,
           (select t.text from intake.thanks t where t.region_id = ${regionId} and t.report_id = r.id) as thanks
      from gone join intake.reports r on r.region_id = ${regionId} and r.id = gone.report_id`.execute(tx);
  return rows[0];
}

export async function saveTold(tx: Tx, regionId: number, id: string, told: ToldBefore): Promise<void> {
  await sql`
    update intake.reports set has_contact = false, version = version + 1, title = ${told.title}, detail = ${told.detail}, place_text = ${told.placeText}
     where region_id = ${regionId} and id = ${id}`.execute(tx);
  await sql`
    update intake.replies y set text = n.text from jsonb_to_recordset(${JSON.stringify(told.replies)}::jsonb) as n(id uuid, text text)
     where y.region_id = ${regionId} and y.report_id = ${id} and y.id = n.id`.execute(tx);
  if (told.thanks !== null)
    await sql`update intake.thanks set text = ${told.thanks} where region_id = ${regionId} and report_id = ${id}`.execute(
      tx,
    );
}
