import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { homeIn } from './postgres-place.ts';
import { commandLine } from './postgres-process.ts';
import { findRunning, startPostgres, type Postgres, type StartOptions } from './postgres.ts';

const settings = { shared_buffers: '16MB', max_wal_size: '64MB' };
const asRoot = process.getuid?.() === 0;
const started: Postgres[] = [];
const folders: string[] = [];
const orphans: number[] = [];

/** A data folder that PostgreSQL's user can enter, as in an ordinary project folder. */
function dataFolder(mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-data-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

async function start(folder: string, more: Partial<StartOptions> = {}): Promise<Postgres> {
  const postgres = await startPostgres({ dataFolder: folder, settings, ...more });
  started.push(postgres);
  return postgres;
}

/** A server as a process of its own, to be killed. */
async function serverProcess(folder: string): Promise<{ pid: number; kill(): Promise<void> }> {
  const code = `
    import { startPostgres } from ${JSON.stringify(new URL('postgres.ts', import.meta.url).href)};
    const { pid } = await startPostgres(${JSON.stringify({ dataFolder: folder, settings })});
    console.log(pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  orphans.push(Number(line));
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { pid: Number(line), kill };
}

async function ask<T>(url: string, sql: string): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, T>>(sql);
    return Object.values(rows[0] ?? {})[0] as T;
  } finally {
    await client.end();
  }
}

const until = async (truth: () => boolean | Promise<boolean>) => {
  await expect.poll(truth, { timeout: 20_000, interval: 50 }).toBe(true);
};
const pidFile = (folder: string) => join(homeIn(folder), 'data', 'postmaster.pid');

afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  for (const pid of orphans.splice(0)) if (commandLine(pid)) process.kill(pid, 'SIGQUIT');
  for (const folder of folders.splice(0)) {
    rmSync(homeIn(folder), { recursive: true, force: true });
    rmSync(folder, { recursive: true });
  }
});

describe('an empty data folder', () => {
  test('becomes a durable, checksummed UTF-8 database that only loopback can reach', async () => {
    const { url, adopted, owned } = await start(dataFolder());
    expect({ adopted, owned, host: new URL(url).hostname }).toEqual({ adopted: false, owned: true, host: '127.0.0.1' });
    for (const [name, value] of Object.entries({
      server_encoding: 'UTF8',
      data_checksums: 'on',
      fsync: 'on',
      synchronous_commit: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    })) {
      expect({ [name]: await ask(url, `show ${name}`) }).toEqual({ [name]: value });
    }
    expect(await ask(url, 'select current_database()')).toBe('gridloop');
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  test('is stopped without a process left, and keeps its rows and its port for the next start', async () => {
    const folder = dataFolder();
    const first = await start(folder);
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    await until(() => !commandLine(first.pid));
    expect(await findRunning(folder)).toBeNull();
    const before = performance.now();
    const second = await start(folder);
    expect(performance.now() - before).toBeLessThan(5000);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select answer from kept')).toBe(42);
  });

  test('is created once by two starts at the same moment: one owns the database, the other is its guest', async () => {
    const folder = dataFolder();
    const [one, other] = await Promise.all([start(folder), start(folder)]);
    expect(one.owned).not.toBe(other.owned);
    expect(one.url).toBe(other.url);
    expect(await ask(one.url, 'select 1')).toBe(1);
  });

  test('is never run as root', async () => {
    const folder = dataFolder();
    await start(folder);
    const { uid } = statSync(pidFile(folder));
    if (asRoot) expect(uid).toBeGreaterThan(0);
    else expect(uid).toBe(process.getuid?.());
  });

  test('in a home that the unprivileged user may not enter is remembered elsewhere; anybody else keeps it in place', async () => {
    const folder = dataFolder(0o700);
    const first = await start(folder);
    const data = await ask<string>(first.url, 'show data_directory');
    expect(dirname(dirname(data))).toBe(asRoot ? '/var/lib' : folder);
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start(folder);
    expect(await ask(second.url, 'select answer from kept')).toBe(42);
  });
});

describe('after kill -9 of the server', () => {
  test('the next one adopts the PostgreSQL that lives on, and stops it in the end', async () => {
    const folder = dataFolder();
    const server = await serverProcess(folder);
    expect(await findRunning(folder)).not.toBeNull();
    await server.kill();
    await until(async () => (await findRunning(folder)) === null);
    expect(commandLine(server.pid)).toBeTruthy();
    const next = await start(folder);
    expect(next).toMatchObject({ adopted: true, owned: true, pid: server.pid });
    await next.stop();
    await until(() => !commandLine(server.pid));
  });

  test('and of PostgreSQL too, a stale pid file stops nobody, even when its pid now belongs to somebody else', async () => {
    const folder = dataFolder();
    const server = await serverProcess(folder);
    await server.kill();
    process.kill(server.pid, 'SIGKILL');
    await until(() => !commandLine(server.pid));
    const stale = readFileSync(pidFile(folder), 'utf8');
    expect(stale).toMatch(/ready/);
    // A process of PostgreSQL's own user, as in a container that was started again: PostgreSQL by itself refuses to start.
    const { uid, gid } = statSync(join(homeIn(folder), 'data'));
    const stranger = spawn('sleep', ['60'], asRoot ? { uid, gid } : {});
    writeFileSync(pidFile(folder), stale.replace(/^\d+/, String(stranger.pid)));
    const next = await start(folder).finally(() => stranger.kill());
    expect(next.adopted).toBe(false);
    expect(await ask(next.url, 'select 1')).toBe(1);
  });
});

describe('beside a running server', () => {
  test('a command uses its database and does not stop it', async () => {
    const folder = dataFolder();
    const server = await start(folder);
    expect(await findRunning(folder)).toEqual({ url: server.url });
    const guest = await start(folder);
    expect(guest).toMatchObject({ adopted: true, owned: false, url: server.url });
    await guest.stop();
    expect(await ask(server.url, 'select 1')).toBe(1);
  });

  test('PostgreSQL killed under it is started again on the same port', async () => {
    const server = await start(dataFolder());
    await ask(server.url, 'create table kept as select 42 as answer');
    process.kill(server.pid, 'SIGKILL');
    await until(() =>
      ask<number>(server.url, 'select answer from kept').then(
        (answer) => answer === 42,
        () => false,
      ),
    );
  });
});
