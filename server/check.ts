/** `gridloop check`: every promise the rooms can prove, on all districts of a database. */
import { join } from 'node:path';
import { caseChecks } from '#cases';
import { intakeChecks } from '#intake';
import { listRegions } from '#areas';
import type { Anchors } from '#kit/anchors.ts';
import { auditRegion, type RegionAudit } from '#kit/audit.ts';
import type { Check, Checked } from '#kit/check.ts';
import { daysCheck } from '#kit/days.ts';
import { enterRegion, inNoRegion, type Db } from '#kit/db.ts';
import { fileStore, type Files } from '#kit/files.ts';
import { keptDays } from './sweeps.ts';

const checks = [...caseChecks, ...intakeChecks, daysCheck(keptDays)];

/** `first`: what is broken, the first twenty. */
export type CheckReport = {
  checks: { invariant: string; checked: number; broken: number; first: string[] }[];
};
export type CheckOptions = {
  files: Files;
  /** only this district */
  regionId?: number;
  progress?: (invariant: string, checked: number) => void;
};

export async function runChecks(db: Db, { files, regionId, progress = () => {} }: CheckOptions): Promise<CheckReport> {
  const regions = regionId === undefined ? (await inNoRegion(db, listRegions)).map(({ id }) => id) : [regionId];
  const reports: CheckReport['checks'] = [];
  const queue = checks.entries();
  // Two at a time: while one waits for the database the other judges, and neither waits for a core that is idle.
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      for (const [i, check] of queue) reports[i] = await provedIn(check, regions);
    }),
  );
  return { checks: reports };

  async function provedIn(check: Check, within: readonly number[]): Promise<CheckReport['checks'][number]> {
    const { invariant } = check;
    const total: Checked = { checked: 0, broken: [], brokenCount: 0 };
    for (const region of within) {
      const before = total.checked;
      // One picture of the district for all pages of a check: a case that moves meanwhile is seen whole, before or after.
      const found = await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (tx) => {
          await enterRegion(tx, region);
          return check.run(tx, region, { files, progress: (checked) => progress(invariant, before + checked) });
        });
      total.checked += found.checked;
      total.brokenCount += found.brokenCount;
      total.broken.push(...found.broken);
    }
    return { invariant, checked: total.checked, broken: total.brokenCount, first: total.broken.slice(0, 20) };
  }
}

export type AuditReport = { regions: (RegionAudit & { code: string })[]; lines: number };

/** Every fact of every district against its seal, and the seals against the heads written down outside. */
export async function auditFacts(
  db: Db,
  anchors: Anchors,
  progress: (facts: number) => void = () => {},
): Promise<AuditReport> {
  // Before the picture is taken: what is written down meanwhile was sealed after it.
  const { heads, lines } = await anchors.read();
  const report: AuditReport = { regions: [], lines };
  let before = 0;
  for (const { id, code } of await inNoRegion(db, listRegions)) {
    const audit = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((tx) => auditRegion(tx, id, heads.get(id), (facts) => progress(before + facts)));
    before += audit.facts;
    report.regions.push({ code, ...audit });
  }
  return report;
}

export const filesIn = (dataFolder: string): Files => fileStore(join(dataFolder, 'files'));
