/** Rows of the loop. A case is loaded under its lock with everything a rule may look at, and a step is written in one statement. */
import { sql, type RawBuilder } from 'kysely';
import type { State } from '#contract/cases.ts';
import type { Template } from '#contract/templates.ts';
import type { Limit } from '#contract/worktime.ts';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { keptOf, sendAlong, type Tx } from '#kit/db.ts';
import {
  applied,
  asCalled,
  nextAlarm,
  nextAlarmOf,
  toldOf,
  type Alarm,
  type AlarmClocks,
  type CaseNow,
  type ClockName,
  type HandlingNow,
  type LeadNow,
  type PaperNow,
  type PauseNow,
  type Recounted,
  type Step,
  type TaskNow,
} from './case.rules.ts';

type Loaded = {
  row: Record<string, any>;
  stage: Record<string, any> | null;
  received: { started_at: string } | null;
  handling: Record<string, any> | null;
  lead: Record<string, any> | null;
  pauses: Record<string, any>[] | null;
  asked: Record<string, any> | null;
  confirmation: Record<string, any> | null;
  papers: Record<string, any>[] | null;
  tasks: Record<string, any>[] | null;
  sensed_by: string[];
  handled_by: string[];
  counts: CaseNow['counts'];
  last_at: Date;
  calendar_id: number;
  calendar_version: number;
  seen: number | null;
};

const instant = (value: string | Date | null | undefined): Date | null =>
  value === null || value === undefined ? null : new Date(value);

export type StoredCase = CaseNow & {
  areaId: number;
  calendarId: number;
  calendarVersion: number;
  kind: string;
  channel: string;
  title: string;
  detail: string;
  urgent: boolean;
  confidential: boolean;
  matterBy: string;
  locatedBy: string;
  placeText: string;
  location: string | null;
};

/** One case under its row lock; undefined when there is none in this region, or none that `scope` lets the reader see. */
export const lockCase = (
  tx: Tx,
  regionId: number,
  caseId: string,
  scope?: RawBuilder<boolean>,
): Promise<StoredCase | undefined> => loadCase(tx, regionId, caseId, true, scope);
/** The same to look at. */
export const readCase = (tx: Tx, regionId: number, caseId: string): Promise<StoredCase | undefined> =>
  loadCase(tx, regionId, caseId, false);

async function loadCase(
  tx: Tx,
  regionId: number,
  caseId: string,
  lock: boolean,
  scope: RawBuilder<boolean> = sql<boolean>`true`,
): Promise<StoredCase | undefined> {
  const { rows } = await sql<Loaded>`
    select to_jsonb(c) - 'search' as row, c.calendar_id, c.calendar_version,
      (select o.version from cases.cases o where o.region_id = c.region_id and o.id = c.id) as seen,
      (select to_jsonb(s) from cases.stages s where s.region_id = c.region_id and s.case_id = c.id and s.ended_at is null) as stage,
      (select jsonb_build_object('started_at', s.started_at) from cases.stages s
        where s.region_id = c.region_id and s.case_id = c.id and s.state = 'received' order by s.n desc limit 1) as received,
      (select to_jsonb(h) from cases.handlings h where h.region_id = c.region_id and h.case_id = c.id and h.ended_at is null) as handling,
      (select to_jsonb(a) from cases.assignments a where a.region_id = c.region_id and a.case_id = c.id and a.live and a.role = 'lead') as lead,
      (select jsonb_agg(p order by p.n) from cases.pauses p where p.region_id = c.region_id and p.case_id = c.id) as pauses,
      (select to_jsonb(r) from cases.returns r where r.region_id = c.region_id and r.case_id = c.id and r.decided_at is null) as asked,
      (select to_jsonb(k) from cases.confirmations k where k.region_id = c.region_id and k.case_id = c.id and k.done_at is null) as confirmation,
      (select jsonb_agg(p order by p.n) from cases.papers p where p.region_id = c.region_id and p.case_id = c.id and p.done_at is null) as papers,
      (select jsonb_agg(t) from cases.tasks t where t.region_id = c.region_id and t.case_id = c.id and t.is_open) as tasks,
      jsonb_build_object(
        'handlings', (select count(*) from cases.handlings h where h.region_id = c.region_id and h.case_id = c.id),
        'returns', (select count(*) from cases.returns r where r.region_id = c.region_id and r.case_id = c.id),
        'checks', (select count(*) from cases.checks k where k.region_id = c.region_id and k.case_id = c.id),
        'confirmations', (select count(*) from cases.confirmations k where k.region_id = c.region_id and k.case_id = c.id),
        'answers', (select count(*) from cases.answers a where a.region_id = c.region_id and a.case_id = c.id),
        'papers', (select count(*) from cases.papers p where p.region_id = c.region_id and p.case_id = c.id)) as counts,
      array(select k.keeper_id from cases.confirmations k where k.region_id = c.region_id and k.case_id = c.id and k.is_so
            union select f.person_id from kit.facts f
             where f.region_id = c.region_id and f.subject = 'case' and f.subject_id = c.id::text and f.n = 1 and f.post = 'keeper')::text[] as sensed_by,
      array(select distinct h.person_id from cases.handlings h
             where h.region_id = c.region_id and h.case_id = c.id and h.person_id is not null)::text[] as handled_by,
      greatest(c.opened_at, (select max(f.happened_at) from kit.facts f
        where f.region_id = c.region_id and f.subject = 'case' and f.subject_id = c.id::text and f.n <= c.moved_version)) as last_at
      from cases.cases c where c.region_id = ${regionId} and c.id = ${caseId} and ${scope} ${lock ? sql`for no key update of c` : sql``}`.execute(
    tx,
  );
  const loaded = rows[0];
  // Whoever had to wait for the lock gets the row as it is now, and everything beside it as it was before: look again, once it is ours.
  if (loaded && loaded.seen !== loaded.row['version']) return loadCase(tx, regionId, caseId, lock, scope);
  return loaded && caseFrom(regionId, loaded);
}

function caseFrom(regionId: number, loaded: Loaded): StoredCase {
  const { row, stage, handling, lead, asked, confirmation } = loaded;
  return {
    regionId,
    detail: row['detail'],
    areaId: row['area_id'],
    calendarId: loaded.calendar_id,
    calendarVersion: loaded.calendar_version,
    id: row['id'],
    number: row['number'],
    version: row['version'],
    movedVersion: row['moved_version'],
    state: row['state'] as State,
    discovery: row['discovery'],
    matterId: row['matter_id'],
    conditionId: row['condition_id'],
    areaPath: row['area_path'],
    holderUnitId: row['holder_unit_id'],
    holderPersonId: row['holder_person_id'],
    leadUnitId: row['lead_unit_id'],
    partyUnits: row['party_units'],
    openedAt: new Date(row['opened_at']),
    lastAt: new Date(loaded.last_at),
    timeLimit: row['time_limit'],
    caseLimit: row['case_limit'],
    caseStartedAt: instant(row['case_started_at']),
    caseWarnAt: instant(row['case_warn_at']),
    caseDueAt: instant(row['case_due_at']),
    caseWarnedAt: instant(row['case_warned_at']),
    caseOverdueAt: instant(row['case_overdue_at']),
    stageN: row['stage_n'],
    suspendedAt: instant(row['suspended_at']),
    suspendedUntil: instant(row['suspended_until']),
    mergedInto: row['merged_into'],
    answerN: row['answer_n'],
    reworks: row['reworks'],
    returns: row['returns'],
    reopened: row['reopened'],
    unsolvedAt: instant(row['unsolved_at']),
    receivedStartedAt: instant(loaded.received?.started_at),
    stage: stage && {
      n: stage['n'],
      state: stage['state'],
      unitId: stage['unit_id'],
      personId: stage['person_id'],
      enteredAt: new Date(stage['entered_at']),
      ...clockRow(stage),
    },
    handling: handling && handlingFrom(handling),
    lead: lead && leadFrom(lead),
    pauses: (loaded.pauses ?? []).map((pause) => ({
      n: pause['n'],
      clocks: pause['clocks'] as ClockName[],
      from: new Date(pause['from_at']),
      to: instant(pause['to_at']),
      reason: pause['reason'] as PauseNow['reason'],
    })),
    pendingReturn: asked && { n: asked['n'], unitId: asked['unit_id'], askedAt: new Date(asked['asked_at']) },
    confirmation: confirmation && { n: confirmation['n'], keeperId: confirmation['keeper_id'] },
    reports: row['reports'],
    template: row['template'],
    templateVersion: row['template_version'],
    openChildren: row['open_children'],
    level: row['level'],
    dispatchBasis: row['dispatch_basis'],
    lockedReason: row['locked_reason'],
    extensions: row['extensions'],
    suspensions: row['suspensions'],
    supervisionLevel: row['supervision_level'],
    aboutUnitId: row['about_unit_id'],
    aboutRootUnitId: row['about_root_unit_id'],
    archivedAt: instant(row['archived_at']),
    splitFrom: row['split_from'],
    kind: row['kind'],
    channel: row['channel'],
    title: row['title'],
    urgent: row['urgent'],
    confidential: row['confidential'],
    matterBy: row['matter_by'],
    locatedBy: row['located_by'],
    placeText: row['place_text'],
    location: row['location'],
    papers: (loaded.papers ?? []).map(paperFrom),
    tasks: (loaded.tasks ?? []).map(taskFrom).toSorted(asCalled),
    sensedBy: loaded.sensed_by,
    handledBy: loaded.handled_by,
    counts: loaded.counts,
  };
}

/** A paper, a round of handling and a lead out of their rows as JSON. */
export const paperFrom = (row: Record<string, any>): PaperNow => ({
  n: row['n'],
  kind: row['kind'],
  phase: row['phase'],
  askedBy: row['asked_by'],
  askedAt: new Date(row['asked_at']),
  owedPost: row['owed_post'],
  owedUnitId: row['owed_unit_id'],
  reason: row['reason'],
  data: row['data'],
  limit: row['time_limit'],
  warnAt: instant(row['warn_at']),
  dueAt: instant(row['due_at']),
  warnedAt: instant(row['warned_at']),
  overdueAt: instant(row['overdue_at']),
});
export const handlingFrom = (row: Record<string, any>): HandlingNow => ({
  n: row['n'],
  assignmentId: row['assignment_id'],
  unitId: row['unit_id'],
  ...clockRow(row),
});
export const leadFrom = (row: Record<string, any>): LeadNow => ({
  id: row['id'],
  unitId: row['unit_id'],
  rootUnitId: row['root_unit_id'],
  signedAt: instant(row['signed_at']),
  handlerId: row['handler_id'],
});

/** A task out of its row as JSON. */
export const taskFrom = (row: Record<string, any>): TaskNow => ({
  id: row['id'],
  purpose: row['purpose'],
  callId: row['call_id'],
  state: row['state'],
  unitId: row['unit_id'],
  askedUnitId: row['asked_unit_id'],
  askedAt: new Date(row['asked_at']),
  comeLimit: row['come_limit'],
  handleLimit: row['handle_limit'],
  objectUntil: instant(row['object_until']),
  objectedAt: instant(row['objected_at']),
  cameAt: instant(row['came_at']),
  sentBack: row['sent_back'],
  clock: row['clock'],
  limit: row['time_limit'],
  startedAt: instant(row['started_at']),
  warnAt: instant(row['warn_at']),
  dueAt: instant(row['due_at']),
  warnedAt: instant(row['warned_at']),
  overdueAt: instant(row['overdue_at']),
});

const clockRow = (row: Record<string, any>) => ({
  startedAt: new Date(row['started_at']),
  limit: row['time_limit'] as Limit,
  warnAt: instant(row['warn_at']),
  dueAt: instant(row['due_at']),
  warnedAt: instant(row['warned_at']),
  overdueAt: instant(row['overdue_at']),
});

/** Columns a step may set; a change of the table shows up here. */
const settable = [
  'version',
  'moved_version',
  'state',
  'title',
  'matter_id',
  'matter_by',
  'condition_id',
  'urgent',
  'place_text',
  'location',
  'located_by',
  'area_id',
  'area_path',
  'holder_unit_id',
  'holder_person_id',
  'lead_unit_id',
  'superior_unit_id',
  'party_units',
  'filed_at',
  'dispatched_at',
  'handled_at',
  'ended_at',
  'time_limit',
  'case_limit',
  'case_started_at',
  'case_warn_at',
  'case_due_at',
  'case_warned_at',
  'case_overdue_at',
  'stage_n',
  'stage_warn_at',
  'stage_due_at',
  'handling_due_at',
  'alarm_at',
  'suspended_at',
  'suspended_until',
  'suspended_reason',
  'end_reason',
  'merged_into',
  'answer_n',
  'reworks',
  'returns',
  'reopened',
  'unsolved_at',
  'template',
  'template_version',
  'open_children',
  'level',
  'dispatch_basis',
  'locked_reason',
  'extensions',
  'suspensions',
  'supervision_level',
  'repeat_of',
  'about_unit_id',
  'about_root_unit_id',
  'archived_at',
  'archive_digest',
] as const;

/** Columns of a task that a step may set. */
const taskColumns = [
  'state',
  'came_by',
  'came_at',
  'came_location',
  'came_late',
  'objection',
  'ground',
  'objected_at',
  'ruling',
  'ruling_reason',
  'ruled_by',
  'ruled_at',
  'result',
  'handed_back_by',
  'handed_back_at',
  'handed_late',
  'sent_back',
  'grade',
  'grade_remark',
  'graded_by',
  'call_grade',
  'ended_at',
  'ended_by',
  'end_reason',
  'clock',
  'time_limit',
  'started_at',
  'warn_at',
  'due_at',
  'warned_at',
  'overdue_at',
] as const;

/**
 * Writes a step: the case, its stages, assignments, rounds, pauses, returns, checks, confirmations and answers in one
 * statement, made of the parts this step has. A part that begins something waits for the part that ends its predecessor, or
 * the "one live" indexes would refuse it.
 */
export async function saveStep(
  tx: Tx,
  now: CaseNow,
  step: Step,
  by: { personId?: string | undefined; unitId?: number | undefined },
): Promise<void> {
  const personId = by.personId ?? null;
  const { at } = step;
  const { regionId, id: caseId } = now;
  const parts: RawBuilder<unknown>[] = [];
  const written = new Set<string>();
  const part = (name: string, statement: RawBuilder<unknown>) => {
    written.add(name);
    parts.push(sql`${sql.raw(name)} as (${statement} returning 1)`);
  };
  const after = (...names: string[]) =>
    sql.join(
      [
        sql`true`,
        ...names.filter((name) => written.has(name)).map((name) => sql`(select count(*) from ${sql.raw(name)}) >= 0`),
      ],
      sql` and `,
    );
  const asRecord = (value: object, columns: string) =>
    sql`jsonb_to_record(${JSON.stringify(value)}::jsonb) as x(${sql.raw(columns)})`;

  if (step.endStage)
    part(
      'ended_stage',
      sql`update cases.stages set ended_at = ${at}, ended_by = ${step.endStage} where region_id = ${regionId} and case_id = ${caseId} and ended_at is null`,
    );
  if (step.clock)
    part(
      'clocked_stage',
      sql`update cases.stages set warn_at = ${step.clock.warn_at}, due_at = ${step.clock.due_at} ${renewed(step.clock)} where region_id = ${regionId} and case_id = ${caseId} and ended_at is null`,
    );
  if (step.stage)
    part(
      'new_stage',
      sql`insert into cases.stages (region_id, case_id, n, state, unit_id, person_id, entered_at, started_at, time_limit, warn_at, due_at)
        select ${regionId}, ${caseId}, x.n, x.state, x.unit_id, x.person_id, x.entered_at, x.started_at, x.time_limit, x.warn_at, x.due_at
          from ${asRecord(step.stage, 'n int, state text, unit_id int, person_id uuid, entered_at timestamptz, started_at timestamptz, time_limit jsonb, warn_at timestamptz, due_at timestamptz')}
         where ${after('ended_stage')}`,
    );
  const ended = step.endHandling;
  const spot = step.onTheSpot ? ended : undefined;
  const handedBackAt = ended?.outcome === 'handed_back' ? at : null;
  if (ended && !step.onTheSpot)
    part(
      'ended_handling',
      sql`update cases.handlings set ended_at = ${at}, outcome = ${ended.outcome}, result = ${ended.result ?? null},
                 person_id = ${ended.personId ?? null}, handed_back_at = ${handedBackAt} where region_id = ${regionId} and case_id = ${caseId} and ended_at is null`,
    );
  if (step.handlingClock)
    part(
      'clocked_handling',
      sql`update cases.handlings set warn_at = ${step.handlingClock.warn_at}, due_at = ${step.handlingClock.due_at} ${renewed(step.handlingClock)}
           where region_id = ${regionId} and case_id = ${caseId} and ended_at is null`,
    );
  if (step.endAssignments)
    part(
      'ended_assignments',
      sql`update cases.assignments set live = false, ended_at = ${at}, ended_by = ${step.endAssignments} where region_id = ${regionId} and case_id = ${caseId} and live`,
    );
  if (step.signLead || step.handlerId !== undefined)
    part(
      'changed_lead',
      sql`update cases.assignments set signed_at = coalesce(${step.signLead ? at : null}, signed_at),
                 handler_id = case when ${step.handlerId !== undefined} then ${step.handlerId ?? null}::uuid else handler_id end where region_id = ${regionId} and case_id = ${caseId} and live and role = 'lead'`,
    );
  if (step.assignments)
    part(
      'new_assignments',
      sql`insert into cases.assignments (region_id, id, case_id, unit_id, root_unit_id, role, rule_number, basis, reason, dispatched_at, signed_at, handler_id)
        select ${regionId}, x.id, ${caseId}, x.unit_id, x.root_unit_id, x.role, x.rule_number, x.basis, x.reason, x.dispatched_at, x.signed_at, x.handler_id
          from jsonb_to_recordset(${JSON.stringify(step.assignments)}::jsonb) as x(id uuid, unit_id int, root_unit_id int, role text,
               rule_number text, basis text, reason text, dispatched_at timestamptz, signed_at timestamptz, handler_id uuid)
         where ${after('ended_assignments')}`,
    );
  // A round that begins and ends in one step was handled on the spot (自处理).
  if (step.handling)
    part(
      'new_handling',
      sql`insert into cases.handlings (region_id, case_id, n, assignment_id, unit_id, started_at, time_limit, warn_at, due_at, mode_id,
                                       ended_at, handed_back_at, outcome, result, person_id)
        select ${regionId}, ${caseId}, x.n, x.assignment_id, x.unit_id, x.started_at, x.time_limit, x.warn_at, x.due_at, x.mode_id,
               ${spot ? at : null}::timestamptz, ${spot ? handedBackAt : null}::timestamptz, ${spot?.outcome ?? null}, ${spot?.result ?? null}, ${spot?.personId ?? null}::uuid
          from ${asRecord(step.handling, 'n int, assignment_id uuid, unit_id int, started_at timestamptz, time_limit jsonb, warn_at timestamptz, due_at timestamptz, mode_id uuid')}
         where ${after('ended_handling', 'new_assignments')}`,
    );
  if (step.endPause)
    part(
      'ended_pause',
      sql`update cases.pauses set to_at = ${at} where region_id = ${regionId} and case_id = ${caseId} and to_at is null and reason = ${step.endPause}`,
    );
  if (step.pauses)
    part(
      'new_pauses',
      sql`insert into cases.pauses (region_id, case_id, n, clocks, from_at, to_at, reason)
        select ${regionId}, ${caseId}, x.n, x.clocks, x.from_at, x.to_at, x.reason
          from jsonb_to_recordset(${JSON.stringify(step.pauses)}::jsonb) as x(n int, clocks text[], from_at timestamptz, to_at timestamptz, reason text)`,
    );
  if (step.decideReturn)
    part(
      'decided_return',
      sql`update cases.returns set decided_by = ${personId}, decided_at = ${at}, accepted = ${step.decideReturn.accepted},
                 decision = ${step.decideReturn.decision} where region_id = ${regionId} and case_id = ${caseId} and decided_at is null`,
    );
  if (step.returned) {
    const { n, assignment_id, unit_id, reason, basis, suggested_unit_id } = step.returned;
    part(
      'new_return',
      sql`insert into cases.returns (region_id, case_id, n, assignment_id, unit_id, reason, basis, suggested_unit_id, asked_by, asked_at)
        values (${regionId}, ${caseId}, ${n}, ${assignment_id}, ${unit_id}, ${reason}, ${basis}, ${suggested_unit_id}, ${personId}, ${at})`,
    );
  }
  if (step.check) {
    const { n, assignment_id, handler_root_unit_id, checker_root_unit_id, passed, remark, location } = step.check;
    part(
      'new_check',
      sql`insert into cases.checks (region_id, case_id, n, assignment_id, handler_root_unit_id, checker_id, checker_root_unit_id, passed, remark, at, location)
        values (${regionId}, ${caseId}, ${n}, ${assignment_id}, ${handler_root_unit_id}, ${personId}, ${checker_root_unit_id}, ${passed}, ${remark}, ${at}, ${location}::point)`,
    );
  }
  if (step.confirmed) {
    const { is_so, remark, location } = step.confirmed;
    part(
      'done_confirmation',
      sql`update cases.confirmations set is_so = ${is_so}, remark = ${remark}, location = ${location}::point, done_by = ${personId}, done_at = ${at}
           where region_id = ${regionId} and case_id = ${caseId} and done_at is null`,
    );
  }
  if (step.confirmation)
    part(
      'new_confirmation',
      sql`insert into cases.confirmations (region_id, case_id, n, asked_by, asked_at, keeper_id)
        values (${regionId}, ${caseId}, ${step.confirmation.n}, ${personId}, ${at}, ${step.confirmation.keeper_id})`,
    );
  if (step.answer) {
    const { n, text, standard, article_id } = step.answer;
    part(
      'new_answer',
      sql`insert into cases.answers (region_id, case_id, n, text, standard, article_id, by_person, at)
        values (${regionId}, ${caseId}, ${n}, ${text}, ${standard}, ${article_id}, ${personId}, ${at})`,
    );
  }
  if (step.endPapers)
    part(
      'ended_papers',
      sql`update cases.papers p set done_by = ${personId}, done_at = ${at}, outcome = x.outcome, decision = x.decision
          from jsonb_to_recordset(${JSON.stringify(step.endPapers)}::jsonb) as x(kind text, outcome text, decision text)
         where p.region_id = ${regionId} and p.case_id = ${caseId} and p.done_at is null and p.kind = x.kind`,
    );
  if (step.papers)
    part(
      'new_papers',
      sql`insert into cases.papers (region_id, case_id, n, kind, phase, asked_by, asked_unit_id, asked_at, owed_post, owed_unit_id, reason, data, time_limit, warn_at, due_at)
        select ${regionId}, ${caseId}, x.n, x.kind, x.phase, ${personId}, ${by.unitId ?? null}, ${at}, x.owed_post, x.owed_unit_id, x.reason, x.data, x.time_limit, x.warn_at, x.due_at
          from jsonb_to_recordset(${JSON.stringify(step.papers)}::jsonb) as x(n int, kind text, phase text, owed_post text, owed_unit_id int,
               reason text, data jsonb, time_limit jsonb, warn_at timestamptz, due_at timestamptz)
         where ${after('ended_papers')}`,
    );
  for (const [i, { id, set }] of (step.tasks ?? []).entries()) {
    const columns = taskColumns.filter((column) => column in set);
    const unknown = Object.keys(set).filter((column) => !(taskColumns as readonly string[]).includes(column));
    if (unknown.length > 0) throw new Error(`a step may not set ${unknown.join(', ')} of a task`);
    part(
      `task_${i}`,
      sql`update cases.tasks t set (${sql.raw(columns.join(', '))}) = (select ${sql.raw(columns.map((column) => `r.${column}`).join(', '))}
            from jsonb_populate_record(null::cases.tasks, ${JSON.stringify(set)}::jsonb) r)
           where t.region_id = ${regionId} and t.case_id = ${caseId} and t.id = ${id}`,
    );
  }
  if (step.newTasks)
    part(
      'new_tasks',
      sql`insert into cases.tasks (region_id, id, case_id, purpose, call_id, unit_id, root_unit_id, text, occasion, place, location,
                                   asked_by, asked_unit_id, asked_at, come_limit, handle_limit, object_until, clock, time_limit, started_at, warn_at, due_at)
        select ${regionId}, x.id, ${caseId}, x.purpose, x.call_id, x.unit_id, x.root_unit_id, x.text, x.occasion, x.place, x.location::point,
               ${personId}, x.asked_unit_id, ${at}, x.come_limit, x.handle_limit, x.object_until, 'come', x.time_limit, ${at}, x.warn_at, x.due_at
          from jsonb_to_recordset(${JSON.stringify(step.newTasks)}::jsonb) as x(id uuid, purpose text, call_id uuid, unit_id int, root_unit_id int,
               text text, occasion text, place text, location text, asked_unit_id int, come_limit jsonb, handle_limit jsonb, object_until timestamptz,
               time_limit jsonb, warn_at timestamptz, due_at timestamptz)`,
    );
  const party = (step.set['party_units'] as number[] | undefined) ?? now.partyUnits;
  const joining = party.filter((unit) => !now.partyUnits.includes(unit));
  if (joining.length > 0) {
    part('parties', partiesOf(regionId, now, joining));
    part('task_parties', endedTasksOf(regionId, caseId, joining));
  }
  const endedTasks = (step.tasks ?? []).filter(({ set }) => set['ended_at']);
  if (endedTasks.length > 0)
    part(
      'ended_task_parties',
      sql`insert into cases.task_parties (region_id, unit_id, ended_at, task_id, case_id)
        select ${regionId}, u.id, x.ended_at, x.id, ${caseId}
          from jsonb_to_recordset(${JSON.stringify(endedTasks.map(({ id, set }) => ({ id, ended_at: set['ended_at'] })))}::jsonb) as x(id uuid, ended_at timestamptz)
         cross join unnest(${[...new Set(party)]}::int[]) u (id)`,
    );
  if (step.absorbInto)
    part(
      'handed_down',
      sql`update cases.cases set merged_into = ${step.absorbInto} where region_id = ${regionId} and merged_into = ${caseId}`,
    );

  const set: Record<string, unknown> = {
    ...step.set,
    version: now.version + 1 + (step.also?.length ?? 0),
    ...(step.moved ? { moved_version: now.version + 1 + (step.also?.length ?? 0) } : {}),
    alarm_at: nextAlarmOf(applied(now, step)),
  };
  // In the order of the list, so that steps of one kind are one statement text and share one plan.
  const columns = settable.filter((column) => column in set);
  const unknown = Object.keys(set).filter((column) => !(settable as readonly string[]).includes(column));
  if (unknown.length > 0) throw new Error(`a step may not set ${unknown.join(', ')}`);
  const given = sql`jsonb_populate_record(null::cases.cases, ${JSON.stringify(set)}::jsonb)`;
  await sql`
    ${parts.length > 0 ? sql`with ${sql.join(parts, sql`, `)}` : sql``}
    update cases.cases set (${sql.raw(columns.join(', '))}) = (select ${sql.raw(columns.map((column) => `r.${column}`).join(', '))} from ${given} r)
     where region_id = ${regionId} and id = ${caseId} and ${after('new_stage', 'new_handling', 'new_answer')}`.execute(
    tx,
  );
}

/** A clock with a new limit may warn again. */
const renewed = (clock: Recounted): RawBuilder<unknown> =>
  sql`${clock.time_limit ? sql`, time_limit = ${JSON.stringify(clock.time_limit)}::jsonb` : sql``}
      ${clock.fresh ? sql`, warned_at = null, overdue_at = null` : sql``}`;

export type NewCase = {
  id: string;
  title: string;
  detail: string;
  kind: string;
  discovery: string;
  channel: string;
  urgent: boolean;
  confidential: boolean;
  matterId: number;
  matterBy: string;
  conditionId: number | null;
  placeText: string;
  location: { lon: number; lat: number } | null;
  locatedBy: string;
  areaId: number;
  areaPath: string;
  calendarId: number;
  calendarVersion: number;
  openedAt: Date;
  unitId: number;
  partyUnits: number[];
  limit: Limit;
  warnAt: Date | null;
  dueAt: Date | null;
  day: string;
  grams: string[];
  template: string;
  templateVersion: number;
};

/** A district's day and a running number; it may have gaps. */
const caseNumber = (day: string, running: number): string => `${day}-${String(running).padStart(6, '0')}`;

/**
 * Where case follows case, running numbers are drawn some at a time: who knows her number needs no answer before the commit. In quiet
 * hours none is drawn ahead, so a restart leaves no gap.
 */
const ahead = keptOf(() => ({ numbers: [] as number[], atOnce: 0, emptyAt: -Infinity }));
const mostAhead = 32;
const quietMs = 1_000;
export function numberAhead(tx: Tx, day: string): string | undefined {
  const its = ahead(tx);
  const running = its.numbers.shift();
  if (running !== undefined) return caseNumber(day, running);
  const now = performance.now();
  its.atOnce = now - its.emptyAt > quietMs ? 0 : Math.min(mostAhead, Math.max(2, its.atOnce * 2));
  its.emptyAt = now;
  if (its.atOnce > 0)
    sendAlong(
      tx,
      sql<{ n: number }>`select nextval('cases.case_numbers') as n from generate_series(1, ${its.atOnce}::int)`
        .execute(tx)
        .then(({ rows }) => its.numbers.push(...rows.map(({ n }) => n))),
    );
  return undefined;
}

/** The same by the database; from the millionth on it is seven digits long, and `lpad` alone would cut it to six. */
const drawn = (day: string): RawBuilder<string> => sql`
  (select ${day} || '-' || lpad(n, greatest(6, length(n)), '0') from (select nextval('cases.case_numbers')::text) as drawn (n))`;

/** The lists of units want to know whose a case is (cases.parties): each unit that has a part in it from now on. */
const partiesOf = (
  regionId: number,
  of: { id: string; openedAt: Date },
  units: readonly number[],
): RawBuilder<unknown> => sql`
  insert into cases.parties (region_id, unit_id, opened_at, case_id)
  select ${regionId}, u.id, ${of.openedAt}, ${of.id} from unnest(${[...new Set(units)]}::int[]) u (id)`;
/** … and whose the tasks are that have ended in it already. */
const endedTasksOf = (regionId: number, caseId: string, units: readonly number[]): RawBuilder<unknown> => sql`
  insert into cases.task_parties (region_id, unit_id, ended_at, task_id, case_id)
  select t.region_id, u.id, t.ended_at, t.id, t.case_id from cases.tasks t cross join unnest(${[...new Set(units)]}::int[]) u (id)
   where t.region_id = ${regionId} and t.case_id = ${caseId} and t.ended_at is not null`;

/** The case and its first stage. Its number, where none was drawn ahead, is drawn here. */
export async function insertCase(tx: Tx, regionId: number, c: NewCase, number?: string): Promise<string> {
  const point = c.location ? `(${c.location.lon},${c.location.lat})` : null;
  const alarm = nextAlarm({
    state: 'reported',
    stage: { warnAt: c.warnAt, dueAt: c.dueAt, warnedAt: null, overdueAt: null },
    handling: null,
    whole: { warnAt: null, dueAt: null, warnedAt: null, overdueAt: null },
    suspendedUntil: null,
  });
  const { rows } = await sql<{ number: string }>`
    with opened as (
      insert into cases.cases (region_id, id, number, version, moved_version, state, kind, discovery, channel, title, detail, matter_id, matter_by, condition_id, urgent, confidential, place_text, location, located_by, template, template_version,
        area_id, area_path, holder_unit_id, party_units, calendar_id, calendar_version, opened_at, stage_n, stage_warn_at, stage_due_at, alarm_at, search)
      values (${regionId}, ${c.id}, ${number ?? drawn(c.day)}, 1, 1, 'reported', ${c.kind}, ${c.discovery}, ${c.channel}, ${c.title}, ${c.detail}, ${c.matterId}, ${c.matterBy},
        ${c.conditionId}, ${c.urgent}, ${c.confidential}, ${c.placeText}, ${point}::point, ${c.locatedBy}, ${c.template}, ${c.templateVersion}, ${c.areaId}, ${c.areaPath}::ltree, ${c.unitId}, ${c.partyUnits}::int[], ${c.calendarId}, ${c.calendarVersion},
        ${c.openedAt}, 1, ${c.warnAt}, ${c.dueAt}, ${alarm}, array_to_tsvector(string_to_array(${c.grams.join(' ')}, ' ')))
      returning number)
    , stage as (
      insert into cases.stages (region_id, case_id, n, state, unit_id, entered_at, started_at, time_limit, warn_at, due_at)
      values (${regionId}, ${c.id}, 1, 'reported', ${c.unitId}, ${c.openedAt}, ${c.openedAt}, ${JSON.stringify(c.limit)}::jsonb, ${c.warnAt}, ${c.dueAt}))
    , parties as (${partiesOf(regionId, c, c.partyUnits)})
    select number from opened`.execute(tx);
  return rows[0]!.number;
}

/** Where a case came from that no report opened: a part of another, or work before anybody complains. */
export async function setOrigin(
  tx: Tx,
  regionId: number,
  caseId: string,
  of: {
    origin: 'split' | 'proactive';
    splitFrom: string | null;
    about?: { unitId: number; rootUnitId: number } | null;
  },
): Promise<void> {
  await sql`
    update cases.cases set origin = ${of.origin}, split_from = ${of.splitFrom}::uuid, reports = 0,
           about_unit_id = ${of.about?.unitId ?? null}, about_root_unit_id = ${of.about?.rootUnitId ?? null}
     where region_id = ${regionId} and id = ${caseId}`.execute(tx);
}
/** What a move must know of callbacks and answers beside the case itself. */
export async function openCallbacks(tx: Tx, regionId: number, caseId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from cases.callbacks where region_id = ${regionId} and case_id = ${caseId} and done_at is null`.execute(
    tx,
  );
  return rows[0]!.n;
}
export async function lastAnswer(
  tx: Tx,
  regionId: number,
  caseId: string,
): Promise<{ number: string; state: State; answer: string | undefined } | undefined> {
  const { rows } = await sql<{ number: string; state: State; answer: string | null }>`
    select c.number, c.state, a.text as answer from cases.cases c
      left join cases.answers a on a.region_id = c.region_id and a.case_id = c.id and a.n = c.answer_n
     where c.region_id = ${regionId} and c.id = ${caseId}`.execute(tx);
  return rows[0] && { ...rows[0], answer: rows[0].answer ?? undefined };
}
/** One digest over every fact of the case, in order: the file that is put away can be proved unchanged. */
export async function factsDigest(tx: Tx, regionId: number, caseId: string): Promise<string> {
  const { rows } = await sql<{ digest: string }>`
    select encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', f.n, f.kind, extract(epoch from f.happened_at), f.actor_kind, f.person_id, f.post, f.unit_id, f.data::text), E'\n' order by f.n), ''), 'UTF8')), 'hex') as digest
      from kit.facts f where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = ${caseId}
       and f.n < coalesce((select min(a.n) from kit.facts a where a.region_id = ${regionId} and a.subject = 'case' and a.subject_id = ${caseId} and a.kind = 'case.archived'), 2147483647)`.execute(
    tx,
  );
  return rows[0]!.digest;
}

// ── Templates ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type StoredTemplate = {
  name: string;
  version: number;
  body: Template;
  savedBy: string | null;
  savedAt: Date;
  savedN: number;
  publishedAt: Date | null;
  reason: string | null;
};
/** All of a district's own templates, drafts too, and which matters run by which. */
export async function readTemplates(
  tx: Tx,
  regionId: number,
): Promise<{ rows: StoredTemplate[]; uses: Map<number, string> }> {
  const { rows } = await sql<StoredTemplate>`
    select t.name, t.version, t.body, p.name as "savedBy", t.saved_at as "savedAt", t.saved_n as "savedN",
           t.published_at as "publishedAt", t.reason
      from cases.templates t left join access.people p on p.region_id = t.region_id and p.id = t.saved_by
     where t.region_id = ${regionId} order by t.name, t.version`.execute(tx);
  const { rows: uses } = await sql<{ matterId: number; template: string }>`
    select matter_id as "matterId", template from cases.template_uses where region_id = ${regionId}`.execute(tx);
  return { rows, uses: new Map(uses.map(({ matterId, template }) => [matterId, template])) };
}

/** Saves the one draft of a name; undefined when somebody saved it since `savedN`, or published it. */
export async function saveDraft(
  tx: Tx,
  regionId: number,
  draft: { name: string; version: number; savedN: number; body: string; personId: string },
  at: Date,
): Promise<number | undefined> {
  const { rows } = await sql<{ savedN: number }>`
    insert into cases.templates as t (region_id, name, version, body, saved_by, saved_at)
    select ${regionId}, ${draft.name}, ${draft.version}, ${draft.body}::jsonb, ${draft.personId}::uuid, ${at}::timestamptz
     where ${draft.savedN} = 0 or exists (select from cases.templates d where d.region_id = ${regionId} and d.name = ${draft.name} and d.version = ${draft.version})
    on conflict (region_id, name, version) do update set body = excluded.body, saved_by = excluded.saved_by, saved_at = excluded.saved_at, saved_n = t.saved_n + 1
     where t.published_at is null and t.saved_n = ${draft.savedN}
    returning saved_n as "savedN"`.execute(tx);
  return rows[0]?.savedN;
}
export async function publishDraft(
  tx: Tx,
  regionId: number,
  draft: { name: string; version: number; personId: string; reason: string },
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update cases.templates set published_by = ${draft.personId}::uuid, published_at = ${at}, reason = ${draft.reason}
     where region_id = ${regionId} and name = ${draft.name} and version = ${draft.version} and published_at is null returning 1`.execute(
    tx,
  );
  return rows.length > 0;
}
/** These matters run by the template; those that did and are not among them go back to the standard one. */
export async function setTemplateUses(
  tx: Tx,
  regionId: number,
  name: string,
  matterIds: readonly number[],
): Promise<void> {
  await sql`
    with gone as (
      delete from cases.template_uses where region_id = ${regionId} and template = ${name} and not matter_id = any(${[...matterIds]}::int[]))
    insert into cases.template_uses (region_id, matter_id, template)
    select ${regionId}, id, ${name} from unnest(${[...matterIds]}::int[]) as u(id)
    on conflict (region_id, matter_id) do update set template = excluded.template`.execute(tx);
}
export async function openCasesOfTemplate(
  tx: Tx,
  regionId: number,
  of: { name: string; version: number; after: string | null; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from cases.cases where region_id = ${regionId} and is_open and template = ${of.name} and template_version = ${of.version}
       and (${of.after}::uuid is null or id > ${of.after}::uuid) order by id limit ${of.limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** A case whose alarm is due, with no more of it than the sweep needs. */
export type DueCase = AlarmClocks & {
  id: string;
  holderUnitId: number | null;
  leadUnitId: number | null;
  regionId: number;
  template: string;
  templateVersion: number;
};

/**
 * Cases whose alarm is due, claimed so that several servers never tell the same twice, and read in the same statement. One that
 * was changed while this looked at it is left to the next sweep.
 */
export async function claimAlarms(tx: Tx, regionId: number, at: Date, limit: number): Promise<DueCase[]> {
  const clock = (table: string) =>
    sql.raw(`case when ${table}.case_id is not null then
    jsonb_build_object('warn_at', ${table}.warn_at, 'due_at', ${table}.due_at, 'warned_at', ${table}.warned_at, 'overdue_at', ${table}.overdue_at) end`);
  // The limit stands in the text: with one it does not know, PostgreSQL would plan this anew at every look, which costs more than looking.
  const { rows } = await sql<Record<string, any>>`
    with due as (
      select id, version from cases.cases where region_id = ${regionId} and alarm_at <= ${at} order by alarm_at limit ${sql.lit(limit)} for update skip locked)
    select c.id, c.state, c.holder_unit_id, c.lead_unit_id, c.template, c.template_version, c.suspended_until,
           c.case_warn_at as warn_at, c.case_due_at as due_at, c.case_warned_at as warned_at, c.case_overdue_at as overdue_at,
           ${clock('s')} as stage, ${clock('h')} as handling,
           (select jsonb_agg(to_jsonb(p)) from cases.papers p where p.region_id = ${regionId} and p.case_id = c.id and p.done_at is null) as papers,
           (select jsonb_agg(to_jsonb(t)) from cases.tasks t where t.region_id = ${regionId} and t.case_id = c.id and t.is_open) as tasks
      from due join cases.cases c on c.region_id = ${regionId} and c.id = due.id and c.version = due.version
      left join cases.stages s on s.region_id = ${regionId} and s.case_id = c.id and s.ended_at is null
      left join cases.handlings h on h.region_id = ${regionId} and h.case_id = c.id and h.ended_at is null`.execute(tx);
  const told = (row: Record<string, any>) => ({
    warnAt: instant(row['warn_at']),
    dueAt: instant(row['due_at']),
    warnedAt: instant(row['warned_at']),
    overdueAt: instant(row['overdue_at']),
  });
  return rows.map((row) => ({
    id: row['id'],
    regionId,
    state: row['state'],
    holderUnitId: row['holder_unit_id'],
    leadUnitId: row['lead_unit_id'],
    template: row['template'],
    templateVersion: row['template_version'],
    suspendedUntil: instant(row['suspended_until']),
    whole: told(row),
    stage: row['stage'] && told(row['stage']),
    handling: row['handling'] && told(row['handling']),
    papers: ((row['papers'] ?? []) as Record<string, any>[]).map((one) => ({
      n: one['n'],
      kind: one['kind'],
      ...told(one),
    })),
    tasks: ((row['tasks'] ?? []) as Record<string, any>[]).map(taskFrom).toSorted(asCalled),
  }));
}

/** When the earliest alarm of a region rings; null: none is set. */
export async function earliestAlarm(tx: Tx, regionId: number): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    select alarm_at as at from cases.cases where region_id = ${regionId} and alarm_at is not null order by alarm_at limit 1`.execute(
    tx,
  );
  return rows[0]?.at ?? null;
}

export type ToldCase = { now: DueCase; told: readonly Alarm[]; facts: number; superiorUnitId: number | null };
/** Marks what was told of all of them, moves red cases into the superior's queue, sets the next alarms: one statement for a whole sweep. */
export async function saveAlarms(tx: Tx, regionId: number, cases: readonly ToldCase[], at: Date): Promise<void> {
  const rows = cases.map(({ now, told, facts, superiorUnitId }) => {
    const { whole, stage, handling, ...rest } = toldOf(now, told, at);
    return {
      id: now.id,
      facts,
      superior: superiorUnitId,
      alarm_at: nextAlarm({ ...rest, whole, stage, handling }),
      warned: whole.warnedAt,
      overdue: whole.overdueAt,
      stage_warned: stage?.warnedAt ?? null,
      stage_overdue: stage?.overdueAt ?? null,
      handling_warned: handling?.warnedAt ?? null,
      handling_overdue: handling?.overdueAt ?? null,
    };
  });
  const papers = cases.flatMap(({ now, told }) =>
    told.flatMap(({ paper, kind }) =>
      paper ? [{ id: now.id, n: paper.n, overdue: kind === 'overdue' ? at : null }] : [],
    ),
  );
  const tasks = cases.flatMap(({ told }) =>
    told.flatMap(({ task, kind }) => (task ? [{ id: task.id, overdue: kind === 'overdue' ? at : null }] : [])),
  );
  await sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id uuid, facts int, superior int, alarm_at timestamptz, warned timestamptz, overdue timestamptz,
             stage_warned timestamptz, stage_overdue timestamptz, handling_warned timestamptz, handling_overdue timestamptz)),
    papers as (
      update cases.papers p set warned_at = ${at}, overdue_at = coalesce(x.overdue, p.overdue_at)
        from jsonb_to_recordset(${JSON.stringify(papers)}::jsonb) as x(id uuid, n int, overdue timestamptz)
       where p.region_id = ${regionId} and p.case_id = x.id and p.n = x.n returning 1),
    tasks as (
      update cases.tasks t set warned_at = ${at}, overdue_at = coalesce(x.overdue, t.overdue_at)
        from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as x(id uuid, overdue timestamptz)
       where t.region_id = ${regionId} and t.id = x.id returning 1),
    stage as (
      update cases.stages s set warned_at = g.stage_warned, overdue_at = g.stage_overdue from given g
       where s.region_id = ${regionId} and s.case_id = g.id and s.ended_at is null
         and (s.warned_at, s.overdue_at) is distinct from (g.stage_warned, g.stage_overdue) returning 1),
    handling as (
      update cases.handlings h set warned_at = g.handling_warned, overdue_at = g.handling_overdue from given g
       where h.region_id = ${regionId} and h.case_id = g.id and h.ended_at is null
         and (h.warned_at, h.overdue_at) is distinct from (g.handling_warned, g.handling_overdue) returning 1),
    parties as (
      insert into cases.parties (region_id, unit_id, opened_at, case_id)
      select c.region_id, g.superior, c.opened_at, c.id from given g join cases.cases c on c.region_id = ${regionId} and c.id = g.id
       where g.superior is not null and not g.superior = any(c.party_units)),
    task_parties as (
      insert into cases.task_parties (region_id, unit_id, ended_at, task_id, case_id)
      select t.region_id, g.superior, t.ended_at, t.id, t.case_id
        from given g join cases.cases c on c.region_id = ${regionId} and c.id = g.id
        join cases.tasks t on t.region_id = ${regionId} and t.case_id = g.id and t.ended_at is not null
       where g.superior is not null and not g.superior = any(c.party_units))
    update cases.cases c set version = c.version + g.facts, case_warned_at = g.warned, case_overdue_at = g.overdue, alarm_at = g.alarm_at,
           superior_unit_id = coalesce(g.superior, c.superior_unit_id),
           party_units = case when g.superior is null or g.superior = any(c.party_units) then c.party_units else c.party_units || g.superior end
      from given g where c.region_id = ${regionId} and c.id = g.id`.execute(tx);
}

/** One more fact of a case that does not change its stage. */
/** One unit more has a part in it. */
export async function addParty(
  tx: Tx,
  regionId: number,
  of: { id: string; openedAt: Date },
  unitId: number,
): Promise<void> {
  await sql`
    with joined as (${partiesOf(regionId, of, [unitId])} on conflict do nothing)
    update cases.cases set party_units = party_units || ${unitId}::int, version = version + 1
     where region_id = ${regionId} and id = ${of.id}`.execute(tx);
}

export async function bumpVersion(
  tx: Tx,
  regionId: number,
  caseId: string,
  set: { unsolvedAt?: Date | null; moreReports?: number; moreChildren?: number; facts?: number } = {},
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    update cases.cases set version = version + ${set.facts ?? 1}, reports = reports + ${set.moreReports ?? 0}, open_children = open_children + ${set.moreChildren ?? 0}, unsolved_at = ${set.unsolvedAt === undefined ? sql`unsolved_at` : sql`${set.unsolvedAt}`}
     where region_id = ${regionId} and id = ${caseId} returning version`.execute(tx);
  return rows[0]?.version;
}

/** Its words anew, and the search with them; what was done about them stays as it is. */
export async function saveWords(
  tx: Tx,
  regionId: number,
  caseId: string,
  { title, detail, placeText, grams }: { title: string; detail: string; placeText: string; grams: string[] },
): Promise<void> {
  await sql`
    update cases.cases set title = ${title}, detail = ${detail}, place_text = ${placeText}, search = array_to_tsvector(${grams}::text[]), version = version + 1
     where region_id = ${regionId} and id = ${caseId}`.execute(tx);
}
/** What it says, under its lock. */
export async function lockWords(
  tx: Tx,
  regionId: number,
  caseId: string,
): Promise<{ title: string; detail: string; placeText: string } | undefined> {
  const { rows } = await sql<{ title: string; detail: string; placeText: string }>`
    select title, detail, place_text as "placeText" from cases.cases where region_id = ${regionId} and id = ${caseId} for update`.execute(
    tx,
  );
  return rows[0];
}

/** Running clocks of a calendar, recomputed by the caller after the calendar changed. */
export async function openCasesOnCalendar(
  tx: Tx,
  regionId: number,
  calendarId: number,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from cases.cases where region_id = ${regionId} and is_open and calendar_id = ${calendarId} and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${limit}`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}

type ClockPair = { warn_at: Date | null; due_at: Date | null };
export async function saveClocks(
  tx: Tx,
  now: CaseNow,
  calendarVersion: number,
  clocks: {
    stage: ClockPair;
    handling: ClockPair;
    whole: ClockPair;
    papers: ({ n: number } & ClockPair)[];
    tasks: ({ id: string } & ClockPair)[];
  },
): Promise<void> {
  const alarm = nextAlarm({
    state: now.state,
    suspendedUntil: now.suspendedUntil,
    stage: now.stage && { ...now.stage, warnAt: clocks.stage.warn_at, dueAt: clocks.stage.due_at },
    handling: now.handling && { ...now.handling, warnAt: clocks.handling.warn_at, dueAt: clocks.handling.due_at },
    whole: {
      warnAt: clocks.whole.warn_at,
      dueAt: clocks.whole.due_at,
      warnedAt: now.caseWarnedAt,
      overdueAt: now.caseOverdueAt,
    },
    papers: now.papers.map((paper) => {
      const next = clocks.papers.find(({ n }) => n === paper.n);
      return next ? { ...paper, warnAt: next.warn_at, dueAt: next.due_at } : paper;
    }),
    tasks: now.tasks.map((task) => {
      const next = clocks.tasks.find(({ id }) => id === task.id);
      return next ? { ...task, warnAt: next.warn_at, dueAt: next.due_at } : task;
    }),
  });
  await sql`
    with papers as (
      update cases.papers p set warn_at = x.warn_at, due_at = x.due_at
        from jsonb_to_recordset(${JSON.stringify(clocks.papers)}::jsonb) as x(n int, warn_at timestamptz, due_at timestamptz)
       where p.region_id = ${now.regionId} and p.case_id = ${now.id} and p.n = x.n and p.done_at is null returning 1),
    tasks as (
      update cases.tasks t set warn_at = x.warn_at, due_at = x.due_at
        from jsonb_to_recordset(${JSON.stringify(clocks.tasks)}::jsonb) as x(id uuid, warn_at timestamptz, due_at timestamptz)
       where t.region_id = ${now.regionId} and t.case_id = ${now.id} and t.id = x.id returning 1),
    stage as (
      update cases.stages set warn_at = ${clocks.stage.warn_at}, due_at = ${clocks.stage.due_at}
       where region_id = ${now.regionId} and case_id = ${now.id} and ended_at is null returning 1),
    handling as (
      update cases.handlings set warn_at = ${clocks.handling.warn_at}, due_at = ${clocks.handling.due_at}
       where region_id = ${now.regionId} and case_id = ${now.id} and ended_at is null returning 1)
    update cases.cases set version = version + 1, calendar_version = ${calendarVersion}, stage_warn_at = ${clocks.stage.warn_at}, stage_due_at = ${clocks.stage.due_at},
           handling_due_at = ${clocks.handling.due_at}, case_warn_at = ${clocks.whole.warn_at}, case_due_at = ${clocks.whole.due_at}, alarm_at = ${alarm}
     where region_id = ${now.regionId} and id = ${now.id}`.execute(tx);
}

/** The master of a merger: one more fact, the reports and the units of the case it took in. */
export async function takeIn(tx: Tx, regionId: number, masterId: string, child: CaseNow): Promise<void> {
  await sql`
    with parties as (
      insert into cases.parties (region_id, unit_id, opened_at, case_id)
      select m.region_id, u.id, m.opened_at, m.id from cases.cases m cross join lateral unnest(${child.partyUnits}::int[]) u (id)
       where m.region_id = ${regionId} and m.id = ${masterId}
      on conflict do nothing),
    task_parties as (${endedTasksOf(regionId, masterId, child.partyUnits)} on conflict do nothing)
    update cases.cases m set version = version + 1, reports = reports + ${child.reports},
           party_units = (select array_agg(distinct u) from unnest(m.party_units || ${child.partyUnits}::int[]) u)
     where m.region_id = ${regionId} and m.id = ${masterId}`.execute(tx);
}

/** An explicit limit for a case that is not yet filed, with the instant somebody named (an import, a leader's order). */
export async function setExplicitLimit(tx: Tx, regionId: number, caseId: string, due: Date): Promise<void> {
  const limit = JSON.stringify({ kind: 'instant', at: due.toISOString() });
  await sql`
    update cases.cases set time_limit = ${limit}::jsonb
     where region_id = ${regionId} and id = ${caseId} and filed_at is null`.execute(tx);
}

/** The row is locked by whoever moved its version on. */
export async function labelsOfCase(tx: Tx, regionId: number, caseId: string): Promise<string[]> {
  const { rows } = await sql<{ labels: string[] }>`
    select markings as labels from cases.cases where region_id = ${regionId} and id = ${caseId}`.execute(tx);
  return rows[0]!.labels;
}
export async function putLabels(tx: Tx, regionId: number, caseId: string, labels: readonly string[]): Promise<void> {
  await sql`
    update cases.cases set markings = ${[...labels]}::text[] where region_id = ${regionId} and id = ${caseId}`.execute(
    tx,
  );
}

export async function insertNote(
  tx: Tx,
  actor: Actor,
  post: HeldPost,
  note: { caseId: string; noteId: string; text: string },
  at: Date,
): Promise<void> {
  await sql`
    insert into cases.notes (region_id, case_id, id, text, by_person, unit_id, at)
    values (${actor.regionId}, ${note.caseId}, ${note.noteId}, ${note.text}, ${actor.personId}, ${post.unitId}, ${at})`.execute(
    tx,
  );
}

// ── Photos ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Photos of a case that were not refused, under the case's lock where a limit depends on it. */
export async function countPhotos(tx: Tx, regionId: number, caseId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from cases.photos where region_id = ${regionId} and case_id = ${caseId} and state <> 'refused'`.execute(
    tx,
  );
  return rows[0]!.n;
}

export type RawPhoto = {
  id: string;
  caseId: string;
  reportId: string | null;
  purpose: string;
  shot: string | null;
  sha256: Buffer;
  bytes: number;
  byPerson: string | null;
};
export async function insertPhoto(tx: Tx, regionId: number, photo: RawPhoto, at: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into cases.photos (region_id, id, case_id, report_id, purpose, shot, raw_sha256, raw_bytes, by_person, received_at)
    values (${regionId}, ${photo.id}, ${photo.caseId}, ${photo.reportId}, ${photo.purpose}, ${photo.shot}, ${photo.sha256}, ${photo.bytes}, ${photo.byPerson}, ${at})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function photoIsReady(tx: Tx, regionId: number, caseId: string, photoId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from cases.photos where region_id = ${regionId} and case_id = ${caseId} and id = ${photoId} and state = 'ready'`.execute(
    tx,
  );
  return rows.length > 0;
}

/** The oldest photo that waits, claimed; another sweep takes the next one. */
export async function claimPhotos(
  tx: Tx,
  regionId: number,
  most: number,
): Promise<{ caseId: string; ids: string[] } | undefined> {
  const { rows: first } = await sql<{ id: string; caseId: string }>`
    select id, case_id as "caseId" from cases.photos
     where region_id = ${regionId} and state = 'waiting' order by received_at limit 1 for update skip locked`.execute(
    tx,
  );
  if (!first[0]) return undefined;
  const [{ id, caseId }] = first;
  const { rows: others } = await sql<{ id: string }>`
    select id from cases.photos
     where region_id = ${regionId} and case_id = ${caseId} and state = 'waiting' and id <> ${id}
     order by received_at limit ${most - 1} for update skip locked`.execute(tx);
  return { caseId, ids: [id, ...others.map((other) => other.id)] };
}

export type Processed = { sha256: Buffer; bytes: number; width: number; height: number } | { reason: string };
export async function savePhoto(tx: Tx, regionId: number, photoId: string, done: Processed, at: Date): Promise<void> {
  const ready = 'sha256' in done ? done : undefined;
  await sql`
    update cases.photos set state = ${ready ? 'ready' : 'refused'}, processed_at = ${at}, sha256 = ${ready?.sha256 ?? null}, bytes = ${ready?.bytes ?? null},
           width = ${ready?.width ?? null}, height = ${ready?.height ?? null}, reason = ${'reason' in done ? done.reason : null}
     where region_id = ${regionId} and id = ${photoId}`.execute(tx);
}
