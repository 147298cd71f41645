/** 感谢: the words of a reporter reach whoever did the work, by name, and nobody else. */
import { workerOf } from '#cases';
import type { Tx } from '#kit/db.ts';
import { record, reporter } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import { isSecret } from '../contact.ts';
import { lockReport, type HeldReport } from '../store.ts';
import { insertThanks } from './store.ts';

/** Once for a report. Told in confidence it could tell the worker who she is, so then it is not offered. */
export async function thank(
  tx: Tx,
  regionId: number,
  held: HeldReport,
  told: { id: string; text: string },
  at: Date,
): Promise<void> {
  if (!held.answeredAt) deny('report.not_answered');
  if (isSecret(held)) deny('report.no_worker');
  const caseId = held.answerCaseId ?? held.caseId;
  const personId = (await workerOf(tx, regionId, caseId)) ?? deny('report.no_worker');
  await lockReport(tx, regionId, held.id);
  await insertThanks(tx, regionId, { reportId: held.id, caseId, personId, text: told.text, at });
  await record(
    tx,
    regionId,
    [{ subject: 'report', subjectId: held.id, kind: 'report.thanked', at, by: reporter }],
    told.id,
  );
}
