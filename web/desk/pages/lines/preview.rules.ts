/** What saving a line would change, word for word, before it is saved. */
import type { PhoneLine } from '#contract/lines.ts';

export type LineDraft = Pick<
  PhoneLine,
  'number' | 'kind' | 'name' | 'nameEn' | 'purpose' | 'opens' | 'closes' | 'divertTo' | 'retired'
>;
export const lineFields = ['number', 'kind', 'name', 'nameEn', 'purpose', 'hours', 'divertTo', 'retired'] as const;
export type LineField = (typeof lineFields)[number];
type Hours = Pick<LineDraft, 'opens' | 'closes'>;

/** 08:30; the end of a day is 24:00. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
export const minuteOf = (clock: string): number | null => {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(clock.trim()) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return hours === undefined || Number(minutes) > 59 || minute > 1440 ? null : minute;
};
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
  divertTo: line?.divertTo ?? null,
  retired: line?.retired ?? false,
});

const told = (draft: LineDraft, field: LineField): string | boolean | null =>
  field === 'hours' ? hoursOf(draft) : field === 'retired' ? draft.retired : draft[field];
export type Change = { field: LineField; from: string | boolean | null; to: string | boolean | null };
export const changesOf = (before: LineDraft, after: LineDraft): Change[] =>
  lineFields
    .map((field) => ({ field, from: told(before, field), to: told(after, field) }))
    .filter(({ from, to }) => from !== to);
