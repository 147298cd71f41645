/** Between an instant and what `<input type="datetime-local">` and `<input type="date">` hold, on the district's wall (+08:00). */
const offset = 8 * 3_600_000;

export const wallOf = (at: Date): string => new Date(at.getTime() + offset).toISOString().slice(0, 16);
export const dayOf = (at: Date): string => wallOf(at).slice(0, 10);
export const instantOf = (wall: string): string => new Date(`${wall}:00+08:00`).toISOString();
/** The first instant of a day, and of the day after it: a period that includes both days is [from, after). */
export const startOf = (day: string): string => instantOf(`${day}T00:00`);
export const endOf = (day: string): string => new Date(Date.parse(startOf(day)) + 86_400_000).toISOString();
export const daysLater = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(startOf(day)) + days * 86_400_000));
