/** 我的考核: the ground that was covered, with the formula, what was missed, and a way to object that somebody else answers. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { useState } from 'react';
import { objectToCoverage, readCoverage } from '#contract/patrol.ts';
import { localDate } from '#contract/calendar.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble, useNotices } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { zone } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { useDraft } from '../parts/draft.ts';
import { Heading } from '../parts/heading.tsx';
import { MonthField } from '../parts/month-field.tsx';
import { Unread } from '../parts/unread.tsx';
import { WordsField } from '../parts/words-field.tsx';

addWords(outdoorWords);

export default function CoveragePage() {
  const { say, listed } = useWords();
  const tell = useNotices();
  const [month, setMonth] = useState(() => localDate(new Date(), zone()).slice(0, 7));
  const asked = useRead(readCoverage, { query: { month } });
  const draft = useDraft('objection', { reason: '' });
  const { reason } = draft.value;
  const object = useWrite(objectToCoverage, { changes: [readCoverage] });
  const told = asked.data;
  return (
    <>
      <Heading title={say('field.coverage')} lead={say('field.coverage_lead')} />
      <MonthField month={month} onMonth={setMonth} />
      {asked.error ? <Unread error={asked.error} /> : !told && <Skeleton lines={4} />}
      {told && (
        <>
          <section className="sheet figure">
            <p className="figure__big">{told.due === 0 ? '—' : `${Math.round((told.kept / told.due) * 100)}%`}</p>
            <p>{say('field.coverage_is', { kept: told.kept, due: told.due, days: told.dutyDays })}</p>
            <p className="hint">{say('field.coverage_formula')}</p>
            <p className="hint">{say('field.visits_made', { n: told.visits })}</p>
          </section>
          {told.missed.length > 0 && (
            <details className="more">
              <summary>{say('field.missed', { n: told.due - told.kept })}</summary>
              <ul className="plain">
                {told.missed.map(({ name, every, days }) => (
                  <li key={name}>
                    <strong>{name}</strong> · {say(`field.every.${every}`)} · {listed(days.map((one) => one.slice(5)))}
                  </li>
                ))}
              </ul>
            </details>
          )}
          {told.objections.map((one) => (
            <section key={one.id} className="card">
              <span className="card__top">
                <strong className={`tag tag--${one.upheld === null ? 'waiting' : one.upheld ? 'sent' : 'refused'}`}>
                  {say(one.upheld === null ? 'field.undecided' : one.upheld ? 'field.upheld' : 'field.dismissed')}
                </strong>
                <span>
                  {one.month} · {one.kept}/{one.due}
                </span>
              </span>
              <span>{one.reason}</span>
              {one.decision && (
                <span className="card__sub">
                  {one.decidedBy}
                  {say('common.colon')}
                  {one.decision}
                </span>
              )}
            </section>
          ))}
          <form
            className="sheet"
            {...(reason ? { 'data-half-filled': '' } : {})}
            onSubmit={(event) => {
              event.preventDefault();
              object.mutate(
                { body: { month, reason: reason.trim() } },
                {
                  onSuccess: () => {
                    draft.forget();
                    tell(say('field.objected'));
                  },
                },
              );
            }}
          >
            <h2>{say('field.object')}</h2>
            <WordsField
              label={say('field.object_why')}
              need="required"
              value={reason}
              max={1000}
              onChange={(next) => draft.put({ reason: next })}
            />
            {object.error && <Trouble title={object.error.problem.title} />}
            <Button type="submit" className="wide" busy={object.isPending} disabled={!reason.trim()}>
              {say('field.object')}
            </Button>
          </form>
        </>
      )}
    </>
  );
}
