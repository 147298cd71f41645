/** The house as a process of its own that may be killed: told its database, its folder and its port; the same port every time. */
import './clock.ts';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { readConfig } from '#kit/config.ts';
import { keysFrom } from '#kit/crypto.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { startSweeps } from '#kit/sweep.ts';
import { buildApp } from '../../server/app.ts';
import { houseSweeps } from '../../server/sweeps.ts';

const { FAULTS_APP_URL: url = '', FAULTS_DATA: folder = '', FAULTS_PORT: port = '0' } = process.env;
const log = makeLog('silent');
const [db, files, keys] = [openDb(openPool(url)), fileStore(folder), keysFrom(Buffer.alloc(32, 1))];
const { app } = await buildApp({
  db,
  keys,
  files,
  config: readConfig({ GRIDLOOP_DATA: folder }, folder),
  log,
  web: false,
});
startSweeps(houseSweeps(db, files, anchorsIn(anchorFile(folder)), { keys, sender: null, log }), log);
await app.listen({ host: '127.0.0.1', port: Number(port) });
process.send?.('ready');
