/** 抽样调查: drawn by lot, asked by the house, counted once and entered as external evaluation. Whoever serves has no hand in it. */
import { say } from '#contract/words/words.ts';
import type { Permit } from '#access';
import { countAnswers, drawReporters, endQuestions } from '#intake';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import { uuidv7 } from '#contract/ids.ts';
import { fewestAnswers } from '#contract/surveys.ts';
import { takesWords, writeResults } from './actions.ts';
import { mayScore, reviewCounted } from './period.rules.ts';
import { endSurvey, insertSurvey, lockPeriod, lockSurvey, upsertReview } from './store.ts';

type Writes = { tx: Tx; commandId: string; at: Date };
const DAY = 86_400_000;

export async function drawSurvey(
  { tx, commandId, at }: Writes,
  permit: Permit<'evaluation.edit'>,
  input: { id: string; periodId: string; question: string; eachUnit: number; days: number },
): Promise<void> {
  granted(mayScore(permit.actor));
  const { regionId, by, actor } = permit;
  const period = (await lockPeriod(tx, regionId, input.periodId)) ?? deny('thing.not_found');
  takesWords(period);
  const { id, periodId, eachUnit } = input;
  const question = input.question.trim();
  const until = new Date(at.getTime() + input.days * DAY);
  const sample = { surveyId: id, from: period.from, to: period.to, eachUnit, text: question, until };
  const { drawn, of } = await drawReporters(tx, regionId, sample);
  if (drawn === 0) deny('evaluation.nobody_to_ask');
  const row = { id, periodId, question, eachUnit, drawn, of, until, byPerson: actor.personId };
  if (!(await insertSurvey(tx, regionId, row, at))) deny('evaluation.survey_open');
  const data = { surveyId: id, question, eachUnit, drawn, of };
  await record(
    tx,
    regionId,
    [{ subject: 'period', subjectId: periodId, kind: 'survey.drawn', at, by, data }],
    commandId,
  );
}

/** Counts, enters, and takes the single answers out. Nobody enters what was said of the root unit he belongs to. */
export async function closeSurvey(
  { tx, commandId, at }: Writes,
  permit: Permit<'evaluation.edit'>,
  surveyId: string,
): Promise<{ periodId: string }> {
  granted(mayScore(permit.actor));
  const { regionId, by, actor, post } = permit;
  const found = (await lockSurvey(tx, regionId, surveyId)) ?? deny('thing.not_found');
  if (found.closedAt !== null) deny('evaluation.survey_closed');
  const period = (await lockPeriod(tx, regionId, found.periodId)) ?? deny('thing.not_found');
  takesWords(period);
  const { question, n, periodId } = found;
  const conductedBy = `${say('zh', 'survey.own', { n })} / ${say('en', 'survey.own', { n })}`;
  const enough = (answers: readonly number[]) => answers.reduce((sum, many) => sum + many, 0) >= fewestAnswers;
  const counts = (await countAnswers(tx, regionId, surveyId)).filter(
    ({ unitId, answers }) => unitId !== post.rootUnitId && enough(answers),
  );
  for (const { unitId, asked, answers } of counts) {
    const counted = granted(reviewCounted({ kind: 'survey', conductedBy, question, asked, answers }));
    const words = { id: uuidv7(at.getTime()), periodId, kind: 'survey' as const, unitId, remark: '', ...counted };
    await upsertReview(tx, regionId, { ...words, byPerson: actor.personId, fromUnit: post.rootUnitId }, at);
  }
  await endQuestions(tx, regionId, surveyId, at);
  await endSurvey(tx, regionId, surveyId, at);
  const data = { surveyId, question, counts };
  await record(
    tx,
    regionId,
    [{ subject: 'period', subjectId: periodId, kind: 'survey.closed', at, by, data }],
    commandId,
  );
  if (period.computedAt) await writeResults(tx, regionId, period);
  return { periodId };
}
