/**
 * The last thirty days of 平宁区 as a plan: who reports what and where, and who makes which move when, so that every
 * state, exit and lamp of the loop is there to be seen. It decides nothing: whoever fills a database plays the steps
 * through the real moves, in the order of their times, with codes and logins looked up.
 *
 * Pure: the present, the seed and the calendar are arguments. Limits are counted by contract/worktime.ts, so a case that
 * is meant to be late is late on the district's own calendar.
 */
import type { Position } from 'geojson';
import type { Calendar } from '#contract/worktime.ts';
import { chance } from './chance.ts';
import type { Chance } from './chance.ts';
import type { District } from './district.ts';
import { matterCode } from './read.ts';
import type { CatalogueRow, Demo, ReportRow, SentenceRow } from './read.ts';
import { bestArticle } from './sayings.ts';
import { isMove, MINUTE, storyteller } from './telling.ts';
import type { Discovery, PlannedReport, PlannedStep, Told } from './telling.ts';

export { isMove };
export type { PlannedPhoto, PlannedReport, PlannedStep } from './telling.ts';

export type PlannedCase = {
  key: string;
  story: StoryName;
  discovery: Discovery;
  matter: string;
  condition: number | null;
  report: PlannedReport;
  steps: PlannedStep[];
};
export type PlannedDevice = {
  code: string;
  name: string;
  /** shown to the public: what it is for */
  purpose: string;
  kind: string;
  point: Position;
  matter: string;
  condition: number;
};
export type Plan = { cases: PlannedCase[]; devices: PlannedDevice[] };

/** How many of each story in the first 150 cases. A smaller plan keeps the shares, and never leaves one out. */
export const storyShares = {
  reported: 4,
  received: 2,
  confirming: 2,
  filed: 2,
  dispatched: 2,
  signed_green: 5,
  signed_yellow: 4,
  signed_red: 5,
  return_asked: 2,
  suspended: 3,
  handled: 3,
  checked: 2,
  reworking: 2,
  callback_due: 4,
  unsolved: 3,
  closed: 27,
  closed_late: 8,
  confirmed: 8,
  returned: 6,
  return_refused: 3,
  reworked: 7,
  resumed: 4,
  reopened: 4,
  upheld: 2,
  self_handled: 8,
  answered: 12,
  refused: 7,
  voided: 3,
  withdrawn: 3,
  merged: 5,
} as const;
export type StoryName = keyof typeof storyShares;
/**
 * What a larger plan adds, in shares of a hundred: a district's everyday, where most is settled in the cell by its keeper or answered at
 * the desk (小事一格解决). What is unusual stays as rare as the first 150 have it.
 */
const everyday: Partial<Record<StoryName, number>> = {
  self_handled: 44,
  answered: 24,
  closed: 18,
  closed_late: 2,
  confirmed: 2,
  reworked: 1,
  refused: 3,
  withdrawn: 2,
  merged: 4,
};
const beginning = 150;
const howMany = (story: StoryName, count: number): number =>
  Math.max(1, Math.round((storyShares[story] * Math.min(count, beginning)) / beginning)) +
  Math.round(((everyday[story] ?? 0) * Math.max(0, count - beginning)) / 100);

const DAY = 24 * 60 * MINUTE;
const days = 30;

/** Stories still going on: how many minutes ago their last step lies. */
const fresh: Partial<Record<StoryName, [number, number]>> = {
  reported: [1, 12],
  received: [1, 9],
  confirming: [3, 20],
  filed: [1, 9],
  dispatched: [5, 80],
  return_asked: [15, 90],
  suspended: [200, 4000],
  handled: [10, 120],
  checked: [5, 90],
  reworking: [20, 200],
  callback_due: [60, 1500],
  unsolved: [20, 600],
};

export function planCases(wanted: {
  now: Date;
  seed: number | string;
  calendar: Calendar;
  demo: Demo;
  district: District;
  cases?: number;
}): Plan {
  const { now, calendar, demo, district, cases: count = 150 } = wanted;
  const luck = chance(wanted.seed);
  const { begin, conditions, people, dueOf, usedAt } = storyteller({ calendar, demo, district });
  const texts = dealer(demo.reports, luck.apart('texts'));
  const cells = new Map(district.cells.map((cell) => [cell.code, cell]));
  const small = new Set(demo.matters.flatMap((row) => (row.self_handled === 'yes' ? [row.matter] : [])));
  const planned: PlannedCase[] = [];
  const devices: PlannedDevice[] = [];

  const stories: Record<StoryName, (it: Told) => void> = {
    reported: () => undefined,
    received: (it) => it.receive(),
    confirming: (it) => (it.receive(), it.askConfirm()),
    filed: (it) => (it.receive(), it.file()),
    dispatched: (it) => it.toUnit(),
    signed_green: (it) => (it.toUnit(), it.sign()),
    signed_yellow: (it) => (it.toUnit(), it.sign()),
    signed_red: (it) => {
      it.toUnit();
      it.sign();
      it.moveTo(it.onTime(0.85));
      it.remind(false);
      it.moveTo(new Date(it.handlingDue().getTime() + 20 * MINUTE));
      it.remind(true);
    },
    return_asked: (it) => (it.toUnit(), it.askReturn()),
    suspended: (it) => {
      it.toUnit();
      it.sign();
      it.suspend(new Date(now.getTime() + it.luck.between(3, 12) * DAY));
      it.act(it.clerk(), { move: 'note', text: it.say.one('note', it.luck) });
    },
    handled: (it) => (it.toUnit(), it.sign(), it.handBack(it.onTime())),
    checked: (it) => (it.toUnit(), it.sign(), it.handBack(it.onTime()), it.check(true)),
    reworking: (it) => (it.toUnit(), it.sign(), it.handBack(it.onTime()), it.check(false)),
    callback_due: (it) => (it.toUnit(), it.sign(), it.handBack(it.onTime()), it.check(true), it.close()),
    unsolved: (it) => {
      stories.callback_due(it);
      it.soon(90, 1200);
      it.act(null, { move: 'reply', text: it.say.unsolved(it.report.lang, it.luck), unsolved: true });
    },
    closed: (it) => (it.toUnit(), it.sign(), it.handBack(it.onTime()), it.finish(), it.rate()),
    closed_late: (it) => {
      it.toUnit();
      it.sign();
      it.act(it.clerk(), { move: 'note', text: it.say.one('note', it.luck) });
      it.moveTo(new Date(it.handlingDue().getTime() + 5 * MINUTE));
      it.remind(true);
      it.handBack(it.tooLate());
      it.finish();
    },
    confirmed: (it) => {
      it.receive();
      it.askConfirm();
      it.confirm(true);
      it.file();
      it.dispatch();
      it.sign();
      it.handBack(it.onTime());
      it.finish();
    },
    returned: (it) => {
      const wrong = it.wrongUnit();
      it.toUnit(wrong);
      it.askReturn(wrong, it.lead!.unit);
      it.decideReturn(true);
      it.dispatch();
      it.sign();
      it.handBack(it.onTime());
      it.finish();
    },
    return_refused: (it) => {
      it.toUnit();
      it.askReturn();
      it.decideReturn(false);
      it.sign();
      it.handBack(it.onTime(0.8));
      it.finish();
    },
    reworked: (it) => {
      it.toUnit();
      it.sign();
      it.handBack(it.onTime());
      it.check(false);
      it.handBack(it.onTime(it.luck.between(0.2, 0.6), it.now()));
      it.finish();
    },
    resumed: (it) => {
      it.toUnit();
      it.sign();
      const until = new Date(it.now().getTime() + it.luck.between(3, 6) * DAY);
      it.suspend(until);
      it.moveTo(new Date(until.getTime() - it.luck.between(60, 600) * MINUTE));
      it.act(it.dispatcher, { move: 'resume', reason: it.say.one('resume', it.luck) });
      it.handBack(it.onTime(0.4, it.now()));
      it.finish();
    },
    reopened: (it) => {
      it.toUnit();
      it.sign();
      it.handBack(it.onTime(0.3));
      it.finish(false);
      it.later(20, 90);
      it.act(it.duty, { move: 'reopen', reason: it.say.one('reopen', it.luck) });
      it.dispatch();
      it.sign();
      it.handBack(it.onTime(0.4));
      it.finish();
    },
    upheld: (it) => {
      it.toUnit();
      it.sign();
      it.handBack(it.onTime());
      it.finish(false);
      it.later(20, 90);
      it.act(it.duty, { move: 'uphold', reason: it.say.one('uphold', it.luck) });
    },
    self_handled: (it) => {
      it.soon(6, 40);
      const [condition, result] = [Number(it.filing!.condition_no), it.say.one('self_handle', it.luck)];
      const proof = [it.photo('before', false), it.photo('after', true)];
      it.act(it.keeper, { move: 'self_handle', condition, result }, proof);
      it.soon(40, 170);
      const remark = it.say.one('check', it.luck);
      const looked = [it.photo('check', true)];
      it.act(it.luck.pick(people('checker')), { move: 'check', passed: true, remark, ifAwaited: true }, looked);
      it.soon(10, 60);
      it.act(it.duty, { move: 'close', answer: it.say.closing(it.report.title, result, 'zh', it.luck) });
    },
    answered: (it) => {
      it.soon(2, 12);
      const { question, answer } = bestArticle(`${it.text.title}${it.text.detail}`, it.about.name, demo.articles);
      const text = it.report.lang === 'en' ? it.say.english('answer', it.matter) : answer;
      it.act(it.desk, { move: 'answer', text, article: question });
      it.rate();
    },
    refused: (it) => (it.soon(2, 13), it.turnAway('refuse')),
    voided: (it) => {
      it.receive();
      if (it.text.exit === 'voided.not_so') {
        it.askConfirm();
        it.confirm(false);
      }
      it.soon(1, 6);
      it.turnAway('void');
    },
    withdrawn: (it) => {
      it.receive();
      it.file();
      if (it.luck.next() < 0.5) it.dispatch();
      it.soon(20, 100);
      const reporter = it.report.channel === 'web' ? null : it.desk;
      it.act(reporter, { move: 'withdraw', reason: it.say.one('withdraw', it.luck) });
    },
    merged: (it) => it.soon(2, 8), // and into which case: see tellMerged
  };

  /** Which texts suit a story. */
  function suits(story: StoryName, text: ReportRow): boolean {
    const row = conditions.get(text.condition);
    if (story === 'refused' || story === 'voided') return text.exit.startsWith(story);
    if (!row || (text.kind === 'consultation') !== (story === 'answered')) return false;
    const byResident = text.channel === 'web' || text.channel === 'hotline';
    switch (story) {
      case 'self_handled':
        return text.channel === 'keeper' && row.condition_no === '1' && small.has(matterCode(row));
      case 'confirming':
      case 'confirmed':
      case 'callback_due':
      case 'reopened':
      case 'upheld':
      case 'withdrawn':
        return byResident;
      case 'unsolved':
        return text.channel === 'web';
      case 'suspended':
      case 'resumed':
        return row.kind !== 'service' && /^(3|5|7|10)de?$|nd$/.test(row.limit);
      case 'signed_yellow':
        return !/^[124]uh$/.test(row.limit);
      default:
        return true;
    }
  }
  /** What must hold of the case once it is told. */
  const fits = (story: StoryName, { report, steps }: Told): boolean =>
    (!['reopened', 'upheld', 'callback_due'].includes(story) || report.contact !== null) &&
    report.at.getTime() >= now.getTime() - days * DAY &&
    [report, ...steps].every(({ at }) => at <= now);

  /** The latest moment for which `ready` holds, if it holds for every earlier one. */
  function latest(ready: (at: Date) => boolean): Date {
    let [early, late] = [now.getTime() - 60 * DAY, now.getTime()];
    while (late - early > MINUTE / 2) {
      const middle = Math.floor((early + late) / 2);
      if (ready(new Date(middle))) early = middle;
      else late = middle;
    }
    return new Date(early);
  }
  /** When the report comes in: in daytime, or just so that the case stands where its story wants it now. */
  function openingOf(story: StoryName, own: Chance, row: CatalogueRow | undefined, last: (at: Date) => Date): Date {
    const window = fresh[story];
    if (window) {
      const until = now.getTime() - own.between(...window) * MINUTE;
      return latest((at) => last(at).getTime() <= until);
    }
    // Receiving, filing and dispatching take a quarter of an hour before the handling clock starts.
    const before = (at: Date): Date => new Date(at.getTime() - 15 * MINUTE);
    if (story === 'signed_green')
      return before(latest((at) => usedAt(at, row!, own.apart('share').between(0.15, 0.5)) <= now));
    if (story === 'signed_yellow') return before(latest((at) => usedAt(at, row!, 0.9) <= now));
    if (story === 'signed_red') {
      const since = now.getTime() - own.between(0.1, 3) * DAY;
      return before(latest((at) => dueOf(at, row!).getTime() <= since));
    }
    const chinaWall = new Date(now.getTime() - own.between(0, days) * DAY + 8 * 60 * MINUTE);
    const midnight = Date.UTC(chinaWall.getUTCFullYear(), chinaWall.getUTCMonth(), chinaWall.getUTCDate());
    const minute = Math.round((7 + (own.next() + own.next()) * 6.5 - 8) * 60);
    return new Date(midnight + minute * MINUTE);
  }

  function tellOne(story: StoryName, n: number): void {
    for (let attempt = 0; attempt < 400; attempt++) {
      const own = luck.apart(`${story}/${n}/${attempt}`);
      const text = texts.peek((candidate) => suits(story, candidate), attempt);
      const telling = (at: Date): Told => {
        const it = begin(text, at, own.apart('case'));
        stories[story](it);
        return it;
      };
      const last = (at: Date): Date => telling(at).steps.at(-1)?.at ?? at;
      const it = telling(openingOf(story, own, conditions.get(text.condition), last));
      if (!fits(story, it)) continue;
      texts.take(text);
      keep(story, it);
      return;
    }
    throw new Error(`No place in the month for another case that is ${story}.`);
  }

  /** Somebody else reports the same thing while the first case is still being handled. */
  function tellMerged(n: number): void {
    const own = luck.apart(`merged/${n}`);
    const closed = planned.filter(({ story, matter }) => story === 'closed' && !matter.startsWith('S'));
    const master = own.shuffled(closed)[n % closed.length]!;
    const when = (move: string): number => master.steps.find(({ act }) => act.move === move)!.at.getTime();
    const openedAt = new Date(when('dispatch') + (when('hand_back') - when('dispatch')) * own.between(0.05, 0.3));
    const condition = `${master.matter}-${master.condition}`;
    const residents = ({ sentence }: SentenceRow): boolean => !/^巡查|^夜巡|^来电人|监测|告警/.test(sentence);
    const { sentence } = own.pick(demo.sentences.filter((row) => row.condition === condition).filter(residents));
    const cell = cells.get(master.report.cell!)!;
    const spot = { cell, point: master.report.point ?? cell.centre, anchor: null, no: 1 + own.below(380) };
    const it = begin(
      {
        id: `again-${n}`,
        condition,
        exit: '',
        kind: 'complaint',
        channel: 'web',
        lang: 'zh',
        title: sentence,
        detail: '',
      },
      openedAt,
      own.apart('case'),
      spot,
    );
    stories.merged(it);
    it.act(it.desk, { move: 'merge', into: master.key, remark: it.say.one('merge', own) });
    keep('merged', it);
  }

  function keep(story: StoryName, { report, steps, filing, matter, about, spot }: Told): void {
    const discovery = ({ keeper: 'active', device: 'smart' } as Record<string, Discovery>)[report.channel] ?? 'passive';
    const condition = filing ? Number(filing.condition_no) : null;
    if (report.channel === 'device') {
      report.device = `sensor-${String(devices.length + 1).padStart(3, '0')}`;
      devices.push({
        code: report.device,
        name: `${report.placeText}${about.name}监测点`,
        purpose: `监测${about.name}的状态并及时告警，不采集任何人的信息`,
        kind: `${about.name}监测`,
        point: spot.point,
        matter,
        condition: condition!,
      });
    }
    const key = `demo-${String(planned.length + 1).padStart(4, '0')}`;
    planned.push({ key, story, discovery, matter, condition, report, steps });
  }

  for (const story of Object.keys(storyShares) as StoryName[]) {
    for (let n = 0; n < howMany(story, count); n++) {
      if (story === 'merged') tellMerged(n);
      else tellOne(story, n);
    }
  }
  return { cases: planned.toSorted((a, b) => a.report.at.getTime() - b.report.at.getTime()), devices };
}

/** Deals the texts so that each is told once before any is told twice. */
function dealer(reports: readonly ReportRow[], luck: Chance) {
  const told = new Map<string, number>();
  const deck = luck.shuffled(reports);
  return {
    peek(suits: (text: ReportRow) => boolean, skip: number): ReportRow {
      const usable = deck.filter(suits).toSorted((a, b) => (told.get(a.id) ?? 0) - (told.get(b.id) ?? 0));
      if (usable.length === 0) throw new Error('No report text suits this story.');
      return usable[skip % usable.length]!;
    },
    take: (text: ReportRow): void => void told.set(text.id, (told.get(text.id) ?? 0) + 1),
  };
}
