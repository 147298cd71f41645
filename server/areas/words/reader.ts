/**
 * Places in words, by rule: roads and lanes, road numbers, buildings, units and rooms, villages and communities, estates and other
 * places, and what stands between them (路口, 对面, 东侧100米). No list of names: what a word ends with and what stands before it
 * tell what it is. Which of the names are known here is asked afterwards (`match.ts`).
 *
 * Chinese writes no spaces, so a text is cut where it must be cut (punctuation, numbers, words that are part of no name), and each
 * piece into the cheapest row of named parts and filler.
 */
import { lettersOf } from './letters.ts';
import type { Span } from './spans.ts';

export const placeLabels = [
  'prov',
  'city',
  'district',
  'devzone',
  'town',
  'community',
  'road',
  'roadno',
  'subroad',
  'subroadno',
  'poi',
  'subpoi',
  'houseno',
  'cellno',
  'floorno',
  'roomno',
  'assist',
] as const;
export type PlaceLabel = (typeof placeLabels)[number];
export type PlaceSpan = Span & { label: PlaceLabel };

/** What names of each kind end with, and what it costs to read one: the cheaper, the surer the ending. */
const endings: readonly [label: PlaceLabel, cost: number, words: string][] = [
  ['prov', 1, '省 自治区'],
  ['city', 1, '市 自治州'],
  ['district', 1, '区 县 自治县'],
  ['devzone', 1, '开发区 高新区 新区 工业区 产业区 保税区 高新园区 示范区'],
  ['town', 0.8, '街道 街道办 街道办事处 镇 乡 地区'],
  ['community', 0.9, '社区 社区居委会 居委会 村 村委会 行政村 自然村'],
  ['road', 0.9, '大道 大街 路 街 公路 国道 省道 高速 环路 支路 辅路 巷 弄 胡同 里弄 高架'],
  [
    'poi',
    1.3,
    '小区 花园 花苑 家园 公寓 新村 新苑 佳苑 嘉苑 苑 庭 府 湾 城 园 公园 广场 大厦 大楼 中心 市场 商场 商城 超市 酒店 宾馆 饭店 医院 学校 小学 中学 ' +
      '大学 学院 幼儿园 公司 工厂 厂 银行 车站 站 地铁站 公交站 桥 大桥 天桥 立交 码头 机场 图书馆 体育馆 博物馆 菜场 农贸市场 菜市场 停车场 派出所 ' +
      '消防站 卫生院 诊所 药店 工业园 产业园 科技园 创业园 物流园 园区 校区 厂区 写字楼 国际 世家 名邸 豪庭 华庭 别墅 山庄 宿舍 公厕 加油站 店 局 楼 院 阁 轩 居 邸 里',
  ],
  [
    'subpoi',
    1.2,
    '东区 西区 南区 北区 中区 东门 西门 南门 北门 正门 后门 侧门 地下室 地下车库 住院部 门诊部 一期 二期 三期 四期 五期 一区 二区 三区 四区 五区 六区 七区 八区',
  ],
  [
    'assist',
    0.3,
    '与 和 跟 及 对面 斜对面 正对面 旁边 旁 附近 门口 路口 十字路口 丁字路口 交叉口 交叉路口 交汇处 交汇口 交界处 交界 交叉处 隔壁 后面 前面 里面 外面 楼下 楼上 内 ' +
      '院内 门前 门外 东侧 西侧 南侧 北侧 东面 西面 南面 北面 东边 西边 南边 北边 东南侧 东北侧 西南侧 西北侧 东南角 东北角 西南角 西北角 口 旁侧 拐角 转角 尽头 沿线 东头 西头 南头 北头 村口 巷口 弄口',
  ],
];
/** Subparts of a road: the eastern end of it. */
const roadParts = new Set(['东段', '西段', '南段', '北段', '中段', '一段', '二段', '三段']);

type Ending = { label: PlaceLabel; cost: number; length: number; whole: boolean };
const byWord = new Map<string, Ending[]>();
for (const [label, cost, words] of endings) {
  for (const word of words.split(' ')) {
    const list = byWord.get(word) ?? [];
    // "旁边" is a word of its own, "平宁路" ends with one
    list.push({ label, cost, length: word.length, whole: label === 'assist' || label === 'subpoi' });
    byWord.set(word, list);
  }
}
for (const word of roadParts) byWord.set(word, [{ label: 'subroad', cost: 0.6, length: 2, whole: true }]);
const lastLetters = new Set([...byWord.keys()].map((word) => word.at(-1)!));
const longestEnding = Math.max(...[...byWord.keys()].map((word) => word.length));

/** Letters a name may have before its ending. */
const longestName = 9;
const dearer: Partial<Record<PlaceLabel, readonly number[]>> = {
  road: [9, 0.7, 0, 0.25, 0.9, 1.6, 2.6, 4],
  town: [9, 0.5, 0, 0.5, 1.5, 3],
  community: [9, 0.5, 0, 0.5, 1.2, 2, 3],
  prov: [9, 9, 0, 0.2, 2, 3, 3],
  city: [9, 9, 0, 0.3, 2, 3],
  district: [9, 0.8, 0, 0.6, 2, 3],
  devzone: [0.4, 0.5, 0, 0.3, 0.6, 1, 1.4, 2],
  poi: [9, 0.9, 0.2, 0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.2],
};

/** Provinces are written without their ending as often as with it. */
const provinces = new Set(
  (
    '北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 ' +
    '台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门'
  ).split(' '),
);

/** Words that are part of no name, and end what stands before them. The longer come first. */
const breaks =
  /昨天|今天|前天|明天|上午|下午|晚上|早上|凌晨|中午|目前|现在|最近|近期|位于|靠近|经过|路过|沿着|希望|发现|反映|投诉|举报|请问|我们|你们|他们|这里|那里|这个|那个|有人|一直|已经|没有|因为|所以|但是|就是|还是|可以|应该|请|的|了|在|是|被|把|让|我|您|你|他|她|这|那|们|也|很|没|吗|呢|吧|到|住(?![宅商院建])|往|从(?![江化])/gy;

const digits = '0-9〇零一二三四五六七八九十百';
/** 12, 12-1, 12之3, A, B2, 十二 */
const number = new RegExp(
  `(?:[a-z]?[0-9]+(?:[a-z](?![a-z]))?(?:之[${digits}]+)?|[甲乙丙]?[${digits}]+|[a-z](?![a-z]))`,
  'y',
);
/** 12-18号 is one number, 12-5号 a house behind another. */
const range = /([0-9]+)[-~—至]{1,2}([0-9]+)(?=号)/y;
const widestRange = 20;
const units: readonly [RegExp, PlaceLabel | 'no' | 'lane' | 'team'][] = [
  [/号?(?:大道|大街|公路|支路|路|街(?!道))/y, 'road'],
  [/号?[楼搂](?!道)/y, 'houseno'],
  [/[幢栋撞橦座]/y, 'houseno'],
  [/#楼?/y, 'houseno'],
  [/单元|号门(?!口)/y, 'cellno'],
  [/层/y, 'floorno'],
  [/室|号房|房(?!\p{Script=Han})/uy, 'roomno'],
  [/弄/y, 'lane'],
  [/巷/y, 'subroad'],
  [/组|队/y, 'team'],
  [/期|区(?!\p{Script=Han})/uy, 'subpoi'],
  [/号/y, 'no'],
];
const distance =
  /(?:往|向|朝)?(?:东南|东北|西南|西北|[东南西北前后左右])(?:侧|面|边|方向|行|走)?约?[0-9]+(?:多)?(?:米|公里|m)(?:左右|处)?/y;

/** Everything that names a place in this text, from left to right, without overlaps. */
export function readPlaces(text: string): PlaceSpan[] {
  const { letters, offsets } = lettersOf(text);
  // One letter, one unit: what lies beyond the basic plane counts as a sign that belongs to no name.
  const s = letters.map((letter) => (letter.length === 1 ? letter : '\u0000')).join('');
  const found: PlaceSpan[] = [];
  let at = 0;
  /** what was read just before, without anything in between */
  let before: PlaceSpan | null = null;
  /** a road has been named in this place: the next one is the other side of a crossing, or a lane off it */
  let road = false;
  const leave = () => {
    before = null;
    road = false;
  };
  const put = (read: PlaceLabel, length: number) => {
    const label = read === 'road' && road ? 'subroad' : read;
    if (label === 'road') road = true;
    before = { label, start: offsets[at]!, end: offsets[at + length]! };
    found.push(before);
    at += length;
  };

  while (at < s.length) {
    const far = before === null ? 0 : lengthAt(distance, s, at);
    if (far > 0) {
      put('assist', far);
      continue;
    }
    const stop = lengthAt(breaks, s, at);
    if (stop > 0) {
      at += stop;
      leave();
      continue;
    }
    const numbered = readNumber(s, at, before, text);
    if (numbered) {
      put(numbered.label, numbered.length);
      continue;
    }
    if (!isNameLetter(s, at)) {
      // 47-6-746: the dashes hold the numbers together; a full stop ends the place
      if (!'-_ ~—/#'.includes(s[at]!)) leave();
      at++;
      continue;
    }
    const end = pieceEnd(s, at);
    for (const part of cut(s.slice(at, end), before, end < s.length && isNumberSign(s[end]!))) {
      if (part.label) put(part.label, part.length);
      else {
        at += part.length;
        leave();
      }
    }
  }
  return found;
}

const isHan = (letter: string): boolean => {
  const code = letter.charCodeAt(0);
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || code === 0x3007;
};
const isNumberSign = (letter: string): boolean => (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z');

function lengthAt(pattern: RegExp, s: string, at: number): number {
  pattern.lastIndex = at;
  const match = pattern.exec(s);
  return match ? match[0].length : 0;
}

/** A number with its unit, by what stands before it: 12号 after a road is its number, after a building a unit in it. */
function readNumber(
  s: string,
  at: number,
  before: PlaceSpan | null,
  text: string,
): { label: PlaceLabel; length: number } | null {
  const length = rangeAt(s, at) || lengthAt(number, s, at);
  if (length === 0) return null;
  const last = before?.label ?? null;
  const chinese = !isNumberSign(s[at]!);
  const long = length > 2 && !chinese;
  for (const [pattern, unit] of units) {
    const unitLength = lengthAt(pattern, s, at + length);
    if (unitLength === 0) continue;
    const whole = length + unitLength;
    switch (unit) {
      case 'road':
        // 二路 is the end of a name that stands before it, 10号路 is a name
        return chinese && s[at + length] !== '号' && last !== 'assist' ? null : { label: 'road', length: whole };
      case 'no':
        if (last === null) return chinese ? null : { label: 'roadno', length: whole };
        return { label: numberAfter(last, long, isEstate(text, before)), length: whole };
      case 'lane': {
        // 12弄 is the number of a road, unless houses are counted in it: 12弄5号
        const counted = lengthAt(number, s, at + whole) > 0;
        return { label: last === 'road' && !counted ? 'roadno' : 'subroad', length: whole };
      }
      case 'team':
        return last === null || last === 'road' ? null : { label: 'road', length: whole };
      case 'subpoi':
      case 'subroad':
        return last === null ? null : { label: unit, length: whole };
      case 'houseno': {
        // 3号楼 and 3幢 are buildings, 3楼 is a floor
        const floor = s[at + length] === '楼' || s[at + length] === '搂';
        if (floor && last === null && chinese) return null;
        return { label: floor ? 'floorno' : 'houseno', length: whole };
      }
      default:
        return { label: unit, length: whole };
    }
  }
  if (last === null || chinese) return null;
  const more = /^[-_ ~—][0-9a-z]/.test(s.slice(at + length, at + length + 2));
  const label = bareAfter(last, more, long);
  return label && { label, length };
}

function rangeAt(s: string, at: number): number {
  range.lastIndex = at;
  const match = range.exec(s);
  if (!match) return 0;
  const width = Number(match[2]) - Number(match[1]);
  return width > 0 && width <= widestRange ? match[0].length : 0;
}

/** Houses of an estate have numbers; a shop or an office tower stands at one. */
const isEstate = (text: string, before: PlaceSpan | null): boolean =>
  before !== null && /(?:区|村|苑|园|庭|府|湾|里|寓|居|墅|期|邸|城)$/.test(text.slice(before.start, before.end));

function numberAfter(last: PlaceLabel, long: boolean, estate: boolean): PlaceLabel {
  switch (last) {
    case 'roadno':
    case 'subroadno':
      return 'houseno';
    case 'subroad':
      return 'subroadno';
    case 'poi':
    case 'subpoi':
      return estate ? 'houseno' : 'roadno';
    case 'houseno':
      return long ? 'roomno' : 'cellno';
    case 'cellno':
    case 'floorno':
      return 'roomno';
    default:
      return 'roadno';
  }
}

function bareAfter(last: PlaceLabel, more: boolean, long: boolean): PlaceLabel | null {
  switch (last) {
    case 'road':
    case 'community':
    case 'town':
      return 'roadno';
    case 'subroad':
      return 'subroadno';
    case 'poi':
    case 'subpoi':
      return more ? 'houseno' : 'roomno';
    case 'houseno':
      return more ? 'cellno' : 'roomno';
    case 'roadno':
    case 'subroadno':
      return more || !long ? 'houseno' : 'roomno';
    case 'cellno':
    case 'floorno':
      return 'roomno';
    default:
      return null;
  }
}

/** A run of Chinese letters without a break in it. */
function pieceEnd(s: string, from: number): number {
  let end = from + 1;
  for (; end < s.length; end++) {
    // 建设2路 is one name
    if (isNumberSign(s[end]!) && isHan(s[end - 1]!)) {
      const inName = /^[0-9]+(?=大道|大街|支路|路|街)/.exec(s.slice(end, end + 6));
      if (inName) {
        end += inName[0].length;
        continue;
      }
    }
    if (!isNameLetter(s, end) || lengthAt(breaks, s, end) > 0 || numberBegins(s, end)) break;
  }
  return end;
}
/** Chinese, or one of several Latin letters in a row: a single one is a number (A座). */
function isNameLetter(s: string, at: number): boolean {
  if (isHan(s[at]!)) return true;
  const latin = (letter: string | undefined) => letter !== undefined && letter >= 'a' && letter <= 'z';
  return latin(s[at]) && (latin(s[at + 1]) || latin(s[at - 1]));
}
/** 二区 and 三单元 begin something of their own; the 一 in 文一路 does not. */
function numberBegins(s: string, at: number): boolean {
  const length = lengthAt(number, s, at);
  if (length === 0) return false;
  return /^(?:号|幢|栋|单元|层|室|弄|巷|组|楼)/.test(s.slice(at + length, at + length + 2));
}

type Part = { label: PlaceLabel | null; length: number };
const fillerBegins = 0.5;
const fillerLetter = 0.42;
/** A name that swallows another ending (the road in 城西路清波公寓) is rarely one name; one that tears a longer ending apart neither. */
const swallows = 1.2;
const tears = 0.8;
const strong = '路街镇乡县区市省道弄巷村';

/** In which order parts of an address follow one another; going back costs. */
const rank: Record<PlaceLabel, number> = {
  prov: 0,
  city: 1,
  district: 2,
  devzone: 3,
  town: 4,
  community: 5,
  road: 6,
  subroad: 7,
  roadno: 7,
  subroadno: 8,
  poi: 8,
  subpoi: 9,
  houseno: 9,
  cellno: 10,
  floorno: 11,
  roomno: 12,
  assist: 13,
};

type Cell = { cost: number; from: number; label: PlaceLabel | null; last: PlaceLabel | null };

/** The cheapest row of parts that makes up the whole piece. */
function cut(piece: string, before: PlaceSpan | null, numberFollows: boolean): Part[] {
  const n = piece.length;
  const endsAt: (readonly Ending[] | undefined)[] = [];
  const torn = new Uint8Array(n + 1);
  const inside = new Uint8Array(n + 1); // strong endings before each letter
  for (let to = 1; to <= n; to++) {
    inside[to] = inside[to - 1]! + (strong.includes(piece[to - 1]!) ? 1 : 0);
    if (!lastLetters.has(piece[to - 1]!)) continue;
    for (let length = Math.min(longestEnding, to); length > 0; length--) {
      const list = byWord.get(piece.slice(to - length, to));
      if (!list) continue;
      endsAt[to] = list;
      for (let k = to - length + 1; k < to; k++) torn[k] = 1;
      break; // the longest ending says what it is: 街道 is not 道
    }
  }
  const best: (Cell | undefined)[] = [{ cost: 0, from: 0, label: null, last: before?.label ?? null }];
  const offer = (to: number, cost: number, from: number, label: PlaceLabel | null) => {
    const there = best[to];
    if (!there || cost < there.cost) best[to] = { cost, from, label, last: label };
  };
  for (let from = 0; from < n; from++) {
    const here = best[from];
    if (!here) continue;
    const { last } = here;
    const open = here.label === null && from > 0;
    offer(from + 1, here.cost + fillerLetter + (open ? 0 : fillerBegins), from, null);
    // 平宁路与安和路: between roads 与 begins no name
    const cost = here.cost + (torn[from] ? tears : 0) + (isRoad(last) && crossing.includes(piece[from]!) ? tears : 0);
    // the rest of an address that goes on without an ending we know: 滨江区佳境天城
    if (last !== null && last !== 'assist' && n - from >= 2 && n - from <= 10 && rank[last] <= 8) {
      const swallowed = swallows * (inside[n]! - inside[Math.min(from + 2, n)]!);
      offer(n, cost + 1.9 + 0.16 * (n - from) - (numberFollows ? 0.5 : 0) + swallowed, from, 'poi');
    }
    const province = last === null ? provinceAt(piece, from) : 0;
    if (province > 0) offer(from + province, cost + 0.6, from, 'prov');
    const furthest = Math.min(n, from + longestName + longestEnding);
    for (let to = from + 1; to <= furthest; to++) {
      const list = endsAt[to];
      if (!list) continue;
      for (const { label, cost: own, length, whole } of list) {
        const name = to - from - length;
        if (name < 0 || (whole ? name > 0 : name > longestName)) continue;
        if (label === 'assist' && last === null) continue;
        const price = whole ? 0 : (dearer[label]?.[name] ?? 3 + name);
        const back = last !== null && last !== 'assist' && rank[label] < rank[last] ? 0.5 : 0;
        const swallowed = name > 2 ? swallows * (inside[to - length]! - inside[from + 1]!) : 0;
        const dear = label === 'assist' ? here.cost : cost;
        offer(to, dear + own + price + back + swallowed - (length > 1 ? 0.25 : 0), from, label);
      }
    }
  }
  const parts: Part[] = [];
  for (let to = n; to > 0;) {
    const { from, label } = best[to]!;
    parts.push({ label, length: to - from });
    to = from;
  }
  return parts.toReversed();
}

function provinceAt(piece: string, from: number): number {
  for (const length of [2, 3]) {
    if (provinces.has(piece.slice(from, from + length)))
      return length + (/^[省市]/.test(piece.slice(from + length)) ? 1 : 0);
  }
  return 0;
}
const crossing = '与和跟及';
const isRoad = (label: PlaceLabel | null): boolean => label === 'road' || label === 'subroad';
