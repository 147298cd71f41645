/** A text field that proposes: what is typed counts as it is, a proposal can be taken. ARIA 1.2 combobox with a list. */
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { Wired } from './field.tsx';

export function Combobox<T>(props: {
  wired: Wired;
  value: string;
  onText: (text: string) => void;
  proposals: readonly T[];
  keyOf: (proposal: T) => string | number;
  show: (proposal: T) => ReactNode;
  onTake: (proposal: T) => void;
  listLabel: string;
  maxLength?: number;
}) {
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const { proposals } = props;
  const shown = open && proposals.length > 0;
  const active = shown && at >= 0 && at < proposals.length ? at : -1;
  const list = useRef<HTMLDivElement>(null);
  const n = proposals.length;
  useEffect(() => {
    // a list that opens below the edge of a small screen is brought into sight
    if (shown && n > 0) list.current?.scrollIntoView({ block: 'nearest' });
  }, [shown, n]);
  const take = (proposal: T) => {
    props.onTake(proposal);
    setOpen(false);
    setAt(-1);
  };
  return (
    <div className="combobox">
      <input
        {...props.wired}
        className="input"
        type="text"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={listId}
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        enterKeyHint="search"
        maxLength={props.maxLength}
        value={props.value}
        onChange={(event) => {
          props.onText(event.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setOpen(true);
            const step = event.key === 'ArrowDown' ? 1 : -1;
            setAt(proposals.length === 0 ? -1 : (active + step + proposals.length) % proposals.length);
          } else if (event.key === 'Enter' && active >= 0) {
            event.preventDefault();
            take(proposals[active]!);
          } else if (event.key === 'Escape' && shown) {
            event.preventDefault();
            event.stopPropagation();
            setOpen(false);
          }
        }}
      />
      <div
        ref={list}
        className="combobox__list"
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- neither datalist nor select shows two lines a choice
        role="listbox"
        id={listId}
        aria-label={props.listLabel}
        hidden={!shown}
      >
        {proposals.map((proposal, i) => (
          <div
            key={props.keyOf(proposal)}
            id={`${listId}-${i}`}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as above
            role="option"
            aria-selected={i === active}
            tabIndex={-1}
            className="combobox__option"
            // before the field loses its focus and the list closes
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(proposal)}
            onKeyDown={(event) => event.key === 'Enter' && take(proposal)}
          >
            {props.show(proposal)}
          </div>
        ))}
      </div>
    </div>
  );
}
