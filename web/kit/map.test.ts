import { expect, test } from 'vitest';
import { boundsOf, labelPoints, type Shape } from './map-shapes.ts';

const square = (west: number, south: number, side: number): number[][] => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];
const street: Shape = {
  type: 'Feature',
  properties: { name: '河湾街道', nameEn: 'Hewan' },
  geometry: { type: 'MultiPolygon', coordinates: [[square(116, 39, 0.1)], [square(116.5, 39.5, 0.4)]] },
};

test('the name of a street in two parts stands once, in the middle of the larger part', () => {
  const [label, ...more] = labelPoints([street], 'zh');
  expect(more).toEqual([]);
  expect(label?.properties).toEqual({ name: '河湾街道' });
  const { geometry } = label!;
  const [lon, lat] = geometry.type === 'Point' ? geometry.coordinates : [];
  expect(lon).toBeCloseTo(116.7, 9);
  expect(lat).toBeCloseTo(39.7, 9);
});

test('an English reader sees the English name, and the Chinese one where there is none', () => {
  const nameless: Shape = { ...street, properties: { name: '无名里', nameEn: '' } };
  expect(labelPoints([street, nameless], 'en').map((label) => label.properties?.['name'])).toEqual(['Hewan', '无名里']);
});

test('bounds cover every part; areas without a boundary have none', () => {
  expect(boundsOf([street])).toEqual([
    [116, 39],
    [116.9, 39.9],
  ]);
  expect(boundsOf([{ ...street, geometry: null }])).toBeNull();
});
