/**
 * 持续改进 (PDCA): from cases to their cause, from the cause to a change of rule, limit, border, list or plan in a version that can be
 * looked up, measured again after its term, closed only with a result. And what the facts tell: where it recurs, where it waits, how
 * often it goes back. Counts are of topics, places and times, never of people.
 */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';
import { openStates } from './states.ts';

export const improvementStates = ['found', 'explained', 'changed', 'measured', 'closed', 'dropped'] as const;
export type ImprovementState = (typeof improvementStates)[number];
export const changeKinds = ['rule', 'limit', 'border', 'list', 'plan'] as const;
export type ChangeKind = (typeof changeKinds)[number];
/** What kind of cause it was: by it causes that recur are added up over matters and places. */
export const causeKinds = ['facility', 'planning', 'duty', 'rule', 'capacity', 'use', 'season', 'other'] as const;
export type CauseKind = (typeof causeKinds)[number];

/** What leads on from each state. `again`: it did not help, so the cause is looked for once more. */
export const improvementSteps = {
  explain: { from: ['found', 'explained'], to: 'explained' },
  change: { from: ['explained'], to: 'changed' },
  measure: { from: ['changed'], to: 'measured' },
  again: { from: ['measured'], to: 'explained' },
  close: { from: ['measured'], to: 'closed' },
  drop: { from: ['found', 'explained'], to: 'dropped' },
  tell: { from: ['changed', 'measured', 'closed'], to: 'same' },
} as const satisfies Record<string, { from: readonly ImprovementState[]; to: ImprovementState | 'same' }>;
export type ImprovementStepName = keyof typeof improvementSteps;

/** Fewer than these are not shown as a number: who knows the place could know the person. */
export const fewestShown = 5;

export const Improvement = Type.Object(
  {
    id: Uuid,
    number: Type.Integer(),
    title: Type.String(),
    matterId: Type.Integer(),
    matterName: Type.String(),
    areaId: Type.Integer(),
    areaName: Type.String(),
    state: Type.Enum([...improvementStates]),
    causeKind: nullable(Type.Enum([...causeKinds])),
    cause: Type.String(),
    changeKind: nullable(Type.Enum([...changeKinds])),
    changeText: Type.String(),
    /** what was changed by its own name (a responsibility's number, a matter's code and condition, an area's code), and which version of it */
    changeRef: Type.String(),
    changeVersion: Type.String(),
    changedAt: nullable(Instant),
    measureDays: nullable(Type.Integer()),
    measureAt: nullable(Instant),
    before: nullable(Type.Integer()),
    after: nullable(Type.Integer()),
    measuredAt: nullable(Instant),
    result: Type.String(),
    helped: nullable(Type.Boolean()),
    publicZh: nullable(Type.String()),
    publicEn: nullable(Type.String()),
    publishedAt: nullable(Instant),
    ownerUnit: Type.String(),
    by: Type.String(),
    at: Instant,
    closedAt: nullable(Instant),
    sources: Type.Integer(),
    version: Type.Integer(),
  },
  { $id: 'Improvement' },
);
export type Improvement = Static<typeof Improvement>;

export const listImprovements = endpoint({
  id: 'improvement.list',
  method: 'GET',
  path: '/v1/improvements',
  summary: '改进事项 · improvement items, newest first',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, state: Type.Optional(Type.Enum([...improvementStates])) }),
  reply: page(Improvement),
  problems: ['reader.not_permitted'],
});
export const readImprovement = endpoint({
  id: 'improvement.read',
  method: 'GET',
  path: '/v1/improvements/:itemId',
  summary: '改进事项 · one item with the cases it came from',
  access: 'signed_in',
  params: Type.Object({ itemId: Uuid }),
  reply: Type.Object({
    item: Improvement,
    /** the first hundred; number and title only within the reader's scope */
    cases: Type.Array(Type.Object({ id: Uuid, number: nullable(Type.String()), title: nullable(Type.String()) })),
  }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const openImprovement = endpoint({
  id: 'improvement.open',
  method: 'POST',
  path: '/v1/improvements',
  summary: '立项 · open an item from cases',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    title: text(120, 2),
    matterId: Type.Integer(),
    areaId: Type.Integer(),
    caseIds: Type.Array(Uuid, { maxItems: 200 }),
    /** and the newest 200 cases of the matter in the place that were opened in this time */
    span: Type.Optional(Type.Object({ from: Instant, to: Instant })),
  }),
  reply: Improvement,
  problems: ['reader.not_permitted', 'thing.unknown_reference', 'evaluation.period'],
});
const step = <const N extends ImprovementStepName, const P extends Record<string, any>>(name: N, fields: P) =>
  Type.Object({ step: Type.Literal(name), ...fields });
export const ImprovementStep = Type.Union([
  step('explain', { kind: Type.Enum([...causeKinds]), cause: text(2000, 5) }),
  step('change', {
    kind: Type.Enum([...changeKinds]),
    text: text(2000, 2),
    ref: text(80, 1),
    refVersion: text(40, 1),
    measureDays: Type.Integer({ minimum: 7, maximum: 366 }),
  }),
  step('measure', {}),
  step('again', { reason: text(2000, 2) }),
  step('close', { helped: Type.Boolean(), result: text(2000, 5) }),
  step('drop', { reason: text(2000, 2) }),
  step('tell', { zh: nullable(text(600, 5)), en: nullable(text(1200, 5)) }),
]);
export type ImprovementStep = Static<typeof ImprovementStep>;
export const stepImprovement = endpoint({
  id: 'improvement.step',
  method: 'POST',
  path: '/v1/improvements/:itemId/steps',
  summary: '推进 · explain, change, measure again, close with a result, tell in public',
  access: 'signed_in',
  params: Type.Object({ itemId: Uuid }),
  body: Type.Object({ id: Uuid, version: Type.Integer(), input: ImprovementStep }),
  reply: Improvement,
  problems: [
    'reader.not_permitted',
    'thing.not_found',
    'thing.stale',
    'thing.unknown_reference',
    'improvement.state',
    'improvement.too_early',
    'improvement.names',
  ],
});

// ── What the facts tell ────────────────────────────────────────────────────────────────────────────────────────────────

const Span = { from: Instant, to: Instant };
/** 高发: matters that come again in the same place. */
export const listRecurring = endpoint({
  id: 'improvement.recurring',
  method: 'GET',
  path: '/v1/improvements/recurring',
  summary: '高发问题 · matters that recur in a place, most first',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, ...Span, level: Type.Optional(Type.Enum(['street', 'community'])) }),
  reply: page(
    Type.Object({
      matterId: Type.Integer(),
      matterName: Type.String(),
      areaId: Type.Integer(),
      areaName: Type.String(),
      reports: Type.Integer(),
      cases: Type.Integer(),
      reworked: Type.Integer(),
      reopened: Type.Integer(),
      /** an item that is already at it */
      itemNumber: nullable(Type.Integer()),
    }),
  ),
  problems: ['reader.not_permitted', 'evaluation.period'],
});
/** 原因台账: what was found to be the cause, by matter, place and kind, and whether what was changed because of it left fewer reports. */
export const listCauses = endpoint({
  id: 'improvement.causes',
  method: 'GET',
  path: '/v1/improvements/causes',
  summary: '原因台账 · causes that recur by matter and place, and what became of them',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, kind: Type.Optional(Type.Enum([...causeKinds])) }),
  reply: page(
    Type.Object({
      matterId: Type.Integer(),
      matterName: Type.String(),
      areaId: Type.Integer(),
      areaName: Type.String(),
      kind: Type.Enum([...causeKinds]),
      /** items with this cause, the cases they came from, and those of them that were changed, measured, and found to have helped */
      items: Type.Integer(),
      sources: Type.Integer(),
      changed: Type.Integer(),
      measured: Type.Integer(),
      helped: Type.Integer(),
      /** reports before and after, of what was measured */
      before: Type.Integer(),
      after: Type.Integer(),
      lastNumber: Type.Integer(),
    }),
  ),
  problems: ['reader.not_permitted'],
});

/** Why something is not solved, or was not at once: what the facts say, never what somebody thinks of somebody. */
export const stuckKinds = [
  'suspended',
  'escalated',
  'gap',
  'misdirected',
  'more_time',
  'rework',
  'forced',
  'unsolved',
] as const;
export type StuckKind = (typeof stuckKinds)[number];
/** 未解决原因: by matter, place and why. `n` null: fewer than five. Sensitive matters are counted for the whole district only. */
export const listStuck = endpoint({
  id: 'improvement.stuck',
  method: 'GET',
  path: '/v1/improvements/stuck',
  summary: '未解决原因 · why cases are not solved, or not at once, by matter and place',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, ...Span, level: Type.Optional(Type.Enum(['district', 'street', 'community'])) }),
  reply: page(
    Type.Object({
      matterId: Type.Integer(),
      matterName: Type.String(),
      areaId: Type.Integer(),
      areaName: Type.String(),
      kind: Type.Enum([...stuckKinds]),
      n: nullable(Type.Integer()),
    }),
  ),
  problems: ['reader.not_permitted', 'evaluation.period'],
});
/** Topic × place × time. `n` null: fewer than five. Sensitive matters are counted for the whole district only. */
export const listCounts = endpoint({
  id: 'improvement.counts',
  method: 'GET',
  path: '/v1/improvements/counts',
  summary: '主题×地点×时间 · reports by matter, place and month',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery, ...Span, level: Type.Optional(Type.Enum(['district', 'street', 'community'])) }),
  reply: page(
    Type.Object({
      month: Type.String(),
      matterId: Type.Integer(),
      matterName: Type.String(),
      areaId: Type.Integer(),
      areaName: Type.String(),
      n: nullable(Type.Integer()),
    }),
  ),
  problems: ['reader.not_permitted', 'evaluation.period'],
});

export const loopKinds = ['confirm', 'return', 'rework', 'reopen'] as const;
export const Flow = Type.Object(
  {
    cases: Type.Integer(),
    stages: Type.Array(
      Type.Object({
        state: Type.Enum([...openStates]),
        n: Type.Integer(),
        meanMinutes: Type.Number(),
        medianMinutes: Type.Number(),
        ninetyMinutes: Type.Number(),
        late: Type.Integer(),
        /** cases that ended without this stage, and what it would have taken them at the median */
        skipped: Type.Integer(),
        savedMinutes: Type.Number(),
      }),
    ),
    /** from which stage to which, how often */
    ways: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), n: Type.Integer() })),
    loops: Type.Array(
      Type.Object({
        kind: Type.Enum([...loopKinds]),
        times: Type.Integer(),
        cases: Type.Integer(),
        /** from going back until it was forward again */
        meanMinutes: nullable(Type.Number()),
      }),
    ),
  },
  { $id: 'Flow' },
);
export type Flow = Static<typeof Flow>;
export const readFlow = endpoint({
  id: 'improvement.flow',
  method: 'GET',
  path: '/v1/improvements/flow',
  summary: '等待与回路 · where cases wait and how often they go back',
  access: 'signed_in',
  query: Type.Object({ ...Span, matterId: Type.Optional(Type.Integer()) }),
  reply: Flow,
  problems: ['reader.not_permitted', 'evaluation.period'],
});

/** 因为你说: what changed because residents reported. Receipts are credited by their numbers, never anybody by name. */
export const listBecause = endpoint({
  id: 'improvement.because',
  method: 'GET',
  path: '/v1/because',
  summary: '因为你说 · what changed because you reported it',
  access: 'public',
  query: Type.Object({ ...PageQuery }),
  reply: page(
    Type.Object({
      number: Type.Integer(),
      text: Type.String(),
      matterName: Type.String(),
      areaName: Type.String(),
      changeName: Type.String(),
      changedAt: Instant,
      measureDays: Type.Integer(),
      before: nullable(Type.Integer()),
      after: nullable(Type.Integer()),
      helped: nullable(Type.Boolean()),
      reports: Type.Integer(),
      receipts: Type.Array(Type.String()),
    }),
  ),
});
