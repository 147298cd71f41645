/**
 * 第三方登录 · the one way by which WeChat, DingTalk and 浙政钉 let somebody in. A district's own gateway speaks with them (their secrets
 * never come here) and hands over a short signed assertion: who it was there, for this district, for this browser, just now. It is a
 * JWT signed with Ed25519, so that the gateway needs no library of ours. Pure.
 */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { BridgeName } from '#contract/access.ts';

type Asserted = { subject: string; nonce: string; id: string; until: Date };
type Fault = 'form' | 'signature' | 'audience' | 'time';
export type IdentityBridge = {
  name: BridgeName;
  /** where a browser is sent to say who it is */
  startUrl: string;
  /** what an assertion says, if it is one of this bridge for this district and of now */
  read(assertion: string, audience: string, at: Date): Asserted | { fault: Fault };
};

/** From the signing to the door; a gateway's clock may run a minute ahead. */
const goodForMs = 2 * 60_000;
const aheadMs = 60_000;

/** A browser keeps a secret and shows its hash when it leaves; whoever comes back without the secret is another browser. */
export const nonceOf = (state: string): string => createHash('sha256').update(state).digest('base64url');

export function signedBridge(name: BridgeName, startUrl: string, publicKey: string): IdentityBridge {
  const key = keyFrom(publicKey);
  return {
    name,
    startUrl,
    read(assertion, audience, at) {
      const [head = '', body = '', signature = '', more] = assertion.split('.');
      const header = parsed(head);
      const told = parsed(body);
      // Named in the head is only what we expect: no other algorithm, and never none.
      if (more !== undefined || header?.['alg'] !== 'EdDSA' || !told) return { fault: 'form' };
      if (!verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')))
        return { fault: 'signature' };
      const { iss, aud, sub, nonce, jti, iat } = told;
      if (iss !== name || aud !== audience) return { fault: 'audience' };
      if (![sub, nonce, jti].every((one) => typeof one === 'string' && one.length > 0 && one.length <= 200))
        return { fault: 'form' };
      if (typeof iat !== 'number') return { fault: 'form' };
      const age = at.getTime() - iat * 1000;
      if (age > goodForMs || age < -aheadMs) return { fault: 'time' };
      const until = new Date(iat * 1000 + goodForMs + aheadMs);
      return { subject: sub as string, nonce: nonce as string, id: jti as string, until };
    },
  };
}

function parsed(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The 32 bytes of an Ed25519 public key, as base64url. */
function keyFrom(x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
