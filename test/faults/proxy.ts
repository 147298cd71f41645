/** A network of our own between two that talk over TCP: slow, deaf, silent, or cut. */
import { createConnection, createServer, type Server, type Socket } from 'node:net';

type Weather = 'fair' | 'slow' | 'deaf' | 'silent';
/** `deaf`: what is asked arrives and no answer comes back; `silent`: nothing passes either way. */
export function proxyTo(target: { host: string; port: number }) {
  const pairs = new Set<[Socket, Socket]>();
  const now = { weather: 'fair' as Weather };
  const server: Server = createServer((near) => {
    const far = createConnection(target);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    const pass = (from: Socket, to: Socket, answers: boolean): void => {
      from.on('data', (bytes: Buffer) => {
        if (now.weather === 'silent' || (now.weather === 'deaf' && answers)) return;
        setTimeout(() => to.writable && to.write(bytes), now.weather === 'slow' ? 40 : 0);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
    };
    pass(near, far, false);
    pass(far, near, true);
  });
  return {
    now,
    server,
    /** every line that is up goes down at once */
    cut: () => pairs.forEach(([near, far]) => (near.destroy(), far.destroy())),
    lines: () => pairs.size,
  };
}
