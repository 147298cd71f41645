/**
 * Who in the unit should do it: somebody whose post it is today, nearest to the unit that leads, by territory, then by what each
 * has in hand. Pure; the clerk decides.
 */
import { choose, noLoad, type ChosenBy, type Load } from '#contract/choice.ts';
import type { Said } from '#contract/words/words.ts';

export type Hand = {
  personId: string;
  name: string;
  unitId: number;
  unitName: string;
  post: 'handler' | 'clerk';
  /** the territory of the post or of its unit; null: everywhere */
  areaId: number | null;
  areaName: string | null;
  /** the last day of the post, if it is known */
  toOn: string | null;
};
export type HandProposal = { hand: Hand; by: ChosenBy; reason: Said; others: Said[] };

const toldOf = 5;

export function proposeHand(
  hands: readonly Hand[],
  place: { leadUnitId: number; areaPath: string; dueOn: string | null },
  loadOf: (personId: string) => Load | undefined,
): HandProposal | undefined {
  // One person may hold several posts: the one that stands nearest counts.
  const nearest = new Map<string, Hand>();
  const rank = (hand: Hand) =>
    (hand.post === 'handler' ? 0 : 2) +
    (hand.unitId === place.leadUnitId ? 0 : 1) +
    // Whose post ends before the deadline would leave the work to somebody else.
    (hand.toOn !== null && place.dueOn !== null && hand.toOn < place.dueOn ? 4 : 0);
  for (const hand of hands) {
    const before = nearest.get(hand.personId);
    if (!before || rank(hand) < rank(before)) nearest.set(hand.personId, hand);
  }
  const candidates = [...nearest.values()].map((hand) => ({
    id: hand,
    territoryId: hand.areaId,
    load: loadOf(hand.personId) ?? noLoad,
    rank: rank(hand),
  }));
  const chosen = choose(candidates, place.areaPath);
  if (!chosen) return undefined;
  const hand = chosen.id;
  const told = (one: Hand): Said => {
    const load = loadOf(one.personId) ?? noLoad;
    return { word: 'hand.load', params: { person: one.name, unit: one.unitName, ...load } };
  };
  return {
    hand,
    by: chosen.by,
    reason: {
      word: chosen.by === 'place' && hand.areaId === null ? 'hand.by_anywhere' : `hand.by_${chosen.by}`,
      params: {
        person: hand.name,
        unit: hand.unitName,
        post: { word: `post.${hand.post}` },
        area: hand.areaName,
        load: told(hand),
      },
    },
    others: chosen.others.slice(0, toldOf).map(({ id }) => told(id)),
  };
}
