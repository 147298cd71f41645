/** What the figures are made of, without I/O: rates, periods, and working time as a ladder that can be climbed in SQL. */
import { DAY, openings } from '#contract/calendar.ts';
import type { Figures } from '#contract/evaluation.ts';
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

/**
 * One line of what was counted: of one figure, one unit, one part, and of cases about one unit (or none). Whole numbers, so that days add
 * up in any order. The part of `case_on_time` is the place, the part of `channel` the door reports came in by; `answers` are those the mirror had looked at, `hinted` those sent against its hints, and `hint` is one kind of hint.
 */
export type FigureLine = {
  figure:
    | 'unit_on_time'
    | 'case_on_time'
    | 'rework'
    | 'handling_time'
    | 'discovery_mix'
    | 'channel'
    | 'level_mix'
    | 'answers'
    | 'hinted'
    | 'hint';
  about: number | null;
  unitId: number | null;
  part: string | null;
  n: number;
  hits: number;
  open: number;
  ms: number;
  workedMs: number;
};

/** Means on both calendars. */
export const meanOf = ({ n, ms, workedMs }: Pick<FigureLine, 'n' | 'ms' | 'workedMs'>): Figures['handlingTime'] =>
  n === 0
    ? { n, calendarHours: null, workingHours: null }
    : { n, calendarHours: hoursOf(ms / n), workingHours: hoursOf(workedMs / n) };

export function figuresFrom(
  lines: readonly FigureLine[],
  { from, to, asOf }: Period & { asOf: Date },
  unitName: (unitId: number) => string,
): Figures {
  const sum = (of: readonly FigureLine[]) => ({
    n: of.reduce((total, { n }) => total + n, 0),
    hits: of.reduce((total, { hits }) => total + hits, 0),
    openOverdue: of.reduce((total, { open }) => total + open, 0),
    ms: of.reduce((total, { ms }) => total + ms, 0),
    workedMs: of.reduce((total, { workedMs }) => total + workedMs, 0),
  });
  const by = Map.groupBy(lines, ({ figure }) => figure);
  const all = (figure: FigureLine['figure']) => sum(by.get(figure) ?? []);
  const part = (figure: FigureLine['figure'], name: string) =>
    sum((by.get(figure) ?? []).filter((line) => line.part === name)).n;
  const units = Map.groupBy(by.get('unit_on_time') ?? [], ({ unitId }) => unitId!);
  const cases = all('case_on_time');
  const rework = all('rework');
  const kinds = [...new Set((by.get('hint') ?? []).map((line) => line.part!))]
    .map((kind) => [kind, part('hint', kind)] as const)
    .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    asOf: asOf.toISOString(),
    unitOnTime: [...units]
      .map(([unitId, its]) => {
        const { n, hits, openOverdue } = sum(its);
        return { unitId, unitName: unitName(unitId), ...rateOf(n, hits), openOverdue };
      })
      .toSorted((a, b) => b.n - a.n || a.unitId - b.unitId),
    caseOnTime: { ...rateOf(cases.n, cases.hits), openOverdue: cases.openOverdue },
    rework: rateOf(rework.n, rework.hits),
    handlingTime: meanOf(all('handling_time')),
    answerHints: { ...rateOf(all('answers').n, all('hinted').n), kinds: Object.fromEntries(kinds) },
    discovery: {
      n: all('discovery_mix').n,
      passive: part('discovery_mix', 'passive'),
      active: part('discovery_mix', 'active'),
      smart: part('discovery_mix', 'smart'),
    },
    level: {
      n: all('level_mix').n,
      grid: part('level_mix', 'grid'),
      community: part('level_mix', 'community'),
      street: part('level_mix', 'street'),
      district: part('level_mix', 'district'),
    },
  };
}
