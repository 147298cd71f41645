/**
 * A case as a rule sees it, what a step changes of it, and the building blocks of steps: entering a stage, ending the loop,
 * counting its clocks, asking somebody by a paper. Pure.
 */
import { caseAllowance, holderSide, isOpen, stageLimits } from '#contract/cases.ts';
import type {
  DispatchBasis,
  Level,
  MoveName,
  OpenState,
  PaperKind,
  State,
  TaskPurpose,
  WhistleOccasion,
} from '#contract/cases.ts';
import { isOpenTask, type TaskState } from '#contract/tasks.ts';
import type { Template } from '#contract/templates.ts';
import { deadline, limitCode, parseLimit, warnAt, type Calendar, type Limit } from '#contract/worktime.ts';
import type { Post, Unit } from '#contract/access.ts';
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

/** An application or an order beside the case that nobody has answered yet. */
export type PaperNow = {
  n: number;
  kind: PaperKind;
  phase: string;
  askedBy: string | null;
  askedAt: Date;
  owedPost: string;
  owedUnitId: number | null;
  reason: string;
  data: Record<string, unknown>;
  limit: Limit;
  warnAt: Date | null;
  dueAt: Date | null;
  warnedAt: Date | null;
  overdueAt: Date | null;
};

export type TaskClockName = 'come' | 'rule' | 'handle' | 'confirm';
/** A task beside the case that has not ended: a unit that was called, and its one clock. */
export type TaskNow = {
  id: string;
  purpose: TaskPurpose;
  callId: string;
  state: TaskState;
  unitId: number;
  askedUnitId: number;
  askedAt: Date;
  comeLimit: Limit;
  /** null: with the handling of the case */
  handleLimit: Limit | null;
  objectUntil: Date | null;
  objectedAt: Date | null;
  cameAt: Date | null;
  sentBack: number;
  clock: TaskClockName | null;
  limit: Limit | null;
  startedAt: Date | null;
  warnAt: Date | null;
  dueAt: Date | null;
  warnedAt: Date | null;
  overdueAt: Date | null;
};

/** Tasks in the order in which they were called: ids made in one millisecond have none, and a log told twice must say the same. */
export const asCalled = (a: TaskNow, b: TaskNow): number =>
  a.askedAt.getTime() - b.askedAt.getTime() ||
  a.unitId - b.unitId ||
  a.purpose.localeCompare(b.purpose) ||
  a.id.localeCompare(b.id);

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
  urgent?: boolean;
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
  /** by which rules it runs; version 0 is the house's own table, from before templates were data */
  template: string;
  templateVersion: number;
  /** tasks, whistles, meetings and parts that must end before the case may (`childBegan` in actions.ts) */
  openChildren: number;
  level: Level | null;
  dispatchBasis: DispatchBasis | null;
  lockedReason: string | null;
  extensions: number;
  suspensions: number;
  supervisionLevel: number;
  /** the report is about this unit: it and its people are recused */
  aboutUnitId: number | null;
  aboutRootUnitId: number | null;
  archivedAt: Date | null;
  /** the case this one is a part of (拆分) */
  splitFrom: string | null;
  /** the open ones */
  papers: PaperNow[];
  tasks: TaskNow[];
  /** who told it as a keeper or confirmed it on the spot; who did the work of a round (`apart.rules.ts`) */
  sensedBy: string[];
  handledBy: string[];
  counts: {
    handlings: number;
    returns: number;
    checks: number;
    confirmations: number;
    answers: number;
    papers: number;
  };
};

/** Who moves. The reporter moves by receipt, the system by the sweep; a person in one hat. */
export type Mover = { kind: 'person'; personId: string; post: HeldPost } | { kind: 'reporter' } | { kind: 'system' };

/** Of the district: its units and the template the case runs by. */
export type Tree = {
  template: Template;
  supervisionId: number;
  commandId: number;
  root: (unitId: number) => number;
  unitName: (unitId: number) => string;
  kindOf: (unitId: number) => Unit['kind'];
  parentOf: (unitId: number) => number | null;
};

/** What a rule needs to know beside the case; the action looks it up before deciding. */
export type Ground = Tree & {
  calendar: Calendar;
  newId: () => string;
  condition?: { id: number; matterId: number; limit: Limit; urgent: boolean } | undefined;
  /** the emergency that is in force and names this case, with the limits of its process */
  mode?: ModeNow | undefined;
  area?: { id: number; path: string } | undefined;
  target?: { id: string; number: string; state: State; answer?: string | undefined } | undefined;
  /** of a report about a unit: that unit and its root */
  about?: { unitId: number; rootUnitId: number } | null | undefined;
  /** items of the template's checklist that were ticked */
  ticked?: readonly string[];
  /** callbacks of the case that nobody has made yet */
  openCallbacks?: number;
  /** whither a lead may hand the case: the unit above it with its level; below it, whether the list of duties has it */
  above?: { unitId: number; level: Level } | null | undefined;
  below?: { level: Level; isBelow: boolean; onList: boolean } | undefined;
  /** the level a unit works on, by its kind */
  levelOf?: (unitId: number) => Level;
  /** the list of responsibilities has nobody for this matter here */
  gap?: boolean;
  /** digest of the facts, for the file that is put away */
  digest?: string | undefined;
  /** the template a case is moved to, if it may stand there */
  newTemplate?: { name: string; version: number; fits: boolean } | undefined;
  keeperFits?: boolean;
  /** the keeper who is asked to confirm belongs to the unit the report is about */
  keeperRecused?: boolean;
  proofPhotos?: number;
  /** share of self-handled cases that are checked on the spot, told by the case's own id so that nobody can choose */
  sampled?: boolean;
  /** the answer of a closing is a standard sentence, to be counted as such (a history that brings no text of its own) */
  standardAnswer?: boolean;
};

export type ModeNow = {
  id: string;
  level: number;
  reason: string;
  /** to handle, and to sign; null: its process says nothing of it */
  handling: Limit | null;
  sign: Limit | null;
};
/**
 * 应急时限: what is filed or dispatched while an emergency names it has the limit of the emergency's process where that ends sooner, never a
 * longer one; what the mode changed, for the fact.
 */
export function limitInMode(
  usual: Limit,
  ground: Pick<Ground, 'mode' | 'calendar'>,
  at: Date,
  own: Limit | null = ground.mode?.handling ?? null,
): { limit: Limit; told: { mode?: { id: string; level: number; reason: string; limit: string; usual: string } } } {
  const { mode, calendar } = ground;
  if (!mode || !own || deadline(at, own, calendar, [])! >= deadline(at, usual, calendar, [])!)
    return { limit: usual, told: {} };
  const { id, level, reason } = mode;
  return { limit: own, told: { mode: { id, level, reason, limit: limitCode(own), usual: limitCode(usual) } } };
}

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
  mode_id?: string;
};
export type NewAssignment = {
  id: string;
  unit_id: number;
  root_unit_id: number;
  role: 'lead' | 'co';
  rule_number: string | null;
  basis: DispatchBasis;
  reason: string;
  dispatched_at: Date;
  signed_at: Date | null;
  handler_id: string | null;
};

export type NewPaper = {
  n: number;
  kind: PaperKind;
  phase: string;
  owed_post: string;
  owed_unit_id: number | null;
  reason: string;
  data: Record<string, unknown>;
  time_limit: Limit;
  warn_at: Date | null;
  due_at: Date | null;
};
export type NewTask = {
  id: string;
  purpose: TaskPurpose;
  call_id: string;
  unit_id: number;
  root_unit_id: number;
  text: string;
  occasion: WhistleOccasion | null;
  place: string;
  location: string | null;
  asked_unit_id: number;
  come_limit: Limit;
  handle_limit: Limit | null;
  object_until: Date | null;
  time_limit: Limit;
  warn_at: Date | null;
  due_at: Date | null;
};
/** What changes of a task, in the names of its table. */
export type TaskSet = { id: string; set: Record<string, unknown> };
/** A clock counted again; `fresh`: with a new limit, so that it may warn again. */
export type Recounted = { warn_at: Date | null; due_at: Date | null; time_limit?: Limit; fresh?: true };

/** What a move changes, in the names of the tables; `store.ts` writes it in one statement. */
export type Step = {
  set: Record<string, unknown>;
  at: Date;
  moved: boolean;
  endStage?: MoveName | 'system';
  stage?: NewStage;
  clock?: Recounted;
  endHandling?: {
    outcome: 'handed_back' | 'returned' | 'reassigned' | 'handed_on' | 'case_ended';
    result?: string;
    personId?: string;
  };
  handling?: NewHandling;
  /** the round that begins here also ends here: handled on the spot (自处理) */
  onTheSpot?: true;
  handlingClock?: Recounted;
  endAssignments?: 'closed' | 'returned' | 'reassigned' | 'handed_on' | 'case_ended';
  assignments?: NewAssignment[];
  signLead?: boolean;
  handlerId?: string | null;
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
  /** `is_so` is null where somebody else is asked instead (换人核实) */
  confirmed?: { is_so: boolean | null; remark: string; location: string | null };
  answer?: { n: number; text: string; standard: boolean; article_id: number | null };
  absorbInto?: string;
  papers?: NewPaper[];
  /** open papers of these kinds are done */
  endPapers?: { kind: PaperKind; outcome: string; decision: string }[];
  /** tasks that begin beside it; those that change, are counted again, or end */
  newTasks?: NewTask[];
  tasks?: TaskSet[];
  /** 撤回: what the move that is taken back had ended goes on, and what it had begun never was */
  restore?: Restored;
  /** a part that becomes a case of its own (拆分) */
  part?: { caseId: string; title: string; detail: string; matterId: number | null };
  fact: { kind: string; data: Record<string, unknown> };
  /** what else is told of it, after the fact itself */
  also?: { kind: string; data: Record<string, unknown> }[];
};

/** Rows that a move ended and that go on when it is taken back; what it had begun is emptied. */
export type Restored = {
  papers?: PaperNow[];
  handling?: HandlingNow | null;
  lead?: (LeadNow & { dispatchedAt: Date }) | null;
  /** of assignments that ended with the lead: those who stood beside it */
  assignmentIds?: string[];
  /** the pause that was ended goes on */
  pauseN?: number;
  /** the pause that was begun lasted no time */
  emptyPause?: true;
  unsigned?: true;
  dropReturn?: true;
};

/** A pause as it is written. */
export const pauseRow = ({ n, clocks, from, to, reason }: PauseNow) => ({
  n,
  clocks,
  from_at: from,
  to_at: to,
  reason,
});

export const pointText = (point: { lon: number; lat: number } | undefined): string | null =>
  point ? `(${point.lon},${point.lat})` : null;

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

/** How long a stage may take: the template's word, else the house's. */
export function stageLimitOf(template: Template, state: OpenState): Limit {
  const own = template.stages[state]?.limit;
  return own ? parseLimit(own)! : stageLimits[state];
}

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
  const limit = more.limit ?? stageLimitOf(ground.template, state);
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

export const withParty = (now: CaseNow, ...unitIds: (number | null | undefined)[]): number[] => [
  ...new Set([...now.partyUnits, ...unitIds.filter((id): id is number => typeof id === 'number')]),
];

/** Who has it from now on: the lead, and the units that stand beside it. */
export function assigned(
  ground: Pick<Ground, 'newId' | 'root'>,
  of: Pick<NewAssignment, 'basis' | 'reason'> & {
    unitId: number;
    coUnitIds?: readonly number[] | undefined;
    ruleNumber?: string | null | undefined;
  },
  at: Date,
): [lead: NewAssignment, ...co: NewAssignment[]] {
  const to = (unitId: number, role: NewAssignment['role']): NewAssignment => ({
    id: ground.newId(),
    unit_id: unitId,
    root_unit_id: ground.root(unitId),
    role,
    rule_number: of.ruleNumber ?? null,
    basis: of.basis,
    reason: of.reason,
    dispatched_at: at,
    signed_at: null,
    handler_id: null,
  });
  const beside = (of.coUnitIds ?? []).filter((id) => id !== of.unitId);
  return [to(of.unitId, 'lead'), ...beside.map((id) => to(id, 'co'))];
}

/** 返工: the same unit again, with a new limit; the first round and its lateness stay as they were. */
export function again(
  now: CaseNow,
  past: 'rework' | 'sent_back',
  data: Record<string, unknown>,
  ground: Ground,
  at: Date,
  party: number[],
): Step {
  const lead = now.lead!;
  const limit: Limit =
    now.timeLimit && now.timeLimit.kind !== 'instant' ? now.timeLimit : stageLimitOf(ground.template, 'signed');
  const clock = clockOf(at, limit, ground.calendar, now.pauses, 'handling');
  const entered = enter(now, 'signed', ground, at, { limit, personId: lead.handlerId });
  return {
    at,
    moved: true,
    endStage: past === 'rework' ? 'check' : 'rework',
    stage: entered.stage,
    set: {
      ...entered.set,
      reworks: now.reworks + 1,
      handled_at: null,
      handling_due_at: clock.due_at,
      party_units: party,
    },
    handling: {
      n: now.counts.handlings + 1,
      assignment_id: lead.id,
      unit_id: lead.unitId,
      started_at: at,
      time_limit: limit,
      ...clock,
    },
    fact: { kind: `case.${past}`, data },
  };
}

/** 挂账: every clock stands still, and somebody must look at it again by a date. Once more than the template allows is refused. */
export function suspended(
  now: CaseNow,
  asked: { until: Date; reason: string; cause: string },
  ground: Ground,
  at: Date,
): Step | Refusal {
  const { max, reviewDays, matrix } = ground.template.suspension;
  const longest = Math.max(0, ...matrix.map((row) => row.upToDays));
  if (asked.until <= at || asked.until.getTime() - at.getTime() > longest * 86_400_000)
    return refuse('case.until_past', { days: longest });
  if (now.suspensions >= max) return refuse('case.too_often', { max });
  // An open pause makes a deadline unknowable, except one that had passed before: late stays late.
  const pause: PauseNow = {
    n: now.pauses.length + 1,
    clocks: ['stage', 'handling', 'case'],
    from: at,
    to: null,
    reason: 'suspended',
  };
  const clocks = runningClocks(now, [...now.pauses, pause], ground.calendar);
  const review = paper(
    now,
    {
      kind: 'review',
      owedPost: 'dispatcher',
      reason: asked.reason,
      limit: reviewLimit(at, asked.until, reviewDays),
      data: { cause: asked.cause, until: asked.until.toISOString() },
    },
    ground,
    at,
  );
  return {
    at,
    moved: true,
    set: {
      ...clocks.set,
      suspended_at: at,
      suspended_until: asked.until,
      suspended_reason: asked.reason,
      superior_unit_id: null,
      suspensions: now.suspensions + 1,
    },
    ...lapsed(now),
    papers: [review],
    clock: clocks.stage,
    handlingClock: clocks.handling,
    pauses: [pauseRow(pause)],
    fact: {
      kind: 'case.suspended',
      data: { reason: asked.reason, until: asked.until.toISOString(), cause: asked.cause },
    },
  };
}
/** The next look, never after the suspension itself ends. */
export const reviewLimit = (at: Date, until: Date, days: number): Limit => ({
  kind: 'instant',
  at: new Date(Math.min(at.getTime() + days * 86_400_000, until.getTime())).toISOString(),
});

/** Until when the reporters are to be called back, told with the fact that makes it due; nothing where the template does not ask now. */
export function callBackBy(
  ground: Ground,
  when: 'before_close' | 'after_close' | 'at_deadline',
  caseDueAt: Date | null,
  at: Date,
): { callBackBy?: string } {
  const { policy, workingDays } = ground.template.callback;
  if (policy !== when) return {};
  const days = deadline(at, { kind: 'working_days', n: workingDays }, ground.calendar, [])!;
  const by = when === 'at_deadline' && caseDueAt && caseDueAt > at ? caseDueAt : days;
  return { callBackBy: by.toISOString() };
}

/** Of what has just been closed: after closing, or by the day it was due; another template asked before, or does not ask. */
export const callBackAfter = (ground: Ground, caseDueAt: Date | null, at: Date): { callBackBy?: string } =>
  callBackBy(ground, ground.template.callback.policy === 'at_deadline' ? 'at_deadline' : 'after_close', caseDueAt, at);

/** Material never goes to the unit it is about, nor to what stands under the same root. */
export function notToTarget(now: CaseNow, ground: Tree, unitIds: readonly number[]): Refusal | undefined {
  const target = unitIds.find((id) => now.aboutRootUnitId !== null && ground.root(id) === now.aboutRootUnitId);
  return target === undefined ? undefined : refuse('case.target_unit', { unit: ground.unitName(target) });
}

/** A dispute is not handled by one unit alone. */
export function alone(
  ground: Ground,
  input: { unitId: number; coUnitIds?: number[] | undefined; tasks?: { unitId: number }[] | undefined },
): Refusal | undefined {
  const beside = [...(input.coUnitIds ?? []), ...(input.tasks ?? []).map(({ unitId }) => unitId)];
  const joint = new Set(beside.filter((id) => id !== input.unitId)).size;
  return joint < ground.template.handling.jointUnits
    ? refuse('case.joint_needed', { n: ground.template.handling.jointUnits })
    : undefined;
}

/** Told to whoever keeps the list of duties: nobody is named for this matter here, and somebody did it all the same. */
export const gapFact = (now: CaseNow, unitId: number, reason: string, kind: 'fallback' | 'beyond') => ({
  kind: 'case.gap_found',
  data: { gap: kind, matterId: now.matterId, conditionId: now.conditionId, areaPath: now.areaPath, unitId, reason },
});

/** Papers about the handling end with it; a petition, an escalation, a follow-up outlive the case. */
const withCase: readonly PaperKind[] = ['extension', 'suspension', 'review', 'supervision', 'forced_close'];
const aboutHandling: readonly PaperKind[] = ['extension', 'suspension'];
function endsPapers(
  now: CaseNow,
  kinds: readonly PaperKind[],
  outcome: string,
  decision: string,
): Pick<Step, 'endPapers'> {
  const ended = now.papers.filter((paper) => kinds.includes(paper.kind));
  return ended.length > 0 ? { endPapers: ended.map(({ kind }) => ({ kind, outcome, decision })) } : {};
}
/** The handling is over or goes to another unit: what was asked about its limit has nothing left to be about. */
export const lapsed = (now: CaseNow): Pick<Step, 'endPapers'> => endsPapers(now, aboutHandling, 'lapsed', '');

export const openPaper = (now: CaseNow, kind: PaperKind): PaperNow | undefined =>
  now.papers.find((paper) => paper.kind === kind);

/** A paper and its clock: on the case's calendar, without its pauses (督办 does not stop while a case hangs). */
export function paper(
  now: CaseNow,
  of: {
    kind: PaperKind;
    phase?: string;
    owedPost: Post;
    owedUnitId?: number | null;
    reason: string;
    limit: Limit;
    data?: Record<string, unknown>;
  },
  ground: Pick<Ground, 'calendar'>,
  at: Date,
): NewPaper {
  return {
    n: now.counts.papers + 1,
    kind: of.kind,
    phase: of.phase ?? '',
    owed_post: of.owedPost,
    owed_unit_id: of.owedUnitId ?? null,
    reason: of.reason,
    data: of.data ?? {},
    time_limit: of.limit,
    ...clockOf(at, of.limit, ground.calendar, [], 'stage'),
  };
}

/** The end of the loop for this case: clocks stop, nobody holds it, the reason is named and the answer stands. */
export function end(
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
    ...endsPapers(now, withCase, 'case_ended', reason),
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
      supervision_level: 0,
      ...(answer ? { answer_n: n } : {}),
    },
    fact: {
      kind: `case.${state}`,
      data: { state, reason, ...(answer ? { answerN: n } : {}), ...(now.splitFrom ? { partOf: now.splitFrom } : {}) },
    },
  };
}

/** The case after a step: what the store does to the rows, done to the plain object. The tables' names become the rule's. */
export function applied<C extends CaseNow>(now: C, step: Step, askedBy: string | null = null): C {
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const next: C = {
    ...now,
    version: now.version + 1 + (step.also?.length ?? 0),
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
  } else if (step.clock && next.stage) next.stage = recounted(next.stage, step.clock);
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
  if (step.handlerId !== undefined && next.lead) next.lead = { ...next.lead, handlerId: step.handlerId };
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
  } else if (step.handlingClock && next.handling) next.handling = recounted(next.handling, step.handlingClock);
  if (step.onTheSpot || (step.endHandling && !step.handling)) next.handling = null;
  if (step.endPapers) {
    const kinds = step.endPapers.map(({ kind }) => kind);
    next.papers = next.papers.filter(({ kind }) => !kinds.includes(kind));
  }
  for (const one of step.papers ?? []) {
    next.counts.papers += 1;
    next.papers = [
      ...next.papers,
      {
        n: one.n,
        kind: one.kind,
        phase: one.phase,
        askedBy,
        askedAt: step.at,
        owedPost: one.owed_post,
        owedUnitId: one.owed_unit_id,
        reason: one.reason,
        data: one.data,
        limit: one.time_limit,
        warnAt: one.warn_at,
        dueAt: one.due_at,
        warnedAt: null,
        overdueAt: null,
      },
    ];
  }
  for (const { id, set } of step.tasks ?? []) {
    next.tasks = next.tasks.map((task) => {
      if (task.id !== id) return task;
      const changed: Record<string, unknown> = { ...task };
      for (const [column, value] of Object.entries(set))
        changed[column === 'time_limit' ? 'limit' : camel(column)] = value;
      return changed as TaskNow;
    });
    next.tasks = next.tasks.filter(({ state }) => isOpenTask(state));
  }
  for (const one of step.newTasks ?? [])
    next.tasks = [
      ...next.tasks,
      {
        id: one.id,
        purpose: one.purpose,
        callId: one.call_id,
        state: 'called',
        unitId: one.unit_id,
        askedUnitId: one.asked_unit_id,
        askedAt: step.at,
        comeLimit: one.come_limit,
        handleLimit: one.handle_limit,
        objectUntil: one.object_until,
        objectedAt: null,
        cameAt: null,
        sentBack: 0,
        clock: 'come',
        limit: one.time_limit,
        startedAt: step.at,
        warnAt: one.warn_at,
        dueAt: one.due_at,
        warnedAt: null,
        overdueAt: null,
      },
    ];
  if (step.newTasks) next.tasks = next.tasks.toSorted(asCalled);
  if (step.decideReturn) next.pendingReturn = null;
  if (step.returned) {
    next.pendingReturn = { n: step.returned.n, unitId: step.returned.unit_id, askedAt: step.at };
    next.counts.returns += 1;
  }
  if (step.confirmed) {
    if (step.confirmed.is_so && next.confirmation)
      next.sensedBy = [...new Set([...next.sensedBy, next.confirmation.keeperId])];
    next.confirmation = null;
  }
  if (step.restore) restored(next, step.restore);
  const worker = step.endHandling?.personId;
  if (worker) next.handledBy = [...new Set([...next.handledBy, worker])];
  if (step.confirmation) {
    next.confirmation = { n: step.confirmation.n, keeperId: step.confirmation.keeper_id };
    next.counts.confirmations += 1;
  }
  if (step.check) next.counts.checks += 1;
  if (step.answer) next.counts.answers += 1;
  return next;
}

/** What was ended goes on: done to the plain object, as `restoreRows` does it to the tables. */
function restored(next: CaseNow, back: Restored): void {
  next.papers = [...next.papers, ...(back.papers ?? [])].toSorted((a, b) => a.n - b.n);
  if (back.handling) next.handling = back.handling;
  if (back.lead) next.lead = back.lead;
  if (back.unsigned && next.lead) next.lead = { ...next.lead, signedAt: null };
  next.pauses = next.pauses.map((pause) =>
    pause.n === back.pauseN
      ? { ...pause, to: null }
      : back.emptyPause && pause.to === null
        ? { ...pause, to: pause.from }
        : pause,
  );
  if (back.dropReturn) {
    next.pendingReturn = null;
    next.counts.returns -= 1;
  }
}

function recounted<C extends StageNow | HandlingNow>(clock: C, next: Recounted): C {
  return {
    ...clock,
    warnAt: next.warn_at,
    dueAt: next.due_at,
    ...(next.time_limit ? { limit: next.time_limit } : {}),
    ...(next.fresh ? { warnedAt: null, overdueAt: null } : {}),
  };
}

type ClockTold = { warnAt: Date | null; dueAt: Date | null; warnedAt: Date | null; overdueAt: Date | null };
/** What of a case the sweep must know: its clocks, and what was told of them. */
export type AlarmClocks = {
  state: State;
  stage: ClockTold | null;
  handling: ClockTold | null;
  whole: ClockTold;
  suspendedUntil: Date | null;
  papers?: readonly (ClockTold & { n: number; kind: PaperKind })[];
  tasks?: readonly (ClockTold & Pick<TaskNow, 'id' | 'purpose' | 'unitId' | 'askedUnitId' | 'clock'>)[];
};
export const clocksOf = (now: CaseNow): AlarmClocks => ({
  state: now.state,
  stage: now.stage,
  handling: now.handling,
  whole: { warnAt: now.caseWarnAt, dueAt: now.caseDueAt, warnedAt: now.caseWarnedAt, overdueAt: now.caseOverdueAt },
  suspendedUntil: now.suspendedUntil,
  papers: now.papers,
  tasks: now.tasks,
});

export type Alarm = {
  clock: ClockName | 'paper' | 'task';
  kind: 'warned' | 'overdue';
  paper?: { n: number; kind: PaperKind };
  task?: Pick<TaskNow, 'id' | 'purpose' | 'unitId' | 'clock'>;
};
/** Which clocks have passed their warning or their deadline without anybody having been told. */
export function alarmsOf(clocks: AlarmClocks, at: Date): Alarm[] {
  const due: Alarm[] = [];
  const look = (clock: Alarm['clock'], told: ClockTold, of: Pick<Alarm, 'paper' | 'task'> = {}) => {
    if (told.dueAt && at > told.dueAt && !told.overdueAt) due.push({ clock, kind: 'overdue', ...of });
    else if (told.warnAt && at >= told.warnAt && !told.warnedAt && !told.overdueAt)
      due.push({ clock, kind: 'warned', ...of });
  };
  if (clocks.stage) look('stage', clocks.stage);
  // In the stage `signed` the handling clock is the stage clock: one word is enough.
  if (clocks.handling && clocks.state !== 'signed') look('handling', clocks.handling);
  if (isOpen(clocks.state)) look('case', clocks.whole);
  for (const one of clocks.papers ?? []) look('paper', one, { paper: { n: one.n, kind: one.kind } });
  for (const one of clocks.tasks ?? []) {
    const { id, purpose, clock } = one;
    // Handed back it is the turn of whoever asked.
    const unitId = clock === 'confirm' ? one.askedUnitId : one.unitId;
    if (clock) look('task', one, { task: { id, purpose, unitId, clock } });
  }
  return due;
}
export const alarms = (now: CaseNow, at: Date): Alarm[] => alarmsOf(clocksOf(now), at);

/** The clocks once somebody was told. */
export function toldOf(clocks: AlarmClocks, told: readonly Alarm[], at: Date): AlarmClocks {
  const after = <T extends ClockTold | null>(clock: T, alarm: Alarm | undefined): T =>
    clock && alarm ? { ...clock, warnedAt: at, overdueAt: alarm.kind === 'overdue' ? at : clock.overdueAt } : clock;
  const of = (clock: ClockName) => told.find((alarm) => alarm.clock === clock);
  return {
    ...clocks,
    stage: after(clocks.stage, of('stage')),
    handling: after(clocks.handling, of('handling')),
    whole: after(clocks.whole, of('case')),
    papers: (clocks.papers ?? []).map((one) =>
      after(
        one,
        told.find((alarm) => alarm.paper?.n === one.n),
      ),
    ),
    tasks: (clocks.tasks ?? []).map((one) =>
      after(
        one,
        told.find((alarm) => alarm.task?.id === one.id),
      ),
    ),
  };
}

/** When the sweep must look at the case again; null when nothing is running. A paper may outlive its case. */
export function nextAlarm(clocks: AlarmClocks): Date | null {
  const times: Date[] = [];
  const look = (clock: ClockTold | null) => {
    if (!clock || clock.overdueAt) return;
    if (clock.warnAt && !clock.warnedAt) times.push(clock.warnAt);
    // Exactly on the second is still on time: overdue begins just after.
    if (clock.dueAt) times.push(new Date(clock.dueAt.getTime() + 1));
  };
  if (isOpen(clocks.state)) {
    look(clocks.stage);
    if (clocks.state !== 'signed') look(clocks.handling);
    look(clocks.whole);
    if (clocks.suspendedUntil) times.push(clocks.suspendedUntil);
  }
  for (const one of clocks.papers ?? []) look(one);
  for (const one of clocks.tasks ?? []) if (one.clock) look(one);
  return times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : null;
}

/** The same of a whole case. */
export const nextAlarmOf = (now: CaseNow): Date | null => nextAlarm(clocksOf(now));

/** 未解决: the supervision side decides within one working day whether to open the case again, and says why (the first to say so counts). */
export const decideBy = (unsolvedAt: Date, calendar: Calendar): Date | null =>
  deadline(unsolvedAt, { kind: 'working_days', n: 1 }, calendar, []);
