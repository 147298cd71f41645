/** A labelled field: label, control, hint and what is wrong with it, tied together for those who do not see them side by side. */
import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { listPhrases } from '#contract/catalogue.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useFirst } from './first.ts';

type Labelled = {
  label: ReactNode;
  hint?: ReactNode;
  wrong?: string | undefined;
  required?: boolean;
  extra?: ReactNode;
  children: (control: { id: string; 'aria-describedby': string | undefined }) => ReactNode;
};

export function Field({ label, hint, wrong, required = false, extra, children }: Labelled) {
  const { say } = useWords();
  const id = useId();
  const described = hint || wrong ? `${id}-about` : undefined;
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={id}>
          {label}
          {!required && <small> {say('common.optional')}</small>}
        </label>
        {extra}
      </div>
      {children({ id, 'aria-describedby': described })}
      {(hint || wrong) && (
        <p id={described} className={wrong ? 'wrong' : 'hint'} role={wrong ? 'alert' : undefined}>
          {wrong ?? hint}
        </p>
      )}
    </div>
  );
}

type Text = {
  label: ReactNode;
  value: string;
  onChange: (value: string) => void;
  max: number;
  rows?: number;
  required?: boolean;
  hint?: ReactNode;
  wrong?: string | undefined;
  /** standard phrases of this purpose can be put in */
  phrases?: string;
  matterId?: number;
  /** takes the cursor when the form opens */
  first?: boolean;
  placeholder?: string;
};

/** A longer text with its live count and the standard phrases (常用语) of its purpose. */
export function TextField(text: Text) {
  const { value, onChange, max } = text;
  const field = useFirst<HTMLTextAreaElement>(text.first ?? false);
  return (
    <Field
      label={text.label}
      hint={text.hint}
      wrong={text.wrong}
      required={text.required ?? false}
      extra={
        <span className="field-extra">
          {text.phrases && (
            <Phrases
              purpose={text.phrases}
              {...(text.matterId ? { matterId: text.matterId } : {})}
              put={(phrase) => onChange((value === '' ? phrase : `${value.trimEnd()}${phrase}`).slice(0, max))}
            />
          )}
          <small className="num">
            {value.length}/{max}
          </small>
        </span>
      }
    >
      {(control) => (
        <textarea
          {...control}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          maxLength={max}
          required={text.required ?? false}
          ref={field}
          placeholder={text.placeholder}
          rows={text.rows ?? 3}
          className="plain-input plain-text"
        />
      )}
    </Field>
  );
}

function Phrases({ purpose, matterId, put }: { purpose: string; matterId?: number; put: (phrase: string) => void }) {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  const query = { purpose, ...(matterId ? { matterId } : {}) };
  const { data } = useRead(listPhrases, { query }, { enabled: open, staleMs: 300_000 });
  const phrases = data?.phrases ?? [];
  return (
    <Dropdown
      trigger={['click']}
      open={open}
      onOpenChange={setOpen}
      classNames={{ root: 'phrases' }}
      menu={{
        items:
          phrases.length > 0
            ? phrases.map((phrase) => ({ key: phrase.id, label: phrase.text, onClick: () => put(phrase.text) }))
            : [{ key: 'none', disabled: true, label: say(data ? 'desk.phrases.none' : 'common.loading') }],
      }}
    >
      <Button type="link" size="small">
        {say('desk.phrases')} <DownOutlined aria-hidden />
      </Button>
    </Dropdown>
  );
}

/** A question with a few answers, all of them in sight. */
export function Choice<T extends string>({
  label,
  name,
  value,
  options,
  onChange,
  required = true,
}: {
  label: ReactNode;
  name: string;
  value: T | null;
  options: { value: T; label: ReactNode; hint?: ReactNode }[];
  onChange: (value: T) => void;
  required?: boolean;
}) {
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              required={required}
            />
            <span>
              {option.label}
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
