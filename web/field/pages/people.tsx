/** 通讯录: the own office's people and every unit that can be called, from the bundle: there without network. Offices' numbers, and those of the display cards. */
import { tellingWords } from '#contract/words/telling.ts';
import { useState } from 'react';
import { accessWords } from '#contract/words/access.ts';
import { addWords, isWordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Heading } from '../parts/heading.tsx';

addWords(tellingWords);

// The names of posts; only this page of the app says them.
addWords(accessWords);

/** Of a district with hundreds of offices the first are drawn; whoever looks for another types two letters of it. */
const drawnAtOnce = 60;
const dialled = (phone: string): string => `tel:${phone.replace(/[^0-9+]/g, '')}`;

export default function PeoplePage() {
  const { say, lang } = useWords();
  const { day } = useField();
  const [typed, setTyped] = useState('');
  const asked = typed.trim().toLowerCase();
  const fits = (...words: string[]) => words.some((word) => word.toLowerCase().includes(asked));
  const people = (day?.colleagues ?? []).filter(({ name, unitName, phone }) => fits(name, unitName, phone));
  const offices = (day?.offices ?? []).filter(({ name, nameEn, phone }) => fits(name, nameEn, phone));
  const near = offices.filter((office) => office.near);
  const others = offices.filter((office) => !office.near);
  const roleOf = (role: string): string => {
    const word = `post.${role}`;
    return isWordKey(word) ? say(word) : role;
  };
  const section = (heading: string, list: typeof offices) =>
    list.length > 0 && (
      <section>
        <h2>{heading}</h2>
        <ul className="cards">
          {list.slice(0, drawnAtOnce).map(({ unitId, name, nameEn, phone }) => (
            <Callable key={unitId} name={(lang === 'en' && nameEn) || name} phone={phone} />
          ))}
        </ul>
      </section>
    );
  return (
    <>
      <Heading title={say('field.people')} lead={say('field.people_hint')} />
      <input
        className="input"
        type="search"
        aria-label={say('field.find_person')}
        placeholder={say('field.find_person')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {people.length > 0 && (
        <section>
          <h2>{say('field.team', { n: people.length })}</h2>
          <ul className="cards">
            {people.slice(0, drawnAtOnce).map(({ personId, name, unitName, role, phone }) => (
              <Callable key={`${personId}${role}`} name={name} about={`${roleOf(role)} · ${unitName}`} phone={phone} />
            ))}
          </ul>
        </section>
      )}
      {section(say('field.offices_near', { n: near.length }), near)}
      {section(say('field.offices', { n: others.length }), others)}
      {people.length + offices.length === 0 && <p className="quiet">{say('common.empty')}</p>}
    </>
  );
}

function Callable({ name, about, phone }: { name: string; about?: string; phone: string }) {
  const { say } = useWords();
  return (
    <li className="card">
      <span className="card__top">
        <strong className="card__title">{name}</strong>
      </span>
      {about && <span className="card__sub">{about}</span>}
      {phone && (
        <a className="button button--quiet wide" href={dialled(phone)}>
          {say('field.call', { phone })}
          <span className="unseen"> {name}</span>
        </a>
      )}
    </li>
  );
}
