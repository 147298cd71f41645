/** 撤回 on a real database: the case stands where it stood, on the same clock; both facts stay, and every promise of the loop holds. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import {
  moveNames,
  notUndoable,
  undoable,
  type CaseDetail,
  type MoveInput,
  type UndoableMove,
} from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { langs, say } from '#contract/words/words.ts';
import { permit } from '#access';
import { saveResponsibility } from '#catalogue';
import { caseChecks, caseRoutes, makeMove } from '#cases';
import '#notify';
import type { Actor } from '#kit/caller.ts';
import { touch } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { granted } from '#kit/refusal.ts';
import { tmpdir } from 'node:os';
import { layCommunity, layCorner, opened, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { readCase } from '../store.ts';
import { takeBack } from './actions.ts';

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

// ── Every move ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type Doing = [Post | Actor, MoveInput];
const within30 = new Date(start + 30 * 86_400_000).toISOString();
const received: Doing = ['receiver', { move: 'receive' }];
const filed: Doing = ['duty_officer', { move: 'file', matterId: 0, conditionId: 0 }];
const dispatched: Doing = ['dispatcher', { move: 'dispatch', unitId: 0, reason: '权责清单' }];
const signed: Doing = ['clerk', { move: 'sign' }];
const toSigned = [received, filed, dispatched, signed];
const supervised = (level: 1 | 2): Doing => ['leader', { move: 'supervise', level, cause: 'overdue', text: '请说明' }];
const suspend: Doing = ['dispatcher', { move: 'suspend', reason: '等待汛期结束', until: within30 }];
const extension: Doing = ['clerk', { move: 'ask_extension', reason: '配件在途', n: 2 }];
const assign = (post: Post): Doing => ['clerk', { move: 'assign', personId: corner.actor(post).personId }];
/** Before it is made, and how it is made; as functions, for the corner is laid later. */
const made: Record<UndoableMove, () => [Doing[], Doing][]> = {
  receive: () => [
    [[], received],
    [[], ['receiver', { move: 'receive', matterId: corner.matters.manhole, urgent: true }]],
  ],
  file: () => [
    [[received], filed],
    // taken for something urgent, filed as what it is
    [[['receiver', { move: 'receive', matterId: corner.matters.manhole, urgent: true }]], filed],
  ],
  dispatch: () => [
    [[received, filed], dispatched],
    // given back, and dispatched to another level than the first time
    [
      [
        ...toSigned,
        ['clerk', { move: 'ask_return', reason: '不属本单位' }],
        ['dispatcher', { move: 'decide_return', accept: true, decision: '同意' }],
      ],
      ['dispatcher', { move: 'dispatch', unitId: corner.units.street, reason: '属地' }],
    ],
  ],
  sign: () => [[[received, filed, dispatched], signed]],
  assign: () => [
    [toSigned, assign('handler')],
    [[...toSigned, assign('clerk')], assign('handler')],
  ],
  hand_back: () => [
    [toSigned, ['clerk', { move: 'hand_back', result: '已修复' }]],
    [
      [...toSigned, extension],
      ['clerk', { move: 'hand_back', result: '已修复' }],
    ],
  ],
  ask_return: () => [[toSigned, ['clerk', { move: 'ask_return', reason: '不属本单位' }]]],
  suspend: () => [
    [toSigned, suspend],
    [[...toSigned, extension], suspend],
  ],
  resume: () => [
    [
      [...toSigned, suspend],
      ['dispatcher', { move: 'resume', reason: '汛期结束' }],
    ],
  ],
  ask_extension: () => [[toSigned, extension]],
  ask_suspension: () => [
    [toSigned, ['clerk', { move: 'ask_suspension', cause: 'season', reason: '汛期后施工', until: within30 }]],
  ],
  supervise: () => [
    [toSigned, supervised(1)],
    [[...toSigned, supervised(1)], supervised(2)],
  ],
  reply_supervision: () => [
    [
      [...toSigned, supervised(1)],
      ['clerk', { move: 'reply_supervision', text: '明日完成' }],
    ],
  ],
  clear_supervision: () => [
    [
      [...toSigned, supervised(1)],
      ['leader', { move: 'clear_supervision', cleared: true, remark: '已落实' }],
    ],
    [
      [...toSigned, supervised(1), ['clerk', { move: 'reply_supervision', text: '明日完成' }]],
      ['leader', { move: 'clear_supervision', cleared: false, remark: '再看' }],
    ],
  ],
  propose_force_close: () => [
    [toSigned, ['duty_officer', { move: 'propose_force_close', reason: '已拆除', answer: '现场已拆除' }]],
  ],
  hand_up: () =>
    [community, corner.units.street].map((unitId): [Doing[], Doing] => [
      [received, filed, ['dispatcher', { move: 'dispatch', unitId, reason: '属地' }]],
      [clerkOf(unitId), { move: 'hand_up', reason: '无力解决' }],
    ]),
  hand_down: () => [
    [
      [received, filed, ['dispatcher', { move: 'dispatch', unitId: corner.units.street, reason: '属地' }]],
      [clerkOf(corner.units.street), { move: 'hand_down', unitId: community, reason: '属社区职责' }],
    ],
  ],
  escalate: () => [[toSigned, ['leader', { move: 'escalate', to: 'leadership', text: '需专题协调', due: within30 }]]],
  follow_up: () => [[toSigned, ['dispatcher', { move: 'follow_up', due: within30, text: '两个月后再看' }]]],
};
let community: number;
const clerkOf = (unitId: number): Actor => {
  const keeper = corner.actor('keeper');
  return { ...keeper, posts: [{ ...keeper.posts[0]!, post: 'clerk', unitId, unitIds: [unitId] }] };
};
/** A community under the street that the list of responsibilities names for lamps there. */
async function communityForLamps(): Promise<void> {
  const { regionId } = corner;
  community = await layCommunity(corner);
  await within(corner, (tx) => touch(tx, regionId, 'units'));
  await within(corner, (tx) =>
    saveResponsibility(
      tx,
      granted(permit(corner.actor('system_admin'), 'catalogue.edit')),
      {
        matterId: corner.matters.lamp,
        conditionId: null,
        areaId: null,
        leadUnitId: community,
        leadByArea: false,
        alsoUnitIds: [],
        coUnitIds: [],
        coByArea: false,
        basis: '权责清单',
      },
      new Date(start),
    ),
  );
}
const asFiled = (input: MoveInput): MoveInput =>
  input.move === 'file'
    ? { ...input, matterId: corner.matters.lamp, conditionId: corner.conditions.lamp }
    : input.move === 'dispatch' && input.unitId === 0
      ? { ...input, unitId: corner.units.roads }
      : input;
/** What the case is, without how often something was written to it. */
const stands = async (caseId: string) => {
  const now = (await within(corner, (tx) => readCase(tx, corner.regionId, caseId)))!;
  const { version: _v, movedVersion: _m, lastAt: _l, stageN: _s, counts: _c, partyUnits: _p, ...rest } = now;
  const { receivedStartedAt: _r, pauses, ...kept } = rest;
  const dispatched = await sql<{
    at: Date | null;
  }>`select dispatched_at as at from cases.cases where id = ${caseId}`.execute(corner.owner);
  const { n: _n, enteredAt: _e, ...stage } = now.stage!;
  const { returns } = now.counts;
  return {
    ...kept,
    stage,
    returns,
    dispatchedAt: dispatched.rows[0]!.at,
    pauses: pauses.filter(({ from, to }) => from.getTime() !== to?.getTime()),
  };
};

test('each move either can be taken back, and the case stands as it stood, or says why not', async () => {
  for (const name of moveNames)
    expect((undoable as readonly string[]).includes(name), name).toBe(!Object.hasOwn(notUndoable, name));
  for (const why of Object.values(notUndoable))
    for (const lang of langs) expect(say(lang, `desk.undo.not.${why}`)).toBeTruthy();
  await communityForLamps();
  for (const name of undoable)
    for (const [before, [who, input]] of made[name]()) {
      const caseId = await opened(corner, new Date(start));
      // Up and down the levels go the cases of a county.
      if (name === 'hand_up' || name === 'hand_down')
        await sql`update cases.cases set template = 'county_four' where id = ${caseId}`.execute(corner.owner);
      let seconds = 0;
      const make = (by: Post | Actor, what: MoveInput) =>
        within(corner, (tx) =>
          makeMove(
            tx,
            typeof by === 'string' ? corner.actor(by) : by,
            { caseId, input: asFiled(what) },
            new Date(start + ++seconds * 60_000),
          ),
        );
      for (const [by, what] of before) await make(by, what);
      const stood = await stands(caseId);
      await make(who, input);
      expect(await stands(caseId), name).not.toEqual(stood);
      const { version } = (await within(corner, (tx) => readCase(tx, corner.regionId, caseId)))!;
      const actor = typeof who === 'string' ? corner.actor(who) : who;
      await within(corner, (tx) =>
        takeBack(tx, actor, { caseId, version, commandId: uuidv7() }, new Date(start + seconds * 60_000 + 9_000)),
      );
      expect(await stands(caseId), name).toEqual(stood);
      // It may be made again, and both facts stay.
      await make(who, input);
      const kinds = (await read(caseId)).timeline.map(({ kind }) => kind);
      expect(kinds.slice(-3), name).toEqual([kinds.at(-1), 'case.taken_back', kinds.at(-1)]);
    }
});
