/** A calendar as a year on paper: which days are worked, which rest, which are exceptions to the week. */
import { clockOf, minuteOf } from '#contract/calendar.ts';

export type Slot = { from: number; to: number };
export type Plan = {
  timeZone: string;
  week: Slot[][];
  days: Record<string, Slot[]>;
  knownUntil: string;
};
/** `makeup`: 调休, worked although the week rests; `holiday`: at rest although the week works. */
export type DayState = 'working' | 'rest' | 'holiday' | 'makeup';

/** Monday is 0. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

export function stateOfDay(plan: Plan, day: string): DayState {
  const usual = plan.week[weekdayOf(day)] ?? [];
  const exception = plan.days[day];
  const works = (exception ?? usual).length > 0;
  if (exception === undefined) return works ? 'working' : 'rest';
  if (works) return usual.length > 0 ? 'working' : 'makeup';
  return usual.length > 0 ? 'holiday' : 'rest';
}

export function monthsOf(year: number): { month: number; lead: number; days: string[] }[] {
  return Array.from({ length: 12 }, (_, i) => {
    const month = i + 1;
    const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
    const days = Array.from(
      { length },
      (_, d) => `${year}-${String(month).padStart(2, '0')}-${String(d + 1).padStart(2, '0')}`,
    );
    return { month, lead: weekdayOf(days[0]!), days };
  });
}

export const slotsText = (slots: Slot[]): string =>
  slots.map(({ from, to }) => `${clockOf(from)}-${clockOf(to)}`).join(', ');

/** `09:00-12:00, 14:00-18:00`; null when it cannot be read, or its slots overlap or run backwards. */
export function readSlots(text: string): Slot[] | null {
  const slots: Slot[] = [];
  for (const part of text.split(/[,，、;\s]+/).filter(Boolean)) {
    const [from, to, more] = part.split(/[-–—~]/).map(minuteOf);
    if (from == null || to == null || more !== undefined || from >= to) return null;
    const slot = { from, to };
    if (slots.some((other) => slot.from < other.to && other.from < slot.to)) return null;
    slots.push(slot);
  }
  return slots.sort((a, b) => a.from - b.from);
}

/** The days that differ between two plans, in order. */
export function changed(before: Plan, after: Plan): string[] {
  const told = (slots: Slot[] | undefined) => (slots === undefined ? '' : `=${slotsText(slots)}`);
  return [...new Set([...Object.keys(before.days), ...Object.keys(after.days)])]
    .filter((day) => told(before.days[day]) !== told(after.days[day]))
    .sort();
}
