/**
 * Do the areas below one parent tile it? Two neighbours may claim the same ground (overlap), nobody may claim some of it
 * (gap), and an area may reach beyond its parent (outside). Borders drawn twice by hand differ by hair-thin slivers;
 * what is smaller than the threshold is only counted. The work is a generator, so that a long comparison shows its
 * progress and lets others have their turn.
 */
import Flatbush from 'flatbush';
import { difference, intersection, union } from 'polyclip-ts';
import { bordered, shareGround } from './neighbours.ts';
import type { AreaGeometry, LonLat, Shape } from './shape.ts';
import { areaM2, boxOf, pointInside, relation, toShape } from './shape.ts';

export interface Sibling {
  code: string;
  geometry: AreaGeometry;
}

export interface TilingReport {
  overlaps: { a: string; b: string; m2: number; at: LonLat }[];
  /** Inside the parent if it has a boundary; without one, enclosed by its areas. `touching` names those around it. */
  gaps: { m2: number; at: LonLat; touching: string[] }[];
  outside: { m2: number; at: LonLat; touching: string[] }[];
  /** Overlaps, gaps and outside pieces below the threshold. */
  slivers: { count: number; m2: number };
  /** The clipping library gave up; the pair, or the question about all of them, stays open and is said so. */
  notCompared: { codes: string[]; question: 'overlap' | 'gap' | 'outside'; reason: string }[];
}

export interface Progress {
  done: number;
  total: number;
}

export function* compareSiblings(
  siblings: Sibling[],
  parent?: AreaGeometry,
  thresholdM2 = 1,
): Generator<Progress, TilingReport> {
  const report: TilingReport = { overlaps: [], gaps: [], outside: [], slivers: { count: 0, m2: 0 }, notCompared: [] };
  if (siblings.length === 0) return report;
  const known = siblings.map(({ code, geometry }) => ({ code, ...bordered(toShape(geometry)) }));
  const boxes = new Flatbush(known.length);
  for (const { box } of known) boxes.add(box.west, box.south, box.east, box.north);
  boxes.finish();
  const near = (shape: Shape) => {
    const box = boxOf(shape);
    return boxes.search(box.west, box.south, box.east, box.north).sort((a, b) => a - b);
  };
  const touching = (piece: Shape) =>
    near(piece)
      .map((i) => known[i]!)
      .filter(({ shape }) => piece.flat(2).some((point) => relation(shape.flat(), ...point) >= 0))
      .map(({ code }) => code);
  const tooSmall = (m2: number) => {
    if (m2 >= thresholdM2) return false;
    if (m2 > 0) report.slivers = { count: report.slivers.count + 1, m2: report.slivers.m2 + m2 };
    return true;
  };

  for (const [i, one] of known.entries()) {
    for (const j of near(one.shape).filter((j) => j > i)) {
      const other = known[j]!;
      if (!shareGround(one, other)) continue;
      const shared = attempt(() => intersection(one.shape, other.shape));
      if ('failed' in shared) {
        report.notCompared.push({ codes: [one.code, other.code], question: 'overlap', reason: shared.failed });
        continue;
      }
      const m2 = areaM2(shared.shape);
      if (!tooSmall(m2)) report.overlaps.push({ a: one.code, b: other.code, m2, at: pointInside(shared.shape) });
    }
    yield { done: i + 1, total: known.length + 1 };
  }

  const whole = attempt(() => union(known[0]!.shape, ...known.slice(1).map(({ shape }) => shape)));
  const pieces = (question: 'gap' | 'outside', found: () => Shape) => {
    const result = 'failed' in whole ? whole : attempt(found);
    if ('failed' in result) {
      report.notCompared.push({ codes: known.map(({ code }) => code), question, reason: result.failed });
      return [];
    }
    return result.shape
      .map((part) => ({ part: [part], m2: areaM2([part]) }))
      .filter(({ m2 }) => !tooSmall(m2))
      .map(({ part, m2 }) => ({ m2, at: pointInside(part), touching: touching(part) }));
  };
  const covered = 'shape' in whole ? whole.shape : [];
  if (parent) {
    const frame = toShape(parent);
    report.gaps = pieces('gap', () => difference(frame, covered));
    report.outside = pieces('outside', () => difference(covered, frame));
  } else {
    report.gaps = pieces('gap', () => enclosed(covered));
  }
  for (const list of [report.overlaps, report.gaps, report.outside]) list.sort((a, b) => b.m2 - a.m2);
  yield { done: known.length + 1, total: known.length + 1 };
  return report;
}

/** The ground two areas share: how much of a cell lies in an area of another layer. */
export function sharedM2(a: AreaGeometry, b: AreaGeometry): number | { failed: string } {
  const shared = attempt(() => intersection(toShape(a), toShape(b)));
  return 'failed' in shared ? shared : areaM2(shared.shape);
}

/** Holes of the covered ground, each turned over into a piece of its own; islands within them are not part of the gap. */
function enclosed(covered: Shape): Shape {
  const holes = covered.flatMap(([, ...inner]) => inner.map((ring) => [ring.toReversed()]));
  return holes.length === 0 || covered.length === 1 ? holes : difference(holes, covered);
}

function attempt(clip: () => Shape): { shape: Shape } | { failed: string } {
  try {
    return { shape: clip() };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
