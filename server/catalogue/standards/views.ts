/** The standards in force, the versions of one, and the forms. */
import { sql } from 'kysely';
import type { Form, Standard } from '#contract/standards.ts';
import type { Tx } from '#kit/db.ts';

const columns = sql`matter_id as "matterId", version, basis, steps, checks, measures, reason, valid_from as "validFrom"`;
type Row = Omit<Standard, 'validFrom'> & { validFrom: Date };
const shown = (row: Row): Standard => ({ ...row, validFrom: row.validFrom.toISOString() });

/** The one in force for each matter that has one: at most as many as there are matters, a few hundred. */
export async function standardsInForce(tx: Tx, regionId: number): Promise<Standard[]> {
  const { rows } = await sql<Row>`
    select distinct on (matter_id) ${columns} from catalogue.standards
     where region_id = ${regionId} order by matter_id, version desc`.execute(tx);
  return rows.map(shown);
}

/** The versions of a matter's standard, the newest first; with `at` only the one in force at that moment. */
export async function standardsOf(tx: Tx, regionId: number, matterId: number, at?: string): Promise<Standard[]> {
  const { rows } = await sql<Row>`
    select ${columns} from catalogue.standards
     where region_id = ${regionId} and matter_id = ${matterId}
       ${at === undefined ? sql`` : sql`and valid_from <= ${at}::timestamptz`}
     order by version desc limit ${at === undefined ? 200 : 1}`.execute(tx);
  return rows.map(shown);
}

const formColumns = sql`
  f.id, f.name, jsonb_build_object('id', u.id, 'name', u.name) as unit, f.per_month as "perMonth", f.fields,
  f.kept_in as "keptIn", f.since::text as since, f.version`;

/** Every form of the district; what is still filled by hand first, the most often filled at the head. */
export async function formsOf(tx: Tx, regionId: number): Promise<Form[]> {
  const { rows } = await sql<Form>`
    select ${formColumns} from catalogue.forms f
      join access.units u on u.region_id = f.region_id and u.id = f.unit_id
     where f.region_id = ${regionId}
     order by f.kept_in is not null, f.per_month * f.fields desc, f.id limit 1000`.execute(tx);
  return rows;
}

export async function formOf(tx: Tx, regionId: number, id: number): Promise<Form | undefined> {
  const { rows } = await sql<Form>`
    select ${formColumns} from catalogue.forms f
      join access.units u on u.region_id = f.region_id and u.id = f.unit_id
     where f.region_id = ${regionId} and f.id = ${id}`.execute(tx);
  return rows[0];
}
