/**
 * 公开数据: the district's own figures, month by month, for everybody. Two things keep a single case from being known by them: what is fewer than
 * five is told as "fewer than five", and all is counted up to the last midnight, so that nobody sees a number rise as somebody reports. Pure.
 */
import { DAY, dateOfDay, instantOfWall, localDay } from '#contract/calendar.ts';
import type { PublicMonth } from '#contract/board.ts';
import type { Figures } from '#contract/evaluation.ts';
import { fewest } from './board.rules.ts';

export type Span = { month: string; from: Date; to: Date; whole: boolean };

/** The current month up to the last midnight, and so many before it, newest first; on the first of a month it has no day yet. */
export function monthsBefore(at: Date, timeZone: string, many: number): Span[] {
  const today = localDay(at.getTime(), timeZone);
  const startOf = (day: number): Date => new Date(instantOfWall(day * DAY, timeZone));
  const firstDay = (year: number, month: number): number => Date.UTC(year, month, 1) / DAY;
  const [year, month] = dateOfDay(today).split('-').map(Number) as [number, number];
  const spans: Span[] = [];
  for (let back = 0; back <= many; back++) {
    const first = firstDay(year, month - 1 - back);
    const next = firstDay(year, month - back);
    const last = Math.min(next, today);
    if (last > first)
      spans.push({
        month: dateOfDay(first).slice(0, 7),
        from: startOf(first),
        to: startOf(last),
        whole: last === next,
      });
  }
  return spans;
}

const unlessFew = (n: number): number | null => (n < fewest ? null : n);

/** A rate says of how many; of few, neither is told. */
export const publicMonth = (
  { month, whole }: Span,
  {
    discovery,
    rework,
    caseOnTime,
    handlingTime,
  }: Pick<Figures, 'discovery' | 'rework' | 'caseOnTime' | 'handlingTime'>,
  called: { satisfied: number; satisfiedKnown: number },
): PublicMonth => {
  const shared = (hits: number, n: number) => (n < fewest ? { n: null, rate: null } : { n, rate: hits / n });
  return {
    month,
    whole,
    reports: unlessFew(discovery.n),
    closed: unlessFew(rework.n),
    onTime: shared(caseOnTime.hits, caseOnTime.n),
    satisfied: shared(called.satisfied, called.satisfiedKnown),
    hours: handlingTime.n < fewest ? null : handlingTime.calendarHours,
  };
};
