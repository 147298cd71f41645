import { expect, test } from 'vitest';
import { demoAllowed, readConfig } from './config.ts';

const read = (env: NodeJS.ProcessEnv) => readConfig(env, '/srv/gridloop');

test('proxies are named by address or network; nobody is trusted by default, and nobody by a wildcard', () => {
  expect(read({}).trustProxy).toEqual([]);
  expect(read({ GRIDLOOP_TRUST_PROXY: '127.0.0.1, 10.2.0.0/16,fd00::/8' }).trustProxy).toEqual([
    '127.0.0.1',
    '10.2.0.0/16',
    'fd00::/8',
  ]);
  for (const wrong of ['true', '1', '*', '10.2.0.0/33', '10.2.0.0/', 'proxy.example', '10.0.0.0/8/8', '127.0.0.1,all'])
    expect(() => read({ GRIDLOOP_TRUST_PROXY: wrong }), wrong).toThrow('GRIDLOOP_TRUST_PROXY');
});

test('the demo is only for whoever sits at the machine', () => {
  expect(demoAllowed(read({}))).toBe(true);
  expect(demoAllowed(read({ GRIDLOOP_DEMO: '0' }))).toBe(false);
  expect(demoAllowed(read({ GRIDLOOP_HOST: '10.1.2.3' }))).toBe(false);
  // a proxy leads others to the loopback address
  expect(demoAllowed(read({ GRIDLOOP_TRUST_PROXY: '127.0.0.1' }))).toBe(false);
});
