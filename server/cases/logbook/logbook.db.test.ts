/**
 * 四块牌子: one team stands behind 综合指挥中心、县长公开电话受理中心、公共信息服务中心 and 应急指挥中心. The same two people hold a post behind each,
 * change their hat, and each nameplate keeps a log of its own.
 */
import fastifyCookie from '@fastify/cookie';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { hatHeader } from '#contract/hat.ts';
import { uuidv7 } from '#contract/ids.ts';
import {
  accessRoutes,
  addPerson,
  createAccount,
  grantPost,
  hashPassword,
  housePermit,
  saveUnit,
  unitsOf,
  whoIs,
} from '#access';
import { caseRoutes } from '#cases';
import { dutyRoutes } from '#duty';
import { layCorner, opened, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Answer, type Door } from '../../../test/support/knock.ts';

const nameplates = {
  zonghe: { name: '综合指挥中心', kind: 'command', post: 'dispatcher' },
  dianhua: { name: '县长公开电话受理中心', kind: 'supervision', post: 'receiver' },
  xinxi: { name: '公共信息服务中心', kind: 'other', post: 'leader' },
  yingji: { name: '应急指挥中心', kind: 'command', post: 'duty_officer' },
} as const;
type Nameplate = keyof typeof nameplates;
const each = Object.keys(nameplates) as Nameplate[];
const password = 'tR4m-lamp-Quay';
const monday = new Date('2026-11-23T02:00:00Z');

let corner: Corner;
let door: Door;
/** By login and nameplate: the id of the post. */
const postOf = new Map<string, string>();
const cookies = new Map<string, string>();
const unitOf = {} as Record<Nameplate, number>;

beforeAll(async () => {
  corner = await layCorner();
  const cookie: Parameters<typeof openDoor>[1][number] = (app) => void app.register(fastifyCookie);
  door = await openDoor(corner, [cookie, accessRoutes, caseRoutes, dutyRoutes], whoIs);
  Object.assign(door.house.config, { demo: true, host: '127.0.0.1' });
  const { regionId } = corner;
  const [edit, give] = [housePermit('people.edit', regionId), housePermit('posts.grant', regionId)];
  const passwordHash = await hashPassword(password);
  await within(corner, async (tx) => {
    for (const code of each) {
      const { name, kind } = nameplates[code];
      await saveUnit(tx, edit, { code, name, nameEn: code, kind, parentCode: null, superiorCode: null }, monday);
    }
    const units = await unitsOf(tx, regionId);
    for (const code of each) unitOf[code] = units.byCode.get(code)!.id;
    for (const [login, name] of [
      ['dujuan', '杜鹃'],
      ['heyan', '何燕'],
    ] as const) {
      const personId = uuidv7();
      await addPerson(tx, edit, { id: personId, name, nameEn: login }, monday);
      await createAccount(tx, edit, { id: uuidv7(), personId, login, demo: true, passwordHash }, monday);
      for (const code of each) {
        const id = uuidv7();
        const { post } = nameplates[code];
        await grantPost(
          tx,
          give,
          personId,
          { id, post, unitId: unitOf[code], areaId: null, fromOn: '2020-01-01', toOn: null },
          monday,
        );
        postOf.set(`${login}/${code}`, id);
      }
    }
  });
  for (const login of ['dujuan', 'heyan']) {
    const answer = await door.knock('/v1/session', { body: { login, password } });
    expect(answer.body.posts).toHaveLength(4);
    cookies.set(login, String([answer.headers['set-cookie']].flat()[0]).split(';')[0]!);
  }
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

/** In the hat of one nameplate, as her browser says it with everything she asks. */
const inHat = (login: string, plate: Nameplate, path: string, body?: object): Promise<Answer> =>
  door.knock(path, {
    headers: { cookie: cookies.get(login)!, [hatHeader]: postOf.get(`${login}/${plate}`)! },
    ...(body ? { body: { id: uuidv7(), ...body } } : {}),
  });
const logOf = async (login: string, plate: Nameplate): Promise<string[]> => {
  const { status, body } = await inHat(login, plate, `/v1/logbook?postId=${postOf.get(`${login}/${plate}`)}`);
  expect(status).toBe(200);
  return body.rows.map(({ kind, by }: { kind: string; by: string }) => `${kind} ${by}`);
};
async function moved(login: string, plate: Nameplate, caseId: string, input: object): Promise<void> {
  const { body } = await inHat(login, plate, `/v1/cases/${caseId}`);
  const answer = await inHat(login, plate, `/v1/cases/${caseId}/moves`, { version: body.case.version, input });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
}

test('four nameplates, one team: every step stands in the log of the hat that was on, and in no other', async () => {
  const caseId = await opened(corner, monday);
  const { matters, conditions, areas, units } = corner;
  await moved('dujuan', 'dianhua', caseId, { move: 'receive', matterId: matters.lamp, areaId: areas.cell });
  await moved('heyan', 'yingji', caseId, { move: 'file', matterId: matters.lamp, conditionId: conditions.lamp });
  await moved('dujuan', 'zonghe', caseId, {
    move: 'dispatch',
    unitId: units.roads,
    coUnitIds: [],
    reason: '职责所在',
    ruleNumber: null,
  });
  const until = new Date(monday.getTime() + 86_400_000).toISOString();
  const asked = {
    level: 3,
    reason: '大风蓝色预警',
    areaIds: [],
    matterIds: [matters.lamp],
    template: 'standard',
    until,
  };
  // Three of her four hats may ask for it: it is kept with the one that was on, not with the first she holds.
  expect((await inHat('dujuan', 'yingji', '/v1/duty/modes', asked)).status).toBe(200);
  const notice = {
    unitId: unitOf.xinxi,
    title: '大风提示',
    words: '请收好阳台物品。',
    public: true,
    untilOn: '2026-11-30',
  };
  expect((await inHat('heyan', 'xinxi', '/v1/notices', notice)).status).toBe(200);

  for (const login of ['dujuan', 'heyan'])
    expect(
      Object.fromEntries(await Promise.all(each.map(async (plate) => [plate, await logOf(login, plate)]))),
    ).toEqual({
      zonghe: ['case.dispatched 杜鹃'],
      dianhua: ['case.received 杜鹃'],
      xinxi: ['notice.published 何燕'],
      yingji: ['mode.asked 杜鹃', 'case.filed 何燕'],
    });
  // Without a post it is the log of the hat that is on; and the hats stand in the order in which they were given.
  const { body } = await inHat('heyan', 'zonghe', '/v1/logbook');
  expect(body.rows).toMatchObject([{ kind: 'case.dispatched', case: { id: caseId, title: '路灯不亮' } }]);
  const me = (await inHat('heyan', 'yingji', '/v1/session')).body;
  expect(me.posts.map(({ id }: { id: string }) => id)).toEqual(each.map((plate) => postOf.get(`heyan/${plate}`)));
});

test('a log is read page by page, newest first', async () => {
  const first = (await inHat('dujuan', 'yingji', '/v1/logbook?limit=1')).body;
  expect(first.rows.map(({ kind }: { kind: string }) => kind)).toEqual(['mode.asked']);
  const second = (await inHat('dujuan', 'yingji', `/v1/logbook?limit=1&after=${first.next}`)).body;
  expect([second.rows[0].kind, second.next]).toEqual(['case.filed', null]);
});

test('whoever does not hold the post does not read its log; a hat that is not hers is none', async () => {
  const anothers = postOf.get('heyan/yingji')!;
  const as = (post: Post, path: string) => door.knock(path, { as: post });
  expect((await as('receiver', `/v1/logbook?postId=${anothers}`)).body.code).toBe('reader.not_permitted');
  expect((await as('system_admin', '/v1/logbook')).body.code).toBe('reader.not_permitted');
  const headers = { cookie: cookies.get('dujuan')!, [hatHeader]: anothers };
  const worn = await door.knock('/v1/logbook', { headers });
  expect(worn.body.rows.map(({ kind }: { kind: string }) => kind)).toEqual(['case.dispatched']);
});

test('回避 and 身份保密 hold in a log as on the page of the case', async () => {
  // 举报 about the very centre: gone from the log of its own people, who made no more than the first step with it.
  const about = await opened(corner, monday);
  await moved('heyan', 'dianhua', about, { move: 'receive', matterId: corner.matters.lamp, areaId: corner.areas.cell });
  expect(await logOf('heyan', 'dianhua')).toHaveLength(2);
  await corner.owner
    .updateTable('cases.cases')
    .set({ about_unit_id: unitOf.dianhua, about_root_unit_id: unitOf.dianhua })
    .where('id', '=', about)
    .execute();
  expect(await logOf('heyan', 'dianhua')).toEqual(['case.received 杜鹃']);

  // Told in confidence by a dispatcher: a colleague in the same post does not read there who it was, or when.
  const told = await opened(corner, monday, { confidential: true });
  const { personId, posts } = corner.actor('dispatcher');
  await sql`
    update kit.facts set actor_kind = 'person', person_id = ${personId}, post = 'dispatcher', unit_id = ${posts[0]!.unitId}
     where subject_id = ${told} and kind = 'case.opened'`.execute(corner.owner);
  const kinds = async () =>
    (await door.knock('/v1/logbook', { as: 'dispatcher' })).body.rows.map(({ kind }: { kind: string }) => kind);
  expect(await kinds()).toEqual([]);
  await sql`update cases.cases set confidential = false where id = ${told}`.execute(corner.owner);
  expect(await kinds()).toEqual(['case.opened']);
});
