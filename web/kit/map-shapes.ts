/** What the map needs to know of boundaries: how far they reach, and where their names go. */
import type { Feature } from 'geojson';
import type { Lang } from '#contract/words/words.ts';

type Position = number[];
export type Shape = {
  type: 'Feature';
  id?: string | number;
  properties: { name?: string; nameEn?: string; code?: string; kind?: string } | null;
  geometry:
    | { type: 'Polygon'; coordinates: Position[][] }
    | { type: 'MultiPolygon'; coordinates: Position[][][] }
    /** a line somebody is drawing */
    | { type: 'LineString'; coordinates: Position[] }
    | null;
};

function outerRings(shape: Shape): Position[][] {
  if (!shape.geometry) return [];
  if (shape.geometry.type === 'LineString') return [shape.geometry.coordinates];
  const polygons = shape.geometry.type === 'Polygon' ? [shape.geometry.coordinates] : shape.geometry.coordinates;
  return polygons.flatMap((polygon) => (polygon[0] ? [polygon[0]] : []));
}

export function boundsOf(shapes: readonly Shape[]): [[number, number], [number, number]] | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const shape of shapes)
    for (const ring of outerRings(shape))
      for (const [lon, lat] of ring) {
        west = Math.min(west, lon!);
        east = Math.max(east, lon!);
        south = Math.min(south, lat!);
        north = Math.max(north, lat!);
      }
  return west <= east
    ? [
        [west, south],
        [east, north],
      ]
    : null;
}

/** Twice the signed area and the centroid of a ring, measured from its first point so that digits are not lost. */
function weigh(ring: readonly Position[]): { area: number; centre: [number, number] } {
  const [x0, y0] = [ring[0]![0]!, ring[0]![1]!];
  let [area, x, y] = [0, 0, 0];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay, bx, by] = [ring[i]![0]! - x0, ring[i]![1]! - y0, ring[i + 1]![0]! - x0, ring[i + 1]![1]! - y0];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return area === 0
    ? { area: 0, centre: [x0, y0] }
    : { area: Math.abs(area), centre: [x0 + x / (3 * area), y0 + y / (3 * area)] };
}

/** One name for each area, in the middle of its largest part. Drawn from the polygon itself it would repeat in every tile. */
export function labelPoints(shapes: readonly Shape[], lang: Lang): Feature[] {
  return shapes.flatMap((shape) => {
    const parts = outerRings(shape)
      .filter((ring) => ring.length > 3)
      .map(weigh);
    const largest = parts.sort((a, b) => b.area - a.area)[0];
    const name = (lang === 'en' && shape.properties?.nameEn) || shape.properties?.name;
    if (!largest || !name) return [];
    return [
      {
        type: 'Feature' as const,
        properties: { name },
        geometry: { type: 'Point' as const, coordinates: largest.centre },
      },
    ];
  });
}
