/** Rows by which open cases are found again, and the storms they form. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';

export type Recognised = {
  caseId: string;
  openedAt: Date;
  alikeTo: string | null;
  score: number | null;
  keys: string[];
};

export async function saveRecognised(tx: Tx, regionId: number, list: readonly Recognised[]): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map((one) => ({
    case_id: one.caseId,
    opened_at: one.openedAt.toISOString(),
    alike_to: one.alikeTo,
    score: one.score,
    keys: one.keys,
  }));
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g(case_id uuid, opened_at timestamptz, alike_to uuid, score real, keys text[])
    ), saved as (
      insert into intake.recognised (region_id, case_id, opened_at, alike_to, score)
      select ${regionId}, case_id, opened_at, alike_to, score from given on conflict do nothing returning case_id
    )
    insert into intake.recognised_by (region_id, key, opened_at, case_id)
    select ${regionId}, k.key, g.opened_at, g.case_id from given g join saved s on s.case_id = g.case_id, unnest(g.keys) as k (key)
    on conflict do nothing`.execute(tx);
}

/** An ended case is nobody's twin any more. What it was like stays known. */
export async function forgetKeys(tx: Tx, regionId: number, caseId: string): Promise<void> {
  await sql`delete from intake.recognised_by where region_id = ${regionId} and case_id = ${caseId}`.execute(tx);
}

/** Opened again: it is looked at anew. */
export async function forget(tx: Tx, regionId: number, caseId: string): Promise<void> {
  await forgetKeys(tx, regionId, caseId);
  await sql`delete from intake.recognised where region_id = ${regionId} and case_id = ${caseId}`.execute(tx);
}

/** One process looks at a region's new cases at a time; another leaves it to that one. */
export async function alone(tx: Tx, regionId: number): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('intake.recognise'), ${regionId}) as mine`.execute(tx);
  return rows[0]!.mine;
}
