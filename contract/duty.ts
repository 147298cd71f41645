/**
 * 值班与应急: who answers for a line of duty now, what one turn hands over to the next, what a key event asks for, and the switch
 * between 常态 and 应急 with its report. One roster and one log for 总值班、应急、公安、城管.
 */
import Type, { type Static } from 'typebox';
import { Job } from './areas.ts';
import { Day, endpoint, Instant, nullable, page, PageQuery, table, text, Uuid } from './endpoint.ts';

export const seats = ['general', 'emergency', 'police', 'urban'] as const;
export type Seat = (typeof seats)[number];
export const dutyParts = ['day', 'night'] as const;
export type DutyPart = (typeof dutyParts)[number];
export const rosters = ['normal', 'emergency'] as const;
export type RosterName = (typeof rosters)[number];
/** Minutes after midnight on the district's clock: 08:30 the day's turn begins, 17:30 the night's. */
export const turnBegins = { day: 510, night: 1050 } as const satisfies Record<DutyPart, number>;
/** So many days of the roster are read at once, and a mode lasts so long at most before it is declared anew. */
export const rosterDays = 62;
export const modeDays = 30;

const Named = Type.Object({ id: Uuid, name: Type.String() });
const Slot = { seat: Type.Enum([...seats]), onDay: Day, part: Type.Enum([...dutyParts]) };
export const Turn = Type.Object(
  {
    id: Uuid,
    roster: Type.Enum([...rosters]),
    ...Slot,
    occasion: nullable(Named),
    person: Named,
    deputy: nullable(Named),
    version: Type.Integer(),
  },
  { $id: 'DutyTurn' },
);
export type Turn = Static<typeof Turn>;

export const DutyNote = Type.Object(
  {
    id: Uuid,
    ...Slot,
    at: Instant,
    by: Named,
    unitName: Type.String(),
    text: Type.String(),
    handOver: Type.Boolean(),
    readAt: nullable(Instant),
    readBy: nullable(Type.String()),
  },
  { $id: 'DutyNote' },
);
export type DutyNote = Static<typeof DutyNote>;

export const Occasion = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    fromOn: Day,
    toOn: Day,
    areaIds: Type.Array(Type.Integer()),
    matterIds: Type.Array(Type.Integer()),
    plan: Type.String(),
    version: Type.Integer(),
    endedAt: nullable(Instant),
    /** cases opened there of those matters, from its first day on; counted to 1,000 */
    cases: Type.Integer(),
  },
  { $id: 'DutyOccasion' },
);
export type Occasion = Static<typeof Occasion>;

export const modeStates = ['asked', 'refused', 'running', 'ended'] as const;
export const Mode = Type.Object(
  {
    id: Uuid,
    state: Type.Enum([...modeStates]),
    level: Type.Integer({ minimum: 1, maximum: 4 }),
    reason: Type.String(),
    areaIds: Type.Array(Type.Integer()),
    matterIds: Type.Array(Type.Integer()),
    /** new cases of those matters there run by this process; running ones keep theirs */
    template: Type.String(),
    askedAt: Instant,
    askedBy: Named,
    beganAt: nullable(Instant),
    decidedBy: nullable(Type.String()),
    decision: nullable(Type.String()),
    until: Instant,
    endedAt: nullable(Instant),
    endedBy: nullable(Type.String()),
    endReason: nullable(Type.String()),
  },
  { $id: 'EmergencyMode' },
);
export type Mode = Static<typeof Mode>;

const OnDuty = Type.Object({
  seat: Type.Enum([...seats]),
  /** whose roster it is: in 应急 the normal one stands in for a seat that the other leaves empty */
  roster: Type.Enum([...rosters]),
  occasion: nullable(Type.String()),
  person: Named,
  deputy: nullable(Named),
});
export const readDutyNow = endpoint({
  id: 'duty.now',
  method: 'GET',
  path: '/v1/duty/now',
  summary: '此刻值班与状态 · who is on duty now, in which mode the district is, what waits to be read',
  access: 'signed_in',
  reply: Type.Object({
    onDay: Day,
    part: Type.Enum([...dutyParts]),
    until: Instant,
    on: Type.Array(OnDuty),
    /** seats that I keep now, as the one on duty or the deputy */
    mine: Type.Array(Type.Enum([...seats])),
    /** handed over to my seats and not read yet */
    unread: Type.Integer(),
    /** 指令 to my units that nobody there has read, the most urgent first */
    orders: Type.Array(Type.Object({ id: Uuid, title: Type.String(), readDueAt: Instant, reminded: Type.Boolean() })),
    mode: nullable(Mode),
    asked: nullable(Mode),
    occasions: Type.Array(Named),
  }),
  problems: ['reader.not_permitted'],
});

export const readRoster = endpoint({
  id: 'duty.roster',
  method: 'GET',
  path: '/v1/duty/roster',
  summary: '值班表 · the roster of some days',
  access: 'signed_in',
  query: Type.Object({ from: Day, to: Day }),
  reply: Type.Object({ turns: Type.Array(Turn) }),
  problems: ['reader.not_permitted', 'duty.days'],
});
export const listCandidates = endpoint({
  id: 'duty.people',
  method: 'GET',
  path: '/v1/duty/people',
  summary: '可排班人员 · who may be put on the roster',
  access: 'signed_in',
  reply: Type.Object({ people: Type.Array(Type.Object({ id: Uuid, name: Type.String(), unitName: Type.String() })) }),
  problems: ['reader.not_permitted'],
});
export const saveTurn = endpoint({
  id: 'duty.saveTurn',
  method: 'POST',
  path: '/v1/duty/turns',
  summary: '排班 · who is on duty in one place of the roster; nobody: the place is emptied',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    roster: Type.Enum([...rosters]),
    ...Slot,
    occasionId: Type.Optional(Uuid),
    personId: nullable(Uuid),
    deputyId: Type.Optional(nullable(Uuid)),
    /** of the turn that was looked at; 0 where there was none */
    version: Type.Integer({ minimum: 0 }),
  }),
  reply: Type.Object({ turn: nullable(Turn) }),
  problems: ['reader.not_permitted', 'thing.stale', 'thing.unknown_reference', 'duty.same_person', 'duty.past'],
});
export const importRoster = endpoint({
  id: 'duty.importRoster',
  method: 'POST',
  path: '/v1/duty/roster/imports/:jobId',
  summary: '导入值班表 · import a roster: all rows, or none',
  access: 'signed_in',
  params: Type.Object({ jobId: Uuid }),
  query: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }),
  upload: table(5_000_000),
  reply: Job,
  problems: ['reader.not_permitted', 'file.unusable'],
});

export const listNotes = endpoint({
  id: 'duty.notes',
  method: 'GET',
  path: '/v1/duty/notes',
  summary: '值班日志 · the log of duty, newest first',
  access: 'signed_in',
  query: Type.Object({
    seat: Type.Optional(Type.Enum([...seats])),
    unread: Type.Optional(Type.Boolean()),
    ...PageQuery,
  }),
  reply: page(DutyNote),
  problems: ['reader.not_permitted'],
});
export const writeNote = endpoint({
  id: 'duty.note',
  method: 'POST',
  path: '/v1/duty/notes',
  summary: '记日志、写交接 · an entry of the log, or what the next turn must read; the id is the entry’s',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, seat: Type.Enum([...seats]), text: text(2000, 1), handOver: Type.Boolean() }),
  reply: DutyNote,
  problems: ['reader.not_permitted', 'duty.not_on_duty'],
});
export const readNote = endpoint({
  id: 'duty.read',
  method: 'POST',
  path: '/v1/duty/notes/:noteId/reading',
  summary: '签阅交接 · the next turn has read what was handed over',
  access: 'signed_in',
  params: Type.Object({ noteId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: DutyNote,
  problems: ['reader.not_permitted', 'thing.not_found', 'duty.not_on_duty', 'duty.own_note', 'duty.read_already'],
});

export const listOccasions = endpoint({
  id: 'duty.occasions',
  method: 'GET',
  path: '/v1/duty/occasions',
  summary: '重大活动值守 · key events: those to come first',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(Occasion),
  problems: ['reader.not_permitted'],
});
export const saveOccasion = endpoint({
  id: 'duty.saveOccasion',
  method: 'POST',
  path: '/v1/duty/occasions',
  summary: '安排重大活动值守 · plan, change or call off the duty of a key event',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    occasionId: Uuid,
    version: Type.Integer({ minimum: 0 }),
    name: text(80, 2),
    fromOn: Day,
    toOn: Day,
    areaIds: Type.Array(Type.Integer(), { maxItems: 50 }),
    matterIds: Type.Array(Type.Integer(), { maxItems: 100 }),
    plan: text(2000),
    ended: Type.Optional(Type.Boolean()),
  }),
  reply: Occasion,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.unknown_reference', 'duty.days'],
});

export const listModes = endpoint({
  id: 'duty.modes',
  method: 'GET',
  path: '/v1/duty/modes',
  summary: '应急状态 · modes that were asked for, newest first',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(Mode),
  problems: ['reader.not_permitted'],
});
/** So many turns without anybody of the emergency roster are told by name. */
export const mostGaps = 40;
const Ids = Type.String({ pattern: '^\\d{1,9}(,\\d{1,9}){0,99}$' });
export const previewMode = endpoint({
  id: 'duty.previewMode',
  method: 'GET',
  path: '/v1/duty/modes/preview',
  summary: '应急状态预览 · what would change if it began now: whose work comes first, what waits, who stands on duty',
  access: 'signed_in',
  query: Type.Object({ matterIds: Ids, areaIds: Type.Optional(Ids), until: Instant }),
  reply: Type.Object({
    /** open cases it names, and those that could wait until its end; each counted to 1,000 */
    named: Type.Integer(),
    putAside: Type.Integer(),
    /** who stands in each seat now, and who would */
    seats: Type.Array(
      Type.Object({
        seat: Type.Enum([...seats]),
        now: nullable(Type.String()),
        inMode: nullable(Type.String()),
      }),
    ),
    /** turns of its time for which the emergency roster has nobody */
    gaps: Type.Array(Type.Object(Slot)),
  }),
  problems: ['reader.not_permitted', 'duty.until'],
});
export const askMode = endpoint({
  id: 'duty.askMode',
  method: 'POST',
  path: '/v1/duty/modes',
  summary: '提请进入应急状态 · ask for the emergency mode; another person puts it into force',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    level: Type.Integer({ minimum: 1, maximum: 4 }),
    reason: text(500, 4),
    areaIds: Type.Array(Type.Integer(), { maxItems: 50 }),
    matterIds: Type.Array(Type.Integer(), { minItems: 1, maxItems: 100 }),
    template: Type.String({ pattern: '^[a-z][a-z0-9_]{1,40}$' }),
    until: Instant,
  }),
  reply: Mode,
  problems: ['reader.not_permitted', 'duty.mode_already', 'duty.until', 'thing.unknown_reference'],
});
const ofMode = Type.Object({ modeId: Uuid });
export const decideMode = endpoint({
  id: 'duty.decideMode',
  method: 'POST',
  path: '/v1/duty/modes/:modeId/decision',
  summary: '批准进入应急状态 · put it into force, or not: never the one who asked',
  access: 'signed_in',
  params: ofMode,
  body: Type.Object({ id: Uuid, accept: Type.Boolean(), words: text(500, 1) }),
  reply: Mode,
  problems: ['reader.not_permitted', 'thing.not_found', 'duty.own_mode', 'duty.mode_over'],
});
export const endMode = endpoint({
  id: 'duty.endMode',
  method: 'POST',
  path: '/v1/duty/modes/:modeId/end',
  summary: '恢复常态 · end the emergency mode',
  access: 'signed_in',
  params: ofMode,
  body: Type.Object({ id: Uuid, reason: text(500, 2) }),
  reply: Mode,
  problems: ['reader.not_permitted', 'thing.not_found', 'duty.mode_over'],
});
const Tally = Type.Object({
  opened: Type.Integer(),
  ended: Type.Integer(),
  late: Type.Integer(),
  /** minutes from opening to dispatch and to the end, of those that came so far */
  toDispatchMin: nullable(Type.Number()),
  toEndMin: nullable(Type.Number()),
});
export const readModeReport = endpoint({
  id: 'duty.modeReport',
  method: 'GET',
  path: '/v1/duty/modes/:modeId/report',
  summary: '应急状态报告 · what came in during it, how long it took, what waited, who was on duty',
  access: 'signed_in',
  params: ofMode,
  reply: Type.Object({
    asOf: Instant,
    mode: Mode,
    /** of the named matters there, and of everything else meanwhile */
    named: Tally,
    others: Tally,
    /** 可缓办: what was put aside for its time, as it stood at its end or stands now; counted to 1,000 */
    putAside: Type.Integer(),
    /** handling begun under it by its limits: how many, handed back in time, late */
    limited: Type.Object({ n: Type.Integer(), onTime: Type.Integer(), late: Type.Integer() }),
    /** the named cases, first opened first; at most 200 */
    cases: Type.Array(
      Type.Object({
        id: Uuid,
        number: Type.String(),
        title: Type.String(),
        matterName: Type.String(),
        areaName: Type.String(),
        openedAt: Instant,
        dispatchedAt: nullable(Instant),
        endedAt: nullable(Instant),
        late: Type.Boolean(),
      }),
    ),
    /** open when it ended (or now): by whom they wait, and how long the oldest does */
    waiting: Type.Array(Type.Object({ unitName: Type.String(), n: Type.Integer(), oldestAt: Instant })),
    turns: Type.Array(Turn),
    notes: Type.Array(DutyNote),
  }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
