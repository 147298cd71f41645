/** Lines of the ground map: how far they reach, and where two roads meet. */
import type { Box, LonLat } from './shape.ts';

export type GroundGeometry =
  | { type: 'LineString'; coordinates: LonLat[] }
  | { type: 'MultiLineString'; coordinates: LonLat[][] }
  | { type: 'Polygon'; coordinates: LonLat[][] }
  | { type: 'MultiPolygon'; coordinates: LonLat[][][] };

export const groundKinds = ['road', 'water', 'green'] as const;
/** 底图: one road, one water, one green. */
export type GroundFeature = {
  kind: (typeof groundKinds)[number];
  /** 1 is seen from afar (a river, an avenue), 4 only from near (a lane) */
  rank: number;
  name: string;
  nameEn: string;
  geometry: GroundGeometry;
};

/** All its lines; of a surface the rings. */
export function linesOf(geometry: GroundGeometry): LonLat[][] {
  if (geometry.type === 'LineString') return [geometry.coordinates];
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : geometry.coordinates;
}

export function boxOfLines(lines: readonly (readonly LonLat[])[]): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const line of lines) {
    for (const [lon, lat] of line) {
      box.west = Math.min(box.west, lon);
      box.east = Math.max(box.east, lon);
      box.south = Math.min(box.south, lat);
      box.north = Math.max(box.north, lat);
    }
  }
  return box;
}

/** The two carriageways of an avenue meet a road twice, and that is one crossing. */
const oneCrossingM = 80;
const metresPerDegree = 111_320;

/** Where two roads meet; crossings closer than a junction is wide are one. */
export function crossings(a: readonly (readonly LonLat[])[], b: readonly (readonly LonLat[])[]): LonLat[] {
  const found: LonLat[] = [];
  for (const one of a) {
    for (const other of b) {
      for (let i = 1; i < one.length; i++) {
        for (let k = 1; k < other.length; k++) {
          const point = meeting(one[i - 1]!, one[i]!, other[k - 1]!, other[k]!);
          if (point && !found.some((known) => metresBetween(known, point) < oneCrossingM)) found.push(point);
        }
      }
    }
  }
  return found;
}

/** The point two segments share, their ends included; parallel ones share none. */
function meeting(p: LonLat, q: LonLat, r: LonLat, s: LonLat): LonLat | null {
  if (Math.max(p[0], q[0]) < Math.min(r[0], s[0]) || Math.max(r[0], s[0]) < Math.min(p[0], q[0])) return null;
  if (Math.max(p[1], q[1]) < Math.min(r[1], s[1]) || Math.max(r[1], s[1]) < Math.min(p[1], q[1])) return null;
  const [ux, uy, vx, vy] = [q[0] - p[0], q[1] - p[1], s[0] - r[0], s[1] - r[1]];
  const cross = ux * vy - uy * vx;
  if (cross === 0) return null;
  const [wx, wy] = [r[0] - p[0], r[1] - p[1]];
  const t = (wx * vy - wy * vx) / cross;
  const u = (wx * uy - wy * ux) / cross;
  const slack = 1e-9; // roads that were drawn to end at each other do
  if (t < -slack || t > 1 + slack || u < -slack || u > 1 + slack) return null;
  return [p[0] + t * ux, p[1] + t * uy];
}

function metresBetween([ax, ay]: LonLat, [bx, by]: LonLat): number {
  const across = metresPerDegree * Math.cos((ay * Math.PI) / 180);
  return Math.hypot((bx - ax) * across, (by - ay) * metresPerDegree);
}
