/**
 * A contact that goes: because its owner says so (删除我的联系方式), or because its time is over. It leaves the reports, and she leaves the
 * words: name, numbers and home are taken out of what she wrote. What happened, and what was done about it, is the record of the case.
 */
import { retentionOf } from '#catalogue';
import { forgetTeller, noMoreCallbacks } from '#cases';
import { forgetAnswers } from '#kit/commands.ts';
import type { Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record, reporter, system, type Doer } from '#kit/facts.ts';
import { hushed } from '#kit/hush.rules.ts';
import { hushedTexts } from '../contact.ts';
import { noMoreQuestions } from '../questions/store.ts';
import { openContact } from '../store.ts';
import {
  removeContact as removeRow,
  reportsCarrying,
  reportsOfLongAgo,
  reportsWithContact,
  saveTold,
  type Carrying,
} from './store.ts';
import type { Address } from './views.ts';

/** Nobody can be called back without a number: what waited is ended, and says so. */
export async function removeContact(
  tx: Tx,
  keys: Keys,
  regionId: number,
  address: Address,
  at: Date,
  commandId: string,
): Promise<void> {
  const reports = await reportsCarrying(tx, regionId, address);
  await forget(tx, keys, regionId, reports, { kind: 'report.contact_removed', by: reporter, at, commandId });
}

/** A sweep: a year after the end of its case, or sooner where the district says so, the contact goes by itself (PIPL § 19). */
export async function forgetContacts(tx: Tx, keys: Keys, regionId: number, at: Date, atOnce: number): Promise<number> {
  const { contactDays } = await retentionOf(tx, regionId);
  const before = new Date(at.getTime() - contactDays * 86_400_000);
  const reports = await reportsOfLongAgo(tx, regionId, before, atOnce);
  await forget(tx, keys, regionId, reports, { kind: 'report.contact_expired', by: system, at, commandId: null });
  return reports.length;
}

/** Forgotten once, and here again: the database came back from a backup. How many there were. */
export async function forgetReports(
  tx: Tx,
  keys: Keys,
  regionId: number,
  ids: readonly string[],
  at: Date,
): Promise<number> {
  const reports = await reportsWithContact(tx, regionId, ids);
  await forget(tx, keys, regionId, reports, { kind: 'report.contact_removed', by: system, at, commandId: null });
  return reports.length;
}

/** In the order of their cases, so that two who forget at once wait for one another; each case before its reports. */
async function forget(
  tx: Tx,
  keys: Keys,
  regionId: number,
  reports: readonly Carrying[],
  how: { kind: string; by: Doer; at: Date; commandId: string | null },
): Promise<void> {
  const { at, by, kind, commandId } = how;
  for (const report of reports) {
    const contact = openContact(keys, regionId, report.id, report);
    const own = Object.values(contact);
    const without = (text: string): string => hushed(text, own);
    await forgetTeller(tx, regionId, { caseId: report.caseId, reportId: report.id, own: !report.follows }, without);
    const told = await removeRow(tx, regionId, report.id);
    if (!told) continue;
    const replies = told.replies.map(({ id, text }) => ({ id, text: without(text) || '***' }));
    const thanks = told.thanks && (without(told.thanks) || '***');
    await saveTold(tx, regionId, report.id, { ...hushedTexts(told, contact), replies, thanks });
    await forgetAnswers(tx, regionId, { subject: 'report', id: report.id });
    await forgetAnswers(tx, regionId, { subject: 'case', id: report.caseId });
    await record(tx, regionId, [{ subject: 'report', subjectId: report.id, kind, at, by }], commandId);
  }
  const ids = reports.map(({ id }) => id);
  await noMoreCallbacks(tx, regionId, ids, at);
  await noMoreQuestions(tx, regionId, ids, at);
}
