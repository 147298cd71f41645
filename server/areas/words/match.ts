/**
 * Which known place is meant? What was read in the words (`reader.ts`) is held against the names that are known here, and what may
 * be meant is put in order, each with the reason. Nothing is decided: that a place is sure is decided by `names.ts`, strictly.
 */
import { initialsOf } from '#contract/initials.ts';
import { nameKey } from './keys.ts';
import { readPlaces, type PlaceLabel } from './reader.ts';

/** A name of the gazetteer, or of an area. */
export type KnownName = {
  /** of the place; areas have their own numbers */
  id: number;
  name: string;
  nameEn: string;
  /** road, estate, school …; of an area its level */
  kind: string;
  ofArea: boolean;
  areaId: number | null;
  /** ltree path of the area: '1.17.203' */
  areaPath: string | null;
  point: { lon: number; lat: number } | null;
};

export const whys = ['crossing', 'named', 'otherwise', 'begins', 'alike', 'initials'] as const;
export type Why = (typeof whys)[number];
export type Candidate = { place: KnownName; why: Why; words: string; inArea: string | null };

/** A name somebody may have meant. */
export type Wish = {
  words: string;
  label: PlaceLabel | 'letters' | 'crossing';
  /** which of the texts it stands in: the place as told comes first */
  text: number;
  /** exactly these names, and what they are if found */
  keys: ReadonlyMap<string, Why>;
  /** of a crossing */
  roads?: readonly [string, string];
};

const naming = new Set<PlaceLabel>(['town', 'community', 'road', 'subroad', 'poi', 'subpoi', 'devzone', 'district']);
const mostWishes = 40;
const longestWords = 24;

export function wishesOf(texts: readonly string[]): Wish[] {
  const wishes: Wish[] = [];
  for (const [text, told] of texts.entries()) {
    const spans = readPlaces(told);
    for (const [i, span] of spans.entries()) {
      if (!naming.has(span.label)) continue;
      const words = told.slice(span.start, span.end);
      const next = spans[i + 1];
      // 晴岸花园二期 may be known as a whole
      if (next?.start === span.end && (next.label === 'subpoi' || next.label === 'poi'))
        wishes.push(wish(told.slice(span.start, next.end), next.label, text));
      wishes.push(wish(words, span.label, text));
      const other = crossedBy(spans, i);
      if (other) wishes.push(crossingOf(words, told.slice(other.start, other.end), text));
    }
    const short = told.trim().replace(/[\s，。、；：!！?？,.;:]+$/u, '');
    if (text === 0 && short !== '' && short.length <= longestWords && !wishes.some(({ words }) => words === short))
      wishes.push(wish(short, /^[a-z0-9]+$/i.test(short) ? 'letters' : 'poi', text));
  }
  return wishes.slice(0, mostWishes);
}

/** Only the crossings: where all names are kept in memory, the rest is found without reading. */
export const crossingsOf = (texts: readonly string[]): Wish[] =>
  texts.some((text) => /路口|道口|街口|交[叉汇界]/.test(text))
    ? wishesOf(texts).filter(({ label }) => label === 'crossing')
    : [];

/** 平宁路与安和路, 平宁路安和路路口: the next road, with only such words in between. */
function crossedBy(spans: ReturnType<typeof readPlaces>, i: number) {
  if (spans[i]!.label !== 'road') return undefined;
  const gap = spans[i + 1]?.label === 'assist' ? 2 : 1;
  const other = spans[i + gap];
  if (other?.label !== 'subroad') return undefined;
  const linked = gap === 2 || spans[i + gap + 1]?.label === 'assist';
  return linked ? other : undefined;
}
function crossingOf(a: string, b: string, text: number): Wish {
  const keys = new Map<string, Why>();
  for (const [one, two] of [
    [a, b],
    [b, a],
  ] as const)
    for (const and of ['与', '和', ''])
      for (const end of ['路口', '交叉口', '交叉路口', '十字路口'])
        keys.set(nameKey(`${one}${and}${two}${end}`), 'crossing');
  return { words: `${a}×${b}`, label: 'crossing', text, keys, roads: [a, b] };
}

/** Endings that are said or left out as one likes. */
const optional = ['小区', '社区', '居委会', '社区居委会', '村委会', '街道', '街道办事处', '街道办', '村'];

function wish(words: string, label: Wish['label'], text: number): Wish {
  const key = nameKey(words).slice(0, longestWords);
  const keys = new Map<string, Why>([[key, 'named']]);
  const add = (other: string, why: Why) => {
    if (other.length >= 2 && !keys.has(other)) keys.set(other, why);
  };
  // What stands before a name may have been taken into it: 家住安和路
  const letters = Array.from(key);
  for (let from = 1; letters.length - from >= 3; from++) add(letters.slice(from).join(''), 'named');
  const bare = optional.reduce(
    (name, ending) => (name.length > ending.length + 1 && name.endsWith(ending) ? name.slice(0, -ending.length) : name),
    key,
  );
  for (const ending of ['', '小区', '社区', '街道', '村']) add(bare + ending, 'otherwise');
  return { words, label, text, keys };
}

/** 3区 and 三区 are one name: single digits as numerals. */
export const withNumerals = (key: string): string =>
  key.replace(/(?<![0-9])[1-9](?![0-9])/g, (digit) => '一二三四五六七八九'[Number(digit) - 1]!);

/** The names to be asked for, all at once. */
export const keysOf = (wishes: readonly Wish[]): string[] => [
  ...new Set(wishes.flatMap(({ keys }) => [...keys.keys()])),
];

/** How a wish may be known although no name is exactly it: by its first letters, or by how it sounds. */
export type Loose = { key: string; start: string; initials: string; letters: number };
export const loosely = (wishes: readonly Wish[], most: number): Loose[] =>
  wishes
    .filter(({ label, words }) => label !== 'crossing' && nameKey(words).length >= 2)
    .slice(0, most)
    .map(({ words }) => {
      const key = nameKey(words);
      const letters = Array.from(key);
      return { key, start: letters.slice(0, 2).join(''), initials: initialsOf(key), letters: letters.length };
    });

/** `standing`: names of which the caller knows that they stand in a text, whatever the reader took them for. */
export function rank(
  texts: readonly string[],
  wishes: readonly Wish[],
  known: readonly KnownName[],
  most = 8,
): Candidate[] {
  const plain = texts.map(nameKey);
  const areas = known.filter(
    ({ ofArea, kind, name }) => ofArea && kind !== 'district' && plain.some((text) => text.includes(nameKey(name))),
  );
  const best = new Map<string, Candidate & { score: number }>();
  for (const place of known) {
    const key = nameKey(place.name);
    const match = matchOf(key, place, plain, wishes);
    if (!match) continue;
    const inside = areas
      .filter(({ areaPath }) => place.areaPath?.startsWith(`${areaPath}.`))
      .sort((a, b) => b.areaPath!.length - a.areaPath!.length)[0];
    // A road or a street is wide: it comes after what is one spot.
    const wide = isLine(place.kind) ? 25 : place.ofArea ? 12 : 0;
    const score = match.score + (inside ? 15 : 0) + Math.min(key.length, 12) - wide;
    const id = `${place.kind} ${place.id}`;
    if ((best.get(id)?.score ?? -1) >= score) continue;
    best.set(id, { place, why: match.why, words: match.words, inArea: inside?.name ?? null, score });
  }
  return [...best.values()]
    .sort((a, b) => b.score - a.score || a.place.name.length - b.place.name.length || a.place.id - b.place.id)
    .slice(0, most)
    .map(({ score: _score, ...candidate }) => candidate);
}

/** A road is no spot: its name tells the area of its middle at best, and no point. */
export const isLine = (kind: string): boolean => kind === 'road' || kind === 'river';

const worth: Record<Why, number> = { crossing: 125, named: 100, otherwise: 85, begins: 55, alike: 50, initials: 40 };
/** What stands where the place was asked for weighs more than what stands in the story. */
const weights = [10, 4, 0];

function matchOf(
  key: string,
  place: KnownName,
  texts: readonly string[],
  wishes: readonly Wish[],
): { why: Why; words: string; score: number } | undefined {
  let best: { why: Why; words: string; score: number } | undefined;
  const offer = (why: Why, words: string, text: number, less = 0) => {
    const score = worth[why] + (weights[text] ?? 0) - less;
    if (!best || score > best.score) best = { why, words, score };
  };
  if (key.length >= 2 && /\p{L}/u.test(key))
    for (const [i, text] of texts.entries()) {
      if (text.includes(key)) offer('named', place.name, i);
      else if (withNumerals(text).includes(withNumerals(key))) offer('otherwise', place.name, i);
    }
  for (const { words, label, text, keys } of wishes) {
    const exactly = keys.get(key);
    if (exactly) offer(exactly, words, text);
    else if (label !== 'crossing') {
      const wanted = nameKey(words);
      if (label === 'letters') {
        if (initialsOf(key).startsWith(wanted) && /\p{Script=Han}/u.test(key)) offer('initials', words, text);
      } else if (wanted.length >= 2 && key.startsWith(wanted))
        offer('begins', words, text, Math.min(key.length - wanted.length, 10));
      else if (oneApart(wanted, key)) offer('alike', words, text, initialsOf(wanted) === initialsOf(key) ? 0 : 8);
    }
  }
  return best;
}

/** One letter changed, missing or too many, in names of at least three; 3号 is not a slip for 4号. */
export function oneApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [Array.from(a), Array.from(b)] : [Array.from(b), Array.from(a)];
  if (short.length < 3 || long.length - short.length > 1) return false;
  let from = 0;
  while (from < short.length && short[from] === long[from]) from++;
  if (from === long.length) return false;
  const skip = long.length - short.length;
  const rest = (letters: string[], at: number) => letters.slice(at).join('');
  if (rest(short, from + 1 - skip) !== rest(long, from + 1)) return false;
  return !/[0-9一二三四五六七八九十东西南北上下前后]/.test(`${short[from] ?? ''}${long[from]!}`);
}
