/** 删除我的联系方式: the contact leaves every report that carries it. The words, and what was done about them, are the record of the case. */
import { noMoreCallbacks } from '#cases';
import type { Tx } from '#kit/db.ts';
import { record, reporter } from '#kit/facts.ts';
import { removeContacts } from './store.ts';
import type { Address } from './views.ts';

/** Nobody can be called back without a number: what waited is ended, and says so. */
export async function removeContact(
  tx: Tx,
  regionId: number,
  address: Address,
  at: Date,
  commandId: string,
): Promise<void> {
  const reportIds = await removeContacts(tx, regionId, address);
  await noMoreCallbacks(tx, regionId, reportIds, at);
  await record(
    tx,
    regionId,
    reportIds.map((subjectId) => ({
      subject: 'report' as const,
      subjectId,
      kind: 'report.contact_removed',
      at,
      by: reporter,
    })),
    commandId,
  );
}
