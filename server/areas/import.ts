/**
 * Long work on a layer: importing a file, checking it for overlaps and gaps, cutting its areas into unit cells. Each reads the
 * layer in one short transaction, computes beside the server, and writes everything in a second one, or nothing: if somebody
 * changed the layer meanwhile it begins again.
 */
import type { Level, OverlapReport } from '#contract/areas.ts';
import { say, type Lang } from '#contract/words/words.ts';
import type { AnyPermit } from '#access';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { noProgress, type Progress } from '#kit/jobs.ts';
import { deny } from '#kit/refusal.ts';
import { areaFact, ensureLayer, layerFact, regionRoot } from './actions.ts';
import { beside, part } from './beside.ts';
import { levelOfCode } from './codes.ts';
import type { Group, Tiling, ToCut } from './computations.ts';
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
  type Standing,
} from './plan.ts';
import { areaOfGeometry, placesMoved } from './redraw.ts';
import { boxOf, toShape, type AreaGeometry, type Box } from './shape.ts';
import type { Share } from './shares.ts';
import { cellCodePrefix } from './subdivide.ts';
import {
  bumpLayer,
  codesEver,
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
const inWords = (errors: readonly RowError[], lang: Lang): Invalid =>
  errors.map(({ row, code = '', field, reason, at, sameAs, detail }) => ({
    row,
    code,
    field,
    fault: reason,
    reason: say(lang, `fault.${reason}`, { at: at?.join(', '), sameAs, detail, field }),
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
  for (let tries = 1; ; tries++) {
    const state = await inRegion(db, by.regionId, (tx) => stateFor(tx, by.regionId, options, file, now()));
    const plan = planImport(file.rows, state, options);
    const errors = [...file.errors, ...plan.errors].sort((a, b) => a.row - b.row);
    const { lang = 'zh', dryRun = false, fileName } = options;
    const invalid = inWords(errors, lang);
    if (invalid.length > 0 && !dryRun) {
      const reason = {
        word: 'areas.import.bad_rows',
        params: { n: new Set(errors.map(({ row }) => row)).size },
      } as const;
      deny(
        'file.unusable',
        { file: fileName, reason },
        { errors: invalid.map(({ row, field, reason: why }) => ({ row, field, reason: why })) },
      );
    }
    const tiling = await beside('compare', { groups: groupsAfter(plan, state) }, part(progress, 5, 75));
    const laid = await beside(
      'shares',
      state.unified ? sharesOfCells(plan, state) : sharesOfAreas(plan, state),
      part(progress, 75, 90),
    );
    const count = (change: PlannedArea['change']) => plan.areas.filter((area) => area.change === change).length;
    const named = new Set(plan.areas.flatMap((area) => (area.change === 'added' ? [] : [area.areaId])));
    const report: ImportReport = {
      layer: options.layer,
      unified: state.unified,
      dryRun,
      format: file.format,
      encoding: file.encoding,
      rows: file.rows.length + new Set(file.errors.map(({ row }) => row)).size,
      filtered: file.filtered,
      added: count('added'),
      redrawn: count('redrawn'),
      renamed: count('renamed'),
      unchanged: count('unchanged'),
      notInFile: state.areas.filter(({ id }) => !named.has(id) && id !== state.root.id).length,
      mended: file.rows.filter(({ mended }) => mended.length > 0).length,
      mapped: {
        areas: new Set(laid.shares.map(({ areaId }) => areaId)).size,
        cells: new Set(laid.shares.map(({ cellId }) => cellId)).size,
      },
      ...tiling,
      notCompared: [
        ...tiling.notCompared,
        ...laid.notCompared.map(({ areaId, cellId, reason }) => ({ a: String(areaId), b: String(cellId), reason })),
      ],
      invalid,
    };
    if (dryRun) return report;
    const written = await inRegion(db, by.regionId, async (tx) => {
      const done = await writePlan(tx, by, plan, state, laid.shares, options, report, now());
      progress.goOn();
      return done;
    });
    if (written) return report;
    if (tries === 3) deny('area.changed_meanwhile', { layer: options.layer });
  }
}

type State = LayerNow & {
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
  return { unified, layer, takesOver, root, rootBefore, areas, others };
}

function boxAround(geometries: readonly AreaGeometry[]): Box | undefined {
  return geometries.length === 0 ? undefined : boxOf(geometries.flatMap(toShape));
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

type Placed = { code: string; level: Level; geometry: AreaGeometry | null; parent: string };

/** Areas of one level below one parent should tile it. 责任网格 and cells may both stand below a community. */
function groupsOf<T extends Placed>(
  areas: readonly T[],
  boundaryOf: ReadonlyMap<string, AreaGeometry | null>,
  wanted: (group: T[], parent: string) => boolean = () => true,
): Group[] {
  return [...Map.groupBy(areas, ({ parent, level }) => `${level} ${parent}`).values()].flatMap((group) => {
    const { parent } = group[0]!;
    if (!wanted(group, parent)) return [];
    const siblings = group.flatMap(({ code, geometry }) => (geometry ? [{ code, geometry }] : []));
    return siblings.length === 0 ? [] : [{ parent, geometry: boundaryOf.get(parent) ?? null, siblings }];
  });
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
  cells: drawn(plan, true).map((cell) => ({ ...cell, areaM2: areaOfGeometry(cell.geometry) })),
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
        ? areaFact(areaId, 'area.redrawn', by.by, at, { version: versions.get(areaId) ?? 1, file: options.fileName })
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
        file: options.fileName,
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

// ── Checking ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type CheckReport = Tiling & { layer: string; areas: number; withBoundary: number; groups: number };

/** 重叠与空隙: do the areas of the layer tile their parents? */
export async function checkLayer(
  db: Db,
  regionId: number,
  layerName: string,
  progress: Progress = noProgress,
): Promise<CheckReport> {
  const { layer, areas, root } = await inRegion(db, regionId, (tx) => layerState(tx, regionId, layerName));
  const byId = new Map([root, ...areas].map((area) => [area.id, area]));
  const placed = areas
    .filter(({ id }) => id !== root.id)
    .map((area) => ({ ...area, parent: byId.get(area.parentId ?? 0)?.code ?? '' }));
  const boundaryOf = new Map([...byId.values()].map(({ code, geometry }) => [code, geometry]));
  if (!layer.unified) boundaryOf.delete(root.code);
  const groups = groupsOf(placed, boundaryOf);
  const tiling = await beside('compare', { groups }, part(progress, 0, 100));
  const withBoundary = areas.filter(({ geometry }) => geometry !== null).length;
  return { layer: layer.name, areas: areas.length, withBoundary, groups: groups.length, ...tiling };
}

async function layerState(
  tx: Tx,
  regionId: number,
  layerName: string,
): Promise<{ layer: Layer; areas: Standing[]; root: Standing }> {
  const { id: rootId } = await regionRoot(tx, regionId);
  const tree = await treeOf(tx, regionId);
  const layer = layerNamed(tree, layerName) ?? deny('area.no_such_layer', { layer: layerName });
  const areas = await standingIn(tx, regionId, layer.id);
  const unified = layer.unified ? areas : await standingIn(tx, regionId, tree.unified!.id);
  return { layer, areas, root: unified.find(({ id }) => id === rootId)! };
}

// ── Cutting into unit cells ────────────────────────────────────────────────────────────────────────────────────────────

export type SubdivideOptions = {
  layer: string;
  hectares: number;
  /** only this area; else every area of the layer that has a boundary and nothing below it */
  area?: { code: string } | { id: number };
};
export type SubdivideReport = {
  layer: string;
  hectares: number;
  cells: number;
  /** `enlarged`: the three digits of the sequence could not have counted cells of the wanted size */
  areas: { code: string; name: string; cells: number; hectares: number; enlarged: boolean }[];
  skipped: { code: string; name: string; reason: string }[];
};

/** 划分单元网格: cells of about the wanted size below each area, on one lattice for the whole district, numbered by the standard. */
export async function subdivideAreas(
  db: Db,
  by: AnyPermit<'areas.edit'>,
  options: SubdivideOptions & { lang?: Lang },
  progress: Progress = noProgress,
  now: () => Date = () => new Date(),
): Promise<SubdivideReport> {
  const { regionId } = by;
  const { lang = 'zh', hectares } = options;
  for (let tries = 1; ; tries++) {
    const { layer, areas, root } = await inRegion(db, regionId, (tx) => layerState(tx, regionId, options.layer));
    const wanted = areasToCut(layer.name, areas, options);
    const byId = new Map([root, ...areas].map((area) => [area.id, area]));
    const within = boxAround(root.geometry ? [root.geometry] : areas.flatMap(({ geometry }) => geometry ?? []))!;
    const ever = await inRegion(db, regionId, (tx) => codesEver(tx, regionId, layer.id));
    const toCut = wanted.map((area) => toCutOf(area, byId, ever));
    const cuts = await beside('cut', { areas: toCut, hectares, within }, part(progress, 0, 60));

    const report: SubdivideReport = { layer: layer.name, hectares, cells: 0, areas: [], skipped: [] };
    const cells: (NewArea & { geometry: AreaGeometry })[] = [];
    const facts: Fact[] = [];
    const at = now();
    for (const [i, { id, path, code, name }] of wanted.entries()) {
      const cut = cuts[i]!;
      if ('fault' in cut) {
        const reason = { word: `fault.${cut.fault}` } as const;
        if (options.area) deny('area.bad_geometry', { reason });
        report.skipped.push({ code, name, reason: say(lang, reason.word) });
        continue;
      }
      for (const cell of cut.cells) {
        const number = cell.code.slice(-3);
        const title = { name: `${name}${number}号单元网格`, nameEn: `${name} cell ${number}` };
        cells.push({ ...title, level: 'cell', code: cell.code, parent: { id, path }, geometry: cell.geometry });
      }
      const cutting = { cells: cut.cells.length, hectares: cut.hectares, enlarged: cut.enlarged };
      report.areas.push({ code, name, ...cutting });
      report.cells += cut.cells.length;
      facts.push(areaFact(id, 'area.subdivided', by.by, at, cutting));
    }
    if (cells.length === 0 && report.skipped.length > 0)
      deny('area.bad_geometry', { reason: report.skipped[0]!.reason });
    const box = boxAround(cells.map(({ geometry }) => geometry))!;
    const others = layer.unified ? await inRegion(db, regionId, (tx) => othersIn(tx, regionId, box)) : [];
    const laid = await beside(
      'shares',
      { areas: others, cells: cells.map(({ geometry }, i) => ({ id: i, geometry, areaM2: areaOfGeometry(geometry) })) },
      part(progress, 60, 80),
    );
    const written = await inRegion(db, regionId, async (tx) => {
      if ((await lockLayer(tx, regionId, layer.id)) !== layer.revision) return false;
      const placed = await insertAreas(tx, regionId, layer.id, cells, at);
      await saveShares(
        tx,
        regionId,
        laid.shares.map((share) => ({ ...share, cellId: placed[share.cellId]!.id })),
      );
      await bumpLayer(tx, regionId, layer.id);
      await groundChanged(tx, regionId, { bounds: true });
      if (layer.unified)
        await placesMoved(
          tx,
          regionId,
          wanted.map(({ id }) => id),
        );
      await record(tx, regionId, facts);
      progress.goOn();
      return true;
    });
    if (written) return report;
    if (tries === 3) deny('area.changed_meanwhile', { layer: layer.name });
  }
}

function areasToCut(layerName: string, areas: readonly Standing[], { area: asked }: SubdivideOptions): Standing[] {
  const parents = new Set(areas.map(({ parentId }) => parentId));
  if (asked) {
    const area = areas.find((one) => ('id' in asked ? one.id === asked.id : one.code === asked.code));
    if (!area)
      return 'code' in asked
        ? deny('area.no_such_area', { layer: layerName, code: asked.code })
        : deny('thing.not_found');
    if (!area.geometry) deny('area.no_boundary');
    if (parents.has(area.id) || area.level === 'cell') deny('area.has_children');
    return [area];
  }
  const leaves = areas.filter(({ id, level, geometry }) => geometry && level !== 'cell' && !parents.has(id));
  return leaves.length > 0 ? leaves : deny('area.nothing_to_subdivide', { layer: layerName });
}

/** Cells are numbered below the nearest division: those of a 责任网格 go on after its community's others. */
function toCutOf(area: Standing, byId: ReadonlyMap<number, Standing>, ever: readonly string[]): ToCut {
  let division: Standing | undefined = area;
  while (division && !cellCodePrefix(division.code)) division = byId.get(division.parentId ?? 0);
  if (!division || division.level === 'district') division = area;
  const prefix = cellCodePrefix(division.code);
  const given = prefix ? ever.filter((code) => levelOfCode(code) === 'cell' && code.startsWith(prefix)) : [];
  return {
    prefixCode: division.code,
    geometry: area.geometry!,
    after: Math.max(0, ...given.map((code) => Number(code.slice(-3)))),
  };
}
