/**
 * The learner: linear support vector machines, one label against the rest, squared hinge loss, by dual coordinate descent
 * (Hsieh, Chang, Lin, Keerthi, Sundararajan: A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008, algorithm 3).
 * The order in which examples are visited is drawn from a fixed seed: the same rows, the same machine.
 */
import { dice } from '#kit/dice.ts';

export type SparseRows = {
  /** row i holds the entries from starts[i] to starts[i + 1] */
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
  width: number;
};

export type Machine = {
  /** weight of column f for label c at f × labels + c */
  weights: Float32Array;
  bias: Float32Array;
};

export type LearnOptions = {
  /** how much an example on the wrong side costs */
  cost: number;
  /** when the steps are this small it is enough */
  tolerance?: number;
  mostRounds?: number;
};

/** `rows` names the examples to learn from, `labelOf` has the label of each row of `examples`. */
export function learn(
  examples: SparseRows,
  rows: Int32Array,
  labelOf: Int32Array,
  labels: number,
  { cost, tolerance = 0.1, mostRounds = 100 }: LearnOptions,
): Machine {
  const { starts, columns, values, width } = examples;
  const weights = new Float32Array(width * labels);
  const bias = new Float32Array(labels);
  const diagonal = 0.5 / cost;
  const squares = Float64Array.from(rows, (row) => {
    let sum = 1; // the bias is one more column, which is always 1
    for (let j = starts[row]!; j < starts[row + 1]!; j++) sum += values[j]! * values[j]!;
    return sum;
  });
  const w = new Float64Array(width + 1);
  const pull = new Float64Array(rows.length);
  const order = new Int32Array(rows.length);

  for (let label = 0; label < labels; label++) {
    w.fill(0);
    pull.fill(0);
    for (let i = 0; i < order.length; i++) order[i] = i;
    const draw = dice(label + 1);
    let active = rows.length;
    let wasMost = Infinity;
    for (let round = 0; round < mostRounds; round++) {
      let [most, least] = [-Infinity, Infinity];
      for (let s = 0; s < active; s++) swap(order, s, s + Math.floor(draw() * (active - s)));
      for (let s = 0; s < active; s++) {
        const i = order[s]!;
        const row = rows[i]!;
        const side = labelOf[row] === label ? 1 : -1;
        const end = starts[row + 1]!;
        let score = w[width]!;
        for (let j = starts[row]!; j < end; j++) score += w[columns[j]!]! * values[j]!;
        const slope = side * score - 1 + pull[i]! * diagonal;
        let step = slope;
        if (pull[i] === 0) {
          if (slope > wasMost) {
            // Far on its right side: it will not pull again soon, so it is set aside until the others have settled.
            active--;
            swap(order, s, active);
            s--;
            continue;
          }
          step = Math.min(slope, 0);
        }
        if (step > most) most = step;
        if (step < least) least = step;
        if (Math.abs(step) < 1e-12) continue;
        const before = pull[i]!;
        pull[i] = Math.max(before - slope / (squares[i]! + diagonal), 0);
        const change = (pull[i] - before) * side;
        w[width]! += change;
        for (let j = starts[row]!; j < end; j++) w[columns[j]!]! += change * values[j]!;
      }
      if (most - least <= tolerance) {
        if (active === rows.length) break;
        active = rows.length;
        wasMost = Infinity;
        continue;
      }
      wasMost = most <= 0 ? Infinity : most;
    }
    bias[label] = w[width]!;
    for (let f = 0; f < width; f++) weights[f * labels + label] = w[f]!;
  }
  return { weights, bias };
}

function swap(list: Int32Array, a: number, b: number): void {
  const kept = list[a]!;
  list[a] = list[b]!;
  list[b] = kept;
}
