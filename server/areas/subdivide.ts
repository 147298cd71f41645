/**
 * Unit cells (单元网格): a community, or a street without community polygons, cut into cells of about one hectare
 * (万米单元网格) that cover it with no gap and no overlap, numbered as DB11 「网格化城市管理系统 单元网格划分」 asks:
 * 由西向东、由北向南.
 *
 * - The cells are squares of the wanted size, cut at the border. A piece under three tenths of that size joins the
 *   neighbour it shares the longest border with; an islet without neighbours stays a cell of its own.
 * - Numbers run row by row from the northernmost, in each row from west to east. A joined cell stands in the row of its
 *   main piece; pieces of one square that the border has parted go by their centroids, west first, then north.
 * - The code is division (6) + street (3) + community (3, `000` when the street has none) + sequence (3). When the wanted
 *   size gives more cells than the sequence can count (999), the cells are made larger until they fit, and
 *   `enlarged` says so; the code keeps its 15 digits, because other systems read it by position.
 *   CJ/T 213-2005 had a 2-digit sequence: `sequenceDigits`.
 */
import type { AreaFault } from '#contract/words/areas.ts';
import type { AreaGeometry, Box, LonLat, Shape } from './shape.ts';
import { areaM2, boxOf, centroid, edgesOf, lengthM, metresPerDegree, toGeometry, toShape } from './shape.ts';
import type { Edge } from './faces.ts';
import { assemble, dropInnerBorders, keyOf, walkRings } from './faces.ts';
import { cutAlong } from './cut.ts';

/** The lattice of squares, hung up at its north-west corner. Communities cut on one lattice meet without slivers. */
export interface Lattice {
  west: number;
  north: number;
  stepLon: number;
  stepLat: number;
}

export interface UnitCell {
  code: string;
  sequence: number;
  geometry: AreaGeometry;
  areaM2: number;
}

export interface Subdivision {
  cells: UnitCell[];
  /** The size really used: larger than wanted when the sequence could not have counted the cells. */
  hectares: number;
  enlarged: boolean;
}

export type SubdivideFault = Extract<AreaFault, `subdivide.${string}`>;

const SLIVER_SHARE = 0.3;
const SQUARE_M_PER_HECTARE = 10_000;

export function lattice(box: Box, hectares: number): Lattice {
  const sideM = Math.sqrt(hectares * SQUARE_M_PER_HECTARE);
  const scale = metresPerDegree((box.north + box.south) / 2);
  return { west: box.west, north: box.north, stepLon: sideM / scale.lon, stepLat: sideM / scale.lat };
}

/** Division (6), street (3) and community (3) from the code of any of them; what is not divided further counts as 000. */
export function cellCodePrefix(parentCode: string): string | undefined {
  return /^\d{6}(\d{3}){0,2}$/.test(parentCode) ? parentCode.padEnd(12, '0') : undefined;
}

/**
 * `within` is the box of the whole region: give the same one for all its communities, and neighbours are cut on the same
 * lines, so that their cells meet point for point.
 */
export function subdivide(
  parent: { code: string; geometry: AreaGeometry },
  options: { hectares: number; sequenceDigits?: number; within?: Box },
): Subdivision | { fault: SubdivideFault } {
  const { hectares: wanted, sequenceDigits = 3 } = options;
  if (!(wanted > 0 && wanted <= 1e6)) return { fault: 'subdivide.bad_size' };
  const prefix = cellCodePrefix(parent.code);
  if (!prefix) return { fault: 'subdivide.bad_parent_code' };
  const shape = toShape(parent.geometry);
  const capacity = 10 ** sequenceDigits - 1;
  const inHectares = areaM2(shape) / SQUARE_M_PER_HECTARE;
  // Fewer cells than area ÷ size are impossible in practice, so a first try far above the capacity is spared.
  let hectares = Math.max(wanted, inHectares / capacity);
  for (let attempt = 0; attempt < 40; attempt++) {
    const found = cutIntoCells(shape, lattice(options.within ?? boxOf(shape), hectares), hectares);
    if (!found) return { fault: 'subdivide.failed' };
    if (found.length <= capacity) {
      const cells = found.map((piece, i): UnitCell => {
        const sequence = i + 1;
        const code = prefix + String(sequence).padStart(sequenceDigits, '0');
        return { code, sequence, geometry: toGeometry(piece.shape), areaM2: piece.areaM2 };
      });
      return { cells, hectares, enlarged: hectares > wanted };
    }
    hectares *= Math.max(1.01, found.length / capacity);
  }
  return { fault: 'subdivide.failed' };
}

interface Piece {
  row: number;
  column: number;
  shape: Shape;
  areaM2: number;
  centre: LonLat;
}

function cutIntoCells(shape: Shape, net: Lattice, hectares: number): Piece[] | undefined {
  const pieces: Piece[] = [];
  const box = boxOf(shape);
  const firstColumn = Math.floor((box.west - net.west) / net.stepLon);
  const lastColumn = Math.floor((box.east - net.west) / net.stepLon);
  const columns = slice(shape, 'lon', firstColumn, lastColumn, net);
  for (const { index: column, shape: strip } of columns ?? []) {
    const { north, south } = boxOf(strip);
    const firstRow = Math.floor((net.north - north) / net.stepLat);
    const lastRow = Math.floor((net.north - south) / net.stepLat);
    const rows = slice(strip, 'lat', firstRow, lastRow, net);
    if (!rows) return undefined;
    for (const { index: row, shape: square } of rows) {
      for (const part of square) {
        pieces.push({ row, column, shape: [part], areaM2: areaM2([part]), centre: centroid([part]) });
      }
    }
  }
  if (!columns) return undefined;
  const joined = joinSlivers(pieces, SLIVER_SHARE * hectares * SQUARE_M_PER_HECTARE);
  return joined?.sort(
    (a, b) => a.row - b.row || a.column - b.column || a.centre[0] - b.centre[0] || b.centre[1] - a.centre[1],
  );
}

/** Halving again and again keeps every cut short: each point is looked at log n times instead of n. */
function slice(
  shape: Shape,
  axis: 'lon' | 'lat',
  first: number,
  last: number,
  net: Lattice,
): { index: number; shape: Shape }[] | undefined {
  if (shape.length === 0) return [];
  if (first >= last) return [{ index: first, shape }];
  const middle = Math.ceil((first + last) / 2);
  const at = axis === 'lon' ? net.west + middle * net.stepLon : net.north - middle * net.stepLat;
  const { west, south, east, north } = boxOf(shape);
  const line: LonLat[] =
    axis === 'lon'
      ? [
          [at, south - 1],
          [at, north + 1],
        ]
      : [
          [west - 1, at],
          [east + 1, at],
        ];
  const parts = cutAlong(shape, line);
  if (!parts) return undefined;
  // Every part now lies on one side of the line, so the far end of its box tells which.
  const before = parts.filter((part) => {
    const box = boxOf([part]);
    return axis === 'lon' ? at - box.west > box.east - at : box.north - at > at - box.south;
  });
  const after = parts.filter((part) => !before.includes(part));
  const low = slice(before, axis, first, middle - 1, net);
  const high = slice(after, axis, middle, last, net);
  return low && high && [...low, ...high];
}

function joinSlivers(pieces: Piece[], smallestM2: number): Piece[] | undefined {
  const owner = new Map<string, Piece>(); // by directed border piece: the neighbour owns the opposite direction
  const own = (piece: Piece) => {
    for (const [from, to] of bordersOf(piece.shape)) owner.set(`${keyOf(from)} ${keyOf(to)}`, piece);
  };
  pieces.forEach(own);
  const gone = new Set<Piece>();
  for (const sliver of pieces.filter((piece) => piece.areaM2 < smallestM2).sort((a, b) => a.areaM2 - b.areaM2)) {
    if (gone.has(sliver) || sliver.areaM2 >= smallestM2) continue; // it took in a smaller one and is large enough now
    const shared = new Map<Piece, number>();
    for (const [from, to] of bordersOf(sliver.shape)) {
      const neighbour = owner.get(`${keyOf(to)} ${keyOf(from)}`);
      if (neighbour && neighbour !== sliver) {
        shared.set(neighbour, (shared.get(neighbour) ?? 0) + lengthM(from, to));
      }
    }
    if (shared.size === 0) continue;
    const [host] = [...shared].reduce((best, next) => (next[1] > best[1] ? next : best));
    const walk = walkRings(dropInnerBorders([...bordersOf(host.shape), ...bordersOf(sliver.shape)]));
    const whole = walk.astray ? undefined : assemble(walk.rings).shape;
    if (!whole) return undefined;
    const main = sliver.areaM2 > host.areaM2 ? sliver : host;
    Object.assign(host, { row: main.row, column: main.column, shape: whole, areaM2: areaM2(whole) });
    host.centre = centroid(whole);
    own(host);
    gone.add(sliver);
  }
  return pieces.filter((piece) => !gone.has(piece));
}

const bordersOf = (shape: Shape): Edge[] => shape.flat().flatMap((ring) => [...edgesOf(ring)]);
