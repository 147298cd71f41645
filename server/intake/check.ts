/** What this room promises and can prove on any database: no report ends without an answer to its reporter. */
import { sql } from 'kysely';
import { walk, type Check, type CheckRow } from '#kit/check.ts';

type Judged = CheckRow & { holds: boolean };
const asJudged = (row: Judged): boolean => row.holds;

/** The case in which a report's case ends up: itself, or its master, or the master's master. */
const lastMaster = (regionId: number) => sql`
  lateral (
    with recursive chain (id, merged_into, is_open, steps) as (
      select c.id, c.merged_into, c.is_open, 0 from cases.cases c where c.region_id = ${regionId} and c.id = r.case_id
      union all
      select m.id, m.merged_into, m.is_open, h.steps + 1 from chain h join cases.cases m on m.id = h.merged_into
       where m.region_id = ${regionId} and h.steps < 100
    )
    select id, is_open, merged_into from chain order by steps desc limit 1
  ) last`;

/** Where the last case has ended, its answer exists and is the report's; where it is open the reporter still waits. */
const hasItsAnswer = sql<boolean>`
  coalesce(last.merged_into is null and (last.is_open or exists (
    select 1 from cases.answers a
     where a.region_id = r.region_id and a.case_id = last.id and a.case_id = r.answer_case_id and a.n = r.answer_n
       and r.answered_at is not null)
    -- On its way: the case has answered, and so many reports follow in small steps.
    or exists (select 1 from intake.answering w where w.region_id = r.region_id and w.report_id = r.id and w.case_id = last.id)
    or exists (select 1 from intake.joining j where j.region_id = r.region_id and j.case_id = r.case_id and j.report_id = r.id)), false)`;

/** Every report has a case, and where that case has ended, an answer of it. */
const reportAnswered: Check = {
  invariant: 'report_answered',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select r.id as key, ${hasItsAnswer} as holds
            from (select * from intake.reports where region_id = ${regionId} ${after === null ? sql`` : sql`and id > ${after}::uuid`}
                   order by id limit ${limit}) r
            left join ${lastMaster(regionId)} on true
           order by r.id`.execute(tx);
        return rows;
      },
      asJudged,
    ),
};

/** Among them those that were merged: they wait for their master, and with it they are all answered. */
const mergedAllAnswered: Check = {
  invariant: 'merged_all_answered',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select r.id as key, ${hasItsAnswer} as holds
            from (select r.* from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
                   where r.region_id = ${regionId} and c.state = 'merged' ${after === null ? sql`` : sql`and r.id > ${after}::uuid`}
                   order by r.id limit ${limit}) r
            left join ${lastMaster(regionId)} on true
           order by r.id`.execute(tx);
        return rows;
      },
      asJudged,
    ),
};

export const intakeChecks: Check[] = [reportAnswered, mergedAllAnswered];
