/**
 * What a district makes of its thirty days: a week that was counted, reviewed, open for appeals, locked and published, with what streets,
 * deputies and a survey say of the departments; and one improvement, from the cases it came from to its measured result.
 */
import { granted } from '#kit/refusal.ts';
import { permit } from '#access';
import { regionRoot } from '#areas';
import { mattersOf } from '#catalogue';
import { addReview, advancePeriod, computePeriod, openPeriod, periodOfId } from '#evaluation';
import { itemOf, openItem, stepItem } from '#improvement';
import { localDate } from '#contract/calendar.ts';
import { appealWindowDays } from '#contract/evaluation.ts';
import type { ImprovementStep } from '#contract/improvement.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Actor } from '#kit/caller.ts';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { noProgress } from '#kit/jobs.ts';
import type { PlannedCase } from './script.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
type District = { db: Db; regionId: number; people: ReadonlyMap<string, Actor> };

/** The newest week that can have gone the whole way: its days to settle and its days for appeals have passed. */
export async function judgeAWeek({ db, regionId, people }: District, now: Date): Promise<void> {
  const [evaluator, leader] = [people.get('kaopingyuan')!, people.get('lingdao')!];
  const edit = granted(permit(evaluator, 'evaluation.edit'));
  const approve = granted(permit(leader, 'evaluation.approve'));
  const id = uuidv7(now.getTime() - 9 * DAY);
  const within = <T>(at: Date, work: (writes: { tx: Tx; commandId: string; at: Date }) => Promise<T>) =>
    inRegion(db, regionId, (tx) => work({ tx, commandId: uuidv7(at.getTime()), at }));
  const aDayOfIt = new Date(now.getTime() - 16 * DAY);
  const firstOn = localDate(aDayOfIt, evaluator.timeZone);
  const period = await within(aDayOfIt, (writes) => openPeriod(writes, edit, { id, kind: 'week', firstOn }));
  const settled = period.to.getTime() + period.settleDays * DAY;
  const at = (hours: number) => new Date(settled + hours * HOUR);
  await computePeriod({ db }, regionId, id, { at: at(1), fresh: true }, noProgress);
  for (const said of voices(people)) {
    const rate = granted(permit(said.by, 'evaluation.rate'));
    const { by: _by, ...told } = said;
    const review = { id: uuidv7(at(2).getTime()), periodId: id, ...told };
    await within(at(2), (writes) => addReview(writes, rate, review));
  }
  const steps = [
    ['review', 3, approve],
    ['open_appeals', 4, edit],
    ['lock', 5 + appealWindowDays * 24, edit],
    ['publish', 6 + appealWindowDays * 24, approve],
  ] as const;
  for (const [step, hours, by] of steps)
    await within(at(hours), async (writes) => {
      const { version } = (await periodOfId(writes.tx, regionId, id))!;
      await advancePeriod(writes, by, { periodId: id, step, version });
    });
}

/** 街道评部门, 人大政协评议, 第三方调查: of the first three departments that answer for something. */
function* voices(people: ReadonlyMap<string, Actor>) {
  const clerks = [...people.values()].filter(({ posts }) => posts[0]?.post === 'clerk');
  const of = (kind: string) => clerks.filter(({ posts }) => posts[0]!.unitKind === kind);
  const evaluator = people.get('kaopingyuan')!;
  const departments = [...new Set(of('department').map(({ posts }) => posts[0]!.unitId))].slice(0, 3);
  for (const [i, unitId] of departments.entries()) {
    for (const [k, by] of of('street').slice(0, 2).entries())
      yield { by, kind: 'street', unitId, grade: 92 - 4 * i - 3 * k, remark: '配合及时，反馈清楚' } as const;
    const conductedBy = '区人大代表联络站评议会';
    yield {
      by: evaluator,
      kind: 'deputy',
      unitId,
      grade: 90 - 3 * i,
      n: 12,
      conductedBy,
      remark: '代表委员评议',
    } as const;
    yield {
      by: evaluator,
      kind: 'survey',
      unitId,
      conductedBy: '平宁民意调查中心',
      question: '您对该单位处理您所反映问题的结果满意吗？',
      asked: 240,
      answers: [4 + i, 8 + i, 28, 80 - i, 80 - i],
      remark: '第三方电话调查，按诉求随机抽样',
    } as const;
  }
}

/** The matter that residents reported most in the first days, as an item: why, what was changed, and whether it helped. */
export async function learnFrom(
  { db, regionId, people }: District,
  cases: readonly PlannedCase[],
  caseOf: (key: string) => string | undefined,
  now: Date,
): Promise<void> {
  const day = (n: number) => new Date(now.getTime() - n * DAY);
  // Of what can be seen in the street (事件、部件): a round helps there, and nobody's allowance is looked at by one.
  const told = cases.filter(
    ({ report, condition, matter }) =>
      /^[EC]/.test(matter) &&
      condition !== null &&
      report.naming !== 'confidential' &&
      ['web', 'hotline'].includes(report.channel),
  );
  // The change comes on the seventeenth day before today; what fell most after it is what the district is glad to tell.
  const fell = (of: readonly PlannedCase[]) =>
    of.filter(({ report: { at } }) => at >= day(24) && at < day(17)).length -
    of.filter(({ report: { at } }) => at >= day(17) && at < day(10)).length;
  const [chosen] = [...Map.groupBy(told, ({ matter }) => matter)]
    .map(([code, of]) => ({ code, fell: fell(of), sources: of.filter(({ report }) => report.at < day(20)) }))
    .filter(({ sources }) => sources.length >= 3)
    .sort((a, b) => b.fell - a.fell || b.sources.length - a.sources.length);
  if (!chosen) return;
  const { code, sources } = chosen;
  const edit = granted(permit(people.get('zhibanzhang')!, 'improvement.edit'));
  const id = uuidv7(day(20).getTime());
  const caseIds = sources.flatMap(({ key }) => caseOf(key) ?? []);
  const matter = await inRegion(db, regionId, async (tx) => {
    const found = (await mattersOf(tx, regionId)).find((one) => one.code === code)!;
    const area = await regionRoot(tx, regionId);
    const writes = { tx, commandId: uuidv7(day(20).getTime()), at: day(20) };
    const title = `${found.smallName}反复出现`;
    await openItem(writes, edit, { id, title, matterId: found.id, areaId: area.id, caseIds });
    return found;
  });
  const take = (at: Date, of: (item: { before: number | null; after: number | null }) => ImprovementStep) =>
    inRegion(db, regionId, async (tx) => {
      const item = (await itemOf(tx, regionId, id))!;
      const writes = { tx, commandId: uuidv7(at.getTime()), at };
      await stepItem(writes, edit, { itemId: id, version: item.version, input: of(item) });
    });
  const cause = '高发点位只在有人反映后才去处理，没有列入日常巡查。';
  await take(day(19), () => ({ step: 'explain', kind: 'rule', cause }));
  await take(day(17), () => ({
    step: 'change',
    kind: 'plan',
    text: `把${matter.smallName}的高发点位列入每周巡查，发现即办。`,
    ref: '网格巡查计划',
    refVersion: '2',
    measureDays: 7,
  }));
  await take(day(9), () => ({ step: 'measure' }));
  await take(day(8), ({ before, after }) => ({
    step: 'close',
    helped: (after ?? 0) < (before ?? 0),
    result: `调整前七天反映 ${before ?? 0} 件，调整后七天 ${after ?? 0} 件；每周巡查保留，下月再看。`,
  }));
  await take(day(7), () => ({
    step: 'tell',
    zh: `因为居民反映，${matter.smallName}的高发点位已列入每周巡查，不再等人打电话。`,
    en: `Because residents reported it, the places where it kept happening (${matter.smallNameEn}) are now looked at every week.`,
  }));
}
