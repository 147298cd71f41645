/** `gridloop triage train|eval`: files in, a model or figures out; no database. What cannot be used is refused before anything is written. */
import { createHash } from 'node:crypto';
import { say, type Lang } from '#contract/words/words.ts';
import { bytesOf, modelIn, needPlaceFor, replaceFile, textIn, unusable } from '#kit/command-file.ts';
import { deny, type RowError } from '#kit/refusal.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import { fieldsOf, parseFields, type FieldExpression } from './fields.ts';
import { fingerprint } from './grams.ts';
import { Judge } from './judge.ts';
import { decodeModel, encodeModel, modelFormat, type ModelFile } from './model-file.ts';
import { plainSettings, settings, train, type OutOfFold } from './train.ts';

type Asked = { file: string; text: string; label: string; lang?: Lang; progress?: (line: string) => void };

export type TrainCommand = Asked & {
  out: string;
  /** files whose texts are looked at without their labels */
  unlabelled?: readonly string[];
  /** files that will be scored: their texts are left out of the unlabelled ones */
  leaveOut?: readonly string[];
  /** the control: a plain linear model */
  plain?: boolean;
};
export type TrainReport = {
  out: string;
  labels: string[];
  n: number;
  sha256: string;
  threshold: number;
  /** on examples that were left out in turn */
  outOfFold: OutOfFold;
  grams: number;
  bytes: number;
  unlabelled: { n: number; leftOut: number };
  seconds: number;
  /** of processor time: on a machine that others use as well, this is what it takes */
  cpuSeconds: number;
};

export async function triageTrain(asked: TrainCommand): Promise<TrainReport> {
  const startedAt = performance.now();
  const cpuAt = process.cpuUsage();
  const { lang = 'zh', out, label, progress } = asked;
  const text = expression(asked.text, lang);
  await needPlaceFor(out, lang);
  const scored = new Set<string>();
  for (const file of asked.leaveOut ?? []) {
    for (const row of await rowsOf(file, lang)) scored.add(fingerprint(textsOf(row, text, file, lang)));
  }
  const source = await labelledRows(asked.file, text, label, lang);
  const examples = source.rows;
  if (new Set(examples.map((one) => one.label)).size < 2) unusable(asked.file, lang, 'triage.few_labels', { label });

  // A text that is known with its label tells nothing more without it; one that will be scored must not be known at all.
  const known = new Set([...scored, ...examples.map(({ fields }) => fingerprint(fields))]);
  const seen = new Map<string, string[]>();
  let offered = 0;
  for (const file of asked.unlabelled ?? []) {
    for (const row of await rowsOf(file, lang)) {
      const fields = textsOf(row, text, file, lang);
      const print = fingerprint(fields);
      offered++;
      if (!known.has(print)) seen.set(print, fields);
    }
  }
  const { model, outOfFold } = train(examples, {
    unlabelled: [...seen.values()],
    settings: asked.plain ? plainSettings : settings,
    progress: (done, of) => progress?.(say(lang, 'triage.training', { out, percent: Math.floor((100 * done) / of) })),
  });
  const origin = { text, n: examples.length, sha256: source.sha256, unlabelled: [...seen.keys()] };
  const bytes = encodeModel({ model, origin });
  await replaceFile(out, bytes, lang);
  return {
    out,
    labels: [...model.labels],
    n: examples.length,
    sha256: source.sha256,
    threshold: model.threshold,
    outOfFold,
    grams: model.grams.length,
    bytes: bytes.length,
    unlabelled: { n: seen.size, leftOut: offered - seen.size },
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    cpuSeconds: Math.round(cpuMsSince(cpuAt) / 100) / 10,
  };
}

export type EvalCommand = Asked & { model: string };
export type EvalReport = Evaluation & {
  msPerDoc: number;
  /** of processor time */
  cpuMsPerDoc: number;
  /** below the model's threshold; `accuracyOfRest` is that of the rows that were dared */
  unsure: { n: number; accuracyOfRest: number };
  /** scored rows whose texts the model had seen without their labels, and how it did on the others */
  seenUnlabelled: { n: number; rest: { accuracy: number; macroF1: number } };
};

export async function triageEval(asked: EvalCommand): Promise<EvalReport> {
  const { lang = 'zh' } = asked;
  const text = expression(asked.text, lang);
  const { model, origin } = await readModel(asked.model, lang);
  if (origin.text.length !== text.length)
    unusable(asked.model, lang, 'triage.fields_differ', { trained: origin.text.length, given: text.length });
  const { rows } = await labelledRows(asked.file, text, asked.label, lang);
  const judge = new Judge(model);
  const startedAt = performance.now();
  const cpuAt = process.cpuUsage();
  const judged = rows.map(({ fields }, i) => {
    if (i % 1000 === 999)
      asked.progress?.(say(lang, 'triage.scoring', { file: asked.file, n: i + 1, of: rows.length }));
    return judge.judge(fields);
  });
  const took = performance.now() - startedAt;
  const cpuMs = cpuMsSince(cpuAt);

  const scored = rows.map(({ label: truth }, i) => ({ truth, given: judged[i]!.label, sure: judged[i]!.sure }));
  const seen = new Set(origin.unlabelled);
  const unseen = scored.filter((_, i) => !seen.has(fingerprint(rows[i]!.fields)));
  const rest = evaluate(unseen);
  const { n, accuracy, macroF1, perLabel } = evaluate(scored);
  const dared = scored.filter(({ sure }) => sure);
  return {
    n,
    accuracy,
    macroF1,
    perLabel,
    msPerDoc: Math.round((took / n) * 10_000) / 10_000,
    cpuMsPerDoc: Math.round((cpuMs / n) * 10_000) / 10_000,
    unsure: { n: n - dared.length, accuracyOfRest: evaluate(dared).accuracy },
    seenUnlabelled: { n: n - unseen.length, rest: { accuracy: rest.accuracy, macroF1: rest.macroF1 } },
  };
}

const cpuMsSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** A model from its file, or a refusal that names what is wrong with it. */
export const readModel = (file: string, lang: Lang = 'zh'): Promise<ModelFile> =>
  modelIn(file, { format: modelFormat, decode: decodeModel }, lang);

/** A model that tells of a report what it is about. */
export type TitleJudge = {
  labels: readonly string[];
  judge: (told: { title: string; detail: string }) => { label: string; sure: boolean; score: number; terms: string[] };
};

/** A model for reports, which have a title and a detail: one that was trained on two fields, or on one that holds both. */
export async function openJudge(file: string, lang: Lang = 'zh'): Promise<TitleJudge> {
  const { model, origin } = await readModel(file, lang);
  if (origin.text.length > 2) unusable(file, lang, 'triage.fields_differ', { trained: origin.text.length, given: 2 });
  const judge = new Judge(model);
  return {
    labels: model.labels,
    judge({ title, detail }) {
      const fields = origin.text.length === 2 ? [title, detail] : [`${title} ${detail}`];
      const { label, sure, margin, reasons } = judge.explain(fields);
      return {
        label,
        sure,
        score: Math.round(margin * 100) / 100,
        terms: sure ? reasons.map(({ words }) => words) : [],
      };
    },
  };
}

// ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Row = { line: number; values: Record<string, unknown> };
type Labelled = { fields: string[]; label: string };

async function labelledRows(
  file: string,
  text: FieldExpression,
  label: string,
  lang: Lang,
): Promise<{ rows: Labelled[]; sha256: string }> {
  const bytes = await bytesOf(file);
  const rows = linesOf(bytes, file, lang);
  return {
    rows: rows.map((row) => ({ fields: textsOf(row, text, file, lang), label: labelOf(row, label, file, lang) })),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

const rowsOf = async (file: string, lang: Lang): Promise<Row[]> => linesOf(await bytesOf(file), file, lang);

/** One JSON object on each line; empty lines are stepped over. */
function linesOf(bytes: Buffer, file: string, lang: Lang): Row[] {
  const text = textIn(bytes, file, lang);
  const rows: Row[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    rows.push({ line: i + 1, values: objectOf(line, i + 1, file, lang) });
  }
  if (rows.length === 0) unusable(file, lang, 'replay.no_rows');
  return rows;
}

function objectOf(line: string, row: number, file: string, lang: Lang): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return badRow(file, { row, field: '', reason: say(lang, 'replay.not_json', { detail: (error as Error).message }) });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return badRow(file, { row, field: '', reason: say(lang, 'replay.not_an_object') });
}

function textsOf({ line, values }: Row, text: FieldExpression, file: string, lang: Lang): string[] {
  const fields = fieldsOf(text, values);
  if (Array.isArray(fields)) return fields;
  return badRow(file, { row: line, field: fields.name, reason: say(lang, `triage.row.${fields.fault}`) });
}

function labelOf({ line, values }: Row, label: string, file: string, lang: Lang): string {
  const [given] = textsOf({ line, values }, [[label]], file, lang);
  return given || badRow(file, { row: line, field: label, reason: say(lang, 'triage.row.label_missing') });
}

function expression(text: string, lang: Lang): FieldExpression {
  return parseFields(text) ?? deny('file.unusable', { file: '--text', reason: say(lang, 'triage.fields', { text }) });
}

const badRow = (file: string, error: RowError): never =>
  deny('file.unusable', { file, reason: '' }, { errors: [error] });
