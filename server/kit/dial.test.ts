/** Out of the house by one way: whatever a name server, a redirect or a slip of the pen says, nothing else is reached. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dialer } from './dial.ts';

/** The gateway somebody has named, and what stands beside it on the same machine and was named by nobody. */
let gateway: Server;
let canary: Server;
const port = (server: Server) => (server.address() as AddressInfo).port;
let hits: string[] = [];
beforeAll(async () => {
  canary = createServer((request, reply) => {
    hits.push(request.url!);
    reply.end('secrets');
  });
  gateway = createServer((request, reply) => {
    if (request.url === '/moved') reply.writeHead(302, { location: `http://127.0.0.1:${port(canary)}/stolen` }).end();
    else if (request.url === '/endless') {
      const more = () => void (reply.destroyed || (reply.write('x'.repeat(100_000)), setImmediate(more)));
      more();
    } else request.pipe(reply.writeHead(200, { 'x-host': request.headers.host! }));
  });
  for (const server of [gateway, canary]) await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterAll(() => {
  for (const server of [gateway, canary]) server.close().closeAllConnections();
});
beforeEach(() => void (hits = []));

test('an address that was named is reached, with its body', async () => {
  const base = `http://127.0.0.1:${port(gateway)}`;
  const answer = await dialer([base])(`${base}/send`, { method: 'POST', body: '您好' });
  expect([answer.status, await answer.text(), answer.headers.get('x-host')]).toEqual([200, '您好', new URL(base).host]);
});

test('nothing else is: another port, another host, another way to write it, somebody’s name before it', async () => {
  const base = `http://127.0.0.1:${port(gateway)}`;
  const dial = dialer([base]);
  const p = port(canary);
  for (const url of [
    `http://127.0.0.1:${p}/`,
    `http://2130706433:${p}/`,
    `http://0x7f000001:${p}/`,
    `http://localhost:${p}/`,
    `http://[::ffff:127.0.0.1]:${p}/`,
    `http://user@127.0.0.1:${port(gateway)}/`,
    `http://127.0.0.1:${port(gateway)}@127.0.0.1:${p}/`,
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
  ])
    await expect(dial(url), url).rejects.toThrow();
  expect(hits).toEqual([]);
});

test('a redirect is an answer and is followed nowhere; what never ends is left', async () => {
  const base = `http://127.0.0.1:${port(gateway)}`;
  expect((await dialer([base])(`${base}/moved`)).status).toBe(302);
  await expect(dialer([base])(`${base}/endless`)).rejects.toThrow('more than');
  expect(hits).toEqual([]);
  // The control: who follows, as `fetch` does unless told otherwise, is led to the canary.
  await fetch(`${base}/moved`);
  expect(hits).toEqual(['/stolen']);
});

test('a name that leads to this machine, its wire or a cloud’s own data is not followed, nor one that leads there the second time', async () => {
  const named = `http://sso.example:${port(canary)}`;
  for (const address of [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '169.254.169.254',
    'fe80::1',
    '255.255.255.255',
  ])
    for (const answers of [[address], ['192.0.2.7', address]])
      await expect(dialer([named], async () => answers)(named), answers.join()).rejects.toThrow('leads to');
  await expect(dialer([named], async () => [])(named)).rejects.toThrow('nowhere');
  expect(hits).toEqual([]);
  // Asked once: the address that was looked at is the one that is connected to, there is no second answer to believe.
  let asked = 0;
  const rebinding = async () => (++asked === 1 ? ['192.0.2.7'] : ['127.0.0.1']);
  const gone = AbortSignal.timeout(300);
  await expect(dialer([named], rebinding)(named, { signal: gone })).rejects.toThrow();
  expect([asked, hits]).toEqual([1, []]);
  // The control: a name that was meant for this machine reaches it.
  const here = `http://localhost:${port(canary)}/meant`;
  expect((await dialer([here], async () => ['127.0.0.1'])(here)).status).toBe(200);
  expect(hits).toEqual(['/meant']);
});
