/** Today: on duty, what waits for her (the nearest first), the points that are due. All from the bundle; no network is asked. */
import { useEffect } from 'react';
import { Link } from 'react-router';
import type { Lamp as LampName } from '#contract/cases.ts';
import type { Point } from '#contract/endpoint.ts';
import { metresBetween } from '#contract/near.ts';
import type { FieldTask } from '#contract/patrol.ts';
import { lamp } from '#contract/worktime.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Lamp, Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { DutyButton } from '../parts/duty.tsx';
import { useFar } from '../parts/far.ts';
import { Heading } from '../parts/heading.tsx';
import { useHouseNow } from '../parts/house-now.ts';
import { Icon } from '../parts/icon.tsx';
import { paths } from '../paths.ts';

export function TodayPage() {
  const { say, time } = useWords();
  const { day, fix, locate, sync, acts, online, device, dayless } = useField();
  const now = useHouseNow();
  useEffect(() => {
    const ask = async () => {
      // Only where she has allowed it already: a page that opens does not ask.
      if (await device.location.allowed()) await locate();
    };
    void ask();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when the page opens
  }, []);
  if (!day)
    return (
      <>
        <Heading title={say('field.today')} />
        {dayless ? (
          <section className="sheet">
            <p>{say('field.dayless')}</p>
            <Link className="button button--primary wide" to={paths.lessons()}>
              {say('field.lessons')}
            </Link>
          </section>
        ) : online ? (
          <Skeleton lines={6} />
        ) : (
          <section className="sheet">
            <p>{say('field.no_day')}</p>
            <Button tone="primary" className="wide" onClick={() => void sync({ day: true })}>
              {say('field.get_day')}
            </Button>
          </section>
        )}
      </>
    );
  // What she has answered here is done for her, also before the house has heard of it.
  const answered = new Set(
    acts.filter(({ what, state }) => what === 'move' && state !== 'given_up').map(({ rows }) => rows.at(-1)?.group),
  );
  const here = fix?.point ?? null;
  const tasks = inOrder(day.tasks, here).filter((task) => !answered.has(`case:${task.case.id}`));
  const asked = tasks.filter(({ what }) => what !== 'look');
  const others = tasks.filter(({ what }) => what === 'look');
  const due = day.checkpoints.filter((point) => point.due).length;
  const toTell = day.publicity.filter(({ endedAt }) => endedAt === null).length;
  return (
    <>
      <Heading title={say('field.today')} lead={say('field.day_of', { at: time(day.at) })} />
      <DutyButton />
      <section aria-labelledby="asked">
        <h2 id="asked">{say('field.tasks', { n: asked.length })}</h2>
        {asked.length === 0 && <p className="quiet">{say('field.no_tasks')}</p>}
        <ul className="cards">
          {asked.map((task) => (
            <TaskCard key={task.case.id} task={task} from={here} now={now} />
          ))}
        </ul>
      </section>
      {day.checkpoints.length > 0 && (
        <Link className="row-link" to={paths.points()}>
          <Icon name="point" />
          <span>{say('field.points_due', { n: due, all: day.checkpoints.length })}</span>
        </Link>
      )}
      {toTell > 0 && (
        <Link className="row-link" to={paths.publicity()}>
          <Icon name="talk" />
          <span>{say('field.publicity_open', { n: toTell })}</span>
        </Link>
      )}
      <Link className="row-link" to={paths.visit()}>
        <Icon name="talk" />
        <span>{say('field.visit')}</span>
      </Link>
      <Link className="row-link" to={paths.map()}>
        <Icon name="map" />
        <span>{say('field.map')}</span>
      </Link>
      {others.length > 0 && (
        <details className="more">
          <summary>{say('field.others', { n: others.length })}</summary>
          <ul className="cards">
            {others.map((task) => (
              <TaskCard key={task.case.id} task={task} from={here} now={now} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** By distance where the phone knows where it is, else by what is due first; what stands nowhere comes last. */
export function inOrder(tasks: readonly FieldTask[], here: Point | null): FieldTask[] {
  const far = ({ case: { point } }: FieldTask): number => (here && point ? metresBetween(here, point) : Infinity);
  return tasks.toSorted(
    // Infinity less Infinity is no number, and falls through to the time.
    (a, b) => far(a) - far(b) || (a.case.stageDueAt ?? '9').localeCompare(b.case.stageDueAt ?? '9'),
  );
}

/** By the same rule as the desk's lamp: an hour without network does not leave it green. */
export function lampNow({ case: row }: FieldTask, now: Date): LampName {
  if (row.suspended) return 'paused';
  if (!row.stageDueAt) return 'none';
  return lamp(now, row.stageWarnAt ? new Date(row.stageWarnAt) : null, new Date(row.stageDueAt));
}

export function TaskCard({ task, from, now }: { task: FieldTask; from: Point | null; now: Date }) {
  const { say, time } = useWords();
  const far = useFar();
  const { case: row } = task;
  return (
    <li className="card">
      <Link to={paths.task(row.id)}>
        <span className="card__top">
          <strong className={`tag tag--${task.what}`}>{say(`field.what.${task.what}`)}</strong>
          <Lamp lamp={lampNow(task, now)} />
          {from && row.point && <span className="card__far">{far(from, row.point)}</span>}
        </span>
        <span className="card__title">{row.title}</span>
        <span className="card__sub">{row.placeText || row.areaName}</span>
        {row.stageDueAt && <span className="card__sub">{say('field.until', { at: time(row.stageDueAt) })}</span>}
      </Link>
    </li>
  );
}
