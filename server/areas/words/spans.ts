/** What was read where, and how well two readings agree. A span counts as found only with the same label and the same two ends. */
export type Span = { label: string; start: number; end: number };
export type Labelled = { text: string; spans: readonly Span[] };

export type LabelScore = { p: number; r: number; f1: number; n: number; found: number };
export type Score = {
  n: number;
  spans: number;
  p: number;
  r: number;
  f1: number;
  perLabel: Record<string, LabelScore>;
};

export function score(rows: readonly { told: readonly Span[]; found: readonly Span[] }[]): Score {
  const counts = new Map<string, { told: number; found: number; both: number }>();
  const of = (label: string) => {
    let count = counts.get(label);
    if (!count) counts.set(label, (count = { told: 0, found: 0, both: 0 }));
    return count;
  };
  const key = ({ label, start, end }: Span) => `${start}-${end} ${label}`;
  for (const { told, found } of rows) {
    const there = new Set(told.map(key));
    for (const { label } of told) of(label).told++;
    for (const span of found) {
      of(span.label).found++;
      if (there.has(key(span))) of(span.label).both++;
    }
  }
  const sum = { told: 0, found: 0, both: 0 };
  for (const { told, found, both } of counts.values()) {
    sum.told += told;
    sum.found += found;
    sum.both += both;
  }
  const perLabel = [...counts].sort(([, a], [, b]) => b.told - a.told).map(([label, count]) => [label, rated(count)]);
  const { p, r, f1 } = rated(sum);
  return { n: rows.length, spans: sum.told, p, r, f1, perLabel: Object.fromEntries(perLabel) as Score['perLabel'] };
}

function rated({ told, found, both }: { told: number; found: number; both: number }): LabelScore {
  const p = found === 0 ? 0 : both / found;
  const r = told === 0 ? 0 : both / told;
  return { p: fine(p), r: fine(r), f1: fine(both === 0 ? 0 : (2 * p * r) / (p + r)), n: told, found };
}
const fine = (x: number): number => Math.round(x * 10_000) / 10_000;
