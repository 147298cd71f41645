/**
 * The district a simulated story plays in: units, people with one hat or two, a working calendar, a template, all told by the seed.
 * Nothing here is a rule of the loop; it is what the rules are asked about.
 */
import type { Post, Unit } from '#contract/access.ts';
import type { MoveInput, MoveName } from '#contract/cases.ts';
import type { TaskMoveInput, TaskMoveName } from '#contract/tasks.ts';
import type { Calendar } from '#contract/worktime.ts';
import type { HeldPost } from '#kit/caller.ts';
import { applied, enter, type CaseNow, type Ground, type Tree } from '../../server/cases/lifecycle.ts';
import { shipped } from '../../server/cases/shipped.rules.ts';

export const units = { supervision: 1, command: 2, leadership: 3, roads: 10, parks: 11, street: 20, community: 21 };
const kinds: Record<number, Unit['kind']> = {
  1: 'supervision',
  2: 'command',
  3: 'leadership',
  10: 'department',
  11: 'department',
  20: 'street',
  21: 'community',
};
const rootOf = (id: number): number => (id === units.community ? units.street : id);
const below = (id: number): number[] => (id === units.street ? [units.street, units.community] : [id]);

/** Draws from the seed, in the words a story needs. */
export type Draw = ReturnType<typeof drawer>;
export const drawer = (next: () => number) => ({
  below: (n: number): number => Math.floor(next() * n),
  often: (share: number): boolean => next() < share,
  of: <T>(some: readonly T[]): T => some[Math.floor(next() * some.length)]!,
  between: (from: number, to: number): number => from + next() * (to - from),
});

export type Person = { personId: string; posts: HeldPost[]; roots: number[] };
const hat = (name: Post, unitId: number, areaPath: string | null = null): HeldPost => ({
  id: `${name}-${unitId}`,
  post: name,
  unitId,
  unitName: '',
  unitKind: kinds[unitId]!,
  rootUnitId: rootOf(unitId),
  unitIds: below(unitId),
  areaId: null,
  areaName: null,
  areaPath,
});

const { supervision, command, leadership, roads, parks, street, community } = units;
/** Enough people that everything can be done by somebody who may, whoever is recused. */
const staff: readonly (readonly [string, Post, number, string?])[] = [
  ['receiver', 'receiver', supervision],
  ['duty', 'duty_officer', supervision],
  ['duty2', 'duty_officer', supervision],
  ['dispatcher', 'dispatcher', command],
  ['leader', 'leader', leadership],
  ['checker', 'checker', supervision],
  ['checker2', 'checker', supervision],
  ['keeper', 'keeper', street, '1.2'],
  ['keeper3', 'keeper', parks, '1.2'],
  ['keeper2', 'keeper', roads, '1.2'],
  ['roads', 'clerk', roads],
  ['roads2', 'handler', roads],
  ['parks', 'clerk', parks],
  ['parks2', 'handler', parks],
  ['street', 'clerk', street, '1.2'],
  ['street2', 'handler', street, '1.2'],
  ['community', 'clerk', community, '1.2.3'],
];
/** People serve in several units, and units borrow them. */
const seconds: readonly (readonly [string, Post, number])[] = [
  ['roads', 'clerk', street],
  ['roads2', 'checker', supervision],
  ['duty', 'dispatcher', command],
  ['keeper', 'handler', street],
  ['receiver', 'handler', parks],
  ['checker', 'handler', roads],
];

const slots = [
  { from: 480, to: 720 },
  { from: 840, to: 1080 },
];
const calendars: readonly Calendar[] = [
  { timeZone: 'Asia/Shanghai', week: [slots, slots, slots, slots, slots, [], []], days: {}, knownUntil: '2099-12-31' },
  {
    timeZone: 'Asia/Shanghai',
    week: [[{ from: 0, to: 1440 }], slots, slots, [], slots, slots, slots],
    days: { '2026-11-18': [], '2026-11-21': slots },
    knownUntil: '2099-12-31',
  },
];

export type District = { tree: Tree; calendar: Calendar; people: Person[]; template: string };
export function district(draw: Draw): District {
  const template = draw.of(['standard', 'standard', ...Object.keys(shipped)]);
  const people = staff.map(([personId, post, unitId, areaPath]): Person => {
    const held = [hat(post, unitId, areaPath ?? null)];
    for (const [who, second, of] of seconds) if (who === personId && draw.often(0.15)) held.push(hat(second, of));
    return { personId, posts: held, roots: held.map(({ rootUnitId }) => rootUnitId) };
  });
  return {
    template,
    people,
    calendar: draw.of(calendars),
    tree: {
      template: shipped[template]!,
      supervisionId: supervision,
      commandId: command,
      root: rootOf,
      unitName: (id) => `unit ${id}`,
      kindOf: (id) => kinds[id]!,
      parentOf: (id) => (id === community ? street : null),
    },
  };
}

/** What an action would have looked up before it decides. Ids follow from the command, so that a log can be played again. */
export function groundFor(
  { tree, calendar, people }: District,
  now: CaseNow,
  command: string,
  input?: MoveInput,
): Ground {
  let ids = 0;
  const about = input?.move === 'receive' ? input.aboutUnitId : undefined;
  const checklist = tree.template.moves[input?.move ?? 'receive']?.checklist ?? [];
  return {
    ...tree,
    calendar,
    newId: () => `${command}.${++ids}`,
    condition: { id: 5, matterId: 3, limit: { kind: 'hours', n: 4 }, urgent: false },
    keeperFits: true,
    keeperRecused:
      input?.move === 'ask_confirm' &&
      people.some(({ personId, roots }) => personId === input.keeperId && roots.includes(now.aboutRootUnitId ?? 0)),
    proofPhotos: 1,
    sampled: command.length % 2 === 0,
    digest: 'digest',
    ticked: checklist.map(({ id }) => id),
    openCallbacks: 0,
    above: now.leadUnitId === community ? { unitId: street, level: 'street' } : null,
    below: { level: 'community', isBelow: now.leadUnitId === street, onList: true },
    ...(about === undefined || about === null ? {} : { about: { unitId: about, rootUnitId: rootOf(about) } }),
  };
}

export function openCase(district: District, id: string, at: Date): CaseNow {
  const base: CaseNow = {
    regionId: 1, id, number: id, version: 0, movedVersion: 0, state: 'reported', discovery: 'passive', matterId: 1, conditionId: null,
    areaPath: '1.2.3', holderUnitId: null, holderPersonId: null, leadUnitId: null, partyUnits: [], openedAt: at, lastAt: at, timeLimit: null,
    caseLimit: null, caseStartedAt: null, caseWarnAt: null, caseDueAt: null, caseWarnedAt: null, caseOverdueAt: null, stageN: 0, suspendedAt: null,
    suspendedUntil: null, mergedInto: null, answerN: null, reports: 1, reworks: 0, returns: 0, reopened: 0, unsolvedAt: null, receivedStartedAt: null,
    stage: null, handling: null, lead: null, pauses: [], pendingReturn: null, confirmation: null, template: district.template, templateVersion: 1,
    openChildren: 0, level: null, dispatchBasis: null, lockedReason: null, extensions: 0, suspensions: 0, supervisionLevel: 0, aboutUnitId: null,
    aboutRootUnitId: null, archivedAt: null, splitFrom: null, papers: [], tasks: [], sensedBy: [], handledBy: [],
    counts: { handlings: 0, returns: 0, checks: 0, confirmations: 0, answers: 0, papers: 0 },
  }; // prettier-ignore
  const { stage, set } = enter(base, 'reported', groundFor(district, base, id), at);
  const fact = { kind: 'case.opened', data: {} };
  return applied(base, { at, moved: true, stage, set: { ...set, party_units: [supervision] }, fact });
}

const words = '……';
const DAY = 86_400_000;
/** What somebody would send for this move, by her own clock: `yes` and `some` are the seed's. */
export function inputFor(move: MoveName, { of, often, below: some }: Draw, clock: number): MoveInput {
  const ahead = (days: number) => new Date(clock + days * DAY).toISOString();
  const yes = often(0.6);
  const unitId = of([roads, parks, street, community]);
  const beside = of([roads, parks, street].filter((id) => id !== unitId));
  const input: Partial<Record<MoveName, () => object>> = {
    receive: () => (often(0.15) ? { aboutUnitId: of([roads, street, supervision, command]) } : {}),
    ask_confirm: () => ({ keeperId: of(['keeper', 'keeper2', 'checker']) }),
    confirm: () => ({ isSo: yes, remark: words }),
    file: () => ({ matterId: 3, conditionId: 5 }),
    answer: () => ({ text: words }),
    refuse: () => ({ reason: 'outside_duties', text: words }),
    void: () => ({ reason: 'test', text: words }),
    dispatch: () => ({ unitId, coUnitIds: often(0.7) ? [beside] : [], reason: words }),
    designate: () => ({ unitId, coUnitIds: [beside], basis: 'designated', reason: words }),
    assign: () => ({ personId: of(['roads2', 'parks2', 'street2']) }),
    hand_back: () => ({ result: words }),
    self_handle: () => ({ conditionId: 5, result: words }),
    decide_return: () => ({ accept: yes, decision: words }),
    decide_extension: () => ({ accept: yes, decision: words }),
    decide_suspension: () => ({ accept: yes, decision: words }),
    decide_force_close: () => ({ accept: yes, decision: words }),
    suspend: () => ({ reason: words, until: ahead(1 + some(9)) }),
    ask_suspension: () => ({ cause: 'season', reason: words, until: ahead(yes ? 6 : 100) }),
    review_suspension: () => ({ remark: words, next: ahead(5) }),
    ask_extension: () => ({ reason: words, n: 1 + some(4) }),
    check: () => ({ passed: yes, remark: words }),
    close: () => ({ answer: words }),
    supervise: () => ({ level: 1 + some(3), cause: 'overdue', text: words }),
    reply_supervision: () => ({ text: words }),
    remind: () => ({ text: words }),
    clear_supervision: () => ({ cleared: yes, remark: words }),
    propose_force_close: () => ({ reason: words, answer: words }),
    step_beyond: () => ({ what: words }),
    hand_down: () => ({ unitId: community, reason: words }),
    lay_tasks: () => ({ tasks: [{ unitId: beside, text: words, ...(yes ? { due: ahead(2) } : {}) }] }),
    whistle: () => ({ unitIds: [roads], occasion: 'key_work', reason: words, place: words }),
    call_directly: () => ({ unitIds: [roads, street], reason: words, place: '' }),
    escalate: () => ({ to: 'leadership', text: words, due: ahead(30) }),
    conclude_escalation: () => ({ result: 'plan', text: words }),
    petition: () => ({ office: words, reason: words }),
    advance_petition: () => ({ next: 'decide', text: words }),
    follow_up: () => ({ due: ahead(60), text: words }),
    report_follow_up: () => ({ holds: yes, text: words }),
  };
  return { move, ...(input[move]?.() ?? { reason: words }) } as MoveInput;
}

export const taskInputs: { readonly [N in TaskMoveName]: Extract<TaskMoveInput, { move: N }> } = {
  accept: { move: 'accept' },
  arrive: { move: 'arrive' },
  object: { move: 'object', ground: 'not_ours', reason: words },
  rule: { move: 'rule', ruling: 'stands', reason: words },
  hand_back: { move: 'hand_back', result: words },
  send_back: { move: 'send_back', reason: words },
  finish: { move: 'finish', grade: 4 },
  withdraw: { move: 'withdraw', reason: words },
  record_refusal: { move: 'record_refusal', reason: words },
};
