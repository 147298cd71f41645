/** 会商、联席会议、紧急会商: who may convene which, what may stand on an agenda, and what may be done with a meeting when. Pure. */
import { isOpen, type State } from '#contract/cases.ts';
import {
  meetingStates,
  minutesWithinHours,
  type MeetingKind,
  type MeetingState,
  type MeetingStepName,
} from '#contract/meetings.ts';
import type { HeldPost } from '#kit/caller.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type MeetingNow = {
  id: string;
  kind: MeetingKind;
  state: MeetingState;
  convenerUnitId: number;
  convenerUnit: string;
  /** its hour */
  at: Date;
  version: number;
};
/** A case somebody wants on the agenda; undefined: there is none that she may see. */
export type AgendaCase = { id: string; number: string; state: State; aboutRootUnitId: number | null };

/** A meeting nobody kept minutes of resolved nothing: until when they are waited for. */
export const minutesDue = (at: Date): Date => new Date(at.getTime() + minutesWithinHours * 3_600_000);

/** 紧急会商 is the centre's and the leaders'; a street's clerk convenes the others. */
export function mayConvene(kind: MeetingKind, post: HeldPost): Refusal | undefined {
  return kind === 'urgent' && post.post === 'clerk' ? refuse('meeting.urgent_leader') : undefined;
}

const beforeDispatch: readonly State[] = ['reported', 'received', 'confirming', 'filed'];
export function onAgenda(kind: MeetingKind, found: AgendaCase | undefined): Refusal | undefined {
  const no = (reason: 'meeting.agenda_unknown' | 'meeting.agenda_ended' | 'meeting.agenda_dispatched') =>
    refuse('meeting.agenda', { reason: { word: reason, params: { number: found?.number ?? '' } } });
  if (!found) return no('meeting.agenda_unknown');
  if (!isOpen(found.state)) return no('meeting.agenda_ended');
  // 会商 asks who should have it: once it was dispatched, that is settled, and a joint meeting is the place.
  if (kind === 'consultation' && !beforeDispatch.includes(found.state)) return no('meeting.agenda_dispatched');
  return undefined;
}

const stepsIn: Record<MeetingState, readonly MeetingStepName[]> = {
  called: ['amend', 'hold', 'cancel'],
  held: ['resolve'],
  cancelled: [],
};
/** Only the side that convened it, and only what its state allows; what has not begun was not held. */
export function mayStep(
  meeting: MeetingNow,
  step: MeetingStepName,
  posts: readonly HeldPost[],
  now: Date,
): HeldPost | Refusal {
  const whose = { step: { word: `meeting.step.${step}` }, unit: meeting.convenerUnit } as const;
  if (!stepsIn[meeting.state].includes(step))
    return refuse('meeting.state', {
      ...whose,
      state: { word: `meeting.state.${meeting.state}` },
      from: meetingStates
        .filter((state) => stepsIn[state].includes(step))
        .map((state) => ({ word: `meeting.state.${state}` }) as const),
    });
  const post = posts.find(({ unitId }) => unitId === meeting.convenerUnitId);
  if (!post) return refuse('meeting.convener_only', whose);
  // Held earlier than it was called for: who was asked to come reads the hour it was, so the hour is changed first.
  if (step === 'hold' && now < meeting.at)
    return refuse('meeting.before_hour', {
      ...whose,
      at: meeting.at.toISOString(),
      amend: { word: 'meeting.step.amend' },
    });
  return post;
}

/** Material never goes to whom a case is about (回避): its people are not asked to sit over it. */
export function notTheTarget(
  cases: readonly AgendaCase[],
  unitIds: readonly number[],
  tree: { root: (id: number) => number; unitName: (id: number) => string },
): Refusal | undefined {
  const about = new Set(cases.flatMap(({ aboutRootUnitId }) => aboutRootUnitId ?? []));
  const target = unitIds.find((id) => about.has(tree.root(id)));
  return target === undefined ? undefined : refuse('case.target_unit', { unit: tree.unitName(target) });
}
