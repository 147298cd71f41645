/** Rows of what drawn reporters are asked. A grade stands here until it is counted, and is shown to nobody. */
import { sql, type RawBuilder } from 'kysely';
import { questionTries } from '#contract/surveys.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';

/**
 * Draws by lot, so many of each unit that handled, from the closed cases of a time: one reporter of a case, a resident whom a way leads
 * to (the receipt she has, or the number she left at hotline or counter), never one who told in confidence.
 */
export async function drawReporters(
  tx: Tx,
  regionId: number,
  of: { surveyId: string; from: Date; to: Date; eachUnit: number; text: string; until: Date },
): Promise<{ drawn: number; of: number }> {
  const { rows } = await sql<{ drawn: number; of: number }>`
    with able as materialized (
      select distinct on (c.id) c.id as case_id, c.lead_unit_id as unit_id, r.id as report_id,
             case when r.channel = 'web' then 'receipt' else 'call' end as way
        from cases.cases c join intake.reports r on r.region_id = c.region_id and r.case_id = c.id
       where c.region_id = ${regionId} and c.state = 'closed' and c.ended_at >= ${of.from} and c.ended_at < ${of.to} and c.lead_unit_id is not null
         and not c.confidential and r.naming <> 'confidential' and r.kind <> 'whistle' and r.answered_at is not null
         and (r.channel = 'web' or (r.channel in ('hotline', 'counter') and r.has_contact))
       order by c.id, md5(r.id::text || ${of.surveyId})
    ), lot as (
      select a.*, row_number() over (partition by a.unit_id order by md5(a.report_id::text || ${of.surveyId})) as place from able a
    ), drawn as (
      insert into intake.questions (region_id, survey_id, report_id, case_id, unit_id, text, way, until)
      select ${regionId}, ${of.surveyId}::uuid, report_id, case_id, unit_id, ${of.text}, way, ${of.until} from lot where place <= ${of.eachUnit}
      returning 1)
    select (select count(*) from drawn)::int as drawn, (select count(*) from able)::int as of`.execute(tx);
  return rows[0]!;
}

/** Answered once; false when there is nothing open to answer. */
export async function saveAnswer(
  tx: Tx,
  regionId: number,
  of: { surveyId: string; reportId: string; grade: number | null },
  at: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update intake.questions set done_at = ${at}, answered = ${of.grade !== null}, grade = ${of.grade}
     where region_id = ${regionId} and survey_id = ${of.surveyId} and report_id = ${of.reportId} and done_at is null and until >= ${at}`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

/** Rung in vain; the last time she is given up. Undefined when nothing waits. */
export async function saveTry(
  tx: Tx,
  regionId: number,
  of: { surveyId: string; reportId: string },
  at: Date,
): Promise<{ over: boolean } | undefined> {
  const { rows } = await sql<{ over: boolean }>`
    update intake.questions set tries = tries + 1, done_at = case when tries + 1 >= ${questionTries} then ${at}::timestamptz end
     where region_id = ${regionId} and survey_id = ${of.surveyId} and report_id = ${of.reportId} and done_at is null and until >= ${at}
    returning done_at is not null as over`.execute(tx);
  return rows[0];
}

export type ToAsk = { scope: RawBuilder<boolean>; notOf: readonly number[]; personId: string };
const toAsk = (regionId: number, { scope, notOf, personId }: ToAsk, at: Date): RawBuilder<unknown> => sql`
  from intake.questions q join cases.cases c on c.region_id = ${regionId} and c.id = q.case_id
 where q.region_id = ${regionId} and q.way = 'call' and q.done_at is null and q.until >= ${at} and ${scope}
   and q.unit_id <> all(${[...notOf]}::int[])
   and not exists (select from cases.handlings h where h.region_id = ${regionId} and h.case_id = q.case_id and h.person_id = ${personId}::uuid)`;

/** Is it this caller's to ask? */
export async function mayAsk(
  tx: Tx,
  regionId: number,
  of: { surveyId: string; reportId: string },
  by: ToAsk,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 ${toAsk(regionId, by, at)} and q.survey_id = ${of.surveyId} and q.report_id = ${of.reportId}`.execute(tx);
  return rows.length > 0;
}

export async function questionsPage(
  tx: Tx,
  regionId: number,
  by: ToAsk,
  query: { after?: string | undefined; limit?: number | undefined },
  at: Date,
) {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string', 'string');
  const { rows } = await sql<{
    surveyId: string;
    reportId: string;
    caseId: string;
    number: string;
    title: string;
    question: string;
    until: Date;
    cursor: string;
    tries: number;
  }>`
    select q.survey_id as "surveyId", q.report_id as "reportId", q.case_id as "caseId", c.number, c.title, q.text as question, q.until,
           q.until::text as cursor, q.tries
      ${toAsk(regionId, by, at)}
       ${after ? sql`and (q.until, q.report_id, q.survey_id) > (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::uuid)` : sql``}
     order by q.until, q.report_id, q.survey_id limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.cursor, row.reportId, row.surveyId],
    ({ until, cursor: _cursor, ...row }) => ({ ...row, until: until.toISOString() }),
  );
}

/** How far surveys have come, unit by unit. */
export async function askedOf(tx: Tx, regionId: number, surveyIds: readonly string[]) {
  const { rows } = await sql<{ surveyId: string; unitId: number; asked: number; answered: number; givenUp: number }>`
    select survey_id as "surveyId", unit_id as "unitId", count(*)::int as asked, count(*) filter (where answered)::int as answered,
           count(*) filter (where done_at is not null and not answered)::int as "givenUp"
      from intake.questions where region_id = ${regionId} and survey_id = any(${[...surveyIds]}::uuid[])
     group by survey_id, unit_id order by unit_id`.execute(tx);
  return rows;
}

/** Unit by unit how many were asked and how many gave 1 to 5. */
export async function countAnswers(tx: Tx, regionId: number, surveyId: string) {
  const { rows } = await sql<{ unitId: number; asked: number; answers: number[] }>`
    select unit_id as "unitId", count(*)::int as asked,
           array[count(*) filter (where grade = 1), count(*) filter (where grade = 2), count(*) filter (where grade = 3),
                 count(*) filter (where grade = 4), count(*) filter (where grade = 5)]::int[] as answers
      from intake.questions where region_id = ${regionId} and survey_id = ${surveyId} group by unit_id order by unit_id`.execute(
    tx,
  );
  return rows;
}

/** Nobody is asked any more, and how each answered stands nowhere. */
export async function endQuestions(tx: Tx, regionId: number, surveyId: string, at: Date): Promise<void> {
  await sql`
    update intake.questions set grade = null, done_at = coalesce(done_at, ${at})
     where region_id = ${regionId} and survey_id = ${surveyId}`.execute(tx);
}

/** Whoever takes her number away is not rung any more. */
export async function noMoreQuestions(tx: Tx, regionId: number, reportIds: readonly string[], at: Date): Promise<void> {
  await sql`
    update intake.questions set done_at = ${at}
     where region_id = ${regionId} and report_id = any(${[...reportIds]}::uuid[]) and way = 'call' and done_at is null`.execute(
    tx,
  );
}
