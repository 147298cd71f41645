/** 抽样问卷: a drawn reporter answers, on her receipt or to a caller. That she answered is a fact; what she answered is only counted. */
import { caseScope } from '#access';
import { ownUnits } from '#cases';
import { doerOf, type Actor, type HeldPost } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { record, reporter, type Doer } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import type { HeldReport } from '../store.ts';
import { lockReport } from '../store.ts';
import { mayAsk, questionsPage, saveAnswer, saveTry, type ToAsk } from './store.ts';

const answered = (tx: Tx, regionId: number, reportId: string, commandId: string, by: Doer, at: Date) =>
  record(tx, regionId, [{ subject: 'report', subjectId: reportId, kind: 'report.survey_answered', at, by }], commandId);

export async function answerByReceipt(
  tx: Tx,
  regionId: number,
  held: HeldReport,
  told: { id: string; surveyId: string; grade: number },
  at: Date,
): Promise<void> {
  await lockReport(tx, regionId, held.id);
  const { surveyId, grade } = told;
  if (!(await saveAnswer(tx, regionId, { surveyId, reportId: held.id, grade }, at))) deny('report.no_question');
  await answered(tx, regionId, held.id, told.id, reporter, at);
}

const callerOf = (actor: Actor): HeldPost =>
  actor.posts.find(({ post }) => post === 'caller') ??
  deny('reader.not_permitted', { what: { word: 'case.callback_word' } });
/** Not of her own unit's work, and not of her own (register B-08). */
const hers = async (tx: Tx, actor: Actor): Promise<ToAsk> => ({
  scope: caseScope(actor),
  notOf: await ownUnits(tx, actor),
  personId: actor.personId,
});

export async function toCall(
  tx: Tx,
  actor: Actor,
  query: { after?: string | undefined; limit?: number | undefined },
  at: Date,
) {
  callerOf(actor);
  return questionsPage(tx, actor.regionId, await hers(tx, actor), query, at);
}

export async function answerToCaller(
  tx: Tx,
  actor: Actor,
  told: { id: string; surveyId: string; reportId: string; reached: boolean; grade: number | null },
  at: Date,
): Promise<{ over: boolean }> {
  const post = callerOf(actor);
  const { regionId } = actor;
  const { surveyId, reportId, reached, grade } = told;
  if (!(await lockReport(tx, regionId, reportId))) deny('thing.not_found');
  const of = { surveyId, reportId };
  if (!(await mayAsk(tx, regionId, of, await hers(tx, actor), at))) deny('thing.not_found');
  if (!reached) return (await saveTry(tx, regionId, of, at)) ?? deny('thing.not_found');
  await saveAnswer(tx, regionId, { ...of, grade }, at);
  await answered(tx, regionId, reportId, told.id, doerOf(actor, post), at);
  return { over: true };
}
