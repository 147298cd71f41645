/** The old password, the new one twice; what it must be stands above, and the server says what is wrong. */
import { Button, Input } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { readPasswordRules } from '#contract/access.ts';
import { useRead, type ProblemError } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Trouble } from './state.tsx';

/** What a password must be in this district, in its words. */
export function useRuleHint(): string {
  const { say } = useWords();
  const rules = useRead(readPasswordRules, {}, { staleMs: 60_000 });
  return rules.data ? say(`access.rule.${rules.data.profile}`) : '';
}

const none = { current: '', next: '', again: '' };

export function PasswordForm({
  error,
  busy,
  onSend,
}: {
  error: ProblemError | null;
  busy: boolean;
  onSend: (words: { current: string; next: string }, done: () => void) => void;
}) {
  const { say } = useWords();
  const id = useId();
  const hint = useRuleHint();
  const [words, setWords] = useState(none);
  const differs = words.again !== '' && words.again !== words.next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.again === words.next) onSend({ current: words.current, next: words.next }, () => setWords(none));
  };
  return (
    <form onSubmit={submit} className="stack">
      {error && <Trouble error={error} />}
      <p className="hint" id={`${id}-rule`}>
        {hint}
      </p>
      {(['current', 'next', 'again'] as const).map((field) => (
        <div key={field} className="field">
          <label htmlFor={`${id}-${field}`}>{say(`desk.password.${field}`)}</label>
          <Input.Password
            id={`${id}-${field}`}
            value={words[field]}
            onChange={(event) => setWords({ ...words, [field]: event.target.value })}
            autoComplete={field === 'current' ? 'current-password' : 'new-password'}
            status={field === 'again' && differs ? 'error' : ''}
            aria-describedby={field === 'again' && differs ? `${id}-differs` : `${id}-rule`}
            required
          />
          {field === 'again' && differs && (
            <p id={`${id}-differs`} className="wrong" role="alert">
              {say('desk.password.differs')}
            </p>
          )}
        </div>
      ))}
      <Button type="primary" htmlType="submit" loading={busy} disabled={differs}>
        {say('common.save')}
      </Button>
    </form>
  );
}
