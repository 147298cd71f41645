/**
 * Where was it? The places of a row are tried in the order of the mapping: a point by containment, a name in the areas, then in
 * the gazetteer, then in the texts. A point in no cell is "outside" when nothing else answers, and is kept as it was told.
 */
import { areaByName, locatorOf, placeInText, regionRoot, type Area, type Locator } from '#areas';
import type { Place } from '#intake';
import type { Tx } from '#kit/db.ts';
import type { Told } from './history.ts';

export type Atlas = {
  root: Pick<Area, 'id' | 'path'>;
  locators: ReadonlyMap<string, Locator>;
};

export async function openAtlas(tx: Tx, regionId: number, layers: Iterable<string>): Promise<Atlas> {
  const locators = new Map<string, Locator>();
  for (const layer of layers) locators.set(layer, await locatorOf(tx, regionId, layer));
  return { root: await regionRoot(tx, regionId), locators };
}

type Found = { id: number; path: string; point: { lon: number; lat: number } | null };

/** The area or the spot that bears exactly this name. */
export async function bearerOf(tx: Tx, regionId: number, name: string): Promise<Found | undefined> {
  const area = await areaByName(tx, regionId, name);
  if (area) return { ...area, point: null };
  const spot = await placeInText(tx, regionId, name);
  return spot && plain(spot.name) === plain(name)
    ? { id: spot.areaId, path: spot.areaPath, point: spot.point }
    : undefined;
}
/** Spaces, letter case and full-width forms do not make another name. */
export const plain = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

export async function placeOf(tx: Tx, regionId: number, told: Told, { root, locators }: Atlas): Promise<Place> {
  const point = told.places.find((place) => 'lon' in place) ?? null;
  const location = point && { lon: point.lon, lat: point.lat };
  for (const place of told.places) {
    if ('lon' in place) {
      const area = locators.get(place.layer)?.locate(place.lon, place.lat);
      if (area) return { areaId: area.id, areaPath: area.path, location, locatedBy: 'point' };
      continue;
    }
    if ('texts' in place) {
      const found = await inTexts(tx, regionId, [told.title, told.detail]);
      if (found)
        return { areaId: found.id, areaPath: found.path, location: location ?? found.point, locatedBy: 'name' };
      continue;
    }
    // Who names no place is not guessed to mean one: Mosher Street is not in Mosher.
    if (place.name === '') continue;
    const texts = [place.name, told.title, told.detail];
    const found = (await bearerOf(tx, regionId, place.name)) ?? (await inTexts(tx, regionId, texts));
    if (found) return { areaId: found.id, areaPath: found.path, location: location ?? found.point, locatedBy: 'name' };
  }
  return { areaId: root.id, areaPath: root.path, location, locatedBy: location ? 'outside' : 'fallback' };
}

async function inTexts(tx: Tx, regionId: number, texts: string[]): Promise<Found | undefined> {
  const spot = await placeInText(tx, regionId, texts);
  return spot ? { id: spot.areaId, path: spot.areaPath, point: spot.point } : undefined;
}
