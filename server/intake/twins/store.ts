/** Rows by which open cases are found again, and the storms they form. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';

export type Recognised = {
  caseId: string;
  openedAt: Date;
  alikeTo: string | null;
  likeness: number | null;
  keys: string[];
};

export async function saveRecognised(tx: Tx, regionId: number, list: readonly Recognised[]): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map((one) => ({
    case_id: one.caseId,
    opened_at: one.openedAt.toISOString(),
    alike_to: one.alikeTo,
    likeness: one.likeness,
    keys: one.keys,
  }));
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g(case_id uuid, opened_at timestamptz, alike_to uuid, likeness real, keys text[])
    ), saved as (
      insert into intake.recognised (region_id, case_id, opened_at, alike_to, likeness)
      select ${regionId}, case_id, opened_at, alike_to, likeness from given on conflict do nothing returning case_id
    )
    insert into intake.recognised_by (region_id, key, opened_at, case_id)
    select ${regionId}, k.key, g.opened_at, g.case_id from given g join saved s on s.case_id = g.case_id, unnest(g.keys) as k (key)
    on conflict do nothing`.execute(tx);
}

/** An ended case is nobody's twin any more; until its keys are gone nobody is shown it either. What it was like stays known. */
export async function forgetEnded(tx: Tx, regionId: number, since: Date): Promise<void> {
  await sql`
    delete from intake.recognised_by k using cases.cases c
     where k.region_id = ${regionId} and c.region_id = ${regionId} and c.ended_at >= ${since} and k.case_id = c.id`.execute(
    tx,
  );
}

/** A person says that these are something else: the next one that tells of the storm does not fold them under it again. */
export async function notAlike(tx: Tx, regionId: number, caseIds: readonly string[]): Promise<void> {
  await sql`
    update intake.recognised set alike_to = null, likeness = null
     where region_id = ${regionId} and case_id = any(${caseIds}::uuid[]) and alike_to is not null`.execute(tx);
}

export async function forget(tx: Tx, regionId: number, caseId: string): Promise<void> {
  await sql`delete from intake.recognised_by where region_id = ${regionId} and case_id = ${caseId}`.execute(tx);
  await sql`delete from intake.recognised where region_id = ${regionId} and case_id = ${caseId}`.execute(tx);
}

/**
 * One process looks at a region's new cases at a time; another leaves it to that one. What it looks at grows faster than the database
 * counts it: a plan that reads a table because it was small a minute ago is read two thousand times a second later. By index it is
 * right at every size.
 */
export async function alone(tx: Tx, regionId: number): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('intake.recognise'), ${regionId}) as mine,
           set_config('enable_seqscan', 'off', true)`.execute(tx);
  return rows[0]!.mine;
}

// ── Joining and answering in steps ─────────────────────────────────────────────────────────────────────────────────────

/** Joined, and to be counted by the sweep. */
export async function noteJoining(tx: Tx, regionId: number, caseId: string, reportId: string, at: Date): Promise<void> {
  await sql`
    insert into intake.joining (region_id, case_id, report_id, at) values (${regionId}, ${caseId}, ${reportId}, ${at})`.execute(
    tx,
  );
}

export async function takeJoining(
  tx: Tx,
  regionId: number,
  atMost: number,
): Promise<{ caseId: string; reportIds: string[] }[]> {
  const { rows } = await sql<{ caseId: string; reportIds: string[] }>`
    with taken as (
      delete from intake.joining j
       using (select case_id, report_id from intake.joining where region_id = ${regionId} limit ${atMost} for update skip locked) t
       where j.region_id = ${regionId} and j.case_id = t.case_id and j.report_id = t.report_id
      returning j.case_id, j.report_id)
    select case_id as "caseId", array_agg(report_id::text) as "reportIds" from taken group by case_id order by case_id`.execute(
    tx,
  );
  return rows;
}

type Answer = {
  caseId: string;
  answerN: number;
  at: Date; /** until when whoever left a contact is called back; null where nobody is */
  callBackBy: Date | null;
};

/** Everything in the case, and in the cases merged into it, that has not got this answer is put down to get it. */
export async function awaitAnswer(tx: Tx, regionId: number, answer: Answer): Promise<void> {
  await sql`
    insert into intake.answering (region_id, report_id, case_id, answer_n, at, call_back_by)
    select ${regionId}, r.id, ${answer.caseId}, ${answer.answerN}, ${answer.at}, ${answer.callBackBy}::timestamptz
      from (select ${answer.caseId}::uuid as id union all
            select c.id from cases.cases c where c.region_id = ${regionId} and c.merged_into = ${answer.caseId}) family
      join intake.reports r on r.region_id = ${regionId} and r.case_id = family.id
     where (r.answer_case_id, r.answer_n) is distinct from (${answer.caseId}::uuid, ${answer.answerN}::int)
    on conflict (region_id, report_id) do update
       set case_id = excluded.case_id, answer_n = excluded.answer_n, at = excluded.at, call_back_by = excluded.call_back_by`.execute(
    tx,
  );
}

export async function takeWaiting(
  tx: Tx,
  regionId: number,
  atMost: number,
): Promise<(Answer & { reportIds: string[] })[]> {
  const { rows } = await sql<Answer & { reportIds: string[] }>`
    with taken as (
      delete from intake.answering a
       using (select report_id from intake.answering where region_id = ${regionId} order by report_id limit ${atMost} for update skip locked) t
       where a.region_id = ${regionId} and a.report_id = t.report_id
      returning a.report_id, a.case_id, a.answer_n, a.at, a.call_back_by)
    select case_id as "caseId", answer_n as "answerN", at, call_back_by as "callBackBy", array_agg(report_id::text) as "reportIds"
      from taken group by 1, 2, 3, 4 order by 1`.execute(tx);
  return rows;
}

/** Those of a case, and of the cases merged into it, who left a contact, oldest first. */
export async function reportsToCall(
  tx: Tx,
  regionId: number,
  caseId: string,
  atMost: number,
): Promise<{ id: string; hasContact: boolean; channel: string }[]> {
  const { rows } = await sql<{ id: string; hasContact: boolean; channel: string }>`
    select r.id, r.has_contact as "hasContact", r.channel
      from (select ${caseId}::uuid as id union all
            select c.id from cases.cases c where c.region_id = ${regionId} and c.merged_into = ${caseId}) family
      join intake.reports r on r.region_id = ${regionId} and r.case_id = family.id
     where r.has_contact
     order by r.received_at, r.id limit ${atMost}`.execute(tx);
  return rows;
}
