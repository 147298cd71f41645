/**
 * What a case leaves behind, without I/O: from its facts, clocks and reports to the traces that indicators count. Only what had
 * happened by `asOf` is seen, so a month that is counted again years later, after cases were reopened, gives the same digits.
 */
import { maskOf, type Mark, type TraceKind } from '#contract/indicators.ts';
import type { Limit, Pause } from '#contract/worktime.ts';

/** A fact of the case, in order. `data` only where it is needed. */
export type HistoryFact = {
  kind: string;
  at: number;
  personId: string | null;
  post: string | null;
  unitId: number | null;
  data: Record<string, unknown> | null;
};
export type HistoryStage = {
  state: string;
  unitId: number;
  personId: string | null;
  dueAt: number | null;
  endedAt: number | null;
  endedBy: string | null;
};
/** The first round of one lead; later rounds (返工) have limits of their own and do not wash the first one. */
export type HistoryRound = {
  unitId: number;
  limit: Limit;
  dueAt: number | null;
  handedBackAt: number | null;
  personId: string | null;
  endedAt: number | null;
  /** when the lead was given back with consent */
  returnedAt: number | null;
};
export type HistoryReport = {
  receivedAt: number;
  channel: string;
  discovery: string;
  byPerson: string | null;
  ratedAt: number | null;
  solved: boolean | null;
  satisfied: boolean | null;
};
export type CaseHistory = {
  id: string;
  areaId: number;
  discovery: string;
  caseLimit: Limit | null;
  caseDueAt: number | null;
  pauses: { clocks: string[]; from: number; to: number | null; reason: string }[];
  facts: HistoryFact[];
  stages: HistoryStage[];
  rounds: HistoryRound[];
  reports: HistoryReport[];
};

/** What is known beside the case. */
export type TraceGround = {
  /** the keeper who answers for a cell */
  keeperOf: (areaId: number) => string | null;
  /** a street or community unit: 小事不出街道 */
  isLocal: (unitId: number) => boolean;
  /** a limit counted on the case's own calendar */
  deadline: (start: number, limit: Limit, pauses: readonly Pause[]) => number | null;
};

export type Trace = {
  kind: TraceKind;
  at: number;
  unitId: number | null;
  personId: string | null;
  post: string | null;
  marks: number;
  minutes: number | null;
  dueAt: number | null;
  doneAt: number | null;
};
type Told = Partial<Omit<Trace, 'kind' | 'at' | 'marks'>>;

const minutesBetween = (from: number, to: number): number => Math.round((to - from) / 60_000);
const discoveryMarks: Record<string, Mark> = { passive: 'passive', active: 'active', smart: 'smart' };

/** All traces of a case that lie in the period, in a fixed order. */
export function tracesOf(
  history: CaseHistory,
  period: { from: number; to: number },
  asOf: number,
  ground: TraceGround,
): Trace[] {
  const traces: Trace[] = [];
  const leave = (kind: TraceKind, at: number, given: readonly (Mark | false)[], told: Told = {}): void => {
    if (at < period.from || at >= period.to) return;
    traces.push({
      kind,
      at,
      unitId: told.unitId ?? null,
      personId: told.personId ?? null,
      post: told.post ?? null,
      marks: maskOf(given.filter((mark) => mark !== false)),
      minutes: told.minutes ?? null,
      dueAt: told.dueAt ?? null,
      doneAt: told.doneAt ?? null,
    });
  };
  const facts = history.facts.filter(({ at }) => at <= asOf);
  const found = discoveryMarks[history.discovery] ?? false;
  acts(history, facts, found, ground, leave);
  duties(history, facts, asOf, leave);
  caseClock(history, facts, asOf, ground, leave);
  reports(history, facts, asOf, leave);
  return traces;
}
type Leave = (kind: TraceKind, at: number, given: readonly (Mark | false)[], told?: Told) => void;

/** The unit a dispatch went to, or that handled it on the spot. */
const leads = (fact: HistoryFact): boolean =>
  fact.kind === 'case.dispatched' || fact.kind === 'case.designated' || fact.kind === 'case.self_handled';
const leadOf = (fact: HistoryFact | undefined): number | null =>
  fact === undefined ? null : fact.kind === 'case.self_handled' ? fact.unitId : Number(saidBy(fact, 'unitId'));

const who = (fact: HistoryFact): Told => ({ personId: fact.personId, post: fact.post });
const saidBy = (fact: HistoryFact, key: string): unknown => fact.data?.[key];

/** What people did, at the time they did it. */
function acts(
  history: CaseHistory,
  facts: readonly HistoryFact[],
  found: Mark | false,
  ground: TraceGround,
  leave: Leave,
): void {
  const sensedAt = Math.min(...history.reports.map(({ receivedAt }) => receivedAt), facts[0]?.at ?? Infinity);
  const voided = facts.some(({ kind }) => kind === 'case.voided');
  let confirmed = false;
  let lead: number | null = null;
  let dispatchedAt: number | null = null;
  let handedBack: HistoryFact | null = null;
  let rework = false;
  let proof = false;
  let dispatchedOnce = false;
  let respondedOnce = false;
  const filed = (fact: HistoryFact) => {
    const stage = stageEnded(history, 'received', fact.at);
    const onTime = stage === undefined || stage.dueAt === null || fact.at <= stage.dueAt;
    if (fact.kind === 'case.filed')
      leave('filed', fact.at, [onTime && 'on_time', !voided && 'stands'], {
        ...who(fact),
        dueAt: stage?.dueAt ?? null,
        doneAt: fact.at,
      });
    const keeper = ground.keeperOf(history.areaId);
    leave('found', fact.at, [found, confirmed && 'confirmed'], { personId: keeper, post: keeper ? 'keeper' : null });
  };
  const dispatched = (at: number) => {
    if (!dispatchedOnce) leave('first_dispatch', at, [], { minutes: minutesBetween(sensedAt, at), doneAt: at });
    dispatchedOnce = true;
  };
  const responded = (at: number) => {
    if (!respondedOnce)
      leave('first_response', at, [], { unitId: lead, minutes: minutesBetween(sensedAt, at), doneAt: at });
    respondedOnce = true;
  };
  facts.forEach((fact, i) => {
    switch (fact.kind) {
      case 'case.received':
        leave('received', fact.at, [], who(fact));
        break;
      case 'case.confirm_asked': {
        const stage = stageEnded(history, 'received', fact.at);
        const onTime = stage === undefined || stage.dueAt === null || fact.at <= stage.dueAt;
        leave('confirm_sent', fact.at, [onTime && 'on_time'], { ...who(fact), dueAt: stage?.dueAt ?? null });
        break;
      }
      case 'case.confirmed':
        if (saidBy(fact, 'isSo') !== false) confirmed = true;
        break;
      case 'case.filed':
        filed(fact);
        break;
      case 'case.dispatched':
      case 'case.designated': {
        lead = leadOf(fact);
        dispatchedAt = fact.at;
        dispatched(fact.at);
        const after = facts.slice(i + 1);
        const next = after.findIndex(({ kind }) => kind === 'case.dispatched' || kind === 'case.designated');
        const own = next === -1 ? after : after.slice(0, next);
        const decided = own.filter(({ kind }) => kind === 'case.return_decided');
        leave(
          'dispatch',
          fact.at,
          [
            !decided.some((one) => saidBy(one, 'accepted') === true) && 'accurate',
            own.some(({ kind }) => kind === 'case.return_asked') && 'return_asked',
            decided.some((one) => saidBy(one, 'accepted') === false) && 'return_refused',
          ],
          { ...who(fact), unitId: lead },
        );
        break;
      }
      case 'case.signed':
        responded(fact.at);
        break;
      case 'case.answered':
      case 'case.refused':
        responded(fact.at);
        break;
      case 'case.self_handled':
        lead = fact.unitId;
        dispatchedAt = fact.at;
        handedBack = fact;
        proof = true; // the move is not granted without a photo
        filed(fact);
        dispatched(fact.at);
        responded(fact.at);
        leave('self_handled', fact.at, [], { ...who(fact), unitId: lead });
        break;
      case 'case.handed_back':
        handedBack = fact;
        break;
      case 'case.photo_added':
        if (saidBy(fact, 'purpose') === 'after') proof = true;
        break;
      case 'case.rework':
        rework = true;
        break;
      case 'case.suspended':
        leave('suspended', fact.at, [], { unitId: lead });
        break;
      case 'case.suspension_decided':
        if (saidBy(fact, 'accepted') === true) leave('suspended', fact.at, [], { unitId: lead });
        break;
      case 'case.extension_decided':
        if (saidBy(fact, 'accepted') === true) leave('extended', fact.at, [], { unitId: lead });
        break;
      case 'case.closed':
      case 'case.force_closed': {
        const handledAt: number | null = handedBack?.at ?? null;
        leave(
          'closed',
          fact.at,
          [rework && 'rework', proof && 'proof', lead !== null && ground.isLocal(lead) && 'local'],
          {
            unitId: lead,
            personId: handedBack?.personId ?? null,
            post: handedBack?.post ?? null,
            minutes: dispatchedAt !== null && handledAt !== null ? minutesBetween(dispatchedAt, handledAt) : null,
            doneAt: fact.at,
          },
        );
        break;
      }
      case 'case.reopened':
        dispatchedAt = null;
        handedBack = null;
        rework = false;
        break;
      case 'case.called_back': {
        const reached = saidBy(fact, 'reached') === true;
        const solved = saidBy(fact, 'solved');
        const satisfied = saidBy(fact, 'satisfied');
        leave('voice', fact.at, ['called', reached && 'reached', ...opinion(solved, satisfied)], {
          ...who(fact),
          unitId: lead,
        });
        break;
      }
      default:
    }
  });
}

const opinion = (solved: unknown, satisfied: unknown): (Mark | false)[] => [
  typeof solved === 'boolean' && 'solved_known',
  solved === true && 'solved',
  typeof satisfied === 'boolean' && 'satisfied_known',
  satisfied === true && 'satisfied',
];

const stageEnded = (history: CaseHistory, state: string, at: number): HistoryStage | undefined =>
  history.stages.find((stage) => stage.state === state && stage.endedAt === at);

/** The duty of a stage, the move that does it, and the trace it leaves. */
const stageDuties: Record<string, { by: string; kind: TraceKind; post: string | null }> = {
  confirming: { by: 'confirm', kind: 'confirm', post: 'keeper' },
  filed: { by: 'dispatch', kind: 'dispatch_due', post: 'dispatcher' },
  dispatched: { by: 'sign', kind: 'response', post: null },
  handled: { by: 'check', kind: 'check', post: 'checker' },
  checked: { by: 'close', kind: 'close_due', post: 'duty_officer' },
};

/**
 * What was to be done by a deadline, at that deadline: done, or open and past it. What is neither due nor done yet, what ended
 * otherwise, and what hangs without a deadline is not counted. Late is strictly after.
 */
function duties(history: CaseHistory, facts: readonly HistoryFact[], asOf: number, leave: Leave): void {
  const doers = new Map(facts.filter(({ personId }) => personId !== null).map((fact) => [fact.at, fact]));
  for (const stage of history.stages) {
    const duty = stageDuties[stage.state];
    if (!duty || stage.dueAt === null) continue;
    const endedAt = stage.endedAt !== null && stage.endedAt <= asOf ? stage.endedAt : null;
    if (endedAt !== null && stage.endedBy !== duty.by && !(duty.by === 'dispatch' && stage.endedBy === 'designate'))
      continue;
    if (endedAt === null && stage.dueAt >= asOf) continue;
    const doer = endedAt === null ? undefined : doers.get(endedAt);
    leave(
      duty.kind,
      stage.dueAt,
      [endedAt !== null && 'done', endedAt !== null && endedAt <= stage.dueAt && 'on_time'],
      {
        unitId: stage.unitId,
        personId: doer?.personId ?? stage.personId,
        post: doer?.post ?? duty.post,
        dueAt: stage.dueAt,
        doneAt: endedAt,
      },
    );
  }
  // Who was at it then: a name that was written into the row later is not known yet.
  const assigned = facts.findLast(({ kind }) => kind === 'case.assigned');
  const assignee = typeof assigned?.data?.['personId'] === 'string' ? assigned.data['personId'] : null;
  for (const round of history.rounds) {
    if (round.dueAt === null || (round.returnedAt !== null && round.returnedAt <= asOf)) continue;
    const doneAt = round.handedBackAt !== null && round.handedBackAt <= asOf ? round.handedBackAt : null;
    const ended = round.endedAt !== null && round.endedAt <= asOf;
    if (doneAt === null && (ended || round.dueAt >= asOf)) continue;
    const personId = doneAt === null ? assignee : round.personId;
    leave(
      'round',
      round.dueAt,
      [doneAt !== null && 'done', doneAt !== null && doneAt <= round.dueAt && 'on_time', doneAt === null && 'open'],
      { unitId: round.unitId, personId, post: personId ? 'handler' : null, dueAt: round.dueAt, doneAt },
    );
  }
}

/** What changes the clock of the whole case after it was set. */
const clockMovers = new Set(['case.reopened', 'case.return_decided']);

/**
 * The case's own deadline: a clock for each time it was filed or reopened. The row knows the last one as it is today; one that
 * was set before, or that moved after `asOf`, is counted again from its start, its limit and the pauses known then.
 */
function caseClock(
  history: CaseHistory,
  facts: readonly HistoryFact[],
  asOf: number,
  ground: TraceGround,
  leave: Leave,
): void {
  const starts = history.facts.filter(
    ({ kind, data }) =>
      kind === 'case.filed' || kind === 'case.self_handled' || (kind === 'case.reopened' && data?.['to'] === 'filed'),
  );
  const last = starts.at(-1);
  starts.forEach((start, i) => {
    if (start.at > asOf) return;
    // Filed again after it was given back to the desk: the later filing sets the clock.
    const until = starts[i + 1]?.at ?? Infinity;
    const mine = facts.filter(({ at }) => at >= start.at && at < until);
    const closed = mine.find(({ kind }) => kind === 'case.closed' || kind === 'case.force_closed');
    const end = mine.find(({ kind }) => endings.has(kind));
    if (!closed && (end !== undefined || until <= asOf)) return;
    const limit = i === 0 ? firstLimit(history) : history.caseLimit;
    const moved = history.facts.some((fact) => fact.at > asOf && clockMovers.has(fact.kind));
    const dueAt =
      start === last && !moved
        ? history.caseDueAt
        : limit && ground.deadline(start.at, limit, pausesKnown(history, asOf, closed?.at ?? until));
    if (dueAt === null) return;
    if (!closed && dueAt >= asOf) return;
    const doneAt = closed?.at ?? null;
    leave(
      'case_due',
      dueAt,
      [doneAt !== null && 'done', doneAt !== null && doneAt <= dueAt && 'on_time', doneAt === null && 'open'],
      { unitId: leadOf(mine.findLast(leads)), dueAt, doneAt },
    );
  });
}
const endings = new Set(['case.answered', 'case.refused', 'case.withdrawn', 'case.merged', 'case.voided']);
/** An instant that somebody named stands for the first clock only; a reopened case has a limit again. */
const firstLimit = (history: CaseHistory): Limit | null => {
  const given = history.rounds[0]?.limit;
  return given?.kind === 'instant' ? given : history.caseLimit;
};

const pausesKnown = (history: CaseHistory, asOf: number, until: number): Pause[] =>
  history.pauses
    .filter((pause) => pause.clocks.includes('case') && pause.from <= asOf && pause.from < until)
    // Time given back for a return is known when it is decided.
    .filter((pause) => pause.reason !== 'return_accepted' || (pause.to !== null && pause.to <= asOf))
    .map((pause) => ({
      from: new Date(pause.from),
      to: pause.to === null || pause.to > asOf ? null : new Date(pause.to),
    }));

/** What was reported, and what those who reported say of the outcome. */
function reports(history: CaseHistory, facts: readonly HistoryFact[], asOf: number, leave: Leave): void {
  const filed = facts.some(({ kind }) => kind === 'case.filed' || kind === 'case.self_handled');
  const refused = facts.some(({ kind }) => kind === 'case.voided' || kind === 'case.refused');
  history.reports.forEach((report, i) => {
    if (report.receivedAt > asOf) return;
    const byKeeper = report.channel === 'keeper';
    leave(
      'report',
      report.receivedAt,
      [
        filed && 'filed',
        filed && !refused && 'valid',
        i > 0 && 'joined',
        byKeeper && 'by_keeper',
        discoveryMarks[report.discovery] ?? false,
      ],
      { personId: byKeeper ? report.byPerson : null, post: byKeeper ? 'keeper' : null },
    );
    const ratedAt = report.ratedAt;
    if (ratedAt !== null && ratedAt <= asOf)
      // Of the unit that answered for it when she said so.
      leave('voice', ratedAt, opinion(report.solved, report.satisfied), {
        unitId: leadOf(facts.findLast((fact) => leads(fact) && fact.at <= ratedAt)),
      });
  });
}
