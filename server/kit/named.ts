/**
 * Names as they leave the house. Inside, a unit, an area and a matter have one name, the district's own; a reader of another language is
 * told the one the district gave them in that language. It is done here, once, for every reply: what the house keeps stays as it is, and
 * nothing kept for one reader is sent to another in the wrong language. People's names stay.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { say, type Lang, type WordKey, type WordParams } from '#contract/words/words.ts';

export type Names = Record<'unit' | 'area' | 'matter', ReadonlyMap<string, string>>;

/** Fields that hold such a name and nothing else. Where a thing brings both its names (`nameEn`), the page chooses. */
const fields: Record<string, keyof Names> = {
  unit: 'unit',
  unitName: 'unit',
  fromUnit: 'unit',
  askedUnit: 'unit',
  owedUnit: 'unit',
  suggestedUnit: 'unit',
  aboutUnit: 'unit',
  leadUnitName: 'unit',
  officeName: 'unit',
  // A person or an office, whichever did it: people's names are in no list.
  by: 'unit',
  members: 'unit',
  area: 'area',
  areaName: 'area',
  regionName: 'area',
  matterName: 'matter',
  matter: 'matter',
};
/** Thousands of numbers, and no name. */
const shapes: ReadonlySet<string> = new Set(['geometry', 'coordinates', 'heat']);

type Thing = Record<string, unknown>;
const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** What is only pointed at: `{ id, name }` with a number is a unit, `{ id, level, name }` an area on the way to another; what is counted says what it is. */
function pointedAt(thing: Thing): keyof Names | undefined {
  if (thing['object'] === 'unit' || thing['object'] === 'area') return thing['object'];
  if (typeof thing['id'] !== 'number' || typeof thing['name'] !== 'string') return undefined;
  const n = Object.keys(thing).length;
  return n === 2 ? 'unit' : n === 3 && 'level' in thing ? 'area' : undefined;
}

/** The same in the reader's language: a copy where anything changes, never a change of what was handed in. */
export function renamed<T>(value: T, names: Names): T;
export function renamed(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) {
    const list = value.map((one) => renamed(one, names));
    return list.some((one, i) => one !== value[i]) ? list : value;
  }
  if (!isThing(value)) return value;
  const of = pointedAt(value);
  const changed: Thing = {};
  for (const [field, its] of Object.entries(value)) {
    const kind = of && field === 'name' ? of : fields[field];
    const called = (name: unknown) => (kind && typeof name === 'string' && names[kind].get(name)) || name;
    const next =
      typeof its === 'string'
        ? called(its)
        : shapes.has(field)
          ? its
          : renamed(kind && Array.isArray(its) ? its.map(called) : its, names);
    if (next !== its) changed[field] = next;
  }
  return Object.keys(changed).length > 0 ? { ...value, ...changed } : value;
}

/** By their own name; two of one name that are called differently in the other language keep their own. */
export function namesBy(rows: Iterable<{ name: string; nameEn: string }>): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const { name, nameEn } of rows) {
    const before = told.get(name);
    told.set(name, before === undefined || before === nameEn ? nameEn : '');
  }
  return told;
}

const ofReader = new AsyncLocalStorage<Names>();
/** While this is done, what is said is said to whoever calls things by these names. */
export const calling = <T>(names: Names, work: () => Promise<T>): Promise<T> => ofReader.run(names, work);

/** One name, for whoever writes a sentence by a rule that knows no reader. */
export const calledTo = (kind: keyof Names, name: string): string => ofReader.getStore()?.[kind].get(name) || name;

/** A sentence of a reply: once it is said, nobody finds the names in it any more. What is kept is said by `say`, in the district's own. */
export function sayTo(lang: Lang, word: WordKey, params: WordParams = {}): string {
  const names = ofReader.getStore();
  return say(lang, word, names ? renamed(params, names) : params);
}
