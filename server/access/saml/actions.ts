/**
 * In by the district's SAML provider, as by its OpenID provider: what it says stands in the place of the password, and of nothing else.
 * Its answer is posted here by a page of its own, with which no cookie of ours travels. So it is read, sealed and handed to our own page, and
 * that page shows it again together with the cookie: only the browser that began comes in, and once.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#kit/caller.ts';
import { isLoopback } from '#kit/config.ts';
import { lookupHash, seal, sha256, unseal } from '#kit/crypto.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';
import type { House } from '#kit/serve.ts';
import { admitBound, identityHash } from '../bridge/actions.ts';
import { noteAssertion } from '../bridge/store.ts';
import type { Knock } from '../session.ts';
import { signOnUrl } from './request.ts';
import { readResponse, type Fault, type SamlSetting } from './response.ts';

const cookieName = 'gridloop_saml';
const tenMinutesMs = 10 * 60_000;
type AtDoor = { house: House; at: Date; request: FastifyRequest; reply: FastifyReply };

/** Where a browser is sent. One that stands at another address than the one that was agreed is sent there first: its cookie would not come along. */
export function leaveForSaml({ house, at, request, reply }: AtDoor, saml: SamlSetting): { url: string } {
  if (request.host !== new URL(saml.desk).host) return { url: `${saml.desk}/desk/sign-in` };
  const requestId = `_${randomBytes(16).toString('hex')}`;
  setKept({ house, request, reply }, sealed(house, 'begun', { requestId, until: at.getTime() + tenMinutesMs }), tenMinutesMs); // prettier-ignore
  return { url: signOnUrl(saml, requestId, relayStateOf(house, requestId, at.getTime() + tenMinutesMs), at) };
}

/** What our page is given to show: whom the provider named, or why it is not believed. Nothing is written, and nobody is let in. */
export function readAnswer({ house, at }: Pick<AtDoor, 'house' | 'at'>, saml: SamlSetting, form: string): string {
  const fields = new URLSearchParams(form);
  const requestId = begunWith(house, fields.get('RelayState') ?? '', at);
  // What nobody began here is not even read.
  const read =
    requestId === undefined
      ? { fault: 'request' as const, detail: 'begun by nobody, or too long ago' }
      : readResponse(fields.get('SAMLResponse') ?? '', saml, requestId, at);
  if ('fault' in read) house.log.warn({ fault: read.fault, found: read.detail }, 'a SAML sign-in was not believed');
  const told = 'fault' in read ? { fault: read.fault } : { subject: read.subject };
  return sealed(house, 'told', { ...told, requestId, until: at.getTime() + tenMinutesMs });
}

type Told = { requestId?: string; until: number; subject?: string; fault?: Fault };

/** Our page shows it, with the cookie of the browser that began; what was begun is good once. */
export async function signInBySaml(knock: Knock, regionId: number, shown: string): Promise<Actor | Refusal> {
  const { tx, house, at, request, reply } = knock;
  const begun = unsealed(house, 'begun', request.cookies[cookieName] ?? '', at);
  const told = unsealed(house, 'told', shown, at);
  setKept({ house, request, reply }, '', 0);
  if (told?.fault) return refuse('reader.saml_refused', { why: { word: `saml.fault.${told.fault}` } });
  if (!begun?.requestId || !told?.subject || told.requestId !== begun.requestId) return refuse('reader.bad_assertion');
  const until = new Date(at.getTime() + 2 * tenMinutesMs);
  if (!(await noteAssertion(tx, regionId, sha256(`saml:${begun.requestId}`), until, at)))
    return refuse('reader.bad_assertion');
  return admitBound(knock, regionId, 'saml', identityHash(house, 'saml', told.subject));
}

const sealed = (house: House, what: 'begun' | 'told', told: Told): string =>
  seal(house.keys, JSON.stringify(told), `saml sign-in ${what}`).toString('base64url');

function unsealed(house: House, what: 'begun' | 'told', text: string, at: Date): Told | undefined {
  try {
    const told = JSON.parse(unseal(house.keys, Buffer.from(text, 'base64url'), `saml sign-in ${what}`)) as Told;
    return told.until > at.getTime() ? told : undefined;
  } catch {
    return undefined;
  }
}

/** It travels in the open and has room for eighty letters: which sign-in, until when, and that it is ours. */
function relayStateOf({ keys }: House, requestId: string, until: number): string {
  const said = `${requestId}.${until.toString(36)}`;
  return `${said}.${lookupHash(keys, `saml relay:${said}`).toString('hex').slice(0, 32)}`;
}

function begunWith(house: House, relayState: string, at: Date): string | undefined {
  const [requestId = '', until = ''] = relayState.split('.');
  const expected = relayStateOf(house, requestId, Number.parseInt(until, 36) || 0);
  const isOurs = timingSafeEqual(sha256(expected), sha256(relayState));
  return isOurs && Number.parseInt(until, 36) > at.getTime() ? requestId : undefined;
}

function setKept({ house, request, reply }: Omit<AtDoor, 'at'>, value: string, livesMs: number): void {
  void reply.setCookie(cookieName, value, {
    path: '/v1/session/saml',
    httpOnly: true,
    sameSite: 'strict',
    secure: !isLoopback(house.config.host) || request.protocol === 'https',
    maxAge: livesMs / 1000,
  });
}
