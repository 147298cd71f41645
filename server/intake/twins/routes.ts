/** 疑似重复 over HTTP: before one more is filed, beside an open case, and for a whole storm at once. */
import type { FastifyInstance } from 'fastify';
import { moves } from '#contract/cases.ts';
import * as contract from '#contract/intake.ts';
import { permit } from '#access';
import { toWgs84 } from '#areas';
import { caseRows, unfold } from '#cases';
import { deny, granted } from '#kit/refusal.ts';
import { publicText } from '#kit/hush.rules.ts';
import { serve, type House } from '#kit/serve.ts';
import { startJob } from '#kit/jobs.ts';
import { seen } from '../twins.ts';
import { seesCase } from '../views.ts';
import { mergeAll } from './merge.ts';
import { reasonsOf } from './reasons.ts';
import { notAlike } from './store.ts';
import { caseTold, foldedUnder, seenCase, twinsOpen } from './views.ts';

const shownAtMost = 8;

export function twinRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.similarCases, async ({ tx, regionId, body, at, lang }) => {
    const point = body.location && toWgs84(body.location.lon, body.location.lat, body.datum);
    const mine = seen({
      title: body.title,
      detail: body.detail ?? '',
      placeText: body.placeText ?? '',
      point: point && point.fault === undefined ? point : null,
      at,
      matterId: body.matterId ?? null,
    });
    const found = await twinsOpen(tx, regionId, mine, { forAnybody: true, limit: shownAtMost });
    return {
      cases: found.map(({ open, twin }) => ({
        id: open.id,
        number: open.number,
        title: publicText(open.title),
        matterName: open.matterName,
        areaName: open.areaName,
        state: open.state,
        openedAt: open.openedAt.toISOString(),
        metres: twin.metres,
        why: reasonsOf(twin, lang, { words: false })
          .for.slice(0, 4)
          .join(lang === 'zh' ? '；' : '; '),
      })),
    };
  });

  serve(app, house, contract.listTwins, async ({ tx, actor, params, at, lang }) => {
    granted(permit(actor, 'cases.see'));
    const mine = (await seesCase(tx, actor, params.caseId))
      ? await caseTold(tx, actor.regionId, params.caseId)
      : undefined;
    if (!mine) return deny('thing.not_found');
    const found = await twinsOpen(tx, actor.regionId, seenCase(mine), {
      except: mine.id,
      limit: shownAtMost,
    });
    const ids = found.map(({ open }) => open.id);
    // The scope decides which of them this reader may see; a title outside it is not told either.
    const rows = await caseRows(tx, actor, mine.alikeTo ? [...ids, mine.alikeTo] : ids, at);
    const head = mine.alikeTo === null ? undefined : rows.get(mine.alikeTo);
    return {
      mine: {
        title: mine.title,
        detail: mine.detail,
        placeText: mine.placeText,
        openedAt: mine.openedAt.toISOString(),
      },
      twins: found.flatMap(({ open, twin }) => {
        const row = rows.get(open.id);
        const reasons = reasonsOf(twin, lang, { words: true });
        return row ? [{ case: row, detail: open.detail, metres: twin.metres, ...reasons }] : [];
      }),
      foldedUnder: head ? { id: head.id, number: head.number, title: head.title } : null,
      folded: mine.alike,
    };
  });

  serve(app, house, contract.listFolded, async ({ tx, actor, params, query, at }) => {
    granted(permit(actor, 'cases.see'));
    if (!(await seesCase(tx, actor, params.caseId))) return deny('thing.not_found');
    const { ids, next } = await foldedUnder(tx, actor, params.caseId, query);
    const rows = await caseRows(tx, actor, ids, at);
    return { rows: ids.flatMap((id) => rows.get(id) ?? []), next };
  });

  serve(app, house, contract.unfoldCases, async ({ tx, actor, params, body }) => {
    if (!(await seesCase(tx, actor, params.caseId))) return deny('thing.not_found');
    mergerPost(actor);
    const apart = await unfold(tx, actor.regionId, params.caseId, body.caseIds);
    await notAlike(tx, actor.regionId, apart);
    return { apart: apart.length };
  });

  serve(app, house, contract.mergeFolded, async ({ tx, actor, params, body, lang }) => {
    if (!(await seesCase(tx, actor, params.caseId))) return deny('thing.not_found');
    mergerPost(actor);
    const head = (await caseTold(tx, actor.regionId, params.caseId)) ?? deny('thing.not_found');
    const job = { id: body.id, kind: 'intake.merge_folded', byPerson: actor.personId, total: head.alike, lang };
    const asked = { into: params.caseId, remark: body.remark, except: body.except ?? [], lang };
    return startJob(house, tx, actor.regionId, job, (progress) => mergeAll(house, actor, asked, progress));
  });
}

/** Whoever may merge one may merge many, and say that some do not belong. */
function mergerPost(actor: { posts: readonly { post: string }[] }): void {
  if (!actor.posts.some(({ post }) => (moves.merge.by as readonly string[]).includes(post)))
    deny('reader.not_permitted', { what: { word: 'twin.merge_job' } });
}
