/**
 * One case of the plan as it is being told: a cursor in time, the people who take part, and the usual steps of the loop
 * as short words. The stories of script.ts are made of these. Pure, like everything in the plan.
 */
import type { Position } from 'geojson';
import type { discoveries, MoveName } from '#contract/cases.ts';
import { deadline, parseLimit, warnAt } from '#contract/worktime.ts';
import type { Calendar, Limit } from '#contract/worktime.ts';
import type { Chance } from './chance.ts';
import type { District } from './district.ts';
import { keepersOf } from './keepers.ts';
import type { SceneName } from './pictures.ts';
import { conditionCode, matterCode, territorial } from './read.ts';
import type { CatalogueRow, Demo, MatterRow, ReportRow, ResponsibilityRow } from './read.ts';
import { surveyor } from './reports.ts';
import type { Spot } from './reports.ts';
import { sayings } from './sayings.ts';

export type PlannedPhoto = {
  purpose: 'report' | 'confirm' | 'before' | 'after' | 'check';
  scene: SceneName;
  after: boolean;
  seed: string;
};
/** The moves of contract/cases.ts with codes and logins in place of ids, and what happens beside them. */
export type Act =
  | {
      move: 'receive';
      matter: string;
      /** where the desk put it when the caller only described the place */ cell: string | null;
    }
  | { move: 'sign' }
  | { move: 'ask_confirm'; keeper: string; remark: string }
  | { move: 'confirm'; isSo: boolean; remark: string }
  | { move: 'file'; matter: string; condition: number; remark: string }
  | { move: 'answer'; text: string; article: string }
  | { move: 'refuse' | 'void'; reason: string; text: string }
  | { move: 'withdraw'; reason: string }
  | { move: 'merge'; into: string; remark: string }
  | { move: 'dispatch'; unit: string; coUnits: string[]; reason: string }
  | { move: 'assign'; person: string }
  | { move: 'hand_back'; result: string }
  | { move: 'ask_return'; reason: string; suggestedUnit: string | null }
  | { move: 'decide_return'; accept: boolean; decision: string }
  | { move: 'suspend'; reason: string; until: Date }
  | { move: 'resume'; reason: string }
  | {
      move: 'check';
      passed: boolean;
      remark: string;
      /** to be made only if the case waits for it: of the self-handled ones a sample is checked */
      ifAwaited?: true;
    }
  | { move: 'close'; answer: string }
  | { move: 'reopen' | 'uphold'; reason: string }
  | { move: 'self_handle'; condition: number; result: string }
  | { move: 'remind'; text: string }
  | { move: 'note'; text: string }
  | { move: 'call_back'; reached: boolean; solved: boolean | null; satisfied: boolean | null; remark: string }
  | { move: 'reply'; text: string; unsolved: boolean }
  | { move: 'rate'; solved: boolean; satisfied: boolean };

/** `by` is a login; null when the reporter acts by the receipt. */
export type PlannedStep = { at: Date; by: string | null; act: Act; photos: PlannedPhoto[] };
export type PlannedReport = {
  channel: ReportRow['channel'];
  kind: ReportRow['kind'];
  naming: 'named' | 'anonymous' | 'confidential';
  lang: 'zh' | 'en';
  title: string;
  detail: string;
  placeText: string;
  /** null when the caller could only describe the place */
  point: Position | null;
  /** code of the unit cell it lies in; null when the report is about no place, such as a question about insurance */
  cell: string | null;
  at: Date;
  /** who took it down; null on the web and from a device */
  by: string | null;
  /** code of the device that raised it */
  device: string | null;
  contact: { name: string; phone: string } | null;
  photos: PlannedPhoto[];
};
export type Discovery = (typeof discoveries)[number];

/** Acts that are moves of the loop; the others stand beside it and have a door of their own. */
export const isMove = (move: Act['move']): move is Extract<Act['move'], MoveName> =>
  !['note', 'call_back', 'reply', 'rate'].includes(move);

export const MINUTE = 60_000;
/** A resident who tells often. Her number is assigned to nobody, as every number of this district; it answers on the terminal. */
export const regular = { name: '陈女士', phone: '000-9018-2026' };
const surnames = '赵 钱 孙 李 周 吴 郑 王 冯 陈 蒋 沈 韩 杨'.split(' ');

export function storyteller(ground: { calendar: Calendar; demo: Demo; district: District }) {
  const { calendar, demo, district } = ground;
  const survey = surveyor(district);
  const say = sayings(demo.answers);
  const matters = new Map(demo.matters.map((row) => [row.matter, row]));
  const conditions = new Map(demo.catalogue.map((row) => [conditionCode(row), row]));
  const fallback = matterCode(demo.catalogue.find((row) => row.fallback === 'yes')!);
  const keeperOf = new Map(
    keepersOf(district, demo.people).flatMap(({ dutyGrid, role, login }) =>
      role === 'keeper' ? [[dutyGrid, login] as const] : [],
    ),
  );
  const roots = rootsOf(demo);
  const people = (post: string, unit?: string): string[] =>
    demo.people.filter((one) => one.post === post && (!unit || one.unit === unit)).map(({ login }) => login);

  const limitOf = (row: CatalogueRow): Limit => parseLimit(row.limit)!;
  /** The end of a limit, and the moment a share of it is used; nothing here is ever paused, so both are known. */
  const dueOf = (from: Date, row: CatalogueRow): Date => deadline(from, limitOf(row), calendar, [])!;
  const usedAt = (from: Date, row: CatalogueRow, share: number): Date =>
    warnAt(from, limitOf(row), calendar, [], share)!;
  const working = (from: Date, minutes: number): Date =>
    deadline(from, { kind: 'hours', n: Math.max(1, Math.round(minutes)) / 60 }, calendar, [])!;

  /** The report as it is taken down at its door. */
  function takeDown(text: ReportRow, spot: Spot, luck: Chance, at: Date, photo: PlannedPhoto): PlannedReport {
    const { channel, kind, lang } = text;
    const staff: Partial<Record<typeof channel, string[]>> = {
      hotline: people('receiver'),
      counter: people('receiver'),
      department: people('clerk', 'weijian'),
      keeper: [keeperOf.get(spot.cell.dutyGrid)!],
    };
    const takers = staff[channel];
    const placeless = !text.condition || kind === 'consultation';
    const somewhere = !placeless || survey.saysWhere(text.title + text.detail);
    const draw = luck.next();
    const confides = /保密|不愿透露|anonymous/.test(text.detail) || (kind === 'whistle' && draw < 0.5);
    const hidden = !confides && (channel === 'web' || channel === 'hotline') && draw < 0.14;
    const reachable = !hidden && ['web', 'hotline', 'counter'].includes(channel);
    const digits = (n: number): string => String(luck.below(10 ** n)).padStart(n, '0');
    const somebody = reachable
      ? {
          name: lang === 'en' ? 'A resident' : luck.pick(surnames) + luck.pick(['先生', '女士']),
          phone: `000-9${digits(3)}-${digits(4)}`,
        }
      : null;
    // One resident tells often, in her own language: she has something on 我的诉求, and points.
    const often = (kind === 'help' || kind === 'suggestion') && lang === 'zh' && luck.apart('often').next() < 0.15;
    const pictured = channel === 'keeper' || (channel === 'web' && kind !== 'consultation' && luck.next() < 0.45);
    return {
      channel,
      kind,
      lang,
      naming: confides ? 'confidential' : hidden ? 'anonymous' : 'named',
      title: survey.fill(text.title, spot, lang),
      detail: survey.fill(text.detail, spot, lang),
      placeText: somewhere ? survey.placeText(spot, lang) : '',
      point: !somewhere || (channel === 'hotline' && luck.next() < 0.35) ? null : spot.point,
      cell: somewhere ? spot.cell.code : null,
      at,
      by: takers ? luck.pick(takers) : null,
      device: null,
      contact: somebody && often && !confides ? regular : somebody,
      photos: pictured ? [photo] : [],
    };
  }

  /** Begins a case with a report. `luck` is the case's own, so telling it again at another time tells the same case. */
  function begin(text: ReportRow, openedAt: Date, luck: Chance, place?: Spot) {
    const filing = conditions.get(text.condition);
    const matter = text.condition ? text.condition.split('-')[0]! : fallback;
    const about: MatterRow = matters.get(matter)!;
    const spot = place ?? survey.spotFor(`${text.title} ${text.detail}`, about.place, luck);
    const lead = filing ? ownerOf(demo, matter, Number(filing.condition_no), spot.cell.street, spot.cell.parent) : null;
    // a handful of pictures to each scene: drawing thousands would keep a newcomer waiting for nothing
    const seed = `${about.scene}/${luck.apart('picture').below(4)}`;
    const photo = (purpose: PlannedPhoto['purpose'], after: boolean): PlannedPhoto => ({
      purpose,
      scene: about.scene,
      after,
      seed,
    });
    const report = takeDown(text, spot, luck, openedAt, photo('report', false));
    const desk = luck.pick(people('receiver'));
    const duty = luck.pick(people('duty_officer'));
    const dispatcher = luck.pick(people('dispatcher'));
    const keeper = keeperOf.get(spot.cell.dutyGrid)!;
    const result = say.handedBack(matter, luck);

    const steps: PlannedStep[] = [];
    let at = openedAt;
    let handler: string | null = null;
    const act = (by: string | null, what: Act, photos: PlannedPhoto[] = []): void => {
      steps.push({ at, by, act: what, photos });
    };
    const moveTo = (when: Date): void => {
      const next = Math.max(when.getTime(), at.getTime() + MINUTE);
      at = new Date(Math.ceil(next / 1000) * 1000);
    };
    const soon = (low: number, high: number): void =>
      moveTo(new Date(at.getTime() + Math.round(luck.between(low, high)) * MINUTE));
    /** Units work when they are open; a crew for urgent limits works always. */
    const later = (low: number, high: number): void =>
      filing?.urgent === 'yes' ? soon(low, high) : moveTo(working(at, luck.between(low, high)));

    /** Of the unit itself, where somebody sits there; else of the house it belongs to. */
    const clerkOf = (unit: string): string => {
      const own = people('clerk', unit);
      return luck.pick(own.length > 0 ? own : people('clerk', roots.get(unit)));
    };
    function checkerFor(unit: string): string {
      const territory = demo.units.find(({ code }) => code === roots.get(unit))!.area;
      // A keeper checks another street's work only, never that of her own (nor what happened in it).
      const far = demo.people.filter(
        ({ post, area }) => post === 'keeper' && area !== territory && area !== spot.cell.street,
      );
      return luck.next() < 0.7 ? luck.pick(people('checker')) : luck.pick(far).login;
    }
    const dispatchedAt = (): Date => steps.findLast(({ act: { move } }) => move === 'dispatch')!.at;

    const it = {
      luck,
      text,
      matter,
      about,
      filing,
      lead,
      spot,
      report,
      steps,
      desk,
      duty,
      dispatcher,
      keeper,
      act,
      soon,
      later,
      moveTo,
      photo,
      say,
      now: (): Date => at,
      clerk: (): string => clerkOf(lead!.unit),
      clerkOf,
      handlingDue: (): Date => dueOf(dispatchedAt(), filing!),
      /** a moment on time: this share of the limit used since the dispatch, or since a given moment */
      onTime: (share = luck.between(0.25, 0.75), since = dispatchedAt()): Date => usedAt(since, filing!, share),
      tooLate: (): Date => working(dueOf(dispatchedAt(), filing!), luck.between(30, 600)),

      receive() {
        soon(1, 9);
        act(desk, { move: 'receive', matter, cell: report.point ? null : report.cell });
      },
      askConfirm() {
        soon(1, 4);
        act(desk, { move: 'ask_confirm', keeper, remark: say.one('ask_confirm', luck) });
      },
      confirm(isSo: boolean) {
        soon(8, 24);
        act(keeper, { move: 'confirm', isSo, remark: say.confirmation(isSo, luck) }, [photo('confirm', !isSo)]);
      },
      file() {
        soon(1, 5);
        act(duty, { move: 'file', matter, condition: Number(filing!.condition_no), remark: say.one('file', luck) });
      },
      dispatch(unit = lead!.unit) {
        soon(2, 10);
        const coUnits = lead!.coUnits.filter((code) => code !== unit);
        act(dispatcher, { move: 'dispatch', unit, coUnits, reason: say.one('dispatch', luck) });
      },
      toUnit(unit?: string) {
        it.receive();
        it.file();
        it.dispatch(unit);
      },
      sign(unit = lead!.unit) {
        if (filing!.urgent === 'yes') soon(1, 4);
        else later(4, 35);
        const clerk = clerkOf(unit);
        act(clerk, { move: 'sign' });
        handler = luck.next() < 0.6 ? luck.pick(people('handler', unit)) : null;
        if (handler) act(clerk, { move: 'assign', person: handler });
      },
      askReturn(unit = lead!.unit, suggestedUnit: string | null = null) {
        later(6, 40);
        act(clerkOf(unit), { move: 'ask_return', reason: say.one('ask_return', luck), suggestedUnit });
      },
      decideReturn(accept: boolean) {
        later(4, 40);
        act(dispatcher, { move: 'decide_return', accept, decision: say.decision(accept, luck) });
      },
      handBack(when: Date) {
        moveTo(when);
        act(handler ?? it.clerk(), { move: 'hand_back', result }, [photo('after', true)]);
      },
      check(passed: boolean) {
        later(15, 110);
        const remark = say.one(passed ? 'check' : 'rework', luck);
        act(checkerFor(lead!.unit), { move: 'check', passed, remark }, [photo('check', passed)]);
      },
      close() {
        later(4, 40);
        act(duty, { move: 'close', answer: say.closing(report.title, result, report.lang, luck) });
      },
      /** Within three working days those who left a contact are called; the others read the answer on the receipt. */
      callBack(solved: boolean) {
        if (report.contact === null) return;
        moveTo(working(at, luck.between(120, 700)));
        const reached = !solved || luck.next() < 0.9;
        const satisfied = solved && luck.next() < 0.85;
        act(luck.pick(people('caller')), {
          move: 'call_back',
          reached,
          solved: reached ? solved : null,
          satisfied: reached ? satisfied : null,
          remark: say.callBack({ reached, solved, satisfied }, luck),
        });
      },
      finish(solved = true) {
        it.check(true);
        it.close();
        it.callBack(solved);
      },
      /** Some of those who watch their receipt rate the answer. */
      rate() {
        if (report.channel !== 'web' || luck.next() > 0.5) return;
        soon(60, 900);
        act(null, { move: 'rate', solved: true, satisfied: luck.next() < 0.8 });
      },
      remind(late: boolean) {
        act(dispatcher, { move: 'remind', text: say.one(late ? 'remind_late' : 'remind', luck) });
      },
      suspend(until: Date) {
        later(20, 200);
        act(dispatcher, { move: 'suspend', reason: say.one('suspend', luck), until });
      },
      /** 不予受理 or 作废, as the text was written to be. */
      turnAway(move: 'refuse' | 'void') {
        const reason = text.exit.split('.')[1]!;
        act(move === 'refuse' ? desk : duty, { move, reason, text: say.reason(move, reason, report.lang) });
      },
      /** Where it goes by mistake: a department of another root unit. */
      wrongUnit: (): string =>
        luck.pick(['chengguan', 'zhujian', 'jiaotong', 'shuiwu'].filter((code) => code !== roots.get(lead!.unit))),
    };
    return it;
  }

  return { begin, conditions, people, dueOf, usedAt };
}
export type Told = ReturnType<ReturnType<typeof storyteller>['begin']>;

/** The responsible unit by the most special row: condition and place before condition, place, and the whole matter. */
export function ownerOf(
  { responsibilities, units }: Pick<Demo, 'responsibilities' | 'units'>,
  matter: string,
  condition: number,
  street: string,
  community: string | null = null,
): { unit: string; coUnits: string[]; row: ResponsibilityRow } {
  const near = ['', street, community];
  const weight = (row: ResponsibilityRow): number => (row.condition ? 3 : 0) + near.indexOf(row.area);
  const row = responsibilities
    .filter((one) => one.matter === matter)
    .filter((one) => near.includes(one.area))
    .filter((one) => one.condition === '' || one.condition === String(condition))
    .toSorted((a, b) => weight(b) - weight(a))[0];
  if (!row) throw new Error(`Nobody answers for ${matter}.`);
  const office = units.find(({ kind, area }) => kind === 'street' && area === street)!.code;
  const known = (code: string): string => (code === territorial ? office : code);
  const unit = known(row.lead);
  const coUnits = row.co_units.split(';').filter(Boolean).map(known);
  return { unit, coUnits: coUnits.filter((code) => code !== unit), row };
}

function rootsOf({ units }: Pick<Demo, 'units'>): Map<string, string> {
  const parents = new Map(units.map(({ code, parent }) => [code, parent]));
  const root = (code: string): string => (parents.get(code) ? root(parents.get(code)!) : code);
  return new Map(units.map(({ code }) => [code, root(code)]));
}
