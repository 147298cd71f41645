/**
 * What anybody may know of a case, wherever it is told: neighbours on the map, supervisors who were invited. One condition, so that
 * no door is wider than another. Left out altogether: what was told in confidence, reports of a wrong, questions, personal services,
 * disputes, and what was withdrawn or voided; no words of a reporter or of an answer, which may name people.
 */
import { sql } from 'kysely';
import type { Lang } from '#contract/words/words.ts';
import { ancestors } from '#areas';
import type { Tx } from '#kit/db.ts';

/** A condition on `c`, cases.cases, and its matter `m`, catalogue.matters. */
export const toldInPublic = sql<boolean>`(not c.confidential and c.kind not in ('whistle', 'consultation') and c.template <> 'dispute'
       and m.kind <> 'service' and not m.fallback and c.state not in ('withdrawn', 'voided', 'merged'))`;

/** The clock stands still while a case hangs. Late is strictly after. */
export const lateInPublic = (one: { dueAt: Date | null; endedAt: Date | null; paused: boolean }, at: Date): boolean =>
  one.dueAt !== null && !one.paused && (one.endedAt ?? at) > one.dueAt;

/** Street and community of each path: the cell's number tells a neighbour nothing. */
export async function placesTold(
  tx: Tx,
  regionId: number,
  paths: Iterable<string>,
  lang: Lang,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const path of new Set(paths)) {
    const above = (await ancestors(tx, regionId, path)).filter(
      ({ level }) => level === 'street' || level === 'community',
    );
    names.set(path, above.map((area) => (lang === 'en' && area.nameEn) || area.name).join(' · '));
  }
  return names;
}
