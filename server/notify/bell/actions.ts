/**
 * 新任务提醒: a worker lets her phone ring; a task that has come to her and stands rings it, while she is on duty. The address of a phone
 * comes from its browser, so it is taken only where it leads to a push service that the operator has named.
 */
import type { BodyOf } from '#contract/endpoint.ts';
import type { letRing as on } from '#contract/push.ts';
import type { Lang } from '#contract/words/words.ts';
import type { Permit } from '#access';
import { knowsPhone } from '#patrol';
import type { Config } from '#kit/config.ts';
import { seal, unseal, type Keys } from '#kit/crypto.ts';
import { sendAlong, type Tx } from '#kit/db.ts';
import { onFact, record, type Fact } from '#kit/facts.ts';
import { isReadIn } from '#kit/readin.ts';
import { deny } from '#kit/refusal.ts';
import type { Sealed } from '#kit/reseal.ts';
import { holdMs } from '../notify.rules.ts';
import { deleteBell, deleteDeafBells, deleteRings, keepRings, saveBell } from './store.ts';
import type { Address } from './webpush.ts';

type Now = { tx: Tx; commandId: string; at: Date };
const contextOf = (regionId: number, phoneId: string): string => `bell:${regionId}:${phoneId}:address`;
export const sealedBells: Sealed = {
  table: 'notify.bells',
  id: 'phone_id',
  columns: ['address'],
  context: contextOf,
};
export const openedBell = (keys: Keys, regionId: number, bell: { phoneId: string; address: Buffer }): Address =>
  JSON.parse(unseal(keys, bell.address, contextOf(regionId, bell.phoneId))) as Address;

const ringsIn = (at: Date): Date => new Date(at.getTime() + holdMs);
onFact('case.confirm_asked', async (tx, { regionId, subjectId: caseId, at, data = {} }) => {
  if (isReadIn()) return;
  const personId = String(data['keeperId']);
  sendAlong(tx, keepRings(tx, regionId, { caseId, kind: 'confirm', personId, at, dueAt: ringsIn(at) }));
});
onFact('case.handed_back', async (tx, { regionId, subjectId: caseId, at }) => {
  if (isReadIn()) return;
  sendAlong(tx, keepRings(tx, regionId, { caseId, kind: 'check', personId: null, at, dueAt: ringsIn(at) }));
});
onFact('case.taken_back', async (tx, { regionId, subjectId: caseId, data }) => {
  if (data?.['of'] === 'case.handed_back') sendAlong(tx, deleteRings(tx, regionId, caseId));
});
// A lost phone shall show nothing more, whatever it is told to.
onFact('phone.wipe_ordered', (tx, { regionId, subjectId }) => deleteBell(tx, regionId, subjectId, null));

const fact = (phoneId: string, kind: string, at: Date, by: Fact['by']): Fact => ({
  subject: 'phone',
  subjectId: phoneId,
  kind,
  at,
  by,
});
export async function letRing(
  { tx, commandId, at }: Now,
  keys: Keys,
  push: Config['push'],
  { actor, regionId, by }: Permit<'patrol.walk'>,
  phoneId: string,
  { endpoint, p256dh, auth }: BodyOf<typeof on>,
  lang: Lang,
): Promise<void> {
  if (!push) return deny('push.off');
  const origin = URL.canParse(endpoint) ? new URL(endpoint).origin : '';
  if (!push.services.includes(origin)) deny('push.other_service', { service: origin });
  if (!(await knowsPhone(tx, regionId, actor.personId, phoneId))) deny('thing.not_found');
  const address = seal(keys, JSON.stringify({ endpoint, p256dh, auth }), contextOf(regionId, phoneId));
  const { personId, sessionHash } = actor;
  await saveBell(tx, regionId, { phoneId, personId, sessionHash, address, lang }, at);
  await record(tx, regionId, [fact(phoneId, 'phone.bell_on', at, by)], commandId);
}
export async function stopRinging(
  { tx, commandId, at }: Now,
  { actor, regionId, by }: Permit<'patrol.walk'>,
  phoneId: string,
): Promise<void> {
  if (!(await knowsPhone(tx, regionId, actor.personId, phoneId))) return;
  await deleteBell(tx, regionId, phoneId, actor.personId);
  await record(tx, regionId, [fact(phoneId, 'phone.bell_off', at, by)], commandId);
}

/** A sweep: who is signed out is not rung. */
export const forgetBells = (tx: Tx, regionId: number, at: Date, atOnce: number): Promise<number> =>
  deleteDeafBells(tx, regionId, at, atOnce);
