import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { placedBelow, rootBelow, unitsFrom, type UnitRow } from './units.ts';

const unit = (id: number, kind: UnitRow['kind'], parent?: UnitRow, superiorId: number | null = null): UnitRow => ({
  id,
  code: `u${id}`,
  name: `单位${id}`,
  nameEn: '',
  kind,
  parentId: parent?.id ?? null,
  rootId: rootBelow(kind, parent) ?? id,
  superiorId,
  areaId: null,
  imported: false,
  dutyPhone: '',
  path: parent ? `${parent.path}.${id}` : String(id),
  version: 1,
  actor: 'government',
});
const lead = unit(1, 'leadership');
const jiandu = unit(2, 'supervision', lead);
const chengguan = unit(3, 'department', lead);
const huanwei = unit(4, 'department', chengguan);
const jiedao = unit(5, 'street', lead, 2);
const shequ = unit(6, 'community', jiedao);
const units = unitsFrom([lead, jiandu, chengguan, huanwei, jiedao, shequ]);

test('a department with its stations is one root, a street with its communities another; the leadership unites nobody', () => {
  expect([3, 4].map(units.root)).toEqual([3, 3]);
  expect([5, 6].map(units.root)).toEqual([5, 5]);
  expect(units.root(2)).toBe(2);
});

test('a red case also stands with the named superior, else with the unit above, else with the leadership', () => {
  expect(units.superior(5)).toBe(2);
  expect(units.superior(6)).toBe(5);
  expect(units.superior(3)).toBe(1);
  expect(units.superior(1)).toBeNull();
  expect(unitsFrom([lead, unit(9, 'department')]).superior(9)).toBe(1);
  expect(unitsFrom([unit(9, 'department')]).superior(9)).toBeNull();
});

test('a region without its centres says so instead of naming somebody else', () => {
  expect(units.supervisionId).toBe(2);
  expect(() => units.commandId).toThrow('no unit of the kind command');
});

test('wherever a branch is moved, every path below it leads through its parent and every root is one', () => {
  const kinds = fc.constantFrom<UnitRow['kind']>('department', 'street', 'community', 'other', 'leadership');
  const forest = fc.array(fc.tuple(kinds, fc.nat()), { minLength: 2, maxLength: 20 }).map((drawn) => {
    const list: UnitRow[] = [];
    for (const [i, [kind, above]] of drawn.entries())
      list.push(unit(i + 1, kind, i === 0 || above % 3 === 0 ? undefined : list[above % i]));
    return list;
  });
  fc.assert(
    fc.property(forest, fc.nat(), fc.nat(), (list, a, b) => {
      const all = unitsFrom(list);
      const top = list[a % list.length]!;
      const free = list.filter(({ id }) => !all.subtreeIds(top.id).includes(id));
      const parent = free.length === 0 ? undefined : free[b % free.length];
      const placed = new Map(placedBelow(all, top.id, top.kind, parent).map((one) => [one.id, one]));
      expect(new Set(placed.keys())).toEqual(new Set(all.subtreeIds(top.id)));
      for (const [id, { path, rootId }] of placed) {
        const parentId = id === top.id ? (parent?.id ?? null) : all.byId.get(id)!.parentId;
        const above = parentId === null ? undefined : (placed.get(parentId) ?? all.byId.get(parentId)!);
        expect(path).toBe(above ? `${above.path}.${id}` : String(id));
        expect(rootId === id || rootId === above?.rootId).toBe(true);
      }
    }),
  );
});
