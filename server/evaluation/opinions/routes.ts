/** 监督评议: supervisors judge, units answer, whoever evaluates reads. */
import type { FastifyInstance } from 'fastify';
import { districtPosts, permissions } from '#contract/access.ts';
import * as contract from '#contract/opinions.ts';
import { permit, postsFor } from '#access';
import { ownUnits } from '#cases';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { answerOpinion, giveOpinion, groundsOf } from './opinions.ts';
import { closedCases, opinionsById, opinionsOfCase, opinionsPage } from './views.ts';

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
