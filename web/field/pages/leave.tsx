/** 请假: from, to, who stands in; and what became of each. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { useState } from 'react';
import { localDate } from '#contract/calendar.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { zone } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { useDraft } from '../parts/draft.ts';
import { Heading } from '../parts/heading.tsx';
import { WordsField } from '../parts/words-field.tsx';

addWords(outdoorWords);

export default function LeavePage() {
  const { say } = useWords();
  const { day, act } = useField();
  const tell = useNotices();
  const [today] = useState(() => localDate(new Date(), zone()));
  const [fromOn, setFrom] = useState(today);
  const [toOn, setTo] = useState(today);
  const [deputyId, setDeputy] = useState('');
  const draft = useDraft('leave', { reason: '' });
  const { reason } = draft.value;
  const team = (day?.colleagues ?? []).filter(
    ({ role, personId }) => role === 'keeper' && personId !== day?.person.personId,
  );
  const ready = fromOn >= today && toOn >= fromOn && deputyId !== '' && reason.trim() !== '';
  const send = async () => {
    const body = { fromOn, toOn, deputyId, reason: reason.trim() };
    await act([{ what: 'leave', endpoint: 'patrol.askLeave', params: {}, body }], {
      title: say('field.leave_of', { from: fromOn, to: toOn }),
    });
    draft.forget();
    tell(say('field.kept'));
  };
  return (
    <>
      <form
        {...(reason ? { 'data-half-filled': '' } : {})}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void send();
        }}
      >
        <Heading title={say('field.leave')} lead={say('field.leave_lead')} />
        <div className="days">
          <Field label={say('field.from')}>
            {(wired) => (
              <input
                {...wired}
                className="input"
                type="date"
                min={today}
                value={fromOn}
                onChange={(event) => setFrom(event.target.value)}
              />
            )}
          </Field>
          <Field label={say('field.to')}>
            {(wired) => (
              <input
                {...wired}
                className="input"
                type="date"
                min={fromOn}
                value={toOn}
                onChange={(event) => setTo(event.target.value)}
              />
            )}
          </Field>
        </div>
        <Field label={say('field.deputy')} need="required">
          {(wired) => (
            <select {...wired} className="input" value={deputyId} onChange={(event) => setDeputy(event.target.value)}>
              <option value="">{say('field.choose')}</option>
              {team.map(({ personId, name, unitName }) => (
                <option key={personId} value={personId}>
                  {name} · {unitName}
                </option>
              ))}
            </select>
          )}
        </Field>
        <WordsField
          label={say('field.reason')}
          need="required"
          value={reason}
          max={300}
          rows={2}
          onChange={(next) => draft.put({ reason: next })}
        />
        <Button tone="primary" type="submit" className="wide" disabled={!ready}>
          {say('field.ask_leave')}
        </Button>
      </form>
      {(day?.leaves.length ?? 0) > 0 && <h2>{say('field.my_leaves')}</h2>}
      <ul className="cards">
        {day?.leaves.map((one) => (
          <li key={one.id} className="card">
            <span className="card__top">
              <strong className={`tag tag--${one.accepted === null ? 'waiting' : one.accepted ? 'sent' : 'refused'}`}>
                {say(one.accepted === null ? 'field.undecided' : one.accepted ? 'field.granted' : 'field.denied')}
              </strong>
              <span>{say('field.leave_of', { from: one.fromOn, to: one.toOn })}</span>
            </span>
            <span className="card__sub">
              {say('field.deputy')}
              {say('common.colon')}
              {one.deputy} · {one.reason}
            </span>
            {one.decision && (
              <span className="card__sub">
                {one.decidedBy}
                {say('common.colon')}
                {one.decision}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
