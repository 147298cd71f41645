/**
 * From labelled texts to a model. What counts in a text: which runs of letters it has (more often counts more, but less and less),
 * how rare they are (in the labelled and the unlabelled texts), and how unevenly they stand with the labels: 的 stands with all of
 * them alike, 井盖 with one. A short field, such as a subject line, counts once more by itself, with longer runs; and so does the
 * beginning of the whole, where people say what it is about.
 * The order of the rows does not matter: they are put in one of their own.
 */
import { eachGram, fingerprint, GramTable, lettersOf } from './grams.ts';
import { decide, saltOf, textOf, type Model, type View } from './judge.ts';
import { learn, type SparseRows } from './machine.ts';

export type Example = { fields: readonly string[]; label: string };

export type Settings = {
  /** see a short field by itself, too */
  subject: { longest: number; share: number } | null;
  /** see so many characters of the beginning once more */
  beginning: { characters: number; longest: number; share: number } | null;
  longest: number;
  /** how much the unevenness of a gram counts: 0 not at all (plain tf-idf) */
  uneven: number;
  /** a gram that stands evenly with all labels keeps this much of its weight */
  even: number;
  cost: number;
  /** grams in fewer texts are left out */
  fewest: number;
  /** of the proposals that are dared, so many should be right */
  precision: number;
  /** no more than so many numbers in a model */
  mostWeights: number;
};

/** Chosen by five-fold cross-validation on labelled messages of citizens (bench/triage-real.ts, bench/results/triage-real.json). */
export const settings: Settings = {
  subject: { longest: 4, share: 0.7 },
  beginning: { characters: 250, longest: 2, share: 0.7 },
  longest: 2,
  uneven: 1,
  even: 0.1,
  cost: 1.4,
  fewest: 2,
  precision: 0.95,
  mostWeights: 2_400_000,
};

/** What the above is measured against: the plain linear model, one text, tf-idf of runs of one and two letters. */
export const plainSettings: Settings = { ...settings, subject: null, beginning: null, uneven: 0, cost: 1, fewest: 2 };

/**
 * For the reports of a district, where a hundred matters have a handful of sentences each: one text, every gram counts, and a
 * proposal is dared from nine right ones in ten on (a person nods to it anyway, unless a matter is switched to automatic).
 */
export const reportSettings: Settings = { ...settings, subject: null, beginning: null, fewest: 1, precision: 0.9 };

/** A field with texts shorter than this, by the median, is a subject line. */
const shortField = 60;
/** In small sets everything counts that occurs. */
const smallSet = 1000;

export function train(
  given: readonly Example[],
  {
    unlabelled = [],
    settings: chosen = settings,
    folds = 3,
    progress,
  }: {
    unlabelled?: readonly (readonly string[])[];
    settings?: Settings;
    /** for the threshold: each part is judged by a model of the others; 0 leaves the threshold at 0 */
    folds?: number;
    /** how much is done of how much */
    progress?: (done: number, of: number) => void;
  } = {},
): Trained {
  const examples = inOwnOrder(given);
  /** counting, the model itself, and one more for each fold */
  const steps = 2 + folds;
  let done = 0;
  const told = () => progress?.(++done, steps);
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  const labelOf = Int32Array.from(examples, ({ label }) => labels.indexOf(label));
  const views = viewsOf(examples, chosen);
  const counted = views.map((view) => count([...examples.map(({ fields }) => fields), ...unlabelled], view));
  told();
  const fewest = examples.length < smallSet ? 1 : chosen.fewest;
  const task: Task = { counted, views, labelOf, labels, examples: examples.length, settings: { ...chosen, fewest } };
  const all = Int32Array.from(labelOf.keys());
  const model = fit(task, all);
  told();
  const judged = marginsOutOfFold(task, folds, told);
  const threshold = thresholdOf(judged, chosen.precision);
  return { model: { ...model, threshold }, outOfFold: figuresOf(judged, threshold) };
}

/** How good it was on examples it had not seen; `precision` is that of those it dared to propose. */
export type OutOfFold = { n: number; accuracy: number; dared: number; precision: number };
export type Trained = { model: Model; outOfFold: OutOfFold };

function figuresOf(judged: readonly Dared[], threshold: number): OutOfFold {
  const dared = judged.filter(({ margin }) => margin >= threshold && margin > 0);
  const right = (some: readonly Dared[]) => some.filter((one) => one.right).length;
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    n: judged.length,
    accuracy: share(right(judged), judged.length),
    dared: dared.length,
    precision: share(right(dared), dared.length),
  };
}

/** By the numbers of their letters: a fixed order that has nothing to do with what the texts are about. */
function inOwnOrder(examples: readonly Example[]): Example[] {
  const keyed = examples.map((example) => ({
    example,
    key: `${fingerprint(example.fields)} ${JSON.stringify(example)}`,
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ example }) => example);
}

function viewsOf(examples: readonly Example[], { subject, beginning, longest }: Settings): View[] {
  const fields = examples[0]?.fields.length ?? 0;
  const views: View[] = [];
  if (subject && fields > 1)
    for (const field of Array(fields).keys()) {
      const lengths = examples.map((example) => example.fields[field]!.length).sort((a, b) => a - b);
      if (lengths[lengths.length >> 1]! < shortField) views.push({ field, beginning: null, ...subject });
    }
  if (beginning) {
    const { characters, ...how } = beginning;
    views.push({ field: null, beginning: characters, ...how });
  }
  return [...views, { field: null, beginning: null, longest, share: 1 }];
}

// ── Counting ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type Counted = SparseRows & { grams: Uint32Array };

/** How often each gram stands in each text. */
function count(texts: readonly (readonly string[])[], view: View): Counted {
  const table = new GramTable(1 << 16);
  const grams: number[] = [];
  const starts = new Int32Array(texts.length + 1);
  let columns = new Int32Array(1 << 16);
  let values = new Float32Array(1 << 16);
  let end = 0;
  /** where in this text's entries a gram stands */
  let entryOf = new Int32Array(1 << 16).fill(-1);
  for (const [row, fields] of texts.entries()) {
    const start = end;
    eachGram(lettersOf(textOf(fields, view)), view.longest, saltOf(view), (gram) => {
      const column = table.add(gram);
      if (column === grams.length) grams.push(gram);
      if (column >= entryOf.length) entryOf = grown(entryOf, -1);
      const entry = entryOf[column]!;
      if (entry >= start) values[entry]!++;
      else {
        if (end === columns.length) [columns, values] = [grown(columns), grown(values)];
        entryOf[column] = end;
        columns[end] = column;
        values[end++] = 1;
      }
    });
    starts[row + 1] = end;
  }
  return {
    starts,
    columns: columns.slice(0, end),
    values: values.slice(0, end),
    width: grams.length,
    grams: Uint32Array.from(grams),
  };
}

function grown<T extends Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>>(list: T, empty = 0): T {
  const more = new (list.constructor as new (length: number) => T)(list.length * 2);
  if (empty !== 0) more.fill(empty);
  more.set(list);
  return more;
}

// ── Fitting ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Task = {
  counted: readonly Counted[];
  views: readonly View[];
  labelOf: Int32Array;
  labels: readonly string[];
  /** the first so many rows are labelled, the rest are not */
  examples: number;
  settings: Settings;
};

type Weighed = { kept: Int32Array; gains: Float32Array };

function fit(task: Task, rows: Int32Array): Omit<Model, 'threshold'> {
  const { counted, views, labelOf, labels, settings: chosen } = task;
  const weighed = counted.map((one) => weigh(one, rows, task));
  const { weights, bias } = learn(vectors(task, weighed), rows, labelOf, labels.length, chosen);
  const grams = weighed.flatMap(({ kept }, v) => Array.from(kept, (column) => counted[v]!.grams[column]!));
  const gains = weighed.flatMap((one) => Array.from(one.gains));
  const viewOf = weighed.flatMap(({ kept }, v) => Array.from(kept, () => v));
  const strongest = strongestFirst(weights, labels.length, gains).slice(
    0,
    Math.floor(chosen.mostWeights / labels.length),
  );
  // What is asked for often lies together, and equal models are equal files.
  const places = strongest.sort((a, b) => viewOf[a]! - viewOf[b]! || gains[a]! - gains[b]! || grams[a]! - grams[b]!);
  return {
    labels,
    views,
    sizes: views.map((_, v) => places.filter((place) => viewOf[place] === v).length),
    grams: Uint32Array.from(places, (place) => grams[place]!),
    gains: Float32Array.from(places, (place) => gains[place]!),
    ...rounded(weights, bias, labels.length, places),
  };
}

/** Which grams count, and how much: by rarity and by unevenness. */
function weigh({ starts, columns, grams, width }: Counted, rows: Int32Array, task: Task): Weighed {
  const { labelOf, labels, examples, settings: chosen } = task;
  const L = labels.length;
  const inLabel = new Float32Array(width * L);
  const holding = new Int32Array(width);
  const sizes = new Float64Array(L);
  for (const row of rows) {
    const label = labelOf[row]!;
    sizes[label]!++;
    for (let j = starts[row]!; j < starts[row + 1]!; j++) {
      inLabel[columns[j]! * L + label]!++;
      holding[columns[j]!]!++;
    }
  }
  const everywhere = holding.slice();
  const last = starts.length - 1;
  for (let j = starts[examples]!; j < starts[last]!; j++) everywhere[columns[j]!]!++;
  const texts = rows.length + last - examples;

  const kept = Int32Array.from(grams.keys()).filter((column) => holding[column]! >= chosen.fewest);
  const gains = Float32Array.from(kept, (column) => {
    const rarity = Math.log((texts + 1) / (everywhere[column]! + 1)) + 1;
    if (chosen.uneven === 0) return rarity;
    return rarity * (unevenness(inLabel.subarray(column * L, column * L + L), sizes) + chosen.even) ** chosen.uneven;
  });
  return { kept, gains };
}

/** 0 when a gram is as frequent in every label, 1 when it stands in one only: 1 − entropy ÷ greatest entropy. */
function unevenness(inLabel: Float32Array, sizes: Float64Array): number {
  if (sizes.length < 2) return 0;
  let sum = 0;
  for (const [label, size] of sizes.entries()) sum += (inLabel[label]! + 0.5) / (size + 1);
  let entropy = 0;
  for (const [label, size] of sizes.entries()) {
    const share = (inLabel[label]! + 0.5) / (size + 1) / sum;
    entropy -= share * Math.log(share);
  }
  return 1 - entropy / Math.log(sizes.length);
}

/** Every labelled text as one row over all views, each view of the length of its share. */
function vectors({ counted, views, examples }: Task, weighed: readonly Weighed[]): SparseRows {
  const entries = counted.reduce((sum, { starts }) => sum + starts[examples]!, 0);
  const starts = new Int32Array(examples + 1);
  const columns = new Int32Array(entries);
  const values = new Float32Array(entries);
  const placeOf = counted.map(({ width }, v) => {
    const places = new Int32Array(width).fill(-1);
    for (const [place, column] of weighed[v]!.kept.entries()) places[column] = place;
    return places;
  });
  let end = 0;
  for (let row = 0; row < examples; row++) {
    let before = 0;
    for (const [v, one] of counted.entries()) {
      const { kept, gains } = weighed[v]!;
      const start = end;
      let squares = 0;
      for (let j = one.starts[row]!; j < one.starts[row + 1]!; j++) {
        const place = placeOf[v]![one.columns[j]!]!;
        if (place < 0) continue;
        const value = (1 + Math.log(one.values[j]!)) * gains[place]!;
        columns[end] = before + place;
        values[end++] = value;
        squares += value * value;
      }
      const scale = squares > 0 ? views[v]!.share / Math.sqrt(squares) : 0;
      for (let j = start; j < end; j++) values[j]! *= scale;
      before += kept.length;
    }
    starts[row + 1] = end;
  }
  const width = weighed.reduce((sum, { kept }) => sum + kept.length, 0);
  return { starts, columns: columns.slice(0, end), values: values.slice(0, end), width };
}

/** By how far a gram can move a decision. */
function strongestFirst(weights: Float32Array, labels: number, gains: readonly number[]): number[] {
  const strength = gains.map((gain, place) => {
    let [low, high] = [Infinity, -Infinity];
    for (let c = 0; c < labels; c++) {
      const weight = weights[place * labels + c]!;
      if (weight < low) low = weight;
      if (weight > high) high = weight;
    }
    return gain * (high - low);
  });
  return [...strength.keys()].sort((a, b) => strength[b]! - strength[a]! || a - b);
}

/** Weights as 16-bit whole numbers of steps, one size of step for each label. */
function rounded(weights: Float32Array, bias: Float32Array, labels: number, places: readonly number[]) {
  const steps = new Float32Array(labels);
  for (const place of places)
    for (let c = 0; c < labels; c++) steps[c] = Math.max(steps[c]!, Math.abs(weights[place * labels + c]!) / 32_767);
  const whole = new Int16Array(places.length * labels);
  for (const [to, place] of places.entries())
    for (let c = 0; c < labels; c++)
      whole[to * labels + c] = steps[c] === 0 ? 0 : Math.round(weights[place * labels + c]! / steps[c]!);
  return { weights: whole, steps, bias };
}

// ── When to dare ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type Dared = { margin: number; right: boolean };

/** Each text judged by a model that has not seen it. */
function marginsOutOfFold(task: Task, folds: number, told: () => void): Dared[] {
  const { counted, labelOf, labels, examples, settings: chosen } = task;
  const rows = Int32Array.from(labelOf.keys());
  return Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => {
    const known = rows.filter((row) => row % folds !== fold);
    const weighed = counted.map((one) => weigh(one, known, task));
    const x = vectors(task, weighed);
    const { weights, bias } = learn(x, known, labelOf, labels.length, chosen);
    told();
    const asked = rows.filter((row) => row % folds === fold && row < examples);
    return Array.from(asked, (row) => {
      const scores = Float64Array.from(bias);
      for (let j = x.starts[row]!; j < x.starts[row + 1]!; j++)
        for (let c = 0; c < labels.length; c++)
          scores[c]! += weights[x.columns[j]! * labels.length + c]! * x.values[j]!;
      const { best, margin } = decide(scores);
      return { margin, right: best === labelOf[row] };
    });
  });
}

/** The lowest margin from which on so large a share of the proposals is right; the highest seen when there is none. */
export function thresholdOf(dared: readonly Dared[], precision: number): number {
  const surest = dared.filter(({ margin }) => Number.isFinite(margin)).sort((a, b) => b.margin - a.margin);
  let right = 0;
  let threshold = surest[0]?.margin ?? 0;
  for (const [i, one] of surest.entries()) {
    if (one.right) right++;
    // Equal margins are dared together or not at all.
    if (surest[i + 1]?.margin !== one.margin && right / (i + 1) >= precision) threshold = one.margin;
  }
  return threshold;
}
