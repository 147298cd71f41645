/** 综合评价: five figures of any days at once, and periods that are computed, reviewed, appealed, locked, published. Every figure shows its n, its formula and its cases; it is read from facts, never typed in. */
import Type, { type Static } from 'typebox';
import { Day, endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';
import type { Post } from './access.ts';
import { Job } from './areas.ts';
import { CaseRow, Narrowing } from './cases.ts';
import { aspects, groups, indicatorNames, marks, objects, traceKinds } from './indicators.ts';

const IndicatorEnum = Type.Enum(indicatorNames);
const ObjectEnum = Type.Enum([...objects]);

export const figureNames = [
  'unit_on_time',
  'case_on_time',
  'rework',
  'handling_time',
  'discovery_mix',
  'level_mix',
  'answer_hints',
] as const;
export const FigureName = Type.Enum([...figureNames]);
const Days = { from: Instant, to: Instant };
/** A rate is null when n is 0: no cases is not 100 %. */
export const Rate = Type.Object({ n: Type.Integer(), hits: Type.Integer(), rate: nullable(Type.Number()) });
export const Figures = Type.Object(
  {
    from: Instant,
    to: Instant,
    asOf: Instant,
    /** 按期处置率: handed back on time ÷ handling deadlines that fall in the period, open overdue ones included */
    unitOnTime: Type.Array(
      Type.Object({ unitId: Type.Integer(), unitName: Type.String(), ...Rate.properties, openOverdue: Type.Integer() }),
    ),
    /** 按期结案率: the same with the case deadline, for the district */
    caseOnTime: Type.Object({ ...Rate.properties, openOverdue: Type.Integer() }),
    /** 返工率: cases closed in the period that a check had sent back ÷ cases closed */
    rework: Rate,
    /** 平均处置时间: dispatch → last hand-back of cases closed in the period, on both calendars, in hours */
    handlingTime: Type.Object({
      n: Type.Integer(),
      calendarHours: nullable(Type.Number()),
      workingHours: nullable(Type.Number()),
    }),
    /** 照发提醒: answers sent in the period against hints of the mirror ÷ answers it had looked at; and how often each hint */
    answerHints: Type.Object({ ...Rate.properties, kinds: Type.Record(Type.String(), Type.Integer()) }),
    /** 被动/主动/智慧 of reports received in the period */
    discovery: Type.Object({
      n: Type.Integer(),
      passive: Type.Integer(),
      active: Type.Integer(),
      smart: Type.Integer(),
    }),
    /** 解决层级 of cases closed in the period: 小事一格解决, 大事全网联动 */
    level: Type.Object({
      n: Type.Integer(),
      grid: Type.Integer(),
      community: Type.Integer(),
      street: Type.Integer(),
      district: Type.Integer(),
    }),
  },
  { $id: 'Figures' },
);
export type Figures = Static<typeof Figures>;
export const readFigures = endpoint({
  id: 'evaluation.figures',
  method: 'GET',
  path: '/v1/figures',
  summary: '综合评价 · the five figures of a period',
  access: 'signed_in',
  query: Type.Object(Days),
  reply: Figures,
  problems: ['reader.not_permitted', 'evaluation.period'],
});
export const figureCases = endpoint({
  id: 'evaluation.cases',
  method: 'GET',
  path: '/v1/figures/:figure/cases',
  summary: '下钻 · the cases behind a figure',
  access: 'signed_in',
  params: Type.Object({ figure: FigureName }),
  query: Type.Object({
    ...Days,
    ...PageQuery,
    ...Narrowing,
    unitId: Type.Optional(Type.Integer()),
    part: Type.Optional(text(20)),
  }),
  reply: page(
    Type.Object({
      case: CaseRow,
      hit: Type.Boolean(),
      dueAt: nullable(Instant),
      doneAt: nullable(Instant),
      hours: nullable(Type.Number()),
    }),
  ),
  problems: ['reader.not_permitted', 'evaluation.period'],
});

// ── Periods ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const periodKinds = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof periodKinds)[number];
export const periodStates = ['open', 'computed', 'reviewed', 'appealing', 'locked', 'published'] as const;
export type PeriodState = (typeof periodStates)[number];
/** compute may be repeated until it is locked; review and publication are the leader's, the rest the evaluator's. */
export const periodSteps = {
  compute: { from: ['open', 'computed', 'reviewed', 'appealing'], to: 'computed', by: 'evaluation.edit' },
  review: { from: ['computed'], to: 'reviewed', by: 'evaluation.approve' },
  open_appeals: { from: ['reviewed'], to: 'appealing', by: 'evaluation.edit' },
  lock: { from: ['appealing'], to: 'locked', by: 'evaluation.edit' },
  publish: { from: ['locked'], to: 'published', by: 'evaluation.approve' },
} as const;
export type PeriodStep = keyof typeof periodSteps;
export const appealWindowDays = 5;

export const Period = Type.Object(
  {
    id: Uuid,
    kind: Type.Enum([...periodKinds]),
    firstOn: Day,
    from: Instant,
    to: Instant,
    state: Type.Enum([...periodStates]),
    schemeVersion: Type.Integer(),
    /** what had happened by then is counted; null before the first computing */
    asOf: nullable(Instant),
    computedAt: nullable(Instant),
    computing: Type.Boolean(),
    appealsUntil: nullable(Instant),
    appealsPending: Type.Integer(),
    cases: Type.Integer(),
    lockedAt: nullable(Instant),
    publishedAt: nullable(Instant),
    version: Type.Integer(),
  },
  { $id: 'EvaluationPeriod' },
);
export type Period = Static<typeof Period>;
const ofPeriod = { params: Type.Object({ periodId: Uuid }) };

export const listPeriods = endpoint({
  id: 'evaluation.periods',
  method: 'GET',
  path: '/v1/evaluation/periods',
  summary: '评价周期 · periods, newest first',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(Period),
});
export const openPeriod = endpoint({
  id: 'evaluation.openPeriod',
  method: 'POST',
  path: '/v1/evaluation/periods',
  summary: '开设周期 · open a period under the scheme of the day',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, kind: Type.Enum([...periodKinds]), firstOn: Day }),
  reply: Period,
  problems: ['reader.not_permitted', 'evaluation.serves_too', 'thing.exists'],
});
export const readPeriod = endpoint({
  id: 'evaluation.period',
  method: 'GET',
  path: '/v1/evaluation/periods/:periodId',
  summary: '周期 · one period',
  access: 'signed_in',
  ...ofPeriod,
  reply: Period,
  problems: ['thing.not_found'],
});
/** `fresh`: every case again from its facts; otherwise only what changed since, which gives the same digits. */
export const computePeriod = endpoint({
  id: 'evaluation.compute',
  method: 'POST',
  path: '/v1/evaluation/periods/:periodId/computing',
  summary: '计算 · compute a period from the facts',
  access: 'signed_in',
  ...ofPeriod,
  body: Type.Object({ id: Uuid, fresh: Type.Optional(Type.Boolean()) }),
  reply: Job,
  problems: ['reader.not_permitted', 'evaluation.serves_too', 'evaluation.period_state', 'evaluation.computing'],
});
export const advancePeriod = endpoint({
  id: 'evaluation.advance',
  method: 'POST',
  path: '/v1/evaluation/periods/:periodId/steps',
  summary: '审核、公示申诉、锁定、发布 · review, open for appeals, lock, publish',
  access: 'signed_in',
  ...ofPeriod,
  body: Type.Object({
    id: Uuid,
    step: Type.Enum(['review', 'open_appeals', 'lock', 'publish']),
    version: Type.Integer(),
    note: Type.Optional(text(500)),
  }),
  reply: Period,
  problems: [
    'reader.not_permitted',
    'evaluation.serves_too',
    'evaluation.period_state',
    'evaluation.still_running',
    'evaluation.appeals_pending',
    'evaluation.appeals_open',
    'evaluation.survey_open',
    'thing.stale',
  ],
});

// ── Figures, results, sheets ───────────────────────────────────────────────────────────────────────────────────────────

export const PeriodFigure = Type.Object({
  indicator: IndicatorEnum,
  object: ObjectEnum,
  key: Type.String(),
  name: Type.String(),
  n: Type.Integer(),
  hits: Type.Integer(),
  total: Type.Integer(),
  value: nullable(Type.Number()),
  /** counted out by a granted appeal; the fact stays */
  exempt: Type.Integer(),
});
export type PeriodFigure = Static<typeof PeriodFigure>;
export const listFigures = endpoint({
  id: 'evaluation.periodFigures',
  method: 'GET',
  path: '/v1/evaluation/periods/:periodId/figures',
  summary: '指标值 · figures of a period, each with its n',
  access: 'signed_in',
  ...ofPeriod,
  query: Type.Object({
    ...PageQuery,
    object: Type.Enum(['district', 'area', 'unit', 'post']),
    indicator: Type.Optional(IndicatorEnum),
    key: Type.Optional(text(40)),
  }),
  reply: page(PeriodFigure),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
/** The same relation that the figure was added up from, one line for each that was counted. */
export const figureTraces = endpoint({
  id: 'evaluation.traces',
  method: 'GET',
  path: '/v1/evaluation/periods/:periodId/traces',
  summary: '下钻 · what a figure was counted from',
  access: 'signed_in',
  ...ofPeriod,
  query: Type.Object({
    ...PageQuery,
    indicator: IndicatorEnum,
    object: ObjectEnum,
    key: text(40),
    part: Type.Optional(Type.Enum(['hits', 'misses', 'exempt'])),
  }),
  reply: page(
    Type.Object({
      caseId: Uuid,
      /** null: outside the reader's scope; it is counted all the same */
      number: nullable(Type.String()),
      title: nullable(Type.String()),
      at: Instant,
      unitName: nullable(Type.String()),
      dueAt: nullable(Instant),
      doneAt: nullable(Instant),
      minutes: nullable(Type.Integer()),
      hit: Type.Boolean(),
      exempt: Type.Boolean(),
      marks: Type.Array(Type.Enum([...marks])),
      trace: Type.Enum([...traceKinds]),
    }),
  ),
  problems: ['reader.not_permitted', 'thing.not_found'],
});

export const Part = Type.Object({
  indicator: IndicatorEnum,
  aspect: nullable(Type.Enum([...aspects])),
  weight: Type.Integer(),
  n: Type.Integer(),
  value: nullable(Type.Number()),
  points: nullable(Type.Number()),
});
export const Result = Type.Object(
  {
    group: Type.Enum([...groups]),
    object: ObjectEnum,
    key: Type.String(),
    name: Type.String(),
    points: nullable(Type.Number()),
    place: nullable(Type.Integer()),
    /** what was reported there or given to it: no figure stands without it */
    volume: Type.Integer(),
    parts: Type.Array(Part),
    /** 一票否决, with its reason */
    veto: nullable(Type.String()),
  },
  { $id: 'EvaluationResult' },
);
export type Result = Static<typeof Result>;
export const listResults = endpoint({
  id: 'evaluation.results',
  method: 'GET',
  path: '/v1/evaluation/periods/:periodId/results',
  summary: '得分与排名 · points and places of a group; of staff only the posts',
  access: 'signed_in',
  ...ofPeriod,
  query: Type.Object({ ...PageQuery, group: Type.Enum([...groups]) }),
  reply: page(Result),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
/** 个人考核表: quota, quality, discipline, standard, responsibility. Hers and her superiors'. */
export const readSheet = endpoint({
  id: 'evaluation.sheet',
  method: 'GET',
  path: '/v1/evaluation/periods/:periodId/sheets/:personId',
  summary: '个人考核表 · one member of staff, in her duty only',
  access: 'signed_in',
  params: Type.Object({ periodId: Uuid, personId: Uuid }),
  reply: Type.Object({ personId: Uuid, name: Type.String(), sheets: Type.Array(Result) }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
/** Whose sheets the reader may open: her own, and of those below her. */
export const listSheets = endpoint({
  id: 'evaluation.sheets',
  method: 'GET',
  path: '/v1/evaluation/periods/:periodId/sheets',
  summary: '考核表名单 · staff whose sheets I may see',
  access: 'signed_in',
  ...ofPeriod,
  query: Type.Object({ ...PageQuery }),
  reply: page(Type.Object({ personId: Uuid, name: Type.String(), group: Type.Enum([...groups]) })),
  problems: ['thing.not_found'],
});
export const setVeto = endpoint({
  id: 'evaluation.veto',
  method: 'POST',
  path: '/v1/evaluation/periods/:periodId/vetoes',
  summary: '一票否决 · a veto with its reason, or taken back with one',
  access: 'signed_in',
  ...ofPeriod,
  body: Type.Object({
    id: Uuid,
    object: Type.Enum(['area', 'unit']),
    key: text(40, 1),
    reason: text(500, 5),
    lift: Type.Optional(Type.Boolean()),
  }),
  reply: Period,
  problems: ['reader.not_permitted', 'evaluation.period_state', 'thing.unknown_reference'],
});

// ── Schemes ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const SchemeItem = Type.Object({
  group: Type.Enum([...groups]),
  indicator: IndicatorEnum,
  weight: Type.Integer({ minimum: 0, maximum: 100 }),
  on: Type.Boolean(),
  aspect: nullable(Type.Enum([...aspects])),
  bands: nullable(
    Type.Array(Type.Object({ upTo: nullable(Type.Number()), points: Type.Number({ minimum: 0, maximum: 100 }) }), {
      minItems: 1,
      maxItems: 12,
    }),
  ),
});
const SchemeShape = {
  title: text(60, 1),
  settleDays: Type.Integer({ minimum: 0, maximum: 31 }),
  items: Type.Array(SchemeItem, { minItems: 1, maxItems: 200 }),
};
export const SchemeVersion = Type.Object(
  {
    version: Type.Integer(),
    ...SchemeShape,
    reason: Type.String(),
    by: nullable(Type.String()),
    at: nullable(Instant),
  },
  { $id: 'EvaluationScheme' },
);
export type SchemeVersion = Static<typeof SchemeVersion>;
export const readScheme = endpoint({
  id: 'evaluation.scheme',
  method: 'GET',
  path: '/v1/evaluation/scheme',
  summary: '评价方案 · the scheme, in its newest version or the one named',
  access: 'signed_in',
  query: Type.Object({ version: Type.Optional(Type.Integer()) }),
  reply: SchemeVersion,
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const saveScheme = endpoint({
  id: 'evaluation.saveScheme',
  method: 'PUT',
  path: '/v1/evaluation/scheme',
  summary: '修订方案 · a new version of the scheme; periods keep theirs',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, version: Type.Integer(), reason: text(500, 2), ...SchemeShape }),
  reply: SchemeVersion,
  problems: ['reader.not_permitted', 'evaluation.serves_too', 'evaluation.scheme', 'thing.stale'],
});

// ── From outside ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const reviewKinds = ['street', 'deputy', 'survey', 'media'] as const;
export type ReviewKind = (typeof reviewKinds)[number];
export const Review = Type.Object({
  id: Uuid,
  kind: Type.Enum([...reviewKinds]),
  unitId: Type.Integer(),
  unitName: Type.String(),
  /** 0–100; where answers were counted it is their mean */
  grade: Type.Integer(),
  /** how many answered: a survey of three is told as one of three */
  n: Type.Integer(),
  /** the third party, the session of deputies, the paper */
  conductedBy: Type.String(),
  question: Type.String(),
  /** a report or an address where it can be read */
  source: Type.String(),
  /** how many were asked */
  asked: nullable(Type.Integer()),
  /** how many gave 1, 2, 3, 4, 5 */
  answers: nullable(Type.Array(Type.Integer())),
  remark: Type.String(),
  by: nullable(Type.String()),
  fromUnit: nullable(Type.String()),
  at: Instant,
});
export type Review = Static<typeof Review>;
export const listReviews = endpoint({
  id: 'evaluation.reviews',
  method: 'GET',
  path: '/v1/evaluation/periods/:periodId/reviews',
  summary: '外部评价 · what others think of a unit',
  access: 'signed_in',
  ...ofPeriod,
  query: Type.Object({
    ...PageQuery,
    kind: Type.Optional(Type.Enum([...reviewKinds])),
    unitId: Type.Optional(Type.Integer()),
  }),
  reply: page(Review),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
/**
 * A street rates departments; deputies, surveys and media are entered by the evaluator. A survey brings its sample, its question and what
 * was answered, and nobody types its grade in; media bring what was printed. One of a kind by a rater, an asker and unit: the last holds.
 */
export const addReview = endpoint({
  id: 'evaluation.review',
  method: 'POST',
  path: '/v1/evaluation/periods/:periodId/reviews',
  summary: '录入评价 · a street rates a department; a survey is entered',
  access: 'signed_in',
  ...ofPeriod,
  body: Type.Object({
    id: Uuid,
    kind: Type.Enum([...reviewKinds]),
    unitId: Type.Integer(),
    /** where no answers were counted */
    grade: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    n: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    conductedBy: Type.Optional(text(120)),
    question: Type.Optional(text(300)),
    source: Type.Optional(text(300)),
    asked: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    answers: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 1_000_000 }), { minItems: 5, maxItems: 5 })),
    remark: text(1000),
  }),
  reply: Type.Object({ id: Uuid }),
  problems: [
    'reader.not_permitted',
    'evaluation.serves_too',
    'evaluation.rates_departments',
    'evaluation.review_incomplete',
    'evaluation.period_state',
    'thing.unknown_reference',
  ],
});

// ── Appeals ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What may be contested: a trace that counts against a unit. Granted, it stays a fact and is counted out. */
export const appealable = [
  'round',
  'closed',
  'response',
  'dispatch',
  'case_due',
  'voice',
  // of a unit that was called (协办、吹哨、直达、决议), and of whoever called
  'arrival',
  'task',
  'call',
] as const;
export type Appealable = (typeof appealable)[number];
/** 派遣员 first, then 考评. */
export const appealLevels = [{ by: ['dispatcher'] }, { by: ['evaluator'] }] as const satisfies readonly {
  by: readonly Post[];
}[];
export const appealStates = ['asked', 'passed_on', 'granted', 'refused'] as const;
export type AppealState = (typeof appealStates)[number];
export const Appeal = Type.Object(
  {
    id: Uuid,
    caseId: Uuid,
    caseNumber: Type.String(),
    trace: Type.Enum([...appealable]),
    unitId: Type.Integer(),
    unitName: Type.String(),
    /** null: of the case itself, outside any period */
    periodId: nullable(Uuid),
    state: Type.Enum([...appealStates]),
    reason: Type.String(),
    basis: Type.String(),
    by: Type.String(),
    at: Instant,
    decisions: Type.Array(
      Type.Object({
        level: Type.Integer(),
        grant: Type.Boolean(),
        decision: Type.String(),
        by: Type.String(),
        at: Instant,
      }),
    ),
    /** may the reader decide it now */
    mine: Type.Boolean(),
  },
  { $id: 'Appeal' },
);
export type Appeal = Static<typeof Appeal>;
export const listAppeals = endpoint({
  id: 'evaluation.appeals',
  method: 'GET',
  path: '/v1/evaluation/appeals',
  summary: '申诉 · appeals: of my unit, or waiting for my decision',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    state: Type.Optional(Type.Enum([...appealStates])),
    caseId: Type.Optional(Uuid),
    periodId: Type.Optional(Uuid),
  }),
  reply: page(Appeal),
});
/** Only by the unit it counts against, only once for a trace of a case, after the case has ended or while its period is open for appeals. */
export const askAppeal = endpoint({
  id: 'evaluation.appeal',
  method: 'POST',
  path: '/v1/evaluation/appeals',
  summary: '提出申诉 · a unit contests what counts against it',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    caseId: Uuid,
    trace: Type.Enum([...appealable]),
    reason: text(2000, 5),
    basis: Type.Optional(text(500)),
    periodId: Type.Optional(nullable(Uuid)),
  }),
  reply: Appeal,
  problems: [
    'reader.not_permitted',
    'thing.not_found',
    'thing.exists',
    'evaluation.appeal_too_early',
    'evaluation.period_state',
  ],
});
export const decideAppeal = endpoint({
  id: 'evaluation.decideAppeal',
  method: 'POST',
  path: '/v1/evaluation/appeals/:appealId/decisions',
  summary: '审核申诉 · first and second decision',
  access: 'signed_in',
  params: Type.Object({ appealId: Uuid }),
  body: Type.Object({ id: Uuid, grant: Type.Boolean(), decision: text(2000, 2) }),
  reply: Appeal,
  problems: [
    'reader.not_permitted',
    'thing.not_found',
    'evaluation.appeal_decided',
    'evaluation.own_appeal',
    'evaluation.serves_too',
  ],
});

// ── In public ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Which period it is, as every reader of what was published is told. */
export const periodNamed = { id: Uuid, kind: Type.Enum([...periodKinds]), firstOn: Day };
/** Units and areas of a published period; never a person. Words come in the reader's language. */
export const readScoreboard = endpoint({
  id: 'evaluation.scoreboard',
  method: 'GET',
  path: '/v1/scoreboard',
  summary: '评价公示 · the published results of a period',
  access: 'public',
  query: Type.Object({ periodId: Type.Optional(Uuid) }),
  reply: Type.Object({
    periods: Type.Array(Type.Object(periodNamed)),
    shown: nullable(
      Type.Object({
        ...periodNamed,
        asOf: Instant,
        publishedAt: Instant,
        boards: Type.Array(
          Type.Object({
            group: Type.Enum(['area', 'department', 'street']),
            title: Type.String(),
            items: Type.Array(
              Type.Object({ name: Type.String(), formula: Type.String(), code: Type.String(), weight: Type.Integer() }),
            ),
            lines: Type.Array(
              Type.Object({
                name: Type.String(),
                points: nullable(Type.Number()),
                /** how much of the weight could be judged, of 100; below half there is no place */
                judged: Type.Integer(),
                place: nullable(Type.Integer()),
                volume: Type.Integer(),
                veto: nullable(Type.String()),
                cells: Type.Array(Type.Object({ n: Type.Integer(), value: Type.String() })),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
  problems: ['thing.not_found'],
});
