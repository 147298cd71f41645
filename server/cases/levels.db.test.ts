/** What goes by itself where the rule is sure, and what goes up and down the levels, on a real database. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput, MoveName } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { permit } from '#access';
import { saveResponsibility } from '#catalogue';
import { caseChecks, makeMove, useTemplate } from '#cases';
import type { Actor } from '#kit/caller.ts';
import { fileStore } from '#kit/files.ts';
import { granted, Refused } from '#kit/refusal.ts';
import { layCommunity, layCorner, opened, within, type Corner } from '../../test/support/corner.ts';
import { publishTemplate, saveTemplate } from './rulebook.ts';
import { standard } from './shipped.rules.ts';
import { readCase } from './store.ts';

let corner: Corner;
let community: number;
const monday = Date.parse('2026-11-23T01:00:00Z');
let minutes = 0;
const at = (): Date => new Date(monday + ++minutes * 60_000);
const editor = () => granted(permit(corner.actor('system_admin'), 'catalogue.edit'));

beforeAll(async () => {
  corner = await layCorner();
  community = await layCommunity(corner);
});
afterAll(() => corner.drop());

const now = async (caseId: string) => (await within(corner, (tx) => readCase(tx, corner.regionId, caseId)))!;
const clerkOf = (unitId: number): Actor => {
  const keeper = corner.actor('keeper');
  return { ...keeper, posts: [{ ...keeper.posts[0]!, post: 'clerk', unitId, unitIds: [unitId] }] };
};
const go = (caseId: string, who: Post | Actor, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, typeof who === 'string' ? corner.actor(who) : who, { caseId, input }, at()));
const refusedWith = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.reason.refusal : Promise.reject(error as Error)),
  );
const owns = (matterId: number, leadUnitId: number) =>
  within(corner, (tx) =>
    saveResponsibility(
      tx,
      editor(),
      {
        matterId,
        conditionId: null,
        areaId: null,
        leadUnitId,
        leadByArea: false,
        alsoUnitIds: [],
        coUnitIds: [],
        coByArea: false,
        basis: '权责清单',
      },
      at(),
    ),
  );
const facts = async (caseId: string) =>
  (
    await sql<{ kind: string; actor: string; data: Record<string, unknown> }>`
      select kind, actor_kind as actor, data from kit.facts where subject = 'case' and subject_id = ${caseId} order by n`.execute(
      corner.owner,
    )
  ).rows;
/** A template of the district for one matter. */
async function runBy(
  name: string,
  matterId: number,
  automatic: MoveName[],
  more: Partial<typeof standard> = {},
): Promise<void> {
  const moves = Object.fromEntries(automatic.map((move) => [move, { automatic: true }]));
  const template = { ...standard, moves, ...more };
  const by = editor();
  const said = { name, reason: '试点', commandId: uuidv7() };
  await within(corner, (tx) => saveTemplate(tx, by, { name, savedN: 0, template, commandId: uuidv7() }, at(), 'zh'));
  await within(corner, (tx) => publishTemplate(tx, by, { ...said, version: 1 }, at(), 'zh'));
  await within(corner, (tx) =>
    useTemplate(tx, by, { ...said, matterIds: [matterId], commandId: uuidv7() }, at(), 'zh'),
  );
}

test('where matter, place and responsibility are sure, a case is received, filed, dispatched and signed for at once, each with its fact', async () => {
  const { lamp, manhole, fallback } = corner.matters;
  await owns(lamp, corner.units.roads);
  await runBy('by_itself', lamp, ['receive', 'file', 'dispatch', 'sign']);
  const caseId = await opened(corner, at());
  expect(await now(caseId)).toMatchObject({ state: 'signed', leadUnitId: corner.units.roads, dispatchBasis: 'list' });
  expect((await facts(caseId)).map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
    'case.opened system',
    'case.received system',
    'case.filed system',
    'case.dispatched system',
    'case.signed system',
  ]);
  // Not sure of the place, or of the matter: it waits for a person, where the doubt begins.
  expect(await now(await opened(corner, at(), { locatedBy: 'outside' }))).toMatchObject({ state: 'received' });
  expect(await now(await opened(corner, at(), { matterBy: 'fallback' }))).toMatchObject({ state: 'received' });
  expect(await now(await opened(corner, at(), { matterId: fallback }))).toMatchObject({ state: 'reported' });
  // Nobody in the list: filed, and then the dispatcher's.
  await runBy('by_itself_too', manhole, ['receive', 'file', 'dispatch', 'sign']);
  expect(await now(await opened(corner, at(), { matterId: manhole }))).toMatchObject({ state: 'filed' });
});

test('what came back once is looked at by a person, though the list is sure', async () => {
  const caseId = await opened(corner, at());
  await go(caseId, 'clerk', { move: 'ask_return', reason: '非本单位管养' });
  await go(caseId, 'dispatcher', { move: 'decide_return', accept: true, decision: '同意' });
  expect(await now(caseId)).toMatchObject({ state: 'filed', returns: 1 });
});

test('上报 and 下交: a level at a time, by whom and when, no time won by it; the level of resolution is recorded', async () => {
  const { litter } = corner.matters;
  await owns(litter, community);
  await runBy('four_levels', litter, []);
  const { rows } = await sql<{ id: number }>`
    select id from catalogue.conditions where region_id = ${corner.regionId} and matter_id = ${litter}`.execute(
    corner.owner,
  );
  const caseId = await opened(corner, at(), { matterId: litter });
  await go(caseId, 'receiver', { move: 'receive' });
  await go(caseId, 'duty_officer', { move: 'file', matterId: litter, conditionId: rows[0]!.id });
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: community, reason: '小事一格解决' });
  const first = await now(caseId);
  expect(first).toMatchObject({ level: 'community' });
  await go(caseId, clerkOf(community), { move: 'hand_up', reason: '需街道车辆' });
  const above = await now(caseId);
  expect(above).toMatchObject({ state: 'dispatched', leadUnitId: corner.units.street, level: 'street' });
  expect(above.handling!.dueAt).toEqual(first.handling!.dueAt);
  const street = clerkOf(corner.units.street);
  expect(await refusedWith(go(caseId, street, { move: 'hand_down', unitId: corner.units.roads, reason: '下交' }))).toBe(
    'case.not_below',
  );
  const below = { ...street, posts: [{ ...street.posts[0]!, unitIds: [corner.units.street, community] }] };
  await go(caseId, below, { move: 'hand_down', unitId: community, reason: '车辆已派，由社区组织' });
  expect(await now(caseId)).toMatchObject({ leadUnitId: community, level: 'community' });
  await go(caseId, clerkOf(community), { move: 'hand_up', reason: '还是不行' });
  await go(caseId, street, { move: 'hand_up', reason: '需多部门' });
  const district = await now(caseId);
  expect(district).toMatchObject({ state: 'filed', level: 'district', leadUnitId: null });
  expect(district.caseDueAt).toEqual(first.caseDueAt);
  const told = (await facts(caseId)).filter(({ kind }) => kind.startsWith('case.handed_'));
  expect(told.map(({ kind, data }) => [kind, data['from'], data['level']])).toEqual([
    ['case.handed_up', 'community', 'street'],
    ['case.handed_down', 'street', 'community'],
    ['case.handed_up', 'community', 'street'],
    ['case.handed_up', 'street', 'district'],
  ]);
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '大事全网联动' });
  expect(await now(caseId)).toMatchObject({ level: 'district' });
});

test('网格员上报先到街道网格中心: it stands in the street’s queue at once, goes down to a community or up to the district, and is checked by others', async () => {
  const { litter } = corner.matters;
  await runBy('street_first', litter, [], { entry: { keeperToStreet: true } });
  const keeper = { matterId: litter, channel: 'keeper', locatedBy: 'point' } as const;
  const caseId = await opened(corner, at(), keeper);
  expect(await now(caseId)).toMatchObject({ state: 'dispatched', leadUnitId: corner.units.street, level: 'street' });
  expect((await facts(caseId)).map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
    'case.opened system',
    'case.received system',
    'case.filed system',
    'case.dispatched system',
  ]);
  const street = clerkOf(corner.units.street);
  const over = { ...street, posts: [{ ...street.posts[0]!, unitIds: [corner.units.street, community] }] };
  await go(caseId, over, { move: 'hand_down', unitId: community, reason: '请社区组织清理' });
  expect(await now(caseId)).toMatchObject({ leadUnitId: community, level: 'community' });
  // Handed up it is the dispatcher's, and is not sent back to the street by itself.
  const other = await opened(corner, at(), keeper);
  await go(other, street, { move: 'hand_up', reason: '不在本街道职责内' });
  expect(await now(other)).toMatchObject({ state: 'filed', leadUnitId: null, level: 'district' });
  // Who told it from home, where nobody knows the place, in confidence, or put right already: as ever.
  for (const more of [
    { channel: 'web' },
    { locatedBy: 'outside' as const },
    { confidential: true },
    { selfHandled: true },
  ])
    expect(await now(await opened(corner, at(), { ...keeper, ...more }))).toMatchObject({ state: 'reported' });
});

test('事项准入: what is not on the list of the unit below may not be pushed down to it', async () => {
  const caseId = await opened(corner, at(), { matterId: corner.matters.litter });
  const { rows } = await sql<{ id: number }>`
    select id from catalogue.conditions where region_id = ${corner.regionId} and matter_id = ${corner.matters.fallback}`.execute(
    corner.owner,
  );
  await go(caseId, 'receiver', { move: 'receive', matterId: corner.matters.fallback });
  await go(caseId, 'duty_officer', { move: 'file', matterId: corner.matters.fallback, conditionId: rows[0]!.id });
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.street, reason: '属地' });
  const street = clerkOf(corner.units.street);
  expect(await refusedWith(go(caseId, street, { move: 'hand_down', unitId: community, reason: '下交' }))).toBe(
    'case.not_on_list',
  );
});

test('after all of it every promise of the loop holds', async () => {
  for (const check of caseChecks) {
    const tools = { files: fileStore('nowhere'), progress: () => undefined };
    const { broken } = await within(corner, (tx) => check.run(tx, corner.regionId, tools));
    expect({ invariant: check.invariant, broken }).toEqual({ invariant: check.invariant, broken: [] });
  }
});
