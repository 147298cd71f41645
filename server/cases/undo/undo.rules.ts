/**
 * 撤回: a move is taken back in its first seconds. Both facts stay, and the case stands where it stood, on the clock it stood on: nobody
 * gains a minute by it. Only what has not left the house can be taken back (`undoable` in the contract): an answer or an ending is read by
 * its reporter at once, a check is a witness, a signature is somebody's own promise, and what several units were called to is theirs.
 */
import { undoable, undoMs, type OpenState } from '#contract/cases.ts';
import type { Limit } from '#contract/worktime.ts';
import type { HeldPost } from '#kit/caller.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';
import { enter, lapsed, type CaseNow, type Ground, type Step } from '../case.rules.ts';

/** The last thing that was told of the case, and the stage it stood in before. */
export type LastMove = {
  kind: string;
  at: Date;
  personId: string | null;
  post: string | null;
  unitId: number | null;
  before: { state: string; personId: string | null; startedAt: Date; limit: Limit; endedBy: string | null } | null;
};

const told: Record<(typeof undoable)[number], { kind: string; from: OpenState }> = {
  receive: { kind: 'case.received', from: 'reported' },
  file: { kind: 'case.filed', from: 'received' },
  dispatch: { kind: 'case.dispatched', from: 'filed' },
};

/** May this person take it back, and in which of her posts? What was made by the house, by somebody else or too long ago stays. */
export function mayTakeBack(
  last: LastMove,
  who: { personId: string; posts: readonly HeldPost[] },
  at: Date,
): { move: (typeof undoable)[number]; post: HeldPost } | Refusal {
  const move = undoable.find((one) => told[one].kind === last.kind);
  if (!move || last.before?.state !== told[move].from || last.before.endedBy !== move)
    return refuse('case.not_undoable');
  const post = who.posts.find((held) => held.post === last.post && held.unitId === last.unitId);
  if (last.personId !== who.personId || !post) return refuse('case.not_undoable');
  const gone = at.getTime() - last.at.getTime();
  return gone >= 0 && gone <= undoMs ? { move, post } : refuse('case.undo_too_late', { seconds: undoMs / 1_000 });
}

/** The compensating step. `n` is the number of the fact that is taken back. */
export function takenBack(
  now: CaseNow,
  move: (typeof undoable)[number],
  last: LastMove,
  ground: Ground,
  at: Date,
): Step | Refusal {
  if (now.openChildren > 0 || now.tasks.length > 0 || now.pendingReturn || now.suspendedAt)
    return refuse('case.not_undoable');
  const { kind, from } = told[move];
  const before = last.before!;
  const entered = enter(now, from, ground, at, {
    startedAt: before.startedAt,
    limit: before.limit,
    personId: before.personId,
  });
  const step: Step = {
    at,
    moved: true,
    endStage: 'system',
    stage: entered.stage,
    set: entered.set,
    fact: { kind: 'case.taken_back', data: { of: kind, n: now.version, to: from } },
  };
  switch (move) {
    case 'receive':
      return step;
    case 'file':
      // The case clock begins with the filing; a due date that came with the case stays.
      Object.assign(step.set, {
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
      Object.assign(step.set, { lead_unit_id: null, handling_due_at: null });
      return {
        ...step,
        ...lapsed(now),
        endAssignments: 'reassigned',
        endHandling: { outcome: 'reassigned' },
      };
    default:
      return refuse('case.not_undoable');
  }
}
