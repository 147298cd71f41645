/**
 * Taking in a list as a whole or not at all: the file is read, every row judged, what it refers to looked up, and only a list
 * without a single error is saved, in one transaction. The same function serves the desk (as a job) and the command line.
 */
import { unitsOf, type AnyPermit } from '#access';
import type { Condition, Matter } from '#contract/catalogue.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { touch, type Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { noProgress, type Progress } from '#kit/jobs.ts';
import { isRefusal, refuse, type Refusal, type RowError } from '#kit/refusal.ts';
import { claimFact, responsibilityNumber } from './actions.ts';
import {
  missingColumns,
  readMatters,
  readResponsibilities,
  type ConditionDraft,
  type MatterDraft,
  type ResponsibilityDraft,
} from './import.rules.ts';
import {
  clearFallback,
  endResponsibility,
  insertCondition,
  insertMatter,
  insertResponsibility,
  lockCatalogue,
  lockResponsibilities,
  nextResponsibilityNumber,
  updateCondition,
  updateMatter,
  type ResponsibilityToSave,
} from './store.ts';
import { readTable, type Table } from './table-file.ts';
import { areasByCode, claimsNow, mattersNow } from './views.ts';

export const importKinds = ['matters', 'responsibilities'] as const;
export type ImportKind = (typeof importKinds)[number];
export type ImportOptions = { what: ImportKind; dryRun: boolean; edition?: string; lang: Lang; progress?: Progress };
type Count = { added: number; changed: number; unchanged: number };
export type ImportReport = {
  what: ImportKind;
  dryRun: boolean;
  rows: number;
  /** false for a dry run, and when a single row is wrong */
  imported: boolean;
  errors: RowError[];
  matters?: Count;
  conditions?: Count;
  responsibilities?: Count;
};

/** The rows of a file that can be such a list at all; else nothing has happened and the reason is told. */
export async function openList(bytes: Buffer, what: ImportKind, file = ''): Promise<Table | Refusal> {
  const table = await readTable(bytes, file);
  if (isRefusal(table)) return table;
  const missing = missingColumns(what, table);
  if (missing.length > 0)
    return refuse('file.unusable', {
      file,
      reason: { word: 'table.columns_missing', params: { columns: missing.join(', ') } },
    });
  if (table.rows.length === 0) return refuse('file.unusable', { file, reason: { word: 'table.empty' } });
  return table;
}

export async function importList(
  tx: Tx,
  by: AnyPermit<'catalogue.edit'>,
  table: Table,
  options: ImportOptions,
  at: Date,
  commandId: string | null = null,
): Promise<ImportReport> {
  const progress = options.progress ?? noProgress;
  const report =
    options.what === 'matters'
      ? await importMatters(tx, by, table, options, progress, at, commandId)
      : await importResponsibilities(tx, by, table, options, progress, at, commandId);
  report.errors.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  // Asked to stop at the last moment: the transaction is undone.
  progress.goOn();
  return report;
}

// ── Matters and their filing conditions ────────────────────────────────────────────────────────────────────────────────

async function importMatters(
  tx: Tx,
  by: AnyPermit<'catalogue.edit'>,
  table: Table,
  { dryRun, edition, lang }: ImportOptions,
  progress: Progress,
  at: Date,
  commandId: string | null,
): Promise<ImportReport> {
  const { regionId } = by;
  const { matters: drafts, errors } = readMatters(table, { edition, lang });
  await lockCatalogue(tx, regionId);
  const known = new Map(
    (await mattersNow(tx, regionId)).map((matter) => [`${matter.edition}\n${matter.code}`, matter]),
  );
  const plan = drafts.map((draft) => {
    const before = known.get(`${draft.edition}\n${draft.code}`);
    return { draft, before, change: matterChange(before, draft) };
  });
  const conditionPlan = plan.flatMap(({ draft, before }) =>
    draft.conditions.map((condition) => {
      const old = before?.conditions.find(({ n }) => n === condition.n);
      return { code: draft.code, edition: draft.edition, condition, old, change: conditionChange(old, condition) };
    }),
  );
  const report: ImportReport = {
    what: 'matters',
    dryRun,
    rows: table.rows.length,
    imported: !dryRun && errors.length === 0,
    errors,
    matters: counted(plan),
    conditions: counted(conditionPlan),
  };
  if (!report.imported) return report;

  const facts: Fact[] = [];
  const ids = new Map<string, number>();
  for (const { draft, before, change } of plan) {
    const row = {
      ...draft,
      bigNameEn: draft.bigNameEn || (before?.bigNameEn ?? ''),
      smallNameEn: draft.smallNameEn || (before?.smallNameEn ?? ''),
      sensitive: draft.sensitive ?? before?.sensitive ?? false,
      fallback: draft.fallback ?? before?.fallback ?? false,
      imported: before?.imported ?? false,
    };
    if (row.fallback && !before?.fallback) await clearFallback(tx, regionId);
    const id = before?.id ?? (await insertMatter(tx, regionId, row));
    ids.set(`${draft.edition}\n${draft.code}`, id);
    if (before && change !== 'unchanged') await updateMatter(tx, regionId, id, row, null);
    const { edition: ofEdition, code, kind, bigName, smallName, sensitive, fallback } = row;
    if (change !== 'unchanged') {
      const data = { edition: ofEdition, code, kind, bigName, smallName, sensitive, fallback };
      facts.push({ subject: 'matter', subjectId: String(id), kind: `matter.${change}`, at, by: by.by, data });
    }
  }
  for (const [i, { code, edition: ofEdition, condition, old, change }] of conditionPlan.entries()) {
    await progress.at(i + 1, conditionPlan.length);
    if (change === 'unchanged') continue;
    const matterId = ids.get(`${ofEdition}\n${code}`)!;
    const conditionId = old?.id ?? (await insertCondition(tx, regionId, matterId, condition.n, condition));
    if (old) await updateCondition(tx, regionId, conditionId, condition, null);
    const { row: _, ...data } = condition;
    const kind = `matter.condition_${change}`;
    facts.push({ subject: 'matter', subjectId: String(matterId), kind, at, by: by.by, data: { conditionId, ...data } });
  }
  await touch(tx, regionId, 'matters');
  await record(tx, regionId, facts, commandId);
  return report;
}

type Change = 'added' | 'changed' | 'unchanged';
const counted = (plan: { change: Change }[]): Count => ({
  added: plan.filter(({ change }) => change === 'added').length,
  changed: plan.filter(({ change }) => change === 'changed').length,
  unchanged: plan.filter(({ change }) => change === 'unchanged').length,
});

function matterChange(before: Matter | undefined, draft: MatterDraft): Change {
  if (!before) return 'added';
  const same =
    !before.retired &&
    before.bigName === draft.bigName &&
    before.smallName === draft.smallName &&
    (draft.bigNameEn === '' || before.bigNameEn === draft.bigNameEn) &&
    (draft.smallNameEn === '' || before.smallNameEn === draft.smallNameEn) &&
    (draft.sensitive === undefined || before.sensitive === draft.sensitive) &&
    (draft.fallback === undefined || before.fallback === draft.fallback);
  return same ? 'unchanged' : 'changed';
}

function conditionChange(old: Condition | undefined, draft: ConditionDraft): Change {
  if (!old) return 'added';
  const compared = ['filing', 'closing', 'timeLimit', 'urgent', 'photoHint', 'notWhen', 'basis'] as const;
  const same =
    !old.retired &&
    compared.every((field) => old[field] === draft[field]) &&
    old.discovery.join() === draft.discovery.join();
  return same ? 'unchanged' : 'changed';
}

// ── Responsibilities ───────────────────────────────────────────────────────────────────────────────────────────────────

async function importResponsibilities(
  tx: Tx,
  by: AnyPermit<'catalogue.edit'>,
  table: Table,
  { dryRun, edition, lang }: ImportOptions,
  progress: Progress,
  at: Date,
  commandId: string | null,
): Promise<ImportReport> {
  const { regionId } = by;
  const { responsibilities: drafts, errors } = readResponsibilities(table, { edition, lang });
  await lockResponsibilities(tx, regionId);
  const found = await resolved(tx, regionId, drafts, errors, lang);
  const inForce = new Map((await claimsNow(tx, regionId)).map((claim) => [scopeOf(claim), claim]));
  const plan = found.map((wanted) => {
    const before = inForce.get(scopeOf(wanted));
    return { wanted, before, change: claimChange(before, wanted) };
  });
  const report: ImportReport = {
    what: 'responsibilities',
    dryRun,
    rows: table.rows.length,
    imported: !dryRun && errors.length === 0,
    errors,
    responsibilities: counted(plan),
  };
  if (!report.imported) return report;

  const facts: Fact[] = [];
  let next = await nextResponsibilityNumber(tx, regionId);
  for (const [i, { wanted, before, change }] of plan.entries()) {
    await progress.at(i + 1, plan.length);
    if (change === 'unchanged') continue;
    if (before) await endResponsibility(tx, regionId, before.id, at);
    const number = before?.number ?? responsibilityNumber(next++);
    await insertResponsibility(tx, regionId, number, (before?.version ?? 0) + 1, wanted, at);
    facts.push(claimFact(by, number, `responsibility.${change}`, wanted, at));
  }
  await touch(tx, regionId, 'responsibilities');
  await record(tx, regionId, facts, commandId);
  return report;
}

const scopeOf = (claim: Pick<ResponsibilityToSave, 'matterId' | 'conditionId' | 'areaId'>): string =>
  `${claim.matterId}/${claim.conditionId ?? ''}/${claim.areaId ?? ''}`;

type InForce = Omit<ResponsibilityToSave, 'alsoUnitIds' | 'coUnitIds'> & {
  alsoUnitIds: readonly number[];
  coUnitIds: readonly number[];
};
const sameUnits = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

function claimChange(before: InForce | undefined, wanted: ResponsibilityToSave): Change {
  if (!before) return 'added';
  const same =
    before.leadUnitId === wanted.leadUnitId &&
    before.leadByArea === wanted.leadByArea &&
    before.coByArea === wanted.coByArea &&
    before.basis === wanted.basis &&
    sameUnits(before.alsoUnitIds, wanted.alsoUnitIds) &&
    sameUnits(before.coUnitIds, wanted.coUnitIds);
  return same ? 'unchanged' : 'changed';
}

/** Codes and names become ids; what does not exist is an error of its row. */
async function resolved(
  tx: Tx,
  regionId: number,
  drafts: ResponsibilityDraft[],
  errors: RowError[],
  lang: Lang,
): Promise<ResponsibilityToSave[]> {
  const units = await unitsOf(tx, regionId);
  const areas = await areasByCode(tx, regionId, [...new Set(drafts.map(({ area }) => area))].filter(Boolean));
  const matters = (await mattersNow(tx, regionId)).filter(({ retired }) => !retired);
  const rowOf = new Map<string, number>();
  const found: ResponsibilityToSave[] = [];
  for (const draft of drafts) {
    const before = errors.length;
    const complain = (field: string, word: Parameters<typeof say>[1], params: Record<string, string | number>) =>
      errors.push({ row: draft.row, field, reason: say(lang, word, params) });
    const candidates = matters.filter(
      ({ code, edition }) => code === draft.matter && (draft.edition === '' || edition === draft.edition),
    );
    const [matter] = candidates;
    if (!matter) complain('matter', 'import.unknown_matter', { value: draft.matter });
    else if (candidates.length > 1) complain('matter', 'import.ambiguous_matter', { value: draft.matter });
    const condition = matter?.conditions.find(({ n, retired }) => n === draft.condition && !retired);
    if (matter && draft.condition !== null && !condition)
      complain('condition', 'import.unknown_condition', { matter: draft.matter, value: draft.condition });
    const areaId = draft.area === '' ? null : (areas.get(draft.area) ?? null);
    if (draft.area !== '' && areaId === null) complain('area', 'import.unknown_area', { value: draft.area });
    const unit = (text: string, field: string) => {
      const named = units.byCode.get(text) ?? units.byName.get(text);
      if (!named) complain(field, 'import.unknown_unit', { value: text });
      return named?.id;
    };
    const leadUnitId = draft.leadByArea ? null : (unit(draft.lead, 'lead') ?? null);
    const alsoUnitIds = draft.also
      .map((text) => unit(text, 'lead'))
      .filter((id) => id !== undefined && id !== leadUnitId) as number[];
    const coUnitIds = draft.coUnits.map((text) => unit(text, 'co_units')).filter((id) => id !== undefined);
    if ([leadUnitId, ...alsoUnitIds].some((id) => id !== null && coUnitIds.includes(id)))
      complain('co_units', 'import.lead_also_helps', {});
    if (errors.length > before) continue;
    // Two rows may name one scope in different ways, with the edition and without.
    const scope = scopeOf({ matterId: matter!.id, conditionId: condition?.id ?? null, areaId });
    const twin = rowOf.get(scope);
    if (twin !== undefined) {
      complain('matter', 'import.twice', { row: twin });
      continue;
    }
    rowOf.set(scope, draft.row);
    const { leadByArea, coByArea, basis } = draft;
    found.push({
      matterId: matter!.id,
      conditionId: condition?.id ?? null,
      areaId,
      leadUnitId,
      leadByArea,
      alsoUnitIds,
      coUnitIds,
      coByArea,
      basis,
    });
  }
  return found;
}
