/** What stands on which tab: late, supervised, suspended, in hand, done, to merge; and the number on each tab is that of its list. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { voidReasons } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes } from '#cases';
import { layCorner, opened, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
const cases: Record<string, string> = {};
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [caseRoutes]);
  const monday = new Date('2026-11-23T02:00:00Z');
  for (const name of ['plain', 'late', 'watched', 'hung', 'storm', 'ended', 'elsewhere'])
    cases[name] = await opened(corner, monday);
  const set = (name: string, what: ReturnType<typeof sql>) =>
    sql`update cases.cases set ${what} where region_id = ${corner.regionId} and id = ${cases[name]}`.execute(
      corner.owner,
    );
  const { roads, supervision } = corner.units;
  for (const name of Object.keys(cases)) await set(name, sql`stage_due_at = '2026-11-30T00:00:00Z'`);
  await set('late', sql`stage_due_at = '2026-11-23T01:00:00Z'`);
  await set('watched', sql`supervision_level = 2`);
  await set('hung', sql`suspended_at = ${monday}, stage_due_at = '2026-11-23T01:00:00Z'`);
  await set('storm', sql`alike = 3`);
  await set('plain', sql`party_units = ${[supervision, roads]}::int[]`);
  const { body } = await door.knock(`/v1/cases/${cases['ended']}`, { as: 'duty_officer' });
  const [reason] = voidReasons;
  await door.knock(`/v1/cases/${cases['ended']}/moves`, {
    as: 'duty_officer',
    body: { id: uuidv7(), version: body.case.version, input: { move: 'void', reason, text: '与另一件相同' } },
  });
  await set('ended', sql`party_units = ${[supervision, roads]}::int[]`);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const names = async (queue: string, as: Post): Promise<string[]> => {
  const { body } = await door.knock(`/v1/cases?queue=${queue}&limit=200`, { as });
  const ids = (body.rows as { id: string }[]).map(({ id }) => id);
  return Object.keys(cases).filter((name) => ids.includes(cases[name]!));
};

test('each tab has what its name says', async () => {
  expect(await names('overdue', 'duty_officer')).toEqual(['late']);
  expect(await names('supervised', 'duty_officer')).toEqual(['watched']);
  expect(await names('suspended', 'duty_officer')).toEqual(['hung']);
  expect(await names('candidates', 'duty_officer')).toEqual(['storm']);
  expect(await names('running', 'clerk')).toEqual(['plain']);
  expect(await names('done', 'clerk')).toEqual(['ended']);
});

test('the number on a tab is that of its list', async () => {
  for (const as of ['duty_officer', 'clerk', 'keeper'] as const) {
    const { body } = await door.knock('/v1/cases/counts', { as });
    for (const queue of ['running', 'done', 'overdue', 'supervised', 'suspended', 'candidates'])
      expect([as, queue, body.counts[queue]]).toEqual([as, queue, (await names(queue, as)).length]);
  }
});
