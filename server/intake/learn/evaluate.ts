/** How good the judgements are: counted over all rows, by their first choice, whether it was dared or not. */
export type Figures = { p: number; r: number; f1: number; n: number };
export type Evaluation = {
  n: number;
  accuracy: number;
  /** the mean of the labels' F1, every label counting alike however rare it is */
  macroF1: number;
  perLabel: Record<string, Figures>;
};

/** A label counts when it stands in the file or was given to one of its rows. What cannot be divided is 0. */
export function evaluate(rows: readonly { truth: string; given: string }[]): Evaluation {
  const tally = new Map<string, { right: number; given: number; n: number }>();
  const of = (label: string) => {
    const known = tally.get(label) ?? { right: 0, given: 0, n: 0 };
    tally.set(label, known);
    return known;
  };
  for (const { truth, given } of rows) {
    of(truth).n++;
    of(given).given++;
    if (truth === given) of(truth).right++;
  }
  const labels = [...tally].sort(([a], [b]) => (a < b ? -1 : 1));
  const perLabel = Object.fromEntries(
    labels.map(([label, { right, given, n }]) => [
      label,
      { p: share(right, given), r: share(right, n), f1: share(2 * right, given + n), n },
    ]),
  );
  const right = labels.reduce((sum, [, one]) => sum + one.right, 0);
  const f1 = labels.reduce((sum, [label]) => sum + perLabel[label]!.f1, 0);
  return { n: rows.length, accuracy: share(right, rows.length), macroF1: share(f1, labels.length), perLabel };
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
