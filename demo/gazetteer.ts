/** 地名: estates, schools, stops, counters and all the other names people use to say where they are. */
import type { Polygon, Position } from 'geojson';
import type { Chance } from './chance.ts';
import type { Area, Cell, Crossing, Road, Use, Water } from './district.ts';
import { columnOf, inside, innermost, outline, quadAt, rowOf } from './lattice.ts';
import type { Lattice, Quad } from './lattice.ts';
import { named } from './names.ts';
import type { Named, Stems } from './names.ts';
import type { UnitRow } from './read.ts';

export const placeKinds = [
  'road',
  'crossing',
  'bridge',
  'river',
  'estate',
  'school',
  'park',
  'market',
  'hospital',
  'bus_stop',
  'public_toilet',
  'car_park',
  'government',
  'square',
  'library',
  'canteen',
  'police_station',
  'fire_station',
  'party',
] as const;
export type PlaceKind = (typeof placeKinds)[number];
/** `cell` is the code of the unit cell the point lies in; null for roads, crossings and bridges, which lie on borders. */
export type Place = Named & { kind: PlaceKind; point: Position; cell: string | null };
/** 住宅小区 */
export type Estate = Named & { polygon: Polygon; point: Position; cells: string[] };

export function drawGazetteer(ground: {
  lattice: Lattice;
  luck: Chance;
  words: Stems;
  streets: readonly Area[];
  communities: readonly Area[];
  cells: readonly Cell[];
  units: readonly UnitRow[];
  roads: readonly (Road & { bridge: boolean })[];
  crossings: readonly Crossing[];
  /** lattice columns that have a road along their western side */
  roadColumns: ReadonlySet<number>;
  waters: readonly Water[];
}): { estates: Estate[]; gazetteer: Place[] } {
  const { lattice, luck, words, cells } = ground;
  const gazetteer: Place[] = [];
  const cellOfQuad = new Map<Quad, Cell>(cells.flatMap((cell) => cell.quads.map((quad) => [quad, cell] as const)));
  const using = (uses: Use[], list: readonly Cell[] = cells): Cell[] => list.filter(({ use }) => uses.includes(use));
  const inStreet = Map.groupBy(cells, ({ street }) => street);
  const inCommunity = Map.groupBy(cells, ({ parent }) => parent!);

  const put = (title: Named, kind: PlaceKind, cell: Cell): void => {
    const point = inside(lattice, innermost(lattice, cell.quads), luck.between(0.25, 0.75), luck.between(0.25, 0.75));
    gazetteer.push({ ...title, kind, point, cell: cell.code });
  };
  const built = (list: readonly Cell[]): Cell[] => {
    const town = using(['shops', 'homes', 'works'], list);
    return town.length > 0 ? town : [...list];
  };

  for (const road of ground.roads) {
    const point = road.line[Math.floor(road.line.length / 2)]!;
    gazetteer.push({ name: road.name, nameEn: road.nameEn, kind: 'road', point, cell: null });
    if (road.bridge) gazetteer.push({ ...bridgeOf(road), kind: 'bridge', point: crossingOfRiver(road), cell: null });
  }
  const busy = ground.crossings.filter(({ i, j }) => {
    const cell = cellOfQuad.get(quadAt(lattice, i, Math.min(j, lattice.rows - 1)));
    return cell !== undefined && ['homes', 'shops', 'works', 'park'].includes(cell.use);
  });
  for (const { a, b, point } of busy) {
    const name = `${a.name}与${b.name}路口`;
    gazetteer.push({ name, nameEn: `${a.nameEn} and ${b.nameEn}`, kind: 'crossing', point, cell: null });
  }
  for (const { a, b, i, j } of luck.shuffled(busy).slice(0, 260)) {
    const quad = quadAt(lattice, i, Math.min(j, lattice.rows - 1));
    const point = inside(lattice, quad, 0.14, 0.14);
    const title = { name: `${a.name}${b.name}站`, nameEn: `${a.nameEn} / ${b.nameEn} stop` };
    gazetteer.push({ ...title, kind: 'bus_stop', point, cell: cellOfQuad.get(quad)!.code });
  }

  const estates = drawEstates(ground, cellOfQuad);
  for (const { name, nameEn, point, cells: own } of estates) {
    gazetteer.push({ name, nameEn, kind: 'estate', point, cell: own[0]! });
  }

  const some = (list: readonly Cell[], n: number): Cell[] => luck.shuffled(list).slice(0, n);
  for (const cell of some(using(['park']), 40)) put(named(words.take(), 'park', luck), 'park', cell);
  for (const cell of some(using(['shops']), 32)) put(named(words.take(), 'market', luck), 'market', cell);
  for (const cell of some(using(['homes', 'shops']), 40)) put(named(words.take(), 'school', luck), 'school', cell);
  for (const cell of some(using(['shops']), 5)) put(named(words.take(), 'hospital', luck), 'hospital', cell);
  for (const cell of some(using(['shops', 'works']), 60)) put(named(words.take(), 'car_park', luck), 'car_park', cell);
  for (const cell of some(using(['shops', 'park']), 16)) put(named(words.take(), 'square', luck), 'square', cell);
  for (const cell of some(using(['shops']), 12)) put(named(words.take(), 'library', luck), 'library', cell);
  const numbered = new Set<string>();
  for (const cell of some(using(['shops', 'homes', 'park']), 140)) {
    const title = { name: `${cell.road}${1 + luck.below(380)}号公厕`, nameEn: '' };
    title.nameEn = `Public toilet, ${englishRoad(ground.roads, cell.road)} ${/\d+/.exec(title.name)![0]}`;
    if (numbered.has(title.name)) continue;
    numbered.add(title.name);
    put(title, 'public_toilet', cell);
  }

  const region = ground.units.filter(({ kind }) => !['street', 'community'].includes(kind));
  for (const unit of region) put(office(unit), 'government', luck.pick(using(['shops'])));
  for (const street of ground.streets) {
    const own = built(inStreet.get(street.code)!);
    const unit = ground.units.find(({ area, kind }) => area === street.code && kind === 'street')!;
    const short = { name: street.name.replace(/街道$/, ''), nameEn: street.nameEn.replace(/ Street$/, '') };
    put(office(unit), 'government', luck.pick(own));
    put({ name: `${short.name}派出所`, nameEn: `${short.nameEn} Police Station` }, 'police_station', luck.pick(own));
    put({ name: `${short.name}消防站`, nameEn: `${short.nameEn} Fire Station` }, 'fire_station', luck.pick(own));
  }
  for (const { code, name, nameEn } of ground.communities) {
    const own = built(inCommunity.get(code)!);
    put({ name: `${name}服务站`, nameEn: `${nameEn} Community Service Station` }, 'government', luck.pick(own));
    put({ name: `${name}卫生服务站`, nameEn: `${nameEn} Health Station` }, 'hospital', luck.pick(own));
    put({ name: `${name}长者食堂`, nameEn: `${nameEn} Canteen for the Elderly` }, 'canteen', luck.pick(own));
    put({ name: `${name}幼儿园`, nameEn: `${nameEn} Kindergarten` }, 'school', luck.pick(own));
    const bank = using(['river'], inCommunity.get(code));
    const [water] = ground.waters;
    if (bank.length > 0) {
      const title = { name: `${water!.name}${name.replace(/社区$/, '')}段`, nameEn: `${water!.nameEn} at ${nameEn}` };
      put(title, 'river', luck.pick(bank));
    }
  }
  const lake = cells.find(({ use }) => use === 'lake')!;
  put({ name: ground.waters[1]!.name, nameEn: ground.waters[1]!.nameEn }, 'river', lake);
  for (const { code, name, nameEn } of ground.communities)
    put(
      { name: `${name}党群服务中心`, nameEn: `${nameEn} Party and Community Centre` },
      'party',
      luck.pick(built(inCommunity.get(code)!)),
    );
  return { estates, gazetteer };
}

const office = (unit: UnitRow): Named => ({ name: unit.name, nameEn: unit.name_en });
const bridgeOf = (road: Road): Named => ({
  name: `${road.name.replace(/大道$|路$/, '')}大桥`,
  nameEn: `${road.nameEn.replace(/ \w+$/, '')} Bridge`,
});
/** A bridge road runs the whole height of the lattice; it meets the middle of the river at the 31st row. */
const crossingOfRiver = (road: Road): Position => road.line[31]!;
const englishRoad = (roads: readonly Road[], name: string): string =>
  roads.find((road) => road.name === name)?.nameEn ?? '';

/** Up to two estates in a block of homes: one to three neighbouring quads of the same row. */
function drawEstates(
  { lattice, luck, words, cells, roadColumns }: Parameters<typeof drawGazetteer>[0],
  cellOfQuad: ReadonlyMap<Quad, Cell>,
): Estate[] {
  const taken = new Set<Quad>();
  const estates: Estate[] = [];
  for (const cell of luck.shuffled(cells.filter(({ use }) => use === 'homes'))) {
    if (estates.length === 320) break;
    const [start] = cell.quads as [Quad];
    const wanted = 1 + luck.below(3);
    const quads: Quad[] = [];
    for (let k = 0; k < wanted && columnOf(lattice, start) + k < lattice.columns; k++) {
      const quad = quadAt(lattice, columnOf(lattice, start) + k, rowOf(lattice, start));
      const neighbour = cellOfQuad.get(quad);
      // An estate does not lie across a road.
      if (taken.has(quad) || neighbour?.use !== 'homes' || (k > 0 && roadColumns.has(columnOf(lattice, quad)))) break;
      quads.push(quad);
    }
    if (quads.length === 0) continue;
    for (const quad of quads) taken.add(quad);
    estates.push({
      ...named(words.take(), 'estate', luck),
      polygon: outline(lattice, quads),
      point: inside(lattice, quads[0]!, 0.5, 0.5),
      cells: quads.map((quad) => cellOfQuad.get(quad)!.code),
    });
  }
  return estates;
}
