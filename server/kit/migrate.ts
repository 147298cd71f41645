/**
 * Brings a database to today's shape: the files of db/migrations in order, forward only, each in its own transaction; then the
 * role the server connects as, which owns nothing (house, promise 7). Facts and answers can be added by it, never changed.
 */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import pg from 'pg';
import { sha256 } from './crypto.ts';
import type { Db } from './db.ts';

const folder = new URL('../../db/migrations/', import.meta.url);
export const appRole = 'gridloop_app';
const schemas = [
  'kit',
  'areas',
  'access',
  'catalogue',
  'cases',
  'intake',
  'sensing',
  'connect',
  'evaluation',
  'improvement',
  'patrol',
  'duty',
  'notify',
  'neighbours',
];
/** Tables in which the server may only add. */
export const appendOnly = [
  'kit.facts',
  'kit.seals',
  'cases.answers',
  'areas.successors',
  'catalogue.calendar_versions',
  'catalogue.settings',
  'sensing.alerts',
  'evaluation.schemes',
  'neighbours.rules',
  'neighbours.entries',
];

/** What a database administrator runs where we may not create roles ourselves (`gridloop migrate --print-roles`). */
export const roleSql = (password: string): string => `do $$ begin
  if not exists (select from pg_roles where rolname = '${appRole}') then
    create role ${appRole} login nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
end $$;
alter role ${appRole} password '${password.replaceAll("'", "''")}';`;

const grantSql = (): string =>
  [
    `grant usage on schema ${schemas.join(', ')} to ${appRole};`,
    `grant select, insert, update, delete on all tables in schema ${schemas.join(', ')} to ${appRole};`,
    `grant usage on all sequences in schema ${schemas.join(', ')} to ${appRole};`,
    // so that `/readyz` can say what is still missing
    `grant select on public.gridloop_migrations to ${appRole};`,
    `revoke update, delete, truncate on ${appendOnly.join(', ')} from ${appRole};`,
  ].join('\n');

export type Migrated = { applied: string[]; appUrl: string };

export async function migrate(ownerUrl: string, appPassword: string): Promise<Migrated> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'gridloop migrate' });
  await client.connect();
  const applied: string[] = [];
  try {
    // Two servers starting at once on one database: the second waits, then finds nothing to do.
    await client.query('select pg_advisory_lock(7106522)');
    await client.query(`create table if not exists public.gridloop_migrations (
      name text primary key, sha256 bytea not null, applied_at timestamptz not null default now())`);
    const done = new Map(
      (
        await client.query<{ name: string; sha256: Buffer }>('select name, sha256 from public.gridloop_migrations')
      ).rows.map((row) => [row.name, row.sha256]),
    );
    const files = await migrationFiles();
    for (const unknown of [...done.keys()].filter((name) => !files.includes(name))) {
      throw new Error(
        `The database was brought further by a newer Gridloop (${unknown}); use that version or a newer one.`,
      );
    }
    for (const name of files) {
      const text = await readFile(new URL(name, folder), 'utf8');
      // Line ends may differ on Windows checkouts; the content may not.
      const hash = sha256(text.replaceAll('\r\n', '\n'));
      const before = done.get(name);
      if (before) {
        if (!before.equals(hash)) throw new Error(`Migration ${name} was edited after it had been applied here.`);
        continue;
      }
      await client.query('begin');
      try {
        await client.query(text);
        await client.query('insert into public.gridloop_migrations (name, sha256) values ($1, $2)', [name, hash]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
      }
      applied.push(name);
    }
    try {
      await client.query(roleSql(appPassword));
    } catch (error) {
      if ((error as { code?: string }).code !== '42501') throw error;
      const { rows } = await client.query('select from pg_roles where rolname = $1', [appRole]);
      if (rows.length === 0) {
        throw new Error(
          `This database user may not create the role ${appRole}. Ask for the output of: gridloop migrate --print-roles`,
          {
            cause: error,
          },
        );
      }
    }
    await client.query(grantSql());
    // After a bulk import the planner needs figures at once, not after the next autovacuum (PostgreSQL 17 and newer).
    const { rows: version } = await client.query<{ n: number }>(
      `select current_setting('server_version_num')::int as n`,
    );
    if (version[0]!.n >= 170_000)
      await client.query(`grant maintain on all tables in schema ${schemas.join(', ')} to ${appRole}`);
    await client.query('select pg_advisory_unlock(7106522)');
  } finally {
    await client.end();
  }
  const url = new URL(ownerUrl);
  url.username = appRole;
  url.password = appPassword;
  return { applied, appUrl: url.href };
}

/** Migrations this version of the program needs and the database has not had yet. */
export async function migrationsMissing(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from public.gridloop_migrations`.execute(db);
  const done = new Set(rows.map(({ name }) => name));
  return (await migrationFiles()).filter((name) => !done.has(name));
}

const migrationFiles = async (): Promise<string[]> =>
  (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.sql')).sort();
