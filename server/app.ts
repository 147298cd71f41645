/** The house put together: every room's routes on one Fastify, and what a machine asks (health, readiness, the document). */
import { fileURLToPath } from 'node:url';
import fastifyCookie from '@fastify/cookie';
import apiReference from '@scalar/fastify-api-reference';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { accessRoutes, whoIs } from '#access';
import { areaRoutes, findRegion } from '#areas';
import { caseRoutes } from '#cases';
import { catalogueRoutes } from '#catalogue';
import { connectRoutes } from '#connect';
import { dutyRoutes } from '#duty';
import { evaluationRoutes } from '#evaluation';
import { improvementRoutes } from '#improvement';
import { insightRoutes } from '#insight';
import { intakeRoutes } from '#intake';
import { patrolRoutes } from '#patrol';
import { neighbourRoutes } from '#neighbours';
import { notifyRoutes } from '#notify';
import { sensingRoutes, whoIsDevice } from '#sensing';
import { uuidv7 } from '#contract/ids.ts';
import type { Caller } from '#kit/caller.ts';
import type { Config } from '#kit/config.ts';
import type { Keys } from '#kit/crypto.ts';
import { inNoRegion, type Db } from '#kit/db.ts';
import type { Files } from '#kit/files.ts';
import { jobRoutes } from '#kit/jobs.ts';
import type { Log } from '#kit/log.ts';
import { migrationsMissing } from '#kit/migrate.ts';
import { openApi } from '#kit/openapi.ts';
import { problemRoutes } from '#kit/problem-page.ts';
import { holdTheDoor } from '#kit/crowd.ts';
import { answerErrors, servedEndpoints, type House } from '#kit/serve.ts';
import { answerUnreadable, referencePolicy, secureHeaders, serveWeb } from '#kit/web.ts';
import { englishNames } from './names.ts';

export const webFolder = fileURLToPath(new URL('../web/dist', import.meta.url));

/** Every room that answers, in the order its addresses are laid: this list alone says what the house answers. */
export const rooms: readonly ((app: FastifyInstance, house: House) => void | Promise<void>)[] = [
  accessRoutes,
  areaRoutes,
  catalogueRoutes,
  dutyRoutes,
  intakeRoutes,
  sensingRoutes,
  patrolRoutes,
  caseRoutes,
  evaluationRoutes,
  improvementRoutes,
  insightRoutes,
  notifyRoutes,
  neighbourRoutes,
  jobRoutes,
  connectRoutes,
];

export type AppParts = { db: Db; keys: Keys; files: Files; config: Config; log: Log; now?: () => Date; web?: boolean };

export async function buildApp(parts: AppParts): Promise<{ app: FastifyInstance; house: House }> {
  const { db, keys, files, config, log } = parts;
  const logger: FastifyBaseLogger = log.child({}, { level: log.level === 'debug' ? 'debug' : 'warn' });
  const app = Fastify({
    loggerInstance: logger,
    genReqId: () => uuidv7(),
    bodyLimit: 1_000_000,
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    frameworkErrors: (_error, request, reply) => void answerUnreadable(request, reply),
  });
  let publicRegion: number | undefined;
  const house: House = {
    db,
    keys,
    files,
    config,
    log,
    now: parts.now ?? (() => new Date()),
    englishNames,
    publicRegion: async () => {
      // Regions are never removed and keep their id, so it is asked for once.
      publicRegion ??= (await inNoRegion(db, (tx) => findRegion(tx, config.region)))?.id;
      if (publicRegion === undefined) throw new Error('no district has been set up: run `gridloop init`');
      return publicRegion;
    },
    whoIs: async (request): Promise<Caller | undefined> =>
      (await whoIs(house, request)) ?? (await whoIsDevice(house, request)),
  };
  // Uploads arrive as bytes; only JSON is parsed, and by the strict parser (no __proto__).
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await app.register(fastifyCookie);
  secureHeaders(app);
  answerErrors(app, log);
  holdTheDoor(app);

  for (const answers of rooms) await answers(app, house);

  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      const missing = await migrationsMissing(db);
      return await reply
        .status(missing.length > 0 ? 503 : 200)
        .send({ status: missing.length > 0 ? 'migrating' : 'ready', missing });
    } catch {
      return reply.status(503).send({ status: 'no database' });
    }
  });
  problemRoutes(app);
  const document = openApi(servedEndpoints());
  app.get('/openapi.json', async () => document);
  await app.register(async (docs) => {
    // The reference brings its own script, which makes its own styles: the one page with a policy of its own. It runs that file and the few
    // lines that start it, no others, and speaks to nobody but us.
    docs.addHook('onSend', async (_request, reply, payload) => {
      if (String(reply.getHeader('content-type')).startsWith('text/html'))
        void reply.header('content-security-policy', referencePolicy(String(payload)));
      return payload;
    });
    await docs.register(apiReference, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        showDeveloperTools: 'never',
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
  if (parts.web !== false) await serveWeb(app, webFolder, publicTimeZone(house));
  return { app, house };
}

/** Asked of the database until it has answered once: a page must open also while there is none. */
function publicTimeZone({ db, config }: House): () => Promise<string> {
  let known: string | undefined;
  return async () =>
    (known ??= await inNoRegion(db, (tx) => findRegion(tx, config.region)).then(
      (region) => region?.timeZone,
      () => undefined,
    )) ?? '';
}
