/** Small fields that the parts of a process share: a text in both languages, a limit with its words, who decides. */
import { Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { servingPosts, type Post } from '#contract/access.ts';
import { parseLimit } from '#contract/worktime.ts';
import type { WordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field } from '../../parts/field.tsx';
import { limitWords } from '../../parts/pickers.tsx';
import { postWords } from './told.ts';

/** Posts that may be named as deciders: whoever serves, and the leaders; administrators and evaluators decide nothing about a case. */
const workPosts: readonly Post[] = [...servingPosts, 'leader'];

export type Both = { zh: string; en: string };
export function BothInput({
  about,
  value,
  placeholder,
  disabled,
  long = false,
  onChange,
}: {
  /** what it names, for those who hear the field */
  about: string;
  value: Both | undefined;
  placeholder?: string;
  disabled: boolean;
  /** a sentence, not a name */
  long?: boolean;
  onChange: (value: Both | undefined) => void;
}) {
  const { say } = useWords();
  if (disabled)
    return (
      <span>
        {value ? <span lang="zh-CN">{value.zh}</span> : <span className="faint">{placeholder ?? '—'}</span>}
        {value?.en && <span className="faint"> · {value.en}</span>}
      </span>
    );
  const put = (lang: 'zh' | 'en', text: string) => {
    const next = { zh: value?.zh ?? '', en: value?.en ?? '', [lang]: text };
    onChange(next.zh || next.en ? next : undefined);
  };
  return (
    <span className="both">
      <Input
        aria-label={`${about} ${say('desk.templates.zh')}`}
        placeholder={placeholder ?? say('desk.templates.zh')}
        lang={value ? 'zh-CN' : undefined}
        value={value?.zh ?? ''}
        maxLength={long ? 200 : 60}
        onChange={(event) => put('zh', event.target.value)}
      />
      <Input
        aria-label={`${about} ${say('desk.templates.en')}`}
        placeholder={say('desk.templates.en')}
        value={value?.en ?? ''}
        maxLength={long ? 300 : 80}
        onChange={(event) => put('en', event.target.value)}
      />
    </span>
  );
}

/** `4h`, `5d`, `0.25uh` …; said in words as soon as it is one. */
export function LimitInput({
  label,
  value,
  usual,
  disabled,
  onChange,
}: {
  label: string;
  value: string | null | undefined;
  /** what holds where nothing is said; '' where that depends */
  usual: string;
  disabled: boolean;
  onChange: (value: string | undefined) => void;
}) {
  const { say, lang } = useWords();
  const wrong = value ? !parseLimit(value) : false;
  if (disabled)
    return value ? (
      <strong>{limitWords(lang, value)}</strong>
    ) : (
      <span className="faint">{limitWords(lang, usual)}</span>
    );
  return (
    <span className="limit-input">
      <Input
        aria-label={label}
        value={value ?? ''}
        placeholder={usual}
        maxLength={12}
        {...(wrong ? { status: 'error' as const } : {})}
        onChange={(event) => onChange(event.target.value.trim() || undefined)}
      />
      <small className={wrong ? 'wrong' : 'faint'}>
        {wrong ? say('desk.templates.limit.wrong') : value || usual ? limitWords(lang, value || usual) : ''}
      </small>
    </span>
  );
}

/** What is read only is read, not greyed. */
export function Shown({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="field">
      <span className="faint">{label}</span>
      <span>{children}</span>
    </div>
  );
}

/** Several controls under one heading; each has its own name. */
export function Group({ label, hint, children }: { label: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="field">
      <span className="field-name">{label}</span>
      {children}
      {hint && <p className="hint">{hint}</p>}
    </div>
  );
}

export function PostsField({
  label,
  value,
  disabled,
  onChange,
  hint,
}: {
  label: string;
  value: readonly Post[];
  disabled: boolean;
  onChange: (value: Post[]) => void;
  hint?: string;
}) {
  const words = useWords();
  const { say } = words;
  if (disabled) return <Shown label={label}>{postWords(words, value) || '—'}</Shown>;
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Select
          id={control.id}
          mode="multiple"
          className="wide"
          value={[...value]}
          maxCount={6}
          onChange={(next: Post[]) => onChange(next)}
          options={workPosts.map((post) => ({ value: post, label: say(`post.${post}`) }))}
        />
      )}
    </Field>
  );
}

export function NumberField({
  label,
  value,
  min,
  max,
  step = 1,
  disabled,
  onChange,
}: {
  label: WordKey;
  value: number;
  min: number;
  max: number;
  step?: number;
  disabled: boolean;
  onChange: (value: number) => void;
}) {
  const { say } = useWords();
  if (disabled) return <Shown label={say(label)}>{value}</Shown>;
  return (
    <Field label={say(label)} required>
      {(control) => (
        <InputNumber
          id={control.id}
          min={min}
          max={max}
          step={step}
          value={value}
          onChange={(next) => next !== null && onChange(next)}
        />
      )}
    </Field>
  );
}
