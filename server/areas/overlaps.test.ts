import * as clipper from 'polyclip-ts';
import { describe, expect, test, vi } from 'vitest';
import type { Sibling } from './overlaps.ts';
import { compareSiblings, sharedM2 } from './overlaps.ts';
import type { AreaGeometry, LonLat } from './shape.ts';
import { areaM2, toShape } from './shape.ts';

vi.mock('polyclip-ts', { spy: true });

const box = (west: number, south: number, east: number, north: number): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});
const inM2 = (geometry: AreaGeometry) => areaM2(toShape(geometry));
const tilingOf = (siblings: Sibling[], parent?: AreaGeometry, thresholdM2?: number) => {
  const work = compareSiblings(siblings, parent, thresholdM2);
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
};
const within = ([lon, lat]: LonLat, geometry: AreaGeometry) => {
  const [[west, south], , [east, north]] = toShape(geometry)[0]![0]! as [LonLat, LonLat, LonLat];
  return lon > west && lon < east && lat > south && lat < north;
};

describe('communities of one street', () => {
  const street = box(116.3, 39.9, 116.33, 39.92);
  const west = { code: '001', geometry: box(116.3, 39.9, 116.31, 39.92) };
  const middle = { code: '002', geometry: box(116.31, 39.9, 116.32, 39.92) };
  const east = { code: '003', geometry: box(116.32, 39.9, 116.33, 39.92) };

  test('that tile it leave nothing to report', () => {
    expect(tilingOf([west, middle, east], street)).toEqual({
      overlaps: [],
      gaps: [],
      outside: [],
      slivers: { count: 0, m2: 0 },
      notCompared: [],
    });
  });

  test('claiming the same ground are named with its area and a place in it', () => {
    const wide = { code: '002', geometry: box(116.309, 39.9, 116.32, 39.92) };
    const { overlaps, gaps } = tilingOf([west, wide, east], street);
    expect(overlaps).toHaveLength(1);
    expect(overlaps[0]).toMatchObject({ a: '001', b: '002' });
    expect(overlaps[0]!.m2).toBeCloseTo(inM2(box(116.309, 39.9, 116.31, 39.92)), 2);
    expect(within(overlaps[0]!.at, box(116.309, 39.9, 116.31, 39.92))).toBe(true);
    expect(gaps).toEqual([]);
  });

  test('leaving ground to nobody: the gap is measured and its neighbours named', () => {
    const { gaps, outside } = tilingOf([west, east], street);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.m2).toBeCloseTo(inM2(middle.geometry), 2);
    expect(gaps[0]!.touching).toEqual(['001', '003']);
    expect(outside).toEqual([]);
  });

  test('reaching over its border', () => {
    const far = { code: '003', geometry: box(116.32, 39.9, 116.335, 39.92) };
    const { outside } = tilingOf([west, middle, far], street);
    expect(outside).toMatchObject([{ touching: ['003'] }]);
    expect(outside[0]!.m2).toBeCloseTo(inM2(box(116.33, 39.9, 116.335, 39.92)), 2);
  });

  test('hair-thin slivers are only counted, and the threshold can be moved', () => {
    const hair = { code: '002', geometry: box(116.3099999999, 39.9, 116.32, 39.92) };
    const { overlaps, slivers } = tilingOf([west, hair, east], street);
    expect(overlaps).toEqual([]);
    expect(slivers.count).toBe(1);
    expect(slivers.m2).toBeGreaterThan(0.01);
    expect(slivers.m2).toBeLessThan(0.05);
    expect(tilingOf([west, hair, east], street, 0.01).overlaps).toHaveLength(1);
  });

  test('without a boundary of the parent, a gap is what they enclose; an island in it is not part of it', () => {
    const frame = [
      { code: 'n', geometry: box(116, 39.3, 116.4, 39.4) },
      { code: 's', geometry: box(116, 39, 116.4, 39.1) },
      { code: 'w', geometry: box(116, 39.1, 116.1, 39.3) },
      { code: 'e', geometry: box(116.3, 39.1, 116.4, 39.3) },
      { code: 'island', geometry: box(116.15, 39.15, 116.2, 39.2) },
    ];
    const { gaps } = tilingOf(frame);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.m2).toBeCloseTo(inM2(box(116.1, 39.1, 116.3, 39.3)) - inM2(box(116.15, 39.15, 116.2, 39.2)), 0);
    expect(gaps[0]!.touching).toEqual(['n', 's', 'w', 'e', 'island']);
    expect(tilingOf([])).toMatchObject({ gaps: [] });
  });

  test('when the clipping library gives up on a pair, the pair is named and the rest goes on', () => {
    vi.mocked(clipper.intersection).mockImplementationOnce(() => {
      throw new Error('Unable to complete output ring');
    });
    vi.mocked(clipper.union).mockImplementationOnce(() => {
      throw new Error('Unable to complete output ring');
    });
    const wide = { code: '002', geometry: box(116.305, 39.9, 116.32, 39.92) };
    const { notCompared, overlaps } = tilingOf([west, wide, east], street);
    expect(notCompared.map(({ codes, question }) => [codes.join('+'), question])).toEqual([
      ['001+002', 'overlap'],
      ['001+002+003', 'gap'],
      ['001+002+003', 'outside'],
    ]);
    expect(overlaps).toEqual([]);
  });

  test('neighbours that only touch are never clipped', () => {
    vi.mocked(clipper.intersection).mockClear();
    tilingOf([west, middle, east], street);
    expect(clipper.intersection).not.toHaveBeenCalled();
  });

  test('progress is told step by step', () => {
    const steps = [...compareSiblings([west, middle, east], street)];
    expect(steps).toEqual([1, 2, 3, 4].map((done) => ({ done, total: 4 })));
  });
});

test('how much of a cell lies in an area of another layer', () => {
  const cell = box(116.3, 39.9, 116.301, 39.901);
  expect(sharedM2(cell, box(116.3005, 39.9, 116.302, 39.902))).toBeCloseTo(inM2(cell) / 2, 2);
  expect(sharedM2(cell, box(117, 39.9, 117.1, 39.902))).toBe(0);
});
