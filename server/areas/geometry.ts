/**
 * Is this GeoJSON geometry an area? What only touches itself is mended (a repeated point, a spike, a ring of no area, a
 * hole leaning on the shell, parts side by side); what crosses itself is refused with the place, because nobody but its author can say what
 * was meant. The points of a border are otherwise kept as they came: nothing is simplified or snapped.
 */
import Flatbush from 'flatbush';
import type { AreaFault } from '#contract/words/areas.ts';
import type { AreaGeometry, LonLat, Ring, Shape } from './shape.ts';
import { edgesOf, signedSize, toGeometry } from './shape.ts';
import type { Edge } from './faces.ts';
import { assemble, cutEdge, dropInnerBorders, keyOf, meeting, samePoint, walkRings } from './faces.ts';

export type GeometryFault = Extract<AreaFault, `geometry.${string}`>;

/** What was put right without changing which points are inside. */
export type Mend = 'repeated_points' | 'winding' | 'touching';

export type GeometryCheck =
  | { geometry: AreaGeometry; shape: Shape; mended: Mend[] }
  | { geometry?: undefined; fault: GeometryFault; at?: LonLat };

export function checkGeometry(value: unknown): GeometryCheck {
  const read = readRings(value);
  if ('fault' in read) return read;
  const mended = new Set<Mend>();
  const rings: Ring[] = [];
  let withoutArea = false;
  for (const { points, isHole } of read.rings) {
    const distinct = points.filter((point, i) => i === 0 || !samePoint(point, points[i - 1]!));
    if (distinct.length < points.length) mended.add('repeated_points');
    const size = signedSize(distinct);
    // Either a line there and back, which encloses nothing and is dropped below, or a figure of eight, refused below.
    if (size === 0) withoutArea = true;
    // RFC 7946 §3.1.6: shells anticlockwise, holes clockwise; older files are often the other way round.
    if (size !== 0 && size > 0 === isHole) mended.add('winding');
    rings.push(size > 0 === isHole ? distinct.toReversed() : distinct);
  }
  // One point, however often repeated, has no lines to compare.
  if (rings.every((ring) => ring.length < 2)) return { fault: 'geometry.ring_without_area', at: rings[0]![0] };
  const contacts = findContacts(rings, read.partOf);
  if ('fault' in contacts) return contacts;
  let simple = rings;
  // No lines cross, yet inside and outside may be confused: a border passes through a point of its own, or lies on another.
  const confused = read.partOf.at(-1) === 0 ? 'geometry.ring_crosses_itself' : 'geometry.parts_overlap';
  if (contacts.touching || withoutArea) {
    mended.add('touching');
    const walk = walkRings(dropInnerBorders(contacts.edges));
    if (walk.astray) return { fault: confused, at: walk.astray };
    simple = walk.rings;
  }
  const assembly = assemble(simple);
  if (!assembly.shape) {
    const at = assembly.misplaced[0]!;
    const inHole = read.rings.some(({ points, isHole }) => isHole && points.some((point) => samePoint(point, at)));
    if (assembly.as === 'hole' && inHole) return { fault: 'geometry.hole_outside_shell', at };
    return { fault: confused, at };
  }
  if (assembly.shape.length === 0) return { fault: 'geometry.ring_without_area', at: rings[0]![0] };
  return { geometry: toGeometry(assembly.shape), shape: assembly.shape, mended: [...mended] };
}

interface RawRing {
  points: LonLat[];
  isHole: boolean;
}

function readRings(value: unknown): { rings: RawRing[]; partOf: number[] } | { fault: GeometryFault; at?: LonLat } {
  if (value === null || value === undefined) return { fault: 'geometry.missing' };
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown };
  if ((type !== 'Polygon' && type !== 'MultiPolygon') || !Array.isArray(coordinates)) {
    return { fault: 'geometry.not_a_polygon' };
  }
  const parts: unknown[] = type === 'Polygon' ? [coordinates] : coordinates;
  const rings: RawRing[] = [];
  const partOf: number[] = [];
  for (const [p, part] of parts.entries()) {
    if (!Array.isArray(part) || part.length === 0) return { fault: 'geometry.not_a_polygon' };
    for (const [r, ring] of part.entries()) {
      if (!Array.isArray(ring)) return { fault: 'geometry.not_a_polygon' };
      const points: LonLat[] = [];
      for (const position of ring) {
        if (!Array.isArray(position)) return { fault: 'geometry.not_a_position' };
        const [lon, lat] = position;
        if (!Number.isFinite(lon) || !Number.isFinite(lat)) return { fault: 'geometry.not_a_position' };
        if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return { fault: 'geometry.out_of_range', at: [lon, lat] };
        points.push([lon, lat]);
      }
      if (points.length < 4) return { fault: 'geometry.ring_too_short', at: points[0] };
      if (!samePoint(points[0]!, points.at(-1)!)) return { fault: 'geometry.ring_not_closed', at: points[0] };
      rings.push({ points, isHole: r > 0 });
      partOf.push(p);
    }
  }
  return rings.length > 0 ? { rings, partOf } : { fault: 'geometry.missing' };
}

/** All places where borders meet. An inner crossing ends the search; touching edges are cut where they touch. */
function findContacts(
  rings: Ring[],
  partOf: number[],
): { edges: Edge[]; touching: boolean } | { fault: GeometryFault; at: LonLat } {
  const edges: { edge: Edge; ring: number; stops: LonLat[] }[] = [];
  rings.forEach((ring, r) => {
    for (const edge of edgesOf(ring)) edges.push({ edge, ring: r, stops: [] });
  });
  const boxes = new Flatbush(edges.length);
  for (const { edge } of edges) {
    const [[x1, y1], [x2, y2]] = edge;
    boxes.add(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2));
  }
  boxes.finish();
  const visits = new Map<string, number>();
  let touching = false;
  for (const [i, one] of edges.entries()) {
    const [[x1, y1], [x2, y2]] = one.edge;
    const start = keyOf(one.edge[0]);
    visits.set(start, (visits.get(start) ?? 0) + 1);
    const near = boxes.search(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2));
    for (const j of near) {
      if (j <= i) continue;
      const other = edges[j]!;
      const met = meeting(one.edge, other.edge);
      if (met.kind === 'crossing') return { fault: crossingFault(one.ring, other.ring, partOf), at: met.at };
      if (met.kind === 'none') continue;
      for (const at of met.at) {
        for (const each of [one, other]) {
          if (samePoint(at, each.edge[0]) || samePoint(at, each.edge[1])) continue;
          each.stops.push(at);
          touching = true;
        }
      }
    }
  }
  if ([...visits.values()].some((times) => times > 1)) touching = true;
  return { edges: edges.flatMap(({ edge, stops }) => cutEdge(edge, stops)), touching };
}

function crossingFault(ring: number, other: number, partOf: number[]): GeometryFault {
  if (ring === other) return 'geometry.ring_crosses_itself';
  return partOf[ring] === partOf[other] ? 'geometry.hole_crosses_shell' : 'geometry.parts_overlap';
}
