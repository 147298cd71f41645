/** Pure rules of the day: who was at a point, what was due, which positions may be kept. Time and rows are arguments. */
import { localDate } from '#contract/calendar.ts';
import type { Point } from '#contract/endpoint.ts';
import { metresBetween } from '#contract/near.ts';
import { longestShiftHours, nearM, type rhythms } from '#contract/patrol.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type Rhythm = (typeof rhythms)[number];
type Span = { beganAt: Date; endedAt: Date | null };

const longestMs = longestShiftHours * 3_600_000;
/** When a shift is over at the latest, whoever forgot to say so. */
export const lastMoment = (beganAt: Date): Date => new Date(beganAt.getTime() + longestMs);

/** What a phone tells is never later than its telling, and never so old that nobody could answer for it. */
export const happened = (told: string, at: Date): Date => {
  const when = new Date(told);
  return when > at ? at : when;
};

const withinShift = (when: Date, { beganAt, endedAt }: Span): boolean =>
  when >= beganAt && when <= (endedAt ?? lastMoment(beganAt));

/**
 * A phone learns the house's clock from an answer, to within half of its way: fifteen seconds where it took thirty, the longest that is
 * believed (`offsetFrom` in web/field). Two acts may each be off by that.
 */
const clocksApartMs = 31_000;
/** 打卡: what only the clocks put a little before check-in or after check-out happened at that moment; null: it was not in this shift. */
export function stampedIn(when: Date, shift: Span): Date | null {
  const last = shift.endedAt ?? lastMoment(shift.beganAt);
  const moment = when < shift.beganAt ? shift.beganAt : when > last ? last : when;
  return Math.abs(moment.getTime() - when.getTime()) <= clocksApartMs ? moment : null;
}

/** 轨迹 only between check-in and check-out: the rest is not taken, and thereby not known. */
export function takenOf<P extends { at: Date }>(points: readonly P[], shift: Span): P[] {
  const seen = new Set<number>();
  return points.filter((one) => {
    if (!withinShift(one.at, shift) || seen.has(one.at.getTime())) return false;
    seen.add(one.at.getTime());
    return true;
  });
}

export type Proof = { how: 'code' | 'position'; metres: number | null };
/** 打卡: the code on the plate proves it whatever the satellites say; else one has to stand there, give or take what the phone admits. */
export function proofOf(
  point: { location: Point; code: string },
  told: { code?: string | undefined; point?: Point | undefined; accuracyM?: number | undefined },
): Proof | Refusal {
  const metres = told.point ? Math.round(metresBetween(point.location, told.point)) : null;
  if (told.code !== undefined)
    return told.code.trim().toUpperCase() === point.code ? { how: 'code', metres } : refuse('patrol.wrong_code');
  if (metres === null) return refuse('patrol.not_there', { metres: '—', near: nearM });
  // A phone that says "within 2 km" proves nothing: its own doubt counts for as much again as the nearness asked for, no more.
  const allowed = nearM + Math.min(told.accuracyM ?? 0, nearM);
  return metres <= allowed ? { how: 'position', metres } : refuse('patrol.not_there', { metres, near: nearM });
}

/** '2026-W48' begins on a Monday, as a week of duty does; a day is itself. */
export function periodOf(rhythm: Rhythm, day: string): string {
  if (rhythm === 'day') return day;
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return `${at.toISOString().slice(0, 10)}+7`;
}
export const isDue = (rhythm: Rhythm, lastAt: Date | null, at: Date, timeZone: string): boolean =>
  lastAt === null || periodOf(rhythm, localDate(lastAt, timeZone)) !== periodOf(rhythm, localDate(at, timeZone));

export type CoverPoint = { id: string; name: string; every: Rhythm; madeAt: Date; retiredAt: Date | null };
export type Coverage = {
  dutyDays: number;
  due: number;
  kept: number;
  missed: { name: string; every: Rhythm; days: string[] }[];
};
/**
 * 覆盖率: a daily point is due on every day one was on duty, a weekly one in every week with such a day; days of leave and days off
 * count for nothing. Whoever of the team was there, the point was visited: what is assessed is the ground, not the steps.
 */
export function coverageOf(
  dutyDays: readonly string[],
  points: readonly CoverPoint[],
  stamps: readonly { checkpointId: string; day: string }[],
  timeZone: string,
): Coverage {
  const days = [...new Set(dutyDays)].sort();
  const seen = new Map<string, Set<string>>();
  const rhythm = new Map(points.map(({ id, every }) => [id, every]));
  for (const { checkpointId, day } of stamps) {
    const every = rhythm.get(checkpointId);
    if (!every) continue;
    const of = seen.get(checkpointId) ?? new Set();
    seen.set(checkpointId, of.add(periodOf(every, day)));
  }
  let [due, kept] = [0, 0];
  const missed: Coverage['missed'] = [];
  for (const point of points) {
    const from = localDate(point.madeAt, timeZone);
    const to = point.retiredAt && localDate(point.retiredAt, timeZone);
    const periods = new Map<string, string>();
    for (const day of days)
      if (day >= from && (to === null || day < to) && !periods.has(periodOf(point.every, day)))
        periods.set(periodOf(point.every, day), day);
    due += periods.size;
    const without = [...periods].filter(([period]) => !seen.get(point.id)?.has(period)).map(([, day]) => day);
    kept += periods.size - without.length;
    if (without.length > 0) missed.push({ name: point.name, every: point.every, days: without });
  }
  return { dutyDays: days.length, due, kept, missed };
}

export function leaveFits(fromOn: string, toOn: string, today: string): boolean {
  const days = (Date.parse(toOn) - Date.parse(fromOn)) / 86_400_000;
  return fromOn >= today && days >= 0 && days <= 90;
}

/** '2026-11-30' and 31 days later, on the calendar alone. */
export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}
/** What a visit's sealed words are bound to, so that no row can be passed off as another. */
export const visitContext = (regionId: number, id: string): string => `visit:${regionId}:${id}`;
