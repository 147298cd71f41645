/**
 * 底图 on the wire. Tiles of a WMTS come through this server: the browser speaks to its own house only (the content policy stays as strict as
 * it is), the key of the map stays here, and the one dialer keeps to the origins the operator has named.
 */
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import {
  baseTile,
  deepestBase,
  readBaseMap,
  readBaseMapSettings,
  saveBaseMap,
  type BaseMapSettings,
} from '#contract/basemap.ts';
import { permit } from '#access';
import type { Caller } from '#kit/caller.ts';
import { inRegion } from '#kit/db.ts';
import { dialer } from '#kit/dial.ts';
import { record } from '#kit/facts.ts';
import { deny, granted, refuse, type Refusal } from '#kit/refusal.ts';
import { Bytes, serveAfter, type House } from '#kit/serve.ts';
import { archivesIn } from './archive.ts';
import { baseFault, pictureType, tileAddress, tileOf } from './base.rules.ts';
import { baseOf, middleOf, putBase } from './store.ts';

/** A tile of pictures changes once in months; the version in its address changes with the settings. */
const keptFor = 'max-age=604800';
type Tile = { bytes: Buffer; type: string } | 'none';
type At = { z: number; x: number; y: number };

export function baseRoutes(app: FastifyInstance, house: House): void {
  const origins = house.config.mapOrigins;
  const dial = dialer(origins.map(({ origin }) => origin));
  const archives = archivesIn(join(house.config.dataFolder, 'maps'));
  app.addHook('onClose', () => archives.close());

  const meant = (base: BaseMapSettings | null, caller: Caller): BaseMapSettings | null =>
    base?.on && (base.everybody || caller.kind === 'person') ? base : null;
  const standing = async (caller: Caller): Promise<BaseMapSettings | null> =>
    meant(await inRegion(house.db, caller.regionId, (tx) => baseOf(tx, caller.regionId)), caller);

  async function fetched(
    base: Pick<BaseMapSettings, 'kind' | 'address' | 'labels'>,
    part: 'ground' | 'labels',
    at: At,
  ): Promise<Tile> {
    if (base.kind === 'pmtiles') {
      const archive = part === 'ground' ? await archives.open(base.address) : undefined;
      const bytes = await archive?.tile(at.z, at.x, at.y);
      return archive && bytes ? { bytes, type: archive.type } : 'none';
    }
    const template = part === 'ground' ? base.address : base.labels;
    const address = template && tileAddress(template, at, origins);
    if (!address) return 'none';
    const answer = await dial(address, { headers: { 'user-agent': 'Mozilla/5.0 gridloop', accept: 'image/*' } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const type = answer.ok ? pictureType(bytes) : undefined;
    return type ? { bytes, type } : 'none';
  }

  serveAfter(
    app,
    house,
    readBaseMap,
    async ({ caller }) => {
      const base = await standing(caller);
      return { base, archive: base?.kind === 'pmtiles' ? await archives.open(base.address) : undefined };
    },
    async (_asked, { base, archive }) => {
      if (!base || (base.kind === 'pmtiles' && !archive)) return { base: null };
      const { attribution, approval, version } = base;
      const of = archive ?? { drawn: 'picture' as const, minZoom: 1, maxZoom: deepestBase };
      const { drawn, minZoom, maxZoom } = of;
      return { base: { drawn, minZoom, maxZoom, labels: base.labels !== '', attribution, approval, version } };
    },
  );
  serveAfter(
    app,
    house,
    baseTile,
    async ({ caller, params }): Promise<Tile | Refusal> => {
      const base = await standing(caller);
      if (base?.version !== params.version) return refuse('thing.not_found');
      return fetched(base, params.part, params).catch((error: unknown) => {
        house.log.warn({ err: error }, 'the base map does not answer');
        return refuse('server.busy');
      });
    },
    async ({ reply, caller }, tile) => {
      const headers = { 'cache-control': `${caller.kind === 'person' ? 'private' : 'public'}, ${keptFor}` };
      if (tile !== 'none') return new Bytes(tile.bytes, tile.type, headers);
      void reply.status(204);
      return new Bytes(Buffer.alloc(0), 'application/octet-stream', headers);
    },
  );

  serveAfter(
    app,
    house,
    readBaseMapSettings,
    () => archives.names(),
    async ({ tx, actor, regionId }, names) => {
      granted(permit(actor, 'areas.edit'));
      return { settings: await baseOf(tx, regionId), origins: origins.map(({ origin }) => origin), archives: names };
    },
  );
  serveAfter(
    app,
    house,
    saveBaseMap,
    async ({ actor, regionId, body }): Promise<undefined | Refusal> => {
      granted(permit(actor, 'areas.edit'));
      if (!body.on) return undefined;
      const fault = baseFault(body, origins, await archives.names());
      if (fault) return fault;
      // Tried where the district is: a map of another place, or of nothing, is not kept.
      const middle = await inRegion(
        house.db,
        regionId,
        async (tx) => (await middleOf(tx, regionId)) ?? { lon: 0, lat: 0 },
      );
      const archive = body.kind === 'pmtiles' ? await archives.open(body.address) : undefined;
      const z = archive ? Math.min(archive.maxZoom, 14) : 12;
      const tile = await fetched(body, 'ground', tileOf(middle, z)).catch(() => 'none' as const);
      return tile === 'none' ? refuse('base_map.no_answer') : undefined;
    },
    async ({ tx, actor, regionId, body, commandId, at }) => {
      const { by } = granted(permit(actor, 'areas.edit'));
      const { id: _, version, ...told } = body;
      const before = await baseOf(tx, regionId);
      const base = { ...told, approval: told.approval.trim(), version: version + 1 };
      if (!(await putBase(tx, regionId, base)))
        deny('thing.stale', { version: before?.version ?? 0 }, { current: before });
      const fact = {
        subject: 'region' as const,
        subjectId: String(regionId),
        kind: 'base_map.saved',
        at,
        by,
        data: { ...base, before },
      };
      await record(tx, regionId, [fact], commandId);
      return base;
    },
  );
}
