/** What residents write, for the benchmarks that send reports. */
import { uuidv7 } from '#contract/ids.ts';
import { chance } from '../demo/chance.ts';
import { demoSeed, drawDistrict } from '../demo/district.ts';
import { readDemo } from '../demo/read.ts';
import { surveyor } from '../demo/reports.ts';

/** What residents of 平宁区 write, each at a spot that fits; every fourth without a pin, every third with a phone number. */
export function letters(count: number, seed: string): string[] {
  const luck = chance(seed);
  const demo = readDemo();
  const district = drawDistrict({ seed: demoSeed, units: demo.units });
  const land = surveyor(district);
  return Array.from({ length: count }, (_, i) => {
    const { sentence } = luck.pick(demo.sentences);
    const spot = land.spotFor(sentence, 'estate', luck);
    const told = land.fill(sentence, spot, 'zh');
    const [lon, lat] = spot.point;
    return JSON.stringify({
      id: uuidv7(),
      kind: 'help',
      title: told.slice(0, 30),
      detail: told,
      placeText: land.placeText(spot, 'zh'),
      ...(i % 4 === 0
        ? {}
        : { location: { lon: lon! + (luck.below(1000) - 500) * 1e-6, lat: lat! + (luck.below(1000) - 500) * 1e-6 } }),
      ...(i % 3 === 0
        ? { naming: 'named', contact: { name: '住户', phone: `1990000${String(luck.below(10_000)).padStart(4, '0')}` } }
        : { naming: 'anonymous' }),
    });
  });
}

/** One need, told by several neighbours in words of their own, each where she stands. */
export type Event = { spot: { lon: number; lat: number }; place: string; said: readonly string[] };
const needs = [
  ['路灯不亮', '路灯坏了，一直不亮', '晚上路灯都不亮', '路灯不亮好几天了'],
  ['井盖翘起来了', '窨井盖松动翘起', '路中间的井盖翘着', '井盖翘了，怕绊倒人'],
  ['垃圾桶满了没人清', '垃圾桶满了溢出来', '垃圾桶满了好几天没清', '垃圾桶又满了'],
  ['小区停水了', '家里没水，停水了', '整栋楼停水', '停水，一滴水都没有'],
] as const;
/** So many needs at spots of their own, a few hundred metres from one another at least. */
export function events(count: number, seed: string): Event[] {
  const luck = chance(seed);
  const district = drawDistrict({ seed: demoSeed, units: readDemo().units });
  const land = surveyor(district);
  const taken = new Set<string>();
  const found: Event[] = [];
  for (let tries = 0; found.length < count && tries < count * 60; tries++) {
    const said = needs[found.length % needs.length]!;
    const spot = land.spotFor(said[0], 'estate', luck);
    const [lon, lat] = spot.point as [number, number];
    const about = `${found.length % needs.length} ${Math.round(lon * 250)} ${Math.round(lat * 250)}`;
    if (taken.has(about)) continue;
    taken.add(about);
    found.push({ spot: { lon, lat }, place: land.placeText(spot, 'zh'), said });
  }
  return found;
}
export function tellings({ spot, place, said }: Event, times: number, seed: string): string[] {
  const luck = chance(seed);
  const near = () => (luck.below(160) - 80) * 1e-6;
  return Array.from({ length: times }, (_, i) => {
    const words = said[i % said.length]!;
    return JSON.stringify({
      id: uuidv7(),
      kind: 'help',
      title: words,
      detail: words,
      placeText: place,
      location: { lon: spot.lon + near(), lat: spot.lat + near() },
      naming: 'anonymous',
    });
  });
}
