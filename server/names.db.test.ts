/** Who reads English is told units, areas and matters in English, wherever they are told; who reads Chinese after her, in Chinese. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { accessRoutes } from '#access';
import { areaRoutes } from '#areas';
import { caseRoutes } from '#cases';
import { insightRoutes } from '#insight';
import { layCorner, opened, type Corner } from '../test/support/corner.ts';
import { openDoor, type Door } from '../test/support/knock.ts';

let corner: Corner;
let door: Door;
let caseId: string;
beforeAll(async () => {
  corner = await layCorner();
  const { regionId, units, areas, matters } = corner;
  await sql`update access.units set name_en = 'Supervision Centre' where region_id = ${regionId} and id = ${units.supervision}`.execute(
    corner.owner,
  );
  await sql`update areas.areas set name_en = 'Hedong Subdistrict' where region_id = ${regionId} and id = ${areas.street}`.execute(
    corner.owner,
  );
  await sql`update catalogue.matters set small_name_en = 'Street lamp' where region_id = ${regionId} and id = ${matters.lamp}`.execute(
    corner.owner,
  );
  door = await openDoor(corner, [accessRoutes, areaRoutes, caseRoutes, insightRoutes]);
  caseId = await opened(corner, new Date('2026-11-23T01:00:00Z'), { location: { lon: 116.305, lat: 39.905 } });
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});
const asked = (path: string, lang: 'zh' | 'en') =>
  door.knock(path, { as: 'duty_officer', lang }).then(({ body }) => body);

test('a list, a case and a board, one language after the other', async () => {
  for (const [lang, matter, unit, street] of [
    ['zh', '路灯', '监督中心', '河东街道'],
    ['en', 'Street lamp', 'Supervision Centre', 'Hedong Subdistrict'],
    ['zh', '路灯', '监督中心', '河东街道'],
    ['en', 'Street lamp', 'Supervision Centre', 'Hedong Subdistrict'],
  ] as const) {
    const { rows } = await asked('/v1/cases?queue=all', lang);
    expect(rows).toMatchObject([{ matterName: matter, holder: { name: unit } }]);
    const detail = await asked(`/v1/cases/${caseId}`, lang);
    expect(detail.path.map(({ name }: { name: string }) => name)).toContain(street);
    expect((await asked('/v1/board', lang)).places).toMatchObject([{ name: street }]);
    // Whoever keeps the names sees them both, as they are.
    const list = (await asked('/v1/units', lang)).units;
    expect(list.find(({ id }: { id: number }) => id === corner.units.supervision)).toMatchObject({
      name: '监督中心',
      nameEn: 'Supervision Centre',
    });
  }
});

test('the same command is answered the same', async () => {
  const { case: row } = await asked(`/v1/cases/${caseId}`, 'zh');
  const body = { id: uuidv7(), version: row.version, input: { move: 'receive' } };
  const send = () => door.knock(`/v1/cases/${caseId}/moves`, { as: 'receiver', lang: 'en', body });
  const first = await send();
  expect([first.status, first.body.matterName]).toEqual([200, 'Street lamp']);
  expect((await send()).body).toEqual(first.body);
});
