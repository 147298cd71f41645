/**
 * The embedded PostgreSQL: started with the server, stopped with it, found again after the server was killed.
 *
 * One process *owns* it: it holds an advisory lock in a connection of its own, so the ownership ends with the process however
 * that ends, and no pid has to be believed. Whoever starts finds one of three: nothing running (start it, own it), running
 * without an owner (an orphan: own it), running with an owner (use it as a guest). Only the owner stops it.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { commandLine } from './postgres-process.ts';
import { findPlace, makePlace, programsFor, type Place } from './postgres-place.ts';
import { dropOldLogs, lastWords, writeSettings, type Settings } from './postgres-settings.ts';

export type Postgres = {
  /** owner's (superuser's) connection to the database `gridloop`, over loopback TCP */
  url: string;
  /** the same for another database of this PostgreSQL */
  ownUrl(database: string): string;
  pid: number;
  /** it was running already */
  adopted: boolean;
  /** stop() will stop it; false when another process owns it */
  owned: boolean;
  stop(): Promise<void>;
};

export type StartOptions = {
  dataFolder: string;
  log?: (line: string) => void;
  /** false only for databases that are thrown away: nothing survives a power cut */
  durable?: boolean;
  settings?: Settings;
};

const superuser = 'gridloop';
const database = 'gridloop';

export async function startPostgres({
  dataFolder,
  log = () => {},
  durable = true,
  settings = {},
}: StartOptions): Promise<Postgres> {
  const found = findPlace(dataFolder);
  const place = found ?? (await makePlace(dataFolder, initialise));
  if (!found && place.elsewhere) {
    log(`PostgreSQL may not run as root and cannot enter ${dataFolder}: its data is in ${place.home}`);
  }
  const adopted = (await findAnswering(place)) !== null;
  const { pid, port } = await running(place, durable, settings);
  const ownUrl = (name: string) => urlOf(place, port, name);
  await createDatabase(ownUrl);
  const ownership = await takeOwnership(ownUrl('postgres'), () => running(place, durable, settings));
  if (adopted) {
    const whose = ownership ? 'an earlier server left running' : 'the running server started';
    log(`using the PostgreSQL that ${whose}`);
  }

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    if (!ownership) return;
    await ownership.release();
    const last = readPidFile(place)?.pid ?? pid;
    const { said } = await pgCtl(place, 'stop', '-m', 'fast', '-t', '120');
    // pg_ctl waits for the pid file to go; the process itself follows a moment later.
    for (let i = 0; i < 250 && commandLine(last); i++) await sleep(20);
    if (commandLine(last)) throw new Error(`PostgreSQL (process ${last}) did not stop.\n${said}`);
  };
  return { url: ownUrl(database), ownUrl, pid, adopted, owned: ownership !== null, stop: () => (stopping ??= stop()) };
}

/** The database of a server that is running on this data folder; null when there is none, or only an orphan to be adopted. */
export async function findRunning(dataFolder: string): Promise<{ url: string } | null> {
  const place = findPlace(dataFolder);
  const found = place && (await findAnswering(place));
  if (!found) return null;
  const owned = await withClient(urlOf(place, found.port, 'postgres'), (client) =>
    client.query(`select from pg_locks where locktype = 'advisory' and objid = ${ownerLock} and granted`),
  );
  return owned.rowCount ? { url: urlOf(place, found.port, database) } : null;
}

// ---- creating and starting

async function initialise(place: Place): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  writeFileSync(place.passwordFile, password, { mode: 0o600 });
  // initdb reads the password as PostgreSQL's user, who may not read ours.
  const folder = mkdtempSync(join(place.logs, 'new-'));
  const handedOver = join(folder, 'password');
  writeFileSync(handedOver, password, { mode: 0o600 });
  if (place.runAs) for (const path of [folder, handedOver]) chownSync(path, place.runAs.uid, place.runAs.gid);
  // C.UTF-8 by PostgreSQL itself: the same order on every system, never changed by an upgrade of the system's libraries.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${superuser}`, `--pwfile=${handedOver}`, '--auth=scram-sha-256'];
  const { code, said } = await run(place, 'initdb', [
    `--pgdata=${place.data}`,
    ...locale,
    ...access,
    '--data-checksums',
    '--no-instructions',
  ]);
  rmSync(folder, { recursive: true });
  if (code !== 0) throw new Error(`initdb could not create a database in ${place.data}.\n${said}`);
}

/** The PostgreSQL of this place, started if need be. */
async function running(place: Place, durable: boolean, settings: Settings): Promise<Running> {
  let found = await findAnswering(place);
  for (let attempt = 1; !found; attempt++) {
    const refusal = await launch(place, durable, settings);
    // Even when our own did not start: another process may have started one at the same moment.
    found = await findAnswering(place);
    const portWasTaken = /could not create any TCP\/IP sockets/.test(refusal);
    if (!found && (!portWasTaken || attempt === 3)) {
      throw new Error(`PostgreSQL does not start in ${place.data}.\n${refusal}`);
    }
  }
  return found;
}

/** Starts PostgreSQL and waits until it answers (after a crash: until it has recovered). Returns what went wrong, or ''. */
async function launch(place: Place, durable: boolean, settings: Settings): Promise<string> {
  dropOldLogs(place);
  await writeSettings(place, durable, settings);
  const startLog = join(place.logs, 'start.log');
  rmSync(startLog, { force: true });
  const { code, said } = await pgCtl(place, 'start', '-t', '600', '-l', startLog);
  return code === 0 ? '' : `${said}\n${lastWords(place)}`;
}

/** pg_ctl knows how to let PostgreSQL go into a session of its own (Ctrl-C must reach us only), on Windows without admin rights. */
const pgCtl = (place: Place, verb: 'start' | 'stop', ...more: string[]) =>
  run(place, 'pg_ctl', [verb, '-D', place.data, '-w', '-s', ...more]);

async function run(place: Place, program: string, args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(join(programsFor(place), program), args, {
    ...place.runAs,
    cwd: place.home,
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    // On Windows PostgreSQL inherits the streams, and they stay open as long as it runs.
    child.on(process.platform === 'win32' ? 'exit' : 'close', resolve);
  });
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  return { code, said: said.trim() };
}

/** Another user's process gets none of our secrets, and no PGPORT or PGDATA of the shell leads it astray. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'Path', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'SYSTEMROOT', 'windir', 'ComSpec', 'COMSPEC'];
  return {
    ...Object.fromEntries(names.filter((name) => process.env[name]).map((name) => [name, process.env[name]])),
    LC_ALL: 'C',
  };
}

async function createDatabase(ownUrl: (name: string) => string): Promise<void> {
  await withClient(ownUrl('postgres'), async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount) return;
    await client.query(`create database ${database}`).catch((error: { code?: string }) => {
      if (error.code !== '42P04' && error.code !== '23505') throw error; // made by another start at the same moment
    });
  });
}

// ---- finding the one that runs

type Running = { pid: number; port: number };

/**
 * The PostgreSQL that answers for this place, waited for while it starts, recovers or shuts down; null when there is none, and
 * then nothing stands in the way of starting one. postmaster.pid is only a hint: it survives a crash, still says `ready`, and its
 * pid may by now be a zombie or somebody else (in a restarted container it is often ourselves).
 */
async function findAnswering(place: Place): Promise<Running | null> {
  for (const deadline = Date.now() + 120_000; ; await sleep(50)) {
    const hint = readPidFile(place);
    if (!hint) return null;
    if (await answers(place, hint.port)) return hint;
    const served = folderServedBy(hint.pid);
    if (served === 'none' || (served !== place.data && existsSync(served))) {
      // PostgreSQL itself would refuse to start as long as *any* process with that pid lives under its user.
      if (readPidFile(place)?.pid === hint.pid) rmSync(join(place.data, 'postmaster.pid'), { force: true });
      return null;
    }
    if (served !== place.data) return null; // unknown, or the folder was moved under it: let PostgreSQL judge
    if (Date.now() > deadline)
      throw new Error(
        `PostgreSQL (process ${hint.pid}) runs in ${place.data} but does not answer.\n${lastWords(place)}`,
      );
  }
}

/** Lines of postmaster.pid: 1 pid, 2 data directory, 3 start time, 4 port … */
function readPidFile(place: Place): Running | null {
  try {
    const lines = readFileSync(join(place.data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch {
    return null;
  }
}

/** It takes our password and names our data directory: then it is ours, whatever the pid file says. */
async function answers(place: Place, port: number): Promise<boolean> {
  if (!port) return false;
  try {
    const { rows } = await withClient(urlOf(place, port, 'postgres'), (client) =>
      client.query<{ data_directory: string }>('show data_directory'),
    );
    return realpathSync(rows[0]!.data_directory) === place.data;
  } catch {
    return false; // nobody there, another one's PostgreSQL, or ours on its way up or down: the caller tells them apart
  }
}

/** The data directory that process `pid` serves as a PostgreSQL, 'none' when it is something else, 'unknown' when we may not see. */
function folderServedBy(pid: number): string {
  const words = commandLine(pid);
  if (!words) return words === undefined ? 'unknown' : 'none';
  const folder = words[words.indexOf('-D') + 1];
  return words.includes('-D') && folder && basename(words[0]!).startsWith('postgres') ? folder : 'none';
}

function urlOf(place: Place, port: number, name: string): string {
  return `postgres://${superuser}:${readFileSync(place.passwordFile, 'utf8')}@127.0.0.1:${port}/${name}`;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 2000,
    application_name: 'gridloop start',
  });
  client.on('error', () => {}); // reported by the query that fails
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

// ---- owning it

const ownerLock = 7_106_520;

/**
 * Holds the owner's lock until released; null when another process holds it. When the connection is lost, PostgreSQL was
 * restarted or is gone: the owner sees to it that it runs (on its old port, where the pools find it) and takes the lock again.
 */
async function takeOwnership(
  url: string,
  seeThatItRuns: () => Promise<unknown>,
): Promise<{ release(): Promise<void> } | null> {
  const released = new AbortController();
  let returning: Promise<void> = Promise.resolve();
  const hold = async (): Promise<boolean> => {
    const client = new Client({ connectionString: url, application_name: 'gridloop owner', keepAlive: true });
    client.on('error', () => {}); // 'end' follows
    await client.connect();
    const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${ownerLock}) as mine`);
    const mine = rows[0]?.mine === true;
    if (!mine) await client.end();
    else client.once('end', () => void (returning = holdAgain()));
    (client as unknown as { unref(): void }).unref(); // owning alone keeps no process alive
    return mine;
  };
  const holdAgain = async (): Promise<void> => {
    while (!released.signal.aborted) {
      await seeThatItRuns().catch(() => {});
      if (await hold().catch(() => false)) return;
      await sleep(250, undefined, { ref: false });
    }
  };
  const release = () => {
    released.abort();
    return returning;
  };
  return (await hold()) ? { release } : null;
}
