/** What anybody may know of the cases around, on a real database: no words, no names, nothing told in confidence; late is late. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { makeMove } from '#cases';
import { inCell, layCorner, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { intakeRoutes } from '../../intake/routes.ts';
import { connectRoutes } from '../routes.ts';
import { readXml } from '../xml.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  await sql`update catalogue.matters set sensitive = true where region_id = ${corner.regionId} and id = ${corner.matters.litter}`.execute(
    corner.owner,
  );
  door = await openDoor(corner, [intakeRoutes, connectRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const canary = '王小丫 13900001234 <script>';
async function reported(more: Record<string, unknown>): Promise<{ id: string; number: string }> {
  const id = uuidv7();
  const body = {
    id,
    kind: 'help',
    title: canary,
    detail: canary,
    placeText: canary,
    location: inCell,
    naming: 'anonymous',
    ...more,
  };
  expect((await door.knock('/v1/reports', { body })).status).toBe(200);
  const { rows } = await sql<{ id: string; number: string }>`
    select c.id, c.number from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where r.region_id = ${corner.regionId} and r.id = ${id}`.execute(corner.owner);
  return rows[0]!;
}
const moved = (caseId: string, post: Post, input: MoveInput, at = door.house.now()) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, at));
const seen = async (query = ''): Promise<any[]> => (await door.knock(`/v1/public/cases${query}`)).body.rows;

test('what, where, whose, until when; never a word of who told it', async () => {
  const lamp = await reported({ matterId: corner.matters.lamp });
  await moved(lamp.id, 'receiver', { move: 'receive' });
  await moved(lamp.id, 'duty_officer', {
    move: 'file',
    matterId: corner.matters.lamp,
    conditionId: corner.conditions.lamp,
  });
  await moved(lamp.id, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
  const [one] = (await seen()).filter(({ number }) => number === lamp.number);
  expect(one).toMatchObject({ open: true, overdue: false, snapped: false, state: 'dispatched', reports: 1 });
  expect(one.point).toEqual(inCell);
  expect([typeof one.office, typeof one.dueAt]).toEqual(['string', 'string']);
  for (const path of ['/v1/public/cases', '/feeds/cases.geojson', '/feeds/cases.rss']) {
    const { raw } = await door.knock(path);
    expect(raw.toString()).toContain(lamp.number);
    for (const word of ['王小丫', '13900001234', '<script>', '&lt;script']) expect(raw.toString()).not.toContain(word);
  }
});

test('told in confidence, a wrong, a question, what was withdrawn: not there at all', async () => {
  const hidden = [
    await reported({ matterId: corner.matters.lamp, naming: 'confidential', contact: { phone: '13900001234' } }),
    await reported({ matterId: corner.matters.lamp, kind: 'whistle' }),
    await reported({ matterId: corner.matters.lamp, kind: 'consultation' }),
    await reported({}),
  ];
  const taken = await reported({ matterId: corner.matters.lamp });
  await moved(taken.id, 'duty_officer', { move: 'void', reason: 'test', text: '测试' });
  const numbers = (await seen('?limit=500')).map(({ number }) => number);
  for (const { number } of [...hidden, taken]) expect(numbers).not.toContain(number);
});

test('of a sensitive matter a point of its cell is told, not the spot', async () => {
  const beside = { lon: inCell.lon + 0.0003, lat: inCell.lat };
  const litter = await reported({ matterId: corner.matters.litter, location: beside });
  const [one] = (await seen()).filter(({ number }) => number === litter.number);
  expect(one.snapped).toBe(true);
  expect(one.point).toEqual(inCell);
});

test('late is late, solved is solved, and pages neither lose nor double', async () => {
  const late = await reported({ matterId: corner.matters.lamp });
  await sql`update cases.cases set filed_at = opened_at, case_due_at = now() - interval '1 day' where region_id = ${corner.regionId} and id = ${late.id}`.execute(
    corner.owner,
  );
  const of = async (query: string) => (await seen(query)).find(({ number }) => number === late.number);
  expect(await of('?status=open')).toMatchObject({ overdue: true });
  expect(await of('?status=ended')).toBeUndefined();
  // However long it has waited; what was solved so long ago is not news.
  await sql`update cases.cases set opened_at = now() - interval '500 days' where region_id = ${corner.regionId} and id = ${late.id}`.execute(
    corner.owner,
  );
  for (const query of ['?status=open', '?days=7', '?days=7&status=open'])
    expect([query, (await of(query))?.overdue]).toEqual([query, true]);
  const pages: string[] = [];
  for (let after = ''; ;) {
    const { body } = await door.knock(`/v1/public/cases?limit=1${after ? `&after=${after}` : ''}`);
    pages.push(...body.rows.map(({ number }: { number: string }) => number));
    if (!body.next) break;
    after = body.next;
  }
  expect(pages).toEqual((await seen('?limit=500')).map(({ number }) => number));
  expect((await door.knock('/v1/public/cases?status=lost')).status).toBe(400);
  expect((await door.knock('/v1/public/cases?after=bad')).status).toBe(400);
});

test('feeds are well-formed and may be read by other sites', async () => {
  const rss = await door.knock('/feeds/cases.rss?days=30');
  expect(rss.headers['content-type']).toBe('application/rss+xml; charset=utf-8');
  expect(rss.headers['access-control-allow-origin']).toBe('*');
  const [channel] = readXml(rss.raw).children;
  const items = channel!.children.filter(({ name }) => name === 'item');
  expect(items.length).toBeGreaterThan(0);
  expect(items[0]!.children.map(({ name }) => name)).toEqual(['title', 'link', 'guid', 'pubDate', 'description']);
  const json = await door.knock('/feeds/cases.geojson');
  expect(json.body.features[0]).toMatchObject({ type: 'Feature', geometry: { type: 'Point' } });
});
