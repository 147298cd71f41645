/**
 * 地图图层. Where cases stand is read once for each scope and kept for a moment; a tile is then a run of what was read, counted in one
 * pass (`points.rules.ts`). What has grown stale is read anew behind the question that noticed it.
 */
import type { FastifyInstance } from 'fastify';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { caseTile, mapSigns, type TileLayer } from '#contract/map.ts';
import { permit } from '#access';
import { boxAsked } from '#areas';
import type { Actor } from '#kit/caller.ts';
import { inRegion, type Tx } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';
import { Bytes, serve, type House } from '#kit/serve.ts';
import { arranged, extent, finest, inTile, type Cluster, type Points } from './points.rules.ts';
import { mostSigns, scopeKey, signsOf, spotsOf } from './views.ts';

/** What is open changes as one looks; thirty days more or less of history do not. */
const freshMs: Record<TileLayer, number> = { cases: 15_000, events: 15_000, history: 10 * 60_000 };
/** District posts share one; beside it stand the units that happen to look. */
const kept = 48;
/** Squares of 64 points of a screen for the numbers, of 16 for the heat. */
const coarse = 3;

type Known = { at: number; points: Promise<Points>; renewing: boolean };

export function mapRoutes(app: FastifyInstance, house: House): void {
  const known = new Map<string, Known>();
  const read = async (tx: Tx, actor: Actor, layer: TileLayer): Promise<Points> =>
    arranged(await spotsOf(tx, actor, layer, house.now()));

  function pointsOf(tx: Tx, actor: Actor, layer: TileLayer): Promise<Points> {
    const key = `${layer} ${scopeKey(tx, actor)}`;
    const now = performance.now();
    const found = known.get(key);
    known.delete(key);
    if (!found) {
      // The first reads on its own connection, and whoever asks meanwhile waits for the same.
      const points = read(tx, actor, layer);
      const fresh: Known = { at: now, points, renewing: false };
      known.set(key, fresh);
      points.catch(() => known.get(key) === fresh && known.delete(key));
      // the one that was asked for longest ago goes
      if (known.size > kept) known.delete(known.keys().next().value!);
      return points;
    }
    known.set(key, found);
    if (now - found.at > freshMs[layer] && !found.renewing) {
      found.renewing = true;
      inRegion(house.db, actor.regionId, (own) => read(own, actor, layer)).then(
        (points) =>
          known.get(key) === found && known.set(key, { at: now, points: Promise.resolve(points), renewing: false }),
        (error: unknown) => {
          found.renewing = false;
          house.log.warn({ err: error }, 'the cases of a map could not be read anew and will be asked again');
        },
      );
    }
    return found.points;
  }

  serve(app, house, caseTile, async ({ tx, actor, params: { tiles, z, x, y } }) => {
    granted(permit(actor, 'cases.see'));
    const points = await pointsOf(tx, actor, tiles);
    const bytes = tileBytes({ numbers: inTile(points, z, x, y, coarse), heat: inTile(points, z, x, y, finest) });
    return new Bytes(bytes, 'application/vnd.mapbox-vector-tile', { 'cache-control': 'private, max-age=10' });
  });

  serve(app, house, mapSigns, async ({ tx, actor, regionId, query, at }) => {
    granted(permit(actor, 'cases.see'));
    const found = await signsOf(tx, regionId, query.signs, boxAsked(query.bbox), at);
    return { signs: found.slice(0, mostSigns), truncated: found.length > mostSigns };
  });
}

export function tileBytes(layers: Record<string, Cluster[]>): Buffer {
  const written = Object.entries(layers).map(([name, clusters]) => [
    name,
    {
      features: clusters.map(({ x, y, n, red, urgent }) => ({ type: 1, geometry: [[x, y]], tags: { n, red, urgent } })),
    },
  ]);
  const tile = fromGeojsonVt(Object.fromEntries(written), { version: 2, extent });
  return Buffer.from(tile.buffer, tile.byteOffset, tile.byteLength);
}
