/**
 * Whole lives of cases for hours, one after another at a steady rate: does the server's memory grow, do its open files and connections?
 * First so many lives, four times as fast, as fill what it keeps to be quick (the last five thousand cases that others were held against
 * are the most of it). Then what is alive in it is looked at each minute, after everything else was swept away; the slope by least squares
 * with a 95 % interval, and that of the resident memory beside it, which says what the machine must have. A slope that is surely above the
 * limit, anything that failed and anything lost is told, and the command fails.
 * What is asked here is memory, not speed: other work beside it does no harm.
 *
 *   DATABASE_URL=<owner, may create databases> node bench/soak.ts [--cases 10000] [--hours 1.5] [--rate 5] [--warm 12000]
 *
 * `--rate`: lives a second; `--warm`: lives before.
 */
import { readdirSync } from 'node:fs';
import { generated } from './generated.ts';
import { livesIn } from './lives.ts';
import { record } from './record.ts';
import { quantile } from './town.ts';

const town = await generated({ hours: '1.5', rate: '5', warm: '12000' });
const [hours, rate, before] = (['hours', 'rate', 'warm'] as const).map((name) => Number(town.options[name])) as [number, number, number]; // prettier-ignore
const { pid, perLife, memory, atRate, lost, close } = await livesIn(town);
const round = (n: number, digits = 2): number => Number(n.toFixed(digits));
const limits = { mbPerHour: 1, failed: 0, lost: 0 };

type Look = { hour: number; liveMb: number; residentMb: number; files: number };
const look = async (hour: number): Promise<Look> => ({
  hour,
  ...(await memory()),
  files: readdirSync(`/proc/${pid}/fd`).length,
});

/** So much more of it an hour, and how far that may be off (95 %, normal). */
function slope(points: readonly Look[], of: (look: Look) => number): { perHour: number; offBy: number } {
  const n = points.length;
  const mean = (value: (look: Look) => number): number => points.reduce((sum, point) => sum + value(point), 0) / n;
  const [x, y] = [mean(({ hour }) => hour), mean(of)];
  const sxx = points.reduce((sum, { hour }) => sum + (hour - x) ** 2, 0);
  const b = points.reduce((sum, point) => sum + (point.hour - x) * (of(point) - y), 0) / sxx;
  const rest = points.reduce((sum, point) => sum + (of(point) - y - b * (point.hour - x)) ** 2, 0);
  return { perHour: round(b), offBy: round(1.96 * Math.sqrt(rest / (n - 2) / sxx)) };
}

try {
  const warm = await atRate(4 * rate, before / (4 * rate));
  const looks: Look[] = [];
  const began = performance.now();
  const note = async (): Promise<void> => {
    const hour = (performance.now() - began) / 3_600_000;
    const seen = await look(hour);
    console.error(JSON.stringify(seen));
    looks.push(seen);
  };
  const looking = setInterval(() => void note(), 60_000);
  const soak = await atRate(rate, hours * 3_600);
  clearInterval(looking);
  const told = (of: (look: Look) => number) => ({ first: round(of(looks[0]!)), last: round(of(looks.at(-1)!)), most: round(Math.max(...looks.map(of))), ...slope(looks, of) }); // prettier-ignore
  const failed = [...warm.failed, ...soak.failed];
  const [live, gone] = [told(({ liveMb }) => liveMb), (await lost(warm)) + (await lost(soak))];
  const missed = [
    [live.perHour - live.offBy > limits.mbPerHour, `memory grows by ${live.perHour} MB an hour`],
    [failed.length > limits.failed, `${failed.length} requests failed: ${failed[0]}`],
    [gone > limits.lost, `${gone} of what was acknowledged are lost`],
  ].flatMap(([is, words]) => (is ? [words] : []));
  if (missed.length > 0) process.exitCode = 1;
  record('soak', ['server', 'contract', 'db/migrations', 'bench/soak.ts', 'bench/lives.ts', 'bench/town.ts'], {
    cases: town.cases,
    hours,
    livesBefore: warm.ended,
    livesPerSecond: rate,
    requestsPerSecond: rate * perLife,
    lives: soak.ended,
    requests: soak.ms.length,
    toldToComeAgain: soak.shed,
    failed: failed.length,
    lost: gone,
    p99Ms: quantile(soak.ms, 0.99),
    liveMb: live,
    residentMb: told(({ residentMb }) => residentMb),
    openFiles: told((at) => at.files),
    missed,
    limits,
    loadGenerator: 'same machine, one process',
  }); // prettier-ignore
} finally {
  await close();
  await town.close();
}
