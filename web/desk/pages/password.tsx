/** 修改密码: the old one, the new one twice; the server says what is too weak. */
import { App, Button, Input } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { changePassword } from '#contract/access.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Page } from '../parts/page.tsx';
import { Trouble } from '../parts/state.tsx';

export function PasswordPage() {
  const { say } = useWords();
  const { message } = App.useApp();
  const id = useId();
  const [words, setWords] = useState({ current: '', next: '', again: '' });
  const write = useWrite(changePassword);
  const differs = words.again !== '' && words.again !== words.next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.again !== words.next) return;
    write.mutate(
      { body: { current: words.current, next: words.next } },
      {
        onSuccess: () => {
          setWords({ current: '', next: '', again: '' });
          void message.success(say('desk.password.changed'));
        },
      },
    );
  };
  return (
    <Page title={say('desk.password')} hint={say('desk.password.hint')}>
      <form onSubmit={submit} className="card stack narrow">
        {write.error && <Trouble error={write.error} />}
        {(['current', 'next', 'again'] as const).map((field) => (
          <div key={field} className="field">
            <label htmlFor={`${id}-${field}`}>{say(`desk.password.${field}`)}</label>
            <Input.Password
              id={`${id}-${field}`}
              value={words[field]}
              onChange={(event) => setWords({ ...words, [field]: event.target.value })}
              autoComplete={field === 'current' ? 'current-password' : 'new-password'}
              status={field === 'again' && differs ? 'error' : ''}
              aria-describedby={field === 'again' && differs ? `${id}-differs` : undefined}
              required
            />
            {field === 'again' && differs && (
              <p id={`${id}-differs`} className="wrong" role="alert">
                {say('desk.password.differs')}
              </p>
            )}
          </div>
        ))}
        <Button type="primary" htmlType="submit" loading={write.isPending} disabled={differs}>
          {say('common.save')}
        </Button>
      </form>
    </Page>
  );
}
