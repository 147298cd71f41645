/** Items, what the facts tell, and the public page. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/improvement.ts';
import { say } from '#contract/words/words.ts';
import { permit } from '#access';
import { deny, granted, refuse } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { openItem, stepItem } from './actions.ts';
import {
  becausePage,
  causesPage,
  countsPage,
  flowOf,
  itemOf,
  itemsPage,
  recurringPage,
  sourcesOf,
  stuckPage,
  type ItemRow,
} from './views.ts';

const longest = 732 * 86_400_000;
const spanOf = (told: { from: string; to: string }) => {
  const span = { from: new Date(told.from), to: new Date(told.to) };
  const length = span.to.getTime() - span.from.getTime();
  return granted(length > 0 && length <= longest ? span : refuse('evaluation.period'));
};

export function improvementRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.listImprovements, async ({ tx, actor, query }) => {
    granted(permit(actor, 'improvement.see'));
    const { rows, next } = await itemsPage(tx, actor.regionId, query);
    return { rows: rows.map(shown), next };
  });
  serve(app, house, contract.readImprovement, async ({ tx, actor, params }) => {
    granted(permit(actor, 'improvement.see'));
    const item = (await itemOf(tx, actor.regionId, params.itemId)) ?? deny('thing.not_found');
    return { item: shown(item), cases: await sourcesOf(tx, actor, params.itemId) };
  });
  serve(app, house, contract.openImprovement, async ({ tx, actor, body, commandId, at }) => {
    const span = body.span && spanOf(body.span);
    await openItem({ tx, commandId, at }, granted(permit(actor, 'improvement.edit')), { ...body, span });
    return shown((await itemOf(tx, actor.regionId, body.id))!);
  });
  serve(app, house, contract.stepImprovement, async ({ tx, actor, params, body, commandId, at }) => {
    const mine = granted(permit(actor, 'improvement.edit'));
    await stepItem({ tx, commandId, at }, mine, { ...params, version: body.version, input: body.input });
    return shown((await itemOf(tx, actor.regionId, params.itemId))!);
  });
  serve(app, house, contract.listRecurring, ({ tx, actor, query }) => {
    granted(permit(actor, 'improvement.see'));
    return recurringPage(tx, actor.regionId, spanOf(query), query.level ?? 'community', query);
  });
  serve(app, house, contract.listCauses, ({ tx, actor, query }) => {
    granted(permit(actor, 'improvement.see'));
    return causesPage(tx, actor.regionId, query);
  });
  serve(app, house, contract.listStuck, ({ tx, actor, query }) => {
    granted(permit(actor, 'improvement.see'));
    return stuckPage(tx, actor.regionId, spanOf(query), query.level ?? 'district', query);
  });
  serve(app, house, contract.listCounts, ({ tx, actor, query }) => {
    granted(permit(actor, 'improvement.see'));
    return countsPage(tx, actor.regionId, spanOf(query), query.level ?? 'street', query);
  });
  serve(app, house, contract.readFlow, ({ tx, actor, query }) => {
    granted(permit(actor, 'improvement.see'));
    return flowOf(tx, actor.regionId, spanOf(query), query.matterId);
  });
  serve(app, house, contract.listBecause, async ({ tx, regionId, query, lang }) => {
    const { rows, next } = await becausePage(tx, regionId, query);
    return {
      rows: rows.map(({ zh, en, matterNameEn, areaNameEn, changeKind, ...row }) => ({
        ...row,
        text: lang === 'en' && en ? en : zh,
        matterName: (lang === 'en' && matterNameEn) || row.matterName,
        areaName: (lang === 'en' && areaNameEn) || row.areaName,
        changeName: say(lang, `improvement.change.${changeKind}`),
        changedAt: row.changedAt.toISOString(),
      })),
      next,
    };
  });
}

const told = (at: Date | null): string | null => at?.toISOString() ?? null;
const shown = (row: ItemRow): contract.Improvement => ({
  ...row,
  changedAt: told(row.changedAt),
  measureAt: told(row.measureAt),
  measuredAt: told(row.measuredAt),
  publishedAt: told(row.publishedAt),
  closedAt: told(row.closedAt),
  at: row.at.toISOString(),
});
