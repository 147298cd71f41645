/**
 * The ground as every request needs it: the tree, who owns a point, which place a text names. Remembered in the process and
 * exact all the same (`remembered`); changed only through this room's actions, which say so by `groundChanged`.
 */
import { remembered, touch, type Tx } from '#kit/db.ts';
import { buildIndex } from './locate.ts';
import { placeFinder, type NamedPlace, type PlaceFinder } from './names.ts';
import {
  allPlaceNames,
  areaNodes,
  boundariesNow,
  boundedIds,
  layersOf,
  listRegions,
  placeCount,
  placeNamesIn,
  type AreaNode,
  type Layer,
  type Region,
} from './views.ts';

export type Area = Pick<AreaNode, 'id' | 'path' | 'code' | 'name' | 'level' | 'layerId'>;

export type Tree = {
  /** also areas that have ended: old cases still stand in them */
  byId: ReadonlyMap<number, AreaNode>;
  /** current areas only */
  childrenOf: (id: number) => readonly AreaNode[];
  /** current areas by their name, written any way */
  named: (name: string) => readonly AreaNode[];
  layers: readonly Layer[];
  unified: Layer | undefined;
  /** the district itself, at the top of the unified grid */
  root: AreaNode | undefined;
};

/** Spaces, letter case and full-width forms do not make another name. */
export const plainName = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

export const treeOf: (tx: Tx, regionId: number) => Promise<Tree> = remembered('areas', async (tx, regionId) => {
  const layers = await layersOf(tx, regionId);
  const nodes = await areaNodes(tx, regionId);
  const current = nodes.filter(({ ended }) => !ended);
  const children = Map.groupBy(current, ({ parentId }) => parentId);
  const byName = Map.groupBy(current, ({ name }) => plainName(name));
  const unified = layers.find((layer) => layer.unified);
  return {
    byId: new Map(nodes.map((node) => [node.id, node])),
    childrenOf: (id) => children.get(id) ?? [],
    named: (name) => byName.get(plainName(name)) ?? [],
    layers,
    unified,
    root: current.find((node) => node.layerId === unified?.id && node.level === 'district'),
  };
});

/** The layer of this name. The unified grid answers to 'unified' too, whatever the district calls it. */
export const layerNamed = ({ layers, unified }: Tree, name = 'unified'): Layer | undefined =>
  layers.find((layer) => layer.name === name) ?? (name === 'unified' ? unified : undefined);

/**
 * After a change of areas. `bounds: false` when only names or areas without a boundary changed: building the index again for
 * every imported neighbourhood name would take longer than the rest of the import.
 */
export async function groundChanged(tx: Tx, regionId: number, what: { bounds: boolean }): Promise<void> {
  await touch(tx, regionId, 'areas');
  await touch(tx, regionId, 'places');
  if (what.bounds) await touch(tx, regionId, 'boundaries');
}

// ── Regions ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The region of this code; without a code the first one, which is the only one nearly everywhere. */
export async function findRegion(tx: Tx, code?: string): Promise<Region | undefined> {
  const regions = await listRegions(tx);
  return code === undefined ? regions[0] : regions.find((region) => region.code === code);
}

/** Name, time zone and settings hardly ever change, and when they do, 'areas' is touched. */
export const regionOf: (tx: Tx, regionId: number) => Promise<Region> = remembered('areas', async (tx, regionId) => {
  const region = (await listRegions(tx)).find(({ id }) => id === regionId);
  if (!region) throw new Error(`There is no region ${regionId}.`);
  return region;
});

// ── One area ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An area as it is today; one that has ended is not found here (its cases keep its name: `areaNames`, `ancestors`). */
export async function areaOf(tx: Tx, regionId: number, areaId: number): Promise<AreaNode | undefined> {
  const area = (await treeOf(tx, regionId)).byId.get(areaId);
  return area?.ended ? undefined : area;
}

/** From the top down to the area itself, by its path; ended areas included. */
export async function ancestors(tx: Tx, regionId: number, path: string): Promise<AreaNode[]> {
  const { byId } = await treeOf(tx, regionId);
  return path.split('.').flatMap((id) => byId.get(Number(id)) ?? []);
}

/** Names for lists and figures, of today's areas and of those that have ended. */
export async function areaNames(
  tx: Tx,
  regionId: number,
  ids: Iterable<number>,
): Promise<Map<number, { name: string; nameEn: string }>> {
  const { byId } = await treeOf(tx, regionId);
  return new Map(
    [...new Set(ids)].flatMap((id) => {
      const area = byId.get(id);
      return area ? [[id, { name: area.name, nameEn: area.nameEn }] as const] : [];
    }),
  );
}

/**
 * The one area of this name. Of several, the one in the unified grid, or the one the others lie in (a town and its centre);
 * otherwise nobody guesses.
 */
export async function areaByName(tx: Tx, regionId: number, name: string): Promise<AreaNode | undefined> {
  const { named, unified } = await treeOf(tx, regionId);
  const bearers = named(name);
  const inUnified = bearers.filter(({ layerId }) => layerId === unified?.id);
  const candidates = inUnified.length > 0 ? inUnified : bearers;
  return candidates.find(({ path }) => candidates.every((other) => `${other.path}.`.startsWith(`${path}.`)));
}

// ── Who owns a point ───────────────────────────────────────────────────────────────────────────────────────────────────

export type Locator = {
  /** how many areas it knows; 0 where no boundary was ever drawn */
  size: number;
  /** by containment and the one rule for borders; null is "outside", never the nearest */
  locate(lon: number, lat: number): Area | null;
};

const nowhere: Locator = { size: 0, locate: () => null };
const locators = new Map<number, (tx: Tx, regionId: number) => Promise<Locator>>();

/**
 * For many points: over the deepest areas of the layer that have a boundary. Where a street has been cut into cells the cells
 * answer, and a gap between them is outside; where it has not, the street answers for itself.
 */
export async function locatorOf(tx: Tx, regionId: number, layerName?: string): Promise<Locator> {
  const layer = layerNamed(await treeOf(tx, regionId), layerName);
  if (!layer) return nowhere;
  let load = locators.get(layer.id);
  if (!load) {
    load = remembered('boundaries', (inTx, region) => loadLocator(inTx, region, layer.id));
    locators.set(layer.id, load);
  }
  return load(tx, regionId);
}

async function loadLocator(tx: Tx, regionId: number, layerId: number): Promise<Locator> {
  const { byId } = await treeOf(tx, regionId);
  const bounded = (await boundedIds(tx, regionId, layerId)).flatMap((id) => byId.get(id) ?? []);
  const above = new Set(bounded.flatMap(({ path }) => path.split('.').slice(0, -1).map(Number)));
  const areas = await boundariesNow(
    tx,
    regionId,
    bounded.filter(({ id }) => !above.has(id)).map(({ id }) => id),
  );
  const nodes = areas.map(({ id }): Area => {
    const { path, code, name, level } = byId.get(id)!;
    return { id, path, code, name, level, layerId };
  });
  const index = buildIndex(areas);
  return { size: index.size, locate: (lon, lat) => nodes[index.locate(lon, lat)] ?? null };
}

/** What stands here, in the unified grid or in the named layer; `area: null` is outside. */
export async function locate(
  tx: Tx,
  regionId: number,
  { lon, lat }: { lon: number; lat: number },
  layerName?: string,
): Promise<{ area: Area | null }> {
  return { area: (await locatorOf(tx, regionId, layerName)).locate(lon, lat) };
}

// ── Which place a text names ───────────────────────────────────────────────────────────────────────────────────────────

/** Beyond so many names the gazetteer stays in the database and is asked by pairs of characters. */
const namesKept = 50_000;

type Names = { areas: NamedPlace[]; find: PlaceFinder | undefined };
const namesOf: (tx: Tx, regionId: number) => Promise<Names> = remembered('places', async (tx, regionId) => {
  const { byId } = await treeOf(tx, regionId);
  // Unit cells have numbers, not names, and the district's own name tells nothing.
  const areas = [...byId.values()]
    .filter(({ ended, level }) => !ended && level !== 'cell' && level !== 'district')
    .map(({ id, name, path }): NamedPlace => ({ name, areaId: id, areaPath: path, point: null }));
  if ((await placeCount(tx, regionId, namesKept + 1)) > namesKept) return { areas, find: undefined };
  return { areas, find: placeFinder([...areas, ...(await allPlaceNames(tx, regionId))]) };
});

/** The place that stands in these texts by name (see names.ts), or null; the first text in which one stands answers. */
export async function placeInText(
  tx: Tx,
  regionId: number,
  texts: string | readonly string[],
): Promise<NamedPlace | null> {
  const list = typeof texts === 'string' ? [texts] : texts;
  const { areas, find } = await namesOf(tx, regionId);
  if (find) return find(list);
  return placeFinder([...areas, ...(await placeNamesIn(tx, regionId, list.join('\n')))])(list);
}
