import { useEffect, useRef } from 'react';

/** In a drawer: the keyboard begins in its first field. A drawer stands at the end of the page, where Tab does not come for a long while. */
export function FirstField() {
  const here = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // by then it stands in the page, and the drawer has looked at its own focus
    const frame = requestAnimationFrame(() => {
      const body = here.current?.closest('.ant-drawer-body');
      if (!body?.contains(document.activeElement))
        body?.querySelector<HTMLElement>(':is(input, textarea, select, button):enabled')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return <span ref={here} hidden />;
}
