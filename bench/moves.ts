/**
 * Moves per second over HTTP among many cases: 受理, 立案, 派遣, 签收, 处置反馈, 核查, 结案, each on cases of its own that wait for it. The raw
 * limit R is the same statements for their likes, begin, commit and settings included, by bare clients with prepared statements
 * at the same concurrency on the same database, in the same run; then so many clients at half of what was reached, and how long a
 * move took from the moment it was to be sent. Load generator, server and PostgreSQL share one machine.
 *
 *   node bench/moves.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--clients 16] [--each 60]
 *   DATABASE_URL=<owner, may create databases> node bench/moves.ts [--cases 100000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPassword, housePermit } from '#access';
import { makeMoves } from '#cases';
import { receiveReport } from '#intake';
import { uuidv7 } from '#contract/ids.ts';
import { readConfig } from '#kit/config.ts';
import { inRegion, openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { buildApp } from '../server/app.ts';
import { chance } from '../demo/chance.ts';
import { cpuDuring, cpuEach, postmasterOf } from './cpu.ts';
import { generated } from './generated.ts';
import { lifeOf } from './life.ts';
import { record } from './record.ts';
import { byHands, client as httpClient, hearing, quantile, rawSeconds, serveTown, type Sent } from './town.ts';

const town = await generated({ clients: '16', each: '60', warm: '80' });
const { appUrl, db, ground, keys, options } = town;
const { regionId } = ground;
const [hands, each, warm] = [Number(options['clients']), Number(options['each']), Number(options['warm'])];
const loadBefore = loadavg()[0]!;

// ── Cases that wait for a move ─────────────────────────────────────────────────────────────────────────────────────────

const MINUTE = 60_000;
const subject = ground.subjects[0]!;
const steps = lifeOf(ground);
type Waiting = { caseId: string; leadId: string | null; version: number; step: number };

/** So many cases before each move, all alike but for their places: what is heard of one set is true of the next. */
async function waiting(perStep: number, seed: string): Promise<Waiting[]> {
  const places = chance(seed);
  const all = steps.flatMap((_, step) => Array.from({ length: perStep }, () => step));
  const from = Date.now() - 90 * MINUTE;
  const made: Waiting[] = [];
  await byHands(3, all, async (step) => {
    const { lon, lat } = places.pick(ground.cells);
    const report = { id: uuidv7(), kind: 'help', title: subject.title, naming: 'anonymous', lang: 'zh' } as const;
    const door = { channel: 'hotline', permit: housePermit('reports.take', regionId) } as const;
    const caseId = await inRegion(db, regionId, async (tx) => {
      const at = new Date(from);
      const opened = await receiveReport(tx, keys, regionId, { ...report, location: { lon, lat } }, door, at);
      const moves = steps
        .slice(0, step)
        .map(({ actor, input }, i) => ({ actor, input, at: new Date(from + (i + 1) * MINUTE) }));
      if (step > 0) await makeMoves(tx, regionId, opened.caseId, moves);
      return opened.caseId;
    });
    made.push({ caseId, leadId: null, version: -1, step });
  });
  const { rows } = await town.client.query<{ id: string; version: number; lead: string | null }>(
    `select c.id, c.version, a.id as lead from cases.cases c
       left join cases.assignments a on a.region_id = c.region_id and a.case_id = c.id and a.live and a.role = 'lead'
      where c.region_id = $1 and c.id = any($2::uuid[])`,
    [regionId, made.map(({ caseId }) => caseId)],
  );
  const now = new Map(rows.map((row) => [row.id, row]));
  // In the order in which a day has them: one of each after another.
  const byStep = Map.groupBy(made, ({ step }) => step);
  return Array.from({ length: perStep }, (_, i) => steps.map((_step, step) => byStep.get(step)![i]!))
    .flat()
    .map((one) => ({ ...one, version: now.get(one.caseId)!.version, leadId: now.get(one.caseId)!.lead }));
}

// ── Over HTTP ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const { rows: accounts } = await town.client.query<{ person: string; login: string }>(
  'select person_id as person, login from access.accounts where region_id = $1',
  [regionId],
);
const loginOf = new Map(accounts.map(({ person, login }) => [person, login]));

async function signedIn(port: number): Promise<Map<string, string>> {
  const cookies = new Map<string, string>();
  for (const personId of new Set(steps.map(({ actor }) => actor.personId))) {
    const body = JSON.stringify({ login: loginOf.get(personId), password: demoPassword(keys) });
    const answer = await fetch(`http://127.0.0.1:${port}/v1/session`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(await answer.text());
    cookies.set(personId, answer.headers.getSetCookie()[0]!.split(';')[0]!);
  }
  return cookies;
}

/** Sends them all; anything but a case that moved ends the run. With a rate, each at its time, and waiting counts from then. */
async function send(port: number, cookies: Map<string, string>, cases: Waiting[], perSecond?: number) {
  const door = httpClient(port, hands);
  const from = performance.now();
  const late: number[] = [];
  const all = await byHands(hands, [...cases.entries()], async ([i, { caseId, version, step }]) => {
    const { actor, input } = steps[step]!;
    const due = perSecond === undefined ? performance.now() : from + (i * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const body = JSON.stringify({ id: uuidv7(), version, input });
    const cookie = cookies.get(actor.personId)!;
    const answer = await door.send('POST', `/v1/cases/${caseId}/moves`, body, { cookie });
    if (answer.status !== 200) throw new Error(`${input.move}: ${answer.status} ${answer.text}`);
    late.push(performance.now() - due);
  });
  door.close();
  return { seconds: all.seconds, milliseconds: late };
}

// ── The same statements, for their likes ───────────────────────────────────────────────────────────────────────────────

/** What a server in this process sends for these moves, in the order of the moves. */
async function heardOf(cases: Waiting[]): Promise<Sent[][][]> {
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-ear-'));
  const pool = openPool(appUrl);
  const config = readConfig({ GRIDLOOP_DATA: folder }, folder);
  const { app } = await buildApp({
    db: openDb(pool),
    keys,
    files: fileStore(folder),
    config,
    log: makeLog('error'),
    web: false,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const cookies = await signedIn(port);
  await send(port, cookies, await waiting(2, 'before')); // what is remembered per process is read before the ear opens
  const heard: Sent[][][] = [];
  for (const one of cases) heard.push(await hearing(async () => void (await send(port, cookies, [one]))));
  await app.close();
  await pool.end();
  rmSync(folder, { recursive: true });
  return heard;
}

const { rows: known } = await town.client.query<{ id: string }>(
  `select id from access.people where region_id = $1 union select id from access.posts where region_id = $1
   union select id from access.accounts where region_id = $1`,
  [regionId],
);
const keep = new Set(known.map(({ id }) => id));
const anId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** The statements of one case's move, as they are for another: its id is the other's, and what was made for it is made anew. */
function likeFor(sent: readonly Sent[], from: Waiting, to: Waiting): Sent[] {
  const anew = new Map([
    [from.caseId, to.caseId],
    [from.leadId ?? '', to.leadId ?? ''],
  ]);
  const put = (text: string) =>
    text.replace(anId, (id) => {
      if (keep.has(id)) return id;
      if (!anew.has(id)) anew.set(id, uuidv7());
      return anew.get(id)!;
    });
  const like = (value: unknown): unknown =>
    typeof value === 'string' ? put(value) : Array.isArray(value) ? value.map(like) : value;
  return sent.map((one) => (one.values ? { ...one, values: one.values.map(like) } : one));
}

try {
  // A connection plans a statement anew five times before it keeps a plan: every hand makes every move that often before it counts.
  const heardCases = await waiting(2, 'heard');
  const likes = await waiting(warm + each, 'likes');
  const heard = await heardOf(heardCases);
  const alike = likes.map((one, i) => {
    const k = i % heardCases.length;
    return heard[k]!.map((sent) => likeFor(sent, heardCases[k]!, one));
  });
  const transactions = alike.flat();
  const warmUp = alike.slice(0, warm * steps.length).flat().length;
  const postmaster = await postmasterOf(appUrl);
  const bare = await cpuDuring(postmaster, null, () => rawSeconds(appUrl, transactions, hands, warmUp));

  const served = await serveTown(appUrl);
  const cookies = await signedIn(served.port);
  await send(served.port, cookies, await waiting(warm, 'warm'));
  const flooding = await waiting(each, 'flood');
  const { value: flood, cpu } = await cpuDuring(postmaster, served.pid, () => send(served.port, cookies, flooding));
  const capacity = (each * steps.length) / flood.seconds;
  const [first, counted] = [await waiting(Math.ceil(warm / 4), 'half, first'), await waiting(2 * each, 'half')];
  // Laying these cases left work behind (reports to be looked through for twins, deadlines, facts to seal): it is not the moves' time.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  await send(served.port, cookies, first, capacity / 2);
  const half = await send(served.port, cookies, counted, capacity / 2);
  await served.stop();

  const raw = (each * steps.length) / bare.value;
  record('moves', ['server', 'contract', 'db/migrations', 'bench/moves.ts', 'bench/town.ts', 'bench/generate'], {
    loadBefore: Math.round(loadBefore * 10) / 10,
    cases: town.cases,
    clients: hands,
    moves: each * steps.length,
    statementsPerMove: Math.round((10 * heard.flat(2).length) / heard.length) / 10,
    transactionsPerMove: Math.round((100 * heard.flat().length) / heard.length) / 100,
    movesPerSecond: Math.round(capacity),
    rawPerSecond: Math.round(raw),
    ratioToRaw: Number((capacity / raw).toFixed(2)),
    // Processor time for one move; `here` is the load generator.
    cpuMsPerMove: cpuEach([cpu], flooding.length),
    rawCpuMsPerMove: cpuEach([bare.cpu], likes.length),
    flood: { p50Ms: quantile(flood.milliseconds, 0.5), p99Ms: quantile(flood.milliseconds, 0.99) },
    atHalf: {
      perSecond: Math.round(capacity / 2),
      moves: half.milliseconds.length,
      p50Ms: quantile(half.milliseconds, 0.5),
      p99Ms: quantile(half.milliseconds, 0.99),
    },
    limits: { ratioToRaw: 0.5, p99Ms: 25 },
    loadAfter: Math.round(loadavg()[0]! * 10) / 10,
    loadGenerator: 'same machine, one process',
  });
} finally {
  await town.close();
}
