/**
 * Many reports, one answer. With the case the first hundred get it, in the same transaction; the others are put down as waiting for it
 * there and then, so that none can be forgotten, and get it in small steps right after. What joined while the case was closing
 * gets it too.
 */
import { countJoined, scheduleCallback } from '#cases';
import type { Tx } from '#kit/db.ts';
import { record, reporter, system } from '#kit/facts.ts';
import { wantsCallback } from '../contact.ts';
import { answerReports, type AnsweredReport } from '../store.ts';
import { awaitAnswer, reportsToCall, takeJoining, takeWaiting } from './store.ts';

const withTheCase = 100;
const inOneStep = 250;

export type Answer = {
  caseId: string;
  answerN: number;
  at: Date; /** until when whoever left a contact is called back; null where nobody is */
  callBackBy: Date | null;
};

/** The answer of a case goes to every report that stands in it. */
export async function giveAnswer(tx: Tx, regionId: number, answer: Answer): Promise<void> {
  const first = await answerReports(tx, regionId, answer, withTheCase);
  await tellAnswered(tx, regionId, answer, first);
  if (first.length === withTheCase) await awaitAnswer(tx, regionId, answer);
}

/** A step of what waits: how many reports got their answer. */
export async function answerWaiting(tx: Tx, regionId: number): Promise<number> {
  const waiting = await takeWaiting(tx, regionId, inOneStep);
  for (const { reportIds, ...answer } of waiting)
    await tellAnswered(tx, regionId, answer, await answerReports(tx, regionId, answer, reportIds));
  return waiting.reduce((sum, one) => sum + one.reportIds.length, 0);
}

/** Counts what joined while many did; whoever came as the case was closing is answered. */
export async function countJoining(tx: Tx, regionId: number, at: Date): Promise<number> {
  let counted = 0;
  for (const { caseId, reportIds } of await takeJoining(tx, regionId, 2_000)) {
    const missed = await countJoined(tx, regionId, caseId, reportIds.length, reporter, at);
    if (missed) {
      const answer = { ...missed, at, callBackBy: null };
      await tellAnswered(tx, regionId, answer, await answerReports(tx, regionId, answer, reportIds));
    }
    counted += reportIds.length;
  }
  return counted;
}

async function tellAnswered(
  tx: Tx,
  regionId: number,
  answer: Answer,
  reports: readonly AnsweredReport[],
): Promise<void> {
  const { caseId, answerN, at } = answer;
  await record(
    tx,
    regionId,
    reports.map((report) => ({
      subject: 'report' as const,
      subjectId: report.id,
      kind: 'report.answered',
      at,
      by: system,
      data: { caseId, answerN },
    })),
  );
  if (answer.callBackBy) await callBack(tx, regionId, caseId, reports, answer.callBackBy);
}

/** Whoever left a contact, and is not staff or a device, is called back; which day, the case's template says. */
async function callBack(
  tx: Tx,
  regionId: number,
  caseId: string,
  reports: readonly Pick<AnsweredReport, 'id' | 'hasContact' | 'channel'>[],
  dueAt: Date,
): Promise<void> {
  for (const report of reports.filter(wantsCallback)) await scheduleCallback(tx, regionId, caseId, report.id, dueAt);
}

/** 结案前回访: those who wait for this case are asked before it is closed; of a storm, so many. */
export async function callBackBeforeClosing(tx: Tx, regionId: number, caseId: string, dueAt: Date): Promise<void> {
  await callBack(tx, regionId, caseId, await reportsToCall(tx, regionId, caseId, withTheCase), dueAt);
}
