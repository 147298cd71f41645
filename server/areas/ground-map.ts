/**
 * 底图: roads, water and green under the grid, drawn by the district itself. Read on every map and changed hardly ever: written out
 * once per process, and whoever has it already is told so. Roads also say where they cross.
 */
import { createHash } from 'node:crypto';
import { remembered, type Tx } from '#kit/db.ts';
import { crossings, linesOf, type GroundGeometry } from './lines.ts';
import type { Box, LonLat } from './shape.ts';
import { groundFeatures } from './views.ts';
import { nameKey } from './words/keys.ts';

type Drawn = { tag: string; features: (Box & { text: string })[]; roads: ReadonlyMap<string, LonLat[][]> };

const drawnNow: (tx: Tx, regionId: number) => Promise<Drawn> = remembered('ground_map', async (tx, regionId) => {
  const rows = await groundFeatures(tx, regionId);
  const roads = new Map<string, LonLat[][]>();
  const features = rows.map(({ kind, rank, name, nameEn, geometry, ...box }) => {
    if (kind === 'road' && name) {
      const key = nameKey(name);
      roads.set(key, [...(roads.get(key) ?? []), ...linesOf(geometry)]);
    }
    const properties = { kind, rank, name, nameEn };
    return { ...box, text: JSON.stringify({ type: 'Feature', properties, geometry: rounded(geometry) }) };
  });
  const digest = createHash('sha256');
  for (const { text } of features) digest.update(text);
  return { tag: `"${digest.digest('base64url').slice(0, 16)}"`, features, roads };
});

/** A tenth of a metre: more than any screen shows. */
function rounded(geometry: GroundGeometry): unknown {
  const round = (value: unknown): unknown =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : (value as unknown[]).map(round);
  return { type: geometry.type, coordinates: round(geometry.coordinates) };
}

const mostFeatures = 6_000;

/** The text of a FeatureCollection, what matters most first, and the tag it is known by; with a tag the reader has, only the tag. */
export async function groundMapText(
  tx: Tx,
  regionId: number,
  box: Box | undefined,
  known?: string,
): Promise<{ tag: string; text?: string }> {
  const { tag, features } = await drawnNow(tx, regionId);
  if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)) return { tag };
  const wanted = features.filter(
    (one) => !box || (one.west <= box.east && one.east >= box.west && one.south <= box.north && one.north >= box.south),
  );
  const shown = wanted.slice(0, mostFeatures).map(({ text }) => text);
  const truncated = wanted.length > mostFeatures;
  return { tag, text: `{"type":"FeatureCollection","truncated":${truncated},"features":[${shown.join(',')}]}` };
}

/** Where these two roads meet, if they do so once. */
export async function crossingOf(
  tx: Tx,
  regionId: number,
  a: string,
  b: string,
): Promise<{ lon: number; lat: number } | null> {
  const { roads } = await drawnNow(tx, regionId);
  const [one, other] = [roads.get(nameKey(a)), roads.get(nameKey(b))];
  if (!one || !other) return null;
  const [point, ...more] = crossings(one, other);
  return point && more.length === 0 ? { lon: point[0], lat: point[1] } : null;
}
