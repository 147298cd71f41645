/**
 * A bent lattice of quads and the outlines of groups of them. Every boundary of the district, from a unit cell to the
 * whole, is made of the same edges, so cells, communities and streets tile exactly: nothing is clipped, nothing rounded
 * twice, and a border is the same numbers on both sides.
 */
import type { Polygon, Position } from 'geojson';

/** Column from west, row from north; vertex (i, j) is the north-west corner of quad (i, j). */
export type Lattice = { columns: number; rows: number; vertices: Position[]; metres: [x: number, y: number][] };
export type Quad = number;

export const quadAt = (lattice: Lattice, i: number, j: number): Quad => j * lattice.columns + i;
export const columnOf = (lattice: Lattice, quad: Quad): number => quad % lattice.columns;
export const rowOf = (lattice: Lattice, quad: Quad): number => Math.floor(quad / lattice.columns);

const width = (lattice: Lattice): number => lattice.columns + 1;
export const vertexAt = (lattice: Lattice, i: number, j: number): number => j * width(lattice) + i;

/** The corners counter-clockwise as GeoJSON wants an outer ring (RFC 7946): NW, SW, SE, NE. */
function corners(lattice: Lattice, quad: Quad): [number, number, number, number] {
  const nw = vertexAt(lattice, columnOf(lattice, quad), rowOf(lattice, quad));
  const sw = nw + width(lattice);
  return [nw, sw, sw + 1, nw + 1];
}

/** A point inside a quad; u from west, v from north, both between 0 and 1. */
export function inside(lattice: Lattice, quad: Quad, u: number, v: number): Position {
  const [nw, sw, se, ne] = corners(lattice, quad).map((vertex) => lattice.vertices[vertex]!) as [
    Position,
    Position,
    Position,
    Position,
  ];
  const mix = (axis: 0 | 1): number =>
    (nw[axis]! * (1 - u) + ne[axis]! * u) * (1 - v) + (sw[axis]! * (1 - u) + se[axis]! * u) * v;
  return [degrees(mix(0)), degrees(mix(1))];
}

/** Seven decimals are about a centimetre; finer would be show. */
export const degrees = (value: number): number => Math.round(value * 1e7) / 1e7;

/** Square metres of a group of quads, by the plane coordinates of its corners. */
export const surface = (lattice: Lattice, quads: readonly Quad[]): number =>
  quads.reduce((sum, quad) => {
    const ring = corners(lattice, quad).map((vertex) => lattice.metres[vertex]!);
    return sum + signedArea(ring);
  }, 0);

export function middle(lattice: Lattice, quads: readonly Quad[]): [x: number, y: number] {
  let [x, y] = [0, 0];
  for (const quad of quads) {
    for (const vertex of corners(lattice, quad)) {
      x += lattice.metres[vertex]![0] / 4;
      y += lattice.metres[vertex]![1] / 4;
    }
  }
  return [x / quads.length, y / quads.length];
}

/** The quad of a group that lies nearest its middle: the middle itself may fall into a hole. */
export function innermost(lattice: Lattice, quads: readonly Quad[]): Quad {
  const [x, y] = middle(lattice, quads);
  let best = quads[0]!;
  let least = Infinity;
  for (const quad of quads) {
    const [qx, qy] = middle(lattice, [quad]);
    const far = (qx - x) ** 2 + (qy - y) ** 2;
    if (far < least) [best, least] = [quad, far];
  }
  return best;
}

/**
 * The border of a group that hangs together by edges: what remains when every edge with the group on both sides is
 * struck out. Where the border meets itself in a point the walk turns right, so each ring stays simple and a hole that
 * touches the border is still a hole.
 */
export function outline(lattice: Lattice, quads: readonly Quad[]): Polygon {
  const size = lattice.vertices.length;
  const border = new Set<number>();
  for (const quad of quads) {
    const ring = corners(lattice, quad);
    for (let k = 0; k < 4; k++) {
      const [from, to] = [ring[k]!, ring[(k + 1) % 4]!];
      if (!border.delete(to * size + from)) border.add(from * size + to);
    }
  }
  const waysOut = new Map<number, number[]>();
  for (const edge of border) {
    const from = Math.floor(edge / size);
    const out = waysOut.get(from);
    if (out) out.push(edge % size);
    else waysOut.set(from, [edge % size]);
  }
  const outer: number[][] = [];
  const holes: number[][] = [];
  for (const edge of border) {
    let [from, to] = [Math.floor(edge / size), edge % size];
    const start = from;
    if (!waysOut.get(start)?.includes(to)) continue; // walked already
    const ring = [start];
    waysOut.get(start)!.splice(waysOut.get(start)!.indexOf(to), 1);
    while (to !== start) {
      ring.push(to);
      const out = waysOut.get(to)!;
      const next = out.length === 1 ? out[0]! : rightmost(lattice, from, to, out);
      out.splice(out.indexOf(next), 1);
      [from, to] = [to, next];
    }
    (signedArea(ring.map((vertex) => lattice.metres[vertex]!)) > 0 ? outer : holes).push(ring);
  }
  if (outer.length !== 1) throw new Error(`A group of ${quads.length} quads falls into ${outer.length} pieces.`);
  const closed = (ring: number[]): Position[] => [...ring, ring[0]!].map((vertex) => lattice.vertices[vertex]!);
  return { type: 'Polygon', coordinates: [...outer, ...holes].map(closed) };
}

function rightmost(lattice: Lattice, from: number, at: number, out: readonly number[]): number {
  const heading = (a: number, b: number): number => {
    if (b === a + 1) return 1; // east
    if (b === a - 1) return 3; // west
    return b > a ? 2 : 0; // south : north
  };
  const came = heading(from, at);
  const turnOf = (to: number): number => (heading(at, to) - came + 4) % 4; // 1 right, 0 straight on, 3 left
  return out.reduce((a, b) => ([1, 0, 3].indexOf(turnOf(a)) <= [1, 0, 3].indexOf(turnOf(b)) ? a : b));
}

function signedArea(ring: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (let k = 0; k < ring.length; k++) {
    const [x1, y1] = ring[k]!;
    const [x2, y2] = ring[(k + 1) % ring.length]!;
    sum += x1 * y2 - x2 * y1;
  }
  return sum / 2;
}
