/**
 * A standby: made of a backup, it takes the log of the house that runs as it is written, and takes over when it is told to. Nobody
 * but a person tells it: two machines that cannot see each other cannot know which of them is the one. Where the house waits for it
 * (`synchronous_standby_names`), whatever was acknowledged is in both.
 */
import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { findPlace, type Place } from '../postgres-place.ts';
import { startPostgres, type Postgres } from '../postgres.ts';

/** What it calls itself, and the slot in which the house keeps its log for it. */
export const standbyName = 'gridloop_standby';
export type Primary = { host: string; port: number; password: string };

const [begin, end] = ['# standby: written by gridloop', '# standby: end'];
const withoutOurs = (text: string): string =>
  text
    .replace(new RegExp(`^${begin}\\n[\\s\\S]*?^${end}\\n`, 'm'), '')
    // Whom the house waited for came with its backup; this one waits for nobody until it is told to.
    .replace(/^\s*synchronous_standby_names\b.*\n?/gm, '');

/** To be called while the database is being unpacked: from its first start on it follows. */
export function followFromStart(place: Place, { host, port, password }: Primary): void {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const way = `host=${quoted(host)} port=${port} user=gridloop password=${quoted(password)} application_name=${standbyName}`;
  const lines = [`primary_conninfo = '${way.replaceAll("'", "''")}'`, `primary_slot_name = '${standbyName}'`, `hot_standby = on`]; // prettier-ignore
  write(place, 'local.conf', `${withoutOurs(ownSettings(place))}${[begin, ...lines, end].join('\n')}\n`);
  write(place, 'standby.signal', '');
}

const ownSettings = (place: Place): string => {
  const file = join(place.data, 'local.conf');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
function write(place: Place, name: string, text: string): void {
  const file = join(place.data, name);
  writeFileSync(file, text, { mode: 0o600 });
  if (place.runAs) chownSync(file, place.runAs.uid, place.runAs.gid);
}

export const isStandby = (dataFolder: string): boolean => {
  const place = findPlace(dataFolder);
  return place !== null && existsSync(join(place.data, 'standby.signal'));
};

export type Standby = Postgres & {
  /** how far it is: whether the house is heard, and up to where its log is on this disk */
  state(): Promise<{ following: boolean; received: string | null; over: boolean }>;
};

/** Starts it, or finds it running. */
export async function runStandby(dataFolder: string): Promise<Standby> {
  const postgres = await startPostgres({ dataFolder });
  return {
    ...postgres,
    state: () =>
      asked(postgres.url, async (client) => {
        const { rows } = await client.query<{ following: boolean; received: string | null; over: boolean }>(
          `select exists (select from pg_stat_wal_receiver where status = 'streaming') as following,
                  pg_last_wal_receive_lsn()::text as received, not pg_is_in_recovery() as over`,
        );
        return rows[0]!;
      }),
  };
}

/** From now on it is the house. Returns when it takes writes; the one before must not come back (docs/operate/standby.md). */
export async function takeOver(dataFolder: string): Promise<void> {
  const postgres = await startPostgres({ dataFolder });
  try {
    const promoted = await asked(postgres.url, (client) =>
      client.query<{ done: boolean }>('select pg_promote(true, 300) as done'),
    );
    if (!promoted.rows[0]?.done) throw new Error('PostgreSQL did not take over within five minutes');
    const place = findPlace(dataFolder)!;
    write(place, 'local.conf', withoutOurs(ownSettings(place)));
  } finally {
    await postgres.stop();
  }
}

async function asked<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'gridloop standby' });
  client.on('error', () => {}); // told by the query that fails
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
