/** A boundary that is pressed by hand meets its neighbours exactly. */
import { expect, test } from 'vitest';
import { asFile, cornersOf, ringOf, snapM, snapped } from './draw.rules.ts';

const square = {
  type: 'Polygon',
  coordinates: [[[110, 31], [110.01, 31], [110.01, 31.01], [110, 31.01], [110, 31]]], // prettier-ignore
};
const corners = cornersOf([square, null, { type: 'MultiPolygon', coordinates: [[[[110, 31], [111, 32]]]] }]); // prettier-ignore

test('every corner is known once, however deep it lies', () => {
  expect(corners).toHaveLength(5);
  expect(cornersOf([])).toEqual([]);
});
test('a point beside a corner is that corner, the nearest one; further away it is itself', () => {
  expect(snapped({ lon: 110.0001, lat: 31.0001 }, corners, 25)).toEqual({ lon: 110, lat: 31 });
  const away = { lon: 110.001, lat: 31.001 };
  expect(snapped(away, corners, 25)).toBe(away);
  expect(snapped(away, [], 25)).toBe(away);
  const two = [{ lon: 110, lat: 31 }, { lon: 110.0001, lat: 31 }]; // prettier-ignore
  expect(snapped({ lon: 110.00009, lat: 31 }, two, 25)).toBe(two[1]);
});
test('on a small ground one must press nearer', () => {
  expect(snapM(corners)).toBe(25);
  expect(snapM(cornersOf([{ coordinates: [[[110, 31], [110.001, 31.001]]] }]))).toBeLessThan(4); // prettier-ignore
  expect(snapM([])).toBe(0);
});
test('three points make a boundary, which is closed', () => {
  const points = [{ lon: 1, lat: 1 }, { lon: 2, lat: 1 }, { lon: 2, lat: 2 }]; // prettier-ignore
  expect(ringOf(points.slice(1))).toBeNull();
  expect(ringOf(points)!.coordinates[0]!.at(-1)).toEqual([1, 1]);
  expect(JSON.parse(asFile(' 07 ', '新画网格', ringOf(points)!)).features[0].properties).toEqual({
    code: '07',
    name: '新画网格',
  });
});
