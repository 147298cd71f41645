import { describe, expect, it } from 'vitest';
import { isOpen, moves } from '#contract/cases.ts';
import type { State } from '#contract/cases.ts';
import { deadline, isLate, lamp, parseLimit, warnAt } from '#contract/worktime.ts';
import type { Calendar } from '#contract/worktime.ts';
import { demoSeed, drawDistrict } from './district.ts';
import { keepersOf } from './keepers.ts';
import { conditionCode, readDemo } from './read.ts';
import { isMove, planCases, storyShares } from './script.ts';
import type { Plan, PlannedCase, PlannedStep } from './script.ts';
import { regular } from './telling.ts';

const demo = readDemo();
const district = drawDistrict({ seed: demoSeed, units: demo.units });
const slots = [
  { from: 8 * 60, to: 12 * 60 },
  { from: 14 * 60, to: 18 * 60 },
];
const calendar: Calendar = {
  timeZone: 'Asia/Shanghai',
  week: [slots, slots, slots, slots, slots, [], []],
  // A long holiday in the month before, and a make-up Saturday after it.
  days: { '2026-10-28': [], '2026-10-29': [], '2026-10-30': [], '2026-10-31': slots },
  knownUntil: '2026-12-31',
};
const plan = (now: string, cases?: number): Plan =>
  planCases({ now: new Date(now), seed: 5, calendar, demo, district, ...(cases ? { cases } : {}) });
const tuesday = '2026-11-24T10:20:00+08:00';
const told = plan(tuesday);
const limits = new Map(demo.catalogue.map((row) => [conditionCode(row), parseLimit(row.limit)!]));
const rootOf = (code: string): string => {
  const unit = demo.units.find((one) => one.code === code)!;
  return unit.parent ? rootOf(unit.parent) : code;
};
const personOf = new Map(demo.people.map((person) => [person.login, person]));

/** Walks a case through the table of moves. */
function walk({ steps }: PlannedCase): {
  state: State;
  lead: string | null;
  suspended: boolean;
  rework: number;
} {
  let at: State = 'reported';
  let [lead, asked, suspended, rework]: [string | null, boolean, boolean, number] = [null, false, false, 0];
  for (const { act, by } of steps) {
    if (!isMove(act.move)) continue;
    if (act.move === 'check' && act.ifAwaited && at !== 'handled') continue;
    const rule = moves[act.move];
    expect(rule.from, `${act.move} in ${at}`).toContain(at);
    expect(rule.by as readonly string[]).toContain(by === null ? 'reporter' : personOf.get(by)!.post);
    expect(asked).toBe(act.move === 'decide_return');
    expect(suspended && act.move !== 'resume').toBe(false);
    const person = by === null ? null : personOf.get(by)!;
    if (rule.of === 'lead') expect(rootOf(person!.unit)).toBe(rootOf(lead!));
    if (rule.of === 'other_root' && lead) expect(rootOf(person!.unit)).not.toBe(rootOf(lead));
    if (act.move === 'ask_return') asked = true;
    if (act.move === 'suspend') suspended = true;
    if (act.move === 'resume') suspended = false;
    if (act.move === 'dispatch') lead = act.unit;
    if (act.move === 'decide_return') {
      asked = false;
      if (act.accept) [at, lead] = ['filed', null];
    } else if (act.move === 'check') {
      at = act.passed ? 'checked' : 'signed';
      if (!act.passed) rework++;
    } else if (act.move === 'self_handle') {
      at = 'handled';
    } else if (rule.to[0] !== 'same') {
      at = rule.to[0] as State;
    }
  }
  return { state: at, lead, suspended, rework };
}
const dispatched = ({ steps }: PlannedCase): Date => steps.findLast(({ act }) => act.move === 'dispatch')!.at;
const limitOf = (one: PlannedCase) => limits.get(`${one.matter}-${one.condition}`)!;
const dueOf = (one: PlannedCase): Date => deadline(dispatched(one), limitOf(one), calendar, [])!;
const handedBack = ({ steps }: PlannedCase): PlannedStep => steps.find(({ act }) => act.move === 'hand_back')!;
const of = (story: string): PlannedCase[] => told.cases.filter((one) => one.story === story);

describe('the month', () => {
  it('is planned alike for the same moment, and lies within thirty days before it', () => {
    expect(JSON.stringify(plan(tuesday))).toBe(JSON.stringify(told));
    const now = new Date(tuesday).getTime();
    for (const { report, steps } of told.cases) {
      let last = report.at.getTime();
      expect(last).toBeGreaterThan(now - 31 * 86_400_000);
      for (const { at } of steps) {
        expect(at.getTime()).toBeGreaterThanOrEqual(last);
        last = at.getTime();
      }
      expect(last).toBeLessThanOrEqual(now);
    }
  });

  it('tells every story, and each report text once', () => {
    expect(Math.abs(told.cases.length - 150)).toBeLessThanOrEqual(5);
    for (const [story, share] of Object.entries(storyShares)) expect(of(story), story).toHaveLength(share);
    expect(new Set(told.cases.map(({ key }) => key)).size).toBe(told.cases.length);
    const words = told.cases.map(({ report }) => report.title + report.detail);
    expect(new Set(words).size).toBe(words.length);
    for (const text of words) expect(text).not.toMatch(/[{}]|undefined|null/);
  });

  it('is found by all three ways, through every door, mostly by residents', () => {
    const found = Map.groupBy(told.cases, ({ discovery }) => discovery);
    expect([...found.keys()].sort()).toEqual(['active', 'passive', 'smart']);
    expect(found.get('passive')!.length).toBeGreaterThan(found.get('active')!.length);
    expect(found.get('smart')!.length).toBe(told.devices.length);
    const doors = new Set(told.cases.map(({ report }) => report.channel));
    for (const door of ['web', 'hotline', 'counter', 'keeper', 'device']) expect(doors).toContain(door);
  });

  it.each(['2026-11-22T03:00:00+08:00', '2026-11-23T08:05:00+08:00', '2026-11-28T19:00:00+08:00'])(
    'can be planned at any hour (%s)',
    (now) => {
      const { cases } = plan(now);
      expect(cases).toHaveLength(told.cases.length);
      for (const one of cases) expect(() => walk(one)).not.toThrow();
    },
  );

  it('has room for ten times as many', () => {
    const { cases } = plan(tuesday, 1500);
    expect(cases.length).toBeGreaterThanOrEqual(1500);
    expect(cases.length).toBeLessThanOrEqual(1530);
    for (const one of cases) walk(one);
  });
});

describe('every case', () => {
  it('follows the table of moves, made by a post that may, and is never checked by its own root unit', () => {
    for (const one of told.cases) walk(one);
  });

  it('ends or stands where its story says', () => {
    const expected: Partial<Record<string, State>> = {
      signed_green: 'signed',
      signed_yellow: 'signed',
      signed_red: 'signed',
      return_asked: 'dispatched',
      suspended: 'signed',
      reworking: 'signed',
    };
    for (const one of told.cases) {
      const { state, suspended } = walk(one);
      const sayings = [
        'reported',
        'received',
        'confirming',
        'filed',
        'dispatched',
        'handled',
        'checked',
        'answered',
        'refused',
        'voided',
        'withdrawn',
        'merged',
      ];
      const end = sayings.includes(one.story) ? (one.story as State) : (expected[one.story] ?? 'closed');
      expect(state, one.story).toBe(end);
      expect(suspended).toBe(one.story === 'suspended');
    }
  });

  it('shows the lamp its story is about', () => {
    const now = new Date(tuesday);
    const shown = (one: PlannedCase): string => {
      const limit = limitOf(one);
      return lamp(now, warnAt(dispatched(one), limit, calendar, []), deadline(dispatched(one), limit, calendar, []));
    };
    for (const colour of ['green', 'yellow', 'red']) {
      for (const one of of(`signed_${colour}`)) expect(shown(one)).toBe(colour);
    }
  });

  it('is handed back in time, unless it is a story of lateness', () => {
    for (const one of of('closed_late')) expect(isLate(handedBack(one).at, dueOf(one))).toBe(true);
    for (const story of ['closed', 'confirmed', 'return_refused', 'handled', 'checked']) {
      for (const one of of(story)) expect(isLate(handedBack(one).at, dueOf(one)), one.key).toBe(false);
    }
  });

  it('is answered in the language of its reporter, and called back only where there is a contact', () => {
    for (const { report, steps } of told.cases) {
      for (const { act } of steps) {
        const text = act.move === 'close' ? act.answer : act.move === 'answer' ? act.text : null;
        if (text !== null) expect(/\p{Script=Han}/u.test(text)).toBe(report.lang === 'zh');
        if (act.move === 'call_back') expect(report.contact).not.toBeNull();
      }
      expect(report.naming === 'anonymous' && report.contact !== null).toBe(false);
      if (report.contact) expect(report.contact.phone).toMatch(/^000-9\d{3}-\d{4}$/);
    }
  });

  it('merges into a case that is then still open, at the same place', () => {
    for (const one of of('merged')) {
      const act = one.steps[0]!.act as Extract<PlannedStep['act'], { move: 'merge' }>;
      const master = told.cases.find(({ key }) => key === act.into)!;
      const ended = master.steps.find(({ act: { move } }) => move === 'close')!.at;
      expect(one.report.at.getTime()).toBeGreaterThan(master.report.at.getTime());
      expect(one.steps[0]!.at.getTime()).toBeLessThan(ended.getTime());
      expect(one.report.cell).toBe(master.report.cell);
      expect(isOpen(walk(one).state)).toBe(false);
    }
  });

  it('lets keepers confirm and settle only what lies in their own cells', () => {
    const keeperOf = new Map(
      keepersOf(district, demo.people).flatMap((row) => (row.role === 'keeper' ? [[row.dutyGrid, row.login]] : [])),
    );
    const cells = new Map(district.cells.map((cell) => [cell.code, cell]));
    for (const { report, steps } of told.cases) {
      if (report.cell === null) continue;
      const own = keeperOf.get(cells.get(report.cell)!.dutyGrid);
      for (const { act, by, photos } of steps) {
        if (act.move === 'confirm' || act.move === 'self_handle') expect(by).toBe(own);
        if (act.move === 'ask_confirm') expect(act.keeper).toBe(own);
        if (act.move === 'self_handle') expect(photos.map(({ after }) => after)).toEqual([false, true]);
      }
    }
  });
});

describe('keepers', () => {
  it('look after every responsibility cell, each with a deputy of the same street', () => {
    const rows = keepersOf(district, demo.people);
    for (const grid of district.dutyGrids) {
      const team = rows.filter(({ dutyGrid }) => dutyGrid === grid.code);
      expect(team.map(({ role }) => role)).toEqual(['keeper', 'deputy']);
      expect(team[0]!.login).not.toBe(team[1]!.login);
      for (const { login } of team) expect(grid.code.startsWith(personOf.get(login)!.area)).toBe(true);
    }
    expect(rows.some(({ login }) => login === 'wanggeyuan')).toBe(true);
  });
});

it('one resident tells often: by her number a visitor finds reports, points and enough of them to exchange', () => {
  const { cases } = planCases({ now: new Date(tuesday), seed: demoSeed, calendar, demo, district, cases: 1_500 });
  const hers = cases.filter(({ report }) => report.contact?.phone === regular.phone);
  expect(hers.every(({ report }) => report.naming === 'named')).toBe(true);
  expect(hers.length).toBeGreaterThan(9);
  expect(hers.length).toBeLessThan(80);
  const closed = hers.filter(({ steps }) => steps.some(({ act }) => act.move === 'close'));
  expect(closed.length).toBeGreaterThan(5);
});
