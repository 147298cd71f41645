/** The templates of a district, remembered in the process: what ships with the house and what the district published itself. */
import type { Template } from '#contract/templates.ts';
import { unitsOf, type Units } from '#access';
import { remembered, type Tx } from '#kit/db.ts';
import type { CaseNow, Tree } from './case.rules.ts';
import { shipped, standard, standardName } from './shipped.rules.ts';
import { readTemplates, type StoredTemplate } from './store.ts';

export type Rules = { name: string; version: number; template: Template };
export type Templates = { rows: readonly StoredTemplate[]; uses: ReadonlyMap<number, string> };

export const templatesOf: (tx: Tx, regionId: number) => Promise<Templates> = remembered('templates', readTemplates);

/** Exactly the version a case names; version 0 is the house's own table. Undefined: there is no such version. */
export function templateOf(all: Templates, name: string, version: number): Template | undefined {
  if (version === 0) return standard;
  if (version === 1 && shipped[name]) return shipped[name];
  return all.rows.find((row) => row.name === name && row.version === version)?.body;
}

/** The newest published version of a name. */
export function newestOf(all: Templates, name: string): Rules | undefined {
  const own = all.rows
    .filter((row) => row.name === name && row.publishedAt !== null)
    .sort((a, b) => b.version - a.version)[0];
  if (own) return { name, version: own.version, template: own.body };
  const house = shipped[name];
  return house && { name, version: 1, template: house };
}

/** What a district's template of this name asks for now; undefined: it has none of that name. */
export const templateNamed = async (tx: Tx, regionId: number, name: string): Promise<Template | undefined> =>
  newestOf(await templatesOf(tx, regionId), name)?.template;

/** By which rules a new case of this matter runs. */
export const currentTemplate = (all: Templates, matterId: number): Rules =>
  newestOf(all, all.uses.get(matterId) ?? standardName) ?? newestOf(all, standardName)!;

/** The rules a case runs by; a version that nobody knows would be a row written past the house. */
export async function rulesOf(
  tx: Tx,
  now: Pick<CaseNow, 'regionId' | 'template' | 'templateVersion'>,
): Promise<Template> {
  const found = templateOf(await templatesOf(tx, now.regionId), now.template, now.templateVersion);
  if (!found) throw new Error(`no template ${now.template} ${now.templateVersion}`);
  return found;
}

export const treeOf = (units: Units, template: Template): Tree => ({
  template,
  supervisionId: units.supervisionId,
  commandId: units.commandId,
  root: units.root,
  unitName: (id) => units.byId.get(id)?.name ?? '',
  kindOf: (id) => units.byId.get(id)?.kind ?? 'other',
  parentOf: (id) => units.byId.get(id)?.parentId ?? null,
});
/** What `mayMove` asks about a district. */
export const treeFor = async (tx: Tx, now: CaseNow): Promise<Tree> =>
  treeOf(await unitsOf(tx, now.regionId), await rulesOf(tx, now));
