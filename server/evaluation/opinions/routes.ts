/** 监督评议: supervisors judge, units answer, whoever evaluates reads. */
import type { FastifyInstance } from 'fastify';
import { districtPosts, permissions } from '#contract/access.ts';
import * as contract from '#contract/opinions.ts';
import type { Lang } from '#contract/words/words.ts';
import { permit, postsFor } from '#access';
import { ownUnits } from '#cases';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { boardOf, publishedPeriod } from '../scoreboard.ts';
import { answerOpinion, giveOpinion, groundsOf, judgeUnit } from './opinions.ts';
import {
  closedCases,
  judgedSince,
  opinionsById,
  opinionsOfCase,
  opinionsOfPeriod,
  opinionsPage,
  unitsToJudge,
} from './views.ts';

export function opinionRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.listClosedCases, async ({ tx, actor, query, lang, at }) => {
    granted(permit(actor, 'opinions.give'));
    return closedCases(tx, actor, groundsOf(actor), query, lang, at);
  });
  serve(app, house, contract.giveOpinion, async ({ tx, actor, body, at, lang }) => {
    const { id, number, grade } = body;
    const told = { id, number: number.trim().toUpperCase(), grade, comment: body.comment.trim() };
    await giveOpinion(tx, granted(permit(actor, 'opinions.give')), told, at);
    return (await opinionsById(tx, actor.regionId, [id], [], lang))[0]!;
  });
  serve(app, house, contract.listJudgedUnits, async ({ tx, actor, query, lang, at }) => {
    granted(permit(actor, 'opinions.give'));
    return judgedUnits(tx, actor, query.periodId, lang, at);
  });
  serve(app, house, contract.judgeUnit, async ({ tx, actor, body, at, lang }) => {
    const told = { ...body, comment: body.comment.trim() };
    await judgeUnit(tx, granted(permit(actor, 'opinions.give')), told, at);
    return (await opinionsById(tx, actor.regionId, [body.id], [], lang))[0]!;
  });
  serve(app, house, contract.listOpinions, async ({ tx, actor, query, lang }) => {
    granted(permit(actor, 'evaluation.see'));
    const own = await ownUnits(tx, actor);
    const readsAll = postsFor(actor, permissions['evaluation.see']).some(({ post }) => districtPosts.includes(post));
    const answers = postsFor(actor, permissions['opinions.answer']).length > 0;
    return opinionsPage(tx, actor.regionId, query, { units: readsAll ? null : own, own: answers ? own : [] }, lang);
  });
  serve(app, house, contract.answerOpinion, async ({ tx, actor, params, body, commandId, at, lang }) => {
    const told = { opinionId: params.opinionId, text: body.text.trim(), commandId };
    await answerOpinion(tx, granted(permit(actor, 'opinions.answer')), told, at);
    return (await opinionsById(tx, actor.regionId, [params.opinionId], [], lang))[0]!;
  });
  serve(app, house, contract.caseOpinions, async ({ tx, actor, params, lang }) => {
    granted(permit(actor, 'cases.see'));
    const own = postsFor(actor, permissions['opinions.answer']).length > 0 ? await ownUnits(tx, actor) : [];
    const opinions = await opinionsOfCase(tx, actor, params.caseId, own, lang);
    return { opinions: opinions ?? deny('thing.not_found') };
  });
}

/** Only what anybody may read of them at 评价公示: the numbers, and none of the cases or people behind. */
async function judgedUnits(tx: Tx, actor: Actor, periodId: string | undefined, lang: Lang, at: Date) {
  const { regionId } = actor;
  const { periods, chosen } = await publishedPeriod(tx, regionId, periodId);
  if (!chosen) return { periods, shown: null };
  const mine = await unitsToJudge(tx, regionId, groundsOf(actor), chosen.id, judgedSince(at));
  const said = await opinionsOfPeriod(tx, actor, chosen.id, lang);
  const units = [];
  for (const group of ['department', 'street'] as const) {
    const { items, lines } = await boardOf(tx, regionId, chosen, group, lang);
    for (const { key, cells, name, points, judged, place, volume, veto } of lines) {
      const of = mine.find(({ unitId }) => String(unitId) === key);
      if (!of) continue;
      const figures = items.map((item, i) => ({ name: item.name, formula: item.formula, ...cells[i]! }));
      const opinion = said.get(of.unitId) ?? null;
      units.push({ unitId: of.unitId, name, points, judged, place, volume, veto, figures, opinion });
    }
  }
  const { id, kind, firstOn, publishedAt } = chosen;
  return { periods, shown: { id, kind, firstOn, publishedAt: publishedAt.toISOString(), units } };
}
