import { expect, test } from 'vitest';
import { columnsOf } from './columns.ts';

test('the columns of a CSV are its first line', () => {
  expect(columnsOf('\uFEFFcode,"name",parent\r\n110102001,西长安街,110102\r\n', 'streets.csv')).toEqual([
    'code',
    'name',
    'parent',
  ]);
});

test('the columns of a GeoJSON are the properties of its first features, even when the text breaks off', () => {
  const text =
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","name":"甲"},"geometry":null},{"type":"Feature","properties":{"name":"乙","kind":';
  expect(columnsOf(text, 'a.geojson')).toEqual(['code', 'name']);
});
