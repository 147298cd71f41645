/**
 * Do two areas share ground, or do they only touch? Neighbours drawn on one border are the rule, and clipping each pair to find
 * nothing was most of the time of a comparison. Decided exactly, from where their borders meet: they share ground if and only
 * if a border crosses the other, runs inside the other area, runs along the other's in the same direction, or the areas are equal.
 */
import Flatbush from 'flatbush';
import { cutEdge, keyOf, meeting, type Edge } from './faces.ts';
import type { Box, LonLat, Ring, Shape } from './shape.ts';
import { boxOf, edgesOf, pointInside, relation } from './shape.ts';

export interface Bordered {
  shape: Shape;
  box: Box;
  rings: Ring[];
  /** ring after ring, each in its order */
  edges: { edge: Edge; startsRing: boolean }[];
  near: Flatbush;
}

export function bordered(shape: Shape): Bordered {
  const rings = shape.flat();
  const edges = rings.flatMap((ring) => [...edgesOf(ring)].map((edge, i) => ({ edge, startsRing: i === 0 })));
  const near = new Flatbush(edges.length);
  for (const { edge } of edges) near.add(...cornersOf(edge));
  near.finish();
  return { shape, box: boxOf(shape), rings, edges, near };
}

const cornersOf = ([[x1, y1], [x2, y2]]: Edge): [number, number, number, number] => [
  Math.min(x1, x2),
  Math.min(y1, y2),
  Math.max(x1, x2),
  Math.max(y1, y2),
];

export function shareGround(a: Bordered, b: Bordered): boolean {
  const common: [number, number, number, number] = [
    Math.max(a.box.west, b.box.west),
    Math.max(a.box.south, b.box.south),
    Math.min(a.box.east, b.box.east),
    Math.min(a.box.north, b.box.north),
  ];
  if (common[0] >= common[2] || common[1] >= common[3]) return false;
  const contacts = { a: new Map<number, LonLat[]>(), b: new Map<number, LonLat[]>() };
  const points = new Set<string>();
  for (const i of a.near.search(...common)) {
    const { edge } = a.edges[i]!;
    for (const j of b.near.search(...cornersOf(edge))) {
      const met = meeting(edge, b.edges[j]!.edge);
      if (met.kind === 'none') continue;
      if (met.kind === 'crossing') return true;
      for (const at of met.at) points.add(keyOf(at));
      contacts.a.set(i, [...(contacts.a.get(i) ?? []), ...met.at]);
      contacts.b.set(j, [...(contacts.b.get(j) ?? []), ...met.at]);
    }
  }
  const piecesOfB = new Set(
    [...contacts.b].flatMap(([j, stops]) =>
      cutEdge(b.edges[j]!.edge, stops).map(([from, to]) => `${keyOf(from)} ${keyOf(to)}`),
    ),
  );
  const piecesOfA = new Set(
    [...contacts.a].flatMap(([i, stops]) =>
      cutEdge(a.edges[i]!.edge, stops).map(([from, to]) => `${keyOf(from)} ${keyOf(to)}`),
    ),
  );
  return (
    runsInside(a, contacts.a, b, piecesOfB, points) ||
    runsInside(b, contacts.b, a, piecesOfA, points) ||
    a.shape.some((part) => relation(b.rings, ...pointInside([part])) === 1)
  );
}

/** Between two contacts a border lies wholly inside or wholly outside the other area: one look at each stretch is enough. */
function runsInside(
  own: Bordered,
  contacts: ReadonlyMap<number, LonLat[]>,
  other: Bordered,
  otherPieces: ReadonlySet<string>,
  points: ReadonlySet<string>,
): boolean {
  const { west, south, east, north } = other.box;
  for (const [i, { edge, startsRing }] of own.edges.entries()) {
    const stops = contacts.get(i);
    for (const [from, to] of stops ? cutEdge(edge, stops) : [edge]) {
      if (!startsRing && !points.has(keyOf(from))) continue; // goes on as before
      if (otherPieces.has(`${keyOf(from)} ${keyOf(to)}`)) return true;
      if (otherPieces.has(`${keyOf(to)} ${keyOf(from)}`)) continue;
      const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
      if (x < west || x > east || y < south || y > north) continue;
      if (relation(other.rings, x, y) === 1) return true;
    }
  }
  return false;
}
