/** A tile tells exactly what stands within it, at every level, whichever way it is counted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arranged, extent, finest, inTile, squareOf, type Spot } from './points.rules.ts';

const spot = fc
  .record({
    lon: fc.double({ min: 116.2, max: 116.4, noNaN: true }),
    lat: fc.double({ min: 39.8, max: 40, noNaN: true }),
    n: fc.integer({ min: 1, max: 40 }),
    red: fc.nat(40),
    urgent: fc.nat(40),
  })
  .map((one): Spot => ({ ...one, red: Math.min(one.n, one.red), urgent: Math.min(one.n, one.urgent) }));
const tileAt = (at: Spot, z: number): [number, number] => {
  const { column, row } = squareOf(at);
  return [Math.floor(column / 2 ** (24 - z)), Math.floor(row / 2 ** (24 - z))];
};
const sums = (all: readonly { n: number; red: number; urgent: number }[]) =>
  (['n', 'red', 'urgent'] as const).map((what) => all.reduce((total, one) => total + one[what], 0));

test('the clusters of a tile count what a plain look at every spot counts', () => {
  fc.assert(
    fc.property(
      fc.array(spot, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: finest }),
      (spots, z, finer) => {
        const [x, y] = tileAt(spots[0]!, z);
        const inside = spots.filter((one) => tileAt(one, z).join() === [x, y].join());
        const clusters = inTile(arranged(spots), z, x, y, finer);
        expect(sums(clusters)).toEqual(sums(inside));
        expect(clusters.length).toBeLessThanOrEqual(4 ** finer);
        for (const { x: across, y: down } of clusters) {
          expect(Math.min(across, down)).toBeGreaterThanOrEqual(0);
          expect(Math.max(across, down)).toBeLessThanOrEqual(extent);
        }
      },
    ),
  );
});

test('the tiles of a level share the spots out among them; a tile beside the district is empty', () => {
  fc.assert(
    fc.property(
      fc.array(spot, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 8, max: 18 }),
      fc.integer({ min: 0, max: finest }),
      (spots, z, finer) => {
        const points = arranged(spots);
        const tiles = new Map(spots.map((one) => [tileAt(one, z).join(), tileAt(one, z)]));
        const counted = Array.from(tiles.values()).flatMap(([x, y]) => inTile(points, z, x, y, finer));
        expect(sums(counted)).toEqual(sums(spots));
        expect(inTile(points, z, 0, 0, finer)).toEqual([]);
      },
    ),
  );
});
