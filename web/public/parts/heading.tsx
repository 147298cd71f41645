/** The page's heading takes the focus when one comes from another page, as a reload would. */
import { useEffect, useRef, type ReactNode } from 'react';
import { useTitle } from '#web/kit/words.tsx';

let arrivals = 0;

export function Heading({ title, lead }: { title: string; lead?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (arrivals++ > 0) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header className="heading">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p className="heading__lead">{lead}</p>}
    </header>
  );
}
