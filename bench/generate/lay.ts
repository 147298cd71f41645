/**
 * Copies of all cases that are there, by COPY: each row becomes a line with holes, and a copy is the same lines with its own ids,
 * numbers, place and contact in them; people, units, matters and times stay. What tables the rooms have, and what columns, is read
 * from the database: a table that is new tomorrow is copied tomorrow.
 */
import type pg from 'pg';
import { plainPhone } from '#contract/addresses.ts';
import { lookupHash, seal, type Keys } from '#kit/crypto.ts';
import { dice } from '#kit/dice.ts';
import type { Contact } from '../../server/intake/contact.ts';
import { contextOf } from '../../server/intake/store.ts';
import { copyIn } from './copy-in.ts';

type Table = { name: string; columns: string[] };
type Row = { group: number; values: (string | null)[] };
/** A case and what hangs on it: its part, what was merged into it, what it repeats. They are copied together. */
type Grouping = { groupOf: Map<string, number>; cases: number[]; numbers: Set<string> };
type Cell = { id: number; path: string; centre: string };
/** A piece of a line: words, or a hole. */
type Piece = string | { id: string } | { number: string } | { cell: keyof Cell } | { contact: string; of: string };

export type Laid = {
  cases: number;
  rows: Record<string, number>;
  /** every photo with its copies, for whoever keeps the files */
  photos: { id: string; copies: number }[];
  seconds: { rows: number; indexes: number };
};

export async function layCopies(
  client: pg.Client,
  regionId: number,
  plan: { cases: number; keys: Keys },
  say: (line: string) => void,
): Promise<Laid> {
  const tables = await tablesOf(client);
  const rowsOf = new Map<string, Row[]>();
  const grouping = await groupsOf(client, regionId, tables);
  for (const table of tables) rowsOf.set(table.name, await patternRows(client, regionId, table, grouping));
  const cells = (
    await client.query<Cell>(
      `select a.id, a.path::text as path, b.centre::text as centre from areas.areas a
         join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
        where a.region_id = $1 and a.level = 'cell' and a.valid_to is null order by a.id`,
      [regionId],
    )
  ).rows;
  const copies = dealt(grouping.cases, plan.cases);

  const started = performance.now();
  // All of it or nothing. References between what is copied together hold as they hold in the patterns; checks and keys still stand.
  await client.query('begin');
  await client.query(
    `set local session_replication_role = replica; set local synchronous_commit = off; set local maintenance_work_mem = '512MB'`,
  );
  const indexes = await withoutIndexes(client, tables);
  const rows: Record<string, number> = {};
  for (const table of tables) {
    const patterns = rowsOf.get(table.name)!;
    if (patterns.length === 0) continue;
    const into = `${table.name} (${table.columns.map((column) => `"${column}"`).join(', ')})`;
    const lines = linesOf(table, patterns, copies, { regionId, keys: plan.keys, cells, grouping });
    rows[table.name] = await copyIn(client, into, lines);
    say(`${rows[table.name]} rows of ${table.name}`);
  }
  const copied = performance.now();
  for (const definition of indexes) await client.query(definition);
  await client.query('commit');
  await client.query(
    `vacuum (index_cleanup off, truncate off, buffer_usage_limit 0) ${tables.map(({ name }) => name).join(', ')}`,
  );
  await client.query('analyze');
  const seconds = (ms: number) => Math.round(ms / 100) / 10;
  const photos = (rowsOf.get('cases.photos') ?? []).map(({ group, values }) => ({
    id: values[tables.find(({ name }) => name === 'cases.photos')!.columns.indexOf('id')]!,
    copies: copies[group]!,
  }));
  return {
    cases: grouping.cases.reduce((sum, n, group) => sum + n * (1 + copies[group]!), 0),
    rows,
    photos,
    seconds: { rows: seconds(copied - started), indexes: seconds(performance.now() - copied) },
  };
}

/** How often each group is copied: all alike, and so many once more that the wanted number of cases is reached, or nearly. */
function dealt(cases: readonly number[], wanted: number): number[] {
  const there = cases.reduce((sum, n) => sum + n, 0);
  const whole = Math.max(0, Math.floor(wanted / there) - 1);
  let missing = Math.max(0, wanted - there * (1 + whole));
  return cases.map((n) => {
    if (n > missing) return whole;
    missing -= n;
    return whole + 1;
  });
}

// ── What is copied ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Tables of the loop that hold something of a case, the cases first; and the facts. Generated and counted columns fill themselves. */
async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(`
    select n.nspname || '.' || c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
     where (n.nspname in ('cases', 'intake') or c.oid = 'kit.facts'::regclass) and c.relkind = 'r'
     group by 1, c.relname order by c.relname = 'cases' desc, 1`);
  return rows
    .map(({ table, columns }) => ({ name: table, columns }))
    .filter(
      ({ name, columns }) =>
        ['cases.cases', 'cases.meetings', 'kit.facts'].includes(name) ||
        ['case_id', 'report_id', 'meeting_id'].some((column) => columns.includes(column)),
    );
}

/** Every id that was made for a case and its parts, with the group it belongs to; groups in the order of their times. */
async function groupsOf(client: pg.Client, regionId: number, tables: readonly Table[]): Promise<Grouping> {
  const { rows: cases } = await client.query<{ id: string; number: string; kin: string[] }>(
    `select id, number, array_remove(array[merged_into, split_from, repeat_of, alike_to], null)::text[] as kin
       from cases.cases where region_id = $1 order by opened_at, id`,
    [regionId],
  );
  const head = new Map(cases.map(({ id }) => [id, id]));
  const headOf = (id: string): string => (head.get(id) === id ? id : headOf(head.get(id)!));
  for (const { id, kin } of cases) for (const one of kin) head.set(headOf(one), headOf(id));
  const groupOf = new Map<string, number>();
  const sizes: number[] = [];
  const nth = new Map<string, number>();
  for (const { id } of cases) {
    const of = headOf(id);
    if (!nth.has(of)) nth.set(of, nth.size);
    groupOf.set(id, nth.get(of)!);
    sizes[nth.get(of)!] = (sizes[nth.get(of)!] ?? 0) + 1;
  }
  const numbers = new Set(cases.map(({ number }) => number));
  const { rows: reports } = await client.query<{ id: string; number: string; case: string }>(
    'select id, number, case_id as case from intake.reports where region_id = $1',
    [regionId],
  );
  for (const { id, number, case: caseId } of reports) {
    groupOf.set(id, groupOf.get(caseId)!);
    numbers.add(number);
  }
  for (const { name, columns } of tables) {
    if (!columns.includes('id') || ['cases.cases', 'intake.reports', 'cases.meetings'].includes(name)) continue;
    const by = columns.includes('case_id') ? 'case_id' : 'report_id';
    const { rows } = await client.query<{ id: string; by: string }>(
      `select id::text, ${by}::text as by from ${name} where region_id = $1`,
      [regionId],
    );
    for (const { id, by: of } of rows) if (groupOf.has(of)) groupOf.set(id, groupOf.get(of)!);
  }
  // A meeting goes with the case of its agenda, and the parts of one call with their case: each copy has a call of its own.
  const { rows: called } = await client.query<{ id: string; by: string }>(
    `select meeting_id as id, case_id as by from cases.meeting_cases where region_id = $1
     union select call_id, case_id from cases.tasks where region_id = $1 and purpose <> 'resolution'`,
    [regionId],
  );
  for (const { id, by } of called) if (groupOf.has(by)) groupOf.set(id, groupOf.get(by)!);
  return { groupOf, cases: sizes, numbers };
}

async function patternRows(client: pg.Client, regionId: number, table: Table, grouping: Grouping): Promise<Row[]> {
  const { name, columns } = table;
  const belongs = ['case_id', 'report_id', 'meeting_id', name === 'kit.facts' ? 'subject_id' : 'id'].filter((one) =>
    columns.includes(one),
  );
  const ordered = name === 'kit.facts' ? 'order by id' : '';
  const { rows } = await client.query<(string | null)[]>({
    text: `select ${columns.map((column) => `"${column}"::text`).join(', ')} from ${name} where region_id = ${regionId} ${ordered}`,
    rowMode: 'array',
  });
  return rows
    .flatMap((values) => {
      const group = belongs
        .map((column) => grouping.groupOf.get(values[columns.indexOf(column)] ?? ''))
        .find((found) => found !== undefined);
      return group === undefined ? [] : [{ group, values }];
    })
    .sort((a, b) => a.group - b.group);
}

/** Indexes that are no keys are built anew when the rows are in: sorted once instead of moved about a million times. */
async function withoutIndexes(client: pg.Client, tables: readonly Table[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
      where i.indrelid = any($1::regclass[]) and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
    [tables.map(({ name }) => name)],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

// ── Lines with holes ───────────────────────────────────────────────────────────────────────────────────────────────────

type Filling = { regionId: number; keys: Keys; cells: readonly Cell[]; grouping: Grouping };

/** Pattern by pattern, so that what lies together in time lies together on disk, as it would have come. */
function* linesOf(
  table: Table,
  rows: readonly Row[],
  copies: readonly number[],
  filling: Filling,
): Generator<string, void, undefined> {
  let chunk: string[] = [];
  let size = 0;
  for (let from = 0; from < rows.length;) {
    const { group } = rows[from]!;
    let to = from;
    while (rows[to]?.group === group) to++;
    const templates = rows.slice(from, to).map((row) => piecesOf(table, row, filling.grouping));
    from = to;
    for (let copy = 1; copy <= copies[group]!; copy++)
      for (const pieces of templates) {
        const line = filled(pieces, group, copy, filling);
        chunk.push(line);
        size += line.length;
        if (size > 120_000) {
          yield chunk.join('');
          [chunk, size] = [[], 0];
        }
      }
  }
  if (chunk.length > 0) yield chunk.join('');
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const sealedFields = ['name', 'phone', 'email', 'phone_hash', 'email_hash'];

function piecesOf({ name, columns }: Table, { values }: Row, { groupOf, numbers }: Grouping): Piece[] {
  const pieces: Piece[] = [];
  const add = (piece: Piece): void => {
    const last = pieces.length - 1;
    if (typeof piece === 'string' && typeof pieces[last] === 'string') pieces[last] += piece;
    else pieces.push(piece);
  };
  const placed = name === 'cases.cases' || name === 'intake.reports';
  columns.forEach((column, i) => {
    if (i > 0) add('\t');
    const value = values[i]!;
    if (value === null) add('\\N');
    else if (placed && column === 'area_id') add({ cell: 'id' });
    else if (placed && column === 'area_path') add({ cell: 'path' });
    else if (placed && column === 'location') add({ cell: 'centre' });
    else if (name === 'intake.reporters' && sealedFields.includes(column))
      add({ contact: column, of: values[columns.indexOf('report_id')]! });
    else if (column === 'external_id') {
      add(`${escaped(value)}/`);
      add({ number: '' });
    } else
      // Also inside of what a fact tells: another case's id, or its number.
      for (const part of value.split(new RegExp(`(${uuid.source}|\\b[\\w-]*\\d{6,}-\\d+\\b)`)))
        add(groupOf.has(part) ? { id: part } : numbers.has(part) ? { number: part } : escaped(part));
  });
  add('\n');
  return pieces;
}
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');

function filled(pieces: readonly Piece[], group: number, copy: number, { regionId, keys, cells }: Filling): string {
  let line = '';
  for (const piece of pieces)
    if (typeof piece === 'string') line += piece;
    else if ('id' in piece) line += idIn(piece.id, copy);
    else if ('number' in piece)
      line += piece.number === '' ? copy : piece.number.replace(/-(\d+)$/, (_, n: string) => `-${copy}${n}`);
    else if ('cell' in piece) line += cells[(group * 7919 + copy * 104_729) % cells.length]![piece.cell];
    else line += contactIn(piece.contact, idIn(piece.of, copy), group, copy, regionId, keys);
  return line;
}

/** The like of an id in a copy: its last 48 bits changed by what is this copy's own, so that no two become one. */
export function idIn(id: string, copy: number): string {
  const own = marksOf(copy);
  const high = (Number.parseInt(id.slice(24, 30), 16) ^ own[0]).toString(16).padStart(6, '0');
  const low = (Number.parseInt(id.slice(30), 16) ^ own[1]).toString(16).padStart(6, '0');
  return id.slice(0, 24) + high + low;
}
const marks: (readonly [high: number, low: number])[] = [];
function marksOf(copy: number): readonly [high: number, low: number] {
  return (marks[copy] ??= (() => {
    const throwing = dice(copy);
    // The low half tells copies apart by itself; never 0, which would be the pattern.
    return [Math.floor(throwing() * 0x1000000), Math.imul(copy, 0x9e3779b1) & 0xffffff] as const;
  })());
}

/** A contact of its own, sealed for its own report: a number from the range nobody is given. */
function contactIn(field: string, reportId: string, group: number, copy: number, regionId: number, keys: Keys): string {
  const n = String((group * 7919 + copy * 31) % 10_000_000).padStart(7, '0');
  const said: Contact = { name: `居民${n}`, phone: `000-9${n.slice(0, 3)}-${n.slice(3)}`, email: `r${n}@example.org` };
  const kind = field.replace('_hash', '') as keyof Contact;
  const value = said[kind]!;
  const bytes = field.endsWith('_hash')
    ? lookupHash(keys, kind === 'phone' ? plainPhone(value) : value)
    : seal(keys, value, contextOf(regionId, reportId, kind));
  return `\\\\x${bytes.toString('hex')}`;
}
