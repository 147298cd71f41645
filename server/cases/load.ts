/**
 * What units and people have in hand, remembered for a few seconds: a proposal needs it at every look at a case, and a number that
 * was true a moment ago serves it as well. Whoever confirms a dispatch is a person.
 */
import { noLoad, type Load } from '#contract/choice.ts';
import type { Tx } from '#kit/db.ts';
import { loadOfPeople, loadOfUnits } from './views.ts';

const keptMs = 5_000;
const keptAtMost = 20_000;

function forSeconds<Id extends string | number>(
  count: (tx: Tx, regionId: number, ids: Id[], at: Date) => Promise<{ id: Id; open: number; overdue: number }[]>,
): (tx: Tx, regionId: number, ids: readonly Id[], at: Date) => Promise<Map<Id, Load>> {
  const kept = new Map<string, { at: number; load: Load }>();
  return async (tx, regionId, ids, at) => {
    const found = new Map<Id, Load>();
    const missing: Id[] = [];
    for (const id of new Set(ids)) {
      const known = kept.get(`${regionId} ${id}`);
      const age = at.getTime() - (known?.at ?? 0);
      if (known && age >= 0 && age < keptMs) found.set(id, known.load);
      else missing.push(id);
    }
    if (missing.length > 0) {
      if (kept.size > keptAtMost) kept.clear();
      const counted = new Map((await count(tx, regionId, missing, at)).map(({ id, ...load }) => [id, load]));
      for (const id of missing) {
        const load = counted.get(id) ?? noLoad;
        kept.set(`${regionId} ${id}`, { at: at.getTime(), load });
        found.set(id, load);
      }
    }
    return found;
  };
}

export const unitLoads = forSeconds<number>(loadOfUnits);
export const personLoads = forSeconds<string>(loadOfPeople);
