/** Tasks as they are shown: of one case, or as a list by what is due first. Every statement stands behind the scope of cases. */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import { taskMoves, type countTasks, type listTasks, type Ruling, type TaskRow } from '#contract/tasks.ts';
import { metresBetween } from '#contract/near.ts';
import { lamp, limitCode, type Limit } from '#contract/worktime.ts';
import type { Lang } from '#contract/words/words.ts';
import { caseScope, unitsThatShow } from '#access';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { sayTo } from '#kit/named.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { isRefusal } from '#kit/refusal.ts';
import type { TaskClockName } from '../case.rules.ts';
import { caseRows, fewUnits } from '../views.ts';
import { mayMoveTask, movesOfTask, type TaskCase } from './tasks.rules.ts';

type Point = { x: number; y: number } | null;
type LonLat = { lon: number; lat: number };
type TaskFromDb = Omit<
  TaskRow,
  | 'unit'
  | 'askedUnit'
  | 'point'
  | 'camePoint'
  | 'cameMetres'
  | 'clock'
  | 'moves'
  | 'objection'
  | 'ruling'
  | `${string}At`
  | 'objectUntil'
> &
  TaskCase & {
    unitId: number;
    unitName: string;
    askedUnitId: number;
    askedUnitName: string | null;
    point: Point;
    camePoint: Point;
    /** where the case is, for a call that names no point */
    casePoint: Point;
    askedAt: Date;
    cameAt: Date | null;
    objectUntil: Date | null;
    objection: string | null;
    ground: 'not_ours' | 'needless' | null;
    objectedAt: Date | null;
    ruling: Ruling | null;
    rulingReason: string | null;
    ruledBy: string | null;
    ruledAt: Date | null;
    handedBackAt: Date | null;
    endedAt: Date | null;
    clock: TaskClockName | null;
    limit: Limit | null;
    startedAt: Date | null;
    warnAt: Date | null;
    dueAt: Date | null;
    aboutUnitName: string | null;
    cursor: string;
  };

/** `x` is cases.tasks, `c` its case. */
const columns = sql`
  x.id, x.case_id as "caseId", x.purpose, x.call_id as "callId", x.state, x.unit_id as "unitId", u.name as "unitName", x.text, x.occasion, x.place, x.location as point,
  ap.name as "askedBy", x.asked_unit_id as "askedUnitId", au.name as "askedUnitName", x.asked_at as "askedAt", x.clock, x.time_limit as "limit", x.started_at as "startedAt",
  x.warn_at as "warnAt", x.due_at as "dueAt", x.came_at as "cameAt", cp.name as "cameBy", x.came_location as "camePoint", c.location as "casePoint", x.came_late as "cameLate", x.object_until as "objectUntil",
  x.objection, x.ground, x.objected_at as "objectedAt", x.ruling, x.ruling_reason as "rulingReason", rp.name as "ruledBy", x.ruled_at as "ruledAt", x.handed_back_at as "handedBackAt",
  x.result, x.handed_late as "handedLate", x.sent_back as "sentBack", x.grade, x.grade_remark as "gradeRemark", x.call_grade as "callGrade", x.ended_at as "endedAt", x.end_reason as "endReason",
  c.about_root_unit_id as "aboutRootUnitId", c.lead_unit_id as "leadUnitId", tu.name as "aboutUnitName"`;
const joins = sql`
  join cases.cases c on c.region_id = x.region_id and c.id = x.case_id
  join access.units u on u.region_id = x.region_id and u.id = x.unit_id
  left join access.units au on au.region_id = x.region_id and au.id = x.asked_unit_id
  left join access.units tu on tu.region_id = x.region_id and tu.id = c.about_root_unit_id
  left join access.people ap on ap.region_id = x.region_id and ap.id = x.asked_by
  left join access.people cp on cp.region_id = x.region_id and cp.id = x.came_by
  left join access.people rp on rp.region_id = x.region_id and rp.id = x.ruled_by`;

const metresOff = (came: LonLat | null, called: LonLat | null): number | null =>
  came && called ? Math.round(metresBetween(came, called)) : null;

function shown(row: TaskFromDb, actor: Actor, at: Date, lang: Lang): TaskRow {
  const iso = (value: Date | null) => value?.toISOString() ?? null;
  const point = (value: Point) => value && { lon: value.x, lat: value.y };
  const moves = movesOfTask(row).map((move) => {
    const permit = mayMoveTask(row, row, move, actor, { unitName: () => row.aboutUnitName ?? '' });
    return isRefusal(permit)
      ? { move, may: false, why: sayTo(lang, `problem.${permit.refusal}`, permit.params) }
      : { move, may: true, why: '' };
  });
  return {
    id: row.id,
    caseId: row.caseId,
    purpose: row.purpose,
    callId: row.callId,
    state: row.state,
    unit: { id: row.unitId, name: row.unitName },
    text: row.text,
    occasion: row.occasion,
    place: row.place,
    point: point(row.point),
    askedBy: row.askedBy,
    askedUnit: row.askedUnitName === null ? null : { id: row.askedUnitId, name: row.askedUnitName },
    askedAt: row.askedAt.toISOString(),
    clock:
      row.clock === null
        ? null
        : {
            of: row.clock,
            limit: limitCode(row.limit!),
            startedAt: row.startedAt!.toISOString(),
            warnAt: iso(row.warnAt),
            dueAt: iso(row.dueAt),
            lamp: row.dueAt === null ? 'paused' : lamp(at, row.warnAt, row.dueAt),
          },
    cameAt: iso(row.cameAt),
    cameBy: row.cameBy,
    camePoint: point(row.camePoint),
    cameMetres: metresOff(point(row.camePoint), point(row.point ?? row.casePoint)),
    cameLate: row.cameLate,
    objectUntil: iso(row.objectUntil),
    objection:
      row.objectedAt === null
        ? null
        : { ground: row.ground!, reason: row.objection ?? '', at: row.objectedAt.toISOString() },
    ruling:
      row.ruledAt === null
        ? null
        : { ruling: row.ruling!, reason: row.rulingReason ?? '', at: row.ruledAt.toISOString(), by: row.ruledBy },
    handedBackAt: iso(row.handedBackAt),
    result: row.result,
    handedLate: row.handedLate,
    sentBack: row.sentBack,
    grade: row.grade,
    gradeRemark: row.gradeRemark,
    callGrade: row.callGrade,
    endedAt: iso(row.endedAt),
    endReason: row.endReason,
    moves,
  };
}

/** All of one case, or of one call (what a meeting resolved), as they were laid; of cases outside the reader's scope nothing. */
export async function tasksOf(
  tx: Tx,
  actor: Actor,
  of: { caseId: string } | { callId: string },
  at: Date,
  lang: Lang,
): Promise<TaskRow[]> {
  const which = 'caseId' in of ? sql<boolean>`x.case_id = ${of.caseId}` : sql<boolean>`x.call_id = ${of.callId}`;
  const { rows } = await sql<TaskFromDb>`
    select ${columns} from cases.tasks x ${joins}
     where x.region_id = ${actor.regionId} and ${which} and ${caseScope(actor)} order by x.asked_at, x.id limit 500`.execute(
    tx,
  );
  return rows.map((row) => shown(row, actor, at, lang));
}

type Side = NonNullable<Static<NonNullable<typeof listTasks.query>>['side']>;
const unitsFor = (actor: Actor, move: 'arrive' | 'finish'): number[] => [
  ...new Set(actor.posts.filter(({ post }) => taskMoves[move].by.includes(post)).flatMap(({ unitIds }) => unitIds)),
];
function sideOf(actor: Actor, side: Side): RawBuilder<boolean> {
  switch (side) {
    case 'answer':
      return sql<boolean>`x.unit_id = any(${unitsFor(actor, 'arrive')}::int[])`;
    case 'asked':
      return sql<boolean>`x.asked_unit_id = any(${unitsFor(actor, 'finish')}::int[])`;
    case 'rule':
      return actor.posts.some(({ post }) => taskMoves.rule.by.includes(post))
        ? sql<boolean>`x.state = 'objected'`
        : sql<boolean>`false`;
    default:
      return sql<boolean>`true`;
  }
}

/** Open ones by what is due first (what has no deadline now stands last), ended ones newest first. */
export async function tasksPage(
  tx: Tx,
  actor: Actor,
  query: Static<NonNullable<typeof listTasks.query>>,
  at: Date,
  lang: Lang,
): Promise<Static<typeof listTasks.reply>> {
  const limit = query.limit ?? 50;
  const open = query.open ?? true;
  const after = keysOf(query.after, 'string', 'string');
  const where: RawBuilder<boolean>[] = [
    caseScope(actor),
    sideOf(actor, query.side ?? 'all'),
    open ? sql<boolean>`x.is_open` : sql<boolean>`x.ended_at is not null`,
  ];
  if (query.purpose) where.push(sql<boolean>`x.purpose = ${query.purpose}`);
  if (query.callId) where.push(sql<boolean>`x.call_id = ${query.callId}`);
  // By the expression the index stands in, so that it is looked through no further than to the last overdue one.
  if (query.overdue) where.push(sql<boolean>`coalesce(x.due_at, 'infinity') < ${at}`);
  if (after)
    where.push(
      open
        ? sql<boolean>`(coalesce(x.due_at, 'infinity'), x.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`
        : sql<boolean>`(x.ended_at, x.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`,
    );
  const key = open ? sql`coalesce(x.due_at, 'infinity')` : sql`x.ended_at`;
  const order = open ? sql`${key}, x.id` : sql`x.ended_at desc, x.id desc`;
  const tasks = (from: RawBuilder<unknown>, and: RawBuilder<unknown>, by = order) => sql`
    select x.id, ${key} as at from ${from} join cases.cases c on c.region_id = ${actor.regionId} and c.id = x.case_id
     where x.region_id = ${actor.regionId} and ${sql.join(where, sql` and `)} ${and} order by ${by} limit ${limit + 1}`;
  // What has ended is a long history: whoever is shown the cases of a few units reads it unit by unit, as it is kept for them.
  const units = open ? undefined : fewUnits(unitsThatShow(actor));
  const found = units
    ? sql`
        (select distinct w.* from unnest(${units}::int[]) u (id)
          cross join lateral (${tasks(
            sql`cases.task_parties p join cases.tasks x on x.region_id = p.region_id and x.id = p.task_id`,
            sql`and p.region_id = ${actor.regionId} and p.unit_id = u.id
                ${after ? sql`and (p.ended_at, p.task_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}`,
            sql`p.ended_at desc, p.task_id desc`,
          )}) w)
        union all
        (${tasks(sql`cases.tasks x`, sql`and c.holder_person_id = ${actor.personId}::uuid and not c.party_units && ${units}::int[]`)})`
    : tasks(sql`cases.tasks x`, sql``);
  const { rows } = await sql<TaskFromDb>`
    with page as materialized (
      select f.id, f.at::text as cursor, row_number() over (order by ${open ? sql`f.at, f.id` : sql`f.at desc, f.id desc`}) as place
        from (${found}) f order by place limit ${limit + 1})
    select ${columns}, page.cursor from page join cases.tasks x on x.region_id = ${actor.regionId} and x.id = page.id ${joins}
     order by page.place`.execute(tx);
  const lines = await caseRows(tx, actor, [...new Set(rows.map(({ caseId }) => caseId))], at);
  return pageOf(
    rows,
    limit,
    (row) => [row.cursor, row.id],
    (row) => ({ task: shown(row, actor, at, lang), case: lines.get(row.caseId)! }),
  );
}

export async function taskCounts(tx: Tx, actor: Actor, at: Date): Promise<Static<typeof countTasks.reply>> {
  const count = (name: string, side: Side, more: RawBuilder<boolean> = sql<boolean>`true`) => sql`
    (select count(*)::int from (
       select from cases.tasks x join cases.cases c on c.region_id = x.region_id and c.id = x.case_id
        where x.region_id = ${actor.regionId} and x.is_open and ${sideOf(actor, side)} and ${more} and ${caseScope(actor)} limit 1000) n) as ${sql.ref(name)}`;
  const overdue = sql<boolean>`coalesce(x.due_at, 'infinity') < ${at}`;
  const { rows } = await sql<Static<typeof countTasks.reply>>`
    select ${sql.join([count('answer', 'answer'), count('asked', 'asked'), count('rule', 'rule'), count('overdue', 'all', overdue)])}`.execute(
    tx,
  );
  return rows[0]!;
}

export async function taskRow(tx: Tx, actor: Actor, taskId: string, at: Date, lang: Lang): Promise<TaskRow> {
  const { rows } = await sql<TaskFromDb>`
    select ${columns} from cases.tasks x ${joins} where x.region_id = ${actor.regionId} and x.id = ${taskId}`.execute(
    tx,
  );
  return shown(rows[0]!, actor, at, lang);
}
