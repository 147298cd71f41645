import { expect, test } from 'vitest';
import { readShapes } from './geojson.rules.ts';

const file = (...geometries: object[]) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: geometries.map((geometry, i) => ({
      type: 'Feature',
      properties: { name: `第${i}处`, mayor: 'x' },
      geometry,
    })),
  });
const point = { type: 'Point', coordinates: [116.3, 39.9] };

test('points, lines and polygons are taken with their names and nothing else', () => {
  const line = { type: 'LineString', coordinates: [[116.3, 39.9], [116.31, 39.9]] }; // prettier-ignore
  const ring = [[116.3, 39.9], [116.31, 39.9], [116.31, 39.91], [116.3, 39.9]]; // prettier-ignore
  const read = readShapes(`\uFEFF${file(point, line, { type: 'Polygon', coordinates: [ring] })}`);
  expect(read).toMatchObject([
    { properties: { name: '第0处' } },
    { geometry: line },
    { geometry: { type: 'Polygon' } },
  ]);
  expect(JSON.stringify(read)).not.toContain('mayor');
});

test('what cannot be drawn is named by its place', () => {
  expect(readShapes('no')).toEqual({ why: 'json' });
  expect(readShapes('{}')).toEqual({ why: 'features' });
  expect(readShapes(file(point, { type: 'MultiPoint', coordinates: [] }))).toEqual({ why: 'geometry', n: 2 });
  // metres of a local grid, not degrees
  expect(readShapes(file({ type: 'Point', coordinates: [450_000, 4_400_000] }))).toEqual({ why: 'outside', n: 1 });
  expect(readShapes(file(...Array.from({ length: 2_001 }, () => point)))).toEqual({ why: 'many' });
});
