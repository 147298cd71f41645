/** Her ground with what waits on it: drawn from the bundle, so that it is there in a cellar too. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import type { Point } from '#contract/endpoint.ts';
import type { FieldTask } from '#contract/patrol.ts';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { Button } from '#web/kit/ui/button.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Ground, type Mark } from '../parts/ground.tsx';
import { Heading } from '../parts/heading.tsx';
import { useHouseNow } from '../parts/house-now.ts';
import { paths } from '../paths.ts';
import { inOrder, TaskCard } from './today.tsx';

addWords(outdoorWords);

export default function MapPage() {
  const { say, lang } = useWords();
  const { day, fix, locate } = useField();
  useEffect(() => void locate(), [locate]);
  const areas = day?.areas ?? [];
  if (day && areas.length === 0) return <Nowhere tasks={day.tasks} from={fix?.point ?? null} onLocate={locate} />;
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

/** Who has no ground of her own: instead of an empty sheet, where her tasks lie. */
function Nowhere(props: { tasks: readonly FieldTask[]; from: Point | null; onLocate: () => Promise<unknown> }) {
  const { say } = useWords();
  const now = useHouseNow();
  return (
    <>
      <Heading title={say('field.map')} />
      <section className="sheet">
        <h2>{say('field.no_ground')}</h2>
        <p>{say('field.no_ground_text')}</p>
        {!props.from && (
          <Button className="wide" onClick={() => void props.onLocate()}>
            {say('field.ask_position')}
          </Button>
        )}
      </section>
      {props.tasks.length === 0 && <p className="quiet">{say('field.no_tasks')}</p>}
      <ul className="cards">
        {inOrder(props.tasks, props.from).map((task) => (
          <TaskCard key={task.case.id} task={task} from={props.from} now={now} />
        ))}
      </ul>
    </>
  );
}
