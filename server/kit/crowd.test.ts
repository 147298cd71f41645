/** The house is full: the next one is told to come again, at once; whether it lives is still told; who leaves makes room. */
import Fastify, { type FastifyInstance } from 'fastify';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { holdTheDoor } from './crowd.ts';
import { makeLog } from './log.ts';
import { answerErrors } from './serve.ts';

let app: FastifyInstance;
afterEach(() => app.close());

/** A house in which everybody waits until `finish` is called. */
function slowHouse(most?: number) {
  app = Fastify({ forceCloseConnections: true });
  answerErrors(app, makeLog('fatal'));
  app.get('/healthz', async () => ({ status: 'ok' }));
  holdTheDoor(app, most);
  const { promise, resolve: finish } = Promise.withResolvers<void>();
  app.post('/v1/slow', async () => {
    await promise;
    return { done: true };
  });
  app.get('/v1/fails', async () => Promise.reject(new Error('broken')));
  app.get('/v1/stream', async (_request, reply) => {
    const line = new PassThrough();
    line.on('error', () => undefined); // who listened hung up
    line.write('hello');
    return reply.type('text/plain').send(line);
  });
  const slow = () => app.inject({ method: 'POST', url: '/v1/slow', payload: { id: 1 } });
  return { slow, finish };
}

test('one more than fit is told at once to come again, and then comes in', async () => {
  const { slow, finish } = slowHouse(3);
  const waiting = [slow(), slow(), slow()];
  await sleep(20);
  const refused = await slow();
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([503, 'server.busy']);
  expect(refused.headers['retry-after']).toBe('2');
  expect((await app.inject('/healthz')).statusCode).toBe(200);
  finish();
  expect((await Promise.all(waiting)).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  expect((await slow()).statusCode).toBe(200);
});

test('whoever failed, and whoever listens to a stream, takes no room', async () => {
  const { slow, finish } = slowHouse(2);
  for (let i = 0; i < 5; i++) expect((await app.inject('/v1/fails')).statusCode).toBe(500);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const leave = new AbortController();
  const { port } = app.server.address() as { port: number };
  for (let i = 0; i < 5; i++) {
    const line = await fetch(`http://127.0.0.1:${port}/v1/stream`, { signal: leave.signal });
    expect(line.status).toBe(200);
  }
  finish();
  expect((await slow()).statusCode).toBe(200);
  leave.abort();
});

test('whoever hangs up takes room as long as her work goes on, and no longer', async () => {
  const { slow, finish } = slowHouse(2);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  const leave = new AbortController();
  const ask = () => fetch(`http://127.0.0.1:${port}/v1/slow`, { method: 'POST', signal: leave.signal });
  const hungUp = [ask(), ask()].map((asked) => asked.catch(() => 'hung up'));
  await sleep(100);
  leave.abort();
  expect(await Promise.all(hungUp)).toEqual(['hung up', 'hung up']);
  expect((await slow()).statusCode).toBe(503);
  finish();
  await sleep(50);
  expect([(await slow()).statusCode, (await slow()).statusCode]).toEqual([200, 200]);
});

test('without a limit nobody is refused, and everybody waits', async () => {
  const { slow, finish } = slowHouse(Number.POSITIVE_INFINITY);
  const waiting = Array.from({ length: 400 }, slow);
  await sleep(50);
  finish();
  expect(new Set((await Promise.all(waiting)).map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
});
