/**
 * Walks every address the house answers, as one reader after the other, and keeps all that is said. Addresses come from what is
 * served, never from a list of names: one that is new is walked from the day it is there, and one whose parameters nobody can
 * fill in fails.
 */
import type { AnyEndpoint } from '#kit/serve.ts';
import type { Door } from '../support/knock.ts';

export type Reader = { name: string; headers: Record<string, string> };
export type Heard = { reader: string; endpoint: string; path: string; status: number; text: string };

/** What stands for a parameter or a field of this name; several values are all tried. */
export type Known = Record<string, readonly (string | number | boolean)[]>;

type Shape = {
  type?: string;
  enum?: readonly (string | number)[];
  anyOf?: Shape[];
  const?: unknown;
  format?: string;
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  items?: Shape;
  properties?: Record<string, Shape>;
  required?: string[];
};

export class Unfilled extends Error {}

function oneOf(
  name: string,
  shape: Shape,
  known: Known,
  { id: endpoint, method }: AnyEndpoint,
): readonly (string | number | boolean)[] {
  const isWrite = method !== 'GET';
  if (known[name]) return known[name];
  if (shape.enum) return shape.enum;
  // A write to something that is not there is answered too, and what it says is listened to.
  if (isWrite) return [bodyFor(shape, known) as string];
  throw new Unfilled(
    `${endpoint} asks for "${name}", and the walk has no value for it: name one in test/protection/shield.db.test.ts, or its readers are not looked at`,
  );
}

/** Every way to ask an address: each value of each parameter it needs. */
export function addressesOf(endpoint: AnyEndpoint, known: Known): string[] {
  const asked: { params?: Shape; query?: Shape } = endpoint;
  const params = asked.params?.properties ?? {};
  const { query } = asked;
  let paths = [endpoint.path];
  for (const name of [...endpoint.path.matchAll(/:(\w+)/g)].map(([, found]) => found!))
    paths = paths.flatMap((path) =>
      oneOf(name, params[name] ?? {}, known, endpoint).map((value) =>
        path.replace(`:${name}`, encodeURIComponent(String(value))),
      ),
    );
  let queries = [''];
  for (const name of query?.required ?? [])
    queries = queries.flatMap((so) =>
      oneOf(name, query!.properties![name]!, known, endpoint).map(
        (value) => `${so}${so === '' ? '?' : '&'}${name}=${encodeURIComponent(String(value))}`,
      ),
    );
  // What may be left out is asked for too, one after the other: searches, filters, other people's lists.
  const more = Object.keys(query?.properties ?? {})
    .filter((name) => !(query?.required ?? []).includes(name) && known[name])
    .flatMap((name) => known[name]!.map((value) => `${name}=${encodeURIComponent(String(value))}`));
  return paths.flatMap((path) =>
    queries.flatMap((so) => [`${path}${so}`, ...more.map((one) => `${path}${so}${so === '' ? '?' : '&'}${one}`)]),
  );
}

/** A body the shape accepts, with known values where a name is known. */
export function bodyFor(shape: Shape, known: Known, name = ''): unknown {
  if (known[name] && shape.type !== 'array' && shape.type !== 'object') return known[name][0];
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.anyOf) return bodyFor(shape.anyOf[0]!, known, name);
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        (shape.required ?? []).map((field) => [field, bodyFor(shape.properties![field]!, known, field)]),
      );
    case 'array':
      return Array.from({ length: shape.minItems ?? 0 }, () => bodyFor(shape.items!, known, name));
    case 'integer':
    case 'number':
      return shape.minimum ?? (shape.exclusiveMinimum === undefined ? 1 : shape.exclusiveMinimum + 1);
    case 'boolean':
      return true;
    case 'string':
      if (shape.format === 'uuid') return '00000000-0000-7000-8000-000000000000';
      if (shape.format === 'date-time') return '2026-12-30T00:00:00Z';
      if (shape.format === 'date') return '2026-12-30';
      return '问'.repeat(Math.max(shape.minLength ?? 0, 4));
    default:
      return null;
  }
}

export async function walk(
  door: Door,
  endpoints: readonly AnyEndpoint[],
  readers: readonly Reader[],
  known: () => Known,
  method: 'reads' | 'writes',
): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const endpoint of endpoints) {
    if ((endpoint.method === 'GET') !== (method === 'reads') || endpoint.upload) continue;
    for (const reader of readers)
      for (const path of addressesOf(endpoint, known())) {
        const body = endpoint.body ? { body: bodyFor(endpoint.body, known()) } : {};
        const answer = await door.knock(path, { method: endpoint.method, headers: reader.headers, ...body });
        const text = answer.raw.toString('utf8');
        heard.push({ reader: reader.name, endpoint: endpoint.id, path, status: answer.status, text });
      }
  }
  return heard;
}
