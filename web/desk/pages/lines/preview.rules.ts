/** What saving a line would change, word for word, before it is saved. */
import { clockOf } from '#contract/calendar.ts';
import type { LineEntry, LineQueue, PhoneLine } from '#contract/lines.ts';

export type LineDraft = LineEntry & Pick<PhoneLine, 'retired'>;
export const lineFields = [
  'number',
  'kind',
  'name',
  'nameEn',
  'purpose',
  'hours',
  'workdays',
  'unitIds',
  'queues',
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
  queues: line?.queues ?? [],
  divertTo: line?.divertTo ?? null,
  retired: line?.retired ?? false,
});

type Told = string | boolean | null;
/** `units`: what is told of units are their names */
type Named = { units: (ids: readonly number[]) => string; queue: (one: LineQueue) => string };
function told(draft: LineDraft, field: LineField, { units, queue }: Named): Told {
  switch (field) {
    case 'hours':
      return hoursOf(draft);
    case 'unitIds':
      return units(draft.unitIds.toSorted((a, b) => a - b));
    case 'queues':
      return draft.queues.map(queue).join('；');
    default:
      return draft[field];
  }
}
export type Change = { field: LineField; from: Told; to: Told };
export const changesOf = (before: LineDraft, after: LineDraft, named: Partial<Named> = {}): Change[] => {
  const by: Named = { units: String, queue: (one) => JSON.stringify(one), ...named };
  return lineFields
    .map((field) => ({ field, from: told(before, field, by), to: told(after, field, by) }))
    .filter(({ from, to }) => from !== to);
};
