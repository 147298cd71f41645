/**
 * 疑似重复 · is this the need somebody else has already reported? Near in place, near in time, and told in the same words.
 * The score only sorts; a person decides, and is told why.
 */
import { overlap, termsOf, wordsOf } from './terms.ts';

export const nearMetres = 300;
export const nearDays = 7;

export type Told = { text: string; location: { lon: number; lat: number }; at: Date; matterId?: number | null };
export type Twin = { score: number; metres: number; days: number; common: string[]; sameMatter: boolean };

/** Shared words below this share are chance, above it two people describe one thing. */
const enoughWords = 0.15;

/** Null when they are not alike: too far, too long ago, or another thing at the same place. */
export function twinOf(mine: Told, other: Told): Twin | null {
  const metres = metresBetween(mine.location, other.location);
  const days = Math.abs(mine.at.getTime() - other.at.getTime()) / 86_400_000;
  if (metres > nearMetres || days > nearDays) return null;
  const [terms, others] = [termsOf(mine.text), termsOf(other.text)];
  const share = overlap(terms, others);
  const common = wordsOf(mine.text, new Set([...terms].filter((term) => others.has(term))));
  const sameMatter = mine.matterId != null && mine.matterId === other.matterId;
  if (share < enoughWords && !(sameMatter && common.length > 0)) return null;
  const words = Math.min(1, share / 0.6);
  const score = 0.55 * words + 0.25 * (1 - metres / nearMetres) + 0.1 * (1 - days / nearDays) + (sameMatter ? 0.1 : 0);
  return {
    score: Math.round(score * 1000) / 1000,
    metres: Math.round(metres),
    days: Math.floor(days),
    common,
    sameMatter,
  };
}

/** On the sphere; over a few hundred metres it is exact to the metre. */
export function metresBetween(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const rad = Math.PI / 180;
  const [y1, y2] = [a.lat * rad, b.lat * rad];
  const h = Math.sin((y2 - y1) / 2) ** 2 + Math.cos(y1) * Math.cos(y2) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** A box that holds the circle, for the index; the circle itself is measured afterwards. */
export function boxAround(point: { lon: number; lat: number }, metres: number) {
  const lat = metres / 111_000;
  const lon = Math.min(180, lat / Math.max(0.01, Math.cos((point.lat * Math.PI) / 180)));
  return { west: point.lon - lon, south: point.lat - lat, east: point.lon + lon, north: point.lat + lat };
}
