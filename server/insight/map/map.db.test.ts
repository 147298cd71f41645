/** A tile counts what its reader may see, and nothing else; a keeper on duty is drawn on her ground. */
import { VectorTile } from '@mapbox/vector-tile';
import { sql } from 'kysely';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { insightRoutes } from '#insight';
import { inCell, layCorner, opened, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { squareOf } from './points.rules.ts';

let corner: Corner;
let door: Door;
const monday = new Date('2026-11-23T02:00:00Z');
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [insightRoutes]);
  for (let n = 0; n < 3; n++) await opened(corner, monday, { location: inCell, locatedBy: 'point' });
  await opened(corner, monday, { location: inCell, locatedBy: 'point', urgent: true });
  await opened(corner, monday, { location: inCell, locatedBy: 'point', confidential: true });
  const about = await opened(corner, monday, { location: inCell, locatedBy: 'point' });
  await sql`
    update cases.cases set about_unit_id = ${corner.units.supervision}, about_root_unit_id = ${corner.units.supervision}
     where region_id = ${corner.regionId} and id = ${about}`.execute(corner.owner);
  // one without a place is on no map
  await opened(corner, monday);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

type Told = { n: number; red: number; urgent: number };
async function tile(as: Post, layer = 'cases', z = 14): Promise<Record<string, Told>> {
  const { column, row } = squareOf(inCell);
  const at = [column, row].map((n) => Math.floor(n / 2 ** (24 - z)));
  const { status, raw, headers } = await door.knock(`/v1/tiles/${layer}/${z}/${at.join('/')}`, { as });
  expect([status, headers['content-type']]).toEqual([200, 'application/vnd.mapbox-vector-tile']);
  const { layers } = new VectorTile(new PbfReader(raw));
  return Object.fromEntries(
    Object.entries(layers).map(([name, its]) => {
      const total: Told = { n: 0, red: 0, urgent: 0 };
      for (let i = 0; i < its.length; i++)
        for (const what of ['n', 'red', 'urgent'] as const) total[what] += Number(its.feature(i).properties[what]);
      return [name, total];
    }),
  );
}

test('who sees the district sees every case that has a place; numbers and heat count the same, near and far', async () => {
  const all = await tile('dispatcher');
  expect(all['numbers']).toMatchObject({ n: 6, urgent: 1 });
  expect(all['heat']).toEqual(all['numbers']);
  expect(await tile('dispatcher', 'history', 3)).toEqual(await tile('dispatcher', 'cases', 18));
});

test('what is about a unit is on no map of its people; what was told in confidence is not on the keeper’s', async () => {
  expect((await tile('duty_officer'))['numbers']!.n).toBe(5);
  expect((await tile('keeper'))['numbers']!.n).toBe(5);
  // a department without a part in anything
  expect((await tile('clerk'))['numbers']?.n ?? 0).toBe(0);
  expect((await door.knock('/v1/tiles/cases/0/0/0', { as: 'system_admin' })).status).toBe(403);
  expect((await door.knock('/v1/tiles/cases/25/0/0', { as: 'dispatcher' })).status).toBe(400);
});

test('events are told apart from components', async () => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from cases.cases c join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
     where c.location is not null and m.kind = 'event'`.execute(corner.owner);
  expect((await tile('dispatcher', 'events'))['numbers']?.n ?? 0).toBe(rows[0]!.n);
});

test('a keeper stands on the map while she is on duty, in the middle of her ground; a box shows what lies in it', async () => {
  const keeper = corner.actor('keeper');
  const { regionId, owner } = corner;
  const shiftId = uuidv7();
  await sql`
    insert into patrol.shifts (region_id, id, person_id, unit_id, began_at, began_known_at)
    values (${regionId}, ${shiftId}, ${keeper.personId}, ${keeper.posts[0]!.unitId}, ${monday}, ${monday})`.execute(
    owner,
  );
  await sql`
    insert into areas.keepers (region_id, id, area_id, person_id, role, from_on)
    values (${regionId}, ${uuidv7()}, ${corner.areas.cell}, ${keeper.personId}, 'keeper', '2026-11-01') on conflict do nothing`.execute(
    owner,
  );
  const signs = async (query: string) => (await door.knock(`/v1/map-signs?${query}`, { as: 'dispatcher' })).body.signs;
  const { rows: middles } = await sql<{ at: { x: number; y: number } }>`
    select centre as at from areas.boundaries where region_id = ${regionId} and area_id = ${corner.areas.cell}`.execute(
    owner,
  );
  const [{ x: lon, y: lat }] = [middles[0]!.at];
  expect(await signs('signs=keepers')).toMatchObject([{ point: { lon, lat } }]);
  expect(await signs(`signs=keepers&bbox=${lon - 1},${lat - 1},${lon + 1},${lat + 1}`)).toHaveLength(1);
  expect(await signs(`signs=keepers&bbox=${lon + 1},${lat - 1},${lon + 2},${lat + 1}`)).toEqual([]);
  await sql`update patrol.shifts set ended_at = ${monday}, ended_known_at = ${monday}, ended_by = 'person' where id = ${shiftId}`.execute(
    owner,
  );
  expect(await signs('signs=keepers')).toEqual([]);
  expect((await door.knock('/v1/map-signs?signs=keepers&bbox=1,2', { as: 'dispatcher' })).status).toBe(400);
  expect((await door.knock('/v1/map-signs?signs=devices', { as: 'audit_admin' })).status).toBe(403);
});
