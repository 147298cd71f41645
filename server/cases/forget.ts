/** A reporter who is forgotten: her case and what was noted of her calls lose her; what was done stays as it is (PIPL § 47). */
import { gramsOf } from '#contract/grams.ts';
import type { Tx } from '#kit/db.ts';
import { remarksOn, saveRemark } from './callbacks/store.ts';
import { lockWords, saveWords } from './store.ts';

/**
 * `without` takes somebody out of a text. `own`: the words of the case are hers; those of a case she only joined are another's.
 * Locks the case, and so comes before anything that locks its reports.
 */
export async function forgetTeller(
  tx: Tx,
  regionId: number,
  of: { caseId: string; reportId: string; own: boolean },
  without: (text: string) => string,
): Promise<void> {
  const words = await lockWords(tx, regionId, of.caseId);
  if (!words) return;
  if (of.own) {
    const title = without(words.title) || '***';
    const [detail, placeText] = [without(words.detail), without(words.placeText)];
    if (title !== words.title || detail !== words.detail || placeText !== words.placeText)
      await saveWords(tx, regionId, of.caseId, { title, detail, placeText, grams: gramsOf(`${title} ${detail} ${placeText}`) }); // prettier-ignore
  }
  for (const { caseId, n, remark } of await remarksOn(tx, regionId, of))
    await saveRemark(tx, regionId, { reportId: of.reportId, caseId, n, remark: without(remark) });
}
