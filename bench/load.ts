/**
 * Whole lives of cases over HTTP: a report, seven moves, an end; so many clients, each with a life of its own after another. What
 * came of it is told beside R, the same commits by `pgbench`-like bare clients in `moves` and `intake`; here it is asked how the rate
 * holds as cases gather (run it at 10⁴ first, then at 10⁵ and 10⁶), how it holds when all begin at once, what happens at 150 % of what the
 * house can do (some are told to come again, nobody who was told yes is lost, and it is itself again within ten seconds), and how long a
 * request takes at 60 % of it. What misses a limit is told, and the command fails.
 *
 *   node bench/load.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--clients 16]
 *   DATABASE_URL=<owner, may create databases> node bench/load.ts --cases 10000 [--minutes 5] [--lives 600]
 *
 * `--minutes` at 60 % (30 in earnest), `--lives` for the capacity and for each burst, `--seconds` of overload.
 */
import { existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { generated } from './generated.ts';
import { livesIn, nothing } from './lives.ts';
import { median, record } from './record.ts';
import { quantile } from './town.ts';

const town = await generated({ clients: '16', lives: '600', minutes: '5', seconds: '30' });
const [hands, lives, minutes, seconds] = (['clients', 'lives', 'minutes', 'seconds'] as const).map((name) => Number(town.options[name])) as [number, number, number, number]; // prettier-ignore
const loadBefore = loadavg()[0]!;
const round = (n: number, digits = 1): number => Number(n.toFixed(digits));

const { perLife, live, atRate, lost, close } = await livesIn(town);

const limits = {
  itselfAgainAfterSeconds: 10,
  p99Ms: 150,
  failed: 0,
  lost: 0,
  rateAgainst1e4: 0.9,
  burst: 0.9,
};
const sizeOf = (cases: number) => `load-${cases < 50_000 ? '1e4' : cases < 500_000 ? '1e5' : '1e6'}` as const;
type Rates = { capacity: { livesPerSecond: number }; bursts: { livesPerSecond: number[] } };
/** What this machine did at 10⁴, when it was asked. */
function at1e4(): Rates | undefined {
  const file = new URL('results/load-1e4.json', import.meta.url);
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as Rates;
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

  // ── 150 % of the most it did, and then: itself again? ──
  const most = Math.max(capacity, median(burstRates));
  const over = await atRate(most * 1.5, seconds);
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

  const [lostBurst, lostOver, lostSteady] = [await lost(burst), await lost(over), await lost(steady)];
  const name = sizeOf(town.cases);
  const before = name === 'load-1e4' ? undefined : at1e4();
  const against = before && {
    capacity: round(capacity / before.capacity.livesPerSecond, 2),
    bursts: round(median(burstRates) / median(before.bursts.livesPerSecond), 2),
  };
  const p99Ms = quantile(steady.ms, 0.99);
  const failed = full.failed.length + burst.failed.length + over.failed.length + steady.failed.length;
  const missed = [
    [failed > 0, `${failed} requests failed`],
    [lostBurst + lostOver + lostSteady > 0, `${lostBurst + lostOver + lostSteady} of what was acknowledged are lost`],
    [again === null || again > limits.itselfAgainAfterSeconds, `itself again after ${again ?? 'more than 60'} s`],
    [p99Ms > limits.p99Ms, `p99 ${p99Ms} ms at 60 %`],
    [over.shed === 0, 'nobody was told to come again at 150 %'],
    [Math.min(...burstRates) < limits.burst * capacity, `bursts of ${burstRates.map((rate) => round(rate)).join(', ')} lives/s`],
    ...Object.entries(against ?? {}).map(([what, share]) => [share < limits.rateAgainst1e4, `${what}: ${share} of the rate at 10⁴`] as const),
  ].flatMap(([is, words]) => (is ? [words] : [])); // prettier-ignore
  if (missed.length > 0) process.exitCode = 1;
  record(name, ['server', 'contract', 'db/migrations', 'bench/load.ts', 'bench/town.ts', 'bench/generate'], {
    loadBefore: round(loadBefore),
    cases: town.cases,
    clients: hands,
    requestsPerLife: perLife,
    capacity: { lives: full.ended, livesPerSecond: round(capacity, 2), requestsPerSecond: round(capacity * perLife), p50Ms: quantile(full.ms, 0.5), p99Ms: quantile(full.ms, 0.99), failed: full.failed.length },
    bursts: { livesAtOnce: lives, livesPerSecond: burstRates.map((rate) => round(rate, 2)), p99Ms: quantile(burst.ms, 0.99), toldToComeAgain: burst.shed, failed: burst.failed.length, lost: lostBurst },
    overload: { livesPerSecond: round(most * 1.5, 2), seconds: round(over.seconds), acknowledged: over.acknowledged.length, toldToComeAgain: over.shed, failed: over.failed.length, lost: lostOver, itselfAgainAfterSeconds: again === null ? null : round(again), p99Ms: quantile(over.ms, 0.99) },
    steady: { livesPerSecond: round(capacity * 0.6, 2), minutes, requests: steady.ms.length, p50Ms: quantile(steady.ms, 0.5), p99Ms, failed: steady.failed.length, lost: lostSteady },
    ...(against ? { rateAgainst1e4: against } : {}),
    missed,
    firstFailures: [...full.failed, ...burst.failed, ...over.failed, ...steady.failed].slice(0, 5),
    limits,
    loadAfter: round(loadavg()[0]!),
    loadGenerator: 'same machine, one process',
  }); // prettier-ignore
} finally {
  await close();
  await town.close();
}
