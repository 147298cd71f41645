/**
 * Importing a file of areas into a layer. The layer is read in one short transaction, everything is computed beside the server,
 * and all is written in a second transaction, or nothing: if somebody changed the layer meanwhile it begins again.
 */
import { basename } from 'node:path';
import type { Level, OverlapReport } from '#contract/areas.ts';
import { say, type Lang } from '#contract/words/words.ts';
import type { AnyPermit } from '#access';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { noProgress, type Progress } from '#kit/jobs.ts';
import { deny } from '#kit/refusal.ts';
import { areaFact, ensureLayer, layerFact, regionRoot } from './actions.ts';
import { beside, part } from './beside.ts';
import { groupsOf, type Group } from './computations.ts';
import type { AreaFile, AreaMapping, RowError } from './geofile.ts';
import { groundChanged, layerNamed, treeOf } from './ground.ts';
import {
  districtRow,
  hasLevels,
  planImport,
  type LayerNow,
  type Parent,
  type Plan,
  type PlannedArea,
  type PlanOptions,
  type Standing,
} from './plan.ts';
import { placesMoved } from './redraw.ts';
import { boxAround, surfaceM2 } from './shape.ts';
import type { Share } from './shares.ts';
import {
  bumpLayer,
  endBoundaries,
  insertAreas,
  insertBoundaries,
  lockLayer,
  removeShares,
  renameLayer,
  renameRegion,
  saveShares,
  updateAreas,
  updateRoot,
  type NewArea,
} from './store.ts';
import { cellsIn, othersIn, standingIn, type Bounded, type Layer } from './views.ts';

// ── Reading the file ───────────────────────────────────────────────────────────────────────────────────────────────────

/** A file that cannot be used at all is refused with its name and the reason; bad rows are told one by one. */
export async function readAreas(
  bytes: Uint8Array,
  asked: { mapping: AreaMapping; fileName: string; lang?: Lang },
  progress: Progress = noProgress,
): Promise<AreaFile> {
  const file = await beside('read', { bytes, mapping: asked.mapping }, progress);
  if (!('fault' in file)) return file;
  const { fault, field, detail } = file;
  return deny('file.unusable', {
    file: asked.fileName,
    reason: { word: `fault.${fault}`, params: { field, detail } },
  });
}

type Invalid = OverlapReport['invalid'];
export const inWords = (errors: readonly RowError[], lang: Lang): Invalid =>
  errors.map(({ row, code = '', field, reason, at, sameAs, detail }) => ({
    row,
    code,
    field,
    fault: reason,
    reason: say(lang, `fault.${reason}`, {
      at: at?.map((degrees) => Number(degrees.toFixed(7))).join(', '),
      sameAs,
      detail,
      field,
    }),
    at: at && Math.abs(at[0]) <= 180 && Math.abs(at[1]) <= 90 ? { lon: at[0], lat: at[1] } : null,
  }));

// ── Importing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type ImportOptions = {
  /** made if it is missing */
  layer: string;
  fileName: string;
  level?: Level;
  /** all rows lie in this area, unless they say otherwise */
  parentCode?: string;
  dryRun?: boolean;
  lang?: Lang;
};
export type ImportReport = OverlapReport & {
  layer: string;
  unified: boolean;
  dryRun: boolean;
  format: AreaFile['format'];
  encoding: string;
  rows: number;
  filtered: number;
  added: number;
  redrawn: number;
  renamed: number;
  unchanged: number;
  /** areas of the layer that the file does not name; they stay as they are */
  notInFile: number;
  /** rows whose boundary touched itself and was put right without changing its ground */
  mended: number;
  /** 多网融合: how many areas and cells are mapped onto each other now */
  mapped: { areas: number; cells: number };
};

/** Takes the rows of a file into a layer: all of them, or none. */
export async function importAreas(
  db: Db,
  by: AnyPermit<'areas.edit'>,
  file: AreaFile,
  options: ImportOptions,
  progress: Progress = noProgress,
  now: () => Date = () => new Date(),
): Promise<ImportReport> {
  const { regionId } = by;
  for (let tries = 1; ; tries++) {
    const state = await inRegion(db, regionId, (tx) => stateFor(tx, regionId, options, file, now()));
    const plan = soundPlan(file, state, options);
    const { report, shares } = await lookAt(file, plan, state, options, progress);
    if (options.dryRun) return report;
    await progress.at(90, 100);
    const written = await inRegion(db, regionId, async (tx) => {
      const done = await writePlan(tx, by, plan, state, shares, options, report, now());
      progress.goOn();
      return done;
    });
    if (written) return report;
    if (tries === 3) deny('area.changed_meanwhile', { layer: options.layer });
  }
}

/** What the file would do; with bad rows that is nothing, and they are refused together unless this is only a trial. */
export function soundPlan(file: AreaFile, state: State, { fileName, dryRun, lang = 'zh' }: ImportOptions): Plan {
  const planned = planImport(file.rows, state, state.options);
  const plan = { ...planned, errors: [...file.errors, ...planned.errors].sort((a, b) => a.row - b.row) };
  if (plan.errors.length === 0 || dryRun) return plan;
  const n = new Set(plan.errors.map(({ row }) => row)).size;
  const errors = inWords(plan.errors, lang).map(({ row, field, reason }) => ({ row, field, reason }));
  return deny(
    'file.unusable',
    { file: fileName, reason: { word: 'areas.import.bad_rows', params: { n } } },
    { errors },
  );
}

/** The report by parent, and what the new boundaries share with other layers. */
export async function lookAt(
  file: AreaFile,
  plan: Plan,
  state: State,
  options: ImportOptions,
  progress: Progress,
): Promise<{ report: ImportReport; shares: Share[] }> {
  const tiling = await beside('compare', { groups: groupsAfter(plan, state) }, part(progress, 5, 75));
  const toShare = state.unified ? sharesOfCells(plan, state) : sharesOfAreas(plan, state);
  const { shares, notCompared } = await beside('shares', toShare, part(progress, 75, 90));
  const count = (change: PlannedArea['change']) => plan.areas.filter((area) => area.change === change).length;
  const named = new Set(plan.areas.flatMap((area) => (area.change === 'added' ? [] : [area.areaId])));
  const codeOf = (id: number) => (id < 0 ? plan.areas[-1 - id] : state.others.find((one) => one.id === id))?.code ?? '';
  const report: ImportReport = {
    layer: options.layer,
    unified: state.unified,
    dryRun: options.dryRun ?? false,
    format: file.format,
    encoding: file.encoding,
    rows: file.rows.length + new Set(file.errors.map(({ row }) => row)).size,
    filtered: file.filtered,
    added: count('added'),
    redrawn: count('redrawn'),
    renamed: count('renamed'),
    unchanged: count('unchanged'),
    notInFile: state.areas.filter(({ id }) => !named.has(id)).length,
    mended: file.rows.filter(({ mended }) => mended.length > 0).length,
    mapped: {
      areas: new Set(shares.map(({ areaId }) => areaId)).size,
      cells: new Set(shares.map(({ cellId }) => cellId)).size,
    },
    ...tiling,
    notCompared: [
      ...tiling.notCompared,
      ...notCompared.map(({ areaId, cellId, reason }) => ({ a: codeOf(areaId), b: codeOf(cellId), reason })),
    ],
    invalid: inWords(plan.errors, options.lang ?? 'zh'),
  };
  return { report, shares };
}

/** What a plan is made for. */
export type State = LayerNow & {
  options: PlanOptions;
  layer: Layer | undefined;
  /** the unified layer is still empty and becomes this one */
  takesOver: boolean;
  /** what the plan's areas may share ground with in other layers */
  others: Bounded[];
  /** the district as it is; in `root` it bears the code the file gives it */
  rootBefore: Standing;
};

async function stateFor(tx: Tx, regionId: number, options: ImportOptions, file: AreaFile, at: Date): Promise<State> {
  await regionRoot(tx, regionId, at);
  const tree = await treeOf(tx, regionId);
  const unifiedAreas = await standingIn(tx, regionId, tree.unified!.id);
  const rootBefore = unifiedAreas.find(({ id }) => id === tree.root!.id)!;
  // Areas known by name only, from a replayed history, make no grid yet.
  const empty = unifiedAreas.every(({ id, level }) => id === rootBefore.id || level === 'area');
  const known = layerNamed(tree, options.layer);
  const takesOver = !known && empty && hasLevels(file.rows, options);
  const layer = takesOver ? tree.unified : known;
  const unified = layer?.unified ?? false;
  const district = unified && empty ? districtRow(file.rows) : undefined;
  const root = { ...rootBefore, code: district?.code ?? rootBefore.code };
  const areas = unified
    ? unifiedAreas.filter(({ id }) => id !== rootBefore.id)
    : layer
      ? await standingIn(tx, regionId, layer.id)
      : [];
  const box = boxAround(file.rows.flatMap(({ geometry }) => geometry ?? []));
  const others = !box ? [] : unified ? await othersIn(tx, regionId, box) : await cellsIn(tx, regionId, box);
  return { options, unified, layer, takesOver, root, rootBefore, areas, others };
}

/** A region that is yet to be made: nothing stands there. */
export function stateOfNew(regionCode: string, file: AreaFile, options: ImportOptions): State {
  const root: Standing = {
    id: 0,
    path: '0',
    code: regionCode,
    name: '',
    level: 'district',
    parentId: null,
    geometry: null,
  };
  const takesOver = options.layer === 'unified' || hasLevels(file.rows, options);
  const code = (takesOver && districtRow(file.rows)?.code) || regionCode;
  return {
    options,
    unified: takesOver,
    layer: undefined,
    takesOver,
    root: { ...root, code },
    rootBefore: root,
    areas: [],
    others: [],
  };
}

/** What will stand below each parent the file names an area of, and below each area it redraws. */
function groupsAfter({ areas: planned }: Plan, { areas: standing, root, unified }: LayerNow): Group[] {
  const byId = new Map([root, ...standing].map((area) => [area.id, area]));
  const inFile = new Set(planned.flatMap((area) => (area.change === 'added' ? [] : [area.areaId])));
  const after = [
    ...[...byId.values()]
      .filter(({ id }) => !inFile.has(id))
      .map(({ code, level, geometry, parentId }) => ({
        code,
        level,
        geometry,
        named: false,
        parent: byId.get(parentId ?? 0)?.code ?? '',
      })),
    ...planned.map((area) => ({
      code: area.code,
      level: area.level,
      geometry: area.geometry ?? (area.change === 'added' ? null : area.before.geometry),
      named: area.geometry !== null,
      parent: area.parentCode,
    })),
  ];
  const boundaryOf = new Map(after.map(({ code, geometry }) => [code, geometry]));
  if (!unified) boundaryOf.delete(root.code); // another layer need not cover the district
  const redrawn = new Set(planned.filter(({ change }) => change === 'redrawn').map(({ code }) => code));
  return groupsOf(
    after.filter(({ parent }) => parent !== ''),
    boundaryOf,
    (group, parent) => redrawn.has(parent) || group.some(({ named }) => named),
  );
}

/** Areas of the plan have no ids yet: their place in it, below zero, stands for them. */
const placeId = (i: number): number => -1 - i;
const drawn = ({ areas }: Plan, cells: boolean) =>
  areas.flatMap((area, i) =>
    area.geometry && (area.level === 'cell') === cells && (area.change === 'added' || area.change === 'redrawn')
      ? [{ id: placeId(i), geometry: area.geometry }]
      : [],
  );
const sharesOfAreas = (plan: Plan, { others }: State) => ({ areas: drawn(plan, false), cells: others });
const sharesOfCells = (plan: Plan, { others }: State) => ({
  areas: others,
  cells: drawn(plan, true).map((cell) => ({ ...cell, areaM2: surfaceM2(cell.geometry) })),
});

/** False when the layer is no longer what the plan was made for. */
async function writePlan(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  plan: Plan,
  state: State,
  shares: readonly Share[],
  options: ImportOptions,
  report: ImportReport,
  at: Date,
): Promise<boolean> {
  const { regionId } = by;
  const file = basename(options.fileName);
  const layer = state.layer ?? (await ensureLayer(tx, regionId, { name: options.layer }));
  const revision = await lockLayer(tx, regionId, layer.id);
  if (
    revision !== (state.layer?.revision ?? 1) ||
    (!state.layer && (await standingIn(tx, regionId, layer.id)).length > 0)
  )
    return false;
  const changed = plan.areas.filter(({ change }) => change !== 'unchanged');
  const facts: Fact[] = [];
  if (state.takesOver) await renameLayer(tx, regionId, layer.id, options.layer);

  const ids = new Map<number, number>();
  const added = plan.areas.flatMap((area, i) => (area.change === 'added' ? [{ ...area, place: i }] : []));
  const order = new Map(added.map(({ place }, i) => [place, i]));
  const parentOf = (parent: Parent): NewArea['parent'] => {
    if ('id' in parent) return parent;
    const above = plan.areas[parent.at]!;
    return above.change === 'added' ? { at: order.get(parent.at)! } : above.before;
  };
  const placed = await insertAreas(
    tx,
    regionId,
    layer.id,
    added.map(({ parent, level, code, name, geometry, attributes }): NewArea => ({
      level,
      code,
      name,
      attributes,
      geometry: geometry ?? undefined,
      imported: true,
      parent: parentOf(parent),
    })),
    at,
  );
  added.forEach(({ place }, i) => ids.set(place, placed[i]!.id));

  const redrawn = changed.flatMap((area) => (area.change === 'redrawn' ? [area] : []));
  const versions =
    redrawn.length > 0
      ? await endBoundaries(
          tx,
          regionId,
          redrawn.map(({ areaId }) => areaId),
          at,
        )
      : new Map<number, number>();
  await insertBoundaries(
    tx,
    regionId,
    redrawn.map(({ areaId, geometry }) => ({ areaId, version: versions.get(areaId) ?? 1, geometry: geometry! })),
    at,
  );
  const touched = changed.flatMap((area) => (area.change === 'added' ? [] : [area]));
  const root = touched.find(({ areaId }) => areaId === state.root.id);
  if (root) {
    await updateRoot(tx, regionId, root.areaId, { code: state.root.code, name: root.name });
    // A region that was made for this file is called as its district is.
    await renameRegion(tx, regionId, state.rootBefore.name, root.name);
  }
  await updateAreas(
    tx,
    regionId,
    touched
      .filter(({ areaId }) => areaId !== state.root.id)
      .map(({ areaId, name, attributes }) => ({ id: areaId, name, attributes })),
  );
  for (const { areaId, redrawn: isRedrawn, before, name } of touched) {
    facts.push(
      isRedrawn
        ? areaFact(areaId, 'area.redrawn', by.by, at, { version: versions.get(areaId) ?? 1, file })
        : areaFact(areaId, 'area.changed', by.by, at, { before: { name: before.name }, after: { name } }),
    );
  }

  plan.areas.forEach((area, i) => area.change !== 'added' && ids.set(i, area.areaId));
  const known = (id: number) => (id < 0 ? ids.get(-1 - id)! : id);
  const remapped = redrawn.map(({ areaId }) => areaId);
  await removeShares(tx, regionId, { areaIds: remapped, cellIds: remapped });
  await saveShares(
    tx,
    regionId,
    shares.map(({ areaId, cellId, share }) => ({ areaId: known(areaId), cellId: known(cellId), share })),
  );

  if (changed.length > 0 || !state.layer) {
    const { layer: name, added: n, redrawn: again, renamed, unchanged, rows, encoding, totals } = report;
    facts.push(
      layerFact(layer.id, 'layer.imported', by.by, at, {
        layer: name,
        file,
        rows,
        encoding,
        added: n,
        redrawn: again,
        renamed,
        unchanged,
        ...totals,
      }),
    );
    await bumpLayer(tx, regionId, layer.id);
    const bounds = changed.some(({ geometry }) => geometry !== null) || touched.length > 0;
    await groundChanged(tx, regionId, { bounds });
    const parents = added.flatMap(({ parent }) => ('id' in parent ? [parent.id] : (ids.get(parent.at) ?? [])));
    if (state.unified && bounds) await placesMoved(tx, regionId, [...new Set([...parents, ...remapped])]);
  }
  await record(tx, regionId, facts);
  return true;
}
