/**
 * Two cities' own histories, which stand outside the repository, replayed by the command line as a user types it: an embedded
 * PostgreSQL of its own, durable, started and stopped by each command. Only counts and times are kept.
 *
 *   node bench/replay-real.ts <folder with civic311/>
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeIn } from '#kit/postgres-place.ts';
import { gridloopIn } from './gridloop.ts';
import { record } from './record.ts';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('node bench/replay-real.ts <folder with civic311/>');
const measured = ['server', 'contract', 'db/migrations', 'bench/replay-real.ts', 'bench/replay'];
const data = mkdtempSync(join(tmpdir(), 'gridloop-replay-real-'));
chmodSync(data, 0o711);

const gridloop = gridloopIn(data);

async function city(name: string, history: string): Promise<void> {
  const before = loadavg()[0]!;
  const { code, seconds, answer } = await gridloop(
    'replay',
    history,
    '--map',
    join(import.meta.dirname, `replay/${name}.json`),
  );
  const { rejected, ...result } = answer as { rejected: { row: number }[]; rows: number; seconds: { play: number } };
  record(`replay-${name}`, measured, {
    exit: code,
    secondsWithStartAndStop: seconds,
    rowsPerSecond: Math.round(result.rows / result.seconds.play),
    // Others at work on this machine make it slower; a number near 0 before the run means that it was idle.
    loadBefore: Math.round(before * 10) / 10,
    rejected: rejected.length,
    ...result,
  });
}

try {
  const boards = join(folder, 'civic311/nyc-community-districts.geojson');
  await gridloop(
    'areas',
    'import',
    boards,
    '--layer',
    'boards',
    '--code',
    'BoroCD',
    '--name',
    'BoroCD',
    '--region',
    'nyc',
  );
  await city('nyc', join(folder, 'civic311/nyc-311.csv'));
  await city('baltimore', join(folder, 'civic311/baltimore-311.csv'));
  const { code, answer } = await gridloop('check');
  console.log(`check: exit ${code} ${JSON.stringify(answer)}`);
} finally {
  for (const made of [homeIn(data), data]) rmSync(made, { recursive: true, force: true });
}
