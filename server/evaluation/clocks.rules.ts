/**
 * Deadlines as they were known at a moment, without I/O. A row knows its clock as it is today; what moved it since (more time, a pause,
 * another calendar, a reopening) is taken off again, so that a month that is counted anew years later falls due on the same days.
 */
import { caseAllowance } from '#contract/cases.ts';
import type { Limit, Pause } from '#contract/worktime.ts';
import type { CaseHistory, HistoryFact, TraceGround } from './traces.rules.ts';

/** Facts that move a clock which runs, or set one anew. */
export const clockMovers = [
  'case.suspended',
  'case.resumed',
  'case.extension_decided',
  'case.return_decided',
  'case.designated',
  'case.reopened',
  'case.recomputed',
] as const;
const moves = new Set<string>(clockMovers);
const granted = ({ kind, data }: HistoryFact): boolean =>
  kind === 'case.extension_decided' && data?.['accepted'] === true;

type Clock = { startedAt: number; limit: Limit; dueAt: number | null; endedAt: number | null };

/** The deadline of a stage or of a handling round. One that had ended stands; nothing moves it any more. */
export function dueKnown(
  history: CaseHistory,
  name: 'stage' | 'handling',
  clock: Clock,
  asOf: number,
  ground: TraceGround,
): number | null {
  if ((clock.endedAt !== null && clock.endedAt <= asOf) || !movedAfter(history, asOf)) return clock.dueAt;
  const limit = name === 'handling' ? limitKnown(history, clock.limit, asOf) : clock.limit;
  const pauses = pausesKnown(history, name, asOf, Infinity);
  return limit && ground.deadline(calendarKnown(history, asOf), clock.startedAt, limit, pauses);
}

/** The case's own deadline, for one of the times it was filed or reopened; the row knows the last. */
export function caseDueKnown(
  history: CaseHistory,
  clock: { start: number; until: number; first: boolean; last: boolean },
  asOf: number,
  ground: TraceGround,
): number | null {
  if (clock.last && !movedAfter(history, asOf)) return history.caseDueAt;
  const limit = caseLimitKnown(history, clock, asOf);
  const pauses = pausesKnown(history, 'case', asOf, clock.until);
  return limit && ground.deadline(calendarKnown(history, asOf), clock.start, limit, pauses);
}

const movedAfter = (history: CaseHistory, asOf: number): boolean =>
  history.facts.some((fact) => fact.at > asOf && moves.has(fact.kind));

/** What was granted after `asOf` is taken off again; of an instant, the word that stood then. */
function limitKnown({ facts }: CaseHistory, limit: Limit, asOf: number): Limit | null {
  const later = facts.filter((fact) => fact.at > asOf && granted(fact));
  if (later.length === 0) return limit;
  if (limit.kind !== 'instant')
    return { kind: limit.kind, n: limit.n - later.reduce((sum, fact) => sum + askedFor(facts, fact), 0) };
  const at = facts.reduce<unknown>((word, fact) => (fact.at <= asOf ? (wordOf(fact) ?? word) : word), undefined);
  return typeof at === 'string' ? { kind: 'instant', at } : null;
}
const askedFor = (facts: readonly HistoryFact[], decided: HistoryFact): number => {
  const asked = facts.findLast((fact) => fact.kind === 'case.extension_asked' && fact.at <= decided.at);
  return Number(asked?.data?.['n'] ?? 0);
};
/** An instant that this fact made the limit. */
const wordOf = (fact: HistoryFact): unknown => {
  if (fact.kind === 'case.designated') return fact.data?.['due'];
  const limit = granted(fact) ? (fact.data?.['limit'] as Limit | undefined) : undefined;
  return limit?.kind === 'instant' ? limit.at : undefined;
};

/** The limit of the whole case stands in its row as it is today; an instant that came later leaves the round's own, and what is allowed on top. */
function caseLimitKnown(
  history: CaseHistory,
  { start, until, first }: { start: number; until: number; first: boolean },
  asOf: number,
): Limit | null {
  const seen = Math.min(asOf, until);
  const round = history.rounds.find(({ startedAt }) => startedAt >= start && startedAt < seen) ?? history.rounds[0];
  // An instant that somebody named stands for the first clock only; a reopened case has a limit again.
  if (round?.limit.kind === 'instant' && first) return limitKnown(history, round.limit, asOf);
  if (history.caseLimit === null || history.caseLimit.kind !== 'instant')
    return history.caseLimit && limitKnown(history, history.caseLimit, asOf);
  const ordered = history.facts.find((fact) => fact.kind === 'case.designated' && wordOf(fact) !== undefined);
  if (!ordered || ordered.at <= seen || !round) return limitKnown(history, history.caseLimit, asOf);
  const limit = limitKnown(history, round.limit, asOf);
  return limit === null || limit.kind === 'instant'
    ? limit
    : { kind: limit.kind, n: limit.n + caseAllowance[limit.kind] };
}

function pausesKnown(history: CaseHistory, clock: 'stage' | 'handling' | 'case', asOf: number, until: number): Pause[] {
  return (
    history.pauses
      .filter((pause) => pause.clocks.includes(clock) && pause.from <= asOf && pause.from < until)
      // Time given back for a return is known when it is decided.
      .filter((pause) => pause.reason !== 'return_accepted' || (pause.to !== null && pause.to <= asOf))
      .map((pause) => ({
        from: new Date(pause.from),
        to: pause.to === null || pause.to > asOf ? null : new Date(pause.to),
      }))
  );
}

/** The calendar a clock ran on: the one in force before the first recounting that came later. */
function calendarKnown(history: CaseHistory, asOf: number): { id: number; version: number } {
  const { calendarId: id, calendarVersion, facts } = history;
  const later = facts.find((fact) => fact.at > asOf && fact.kind === 'case.recomputed')?.data;
  const version = Number(later?.['before'] ?? (later ? Number(later['version']) - 1 : calendarVersion));
  return { id, version };
}
