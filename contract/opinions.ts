/**
 * 特邀监督员评议 (register A-27, B-31): 人大代表、政协委员、社会组织 and 居民代表 are invited for a ground and a time. They see its closed cases as
 * the public sees them, and what was published of each unit that works there; of both they give one to five and a comment, and the unit
 * whose work it was answers. The grades enter the evaluation as what deputies think (B-47). The unit learns from which station a comment
 * came, not from whom.
 */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';
import { periodNamed } from './evaluation.ts';

/** So long after its end a case may be judged, and a unit after its figures were published. */
export const judgedForDays = 365;

export const Opinion = Type.Object(
  {
    id: Uuid,
    /** of a closed case, */
    case: nullable(Type.Object({ number: Type.String(), matterName: Type.String(), areaName: Type.String() })),
    /** or of what was published of the unit for a period */
    period: nullable(Type.Object(periodNamed)),
    /** whose work it was */
    unitName: Type.String(),
    grade: Type.Integer(),
    comment: Type.String(),
    /** the station that invited whoever says this */
    from: Type.String(),
    at: Instant,
    answer: nullable(Type.Object({ text: Type.String(), unitName: Type.String(), at: Instant })),
    /** my unit's to answer */
    mayAnswer: Type.Boolean(),
  },
  { $id: 'Opinion' },
);
export type Opinion = Static<typeof Opinion>;

/** A closed case as anybody may know it: what, where, whose, when. No words of a reporter, nor of the answer to her. */
export const ClosedCase = Type.Object(
  {
    number: Type.String(),
    matterName: Type.String(),
    areaName: Type.String(),
    unitName: Type.String(),
    reports: Type.Integer(),
    openedAt: Instant,
    dueAt: nullable(Instant),
    endedAt: Instant,
    overdue: Type.Boolean(),
    opinion: nullable(Opinion),
  },
  { $id: 'ClosedCase' },
);
export type ClosedCase = Static<typeof ClosedCase>;

export const listClosedCases = endpoint({
  id: 'opinions.cases',
  method: 'GET',
  path: '/v1/opinions/cases',
  summary: '可评议的办结案件 · closed cases of my ground, to be judged',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, judged: Type.Optional(Type.Enum(['yes', 'no'])) }),
  reply: page(ClosedCase),
  problems: ['reader.not_permitted'],
});
export const giveOpinion = endpoint({
  id: 'opinions.give',
  method: 'POST',
  path: '/v1/opinions',
  summary: '评议 · what an invited supervisor thinks of a closed case',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    number: text(40, 1),
    grade: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: text(1000),
  }),
  reply: Opinion,
  problems: ['reader.not_permitted', 'evaluation.serves_too', 'thing.not_found', 'thing.exists'],
});

/** What was published of one unit, and what I think of it. */
export const JudgedUnit = Type.Object(
  {
    unitId: Type.Integer(),
    name: Type.String(),
    points: nullable(Type.Number()),
    /** how much of the weight could be judged, of 100 */
    judged: Type.Integer(),
    place: nullable(Type.Integer()),
    volume: Type.Integer(),
    veto: nullable(Type.String()),
    figures: Type.Array(
      Type.Object({ name: Type.String(), formula: Type.String(), n: Type.Integer(), value: Type.String() }),
    ),
    opinion: nullable(Opinion),
  },
  { $id: 'JudgedUnit' },
);
export type JudgedUnit = Static<typeof JudgedUnit>;

export const listJudgedUnits = endpoint({
  id: 'opinions.units',
  method: 'GET',
  path: '/v1/opinions/units',
  summary: '可评议的单位 · published figures of the units that work on my ground, to be judged',
  access: 'signed_in',
  query: Type.Object({ periodId: Type.Optional(Uuid) }),
  reply: Type.Object({
    periods: Type.Array(Type.Object(periodNamed)),
    shown: nullable(
      Type.Object({
        ...periodNamed,
        publishedAt: Instant,
        units: Type.Array(JudgedUnit),
      }),
    ),
  }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const judgeUnit = endpoint({
  id: 'opinions.giveOfUnit',
  method: 'POST',
  path: '/v1/opinions/units',
  summary: '评议单位 · what an invited supervisor thinks of a unit, by what was published of it',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    periodId: Uuid,
    unitId: Type.Integer(),
    grade: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: text(1000),
  }),
  reply: Opinion,
  problems: ['reader.not_permitted', 'evaluation.serves_too', 'thing.not_found', 'thing.exists'],
});
/** Of my unit; of every unit for whoever evaluates, leads or keeps the watch. */
export const listOpinions = endpoint({
  id: 'opinions.list',
  method: 'GET',
  path: '/v1/opinions',
  summary: '评议意见 · what invited supervisors said',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, waiting: Type.Optional(Type.Boolean()) }),
  reply: page(Opinion),
  problems: ['reader.not_permitted'],
});
export const answerOpinion = endpoint({
  id: 'opinions.answer',
  method: 'POST',
  path: '/v1/opinions/:opinionId/answers',
  summary: '答复评议意见 · the unit answers',
  access: 'signed_in',
  params: Type.Object({ opinionId: Uuid }),
  body: Type.Object({ id: Uuid, text: text(1000, 1) }),
  reply: Opinion,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.exists'],
});
export const caseOpinions = endpoint({
  id: 'opinions.ofCase',
  method: 'GET',
  path: '/v1/cases/:caseId/opinions',
  summary: '本案评议 · what invited supervisors said of a case',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  reply: Type.Object({ opinions: Type.Array(Opinion) }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
