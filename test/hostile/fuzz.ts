/**
 * Requests nobody should send, made from the declared shapes and from a seed: the same seed makes the same request on every machine.
 * Most begin as a valid one in which one thing is wrong, because those get furthest in.
 */
import { dice } from '#kit/dice.ts';
import type { AnyEndpoint } from '#kit/serve.ts';
import { bodyFor, type Known } from '../protection/walk.ts';
import type { Request } from '../matrix/world.ts';

type Shape = NonNullable<Parameters<typeof bodyFor>[0]> & { maxLength?: number; maximum?: number; maxItems?: number };
type Throw = { below: (n: number) => number; of: <T>(from: readonly T[]) => T; often: (share: number) => boolean };

const thrower = (seed: number): Throw => {
  const next = dice(seed);
  const below = (n: number): number => Math.floor(next() * n);
  return { below, of: (from) => from[below(from.length)]!, often: (share) => next() < share };
};

/** Text of all sorts: what breaks parsers, pages, terminals, statements, formulas, paths and templates. */
export const texts: readonly string[] = [
  '', ' ', '\0', 'a\0b', '\u202e反', '\ud800', '\udfff\ud800', '𠮷'.repeat(30), '👩‍👩‍👧‍👦', 'ﷺ', 'İ', '\u2028', '\r\nset-cookie: a=b', '\x1b[2J',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "javascript:alert('x')", '<svg onload=alert(1)>', '{{constructor.constructor("x")()}}',
  '${7*7}', '<%= 7 %>', '#{7}', "' or '1'='1", "'; drop table kit.facts; --", '1) or (1=1', '\\', '%', '_', '%s%n', '../../../etc/passwd', '..\\..\\x',
  '%2e%2e%2f', '%00', 'file:///etc/passwd', 'http://127.0.0.1:1/', '=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', 'NaN', 'null', 'undefined', 'true', '-0',
  '1e309', '9'.repeat(40), '0x10', '0000-00-00', '9999-12-31T23:59:59Z', '2026-02-30', '+275760-09-13T00:00:00Z', '-271821-04-20', '23:60', 'a'.repeat(5_000),
  '问'.repeat(2_100), '__proto__', 'constructor', 'toString', '[object Object]', '*', '.', '..', '/', '//', '?', '#', '&a=b', ';', ',,,,', '(', ')', '\\u0000',
  'P1Y', 'Asia/Shanghai', '00000000-0000-0000-0000-000000000000', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', 'e'.repeat(36),
]; // prettier-ignore
const numbers: readonly number[] = [0, -0, -1, 1, 0.5, 1e-320, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53, 2 ** 53 + 2, 2 ** 63, 1e21, 1e308, -1e308, 180.1, -90.01, 32_768]; // prettier-ignore
/** Fields that are nobody's to set (mass assignment): names of columns and of powers. */
const uninvited = ['role', 'post', 'posts', 'may', 'state', 'version', 'regionId', 'region_id', 'holderUnitId', 'createdAt', 'verifiedBy', 'is_admin', 'id_', '__proto__', 'constructor', 'prototype', 'confidential', 'actor', 'personId']; // prettier-ignore
const types = ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'application/json; charset=utf-7', 'image/svg+xml', '', 'x']; // prettier-ignore

/** Anything at all, to a depth. */
function anything(at: Throw, depth = 3): unknown {
  const kind = at.below(depth > 0 ? 7 : 5);
  if (kind === 0) return at.of(texts);
  if (kind === 1) return at.of(numbers);
  if (kind === 2) return at.often(0.5);
  if (kind === 3) return null;
  if (kind === 4) return [];
  if (kind === 5) return Array.from({ length: at.below(4) }, () => anything(at, depth - 1));
  return Object.fromEntries(Array.from({ length: at.below(4) }, () => [at.of([...texts.slice(0, 3), ...uninvited]), anything(at, depth - 1)])); // prettier-ignore
}

/** A value of the shape, with everything it may carry: optional fields too, at their bounds. */
function full(shape: Shape, known: Known, at: Throw, name = '', depth = 0): unknown {
  if (known[name] && shape.type !== 'array' && shape.type !== 'object' && at.often(0.8)) return at.of(known[name]);
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return at.of(shape.enum);
  if (shape.anyOf) return full(at.of(shape.anyOf), known, at, name, depth);
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {})
          .filter(([field]) => shape.required?.includes(field) || at.often(0.6))
          .map(([field, inner]) => [field, full(inner as Shape, known, at, field, depth + 1)]),
      );
    case 'array':
      return Array.from({ length: Math.max(shape.minItems ?? 0, depth > 3 ? 0 : at.below(3)) }, () =>
        full((shape.items ?? {}) as Shape, known, at, name, depth + 1),
      );
    case 'integer':
      return at.often(0.3) ? at.of(numbers.filter(Number.isInteger)) : (shape.minimum ?? 0) + at.below(9);
    case 'number':
      return at.often(0.3) ? at.of(numbers) : (shape.minimum ?? 0) + at.below(90);
    case 'string': {
      if (shape.format || at.often(0.4)) return bodyFor(shape, known, name);
      const text = at.of(texts);
      return at.often(0.5) ? text.slice(0, shape.maxLength ?? 9_999) : text;
    }
    default:
      return bodyFor(shape, known, name);
  }
}

/** One thing somewhere in it made wrong. */
function spoilt(value: unknown, at: Throw): unknown {
  if (Array.isArray(value) && value.length > 0 && at.often(0.7)) {
    const copy: unknown[] = [...value];
    const i = at.below(copy.length);
    copy[i] = spoilt(copy[i], at);
    return copy;
  }
  if (typeof value === 'object' && value !== null && at.often(0.9)) {
    const entries = Object.entries(value);
    const i = at.below(entries.length + 1);
    if (i === entries.length) return { ...value, [at.of(uninvited)]: anything(at) };
    if (at.often(0.2)) return Object.fromEntries(entries.filter((_one, n) => n !== i));
    return Object.fromEntries(entries.map(([name, inner], n) => [name, n === i ? spoilt(inner, at) : inner]));
  }
  return anything(at);
}

const images = [
  Buffer.from('GIF89a/*<script>alert(1)</script>*/=1;'), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  Buffer.from('%PDF-1.4\n%âãÏÓ'), Buffer.from('PK\x03\x04<html>'), Buffer.alloc(0), Buffer.alloc(64, 255), Buffer.from('\xff\xd8\xff\xe0JFIF', 'latin1'),
  Buffer.from('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1e999,null]]]}}]}'),
  Buffer.from('a,b\n=1+1,"\n'), Buffer.from('\ufeff名称,代码\n路灯,=cmd|x\n'),
]; // prettier-ignore

/** The request of this seed at this address. */
export function hostile(endpoint: AnyEndpoint, known: Known, seed: number): Request {
  const at = thrower(seed);
  const shape = endpoint as { params?: Shape; query?: Shape; body?: Shape };
  const spoil = at.of(['nothing', 'body', 'body', 'body', 'query', 'query', 'path', 'bytes', 'type', 'deep']);
  const url = endpoint.path.replace(/:(\w+)/g, (_all, name: string) => {
    const sound = known[name]?.[0] ?? bodyFor(shape.params?.properties?.[name] ?? {}, known, name);
    const text = spoil === 'path' && at.often(0.7) ? at.of([...texts, ...numbers.map(String)]) : String(sound);
    return at.often(0.95) ? encodeURIComponent(text.toWellFormed()) : text.replace(/[^\w.%-]/g, '').slice(0, 300);
  });
  const query = new URLSearchParams();
  for (const [name, inner] of Object.entries(shape.query?.properties ?? {})) {
    if (!shape.query?.required?.includes(name) && !at.often(spoil === 'query' ? 0.6 : 0.15)) continue;
    const value = spoil === 'query' && at.often(0.6) ? anything(at, 0) : full(inner, known, at, name);
    query.append(name, typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? ''));
    if (spoil === 'query' && at.often(0.1)) query.append(name, 'twice');
  }
  if (spoil === 'query' && at.often(0.2)) query.append(at.of(uninvited), 'x');
  const asked = query.size > 0 ? `?${query.toString()}` : '';
  const path = `${url}${asked}`;
  const request: Request = { method: endpoint.method, path };
  if (endpoint.upload) {
    const type = spoil === 'type' ? at.of(types) : at.of(endpoint.upload.types);
    return { ...request, bytes: at.of(images), type };
  }
  if (!endpoint.body)
    return spoil === 'body' && endpoint.method !== 'GET' ? { ...request, body: anything(at) } : request;
  const sound = full(shape.body!, known, at);
  if (spoil === 'bytes') {
    const text = JSON.stringify(sound);
    const cut = at.below(text.length);
    return { ...request, bytes: at.of([text.slice(0, cut), `${text}${text}`, `{"id":1e999,"a":${text}}`, text.replace('{', '{"__proto__":{"a":1},'), '\u0000', '[', `"${text}`]) }; // prettier-ignore
  }
  if (spoil === 'type') return { ...request, bytes: JSON.stringify(sound), type: at.of(types) };
  if (spoil === 'deep') return { ...request, bytes: `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}` };
  return { ...request, body: spoil === 'body' ? spoilt(sound, at) : sound };
}
