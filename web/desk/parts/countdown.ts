/**
 * How long is left, told on the clock that is running: `剩 3 工作时`, `超 1 个工作日 2 时`. Counted by the same rules as the lamp
 * (contract/worktime.ts), so that the words and the colour never disagree.
 */
import { elapsedOn, parseLimit, type Calendar, type LimitKind } from '#contract/worktime.ts';
import { say, type Lang } from '#contract/words/words.ts';

/** Minutes left on the limit's own clock, negative once late. Between now and the deadline nothing is paused. */
export function minutesLeft(now: Date, dueAt: Date, limit: string | null | undefined, calendar: Calendar): number {
  return elapsedOn(kindOf(limit), now, dueAt, calendar);
}

export const kindOf = (limit: string | null | undefined): LimitKind =>
  (limit ? parseLimit(limit)?.kind : undefined) ?? 'calendar_days';

const inWorkingTime = (kind: LimitKind): boolean =>
  kind === 'hours' || kind === 'working_days' || kind === 'working_days_end';

/** `2 工作日 3 时`, `1 时 20 分`, `45 分`; a day of working time is as long as the calendar says. */
export function spanWords(lang: Lang, minutes: number, kind: LimitKind, calendar: Calendar): string {
  const whole = Math.max(0, Math.floor(Math.abs(minutes)));
  const working = inWorkingTime(kind);
  const day = working ? (calendar.dayMinutes ?? 480) : 1440;
  const [days, hours, rest] = [Math.floor(whole / day), Math.floor((whole % day) / 60), whole % 60];
  const told: string[] = [];
  if (days > 0) told.push(say(lang, working ? 'desk.left.working_days' : 'desk.left.days', { n: days }));
  if (hours > 0 && days < 10) told.push(say(lang, 'desk.left.hours', { n: hours }));
  if (days === 0 && (rest > 0 || hours === 0)) told.push(say(lang, 'desk.left.minutes', { n: rest }));
  return told.join(' ');
}

/**
 * `剩 …` or `超 …`; whoever counts working time is told so. In the night after a deadline not a minute of working time is over, and it is
 * late all the same: what the clock on the wall says is `late`.
 */
export function leftWords(
  lang: Lang,
  minutes: number,
  kind: LimitKind,
  calendar: Calendar,
  late: boolean = minutes < 0,
): string {
  const span = spanWords(lang, minutes, kind, calendar);
  return say(lang, late ? 'desk.left.late' : 'desk.left.left', { span });
}
