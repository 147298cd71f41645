/** 三级受理: a need enters at the counter of the district, of a street or of a community; in whose queue it stands then. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { accessRoutes, permit } from '#access';
import { caseRoutes, useTemplate } from '#cases';
import { intakeRoutes } from '#intake';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { granted } from '#kit/refusal.ts';
import { publishTemplate, saveTemplate } from '../cases/rulebook.ts';
import { standard } from '../cases/shipped.rules.ts';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
/** the offices of the place, each with its clerk, and the one beside it, which has no part in anything here */
type Office = 'street' | 'community' | 'otherStreet';
const units = {} as Record<Office, number>;
const people = new Map<string, Actor>();
const as = (who: string) => ({ headers: { 'x-office': who } });

beforeAll(async () => {
  corner = await layCorner();
  const { regionId, owner } = corner;
  const unit = async (code: string, name: string, kind: string, above: number | null, area: number): Promise<number> =>
    (
      await sql<{ id: number }>`
        insert into access.units (region_id, id, code, name, kind, parent_id, root_id, path, area_id) overriding system value
        select ${regionId}, n.id, ${code}, ${name}, ${kind}, u.id, coalesce(u.root_id, n.id),
               (coalesce(u.path::text || '.', '') || n.id)::ltree, ${area}
          from (select nextval(pg_get_serial_sequence('access.units', 'id'))::int as id) n
          left join access.units u on u.region_id = ${regionId} and u.id = ${above} returning id`.execute(owner)
    ).rows[0]!.id;
  units.street = corner.units.street;
  units.community = await unit('liuan', '柳岸社区居委会', 'community', units.street, corner.areas.community);
  units.otherStreet = await unit('hexi', '河西街道办', 'street', null, corner.areas.district);
  const inOffice = async (name: string, post: Post, unitId: number, more: Partial<HeldPost>): Promise<void> => {
    const like = corner.actor('clerk');
    const id = uuidv7();
    await sql`
      insert into access.posts (region_id, id, person_id, post, unit_id, area_id, from_on)
      values (${regionId}, ${id}, ${like.personId}, ${post}, ${unitId}, ${more.areaId ?? null}, '2020-01-01')`.execute(
      owner,
    );
    people.set(name, { ...like, posts: [{ ...like.posts[0]!, id, post, unitId, unitIds: [unitId], ...more }] });
  };
  const { district, street, community } = corner.areas;
  const place = (areaId: number, path: number[]) => ({ areaId, areaPath: path.join('.') });
  const [ofStreet, ofCommunity] = [place(street, [district, street]), place(community, [district, street, community])];
  await inOffice('street', 'clerk', units.street, { ...ofStreet, unitIds: [units.street, units.community] });
  await inOffice('community', 'clerk', units.community, ofCommunity);
  await inOffice('correspondent', 'correspondent', units.community, ofCommunity);
  await inOffice('otherStreet', 'clerk', units.otherStreet, {});
  for (const post of ['receiver', 'clerk', 'keeper'] as const)
    people.set(post === 'clerk' ? 'roads' : post, corner.actor(post));
  door = await openDoor(corner, [accessRoutes, intakeRoutes, caseRoutes], async (_house, request) => {
    const actor = people.get(String(request.headers['x-office']));
    return actor && { kind: 'person', regionId, actor };
  });
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const tell = async (who: string, channel: string): Promise<string> => {
  const body = { id: uuidv7(), channel, kind: 'help', naming: 'anonymous', title: '楼下垃圾成堆' };
  const place = { location: inCell, matterId: corner.matters.litter };
  const taken = await door.knock('/v1/desk/reports', { ...as(who), body: { ...body, ...place } });
  expect([taken.status, taken.body.receipt?.number]).toEqual([200, expect.any(String)]);
  return taken.body.caseId as string;
};
const desks = ['receiver', 'roads', 'street', 'community', 'otherStreet'];
/** At whose desk this case stands in this list. */
const whoseList = async (queue: string, caseId: string): Promise<string[]> => {
  const found: string[] = [];
  for (const who of desks) {
    const { body } = await door.knock(`/v1/cases?queue=${queue}&limit=200`, as(who));
    if ((body.rows as { id: string }[]).some(({ id }) => id === caseId)) found.push(who);
  }
  return found;
};
const told = async (caseId: string) =>
  (
    await sql<{ channel: string; byUnit: number; state: string; lead: number | null }>`
      select r.channel, r.by_unit as "byUnit", c.state, c.lead_unit_id as lead
        from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
       where r.region_id = ${corner.regionId} and r.case_id = ${caseId}`.execute(corner.db)
  ).rows;

test.each([
  { level: 'district', who: 'receiver', channel: 'counter', unit: () => corner.units.supervision },
  { level: 'street', who: 'street', channel: 'counter', unit: () => units.street },
  { level: 'community', who: 'community', channel: 'counter', unit: () => units.community },
  { level: 'community, by its 信息员', who: 'correspondent', channel: 'department', unit: () => units.community },
])(
  'told at the counter of the $level: it waits in the one queue of 监督中心, and the counter keeps its part in it',
  async ({ who, channel, unit }) => {
    const caseId = await tell(who, channel);
    expect(await told(caseId)).toEqual([{ channel, byUnit: unit(), state: 'reported', lead: null }]);
    expect(await whoseList('mine', caseId)).toEqual(['receiver']);
    // The street reads what its communities took, too; the office beside it, and the department, read nothing of it.
    const part = { receiver: [], street: ['street'], community: ['street', 'community'] };
    const counters = part[who === 'correspondent' ? 'community' : (who as keyof typeof part)];
    expect(await whoseList('involved', caseId)).toEqual(['receiver', ...counters]);
    for (const stranger of ['otherStreet', 'roads'])
      expect([stranger, (await door.knock(`/v1/cases/${caseId}`, as(stranger))).status]).toEqual([stranger, 404]);
  },
);

test('what a grid worker tells waits in the queue of 监督中心, and in that of her street’s centre where the district says so', async () => {
  const { litter } = corner.matters;
  expect(await whoseList('mine', await tell('keeper', 'keeper'))).toEqual(['receiver']);

  const editor = granted(permit(corner.actor('system_admin'), 'catalogue.edit'));
  const at = door.house.now();
  const said = { name: 'street_first', reason: '三级受理' };
  const template = { ...standard, moves: {}, entry: { keeperToStreet: true } };
  const saved = { name: said.name, savedN: 0, template, commandId: uuidv7() };
  await within(corner, (tx) => saveTemplate(tx, editor, saved, at, 'zh'));
  await within(corner, (tx) => publishTemplate(tx, editor, { ...said, version: 1, commandId: uuidv7() }, at, 'zh'));
  const use = { ...said, version: 1, matterIds: [litter], commandId: uuidv7() };
  await within(corner, (tx) => useTemplate(tx, editor, use, at, 'zh'));

  const caseId = await tell('keeper', 'keeper');
  expect(await whoseList('mine', caseId)).toEqual(['street']);
  expect(await told(caseId)).toMatchObject([{ channel: 'keeper', state: 'dispatched', lead: units.street }]);
  // What comes over the counter of the same street waits for 监督中心 as ever.
  expect(await whoseList('mine', await tell('street', 'counter'))).toEqual(['receiver']);
});
