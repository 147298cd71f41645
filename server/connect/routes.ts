/** Who may knock: everybody to read; to send, who holds a key, and in the demo on this machine everybody. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as contract from '#contract/connect.ts';
import { localDate } from '#contract/calendar.ts';
import { noticesRss } from '#contract/notices.ts';
import { say } from '#contract/words/words.ts';
import { permit } from '#access';
import { regionOf } from '#areas';
import { mattersOf } from '#catalogue';
import { openNotices } from '#duty';
import { demoAllowed } from '#kit/config.ts';
import type { Tx } from '#kit/db.ts';
import { deny, granted } from '#kit/refusal.ts';
import { Bytes, serve, type House } from '#kit/serve.ts';
import { makeThrottle, sourceOf } from '#kit/throttle.ts';
import { endKey, makeKey, takeRequest, takeUpdate } from './actions.ts';
import { speakGeoReport } from './georeport.ts';
import { inboundRoutes } from './inbound/routes.ts';
import { geoJsonOf, noticesRssOf, rssOf } from './nearby/feeds.ts';
import { nearby } from './nearby/views.ts';
import { listOf, pageOf, statusOf, windowOf } from './requests.rules.ts';
import { attributesOf, matterByCode, serviceCodes, servicesShown } from './offers.rules.ts';
import {
  jurisdictionName,
  keyIdOf,
  keyPage,
  numberByToken,
  oneKey,
  requestsByNumber,
  requestsListed,
  servicesChangedAt,
  updatesListed,
  type Asker,
} from './views.ts';

/** So many wrong keys from one source, then it waits. */
const wrongKeys = { limit: 20, perMs: 10 * 60_000 };
const geoReport = 'http://wiki.open311.org/GeoReport_v2';
const updates = 'https://github.com/mysociety/fixmystreet/wiki/Open311-FMS---Proposed-differences-to-Open311';

export async function connectRoutes(app: FastifyInstance, house: House): Promise<void> {
  keyRoutes(app, house);
  publicRoutes(app, house);
  await inboundRoutes(app, house);
  await speakGeoReport(app, (inner) => geoReportRoutes(inner, house));
}

function geoReportRoutes(app: FastifyInstance, house: House): void {
  const throttle = makeThrottle(wrongKeys.limit, wrongKeys.perMs);

  /** The key of who sends; null in the demo, where none is needed. */
  async function senderOf(
    tx: Tx,
    regionId: number,
    key: string | undefined,
    request: FastifyRequest,
    at: Date,
  ): Promise<string | null> {
    const source = sourceOf(request.ip);
    const seconds = throttle.wait(source, at);
    if (seconds > 0) deny('request.too_many', { seconds });
    const keyId = key ? await keyIdOf(tx, regionId, key) : undefined;
    if (keyId) return keyId;
    if (demoAllowed(house.config)) return null;
    if (key) throttle.failed(source, at);
    return deny('open311.key_needed');
  }
  async function askerOf(tx: Tx, regionId: number, key: string | undefined): Promise<Asker> {
    const keyId = key ? await keyIdOf(tx, regionId, key) : undefined;
    return { keyId: keyId ?? (demoAllowed(house.config) ? null : undefined) };
  }

  serve(app, house, contract.discovery, async ({ tx, regionId, request, lang }) => {
    const changeset = (await servicesChangedAt(tx, regionId)).toISOString();
    const endpoint = {
      url: `${request.protocol}://${request.host}/open311/v2`,
      changeset,
      type: 'production' as const,
      formats: ['text/xml', 'application/json'],
    };
    return {
      changeset,
      contact: say(lang, 'open311.contact', { region: await jurisdictionName(tx, regionId, lang) }),
      key_service: say(lang, demoAllowed(house.config) ? 'open311.key_service.demo' : 'open311.key_service'),
      endpoints: [
        { specification: geoReport, ...endpoint },
        { specification: updates, ...endpoint },
      ],
    };
  });

  serve(app, house, contract.listServices, async ({ tx, regionId, lang }) =>
    servicesShown(await mattersOf(tx, regionId), lang),
  );
  serve(app, house, contract.readService, async ({ tx, regionId, params, lang }) => {
    const matters = await mattersOf(tx, regionId);
    const matter = matterByCode(matters, params.code);
    if (!matter || matter.retired) return deny('open311.unknown_service', { code: params.code });
    return { service_code: serviceCodes(matters).get(matter.id)!, attributes: attributesOf(matter, lang) };
  });

  serve(app, house, contract.listRequests, async ({ tx, regionId, query, at, lang }) => {
    const asker = await askerOf(tx, regionId, query.api_key);
    // Numbers override every other argument.
    const numbers = listOf(query.service_request_id);
    if (numbers.length > 0) return requestsByNumber(tx, regionId, asker, numbers, lang);
    const matters = await mattersOf(tx, regionId);
    const codes = listOf(query.service_code);
    const matterIds = codes.map((code) => matterByCode(matters, code)?.id ?? deny('open311.unknown_service', { code }));
    const asked = {
      window: granted(windowOf(query, (await regionOf(tx, regionId)).timeZone, at)),
      rows: granted(pageOf(query)),
      status: granted(statusOf(query.status)),
      matterIds: codes.length > 0 ? matterIds : null,
    };
    return requestsListed(tx, regionId, asker, asked, lang);
  });
  serve(app, house, contract.readRequest, async ({ tx, regionId, params, query, lang }) => {
    const asker = await askerOf(tx, regionId, query.api_key);
    const found = await requestsByNumber(tx, regionId, asker, [params.number.trim()], lang);
    return found.length > 0 ? found : deny('open311.unknown_request', { number: params.number });
  });
  serve(app, house, contract.sendRequest, async ({ tx, regionId, body, request, at, lang }) => {
    const keyId = await senderOf(tx, regionId, body.api_key, request, at);
    const { number, notice } = await takeRequest(tx, house.keys, regionId, keyId, body, at, lang);
    return [{ service_request_id: number, service_notice: notice, account_id: null }];
  });
  serve(app, house, contract.readToken, async ({ tx, regionId, params }) => {
    const { token } = params;
    const number = await numberByToken(tx, regionId, token.trim());
    return number ? [{ service_request_id: number, token }] : deny('open311.unknown_token', { token });
  });

  serve(app, house, contract.listUpdates, async ({ tx, regionId, query, at, lang }) => {
    const window = granted(windowOf(query, (await regionOf(tx, regionId)).timeZone, at));
    const asked = { window, rows: granted(pageOf(query)), numbers: listOf(query.service_request_id) };
    return updatesListed(tx, regionId, await askerOf(tx, regionId, query.api_key), asked, lang);
  });
  serve(app, house, contract.sendUpdate, async ({ tx, regionId, body, request, at, lang }) => {
    const keyId = await senderOf(tx, regionId, body.api_key, request, at);
    return [{ update_id: await takeUpdate(tx, house.keys, regionId, keyId, body, at, lang) }];
  });
}

/** So many in one file of a feed; a page of another site may read them, never with the reader's cookie. */
const inFeed = { geoJson: 500, rss: 100, notices: 50 };
const toEverybody = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=60' };

function publicRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.publicCases, async ({ tx, regionId, query, lang, at }) =>
    nearby(tx, regionId, query, lang, at),
  );
  serve(app, house, contract.publicGeoJson, async ({ tx, regionId, query, lang, at, reply }) => {
    const { rows } = await nearby(tx, regionId, { ...query, limit: inFeed.geoJson }, lang, at);
    void reply.headers(toEverybody);
    return geoJsonOf(rows);
  });
  serve(app, house, contract.publicRss, async ({ tx, regionId, query, lang, at, request }) => {
    const { rows } = await nearby(tx, regionId, { ...query, limit: inFeed.rss }, lang, at);
    const page = `${request.protocol}://${request.host}/nearby`;
    const text = rssOf(rows, page, await jurisdictionName(tx, regionId, lang), lang);
    return new Bytes(Buffer.from(text), 'application/rss+xml; charset=utf-8', toEverybody);
  });
  serve(app, house, noticesRss, async ({ tx, regionId, query, lang, at, request }) => {
    const today = localDate(at, (await regionOf(tx, regionId)).timeZone);
    const { rows } = await openNotices(tx, regionId, { ...query, limit: inFeed.notices }, today);
    const page = `${request.protocol}://${request.host}/notices`;
    const text = noticesRssOf(rows, page, await jurisdictionName(tx, regionId, lang), lang);
    return new Bytes(Buffer.from(text), 'application/rss+xml; charset=utf-8', toEverybody);
  });
}

function keyRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.listKeys, async ({ tx, actor, query }) => {
    granted(permit(actor, 'catalogue.edit'));
    return keyPage(tx, actor.regionId, query);
  });
  serve(app, house, contract.makeKey, async ({ tx, actor, body, at }) => {
    const held = granted(permit(actor, 'catalogue.edit'));
    const key = await makeKey(tx, held, { id: body.id, name: body.name, purpose: body.purpose ?? '' }, at);
    return { made: (await oneKey(tx, actor.regionId, body.id))!, key };
  });
  serve(app, house, contract.endKey, async ({ tx, actor, params, body, at }) => {
    const held = granted(permit(actor, 'catalogue.edit'));
    await endKey(tx, held, params.keyId, body, at);
    return (await oneKey(tx, actor.regionId, params.keyId))!;
  });
}
