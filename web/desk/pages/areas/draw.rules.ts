/** 画边界: points that are pressed beside a corner that is there already mean that corner, or hair-thin gaps would lie between neighbours. Pure. */
import type { Point } from '#contract/endpoint.ts';

export type Polygon = { type: 'Polygon'; coordinates: [number, number][][] };

/** Every corner of what is on the map. */
export function cornersOf(geometries: readonly unknown[]): Point[] {
  const found = new Map<string, Point>();
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [lon, lat] = part as unknown[];
    if (typeof lon === 'number' && typeof lat === 'number') found.set(`${lon},${lat}`, { lon, lat });
    else part.forEach(walk);
  };
  for (const one of geometries) walk((one as { coordinates?: unknown } | null)?.coordinates);
  return [...found.values()];
}

const metresPerDegree = 111_320;
const apart = (a: Point, b: Point): number =>
  Math.hypot((a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180), a.lat - b.lat) * metresPerDegree;

/** The nearest corner within so many metres, or the point itself. */
export function snapped(point: Point, corners: readonly Point[], withinM: number): Point {
  let best: { corner: Point; m: number } | undefined;
  for (const corner of corners) {
    const m = apart(point, corner);
    if (m <= withinM && (!best || m < best.m)) best = { corner, m };
  }
  return best?.corner ?? point;
}

/** The closed boundary; two points are none. */
export const ringOf = (points: readonly Point[]): Polygon | null =>
  points.length < 3
    ? null
    : { type: 'Polygon', coordinates: [[...points, points[0]!].map(({ lon, lat }) => [lon, lat])] };

/** How near counts as the same place: a fortieth of how wide the ground is, at most 25 m. */
export function snapM(corners: readonly Point[]): number {
  if (corners.length < 2) return 0;
  const lons = corners.map(({ lon }) => lon);
  const lats = corners.map(({ lat }) => lat);
  const wide = apart(
    { lon: Math.min(...lons), lat: Math.min(...lats) },
    { lon: Math.max(...lons), lat: Math.max(...lats) },
  );
  return Math.min(25, wide / 40);
}

/** What a file with this one area would hold: it goes the way of an import, with its report. */
export const asFile = (code: string, name: string, geometry: Polygon): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { code: code.trim(), name: name.trim() }, geometry }],
  });
