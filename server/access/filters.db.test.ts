/** Filters are a person's own: kept by name, read by nobody else, and there is an end to their number. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { mostFilters } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { accessRoutes } from '#access';
import { layCorner, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [accessRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});
const keep = (as: Post, name: string, query: string) =>
  door.knock('/v1/me/filters', { as, body: { id: uuidv7(), name, query } });
const mine = async (as: Post): Promise<string[]> =>
  (await door.knock('/v1/me/filters', { as })).body.filters.map((one: { name: string }) => one.name);

test('a filter is kept under its name, replaced under the same, and seen by its owner only', async () => {
  await keep('clerk', '红灯', 'queue=unit&lamp=red');
  const { body } = await keep('clerk', '红灯', 'queue=unit&lamp=red&channel=web');
  expect(body.filters).toMatchObject([{ name: '红灯', query: 'queue=unit&lamp=red&channel=web' }]);
  expect(await mine('dispatcher')).toEqual([]);
});

test('nobody removes what is another’s', async () => {
  const { body } = await door.knock('/v1/me/filters', { as: 'clerk' });
  const gone = (as: Post) => door.knock(`/v1/me/filters/${body.filters[0].id}/removal`, { as, body: { id: uuidv7() } });
  expect((await gone('dispatcher')).status).toBe(404);
  expect(await mine('clerk')).toEqual(['红灯']);
  expect((await gone('clerk')).body.filters).toEqual([]);
});

test('there is an end to them, but a known one can still be changed', async () => {
  for (let n = 0; n < mostFilters; n++) await keep('leader', `第${n}个`, '');
  expect((await keep('leader', '再来一个', '')).body.code).toBe('thing.too_many');
  expect((await keep('leader', '第0个', 'queue=all')).status).toBe(200);
});
