/**
 * What may die, and how: server processes and the PostgreSQL under them, by SIGKILL at random moments. Each is started again on its
 * old port, as whoever watches over them would; PostgreSQL by its owner's own watch (server/kit/postgres.ts).
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { openDb, openPool, type Db } from '#kit/db.ts';
import { migrate } from '#kit/migrate.ts';
import { homeIn } from '#kit/postgres-place.ts';
import { startPostgres } from '#kit/postgres.ts';
import { layRegion, type Laid } from '../support/corner.ts';

export type Stage = {
  urls: string[];
  /** the owner's way to the database */
  url: string;
  owner: Db;
  region: Laid;
  deviceKeys: string[];
  /** cookies of keepers whose phones send what they wrote down, and of the desk */
  cookies: { keeper: string; receiver: string; duty_officer: string };
  folder: string;
  /** how far the clock of this server is off from now on */
  setClock(which: number, offsetMs: number): void;
  /** of the PostgreSQL that runs now */
  processes(): number[];
  killServer(which: number): Promise<void>;
  /** the postmaster and all its children at once: nothing can be written on the way out */
  killDatabase(): Promise<void>;
  /** until every server answers that it is ready */
  recovered(): Promise<number>;
  close(): Promise<void>;
};

export async function openStage(how: {
  servers: number;
  devices: number;
  lasting: boolean;
  /** on a disk of its own */
  on?: string;
}): Promise<Stage> {
  const folder = mkdtempSync(join(how.on ?? tmpdir(), 'gridloop-faults-'));
  chmodSync(folder, 0o711);
  const settings = {
    shared_buffers: '64MB',
    max_connections: 80,
    // The control: a commit is acknowledged before it is on disk, and the log is written late.
    ...(how.lasting ? {} : { synchronous_commit: 'off', wal_writer_delay: '10s', wal_writer_flush_after: '64MB' }),
  };
  const postgres = await startPostgres({ dataFolder: folder, settings });
  const { appUrl } = await migrate(postgres.url, 'faults-only');
  const pool = openPool(postgres.url, { max: 3, onError: () => undefined });
  const owner = openDb(pool);
  const region = await layRegion(owner, '990101', '平宁区');
  const deviceKeys = await layDevices(owner, region, how.devices);
  const cookies = {
    keeper: await signedIn(owner, region, 'keeper'),
    receiver: await signedIn(owner, region, 'receiver'),
    duty_officer: await signedIn(owner, region, 'duty_officer'),
  };
  await sql`checkpoint`.execute(owner);

  const ports = await Promise.all(Array.from({ length: how.servers }, freePort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  let closing = false;
  const run = (port: number): Promise<ChildProcess> =>
    new Promise((resolve) => {
      const env = { ...process.env, FAULTS_APP_URL: appUrl, FAULTS_DATA: folder, FAULTS_PORT: String(port) };
      const child = fork(join(import.meta.dirname, 'house.ts'), { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child.once('message', () => resolve(child));
      // Whoever watches over it: what dies is started again, however it died.
      child.once('exit', () => resolve(closing ? child : sleep(50).then(() => run(port))));
    });
  const servers = await Promise.all(ports.map(run));
  const isReady = async (url: string): Promise<boolean> =>
    fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
      (reply) => reply.ok,
      () => false,
    );
  const processes = (): number[] => {
    const postmaster = Number(readFileSync(join(homeIn(folder), 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
    return [postmaster, ...childrenOf(postmaster)];
  };
  return {
    urls,
    url: postgres.url,
    owner,
    region,
    deviceKeys,
    cookies,
    folder,
    processes,
    setClock: (which, clock) => void (servers[which]!.connected && servers[which]!.send({ clock })),
    async killServer(which) {
      const [child, port] = [servers[which]!, ports[which]!];
      child.removeAllListeners('exit');
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      servers[which] = await run(port);
    },
    async killDatabase() {
      // Stopped first, so that none of them sees another one die.
      const all = processes();
      for (const signal of ['SIGSTOP', 'SIGKILL'] as const)
        for (const pid of all)
          try {
            process.kill(pid, signal);
          } catch {
            // gone already
          }
      await sleep(20);
    },
    async recovered() {
      const before = performance.now();
      for (const url of urls) while (!(await isReady(url))) await sleep(50);
      return performance.now() - before;
    },
    async close() {
      closing = true;
      for (const child of servers) {
        child.removeAllListeners('exit');
        child.kill('SIGKILL');
      }
      await pool.end();
      await postgres.stop();
      for (const one of [homeIn(folder), folder]) rmSync(one, { recursive: true, force: true });
    },
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

async function layDevices(owner: Db, { regionId, matters }: Laid, count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, () => `gld_${regionId}_${randomBytes(32).toString('base64url')}`);
  for (const [n, key] of keys.entries())
    await sql`
      insert into sensing.devices (region_id, id, code, name, purpose, kind, key_hash, location, matter_id)
      values (${regionId}, ${uuidv7()}, ${`D${n}`}, ${`水位计${n}`}, '积水', 'level', ${createHash('sha256').update(key).digest()},
              point(116.305, 39.905), ${matters.lamp})`.execute(owner);
  return keys;
}

/** Somebody who signed in this morning, second factor and all. */
async function signedIn(owner: Db, region: Laid, post: Post): Promise<string> {
  const { accountId, regionId } = region.actor(post);
  const token = randomBytes(32).toString('base64url');
  await sql`
    with set_up as (update access.accounts set totp_secret = '\\x00' where region_id = ${regionId} and id = ${accountId})
    insert into access.sessions (region_id, token_hash, account_id, stage, expires_at)
    values (${regionId}, ${createHash('sha256').update(token).digest()}, ${accountId}, 'full', now() + interval '1 day')`.execute(
    owner,
  );
  return `gridloop_session=${token}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen({ host: '127.0.0.1', port: 0 }, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
