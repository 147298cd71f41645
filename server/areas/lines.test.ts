import { expect, test } from 'vitest';
import { boxOfLines, crossings, linesOf } from './lines.ts';
import type { LonLat } from './shape.ts';

const line = (...points: [number, number][]): LonLat[] => points.map(([x, y]) => [110 + x / 1000, 31 + y / 1000]);

test('two roads meet where their lines cross, also where one ends at the other', () => {
  const east = line([0, 5], [10, 5]);
  expect(crossings([east], [line([4, 0], [4, 10])])).toEqual([[110.004, 31.005]]);
  expect(crossings([east], [line([4, 0], [4, 5])])).toHaveLength(1);
  expect(crossings([east], [line([4, 0], [4, 4.9])])).toEqual([]);
  expect(crossings([east], [line([0, 6], [10, 6])])).toEqual([]);
});
test('carriageways side by side make one crossing, a road that comes back makes two', () => {
  const avenue = [line([0, 5], [10, 5]), line([0, 5.2], [10, 5.2])];
  expect(crossings(avenue, [line([4, 0], [4, 10])])).toHaveLength(1);
  expect(crossings(avenue, [line([2, 0], [2, 10], [8, 10], [8, 0])])).toHaveLength(2);
});
test('a bend at the crossing is no second one', () => {
  expect(crossings([line([0, 5], [4, 5], [10, 6])], [line([4, 0], [4, 10])])).toHaveLength(1);
});
test('a box holds all lines', () => {
  const box = boxOfLines(
    linesOf({ type: 'MultiLineString', coordinates: [line([0, 1], [3, 2]), line([-1, 5], [2, 2])] }),
  );
  expect(box).toEqual({ west: 109.999, south: 31.001, east: 110.003, north: 31.005 });
});
