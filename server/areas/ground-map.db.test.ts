import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { housePermit } from '#access';
import { areaRoutes, drawGroundMap, placeInText, type GroundFeature } from '#areas';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [areaRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const road = (name: string, rank: number, ...points: [number, number][]): GroundFeature => ({
  kind: 'road',
  rank,
  name,
  nameEn: '',
  geometry: { type: 'LineString', coordinates: points.map(([x, y]) => [116.3 + x / 1000, 39.9 + y / 1000]) },
});
const draw = (features: GroundFeature[]) =>
  within(corner, (tx) => drawGroundMap(tx, housePermit('areas.edit', corner.regionId), features, new Date()));
const shown = async (query = '') => {
  const { body, status } = await door.knock(`/v1/ground-map${query}`);
  const { features, truncated } = body as { features: { properties: { name: string } }[]; truncated: boolean };
  return { status, truncated, names: features?.map(({ properties }) => properties.name) };
};

test('is empty until it is drawn, then drawn whole, what is seen from afar first', async () => {
  expect(await shown()).toEqual({ status: 200, truncated: false, names: [] });
  await draw([
    road('平宁路', 3, [0, 5], [10, 5]),
    {
      ...road('新河', 1, [0, 1], [10, 1]),
      kind: 'water',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [116.3, 39.9],
            [116.31, 39.9],
            [116.31, 39.901],
            [116.3, 39.9],
          ],
        ],
      },
    },
    road('安和大道', 1, [4, 0], [4, 10]),
  ]);
  expect((await shown()).names).toEqual(['新河', '安和大道', '平宁路']);
  expect((await shown('?bbox=116.309,39.904,116.311,39.906')).names).toEqual(['平宁路']);
  expect((await shown('?bbox=here')).status).toBe(400);
  const { rows } = await sql<{ data: unknown }>`
    select data from kit.facts where region_id = ${corner.regionId} and kind = 'layer.ground_drawn'`.execute(corner.db);
  expect(rows).toEqual([{ data: { road: 2, water: 1, green: 0 } }]);
});

test('two roads that meet on it are a place, without any name of their crossing', async () => {
  const place = await within(corner, (tx) => placeInText(tx, corner.regionId, '平宁路与安和大道路口'));
  expect(place).toMatchObject({ name: '平宁路与安和大道', areaId: corner.areas.cell });
  expect(place!.point!.lon).toBeCloseTo(116.304, 9);
  expect(await within(corner, (tx) => placeInText(tx, corner.regionId, '平宁路与西山路路口'))).toBeNull();
});

test('a new drawing takes the place of the old one', async () => {
  await draw([road('西山路', 2, [0, 2], [10, 2])]);
  expect((await shown()).names).toEqual(['西山路']);
  expect(await within(corner, (tx) => placeInText(tx, corner.regionId, '平宁路与安和大道路口'))).toBeNull();
});

test('a line of one point is refused, and the old drawing stays', async () => {
  await expect(draw([road('断头路', 2, [0, 2])])).rejects.toThrow();
  expect((await shown()).names).toEqual(['西山路']);
});
