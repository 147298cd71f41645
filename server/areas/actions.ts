/** What is done to the ground: regions and their roots, areas without boundaries, names, keepers, places, the seed of a tree. */
import type { Level } from '#contract/areas.ts';
import { personNames, unitsOf, type AnyPermit } from '#access';
import { touch, type Tx } from '#kit/db.ts';
import { record, system, type Doer } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import { groundChanged, locatorOf, treeOf, type Area, type Tree } from './ground.ts';
import { boxOfLines, groundKinds, linesOf, type GroundFeature } from './lines.ts';
import type { AreaGeometry } from './shape.ts';
import {
  bumpLayer,
  endBoundaries,
  insertAreas,
  insertBoundaries,
  insertKeepers,
  insertLayer,
  insertRegion,
  lockAreas,
  lockKeeper,
  lockLayer,
  replaceGroundMap,
  savePlaces,
  setKeeperEnd,
  updateAreas,
  updateRegion,
  updateRoot,
  type LockedArea,
  type NewArea,
} from './store.ts';
import { appointment, layersOf, listRegions, type AreaNode, type KeeperRow, type Layer, type Region } from './views.ts';
import { nameKey, searchGrams, searchInitials } from './words/keys.ts';
import { isLine } from './words/match.ts';

// ── Regions ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NewRegion = { code: string; name: string; nameEn?: string; timeZone?: string };

/** What an import calls the region it had to make where the file tells no division. */
export const namelessRegion = '000000';

/**
 * The region of this code, made if it is missing, with the layer of the unified grid (统一网格) and the district itself at its
 * top. For `init`, the demo and the command line, where nobody can hold a permit yet.
 *
 * `provisional`: made because somebody imported boundaries into an empty database. Nobody said its time zone, and perhaps not
 * even its code; whoever first says them (`init`, the mapping of a history) takes it over with everything in it.
 */
export async function ensureRegion(
  tx: Tx,
  wanted: NewRegion & { provisional?: boolean },
  at = new Date(),
): Promise<number> {
  const { code, name, nameEn = '', timeZone = 'Asia/Shanghai', provisional = false } = wanted;
  const regions = await listRegions(tx);
  const before =
    regions.find((region) => region.code === code) ??
    (regions.length === 1 ? regions.find((region) => region.code === namelessRegion) : undefined);
  if (before?.settings['provisional'] === true && !provisional) {
    await takeOverRegion(tx, before, { code, name, nameEn, timeZone }, at);
    return before.id;
  }
  const known = before?.code === code ? before.id : undefined;
  const made = known === undefined ? await insertRegion(tx, { code, name, nameEn, timeZone, provisional }) : undefined;
  if (made !== undefined) {
    const data = { code, name, timeZone };
    await record(tx, made, [
      { subject: 'region', subjectId: String(made), kind: 'region.created', at, by: system, data },
    ]);
  }
  const regionId = known ?? made ?? (await listRegions(tx)).find((region) => region.code === code)!.id;
  await regionRoot(tx, regionId, at);
  return regionId;
}

async function takeOverRegion(tx: Tx, before: Region, now: Required<NewRegion>, at: Date): Promise<void> {
  const root = await regionRoot(tx, before.id, at);
  await lockLayer(tx, before.id, root.layerId);
  // An import may have told the district's own name; that is better than a code.
  const told = !before.name.includes(before.code);
  const name = now.name === now.code && told ? before.name : now.name;
  await updateRegion(tx, before.id, { ...now, name });
  if (root.code === before.code) await updateRoot(tx, before.id, root.id, { code: now.code, name });
  await bumpLayer(tx, before.id, root.layerId);
  await groundChanged(tx, before.id, { bounds: true });
  const data = { before: before.code, code: now.code, name, timeZone: now.timeZone };
  await record(tx, before.id, [
    { subject: 'region', subjectId: String(before.id), kind: 'region.taken_over', at, by: system, data },
  ]);
}

/** The district itself: where everything belongs that belongs to no smaller area. */
export async function regionRoot(tx: Tx, regionId: number, at = new Date()): Promise<AreaNode> {
  const { root } = await treeOf(tx, regionId);
  return root ?? (await makeRoot(tx, regionId, at));
}

async function makeRoot(tx: Tx, regionId: number, at: Date): Promise<AreaNode> {
  const layer = await ensureLayer(tx, regionId, {
    name: 'unified',
    title: '统一网格',
    titleEn: 'Unified grid',
    unified: true,
  });
  await lockLayer(tx, regionId, layer.id);
  await groundChanged(tx, regionId, { bounds: true });
  const before = (await treeOf(tx, regionId)).root; // somebody made it while this one waited
  if (before) return before;
  const region = (await listRegions(tx)).find(({ id }) => id === regionId)!;
  await insertAreas(tx, regionId, layer.id, [{ ...region, level: 'district', parent: null }], at);
  return (await treeOf(tx, regionId)).root!;
}

export async function ensureLayer(
  tx: Tx,
  regionId: number,
  wanted: { name: string; title?: string; titleEn?: string; unified?: boolean },
): Promise<Layer> {
  const { name, title = name, titleEn = '', unified = false } = wanted;
  const known = async () =>
    (await layersOf(tx, regionId)).find((layer) => (unified ? layer.unified : layer.name === name));
  const before = await known();
  if (before) return before;
  await insertLayer(tx, regionId, { name, title, titleEn, unified });
  return (await known())!;
}

// ── Areas ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Areas known by name only, as a city's history names them: without a boundary, directly below the district. Those that are
 * there already are found, not doubled.
 */
export async function createNamedAreas(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  wanted: Iterable<string>,
  at: Date,
): Promise<Map<string, Area>> {
  const { regionId } = by;
  const names = [...wanted];
  const root = await regionRoot(tx, regionId, at);
  const known = (tree: Tree) => {
    const below = tree.childrenOf(root.id);
    return new Map(
      names.flatMap((name): [string, Area][] => {
        const bearer = tree.named(name).find(({ parentId }) => parentId === root.id);
        const found = bearer ?? below.find(({ code }) => code === name.trim());
        return found ? [[name, found]] : [];
      }),
    );
  };
  const before = known(await treeOf(tx, regionId));
  if (names.every((name) => before.has(name))) return before;
  await lockLayer(tx, regionId, root.layerId);
  await groundChanged(tx, regionId, { bounds: false });
  // Read afresh: somebody may have made one while this transaction waited for the layer.
  const there = known(await treeOf(tx, regionId));
  const missing = [...new Set(names.filter((name) => !there.has(name)).map((name) => name.trim()))];
  const placed = await insertAreas(
    tx,
    regionId,
    root.layerId,
    missing.map((name): NewArea => ({ level: 'area', code: name, name, parent: root, imported: true })),
    at,
  );
  if (placed.length > 0) await bumpLayer(tx, regionId, root.layerId);
  await record(
    tx,
    regionId,
    placed.map(({ id }, i) => areaFact(id, 'area.named', by.by, at, { name: missing[i] })),
  );
  return known(await treeOf(tx, regionId));
}

export const createNamedArea = async (tx: Tx, by: AnyPermit<'areas.edit'>, name: string, at: Date): Promise<Area> =>
  (await createNamedAreas(tx, by, [name], at)).get(name)!;

export type SeedArea = {
  code: string;
  name: string;
  nameEn?: string;
  level: Level;
  /** code of the area it lies in, which comes before it in the list or is there already; null: directly below the district */
  parent: string | null;
  geometry?: AreaGeometry;
  unitId?: number | null;
  attributes?: Record<string, string>;
};

/**
 * A whole tree with its boundaries into the unified grid, by code; thousands of rows in a few statements. A row with the
 * district's own code draws the boundary of the district. The areas made, by code.
 */
export async function seedAreas(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  rows: readonly SeedArea[],
  at: Date,
): Promise<Map<string, { id: number; path: string }>> {
  const { regionId } = by;
  const root = await regionRoot(tx, regionId, at);
  await lockLayer(tx, regionId, root.layerId);
  await groundChanged(tx, regionId, { bounds: true });
  const known = new Map<string, { id: number; path: string }>();
  for (const area of (await treeOf(tx, regionId)).byId.values()) {
    if (area.layerId === root.layerId && !area.ended) known.set(area.code, area);
  }
  const district = rows.find(({ code }) => code === root.code);
  if (district?.geometry) {
    const versions = await endBoundaries(tx, regionId, [root.id], at);
    const version = versions.get(root.id) ?? 1;
    await insertBoundaries(tx, regionId, [{ areaId: root.id, version, geometry: district.geometry }], at);
  }
  const added = rows.filter(({ code }) => code !== root.code);
  const placeOf = new Map(added.map(({ code }, i) => [code, i]));
  const areas = added.map(({ parent, ...area }): NewArea => {
    if (parent === null) return { ...area, parent: root };
    const at = placeOf.get(parent);
    const above = at === undefined ? known.get(parent) : { at };
    if (!above) throw new Error(`The area ${area.code} lies in ${parent}, which is not there.`);
    return { ...area, parent: above };
  });
  const placed = await insertAreas(tx, regionId, root.layerId, areas, at);
  await bumpLayer(tx, regionId, root.layerId);
  await record(tx, regionId, [layerFact(root.layerId, 'layer.seeded', by.by, at, { areas: placed.length })]);
  added.forEach(({ code }, i) => known.set(code, placed[i]!));
  return known;
}

export const layerFact = (layerId: number, kind: string, by: Doer, at: Date, data: Record<string, unknown>) =>
  ({ subject: 'layer', subjectId: String(layerId), kind, at, by, data }) as const;
export const areaFact = (areaId: number, kind: string, by: Doer, at: Date, data: Record<string, unknown>) =>
  ({ subject: 'area', subjectId: String(areaId), kind, at, by, data }) as const;

/** One area of today under its lock, in the version the caller has seen. */
export async function areaInVersion(tx: Tx, regionId: number, areaId: number, version: number): Promise<LockedArea> {
  const known = (await treeOf(tx, regionId)).byId.get(areaId);
  if (known) await lockLayer(tx, regionId, known.layerId);
  const [area] = known ? await lockAreas(tx, regionId, [areaId]) : [];
  if (!area) return deny('thing.not_found');
  if (area.version !== version) {
    const { id, code, name } = area;
    deny('thing.stale', { version: area.version }, { current: { id, code, name, version: area.version } });
  }
  return area;
}

export type SaveArea = { areaId: number; version: number; name?: string; nameEn?: string; unitId?: number | null };

/** Names, and the office that answers for the area. */
export async function saveArea(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  wanted: SaveArea,
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  const { regionId } = by;
  const area = await areaInVersion(tx, regionId, wanted.areaId, wanted.version);
  if (wanted.unitId != null && !(await unitsOf(tx, regionId)).byId.has(wanted.unitId))
    deny('thing.unknown_reference', { field: 'unitId', value: wanted.unitId });
  const before = { name: area.name, nameEn: area.nameEn, unitId: area.unitId };
  const after = {
    name: wanted.name?.trim() ?? area.name,
    nameEn: wanted.nameEn?.trim() ?? area.nameEn,
    unitId: wanted.unitId === undefined ? area.unitId : wanted.unitId,
  };
  await updateAreas(tx, regionId, [{ id: area.id, ...after }]);
  await bumpLayer(tx, regionId, area.layerId);
  await groundChanged(tx, regionId, { bounds: true }); // drawn shapes carry the names
  await record(tx, regionId, [areaFact(area.id, 'area.changed', by.by, at, { before, after })], commandId);
}

// ── Keepers ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Appointment = {
  id: string;
  areaId: number;
  personId: string;
  role: 'keeper' | 'deputy' | 'leader';
  publicPhone?: string;
  supervisionPhone?: string;
  fromOn: string;
  toOn?: string | null;
};

/** 任命网格员: who keeps an area, from which day to which. Both phones are for the public display card. */
export async function appointKeeper(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  wanted: Appointment,
  at: Date,
  commandId: string | null = null,
): Promise<KeeperRow> {
  await appointKeepers(tx, by, [wanted], at, commandId);
  return (await appointment(tx, by.regionId, wanted.id, at))!;
}

/** Many at once, for a seed; each is a fact of its area. */
export async function appointKeepers(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  wanted: readonly Appointment[],
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  const { regionId } = by;
  const { byId } = await treeOf(tx, regionId);
  const people = await personNames(
    tx,
    regionId,
    wanted.map(({ personId }) => personId),
  );
  const keepers = wanted.map(({ publicPhone = '', supervisionPhone = '', toOn = null, ...one }) => {
    if (byId.get(one.areaId)?.ended !== false) deny('thing.not_found');
    if (!people.has(one.personId)) deny('thing.unknown_reference', { field: 'personId', value: one.personId });
    if (toOn !== null && toOn < one.fromOn) deny('request.invalid', { summary: '/toOn' });
    return { ...one, publicPhone, supervisionPhone, toOn };
  });
  await lockAreas(
    tx,
    regionId,
    keepers.map(({ areaId }) => areaId),
  );
  await insertKeepers(tx, regionId, keepers);
  await record(
    tx,
    regionId,
    keepers.map(({ areaId, id, personId, role, fromOn, toOn }) =>
      areaFact(areaId, 'area.keeper_appointed', by.by, at, { keeperId: id, personId, role, fromOn, toOn }),
    ),
    commandId,
  );
}

export async function endKeeper(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  wanted: { keeperId: string; toOn: string },
  at: Date,
  commandId: string | null = null,
): Promise<KeeperRow> {
  const { regionId } = by;
  const { keeperId, toOn } = wanted;
  const held = (await lockKeeper(tx, regionId, keeperId)) ?? deny('thing.not_found');
  if (toOn < held.fromOn) deny('request.invalid', { summary: '/toOn' });
  await setKeeperEnd(tx, regionId, keeperId, toOn);
  await record(
    tx,
    regionId,
    [areaFact(held.areaId, 'area.keeper_ended', by.by, at, { keeperId, before: held.toOn, toOn })],
    commandId,
  );
  return (await appointment(tx, regionId, keeperId, at))!;
}

// ── Place names ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type AddPlace = {
  name: string;
  nameEn?: string;
  kind: string;
  /** what tells it from another of the same name: its code where it comes from */
  code?: string;
  /** null: only its area is known */
  point: { lon: number; lat: number } | null;
  /** where it is known; else where its point lies. A road has no one place: its area stays open unless it is told. */
  areaId?: number | null;
};

const inOneStatement = 10_000;

/** 地名: many at once. One known by name, kind and code is moved, not doubled. */
export async function addPlaces(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  places: readonly AddPlace[],
  at: Date,
): Promise<{ added: number; moved: number }> {
  const { regionId } = by;
  if (places.length === 0) return { added: 0, moved: 0 };
  const locator = await locatorOf(tx, regionId);
  // One statement cannot change a row twice: of two with one name and kind the later one counts.
  const byName = new Map(places.map((place) => [`${place.kind} ${place.code ?? ''} ${place.name}`, place]));
  const { layerId, id: root } = await regionRoot(tx, regionId, at);
  const rows = [...byName.values()].map(({ name, nameEn = '', kind, code = '', point, areaId }) => ({
    name,
    nameEn,
    kind,
    code,
    point,
    areaId:
      areaId ?? (point === null ? root : isLine(kind) ? null : (locator.locate(point.lon, point.lat)?.id ?? null)),
    key: nameKey(name),
    initials: searchInitials(name),
    grams: searchGrams(regionId, name, code),
  }));
  await lockLayer(tx, regionId, layerId);
  let added = 0;
  for (let from = 0; from < rows.length; from += inOneStatement) {
    added += await savePlaces(tx, regionId, rows.slice(from, from + inOneStatement));
  }
  await groundChanged(tx, regionId, { bounds: false });
  const counts = { added, moved: rows.length - added };
  await record(tx, regionId, [layerFact(layerId, 'layer.places_added', by.by, at, counts)]);
  return counts;
}

// ── 底图 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Roads, water and green under the grid: the whole drawing at once, in place of the one before. */
export async function drawGroundMap(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  features: readonly GroundFeature[],
  at: Date,
): Promise<void> {
  const { regionId } = by;
  const { layerId } = await regionRoot(tx, regionId, at);
  const rows = features.map((feature, row) => {
    const lines = linesOf(feature.geometry);
    if (!lines.every((line) => line.length > 1 && line.flat().every(Number.isFinite)))
      deny('request.invalid', { summary: `/features/${row}/geometry` });
    return { ...feature, ...boxOfLines(lines) };
  });
  await replaceGroundMap(tx, regionId, rows);
  await touch(tx, regionId, 'ground_map');
  const counts = Object.fromEntries(
    groundKinds.map((kind) => [kind, features.filter((one) => one.kind === kind).length]),
  );
  await record(tx, regionId, [layerFact(layerId, 'layer.ground_drawn', by.by, at, counts)]);
}
