/**
 * What a model says of a text: which label, how far it stands out from the next, and by which words. It can be corrected: a text
 * that somebody labelled otherwise moves the weights of its grams, at once and a little, without learning everything anew.
 */
import { eachGram, GramTable, lettersOf, type Letters } from './grams.ts';

/**
 * What is looked at: one field, or all of them as one text; the whole of it, or only how it begins; in runs of so many letters;
 * with this share in the decision.
 */
export type View = { field: number | null; beginning: number | null; longest: number; share: number };

export type Model = {
  labels: readonly string[];
  views: readonly View[];
  /** how many of the grams belong to each view, in their order */
  sizes: readonly number[];
  /** within each view, the most common first */
  grams: Uint32Array;
  /** how much a gram counts: rare ones and uneven ones more */
  gains: Float32Array;
  /** weight of gram f for label c: weights[f × labels + c] × steps[c] */
  weights: Int16Array;
  steps: Float32Array;
  bias: Float32Array;
  /** below this margin a judgement is a guess */
  threshold: number;
};

export type Judgement = { label: string; sure: boolean; margin: number };
/** Words of the text, the strongest first, with their share of what spoke for the label. */
export type Reason = { words: string; share: number };

export function textOf(fields: readonly string[], { field, beginning }: View): string {
  const text = field === null ? fields.join(' ') : (fields[field] ?? '');
  return beginning === null ? text : text.slice(0, beginning);
}
/** Keeps the grams of a field apart from those of another. */
export const saltOf = ({ field }: View): number => Math.imul(field === null ? 0 : field + 1, 0x51ed270b);

export function decide(scores: ArrayLike<number>): { best: number; second: number; margin: number } {
  let best = 0;
  let second = -1;
  for (let c = 1; c < scores.length; c++) {
    if (scores[c]! > scores[best]!) [second, best] = [best, c];
    else if (second < 0 || scores[c]! > scores[second]!) second = c;
  }
  return { best, second, margin: second < 0 ? 0 : scores[best]! - scores[second]! };
}

/** A correction asks that the right label stands out by so much, and moves no further at once than this. */
const wantedMargin = 1;
const longestStep = 0.3;

/** One view of one text: its letters, and the places of its grams with what they count. */
type Seen = { letters: Letters; places: Int32Array; times: Uint32Array; values: Float64Array; size: number };

export class Judge {
  readonly labels: readonly string[];
  readonly threshold: number;
  readonly #views: readonly View[];
  readonly #tables: GramTable[];
  /** per view and gram: what it counts, then its weight for each label; together, because fetching memory is what takes time */
  readonly #learned: Float32Array[];
  readonly #bias: Float32Array;
  /** a gram nobody had seen counts like a common one */
  readonly #usualGain: number[];
  /** room to count in, by the place of a gram: how often it stands in the text at hand, and what it says */
  #times: Uint32Array;
  #said: Float64Array;

  constructor(model: Model) {
    const { labels, views, sizes, grams, gains, weights, steps, bias, threshold } = model;
    this.labels = labels;
    this.threshold = threshold;
    this.#views = views;
    this.#bias = Float32Array.from(bias);
    const L = labels.length;
    let from = 0;
    this.#tables = [];
    this.#learned = [];
    this.#usualGain = [];
    for (const size of sizes) {
      const table = new GramTable(size);
      const learned = new Float32Array(size * (L + 1));
      for (let i = 0; i < size; i++) {
        table.add(grams[from + i]!);
        learned[i * (L + 1)] = gains[from + i]!;
        for (let c = 0; c < L; c++) learned[i * (L + 1) + 1 + c] = weights[(from + i) * L + c]! * steps[c]!;
      }
      this.#tables.push(table);
      this.#learned.push(learned);
      this.#usualGain.push(gains.slice(from, from + size).sort()[size >> 1] ?? 1);
      from += size;
    }
    this.#times = new Uint32Array(Math.max(0, ...sizes));
    this.#said = new Float64Array(this.#times.length);
  }

  judge(fields: readonly string[]): Judgement {
    const { best, margin } = decide(this.#scores(this.#look(fields)));
    return { label: this.labels[best]!, margin, sure: margin >= this.threshold && margin > 0 };
  }

  /** The same, and the words that spoke for the label and against the next best. */
  explain(fields: readonly string[], most = 5): Judgement & { reasons: Reason[] } {
    const seen = this.#look(fields);
    const { best, second, margin } = decide(this.#scores(seen));
    const all = lettersOf(fields.join(' '));
    const spoke = new Float64Array(all.count);
    for (const [v, { letters, places, times, values, size }] of seen.entries()) {
      const view = this.#views[v]!;
      const table = this.#tables[v]!;
      const before = view.field === null ? 0 : lettersOf(fields.slice(0, view.field).join(' ')).count;
      // What a gram says is shared out among the places where it stands, and among its letters.
      const said = this.#said;
      for (let i = 0; i < size; i++)
        said[places[i]!] = (this.#leaning(v, places[i]!, best, second) * values[i]!) / times[i]!;
      eachGram(letters, view.longest, saltOf(view), (gram, first, length) => {
        const place = table.find(gram);
        if (place < 0) return;
        const each = said[place]! / length;
        for (let i = before + first; i < before + first + length; i++) spoke[i]! += each;
      });
    }
    const reasons = stretches(all, spoke).slice(0, most);
    return { label: this.labels[best]!, margin, sure: margin >= this.threshold && margin > 0, reasons };
  }

  /** Learns from one text that this is its label. A label it never heard of is not learned. */
  correct(fields: readonly string[], label: string): void {
    const right = this.labels.indexOf(label);
    if (right < 0 || this.labels.length < 2) return;
    const seen = this.#look(fields, true);
    const scores = this.#scores(seen);
    const score = scores[right]!;
    scores[right] = -Infinity;
    const { best: rival } = decide(scores);
    const lost = wantedMargin - (score - scores[rival]!);
    let squares = 0;
    for (const { values, size } of seen) for (let i = 0; i < size; i++) squares += values[i]! ** 2;
    if (lost <= 0 || squares === 0) return;
    const step = Math.min(longestStep, lost / (2 * squares));
    const stride = this.labels.length + 1;
    for (const [v, { places, values, size }] of seen.entries()) {
      const learned = this.#learned[v]!;
      for (let i = 0; i < size; i++) {
        learned[places[i]! * stride + 1 + right]! += step * values[i]!;
        learned[places[i]! * stride + 1 + rival]! -= step * values[i]!;
      }
    }
  }

  #leaning(v: number, place: number, best: number, second: number): number {
    const at = place * (this.labels.length + 1) + 1;
    const learned = this.#learned[v]!;
    return learned[at + best]! - (second < 0 ? 0 : learned[at + second]!);
  }

  #scores(seen: readonly Seen[]): Float64Array {
    const L = this.labels.length;
    const scores = Float64Array.from(this.#bias);
    for (const [v, { places, values, size }] of seen.entries()) {
      const learned = this.#learned[v]!;
      for (let i = 0; i < size; i++) {
        const at = places[i]! * (L + 1) + 1;
        const value = values[i]!;
        for (let c = 0; c < L; c++) scores[c]! += learned[at + c]! * value;
      }
    }
    return scores;
  }

  /** `taking` makes room for grams that were never seen before. */
  #look(fields: readonly string[], taking = false): Seen[] {
    return this.#views.map((view, v) => {
      const letters = lettersOf(textOf(fields, view));
      const table = this.#tables[v]!;
      const places = new Int32Array(letters.count * view.longest);
      let size = 0;
      eachGram(letters, view.longest, saltOf(view), (gram) => {
        const place = taking ? this.#placeFor(v, gram) : table.find(gram);
        if (place >= 0 && this.#times[place]!++ === 0) places[size++] = place;
      });
      const values = new Float64Array(size);
      const times = new Uint32Array(size);
      const learned = this.#learned[v]!;
      const stride = this.labels.length + 1;
      let squares = 0;
      for (let i = 0; i < size; i++) {
        const place = places[i]!;
        times[i] = this.#times[place]!;
        const value = (1 + Math.log(times[i]!)) * learned[place * stride]!;
        this.#times[place] = 0;
        values[i] = value;
        squares += value * value;
      }
      const scale = squares > 0 ? view.share / Math.sqrt(squares) : 0;
      for (let i = 0; i < size; i++) values[i]! *= scale;
      return { letters, places, times, values, size };
    });
  }

  #placeFor(v: number, gram: number): number {
    const place = this.#tables[v]!.add(gram);
    const stride = this.labels.length + 1;
    const held = this.#learned[v]!.length / stride;
    if (place >= held) {
      const room = Math.ceil((place + 1) * 1.5) + 64;
      const learned = new Float32Array(room * stride);
      learned.set(this.#learned[v]!);
      for (let i = held; i < room; i++) learned[i * stride] = this.#usualGain[v]!;
      this.#learned[v] = learned;
      if (room > this.#times.length) {
        const times = new Uint32Array(room);
        times.set(this.#times);
        this.#times = times;
        this.#said = new Float64Array(room);
      }
    }
    return place;
  }
}

/** Below this share of the strongest letter a letter does not belong to a reason. */
const faint = 0.2;
const longestReason = 8;
/** From this share on a single character is a reason by itself: 灯. */
const decisive = 0.3;

/** Neighbouring letters that spoke for the label, as the words they make up: 井盖, 盖破, 破损 → 井盖破损. */
function stretches({ text, count, from, to }: Letters, spoke: Float64Array): Reason[] {
  const enough = faint * spoke.reduce((most, one) => Math.max(most, one), 0);
  const total = spoke.reduce((sum, one) => sum + Math.max(0, one), 0);
  const found = new Map<string, number>();
  for (let first = 0; first < count;) {
    let [end, sum] = [first, 0];
    while (
      end < count &&
      end - first < longestReason &&
      spoke[end]! > 0 &&
      spoke[end]! >= enough &&
      (end === first || touches(text, to[end - 1]!, from[end]!))
    )
      sum += spoke[end++]!;
    if (end === first) first++;
    else {
      const words = text.slice(from[first], to[end - 1]);
      // One Chinese character is hardly a word anybody would give as a reason, unless it is what decided.
      if (words.length > 1 || sum >= decisive * total) found.set(words, (found.get(words) ?? 0) + sum);
      first = end;
    }
  }
  return [...found]
    .map(([words, sum]) => ({ words, share: Math.round((sum / total) * 100) / 100 }))
    .sort((a, b) => b.share - a.share || (a.words < b.words ? -1 : 1));
}

/** Side by side, or words with a blank between them. */
const touches = (text: string, end: number, start: number): boolean => end === start || text.slice(end, start) === ' ';
