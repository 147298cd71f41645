/**
 * A hundred thousand deadlines that run out within one minute: is each told exactly once, how late, and how long does it take to
 * catch up after `kill -9` in the middle of it? The sweep runs in a process of its own, as in `npm start`.
 *
 *   DATABASE_URL=<owner, may create databases> [DEADLINES=100000] node bench/deadlines.ts
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { listRegions } from '#areas';
import { earliestAlarm, sweepAlarms } from '#cases';
import { inNoRegion, inRegion, openDb, openPool } from '#kit/db.ts';
import { makeLog } from '#kit/log.ts';
import { startSweeps } from '#kit/sweep.ts';
import { record } from './record.ts';
import { administer, at, dropped, layTown } from './town.ts';

const name = 'bench_deadlines';
const many = Number(process.env['DEADLINES'] ?? 100_000);

/** The other process: sweeps, and tells of every sweep when it was and when it was committed. */
async function sweeper(appUrl: string): Promise<void> {
  const db = openDb(openPool(appUrl, { max: 3 }));
  const [region] = await inNoRegion(db, listRegions);
  const regionId = region!.id;
  startSweeps(
    [
      {
        name: 'alarms',
        // As in `houseSweeps`.
        everyMs: 300,
        hands: 2,
        atOnce: 400,
        run: async () => {
          const now = new Date();
          const n = await inRegion(db, regionId, (tx) => sweepAlarms(tx, regionId, now, 400));
          if (n > 0) process.send?.({ at: now.toISOString(), done: Date.now(), n });
          return n;
        },
        nextAt: () => inRegion(db, regionId, (tx) => earliestAlarm(tx, regionId)),
      },
    ],
    makeLog('warn'),
  );
}

type Sweep = { at: string; done: number; n: number };
function start(appUrl: string, sweeps: Sweep[]): ChildProcess {
  const child = fork(import.meta.filename, [appUrl]);
  child.on('message', (sweep) => void sweeps.push(sweep as Sweep));
  return child;
}

const statements = new Map(
  readFileSync(join(import.meta.dirname, 'deadlines.sql'), 'utf8')
    .split(/^-- (?=[a-z]+$)/m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]),
);

async function measure(): Promise<void> {
  const loadBefore = Math.round(loadavg()[0]! * 10) / 10;
  const appUrl = await layTown(name, 50);
  const owner = new Client({ connectionString: at(name) });
  await owner.connect();
  const run = async <T extends object>(
    part: string,
    values: unknown[] = [],
    put: Record<string, string> = {},
  ): Promise<T[]> => {
    let text = statements.get(part)!;
    for (const [mark, words] of Object.entries(put)) text = text.replace(mark, words);
    return (await owner.query<T>(text, values)).rows;
  };
  // Nothing of the town itself rings meanwhile.
  await run('quiet');

  /** Cases like one that waits to be received, whose deadlines lie evenly between two moments. */
  const lay = async (batch: number, fromMs: number, toMs: number): Promise<void> => {
    await owner.query('begin');
    await run('model');
    await run('plain');
    await run('due', [`d${batch}`, many, fromMs, toMs]);
    const [columns] = await run<{ names: string; given: string }>('columns');
    await run('cases', [], { COLUMNS: columns!.names, GIVEN: columns!.given });
    await run('stages');
    await run('facts');
    await owner.query('commit');
    await owner.query('analyze cases.cases, cases.stages, kit.facts');
  };
  const told = async (batch: number) => (await run('told', [`d${batch}-%`]))[0];
  const waiting = async (batch: number) => (await run<{ n: number }>('waiting', [`d${batch}-%`]))[0]!.n;
  const untilDone = async (batch: number, limitMs: number): Promise<number> => {
    const from = Date.now();
    while ((await waiting(batch)) > 0 && Date.now() - from < limitMs)
      await new Promise((resolve) => setTimeout(resolve, 250));
    return Date.now() - from;
  };

  try {
    // While the house is up.
    const layMs = Math.max(10_000, many * 0.6);
    await lay(1, layMs, layMs + 60_000);
    const sweeps: Sweep[] = [];
    const up = start(appUrl, sweeps);
    const tookUpMs = await untilDone(1, 600_000);
    up.kill('SIGKILL');
    const late = await run<{ at: Date; due: Date }>('late', ['d1-%']);
    // Two rounds may begin in the same millisecond: the later of both counts.
    const committed = new Map<string, number>();
    for (const { at, done } of sweeps) committed.set(at, Math.max(done, committed.get(at) ?? 0));
    const lateMs = late
      .map((row) => (committed.get(row.at.toISOString()) ?? row.at.getTime()) - row.due.getTime())
      .sort((a, b) => a - b);
    const share = (p: number) => lateMs[Math.min(lateMs.length - 1, Math.floor(lateMs.length * p))];

    // A backlog, killed in the middle.
    await lay(2, -60_000, -1_000);
    const first = start(appUrl, []);
    const backlog = many;
    while ((await waiting(2)) > backlog * 0.7) await new Promise((resolve) => setTimeout(resolve, 50));
    first.kill('SIGKILL');
    const left = await waiting(2);
    const second = start(appUrl, []);
    const clearedMs = await untilDone(2, 600_000);
    second.kill('SIGKILL');

    record('deadlines', ['bench/deadlines.ts', 'server/cases', 'server/kit'], {
      deadlines: many,
      withinSeconds: 60,
      whileUp: {
        ...(await told(1)),
        p50LateMs: share(0.5),
        p99LateMs: share(0.99),
        worstLateMs: lateMs.at(-1),
        tookSeconds: Math.round(tookUpMs / 1000),
      },
      afterKill9: { ...(await told(2)), leftWhenKilled: left, clearedSeconds: Math.round(clearedMs / 100) / 10 },
      perSweep: Math.round(sweeps.reduce((sum, sweep) => sum + sweep.n, 0) / Math.max(1, sweeps.length)),
      loadBefore,
      database: 'fsync as the server has it',
    });
  } finally {
    await owner.end();
    await administer(dropped(name));
  }
}

const asked = process.argv[2];
if (asked) await sweeper(asked);
else await measure().then(() => process.exit(0));
