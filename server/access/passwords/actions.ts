/** 密码规则: which rule a district follows, and another password chosen under it. */
import type { PasswordProfile } from '#contract/access.ts';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';
import { hashPassword, passwordFits } from '../password.ts';
import type { Permit } from '../permit.ts';
import { isWeakPassword, passwordRules } from '../signin.rules.ts';
import { updateAccount, type Account } from '../store.ts';
import { keepOldPassword, oldPasswords, profileOf, saveProfile } from './store.ts';

export async function ruleOf(tx: Tx, regionId: number) {
  const profile = await profileOf(tx, regionId);
  return { profile, rule: passwordRules[profile] };
}

/** Chosen for another or for oneself: too weak for the district's rule? */
export async function tooWeak(tx: Tx, regionId: number, password: string, login: string): Promise<Refusal | undefined> {
  const { profile, rule } = await ruleOf(tx, regionId);
  return isWeakPassword(password, login, rule)
    ? refuse('reader.weak_password', { rule: { word: `access.rule.${profile}` } })
    : undefined;
}

/** Whose it is has chosen it: not too weak, and not one of the last where the rule remembers them. Older ones are forgotten. */
export async function chooseAnew(tx: Tx, account: Account, next: string, at: Date): Promise<Refusal | undefined> {
  const { regionId, id } = account;
  const weak = await tooWeak(tx, regionId, next, account.login);
  if (weak) return weak;
  const { history } = (await ruleOf(tx, regionId)).rule;
  const older = Math.max(0, history - 1);
  const last = history === 0 ? [] : [account.passwordHash, ...(await oldPasswords(tx, regionId, id, older))];
  for (const hash of last) if (await passwordFits(hash, next)) return refuse('reader.password_used', { n: history });
  await keepOldPassword(tx, { regionId, accountId: id, hash: account.passwordHash, until: at }, older);
  await updateAccount(tx, account, { passwordHash: await hashPassword(next), passwordSetAt: at });
  return undefined;
}

/** Chosen by who gives posts, not by who makes accounts: the two are kept apart. */
export async function setPasswordRules(
  tx: Tx,
  { regionId, by }: Permit<'posts.grant'>,
  profile: PasswordProfile,
  at: Date,
  commandId: string,
): Promise<void> {
  await saveProfile(tx, regionId, profile, at);
  const of = { subject: 'region', subjectId: String(regionId), kind: 'access.password_rules_set' } as const;
  await record(tx, regionId, [{ ...of, at, by, data: { profile } }], commandId);
}
