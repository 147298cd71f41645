/**
 * What the benchmarks of the whole house share: the demo district on a database of its own, the server as a process beside the
 * load generator, and an ear that hears every statement it sends, so that the raw limit is the same statements by bare clients.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { keysFrom } from '#kit/crypto.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { migrate } from '#kit/migrate.ts';
import { fillDemo } from '../demo/fill.ts';

/** The owner's address of a PostgreSQL that may be filled with scratch databases. */
export const ownerUrl = process.env['DATABASE_URL'] ?? '';
export function at(database: string, of = ownerUrl): string {
  if (!of) throw new Error('DATABASE_URL=<owner, may create databases> node bench/….ts');
  return Object.assign(new URL(of), { pathname: `/${database}` }).href;
}

export const administer = (...statements: string[]): Promise<void> => ownerSays('postgres', ...statements);
export async function ownerSays(database: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: at(database) });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
export const dropped = (name: string): string => `drop database if exists ${name} with (force)`;
export const cloned = (name: string, of: string): string[] => [
  dropped(name),
  `create database ${name} template ${of} strategy file_copy`,
];

export const keys = keysFrom(Buffer.alloc(32, 1));

/** The demo district on a database of its own; returns how the server connects to it. */
export async function layTown(name: string, cases: number): Promise<string> {
  await administer(dropped(name), `create database ${name}`);
  const { appUrl } = await migrate(at(name), 'bench');
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-town-'));
  const pool = openPool(appUrl);
  await fillDemo({ db: openDb(pool), keys, files: fileStore(folder) }, { cases });
  await pool.end();
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 500));
  return appUrl;
}

/** What the server's process holds, and what of it is alive after everything else was swept away. */
export type Memory = { residentMb: number; liveMb: number };
export type Served = { port: number; pid: number; memory: () => Promise<Memory>; stop: () => Promise<void> };
/** The server as `npm start` has it, sweeps and all, in a process of its own. */
export async function serveTown(appUrl: string): Promise<Served> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'town-server.ts'), [], {
    env: { ...process.env, BENCH_APP_URL: appUrl },
    execArgv: ['--expose-gc'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    port,
    pid: child.pid!,
    memory: () =>
      new Promise((resolve) => {
        child.once('message', (message) => resolve(message as Memory));
        child.send('memory');
      }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** One HTTP client that keeps its connections; a body is JSON text, or what `headers` say. */
export function client(port: number, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const length =
        body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const going = ask(
        { agent, host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
        },
      );
      going.on('error', reject);
      going.end(body);
    });
  return { send, close: () => agent.destroy() };
}

/** Runs `work` over all items with so many hands at once; returns seconds and each item's milliseconds. */
export async function byHands<T>(hands: number, items: T[], work: (item: T, hand: number) => Promise<void>) {
  const queue = items.values();
  const milliseconds: number[] = [];
  const from = performance.now();
  await Promise.all(
    Array.from({ length: hands }, async (_, hand) => {
      for (const item of queue) {
        const began = performance.now();
        await work(item, hand);
        milliseconds.push(performance.now() - began);
      }
    }),
  );
  return { seconds: (performance.now() - from) / 1000, milliseconds };
}
export const quantile = (values: number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN) * 10) / 10;
};

// ── The ear ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Sent = { text: string; values?: unknown[]; name?: string };
const open = new Map<Client, Sent[]>();
let heard: Sent[][] | undefined;
type Query = (this: Client, ...args: unknown[]) => unknown;
const prototype = Client.prototype as unknown as { query: Query };
const query = prototype.query;
prototype.query = function (...args) {
  const [given, beside] = args;
  if (heard && !(typeof given === 'object' && given !== null && 'submit' in given)) {
    const sent: Sent = typeof given === 'string' ? { text: given } : { ...(given as Sent) };
    const values = sent.values ?? (Array.isArray(beside) ? beside : []);
    const one: Sent = {
      text: sent.text,
      ...(values.length > 0 ? { values, ...(sent.name ? { name: sent.name } : {}) } : {}),
    };
    if (sent.text.startsWith('begin')) open.set(this, [one]);
    else if (open.has(this)) open.get(this)!.push(one);
    else heard.push([one]);
    if (sent.text.startsWith('commit')) {
      const [all, ended] = [heard, open.get(this) ?? []];
      all.push(ended);
      open.delete(this);
      const answer = query.apply(this, args) as Promise<{ command: string }>;
      // What PostgreSQL answers by rolling back (a number drawn twice) was not done, and is not to be done by others.
      const forget = () => void all.splice(all.indexOf(ended), 1);
      answer.then(({ command }) => command !== 'COMMIT' && forget(), forget);
      return answer;
    }
  }
  return query.apply(this, args);
};
/** Hears every transaction this process commits while `work` runs, in the order of their commits. */
export async function hearing(work: () => Promise<void>): Promise<Sent[][]> {
  heard = [];
  await work();
  const all = heard;
  heard = undefined;
  return all;
}

/** The same statements by bare clients: prepared, with the same begin, commit and settings, at the same concurrency. */
export async function rawSeconds(appUrl: string, transactions: Sent[][], hands: number, warm: number): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: hands }, async () => {
      const one = new Client({
        connectionString: appUrl,
        statement_timeout: 60_000,
        idle_in_transaction_session_timeout: 60_000,
      });
      one.on('error', () => undefined);
      await one.connect();
      return one;
    }),
  );
  const send = async (transaction: Sent[], hand: number) => {
    for (const { text, values, name } of transaction)
      await clients[hand]!.query(values ? { text, values, ...(name ? { name } : {}) } : { text });
  };
  await byHands(hands, transactions.slice(0, warm), send);
  const { seconds } = await byHands(hands, transactions.slice(warm), send);
  for (const one of clients) await one.end();
  return seconds;
}
