/** Keyset pages: a cursor is the sort keys of the last row, opaque to the client, and no page counts what lies before it. */
import { refuse, Refused } from './refusal.ts';

export type CursorKey = string | number | null;

export const cursorOf = (...keys: CursorKey[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');

/** The keys of a cursor of ours, by their types ('number', 'string'); anything else is refused, never guessed. */
export function keysOf(after: string | undefined, ...types: ('string' | 'number')[]): CursorKey[] | undefined {
  if (after === undefined) return undefined;
  try {
    const keys: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    if (
      Array.isArray(keys) &&
      keys.length === types.length &&
      keys.every((key, i) => key === null || typeof key === types[i])
    )
      return keys as CursorKey[];
  } catch {
    // not ours
  }
  throw new Refused(refuse('request.invalid', { summary: '/after' }));
}

/** Ask the database for one row more than the page holds: it tells whether there is a next page. */
export function pageOf<Row, Shown>(
  rows: Row[],
  limit: number,
  keys: (row: Row) => CursorKey[],
  show: (row: Row) => Shown,
): { rows: Shown[]; next: string | null } {
  const shown = rows.slice(0, limit);
  return {
    rows: shown.map(show),
    next: rows.length > limit ? cursorOf(...keys(shown.at(-1)!)) : null,
  };
}
