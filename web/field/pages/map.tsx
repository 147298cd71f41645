/** Her ground with what waits on it: drawn from the bundle, so that it is there in a cellar too. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Ground, type Mark } from '../parts/ground.tsx';
import { Heading } from '../parts/heading.tsx';
import { paths } from '../paths.ts';

addWords(outdoorWords);

export default function MapPage() {
  const { say, lang } = useWords();
  const { day, fix, locate } = useField();
  useEffect(() => void locate(), [locate]);
  const areas = day?.areas ?? [];
  const own = areas.filter(({ level }) => level !== 'cell');
  const marks: Mark[] = [
    ...(day?.checkpoints ?? []).map(({ id, point, due, name }): Mark => ({
      key: id,
      point,
      kind: due ? 'due' : 'kept',
      name,
    })),
    ...(day?.tasks ?? []).flatMap(({ case: { id, point, title } }): Mark[] =>
      point ? [{ key: id, point, kind: 'task', name: title }] : [],
    ),
    ...(fix ? [{ key: 'me', point: fix.point, kind: 'me', name: say('field.me') } as const] : []),
  ];
  return (
    <>
      <Heading
        title={say('field.map')}
        lead={say('field.map_lead', { n: own.length, cells: areas.length - own.length })}
      />
      <Ground areas={areas} marks={marks} label={say('field.map')} />
      <ul className="legend">
        {(['task', 'due', 'kept', 'me'] as const).map((kind) => (
          <li key={kind}>
            <svg
              viewBox="-20 -42 40 62"
              width="22"
              height="26"
              aria-hidden="true"
              className={`ground__mark ground__mark--${kind}`}
            >
              {kind === 'task' && <path d="M0 0L-16 -26A17 17 0 1 1 16 -26Z" />}
              {kind === 'due' && <rect x="-13" y="-26" width="26" height="26" />}
              {kind === 'kept' && <path d="M-11 -10L-3 0L12 -20" />}
              {kind === 'me' && <circle cy="-12" r="15" />}
            </svg>
            {say(`field.mark.${kind}`)}
          </li>
        ))}
      </ul>
      <h2>{say('field.my_areas')}</h2>
      <ul className="plain">
        {own.map(({ id, name, nameEn, code }) => (
          <li key={id}>
            {(lang === 'en' && nameEn) || name} <small>{code}</small>
          </li>
        ))}
      </ul>
      <Link className="row-link" to={paths.points()}>
        <span>{say('field.points')}</span>
      </Link>
    </>
  );
}
