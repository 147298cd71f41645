/**
 * A small panel under its button, for keys as for the mouse: opened, the focus is in it; Escape, or Tab beyond its ends, closes it, and the
 * button has the focus again. A popover alone stands at the end of the page, where Tab does not come for a long while.
 */
import { Popover } from 'antd';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';

export function Panel({
  title,
  button,
  open: given,
  onOpen,
  children,
}: {
  title: string;
  button: ReactNode;
  open?: boolean;
  onOpen?: (open: boolean) => void;
  children: ReactNode;
}) {
  const [own, setOwn] = useState(false);
  const open = given ?? own;
  const panel = useRef<HTMLDialogElement>(null);
  const opener = useRef<Element>(null);
  const set = (next: boolean) => {
    if (next) opener.current = document.activeElement;
    setOwn(next);
    onOpen?.(next);
  };
  const close = () => {
    set(false);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const inside = panel.current;
    if (!inside?.contains(document.activeElement)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
    if (event.key !== 'Tab') return;
    const stops = [...inside.querySelectorAll('a[href],:enabled')];
    const end = event.shiftKey ? stops[0] : stops.at(-1);
    const atEnd = document.activeElement === end || (event.shiftKey && document.activeElement === inside);
    // The browser goes on from where the focus is by then: from the button.
    if (atEnd || end === undefined) close();
  });
  useEffect(() => {
    if (!open) return undefined;
    document.addEventListener('keydown', pressed, true);
    return () => document.removeEventListener('keydown', pressed, true);
  }, [open]);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={set}
      afterOpenChange={(now) => now && panel.current?.focus()}
      destroyOnHidden
      title={title}
      content={
        <dialog ref={panel} open aria-label={title} tabIndex={-1} className="popped">
          {children}
        </dialog>
      }
    >
      {button}
    </Popover>
  );
}
