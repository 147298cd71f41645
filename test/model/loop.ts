/**
 * A small reference model of the loop and random histories that drive the real actions and PostgreSQL against it: random people
 * in random posts make random moves at random times, two at once, the same command twice, with transactions that are cut off in
 * three ways, with calendars that change and people who change posts.
 * The model is written by itself, from the words of the house, and imports none of the rules it judges.
 */
import fc from 'fast-check';
import { sql } from 'kysely';
import type { Post } from '#contract/access.ts';
import type { MoveInput, MoveName, State } from '#contract/cases.ts';
import type { TaskMoveInput, TaskMoveName } from '#contract/tasks.ts';
import { caseChecks, makeMove, makeMoves, moveTask, sweepAlarms } from '#cases';
import { saveCalendar } from '#catalogue';
import { endPost, grantPost, housePermit } from '#access';
import { localDate } from '#contract/calendar.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { fileStore } from '#kit/files.ts';
import { Refused } from '#kit/refusal.ts';
import { computePeriod } from '#evaluation';
import { intakeChecks, receiveReport } from '#intake';
import { keysFrom } from '#kit/crypto.ts';
import { noProgress } from '#kit/jobs.ts';
import { inCell, within, type Corner } from '../support/corner.ts';
import type { Door } from '../support/knock.ts';

// ── The reference ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** from → to by whom, as one would say it aloud; '=' it stays, '|' either. Not the table of the house: a second one. */
const spoken: Partial<Record<MoveName, [from: string, to: string, by: string]>> = {
  receive: ['reported', 'received', 'receiver'],
  ask_confirm: ['received confirming', 'confirming', 'receiver duty_officer'],
  confirm: ['confirming', 'received', 'keeper checker'],
  file: ['received', 'filed', 'duty_officer'],
  answer: ['reported received', 'answered', 'receiver duty_officer'],
  refuse: ['reported received', 'refused', 'receiver duty_officer'],
  withdraw: ['reported received confirming filed dispatched signed', 'withdrawn', 'receiver'],
  void: ['reported received filed', 'voided', 'duty_officer'],
  dispatch: ['filed', 'dispatched', 'dispatcher'],
  sign: ['dispatched', 'signed', 'clerk handler'],
  assign: ['signed', '=', 'clerk'],
  hand_back: ['signed', 'handled', 'clerk handler'],
  ask_return: ['dispatched signed', '=', 'clerk'],
  decide_return: ['dispatched signed', 'filed|=', 'dispatcher leader'],
  suspend: ['dispatched signed', '=', 'dispatcher leader'],
  resume: ['dispatched signed', '=', 'dispatcher leader'],
  check: ['handled', 'checked|signed', 'checker keeper'],
  close: ['checked', 'closed', 'duty_officer'],
  reopen: ['closed answered refused', 'filed|received', 'duty_officer'],
  uphold: ['closed answered refused', '=', 'duty_officer'],
  remind: ['filed dispatched signed handled checked', '=', 'dispatcher duty_officer leader'],
  rework: ['checked', 'signed', 'duty_officer'],
  designate: ['filed dispatched signed', 'dispatched', 'dispatcher leader'],
  ask_extension: ['dispatched signed', '=', 'clerk'],
  decide_extension: ['dispatched signed', '=', 'dispatcher leader'],
  ask_suspension: ['dispatched signed', '=', 'clerk'],
  decide_suspension: ['dispatched signed', '=', 'dispatcher leader'],
  review_suspension: ['dispatched signed', '=', 'dispatcher leader'],
  supervise: ['filed dispatched signed', '=', 'duty_officer leader'],
  reply_supervision: ['filed dispatched signed handled checked', '=', 'clerk dispatcher'],
  clear_supervision: ['filed dispatched signed handled checked', '=', 'duty_officer leader'],
  propose_force_close: ['filed dispatched signed handled checked', '=', 'duty_officer'],
  decide_force_close: ['filed dispatched signed handled checked', 'closed|=', 'duty_officer leader'],
  escalate: ['filed dispatched signed handled checked closed answered refused', '=', 'duty_officer dispatcher leader'],
  archive: ['closed answered refused withdrawn voided', '=', 'duty_officer'],
  lay_tasks: ['dispatched signed', '=', 'dispatcher clerk'],
  whistle: ['received filed dispatched signed', '=', 'clerk'],
  call_directly: [
    'reported received confirming filed dispatched signed',
    '=',
    'receiver duty_officer dispatcher leader',
  ],
};
/** The same of a task beside a case: from → to, by which side. */
const spokenOfTasks: Record<TaskMoveName, [from: string, to: string, side: 'called' | 'asking' | 'command']> = {
  accept: ['called', 'begun', 'called'],
  arrive: ['called', 'begun', 'called'],
  object: ['called begun', 'objected', 'called'],
  rule: ['objected', 'called|begun|lifted', 'command'],
  hand_back: ['begun', 'handed_back', 'called'],
  send_back: ['handed_back', 'begun', 'asking'],
  finish: ['handed_back', 'done', 'asking'],
  withdraw: ['called objected begun', 'withdrawn', 'asking'],
  record_refusal: ['called', 'refused', 'command'],
};
const taskKinds = Object.keys(spokenOfTasks) as TaskMoveName[];
const calling: readonly MoveName[] = ['lay_tasks', 'whistle', 'call_directly'];
const moveKinds = Object.keys(spoken) as MoveName[];
const openNow = 'reported received confirming filed dispatched signed handled checked'.split(' ');
const sideOf: Record<string, 'supervision' | 'command' | 'lead'> = {
  filed: 'command',
  dispatched: 'lead',
  signed: 'lead',
};

/** What the model knows of a case: no clock, no number, only what may never be wrong. */
type Modelled = {
  id: string;
  state: State;
  asked: boolean;
  hung: boolean;
  /** tasks beside it that have not ended */
  tasks: number;
  /** somebody moved one of them, which no log of moves tells */
  tasksMoved: boolean;
  lead: number | null;
  /** the unit the report is about */
  about: number | null;
  log: { actor: Actor; input: MoveInput; at: Date }[];
};

/** What says how well a unit did, or answers what it asks for: never by who has a post in it. */
const judging = new Set<MoveName>(
  `check rework close reopen uphold clear_supervision propose_force_close decide_force_close report_follow_up decide_return
   decide_extension decide_suspension review_suspension suspend`.split(/\s+/) as MoveName[],
);
/** Must this be refused, whatever the rules say in detail? A person may wear several hats. */
function mustRefuse(now: Modelled, move: MoveName, { posts }: Actor): boolean {
  const [from, , by] = spoken[move]!;
  if (!from.split(' ').includes(now.state) || !posts.some(({ post }) => by.split(' ').includes(post))) return true;
  // Who belongs to the unit it is about has no part in it, nor who handled it in the check, in whatever hat.
  if (posts.some(({ rootUnitId }) => rootUnitId === now.about)) return true;
  if (judging.has(move) && posts.some(({ rootUnitId }) => rootUnitId === now.lead)) return true;
  if (now.asked && ['sign', 'hand_back', 'assign', 'suspend', 'ask_return', 'designate'].includes(move)) return true;
  if (now.hung && ['sign', 'hand_back', 'assign', 'suspend', 'ask_return', 'ask_extension', 'designate'].includes(move))
    return true;
  if (now.tasks > 0 && ['hand_back', 'close', 'answer', 'refuse', 'void', 'archive'].includes(move)) return true;
  if (move === 'decide_return' && !now.asked) return true;
  return move === 'resume' && !now.hung;
}
/** Where an accepted move may have led. */
const mayLeadTo = (before: State, move: MoveName): string[] =>
  spoken[move]![1].split('|').map((to) => (to === '=' ? before : to));

// ── One command ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Command =
  | { do: 'move'; of: number; move: number; post: number; yes: boolean; wait: number; fault: Fault; twice: Twice }
  | { do: 'task'; of: number; which: number; move: number; who: number; yes: boolean; wait: number }
  | { do: 'time'; wait: number }
  | { do: 'calendar'; wait: number }
  | { do: 'people'; who: number; wait: number };
/** How a transaction ends before its time: the program fails, the line is cut, the database has had enough. */
type Fault = 'none' | 'thrown' | 'killed' | 'timed_out';
/** Two hands at once, or one hand that sends the same command again because no answer came. */
type Twice = 'no' | 'rivals' | 'same_id';
const of = fc.nat({ max: 1 });
const aMove: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('move' as const),
  of,
  move: fc.nat({ max: 999 }),
  post: fc.nat({ max: 99 }),
  yes: fc.boolean(),
  wait: fc.nat({ max: 40 }),
  fault: fc.nat({ max: 39 }).map((n): Fault => (['thrown', 'killed', 'timed_out'] as const)[n] ?? 'none'),
  twice: fc.nat({ max: 23 }).map((n): Twice => (n < 2 ? 'rivals' : n === 2 ? 'same_id' : 'no')),
});
const aTask: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('task' as const),
  of,
  which: fc.nat({ max: 9 }),
  move: fc.nat({ max: 99 }),
  who: fc.nat({ max: 99 }),
  yes: fc.boolean(),
  wait: fc.nat({ max: 40 }),
});
/** One in ten is nothing but moves: what nobody else had a hand in is played again, however long it is. */
export const aHistory = (commands: number): fc.Arbitrary<Command[]> =>
  fc.oneof(
    { weight: 9, arbitrary: anything(commands) },
    { weight: 1, arbitrary: fc.array(aMove, { minLength: commands, maxLength: commands }) },
  );
const anything = (commands: number): fc.Arbitrary<Command[]> =>
  fc.array(
    fc.oneof(
      { weight: 400, arbitrary: aMove },
      { weight: 120, arbitrary: aTask },
      { weight: 24, arbitrary: fc.record({ do: fc.constant('time' as const), wait: fc.nat({ max: 1_500 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('calendar' as const), wait: fc.nat({ max: 60 }) }) },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('people' as const),
          who: fc.nat({ max: 99 }),
          wait: fc.nat({ max: 60 }),
        }),
      },
    ),
    { minLength: commands, maxLength: commands },
  );

/** The way to the answer: taken often enough that a hundred histories go everywhere. */
const onward: Partial<Record<State, MoveName>> = {
  reported: 'receive',
  received: 'file',
  confirming: 'confirm',
  filed: 'dispatch',
  dispatched: 'sign',
  signed: 'hand_back',
  handled: 'check',
  checked: 'close',
};

const people: Post[] = ['receiver', 'duty_officer', 'dispatcher', 'clerk', 'handler', 'keeper', 'checker', 'leader'];
const brokenOff = new Error('the program failed');

/** Somebody gets a second post, or gives it up again: people serve in several units, and units borrow them. */
const seconds: readonly [who: Post, as: Post, unit: 'supervision' | 'roads' | 'street'][] = [
  ['clerk', 'clerk', 'street'],
  ['handler', 'handler', 'street'],
  ['checker', 'handler', 'roads'],
  ['keeper', 'checker', 'supervision'],
  ['receiver', 'keeper', 'street'],
  ['duty_officer', 'dispatcher', 'supervision'],
  ['duty_officer', 'handler', 'street'],
];
async function changePosts(corner: Corner, who: number, at: Date): Promise<void> {
  const [person, post, place] = seconds[who % seconds.length]!;
  const actor = corner.actor(person);
  const unitId = corner.units[place];
  const by = housePermit('posts.grant', corner.regionId);
  const on = localDate(at, 'Asia/Shanghai');
  const second = actor.posts.findIndex((held, i) => i > 0 && held.post === post && held.unitId === unitId);
  if (second > 0) {
    const { id } = actor.posts[second]!;
    await within(corner, (tx) => endPost(tx, by, id, { toOn: on, reason: '轮岗' }, at));
    actor.posts.splice(second, 1);
    return;
  }
  const id = uuidv7(at.getTime());
  await within(corner, (tx) => grantPost(tx, by, actor.personId, { id, post, unitId, fromOn: on }, at));
  const colleague = people.map((one) => corner.actor(one).posts[0]!).find((held) => held.unitId === unitId)!;
  const held: HeldPost = { ...colleague, id, post };
  actor.posts.push(held);
}

function inputOf(corner: Corner, move: MoveName, yes: boolean, at: Date): MoveInput {
  const ahead = (days: number) => new Date(at.getTime() + days * 86_400_000).toISOString();
  const { matters, conditions, units } = corner;
  const words = '……';
  switch (move) {
    case 'ask_confirm':
      return { move, keeperId: corner.actor('keeper').personId };
    case 'confirm':
      return { move, isSo: yes, remark: words };
    case 'file':
      return { move, matterId: matters.lamp, conditionId: conditions.lamp };
    case 'answer':
      return { move, text: words };
    case 'refuse':
      return { move, reason: 'outside_duties', text: words };
    case 'void':
      return { move, reason: 'test', text: words };
    case 'dispatch':
      return { move, unitId: yes ? units.roads : units.street, coUnitIds: yes ? [units.street] : [], reason: words };
    case 'designate':
      return { move, unitId: yes ? units.roads : units.street, basis: 'designated', reason: words };
    case 'assign':
      return { move, personId: corner.actor('handler').personId };
    case 'hand_back':
      return { move, result: words };
    case 'decide_return':
    case 'decide_extension':
    case 'decide_suspension':
    case 'decide_force_close':
      return { move, accept: yes, decision: words };
    case 'suspend':
      return { move, reason: words, until: ahead(9) };
    case 'ask_suspension':
      return { move, cause: 'season', reason: words, until: ahead(yes ? 20 : 100) };
    case 'review_suspension':
      return { move, remark: words, next: ahead(5) };
    case 'ask_extension':
      return { move, reason: words, n: yes ? 1 : 4 };
    case 'check':
      return { move, passed: yes, remark: words };
    case 'close':
      return { move, answer: words };
    case 'supervise':
      return { move, level: yes ? 1 : 2, cause: 'overdue', text: words };
    case 'reply_supervision':
    case 'remind':
      return { move, text: words };
    case 'clear_supervision':
      return { move, cleared: yes, remark: words };
    case 'propose_force_close':
      return { move, reason: words, answer: words };
    case 'lay_tasks':
      return { move, tasks: [{ unitId: units.street, text: words, ...(yes ? {} : { due: ahead(2) }) }] };
    case 'whistle':
      return { move, unitIds: [units.roads], occasion: 'key_work', reason: words, place: words };
    case 'call_directly':
      return { move, unitIds: yes ? [units.roads, units.street] : [units.roads], reason: words, place: '' };
    case 'escalate':
      return { move, to: 'leadership', text: words, due: ahead(30) };
    case 'receive':
    case 'sign':
    case 'archive':
      return { move };
    default:
      return { move, reason: words } as MoveInput;
  }
}

const keys = keysFrom(Buffer.alloc(32, 7));
/** A lamp told over the web, so that there is somebody to be answered. */
const reported = async (corner: Corner, at: Date): Promise<string> => {
  const { regionId, matters } = corner;
  const input = { kind: 'help', title: '路灯不亮', naming: 'anonymous', location: inCell, lang: 'zh' } as const;
  const id = uuidv7(at.getTime());
  const { caseId } = await within(corner, (tx) =>
    receiveReport(tx, keys, regionId, { ...input, id, matterId: matters.lamp }, { channel: 'web' }, at),
  );
  return caseId;
};

// ── What may never be wrong ────────────────────────────────────────────────────────────────────────────────────────────

type Row = {
  state: State;
  holder: number | null;
  holderKind: string | null;
  lead: number | null;
  about: number | null;
  leads: number;
  leadOf: number | null;
  clocks: number;
  clockState: string | null;
  running: boolean;
  suspended: boolean;
  pausedWithReason: boolean;
  caseClock: boolean;
  sameRootChecks: number;
  answered: boolean;
  facts: number;
  version: number;
  asked: boolean;
  /** reports in it that nobody has answered */
  unanswered: number;
  tasks: number;
  children: number;
  tasksWithClock: boolean;
  tasksWithin: boolean;
};
async function look(corner: Corner, id: string): Promise<Row> {
  const r = corner.regionId;
  const { rows } = await sql<Row>`
    select c.state, c.holder_unit_id as holder, u.kind as "holderKind", c.lead_unit_id as lead, c.about_root_unit_id as about, c.version, c.suspended_at is not null as suspended,
           (select count(*)::int from cases.assignments a where a.region_id = ${r} and a.case_id = c.id and a.live and a.role = 'lead') as leads,
           (select min(a.unit_id) from cases.assignments a where a.region_id = ${r} and a.case_id = c.id and a.live and a.role = 'lead') as "leadOf",
           (select count(*)::int from cases.stages s where s.region_id = ${r} and s.case_id = c.id and s.ended_at is null) as clocks,
           (select s.state from cases.stages s where s.region_id = ${r} and s.case_id = c.id and s.ended_at is null limit 1) as "clockState",
           c.stage_due_at is not null as running,
           exists (select from cases.pauses p where p.region_id = ${r} and p.case_id = c.id and p.to_at is null and p.reason = 'suspended') as "pausedWithReason",
           c.case_due_at is not null or c.suspended_at is not null or c.filed_at is null as "caseClock",
           (select count(*)::int from cases.checks k join cases.assignments a on a.region_id = ${r} and a.id = k.assignment_id
             where k.region_id = ${r} and k.case_id = c.id and k.checker_root_unit_id = a.root_unit_id) as "sameRootChecks",
           c.answer_n is not null as answered,
           (select count(*)::int from intake.reports e where e.region_id = ${r} and e.case_id = c.id and e.answered_at is null) as unanswered,
           (select count(*)::int from kit.facts f where f.region_id = ${r} and f.subject = 'case' and f.subject_id = c.id::text) as facts,
           exists (select from cases.returns t where t.region_id = ${r} and t.case_id = c.id and t.decided_at is null) as asked,
           c.open_children as children,
           (select count(*)::int from cases.tasks t where t.region_id = ${r} and t.case_id = c.id and t.state in ('called', 'objected', 'begun', 'handed_back')) as tasks,
           not exists (select from cases.tasks t where t.region_id = ${r} and t.case_id = c.id
                          and (t.is_open <> (t.started_at is not null) or (t.state = 'handed_back') <> coalesce(t.clock = 'confirm', false))) as "tasksWithClock",
           not exists (select from cases.tasks t where t.region_id = ${r} and t.case_id = c.id and t.purpose = 'joint'
                          and t.state in ('called', 'begun') and t.due_at > c.handling_due_at) as "tasksWithin"
      from cases.cases c left join access.units u on u.region_id = ${r} and u.id = c.holder_unit_id where c.region_id = ${r} and c.id = ${id}`.execute(
    corner.owner,
  );
  return rows[0]!;
}

/** The names of what is broken; none is what one hopes for. */
export function broken(row: Row): string[] {
  const open = openNow.includes(row.state);
  const worked = ['dispatched', 'signed', 'handled', 'checked'].includes(row.state);
  const side = sideOf[row.state] ?? 'supervision';
  const told: [string, boolean][] = [
    ['one holder', open ? (side === 'lead' ? row.holder === row.lead : row.holderKind === side) : row.holder === null],
    ['one lead from dispatch to close', worked ? row.leads === 1 && row.leadOf === row.lead : row.leads === 0],
    ['its target has no part', row.about === null || (row.lead !== row.about && row.holder !== row.about)],
    ['one stage clock', open ? row.clocks === 1 && row.clockState === row.state : row.clocks === 0],
    // An instant is somebody's word and stands through a suspension; every other clock stops with its reason.
    ['running, or paused with its reason', !open || row.running || (row.suspended && row.pausedWithReason)],
    ['a pause only while suspended', row.pausedWithReason === row.suspended],
    ['the case deadline beside it', !open || row.caseClock],
    ['checked by another root unit', row.sameRootChecks === 0],
    ['ended with an answer', open || row.answered],
    ['every report answered', open || row.unanswered === 0],
    ['facts without a gap', row.facts === row.version],
    ['what is open beside it is counted', row.children === row.tasks],
    ['no task outlives its case', open || row.tasks === 0],
    ['one clock for each task', row.tasksWithClock],
    ['no joint task is due after its case', row.tasksWithin],
  ];
  return told.filter(([, holds]) => !holds).map(([name]) => name);
}

// ── A history ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const start = Date.parse('2026-11-23T01:00:00Z');
const fullDay = [{ from: 480, to: 1080 }];
const shortDay = [{ from: 540, to: 960 }];

export type Told = {
  made: number;
  refused: number;
  raced: number;
  /** commands that came again under their id */
  again: number;
  brokenOff: number;
  /** posts taken up or given up */
  people: number;
  reached: Set<State>;
  /** states that tasks came to */
  tasks: Set<string>;
  replayed: number;
  /** how far the district's time has come */
  now: number;
};
export const nothingYet = (): Told => ({
  made: 0,
  refused: 0,
  raced: 0,
  again: 0,
  brokenOff: 0,
  people: 0,
  reached: new Set(),
  tasks: new Set(),
  replayed: 0,
  now: start,
});

/** Plays one history; throws with the name of what was broken. */
export async function play(
  { corner, door }: { corner: Corner; door: Door },
  history: readonly Command[],
  told: Told,
): Promise<void> {
  // One history begins after the other: a district's time never goes back.
  const begun = told.now + 60_000;
  let now = begun;
  const cases: Modelled[] = [];
  for (let i = 0; i < 3; i++)
    cases.push({
      id: await reported(corner, new Date(now)),
      state: 'reported',
      asked: false,
      hung: false,
      tasks: 0,
      tasksMoved: false,
      lead: null,
      about: null,
      log: [],
    });
  let swept = false;
  for (const command of history) {
    now += command.wait * 60_000;
    told.now = now;
    const at = new Date(now);
    if (command.do === 'time') {
      for (let sweeps = 0; (await within(corner, (tx) => sweepAlarms(tx, corner.regionId, at, 400))) > 0; sweeps++) {
        swept = true;
        if (sweeps > 50) throw new Error('the sweep tells the same again and again');
      }
      for (const one of cases) {
        const row = await look(corner, one.id);
        one.hung = row.suspended; // a suspension may have ended by itself
        one.tasks = row.tasks;
        agree(row, one, [one.state], 'time');
      }
      continue;
    }
    if (command.do === 'calendar') {
      swept = true;
      const week = (now / 60_000) % 2 === 0 ? fullDay : shortDay;
      await within(corner, async (tx) => {
        const { rows } = await sql<{ id: number; version: number }>`
          select calendar_id as id, max(version)::int as version from catalogue.calendar_versions where region_id = ${corner.regionId} group by 1`.execute(
          tx,
        );
        const calendar = {
          timeZone: 'Asia/Shanghai',
          week: [week, week, week, week, week, [], []],
          days: {},
          knownUntil: '2027-12-31',
        };
        const { id, version } = rows[0]!;
        const by = housePermit('catalogue.edit', corner.regionId);
        await saveCalendar(tx, by, id, { version, calendar, reason: '作息调整' }, at);
      });
      for (const one of cases) agree(await look(corner, one.id), one, [one.state], 'calendar');
      continue;
    }
    if (command.do === 'task') {
      await taskStep(corner, cases[command.of]!, command, at, told);
      continue;
    }
    if (command.do === 'people') {
      // Whoever did what is told by the hats worn then; a replay in today's hats would be another story.
      swept = true;
      await changePosts(corner, command.who, at);
      told.people += 1;
      for (const one of cases) agree(await look(corner, one.id), one, [one.state], 'people');
      continue;
    }
    await step(corner, door, cases[command.of]!, command, at, told);
  }
  const first = cases.find(({ tasksMoved, log }) => !tasksMoved && log.length > 3);
  if (!swept && first) {
    await replayed(corner, first, begun, told);
  }
}

async function step(
  corner: Corner,
  door: Door,
  one: Modelled,
  command: Extract<Command, { do: 'move' }>,
  at: Date,
  told: Told,
): Promise<void> {
  // Mostly what the model thinks possible, so that histories go somewhere; sometimes anything by anybody.
  const likely = moveKinds.filter((name) => spoken[name]![0].split(' ').includes(one.state));
  const ending = ['withdraw', 'void', 'refuse', 'answer', 'archive'];
  const calm = likely.filter((name) => !ending.includes(name) && (!calling.includes(name) || command.move % 5 === 0));
  const wild = command.post % 10 === 0;
  // Somebody who could make the move, at a time when nobody may.
  const early = command.post % 20 === 1;
  const next = command.move % 4 === 0 ? onward[one.state] : undefined;
  const kinds = wild
    ? moveKinds
    : early
      ? moveKinds.filter((name) => !likely.includes(name))
      : next
        ? [next]
        : command.move % 9 > 0 && calm.length > 0
          ? calm
          : likely;
  const move = kinds[command.move % kinds.length]!;
  const able = spoken[move]![2].split(' ') as Post[];
  const post = wild ? people[command.move % people.length]! : able[command.post % able.length]!;
  // It is the street that blows; a department's clerk may not.
  const actor = move === 'whistle' && !wild ? streetClerk(corner) : corner.actor(post);
  const plain = inputOf(corner, move, command.yes, at);
  // One in eleven is about the street's own office.
  const input: MoveInput =
    plain.move === 'receive' && command.move % 11 === 3 ? { ...plain, aboutUnitId: corner.units.street } : plain;
  const make = (fault: Fault) =>
    within(corner, async (tx) => {
      await makeMove(tx, actor, { caseId: one.id, input }, at);
      if (fault === 'thrown') throw brokenOff;
      if (fault === 'killed') await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
      if (fault === 'timed_out') {
        await sql`set local statement_timeout = 1`.execute(tx);
        await sql`select pg_sleep(1)`.execute(tx);
      }
    }).then(
      () => 'made' as const,
      (error: unknown) => {
        if (error instanceof Refused) return 'refused' as const;
        const cut = /terminat|ECONNRESET|canceling statement/.test(String(error));
        if (error === brokenOff || (cut && fault !== 'none')) return 'cut' as const;
        throw error;
      },
    );
  const before = one.state;
  const refused = mustRefuse(one, move, actor);
  if (command.fault !== 'none') {
    if ((await make(command.fault)) === 'made') throw new Error(`${move} was made although it was ${command.fault}`);
    told.brokenOff += 1;
    agree(await look(corner, one.id), one, [before], `${move} ${command.fault}`);
    return;
  }
  let made: number;
  // Over HTTP a post is who signed in, and no street's clerk can.
  if (command.twice === 'same_id' && actor === corner.actor(post)) {
    made = await sentAgain(door, one.id, post, input, at);
    told.again += 1;
  } else {
    // Two hands at once: what the second finds is what the first left.
    const hands = command.twice === 'rivals' ? [make('none'), make('none')] : [make('none')];
    made = (await Promise.all(hands)).filter((outcome) => outcome === 'made').length;
    if (command.twice === 'rivals') told.raced += 1;
  }
  if (made > 0 && refused) throw new Error(`${post} made ${move} in ${before}, which nobody may`);
  told[made > 0 ? 'made' : 'refused'] += 1;
  const row = await look(corner, one.id);
  const ways = made > 0 ? mayLeadTo(before, move) : [before];
  agree(
    row,
    one,
    made > 1 ? [...ways, ...ways.flatMap((way) => mayLeadTo(way as State, move))] : ways,
    `${move} by ${post}`,
  );
  one.state = row.state;
  one.asked = row.asked;
  one.hung = row.suspended;
  one.tasks = row.tasks;
  one.lead = row.lead;
  one.about = row.about;
  told.reached.add(row.state);
  for (let i = 0; i < made; i++) one.log.push({ actor: { ...actor, posts: [...actor.posts] }, input, at });
}

/** Over HTTP, the same id twice at once and once more with other words: done once, answered alike, and the other refused. */
async function sentAgain(door: Door, caseId: string, post: Post, input: MoveInput, at: Date): Promise<number> {
  door.at(at.toISOString());
  const id = uuidv7(at.getTime());
  const send = (body: object) => door.knock(`/v1/cases/${caseId}/moves`, { as: post, body: { id, ...body } });
  const [first, second] = await Promise.all([send({ input }), send({ input })]);
  if (first.status >= 500) throw new Error(`${input.move}: ${first.raw.toString()}`);
  if (first.status !== second.status || first.body.code !== second.body.code)
    throw new Error(`${input.move} under one id was answered ${first.status} and ${second.status}`);
  if (first.status !== 200) return 0;
  if (first.raw.toString() !== second.raw.toString())
    throw new Error(`${input.move} under one id was answered in two ways`);
  const other = await send({ input, ticked: ['other'] });
  if (other.body.code !== 'command.id_reused')
    throw new Error(`${input.move}: another command under the same id was answered ${other.status}`);
  return 1;
}

const streetClerk = (corner: Corner): Actor => {
  const keeper = corner.actor('keeper');
  return { ...keeper, posts: [{ ...keeper.posts[0]!, post: 'clerk' }] };
};

/** Somebody does something with one of the tasks beside a case: mostly what is possible, sometimes anything by anybody. */
async function taskStep(
  corner: Corner,
  one: Modelled,
  command: Extract<Command, { do: 'task' }>,
  at: Date,
  told: Told,
): Promise<void> {
  const { rows } = await sql<{ id: string; state: string; purpose: string; unit: number }>`
    select id, state, purpose, unit_id as unit from cases.tasks
     where region_id = ${corner.regionId} and case_id = ${one.id} and ended_at is null order by asked_at, id`.execute(
    corner.owner,
  );
  const task = rows[command.which % Math.max(1, rows.length)];
  if (!task) return;
  const arrives = task.purpose === 'whistle' || task.purpose === 'urgent';
  const fits = (move: TaskMoveName) =>
    spokenOfTasks[move][0].split(' ').includes(task.state) &&
    !(move === 'accept' && arrives) &&
    !(move === 'arrive' && !arrives) &&
    !(move === 'object' && task.purpose === 'urgent');
  const wild = command.who % 8 === 0;
  const kinds = wild ? taskKinds : taskKinds.filter(fits);
  const move = kinds[command.move % kinds.length]!;
  const [, , side] = spokenOfTasks[move];
  const called = task.unit === corner.units.street ? streetClerk(corner) : corner.actor('clerk');
  const actor = wild
    ? [streetClerk(corner), corner.actor('clerk'), corner.actor('handler'), corner.actor('checker')][command.move % 4]!
    : side === 'called'
      ? called
      : corner.actor(side === 'command' ? 'dispatcher' : 'leader');
  const words = '……';
  const input = {
    accept: { move: 'accept' },
    arrive: { move: 'arrive' },
    object: { move: 'object', ground: 'needless', reason: words },
    rule: { move: 'rule', ruling: command.yes ? 'stands' : 'not_ours', reason: words },
    hand_back: { move: 'hand_back', result: words },
    send_back: { move: 'send_back', reason: words },
    finish: { move: 'finish', grade: 3 },
    withdraw: { move: 'withdraw', reason: words },
    record_refusal: { move: 'record_refusal', reason: words },
  } satisfies { [N in TaskMoveName]: Extract<TaskMoveInput, { move: N }> };
  const outcome = await within(corner, (tx) =>
    moveTask(tx, actor, { caseId: one.id, taskId: task.id, input: input[move] }, at),
  ).then(
    () => 'made',
    (error: unknown) => {
      if (error instanceof Refused) return 'refused';
      throw error;
    },
  );
  const { rows: after } = await sql<{ state: string }>`
    select state from cases.tasks where region_id = ${corner.regionId} and id = ${task.id}`.execute(corner.owner);
  const state = after[0]!.state;
  const ways = outcome === 'made' ? spokenOfTasks[move][1].split('|') : [task.state];
  if (outcome === 'made' && !fits(move)) throw new Error(`${move} was made of a task that is ${task.state}`);
  if (outcome === 'made' && actor.posts.some(({ rootUnitId }) => rootUnitId === one.about))
    throw new Error(`${move} of a task was made by the unit the case is about`);
  if (outcome === 'made' && side === 'called' && !actor.posts.some(({ unitId }) => unitId === task.unit))
    throw new Error(`${move} was made by a unit that was not called`);
  if (!ways.includes(state)) throw new Error(`after ${move} a task that was ${task.state} is ${state}`);
  const row = await look(corner, one.id);
  agree(row, one, [one.state], `${move} of a task`);
  one.tasks = row.tasks;
  if (outcome === 'made') {
    one.tasksMoved = true;
    told.tasks.add(state);
  }
}

function agree(row: Row, one: Modelled, ways: readonly string[], after: string): void {
  const wrong = broken(row);
  if (!ways.includes(row.state)) wrong.push(`${one.state} became ${row.state}, not ${ways.join(' or ')}`);
  if (wrong.length > 0) throw new Error(`after ${after} in ${one.state}: ${wrong.join('; ')}`);
}

/** One log, played once more all at once: the same facts and the same row. */
async function replayed(corner: Corner, one: Modelled, begun: number, told: Told): Promise<void> {
  const again = await reported(corner, new Date(begun));
  await within(corner, (tx) => makeMoves(tx, corner.regionId, again, one.log));
  const rowOf = async (id: string) => {
    const { rows } = await sql<{ row: unknown; facts: unknown }>`
      select to_jsonb(c) - array['id', 'number', 'search', 'archive_digest'] as row,
             (select jsonb_agg(jsonb_build_object('n', f.n, 'kind', f.kind, 'at', f.happened_at, 'data', f.data - array['digest', 'id', 'callId']) order by f.n)
                from kit.facts f where f.region_id = ${corner.regionId} and f.subject = 'case' and f.subject_id = c.id::text) as facts
        from cases.cases c where c.region_id = ${corner.regionId} and c.id = ${id}`.execute(corner.owner);
    return JSON.stringify(rows[0]);
  };
  const [first, second] = [await rowOf(one.id), await rowOf(again)];
  if (first !== second) throw new Error(`two replays of one log differ:\n${first}\n${second}`);
  told.replayed += 1;
}

/**
 * The scores of a year are counted, more happens, and they are brought up to date; counted afresh from nothing but facts they have
 * the same digits.
 */
export async function scoresTwice(
  { corner, door }: { corner: Corner; door: Door },
  told: Told,
  more: () => Promise<void>,
): Promise<{ broughtUpToDate: unknown[]; afresh: unknown[] }> {
  const id = uuidv7(told.now);
  door.at(new Date(told.now).toISOString());
  const year = { id, kind: 'year', firstOn: localDate(new Date(told.now), 'Asia/Shanghai') };
  const opened = await door.knock('/v1/evaluation/periods', { as: 'evaluator', body: year });
  if (opened.status !== 200) throw new Error(opened.raw.toString());
  const counted = async (fresh: boolean): Promise<unknown[]> => {
    const how = { at: new Date(told.now), fresh };
    await computePeriod(door.house, corner.regionId, id, how, noProgress);
    const { rows } = await sql`
      select indicator, object, key, n, hits, total, exempt from evaluation.figures
       where region_id = ${corner.regionId} and period_id = ${id} and (n > 0 or exempt > 0) order by 1, 2, 3`.execute(
      corner.owner,
    );
    return rows;
  };
  await counted(true);
  await more();
  return { broughtUpToDate: await counted(false), afresh: await counted(true) };
}

/** Every promise of `gridloop check`, deadlines recomputed among them, on all that the histories left. */
export async function promisesKept(corner: Corner): Promise<string[]> {
  const wrong: string[] = [];
  for (const check of [...caseChecks, ...intakeChecks]) {
    const tools = { files: fileStore('nowhere'), progress: () => undefined };
    const { broken: ids } = await within(corner, (tx) => check.run(tx, corner.regionId, tools));
    if (ids.length > 0) wrong.push(`${check.invariant}: ${ids.slice(0, 3).join(', ')}`);
  }
  return wrong;
}
