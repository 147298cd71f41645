/**
 * In by another door: the assertion stands in the place of the password, and of nothing else; the second factor is asked for as ever. Whose
 * it is an administrator has said beforehand: nobody gets an account by coming.
 */
import type { WayName } from '#contract/access.ts';
import type { Actor } from '#kit/caller.ts';
import { demoAllowed } from '#kit/config.ts';
import { lookupHash, sha256 } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, refuse, type Refusal } from '#kit/refusal.ts';
import type { House } from '#kit/serve.ts';
import { accountFact } from '../actions.ts';
import type { Permit } from '../permit.ts';
import { openSession, type Knock } from '../session.ts';
import { stageAfterPassword } from '../signin.rules.ts';
import { lockAccount, queueUp } from '../store.ts';
import { nonceOf, type IdentityBridge } from './bridge.ts';
import { boundAccount, endBindingNow, insertBinding, noteAssertion } from './store.ts';

/** Of a person somewhere else. Another provider is another somewhere: its subjects are not those of the one before. */
export const identityHash = ({ keys, config }: Pick<House, 'keys' | 'config'>, way: WayName, subject: string): Buffer =>
  // A look-up forgives capitals and widths of letters; SAML names differ by them, so theirs goes in as a hash.
  way === 'saml'
    ? lookupHash(keys, `bridge:saml:${sha256(`${config.saml?.issuer} ${subject}`).toString('hex')}`)
    : lookupHash(keys, `bridge:${way}:${way === 'oidc' ? `${config.oidc?.issuer} ` : ''}${subject}`);

/** Refusals are returned: an assertion that was shown counts as shown, whatever came of it. */
export async function signInByBridge(
  knock: Knock,
  region: { id: number; audience: string },
  bridge: IdentityBridge | undefined,
  given: { assertion: string; state: string },
): Promise<Actor | Refusal> {
  const { tx, house, at } = knock;
  if (!bridge) return refuse('thing.not_found');
  const told = bridge.read(given.assertion, region.audience, at);
  if ('fault' in told || told.nonce !== nonceOf(given.state)) return refuse('reader.bad_assertion');
  const shown = sha256(`${bridge.name}:${told.id}`);
  if (!(await noteAssertion(tx, region.id, shown, told.until, at))) return refuse('reader.bad_assertion');
  return admitBound(knock, region.id, bridge.name, identityHash(house, bridge.name, told.subject));
}

/** Whoever this identity was bound to, as far as the second factor. */
export async function admitBound(
  knock: Knock,
  regionId: number,
  way: WayName,
  subjectHash: Buffer,
): Promise<Actor | Refusal> {
  const { tx, house } = knock;
  const accountId = await boundAccount(tx, regionId, way, subjectHash);
  const account = accountId === undefined ? undefined : await lockAccount(tx, regionId, { accountId });
  if (!account || account.disabledAt !== null) return refuse('reader.not_bound');
  if (account.demo && !demoAllowed(house.config)) return refuse('reader.demo_account');
  const stage = stageAfterPassword(!account.demo, account.totpSecret !== null);
  return openSession(knock, account, stage, 'account.signed_in', { stage, bridge: way });
}

type Command = { tx: Tx; commandId: string; at: Date };

/** A few letters to know it by again; the whole of it is nobody's business here. */
const shownOf = (subject: string): string =>
  subject.length <= 4 ? '····' : `${subject.slice(0, 2)}…${subject.slice(-2)}`;

export async function bindIdentity(
  { tx, commandId, at }: Command,
  house: House,
  { regionId, by, actor }: Permit<'people.edit'>,
  personId: string,
  { bridge, subject }: { bridge: WayName; subject: string },
): Promise<void> {
  const account = (await lockAccount(tx, regionId, { personId })) ?? deny('thing.not_found');
  const [name, boundBy] = [subject.trim(), actor.personId];
  await insertBinding(
    tx,
    regionId,
    {
      id: commandId,
      bridge,
      subjectHash: identityHash(house, bridge, name),
      shown: shownOf(name),
      accountId: account.id,
      boundBy,
    },
    at,
  );
  await queueUp(tx, sha256(`account facts ${account.id}`));
  await record(tx, regionId, [accountFact(account, 'account.bound', at, by, { bridge })], commandId);
}

export async function endBinding(
  { tx, commandId, at }: Command,
  { regionId, by }: Permit<'people.edit'>,
  bindingId: string,
): Promise<void> {
  const accountId = (await endBindingNow(tx, regionId, bindingId, at)) ?? deny('thing.not_found');
  await queueUp(tx, sha256(`account facts ${accountId}`));
  await record(tx, regionId, [accountFact({ id: accountId }, 'account.unbound', at, by)], commandId);
}
