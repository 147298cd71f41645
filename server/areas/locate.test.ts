import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildIndex } from './locate.ts';
import type { AreaGeometry, LonLat, Ring } from './shape.ts';
import { turn } from './turn.ts';

const square = (west: number, south: number, side: number): Ring => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];
const polygon = (...rings: Ring[]): AreaGeometry => ({ type: 'Polygon', coordinates: rings });

describe('a point and its cell', () => {
  const cells = [
    { code: '110102001000002', geometry: polygon(square(116.5, 39.5, 0.25)) },
    { code: '110102001000001', geometry: polygon(square(116.25, 39.5, 0.25)) },
    { code: '110102001000003', geometry: polygon(square(116.25, 39, 0.5), square(116.375, 39.125, 0.25).toReversed()) },
  ];
  const at = (lon: number, lat: number, list = cells) => list[buildIndex(list).locate(lon, lat)]?.code.slice(-3);

  test('inside is the cell, outside every cell is outside and never the nearest', () => {
    expect(at(116.3, 39.6)).toBe('001');
    expect(at(116.6, 39.6)).toBe('002');
    expect(at(116.2499999, 39.6)).toBeUndefined();
    expect(buildIndex(cells).locate(Number.NaN, 39.6)).toBe(-1);
    expect(buildIndex([]).locate(116.3, 39.6)).toBe(-1);
  });

  test('a border belongs to the smallest code that touches it, in whatever order the cells come', () => {
    for (const list of [cells, cells.toReversed()]) {
      expect(at(116.5, 39.6, list)).toBe('001');
      expect(at(116.5, 39.5, list)).toBe('001'); // the corner where three meet
      expect(at(116.6, 39.5, list)).toBe('002'); // between 002 and 003
      expect(at(116.75, 39.75, list)).toBe('002'); // an outer corner
    }
  });

  test('the ground in a hole is outside, its edge is border', () => {
    expect(at(116.5, 39.25)).toBeUndefined();
    expect(at(116.375, 39.2)).toBe('003');
    expect(at(116.375, 39.125)).toBe('003');
  });
});

/** The slow way: every area, every edge, in whole numbers (units of 1/64 degree), counting a ray that runs north. */
function slowly(areas: { code: string; rings: [number, number][][] }[], x: number, y: number): string | undefined {
  const owners = areas.filter(({ rings }) => {
    let crossings = 0;
    for (const ring of rings) {
      for (const [i, [bx, by]] of ring.entries()) {
        const [ax, ay] = ring.at(i - 1)!;
        const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        if (cross === 0 && (x - ax) * (x - bx) <= 0 && (y - ay) * (y - by) <= 0) return true;
        if (ax <= x === bx <= x) continue;
        // The edge passes over the point when the point is right of it, seen from west to east.
        if (bx > ax ? cross < 0 : cross > 0) crossings++;
      }
    }
    return crossings % 2 === 1;
  });
  return owners.map(({ code }) => code).sort()[0];
}

const UNIT = 64;
const toDegrees = ([x, y]: [number, number]): LonLat => [116 + x / UNIT, 39 + y / UNIT];
const toArea = ({ code, rings }: { code: string; rings: [number, number][][] }) => ({
  code,
  geometry: polygon(...rings.map((ring) => [...ring, ring[0]!].map(toDegrees))),
});

/** A street of cells whose inner corners were moved about: every point has one owner, corners and edges included. */
const crookedCells = fc
  .record({ columns: fc.integer({ min: 1, max: 5 }), rows: fc.integer({ min: 1, max: 5 }) })
  .chain(({ columns, rows }) =>
    fc
      .array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
        minLength: (columns + 1) * (rows + 1),
        maxLength: (columns + 1) * (rows + 1),
      })
      .map((moves) => {
        const corner = (c: number, r: number): [number, number] => {
          const [dx, dy] = moves[r * (columns + 1) + c]!;
          return [c * 8 + dx, r * 8 + dy];
        };
        const cells = [];
        for (let r = 0; r < rows; r++) {
          for (let c = 0; c < columns; c++) {
            const rings = [[corner(c, r), corner(c + 1, r), corner(c + 1, r + 1), corner(c, r + 1)]];
            // Codes run against the order of the list here and there, so the border rule has something to decide.
            cells.push({ code: String((cells.length * 7) % 31).padStart(3, '0'), rings });
          }
        }
        return cells;
      }),
  );

/** Any closed tangle of corners with another one as its hole: even-odd containment must agree all the same. */
const tangle = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), {
      minLength: 3,
      maxLength: 9,
    }),
    fc.array(fc.tuple(fc.integer({ min: 5, max: 15 }), fc.integer({ min: 5, max: 15 })), {
      minLength: 3,
      maxLength: 5,
    }),
  )
  .map(([shell, hole]) => [shell, hole] as [number, number][][]);

describe('against the slow way', () => {
  const point = fc.tuple(fc.integer({ min: -4, max: 44 }), fc.integer({ min: -4, max: 44 }));

  test('cells side by side: inside, corners, edges, outside', () => {
    fc.assert(
      fc.property(crookedCells, fc.array(point, { minLength: 30, maxLength: 60 }), (cells, points) => {
        const areas = cells.map(toArea);
        const index = buildIndex(areas);
        const corners = cells.flatMap(({ rings }) => rings[0]!);
        const middles = cells.flatMap(({ rings }) =>
          rings[0]!.map(([x, y], i): [number, number] => [
            (x + rings[0]!.at(i - 1)![0]) / 2,
            (y + rings[0]!.at(i - 1)![1]) / 2,
          ]),
        );
        for (const [x, y] of [...points, ...corners, ...middles]) {
          const [lon, lat] = toDegrees([x, y]);
          expect(areas[index.locate(lon, lat)]?.code).toBe(slowly(cells, x, y));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('overlapping tangles with holes', () => {
    fc.assert(
      fc.property(
        fc.array(tangle, { minLength: 1, maxLength: 4 }),
        fc.array(point, { minLength: 40, maxLength: 40 }),
        (list, points) => {
          const tangles = list.map((rings, i) => ({ code: `t${(i * 3) % 4}`, rings }));
          const areas = tangles.map(toArea);
          const index = buildIndex(areas);
          for (const [x, y] of [...points, ...list.flat(2)]) {
            const [lon, lat] = toDegrees([x, y]);
            expect(areas[index.locate(lon, lat)]?.code).toBe(slowly(tangles, x, y));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('which side of a line', () => {
  test('is the same question from every corner, even a hair from the line', () => {
    const hair = fc.integer({ min: 0, max: 40 }).map((k) => 0.5 + k * 2 ** -53);
    fc.assert(
      fc.property(hair, hair, hair, hair, (ax, ay, cx, cy) => {
        const [bx, by] = [12, 12];
        const side = Math.sign(turn(ax, ay, bx, by, cx, cy));
        expect(Math.sign(turn(bx, by, cx, cy, ax, ay))).toBe(side);
        expect(Math.sign(turn(bx, by, ax, ay, cx, cy))).toBe(side === 0 ? 0 : -side);
        // Shifted to whole numbers the same points can be judged without rounding.
        const whole = (value: number) => BigInt(value * 2 ** 53);
        const exact =
          (whole(ax) - whole(cx)) * (whole(by) - whole(cy)) - (whole(ay) - whole(cy)) * (whole(bx) - whole(cx));
        expect(side).toBe(exact > 0n ? 1 : exact < 0n ? -1 : 0);
      }),
    );
  });

  test('survives numbers so small that their products vanish', () => {
    expect(Math.sign(turn(0, 0, 1e-200, 0, 1e-200, 1e-200))).toBe(1);
    expect(turn(0, 0, 5e-324, 5e-324, 1e-323, 1e-323)).toBe(0);
  });
});
