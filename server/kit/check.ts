/**
 * A promise of the house that can be proved on any database: `gridloop check` runs every room's checks and prints what it
 * looked at and what is broken. A check that looked at nothing proves nothing, so it says how many rows it saw.
 */
import type { Tx } from './db.ts';
import type { Files } from './files.ts';

export type Checked = { checked: number; /** ids, the first 20 */ broken: string[]; brokenCount: number };
/** What a check may need beside the rows: the files they name, and somebody to tell how far it is. */
export type CheckTools = { files: Files; progress: (checked: number) => void };
export type Check = {
  invariant: string;
  run(tx: Tx, regionId: number, tools: CheckTools): Promise<Checked>;
};

/** A row as a check sees it: where it stands in the walk, what to call it when it is broken, how many things were looked at. */
export type CheckRow = { key: string; id?: string; count?: number };

/**
 * Walks a table by its key, a page at a time, so that a million rows need no memory. `read` gives the rows behind a key in
 * the order of the key; `holds` judges one.
 */
export async function walk<Row extends CheckRow>(
  tools: CheckTools,
  read: (after: string | null, limit: number) => Promise<Row[]>,
  holds: (row: Row) => boolean | Promise<boolean>,
  pageSize = 1000,
): Promise<Checked> {
  const result: Checked = { checked: 0, broken: [], brokenCount: 0 };
  let coming = read(null, pageSize);
  for (;;) {
    const rows = await coming;
    const last = rows.length < pageSize;
    // The next page is read while this one is judged; if a judgement fails, nobody waits for it any more.
    if (!last) (coming = read(rows.at(-1)!.key, pageSize)).catch(() => undefined);
    for (const row of rows) {
      result.checked += row.count ?? 1;
      const judged = holds(row);
      if (judged === true || (judged !== false && (await judged))) continue;
      result.brokenCount += 1;
      if (result.broken.length < 20) result.broken.push(row.id ?? row.key);
    }
    tools.progress(result.checked);
    if (last) return result;
  }
}
