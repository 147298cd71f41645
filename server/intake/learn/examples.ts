/** An uploaded list of labelled sentences, row by row: which matter is meant, what it says, and what is wrong with the others. */
import { say, type Lang } from '#contract/words/words.ts';
import { fingerprint } from './grams.ts';

export type KnownMatter = { id: number; code: string; smallName: string; retired: boolean; fallback: boolean };
export type GivenRow = { row: number; values: ReadonlyMap<string, string> };
export type ExampleError = { row: number; field: string; reason: string };
export type ReadExamples = {
  examples: { matterId: number; print: string; text: string }[];
  errors: ExampleError[];
};

export const exampleColumns = ['matter', 'text'] as const;
const longest = 4000;

/** A matter is named by its code, or by its name where only one bears it. What a text says twice counts once. */
export function readExamples(rows: readonly GivenRow[], matters: readonly KnownMatter[], lang: Lang): ReadExamples {
  const inForce = matters.filter(({ retired, fallback }) => !retired && !fallback);
  const byCode = new Map(inForce.map((matter) => [matter.code, matter.id]));
  const byName = Map.groupBy(inForce, ({ smallName }) => smallName);
  const examples = new Map<string, ReadExamples['examples'][number]>();
  const errors: ExampleError[] = [];
  for (const { row, values } of rows) {
    const named = (values.get('matter') ?? '').trim();
    const text = (values.get('text') ?? '').trim();
    const wrong = (field: string, word: Parameters<typeof say>[1], params = {}) =>
      errors.push({ row, field, reason: say(lang, word, params) });
    const alike = byName.get(named) ?? [];
    const matterId = byCode.get(named) ?? (alike.length === 1 ? alike[0]!.id : undefined);
    if (named === '') wrong('matter', 'triage.row.matter_missing');
    else if (matterId === undefined)
      wrong('matter', alike.length > 1 ? 'triage.row.matter_twice' : 'triage.row.matter_unknown', { matter: named });
    if (text === '') wrong('text', 'triage.row.text_missing');
    else if (text.length > longest) wrong('text', 'triage.row.text_long', { limit: longest });
    else if (matterId !== undefined) {
      const print = fingerprint([text]);
      examples.set(`${matterId} ${print}`, { matterId, print, text });
    }
  }
  return { examples: [...examples.values()], errors };
}

/** Lines of JSON as rows; a line that is no object becomes an error of its own. */
export function linesOfJson(text: string, lang: Lang): { rows: GivenRow[]; errors: ExampleError[] } {
  const rows: GivenRow[] = [];
  const errors: ExampleError[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = i + 1;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        errors.push({ row, field: '', reason: say(lang, 'replay.not_an_object') });
        continue;
      }
      const texts = exampleColumns.map(
        (name) => [name, Object.hasOwn(value, name) ? textOf(value, name) : ''] as const,
      );
      rows.push({ row, values: new Map(texts) });
    } catch (error) {
      errors.push({ row, field: '', reason: say(lang, 'replay.not_json', { detail: (error as Error).message }) });
    }
  }
  return { rows, errors };
}

function textOf(row: object, name: string): string {
  const value = (row as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
