/**
 * Many clients fire conflicting moves at the same cases over HTTP: of those who looked at the same moment one wins, and every
 * other is told the present state. `npm test` sends a few; `npm run prove` 64 clients at 50 cases (GRIDLOOP_CLIENTS, GRIDLOOP_CASES).
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput, State } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes } from '#cases';
import { intakeRoutes } from '#intake';
import { inCell, layCorner, type Corner } from '../support/corner.ts';
import { openDoor, type Door } from '../support/knock.ts';
import { promisesKept } from './loop.ts';

const clients = Number(process.env['GRIDLOOP_CLIENTS'] ?? 16);
const many = Number(process.env['GRIDLOOP_CASES'] ?? 12);

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, caseRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

/** In each state moves that cannot both be made: whoever comes second finds another state. */
const rivals = (corner: Corner): Partial<Record<State, [Post, MoveInput][]>> => ({
  reported: [
    ['receiver', { move: 'receive' }],
    ['receiver', { move: 'refuse', reason: 'outside_duties', text: '不属受理范围' }],
    ['duty_officer', { move: 'void', reason: 'test', text: '测试' }],
  ],
  received: [
    ['duty_officer', { move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp }],
    ['receiver', { move: 'answer', text: '请拨打物业电话' }],
    ['receiver', { move: 'withdraw', reason: '本人撤回' }],
  ],
  filed: [
    ['dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' }],
    ['dispatcher', { move: 'dispatch', unitId: corner.units.street, reason: '属地' }],
    ['duty_officer', { move: 'void', reason: 'not_so', text: '现场无此问题' }],
  ],
  dispatched: [
    ['clerk', { move: 'sign' }],
    ['clerk', { move: 'ask_return', reason: '非本部门管养' }],
    ['dispatcher', { move: 'suspend', reason: '等待配件', until: '2026-12-20T00:00:00Z' }],
    ['dispatcher', { move: 'designate', unitId: corner.units.street, basis: 'designated', reason: '指定承办' }],
  ],
});
/** The way on, so that the next round meets another state. */
const onward: State[] = ['reported', 'received', 'filed', 'dispatched'];

const look = async (id: string) =>
  (
    await sql<{ state: State; version: number; lead: number | null }>`
      select state, version, lead_unit_id as lead from cases.cases where region_id = ${corner.regionId} and id = ${id}`.execute(
      corner.owner,
    )
  ).rows[0]!;

test(
  `${clients} clients at ${many} cases: one winner each, the rest 409 with the present state`,
  async () => {
    const ids: string[] = [];
    for (let n = 0; n < many; n++) {
      const report = { id: uuidv7(), kind: 'help', title: '路灯不亮', location: inCell, naming: 'anonymous' };
      const sent = await door.knock('/v1/reports', { body: report });
      const { rows } = await sql<{
        id: string;
      }>`select case_id as id from intake.reports where number = ${sent.body.number}`.execute(corner.owner);
      ids.push(rows[0]!.id);
    }
    let fired = 0;
    let won = 0;
    let told = 0;
    for (const state of onward) {
      const choice = rivals(corner)[state]!;
      for (const id of ids) {
        const before = await look(id);
        // All of them looked at this very version.
        const shots = Array.from({ length: clients }, (_, n) => choice[n % choice.length]!);
        const answers = await Promise.all(
          shots.map(([as, input]) =>
            door.knock(`/v1/cases/${id}/moves`, { as, body: { id: uuidv7(), version: before.version, input } }),
          ),
        );
        fired += shots.length;
        const winners = answers.filter(({ status }) => status === 200);
        expect([state, winners.length, answers.find(({ status }) => ![200, 409].includes(status))?.body]).toEqual([
          state,
          1,
          undefined,
        ]);
        won += 1;
        const now = await look(id);
        for (const { body } of answers.filter(({ status }) => status === 409)) {
          expect(body).toMatchObject({ code: 'thing.stale', current: { version: now.version, state: now.state } });
          told += 1;
        }
      }
      // Where the winner left the road, or gave it to a unit whose clerk is not among the clients, a fresh case takes its place.
      const straight: Partial<Record<State, [Post, MoveInput]>> = Object.fromEntries(
        onward.map((from) => [from, rivals(corner)[from]![0]!]),
      );
      const next = onward[onward.indexOf(state) + 1];
      for (const [n, id] of ids.entries()) {
        const now = await look(id);
        if (!next || (now.state === next && now.lead !== corner.units.street)) continue;
        const report = { id: uuidv7(), kind: 'help', title: '路灯不亮', location: inCell, naming: 'anonymous' };
        const sent = await door.knock('/v1/reports', { body: report });
        const { rows } = await sql<{
          id: string;
        }>`select case_id as id from intake.reports where number = ${sent.body.number}`.execute(corner.owner);
        ids[n] = rows[0]!.id;
        for (const from of onward.slice(0, onward.indexOf(next))) {
          const [as, input] = straight[from]!;
          const { version } = await look(ids[n]);
          const moved = await door.knock(`/v1/cases/${ids[n]}/moves`, { as, body: { id: uuidv7(), version, input } });
          expect([from, moved.status, moved.body.code]).toEqual([from, 200, undefined]);
        }
      }
    }
    expect([won, told]).toEqual([many * onward.length, fired - won]);
    expect(await promisesKept(corner)).toEqual([]);
    console.log(
      `${fired} moves of ${clients} clients at ${many} cases in ${onward.length} states: ${won} won, ${told} told the present state`,
    );
  },
  120_000 + clients * many * 100,
);
