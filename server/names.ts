/** What units, areas and matters of a district are called in English, read once for as long as nobody changes them. */
import { unitsOf } from '#access';
import { treeOf } from '#areas';
import { mattersOf } from '#catalogue';
import type { Tx } from '#kit/db.ts';
import { namesBy, type Names } from '#kit/named.ts';

/** By what it was read from: a change of the ground makes another tree. */
const kept = new WeakMap<object, ReadonlyMap<string, string>>();
function keptOf(ground: object, rows: () => Iterable<{ name: string; nameEn: string }>): ReadonlyMap<string, string> {
  const found = kept.get(ground) ?? namesBy(rows());
  kept.set(ground, found);
  return found;
}

export async function englishNames(tx: Tx, regionId: number): Promise<Names> {
  const [units, tree, matters] = [
    await unitsOf(tx, regionId),
    await treeOf(tx, regionId),
    await mattersOf(tx, regionId),
  ];
  return {
    unit: keptOf(units, () => units.byId.values()),
    area: keptOf(tree, () => tree.byId.values()),
    matter: keptOf(matters, () => matters.map(({ smallName: name, smallNameEn: nameEn }) => ({ name, nameEn }))),
  };
}
