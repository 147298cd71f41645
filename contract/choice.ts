/**
 * One of several who could all do it: by place, then by what each has in hand. The same for units of one responsibility and for
 * the people of one unit, so that both explain themselves alike. Pure.
 */

/** What somebody has in hand: dispatched or signed for, not yet handed back. */
export type Load = { open: number; overdue: number };
export const noLoad: Load = { open: 0, overdue: 0 };
/** Overdue work weighs twice: it is late and has to be done all the same. */
export const burden = ({ open, overdue }: Load): number => open + overdue;

/**
 * How well a territory fits a place ('1.17.203', ids from the root): the deeper it lies around it the better; none at all serves
 * everywhere; another one does not fit.
 */
export const fit = (territoryId: number | null, areaPath: string): number =>
  territoryId === null ? 0 : areaPath.split('.').indexOf(String(territoryId)) + 1 || -1;

export type Candidate<Id> = {
  id: Id;
  territoryId: number | null;
  load: Load;
  /** who stands nearer to the work goes first, before territory: 0 is nearest */
  rank?: number;
};
/** What decided against the runner-up. */
export type ChosenBy = 'only' | 'rank' | 'place' | 'load' | 'order';
export type Chosen<Id> = { id: Id; by: ChosenBy; others: Candidate<Id>[] };

/** By rank, place and load, then in the order given. */
export function choose<Id>(candidates: readonly Candidate<Id>[], areaPath: string): Chosen<Id> | undefined {
  const by: [ChosenBy, (one: Candidate<Id>) => number][] = [
    ['rank', (one) => one.rank ?? 0],
    ['place', (one) => -fit(one.territoryId, areaPath)],
    ['load', (one) => burden(one.load)],
  ];
  const order = candidates.toSorted((a, b) => {
    for (const [, of] of by) if (of(a) !== of(b)) return of(a) - of(b);
    return 0;
  });
  const [first, second] = order;
  if (!first) return undefined;
  const decided = second && by.find(([, of]) => of(first) !== of(second));
  return { id: first.id, by: !second ? 'only' : decided ? decided[0] : 'order', others: order.slice(1) };
}
