/** Rows of 宣传任务: the task, the rounds from door to door, their photos. */
import { sql } from 'kysely';
import type { PublicityTopic } from '#contract/publicity.ts';
import type { Tx } from '#kit/db.ts';

export type NewPublicity = {
  id: string;
  areaId: number;
  areaPath: string;
  unitId: number;
  topic: PublicityTopic;
  title: string;
  words: string;
  untilOn: string;
  madeBy: string;
};
export async function insertPublicity(tx: Tx, regionId: number, one: NewPublicity, at: Date): Promise<void> {
  await sql`
    insert into patrol.publicity (region_id, id, area_id, area_path, unit_id, topic, title, words, until_on, made_by, made_at)
    values (${regionId}, ${one.id}, ${one.areaId}, ${one.areaPath}::ltree, ${one.unitId}, ${one.topic}, ${one.title}, ${one.words},
            ${one.untilOn}::date, ${one.madeBy}, ${at})`.execute(tx);
}
export type PublicityNow = { areaPath: string; untilOn: string; ended: boolean };
export async function lockPublicity(tx: Tx, regionId: number, id: string): Promise<PublicityNow | undefined> {
  const { rows } = await sql<PublicityNow>`
    select area_path::text as "areaPath", until_on::text as "untilOn", ended_at is not null as ended
      from patrol.publicity where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}
export async function endRow(tx: Tx, regionId: number, id: string, at: Date): Promise<void> {
  await sql`update patrol.publicity set ended_at = ${at} where region_id = ${regionId} and id = ${id}`.execute(tx);
}
export async function addTold(tx: Tx, regionId: number, id: string, n: number): Promise<void> {
  await sql`update patrol.publicity set told = told + ${n} where region_id = ${regionId} and id = ${id}`.execute(tx);
}
export async function insertRound(
  tx: Tx,
  regionId: number,
  one: { id: string; publicityId: string; personId: string; reached: number; remark: string; happenedAt: Date },
  at: Date,
): Promise<void> {
  await sql`
    insert into patrol.publicity_rounds (region_id, id, publicity_id, person_id, reached, remark, happened_at, recorded_at)
    values (${regionId}, ${one.id}, ${one.publicityId}, ${one.personId}, ${one.reached}, ${one.remark}, ${one.happenedAt}, ${at})`.execute(
    tx,
  );
}
export async function insertPublicityPhoto(
  tx: Tx,
  regionId: number,
  one: { id: string; publicityId: string; personId: string; sha256: Buffer },
  at: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into patrol.publicity_photos (region_id, id, publicity_id, person_id, sha256, received_at)
    values (${regionId}, ${one.id}, ${one.publicityId}, ${one.personId}, ${one.sha256}, ${at}) on conflict do nothing`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0) > 0;
}
