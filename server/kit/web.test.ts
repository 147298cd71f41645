import Fastify, { type FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secureHeaders, serveWeb } from './web.ts';

const html = { accept: 'text/html,application/xhtml+xml' };
const early = `document.documentElement.lang='en'`;
let app: FastifyInstance;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-'));
  await mkdir(join(folder, 'assets'));
  for (const name of ['index', 'desk'])
    await writeFile(join(folder, `${name}.html`), `<meta name="csp-nonce" content="__NONCE__"><p>${name}</p>`);
  await mkdir(join(folder, 'pages'));
  await writeFile(
    join(folder, 'pages', 'track.html'),
    `<meta content="__NONCE__"><script>${early}</script><h1>查询进度</h1>`,
  );
  await writeFile(join(folder, 'assets', 'a-1b2c.js'), 'export {};');
  await writeFile(join(folder, 'assets', 'a-1b2c.js.gz'), gzipSync('export {};'));
  await writeFile(join(folder, 'assets', 'map-worker-3c4d.js'), 'export {};');
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  app = Fastify();
  secureHeaders(app);
  app.get('/v1/here', async () => ({ here: true }));
  app.setNotFoundHandler((_request, reply) => reply.status(404).send({ code: 'request.not_found' }));
  await serveWeb(app, folder);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe('a page', () => {
  test('carries a fresh nonce, the same in its policy and in its text', async () => {
    const nonces = new Set<string>();
    for (const url of ['/', '/report', '/r/PN-20261121-7', '/desk', '/desk/cases/x']) {
      const { statusCode, headers, body } = await app.inject({ url, headers: html });
      expect(statusCode, url).toBe(200);
      const nonce = /content="([^"]+)"/.exec(body)![1]!;
      expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
      expect(headers['content-security-policy']).toMatch(
        /; require-trusted-types-for 'script'; trusted-types default field-worker$/,
      );
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(body).toContain(url.startsWith('/desk') ? 'desk' : 'index');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
  });

  test('that was drawn when the site was built may run its own few lines, known by their hash, and travels compressed', async () => {
    const { headers, body } = await app.inject({ url: '/track', headers: html });
    const hash = createHash('sha256').update(early).digest('base64');
    expect(headers['content-security-policy']).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(body).toContain('<h1>查询进度</h1>');
    const packed = await app.inject({ url: '/track', headers: { ...html, 'accept-encoding': 'gzip, br' } });
    expect([packed.headers['content-encoding'], packed.headers['vary']]).toEqual(['br', 'accept-encoding']);
    expect(brotliDecompressSync(packed.rawPayload).toString()).toContain('<h1>查询进度</h1>');
    // A page that was not drawn has nothing of its own to run.
    const blank = await app.inject({ url: '/report', headers: html });
    expect(blank.headers['content-security-policy']).toContain(`script-src 'self';`);
  });

  test('that does not exist is a 404 in words for a reader and a problem for a program', async () => {
    const reader = await app.inject({ url: '/nowhere', headers: html });
    expect([reader.statusCode, reader.body.includes('index')]).toEqual([404, true]);
    const staff = await app.inject({ url: '/desk/nowhere', headers: html });
    expect([staff.statusCode, staff.body.includes('desk')]).toEqual([404, true]);
    const program = await app.inject({ url: '/nowhere' });
    expect([program.statusCode, program.json()]).toEqual([404, { code: 'request.not_found' }]);
    const typo = await app.inject({ url: '/v1/nowhere', headers: html });
    expect([typo.statusCode, typo.json()]).toEqual([404, { code: 'request.not_found' }]);
  });

  test('with a slash at its end is the page without it; nobody is led to another house', async () => {
    const led = async (url: string) => {
      const { statusCode, headers: told } = await app.inject({ url, headers: html });
      return told.location ?? statusCode;
    };
    expect(await led('/desk/')).toBe('/desk');
    expect(await led('/field/?done=1')).toBe('/field?done=1');
    expect(await led('/desk/cases/abc-1/')).toBe('/desk/cases/abc-1');
    for (const url of ['//elsewhere.example/', '/%5Celsewhere.example/', '/a//'])
      expect([url, await led(url)]).toEqual([url, 404]);
  });
});

describe('a file', () => {
  test('with a hash in its name is kept for ever and travels compressed', async () => {
    const { headers, statusCode } = await app.inject({
      url: '/assets/a-1b2c.js',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers['content-type']).toMatch(/javascript/);
  });

  test('that is a worker may ask us, and nobody else; any other file asks nobody', async () => {
    const policyOf = async (url: string) => (await app.inject({ url })).headers['content-security-policy'];
    expect(await policyOf('/assets/map-worker-3c4d.js')).toBe(
      `default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`,
    );
    expect(await policyOf('/assets/a-1b2c.js')).not.toContain('connect-src');
  });

  test('outside the built folder is not to be had', async () => {
    for (const url of ['/assets/../index.html', '/assets/%2e%2e/%2e%2e/etc/passwd', '/assets/nothing.js']) {
      const { statusCode, body } = await app.inject({ url });
      expect(statusCode, url).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain('__NONCE__');
    }
  });
});

test('an answer of the interface may run nothing at all', async () => {
  const { headers } = await app.inject({ url: '/v1/here' });
  expect(headers['content-security-policy']).toBe(`default-src 'none'; frame-ancestors 'none'`);
});
