/** 热线 without I/O: when a line is answered, and who may do what with a call. */
import { offsetAt, DAY, MINUTE } from '#contract/calendar.ts';
import type { PhoneLine, PhoneCall } from '#contract/lines.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type LineTold = Pick<PhoneLine, 'kind' | 'opens' | 'closes' | 'divertTo'>;

/** An emergency number is never answered by the desk of a district, so it cannot be kept without saying where it goes (110, 119, 120). */
export function lineFault({ kind, opens, closes, divertTo }: LineTold): Refusal | undefined {
  if ((opens === null) !== (closes === null) || (opens !== null && closes !== null && opens >= closes))
    return refuse('line.hours');
  return kind === 'emergency' && divertTo === null ? refuse('line.emergency_diverted') : undefined;
}

/** On the district's own clock. A line that hands everything over is open day and night. */
export function isAnswered(line: Pick<LineTold, 'opens' | 'closes' | 'divertTo'>, at: Date, timeZone: string): boolean {
  if (line.opens === null || line.closes === null || line.divertTo !== null) return true;
  const now = at.getTime() + offsetAt(timeZone, at.getTime());
  const minute = Math.floor((((now % DAY) + DAY) % DAY) / MINUTE);
  return minute >= line.opens && minute < line.closes;
}

export type CallAt = {
  forPerson: string | null;
  personId: string | null;
  personName: string | null;
  offeredTo: string | null;
  offeredLine: string | null;
  endedAt: Date | null;
};

export const stateOf = ({ personId, offeredTo, offeredLine, endedAt }: CallAt): PhoneCall['state'] =>
  endedAt ? 'ended' : personId === null ? 'ringing' : offeredTo || offeredLine ? 'offered' : 'taken';

/** Whose telephone rings takes it; what is handed over is taken by whoever it is handed to, and never by whoever hands it over. */
export const isOfferedTo = (call: CallAt, personId: string): boolean =>
  stateOf(call) === 'offered' &&
  call.personId !== personId &&
  (call.offeredTo === personId || call.offeredLine !== null);

export function mayTake(call: CallAt, personId: string): Refusal | undefined {
  const state = stateOf(call);
  if (state === 'ended') return refuse('call.over');
  if (state === 'ringing')
    return call.forPerson === null || call.forPerson === personId ? undefined : refuse('call.not_yours');
  return isOfferedTo(call, personId) ? undefined : refuse('call.taken', { name: call.personName ?? '' });
}

/** What only whoever speaks with the caller may do: hand over, take back, write the report, end. */
export function maySpeak(call: CallAt, personId: string): Refusal | undefined {
  const state = stateOf(call);
  if (state === 'ended') return refuse('call.over');
  if (call.personId === personId) return undefined;
  return state === 'ringing' ? refuse('call.not_yours') : refuse('call.taken', { name: call.personName ?? '' });
}

/** 紧急转出 waits for nothing: whoever hears it ring may press it, and whoever speaks with her. */
export const mayDivert = (call: CallAt, personId: string): Refusal | undefined =>
  stateOf(call) === 'ringing' ? mayTake(call, personId) : maySpeak(call, personId);
