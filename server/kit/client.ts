/**
 * Kysely on one client of the pool, for the length of one transaction. Kysely's own transaction lets a statement go only when
 * the one before it is answered; here statements that do not need one another's answers may be begun together (`Promise.all`),
 * and travel in one packet, in the order in which they were begun.
 */
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, Transaction } from 'kysely';
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

const drivers = new WeakMap<pg.ClientBase, Driver>();
function driverOf(client: pg.ClientBase): Driver {
  let driver = drivers.get(client);
  if (!driver) {
    const connection = new ClientConnection(client);
    driver = {
      init: nothing,
      acquireConnection: async () => connection,
      releaseConnection: nothing,
      beginTransaction: never,
      commitTransaction: never,
      rollbackTransaction: never,
      destroy: nothing,
    };
    drivers.set(client, driver);
  }
  return driver;
}
const adapter = new PostgresAdapter();

/** A new object each time: what a transaction knows is kept by it, and ends with it. */
export const onClient = (client: pg.ClientBase): Transaction<DB> =>
  new Kysely<DB>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => driverOf(client),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }) as unknown as Transaction<DB>;
