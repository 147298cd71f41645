/**
 * 疑似重复 · is this the need somebody else has already reported? Near in place, near in time, and told of the same thing. What speaks
 * for and against is added up, and the list of what was added is the explanation: a person decides, and is told why.
 * The weights were fitted on test/twins/tuning.txt and rounded; test/twins.test.ts holds what they reach.
 */
import { spotOf, namesOf, type Spot } from './twins/spot.ts';
import { subjects, subjectsOf } from './twins/subjects.ts';

export type Point = { lon: number; lat: number };
export type Told = {
  title: string;
  detail: string;
  placeText: string;
  /** a pin, or what somebody set by hand; a point that was only looked up by a name is none */
  point: Point | null;
  at: Date;
  /** null while nobody and nothing has said which */
  matterId: number | null;
};
/** What a report is recognised by, worked out once. */
export type Seen = Omit<Told, 'title' | 'detail' | 'placeText'> & {
  spot: Spot;
  subjects: readonly number[];
  /** of the title alone: what somebody put first is what it is about */
  first: readonly number[];
  /** two characters of each name of the spot, and the name: 苇塘 is found in 苇塘段 and in 苇塘社区 */
  stems: ReadonlyMap<string, string>;
  grams: ReadonlySet<string>;
};

/** Each kind of evidence and what it weighs; the sum is held against `enough`. */
export const weights = {
  near: 3,
  far: -4,
  same_place: 2.4,
  same_road: 1.4,
  wide: 0.8,
  alike_place: 0.8,
  other_place: -4.5,
  same_building: 1.2,
  other_building: -8,
  other_unit: -8,
  same_room: 1,
  other_room: -8,
  same_number: 1,
  other_number: -5,
  other_side: -4,
  same_subject: 3.2,
  other_subject: -3,
  other_first: -1.5,
  same_matter: 0.5,
  other_matter: -1.2,
  words: 2.2,
  late: -5,
  own: -9,
} as const;
export type Evidence = { kind: keyof typeof weights; weight: number; what: string[]; n?: number };
export const enough = 3.2;
/** Beyond this nobody looks. */
export const farthestMetres = 600;
export const longestDays = 180;

export type Twin = { score: number; metres: number | null; days: number; evidence: Evidence[] };

export function seen(told: Told): Seen {
  const text = `${told.title} ${told.detail}`;
  const spot = spotOf(told.placeText, text);
  const names = namesOf(spot);
  const toldOf = subjectsOf(text);
  return {
    point: told.point,
    at: told.at,
    matterId: told.matterId,
    spot,
    stems: new Map(names.map((name) => [name.slice(0, 2), name])),
    subjects: toldOf,
    first: subjectsOf(told.title, toldOf).filter((one) => subjects[one]!.weight >= 0.8),
    grams: gramsWithout(text, names),
  };
}

/** Null when they are not alike enough to trouble a person with it. */
export function twinOf(open: Seen, coming: Seen): Twin | null {
  // What is told first: of fifty that stand near, one or two tell of the same thing.
  const what = weighed((say) => matter(open, coming, say));
  if (!what.some(({ kind, weight }) => telling.has(kind) && weight >= leastTold)) return null;
  const where = weighed((say) => place(open, coming, say));
  if (!where.some(({ kind }) => placing.has(kind))) return null;
  const evidence = [...where, ...what];
  const score = evidence.reduce((sum, one) => sum + one.weight, 0);
  if (score < enough) return null;
  const metres = open.point && coming.point ? Math.round(metresBetween(open.point, coming.point)) : null;
  return { score: Math.round(score * 100) / 100, metres, days: Math.floor(daysBetween(open, coming)), evidence };
}

/** Without one of these nobody knows that it is the same spot, without one of those that it is the same thing. */
const placing = new Set<Evidence['kind']>(['near', 'same_place', 'same_road', 'same_number', 'alike_place', 'wide']);
const telling = new Set<Evidence['kind']>(['same_subject', 'words']);
const leastTold = 0.8;

const daysBetween = (a: { at: Date }, b: { at: Date }): number =>
  Math.abs(a.at.getTime() - b.at.getTime()) / 86_400_000;

function weighed(look: (say: Say) => void): Evidence[] {
  const found: Evidence[] = [];
  look((kind, what = [], part = 1, n) => {
    if (part !== 0) found.push({ kind, weight: weights[kind] * part, what, ...(n === undefined ? {} : { n }) });
  });
  return found;
}
type Say = (kind: Evidence['kind'], what?: string[], part?: number, n?: number) => void;

function place(a: Seen, b: Seen, say: Say): void {
  const metres = a.point && b.point ? metresBetween(a.point, b.point) : null;
  if (metres !== null) {
    if (metres <= 250) say('near', [], Math.exp(-metres / 200), Math.round(metres));
    else say('far', [], Math.min(1, metres / farthestMetres), Math.round(metres));
  }
  const named = [...common(a.spot.estates, b.spot.estates), ...common(a.spot.places, b.spot.places)];
  const roads = common(a.spot.roads, b.spot.roads);
  if (named.length > 0) say('same_place', named);
  if (roads.length > 0) say('same_road', roads);
  const wide = common(a.spot.wide, b.spot.wide);
  const elsewhere =
    (named.length === 0 &&
      (elsewhereNamed(a.spot.estates, b.spot.estates) || otherOfAKind(a.spot.places, b.spot.places))) ||
    (roads.length === 0 &&
      elsewhereNamed(a.spot.roads, b.spot.roads) &&
      common(a.spot.estates, b.spot.estates).length === 0) ||
    (named.length + roads.length === 0 && elsewhereNamed(a.spot.wide, b.spot.wide)) ||
    otherShop(a.spot.quoted, b.spot.quoted);
  if (wide.length > 0 && named.length + roads.length === 0) say('wide', wide);
  else if (named.length + roads.length === 0) {
    const alike = alikeNames(a.stems, b.stems);
    if (alike.length > 0) say('alike_place', alike);
  }
  // Two names within a few steps of one another are two ways to say it; a pin is surer than a name.
  if (elsewhere) say('other_place', [], metres === null ? 1 : Math.min(1, Math.max(0, (metres - 30) / 60)));
  const houses = (kind: 'buildings' | 'units' | 'rooms') => common(a.spot[kind], b.spot[kind]).map(String);
  if (houses('buildings').length > 0) say('same_building', houses('buildings'));
  else if (apart(a.spot.buildings, b.spot.buildings)) say('other_building');
  // A flat's own trouble differs from door to door; a cold house or a club below is told from many flats.
  const ownWalls = a.subjects.some((one) => subjects[one]!.home && b.subjects.includes(one));
  if (apart(a.spot.units, b.spot.units)) say('other_unit', [], ownWalls ? 1 : 0.4);
  if (houses('rooms').length > 0) say('same_room', houses('rooms'));
  else if (apart(a.spot.rooms, b.spot.rooms)) say('other_room', [], ownWalls ? 1 : 0.3);
  const [numbers, others] = [[...a.spot.numbers], [...b.spot.numbers]];
  if (numbers.length > 0 && others.length > 0) {
    const gap = Math.min(...numbers.flatMap((one) => others.map((other) => Math.abs(one - other))));
    if (gap <= 4) say('same_number', numbers.map(String));
    else if (gap > 12) say('other_number');
  }
  if (apart(a.spot.sides, b.spot.sides)) say('other_side');
}

function matter(a: Seen, b: Seen, say: Say): void {
  const shared = a.subjects.filter((one) => b.subjects.includes(one));
  const weigh = (list: readonly number[]) => list.reduce((sum, one) => sum + subjects[one]!.weight, 0);
  const both = weigh(shared);
  const least = Math.min(weigh(a.subjects), weigh(b.subjects));
  if (shared.some((one) => subjects[one]!.own)) say('own');
  if (both > 0) {
    const most = Math.max(weigh(a.subjects), weigh(b.subjects));
    const share = both / Math.max(0.8, 0.7 * least + 0.3 * most);
    say('same_subject', shared.map(String), Math.min(1, share) * Math.min(1, 0.4 + 0.6 * both));
  }
  if (both < 0.5 && least >= 0.8) say('other_subject');
  else if (a.first.length > 0 && b.first.length > 0 && !a.first.some((one) => b.first.includes(one)))
    say('other_first');
  if (a.matterId !== null && b.matterId !== null) say(a.matterId === b.matterId ? 'same_matter' : 'other_matter');
  const words = wordsInCommon(a.grams, b.grams);
  if (words.part > 0) say('words', words.list, words.part);
  const lasts = shared.length > 0 ? Math.max(...shared.map((one) => subjects[one]!.days)) : usualDays;
  const over = daysBetween(a, b) / lasts;
  if (over > 1) say('late', [], Math.min(2, 0.4 + (over - 1) * 0.6));
}
const usualDays = 30;

/** Most say neither building nor gate: two empty sets are told at a glance. */
function common<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): T[] {
  if (a.size === 0 || b.size === 0) return [];
  return [...a].filter((one) => b.has(one));
}
const apart = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean =>
  a.size > 0 && b.size > 0 && common(a, b).length === 0;

const ending = /(?:市场|商场|小学|中学|医院|公园|游园|广场|图书馆|食堂|站|厂)$/;
/** 麦笺游园 and 桐舟游园: each said which of its kind it means, and it is another. */
function otherOfAKind(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const kinds = (places: ReadonlySet<string>) => [...places].map((name) => ending.exec(name)?.[0]);
  return apart(a, b) && kinds(a).some((kind) => kind !== undefined && kinds(b).includes(kind));
}

/** A slip of one character (于歌路 for 榆歌路) makes a name doubtful, not another. */
function elsewhereNamed(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (!apart(a, b)) return false;
  const slip = (one: string, other: string) =>
    one.length === other.length && one.slice(2) === other.slice(2) && (one[0] === other[0] || one[1] === other[1]);
  return ![...a].some((one) => [...b].some((other) => slip(one, other)));
}

const otherShop = (a: readonly string[], b: readonly string[]): boolean =>
  a.length > 0 && b.length > 0 && !a.some((one) => b.some((other) => one.includes(other) || other.includes(one)));

/** 苇塘段 and 苇塘社区, 麦舟大桥 and 麦舟路: the same name of another thing, so probably beside it. */
function alikeNames(mine: ReadonlyMap<string, string>, theirs: ReadonlyMap<string, string>): string[] {
  if (mine.size === 0 || theirs.size === 0) return [];
  return [...mine].filter(([stem]) => theirs.has(stem)).map(([, name]) => name);
}

const han = /\p{Script=Han}+|[\p{Letter}\p{Number}]+/gu;
/** Pairs of neighbouring characters, without those that say where and those that stand in any report. */
function gramsWithout(text: string, names: readonly string[]): Set<string> {
  let plain = text.normalize('NFKC').toLowerCase();
  for (const name of names) plain = plain.replaceAll(name, ' ');
  const grams = new Set<string>();
  for (const [stretch] of plain.matchAll(han)) {
    const letters = Array.from(stretch);
    if (!/\p{Script=Han}/u.test(stretch)) {
      if (letters.length > 2 && /\p{Letter}/u.test(stretch)) grams.add(stretch);
      continue;
    }
    for (let i = 0; i + 1 < letters.length; i++) {
      const pair = letters[i]! + letters[i + 1]!;
      if (!hollow.has(pair) && !/[的了是在有就都也还我你他她这那一个不很把被到又和啊吗呢没]/.test(pair))
        grams.add(pair);
    }
  }
  return grams;
}
const hollow = new Set(
  (
    '来电 电人 反映 希望 请尽 尽快 我们 我家 这里 那里 门口 附近 现在 今天 昨天 昨晚 已经 没有 有人 一个 一直 处理 解决 问题 居民 小区 派人 请问 担心 每天 晚上 早上 ' +
    '上午 下午 半夜 天天 好多 好几 几天 旁边 前面 后面 对面 外面 里面 楼下 楼上 孩子 小孩 老人 物业 投诉 举报 扰民 马路 路上 相关 部门 维修 建议 能不 不能 怎么 什么 ' +
    '安全 隐患 存在 夜间 出行 睡觉 地方 时候 大门 东门 西门 南门 北门 社区 业主 住户 打电 电话 全是 到处 门前 单元'
  ).split(' '),
);

/** How much of the shorter text stands in the other, and the words that do; longer words count for more. */
function wordsInCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): { part: number; list: string[] } {
  const [short, long] = a.size <= b.size ? [a, b] : [b, a];
  if (short.size === 0) return { part: 0, list: [] };
  const list: string[] = [];
  let word = '';
  let weight = 0;
  const close = () => {
    if (word.length > 2) weight += (word.length - 2) * 0.5;
    if (word) list.push(word);
    word = '';
  };
  for (const gram of short) {
    if (!long.has(gram)) continue;
    weight += 1;
    if (word && gram.startsWith(word.at(-1)!)) word += gram.slice(1);
    else {
      close();
      word = gram;
    }
  }
  close();
  return { part: Math.min(1, weight / (4 + 0.35 * short.size)), list: list.toSorted((x, y) => y.length - x.length) };
}

/** On the sphere; over a few hundred metres it is exact to the metre. */
export function metresBetween(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const [y1, y2] = [a.lat * rad, b.lat * rad];
  const h = Math.sin((y2 - y1) / 2) ** 2 + Math.cos(y1) * Math.cos(y2) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}
