import type { ReactNode } from 'react';
import { useTitle } from '#web/kit/words.tsx';

export function Heading({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  useTitle(title);
  return (
    <header className="heading">
      <h1>{title}</h1>
      {lead && <p className="heading__lead">{lead}</p>}
      {children}
    </header>
  );
}
