/**
 * Sends the built web: hashed files for ever, pages never from a cache. Every page carries a fresh nonce and a policy that lets
 * a browser run nothing but our own files and speak to nobody but us; nothing tells another site where a reader came from.
 */
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { deskPaths } from '#web/desk/paths.ts';
import { fieldPaths } from '#web/field/paths.ts';
import { lostPage, pageFile, publicPaths } from '#web/public/paths.ts';
import { refuse } from './refusal.ts';
import { sendProblem } from './serve.ts';

/** `scripts`: the hashes of what a page we built runs of its own, before its files are there. */
export function contentPolicy(nonce: string, scripts: readonly string[] = []): string {
  return [
    `default-src 'none'`,
    `script-src ${["'self'", ...scripts.map((hash) => `'sha256-${hash}'`)].join(' ')}`,
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'`,
    `img-src 'self' blob: data:`, // photos behind a receipt's code arrive as blobs; a map draws its patterns as data
    `font-src 'self'`,
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    // no text becomes markup or the address of a script, but for what web/kit/trusted.ts lets through
    `require-trusted-types-for 'script'`,
    `trusted-types default field-worker`,
  ].join('; ');
}

/** Of `/docs`: the reference writes its own styles, and markup by way of its framework (`vue`) and of what cleans it (`dompurify`). */
export function referencePolicy(html: string): string {
  return [
    `default-src 'none'`,
    `script-src ${["'self'", ...inlineScripts(html).map((hash) => `'sha256-${hash}'`)].join(' ')}`,
    `style-src 'self' 'unsafe-inline'`,
    `font-src 'self' data:`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    `worker-src 'self' blob:`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types vue dompurify`,
  ].join('; ');
}
/** Hashes of the scripts that stand in a page itself. */
const inlineScripts = (html: string): string[] =>
  [...html.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, script]) =>
    createHash('sha256').update(script!).digest('base64'),
  );

const always: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // a resident may say where she stands; nothing else of the device is asked for
  'permissions-policy': 'geolocation=(self), camera=(), microphone=(), payment=(), usb=(), interest-cohort=()',
};
/** A grid worker may also speak instead of typing. */
const ofField = 'geolocation=(self), camera=(self), microphone=(self), payment=(), usb=(), interest-cohort=()';
const nothing = `default-src 'none'; frame-ancestors 'none'`;
/** A worker has the policy its own file came with, not its page's: those of the map and of the field fetch, from us and nobody else. */
const ofWorkers = `default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
const isWorker = (file: string): boolean => /worker[^/]*\.js$/.test(file);

/** Headers of every reply, of the interface too. A route that needs another policy (the documentation) sets its own. */
export function secureHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    for (const [name, value] of Object.entries(always)) if (!reply.hasHeader(name)) reply.header(name, value);
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', nothing);
    return payload;
  });
}

/**
 * An address that the router itself cannot read: cut off in the midst of a letter (`%E5%`), or a part of it longer than any. No hook
 * of ours has seen it, so it gets its headers here; who reads pages is shown the one that helps.
 */
export function answerUnreadable(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply.headers({ ...always, 'content-security-policy': nothing });
  return readsPages(request) ? reply.redirect(lostPage) : sendProblem(request, reply, refuse('request.not_found'));
}
const readsPages = ({ url, headers }: FastifyRequest): boolean =>
  !url.startsWith('/v1/') && (headers.accept ?? '').includes('text/html');

/**
 * Serves `distFolder` (what `vite build` wrote). Register it after the interface; `/v1` is never answered from here.
 * `timeZone`: of the district the public site speaks for; the page reads its first times in it.
 */
export async function serveWeb(
  app: FastifyInstance,
  distFolder: string,
  timeZone: () => Promise<string> = async () => '',
): Promise<void> {
  /** Each page was written when its site was built: a resident's is drawn there, the desk's names its files. Else the site's own draws it. */
  const fileOf = (site: string, pattern: string): string =>
    existsSync(join(distFolder, pageFile(pattern))) ? pageFile(pattern) : site;
  const send =
    (site: string, pattern: string, status: number) => async (request: FastifyRequest, reply: FastifyReply) => {
      const nonce = randomBytes(16).toString('base64');
      const html = await readFile(join(distFolder, fileOf(site, pattern)), 'utf8'); // small, and true also after a new build
      if (!html.includes('__NONCE__')) throw new Error(`${pattern} has no place for the nonce of its styles`);
      const text = html.replaceAll('__NONCE__', nonce).replace('__TIME_ZONE__', await timeZone());
      const [encoding, bytes] = await packed(text, request.headers['accept-encoding'] ?? '');
      return reply
        .status(status)
        .type('text/html; charset=utf-8')
        .header('content-security-policy', contentPolicy(nonce, inlineScripts(html)))
        .header('cache-control', 'no-store')
        .header('vary', 'accept-encoding')
        .headers(encoding ? { 'content-encoding': encoding } : {})
        .headers(site === 'field.html' ? { 'permissions-policy': ofField } : {})
        .send(bytes);
    };

  await app.register(fastifyStatic, {
    root: distFolder,
    wildcard: false,
    serve: false,
    preCompressed: true,
  });
  app.get('/assets/*', (request, reply) => {
    const file = `assets/${(request.params as { '*': string })['*']}`;
    if (isWorker(file)) reply.header('content-security-policy', ofWorkers);
    return reply.sendFile(file, { immutable: true, maxAge: '365d', index: false });
  });
  for (const file of ['favicon.svg', 'field.webmanifest', 'field-192.png', 'field-512.png'])
    app.get(`/${file}`, (_request, reply) => reply.sendFile(file, { maxAge: '1d' }));
  // Asked for anew each time: a worker that came from a cache would keep an old app alive. It may keep `/field` and nothing else.
  app.get('/field-worker.js', (_request, reply) =>
    reply.header('content-security-policy', ofWorkers).sendFile('field-worker.js', { cacheControl: false }),
  );

  const sites = [
    ['index.html', publicPaths, '/*', lostPage],
    ['desk.html', deskPaths, '/desk/*', '/desk/*'],
    ['field.html', fieldPaths, '/field/*', '/field/*'],
  ] as const;
  for (const [site, paths, others, lost] of sites) {
    for (const { pattern } of paths) app.get(pattern, send(site, pattern, 200));
    // An address that does not exist is a 404 with a page that helps, for those who read pages.
    app.get(others, (request, reply) => {
      if (!readsPages(request)) return reply.callNotFound();
      const [, plain, query = ''] = slashAtEnd.exec(request.url) ?? [];
      return plain ? reply.redirect(plain + query, 308) : send(site, lost, 404)(request, reply);
    });
  }
}

/** `/field/`, as one types it: the page without the slash. Plain words only, so that nobody is led to another house (`//…`). */
const slashAtEnd = /^((?:\/[\w-]+)+)\/(\?.*)?$/;

/** Every page bears a nonce of its own, so it is compressed for each reader: lightly, which takes less than a millisecond. */
async function packed(text: string, accepted: string): Promise<[encoding: string, bytes: Buffer | string]> {
  if (/\bbr\b/.test(accepted)) return ['br', await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })];
  if (/\bgzip\b/.test(accepted)) return ['gzip', await gzipped(text)];
  return ['', text];
}
const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);
