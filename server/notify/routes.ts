/** 我的诉求 on the wire: a code, a visit, and what the visitor may see and decide. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as contract from '#contract/notify.ts';
import { dataOfAddress, reportsOfAddress } from '#intake';
import { deny, isRefusal } from '#kit/refusal.ts';
import { Bytes, serve, type House } from '#kit/serve.ts';
import { makeThrottle, sourceOf } from '#kit/throttle.ts';
import { askCode, choose, leave, mineOf, openVisit, remove, visitOf } from './actions.ts';
import { chooseTopics, followGrid, unfollowGrid } from './grid/actions.ts';
import { bellRoutes } from './bell/routes.ts';
import { mayExport } from './notify.rules.ts';
import { senderOf } from './senders.ts';

/** Of one source: codes asked for in an hour (a whole house may stand behind one address), and wrong codes in ten minutes. */
const asks = { limit: 60, perMs: 3_600_000 };
const wrongCodes = { limit: 20, perMs: 10 * 60_000 };
const exportedMessages = 1_000;

const tokenOf = (request: FastifyRequest): string => String(request.headers[contract.visitHeader] ?? '');

export function notifyRoutes(app: FastifyInstance, house: House): void {
  const asked = makeThrottle(asks.limit, asks.perMs);
  const wrong = makeThrottle(wrongCodes.limit, wrongCodes.perMs);
  const { keys } = house;
  bellRoutes(app, house);

  serve(app, house, contract.askCode, async ({ tx, regionId, body, request, at, lang }) => {
    if (!senderOf(house.config)) deny('notify.no_sender');
    const source = sourceOf(request.ip);
    const seconds = asked.wait(source, at);
    if (seconds > 0) deny('request.too_many', { seconds });
    asked.failed(source, at);
    return askCode(tx, keys, regionId, body, at, lang);
  });
  serve(app, house, contract.openVisit, async ({ tx, regionId, body, request, at }) => {
    const source = sourceOf(request.ip);
    const seconds = wrong.wait(source, at);
    if (seconds > 0) deny('request.too_many', { seconds });
    const opened = await openVisit(tx, keys, regionId, body, at);
    if (isRefusal(opened)) wrong.failed(source, at);
    return opened;
  });
  serve(app, house, contract.endVisit, async ({ tx, regionId, request }) => {
    await leave(tx, regionId, tokenOf(request));
    return {};
  });
  serve(app, house, contract.readMine, async ({ tx, regionId, request, at }) =>
    mineOf(tx, keys, regionId, await visitOf(tx, regionId, tokenOf(request), at)),
  );
  serve(app, house, contract.listMine, async ({ tx, regionId, query, request, at, lang }) => {
    const visit = await visitOf(tx, regionId, tokenOf(request), at);
    return reportsOfAddress(tx, keys, regionId, visit, query, lang);
  });
  serve(app, house, contract.exportMine, async ({ tx, regionId, request, at, lang }) => {
    const visit = await visitOf(tx, regionId, tokenOf(request), at);
    if (!mayExport(visit.until, at)) deny('notify.visit_old');
    const { news, agreed, grids, topicsOff, messages } = await mineOf(tx, keys, regionId, visit, exportedMessages);
    const reports = await dataOfAddress(tx, keys, regionId, visit, lang);
    const data = JSON.stringify(
      { format: 'gridloop.mine/1', exportedAt: at, news, agreed, grids, topicsOff, reports, messages },
      null,
      2,
    );
    return new Bytes(Buffer.from(data), 'application/json; charset=utf-8', { 'cache-control': 'private, no-store' });
  });
  serve(app, house, contract.chooseNews, async ({ tx, regionId, body, request, at }) => {
    const visit = await visitOf(tx, regionId, tokenOf(request), at);
    await choose(tx, regionId, visit, body.news, at);
    return mineOf(tx, keys, regionId, visit);
  });
  serve(app, house, contract.followGrid, async ({ tx, regionId, body, request, at, lang }) => {
    const visit = await visitOf(tx, regionId, tokenOf(request), at);
    await followGrid(tx, keys, regionId, visit, body, at, lang);
    return mineOf(tx, keys, regionId, visit);
  });
  serve(app, house, contract.chooseTopics, async ({ tx, regionId, body, request, at }) => {
    const visit = await visitOf(tx, regionId, tokenOf(request), at);
    await chooseTopics(tx, regionId, visit, body.off);
    return mineOf(tx, keys, regionId, visit);
  });
  serve(app, house, contract.unfollowGrid, async ({ tx, regionId, params, request, at }) => {
    const visit = await visitOf(tx, regionId, tokenOf(request), at);
    await unfollowGrid(tx, regionId, visit, params.followId);
    return mineOf(tx, keys, regionId, visit);
  });
  serve(app, house, contract.removeContact, async ({ tx, regionId, request, at, commandId }) => {
    const token = tokenOf(request);
    await remove(tx, keys, regionId, await visitOf(tx, regionId, token, at), token, at, commandId);
    return {};
  });
}
