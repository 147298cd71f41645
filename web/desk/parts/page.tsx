/** The frame of every page: its heading (also the title of the tab), what can be done here, and the content. */
import type { ReactNode } from 'react';
import { useTitle } from '#web/kit/words.tsx';

type Frame = { title: string; hint?: ReactNode; actions?: ReactNode; children: ReactNode; wide?: boolean };

export function Page({ title, hint, actions, children, wide = false }: Frame) {
  useTitle(title);
  return (
    <div className={wide ? 'page page-wide' : 'page'}>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {hint && <p className="hint">{hint}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page with its own heading. */
export function Section({
  title,
  extra,
  children,
  className = '',
}: {
  title: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`card ${className}`}>
      <header className="card-head">
        <h2>{title}</h2>
        {extra}
      </header>
      {children}
    </section>
  );
}
