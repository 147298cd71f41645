/** Rows of what triage learns from, what it learned and what it may do by itself. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';
import type { OutOfFold } from './train.ts';

/** One training, one switch at a time: their facts are numbered under one subject. */
export async function lockTriage(tx: Tx, regionId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('triage'), ${regionId})`.execute(tx);
}

export type NewExample = { matterId: number; print: string; text: string };

/** Returns how many are new: the same sentence about the same matter is one example. */
export async function insertExamples(
  tx: Tx,
  regionId: number,
  examples: readonly NewExample[],
  source: 'shipped' | 'file',
  at: Date,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into intake.triage_examples (region_id, matter_id, print, text, source, added_at)
    select ${regionId}, x."matterId", x.print, x.text, ${source}, ${at}
      from jsonb_to_recordset(${JSON.stringify(examples)}::jsonb) as x("matterId" int, print text, text text)
    on conflict (region_id, matter_id, print) do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

export type Outcome = { proposedId: number | null; matterId: number; confidential: boolean };

/**
 * What a person made of a proposal. Nothing is kept of cases whose matter somebody had chosen from the beginning, of played
 * histories, and while the case still waits in the fallback matter.
 */
export async function saveOutcome(tx: Tx, regionId: number, caseId: string, at: Date): Promise<Outcome | undefined> {
  const { rows } = await sql<Outcome>`
    with settled as (
      select c.id, c.matter_id, c.confidential, r.received_at, coalesce((f.data ->> 'automatic')::boolean, false) as automatic,
             case when f.data ->> 'matterBy' = 'triage' then (f.data ->> 'matterId')::int end as proposed_id
        from cases.cases c
        join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id and not m.fallback
        join intake.reports r on r.region_id = c.region_id and r.case_id = c.id and not r.follows and r.external_id is null
        join kit.facts f on f.region_id = r.region_id and f.subject = 'report' and f.subject_id = r.id::text and f.kind = 'report.received'
       where c.region_id = ${regionId} and c.id = ${caseId} and f.data ->> 'matterBy' in ('triage', 'fallback')
       order by r.received_at, r.id limit 1),
    kept as (
      insert into intake.triage_outcomes (region_id, case_id, proposed_id, matter_id, automatic, reported_at, settled_at)
      select ${regionId}, id, proposed_id, matter_id, automatic, received_at, ${at} from settled
      on conflict (region_id, case_id) do update set matter_id = excluded.matter_id, settled_at = excluded.settled_at
      returning proposed_id, matter_id)
    select k.proposed_id as "proposedId", k.matter_id as "matterId", s.confidential from kept k, settled s`.execute(tx);
  return rows[0];
}

/** The new model takes the place of the last; three are kept, so that what was said can still be explained. */
export async function insertModel(
  tx: Tx,
  regionId: number,
  model: { id: string; madeAt: Date; n: number; matters: number; measured: OutOfFold; bytes: Uint8Array },
): Promise<void> {
  await sql`update intake.triage_models set in_use = false where region_id = ${regionId} and in_use`.execute(tx);
  await sql`
    insert into intake.triage_models (region_id, id, in_use, made_at, n, matters, measured, bytes)
    values (${regionId}, ${model.id}, true, ${model.madeAt}, ${model.n}, ${model.matters},
            ${JSON.stringify(model.measured)}::jsonb, ${Buffer.from(model.bytes)})`.execute(tx);
  await sql`
    delete from intake.triage_models where region_id = ${regionId} and id in (
      select id from intake.triage_models where region_id = ${regionId} and not in_use order by made_at desc, id desc offset 2)`.execute(
    tx,
  );
}

export async function saveSwitch(
  tx: Tx,
  regionId: number,
  matterId: number,
  automatic: boolean,
  at: Date,
): Promise<void> {
  await sql`
    insert into intake.triage_switches (region_id, matter_id, automatic, changed_at)
    values (${regionId}, ${matterId}, ${automatic}, ${at})
    on conflict (region_id, matter_id) do update set automatic = excluded.automatic, changed_at = excluded.changed_at`.execute(
    tx,
  );
}
