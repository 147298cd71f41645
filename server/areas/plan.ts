/**
 * What a file of areas would do to a layer. Pure: the rows of the file and the layer as it stands go in; what is new, redrawn,
 * renamed or as before comes out, parents before children, with every row that cannot be taken. Nothing is guessed: a parent
 * that is not there, a circle, an area that would move to another parent are errors of their row.
 */
import { levelBelow, type Level } from '#contract/areas.ts';
import { codesAbove, levelOfCode, sameDistrict } from './codes.ts';
import type { FileArea, RowError } from './geofile.ts';
import type { AreaGeometry } from './shape.ts';

/** An area of the layer as it stands. */
export type Standing = {
  id: number;
  path: string;
  code: string;
  name: string;
  level: Level;
  parentId: number | null;
  geometry: AreaGeometry | null;
};

export type LayerNow = {
  unified: boolean;
  /** the district: above all that names no parent */
  root: Standing;
  areas: readonly Standing[];
};

export type PlanOptions = { level?: Level; parentCode?: string };

/** Above a new area: one of the layer, or the one at this place of the plan. */
export type Parent = { id: number; path: string } | { at: number };
export type PlannedArea = {
  row: number;
  code: string;
  name: string;
  level: Level;
  geometry: AreaGeometry | null;
  attributes: Record<string, string>;
  /** code of the parent, for the report */
  parentCode: string;
} & (
  | { change: 'added'; parent: Parent }
  | {
      change: 'redrawn' | 'renamed' | 'unchanged';
      areaId: number;
      before: Standing;
      redrawn: boolean;
      renamed: boolean;
    }
);

export type Plan = { areas: PlannedArea[]; errors: RowError[] };

export function planImport(rows: readonly FileArea[], layer: LayerNow, options: PlanOptions = {}): Plan {
  const standing = new Map(layer.areas.map((area) => [area.code, area]));
  const isRoot = (code: string) => layer.unified && sameDistrict(code, layer.root.code);
  const inFile = new Map(rows.map((row) => [row.code, row]));
  const byId = new Map([layer.root, ...layer.areas].map((area) => [area.id, area]));
  const errors: RowError[] = [];
  const reject = (row: FileArea, reason: RowError['reason'], detail?: string) => {
    errors.push({ row: row.row, code: row.code, field: 'parent', reason, detail });
  };

  /** The code of the area above: as the row says, as asked for all rows, as its own code tells; else the district's. */
  const above = (row: FileArea): string | undefined => {
    if (isRoot(row.code)) return undefined;
    if (row.parent) return row.parent;
    if (options.parentCode) return options.parentCode;
    const known = codesAbove(row.code).find((code) => !isRoot(code) && (inFile.has(code) || standing.has(code)));
    return known ?? layer.root.code;
  };

  const planned: PlannedArea[] = [];
  const placeOf = new Map<string, number>();
  const underWay = new Set<string>();
  const refused = new Set<string>();

  const take = (row: FileArea): boolean => {
    if (placeOf.has(row.code)) return true;
    if (refused.has(row.code)) return false;
    const taken = place(row);
    if (!taken) refused.add(row.code);
    return taken;
  };
  const place = (row: FileArea): boolean => {
    const before = isRoot(row.code) ? layer.root : standing.get(row.code);
    const parentCode = above(row);
    const told = row.parent !== undefined || options.parentCode !== undefined;
    if (before) {
      const parent = before.parentId === null ? undefined : byId.get(before.parentId);
      const stays = parent?.code === parentCode || (parent?.id === layer.root.id && isRoot(parentCode ?? ''));
      if (told && parent && !stays) {
        reject(row, 'geofile.other_parent', parent.code);
        return false;
      }
      planned.push(changeOf(row, before, parent?.code ?? ''));
      placeOf.set(row.code, planned.length - 1);
      return true;
    }
    if (underWay.has(row.code)) {
      reject(row, 'geofile.parent_circle');
      return false;
    }
    const parentNow = parentCode === layer.root.code || isRoot(parentCode!) ? layer.root : standing.get(parentCode!);
    const parentRow = parentNow ? undefined : inFile.get(parentCode!);
    if (!parentNow && !parentRow) {
      reject(row, 'geofile.unknown_parent', parentCode);
      return false;
    }
    underWay.add(row.code);
    const ready = !parentRow || take(parentRow);
    underWay.delete(row.code);
    if (!ready) return false; // its parent tells why
    const parentPlan = parentNow ? undefined : planned[placeOf.get(parentCode!)!]!;
    const parentLevel = parentNow?.level ?? parentPlan!.level;
    const level = options.level ?? levelOfCode(row.code) ?? (layer.unified ? levelBelow[parentLevel] : 'area');
    if (level === 'district' && layer.unified) {
      reject(row, 'geofile.second_district', layer.root.code);
      return false;
    }
    planned.push({
      ...fromFile(row, parentNow?.code ?? parentCode!),
      level,
      change: 'added',
      parent: parentNow ? { id: parentNow.id, path: parentNow.path } : { at: placeOf.get(parentCode!)! },
    });
    placeOf.set(row.code, planned.length - 1);
    return true;
  };
  for (const row of rows) take(row);
  return { areas: planned, errors };
}

const fromFile = ({ row, code, name, geometry, attributes }: FileArea, parentCode: string) => ({
  row,
  code,
  name,
  geometry: geometry ?? null,
  attributes,
  parentCode,
});

function changeOf(row: FileArea, before: Standing, parentCode: string): PlannedArea {
  const redrawn = row.geometry !== undefined && !sameBoundary(row.geometry, before.geometry);
  const renamed = row.name !== before.name;
  return {
    ...fromFile(row, parentCode),
    level: before.level,
    change: redrawn ? 'redrawn' : renamed ? 'renamed' : 'unchanged',
    areaId: before.id,
    before,
    redrawn,
    renamed,
  };
}

const sameBoundary = (a: AreaGeometry, b: AreaGeometry | null): boolean =>
  b !== null && a.type === b.type && JSON.stringify(a.coordinates) === JSON.stringify(b.coordinates);

/**
 * Does the file speak of the levels of the district: by its option, by parents, or by division codes throughout? The first
 * such file becomes the unified grid of a district that has none; a flat layer of other codes stands alone.
 */
export function hasLevels(rows: readonly FileArea[], options: PlanOptions): boolean {
  if (options.level) return options.level !== 'area';
  if (rows.some(({ parent }) => parent)) return true;
  const levels = rows.map(({ code }) => levelOfCode(code));
  return levels.every((level) => level !== undefined) && levels.filter((level) => level === 'district').length <= 1;
}

/** The one row that is the district itself: at the top, with a 6-digit code, above all others. */
export function districtRow(rows: readonly FileArea[]): FileArea | undefined {
  const tops = rows.filter(({ code, parent }) => levelOfCode(code) === 'district' && !parent);
  return tops.length === 1 ? tops[0] : undefined;
}

/** The 6 digits all division codes of the file begin with: the district it is about. */
export function districtCode(rows: readonly FileArea[]): string | undefined {
  const codes = new Set(rows.map(({ code }) => (levelOfCode(code) ? code.slice(0, 6) : '')));
  const [only] = codes;
  return codes.size === 1 && only ? only : undefined;
}
