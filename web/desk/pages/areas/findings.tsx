/** Overlaps and gaps by parent: told, never silently mended. */
import type { OverlapReport } from '#contract/areas.ts';
import type { WordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { TableBox } from '../../parts/table-box.tsx';

export const isReport = (result: unknown): result is OverlapReport =>
  typeof result === 'object' && result !== null && 'overlaps' in result && 'gaps' in result;

/** The report may stand alone or inside a larger result. */
export function reportIn(result: unknown): OverlapReport | null {
  if (isReport(result)) return result;
  const inner = (result as { report?: unknown } | null)?.report;
  return isReport(inner) ? inner : null;
}

const shown = 200;

export function Findings({ report }: { report: OverlapReport }) {
  const { say } = useWords();
  const m2 = (n: number) => `${n < 10 ? n.toFixed(2) : Math.round(n).toLocaleString('en')} m²`;
  const at = (point: { lon: number; lat: number } | null) =>
    point ? `${point.lon.toFixed(6)}, ${point.lat.toFixed(6)}` : '';
  const tables: { word: WordKey; head: WordKey[]; rows: string[][]; count: number }[] = [
    {
      word: 'desk.check.overlaps',
      head: ['desk.check.parent', 'desk.check.a', 'desk.check.b', 'desk.areas.size'],
      rows: report.overlaps.slice(0, shown).map((one) => [one.parent, one.a, one.b, m2(one.m2)]),
      count: report.overlaps.length,
    },
    {
      word: 'desk.check.gaps',
      head: ['desk.check.parent', 'desk.areas.size', 'desk.check.at'],
      rows: report.gaps.slice(0, shown).map((one) => [one.parent, m2(one.m2), at(one.at)]),
      count: report.gaps.length,
    },
    {
      word: 'desk.check.invalid',
      head: ['desk.job.row', 'desk.areas.code', 'desk.job.reason', 'desk.check.at'],
      rows: report.invalid.slice(0, shown).map((one) => [String(one.row), one.code, one.reason, at(one.at)]),
      count: report.invalid.length,
    },
    {
      word: 'desk.check.not_compared',
      head: ['desk.check.a', 'desk.check.b', 'desk.job.reason'],
      rows: report.notCompared.slice(0, shown).map((one) => [one.a, one.b, one.reason]),
      count: report.notCompared.length,
    },
  ];
  return tables.map(({ word, head, rows, count }) => (
    <section key={word}>
      <h3>
        {say(word)} <span className={count > 0 ? 'count count-red' : 'count'}>{count}</span>
      </h3>
      {rows.length > 0 && (
        <TableBox size="short" label={say(word)}>
          <table className="table">
            <thead>
              <tr>
                {head.map((column) => (
                  <th key={column} scope="col">
                    {say(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                // oxlint-disable-next-line react/no-array-index-key -- two gaps of one parent may read the same
                <tr key={i}>
                  {row.map((cell, j) => (
                    // oxlint-disable-next-line react/no-array-index-key
                    <td key={j}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </section>
  ));
}
