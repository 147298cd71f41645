/**
 * The promises of the loop, proved row by row on any database. Constraints keep most of them as long as they stand; these
 * look at what is really there, also after somebody with the owner's rights was at work.
 */
import { sql, type RawBuilder } from 'kysely';
import { endStates, holderSide, refusalReasons, voidReasons, type State } from '#contract/cases.ts';
import type { Calendar, Limit } from '#contract/worktime.ts';
import { calendarOf } from '#catalogue';
import { walk, type Check, type CheckRow } from '#kit/check.ts';
import { sha256 } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { fileName } from '#kit/files.ts';
import { carriesMore, clockHolds, legalHistory, tellingKinds, type CountedClock } from './check.rules.ts';
import type { ClockName, PauseNow } from './lifecycle.ts';
import { shipped } from './shipped.rules.ts';
import { factsDigest } from './store.ts';

type Judged = CheckRow & { holds: boolean };
const asJudged = (row: Judged): boolean => row.holds;

/** One page of cases in the order of their ids, as the relation `c`. */
const casesAfter = (regionId: number, after: string | null, limit: number) => sql`
  (select * from cases.cases where region_id = ${regionId} ${after === null ? sql`` : sql`and id > ${after}::uuid`}
    order by id limit ${limit}) c`;

/** Every open case is held by the one unit whose turn it is; an ended one by nobody. */
const oneHolder: Check = {
  invariant: 'one_holder',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select c.id as key, coalesce(case
                   when not c.is_open then c.holder_unit_id is null and c.holder_person_id is null
                   when side.of = 'lead' then c.holder_unit_id = c.lead_unit_id
                   else u.kind = side.of end, false) as holds
            from ${casesAfter(regionId, after, limit)}
           cross join lateral (select ${JSON.stringify(holderSide)}::jsonb ->> c.state as of) side
            left join access.units u on u.region_id = ${regionId} and u.id = c.holder_unit_id
           order by c.id`.execute(tx);
        return rows;
      },
      asJudged,
    ),
};

/** From dispatch to close exactly one live lead, and the row names it; before and after, none. */
const oneLead: Check = {
  invariant: 'one_lead',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select c.id as key, case
                   when c.state in ('dispatched', 'signed', 'handled', 'checked')
                     then coalesce(l.n = 1 and l.unit_id = c.lead_unit_id, false)
                   else l.n = 0 end as holds
            from ${casesAfter(regionId, after, limit)}
           cross join lateral (
             select count(*)::int as n, min(a.unit_id) as unit_id from cases.assignments a
              where a.region_id = ${regionId} and a.case_id = c.id and a.live and a.role = 'lead') l
           order by c.id`.execute(tx);
        return rows;
      },
      asJudged,
    ),
};

/** An open case has one open stage: its state, its holder, its clock (running, or hanging with a reason); an ended one none. */
const oneStageClock: Check = {
  invariant: 'one_stage_clock',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select c.id as key, case when not c.is_open then s.n = 0 and c.stage_due_at is null else coalesce(
                   s.n = 1 and s.holds and (c.stage_due_at is not null or (c.suspended_at is not null and exists (
                     select from cases.pauses p where p.region_id = ${regionId} and p.case_id = c.id and p.to_at is null
                        and p.reason = 'suspended'))), false) end as holds
            from ${casesAfter(regionId, after, limit)}
           cross join lateral (
             select count(*)::int as n, bool_and(s.state = c.state and s.unit_id = c.holder_unit_id and s.n = c.stage_n
                      and s.due_at is not distinct from c.stage_due_at and s.warn_at is not distinct from c.stage_warn_at) as holds
               from cases.stages s where s.region_id = ${regionId} and s.case_id = c.id and s.ended_at is null) s
           order by c.id`.execute(tx);
        return rows;
      },
      asJudged,
    ),
};

type WithFacts = CheckRow & {
  state: State;
  facts: [kind: string, at: number, actor: string, post: string | null, data: Record<string, unknown> | null][] | null;
};
const epoch = (instant: string) => sql.raw(`round(date_part('epoch', ${instant}) * 1000)`);
/** The facts of a case are a way through the table of moves, each made by a post that may, and end where the row stands. */
const legalMoves: Check = {
  invariant: 'legal_moves',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<WithFacts>`
          select c.id as key, c.state, (
                   select json_agg(json_build_array(f.kind, ${epoch('f.happened_at')}, f.actor_kind, f.post,
                                     case when f.kind = any(${[...tellingKinds]}::text[]) then f.data end) order by f.n)
                     from kit.facts f where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = c.id::text) as facts
            from ${casesAfter(regionId, after, limit)} order by c.id`.execute(tx);
        return rows;
      },
      ({ facts, state }) =>
        legalHistory(
          (facts ?? []).map(([kind, at, actor, post, data]) => ({ kind, at, actor, post, data: data ?? {} })),
          state,
        ),
    ),
};

/** Who checked never shares a root unit with who handled; the handler's root is read from the assignment again. */
const checkByOtherRootUnit: Check = {
  invariant: 'check_by_other_root_unit',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select c.id as key, k.n as count, coalesce(k.holds, true) as holds
            from ${casesAfter(regionId, after, limit)}
           cross join lateral (
             select count(*)::int as n, bool_and(a.case_id = k.case_id and k.checker_root_unit_id <> a.root_unit_id
                      and k.handler_root_unit_id = a.root_unit_id) as holds
               from cases.checks k join cases.assignments a on a.region_id = ${regionId} and a.id = k.assignment_id
              where k.region_id = ${regionId} and k.case_id = c.id) k
           order by c.id`.execute(tx);
        return rows;
      },
      asJudged,
    ),
};

type StoredClock = [
  of: string,
  started: number,
  limit: Limit,
  ended: number | null,
  warn: number | null,
  due: number | null,
];
type WithClocks = CheckRow & {
  calendarId: number;
  calendarVersion: number;
  stages: StoredClock[];
  rounds: StoredClock[] | null;
  whole: StoredClock | null;
  wholeEmpty: boolean;
  handlingDue: number | null;
  papers: StoredClock[] | null;
  pauses: [n: number, clocks: ClockName[], from: number, to: number | null, reason: PauseNow['reason']][] | null;
  recounted: { at: number; version: number; before: number | null }[] | null;
};
const instant = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/** Every warning and deadline, of stages, handling rounds and cases, comes out again from start, limit, calendar and pauses. */
const deadlineRecomputed: Check = {
  invariant: 'deadline_recomputed',
  async run(tx, regionId, tools) {
    const kept = new Map<string, Calendar>();
    const calendarsFor = async (row: WithClocks, endedAt: number | null): Promise<Calendar[]> => {
      const found: Calendar[] = [];
      for (const version of versionsFor(row, endedAt)) {
        const key = `${row.calendarId}/${version}`;
        const calendar = kept.get(key) ?? (await calendarOf(tx, regionId, row.calendarId, version)).calendar;
        kept.set(key, calendar);
        found.push(calendar);
      }
      return found;
    };
    return walk(
      tools,
      (after, limit) => clocksAfter(tx, regionId, after, limit),
      async (row) => {
        const pauses = (row.pauses ?? []).map(([n, clocks, from, to, reason]) => ({
          n,
          clocks,
          from: new Date(from),
          to: instant(to),
          reason,
        }));
        // A recounting is rare: for nearly every case all its clocks were counted on one calendar.
        const always = row.recounted === null ? await calendarsFor(row, null) : undefined;
        const holds = async (clock: ClockName, stored: StoredClock, stopped = pauses) => {
          const [state, started, limit, ended, warn, due] = stored;
          const counted: CountedClock = {
            clock,
            ...(clock === 'stage' && state !== '' ? { state } : {}),
            startedAt: new Date(started),
            limit,
            endedAt: instant(ended),
            warnAt: instant(warn),
            dueAt: instant(due),
          };
          return clockHolds(counted, stopped, always ?? (await calendarsFor(row, ended)));
        };
        for (const stage of row.stages) if (!(await holds('stage', stage))) return false;
        for (const round of row.rounds ?? []) if (!(await holds('handling', round))) return false;
        // A paper's clock is not paused with the case.
        for (const paper of row.papers ?? []) if (!(await holds('stage', paper, []))) return false;
        const live = (row.rounds ?? []).find(([, , , ended]) => ended === null);
        if ((live?.[5] ?? null) !== row.handlingDue) return false;
        return row.whole ? holds('case', row.whole) : row.wholeEmpty;
      },
      500,
    );
  },
};

async function clocksAfter(tx: Tx, regionId: number, after: string | null, limit: number): Promise<WithClocks[]> {
  const clock = (alias: string, of: string, started: string, ended: string) => sql`
    json_build_array(${sql.raw(of)}, ${epoch(`${alias}.${started}`)}, ${sql.ref(`${alias}.time_limit`)}, ${epoch(`${alias}.${ended}`)},
                     ${epoch(`${alias}.warn_at`)}, ${epoch(`${alias}.due_at`)})`;
  const { rows } = await sql<WithClocks>`
    select c.id as key, c.calendar_id as "calendarId", c.calendar_version as "calendarVersion", s.list as stages, h.list as rounds,
           case when c.case_limit is not null then json_build_array('', ${epoch('c.case_started_at')}, c.case_limit,
             ${epoch('c.ended_at')}, ${epoch('c.case_warn_at')}, ${epoch('c.case_due_at')}) end as whole,
           c.case_due_at is null and c.case_warn_at is null as "wholeEmpty", ${epoch('c.handling_due_at')} as "handlingDue",
           (select json_agg(${clock('p', `''`, 'asked_at', 'done_at')} order by p.n)
              from cases.papers p where p.region_id = ${regionId} and p.case_id = c.id) as papers,
           s.n + coalesce(h.n, 0) + (c.case_limit is not null)::int as count,
           (select json_agg(json_build_array(p.n, p.clocks, ${epoch('p.from_at')}, ${epoch('p.to_at')}, p.reason) order by p.n)
              from cases.pauses p where p.region_id = ${regionId} and p.case_id = c.id) as pauses,
           -- On a first version nothing was ever recounted.
           case when c.calendar_version > 1 then (
             select json_agg(json_build_object('at', ${epoch('f.happened_at')}, 'version', f.data->'version', 'before', f.data->'before') order by f.n)
               from kit.facts f where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = c.id::text
                and f.kind = 'case.recomputed') end as recounted
      from ${casesAfter(regionId, after, limit)}
     cross join lateral (
       select coalesce(json_agg(${clock('s', 's.state', 'started_at', 'ended_at')} order by s.n), '[]') as list, count(*)::int as n
         from cases.stages s where s.region_id = ${regionId} and s.case_id = c.id) s
     cross join lateral (
       select json_agg(${clock('h', `''`, 'started_at', 'ended_at')} order by h.n) as list, count(*)::int as n
         from cases.handlings h where h.region_id = ${regionId} and h.case_id = c.id) h
     order by c.id`.execute(tx);
  return rows;
}

/** The calendar versions a clock may have been counted on: the one in force when it ended, told by the facts of recounting. */
function versionsFor({ calendarVersion, recounted }: WithClocks, endedAt: number | null): number[] {
  if (endedAt === null || recounted === null) return [calendarVersion];
  const earlier = recounted.filter(({ at }) => at <= endedAt);
  const next = recounted[earlier.length];
  const current = earlier.at(-1);
  // Ended at the very moment of a recounting: the facts do not say which of the two came first.
  if (current && current.at === endedAt) return [current.version, current.before ?? current.version - 1];
  if (current) return [current.version];
  if (next!.before !== null) return [next!.before];
  return Array.from({ length: next!.version - 1 }, (_, i) => i + 1);
}

/** An ended case says when, why (refused and voided: one of the lawful reasons) and with which answer; an open one does not. */
const endedHasReason: Check = {
  invariant: 'ended_has_reason',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select c.id as key, coalesce(case
                   when c.is_open then c.ended_at is null and c.end_reason is null
                   when c.ended_at is null or c.end_reason is null or btrim(c.end_reason) = '' then false
                   when not c.state = any(${[...endStates]}::text[]) then false
                   when c.state = 'merged' then exists (
                     select from cases.cases m where m.region_id = ${regionId} and m.id = c.merged_into and m.id <> c.id)
                   when c.state = 'refused' and not c.end_reason = any(${[...refusalReasons]}::text[]) then false
                   when c.state = 'voided' and not c.end_reason = any(${[...voidReasons]}::text[]) then false
                   else exists (select from cases.answers a
                     where a.region_id = ${regionId} and a.case_id = c.id and a.n = c.answer_n) end, false) as holds
            from ${casesAfter(regionId, after, limit)} order by c.id`.execute(tx);
        return rows;
      },
      asJudged,
    ),
};

type Subject = CheckRow & { subject: string; n: number; last: number };
/** Facts count 1, 2, 3 … within each subject, whoever wrote them, and a case's version is the number of its last one. */
const factsGapFree: Check = {
  invariant: 'facts_gap_free',
  async run(tx, regionId, tools) {
    const subjects = await walk<Subject>(
      tools,
      async (after, limit) => {
        const [subject, id] = after === null ? ['', ''] : (JSON.parse(after) as [string, string]);
        const { rows } = await sql<{ subject: string; id: string; n: number; last: number }>`
          select f.subject, f.subject_id as id, count(*)::int as n, max(f.n)::int as last from kit.facts f
           where f.region_id = ${regionId} and (f.subject, f.subject_id) > (${subject}, ${id})
           group by f.subject, f.subject_id order by f.subject, f.subject_id limit ${limit}`.execute(tx);
        return rows.map((row) => ({
          ...row,
          key: JSON.stringify([row.subject, row.id]),
          id: row.subject === 'case' ? row.id : `${row.subject} ${row.id}`,
        }));
      },
      ({ n, last }) => n === last,
      5000,
    );
    const versions = await walk<Judged>(
      { ...tools, progress: () => {} },
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select c.id as key, coalesce(c.version = (
                   select max(f.n) from kit.facts f
                    where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = c.id::text), false) as holds
            from ${casesAfter(regionId, after, limit)} order by c.id`.execute(tx);
        return rows;
      },
      asJudged,
    );
    const more = versions.broken.filter((id) => !subjects.broken.includes(id));
    return {
      checked: subjects.checked,
      broken: [...subjects.broken, ...more].slice(0, 20),
      brokenCount: subjects.brokenCount + versions.brokenCount - (versions.broken.length - more.length),
    };
  },
};

type StoredPhoto = CheckRow & { state: string; sha256: Buffer | null };
/** A photo that can be fetched was redrawn by us and holds only its picture; one that waits or was refused cannot be fetched. */
const noUnprocessedPhotoServed: Check = {
  invariant: 'no_unprocessed_photo_served',
  run: (tx, regionId, tools) =>
    walk<StoredPhoto>(
      tools,
      async (after, limit) => {
        const { rows } = await sql<StoredPhoto>`
          select p.id as key, p.state, p.sha256 from cases.photos p
           where p.region_id = ${regionId} ${after === null ? sql`` : sql`and p.id > ${after}::uuid`} order by p.id limit ${limit}`.execute(
          tx,
        );
        return rows;
      },
      async ({ key, state, sha256: expected }) => {
        const served = await tools.files.read(fileName('photo', regionId, key, '.jpg'));
        if (state !== 'ready') return served === undefined;
        return served !== undefined && expected !== null && sha256(served).equals(expected) && !carriesMore(served);
      },
      200,
    ),
};

/** A check of one statement over pages of cases that says of each whether it holds. */
const eachCase = (invariant: string, holds: (regionId: number) => RawBuilder<unknown>): Check => ({
  invariant,
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select c.id as key, coalesce(${holds(regionId)}, false) as holds
            from ${casesAfter(regionId, after, limit)} order by c.id`.execute(tx);
        return rows;
      },
      asJudged,
    ),
});

/** What was asked about the handling is answered when the case ends; what hangs is looked at again (by templates, version 1 on). */
const papersAnswered = eachCase(
  'papers_answered',
  (regionId) => sql`
    (c.is_open or not exists (select from cases.papers p where p.region_id = ${regionId} and p.case_id = c.id and p.done_at is null
                                 and p.kind in ('extension', 'suspension', 'review', 'supervision', 'forced_close')))
    and (c.template_version = 0 or (c.suspended_at is not null) = exists (
          select from cases.papers p where p.region_id = ${regionId} and p.case_id = c.id and p.done_at is null and p.kind = 'review'))
    and c.extensions = (select count(*) from cases.papers p
                         where p.region_id = ${regionId} and p.case_id = c.id and p.kind = 'extension' and p.outcome = 'accepted')`,
);
/** What must end before the case is counted as often as it began and did not end, and a closed case has nothing of it left. */
const childrenCounted = eachCase(
  'children_counted',
  (regionId) => sql`
    c.open_children = (
      select coalesce(sum(case f.kind when 'case.child_began' then 1 when 'case.split' then 1 when 'case.child_ended' then -1 else 0 end), 0)
        from kit.facts f where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = c.id::text)
    and (c.state <> 'closed' or c.end_reason = 'forced' or c.open_children = 0)`,
);
/** Whom nobody called yet stands in the queue of those who call, and nobody else: the case says what its calls say. */
const callBackStands = eachCase(
  'call_back_stands',
  (regionId) => sql`
    c.to_call_back = exists (select from cases.callbacks k where k.region_id = ${regionId} and k.case_id = c.id and k.done_at is null)`,
);
/** What the lists of units are read from says of every case whose it is, and of none that it is anybody else's. */
const partiesStand: Check = {
  invariant: 'parties_stand',
  async run(tx, regionId, tools) {
    const named = await eachCase(
      'parties_stand',
      () => sql`
        not exists (select from unnest(c.party_units) u (id)
                     where not exists (select from cases.parties p where p.region_id = c.region_id and p.unit_id = u.id
                                                                      and p.opened_at = c.opened_at and p.case_id = c.id))`,
    ).run(tx, regionId, tools);
    const { rows: others } = await sql<{ id: string }>`
      select p.case_id as id from cases.parties p left join cases.cases c on c.region_id = p.region_id and c.id = p.case_id
       where p.region_id = ${regionId} and (c.opened_at = p.opened_at and p.unit_id = any(c.party_units)) is not true
       limit 10000`.execute(tx);
    const wanted = sql`
      select u.id as unit_id, t.ended_at, t.id as task_id, t.case_id
        from cases.tasks t join cases.cases c on c.region_id = t.region_id and c.id = t.case_id cross join lateral unnest(c.party_units) u (id)
       where t.region_id = ${regionId} and t.ended_at is not null`;
    const there = sql`select p.unit_id, p.ended_at, p.task_id, p.case_id from cases.task_parties p where p.region_id = ${regionId}`;
    const { rows: tasks } = await sql<{ id: string }>`
      select distinct d.task_id as id from ((${wanted} except ${there}) union all (${there} except ${wanted})) d limit 10000`.execute(
      tx,
    );
    const besides = [...others, ...tasks].map(({ id }) => id);
    return {
      checked: named.checked,
      broken: [...named.broken, ...besides].slice(0, 20),
      brokenCount: named.brokenCount + besides.length,
    };
  },
};
type TaskRow = CheckRow & {
  holds: boolean;
  started: number;
  limit: Limit | null;
  warn: number | null;
  due: number | null;
  calendarId: number;
  calendarVersion: number;
};
/** Walks the tasks, `x`, with their cases, `c`. */
const eachTask = (
  invariant: string,
  holds: (regionId: number) => RawBuilder<unknown>,
  more: (row: TaskRow, calendarOfCase: () => Promise<Calendar>) => boolean | Promise<boolean> = () => true,
): Check => ({
  invariant,
  run: (tx, regionId, tools) =>
    walk<TaskRow>(
      tools,
      async (after, limit) => {
        const { rows } = await sql<TaskRow>`
          select x.id as key, coalesce(${holds(regionId)}, false) as holds, ${epoch('x.started_at')} as started,
                 case when x.purpose <> 'joint' or x.clock = 'rule' then x.time_limit end as "limit", ${epoch('x.warn_at')} as warn,
                 ${epoch('x.due_at')} as due, c.calendar_id as "calendarId", c.calendar_version as "calendarVersion"
            from cases.tasks x join cases.cases c on c.region_id = ${regionId} and c.id = x.case_id
           where x.region_id = ${regionId} ${after === null ? sql`` : sql`and x.id > ${after}::uuid`} order by x.id limit ${limit}`.execute(
          tx,
        );
        return rows;
      },
      async (row) =>
        row.holds &&
        (await more(row, async () => (await calendarOf(tx, regionId, row.calendarId, row.calendarVersion)).calendar)),
    ),
});
/** A whistle part, like any task, has one clock while somebody owes something; where it is its own, it comes out again. */
const oneTaskClock = eachTask(
  'one_task_clock',
  () => sql`(x.clock is not null or x.state not in ('called', 'objected', 'begun')) and (x.clock is null or x.is_open) and (x.state <> 'handed_back' or coalesce(x.clock, 'confirm') = 'confirm') and (x.clock is null) = (x.due_at is null and x.time_limit is null)
            or (x.purpose = 'joint' and x.clock is not null and c.suspended_at is not null)`,
  async ({ limit, started, warn, due }, calendarOfCase) =>
    limit === null ||
    clockHolds(
      {
        clock: 'stage',
        startedAt: new Date(started),
        limit,
        endedAt: null,
        warnAt: instant(warn),
        dueAt: instant(due),
      },
      [],
      [await calendarOfCase()],
    ),
);
/** 主办/协办: no case ended over an open task, an open one is counted in its case, and a joint one is never due after it. */
const taskWithinCase = eachTask(
  'task_within_case',
  (regionId) => sql`
    not x.is_open or (c.is_open
      and c.open_children >= (select count(*) from cases.tasks o where o.region_id = ${regionId} and o.case_id = c.id and o.is_open)
      and (x.purpose <> 'joint' or x.clock is null or x.clock = 'rule' or c.handling_due_at is null or x.due_at <= c.handling_due_at))`,
);
/** What a meeting resolved stands as a task, of a case of its agenda, and the meeting was held. */
const resolutionHasTask: Check = {
  invariant: 'resolution_has_task',
  run: (tx, regionId, tools) =>
    walk(
      tools,
      async (after, limit) => {
        const { rows } = await sql<Judged>`
          select f.id::text as key, f.subject_id as id, exists (
                   select from cases.tasks x join cases.meetings m on m.region_id = ${regionId} and m.id = x.call_id
                     join cases.meeting_cases g on g.region_id = ${regionId} and g.meeting_id = m.id and g.case_id = x.case_id
                    where x.region_id = ${regionId} and x.case_id = f.subject_id::uuid and x.purpose = 'resolution'
                      and x.call_id = (f.data ->> 'meetingId')::uuid and x.unit_id = (f.data ->> 'unitId')::int and m.state = 'held') as holds
            from kit.facts f where f.region_id = ${regionId} and f.kind = 'case.resolved_on' ${after === null ? sql`` : sql`and f.id > ${after}::bigint`}
           order by f.id limit ${limit}`.execute(tx);
        return rows;
      },
      asJudged,
    ),
};
/** 强制结案: somebody proposed it and somebody else approved it. */
const forcedByTwo = eachCase(
  'forced_by_two',
  (regionId) => sql`
    c.end_reason is distinct from 'forced' or exists (
      select from cases.papers p where p.region_id = ${regionId} and p.case_id = c.id and p.kind = 'forced_close'
         and p.outcome = 'accepted' and p.asked_by is not null and p.done_by is not null and p.asked_by <> p.done_by)`,
);
/** The unit a report is about never had it to handle, nor anything under the same root, once that was known. */
const targetHasNoPart = eachCase(
  'target_has_no_part',
  (regionId) => sql`
    c.about_root_unit_id is null or not exists (
      select from cases.assignments a where a.region_id = ${regionId} and a.case_id = c.id and a.root_unit_id = c.about_root_unit_id)`,
);
/** The rules a case names exist, and stand as they were published. */
const templateKnown = eachCase(
  'template_known',
  (regionId) => sql`
    c.template_version = 0 or (c.template_version = 1 and c.template = any(${Object.keys(shipped)}::text[]))
    or exists (select from cases.templates t where t.region_id = ${regionId} and t.name = c.template
                  and t.version = c.template_version and t.published_at is not null)`,
);
/** A file that was put away says the same as on the day it was. */
const archivedUnchanged: Check = {
  invariant: 'archived_unchanged',
  run: (tx, regionId, tools) =>
    walk<CheckRow & { digest: string | null; state: State }>(
      tools,
      async (after, limit) => {
        const { rows } = await sql<CheckRow & { digest: string | null; state: State }>`
          select c.id as key, c.archive_digest as digest, c.state from ${casesAfter(regionId, after, limit)} order by c.id`.execute(
          tx,
        );
        return rows;
      },
      async ({ key, digest }) => digest === null || digest === (await factsDigest(tx, regionId, key)),
    ),
};

export const caseChecks: Check[] = [
  oneHolder,
  oneLead,
  oneStageClock,
  legalMoves,
  checkByOtherRootUnit,
  deadlineRecomputed,
  endedHasReason,
  factsGapFree,
  noUnprocessedPhotoServed,
  papersAnswered,
  childrenCounted,
  callBackStands,
  partiesStand,
  oneTaskClock,
  taskWithinCase,
  resolutionHasTask,
  forcedByTwo,
  targetHasNoPart,
  templateKnown,
  archivedUnchanged,
];
