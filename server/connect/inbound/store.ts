/** Rows of what gateways have handed over. */
import { sql } from 'kysely';
import type { becomes } from '#contract/inbound.ts';
import type { Way } from '#contract/notify.ts';
import type { Tx } from '#kit/db.ts';

type Became = { became: (typeof becomes)[number]; reportId: string | null };
export type HandedOver = {
  channel: Way;
  messageId: string;
  signature: Buffer;
  wordsHash: Buffer;
  addressHash: Buffer;
};

/** Claimed before anything is done with it: whoever hands over the same waits, and then finds what became of it. */
export async function claim(tx: Tx, regionId: number, message: HandedOver, at: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into connect.inbound (region_id, channel, message_id, signature, words_hash, address_hash, became, at)
    values (${regionId}, ${message.channel}, ${message.messageId}, ${message.signature}, ${message.wordsHash}, ${message.addressHash},
            'choice', ${at})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}
export async function settle(
  tx: Tx,
  regionId: number,
  message: HandedOver,
  { became, reportId }: Became,
): Promise<void> {
  await sql`
    update connect.inbound set became = ${became}, report_id = ${reportId}::uuid
     where region_id = ${regionId} and channel = ${message.channel} and message_id = ${message.messageId}`.execute(tx);
}

export type Before = Became & { sameWords: boolean; sameSignature: boolean; number: string | null };
/** What was handed over under this id before; undefined where only its signature was. */
export async function before(tx: Tx, regionId: number, message: HandedOver): Promise<Before | undefined> {
  const { rows } = await sql<Before>`
    select i.became, i.report_id as "reportId", i.words_hash = ${message.wordsHash} as "sameWords",
           i.signature = ${message.signature} as "sameSignature", r.number
      from connect.inbound i
      left join intake.reports r on r.region_id = i.region_id and r.id = i.report_id
     where i.region_id = ${regionId} and i.channel = ${message.channel} and i.message_id = ${message.messageId}`.execute(
    tx,
  );
  return rows[0];
}

/** Of one address since then, this one too. */
export async function countSince(tx: Tx, regionId: number, addressHash: Buffer, since: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from connect.inbound
     where region_id = ${regionId} and address_hash = ${addressHash} and at > ${since}`.execute(tx);
  return rows[0]!.n;
}

export async function forgetInboundBefore(tx: Tx, regionId: number, day: Date, atMost: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from connect.inbound where region_id = ${regionId} and (channel, message_id) in (
      select channel, message_id from connect.inbound where region_id = ${regionId} and at < ${day} limit ${atMost})`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}
