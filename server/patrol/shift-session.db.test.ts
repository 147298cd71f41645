/** One sign-in a shift: ten hours without network, told by a clock that moves, with the real cookie and the real rule of the district. */
import fastifyCookie from '@fastify/cookie';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { accessRoutes, createAccount, hashPassword, housePermit, whoIs } from '#access';
import { patrolRoutes } from '#patrol';
import { touch } from '#kit/db.ts';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
let passwordHash: string;
const password = 'tR4m-lamp-Quay';
beforeAll(async () => {
  corner = await layCorner();
  const cookies: Parameters<typeof openDoor>[1][number] = (app) => void app.register(fastifyCookie);
  door = await openDoor(corner, [cookies, accessRoutes, patrolRoutes], whoIs);
  Object.assign(door.house.config, { demo: true, host: '127.0.0.1' });
  passwordHash = await hashPassword(password);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});
beforeEach(() => door.at('2026-11-23T00:00:00Z'));

let made = 0;
/** Somebody with these posts, signed in this morning; `onPhone`: in the app that keeps her day. */
async function signedIn(posts: readonly Post[], { onPhone }: { onPhone: boolean }) {
  const [personId, login] = [uuidv7(), `waiqin${++made}`];
  await sql`insert into access.people (region_id, id, name) values (${corner.regionId}, ${personId}, '周小满')`.execute(
    corner.owner,
  );
  for (const post of posts)
    await sql`
      insert into access.posts (region_id, id, person_id, post, unit_id, from_on)
      values (${corner.regionId}, ${uuidv7()}, ${personId}, ${post}, ${corner.units.street}, '2020-01-01')`.execute(
      corner.owner,
    );
  await within(corner, (tx) =>
    createAccount(
      tx,
      housePermit('people.edit', corner.regionId),
      { id: uuidv7(), personId, login, passwordHash, demo: true },
      door.house.now(),
    ),
  );
  const answer = await door.knock('/v1/session', { from: `198.51.100.${made}`, body: { login, password } });
  expect(answer.status).toBe(200);
  const cookie = ([answer.headers['set-cookie']].flat()[0] as string).split(';')[0]!;
  const headers = { cookie };
  const phone = { id: uuidv7(), phoneId: uuidv7(), name: '安卓手机' };
  if (onPhone) expect((await door.knock('/v1/field/phones', { headers, body: phone })).status).toBe(200);
  return {
    at: async (when: string) => {
      door.at(when);
      return (await door.knock('/v1/session', { headers })).status;
    },
    confirm: async () => {
      const confirmed = await door.knock('/v1/session/confirmation', { headers, body: { secret: password } });
      expect(confirmed.status).toBe(200);
      headers.cookie = ([confirmed.headers['set-cookie']].flat()[0] as string).split(';')[0]!;
    },
  };
}

test('ten hours without network are no sign-in; a shift later it is one, and a day is the end of it whatever happens', async () => {
  const keeper = await signedIn(['keeper'], { onPhone: true });
  expect(await keeper.at('2026-11-23T10:00:00Z')).toBe(200);
  expect(await keeper.at('2026-11-23T23:59:00Z')).toBe(200);
  expect(await keeper.at('2026-11-24T00:01:00Z')).toBe(401);
  const resting = await signedIn(['keeper', 'checker'], { onPhone: true });
  expect(await resting.at('2026-11-24T16:02:00Z')).toBe(401);
});

test('who says once more who she is goes on with the same shift', async () => {
  const keeper = await signedIn(['keeper'], { onPhone: true });
  await keeper.confirm();
  expect(await keeper.at('2026-11-23T10:00:00Z')).toBe(200);
});

test('at a desk, with a post that does more, and under 等保三级 eight hours are the end of it', async () => {
  const atDesk = await signedIn(['keeper'], { onPhone: false });
  expect(await atDesk.at('2026-11-23T08:01:00Z')).toBe(401);
  door.at('2026-11-23T00:00:00Z');
  const more = await signedIn(['keeper', 'system_admin'], { onPhone: true });
  expect(await more.at('2026-11-23T08:01:00Z')).toBe(401);
  door.at('2026-11-23T00:00:00Z');
  await sql`
    insert into access.password_rules (region_id, rule, changed_at) values (${corner.regionId}, 'mlps3', now())`.execute(
    corner.owner,
  );
  await within(corner, (tx) => touch(tx, corner.regionId, 'password rules'));
  const strict = await signedIn(['keeper'], { onPhone: true });
  expect(await strict.at('2026-11-23T08:01:00Z')).toBe(401);
});
