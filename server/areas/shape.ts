/**
 * The shape of an area: parts, each a shell and its holes, on the WGS-84 / CGCS2000 ellipsoid (the two are equal at the
 * accuracy of a cell border). Shells run anticlockwise and holes clockwise, so the inside is always on the left.
 * Borders are straight lines in longitude and latitude, as GeoJSON says (RFC 7946 §3.1.1); areas are measured on the
 * ellipsoid under the same reading, so the cells of a community add up to the community.
 */
import type { MultiPolygon, Polygon } from 'geojson';
import { turn } from './turn.ts';

export type LonLat = [lon: number, lat: number];
/** Closed: the last point repeats the first. */
export type Ring = LonLat[];
/** Shell first, then holes. */
export type Part = Ring[];
export type Shape = Part[];
export type AreaGeometry = Polygon | MultiPolygon;

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Reads a geometry that was checked before (see `checkGeometry`); a third coordinate is dropped. */
export function toShape(geometry: AreaGeometry): Shape {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return parts.map((part) => part.map((ring) => ring.map(([lon, lat]) => [lon, lat] as LonLat)));
}

export function toGeometry(shape: Shape): AreaGeometry {
  const [only] = shape;
  return shape.length === 1 && only
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: shape };
}

export function* edgesOf(ring: Ring): Generator<[LonLat, LonLat]> {
  for (let i = 1; i < ring.length; i++) yield [ring[i - 1]!, ring[i]!];
}

export function boxOf(shape: Shape): Box {
  const box: Box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const ring of shape.flat()) {
    for (const [lon, lat] of ring) {
      if (lon < box.west) box.west = lon;
      if (lon > box.east) box.east = lon;
      if (lat < box.south) box.south = lat;
      if (lat > box.north) box.north = lat;
    }
  }
  return box;
}

/** The box around several areas; undefined around none. */
export const boxAround = (geometries: readonly AreaGeometry[]): Box | undefined =>
  geometries.length === 0 ? undefined : boxOf(geometries.flatMap(toShape));

/** 1 inside, 0 on the border (of a shell or of a hole), -1 outside. Exact. */
export function relation(rings: Ring[], lon: number, lat: number): 1 | 0 | -1 {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i - 1]!;
      const [x2, y2] = ring[i]!;
      if ((y1 < lat && y2 < lat) || (y1 > lat && y2 > lat) || (x1 < lon && x2 < lon)) continue;
      if (x1 > lon && x2 > lon) {
        if (y1 > lat !== y2 > lat) inside = !inside;
        continue;
      }
      const side = turn(x1, y1, x2, y2, lon, lat);
      if (side === 0) return 0;
      if (y1 > lat !== y2 > lat && side > 0 === y2 > y1) inside = !inside;
    }
  }
  return inside ? 1 : -1;
}

const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_SQUARED = 0.00669437999014; // WGS-84; CGCS2000 differs in the eleventh digit
const ECCENTRICITY = Math.sqrt(ECCENTRICITY_SQUARED);
const SEMI_MINOR_SQUARED = SEMI_MAJOR_M * SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED);
const RADIANS = Math.PI / 180;

/** Area of the ellipsoid between the equator and a latitude, per radian of longitude. */
function zoneM2(latDeg: number): number {
  const sine = Math.sin(latDeg * RADIANS);
  return (
    (SEMI_MINOR_SQUARED / 2) *
    (sine / (1 - ECCENTRICITY_SQUARED * sine * sine) + Math.atanh(ECCENTRICITY * sine) / ECCENTRICITY)
  );
}

/** Signed: positive for an anticlockwise ring. Each border edge is integrated by Simpson's rule (exact to < 1 mm² here). */
export function ringAreaM2(ring: Ring): number {
  const base = zoneM2(ring[0]![1]);
  let sum = 0;
  for (const [[x1, y1], [x2, y2]] of edgesOf(ring)) {
    if (x1 === x2) continue;
    const mean = (zoneM2(y1) - base + 4 * (zoneM2((y1 + y2) / 2) - base) + (zoneM2(y2) - base)) / 6;
    sum -= (x2 - x1) * RADIANS * mean;
  }
  return sum;
}

export function areaM2(shape: Shape): number {
  let sum = 0;
  for (const part of shape) part.forEach((ring, i) => (sum += (i === 0 ? 1 : -1) * Math.abs(ringAreaM2(ring))));
  return sum;
}

export const surfaceM2 = (geometry: AreaGeometry): number => areaM2(toShape(geometry));

/** Metres in one degree of longitude and of latitude at a latitude. */
export function metresPerDegree(latDeg: number): { lon: number; lat: number } {
  const sine = Math.sin(latDeg * RADIANS);
  const w = 1 - ECCENTRICITY_SQUARED * sine * sine;
  return {
    lon: (SEMI_MAJOR_M / Math.sqrt(w)) * Math.cos(latDeg * RADIANS) * RADIANS,
    lat: ((SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)) / w ** 1.5) * RADIANS,
  };
}

/** Of a short stretch such as one side of a cell. */
export function lengthM(a: LonLat, b: LonLat): number {
  const scale = metresPerDegree((a[1] + b[1]) / 2);
  return Math.hypot((b[0] - a[0]) * scale.lon, (b[1] - a[1]) * scale.lat);
}

/** Twice the area in square degrees; only its sign and proportion are used. */
export function signedSize(ring: Ring): number {
  const [ox, oy] = ring[0]!;
  let sum = 0;
  for (const [[x1, y1], [x2, y2]] of edgesOf(ring)) sum += (x1 - ox) * (y2 - oy) - (x2 - ox) * (y1 - oy);
  return sum;
}

/** The balance point. It may lie outside a bent area; `pointInside` never does. */
export function centroid(shape: Shape): LonLat {
  const [ox, oy] = shape[0]![0]![0]!;
  let size = 0;
  let x = 0;
  let y = 0;
  for (const ring of shape.flat()) {
    for (const [[x1, y1], [x2, y2]] of edgesOf(ring)) {
      const cross = (x1 - ox) * (y2 - oy) - (x2 - ox) * (y1 - oy);
      size += cross;
      x += (x1 + x2 - 2 * ox) * cross;
      y += (y1 + y2 - 2 * oy) * cross;
    }
  }
  return size === 0 ? [ox, oy] : [ox + x / (3 * size), oy + y / (3 * size)];
}

/** A point certainly inside, for a label or a display card: the centroid of the largest part, else the middle of its widest stretch. */
export function pointInside(shape: Shape): LonLat {
  const part = shape.reduce((best, next) => (signedSize(next[0]!) > signedSize(best[0]!) ? next : best));
  const middle = centroid([part]);
  if (relation(part, ...middle) === 1) return middle;
  const lats = [...new Set(part.flat().map(([, lat]) => lat))].sort((a, b) => a - b);
  const scanLines = lats
    .slice(1)
    .map((lat, i) => (lat + lats[i]!) / 2)
    .sort((a, b) => Math.abs(a - middle[1]) - Math.abs(b - middle[1]));
  for (const lat of scanLines) {
    const found = widestStretch(part, lat);
    if (found && relation(part, ...found) === 1) return found;
  }
  return part[0]![0]!; // only an area thinner than the numbers can express comes here: a point of its border
}

function widestStretch(part: Part, lat: number): LonLat | undefined {
  const crossings: number[] = [];
  for (const ring of part) {
    for (const [[x1, y1], [x2, y2]] of edgesOf(ring)) {
      if (y1 > lat !== y2 > lat) crossings.push(x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1));
    }
  }
  crossings.sort((a, b) => a - b);
  let best: LonLat | undefined;
  let width = 0;
  for (let i = 1; i < crossings.length; i += 2) {
    const [from, to] = [crossings[i - 1]!, crossings[i]!];
    if (to - from > width) {
      width = to - from;
      best = [(from + to) / 2, lat];
    }
  }
  return best;
}
