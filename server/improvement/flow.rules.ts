/** Where cases wait, put together from days that were counted apart. Without I/O. */
import { openStates } from '#contract/cases.ts';
import type { Flow } from '#contract/improvement.ts';

/**
 * What the cases came to that ended in a span. Times are whole tenths of a second, so that adding them in another order changes nothing;
 * `waits` are those of a stage in rising order, `packed`: a median cannot be added up from medians.
 */
export type FlowPart = {
  cases: number;
  closed: number;
  stages: {
    state: Flow['stages'][number]['state'];
    n: number;
    tenths: number;
    late: number;
    passed: number;
    waits: string;
  }[];
  ways: Flow['ways'];
  loops: { kind: Flow['loops'][number]['kind']; times: number; cases: number; forward: number; tenths: number }[];
};

const tenthsPerMinute = 600;
const inMinutes = (tenths: number): number => Math.round(tenths / (tenthsPerMinute / 10)) / 10;
/** So many ways at most: what comes rarer is told by nobody. */
const mostWays = 60;

export function flowFrom(parts: readonly FlowPart[]): Flow {
  const sum = <T>(list: readonly T[], of: (one: T) => number): number =>
    list.reduce((total, one) => total + of(one), 0);
  const closed = sum(parts, (part) => part.closed);
  const stages = Map.groupBy(
    parts.flatMap((part) => part.stages),
    ({ state }) => state,
  );
  const ways = Map.groupBy(
    parts.flatMap((part) => part.ways),
    ({ from, to }) => `${from} ${to}`,
  );
  const loops = Map.groupBy(
    parts.flatMap((part) => part.loops),
    ({ kind }) => kind,
  );
  return {
    cases: sum(parts, (part) => part.cases),
    stages: openStates.flatMap((state) => {
      const its = stages.get(state);
      if (!its) return [];
      const n = sum(its, (one) => one.n);
      const waits = its.map((one) => waitsOf(one.waits));
      const medianMinutes = inMinutes(quantile(waits, 0.5));
      const skipped = closed - sum(its, (one) => one.passed);
      return [
        {
          state,
          n,
          meanMinutes: inMinutes(sum(its, (one) => one.tenths) / n),
          medianMinutes,
          ninetyMinutes: inMinutes(quantile(waits, 0.9)),
          late: sum(its, (one) => one.late),
          skipped,
          savedMinutes: Math.round(skipped * medianMinutes * 10) / 10,
        },
      ];
    }),
    ways: [...ways.values()]
      .map((its) => ({ from: its[0]!.from, to: its[0]!.to, n: sum(its, (one) => one.n) }))
      .toSorted((a, b) => b.n - a.n)
      .slice(0, mostWays),
    loops: [...loops].map(([kind, its]) => {
      const forward = sum(its, (one) => one.forward);
      return {
        kind,
        times: sum(its, (one) => one.times),
        cases: sum(its, (one) => one.cases),
        meanMinutes: forward === 0 ? null : inMinutes(sum(its, (one) => one.tenths) / forward),
      };
    }),
  };
}

/**
 * A list in rising order as the steps from each to the next, seven bits a byte, the lowest first, in Base64: a day of waits lies close
 * together, and a year of days is read and sent in a third of what the numbers themselves would take.
 */
export function packed(rising: Iterable<number>): string {
  const bytes: number[] = [];
  let before = 0;
  for (const one of rising) {
    let step = one - before;
    before = one;
    for (; step > 127; step = Math.floor(step / 128)) bytes.push((step % 128) | 128);
    bytes.push(step);
  }
  return Buffer.from(bytes).toString('base64');
}

export type Waits = Int32Array;
export function waitsOf(base64: string): Waits {
  const bytes = Buffer.from(base64, 'base64');
  const waits = new Int32Array(bytes.length);
  let [n, wait, shift] = [0, 0, 0];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    wait += (byte & 127) << shift;
    if (byte > 127) shift += 7;
    else {
      waits[n++] = wait;
      shift = 0;
    }
  }
  return waits.subarray(0, n);
}

/** The value a share of all lies below, between two neighbours in proportion, of lists that are each in order: none is copied or sorted. */
export function quantile(lists: readonly Waits[], share: number): number {
  const n = lists.reduce((total, { length }) => total + length, 0);
  const place = (n - 1) * share;
  const [low, beyond] = [Math.floor(place), place - Math.floor(place)];
  const value = inOrder(lists, low);
  return beyond === 0 ? value : value + beyond * (inOrder(lists, low + 1) - value);
}

/**
 * The value that stands in this place of all lists together: the least that has more than so many at or below it. In each list it is looked
 * for no further than where it may still stand.
 */
function inOrder(lists: readonly Waits[], place: number): number {
  let low = 0;
  let high = Math.max(...lists.map((list) => (list.length > 0 ? list[list.length - 1]! : 0)));
  let from = lists.map(() => 0);
  let to = lists.map(({ length }) => length);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const upTo = lists.map((list, i) => firstBeyond(list, middle, from[i]!, to[i]!));
    if (upTo.reduce((total, n) => total + n, 0) > place) [high, to] = [middle, upTo];
    else [low, from] = [middle + 1, upTo];
  }
  return low;
}

/** Where what is greater than a value begins, of which it is known to be between two places. */
function firstBeyond(list: Waits, value: number, from: number, to: number): number {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (list[middle]! <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}
