/**
 * Signing in and out. Failures are returned, not thrown, so that they stay counted and recorded; a known and an unknown login
 * take the same steps, the same time and get the same answer (reliability V-21). Sessions live on the server; the browser
 * holds a random token in a cookie no script can read, and the table only its hash.
 */
import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Caller } from '#kit/caller.ts';
import { demoAllowed, isLoopback } from '#kit/config.ts';
import { lookupHash, newToken, sha256, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record, system } from '#kit/facts.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';
import type { House } from '#kit/serve.ts';
import { sourceOf } from '#kit/throttle.ts';
import { accountFact, selfOf } from './actions.ts';
import { hashPassword, passwordFits } from './password.ts';
import { offeredSecret, openSecret, sealSecret, stepOf } from './second-factor.ts';
import {
  absoluteMs,
  freeTries,
  halfOpenMs,
  isWeakPassword,
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
  triesOf,
  updateAccount,
  type Account,
} from './store.ts';
import { actorOf } from './views.ts';

const cookieName = 'gridloop_session';

type Door = Pick<House, 'db' | 'config' | 'now'>;
const demoMode = ({ config }: Pick<House, 'config'>): boolean => demoAllowed(config);

const tokenOf = (request: FastifyRequest): string | undefined => request.cookies[cookieName] || undefined;

/** Who is asking, by the session cookie alone: no header of anybody's making counts (reliability V-10). */
export async function whoIs(door: Door, request: FastifyRequest): Promise<Caller | undefined> {
  const token = tokenOf(request);
  if (!token) return undefined;
  const actor = await actorOf(door.db, sha256(token), door.now(), demoMode(door));
  return actor && { kind: 'person', regionId: actor.regionId, actor };
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
  const wait = Math.max(waitMs(here, freeTries.login, at), waitMs(there, freeTries.source, at));
  if (wait > 0) return tooManyTries(wait);

  const account = await accountByLogin(tx, name);
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
  return openSession(knock, account, stage, 'account.signed_in', { source, stage });
}

export async function giveCode(knock: Knock, actor: Actor, code: string): Promise<Actor | Refusal> {
  const { tx, house, at } = knock;
  if (actor.stage === 'full') return actor;
  const key = lookupHash(house.keys, `tries:code:${actor.accountId}`);
  await queueUp(tx, key);
  const [tries] = await triesOf(tx, [key]);
  const wait = waitMs(tries, freeTries.code, at);
  if (wait > 0) return tooManyTries(wait);

  const account = (await lockAccount(tx, actor.regionId, { accountId: actor.accountId }))!;
  const secret = secretOf(house.keys, account, actor.sessionHash);
  const step = stepOf(secret, code, at, account.totpLastStep);
  if (step === null) {
    await countFailure(tx, key, at, forgottenBefore(at));
    await record(tx, account.regionId, [accountFact(account, 'account.code_failed', at, system)]);
    return refuse('reader.wrong_code');
  }
  await forgetFailures(tx, key);
  const sealed = account.totpSecret ?? sealSecret(house.keys, account.id, secret);
  await updateAccount(tx, account, { totp: { secret: sealed, lastStep: step } });
  const kind = account.totpSecret ? 'account.code_given' : 'account.second_factor_set_up';
  return openSession(knock, account, 'full', kind, {});
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
): Promise<Actor> {
  const { tx, house, at, request } = knock;
  const before = tokenOf(request);
  if (before) await endSession(tx, sha256(before), at);
  const token = newToken();
  const tokenHash = sha256(token);
  const livesMs = stage === 'full' ? absoluteMs : halfOpenMs;
  await insertSession(tx, {
    regionId: account.regionId,
    tokenHash,
    accountId: account.id,
    stage,
    at,
    expiresAt: new Date(at.getTime() + livesMs),
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
  });
  const actor = (await actorOf(tx, tokenHash, at, demoMode(house)))!;
  await queueUp(tx, sha256(`account facts ${account.id}`));
  await record(tx, account.regionId, [accountFact(account, kind, at, selfOf(actor), data)]);
  setCookie(knock, token, livesMs);
  return actor;
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
  { tx, house, at }: Pick<Knock, 'tx' | 'house' | 'at'>,
  actor: Actor,
  { current, next }: { current: string; next: string },
): Promise<Refusal | undefined> {
  const key = lookupHash(house.keys, `tries:password:${actor.accountId}`);
  await queueUp(tx, key);
  const [tries] = await triesOf(tx, [key]);
  const wait = waitMs(tries, freeTries.password, at);
  if (wait > 0) return tooManyTries(wait);
  const account = (await lockAccount(tx, actor.regionId, { accountId: actor.accountId }))!;
  if (!(await passwordFits(account.passwordHash, current))) {
    await countFailure(tx, key, at, forgottenBefore(at));
    return refuse('reader.wrong_login');
  }
  if (isWeakPassword(next, account.login)) return refuse('reader.weak_password');
  await forgetFailures(tx, key);
  await updateAccount(tx, account, { passwordHash: await hashPassword(next) });
  await endSessions(tx, account, at, actor.sessionHash);
  await queueUp(tx, sha256(`account facts ${account.id}`));
  await record(tx, account.regionId, [accountFact(account, 'account.password_changed', at, selfOf(actor))]);
  return undefined;
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
