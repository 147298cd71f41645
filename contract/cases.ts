/**
 * The loop's moves as a table that can be read aloud: the desk greys its buttons by it, the server decides by it.
 * Words and rules: house, "The moves, and the words for them"; separation of duties: the two axes 监督/指挥.
 */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, Point, text, Uuid } from './endpoint.ts';
import type { Post } from './access.ts';
import type { Limit } from './worktime.ts';

export const openStates = [
  'reported',
  'received',
  'confirming',
  'filed',
  'dispatched',
  'signed',
  'handled',
  'checked',
] as const;
export const endStates = ['closed', 'answered', 'refused', 'withdrawn', 'merged', 'voided'] as const;
export const states = [...openStates, ...endStates] as const;
export type State = (typeof states)[number];
export type OpenState = (typeof openStates)[number];
export const StateName = Type.Enum([...states]);
export const isOpen = (state: State): state is OpenState => (openStates as readonly State[]).includes(state);

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
] as const;
export type MoveName = (typeof moveNames)[number];

/** Ends that a reporter may call "not solved"; what she withdrew, and what was no case at all, stays ended. */
export const reopenable = ['closed', 'answered', 'refused'] as const satisfies readonly State[];

/**
 * from: states in which the move is legal. to: where it leads (several = by the outcome; 'same' = it stays).
 * by: posts that may make it. of: whose case it must be — 'district' any in the district, 'lead' the mover's unit leads it,
 * 'task' the task was given to this person, 'cell' the keeper's own cell, 'other_root' a root unit that did not handle it.
 */
export type MoveRule = {
  from: readonly State[];
  to: readonly (State | 'same')[];
  by: readonly (Post | 'reporter' | 'system')[];
  of: 'district' | 'lead' | 'task' | 'cell' | 'other_root';
};
export const moves: Record<MoveName, MoveRule> = {
  receive: { from: ['reported'], to: ['received'], by: ['receiver', 'system'], of: 'district' },
  ask_confirm: { from: ['received'], to: ['confirming'], by: ['receiver', 'duty_officer'], of: 'district' },
  confirm: { from: ['confirming'], to: ['received'], by: ['keeper', 'checker'], of: 'task' },
  file: { from: ['received'], to: ['filed'], by: ['duty_officer'], of: 'district' },
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
  dispatch: { from: ['filed'], to: ['dispatched'], by: ['dispatcher'], of: 'district' },
  sign: { from: ['dispatched'], to: ['signed'], by: ['clerk', 'handler'], of: 'lead' },
  assign: { from: ['signed'], to: ['same'], by: ['clerk'], of: 'lead' },
  hand_back: { from: ['signed'], to: ['handled'], by: ['clerk', 'handler'], of: 'lead' },
  // 'system': the list of responsibilities came to name another unit (server/cases/owners.ts)
  ask_return: { from: ['dispatched', 'signed'], to: ['same'], by: ['clerk', 'system'], of: 'lead' },
  decide_return: { from: ['dispatched', 'signed'], to: ['filed', 'same'], by: ['dispatcher'], of: 'district' },
  suspend: { from: ['dispatched', 'signed'], to: ['same'], by: ['dispatcher'], of: 'district' },
  resume: { from: ['dispatched', 'signed'], to: ['same'], by: ['dispatcher', 'system'], of: 'district' },
  check: { from: ['handled'], to: ['checked', 'signed'], by: ['checker', 'keeper'], of: 'other_root' },
  close: { from: ['checked'], to: ['closed'], by: ['duty_officer'], of: 'district' },
  reopen: { from: reopenable, to: ['filed', 'received'], by: ['duty_officer'], of: 'district' },
  uphold: { from: reopenable, to: ['same'], by: ['duty_officer'], of: 'district' },
  self_handle: { from: ['reported'], to: ['handled', 'checked'], by: ['keeper'], of: 'cell' },
  remind: {
    from: ['filed', 'dispatched', 'signed', 'handled', 'checked'],
    to: ['same'],
    by: ['dispatcher', 'duty_officer', 'leader'],
    of: 'district',
  },
};

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
export const reportKinds = ['consultation', 'help', 'complaint', 'whistle', 'suggestion'] as const;
export const discoveries = ['passive', 'active', 'smart'] as const;
export const channels = ['web', 'hotline', 'counter', 'department', 'keeper', 'device', 'import', 'open311'] as const;
export const lamps = ['green', 'yellow', 'red', 'paused', 'none'] as const;
export type Lamp = (typeof lamps)[number];
export const LampName = Type.Enum([...lamps]);

const remark = text(2000, 1);
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
    suspended: Type.Boolean(),
    escalated: Type.Boolean(),
    returnAsked: Type.Boolean(),
    unsolved: Type.Boolean(),
    reports: Type.Integer(),
    /** 与 N 件相似: open cases nobody has touched yet that are folded under this one in the queues */
    alike: Type.Integer(),
    endedAt: nullable(Instant),
  },
  { $id: 'CaseRow' },
);
export type CaseRow = Static<typeof CaseRow>;

/**
 * Queues: `mine` waits for this person's posts; `unit` is held by my units; `superior` is red below me; `involved` my units had
 * a part in; `all` what I may see; `callback` closed cases to call back; `unsolved` reporters who say it is not solved.
 */
export const queues = ['mine', 'unit', 'superior', 'involved', 'callback', 'unsolved', 'all'] as const;
export const listCases = endpoint({
  id: 'cases.list',
  method: 'GET',
  path: '/v1/cases',
  summary: '案件队列 · a queue of cases',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    queue: Type.Optional(Type.Enum([...queues])),
    state: Type.Optional(StateName),
    q: Type.Optional(text(60)),
    lamp: Type.Optional(LampName),
    unitId: Type.Optional(Type.Integer()),
    areaId: Type.Optional(Type.Integer()),
    matterId: Type.Optional(Type.Integer()),
    open: Type.Optional(Type.Boolean()),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
    channel: Type.Optional(text(20)),
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
  reply: Type.Object({ counts: Type.Record(Type.String(), Type.Integer()) }),
});

export const Photo = Type.Object({
  id: Uuid,
  purpose: Type.String(),
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
});
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
        remark: nullable(Type.String()),
      }),
    ),
    /** every move of the template: may it be made now by the reader, and if not, why (in the reader's language) */
    moves: Type.Array(Type.Object({ move: Type.Enum([...moveNames]), may: Type.Boolean(), why: Type.String() })),
    /** who should get it, by the responsibilities, with the reason; null when the list has no owner */
    proposal: nullable(
      Type.Object({
        unit: nullable(Unitlet),
        coUnits: Type.Array(Unitlet),
        ruleNumber: nullable(Type.String()),
        reason: Type.String(),
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
    input: MoveInput,
  }),
  reply: CaseRow,
  problems: [
    'thing.not_found',
    'thing.stale',
    'case.illegal_move',
    'case.not_yours',
    'case.same_root_unit',
    'case.return_pending',
    'case.no_return',
    'case.suspended',
    'case.not_suspended',
    'case.photo_needed',
    'case.merge_target',
    'case.keeper_not_there',
    'case.until_past',
    'case.condition_matter',
    'thing.unknown_reference',
    'reader.not_permitted',
  ],
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
/** 回访: a task beside the stages. `solved: false` puts the case into the queue of those who may reopen it. */
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
    solved: Type.Optional(nullable(Type.Boolean())),
    satisfied: Type.Optional(nullable(Type.Boolean())),
    remark: text(1000),
  }),
  reply: CaseRow,
  problems: ['thing.not_found', 'reader.not_permitted', 'case.no_callback'],
});
export const imageTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/avif', 'image/gif'];
/** The photo's id is made by the sender. It is re-encoded after this receipt and shown only then. */
export const addPhoto = endpoint({
  id: 'cases.addPhoto',
  method: 'PUT',
  path: '/v1/cases/:caseId/photos/:photoId',
  summary: '上传照片 · add a photo',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid, photoId: Uuid }),
  query: Type.Object({ purpose: Type.Enum(['confirm', 'before', 'after', 'check', 'report']) }),
  upload: { types: [...imageTypes, 'application/octet-stream'], limitBytes: 20_000_000 },
  reply: Photo,
  problems: ['thing.not_found', 'photo.not_an_image', 'reader.not_permitted', 'photo.too_many'],
});
export const getPhoto = endpoint({
  id: 'cases.photo',
  method: 'GET',
  path: '/v1/cases/:caseId/photos/:photoId',
  summary: '照片 · a processed photo',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid, photoId: Uuid }),
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
