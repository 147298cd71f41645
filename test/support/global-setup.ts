/** One embedded PostgreSQL for a test run, with a migrated template that each test file clones (support/database.ts). */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '#kit/migrate.ts';
import { homeIn } from '#kit/postgres-place.ts';
import { findRunning, startPostgres } from '#kit/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { adminUrl: string; template: string; appUrl: string };
  }
}

const prefix = 'gridloop-test-';
/** In a run's folder: the process it belongs to. */
const runBy = 'run.pid';
const template = 'gridloop_template';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearKilledRuns();
  const dataFolder = mkdtempSync(join(await roomiest(), prefix));
  writeFileSync(join(dataFolder, runBy), String(process.pid));
  chmodSync(dataFolder, 0o711); // so that root's PostgreSQL, another user, may stay in it
  // As durable as in earnest; only smaller.
  const postgres = await startPostgres({
    dataFolder,
    settings: { shared_buffers: '128MB', max_wal_size: '256MB', max_connections: 100 },
  });
  const teardown = async () => {
    await postgres.stop();
    remove(dataFolder);
  };
  try {
    const adminUrl = postgres.ownUrl('postgres');
    const admin = new Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query(`create database ${template}`);
    const { appUrl } = await migrate(postgres.ownUrl(template), 'test-only');
    await admin.query(`alter database ${template} is_template true allow_connections false`);
    await admin.end();
    project.provide('postgres', { adminUrl, template, appUrl });
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}

const memory = '/dev/shm';

/**
 * Memory where there is enough of it: PostgreSQL works and syncs exactly as in earnest, but a clone (four hundred files, each
 * synced) takes 15 ms instead of 400.
 */
async function roomiest(): Promise<string> {
  const room = await statfs(memory).catch(() => undefined);
  return room && room.bavail * room.bsize > 2 ** 31 ? memory : tmpdir();
}

/** A run that was killed could not stop its PostgreSQL: nobody owns it any more, and the next run clears it away. */
async function clearKilledRuns(): Promise<void> {
  for (const dataFolder of [tmpdir(), memory].flatMap(testFoldersIn)) {
    const { uid, mtimeMs } = statSync(dataFolder);
    if (uid !== (process.getuid?.() ?? uid)) continue;
    // Its database may be coming up or going down just now, which looks like one that was left behind.
    if (stillRuns(dataFolder)) continue;
    if (existsSync(join(homeIn(dataFolder), 'data', 'postmaster.pid'))) {
      if (await findRunning(dataFolder)) continue;
      await (await startPostgres({ dataFolder })).stop();
      remove(dataFolder);
    } else if (Date.now() - mtimeMs > 3_600_000) {
      remove(dataFolder);
    }
  }
}

function stillRuns(dataFolder: string): boolean {
  const file = join(dataFolder, runBy);
  if (!existsSync(file)) return false;
  try {
    return process.kill(Number(readFileSync(file, 'utf8')), 0);
  } catch {
    return false;
  }
}

const testFoldersIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.startsWith(prefix))
        .map((name) => join(folder, name))
    : [];

function remove(dataFolder: string): void {
  for (const folder of [homeIn(dataFolder), dataFolder]) rmSync(folder, { recursive: true, force: true });
}
