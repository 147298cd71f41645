/** 热线 without I/O: when a line is answered, and who may do what with a call. */
import { offsetAt, openings, DAY, MINUTE, type Calendar } from '#contract/calendar.ts';
import type { LineQueue, PhoneLine, PhoneCall } from '#contract/lines.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type LineTold = Pick<PhoneLine, 'kind' | 'opens' | 'closes' | 'workdays' | 'unitIds' | 'queues' | 'divertTo'>;

/** An emergency number is never answered by the desk of a district, so it cannot be kept without saying where it goes (110, 119, 120). */
export function lineFault({ kind, opens, closes, divertTo }: LineTold): Refusal | undefined {
  if ((opens === null) !== (closes === null) || (opens !== null && closes !== null && opens >= closes))
    return refuse('line.hours');
  return kind === 'emergency' && divertTo === null ? refuse('line.emergency_diverted') : undefined;
}

/**
 * On the district's own clock, and on its working days where the line keeps to them: a holiday rests, a make-up day (调休) is answered. A
 * line that hands everything over is open day and night.
 */
export function isAnswered(
  line: Pick<LineTold, 'opens' | 'closes' | 'workdays' | 'divertTo'>,
  at: Date,
  calendar: Calendar,
): boolean {
  const { opens, closes, workdays, divertTo } = line;
  if (divertTo !== null) return true;
  const now = at.getTime() + offsetAt(calendar.timeZone, at.getTime());
  const midnight = Math.floor(now / DAY) * DAY;
  const minute = Math.floor((now - midnight) / MINUTE);
  const inHours = opens === null || closes === null || (minute >= opens && minute < closes);
  if (!workdays || !inHours) return inHours;
  const begin = opens === null ? at.getTime() : at.getTime() - (now - midnight);
  const end = opens === null ? begin + 1 : begin + DAY;
  return !openings(calendar, begin, end).next().done;
}

/** Whose line it is: the units it names, or every unit that takes calls. `unitIds`: where somebody takes them. */
export const answers = (line: { unitIds: readonly number[] }, unitIds: readonly number[]): boolean =>
  line.unitIds.length === 0 || line.unitIds.some((id) => unitIds.includes(id));

/** Into whose queue it goes: a line of both kind and class before one of the class, that before one of the kind, that before one of all. */
export function queueFor(queues: readonly LineQueue[], of: { kind: string; code: string }): number | null {
  const fits = queues.filter(
    ({ kind, big }) => (kind === null || kind === of.kind) && (big === null || of.code.startsWith(big)),
  );
  const narrow = ({ kind, big }: LineQueue): number => (big === null ? 0 : 2 + big.length) + (kind === null ? 0 : 1);
  return fits.toSorted((a, b) => narrow(b) - narrow(a))[0]?.unitId ?? null;
}

export type CallAt = {
  forPerson: string | null;
  personId: string | null;
  personName: string | null;
  offeredTo: string | null;
  offeredLine: string | null;
  endedAt: Date | null;
  /** of the line it is on, or is handed to */
  unitIds: readonly number[];
};
/** Who wants to do something with it, and for which units she takes calls. */
export type Agent = { personId: string; unitIds: readonly number[] };

export const stateOf = ({ personId, offeredTo, offeredLine, endedAt }: CallAt): PhoneCall['state'] =>
  endedAt ? 'ended' : personId === null ? 'ringing' : offeredTo || offeredLine ? 'offered' : 'taken';

/** Whose telephone rings takes it; what is handed over is taken by whoever it is handed to, and never by whoever hands it over. */
export const isOfferedTo = (call: CallAt, { personId, unitIds }: Agent): boolean =>
  stateOf(call) === 'offered' &&
  call.personId !== personId &&
  (call.offeredTo === personId || (call.offeredLine !== null && answers(call, unitIds)));

export function mayTake(call: CallAt, agent: Agent): Refusal | undefined {
  const state = stateOf(call);
  if (state === 'ended') return refuse('call.over');
  if (state === 'ringing') {
    const mine = call.forPerson === null ? answers(call, agent.unitIds) : call.forPerson === agent.personId;
    return mine ? undefined : refuse('call.not_yours');
  }
  return isOfferedTo(call, agent) ? undefined : refuse('call.taken', { name: call.personName ?? '' });
}

/** What only whoever speaks with the caller may do: hand over, take back, write the report, end. */
export function maySpeak(call: CallAt, personId: string): Refusal | undefined {
  const state = stateOf(call);
  if (state === 'ended') return refuse('call.over');
  if (call.personId === personId) return undefined;
  return state === 'ringing' ? refuse('call.not_yours') : refuse('call.taken', { name: call.personName ?? '' });
}

/** 紧急转出 waits for nothing: whoever hears it ring may press it, and whoever speaks with her. */
export const mayDivert = (call: CallAt, agent: Agent): Refusal | undefined =>
  stateOf(call) === 'ringing' ? mayTake(call, agent) : maySpeak(call, agent.personId);
