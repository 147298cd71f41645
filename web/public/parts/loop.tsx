/** The loop in one picture: six stops on a ring over a quilt of grid cells. The words stand in a list beside it. */
import { useWords } from '#web/kit/words.tsx';

export function LoopMark({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--mark)" />
      <path
        d="M23.6 12.2A8.5 8.5 0 1 0 24.5 16"
        fill="none"
        stroke="var(--mark-ink)"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="24.2" cy="11.4" r="3.1" fill="var(--mark-dot)" />
    </svg>
  );
}

export const loopStops = ['tell', 'place', 'assign', 'handle', 'check', 'answer'] as const;

/** Where a stop stands on a ring of radius `r`; the first on top, clockwise. */
const onRing = (i: number, r: number): [number, number] => {
  const angle = (i / loopStops.length) * 2 * Math.PI - Math.PI / 2;
  return [200 + r * Math.cos(angle), 200 + r * Math.sin(angle)];
};

/** Corners of a slightly uneven lattice, the same on every visit: streets are never ruled straight. */
const corner = (column: number, row: number): [number, number] => [
  column * 50 - 25 + ((column * 37 + row * 61) % 17) - 8,
  row * 50 - 25 + ((column * 53 + row * 29) % 17) - 8,
];
const cells = Array.from({ length: 81 }, (_, n) => {
  const [column, row] = [n % 9, Math.floor(n / 9)];
  const corners = [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)];
  return { n, points: corners.map((p) => p.join(',')).join(' '), shade: (n * 7 + row * 3) % 4 };
});

export function Quilt() {
  return (
    <svg className="quilt" viewBox="0 0 400 400" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {cells.map((cell) => (
        <polygon key={cell.n} points={cell.points} className={`quilt__cell quilt__cell--${cell.shade}`} />
      ))}
      <polygon points={cells[40]!.points} className="quilt__lit" />
      <circle cx="200" cy="200" r="128" className="quilt__ring" />
      <path d="M200 72A128 128 0 1 1 89 136" className="quilt__run" />
      {loopStops.map((stop, i) => {
        const [x, y] = onRing(i, 128);
        return (
          <g key={stop}>
            <circle cx={x} cy={y} r="19" className="quilt__stop" />
            <text x={x} y={y} className="quilt__number">
              {i + 1}
            </text>
          </g>
        );
      })}
      <path d="M200 208c0 0 26-27 26-46a26 26 0 1 0-52 0c0 19 26 46 26 46Z" className="quilt__pin" />
      <circle cx="200" cy="162" r="10" className="quilt__pinhole" />
    </svg>
  );
}

export function LoopList() {
  const { say } = useWords();
  return (
    <ol className="loop">
      {loopStops.map((stop) => (
        <li key={stop}>
          <strong>{say(`public.loop.${stop}`)}</strong>
          <span>{say(`public.loop.${stop}.how`)}</span>
        </li>
      ))}
    </ol>
  );
}
