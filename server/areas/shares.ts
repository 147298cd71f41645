/**
 * 多网融合: which unit cells an area of another layer consists of, and what part of each. Most cells lie wholly inside or
 * wholly outside; only those the border passes through are clipped. A generator, like the comparison of neighbours.
 */
import Flatbush from 'flatbush';
import type { Progress } from './overlaps.ts';
import { sharedM2 } from './overlaps.ts';
import type { AreaGeometry, Ring } from './shape.ts';
import { boxOf, edgesOf, relation, toShape } from './shape.ts';

export type Laid = { id: number; geometry: AreaGeometry };
export type Share = { areaId: number; cellId: number; share: number };
export type SharesFound = { shares: Share[]; notCompared: { areaId: number; cellId: number; reason: string }[] };

/** Less than this part of a cell comes from borders drawn twice by hand. */
const least = 0.001;

export function* cellShares(
  areas: readonly Laid[],
  cells: readonly (Laid & { areaM2: number })[],
): Generator<Progress, SharesFound> {
  const found: SharesFound = { shares: [], notCompared: [] };
  if (areas.length === 0 || cells.length === 0) return found;
  const laid = cells.map((cell) => {
    const shape = toShape(cell.geometry);
    return { ...cell, box: boxOf(shape), corner: shape[0]![0]![0]! };
  });
  const cellBoxes = new Flatbush(laid.length);
  for (const { box } of laid) cellBoxes.add(box.west, box.south, box.east, box.north);
  cellBoxes.finish();

  for (const [i, area] of areas.entries()) {
    const shape = toShape(area.geometry);
    const box = boxOf(shape);
    const rings = shape.flat();
    const borders = edgeBoxes(rings);
    for (const n of cellBoxes.search(box.west, box.south, box.east, box.north)) {
      const cell = laid[n]!;
      const { west, south, east, north } = cell.box;
      if (borders.search(west, south, east, north).length === 0) {
        if (relation(rings, ...cell.corner) === 1) found.shares.push({ areaId: area.id, cellId: cell.id, share: 1 });
        continue;
      }
      const m2 = sharedM2(area.geometry, cell.geometry);
      if (typeof m2 !== 'number') {
        found.notCompared.push({ areaId: area.id, cellId: cell.id, reason: m2.failed });
        continue;
      }
      const share = m2 / cell.areaM2;
      if (share >= least) found.shares.push({ areaId: area.id, cellId: cell.id, share: share > 1 - least ? 1 : share });
    }
    yield { done: i + 1, total: areas.length };
  }
  return found;
}

function edgeBoxes(rings: readonly Ring[]): Flatbush {
  const edges = rings.flatMap((ring) => [...edgesOf(ring)]);
  const boxes = new Flatbush(edges.length);
  for (const [[x1, y1], [x2, y2]] of edges) {
    boxes.add(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2));
  }
  boxes.finish();
  return boxes;
}
