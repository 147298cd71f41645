/**
 * Cases as they happen, told in turns: mostly a plain way through the loop; some confirmed first, sent back, given back, extended,
 * suspended, supervised, merged, split, helped by others (协办, 吹哨, 联席会议), handled by the keeper himself, closed by force, followed up or reopened; some late, and at the
 * end of time some still open. Pure but for the chance it is dealt.
 */
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { TaskMoveInput } from '#contract/tasks.ts';
import type { Limit } from '#contract/worktime.ts';
import type { Actor } from '#kit/caller.ts';
import type { Chance } from '../../demo/chance.ts';
import type { Cell, Ground, Subject } from './ground.ts';

/** What happens next. `of`: 0 the case itself, 1 what was split from it or comes to be merged into it. */
export type Turn = { at: Date; of: 0 | 1 } & Happening;
type Happening =
  | { turn: 'move'; actor: Actor; input: MoveInput }
  /** a move that is made only where the case waits for it */
  | { turn: 'sampled'; actor: Actor; input: MoveInput }
  /** parts a second case off; its id is made when it is played */
  | { turn: 'split'; actor: Actor; title: string; matterId: number }
  /** reported a second time as a case of its own, and merged */
  | { turn: 'merge'; actor: Actor; receiver: Actor }
  /** reported again to the same case */
  | { turn: 'join' }
  /** what a called unit, or whoever called it, does with its task */
  | { turn: 'task'; actor: Actor; unitId: number; input: TaskMoveInput }
  | { turn: 'convene'; actor: Actor; unitId: number; when: Date }
  | { turn: 'hold'; actor: Actor; resolves: { unitId: number; due: string } | null }
  | { turn: 'photo'; purpose: 'report' | 'after'; actor: Actor | null }
  | { turn: 'call_back'; actor: Actor; reached: boolean; solved: boolean; satisfied: boolean }
  | { turn: 'rate'; solved: boolean; satisfied: boolean };
export type Told = {
  at: Date;
  subject: Subject;
  channel: 'web' | 'hotline' | 'keeper';
  cell: Cell;
  /** can be called back */
  named: boolean;
  turns: Turn[];
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

/** One case that is reported at `from`; nothing happens after `until`. Photos only where somebody keeps their files. */
export function tell(ground: Ground, chance: Chance, from: Date, until: Date, photos: boolean): Told {
  return new Telling(ground, chance, from, until, photos).told();
}

class Telling {
  #ground: Ground;
  #chance: Chance;
  #until: number;
  #from: number;
  #photos: boolean;
  #subject: Subject;
  #cell: Cell;
  #channel: Told['channel'];
  #named: boolean;
  #turns: Turn[] = [];
  #now: number;
  #stopped = false;

  constructor(ground: Ground, chance: Chance, from: Date, until: Date, photos: boolean) {
    this.#ground = ground;
    this.#chance = chance;
    this.#from = this.#now = from.getTime();
    this.#until = until.getTime();
    this.#photos = photos;
    this.#subject = chance.pick(ground.subjects);
    this.#cell = chance.pick(ground.cells);
    this.#channel = chance.pick(['web', 'web', 'hotline', 'hotline', 'hotline', 'keeper'] as const);
    this.#named = this.#channel !== 'keeper' && chance.next() < 0.45;
  }

  told(): Told {
    if (this.#photos && this.#chance.next() < 0.08) this.#take({ turn: 'photo', purpose: 'report', actor: null });
    this.#life();
    return {
      at: new Date(this.#from),
      subject: this.#subject,
      channel: this.#channel,
      cell: this.#cell,
      named: this.#named,
      turns: this.#turns,
    };
  }

  // ── One thing after another ──────────────────────────────────────────────────────────────────────────────────────────

  #minutes(low: number, high: number): number {
    return this.#chance.between(low, high) * MINUTE;
  }
  /** Somebody in the post; nobody there or time is up, and the story stops here. */
  #who(post: Post, unitId?: number, but?: Actor): Actor | undefined {
    const some = this.#ground.in(post, unitId).filter((actor) => actor !== but);
    if (some.length === 0) this.#stopped = true;
    return this.#stopped ? undefined : this.#chance.pick(some);
  }
  #pass(ms: number): void {
    this.#now += Math.max(1_000, Math.round(ms));
    this.#stopped ||= this.#now > this.#until;
  }
  #take(happening: Happening, of: 0 | 1 = 0): void {
    if (!this.#stopped) this.#turns.push({ ...happening, of, at: new Date(this.#now) });
  }
  #make(afterMs: number, post: Post, input: MoveInput, more: { unitId?: number; of?: 0 | 1; but?: Actor } = {}) {
    this.#pass(afterMs);
    const actor = this.#who(post, more.unitId, more.but);
    if (actor) this.#take({ turn: 'move', actor, input }, more.of);
    return actor;
  }

  // ── The ways through the loop ────────────────────────────────────────────────────────────────────────────────────────

  #life(): void {
    const chance = this.#chance;
    const keeper = this.#channel === 'keeper' ? this.#keeper() : undefined;
    if (keeper && this.#photos && chance.next() < 0.3) return this.#handledByTheKeeper(keeper);
    if (chance.next() < 0.1) {
      this.#pass(this.#minutes(5, 9));
      this.#take({ turn: 'join' });
    }
    this.#make(this.#minutes(1, 8), 'receiver', { move: 'receive', matterId: this.#subject.matterId });
    const fate = chance.next();
    if (fate < 0.06) {
      this.#make(this.#minutes(2, 12), 'receiver', { move: 'answer', text: '您反映的问题已答复，详见办事指南。' });
      return;
    }
    if (fate < 0.09) {
      const text = '不属于本区职责范围，请向有关单位反映。';
      this.#make(this.#minutes(2, 12), 'receiver', { move: 'refuse', reason: 'outside_duties', text });
      return;
    }
    if (fate < 0.11) {
      const text = '经核实，现场没有所反映的问题。';
      this.#make(this.#minutes(2, 12), 'duty_officer', { move: 'void', reason: 'not_so', text });
      return;
    }
    if (fate < 0.17) this.#confirmed();
    if (fate < 0.2) this.#split();
    else if (fate < 0.25) this.#merged();
    this.#file(0, this.#subject);
    const unitId = this.#given(this.#dispatch(0));
    this.#make(this.#minutes(5, 110), 'clerk', { move: 'sign' }, { unitId });
    this.#interrupted(unitId);
    this.#withOthers(unitId);
    const late = chance.next() < 0.13;
    if (late && chance.next() < 0.5) this.#supervised(unitId);
    else this.#handle(unitId, late ? chance.between(1.1, 2.5) : chance.between(0.1, 0.75));
    if (chance.next() < 0.01) return this.#closedByForce();
    if (chance.next() < 0.07) {
      this.#check(false);
      this.#handle(unitId, chance.between(0.1, 0.6));
    }
    this.#check(true);
    this.#close(0);
    this.#afterwards();
    if (chance.next() < 0.02) this.#reopened();
    else if (chance.next() < 0.05) this.#followedUp();
    // What a file holds is digested, ids and all: only one that names no other thing stays true in a copy.
    else if (!this.#named && this.#turns.every(({ turn }) => turn === 'move') && chance.next() < 0.3)
      this.#make(20 * DAY, 'duty_officer', { move: 'archive' });
  }

  #keeper(): Actor | undefined {
    return this.#ground.in('keeper').find(({ personId }) => personId === this.#cell.keeperId);
  }
  #handledByTheKeeper(keeper: Actor): void {
    this.#pass(this.#minutes(2, 10));
    this.#take({ turn: 'photo', purpose: 'after', actor: keeper });
    this.#pass(MINUTE);
    const { conditionId } = this.#subject;
    this.#take({ turn: 'move', actor: keeper, input: { move: 'self_handle', conditionId, result: '当场清理完毕' } });
    // One in so many is looked at by somebody else; which, is told by the case's own id.
    this.#pass(this.#minutes(10, 90));
    const actor = this.#who('checker');
    const remark = '自处理抽查：现场已恢复';
    if (actor) this.#take({ turn: 'sampled', actor, input: { move: 'check', passed: true, remark } });
    this.#close(0);
  }
  #confirmed(): void {
    const keeper = this.#keeper();
    if (!keeper) return;
    const asked = this.#make(this.#minutes(1, 5), 'receiver', { move: 'ask_confirm', keeperId: keeper.personId });
    if (!asked) return;
    this.#pass(this.#minutes(4, 28));
    this.#take({ turn: 'move', actor: keeper, input: { move: 'confirm', isSo: true, remark: '情况属实' } });
  }
  /** The part goes its own way while the case waits for it. */
  #split(): void {
    const actor = this.#who('receiver');
    const subject = this.#chance.pick(this.#ground.subjects);
    this.#pass(this.#minutes(1, 3));
    if (actor) this.#take({ turn: 'split', actor, title: subject.title, matterId: subject.matterId });
    this.#make(this.#minutes(1, 3), 'receiver', { move: 'receive', matterId: subject.matterId }, { of: 1 });
    this.#file(1, subject);
    const unitId = this.#dispatch(1);
    this.#make(this.#minutes(5, 60), 'clerk', { move: 'sign' }, { unitId, of: 1 });
    this.#make(this.#minutes(60, 400), 'clerk', { move: 'hand_back', result: '已处置完毕' }, { unitId, of: 1 });
    this.#make(this.#minutes(10, 90), 'checker', { move: 'check', passed: true, remark: '现场已恢复' }, { of: 1 });
    this.#close(1);
  }
  #merged(): void {
    this.#pass(this.#minutes(1, 5));
    const [actor, receiver] = [this.#who('duty_officer'), this.#who('receiver')];
    if (actor && receiver) this.#take({ turn: 'merge', actor, receiver });
  }
  #file(of: 0 | 1, { matterId, conditionId }: Subject): void {
    this.#make(this.#minutes(2, 9), 'duty_officer', { move: 'file', matterId, conditionId }, { of });
  }
  #dispatch(of: 0 | 1, unitId = this.#chance.pick(this.#ground.leads)): number {
    this.#make(this.#minutes(1, 14), 'dispatcher', { move: 'dispatch', unitId, reason: '权责清单' }, { of });
    return unitId;
  }
  /** Some give it back: mostly with reason. */
  #given(unitId: number): number {
    const turn = this.#chance.next();
    if (turn >= 0.08) return unitId;
    const accept = turn < 0.05;
    this.#make(this.#minutes(20, 100), 'clerk', { move: 'ask_return', reason: '不属于本单位管养范围' }, { unitId });
    const decision = accept ? '同意，改派' : '属于本单位职责';
    this.#make(this.#minutes(10, 60), 'dispatcher', { move: 'decide_return', accept, decision });
    return accept ? this.#dispatch(0, this.#chance.pick(this.#ground.leads.filter((id) => id !== unitId))) : unitId;
  }
  /** What hangs, and what gets more time. */
  #interrupted(unitId: number): void {
    const turn = this.#chance.next();
    const pause = this.#chance.between(2, 20) * DAY;
    const until = new Date(this.#now + 2 * HOUR + pause + DAY).toISOString();
    if (turn < 0.02) {
      this.#make(HOUR, 'dispatcher', { move: 'suspend', reason: '需等待配件到货', until });
      this.#make(pause, 'dispatcher', { move: 'resume', reason: '配件已到' });
    } else if (turn < 0.035) {
      this.#make(
        HOUR / 2,
        'clerk',
        { move: 'ask_suspension', cause: 'engineering', reason: '需纳入改造计划', until },
        { unitId },
      );
      this.#make(HOUR / 2, 'dispatcher', { move: 'decide_suspension', accept: true, decision: '同意挂账' });
      this.#make(pause, 'dispatcher', { move: 'resume', reason: '改造已完成' });
    } else if (turn < 0.075) {
      const { limit } = this.#subject;
      if (limit.kind === 'instant' || !Number.isInteger(limit.n / 2)) return;
      const n = limit.n / 2;
      this.#make(HOUR / 4, 'clerk', { move: 'ask_extension', reason: '需多部门配合', n }, { unitId });
      const accept = turn < 0.065;
      this.#make(HOUR / 4, 'dispatcher', {
        move: 'decide_extension',
        accept,
        decision: accept ? '同意延期' : '按期办理',
      });
    }
  }
  /** 协办 under the lead, 吹哨 by a street, or a 联席会议 with what it resolves; the case waits until all of it is done. */
  #withOthers(leadId: number): void {
    const turn = this.#chance.next();
    const others = this.#ground.departments.filter((id) => id !== leadId);
    if (turn >= 0.1 || others.length === 0) return;
    const unitId = this.#chance.pick(others);
    if (turn < 0.05) {
      const input: MoveInput = { move: 'lay_tasks', tasks: [{ unitId, text: '请派员配合现场处置' }] };
      if (!this.#make(this.#minutes(5, 40), 'clerk', input, { unitId: leadId })) return;
      this.#task(this.#minutes(5, 90), unitId, { move: 'accept' });
      this.#task(this.#minutes(20, 200), unitId, { move: 'hand_back', result: '已配合完成' });
      this.#task(
        this.#minutes(5, 120),
        unitId,
        { move: 'finish', grade: Math.floor(this.#chance.between(3, 6)) },
        leadId,
      );
    } else if (turn < 0.08 && this.#ground.isStreet(leadId)) {
      const told = { occasion: 'enforcement', reason: '请到现场联合处置', place: '现场' } as const;
      const input: MoveInput = { move: 'whistle', unitIds: [unitId], ...told };
      if (!this.#make(this.#minutes(5, 40), 'clerk', input, { unitId: leadId })) return;
      this.#task(this.#minutes(8, 45), unitId, { move: 'arrive', remark: '已到现场' });
      this.#task(this.#minutes(30, 300), unitId, { move: 'hand_back', result: '已处置', callGrade: 4 });
      this.#task(this.#minutes(5, 120), unitId, { move: 'finish', grade: 4 }, leadId);
    } else if (turn >= 0.08) this.#met(unitId);
  }
  /** Convened, held two days later, its resolution carried out. */
  #met(unitId: number): void {
    this.#pass(this.#minutes(10, 60));
    const actor = this.#who('dispatcher');
    if (!actor) return;
    const when = new Date(this.#now + 2 * DAY);
    this.#take({ turn: 'convene', actor, unitId, when });
    this.#pass(2 * DAY + 2 * HOUR);
    const due = new Date(this.#now + 20 * DAY).toISOString();
    const resolves = this.#chance.next() < 0.8;
    this.#take({ turn: 'hold', actor, resolves: resolves ? { unitId, due } : null });
    if (!resolves) return;
    this.#task(this.#minutes(5, 100), unitId, { move: 'accept' });
    this.#task(this.#chance.between(1, 4) * DAY, unitId, { move: 'hand_back', result: '已按会议决议落实' });
    this.#pass(this.#minutes(5, 120));
    this.#take({ turn: 'task', actor, unitId, input: { move: 'finish', grade: 4 } });
  }
  /** By the called unit's clerk, or by the clerk of whoever called. */
  #task(afterMs: number, unitId: number, input: TaskMoveInput, byUnitId = unitId): void {
    this.#pass(afterMs);
    const actor = this.#who('clerk', byUnitId);
    if (actor) this.#take({ turn: 'task', actor, unitId, input });
  }
  /** 督办: late, ordered to hurry, answered, handed back, cleared. */
  #supervised(unitId: number): void {
    const order: MoveInput = { move: 'supervise', level: 1, cause: 'overdue', text: '请尽快处置并说明原因' };
    this.#make(wallTime(this.#subject.limit) * this.#chance.between(1.1, 1.6), 'duty_officer', order);
    this.#make(this.#minutes(30, 600), 'clerk', { move: 'reply_supervision', text: '已增派人员' }, { unitId });
    this.#handle(unitId, this.#chance.between(0.05, 0.4));
    this.#make(this.#minutes(5, 60), 'duty_officer', { move: 'clear_supervision', cleared: true, remark: '已处置' });
  }
  #handle(unitId: number, share: number): void {
    if (this.#photos && this.#chance.next() < 0.08) {
      const actor = this.#who('clerk', unitId);
      this.#pass(wallTime(this.#subject.limit) * share * 0.9);
      if (actor) this.#take({ turn: 'photo', purpose: 'after', actor });
      share *= 0.1;
    }
    const input = { move: 'hand_back', result: '已处置完毕' } as const;
    this.#make(wallTime(this.#subject.limit) * share, 'clerk', input, { unitId });
  }
  #check(passed: boolean): void {
    const remark = passed ? '现场已恢复' : '现场仍有遗留';
    this.#make(this.#minutes(10, 230), 'checker', { move: 'check', passed, remark });
  }
  #close(of: 0 | 1): void {
    const answer = '已处置完毕并经现场核查，感谢您的反映。';
    this.#make(this.#minutes(5, 200), 'duty_officer', { move: 'close', answer }, { of });
  }
  #closedByForce(): void {
    const answer = '该问题涉及历史遗留，已书面说明。';
    const proposer = this.#make(HOUR, 'duty_officer', {
      move: 'propose_force_close',
      reason: '客观条件不具备',
      answer,
    });
    const decision = { move: 'decide_force_close', accept: true, decision: '同意' } as const;
    if (proposer) this.#make(HOUR, 'leader', decision, { but: proposer });
  }
  #reopened(): void {
    this.#make(this.#chance.between(1, 20) * DAY, 'duty_officer', { move: 'reopen', reason: '回访反映问题重现' });
    const unitId = this.#dispatch(0);
    this.#make(this.#minutes(5, 110), 'clerk', { move: 'sign' }, { unitId });
    this.#handle(unitId, this.#chance.between(0.1, 0.8));
    this.#check(true);
    this.#close(0);
  }
  #followedUp(): void {
    const due = new Date(this.#now + 16 * DAY).toISOString();
    this.#make(DAY, 'duty_officer', { move: 'follow_up', due, text: '两周后再看' });
    this.#make(14 * DAY, 'checker', { move: 'report_follow_up', holds: true, text: '未再出现' });
  }
  /** What the reporter says of it: asked, or by herself. */
  #afterwards(): void {
    const solved = this.#chance.next() < 0.86;
    const satisfied = solved && this.#chance.next() < 0.9;
    const speaks = this.#chance.next();
    this.#pass(this.#chance.between(1, 30) * HOUR);
    if (this.#named) {
      const actor = this.#who('caller');
      if (!actor) return;
      if (speaks < 0.12) {
        this.#take({ turn: 'call_back', actor, reached: false, solved, satisfied });
        this.#pass(this.#chance.between(24, 30) * HOUR);
      }
      this.#take({ turn: 'call_back', actor, reached: true, solved, satisfied });
    } else if (this.#channel !== 'keeper' && speaks < 0.3) this.#take({ turn: 'rate', solved, satisfied });
    else return;
    // 值班长 explains, or the case goes on: nothing is left called unsolved.
    const reason = '已再次现场核实并说明情况。';
    if (!solved) this.#make(this.#chance.between(1, 20) * HOUR, 'duty_officer', { move: 'uphold', reason });
  }
}
