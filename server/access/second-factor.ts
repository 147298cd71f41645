/** 动态验证码: time-based one-time codes (RFC 6238), for any authenticator. The secret is sealed; a code is good once. */
import { Secret, TOTP } from 'otpauth';
import { lookupHash, seal, unseal, type Keys } from '#kit/crypto.ts';
import type { Sealed } from '#kit/reseal.ts';

const period = 30;
const make = (secret: Secret, label = '') =>
  new TOTP({ issuer: 'Gridloop', label, secret, algorithm: 'SHA1', digits: 6, period });

const context = (accountId: string) => `totp:${accountId}`;
export const sealSecret = (keys: Keys, accountId: string, base32: string): Buffer =>
  seal(keys, base32, context(accountId));
export const openSecret = (keys: Keys, accountId: string, sealed: Buffer): string =>
  unseal(keys, sealed, context(accountId));

/**
 * The secret offered for enrolment follows from the session's token: asking twice shows the same one, nothing is stored before
 * a code proves that the authenticator has it, and another session is offered another secret.
 */
export function offeredSecret(keys: Keys, accountId: string, sessionHash: Buffer): string {
  const bytes = lookupHash(keys, `totp-enrolment:${accountId}:${sessionHash.toString('hex')}`).subarray(0, 20);
  return new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32;
}

export const secretUri = (base32: string, login: string): string => make(Secret.fromBase32(base32), login).toString();

/** The time step a code belongs to, one step of clock difference either way; null when it does not fit or was used. */
export function stepOf(base32: string, code: string, at: Date, lastStep: number | null): number | null {
  const timestamp = at.getTime();
  // Six wide digits are as long as six narrow ones, until somebody compares their bytes.
  if (!/^[0-9]{6}$/.test(code)) return null;
  const delta = make(Secret.fromBase32(base32)).validate({ token: code, timestamp, window: 1 });
  if (delta === null) return null;
  const step = Math.floor(timestamp / 1000 / period) + delta;
  return lastStep !== null && step <= lastStep ? null : step;
}

export const sealedSecrets: Sealed = {
  table: 'access.accounts',
  id: 'id',
  columns: ['totp_secret'],
  context: (_regionId, id) => context(id),
};
