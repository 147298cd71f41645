/** A push service of nobody's, on the loopback, and the keys of one browser: what comes is read as that browser would read it (RFC 8291). */
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Came = { path: string; headers: Record<string, unknown>; body: Buffer };
export type PushService = {
  origin: string;
  came: Came[];
  /** what it answers from now on */
  answers: number;
  address(path?: string): { endpoint: string; p256dh: string; auth: string };
  read(body: Buffer): unknown;
  close(): void;
};

/** A key pair as an operator makes it, and what stands in the settings. */
export function pushSetting(origin: string): { key: string; contact: string; services: string[] } {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const key = pair.getPrivateKey('base64url').padStart(43, 'A');
  return { key, contact: 'mailto:it@pingning.example', services: [origin] };
}

export async function openPushService(): Promise<PushService> {
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const auth = randomBytes(16);
  const server = createServer((request, reply) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      service.came.push({ path: request.url!, headers: request.headers, body: Buffer.concat(pieces) });
      reply.writeHead(service.answers).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service: PushService = {
    origin,
    came: [],
    answers: 201,
    address: (path = '/phone-1') => ({
      endpoint: origin + path,
      p256dh: browser.getPublicKey('base64url'),
      auth: auth.toString('base64url'),
    }),
    read(body) {
      const [salt, theirs, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
      const derive = (key: Buffer, from: Buffer, info: Buffer, n: number) =>
        Buffer.from(hkdfSync('sha256', key, from, info, n));
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), theirs]);
      const key = derive(browser.computeSecret(theirs), auth, info, 32);
      const decipher = createDecipheriv(
        'aes-128-gcm',
        derive(key, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
        derive(key, salt, Buffer.from('Content-Encoding: nonce\0'), 12),
      );
      decipher.setAuthTag(sealed.subarray(-16));
      const text = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
      if (!text.endsWith('\u0002')) throw new Error('the last record does not end as one');
      return JSON.parse(text.slice(0, -1));
    },
    close: () => server.close().closeAllConnections(),
  };
  return service;
}
