/** 回访台 as it is shown. Who the reporter is stands in another room, opened with a reason. */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import type { CallbackResult, CallbackRow, callbackFigures, listCallbacks, listReviews } from '#contract/callbacks.ts';
import { localDate } from '#contract/calendar.ts';
import { lamp } from '#contract/worktime.ts';
import { caseScope, inSight, knowsReporter, sightOf, toldInConfidence } from '#access';
import { calendarOf } from '#catalogue';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { decideBy } from '../case.rules.ts';
import { rulesOf } from '../templates.ts';
import { narrowed } from '../narrowed.ts';
import { caseRows } from '../views.ts';
import { usualTries } from './actions.ts';

type FromDb = {
  caseId: string;
  reportId: string;
  n: number;
  dueAt: Date;
  tries: number;
  triedAt: Date | null;
  takenBy: string | null;
  doneAt: Date | null;
  doneBy: string | null;
  reached: boolean | null;
  refused: boolean;
  solved: boolean | null;
  satisfied: boolean | null;
  remark: string | null;
  answer: string | null;
  template: string;
  templateVersion: number;
  cursor: string;
};
/** `k` is cases.callbacks, `c` its case. */
const columns = (regionId: number, at: Date, actor: Actor) => sql`
  k.case_id as "caseId", k.report_id as "reportId", k.n, k.due_at as "dueAt", k.tries, k.tried_at as "triedAt", k.done_at as "doneAt", d.name as "doneBy",
  k.reached, k.refused, k.solved, k.satisfied, case when ${knowsReporter(actor)} or not coalesce(${toldInConfidence}, c.confidential) then k.remark end as remark, c.template, c.template_version as "templateVersion",
  case when k.taken_until >= ${at} and k.taken_by <> ${actor.personId}::uuid then t.name end as "takenBy",
  (select a.text from cases.answers a where a.region_id = ${regionId} and a.case_id = c.id and a.n = c.answer_n) as answer`;
const joins = (regionId: number) => sql`
  join cases.cases c on c.region_id = ${regionId} and c.id = k.case_id
  left join intake.reports r on r.region_id = ${regionId} and r.id = k.report_id
  left join access.people d on d.region_id = ${regionId} and d.id = k.done_by
  left join access.people t on t.region_id = ${regionId} and t.id = k.taken_by`;

const resultOf = (row: FromDb): CallbackResult | null => {
  if (row.doneAt === null) return null;
  if (!row.reached) return 'not_reached';
  if (row.refused) return 'refused';
  return row.solved === null ? 'unsaid' : row.solved ? 'solved' : 'unsolved';
};
const withResult: Record<CallbackResult, RawBuilder<boolean>> = {
  solved: sql<boolean>`(k.reached and not k.refused and k.solved)`,
  unsolved: sql<boolean>`(k.reached and not k.refused and not k.solved)`,
  unsaid: sql<boolean>`(k.reached and not k.refused and k.solved is null)`,
  refused: sql<boolean>`k.refused`,
  not_reached: sql<boolean>`not k.reached`,
};

async function shown(tx: Tx, actor: Actor, rows: readonly FromDb[], at: Date): Promise<Map<FromDb, CallbackRow>> {
  const { regionId } = actor;
  const lines = await caseRows(tx, actor, [...new Set(rows.map(({ caseId }) => caseId))], at);
  const told = new Map<FromDb, CallbackRow>();
  for (const row of rows) {
    const { template, templateVersion } = row;
    const { callback } = await rulesOf(tx, { regionId, template, templateVersion });
    told.set(row, {
      case: lines.get(row.caseId)!,
      reportId: row.reportId,
      n: row.n,
      dueAt: row.dueAt.toISOString(),
      lamp: row.doneAt ? 'none' : lamp(at, null, row.dueAt),
      tries: row.tries,
      triesAllowed: callback.tries ?? usualTries,
      triedAt: row.triedAt?.toISOString() ?? null,
      takenBy: row.takenBy,
      doneAt: row.doneAt?.toISOString() ?? null,
      doneBy: row.doneAt ? row.doneBy : null,
      result: resultOf(row),
      satisfied: row.satisfied,
      remark: row.remark,
      answer: row.answer,
    });
  }
  return told;
}

type Query = Static<NonNullable<typeof listCallbacks.query>>;
export async function callbacksPage(
  tx: Tx,
  actor: Actor,
  query: Query,
  at: Date,
): Promise<Static<typeof listCallbacks.reply>> {
  const { regionId } = actor;
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string', 'string', 'number');
  const done = query.done ?? query.result !== undefined;
  const key = done ? sql`k.done_at` : sql`k.due_at`;
  const where: RawBuilder<boolean>[] = [
    caseScope(actor),
    ...(await narrowed(tx, regionId, query)),
    done ? sql<boolean>`k.done_at is not null` : sql<boolean>`k.done_at is null`,
  ];
  if (query.due === 'overdue') where.push(sql<boolean>`k.due_at < ${at}`);
  if (query.due === 'today') {
    const today = localDate(at, actor.timeZone);
    where.push(sql<boolean>`(k.due_at at time zone ${actor.timeZone})::date = ${today}::date`);
  }
  if (query.result) where.push(withResult[query.result]);
  if (query.tried !== undefined) where.push(query.tried ? sql<boolean>`k.tries > 0` : sql<boolean>`k.tries = 0`);
  if (query.matterId !== undefined) where.push(sql<boolean>`c.matter_id = ${query.matterId}`);
  if (query.from) where.push(sql<boolean>`k.done_at >= ${query.from}::timestamptz`);
  if (query.to) where.push(sql<boolean>`k.done_at < ${query.to}::timestamptz`);
  if (after)
    where.push(
      done
        ? sql<boolean>`(k.done_at, k.case_id, k.report_id, k.n) < (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::uuid, ${after[3]}::int)`
        : sql<boolean>`(k.due_at, k.case_id, k.report_id, k.n) > (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::uuid, ${after[3]}::int)`,
    );
  const order = done
    ? sql`k.done_at desc, k.case_id desc, k.report_id desc, k.n desc`
    : sql`k.due_at, k.case_id, k.report_id, k.n`;
  const { rows } = await sql<FromDb>`
    select ${columns(regionId, at, actor)}, ${key}::text as cursor from cases.callbacks k ${joins(regionId)}
     where k.region_id = ${regionId} and ${sql.join(where, sql` and `)} order by ${order} limit ${limit + 1}`.execute(
    tx,
  );
  const told = await shown(tx, actor, rows.slice(0, limit), at);
  return pageOf(
    rows,
    limit,
    (row) => [row.cursor, row.caseId, row.reportId, row.n],
    (row) => told.get(row)!,
  );
}

export async function oneCallback(
  tx: Tx,
  actor: Actor,
  of: { caseId: string; reportId: string; n: number },
  at: Date,
): Promise<CallbackRow | null> {
  const { regionId } = actor;
  const { rows } = await sql<FromDb>`
    select ${columns(regionId, at, actor)}, '' as cursor from cases.callbacks k ${joins(regionId)}
     where k.region_id = ${regionId} and k.case_id = ${of.caseId} and k.report_id = ${of.reportId} and k.n = ${of.n} and ${caseScope(actor)}`.execute(
    tx,
  );
  return rows[0] ? (await shown(tx, actor, [rows[0]], at)).get(rows[0])! : null;
}

/** Days are the district's own. What waits is counted to 10,000. */
export async function figuresOfCallbacks(
  tx: Tx,
  actor: Actor,
  days: { from: string; to: string },
  at: Date,
): Promise<Static<typeof callbackFigures.reply>> {
  const { regionId, timeZone } = actor;
  const seen = inSight(regionId, sightOf(actor), sql`k.case_id`);
  const { rows } = await sql<Static<typeof callbackFigures.reply>>`
    select w.waiting, w.overdue, d.* from (
      select count(*)::int as waiting, count(*) filter (where x.due_at < ${at})::int as overdue from (
        select k.due_at from cases.callbacks k
         where k.region_id = ${regionId} and k.done_at is null and ${seen} order by k.due_at limit 10000) x) w
     cross join (
      select count(*)::int as done,
             count(*) filter (where k.reached)::int as reached, count(*) filter (where k.refused)::int as refused,
             count(*) filter (where not k.reached)::int as "notReached",
             count(k.solved)::int as "solvedKnown", count(*) filter (where k.solved)::int as solved,
             count(k.satisfied)::int as "satisfiedKnown", count(*) filter (where k.satisfied)::int as satisfied
        from cases.callbacks k
       where k.region_id = ${regionId} and k.done_at >= (${days.from}::date)::timestamp at time zone ${timeZone}
         and k.done_at < (${days.to}::date + 1)::timestamp at time zone ${timeZone} and ${seen}) d`.execute(tx);
  return rows[0]!;
}

/** 待复核, by what is to be decided first. What a reporter told in confidence stands on the case, for those who may know her. */
export async function reviewsPage(
  tx: Tx,
  actor: Actor,
  query: { after?: string | undefined; limit?: number | undefined },
  at: Date,
): Promise<Static<typeof listReviews.reply>> {
  const { regionId } = actor;
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<{
    id: string;
    saidAt: Date;
    cursor: string;
    reason: string | null;
    answer: string | null;
    reopened: number;
  }>`
    select c.id, c.unsolved_at as "saidAt", c.unsolved_at::text as cursor, c.reopened,
           (select a.text from cases.answers a where a.region_id = ${regionId} and a.case_id = c.id and a.n = c.answer_n) as answer,
           coalesce(
             (select nullif(f.data->>'reason', '') from kit.facts f
               where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = c.id::text and f.kind = 'case.unsolved'
                 and f.happened_at >= c.unsolved_at order by f.n limit 1),
             (select k.remark from cases.callbacks k left join intake.reports r on r.region_id = ${regionId} and r.id = k.report_id
               where k.region_id = ${regionId} and k.case_id = c.id and not k.solved
                 and not coalesce(${toldInConfidence}, c.confidential)
               order by k.done_at desc limit 1)) as reason
      from cases.cases c
     where c.region_id = ${regionId} and c.unsolved_at is not null and ${caseScope(actor)}
       ${after ? sql`and (c.unsolved_at, c.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by c.unsolved_at, c.id limit ${limit + 1}`.execute(tx);
  const { calendar } = await calendarOf(tx, regionId);
  const lines = await caseRows(
    tx,
    actor,
    rows.map(({ id }) => id),
    at,
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.cursor, row.id],
    ({ id, saidAt, reason, answer, reopened }) => {
      const by = decideBy(saidAt, calendar);
      return {
        case: lines.get(id)!,
        saidAt: saidAt.toISOString(),
        decideBy: by?.toISOString() ?? null,
        lamp: lamp(at, null, by),
        reason: reason ?? '',
        answer,
        reopened,
      };
    },
  );
}
