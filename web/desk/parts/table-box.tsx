/** A wide table in a box of its own: it scrolls inside, and whoever has only a keyboard can scroll it too. */
import type { ReactNode } from 'react';

export function TableBox({
  label,
  size = 'page',
  children,
}: {
  label: string;
  /** `page` fills the window, `free` is as tall as its rows, `short` shows a handful */
  size?: 'page' | 'free' | 'short';
  children: ReactNode;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable (WCAG 2.1.1)
    <section className={`table-box table-${size}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
