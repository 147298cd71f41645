/**
 * Tasks beside a case, as pure rules: how they are laid (协办, 吹哨, 紧急直达, a resolution), what becomes of them when the case moves on,
 * and how a unit that was called comes, objects, does its part and is graded. A task has one clock at a time: to come, to be
 * ruled on, to be done, to be confirmed by whoever asked. A joint task is never due after the case's own handling.
 */
import type { Post } from '#contract/access.ts';
import type { MoveInput, TaskPurpose, WhistleOccasion } from '#contract/cases.ts';
import {
  callLimits,
  isOpenTask,
  taskMoves,
  type TaskMoveInput,
  type TaskMoveName,
  type TaskState,
} from '#contract/tasks.ts';
import type { Template } from '#contract/templates.ts';
import { parseLimit, type Calendar, type Limit } from '#contract/worktime.ts';
import type { HeldPost } from '#kit/caller.ts';
import { isRefusal, refuse, type Refusal } from '#kit/refusal.ts';
import {
  applied,
  clockOf,
  notToTarget,
  pointText,
  type CaseNow,
  type Ground,
  type HandlingNow,
  type Mover,
  type NewTask,
  type Step,
  type TaskClockName,
  type TaskNow,
  type TaskSet,
  type Tree,
} from '../case.rules.ts';

const DAY = 86_400_000;
const longestDays = 366;

/** How long to come, to object, to be done: the template's word, else the house's. */
const callLimit = (template: Template, of: keyof typeof callLimits): Limit =>
  parseLimit(template.calls?.[of] ?? callLimits[of])!;

// ── Laying ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Order = { unitId: number; text: string; due?: string | undefined };
type Call = {
  purpose: TaskPurpose;
  callId: string;
  orders: readonly Order[];
  askedUnitId: number;
  occasion?: WhistleOccasion;
  place?: string;
  location?: { lon: number; lat: number } | undefined;
};
type Parent = { leadUnitId: number | null; dueAt: Date | null };

function tasksOf(now: CaseNow, call: Call, parent: Parent, ground: Ground, at: Date): NewTask[] | Refusal {
  const wrong = notToTarget(
    now,
    ground,
    call.orders.map(({ unitId }) => unitId),
  );
  if (wrong) return wrong;
  const joint = call.purpose === 'joint';
  const comes = taskMoves.arrive.purposes.includes(call.purpose);
  const comeLimit = callLimit(ground.template, comes ? 'arrive' : 'accept');
  const mayObject = taskMoves.object.purposes.includes(call.purpose);
  const objectUntil = mayObject
    ? clockOf(at, callLimit(ground.template, 'object'), ground.calendar, [], 'stage').due_at
    : null;
  const tasks: NewTask[] = [];
  for (const { unitId, text, due } of call.orders) {
    const own = joint ? unitId === parent.leadUnitId : call.purpose !== 'resolution' && unitId === call.askedUnitId;
    if (own || (joint && unitId === call.askedUnitId))
      return refuse('case.task_own_unit', { unit: ground.unitName(unitId) });
    if (due !== undefined) {
      const by = Date.parse(due);
      if (!(by > at.getTime()) || by - at.getTime() > longestDays * DAY) return refuse('case.until_bad');
      if (joint && parent.dueAt !== null && by > parent.dueAt.getTime()) return refuse('case.task_after_parent');
    }
    const clock = clockOf(at, comeLimit, ground.calendar, [], 'stage');
    tasks.push({
      id: ground.newId(),
      purpose: call.purpose,
      call_id: call.callId,
      unit_id: unitId,
      root_unit_id: ground.root(unitId),
      text,
      occasion: call.occasion ?? null,
      place: call.place ?? '',
      location: pointText(call.location),
      asked_unit_id: call.askedUnitId,
      come_limit: comeLimit,
      handle_limit:
        due !== undefined ? { kind: 'instant', at: due } : joint ? null : callLimit(ground.template, 'handle'),
      object_until: objectUntil,
      time_limit: comeLimit,
      warn_at: joint ? earlier(clock.warn_at, parent.dueAt) : clock.warn_at,
      due_at: joint ? earlier(clock.due_at, parent.dueAt) : clock.due_at,
    });
  }
  return tasks;
}
const earlier = (own: Date | null, parent: Date | null): Date | null =>
  own !== null && parent !== null && parent < own ? parent : own;

/** The step with its tasks: the case waits for them, their units have a part in it, and each has begun as a fact. */
function laid(now: CaseNow, step: Step, tasks: readonly NewTask[], more: readonly number[] = []): Step {
  const party = (step.set['party_units'] as number[] | undefined) ?? now.partyUnits;
  const began = tasks.map((task) => ({
    kind: 'case.child_began',
    data: {
      kind: task.purpose,
      id: task.id,
      unitId: task.unit_id,
      ...(task.due_at ? { dueAt: task.due_at.toISOString() } : {}),
    },
  }));
  return {
    ...step,
    set: {
      ...step.set,
      open_children: ((step.set['open_children'] as number | undefined) ?? now.openChildren) + tasks.length,
      party_units: [...new Set([...party, ...tasks.map((task) => task.unit_id), ...more])],
    },
    newTasks: [...(step.newTasks ?? []), ...tasks],
    also: [...(step.also ?? []), ...began],
  };
}

/** 主办/协办: tasks of the co-units, laid with the dispatch or by the lead. */
export function layJoint(
  now: CaseNow,
  step: Step,
  orders: readonly Order[],
  askedUnitId: number,
  ground: Ground,
): Step | Refusal {
  const handling: Pick<HandlingNow, 'unitId' | 'dueAt'> | null = step.handling
    ? { unitId: step.handling.unit_id, dueAt: step.handling.due_at }
    : now.handling;
  const parent: Parent = { leadUnitId: handling?.unitId ?? now.leadUnitId, dueAt: handling?.dueAt ?? now.caseDueAt };
  const tasks = tasksOf(
    now,
    { purpose: 'joint', callId: ground.newId(), orders, askedUnitId },
    parent,
    ground,
    step.at,
  );
  return isRefusal(tasks) ? tasks : laid(now, step, tasks);
}

/** The moves that call several units at once; undefined for all others. */
export function callOut(
  now: CaseNow,
  mover: Mover,
  input: MoveInput,
  ground: Ground,
  at: Date,
): Step | Refusal | undefined {
  const told = (past: string, data: Record<string, unknown>, set: Record<string, unknown> = {}): Step => ({
    at,
    moved: false,
    set,
    fact: { kind: `case.${past}`, data },
  });
  if (mover.kind !== 'person') return undefined;
  const askedUnitId = mover.post.unitId;
  switch (input.move) {
    case 'lay_tasks': {
      const unitIds = input.tasks.map(({ unitId }) => unitId);
      return layJoint(now, told('tasks_laid', { unitIds }), input.tasks, askedUnitId, ground);
    }
    case 'whistle':
    case 'call_directly': {
      const unitIds = [...new Set(input.unitIds)];
      const callId = ground.newId();
      const orders = unitIds.map((unitId) => ({ unitId, text: input.reason, due: input.due }));
      const { reason, place, location } = input;
      const data = { callId, unitIds, reason, place };
      if (input.move === 'call_directly') {
        const call: Call = { purpose: 'urgent', callId, orders, askedUnitId, place, location };
        const tasks = tasksOf(now, call, noParent, ground, at);
        // 补录: whatever stage it is in, it goes on from there in the ordinary way.
        const step = told('called_directly', { ...data, state: now.state }, { urgent: true });
        return isRefusal(tasks) ? tasks : laid(now, step, tasks, [ground.commandId, askedUnitId]);
      }
      // A street blows for departments; a community for its own street (house, 吹哨报到).
      const street = mover.post.unitKind === 'street';
      const wrong = unitIds.find((id) =>
        street ? !mayBeWhistledFor.includes(ground.kindOf(id)) : id !== ground.parentOf(askedUnitId),
      );
      if (wrong !== undefined) return refuse('case.whistle_whom', { unit: ground.unitName(wrong) });
      const { occasion } = input;
      const call: Call = { purpose: 'whistle', callId, orders, askedUnitId, occasion, place, location };
      const tasks = tasksOf(now, call, noParent, ground, at);
      if (isRefusal(tasks)) return tasks;
      // 指挥中心 is copied: it supervises both sides and rules on what is objected.
      const step = told('whistled', { ...data, occasion, blownBy: askedUnitId, copied: [ground.commandId] });
      return laid(now, step, tasks, [ground.commandId, askedUnitId]);
    }
    default:
      return undefined;
  }
}
const noParent: Parent = { leadUnitId: null, dueAt: null };
const mayBeWhistledFor: readonly string[] = ['department', 'other'];

/** What a meeting resolved: a task of one unit, with its day. */
export function resolved(
  now: CaseNow,
  of: { meetingId: string; unitId: number; text: string; due: string; askedUnitId: number },
  ground: Ground,
  at: Date,
): Step | Refusal {
  const { meetingId, unitId, text, due, askedUnitId } = of;
  const call: Call = { purpose: 'resolution', callId: meetingId, orders: [{ unitId, text, due }], askedUnitId };
  const tasks = tasksOf(now, call, noParent, ground, at);
  if (isRefusal(tasks)) return tasks;
  const fact = { kind: 'case.resolved_on', data: { meetingId, unitId, text, due } };
  return laid(now, { at, moved: false, set: {}, fact }, tasks, [askedUnitId]);
}

// ── When the case moves on ─────────────────────────────────────────────────────────────────────────────────────────────

const noClock = {
  clock: null,
  time_limit: null,
  started_at: null,
  warn_at: null,
  due_at: null,
  warned_at: null,
  overdue_at: null,
};
const ended = (state: TaskState, at: Date, reason: string) => ({ state, ended_at: at, end_reason: reason, ...noClock });
const endedFact = (task: TaskNow, outcome: TaskState) => ({
  kind: 'case.child_ended',
  data: { kind: task.purpose, id: task.id, unitId: task.unitId, outcome },
});

/**
 * A case that ends takes its tasks with it, a lead that goes takes those it had others do; and a joint task follows the
 * case's own clock, wherever an extension, a pause or another calendar moves it.
 */
export function tasksAfter(now: CaseNow, step: Step, ground: Ground): Step {
  if (now.tasks.length === 0) return step;
  const over = step.set['ended_at'] !== undefined && step.set['ended_at'] !== null;
  const lapsing = over ? now.tasks : step.endAssignments ? now.tasks.filter(({ purpose }) => purpose === 'joint') : [];
  const lapsed = lapsing.map((task): TaskSet => ({ id: task.id, set: ended('lapsed', step.at, step.fact.kind) }));
  const next: Step =
    lapsing.length === 0
      ? step
      : {
          ...step,
          set: {
            ...step.set,
            open_children: ((step.set['open_children'] as number | undefined) ?? now.openChildren) - lapsing.length,
          },
          tasks: [...(step.tasks ?? []), ...lapsed],
          also: [...(step.also ?? []), ...lapsing.map((task) => endedFact(task, 'lapsed'))],
        };
  const moved = over ? [] : movedClocks(applied(now, next), ground.calendar);
  return moved.length === 0 ? next : { ...next, tasks: [...(next.tasks ?? []), ...moved] };
}

type Running = { time_limit: Limit; started_at: Date; warn_at: Date | null; due_at: Date | null };
/** The clocks of the tasks as they come out now: with the case's own where they follow it. */
export const recounted = (now: CaseNow, calendar: Calendar): ({ id: string } & Running)[] =>
  now.tasks.flatMap((task) =>
    task.clock === null
      ? []
      : [{ id: task.id, ...runningClock(task, task.clock, task.startedAt!, now.handling, calendar) }],
  );

/** Those of the joint tasks that the step has moved. */
function movedClocks(now: CaseNow, calendar: Calendar): TaskSet[] {
  return recounted(now, calendar).flatMap(({ id, ...clock }): TaskSet[] => {
    const task = now.tasks.find((one) => one.id === id)!;
    const same =
      clock.due_at?.getTime() === task.dueAt?.getTime() && clock.warn_at?.getTime() === task.warnAt?.getTime();
    if (same || task.purpose !== 'joint') return [];
    // With more time it may warn again.
    const longer = clock.due_at !== null && (task.dueAt === null || clock.due_at > task.dueAt);
    return [{ id, set: { ...clock, ...(longer ? { warned_at: null, overdue_at: null } : {}) } }];
  });
}

/** The clock of a task from a start on; of a joint one never past the handling it belongs to. */
function runningClock(
  task: Pick<TaskNow, 'purpose' | 'comeLimit' | 'handleLimit' | 'limit'>,
  clock: TaskClockName,
  startedAt: Date,
  handling: HandlingNow | null,
  calendar: Calendar,
): Running {
  const joint = task.purpose === 'joint' && clock !== 'rule' ? handling : null;
  const own = clock === 'come' ? task.comeLimit : clock === 'handle' ? task.handleLimit : task.limit!;
  if (own === null)
    return joint
      ? { time_limit: joint.limit, started_at: joint.startedAt, warn_at: joint.warnAt, due_at: joint.dueAt }
      : { time_limit: task.limit!, started_at: startedAt, warn_at: null, due_at: null };
  const { warn_at, due_at } = clockOf(startedAt, own, calendar, [], 'stage');
  const parent = joint?.dueAt ?? null;
  return { time_limit: own, started_at: startedAt, warn_at: earlier(warn_at, parent), due_at: earlier(due_at, parent) };
}

// ── What becomes of one ────────────────────────────────────────────────────────────────────────────────────────────────

declare const permitted: unique symbol;
/** Proof that this post may do this with this task; only `mayMoveTask` makes one. */
export type TaskPermit = {
  readonly move: TaskMoveName;
  readonly taskId: string;
  readonly personId: string;
  readonly post: HeldPost;
  readonly [permitted]: true;
};
/** What of a case it takes to say who may: shown beside every task of a list without loading the case. */
export type TaskCase = Pick<CaseNow, 'aboutRootUnitId' | 'leadUnitId'>;
type TaskRef = Pick<TaskNow, 'id' | 'purpose' | 'state' | 'unitId' | 'askedUnitId'>;

/** Moves that belong to this task where it stands. */
export const movesOfTask = (task: Pick<TaskRef, 'purpose' | 'state'>): TaskMoveName[] =>
  (Object.keys(taskMoves) as TaskMoveName[]).filter(
    (move) => taskMoves[move].from.includes(task.state) && taskMoves[move].purposes.includes(task.purpose),
  );

export function mayMoveTask(
  now: TaskCase,
  task: TaskRef,
  move: TaskMoveName,
  who: { personId: string; posts: readonly HeldPost[]; units?: readonly number[] },
  tree: Pick<Tree, 'unitName'>,
): TaskPermit | Refusal {
  const rule = taskMoves[move];
  const whose = {
    state: { word: `task.state.${task.state}` },
    move: { word: `task.move.${move}` },
    side: { word: `task.side.${rule.of}` },
    who: rule.by.map((post) => ({ word: `post.${post}` }) as const),
  } as const;
  if (!movesOfTask(task).includes(move))
    return refuse('case.task_state', {
      ...whose,
      from: rule.from.map((state) => ({ word: `task.state.${state}` }) as const),
    });
  let nearest: Refusal = refuse('case.task_not_yours', whose);
  // Whoever has a post in the called unit belongs to it, in whatever other hat she comes.
  const units = who.units ?? who.posts.map(({ unitId }) => unitId);
  for (const post of who.posts) {
    if (!rule.by.includes(post.post)) continue;
    // 回避 holds beside the case as well.
    if (now.aboutRootUnitId !== null && post.rootUnitId === now.aboutRootUnitId) {
      nearest = refuse('case.recused', { unit: tree.unitName(now.aboutRootUnitId) });
      continue;
    }
    const side = sideOf(now, task, rule.of, post, units);
    if (side === true) return { move, taskId: task.id, personId: who.personId, post } as TaskPermit;
    if (side !== false) nearest = side;
  }
  return nearest;
}

const centre: readonly Post[] = ['dispatcher', 'duty_officer', 'leader'];
function sideOf(
  now: TaskCase,
  task: TaskRef,
  of: 'unit' | 'asker' | 'command',
  post: HeldPost,
  units: readonly number[],
): boolean | Refusal {
  // Nobody rules on what a unit objects to in which he holds a post himself.
  if (of === 'command') return units.includes(task.unitId) ? refuse('case.task_own_work') : true;
  if (of === 'unit') return post.unitIds.includes(task.unitId);
  const asked =
    centre.includes(post.post) ||
    post.unitIds.includes(task.askedUnitId) ||
    (task.purpose === 'joint' && now.leadUnitId !== null && post.unitIds.includes(now.leadUnitId));
  // Who did it does not say that it was well done.
  return asked && units.includes(task.unitId) ? refuse('case.task_own_work') : asked;
}

/** What the move does to the task, and to the case that waits for it. */
export function decideTask(
  now: CaseNow,
  task: TaskNow,
  permit: TaskPermit,
  input: TaskMoveInput,
  ground: Pick<Ground, 'calendar' | 'template'>,
  at: Date,
): Step | Refusal {
  if (permit.move !== input.move || permit.taskId !== task.id) throw new Error('a permit for another move');
  const last = Math.max(...[task.askedAt, task.cameAt, task.objectedAt].map((one) => one?.getTime() ?? 0));
  if (at.getTime() < last) return refuse('case.before_opened');
  const { personId } = permit;
  const late = task.dueAt !== null && at > task.dueAt;
  const of = { taskId: task.id, purpose: task.purpose, callId: task.callId, unitId: task.unitId };
  const step = (past: string, data: Record<string, unknown>, set: Record<string, unknown>): Step => {
    const over = typeof set['state'] === 'string' && !isOpenTask(set['state'] as TaskState);
    return {
      at,
      moved: false,
      set: over ? { open_children: now.openChildren - 1 } : {},
      tasks: [{ id: task.id, set }],
      fact: { kind: `case.task_${past}`, data: { ...of, ...data } },
      ...(over ? { also: [endedFact(task, set['state'] as TaskState)] } : {}),
    };
  };
  const runs = (clock: 'come' | 'handle', from: Date) => ({
    clock,
    ...runningClock(task, clock, from, now.handling, ground.calendar),
    warned_at: null,
    overdue_at: null,
  });
  const begins = (from: Date) => ({ state: 'begun' as const, ...runs('handle', from) });
  /** Whoever asked has it now, on a clock of its own: what was done in time does not wait for a grade without end. */
  const waits = () => {
    const limit = callLimit(ground.template, 'confirm');
    const told = runningClock({ ...task, limit }, 'confirm', at, now.handling, ground.calendar);
    return { clock: 'confirm' as const, ...told, warned_at: null, overdue_at: null };
  };

  switch (input.move) {
    case 'accept':
    case 'arrive': {
      const where = input.move === 'arrive' ? input.location : undefined;
      const came = { came_by: personId, came_at: at, came_late: late, came_location: pointText(where) };
      return step(
        input.move === 'arrive' ? 'arrived' : 'accepted',
        {
          late,
          ...(where ? { location: where } : {}),
          ...(input.move === 'arrive' && input.remark ? { remark: input.remark } : {}),
        },
        { ...came, ...begins(at) },
      );
    }
    case 'object': {
      if (task.objectedAt !== null) return refuse('case.asked_already', { kind: { word: 'objection.word' } });
      if (task.objectUntil !== null && at > task.objectUntil)
        return refuse('case.objection_late', { until: task.objectUntil.toISOString() });
      const limit = callLimit(ground.template, 'object');
      return step(
        'objected',
        { ground: input.ground, reason: input.reason },
        {
          state: 'objected',
          objection: input.reason,
          ground: input.ground,
          objected_at: at,
          clock: 'rule',
          time_limit: limit,
          started_at: at,
          ...clockOf(at, limit, ground.calendar, [], 'stage'),
          warned_at: null,
          overdue_at: null,
        },
      );
    }
    case 'rule': {
      const word = { ruling: input.ruling, ruling_reason: input.reason, ruled_by: permit.personId, ruled_at: at };
      const data = { ruling: input.ruling, reason: input.reason, askedUnitId: task.askedUnitId };
      if (input.ruling !== 'stands') return step('ruled', data, { ...word, ...ended('lifted', at, input.reason) });
      // Objecting wins no time: the clock goes on from where it had begun.
      const back = task.cameAt ? begins(task.cameAt) : { state: 'called' as const, ...runs('come', task.askedAt) };
      return step('ruled', data, { ...word, ...back });
    }
    case 'hand_back':
      return step(
        'handed_back',
        { late, result: input.result, ...(input.callGrade ? { callGrade: input.callGrade } : {}) },
        {
          state: 'handed_back',
          result: input.result,
          handed_back_by: permit.personId,
          handed_back_at: at,
          handed_late: late,
          ...(input.callGrade ? { call_grade: input.callGrade } : {}),
          ...waits(),
        },
      );
    case 'send_back':
      return step(
        'sent_back',
        { reason: input.reason, late, askedUnitId: task.askedUnitId },
        { sent_back: task.sentBack + 1, ...begins(at) },
      );
    case 'finish':
      return step(
        'finished',
        { grade: input.grade, late, askedUnitId: task.askedUnitId, sentBack: task.sentBack },
        {
          ...ended('done', at, ''),
          ended_by: permit.personId,
          grade: input.grade,
          graded_by: permit.personId,
          grade_remark: input.remark ?? null,
        },
      );
    case 'withdraw':
      return step(
        'withdrawn',
        { reason: input.reason },
        { ...ended('withdrawn', at, input.reason), ended_by: personId },
      );
    default:
      return step('refused', { reason: input.reason }, { ...ended('refused', at, input.reason), ended_by: personId });
  }
}
