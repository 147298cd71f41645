/**
 * From lines to areas. Given border lines, each with the inside on its left, this walks out the simple rings they
 * enclose and sets holes into their shells. Mending a shape that touches itself, cutting one along a line and joining
 * neighbours are all this one walk over different lines.
 */
import type { LonLat, Ring, Shape } from './shape.ts';
import { boxOf, edgesOf, relation, signedSize } from './shape.ts';
import { turn } from './turn.ts';

/** A directed piece of border; the inside is on its left. */
export type Edge = [from: LonLat, to: LonLat];

export const samePoint = (a: LonLat, b: LonLat) => a[0] === b[0] && a[1] === b[1];
export const keyOf = (point: LonLat) => `${point[0]},${point[1]}`;

/** Where two straight pieces meet: nowhere, in one inner crossing, or where an end of one lies on the other. */
export type Meeting = { kind: 'none' } | { kind: 'crossing'; at: LonLat } | { kind: 'touching'; at: LonLat[] };

export function meeting([a, b]: Edge, [c, d]: Edge): Meeting {
  const sideC = Math.sign(turn(...a, ...b, ...c));
  const sideD = Math.sign(turn(...a, ...b, ...d));
  const sideA = Math.sign(turn(...c, ...d, ...a));
  const sideB = Math.sign(turn(...c, ...d, ...b));
  if (sideC * sideD < 0 && sideA * sideB < 0) return { kind: 'crossing', at: crossingPoint([a, b], [c, d]) };
  const at: LonLat[] = [];
  if (sideC === 0 && between(a, b, c)) at.push(c);
  if (sideD === 0 && between(a, b, d)) at.push(d);
  if (sideA === 0 && between(c, d, a)) at.push(a);
  if (sideB === 0 && between(c, d, b)) at.push(b);
  return at.length > 0 ? { kind: 'touching', at } : { kind: 'none' };
}

const between = (a: LonLat, b: LonLat, p: LonLat) =>
  p[0] >= Math.min(a[0], b[0]) &&
  p[0] <= Math.max(a[0], b[0]) &&
  p[1] >= Math.min(a[1], b[1]) &&
  p[1] <= Math.max(a[1], b[1]);

/**
 * The ends are put in one order first, so the neighbour that owns the same border the other way round gets the very same
 * point; on a line of latitude or longitude the point keeps that coordinate to the last bit.
 */
function crossingPoint(first: Edge, second: Edge): LonLat {
  const [[ax, ay], [bx, by]] = inOrder(first);
  const [[cx, cy], [dx, dy]] = inOrder(second);
  const t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / ((bx - ax) * (dy - cy) - (by - ay) * (dx - cx));
  const x = cx === dx ? cx : within(ax, bx, ax + t * (bx - ax));
  const y = cy === dy ? cy : within(ay, by, ay + t * (by - ay));
  return [x, y];
}

const inOrder = ([a, b]: Edge): Edge => (a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]) ? [a, b] : [b, a]);
const within = (a: number, b: number, value: number) => Math.min(Math.max(value, Math.min(a, b)), Math.max(a, b));

/** Cuts an edge at points lying on it, in travelling order. */
export function cutEdge([from, to]: Edge, points: LonLat[]): Edge[] {
  const axis = Math.abs(to[0] - from[0]) >= Math.abs(to[1] - from[1]) ? 0 : 1;
  const forward = to[axis] >= from[axis] ? 1 : -1;
  const stops = [...points].sort((p, q) => forward * (p[axis] - q[axis]));
  const pieces: Edge[] = [];
  let last = from;
  for (const stop of [...stops, to]) {
    if (samePoint(stop, last)) continue;
    pieces.push([last, stop]);
    last = stop;
  }
  return pieces;
}

/** Two pieces running in opposite directions have inside on both sides: there is no border between them. */
export function dropInnerBorders(edges: Edge[]): Edge[] {
  const waiting = new Map<string, Edge[]>();
  for (const edge of edges) {
    const opposite = waiting.get(`${keyOf(edge[1])} ${keyOf(edge[0])}`);
    if (opposite && opposite.length > 0) {
      opposite.pop();
      continue;
    }
    const key = `${keyOf(edge[0])} ${keyOf(edge[1])}`;
    const same = waiting.get(key);
    if (same) same.push(edge);
    else waiting.set(key, [edge]);
  }
  return [...waiting.values()].flat();
}

/**
 * Walks the edges face by face: at each point it takes the first way out clockwise from where it came, which keeps to
 * the wall on the left. A walk that comes back to a point of its own is parted there, so every ring is simple. Lines
 * that cross at a point, or lie twice on each other, lead the walk astray; the point is given back.
 */
export function walkRings(edges: Edge[]): { rings: Ring[]; astray?: LonLat } {
  const waysOut = new Map<string, number[]>();
  edges.forEach(([from], i) => {
    const key = keyOf(from);
    const list = waysOut.get(key);
    if (list) list.push(i);
    else waysOut.set(key, [i]);
  });
  const walked = new Uint8Array(edges.length);
  const rings: Ring[] = [];
  for (let start = 0; start < edges.length; start++) {
    if (walked[start]) continue;
    const path: LonLat[] = [];
    let at = start;
    while (!walked[at]) {
      walked[at] = 1;
      const [from, to] = edges[at]!;
      path.push(from);
      const out = waysOut.get(keyOf(to)) ?? [];
      if (out.length === 0) return { rings, astray: to };
      at = out.reduce((a, b) => (comesFirst(to, from, edges[a]![1], edges[b]![1]) ? a : b));
    }
    if (at !== start) return { rings, astray: edges[at]![0] };
    rings.push(...partAtRepeats(path));
  }
  return { rings: rings.filter((ring) => signedSize(ring) !== 0) };
}

/** Seen from `centre`, turning clockwise from `back`: is `a` met before `b`? */
function comesFirst(centre: LonLat, back: LonLat, a: LonLat, b: LonLat): boolean {
  const quarter = (to: LonLat) => {
    const side = turn(...centre, ...back, ...to);
    if (side !== 0) return side < 0 ? 0 : 2;
    const ahead = (to[0] - centre[0]) * (back[0] - centre[0]) + (to[1] - centre[1]) * (back[1] - centre[1]) < 0;
    return ahead ? 1 : 3;
  };
  const [qa, qb] = [quarter(a), quarter(b)];
  return qa === qb ? turn(...centre, ...a, ...b) < 0 : qa < qb;
}

function partAtRepeats(path: LonLat[]): Ring[] {
  const rings: Ring[] = [];
  const open: LonLat[] = [];
  const openAt = new Map<string, number>();
  for (const point of path) {
    const since = openAt.get(keyOf(point));
    if (since === undefined) {
      openAt.set(keyOf(point), open.length);
      open.push(point);
      continue;
    }
    const loop = open.splice(since + 1);
    for (const left of loop) openAt.delete(keyOf(left));
    if (loop.length >= 2) rings.push([open[since]!, ...loop, open[since]!]);
  }
  if (open.length >= 3) rings.push([...open, open[0]!]);
  return rings;
}

export type Assembly = { shape: Shape } | { shape?: undefined; misplaced: Ring; as: 'shell' | 'hole' };

/**
 * Sets every hole into its shell. Rings may touch but not cross. A shell inside a shell, or a hole outside every shell,
 * is given back as misplaced: those lines do not enclose an area.
 */
export function assemble(rings: Ring[]): Assembly {
  const known = rings.map((ring) => ({ ring, box: boxOf([[ring]]), size: signedSize(ring), part: -1 }));
  const largestFirst = known.toSorted((a, b) => Math.abs(b.size) - Math.abs(a.size));
  const shape: Shape = [];
  for (const [i, inner] of largestFirst.entries()) {
    const around = largestFirst.slice(0, i).filter((outer) => encloses(outer, inner));
    const nearest = around.at(-1);
    if (inner.size > 0) {
      if (nearest && nearest.size > 0) return { misplaced: inner.ring, as: 'shell' };
      inner.part = shape.push([inner.ring]) - 1;
    } else {
      if (!nearest || nearest.size < 0) return { misplaced: inner.ring, as: 'hole' };
      shape[nearest.part]!.push(inner.ring);
    }
  }
  return { shape };
}

interface Known {
  ring: Ring;
  box: ReturnType<typeof boxOf>;
  size: number;
}

/**
 * The rings do not cross, so one corner of the inner ring off the outer border decides. Where all of them lie on it, the
 * way an inner edge leaves its corner decides; never the middle of an edge, because a middle is rounded, and beside a
 * border less than the rounding away it can fall on the other side.
 */
function encloses(outer: Known, inner: Known): boolean {
  const [o, n] = [outer.box, inner.box];
  if (n.west < o.west || n.east > o.east || n.south < o.south || n.north > o.north) return false;
  for (const corner of inner.ring) {
    const side = relation([outer.ring], ...corner);
    if (side !== 0) return side === 1;
  }
  const border = outer.size > 0 ? outer.ring : outer.ring.toReversed();
  for (const edge of edgesOf(inner.ring)) {
    const side = leaves(border, edge);
    if (side !== 0) return side === 1;
  }
  return true; // the very same ring twice
}

/** Into which side of an anticlockwise ring an edge goes that begins on it: 1 inside, -1 outside, 0 along the border. */
function leaves(ring: Ring, [from, to]: Edge): 1 | 0 | -1 {
  for (let i = 1; i < ring.length; i++) {
    const [before, end] = [ring[i - 1]!, ring[i]!];
    const atCorner = samePoint(end, from);
    const onEdge = !samePoint(before, from) && turn(...before, ...end, ...from) === 0 && between(before, end, from);
    if (!atCorner && !onEdge) continue;
    const after = atCorner ? ring[i + 1 < ring.length ? i + 1 : 1]! : end;
    if (sameWay(from, before, to) || sameWay(from, after, to)) return 0;
    return comesFirst(from, before, to, after) ? 1 : -1;
  }
  return 0;
}

const sameWay = (from: LonLat, a: LonLat, b: LonLat) =>
  turn(...from, ...a, ...b) === 0 && (a[0] - from[0]) * (b[0] - from[0]) + (a[1] - from[1]) * (b[1] - from[1]) > 0;
