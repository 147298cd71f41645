/** 走访日志: for what, and in words. Kept sealed in the house, and read back by herself. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { useEffect, useState } from 'react';
import { listVisits, visitPurposes } from '#contract/patrol.ts';
import { usePages } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Heading } from '../parts/heading.tsx';
import { WordsField } from '../parts/words-field.tsx';

addWords(outdoorWords);

type Purpose = (typeof visitPurposes)[number];

export default function VisitPage() {
  const { say, time } = useWords();
  const { fix, locate, act, online, draft: readDraft, keepDraft } = useField();
  const tell = useNotices();
  const [purpose, setPurpose] = useState<Purpose>('opinion');
  const [words, setWords] = useState('');
  const visits = usePages(listVisits, {}, { enabled: online });
  useEffect(() => {
    void locate();
    void readDraft<string>('visit').then((found) => found && setWords(found));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when the page opens
  }, []);
  const write = (next: string) => {
    setWords(next);
    void keepDraft('visit', next);
  };
  const send = async () => {
    const body = { purpose, words: words.trim(), ...(fix ? { point: fix.point } : {}) };
    await act([{ what: 'visit', endpoint: 'patrol.visit', params: {}, body }], {
      title: `${say(`field.purpose.${purpose}`)} · ${words.trim().slice(0, 24)}`,
    });
    write('');
    tell(say('field.kept'));
    visits.again();
  };
  return (
    <>
      <form
        {...(words ? { 'data-half-filled': '' } : {})}
        onSubmit={(event) => {
          event.preventDefault();
          if (words.trim()) void send();
        }}
      >
        <Heading title={say('field.visit')} lead={say('field.visit_lead')} />
        <fieldset className="matters">
          <legend className="field__label">{say('field.purpose')}</legend>
          <div className="chips">
            {visitPurposes.map((one) => (
              <label key={one} className="chip">
                <input type="radio" name="purpose" checked={one === purpose} onChange={() => setPurpose(one)} />
                <span>{say(`field.purpose.${one}`)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <WordsField
          label={say('field.visit_words')}
          need="required"
          value={words}
          max={2000}
          rows={5}
          onChange={write}
        />
        <div className="send">
          <Button tone="primary" type="submit" className="wide" disabled={!words.trim()}>
            {say('field.save_visit')}
          </Button>
        </div>
      </form>
      {visits.rows.length > 0 && (
        <section>
          <h2>{say('field.my_visits')}</h2>
          <ul className="cards">
            {visits.rows.map((one) => (
              <li key={one.id} className="card">
                <span className="card__top">
                  <strong className="tag">{say(`field.purpose.${one.purpose}`)}</strong>
                  <span className="card__far">{time(one.happenedAt)}</span>
                </span>
                <span>{one.words}</span>
                <span className="card__sub">{one.areaName}</span>
              </li>
            ))}
          </ul>
          {visits.hasMore && <Button onClick={visits.more}>{say('common.more')}</Button>}
        </section>
      )}
    </>
  );
}
