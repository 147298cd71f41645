/** 修改后再交: a refused act in its own words, with what the house said about it; written anew it goes as another command. */
import { useEffect, useState } from 'react';
import { visitPurposes } from '#contract/patrol.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Choice, Field } from '#web/kit/ui/field.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { apart, blanksOf, isComplete, mended, valuesOf, type Blank, type Values } from '../mend.rules.ts';
import type { Act } from '../outbox.rules.ts';
import type { Content } from '../store.ts';
import { matterName, MatterPicker } from './matter-picker.tsx';
import { WordsField } from './words-field.tsx';

export function Mend({ act, onDone }: { act: Act; onDone: () => void }) {
  const { say } = useWords();
  const { contentOf, again, day } = useField();
  const [content, setContent] = useState<Content | null>(null);
  const [values, setValues] = useState<Values>({});
  const refused = act.refused!;
  useEffect(() => {
    const read = async () => {
      const found = await contentOf(refused.key);
      setContent(found);
      if (found) setValues(valuesOf(found));
    };
    void read();
  }, [contentOf, refused.key]);
  if (!content) return <p className="quiet">{say('field.content_lost')}</p>;
  const put = (name: string, value: string) => setValues((now) => ({ ...now, [name]: value }));
  const send = async () => {
    // Its first line in the queues is place and matter: it follows what was changed.
    const matter = day?.matters.find(({ id }) => String(id) === values['matterId']);
    const title =
      matter && [values['placeText']?.trim(), matterName(matter, 'zh')].filter(Boolean).join(' ').slice(0, 120);
    await again(act, (now) => {
      const next = apart(mended(now, values), refused.refusal?.code);
      return title ? { ...next, body: { ...next.body, title } } : next;
    });
    onDone();
  };
  return (
    <form
      data-half-filled=""
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete(content, values)) void send();
      }}
    >
      <p className="card__why">{refused.refusal?.title}</p>
      {blanksOf(content).map((blank) => (
        <BlankField
          key={blank.name}
          blank={blank}
          value={values[blank.name] ?? ''}
          onChange={(value) => put(blank.name, value)}
        />
      ))}
      <Button tone="primary" type="submit" className="wide" disabled={!isComplete(content, values)}>
        {say('field.send_mended')}
      </Button>
    </form>
  );
}

function BlankField({ blank, value, onChange }: { blank: Blank; value: string; onChange: (value: string) => void }) {
  const { say } = useWords();
  const { day } = useField();
  const { word, kind, max, required, says } = blank;
  const need = required ? 'required' : 'optional';
  switch (kind) {
    case 'matter':
      return <MatterPicker value={Number(value) || null} onChange={(id) => onChange(String(id))} />;
    case 'words':
      return <WordsField label={say(word)} need={need} value={value} max={max} onChange={onChange} />;
    case 'yes_no':
      return (
        <Choice
          legend={say(word)}
          value={value}
          onChange={onChange}
          compact
          options={[
            { value: 'yes', label: say(says!.yes) },
            { value: 'no', label: say(says!.no) },
          ]}
        />
      );
    case 'purpose':
      return (
        <Choice
          legend={say(word)}
          value={value}
          onChange={onChange}
          compact
          options={visitPurposes.map((one) => ({ value: one, label: say(`field.purpose.${one}`) }))}
        />
      );
    case 'deputy':
      return (
        <Field label={say(word)} need={need}>
          {(wired) => (
            <select {...wired} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
              <option value="">{say('field.choose')}</option>
              {day?.colleagues
                .filter(({ role, personId }) => role === 'keeper' && personId !== day.person.personId)
                .map(({ personId, name, unitName }) => (
                  <option key={personId} value={personId}>
                    {name} · {unitName}
                  </option>
                ))}
            </select>
          )}
        </Field>
      );
    default:
      return (
        <Field label={say(word)} need={need}>
          {(wired) => (
            <input
              {...wired}
              className="input"
              type={kind === 'day' ? 'date' : 'text'}
              inputMode={kind === 'number' ? 'numeric' : undefined}
              maxLength={max}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      );
  }
}
