/** The one scope predicate on planted cases: what each post sees, and that nothing else decides it. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { posts, type Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { caseScope } from './scope.ts';

let corner: Corner;
let other: { areaPath: string; unitId: number };
beforeAll(async () => {
  corner = await layCorner();
  const { regionId: r, areas, units, owner } = corner;
  // A second street beside the first, and a second department.
  await sql`
    insert into areas.areas (region_id, layer_id, level, code, name, parent_id, path)
    select ${r}, layer_id, 'street', '990101002', '河西街道', ${areas.district}, path || '99999' from areas.areas
     where region_id = ${r} and id = ${areas.district}`.execute(owner);
  const { rows } = await sql<{ id: number }>`
    with n as (select nextval(pg_get_serial_sequence('access.units', 'id'))::int as id)
    insert into access.units (region_id, id, code, name, kind, root_id, path) overriding system value
    select ${r}, id, 'water', '水务局', 'department', id, id::text::ltree from n returning id`.execute(owner);
  other = { areaPath: `${areas.district}.99999`, unitId: rows[0]!.id };
  const cellPath = [areas.district, areas.street, areas.community, areas.cell].join('.');
  await plant('here, roads', cellPath, [units.supervision, units.roads]);
  await plant('here, nobody yet', cellPath, [units.supervision]);
  await plant('there, roads', other.areaPath, [units.supervision, units.roads]);
  await plant('there, water', other.areaPath, [units.supervision, other.unitId]);
  await plant('there, for the keeper', other.areaPath, [units.supervision], corner.actor('keeper').personId);
  await plant('here, street', cellPath, [units.supervision, units.street]);
});
afterAll(() => corner.drop());

async function plant(
  title: string,
  areaPath: string,
  partyUnits: number[],
  holder: string | null = null,
): Promise<void> {
  const { regionId: r, areas, units, matters } = corner;
  await sql`
    insert into cases.cases (region_id, id, number, state, kind, discovery, channel, title, matter_id, located_by, area_id, area_path,
                             holder_unit_id, holder_person_id, party_units, calendar_id, calendar_version, opened_at)
    values (${r}, ${uuidv7()}, ${title}, 'reported', 'help', 'passive', 'web', ${title}, ${matters.lamp}, 'point', ${areas.cell},
            ${areaPath}::ltree, ${units.supervision}, ${holder}::uuid, ${partyUnits}::int[], 1, 1, now())`.execute(
    corner.owner,
  );
}
const seenBy = async (actor: Actor): Promise<string[]> => {
  const { rows } = await within(corner, (tx) =>
    sql<{ title: string }>`select c.title from cases.cases c where ${caseScope(actor)} order by c.title`.execute(tx),
  );
  return rows.map(({ title }) => title);
};
const wearing = (post: Post, change: Partial<HeldPost> = {}, from: Post = post): Actor => {
  const actor = corner.actor(from);
  return { ...actor, posts: [{ ...actor.posts[0]!, post, ...change }] };
};
const all = [
  'here, nobody yet',
  'here, roads',
  'here, street',
  'there, for the keeper',
  'there, roads',
  'there, water',
];

test('who serves the whole district sees all of it; administrators see no case at all', async () => {
  for (const post of posts) {
    const seen = await seenBy(corner.actor(post));
    if (['receiver', 'duty_officer', 'dispatcher', 'checker', 'caller', 'evaluator', 'leader'].includes(post))
      expect(seen, post).toEqual(all);
    if (['system_admin', 'security_admin', 'audit_admin'].includes(post)) expect(seen, post).toEqual([]);
  }
});

test('a department sees what it has a part in, wherever that is, and nothing of another department', async () => {
  expect(await seenBy(corner.actor('clerk'))).toEqual(['here, roads', 'there, roads']);
  expect(await seenBy(corner.actor('handler'))).toEqual(['here, roads', 'there, roads']);
});

test('a post narrowed to a territory sees its part there only', async () => {
  const narrowed = wearing('clerk', { areaId: 1, areaPath: other.areaPath });
  expect(await seenBy(narrowed)).toEqual(['there, roads']);
});

test('the street office sees what happens in its street, whoever handles it; its handlers see its own part', async () => {
  const clerk = wearing('clerk', {}, 'keeper');
  expect(await seenBy({ ...clerk, personId: uuidv7() })).toEqual(['here, nobody yet', 'here, roads', 'here, street']);
  const handler = wearing('handler', {}, 'keeper');
  expect(await seenBy({ ...handler, personId: uuidv7() })).toEqual(['here, street']);
});

test('a keeper sees the own ground, and a task given to her by name elsewhere', async () => {
  expect(await seenBy(corner.actor('keeper'))).toEqual([
    'here, nobody yet',
    'here, roads',
    'here, street',
    'there, for the keeper',
  ]);
});

test('nobody sees across the border of the region, nor before the second factor', async () => {
  expect(await seenBy({ ...corner.actor('leader'), regionId: corner.regionId + 1 })).toEqual([]);
  expect(await seenBy({ ...corner.actor('leader'), stage: 'second_factor' })).toEqual([]);
  expect(await seenBy({ ...corner.actor('leader'), posts: [] })).toEqual([]);
});
