/** The tree of units, as plain data with the questions that are asked of it. Pure. */
import type { Unit } from '#contract/access.ts';

export type UnitRow = Omit<Unit, 'superiorId'> & {
  /** as stored: null = follows from the tree */
  superiorId: number | null;
  /** ids from the top of the tree: '3.17' */
  path: string;
  version: number;
};

export type Units = {
  list: readonly UnitRow[];
  byId: ReadonlyMap<number, UnitRow>;
  byCode: ReadonlyMap<string, UnitRow>;
  /** first unit of that name */
  byName: ReadonlyMap<string, UnitRow>;
  /** the first unit of a kind, in the order of ids */
  firstOf: (kind: Unit['kind']) => UnitRow | undefined;
  /** 监督中心 and 指挥中心: every region has them (`ensureCentres`) */
  readonly supervisionId: number;
  readonly commandId: number;
  /** the root unit: a department, or a street with its communities and keepers */
  root: (id: number) => number;
  /** the unit and everything below it */
  subtreeIds: (id: number) => number[];
  /** in whose queue a red case also stands; null at the top */
  superior: (id: number) => number | null;
};

/** Departments at the top of their own tree: a section of one is its own affair. */
export const departmentsIn = ({ list }: Units): UnitRow[] =>
  list.filter(({ id, kind, rootId, imported }) => kind === 'department' && rootId === id && !imported);

export function unitsFrom(list: readonly UnitRow[]): Units {
  const byId = new Map(list.map((unit) => [unit.id, unit]));
  const byCode = new Map(list.map((unit) => [unit.code, unit]));
  const byName = new Map<string, UnitRow>();
  const children = new Map<number, number[]>();
  for (const unit of list) {
    if (!byName.has(unit.name)) byName.set(unit.name, unit);
    if (unit.parentId !== null) children.set(unit.parentId, [...(children.get(unit.parentId) ?? []), unit.id]);
  }
  const firstOf = (kind: Unit['kind']) => list.find((unit) => unit.kind === kind);
  const centre = (kind: 'supervision' | 'command') => {
    const found = firstOf(kind);
    if (!found) throw new Error(`This region has no unit of the kind ${kind}.`);
    return found.id;
  };
  return {
    list,
    byId,
    byCode,
    byName,
    firstOf,
    get supervisionId() {
      return centre('supervision');
    },
    get commandId() {
      return centre('command');
    },
    root: (id) => byId.get(id)?.rootId ?? id,
    subtreeIds(id) {
      const found = [id];
      for (const one of found) found.push(...(children.get(one) ?? []));
      return found;
    },
    superior(id) {
      const unit = byId.get(id);
      const above = unit?.superiorId ?? unit?.parentId ?? firstOf('leadership')?.id ?? null;
      return above === id ? null : above;
    },
  };
}

/**
 * Where a unit's root is: the whole of a department, and a street with its communities, count as one when it is asked whether
 * the checker is independent of the handler. Standing below the leadership does not make two departments one.
 */
export function rootBelow(kind: Unit['kind'], parent: UnitRow | undefined): number | undefined {
  if (!parent || parent.kind === 'leadership') return undefined;
  if (kind === 'street' || kind === 'supervision' || kind === 'command' || kind === 'leadership') return undefined;
  return parent.rootId;
}

export type Placed = { id: number; rootId: number; path: string };

/** Paths and roots of a whole subtree once its top stands below `parent` and is of `kind`. */
export function placedBelow(units: Units, topId: number, kind: Unit['kind'], parent: UnitRow | undefined): Placed[] {
  const placed = new Map<number, UnitRow>();
  for (const id of units.subtreeIds(topId)) {
    const unit = units.byId.get(id)!;
    const isTop = id === topId;
    const above = isTop ? parent : placed.get(unit.parentId!);
    const now = isTop ? { ...unit, kind } : unit;
    placed.set(id, {
      ...now,
      rootId: rootBelow(now.kind, above) ?? id,
      path: above ? `${above.path}.${id}` : String(id),
    });
  }
  return [...placed.values()].map(({ id, rootId, path }) => ({ id, rootId, path }));
}
