/**
 * Counts failures by where they come from and refuses a source that fails too often for a while. In memory, per process: it
 * slows guessing, it is not what keeps a secret (160 bits do). Only failures count, so nobody is slowed by being many.
 */
import { isIPv4, isIPv6 } from 'node:net';

export type Throttle = {
  /** seconds this source must still wait; 0 = go on */
  wait(source: string, now: Date): number;
  failed(source: string, now: Date): void;
};

/** At most `sources` are remembered; the one that began longest ago is forgotten first, so memory cannot be filled. */
export function makeThrottle(limit: number, perMs: number, sources = 20_000): Throttle {
  const failures = new Map<string, { since: number; n: number }>();
  return {
    wait(source, now) {
      const seen = failures.get(source);
      if (!seen) return 0;
      const left = seen.since + perMs - now.getTime();
      if (left <= 0) {
        failures.delete(source);
        return 0;
      }
      return seen.n >= limit ? Math.ceil(left / 1000) : 0;
    },
    failed(source, now) {
      const seen = failures.get(source);
      if (seen && seen.since + perMs > now.getTime()) {
        seen.n++;
        return;
      }
      failures.delete(source);
      failures.set(source, { since: now.getTime(), n: 1 });
      if (failures.size > sources) failures.delete(failures.keys().next().value!);
    },
  };
}

/**
 * The address of the connection as a source (or what a proxy we were told to trust says it is): never a port, never what a
 * reader's header claims. One household or server has a whole
 * IPv6 /64 to choose from, so those count as one; an IPv4 address dressed as IPv6 is that IPv4 address.
 */
export function sourceOf(address: string | undefined): string {
  const plain = (address ?? '').split('%')[0]!;
  const four = /^::ffff:([\d.]+)$/i.exec(plain)?.[1] ?? plain;
  if (isIPv4(four)) return four;
  if (!isIPv6(plain)) return 'unknown';
  const [head = '', tail] = plain.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
