/**
 * The text classifier on citizens' messages that stand outside the repository. Settings are chosen by five-fold cross-validation on
 * the training file alone, which is all that is done without `--dev`; with it the chosen settings and the control (a plain linear
 * model of the same code) are trained by the command line on the whole training file and scored on the dev file, each once.
 * Only counts and figures are kept: no row, no text, no model.
 *
 *   node bench/triage-real.ts <folder with taidi2020c/> [--dev] [--keep]
 *
 * `--keep` takes the cross-validation from the last results, where the settings are the same: to measure only the time anew.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../server/intake/learn/evaluate.ts';
import { fieldsOf, parseFields } from '../server/intake/learn/fields.ts';
import { fingerprint } from '../server/intake/learn/grams.ts';
import { Judge } from '../server/intake/learn/judge.ts';
import { plainSettings, settings, train, type Example, type Settings } from '../server/intake/learn/train.ts';
import { gridloopIn, needed } from './gridloop.ts';
import { record } from './record.ts';

const [folder, ...flags] = process.argv.slice(2);
if (!folder) throw new Error('node bench/triage-real.ts <folder with taidi2020c/> [--dev]');
const expression = 'subject,detail|tokens';
const file = (name: string) => join(folder, 'taidi2020c', name);
const [trainFile, devFile] = [file('messages.train.jsonl'), file('messages.dev.jsonl')];
const unlabelledFiles = [file('hot-messages.jsonl'), file('replied-messages.jsonl')];
const fields = parseFields(expression)!;
type Row = Record<string, unknown>;
const rowsOf = (path: string): Row[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const textsOf = (row: Row): string[] => {
  const texts = fieldsOf(fields, row);
  if (!Array.isArray(texts)) throw new Error(`${texts.fault}: ${texts.name}`);
  return texts;
};
const rounded = (value: number, digits = 4): number => Math.round(value * 10 ** digits) / 10 ** digits;

// ── Choosing, on the training file alone ───────────────────────────────────────────────────────────────────────────────

/** What was tried; each differs from the chosen settings in what its name says. */
const candidates: Record<string, Settings> = {
  plain: plainSettings,
  'subject by itself': { ...settings, beginning: null },
  'beginning by itself': { ...settings, subject: null },
  'even weights': { ...settings, uneven: 0 },
  'runs of three': { ...settings, longest: 3 },
  'cost 0.7': { ...settings, cost: 0.7 },
  'in three texts or more': { ...settings, fewest: 3 },
  'in any text': { ...settings, fewest: 1 },
  'first 120': { ...settings, beginning: { ...settings.beginning!, characters: 120 } },
  chosen: settings,
};
const folds = 5;

function crossValidated(): Record<string, { accuracy: number; macroF1: number; seconds: number }> {
  const examples: Example[] = rowsOf(trainFile).map((row) => ({ fields: textsOf(row), label: String(row['label']) }));
  // No text that will be scored, in either round, is looked at among the unlabelled.
  const known = new Set(
    [...examples, ...rowsOf(devFile).map((row) => ({ fields: textsOf(row) }))].map((one) => fingerprint(one.fields)),
  );
  const unlabelled = unlabelledFiles
    .flatMap(rowsOf)
    .map(textsOf)
    .filter((texts) => !known.has(fingerprint(texts)));
  const before = new Map<string, number>();
  const foldOf = examples.map(({ label }) => {
    const n = before.get(label) ?? 0;
    before.set(label, n + 1);
    return n % folds;
  });
  const figures: ReturnType<typeof crossValidated> = {};
  for (const [name, tried] of Object.entries(candidates)) {
    const startedAt = performance.now();
    const scored: { truth: string; given: string }[] = [];
    for (let fold = 0; fold < folds; fold++) {
      const known = examples.filter((_, i) => foldOf[i] !== fold);
      const judge = new Judge(train(known, { unlabelled, settings: tried, folds: 0 }).model);
      for (const [i, { label, fields: texts }] of examples.entries())
        if (foldOf[i] === fold) scored.push({ truth: label, given: judge.judge(texts).label });
    }
    const { accuracy, macroF1 } = evaluate(scored);
    const seconds = rounded((performance.now() - startedAt) / 1000, 1);
    figures[name] = { accuracy: rounded(accuracy), macroF1: rounded(macroF1), seconds };
    console.error(name.padEnd(24), JSON.stringify(figures[name]));
  }
  return figures;
}

// ── Scoring, once ──────────────────────────────────────────────────────────────────────────────────────────────────────

async function scoredOnce(): Promise<Record<string, unknown>> {
  const out = mkdtempSync(join(tmpdir(), 'gridloop-triage-real-'));
  const must = needed(gridloopIn(out));
  const asked = ['--text', expression, '--label', 'label'];
  try {
    const figures: Record<string, unknown> = {};
    for (const [name, more] of [
      ['chosen', ['--unlabelled', ...unlabelledFiles, '--leave-out', devFile]],
      ['plain', ['--plain']],
    ] as const) {
      const model = join(out, `${name}.model`);
      const trained = await must('triage', 'train', trainFile, ...asked, ...more, '--out', model);
      const { perLabel, ...scored } = await must('triage', 'eval', devFile, ...asked, '--model', model);
      const shares = Object.entries(perLabel as Record<string, Record<string, number>>).map(([label, one]) => [
        label,
        Object.fromEntries(Object.entries(one).map(([figure, value]) => [figure, rounded(value)])),
      ]);
      figures[name] = {
        ...scored,
        accuracy: rounded(scored.accuracy),
        macroF1: rounded(scored.macroF1),
        perLabel: Object.fromEntries(shares),
        trainingSeconds: trained.seconds,
        trainingCpuSeconds: trained.cpuSeconds,
        modelBytes: statSync(model).size,
        grams: trained.grams,
        unlabelled: trained.unlabelled,
      };
    }
    return figures;
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** What the last run found, if it was of these settings. */
function kept(): ReturnType<typeof crossValidated> | undefined {
  const last = JSON.parse(readFileSync(join(import.meta.dirname, 'results/triage-real.json'), 'utf8'));
  if (JSON.stringify(last.settings) !== JSON.stringify(settings)) return undefined;
  const { folds: _, on: __, ...figures } = last.crossValidation;
  return figures;
}

const loadBefore = rounded(loadavg()[0]!, 1);
const crossValidation = (flags.includes('--keep') ? kept() : undefined) ?? crossValidated();
if (flags.includes('--dev')) {
  const dev = await scoredOnce();
  record('triage-real', ['server/intake/learn', 'bench/triage-real.ts'], {
    // Others at work on this machine make it slower; a number near 0 means that it was idle.
    loadBefore,
    loadAfter: rounded(loadavg()[0]!, 1),
    text: expression,
    crossValidation: { folds, on: 'train', ...crossValidation },
    settings,
    dev,
  });
}
