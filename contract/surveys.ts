/**
 * 抽样调查 (register B-47): the district draws reporters of closed cases by lot, so many of each unit, and asks them one question by
 * the way they came: on the receipt, or by telephone. How one of them answered is shown to nobody; what is counted enters the period as
 * external evaluation, with its n. Whoever told in confidence is not drawn.
 */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';
import { ReceiptView } from './intake.ts';

/** So often a drawn reporter is rung; then she counts as not reached. */
export const questionTries = 3;
/** Fewer answers than this for a unit are not entered: they could tell how one of them answered. */
export const fewestAnswers = 5;

export const Survey = Type.Object(
  {
    id: Uuid,
    n: Type.Integer(),
    question: Type.String(),
    eachUnit: Type.Integer(),
    /** by lot, of so many who could have been asked */
    drawn: Type.Integer(),
    of: Type.Integer(),
    until: Instant,
    at: Instant,
    by: nullable(Type.String()),
    closedAt: nullable(Instant),
    /** how far it has come; what was answered is told only when it is closed, as reviews */
    units: Type.Array(
      Type.Object({
        unitId: Type.Integer(),
        unitName: Type.String(),
        asked: Type.Integer(),
        answered: Type.Integer(),
        givenUp: Type.Integer(),
      }),
    ),
  },
  { $id: 'Survey' },
);
export type Survey = Static<typeof Survey>;

const ofPeriod = Type.Object({ periodId: Uuid });
export const listSurveys = endpoint({
  id: 'evaluation.surveys',
  method: 'GET',
  path: '/v1/evaluation/periods/:periodId/surveys',
  summary: '抽样调查 · surveys of a period and how far they have come',
  access: 'signed_in',
  params: ofPeriod,
  query: Type.Object({ ...PageQuery }),
  reply: page(Survey),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const drawSurvey = endpoint({
  id: 'evaluation.drawSurvey',
  method: 'POST',
  path: '/v1/evaluation/periods/:periodId/surveys',
  summary: '抽取样本 · reporters are drawn by lot and asked',
  access: 'signed_in',
  params: ofPeriod,
  body: Type.Object({
    id: Uuid,
    question: text(200, 4),
    eachUnit: Type.Integer({ minimum: 1, maximum: 500 }),
    days: Type.Integer({ minimum: 1, maximum: 60 }),
  }),
  reply: Survey,
  problems: [
    'reader.not_permitted',
    'evaluation.serves_too',
    'evaluation.period_state',
    'evaluation.survey_open',
    'evaluation.nobody_to_ask',
    'thing.not_found',
  ],
});
/** Counted, entered as reviews of this period, and the single answers are taken out. */
export const closeSurvey = endpoint({
  id: 'evaluation.closeSurvey',
  method: 'POST',
  path: '/v1/evaluation/surveys/:surveyId/closing',
  summary: '结束调查 · count the answers and enter them as external evaluation',
  access: 'signed_in',
  params: Type.Object({ surveyId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Survey,
  problems: [
    'reader.not_permitted',
    'evaluation.serves_too',
    'evaluation.period_state',
    'evaluation.survey_closed',
    'thing.not_found',
  ],
});

// ── Asking ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const QuestionRow = Type.Object({
  surveyId: Uuid,
  reportId: Uuid,
  caseId: Uuid,
  number: Type.String(),
  title: Type.String(),
  question: Type.String(),
  until: Instant,
  tries: Type.Integer(),
});
export type QuestionRow = Static<typeof QuestionRow>;
/** Never one of the caller's own unit. */
export const listQuestions = endpoint({
  id: 'intake.questions',
  method: 'GET',
  path: '/v1/questions',
  summary: '待问卷 · drawn reporters who are to be asked by telephone',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(QuestionRow),
  problems: ['reader.not_permitted'],
});
export const answerQuestion = endpoint({
  id: 'intake.answerQuestion',
  method: 'POST',
  path: '/v1/questions/:surveyId/:reportId/answers',
  summary: '登记答复 · what a drawn reporter answered on the telephone',
  access: 'signed_in',
  params: Type.Object({ surveyId: Uuid, reportId: Uuid }),
  /** a grade; or none, because she would not say or was not reached */
  body: Type.Object({
    id: Uuid,
    reached: Type.Boolean(),
    grade: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 5 }))),
  }),
  reply: Type.Object({ over: Type.Boolean() }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const answerByReceipt = endpoint({
  id: 'intake.answerByReceipt',
  method: 'POST',
  path: '/v1/receipts/:number/answers',
  summary: '回答抽样问题 · a drawn reporter answers on her receipt',
  access: 'public',
  params: Type.Object({ number: Type.String({ maxLength: 40 }) }),
  body: Type.Object({ id: Uuid, surveyId: Uuid, grade: Type.Integer({ minimum: 1, maximum: 5 }) }),
  reply: ReceiptView,
  problems: ['report.no_receipt', 'reader.not_permitted', 'report.no_question'],
});
