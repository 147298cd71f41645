/** The first five figures. Every figure shows its n, its formula and its cases; it is read from facts, never typed in. */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, text } from './endpoint.ts';
import { CaseRow } from './cases.ts';

export const figureNames = ['unit_on_time', 'case_on_time', 'rework', 'handling_time', 'discovery_mix'] as const;
export const FigureName = Type.Enum([...figureNames]);
const Period = { from: Instant, to: Instant };
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
    /** 被动/主动/智慧 of reports received in the period */
    discovery: Type.Object({
      n: Type.Integer(),
      passive: Type.Integer(),
      active: Type.Integer(),
      smart: Type.Integer(),
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
  query: Type.Object(Period),
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
  query: Type.Object({ ...Period, ...PageQuery, unitId: Type.Optional(Type.Integer()), part: Type.Optional(text(20)) }),
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
