/** 标准库、常用语、知识库、报表: what an administrator keeps without a developer, each with a version and a fact. */
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Standard } from '#contract/standards.ts';
import { uuidv7 } from '#contract/ids.ts';
import { catalogueRoutes } from '#catalogue';
import { insightRoutes } from '#insight';
import { layCorner, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
});
beforeEach(async () => {
  door = await openDoor(corner, [catalogueRoutes, insightRoutes]);
});
afterEach(async () => door.close());
afterAll(async () => corner?.drop());

const lampStandard = {
  basis: '城市照明管理规定（示例）',
  steps: ['到场核实并设置警示', '断电检修或更换灯头', '送电后逐盏试亮'],
  checks: ['夜间亮灯', '灯杆无倾斜'],
  measures: [
    { text: '处置及时率不低于 95 %', figure: 'unit_on_time' },
    { text: '同杆 30 日内不复发', figure: null },
  ],
  reason: '首次制定',
};
const publish = (version: number, more: object = {}, as: 'system_admin' | 'clerk' = 'system_admin') =>
  door.knock(`/v1/matters/${corner.matters.lamp}/standards`, {
    as,
    body: { id: uuidv7(), version, ...lampStandard, ...more },
  });

test('a standard has four parts or it is none; a new version stands beside the old one, and a case finds the one of its day', async () => {
  expect((await publish(0, {}, 'clerk')).status).toBe(403);
  for (const empty of [{ basis: '' }, { steps: [] }, { checks: [] }, { measures: [] }, { steps: [''] }])
    expect((await publish(0, empty)).status, JSON.stringify(empty)).toBe(400);
  const first = await publish(0);
  expect([first.status, first.body.version]).toEqual([200, 1]);
  // somebody who has not seen the first version cannot write over it
  const blind = await publish(0, { reason: '另一人' });
  expect([blind.status, blind.body]).toMatchObject([409, { code: 'thing.stale', current: { version: 1 } }]);
  door.at('2026-11-24T02:00:00Z');
  const second = await publish(1, { steps: [...lampStandard.steps, '拍照上传'], reason: '增加留痕' });
  expect(second.body.version).toBe(2);

  const read = async (query = '') =>
    (
      await door.knock(`/v1/matters/${corner.matters.lamp}/standards${query}`, {
        as: 'clerk',
      })
    ).body.versions.map(({ version, steps }: Standard) => [version, steps.length]);
  expect(await read()).toEqual([
    [2, 4],
    [1, 3],
  ]);
  expect(await read(`?at=${encodeURIComponent('2026-11-23T08:00:00Z')}`)).toEqual([[1, 3]]);
  expect(await read(`?at=${encodeURIComponent('2020-01-01T00:00:00Z')}`)).toEqual([]);
  const unknown = await door.knock(`/v1/matters/999999/standards`, {
    as: 'system_admin',
    body: { id: uuidv7(), version: 0, ...lampStandard },
  });
  expect(unknown.status).toBe(404);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from kit.facts where region_id = ${corner.regionId} and kind = 'matter.standard'`.execute(
    corner.owner,
  );
  expect(rows[0]!.n).toBe(2);
});

test('phrases and articles are added, changed on the version that was looked at, and taken out', async () => {
  const phrase = { purpose: 'answer', matterId: null, reason: '', lang: 'zh', text: '已于当日修复，感谢反映。' };
  const keep = (more: object) =>
    door.knock('/v1/phrases', { as: 'system_admin', body: { id: uuidv7(), ...phrase, ...more } });
  expect((await keep({})).status).toBe(200);
  expect((await keep({})).body).toMatchObject({ code: 'thing.exists' });
  expect((await keep({ matterId: 999_999 })).body).toMatchObject({ code: 'thing.unknown_reference' });
  const all = async () =>
    (await door.knock('/v1/phrases/all', { as: 'clerk' })).body.phrases.filter(({ text }: { text: string }) =>
      text.startsWith('已于当日'),
    );
  const [one] = await all();
  expect(one!.version).toBe(1);
  const better = { phraseId: one!.id, version: 1, text: '已于当日修复并复查，感谢反映。' };
  expect((await keep(better)).status).toBe(200);
  const [changed] = await all();
  expect(changed).toMatchObject({ id: one!.id, version: 2, text: better.text });
  // Whoever was slower is told what it says by now, and has changed nothing.
  const late = await keep({ phraseId: one!.id, version: 1, text: '已于当日处理。' });
  expect([late.status, late.body.code, late.body.current]).toMatchObject([
    409,
    'thing.stale',
    { version: 2, text: better.text },
  ]);
  expect((await keep({ phraseId: one!.id, version: 1, removed: true })).body.code).toBe('thing.stale');
  // Nor does it become what another one says already.
  expect((await keep({})).status).toBe(200);
  expect((await keep({ phraseId: one!.id, version: 2 })).body.code).toBe('thing.exists');
  expect((await all()).map(({ text }: { text: string }) => text).sort()).toEqual([phrase.text, better.text].sort());
  for (const { id, version } of await all())
    expect((await keep({ phraseId: id, version, removed: true })).status).toBe(200);
  expect(await all()).toEqual([]);
  expect((await keep({ phraseId: one!.id, version: 2, text: '再改' })).status).toBe(404);
  const facts = await sql<{ kind: string; version: number | null }>`
    select kind, (data->>'version')::int as version from kit.facts
     where region_id = ${corner.regionId} and subject = 'phrase' and subject_id = ${String(one!.id)} order by n`.execute(
    corner.owner,
  );
  expect(facts.rows).toEqual([
    { kind: 'phrase.added', version: null },
    { kind: 'phrase.changed', version: 2 },
    { kind: 'phrase.removed', version: 2 },
  ]);

  const article = { question: '路灯坏了找谁', answer: '拨打热线或扫码上报。', office: '城管局', terms: '路灯' };
  const write = (more: object) =>
    door.knock('/v1/articles', {
      as: 'system_admin',
      body: { id: uuidv7(), ...article, ...more },
    });
  const added = await write({});
  expect([added.status, added.body.version]).toEqual([200, 1]);
  expect((await write({})).body).toMatchObject({ code: 'thing.exists' });
  const mended = await write({ articleId: added.body.id, version: 1, answer: '拨打热线，半小时内回应。' });
  expect(mended.body.version).toBe(2);
  expect((await write({ articleId: added.body.id, version: 1 })).body).toMatchObject({ code: 'thing.stale' });
  const found = async () =>
    (await door.knock(`/v1/articles?q=${encodeURIComponent('路灯坏了')}`, { as: 'clerk' })).body.articles.length;
  expect(await found()).toBe(1);
  expect((await write({ articleId: added.body.id, version: 2, retired: true })).status).toBe(200);
  expect(await found()).toBe(0);
});

test('the report of one table counts what is one, and which forms are no longer filled', async () => {
  const form = {
    name: '市容巡查日报',
    unitId: corner.units.roads,
    perMonth: 22,
    fields: 14,
    keptIn: null,
    since: null,
  };
  const put = (more: object) =>
    door.knock('/v1/forms', {
      as: 'system_admin',
      body: { id: uuidv7(), ...form, ...more },
    });
  const added = await put({});
  expect(added.status).toBe(200);
  expect((await put({})).body).toMatchObject({ code: 'thing.exists' });
  // "replaced" without a day, or a day without what replaced it
  expect((await put({ formId: added.body.id, keptIn: 'reports' })).status).toBe(400);
  expect((await put({ name: '另一张', unitId: 999_999 })).body).toMatchObject({ code: 'thing.unknown_reference' });
  const replaced = await put({ formId: added.body.id, version: 1, keptIn: 'reports', since: '2026-03-01' });
  expect(replaced.body).toMatchObject({ version: 2, keptIn: 'reports', since: '2026-03-01' });
  expect((await put({ formId: added.body.id, version: 1 })).status).toBe(409);

  await publish((await current()) ?? 0);
  const { status, body } = await door.knock('/v1/one-table', { as: 'dispatcher' });
  expect(status).toBe(200);
  expect(body.grids).toEqual({ cells: 1, coded: expect.any(Number) });
  expect(body.standards).toMatchObject({ withStandard: 1, editions: 1 });
  expect(body.forms).toMatchObject([{ name: '市容巡查日报', perMonth: 22, keptIn: 'reports' }]);
});
const current = async () =>
  (await door.knock(`/v1/matters/${corner.matters.lamp}/standards`, { as: 'clerk' })).body.versions[0]?.version;

test('everybody reads whose a matter is and how it is to be served; not why a version was written, nor which figure counts it', async () => {
  const { regionId, matters, areas, units } = corner;
  for (const [number, areaId, unitId] of [
    ['G-1', null, units.roads],
    ['G-2', areas.street, null],
  ] as const)
    await sql`
      insert into catalogue.responsibilities (region_id, number, matter_id, area_id, lead_unit_id, lead_by_area)
      values (${regionId}, ${number}, ${matters.lamp}, ${areaId}::int, ${unitId}::int, ${unitId === null})`.execute(
      corner.owner,
    );
  const { body, raw } = await door.knock('/v1/public/standards');
  const lamp = body.standards.find(({ matterId }: { matterId: number }) => matterId === corner.matters.lamp);
  expect(lamp.standard).toMatchObject({ basis: lampStandard.basis, checks: lampStandard.checks });
  expect(lamp.standard.measures).toEqual(lampStandard.measures.map(({ text }) => text));
  expect(lamp.offices).toEqual([
    { unit: '市政道路处', area: null },
    { unit: null, area: '河东街道' },
  ]);
  for (const inside of ['增加留痕', '首次制定', 'unit_on_time']) expect(raw.toString()).not.toContain(inside);
});
