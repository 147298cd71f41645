/**
 * A grid worker's day: on duty, the points of her cells, visits, leave; and the bundle that carries a whole day on a phone without
 * network. Every write may come hours later than it happened: `happenedAt` is the worker's, `recordedAt` the house's.
 */
import Type, { type Static } from 'typebox';
import { Geometry, LevelName } from './areas.ts';
import { CaseRow, photoShots } from './cases.ts';
import { Matter } from './catalogue.ts';
import { Day, endpoint, Instant, nullable, page, PageQuery, Point, text, Uuid } from './endpoint.ts';
import { LearnersLesson } from './lessons.ts';
import { Publicity } from './publicity.ts';

export const visitPurposes = ['information', 'opinion', 'hazard', 'mediation', 'publicity', 'errand', 'care'] as const;
export const rhythms = ['day', 'week'] as const;

/** A phone's clock may be wrong by this much and is corrected; beyond it the house's own receipt stands for the time. */
export const clockCorrectedMs = 3 * 86_400_000;
/** How long an own track is kept. */
export const trackDays = 30;
/** A shift that nobody ended is ended by the house. */
export const longestShiftHours = 16;
/** Near enough to a point to have been there: a phone between tall houses is wrong by fifty metres. */
export const nearM = 80;

export const Shift = Type.Object(
  {
    id: Uuid,
    beganAt: Instant,
    beganKnownAt: Instant,
    endedAt: nullable(Instant),
    endedBy: nullable(Type.Enum(['person', 'house'])),
  },
  { $id: 'Shift' },
);
export type Shift = Static<typeof Shift>;
export const Checkpoint = Type.Object(
  {
    id: Uuid,
    areaId: Type.Integer(),
    areaName: Type.String(),
    name: Type.String(),
    point: Point,
    /** for those who set points; a walker reads it from the plate, or was not there */
    code: nullable(Type.String()),
    every: Type.Enum([...rhythms]),
    lastAt: nullable(Instant),
    lastBy: nullable(Type.String()),
    /** nobody was there yet in the day or week it is */
    due: Type.Boolean(),
  },
  { $id: 'Checkpoint' },
);
export type Checkpoint = Static<typeof Checkpoint>;
export const Leave = Type.Object(
  {
    id: Uuid,
    person: Type.String(),
    deputy: Type.String(),
    fromOn: Day,
    toOn: Day,
    reason: Type.String(),
    askedAt: Instant,
    accepted: nullable(Type.Boolean()),
    decision: nullable(Type.String()),
    decidedBy: nullable(Type.String()),
  },
  { $id: 'Leave' },
);
export type Leave = Static<typeof Leave>;
/** What is to be seen beside a task: how it was told, and how its unit left it. The pictures themselves are fetched one by one. */
export const TaskPicture = Type.Object({
  id: Uuid,
  side: Type.Enum(['before', 'after']),
  purpose: Type.String(),
  shot: nullable(Type.Enum([...photoShots])),
  receivedAt: Instant,
});
export type TaskPicture = Static<typeof TaskPicture>;
export const FieldTask = Type.Object({
  case: CaseRow,
  detail: Type.String(),
  /** what she is asked to do: 核实 before filing, 核查 before closing; `look` waits for her unit in another way */
  what: Type.Enum(['confirm', 'check', 'look']),
  asked: Type.String(),
  photoHint: Type.String(),
  closing: Type.String(),
  pictures: Type.Array(TaskPicture),
});
export type FieldTask = Static<typeof FieldTask>;
export const FieldArea = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  nameEn: Type.String(),
  level: LevelName,
  code: Type.String(),
  geometry: Geometry,
});
export const Colleague = Type.Object({
  personId: Uuid,
  name: Type.String(),
  unitName: Type.String(),
  role: Type.String(),
  phone: Type.String(),
});
/** A unit of the district with its 值班电话; `near`: of her own root unit. */
export const Office = Type.Object({
  unitId: Type.Integer(),
  name: Type.String(),
  nameEn: Type.String(),
  phone: Type.String(),
  near: Type.Boolean(),
});
export type Office = Static<typeof Office>;
/** All that a day needs without network; nothing else is kept on the phone. */
export const FieldDay = Type.Object(
  {
    at: Instant,
    person: Type.Object({ personId: Uuid, accountId: Uuid, name: Type.String(), unitName: Type.String() }),
    /** walks herself: checks in, stamps, logs visits; sets points */
    walks: Type.Boolean(),
    plans: Type.Boolean(),
    /** may tell of something new; a checker looks at what others told */
    reports: Type.Boolean(),
    calendar: Type.Unknown(),
    matters: Type.Array(Matter),
    tasks: Type.Array(FieldTask),
    /** the areas she answers for, then their cells; a substitute's for the time of the leave */
    areas: Type.Array(FieldArea),
    checkpoints: Type.Array(Checkpoint),
    shift: nullable(Shift),
    leaves: Type.Array(Leave),
    /** 宣传任务 on her ground, or on a ground that hers lies in */
    publicity: Type.Array(Publicity),
    /** 上岗课, with her own marks */
    lessons: Type.Array(LearnersLesson),
    colleagues: Type.Array(Colleague),
    offices: Type.Array(Office),
  },
  { $id: 'FieldDay' },
);
export type FieldDay = Static<typeof FieldDay>;
export const readDay = endpoint({
  id: 'patrol.day',
  method: 'GET',
  path: '/v1/field/day',
  summary: '一天的离线包 · the bundle of a day',
  access: 'signed_in',
  reply: FieldDay,
  problems: ['reader.not_permitted'],
});

const ofShift = Type.Object({ shiftId: Uuid });
/** 上岗 */
export const checkIn = endpoint({
  id: 'patrol.checkIn',
  method: 'POST',
  path: '/v1/field/shifts',
  summary: '上岗签到 · check in; the id is the shift’s',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, happenedAt: Instant }),
  reply: Shift,
  problems: ['reader.not_permitted', 'patrol.on_duty'],
});
/** 下岗 */
export const checkOut = endpoint({
  id: 'patrol.checkOut',
  method: 'POST',
  path: '/v1/field/shifts/:shiftId/end',
  summary: '下岗签退 · check out',
  access: 'signed_in',
  params: ofShift,
  body: Type.Object({ id: Uuid, happenedAt: Instant }),
  reply: Shift,
  problems: ['reader.not_permitted', 'thing.not_found'],
});
/** Points outside the shift are not taken; how many were is told. */
export const tellPositions = endpoint({
  id: 'patrol.positions',
  method: 'POST',
  path: '/v1/field/shifts/:shiftId/positions',
  summary: '在岗位置 · positions on duty',
  access: 'signed_in',
  params: ofShift,
  body: Type.Object({
    id: Uuid,
    points: Type.Array(
      Type.Object({ at: Instant, point: Point, accuracyM: Type.Integer({ minimum: 0, maximum: 100_000 }) }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  reply: Type.Object({ taken: Type.Integer(), left: Type.Integer() }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
/** Her own, and nobody else's: there is no way to ask for another person's. */
export const readTrack = endpoint({
  id: 'patrol.track',
  method: 'GET',
  path: '/v1/field/track',
  summary: '我的轨迹 · my own track, by shift',
  access: 'signed_in',
  query: Type.Object({ shiftId: Type.Optional(Uuid) }),
  reply: Type.Object({
    shifts: Type.Array(Type.Object({ shift: Shift, points: Type.Integer() })),
    points: Type.Array(Type.Object({ at: Instant, point: Point, accuracyM: Type.Integer() })),
  }),
  problems: ['reader.not_permitted'],
});

export const saveCheckpoint = endpoint({
  id: 'patrol.saveCheckpoint',
  method: 'POST',
  path: '/v1/field/checkpoints',
  summary: '设点 · a point of a cell; the id is the point’s',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, name: text(60, 1), point: Point, every: Type.Enum([...rhythms]) }),
  reply: Checkpoint,
  problems: ['reader.not_permitted', 'patrol.outside'],
});
export const retireCheckpoint = endpoint({
  id: 'patrol.retireCheckpoint',
  method: 'POST',
  path: '/v1/field/checkpoints/:checkpointId/end',
  summary: '撤点 · take a point away',
  access: 'signed_in',
  params: Type.Object({ checkpointId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Type.Object({ ended: Type.Boolean() }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
/** 点位打卡: by the code on its plate, or by standing there. */
export const stampCheckpoint = endpoint({
  id: 'patrol.stamp',
  method: 'POST',
  path: '/v1/field/checkpoints/:checkpointId/stamps',
  summary: '点位打卡 · was at a point',
  access: 'signed_in',
  params: Type.Object({ checkpointId: Uuid }),
  body: Type.Object({
    id: Uuid,
    shiftId: Uuid,
    code: Type.Optional(text(20)),
    point: Type.Optional(Point),
    accuracyM: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    fine: Type.Boolean(),
    remark: Type.Optional(text(300)),
    happenedAt: Instant,
  }),
  reply: Type.Object({ how: Type.Enum(['code', 'position']), metres: nullable(Type.Integer()), recordedAt: Instant }),
  problems: ['reader.not_permitted', 'thing.not_found', 'patrol.not_there', 'patrol.wrong_code', 'patrol.off_duty'],
});

export const Visit = Type.Object({
  id: Uuid,
  purpose: Type.Enum([...visitPurposes]),
  words: Type.String(),
  areaName: nullable(Type.String()),
  happenedAt: Instant,
  recordedAt: Instant,
});
export const logVisit = endpoint({
  id: 'patrol.visit',
  method: 'POST',
  path: '/v1/field/visits',
  summary: '走访日志 · log a visit',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    purpose: Type.Enum([...visitPurposes]),
    words: text(2000, 1),
    point: Type.Optional(Point),
    happenedAt: Instant,
  }),
  reply: Visit,
  problems: ['reader.not_permitted'],
});
export const listVisits = endpoint({
  id: 'patrol.visits',
  method: 'GET',
  path: '/v1/field/visits',
  summary: '我的走访 · my visits',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(Visit),
  problems: ['reader.not_permitted'],
});

/** 请假与代班: the substitute keeps the same cells for these days. */
export const askLeave = endpoint({
  id: 'patrol.askLeave',
  method: 'POST',
  path: '/v1/field/leaves',
  summary: '请假 · ask for leave, with a deputy',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, fromOn: Day, toOn: Day, deputyId: Uuid, reason: text(300, 1) }),
  reply: Leave,
  problems: ['reader.not_permitted', 'thing.unknown_reference', 'patrol.leave_days', 'patrol.deputy_post'],
});
const decision = Type.Object({ id: Uuid, accept: Type.Boolean(), words: text(300, 1) });
export const decideLeave = endpoint({
  id: 'patrol.decideLeave',
  method: 'POST',
  path: '/v1/field/leaves/:leaveId/decision',
  summary: '批假 · decide a leave',
  access: 'signed_in',
  params: Type.Object({ leaveId: Uuid }),
  body: decision,
  reply: Leave,
  problems: ['reader.not_permitted', 'thing.not_found', 'patrol.decided', 'patrol.own_request'],
});

export const Objection = Type.Object(
  {
    id: Uuid,
    person: Type.String(),
    month: Type.String(),
    kept: Type.Integer(),
    due: Type.Integer(),
    reason: Type.String(),
    askedAt: Instant,
    upheld: nullable(Type.Boolean()),
    decision: nullable(Type.String()),
    decidedBy: nullable(Type.String()),
  },
  { $id: 'Objection' },
);
export type Objection = Static<typeof Objection>;
const Month = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' });
/** Coverage: of the points that were due on the days she was on duty, how many were visited. Never where she walked. */
export const readCoverage = endpoint({
  id: 'patrol.coverage',
  method: 'GET',
  path: '/v1/field/coverage',
  summary: '我的考核 · my coverage, with its formula',
  access: 'signed_in',
  query: Type.Object({ month: Type.Optional(Month) }),
  reply: Type.Object({
    month: Type.String(),
    dutyDays: Type.Integer(),
    due: Type.Integer(),
    kept: Type.Integer(),
    /** what was missed, by point */
    missed: Type.Array(Type.Object({ name: Type.String(), every: Type.Enum([...rhythms]), days: Type.Array(Day) })),
    visits: Type.Integer(),
    objections: Type.Array(Objection),
  }),
  problems: ['reader.not_permitted'],
});
export const objectToCoverage = endpoint({
  id: 'patrol.object',
  method: 'POST',
  path: '/v1/field/objections',
  summary: '考核申诉 · object to a month',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, month: Month, reason: text(1000, 1) }),
  reply: Objection,
  problems: ['reader.not_permitted'],
});
export const decideObjection = endpoint({
  id: 'patrol.decideObjection',
  method: 'POST',
  path: '/v1/field/objections/:objectionId/decision',
  summary: '答复申诉 · answer an objection',
  access: 'signed_in',
  params: Type.Object({ objectionId: Uuid }),
  body: decision,
  reply: Objection,
  problems: ['reader.not_permitted', 'thing.not_found', 'patrol.decided', 'patrol.own_request'],
});
/** What waits for the office of a street or community: leaves and objections of its own people. */
export const listWaiting = endpoint({
  id: 'patrol.waiting',
  method: 'GET',
  path: '/v1/field/waiting',
  summary: '待我审批 · leaves and objections that wait',
  access: 'signed_in',
  reply: Type.Object({ leaves: Type.Array(Leave), objections: Type.Array(Objection) }),
  problems: ['reader.not_permitted'],
});

/** What was found at the points and told on rounds of an office's ground: for whoever plans there, and without whose it was. */
export const listFound = endpoint({
  id: 'patrol.found',
  method: 'GET',
  path: '/v1/field/found',
  summary:
    '巡查反馈 · what was found at the points and told on rounds of the last 30 days, newest first, at most 100 of each',
  access: 'signed_in',
  reply: Type.Object({
    stamps: Type.Array(
      Type.Object({
        id: Uuid,
        pointName: Type.String(),
        areaName: Type.String(),
        fine: Type.Boolean(),
        remark: Type.String(),
        happenedAt: Instant,
      }),
    ),
    rounds: Type.Array(
      Type.Object({
        id: Uuid,
        publicityId: Uuid,
        reached: Type.Integer(),
        remark: Type.String(),
        happenedAt: Instant,
      }),
    ),
  }),
  problems: ['reader.not_permitted'],
});

export const Phone = Type.Object({
  id: Uuid,
  name: Type.String(),
  seenAt: Instant,
  wipeAskedAt: nullable(Instant),
  wipedAt: nullable(Instant),
  /** how many unsent items went with it */
  lost: nullable(Type.Integer()),
});
export const registerPhone = endpoint({
  id: 'patrol.registerPhone',
  method: 'POST',
  path: '/v1/field/phones',
  summary: '登记设备 · a day is kept on this phone',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, phoneId: Uuid, name: text(80, 1) }),
  reply: Phone,
});
export const listPhones = endpoint({
  id: 'patrol.phones',
  method: 'GET',
  path: '/v1/field/phones',
  summary: '我的设备 · my phones',
  access: 'signed_in',
  reply: Type.Object({ phones: Type.Array(Phone) }),
});
export const wipePhone = endpoint({
  id: 'patrol.wipePhone',
  method: 'POST',
  path: '/v1/field/phones/:phoneId/wipe',
  summary: '远程清除 · a lost phone shall forget',
  access: 'signed_in',
  params: Type.Object({ phoneId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Phone,
  problems: ['thing.not_found'],
});
/** 出勤: one shift of one person, or a day of her granted leave. When, and on whose ground; where she walked, and why she is on leave, stand in no list. */
export const Attendance = Type.Object({
  id: Uuid,
  on: Day,
  person: Type.String(),
  unitName: Type.String(),
  /** the grids she answered for on that day, as keeper or for somebody on leave */
  area: Type.Array(Type.String()),
  /** null: she is on leave that day and did not check in */
  beganAt: nullable(Instant),
  endedAt: nullable(Instant),
  endedBy: nullable(Type.Enum(['person', 'house'])),
  /** of a day of leave: who stands in for her */
  deputy: nullable(Type.String()),
});
export type Attendance = Static<typeof Attendance>;
export const listAttendance = endpoint({
  id: 'patrol.attendance',
  method: 'GET',
  path: '/v1/field/attendance',
  summary: '出勤 · who of the office was on duty when, newest first',
  access: 'signed_in',
  query: Type.Object({ month: Type.Optional(Month), ...PageQuery }),
  reply: page(Attendance),
  problems: ['reader.not_permitted'],
});

/** Whoever lost her phone may have lost all she signs in with: then whoever keeps the accounts takes it off. */
export const listPhonesOf = endpoint({
  id: 'patrol.phonesOf',
  method: 'GET',
  path: '/v1/people/:personId/phones',
  summary: '某人的设备 · the phones on which a day of hers is kept',
  access: 'signed_in',
  params: Type.Object({ personId: Uuid }),
  reply: Type.Object({ phones: Type.Array(Phone) }),
  problems: ['reader.not_permitted'],
});
export const wipePhoneOf = endpoint({
  id: 'patrol.wipePhoneOf',
  method: 'POST',
  path: '/v1/people/:personId/phones/:phoneId/wipe',
  summary: '代为远程清除 · a phone of hers shall forget',
  access: 'signed_in',
  fresh: true,
  params: Type.Object({ personId: Uuid, phoneId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Phone,
  problems: ['reader.not_permitted', 'reader.not_fresh', 'thing.not_found'],
});
/** Asked by the phone before anything else, signed in or not: it knows its own id and nothing is told but yes or no. */
export const phoneOrder = endpoint({
  id: 'patrol.phoneOrder',
  method: 'GET',
  path: '/v1/field/phones/:phoneId/order',
  summary: '设备指令 · shall this phone forget?',
  access: 'public',
  params: Type.Object({ phoneId: Uuid }),
  reply: Type.Object({ wipe: Type.Boolean() }),
});
export const phoneWiped = endpoint({
  id: 'patrol.phoneWiped',
  method: 'POST',
  path: '/v1/field/phones/:phoneId/wiped',
  summary: '已清除 · it has forgotten, and what was lost with it',
  access: 'public',
  params: Type.Object({ phoneId: Uuid }),
  body: Type.Object({ id: Uuid, lost: Type.Integer({ minimum: 0, maximum: 100_000 }) }),
  reply: Type.Object({ wipe: Type.Boolean() }),
  problems: ['thing.not_found'],
});
