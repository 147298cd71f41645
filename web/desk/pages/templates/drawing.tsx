/** The process drawn from its data: stages in their lanes, the ways between them, and the way of a problem in red. */
import type { CSSProperties } from 'react';
import { isOpen, type State } from '#contract/cases.ts';
import type { Drawing as Drawn } from '#contract/templates.ts';
import { useWords } from '#web/kit/words.tsx';
import { limitWords } from '../../parts/pickers.tsx';
import { lanes, layOut, places, size, wayAlong } from './drawing.rules.ts';

const at = (style: CSSProperties): CSSProperties => ({ position: 'absolute', ...style });
const { width, height } = size.node;

export function Drawing({
  drawing,
  path = [],
  onStage,
}: {
  drawing: Drawn;
  /** a way to show: of a problem, or of nothing */
  path?: readonly { state: State; label: string }[];
  onStage?: (state: State) => void;
}) {
  const { say, lang, listed } = useWords();
  const { drawn, told } = layOut(drawing);
  const along = wayAlong(path);
  const wrong = new Set(path.map(({ state }) => state));
  const stuck = path.at(-1)?.state;
  const mark = (automatic: boolean, checklist: number) =>
    `${automatic ? ' ⚙' : ''}${checklist > 0 ? ` ☑${checklist}` : ''}`;
  const nodes = drawing.nodes.filter(({ id }) => id in places);
  const described = nodes
    .map(({ id, label }) => {
      const out = drawing.edges.filter(({ from }) => from === id).map((edge) => edge.label);
      return `${label}: ${listed([...new Set(out)])}`;
    })
    .join('; ');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable (WCAG 2.1.1)
    <section className="drawing-box" aria-label={say('desk.templates.drawing')} tabIndex={0}>
      <div className="drawing" style={{ width: size.width, height: size.height }}>
        {lanes.map((lane) => (
          <div
            key={lane.side}
            className="drawing-lane"
            style={at({ top: lane.top, height: lane.height, left: 0, right: 0 })}
          >
            <span>{say(`desk.templates.lane.${lane.side}`)}</span>
          </div>
        ))}
        <p className="sr-only">{described}</p>
        <svg width={size.width} height={size.height} style={at({ inset: 0 })} aria-hidden="true">
          <defs>
            {['', '-wrong'].map((tone) => (
              <marker
                key={tone}
                id={`arrow${tone}`}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0 0L8 4L0 8Z" className={`drawing-arrow${tone}`} />
              </marker>
            ))}
          </defs>
          {drawn.map(({ key, d, back }) => (
            <path
              key={key}
              d={d}
              className={`drawing-way${back ? ' drawing-back' : ''}${along.has(key) ? ' drawing-wrong' : ''}`}
              markerEnd={`url(#arrow${along.has(key) ? '-wrong' : ''})`}
            />
          ))}
          {drawn.map(({ key, at: middle, edges }) => (
            <text key={key} x={middle.x} y={middle.y} className="drawing-word" textAnchor="middle">
              {listed(edges.map((edge) => `${edge.label}${mark(edge.automatic, edge.checklist)}`))}
            </text>
          ))}
        </svg>
        {nodes.map(({ id, label, limit, side, reachable }) => {
          const { x, y } = places[id]!;
          return (
            <button
              key={id}
              type="button"
              disabled={!onStage || !isOpen(id)}
              onClick={() => onStage?.(id)}
              className={[
                'drawing-node',
                `drawing-${side}`,
                reachable ? '' : 'drawing-unreached',
                id === stuck ? 'drawing-stuck' : wrong.has(id) ? 'drawing-on-way' : '',
              ].join(' ')}
              style={at({ left: x - width / 2, top: y - height / 2, width, height })}
            >
              <strong>{label}</strong>
              {limit && <small>{limitWords(lang, limit)}</small>}
              {id === stuck && <span className="sr-only">{say('desk.templates.stuck')}</span>}
            </button>
          );
        })}
        {told.map(({ from, edges }) => {
          const { x, y } = places[from]!;
          const below = y > lanes[2].top;
          return (
            <p
              key={from}
              className={below ? 'drawing-told' : 'drawing-told drawing-told-above'}
              style={at({
                left: x - 64,
                width: 128,
                ...(below ? { top: y + height / 2 + 24 } : { bottom: size.height - (y - height / 2) + 16 }),
              })}
            >
              {listed([...new Set(edges.map((edge) => edge.label))])}
            </p>
          );
        })}
      </div>
    </section>
  );
}
