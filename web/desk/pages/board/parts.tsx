/** The pieces of the board: a number, a panel, parts of a whole, fourteen days. Each is read by ear as well as from afar. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { BoardMonth } from '#contract/board.ts';
import { useWords } from '#web/kit/words.tsx';

/** A link where somebody has signed in; on a wall the same words without one. */
export function Way({ to, children, className }: { to: string | undefined; children: ReactNode; className?: string }) {
  return to ? (
    <Link to={to} className={className}>
      {children}
    </Link>
  ) : (
    <span className={className}>{children}</span>
  );
}

export function Tally({
  word,
  value,
  note,
  to,
  tone,
}: {
  word: string;
  value: ReactNode;
  note?: ReactNode;
  to: string | undefined;
  tone?: 'bad' | 'good' | undefined;
}) {
  return (
    <div className={`tally ${tone ? `tally-${tone}` : ''}`}>
      <h2>{word}</h2>
      <p className="tally-value">
        <Way to={to}>{value}</Way>
      </p>
      {note && <p className="tally-note">{note}</p>}
    </div>
  );
}

export function Panel({ title, className = '', children }: { title: string; className?: string; children: ReactNode }) {
  return (
    <section className={`panel ${className}`}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Where a number, or lines of them, will stand that is still being counted: as high as what comes, so nothing moves. */
export function Counting({ rows = 0 }: { rows?: number }) {
  const { say } = useWords();
  if (rows === 0)
    return (
      <span className="counting">
        <span className="sr-only">{say('board.counting')}</span>
      </span>
    );
  return (
    <div className="counting-rows" aria-busy="true">
      <span className="sr-only">{say('board.counting')}</span>
      {Array.from({ length: rows }, (_, i) => (
        <span key={i} className="counting" aria-hidden="true" />
      ))}
    </div>
  );
}

export const share = (hits: number, n: number): string => (n === 0 ? '—' : `${((hits / n) * 100).toFixed(1)} %`);

/** Parts of a whole as one bar, with every part in words under it. */
export function Parts({ n, parts }: { n: number; parts: { id: string; word: string; n: number; to?: string }[] }) {
  const { say } = useWords();
  if (n === 0) return <p className="board-none">{say('board.none')}</p>;
  return (
    <>
      <div className="parts-bar" aria-hidden="true">
        {parts.map((part, i) => (
          <span key={part.id} className={`ink-${i % 6}`} style={{ flexGrow: part.n }} />
        ))}
      </div>
      <ul className="parts-words">
        {parts.map((part, i) => (
          <li key={part.id}>
            <i className={`ink-${i % 6}`} aria-hidden="true" />
            <Way to={part.to}>{part.word}</Way> <b>{part.n}</b> <small>{share(part.n, n)}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

const [width, height, foot] = [560, 280, 22];

/** Bars for what came in and what was closed, a line for how long it took; the same as a table for those who do not see it. */
export function Trend({ days }: { days: BoardMonth['trend'] }) {
  const { say } = useWords();
  const most = Math.max(1, ...days.flatMap(({ reports, closed }) => [reports, closed]));
  const longest = Math.max(1, ...days.map(({ workingHours }) => workingHours ?? 0));
  const step = width / Math.max(1, days.length);
  const tall = (n: number) => (n / most) * (height - foot - 12);
  const points = days.flatMap(({ workingHours }, i) =>
    workingHours === null
      ? []
      : [`${(i + 0.5) * step},${height - foot - (workingHours / longest) * (height - foot - 16)}`],
  );
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} className="trend" aria-hidden="true">
        {days.map(({ on, reports, closed }, i) => (
          <g key={on} transform={`translate(${i * step} 0)`}>
            <rect
              className="trend-reports"
              x={step * 0.14}
              width={step * 0.32}
              y={height - foot - tall(reports)}
              height={tall(reports)}
            />
            <rect
              className="trend-closed"
              x={step * 0.52}
              width={step * 0.32}
              y={height - foot - tall(closed)}
              height={tall(closed)}
            />
            <text x={step / 2} y={height - 6} textAnchor="middle">
              {on.slice(8)}
            </text>
          </g>
        ))}
        <line x1="0" x2={width} y1={height - foot} y2={height - foot} className="trend-ground" />
        <polyline points={points.join(' ')} className="trend-hours" />
      </svg>
      <ul className="parts-words" aria-hidden="true">
        <li>
          <i className="trend-reports" /> {say('board.trend.reports')}
        </li>
        <li>
          <i className="trend-closed" /> {say('board.trend.closed')}
        </li>
        <li>
          <i className="trend-hours" /> {say('board.trend.hours')} ≤ {longest.toFixed(1)}
        </li>
      </ul>
      <table className="sr-only">
        <caption>{say('board.trend')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('board.trend.day')}</th>
            <th scope="col">{say('board.trend.reports')}</th>
            <th scope="col">{say('board.trend.closed')}</th>
            <th scope="col">{say('board.trend.hours')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ on, reports, closed, workingHours }) => (
            <tr key={on}>
              <th scope="row">{on}</th>
              <td>{reports}</td>
              <td>{closed}</td>
              <td>{workingHours ?? '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
