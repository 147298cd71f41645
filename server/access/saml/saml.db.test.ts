/** In by a real SAML provider (`samlify`): whom it names comes in, once, in the browser that began, if she was bound; nobody else does. */
import fastifyCookie from '@fastify/cookie';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { layCorner, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';
import { realSaml, type Said } from '../../../test/support/saml.ts';
import { accessRoutes, whoIs } from '../access.ts';

const at = '2026-11-23T02:00:00Z';
const sso = realSaml('https://desk.example');
let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  const cookies: Parameters<typeof openDoor>[1][number] = (app) => void app.register(fastifyCookie);
  door = await openDoor(corner, [cookies, accessRoutes], async (house, request) => {
    const post = request.headers['x-signed-in-as'];
    return post === undefined ? whoIs(house, request) : undefined;
  });
  Object.assign(door.house.config, { demo: false, saml: sso.setting });
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const host = { host: 'desk.example' };
const leave = async () => {
  const { status, body, headers } = await door.knock('/v1/session/saml', { body: {}, headers: host });
  expect(status).toBe(200);
  const line = String(headers['set-cookie']);
  expect(line).toMatch(/^gridloop_saml=[\w-]+; Max-Age=600; Path=\/v1\/session\/saml; HttpOnly; SameSite=Strict/);
  const relayState = new URL(body.url as string).searchParams.get('RelayState')!;
  expect(relayState.length).toBeLessThanOrEqual(80);
  const { extract } = await sso.asked(body.url as string);
  return { id: extract.request.id, relayState, cookie: line.split(';')[0]! };
};
type Left = Awaited<ReturnType<typeof leave>>;
/** As a page of the provider posts it: from another site, without any cookie. */
const posted = async (relayState: string, xml: string) => {
  const SAMLResponse = Buffer.from(xml).toString('base64');
  const { status, headers } = await door.knock('/v1/session/saml/acs', {
    method: 'POST',
    bytes: Buffer.from(new URLSearchParams({ SAMLResponse, RelayState: relayState }).toString()),
    type: 'application/x-www-form-urlencoded',
    headers: { ...host, origin: 'https://sso.example.gov.cn', 'sec-fetch-site': 'cross-site' },
  });
  expect([status, headers['set-cookie']]).toEqual([303, undefined]);
  const [page, told] = String(headers['location']).split('?saml=');
  expect(page).toBe('/desk/sign-in');
  return told!;
};
const comeBack = (cookie: string, told: string, lang: 'zh' | 'en' = 'zh') =>
  door.knock('/v1/session/saml/return', { body: { told }, headers: { ...host, cookie }, lang });
const answered = async (left: Left, said: Said = {}) =>
  posted(left.relayState, await sso.answer(left.id, new Date(at), said));
const keeper = () => corner.actor('keeper');
const bad = { status: 401, body: { code: 'reader.bad_assertion' } };
const refused = { status: 401, body: { code: 'reader.saml_refused' } };

test('nobody gets in who was not bound; bound by an administrator, the keeper comes as far as her second factor, once', async () => {
  const first = await leave();
  const unbound = await comeBack(first.cookie, await answered(first));
  expect(unbound).toMatchObject({ status: 403, body: { code: 'reader.not_bound' } });
  const bound = await door.knock(`/v1/people/${keeper().personId}/bindings`, {
    as: 'system_admin',
    body: { id: uuidv7(), bridge: 'saml', subject: 'lin.xiaozhou' },
  });
  expect(bound.body.bindings).toMatchObject([{ bridge: 'saml', shown: 'li…ou' }]);

  const left = await leave();
  const xml = await sso.answer(left.id, new Date(at));
  const told = await posted(left.relayState, xml);
  const came = await comeBack(left.cookie, told);
  expect(came).toMatchObject({ status: 200, body: { stage: 'enrol', login: keeper().login } });
  expect([came.headers['set-cookie']].flat().join()).toMatch(/gridloop_saml=;.*gridloop_session=[\w-]{43}/);
  // Shown again, and posted again: what was begun is used up, whatever the cookie still says.
  expect(await comeBack(left.cookie, told)).toMatchObject(bad);
  expect(await comeBack(left.cookie, await posted(left.relayState, xml))).toMatchObject(bad);
  const { rows } = await sql<{ data: object }>`
    select data from kit.facts where region_id = ${corner.regionId} and kind = 'account.signed_in'`.execute(corner.owner); // prettier-ignore
  expect(rows.map(({ data }) => data)).toEqual([{ stage: 'enrol', bridge: 'saml' }]);
  // Capitals and wide letters are other people there.
  for (const name of ['Lin.xiaozhou', 'ｌin.xiaozhou']) {
    const one = await leave();
    expect(await comeBack(one.cookie, await answered(one, { name })), name).toMatchObject({ body: { code: 'reader.not_bound' } }); // prettier-ignore
  }
});

test('another browser, another sign-in, one that nobody began and one that took too long open nothing', async () => {
  const [mine, hers] = [await leave(), await leave()];
  const told = await answered(mine);
  expect(await comeBack(hers.cookie, told), 'another browser').toMatchObject(bad);
  expect(await comeBack('a=b', told)).toMatchObject(bad);
  expect(await comeBack(mine.cookie, 'AAAA')).toMatchObject(bad);
  expect(await comeBack(`gridloop_saml=${told}`, told), 'what was told is no beginning').toMatchObject(bad);
  expect(await comeBack(mine.cookie, await answered({ ...mine, relayState: '' })), 'unasked').toMatchObject(refused);
  expect(await comeBack(mine.cookie, await answered({ ...mine, relayState: hers.relayState }))).toMatchObject(refused);
  const bent = mine.relayState.replace(/^_./, '_g');
  expect(await comeBack(mine.cookie, await answered({ ...mine, relayState: bent }))).toMatchObject(refused);
  // The control: what nobody bent opens.
  expect((await comeBack(mine.cookie, told)).status).toBe(200);
  const late = await leave();
  const lateTold = await answered(late);
  door.at('2026-11-23T02:11:00Z');
  expect(await comeBack(late.cookie, lateTold)).toMatchObject(bad);
  expect(await comeBack(late.cookie, await answered(late))).toMatchObject(refused);
  door.at(at);
});

test('it is said in both languages why an answer is not believed; too large a one is not read, and a disabled account stays out', async () => {
  const one = await leave();
  const told = await answered(one, { audience: 'https://other.example' });
  expect((await comeBack(one.cookie, told)).body.title).toContain('不是签发给本系统的');
  expect((await comeBack(one.cookie, told, 'en')).body.title).toContain('made out for another system');
  const large = { method: 'POST' as const, bytes: Buffer.alloc(256_001), type: 'application/x-www-form-urlencoded' };
  expect((await door.knock('/v1/session/saml/acs', large)).status).toBe(413);
  const away = (state: Date | null) => sql`update access.accounts set disabled_at = ${state} where region_id = ${corner.regionId} and id = ${keeper().accountId}`.execute(corner.owner); // prettier-ignore
  await away(new Date(at));
  const gone = await leave();
  expect(await comeBack(gone.cookie, await answered(gone))).toMatchObject({ body: { code: 'reader.not_bound' } });
  await away(null);
});

test('metadata say who we are; from another address one is sent to the agreed one; without a provider there is nothing', async () => {
  const { status, headers, raw } = await door.knock('/v1/session/saml');
  expect([status, headers['content-type']]).toEqual([200, 'application/samlmetadata+xml']);
  expect(raw.toString()).toContain('Location="https://desk.example/v1/session/saml/acs"');
  const elsewhere = await door.knock('/v1/session/saml', { body: {}, headers: { host: 'old.example' } });
  expect(elsewhere.body).toEqual({ url: 'https://desk.example/desk/sign-in' });
  expect((await door.knock('/v1/session/bridges')).body).toMatchObject({ saml: true });
  Object.assign(door.house.config, { saml: undefined });
  expect((await door.knock('/v1/session/saml')).status).toBe(404);
  expect((await door.knock('/v1/session/saml', { body: {}, headers: host })).status).toBe(404);
  expect((await comeBack('a=b', 'AAAA')).status).toBe(404);
  expect((await door.knock('/v1/session/bridges')).body).toMatchObject({ saml: false });
});
