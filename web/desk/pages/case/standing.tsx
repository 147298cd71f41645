/** Where a case stands: its clocks with their lamps, and one sentence that says who must do what until when. */
import { Link } from 'react-router';
import type { CaseDetail } from '#contract/cases.ts';
import { useWords } from '#web/kit/words.tsx';
import { kindOf, leftWords, minutesLeft } from '../../parts/countdown.ts';
import { Countdown, LampMark, useCalendar } from '../../parts/lamp.tsx';
import { useNow } from '../../parts/now.ts';
import { limitWords } from '../../parts/pickers.tsx';
import { paths } from '../../paths.ts';

export function Clocks({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  return (
    <dl className="lamps">
      {detail.stageClock && <Lamp word={say('desk.clock.stage')} clock={detail.stageClock} />}
      {detail.handlingClock && <Lamp word={say('desk.clock.handling')} clock={detail.handlingClock} />}
      {detail.caseClock && <Lamp word={say('desk.clock.case')} clock={detail.caseClock} />}
    </dl>
  );
}

type ClockShown = NonNullable<CaseDetail['caseClock']>;

function Lamp({ word, clock }: { word: string; clock: ClockShown }) {
  const { say, lang, time } = useWords();
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        {clock.endedAt ? (
          <>
            <LampMark lamp={clock.lamp} word={false} /> {say('desk.clock.ended', { at: time(clock.endedAt) })}
          </>
        ) : (
          <Countdown lamp={clock.lamp} dueAt={clock.dueAt} limit={clock.limit} />
        )}
        <small>
          {limitWords(lang, clock.limit)}
          {clock.dueAt && ` · ${say('desk.left.due', { at: time(clock.dueAt) })}`}
          {clock.beyondKnown && ` · ${say('desk.clock.beyond_known')}`}
        </small>
      </dd>
    </div>
  );
}

/** Where it stands, in one sentence: who holds it, what they must do, by when. */
export function Sentence({ detail }: { detail: CaseDetail }) {
  const { say, lang, time } = useWords();
  const calendar = useCalendar();
  const now = useNow();
  const row = detail.case;
  if (row.endedAt) {
    return (
      <>
        {say('desk.case.ended', { state: say(`case.state.${row.state}`), at: time(row.endedAt) })}
        {detail.mergedInto && (
          <>
            {' '}
            <Link to={paths.case(detail.mergedInto.id)}>{detail.mergedInto.number}</Link>
          </>
        )}
      </>
    );
  }
  const holder = [row.holder?.name, row.holderPerson].filter(Boolean).join(' ');
  if (row.suspended)
    return say('desk.case.suspended', {
      holder,
      until: detail.suspendedUntil ? time(detail.suspendedUntil) : '',
      reason: detail.suspendedReason,
    });
  const clock = detail.stageClock;
  if (!clock?.dueAt) return say('desk.case.open', { holder, state: say(`case.state.${row.state}`) });
  const kind = kindOf(clock.limit);
  const due = new Date(clock.dueAt);
  const minutes = minutesLeft(now, due, clock.limit, calendar);
  return say(now > due ? 'desk.case.late' : 'desk.case.due', {
    holder,
    task: say(`desk.task.${row.state as 'filed'}`),
    due: time(clock.dueAt),
    left: leftWords(lang, minutes, kind, calendar, now > due),
  });
}
