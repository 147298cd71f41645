import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'react-router';

type Tone = 'primary' | 'quiet' | 'plain' | 'danger';

/** While busy it stays where it is and keeps the focus, but does nothing. */
export function Button({
  tone = 'quiet',
  busy = false,
  children,
  onClick,
  className = '',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { tone?: Tone; busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button--${tone} ${className}`}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy && <span className="button__wait" aria-hidden="true" />}
      {children}
    </button>
  );
}

export function ButtonLink({ to, tone = 'quiet', children }: { to: string; tone?: Tone; children: ReactNode }) {
  return (
    <Link to={to} className={`button button--${tone}`}>
      {children}
    </Link>
  );
}
