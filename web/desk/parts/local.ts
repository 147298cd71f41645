/** Between an instant and what `<input type="datetime-local">` and `<input type="date">` hold, on the district's wall. */
import { DAY, instantOfWall, offsetAt } from '#contract/calendar.ts';
import { zone } from '#web/kit/time.ts';

export const wallOf = (at: Date): string =>
  new Date(at.getTime() + offsetAt(zone(), at.getTime())).toISOString().slice(0, 16);
export const dayOf = (at: Date): string => wallOf(at).slice(0, 10);

/** While a year is being typed it is one nobody means (0002): its wall is taken as it stands, and refused if it is sent. */
const isMeant = (wall: string): boolean => /^(19|20|21)/.test(wall);
export function instantOf(wall: string): string {
  const asIfUtc = Date.parse(`${wall}:00Z`);
  return new Date(isMeant(wall) ? instantOfWall(asIfUtc, zone()) : asIfUtc).toISOString();
}

/** As an address has it. */
export const isDay = (given: string | null): given is string => /^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(given ?? '');
export const daysLater = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10);
/** The first instant of a day, and of the day after it: a period that includes both days is [from, after). */
export const startOf = (day: string): string => instantOf(`${day}T00:00`);
export const endOf = (day: string): string => startOf(daysLater(day, 1));
/** Days in an address, both counted; instants on the wire. */
export const daysIn = (search: URLSearchParams): { from?: string; to?: string } => {
  const [from, to] = [search.get('from'), search.get('to')];
  return { ...(isDay(from) ? { from: startOf(from) } : {}), ...(isDay(to) ? { to: endOf(to) } : {}) };
};
