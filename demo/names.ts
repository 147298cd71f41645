/**
 * Invented names for roads, estates and places, with their English. Two characters are joined by chance; every name is
 * given once. None is meant for any real place.
 */
import type { Chance } from './chance.ts';

export type Named = { name: string; nameEn: string };

const read = (text: string): [string, string][] =>
  text.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)] as [string, string]);

const first = read(
  '松song 竹zhu 棠tang 兰lan 榆yu 桂gui 槐huai 杉shan 枫feng 桐tong 杏xing 柘zhe 荷he 菱ling 苇wei 稻dao 麦mai 禾he 云yun 月yue 星xing 霞xia 露lu 霜shuang 砚yan 笙sheng 橹lu 帆fan 笠li 箫xiao',
);
const second = read(
  '影ying 香xiang 声sheng 溪xi 泉quan 岸an 坡po 庭ting 歌ge 轩xuan 语yu 坊fang 吟yin 亭ting 台tai 居ju 渡du 篱li 窗chuang 廊lang 舟zhou 梦meng 笺jian 帘lian 桨jiang',
);

/** Pairs that are a place somewhere, or a word of their own. */
const avoided = new Set(
  '兰溪 竹溪 松溪 云溪 枫溪 兰亭 枫亭 云台 云梦 云居 荷坊 露台 月台 月亭 云亭 杏坊 桐溪'.split(' '),
);

export type Stems = { take(): Named };

/** Deals stems such as 松影 Songying, each once, none of those taken already, and never two that read alike in English. */
export function stems(chance: Chance, taken: ReadonlySet<string>): Stems {
  const seen = new Set<string>();
  const all = chance
    .shuffled(first.flatMap(([a, pa]) => second.map(([b, pb]) => ({ name: a + b, nameEn: capital(pa + pb) }))))
    .filter(({ name }) => !avoided.has(name) && !taken.has(name))
    .filter(({ nameEn }) => !seen.has(nameEn) && seen.add(nameEn));
  let next = 0;
  return {
    take: () => {
      const stem = all[next++];
      if (!stem) throw new RangeError('The district has run out of names.');
      return stem;
    },
  };
}

export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

const suffixes = {
  avenue: [['大道', 'Avenue']],
  road: [['路', 'Road']],
  street: [['街', 'Street']],
  lane: [['巷', 'Lane']],
  estate: [
    ['苑', 'Court'],
    ['花园', 'Gardens'],
    ['里', 'Terrace'],
    ['新村', 'New Village'],
    ['家园', 'Homes'],
    ['公寓', 'Apartments'],
    ['小区', 'Estate'],
    ['府', 'House'],
  ],
  park: [
    ['公园', 'Park'],
    ['游园', 'Garden'],
  ],
  market: [
    ['菜市场', 'Market'],
    ['农贸市场', 'Farmers Market'],
    ['商场', 'Shopping Centre'],
  ],
  school: [
    ['小学', 'Primary School'],
    ['中学', 'Secondary School'],
  ],
  hospital: [['医院', 'Hospital']],
  car_park: [['停车场', 'Car Park']],
  square: [['广场', 'Square']],
  library: [
    ['图书馆', 'Library'],
    ['文化馆', 'Culture House'],
  ],
  bridge: [['桥', 'Bridge']],
} as const satisfies Record<string, readonly (readonly [string, string])[]>;

export function named(stem: Named, kind: keyof typeof suffixes, chance: Chance): Named {
  const [zh, en] = chance.pick<readonly [string, string]>(suffixes[kind]);
  return { name: stem.name + zh, nameEn: `${stem.nameEn} ${en}` };
}
