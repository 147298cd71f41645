/**
 * One district under a seeded scheduler: the pure core of the loop, people with clocks of their own, a network that loses, doubles,
 * delays and turns round, servers that die before or after they commit, whose clocks jump. Everything that happens follows from one
 * number, so that a story that went wrong is told again by its number. First safety, after every step; then liveness: once the
 * faults stop, every command is answered and every case comes to its end.
 */
import { isOpen, moveNames, moves, type MoveInput, type MoveName, type OpenState } from '#contract/cases.ts';
import type { TaskMoveName } from '#contract/tasks.ts';
import { deadline } from '#contract/worktime.ts';
import { dice } from '#kit/dice.ts';
import { isRefusal, type Refusal } from '#kit/refusal.ts';
import {
  alarms,
  applied,
  clocksOf,
  decide,
  mayMove,
  nextAlarmOf,
  toldOf,
  type CaseNow,
  type Step,
} from '../../server/cases/lifecycle.ts';
import { decideTask, mayMoveTask, movesOfTask } from '../../server/cases/tasks/tasks.rules.ts';
import { district, drawer, groundFor, inputFor, openCase, taskInputs, type District, type Person } from './district.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = Date.parse('2026-11-16T00:30:00Z');

/** A house with something broken, to see that it is noticed. */
export type Broken = 'nothing' | 'forgets ids' | 'answers before it commits' | 'tears its facts off' | 'never looks';
export type Told = {
  steps: number;
  refused: number;
  again: number;
  crashes: number;
  lost: number;
  alarms: number;
  replayed: number;
  /** the longest any case took to its end once the faults had stopped */
  days: number;
};

type Command = { id: string; caseId: string; who: Person | 'system' | 'reporter'; input: MoveInput } | TaskCommand;
type TaskCommand = { id: string; caseId: string; who: Person; taskId: string; move: TaskMoveName };
/** What was committed, in order: enough to come to the same again. */
type Logged = { at: Date; command: Command } | { at: Date; alarms: true };
type Kept = { now: CaseNow; facts: string[]; log: Logged[] };

export class Violation extends Error {}

/** The rules asked in the order an action asks them: may it, and what does it do. */
function ruled(place: District, now: CaseNow, command: Command, at: Date): { step: Step; by: string | null } | Refusal {
  if ('taskId' in command) {
    const task = now.tasks.find(({ id }) => id === command.taskId);
    if (!task) return { refusal: 'thing.not_found', params: {} };
    const permit = mayMoveTask(now, task, command.move, command.who, place.tree);
    if (isRefusal(permit)) return permit;
    const ground = groundFor(place, now, command.id);
    const step = decideTask(now, task, permit, taskInputs[command.move], ground, at);
    return isRefusal(step) ? step : { step, by: command.who.personId };
  }
  const permit = mayMove(now, command.input.move, command.who, place.tree);
  if (isRefusal(permit)) return permit;
  const step = decide(now, permit, command.input, groundFor(place, now, command.id, command.input), at);
  return isRefusal(step) ? step : { step, by: typeof command.who === 'string' ? null : command.who.personId };
}

const factsOf = (step: Step): string[] => [step.fact.kind, ...(step.also ?? []).map(({ kind }) => kind)];

/** Which turn of which clock: a task that was sent back, or objected to and ruled on, begins another. */
function roundOf(now: CaseNow, clock: string, n?: number, id?: string): string {
  const paper = now.papers.find((one) => one.n === n);
  const task = now.tasks.find((one) => one.id === id);
  const due = clock === 'stage' ? now.stage!.dueAt : clock === 'handling' ? now.handling!.dueAt : now.caseDueAt;
  if (paper) return `${paper.n} ${paper.dueAt?.toISOString()}`;
  if (task) return `${id} ${task.clock} ${task.sentBack} ${task.objectedAt !== null} ${task.dueAt?.toISOString()}`;
  return `${now.stageN} ${now.counts.handlings} ${now.reopened} ${due?.toISOString()}`;
}

/** Whoever was told of a clock that turned yellow or red: what the sweep stores. */
function told(now: CaseNow, at: Date): { now: CaseNow; facts: string[]; keys: string[] } {
  const due = alarms(now, at);
  const { stage, handling, whole, papers, tasks } = toldOf(clocksOf(now), due, at);
  const marks = (clock: typeof whole | null | undefined) =>
    clock ? { warnedAt: clock.warnedAt, overdueAt: clock.overdueAt } : {};
  const keys = due.map(({ clock, kind, paper, task }) => `${clock} ${kind} ${roundOf(now, clock, paper?.n, task?.id)}`);
  return {
    facts: due.map(({ clock, kind }) => `case.${clock}_${kind}`),
    keys,
    now: {
      ...now,
      version: now.version + due.length,
      stage: now.stage && { ...now.stage, ...marks(stage) },
      handling: now.handling && { ...now.handling, ...marks(handling) },
      caseWarnedAt: whole.warnedAt,
      caseOverdueAt: whole.overdueAt,
      papers: now.papers.map((one, i) => ({ ...one, ...marks(papers?.[i]) })),
      tasks: now.tasks.map((one, i) => ({ ...one, ...marks(tasks?.[i]) })),
    },
  };
}

const sides: Record<OpenState, 'supervision' | 'command' | 'lead'> = {
  reported: 'supervision', received: 'supervision', confirming: 'supervision', filed: 'command',
  dispatched: 'lead', signed: 'lead', handled: 'supervision', checked: 'supervision',
}; // prettier-ignore
const judging: readonly MoveName[] = [
  'check',
  'close',
  'rework',
  'decide_return',
  'decide_extension',
  'decide_suspension',
];

/** What may never be wrong, whatever happened; written from the words of the house, not from its rules. */
function wrongWith({ tree, calendar }: District, { now, facts }: Kept): string[] {
  const open = isOpen(now.state);
  const worked = ['dispatched', 'signed', 'handled', 'checked'].includes(now.state);
  const side = open ? sides[now.state as OpenState] : undefined;
  const holder =
    side === 'lead' ? now.leadUnitId : side === 'command' ? tree.commandId : side ? tree.supervisionId : null;
  const dueOf = (clock: { startedAt: Date; limit: CaseNow['timeLimit'] } | null, name: 'stage' | 'handling' | 'case') =>
    clock?.limit ? deadline(clock.startedAt, clock.limit, calendar, now.pauses.filter(({ clocks }) => clocks.includes(name)))?.getTime() : undefined; // prettier-ignore
  const paused = now.pauses.some(({ to, reason }) => to === null && reason === 'suspended');
  const said: [string, boolean][] = [
    ['one holder', now.holderUnitId === holder],
    ['one lead from dispatch to close', worked ? now.lead?.unitId === now.leadUnitId && now.lead !== null : now.lead === null],
    ['one stage clock', open ? now.stage?.state === now.state : now.stage === null],
    ['running, or paused with its reason', !open || now.stage!.dueAt !== null || paused],
    ['a pause only while suspended', paused === (now.suspendedAt !== null)],
    ['the deadline recomputed is the one stored', !open || now.stage!.dueAt?.getTime() === dueOf(now.stage, 'stage')],
    ['the deadline of the handling recomputed', now.handling?.dueAt?.getTime() === dueOf(now.handling, 'handling')],
    ['an end has an answer', open || now.answerN !== null],
    ['facts without a gap', facts.length === now.version],
    ['children counted', now.openChildren === now.tasks.length],
    ['no task outlives its case', open || now.tasks.length === 0],
    ['one clock for each task', now.tasks.every(({ clock, startedAt }) => clock !== null && startedAt !== null)],
    ['its target has no part', now.aboutRootUnitId === null || now.leadUnitId === null || tree.root(now.leadUnitId) !== now.aboutRootUnitId],
  ]; // prettier-ignore
  return said.filter(([, holds]) => !holds).map(([name]) => name);
}

const onward: Partial<Record<string, MoveName>> = {
  reported: 'receive', received: 'file', confirming: 'confirm', filed: 'dispatch', dispatched: 'sign', signed: 'hand_back', handled: 'check', checked: 'close',
}; // prettier-ignore
const closingPapers: Partial<Record<string, MoveName>> = {
  extension: 'decide_extension',
  suspension: 'decide_suspension',
  forced_close: 'decide_force_close',
  supervision: 'reply_supervision',
};
const closingTasks: Record<string, TaskMoveName[]> = {
  // A unit that may not come any more (it turned out to be what the report is about) is written down as not come.
  called: ['accept', 'arrive', 'record_refusal'],
  objected: ['rule'],
  begun: ['hand_back', 'withdraw'],
  handed_back: ['finish'],
};

/** Plays the story of this number; throws a Violation that names it. */
export function simulate(
  seed: number,
  { broken = 'nothing', commands = 60 }: { broken?: Broken; commands?: number } = {},
): Told {
  const draw = drawer(dice(seed));
  const place = district(draw);
  const count: Told = { steps: 0, refused: 0, again: 0, crashes: 0, lost: 0, alarms: 0, replayed: 0, days: 0 };
  const house = { kept: new Map<string, Kept>(), answers: new Map<string, true>(), told: new Set<string>() };
  const ledger = new Map<string, { heard: boolean; made: boolean; gone: boolean }>();
  const complain = (what: string): never => {
    throw new Violation(`seed ${seed}: ${what}`);
  };

  // ── The scheduler: what is due next, and among what is due at once whatever the seed says ──
  const queue: { at: number; tie: number; run: () => void }[] = [];
  let now = start;
  let faulty = true;
  const soon = (at: number, run: () => void): void => {
    const tie = draw.below(1_000_000);
    let i = queue.length;
    while (i > 0 && (queue[i - 1]!.at < at || (queue[i - 1]!.at === at && queue[i - 1]!.tie < tie))) i--;
    queue.splice(i, 0, { at, tie, run });
  };
  const fault = (share: number): boolean => faulty && draw.often(share);

  // ── The servers: two, each with a clock of its own; what they keep is in one place ──
  const clocks = [0, 0];
  const commit = (caseId: string, next: CaseNow, facts: readonly string[], logged: Logged): void => {
    const kept = house.kept.get(caseId)!;
    kept.now = next;
    kept.facts.push(...facts);
    kept.log.push(logged);
    count.steps++;
    const wrong = wrongWith(place, kept);
    const step =
      'alarms' in logged ? 'the sweep' : 'taskId' in logged.command ? logged.command.move : logged.command.input.move;
    if (wrong.length > 0) complain(`after ${step} in ${next.state}: ${wrong.join('; ')}`);
  };
  /** undefined: it died, and nobody hears anything. */
  const serve = (command: Command, at: Date): { made: boolean } | undefined => {
    const known = house.answers.get(command.id);
    if (known && broken !== 'forgets ids') return (count.again++, { made: true });
    const before = house.kept.get(command.caseId)!.now;
    const outcome = ruled(place, before, command, at);
    if (isRefusal(outcome)) return (count.refused++, { made: false });
    // Killed, or PostgreSQL would not have it, before it was kept.
    if (fault(0.06)) return (count.crashes++, broken === 'answers before it commits' ? { made: true } : undefined);
    if (known) complain(`the same command was done twice: ${command.id}`);
    const { step, by } = outcome;
    if (!('taskId' in command)) judged(before, command, step);
    house.answers.set(command.id, true);
    const torn = broken === 'tears its facts off' && fault(0.1);
    commit(command.caseId, applied(before, step, by), torn ? [] : factsOf(step), { at, command });
    return fault(0.06) ? (count.crashes++, undefined) : { made: true };
  };
  const judged = (before: CaseNow, { who, input }: Exclude<Command, TaskCommand>, step: Step): void => {
    if (!moves[input.move].from.includes(before.state)) complain(`${input.move} was made in ${before.state}`);
    const roots = typeof who === 'string' ? [] : who.roots;
    if (before.aboutRootUnitId !== null && roots.includes(before.aboutRootUnitId)) complain(`${input.move} by its target`);
    if (judging.includes(input.move) && before.lead && roots.includes(before.lead.rootUnitId)) complain(`${input.move} by who handles`);
    if (step.check && step.check.checker_root_unit_id === step.check.handler_root_unit_id) complain('checked by its handler');
  }; // prettier-ignore
  const sweep = (at: Date): void => {
    if (broken === 'never looks') return;
    for (const [id, kept] of house.kept) {
      for (let looks = 0; ; looks++) {
        const next = nextAlarmOf(kept.now);
        if (next === null || next > at || at < kept.now.lastAt) break;
        if (looks > 3) complain(`the sweep tells the same of ${id} again and again`);
        if (kept.now.suspendedUntil && kept.now.suspendedUntil <= at) {
          const command: Command = { id: `${id}/resume/${kept.now.version}`, caseId: id, who: 'system', input: { move: 'resume', reason: '' } }; // prettier-ignore
          if (!serve(command, at)?.made) break;
          continue;
        }
        const { now: next2, facts, keys } = told(kept.now, at);
        for (const key of keys) {
          if (house.told.has(`${id} ${key}`)) complain(`told twice: ${key}`);
          house.told.add(`${id} ${key}`);
        }
        count.alarms += facts.length;
        commit(id, next2, facts, { at, alarms: true });
      }
    }
  };

  // ── The people: each sends under an id of her own until she is answered ──
  const away = new Map<Person, number>();
  const send = (command: Command): void => {
    const line = { heard: false, made: false, gone: false };
    ledger.set(command.id, line);
    const attempt = (): void => {
      if (line.heard) return;
      const offline = faulty && typeof command.who !== 'string' ? (away.get(command.who) ?? 0) : 0;
      const copies = fault(0.1) ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        if (offline > now || fault(0.15)) count.lost++;
        else soon(now + draw.between(20, fault(0.1) ? 2 * HOUR : 3_000), () => arrive());
      }
      soon(Math.max(offline, now) + draw.between(5_000, 10 * MINUTE), attempt);
    };
    const arrive = (): void => {
      line.gone = true;
      const outcome = serve(command, new Date(now + clocks[draw.below(2)]!));
      if (outcome === undefined || fault(0.12)) return;
      soon(now + draw.between(20, 3_000), () => {
        line.heard = true;
        line.made ||= outcome.made;
      });
    };
    attempt();
  };
  let ids = 0;
  /** Somebody thinks of something she could do, with what she saw some time ago, by her own clock. */
  const act = (): void => {
    const [caseId, { now: seen }] = draw.of([...house.kept]);
    const id = `${caseId}-${++ids}${draw.often(0.5) ? 'x' : ''}`;
    const task = draw.often(0.35) && seen.tasks.length > 0 ? draw.of(seen.tasks) : undefined;
    if (task) {
      const able = movesOfTask(task).flatMap((move) => place.people.filter((who) => !isRefusal(mayMoveTask(seen, task, move, who, place.tree))).map((who) => ({ move, who }))); // prettier-ignore
      if (able.length > 0) send({ id, caseId, taskId: task.id, ...draw.of(able) });
      return;
    }
    const next = onward[seen.state];
    const ends = ['withdraw', 'void', 'refuse', 'answer', 'archive'];
    const name = next && draw.often(0.45) ? next : draw.of(draw.often(0.9) ? likely(seen).filter((move) => !ends.includes(move) || draw.often(0.1)) : playable); // prettier-ignore
    if (!name) return;
    const able = place.people.filter((who) => !isRefusal(mayMove(seen, name, who, place.tree)));
    const who = able.length > 0 && draw.often(0.95) ? draw.of(able) : draw.of(place.people);
    send({ id, caseId, who, input: inputFor(name, draw, now + draw.between(-10, 10) * MINUTE) });
  };

  // ── The bad days ──
  for (let i = 0; i < 3; i++) {
    const id = `c${i}`;
    house.kept.set(id, { now: openCase(place, id, new Date(start)), facts: ['case.opened'], log: [] });
  }
  const until = start + draw.between(1, 5) * DAY;
  for (let i = 0; i < commands; i++) soon(draw.between(start, until), act);
  for (let at = start; at < until; at += HOUR)
    soon(at, () => fault(0.2) || sweep(new Date(now + clocks[draw.below(2)]!)));
  for (let i = 0; i < 4; i++) {
    const [from, who] = [draw.between(start, until), draw.of(place.people)];
    soon(from, () => away.set(who, now + draw.between(0, 8) * HOUR));
    // A clock jumps, and is set right again.
    const which = draw.below(2);
    soon(from, () => void (clocks[which] = draw.between(-HOUR, HOUR)));
    soon(from + draw.between(1, 4) * HOUR, () => void (clocks[which] = draw.between(-90_000, 90_000)));
  }
  const run = (end: number): void => {
    while (queue.length > 0 && queue.at(-1)!.at <= end) {
      const next = queue.pop()!;
      now = Math.max(now, next.at);
      next.run();
    }
    now = end;
  };
  run(until);

  // ── The faults stop ──
  faulty = false;
  clocks.fill(0);
  run(until + DAY);
  for (const [id, { heard, made }] of ledger) {
    if (!heard) complain(`${id} was never answered`);
    if (made && !house.answers.has(id)) complain(`${id} was acknowledged and is lost`);
  }
  const calm = now;
  // A case may hang for a hundred days on somebody's word; then it goes on by itself.
  const far = calm + 130 * DAY;
  while ([...house.kept.values()].some(({ now: one }) => isOpen(one.state))) {
    if (now > far) {
      const stuck = [...house.kept.values()].filter(({ now: one }) => isOpen(one.state)).map(({ now: one }) => `${one.id} in ${one.state}${one.suspendedAt ? ', suspended' : ''}${one.pendingReturn ? ', asked back' : ''}, about ${one.aboutUnitId}, lead ${one.leadUnitId}, ${one.tasks.map(({ purpose, state }) => `${purpose} ${state}`).join()}`); // prettier-ignore
      complain(`nothing moves on: ${stuck.join(' · ')}`);
    }
    sweep(new Date(now));
    for (const [caseId, kept] of house.kept) diligently(caseId, kept);
    run(now + 2 * HOUR);
  }
  count.days = (now - calm) / DAY;

  /** Everybody does what is hers to do: one step for each case. */
  function diligently(caseId: string, kept: Kept): void {
    const at = new Date(now);
    const { now: one } = kept;
    if (!isOpen(one.state)) return;
    for (const task of one.tasks)
      for (const move of closingTasks[task.state] ?? [])
        for (const who of place.people)
          if (serve({ id: `${caseId}=${++ids}`, caseId, who, taskId: task.id, move }, at)?.made) return;
    const paper = one.papers.map(({ kind }) => closingPapers[kind]).find((move) => move !== undefined);
    const wanted = one.pendingReturn ? 'decide_return' : (paper ?? onward[one.state]);
    // Where nobody may answer a paper any more (its unit is recused), the case goes on beside it.
    for (const move of new Set([wanted!, onward[one.state]!]))
      for (const who of place.people.filter((one) => !isRefusal(mayMove(kept.now, move, one, place.tree))))
        for (let tries = 0; tries < 4; tries++) {
          const input = inputFor(move, draw, now);
          const agreeable = 'accept' in input ? { ...input, accept: false } : 'passed' in input ? { ...input, passed: true } : 'isSo' in input ? { ...input, isSo: true } : input; // prettier-ignore
          if (serve({ id: `${caseId}=${++ids}`, caseId, who, input: agreeable }, at)?.made) return;
          if (move !== 'dispatch') break;
        }
  }

  // ── Played again from its log, every case comes to the same ──
  for (const [id, kept] of house.kept) {
    let again = openCase(place, id, new Date(start));
    for (const logged of kept.log) {
      if ('alarms' in logged) again = told(again, logged.at).now;
      else {
        const outcome = ruled(place, again, logged.command, logged.at);
        if (isRefusal(outcome)) return complain(`played again, ${logged.command.id} is refused: ${outcome.refusal}`);
        again = applied(again, outcome.step, outcome.by);
      }
    }
    if (JSON.stringify(again) !== JSON.stringify(kept.now)) complain(`two replays of one log differ: ${id}`);
    count.replayed++;
  }
  return count;
}

/** What needs a second case or another template is told by the stories of the model on PostgreSQL (test/model). */
const playable = moveNames.filter((name) => !['merge', 'split', 'mark_repeat', 'change_template'].includes(name));
const likely = ({ state }: CaseNow): MoveName[] => playable.filter((name) => moves[name].from.includes(state));
