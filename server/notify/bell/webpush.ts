/**
 * A message that only one browser can read (RFC 8291, by way of RFC 8188), and the paper that says who sends it (RFC 8292). With
 * `node:crypto` alone; docs/decisions/0023 says why, and webpush.test.ts holds it to the example of the RFC.
 */
import { createCipheriv, createECDH, createPrivateKey, hkdfSync, sign, type KeyObject } from 'node:crypto';

/** Where a phone is rung: its push service's address for it, its public key and its secret, both base64url. */
export type Address = { endpoint: string; p256dh: string; auth: string };

const curve = 'prime256v1';
const recordBytes = 4096;
const info = (what: string, ...more: Buffer[]): Buffer => Buffer.concat([Buffer.from(`${what}\0`), ...more]);
const hkdf = (key: Buffer, salt: Buffer, about: Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, about, bytes));

/** `own`: a private key for this message alone; `salt`: 16 bytes, for this message alone. */
export function sealedFor(to: Address, text: string, own: Buffer, salt: Buffer): Buffer {
  const theirs = Buffer.from(to.p256dh, 'base64url');
  const pair = createECDH(curve);
  pair.setPrivateKey(own);
  const ours = pair.getPublicKey();
  const shared = pair.computeSecret(theirs);
  const key = hkdf(shared, Buffer.from(to.auth, 'base64url'), info('WebPush: info', theirs, ours), 32);
  const cipher = createCipheriv(
    'aes-128-gcm',
    hkdf(key, salt, info('Content-Encoding: aes128gcm'), 16),
    hkdf(key, salt, info('Content-Encoding: nonce'), 12),
  );
  // One record, the last: 2 ends it.
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.update(Buffer.of(2)), cipher.final()]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(recordBytes, 0);
  head.writeUInt8(ours.length, 4);
  return Buffer.concat([salt, head, ours, body, cipher.getAuthTag()]);
}

export type Sending = { key: KeyObject; publicKey: string; contact: string };
/** The district's key pair from its private part, 43 letters of base64url. */
export function sendingBy(privateKey: string, contact: string): Sending {
  const pair = createECDH(curve);
  pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  const point = pair.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', d: privateKey, x, y };
  return { key: createPrivateKey({ format: 'jwk', key: jwk }), publicKey: point.toString('base64url'), contact };
}

/** Good for one push service, and for twelve hours: half of what may be (RFC 8292 § 2). */
const goodSeconds = 12 * 3600;
export function paperFor({ key, publicKey, contact }: Sending, endpoint: string, at: Date): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(at.getTime() / 1000) + goodSeconds;
  const told = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: new URL(endpoint).origin, exp, sub: contact })}`;
  const signed = sign('sha256', Buffer.from(told), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return `vapid t=${told}.${signed}, k=${publicKey}`;
}
