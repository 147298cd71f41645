/**
 * 参观模式: what a visitor sees of a board. How the district is doing stays; which unit is slow, which case it is, and anything so few
 * that it could be somebody goes. Also what is now beside the month that was counted, when a day begins and which days are looked at.
 */
import type { Board, BoardMonth } from '#contract/board.ts';
import { DAY, dateOfDay, instantOfWall, localDay } from '#contract/calendar.ts';

/** Fewer than this is somebody. */
export const fewest = 5;

const unlessFew = (n: number | null): number | null => (n === null || n < fewest ? null : n);

export function redacted(board: Board): Board {
  return {
    ...board,
    redacted: true,
    month: board.month && {
      ...board.month,
      figures: { ...board.month.figures, unitOnTime: [] },
      matters: board.month.matters.filter(({ n }) => n >= fewest),
      heat: board.month.heat.filter(({ n }) => n >= fewest),
    },
    places: board.places.map(({ today, open, overdue, onTime, ...place }) => ({
      ...place,
      today: unlessFew(today),
      open: unlessFew(open),
      overdue: unlessFew(overdue),
      onTime: onTime && onTime.n < fewest ? { n: 0, hits: 0, rate: null } : onTime,
    })),
    actors: [],
    ticker: board.ticker.map((told) => ({ ...told, caseId: null, number: null, areaName: '' })),
  };
}

type Day = Omit<BoardMonth['trend'][number], 'on'>;
/** What is counted over days, before it stands on a board: days without anything are missing, matters have no name yet. */
export type Month = Omit<BoardMonth, 'trend' | 'matters'> & {
  byDay: ReadonlyMap<string, Day>;
  onTime: ReadonlyMap<string, NonNullable<Board['places'][number]['onTime']>>;
  matters: Omit<BoardMonth['matters'][number], 'name'>[];
};
/** What is now: everything of a board but its month. */
export type Now = {
  board: Omit<Board, 'month'>;
  /** where each of its places lies, in their order */
  paths: string[];
  /** the last days, today at the end, and what today counts until now */
  days: string[];
  today: Day | undefined;
  matterNames: ReadonlyMap<number, string>;
};
const nobody = { n: 0, hits: 0, rate: null };
const nothing: Day = { reports: 0, closed: 0, calendarHours: null, workingHours: null };

/** A board as it is sent: today is counted until now even where its month is some minutes old. */
export function besides({ board, paths, days, today, matterNames }: Now, month: Month | undefined): Board {
  if (!month) return { ...board, month: null };
  const { byDay, onTime, matters, ...counted } = month;
  return {
    ...board,
    places: board.places.map((place, i) => ({ ...place, onTime: onTime.get(paths[i]!) ?? nobody })),
    month: {
      ...counted,
      trend: days.map((on, i) => ({ on, ...((i === days.length - 1 ? today : byDay.get(on)) ?? nothing) })),
      matters: matters.map((one) => ({ ...one, name: matterNames.get(one.matterId) ?? '' })),
    },
  };
}

/** The first instant of the local day `days` before the one `at` lies in. */
export const dayBefore = (at: Date, timeZone: string, days: number): Date =>
  new Date(instantOfWall((localDay(at.getTime(), timeZone) - days) * DAY, timeZone));

/** The names of the last days, today at the end. */
export const dayNames = (timeZone: string, at: Date, days: number): string[] => {
  const today = localDay(at.getTime(), timeZone);
  return Array.from({ length: days }, (_, i) => dateOfDay(today - days + 1 + i));
};
