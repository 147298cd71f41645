/**
 * Drawing anew by hand: an area is cut along a line, or neighbours become one. The old areas end and name their successors;
 * whoever kept them keeps what came of them, and cases stay where they stood.
 */
import { uuidv7 } from '#contract/ids.ts';
import type { AnyPermit } from '#access';
import type { Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { noProgress } from '#kit/jobs.ts';
import { deny } from '#kit/refusal.ts';
import { areaFact, areaInVersion } from './actions.ts';
import { firstMergedCommunity, nextCodes, successorName } from './codes.ts';
import { mergePolygons, splitPolygon } from './cut.ts';
import { groundChanged, locatorOf, treeOf } from './ground.ts';
import { boxAround, surfaceM2, type AreaGeometry, type LonLat } from './shape.ts';
import type { Tiling } from './computations.ts';
import { beside } from './beside.ts';
import { cellShares } from './shares.ts';
import {
  bumpLayer,
  codesEver,
  dayOf,
  endAreas,
  endKeepers,
  insertAreas,
  insertKeepers,
  insertSuccessors,
  keepersFrom,
  lockAreas,
  lockLayer,
  movePlaces,
  placesIn,
  removeShares,
  saveShares,
  type LockedArea,
  type NewArea,
} from './store.ts';
import { boundariesNow, cellsIn, othersIn } from './views.ts';

export type SplitArea = { areaId: number; version: number; line: LonLat[]; dryRun?: boolean };
export type SplitPart = { id: number | null; code: string; name: string; areaM2: number; geometry: AreaGeometry };

/** 拆分. `dryRun` shows the pieces and writes nothing. */
export async function splitArea(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  wanted: SplitArea,
  at: Date,
  commandId: string | null = null,
): Promise<SplitPart[]> {
  const { regionId } = by;
  const area = await areaInVersion(tx, regionId, wanted.areaId, wanted.version);
  if (area.children > 0 || area.level === 'district') deny('area.has_children');
  if (!area.geometry) return deny('area.no_boundary');
  const cut = splitPolygon(area.geometry, wanted.line);
  if ('fault' in cut) {
    if (cut.fault === 'cut.line_does_not_divide') return deny('area.line_does_not_cross');
    return deny('request.invalid', { summary: { word: `fault.${cut.fault}` } });
  }
  const codes = nextCodes(area.code, await codesEver(tx, regionId, area.layerId), cut.pieces.length);
  const parts = cut.pieces.map((geometry, i) => ({
    code: codes[i]!,
    name: successorName(area.name, area.code, codes[i]!, i + 1),
    nameEn: successorName(area.nameEn, area.code, codes[i]!, i + 1),
    geometry,
    areaM2: surfaceM2(geometry),
  }));
  const shown = (ids: readonly number[]): SplitPart[] =>
    parts.map(({ code, name, areaM2: m2, geometry }, i) => ({ id: ids[i] ?? null, code, name, areaM2: m2, geometry }));
  if (wanted.dryRun) return shown([]);
  return shown(await replaceAreas(tx, by, 'split', [area], parts, at, commandId));
}

/**
 * 重叠与空隙 before it is saved: the level below one parent as it would be, the new pieces in place of the old areas. Overlaps and gaps
 * that were there before are told, too: whoever draws shall see on what ground she draws.
 */
export async function tilingAfter(
  tx: Tx,
  regionId: number,
  oldIds: readonly number[],
  pieces: readonly { code: string; geometry: AreaGeometry }[],
): Promise<Tiling> {
  const { byId, layers } = await treeOf(tx, regionId);
  const old = byId.get(oldIds[0]!)!;
  const parent = old.parentId === null ? undefined : byId.get(old.parentId);
  const others = [...byId.values()].filter(
    ({ id, ended, layerId, level, parentId }) =>
      !ended && layerId === old.layerId && level === old.level && parentId === old.parentId && !oldIds.includes(id),
  );
  const drawn = await boundariesNow(tx, regionId, [...others.map(({ id }) => id), ...(parent ? [parent.id] : [])]);
  const siblings = drawn.filter(({ id }) => id !== parent?.id).map(({ code, geometry }) => ({ code, geometry }));
  // Only the cells of the unified layer have to fill the district; what parties or firms keep may leave ground out.
  const fills = layers.find(({ id }) => id === old.layerId)?.unified || parent?.level !== 'district';
  const geometry = (fills && drawn.find(({ id }) => id === parent?.id)?.geometry) || null;
  const group = { parent: parent?.code ?? '', geometry, siblings: [...siblings, ...pieces] };
  return beside('compare', { groups: [group] }, noProgress);
}

export type MergeAreas = { areaIds: number[]; name?: string; dryRun?: boolean };

/** 合并. Neighbours of one level below one parent; the new one has the name it is given, else that of the first by code. */
export async function mergeAreas(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  wanted: MergeAreas,
  at: Date,
  commandId: string | null = null,
): Promise<{ areaId: number | null; areaM2: number; geometry: AreaGeometry }> {
  const { regionId } = by;
  const { byId } = await treeOf(tx, regionId);
  const ids = [...new Set(wanted.areaIds)];
  const layerIds = new Set(ids.map((id) => byId.get(id)?.layerId));
  for (const layerId of layerIds) if (layerId !== undefined) await lockLayer(tx, regionId, layerId);
  const areas = (await lockAreas(tx, regionId, ids)).sort((a, b) => (a.code < b.code ? -1 : 1));
  if (areas.length < ids.length) deny('thing.not_found');
  const [first] = areas;
  if (!first || areas.length < 2) return deny('area.not_neighbours');
  if (
    areas.some(
      ({ layerId, level, parentId }) =>
        layerId !== first.layerId || level !== first.level || parentId !== first.parentId,
    )
  )
    deny('area.different_parents');
  if (areas.some(({ children }) => children > 0)) deny('area.has_children');
  const geometries = areas.map(({ geometry }) => geometry ?? deny('area.no_boundary'));
  const merged = mergePolygons(geometries);
  if ('fault' in merged) {
    if (merged.fault === 'merge.failed') return deny('area.bad_geometry', { reason: { word: 'fault.merge.failed' } });
    return deny('area.not_neighbours');
  }
  const { geometry } = merged;
  const surface = surfaceM2(geometry);
  if (wanted.dryRun) return { areaId: null, areaM2: surface, geometry };
  const from = first.level === 'community' ? firstMergedCommunity : 1;
  const [code] = nextCodes(first.code, await codesEver(tx, regionId, first.layerId), 1, from);
  const asFirst = (name: string) => (first.level === 'cell' ? successorName(name, first.code, code!, 1) : name);
  const name = wanted.name?.trim() || asFirst(first.name);
  const nameEn = wanted.name?.trim() ? '' : asFirst(first.nameEn);
  const [areaId] = await replaceAreas(tx, by, 'merge', areas, [{ code: code!, name, nameEn, geometry }], at, commandId);
  return { areaId: areaId!, areaM2: surface, geometry };
}

type Heir = { code: string; name: string; nameEn: string; geometry: AreaGeometry };

/** The old ones end, the new ones begin, and everything this room keeps about the old ones passes to the new. */
async function replaceAreas(
  tx: Tx,
  by: AnyPermit<'areas.edit'>,
  kind: 'split' | 'merge',
  old: readonly LockedArea[],
  heirs: readonly Heir[],
  at: Date,
  commandId: string | null,
): Promise<number[]> {
  const { regionId } = by;
  const [first] = old as [LockedArea];
  const { byId } = await treeOf(tx, regionId);
  const oldIds = old.map(({ id }) => id);
  await endAreas(tx, regionId, oldIds, at);
  const parent = first.parentId === null ? null : byId.get(first.parentId)!;
  const { level, unitId, attributes } = first;
  const placed = await insertAreas(
    tx,
    regionId,
    first.layerId,
    heirs.map((heir): NewArea => ({ ...heir, level, parent, unitId, attributes })),
    at,
  );
  const ids = placed.map(({ id }) => id);
  const links = oldIds.flatMap((from) => ids.map((to) => ({ from, to })));
  await insertSuccessors(tx, regionId, kind, links, at);
  await bumpLayer(tx, regionId, first.layerId);
  await groundChanged(tx, regionId, { bounds: true });
  await keepersPass(tx, regionId, oldIds, ids, at);
  await sharesAnew(tx, regionId, oldIds, ids);
  await placesMoved(tx, regionId, oldIds);
  const told = (areas: readonly { code: string }[], of: readonly number[]) =>
    areas.map(({ code }, i) => ({ id: of[i], code }));
  const past = { split: 'area.split', merge: 'area.merged' } as const;
  const facts: Fact[] = [
    ...oldIds.map((id) => areaFact(id, past[kind], by.by, at, { into: told(heirs, ids) })),
    ...ids.map((id) => areaFact(id, 'area.drawn', by.by, at, { from: told(old, oldIds), kind })),
  ];
  await record(tx, regionId, facts, commandId);
  return ids;
}

/** A line on the map ends no appointment: whoever keeps the old area keeps every area that came of it. */
async function keepersPass(tx: Tx, regionId: number, oldIds: number[], newIds: number[], at: Date): Promise<void> {
  const today = await dayOf(tx, regionId, at);
  const held = await keepersFrom(tx, regionId, oldIds, today);
  if (held.length === 0) return;
  // Who kept two of the merged areas in the same role and days keeps the one area once.
  const distinct = [...new Map(held.map((one) => [JSON.stringify({ ...one, id: '', areaId: 0 }), one])).values()];
  await insertKeepers(
    tx,
    regionId,
    newIds.flatMap((areaId) =>
      distinct.map((one) => ({
        ...one,
        id: uuidv7(at.getTime()),
        areaId,
        fromOn: one.fromOn < today ? today : one.fromOn,
      })),
    ),
  );
  await endKeepers(
    tx,
    regionId,
    held.map(({ id }) => id),
    today,
  );
}

/** 多网融合 after a change by hand: the ended areas leave the mapping, the new ones are measured. */
async function sharesAnew(tx: Tx, regionId: number, oldIds: number[], newIds: number[]): Promise<void> {
  await removeShares(tx, regionId, { areaIds: oldIds, cellIds: oldIds });
  const drawn = await boundariesNow(tx, regionId, newIds);
  const box = boxAround(drawn.map(({ geometry }) => geometry))!;
  const isNew = ({ id }: { id: number }) => newIds.includes(id);
  const [cells, others] = [await cellsIn(tx, regionId, box), await othersIn(tx, regionId, box)];
  const newCells = cells.filter(isNew);
  const steps = newCells.length > 0 ? cellShares(others, newCells) : cellShares(others.filter(isNew), cells);
  let step = steps.next();
  while (!step.done) step = steps.next();
  await saveShares(tx, regionId, step.value.shares);
}

/** Place names stand in the smallest area around them: looked for again where the areas were drawn anew. */
export async function placesMoved(tx: Tx, regionId: number, areaIds: readonly number[]): Promise<void> {
  const places = await placesIn(tx, regionId, areaIds);
  if (places.length === 0) return;
  const locator = await locatorOf(tx, regionId);
  const moves = places.flatMap(({ id, point }) => {
    const area = locator.locate(point.lon, point.lat);
    return area ? [{ id, areaId: area.id }] : [];
  });
  await movePlaces(tx, regionId, moves);
}
