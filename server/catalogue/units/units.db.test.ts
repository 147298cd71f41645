/** 1 centre, 7 departments, 6 streets and 54 communities from one file on the page: tried first, whole or not at all. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { unitsOf } from '#access';
import { catalogueRoutes } from '#catalogue';
import { jobRoutes, jobsDone } from '#kit/jobs.ts';
import { layCorner, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [catalogueRoutes, jobRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const send = async (rows: readonly string[], dryRun: boolean, as: Post = 'system_admin') => {
  const jobId = uuidv7();
  const bytes = Buffer.from(['代码,名称,类型,上级单位,督办上级,辖区', ...rows].join('\n'));
  const path = `/v1/units/imports/${jobId}?dryRun=${dryRun}`;
  const started = await door.knock(path, { method: 'POST', as, bytes, type: 'application/octet-stream' });
  if (started.status !== 200) return started.body;
  await jobsDone();
  return (await door.knock(`/v1/jobs/${jobId}`, { as })).body;
};
const n = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const district = [
  'qxx,区民情信息中心,其他,,,',
  ...n(7).map((i) => `bm${i},第${i}局民情信息收集处置平台,部门,,qxx,`),
  ...n(6).map((i) => `jd${i},第${i}街道民主民生沟通工作室,街道,,qxx,${i === 1 ? '990101001' : ''}`),
  ...n(54).map((i) => `sq${i},第${i}社区民情气象站,社区,jd${1 + (i % 6)},,`),
];
const known = async () => (await within(corner, (tx) => unitsOf(tx, corner.regionId))).byCode;

test('it is tried first: the preview counts, and nothing is written', async () => {
  const tried = await send(district, true);
  expect(tried).toMatchObject({
    state: 'done',
    errors: [],
    result: { imported: false, added: 68, changed: 0, kinds: { other: 1, department: 7, street: 6, community: 54 } },
  });
  expect((await known()).has('sq1')).toBe(false);
});

test('one wrong row keeps the whole list out, and says which and why', async () => {
  const wrong = [...district.slice(0, -1), 'sq54,第54社区民情气象站,社区,jd9,,'];
  const told = await send(wrong, false);
  expect(told).toMatchObject({
    state: 'done',
    result: { imported: false, added: 0 },
    errors: [{ row: 69, field: 'parent' }],
  });
  expect((await known()).has('qxx')).toBe(false);
  expect(await send(['a,甲'], true)).toMatchObject({ errors: [{ row: 2 }] });
});

test('the list makes the tree; it is the system administrator’s to bring', async () => {
  expect(await send(district, false)).toMatchObject({ state: 'done', result: { imported: true, added: 68 } });
  const units = await known();
  expect(units.get('jd1')!.areaId).toBe(corner.areas.street);
  expect(units.get('sq6')!.rootId).toBe(units.get('jd1')!.id);
  expect((await send(district, false, 'security_admin')).code).toBe('reader.not_permitted');
  expect((await send(['名称'], true, 'clerk')).code).toBe('reader.not_permitted');
});
