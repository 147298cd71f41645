/**
 * Rows of a history replayed per second. The raw limit is the same statements: every begin, statement and commit of the measured
 * run, sent again by bare clients with the same prepared statements and the same concurrency to a copy of the same database.
 * The ratio is what the rules, the types and the building of the statements cost on top.
 *
 *   DATABASE_URL=<owner, may create databases> node bench/replay.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { migrate } from '#kit/migrate.ts';
import { chance } from '../demo/chance.ts';
import { openHistory, players, replay, type ReplayResult } from '../server/replay/replay.ts';
import { median, record } from './record.ts';
import { administer, at, cloned, dropped, hearing, keys, rawSeconds, type Sent } from './town.ts';

const ROWS = 1500;
const RUNS = 3;
const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-replay-'));
/** Sessions end a moment after their clients; a database is copied when nobody is in it. */
const alone = () => new Promise((resolve) => setTimeout(resolve, 1000));

/** A year of an invented town: 20 matters, 8 offices, 30 quarters, three in four closed, some late. */
function history(rows: number, from: number): string {
  const luck = chance(`replay ${from}`);
  const start = Date.UTC(2025, 0, 1);
  const day = 86_400_000;
  const time = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  const lines = Array.from({ length: rows }, (_, i) => {
    const opened = start + luck.below(364 * day);
    const due = opened + (1 + luck.below(10)) * day;
    const closed = luck.below(4) === 0 ? '' : time(opened + (1 + luck.below(12)) * day);
    const place = `quarter ${luck.below(30)}`;
    return [
      from + i,
      time(opened),
      time(due),
      closed,
      `matter ${luck.below(20)}`,
      `office ${luck.below(8)}`,
      place,
    ].join();
  });
  return ['nr,opened,due,closed,matter,office,quarter', ...lines].join('\n');
}
const map = join(folder, 'map.json');
writeFileSync(
  map,
  JSON.stringify({
    format: 'gridloop.replay/1',
    timeZone: 'Asia/Shanghai',
    region: 'bench',
    id: 'nr',
    openedAt: 'opened',
    dueAt: 'due',
    closedAt: 'closed',
    matter: 'matter',
    unit: 'office',
    text: ['matter', 'quarter'],
    place: [{ name: 'quarter', create: true }],
  }),
);

async function played(database: string, rows: string): Promise<ReplayResult> {
  const file = join(folder, 'history.csv');
  writeFileSync(file, rows);
  const pool = openPool(at(database), { max: 6 });
  const result = await replay(openDb(pool), await openHistory({ file, map, lang: 'en' }), {
    lang: 'en',
    keys,
    files: fileStore(folder),
    now: () => new Date(),
    note: () => undefined,
    progress: () => undefined,
    wordsOf: (refused) => refused.message,
  });
  await pool.end();
  await alone();
  return result;
}

/** The transactions that play rows: they look for rows played before; setting the stage and reading back do not. */
const plays = (transaction: Sent[]): boolean => transaction.some(({ text }) => text.includes('external_id = any('));

const rates = { replay: [] as number[], raw: [] as number[] };
let statements = 0;
const loadBefore = loadavg()[0]!;
try {
  await administer(dropped('bench_replay_base'), 'create database bench_replay_base');
  await migrate(at('bench_replay_base'), 'bench');
  // Matters, offices, quarters and people are there before the measured rows come.
  await played('bench_replay_base', history(300, 1_000_000));
  for (let run = 0; run < RUNS; run++) {
    const [house, bare] = [`bench_replay_house_${run}`, `bench_replay_bare_${run}`];
    await administer(...[house, bare].flatMap((name) => cloned(name, 'bench_replay_base')));
    let result: ReplayResult | undefined;
    const heard = await hearing(async () => {
      result = await played(house, history(ROWS, 1));
    });
    if (!result || result.violations.length > 0 || result.rejected.length > 0) throw new Error(JSON.stringify(result));
    const transactions = heard.filter(plays);
    statements = transactions.reduce((sum, { length }) => sum + length, 0);
    rates.replay.push(ROWS / result.seconds.play);
    rates.raw.push(ROWS / (await rawSeconds(at(bare), transactions, players, 0)));
    await alone();
  }
} finally {
  const made = Array.from({ length: RUNS }, (_, run) => [`bench_replay_house_${run}`, `bench_replay_bare_${run}`]);
  await administer(...[...made.flat(), 'bench_replay_base'].map(dropped));
  rmSync(folder, { recursive: true });
}
record('replay', ['server', 'contract', 'db/migrations', 'bench/replay.ts'], {
  rows: ROWS,
  runs: RUNS,
  players,
  statementsPerRow: Math.round((10 * statements) / ROWS) / 10,
  rowsPerSecond: Math.round(median(rates.replay)),
  rawRowsPerSecond: Math.round(median(rates.raw)),
  ratioToRaw: Number((median(rates.replay) / median(rates.raw)).toFixed(2)),
  loadBefore: Math.round(loadBefore * 10) / 10,
});
