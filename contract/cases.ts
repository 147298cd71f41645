/**
 * The loop's moves as a table that can be read aloud: the desk greys its buttons by it, the server decides by it.
 * Words and rules: house, "The moves, and the words for them"; separation of duties: the two axes 监督/指挥.
 */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, Point, text, Uuid } from './endpoint.ts';
import type { Post } from './access.ts';
import { actorKinds } from './actors.ts';
import { inPieces } from './pieces.ts';
import { imageTypes, openStates, states, StateName, type OpenState, type State } from './states.ts';
import type { Limit } from './worktime.ts';

export * from './states.ts';

/** Which side holds the case in each open state: 监督中心, 指挥中心, or the lead unit. */
export const holderSide: Record<OpenState, 'supervision' | 'command' | 'lead'> = {
  reported: 'supervision',
  received: 'supervision',
  confirming: 'supervision',
  filed: 'command',
  dispatched: 'lead',
  signed: 'lead',
  handled: 'supervision',
  checked: 'supervision',
};

/** How long each stage may take (domain §1.6: 受理, 派遣 15 min, 核实/核查 30 min seen); `signed` takes the condition's own limit. */
export const stageLimits: Record<OpenState, Limit> = {
  reported: { kind: 'urgent_hours', n: 0.25 },
  received: { kind: 'urgent_hours', n: 0.25 },
  confirming: { kind: 'urgent_hours', n: 0.5 },
  filed: { kind: 'urgent_hours', n: 0.25 },
  dispatched: { kind: 'hours', n: 2 },
  signed: { kind: 'working_days', n: 5 },
  handled: { kind: 'hours', n: 4 },
  checked: { kind: 'hours', n: 4 },
};
/** The case deadline allows this much more than the handling limit, on the same clock, for all other stages together. */
export const caseAllowance: Record<Exclude<Limit['kind'], 'instant'>, number> = {
  urgent_hours: 8,
  hours: 8,
  working_days: 2,
  working_days_end: 2,
  calendar_days: 3,
  urgent_days: 2,
};

export const moveNames = [
  'receive',
  'ask_confirm',
  'confirm',
  'file',
  'answer',
  'refuse',
  'withdraw',
  'merge',
  'void',
  'dispatch',
  'sign',
  'assign',
  'hand_back',
  'ask_return',
  'decide_return',
  'suspend',
  'resume',
  'check',
  'close',
  'reopen',
  'uphold',
  'self_handle',
  'remind',
  // Beside the stages: applications and orders with a clock of their own, disputes, levels (docs/RULES.md has the whole table).
  'rework',
  'designate',
  'ask_extension',
  'decide_extension',
  'ask_suspension',
  'decide_suspension',
  'review_suspension',
  'supervise',
  'reply_supervision',
  'clear_supervision',
  'propose_force_close',
  'decide_force_close',
  'step_beyond',
  'hand_up',
  'hand_down',
  'split',
  'mark_repeat',
  'escalate',
  'conclude_escalation',
  'petition',
  'advance_petition',
  'follow_up',
  'report_follow_up',
  'archive',
  'change_template',
  // Several units at once: each move lays tasks beside the case (contract/tasks.ts says how they go on).
  'lay_tasks',
  'whistle',
  'call_directly',
] as const;
export type MoveName = (typeof moveNames)[number];

/** Ends that a reporter may call "not solved"; what she withdrew, and what was no case at all, stays ended. */
export const reopenable = ['closed', 'answered', 'refused'] as const satisfies readonly State[];

/**
 * from: states in which the move is legal. to: where it leads (several = by the outcome; 'same' = it stays).
 * by: posts that may make it. of: whose case it must be — 'district' any in the district, 'lead' the mover's unit leads it,
 * 'task' the task was given to this person, 'cell' the keeper's own cell, 'other_root' a root unit that did not handle it,
 * 'owed' the paper waits for the mover's unit, 'lead_or_command' the clerk of the lead or 指挥中心, 'place' the street or community
 * office of the ground it is on. 'system' stands for what a template makes automatic and for the sweep.
 */
export type MoveRule = {
  from: readonly State[];
  to: readonly (State | 'same')[];
  by: readonly (Post | 'reporter' | 'system')[];
  of: 'district' | 'lead' | 'task' | 'cell' | 'other_root' | 'owed' | 'lead_or_command' | 'place';
};
export const moves: Record<MoveName, MoveRule> = {
  receive: { from: ['reported'], to: ['received'], by: ['receiver', 'system'], of: 'district' },
  ask_confirm: {
    from: ['received', 'confirming'],
    to: ['confirming'],
    by: ['receiver', 'duty_officer'],
    of: 'district',
  },
  confirm: { from: ['confirming'], to: ['received'], by: ['keeper', 'checker'], of: 'task' },
  file: { from: ['received'], to: ['filed'], by: ['duty_officer', 'system'], of: 'district' },
  answer: { from: ['reported', 'received'], to: ['answered'], by: ['receiver', 'duty_officer'], of: 'district' },
  refuse: { from: ['reported', 'received'], to: ['refused'], by: ['receiver', 'duty_officer'], of: 'district' },
  withdraw: {
    from: ['reported', 'received', 'confirming', 'filed', 'dispatched', 'signed'],
    to: ['withdrawn'],
    by: ['reporter', 'receiver'],
    of: 'district',
  },
  merge: {
    from: ['reported', 'received', 'filed'],
    to: ['merged'],
    by: ['receiver', 'duty_officer', 'dispatcher'],
    of: 'district',
  },
  void: { from: ['reported', 'received', 'filed'], to: ['voided'], by: ['duty_officer'], of: 'district' },
  dispatch: { from: ['filed'], to: ['dispatched'], by: ['dispatcher', 'system'], of: 'district' },
  sign: { from: ['dispatched'], to: ['signed'], by: ['clerk', 'handler', 'system'], of: 'lead' },
  assign: { from: ['signed'], to: ['same'], by: ['clerk'], of: 'lead' },
  hand_back: { from: ['signed'], to: ['handled'], by: ['clerk', 'handler'], of: 'lead' },
  // 'system': the list of responsibilities came to name another unit (server/cases/owners.ts)
  ask_return: { from: ['dispatched', 'signed'], to: ['same'], by: ['clerk', 'system'], of: 'lead' },
  decide_return: {
    from: ['dispatched', 'signed'],
    to: ['filed', 'same'],
    // 派单异议审核: from the second return on, those above the dispatcher (template, `returns`)
    by: ['dispatcher', 'leader'],
    of: 'district',
  },
  suspend: { from: ['dispatched', 'signed'], to: ['same'], by: ['dispatcher', 'leader'], of: 'district' },
  resume: { from: ['dispatched', 'signed'], to: ['same'], by: ['dispatcher', 'leader', 'system'], of: 'district' },
  check: { from: ['handled'], to: ['checked', 'signed'], by: ['checker', 'keeper'], of: 'other_root' },
  close: { from: ['checked'], to: ['closed'], by: ['duty_officer'], of: 'district' },
  reopen: { from: reopenable, to: ['filed', 'received'], by: ['duty_officer'], of: 'district' },
  uphold: { from: reopenable, to: ['same'], by: ['duty_officer'], of: 'district' },
  self_handle: { from: ['reported'], to: ['handled', 'checked'], by: ['keeper'], of: 'cell' },
  remind: {
    from: ['filed', 'dispatched', 'signed', 'handled', 'checked'],
    to: ['same'],
    by: ['dispatcher', 'duty_officer', 'leader', 'system'],
    of: 'district',
  },
  rework: { from: ['checked'], to: ['signed'], by: ['duty_officer'], of: 'district' },
  designate: {
    from: ['filed', 'dispatched', 'signed'],
    to: ['dispatched'],
    by: ['dispatcher', 'leader'],
    of: 'district',
  },
  ask_extension: { from: ['dispatched', 'signed'], to: ['same'], by: ['clerk'], of: 'lead' },
  decide_extension: { from: ['dispatched', 'signed'], to: ['same'], by: ['dispatcher', 'leader'], of: 'district' },
  ask_suspension: { from: ['dispatched', 'signed'], to: ['same'], by: ['clerk'], of: 'lead' },
  decide_suspension: { from: ['dispatched', 'signed'], to: ['same'], by: ['dispatcher', 'leader'], of: 'district' },
  review_suspension: { from: ['dispatched', 'signed'], to: ['same'], by: ['dispatcher', 'leader'], of: 'district' },
  supervise: {
    from: ['filed', 'dispatched', 'signed'],
    to: ['same'],
    by: ['duty_officer', 'leader'],
    of: 'district',
  },
  reply_supervision: {
    from: ['filed', 'dispatched', 'signed', 'handled', 'checked'],
    to: ['same'],
    by: ['clerk', 'dispatcher'],
    of: 'owed',
  },
  clear_supervision: {
    from: ['filed', 'dispatched', 'signed', 'handled', 'checked'],
    to: ['same'],
    by: ['duty_officer', 'leader'],
    of: 'district',
  },
  propose_force_close: {
    from: ['filed', 'dispatched', 'signed', 'handled', 'checked'],
    to: ['same'],
    by: ['duty_officer'],
    of: 'district',
  },
  decide_force_close: {
    from: ['filed', 'dispatched', 'signed', 'handled', 'checked'],
    to: ['closed', 'same'],
    by: ['duty_officer', 'leader'],
    of: 'district',
  },
  step_beyond: { from: ['dispatched', 'signed'], to: ['same'], by: ['clerk'], of: 'lead' },
  hand_up: { from: ['dispatched', 'signed'], to: ['dispatched', 'filed'], by: ['clerk'], of: 'lead' },
  hand_down: { from: ['dispatched', 'signed'], to: ['dispatched'], by: ['clerk'], of: 'lead' },
  split: {
    from: ['reported', 'received', 'filed'],
    to: ['same'],
    by: ['receiver', 'duty_officer', 'dispatcher'],
    of: 'district',
  },
  mark_repeat: { from: ['reported', 'received'], to: ['answered'], by: ['receiver', 'duty_officer'], of: 'district' },
  escalate: {
    from: ['filed', 'dispatched', 'signed', 'handled', 'checked', ...reopenable],
    to: ['same'],
    by: ['duty_officer', 'dispatcher', 'leader'],
    of: 'district',
  },
  conclude_escalation: { from: states, to: ['same'], by: ['leader'], of: 'district' },
  petition: {
    from: ['filed', 'dispatched', 'signed', 'handled', 'checked', ...reopenable],
    to: ['same'],
    by: ['duty_officer'],
    of: 'district',
  },
  // The leader: 30 days more are granted by the head of the office alone (信访工作条例).
  advance_petition: { from: states, to: ['same'], by: ['duty_officer', 'leader'], of: 'district' },
  follow_up: {
    from: [...openStates, ...reopenable],
    to: ['same'],
    by: ['duty_officer', 'dispatcher', 'leader'],
    of: 'district',
  },
  report_follow_up: { from: states, to: ['same'], by: ['checker', 'duty_officer', 'dispatcher'], of: 'district' },
  archive: {
    from: ['closed', 'answered', 'refused', 'withdrawn', 'voided'],
    to: ['same'],
    by: ['duty_officer', 'system'],
    of: 'district',
  },
  change_template: { from: openStates, to: ['same'], by: ['duty_officer', 'leader', 'system'], of: 'district' },
  lay_tasks: { from: ['dispatched', 'signed'], to: ['same'], by: ['dispatcher', 'clerk'], of: 'lead_or_command' },
  whistle: { from: ['received', 'filed', 'dispatched', 'signed'], to: ['same'], by: ['clerk'], of: 'place' },
  // 紧急直达 waits for no stage; filing and dispatching are made up for afterwards in the ordinary way (补录).
  call_directly: {
    from: ['reported', 'received', 'confirming', 'filed', 'dispatched', 'signed'],
    to: ['same'],
    by: ['receiver', 'duty_officer', 'dispatcher', 'leader'],
    of: 'district',
  },
};

/** 撤回: what can be taken back by whoever made it, and for how long; messages to the outside wait as long (server/notify/notify.rules.ts). */
export const undoable = [
  'receive',
  'file',
  'dispatch',
  'sign',
  'assign',
  'hand_back',
  'ask_return',
  'suspend',
  'resume',
  'ask_extension',
  'ask_suspension',
  'supervise',
  'reply_supervision',
  'clear_supervision',
  'propose_force_close',
  'hand_up',
  'hand_down',
  'escalate',
  'follow_up',
] as const satisfies readonly MoveName[];
export type UndoableMove = (typeof undoable)[number];
export const undoMs = 10_000;
/**
 * Every other move stands once it is made, and says why: 'ending' a reporter may read at once (the way back is to reopen), 'witness' of
 * somebody who was there, 'ruling' on what somebody else asked, 'called' units that have set out, 'told' to people at their desks,
 * 'apart' rows of their own that others may already work on, 'record' a file or a process put on record.
 */
export const notUndoable: Record<Exclude<MoveName, UndoableMove>, NotUndoable> = {
  answer: 'ending',
  refuse: 'ending',
  withdraw: 'ending',
  merge: 'ending',
  void: 'ending',
  close: 'ending',
  uphold: 'ending',
  reopen: 'ending',
  mark_repeat: 'ending',
  decide_force_close: 'ending',
  confirm: 'witness',
  check: 'witness',
  self_handle: 'witness',
  report_follow_up: 'witness',
  decide_return: 'ruling',
  decide_extension: 'ruling',
  decide_suspension: 'ruling',
  review_suspension: 'ruling',
  conclude_escalation: 'ruling',
  rework: 'ruling',
  designate: 'ruling',
  ask_confirm: 'called',
  lay_tasks: 'called',
  whistle: 'called',
  call_directly: 'called',
  remind: 'told',
  step_beyond: 'told',
  split: 'apart',
  petition: 'record',
  advance_petition: 'record',
  archive: 'record',
  change_template: 'record',
};
export const notUndoableWhy = ['ending', 'witness', 'ruling', 'called', 'told', 'apart', 'record'] as const;
type NotUndoable = (typeof notUndoableWhy)[number];

/** The facts in their order without what was taken back and its taking back: the one always stands right behind the other. */
export function standing<F extends { kind: string }>(facts: readonly F[]): F[] {
  const left: F[] = [];
  for (const fact of facts)
    if (fact.kind === 'case.taken_back') left.pop();
    else left.push(fact);
  return left;
}

/** What a task beside a case is for: 协办, a part of 吹哨报到, of 紧急直达, or what a meeting resolved. */
export const taskPurposes = ['joint', 'whistle', 'urgent', 'resolution'] as const;
export type TaskPurpose = (typeof taskPurposes)[number];
/** When a street may blow: 综合执法, 重点工作, 应急处置. */
export const whistleOccasions = ['enforcement', 'key_work', 'emergency'] as const;
export type WhistleOccasion = (typeof whistleOccasions)[number];

/** Levels of resolution (小事一格解决, 大事全网联动): where a case is being solved, and at the end where it was. */
export const levels = ['grid', 'community', 'street', 'district'] as const;
export type Level = (typeof levels)[number];
/** On what ground the lead has it; what a leader ordered and what a fallback took are counted apart. */
export const dispatchBases = ['list', 'chosen', 'fallback', 'designated', 'leader_order'] as const;
export type DispatchBasis = (typeof dispatchBases)[number];
export const paperKinds = [
  'extension',
  'suspension',
  'review',
  'supervision',
  'forced_close',
  'escalation',
  'petition',
  'follow_up',
] as const;
export type PaperKind = (typeof paperKinds)[number];
/** 日常督办, 挂牌督办, 约谈督办 (domain §3.2). */
export const supervisionLevels = [1, 2, 3] as const;
export const supervisionCauses = ['refused', 'overdue', 'unsolved', 'harm', 'leader'] as const;
export const suspensionCauses = ['engineering', 'season', 'law_gap', 'other'] as const;
export const escalationGoals = ['leadership', 'superior', 'deputies'] as const;
export const escalationResults = ['solved', 'plan', 'motion', 'not_taken'] as const;
/**
 * 信访 · the route by the 信访工作条例: told within 15 days, decided within 60 (30 more with the head's approval), review and
 * recheck each asked for within 30 days and answered within 30. The key is what is waited for; `next` what may follow it.
 */
export const petitionPhases = {
  accept: { days: 15, next: ['decide', 'ended'] },
  decide: { days: 60, next: ['decide_longer', 'ask_review', 'ended'] },
  decide_longer: { days: 30, next: ['ask_review', 'ended'] },
  ask_review: { days: 30, next: ['review', 'ended'] },
  review: { days: 30, next: ['ask_recheck', 'ended'] },
  ask_recheck: { days: 30, next: ['recheck', 'ended'] },
  recheck: { days: 30, next: ['ended'] },
} as const satisfies Record<string, { days: number; next: readonly string[] }>;
export type PetitionPhase = keyof typeof petitionPhases;

/** Lawful exits (domain §3.1, Beijing rules §11): each is told to the reporter with the proper route. */
export const refusalReasons = [
  'emergency_line',
  'statutory_route',
  'same_matter',
  'secret_or_private',
  'outside_duties',
  'unlawful',
] as const;
export const voidReasons = ['not_so', 'test', 'no_content', 'mistaken_entry'] as const;
export const discoveries = ['passive', 'active', 'smart'] as const;
export const lamps = ['green', 'yellow', 'red', 'paused', 'none'] as const;
export type Lamp = (typeof lamps)[number];
export const LampName = Type.Enum([...lamps]);

const remark = text(2000, 1);
/** 协办: `due` may not be after the lead's own deadline, and is that deadline where it is not told. */
const TaskOrder = Type.Object({ unitId: Type.Integer(), text: remark, due: Type.Optional(Instant) });
const Called = Type.Array(Type.Integer(), { minItems: 1, maxItems: 20 });
/** What each move carries. `location` is where the person stood, if the device told it. */
const M = <const N extends MoveName, const P extends Record<string, any>>(move: N, fields: P) =>
  Type.Object({ move: Type.Literal(move), ...fields });
export const MoveInput = Type.Union([
  M('receive', {
    matterId: Type.Optional(Type.Integer()),
    areaId: Type.Optional(Type.Integer()),
    location: Type.Optional(Point),
    placeText: Type.Optional(text(200)),
    urgent: Type.Optional(Type.Boolean()),
    title: Type.Optional(text(120, 1)),
    /** the report is about this unit (举报 about a handler): it and its people are recused */
    aboutUnitId: Type.Optional(nullable(Type.Integer())),
  }),
  M('ask_confirm', { keeperId: Uuid, remark: Type.Optional(text(500)) }),
  M('confirm', { isSo: Type.Boolean(), remark, location: Type.Optional(Point) }),
  M('file', {
    matterId: Type.Integer(),
    conditionId: Type.Integer(),
    areaId: Type.Optional(Type.Integer()),
    location: Type.Optional(Point),
    urgent: Type.Optional(Type.Boolean()),
    remark: Type.Optional(text(500)),
  }),
  M('answer', { text: text(4000, 1), articleId: Type.Optional(Type.Integer()) }),
  M('refuse', { reason: Type.Enum([...refusalReasons]), text: text(4000, 1) }),
  M('withdraw', { reason: text(500, 1) }),
  M('merge', { into: Uuid, remark: Type.Optional(text(500)) }),
  M('void', { reason: Type.Enum([...voidReasons]), text: text(4000, 1) }),
  M('dispatch', {
    unitId: Type.Integer(),
    coUnitIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 20 })),
    ruleNumber: Type.Optional(nullable(text(20))),
    reason: text(500, 1),
    /** 属地兜底: no owner in the list; the place takes it, and the gap is told to the list */
    fallback: Type.Optional(Type.Boolean()),
    /** what co-units are asked to do, each on a clock of its own */
    tasks: Type.Optional(Type.Array(TaskOrder, { maxItems: 20 })),
  }),
  M('sign', {}),
  M('assign', { personId: Uuid }),
  M('hand_back', { result: remark }),
  M('ask_return', {
    reason: remark,
    basis: Type.Optional(text(500)),
    suggestedUnitId: Type.Optional(nullable(Type.Integer())),
  }),
  M('decide_return', { accept: Type.Boolean(), decision: remark }),
  M('suspend', { reason: remark, until: Instant }),
  M('resume', { reason: Type.Optional(text(500)) }),
  M('check', { passed: Type.Boolean(), remark, location: Type.Optional(Point) }),
  M('close', { answer: text(4000, 1), conditionId: Type.Optional(Type.Integer()) }),
  M('reopen', { reason: remark }),
  M('uphold', { reason: text(4000, 1) }),
  M('self_handle', { conditionId: Type.Integer(), result: remark }),
  M('remind', { text: text(500, 1) }),
  /** 返工 after a callback before closing, or a check that 值班长 does not accept */
  M('rework', { reason: remark }),
  M('designate', {
    unitId: Type.Integer(),
    coUnitIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 20 })),
    basis: Type.Enum(['designated', 'leader_order']),
    /** 权威型派单: whose word it is, and until when */
    orderedBy: Type.Optional(text(60, 1)),
    due: Type.Optional(Instant),
    reason: text(500, 1),
  }),
  /** `n` more on the case's own clock; of a limit that is somebody's word, a new `until`. The reporter reads the reason. */
  M('ask_extension', {
    reason: remark,
    n: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 400 })),
    until: Type.Optional(Instant),
  }),
  M('decide_extension', { accept: Type.Boolean(), decision: remark }),
  M('ask_suspension', { cause: Type.Enum([...suspensionCauses]), reason: remark, until: Instant }),
  M('decide_suspension', { accept: Type.Boolean(), decision: remark }),
  M('review_suspension', { remark, next: Instant }),
  M('supervise', { level: Type.Enum([...supervisionLevels]), cause: Type.Enum([...supervisionCauses]), text: remark }),
  M('reply_supervision', { text: remark }),
  M('clear_supervision', { cleared: Type.Boolean(), remark }),
  M('propose_force_close', { reason: remark, answer: text(4000, 1) }),
  M('decide_force_close', { accept: Type.Boolean(), decision: remark }),
  M('step_beyond', { what: remark, basis: Type.Optional(text(500)) }),
  M('hand_up', { reason: remark }),
  M('hand_down', { unitId: Type.Integer(), reason: remark }),
  M('split', { caseId: Uuid, title: text(120, 1), detail: text(4000), matterId: Type.Optional(Type.Integer()) }),
  M('mark_repeat', { of: Uuid, remark: Type.Optional(text(500)) }),
  M('escalate', { to: Type.Enum([...escalationGoals]), text: remark, due: Instant }),
  M('conclude_escalation', {
    result: Type.Enum([...escalationResults]),
    text: remark,
    reference: Type.Optional(text(200)),
  }),
  M('petition', { office: text(120, 1), reason: remark }),
  M('advance_petition', {
    next: Type.Enum([...(Object.keys(petitionPhases) as PetitionPhase[]), 'ended']),
    text: remark,
  }),
  M('follow_up', { due: Instant, text: remark }),
  M('report_follow_up', { holds: Type.Boolean(), text: remark, again: Type.Optional(Instant) }),
  M('archive', {}),
  M('change_template', { template: text(41, 1), version: Type.Integer({ minimum: 1 }), reason: remark }),
  M('lay_tasks', { tasks: Type.Array(TaskOrder, { minItems: 1, maxItems: 20 }) }),
  /** `due`: until when the called units must be done; else as the template says */
  M('whistle', {
    unitIds: Called,
    occasion: Type.Enum([...whistleOccasions]),
    reason: remark,
    place: text(200, 1),
    location: Type.Optional(Point),
    due: Type.Optional(Instant),
  }),
  M('call_directly', {
    unitIds: Called,
    reason: remark,
    place: text(200),
    location: Type.Optional(Point),
    due: Type.Optional(Instant),
  }),
]);
export type MoveInput = Static<typeof MoveInput>;

export const Unitlet = Type.Object({ id: Type.Integer(), name: Type.String() });
/** One line of a queue. Lamps are told in words and shapes as well as colours. */
export const CaseRow = Type.Object(
  {
    id: Uuid,
    number: Type.String(),
    version: Type.Integer(),
    state: StateName,
    title: Type.String(),
    kind: Type.String(),
    channel: Type.String(),
    discovery: Type.String(),
    urgent: Type.Boolean(),
    confidential: Type.Boolean(),
    matterName: Type.String(),
    areaName: Type.String(),
    placeText: Type.String(),
    point: nullable(Point),
    holder: nullable(Unitlet),
    lead: nullable(Unitlet),
    holderPerson: nullable(Type.String()),
    openedAt: Instant,
    stageDueAt: nullable(Instant),
    stageWarnAt: nullable(Instant),
    caseDueAt: nullable(Instant),
    caseWarnAt: nullable(Instant),
    stageLamp: LampName,
    caseLamp: LampName,
    /** short form of the running stage's limit ('0.25uh', '5d'): on which clock the countdown is told */
    stageLimit: Type.Optional(nullable(Type.String())),
    /** the same of the whole case */
    caseLimit: Type.Optional(nullable(Type.String())),
    suspended: Type.Boolean(),
    /** 挂账至 */
    suspendedUntil: Type.Optional(nullable(Instant)),
    escalated: Type.Boolean(),
    returnAsked: Type.Boolean(),
    unsolved: Type.Boolean(),
    reports: Type.Integer(),
    /** 与 N 件相似: open cases nobody has touched yet that are folded under this one in the queues */
    alike: Type.Integer(),
    /** 标签, by the names under which the district keeps them (contract/settings.ts) */
    labels: Type.Optional(Type.Array(Type.String())),
    endedAt: nullable(Instant),
  },
  { $id: 'CaseRow' },
);
export type CaseRow = Static<typeof CaseRow>;

/**
 * Queues: `mine` waits for this person's posts; `unit` is held by my units; `superior` is red below me; `involved` my units had
 * a part in, of these `running` is open and `done` has ended; `overdue` is late at its stage, `supervised` and `suspended` say
 * themselves; in 应急 `emergency` is what it names, and `put_aside` what of `mine` and `unit` can wait until it is over; `candidates` have like cases folded under them (并案候选); `callback` closed cases to call back; `unsolved` reporters
 * who say it is not solved; `all` what I may see.
 */
export const queues = [
  'emergency',
  'mine',
  'put_aside',
  'unit',
  'running',
  'done',
  'overdue',
  'supervised',
  'suspended',
  'candidates',
  'superior',
  'callback',
  'unsolved',
  'involved',
  'all',
] as const;
/** What narrows a workspace: its queue, the numbers on its tabs and its board mean the same by it. */
export const Narrowing = {
  areaId: Type.Optional(Type.Integer()),
  /** a unit with those below it: what they have or had a part in */
  partOf: Type.Optional(Type.Integer()),
  /** a named space of the district (contract/settings.ts) */
  space: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,40}$' })),
  actor: Type.Optional(Type.Enum([...actorKinds])),
  label: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,40}$' })),
};
export type Narrowing = Static<ReturnType<typeof Type.Object<typeof Narrowing>>>;
/** Which cases of a list, besides its queue and what narrows a workspace. */
const CaseFilters = {
  state: Type.Optional(StateName),
  lamp: Type.Optional(LampName),
  unitId: Type.Optional(Type.Integer()),
  matterId: Type.Optional(Type.Integer()),
  channel: Type.Optional(text(20)),
  open: Type.Optional(Type.Boolean()),
  urgent: Type.Optional(Type.Boolean()),
  /** open, and past the deadline of the whole case (the queue `overdue` is about its stage) */
  late: Type.Optional(Type.Boolean()),
  /** somebody who told it has had no answer yet */
  unanswered: Type.Optional(Type.Boolean()),
};
/** Of what `from` and `to` speak: a filing or closing that was taken back was none. */
export const caseMoments = ['opened', 'filed', 'closed'] as const;
export const listCases = endpoint({
  id: 'cases.list',
  method: 'GET',
  path: '/v1/cases',
  summary: '案件队列 · a queue of cases',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    queue: Type.Optional(Type.Enum([...queues])),
    q: Type.Optional(text(60)),
    ...Narrowing,
    ...CaseFilters,
    /** a return was asked for and waits for its decision */
    returnAsked: Type.Optional(Type.Boolean()),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
    /** `opened` where none is said */
    moment: Type.Optional(Type.Enum([...caseMoments])),
  }),
  reply: page(CaseRow),
});
/** Numbers on the tabs, each capped at 1,000 ("999+"). */
export const countCases = endpoint({
  id: 'cases.counts',
  method: 'GET',
  path: '/v1/cases/counts',
  summary: '各队列数 · numbers on the tabs',
  access: 'signed_in',
  /** the long lists of what was (已办、全部已办) are not counted of a part or by a filter: nobody works through them; `all` counts what is open */
  query: Type.Object({ ...Narrowing, ...CaseFilters }),
  reply: Type.Object({ counts: Type.Record(Type.String(), Type.Integer()) }),
});

/** 今天这五件, and why each is there. */
export const fiveReasons = ['urgent', 'supervised', 'late', 'unsolved', 'today', 'case_late', 'many', 'next'] as const;
export type FiveReason = (typeof fiveReasons)[number];
export const readFive = endpoint({
  id: 'cases.five',
  method: 'GET',
  path: '/v1/cases/five',
  summary: '今天这五件 · the five to begin with, and why each',
  access: 'signed_in',
  reply: Type.Object({
    five: Type.Array(Type.Object({ case: CaseRow, why: Type.Array(Type.Enum([...fiveReasons])) })),
    /** of how many that wait, counted to 400 */
    of: Type.Integer(),
  }),
  problems: ['reader.not_permitted'],
});

/** 近景 shows the thing itself, 远景 where it stands: one without the other proves little. */
export const photoShots = ['near', 'far'] as const;
export type PhotoShot = (typeof photoShots)[number];
export const Photo = Type.Object({
  id: Uuid,
  purpose: Type.String(),
  /** null: nobody said which */
  shot: nullable(Type.Enum([...photoShots])),
  state: Type.Enum(['waiting', 'ready', 'refused']),
  width: nullable(Type.Integer()),
  height: nullable(Type.Integer()),
  receivedAt: Instant,
  by: nullable(Type.String()),
  reason: nullable(Type.String()),
});
export const TimelineEntry = Type.Object({
  n: Type.Integer(),
  kind: Type.String(),
  happenedAt: Instant,
  recordedAt: Instant,
  person: nullable(Type.String()),
  post: nullable(Type.String()),
  unit: nullable(Type.String()),
  actorKind: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
  /** of an order: when it reached whom it was for, and who opened it first; null while it has reached nobody */
  receipt: Type.Optional(
    nullable(Type.Object({ deliveredAt: Instant, readAt: nullable(Instant), readBy: nullable(Type.String()) })),
  ),
});
/** Facts that tell somebody to act: they are delivered, and read. */
export const orderKinds = [
  'case.dispatched',
  'case.designated',
  'case.assigned',
  'case.reminded',
  'case.supervised',
] as const;
export const Clock = Type.Object({
  /** short form ('5d', '2uh', an instant): the reader counts and words it on that clock */
  limit: Type.String(),
  startedAt: Instant,
  warnAt: nullable(Instant),
  dueAt: nullable(Instant),
  endedAt: nullable(Instant),
  lamp: LampName,
  beyondKnown: Type.Boolean(),
});
/** An application or an order beside the case, waiting or done. */
export const Paper = Type.Object({
  n: Type.Integer(),
  kind: Type.Enum([...paperKinds]),
  phase: Type.String(),
  reason: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
  askedBy: nullable(Type.String()),
  askedUnit: nullable(Type.String()),
  askedAt: Instant,
  owedPost: Type.String(),
  owedUnit: nullable(Type.String()),
  dueAt: nullable(Instant),
  lamp: LampName,
  doneBy: nullable(Type.String()),
  doneAt: nullable(Instant),
  outcome: nullable(Type.String()),
  decision: nullable(Type.String()),
});
export type Paper = Static<typeof Paper>;
/** By which rules this case runs, and what they made of it. Labels are in the reader's language. */
export const CaseRules = Type.Object({
  template: Type.String(),
  templateVersion: Type.Integer(),
  templateTitle: Type.String(),
  /** the district's own word for the state it is in */
  stateLabel: Type.String(),
  /** the outward steps (七步, 四环节), and which one it stands in */
  steps: Type.Array(Type.Object({ label: Type.String(), states: Type.Array(StateName), here: Type.Boolean() })),
  origin: Type.String(),
  level: nullable(Type.Enum([...levels])),
  dispatchBasis: nullable(Type.Enum([...dispatchBases])),
  lockedReason: nullable(Type.String()),
  extensions: Type.Integer(),
  suspensions: Type.Integer(),
  supervisionLevel: Type.Integer(),
  openChildren: Type.Integer(),
  splitFrom: nullable(Type.Object({ id: Uuid, number: Type.String() })),
  repeatOf: nullable(Type.Object({ id: Uuid, number: Type.String() })),
  parts: Type.Array(Type.Object({ id: Uuid, number: Type.String(), title: Type.String(), open: Type.Boolean() })),
  aboutUnit: nullable(Unitlet),
  forced: Type.Boolean(),
  archivedAt: nullable(Instant),
});

export const CaseDetail = Type.Object(
  {
    case: CaseRow,
    detail: Type.String(),
    matterId: Type.Integer(),
    conditionId: nullable(Type.Integer()),
    filing: nullable(Type.String()),
    closing: nullable(Type.String()),
    locatedBy: Type.String(),
    areaId: Type.Integer(),
    path: Type.Array(Type.Object({ id: Type.Integer(), level: Type.String(), name: Type.String() })),
    stageClock: nullable(Clock),
    handlingClock: nullable(Clock),
    caseClock: nullable(Clock),
    suspendedUntil: nullable(Instant),
    suspendedReason: nullable(Type.String()),
    endReason: nullable(Type.String()),
    mergedInto: nullable(Type.Object({ id: Uuid, number: Type.String() })),
    merged: Type.Array(Type.Object({ id: Uuid, number: Type.String(), title: Type.String() })),
    assignments: Type.Array(
      Type.Object({
        id: Uuid,
        unit: Unitlet,
        role: Type.String(),
        live: Type.Boolean(),
        ruleNumber: nullable(Type.String()),
        reason: Type.String(),
        dispatchedAt: Instant,
        signedAt: nullable(Instant),
        handler: nullable(Type.String()),
        endedBy: nullable(Type.String()),
      }),
    ),
    pendingReturn: nullable(
      Type.Object({
        unit: Unitlet,
        reason: Type.String(),
        basis: Type.String(),
        suggestedUnit: nullable(Unitlet),
        askedAt: Instant,
      }),
    ),
    confirmTask: nullable(Type.Object({ keeperId: Uuid, keeper: Type.String(), askedAt: Instant })),
    answers: Type.Array(
      Type.Object({
        n: Type.Integer(),
        text: Type.String(),
        at: Instant,
        by: nullable(Type.String()),
        standard: Type.Boolean(),
      }),
    ),
    notes: Type.Array(
      Type.Object({
        id: Uuid,
        text: Type.String(),
        by: nullable(Type.String()),
        unit: nullable(Type.String()),
        at: Instant,
      }),
    ),
    photos: Type.Array(Photo),
    timeline: Type.Array(TimelineEntry),
    /** an order to the reader of which nobody has said yet that it was read */
    unread: Type.Boolean(),
    stages: Type.Array(
      Type.Object({
        state: StateName,
        unit: Type.String(),
        enteredAt: Instant,
        endedAt: nullable(Instant),
        dueAt: nullable(Instant),
        late: Type.Boolean(),
      }),
    ),
    callbacks: Type.Array(
      Type.Object({
        reportId: Uuid,
        n: Type.Integer(),
        dueAt: Instant,
        doneAt: nullable(Instant),
        reached: nullable(Type.Boolean()),
        solved: nullable(Type.Boolean()),
        satisfied: nullable(Type.Boolean()),
        /** reached, and would not be asked */
        refused: Type.Boolean(),
        tries: Type.Integer(),
        remark: nullable(Type.String()),
      }),
    ),
    /**
     * Every move of the template: may it be made now by the reader, and if not, why (in the reader's language). Those beside the
     * stages stand here only in the states they belong to. `checklist` must be ticked when the move is made.
     */
    moves: Type.Array(
      Type.Object({
        move: Type.Enum([...moveNames]),
        may: Type.Boolean(),
        why: Type.String(),
        checklist: Type.Optional(Type.Array(Type.Object({ id: Type.String(), label: Type.String() }))),
      }),
    ),
    rules: CaseRules,
    papers: Type.Array(Paper),
    /** who should get it, by the responsibilities, with the reason; null when the list has no owner */
    proposal: nullable(
      Type.Object({
        unit: nullable(Unitlet),
        coUnits: Type.Array(Unitlet),
        ruleNumber: nullable(Type.String()),
        reason: Type.String(),
        /** every unit that the same line would be content with, the proposed one first */
        fitUnitIds: Type.Array(Type.Integer()),
        /** whom it was preferred to, and what each has in hand */
        why: Type.Array(Type.String()),
        fallback: Type.Boolean(),
      }),
    ),
    /** for whoever may assign it: the person of the unit who should do it, why, and what the others have in hand */
    handProposal: nullable(
      Type.Object({ personId: Uuid, name: Type.String(), reason: Type.String(), others: Type.Array(Type.String()) }),
    ),
  },
  { $id: 'CaseDetail' },
);
export type CaseDetail = Static<typeof CaseDetail>;
export const getCase = endpoint({
  id: 'cases.get',
  method: 'GET',
  path: '/v1/cases/:caseId',
  summary: '案件 · one case',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  reply: CaseDetail,
  problems: ['thing.not_found'],
});
/** Makes a move. `version` is the version the mover looked at; a stage that changed since is a 409 with the present state. */
/** The last move, on the very version it led to; both facts stay. */
export const takeBack = endpoint({
  id: 'cases.takeBack',
  method: 'POST',
  path: '/v1/cases/:caseId/undo',
  summary: '撤回 · take back one’s own last move, within ten seconds',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  body: Type.Object({ id: Uuid, version: Type.Integer({ minimum: 0 }) }),
  reply: CaseRow,
  problems: ['thing.not_found', 'thing.stale', 'case.not_undoable', 'case.undo_too_late'],
});
/** 已读: whoever was given an order has opened the case. Sent by the page that shows it, once. */
export const readOrders = endpoint({
  id: 'cases.readOrders',
  method: 'POST',
  path: '/v1/cases/:caseId/receipts',
  summary: '指令已读 · the orders to the reader have been read',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Type.Object({ read: Type.Integer() }),
  problems: ['thing.not_found'],
});
export const moveCase = endpoint({
  id: 'cases.move',
  method: 'POST',
  path: '/v1/cases/:caseId/moves',
  summary: '办理 · make a move',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  body: Type.Object({
    id: Uuid,
    version: Type.Integer({ minimum: 0 }),
    postId: Type.Optional(Uuid),
    happenedAt: Type.Optional(Instant),
    /** items of the template's checklist for this move that were ticked (清单) */
    ticked: Type.Optional(Type.Array(text(40, 1), { maxItems: 40 })),
    input: MoveInput,
  }),
  reply: CaseRow,
  problems: [
    'thing.not_found',
    'thing.stale',
    'case.illegal_move',
    'case.not_yours',
    'case.same_root_unit',
    'case.own_unit_handles',
    'case.handled_by_same',
    'case.sensed_by_same',
    'case.return_pending',
    'case.no_return',
    'case.suspended',
    'case.not_suspended',
    'case.photo_needed',
    'case.merge_target',
    'case.keeper_not_there',
    'case.until_past',
    'case.condition_matter',
    'case.not_in_template',
    'case.needs_higher',
    'case.nothing_asked',
    'case.asked_already',
    'case.locked',
    'case.order_incomplete',
    'case.too_late_to_ask',
    'case.too_often',
    'case.too_long',
    'case.until_bad',
    'case.checklist',
    'case.children_open',
    'case.callback_first',
    'case.joint_needed',
    'case.recused',
    'case.target_unit',
    'case.level_end',
    'case.not_below',
    'case.not_on_list',
    'case.supervision_open',
    'case.not_supervised',
    'case.second_person',
    'case.repeat_target',
    'case.phase',
    'case.archived',
    'case.not_finished',
    'case.template_unfit',
    'case.whistle_whom',
    'case.task_own_unit',
    'case.task_after_parent',
    'thing.exists',
    'thing.unknown_reference',
    'reader.not_permitted',
  ],
});
/**
 * 审批台 and 问题库: papers that wait (`owed`: for this person's posts), by what is due first. `kind: 'review'` lists what is
 * suspended, openly, with its reason and its next review.
 */
export const listPapers = endpoint({
  id: 'cases.papers',
  method: 'GET',
  path: '/v1/papers',
  summary: '待批与督办 · papers that wait',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    kind: Type.Optional(Type.Enum([...paperKinds])),
    owed: Type.Optional(Type.Boolean()),
  }),
  reply: page(Type.Object({ paper: Paper, case: CaseRow })),
  problems: ['reader.not_permitted'],
});
/** 问题库: what is open because nobody could solve it yet. 挂账 it hangs · 升级 it was taken above the units · 缺口 the list names nobody. */
export const problemKinds = ['hung', 'escalated', 'gap'] as const;
export type ProblemKind = (typeof problemKinds)[number];
export const Problem = Type.Object(
  {
    kind: Type.Enum([...problemKinds]),
    matterId: Type.Integer(),
    matterName: Type.String(),
    /** problems of this matter, of the kinds asked for: those with most stand first */
    ofMatter: Type.Integer(),
    areaId: Type.Integer(),
    areaName: Type.String(),
    /** of a gap the case that fell into it last, told to whoever may see that case */
    case: nullable(Type.Object({ id: Uuid, number: Type.String() })),
    cases: Type.Integer(),
    title: Type.String(),
    /** in the words of whoever asked for it; empty where the list names nobody */
    why: Type.String(),
    unitName: nullable(Type.String()),
    since: Instant,
    /** the paper that waits for a review or an outcome */
    paperN: nullable(Type.Integer()),
    dueAt: nullable(Instant),
    lamp: LampName,
  },
  { $id: 'Problem' },
);
export type Problem = Static<typeof Problem>;
export const listProblems = endpoint({
  id: 'cases.problems',
  method: 'GET',
  path: '/v1/problems',
  summary: '问题库 · what nobody could solve yet, by matter',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, kind: Type.Optional(Type.Enum([...problemKinds])) }),
  reply: page(Problem),
  problems: ['reader.not_permitted'],
});
export const countProblems = endpoint({
  id: 'cases.problemCounts',
  method: 'GET',
  path: '/v1/problems/counts',
  summary: '问题数 · numbers on the tabs, each capped at 1,000',
  access: 'signed_in',
  reply: Type.Object({ hung: Type.Integer(), escalated: Type.Integer(), gap: Type.Integer() }),
  problems: ['reader.not_permitted'],
});
/** 督办台: what is under supervision and not settled; who owes which reply, and until when. Replied ones wait to be settled. */
export const listSupervised = endpoint({
  id: 'cases.supervised',
  method: 'GET',
  path: '/v1/supervised',
  summary: '督办台 · cases under supervision, and who owes which reply',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    level: Type.Optional(Type.Enum([...supervisionLevels])),
    unitId: Type.Optional(Type.Integer()),
    /** a reply is owed, or was given and waits to be settled */
    waiting: Type.Optional(Type.Enum(['reply', 'settlement'])),
  }),
  reply: page(
    Type.Object({
      case: CaseRow,
      level: Type.Integer(),
      cause: nullable(Type.String()),
      text: Type.String(),
      owedUnit: nullable(Unitlet),
      orderedAt: Instant,
      dueAt: nullable(Instant),
      lamp: LampName,
      repliedAt: nullable(Instant),
      reply: nullable(Type.String()),
      /** replies asked for so far */
      times: Type.Integer(),
    }),
  ),
  problems: ['reader.not_permitted'],
});
/** 未诉先办: a case that nobody complained of, from what the counts show; no report stands in it and nobody is called back. */
export const openProactive = endpoint({
  id: 'cases.openProactive',
  method: 'POST',
  path: '/v1/cases/proactive',
  summary: '未诉先办 · a case before anybody complains',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    title: text(120, 1),
    detail: text(4000),
    matterId: Type.Integer(),
    areaId: Type.Integer(),
    basis: text(1000, 1),
    followUpOn: Type.Optional(Instant),
  }),
  reply: CaseRow,
  problems: ['reader.not_permitted', 'thing.unknown_reference', 'case.until_bad'],
});
/** 抽查: closed cases of a time, drawn by lot (by the id of the command), to be looked at again by the checkers. */
export const drawInspection = endpoint({
  id: 'cases.inspect',
  method: 'POST',
  path: '/v1/cases/inspections',
  summary: '抽查 · draw closed cases by lot to be looked at again',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    from: Instant,
    to: Instant,
    unitId: Type.Optional(Type.Integer()),
    matterId: Type.Optional(Type.Integer()),
    n: Type.Integer({ minimum: 1, maximum: 50 }),
    /** until when they are looked at */
    due: Instant,
    text: text(500, 2),
  }),
  reply: Type.Object({
    drawn: Type.Array(Type.Object({ id: Uuid, number: Type.String() })),
    /** from how many */
    of: Type.Integer(),
  }),
  problems: ['reader.not_permitted', 'case.until_bad'],
});
export const addNote = endpoint({
  id: 'cases.note',
  method: 'POST',
  path: '/v1/cases/:caseId/notes',
  summary: '内部备注 · internal note, never shown to the reporter',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  body: Type.Object({ id: Uuid, text: text(2000, 1) }),
  reply: Type.Object({ noted: Type.Boolean() }),
  problems: ['thing.not_found', 'reader.not_permitted'],
});
/** 标签 of a case, put on and taken off one by one, so that two who do so at once lose nothing. Only labels the district keeps are put on. */
export const mostLabels = 8;
const LabelNames = Type.Array(Type.String({ pattern: '^[a-z0-9-]{1,40}$' }), { maxItems: mostLabels });
export const labelCase = endpoint({
  id: 'cases.label',
  method: 'POST',
  path: '/v1/cases/:caseId/labels',
  summary: '标签 · put labels on a case and take them off',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  body: Type.Object({ id: Uuid, on: LabelNames, off: LabelNames }),
  reply: CaseRow,
  problems: ['thing.not_found', 'reader.not_permitted', 'thing.unknown_reference', 'thing.too_many'],
});
/**
 * 回访: a task beside the stages. `solved: false` puts the case into the queue of those who may reopen it. Not reached is tried again
 * the next day, and given up after the last try that the template allows; `refused`: reached, and would not be asked.
 */
export const callBack = endpoint({
  id: 'cases.callBack',
  method: 'POST',
  path: '/v1/cases/:caseId/callbacks',
  summary: '回访 · call the reporter back',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  body: Type.Object({
    id: Uuid,
    reportId: Uuid,
    reached: Type.Boolean(),
    refused: Type.Optional(Type.Boolean()),
    solved: Type.Optional(nullable(Type.Boolean())),
    satisfied: Type.Optional(nullable(Type.Boolean())),
    remark: text(1000),
  }),
  reply: CaseRow,
  problems: ['thing.not_found', 'reader.not_permitted', 'case.no_callback', 'case.own_callback'],
});
/** The photo's id is made by the sender. It is re-encoded after this receipt and shown only then. */
export const addPhoto = endpoint({
  id: 'cases.addPhoto',
  method: 'PUT',
  path: '/v1/cases/:caseId/photos/:photoId',
  summary: '上传照片 · add a photo',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid, photoId: Uuid }),
  query: Type.Object({
    purpose: Type.Enum(['confirm', 'before', 'after', 'check', 'report']),
    shot: Type.Optional(Type.Enum([...photoShots])),
  }),
  upload: { types: [...imageTypes, 'application/octet-stream'], limitBytes: 20_000_000 },
  reply: Photo,
  problems: ['thing.not_found', 'photo.not_an_image', 'reader.not_permitted', 'photo.too_many'],
});
export const addPhotoPiece = inPieces(addPhoto);
export const getPhoto = endpoint({
  id: 'cases.photo',
  method: 'GET',
  path: '/v1/cases/:caseId/photos/:photoId',
  summary: '照片 · a processed photo',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid, photoId: Uuid }),
  /** small: for a phone that keeps it for a day without network */
  query: Type.Object({ size: Type.Optional(Type.Enum(['small'])) }),
  download: 'image/jpeg',
  reply: Type.Unknown(),
  problems: ['thing.not_found'],
});
/** Which matter, place, and open cases nearby look like this one: shown before filing. */
export const nearbyCases = endpoint({
  id: 'cases.nearby',
  method: 'GET',
  path: '/v1/cases/:caseId/nearby',
  summary: '附近相似 · open cases near in place and matter',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  reply: Type.Object({
    cases: Type.Array(Type.Object({ case: CaseRow, metres: nullable(Type.Integer()), why: Type.String() })),
  }),
  problems: ['thing.not_found'],
});
