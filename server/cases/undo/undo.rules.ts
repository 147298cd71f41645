/**
 * 撤回: a move is taken back in its first seconds. Both facts stay, and the case stands where it stood, on the clock it stood on: nobody
 * gains a minute by it. Only what has not left the house can be taken back (`undoable` in the contract); every other move says why not
 * (`notUndoable`): an answer or an ending is read by its reporter at once, a check is a witness, and what several units were called to
 * is theirs.
 */
import {
  undoable,
  undoMs,
  type DispatchBasis,
  type Level,
  type OpenState,
  type UndoableMove,
} from '#contract/cases.ts';
import type { Limit } from '#contract/worktime.ts';
import type { HeldPost } from '#kit/caller.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';
import {
  enter,
  lapsed,
  runningClocks,
  type CaseNow,
  type Ground,
  type HandlingNow,
  type PaperNow,
  type Restored,
  type Step,
} from '../case.rules.ts';

/** The last thing that was told of the case, the stage it stood in before, and what ended at that moment. */
export type LastMove = {
  kind: string;
  at: Date;
  personId: string | null;
  post: string | null;
  unitId: number | null;
  data: Record<string, unknown>;
  before: { state: string; personId: string | null; startedAt: Date; limit: Limit; endedBy: string | null } | null;
  papers: PaperNow[];
  handling: HandlingNow | null;
  lead: NonNullable<Restored['lead']> | null;
  assignmentIds: string[];
  pauseN: number | null;
  /** when it was dispatched the time before, if it was */
  dispatchedBefore: Date | null;
  /** why and until when it hung, when it last did */
  hung: { reason: string; until: string } | null;
};

/** What a move told, and the states it may have led away from; no state: it stayed where it was. */
const told: Record<UndoableMove, { kinds: readonly string[]; from?: readonly OpenState[] }> = {
  receive: { kinds: ['case.received'], from: ['reported'] },
  file: { kinds: ['case.filed'], from: ['received'] },
  dispatch: { kinds: ['case.dispatched'], from: ['filed'] },
  sign: { kinds: ['case.signed'], from: ['dispatched'] },
  hand_back: { kinds: ['case.handed_back'], from: ['signed'] },
  hand_up: { kinds: ['case.handed_up'], from: ['dispatched', 'signed'] },
  hand_down: { kinds: ['case.handed_down'], from: ['dispatched', 'signed'] },
  assign: { kinds: ['case.assigned'] },
  ask_return: { kinds: ['case.return_asked'] },
  suspend: { kinds: ['case.suspended'] },
  resume: { kinds: ['case.resumed'] },
  ask_extension: { kinds: ['case.extension_asked'] },
  ask_suspension: { kinds: ['case.suspension_asked'] },
  supervise: { kinds: ['case.supervised'] },
  reply_supervision: { kinds: ['case.supervision_replied'] },
  clear_supervision: { kinds: ['case.supervision_cleared', 'case.supervision_kept'] },
  propose_force_close: { kinds: ['case.force_close_proposed'] },
  escalate: { kinds: ['case.escalated_to'] },
  follow_up: { kinds: ['case.follow_up_planned'] },
};

/** May this person take it back, and in which of her posts? What was made by the house, by somebody else or too long ago stays. */
export function mayTakeBack(
  last: LastMove,
  who: { personId: string; posts: readonly HeldPost[] },
  at: Date,
): { move: UndoableMove; post: HeldPost } | Refusal {
  const move = undoable.find((one) => told[one].kinds.includes(last.kind));
  if (!move) return refuse('case.not_undoable');
  const { from } = told[move];
  if (from && !(from.some((state) => state === last.before?.state) && last.before?.endedBy === move))
    return refuse('case.not_undoable');
  const post = who.posts.find((held) => held.post === last.post && held.unitId === last.unitId);
  if (last.personId !== who.personId || !post) return refuse('case.not_undoable');
  const gone = at.getTime() - last.at.getTime();
  return gone >= 0 && gone <= undoMs ? { move, post } : refuse('case.undo_too_late', { seconds: undoMs / 1_000 });
}

/** The compensating step. `n` of its fact is the number of the fact that is taken back. */
export function takenBack(now: CaseNow, move: UndoableMove, last: LastMove, ground: Ground, at: Date): Step | Refusal {
  const told = (to: string) => ({ kind: 'case.taken_back', data: { of: last.kind, n: now.version, to } });
  // Papers that were laid by it are answered by the taking back; those that it had answered wait again.
  const laid = now.papers.filter(({ askedAt }) => askedAt.getTime() === last.at.getTime());
  const begun = { endPapers: laid.map(({ kind }) => ({ kind, outcome: 'taken_back', decision: '' })) };
  const papers = laid.length > 0 ? begun : {};
  const waiting: Restored = last.papers.length > 0 ? { papers: last.papers } : {};
  const stays = (set: Record<string, unknown> = {}, restore: Restored = {}): Step => ({
    at,
    moved: true,
    set,
    ...papers,
    restore: { ...waiting, ...restore },
    fact: told(now.state),
  });
  const underOthers = now.openChildren > 0 || now.tasks.length > 0;

  switch (move) {
    case 'assign': {
      const { before, handlerBefore } = last.data as { before?: string | null; handlerBefore?: string | null };
      return { ...stays({ holder_person_id: before ?? null }), handlerId: handlerBefore ?? null };
    }
    case 'ask_return':
      return stays({}, { dropReturn: true });
    case 'suspend': {
      if (underOthers) return refuse('case.not_undoable');
      const clocks = runningClocks(
        now,
        now.pauses.map((pause) => (pause.to === null ? { ...pause, to: pause.from } : pause)),
        ground.calendar,
      );
      const free = { suspended_at: null, suspended_until: null, suspended_reason: null };
      return {
        ...stays({ ...free, suspensions: now.suspensions - 1, ...clocks.set }, { emptyPause: true }),
        clock: clocks.stage,
        handlingClock: clocks.handling,
      };
    }
    case 'resume': {
      const pause = now.pauses.find(({ n }) => n === last.pauseN);
      if (underOthers || !pause || !last.hung) return refuse('case.not_undoable');
      const clocks = runningClocks(
        now,
        now.pauses.map((one) => (one === pause ? { ...one, to: null } : one)),
        ground.calendar,
      );
      const { reason, until } = last.hung;
      const hangs = { suspended_at: pause.from, suspended_until: new Date(until), suspended_reason: reason };
      return {
        ...stays({ ...hangs, ...clocks.set }, { pauseN: pause.n }),
        clock: clocks.stage,
        handlingClock: clocks.handling,
      };
    }
    case 'supervise':
      return stays({ supervision_level: Number(last.data['before'] ?? 0) });
    case 'clear_supervision':
      return stays({ supervision_level: Number(last.data['level']) });
    case 'reply_supervision':
    case 'ask_extension':
    case 'ask_suspension':
    case 'propose_force_close':
    case 'escalate':
    case 'follow_up':
      return stays();
    default: {
      if (underOthers || now.pendingReturn || now.suspendedAt) return refuse('case.not_undoable');
      const before = last.before!;
      const from = before.state as OpenState;
      const entered = enter(now, from, ground, at, {
        startedAt: before.startedAt,
        limit: before.limit,
        personId: before.personId,
        ...(last.lead ? { leadUnitId: last.lead.unitId } : {}),
      });
      const step: Step = {
        at,
        moved: true,
        endStage: 'system',
        stage: entered.stage,
        set: entered.set,
        ...papers,
        restore: waiting,
        fact: told(from),
      };
      return backTo(step, now, move, last);
    }
  }
}

/** What the case was taken to be before the move; a fact of an older house does not say, and it stays as it was chosen. */
function wasBefore({ data }: LastMove): Record<string, unknown> {
  const before = data['before'] as
    { matterId: number; matterBy: string | null; conditionId: number | null; urgent: boolean } | undefined;
  if (!before) return {};
  const { matterId, matterBy, conditionId, urgent } = before;
  return { matter_id: matterId, condition_id: conditionId, urgent, ...(matterBy ? { matter_by: matterBy } : {}) };
}

function stoodBefore({ data, dispatchedBefore }: LastMove): Record<string, unknown> {
  const before = data['before'] as
    { level?: Level | null; basis?: DispatchBasis | null; locked?: string | null } | undefined;
  const { level = null, basis = null, locked = null } = before ?? {};
  return { level, dispatch_basis: basis, locked_reason: locked, dispatched_at: dispatchedBefore };
}

/** Of a move that led on: what else it had changed. */
function backTo(step: Step, now: CaseNow, move: UndoableMove, last: LastMove): Step | Refusal {
  switch (move) {
    case 'receive':
      Object.assign(step.set, wasBefore(last));
      return step;
    case 'file':
      // The case clock begins with the filing; a due date that came with the case stays.
      Object.assign(step.set, wasBefore(last), {
        filed_at: null,
        time_limit: now.timeLimit?.kind === 'instant' ? now.timeLimit : null,
        case_limit: null,
        case_started_at: null,
        case_warn_at: null,
        case_due_at: null,
        case_warned_at: null,
        case_overdue_at: null,
      });
      return step;
    case 'dispatch':
      // Dispatched a second time it goes back to what the first had left.
      Object.assign(step.set, { lead_unit_id: null, handling_due_at: null, ...stoodBefore(last) });
      return { ...step, ...lapsed(now), endAssignments: 'reassigned', endHandling: { outcome: 'reassigned' } };
    case 'sign':
      return { ...step, restore: { ...step.restore, unsigned: true } };
    case 'hand_back':
      if (!last.handling) return refuse('case.not_undoable');
      Object.assign(step.set, { handled_at: null, handling_due_at: last.handling.dueAt });
      return { ...step, restore: { ...step.restore, handling: last.handling } };
    case 'hand_up':
    case 'hand_down': {
      const { handling, lead, assignmentIds } = last;
      if (!handling || !lead) return refuse('case.not_undoable');
      Object.assign(step.set, {
        lead_unit_id: lead.unitId,
        dispatched_at: lead.dispatchedAt,
        dispatch_basis: (last.data['before'] ?? null) as DispatchBasis | null,
        level: (last.data['from'] ?? null) as Level | null,
        handling_due_at: handling.dueAt,
      });
      return {
        ...step,
        ...(now.handling ? { endHandling: { outcome: 'reassigned' as const } } : {}),
        ...(now.lead ? { endAssignments: 'reassigned' as const } : {}),
        restore: { ...step.restore, handling, lead, assignmentIds },
      };
    }
    default:
      return refuse('case.not_undoable');
  }
}
