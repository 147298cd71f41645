/**
 * The loop as pure rules: a case as it is, a move, who makes it and when → what becomes of it, or a refusal with its reasons.
 * No database, no clock of its own. The legal moves stand in `contract/cases.ts`; here is what each one does to the state,
 * the clocks, the holder and the lead.
 */
import {
  caseAllowance,
  holderSide,
  isOpen,
  moveNames,
  moves,
  stageLimits,
  type MoveInput,
  type MoveName,
  type OpenState,
  type State,
} from '#contract/cases.ts';
import type { Post } from '#contract/access.ts';
import { deadline, warnAt, type Calendar, type Limit } from '#contract/worktime.ts';
import { say, type Said } from '#contract/words/words.ts';
import type { HeldPost } from '#kit/caller.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type ClockName = 'stage' | 'handling' | 'case';
export type StageNow = {
  n: number;
  state: OpenState;
  unitId: number;
  personId: string | null;
  enteredAt: Date;
  startedAt: Date;
  limit: Limit;
  warnAt: Date | null;
  dueAt: Date | null;
  warnedAt: Date | null;
  overdueAt: Date | null;
};
export type HandlingNow = {
  n: number;
  assignmentId: string;
  unitId: number;
  startedAt: Date;
  limit: Limit;
  warnAt: Date | null;
  dueAt: Date | null;
  warnedAt: Date | null;
  overdueAt: Date | null;
};
export type LeadNow = {
  id: string;
  unitId: number;
  rootUnitId: number;
  signedAt: Date | null;
  handlerId: string | null;
};
export type PauseNow = {
  n: number;
  clocks: ClockName[];
  from: Date;
  to: Date | null;
  reason: 'suspended' | 'confirming' | 'return_accepted';
};

/** A case with everything a rule may look at. */
export type CaseNow = {
  regionId: number;
  id: string;
  number: string;
  version: number;
  movedVersion: number;
  state: State;
  discovery: string;
  matterId: number;
  /** who said so: 'triage' until a person has nodded */
  matterBy?: string;
  conditionId: number | null;
  areaPath: string;
  holderUnitId: number | null;
  holderPersonId: string | null;
  leadUnitId: number | null;
  partyUnits: number[];
  openedAt: Date;
  lastAt: Date;
  timeLimit: Limit | null;
  caseLimit: Limit | null;
  caseStartedAt: Date | null;
  caseWarnAt: Date | null;
  caseDueAt: Date | null;
  caseWarnedAt: Date | null;
  caseOverdueAt: Date | null;
  stageN: number;
  suspendedAt: Date | null;
  suspendedUntil: Date | null;
  mergedInto: string | null;
  answerN: number | null;
  reports: number;
  reworks: number;
  returns: number;
  reopened: number;
  unsolvedAt: Date | null;
  /** of the last 受理 clock: taken up again when a 核实 task comes back */
  receivedStartedAt: Date | null;
  stage: StageNow | null;
  handling: HandlingNow | null;
  lead: LeadNow | null;
  pauses: PauseNow[];
  pendingReturn: { n: number; unitId: number; askedAt: Date } | null;
  confirmation: { n: number; keeperId: string } | null;
  counts: { handlings: number; returns: number; checks: number; confirmations: number; answers: number };
};

/** Who moves. The reporter moves by receipt, the system by the sweep; a person in one hat. */
export type Mover = { kind: 'person'; personId: string; post: HeldPost } | { kind: 'reporter' } | { kind: 'system' };

declare const permitted: unique symbol;
/** Proof that this mover may make this move of this case: only `mayMove` makes one, and `decide` asks for it (promise 3). */
export type MovePermit = {
  readonly move: MoveName;
  readonly caseId: string;
  readonly mover: Mover;
  readonly [permitted]: true;
};
const grant = (move: MoveName, caseId: string, mover: Mover): MovePermit => ({ move, caseId, mover }) as MovePermit;

/** What a rule needs to know beside the case; the action looks it up before deciding. */
export type Ground = {
  calendar: Calendar;
  supervisionId: number;
  commandId: number;
  root: (unitId: number) => number;
  unitName: (unitId: number) => string;
  newId: () => string;
  condition?: { id: number; matterId: number; limit: Limit; urgent: boolean } | undefined;
  area?: { id: number; path: string } | undefined;
  target?: { id: string; number: string; state: State } | undefined;
  keeperFits?: boolean;
  proofPhotos?: number;
  /** share of self-handled cases that are checked on the spot, told by the case's own id so that nobody can choose */
  sampled?: boolean;
  /** the answer of a closing is a standard sentence, to be counted as such (a history that brings no text of its own) */
  standardAnswer?: boolean;
};

export type NewStage = {
  n: number;
  state: OpenState;
  unit_id: number;
  person_id: string | null;
  entered_at: Date;
  started_at: Date;
  time_limit: Limit;
  warn_at: Date | null;
  due_at: Date | null;
};
export type NewHandling = {
  n: number;
  assignment_id: string;
  unit_id: number;
  started_at: Date;
  time_limit: Limit;
  warn_at: Date | null;
  due_at: Date | null;
};
export type NewAssignment = {
  id: string;
  unit_id: number;
  root_unit_id: number;
  role: 'lead' | 'co';
  rule_number: string | null;
  reason: string;
  dispatched_at: Date;
  signed_at: Date | null;
  handler_id: string | null;
};

/** What a move changes, in the names of the tables; `store.ts` writes it in one statement. */
export type Step = {
  set: Record<string, unknown>;
  at: Date;
  moved: boolean;
  endStage?: MoveName | 'system';
  stage?: NewStage;
  clock?: { warn_at: Date | null; due_at: Date | null };
  endHandling?: { outcome: 'handed_back' | 'returned' | 'case_ended'; result?: string; personId?: string };
  handling?: NewHandling;
  handlingClock?: { warn_at: Date | null; due_at: Date | null };
  endAssignments?: 'closed' | 'returned' | 'reassigned' | 'case_ended';
  assignments?: NewAssignment[];
  signLead?: boolean;
  handlerId?: string;
  pauses?: { n: number; clocks: ClockName[]; from_at: Date; to_at: Date | null; reason: PauseNow['reason'] }[];
  endPause?: PauseNow['reason'];
  returned?: {
    n: number;
    unit_id: number;
    assignment_id: string;
    reason: string;
    basis: string;
    suggested_unit_id: number | null;
  };
  decideReturn?: { accepted: boolean; decision: string };
  check?: {
    n: number;
    assignment_id: string;
    handler_root_unit_id: number;
    checker_root_unit_id: number;
    passed: boolean;
    remark: string;
    location: string | null;
  };
  confirmation?: { n: number; keeper_id: string };
  confirmed?: { is_so: boolean; remark: string; location: string | null };
  answer?: { n: number; text: string; standard: boolean; article_id: number | null };
  absorbInto?: string;
  fact: { kind: string; data: Record<string, unknown> };
};

const pointText = (point: { lon: number; lat: number } | undefined): string | null =>
  point ? `(${point.lon},${point.lat})` : null;

/** Is the move legal in this state, and which of the mover's hats may make it? */
export function mayMove(
  now: CaseNow,
  move: MoveName,
  who: { personId: string; posts: HeldPost[] } | 'reporter' | 'system',
  ground: Pick<Ground, 'root' | 'unitName'>,
): MovePermit | Refusal {
  const rule = moves[move];
  if (!rule.from.includes(now.state))
    return refuse('case.illegal_move', { ...wordsOfState(now.state), move: moveWord(move) });
  const halted = haltedBy(now, move);
  if (halted) return halted;
  if (who === 'reporter' || who === 'system')
    return rule.by.includes(who) ? grant(move, now.id, { kind: who }) : refuse('case.not_yours', notYours(move));
  let nearest: Refusal = refuse('case.not_yours', notYours(move));
  for (const post of who.posts) {
    if (!(rule.by as readonly string[]).includes(post.post)) continue;
    const refused = relation(now, move, rule.of, who.personId, post, ground);
    if (!refused) return grant(move, now.id, { kind: 'person', personId: who.personId, post });
    nearest = refused;
  }
  return nearest;
}

function haltedBy(now: CaseNow, move: MoveName): Refusal | undefined {
  if (now.pendingReturn && move !== 'decide_return' && move !== 'remind' && move !== 'withdraw')
    return refuse('case.return_pending');
  if (!now.pendingReturn && move === 'decide_return') return refuse('case.no_return');
  if (now.suspendedAt && move !== 'resume' && move !== 'withdraw') return refuse('case.suspended');
  if (!now.suspendedAt && move === 'resume') return refuse('case.not_suspended');
  return undefined;
}

function relation(
  now: CaseNow,
  move: MoveName,
  of: string,
  personId: string,
  post: HeldPost,
  ground: Pick<Ground, 'root' | 'unitName'>,
): Refusal | undefined {
  const other = () => refuse('case.not_yours', notYours(move));
  switch (of) {
    case 'lead':
      // A clerk of the unit or of one above it; a handler only what was given to her, or to nobody yet.
      if (now.leadUnitId === null || !post.unitIds.includes(now.leadUnitId)) return other();
      return post.post === 'handler' && now.lead?.handlerId && now.lead.handlerId !== personId ? other() : undefined;
    case 'task':
      return now.confirmation?.keeperId === personId ? undefined : other();
    case 'cell':
      return post.areaPath !== null && within(now.areaPath, post.areaPath) ? undefined : other();
    case 'other_root':
      // 监管分离: whoever shares a root unit with the handler never checks its work (domain fact 4).
      return now.lead && now.lead.rootUnitId === post.rootUnitId
        ? refuse('case.same_root_unit', { unit: ground.unitName(now.lead.rootUnitId) })
        : undefined;
    default:
      return undefined;
  }
}

const within = (path: string, above: string): boolean => path === above || path.startsWith(`${above}.`);
const moveWord = (move: MoveName): Said => ({ word: `case.move.${move}` });
const stateWord = (state: State): Said => ({ word: `case.state.${state}` });
const postWord = (post: Post | 'reporter' | 'system'): Said => ({ word: `post.${post}` });
const notYours = (move: MoveName) => ({ move: moveWord(move), who: moves[move].by.map(postWord) });

/** A refused move names the state, what is legal in it and who may do it. */
function wordsOfState(state: State): { state: Said; legal: Said[]; who: Said[] } {
  const legal = moveNames.filter((name) => moves[name].from.includes(state));
  const who = [...new Set(legal.flatMap((name) => [...moves[name].by]))].filter(
    (post) => post !== 'system' && post !== 'reporter',
  );
  return {
    state: stateWord(state),
    legal: legal.length > 0 ? legal.map(moveWord) : [{ word: 'case.no_move' }],
    who: who.length > 0 ? who.map(postWord) : [{ word: 'case.nobody' }],
  };
}

/** Limits of one clock as instants, on the case's own calendar, its pauses taken out. */
export function clockOf(
  startedAt: Date,
  limit: Limit,
  calendar: Calendar,
  pauses: PauseNow[],
  clock: ClockName,
): { warn_at: Date | null; due_at: Date | null } {
  const mine = pauses.filter((pause) => pause.clocks.includes(clock));
  return { due_at: deadline(startedAt, limit, calendar, mine), warn_at: warnAt(startedAt, limit, calendar, mine) };
}

const noClock = { warn_at: null, due_at: null };
/** The three clocks of a case whose pauses or calendar changed. */
export function runningClocks(now: CaseNow, pauses: PauseNow[], calendar: Calendar) {
  const stage = now.stage ? clockOf(now.stage.startedAt, now.stage.limit, calendar, pauses, 'stage') : noClock;
  const handling = now.handling
    ? clockOf(now.handling.startedAt, now.handling.limit, calendar, pauses, 'handling')
    : noClock;
  const whole =
    now.caseStartedAt && now.caseLimit ? clockOf(now.caseStartedAt, now.caseLimit, calendar, pauses, 'case') : noClock;
  const set = {
    stage_warn_at: stage.warn_at,
    stage_due_at: stage.due_at,
    handling_due_at: handling.due_at,
    case_warn_at: whole.warn_at,
    case_due_at: whole.due_at,
  };
  return { stage, handling, whole, set };
}

/** The handling limit and an allowance for the stages around it, on the same clock; an explicit instant stands for both. */
export const caseLimitOf = (limit: Limit): Limit =>
  limit.kind === 'instant' ? limit : { kind: limit.kind, n: limit.n + caseAllowance[limit.kind] };

/** Opens the clock of the stage that a state begins. */
export function enter(
  now: Pick<CaseNow, 'stageN' | 'leadUnitId' | 'pauses'>,
  state: OpenState,
  ground: Ground,
  at: Date,
  more: { leadUnitId?: number; personId?: string | null; startedAt?: Date; limit?: Limit; pauses?: PauseNow[] } = {},
): { stage: NewStage; set: Record<string, unknown> } {
  const side = holderSide[state];
  const unitId =
    side === 'supervision'
      ? ground.supervisionId
      : side === 'command'
        ? ground.commandId
        : (more.leadUnitId ?? now.leadUnitId)!;
  const startedAt = more.startedAt ?? at;
  const limit = more.limit ?? stageLimits[state];
  const clock = clockOf(startedAt, limit, ground.calendar, more.pauses ?? now.pauses, 'stage');
  return {
    stage: {
      n: now.stageN + 1,
      state,
      unit_id: unitId,
      person_id: more.personId ?? null,
      entered_at: at,
      started_at: startedAt,
      time_limit: limit,
      ...clock,
    },
    set: {
      state,
      holder_unit_id: unitId,
      holder_person_id: more.personId ?? null,
      superior_unit_id: null,
      stage_n: now.stageN + 1,
      stage_warn_at: clock.warn_at,
      stage_due_at: clock.due_at,
    },
  };
}

const withParty = (now: CaseNow, ...unitIds: (number | null | undefined)[]): number[] => [
  ...new Set([...now.partyUnits, ...unitIds.filter((id): id is number => typeof id === 'number')]),
];

/** The end of the loop for this case: clocks stop, nobody holds it, the reason is named and the answer stands. */
function end(
  now: CaseNow,
  state: State,
  move: MoveName,
  reason: string,
  answer: { text: string; standard?: boolean; articleId?: number } | null,
  at: Date,
): Step {
  const n = now.counts.answers + 1;
  return {
    at,
    moved: true,
    endStage: move,
    ...(now.handling ? { endHandling: { outcome: 'case_ended' as const } } : {}),
    ...(now.lead ? { endAssignments: state === 'closed' ? ('closed' as const) : ('case_ended' as const) } : {}),
    ...(now.pauses.some((pause) => pause.to === null) ? { endPause: 'suspended' as const } : {}),
    ...(now.pendingReturn ? { decideReturn: { accepted: false, decision: reason } } : {}),
    ...(answer
      ? { answer: { n, text: answer.text, standard: answer.standard ?? false, article_id: answer.articleId ?? null } }
      : {}),
    set: {
      state,
      ended_at: at,
      end_reason: reason,
      holder_unit_id: null,
      holder_person_id: null,
      superior_unit_id: null,
      stage_warn_at: null,
      stage_due_at: null,
      handling_due_at: null,
      alarm_at: null,
      suspended_at: null,
      suspended_until: null,
      suspended_reason: null,
      ...(answer ? { answer_n: n } : {}),
    },
    fact: { kind: `case.${state}`, data: { state, reason, ...(answer ? { answerN: n } : {}) } },
  };
}

/** What the move does. The permit proves that it is legal and whose it is. */
export function decide(now: CaseNow, permit: MovePermit, input: MoveInput, ground: Ground, at: Date): Step | Refusal {
  if (permit.move !== input.move || permit.caseId !== now.id) throw new Error('a permit for another move');
  if (at < now.lastAt) return refuse('case.before_opened');
  const { mover } = permit;
  const personId = mover.kind === 'person' ? mover.personId : undefined;
  const kind = (past: string) => `case.${past}`;
  const go = (
    state: OpenState,
    past: string,
    more: Parameters<typeof enter>[4] = {},
    data: Record<string, unknown> = {},
  ): Step => {
    const entered = enter(now, state, ground, at, more);
    return {
      at,
      moved: true,
      endStage: input.move,
      stage: entered.stage,
      set: { ...entered.set, party_units: withParty(now, entered.stage.unit_id) },
      fact: { kind: kind(past), data },
    };
  };
  const stay = (past: string, data: Record<string, unknown> = {}, set: Record<string, unknown> = {}): Step => ({
    at,
    moved: true,
    set,
    fact: { kind: kind(past), data },
  });
  const place = () => (ground.area ? { area_id: ground.area.id, area_path: ground.area.path } : {});
  const pinned = (location: { lon: number; lat: number } | undefined) =>
    location ? { location: pointText(location), located_by: 'point' } : {};

  switch (input.move) {
    case 'receive': {
      const step = go('received', 'received', {}, { urgent: input.urgent ?? false });
      Object.assign(
        step.set,
        place(),
        pinned(input.location),
        input.urgent === undefined ? {} : { urgent: input.urgent },
      );
      if (ground.area && !input.location) step.set['located_by'] = 'operator';
      // Whoever receives a case nods to what was proposed, or says otherwise; received by itself, the proposal stands as one.
      if (input.matterId) Object.assign(step.set, { matter_id: input.matterId, matter_by: 'operator' });
      else if (mover.kind === 'person' && now.matterBy === 'triage') step.set['matter_by'] = 'operator';
      if (input.placeText !== undefined) step.set['place_text'] = input.placeText;
      if (input.title) step.set['title'] = input.title;
      return step;
    }
    case 'ask_confirm': {
      if (!ground.keeperFits) return refuse('case.keeper_not_there');
      // 受理 pauses while the 核实 task is out (domain §1.6): its clock is taken up again on return.
      const step = go(
        'confirming',
        'confirm_asked',
        { personId: input.keeperId },
        { keeperId: input.keeperId, remark: input.remark ?? '' },
      );
      return { ...step, confirmation: { n: now.counts.confirmations + 1, keeper_id: input.keeperId } };
    }
    case 'confirm': {
      const from = now.stage!.enteredAt;
      const pause: PauseNow = { n: now.pauses.length + 1, clocks: ['stage'], from, to: at, reason: 'confirming' };
      const step = go(
        'received',
        'confirmed',
        { startedAt: now.receivedStartedAt ?? now.stage!.startedAt, pauses: [...now.pauses, pause] },
        { isSo: input.isSo, remark: input.remark },
      );
      return {
        ...step,
        confirmed: { is_so: input.isSo, remark: input.remark, location: pointText(input.location) },
        pauses: [{ n: pause.n, clocks: pause.clocks, from_at: from, to_at: at, reason: 'confirming' }],
      };
    }
    case 'file': {
      if (!ground.condition || ground.condition.matterId !== input.matterId) return refuse('case.condition_matter');
      const limit = ground.condition.limit;
      const caseLimit = caseLimitOf(limit);
      const clock = clockOf(at, caseLimit, ground.calendar, now.pauses, 'case');
      const step = go(
        'filed',
        'filed',
        {},
        { matterId: input.matterId, conditionId: input.conditionId, remark: input.remark ?? '' },
      );
      Object.assign(step.set, place(), pinned(input.location), {
        matter_id: input.matterId,
        condition_id: input.conditionId,
        matter_by: now.matterBy === 'triage' && now.matterId === input.matterId ? 'triage' : 'operator',
        urgent: input.urgent ?? ground.condition.urgent,
        filed_at: at,
        time_limit: limit,
        case_limit: caseLimit,
        case_started_at: at,
        case_warn_at: clock.warn_at,
        case_due_at: clock.due_at,
        case_warned_at: null,
        case_overdue_at: null,
      });
      return step;
    }
    case 'answer':
      return end(
        now,
        'answered',
        'answer',
        'answered',
        { text: input.text, ...(input.articleId ? { articleId: input.articleId } : {}) },
        at,
      );
    case 'refuse':
      return end(now, 'refused', 'refuse', input.reason, { text: input.text }, at);
    case 'void':
      return end(now, 'voided', 'void', input.reason, { text: input.text }, at);
    case 'withdraw':
      return end(
        now,
        'withdrawn',
        'withdraw',
        input.reason,
        { text: say('zh', 'case.withdrawn_answer'), standard: true },
        at,
      );
    case 'merge': {
      const target = ground.target;
      if (!target || target.id === now.id) return refuse('case.merge_target', { reason: { word: 'case.merge_self' } });
      if (!isOpen(target.state))
        return refuse('case.merge_target', {
          reason: { word: 'case.merge_ended', params: { number: target.number, state: stateWord(target.state) } },
        });
      const step = end(now, 'merged', 'merge', 'merged', null, at);
      step.set['merged_into'] = target.id;
      step.absorbInto = target.id;
      step.fact.data = { ...step.fact.data, into: target.id, number: target.number, remark: input.remark ?? '' };
      return step;
    }
    case 'dispatch': {
      const root = ground.root(input.unitId);
      const limit = now.timeLimit!;
      const lead: NewAssignment = {
        id: ground.newId(),
        unit_id: input.unitId,
        root_unit_id: root,
        role: 'lead',
        rule_number: input.ruleNumber ?? null,
        reason: input.reason,
        dispatched_at: at,
        signed_at: null,
        handler_id: null,
      };
      const co = (input.coUnitIds ?? [])
        .filter((id) => id !== input.unitId)
        .map((id): NewAssignment => ({
          ...lead,
          id: ground.newId(),
          unit_id: id,
          root_unit_id: ground.root(id),
          role: 'co',
        }));
      const clock = clockOf(at, limit, ground.calendar, now.pauses, 'handling');
      const step = go(
        'dispatched',
        'dispatched',
        { leadUnitId: input.unitId },
        {
          unitId: input.unitId,
          coUnitIds: co.map((one) => one.unit_id),
          ruleNumber: input.ruleNumber ?? null,
          reason: input.reason,
        },
      );
      Object.assign(step.set, {
        lead_unit_id: input.unitId,
        dispatched_at: at,
        handling_due_at: clock.due_at,
        party_units: withParty(now, input.unitId, root, ...co.map((one) => one.unit_id)),
      });
      return {
        ...step,
        assignments: [lead, ...co],
        handling: {
          n: now.counts.handlings + 1,
          assignment_id: lead.id,
          unit_id: input.unitId,
          started_at: at,
          time_limit: limit,
          ...clock,
        },
      };
    }
    case 'sign': {
      const handling = now.handling!;
      return { ...go('signed', 'signed', { startedAt: handling.startedAt, limit: handling.limit }), signLead: true };
    }
    case 'assign':
      return {
        ...stay('assigned', { personId: input.personId }, { holder_person_id: input.personId }),
        moved: false,
        handlerId: input.personId,
      };
    case 'hand_back': {
      // The handling clock stops here: a slow checker never makes a department late.
      const step = go(
        'handled',
        'handed_back',
        {},
        { result: input.result, late: now.handling!.dueAt !== null && at > now.handling!.dueAt },
      );
      Object.assign(step.set, { handled_at: at, handling_due_at: null });
      return {
        ...step,
        endHandling: { outcome: 'handed_back', result: input.result, ...(personId ? { personId } : {}) },
      };
    }
    case 'ask_return':
      return {
        ...stay('return_asked', { reason: input.reason, basis: input.basis ?? '', unitId: now.leadUnitId }),
        returned: {
          n: now.counts.returns + 1,
          unit_id: now.leadUnitId!,
          assignment_id: now.lead!.id,
          reason: input.reason,
          basis: input.basis ?? '',
          suggested_unit_id: input.suggestedUnitId ?? null,
        },
      };
    case 'decide_return': {
      const data = { accepted: input.accept, decision: input.decision, unitId: now.pendingReturn!.unitId };
      if (!input.accept)
        return { ...stay('return_decided', data), decideReturn: { accepted: false, decision: input.decision } };
      // Accepted: the case clock stood still while it was asked; the handling clock begins anew with the next unit.
      const pause: PauseNow = {
        n: now.pauses.length + 1,
        clocks: ['case'],
        from: now.pendingReturn!.askedAt,
        to: at,
        reason: 'return_accepted',
      };
      const clock =
        now.caseStartedAt && now.caseLimit
          ? clockOf(now.caseStartedAt, now.caseLimit, ground.calendar, [...now.pauses, pause], 'case')
          : { warn_at: null, due_at: null };
      const step = go('filed', 'return_decided', {}, data);
      Object.assign(step.set, {
        lead_unit_id: null,
        handling_due_at: null,
        returns: now.returns + 1,
        case_warn_at: clock.warn_at,
        case_due_at: clock.due_at,
      });
      return {
        ...step,
        decideReturn: { accepted: true, decision: input.decision },
        endAssignments: 'returned',
        endHandling: { outcome: 'returned' },
        pauses: [{ n: pause.n, clocks: pause.clocks, from_at: pause.from, to_at: at, reason: 'return_accepted' }],
      };
    }
    case 'suspend': {
      const until = new Date(input.until);
      if (until <= at || until.getTime() - at.getTime() > 365 * 86_400_000) return refuse('case.until_past');
      // An open pause makes a deadline unknowable, except one that had passed before: late stays late.
      const pause: PauseNow = {
        n: now.pauses.length + 1,
        clocks: ['stage', 'handling', 'case'],
        from: at,
        to: null,
        reason: 'suspended',
      };
      const clocks = runningClocks(now, [...now.pauses, pause], ground.calendar);
      const set = { suspended_at: at, suspended_until: until, suspended_reason: input.reason, superior_unit_id: null };
      return {
        ...stay('suspended', { reason: input.reason, until: input.until }, { ...set, ...clocks.set }),
        clock: clocks.stage,
        handlingClock: clocks.handling,
        pauses: [{ n: pause.n, clocks: pause.clocks, from_at: at, to_at: null, reason: 'suspended' }],
      };
    }
    case 'resume': {
      const pauses = now.pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause));
      const clocks = runningClocks(now, pauses, ground.calendar);
      const set = { suspended_at: null, suspended_until: null, suspended_reason: null };
      return {
        ...stay('resumed', { reason: input.reason ?? '' }, { ...set, ...clocks.set }),
        endPause: 'suspended',
        clock: clocks.stage,
        handlingClock: clocks.handling,
      };
    }
    case 'check': {
      const lead = now.lead!;
      const post = mover.kind === 'person' ? mover.post : undefined;
      const check = {
        n: now.counts.checks + 1,
        assignment_id: lead.id,
        handler_root_unit_id: lead.rootUnitId,
        checker_root_unit_id: post!.rootUnitId,
        passed: input.passed,
        remark: input.remark,
        location: pointText(input.location),
      };
      const party = withParty(now, post!.unitId);
      if (input.passed) {
        const step = go('checked', 'checked', {}, { remark: input.remark });
        step.set['party_units'] = [...new Set([...party, ground.supervisionId])];
        return { ...step, check };
      }
      // 返工: the same unit again, with a new limit; the first round and its lateness stay as they were.
      const limit: Limit = now.timeLimit && now.timeLimit.kind !== 'instant' ? now.timeLimit : stageLimits.signed;
      const clock = clockOf(at, limit, ground.calendar, now.pauses, 'handling');
      const step = go('signed', 'rework', { limit, personId: lead.handlerId }, { remark: input.remark });
      Object.assign(step.set, {
        reworks: now.reworks + 1,
        handled_at: null,
        handling_due_at: clock.due_at,
        party_units: party,
      });
      return {
        ...step,
        check,
        handling: {
          n: now.counts.handlings + 1,
          assignment_id: lead.id,
          unit_id: lead.unitId,
          started_at: at,
          time_limit: limit,
          ...clock,
        },
      };
    }
    case 'close': {
      const step = end(
        now,
        'closed',
        'close',
        'closed',
        { text: input.answer, standard: ground.standardAnswer ?? false },
        at,
      );
      step.set['unsolved_at'] = null;
      return step;
    }
    case 'reopen': {
      const open = { ended_at: null, end_reason: null, reopened: now.reopened + 1, unsolved_at: null };
      // What was answered or refused at the desk goes back to the desk; what was handled goes to the dispatcher.
      if (now.state !== 'closed') {
        const step = go('received', 'reopened', {}, { reason: input.reason, to: 'received' });
        delete step.endStage;
        Object.assign(step.set, open);
        return step;
      }
      const limit = now.caseLimit && now.caseLimit.kind !== 'instant' ? now.caseLimit : caseLimitOf(stageLimits.signed);
      const handlingLimit = now.timeLimit && now.timeLimit.kind !== 'instant' ? now.timeLimit : stageLimits.signed;
      const clock = clockOf(at, limit, ground.calendar, now.pauses, 'case');
      const step = go('filed', 'reopened', {}, { reason: input.reason, to: 'filed' });
      delete step.endStage;
      Object.assign(step.set, open, {
        lead_unit_id: null,
        handled_at: null,
        dispatched_at: null,
        time_limit: handlingLimit,
        case_limit: limit,
        case_started_at: at,
        case_warn_at: clock.warn_at,
        case_due_at: clock.due_at,
        case_warned_at: null,
        case_overdue_at: null,
      });
      return step;
    }
    case 'uphold': {
      const n = now.counts.answers + 1;
      return {
        ...stay('upheld', { reason: input.reason, answerN: n }, { unsolved_at: null, answer_n: n }),
        answer: { n, text: input.reason, standard: false, article_id: null },
      };
    }
    case 'self_handle': {
      if (!ground.condition) return refuse('case.condition_matter');
      if (!ground.proofPhotos) return refuse('case.photo_needed');
      const post = mover.kind === 'person' ? mover.post : undefined;
      const limit = ground.condition.limit;
      const whole = clockOf(at, caseLimitOf(limit), ground.calendar, now.pauses, 'case');
      const lead: NewAssignment = {
        id: ground.newId(),
        unit_id: post!.unitId,
        root_unit_id: post!.rootUnitId,
        role: 'lead',
        rule_number: null,
        reason: 'self_handle',
        dispatched_at: at,
        signed_at: at,
        handler_id: personId ?? null,
      };
      // Sampled ones go to the checkers of another root unit; the rest wait for 值班长 to close them.
      const step = go(
        ground.sampled ? 'handled' : 'checked',
        'self_handled',
        { leadUnitId: post!.unitId },
        { result: input.result, conditionId: ground.condition.id, sampled: ground.sampled ?? false },
      );
      Object.assign(step.set, {
        matter_id: ground.condition.matterId,
        condition_id: ground.condition.id,
        matter_by: 'operator',
        lead_unit_id: post!.unitId,
        filed_at: at,
        dispatched_at: at,
        handled_at: at,
        time_limit: limit,
        case_limit: caseLimitOf(limit),
        case_started_at: at,
        case_warn_at: whole.warn_at,
        case_due_at: whole.due_at,
        party_units: withParty(now, post!.unitId, post!.rootUnitId, ground.supervisionId),
      });
      const clock = clockOf(at, limit, ground.calendar, now.pauses, 'handling');
      return {
        ...step,
        assignments: [lead],
        handling: {
          n: now.counts.handlings + 1,
          assignment_id: lead.id,
          unit_id: post!.unitId,
          started_at: at,
          time_limit: limit,
          ...clock,
        },
        endHandling: { outcome: 'handed_back', result: input.result, ...(personId ? { personId } : {}) },
      };
    }
    case 'remind':
    default:
      return { ...stay('reminded', { text: input.text, unitId: now.holderUnitId }), moved: false };
  }
}

/** The case after a step: what the store does to the rows, done to the plain object. The tables' names become the rule's. */
export function applied<C extends CaseNow>(now: C, step: Step): C {
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const next: C = {
    ...now,
    version: now.version + 1,
    lastAt: step.moved ? step.at : now.lastAt,
    counts: { ...now.counts },
  };
  if (step.moved) next.movedVersion = next.version;
  for (const [column, value] of Object.entries(step.set)) (next as Record<string, unknown>)[camel(column)] = value;
  if (step.endPause)
    next.pauses = next.pauses.map((pause) =>
      pause.to === null && pause.reason === step.endPause ? { ...pause, to: step.at } : pause,
    );
  for (const pause of step.pauses ?? [])
    next.pauses = [
      ...next.pauses,
      { n: pause.n, clocks: pause.clocks, from: pause.from_at, to: pause.to_at, reason: pause.reason },
    ];
  if (step.endStage) next.stage = null;
  if (step.stage) {
    next.stage = {
      n: step.stage.n,
      state: step.stage.state,
      unitId: step.stage.unit_id,
      personId: step.stage.person_id,
      enteredAt: step.stage.entered_at,
      startedAt: step.stage.started_at,
      limit: step.stage.time_limit,
      warnAt: step.stage.warn_at,
      dueAt: step.stage.due_at,
      warnedAt: null,
      overdueAt: null,
    };
    if (step.stage.state === 'received') next.receivedStartedAt = step.stage.started_at;
  } else if (step.clock && next.stage)
    next.stage = { ...next.stage, warnAt: step.clock.warn_at, dueAt: step.clock.due_at };
  if (step.endAssignments) next.lead = null;
  const lead = step.assignments?.find((one) => one.role === 'lead');
  if (lead)
    next.lead = {
      id: lead.id,
      unitId: lead.unit_id,
      rootUnitId: lead.root_unit_id,
      signedAt: lead.signed_at,
      handlerId: lead.handler_id,
    };
  if (step.signLead && next.lead) next.lead = { ...next.lead, signedAt: step.at };
  if (step.handlerId && next.lead) next.lead = { ...next.lead, handlerId: step.handlerId };
  if (step.handling) {
    next.counts.handlings += 1;
    next.handling = {
      n: step.handling.n,
      assignmentId: step.handling.assignment_id,
      unitId: step.handling.unit_id,
      startedAt: step.handling.started_at,
      limit: step.handling.time_limit,
      warnAt: step.handling.warn_at,
      dueAt: step.handling.due_at,
      warnedAt: null,
      overdueAt: null,
    };
  } else if (step.handlingClock && next.handling)
    next.handling = { ...next.handling, warnAt: step.handlingClock.warn_at, dueAt: step.handlingClock.due_at };
  if (step.endHandling) next.handling = null;
  if (step.decideReturn) next.pendingReturn = null;
  if (step.returned) {
    next.pendingReturn = { n: step.returned.n, unitId: step.returned.unit_id, askedAt: step.at };
    next.counts.returns += 1;
  }
  if (step.confirmed) next.confirmation = null;
  if (step.confirmation) {
    next.confirmation = { n: step.confirmation.n, keeperId: step.confirmation.keeper_id };
    next.counts.confirmations += 1;
  }
  if (step.check) next.counts.checks += 1;
  if (step.answer) next.counts.answers += 1;
  return next;
}

export type Alarm = { clock: ClockName; kind: 'warned' | 'overdue' };
/** Which of the case's clocks have passed their warning or their deadline without anybody having been told. */
export function alarms(now: CaseNow, at: Date): Alarm[] {
  const due: Alarm[] = [];
  const look = (
    clock: ClockName,
    warn: Date | null,
    dueAt: Date | null,
    warnedAt: Date | null,
    overdueAt: Date | null,
  ) => {
    if (dueAt && at > dueAt && !overdueAt) due.push({ clock, kind: 'overdue' });
    else if (warn && at >= warn && !warnedAt && !overdueAt) due.push({ clock, kind: 'warned' });
  };
  if (now.stage) look('stage', now.stage.warnAt, now.stage.dueAt, now.stage.warnedAt, now.stage.overdueAt);
  // In the stage `signed` the handling clock is the stage clock: one word is enough.
  if (now.handling && now.state !== 'signed')
    look('handling', now.handling.warnAt, now.handling.dueAt, now.handling.warnedAt, now.handling.overdueAt);
  if (isOpen(now.state)) look('case', now.caseWarnAt, now.caseDueAt, now.caseWarnedAt, now.caseOverdueAt);
  return due;
}

export type AlarmClocks = {
  state: State;
  stage: { warnAt: Date | null; dueAt: Date | null; warnedAt: Date | null; overdueAt: Date | null } | null;
  handling: AlarmClocks['stage'];
  whole: NonNullable<AlarmClocks['stage']>;
  suspendedUntil: Date | null;
};
/** When the sweep must look at the case again; null when nothing is running. */
export function nextAlarm(clocks: AlarmClocks): Date | null {
  const times: Date[] = [];
  const look = (clock: AlarmClocks['stage']) => {
    if (!clock || clock.overdueAt) return;
    if (clock.warnAt && !clock.warnedAt) times.push(clock.warnAt);
    // Exactly on the second is still on time: overdue begins just after.
    if (clock.dueAt) times.push(new Date(clock.dueAt.getTime() + 1));
  };
  if (!isOpen(clocks.state)) return null;
  look(clocks.stage);
  if (clocks.state !== 'signed') look(clocks.handling);
  look(clocks.whole);
  if (clocks.suspendedUntil) times.push(clocks.suspendedUntil);
  return times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : null;
}
