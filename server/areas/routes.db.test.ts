/** The ground over HTTP. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { jobRoutes, jobsDone } from '#kit/jobs.ts';
import { inCell, layCorner, outsideAll, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';
import { areaRoutes } from './areas.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [areaRoutes, jobRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});
const admin = { as: 'system_admin' } as const;

describe('what everybody may ask', () => {
  test('where a point is, who keeps it, and nothing more about them', async () => {
    const personId = corner.actor('keeper').personId;
    const appointed = await door.knock(`/v1/areas/${corner.areas.community}/keepers`, {
      ...admin,
      body: {
        id: uuidv7(),
        personId,
        role: 'keeper',
        publicPhone: '010-0000-0003',
        supervisionPhone: '010-0000-0004',
        fromOn: '2026-01-01',
      },
    });
    expect(appointed).toMatchObject({ status: 200, body: { name: '演示keeper', toOn: null } });
    const { status, body } = await door.knock(`/v1/locate?lon=${inCell.lon}&lat=${inCell.lat}`);
    expect(status).toBe(200);
    expect(body.cell).toMatchObject({ code: '990101001001001' });
    expect(body.path.map(({ level }: { level: string }) => level)).toEqual(['district', 'street', 'community', 'cell']);
    expect(body.keepers).toEqual([
      {
        name: '演示keeper',
        role: 'keeper',
        post: 'keeper',
        publicPhone: '010-0000-0003',
        supervisionPhone: '010-0000-0004',
        areaName: '柳岸社区',
      },
    ]);
    const ended = await door.knock(`/v1/keepers/${appointed.body.id}/end`, {
      ...admin,
      body: { id: uuidv7(), toOn: '2026-06-30' },
    });
    expect(ended.body).toMatchObject({ toOn: '2026-06-30' });
    expect((await door.knock(`/v1/locate?lon=${inCell.lon}&lat=${inCell.lat}`)).body.keepers).toEqual([]);
  });

  test('a point outside every cell is outside; what cannot be a place is told why', async () => {
    const outside = await door.knock(`/v1/locate?lon=${outsideAll.lon}&lat=${outsideAll.lat}`);
    expect(outside.body).toEqual({ outside: true, cell: null, path: [], keepers: [] });
    const whole = await door.knock('/v1/locate?lon=116&lat=39', { lang: 'en' });
    expect(whole).toMatchObject({ status: 422, body: { code: 'area.bad_coordinate' } });
    expect(whole.body.title).toMatch(/whole degrees/);
    // the same spot as Amap and Baidu write it
    const amap = await door.knock('/v1/locate?lon=116.311216&lat=39.906315&datum=gcj02');
    expect(amap.body.cell).toMatchObject({ code: '990101001001001' });
  });

  test('places by name', async () => {
    const { body } = await door.knock(`/v1/places?q=${encodeURIComponent('福里')}`);
    expect(body.places).toMatchObject([{ name: '幸福里', areaName: '柳岸社区第001单元' }]);
    expect((await door.knock('/v1/places?q=%25')).body.places).toEqual([]);
  });

  test('shapes: once per revision, compressed, in a box, below a parent', async () => {
    const all = await door.knock('/v1/area-shapes?level=cell');
    expect(all.body).toMatchObject({ type: 'FeatureCollection', truncated: false });
    expect(all.body.features).toMatchObject([
      { id: corner.areas.cell, properties: { code: '990101001001001', level: 'cell' }, geometry: { type: 'Polygon' } },
    ]);
    const etag = String(all.headers['etag']);
    const again = await door.knock('/v1/area-shapes?level=cell', { headers: { 'if-none-match': etag } });
    expect([again.status, again.raw.length]).toEqual([304, 0]);
    const zipped = await door.knock('/v1/area-shapes?level=cell', { headers: { 'accept-encoding': 'gzip' } });
    expect(gunzipSync(zipped.raw).equals(all.raw)).toBe(true);
    const features = async (query: string) =>
      (await door.knock(`/v1/area-shapes?level=cell&${query}`)).body.features.length;
    expect(await features(`parentId=${corner.areas.street}`)).toBe(1);
    expect(await features('parentId=999999')).toBe(0);
    expect(await features('bbox=116.309,39.909,117,40')).toBe(1);
    expect(await features('bbox=117,39.909,118,40')).toBe(0);
    expect(await features('layer=nothing')).toBe(0);
    expect((await door.knock('/v1/area-shapes?level=cell&bbox=1,2,3')).status).toBe(400);
    const renamed = await door.knock(`/v1/areas/${corner.areas.cell}`, {
      ...admin,
      body: { id: uuidv7(), version: 1, name: '柳岸一格' },
    });
    expect(renamed.body).toMatchObject({ name: '柳岸一格', version: 2 });
    const fresh = await door.knock('/v1/area-shapes?level=cell', { headers: { 'if-none-match': etag } });
    expect(fresh).toMatchObject({ status: 200, body: { features: [{ properties: { name: '柳岸一格' } }] } });
  });
});

describe('what staff see', () => {
  test('layers, the tree from its top, one area with all about it', async () => {
    const { body: layers } = await door.knock('/v1/layers', { as: 'receiver' });
    expect(layers.layers).toMatchObject([{ name: 'unified', unified: true, areas: 4 }]);
    const top = await door.knock('/v1/areas', { as: 'receiver' });
    expect(top.body.rows).toMatchObject([{ code: '990101', level: 'district', children: 1, parentId: null }]);
    const below = await door.knock(`/v1/areas?parentId=${corner.areas.district}`, { as: 'receiver' });
    expect(below.body.rows).toMatchObject([{ name: '河东街道', areaM2: null, centre: null }]);
    const found = await door.knock(`/v1/areas?q=${encodeURIComponent('柳岸')}&limit=1`, { as: 'receiver' });
    expect(found.body.rows).toHaveLength(1);
    const next = await door.knock(`/v1/areas?q=${encodeURIComponent('柳岸')}&limit=1&after=${found.body.next}`, {
      as: 'receiver',
    });
    expect(next.body).toMatchObject({ rows: [{ level: 'cell' }], next: null });
    const { body: one } = await door.knock(`/v1/areas/${corner.areas.cell}`, { as: 'receiver' });
    expect(one).toMatchObject({
      area: { id: corner.areas.cell, layer: 'unified' },
      geometry: { type: 'Polygon' },
      ancestors: [{ level: 'district' }, { level: 'street' }, { level: 'community' }],
      versions: [{ version: 1, validTo: null }],
      successors: [],
      cells: 0,
    });
    expect((await door.knock(`/v1/areas/${corner.areas.street}`, { as: 'receiver' })).body.cells).toBe(1);
    expect((await door.knock('/v1/areas/999999', { as: 'receiver' })).status).toBe(404);
    expect((await door.knock('/v1/areas')).status).toBe(401);
  });
});

describe('what the system administrator does', () => {
  const square = (west: number, south: number, side: number) => [
    [
      [west, south],
      [west + side, south],
      [west + side, south + side],
      [west, south + side],
      [west, south],
    ],
  ];
  const file = (features: { code: string; name: string; coordinates: number[][][] }[]) =>
    Buffer.from(
      JSON.stringify({
        type: 'FeatureCollection',
        features: features.map(({ code, name, coordinates }) => ({
          type: 'Feature',
          properties: { code, name },
          geometry: { type: 'Polygon', coordinates },
        })),
      }),
    );
  const upload = (jobId: string, bytes: Buffer, query = '') =>
    door.knock(`/v1/areas/imports/${jobId}?layer=${encodeURIComponent('党建')}&code=code&name=name${query}`, {
      ...admin,
      method: 'POST',
      bytes,
      type: 'application/geo+json',
    });
  const jobOf = async (id: string) => {
    await jobsDone();
    return (await door.knock(`/v1/jobs/${id}`, admin)).body;
  };
  const party = file([{ code: 'P1', name: '党建一片', coordinates: square(116.3, 39.9, 0.005) }]);

  test('tries an import, then takes it; both tell their result as a job', async () => {
    const [tried, taken] = [uuidv7(), uuidv7()];
    expect((await upload(tried, party, '&dryRun=true')).body).toMatchObject({ state: 'running', total: 100 });
    expect(await jobOf(tried)).toMatchObject({ state: 'done', result: { dryRun: true, added: 1, invalid: [] } });
    expect((await door.knock('/v1/layers', admin)).body.layers).toHaveLength(1);
    await upload(taken, party);
    const job = await jobOf(taken);
    expect(job).toMatchObject({
      state: 'done',
      errors: [],
      result: { added: 1, unified: false, mapped: { areas: 1, cells: 1 } },
    });
    expect(job.message).toMatch(/新增 1/);
    const { body } = await door.knock(`/v1/locate?lon=116.301&lat=39.901&layer=${encodeURIComponent('党建')}`);
    expect(body.cell).toMatchObject({ code: 'P1' });
    // sent again by a browser that heard nothing: the same answer, and no second job
    expect((await upload(taken, party)).body).toMatchObject({ id: taken });
    const { body: rows } = await door.knock(`/v1/areas?layer=${encodeURIComponent('党建')}`, admin);
    expect(rows.rows).toMatchObject([{ code: 'P1', version: 1, areaM2: expect.any(Number) }]);
  });

  test('a file that cannot be used fails its job with every bad row in the reader’s language', async () => {
    const bow = [
      [
        [116.3, 39.9],
        [116.304, 39.904],
        [116.304, 39.9],
        [116.3, 39.904],
        [116.3, 39.9],
      ],
    ];
    const bad = file([
      { code: 'P2', name: '好', coordinates: square(116.32, 39.9, 0.005) },
      { code: 'P3', name: '坏', coordinates: bow },
    ]);
    const id = uuidv7();
    await upload(id, bad);
    const job = await jobOf(id);
    expect(job).toMatchObject({ state: 'failed', errors: [{ row: 2, field: 'geometry' }] });
    expect(job.errors[0].reason).toMatch(/自相交/);
    expect((await door.knock(`/v1/areas?layer=${encodeURIComponent('党建')}`, admin)).body.rows).toHaveLength(1);
    const lying = uuidv7();
    await upload(lying, Buffer.from('not a map'));
    expect(await jobOf(lying)).toMatchObject({ state: 'failed' });
  });

  test('checks a layer', async () => {
    const id = uuidv7();
    await door.knock('/v1/areas/checks', { ...admin, body: { id, layer: 'unified' } });
    expect(await jobOf(id)).toMatchObject({ state: 'done', result: { totals: { overlaps: 0, gaps: 0 } } });
    const none = await door.knock('/v1/areas/checks', { ...admin, body: { id: uuidv7(), layer: 'none' } });
    expect(none).toMatchObject({ status: 422, body: { code: 'area.no_such_layer' } });
  });

  test('cuts an area into cells; what can be refused at once is', async () => {
    const { body } = await door.knock(`/v1/areas?layer=${encodeURIComponent('党建')}`, admin);
    const { id: areaId, version } = body.rows[0];
    const cut = (id: number, of: number, jobId = uuidv7()) =>
      door.knock(`/v1/areas/${id}/subdivision`, { ...admin, body: { id: jobId, hectares: 5, version: of } });
    expect((await cut(areaId, version + 1)).body).toMatchObject({ code: 'thing.stale', current: { version } });
    expect((await cut(corner.areas.street, 1)).body.code).toBe('area.no_boundary');
    expect((await cut(corner.areas.cell, 2)).body.code).toBe('area.has_children');
    const jobId = uuidv7();
    await cut(areaId, version, jobId);
    // P1 is no division code, and nothing above it but the district has one
    expect(await jobOf(jobId)).toMatchObject({ state: 'failed' });
  });

  test('splits and merges by hand, with a look before', async () => {
    const line = [
      [116.302, 39.8],
      [116.302, 40],
    ];
    const { body } = await door.knock(`/v1/areas?layer=${encodeURIComponent('党建')}`, admin);
    const { id: areaId, version } = body.rows[0];
    const look = await door.knock(`/v1/areas/${areaId}/split`, {
      ...admin,
      body: { id: uuidv7(), version, line, dryRun: true },
    });
    expect(look.body.parts).toMatchObject([
      { id: null, code: 'P1-1', name: '党建一片(1)' },
      { id: null, code: 'P1-2' },
    ]);
    expect(look.body.report).toMatchObject({ totals: { overlaps: 0, outside: 0 } });
    const split = await door.knock(`/v1/areas/${areaId}/split`, { ...admin, body: { id: uuidv7(), version, line } });
    expect(split.body.report).toBeNull();
    const areaIds = split.body.parts.map(({ id }: { id: number }) => id);
    const merged = await door.knock('/v1/areas/mergers', {
      ...admin,
      body: { id: uuidv7(), areaIds, name: '党建大片' },
    });
    expect(merged.body).toMatchObject({
      area: { name: '党建大片', layer: '党建', version: 1 },
      geometry: { type: 'Polygon' },
    });
    const gone = await door.knock(`/v1/areas/${areaIds[0]}`, admin);
    expect(gone.body).toMatchObject({
      area: { validTo: expect.any(String) },
      successors: [{ kind: 'merge', name: '党建大片' }],
    });
  });

  test('names the office that answers, and only one that exists', async () => {
    const save = (body: object) =>
      door.knock(`/v1/areas/${corner.areas.street}`, { ...admin, body: { id: uuidv7(), ...body } });
    expect((await save({ version: 1, unitId: corner.units.street })).body).toMatchObject({
      unitName: '河东街道办',
      version: 2,
    });
    expect((await save({ version: 2, unitId: 999_999 })).body.code).toBe('thing.unknown_reference');
    expect((await save({ version: 1, name: '河西' })).body.code).toBe('thing.stale');
  });

  test('and nobody else', async () => {
    for (const as of ['receiver', 'keeper', 'audit_admin', 'leader'] as const) {
      const answer = await door.knock(`/v1/areas/${corner.areas.street}`, {
        as,
        body: { id: uuidv7(), version: 2, name: '河西' },
      });
      expect([as, answer.status, answer.body.code]).toEqual([as, 403, 'reader.not_permitted']);
      const job = await door.knock(`/v1/areas/imports/${uuidv7()}?layer=x&code=code&name=name`, {
        as,
        method: 'POST',
        bytes: party,
        type: 'application/geo+json',
      });
      expect(job.status).toBe(403);
    }
  });
});
