/** 红黄绿灯: told by shape, word and colour together, with what is left on the clock that is running. */
import { Tooltip } from 'antd';
import type { Lamp as LampState } from '#contract/cases.ts';
import { listCalendars } from '#contract/catalogue.ts';
import type { Calendar } from '#contract/worktime.ts';
import { useRead } from '#web/kit/api.ts';
import { zone } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { kindOf, leftWords, minutesLeft } from './countdown.ts';
import { useNow } from './now.ts';

const shapes: Record<LampState, string> = {
  green: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13',
  yellow: 'M8 1 15.5 14.5H.5Z',
  red: 'M5 1h6l4 4v6l-4 4H5l-4-4V5Z',
  paused: 'M3 2h3.5v12H3zM9.5 2H13v12H9.5z',
  none: 'M8 6.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3',
};

export function LampShape({ lamp, size = 13 }: { lamp: LampState; size?: number }) {
  return (
    <svg className={`lamp lamp-${lamp}`} viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path d={shapes[lamp]} />
    </svg>
  );
}

export function LampMark({ lamp, word = true }: { lamp: LampState; word?: boolean }) {
  const { say } = useWords();
  return (
    <span className={`lamp-mark lamp-text-${lamp}`}>
      <LampShape lamp={lamp} />
      {word ? say(`lamp.${lamp}`) : <span className="sr-only">{say(`lamp.${lamp}`)}</span>}
    </span>
  );
}

/** Until the district's own calendar has arrived: every hour of every day. */
const always: Calendar = {
  timeZone: zone(),
  week: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]),
  days: {},
  knownUntil: '9999-12-31',
};
export function useCalendar(): Calendar {
  const { data } = useRead(listCalendars, {}, { staleMs: 600_000 });
  return (data?.calendars.find((row) => row.isDefault) ?? data?.calendars[0])?.calendar ?? always;
}

/** The lamp with `剩 3 工作时` beside it; the exact moment on hover and focus. */
export function Countdown({
  lamp,
  dueAt,
  limit,
}: {
  lamp: LampState;
  dueAt: string | null;
  limit: string | null | undefined;
}) {
  const { say, lang, time } = useWords();
  const calendar = useCalendar();
  const now = useNow();
  if (!dueAt) return <LampMark lamp={lamp} />;
  const due = new Date(dueAt);
  // A red lamp stays red; a paused one does not count.
  const words =
    lamp === 'paused' || lamp === 'none'
      ? say(`lamp.${lamp}`)
      : leftWords(lang, minutesLeft(now, due, limit, calendar), kindOf(limit), calendar, now > due);
  return (
    <Tooltip title={say('desk.left.due', { at: time(due) })}>
      <span className={`lamp-mark lamp-text-${lamp}`}>
        <LampShape lamp={lamp} />
        <span>
          <span className="sr-only">{say(`lamp.${lamp}`)} </span>
          {words}
        </span>
      </span>
    </Tooltip>
  );
}
