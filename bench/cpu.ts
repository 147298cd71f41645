/**
 * Processor time, read from /proc beside the clock: on a machine that others use too, seconds tell how busy they were, and only
 * processor time tells what a report costs. Elsewhere than on Linux, or with PostgreSQL on another machine, it is not known.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Client } from 'pg';

const tick = 10; // USER_HZ is 100 on every Linux that Node runs on

type Stat = { parent: number; own: number; reaped: number };
/** utime + stime of a process with all its threads, and of its children that have ended; null when there is no such process. */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; what follows it does not.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1]!, own: (fields[11]! + fields[12]!) * tick, reaped: (fields[13]! + fields[14]!) * tick };
  } catch {
    return null;
  }
}

/** The postmaster of this database's server, when it runs on this machine. */
export async function postmasterOf(url: string): Promise<number | null> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return statOf(rows[0]!.pid)?.parent ?? null;
  } finally {
    await client.end();
  }
}

/** The postmaster, its backends and its workers; one that has ended is counted with the postmaster. */
function postgresMs(postmaster: number): number {
  let sum = 0;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = pid > 0 ? statOf(pid) : null;
    if (stat && pid === postmaster) sum += stat.own + stat.reaped;
    else if (stat?.parent === postmaster) sum += stat.own;
  }
  return sum;
}

export type Cpu = { here: number; postgres: number | null; server: number | null };
const nowOf = (postmaster: number | null, server: number | null): Cpu => {
  const { user, system } = process.cpuUsage();
  return {
    here: (user + system) / 1000,
    postgres: postmaster === null ? null : postgresMs(postmaster),
    server: server === null ? null : (statOf(server)?.own ?? null),
  };
};

/** Milliseconds of this process, of PostgreSQL and of the server process `pid` while `work` ran. */
export async function cpuDuring<T>(
  postmaster: number | null,
  pid: number | null,
  work: () => Promise<T>,
): Promise<{ value: T; cpu: Cpu }> {
  const before = nowOf(postmaster, pid);
  const value = await work();
  const after = nowOf(postmaster, pid);
  const spent = (key: 'postgres' | 'server') =>
    after[key] === null || before[key] === null ? null : after[key] - before[key];
  return { value, cpu: { here: after.here - before.here, postgres: spent('postgres'), server: spent('server') } };
}

/** Of several runs the median for each one thing done, rounded to microseconds. */
export function cpuEach(runs: readonly Cpu[], count: number): Record<keyof Cpu, number | null> {
  const of = (key: keyof Cpu) => {
    const values = runs.map((run) => run[key]).filter((ms) => ms !== null);
    if (values.length === 0) return null;
    return Math.round((1000 * values.toSorted((a, b) => a - b)[values.length >> 1]!) / count) / 1000;
  };
  return { here: of('here'), postgres: of('postgres'), server: of('server') };
}
