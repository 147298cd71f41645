/**
 * Times as cities write them: ISO 8601 with or without an offset, `YYYY-MM-DD HH:MM:SS`, `YYYY/M/D`. Without an offset they are
 * read on the wall of the history's zone; a bare date is the end of that day, for a promise "by the 5th" lasts until its evening.
 */
import { instantOfWall } from '#contract/calendar.ts';

const written =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

export function readTime(text: string, timeZone: string): Date | undefined {
  const found = written.exec(text.trim());
  if (!found) return undefined;
  const [, year, mark, month, day, hour, minute, second, fraction, offset] = found;
  // ISO dates have two digits each; only the form with slashes is written loosely.
  if (mark === '-' && (month!.length < 2 || day!.length < 2)) return undefined;
  const clock = hour === undefined ? [23, 59, 59] : [Number(hour), Number(minute), Number(second ?? 0)];
  const [h, m, s] = clock as [number, number, number];
  if (h > 23 || m > 59 || s > 59) return undefined;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // 31 February would become 3 March.
  const date = new Date(midnight);
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  const ms = fraction ? Number(fraction.slice(0, 3).padEnd(3, '0')) : 0;
  const wall = midnight + ((h * 60 + m) * 60 + s) * 1000 + ms;
  if (offset) return new Date(wall - offsetMs(offset));
  try {
    return new Date(instantOfWall(wall, timeZone));
  } catch {
    return undefined; // outside the years a calendar knows
  }
}

function offsetMs(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))) * 60_000;
}
