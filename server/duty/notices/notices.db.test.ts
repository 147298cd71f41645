/** An office tells in its own name; whoever looks at its ground reads it; the public reads what was told to it, while it holds. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Notice } from '#contract/notices.ts';
import { accessRoutes } from '#access';
import { dutyRoutes } from '#duty';
import { layCorner, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [accessRoutes, dutyRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const publish = (more: object = {}, as: Post = 'clerk') =>
  door.knock('/v1/notices', {
    as,
    body: {
      id: uuidv7(),
      unitId: corner.units.roads,
      title: '夜间抢修',
      words: '今晚 22 点起抢修路面。',
      public: true,
      untilOn: '2026-11-30',
      ...more,
    },
  });
const read = async (query = '', as: Post = 'duty_officer'): Promise<Notice[]> =>
  (await door.knock(`/v1/notices${query}`, { as })).body.rows;
const told = async (query = ''): Promise<Notice[]> => (await door.knock(`/v1/public/notices${query}`)).body.rows;

test('a clerk tells in the name of her own office and of no other, for so long as it holds', async () => {
  expect((await publish({ unitId: corner.units.supervision })).body.code).toBe('thing.unknown_reference');
  expect((await publish({}, 'keeper')).status).toBe(403);
  expect((await publish({ untilOn: '2026-11-22' })).body.code).toBe('notice.days');
  expect((await publish({ untilOn: '2027-11-23' })).body.code).toBe('notice.days');
  expect((await publish()).body).toMatchObject({ title: '夜间抢修', over: false, mine: true });
  expect(await read(`?partOf=${corner.units.roads}`)).toMatchObject([{ title: '夜间抢修', mine: false }]);
  expect(await read(`?partOf=${corner.units.street}`)).toEqual([]);
});

test('of a ground what it tells itself and what is told to it from above are two lists', async () => {
  const titles = async (query: string) => (await read(`?areaId=${query}`)).map(({ title }) => title);
  const { street, community, district } = corner.areas;
  await corner.owner.transaction().execute((tx) =>
    sql`insert into duty.notices (region_id, id, unit_id, area_id, title, words, public, until_on, published_at, published_by)
        select region_id, ${uuidv7()}, ${corner.units.street}, ${street}, '停水', '明早停水。', false, until_on, published_at, published_by
          from duty.notices where title = '夜间抢修'`.execute(tx),
  );
  expect(await titles(`${street}&side=within`)).toEqual(['停水']);
  expect(await titles(`${street}&side=above`)).toEqual(['夜间抢修']);
  expect(await titles(`${community}&side=within`)).toEqual([]);
  expect((await titles(`${community}&side=above`)).toSorted()).toEqual(['停水', '夜间抢修'].toSorted());
  expect(await titles(`${district}&side=within`)).toEqual(['停水']);
  expect((await titles(`${street}`)).toSorted()).toEqual(['停水', '夜间抢修'].toSorted());
  await corner.owner.transaction().execute((tx) => sql`delete from duty.notices where title = '停水'`.execute(tx));
});

test('the public reads no name and nothing that was not meant for it, and nothing that is over', async () => {
  await publish({ title: '内部通知', public: false });
  const [notice, ...others] = await told();
  expect(others).toEqual([]);
  expect(notice).toMatchObject({ title: '夜间抢修' });
  expect(notice).not.toHaveProperty('publishedBy');
  door.at('2026-12-01T02:00:00Z');
  expect(await told()).toEqual([]);
  expect((await read()).map(({ over }) => over)).toEqual([true, true]);
  door.at('2026-11-23T02:00:00Z');
});

test('it is told in English where the office wrote it so, and its address stays when it is over', async () => {
  const made = await publish({
    title: '停水',
    words: '明早停水。',
    titleEn: 'Water cut',
    wordsEn: 'Tomorrow morning.',
  });
  const { id } = made.body as Notice;
  const one = async () => (await door.knock(`/v1/public/notices/${id}`)).body;
  expect(await one()).toMatchObject({ title: '停水', titleEn: 'Water cut', wordsEn: 'Tomorrow morning.', over: false });
  expect(await one()).not.toHaveProperty('publishedBy');
  door.at('2026-12-01T02:00:00Z');
  expect(await one()).toMatchObject({ titleEn: 'Water cut', over: true });
  expect(await told()).toEqual([]);
  expect((await told('?over=true')).map(({ title }) => title)).toContain('停水');
  door.at('2026-11-23T02:00:00Z');
  const secret = await publish({ title: '内部', public: false });
  expect((await door.knock(`/v1/public/notices/${secret.body.id}`)).status).toBe(404);
  for (const each of [id, secret.body.id as string]) {
    const answer = await door.knock(`/v1/notices/${each}/withdrawal`, { as: 'clerk', body: { id: uuidv7() } });
    expect(answer.status).toBe(200);
  }
  expect((await door.knock(`/v1/public/notices/${id}`)).status).toBe(404);
});

test('it is withdrawn by its own office, and both stand in the trail', async () => {
  const [, notice] = await read();
  const withdraw = (as: Post) => door.knock(`/v1/notices/${notice!.id}/withdrawal`, { as, body: { id: uuidv7() } });
  expect((await withdraw('duty_officer')).status).toBe(404);
  expect((await withdraw('clerk')).status).toBe(200);
  expect(await told()).toEqual([]);
  const { body } = await door.knock(`/v1/facts?subject=notice&subjectId=${notice!.id}`, { as: 'audit_admin' });
  expect(body.rows.map(({ kind }: { kind: string }) => kind)).toEqual(['notice.withdrawn', 'notice.published']);
});
