/** Rows of the password rules: which one a district follows, and what must not be chosen again. */
import { sql } from 'kysely';
import type { PasswordProfile } from '#contract/access.ts';
import { remembered, touch, type Tx } from '#kit/db.ts';

export const profileOf: (tx: Tx, regionId: number) => Promise<PasswordProfile> = remembered(
  'password rules',
  async (tx, regionId) => {
    const { rows } = await sql<{ profile: PasswordProfile }>`
      select rule as profile from access.password_rules where region_id = ${regionId}`.execute(tx);
    return rows[0]?.profile ?? 'asvs';
  },
);

export async function saveProfile(tx: Tx, regionId: number, profile: PasswordProfile, at: Date): Promise<void> {
  await sql`
    insert into access.password_rules (region_id, rule, changed_at) values (${regionId}, ${profile}, ${at})
    on conflict (region_id) do update set rule = excluded.rule, changed_at = excluded.changed_at`.execute(tx);
  await touch(tx, regionId, 'password rules');
}

/** The newest first. */
export async function oldPasswords(tx: Tx, regionId: number, accountId: string, n: number): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`
    select password_hash as hash from access.old_passwords
     where region_id = ${regionId} and account_id = ${accountId} order by until desc limit ${n}`.execute(tx);
  return rows.map(({ hash }) => hash);
}

/** One more, and only the last `n` of them. */
export async function keepOldPassword(
  tx: Tx,
  old: { regionId: number; accountId: string; hash: string; until: Date },
  n: number,
): Promise<void> {
  const { regionId, accountId, hash, until } = old;
  if (n > 0)
    await sql`
      insert into access.old_passwords (region_id, account_id, until, password_hash)
      values (${regionId}, ${accountId}, ${until}, ${hash}) on conflict do nothing`.execute(tx);
  await sql`
    delete from access.old_passwords where region_id = ${regionId} and account_id = ${accountId} and until not in (
      select until from access.old_passwords where region_id = ${regionId} and account_id = ${accountId}
       order by until desc limit ${n})`.execute(tx);
}
