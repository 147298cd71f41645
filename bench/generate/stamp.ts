/**
 * Copies of all cases that are there, table by table inside the database, whatever columns the tables have: an id that was made for
 * a case, its reports or their parts gets its like in each copy; people, units, matters and times stay. Places are dealt anew.
 */
import type pg from 'pg';

type Column = { name: string; type: string; notNull: boolean };
type Table = { name: string; columns: Column[] };

const stamped = `
  create or replace function pg_temp.stamp(uuid, int) returns uuid language sql immutable parallel safe
    return overlay($1::text placing left(md5($1::text || '/' || $2), 12) from 25)::uuid`;

export async function stampCopies(
  client: pg.Client,
  regionId: number,
  plan: { patterns: number; cases: number },
  say: (line: string) => void,
): Promise<{ copies: number; rows: Record<string, number> }> {
  // References between what is copied together hold in the copies as they hold in the patterns; checks and unique keys still stand.
  await client.query(
    `set session_replication_role = replica; set synchronous_commit = off; set max_parallel_workers_per_gather = 0; ${stamped}`,
  );
  const tables = await tablesOf(client);
  await client.query('create temp table own (id uuid primary key) on commit preserve rows');
  for (const table of tables)
    for (const { name } of table.columns.filter((column) => column.name === 'id' && column.type === 'uuid'))
      await client.query(
        `insert into own select ${name} from ${table.name} where region_id = $1 on conflict do nothing`,
        [regionId],
      );
  // The patterns in the order of their times, and the places to be dealt.
  await client.query(
    'create temp table pattern as select id as case_id, row_number() over (order by opened_at, id) as nth from cases.cases where region_id = $1',
    [regionId],
  );
  await client.query('create unique index on pattern (case_id) include (nth)');
  await client.query(
    `create temp table cell as
       select row_number() over (order by a.id) - 1 as nth, a.id, a.path, b.centre from areas.areas a
         join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
        where a.region_id = $1 and a.level = 'cell' and a.valid_to is null`,
    [regionId],
  );
  await client.query('create unique index on cell (nth)');
  await client.query(
    'create temp table fact_case as select r.id::text as subject_id, r.case_id from intake.reports r where r.region_id = ' +
      regionId,
  );
  await client.query(
    'create unique index on fact_case (subject_id); analyze own; analyze pattern; analyze cell; analyze fact_case',
  );
  // Copies are made of the patterns alone, never of copies: what is there now is kept aside.
  for (const table of tables)
    await client.query(
      `create temp table "${aside(table.name)}" as select * from ${table.name} where region_id = ${regionId}`,
    );
  await client.query(
    `create temp table "${aside('kit.facts')}" as select * from kit.facts where region_id = ${regionId} and subject in ('case', 'report')`,
  );
  const missing = plan.cases - plan.patterns;
  const copies = Math.ceil(missing / plan.patterns);
  const rows: Record<string, number> = {};
  const statements: { table: string; text: string }[] = [];
  for (const table of tables) statements.push(await statementFor(client, table));
  statements.push(await factsStatement(client));
  for (let copy = 1; copy <= copies; copy++) {
    const upTo = Math.min(plan.patterns, missing - (copy - 1) * plan.patterns);
    await client.query('begin');
    for (const { table, text } of statements) {
      const { rowCount } = await client.query(text, [copy, upTo]);
      rows[table] = (rows[table] ?? 0) + (rowCount ?? 0);
    }
    await client.query('commit');
    if (copy % 10 === 0 || copy === copies) say(`${copy} of ${copies} copies`);
  }
  await client.query('set session_replication_role = origin');
  await client.query(`analyze ${[...tables.map(({ name }) => name), 'kit.facts'].join(', ')}`);
  return { copies, rows };
}

const aside = (table: string): string => `aside_${table.replace('.', '_')}`;

/** Tables of the loop that hold something of a case. What is sealed for one report cannot be opened in a copy of it. */
async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ table: string; name: string; type: string; notNull: boolean }>(`
    select n.nspname || '.' || c.relname as table, a.attname as name, a.atttypid::regtype::text as type, a.attnotnull as "notNull"
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a'
     where n.nspname in ('cases', 'intake') and c.relkind = 'r' and c.relname not in ('reporters')
     order by c.relname = 'cases' desc, 1, a.attnum`);
  const tables = [...Map.groupBy(rows, ({ table }) => table)].map(([name, columns]) => ({ name, columns }));
  const holds = ({ name, columns }: Table) =>
    name === 'cases.cases' || columns.some((column) => ['case_id', 'report_id'].includes(column.name));
  return tables.filter(holds);
}

/** A uuid that is one of ours is stamped; a person's, a device's or a command's stays. */
const likeIn = (column: string): string =>
  `case when t."${column}" in (select id from own) then pg_temp.stamp(t."${column}", $1) else t."${column}" end`;

async function statementFor(client: pg.Client, table: Table): Promise<{ table: string; text: string }> {
  const from = aside(table.name);
  const hasCase =
    table.name === 'cases.cases'
      ? 't.id'
      : table.columns.some(({ name }) => name === 'case_id')
        ? 't.case_id'
        : undefined;
  const placed = table.name === 'cases.cases' || table.name === 'intake.reports';
  const value = ({ name, type }: Column): string => {
    if (type === 'uuid') return likeIn(name);
    if (name === 'number') return `regexp_replace(t.number, '-(\\d+)$', '-' || $1 || '\\1')`;
    if (name === 'external_id') return `t.external_id || '/' || $1`;
    if (placed && name === 'area_id') return 'cell.id';
    if (placed && name === 'area_path') return 'cell.path';
    if (placed && name === 'location') return 'case when t.location is null then null else cell.centre end';
    return `t."${name}"`;
  };
  await client.query(`analyze "${from}"`);
  const { columns } = table;
  const joins = [
    hasCase
      ? `join pattern p on p.case_id = ${hasCase}`
      : `join intake.reports r on r.region_id = t.region_id and r.id = t.report_id join pattern p on p.case_id = r.case_id`,
    placed
      ? `join cell on cell.nth = mod(abs(hashtext(pg_temp.stamp(p.case_id, $1)::text)::bigint), (select count(*) from cell))`
      : '',
  ];
  return {
    table: table.name,
    text: `insert into ${table.name} (${columns.map(({ name }) => `"${name}"`).join(', ')})
           select ${columns.map(value).join(', ')} from "${from}" t ${joins.join(' ')} where p.nth <= $2::int and $1::int > 0`,
  };
}

/** Facts name their subject as text, and other subjects inside their data. */
async function factsStatement(client: pg.Client): Promise<{ table: string; text: string }> {
  const table = 'kit.facts';
  await client.query(`analyze "${aside(table)}"`);
  const told = (key: string) =>
    `case when t.data ? '${key}' and (t.data->>'${key}')::uuid in (select id from own)
          then jsonb_build_object('${key}', pg_temp.stamp((t.data->>'${key}')::uuid, $1)) else '{}' end`;
  return {
    table,
    text: `insert into ${table} (region_id, subject, subject_id, n, kind, happened_at, recorded_at, actor_kind, person_id, post, unit_id, data)
           select t.region_id, t.subject, pg_temp.stamp(t.subject_id::uuid, $1)::text, t.n, t.kind, t.happened_at, t.happened_at, t.actor_kind,
                  t.person_id, t.post, t.unit_id, t.data || ${told('caseId')} || ${told('reportId')}
             from "${aside(table)}" t
             left join fact_case f on f.subject_id = t.subject_id and t.subject = 'report'
             join pattern p on p.case_id = coalesce(f.case_id, t.subject_id::uuid)
            where p.nth <= $2::int and $1::int > 0 order by t.happened_at`,
  };
}
