/**
 * The room's long computations, each a generator over plain data: it can run on a thread of its own (beside.ts), show how far
 * it is, and be stopped between two steps.
 */
import type { Level, OverlapReport } from '#contract/areas.ts';
import type { AreaFile, AreaMapping, FileFault } from './geofile.ts';
import { readAreaFile } from './geofile.ts';
import { compareSiblings, type Progress, type Sibling } from './overlaps.ts';
import type { AreaGeometry, Box, LonLat } from './shape.ts';
import { cellShares } from './shares.ts';
import { subdivide, type SubdivideFault, type UnitCell } from './subdivide.ts';

/** Areas below one parent that should tile it. */
export type Group = { parent: string; geometry: AreaGeometry | null; siblings: Sibling[] };
export type Tiling = Omit<OverlapReport, 'invalid'>;

type Placed = { code: string; level: Level; geometry: AreaGeometry | null; parent: string };

/** Areas of one level below one parent should tile it. 责任网格 and cells may both stand below a community. */
export function groupsOf<T extends Placed>(
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

/** The largest first, and no list without an end. */
const listed = 1_000;

function* compareGroups({ groups }: { groups: readonly Group[] }): Generator<Progress, Tiling> {
  const tiling: Tiling = {
    overlaps: [],
    gaps: [],
    outside: [],
    totals: { overlaps: 0, gaps: 0, outside: 0 },
    slivers: { count: 0, m2: 0 },
    notCompared: [],
  };
  const total = groups.reduce((sum, { siblings }) => sum + siblings.length + 1, 0);
  let done = 0;
  for (const { parent, geometry, siblings } of groups) {
    const steps = compareSiblings(siblings, geometry ?? undefined);
    let step = steps.next();
    for (; !step.done; step = steps.next()) yield { done: done + step.value.done, total };
    done += siblings.length + 1;
    const { overlaps, gaps, outside, slivers, notCompared } = step.value;
    const inParent = <T extends { at: LonLat }>(one: T) => ({ parent, ...one, at: { lon: one.at[0], lat: one.at[1] } });
    tiling.overlaps.push(...overlaps.map(inParent));
    tiling.gaps.push(...gaps.map(inParent));
    tiling.outside.push(...outside.map(inParent));
    tiling.slivers.count += slivers.count;
    tiling.slivers.m2 += slivers.m2;
    for (const { codes, question, reason } of notCompared) {
      const [a, b] = question === 'overlap' ? codes : [parent, question];
      tiling.notCompared.push({ a: a!, b: b!, reason });
    }
  }
  for (const list of ['overlaps', 'gaps', 'outside'] as const) {
    tiling.totals[list] = tiling[list].length;
    tiling[list].sort((a, b) => b.m2 - a.m2).splice(listed);
  }
  tiling.notCompared.splice(listed);
  return tiling;
}

/** `after`: the highest sequence already given below this prefix. */
export type ToCut = { prefixCode: string; geometry: AreaGeometry; after: number };
export type Cut = { cells: UnitCell[]; hectares: number; enlarged: boolean } | { fault: SubdivideFault };

function* cutAreas(input: { areas: readonly ToCut[]; hectares: number; within: Box }): Generator<Progress, Cut[]> {
  const cuts: Cut[] = [];
  const given = new Map<string, number>();
  for (const { prefixCode, geometry, after } of input.areas) {
    const last = Math.max(after, given.get(prefixCode) ?? 0);
    const cut = goOnAfter(last, subdivide({ code: prefixCode, geometry }, input));
    if ('cells' in cut) given.set(prefixCode, last + cut.cells.length);
    cuts.push(cut);
    yield { done: cuts.length, total: input.areas.length };
  }
  return cuts;
}

/** Several 责任网格 of one community count on where the one before ended. */
function goOnAfter(last: number, cut: Cut): Cut {
  if ('fault' in cut || last === 0) return cut;
  if (last + cut.cells.length > 999) return { fault: 'subdivide.failed' };
  const cells = cut.cells.map((cell) => {
    const sequence = cell.sequence + last;
    return { ...cell, sequence, code: cell.code.slice(0, -3) + String(sequence).padStart(3, '0') };
  });
  return { ...cut, cells };
}

// oxlint-disable-next-line require-yield -- one step; the parser of the file tells nothing on the way
function* readFile(input: { bytes: Uint8Array; mapping: AreaMapping }): Generator<Progress, AreaFile | FileFault> {
  return readAreaFile(input.bytes, input.mapping);
}

export const computations = {
  read: readFile,
  compare: compareGroups,
  cut: cutAreas,
  shares: (input: { areas: Parameters<typeof cellShares>[0]; cells: Parameters<typeof cellShares>[1] }) =>
    cellShares(input.areas, input.cells),
};
export type Computations = typeof computations;
export type InputOf<K extends keyof Computations> = Parameters<Computations[K]>[0];
export type ResultOf<K extends keyof Computations> =
  ReturnType<Computations[K]> extends Generator<Progress, infer R> ? R : never;
