/** Tasks beside a case, as rules: whose each step is, what the clock does, and that a child is never due after its parent. */
import { expect, test } from 'vitest';
import { taskMoveNames, taskMoves, taskStates, type TaskMoveInput } from '#contract/tasks.ts';
import { taskPurposes, type TaskPurpose } from '#contract/cases.ts';
import { posts, type Post } from '#contract/access.ts';
import type { Calendar } from '#contract/worktime.ts';
import type { HeldPost } from '#kit/caller.ts';
import { isRefusal } from '#kit/refusal.ts';
import { applied, type CaseNow, type Step, type TaskNow } from '../case.rules.ts';
import { standard } from '../shipped.rules.ts';
import { decideTask, mayMoveTask, movesOfTask, recounted, type TaskPermit } from './tasks.rules.ts';

const [lead, called, blower, target] = [10, 11, 20, 30];
const day = [{ from: 540, to: 1020 }];
const calendar: Calendar = {
  timeZone: 'Asia/Shanghai',
  week: [day, day, day, day, day, [], []],
  days: {},
  knownUntil: '2027-12-31',
};
const monday = new Date('2026-11-23T01:00:00Z'); // 09:00 in Shanghai
const later = (minutes: number): Date => new Date(monday.getTime() + minutes * 60_000);
const ground = { calendar, template: standard };
const tree = { unitName: (id: number) => `unit ${id}` };

const aTask = (more: Partial<TaskNow> = {}): TaskNow => ({
  id: 'task',
  purpose: 'whistle',
  callId: 'call',
  state: 'called',
  unitId: called,
  askedUnitId: blower,
  askedAt: monday,
  comeLimit: { kind: 'urgent_hours', n: 0.5 },
  handleLimit: { kind: 'hours', n: 4 },
  objectUntil: later(120),
  objectedAt: null,
  cameAt: null,
  sentBack: 0,
  clock: 'come',
  limit: { kind: 'urgent_hours', n: 0.5 },
  startedAt: monday,
  warnAt: later(24),
  dueAt: later(30),
  warnedAt: null,
  overdueAt: null,
  ...more,
});
/** Of a case no more than these rules look at. */
const aCase = (task: TaskNow, more: Partial<CaseNow> = {}): CaseNow =>
  ({
    tasks: [task],
    openChildren: 1,
    leadUnitId: lead,
    aboutRootUnitId: null,
    handling: null,
    pauses: [],
    papers: [],
    counts: { handlings: 0, returns: 0, checks: 0, confirmations: 0, answers: 0, papers: 0 },
    ...more,
  }) as unknown as CaseNow;
const hat = (post: Post, unitId: number): HeldPost => ({
  id: `${post} ${unitId}`,
  post,
  unitId,
  unitName: '',
  unitKind: 'department',
  rootUnitId: unitId,
  unitIds: [unitId],
  areaId: null,
  areaName: null,
  areaPath: null,
});
const who = (post: Post, unitId: number) => ({ personId: `${post} ${unitId}`, posts: [hat(post, unitId)] });
function go(now: CaseNow, post: Post, unitId: number, input: TaskMoveInput, at: Date): Step {
  const permit = mayMoveTask(now, now.tasks[0]!, input.move, who(post, unitId), tree);
  if (isRefusal(permit)) throw new Error(permit.refusal);
  const step = decideTask(now, now.tasks[0]!, permit, input, ground, at);
  if (isRefusal(step)) throw new Error(step.refusal);
  return step;
}

test('each move belongs to its states, its purposes and its side, and to nobody else', () => {
  const sides: Record<'unit' | 'asker' | 'command', (post: Post, unitId: number, purpose: TaskPurpose) => boolean> = {
    unit: (_, unitId) => unitId === called,
    asker: (post, unitId, purpose) =>
      unitId !== called && (post !== 'clerk' || unitId === blower || (purpose === 'joint' && unitId === lead)),
    command: (_, unitId) => unitId !== called,
  };
  let allowed = 0;
  const wrong: string[] = [];
  for (const move of taskMoveNames)
    for (const state of taskStates)
      for (const purpose of taskPurposes)
        for (const post of posts)
          for (const unitId of [lead, called, blower, target]) {
            const task = aTask({ state, purpose });
            const rule = taskMoves[move];
            const may =
              rule.from.includes(state) &&
              rule.purposes.includes(purpose) &&
              rule.by.includes(post) &&
              sides[rule.of](post, unitId, purpose);
            const permit = mayMoveTask(aCase(task), task, move, who(post, unitId), tree);
            if (isRefusal(permit) === may) wrong.push(`${move} of ${purpose} in ${state} by ${post} of ${unitId}`);
            if (may) allowed += 1;
          }
  expect(wrong).toEqual([]);
  expect(allowed).toBeGreaterThan(100);
  for (const state of taskStates) {
    const open = taskPurposes.flatMap((purpose) => movesOfTask({ state, purpose }));
    expect(open.length > 0, state).toBe(['called', 'objected', 'begun', 'handed_back'].includes(state));
  }
});

test('应到未到 is said of whoever has not come: once there, it is called off, sent back or late', () => {
  for (const purpose of taskPurposes) {
    expect(movesOfTask({ purpose, state: 'called' })).toContain('record_refusal');
    expect(movesOfTask({ purpose, state: 'begun' })).not.toContain('record_refusal');
  }
});

test('whoever belongs to the unit a case is about has no part in its tasks either', () => {
  const task = aTask({ unitId: target });
  const refused = mayMoveTask(aCase(task, { aboutRootUnitId: target }), task, 'arrive', who('clerk', target), tree);
  expect(refused).toMatchObject({ refusal: 'case.recused' });
});

test('to be there is one clock, to be done the next; exactly on the minute is in time', () => {
  const there = go(aCase(aTask()), 'clerk', called, { move: 'arrive' }, later(30));
  expect(there.tasks![0]!.set).toMatchObject({
    state: 'begun',
    came_late: false,
    clock: 'handle',
    started_at: later(30),
    due_at: later(30 + 240),
  });
  expect(go(aCase(aTask()), 'clerk', called, { move: 'arrive' }, later(31)).tasks![0]!.set).toMatchObject({
    came_late: true,
  });
});

test('objecting wins no time: the ruling has a clock of its own, and what stands goes on from where it had begun', () => {
  const first = aCase(aTask());
  const objected = applied(
    first,
    go(first, 'clerk', called, { move: 'object', ground: 'not_ours', reason: '' }, later(20)),
  );
  expect(objected.tasks[0]).toMatchObject({ state: 'objected', clock: 'rule', dueAt: later(140) });
  const stands = applied(
    objected,
    go(objected, 'dispatcher', 1, { move: 'rule', ruling: 'stands', reason: '' }, later(60)),
  );
  expect(stands.tasks[0]).toMatchObject({ state: 'called', clock: 'come', startedAt: monday, dueAt: later(30) });
  const lifted = go(objected, 'dispatcher', 1, { move: 'rule', ruling: 'needless', reason: '' }, later(60));
  expect(lifted).toMatchObject({ set: { open_children: 0 }, also: [{ kind: 'case.child_ended' }] });
  expect(applied(objected, lifted).tasks).toEqual([]);
});

test('sent back it has its time anew; confirmed and graded it is over and the case no longer waits', () => {
  const begun = aTask({
    state: 'begun',
    cameAt: later(10),
    clock: 'handle',
    limit: { kind: 'hours', n: 4 },
    dueAt: later(250),
  });
  let now = aCase(begun);
  now = applied(now, go(now, 'handler', called, { move: 'hand_back', result: '好了' }, later(200)));
  expect(now.tasks[0]).toMatchObject({ state: 'handed_back', clock: 'confirm', limit: { kind: 'working_days', n: 1 } });
  now = applied(now, go(now, 'clerk', blower, { move: 'send_back', reason: '未清' }, later(210)));
  expect(now.tasks[0]).toMatchObject({ state: 'begun', sentBack: 1, startedAt: later(210), dueAt: later(450) });
  now = applied(now, go(now, 'handler', called, { move: 'hand_back', result: '清了' }, later(300)));
  const step = go(now, 'clerk', blower, { move: 'finish', grade: 4 }, later(310));
  expect(step.fact).toMatchObject({ kind: 'case.task_finished', data: { grade: 4, sentBack: 1, unitId: called } });
  expect(applied(now, step)).toMatchObject({ openChildren: 0, tasks: [] });
});

test('a joint task is never due after its case, whatever its own limit says or the calendar becomes', () => {
  const handling = {
    n: 1,
    assignmentId: 'a',
    unitId: lead,
    startedAt: monday,
    limit: { kind: 'hours' as const, n: 2 },
    warnAt: later(96),
    dueAt: later(120),
    warnedAt: null,
    overdueAt: null,
  };
  const joint = aTask({
    purpose: 'joint',
    state: 'begun',
    cameAt: later(5),
    clock: 'handle',
    handleLimit: { kind: 'hours', n: 40 },
    limit: { kind: 'hours', n: 40 },
    startedAt: later(5),
  });
  const [clock] = recounted(aCase(joint, { handling }), calendar);
  expect(clock).toMatchObject({ due_at: later(120), warn_at: later(120) });
  // Without a day of its own it is the case's clock itself.
  const [same] = recounted(aCase({ ...joint, handleLimit: null }, { handling }), calendar);
  expect(same).toMatchObject({ started_at: monday, warn_at: later(96), due_at: later(120) });
  const free = recounted(aCase({ ...joint, purpose: 'whistle' }, { handling }), calendar);
  expect(free[0]!.due_at!.getTime()).toBeGreaterThan(later(120).getTime());
});

test('a permit is for one task and one move', () => {
  const now = aCase(aTask());
  const permit = mayMoveTask(now, now.tasks[0]!, 'arrive', who('clerk', called), tree) as TaskPermit;
  expect(() => decideTask(now, now.tasks[0]!, permit, { move: 'hand_back', result: '' }, ground, later(1))).toThrow();
  expect(decideTask(now, now.tasks[0]!, permit, { move: 'arrive' }, ground, later(-1))).toMatchObject({
    refusal: 'case.before_opened',
  });
});

test('whoever has a post in the called unit neither grades its part nor rules on its objection, in whatever other hat', () => {
  const done = aTask({ state: 'handed_back' });
  const objected = aTask({ state: 'objected' });
  const own = { refusal: 'case.task_own_work' };
  for (const [task, move, post, unitId] of [
    [done, 'finish', 'clerk', blower],
    [objected, 'rule', 'dispatcher', 40],
  ] as const) {
    expect(mayMoveTask(aCase(task), task, move, who(post, unitId), tree)).not.toHaveProperty('refusal');
    const both = { personId: 'both', posts: [hat(post, unitId), hat('handler', called)] };
    expect(mayMoveTask(aCase(task), task, move, both, tree)).toMatchObject(own);
    // nor by leaving the other hat at home
    const worn = { personId: 'both', posts: [hat(post, unitId)], units: [unitId, called] };
    expect(mayMoveTask(aCase(task), task, move, worn, tree)).toMatchObject(own);
  }
});
