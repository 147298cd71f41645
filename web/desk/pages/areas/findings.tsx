/** Overlaps, gaps and pieces outside their parent: told, never silently mended. */
import type { OverlapReport } from '#contract/areas.ts';
import type { Point } from '#contract/endpoint.ts';
import type { WordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { TableBox } from '../../parts/table-box.tsx';

/** A check tells no invalid rows, an import may not have compared: what a job does not know it leaves out. */
export type Report = Partial<OverlapReport>;

/** The report may stand alone or inside a larger result. */
export function reportIn(result: unknown): Report | null {
  if (typeof result !== 'object' || result === null) return null;
  if ('overlaps' in result || 'gaps' in result) return result as Report;
  return reportIn((result as { report?: unknown }).report ?? null);
}

const shown = 200;
const m2 = (n: number): string => `${n < 10 ? n.toFixed(2) : Math.round(n).toLocaleString('en')} m²`;
const at = (point: Point | null): string => (point ? `${point.lon.toFixed(6)}, ${point.lat.toFixed(6)}` : '');

/** Before something is drawn anew: that the level would tile its parent, or where it would not. */
export function Tiles({ report }: { report: Report }) {
  const { say } = useWords();
  const { overlaps, gaps, outside } = report.totals ?? { overlaps: 0, gaps: 0, outside: 0 };
  const open = report.notCompared?.length ?? 0;
  return (
    <section className="call-note" aria-label={say('desk.check.before')} aria-live="polite">
      <strong>{say('desk.check.before')}</strong>
      <p>
        {overlaps + gaps + outside + open === 0
          ? say('desk.check.tiles')
          : say('desk.check.tiles_not', { overlaps, gaps, outside, open })}
      </p>
      {overlaps + gaps + outside + open > 0 && <Findings report={report} />}
    </section>
  );
}

export function Findings({ report }: { report: Report }) {
  const { say } = useWords();
  const { overlaps = [], gaps = [], outside = [], invalid = [], notCompared = [], totals, slivers } = report;
  const tables: { word: WordKey; head: WordKey[]; rows: string[][]; count: number }[] = [
    {
      word: 'desk.check.overlaps',
      head: ['desk.check.parent', 'desk.check.a', 'desk.check.b', 'desk.areas.size', 'desk.check.at'],
      rows: overlaps.slice(0, shown).map((one) => [one.parent, one.a, one.b, m2(one.m2), at(one.at)]),
      count: totals?.overlaps ?? overlaps.length,
    },
    {
      word: 'desk.check.gaps',
      head: ['desk.check.parent', 'desk.areas.size', 'desk.check.touching', 'desk.check.at'],
      rows: gaps.slice(0, shown).map((one) => [one.parent, m2(one.m2), one.touching.join(', '), at(one.at)]),
      count: totals?.gaps ?? gaps.length,
    },
    {
      word: 'desk.check.outside',
      head: ['desk.check.parent', 'desk.areas.size', 'desk.check.touching', 'desk.check.at'],
      rows: outside.slice(0, shown).map((one) => [one.parent, m2(one.m2), one.touching.join(', '), at(one.at)]),
      count: totals?.outside ?? outside.length,
    },
    {
      word: 'desk.check.invalid',
      head: ['desk.job.row', 'desk.areas.code', 'desk.job.reason', 'desk.check.at'],
      rows: invalid.slice(0, shown).map((one) => [String(one.row), one.code, one.reason, at(one.at)]),
      count: invalid.length,
    },
    {
      word: 'desk.check.not_compared',
      head: ['desk.check.a', 'desk.check.b', 'desk.job.reason'],
      rows: notCompared.slice(0, shown).map((one) => [one.a, one.b, one.reason]),
      count: notCompared.length,
    },
  ];
  return (
    <>
      {tables.map(({ word, head, rows, count }) => (
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
      ))}
      {slivers && slivers.count > 0 && (
        <p className="hint">{say('desk.check.slivers', { n: slivers.count, size: m2(slivers.m2) })}</p>
      )}
    </>
  );
}

const counted = ['rows', 'added', 'redrawn', 'renamed', 'unchanged', 'notInFile', 'mended'] as const;

/** What the file does to the layer, in numbers. */
export function Counts({ result }: { result: unknown }) {
  const { say } = useWords();
  const numbers = (result ?? {}) as Record<string, unknown>;
  const told = counted.filter((name) => typeof numbers[name] === 'number');
  if (told.length === 0) return null;
  return (
    <dl className="counts">
      {told.map((name) => (
        <div key={name}>
          <dt>{say(`desk.areas.import.${name}`)}</dt>
          <dd className="num">{String(numbers[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
