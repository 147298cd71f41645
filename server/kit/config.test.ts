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

test('phones are rung only where a key, a contact and the push services are all named, and by TLS', () => {
  const key = 'a'.repeat(43);
  const good = {
    GRIDLOOP_PUSH_KEY: key,
    GRIDLOOP_PUSH_CONTACT: 'mailto:it@pingning.example',
    GRIDLOOP_PUSH_SERVICES: 'https://updates.push.services.mozilla.com https://web.push.apple.com',
  };
  expect(read({}).push).toBeUndefined();
  expect(read(good).push).toEqual({
    key,
    contact: 'mailto:it@pingning.example',
    services: ['https://updates.push.services.mozilla.com', 'https://web.push.apple.com'],
  });
  for (const wrong of [
    { GRIDLOOP_PUSH_KEY: 'short' },
    { GRIDLOOP_PUSH_CONTACT: '' },
    { GRIDLOOP_PUSH_CONTACT: 'it@pingning.example' },
    { GRIDLOOP_PUSH_SERVICES: '' },
    { GRIDLOOP_PUSH_SERVICES: 'http://push.example' },
    { GRIDLOOP_PUSH_SERVICES: 'https://push.example/path' },
    { GRIDLOOP_PUSH_SERVICES: '*' },
  ])
    expect(() => read({ ...good, ...wrong }), JSON.stringify(wrong)).toThrow('GRIDLOOP_PUSH');
});
