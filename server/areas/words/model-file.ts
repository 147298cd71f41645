/** A tagger as a file of data: what it looks at are 32-bit numbers, so no text that it was taught stands in it. */
import {
  encodeModelFile,
  isHash,
  isWhole,
  openModelFile,
  type ModelFault,
  type ModelForm,
  type ModelHeader,
} from '#kit/model-file.ts';
import { parts, type Tagger } from './tagger.ts';

export const taggerFormat = 'gridloop.places/1';

/** What it was learned from: rows, and the fingerprint of their file. */
export type Origin = { n: number; sha256: string };
export type TaggerFile = { tagger: Tagger; origin: Origin };

type Header = ModelHeader & { labels: string[]; n: number; sha256: string; signs: number; weights: number };

export function encodeTagger({ tagger, origin }: TaggerFile): Buffer {
  const { labels, signs, starts, states, weights, steps } = tagger;
  return encodeModelFile<Header>(
    { format: taggerFormat, labels: [...labels], ...origin, signs: signs.length, weights: weights.length },
    [signs, starts, weights, steps, states],
  );
}

export function decodeTagger(bytes: Uint8Array): TaggerFile | ModelFault {
  const opened = openModelFile(bytes, form);
  if ('fault' in opened) return opened;
  const { header, next } = opened;
  const chain = chainOf(header);
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

const chainOf = ({ labels }: Header): number => labels.length * parts;
/** A state of a letter is one byte: there is room for 60 labels of four states. */
export const mostLabels = 60;
const form: ModelForm<Header> = {
  format: taggerFormat,
  longestHeader: 100_000,
  rules: {
    labels: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= mostLabels &&
      value.every((label) => typeof label === 'string' && label !== '' && label.length <= 60) &&
      new Set(value).size === value.length,
    n: (value) => isWhole(value, 1, 1e9),
    sha256: isHash,
    signs: (value) => isWhole(value, 0, 1e8),
    weights: (value) => isWhole(value, 0, 1e9),
  },
  numberBytes: (header) =>
    4 * header.signs + 4 * (header.signs + 1) + 4 * header.weights + 4 * chainOf(header) ** 2 + header.weights,
};
