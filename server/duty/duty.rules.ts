/** Whose turn it is at an instant, who of a roster is on it, who may write and who must read, and what a mode names. Pure. */
import { DAY, dateOfDay, instantOfWall, localDay, MINUTE } from '#contract/calendar.ts';
import { turnBegins, seats, type DutyPart, type Mode, type Turn, type Seat } from '#contract/duty.ts';

export type Place = { onDay: string; part: DutyPart; from: Date; until: Date };

const begins = (day: number, part: DutyPart, timeZone: string): number =>
  instantOfWall(day * DAY + turnBegins[part] * MINUTE, timeZone);

/** The night belongs to the day it began on. */
export function placeAt(at: Date, timeZone: string): Place {
  const now = at.getTime();
  const today = localDay(now, timeZone);
  const day = now < begins(today, 'day', timeZone) ? today - 1 : today;
  const night = begins(day, 'night', timeZone);
  return now < night
    ? { onDay: dateOfDay(day), part: 'day', from: new Date(begins(day, 'day', timeZone)), until: new Date(night) }
    : {
        onDay: dateOfDay(day),
        part: 'night',
        from: new Date(night),
        until: new Date(begins(day + 1, 'day', timeZone)),
      };
}

/** When a place of the roster has ended: nobody is put on it any more. */
export const endOf = (onDay: string, part: DutyPart, timeZone: string): Date => {
  const day = Date.parse(onDay) / DAY;
  return new Date(part === 'day' ? begins(day, 'night', timeZone) : begins(day + 1, 'day', timeZone));
};

type Slotted = Pick<Turn, 'seat' | 'onDay' | 'part' | 'roster' | 'occasion'>;
/**
 * Who is on duty at a place: in 应急 the emergency roster, and the normal one where the other has nobody for a seat. The extra turns
 * of a key event stand beside them.
 */
export function onDutyOf<T extends Slotted>(turns: readonly T[], { onDay, part }: Place, emergency: boolean): T[] {
  const here = turns.filter((turn) => turn.onDay === onDay && turn.part === part);
  return seats.flatMap((seat) => {
    const its = here.filter((turn) => turn.seat === seat && turn.occasion === null);
    const standing =
      (emergency ? its.find(({ roster }) => roster === 'emergency') : undefined) ??
      its.find(({ roster }) => roster === 'normal');
    const extra = here.filter((turn) => turn.seat === seat && turn.occasion !== null);
    return [...(standing ? [standing] : []), ...extra];
  });
}

export const keeps = (turn: Pick<Turn, 'person' | 'deputy'>, personId: string): boolean =>
  turn.person.id === personId || turn.deputy?.id === personId;

/** The seats somebody keeps at a place, as the one on duty or the deputy. */
export const seatsOf = (on: readonly Turn[], personId: string): Seat[] =>
  seats.filter((seat) => on.some((turn) => turn.seat === seat && keeps(turn, personId)));

/** Who would stand in each seat if the mode began now, beside who stands there. */
export function seatsInMode(turns: readonly (Slotted & Pick<Turn, 'person'>)[], place: Place) {
  const name = (on: typeof turns, seat: Seat) =>
    on.find((turn) => turn.seat === seat && turn.occasion === null)?.person.name ?? null;
  const [now, inMode] = [onDutyOf(turns, place, false), onDutyOf(turns, place, true)];
  return seats.map((seat) => ({ seat, now: name(now, seat), inMode: name(inMode, seat) }));
}
/** Turns of its time for which the emergency roster has nobody: the normal one stands in, or nobody does. The first `most`. */
export function gapsOfMode(
  turns: readonly Slotted[],
  from: Date,
  until: Date,
  timeZone: string,
  most: number,
): { onDay: string; part: DutyPart; seat: Seat }[] {
  const gaps: { onDay: string; part: DutyPart; seat: Seat }[] = [];
  for (let place = placeAt(from, timeZone); place.from < until; place = placeAt(place.until, timeZone))
    for (const seat of seats) {
      const { onDay, part } = place;
      const kept = turns.some(
        (turn) => turn.roster === 'emergency' && turn.seat === seat && turn.onDay === onDay && turn.part === part,
      );
      if (!kept) gaps.push({ onDay, part, seat });
      if (gaps.length === most) return gaps;
    }
  return gaps;
}

/** Until so long after the end of a turn its people write what they hand over. */
export const handOverMs = 60 * MINUTE;

/** What counts as one of the named cases: a matter of the list, on a ground of the list (no ground: everywhere). */
export function isNamed(
  mode: Pick<Mode, 'matterIds'> & { areaPaths: readonly string[] },
  of: { matterId: number; areaPath: string },
): boolean {
  return (
    mode.matterIds.includes(of.matterId) &&
    (mode.areaPaths.length === 0 ||
      mode.areaPaths.some((path) => of.areaPath === path || of.areaPath.startsWith(`${path}.`)))
  );
}
