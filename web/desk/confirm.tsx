/**
 * 二次确认: before something dangerous the server asks once more who is there. The dialog stands over whatever is being done; what was
 * refused goes on under its own id, and whoever closes the dialog reads the refusal.
 */
import { Input, Modal, type InputRef } from 'antd';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { confirm, me as readMe } from '#contract/access.ts';
import { onRefusal, ProblemError, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Trouble } from './parts/state.tsx';

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const { say } = useWords();
  const id = useId();
  const field = useRef<InputRef>(null);
  const [answer, setAnswer] = useState<((said: boolean) => void) | null>(null);
  const [secret, setSecret] = useState('');
  const me = useRead(readMe, {}, { staleMs: 60_000, enabled: answer !== null });
  const write = useWrite(confirm);
  const byPassword = me.data?.demo ?? false;
  useEffect(() => {
    let asking: Promise<boolean> | undefined;
    onRefusal(async (refused, again) => {
      if (!(refused instanceof ProblemError && refused.problem.code === 'reader.not_fresh')) throw refused;
      // However many writes wait for it, she is asked once.
      asking ??= new Promise<boolean>((resolve) => setAnswer(() => resolve)).finally(() => (asking = undefined));
      if (!(await asking)) throw refused;
      return again();
    });
    return () => onRefusal(undefined);
  }, []);
  const end = (said: boolean) => {
    answer?.(said);
    setAnswer(null);
    setSecret('');
    write.reset();
  };
  const send = () => {
    if (secret !== '') write.mutate({ body: { secret } }, { onSuccess: () => end(true), onError: () => setSecret('') });
  };
  return (
    <>
      {children}
      <Modal
        open={answer !== null}
        title={say('desk.confirm')}
        okText={say('desk.code.send')}
        cancelText={say('common.cancel')}
        okButtonProps={{ disabled: secret === '' }}
        confirmLoading={write.isPending}
        onOk={send}
        onCancel={() => end(false)}
        afterOpenChange={(open) => open && field.current?.focus()}
        zIndex={2000}
        destroyOnHidden
      >
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <p>{say(byPassword ? 'desk.confirm.password' : 'desk.confirm.code')}</p>
          {write.error && <Trouble error={write.error} />}
          <label htmlFor={id}>{say(byPassword ? 'desk.password.word' : 'desk.code')}</label>
          {byPassword ? (
            <Input.Password
              id={id}
              ref={field}
              value={secret}
              onChange={(event) => setSecret(event.target.value)}
              autoComplete="current-password"
            />
          ) : (
            <Input
              id={id}
              ref={field}
              className="code"
              value={secret}
              onChange={(event) => setSecret(event.target.value.replace(/\D/g, '').slice(0, 6))}
              inputMode="numeric"
              autoComplete="one-time-code"
            />
          )}
        </form>
      </Modal>
    </>
  );
}
