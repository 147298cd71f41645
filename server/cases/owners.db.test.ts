/** The list of responsibilities and the loop: what nobody owns becomes a gap, and what changes owner is offered and moves. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { catalogueRoutes } from '#catalogue';
import { intakeRoutes } from '#intake';
import { caseChecks, caseRoutes } from '#cases';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Answer, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, catalogueRoutes, caseRoutes]);
});
afterAll(async () => {
  for (const check of caseChecks) {
    const found = await within(corner, (tx) =>
      check.run(tx, corner.regionId, { files: door.house.files, progress: () => undefined }),
    );
    expect({ invariant: check.invariant, broken: found.broken }).toEqual({ invariant: check.invariant, broken: [] });
  }
  await door.close();
  await corner.drop();
});

/** A minute goes by: what the list said then and says now must be told apart. */
let minutes = 0;
const aMinuteLater = () => door.at(new Date(Date.parse('2026-11-23T02:00:00Z') + ++minutes * 60_000).toISOString());

async function report(matterId: number): Promise<string> {
  const id = uuidv7();
  const body = {
    id,
    kind: 'help',
    title: '路灯不亮',
    detail: '三天不亮',
    location: inCell,
    naming: 'anonymous',
    matterId,
  };
  expect((await door.knock('/v1/reports', { body })).status).toBe(200);
  const { rows } = await sql<{ case_id: string }>`select case_id from intake.reports where id = ${id}`.execute(
    corner.owner,
  );
  return rows[0]!.case_id;
}
const detailOf = async (caseId: string, as: Post): Promise<any> =>
  (await door.knock(`/v1/cases/${caseId}`, { as })).body;
async function moved(caseId: string, as: Post, input: MoveInput): Promise<Answer> {
  const { version } = (await detailOf(caseId, 'dispatcher')).case;
  const answer = await door.knock(`/v1/cases/${caseId}/moves`, { as, body: { id: uuidv7(), version, input } });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer;
}
async function filed(matter: 'lamp' | 'manhole'): Promise<string> {
  aMinuteLater();
  const caseId = await report(corner.matters[matter]);
  await moved(caseId, 'receiver', { move: 'receive' });
  const [matterId, conditionId] = [corner.matters[matter], corner.conditions[matter]];
  await moved(caseId, 'duty_officer', { move: 'file', matterId, conditionId });
  return caseId;
}
const asProposed = async (caseId: string): Promise<MoveInput> => {
  const { proposal } = await detailOf(caseId, 'dispatcher');
  return { move: 'dispatch', unitId: proposal.unit.id, ruleNumber: proposal.ruleNumber, reason: proposal.reason };
};
const write = async (line: object): Promise<any> => {
  aMinuteLater();
  const body = { id: uuidv7(), leadByArea: false, coUnitIds: [], basis: '示例,无依据', ...line };
  const saved = await door.knock('/v1/responsibilities', { as: 'system_admin', body });
  expect([saved.status, saved.body.code]).toEqual([200, undefined]);
  return saved.body;
};
const gaps = async (query = '', as: 'dispatcher' | 'system_admin' = 'dispatcher'): Promise<any[]> =>
  (await door.knock(`/v1/responsibilities/gaps${query}`, { as })).body.rows;
const offered = async (matterName: string): Promise<any[]> => {
  const { body } = await door.knock('/v1/reassignments', { as: 'dispatcher' });
  return body.rows.filter((row: any) => row.case.matterName === matterName);
};

test('what nobody answers for falls to the street of its place, is listed as a gap, and writing the line closes it', async () => {
  const { units, areas, matters, conditions } = corner;
  const [first, second] = [await filed('manhole'), await filed('manhole')];
  const { proposal } = await detailOf(first, 'dispatcher');
  expect(proposal).toMatchObject({ unit: { id: units.street }, ruleNumber: null, fallback: true });
  expect(proposal.why).toEqual(['河东街道办：在办 0 件，其中超期 0 件']);
  const [gap, ...others] = await gaps();
  expect(others).toEqual([]);
  expect(gap).toMatchObject({
    matterName: '上水井盖',
    conditionId: conditions.manhole,
    areaId: areas.street,
    cases: 2,
    firstCase: { id: first },
    lastCase: { id: second },
    unit: { id: units.street },
    closedBy: null,
  });
  // who keeps the list sees that a line is missing, and no case
  expect(await gaps('', 'system_admin')).toMatchObject([{ cases: 2, firstCase: null, lastCase: null }]);

  await write({
    matterId: matters.manhole,
    areaId: areas.cell,
    conditionId: conditions.manhole,
    leadUnitId: units.roads,
  });
  expect(await gaps()).toEqual([]);
  // both wait for their dispatch still, and now have somebody to go to
  expect((await offered('上水井盖')).map((row) => [row.from.id, row.to.id, row.dispatched])).toEqual([
    [units.street, units.roads, false],
    [units.street, units.roads, false],
  ]);
  expect(await gaps('?closed=true')).toMatchObject([{ cases: 2, closedBy: expect.stringMatching(/^R-/) }]);
  await filed('manhole');
  expect(await gaps()).toEqual([]);
});

test('the list changed: open work is offered, goes one by one, keeps its history, and what moved on meanwhile stays', async () => {
  const { units, matters, areas } = corner;
  const line = await write({ matterId: matters.lamp, leadUnitId: units.roads });
  const [signed, sent, waiting] = [await filed('lamp'), await filed('lamp'), await filed('lamp')];
  for (const caseId of [signed, sent]) await moved(caseId, 'dispatcher', await asProposed(caseId));
  await moved(signed, 'clerk', { move: 'sign' });
  expect(await offered('路灯')).toEqual([]);

  const change = { responsibilityId: line.id, version: line.version, matterId: matters.lamp };
  await write({ ...change, leadUnitId: null, leadByArea: true });
  const rows = await offered('路灯');
  expect(rows.map((row) => [row.case.id, row.from.id, row.fromRule, row.to.id, row.toRule, row.dispatched])).toEqual([
    [signed, units.roads, line.number, units.street, line.number, true],
    [sent, units.roads, line.number, units.street, line.number, true],
    [waiting, units.roads, line.number, units.street, line.number, false],
  ]);
  expect(rows[0].reason).toContain('由属地街道（河东街道办）主责');
  expect((await detailOf(waiting, 'dispatcher')).proposal.unit.id).toBe(units.street);
  expect((await door.knock('/v1/reassignments', { as: 'clerk' })).status).toBe(403);

  const asSeen = rows.slice(0, 2).map((row) => ({ caseId: row.case.id, version: row.case.version, unitId: row.to.id }));
  await moved(sent, 'clerk', { move: 'sign' });
  const all = await door.knock('/v1/reassignments', { as: 'dispatcher', body: { id: uuidv7(), cases: asSeen } });
  expect(all.body.done).toMatchObject([{ caseId: signed, unit: { id: units.street } }]);
  expect(all.body.refused).toMatchObject([{ caseId: sent }]);

  const detail = await detailOf(signed, 'dispatcher');
  expect(detail.case).toMatchObject({ state: 'dispatched', lead: { id: units.street } });
  expect(detail.assignments.map((one: any) => [one.unit.id, one.live, one.endedBy])).toEqual([
    [units.roads, false, 'returned'],
    [units.street, true, null],
  ]);
  const told = detail.timeline.slice(-3).map((entry: any) => [entry.kind, entry.actorKind, entry.person !== null]);
  expect(told).toEqual([
    ['case.return_asked', 'system', false],
    ['case.return_decided', 'person', true],
    ['case.dispatched', 'person', true],
  ]);
  expect((await offered('路灯')).map((row) => row.case.id)).toEqual([sent, waiting]);
  // Who is named beside the present lead is no reason to move the work.
  const now = await door.knock('/v1/responsibilities', { as: 'system_admin' });
  const current = now.body.rows.find((row: any) => row.number === line.number);
  await write({
    ...change,
    responsibilityId: current.id,
    version: current.version,
    leadUnitId: units.street,
    alsoUnitIds: [units.roads],
    areaId: areas.district,
  });
  expect(await offered('路灯')).toEqual([]);
  const { proposal } = await detailOf(waiting, 'dispatcher');
  expect(proposal.fitUnitIds).toEqual([units.street, units.roads]);
  expect(proposal.reason).toContain('2 个单位均可主责：此地在河东街道办的片区内');
  expect(proposal.why[0]).toMatch(/^河东街道办：在办 \d+ 件，其中超期 0 件$/);
});

test('a dispatcher who lets the place take it tells the list, whatever it proposes', async () => {
  const { units, matters } = corner;
  const caseId = await filed('manhole');
  expect((await gaps()).filter(({ matterName }) => matterName === '上水井盖')).toEqual([]);
  await moved(caseId, 'dispatcher', { move: 'dispatch', unitId: units.street, reason: '属地兜底', fallback: true });
  expect((await gaps()).filter(({ matterName }) => matterName === '上水井盖')).toMatchObject([
    { matterId: matters.manhole, cases: 1, firstCase: { id: caseId }, unit: { id: units.street } },
  ]);
});

test('a clerk is told whom to give it to, and why', async () => {
  const caseId = await filed('manhole');
  await moved(caseId, 'dispatcher', await asProposed(caseId));
  await moved(caseId, 'clerk', { move: 'sign' });
  const { handProposal } = await detailOf(caseId, 'clerk');
  expect(handProposal).toMatchObject({
    personId: corner.actor('handler').personId,
    others: [expect.stringContaining('演示clerk')],
  });
  expect(handProposal.reason).toBe(
    '演示handler是市政道路处的承办人，最贴近主责单位。演示handler（市政道路处）：在办 0 件，其中超期 0 件',
  );
  expect((await detailOf(caseId, 'dispatcher')).handProposal).toBeNull();
});

test('before a post is ended it is told what stays behind: cases by name, later turns, grounds, and who else is there', async () => {
  const { posts: held, personId } = corner.actor('handler');
  const left = async (lastOn: string, as: Post = 'security_admin') =>
    door.knock(`/v1/posts/${held[0]!.id}/work?lastOn=${lastOn}`, { as });
  expect((await left('2026-11-30')).body).toEqual({ cases: 0, others: 0, turns: 0, grounds: 0 });
  const caseId = await filed('lamp');
  await moved(caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '属其职责' });
  await moved(caseId, 'clerk', { move: 'sign' });
  await moved(caseId, 'clerk', { move: 'assign', personId });
  await sql`
    insert into duty.turns (region_id, id, roster, seat, on_day, part, person_id, deputy_id) values
      (${corner.regionId}, ${uuidv7()}, 'normal', 'urban', '2026-12-01', 'day', ${personId}, null),
      (${corner.regionId}, ${uuidv7()}, 'normal', 'urban', '2026-12-05', 'day', ${corner.actor('clerk').personId}, ${personId})`.execute(
    corner.owner,
  );
  await sql`
    insert into areas.keepers (region_id, id, area_id, person_id, role, from_on, to_on)
    values (${corner.regionId}, ${uuidv7()}, ${corner.areas.cell}, ${personId}, 'deputy', '2026-11-01', '2026-12-03')`.execute(
    corner.owner,
  );
  expect((await left('2026-11-30')).body).toEqual({ cases: 1, others: 0, turns: 2, grounds: 1 });
  expect((await left('2026-12-03')).body).toEqual({ cases: 1, others: 0, turns: 1, grounds: 0 });
  // Somebody else comes to the same post before she leaves it.
  await sql`
    insert into access.posts (region_id, id, person_id, post, unit_id, from_on)
    values (${corner.regionId}, ${uuidv7()}, ${corner.actor('keeper').personId}, 'handler', ${corner.units.roads}, '2026-12-04')`.execute(
    corner.owner,
  );
  expect((await left('2026-12-03')).body.others).toBe(1);
  expect((await left('2026-12-02')).body.others).toBe(0);
  expect((await left('2026-11-30', 'system_admin')).body.code).toBe('reader.not_permitted');
  expect((await door.knock(`/v1/posts/${uuidv7()}/work?lastOn=2026-11-30`, { as: 'security_admin' })).status).toBe(404);
});
