/**
 * Reports per second, over HTTP to the committed receipt: placed, triaged, held against its neighbours, with clock and facts.
 * The raw limit R is the same statements (begin, commit and settings included) sent by bare clients with prepared statements at
 * the same concurrency to a copy of the same database, in turns with the measured runs. Load generator, server and PostgreSQL
 * share one machine; the bare clients have no server beside them, which is what R is for.
 *
 *   DATABASE_URL=<owner, may create databases> node bench/intake.ts [--clients 16] [--reports 4000] [--runs 5]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '#kit/config.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { buildApp } from '../server/app.ts';
import { cpuDuring, cpuEach, postmasterOf, type Cpu } from './cpu.ts';
import { letters } from './letters.ts';
import { median, record } from './record.ts';
import {
  administer,
  at,
  byHands,
  client,
  cloned,
  dropped,
  hearing,
  keys,
  layTown,
  ownerSays,
  ownerUrl,
  quantile,
  rawSeconds,
  serveTown,
} from './town.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '16' },
    reports: { type: 'string', default: '4000' },
    runs: { type: 'string', default: '5' },
  },
});
const [hands, reports, runs] = [Number(values.clients), Number(values.reports), Number(values.runs)];
const warm = Math.min(500, reports / 4);

/** Sends them all; anything but a receipt ends the run. */
async function send(port: number, bodies: string[]) {
  const door = client(port, hands);
  const all = await byHands(hands, bodies, async (body) => {
    const answer = await door.send('POST', '/v1/reports', body);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  });
  door.close();
  return all;
}

/** The transactions of these reports, heard from a server in this process. */
async function statementsOf(database: string, bodies: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-ear-'));
  const pool = openPool(appAt(database));
  const { app } = await buildApp({
    db: openDb(pool),
    keys,
    files: fileStore(folder),
    config: readConfig({ GRIDLOOP_DATA: folder }, folder),
    log: makeLog('error'),
    web: false,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  await send(port, letters(50, 'before')); // what is remembered per process is read before the ear opens
  const transactions = await hearing(async () => {
    await send(port, bodies);
  });
  await app.close();
  await pool.end();
  rmSync(folder, { recursive: true });
  return transactions;
}

const base = 'bench_intake_base';
const appUrl = await layTown(base, 150);
const appAt = (database: string) => at(database, appUrl);
const alone = () => new Promise((resolve) => setTimeout(resolve, 700));
const postmaster = await postmasterOf(at('postgres'));
const cpu = { http: [] as Cpu[], raw: [] as Cpu[] };
const rates = { http: [] as number[], raw: [] as number[] };
const waits: number[] = [];
let statements = 0;
let transactionsEach = 0;
const loadBefore = loadavg()[0]!;
try {
  for (let run = 0; run < runs; run++) {
    const bodies = letters(reports + warm, `run ${run}`);
    const [ear, house, bare] = [`bench_intake_ear`, `bench_intake_house`, `bench_intake_bare`];
    await administer(...[ear, house, bare].flatMap((name) => cloned(name, base)));
    const heard = await statementsOf(ear, bodies);
    statements = heard.reduce((sum, { length }) => sum + length, 0) / bodies.length;
    transactionsEach = heard.length / bodies.length;

    const served = await serveTown(appAt(house));
    await send(served.port, bodies.slice(0, warm));
    const { value: measured, cpu: spent } = await cpuDuring(postmaster, served.pid, () =>
      send(served.port, bodies.slice(warm)),
    );
    await served.stop();
    cpu.http.push(spent);
    rates.http.push(reports / measured.seconds);
    waits.push(...measured.milliseconds);

    await alone();
    // The bare clients say the numbers that the house drew ahead; those they draw themselves must be others.
    await ownerSays(bare, `select setval('cases.case_numbers', 500000)`);
    const bareOnes = await cpuDuring(postmaster, null, () =>
      rawSeconds(appAt(bare), heard, hands, Math.round(warm * transactionsEach)),
    );
    cpu.raw.push(bareOnes.cpu);
    rates.raw.push(reports / bareOnes.value);
    console.error(
      `run ${run + 1}: ${Math.round(rates.http.at(-1)!)} reports/s, raw ${Math.round(rates.raw.at(-1)!)}/s; ` +
        `ms a report ${JSON.stringify(cpuEach([spent], reports))}, raw ${JSON.stringify(cpuEach([bareOnes.cpu], bodies.length))}`,
    );
    await alone();
    await administer(...[ear, house, bare].map(dropped));
  }
} finally {
  await administer(...['bench_intake_ear', 'bench_intake_house', 'bench_intake_bare', base].map(dropped));
}
const ratios = rates.http.map((rate, n) => Number((rate / rates.raw[n]!).toFixed(2)));
record(
  'intake',
  ['server', 'contract', 'db/migrations', 'demo', 'bench/intake.ts', 'bench/letters.ts', 'bench/town.ts'],
  {
    database: new URL(ownerUrl).port,
    clients: hands,
    reports,
    runs,
    statementsPerReport: Math.round(statements * 10) / 10,
    transactionsPerReport: Math.round(transactionsEach * 100) / 100,
    reportsPerSecond: Math.round(median(rates.http)),
    rawPerSecond: Math.round(median(rates.raw)),
    // Of each run to the raw one beside it: a machine that was slow for a while was slow for both.
    ratioToRaw: median(ratios),
    ratios,
    // Processor time for one report: the figure that does not hang on who else uses the machine. `here` is the load generator.
    cpuMsPerReport: cpuEach(cpu.http, reports),
    rawCpuMsPerReport: cpuEach(cpu.raw, reports + warm),
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
    loadBefore: Math.round(loadBefore * 10) / 10,
    loadGenerator: 'same machine, one process',
  },
);
