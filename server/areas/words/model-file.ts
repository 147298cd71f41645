/**
 * A tagger as one file of data: a line of JSON that says what it is and what it was learned from, then numbers. There is no code
 * in it, and no text: what it looks at are 32-bit numbers. Whatever is not exactly such a file is refused, with the reason.
 */
import { createHash } from 'node:crypto';
import { parts, type Tagger } from './tagger.ts';

export const taggerFormat = 'gridloop.places/1';

/** What it was learned from: rows, and the fingerprint of their file. */
export type Origin = { n: number; sha256: string };
export type TaggerFile = { tagger: Tagger; origin: Origin };
export type TaggerFault =
  | { fault: 'no_header' }
  | { fault: 'format'; given: string }
  | { fault: 'header'; field: string }
  | { fault: 'length'; expected: number; given: number }
  | { fault: 'altered' };

type Header = {
  format: string;
  labels: string[];
  n: number;
  sha256: string;
  signs: number;
  weights: number;
  numbers: { bytes: number; sha256: string };
};

const longestHeader = 100_000;
const newline = 0x0a;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function encodeTagger({ tagger, origin }: TaggerFile): Buffer {
  const { labels, signs, starts, states, weights, steps } = tagger;
  // Every machine Node.js is made for here counts from the little end, and so does the file.
  const numbers = Buffer.concat(
    [signs, starts, weights, steps, states].map((list) => Buffer.from(list.buffer, list.byteOffset, list.byteLength)),
  );
  const header: Header = {
    format: taggerFormat,
    labels: [...labels],
    ...origin,
    signs: signs.length,
    weights: weights.length,
    numbers: { bytes: numbers.length, sha256: sha256(numbers) },
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), numbers]);
}

export function decodeTagger(bytes: Uint8Array): TaggerFile | TaggerFault {
  const end = bytes.subarray(0, longestHeader).indexOf(newline);
  const said = parsed(bytes.subarray(0, end < 0 ? longestHeader : end));
  if (said === undefined) return { fault: 'no_header' };
  // The format is looked at first: of a file that another program made, nothing else need be understood.
  if (said['format'] !== taggerFormat) {
    const given = typeof said['format'] === 'string' ? said['format'].slice(0, 60) : '';
    return { fault: 'format', given };
  }
  const field = Object.entries(rules).find(([name, holds]) => !holds(said[name]))?.[0];
  if (field !== undefined) return { fault: 'header', field };
  const header = said as Header;
  const chain = header.labels.length * parts;
  const expected = 4 * header.signs + 4 * (header.signs + 1) + 4 * header.weights + 4 * chain * chain + header.weights;
  const numbers = bytes.subarray(end + 1);
  if (numbers.length !== expected || header.numbers.bytes !== expected)
    return { fault: 'length', expected, given: numbers.length };
  if (sha256(numbers) !== header.numbers.sha256) return { fault: 'altered' };

  let at = 0;
  const next = (length: number): ArrayBuffer => {
    const part = Uint8Array.from(numbers.subarray(at, at + length)); // a copy begins where numbers may begin
    at += length;
    return part.buffer;
  };
  const tagger: Tagger = {
    labels: header.labels,
    signs: new Uint32Array(next(4 * header.signs)),
    starts: new Uint32Array(next(4 * (header.signs + 1))),
    weights: new Float32Array(next(4 * header.weights)),
    steps: new Float32Array(next(4 * chain * chain)),
    states: new Uint8Array(next(header.weights)),
  };
  const { starts, states, weights, steps } = tagger;
  const sound =
    starts[0] === 0 &&
    starts.every((start, k) => k === 0 || start >= starts[k - 1]!) &&
    starts.at(-1) === weights.length &&
    states.every((state) => state < chain) &&
    weights.every((weight) => Number.isFinite(weight)) &&
    steps.every((step) => Number.isFinite(step));
  return sound ? { tagger, origin: { n: header.n, sha256: header.sha256 } } : { fault: 'altered' };
}

function parsed(line: Uint8Array): Record<string, unknown> | undefined {
  try {
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    return isObject(said) && !Array.isArray(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

const whole = (value: unknown, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A state of a letter is one byte: there is room for 60 labels of four states. */
export const mostLabels = 60;
const rules: Record<keyof Omit<Header, 'format'>, (value: unknown) => boolean> = {
  labels: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= mostLabels &&
    value.every((label) => typeof label === 'string' && label !== '' && label.length <= 60) &&
    new Set(value).size === value.length,
  n: (value) => whole(value, 1, 1e9),
  sha256: isHash,
  signs: (value) => whole(value, 0, 1e8),
  weights: (value) => whole(value, 0, 1e9),
  numbers: (value) => isObject(value) && whole(value['bytes'], 0, 1e10) && isHash(value['sha256']),
};
