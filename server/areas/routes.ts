/** What the wire asks of the ground; every shape is declared in contract/areas.ts. */
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  appointKeeper as appointKeeperEndpoint,
  areaShapes,
  checkAreas,
  endKeeper as endKeeperEndpoint,
  getArea,
  groundMap,
  importAreas as importAreasEndpoint,
  listAreas,
  listLayers,
  locatePoint,
  mergeAreas as mergeAreasEndpoint,
  placesInWords,
  saveArea as saveAreaEndpoint,
  searchPlaces,
  splitArea as splitAreaEndpoint,
  subdivideArea,
  type AreaRow,
} from '#contract/areas.ts';
import { say } from '#contract/words/words.ts';
import { permit } from '#access';
import type { Tx } from '#kit/db.ts';
import { startJob } from '#kit/jobs.ts';
import { deny, granted } from '#kit/refusal.ts';
import { Bytes, serve, type House } from '#kit/serve.ts';
import { appointKeeper, areaInVersion, endKeeper, saveArea } from './actions.ts';
import { baseRoutes } from './base/routes.ts';
import { toWgs84 } from './datum.ts';
import { ancestors, findPlaces, layerNamed, locate, placesInText, treeOf } from './ground.ts';
import { checkLayer, subdivideAreas } from './grid.ts';
import { groundMapText } from './ground-map.ts';
import { importAreas, readAreas } from './import.ts';
import { mergeAreas, splitArea, tilingAfter } from './redraw.ts';
import { boxAsked, shapesText } from './shapes.ts';
import type { LonLat } from './shape.ts';
import { appointmentsOf, areaHistory, areaRow, areasPage, keepersOf, layerCounts, type KeeperRow } from './views.ts';
import { isLine } from './words/match.ts';

const zip = promisify(gzip);
/** Who tells a long story tells the place early in it. */
const readOfDetail = 600;

export function areaRoutes(app: FastifyInstance, house: House): void {
  baseRoutes(app, house);
  const rowOf = async (tx: Tx, regionId: number, areaId: number): Promise<AreaRow> =>
    (await areaRow(tx, regionId, areaId)) ?? deny('thing.not_found');

  serve(app, house, listLayers, async ({ tx, actor, regionId }) => {
    granted(permit(actor, 'areas.see'));
    const { layers } = await treeOf(tx, regionId);
    const counts = await layerCounts(tx, regionId);
    return {
      layers: layers.map(({ id, name, title, titleEn, unified }) => ({
        id,
        name,
        title,
        titleEn,
        unified,
        areas: counts.get(id) ?? 0,
      })),
    };
  });

  serve(app, house, listAreas, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'areas.see'));
    const layer = layerNamed(await treeOf(tx, regionId), query.layer);
    return layer ? areasPage(tx, regionId, layer.id, query) : { rows: [], next: null };
  });

  serve(app, house, getArea, async ({ tx, actor, regionId, params, at }) => {
    granted(permit(actor, 'areas.see'));
    const area = await rowOf(tx, regionId, params.areaId);
    const { path } = (await treeOf(tx, regionId)).byId.get(area.id)!;
    const above = (await ancestors(tx, regionId, path)).slice(0, -1);
    return {
      area,
      ancestors: above.map(({ id, level, name }) => ({ id, level, name })),
      keepers: (await appointmentsOf(tx, regionId, area.id, at)).map(keeperShown),
      ...(await areaHistory(tx, regionId, area.id, path)),
    };
  });

  serve(app, house, areaShapes, async ({ tx, regionId, query, request, reply }) => {
    const { level, layer, parentId } = query;
    const asked = { level, layer, parentId, box: boxAsked(query.bbox) };
    return geoJson(await shapesText(tx, regionId, asked, request.headers['if-none-match']), request, reply);
  });

  serve(app, house, groundMap, async ({ tx, regionId, query, request, reply }) =>
    geoJson(await groundMapText(tx, regionId, boxAsked(query.bbox), request.headers['if-none-match']), request, reply),
  );

  serve(app, house, locatePoint, async ({ tx, regionId, query, at }) => {
    const point = toWgs84(query.lon, query.lat, query.datum);
    if (point.fault !== undefined) return deny('area.bad_coordinate', { reason: { word: `fault.${point.fault}` } });
    const { area } = await locate(tx, regionId, point, query.layer);
    if (!area) return { outside: true, cell: null, path: [], keepers: [] };
    const path = await ancestors(tx, regionId, area.path);
    // The public display card (公示牌): name, post and phones, never more.
    const cards = (await keepersOf(tx, regionId, area.path, at)).map(
      ({ name, role, post, publicPhone, supervisionPhone, areaName }) => ({
        name,
        role,
        post,
        publicPhone,
        supervisionPhone,
        areaName,
      }),
    );
    return {
      outside: false,
      cell: { id: area.id, code: area.code, name: area.name, nameEn: path.at(-1)?.nameEn ?? '' },
      path: path.map(({ id, level, code, name, nameEn }) => ({ id, level, code, name, nameEn })),
      keepers: cards,
    };
  });

  serve(app, house, searchPlaces, async ({ tx, regionId, query }) => ({
    places: (await findPlaces(tx, regionId, query.q, query.limit ?? 10)).map(
      ({ id, name, nameEn, kind, code, ofArea, point, areaId, areaName, areaNameEn }) => ({
        id: ofArea ? `area-${id}` : `place-${id}`,
        name,
        nameEn,
        kind,
        code,
        point,
        areaId,
        areaName,
        areaNameEn,
      }),
    ),
  }));

  serve(app, house, placesInWords, async ({ tx, regionId, body, lang }) => {
    const texts = [body.placeText ?? '', body.title ?? '', (body.detail ?? '').slice(0, readOfDetail)];
    const { sure, candidates } = await placesInText(tx, regionId, texts);
    const { byId } = await treeOf(tx, regionId);
    const shown = candidates.map(({ place, why, words, inArea }) => {
      const reason = say(lang, `areas.why.${why}`, { words });
      const at = place.areaId === null ? undefined : byId.get(place.areaId);
      const area = place.ofArea && at?.parentId != null ? byId.get(at.parentId) : at;
      return {
        id: place.ofArea ? `area-${place.id}` : `place-${place.id}`,
        name: place.name,
        nameEn: place.nameEn,
        kind: place.kind,
        point: isLine(place.kind) ? null : place.point,
        areaId: place.areaId,
        areaName: area?.name ?? null,
        areaNameEn: area?.nameEn ?? '',
        why: inArea === null ? reason : say(lang, 'areas.why.inside', { why: reason, area: inArea }),
      };
    });
    const { name, areaId, point } = sure ?? {};
    return {
      sure: name === undefined || areaId === undefined ? null : { name, areaId, point: point ?? null },
      candidates: shown,
    };
  });

  // ── Long work, as jobs ─────────────────────────────────────────────────────────────────────────────────────────────

  serve(app, house, importAreasEndpoint, async ({ tx, actor, regionId, commandId, query, bytes, lang }) => {
    const by = granted(permit(actor, 'areas.edit'));
    const { layer, code, name, parent, datum, level, parentCode, dryRun = false } = query;
    const job = { id: commandId, kind: importAreasEndpoint.id, byPerson: actor.personId, total: 100, lang };
    return startJob(house, tx, regionId, job, async (progress) => {
      const file = await readAreas(bytes, { mapping: { code, name, parent, datum }, fileName: '', lang }, progress);
      const options = { layer, fileName: '', level, parentCode, dryRun, lang };
      const report = await importAreas(house.db, by, file, options, progress, house.now);
      const { added, redrawn, renamed, unchanged } = report;
      return {
        message: say(lang, dryRun ? 'areas.import.tried' : 'areas.import.done', { added, redrawn, renamed, unchanged }),
        result: report,
        errors: report.invalid.map(({ row, field, reason }) => ({ row, field, reason })),
      };
    });
  });

  serve(app, house, checkAreas, async ({ tx, actor, regionId, body, commandId, lang }) => {
    granted(permit(actor, 'areas.edit'));
    if (!layerNamed(await treeOf(tx, regionId), body.layer)) deny('area.no_such_layer', { layer: body.layer });
    const job = { id: commandId, kind: checkAreas.id, byPerson: actor.personId, total: 100, lang };
    return startJob(house, tx, regionId, job, async (progress) => {
      const report = await checkLayer(house.db, regionId, body.layer, progress);
      return { message: say(lang, 'areas.check.done', { areas: report.areas, ...report.totals }), result: report };
    });
  });

  serve(app, house, subdivideArea, async ({ tx, actor, regionId, params, body, commandId, lang }) => {
    const by = granted(permit(actor, 'areas.edit'));
    // What can be refused at once is; the work begins when this transaction has let the area go again.
    const area = await areaInVersion(tx, regionId, params.areaId, body.version);
    if (!area.geometry) deny('area.no_boundary');
    if (area.children > 0 || area.level === 'cell') deny('area.has_children');
    const layer = (await treeOf(tx, regionId)).layers.find(({ id }) => id === area.layerId)!.name;
    const job = { id: commandId, kind: subdivideArea.id, byPerson: actor.personId, total: 100, lang };
    return startJob(house, tx, regionId, job, async (progress) => {
      const options = { layer, hectares: body.hectares, area: { id: area.id }, lang };
      const report = await subdivideAreas(house.db, by, options, progress, house.now);
      return {
        message: say(lang, 'areas.subdivide.done', { areas: report.areas.length, cells: report.cells }),
        result: report,
      };
    });
  });

  // ── By hand ────────────────────────────────────────────────────────────────────────────────────────────────────────

  serve(app, house, splitAreaEndpoint, async ({ tx, actor, regionId, params, body, at, commandId }) => {
    const by = granted(permit(actor, 'areas.edit'));
    const { version, line, dryRun } = body;
    const wanted = { areaId: params.areaId, version, line: line as LonLat[], dryRun };
    const parts = await splitArea(tx, by, wanted, at, commandId);
    const named = parts.map(({ code, name, geometry }) => ({ code: code || name, geometry }));
    return { parts, report: dryRun ? await tilingAfter(tx, regionId, [params.areaId], named) : null };
  });

  serve(app, house, mergeAreasEndpoint, async ({ tx, actor, regionId, body, at, commandId }) => {
    const by = granted(permit(actor, 'areas.edit'));
    const { areaIds, name, dryRun } = body;
    const { areaId, areaM2, geometry } = await mergeAreas(tx, by, { areaIds, name, dryRun }, at, commandId);
    const area = areaId === null ? null : await rowOf(tx, regionId, areaId);
    const merged = [{ code: name?.trim() || areaIds.join('+'), geometry }];
    return { area, areaM2, geometry, report: dryRun ? await tilingAfter(tx, regionId, areaIds, merged) : null };
  });

  serve(app, house, saveAreaEndpoint, async ({ tx, actor, regionId, params, body, at, commandId }) => {
    const by = granted(permit(actor, 'areas.edit'));
    const { version, name, nameEn, unitId } = body;
    await saveArea(tx, by, { areaId: params.areaId, version, name, nameEn, unitId }, at, commandId);
    return rowOf(tx, regionId, params.areaId);
  });

  serve(app, house, appointKeeperEndpoint, async ({ tx, actor, params, body, at, commandId }) => {
    const by = granted(permit(actor, 'areas.edit'));
    return keeperShown(await appointKeeper(tx, by, { ...body, areaId: params.areaId }, at, commandId));
  });

  serve(app, house, endKeeperEndpoint, async ({ tx, actor, params, body, at, commandId }) => {
    const by = granted(permit(actor, 'areas.edit'));
    return keeperShown(await endKeeper(tx, by, { keeperId: params.keeperId, toOn: body.toOn }, at, commandId));
  });
}

/** The browser keeps it and asks whether it still holds: no text means that it does. */
async function geoJson(
  { tag, text }: { tag: string; text?: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Bytes> {
  const headers = { etag: tag, 'cache-control': 'no-cache', vary: 'accept-encoding' };
  if (text === undefined) {
    void reply.status(304);
    return new Bytes(Buffer.alloc(0), 'application/json', headers);
  }
  const type = 'application/json; charset=utf-8';
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return new Bytes(Buffer.from(text), type, headers);
  return new Bytes(await zip(text), type, { ...headers, 'content-encoding': 'gzip' });
}

/** An appointment as the contract has it: the post stands on the public card only. */
function keeperShown({
  id,
  areaId,
  areaName,
  personId,
  name,
  role,
  publicPhone,
  supervisionPhone,
  fromOn,
  toOn,
}: KeeperRow) {
  return { id, areaId, areaName, personId, name, role, publicPhone, supervisionPhone, fromOn, toOn };
}
