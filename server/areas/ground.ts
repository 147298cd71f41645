/**
 * The ground as every request needs it: the tree, who owns a point, which place a text names. Remembered in the process and
 * exact all the same (`remembered`); changed only through this room's actions, which say so by `groundChanged`.
 */
import { remembered, touch, type Tx } from '#kit/db.ts';
import { crossingOf } from './ground-map.ts';
import { buildIndex } from './locate.ts';
import { initialsOf } from '#contract/initials.ts';
import { placeFinder, type NamedPlace, type PlaceFinder } from './names.ts';
import { bookOf, lookUp, type Book } from './words/book.ts';
import { nameKey } from './words/keys.ts';
import {
  crossingsOf,
  isLine,
  keysOf,
  loosely,
  oneApart,
  rank,
  wishesOf,
  withNumerals,
  type Candidate,
  type KnownName,
  type Wish,
} from './words/match.ts';
import {
  allNames,
  areaCentres,
  areaNodes,
  boundariesNow,
  boundedIds,
  findNames,
  layersOf,
  listRegions,
  namesByKey,
  namesLike,
  placeCount,
  type AreaNode,
  type FoundPlace,
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

// ── Places by part of their name ───────────────────────────────────────────────────────────────────────────────────────

export type Found = FoundPlace & { ofArea: boolean; code: string; areaName: string | null; areaNameEn: string };

const bookNow: (tx: Tx, regionId: number) => Promise<Book> = remembered('areas', async (tx, regionId) =>
  bookOf([...(await treeOf(tx, regionId)).byId.values()].filter(({ ended }) => !ended)),
);

/** Areas and places of the gazetteer by any part of their name, by its initials, areas by their code too. */
export async function findPlaces(tx: Tx, regionId: number, q: string, limit: number): Promise<Found[]> {
  const { byId } = await treeOf(tx, regionId);
  const key = nameKey(q);
  const areas = lookUp(await bookNow(tx, regionId), q, limit).flatMap((id): Found[] => {
    const area = byId.get(id)!;
    const above = area.parentId === null ? undefined : byId.get(area.parentId);
    // Of cells there are thousands: they come by code or number, not with their community's name.
    if (area.level === 'cell' && !/[0-9]/.test(key)) return [];
    const { name, nameEn, level: kind, code } = area;
    const areaNames = { areaName: above?.name ?? null, areaNameEn: above?.nameEn ?? '' };
    return [{ id, name, nameEn, kind, code, point: null, areaId: id, ofArea: true, ...areaNames }];
  });
  // A district's own gazetteer is put in order whole; of a country's, what hundreds of names contain is not.
  const enough = (await namesOf(tx, regionId)).find ? 400 : 30;
  const places = (await findNames(tx, regionId, q, limit, enough)).map((place): Found => {
    const area = place.areaId === null ? undefined : byId.get(place.areaId);
    return { ...place, code: '', ofArea: false, areaName: area?.name ?? null, areaNameEn: area?.nameEn ?? '' };
  });
  const tier = ({ name, code }: Found): number => {
    const own = nameKey(name);
    return own === key || code === key ? 0 : own.startsWith(key) ? 1 : own.includes(key) ? 3 : 2;
  };
  const found = [...areas, ...places]
    .map((place) => ({ place, tier: tier(place) }))
    .sort((a, b) => a.tier - b.tier || a.place.name.length - b.place.name.length)
    .slice(0, limit)
    .map(({ place }) => place);
  // A cell is small enough to be shown as one point; a street or a community is not.
  const cells = found.filter(({ ofArea, kind }) => ofArea && kind === 'cell').map(({ id }) => id);
  if (cells.length === 0) return found;
  const centres = await areaCentres(tx, regionId, cells);
  return found.map((place) => (place.ofArea ? { ...place, point: centres.get(place.id) ?? null } : place));
}

// ── Which place a text names ───────────────────────────────────────────────────────────────────────────────────────────

/** Beyond so many names the gazetteer stays in the database and is asked for those that stand in the text. */
const namesKept = 50_000;

type Names = {
  /** of areas, and of the whole gazetteer where it is kept: by name, by the first two letters and by initials */
  byKey: Map<string, KnownName[]>;
  byStart: Map<string, KnownName[]>;
  byInitials: Map<string, KnownName[]>;
  /** undefined where the gazetteer is too large to be kept */
  find?: PlaceFinder;
};
const namesOf: (tx: Tx, regionId: number) => Promise<Names> = remembered('places', async (tx, regionId) => {
  const { byId } = await treeOf(tx, regionId);
  // Unit cells have numbers, not names, and the district's own name tells nothing.
  const areas = [...byId.values()]
    .filter(({ ended, level }) => !ended && level !== 'cell' && level !== 'district')
    .map(asKnown);
  const kept = (await placeCount(tx, regionId, namesKept + 1)) <= namesKept;
  const all = kept ? [...areas, ...(await allNames(tx, regionId))] : areas;
  return {
    byKey: Map.groupBy(all, ({ name }) => nameKey(name)),
    byStart: Map.groupBy(all, ({ name }) => startOf(nameKey(name))),
    byInitials: Map.groupBy(all, ({ name }) => initialsOf(nameKey(name))),
    ...(kept ? { find: placeFinder(all.flatMap(asNamed)) } : {}),
  };
});
const startOf = (key: string): string => Array.from(key).slice(0, 2).join('');
const asKnown = ({ id, name, nameEn, level, path }: AreaNode): KnownName => ({
  id,
  name,
  nameEn,
  kind: level,
  ofArea: true,
  areaId: id,
  areaPath: path,
  point: null,
});
/** A name that is only known to lie somewhere in the district places nothing. */
const asNamed = ({ name, kind, areaId, areaPath, point }: KnownName): NamedPlace[] =>
  areaId === null || areaPath === null || (point === null && !areaPath.includes('.'))
    ? []
    : [{ name, areaId, areaPath, point: isLine(kind) ? null : point }];

/**
 * The place that stands in these texts by name, or null. Sure enough to file by: a name that is known and means one place
 * (names.ts; the first text in which one stands answers), or two roads whose crossing is known.
 */
export async function placeInText(
  tx: Tx,
  regionId: number,
  texts: string | readonly string[],
): Promise<NamedPlace | null> {
  const list = typeof texts === 'string' ? [texts] : texts;
  if (list.every((text) => text.trim() === '')) return null;
  const names = await namesOf(tx, regionId);
  const wishes = names.find ? crossingsOf(list) : wishesOf(list);
  const known = await knownAmong(tx, regionId, names, [...keysOf(wishes), ...(names.find ? [] : piecesOf(list))]);
  return sureOf(tx, regionId, list, wishes, names, known);
}

/** What else may be meant, for a person to choose: the likeliest first, each with its reason. */
export async function placesInText(
  tx: Tx,
  regionId: number,
  texts: readonly string[],
): Promise<{ sure: NamedPlace | null; candidates: Candidate[] }> {
  const wishes = wishesOf(texts);
  const names = await namesOf(tx, regionId);
  const known = await knownAmong(tx, regionId, names, [...keysOf(wishes), ...piecesOf(texts)]);
  const loose = loosely(wishes, looselyAsked);
  const near = loose.flatMap(({ key, start, initials }) => {
    const alike = names.byStart.get(start) ?? [];
    return [
      ...alike.filter(({ name }) => nameKey(name).startsWith(key)).slice(0, mostAlike),
      ...alike.filter(({ name }) => oneApart(nameKey(name), key)).slice(0, mostAlike),
      ...(names.byInitials.get(initials) ?? []).slice(0, mostAlike),
    ];
  });
  if (!names.find && loose.length > 0) near.push(...(await namesLike(tx, regionId, loose)));
  return {
    sure: await sureOf(tx, regionId, texts, wishes, names, known),
    candidates: rank(texts, wishes, [...known, ...near]),
  };
}
const looselyAsked = 6;
const mostAlike = 50;

/** Names that are exactly one of these: from memory, and in one question for all of them where the gazetteer is large. */
async function knownAmong(
  tx: Tx,
  regionId: number,
  { byKey, find }: Names,
  asked: readonly string[],
): Promise<KnownName[]> {
  const keys = [...new Set(asked)];
  const known = keys.flatMap((key) => byKey.get(key) ?? []);
  return find || keys.length === 0 ? known : [...known, ...(await namesByKey(tx, regionId, keys))];
}

async function sureOf(
  tx: Tx,
  regionId: number,
  texts: readonly string[],
  wishes: readonly Wish[],
  { find }: Names,
  known: readonly KnownName[],
): Promise<NamedPlace | null> {
  const crossing = await crossingIn(tx, regionId, wishes, known);
  return crossing ?? (find ?? placeFinder(known.flatMap(asNamed)))(texts);
}

/** Every piece of the place as told and of the title that could be a name: where the gazetteer is too large to be gone through. */
function piecesOf(texts: readonly string[]): string[] {
  const pieces: string[] = [];
  const asWritten = texts.slice(0, 2).map(nameKey);
  for (const text of new Set([...asWritten, ...asWritten.map(withNumerals)])) {
    for (const [run] of text.matchAll(/[\p{L}\p{N}]+/gu)) {
      for (let from = 0; from + 2 <= run.length && pieces.length < mostPieces; from++)
        for (let to = from + 2; to <= Math.min(run.length, from + longestPiece); to++) pieces.push(run.slice(from, to));
    }
  }
  return pieces;
}
const mostPieces = 600;
const longestPiece = 10;

/** Two roads told as crossing, and the one crossing of both: known by its name, or seen where they meet on the ground map. */
async function crossingIn(
  tx: Tx,
  regionId: number,
  wishes: readonly Wish[],
  known: readonly KnownName[],
): Promise<NamedPlace | null> {
  for (const { keys, roads } of wishes) {
    if (!roads) continue;
    const bearers = known.filter(({ name, point }) => point !== null && keys.has(nameKey(name)));
    if (bearers.length > 1) continue;
    const point = bearers[0]?.point ?? (await crossingOf(tx, regionId, ...roads));
    // It lies on borders: the rule of borders decides whose it is.
    const { area } = point ? await locate(tx, regionId, point) : { area: null };
    if (point && area)
      return { name: bearers[0]?.name ?? roads.join('与'), areaId: area.id, areaPath: area.path, point };
  }
  return null;
}
