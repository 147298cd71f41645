/**
 * Reads PostgreSQL's catalogue and writes what the database is today: `db/schema.sql` for people, `db/types.ts` for the
 * compiler. Both are committed and `test/schema.test.ts` fails when they are not what the migrations make.
 */
import pg from 'pg';

type Column = {
  schema: string;
  table: string;
  column: string;
  type: string;
  base: string;
  not_null: boolean;
  default_sql: string | null;
  generated: string;
  identity: string;
};
type Named = { schema: string; table: string; name: string; definition: string };

export type Described = { schemaSql: string; typesTs: string };

export async function describe(url: string): Promise<Described> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const columns = (
      await client.query<Column>(`
      select n.nspname as schema, c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
             t.typname as base, a.attnotnull as not_null, pg_get_expr(d.adbin, d.adrelid) as default_sql, a.attgenerated as generated, a.attidentity as identity
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
        join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
       where c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
         and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public')
       order by n.nspname, c.relname, a.attnum`)
    ).rows;
    const constraints = (
      await client.query<Named>(`
      select n.nspname as schema, c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
       where k.contype <> 'n' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public')
       order by 1, 2, k.contype desc, k.conname`)
    ).rows;
    const indexes = (
      await client.query<Named>(`
      select n.nspname as schema, c.relname as table, i.relname as name, pg_get_indexdef(i.oid) as definition
        from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
       where not exists (select from pg_constraint k where k.conindid = i.oid)
         and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public')
       order by 1, 2, 3`)
    ).rows;
    const policies = (
      await client.query<Named>(`
      select schemaname as schema, tablename as table, policyname as name,
             format('using (%s)%s', qual, coalesce(' with check (' || with_check || ')', '')) as definition
        from pg_policies order by 1, 2, 3`)
    ).rows;
    return { schemaSql: schemaSql(columns, constraints, indexes, policies), typesTs: typesTs(columns) };
  } finally {
    await client.end();
  }
}

const byTable = <T extends { schema: string; table: string }>(rows: T[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = `${row.schema}.${row.table}`;
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
};

function schemaSql(columns: Column[], constraints: Named[], indexes: Named[], policies: Named[]): string {
  const [constraintsOf, indexesOf, policiesOf] = [byTable(constraints), byTable(indexes), byTable(policies)];
  const parts = [
    '-- What the database is today. Written from the catalogue by `node db/describe.ts`; the migrations say how it got here.\n',
  ];
  for (const [name, rows] of byTable(columns)) {
    const lines = rows.map((row) => {
      const width = Math.max(...rows.map((other) => other.column.length));
      const filled =
        row.generated === 's'
          ? ` generated always as (${row.default_sql}) stored`
          : row.identity
            ? ' generated always as identity'
            : row.default_sql
              ? ` default ${row.default_sql}`
              : '';
      return `  ${row.column.padEnd(width)} ${row.type}${row.not_null ? ' not null' : ''}${filled}`;
    });
    const rules = (constraintsOf.get(name) ?? []).map((rule) => `  constraint ${rule.name} ${rule.definition}`);
    parts.push(`create table ${name} (\n${[...lines, ...rules].join(',\n')}\n);`);
    for (const index of indexesOf.get(name) ?? []) parts.push(`${index.definition};`);
    for (const policy of policiesOf.get(name) ?? [])
      parts.push(`create policy ${policy.name} on ${name} ${policy.definition};`);
    parts.push('');
  }
  return parts.join('\n');
}

const tsTypes: Record<string, string> = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float4: 'number',
  float8: 'number',
  text: 'string',
  uuid: 'string',
  date: 'string',
  ltree: 'string',
  tsvector: 'string',
  point: 'PgPoint',
  bool: 'boolean',
  timestamptz: 'Date',
  bytea: 'Buffer',
  jsonb: 'Json',
  _text: 'string[]',
  _int4: 'number[]',
  _uuid: 'string[]',
};

function typesTs(columns: Column[]): string {
  const tables = [...byTable(columns)];
  const typeName = (name: string) =>
    name
      .split(/[._]/)
      .map((part) => part[0]!.toUpperCase() + part.slice(1))
      .join('');
  const out = [
    '// Table types for Kysely, written from the catalogue by `node db/describe.ts`. Do not edit.',
    "import type { ColumnType, Generated, GeneratedAlways } from 'kysely';",
    '',
    'export type PgPoint = { x: number; y: number };',
    'export type Json = ColumnType<any, string, string>;',
    'type PointColumn = ColumnType<PgPoint, string, string>;',
    'type Time = ColumnType<Date, Date | string, Date | string>;',
    '',
  ];
  for (const [name, rows] of tables) {
    out.push(`export interface ${typeName(name)} {`);
    for (const row of rows) {
      const found = tsTypes[row.base];
      if (!found) throw new Error(`No TypeScript type for ${row.base} (${name}.${row.column})`);
      let type = found === 'Date' ? 'Time' : found === 'PgPoint' ? 'PointColumn' : found;
      if (!row.not_null)
        type =
          found === 'Date'
            ? 'ColumnType<Date | null, Date | string | null, Date | string | null>'
            : found === 'PgPoint'
              ? 'ColumnType<PgPoint | null, string | null, string | null>'
              : found === 'Json'
                ? 'ColumnType<any, string | null, string | null>'
                : `${found} | null`;
      if (row.generated === 's' || row.identity) type = `GeneratedAlways<${found === 'Date' ? 'Date' : found}>`;
      else if (row.default_sql !== null)
        type =
          found === 'Json'
            ? 'ColumnType<any, string | undefined, string>'
            : found === 'Date'
              ? 'ColumnType<Date, Date | string | undefined, Date | string>'
              : `Generated<${found}${row.not_null ? '' : ' | null'}>`;
      out.push(`  ${row.column}: ${type};`);
    }
    out.push('}', '');
  }
  out.push('export interface DB {', ...tables.map(([name]) => `  '${name}': ${typeName(name)};`), '}', '');
  return out.join('\n');
}
