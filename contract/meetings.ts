/**
 * 会商、联席会议、紧急会商: somebody convenes units and people about cases, at a time and a place; minutes are kept, and what is
 * resolved becomes a task of one unit with a date (contract/tasks.ts, purpose `resolution`). A meeting stops no clock: a case on its
 * agenda hangs only by 挂账.
 */
import Type, { type Static } from 'typebox';
import { CaseRow, Unitlet } from './cases.ts';
import { endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';
import { TaskRow } from './tasks.ts';

/** 会商 before dispatch · 联席会议 of several departments · 紧急会商 */
export const meetingKinds = ['consultation', 'joint', 'urgent'] as const;
export type MeetingKind = (typeof meetingKinds)[number];
export const meetingStates = ['called', 'held', 'cancelled'] as const;
export type MeetingState = (typeof meetingStates)[number];
/** Minutes are put down, or the meeting is called off, within a day of its hour; then it is told that they are missing. */
export const minutesWithinHours = 24;

/** A unit, or a person. */
const Invited = Type.Object({
  unitId: Type.Optional(Type.Integer()),
  personId: Type.Optional(Uuid),
});
const Agenda = Type.Array(Uuid, { minItems: 1, maxItems: 50 });

export const MeetingRow = Type.Object(
  {
    id: Uuid,
    kind: Type.Enum([...meetingKinds]),
    state: Type.Enum([...meetingStates]),
    title: Type.String(),
    at: Instant,
    place: Type.String(),
    /** until when the minutes are to be put down */
    minutesDueAt: Instant,
    /** its hour and a day have passed, and nobody said what became of it */
    overdue: Type.Boolean(),
    convener: Type.String(),
    convenerUnit: Unitlet,
    cases: Type.Integer(),
    members: Type.Array(Type.String()),
    /** 决议落实: how many were resolved, how many of them are done, and how many are past their day */
    resolutions: Type.Object({ all: Type.Integer(), done: Type.Integer(), late: Type.Integer() }),
    version: Type.Integer(),
  },
  { $id: 'MeetingRow' },
);
export type MeetingRow = Static<typeof MeetingRow>;
export const meetingSteps = ['amend', 'hold', 'resolve', 'cancel'] as const;
export type MeetingStepName = (typeof meetingSteps)[number];
export const Meeting = Type.Object(
  {
    meeting: MeetingRow,
    /** cases outside the reader's scope are not among them */
    agenda: Type.Array(CaseRow),
    members: Type.Array(
      Type.Object({
        n: Type.Integer(),
        unit: nullable(Unitlet),
        person: nullable(Type.Object({ id: Uuid, name: Type.String() })),
        attended: nullable(Type.Boolean()),
      }),
    ),
    minutes: nullable(Type.String()),
    heldAt: nullable(Instant),
    cancelReason: nullable(Type.String()),
    resolutions: Type.Array(TaskRow),
    steps: Type.Array(Type.Object({ step: Type.Enum([...meetingSteps]), may: Type.Boolean(), why: Type.String() })),
  },
  { $id: 'Meeting' },
);
export type Meeting = Static<typeof Meeting>;

export const convene = endpoint({
  id: 'meetings.convene',
  method: 'POST',
  path: '/v1/meetings',
  summary: '召集会商、联席会议 · convene a meeting about cases',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    kind: Type.Enum([...meetingKinds]),
    title: text(120, 1),
    at: Instant,
    place: text(200, 1),
    caseIds: Agenda,
    members: Type.Array(Invited, { minItems: 1, maxItems: 60 }),
  }),
  reply: Meeting,
  problems: [
    'reader.not_permitted',
    'thing.unknown_reference',
    'case.target_unit',
    'meeting.agenda',
    'meeting.urgent_leader',
  ],
});
export const listMeetings = endpoint({
  id: 'meetings.list',
  method: 'GET',
  path: '/v1/meetings',
  summary: '会议 · meetings, the newest first',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    state: Type.Optional(Type.Enum([...meetingStates])),
    kind: Type.Optional(Type.Enum([...meetingKinds])),
    caseId: Type.Optional(Uuid),
    /** only those my units or I were asked to, or convened */
    mine: Type.Optional(Type.Boolean()),
    /** only those whose minutes are missing */
    overdue: Type.Optional(Type.Boolean()),
  }),
  reply: page(MeetingRow),
  problems: ['reader.not_permitted'],
});
export const getMeeting = endpoint({
  id: 'meetings.get',
  method: 'GET',
  path: '/v1/meetings/:meetingId',
  summary: '会议与决议 · one meeting, its minutes and what was resolved',
  access: 'signed_in',
  params: Type.Object({ meetingId: Uuid }),
  reply: Meeting,
  problems: ['thing.not_found'],
});
/** Only by the side that convened it. Resolutions are taken once it was held. */
export const MeetingStep = Type.Union([
  Type.Object({
    step: Type.Literal('amend'),
    title: Type.Optional(text(120, 1)),
    at: Type.Optional(Instant),
    place: Type.Optional(text(200, 1)),
    addCaseIds: Type.Optional(Agenda),
    addMembers: Type.Optional(Type.Array(Invited, { minItems: 1, maxItems: 60 })),
  }),
  Type.Object({
    step: Type.Literal('hold'),
    minutes: text(20_000, 1),
    /** numbers of the members who were there */
    attended: Type.Array(Type.Integer(), { maxItems: 200 }),
  }),
  Type.Object({
    step: Type.Literal('resolve'),
    caseId: Uuid,
    unitId: Type.Integer(),
    text: text(2000, 1),
    due: Instant,
  }),
  Type.Object({ step: Type.Literal('cancel'), reason: text(500, 1) }),
]);
export type MeetingStep = Static<typeof MeetingStep>;
export const stepMeeting = endpoint({
  id: 'meetings.step',
  method: 'POST',
  path: '/v1/meetings/:meetingId/steps',
  summary: '改期、纪要、决议、取消 · amend, hold, resolve, cancel',
  access: 'signed_in',
  params: Type.Object({ meetingId: Uuid }),
  body: Type.Object({ id: Uuid, version: Type.Integer({ minimum: 0 }), input: MeetingStep }),
  reply: Meeting,
  problems: [
    'thing.not_found',
    'thing.stale',
    'thing.unknown_reference',
    'reader.not_permitted',
    'case.target_unit',
    'case.until_bad',
    'case.ended',
    'meeting.state',
    'meeting.before_hour',
    'meeting.agenda',
    'meeting.convener_only',
  ],
});
