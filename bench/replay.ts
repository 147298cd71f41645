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
import { Client } from 'pg';
import { keysFrom } from '#kit/crypto.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { migrate } from '#kit/migrate.ts';
import { chance } from '../demo/chance.ts';
import { openHistory, players, replay, type ReplayResult } from '../server/replay/replay.ts';
import { median, record } from './record.ts';

const ownerUrl = process.env['DATABASE_URL'];
if (!ownerUrl) throw new Error('DATABASE_URL=<owner, may create databases> node bench/replay.ts');
const ROWS = 1500;
const RUNS = 3;
const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-replay-'));
const at = (database: string): string => Object.assign(new URL(ownerUrl), { pathname: `/${database}` }).href;

async function administer(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const drop = (name: string): string[] => [`drop database if exists ${name} with (force)`];
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
    keys: keysFrom(Buffer.alloc(32, 1)),
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

// ── Listening to what is sent ──────────────────────────────────────────────────────────────────────────────────────────

type Sent = { text: string; values?: unknown[]; name?: string };
const open = new Map<Client, Sent[]>();
let heard: Sent[][] | undefined;
type Query = (this: Client, ...args: unknown[]) => unknown;
const prototype = Client.prototype as unknown as { query: Query };
const query = prototype.query;
prototype.query = function (...args) {
  const [given, beside] = args;
  const sent: Sent = typeof given === 'string' ? { text: given } : { ...(given as Sent) };
  const values = sent.values ?? (Array.isArray(beside) ? beside : []);
  if (heard && sent.text.startsWith('begin')) open.set(this, []);
  open.get(this)?.push({ text: sent.text, ...(values.length > 0 ? { values, name: sent.name } : {}) });
  if (sent.text.startsWith('commit')) {
    heard?.push(open.get(this) ?? []);
    open.delete(this);
  }
  return query.apply(this, args);
};

/** The transactions that play rows: they look for rows played before; setting the stage and reading back do not. */
const plays = (transaction: Sent[]): boolean => transaction.some(({ text }) => text.includes('external_id = any('));

async function raw(database: string, transactions: Sent[][]): Promise<number> {
  const queue = [...transactions];
  const clients = Array.from({ length: players }, () => new Client({ connectionString: at(database) }));
  for (const client of clients) await client.on('error', () => undefined).connect();
  const from = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (let next = queue.shift(); next; next = queue.shift())
        for (const { text, values, name } of next) await client.query(values ? { text, values, name } : { text });
    }),
  );
  const seconds = (performance.now() - from) / 1000;
  for (const client of clients) await client.end();
  await alone();
  return seconds;
}

const rates = { replay: [] as number[], raw: [] as number[] };
let statements = 0;
const loadBefore = loadavg()[0]!;
try {
  await administer(...drop('bench_replay_base'), 'create database bench_replay_base');
  await migrate(at('bench_replay_base'), 'bench');
  // Matters, offices, quarters and people are there before the measured rows come.
  await played('bench_replay_base', history(300, 1_000_000));
  for (let run = 0; run < RUNS; run++) {
    const [house, bare] = [`bench_replay_house_${run}`, `bench_replay_bare_${run}`];
    for (const name of [house, bare])
      await administer(...drop(name), `create database ${name} template bench_replay_base`);
    heard = [];
    const result = await played(house, history(ROWS, 1));
    if (result.violations.length > 0 || result.rejected.length > 0) throw new Error(JSON.stringify(result));
    const transactions = heard.filter(plays);
    heard = undefined;
    statements = transactions.reduce((sum, { length }) => sum + length, 0);
    rates.replay.push(ROWS / result.seconds.play);
    rates.raw.push(ROWS / (await raw(bare, transactions)));
  }
} finally {
  const made = Array.from({ length: RUNS }, (_, run) => [
    `bench_replay_house_${run}`,
    `bench_replay_bare_${run}`,
  ]).flat();
  await administer(...[...made, 'bench_replay_base'].flatMap(drop));
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
