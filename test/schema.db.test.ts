/** The schema as it stands in PostgreSQL: what is written about it is true, and what must not be in it is not. */
import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inNoRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { appRole, migrationsMissing } from '#kit/migrate.ts';
import { describe as describeDatabase } from '#kit/schema.ts';
import { freshDatabase, type FreshDatabase } from './support/database.ts';
import { filesIn, read } from './support/sources.ts';

let database: FreshDatabase;
let owner: Client;
let app: Client;
let db: Db;
let pool: ReturnType<typeof openPool>;

beforeAll(async () => {
  database = await freshDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  app = new Client({ connectionString: database.appUrl });
  await Promise.all([owner.connect(), app.connect()]);
  pool = openPool(database.appUrl, { max: 2 });
  db = openDb(pool);
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end(), pool.end()]);
  await database.drop();
});

const columns = async (): Promise<{ name: string }[]> =>
  (
    await owner.query<{ name: string }>(`
      select n.nspname || '.' || c.relname || '.' || a.attname as name
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped
         and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by name`)
  ).rows;

/** Words by which systems of control call what they hold about people (register A-48). */
const words = new Set(
  (
    'attention focus watch blacklist key_person person_level person_type person_tag label labels tag tags score scores credit ' +
    'risk danger threat suspicion suspect petitioner petition profile portrait trust stability face faceprint ' +
    'fingerprint plate biometric gait voiceprint religion ethnic ethnicity political id_card'
  ).split(' '),
);
const saysSomethingOfPeople = (column: string): boolean => {
  const name = column.split('.').slice(1);
  return name.some((part) => words.has(part) || part.split('_').some((word) => words.has(word)));
};

const lines = (text: string): string[] => text.replaceAll('\r\n', '\n').split('\n');

describe('what is written about the database', () => {
  test('db/schema.sql and db/types.ts are what the migrations make', async () => {
    const { schemaSql, typesTs } = await describeDatabase(database.ownerUrl);
    const lesson = 'Run `node db/describe.ts postgres://owner@host/migrated-database` and commit what it wrote.';
    expect(lines(read('db/schema.sql')), lesson).toEqual(lines(schemaSql));
    expect(lines(read('db/types.ts')), lesson).toEqual(lines(typesTs));
  });

  test('migrations are named so that they come in the order of their days', () => {
    const wrong = filesIn(['db/migrations'], /./).filter(
      (path) =>
        !/\/\d{8}-\d_(kit|access|areas|catalogue|cases|intake|sensing|connect|evaluation|improvement|patrol|duty|notify|neighbours)__[a-z_]+\.sql$/.test(
          path,
        ),
    );
    expect(
      wrong,
      '{date}-{one digit}_{room}__{table}__{change}.sql: they are applied in the order of their names',
    ).toEqual([]);
  });

  test('the server sees that nothing is missing', async () => {
    expect(await migrationsMissing(db)).toEqual([]);
  });
});

describe('what the house has no room for', () => {
  test('no column holds an attention level, a label, a score or a risk of a resident', async () => {
    const found = (await columns()).map(({ name }) => name).filter(saysSomethingOfPeople);
    expect(
      found,
      'Gridloop serves people and never watches them (docs/HOUSE.md, "What the house has no room for"; register A-48). If this column ' +
        'is about a place, a device or an organisation, name it so that nobody can mistake it.',
    ).toEqual([]);
  });

  test('the scan would find one', async () => {
    await owner.query('begin');
    await owner.query('alter table access.people add column attention_level int');
    const found = (await columns()).map(({ name }) => name).filter(saysSomethingOfPeople);
    await owner.query('rollback');
    expect(found).toEqual(['access.people.attention_level']);
  });

  test('what is known of a resident is a sealed contact, and nothing else', async () => {
    const { rows } = await owner.query<{ name: string; type: string }>(`
      select attname as name, atttypid::regtype::text as type from pg_attribute
       where attrelid = 'intake.reporters'::regclass and attnum > 0 and not attisdropped order by attnum`);
    expect(rows.map(({ name }) => name)).toEqual([
      'region_id',
      'report_id',
      'name',
      'phone',
      'phone_hash',
      'email',
      'email_hash',
      'account',
      'account_hash',
    ]);
    for (const { name, type } of rows.slice(2)) expect(type, name).toBe('bytea');
  });
});

describe('what stands behind the code', () => {
  test('row-level security is forced on the reporters, for the owner too', async () => {
    const { rows } = await owner.query(`
      select relrowsecurity, relforcerowsecurity from pg_class where oid = 'intake.reporters'::regclass`);
    expect(rows).toEqual([{ relrowsecurity: true, relforcerowsecurity: true }]);
    // Outside any region nobody is there, whatever is asked for.
    const { rows: seen } = await app.query('select count(*)::int as n from intake.reporters');
    expect(seen).toEqual([{ n: 0 }]);
    await expect(
      app.query(`insert into intake.reporters (region_id, report_id) values (1, gen_random_uuid())`),
    ).rejects.toThrow(/row-level security/);
  });

  test('the server owns nothing and is nobody special', async () => {
    const { rows: owned } = await owner.query(
      `select c.oid::regclass::text as name from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = $1
       union all select n.nspname from pg_namespace n join pg_roles r on r.oid = n.nspowner where r.rolname = $1`,
      [appRole],
    );
    expect(owned).toEqual([]);
    const { rows: role } = await owner.query(
      `select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication from pg_roles where rolname = $1`,
      [appRole],
    );
    expect(role).toEqual([
      { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false, rolreplication: false },
    ]);
    await expect(app.query('create table kit.mine (a int)')).rejects.toThrow(/permission denied/);
    await expect(app.query('alter table intake.reporters disable row level security')).rejects.toThrow(/must be owner/);
    await expect(app.query('create table public.mine (a int)')).rejects.toThrow(/permission denied/);
  });

  test('facts and answers can be added by the server and never changed', async () => {
    for (const table of ['kit.facts', 'cases.answers', 'areas.successors', 'catalogue.calendar_versions']) {
      await expect(app.query(`update ${table} set region_id = region_id`), table).rejects.toThrow(/permission denied/);
      await expect(app.query(`delete from ${table}`), table).rejects.toThrow(/permission denied/);
      await expect(app.query(`truncate ${table}`), table).rejects.toThrow(/permission denied/);
    }
    await inNoRegion(db, (tx) =>
      sql`insert into kit.facts (region_id, subject, subject_id, n, kind, happened_at, actor_kind)
          values (1, 'region', '1', 1, 'region.made', now(), 'system')`.execute(tx),
    );
    const { rows } = await app.query('select count(*)::int as n from kit.facts');
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('the keys of every large table begin with the region', async () => {
    const { rows } = await owner.query<{ name: string }>(`
      select conrelid::regclass || ' ' || conname as name from pg_constraint k
        join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
       where k.contype in ('p', 'u', 'f') and n.nspname in ('kit', 'cases', 'intake', 'sensing', 'areas')
         and c.relname not in ('regions') and k.conkey[1] <> (
           select attnum from pg_attribute where attrelid = c.oid and attname = 'region_id')`);
    expect(rows, 'On a cluster a district stands on one shard: its keys begin with region_id.').toEqual([]);
  });
});
