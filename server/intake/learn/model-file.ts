/**
 * A model as one file of data: a line of JSON that says what it is and what it was learned from, then numbers. There is no code in
 * it, and no text: grams are 32-bit numbers. Whatever is not exactly such a file is refused, with the reason; nothing is guessed.
 */
import { createHash } from 'node:crypto';
import { expressionOf, parseFields, type FieldExpression } from './fields.ts';
import type { Model, View } from './judge.ts';

export const modelFormat = 'gridloop.triage/1';

/** Where a model comes from. */
export type Origin = {
  text: FieldExpression;
  /** rows it was learned from */
  n: number;
  /** of the training file */
  sha256: string;
  /** fingerprints of the texts it saw without their labels */
  unlabelled: readonly string[];
};
export type ModelFile = { model: Model; origin: Origin };

export type ModelFault =
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
  threshold: number;
  text: string;
  views: (View & { grams: number })[];
  unlabelled: number;
  numbers: { bytes: number; sha256: string };
};

const longestHeader = 1_000_000;
const newline = 0x0a;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function encodeModel({ model, origin }: ModelFile): Buffer {
  const seen = Buffer.from([...origin.unlabelled].sort().join(''), 'hex');
  const numbers = Buffer.concat([
    ...[model.bias, model.steps, model.grams, model.gains, model.weights].map((list) => littleEndian(list)),
    seen,
  ]);
  const header: Header = {
    format: modelFormat,
    labels: [...model.labels],
    n: origin.n,
    sha256: origin.sha256,
    threshold: model.threshold,
    text: expressionOf(origin.text),
    views: model.views.map((view, i) => ({ ...view, grams: model.sizes[i]! })),
    unlabelled: origin.unlabelled.length,
    numbers: { bytes: numbers.length, sha256: sha256(numbers) },
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), numbers]);
}

export function decodeModel(bytes: Uint8Array): ModelFile | ModelFault {
  const header = headerOf(bytes);
  if ('fault' in header) return header;
  const { labels, views, unlabelled, text } = header.said;
  const fields = parseFields(text)!;
  const L = labels.length;
  const sizes = views.map(({ grams }) => grams);
  const F = sizes.reduce((sum, size) => sum + size, 0);
  const expected = 4 * L + 4 * L + 4 * F + 4 * F + 2 * F * L + 8 * unlabelled;
  const numbers = bytes.subarray(header.end);
  if (numbers.length !== expected || header.said.numbers.bytes !== expected)
    return { fault: 'length', expected, given: numbers.length };
  if (sha256(numbers) !== header.said.numbers.sha256) return { fault: 'altered' };

  let at = 0;
  const next = (length: number): ArrayBuffer => {
    const part = Uint8Array.from(numbers.subarray(at, at + length)); // a copy begins where numbers may begin
    at += length;
    return part.buffer;
  };
  const bias = new Float32Array(next(4 * L));
  const steps = new Float32Array(next(4 * L));
  const grams = new Uint32Array(next(4 * F));
  const gains = new Float32Array(next(4 * F));
  const weights = new Int16Array(next(2 * F * L));
  const seen =
    Buffer.from(next(8 * unlabelled))
      .toString('hex')
      .match(/.{16}/g) ?? [];
  if (![...bias, ...steps, ...gains].every((one) => Number.isFinite(one))) return { fault: 'altered' };
  return {
    model: {
      labels,
      views: views.map(({ field, beginning, longest, share }) => ({ field, beginning, longest, share })),
      sizes,
      grams,
      gains,
      weights,
      steps,
      bias,
      threshold: header.said.threshold,
    },
    origin: { text: fields, n: header.said.n, sha256: header.said.sha256, unlabelled: seen },
  };
}

/** Every machine Node.js is made for here counts from the little end; one that did not would read nonsense, so it is told. */
function littleEndian(list: Float32Array | Uint32Array | Int16Array): Buffer {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1)
    throw new Error('A model is written on a little-endian machine.');
  return Buffer.from(list.buffer, list.byteOffset, list.byteLength);
}

function headerOf(bytes: Uint8Array): { said: Header; end: number } | ModelFault {
  const end = bytes.subarray(0, longestHeader).indexOf(newline);
  const said = parsed(bytes.subarray(0, end < 0 ? longestHeader : end));
  if (said === undefined) return { fault: 'no_header' };
  // The format is looked at first: of a file that another program made, nothing else need be understood.
  const { format } = said;
  if (format !== modelFormat) return { fault: 'format', given: typeof format === 'string' ? format.slice(0, 60) : '?' };
  const field = Object.entries(rules).find(([name, holds]) => !holds(said[name]))?.[0];
  if (field !== undefined) return { fault: 'header', field };
  const header = said as Header;
  const fields = parseFields(header.text)!.length;
  if (!header.views.every((view) => view.field === null || view.field < fields))
    return { fault: 'header', field: 'views' };
  return { said: header, end: end + 1 };
}

function parsed(line: Uint8Array): Record<string, unknown> | undefined {
  try {
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    return typeof said === 'object' && said !== null && !Array.isArray(said)
      ? (said as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const whole = (value: unknown, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
const positive = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= 1000;
const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const rules: Record<keyof Omit<Header, 'format'>, (value: unknown) => boolean> = {
  labels: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((label) => typeof label === 'string' && label !== '') &&
    new Set(value).size === value.length,
  n: (value) => whole(value, 1, 1e9),
  sha256: isHash,
  threshold: (value) => typeof value === 'number' && Number.isFinite(value),
  text: (value) => typeof value === 'string' && parseFields(value) !== undefined,
  views: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (view) =>
        isObject(view) &&
        (view['field'] === null || whole(view['field'], 0, 1000)) &&
        (view['beginning'] === null || whole(view['beginning'], 1, 1_000_000)) &&
        whole(view['longest'], 1, 8) &&
        positive(view['share']) &&
        whole(view['grams'], 0, 1e8),
    ),
  unlabelled: (value) => whole(value, 0, 1e8),
  numbers: (value) => isObject(value) && whole(value['bytes'], 0, 1e10) && isHash(value['sha256']),
};
