/**
 * Tasks beside a case: what several units do for it, each on one clock of its own. 协办, a part of 吹哨报到 or of 紧急直达, and what a
 * meeting resolved are the same thing with another purpose: a unit is called, says yes or is there, does its part, hands back, and
 * whoever asked confirms and grades it. The case is not handed back or closed before its tasks have ended.
 */
import Type, { type Static } from 'typebox';
import type { Post } from './access.ts';
import { CaseRow, LampName, taskPurposes, Unitlet, whistleOccasions, type TaskPurpose } from './cases.ts';
import { endpoint, Instant, nullable, page, PageQuery, Point, text, Uuid } from './endpoint.ts';

export const openTaskStates = ['called', 'objected', 'begun', 'handed_back'] as const;
/** done · the objection held · the unit did not come · called off · the case or its handling ended */
export const taskStates = [...openTaskStates, 'done', 'lifted', 'refused', 'withdrawn', 'lapsed'] as const;
export type TaskState = (typeof taskStates)[number];
export const TaskStateName = Type.Enum([...taskStates]);
export const isOpenTask = (state: TaskState): boolean => (openTaskStates as readonly TaskState[]).includes(state);

export const taskMoveNames = [
  'accept',
  'arrive',
  'object',
  'rule',
  'hand_back',
  'send_back',
  'finish',
  'withdraw',
  'record_refusal',
] as const;
export type TaskMoveName = (typeof taskMoveNames)[number];

/** of: 'unit' the unit that was called, 'asker' the side that called it, 'command' whoever supervises both. */
export type TaskMoveRule = {
  from: readonly TaskState[];
  to: readonly TaskState[];
  by: readonly Post[];
  of: 'unit' | 'asker' | 'command';
  purposes: readonly TaskPurpose[];
};
const workers: readonly Post[] = ['clerk', 'handler', 'dispatcher', 'duty_officer'];
const askers: readonly Post[] = ['clerk', 'dispatcher', 'duty_officer', 'leader'];
export const taskMoves: Record<TaskMoveName, TaskMoveRule> = {
  accept: { from: ['called'], to: ['begun'], by: workers, of: 'unit', purposes: ['joint', 'resolution'] },
  // 报到: stamped with who, when and where
  arrive: { from: ['called'], to: ['begun'], by: workers, of: 'unit', purposes: ['whistle', 'urgent'] },
  // Within two hours of the call; what is urgent is gone to first and talked about afterwards.
  object: {
    from: ['called', 'begun'],
    to: ['objected'],
    by: ['clerk'],
    of: 'unit',
    purposes: ['joint', 'whistle', 'resolution'],
  },
  rule: {
    from: ['objected'],
    to: ['called', 'begun', 'lifted'],
    by: ['dispatcher', 'leader'],
    of: 'command',
    purposes: taskPurposes,
  },
  hand_back: { from: ['begun'], to: ['handed_back'], by: workers, of: 'unit', purposes: taskPurposes },
  send_back: { from: ['handed_back'], to: ['begun'], by: askers, of: 'asker', purposes: taskPurposes },
  finish: { from: ['handed_back'], to: ['done'], by: askers, of: 'asker', purposes: taskPurposes },
  withdraw: {
    from: ['called', 'objected', 'begun'],
    to: ['withdrawn'],
    by: askers,
    of: 'asker',
    purposes: taskPurposes,
  },
  // 应到未到 is said of whoever did not come; who came and then does not do it is called off, sent back or late.
  record_refusal: {
    from: ['called'],
    to: ['refused'],
    by: ['dispatcher', 'leader'],
    of: 'command',
    purposes: taskPurposes,
  },
};

/**
 * How long where the template does not say: 30 minutes to be there (平谷), 2 hours to object, and what the call names or this to be
 * done. A joint task is due with the case it belongs to unless it is told an earlier day. What was handed back is confirmed and graded
 * within a working day.
 */
export const callLimits = { accept: '2h', arrive: '0.5uh', object: '2uh', handle: '5d', confirm: '1d' } as const;

export const objectionGrounds = ['not_ours', 'needless'] as const;
/** needless: the whistle counts against whoever blew it; stands: the objection counts against whoever made it. */
export const rulings = ['stands', 'not_ours', 'needless'] as const;
export type Ruling = (typeof rulings)[number];
/** 1 poor … 5 very good */
export const Grade = Type.Integer({ minimum: 1, maximum: 5 });

const remark = text(2000, 1);
const T = <const N extends TaskMoveName, const P extends Record<string, any>>(move: N, fields: P) =>
  Type.Object({ move: Type.Literal(move), ...fields });
export const TaskMoveInput = Type.Union([
  T('accept', {}),
  T('arrive', { location: Type.Optional(Point), remark: Type.Optional(text(500)) }),
  T('object', { ground: Type.Enum([...objectionGrounds]), reason: remark }),
  T('rule', { ruling: Type.Enum([...rulings]), reason: remark }),
  /** 双考核: the called unit also says how needed the whistle was */
  T('hand_back', { result: remark, callGrade: Type.Optional(Grade) }),
  T('send_back', { reason: remark }),
  T('finish', { grade: Grade, remark: Type.Optional(text(500)) }),
  T('withdraw', { reason: remark }),
  T('record_refusal', { reason: remark }),
]);
export type TaskMoveInput = Static<typeof TaskMoveInput>;

export const TaskRow = Type.Object(
  {
    id: Uuid,
    caseId: Uuid,
    purpose: Type.Enum([...taskPurposes]),
    /** parts of one whistle, of one urgent call, of one meeting (the meeting's own id) have it in common */
    callId: Uuid,
    state: TaskStateName,
    unit: Unitlet,
    text: Type.String(),
    occasion: nullable(Type.Enum([...whistleOccasions])),
    place: Type.String(),
    point: nullable(Point),
    askedBy: nullable(Type.String()),
    askedUnit: nullable(Unitlet),
    askedAt: Instant,
    /** the one clock that runs: to come, to be ruled on, to be done, to be confirmed by whoever asked */
    clock: nullable(
      Type.Object({
        of: Type.Enum(['come', 'rule', 'handle', 'confirm']),
        limit: Type.String(),
        startedAt: Instant,
        warnAt: nullable(Instant),
        dueAt: nullable(Instant),
        lamp: LampName,
      }),
    ),
    cameAt: nullable(Instant),
    cameBy: nullable(Type.String()),
    camePoint: nullable(Point),
    /** how far that was from where they were called to, or from the case; null: no position came with the stamp */
    cameMetres: nullable(Type.Integer()),
    cameLate: nullable(Type.Boolean()),
    /** until when an objection is heard; null where none is */
    objectUntil: nullable(Instant),
    objection: nullable(Type.Object({ ground: Type.Enum([...objectionGrounds]), reason: Type.String(), at: Instant })),
    ruling: nullable(
      Type.Object({
        ruling: Type.Enum([...rulings]),
        reason: Type.String(),
        at: Instant,
        by: nullable(Type.String()),
      }),
    ),
    handedBackAt: nullable(Instant),
    result: nullable(Type.String()),
    handedLate: nullable(Type.Boolean()),
    sentBack: Type.Integer(),
    grade: nullable(Type.Integer()),
    gradeRemark: nullable(Type.String()),
    callGrade: nullable(Type.Integer()),
    endedAt: nullable(Instant),
    endReason: nullable(Type.String()),
    /** what the reader may do with it now; why not, in the reader's language */
    moves: Type.Array(Type.Object({ move: Type.Enum([...taskMoveNames]), may: Type.Boolean(), why: Type.String() })),
  },
  { $id: 'TaskRow' },
);
export type TaskRow = Static<typeof TaskRow>;

/** Whose: `answer` my units are called, `asked` my units called others, `rule` objections that wait for 指挥中心, `all` what I may see. */
export const taskSides = ['answer', 'asked', 'rule', 'all'] as const;
export const listTasks = endpoint({
  id: 'tasks.list',
  method: 'GET',
  path: '/v1/tasks',
  summary: '协同任务、吹哨与直达 · tasks beside cases, by what is due first',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    side: Type.Optional(Type.Enum([...taskSides])),
    purpose: Type.Optional(Type.Enum([...taskPurposes])),
    /** false: the ended ones, newest first; otherwise the open ones */
    open: Type.Optional(Type.Boolean()),
    overdue: Type.Optional(Type.Boolean()),
    callId: Type.Optional(Uuid),
  }),
  reply: page(Type.Object({ task: TaskRow, case: CaseRow })),
  problems: ['reader.not_permitted'],
});
/** Numbers on the tabs, each capped at 1,000. */
export const countTasks = endpoint({
  id: 'tasks.counts',
  method: 'GET',
  path: '/v1/tasks/counts',
  summary: '协同任务数 · numbers on the tabs',
  access: 'signed_in',
  reply: Type.Object({
    answer: Type.Integer(),
    asked: Type.Integer(),
    rule: Type.Integer(),
    overdue: Type.Integer(),
  }),
  problems: ['reader.not_permitted'],
});
/** Every task of one case, ended ones too, in the order they were laid. */
export const caseTasks = endpoint({
  id: 'tasks.ofCase',
  method: 'GET',
  path: '/v1/cases/:caseId/tasks',
  summary: '本案的协同任务 · tasks beside one case',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  reply: Type.Object({ tasks: Type.Array(TaskRow) }),
  problems: ['thing.not_found'],
});
export const moveTask = endpoint({
  id: 'tasks.move',
  method: 'POST',
  path: '/v1/cases/:caseId/tasks/:taskId/moves',
  summary: '报到、异议、裁定、办结、评价 · move a task on',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid, taskId: Uuid }),
  body: Type.Object({
    id: Uuid,
    postId: Type.Optional(Uuid),
    happenedAt: Type.Optional(Instant),
    input: TaskMoveInput,
  }),
  reply: TaskRow,
  problems: [
    'thing.not_found',
    'case.recused',
    'case.before_opened',
    'case.task_state',
    'case.task_not_yours',
    'case.task_own_work',
    'case.objection_late',
  ],
});
