/**
 * 参观模式: what a visitor sees of a board. How the district is doing stays; which unit is slow, which case it is, and anything so few
 * that it could be somebody goes. Also when a day begins and which days are looked at.
 */
import type { Board } from '#contract/board.ts';
import { DAY, dateOfDay, instantOfWall, localDay } from '#contract/calendar.ts';

/** Fewer than this is somebody. */
export const fewest = 5;

const unlessFew = (n: number | null): number | null => (n === null || n < fewest ? null : n);

export function redacted(board: Board): Board {
  return {
    ...board,
    redacted: true,
    figures: { ...board.figures, unitOnTime: [] },
    places: board.places.map(({ today, open, overdue, onTime, ...place }) => ({
      ...place,
      today: unlessFew(today),
      open: unlessFew(open),
      overdue: unlessFew(overdue),
      onTime: onTime.n < fewest ? { n: 0, hits: 0, rate: null } : onTime,
    })),
    matters: board.matters.filter(({ n }) => n >= fewest),
    actors: [],
    heat: board.heat.filter(({ n }) => n >= fewest),
    ticker: board.ticker.map((told) => ({ ...told, caseId: null, number: null, areaName: '' })),
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
