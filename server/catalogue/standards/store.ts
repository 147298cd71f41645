/** Writes and locks of the standards library and the list of forms. */
import { sql } from 'kysely';
import type { Form, Standard } from '#contract/standards.ts';
import { isConstraint, type Tx } from '#kit/db.ts';
import { refuse, Refused } from '#kit/refusal.ts';

export async function insertStandard(
  tx: Tx,
  regionId: number,
  one: Omit<Standard, 'validFrom'>,
  at: Date,
): Promise<void> {
  await sql`
    insert into catalogue.standards (region_id, matter_id, version, basis, steps, checks, measures, reason, valid_from)
    values (${regionId}, ${one.matterId}, ${one.version}, ${one.basis}, ${one.steps}::text[], ${one.checks}::text[],
            ${JSON.stringify(one.measures)}::jsonb, ${one.reason}, ${at})`.execute(tx);
}

export type FormToSave = Pick<Form, 'name' | 'perMonth' | 'fields' | 'keptIn' | 'since'> & { unitId: number };

const nameOnce = (error: unknown, name: string): never => {
  if (isConstraint(error, 'forms_region_id_name_key')) throw new Refused(refuse('thing.exists', { what: name }));
  throw error;
};

export async function insertForm(tx: Tx, regionId: number, form: FormToSave): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.forms (region_id, name, unit_id, per_month, fields, kept_in, since)
    values (${regionId}, ${form.name}, ${form.unitId}, ${form.perMonth}, ${form.fields}, ${form.keptIn}, ${form.since}::date)
    returning id`
    .execute(tx)
    .catch((error: unknown) => nameOnce(error, form.name));
  return rows[0]!.id;
}

export async function lockForm(tx: Tx, regionId: number, id: number): Promise<boolean> {
  const { rows } = await sql`
    select from catalogue.forms where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows.length > 0;
}

export async function updateForm(tx: Tx, regionId: number, id: number, form: FormToSave): Promise<void> {
  await sql`
    update catalogue.forms
       set name = ${form.name}, unit_id = ${form.unitId}, per_month = ${form.perMonth}, fields = ${form.fields},
           kept_in = ${form.keptIn}, since = ${form.since}::date, version = version + 1
     where region_id = ${regionId} and id = ${id}`
    .execute(tx)
    .catch((error: unknown) => nameOnce(error, form.name));
}
