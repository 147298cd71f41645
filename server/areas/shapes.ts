/**
 * Boundaries for the map, as GeoJSON. The map asks for them at every visit and they change a few times a year: each level of a
 * layer is written out once per revision, and whoever has it already is told so.
 */
import type { Level } from '#contract/areas.ts';
import { remembered, type Tx } from '#kit/db.ts';
import { deny } from '#kit/refusal.ts';
import { layerNamed, treeOf } from './ground.ts';
import { toGeometry, toShape, type Box } from './shape.ts';
import { shapesAt } from './views.ts';

const mostFeatures = 6_000;
/** A tenth of a metre: more than any screen shows. */
const sixDigits = (n: number): number => Math.round(n * 1e6) / 1e6;

type Drawn = Box & { path: string; text: string };
const loads = new Map<string, (tx: Tx, regionId: number) => Promise<Drawn[]>>();

const drawnAt = (tx: Tx, regionId: number, layerId: number, level: Level): Promise<Drawn[]> => {
  const key = `${layerId} ${level}`;
  let load = loads.get(key);
  if (!load) loads.set(key, (load = remembered('boundaries', (inTx, region) => draw(inTx, region, layerId, level))));
  return load(tx, regionId);
};

async function draw(tx: Tx, regionId: number, layerId: number, level: Level): Promise<Drawn[]> {
  const shapes = await shapesAt(tx, regionId, layerId, level);
  return shapes.map(({ id, code, name, nameEn, parentId, path, geometry, ...box }) => {
    const rounded = toShape(geometry).map((part) =>
      part.map((ring) => ring.map(([lon, lat]): [number, number] => [sixDigits(lon), sixDigits(lat)])),
    );
    const properties = { id, code, name, nameEn, level, parentId };
    return { ...box, path, text: JSON.stringify({ type: 'Feature', id, properties, geometry: toGeometry(rounded) }) };
  });
}

export type ShapesAsked = { level: Level; layer?: string; parentId?: number; box?: Box };

/** The text of a FeatureCollection, and the tag it is known by; with a tag the reader has, only the tag. */
export async function shapesText(
  tx: Tx,
  regionId: number,
  { level, layer: layerName, parentId, box }: ShapesAsked,
  known?: string,
): Promise<{ tag: string; text?: string }> {
  const tree = await treeOf(tx, regionId);
  const layer = layerNamed(tree, layerName);
  const tag = `"${layer?.id ?? 0}.${layer?.revision ?? 0}"`;
  if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)) return { tag };
  const all = layer ? await drawnAt(tx, regionId, layer.id, level) : [];
  const parent = parentId === undefined ? undefined : tree.byId.get(parentId);
  const wanted = all.filter(
    (one) =>
      (parentId === undefined || (parent !== undefined && one.path.startsWith(`${parent.path}.`))) &&
      (!box || (one.west <= box.east && one.east >= box.west && one.south <= box.north && one.north >= box.south)),
  );
  const features = wanted.slice(0, mostFeatures).map(({ text }) => text);
  const truncated = wanted.length > mostFeatures;
  return { tag, text: `{"type":"FeatureCollection","truncated":${truncated},"features":[${features.join(',')}]}` };
}

/** 'west,south,east,north' in degrees. */
function readBox(text: string): Box | undefined {
  const numbers = text.split(',').map((one) => (one.trim() === '' ? Number.NaN : Number(one)));
  const [west, south, east, north] = numbers as [number, number, number, number];
  return numbers.length === 4 && numbers.every(Number.isFinite) && west <= east && south <= north
    ? { west, south, east, north }
    : undefined;
}
/** The box a reader asks for; none is everywhere. */
export const boxAsked = (bbox: string | undefined): Box | undefined =>
  bbox === undefined ? undefined : (readBox(bbox) ?? deny('request.invalid', { summary: '/bbox' }));
