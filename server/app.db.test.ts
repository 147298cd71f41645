/** The house as the network meets it: who is believed about where a request comes from, and what a refusal points to. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { problemWords } from '#contract/words/problems.ts';
import { createAccount, hashPassword, housePermit } from '#access';
import { readConfig } from '#kit/config.ts';
import { keysFrom } from '#kit/crypto.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { layCorner, within, type Corner } from '../test/support/corner.ts';
import { buildApp } from './app.ts';

let corner: Corner;
const folder = mkdtempSync(join(tmpdir(), 'gridloop-app-'));
const keys = keysFrom(randomBytes(32));
const opened: FastifyInstance[] = [];
const password = 'tR4m-lamp-Quay';
beforeAll(async () => {
  corner = await layCorner();
  const personId = uuidv7();
  await sql`insert into access.people (region_id, id, name) values (${corner.regionId}, ${personId}, '林小舟')`.execute(
    corner.owner,
  );
  const account = { id: uuidv7(), personId, login: 'linxiaozhou', passwordHash: await hashPassword(password) };
  await within(corner, (tx) => createAccount(tx, housePermit('people.edit', corner.regionId), account, new Date()));
});
afterAll(async () => {
  for (const app of opened) await app.close();
  rmSync(folder, { recursive: true, force: true });
  await corner.drop();
});

async function open(env: NodeJS.ProcessEnv): Promise<FastifyInstance> {
  const config = readConfig({ ...env, GRIDLOOP_DATA: folder }, folder);
  // a clock that stands: the first wait is one second, and a busy machine may need longer for a guess
  const now = () => new Date('2026-11-23T02:00:00Z');
  const parts = { db: corner.db, keys, files: fileStore(folder), config, log: makeLog('silent'), now, web: false };
  const { app } = await buildApp(parts);
  opened.push(app);
  return app;
}

type From = { from: string; claims?: string; proto?: string; login?: string; given?: string };
const signIn = (app: FastifyInstance, { from, claims, proto, login = 'nobody', given = 'not it' }: From) =>
  app.inject({
    method: 'POST',
    url: '/v1/session',
    remoteAddress: from,
    headers: { ...(claims ? { 'x-forwarded-for': claims } : {}), ...(proto ? { 'x-forwarded-proto': proto } : {}) },
    payload: { login, password: given },
  });
/** Guesses until one is told to wait; how many were answered before. */
async function guesses(app: FastifyInstance, how: (i: number) => From): Promise<number> {
  for (let i = 0; i < 7; i++) if ((await signIn(app, how(i))).statusCode === 429) return i;
  return Infinity;
}

test('unless a proxy was named, nobody is believed about where he sits', async () => {
  const app = await open({});
  const forged = (i: number) => ({ from: '198.51.100.7', claims: `203.0.113.${i}`, login: 'one' });
  expect(await guesses(app, forged)).toBe(5);
  const answer = await signIn(app, { from: '198.51.100.8', proto: 'https', login: 'linxiaozhou', given: password });
  expect(answer.statusCode).toBe(200);
  expect(String(answer.headers['set-cookie'])).not.toContain('Secure');
});

test('the named proxy tells readers apart; whoever comes past it, or adds to its header, is not believed', async () => {
  const app = await open({ GRIDLOOP_TRUST_PROXY: '127.0.0.1, 10.2.0.0/16' });
  const through = (client: string) => () => ({ from: '10.2.3.4', claims: client, login: 'two' });
  expect(await guesses(app, through('203.0.113.50'))).toBe(5);
  expect((await signIn(app, through('203.0.113.51')())).statusCode).toBe(401);
  // the reader wrote the first address, the proxy the second
  const dressed = (i: number) => ({ from: '127.0.0.1', claims: `8.8.8.${i}, 203.0.113.60`, login: 'three' });
  expect(await guesses(app, dressed)).toBe(5);
  const past = (i: number) => ({ from: '198.51.100.9', claims: `203.0.113.${i}`, login: 'four' });
  expect(await guesses(app, past)).toBe(5);
});

test('behind a proxy that speaks TLS the session’s cookie is for TLS only', async () => {
  const app = await open({ GRIDLOOP_TRUST_PROXY: '127.0.0.1' });
  const as = { login: 'linxiaozhou', given: password };
  const cookieOf = async (from: From) => String((await signIn(app, { ...from, ...as })).headers['set-cookie']);
  expect(await cookieOf({ from: '127.0.0.1', claims: '203.0.113.70', proto: 'https' })).toContain('; Secure');
  expect(await cookieOf({ from: '198.51.100.10', proto: 'https' })).not.toContain('Secure');
});

test('a refusal points to a page that has its code in both languages', async () => {
  const app = await open({});
  const refused = await app.inject({ url: '/v1/nowhere' });
  const [page, code] = refused.json<{ type: string }>().type.split('#');
  const { statusCode, body, headers } = await app.inject({ url: page! });
  expect(statusCode).toBe(200);
  expect(headers['content-security-policy']).not.toMatch(/unsafe/);
  expect(body).toContain(`id="${code}"`);
  for (const key of Object.keys(problemWords)) expect(body).toContain(`id="${key.slice('problem.'.length)}"`);
  expect(body).toContain('没有这个地址');
  expect(body).toContain('There is no such address');
  // and does not stand in the way of the reference beside it
  expect((await app.inject({ url: '/docs/' })).statusCode).toBe(200);
});

test('what is too large is told its limit', async () => {
  const app = await open({});
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/reports',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ detail: 'x'.repeat(1_100_000) }),
  });
  expect(answer.json()).toMatchObject({ status: 413, title: '内容太大，上限 1 MB', params: { limit: '1 MB' } });
});
