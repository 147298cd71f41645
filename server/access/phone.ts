/**
 * 联系电话 of whoever works here: sealed, masked wherever it is listed, opened with a reason by who keeps accounts or gives posts, and
 * forgotten some time after the last post has ended. No rule reads it.
 */
import { maskedPhone } from '#contract/addresses.ts';
import type { Actor } from '#kit/caller.ts';
import { seal, unseal, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import type { Sealed } from '#kit/reseal.ts';
import { eitherAdministrator } from './permit.ts';
import { forgetPhonesBefore, lockPerson } from './store.ts';

export type KeptPhone = { phone: Buffer | null; phoneShown: string | null };

const place = (regionId: number, personId: string): string => `phone:${regionId}:${personId}`;
export const sealedPhones: Sealed = {
  table: 'access.people',
  id: 'id',
  columns: ['phone'],
  context: place,
};
const plain = (typed: string): string => typed.normalize('NFKC').trim();

export const phoneToKeep = (keys: Keys, regionId: number, personId: string, typed: string | null): KeptPhone =>
  typed === null
    ? { phone: null, phoneShown: null }
    : { phone: seal(keys, plain(typed), place(regionId, personId)), phoneShown: maskedPhone(typed) };

const openPhone = (keys: Keys, regionId: number, personId: string, kept: Buffer | null): string | null =>
  kept && unseal(keys, kept, place(regionId, personId));
export const isPhone = (keys: Keys, regionId: number, personId: string, kept: Buffer | null, typed: string | null) =>
  openPhone(keys, regionId, personId, kept) === (typed === null ? null : plain(typed));

export async function revealPhone(
  tx: Tx,
  keys: Keys,
  actor: Actor,
  asked: { personId: string; reason: string },
  at: Date,
  commandId: string,
): Promise<string | null> {
  const { regionId } = actor;
  const { by } = eitherAdministrator(actor);
  const { phone } = (await lockPerson(tx, regionId, asked.personId)) ?? deny('thing.not_found');
  if (phone) {
    const data = { reason: asked.reason };
    const kind = 'person.phone_revealed';
    await record(tx, regionId, [{ subject: 'person', subjectId: asked.personId, kind, at, by, data }], commandId);
  }
  return openPhone(keys, regionId, asked.personId, phone);
}

/** So long after the last post she may still have to be asked about what she handled. */
const phoneDays = 90;
/** A sweep. */
export const forgetPhones = (tx: Tx, regionId: number, at: Date, atOnce: number): Promise<number> =>
  forgetPhonesBefore(tx, regionId, new Date(at.getTime() - phoneDays * 86_400_000), atOnce);
