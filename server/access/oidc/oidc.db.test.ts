/** In by a real OpenID provider (`oidc-provider`): whom it names comes in, once, if she was bound; whatever is bent on the way stays out. */
import fastifyCookie from '@fastify/cookie';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { layCorner, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { realProvider, throughProvider, type Sso } from '../../../test/support/oidc.ts';
import { accessRoutes, whoIs } from '../access.ts';

const returnTo = 'http://desk.example/desk/sign-in';
let corner: Corner;
let door: Door;
let sso: Sso;
let other: Sso;
beforeAll(async () => {
  [corner, sso, other] = await Promise.all([layCorner(), realProvider(returnTo), realProvider(returnTo)]);
  const cookies: Parameters<typeof openDoor>[1][number] = (app) => void app.register(fastifyCookie);
  door = await openDoor(corner, [cookies, accessRoutes], async (house, request) => {
    const post = request.headers['x-signed-in-as'];
    return post === undefined ? whoIs(house, request) : undefined;
  });
  // The provider's clock is the real one; so is the house's.
  door.at(new Date().toISOString());
  Object.assign(door.house.config, { demo: false, oidc: sso });
});
afterAll(async () => {
  await Promise.all([door?.close(), sso?.close(), other?.close()]);
  await corner?.drop();
});

const host = { host: 'desk.example' };
const leave = async () => {
  const { status, body, headers } = await door.knock('/v1/session/oidc', { body: {}, headers: host });
  expect(status).toBe(200);
  const line = String(headers['set-cookie']);
  expect(line).toMatch(/^gridloop_oidc=[\w-]+; Max-Age=600; Path=\/v1\/session\/oidc; HttpOnly; SameSite=Strict/);
  return { url: body.url as string, cookie: line.split(';')[0]! };
};
const comeBack = (cookie: string, query: string) =>
  door.knock('/v1/session/oidc/return', { body: { query }, headers: { ...host, cookie } });
const keeper = () => corner.actor('keeper');
const bad = { status: 401, body: { code: 'reader.bad_assertion' } };

test('nobody gets in who was not bound; bound by an administrator, the keeper comes as far as her second factor, once', async () => {
  const first = await leave();
  const asked = new URL(first.url);
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: returnTo,
    scope: 'openid',
  });
  for (const part of ['state', 'nonce', 'code_challenge'])
    expect(asked.searchParams.get(part)!.length, part).toBeGreaterThan(30);
  const unbound = await comeBack(first.cookie, await throughProvider(first.url, 'lin.xiaozhou'));
  expect(unbound).toMatchObject({ status: 403, body: { code: 'reader.not_bound' } });

  const bound = await door.knock(`/v1/people/${keeper().personId}/bindings`, {
    as: 'system_admin',
    body: { id: uuidv7(), bridge: 'oidc', subject: 'lin.xiaozhou' },
  });
  expect(bound.body.bindings).toMatchObject([{ bridge: 'oidc', shown: 'li…ou' }]);
  const { url, cookie } = await leave();
  const query = await throughProvider(url, 'lin.xiaozhou');
  const came = await comeBack(cookie, query);
  expect(came).toMatchObject({ status: 200, body: { stage: 'enrol', login: keeper().login } });
  expect([came.headers['set-cookie']].flat().join()).toMatch(/gridloop_oidc=;.*gridloop_session=[\w-]{43}/);
  // Shown again, with the cookie that was told to go: the provider has taken back the code, and we have noted what was begun.
  expect(await comeBack(cookie, query)).toMatchObject(bad);
  const { rows } = await sql<{ data: object }>`
    select data from kit.facts where region_id = ${corner.regionId} and kind = 'account.signed_in'`.execute(
    corner.owner,
  );
  expect(rows.map(({ data }) => data)).toEqual([{ stage: 'enrol', bridge: 'oidc' }]);
});

test('what was begun by another browser, changed, cut or made up opens nothing', async () => {
  const [mine, hers] = [await leave(), await leave()];
  const query = await throughProvider(mine.url, 'lin.xiaozhou');
  const bent = (name: string, value: string): string => {
    const parts = new URLSearchParams(query);
    parts.set(name, value);
    return parts.toString();
  };
  expect(await comeBack(hers.cookie, query), 'another browser: another state, another verifier').toMatchObject(bad);
  expect(await comeBack('gridloop_oidc=AAAA', query)).toMatchObject(bad);
  expect(await comeBack('a=b', query)).toMatchObject(bad);
  expect(await comeBack(mine.cookie, bent('state', 'x'.repeat(43)))).toMatchObject(bad);
  expect(await comeBack(mine.cookie, bent('iss', other.issuer)), 'mixed up with another issuer').toMatchObject(bad);
  expect(await comeBack(mine.cookie, bent('code', 'nonsense'))).toMatchObject(bad);
  expect(await comeBack(mine.cookie, 'error=access_denied')).toMatchObject(bad);
  // A login begun for one state and finished under the nonce and verifier of another.
  const stolen = new URLSearchParams(query);
  stolen.set('state', new URL(hers.url).searchParams.get('state')!);
  expect(await comeBack(hers.cookie, stolen.toString()), 'PKCE: a code without its verifier').toMatchObject(bad);
  // The control: what nobody bent opens.
  const right = await leave();
  expect((await comeBack(right.cookie, await throughProvider(right.url, 'lin.xiaozhou'))).status).toBe(200);
  // Eleven minutes are too long.
  const late = await leave();
  const said = await throughProvider(late.url, 'lin.xiaozhou');
  door.at(new Date(Date.now() + 11 * 60_000).toISOString());
  expect(await comeBack(late.cookie, said)).toMatchObject(bad);
  door.at(new Date().toISOString());
});

test('another provider’s word is not believed, whoever it says it is; and one that is not there is said to be silent', async () => {
  const { url, cookie } = await leave();
  // The same person name, state and nonce at a provider of somebody else's.
  const elsewhere = url.replace(sso.issuer, other.issuer);
  const query = await throughProvider(elsewhere, 'lin.xiaozhou');
  expect(await comeBack(cookie, query)).toMatchObject(bad);
  // Another provider in its place: her subject there is another person, until an administrator says otherwise.
  Object.assign(door.house.config, { oidc: other });
  const there = await leave();
  expect(await comeBack(there.cookie, await throughProvider(there.url, 'lin.xiaozhou'))).toMatchObject({
    status: 403,
    body: { code: 'reader.not_bound' },
  });
  Object.assign(door.house.config, { oidc: { ...sso, clientSecret: 'not the one that was agreed' } });
  const wrong = await leave();
  expect(await comeBack(wrong.cookie, await throughProvider(wrong.url, 'lin.xiaozhou'))).toMatchObject(bad);

  Object.assign(door.house.config, { oidc: { ...sso, issuer: 'http://127.0.0.1:9' } });
  const silent = await door.knock('/v1/session/oidc', { body: {}, headers: host });
  expect(silent).toMatchObject({ status: 503, body: { code: 'server.busy' } });
  Object.assign(door.house.config, { oidc: undefined });
  expect((await door.knock('/v1/session/oidc', { body: {}, headers: host })).status).toBe(404);
  expect((await comeBack(cookie, query)).status).toBe(404);
  expect((await door.knock('/v1/session/bridges')).body).toMatchObject({ oidc: false });
});
