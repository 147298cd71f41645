/**
 * 图层: somebody pans over the map of a district with a long history. Each tile goes through the whole door (shape, session, transaction,
 * scope, count, encoding); the first look at a layer reads it, and is told apart from the pan after it.
 *
 *   node bench/tiles.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--looks 60]
 *   DATABASE_URL=<owner, may create databases> node bench/tiles.ts [--cases 50000]
 */
import { loadavg } from 'node:os';
import { tileLayers } from '#contract/map.ts';
import { squareOf } from '../server/insight/map/points.rules.ts';
import { generated } from './generated.ts';
import { insightDoor } from './insight-door.ts';
import { record } from './record.ts';
import { quantile } from './town.ts';

const { db, ground, keys, client, cases, options, close } = await generated({ cases: '50000', looks: '60' });
const looks = Number(options['looks']);
const loadBefore = loadavg()[0]!;
const posts = ['dispatcher', 'clerk'] as const;
const app = insightDoor(
  { db, keys, ground },
  ({ headers }) => ground.in(posts.find((post) => post === headers['x-post'])!)[0]!,
);
await app.ready();

const { rows } = await client.query<Record<'west' | 'south' | 'east' | 'north', number>>(
  `select min(location[0]) as west, min(location[1]) as south, max(location[0]) as east, max(location[1]) as north
     from cases.cases where region_id = $1 and location is not null`,
  [ground.regionId],
);
const { west, south, east, north } = rows[0]!;
/** A screen of 1366 × 768 shows these many tiles of 512 points at once. */
const [across, down] = [4, 3];

const figures: Record<string, object> = {};
for (const post of posts)
  for (const layer of tileLayers) {
    const ask = async (z: number, x: number, y: number): Promise<{ ms: number; bytes: number }> => {
      const from = performance.now();
      const answer = await app.inject({ url: `/v1/tiles/${layer}/${z}/${x}/${y}`, headers: { 'x-post': post } });
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
      return { ms: performance.now() - from, bytes: answer.rawPayload.length };
    };
    const first = await ask(0, 0, 0);
    const waits: number[] = [];
    let bytes = 0;
    for (let look = 0; look < looks; look++) {
      // From the whole district down to a doorstep, along its diagonal; six at a time, as a browser asks.
      const z = 10 + (look % 9);
      const at = squareOf({
        lon: west + ((east - west) * look) / looks,
        lat: south + ((north - south) * look) / looks,
      });
      const corner = { x: Math.floor(at.column / 2 ** (24 - z)), y: Math.floor(at.row / 2 ** (24 - z)) };
      const tiles = Array.from({ length: across * down }, (_, i) => [
        corner.x + (i % across),
        corner.y + Math.floor(i / across),
      ]);
      for (let i = 0; i < tiles.length; i += 6)
        for (const one of await Promise.all(tiles.slice(i, i + 6).map(([x, y]) => ask(z, x!, y!)))) {
          waits.push(one.ms);
          bytes = Math.max(bytes, one.bytes);
        }
    }
    const told = {
      firstMs: Math.round(first.ms),
      tiles: waits.length,
      p50Ms: quantile(waits, 0.5),
      p95Ms: quantile(waits, 0.95),
      largestBytes: bytes,
    };
    figures[`${layer}, ${post}`] = told;
    console.error(`${layer}, ${post}`.padEnd(24), JSON.stringify(told));
  }
record('tiles', ['server/insight/map', 'contract/map.ts', 'bench/tiles.ts', 'bench/generate'], {
  loadBefore: Math.round(loadBefore * 10) / 10,
  cases,
  asked: figures,
  loadAfter: Math.round(loadavg()[0]! * 10) / 10,
});
await app.close();
await close();
