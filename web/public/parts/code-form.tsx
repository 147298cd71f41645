/** Number and code, asked together: a wrong number and a wrong code look the same from outside, and so they do here. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useHere } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { useWords } from '#web/kit/words.tsx';
import { plainNumber } from '../kept.ts';

export function CodeForm(props: {
  number?: string;
  error?: string | undefined;
  onGiven: (number: string, code: string) => void;
}) {
  const { say } = useWords();
  const here = useHere();
  const [number, setNumber] = useState(props.number ?? '');
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState<'number' | 'code' | null>(null);
  // The page looks as it did before: who is refused is led to what to mend, and a screen reader reads why.
  const asked = useRef<HTMLInputElement>(null);
  const { error } = props;
  useEffect(() => {
    if (error) asked.current?.focus();
  }, [error]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const lack = !number.trim() ? 'number' : !code.trim() ? 'code' : null;
    setMissing(lack);
    if (lack) event.currentTarget.querySelector<HTMLElement>(`[name="${lack}"]`)?.focus();
    else props.onGiven(plainNumber(number), code.trim());
  };
  return (
    <form className="sheet" inert={!here} noValidate onSubmit={submit}>
      <Field
        label={say('public.receipt.number')}
        error={missing === 'number' ? say('public.track.lacks_number') : undefined}
      >
        {(wired) => (
          <input
            {...wired}
            name="number"
            className="input input--code"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={40}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={say('public.receipt.code')}
        hint={say('public.track.code_hint')}
        error={missing === 'code' ? say('public.track.lacks_code') : error}
      >
        {(wired) => (
          <input
            {...wired}
            ref={asked}
            name="code"
            className="input input--code"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={80}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" tone="primary">
        {say('public.track.look')}
      </Button>
    </form>
  );
}
