/**
 * What a case leaves behind, without I/O: from its facts, clocks and reports to the traces that indicators count. Only what had
 * happened by `asOf` is seen, so a month that is counted again years later, after cases were reopened, gives the same digits.
 */
import { standing } from '#contract/cases.ts';
import { maskOf, type Mark, type TraceKind } from '#contract/indicators.ts';
import type { HintKind } from '#contract/mirror.ts';
import type { Limit, Pause } from '#contract/worktime.ts';
import { calls } from './calls.rules.ts';
import { caseDueKnown, dueKnown } from './clocks.rules.ts';

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
  startedAt: number;
  limit: Limit;
  dueAt: number | null;
  endedAt: number | null;
  endedBy: string | null;
};
/** The first round of one lead; later rounds (返工) have limits of their own and do not wash the first one. */
export type HistoryRound = {
  unitId: number;
  startedAt: number;
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
  calendarId: number;
  calendarVersion: number;
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
  /** a limit counted on a calendar, in the version that was in force */
  deadline: (
    calendar: { id: number; version: number },
    start: number,
    limit: Limit,
    pauses: readonly Pause[],
  ) => number | null;
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
  told: CaseHistory,
  period: { from: number; to: number },
  asOf: number,
  ground: TraceGround,
): Trace[] {
  // What was taken back in its first seconds is nobody's work and nobody's mistake.
  const history = { ...told, facts: standing(told.facts) };
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
  duties(history, facts, asOf, ground, leave);
  decisions(facts, leave);
  caseClock(history, facts, asOf, ground, leave);
  calls(facts, asOf, leave);
  reports(history, facts, asOf, leave);
  return traces;
}

/** Facts that leave traces, or move a clock that does. A test holds that each is one which the rooms below really record. */
export const heard = [
  'case.opened',
  'case.taken_back',
  'case.received',
  'case.confirm_asked',
  'case.confirmed',
  'case.filed',
  'case.answered',
  'case.refused',
  'case.upheld',
  'case.withdrawn',
  'case.merged',
  'case.voided',
  'case.dispatched',
  'case.designated',
  'case.handed_up',
  'case.handed_down',
  'case.stepped_beyond',
  'case.gap_found',
  'case.signed',
  'case.assigned',
  'case.handed_back',
  'case.return_asked',
  'case.return_decided',
  'case.extension_asked',
  'case.extension_decided',
  'case.suspension_asked',
  'case.suspension_decided',
  'case.suspended',
  'case.resumed',
  'case.recomputed',
  'case.supervised',
  'case.supervision_kept',
  'case.supervision_replied',
  'case.supervision_cleared',
  'case.paper_overdue',
  'case.checked',
  'case.rework',
  'case.sent_back',
  'case.closed',
  'case.reopened',
  'case.self_handled',
  'case.photo_added',
  'case.called_back',
  'case.followed_up',
  'case.whistled',
  'case.child_began',
  'case.child_ended',
  'case.task_accepted',
  'case.task_arrived',
  'case.task_objected',
  'case.task_ruled',
  'case.task_handed_back',
  'case.task_sent_back',
  'case.task_finished',
  'case.task_refused',
  'case.task_overdue',
] as const;

export type Leave = (kind: TraceKind, at: number, given: readonly (Mark | false)[], told?: Told) => void;

/** The unit a dispatch went to, that it was handed on to, or that handled it on the spot. */
const leading = new Set([
  'case.dispatched',
  'case.designated',
  'case.handed_up',
  'case.handed_down',
  'case.self_handled',
]);
/** Handed up to the district it has no lead until it is dispatched again. */
const leads = (fact: HistoryFact): boolean => leading.has(fact.kind) && saidBy(fact, 'to') !== 'filed';
const leadOf = (fact: HistoryFact | undefined): number | null =>
  fact === undefined ? null : fact.kind === 'case.self_handled' ? fact.unitId : Number(saidBy(fact, 'unitId'));
/** 强制结案: ended by two people, not by the work; counted apart. */
const isForced = (fact: HistoryFact): boolean => fact.kind === 'case.closed' && saidBy(fact, 'forced') === true;

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
  let seen = false;
  let dispatchedOnce = false;
  let respondedOnce = false;
  const whistled = facts.some(({ kind }) => kind === 'case.whistled');
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
  /** What the mirror had still to say of an answer was kept with its fact; what makes it no answer is below the standard. */
  const answered = (fact: HistoryFact) => {
    const hints = saidBy(fact, 'hints');
    if (Array.isArray(hints) && fact.personId !== null)
      leave('answer', fact.at, [!hints.some((hint) => noAnswer.has(String(hint))) && 'valid'], {
        ...who(fact),
        unitId: lead,
      });
  };
  facts.forEach((fact, i) => {
    switch (fact.kind) {
      case 'case.received':
        leave('received', fact.at, [!voided && 'stands'], who(fact));
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
            // 权威型派单: a bucket of its own
            saidBy(fact, 'basis') === 'leader_order' && 'ordered',
            saidBy(fact, 'basis') === 'list' && 'listed',
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
        answered(fact);
        break;
      case 'case.upheld':
        answered(fact);
        break;
      case 'case.self_handled':
        lead = fact.unitId;
        dispatchedAt = fact.at;
        handedBack = fact;
        proof = true; // the move is not granted without a photo
        filed(fact);
        dispatched(fact.at);
        responded(fact.at);
        leave('self_handled', fact.at, [!undone(facts.slice(i + 1)) && 'stands'], { ...who(fact), unitId: lead });
        break;
      case 'case.handed_up':
      case 'case.handed_down':
        lead = leads(fact) ? leadOf(fact) : null;
        leave(fact.kind === 'case.handed_up' ? 'handed_up' : 'handed_down', fact.at, [], {
          ...who(fact),
          unitId: Number(saidBy(fact, 'fromUnitId')),
        });
        break;
      case 'case.stepped_beyond':
        leave('beyond', fact.at, [], { ...who(fact), unitId: lead });
        break;
      case 'case.gap_found':
        if (saidBy(fact, 'gap') === 'fallback')
          leave('fallback', fact.at, [], { unitId: Number(saidBy(fact, 'unitId')) });
        break;
      case 'case.supervised':
        leave('supervised', fact.at, [], { unitId: Number(saidBy(fact, 'unitId')) });
        break;
      case 'case.handed_back':
        handedBack = fact;
        break;
      case 'case.photo_added':
        if (saidBy(fact, 'purpose') === 'after') proof = true;
        if (saidBy(fact, 'purpose') === 'check') seen = true;
        break;
      case 'case.checked':
        // What was let through and had to be done again was not looked at well.
        leave('checked', fact.at, [seen && 'proof', !undone(facts.slice(i + 1)) && 'stands'], who(fact));
        seen = false;
        break;
      case 'case.rework':
      case 'case.sent_back':
        rework = true;
        break;
      case 'case.suspended':
        leave('suspended', fact.at, [], { unitId: lead });
        break;
      case 'case.extension_decided':
        if (saidBy(fact, 'accepted') === true) leave('extended', fact.at, [], { unitId: lead });
        break;
      case 'case.closed': {
        answered(fact);
        if (isForced(fact)) {
          leave('forced', fact.at, [], { ...who(fact), unitId: lead });
          break;
        }
        const handledAt: number | null = handedBack?.at ?? null;
        leave(
          'closed',
          fact.at,
          [
            rework && 'rework',
            proof && 'proof',
            lead !== null && ground.isLocal(lead) && 'local',
            whistled && 'whistle',
          ],
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
      case 'case.followed_up':
        leave('followed', fact.at, [saidBy(fact, 'holds') === true && 'stands'], { ...who(fact), unitId: lead });
        break;
      case 'case.called_back': {
        const reached = saidBy(fact, 'reached') === true;
        const solved = saidBy(fact, 'solved');
        const satisfied = saidBy(fact, 'satisfied');
        const onTime = saidBy(fact, 'late') !== true;
        leave('voice', fact.at, ['called', onTime && 'on_time', reached && 'reached', ...opinion(solved, satisfied)], {
          ...who(fact),
          unitId: lead,
        });
        // Whoever would not be asked was not asked badly.
        if (reached && saidBy(fact, 'refused') !== true)
          leave('asked', fact.at, opinion(solved, satisfied), { ...who(fact), unitId: lead });
        break;
      }
      default:
    }
  });
}

const noAnswer = new Set<string>(['too_short', 'passed_on', 'no_outcome', 'off_matter'] satisfies HintKind[]);

/** Done again, before the next check of it or its closing: sent back, or found not to have been so. What comes later is another story. */
function undone(after: readonly HistoryFact[]): boolean {
  for (const { kind } of after) {
    if (kind === 'case.checked' || kind === 'case.closed') return false;
    if (kind === 'case.rework' || kind === 'case.sent_back' || kind === 'case.voided') return true;
  }
  return false;
}

const opinion = (solved: unknown, satisfied: unknown): (Mark | false)[] => [
  typeof solved === 'boolean' && 'solved_known',
  solved === true && 'solved',
  typeof satisfied === 'boolean' && 'satisfied_known',
  satisfied === true && 'satisfied',
];

const stageEnded = (history: CaseHistory, state: string, at: number): HistoryStage | undefined =>
  history.stages.find((stage) => stage.state === state && stage.endedAt === at);

/** The duty of a stage, the move that does it and the facts that tell of it, and the trace it leaves. */
const stageDuties: Record<string, { by: string; told: readonly string[]; kind: TraceKind; post: string | null }> = {
  reported: { by: 'receive', told: ['case.received'], kind: 'receive_due', post: 'receiver' },
  confirming: { by: 'confirm', told: ['case.confirmed'], kind: 'confirm', post: 'keeper' },
  filed: { by: 'dispatch', told: ['case.dispatched', 'case.designated'], kind: 'dispatch_due', post: 'dispatcher' },
  dispatched: { by: 'sign', told: ['case.signed'], kind: 'response', post: null },
  handled: { by: 'check', told: ['case.checked', 'case.rework'], kind: 'check', post: 'checker' },
  checked: { by: 'close', told: ['case.closed'], kind: 'close_due', post: 'duty_officer' },
};

/**
 * What was to be done by a deadline, at that deadline: done, or open and past it. What is neither due nor done yet, what ended
 * otherwise, and what hangs without a deadline is not counted. Late is strictly after.
 */
function duties(
  history: CaseHistory,
  facts: readonly HistoryFact[],
  asOf: number,
  ground: TraceGround,
  leave: Leave,
): void {
  for (const stage of history.stages) {
    const duty = stageDuties[stage.state];
    const dueAt = duty && stage.startedAt <= asOf ? dueKnown(history, 'stage', stage, asOf, ground) : null;
    if (!duty || dueAt === null) continue;
    const endedAt = stage.endedAt !== null && stage.endedAt <= asOf ? stage.endedAt : null;
    if (endedAt !== null && stage.endedBy !== duty.by && !(duty.by === 'dispatch' && stage.endedBy === 'designate'))
      continue;
    if (endedAt === null && dueAt >= asOf) continue;
    // By its own fact: what happens at the same moment is told of by another.
    const doer = facts.find(
      ({ at, kind, personId }) => at === endedAt && personId !== null && duty.told.includes(kind),
    );
    // What the house received by itself is nobody's merit.
    if (duty.kind === 'receive_due' && endedAt !== null && doer === undefined) continue;
    leave(duty.kind, dueAt, [endedAt !== null && 'done', endedAt !== null && endedAt <= dueAt && 'on_time'], {
      unitId: stage.unitId,
      personId: doer?.personId ?? stage.personId,
      post: doer?.post ?? duty.post,
      dueAt,
      doneAt: endedAt,
    });
  }
  // Who was at it then: a name that was written into the row later is not known yet.
  const assigned = facts.findLast(({ kind }) => kind === 'case.assigned');
  const assignee = typeof assigned?.data?.['personId'] === 'string' ? assigned.data['personId'] : null;
  const forcedAt = facts.find(isForced)?.at;
  for (const round of history.rounds) {
    if (round.startedAt > asOf || (round.returnedAt !== null && round.returnedAt <= asOf)) continue;
    const dueAt = dueKnown(history, 'handling', round, asOf, ground);
    if (dueAt === null) continue;
    const doneAt = round.handedBackAt !== null && round.handedBackAt <= asOf ? round.handedBackAt : null;
    const ended = round.endedAt !== null && round.endedAt <= asOf;
    // Closed by force after its deadline it was late all the same.
    const escaped = ended && round.endedAt === forcedAt && dueAt < round.endedAt;
    if (doneAt === null && !escaped && (ended || dueAt >= asOf)) continue;
    const personId = doneAt === null ? assignee : round.personId;
    leave(
      'round',
      dueAt,
      [
        doneAt !== null && 'done',
        doneAt !== null && doneAt <= dueAt && 'on_time',
        doneAt === null && !escaped && 'open',
      ],
      { unitId: round.unitId, personId, post: personId ? 'handler' : null, dueAt, doneAt },
    );
  }
  supervision(facts, leave);
}

const askedFor = { 'case.extension_asked': 'extension', 'case.suspension_asked': 'suspension' } as const;
const grantedBy: Record<string, string> = {
  'case.extension_decided': 'extension',
  'case.suspension_decided': 'suspension',
  'case.suspended': 'suspension',
};
/** 延期、挂账 are decided within the clock of the application: in time, or at the moment its lamp turned red. */
function decisions(facts: readonly HistoryFact[], leave: Leave): void {
  const asked = new Map<string, { redAt: number | null }>();
  for (const fact of facts) {
    const begun = askedFor[fact.kind as keyof typeof askedFor];
    const over = grantedBy[fact.kind];
    if (begun) asked.set(begun, { redAt: null });
    else if (fact.kind === 'case.paper_overdue') {
      const one = asked.get(String(saidBy(fact, 'paper')));
      if (one) one.redAt = fact.at;
    } else if (over && asked.has(over)) {
      const { redAt } = asked.get(over)!;
      leave('decision', redAt ?? fact.at, ['done', redAt === null && 'on_time'], { ...who(fact), doneAt: fact.at });
      asked.delete(over);
    }
  }
  for (const { redAt } of asked.values()) if (redAt !== null) leave('decision', redAt, ['open']);
}

/** 督办 is answered within its own clock: what was asked, by the answer or by the lamp that turned red first. */
function supervision(facts: readonly HistoryFact[], leave: Leave): void {
  let asked: number | null = null;
  let told = false;
  for (const fact of facts) {
    if (fact.kind === 'case.supervised' || fact.kind === 'case.supervision_kept') {
      asked = Number(saidBy(fact, 'unitId') ?? asked ?? fact.unitId);
      told = false;
    } else if (asked === null) continue;
    else if (fact.kind === 'case.supervision_replied') {
      const onTime = saidBy(fact, 'late') !== true;
      if (!told) leave('supervision_reply', fact.at, ['done', onTime && 'on_time'], { unitId: asked });
      told = true;
    } else if (!told && fact.kind === 'case.paper_overdue' && saidBy(fact, 'paper') === 'supervision') {
      leave('supervision_reply', fact.at, ['open'], { unitId: asked });
      told = true;
    }
  }
}

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
    const closed = mine.find((fact) => fact.kind === 'case.closed' && !isForced(fact));
    const end = mine.find((fact) => endings.has(fact.kind) || isForced(fact));
    if (!closed && (end !== undefined || until <= asOf)) return;
    const clock = { start: start.at, until: closed?.at ?? until, first: i === 0, last: start === last };
    const dueAt = caseDueKnown(history, clock, asOf, ground);
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
