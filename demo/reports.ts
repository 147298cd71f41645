/**
 * Report texts speak of `{road}` and `{estate}`; here they get a spot in the district and the names around it, so that
 * what the text says and where the point lies agree.
 */
import type { Position } from 'geojson';
import type { Chance } from './chance.ts';
import type { Area, Cell, District, Use } from './district.ts';
import type { Place, PlaceKind } from './gazetteer.ts';
import { placeKinds } from './gazetteer.ts';

export type Spot = { point: Position; cell: Cell; anchor: Place | null; no: number };
export type Lang = 'zh' | 'en';

/** The kinds of place a text names, in its own order; `{no}` is a house number on the road. */
const named = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, kind]) => kind!);
const onBorders: readonly PlaceKind[] = ['road', 'crossing', 'bridge'];
const isPlaceKind = (kind: string): kind is PlaceKind => (placeKinds as readonly string[]).includes(kind);

/** Answers where things are; made once for a district. */
export function surveyor(district: District) {
  const byKind = Map.groupBy(district.gazetteer, ({ kind }) => kind);
  const byCode = new Map(district.cells.map((cell) => [cell.code, cell]));
  const englishRoads = new Map(district.roads.map(({ name, nameEn }) => [name, nameEn]));
  const townUses: Use[] = ['homes', 'shops', 'works'];
  const town = district.cells.filter(({ use }) => townUses.includes(use));

  const nearest = <T>(list: readonly T[], at: Position, where: (thing: T) => Position): T =>
    list.reduce((a, b) => (apart(where(b), at) < apart(where(a), at) ? b : a));
  /** The nearest of a kind; a crossing, when one already stands at it, is the next one. */
  const nearestPlace = (kind: PlaceKind, at: Position): Place => {
    const all = byKind.get(kind)!;
    const away = kind === 'crossing' ? all.filter(({ point }) => apart(point, at) > atTheCorner) : all;
    return nearest(away, at, ({ point }) => point);
  };

  /** A spot that suits a text: at the first place it names, else at one of the kind where such things happen. */
  function spotFor(text: string, usual: string, luck: Chance): Spot {
    const own = named(text).filter(isPlaceKind);
    const no = 1 + luck.below(380);
    const inCells = (kind: PlaceKind): boolean => !onBorders.includes(kind);
    const kind = own.find(inCells) ?? (own.includes('bridge') ? null : [usual].filter(isPlaceKind).find(inCells));
    if (kind) {
      const anchor = luck.pick(byKind.get(kind)!.filter(({ cell }) => cell !== null));
      return { point: anchor.point, cell: byCode.get(anchor.cell!)!, anchor, no };
    }
    if (kind === null) {
      const anchor = luck.pick(byKind.get('bridge')!);
      const cell = nearest(district.cells, anchor.point, ({ centre }: Area) => centre);
      return { point: cell.centre, cell, anchor, no };
    }
    const cell = luck.pick(town);
    return { point: cell.centre, cell, anchor: null, no };
  }

  const nameOf = (kind: string, spot: Spot, lang: Lang): string => {
    if (kind === 'no') return String(spot.no);
    if (kind === 'road') return lang === 'zh' ? spot.cell.road : englishRoads.get(spot.cell.road)!;
    if (!isPlaceKind(kind)) throw new Error(`No such place: {${kind}}.`);
    const place = spot.anchor?.kind === kind ? spot.anchor : nearestPlace(kind, spot.point);
    return lang === 'zh' ? place.name : place.nameEn;
  };

  return {
    spotFor,
    /** Whether a text says where; a question about admission or insurance does not. */
    saysWhere: (text: string): boolean => named(text).length > 0,
    /** The text with the names around the spot. */
    fill: (text: string, spot: Spot, lang: Lang): string =>
      text.replaceAll(/\{(\w+)\}/g, (_, kind: string) => nameOf(kind, spot, lang)),
    /** The place in the words of someone standing there. */
    placeText: (spot: Spot, lang: Lang): string => {
      if (spot.anchor) return lang === 'zh' ? `${spot.anchor.name}附近` : `near ${spot.anchor.nameEn}`;
      const road = nameOf('road', spot, lang);
      return lang === 'zh' ? `${road}${spot.no}号附近` : `near ${spot.no} ${road}`;
    },
  };
}

/** About 60 m, in degrees, squared like `apart`. */
const atTheCorner = 0.0006 ** 2;

const apart = (a: Position, b: Position): number => (a[0]! - b[0]!) ** 2 + (a[1]! - b[1]!) ** 2;
