/** An order is delivered when the stream of a holder of the post got it, and read when the case was opened; the sender sees both. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { CaseDetail } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes, makeMove } from '#cases';
import { insightRoutes } from '#insight';
import { layCorner, opened, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
let url: string;
const monday = new Date('2026-11-23T02:00:00Z');
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [caseRoutes, insightRoutes]);
  url = await door.listen();
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const move = (caseId: string, post: Post, input: Parameters<typeof makeMove>[2]['input']) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, door.house.now()));
const detail = async (caseId: string, as: Post): Promise<CaseDetail> =>
  (await door.knock(`/v1/cases/${caseId}`, { as })).body;
const receiptOf = (page: CaseDetail, kind: string) => page.timeline.find((entry) => entry.kind === kind)!.receipt;

async function dispatched(): Promise<string> {
  const caseId = await opened(corner, monday);
  await move(caseId, 'receiver', { move: 'receive', matterId: corner.matters.lamp, areaId: corner.areas.cell });
  await move(caseId, 'duty_officer', {
    move: 'file',
    matterId: corner.matters.lamp,
    conditionId: corner.conditions.lamp,
  });
  await move(caseId, 'dispatcher', {
    move: 'dispatch',
    unitId: corner.units.roads,
    coUnitIds: [],
    reason: '职责所在',
    ruleNumber: null,
  });
  return caseId;
}

test('nobody who handles for the unit is there: the order is under way, until the case is opened', async () => {
  const caseId = await dispatched();
  expect(receiptOf(await detail(caseId, 'dispatcher'), 'case.dispatched')).toBeNull();
  // the one who gave it is not the one it was given to
  expect((await detail(caseId, 'dispatcher')).unread).toBe(false);
  const read = (as: Post) => door.knock(`/v1/cases/${caseId}/receipts`, { as, body: { id: uuidv7() } });
  expect((await read('dispatcher')).body).toEqual({ read: 0 });
  expect((await detail(caseId, 'clerk')).unread).toBe(true);
  expect((await read('clerk')).body).toEqual({ read: 1 });
  const after = await detail(caseId, 'dispatcher');
  expect(receiptOf(after, 'case.dispatched')).toMatchObject({
    readAt: monday.toISOString(),
    readBy: expect.any(String),
  });
  // read once; what is no order has no receipt
  expect((await read('clerk')).body).toEqual({ read: 0 });
  expect((await detail(caseId, 'clerk')).unread).toBe(false);
  expect(receiptOf(after, 'case.filed')).toBeUndefined();
});

test('it is delivered when the stream of a clerk of that unit got it, and not by another’s stream', async () => {
  const hung = new AbortController();
  const heard = async (as: Post) => {
    const answer = await fetch(`${url}/v1/live?seconds=60`, { headers: { 'x-signed-in-as': as }, signal: hung.signal });
    const read = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    await read.read();
    return async (kind: string) => {
      for (let text = ''; !text.includes(kind);) text += (await read.read()).value ?? '';
    };
  };
  const officer = await heard('duty_officer');
  const first = await dispatched();
  await officer('case.dispatched');
  const clerk = await heard('clerk');
  const second = await dispatched();
  await clerk('case.dispatched');
  await expect
    .poll(async () => receiptOf(await detail(second, 'dispatcher'), 'case.dispatched'))
    .toEqual({ deliveredAt: monday.toISOString(), readAt: null, readBy: null });
  expect(receiptOf(await detail(first, 'dispatcher'), 'case.dispatched')).toBeNull();
  hung.abort();
});
