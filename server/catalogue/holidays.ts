/**
 * The Chinese calendar a new installation starts with: Monday to Friday 08:00–12:00 and 14:00–18:00, with the State
 * Council's holidays and make-up working days (调休) as the package `chinese-days` lists them. From then on the
 * calendar belongs to the district, which edits it and imports each new year.
 *
 * The lists are read, the package's functions are not asked: for a year they have never heard of they answer "working
 * day" without a word, and west of Greenwich they take a date for the day before.
 */
import listed from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import type { Calendar, Slot } from '#contract/calendar.ts';

const OFFICE_HOURS: Slot[] = [
  { from: 8 * 60, to: 12 * 60 },
  { from: 14 * 60, to: 18 * 60 },
];

const holidays: string[] = Object.keys(listed.holidays);
const makeUpDays: string[] = Object.keys(listed.workdays);

/**
 * The last year whose holidays are announced. A year's announcement comes as a whole, so a year counts when its first
 * day and its National Day are both listed: the January days of a holiday begun the year before would not be enough.
 */
export function lastListedYear(): number {
  const years = holidays.filter((date) => date.endsWith('-10-01')).map((date) => Number(date.slice(0, 4)));
  return Math.max(...years.filter((year) => holidays.includes(`${year}-01-01`)));
}

/** Holidays (closed, also those on a weekend) and make-up days (open) of some years; nothing for a year not listed. */
export function chinaDays(firstYear: number, lastYear: number): Record<string, Slot[]> {
  const ofTheYears = (date: string) => Number(date.slice(0, 4)) >= firstYear && Number(date.slice(0, 4)) <= lastYear;
  const days: [date: string, slots: Slot[]][] = [
    ...holidays.filter(ofTheYears).map((date): [string, Slot[]] => [date, []]),
    ...makeUpDays.filter(ofTheYears).map((date): [string, Slot[]] => [date, structuredClone(OFFICE_HOURS)]),
  ];
  return Object.fromEntries(days.sort(([a], [b]) => a.localeCompare(b)));
}

/** The default calendar with the exceptions of some years, known until the last of them that is announced. */
export function chinaCalendar(firstYear: number, lastYear: number = lastListedYear()): Calendar {
  return {
    timeZone: 'Asia/Shanghai',
    week: Array.from({ length: 7 }, (_, weekday) => (weekday < 5 ? structuredClone(OFFICE_HOURS) : [])),
    days: chinaDays(firstYear, lastYear),
    knownUntil: `${Math.min(lastYear, lastListedYear())}-12-31`,
  };
}
