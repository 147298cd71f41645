/** Rows of what a district words itself. A version is only ever added. */
import { sql } from 'kysely';
import type { Setting, SettingContent } from '#contract/settings.ts';
import type { Tx } from '#kit/db.ts';

/** Two who change one setting come one after the other, and the second is told. */
export async function lockSettings(tx: Tx, regionId: number, kind: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('catalogue.settings'), hashtext(${`${regionId} ${kind}`}))`.execute(
    tx,
  );
}

export async function insertSetting(
  tx: Tx,
  regionId: number,
  { name, version, place, retired, content }: Setting,
  personId: string | null,
  at: Date,
): Promise<void> {
  const json = JSON.stringify(content satisfies SettingContent);
  await sql`
    insert into catalogue.settings (region_id, kind, name, version, place, content, retired, saved_by, saved_at)
    values (${regionId}, ${content.kind}, ${name}, ${version}, ${place}, ${json}::jsonb, ${retired}, ${personId}, ${at})`.execute(
    tx,
  );
}
