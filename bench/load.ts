/**
 * Whole lives of cases over HTTP: a report, seven moves, an end; so many clients, each with a life of its own after another. What
 * came of it is told beside R, the same commits by `pgbench`-like bare clients in `moves` and `intake`; here it is asked how the rate
 * holds as cases gather (run it at 10⁴ first, then at 10⁵ and 10⁶), how it holds when all begin at once, what happens at 150 % of what the
 * house can do (some are told to come again, nobody who was told yes is lost, and it is itself again within ten seconds), and how long a
 * request takes at 60 % of it. What misses a limit is told, and the command fails.
 *
 *   node bench/load.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--clients 16]
 *   DATABASE_URL=<owner, may create databases> node bench/load.ts --cases 10000 [--minutes 5] [--lives 200] [--hours 1.5]
 *
 * `--minutes` at 60 % (30 in earnest), `--lives` for the capacity, `--seconds` of overload. `--hours` adds a soak at half of the
 * capacity: the server's memory each ten seconds after a warm-up, its slope by least squares with a 95 % interval.
 */
import { existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoPassword } from '#access';
import { uuidv7 } from '#contract/ids.ts';
import { openPool } from '#kit/db.ts';
import { chance } from '../demo/chance.ts';
import { generated } from './generated.ts';
import { lifeOf } from './life.ts';
import { record } from './record.ts';
import { client as httpClient, quantile, serveTown } from './town.ts';

const town = await generated({ clients: '16', lives: '200', minutes: '5', seconds: '30', hours: '0' });
const { appUrl, ground, keys, options } = town;
const [hands, lives, minutes, seconds, hours] = (['clients', 'lives', 'minutes', 'seconds', 'hours'] as const).map((name) => Number(options[name])) as [number, number, number, number, number]; // prettier-ignore
const loadBefore = loadavg()[0]!;
const round = (n: number, digits = 1): number => Number(n.toFixed(digits));

// ── One life ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const subject = ground.subjects[0]!;
const moves = lifeOf(ground);
const perLife = 1 + moves.length;

const served = await serveTown(appUrl);
/** More than the house lets in at once: who waits, waits there and not here. */
const door = httpClient(served.port, 2_048);
const places = chance('load');
/** Beside the house: which case a report became. */
const owner = openPool(town.ownerUrl, { max: 4 });

const cookies = new Map<string, string>();
const { rows: accounts } = await owner.query<{ person: string; login: string }>(
  'select person_id as person, login from access.accounts where region_id = $1',
  [ground.regionId],
);
for (const { actor } of moves) {
  if (cookies.has(actor.personId)) continue;
  const login = accounts.find(({ person }) => person === actor.personId)!.login;
  const answer = await fetch(`http://127.0.0.1:${served.port}/v1/session`, {
    method: 'POST',
    body: JSON.stringify({ login, password: demoPassword(keys) }),
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(await answer.text());
  cookies.set(actor.personId, answer.headers.getSetCookie()[0]!.split(';')[0]!);
}

type Tally = { ms: number[]; shed: number; failed: string[]; acknowledged: string[]; ended: number };
const nothing = (): Tally => ({ ms: [], shed: 0, failed: [], acknowledged: [], ended: 0 });

/** Busy is an answer: the same id once more a little later. Anything else but yes is a failure. */
async function ask(
  tally: Tally,
  path: string,
  body: object,
  headers: Record<string, string>,
  since: number,
): Promise<string | undefined> {
  for (let began = since; ; began = performance.now()) {
    const answer = await door.send('POST', path, JSON.stringify(body), headers).catch((error: unknown) => ({ status: 0, text: String(error) })); // prettier-ignore
    if (answer.status === 200) {
      tally.ms.push(performance.now() - began);
      return answer.text;
    }
    if (answer.status !== 503 && answer.status !== 429) return void tally.failed.push(`${path.replace(/[0-9a-f-]{36}/, ':id')}: ${answer.status} ${answer.text.slice(0, 200)}`); // prettier-ignore
    tally.shed++;
    await sleep(200 + Math.random() * 800);
  }
}

async function live(tally: Tally, since = performance.now()): Promise<void> {
  const { lon, lat } = places.pick(ground.cells);
  const report = { id: uuidv7(), kind: 'help', title: subject.title, naming: 'anonymous', location: { lon, lat } };
  const told = await ask(tally, '/v1/reports', report, {}, since);
  if (told === undefined) return;
  tally.acknowledged.push(report.id);
  const { rows } = await owner.query<{ id: string; version: number }>(
    `select c.id, c.version from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
      where r.region_id = $1 and r.id = $2`,
    [ground.regionId, report.id],
  );
  const { id: caseId } = rows[0]!;
  let { version } = rows[0]!;
  for (const { actor, input } of moves) {
    const cookie = cookies.get(actor.personId)!;
    const body = { id: uuidv7(), version, input };
    const moved = await ask(tally, `/v1/cases/${caseId}/moves`, body, { cookie }, performance.now());
    if (moved === undefined) return;
    version = (JSON.parse(moved) as { version: number }).version;
  }
  tally.ended++;
}

/** As many lives as begin in so many seconds at this rate, each at its time: who waits is counted from when it should have begun. */
async function atRate(perSecond: number, forSeconds: number): Promise<Tally & { seconds: number }> {
  const tally = nothing();
  const began = performance.now();
  const going: Promise<void>[] = [];
  for (let i = 0; i < perSecond * forSeconds; i++) {
    const due = began + (i * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    going.push(live(tally, due));
  }
  await Promise.all(going);
  return { ...tally, seconds: (performance.now() - began) / 1000 };
}

/** Every report that was told yes, and every end that was, is there. */
async function lost({ acknowledged, ended }: Tally): Promise<number> {
  const { rows } = await owner.query<{ kept: number; closed: number }>(
    `select count(*)::int as kept, count(*) filter (where c.state = 'closed')::int as closed
       from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
      where r.region_id = $1 and r.id = any($2::uuid[])`,
    [ground.regionId, acknowledged],
  );
  return acknowledged.length - rows[0]!.kept + Math.max(0, ended - rows[0]!.closed);
}

/** Slope of the resident memory in MB an hour, and how far it may be off (95 %, normal). */
function slope(points: readonly (readonly [hour: number, mb: number])[]): { mbPerHour: number; offBy: number } {
  const n = points.length;
  const mean = (k: 0 | 1): number => points.reduce((sum, point) => sum + point[k], 0) / n;
  const [x, y] = [mean(0), mean(1)];
  const sxx = points.reduce((sum, [h]) => sum + (h - x) ** 2, 0);
  const b = points.reduce((sum, [h, mb]) => sum + (h - x) * (mb - y), 0) / sxx;
  const rest = points.reduce((sum, [h, mb]) => sum + (mb - y - b * (h - x)) ** 2, 0);
  return { mbPerHour: round(b, 2), offBy: round(1.96 * Math.sqrt(rest / (n - 2) / sxx), 2) };
}
const residentMb = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${served.pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;

const limits = {
  itselfAgainAfterSeconds: 10,
  p99Ms: 150,
  failed: 0,
  lost: 0,
  mbPerHour: 1,
  rateAgainst1e4: 0.9,
  burst: 0.9,
};
const sizeOf = (cases: number) => `load-${cases < 50_000 ? '1e4' : cases < 500_000 ? '1e5' : '1e6'}` as const;
/** What this machine did at 10⁴, when it was asked. */
function capacityAt1e4(): number | undefined {
  const file = new URL('results/load-1e4.json', import.meta.url);
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { capacity: { livesPerSecond: number } }).capacity.livesPerSecond;
}

try {
  // ── Capacity: as fast as so many hands can ──
  const warm = nothing();
  await Promise.all(Array.from({ length: hands }, () => live(warm)));
  const full = nothing();
  const began = performance.now();
  let left = lives;
  await Promise.all(Array.from({ length: hands }, async () => { while (left-- > 0) await live(full); })); // prettier-ignore
  if (full.ended === 0) throw new Error(`no case came to its end: ${full.failed[0]}`);
  const capacity = full.ended / ((performance.now() - began) / 1000);

  // ── Bursts: all of them at one moment, three times ──
  const burst = nothing();
  const burstRates: number[] = [];
  for (let i = 0; i < 3; i++) {
    const [from, endedBefore] = [performance.now(), burst.ended];
    await Promise.all(Array.from({ length: lives }, () => live(burst)));
    burstRates.push((burst.ended - endedBefore) / ((performance.now() - from) / 1000));
  }

  // ── 150 % of it, and then: itself again? ──
  const over = await atRate(capacity * 1.5, seconds);
  const overAt = performance.now();
  let again: number | null = null;
  while (performance.now() - overAt < 60_000) {
    const one = nothing();
    const from = performance.now();
    await live(one);
    if (one.shed === 0 && one.ended === 1 && performance.now() - from < 1_000) {
      again = (performance.now() - overAt) / 1000;
      break;
    }
  }

  // ── 60 % of it, for as long as was asked for ──
  const steady = await atRate(capacity * 0.6, minutes * 60);

  // ── A soak at half of it ──
  const points: (readonly [number, number])[] = [];
  if (hours > 0) {
    const from = performance.now();
    const looking = setInterval(() => {
      const hour = (performance.now() - from) / 3_600_000;
      if (hour > hours * 0.15) points.push([hour, residentMb()]);
    }, 10_000);
    const soak = await atRate(capacity * 0.5, hours * 3600);
    clearInterval(looking);
    steady.failed.push(...soak.failed);
    steady.acknowledged.push(...soak.acknowledged);
    steady.ended += soak.ended;
  }

  const [lostBurst, lostOver, lostSteady] = [await lost(burst), await lost(over), await lost(steady)];
  const memory = points.length > 2 ? slope(points) : null;
  const name = sizeOf(town.cases);
  const before = name === 'load-1e4' ? undefined : capacityAt1e4();
  const p99Ms = quantile(steady.ms, 0.99);
  const failed = full.failed.length + burst.failed.length + over.failed.length + steady.failed.length;
  const missed = [
    [failed > 0, `${failed} requests failed`],
    [lostBurst + lostOver + lostSteady > 0, `${lostBurst + lostOver + lostSteady} of what was acknowledged are lost`],
    [again === null || again > limits.itselfAgainAfterSeconds, `itself again after ${again ?? 'more than 60'} s`],
    [p99Ms > limits.p99Ms, `p99 ${p99Ms} ms at 60 %`],
    [over.shed === 0, 'nobody was told to come again at 150 %'],
    [Math.min(...burstRates) < limits.burst * capacity, `bursts of ${burstRates.map((rate) => round(rate)).join(', ')} lives/s`],
    [before !== undefined && capacity < limits.rateAgainst1e4 * before, `${round(capacity)} lives/s against ${before} at 10⁴`],
    // Only a slope that is surely above the limit is a leak: the interval says how sure.
    [memory !== null && memory.mbPerHour - memory.offBy > limits.mbPerHour, `memory grows by ${memory?.mbPerHour} MB/h`],
  ].flatMap(([is, words]) => (is ? [words] : [])); // prettier-ignore
  if (missed.length > 0) process.exitCode = 1;
  record(name, ['server', 'contract', 'db/migrations', 'bench/load.ts', 'bench/town.ts', 'bench/generate'], {
    loadBefore: round(loadBefore),
    cases: town.cases,
    clients: hands,
    requestsPerLife: perLife,
    capacity: { lives: full.ended, livesPerSecond: round(capacity, 2), requestsPerSecond: round(capacity * perLife), p50Ms: quantile(full.ms, 0.5), p99Ms: quantile(full.ms, 0.99), failed: full.failed.length },
    bursts: { livesAtOnce: lives, livesPerSecond: burstRates.map((rate) => round(rate, 2)), p99Ms: quantile(burst.ms, 0.99), toldToComeAgain: burst.shed, failed: burst.failed.length, lost: lostBurst },
    overload: { livesPerSecond: round(capacity * 1.5, 2), seconds: round(over.seconds), acknowledged: over.acknowledged.length, toldToComeAgain: over.shed, failed: over.failed.length, lost: lostOver, itselfAgainAfterSeconds: again === null ? null : round(again), p99Ms: quantile(over.ms, 0.99) },
    steady: { livesPerSecond: round(capacity * 0.6, 2), minutes, requests: steady.ms.length, p50Ms: quantile(steady.ms, 0.5), p99Ms, failed: steady.failed.length, lost: lostSteady },
    ...(memory ? { soak: { hours, ...memory, residentMb: round(points.at(-1)![1]) } } : {}),
    missed,
    firstFailures: [...full.failed, ...burst.failed, ...over.failed, ...steady.failed].slice(0, 5),
    limits,
    loadAfter: round(loadavg()[0]!),
    loadGenerator: 'same machine, one process',
  }); // prettier-ignore
} finally {
  door.close();
  await owner.end();
  await served.stop();
  await town.close();
}
