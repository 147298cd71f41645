/** In by another door, over HTTP: whom the gateway has named comes in, once; whatever is not signed, old, shown before or another's stays out. */
import fastifyCookie from '@fastify/cookie';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bridgeNames, type BridgeName } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { fakeGateway } from '../../../test/support/bridge.ts';
import { layCorner, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { accessRoutes, whoIs } from '../access.ts';
import { nonceOf } from './bridge.ts';

const monday = '2026-11-23T02:00:00Z';
const now = Date.parse(monday) / 1000;
const gateway = fakeGateway('zhezhengding');
const other = fakeGateway('zhezhengding');
const state = 'a secret of this very browser';
let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  const cookies: Parameters<typeof openDoor>[1][number] = (app) => void app.register(fastifyCookie);
  door = await openDoor(corner, [cookies, accessRoutes], async (house, request) => {
    const post = request.headers['x-signed-in-as'];
    return post === undefined ? whoIs(house, request) : undefined;
  });
  Object.assign(door.house.config, { demo: false, bridges: [gateway.setting] });
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});
beforeEach(() => door.at(monday));

const audience = 'gridloop:990101';
const claims = (more: Record<string, unknown> = {}) => ({
  aud: audience,
  sub: 'zzd-20260001',
  nonce: nonceOf(state),
  jti: uuidv7(),
  iat: now,
  ...more,
});
const come = async (assertion: string, { bridge = 'zhezhengding', secret = state } = {}) => {
  const { status, body, headers } = await door.knock(`/v1/session/bridges/${bridge}`, {
    body: { assertion, state: secret },
  });
  return { status, code: body.code as string | undefined, stage: body.stage as string | undefined, headers };
};
const keeper = () => corner.actor('keeper');
const bind = (subject: string, id = uuidv7(), bridge: BridgeName = 'zhezhengding') =>
  door.knock(`/v1/people/${keeper().personId}/bindings`, {
    as: 'system_admin',
    body: { id, bridge, subject },
  });
const facts = async (kind: string) =>
  (
    await sql<{ data: Record<string, unknown> }>`
      select data from kit.facts where region_id = ${corner.regionId} and kind = ${kind} order by recorded_at`.execute(
      corner.owner,
    )
  ).rows.map(({ data }) => data);

test('nobody gets in who was not bound; bound by an administrator, the keeper comes as far as her second factor', async () => {
  expect((await door.knock('/v1/session/bridges')).body).toEqual({
    audience,
    bridges: [{ name: 'zhezhengding', startUrl: gateway.setting.startUrl }],
    oidc: false,
    saml: false,
  });
  expect(await come(gateway.assert(claims()))).toMatchObject({ status: 403, code: 'reader.not_bound' });
  expect((await door.knock(`/v1/people/${keeper().personId}/bindings`, { as: 'security_admin' })).status).toBe(403);
  const bound = await bind('zzd-20260001');
  expect(bound.body.bindings).toMatchObject([{ bridge: 'zhezhengding', shown: 'zz…01', boundBy: '演示system_admin' }]);
  // The same identity opens one account.
  expect((await bind('zzd-20260001')).body.code).toBe('thing.exists');

  const came = await come(gateway.assert(claims()));
  // The assertion stands for the password; the one-time code is set up, and asked for, as ever.
  expect(came).toMatchObject({ status: 200, stage: 'enrol' });
  expect(String(came.headers['set-cookie'])).toMatch(/HttpOnly/);
  expect(await facts('account.signed_in')).toEqual([{ stage: 'enrol', bridge: 'zhezhengding' }]);
  const { rows } = await sql<{ kept: string }>`select to_jsonb(b)::text as kept from access.bindings b`.execute(
    corner.owner,
  );
  expect(rows[0]!.kept).not.toContain('zzd-20260001');
});

test('an assertion is good once, for one browser, one district and two minutes', async () => {
  const once = gateway.assert(claims());
  expect((await come(once)).status).toBe(200);
  const bad = { status: 401, code: 'reader.bad_assertion' };
  expect(await come(once), 'shown again').toMatchObject(bad);
  expect(await come(gateway.assert(claims()), { secret: 'another browser’s own secret' })).toMatchObject(bad);
  expect(await come(gateway.assert(claims({ aud: 'gridloop:330106' })))).toMatchObject(bad);
  expect(await come(gateway.assert(claims({ iss: 'wechat' })))).toMatchObject(bad);
  expect(await come(gateway.assert(claims({ iat: now - 121 })))).toMatchObject(bad);
  expect(await come(gateway.assert(claims({ iat: now + 61 })))).toMatchObject(bad);
  // One whose browser was another's is spent neither way: what could not be read is not remembered, what was read is.
  const late = gateway.assert(claims());
  door.at('2026-11-23T02:10:00Z');
  expect(await come(late)).toMatchObject(bad);
});

test('a wrong signature, another key, no algorithm, changed words: none of them opens', async () => {
  const bad = { status: 401, code: 'reader.bad_assertion' };
  expect(await come(other.assert(claims())), 'another gateway').toMatchObject(bad);
  const [head, body, signature] = gateway.assert(claims()).split('.') as [string, string, string];
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  expect(await come(`${part({ alg: 'none' })}.${body}.`)).toMatchObject(bad);
  expect(await come(gateway.assert(claims(), { alg: 'HS256' }))).toMatchObject(bad);
  expect(await come(`${head}.${part({ ...claims(), iss: 'zhezhengding', sub: 'zzd-1' })}.${signature}`)).toMatchObject(
    bad,
  );
  expect(await come(`${head}.${body}.${signature}.x`)).toMatchObject(bad);
  expect(await come('三个字')).toMatchObject(bad);
  // A way that the district has not set up is not there.
  expect(await come(gateway.assert(claims()), { bridge: 'wechat' })).toMatchObject({ status: 404 });
});

test('a binding that was ended opens nothing any more, and both are in the trail', async () => {
  const { bindings } = (await door.knock(`/v1/people/${keeper().personId}/bindings`, { as: 'system_admin' })).body;
  const path = `/v1/people/${keeper().personId}/bindings/${bindings[0].id}/end`;
  for (const as of ['security_admin', 'audit_admin', 'leader', 'keeper'] as const)
    expect((await door.knock(path, { as, body: { id: uuidv7() } })).status, as).toBe(403);
  expect((await door.knock(path, { as: 'system_admin', body: { id: uuidv7() } })).body).toEqual({ bindings: [] });
  expect((await door.knock(path, { as: 'system_admin', body: { id: uuidv7() } })).status).toBe(404);
  expect(await come(gateway.assert(claims()))).toMatchObject({ status: 403, code: 'reader.not_bound' });
  expect(await facts('account.bound')).toEqual([{ bridge: 'zhezhengding' }]);
  expect(await facts('account.unbound')).toHaveLength(1);
  // Whoever is bound again comes in, unless the account was taken away.
  await bind('zzd-20260001');
  await sql`update access.accounts set disabled_at = now() where person_id = ${keeper().personId}`.execute(
    corner.owner,
  );
  expect(await come(gateway.assert(claims()))).toMatchObject({ status: 403, code: 'reader.not_bound' });
});

test('WeChat, DingTalk and 浙政钉 each let in by their own door; what one of them signed opens none of the others', async () => {
  await sql`update access.accounts set disabled_at = null where person_id = ${keeper().personId}`.execute(corner.owner);
  const gateways = bridgeNames.map((name) => ({ name, of: fakeGateway(name) }));
  door.house.config.bridges = gateways.map(({ of }) => of.setting);
  try {
    for (const { name, of } of gateways) {
      expect((await bind(`${name}-of-hers`, uuidv7(), name)).status).toBe(200);
      const said = () => of.assert(claims({ sub: `${name}-of-hers` }));
      for (const bridge of bridgeNames)
        expect((await come(said(), { bridge })).status, `${name} at ${bridge}`).toBe(bridge === name ? 200 : 401);
    }
  } finally {
    door.house.config.bridges = [gateway.setting];
  }
});
