import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import type { placesInWords, searchPlaces } from '#contract/areas.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import type { Receipt } from '#contract/intake.ts';
import { housePermit } from '#access';
import { addPlaces, areaRoutes } from '#areas';
import { intakeRoutes } from '#intake';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
const inside = (share: number) => ({ lon: 116.3 + share / 100, lat: 39.9 + share / 100 });
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, areaRoutes]);
  await within(corner, (tx) =>
    addPlaces(
      tx,
      housePermit('areas.edit', corner.regionId),
      [
        { name: '平宁路', kind: 'road', point: inside(0.5) },
        { name: '安和路', kind: 'road', point: inside(0.4) },
        { name: '平宁路与安和路路口', kind: 'crossing', point: inside(0.6) },
        { name: '新河桥', nameEn: 'Xinhe Bridge', kind: 'bridge', point: inside(0.2), code: 'a' },
        // the same name, two kilometres from the first
        { name: '新河桥', kind: 'bridge', point: { lon: 116.33, lat: 39.905 }, areaId: corner.areas.street, code: 'b' },
        { name: '中心广场', kind: 'square', point: inside(0.8), code: 'a' },
        { name: '中心广场', kind: 'bus_stop', point: inside(0.81), areaId: corner.areas.community, code: 'b' },
      ],
      new Date(),
    ),
  );
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

async function placed(told: { title?: string; detail?: string; placeText?: string }) {
  const body = { id: uuidv7(), kind: 'help', title: '井盖破损', naming: 'anonymous', ...told };
  const { reportId } = (await door.knock('/v1/reports', { body })).body as Receipt;
  const { rows } = await sql<{ by: string; areaId: number; lon: number | null }>`
    select c.located_by as by, c.area_id as "areaId", c.location[0] as lon
      from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where r.region_id = ${corner.regionId} and r.id = ${reportId}`.execute(corner.db);
  return rows[0]!;
}
const inWords = async (body: object, lang: 'zh' | 'en' = 'zh') =>
  (await door.knock('/v1/places/in-words', { body, lang })).body as ReplyOf<typeof placesInWords>;
const found = async (q: string) =>
  ((await door.knock(`/v1/places?q=${encodeURIComponent(q)}`)).body as ReplyOf<typeof searchPlaces>).places;

describe('a report without a pin', () => {
  test('is placed by the name that stands in it', async () => {
    expect(await placed({ placeText: '柳岸社区幸福里3号楼' })).toMatchObject({ by: 'name', areaId: corner.areas.cell });
  });
  test('that tells two crossing roads is placed at their crossing', async () => {
    const at = await placed({ title: '安和路和平宁路交叉口积水' });
    expect(at).toMatchObject({ by: 'name', areaId: corner.areas.cell });
    expect(at.lon).toBeCloseTo(inside(0.6).lon, 6);
  });
  test('whose name two places far apart bear is not guessed: it stays with the district, and both are offered', async () => {
    expect(await placed({ placeText: '新河桥上' })).toMatchObject({ by: 'fallback', lon: null });
    const { sure, candidates } = await inWords({ placeText: '新河桥上' });
    expect(sure).toBeNull();
    expect(candidates.map(({ name, areaId }) => [name, areaId])).toEqual([
      ['新河桥', corner.areas.cell],
      ['新河桥', corner.areas.street],
    ]);
  });
  test('whose name is borne side by side, by a square and its stop, is placed', async () => {
    expect(await placed({ placeText: '中心广场' })).toMatchObject({ by: 'name', areaId: corner.areas.cell });
  });
  test('that names a road alone, or nothing known, stays with the district', async () => {
    expect(await placed({ placeText: '平宁路' })).toMatchObject({ by: 'fallback' });
    expect(await placed({ detail: '垃圾三天没有人收' })).toMatchObject({ by: 'fallback' });
  });
});

describe('words that are asked about', () => {
  test('are answered with the likeliest first, each with its reason in the reader’s language', async () => {
    const { candidates } = await inWords({ placeText: '平凝路' });
    expect(candidates[0]).toMatchObject({ name: '平宁路', why: '与“平凝路”差一个字', point: null });
    const english = await inWords({ title: '幸福里路灯不亮' }, 'en');
    expect(english.sure).toMatchObject({ name: '幸福里' });
    expect(english.candidates[0]).toMatchObject({
      name: '幸福里',
      why: '“幸福里” is written',
      areaName: '柳岸社区第001单元',
    });
  });
  test('leave nothing behind', async () => {
    const { rows } = await sql`select from kit.commands where endpoint = 'areas.placesInWords'`.execute(corner.db);
    expect(rows).toEqual([]);
  });
});

describe('a search', () => {
  test('finds places and areas by any part of the name, one character, initials or code', async () => {
    expect((await found('河桥')).map(({ name }) => name)).toEqual(['新河桥', '新河桥']);
    expect((await found('柳')).map(({ name, kind }) => [name, kind])).toContainEqual(['柳岸社区', 'community']);
    expect((await found('xhq')).map(({ name }) => name)).toEqual(['新河桥', '新河桥']);
    expect((await found('lasq')).map(({ name }) => name)).toEqual(['柳岸社区']);
    const [cell] = await found('990101001001001');
    expect(cell).toMatchObject({ kind: 'cell', areaId: corner.areas.cell, point: { lon: 116.305, lat: 39.905 } });
    expect((await found('平宁路')).map(({ name }) => name)).toEqual(['平宁路', '平宁路与安和路路口']);
  });
  test('tells English names where there are any', async () => {
    expect((await found('新河桥')).map(({ nameEn }) => nameEn)).toContain('Xinhe Bridge');
  });
});
