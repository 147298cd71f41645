/**
 * 整批并案: every case folded under one is merged into it by the same move as a single merger, with its own fact and its own history; so
 * many to a transaction that nobody else waits long, and cancelled between two of them at any time.
 */
import { say, type Lang } from '#contract/words/words.ts';
import { countFolded, makeMove } from '#cases';
import type { Actor } from '#kit/caller.ts';
import { inRegion } from '#kit/db.ts';
import type { JobOutcome, Progress } from '#kit/jobs.ts';
import { Refused, type RowError } from '#kit/refusal.ts';
import type { House } from '#kit/serve.ts';
import { nextFolded } from './views.ts';

const together = 5;

export async function mergeAll(
  house: Pick<House, 'db' | 'now'>,
  actor: Actor,
  asked: { into: string; remark?: string | undefined; except: readonly string[]; lang: Lang },
  progress: Progress,
): Promise<JobOutcome> {
  let merged = 0;
  const refused = new Set<string>(asked.except);
  const errors: RowError[] = [];
  const inOne = (work: Parameters<typeof inRegion<unknown>>[2]) => inRegion(house.db, actor.regionId, work);
  for (;;) {
    const ids = await inRegion(house.db, actor.regionId, (tx) =>
      nextFolded(tx, actor, asked.into, [...refused], together),
    );
    if (ids.length === 0) break;
    const at = house.now();
    const mergeOf = (caseId: string) => ({
      caseId,
      input: { move: 'merge' as const, into: asked.into, ...(asked.remark ? { remark: asked.remark } : {}) },
    });
    try {
      await inOne(async (tx) => {
        for (const id of ids) await makeMove(tx, actor, mergeOf(id), at);
      });
      merged += ids.length;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // One of them may not be merged (somebody took it up meanwhile): then each by itself, and that one is told.
      for (const id of ids) {
        try {
          await inOne((tx) => makeMove(tx, actor, mergeOf(id), at));
          merged++;
        } catch (one) {
          if (!(one instanceof Refused)) throw one;
          refused.add(id);
          const { refusal, params } = one.reason;
          errors.push({ field: id, reason: say(asked.lang, `problem.${refusal}`, params) });
        }
      }
    }
    await progress.at(merged);
  }
  await inOne((tx) => countFolded(tx, actor.regionId, asked.into));
  const left = errors.length;
  const message =
    left > 0 ? say(asked.lang, 'twin.left', { n: merged, left }) : say(asked.lang, 'twin.merged_all', { n: merged });
  return { message, result: { merged, left }, errors };
}
