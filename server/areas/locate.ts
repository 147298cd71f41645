/**
 * Where is this point? Answered by containment and nothing else: a point outside every area is outside, never "nearest".
 *
 * The one rule for borders: a border belongs to every area it touches, and of all areas that contain or touch the point
 * the one with the smallest code answers. So the answer does not depend on the order of the list or on rounding, and a
 * point on the edge of a hole counts as border of the area around it. Overlapping areas (they are reported at import)
 * follow the same rule.
 */
import Flatbush from 'flatbush';
import type { AreaGeometry } from './shape.ts';
import { toShape } from './shape.ts';
import { turn } from './turn.ts';

export interface AreaIndex {
  size: number;
  /** The place in the list of the area that owns the point, or -1 outside all of them. */
  locate(lon: number, lat: number): number;
}

export function buildIndex(areas: readonly { code: string; geometry: AreaGeometry }[]): AreaIndex {
  if (areas.length === 0) return { size: 0, locate: () => -1 };
  const shapes = areas.map((area) => toShape(area.geometry).flat());
  const ringCount = shapes.reduce((sum, rings) => sum + rings.length, 0);
  const pointCount = shapes.reduce((sum, rings) => sum + rings.reduce((n, ring) => n + ring.length, 0), 0);

  // All borders in one row of numbers: area → its rings → their points. Nothing is allocated when a point is asked.
  const ringsFrom = new Uint32Array(areas.length + 1);
  const pointsFrom = new Uint32Array(ringCount + 1);
  const points = new Float64Array(pointCount * 2);
  const boxes = new Flatbush(areas.length);
  let ringAt = 0;
  let at = 0;
  for (const [i, rings] of shapes.entries()) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings) {
      for (const [lon, lat] of ring) {
        points[at++] = lon;
        points[at++] = lat;
        if (lon < west) west = lon;
        if (lon > east) east = lon;
        if (lat < south) south = lat;
        if (lat > north) north = lat;
      }
      pointsFrom[++ringAt] = at;
    }
    ringsFrom[i + 1] = ringAt;
    boxes.add(west, south, east, north);
  }
  boxes.finish();

  const rank = new Uint32Array(areas.length);
  const byCode = areas.map((area, i) => ({ code: area.code, i }));
  byCode.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.i - b.i)).forEach(({ i }, r) => (rank[i] = r));

  function containsOrTouches(area: number, lon: number, lat: number): boolean {
    let inside = false;
    for (let ring = ringsFrom[area]!, lastRing = ringsFrom[area + 1]!; ring < lastRing; ring++) {
      const end = pointsFrom[ring + 1]!;
      let x1 = points[pointsFrom[ring]!]!;
      let y1 = points[pointsFrom[ring]! + 1]!;
      for (let p = pointsFrom[ring]! + 2; p < end; p += 2) {
        const x2 = points[p]!;
        const y2 = points[p + 1]!;
        if (!((y1 < lat && y2 < lat) || (y1 > lat && y2 > lat) || (x1 < lon && x2 < lon))) {
          const crosses = y1 > lat !== y2 > lat;
          if (x1 > lon && x2 > lon) {
            if (crosses) inside = !inside;
          } else {
            const side = turn(x1, y1, x2, y2, lon, lat);
            if (side === 0) return true;
            if (crosses && side > 0 === y2 > y1) inside = !inside;
          }
        }
        x1 = x2;
        y1 = y2;
      }
    }
    return inside;
  }

  let found = -1;
  let askedLon = 0;
  let askedLat = 0;
  // Always "no" to the library: the answer is kept here and no list of results grows.
  const consider = (area: number): boolean => {
    if ((found < 0 || rank[area]! < rank[found]!) && containsOrTouches(area, askedLon, askedLat)) found = area;
    return false;
  };
  return {
    size: areas.length,
    locate(lon, lat) {
      if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return -1;
      found = -1;
      askedLon = lon;
      askedLat = lat;
      boxes.search(lon, lat, lon, lat, consider);
      return found;
    },
  };
}
