/** 指令: to all departments and streets in one act; delivered by the stream, read unit by unit, brought to mind to who has not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Order, OrderReceipt } from '#contract/orders.ts';
import { dutyRoutes, remindOverdue } from '#duty';
import { insightRoutes } from '#insight';
import { layCorner, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
let url: string;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [dutyRoutes, insightRoutes]);
  url = await door.listen();
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const give = (more: object = {}, as: Post = 'duty_officer') =>
  door.knock('/v1/orders', {
    as,
    body: {
      id: uuidv7(),
      title: '防汛',
      words: '各单位立即巡查低洼处。',
      kinds: ['department', 'street'],
      readWithinMinutes: 30,
      ...more,
    },
  });
const list = async (as: Post): Promise<Order[]> => (await door.knock('/v1/orders', { as })).body.rows;
const receipts = async (id: string): Promise<OrderReceipt[]> =>
  (await door.knock(`/v1/orders/${id}/receipts`, { as: 'duty_officer' })).body.receipts;
const read = (id: string, as: Post) => door.knock(`/v1/orders/${id}/receipts`, { as, body: { id: uuidv7() } });
const waiting = async (as: Post) => (await door.knock('/v1/duty/now', { as })).body.orders;

test('it is given to all of a kind at once, by whoever commands and by nobody else', async () => {
  expect((await give({}, 'clerk')).body.code).toBe('reader.not_permitted');
  expect((await give({ kinds: [] })).body.code).toBe('order.nobody');
  expect((await give({ unitIds: [999_999] })).body).toMatchObject({ code: 'thing.unknown_reference' });
  const { body: order } = await give();
  expect(order).toMatchObject({ units: 2, delivered: 0, read: 0, mine: [] });
  // One who commands reads all of them, a clerk what was given to her unit, and who handles for nobody reads none.
  expect((await list('leader')).map(({ id }) => id)).toEqual([order.id]);
  expect(await list('clerk')).toMatchObject([{ id: order.id, mine: [{ unitId: corner.units.roads, readAt: null }] }]);
  expect(await list('caller')).toEqual([]);
  expect(await waiting('clerk')).toMatchObject([{ id: order.id, title: '防汛', reminded: false }]);
  expect(await waiting('duty_officer')).toEqual([]);
});

test('the stream of somebody of the unit brings it in less than a second, and it is read once', async () => {
  const hung = new AbortController();
  const answer = await fetch(`${url}/v1/live?seconds=60`, {
    headers: { 'x-signed-in-as': 'clerk' },
    signal: hung.signal,
  });
  const stream = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const heard = async (name: string) => {
    for (let told = ''; !told.includes(`event: ${name}`);) told += (await stream.read()).value ?? '';
  };
  // What was given before anybody was there comes with the opening of the line.
  await heard('orders');
  const began = performance.now();
  const { body: order } = await give({ title: '夜间值守' });
  await heard('orders');
  expect(performance.now() - began).toBeLessThan(5_000);
  const mine = async () => (await receipts(order.id)).find(({ unitId }) => unitId === corner.units.roads)!;
  await expect.poll(async () => (await mine()).deliveredAt).not.toBeNull();
  hung.abort();
  const others = (await receipts(order.id)).filter(({ unitId }) => unitId !== corner.units.roads);
  expect(others).toMatchObject([{ unitId: corner.units.street, deliveredAt: null, readAt: null }]);
  expect((await read(order.id, 'clerk')).body).toMatchObject({ delivered: 1, read: 1 });
  const first = await mine();
  expect(first).toMatchObject({ readBy: '演示clerk', reminded: 0 });
  door.at('2026-11-23T02:05:00Z');
  await read(order.id, 'clerk');
  expect(await mine()).toEqual(first);
  expect((await waiting('clerk')).map(({ title }: { title: string }) => title)).toEqual(['防汛']);
});

test('who has not read it is reminded by a press, and once by itself when its time is over', async () => {
  const { body: order } = await give({ title: '清雪', readWithinMinutes: 10 });
  const press = (as: Post) => door.knock(`/v1/orders/${order.id}/reminders`, { as, body: { id: uuidv7() } });
  await read(order.id, 'clerk');
  expect((await press('clerk')).status).toBe(403);
  const { body: later } = await give({ title: '停水', kinds: ['street'], readWithinMinutes: 10 });
  expect((await press('dispatcher')).body).toEqual({ reminded: 1 });
  const over = new Date(Date.parse('2026-11-23T02:05:00Z') + 11 * 60_000);
  const sweep = () => within(corner, (tx) => remindOverdue(tx, corner.regionId, over));
  expect(await sweep()).toBe(1);
  expect(await sweep()).toBe(0);
  expect((await receipts(later.id)).map(({ reminded }) => reminded)).toEqual([1]);
  const times = Object.fromEntries((await receipts(order.id)).map(({ unitId, reminded }) => [unitId, reminded]));
  expect(times).toEqual({ [corner.units.roads]: 0, [corner.units.street]: 1 });
});
