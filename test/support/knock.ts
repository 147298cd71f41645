/** Some rooms' routes on a Fastify of their own, for stories over HTTP without the whole house; a header says who is signed in. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Post } from '#contract/access.ts';
import type { Caller } from '#kit/caller.ts';
import { readConfig } from '#kit/config.ts';
import { keysFrom } from '#kit/crypto.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { answerErrors, type House } from '#kit/serve.ts';
import { englishNames } from '../../server/names.ts';
import type { Corner } from './corner.ts';

export type Knock = {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** signed in with this post */
  as?: Post;
  /** number and code of a receipt are two things: this is the code */
  code?: string;
  key?: string;
  body?: unknown;
  bytes?: Buffer;
  type?: string;
  lang?: 'zh' | 'en';
  from?: string;
  headers?: Record<string, string>;
};
export type Answer = { status: number; body: any; raw: Buffer; headers: Record<string, unknown> };
export type Door = {
  house: House;
  knock(path: string, how?: Knock): Promise<Answer>;
  /** a real address on the loopback: for what does not answer in one piece */
  listen(): Promise<string>;
  /** moves the clock of the house */
  at(when: string): void;
  close(): Promise<void>;
};

export async function openDoor(
  corner: Corner,
  routes: readonly ((app: FastifyInstance, house: House) => void | Promise<void>)[],
  alsoKnows: (house: House, request: FastifyRequest) => Promise<Caller | undefined> = async () => undefined,
): Promise<Door> {
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-door-'));
  let now = new Date('2026-11-23T02:00:00Z'); // a Monday, 10:00 in Shanghai
  const house: House = {
    db: corner.db,
    keys: keysFrom(randomBytes(32)),
    files: fileStore(folder),
    config: readConfig({}, folder),
    log: makeLog('silent'),
    now: () => now,
    englishNames,
    publicRegion: async () => corner.regionId,
    whoIs: async (request) => {
      const post = request.headers['x-signed-in-as'] as Post | undefined;
      if (post) return { kind: 'person', regionId: corner.regionId, actor: corner.actor(post) };
      return alsoKnows(house, request);
    },
  };
  const app = Fastify({ forceCloseConnections: true });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  answerErrors(app, house.log);
  for (const room of routes) await room(app, house);
  await app.ready();
  return {
    house,
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    at: (when) => void (now = new Date(when)),
    async knock(path, how = {}) {
      const reply = await app.inject({
        method: how.method ?? (how.body === undefined ? (how.bytes ? 'PUT' : 'GET') : 'POST'),
        url: path,
        remoteAddress: how.from ?? '192.0.2.1',
        headers: {
          'accept-language': how.lang ?? 'zh',
          ...(how.as ? { 'x-signed-in-as': how.as } : {}),
          ...(how.code === undefined ? {} : { 'gridloop-receipt': how.code }),
          ...(how.key === undefined ? {} : { authorization: `Bearer ${how.key}` }),
          ...(how.bytes || how.body !== undefined ? { 'content-type': how.type ?? 'application/json' } : {}),
          ...how.headers,
        },
        ...(how.bytes ? { payload: how.bytes } : how.body === undefined ? {} : { payload: JSON.stringify(how.body) }),
      });
      const isPlain = reply.rawPayload.length > 0 && reply.headers['content-encoding'] === undefined;
      const isJson = isPlain && String(reply.headers['content-type']).includes('json');
      return {
        status: reply.statusCode,
        body: isJson ? reply.json() : undefined,
        raw: reply.rawPayload,
        headers: reply.headers,
      };
    },
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
