/**
 * `npm run bench`: every benchmark that needs nothing but this repository, one after another, on the PostgreSQL of DATABASE_URL or
 * an embedded one in a folder of its own. `npm run bench -- intake locate` runs those. Figures are printed and kept in
 * bench/results; those on real cities' data (`*-real.ts`) take a folder and are run by themselves.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '#kit/postgres.ts';

const named = process.argv.slice(2);
/** Parts of benchmarks, and this file. */
const parts = 'run record cpu slow town town-server letters life lives gridloop generate generated insight-door'
  .split(' ')
  .map((name) => `${name}.ts`);
const all = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('-real.ts') && !parts.includes(file))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'gridloop-bench-'));
const given = process.env['DATABASE_URL'];
const postgres = given ? undefined : await startPostgres({ dataFolder: folder, log: () => undefined });
const failed: string[] = [];
try {
  for (const name of named.length > 0 ? named : all) {
    console.error(`\n── ${name}`);
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
        stdio: 'inherit',
        env: { ...process.env, DATABASE_URL: given ?? postgres!.url },
      });
      child.on('error', reject);
      child.on('exit', resolve);
    });
    if (code !== 0) failed.push(name);
  }
} finally {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
}
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
