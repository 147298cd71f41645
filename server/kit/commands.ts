/** Answers to commands are kept so that a write may be sent twice, and no longer than a phone may be without network. */
import { sql } from 'kysely';
import type { Tx } from './db.ts';

export const commandDays = 90;

export async function forgetCommands(tx: Tx, regionId: number, at: Date, atOnce: number): Promise<number> {
  const before = new Date(at.getTime() - commandDays * 86_400_000);
  const { numAffectedRows } = await sql`
    delete from kit.commands where region_id = ${regionId} and id in (
      select id from kit.commands where region_id = ${regionId} and received_at < ${before} order by received_at limit ${atOnce})`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}

/** Answers in which somebody stands who is to be forgotten: they go at once. Sent again, such a command is told that its id was used. */
export async function forgetAnswers(
  tx: Tx,
  regionId: number,
  about: { subject: 'case' | 'report'; id: string },
): Promise<void> {
  await sql`
    update kit.commands set reply = null where region_id = ${regionId} and reply is not null and id in (
      select command_id from kit.facts
       where region_id = ${regionId} and subject = ${about.subject} and subject_id = ${about.id} and command_id is not null)`.execute(
    tx,
  );
}
