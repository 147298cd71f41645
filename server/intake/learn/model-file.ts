/** A triage model as a file of data: grams are 32-bit numbers, so no text that it was taught stands in it. */
import {
  encodeModelFile,
  isHash,
  isObject,
  isWhole,
  openModelFile,
  type ModelFault,
  type ModelForm,
  type ModelHeader,
} from '#kit/model-file.ts';
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

type Header = ModelHeader & {
  labels: string[];
  n: number;
  sha256: string;
  threshold: number;
  text: string;
  views: (View & { grams: number })[];
  unlabelled: number;
};

export function encodeModel({ model, origin }: ModelFile): Buffer {
  const seen = Buffer.from([...origin.unlabelled].sort().join(''), 'hex');
  return encodeModelFile<Header>(
    {
      format: modelFormat,
      labels: [...model.labels],
      n: origin.n,
      sha256: origin.sha256,
      threshold: model.threshold,
      text: expressionOf(origin.text),
      views: model.views.map((view, i) => ({ ...view, grams: model.sizes[i]! })),
      unlabelled: origin.unlabelled.length,
    },
    [model.bias, model.steps, model.grams, model.gains, model.weights, seen],
  );
}

export function decodeModel(bytes: Uint8Array): ModelFile | ModelFault {
  const opened = openModelFile(bytes, form);
  if ('fault' in opened) return opened;
  const { header, next } = opened;
  const { labels, views } = header;
  const L = labels.length;
  const F = gramsIn(header);
  const bias = new Float32Array(next(4 * L));
  const steps = new Float32Array(next(4 * L));
  const grams = new Uint32Array(next(4 * F));
  const gains = new Float32Array(next(4 * F));
  const weights = new Int16Array(next(2 * F * L));
  const seen =
    Buffer.from(next(8 * header.unlabelled))
      .toString('hex')
      .match(/.{16}/g) ?? [];
  if (![...bias, ...steps, ...gains].every((one) => Number.isFinite(one))) return { fault: 'altered' };
  return {
    model: {
      labels,
      views: views.map(({ field, beginning, longest, share }) => ({ field, beginning, longest, share })),
      sizes: views.map((view) => view.grams),
      grams,
      gains,
      weights,
      steps,
      bias,
      threshold: header.threshold,
    },
    origin: { text: parseFields(header.text)!, n: header.n, sha256: header.sha256, unlabelled: seen },
  };
}

const gramsIn = ({ views }: Header): number => views.reduce((sum, { grams }) => sum + grams, 0);
const positive = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= 1000;

const form: ModelForm<Header> = {
  format: modelFormat,
  longestHeader: 1_000_000,
  rules: {
    labels: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((label) => typeof label === 'string' && label !== '') &&
      new Set(value).size === value.length,
    n: (value) => isWhole(value, 1, 1e9),
    sha256: isHash,
    threshold: (value) => typeof value === 'number' && Number.isFinite(value),
    text: (value) => typeof value === 'string' && parseFields(value) !== undefined,
    views: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every(
        (view) =>
          isObject(view) &&
          (view['field'] === null || isWhole(view['field'], 0, 1000)) &&
          (view['beginning'] === null || isWhole(view['beginning'], 1, 1_000_000)) &&
          isWhole(view['longest'], 1, 8) &&
          positive(view['share']) &&
          isWhole(view['grams'], 0, 1e8),
      ),
    unlabelled: (value) => isWhole(value, 0, 1e8),
  },
  wrong: ({ text, views }) => {
    const fields = parseFields(text)!.length;
    return views.every((view) => view.field === null || view.field < fields) ? undefined : 'views';
  },
  numberBytes: (header) => {
    const [L, F] = [header.labels.length, gramsIn(header)];
    return 4 * L + 4 * L + 4 * F + 4 * F + 2 * F * L + 8 * header.unlabelled;
  },
};
