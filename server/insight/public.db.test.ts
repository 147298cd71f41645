/** 公开数据 over HTTP: what was told by the last midnight is counted for everybody, once a day, and so few that they could be somebody are no number. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { insightRoutes } from '#insight';
import { inCell, layCorner, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';
import { intakeRoutes } from '../intake/routes.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, insightRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});
const tell = async (naming: 'anonymous' | 'confidential') => {
  const contact = naming === 'anonymous' ? {} : { contact: { phone: '13900001234' } };
  const body = { id: uuidv7(), kind: 'help', title: '路灯不亮', location: inCell, naming, ...contact };
  expect((await door.knock('/v1/reports', { body })).status).toBe(200);
};
const months = async () => (await door.knock('/v1/public/figures')).body.months;

test('what was told today is in no figure yet; four are fewer than five, and the one in confidence is known by none', async () => {
  door.at('2026-11-23T02:00:00Z');
  for (let n = 0; n < 4; n++) await tell('anonymous');
  expect(await months()).toEqual([]);
  door.at('2026-11-24T02:00:00Z');
  expect(await months()).toMatchObject([{ month: '2026-11', whole: false, reports: null }]);
  await tell('confidential');
  // Asked again and again, the number does not rise as she reports.
  expect(await months()).toMatchObject([{ reports: null }]);
  door.at('2026-11-25T02:00:00Z');
  const answer = await door.knock('/v1/public/figures');
  expect(answer.body.asOf).toBe('2026-11-24T16:00:00.000Z');
  expect(answer.body.months).toMatchObject([{ month: '2026-11', reports: 5, closed: null, onTime: { n: null } }]);
  door.at('2026-12-02T02:00:00Z');
  expect((await months()).map(({ month, whole }: { month: string; whole: boolean }) => [month, whole])).toEqual([
    ['2026-12', false],
    ['2026-11', true],
  ]);
});
