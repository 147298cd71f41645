/** 下钻: the list behind a number of the board is that number's own set, of the whole district and of one part of it. */
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board, BoardMonth } from '#contract/board.ts';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes } from '#cases';
import { evaluationRoutes } from '#evaluation';
import { insightRoutes } from '#insight';
import { layCorner, opened, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
const noon = '2026-11-23T04:00:00Z'; // Monday 12:00 in Shanghai
const before = { yesterday: '2026-11-22T02:00:00Z', weeks: '2026-11-10T02:00:00Z', months: '2026-09-10T02:00:00Z' };

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [caseRoutes, evaluationRoutes, insightRoutes]);
  const { regionId, owner, matters } = corner;
  const set = (id: string, what: ReturnType<typeof sql>) =>
    sql`update cases.cases set ${what} where region_id = ${regionId} and id = ${id}`.execute(owner);
  const reported = async (caseId: string, receivedAt: string, n = 1) => {
    for (let i = 0; i < n; i++)
      await sql`
        insert into intake.reports (region_id, id, number, case_id, channel, kind, discovery, naming, title, happened_at, received_at)
        values (${regionId}, ${uuidv7()}, ${`R-${caseId.slice(-6)}-${i}`}, ${caseId}, 'web', 'help', 'passive', 'named', '路灯不亮', ${receivedAt}, ${receivedAt})`.execute(
        owner,
      );
  };
  const happens = (caseId: string, kind: string, at: string, n: number) =>
    sql`insert into kit.facts (region_id, subject, subject_id, n, kind, happened_at, actor_kind)
        values (${regionId}, 'case', ${caseId}, ${n}, ${kind}, ${at}, 'system')`.execute(owner);
  const called = (caseId: string, at: string, solved: boolean) =>
    sql`insert into cases.callbacks (region_id, case_id, report_id, n, due_at, done_at, reached, solved, satisfied)
        values (${regionId}, ${caseId}, ${uuidv7()}, 1, ${at}, ${at}, true, ${solved}, ${solved})`.execute(owner);

  // Told today: one urgent, one with two reports that wait for their answer.
  const [first, urgent] = [
    await opened(corner, new Date('2026-11-23T01:00:00Z')),
    await opened(corner, new Date('2026-11-23T02:00:00Z')),
  ];
  await set(urgent, sql`urgent = true`);
  await reported(first, '2026-11-23T01:00:00Z', 2);
  // Filed today, though told before; filed before today; filed today and taken back.
  const [filed, filedBefore, takenBack] = [
    await opened(corner, new Date(before.yesterday)),
    await opened(corner, new Date(before.weeks), { matterId: matters.manhole }),
    await opened(corner, new Date(before.yesterday)),
  ];
  await happens(filed, 'case.filed', '2026-11-23T02:00:00Z', 101);
  await happens(filedBefore, 'case.filed', before.weeks, 101);
  await happens(takenBack, 'case.filed', '2026-11-23T02:00:00Z', 101);
  await happens(takenBack, 'case.taken_back', '2026-11-23T02:01:00Z', 102);
  // Late: by the deadline of the case, though its stage has time; and by its stage alone, which is another number.
  await set(filed, sql`case_due_at = '2026-11-23T03:00:00Z', stage_due_at = '2026-11-24T03:00:00Z'`);
  await set(filedBefore, sql`stage_due_at = '2026-11-22T03:00:00Z', case_due_at = '2026-12-22T03:00:00Z'`);
  // Closed today and long ago; called back this month and before it.
  for (const at of ['2026-11-23T03:00:00Z', before.months]) {
    const id = await opened(corner, new Date(before.months));
    await sql`insert into cases.answers (region_id, case_id, n, text, at) values (${regionId}, ${id}, 1, '已修好', ${at})`.execute(
      owner,
    );
    await set(
      id,
      sql`state = 'closed', ended_at = ${at}, case_due_at = ${before.weeks}, end_reason = 'resolved', answer_n = 1, holder_unit_id = null, stage_due_at = null`,
    );
    await happens(id, 'case.closed', at, 101);
    await called(id, at, at !== before.months);
  }
  await called(first, before.weeks, false);
  door.at(noon);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const board = async (as: Post, query = ''): Promise<Board & { month: BoardMonth }> => {
  for (let tries = 0; tries < 200; tries++) {
    const { body } = await door.knock(`/v1/board${query}`, { as });
    if ((body as Board).month) return body;
    await delay(20);
  }
  throw new Error('the month of the board was never counted');
};
const lines = async (as: Post, path: string, query: Record<string, string>): Promise<number> => {
  const { status, body } = await door.knock(`${path}?${new URLSearchParams({ ...query, limit: '200' }).toString()}`, {
    as,
  });
  expect([path, status, body.code]).toEqual([path, 200, undefined]);
  return (body.rows as unknown[]).length;
};

test.each([
  ['the district', () => ''],
  ['one street', () => `areaId=${corner.areas.street}`],
])('every number of %s is as many as its list has lines', async (_, part) => {
  const as = 'leader';
  const narrow = Object.fromEntries(new URLSearchParams(part()));
  const { today, now, month, places, stages, actors, todayFrom, ratesFrom, weekFrom } = await board(
    as,
    part() && `?${part()}`,
  );
  const to = '2026-11-23T16:00:00.000Z'; // the end of today, as the desk asks
  const cases = (query: Record<string, string>) => lines(as, '/v1/cases', { queue: 'all', ...narrow, ...query });
  const figure = (name: string, from: string) => lines(as, `/v1/figures/${name}/cases`, { from, to, ...narrow });
  const told = {
    reports: today.reports,
    filed: today.filed,
    closed: today.closed,
    open: now.open,
    late: now.overdue,
    urgent: now.urgent,
    unanswered: now.unanswered,
    calls: month.callbacks.done,
    onTime: month.figures.caseOnTime.n,
  };
  // None of them is nothing, and none is simply everything: a list that ignored its filter would be seen.
  expect(told).toMatchObject({ reports: 2, filed: 1, closed: 1, open: 5, late: 1, urgent: 1, unanswered: 1, calls: 2 });
  expect({
    reports: await figure('discovery_mix', todayFrom),
    filed: await cases({ moment: 'filed', from: todayFrom, to }),
    closed: await cases({ moment: 'closed', from: todayFrom, to }),
    open: await cases({ open: 'true' }),
    late: await cases({ late: 'true' }),
    urgent: await cases({ open: 'true', urgent: 'true' }),
    unanswered: await cases({ unanswered: 'true' }),
    calls: await lines(as, '/v1/callbacks', { done: 'true', from: ratesFrom, to, ...narrow }),
    onTime: await figure('case_on_time', ratesFrom),
  }).toEqual(told);
  expect(month.matters.length).toBeGreaterThan(0);
  for (const { matterId, n } of month.matters)
    expect([matterId, await cases({ matterId: String(matterId), from: weekFrom, to })]).toEqual([matterId, n]);
  for (const { state, n } of stages) expect([state, await cases({ state })]).toEqual([state, n]);
  for (const { actor, n } of actors) expect([actor, await cases({ open: 'true', actor })]).toEqual([actor, n]);
  for (const place of places) {
    const its = (query: Record<string, string>) => cases({ ...query, areaId: String(place.areaId) });
    expect([await its({ from: todayFrom, to }), await its({ open: 'true' }), await its({ late: 'true' })]).toEqual([
      place.today,
      place.open,
      place.overdue,
    ]);
  }
});

test('a department’s clerk finds of a moment only what she may see, and a queue of work takes these filters too', async () => {
  const asked = { moment: 'filed', from: '2026-11-22T16:00:00Z' };
  expect(await lines('clerk', '/v1/cases', { queue: 'all', ...asked })).toBe(0);
  // Late as a case and late at its stage are two sets: here they have no case in common.
  expect(await lines('duty_officer', '/v1/cases', { queue: 'overdue', late: 'true' })).toBe(0);
  expect(await lines('duty_officer', '/v1/cases', { queue: 'overdue', late: 'false' })).toBe(4);
  expect(await lines('receiver', '/v1/cases', { queue: 'mine', urgent: 'true' })).toBe(1);
});
