/** Rows of reporters that go because their owner says so. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';
import type { Address } from './views.ts';

/** Which reports carried it. The rows are locked in the order of their ids, as wherever several reports are changed. */
export async function removeContacts(tx: Tx, regionId: number, { way, hash }: Address): Promise<string[]> {
  const column = sql.ref(way === 'sms' ? 'p.phone_hash' : way === 'email' ? 'p.email_hash' : 'p.account_hash');
  const { rows } = await sql<{ id: string }>`
    with carrying as (
      select r.id from intake.reports r
       where r.region_id = ${regionId}
         and r.id in (select p.report_id from intake.reporters p where p.region_id = ${regionId} and ${column} = ${hash})
       order by r.id for update
    ), gone as (
      delete from intake.reporters p using carrying where p.region_id = ${regionId} and p.report_id = carrying.id
    )
    update intake.reports r set has_contact = false, version = r.version + 1 from carrying
     where r.region_id = ${regionId} and r.id = carrying.id
    returning r.id`.execute(tx);
  return rows.map(({ id }) => id).sort();
}
