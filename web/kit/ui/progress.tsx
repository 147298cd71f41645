/** How far something is: steps, a timeline, a waiting shape, a lamp. Nothing here is told by colour alone. */
import type { ReactNode } from 'react';
import type { Lamp as LampName } from '#contract/cases.ts';
import { useWords } from '../words.tsx';

export function Stepper({ steps, at, label }: { steps: readonly string[]; at: number; label: string }) {
  return (
    <ol className="stepper" aria-label={label}>
      {steps.map((step, i) => (
        <li
          key={step}
          className={`stepper__step ${i < at ? 'is-done' : i === at ? 'is-now' : ''}`}
          aria-current={i === at ? 'step' : undefined}
        >
          <span className="stepper__dot" aria-hidden="true">
            {i < at ? '✓' : i + 1}
          </span>
          <span>{step}</span>
        </li>
      ))}
    </ol>
  );
}

export type TimelineItem = { key: string | number; at: string; text: ReactNode };
/** Newest first: what a reader came for stands on top. */
export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
  const { time, ago } = useWords();
  return (
    <ol className="timeline" aria-label={label}>
      {items.map((item) => (
        <li key={item.key} className="timeline__item">
          <div className="timeline__text">{item.text}</div>
          <time className="timeline__time" dateTime={item.at}>
            {time(item.at)} · {ago(item.at)}
          </time>
        </li>
      ))}
    </ol>
  );
}

export function Skeleton({ lines = 3 }: { lines?: number }) {
  const { say } = useWords();
  return (
    <output className="skeleton">
      <span className="unseen">{say('common.loading')}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="skeleton__line" aria-hidden="true" />
      ))}
    </output>
  );
}

const shapes: Record<LampName, ReactNode> = {
  green: (
    <>
      <circle cx="12" cy="12" r="10" />
      <path className="mark" d="M7.5 12.5l3 3 6-6.5" />
    </>
  ),
  yellow: (
    <>
      <path d="M12 2L23 21.5H1Z" />
      <path className="mark" d="M12 9v5.5M12 17.6v.4" />
    </>
  ),
  red: (
    <>
      <path d="M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9Z" />
      <path className="mark" d="M12 6.5v7M12 17v.4" />
    </>
  ),
  paused: (
    <>
      <rect x="2" y="2" width="20" height="20" rx="4" />
      <path className="mark" d="M9 7.5v9M15 7.5v9" />
    </>
  ),
  none: <circle className="hollow" cx="12" cy="12" r="9" />,
};
export function Lamp({ lamp }: { lamp: LampName }) {
  const { say } = useWords();
  return (
    <span className={`lamp lamp--${lamp}`}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        {shapes[lamp]}
      </svg>
      {say(`lamp.${lamp}`)}
    </span>
  );
}
