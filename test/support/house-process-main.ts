/** What `runHouse` starts: told its database, its folder and its port; 0: whichever is free, and that is told back. */
import type { AddressInfo } from 'node:net';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { readConfig } from '#kit/config.ts';
import { keysFrom } from '#kit/crypto.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { startSweeps } from '#kit/sweep.ts';
import { buildApp } from '../../server/app.ts';
import { houseSweeps } from '../../server/sweeps.ts';

const { HOUSE_APP_URL: url = '', HOUSE_DATA: folder = '', HOUSE_PORT: port = '0' } = process.env;
const log = makeLog('error');
// The keys of every house of a journey (whole-house.ts): what it sealed is read here, and its demo password is this one's.
const [db, files, keys] = [openDb(openPool(url)), fileStore(`${folder}/files`), keysFrom(Buffer.alloc(32, 7))];
const { app } = await buildApp({ db, keys, files, config: readConfig({ GRIDLOOP_DATA: folder }, folder), log });
startSweeps(houseSweeps(db, files, anchorsIn(anchorFile(folder)), { keys, sender: null, log }), log);
await app.listen({ host: '127.0.0.1', port: Number(port) });
process.send?.((app.server.address() as AddressInfo).port);
