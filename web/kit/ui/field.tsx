/** A question with its hint and its error, wired so that a screen reader hears all three. */
import { useId, type ReactNode } from 'react';
import { useWords } from '../words.tsx';

export type Wired = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  'aria-required': true | undefined;
};
export function Field(props: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  need?: 'required' | 'optional';
  children: (wired: Wired) => ReactNode;
}) {
  const { say } = useWords();
  const id = useId();
  const described = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={`field ${props.error ? 'field--wrong' : ''}`}>
      <label className="field__label" htmlFor={id}>
        {props.label}
        {props.need && (
          <span className="field__need"> {say(props.need === 'required' ? 'common.required' : 'common.optional')}</span>
        )}
      </label>
      {props.hint && (
        <p className="field__hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': props.error ? true : undefined,
        'aria-required': props.need === 'required' ? true : undefined,
      })}
      <FieldError id={`${id}-error`} error={props.error} />
    </div>
  );
}

export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  if (!error) return null;
  return (
    <p className="field__error" id={id}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <path d="M6.5 1.5h7l5 5v7l-5 5h-7l-5-5v-7Z" fill="currentColor" />
        <path d="M10 5.5v6M10 14v.6" stroke="var(--raised)" strokeWidth="2" strokeLinecap="round" />
      </svg>
      {error}
    </p>
  );
}

/** One of a few, as large cards: a finger hits them, a keyboard walks them, a reader hears a radio group. */
export function Choice<T extends string>(props: {
  legend: ReactNode;
  value: T | null;
  onChange: (value: T) => void;
  options: readonly { value: T; label: string; hint?: string }[];
  error?: string | undefined;
  compact?: boolean;
}) {
  const id = useId();
  return (
    <fieldset
      className={`choice ${props.compact ? 'choice--compact' : ''}`}
      aria-describedby={props.error ? `${id}-error` : undefined}
    >
      <legend className="field__label">{props.legend}</legend>
      <div className="choice__cards">
        {props.options.map((option) => (
          <label key={option.value} className="choice__card">
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={props.value === option.value}
              onChange={() => props.onChange(option.value)}
            />
            <span className="choice__text">
              <strong>{option.label}</strong>
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={`${id}-error`} error={props.error} />
    </fieldset>
  );
}
