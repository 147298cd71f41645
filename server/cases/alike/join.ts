/**
 * "我也遇到": a further report joins an open case. While few have joined, the case's row counts it at once; when many come at the same
 * time nobody waits for the row, and a sweep counts them together.
 */
import { isOpen } from '#contract/cases.ts';
import type { Tx } from '#kit/db.ts';
import { record, type Doer } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import { bumpVersion, lockCase } from '../store.ts';
import { caseToJoin } from './store.ts';

/** From so many reports on, a further one is counted later. */
const countedAtOnce = 20;

export type Joined = { caseId: string; number: string; areaId: number; areaPath: string; counted: boolean };

export async function joinCase(
  tx: Tx,
  regionId: number,
  caseId: string,
  reportId: string,
  by: Doer,
  at: Date,
): Promise<Joined> {
  const found = (await caseToJoin(tx, regionId, caseId, countedAtOnce)) ?? deny('thing.not_found');
  if (found.mergedInto) return joinCase(tx, regionId, found.mergedInto, reportId, by, at);
  if (!isOpen(found.state)) return deny('report.follows_closed');
  const { number, areaId, areaPath, locked } = found;
  if (locked) {
    await bumpVersion(tx, regionId, caseId, { moreReports: 1 });
    await record(tx, regionId, [
      { subject: 'case', subjectId: caseId, kind: 'case.report_joined', at, by, data: { reportId } },
    ]);
  }
  return { caseId, number, areaId, areaPath, counted: locked };
}

/**
 * Counts what joined meanwhile, as one fact. Tells the answer the reports missed when the case ended while they were on their way;
 * those of a merged case get their master's.
 */
export async function countJoined(
  tx: Tx,
  regionId: number,
  caseId: string,
  reports: number,
  by: Doer,
  at: Date,
): Promise<{ caseId: string; answerN: number } | null> {
  const now = (await lockCase(tx, regionId, caseId)) ?? deny('thing.not_found');
  await bumpVersion(tx, regionId, caseId, { moreReports: reports });
  await record(tx, regionId, [
    { subject: 'case', subjectId: caseId, kind: 'case.report_joined', at, by, data: { reports } },
  ]);
  if (isOpen(now.state)) return null;
  if (!now.mergedInto) return now.answerN === null ? null : { caseId, answerN: now.answerN };
  const master = await lockCase(tx, regionId, now.mergedInto);
  if (!master || isOpen(master.state) || master.answerN === null) return null;
  return { caseId: master.id, answerN: master.answerN };
}
