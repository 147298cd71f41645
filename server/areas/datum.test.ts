import * as fc from 'fast-check';
import gcoordModule from 'gcoord';
import { describe, expect, test } from 'vitest';
import { readCoordinate, toWgs84 } from './datum.ts';

const gcoord = gcoordModule as unknown as typeof gcoordModule.default;

describe('coordinates at the edge', () => {
  test('WGS-84 and CGCS2000 come through as they are', () => {
    expect(toWgs84(116.3705, 39.9151)).toEqual({ lon: 116.3705, lat: 39.9151 });
    expect(toWgs84(116.3705, 39.9151, 'cgcs2000')).toEqual({ lon: 116.3705, lat: 39.9151 });
  });

  test('GCJ-02 and BD-09 go there and back within 0.00001°, all over the country', () => {
    const lon = fc.double({ min: 80, max: 130, noNaN: true });
    const lat = fc.double({ min: 20, max: 50, noNaN: true });
    for (const [datum, system] of [
      ['gcj02', gcoord.GCJ02],
      ['bd09', gcoord.BD09],
    ] as const) {
      fc.assert(
        fc.property(lon, lat, (x, y) => {
          fc.pre(!Number.isInteger(x) && !Number.isInteger(y));
          const there = gcoord.transform<[number, number]>([x, y], gcoord.WGS84, system);
          const back = toWgs84(...there, datum);
          if (back.fault !== undefined) throw new Error(back.fault);
          expect(Math.abs(back.lon - x)).toBeLessThan(1e-5);
          expect(Math.abs(back.lat - y)).toBeLessThan(1e-5);
          expect(Math.hypot(there[0] - x, there[1] - y)).toBeGreaterThan(1e-4); // it did move
        }),
      );
    }
  });

  test('what cannot be a place is refused with its reason', () => {
    expect(toWgs84(-76, 39)).toEqual({ fault: 'coordinate.whole_degrees' });
    expect(toWgs84(0, 0)).toEqual({ fault: 'coordinate.whole_degrees' });
    expect(toWgs84(39.9, 116.4)).toEqual({ fault: 'coordinate.swapped' });
    expect(toWgs84(200, 39.5)).toEqual({ fault: 'coordinate.out_of_range' });
    expect(toWgs84(Number.NaN, 39.5)).toEqual({ fault: 'coordinate.not_a_number' });
    expect(toWgs84(-76.5, 39)).toEqual({ lon: -76.5, lat: 39 });
  });

  test('from the texts of a file', () => {
    expect(readCoordinate(' 116.3705 ', '39.9151')).toEqual({ lon: 116.3705, lat: 39.9151 });
    expect(readCoordinate('', ' ')).toEqual({ fault: 'coordinate.missing' });
    expect(readCoordinate('116.37', '')).toEqual({ fault: 'coordinate.not_a_number' });
    expect(readCoordinate('116°22', '39.9')).toEqual({ fault: 'coordinate.not_a_number' });
    expect(readCoordinate('0x74', '39.9')).toEqual({ fault: 'coordinate.not_a_number' });
    expect(readCoordinate('-76', '39')).toEqual({ fault: 'coordinate.whole_degrees' });
    expect(readCoordinate('-76.0', '39.0')).toEqual({ fault: 'coordinate.whole_degrees' });
  });
});
