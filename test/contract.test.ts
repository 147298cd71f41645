/** What both sides of the wire agreed on is what is served, said in both languages, and written down. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { moves, states } from '#contract/cases.ts';
import { statusOf, type ProblemCode } from '#contract/problems.ts';
import { problemWords } from '#contract/words/problems.ts';
import { isWordKey, type Word } from '#contract/words/words.ts';
import type { AnyEndpoint } from '#kit/serve.ts';
import { serveWeb } from '#kit/web.ts';
import { deskPaths, paths as deskTo } from '#web/desk/paths.ts';
import { paths as publicTo, publicPaths } from '#web/public/paths.ts';
import { documentText, endpointsOfHouse } from '../server/document.ts';
import { filesIn, project, read } from './support/sources.ts';

let served: readonly AnyEndpoint[];
let declared: AnyEndpoint[];

const isEndpoint = (value: unknown): value is AnyEndpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'reply' in value;

beforeAll(async () => {
  served = await endpointsOfHouse();
  const modules = await Promise.all(
    filesIn(['contract'], /^[a-z0-9]+\.ts$/)
      .filter((path) => path.split('/').length === 2)
      .map(async (path) => (await import(join(project, path))) as Record<string, unknown>),
  );
  declared = modules.flatMap((module) => Object.values(module).filter(isEndpoint));
}, 30_000);

const shape = (schema: unknown) => (schema as { properties?: Record<string, unknown> } | undefined)?.properties ?? {};
const twice = (names: string[]): string[] => names.filter((name, i) => names.indexOf(name) !== i);

describe('endpoints', () => {
  test('contract/openapi.json is what is served', () => {
    expect(read('contract/openapi.json'), 'Run `node server/document.ts` and commit what it wrote.').toBe(
      documentText(served),
    );
  });

  test('every shape the document refers to stands in it', () => {
    const text = documentText(served);
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !(name in components.schemas))).toEqual([]);
  });

  test('every declared endpoint is served, and nothing else is', () => {
    expect(served.map(({ id }) => id).sort()).toEqual(declared.map(({ id }) => id).sort());
    expect(served.length).toBeGreaterThan(40);
  });

  test('what asks once more who is there says so, and what says so asks', () => {
    const asks = declared.filter(({ fresh }) => fresh).map(({ id }) => id);
    const says = declared.filter(({ problems }) => problems?.includes('reader.not_fresh')).map(({ id }) => id);
    expect(asks.sort()).toEqual(says.sort());
    expect(asks).toEqual(expect.arrayContaining(['connect.makeKey', 'sensing.saveDevice', 'access.makeWall']));
  });

  test('an id and an address belong to one endpoint', () => {
    expect(twice(declared.map(({ id }) => id))).toEqual([]);
    expect(twice(declared.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`))).toEqual([]);
  });

  test('every write carries an id made by its sender, so that it may be sent twice', () => {
    const without = declared.filter(({ method, body, params, upload }) => {
      if (method === 'GET') return false;
      const names = Object.keys(shape(upload ? params : body));
      return !names.some((name) => (upload ? /^(photo|job)Id$/.test(name) : name === 'id'));
    });
    // An alert has its device, boot and sequence number; what concerns a session is not told twice by anybody but its owner;
    // a question about words writes nothing; a gateway's message has an id that is no UUID of ours.
    expect(without.map(({ id }) => id).sort()).toEqual([
      'access.changePassword',
      'access.confirm',
      'access.leaveForProvider',
      'access.leaveForSaml',
      'access.renewPassword',
      'access.secondFactor',
      'access.signIn',
      'access.signInByBridge',
      'access.signInByProvider',
      'access.signInBySaml',
      'access.signOut',
      'access.takeSamlAnswer',
      'areas.placesInWords',
      'connect.call',
      'connect.inbound',
      'intake.propose',
      'notify.visit',
      'sensing.alert',
    ]);
  });

  test('every list is a page', () => {
    const endless = declared.filter(
      ({ reply, query }) =>
        'rows' in shape(reply) && !('next' in shape(reply) && 'limit' in shape(query) && 'after' in shape(query)),
    );
    expect(endless.map(({ id }) => id)).toEqual([]);
  });
});

describe('words', () => {
  const codes = Object.keys(problemWords).map((key) => key.slice('problem.'.length) as ProblemCode);

  test('every "no" has a status and its words in both languages', () => {
    for (const code of codes) {
      expect(statusOf(code), code).toBeGreaterThanOrEqual(400);
      expect(statusOf(code), code).toBeLessThan(600);
      const { zh, en } = problemWords[`problem.${code}`];
      expect(zh.trim(), code).not.toBe('');
      expect(en.trim(), code).not.toBe('');
    }
    const promised = new Set(declared.flatMap(({ problems }) => problems ?? []));
    expect([...promised].filter((code) => !codes.includes(code))).toEqual([]);
  });

  test('a word stands in one place only, and both languages speak of the same things', async () => {
    const sections = filesIn(['contract/words'], /\.ts$/).filter((path) => !path.endsWith('/words.ts'));
    const keys = sections.flatMap((path) => [...read(path).matchAll(/^\s+'([\w.]+)':\s*\{/gm)].map(([, key]) => key!));
    expect(keys.length).toBeGreaterThan(300);
    expect(twice(keys)).toEqual([]);
    const modules = await Promise.all(
      sections.map(async (path) => (await import(join(project, path))) as Record<string, Record<string, Word>>),
    );
    const words = modules.flatMap((module) => Object.values(module).flatMap((section) => Object.entries(section)));
    const named = (text: string): string[] =>
      [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();
    // A name may be left out in one language (a plural, a pronoun), never be another one.
    const strange = words.filter(([, { zh, en }]) => {
      const [inZh, inEn] = [named(zh), named(en)];
      return !inZh.every((name) => inEn.includes(name)) && !inEn.every((name) => inZh.includes(name));
    });
    expect(strange.map(([key]) => key)).toEqual([]);
    expect(words.filter(([, { zh, en }]) => zh.trim() === '' || en.trim() === '').map(([key]) => key)).toEqual([]);
  });

  test('every state, move and post can be said', () => {
    for (const state of states) expect(isWordKey(`case.state.${state}`), state).toBe(true);
    for (const [move, { by }] of Object.entries(moves)) {
      expect(isWordKey(`case.move.${move}`), move).toBe(true);
      for (const post of by) expect(isWordKey(`post.${post}`), post).toBe(true);
    }
  });
});

describe('addresses of the two sites', () => {
  const tables = [...publicPaths, ...deskPaths];
  const pathname = (to: string): string => new URL(to, 'https://gridloop.example').pathname;
  const matches = (pattern: string, path: string): boolean =>
    new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(path);

  test('every path that can be made stands in its table', () => {
    const made = [
      ...Object.values(publicTo).map((to) => to('PN-20261121-123456', 'ABCD')),
      ...Object.values(deskTo).map((to) => (to as (part: unknown) => string)(String(1))),
    ].map(pathname);
    expect(made.filter((path) => !tables.some(({ pattern }) => matches(pattern, path)))).toEqual([]);
  });

  test('every table entry is sent by the server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gridloop-web-'));
    for (const page of ['index', 'desk']) writeFileSync(join(folder, `${page}.html`), `__NONCE__ ${page}`);
    const app = Fastify();
    await serveWeb(app, folder);
    for (const { pattern } of tables) {
      const { statusCode } = await app.inject({ url: pattern.replace(/:\w+/g, 'x'), headers: { accept: 'text/html' } });
      expect(statusCode, pattern).toBe(200);
    }
    await app.close();
    rmSync(folder, { recursive: true });
  });

  test('every desk path is seen by somebody of the demo district', () => {
    const people = parse(read('demo/people.csv'), { columns: true, bom: true }) as { login: string }[];
    const logins = new Set(people.map(({ login }) => login));
    expect(deskPaths.filter(({ login }) => login !== null && !logins.has(login)).map(({ pattern }) => pattern)).toEqual(
      [],
    );
  });
});
