/**
 * 修改后再交: what of a refused row can be written anew. Each kind of act has its blanks; what is not a blank (whose case, which point,
 * when it happened) stays as it was done.
 */
import type { WordKey } from '#contract/words/words.ts';
import { visitPurposes } from '#contract/patrol.ts';
import { mostReached } from '#contract/publicity.ts';
import type { Content } from './store.ts';

export type Blank = {
  /** where it stands in the body; the fields of a move stand one deeper */
  at: 'body' | 'input';
  name: string;
  word: WordKey;
  kind: 'words' | 'line' | 'number' | 'day' | 'yes_no' | 'purpose' | 'matter' | 'deputy';
  max: number;
  required: boolean;
  /** for yes or no: how each is said here */
  says?: { yes: WordKey; no: WordKey };
};
export type Values = Record<string, string>;

const blank = (
  name: string,
  word: WordKey,
  kind: Blank['kind'],
  max: number,
  required: boolean,
  more: Partial<Blank> = {},
): Blank => ({ at: 'body', name, word, kind, max, required, ...more });

const remark = blank('remark', 'field.remark', 'words', 2000, true, { at: 'input' });
const ofMove: Record<string, readonly Blank[]> = {
  confirm: [
    blank('isSo', 'field.is_so', 'yes_no', 0, true, {
      at: 'input',
      says: { yes: 'field.is_so.yes', no: 'field.is_so.no' },
    }),
    remark,
  ],
  check: [
    blank('passed', 'field.passed', 'yes_no', 0, true, {
      at: 'input',
      says: { yes: 'field.passed.yes', no: 'field.passed.no' },
    }),
    remark,
  ],
  self_handle: [blank('result', 'field.result', 'words', 2000, true, { at: 'input' })],
};
const ofEndpoint: Record<string, readonly Blank[]> = {
  'intake.take': [
    blank('matterId', 'field.matter', 'matter', 0, true),
    blank('placeText', 'field.place', 'line', 200, false),
    blank('detail', 'field.detail', 'words', 4000, false),
  ],
  'patrol.visit': [
    blank('purpose', 'field.purpose', 'purpose', 0, true),
    blank('words', 'field.visit_words', 'words', 2000, true),
  ],
  'patrol.stamp': [
    blank('code', 'field.plate_code', 'line', 12, false),
    blank('remark', 'field.remark', 'words', 300, false),
  ],
  'patrol.askLeave': [
    blank('fromOn', 'field.from', 'day', 10, true),
    blank('toOn', 'field.to', 'day', 10, true),
    blank('deputyId', 'field.deputy', 'deputy', 36, true),
    blank('reason', 'field.reason', 'words', 300, true),
  ],
  'publicity.round': [
    blank('reached', 'field.publicity_number', 'number', 5, true),
    blank('remark', 'field.remark', 'words', 300, false),
  ],
  'patrol.object': [blank('reason', 'field.reason', 'words', 1000, true)],
};

/** Nothing where there is nothing to write: a check-in, a photo. */
export function blanksOf({ endpoint, body }: Content): readonly Blank[] {
  const move = endpoint === 'cases.move' ? (body?.['input'] as { move?: string } | undefined)?.move : undefined;
  return (move === undefined ? ofEndpoint[endpoint] : ofMove[move]) ?? [];
}

const placeOf = (body: Content['body'], at: Blank['at']): Record<string, unknown> =>
  (at === 'body' ? body : (body?.['input'] as Record<string, unknown> | undefined)) ?? {};

/** What stands in the blanks now, as text. */
export const valuesOf = (content: Content): Values =>
  Object.fromEntries(
    blanksOf(content).map(({ at, name, kind }) => {
      const value = placeOf(content.body, at)[name];
      if (kind === 'yes_no') return [name, value === true ? 'yes' : 'no'];
      return [name, typeof value === 'string' || typeof value === 'number' ? String(value) : ''];
    }),
  );

export const isComplete = (content: Content, values: Values): boolean =>
  blanksOf(content).every(({ name, kind, required }) => {
    const value = (values[name] ?? '').trim();
    if (kind === 'number') return /^[0-9]{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= mostReached;
    if (kind === 'purpose') return (visitPurposes as readonly string[]).includes(value);
    return !required || value !== '';
  });

/** The same command with the blanks as they were written; an optional one that was emptied is gone. */
export function mended(content: Content, values: Values): Content {
  const body: Record<string, unknown> = { ...content.body };
  const input: Record<string, unknown> = { ...placeOf(body, 'input') };
  for (const { at, name, kind } of blanksOf(content)) {
    const into = at === 'body' ? body : input;
    const value = (values[name] ?? '').trim();
    if (kind === 'yes_no') into[name] = value === 'yes';
    else if (value === '') delete into[name];
    else
      into[name] =
        kind === 'matter' || kind === 'number' ? Number(value) : name === 'code' ? value.toUpperCase() : value;
  }
  return { ...content, body: 'input' in body ? { ...body, input } : body };
}

/** The case it was to join is closed, or no longer hers to see: written anew, it is one of its own. */
export function apart(content: Content, code: string | undefined): Content {
  if (code !== 'report.follows_closed' && code !== 'thing.unknown_reference') return content;
  const { follows: _closed, ...body } = content.body ?? {};
  return { ...content, body };
}
