/** Matters, filing conditions, calendars, responsibilities, knowledge. */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, table, text, Uuid } from './endpoint.ts';
import type { Unit } from './access.ts';
import { Job } from './areas.ts';

export const matterKinds = ['component', 'event', 'service'] as const;
export const LimitText = Type.String({ pattern: '^\\d+(\\.\\d+)?(uh|h|d|de|nd|ud)$' });

export const Condition = Type.Object(
  {
    id: Type.Integer(),
    matterId: Type.Integer(),
    n: Type.Integer(),
    filing: Type.String(),
    closing: Type.String(),
    timeLimit: LimitText,
    urgent: Type.Boolean(),
    photoHint: Type.String(),
    notWhen: Type.String(),
    basis: Type.String(),
    /** how it is usually found: passive, active, smart */
    discovery: Type.Array(Type.String()),
    version: Type.Integer(),
    retired: Type.Boolean(),
  },
  { $id: 'Condition' },
);
export type Condition = Static<typeof Condition>;
export const Matter = Type.Object(
  {
    id: Type.Integer(),
    edition: Type.String(),
    kind: Type.Enum([...matterKinds]),
    code: Type.String(),
    big: Type.String(),
    bigName: Type.String(),
    bigNameEn: Type.String(),
    small: Type.String(),
    smallName: Type.String(),
    smallNameEn: Type.String(),
    fallback: Type.Boolean(),
    sensitive: Type.Boolean(),
    imported: Type.Boolean(),
    version: Type.Integer(),
    retired: Type.Boolean(),
    conditions: Type.Array(Condition),
  },
  { $id: 'Matter' },
);
export type Matter = Static<typeof Matter>;

/** Matters with their conditions; a district has a few hundred, so the desk holds them all. */
export const listMatters = endpoint({
  id: 'catalogue.matters',
  method: 'GET',
  path: '/v1/matters',
  summary: '事项清单 · matters and filing conditions',
  access: 'public',
  reply: Type.Object({ matters: Type.Array(Matter), revision: Type.Integer() }),
});
export const saveMatter = endpoint({
  id: 'catalogue.saveMatter',
  method: 'POST',
  path: '/v1/matters',
  summary: '新增或修改事项 · add or change a matter',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    matterId: Type.Optional(Type.Integer()),
    version: Type.Optional(Type.Integer()),
    edition: text(60, 1),
    kind: Type.Enum([...matterKinds]),
    big: text(10, 1),
    bigName: text(60, 1),
    bigNameEn: Type.Optional(text(120)),
    small: text(10, 1),
    smallName: text(60, 1),
    smallNameEn: Type.Optional(text(120)),
    sensitive: Type.Optional(Type.Boolean()),
    retired: Type.Optional(Type.Boolean()),
  }),
  reply: Matter,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.not_found', 'thing.exists'],
});
export const saveCondition = endpoint({
  id: 'catalogue.saveCondition',
  method: 'POST',
  path: '/v1/matters/:matterId/conditions',
  summary: '新增或修改立案条件 · add or change a filing condition',
  access: 'signed_in',
  params: Type.Object({ matterId: Type.Integer() }),
  body: Type.Object({
    id: Uuid,
    conditionId: Type.Optional(Type.Integer()),
    version: Type.Optional(Type.Integer()),
    filing: text(500, 1),
    closing: text(500, 1),
    timeLimit: LimitText,
    urgent: Type.Boolean(),
    photoHint: Type.Optional(text(500)),
    notWhen: Type.Optional(text(500)),
    basis: text(500, 1),
    retired: Type.Optional(Type.Boolean()),
  }),
  reply: Matter,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.not_found'],
});

export const Responsibility = Type.Object(
  {
    id: Type.Integer(),
    number: Type.String(),
    matterId: Type.Integer(),
    matterName: Type.String(),
    conditionId: nullable(Type.Integer()),
    conditionN: nullable(Type.Integer()),
    areaId: nullable(Type.Integer()),
    areaName: nullable(Type.String()),
    leadUnitId: nullable(Type.Integer()),
    leadUnitName: nullable(Type.String()),
    leadByArea: Type.Boolean(),
    /** units that may lead as well as the first: the place decides, then what each has in hand */
    alsoUnits: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })),
    coUnits: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })),
    /** the street office of the place takes part as well */
    coByArea: Type.Boolean(),
    basis: Type.String(),
    version: Type.Integer(),
    validFrom: Instant,
    validTo: nullable(Instant),
  },
  { $id: 'Responsibility' },
);
export type Responsibility = Static<typeof Responsibility>;
export const listResponsibilities = endpoint({
  id: 'catalogue.responsibilities',
  method: 'GET',
  path: '/v1/responsibilities',
  summary: '权责清单 · responsibilities',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    matterId: Type.Optional(Type.Integer()),
    unitId: Type.Optional(Type.Integer()),
    history: Type.Optional(Type.Boolean()),
  }),
  reply: page(Responsibility),
});
/** Two rows that claim the same case equally (`conflicts`), and matters nobody answers for (`gaps`). */
export const responsibilityReport = endpoint({
  id: 'catalogue.responsibilityReport',
  method: 'GET',
  path: '/v1/responsibilities/report',
  summary: '冲突与空白 · conflicts and gaps',
  access: 'signed_in',
  reply: Type.Object({
    conflicts: Type.Array(
      Type.Object({
        matterId: Type.Integer(),
        matterName: Type.String(),
        a: Type.String(),
        b: Type.String(),
        reason: Type.String(),
      }),
    ),
    gaps: Type.Array(Type.Object({ matterId: Type.Integer(), matterName: Type.String(), reason: Type.String() })),
    covered: Type.Integer(),
    matters: Type.Integer(),
  }),
});
/** 权责缺口: what was filed and the list names nobody for, so that it fell to the street of the place. */
export const Gap = Type.Object(
  {
    matterId: Type.Integer(),
    matterName: Type.String(),
    conditionId: nullable(Type.Integer()),
    conditionN: nullable(Type.Integer()),
    filing: nullable(Type.String()),
    areaId: Type.Integer(),
    areaName: Type.String(),
    cases: Type.Integer(),
    firstAt: Instant,
    lastAt: Instant,
    /** told to whoever may see that case; others read how many there are */
    firstCase: nullable(Type.Object({ id: Uuid, number: Type.String() })),
    lastCase: nullable(Type.Object({ id: Uuid, number: Type.String() })),
    /** who took it instead */
    unit: nullable(Type.Object({ id: Type.Integer(), name: Type.String() })),
    /** the line that was written for it */
    closedBy: nullable(Type.String()),
  },
  { $id: 'Gap' },
);
export type Gap = Static<typeof Gap>;
export const listGaps = endpoint({
  id: 'catalogue.gaps',
  method: 'GET',
  path: '/v1/responsibilities/gaps',
  summary: '权责缺口 · what nobody answers for, by the cases that fell through',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, closed: Type.Optional(Type.Boolean()) }),
  reply: page(Gap),
});
export const saveResponsibility = endpoint({
  id: 'catalogue.saveResponsibility',
  method: 'POST',
  path: '/v1/responsibilities',
  summary: '新增或修改权责 · add or change a responsibility (a new version; the old one stays)',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    responsibilityId: Type.Optional(Type.Integer()),
    version: Type.Optional(Type.Integer()),
    matterId: Type.Integer(),
    conditionId: Type.Optional(nullable(Type.Integer())),
    areaId: Type.Optional(nullable(Type.Integer())),
    leadUnitId: Type.Optional(nullable(Type.Integer())),
    leadByArea: Type.Boolean(),
    alsoUnitIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 20 })),
    coUnitIds: Type.Array(Type.Integer(), { maxItems: 20 }),
    coByArea: Type.Optional(Type.Boolean()),
    basis: text(500, 1),
    ended: Type.Optional(Type.Boolean()),
  }),
  reply: Responsibility,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.not_found', 'thing.unknown_reference', 'catalogue.conflict'],
});

export const CalendarRow = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    isDefault: Type.Boolean(),
    version: Type.Integer(),
    reason: Type.String(),
    changedAt: Instant,
    calendar: Type.Object({
      timeZone: Type.String(),
      week: Type.Array(Type.Array(Type.Object({ from: Type.Integer(), to: Type.Integer() })), {
        minItems: 7,
        maxItems: 7,
      }),
      days: Type.Record(Type.String(), Type.Array(Type.Object({ from: Type.Integer(), to: Type.Integer() }))),
      knownUntil: Type.String(),
    }),
    /** true once fewer than 60 days of holidays are known ahead */
    warns: Type.Boolean(),
  },
  { $id: 'CalendarRow' },
);
export const listCalendars = endpoint({
  id: 'catalogue.calendars',
  method: 'GET',
  path: '/v1/calendars',
  summary: '工作日历 · working calendars',
  access: 'public',
  reply: Type.Object({ calendars: Type.Array(CalendarRow) }),
});
export const saveCalendar = endpoint({
  id: 'catalogue.saveCalendar',
  method: 'POST',
  path: '/v1/calendars/:calendarId',
  summary: '修改日历 · change a calendar (a new version; running clocks are recomputed)',
  access: 'signed_in',
  params: Type.Object({ calendarId: Type.Integer() }),
  body: Type.Object({
    id: Uuid,
    version: Type.Integer(),
    calendar: CalendarRow.properties.calendar,
    reason: text(300, 1),
  }),
  reply: CalendarRow,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.not_found', 'catalogue.bad_calendar'],
});

export const Article = Type.Object({
  id: Type.Integer(),
  question: Type.String(),
  answer: Type.String(),
  office: Type.String(),
  terms: Type.String(),
  version: Type.Integer(),
});
export const searchArticles = endpoint({
  id: 'catalogue.articles',
  method: 'GET',
  path: '/v1/articles',
  summary: '知识库 · knowledge base',
  access: 'signed_in',
  query: Type.Object({ q: Type.Optional(text(80)), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })) }),
  reply: Type.Object({ articles: Type.Array(Article) }),
});
export const listPhrases = endpoint({
  id: 'catalogue.phrases',
  method: 'GET',
  path: '/v1/phrases',
  summary: '常用语 · standard phrases',
  access: 'signed_in',
  query: Type.Object({
    purpose: text(40, 1),
    matterId: Type.Optional(Type.Integer()),
    reason: Type.Optional(text(40)),
    lang: Type.Optional(Type.Enum(['zh', 'en'])),
  }),
  reply: Type.Object({
    phrases: Type.Array(Type.Object({ id: Type.Integer(), text: Type.String(), reason: Type.String() })),
  }),
});
/** The moves whose form at the desk offers phrases. */
export const phrasePurposes = [
  'answer',
  'refuse',
  'void',
  'hand_back',
  'ask_return',
  'remind',
  'confirm',
  'check',
] as const;
export const Phrase = Type.Object(
  {
    id: Type.Integer(),
    purpose: Type.Enum([...phrasePurposes]),
    /** null: for every matter */
    matterId: nullable(Type.Integer()),
    /** of a lawful exit; empty: whatever the reason */
    reason: Type.String(),
    lang: Type.Enum(['zh', 'en']),
    text: Type.String(),
    version: Type.Integer(),
  },
  { $id: 'Phrase' },
);
export type Phrase = Static<typeof Phrase>;
/** All of them, for whoever keeps them: a few hundred. */
export const listAllPhrases = endpoint({
  id: 'catalogue.allPhrases',
  method: 'GET',
  path: '/v1/phrases/all',
  summary: '全部常用语 · every standard phrase',
  access: 'signed_in',
  reply: Type.Object({ phrases: Type.Array(Phrase) }),
});
/** Adds one, or changes or removes (`removed`) the one named; what it said stays among the facts. */
export const savePhrase = endpoint({
  id: 'catalogue.savePhrase',
  method: 'POST',
  path: '/v1/phrases',
  summary: '维护常用语 · add, change or remove a standard phrase',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    phraseId: Type.Optional(Type.Integer()),
    /** the one that was looked at */
    version: Type.Optional(Type.Integer()),
    purpose: Type.Enum([...phrasePurposes]),
    matterId: nullable(Type.Integer()),
    reason: text(40),
    lang: Type.Enum(['zh', 'en']),
    text: text(500, 1),
    removed: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({}),
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.stale', 'thing.exists', 'thing.unknown_reference'],
});
/** Adds an article of the knowledge base, or changes or retires the one named. */
export const saveArticle = endpoint({
  id: 'catalogue.saveArticle',
  method: 'POST',
  path: '/v1/articles',
  summary: '维护知识库 · add, change or retire an article',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    articleId: Type.Optional(Type.Integer()),
    version: Type.Optional(Type.Integer()),
    question: text(200, 1),
    answer: text(4000, 1),
    office: text(100),
    terms: text(300),
    retired: Type.Optional(Type.Boolean()),
  }),
  reply: Article,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.not_found', 'thing.exists'],
});
/** 导入单位: what the job of it tells. */
export type UnitsTaken = {
  rows: number;
  dryRun: boolean;
  imported: boolean;
  added: number;
  changed: number;
  unchanged: number;
  /** how many of each kind the list has */
  kinds: Partial<Record<Unit['kind'], number>>;
};
export const importUnits = endpoint({
  id: 'catalogue.importUnits',
  method: 'POST',
  path: '/v1/units/imports/:jobId',
  summary: '导入单位 · import units: all rows, or none',
  access: 'signed_in',
  params: Type.Object({ jobId: Uuid }),
  query: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }),
  upload: table(5_000_000),
  reply: Job,
  problems: ['reader.not_permitted', 'file.unusable'],
});
/** Uploads a CSV or xlsx of matters and conditions (or of responsibilities); `dryRun=true` only reports the rows. */
export const importCatalogue = endpoint({
  id: 'catalogue.import',
  method: 'POST',
  path: '/v1/catalogue/imports/:jobId',
  summary: '导入事项或权责 · import matters or responsibilities',
  access: 'signed_in',
  params: Type.Object({ jobId: Uuid }),
  query: Type.Object({
    what: Type.Enum(['matters', 'responsibilities']),
    dryRun: Type.Optional(Type.Boolean()),
    edition: Type.Optional(text(60)),
  }),
  upload: table(20_000_000),
  reply: Job,
  problems: ['reader.not_permitted', 'file.unusable'],
});
