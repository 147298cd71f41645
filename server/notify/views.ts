/** What was sent to an address lately, as its owner may read it. */
import { sql } from 'kysely';
import type { Mine } from '#contract/notify.ts';
import type { Tx } from '#kit/db.ts';

export type SentRow = {
  id: string;
  at: Date;
  number: string | null;
  words: Buffer;
  state: Mine['messages'][number]['state'];
};
/** Codes are not news: they are left out. */
export async function lastMessages(tx: Tx, regionId: number, hash: Buffer, atMost: number): Promise<SentRow[]> {
  const { rows } = await sql<SentRow>`
    select m.id, m.made_at as at, r.number, m.words, m.state
      from notify.messages m left join intake.reports r on r.region_id = m.region_id and r.id = m.report_id
     where m.region_id = ${regionId} and m.address_hash = ${hash} and m.kind <> 'code'
     order by m.made_at desc, m.id desc limit ${atMost}`.execute(tx);
  return rows;
}
