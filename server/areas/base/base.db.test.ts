/** A map under the boundaries: from a WMTS through our own door, from an archive in the data folder; off until it is set, hidden until it is approved. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { zxyToTileId } from 'pmtiles';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BaseMapSettings } from '#contract/basemap.ts';
import { uuidv7 } from '#contract/ids.ts';
import { areaRoutes } from '#areas';
import { inCell, layCorner, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { baseFault, pictureType, tileAddress, tileOf } from './base.rules.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** A PMTiles archive (version 3) of one picture, nothing of it compressed. */
function archiveOf({ z, x, y }: { z: number; x: number; y: number }): Buffer {
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))]);
  const directory = Buffer.from([1, zxyToTileId(z, x, y), 1, png.length, 1].flatMap(varint));
  const header = Buffer.alloc(127);
  header.write('PMTiles');
  header[7] = 3;
  const [metadata, end] = [Buffer.from('{}'), 127 + directory.length];
  for (const [i, n] of [
    127,
    directory.length,
    end,
    metadata.length,
    0,
    0,
    end + metadata.length,
    png.length,
    1,
    1,
    1,
  ].entries())
    header.writeBigUInt64LE(BigInt(n), 8 + 8 * i);
  header.set([1, 1, 1, 2, z, z], 96);
  return Buffer.concat([header, directory, metadata, png]);
}

let corner: Corner;
let door: Door;
let wmts: Server;
const asked: string[] = [];
let origin = '';
const over = tileOf(inCell, 12);
beforeAll(async () => {
  corner = await layCorner();
  wmts = createServer((request, answer) => {
    asked.push(request.url!);
    // what names itself a picture and is none is not handed on
    const fine = request.url!.includes('tk=secret') && !request.url!.includes('TILEMATRIX=3');
    answer.writeHead(fine ? 200 : 403, { 'content-type': 'image/png' }).end(fine ? png : '<html>no</html>');
  });
  await new Promise<void>((resolve) => wmts.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(wmts.address() as AddressInfo).port}`;
  door = await openDoor(corner, [
    (app, house) => {
      house.config.mapOrigins = [{ origin, query: 'tk=secret' }];
      areaRoutes(app, house);
    },
  ]);
  mkdirSync(join(door.house.config.dataFolder, 'maps'), { recursive: true });
  writeFileSync(join(door.house.config.dataFolder, 'maps', 'here.pmtiles'), archiveOf(over));
  writeFileSync(join(door.house.config.dataFolder, 'maps', 'torn.pmtiles'), archiveOf(over).subarray(0, 90));
});
afterAll(async () => {
  wmts?.closeAllConnections();
  wmts?.close();
  await door?.close();
  await corner?.drop();
});

const template = () => `${origin}/vec_w/wmts?LAYER=vec&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}`;
const wanted = (more: Partial<BaseMapSettings> = {}): BaseMapSettings => ({
  kind: 'wmts', address: template(), labels: '', attribution: '国家地理信息公共服务平台', approval: '', everybody: false, on: true,
  version: 0, ...more,
}); // prettier-ignore
const save = (more: Partial<BaseMapSettings> = {}) =>
  door.knock('/v1/base-map', { as: 'system_admin', body: { id: uuidv7(), ...wanted(more) } });
const base = async (as?: 'receiver') => (await door.knock('/v1/base-map', as ? { as } : {})).body.base;
const tile = (version: number, { z, x, y } = over, part = 'ground', as?: 'receiver') =>
  door.knock(`/v1/base-map/${version}/${part}/${z}/${x}/${y}`, as ? { as } : {});

test('none until it is set; what cannot be shown, or not to everybody, is not kept', async () => {
  expect([await base(), await base('receiver')]).toEqual([null, null]);
  expect((await tile(1, over, 'ground', 'receiver')).status).toBe(404);
  const code = async (more: Partial<BaseMapSettings>) => (await save(more)).body.code;
  expect(await code({ address: `${origin}/wmts` })).toBe('base_map.template');
  expect(await code({ address: template().replace('vec_w', 'vec_c') })).toBe('base_map.projection');
  expect(await code({ address: template().replace(origin, 'http://127.0.0.1:1') })).toBe('base_map.origin');
  expect(await code({ address: template().replace('{z}', '3{z}') })).toBe('base_map.no_answer');
  expect(await code({ everybody: true })).toBe('base_map.approval');
  expect(await code({ kind: 'pmtiles', address: 'other.pmtiles' })).toBe('base_map.no_archive');
  expect(await code({ kind: 'pmtiles', address: '../keys.pmtiles' })).toBe('base_map.no_archive');
  expect(await code({ kind: 'pmtiles', address: 'torn.pmtiles' })).toBe('base_map.no_answer');
  expect((await door.knock('/v1/base-map/settings', { as: 'receiver' })).status).toBe(403);
});

test('a WMTS is asked by the server with its key; staff see it, residents once it is approved and bears its number', async () => {
  expect((await save()).body).toMatchObject({ version: 1 });
  expect((await save()).body).toMatchObject({ code: 'thing.stale', current: { version: 1 } });
  expect(await base()).toBeNull();
  expect(await base('receiver')).toMatchObject({
    drawn: 'picture',
    version: 1,
    attribution: '国家地理信息公共服务平台',
  });
  expect((await tile(1)).status).toBe(404);
  const { status, raw, headers } = await tile(1, over, 'ground', 'receiver');
  expect([status, headers['content-type'], raw.equals(png)]).toEqual([200, 'image/png', true]);
  expect(asked.at(-1)).toBe(`/vec_w/wmts?LAYER=vec&TILEMATRIX=12&TILEROW=${over.y}&TILECOL=${over.x}&tk=secret`);
  expect((await tile(1, { z: 3, x: 1, y: 1 }, 'ground', 'receiver')).status).toBe(204);
  expect((await tile(1, over, 'labels', 'receiver')).status).toBe(204);
  const { body } = await door.knock('/v1/base-map/settings', { as: 'system_admin' });
  expect(JSON.stringify(body)).not.toContain('secret');
  expect(body).toMatchObject({ origins: [origin], archives: ['here.pmtiles', 'torn.pmtiles'] });

  await save({ version: 1, everybody: true, approval: 'GS(2026)0001号' });
  expect(await base()).toMatchObject({ approval: 'GS(2026)0001号', version: 2 });
  expect((await tile(2)).headers['cache-control']).toBe('public, max-age=604800');
  // the address of a tile is that of one setting
  expect((await tile(1)).status).toBe(404);
  expect((await save({ version: 2, on: false })).status).toBe(200);
  expect([await base(), await base('receiver')]).toEqual([null, null]);
});

test('an archive in the data folder is read where a tile stands in it', async () => {
  expect((await save({ version: 3, kind: 'pmtiles', address: 'here.pmtiles' })).body).toMatchObject({ version: 4 });
  expect(await base('receiver')).toMatchObject({ drawn: 'picture', minZoom: 12, maxZoom: 12 });
  const { status, raw } = await tile(4, over, 'ground', 'receiver');
  expect([status, raw.equals(png)]).toEqual([200, true]);
  expect((await tile(4, { ...over, x: over.x + 1 }, 'ground', 'receiver')).status).toBe(204);
});

test('rules: a key goes only to its own origin, and a picture is known by its bytes', () => {
  const origins = [{ origin: 'https://t0.tianditu.gov.cn', query: 'tk=k' }];
  const told = wanted({ address: 'https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}' });
  expect(baseFault(told, origins, [])).toBeUndefined();
  expect(tileAddress(told.address, { z: 1, x: 2, y: 3 }, origins)).toBe(
    'https://t0.tianditu.gov.cn/DataServer?T=vec_w&x=2&y=3&l=1&tk=k',
  );
  expect(tileAddress('https://elsewhere.example/{z}/{x}/{y}', { z: 1, x: 2, y: 3 }, origins)).toBeUndefined();
  expect([pictureType(png), pictureType(Buffer.from('<html>'))]).toEqual(['image/png', undefined]);
  expect(tileOf({ lon: 0, lat: 0 }, 1)).toEqual({ z: 1, x: 1, y: 1 });
});
