/** What saving a line would change, word for word, before it is saved. */
import { clockOf } from '#contract/calendar.ts';
import type { PhoneLine } from '#contract/lines.ts';

export type LineDraft = Pick<
  PhoneLine,
  | 'number'
  | 'kind'
  | 'name'
  | 'nameEn'
  | 'purpose'
  | 'opens'
  | 'closes'
  | 'workdays'
  | 'unitIds'
  | 'divertTo'
  | 'retired'
>;
export const lineFields = [
  'number',
  'kind',
  'name',
  'nameEn',
  'purpose',
  'hours',
  'workdays',
  'unitIds',
  'divertTo',
  'retired',
] as const;
export type LineField = (typeof lineFields)[number];
type Hours = Pick<LineDraft, 'opens' | 'closes'>;

export const hoursOf = ({ opens, closes }: Hours): string | null =>
  opens === null || closes === null ? null : `${clockOf(opens)}–${clockOf(closes)}`;

export const draftOf = (line: PhoneLine | null): LineDraft => ({
  number: line?.number ?? '',
  kind: line?.kind ?? 'citizens',
  name: line?.name ?? '',
  nameEn: line?.nameEn ?? '',
  purpose: line?.purpose ?? '',
  opens: line?.opens ?? null,
  closes: line?.closes ?? null,
  workdays: line?.workdays ?? false,
  unitIds: line?.unitIds ?? [],
  divertTo: line?.divertTo ?? null,
  retired: line?.retired ?? false,
});

type Told = string | boolean | null;
/** `units`: what is told of units are their names */
const told = (draft: LineDraft, field: LineField, units: (ids: readonly number[]) => string): Told =>
  field === 'hours'
    ? hoursOf(draft)
    : field === 'unitIds'
      ? units(draft.unitIds.toSorted((a, b) => a - b))
      : draft[field];
export type Change = { field: LineField; from: Told; to: Told };
export const changesOf = (
  before: LineDraft,
  after: LineDraft,
  units = String as (ids: readonly number[]) => string,
): Change[] =>
  lineFields
    .map((field) => ({ field, from: told(before, field, units), to: told(after, field, units) }))
    .filter(({ from, to }) => from !== to);
