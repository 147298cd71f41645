/** Where a number of the board leads: to the list that is its own set, narrowed as the board is; nowhere where there is no such list. */
import type { Board } from '#contract/board.ts';
import { callbackDesk } from '#contract/callbacks.ts';
import type { Narrowing } from '#contract/cases.ts';
import { dayOf } from '../../parts/local.ts';
import { paths } from '../../paths.ts';
import { useWhoIfAny } from '../../who.tsx';

/** From an instant of the board's until it was read, in days, as pages take them. */
export const daysSince = ({ asOf }: Board, from: string) => ({
  from: dayOf(new Date(from)),
  to: dayOf(new Date(asOf)),
});

/** Whoever works for one place is shown that place unasked; what stands behind its numbers is of that place too. */
export const partShown = ({ areaId, name }: Board, part: Narrowing): Narrowing & { area?: string } =>
  areaId !== null && Object.keys(part).every((one) => one === 'areaId') ? { areaId, area: name } : part;

type Query = Record<string, string | number>;
export function useLeads(board: Board, leads: Narrowing | null) {
  const who = useWhoIfAny();
  const month = daysSince(board, board.ratesFrom);
  return {
    figure: (name: string, days = month) => (leads ? paths.figure(name, { ...leads, ...days }) : undefined),
    queue: (query: Query) => (leads ? paths.queue({ ...leads, ...query }) : undefined),
    /** the calls of the month, for those who work with them */
    callbacks: leads && who?.holds(...callbackDesk) ? paths.callbacks({ ...leads, ...month, view: 'done' }) : undefined,
  };
}
