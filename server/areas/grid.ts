/**
 * Long work on the grid of a layer: checking it for overlaps and gaps, and cutting its areas into unit cells (划分单元网格). As
 * with an import: read in one short transaction, computed beside the server, written in a second one or not at all.
 */
import { say, type Lang } from '#contract/words/words.ts';
import type { AnyPermit } from '#access';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { noProgress, type Progress } from '#kit/jobs.ts';
import { deny } from '#kit/refusal.ts';
import { areaFact, regionRoot } from './actions.ts';
import { beside, part } from './beside.ts';
import { levelOfCode } from './codes.ts';
import { groupsOf, type Tiling, type ToCut } from './computations.ts';
import { groundChanged, layerNamed, treeOf, type Tree } from './ground.ts';
import type { Standing } from './plan.ts';
import { placesMoved } from './redraw.ts';
import { boxAround, surfaceM2, type AreaGeometry } from './shape.ts';
import { cellCodePrefix } from './subdivide.ts';
import { bumpLayer, codesEver, insertAreas, lockLayer, saveShares, type NewArea } from './store.ts';
import { othersIn, standingIn, type Layer } from './views.ts';

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
): Promise<{ tree: Tree; layer: Layer; areas: Standing[]; root: Standing }> {
  const { id: rootId } = await regionRoot(tx, regionId);
  const tree = await treeOf(tx, regionId);
  const layer = layerNamed(tree, layerName) ?? deny('area.no_such_layer', { layer: layerName });
  const areas = await standingIn(tx, regionId, layer.id);
  const unified = layer.unified ? areas : await standingIn(tx, regionId, tree.unified!.id);
  return { tree, layer, areas, root: unified.find(({ id }) => id === rootId)! };
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
    const { layer, areas, root, tree } = await inRegion(db, regionId, (tx) => layerState(tx, regionId, options.layer));
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
      const nameEn = tree.byId.get(id)?.nameEn ?? '';
      for (const cell of cut.cells) {
        const number = cell.code.slice(-3);
        const title = { name: `${name}${number}号单元网格`, nameEn: nameEn && `${nameEn} cell ${number}` };
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
      { areas: others, cells: cells.map(({ geometry }, i) => ({ id: i, geometry, areaM2: surfaceM2(geometry) })) },
      part(progress, 60, 80),
    );
    await progress.at(80, 100);
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
