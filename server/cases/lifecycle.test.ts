/** The loop's rules, told as small stories and as properties of any story. No database: milliseconds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  endStates,
  holderSide,
  isOpen,
  moveNames,
  moves,
  reopenable,
  states,
  type MoveInput,
  type MoveName,
  type State,
} from '#contract/cases.ts';
import { posts as allPosts, type Post } from '#contract/access.ts';
import type { Calendar } from '#contract/worktime.ts';
import type { HeldPost } from '#kit/caller.ts';
import { isRefusal } from '#kit/refusal.ts';
import {
  alarms,
  applied,
  caseLimitOf,
  clockOf,
  decide,
  enter,
  mayMove,
  nextAlarm,
  type CaseNow,
  type Ground,
} from './lifecycle.ts';

const [supervision, command, roads, parks, street] = [1, 2, 10, 11, 20];
const roots: Record<number, number> = {
  [supervision]: supervision,
  [command]: command,
  [roads]: roads,
  [parks]: parks,
  [street]: street,
};
const tree = { root: (id: number) => roots[id] ?? id, unitName: (id: number) => `unit ${id}` };
const slots = [
  { from: 480, to: 720 },
  { from: 840, to: 1080 },
];
const calendar: Calendar = {
  timeZone: 'Asia/Shanghai',
  week: [slots, slots, slots, slots, slots, [], []],
  days: {},
  knownUntil: '2099-12-31',
};
const monday = new Date('2026-11-16T01:00:00Z'); // 09:00 in Shanghai
const later = (from: Date, minutes: number) => new Date(from.getTime() + minutes * 60_000);

let ids = 0;
const ground = (more: Partial<Ground> = {}): Ground => ({
  calendar,
  supervisionId: supervision,
  commandId: command,
  ...tree,
  newId: () => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
  condition: { id: 5, matterId: 3, limit: { kind: 'hours', n: 4 }, urgent: false },
  keeperFits: true,
  proofPhotos: 1,
  sampled: false,
  target: { id: 'master', number: '20261116-000001', state: 'filed' },
  ...more,
});
const post = (name: Post, unitId: number, areaPath: string | null = null): HeldPost => ({
  id: `${name}-${unitId}`,
  post: name,
  unitId,
  unitName: '',
  unitKind: 'department',
  rootUnitId: tree.root(unitId),
  unitIds: [unitId],
  areaId: null,
  areaName: null,
  areaPath,
});
const hat = (name: Post, unitId = supervision, areaPath: string | null = null) => ({
  personId: `p-${name}`,
  posts: [post(name, unitId, areaPath)],
});

function reported(at = monday): CaseNow {
  const base = {
    regionId: 1,
    id: 'case',
    number: 'n',
    version: 1,
    movedVersion: 1,
    state: 'reported' as State,
    discovery: 'passive',
    matterId: 1,
    conditionId: null,
    areaPath: '1.2.3',
    holderUnitId: null,
    holderPersonId: null,
    leadUnitId: null,
    partyUnits: [],
    openedAt: at,
    lastAt: at,
    timeLimit: null,
    caseLimit: null,
    caseStartedAt: null,
    caseWarnAt: null,
    caseDueAt: null,
    caseWarnedAt: null,
    caseOverdueAt: null,
    stageN: 0,
    suspendedAt: null,
    suspendedUntil: null,
    mergedInto: null,
    answerN: null,
    reports: 1,
    reworks: 0,
    returns: 0,
    reopened: 0,
    unsolvedAt: null,
    receivedStartedAt: null,
    stage: null,
    handling: null,
    lead: null,
    pauses: [],
    pendingReturn: null,
    confirmation: null,
    counts: { handlings: 0, returns: 0, checks: 0, confirmations: 0, answers: 0 },
  } satisfies CaseNow;
  const { stage, set } = enter(base, 'reported', ground(), at);
  return applied(base, {
    at,
    moved: true,
    stage,
    set: { ...set, party_units: [supervision] },
    fact: { kind: 'case.opened', data: {} },
  });
}

const inputs: { [M in MoveName]: Extract<MoveInput, { move: M }> } = {
  receive: { move: 'receive' },
  ask_confirm: { move: 'ask_confirm', keeperId: 'p-keeper' },
  confirm: { move: 'confirm', isSo: true, remark: '属实' },
  file: { move: 'file', matterId: 3, conditionId: 5 },
  answer: { move: 'answer', text: '已答复' },
  refuse: { move: 'refuse', reason: 'emergency_line', text: '请拨打 119' },
  withdraw: { move: 'withdraw', reason: '自行解决' },
  merge: { move: 'merge', into: 'master' },
  void: { move: 'void', reason: 'test', text: '测试' },
  dispatch: { move: 'dispatch', unitId: roads, coUnitIds: [parks], ruleNumber: 'R-0001', reason: '权责清单' },
  sign: { move: 'sign' },
  assign: { move: 'assign', personId: 'p-handler' },
  hand_back: { move: 'hand_back', result: '已修复' },
  ask_return: { move: 'ask_return', reason: '不属本单位' },
  decide_return: { move: 'decide_return', accept: true, decision: '同意' },
  suspend: { move: 'suspend', reason: '等待汛期结束', until: later(monday, 60 * 24 * 30).toISOString() },
  resume: { move: 'resume' },
  check: { move: 'check', passed: true, remark: '已恢复' },
  close: { move: 'close', answer: '已修复,感谢反映' },
  reopen: { move: 'reopen', reason: '复查未解决' },
  uphold: { move: 'uphold', reason: '已按标准修复' },
  self_handle: { move: 'self_handle', conditionId: 5, result: '当场清理' },
  remind: { move: 'remind', text: '请尽快' },
};

function play(
  now: CaseNow,
  input: MoveInput,
  who: Parameters<typeof mayMove>[2],
  at: Date,
  more: Partial<Ground> = {},
): CaseNow {
  const permit = mayMove(now, input.move, who, tree);
  if (isRefusal(permit)) throw new Error(`${input.move}: ${permit.refusal}`);
  const step = decide(now, permit, input, ground(more), at);
  if (isRefusal(step)) throw new Error(`${input.move}: ${step.refusal}`);
  return applied(now, step);
}

/** A broken lamp on its way through the loop, each hand another post. */
function lampUntil(state: State): CaseNow {
  let now = reported();
  const steps: [MoveInput, Parameters<typeof mayMove>[2]][] = [
    [inputs.receive, hat('receiver')],
    [inputs.file, hat('duty_officer')],
    [inputs.dispatch, hat('dispatcher', command)],
    [inputs.sign, hat('clerk', roads)],
    [inputs.hand_back, hat('clerk', roads)],
    [inputs.check, hat('checker')],
    [inputs.close, hat('duty_officer')],
  ];
  for (const [i, [input, who]] of steps.entries()) {
    if (now.state === state) return now;
    now = play(now, input, who, later(monday, 5 * (i + 1)));
  }
  return now;
}

describe('one need round the loop', () => {
  test('it is held by the side that must act, and ends with an answer', () => {
    expect(
      [lampUntil('reported'), lampUntil('filed'), lampUntil('signed'), lampUntil('handled')].map(
        (now) => now.holderUnitId,
      ),
    ).toEqual([supervision, command, roads, supervision]);
    const closed = lampUntil('closed');
    expect(closed).toMatchObject({
      state: 'closed',
      holderUnitId: null,
      lead: null,
      handling: null,
      stage: null,
      answerN: 1,
    });
  });

  test('the handling clock runs from dispatch and stops at the hand-back: a slow checker makes no department late', () => {
    const dispatched = lampUntil('dispatched');
    // dispatched Monday 09:15, four working hours: 12:00 leaves 2 h 45, so 15:15
    expect(dispatched.handling?.dueAt).toEqual(new Date('2026-11-16T07:15:00Z'));
    expect(lampUntil('signed').stage?.dueAt).toEqual(dispatched.handling?.dueAt);
    expect(lampUntil('handled').handling).toBeNull();
  });

  test('the unit that mended the lamp may not check it, nor may another unit under the same root', () => {
    const handled = lampUntil('handled');
    expect(mayMove(handled, 'check', hat('checker', roads), tree)).toMatchObject({ refusal: 'case.same_root_unit' });
    expect(mayMove(handled, 'check', hat('keeper', street), tree)).not.toHaveProperty('refusal');
  });

  test('a failed check sends it back to the same unit with a new limit', () => {
    const again = play(
      lampUntil('handled'),
      { move: 'check', passed: false, remark: '仍不亮' },
      hat('checker'),
      later(monday, 120),
    );
    expect(again).toMatchObject({ state: 'signed', leadUnitId: roads, reworks: 1, holderUnitId: roads });
    expect(again.handling).toMatchObject({ n: 2, startedAt: later(monday, 120) });
  });

  test('the lead drops the case only by an accepted return; the case clock stood still while it was asked', () => {
    const signed = lampUntil('signed');
    const asked = play(signed, inputs.ask_return, hat('clerk', roads), later(monday, 30));
    expect(mayMove(asked, 'hand_back', hat('clerk', roads), tree)).toMatchObject({ refusal: 'case.return_pending' });
    const refused = play(
      asked,
      { move: 'decide_return', accept: false, decision: '仍属你单位' },
      hat('dispatcher', command),
      later(monday, 60),
    );
    expect(refused).toMatchObject({ state: 'signed', leadUnitId: roads, pendingReturn: null });
    expect(refused.caseDueAt).toEqual(signed.caseDueAt);
    const accepted = play(asked, inputs.decide_return, hat('dispatcher', command), later(monday, 60));
    expect(accepted).toMatchObject({
      state: 'filed',
      leadUnitId: null,
      lead: null,
      handling: null,
      holderUnitId: command,
      returns: 1,
    });
    expect(accepted.caseDueAt!.getTime() - signed.caseDueAt!.getTime()).toBe(30 * 60_000);
  });

  test('核实 goes to a keeper and 受理 takes up its paused clock afterwards', () => {
    const received = lampUntil('received'); // 09:05, 15 minutes: due 09:20
    const out = play(received, inputs.ask_confirm, hat('receiver'), later(monday, 10));
    expect(out).toMatchObject({ state: 'confirming', holderPersonId: 'p-keeper' });
    expect(mayMove(out, 'confirm', { personId: 'somebody', posts: [post('keeper', street)] }, tree)).toMatchObject({
      refusal: 'case.not_yours',
    });
    const back = play(out, inputs.confirm, hat('keeper', street), later(monday, 30));
    expect(back.stage?.dueAt).toEqual(later(received.stage!.dueAt!, 20));
    expect(mayMove(received, 'ask_confirm', hat('receiver'), tree)).not.toHaveProperty('refusal');
    expect(
      decide(
        received,
        mayMove(received, 'ask_confirm', hat('receiver'), tree) as never,
        inputs.ask_confirm,
        ground({ keeperFits: false }),
        later(monday, 9),
      ),
    ).toMatchObject({ refusal: 'case.keeper_not_there' });
  });

  test('挂账 stops every clock and gives the same working time back', () => {
    const signed = lampUntil('signed');
    const hung = play(signed, inputs.suspend, hat('dispatcher', command), later(monday, 60));
    expect([hung.stage?.dueAt, hung.handling?.dueAt, hung.caseDueAt]).toEqual([null, null, null]);
    expect(mayMove(hung, 'hand_back', hat('clerk', roads), tree)).toMatchObject({ refusal: 'case.suspended' });
    const back = play(hung, inputs.resume, 'system', later(monday, 24 * 60 + 60));
    expect(back.handling?.dueAt).toEqual(later(signed.handling!.dueAt!, 24 * 60));
  });

  test('a closed case that was not solved is reopened by the supervision side, or the closure is upheld with words', () => {
    const closed = lampUntil('closed');
    expect(mayMove(closed, 'reopen', hat('clerk', roads), tree)).toMatchObject({ refusal: 'case.not_yours' });
    const open = play(closed, inputs.reopen, hat('duty_officer'), later(monday, 3000));
    expect(open).toMatchObject({ state: 'filed', endedAt: null, endReason: null, reopened: 1, leadUnitId: null });
    expect(play(closed, inputs.uphold, hat('duty_officer'), later(monday, 3000))).toMatchObject({
      state: 'closed',
      answerN: 2,
    });
  });

  test('an answer that did not help is taken up again at the desk, without a case clock of its own', () => {
    const answered = play(lampUntil('received'), inputs.answer, hat('receiver'), later(monday, 20));
    const again = play(answered, inputs.reopen, hat('duty_officer'), later(monday, 60));
    expect(again).toMatchObject({ state: 'received', holderUnitId: supervision, endedAt: null, caseStartedAt: null });
    expect(
      mayMove(
        play(lampUntil('received'), inputs.void, hat('duty_officer'), later(monday, 20)),
        'reopen',
        hat('duty_officer'),
        tree,
      ),
    ).toMatchObject({ refusal: 'case.illegal_move' });
  });

  test('a keeper handles on the spot in her own cell, with a photo; a sampled one goes to the checkers', () => {
    const now = reported();
    expect(mayMove(now, 'self_handle', hat('keeper', street, '1.9'), tree)).toMatchObject({
      refusal: 'case.not_yours',
    });
    const keeper = hat('keeper', street, '1.2');
    expect(play(now, inputs.self_handle, keeper, later(monday, 1))).toMatchObject({
      state: 'checked',
      leadUnitId: street,
    });
    expect(play(now, inputs.self_handle, keeper, later(monday, 1), { sampled: true }).state).toBe('handled');
    const permit = mayMove(now, 'self_handle', keeper, tree);
    expect(
      decide(now, permit as never, inputs.self_handle, ground({ proofPhotos: 0 }), later(monday, 1)),
    ).toMatchObject({ refusal: 'case.photo_needed' });
  });

  test('a move before the one preceding it is refused', () => {
    const now = lampUntil('filed');
    const permit = mayMove(now, 'dispatch', hat('dispatcher', command), tree);
    expect(decide(now, permit as never, inputs.dispatch, ground(), monday)).toMatchObject({
      refusal: 'case.before_opened',
    });
  });

  test('a permit is good for one move of one case', () => {
    const now = lampUntil('filed');
    const permit = mayMove(now, 'void', hat('duty_officer'), tree);
    expect(() => decide(now, permit as never, inputs.dispatch, ground(), later(monday, 60))).toThrow(/another move/);
  });
});

describe('the table itself', () => {
  test('every open state can be left, only what was closed, answered or refused can be taken up again, and nobody on one side does the work of the other', () => {
    for (const state of states) {
      const ways = moveNames.filter((name) => moves[name].from.includes(state));
      if (isOpen(state)) expect(ways.some((name) => moves[name].to.some((to) => to !== 'same'))).toBe(true);
      else expect(ways).toEqual((reopenable as readonly State[]).includes(state) ? ['reopen', 'uphold'] : []);
    }
    // 监督: receive, file, check, close. 指挥: dispatch, decide returns, suspend (house, "Two axes").
    for (const name of ['receive', 'file', 'close', 'check', 'reopen'] as const)
      expect(moves[name].by).not.toContain('dispatcher');
    for (const name of ['dispatch', 'decide_return', 'suspend'] as const)
      expect(moves[name].by).toEqual(['dispatcher']);
    for (const name of ['check', 'close', 'reopen', 'file'] as const)
      for (const handlerPost of ['clerk', 'handler'] as const) expect(moves[name].by).not.toContain(handlerPost);
  });

  test('an illegal move names the state, the move, and what is legal for whom', () => {
    const refusal = mayMove(lampUntil('filed'), 'hand_back', hat('clerk', roads), tree);
    expect(refusal).toMatchObject({
      refusal: 'case.illegal_move',
      params: { state: { word: 'case.state.filed' }, move: { word: 'case.move.hand_back' } },
    });
    expect(JSON.stringify(refusal)).toContain('post.dispatcher');
  });
});

describe('alarms', () => {
  test('a clock warns once at four fifths, is overdue just after its second, and a suspended case asks for nothing but its return', () => {
    const now = lampUntil('dispatched');
    const due = now.stage!.dueAt!;
    expect(alarms(now, now.stage!.warnAt!)).toEqual([{ clock: 'stage', kind: 'warned' }]);
    expect(alarms(now, due).some((alarm) => alarm.clock === 'stage' && alarm.kind === 'overdue')).toBe(false);
    expect(alarms(now, new Date(due.getTime() + 1))).toContainEqual({ clock: 'stage', kind: 'overdue' });
    const hung = play(lampUntil('signed'), inputs.suspend, hat('dispatcher', command), later(monday, 60));
    expect(alarms(hung, later(monday, 60 * 24 * 20))).toEqual([]);
    expect(
      nextAlarm({
        state: hung.state,
        stage: null,
        handling: null,
        whole: { warnAt: null, dueAt: null, warnedAt: null, overdueAt: null },
        suspendedUntil: hung.suspendedUntil,
      }),
    ).toEqual(new Date(inputs.suspend.until));
  });

  test('the case deadline allows more than the handling limit, and an explicit instant stands for both', () => {
    expect(caseLimitOf({ kind: 'working_days', n: 5 })).toEqual({ kind: 'working_days', n: 7 });
    const word = { kind: 'instant', at: '2026-12-01T00:00:00Z' } as const;
    expect(caseLimitOf(word)).toBe(word);
  });
});

describe('any story', () => {
  // Everybody who could be there; a story chooses among what somebody may really do, and leaves the loop early only sometimes.
  const everybody: Parameters<typeof mayMove>[2][] = [
    ...allPosts.flatMap((name) =>
      [supervision, command, roads, parks, street].map((unit) => ({
        personId: name === 'keeper' ? 'p-keeper' : `p-${name}`,
        posts: [post(name, unit, '1.2')],
      })),
    ),
    'reporter',
    'system',
  ];
  const early: readonly MoveName[] = ['answer', 'refuse', 'withdraw', 'merge', 'void', 'self_handle'];
  const choice = fc.record({
    pick: fc.nat(),
    wait: fc.integer({ min: 0, max: 3000 }),
    yes: fc.boolean(),
    early: fc.integer({ min: 0, max: 9 }),
  });

  test('keeps one holder, one stage clock, one lead from dispatch to close, deadlines that can be recomputed, and an answer at every end', () => {
    const reached = new Set<State>();
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1, maxLength: 40 }), (choices) => {
        let now = reported();
        let at = monday;
        for (const one of choices) {
          at = later(at, one.wait);
          const open = moveNames
            .filter((name) => moves[name].from.includes(now.state) && (one.early === 0 || !early.includes(name)))
            .flatMap((name) => everybody.map((who) => mayMove(now, name, who, tree)))
            .filter((permit) => !isRefusal(permit));
          const permit = open[one.pick % open.length];
          if (!permit || isRefusal(permit)) continue;
          const { move } = permit;
          let input: MoveInput = inputs[move];
          if (input.move === 'check') input = { ...input, passed: one.yes };
          if (input.move === 'decide_return') input = { ...input, accept: one.yes };
          if (input.move === 'suspend') input = { ...input, until: later(at, 60).toISOString() };
          const step = decide(now, permit, input, ground({ sampled: one.yes }), at);
          if (isRefusal(step)) throw new Error(`permitted but refused: ${move} ${step.refusal}`);
          const before = now.state;
          now = applied(now, step);
          reached.add(now.state);
          expect(moves[move].to).toContain(
            now.state === before && moves[move].to.includes('same') ? 'same' : now.state,
          );
          expect(now.version).toBeGreaterThan(0);
          expect(now.holderUnitId !== null).toBe(isOpen(now.state));
          expect(now.stage !== null).toBe(isOpen(now.state));
          if (isOpen(now.state)) {
            expect(now.stage!.state).toBe(now.state);
            const side = holderSide[now.state];
            expect(now.holderUnitId).toBe(
              side === 'supervision' ? supervision : side === 'command' ? command : now.leadUnitId,
            );
            const { due_at } = clockOf(now.stage!.startedAt, now.stage!.limit, calendar, now.pauses, 'stage');
            expect(now.stage!.dueAt).toEqual(due_at);
            if (due_at === null) expect(now.suspendedAt).not.toBeNull();
          }
          expect(now.lead !== null).toBe(['dispatched', 'signed', 'handled', 'checked'].includes(now.state));
          expect(now.handling !== null).toBe(['dispatched', 'signed'].includes(now.state));
          if (now.handling)
            expect(now.handling.dueAt).toEqual(
              clockOf(now.handling.startedAt, now.handling.limit, calendar, now.pauses, 'handling').due_at,
            );
          if (now.caseStartedAt && isOpen(now.state))
            expect(now.caseDueAt).toEqual(
              clockOf(now.caseStartedAt, now.caseLimit!, calendar, now.pauses, 'case').due_at,
            );
          if ((endStates as readonly State[]).includes(now.state) && now.state !== 'merged')
            expect(now.answerN).toBe(now.counts.answers);
          if (step.check) expect(step.check.checker_root_unit_id).not.toBe(step.check.handler_root_unit_id);
        }
      }),
      { numRuns: 600 },
    );
    // The stories are worth something only if they go everywhere.
    expect([...reached].sort()).toEqual([...states].filter((state) => state !== 'reported').sort());
  });
});
