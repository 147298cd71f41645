import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { surfaceM2, type AreaGeometry, type LonLat } from './shape.ts';
import { cellShares } from './shares.ts';

const box = (west: number, south: number, east: number, north: number): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});
/** Ten by ten cells of one unit. */
const cells = Array.from({ length: 100 }, (_, i) => {
  const [x, y] = [i % 10, Math.floor(i / 10)];
  const geometry = box(110 + x / 1000, 31 + y / 1000, 110 + (x + 1) / 1000, 31 + (y + 1) / 1000);
  return { id: i, geometry, areaM2: surfaceM2(geometry) };
});
const sharesOf = (areas: { id: number; geometry: AreaGeometry }[]) => {
  const steps = cellShares(areas, cells);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
};

test('cells inside count wholly, those on the border by their part, the others not at all', () => {
  const { shares, notCompared } = sharesOf([{ id: 7, geometry: box(110.001, 31.001, 110.0035, 31.003) }]);
  expect(notCompared).toEqual([]);
  expect(shares.map(({ cellId }) => cellId).sort((a, b) => a - b)).toEqual([11, 12, 13, 21, 22, 23]);
  for (const { areaId, cellId, share } of shares) {
    expect(areaId).toBe(7);
    expect(share).toBeCloseTo(cellId % 10 === 3 ? 0.5 : 1, 6);
  }
});

test('an area far away, or in a hole, has none', () => {
  expect(sharesOf([{ id: 1, geometry: box(120, 31, 121, 32) }]).shares).toEqual([]);
  const holed: AreaGeometry = {
    type: 'Polygon',
    coordinates: [
      box(109, 30, 111, 32).coordinates[0] as LonLat[],
      (box(109.9, 30.9, 110.1, 31.1).coordinates[0] as LonLat[]).toReversed(),
    ],
  };
  expect(sharesOf([{ id: 1, geometry: holed }]).shares).toEqual([]);
});

test('the parts add up to the ground of the area', () => {
  const within = fc.double({ min: 0, max: 0.01, noNaN: true });
  fc.assert(
    fc.property(within, within, within, within, (x1, x2, y1, y2) => {
      const [west, east] = [Math.min(x1, x2), Math.max(x1, x2)];
      const [south, north] = [Math.min(y1, y2), Math.max(y1, y2)];
      fc.pre(east - west > 1e-5 && north - south > 1e-5);
      const geometry = box(110 + west, 31 + south, 110 + east, 31 + north);
      const { shares } = sharesOf([{ id: 1, geometry }]);
      const covered = shares.reduce((sum, { cellId, share }) => sum + share * cells[cellId]!.areaM2, 0);
      // each cell may be off by the part that is left out
      expect(Math.abs(covered - surfaceM2(geometry))).toBeLessThan(0.001 * cells[0]!.areaM2 * 40 + 1);
    }),
    { numRuns: 60 },
  );
});
