/**
 * 时限 · how long somebody has, and where on that way we are. The one place where working time is counted: the server,
 * the browser and a phone without network all call it, so the lamp in the hand equals the lamp at the desk.
 *
 * Every limit has a clock (it runs always, or only in working time) and an allowance on that clock. A pause stops the
 * clock, so a pause costs what the clock would have counted, never raw seconds: a case that waits from Friday 17:00 to
 * Monday 09:00 has waited two working hours. From that follow, for every limit but the instant:
 *   the deadline is the moment the allowance is used up; the warning, the moment 80 % of it is.
 */
import { DAY, HOUR, MINUTE, closeOfDay, closeOfNthDay, instantOfWall, offsetAt, openings } from './calendar.ts';
import type { Calendar, Stretch } from './calendar.ts';

export { CalendarExhausted, beyondKnown, calendarProblems } from './calendar.ts';
export type { Calendar, CalendarProblem, Slot } from './calendar.ts';

export type Limit =
  | {
      kind: 'urgent_hours' | 'hours' | 'working_days' | 'working_days_end' | 'calendar_days' | 'urgent_days';
      /** Positive; whole for days, hours may have a fraction. */
      n: number;
    }
  | { kind: 'instant'; /** ISO 8601 with its offset */ at: string };

export type LimitKind = Limit['kind'];

/** A time in which the clock stands still; `to: null` while it still does. */
export type Pause = { from: Date; to: Date | null };

export type Lamp = 'green' | 'yellow' | 'red' | 'paused';

type Clock = {
  /** The short form in tables and files: `5de`. */
  code: string;
  zh: string;
  en: [one: string, many: string, reading?: string];
  /** Whether the clock runs only in working time, or always. */
  inWorkingTime: boolean;
  /** Milliseconds of this clock that N allows from a start. */
  allows: (n: number, from: number, calendar: Calendar) => number;
};

/** Two readings of 工作日 stand side by side because cities differ; which one holds is the catalogue's choice. */
const CLOCKS: Record<Exclude<LimitKind, 'instant'>, Clock> = {
  urgent_hours: {
    code: 'uh',
    zh: '紧急工作时',
    en: ['urgent hour', 'urgent hours'],
    inWorkingTime: false,
    allows: (n) => Math.round(n * HOUR),
  },
  urgent_days: {
    code: 'ud',
    zh: '紧急工作日',
    en: ['urgent day', 'urgent days'],
    inWorkingTime: false,
    allows: (n) => n * DAY,
  },
  hours: {
    code: 'h',
    zh: '工作时',
    en: ['working hour', 'working hours'],
    inWorkingTime: true,
    allows: (n) => Math.round(n * HOUR),
  },
  // N × the nominal working time of a day, eight hours each.
  working_days: {
    code: 'd',
    zh: '工作日',
    en: ['working day', 'working days'],
    inWorkingTime: true,
    allows: (n, _from, calendar) => n * (calendar.dayMinutes ?? 480) * MINUTE,
  },
  // To the close of the Nth working day; the day of the start is not counted, on whatever hour of it one starts.
  working_days_end: {
    code: 'de',
    zh: '工作日(至日终)',
    en: ['working day', 'working days', ' (to the close of day)'],
    inWorkingTime: true,
    allows: (n, from, calendar) => sum(openings(calendar, from, closeOfNthDay(from, n, calendar))),
  },
  // To the same time on the wall N days later, which is 23 or 25 hours away when the clocks were moved.
  calendar_days: {
    code: 'nd',
    zh: '自然日',
    en: ['calendar day', 'calendar days'],
    inWorkingTime: false,
    allows: (n, from, { timeZone }) => instantOfWall(from + offsetAt(timeZone, from) + n * DAY, timeZone) - from,
  },
};

// ── The three questions ──────────────────────────────────────────────────────────────────────────────────────────────

/**
 * When the time is over. A start outside working time counts from the next slot. Pauses may come in any order and
 * overlap; what lies before the start or after the deadline does not matter, and a further pause never makes the
 * deadline earlier.
 *
 * Null while an open pause stands on the way: nobody knows yet how long it will be, so any instant would be invented.
 * An `instant` is never moved by pauses: it is somebody's word ("by Friday noon"), and only a new word changes it.
 *
 * `working_days_end` is over at the close of a day, at which the clock must be running: two hours of pause push it to
 * the next close, so the unit has N whole days, never less.
 */
export function deadline(start: Date, limit: Limit, calendar: Calendar, pauses: Pause[]): Date | null {
  if (limit.kind === 'instant') return new Date(instantOf(limit));
  const from = time(start);
  const toClose = limit.kind === 'working_days_end' ? calendar : null;
  return used(running(limit.kind, from, Infinity, calendar, pauses), allowance(from, limit, calendar), toClose);
}

/** When a share of the allowance is used, on the same clock: the lamp turns yellow. For an `instant`, of plain time. */
export function warnAt(start: Date, limit: Limit, calendar: Calendar, pauses: Pause[], share = 0.8): Date | null {
  const from = time(start);
  if (limit.kind === 'instant') {
    const at = instantOf(limit);
    return new Date(from < at ? from + Math.round((at - from) * share) : at);
  }
  const part = Math.round(allowance(from, limit, calendar) * share);
  return used(running(limit.kind, from, Infinity, calendar, pauses), part, null);
}

/**
 * Minutes left on the limit's own clock, for the countdown beside the lamp; negative once late. Unlike the deadline it
 * is known during an open pause: what was left when the clock stopped.
 */
export function remaining(now: Date, start: Date, limit: Limit, calendar: Calendar, pauses: Pause[]): number {
  const at = new Date(Math.max(time(now), time(start)));
  const due = deadline(start, limit, calendar, pauses);
  if (due && at > due) return 0 - elapsedOn(limit.kind, due, at, calendar);
  if (due) return elapsedOn(limit.kind, at, due, calendar, limit.kind === 'instant' ? [] : pauses);
  const allowed = limit.kind === 'instant' ? 0 : allowance(time(start), limit, calendar);
  return Math.max(0, allowed / MINUTE - elapsedOn(limit.kind, start, at, calendar, pauses));
}

/** Late is strictly after: handed back on the very instant of the deadline is on time. */
export const isLate = (at: Date, dueAt: Date | null): boolean => dueAt !== null && at > dueAt;

/**
 * Green below 80 %, yellow from there, red after the deadline. A paused clock shows that it is paused, unless it was
 * late already when it stopped: a pause does not wash a red lamp. No deadline at all means an open pause.
 */
export function lamp(
  now: Date,
  warnsAt: Date | null,
  dueAt: Date | null,
  { pausedAt = null }: { pausedAt?: Date | null } = {},
): Lamp {
  if (pausedAt !== null && pausedAt <= now) return isLate(pausedAt, dueAt) ? 'red' : 'paused';
  if (dueAt === null) return 'paused';
  if (isLate(now, dueAt)) return 'red';
  return warnsAt !== null && now >= warnsAt ? 'yellow' : 'green';
}

// ── Counting ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Working minutes from a to b, exact to the millisecond; negative when b comes first. */
export function workingMinutesBetween(a: Date, b: Date, calendar: Calendar): number {
  return elapsedOn('hours', a, b, calendar);
}

/** Minutes from a to b on the clock of a limit, less the pauses; negative when b comes first. */
export function elapsedOn(kind: LimitKind, a: Date, b: Date, calendar: Calendar, pauses: Pause[] = []): number {
  const [from, to] = [time(a), time(b)];
  if (from > to) return 0 - elapsedOn(kind, b, a, calendar, pauses);
  return sum(running(kind, from, to, calendar, pauses)) / MINUTE;
}

function sum(stretches: Iterable<Stretch>): number {
  let total = 0;
  for (const [from, to] of stretches) total += to - from;
  return total;
}

/** The stretches in which a limit's clock runs. They end early where an open pause begins. */
function running(kind: LimitKind, from: number, until: number, calendar: Calendar, pauses: Pause[]): Iterable<Stretch> {
  const inWorkingTime = kind !== 'instant' && CLOCKS[kind].inWorkingTime;
  const stretches = inWorkingTime ? openings(calendar, from, until) : [[from, until, 0] as const];
  const standing = pauses.length === 0 ? [] : joined(pauses);
  return standing.length === 0 ? stretches : without(standing, stretches);
}

type Standing = { from: number; to: number };

/** Pauses in order, overlapping ones as one, so that nothing is subtracted twice. */
function joined(pauses: Pause[]): Standing[] {
  const sorted = pauses
    .map(({ from, to }) => ({ from: time(from), to: to === null ? Infinity : time(to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const standing: Standing[] = [];
  for (const pause of sorted) {
    const last = standing.at(-1);
    if (last && pause.from <= last.to) last.to = Math.max(last.to, pause.to);
    else standing.push(pause);
  }
  return standing;
}

function* without(standing: Standing[], stretches: Iterable<Stretch>): Generator<Stretch, void> {
  let next = 0;
  for (const [from, to, day] of stretches) {
    let at = from;
    for (; next < standing.length; next++) {
      const pause = standing[next]!;
      if (pause.from >= to) break;
      if (at < pause.from) yield [at, pause.from, day];
      if (pause.to === Infinity) return;
      at = Math.max(at, pause.to);
      if (at > to) break; // this pause reaches into the next stretch
    }
    if (at < to) yield [at, to, day];
  }
}

/** Where an allowance is used up; with a calendar, the first close of a day at or after that. */
function used(stretches: Iterable<Stretch>, allowanceMs: number, toClose: Calendar | null): Date | null {
  let left = allowanceMs;
  for (const [from, to, day] of stretches) {
    if (to - from < left) {
      left -= to - from;
    } else if (!toClose) {
      return new Date(from + left);
    } else {
      left = 0;
      if (to === closeOfDay(day, toClose)) return new Date(to);
    }
  }
  return null;
}

/** How much a limit allows from a start, in milliseconds of its own clock. */
function allowance(from: number, { kind, n }: Exclude<Limit, { kind: 'instant' }>, calendar: Calendar): number {
  if (!isCount(kind, n)) throw new RangeError(`Not a limit: ${n} ${kind}.`);
  return CLOCKS[kind].allows(n, from, calendar);
}

const isCount = (kind: LimitKind, n: number): boolean =>
  Number.isFinite(n) && n > 0 && (kind === 'hours' || kind === 'urgent_hours' || Number.isInteger(n));

/** An instant without an offset would mean another moment on another machine. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

function instantOf({ at }: { at: string }): number {
  const instant = INSTANT.test(at) ? Date.parse(at) : NaN;
  if (Number.isNaN(instant)) throw new RangeError(`Not an instant with its offset: ${at}.`);
  return instant;
}

function time(at: Date): number {
  const value = at.getTime();
  if (Number.isNaN(value)) throw new RangeError('Not a date.');
  return value;
}

// ── Limits in tables and on screens ──────────────────────────────────────────────────────────────────────────────────

const kindByCode = new Map(Object.entries(CLOCKS).map(([kind, { code }]) => [code, kind as keyof typeof CLOCKS]));

/** Reads `2uh` `4h` `5d` `5de` `3nd` `1ud`, or an instant with its offset; null when it is none of these. */
export function parseLimit(text: string): Limit | null {
  const trimmed = text.trim();
  if (INSTANT.test(trimmed)) return Number.isNaN(Date.parse(trimmed)) ? null : { kind: 'instant', at: trimmed };
  const [, digits, code = ''] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(trimmed) ?? [];
  const kind = kindByCode.get(code);
  return kind && isCount(kind, Number(digits)) ? { kind, n: Number(digits) } : null;
}

/** The short form that `parseLimit` reads, for tables and files. */
export function limitCode(limit: Limit): string {
  return limit.kind === 'instant' ? limit.at : `${limit.n}${CLOCKS[limit.kind].code}`;
}

/** `2紧急工作时`, `5 working days`; an instant is shown on the wall of a zone. */
export function formatLimit(limit: Limit, language: 'zh' | 'en', timeZone = 'Asia/Shanghai'): string {
  if (limit.kind === 'instant') {
    const at = instantOf(limit);
    const wall = new Date(at + offsetAt(timeZone, at)).toISOString().slice(0, 16).replace('T', ' ');
    return language === 'zh' ? `${wall} 前` : `by ${wall}`;
  }
  const { zh, en } = CLOCKS[limit.kind];
  const [one, many, reading = ''] = en;
  return language === 'zh' ? `${limit.n}${zh}` : `${limit.n} ${limit.n === 1 ? one : many}${reading}`;
}
