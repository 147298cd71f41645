/** The door of `insight` by itself, over the cases a benchmark measures among; whoever asks is told by the request. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { insightRoutes } from '#insight';
import type { Actor } from '#kit/caller.ts';
import { readConfig } from '#kit/config.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { answerErrors } from '#kit/serve.ts';
import type { Generated } from './generated.ts';
import { englishNames } from '../server/names.ts';

export function insightDoor(
  { db, keys, ground: { regionId } }: Pick<Generated, 'db' | 'keys' | 'ground'>,
  actorOf: (request: FastifyRequest) => Actor,
): FastifyInstance {
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-insight-'));
  const log = makeLog('silent');
  const app = Fastify({ forceCloseConnections: true });
  answerErrors(app, log);
  insightRoutes(app, {
    db,
    keys,
    files: fileStore(folder),
    config: readConfig({}, folder),
    log,
    now: () => new Date(),
    englishNames,
    publicRegion: async () => regionId,
    whoIs: async (request) => ({ kind: 'person', regionId, actor: actorOf(request) }),
  });
  app.addHook('onClose', async () => rmSync(folder, { recursive: true, force: true }));
  return app;
}
