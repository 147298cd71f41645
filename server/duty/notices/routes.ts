/** 信息发布 on the wire: whoever works reads, the public what was told to it, an office writes in its own name. */
import type { FastifyInstance } from 'fastify';
import { localDate } from '#contract/calendar.ts';
import * as wire from '#contract/notices.ts';
import { permit } from '#access';
import { regionOf } from '#areas';
import type { Tx } from '#kit/db.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { publishers, publishNotice, withdrawNotice } from './actions.ts';
import { noticesPage, openNotice, openNotices, ownUnits } from './views.ts';

const todayIn = async (tx: Tx, regionId: number, at: Date): Promise<string> =>
  localDate(at, (await regionOf(tx, regionId)).timeZone);

export function noticeRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, wire.listNotices, async ({ tx, actor, regionId, query, at }) => {
    granted(permit(actor, 'cases.see'));
    return noticesPage(tx, regionId, query, await todayIn(tx, regionId, at), ownUnits(actor, publishers));
  });
  serve(app, house, wire.publicNotices, async ({ tx, regionId, query, at }) =>
    openNotices(tx, regionId, query, await todayIn(tx, regionId, at)),
  );
  serve(
    app,
    house,
    wire.readPublicNotice,
    async ({ tx, regionId, params, at }) =>
      (await openNotice(tx, regionId, params.noticeId, await todayIn(tx, regionId, at))) ?? deny('thing.not_found'),
  );
  serve(app, house, wire.publishNotice, async ({ tx, actor, body, at, commandId }) =>
    publishNotice(tx, granted(permit(actor, 'notices.publish')), body, at, commandId),
  );
  serve(app, house, wire.withdrawNotice, async ({ tx, actor, params, at, commandId }) => {
    await withdrawNotice(tx, granted(permit(actor, 'notices.publish')), params.noticeId, at, commandId);
    return { withdrawn: true };
  });
}
