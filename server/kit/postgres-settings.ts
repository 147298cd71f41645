/** What the embedded PostgreSQL is told: durable, small enough for a laptop, silent about the contents of rows. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Place } from './postgres-place.ts';

export type Settings = Record<string, string | number>;

/** Writes postgresql.conf anew for each start, so that it always is what this version of the program means. */
export async function writeSettings(place: Place, durable: boolean, more: Settings): Promise<void> {
  const file = join(place.data, 'postgresql.conf');
  const settings: Settings = {
    listen_addresses: '127.0.0.1',
    port: await freePort(Number(/^port = '(\d+)'$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0)),
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '256MB',
    max_wal_size: '1GB',
    // Pieces of the log that were written once are used again: to make a new one holds up every commit for as long as the disk takes.
    min_wal_size: '512MB',
    wal_compression: 'on',
    // Whoever took the log and does not come back must not fill the disk (`gridloop backup --follow`).
    max_slot_wal_keep_size: '4GB',
    jit: 'off',
    // Disks have no arms to move any more: at a million cases the planner else reads a whole table to find a thousand rows.
    random_page_cost: 1.1,
    timezone: 'UTC',
    default_text_search_config: 'pg_catalog.simple',
    // Acknowledged means committed (house, promise 1).
    ...(durable
      ? { fsync: 'on', synchronous_commit: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    logging_collector: 'on',
    log_directory: '../log',
    log_filename: 'postgres-%Y%m%d-%H%M%S.log',
    log_rotation_size: '10MB',
    log_rotation_age: 0,
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // DETAIL lines quote the contents of rows ("Key (phone)=(…) already exists"): personal data stays out of logs.
    log_error_verbosity: 'terse',
    ...more,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'`);
  const head =
    '# Written by Gridloop at each start. Settings of your own go into local.conf beside this file; they win.';
  writeFileSync(file, `${[head, ...lines, "include_if_exists = 'local.conf'"].join('\n')}\n`);
}

/** The port of last time, so that a GIS or a backup script finds the database again; any free one if somebody took it. */
function freePort(wish: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wish ? resolve(freePort(0)) : reject(error)));
    probe.listen({ host: '127.0.0.1', port: wish, exclusive: true }, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** PostgreSQL begins a new log file when one is full, but never deletes one. */
export function dropOldLogs(place: Place, keep = 9): void {
  const logs = readdirSync(place.logs).filter((name) => name.startsWith('postgres-'));
  for (const name of logs.sort().slice(0, -keep)) rmSync(join(place.logs, name));
}

/** The last words of the logs, for the message of a start that failed. */
export function lastWords(place: Place): string {
  const newest = readdirSync(place.logs)
    .filter((name) => name.startsWith('postgres-'))
    .sort()
    .slice(-1);
  return ['start.log', ...newest]
    .map((name) => readTail(join(place.logs, name)))
    .join('\n')
    .trim();
}

function readTail(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-8).join('\n');
  } catch {
    return '';
  }
}
