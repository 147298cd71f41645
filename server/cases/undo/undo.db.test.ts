/** 撤回 on a real database: the case stands where it stood, on the same clock; both facts stay, and every promise of the loop holds. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { CaseDetail, MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseChecks, caseRoutes } from '#cases';
import '#notify';
import { fileStore } from '#kit/files.ts';
import { tmpdir } from 'node:os';
import { layCorner, opened, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
const start = Date.parse('2026-11-23T02:00:00Z');
const after = (seconds: number): string => new Date(start + seconds * 1_000).toISOString();
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [caseRoutes]);
});
beforeEach(() => door.at(after(0)));
afterAll(async () => {
  const files = fileStore(tmpdir());
  for (const check of caseChecks) {
    const { broken } = await within(corner, (tx) =>
      check.run(tx, corner.regionId, { files, progress: () => undefined }),
    );
    expect(broken, check.invariant).toEqual([]);
  }
  await door.close();
  await corner.drop();
});

const read = async (caseId: string): Promise<CaseDetail> =>
  (await door.knock(`/v1/cases/${caseId}`, { as: 'duty_officer' })).body;
async function move(caseId: string, as: Post, input: MoveInput): Promise<void> {
  const { version } = (await read(caseId)).case;
  const { status } = await door.knock(`/v1/cases/${caseId}/moves`, { as, body: { id: uuidv7(), version, input } });
  expect(status).toBe(200);
}
const undo = async (caseId: string, as: Post, version?: number) => {
  const body = { id: uuidv7(), version: version ?? (await read(caseId)).case.version };
  return (await door.knock(`/v1/cases/${caseId}/undo`, { as, body })).body as { code?: string; state?: string };
};
const file = (): MoveInput => ({
  move: 'file',
  matterId: corner.matters.lamp,
  conditionId: corner.conditions.lamp,
});
const dispatch = (): MoveInput => ({ move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
const clocks = async (caseId: string) => {
  const { rows } = await sql<object>`
    select state, stage_due_at, filed_at, case_due_at, lead_unit_id, handling_due_at, holder_unit_id from cases.cases where id = ${caseId}`.execute(
    corner.owner,
  );
  return rows[0];
};

test('each step that was taken back leaves the case as it stood, to the second, and may be made again', async () => {
  const caseId = await opened(corner, new Date(start));
  for (const [as, input] of [
    ['receiver', { move: 'receive' }],
    ['duty_officer', file()],
    ['dispatcher', dispatch()],
  ] as const) {
    const before = await clocks(caseId);
    await move(caseId, as, input);
    door.at(after(8));
    expect((await undo(caseId, as)).code).toBeUndefined();
    expect(await clocks(caseId)).toEqual(before);
    await move(caseId, as, input);
  }
  const { timeline, case: row } = await read(caseId);
  expect(timeline.map(({ kind }) => kind)).toEqual([
    'case.opened',
    ...['received', 'filed', 'dispatched'].flatMap((past) => [`case.${past}`, 'case.taken_back', `case.${past}`]),
  ]);
  expect(row.state).toBe('dispatched');
});

test('what was about to be told of it is told to nobody', async () => {
  const caseId = await opened(corner, new Date(start));
  await move(caseId, 'receiver', { move: 'receive' });
  const { version: n } = (await read(caseId)).case;
  // As it is kept for a reporter who left her telephone.
  await sql`
    insert into notify.news (region_id, case_id, n, kind, at, due_at)
    values (${corner.regionId}, ${caseId}, ${n}, 'case.received', ${after(0)}, ${after(10)})`.execute(corner.owner);
  await undo(caseId, 'receiver');
  const { rows } = await sql`select n from notify.news where case_id = ${caseId}`.execute(corner.owner);
  expect(rows).toEqual([]);
});

test('not by somebody else, not later, not twice, not over what happened since, and not what has left the house', async () => {
  const caseId = await opened(corner, new Date(start));
  await move(caseId, 'receiver', { move: 'receive' });
  const { version } = (await read(caseId)).case;
  expect((await undo(caseId, 'duty_officer')).code).toBe('case.not_undoable');
  expect((await undo(caseId, 'receiver', version - 1)).code).toBe('thing.stale');
  door.at(after(11));
  expect((await undo(caseId, 'receiver')).code).toBe('case.undo_too_late');
  door.at(after(9));
  await undo(caseId, 'receiver');
  expect((await undo(caseId, 'receiver')).code).toBe('case.not_undoable');
  await move(caseId, 'receiver', { move: 'receive' });
  await door.knock(`/v1/cases/${caseId}/notes`, { as: 'duty_officer', body: { id: uuidv7(), text: '先看一看' } });
  expect((await undo(caseId, 'receiver')).code).toBe('case.not_undoable');
  await move(caseId, 'duty_officer', { move: 'answer', text: '已说明。' });
  expect((await undo(caseId, 'duty_officer')).code).toBe('case.not_undoable');
  // Whoever may not see it does not learn that it is there.
  expect((await undo(caseId, 'clerk', 1)).code).toBe('thing.not_found');
});
