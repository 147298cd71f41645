/**
 * 热线: the numbers people dial, and a call from its first ring to the report it became. The district's exchange tells of a call by one
 * signed message; who answers it takes it at the desk, hands it over warm with what was written, or diverts an emergency at once.
 */
import Type, { type Static } from 'typebox';
import { reportKinds } from './states.ts';
import { endpoint, Instant, nullable, Point, text, Uuid } from './endpoint.ts';

export const lineKinds = ['citizens', 'community', 'emergency', 'other'] as const;
export type LineKind = (typeof lineKinds)[number];
/** As it is dialled: 12345, 967000, 010-12345. */
const Dialled = Type.String({ pattern: '^[0-9][0-9-]{2,19}$' });
const Minute = Type.Integer({ minimum: 0, maximum: 1440 });

/** 号码 → 队列: what is told on the line goes to this unit's queue; null: of whatever kind, of whatever class. The narrowest that fits holds. */
export const LineQueue = Type.Object({
  kind: nullable(Type.Enum([...reportKinds])),
  /** kind and big class of the matter, as its code begins: S01 */
  big: nullable(Type.String({ pattern: '^[A-Z][0-9A-Z]{1,5}$' })),
  unitId: Type.Integer(),
});
export type LineQueue = Static<typeof LineQueue>;
export const PhoneLine = Type.Object(
  {
    id: Uuid,
    number: Type.String(),
    kind: Type.Enum([...lineKinds]),
    name: Type.String(),
    nameEn: Type.String(),
    purpose: Type.String(),
    /** minutes after midnight on the district's clock; both null: day and night */
    opens: nullable(Type.Integer()),
    closes: nullable(Type.Integer()),
    /** on working days only, as the working calendar has them; without hours of its own: in those of the calendar */
    workdays: Type.Boolean(),
    /** the units that answer it; none: every unit that takes calls */
    unitIds: Type.Array(Type.Integer()),
    queues: Type.Array(LineQueue),
    /** what comes in on it is handed over to this number at once */
    divertTo: nullable(Type.String()),
    version: Type.Integer(),
    retired: Type.Boolean(),
    /** whether somebody answers it now */
    open: Type.Boolean(),
  },
  { $id: 'PhoneLine' },
);
export type PhoneLine = Static<typeof PhoneLine>;
/** What is told of a line, by whoever keeps it. */
export type LineEntry = Pick<
  PhoneLine,
  | 'number'
  | 'kind'
  | 'name'
  | 'nameEn'
  | 'purpose'
  | 'opens'
  | 'closes'
  | 'workdays'
  | 'unitIds'
  | 'queues'
  | 'divertTo'
>;

export const listLines = endpoint({
  id: 'intake.lines',
  method: 'GET',
  path: '/v1/lines',
  summary: '热线号码 · the numbers people dial, emergency numbers last',
  access: 'signed_in',
  query: Type.Object({ retired: Type.Optional(Type.Boolean()) }),
  reply: Type.Object({ lines: Type.Array(PhoneLine) }),
  problems: ['reader.not_permitted'],
});
export const saveLine = endpoint({
  id: 'intake.saveLine',
  method: 'POST',
  path: '/v1/lines',
  summary: '维护热线 · add, change or retire a number',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    /** of the line that is changed; none: it is new */
    lineId: Type.Optional(Uuid),
    version: Type.Optional(Type.Integer()),
    number: Dialled,
    kind: Type.Enum([...lineKinds]),
    name: text(60, 1),
    nameEn: Type.Optional(text(80)),
    purpose: Type.Optional(text(300)),
    opens: Type.Optional(nullable(Minute)),
    closes: Type.Optional(nullable(Minute)),
    workdays: Type.Optional(Type.Boolean()),
    unitIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 40, uniqueItems: true })),
    queues: Type.Optional(Type.Array(LineQueue, { maxItems: 40, uniqueItems: true })),
    divertTo: Type.Optional(nullable(Dialled)),
    retired: Type.Optional(Type.Boolean()),
  }),
  reply: PhoneLine,
  problems: [
    'reader.not_permitted',
    'thing.not_found',
    'thing.stale',
    'thing.exists',
    'line.hours',
    'line.emergency_diverted',
    'thing.unknown_reference',
  ],
});

// ── The exchange tells of a call ───────────────────────────────────────────────────────────────────────────────────────

export const callNews = ['rang', 'hung_up'] as const;
/** Signed as every message of a gateway (contract/inbound.ts), for the channel `calls`. */
export const callsChannel = 'calls';
export const ringCall = endpoint({
  id: 'connect.call',
  method: 'POST',
  path: '/v1/calls',
  summary: '来电接入 · the exchange tells of a call: it rings, it was hung up; signed',
  access: 'public',
  body: Type.Object({
    /** the exchange's own id of the call: told again, it is the same call */
    callId: text(120, 1),
    what: Type.Enum([...callNews]),
    /** the number that was dialled */
    called: Type.Optional(Dialled),
    /** none: the caller withholds it */
    caller: Type.Optional(Type.String({ pattern: '^[0-9+() -]{3,24}$' })),
    /** the login of whose telephone rings; none: of everybody who answers */
    agent: Type.Optional(text(60)),
    /** where the telephone stands, of a fixed line */
    placeText: Type.Optional(text(200)),
    location: Type.Optional(Point),
  }),
  /** `closed`: nobody answers this line now; `divertTo`: hand it over there at once */
  reply: Type.Object({ act: Type.Enum(['ring', 'closed', 'noted']), divertTo: nullable(Type.String()) }),
  problems: ['inbound.not_signed', 'inbound.too_old', 'line.unknown_number', 'request.too_many'],
});

// ── At the desk ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What was written while somebody speaks: it goes with the call to whoever takes it over. */
export const CallDraft = Type.Object({
  kind: Type.Optional(Type.Enum([...reportKinds])),
  name: Type.Optional(text(60)),
  title: Type.Optional(text(120)),
  detail: Type.Optional(text(4000)),
  placeText: Type.Optional(text(200)),
  location: Type.Optional(Point),
  matterId: Type.Optional(nullable(Type.Integer())),
  urgent: Type.Optional(Type.Boolean()),
});
export type CallDraft = Static<typeof CallDraft>;

export const callStates = ['ringing', 'taken', 'offered', 'ended'] as const;
export const callOutcomes = ['reported', 'diverted', 'answered', 'missed', 'closed'] as const;
const LineName = Type.Object({
  id: Uuid,
  number: Type.String(),
  kind: Type.Enum([...lineKinds]),
  name: Type.String(),
  nameEn: Type.String(),
  purpose: Type.String(),
  divertTo: nullable(Type.String()),
});
export const PhoneCall = Type.Object(
  {
    id: Uuid,
    state: Type.Enum([...callStates]),
    line: LineName,
    /** 138****0000; the number itself is sealed and goes with the report; null: withheld */
    caller: nullable(Type.String()),
    rangAt: Instant,
    takenAt: nullable(Instant),
    hungUpAt: nullable(Instant),
    endedAt: nullable(Instant),
    outcome: nullable(Type.Enum([...callOutcomes])),
    divertedTo: nullable(Type.String()),
    /** I am the one who speaks with the caller */
    mine: Type.Boolean(),
    /** it is handed over, and I may take it */
    offeredToMe: Type.Boolean(),
    /** to whom it is handed over: a colleague, or a line */
    offeredTo: nullable(Type.String()),
    /** what was written so far, and where the telephone stands; null until it is mine */
    draft: nullable(CallDraft),
    steps: Type.Array(
      Type.Object({ kind: Type.String(), at: Instant, by: nullable(Type.String()), to: Type.String() }),
    ),
  },
  { $id: 'PhoneCall' },
);
export type PhoneCall = Static<typeof PhoneCall>;

export const listCalls = endpoint({
  id: 'intake.calls',
  method: 'GET',
  path: '/v1/calls',
  summary: '我的来电 · what rings for me, whom I speak with, what is handed over to me, and what I ended last',
  access: 'signed_in',
  reply: Type.Object({
    calls: Type.Array(PhoneCall),
    ended: Type.Array(PhoneCall),
    /** 坐席签入: since when I am at the telephones; null: I am not, and hear only what nobody else is there to hear */
    atPhonesSince: nullable(Instant),
  }),
  problems: ['reader.not_permitted'],
});
/** 签入签出. It ends by itself after twelve hours: no turn at the telephones is longer. */
export const phonesHours = 12;
export const beAtPhones = endpoint({
  id: 'intake.beAtPhones',
  method: 'POST',
  path: '/v1/calls/phones',
  summary: '坐席签入签出 · I am at the telephones, or leave them',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, there: Type.Boolean() }),
  reply: Type.Object({ atPhonesSince: nullable(Instant) }),
  problems: ['reader.not_permitted'],
});
const ofCall = {
  params: Type.Object({ callId: Uuid }),
  reply: PhoneCall,
  access: 'signed_in',
  method: 'POST',
} as const;
const whyNot = ['reader.not_permitted', 'thing.not_found', 'call.taken', 'call.over', 'call.not_yours'] as const;
export const takeCall = endpoint({
  ...ofCall,
  id: 'intake.takeCall',
  path: '/v1/calls/:callId/take',
  summary: '接听 · take the call, or take over what is handed to me',
  body: Type.Object({ id: Uuid }),
  problems: [...whyNot],
});
export const offerCall = endpoint({
  ...ofCall,
  id: 'intake.offerCall',
  path: '/v1/calls/:callId/offer',
  summary: '转接 · hand it over warm, to a colleague or a line, with what was written',
  body: Type.Object({
    id: Uuid,
    personId: Type.Optional(Uuid),
    lineId: Type.Optional(Uuid),
    draft: Type.Optional(CallDraft),
  }),
  problems: [...whyNot, 'thing.unknown_reference', 'call.to_whom', 'call.to_emergency', 'call.to_closed'],
});
export const takeBackCall = endpoint({
  ...ofCall,
  id: 'intake.takeBackCall',
  path: '/v1/calls/:callId/take-back',
  summary: '取消转接 · nobody took it over: it is mine again',
  body: Type.Object({ id: Uuid }),
  problems: [...whyNot],
});
export const divertCall = endpoint({
  ...ofCall,
  id: 'intake.divertCall',
  path: '/v1/calls/:callId/divert',
  summary: '紧急转出 · an emergency is handed over at once, by one press',
  body: Type.Object({ id: Uuid, lineId: Uuid }),
  problems: [...whyNot, 'thing.unknown_reference', 'line.not_diverted'],
});
export const endCall = endpoint({
  ...ofCall,
  id: 'intake.endCall',
  path: '/v1/calls/:callId/end',
  summary: '结束通话 · it was answered, and nothing is left to do',
  body: Type.Object({ id: Uuid }),
  problems: [...whyNot],
});
/** Only in the demonstration on this machine: somebody calls who does not exist. */
export const rehearseCall = endpoint({
  id: 'intake.rehearseCall',
  method: 'POST',
  path: '/v1/calls/rehearsal',
  summary: '模拟来电（仅演示） · a call that nobody makes, in the demonstration only',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, lineId: Uuid }),
  reply: PhoneCall,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.unknown_reference'],
});
