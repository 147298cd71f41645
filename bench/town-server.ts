/** The whole house on a free port, as a process of its own; told its database by its parent, tells its port back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { keysFrom } from '#kit/crypto.ts';
import { readConfig } from '#kit/config.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { startSweeps } from '#kit/sweep.ts';
import { buildApp } from '../server/app.ts';
import { houseSweeps } from '../server/sweeps.ts';
import type { Memory } from './town.ts';

const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-server-'));
const pool = openPool(process.env['BENCH_APP_URL']!);
const [db, files, log] = [openDb(pool), fileStore(folder), makeLog('error')];
const { app } = await buildApp({
  db,
  keys: keysFrom(Buffer.alloc(32, 1)),
  files,
  config: readConfig({ GRIDLOOP_DATA: folder }, folder),
  log,
  web: false,
});
const sweeps = startSweeps(
  houseSweeps(db, files, anchorsIn(anchorFile(folder)), { keys: keysFrom(Buffer.alloc(32, 1)), sender: null, log }),
  log,
);
await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ port: (app.server.address() as { port: number }).port });
// What is alive, and not what is waiting to be swept away: an ordinary sweep leaves what hangs on weak references and old code for later.
process.on('message', () => {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ residentMb: rss / 2 ** 20, liveMb: (heapUsed + external) / 2 ** 20 } satisfies Memory);
});
process.once('SIGTERM', () => {
  void sweeps
    .stop()
    .then(() => app.close())
    .then(() => pool.end())
    .then(() => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
});
