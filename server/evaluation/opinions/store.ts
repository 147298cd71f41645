/** Rows of opinions: given once, answered once, never changed. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';

export type NewOpinion = {
  id: string;
  caseId: string | null;
  periodId: string | null;
  unitId: number;
  personId: string;
  fromUnit: number;
  grade: number;
  comment: string;
};
/** False when this person has judged this case, or this unit by this period, already. */
export async function insertOpinion(tx: Tx, regionId: number, o: NewOpinion, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into evaluation.opinions (region_id, id, case_id, period_id, unit_id, person_id, from_unit, grade, comment, at)
    values (${regionId}, ${o.id}, ${o.caseId}, ${o.periodId}, ${o.unitId}, ${o.personId}, ${o.fromUnit}, ${o.grade}, ${o.comment}, ${at})
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

type LockedOpinion = { unitId: number; caseId: string | null; periodId: string | null; answeredAt: Date | null };
export async function lockOpinion(tx: Tx, regionId: number, id: string): Promise<LockedOpinion | undefined> {
  const { rows } = await sql<LockedOpinion>`
    select unit_id as "unitId", case_id as "caseId", period_id as "periodId", answered_at as "answeredAt" from evaluation.opinions
     where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function saveAnswer(
  tx: Tx,
  regionId: number,
  answer: { id: string; text: string; personId: string; unitId: number },
  at: Date,
): Promise<void> {
  await sql`
    update evaluation.opinions set answer = ${answer.text}, answered_by = ${answer.personId}, answered_unit = ${answer.unitId}, answered_at = ${at}
     where region_id = ${regionId} and id = ${answer.id}`.execute(tx);
}
