import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkGeometry } from './geometry.ts';
import { areaM2, signedSize } from './shape.ts';
const steps = [
  [116.3, 39.9123, 0.1],
  [116.3, 39.9123, 1 / 7],
  [116.3, 39.9123, 1e-13],
  [116.3, 39.9123, 3e-14],
  [0.1, 0.1, 0.1],
  [13.7, -7.3, 0.013],
] as const;
const stats: Record<string, number> = {};
test.each(steps)(
  'step %d %d %d',
  (x0, y0, i) => {
    const corner = fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
      .map(([a, b]) => [x0 + a * i, y0 + b * i]);
    const ring = fc.array(corner, { minLength: 3, maxLength: 8 });
    const part = fc.array(ring, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
        const value = { type: 'MultiPolygon', coordinates: parts.map((p) => p.map((r) => [...r, r[0]])) };
        const check = checkGeometry(value);
        if (check.geometry === undefined) {
          const k = `${i} ${check.fault}`;
          stats[k] = (stats[k] ?? 0) + 1;
          return;
        }
        stats[`${i} ok`] = (stats[`${i} ok`] ?? 0) + 1;
        const again = checkGeometry(check.geometry);
        if (again.geometry === undefined) throw new Error(again.fault);
        expect(again.mended.filter((m) => m !== 'touching')).toEqual([]);
        expect(areaM2(again.shape)).toBeCloseTo(areaM2(check.shape), 3);
        for (const p of again.shape) p.forEach((r, k) => expect(Math.sign(signedSize(r))).toBe(k === 0 ? 1 : -1));
      }),
      { numRuns: 500000 },
    );
  },
  900000,
);
test('stats', () => console.log(stats));
