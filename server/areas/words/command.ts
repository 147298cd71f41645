/**
 * `gridloop places train|eval`: files in, a model or figures out; no database. Without a model the rules that ship are scored. What
 * cannot be used is refused before anything is written.
 */
import { createHash } from 'node:crypto';
import { say, type Lang } from '#contract/words/words.ts';
import { bytesOf, modelIn, replaceFile, textIn, unusable } from '#kit/command-file.ts';
import { deny, type RowError } from '#kit/refusal.ts';
import { lettersOf } from './letters.ts';
import { decodeTagger, encodeTagger, mostLabels, taggerFormat, type TaggerFile } from './model-file.ts';
import { readPlaces } from './reader.ts';
import { score, type Labelled, type Score, type Span } from './spans.ts';
import { statesOf, tagWith } from './tagger.ts';
import { labelsOf, settings, trainTagger } from './train.ts';

export type TrainPlaces = { file: string; out: string; lang?: Lang; progress?: (line: string) => void };
export type TrainedPlaces = {
  out: string;
  format: string;
  labels: string[];
  n: number;
  sha256: string;
  signs: number;
  weights: number;
  bytes: number;
  seconds: number;
};

export async function placesTrain({ file, out, lang = 'zh', progress }: TrainPlaces): Promise<TrainedPlaces> {
  const startedAt = performance.now();
  const { rows, sha256 } = await labelledRows(file, lang);
  const labels = labelsOf(rows);
  if (labels.length > mostLabels)
    unusable(file, lang, 'places.too_many_labels', { n: labels.length, most: mostLabels });
  const tagger = trainTagger(rows, settings, (round) =>
    progress?.(say(lang, 'places.round', { round: round + 1, of: settings.rounds })),
  );
  const bytes = encodeTagger({ tagger, origin: { n: rows.length, sha256 } });
  await replaceFile(out, bytes, lang);
  return {
    out,
    format: taggerFormat,
    labels,
    n: rows.length,
    sha256,
    signs: tagger.signs.length,
    weights: tagger.weights.length,
    bytes: bytes.length,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  };
}

export type EvalPlaces = { file: string; model?: string; lang?: Lang };
export type ScoredPlaces = Score & { reader: 'rules' | 'model'; msPerText: number };

export async function placesEval({ file, model, lang = 'zh' }: EvalPlaces): Promise<ScoredPlaces> {
  const read = model === undefined ? readPlaces : tagWith((await readTagger(model, lang)).tagger);
  const { rows } = await labelledRows(file, lang);
  const startedAt = performance.now();
  const found: Span[][] = rows.map(({ text }) => read(text));
  const took = performance.now() - startedAt;
  return {
    reader: model === undefined ? 'rules' : 'model',
    ...score(rows.map(({ spans }, i) => ({ told: spans, found: found[i]! }))),
    msPerText: Math.round((took / rows.length) * 10_000) / 10_000,
  };
}

/** A tagger from its file, or a refusal that names what is wrong with it. */
export const readTagger = (file: string, lang: Lang = 'zh'): Promise<TaggerFile> =>
  modelIn(file, { format: taggerFormat, decode: decodeTagger }, lang);

// ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One `{text, spans: [{label, start, end}]}` on each line, offsets in UTF-16; a row that cannot be used refuses the file. */
async function labelledRows(file: string, lang: Lang): Promise<{ rows: Labelled[]; sha256: string }> {
  const bytes = await bytesOf(file);
  const text = textIn(bytes, file, lang);
  const rows: Labelled[] = [];
  const errors: RowError[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = labelled(line, lang);
    if ('text' in read) rows.push(read);
    else errors.push({ row: i + 1, ...read });
  }
  if (errors.length > 0) deny('file.unusable', { file, reason: errors[0]!.reason }, { errors: errors.slice(0, 100) });
  if (rows.length === 0) unusable(file, lang, 'replay.no_rows');
  return { rows, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function labelled(line: string, lang: Lang): Labelled | { field: string; reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { field: '', reason: say(lang, 'replay.not_json', { detail: (error as Error).message }) };
  }
  if (typeof value !== 'object' || value === null) return { field: '', reason: say(lang, 'replay.not_an_object') };
  const { text, spans } = value as Record<string, unknown>;
  if (typeof text !== 'string') return { field: 'text', reason: say(lang, 'places.row.text') };
  if (!Array.isArray(spans) || !spans.every(isSpan)) return { field: 'spans', reason: say(lang, 'places.row.spans') };
  const row = { text, spans: spans.map(({ label, start, end }) => ({ label, start, end })) };
  const sound = text === '' || statesOf(labelsOf([row]), lettersOf(text).offsets, row.spans) !== null;
  return sound ? row : { field: 'spans', reason: say(lang, 'places.row.spans') };
}

function isSpan(span: unknown): span is Span {
  if (typeof span !== 'object' || span === null) return false;
  const { label, start, end } = span as Record<string, unknown>;
  return typeof label === 'string' && label !== '' && Number.isInteger(start) && Number.isInteger(end);
}
