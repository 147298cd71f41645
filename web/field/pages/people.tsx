/** 通讯录: the own office's people, from the bundle; the numbers are those of the public display cards. */
import { useState } from 'react';
import { accessWords } from '#contract/words/access.ts';
import { addWords, isWordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Heading } from '../parts/heading.tsx';

// The names of posts; only this page of the app says them.
addWords(accessWords);

export default function PeoplePage() {
  const { say } = useWords();
  const { day } = useField();
  const [typed, setTyped] = useState('');
  const asked = typed.trim();
  const people = (day?.colleagues ?? []).filter(
    ({ name, unitName }) => name.includes(asked) || unitName.includes(asked),
  );
  return (
    <>
      <Heading title={say('field.people')} />
      <input
        className="input"
        type="search"
        aria-label={say('field.find_person')}
        placeholder={say('field.find_person')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className="cards">
        {people.map(({ personId, name, unitName, role, phone }) => {
          const word = `post.${role}`;
          return (
            <li key={`${personId}${role}`} className="card">
              <span className="card__top">
                <strong className="card__title">{name}</strong>
                <span className="card__far">{isWordKey(word) ? say(word) : role}</span>
              </span>
              <span className="card__sub">{unitName}</span>
              {phone && (
                <a className="button button--quiet wide" href={`tel:${phone}`}>
                  {phone}
                </a>
              )}
            </li>
          );
        })}
      </ul>
      {people.length === 0 && <p className="quiet">{say('common.empty')}</p>}
    </>
  );
}
