/**
 * Cases as they happen, told in moves: mostly a plain way through the loop, some sent back, given back, suspended, reopened,
 * some late, and at the end of time some still open. Pure but for the chance it is dealt.
 */
import type { MoveInput } from '#contract/cases.ts';
import type { Post } from '#contract/access.ts';
import type { Limit } from '#contract/worktime.ts';
import type { Actor } from '#kit/caller.ts';
import type { Chance } from '../../demo/chance.ts';
import type { Ground, Subject } from './ground.ts';

export type Told = {
  at: Date;
  subject: Subject;
  channel: 'web' | 'hotline' | 'keeper';
  moves: { at: Date; actor: Actor; input: MoveInput }[];
  /** what the reporter thinks of it, when it has ended */
  opinion: { at: Date; solved: boolean; satisfied: boolean } | null;
  /** others who report the same while it is open */
  joined: Date[];
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** About how long a limit is on the wall: what is handed back at a share of it is mostly in time. */
const wallTime = (limit: Limit): number => {
  switch (limit.kind) {
    case 'urgent_hours':
      return limit.n * HOUR;
    case 'hours':
      return limit.n * 2.5 * HOUR;
    case 'instant':
      return 5 * DAY;
    default:
      return limit.n * 1.4 * DAY;
  }
};

/** One case that is reported at `from`; no move is made after `until`. */
export function tell(ground: Ground, chance: Chance, from: Date, until: Date): Told {
  const subject = chance.pick(ground.subjects);
  const channel = chance.pick(['web', 'web', 'hotline', 'hotline', 'hotline', 'keeper'] as const);
  const moves: Told['moves'] = [];
  let now = from.getTime();
  let stopped = false;
  const make = (afterMs: number, post: Post, input: MoveInput, unitId?: number): void => {
    now += Math.max(1_000, Math.round(afterMs));
    stopped ||= now > until.getTime();
    const who = ground.in(post, unitId);
    if (who.length === 0) stopped = true;
    if (!stopped) moves.push({ at: new Date(now), actor: chance.pick(who), input });
  };
  const minutes = (low: number, high: number) => chance.between(low, high) * MINUTE;
  const told = (): Told => {
    const ended = !stopped && moves.length > 0;
    const last = moves.at(-1)?.at.getTime() ?? now;
    const speaks = ended && channel !== 'keeper' && chance.next() < 0.45;
    const saidAt = last + chance.between(1, 60) * HOUR;
    const solved = chance.next() < 0.86;
    const joins = chance.next() < 0.15 && last - from.getTime() > HOUR;
    return {
      at: from,
      subject,
      channel,
      moves,
      opinion:
        speaks && saidAt < until.getTime()
          ? { at: new Date(saidAt), solved, satisfied: solved && chance.next() < 0.9 }
          : null,
      joined: joins ? [new Date(from.getTime() + chance.between(0.1, 0.4) * HOUR)] : [],
    };
  };

  make(minutes(1, 17), 'receiver', { move: 'receive', matterId: subject.matterId });
  const fate = chance.next();
  if (fate < 0.06) {
    make(minutes(2, 12), 'receiver', { move: 'answer', text: '您反映的问题已答复，详见办事指南。' });
    return told();
  }
  if (fate < 0.09) {
    make(minutes(2, 12), 'receiver', {
      move: 'refuse',
      reason: 'outside_duties',
      text: '不属于本区职责范围，请向有关单位反映。',
    });
    return told();
  }
  if (fate < 0.11) {
    make(minutes(2, 12), 'duty_officer', { move: 'void', reason: 'not_so', text: '经核实，现场没有所反映的问题。' });
    return told();
  }
  make(minutes(2, 18), 'duty_officer', {
    move: 'file',
    matterId: subject.matterId,
    conditionId: subject.conditionId,
  });
  let unitId = chance.pick(ground.leads);
  const dispatch = () => make(minutes(1, 19), 'dispatcher', { move: 'dispatch', unitId, reason: '权责清单' });
  dispatch();
  const turn = chance.next();
  if (turn < 0.08) {
    const accept = turn < 0.05;
    make(minutes(20, 200), 'clerk', { move: 'ask_return', reason: '不属于本单位管养范围' }, unitId);
    make(minutes(10, 120), 'dispatcher', {
      move: 'decide_return',
      accept,
      decision: accept ? '同意，改派' : '属于本单位职责',
    });
    if (accept) {
      unitId = chance.pick(ground.leads.filter((id) => id !== unitId));
      dispatch();
    }
  }
  make(minutes(5, 110), 'clerk', { move: 'sign' }, unitId);
  if (chance.next() < 0.03) {
    const pause = chance.between(2, 20) * DAY;
    const back = new Date(now + HOUR + pause + DAY).toISOString();
    make(HOUR, 'dispatcher', { move: 'suspend', reason: '需等待配件到货', until: back });
    make(pause, 'dispatcher', { move: 'resume', reason: '配件已到' });
  }
  const handle = (share: number) =>
    make(wallTime(subject.limit) * share, 'clerk', { move: 'hand_back', result: '已处置完毕' }, unitId);
  const check = (passed: boolean) =>
    make(minutes(10, 230), 'checker', { move: 'check', passed, remark: passed ? '现场已恢复' : '现场仍有遗留' });
  const slow = chance.next();
  handle(slow < 0.13 ? chance.between(1.1, 2.5) : chance.between(0.1, 0.75));
  if (chance.next() < 0.07) {
    check(false);
    handle(chance.between(0.1, 0.6));
  }
  check(true);
  const close = () =>
    make(minutes(5, 200), 'duty_officer', { move: 'close', answer: '已处置完毕并经现场核查，感谢您的反映。' });
  close();
  if (chance.next() < 0.02) {
    make(chance.between(1, 20) * DAY, 'duty_officer', { move: 'reopen', reason: '回访反映问题重现' });
    dispatch();
    make(minutes(5, 110), 'clerk', { move: 'sign' }, unitId);
    handle(chance.between(0.1, 0.8));
    check(true);
    close();
  }
  return told();
}
