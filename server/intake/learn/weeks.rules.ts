/** Weeks begin on Monday, by the clock on the district's wall. Without I/O. */
import { DAY, dateOfDay, instantOfWall, localDay } from '#contract/calendar.ts';

/** Days are counted from a Thursday. */
const mondayBefore = (day: number): number => day - ((((day + 3) % 7) + 7) % 7);

export const mondayOf = (at: Date, timeZone: string): string =>
  dateOfDay(mondayBefore(localDay(at.getTime(), timeZone)));

/** A span cut where weeks begin. */
export function byWeeks(
  { from, to }: { from: Date; to: Date },
  timeZone: string,
): { week: string; from: Date; to: Date }[] {
  const parts: { week: string; from: Date; to: Date }[] = [];
  for (let start = from; start < to;) {
    const monday = mondayBefore(localDay(start.getTime(), timeZone));
    const next = new Date(instantOfWall((monday + 7) * DAY, timeZone));
    const end = next < to ? next : to;
    parts.push({ week: dateOfDay(monday), from: start, to: end });
    start = end;
  }
  return parts;
}
