/** Signing in over HTTP, with the real cookie, the real hashes and a clock that can be moved. */
import fastifyCookie from '@fastify/cookie';
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { touch } from '#kit/db.ts';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Answer, type Door, type Knock } from '../../test/support/knock.ts';
import { accessRoutes, createAccount, demoPassword, hashPassword, housePermit, whoIs } from './access.ts';

let corner: Corner;
let door: Door;
const password = 'tR4m-lamp-Quay';
let passwordHash: string;
let made = 0;
beforeAll(async () => {
  corner = await layCorner();
  const cookies: Parameters<typeof openDoor>[1][number] = (app) => void app.register(fastifyCookie);
  door = await openDoor(corner, [cookies, accessRoutes], whoIs);
  passwordHash = await hashPassword(password);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});
const monday = '2026-11-23T02:00:00Z';
beforeEach(() => {
  door.at(monday);
  inDemoMode();
});

const inDemoMode = () => Object.assign(door.house.config, { demo: true, host: '127.0.0.1' });
const inEarnest = () => Object.assign(door.house.config, { demo: false, host: '10.1.2.3' });

/** Another person with an account of her own, holding the post of a receiver. */
async function newcomer(
  options: { demo?: boolean } = {},
): Promise<{ login: string; personId: string; accountId: string }> {
  const [personId, accountId, login] = [uuidv7(), uuidv7(), `ren${++made}`];
  await sql`insert into access.people (region_id, id, name) values (${corner.regionId}, ${personId}, '林小舟')`.execute(
    corner.owner,
  );
  await sql`
    insert into access.posts (region_id, id, person_id, post, unit_id, from_on)
    values (${corner.regionId}, ${uuidv7()}, ${personId}, 'receiver', ${corner.units.supervision}, '2020-01-01')`.execute(
    corner.owner,
  );
  await within(corner, (tx) =>
    createAccount(
      tx,
      housePermit('people.edit', corner.regionId),
      { id: accountId, personId, login, passwordHash, demo: options.demo },
      door.house.now(),
    ),
  );
  return { login, personId, accountId };
}

let knocks = 0;
/** Each story knocks from an address of its own, so that no story slows another. */
const freshSource = () => `198.51.${Math.floor(++knocks / 250)}.${(knocks % 250) + 1}`;
const signIn = (login: string, given = password, how: Knock = {}) =>
  door.knock('/v1/session', { from: freshSource(), ...how, body: { login, password: given } });
const cookieOf = (answer: Answer): string => {
  const header = [answer.headers['set-cookie']].flat()[0] as string | undefined;
  return header?.split(';')[0] ?? '';
};
const as = (cookie: string, how: Knock = {}): Knock => ({ ...how, headers: { cookie, ...how.headers } });
const codeOf = (secret: string, at: string) =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: Date.parse(at),
  });

test('the right password opens a session in a cookie no script can read; the same login twice is two sessions', async () => {
  const { login } = await newcomer({ demo: true });
  const [one, two] = [await signIn(login), await signIn(login.toUpperCase())];
  expect(one).toMatchObject({
    status: 200,
    body: { login, name: '林小舟', stage: 'full', posts: [{ post: 'receiver' }] },
  });
  expect(one.body.may).toContain('reports.take');
  expect(String(one.headers['set-cookie'])).toMatch(
    /^gridloop_session=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(cookieOf(one)).not.toBe(cookieOf(two));
  for (const session of [one, two])
    expect((await door.knock('/v1/session', as(cookieOf(session)))).body.login).toBe(login);
  // what the database holds opens nothing
  const { rows } = await sql<{ tokenHash: Buffer }>`
    select token_hash as "tokenHash" from access.sessions where region_id = ${corner.regionId}`.execute(corner.owner);
  for (const { tokenHash } of rows)
    expect((await door.knock('/v1/session', as(`gridloop_session=${tokenHash.toString('base64url')}`))).status).toBe(
      401,
    );
});

test('an account that is not a demo one needs its second factor, in demo mode too', async () => {
  inDemoMode();
  const { login } = await newcomer();
  expect((await signIn(login)).body.stage).toBe('enrol');
});

test('a wrong password and an unknown login get the same answer, in either language (V-21)', async () => {
  const { login } = await newcomer();
  for (const lang of ['zh', 'en'] as const) {
    const known = await signIn(login, 'not-the-password', { lang });
    const unknown = await signIn('nobody-at-all', 'not-the-password', { lang });
    expect(known.status).toBe(401);
    const { requestId: _a, ...one } = known.body;
    const { requestId: _b, ...two } = unknown.body;
    expect(one).toEqual(two);
    expect(known.headers['set-cookie']).toBeUndefined();
  }
});

test('a wrong password and an unknown login take the same time (V-21)', async () => {
  const { login } = await newcomer();
  const times: Record<string, number[]> = { [login]: [], 'nobody-here': [] };
  for (let i = 0; i < 12; i++) {
    for (const name of Object.keys(times)) {
      const from = performance.now();
      await signIn(name, 'not-the-password');
      times[name]!.push(performance.now() - from);
    }
  }
  // The quickest of each: whatever else the machine does only adds to a try.
  const [a, b] = Object.values(times).map((list) => Math.min(...list));
  // Without the hash for nobody the second would be over in a tenth of the time.
  expect(Math.min(a!, b!) / Math.max(a!, b!)).toBeGreaterThan(0.6);
});

test('who guesses is slowed down where he sits; the owner gets in from elsewhere; nobody is locked out', async () => {
  const { login } = await newcomer();
  const from = freshSource();
  for (let i = 0; i < 5; i++) expect((await signIn(login, `guess number ${i}`, { from })).status).toBe(401);
  const slowed = await signIn(login, password, { from });
  expect(slowed).toMatchObject({
    status: 429,
    body: { code: 'reader.too_many_tries', title: '尝试次数过多，请 1 秒后再试' },
  });
  expect(slowed.headers['retry-after']).toBe('1');
  // neither another port nor a header makes it another source, an address does (V-20)
  expect(
    (await signIn(login, password, { from: `::ffff:${from}`, headers: { 'x-forwarded-for': '8.8.8.8' } })).status,
  ).toBe(429);
  expect((await signIn(login, password)).status).toBe(200);
  door.at('2026-11-23T02:00:02Z');
  expect((await signIn(login, password, { from })).status).toBe(200);
});

test('guesses sent all at once are counted one by one', async () => {
  const { login } = await newcomer();
  const from = freshSource();
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => signIn(login, `guess ${i}`, { from })));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
});

test('failed tries stay in the audit trail, with the source and without what was typed', async () => {
  const { login, accountId } = await newcomer();
  await signIn(login, 'what-i-typed-here', { from: '203.0.113.9' });
  await signIn('hunter2-in-the-wrong-field', 'x', { from: '203.0.113.10' });
  const { rows } = await sql<{ subjectId: string; data: unknown }>`
    select subject_id as "subjectId", data from kit.facts
     where region_id = ${corner.regionId} and kind = 'account.sign_in_failed' order by id desc limit 2`.execute(
    corner.owner,
  );
  expect(rows[1]).toEqual({ subjectId: accountId, data: { source: '203.0.113.9' } });
  expect(rows[0]!.subjectId).toMatch(/^unknown:[0-9a-f]{16}$/);
  expect(JSON.stringify(rows)).not.toMatch(/hunter2|what-i-typed/);
});

test('outside demo mode a password alone opens a half session: it may set up the second factor, and nothing else', async () => {
  inEarnest();
  const { login } = await newcomer();
  const half = await signIn(login);
  expect(half.body).toMatchObject({ stage: 'enrol', may: [] });
  expect(String(half.headers['set-cookie'])).toContain('; Secure');
  expect((await door.knock('/v1/units', as(cookieOf(half)))).body.code).toBe('reader.second_factor_needed');

  const offered = await door.knock('/v1/session/enrolment', as(cookieOf(half)));
  expect(offered.body.uri).toContain(`otpauth://totp/Gridloop:${login}?`);
  // asked again it is the same secret; another session is offered another
  expect((await door.knock('/v1/session/enrolment', as(cookieOf(half)))).body.secret).toBe(offered.body.secret);
  const elsewhere = await signIn(login);
  expect((await door.knock('/v1/session/enrolment', as(cookieOf(elsewhere)))).body.secret).not.toBe(
    offered.body.secret,
  );

  const code = codeOf(offered.body.secret, monday);
  const wrong = code === '000000' ? '111111' : '000000';
  expect((await door.knock('/v1/session/code', as(cookieOf(half), { body: { code: wrong } }))).body.code).toBe(
    'reader.wrong_code',
  );
  const full = await door.knock('/v1/session/code', as(cookieOf(half), { body: { code } }));
  expect(full.body).toMatchObject({ stage: 'full' });
  // rotation: the token from before the second factor opens nothing any more
  expect(cookieOf(full)).not.toBe(cookieOf(half));
  expect((await door.knock('/v1/session', as(cookieOf(half)))).status).toBe(401);
  expect((await door.knock('/v1/units', as(cookieOf(full)))).status).toBe(200);
  // the secret is never shown again
  expect((await door.knock('/v1/session/enrolment', as(cookieOf(full)))).status).toBe(404);

  // A code is good once: not for the next sign-in, not from the step before; the next step is.
  const again = await signIn(login);
  expect(again.body.stage).toBe('second_factor');
  expect((await door.knock('/v1/session/enrolment', as(cookieOf(again)))).status).toBe(404);
  for (const replayed of [code, codeOf(offered.body.secret, '2026-11-23T01:59:31Z')])
    expect((await door.knock('/v1/session/code', as(cookieOf(again), { body: { code: replayed } }))).body.code).toBe(
      'reader.wrong_code',
    );
  door.at('2026-11-23T02:00:31Z');
  const next = codeOf(offered.body.secret, '2026-11-23T02:00:31Z');
  const twice = await Promise.all(
    [1, 2].map(() => door.knock('/v1/session/code', as(cookieOf(again), { body: { code: next } }))),
  );
  expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
});

test('guessing the second factor is slowed down where it is guessed, by somebody who knows the password too; the owner gets in from elsewhere', async () => {
  inEarnest();
  const { login } = await newcomer();
  const { secret } = await fullyIn(login, monday);
  door.at('2026-11-23T02:01:00Z');
  const right = codeOf(secret, '2026-11-23T02:01:00Z');
  const wrong = Array.from({ length: 40 }, (_, n) => String(n).padStart(6, '0')).filter((code) => code !== right);
  const give = (session: string, code: string, from: string) =>
    door.knock('/v1/session/code', as(session, { body: { code }, from }));
  const guessed = async (from: string) => {
    const session = cookieOf(await signIn(login));
    for (const code of wrong.slice(0, 5)) expect((await give(session, code, from)).body.code).toBe('reader.wrong_code');
    return give(session, right, from);
  };
  const place = freshSource();
  expect(await guessed(place)).toMatchObject({ status: 429, body: { params: { seconds: 1 } } });
  expect((await give(cookieOf(await signIn(login)), right, freshSource())).body.stage).toBe('full');

  // From many places it is one account all the same: after 20 wrong ones the right one waits wherever it comes from.
  door.at('2026-11-23T02:02:00Z');
  for (let places = 0; places < 4; places++) expect((await guessed(freshSource())).status, `place ${places}`).toBe(429);
  const later = codeOf(secret, '2026-11-23T02:02:00Z');
  const hers = cookieOf(await signIn(login));
  expect((await give(hers, later, freshSource())).body.code).toBe('reader.too_many_tries');
  door.at('2026-11-23T02:02:02Z');
  expect((await give(hers, later, freshSource())).body.stage).toBe('full');
});

test('demo accounts exist in demo mode only: no sign-in elsewhere, and a session from before is nobody', async () => {
  const { login } = await newcomer({ demo: true });
  const session = cookieOf(await signIn(login));
  expect((await door.knock('/v1/session', as(session))).status).toBe(200);
  const shown = await door.knock('/v1/demo');
  expect(shown.body).toMatchObject({ enabled: true, password: demoPassword(door.house.keys) });
  expect(shown.body.logins).toContainEqual({ login, post: 'receiver', posts: 1, name: '林小舟', unit: '监督中心' });
  for (const config of [
    { demo: false, host: '127.0.0.1' },
    { demo: true, host: '0.0.0.0' },
  ]) {
    Object.assign(door.house.config, config);
    expect((await signIn(login)).body.code).toBe('reader.demo_account');
    expect((await door.knock('/v1/session', as(session))).status).toBe(401);
    expect((await door.knock('/v1/demo')).body).toEqual({ enabled: false, password: null, logins: [] });
  }
});

test('a session without its second factor opens nothing, wherever the server runs', async () => {
  const { login } = await newcomer();
  const session = cookieOf(await signIn(login));
  inEarnest();
  expect((await door.knock('/v1/session', as(session))).body.stage).toBe('enrol');
  expect((await door.knock('/v1/units', as(session))).status).toBe(401);
});

test('a session ends after eight quiet hours, after a day whatever happens, and when one signs out', async () => {
  const { login } = await newcomer({ demo: true });
  const quiet = cookieOf(await signIn(login));
  door.at('2026-11-23T09:59:00Z');
  expect((await door.knock('/v1/session', as(quiet))).status).toBe(200);
  door.at('2026-11-23T17:58:00Z'); // it was seen at 09:59
  expect((await door.knock('/v1/session', as(quiet))).status).toBe(200);
  door.at('2026-11-24T01:58:30Z');
  expect((await door.knock('/v1/session', as(quiet))).status).toBe(401);

  door.at(monday);
  const busy = cookieOf(await signIn(login));
  for (let hour = 2; hour < 26; hour += 6) {
    door.at(new Date(Date.UTC(2026, 10, 23, hour, 1)).toISOString());
    expect((await door.knock('/v1/session', as(busy))).status).toBe(200);
  }
  door.at('2026-11-24T02:00:00Z');
  expect((await door.knock('/v1/session', as(busy))).status).toBe(401);

  const left = await signIn(login);
  const out = await door.knock('/v1/session', as(cookieOf(left), { method: 'DELETE' }));
  expect(out.body).toEqual({ signedOut: true });
  expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
  expect((await door.knock('/v1/session', as(cookieOf(left)))).status).toBe(401);
});

test('another password needs the old one, must be a good one, and puts everybody else out', async () => {
  const { login } = await newcomer({ demo: true });
  const [mine, elsewhere] = [cookieOf(await signIn(login)), cookieOf(await signIn(login))];
  const change = (current: string, next: string) =>
    door.knock('/v1/session/password', as(mine, { body: { current, next } }));
  expect((await change('not-it', 'another good quay 7')).body.code).toBe('reader.wrong_login');
  expect((await change(password, 'password1234')).body.code).toBe('reader.weak_password');
  expect((await change(password, `${login} and more ${login}`)).body.code).toBe('reader.weak_password');
  expect((await change(password, 'another good quay 7')).body).toEqual({ changed: true });
  expect((await door.knock('/v1/session', as(mine))).status).toBe(200);
  expect((await door.knock('/v1/session', as(elsewhere))).status).toBe(401);
  expect((await signIn(login)).status).toBe(401);
  expect((await signIn(login, 'another good quay 7')).status).toBe(200);
  // a session left open is no place to guess from
  for (let i = 0; i < 5; i++) expect((await change(`guess ${i}`, 'yet another quay 8')).status).toBe(401);
  expect((await change('another good quay 7', 'yet another quay 8')).body.code).toBe('reader.too_many_tries');
});

test('a post that ends and an account that is disabled count at the next request', async () => {
  const { login, personId, accountId } = await newcomer();
  const session = cookieOf(await signIn(login));
  await sql`update access.posts set to_on = '2026-11-22' where region_id = ${corner.regionId} and person_id = ${personId}`.execute(
    corner.owner,
  );
  expect((await door.knock('/v1/session', as(session))).body).toMatchObject({ posts: [], may: [] });
  await sql`update access.accounts set disabled_at = now() where region_id = ${corner.regionId} and id = ${accountId}`.execute(
    corner.owner,
  );
  expect((await door.knock('/v1/session', as(session))).status).toBe(401);
  expect((await signIn(login)).body.code).toBe('reader.wrong_login');
});

test('a day is a day of the district: the post that ends today counts until midnight there', async () => {
  const { login, personId } = await newcomer();
  await sql`update access.posts set to_on = '2026-11-23' where region_id = ${corner.regionId} and person_id = ${personId}`.execute(
    corner.owner,
  );
  door.at('2026-11-23T15:59:00Z');
  const session = cookieOf(await signIn(login));
  expect((await door.knock('/v1/session', as(session))).body.posts).toHaveLength(1);
  door.at('2026-11-23T16:01:00Z');
  expect((await door.knock('/v1/session', as(session))).body.posts).toHaveLength(0);
});

test('headers that claim somebody change nothing (V-10), and a sign-in takes no other field (V-07)', async () => {
  const claims = {
    'x-remote-user': 'receiver',
    'x-user-id': corner.actor('leader').personId,
    'x-forwarded-user': 'leader',
  };
  expect((await door.knock('/v1/session', { headers: claims })).status).toBe(401);
  const { login } = await newcomer();
  const answer = await door.knock('/v1/session', { from: freshSource(), body: { login, password, stage: 'full' } });
  expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  expect((await signIn(login, password, { headers: { origin: 'https://elsewhere.example' } })).body.code).toBe(
    'request.foreign_origin',
  );
});

/** Signed in with the second factor, at the door's time: the cookie, and the secret the next codes come from. */
async function fullyIn(login: string, at: string): Promise<{ cookie: string; secret: string }> {
  const half = await signIn(login);
  const { secret } = (await door.knock('/v1/session/enrolment', as(cookieOf(half)))).body;
  const full = await door.knock('/v1/session/code', as(cookieOf(half), { body: { code: codeOf(secret, at) } }));
  return { cookie: cookieOf(full), secret };
}
const administrator = async (post: Post) => {
  const one = await newcomer();
  await sql`update access.posts set post = ${post} where region_id = ${corner.regionId} and person_id = ${one.personId}`.execute(
    corner.owner,
  );
  return one;
};
const choose = (cookie: string, profile: string) =>
  door.knock('/v1/password-rules', as(cookie, { body: { id: uuidv7(), profile } }));
const confirm = (cookie: string, secret: string) =>
  door.knock('/v1/session/confirmation', as(cookie, { body: { secret } }));

test('二次确认: what is dangerous asks again who is there, unless she has just said so', async () => {
  const { login } = await administrator('security_admin');
  const other = await newcomer();
  const { cookie, secret } = await fullyIn(login, monday);
  const grant = (session: string, id = uuidv7()) =>
    door.knock(
      `/v1/people/${other.personId}/posts`,
      as(session, { body: { id, post: 'caller', unitId: corner.units.supervision, fromOn: '2026-11-23' } }),
    );
  expect((await grant(cookie)).status).toBe(200);
  door.at('2026-11-23T02:14:59Z');
  expect((await grant(cookie)).status).toBe(200);
  door.at('2026-11-23T02:15:00Z');
  // The desk was left open: all that reads goes on, and what gives power does not.
  const late = uuidv7();
  expect(await grant(cookie, late)).toMatchObject({ status: 403, body: { code: 'reader.not_fresh' } });
  expect((await door.knock('/v1/people', as(cookie))).status).toBe(200);
  expect((await choose(cookie, 'asvs')).body.code).toBe('reader.not_fresh');
  for (const wrong of ['000000', password, '', ' '.repeat(200)])
    expect((await confirm(cookie, wrong)).status, wrong).toBeGreaterThanOrEqual(400);
  expect((await grant(cookie, late)).body.code).toBe('reader.not_fresh');

  const code = codeOf(secret, '2026-11-23T02:15:00Z');
  const said = await confirm(cookie, code);
  expect(said).toMatchObject({ status: 200, body: { stage: 'full', login } });
  // A new token; what the old one opened it opens no more; and the refused command goes through under its own id.
  expect((await grant(cookie, late)).status).toBe(401);
  expect((await grant(cookieOf(said), late)).status).toBe(200);
  expect((await confirm(cookieOf(said), code)).body.code, 'a code is good once').toBe('reader.wrong_code');
  // It opens no longer day: the session ends a day after it began.
  expect(String(said.headers['set-cookie'])).toContain(`Max-Age=${86_400 - 15 * 60};`);
  const { rows } = await sql<{ kind: string }>`
    select kind from kit.facts where region_id = ${corner.regionId} and subject = 'account' and kind like 'account.confirm%'`.execute(
    corner.owner,
  );
  expect(rows.map(({ kind }) => kind)).toContain('account.confirmed');
  expect(rows.map(({ kind }) => kind)).toContain('account.confirm_failed');
});

test('二次确认: guessing is slowed down, a session that is half open confirms nothing, and a demo account says its password', async () => {
  const { login } = await administrator('security_admin');
  const { cookie, secret } = await fullyIn(login, monday);
  const half = cookieOf(await signIn(login));
  expect((await confirm(half, codeOf(secret, '2026-11-23T02:00:30Z'))).body.code).toBe('reader.second_factor_needed');
  const right = codeOf(secret, '2026-11-23T02:00:30Z');
  for (const wrong of ['000000', '111111', '222222', '333333', '444444', '555555']
    .filter((one) => one !== right)
    .slice(0, 5))
    expect((await confirm(cookie, wrong)).body.code).toBe('reader.wrong_code');
  expect((await confirm(cookie, right)).body.code).toBe('reader.too_many_tries');

  const demo = await newcomer({ demo: true });
  const session = cookieOf(await signIn(demo.login));
  expect((await confirm(session, 'not-the-password')).body.code).toBe('reader.wrong_login');
  expect((await confirm(session, password)).body.stage).toBe('full');
});

test('密码规则: under 等保三级 a password is mixed, has a time, is none of the last five, and five failures lock for half an hour', async () => {
  const { login } = await administrator('security_admin');
  const { cookie } = await fullyIn(login, monday);
  const hers = await newcomer();
  const before = await fullyIn(hers.login, monday);
  expect((await choose(before.cookie, 'mlps3')).body.code).toBe('reader.not_permitted');
  expect((await door.knock('/v1/session/password-rules', as(before.cookie))).body).toEqual({ profile: 'asvs' });
  expect((await choose(cookie, 'mlps3')).body).toEqual({ profile: 'mlps3' });
  try {
    // Given by somebody else, it is due at the next sign-in: a session in which nothing can be done but choosing another.
    door.at('2026-11-23T02:01:00Z');
    const half = await signIn(hers.login);
    const due = await door.knock(
      '/v1/session/code',
      as(cookieOf(half), { body: { code: codeOf(before.secret, '2026-11-23T02:01:00Z') } }),
    );
    expect(due.body).toMatchObject({ stage: 'renew', may: [] });
    const stuck = cookieOf(due);
    expect((await door.knock('/v1/units', as(stuck))).body.code).toBe('reader.password_due');
    const renew = (next: string) => door.knock('/v1/session/renewal', as(stuck, { body: { current: password, next } }));
    expect((await renew('correct horse battery')).body).toMatchObject({
      code: 'reader.weak_password',
      title: expect.stringContaining('90 天更换') as string,
    });
    expect((await renew(password)).body.code).toBe('reader.password_used');
    const opened = await renew('Qiao-tou-1');
    expect(opened.body).toMatchObject({ stage: 'full' });
    const inside = cookieOf(opened);
    expect((await door.knock('/v1/units', as(inside))).status).toBe(200);

    // None of the last five: the sixth back may come again.
    const change = (current: string, next: string) =>
      door.knock('/v1/session/password', as(inside, { body: { current, next } }));
    let current = 'Qiao-tou-1';
    for (let n = 2; n <= 5; n++) {
      door.at(`2026-11-23T02:0${n}:00Z`);
      expect((await change(current, password)).body.code, `${n - 1} back`).toBe('reader.password_used');
      const next = `Qiao-tou-${n}`;
      expect((await change(current, next)).body).toEqual({ changed: true });
      current = next;
    }
    expect((await change(current, 'Qiao-tou-1')).body.code).toBe('reader.password_used');
    expect((await change(current, password)).body).toEqual({ changed: true });

    // Five wrong ones from one place: half an hour there, and the owner comes in from elsewhere at once.
    const from = freshSource();
    for (let i = 0; i < 5; i++) await signIn(hers.login, `Guess-number-${i}`, { from });
    expect((await signIn(hers.login, password, { from })).body).toMatchObject({
      code: 'reader.too_many_tries',
      params: { seconds: 1800 },
    });
    expect((await signIn(hers.login)).body.stage).toBe('second_factor');
    door.at('2026-11-23T02:35:01Z');
    expect((await signIn(hers.login, password, { from })).status).toBe(200);

    // Ninety days later its time has come.
    const codeThen = async (at: string) => {
      door.at(at);
      const again = cookieOf(await signIn(hers.login));
      return door.knock('/v1/session/code', as(again, { body: { code: codeOf(before.secret, at) } }));
    };
    expect((await codeThen('2027-02-21T02:04:59Z')).body.stage).toBe('full');
    expect((await codeThen('2027-02-21T02:06:00Z')).body.stage).toBe('renew');
  } finally {
    door.at('2027-02-21T02:10:00Z');
    await sql`delete from access.password_rules where region_id = ${corner.regionId}`.execute(corner.owner);
    await within(corner, (tx) => touch(tx, corner.regionId, 'password rules'));
  }
  // The control: under ASVS nothing of it is asked.
  door.at('2027-02-21T02:11:00Z');
  const again = cookieOf(await signIn(hers.login));
  const code = codeOf(before.secret, '2027-02-21T02:11:00Z');
  expect((await door.knock('/v1/session/code', as(again, { body: { code } }))).body.stage).toBe('full');
});
