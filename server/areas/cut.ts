/** Cutting an area along a drawn line, and joining areas into one. */
import { union } from 'polyclip-ts';
import type { AreaFault } from '#contract/words/areas.ts';
import type { AreaGeometry, LonLat, Part, Shape } from './shape.ts';
import { boxOf, centroid, edgesOf, lengthM, pointInside, relation, toGeometry, toShape } from './shape.ts';
import type { Edge } from './faces.ts';
import { assemble, cutEdge, meeting, samePoint, walkRings } from './faces.ts';

export type CutFault = Extract<AreaFault, `cut.${string}`>;
export type MergeFault = Extract<AreaFault, `merge.${string}`>;

/**
 * Cuts along a line of two or more points; what hangs over outside, or ends inside without reaching the border again,
 * cuts nothing. The pieces share their new border exactly and come in the order north to south, then west to east.
 * A part of the area that the line does not divide, such as an islet, stays with the piece nearest to it.
 */
export function splitPolygon(geometry: AreaGeometry, line: LonLat[]): { pieces: AreaGeometry[] } | { fault: CutFault } {
  const points = line.filter((point, i) => i === 0 || !samePoint(point, line[i - 1]!));
  if (points.length < 2) return { fault: 'cut.line_too_short' };
  if (crossesItself(points)) return { fault: 'cut.line_crosses_itself' };
  const pieces: { shape: Shape; centre: LonLat }[] = [];
  const undivided: Part[] = [];
  for (const part of toShape(geometry)) {
    const parts = cutAlong([part], points);
    if (!parts || parts.length < 2) undivided.push(part);
    else pieces.push(...parts.map((piece) => ({ shape: [piece], centre: centroid([piece]) })));
  }
  if (pieces.length === 0) return { fault: 'cut.line_does_not_divide' };
  for (const part of undivided) {
    const centre = centroid([part]);
    const nearest = pieces.reduce((a, b) => (lengthM(b.centre, centre) < lengthM(a.centre, centre) ? b : a));
    nearest.shape.push(part);
  }
  pieces.sort((a, b) => b.centre[1] - a.centre[1] || a.centre[0] - b.centre[0]);
  return { pieces: pieces.map(({ shape }) => toGeometry(shape)) };
}

/** The parts of a shape after cutting along a simple line; undefined if rounding left lines that enclose nothing. */
export function cutAlong(shape: Shape, line: LonLat[]): Shape | undefined {
  const blades: { edge: Edge; stops: LonLat[] }[] = [];
  for (let i = 1; i < line.length; i++) blades.push({ edge: [line[i - 1]!, line[i]!], stops: [] });
  const reach = boxOf([[line]]);
  const pieces: Edge[] = [];
  for (const ring of shape.flat()) {
    for (const edge of edgesOf(ring)) {
      const stops: LonLat[] = [];
      if (mayReach(edge, reach)) {
        for (const blade of blades) {
          const met = meeting(edge, blade.edge);
          if (met.kind === 'none') continue;
          const at = met.kind === 'crossing' ? [met.at] : met.at;
          stops.push(...at);
          blade.stops.push(...at);
        }
      }
      pieces.push(...(stops.length > 0 ? cutEdge(edge, stops) : [edge]));
    }
  }
  const rings = shape.flat();
  for (const blade of blades) {
    for (const [from, to] of cutEdge(blade.edge, blade.stops)) {
      if (relation(rings, (from[0] + to[0]) / 2, (from[1] + to[1]) / 2) === 1) pieces.push([from, to], [to, from]);
    }
  }
  const walk = walkRings(pieces);
  return walk.astray ? undefined : assemble(walk.rings).shape;
}

const mayReach = ([a, b]: Edge, reach: ReturnType<typeof boxOf>) =>
  Math.max(a[0], b[0]) >= reach.west &&
  Math.min(a[0], b[0]) <= reach.east &&
  Math.max(a[1], b[1]) >= reach.south &&
  Math.min(a[1], b[1]) <= reach.north;

function crossesItself(line: LonLat[]): boolean {
  const edges = [...edgesOf(line)];
  return edges.some((edge, i) =>
    edges.slice(i + 1).some((later, k) => {
      const met = meeting(edge, later);
      if (met.kind !== 'touching') return met.kind === 'crossing';
      // The next piece may touch where this one ends, and nowhere else.
      return k > 0 || met.at.some((at) => !samePoint(at, edge[1]));
    }),
  );
}

/** One area from several. They must hang together by borders, not only by corners. */
export function mergePolygons(list: AreaGeometry[]): { geometry: AreaGeometry } | { fault: MergeFault } {
  const shapes = list.map(toShape);
  const [first, ...rest] = shapes;
  if (!first) return { fault: 'merge.nothing' };
  try {
    const merged: Shape = union(first, ...rest);
    return hangTogether(shapes, merged) ? { geometry: toGeometry(merged) } : { fault: 'merge.apart' };
  } catch {
    return { fault: 'merge.failed' }; // the library gives up on some nearly parallel borders
  }
}

/** From the first area every other one can be reached through the parts they have grown together in. */
function hangTogether(shapes: Shape[], merged: Shape): boolean {
  const grown = merged.map((part) =>
    shapes.flatMap((shape, i) => (shape.some((own) => relation(part, ...pointInside([own])) === 1) ? [i] : [])),
  );
  const reached = new Set([0]);
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const group of grown) if (group.some((i) => reached.has(i))) group.forEach((i) => reached.add(i));
  }
  return reached.size === shapes.length;
}
