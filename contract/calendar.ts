/**
 * 工作日历 · the working calendar: which instants are working time.
 *
 * An instant is working time when the clock on the wall of the calendar's zone, at that instant, stands inside one of
 * the day's slots. Everything follows from that one sentence, also on the day a country moves its clocks: an hour that
 * is skipped is not worked, an hour that comes twice is worked twice.
 *
 * A calendar is plain data (it is stored, edited and carried offline) and is never remembered here: to change one,
 * make another. What is remembered are facts of the zones, which nobody edits.
 */

/** Minutes of the local day, `from` included, `to` not; 24:00 is 1440. A night shift is two slots on two days. */
export type Slot = { from: number; to: number };

export type Calendar = {
  /** IANA name, e.g. `Asia/Shanghai`. */
  timeZone: string;
  /** Seven days, Monday first; an empty day is closed. */
  week: Slot[][];
  /** Exceptions by `YYYY-MM-DD`: a holiday is `[]`, a make-up working day (调休) has slots. */
  days: Record<string, Slot[]>;
  /** The last day (`YYYY-MM-DD`) whose exceptions are announced; later days follow the week alone. */
  knownUntil: string;
  /** How long "one working day" is when limits are N × a day; 8 hours unless the district says otherwise. */
  dayMinutes?: number;
};

/** A minute of the day as people write it, 08:30; the end of a day is 24:00. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
export const minuteOf = (clock: string): number | null => {
  const [, hours, minutes] = /^(\d{1,2})[:：](\d{2})$/.exec(clock.trim()) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return hours === undefined || Number(minutes) > 59 || minute > 1440 ? null : minute;
};

/** A stretch of time: from (included), to (not), in milliseconds, and the local day it belongs to. */
export type Stretch = readonly [from: number, to: number, day: number];

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Longest run of closed days before a calendar counts as dead: five years. */
const LONGEST_CLOSURE = 1827 * DAY;

/** A deadline was asked of a calendar that offers no (more) working time: it is the calendar that must be mended. */
export class CalendarExhausted extends Error {
  readonly code = 'calendar.exhausted';
  readonly timeZone: string;
  /** The local day after which no working time was found. */
  readonly after: string;

  constructor(timeZone: string, after: string) {
    super(`No working time after ${after} in this calendar (${timeZone}).`);
    this.name = 'CalendarExhausted';
    this.timeZone = timeZone;
    this.after = after;
  }
}

// ── Zones ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A stretch in which the zone keeps one offset (milliseconds to add to UTC to read the wall). */
type Span = { from: number; to: number; offset: number };

/** Zones are read within these years only, so that no date, however wild, makes the counting long. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

const formatters = new Map<string, Intl.DateTimeFormat>();
const spansByZone = new Map<string, Map<number, Span[]>>();

function askOffset(timeZone: string, at: number): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    const wall = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...wall, second: 'numeric' });
    formatters.set(timeZone, formatter);
  }
  const second = Math.floor(at / 1000) * 1000;
  const [month, day, year, hour, minute, sec] = formatter.format(second).match(/\d+/g)!.map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, sec) - second;
}

/** The spans of one UTC year, found by asking once a day and halving where the answer changed (0.7 ms, once). */
function spansOf(timeZone: string, year: number): Span[] {
  let years = spansByZone.get(timeZone);
  if (!years) spansByZone.set(timeZone, (years = new Map()));
  const known = years.get(year);
  if (known) return known;
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) {
    throw new RangeError(`Local time is read from ${FIRST_YEAR} to ${LAST_YEAR}, not in the year ${year}.`);
  }
  const end = Date.UTC(year + 1, 0, 1);
  const spans: Span[] = [];
  let from = Date.UTC(year, 0, 1);
  let offset = askOffset(timeZone, from);
  for (let before = from; before < end; before += DAY) {
    const after = before + DAY;
    if (askOffset(timeZone, after) === offset) continue;
    let [low, high] = [before, after];
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (askOffset(timeZone, middle) === offset) low = middle;
      else high = middle;
    }
    if (high < end) {
      spans.push({ from, to: high, offset });
      from = high;
      offset = askOffset(timeZone, high);
    }
  }
  spans.push({ from, to: end, offset });
  years.set(year, spans);
  return spans;
}

const yearOf = (at: number): number => new Date(at).getUTCFullYear();

/** What to add to an instant to read the wall of a zone. */
export function offsetAt(timeZone: string, at: number): number {
  return spansOf(timeZone, yearOf(at)).find((span) => at < span.to)!.offset;
}

/**
 * The instant at which a zone's wall shows a time (given as if it were UTC). A time that comes twice is its first
 * coming; a time that is skipped is read with the offset before the change, as people who had not heard would.
 */
export function instantOfWall(wall: number, timeZone: string): number {
  const earlier = offsetAt(timeZone, wall - DAY);
  const later = offsetAt(timeZone, wall + DAY);
  if (offsetAt(timeZone, wall - earlier) === earlier) return wall - earlier;
  if (offsetAt(timeZone, wall - later) === later) return wall - later;
  return wall - earlier;
}

/** Days are counted from 1970-01-01, a Thursday. */
export const localDay = (at: number, timeZone: string): number => Math.floor((at + offsetAt(timeZone, at)) / DAY);

const dateTexts = new Map<number, string>();

/** `YYYY-MM-DD` of a counted day. */
export function dateOfDay(day: number): string {
  let text = dateTexts.get(day);
  if (text === undefined) dateTexts.set(day, (text = new Date(day * DAY).toISOString().slice(0, 10)));
  return text;
}

/** The local date of an instant. */
export const localDate = (at: Date, timeZone: string): string => dateOfDay(localDay(at.getTime(), timeZone));

// ── Working time ─────────────────────────────────────────────────────────────────────────────────────────────────────

function slotsOn(day: number, calendar: Calendar): Slot[] {
  return calendar.days[dateOfDay(day)] ?? calendar.week[(((day + 3) % 7) + 7) % 7] ?? [];
}

/**
 * The stretches of working time in order, from an instant until another (or for ever). Inside one span of the zone the
 * wall is the instant plus a constant, so a slot is arithmetic; the spans' edges are the only special places.
 */
export function* openings(calendar: Calendar, from: number, until: number): Generator<Stretch, void> {
  const { timeZone } = calendar;
  const lastYear = until < Infinity ? yearOf(until) : LAST_YEAR;
  let reached = from;
  for (let year = yearOf(from); year <= lastYear; year++) {
    for (const span of spansOf(timeZone, year)) {
      if (span.to <= reached) continue;
      if (span.from >= until) return;
      const lastDay = Math.floor((Math.min(span.to, until) - 1 + span.offset) / DAY);
      for (let day = Math.floor((Math.max(span.from, reached) + span.offset) / DAY); day <= lastDay; day++) {
        const midnight = day * DAY - span.offset;
        for (const slot of slotsOn(day, calendar)) {
          const opens = Math.max(midnight + slot.from * MINUTE, span.from, reached);
          const closes = Math.min(midnight + slot.to * MINUTE, span.to, until);
          if (opens >= closes) continue;
          reached = closes;
          yield [opens, closes, day];
        }
        if (until === Infinity && midnight - reached > LONGEST_CLOSURE) {
          throw new CalendarExhausted(timeZone, localDate(new Date(reached), timeZone));
        }
      }
    }
  }
  if (until === Infinity) throw new CalendarExhausted(timeZone, `${LAST_YEAR}-12-31`);
}

/** The end of a local day's last working minute, or undefined when the day is closed. */
export function closeOfDay(day: number, calendar: Calendar): number | undefined {
  let close: number | undefined;
  for (const opening of openings(calendar, (day - 1) * DAY, (day + 2) * DAY)) {
    if (opening[2] === day) close = opening[1];
  }
  return close;
}

/** The close of the Nth working day after the local day of an instant: that day itself is not counted. */
export function closeOfNthDay(from: number, n: number, calendar: Calendar): number {
  let day = localDay(from, calendar.timeZone);
  let left = n;
  for (const opening of openings(calendar, from, Infinity)) {
    if (opening[2] <= day) continue;
    day = opening[2];
    left -= 1;
    if (left === 0) break;
  }
  return closeOfDay(day, calendar)!;
}

/**
 * Whether an instant lies after the last day the calendar was told about, so that a screen can say "provisional":
 * the State Council announces each year's holidays and make-up days only late in the year before.
 */
export function beyondKnown(at: Date | null, calendar: Calendar): boolean {
  return at !== null && localDate(at, calendar.timeZone) > calendar.knownUntil;
}

// ── Is this a calendar? ──────────────────────────────────────────────────────────────────────────────────────────────

/** `path` is a JSON pointer into the calendar. */
export type CalendarProblem =
  | { code: 'calendar.time_zone_unknown'; path: string; timeZone: string }
  | { code: 'calendar.week_not_seven'; path: string; count: number }
  | { code: 'calendar.week_closed'; path: string }
  | { code: 'calendar.slot_not_minutes'; path: string; slot: Slot }
  | { code: 'calendar.slot_empty'; path: string; slot: Slot }
  | { code: 'calendar.slots_overlap'; path: string; slot: Slot; before: Slot }
  | { code: 'calendar.date_invalid'; path: string; date: string }
  | { code: 'calendar.known_until_invalid'; path: string; date: string }
  | { code: 'calendar.day_minutes_invalid'; path: string; dayMinutes: number };

/** Everything that would make counting on this calendar wrong or endless; a calendar is saved when the list is empty. */
export function calendarProblems(calendar: Calendar): CalendarProblem[] {
  const { timeZone, week, days, knownUntil, dayMinutes } = calendar;
  const problems: CalendarProblem[] = [];
  if (!isTimeZone(timeZone)) problems.push({ code: 'calendar.time_zone_unknown', path: '/timeZone', timeZone });
  if (week.length !== 7) problems.push({ code: 'calendar.week_not_seven', path: '/week', count: week.length });
  // A week without any slot comes to a dead end as soon as its exceptions are used up.
  if (week.every((slots) => slots.length === 0)) problems.push({ code: 'calendar.week_closed', path: '/week' });
  week.forEach((slots, index) => problems.push(...slotProblems(slots, `/week/${index}`)));
  for (const [date, slots] of Object.entries(days)) {
    const path = `/days/${date.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!isDate(date)) problems.push({ code: 'calendar.date_invalid', path, date });
    problems.push(...slotProblems(slots, path));
  }
  if (!isDate(knownUntil)) {
    problems.push({ code: 'calendar.known_until_invalid', path: '/knownUntil', date: knownUntil });
  }
  if (dayMinutes !== undefined && !(Number.isInteger(dayMinutes) && dayMinutes > 0 && dayMinutes <= 1440)) {
    problems.push({ code: 'calendar.day_minutes_invalid', path: '/dayMinutes', dayMinutes });
  }
  return problems;
}

function slotProblems(slots: Slot[], day: string): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  slots.forEach((slot, index) => {
    const path = `${day}/${index}`;
    const before = slots[index - 1];
    const ofTheDay = (minute: number) => Number.isInteger(minute) && minute >= 0 && minute <= 1440;
    if (!ofTheDay(slot.from) || !ofTheDay(slot.to)) problems.push({ code: 'calendar.slot_not_minutes', path, slot });
    else if (slot.from >= slot.to) problems.push({ code: 'calendar.slot_empty', path, slot });
    // Slots stand in the order of the day; touching is fine (08:00–12:00, 12:00–18:00).
    else if (before && slot.from < before.to) problems.push({ code: 'calendar.slots_overlap', path, slot, before });
  });
  return problems;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** A day that exists: 2028-02-29 does, 2026-02-29 does not. */
function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
