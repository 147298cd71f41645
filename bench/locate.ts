/**
 * Points placed per second, one core, 10,000 cells. The raw limit is the box search alone (flatbush with the same boxes
 * and the same points, in turns with the measured runs): what exact containment costs on top of it is the ratio.
 *
 * Two grounds: crooked cells (36 corners each, borders shared) as drawn by hand, and squares as cut by `subdivide`.
 */
import Flatbush from 'flatbush';
import { dice } from '#kit/dice.ts';
import { buildIndex } from '../server/areas/locate.ts';
import type { LonLat } from '../server/areas/shape.ts';
import { boxOf, toShape } from '../server/areas/shape.ts';
import { median, record } from './record.ts';

const SIDE = 100;
const STEP = 0.00117;
const POINTS = 500_000;
const RUNS = 7;

function ground(pointsPerSide: number, wobble: number) {
  // The same dice at each run: every run asks for the same points.
  const random = dice(20261121);
  const offset = () => (random() - 0.5) * STEP * wobble;
  const cache = new Map<string, LonLat>();
  // Points are kept by their place on the lattice, so both neighbours draw the same border.
  const point = (column: number, row: number): LonLat => {
    const key = `${column.toFixed(4)},${row.toFixed(4)}`;
    const known = cache.get(key);
    if (known) return known;
    const made: LonLat = [116 + column * STEP + offset(), 39 + row * STEP + offset()];
    cache.set(key, made);
    return made;
  };
  const side = (c1: number, r1: number, c2: number, r2: number) =>
    Array.from({ length: pointsPerSide }, (_, i) =>
      point(c1 + ((c2 - c1) * i) / pointsPerSide, r1 + ((r2 - r1) * i) / pointsPerSide),
    );
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [c, r] = [i % SIDE, Math.floor(i / SIDE)];
    const ring = [
      ...side(c, r, c + 1, r),
      ...side(c + 1, r, c + 1, r + 1),
      ...side(c + 1, r + 1, c, r + 1),
      ...side(c, r + 1, c, r),
    ];
    return {
      code: String(i + 1).padStart(15, '0'),
      geometry: { type: 'Polygon' as const, coordinates: [[...ring, ring[0]!]] },
    };
  });
}

function measure(name: string, cells: ReturnType<typeof ground>) {
  const startedAt = performance.now();
  const index = buildIndex(cells);
  const buildMs = performance.now() - startedAt;
  const boxes = new Flatbush(cells.length);
  for (const { geometry } of cells) {
    const { west, south, east, north } = boxOf(toShape(geometry));
    boxes.add(west, south, east, north);
  }
  boxes.finish();
  const random = dice(7);
  const points = Float64Array.from(
    { length: POINTS * 2 },
    (_, i) => (i % 2 ? 39 : 116) + (random() * 1.05 - 0.025) * SIDE * STEP,
  );

  let found = 0;
  const locating = () => {
    found = 0;
    for (let i = 0; i < points.length; i += 2) if (index.locate(points[i]!, points[i + 1]!) >= 0) found++;
  };
  let boxesHit = 0;
  const searching = () => {
    boxesHit = 0;
    for (let i = 0; i < points.length; i += 2) {
      boxesHit += boxes.search(points[i]!, points[i + 1]!, points[i]!, points[i + 1]!).length;
    }
  };
  const rate = (work: () => void) => {
    const from = performance.now();
    work();
    return POINTS / ((performance.now() - from) / 1000);
  };
  const rates = { locate: [] as number[], raw: [] as number[] };
  for (let run = 0; run < RUNS + 1; run++) {
    const pair = { locate: rate(locating), raw: rate(searching) };
    if (run === 0) continue; // warming up
    rates.locate.push(pair.locate);
    rates.raw.push(pair.raw);
  }
  const [locate, raw] = [median(rates.locate), median(rates.raw)];
  return {
    ground: name,
    cells: cells.length,
    cornersPerCell: cells[0]!.geometry.coordinates[0]!.length - 1,
    buildMs: Math.round(buildMs),
    pointsPerSecond: Math.round(locate),
    slowestRun: Math.round(Math.min(...rates.locate)),
    boxSearchesPerSecond: Math.round(raw),
    ratioToBoxSearch: Number((locate / raw).toFixed(2)),
    placed: found,
    outside: POINTS - found,
    boxesHitPerPoint: Number((boxesHit / POINTS).toFixed(2)),
  };
}

record('locate', ['server/areas', 'bench/locate.ts'], {
  points: POINTS,
  runs: RUNS,
  grounds: [measure('crooked cells', ground(9, 0.08)), measure('square cells', ground(1, 0))],
});
