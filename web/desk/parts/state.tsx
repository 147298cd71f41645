/** What a page shows while it has nothing to show: waiting, a "no" with its reason, an empty list that says what to do. */
import { Alert, Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import type { Problem } from '#contract/problems.ts';
import { ProblemError, wordsOf } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';

export function Waiting({ rows = 4 }: { rows?: number }) {
  const { say } = useWords();
  return (
    <div className="waiting" aria-busy="true">
      <output className="sr-only">{say('common.loading')}</output>
      <Skeleton active={false} title={false} paragraph={{ rows }} />
    </div>
  );
}

/** A refusal in the server's words, its wrong fields listed, and a way on. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const { say } = useWords();
  const problem: Problem | null = error instanceof ProblemError ? error.problem : null;
  const fields = problem?.errors ?? [];
  return (
    <Alert
      className="trouble"
      type="error"
      showIcon
      role="alert"
      title={wordsOf(error)}
      description={
        fields.length > 1 || problem?.detail ? (
          <>
            {problem?.detail}
            {fields.length > 1 && (
              <ul>
                {fields.slice(0, 8).map((wrong) => (
                  <li key={`${wrong.row ?? ''}${wrong.field}`}>
                    {wrong.field} {wrong.reason}
                  </li>
                ))}
              </ul>
            )}
          </>
        ) : undefined
      }
      action={
        again && (
          <Button size="small" onClick={again}>
            {say('common.retry')}
          </Button>
        )
      }
    />
  );
}

export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <svg viewBox="0 0 48 48" width="44" height="44" aria-hidden="true">
        <path d="M8 8h14v14H8zM26 8h14v14H26zM8 26h14v14H8z" fill="none" stroke="currentColor" strokeWidth="2" />
        <path d="m28 33 4 4 8-9" fill="none" stroke="currentColor" strokeWidth="2.5" />
      </svg>
      <strong>{title}</strong>
      {children && <div>{children}</div>}
    </div>
  );
}

/** A list as it comes: its trouble, the wait for it, `none` of it yet, or its rows; and how it goes on. */
export function Listed({
  list,
  none,
  waiting = 8,
  children,
}: {
  list: Parameters<typeof More>[0]['list'] & { rows: unknown[]; loading: boolean; error: unknown; again: () => void };
  none: ReactNode;
  /** how many lines are to be expected */
  waiting?: number;
  children: ReactNode;
}) {
  return (
    <>
      {list.error !== null && <Trouble error={list.error} again={list.again} />}
      {list.loading ? <Waiting rows={waiting} /> : list.rows.length === 0 && list.error === null ? none : children}
      <More list={list} />
    </>
  );
}

/** The next rows of a list that is longer than its page; `said` stands before the button, for a list that counts aloud. */
export function More({
  list,
  small = false,
  said,
}: {
  list: { hasMore: boolean; loadingMore: boolean; more: () => void };
  small?: boolean;
  said?: string;
}) {
  const { say } = useWords();
  if (!list.hasMore && !said) return null;
  return (
    <div className="more">
      {said && <span>{said}</span>}
      {list.hasMore && (
        <Button size={small ? 'small' : 'medium'} loading={list.loadingMore} onClick={list.more}>
          {say('common.more')}
        </Button>
      )}
    </div>
  );
}
