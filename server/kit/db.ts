/**
 * The database as rooms see it: a transaction they are given, never one they open (promise 4: `tx` is the first argument and
 * the only handle in scope). SQL stands in `store.ts` and `views.ts` of a room, nowhere else.
 */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely';
import { onClient } from './client.ts';
import pg from 'pg';
import type { DB } from '../../db/types.ts';
import { Refused } from './refusal.ts';

export type Db = Kysely<DB>;
export type Tx = Transaction<DB>;

// bigint as number: our only bigints are counters far below 2^53. date as text: a day has no time zone.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);

/**
 * Kysely never names its statements, so PostgreSQL would parse and plan each one afresh. Mapping text to a name made one
 * statement 1.4 times as fast. Statements without parameters (begin, commit) stay on the simple protocol.
 */
class NamedClient extends pg.Client {
  override query(...args: unknown[]): never {
    this.#gather();
    const config = args[0];
    if (typeof config === 'string') {
      const values = args[1];
      if (Array.isArray(values) && values.length > 0) args[0] = { text: config, name: nameOf(config) };
    } else if (isPlainQuery(config) && config.values && config.values.length > 0 && !config.name) {
      config.name = nameOf(config.text);
    }
    return (super.query as (...all: unknown[]) => never)(...args);
  }

  /** Statements begun in the same breath leave in one packet: here a system call costs more than a short statement. */
  #gathering = false;
  #gather(): void {
    if (this.#gathering) return;
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection;
    this.#gathering = true;
    stream.cork();
    setImmediate(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }
}
type PlainQuery = { text: string; values?: unknown[]; name?: string };
const isPlainQuery = (value: unknown): value is PlainQuery =>
  typeof value === 'object' && value !== null && 'text' in value && !('submit' in value);

const names = new Map<string, string>();
function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    // Statements with very many parameters (bulk inserts) have one text per row count: not worth a plan each.
    name = text.length > 20_000 ? '' : `g${createHash('sha1').update(text).digest('base64url').slice(0, 16)}`;
    if (names.size < 2_000) names.set(text, name);
  }
  return name;
}

/**
 * `waitMs`: so long a request waits for a connection, `answerMs`: so long for an answer on it. A network that swallows what is sent says
 * nothing for a quarter of an hour; then all connections would be waited on, and everybody with them.
 */
export function openPool(
  url: string,
  options: { max?: number; onError?: (error: Error) => void; waitMs?: number; answerMs?: number } = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 16,
    Client: NamedClient as unknown as typeof pg.Client,
    // Statements that need no answer of one another travel together (`onClient`).
    pipeline: true,
    application_name: 'gridloop',
    connectionTimeoutMillis: options.waitMs ?? 30_000,
    query_timeout: options.answerMs ?? 70_000,
    keepAlive: true,
    // A connection knows its statements' plans: whoever clicks first after a quiet moment must not pay for making them anew.
    idleTimeoutMillis: 600_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // A connection that dies while idle must not take the process with it.
  pool.on('error', (error) => options.onError?.(error));
  // Nor one that dies in use: its statement fails and says so; the event beside it would be heard by nobody.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const pools = new WeakMap<Db, pg.Pool>();
export function openDb(pool: pg.Pool): Db {
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  pools.set(db, pool);
  return db;
}

/** What a transaction knows beside its rows: revisions it began with, what it changed of them, what waits for its end. */
type Knowledge = {
  db: Db | null;
  again: boolean;
  regionId: number;
  revisions: Map<string, number>;
  touched: Set<string>;
  sentAlong: Promise<unknown>[];
  afterwards: (() => void)[];
};
const knowledge = new WeakMap<object, Knowledge>();
function known(tx: Tx): Knowledge {
  let found = knowledge.get(tx);
  if (!found)
    knowledge.set(
      tx,
      (found = {
        db: null,
        again: false,
        regionId: 0,
        revisions: new Map(),
        touched: new Set(),
        sentAlong: [],
        afterwards: [],
      }),
    );
  return found;
}

/**
 * One transaction. `begin` travels with the first statement and `commit` with the last ones: a round trip costs both sides more
 * than a short statement does.
 */
async function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pools.get(db)!.connect();
  const tx = onClient(client);
  const its = known(tx);
  its.db = db;
  const begun = client.query('begin');
  begun.catch(() => undefined);
  let fault: Error | undefined;
  try {
    const value = await work(tx);
    const committed = client.query('commit');
    await Promise.all([begun, ...its.sentAlong, committed]);
    // PostgreSQL answers a commit of what has failed by rolling back, without an error of its own.
    if ((await committed).command !== 'COMMIT') throw new Error('the transaction was rolled back');
    for (const start of its.afterwards) start();
    return value;
  } catch (error) {
    // What was sent along and failed is the cause; that the transaction is aborted is only what it led to.
    const causes = await Promise.allSettled(its.sentAlong);
    await client.query('rollback').catch((reason: Error) => (fault = reason));
    throw causes.find((cause) => cause.status === 'rejected')?.reason ?? error;
  } finally {
    client.release(fault);
  }
}

/**
 * One transaction in one region (a cluster keeps a region on one shard). Sets the region for row-level security and reads
 * the revisions of what this process remembers, in one statement; `first` is a part of it that inserts and returns what is new.
 */
export async function inRegion<T>(
  db: Db,
  regionId: number,
  work: (tx: Tx, isNew: boolean) => Promise<T>,
  first?: RawBuilder<unknown>,
): Promise<T> {
  return transaction(db, async (tx) => work(tx, await enterRegion(tx, regionId, first)));
}

/**
 * A piece of work that may be refused while the rest of the transaction goes on: what it had written is undone, and the refusal is
 * handed back. Any other failure is the whole transaction's.
 */
export async function apart<T>(tx: Tx, work: () => Promise<T>): Promise<T | Refused> {
  await sql`savepoint apart`.execute(tx);
  try {
    const done = await work();
    await sql`release savepoint apart`.execute(tx);
    return done;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await sql`rollback to savepoint apart`.execute(tx);
    return error;
  }
}

/** What begins once the transaction has committed, and not at all if it is undone: a job, a signal within the process. */
export function afterCommit(tx: Tx, start: () => void): void {
  known(tx).afterwards.push(start);
}

/** What this process keeps of one database, none of it true or false: numbers drawn ahead. */
export function keptOf<T extends object>(make: () => T): (tx: Tx) => T {
  const kept = new WeakMap<object, T>();
  return (tx) => {
    const db = known(tx).db ?? tx;
    const found = kept.get(db) ?? make();
    kept.set(db, found);
    return found;
  };
}

/** A statement whose answer nobody waits for: it travels with the commit, and if it fails nothing is committed. */
export function sendAlong(tx: Tx, statement: Promise<unknown>): void {
  statement.catch(() => undefined);
  known(tx).sentAlong.push(statement);
}

export async function enterRegion(tx: Tx, regionId: number, first?: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql<{ revisions: Record<string, number> | null; isNew: boolean }>`
    ${first ? sql`with first as (${first})` : sql``}
    select set_config('gridloop.region', ${String(regionId)}, true), ${first ? sql`exists (select from first)` : sql`true`} as "isNew",
           (select json_object_agg(name, revision) from kit.revisions where region_id = ${regionId}) as revisions`.execute(
    tx,
  );
  Object.assign(known(tx), { regionId, revisions: new Map(Object.entries(rows[0]?.revisions ?? {})) });
  return rows[0]!.isNew;
}

/** A short transaction outside any region: sign-in, the region list, health. */
export const inNoRegion = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> => transaction(db, work);

/**
 * Ground data that is read on every request and changes rarely (units, calendars, matters, boundaries), remembered in the
 * process and exact all the same: each transaction learns the revisions first, and a writer moves them by `touch`.
 */
export function remembered<T>(
  name: string,
  load: (tx: Tx, regionId: number) => Promise<T>,
): (tx: Tx, regionId: number) => Promise<T> {
  const kept = new Map<number, { revision: number; value: Promise<T> }>();
  return async (tx, regionId) => {
    const its = known(tx);
    // A transaction that itself touched the data must not let others see what may be rolled back.
    if (its.regionId !== regionId || its.touched.has(name)) return load(tx, regionId);
    const revision = its.revisions.get(name) ?? 0;
    const found = kept.get(regionId);
    if (found && found.revision === revision) return found.value;
    const value = load(tx, regionId);
    kept.set(regionId, { revision, value });
    value.catch(() => kept.delete(regionId));
    return value;
  };
}

/** Says that remembered ground data changed; others see it from their next transaction on. */
export async function touch(tx: Tx, regionId: number, name: string): Promise<void> {
  known(tx).touched.add(name);
  await sql`
    insert into kit.revisions (region_id, name, revision) values (${regionId}, ${name}, 1)
    on conflict (region_id, name) do update set revision = kit.revisions.revision + 1`.execute(tx);
}

/** PostgreSQL's own refusals that have a meaning for the caller, by constraint name. */
export const isConstraint = (error: unknown, name?: string): boolean =>
  error instanceof pg.DatabaseError &&
  error.code?.startsWith('23') === true &&
  (name === undefined || error.constraint === name);

/** What was drawn by lot was drawn before; nothing is wrong, and nothing was written. Only for whoever is run again. */
export class DrawAgain extends Error {}
/** The whole of this transaction is run again when it fails by chance (`isRetryable`). */
export const runsAgain = (tx: Tx): void => void (known(tx).again = true);
export const isRunAgain = (tx: Tx): boolean => known(tx).again;

/** Worth one more try: serialisation failure, deadlock, another draw. */
export const isRetryable = (error: unknown): boolean =>
  error instanceof DrawAgain ||
  (error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01'));

/**
 * The database does not answer, or cannot now and may later: 53 disk full, memory, connections; 57P it stops; 58 the disk fails; or the
 * line to it broke, in the midst of a statement or between two.
 */
export const isAway = ({ code, message }: Error & { code?: string }): boolean =>
  /^(?:53...|57P0.|58030|58P0.|ENOSPC|EDQUOT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code ?? '') ||
  /ECONNREFUSED|ECONNRESET|EPIPE|terminating connection|Connection terminated|is not queryable|timeout e(?:xceeded when trying to connect|xpired)|Query read timeout|the database system is/.test(
    message,
  );

/**
 * Fresh figures for the planner after thousands of rows came in one transaction. Where the role may not (PostgreSQL 16), this
 * is a warning in the database's log and the next autovacuum does it.
 */
export async function countAnew(tx: Tx, ...tables: string[]): Promise<void> {
  await sql`analyze ${sql.join(tables.map((name) => sql.table(name)))}`.execute(tx);
}
