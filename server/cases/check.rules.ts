/**
 * What the checks of the loop decide, without I/O: whether a case's facts are a legal way through the table of moves, whether
 * a stored deadline is the one its clock gives, and whether a photo says more than its picture.
 */
import { moves, undoMs, type MoveName, type State } from '#contract/cases.ts';
import { widestBy } from './templates.rules.ts';
import { deadline, warnAt, type Calendar, type Limit } from '#contract/worktime.ts';
import type { ClockName, PauseNow } from './lifecycle.ts';

// ── Legal moves ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type CaseFact = {
  kind: string;
  /** milliseconds */
  at: number;
  actor: string;
  post: string | null;
  data: Record<string, unknown>;
};

const same = () => 'same' as const;
/** Which move a fact tells of, and where it led: the words of `lifecycle.ts` read backwards. Other facts move nothing. */
type Telling = {
  move: MoveName | ((data: Record<string, unknown>) => MoveName);
  to: (data: Record<string, unknown>) => State | 'same';
};
const toldMoves: Record<string, Telling> = {
  'case.received': { move: 'receive', to: () => 'received' },
  'case.confirm_asked': { move: 'ask_confirm', to: () => 'confirming' },
  'case.confirmed': { move: 'confirm', to: () => 'received' },
  'case.filed': { move: 'file', to: () => 'filed' },
  'case.answered': {
    move: (data) => (data['repeatOf'] === undefined ? 'answer' : 'mark_repeat'),
    to: () => 'answered',
  },
  'case.refused': { move: 'refuse', to: () => 'refused' },
  'case.withdrawn': { move: 'withdraw', to: () => 'withdrawn' },
  'case.merged': { move: 'merge', to: () => 'merged' },
  'case.voided': { move: 'void', to: () => 'voided' },
  'case.dispatched': { move: 'dispatch', to: () => 'dispatched' },
  'case.signed': { move: 'sign', to: () => 'signed' },
  'case.assigned': { move: 'assign', to: same },
  'case.handed_back': { move: 'hand_back', to: () => 'handled' },
  'case.return_asked': { move: 'ask_return', to: same },
  'case.return_decided': { move: 'decide_return', to: (data) => (data['accepted'] === true ? 'filed' : 'same') },
  'case.suspended': { move: 'suspend', to: same },
  'case.resumed': { move: 'resume', to: same },
  'case.checked': { move: 'check', to: () => 'checked' },
  'case.rework': { move: 'check', to: () => 'signed' },
  'case.closed': {
    move: (data) => (data['forced'] === true ? 'decide_force_close' : 'close'),
    to: () => 'closed',
  },
  'case.reopened': { move: 'reopen', to: (data) => (data['to'] === 'received' ? 'received' : 'filed') },
  'case.upheld': { move: 'uphold', to: same },
  'case.self_handled': { move: 'self_handle', to: (data) => (data['sampled'] === true ? 'handled' : 'checked') },
  'case.reminded': { move: 'remind', to: same },
  'case.sent_back': { move: 'rework', to: () => 'signed' },
  'case.designated': { move: 'designate', to: () => 'dispatched' },
  'case.stepped_beyond': { move: 'step_beyond', to: same },
  'case.handed_up': { move: 'hand_up', to: (data) => (data['to'] === 'filed' ? 'filed' : 'dispatched') },
  'case.handed_down': { move: 'hand_down', to: () => 'dispatched' },
  'case.extension_asked': { move: 'ask_extension', to: same },
  'case.extension_decided': { move: 'decide_extension', to: same },
  'case.suspension_asked': { move: 'ask_suspension', to: same },
  'case.suspension_decided': { move: 'decide_suspension', to: same },
  'case.suspension_reviewed': { move: 'review_suspension', to: same },
  'case.supervised': { move: 'supervise', to: same },
  'case.supervision_replied': { move: 'reply_supervision', to: same },
  'case.supervision_cleared': { move: 'clear_supervision', to: same },
  'case.supervision_kept': { move: 'clear_supervision', to: same },
  'case.force_close_proposed': { move: 'propose_force_close', to: same },
  'case.force_close_refused': { move: 'decide_force_close', to: same },
  'case.split': { move: 'split', to: same },
  'case.escalated_to': { move: 'escalate', to: same },
  'case.escalation_concluded': { move: 'conclude_escalation', to: same },
  'case.petition_handed_over': { move: 'petition', to: same },
  'case.petition_advanced': { move: 'advance_petition', to: same },
  'case.petition_ended': { move: 'advance_petition', to: same },
  'case.follow_up_planned': { move: 'follow_up', to: same },
  'case.followed_up': { move: 'report_follow_up', to: same },
  'case.archived': { move: 'archive', to: same },
  'case.template_changed': { move: 'change_template', to: same },
  'case.tasks_laid': { move: 'lay_tasks', to: same },
  'case.whistled': { move: 'whistle', to: same },
  'case.called_directly': { move: 'call_directly', to: same },
};

/** 撤回 moves back instead of on; its data says what was taken back, and where the case stands again. */
const takenBack = 'case.taken_back';

/** Kinds whose data says which move it was, or where it led; of all others the kind says it. */
export const tellingKinds: readonly string[] = Object.entries(toldMoves)
  .filter(([, { move, to }]) => typeof move === 'function' || to.length > 0)
  .map(([kind]) => kind)
  .concat(takenBack);

const aside: readonly MoveName[] = [
  'assign',
  'remind',
  'step_beyond',
  'split',
  'conclude_escalation',
  'advance_petition',
  'report_follow_up',
  'archive',
  'change_template',
  'lay_tasks',
  'whistle',
  'call_directly',
];
/** Walks the facts through the table of moves. True when each was legal where it was made, by whom it may be, and the row agrees. */
export function legalHistory(facts: readonly CaseFact[], rowState: State): boolean {
  const [first, ...rest] = facts;
  if (first?.kind !== 'case.opened') return false;
  let state: State = 'reported';
  let lastAt = first.at;
  let before: { kind: string; state: State; fact: CaseFact } | undefined;
  for (const fact of rest) {
    if (fact.kind === 'case.opened') return false;
    if (fact.kind === takenBack) {
      // Of the move just before it, by whoever made it, in its first seconds; and nothing can be taken back twice.
      if (!before || before.kind !== fact.data['of'] || before.state !== fact.data['to']) return false;
      if (before.fact.post !== fact.post || fact.at < lastAt || fact.at - before.fact.at > undoMs) return false;
      state = before.state;
      lastAt = fact.at;
      before = undefined;
      continue;
    }
    const told = toldMoves[fact.kind];
    if (!told) continue;
    const move = typeof told.move === 'function' ? told.move(fact.data) : told.move;
    const rule = moves[move];
    const to = told.to(fact.data);
    const mover = fact.actor === 'person' ? fact.post : fact.actor;
    if (!rule.from.includes(state) || !rule.to.includes(to) || fact.at < lastAt) return false;
    // By whom any template may have let it be made; a leader stands in where a centre is itself the target of the report.
    if (mover !== 'leader' && !(widestBy(move) as readonly (string | null)[]).includes(mover)) return false;
    before = { kind: fact.kind, state, fact };
    if (to !== 'same') state = to;
    // What only stands beside the stages may be told after what was done offline before it.
    if (to !== 'same' || !aside.includes(move)) lastAt = fact.at;
  }
  return state === rowState;
}

// ── Deadlines ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type CountedClock = {
  clock: ClockName;
  /** of a stage */
  state?: string;
  startedAt: Date;
  limit: Limit;
  endedAt: Date | null;
  warnAt: Date | null;
  dueAt: Date | null;
};

/**
 * Is this the warning and the deadline that start, limit, calendar and pauses give, to the millisecond? Only pauses that began
 * while the clock ran count for it. `calendars` are the versions it may have been counted on: one, unless the calendar changed
 * before the clock ended and the facts do not say from which.
 */
export function clockHolds(row: CountedClock, pauses: readonly PauseNow[], calendars: readonly Calendar[]): boolean {
  const mine = (touching: boolean, takenUp: boolean) =>
    pauses
      .filter(
        (pause) =>
          pause.clocks.includes(row.clock) &&
          (row.endedAt === null || (touching ? pause.from <= row.endedAt : pause.from < row.endedAt)) &&
          // 受理 stands still while 核实 is out; the clock of 核实 itself runs.
          !(row.state === 'confirming' && pause.reason === 'confirming'),
      )
      // What ended while it hung was never taken up again: to that clock the pause is still open.
      .map((pause) =>
        row.endedAt !== null &&
        pause.reason === 'suspended' &&
        pause.to !== null &&
        (takenUp ? pause.to > row.endedAt : pause.to >= row.endedAt)
          ? { ...pause, to: null }
          : pause,
      );
  // Of a pause that began or was ended at the very moment a clock ended, the rows do not say which of the two came first.
  const either = (moment: (pause: PauseNow) => Date | null): boolean[] =>
    pauses.some((pause) => moment(pause)?.getTime() === row.endedAt?.getTime()) ? [false, true] : [false];
  const ways = either(({ from }) => from).flatMap((touching) =>
    either(({ to }) => to).map((takenUp) => mine(touching, takenUp)),
  );
  return calendars.some((calendar) =>
    ways.some(
      (stopped) =>
        sameInstant(deadline(row.startedAt, row.limit, calendar, stopped), row.dueAt) &&
        sameInstant(warnAt(row.startedAt, row.limit, calendar, stopped), row.warnAt),
    ),
  );
}

const sameInstant = (a: Date | null, b: Date | null): boolean => (a?.getTime() ?? null) === (b?.getTime() ?? null);

// ── Photos ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

const JFIF = 0xe0;
const colourProfile = 0xe2;
const adobe = 0xee;
const comment = 0xfe;

/**
 * Does a served photo carry anything but the picture? EXIF and XMP (APP1: where and with which telephone), IPTC (APP13), other
 * makers' segments, comments, or bytes after the end of the image. True also for what is not a whole JPEG.
 */
export function carriesMore(jpeg: Uint8Array): boolean {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return true;
  for (let at = 2; at + 1 < jpeg.length;) {
    if (jpeg[at] !== 0xff) return true;
    const marker = jpeg[at + 1]!;
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    if (marker === 0xd9) return at + 2 !== jpeg.length;
    const isApplication = marker >= 0xe0 && marker <= 0xef;
    if (isApplication && marker !== JFIF && marker !== colourProfile && marker !== adobe) return true;
    if (marker === comment) return true;
    at += 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!);
    // After the head of a scan comes the picture itself, up to the next marker that is neither stuffing nor a restart.
    if (marker === 0xda) {
      while (at + 1 < jpeg.length && !(jpeg[at] === 0xff && isMarker(jpeg[at + 1]!))) at += 1;
    }
  }
  return true;
}
const isMarker = (byte: number): boolean => byte !== 0 && !(byte >= 0xd0 && byte <= 0xd7);
