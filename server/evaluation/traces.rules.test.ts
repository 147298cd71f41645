import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { indicatorNames, indicatorOf, marksIn, traceKinds } from '#contract/indicators.ts';
import { heard, tracesOf, type CaseHistory, type HistoryFact, type TraceGround } from './traces.rules.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 2);
const period = { from: start, to: start + 240 * hour };
const at = (hours: number) => start + hours * hour;
const ground: TraceGround = {
  keeperOf: () => 'keeper-1',
  isLocal: (unitId) => unitId === 9,
  // Round the clock, pauses given back; one that has not ended makes the deadline unknowable.
  deadline: (_, from, limit, pauses) =>
    limit.kind === 'instant'
      ? Date.parse(limit.at)
      : pauses.some(({ to }) => to === null)
        ? null
        : pauses.reduce((due, { from: a, to }) => due + to!.getTime() - a.getTime(), from + limit.n * hour),
};
const did = (
  hours: number,
  kind: string,
  data: Record<string, unknown> | null = null,
  post = 'clerk',
): HistoryFact => ({
  kind: `case.${kind}`,
  at: at(hours),
  personId: `${post}-1`,
  post,
  unitId: 7,
  data,
});
const stage = (state: string, due: number, ended: number | null, endedBy: string | null, unitId = 7) => ({
  state,
  unitId,
  personId: null,
  startedAt: at(due - 2),
  limit: { kind: 'urgent_hours' as const, n: 2 },
  dueAt: at(due),
  endedAt: ended === null ? null : at(ended),
  endedBy,
});
/** Reported at 0, filed 1, dispatched 2, signed 3, handed back 10 (due 12), sent back, handed back again, closed 20 (due 24). */
const lamp: CaseHistory = {
  id: 'lamp',
  areaId: 5,
  discovery: 'passive',
  calendarId: 1,
  calendarVersion: 1,
  caseLimit: { kind: 'urgent_hours', n: 23 },
  caseDueAt: at(24),
  pauses: [],
  facts: [
    did(0, 'opened'),
    did(0.5, 'received', null, 'receiver'),
    did(1, 'filed', null, 'duty_officer'),
    did(2, 'dispatched', { unitId: 7 }, 'dispatcher'),
    did(3, 'signed'),
    did(10, 'handed_back', null, 'handler'),
    did(12, 'rework', null, 'checker'),
    did(16, 'handed_back', null, 'handler'),
    did(18, 'checked', null, 'checker'),
    did(20, 'closed', null, 'duty_officer'),
  ],
  stages: [
    stage('reported', 0.25, 0.5, 'receive'),
    stage('received', 0.75, 1, 'file'),
    stage('filed', 2, 2, 'dispatch'),
    stage('dispatched', 4, 3, 'sign'),
    stage('signed', 12, 10, 'hand_back'),
    stage('handled', 14, 12, 'check'),
    stage('handled', 17, 18, 'check'),
    stage('checked', 22, 20, 'close'),
  ],
  rounds: [
    {
      unitId: 7,
      startedAt: at(2),
      limit: { kind: 'urgent_hours', n: 10 },
      dueAt: at(12),
      handedBackAt: at(10),
      personId: 'handler-1',
      endedAt: at(10),
      returnedAt: null,
    },
  ],
  reports: [
    {
      receivedAt: at(0),
      channel: 'web',
      discovery: 'passive',
      byPerson: null,
      ratedAt: at(30),
      solved: true,
      satisfied: false,
    },
    {
      receivedAt: at(5),
      channel: 'keeper',
      discovery: 'active',
      byPerson: 'keeper-2',
      ratedAt: null,
      solved: null,
      satisfied: null,
    },
  ],
};
const told = (history: CaseHistory, asOf: number, of = period) =>
  tracesOf(history, of, at(asOf), ground).map(({ kind, marks }) => [kind, ...marksIn(marks)].join(' '));

test('a lamp leaves one trace for each thing that counts', () => {
  expect(told(lamp, 100).sort()).toEqual(
    [
      'receive_due done', // a quarter of an hour late
      'received stands',
      'checked stands',
      'filed stands', // a quarter of an hour late: not on time
      'found passive',
      'first_dispatch',
      'dispatch_due done on_time', // on the very instant
      'dispatch accurate',
      'first_response',
      'response done on_time',
      'round done on_time', // the first round; the second has a limit of its own
      'check done on_time',
      'check done', // the second check was late
      'close_due done on_time',
      'case_due done on_time',
      'closed rework',
      'report filed valid passive',
      'report filed valid joined by_keeper active',
      'voice solved_known solved satisfied_known',
    ].sort(),
  );
  const closed = tracesOf(lamp, period, at(100), ground).find(({ kind }) => kind === 'closed')!;
  expect(closed).toMatchObject({ unitId: 7, personId: 'handler-1', minutes: 14 * 60 });
});

test('what had not happened yet is not seen', () => {
  expect(told(lamp, 13)).not.toContain('closed rework');
  // The handling deadline passed while it was still in hand.
  const late = { ...lamp, rounds: [{ ...lamp.rounds[0]!, handedBackAt: at(15), endedAt: at(15) }] };
  expect(told(late, 13)).toContain('round open');
  expect(told(late, 16)).toContain('round done');
  expect(told(lamp, 11).filter((one) => one.startsWith('case_due'))).toEqual([]);
});

test('a case that is reopened later leaves the same in the month it was closed in', () => {
  const reopened: CaseHistory = {
    ...lamp,
    facts: [
      ...lamp.facts,
      did(500, 'reopened', { to: 'filed' }, 'duty_officer'),
      did(520, 'dispatched', { unitId: 9 }, 'dispatcher'),
    ],
    caseDueAt: at(523), // the row knows only the new clock
  };
  expect(tracesOf(reopened, period, at(300), ground)).toEqual(tracesOf(lamp, period, at(300), ground));
  expect(tracesOf(reopened, period, at(600), ground)).toEqual(tracesOf(lamp, period, at(600), ground));
});

test('a return counts at the unit that asked, and with consent the dispatch was wrong', () => {
  const given = (accepted: boolean): CaseHistory => ({
    ...lamp,
    facts: [
      ...lamp.facts.slice(0, 5),
      did(4, 'return_asked', { unitId: 7 }),
      did(5, 'return_decided', { accepted }, 'dispatcher'),
    ],
    stages: lamp.stages.slice(0, 4),
    rounds: [
      { ...lamp.rounds[0]!, handedBackAt: null, endedAt: accepted ? at(5) : null, returnedAt: accepted ? at(5) : null },
    ],
  });
  expect(told(given(true), 100)).toContain('dispatch return_asked');
  expect(told(given(false), 100)).toContain('dispatch accurate return_asked return_refused');
  // Given back with consent, the round is nobody's fault; refused, it is overdue.
  expect(told(given(true), 100).filter((one) => one.startsWith('round'))).toEqual([]);
  expect(told(given(false), 100)).toContain('round open');
});

test('what moves a clock after a period was looked at changes nothing in it', () => {
  const due = lamp.rounds[0]!;
  const open: CaseHistory = {
    ...lamp,
    facts: lamp.facts.slice(0, 5),
    stages: [...lamp.stages.slice(0, 4), { ...stage('signed', 12, null, null), startedAt: at(2) }],
    rounds: [{ ...due, handedBackAt: null, endedAt: null }],
  };
  const before = tracesOf(open, period, at(100), ground);
  expect(before.map(({ kind }) => kind)).toContain('round');
  // More time, granted late: the row has another limit and another deadline now.
  const more = (data: Record<string, unknown>): HistoryFact[] => [
    did(11, 'extension_asked', data),
    did(101, 'extension_decided', { accepted: true, limit: { kind: 'urgent_hours', n: 210 } }, 'dispatcher'),
  ];
  const extended: CaseHistory = {
    ...open,
    facts: [...open.facts, ...more({ n: 200 })],
    caseLimit: { kind: 'urgent_hours', n: 223 },
    caseDueAt: at(224),
    rounds: [{ ...open.rounds[0]!, limit: { kind: 'urgent_hours', n: 210 }, dueAt: at(212) }],
  };
  expect(tracesOf(extended, period, at(100), ground)).toEqual(before);
  expect(told(extended, 150).filter((one) => /^(round|case_due)/.test(one))).toEqual([]);
  // Hung up and taken down again.
  const hung: CaseHistory = {
    ...open,
    facts: [...open.facts, did(101, 'suspended', null, 'dispatcher'), did(131, 'resumed', null, 'dispatcher')],
    pauses: [{ clocks: ['stage', 'handling', 'case'], from: at(101), to: at(131), reason: 'suspended' }],
    caseDueAt: at(54),
    rounds: [{ ...open.rounds[0]!, dueAt: at(42) }],
  };
  expect(tracesOf(hung, period, at(100), ground)).toEqual(before);
  // A leader's word, given later, is another clock; the round before it keeps its own.
  const ordered: CaseHistory = {
    ...open,
    facts: [...open.facts, did(101, 'designated', { unitId: 9, due: new Date(at(500)).toISOString() }, 'leader')],
    caseLimit: { kind: 'instant', at: new Date(at(500)).toISOString() },
    caseDueAt: at(500),
    rounds: [{ ...open.rounds[0]!, endedAt: at(101) }],
  };
  // 10 hours to handle and 8 more for the rest, as the contract allows on top.
  const judged = tracesOf(ordered, period, at(100), ground).find(({ kind }) => kind === 'case_due');
  expect(judged?.dueAt).toBe(at(19));
});

test('what is closed by force is no closing, and what was late by then stays late', () => {
  const forced: CaseHistory = {
    ...lamp,
    facts: [...lamp.facts.slice(0, 5), did(15, 'closed', { forced: true }, 'leader')],
    stages: lamp.stages.slice(0, 4),
    rounds: [{ ...lamp.rounds[0]!, handedBackAt: null, endedAt: at(15) }],
  };
  const traces = told(forced, 100);
  expect(traces).toContain('forced');
  expect(traces).toContain('round');
  expect(traces.filter((one) => /^(closed|case_due)/.test(one))).toEqual([]);
});

test('a case that is handed on counts for whoever had it; the clock runs on', () => {
  const handed: CaseHistory = {
    ...lamp,
    facts: [
      ...lamp.facts.slice(0, 5),
      did(5, 'handed_up', { unitId: 9, fromUnitId: 7, to: 'dispatched', level: 'street' }),
      ...lamp.facts.slice(5),
    ],
    rounds: [
      { ...lamp.rounds[0]!, handedBackAt: null, endedAt: at(5) },
      { ...lamp.rounds[0]!, unitId: 9 },
    ],
  };
  const traces = tracesOf(handed, period, at(100), ground);
  expect(traces.filter(({ kind }) => kind === 'round').map(({ unitId }) => unitId)).toEqual([9]);
  expect(traces.find(({ kind }) => kind === 'handed_up')?.unitId).toBe(7);
  expect(traces.find(({ kind }) => kind === 'closed')?.unitId).toBe(9);
});

test('supervision is answered in time, late, or not; each once', () => {
  const facts = (...more: HistoryFact[]): CaseHistory => ({ ...lamp, facts: [...lamp.facts.slice(0, 5), ...more] });
  const ordered = did(5, 'supervised', { unitId: 7, level: 1 }, 'leader');
  const red = did(50, 'paper_overdue', { n: 1, paper: 'supervision' });
  const replied = (late: boolean) => did(late ? 60 : 20, 'supervision_replied', { late });
  const replies = (history: CaseHistory) => told(history, 100).filter((one) => one.startsWith('supervision_reply'));
  expect(replies(facts(ordered, replied(false)))).toEqual(['supervision_reply done on_time']);
  expect(replies(facts(ordered, red, replied(true)))).toEqual(['supervision_reply open']);
  expect(replies(facts(ordered, red))).toEqual(['supervision_reply open']);
  expect(replies(facts(ordered))).toEqual([]);
});

test('a whistle leaves something on both sides, and each unit that was called by itself', () => {
  const began = (id: string, unitId: number) =>
    did(5, 'child_began', { kind: 'whistle', id, unitId, dueAt: new Date(at(5.5)).toISOString() });
  const task = (hours: number, kind: string, id: string, data: Record<string, unknown> = {}) =>
    did(hours, `task_${kind}`, { taskId: id, purpose: 'whistle', ...data });
  const whistled: CaseHistory = {
    ...lamp,
    facts: [
      ...lamp.facts.slice(0, 5),
      did(5, 'whistled', { occasion: 'enforcement', blownBy: 3 }),
      began('a', 11),
      began('b', 12),
      began('c', 13),
      task(5.2, 'arrived', 'a', { late: false }),
      task(5.3, 'objected', 'b', { ground: 'needless' }),
      task(6, 'ruled', 'b', { ruling: 'needless' }),
      did(6, 'child_ended', { kind: 'whistle', id: 'b' }),
      task(8, 'handed_back', 'a', { late: false, callGrade: 4 }),
      task(9, 'finished', 'a', { grade: 5, sentBack: 0 }),
      did(9, 'child_ended', { kind: 'whistle', id: 'a' }),
    ],
  };
  const about = tracesOf(whistled, period, at(100), ground)
    .filter(({ kind }) => /^(whistled|call|arrival|task)/.test(kind))
    .map(({ kind, unitId, marks, minutes }) =>
      [kind, unitId, ...marksIn(marks), ...(minutes ? [minutes] : [])].join(' '),
    );
  expect(about.sort()).toEqual(
    [
      'task_confirm 3 done on_time whistle',
      'whistled 3',
      'call 3 whistle',
      'call 3 whistle needless', // lifted: nobody had to come
      'call 3 whistle',
      'arrival 11 done on_time whistle',
      'arrival 13 open whistle',
      'task 11 done on_time whistle',
      'task_grade 11 whistle 100',
      'call_grade 3 whistle 80',
    ].sort(),
  );
});

test('every fact that is counted is one that the rooms below record', () => {
  const said = ['cases', 'cases/tasks', 'cases/alike', 'intake']
    .map((room) => new URL(`../${room}/`, import.meta.url))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => new URL(file, folder)))
    .filter(({ pathname }) => pathname.endsWith('.ts') && !pathname.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  // A fact is named whole, or by its past alone where one line makes many ('filed', `task_${past}`, `paper_${kind}`).
  const recorded = (kind: string) => {
    const past = kind.replace('case.', '');
    const ends = [kind, past, past.replace(/^(task|paper)_/, '')];
    return ends.some((end) => said.includes(`'${end}'`));
  };
  expect(heard.filter((kind) => !recorded(kind))).toEqual([]);
  expect(recorded('case.force_closed')).toBe(false);
});

test('two periods that follow each other share nothing and miss nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 239 }), fc.integer({ min: 0, max: 400 }), (cut, asOf) => {
      const first = tracesOf(lamp, { from: period.from, to: at(cut) }, at(asOf), ground);
      const second = tracesOf(lamp, { from: at(cut), to: period.to }, at(asOf), ground);
      const order = (traces: typeof first) => traces.map((trace) => JSON.stringify(trace)).sort();
      expect(order([...first, ...second])).toEqual(order(tracesOf(lamp, period, at(asOf), ground)));
    }),
  );
});

test('every kind of trace is counted by some indicator, and every hit is among what is counted', () => {
  const used = new Set(indicatorNames.map((name) => indicatorOf(name).trace));
  expect(traceKinds.filter((kind) => !used.has(kind))).toEqual([]);
  for (const name of indicatorNames) {
    const { measure, hit } = indicatorOf(name);
    expect(measure === 'rate', name).toBe(hit.length > 0);
  }
});

test('what a post is looked at in besides its speed: answers without a hint, checks that held, decisions in time, callbacks asked in full', () => {
  const of = (...facts: HistoryFact[]) =>
    told({ ...lamp, facts: [...lamp.facts.slice(0, 8), ...facts], stages: [], rounds: [], reports: [] }, 100);
  const checked = did(18, 'checked', null, 'checker');
  const photo = did(17, 'photo_added', { purpose: 'check' }, 'checker');
  const close = (hints: string[]) => did(20, 'closed', { hints }, 'duty_officer');
  expect(of(photo, checked, close([]))).toEqual(expect.arrayContaining(['checked stands proof', 'answer valid']));
  expect(of(checked, did(19, 'sent_back', null, 'duty_officer'))).toContain('checked');
  expect(of(checked, close(['no_outcome', 'no_date']))).toContain('answer');
  expect(of(checked, close(['no_date']))).toContain('answer valid');
  const ask = did(10.5, 'extension_asked', null, 'clerk');
  const red = did(11, 'paper_overdue', { paper: 'extension' });
  const grant = did(11.5, 'extension_decided', { accepted: true }, 'dispatcher');
  expect(of(ask, grant)).toContain('decision done on_time');
  expect(of(ask, red, grant)).toContain('decision done');
  expect(of(ask, red)).toContain('decision open');
  expect(of(ask)).not.toContain('decision open');
  const rung = (data: object) => did(40, 'called_back', { reached: true, late: false, ...data }, 'caller');
  expect(of(checked, close([]), rung({ solved: true, satisfied: null }))).toEqual(
    expect.arrayContaining(['voice on_time called reached solved_known solved', 'asked solved_known solved']),
  );
  expect(of(checked, close([]), rung({ refused: true, late: true }))).toContain('voice called reached');
  expect(of(checked, close([]), did(60, 'followed_up', { holds: true }, 'checker'))).toContain('followed stands');
  expect(of(checked, close([]), rung({ refused: true })).filter((one) => one.startsWith('asked'))).toEqual([]);
});

test('what goes another way than the list leaves its own mark: ordered, fallen back, beyond its duty, hung, extended, by herself', () => {
  const of = (...facts: HistoryFact[]) =>
    told({ ...lamp, facts: [...lamp.facts.slice(0, 3), ...facts], stages: [], rounds: [], reports: [] }, 100);
  const sent = (basis: string, kind = 'dispatched') => did(2, kind, { unitId: 7, basis }, 'dispatcher');
  expect(of(sent('list'))).toContain('dispatch accurate listed');
  expect(of(sent('leader_order', 'designated'))).toContain('dispatch accurate ordered');
  expect(of(sent('designated', 'designated'))).toContain('dispatch accurate');
  const gap = (kind: string) => did(2, 'gap_found', { gap: kind, unitId: 7 }, 'dispatcher');
  expect(of(sent('fallback'), gap('fallback'))).toContain('fallback');
  expect(of(sent('list'), did(3, 'stepped_beyond'), gap('beyond'))).toEqual(expect.arrayContaining(['beyond']));
  expect(of(sent('list'), gap('beyond'))).not.toContain('fallback');
  const asked = did(4, 'extension_asked');
  const granted = (accepted: boolean) => did(5, 'extension_decided', { accepted }, 'dispatcher');
  expect(of(sent('list'), asked, granted(true), did(6, 'suspended', null, 'dispatcher'))).toEqual(
    expect.arrayContaining(['extended', 'suspended']),
  );
  expect(of(sent('list'), asked, granted(false))).not.toContain('extended');
  expect(of(did(2, 'handed_down', { unitId: 9, fromUnitId: 7, to: 'dispatched' }))).toContain('handed_down');
  const herself = did(0.5, 'self_handled', { sampled: true }, 'keeper');
  const alone = (...after: HistoryFact[]) =>
    told({ ...lamp, facts: [lamp.facts[0]!, herself, ...after], stages: [], rounds: [], reports: [] }, 100);
  expect(alone()).toEqual(expect.arrayContaining(['self_handled stands', 'first_dispatch', 'first_response']));
  // The lot took hers, and it was not done.
  expect(alone(did(1, 'rework', null, 'checker'))).toContain('self_handled');
});

test('whoever asked confirms what was handed back in time, or is told of it when the lamp turns red', () => {
  const began = did(3, 'child_began', { kind: 'joint', id: 't1', unitId: 8, dueAt: new Date(at(5)).toISOString() });
  const back = did(6, 'task_handed_back', { taskId: 't1', late: false });
  const red = did(14, 'task_overdue', { taskId: 't1', clock: 'confirm' });
  const done = (hours: number) => did(hours, 'task_finished', { taskId: 't1', grade: 4, sentBack: 0 });
  const of = (...facts: HistoryFact[]) =>
    told({ ...lamp, facts: [began, back, ...facts], stages: [], rounds: [], reports: [] }, 100).filter((one) =>
      one.startsWith('task_confirm'),
    );
  expect(of(done(7))).toEqual(['task_confirm done on_time joint']);
  expect(of(red, done(15))).toEqual(['task_confirm done joint']);
  expect(of(red)).toEqual(['task_confirm open joint']);
  expect(of()).toEqual([]);
});
