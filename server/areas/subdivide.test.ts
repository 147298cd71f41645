import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkGeometry } from './geometry.ts';
import { buildIndex } from './locate.ts';
import { mergePolygons, splitPolygon } from './cut.ts';
import type { AreaGeometry, LonLat } from './shape.ts';
import { areaM2, boxOf, centroid, toShape } from './shape.ts';
import type { Subdivision } from './subdivide.ts';
import { subdivide } from './subdivide.ts';

const polygon = (...coordinates: LonLat[][]): AreaGeometry => ({ type: 'Polygon', coordinates });
const box = (west: number, south: number, east: number, north: number): LonLat[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const done = (result: ReturnType<typeof subdivide>): Subdivision => {
  if ('fault' in result) throw new Error(result.fault);
  return result;
};
const inM2 = (geometry: AreaGeometry) => areaM2(toShape(geometry));

/** About 1,000 m × 800 m with a pond and a bay. */
const community = polygon(
  [
    [116.35, 39.9],
    [116.3617, 39.9],
    [116.3617, 39.9036],
    [116.3585, 39.9031],
    [116.3617, 39.9072],
    [116.3503, 39.9068],
    [116.35, 39.9],
  ],
  box(116.3531, 39.9021, 116.3552, 39.9044).toReversed(),
);

/** Irregular boundaries: a ring of corners around a centre, some of them far in. */
const boundary = fc
  .array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 5, maxLength: 24 })
  .map((radii) => {
    const ring = radii.map((radius, i): LonLat => {
      const angle = (i / radii.length) * 2 * Math.PI;
      return [116.4 + radius * 0.006 * Math.cos(angle), 39.9 + radius * 0.0045 * Math.sin(angle)];
    });
    return polygon([...ring, ring[0]!]);
  });

/** No gap and no overlap, proved without the clipper: areas add up, and every inner border is shared by exactly two. */
function expectToTile(cells: AreaGeometry[], whole: AreaGeometry) {
  const total = cells.reduce((sum, cell) => sum + inM2(cell), 0);
  expect(Math.abs(total - inM2(whole))).toBeLessThan(1e-3);
  const directed = new Map<string, number>();
  for (const cell of cells) {
    expect(checkGeometry(cell)).toMatchObject({ mended: [] });
    for (const ring of toShape(cell).flat()) {
      for (let i = 1; i < ring.length; i++) {
        const edge = `${ring[i - 1]!.join()} ${ring[i]!.join()}`;
        directed.set(edge, (directed.get(edge) ?? 0) + 1);
      }
    }
  }
  expect(Math.max(...directed.values())).toBe(1);
}

describe('unit cells', () => {
  test('a community with a pond is covered exactly, in cells of about a hectare', () => {
    const { cells, enlarged, hectares } = done(
      subdivide({ code: '110102001003', geometry: community }, { hectares: 1 }),
    );
    expectToTile(
      cells.map(({ geometry }) => geometry),
      community,
    );
    expect({ enlarged, hectares }).toEqual({ enlarged: false, hectares: 1 });
    expect(cells.length).toBeGreaterThan(55);
    expect(cells.length).toBeLessThan(85);
    expect(Math.min(...cells.map((cell) => cell.areaM2))).toBeGreaterThanOrEqual(3000);
    expect(Math.max(...cells.map((cell) => cell.areaM2))).toBeLessThan(16_000);
  });

  test('codes have 15 digits and run west to east, north to south', () => {
    const { cells } = done(subdivide({ code: '110102001003', geometry: community }, { hectares: 1 }));
    expect(cells.map(({ code }) => code)).toEqual(cells.map((_, i) => `110102001003${String(i + 1).padStart(3, '0')}`));
    const first = centroid(toShape(cells[0]!.geometry));
    const second = centroid(toShape(cells[1]!.geometry));
    const last = centroid(toShape(cells.at(-1)!.geometry));
    expect(second[0]).toBeGreaterThan(first[0]);
    expect(Math.abs(second[1] - first[1])).toBeLessThan(0.0009);
    expect(last[1]).toBeLessThan(first[1]);
  });

  test('a street without communities numbers under community 000; another code cannot be numbered', () => {
    const { cells } = done(subdivide({ code: '110102001', geometry: community }, { hectares: 4 }));
    expect(cells[0]!.code).toBe('110102001000001');
    expect(subdivide({ code: 'BX01', geometry: community }, { hectares: 1 })).toEqual({
      fault: 'subdivide.bad_parent_code',
    });
    expect(subdivide({ code: '110102001', geometry: community }, { hectares: 0 })).toEqual({
      fault: 'subdivide.bad_size',
    });
  });

  test('more cells than the sequence can count: larger cells, and it is said', () => {
    const big = polygon(box(116.3, 39.8, 116.375, 39.8575)); // about 4,100 ha
    const { cells, enlarged, hectares } = done(subdivide({ code: '110111100', geometry: big }, { hectares: 1 }));
    expect(enlarged).toBe(true);
    expect(cells.length).toBeLessThanOrEqual(999);
    expect(cells.length).toBeGreaterThan(850);
    expect(hectares).toBeGreaterThan(4);
    expect(hectares).toBeLessThan(5);
    expect(cells.every(({ code }) => code.length === 15)).toBe(true);
    const two = done(subdivide({ code: '110102001', geometry: community }, { hectares: 1, sequenceDigits: 2 }));
    expect(two.cells[0]!.code).toBe('11010200100001');
  });

  test('an area smaller than a cell is one cell', () => {
    const corner = polygon(box(116.35, 39.9, 116.3503, 39.9003));
    const { cells } = done(subdivide({ code: '110102001', geometry: corner }, { hectares: 1 }));
    expect(cells).toHaveLength(1);
    expect(cells[0]!.geometry).toEqual(corner);
  });

  test('borders that already lie on the lattice are not cut into slivers', () => {
    const within = { west: 116, south: 39, east: 117, north: 40 };
    const square = polygon(box(116.35, 39.9, 116.36, 39.91));
    const { cells } = done(subdivide({ code: '110102001', geometry: square }, { hectares: 1, within }));
    const again = done(subdivide({ code: '110102002', geometry: cells[20]!.geometry }, { hectares: 1, within }));
    expect(again.cells.map(({ geometry }) => geometry)).toEqual([cells[20]!.geometry]);
  });

  test('neighbours cut on one lattice share their border points', () => {
    const within = { west: 116.3, south: 39.8, east: 116.5, north: 40 };
    const [a, b]: LonLat[] = [
      [116.3533, 39.9],
      [116.3581, 39.9072],
    ];
    const west = polygon([[116.35, 39.9], a!, b!, [116.35, 39.9072], [116.35, 39.9]]);
    const east = polygon([a!, [116.36, 39.9], [116.36, 39.9072], b!, a!]);
    const cellsOf = (geometry: AreaGeometry, code: string) =>
      done(subdivide({ code, geometry }, { hectares: 1, within })).cells;
    const both = [...cellsOf(west, '110102001'), ...cellsOf(east, '110102002')].map(({ geometry }) => geometry);
    const onBorder = (cells: AreaGeometry[]) => new Set(cells.flatMap((cell) => toShape(cell).flat(2)).map(String));
    const westPoints = onBorder(cellsOf(west, '110102001').map(({ geometry }) => geometry));
    const shared = [...onBorder(cellsOf(east, '110102002').map(({ geometry }) => geometry))].filter((key) =>
      westPoints.has(key),
    );
    expect(shared.length).toBeGreaterThanOrEqual(10);
    expectToTile(both, polygon(box(116.35, 39.9, 116.36, 39.9072)));
  });

  test('any boundary is tiled, and every point inside has one cell', () => {
    fc.assert(
      fc.property(boundary, fc.double({ min: 0.3, max: 9, noNaN: true }), (whole, hectares) => {
        const { cells } = done(subdivide({ code: '110102001', geometry: whole }, { hectares }));
        expectToTile(
          cells.map(({ geometry }) => geometry),
          whole,
        );
        const index = buildIndex(cells);
        const outline = buildIndex([{ code: '0', geometry: whole }]);
        const { west, south, east, north } = boxOf(toShape(whole));
        for (let i = 0; i < 100; i++) {
          const point: LonLat = [west + ((i * 0.618) % 1) * (east - west), south + ((i * 0.381) % 1) * (north - south)];
          expect(index.locate(...point) >= 0).toBe(outline.locate(...point) >= 0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('splitting and merging', () => {
  const square = polygon(box(116, 39, 117, 40));

  test('a line from border to border gives two areas, the northern first', () => {
    const split = splitPolygon(square, [
      [115.9, 39.4],
      [116.5, 39.6],
      [117.1, 39.4],
    ]);
    if ('fault' in split) throw new Error(split.fault);
    expect(split.pieces).toHaveLength(2);
    expectToTile(split.pieces, square);
    expect(centroid(toShape(split.pieces[0]!))[1]).toBeGreaterThan(centroid(toShape(split.pieces[1]!))[1]);
    expect(
      split.pieces.every((piece) =>
        toShape(piece)
          .flat(2)
          .some(([x, y]) => x === 116.5 && y === 39.6),
      ),
    ).toBe(true);
  });

  test('a line may end on the border, run through a corner, or cut several times', () => {
    const pieces = (line: LonLat[], geometry = square) => {
      const split = splitPolygon(geometry, line);
      return 'fault' in split ? split.fault : split.pieces.length;
    };
    expect(
      pieces([
        [116, 39],
        [117, 40],
      ]),
    ).toBe(2);
    expect(
      pieces([
        [116, 39.5],
        [117, 39.5],
      ]),
    ).toBe(2);
    expect(
      pieces([
        [115.9, 39.2],
        [117.2, 39.2],
        [117.2, 39.6],
        [115.9, 39.6],
      ]),
    ).toBe(3);
    const ring = polygon(box(116, 39, 117, 40), box(116.25, 39.25, 116.75, 39.75).toReversed());
    expect(
      pieces(
        [
          [115, 39.5],
          [118, 39.5],
        ],
        ring,
      ),
    ).toBe(2);
    expect(
      pieces(
        [
          [115, 39.5],
          [116.5, 39.5],
        ],
        ring,
      ),
    ).toBe('cut.line_does_not_divide'); // it only opens the ring
  });

  test('an islet the line does not reach stays with the nearer piece, and can be merged back', () => {
    const islet = box(117.2, 39.1, 117.3, 39.2);
    const both: AreaGeometry = { type: 'MultiPolygon', coordinates: [[box(116, 39, 117, 40)], [islet]] };
    const split = splitPolygon(both, [
      [115, 39.5],
      [117.1, 39.5],
    ]);
    if ('fault' in split) throw new Error(split.fault);
    expect(split.pieces.map((piece) => toShape(piece).length)).toEqual([1, 2]);
    expect(mergePolygons(split.pieces)).toMatchObject({ geometry: { type: 'MultiPolygon' } });
  });

  test('a line that cannot cut is refused', () => {
    expect(
      splitPolygon(square, [
        [116.2, 39.2],
        [116.8, 39.8],
      ]),
    ).toEqual({ fault: 'cut.line_does_not_divide' });
    expect(
      splitPolygon(square, [
        [116, 38],
        [117, 38],
      ]),
    ).toEqual({ fault: 'cut.line_does_not_divide' });
    expect(
      splitPolygon(square, [
        [116, 39],
        [117, 39],
      ]),
    ).toEqual({ fault: 'cut.line_does_not_divide' }); // along its side
    expect(
      splitPolygon(square, [
        [116, 39],
        [116, 39],
      ]),
    ).toEqual({ fault: 'cut.line_too_short' });
    const loop: LonLat[] = [
      [115, 39.5],
      [118, 39.5],
      [118, 39.2],
      [116.5, 39.2],
      [116.5, 41],
    ];
    expect(splitPolygon(square, loop)).toEqual({ fault: 'cut.line_crosses_itself' });
  });

  test('what was cut can be joined again; areas apart or meeting in a corner cannot', () => {
    fc.assert(
      fc.property(boundary, fc.double({ min: -0.003, max: 0.003, noNaN: true }), (whole, tilt) => {
        const split = splitPolygon(whole, [
          [116.3, 39.9 + tilt],
          [116.5, 39.9003 - tilt],
        ]);
        if ('fault' in split) return;
        const merged = mergePolygons(split.pieces);
        if ('fault' in merged) throw new Error(merged.fault);
        expect(merged.geometry.type).toBe('Polygon');
        expect(inM2(merged.geometry) / inM2(whole)).toBeCloseTo(1, 9);
      }),
      { numRuns: 100 },
    );
    const apart = [polygon(box(116, 39, 116.1, 39.1)), polygon(box(116.1, 39.1, 116.2, 39.2))];
    expect(mergePolygons(apart)).toEqual({ fault: 'merge.apart' });
    const bridge = polygon(box(116.1, 39, 116.2, 39.1));
    expect(mergePolygons([...apart, bridge])).toMatchObject({ geometry: { type: 'Polygon' } });
    const scattered: AreaGeometry = {
      type: 'MultiPolygon',
      coordinates: [...apart, polygon(box(117, 39, 117.1, 39.1))].map(({ coordinates }) => coordinates as LonLat[][]),
    };
    expect(mergePolygons([scattered, bridge, polygon(box(118, 39, 118.1, 39.1))])).toEqual({ fault: 'merge.apart' });
    expect(mergePolygons([])).toEqual({ fault: 'merge.nothing' });
  });
});
