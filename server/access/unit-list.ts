/** The units of a district taken in from one list, as a whole or not at all. */
import type { UnitsTaken } from '#contract/catalogue.ts';
import type { Lang } from '#contract/words/words.ts';
import type { Tx } from '#kit/db.ts';
import { refuse, type Refusal, type RowError } from '#kit/refusal.ts';
import { saveUnit } from './actions.ts';
import type { AnyPermit } from './permit.ts';
import { missingUnitColumns, readUnits, type UnitTable } from './unit-list.rules.ts';
import { unitsOf } from './views.ts';

type UnitReport = UnitsTaken & { errors: RowError[] };

export async function importUnits(
  tx: Tx,
  by: AnyPermit<'people.edit'>,
  table: UnitTable,
  options: { dryRun: boolean; lang: Lang; file: string; areaIdOf: (code: string) => number | undefined },
  at: Date,
): Promise<UnitReport | Refusal> {
  const { dryRun, lang, file, areaIdOf } = options;
  const missing = missingUnitColumns(table);
  if (missing.length > 0) {
    const reason = { word: 'table.columns_missing', params: { columns: missing.join(', ') } } as const;
    return refuse('file.unusable', { file, reason });
  }
  const now = await unitsOf(tx, by.regionId);
  const { units, errors } = readUnits(table, { hasUnit: (code) => now.byCode.has(code), areaIdOf }, lang);
  const report: UnitReport = {
    rows: table.rows.length,
    dryRun,
    imported: !dryRun && errors.length === 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    kinds: {},
    errors,
  };
  const codeOf = (id: number | null): string | null => (id === null ? null : (now.byId.get(id)?.code ?? null));
  for (const { kind } of units) report.kinds[kind] = (report.kinds[kind] ?? 0) + 1;
  for (const { row: _, areaId, dutyPhone, actor, ...unit } of units) {
    const before = now.byCode.get(unit.code);
    const same =
      before !== undefined &&
      before.name === unit.name &&
      before.nameEn === unit.nameEn &&
      before.kind === unit.kind &&
      codeOf(before.parentId) === unit.parentCode &&
      codeOf(before.superiorId) === unit.superiorCode &&
      (actor === undefined || before.actor === actor) &&
      (areaId === undefined || before.areaId === areaId) &&
      (dutyPhone === undefined || before.dutyPhone === dutyPhone);
    report[before ? (same ? 'unchanged' : 'changed') : 'added'] += 1;
    if (same || dryRun) continue;
    await saveUnit(tx, by, { ...unit, actor, dutyPhone, ...(areaId === undefined ? {} : { areaId }) }, at);
  }
  return report;
}
