import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { indicatorNames, indicatorOf, marksIn, traceKinds } from '#contract/indicators.ts';
import { tracesOf, type CaseHistory, type HistoryFact, type TraceGround } from './traces.rules.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 2);
const period = { from: start, to: start + 240 * hour };
const at = (hours: number) => start + hours * hour;
const ground: TraceGround = {
  keeperOf: () => 'keeper-1',
  isLocal: (unitId) => unitId === 9,
  deadline: (from, limit) => (limit.kind === 'instant' ? Date.parse(limit.at) : from + limit.n * hour),
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
  dueAt: at(due),
  endedAt: ended === null ? null : at(ended),
  endedBy,
});
/** Reported at 0, filed 1, dispatched 2, signed 3, handed back 10 (due 12), sent back, handed back again, closed 20 (due 24). */
const lamp: CaseHistory = {
  id: 'lamp',
  areaId: 5,
  discovery: 'passive',
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
      'received',
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
