/**
 * Kysely on one client of the pool, for the length of one transaction. Kysely's own transaction lets a statement go only when
 * the one before it is answered; here a statement is sent in the moment it is begun. Those that do not need one another's answers are
 * begun together (`Promise.all`, `sendAlong`) and travel in one packet, in the order in which they were begun.
 */
import { DefaultConnectionProvider, DefaultQueryExecutor, Kysely } from 'kysely';
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, KyselyProps, QueryResult, Transaction } from 'kysely';
import type pg from 'pg';
import type { DB } from '../../db/types.ts';

class ClientConnection implements DatabaseConnection {
  readonly #client: pg.ClientBase;
  constructor(client: pg.ClientBase) {
    this.#client = client;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.#client.query(query.sql, [...query.parameters]);
    const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
    return { rows: (rows ?? []) as R[], ...(changes ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
  }
  // eslint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('a transaction does not stream: read by pages');
  }
}

const never = async (): Promise<void> => {
  throw new Error('a transaction is begun and ended by `inRegion`');
};
const nothing = async (): Promise<void> => undefined;

/** Asks nobody for a connection: by the time one was handed over, a commit begun later could have gone before. */
class AtOnce extends DefaultQueryExecutor {
  readonly #connection: DatabaseConnection;
  constructor(connection: DatabaseConnection, driver: Driver) {
    super(new PostgresQueryCompiler(), new PostgresAdapter(), new DefaultConnectionProvider(driver));
    this.#connection = connection;
  }
  override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#connection.executeQuery<R>(query);
  }
}

function propsOf(client: pg.ClientBase): KyselyProps {
  const connection = new ClientConnection(client);
  const driver: Driver = {
    init: nothing,
    acquireConnection: async () => connection,
    releaseConnection: nothing,
    beginTransaction: never,
    commitTransaction: never,
    rollbackTransaction: never,
    destroy: nothing,
  };
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return { config: { dialect }, driver, dialect, executor: new AtOnce(connection, driver) };
}
const props = new WeakMap<pg.ClientBase, KyselyProps>();

/** A new object each time: what a transaction knows is kept by it, and ends with it. */
export function onClient(client: pg.ClientBase): Transaction<DB> {
  let its = props.get(client);
  if (!its) props.set(client, (its = propsOf(client)));
  return new Kysely<DB>(its) as unknown as Transaction<DB>;
}
