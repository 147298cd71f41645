import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useWords } from '../words.tsx';

/** The browser's own modal: it keeps the focus inside, gives it back afterwards, and closes on Escape. */
export function Dialog(props: { title: string; open: boolean; onClose: () => void; children: ReactNode }) {
  const { say } = useWords();
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (props.open && !box.current?.open) box.current?.showModal();
    if (!props.open && box.current?.open) box.current.close();
  }, [props.open]);
  return (
    // closed by Escape, that is; when the page closes it, the page knows
    <dialog ref={box} className="dialog" aria-labelledby={id} onClose={() => props.open && props.onClose()}>
      {props.open && (
        <div className="dialog__inside">
          <header className="dialog__head">
            <h2 id={id}>{props.title}</h2>
            <button type="button" className="dialog__close" aria-label={say('common.close')} onClick={props.onClose}>
              <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
              </svg>
            </button>
          </header>
          {props.children}
        </div>
      )}
    </dialog>
  );
}
