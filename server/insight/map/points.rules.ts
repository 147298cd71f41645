/**
 * Points on the square of the web's maps, kept so that every tile is one stretch of them. The key of each is the bits of its column and
 * row at the finest level taken in turn (Morton's order): a tile at any level, and each small square within it, is a run of neighbours,
 * and what stands in it is counted in one pass.
 */
/** A spot where `n` things stand, of which some are overdue or urgent. */
export type Spot = { lon: number; lat: number; n: number; red: number; urgent: number };
type Run = { keys: Float64Array; spots: readonly Placed[] };
type Placed = { key: number; column: number; row: number; n: number; red: number; urgent: number };
/** Seen from afar, what stands in a small square is one: a tile of a whole district does not count everything again. */
export type Points = Run & { afar: Run };
/** What stands together in one small square; `x`, `y` on the tile's own grid of 4096. */
export type Cluster = { x: number; y: number; n: number; red: number; urgent: number };
export const extent = 4_096;

const levels = 24;
const side = 2 ** levels;
/** Where Web Mercator ends. */
const utmost = 85.051129;
/** Tiles down to this level are told from the squares of five levels below it. */
const farLevel = 12;
export const finest = 5;

/** Twelve bits with a gap after each. */
const spread = new Uint32Array(4_096);
for (let n = 0; n < 4_096; n++) for (let bit = 0; bit < 12; bit++) spread[n]! |= ((n >> bit) & 1) << (2 * bit);
const interleaved = (column: number, row: number): number =>
  ((spread[row >> 12]! << 1) | spread[column >> 12]!) * side + ((spread[row & 4_095]! << 1) | spread[column & 4_095]!);

const clamp = (n: number): number => Math.min(side - 1, Math.max(0, Math.floor(n)));

/** Where a place stands on the square: Web Mercator, as every web map has it. */
export function squareOf({ lon, lat }: { lon: number; lat: number }): { column: number; row: number } {
  const within = Math.min(utmost, Math.max(-utmost, lat));
  const sine = Math.sin((within * Math.PI) / 180);
  return {
    column: clamp(((lon + 180) / 360) * side),
    row: clamp((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side),
  };
}

export function arranged(spots: readonly Spot[]): Points {
  const placed = spots.map((spot): Placed => {
    const { column, row } = squareOf(spot);
    const { n, red, urgent } = spot;
    return { key: interleaved(column, row), column, row, n, red, urgent };
  });
  placed.sort((a, b) => a.key - b.key);
  return { ...runOf(placed), afar: runOf(gathered(placed, 4 ** (levels - farLevel - finest))) };
}
const runOf = (spots: readonly Placed[]): Run => ({ keys: Float64Array.from(spots, ({ key }) => key), spots });

/** One for all that stand in the same square, at their middle of weight; squares of so many keys. */
function gathered(spots: readonly Placed[], keysOfSquare: number): Placed[] {
  const squares: Placed[] = [];
  for (const { key, column, row, n, red, urgent } of spots) {
    const square = Math.floor(key / keysOfSquare) * keysOfSquare;
    const last = squares.at(-1);
    if (last?.key === square) {
      last.column += (column - last.column) * (n / (last.n + n));
      last.row += (row - last.row) * (n / (last.n + n));
      last.n += n;
      last.red += red;
      last.urgent += urgent;
    } else squares.push({ key: square, column, row, n, red, urgent });
  }
  return squares;
}

/** The first of the keys that is not below. */
function firstFrom(keys: Float64Array, least: number): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (keys[middle]! < least) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** What stands in a tile, gathered in squares of which `1 << finer` (at most `finest`) go along its side. */
export function inTile(points: Points, z: number, x: number, y: number, finer: number): Cluster[] {
  const { keys, spots } = z <= farLevel ? points.afar : points;
  const below = levels - z;
  const first = interleaved(x * 2 ** below, y * 2 ** below);
  const inside = spots.slice(firstFrom(keys, first), firstFrom(keys, first + 4 ** below));
  const [left, top, scale] = [x * 2 ** below, y * 2 ** below, extent / 2 ** below];
  return gathered(inside, 4 ** Math.max(0, below - finer)).map(({ column, row, n, red, urgent }) => ({
    x: Math.round((column - left) * scale),
    y: Math.round((row - top) * scale),
    n,
    red,
    urgent,
  }));
}
