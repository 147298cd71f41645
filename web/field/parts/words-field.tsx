/** A field for sentences, with a microphone where the system can listen. */
import { useEffect, useRef, useState } from 'react';
import { Field } from '#web/kit/ui/field.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Icon } from './icon.tsx';

export function WordsField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  max: number;
  rows?: number;
  need?: 'required' | 'optional';
  hint?: string;
  error?: string | undefined;
}) {
  const { say, lang } = useWords();
  const { device } = useField();
  const [stop, setStop] = useState<(() => void) | null>(null);
  const [deaf, setDeaf] = useState(false);
  const value = useRef(props.value);
  useEffect(() => {
    value.current = props.value;
  }, [props.value]);
  useEffect(() => () => stop?.(), [stop]);
  const listen = () => {
    if (stop) return stop();
    setDeaf(false);
    const end = device.listen?.(
      lang,
      (heard) => {
        // Two may be heard before the first is drawn.
        value.current = `${value.current}${heard}`.slice(0, props.max);
        props.onChange(value.current);
      },
      (how) => {
        setStop(null);
        setDeaf(how === 'deaf');
      },
    );
    if (end) setStop(() => end);
  };
  return (
    <Field
      label={props.label}
      need={props.need ?? 'optional'}
      hint={props.hint}
      error={props.error ?? (deaf ? say('field.deaf') : undefined)}
    >
      {(wired) => (
        <div className="dictate">
          <textarea
            {...wired}
            className="input"
            rows={props.rows ?? 3}
            maxLength={props.max}
            value={props.value}
            onChange={(event) => props.onChange(event.target.value)}
          />
          {device.listen && (
            <button type="button" className="dictate__ear" aria-pressed={stop !== null} onClick={listen}>
              <Icon name="mic" />
              <span className="unseen">{say(stop ? 'field.stop_listening' : 'field.listen')}</span>
            </button>
          )}
        </div>
      )}
    </Field>
  );
}
