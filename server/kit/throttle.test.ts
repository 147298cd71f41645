import { expect, test } from 'vitest';
import { makeThrottle, sourceOf } from './throttle.ts';

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);

test('a source that fails too often waits out its time; others do not', () => {
  const throttle = makeThrottle(3, 60_000);
  for (const second of [0, 1, 2]) {
    expect(throttle.wait('a', at(second))).toBe(0);
    throttle.failed('a', at(second));
  }
  expect(throttle.wait('a', at(10))).toBe(50);
  expect(throttle.wait('b', at(10))).toBe(0);
  expect(throttle.wait('a', at(60))).toBe(0);
  throttle.failed('a', at(61));
  expect(throttle.wait('a', at(62))).toBe(0);
});

test('what is remembered is bounded', () => {
  const throttle = makeThrottle(1, 60_000, 2);
  for (const source of ['a', 'b', 'c']) throttle.failed(source, at(0));
  expect(['a', 'b', 'c'].map((source) => throttle.wait(source, at(1)) > 0)).toEqual([false, true, true]);
});

test('an IPv6 network of /64 is one source, an IPv4 address in IPv6 dress is itself', () => {
  expect(sourceOf('2001:db8:1:2:aaaa::1')).toBe(sourceOf('2001:0db8:1:2:ffff:ffff:ffff:ffff'));
  expect(sourceOf('2001:db8:1:2::1')).not.toBe(sourceOf('2001:db8:1:3::1'));
  expect(sourceOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
  expect(sourceOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(sourceOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(sourceOf('203.0.113.7')).toBe('203.0.113.7');
  expect(sourceOf(undefined)).toBe('unknown');
});
