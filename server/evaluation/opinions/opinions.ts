/**
 * 特邀监督员评议: given once of a case, and once of a unit by each published period, by whoever was invited and
 * serves nowhere; answered once by the unit. What was given in the days of a
 * period enters it as 外部评价, added up by station, and nobody types it in.
 */
import { uuidv7 } from '#contract/ids.ts';
import { permissions } from '#contract/access.ts';
import { say } from '#contract/words/words.ts';
import { postsFor, unitsOf, type Permit } from '#access';
import { ownUnits } from '#cases';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import { mayScore, reviewCounted } from '../period.rules.ts';
import { upsertReview, type PeriodRow } from '../store.ts';
import { insertOpinion, lockOpinion, saveAnswer } from './store.ts';
import { addedUp, closedCase, judgedSince, unitsToJudge } from './views.ts';

/** The grounds she was invited for; whoever was invited for none sees nothing. */
export const groundsOf = (actor: Actor): string[] =>
  postsFor(actor, permissions['opinions.give']).flatMap(({ areaPath }) => areaPath ?? []);

type Told = { id: string; grade: number; comment: string };
type JudgedWork = { caseId: string | null; periodId: string | null; unitId: number; name: string };

export async function giveOpinion(
  tx: Tx,
  permit: Permit<'opinions.give'>,
  told: Told & { number: string },
  at: Date,
): Promise<void> {
  const { regionId, actor } = permit;
  granted(mayScore(actor));
  const of = (await closedCase(tx, regionId, groundsOf(actor), told.number, at)) ?? deny('thing.not_found');
  const { caseId, unitId, areaPath } = of;
  await put(tx, permit, { caseId, periodId: null, unitId, name: told.number }, told, at, (ground) =>
    lies(areaPath, ground),
  );
}

/** Of a unit, by what was published of it. */
export async function judgeUnit(
  tx: Tx,
  permit: Permit<'opinions.give'>,
  told: Told & { periodId: string; unitId: number },
  at: Date,
): Promise<void> {
  const { regionId, actor } = permit;
  granted(mayScore(actor));
  const { periodId, unitId } = told;
  const units = await unitsToJudge(tx, regionId, groundsOf(actor), periodId, judgedSince(at));
  const of = units.find((one) => one.unitId === unitId) ?? deny('thing.not_found');
  const { byId } = await unitsOf(tx, regionId);
  const work = { caseId: null, periodId, unitId, name: byId.get(unitId)?.name ?? '' };
  await put(
    tx,
    permit,
    work,
    told,
    at,
    (ground) => of.areaPath === null || lies(of.areaPath, ground) || lies(ground, of.areaPath),
  );
}

const lies = (path: string, ground: string): boolean => path === ground || path.startsWith(`${ground}.`);

async function put(
  tx: Tx,
  { regionId, actor, by }: Permit<'opinions.give'>,
  work: JudgedWork,
  { id, grade, comment }: Told,
  at: Date,
  within: (ground: string) => boolean,
): Promise<void> {
  // In the hat whose ground it is: two stations may have invited the same person.
  const hat = postsFor(actor, permissions['opinions.give']).find(
    ({ areaPath }) => areaPath !== null && within(areaPath),
  );
  if (!hat) return deny('thing.not_found');
  const units = await unitsOf(tx, regionId);
  const { name, caseId, periodId, unitId } = work;
  if (actor.posts.some(({ rootUnitId }) => rootUnitId === units.root(unitId)))
    deny('reader.not_permitted', { what: { word: 'opinion.own_unit' } });
  const opinion = { id, caseId, periodId, unitId, personId: actor.personId, fromUnit: hat.unitId, grade, comment };
  if (!(await insertOpinion(tx, regionId, opinion, at))) deny('thing.exists', { what: name });
  const data = { caseId, periodId, unitId, grade };
  await record(tx, regionId, [{ subject: 'opinion', subjectId: id, kind: 'opinion.given', at, by, data }], id);
}

export async function answerOpinion(
  tx: Tx,
  permit: Permit<'opinions.answer'>,
  told: { opinionId: string; text: string; commandId: string },
  at: Date,
): Promise<void> {
  const { regionId, actor, by, post } = permit;
  const opinion = await lockOpinion(tx, regionId, told.opinionId);
  if (!opinion || !(await ownUnits(tx, actor)).includes(opinion.unitId)) return deny('thing.not_found');
  if (opinion.answeredAt) deny('thing.exists', { what: { word: 'desk.opinions.answer' } });
  const { opinionId: id, text, commandId } = told;
  await saveAnswer(tx, regionId, { id, text, personId: actor.personId, unitId: post.unitId }, at);
  const data = { caseId: opinion.caseId, periodId: opinion.periodId };
  await record(
    tx,
    regionId,
    [{ subject: 'opinion', subjectId: id, kind: 'opinion.answered', at, by, data }],
    commandId,
  );
}

/** Added up anew each time the points are: nothing of a period can drift away from what was given in its days. */
export async function enterOpinions(tx: Tx, regionId: number, period: PeriodRow): Promise<void> {
  const conductedBy = `${say('zh', 'opinion.conducted')} / ${say('en', 'opinion.conducted')}`;
  for (const { unitId, fromUnit, answers, last } of await addedUp(tx, regionId, period)) {
    const counted = granted(reviewCounted({ kind: 'deputy', conductedBy, answers }));
    const review = { id: uuidv7(last.getTime()), periodId: period.id, kind: 'deputy' as const, unitId, remark: '' };
    await upsertReview(tx, regionId, { ...review, ...counted, byPerson: null, fromUnit }, last);
  }
}
