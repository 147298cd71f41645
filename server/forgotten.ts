/**
 * Whose contact is gone stays gone, also after a restore: a backup that is older than her wish brings her contact back. So the reports
 * that were forgotten stand in a list outside the database (ids, nothing else), as the heads of the chain of facts do; and whoever
 * starts on a database that still has one of them forgets it again (PIPL § 47; docs/operate/backup.md).
 */
import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetReports, forgottenSince } from '#intake';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, type Db } from '#kit/db.ts';

export const forgottenFile = (dataFolder: string): string => join(dataFolder, 'forgotten.jsonl');
type Line = { regionId: number; report: string };

/** A line that was cut off by a crash is not one of ours; what it meant is found in the facts again. */
function linesOf(file: string): Line[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap((line) => {
    const found = /^\{"regionId":(\d+),"report":"([0-9a-f-]{36})"\}$/.exec(line);
    return found ? [{ regionId: Number(found[1]), report: found[2]! }] : [];
  }); // prettier-ignore
}

const atOnce = 500;
/** How far back a fact is looked for that the list does not have: longer than any server stands still beside a running one. */
const lookBackMs = 7 * 86_400_000;

export function keepForgotten(db: Db, keys: Keys, file: string): (regionId: number, at: Date) => Promise<number> {
  const listed = new Map<number, Set<string>>();
  for (const { regionId, report } of linesOf(file))
    listed.set(regionId, (listed.get(regionId) ?? new Set()).add(report));
  const lookedAt = new Set<number>();

  return async (regionId, at) => {
    const known = listed.get(regionId) ?? new Set<string>();
    listed.set(regionId, known);
    let acted = 0;
    if (!lookedAt.has(regionId)) {
      const ids = [...known];
      for (let i = 0; i < ids.length; i += atOnce)
        acted += await inRegion(db, regionId, (tx) => forgetReports(tx, keys, regionId, ids.slice(i, i + atOnce), at));
      lookedAt.add(regionId);
    }
    const since = new Date(at.getTime() - lookBackMs);
    const reports = await inRegion(db, regionId, (tx) => forgottenSince(tx, regionId, since));
    const more = reports.filter((report) => !known.has(report));
    if (more.length === 0) return acted;
    const handle = await open(file, 'a', 0o600);
    try {
      await handle.write(more.map((report) => `\n${JSON.stringify({ regionId, report })}`).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    for (const report of more) known.add(report);
    return acted;
  };
}
