/**
 * 平宁区, the imaginary district, drawn from a seed: about 62 km² with a river, roads, 15 streets, their communities,
 * about 200 responsibility cells and about 5,000 unit cells. It lies on a spot of the map chosen for its emptiness.
 * Everything is built upward from one lattice, so the tree is exact: see lattice.ts.
 */
import type { Polygon, Position } from 'geojson';
import { chance } from './chance.ts';
import type { Chance } from './chance.ts';
import { drawGazetteer } from './gazetteer.ts';
import type { Estate, Place } from './gazetteer.ts';
import { grow } from './grow.ts';
import { columnOf, degrees, innermost, inside, middle, outline, quadAt, rowOf, surface, vertexAt } from './lattice.ts';
import type { Lattice, Quad } from './lattice.ts';
import { named, stems } from './names.ts';
import type { Named, Stems } from './names.ts';
import type { UnitRow } from './read.ts';

export type Use = 'homes' | 'shops' | 'works' | 'park' | 'hill' | 'river' | 'lake';
export type Area = Named & {
  code: string;
  parent: string | null;
  polygon: Polygon;
  areaM2: number;
  /** a point inside, never in a hole */
  centre: Position;
};
/** 单元网格; its parent is the community, as its 15-digit code says. */
export type Cell = Area & { use: Use; dutyGrid: string; street: string; road: string; quads: readonly Quad[] };
/** 责任网格: a set of unit cells of one community, with keepers. */
export type DutyGrid = Area & { cells: string[] };
export type Road = Named & { kind: 'avenue' | 'road' | 'street' | 'lane'; line: Position[] };
export type Water = Named & { polygon: Polygon };
export type District = {
  region: Area;
  streets: Area[];
  communities: Area[];
  dutyGrids: DutyGrid[];
  cells: Cell[];
  roads: Road[];
  waters: Water[];
  estates: Estate[];
  gazetteer: Place[];
};

/** A spot of empty hills; the district on it is imaginary. 9999 is a division code nobody holds (GB/T 2260 ends before it). */
const origin = { lon: 110, lat: 31 };
const metresPerDegree = { lon: 95_506, lat: 110_863 };
const size = { columns: 96, rows: 65, quadM: 102, areaM2: 62_000_000, cells: 5000, dutyGrids: 200 };
/** The river takes two rows of the lattice, which the bending makes wind; the streets' border runs in its middle. */
const river = { from: 30, middle: 31, to: 32, name: '平宁河', nameEn: 'Pingning River' };
const lakeName = { name: '澄镜湖', nameEn: 'Chengjing Lake' };

export function drawDistrict({ seed, units }: { seed: number | string; units: readonly UnitRow[] }): District {
  const luck = chance(seed);
  const lattice = bend(luck.apart('lattice'));
  const words = stems(luck.apart('names'), new Set(units.map(({ name }) => name.replace(/社区$|街道办事处$/, ''))));
  const net = layRoads(lattice, luck.apart('roads'), words);
  const blocks = layBlocks(net, luck.apart('blocks'));
  const plots = blocks.flatMap((block) => block.plots.map((quads) => ({ quads, block })));
  const tree = divide(lattice, blocks, units);

  const communities: Area[] = [];
  const dutyGrids: DutyGrid[] = [];
  const cells: Cell[] = [];
  const streets = tree.map(({ unit, parts }): Area => {
    for (const community of parts) {
      const code = community.unit.area;
      const title = { name: community.unit.name, nameEn: community.unit.name_en.replace(/ Community$/, '') };
      communities.push({ ...title, ...shape(lattice, quadsOf(community.parts.flat())), code, parent: unit.area });
      const gridOf = new Map<Block, string>();
      for (const [n, members] of community.parts.entries()) {
        const grid = `${code}-${pad(n + 1, 2)}`;
        for (const block of members) gridOf.set(block, grid);
        dutyGrids.push({
          name: `${title.name}第${n + 1}责任网格`,
          nameEn: `${title.nameEn} responsibility cell ${n + 1}`,
          ...shape(lattice, quadsOf(members)),
          code: grid,
          parent: code,
          cells: [],
        });
      }
      const own = plots.filter(({ block }) => gridOf.has(block));
      const drawn = own.map(({ quads, block }) => ({ ...shape(lattice, quads), quads, block }));
      for (const [n, { block, quads, ...drawing }] of inReadingOrder(drawn).entries()) {
        cells.push({
          name: `${title.name}${pad(n + 1, 3)}号单元网格`,
          nameEn: `${title.nameEn} cell ${pad(n + 1, 3)}`,
          ...drawing,
          code: code + pad(n + 1, 3),
          parent: code,
          use: useOf(block, quads),
          dutyGrid: gridOf.get(block)!,
          street: unit.area,
          road: net.roadOf(quads[0]!, block).name,
          quads,
        });
      }
    }
    const title = { name: unit.name.replace(/办事处$/, ''), nameEn: unit.name_en.replace(/ Office$/, '') };
    const all = quadsOf(parts.flatMap((part) => part.parts.flat()));
    return { ...title, ...shape(lattice, all), code: unit.area, parent: regionCode };
  });
  const gridByCode = new Map(dutyGrids.map((grid) => [grid.code, grid]));
  for (const cell of cells) gridByCode.get(cell.dutyGrid)!.cells.push(cell.code);

  const name = { name: '平宁区', nameEn: 'Pingning District' };
  const region = { ...name, ...shape(lattice, quadsOf(blocks)), code: regionCode, parent: null };
  const lake = blocks.find((block) => block.lake)!;
  const waters = [
    { name: river.name, nameEn: river.nameEn, quads: quadsOf(blocks.filter(({ use }) => use === 'river')) },
    { ...lakeName, quads: lake.lake! },
  ].map(({ quads, ...title }): Water => ({ ...title, polygon: outline(lattice, quads) }));
  const { estates, gazetteer } = drawGazetteer({
    lattice,
    luck: luck.apart('places'),
    words,
    streets,
    communities,
    cells,
    units,
    roads: net.roads,
    crossings: net.crossings,
    roadColumns: new Set(net.columnLines),
    waters,
  });
  return { region, streets, communities, dutyGrids, cells, roads: net.roads, waters, estates, gazetteer };
}

export const regionCode = '999901';
/** The district everybody sees when the demo is filled. */
export const demoSeed = 2026;
const pad = (n: number, digits: number): string => String(n).padStart(digits, '0');

function shape(lattice: Lattice, quads: readonly Quad[]): Pick<Area, 'polygon' | 'areaM2' | 'centre'> {
  const centre = inside(lattice, innermost(lattice, quads), 0.5, 0.5);
  return { polygon: outline(lattice, quads), areaM2: surface(lattice, quads), centre };
}

/**
 * The order of the standard: rows from north to south, in each row from west to east. A cell belongs to a row as long
 * as its centre lies within half a cell of the first of that row.
 */
export function inReadingOrder<T extends { centre: Position }>(cells: readonly T[]): T[] {
  const rowHeight = size.quadM / 2 / metresPerDegree.lat;
  const southward = cells.toSorted((a, b) => b.centre[1]! - a.centre[1]! || a.centre[0]! - b.centre[0]!);
  const rows: T[][] = [];
  for (const cell of southward) {
    const row = rows.at(-1);
    if (row && row[0]!.centre[1]! - cell.centre[1]! < rowHeight) row.push(cell);
    else rows.push([cell]);
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.centre[0]! - b.centre[0]!));
}

// ── The ground ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A straight lattice, its corners rounded, then bent by a few long waves, shaken a little, and brought to 62 km². */
function bend(luck: Chance): Lattice {
  const { columns, rows, quadM } = size;
  const waves = [
    { length: 5600, height: 330, along: 'x' as const, moves: 'y' as const },
    { length: 2300, height: 55, along: 'x' as const, moves: 'y' as const },
    { length: 6400, height: 260, along: 'y' as const, moves: 'x' as const },
    { length: 1900, height: 40, along: 'y' as const, moves: 'x' as const },
    { length: 4100, height: 90, along: 'y' as const, moves: 'y' as const },
  ].map((wave) => ({ ...wave, phase: luck.between(0, 2 * Math.PI) }));
  const half = { x: (columns * quadM) / 2, y: (rows * quadM) / 2 };
  const bent: [number, number][] = [];
  for (let j = 0; j <= rows; j++) {
    for (let i = 0; i <= columns; i++) {
      const [u, v] = [(2 * i) / columns - 1, 1 - (2 * j) / rows];
      const at = { x: half.x * u * Math.sqrt(1 - 0.22 * v * v), y: half.y * v * Math.sqrt(1 - 0.26 * u * u) };
      const moved = { ...at };
      for (const { length, height, along, moves, phase } of waves) {
        moved[moves] += height * Math.sin((2 * Math.PI * at[along]) / length + phase);
      }
      const shake = 9;
      bent.push([moved.x + luck.between(-shake, shake), moved.y + luck.between(-shake, shake)]);
    }
  }
  const raw: Lattice = { columns, rows, vertices: bent, metres: bent };
  const quads = Array.from({ length: columns * rows }, (_, quad) => quad);
  const scale = Math.sqrt(size.areaM2 / surface(raw, quads));
  const vertices = bent.map(([x, y]): Position => [
    degrees(origin.lon + (x * scale) / metresPerDegree.lon),
    degrees(origin.lat + (y * scale) / metresPerDegree.lat),
  ]);
  // Areas are measured on the rounded coordinates: what is summed is what is drawn.
  const metres = vertices.map(([lon, lat]): [number, number] => [
    (lon! - origin.lon) * metresPerDegree.lon,
    (lat! - origin.lat) * metresPerDegree.lat,
  ]);
  return { columns, rows, vertices, metres };
}

// ── Roads ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Way = Road & { along: 'column' | 'row'; at: number; from: number; to: number; bridge: boolean };
export type Crossing = { a: Way; b: Way; i: number; j: number; point: Position };
type Net = {
  lattice: Lattice;
  columnLines: number[];
  rowLines: number[];
  roads: Way[];
  crossings: Crossing[];
  roadOf: (quad: Quad, block: Block) => Road;
};

function layRoads(lattice: Lattice, luck: Chance, words: Stems): Net {
  const lines = (from: number, to: number): number[] => {
    const out = [from];
    while (to - out.at(-1)! > 7) out.push(out.at(-1)! + 3 + luck.below(3));
    const left = to - out.at(-1)!;
    if (left > 5) out.push(out.at(-1)! + Math.floor(left / 2));
    return [...out, to];
  };
  const { columns, rows } = lattice;
  const columnLines = lines(0, columns);
  const rowLines = [...lines(0, river.from), ...lines(river.to, rows)];
  const roads: Way[] = [];
  const lay = (along: Way['along'], at: number, from: number, to: number, kind: Road['kind'], bridge = false): void => {
    const line = Array.from({ length: to - from + 1 }, (_, k) =>
      along === 'column' ? vertexAt(lattice, at, from + k) : vertexAt(lattice, from + k, at),
    ).map((vertex) => lattice.vertices[vertex]!);
    roads.push({ ...named(words.take(), kind, luck), kind, line, along, at, from, to, bridge });
  };
  const smaller = (): Road['kind'] => luck.pick(['road', 'road', 'street', 'street', 'lane'] as const);
  columnLines.slice(1, -1).forEach((at, n) => {
    if (n % 3 === 1) return lay('column', at, 0, rows, n % 2 ? 'avenue' : 'road', true);
    lay('column', at, 0, river.from, smaller());
    lay('column', at, river.to, rows, smaller());
  });
  for (const at of rowLines.slice(1, -1)) {
    const waterside = at === river.from || at === river.to;
    const third = Math.floor(columnLines.length / 3);
    const cuts = [0, columnLines[third - luck.below(3)]!, columnLines[2 * third + luck.below(3)]!, columns];
    for (let k = 0; k < 3; k++) lay('row', at, cuts[k]!, cuts[k + 1]!, waterside ? 'avenue' : smaller());
  }
  const crossings: Crossing[] = [];
  for (const a of roads.filter(({ along }) => along === 'column')) {
    for (const b of roads.filter(({ along }) => along === 'row')) {
      const meets = a.at >= b.from && a.at < b.to && b.at >= a.from && b.at <= a.to;
      if (meets) crossings.push({ a, b, i: a.at, j: b.at, point: lattice.vertices[vertexAt(lattice, a.at, b.at)]! });
    }
  }
  const roadOf = (quad: Quad, block: Block): Road => {
    const [i, j] = [columnOf(lattice, quad), rowOf(lattice, quad)];
    const sides = [
      { along: 'column', at: block.i0, near: i - block.i0, on: j },
      { along: 'column', at: block.i1, near: block.i1 - 1 - i, on: j },
      { along: 'row', at: block.j0, near: j - block.j0, on: i },
      { along: 'row', at: block.j1, near: block.j1 - 1 - j, on: i },
    ].sort((a, b) => a.near - b.near);
    for (const side of sides) {
      const road = roads.find(
        (way) => way.along === side.along && way.at === side.at && way.from <= side.on && side.on < way.to,
      );
      if (road) return road;
    }
    throw new Error('A block without a road.');
  };
  return { lattice, columnLines, rowLines, roads, crossings, roadOf };
}

// ── Blocks and their cells ───────────────────────────────────────────────────────────────────────────────────────────

type Block = {
  i0: number;
  i1: number;
  j0: number;
  j1: number;
  use: Use;
  /** the unit cells, each a set of quads */
  plots: Quad[][];
  lake?: Quad[];
};

const useOf = (block: Block, quads: readonly Quad[]): Use =>
  block.lake && quads[0] === block.lake[0] ? 'lake' : block.use;
const quadsOf = (blocks: readonly Block[]): Quad[] => blocks.flatMap((block) => block.plots.flat());

function layBlocks(net: Net, luck: Chance): Block[] {
  const { lattice, columnLines, rowLines } = net;
  const rows = [...rowLines, river.middle].sort((a, b) => a - b);
  const blocks: Block[] = [];
  for (let r = 0; r + 1 < rows.length; r++) {
    for (let c = 0; c + 1 < columnLines.length; c++) {
      const [i0, i1, j0, j1] = [columnLines[c]!, columnLines[c + 1]!, rows[r]!, rows[r + 1]!];
      const wet = j0 >= river.from && j1 <= river.to;
      const use = wet ? 'river' : luck.pick(['homes', 'homes', 'homes', 'shops', 'homes', 'works', 'shops'] as const);
      blocks.push({ i0, i1, j0, j1, use, plots: [] });
    }
  }
  const far = (block: Block): number => {
    const u = (block.i0 + block.i1) / lattice.columns - 1;
    const v = (block.j0 + block.j1) / lattice.rows - 1;
    return Math.hypot(u, v);
  };
  const dry = luck.shuffled(blocks.filter(({ use }) => use !== 'river'));
  // The lake lies in the south-west, in a park with room for a ring of water and an islet.
  const lake = dry
    .filter((block) => block.j0 > 40 && block.i0 > 20 && block.i1 < 50)
    .reduce((a, b) => (room(b) > room(a) ? b : a));
  lake.use = 'park';
  const [li, lj] = [Math.floor((lake.i0 + lake.i1 - 3) / 2), Math.floor((lake.j0 + lake.j1 - 3) / 2)];
  const ring = [0, 1, 2, 5, 8, 7, 6, 3];
  lake.lake = ring.map((k) => quadAt(lattice, li + (k % 3), lj + Math.floor(k / 3)));
  const parks = dry.filter((block) => block !== lake && far(block) < 0.9).slice(0, 15);
  for (const block of parks) block.use = 'park';
  for (const block of blocks) block.plots = plotsOf(lattice, block);
  // From the edge inward, blocks become hills and fields with larger cells, until the district has its number of cells.
  let cells = blocks.reduce((sum, block) => sum + block.plots.length, 0);
  const outward = dry
    .filter((block) => block.use !== 'park')
    .map((block) => ({ block, far: far(block) + luck.between(-0.12, 0.12) }))
    .sort((a, b) => b.far - a.far);
  for (const { block } of outward) {
    if (cells <= size.cells) break;
    cells -= block.plots.length;
    block.use = 'hill';
    block.plots = plotsOf(lattice, block);
    cells += block.plots.length;
  }
  return blocks;
}

const room = (block: Block): number => Math.min(block.i1 - block.i0, block.j1 - block.j0);

function plotsOf(lattice: Lattice, block: Block): Quad[][] {
  const { i0, i1, j0, j1, use, lake } = block;
  // A river cell is as wide as its block; parks and hills are cut by two, streets and homes by one quad.
  const step = use === 'river' ? i1 - i0 : use === 'hill' || (use === 'park' && !lake) ? 2 : 1;
  const plots: Quad[][] = lake ? [lake] : [];
  for (let j = j0; j < j1; j += step) {
    for (let i = i0; i < i1; i += step) {
      const plot: Quad[] = [];
      for (let y = j; y < Math.min(j + step, j1); y++) {
        for (let x = i; x < Math.min(i + step, i1); x++) plot.push(quadAt(lattice, x, y));
      }
      if (!lake?.includes(plot[0]!)) plots.push(plot);
    }
  }
  return plots;
}

// ── Streets, communities, responsibility cells ───────────────────────────────────────────────────────────────────────

type Part<T> = { unit: UnitRow; parts: T[] };

/** Blocks that stay together: a block on the bank and the stretch of river before it. */
type Parcel = Block[];

/** Streets keep to their bank, communities to their street, responsibility cells to their community. */
function divide(lattice: Lattice, blocks: readonly Block[], units: readonly UnitRow[]): Part<Part<Block[]>>[] {
  const offices = units.filter(({ kind }) => kind === 'street').toSorted((a, b) => a.area.localeCompare(b.area));
  const parcels = blocks
    .filter(({ use }) => use !== 'river')
    .map((dry): Parcel => [
      dry,
      ...blocks.filter((wet) => wet.use === 'river' && wet.i0 === dry.i0 && touch(wet, dry)),
    ]);
  const banks = [
    parcels.filter(([dry]) => dry!.j1 <= river.middle),
    parcels.filter(([dry]) => dry!.j0 >= river.middle),
  ];
  const north = Math.floor(offices.length / 2);
  const share = [offices.slice(0, north), offices.slice(north)];
  const cells = count(parcels);
  return banks.flatMap((bank, side) =>
    split(lattice, bank, share[side]!.length).map((group, n) => {
      const unit = share[side]![n]!;
      const below = units.filter(({ kind, parent }) => kind === 'community' && parent === unit.code);
      const parts = split(lattice, group, below.length).map((members, m) => {
        const grids = Math.max(1, Math.round((count(members) * size.dutyGrids) / cells));
        const duty = split(lattice, members, Math.min(grids, members.length));
        return { unit: below[m]!, parts: duty.map((grid) => grid.flat()) };
      });
      return { unit, parts };
    }),
  );
}

const count = (parcels: readonly Parcel[]): number =>
  parcels.flat().reduce((sum, block) => sum + block.plots.length, 0);

/** Numbered as cells are: from the north-west, roughly row by row. */
function split(lattice: Lattice, parcels: readonly Parcel[], groups: number): Parcel[][] {
  const at = parcels.map((parcel) => middle(lattice, quadsOf(parcel)));
  const things = parcels.map((parcel, n) => ({
    at: at[n]!,
    size: surface(lattice, quadsOf(parcel)),
    neighbours: parcels.flatMap((other, m) => (touch(parcel[0]!, other[0]!) ? [m] : [])),
  }));
  const order = (members: readonly number[]): number => {
    const mean = (axis: 0 | 1): number => members.reduce((sum, n) => sum + at[n]![axis], 0) / members.length;
    return mean(0) - 1.6 * mean(1);
  };
  return grow(things, groups)
    .toSorted((a, b) => order(a) - order(b))
    .map((members) => members.map((n) => parcels[n]!));
}

const overlap = (a0: number, a1: number, b0: number, b1: number): boolean => Math.min(a1, b1) > Math.max(a0, b0);
const touch = (a: Block, b: Block): boolean =>
  ((a.i1 === b.i0 || b.i1 === a.i0) && overlap(a.j0, a.j1, b.j0, b.j1)) ||
  ((a.j1 === b.j0 || b.j1 === a.j0) && overlap(a.i0, a.i1, b.i0, b.i1));
