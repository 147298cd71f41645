/** A district's own map layer, read from the file somebody chose: what is no point, line or polygon of the earth is named by its place. Pure. */
import { mostShapes, type LayerShape } from '#contract/settings.ts';

export type Fault = { why: 'json' | 'features' | 'many' } | { why: 'geometry' | 'outside'; n: number };
type Position = number[];

const isPosition = (given: unknown): given is Position =>
  Array.isArray(given) && given.length >= 2 && given.length <= 3 && given.every((one) => typeof one === 'number');
const isLine = (given: unknown): given is Position[] =>
  Array.isArray(given) && given.length >= 2 && given.every(isPosition);
const onEarth = ([lon = 999, lat = 999]: Position): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
const text = (given: unknown, most: number): string => (typeof given === 'string' ? given.trim().slice(0, most) : '');

export function readShapes(file: string): LayerShape[] | Fault {
  let parsed: unknown;
  try {
    parsed = JSON.parse(file.replace(/^\uFEFF/, ''));
  } catch {
    return { why: 'json' };
  }
  const features = (parsed as { features?: unknown } | null)?.features;
  if (!Array.isArray(features) || features.length === 0) return { why: 'features' };
  if (features.length > mostShapes) return { why: 'many' };
  const shapes: LayerShape[] = [];
  for (const [i, feature] of features.entries()) {
    const { geometry, properties } = (feature ?? {}) as {
      geometry?: { type?: unknown; coordinates?: unknown };
      properties?: Record<string, unknown>;
    };
    const read = geometryOf(geometry);
    if (!read) return { why: 'geometry', n: i + 1 };
    if (!positionsOf(read).every(onEarth)) return { why: 'outside', n: i + 1 };
    const nameEn = text(properties?.['nameEn'] ?? properties?.['name_en'], 80);
    shapes.push({
      type: 'Feature',
      properties: { name: text(properties?.['name'], 60), ...(nameEn ? { nameEn } : {}) },
      geometry: read,
    });
  }
  return shapes;
}

function geometryOf(given: { type?: unknown; coordinates?: unknown } | undefined): LayerShape['geometry'] | undefined {
  const coordinates = given?.coordinates;
  if (given?.type === 'Point' && isPosition(coordinates)) return { type: 'Point', coordinates };
  if (given?.type === 'LineString' && isLine(coordinates)) return { type: 'LineString', coordinates };
  if (given?.type === 'Polygon' && Array.isArray(coordinates) && coordinates.length > 0 && coordinates.every(isLine))
    return { type: 'Polygon', coordinates };
  return undefined;
}

const positionsOf = ({ type, coordinates }: LayerShape['geometry']): Position[] =>
  type === 'Point' ? [coordinates] : type === 'LineString' ? coordinates : coordinates.flat();
