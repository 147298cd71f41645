/** First the telephone or the mailbox, then the six digits that were sent there. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { askCode, openVisit } from '#contract/notify.ts';
import { useWrite, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';

export function VisitForm({ onOpened }: { onOpened: (token: string) => void }) {
  const { say } = useWords();
  const here = useHere();
  const ask = useWrite(askCode);
  const open = useWrite(openVisit);
  const [address, setAddress] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [lacks, setLacks] = useState(false);
  const digits = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (sentTo !== null) digits.current?.focus();
  }, [sentTo]);

  const send = () => {
    setCode('');
    open.reset();
    ask.mutate({ body: { address: address.trim() } }, { onSuccess: ({ masked }) => setSentTo(masked) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lacking = sentTo === null ? address.trim().length < 5 : !/^\d{6}$/.test(code.replaceAll(' ', ''));
    setLacks(lacking);
    if (lacking) return;
    if (sentTo === null) send();
    else
      open.mutate(
        { body: { address: address.trim(), code: code.trim() } },
        { onSuccess: ({ token }) => onOpened(token) },
      );
  };
  const error = ask.error ?? open.error;
  return (
    <form className="sheet" inert={!here} noValidate onSubmit={submit}>
      {sentTo === null ? (
        <Field
          label={say('public.mine.address')}
          hint={say('public.mine.address_hint')}
          error={lacks ? say('public.mine.lacks_address') : undefined}
        >
          {(wired) => (
            <input
              {...wired}
              className="input"
              autoComplete="tel"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={120}
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
      ) : (
        <>
          <output>{say('public.mine.sent_to', { who: sentTo })}</output>
          <Field label={say('public.mine.code')} error={lacks ? say('public.mine.lacks_code') : undefined}>
            {(wired) => (
              <input
                {...wired}
                ref={digits}
                className="input input--code"
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={9}
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      {error && <Trouble title={wordsOf(error)} />}
      <div className="row">
        <Button type="submit" tone="primary" busy={ask.isPending || open.isPending}>
          {say(sentTo === null ? 'public.mine.get_code' : 'public.mine.open')}
        </Button>
        {sentTo !== null && (
          <>
            <Button onClick={send} busy={ask.isPending}>
              {say('public.mine.code_again')}
            </Button>
            <Button
              tone="plain"
              onClick={() => {
                setSentTo(null);
                ask.reset();
                open.reset();
              }}
            >
              {say('public.mine.other_address')}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
