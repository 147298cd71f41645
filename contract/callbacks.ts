/** 回访台: who is to be called back, until when, how often it was tried, and what they said. */
import Type, { type Static } from 'typebox';
import type { Post } from './access.ts';
import { CaseRow, LampName, Narrowing } from './cases.ts';
import { Day, endpoint, Instant, nullable, page, PageQuery, Uuid } from './endpoint.ts';

/** reached and solved, reached and not, reached without saying, would not be asked, given up after the last try */
export const callbackResults = ['solved', 'unsolved', 'unsaid', 'refused', 'not_reached'] as const;
export type CallbackResult = (typeof callbackResults)[number];

export const CallbackRow = Type.Object(
  {
    case: CaseRow,
    reportId: Uuid,
    n: Type.Integer(),
    dueAt: Instant,
    lamp: LampName,
    /** tries so far; the last one that the template allows ends it */
    tries: Type.Integer(),
    triesAllowed: Type.Integer(),
    triedAt: nullable(Instant),
    /** somebody else has this reporter on the line */
    takenBy: nullable(Type.String()),
    doneAt: nullable(Instant),
    doneBy: nullable(Type.String()),
    result: nullable(Type.Enum([...callbackResults])),
    satisfied: nullable(Type.Boolean()),
    remark: nullable(Type.String()),
    /** what the reporter was answered */
    answer: nullable(Type.String()),
  },
  { $id: 'CallbackRow' },
);
export type CallbackRow = Static<typeof CallbackRow>;

/** Posts that work at the desk or answer for it. */
export const callbackDesk = ['caller', 'duty_officer', 'evaluator', 'leader'] as const satisfies readonly Post[];

const filters = {
  /** waiting, by what is due first; or done, the newest first */
  done: Type.Optional(Type.Boolean()),
  due: Type.Optional(Type.Enum(['overdue', 'today'])),
  result: Type.Optional(Type.Enum([...callbackResults])),
  /** tried before and not reached; or never tried */
  tried: Type.Optional(Type.Boolean()),
  matterId: Type.Optional(Type.Integer()),
  ...Narrowing,
  /** of those made: when they ended */
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
};
export const listCallbacks = endpoint({
  id: 'callbacks.list',
  method: 'GET',
  path: '/v1/callbacks',
  summary: '回访台 · callbacks that wait, or were made',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, ...filters }),
  reply: page(CallbackRow),
  problems: ['reader.not_permitted'],
});
/** Takes the next one for a quarter of an hour, so that two callers never ring the same person; null: nobody waits. */
export const takeCallback = endpoint({
  id: 'callbacks.take',
  method: 'POST',
  path: '/v1/callbacks/next',
  summary: '下一件回访 · take the next callback',
  access: 'signed_in',
  body: Type.Object({ id: Uuid }),
  reply: Type.Object({ row: nullable(CallbackRow) }),
  problems: ['reader.not_permitted'],
});
/** Of the callbacks ended in some days (30 up to today where none are said), and of those that wait now, each counted to 10,000. */
export const callbackFigures = endpoint({
  id: 'callbacks.figures',
  method: 'GET',
  path: '/v1/callbacks/figures',
  summary: '回访统计 · contact rate, solved, satisfied, refused',
  access: 'signed_in',
  query: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }),
  reply: Type.Object({
    waiting: Type.Integer(),
    overdue: Type.Integer(),
    done: Type.Integer(),
    /** 接通: reached, whatever was said then */
    reached: Type.Integer(),
    refused: Type.Integer(),
    notReached: Type.Integer(),
    solvedKnown: Type.Integer(),
    solved: Type.Integer(),
    satisfiedKnown: Type.Integer(),
    satisfied: Type.Integer(),
  }),
  problems: ['reader.not_permitted'],
});

/** 复核: reporters who say that it is not solved. 值班长 opens the case again or explains once more, within one working day. */
export const ReviewRow = Type.Object(
  {
    case: CaseRow,
    saidAt: Instant,
    decideBy: nullable(Instant),
    lamp: LampName,
    /** what the reporter wrote or told the caller; empty where it was told in confidence */
    reason: Type.String(),
    answer: nullable(Type.String()),
    /** opened again before */
    reopened: Type.Integer(),
  },
  { $id: 'ReviewRow' },
);
export type ReviewRow = Static<typeof ReviewRow>;
export const listReviews = endpoint({
  id: 'callbacks.reviews',
  method: 'GET',
  path: '/v1/callbacks/reviews',
  summary: '待复核 · reporters who say it is not solved, the longest waiting first',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(ReviewRow),
  problems: ['reader.not_permitted'],
});
