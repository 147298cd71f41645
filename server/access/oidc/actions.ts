/**
 * In by the district's OpenID provider: what it says stands in the place of the password, and of nothing else; the second factor is asked
 * for as ever, and whose account it is an administrator has said beforehand. The provider is spoken to before the transaction begins.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#kit/caller.ts';
import { isLoopback } from '#kit/config.ts';
import { seal, sha256, unseal } from '#kit/crypto.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';
import type { House } from '#kit/serve.ts';
import { admitBound, identityHash } from '../bridge/actions.ts';
import { noteAssertion } from '../bridge/store.ts';
import type { Knock } from '../session.ts';
import type { Begun, Provider } from './provider.ts';

const cookieName = 'gridloop_oidc';
const context = 'oidc sign-in';
const tenMinutesMs = 10 * 60_000;
type AtDoor = { house: House; at: Date; request: FastifyRequest; reply: FastifyReply };

/** Where a browser is sent, and what it is given to bring back: state, nonce and verifier, sealed, for ten minutes. */
export async function leaveForProvider({ house, at, request, reply }: AtDoor, provider: Provider) {
  const returnTo = `${request.protocol}://${request.host}/desk/sign-in`;
  const { url, begun } = await provider.begin(returnTo);
  const kept = seal(house.keys, JSON.stringify({ ...begun, until: at.getTime() + tenMinutesMs }), context);
  setKept({ house, request, reply }, kept.toString('base64url'), tenMinutesMs);
  return { url };
}

type Proved = { subject: string; shown: Buffer; until: Date };

/** Before the transaction: does the provider stand behind what this browser brought? */
export async function askProvider(
  { house, at, request, reply }: AtDoor,
  provider: Provider,
  query: string,
): Promise<Proved | Refusal> {
  const begun = keptBy(house, request, at);
  setKept({ house, request, reply }, '', 0);
  if (!begun) return refuse('reader.bad_assertion');
  try {
    const { subject, expiresAt } = await provider.finish(begun, query);
    const until = new Date(Math.max(expiresAt.getTime(), at.getTime() + tenMinutesMs));
    return { subject, shown: sha256(`oidc:${begun.state}`), until };
  } catch (error) {
    house.log.warn({ err: error }, 'an OpenID sign-in was not believed');
    return refuse('reader.bad_assertion');
  }
}

/** What a browser began is good once, whatever its cookie still says. */
export async function signInByProvider(knock: Knock, regionId: number, proved: Proved): Promise<Actor | Refusal> {
  const { tx, house, at } = knock;
  if (!(await noteAssertion(tx, regionId, proved.shown, proved.until, at))) return refuse('reader.bad_assertion');
  return admitBound(knock, regionId, 'oidc', identityHash(house, 'oidc', proved.subject));
}

function keptBy(house: House, request: FastifyRequest, at: Date): Begun | undefined {
  try {
    const sealed = Buffer.from(request.cookies[cookieName] ?? '', 'base64url');
    const kept = JSON.parse(unseal(house.keys, sealed, context)) as Begun & { until: number };
    return kept.until > at.getTime() ? kept : undefined;
  } catch {
    return undefined;
  }
}

function setKept({ house, request, reply }: Omit<AtDoor, 'at'>, value: string, livesMs: number): void {
  void reply.setCookie(cookieName, value, {
    path: '/v1/session/oidc',
    httpOnly: true,
    sameSite: 'strict',
    secure: !isLoopback(house.config.host) || request.protocol === 'https',
    maxAge: livesMs / 1000,
  });
}
