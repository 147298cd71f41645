import { expect, test } from 'vitest';
import { metresBetween, ways, wayTo } from './near.ts';

const here = { lon: 116.3, lat: 39.9 };
test('which of the eight ways one goes, by metres and not by degrees', () => {
  // As far to the east as to the north in metres: that is more degrees of longitude.
  const [north, east] = [0.001, 0.001 / Math.cos((39.9 * Math.PI) / 180)];
  const at = (n: number, e: number) => ({ lat: here.lat + n * north, lon: here.lon + e * east });
  const round = [at(1, 0), at(1, 1), at(0, 1), at(-1, 1), at(-1, 0), at(-1, -1), at(0, -1), at(1, -1)];
  expect(round.map((there) => wayTo(here, there))).toEqual(ways);
  // 20° from the north is still north, 25° is north-east.
  const turned = (degrees: number) => at(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
  expect([20, 25, -20, -25].map((degrees) => wayTo(here, turned(degrees)))).toEqual(['n', 'ne', 'n', 'nw']);
  expect(Math.round(metresBetween(here, at(1, 0)))).toBe(111);
});
