/**
 * Where people say it is: names of roads, estates and places, building, unit, room and house number, gate. Taken from the words
 * themselves, not from a list, because a shop or a factory stands in no gazetteer; a pin beside them is better and counts apart.
 */
export type Spot = {
  /** 路、街、巷、桥 · stem and ending: 麦舟路 */
  roads: ReadonlySet<string>;
  /** 小区、苑、公寓 … */
  estates: ReadonlySet<string>;
  /** 学校、市场、公园、店 … */
  places: ReadonlySet<string>;
  /** 社区、河段: wide, never enough alone */
  wide: ReadonlySet<string>;
  buildings: ReadonlySet<number>;
  units: ReadonlySet<number>;
  rooms: ReadonlySet<number>;
  floors: ReadonlySet<number>;
  /** house numbers along a road */
  numbers: ReadonlySet<number>;
  /** 东、南、西、北 of a gate or side */
  sides: ReadonlySet<string>;
  /** what somebody put in quotation marks: a shop's own name */
  quoted: readonly string[];
};

const endings = {
  roads: '大道|路|街|巷|胡同|大桥|桥|涵洞',
  estates: '小区|花园|新村|家园|公寓|新苑|苑|府|里|名邸|雅居|宿舍',
  places:
    '广场|公园|游园|菜市场|农贸市场|市场|商场|商城|超市|药房|药店|小学|中学|幼儿园|大学|学校|医院|诊所|卫生服务站|卫生站|服务站|' +
    '停车场|图书馆|文化馆|食堂|酒吧|篮球场|鱼塘|活动室|电子厂|工厂|公厕|洗车|托管|烧烤|安置房|厂房|汽修|超商|驿站',
  wide: '社区|段',
} as const;

const nameShape = (ending: string) => new RegExp(`(?=(\\p{Script=Han}{2})(?:社区)?(${ending}))`, 'gu');
const nameShapes = {
  roads: nameShape(endings.roads),
  estates: nameShape(endings.estates),
  places: nameShape(endings.places),
  wide: nameShape(endings.wide),
} as const;

/** Words that end like a name and are none. */
const common = new Set(
  (
    '过街 马路 道路 公路 铁路 线路 电路 修路 走路 让路 堵路 过路 半路 一路 条路 挖路 占路 网路 上路 段路 迷路 问路 路路 的路 车路 开路 断路 头路 大路 小路 这路 那路 里路 ' +
    '大街 上街 逛街 条街 沿街 临街 外街 的街 整街 后巷 小巷 条巷 的桥 大桥 天桥 座桥 ' +
    '政府 进府 天府 小区 这小区 们小区 住小区 个小区 家小区 我小区 老小区 本小区 这里 那里 哪里 家里 屋里 园里 区里 楼里 院里 河里 水里 店里 校里 班里 路里 手里 夜里 ' +
    '住社区 找社区 问社区 们社区 个社区 我社区 这段 那段 一段 中段 北段 南段 东段 西段 路段 地段 时段 标段 半段 街段 阶段 河段 工段'
  ).split(' '),
);

const digits = '零一二三四五六七八九';
/** 十一 → 11, 二十三 → 23, 三 → 3; plain digits stay. */
export function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const digit = (one: string | undefined) => digits.indexOf(one === '两' ? '二' : (one ?? ''));
  if (!text.includes('十')) return digit(ones);
  return (tens ? digit(tens) : 1) * 10 + (ones ? digit(ones) : 0);
}

const n = '(\\d{1,4}|[一二两三四五六七八九十]{1,3})';
const shapes = {
  buildings: new RegExp(`${n}\\s*(?:栋|幢|号楼|座(?!位))`, 'g'),
  units: new RegExp(`${n}\\s*单元`, 'g'),
  floors: new RegExp(`(?<![\\d号])(\\d{1,2}|[一二两三四五六七八九十]{1,3})\\s*(?:楼(?!上|下|梯|道|顶|房)|层)`, 'g'),
  numbers: new RegExp(`(?<=[路街巷道弄和])${n}\\s*号(?!楼|线|公交)`, 'g'),
} as const;
const rooms = /(?<!\d)([1-9]\d?)(0[1-9]|1[0-2])(?:室|号房)?(?![\d块元米万多个人年天号分秒])/g;
/** 12楼3号, 八楼02 */
const flats = new RegExp(`${n}\\s*楼\\s*(?:0?(\\d)号?|([一二三四五六])号)(?!\\d)`, 'g');
const gate = /([东南西北])(?:大?门(?!店|诊)|侧|区|口|面)/g;

export function spotOf(placeText: string, text: string): Spot {
  const whole = `${placeText} ${text}`.normalize('NFKC');
  const all = (shape: RegExp) => new Set([...whole.matchAll(shape)].map((found) => numberOf(found[1]!)));
  const named = (kind: keyof typeof endings) => namesIn(placeText.normalize('NFKC'), whole, kind);
  const [units, buildings] = [all(shapes.units), all(shapes.buildings)];
  const inRooms = new Set<number>();
  const floors = all(shapes.floors);
  if (buildings.size > 0 || units.size > 0) {
    for (const found of whole.matchAll(rooms)) inRooms.add(Number(found[1]! + found[2]!));
    for (const found of whole.matchAll(flats))
      inRooms.add(numberOf(found[1]!) * 100 + (found[2] ? Number(found[2]) : numberOf(found[3]!)));
    for (const room of inRooms) floors.add(Math.floor(room / 100));
  }
  return {
    roads: named('roads'),
    estates: named('estates'),
    places: named('places'),
    wide: named('wide'),
    buildings,
    units,
    rooms: inRooms,
    floors,
    numbers: all(shapes.numbers),
    quoted: [...whole.matchAll(/["“「']([^"”」']{2,10})["”」']/g)].map((found) => found[1]!),
    sides: new Set([...whole.matchAll(gate)].map((found) => found[1]!)),
  };
}

/** Two characters and the ending are the name's key, so that "我住荷坡新村" and "荷坡新村" are one name. */
function namesIn(placeText: string, whole: string, kind: keyof typeof endings): Set<string> {
  const names = new Set<string>();
  for (const found of whole.matchAll(nameShapes[kind])) {
    const [, stem, ending] = found as unknown as [string, string, string];
    if (
      common.has(stem.slice(1) + ending) ||
      common.has(stem + ending) ||
      /[的了在我们是个这那有住门跑片到和与从由者查问想说本该各每某几多进出去来上下不没见]|社区|新村|花园|卫生|农贸|老年|流动|社会|[苑园区府场]$/.test(
        stem,
      )
    )
      continue;
    const after = whole.slice(whole.indexOf(ending, found.index + 2) + ending.length);
    if (ending === '街' && after.startsWith('道')) continue;
    // 里 ends many words; it is a name where somebody was asked for a place, or before a building or a gate.
    if (
      ending === '里' &&
      !placeText.includes(stem + ending) &&
      !/^(?:\d|[一二三四五六七八九十]+[栋号]|[东南西北]门|小区)/.test(after)
    )
      continue;
    if (ending === '里' && /[区园家屋院楼池沟店河]/.test(stem.slice(1))) continue;
    names.add(stem + ending);
  }
  return names;
}

/** The words of a text that say where, so that they do not count as words that say what. */
export function namesOf(spot: Spot): string[] {
  return [...spot.roads, ...spot.estates, ...spot.places, ...spot.wide];
}
