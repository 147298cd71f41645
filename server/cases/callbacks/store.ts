/** 回访: rows of what is to be asked, how often it was tried, and what was said. */
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#kit/db.ts';

/** 回访 is a task beside the stages; a report has at most one that waits. */
export async function scheduleCallback(
  tx: Tx,
  regionId: number,
  caseId: string,
  reportId: string,
  dueAt: Date,
): Promise<void> {
  await sql`
    insert into cases.callbacks (region_id, case_id, report_id, n, due_at)
    select ${regionId}, ${caseId}, ${reportId}, coalesce(max(n), 0) + 1, ${dueAt} from cases.callbacks
     where region_id = ${regionId} and case_id = ${caseId} and report_id = ${reportId}
    having count(*) filter (where done_at is null) = 0`.execute(tx);
  await tellWhetherToCallBack(tx, regionId, [caseId]);
}

/** A case says itself whether a call waits for it: queues are read along that. */
async function tellWhetherToCallBack(tx: Tx, regionId: number, caseIds: readonly string[]): Promise<void> {
  await sql`
    update cases.cases c set to_call_back = not c.to_call_back
     where c.region_id = ${regionId} and c.id = any(${[...caseIds]}::uuid[])
       and c.to_call_back <> exists (select from cases.callbacks k
                                      where k.region_id = ${regionId} and k.case_id = c.id and k.done_at is null)`.execute(
    tx,
  );
}

/** How often the waiting one was tried already, and until when it is to be tried; undefined where none waits. */
export async function waitingCallback(
  tx: Tx,
  regionId: number,
  caseId: string,
  reportId: string,
): Promise<{ tries: number; dueAt: Date } | undefined> {
  const { rows } = await sql<{ tries: number; dueAt: Date }>`
    select tries, due_at as "dueAt" from cases.callbacks
     where region_id = ${regionId} and case_id = ${caseId} and report_id = ${reportId} and done_at is null`.execute(tx);
  return rows[0];
}

/** Whoever takes her number away is not called back any more. */
export async function noMoreCallbacks(tx: Tx, regionId: number, reportIds: readonly string[], at: Date): Promise<void> {
  const { rows } = await sql<{ caseId: string }>`
    update cases.callbacks set done_at = ${at}, reached = false, refused = true, taken_by = null, taken_until = null
     where region_id = ${regionId} and report_id = any(${[...reportIds]}::uuid[]) and done_at is null
    returning case_id as "caseId"`.execute(tx);
  await tellWhetherToCallBack(
    tx,
    regionId,
    rows.map(({ caseId }) => caseId),
  );
}

/** What was noted when she was called: of her own case, and of the one it was merged into. */
export async function remarksOn(
  tx: Tx,
  regionId: number,
  { caseId, reportId }: { caseId: string; reportId: string },
): Promise<{ caseId: string; n: number; remark: string }[]> {
  const { rows } = await sql<{ caseId: string; n: number; remark: string }>`
    select case_id as "caseId", n, remark from cases.callbacks
     where region_id = ${regionId} and report_id = ${reportId} and remark is not null
       and case_id in (select id from cases.cases where region_id = ${regionId} and id = ${caseId} union
                       select merged_into from cases.cases where region_id = ${regionId} and id = ${caseId})`.execute(
    tx,
  );
  return rows;
}
export async function saveRemark(
  tx: Tx,
  regionId: number,
  of: { reportId: string; caseId: string; n: number; remark: string },
): Promise<void> {
  await sql`
    update cases.callbacks set remark = ${of.remark}
     where region_id = ${regionId} and case_id = ${of.caseId} and report_id = ${of.reportId} and n = ${of.n}`.execute(
    tx,
  );
}

export type CallbackTold = {
  reached: boolean;
  refused: boolean;
  solved: boolean | null;
  satisfied: boolean | null;
  remark: string;
  /** nothing more will be tried */
  over: boolean;
};
/** One more try, and what came of it; what is not over is tried again the next day. */
export async function answerCallback(
  tx: Tx,
  regionId: number,
  of: { caseId: string; reportId: string; personId: string },
  told: CallbackTold,
  at: Date,
): Promise<void> {
  await sql`
    update cases.callbacks set done_at = ${told.over ? at : null}, done_by = ${of.personId}, reached = ${told.reached}, refused = ${told.refused},
           solved = ${told.solved}, satisfied = ${told.satisfied}, remark = ${told.remark}, tries = tries + 1, tried_at = ${at},
           taken_by = null, taken_until = null,
           due_at = case when ${told.over} then due_at else greatest(due_at, ${at}::timestamptz + interval '1 day') end
     where region_id = ${regionId} and case_id = ${of.caseId} and report_id = ${of.reportId} and done_at is null`.execute(
    tx,
  );
  await tellWhetherToCallBack(tx, regionId, [of.caseId]);
}

/** The first due one that nobody has on the line, taken until then; another caller gets the next. */
export async function takeNext(
  tx: Tx,
  regionId: number,
  personId: string,
  which: { scope: RawBuilder<boolean>; notOf: readonly number[] },
  at: Date,
  until: Date,
): Promise<{ caseId: string; reportId: string; n: number } | undefined> {
  const { rows } = await sql<{ caseId: string; reportId: string; n: number }>`
    with next as (
      select k.case_id, k.report_id, k.n from cases.callbacks k join cases.cases c on c.region_id = ${regionId} and c.id = k.case_id
       where k.region_id = ${regionId} and k.done_at is null and ${which.scope}
         and (c.lead_unit_id is null or c.lead_unit_id <> all(${[...which.notOf]}::int[]))
         and not exists (select from cases.handlings h where h.region_id = ${regionId} and h.case_id = k.case_id and h.person_id = ${personId}::uuid)
         and (k.taken_until is null or k.taken_until < ${at} or k.taken_by = ${personId}::uuid)
       order by k.due_at, k.case_id, k.report_id, k.n limit 1 for update of k skip locked)
    update cases.callbacks k set taken_by = ${personId}::uuid, taken_until = ${until} from next
     where k.region_id = ${regionId} and k.case_id = next.case_id and k.report_id = next.report_id and k.n = next.n
    returning k.case_id as "caseId", k.report_id as "reportId", k.n`.execute(tx);
  return rows[0];
}
