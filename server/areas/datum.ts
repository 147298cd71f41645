/**
 * Coordinates at the edge. Inside, everything is WGS-84, which equals CGCS2000 at the accuracy of a cell; what comes in
 * GCJ-02 (Amap, Tencent) or BD-09 (Baidu) is converted here and nowhere else. A pair of numbers that cannot be a place
 * is refused with its reason rather than located somewhere plausible.
 */
import gcoordModule from 'gcoord';
import type { Datum } from '#contract/areas.ts';
import type { AreaFault } from '#contract/words/areas.ts';

// Its types describe the ES build; in Node its CommonJS object is itself the default.
const gcoord = gcoordModule as unknown as typeof gcoordModule.default;

export type CoordinateFault = Extract<AreaFault, `coordinate.${string}`>;

export type Coordinate = { lon: number; lat: number; fault?: undefined } | { fault: CoordinateFault };

const sources = { gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const;

export function toWgs84(lon: number, lat: number, datum: Datum = 'wgs84'): Coordinate {
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return { fault: 'coordinate.not_a_number' };
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90) return { fault: 'coordinate.swapped' };
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return { fault: 'coordinate.out_of_range' };
  // A geocoder that knew only the town, or nothing, writes whole degrees such as -76, 39 or 0, 0: no place was measured.
  if (Number.isInteger(lon) && Number.isInteger(lat)) return { fault: 'coordinate.whole_degrees' };
  const [x, y] = shiftToWgs84(lon, lat, datum);
  return { lon: x, lat: y };
}

/** The bare shift, for the corners of a boundary: there whole degrees are nothing odd. */
export function shiftToWgs84(lon: number, lat: number, datum: Datum): [lon: number, lat: number] {
  if (datum === 'wgs84' || datum === 'cgcs2000') return [lon, lat];
  return gcoord.transform<[number, number]>([lon, lat], sources[datum], gcoord.WGS84);
}

/** From the two texts of a file. Both empty is `missing`, which is common and no error. */
export function readCoordinate(lonText: string, latText: string, datum: Datum = 'wgs84'): Coordinate {
  const [lon, lat] = [lonText.trim(), latText.trim()];
  if (lon === '' && lat === '') return { fault: 'coordinate.missing' };
  const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  if (!decimal.test(lon) || !decimal.test(lat)) return { fault: 'coordinate.not_a_number' };
  return toWgs84(Number(lon), Number(lat), datum);
}
