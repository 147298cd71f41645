/**
 * The whole interface as one OpenAPI document, collected from the endpoints that the rooms serve; no database is asked.
 * `node server/document.ts` writes contract/openapi.json, and test/contract.test.ts holds that it is still true.
 */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#kit/config.ts';
import { keysFrom } from '#kit/crypto.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { openApi } from '#kit/openapi.ts';
import { servedEndpoints, type AnyEndpoint } from '#kit/serve.ts';
import { buildApp } from './app.ts';

/** Everything the house answers. The pool is made and never connects. */
export async function endpointsOfHouse(): Promise<readonly AnyEndpoint[]> {
  const { app } = await buildApp({
    db: openDb(openPool('postgres://nobody@127.0.0.1:9/none')),
    keys: keysFrom(Buffer.alloc(32)),
    files: fileStore(tmpdir()),
    config: readConfig({}, tmpdir()),
    log: makeLog('silent'),
    web: false,
  });
  await app.close();
  return servedEndpoints();
}

export const documentText = (endpoints: readonly AnyEndpoint[]): string =>
  `${JSON.stringify(openApi(endpoints), null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('../contract/openapi.json', import.meta.url), documentText(await endpointsOfHouse()));
}
