/** What the figures are made of, without I/O: rates, periods, and working time as a ladder that can be climbed in SQL. */
import { DAY, openings } from '#contract/calendar.ts';
import type { Calendar } from '#contract/worktime.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type Rate = { n: number; hits: number; rate: number | null };
/** No cases is not 100 %. */
export const rateOf = (n: number, hits: number): Rate => ({ n, hits, rate: n === 0 ? null : hits / n });

/** From its first instant to before its last: two periods that follow each other share nothing. */
export type Period = { from: Date; to: Date };
const longestPeriod = 366 * DAY;

export function periodOf(told: { from: string; to: string }): Period | Refusal {
  const period = { from: new Date(told.from), to: new Date(told.to) };
  const length = period.to.getTime() - period.from.getTime();
  return length > 0 && length <= longestPeriod ? period : refuse('evaluation.period');
}

/**
 * Working time as a ladder: each opening of the calendar is a rung with its start, its length and what was worked before it.
 * The working time between two instants is the difference of two heights, so the database can add up a year of cases without
 * sending one of them here; where the rungs lie is still counted in one place only (contract/calendar.ts).
 */
export type Ladder = { starts: number[]; lengths: number[]; before: number[] };

export function ladderOf(calendar: Calendar, from: Date, to: Date): Ladder {
  const ladder: Ladder = { starts: [], lengths: [], before: [] };
  let worked = 0;
  for (const [opens, closes] of openings(calendar, from.getTime(), to.getTime())) {
    ladder.starts.push(opens);
    ladder.lengths.push(closes - opens);
    ladder.before.push(worked);
    worked += closes - opens;
  }
  return ladder;
}

const HOUR_MS = 3_600_000;
/** Hours to two decimals: finer would pretend. */
export const hoursOf = (ms: number): number => Math.round((ms / HOUR_MS) * 100) / 100;
