/**
 * Signing in and out. Failures are returned, not thrown, so that they stay counted and recorded; a known and an unknown login
 * take the same steps, the same time and get the same answer (reliability V-21). Sessions live on the server; the browser
 * holds a random token in a cookie no script can read, and the table only its hash.
 */
import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hatHeader } from '#contract/hat.ts';
import { inHat, type Actor, type Caller } from '#kit/caller.ts';
import { demoAllowed, isLoopback } from '#kit/config.ts';
import { lookupHash, newToken, sha256, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record, system } from '#kit/facts.ts';
import { deny, isRefusal, refuse, type Refusal } from '#kit/refusal.ts';
import type { House } from '#kit/serve.ts';
import { sourceOf } from '#kit/throttle.ts';
import { accountFact, selfOf } from './actions.ts';
import { passwordFits } from './password.ts';
import { chooseAnew, ruleOf } from './passwords/actions.ts';
import { offeredSecret, openSecret, sealSecret, stepOf } from './second-factor.ts';
import {
  absoluteMs,
  freeTries,
  halfOpenMs,
  idleHours,
  idleOnPhone,
  isDue,
  stageAfterCode,
  stageAfterPassword,
  triesForgottenMs,
  waitMs,
} from './signin.rules.ts';
import {
  accountByLogin,
  countFailure,
  deleteSessions,
  endSession,
  endSessions,
  forgetFailures,
  insertSession,
  lockAccount,
  queueUp,
  sessionOf,
  setIdleHours,
  triesOf,
  updateAccount,
  type Account,
} from './store.ts';
import { actorOf } from './views.ts';

const cookieName = 'gridloop_session';

type Door = Pick<House, 'db' | 'config' | 'now'>;
const demoMode = ({ config }: Pick<House, 'config'>): boolean => demoAllowed(config);

const tokenOf = (request: FastifyRequest): string | undefined => request.cookies[cookieName] || undefined;

/**
 * Who is asking, by the session cookie alone: no header of anybody's making counts (reliability V-10). The one that says which of her
 * hats is on chooses among those she holds.
 */
export async function whoIs(door: Door, request: FastifyRequest): Promise<Caller | undefined> {
  const token = tokenOf(request);
  if (!token) return undefined;
  const actor = await actorOf(door.db, sha256(token), door.now(), demoMode(door));
  const worn = request.headers[hatHeader];
  return (
    actor && { kind: 'person', regionId: actor.regionId, actor: inHat(actor, Array.isArray(worn) ? worn[0] : worn) }
  );
}

export type Knock = { tx: Tx; house: House; at: Date; request: FastifyRequest; reply: FastifyReply };

export async function signIn(
  knock: Knock,
  regionId: number,
  login: string,
  password: string,
): Promise<Actor | Refusal> {
  const { tx, house, at, request } = knock;
  const source = sourceOf(request.ip);
  const name = login.normalize('NFKC').trim().toLowerCase();
  const keyHere = lookupHash(house.keys, `tries:${name}|${source}`);
  const keySource = lookupHash(house.keys, `tries:|${source}`);
  await queueUp(tx, keyHere);
  const [here, there] = await triesOf(tx, [keyHere, keySource]);
  const account = await accountByLogin(tx, name);
  const { rule } = await ruleOf(tx, account?.regionId ?? regionId);
  const wait = Math.max(waitMs(here, freeTries.login, at, rule.lockMs), waitMs(there, freeTries.source, at));
  if (wait > 0) return tooManyTries(wait);

  const fits = await passwordFits(account?.passwordHash, password);
  if (!account || !fits) {
    await countFailure(tx, keyHere, at, forgottenBefore(at));
    await countFailure(tx, keySource, at, forgottenBefore(at));
    // An unknown login stands in the trail by its hash: people type passwords into the wrong field.
    const subject = account?.id ?? `unknown:${lookupHash(house.keys, name).toString('hex').slice(0, 16)}`;
    await queueUp(tx, sha256(`account facts ${subject}`));
    const fact = accountFact({ id: subject }, 'account.sign_in_failed', at, system, { source });
    await record(tx, account?.regionId ?? regionId, [fact]);
    return refuse('reader.wrong_login');
  }
  if (account.demo && !demoMode(house)) return refuse('reader.demo_account');
  // Told only to somebody who knows the password, in the words for a wrong one.
  if (account.disabledAt !== null) return refuse('reader.wrong_login');

  await forgetFailures(tx, keyHere);
  const stage = stageAfterPassword(!account.demo, account.totpSecret !== null);
  const passwordDue = !account.demo && isDue(account.passwordSetAt, rule, at);
  return openSession(knock, account, stage, 'account.signed_in', { source, stage }, { passwordDue });
}

export async function giveCode(knock: Knock, actor: Actor, code: string): Promise<Actor | Refusal> {
  const { tx, at } = knock;
  if (actor.stage === 'full' || actor.stage === 'renew') return actor;
  const account = await codeFits(knock, actor, code, 'account.code_failed');
  if (isRefusal(account)) return account;
  const kind = account.totpSecret ? 'account.code_given' : 'account.second_factor_set_up';
  const passwordDue = (await sessionOf(tx, actor.sessionHash))?.passwordDue ?? false;
  return openSession(knock, account, stageAfterCode(passwordDue), kind, {}, { passwordDue, confirmedAt: at });
}

/**
 * 二次确认: whoever is signed in says once more who she is, with the second factor where there is one, and is believed for a quarter of
 * an hour. Guessing is slowed down as ever, the token is a new one, and the session ends when it would have ended.
 */
export async function confirm(knock: Knock, actor: Actor, secret: string): Promise<Actor | Refusal> {
  const { tx, at } = knock;
  const account = actor.demo
    ? await passwordOnce(knock, actor, secret)
    : await codeFits(knock, actor, secret.trim(), 'account.confirm_failed');
  if (isRefusal(account)) return account;
  const before = await sessionOf(tx, actor.sessionHash);
  const same = { until: before?.expiresAt, restsHours: before?.idleHours };
  return openSession(knock, account, 'full', 'account.confirmed', {}, { confirmedAt: at, ...same });
}

/** The account, if the code is its authenticator's and was not used before. */
async function codeFits(knock: Knock, actor: Actor, code: string, failed: string): Promise<Account | Refusal> {
  const { tx, house, at, request } = knock;
  const keyAnywhere = lookupHash(house.keys, `tries:code:${actor.accountId}`);
  const keyHere = lookupHash(house.keys, `tries:code:${actor.accountId}|${sourceOf(request.ip)}`);
  await queueUp(tx, keyAnywhere);
  const [here, anywhere] = await triesOf(tx, [keyHere, keyAnywhere]);
  const { rule } = await ruleOf(tx, actor.regionId);
  const wait = Math.max(waitMs(here, freeTries.code, at, rule.lockMs), waitMs(anywhere, freeTries.codeAnywhere, at));
  if (wait > 0) return tooManyTries(wait);

  const account =
    (await lockAccount(tx, actor.regionId, { accountId: actor.accountId })) ?? deny('reader.not_signed_in');
  // Offered is a secret only to who is setting one up; whoever is fully in has her own, or no code is right.
  const secret =
    account.totpSecret || actor.stage !== 'full' ? secretOf(house.keys, account, actor.sessionHash) : undefined;
  const step = secret === undefined ? null : stepOf(secret, code, at, account.totpLastStep);
  if (secret === undefined || step === null) {
    for (const key of [keyHere, keyAnywhere]) await countFailure(tx, key, at, forgottenBefore(at));
    await record(tx, account.regionId, [accountFact(account, failed, at, system)]);
    return refuse('reader.wrong_code');
  }
  for (const key of [keyHere, keyAnywhere]) await forgetFailures(tx, key);
  const sealed = account.totpSecret ?? sealSecret(house.keys, account.id, secret);
  await updateAccount(tx, account, { totp: { secret: sealed, lastStep: step } });
  return account;
}

/** The secret of the authenticator: the account's own, or the one offered to this session while there is none. */
function secretOf(keys: Keys, account: Account, sessionHash: Buffer): string {
  return account.totpSecret
    ? openSecret(keys, account.id, account.totpSecret)
    : offeredSecret(keys, account.id, sessionHash);
}

/** Every step up gets a new token; the one that was known before it opens nothing any more. */
export async function openSession(
  knock: Knock,
  account: Account,
  stage: Actor['stage'],
  kind: string,
  data: Record<string, unknown>,
  of: { passwordDue?: boolean; confirmedAt?: Date; until?: Date | undefined; restsHours?: number | undefined } = {},
): Promise<Actor> {
  const { tx, house, at, request } = knock;
  const before = tokenOf(request);
  if (before) await endSession(tx, sha256(before), at);
  const token = newToken();
  const tokenHash = sha256(token);
  const expiresAt = of.until ?? new Date(at.getTime() + (stage === 'full' ? absoluteMs : halfOpenMs));
  await insertSession(tx, {
    regionId: account.regionId,
    tokenHash,
    accountId: account.id,
    stage,
    at,
    expiresAt,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    // A password alone opens the whole session of a demo account only, and is as much as it has to say.
    confirmedAt: of.confirmedAt ?? (stage === 'full' ? at : null),
    passwordDue: of.passwordDue ?? false,
    idleHours: of.restsHours ?? idleHours,
  });
  const actor = (await actorOf(tx, tokenHash, at, demoMode(house)))!;
  await queueUp(tx, sha256(`account facts ${account.id}`));
  await record(tx, account.regionId, [accountFact(account, kind, at, selfOf(actor), data)]);
  setCookie(knock, token, expiresAt.getTime() - at.getTime());
  return actor;
}

/** Her day is kept on the phone that asks: its session may rest as long as a shift. */
export async function restForAShift(tx: Tx, actor: Actor): Promise<void> {
  const { profile } = await ruleOf(tx, actor.regionId);
  const held = actor.posts.map(({ post }) => post);
  await setIdleHours(tx, actor.sessionHash, idleOnPhone(profile, held));
}

export async function signOut(knock: Knock, actor: Actor): Promise<void> {
  await endSession(knock.tx, actor.sessionHash, knock.at);
  await queueUp(knock.tx, sha256(`account facts ${actor.accountId}`));
  const fact = accountFact({ id: actor.accountId }, 'account.signed_out', knock.at, selfOf(actor));
  await record(knock.tx, actor.regionId, [fact]);
  setCookie(knock, '', 0);
}

/**
 * `Lax`: a link from a mail opens the desk signed in, a form on another site does not. Secure wherever there is a network, be it
 * only beyond the proxy.
 */
function setCookie({ house, request, reply }: Knock, token: string, livesMs: number): void {
  void reply.setCookie(cookieName, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: !isLoopback(house.config.host) || request.protocol === 'https',
    maxAge: Math.floor(livesMs / 1000),
  });
}

/**
 * Another password: the old one is needed (and guessing it is slowed down, for a session may have been left open), and whoever
 * else is signed in as this account no longer is.
 */
export async function changePassword(
  asked: Pick<Knock, 'tx' | 'house' | 'at'>,
  actor: Actor,
  { current, next }: { current: string; next: string },
): Promise<Account | Refusal> {
  const { tx, at } = asked;
  const account = await passwordOnce(asked, actor, current);
  if (isRefusal(account)) return account;
  const refused = await chooseAnew(tx, account, next, at);
  if (refused) return refused;
  await endSessions(tx, account, at, actor.sessionHash);
  await queueUp(tx, sha256(`account facts ${account.id}`));
  await record(tx, account.regionId, [accountFact(account, 'account.password_changed', at, selfOf(actor))]);
  return account;
}

/** Its time has come: what opens the session is another password. */
export async function renewPassword(
  knock: Knock,
  actor: Actor,
  words: { current: string; next: string },
): Promise<Actor | Refusal> {
  if (actor.stage !== 'renew')
    return refuse(actor.stage === 'full' ? 'thing.not_found' : 'reader.second_factor_needed');
  const account = await changePassword(knock, actor, words);
  if (isRefusal(account)) return account;
  return openSession(knock, account, 'full', 'account.signed_in', { stage: 'full' }, { confirmedAt: knock.at });
}

/** The account, if this is its password; each wrong one is counted. */
async function passwordOnce(
  { tx, house, at }: Pick<Knock, 'tx' | 'house' | 'at'>,
  actor: Actor,
  password: string,
): Promise<Account | Refusal> {
  const key = lookupHash(house.keys, `tries:password:${actor.accountId}`);
  await queueUp(tx, key);
  const [tries] = await triesOf(tx, [key]);
  const wait = waitMs(tries, freeTries.password, at);
  if (wait > 0) return tooManyTries(wait);
  const account =
    (await lockAccount(tx, actor.regionId, { accountId: actor.accountId })) ?? deny('reader.not_signed_in');
  if (!(await passwordFits(account.passwordHash, password))) {
    await countFailure(tx, key, at, forgottenBefore(at));
    return refuse('reader.wrong_login');
  }
  await forgetFailures(tx, key);
  return account;
}

/** So long after its end a session can still be looked up: who was here, when, with what. */
export const sessionDays = 90;
/** A sweep. */
export const forgetSessions = (tx: Tx, regionId: number, at: Date, atOnce: number): Promise<number> =>
  deleteSessions(tx, regionId, new Date(at.getTime() - sessionDays * 86_400_000), atOnce);

const forgottenBefore = (at: Date): Date => new Date(at.getTime() - triesForgottenMs);
const tooManyTries = (wait: number): Refusal =>
  refuse('reader.too_many_tries', {
    seconds: Math.ceil(wait / 1000),
    wait:
      wait < 60_000
        ? { word: 'access.seconds', params: { n: Math.ceil(wait / 1000) } }
        : { word: 'access.minutes', params: { n: Math.ceil(wait / 60_000) } },
  });
