/** 出勤 for the office: who was on duty when, by day and grid, who was on leave, and as a file. Hours and grounds; there is no track to be had here. */
import { useState } from 'react';
import { localDate } from '#contract/calendar.ts';
import { csv } from '#contract/csv.ts';
import { listAttendance, type Attendance } from '#contract/patrol.ts';
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { call, usePages, wordsOf } from '#web/kit/api.ts';
import { saveFile } from '#web/kit/save-file.ts';
import { zone } from '#web/kit/time.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { MonthField } from '../parts/month-field.tsx';
import { Unread } from '../parts/unread.tsx';

addWords(outdoorWords);

/** What a month of a whole district may have; a list that is longer than this ends somewhere, and says so by its length. */
const mostPages = 300;

export default function AttendancePage() {
  const { say, time, listed } = useWords();
  const [month, setMonth] = useState(() => localDate(new Date(), zone()).slice(0, 7));
  const shifts = usePages(listAttendance, { query: { month, limit: 50 } });
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const note = (one: Attendance) =>
    one.beganAt === null
      ? say('field.attendance_leave', { deputy: one.deputy ?? '' })
      : one.endedAt === null
        ? say('field.attendance_now')
        : one.endedBy === 'house'
          ? say('field.attendance_forgot')
          : '';
  const save = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const all: Attendance[] = [];
      let after: string | null = null;
      for (let n = 0; n < mostPages; n++) {
        const query: { month: string; limit: number; after?: string } = {
          month,
          limit: 200,
          ...(after ? { after } : {}),
        };
        const got: { rows: Attendance[]; next: string | null } = await call(listAttendance, { query });
        all.push(...got.rows);
        after = got.next;
        if (after === null) break;
      }
      const head = ['day', 'person', 'unit', 'grid', 'from', 'to', 'note'] as const;
      const lines = all.map((one) => [
        one.on,
        one.person,
        one.unitName,
        listed(one.area),
        one.beganAt ? time(one.beganAt) : '',
        one.endedAt ? time(one.endedAt) : '',
        note(one),
      ]);
      const titles = head.map((name) => say(`field.attendance.${name}`));
      saveFile(`attendance-${month}.csv`, csv(titles, lines));
    } catch (error) {
      setTrouble(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  /** under its day the hour is enough; a shift that went over midnight says the other day */
  const hour = (at: string, on: string) => (time(at).startsWith(on) ? time(at).slice(11) : time(at));
  const days = Map.groupBy(shifts.rows, ({ on }) => on);
  const heading = (on: string, those: readonly Attendance[]) => {
    const m = those.filter(({ beganAt }) => beganAt === null).length;
    return say(m > 0 ? 'field.attendance_on_leave' : 'field.attendance_on', { on, n: those.length - m, m });
  };
  return (
    <>
      <Heading title={say('field.attendance')} lead={say('field.attendance_lead')} />
      <MonthField month={month} onMonth={setMonth} />
      {trouble && <Trouble title={trouble} />}
      <Button className="wide" busy={busy} disabled={shifts.rows.length === 0} onClick={() => void save()}>
        {say('field.attendance_save')}
      </Button>
      {shifts.error ? <Unread error={shifts.error} /> : shifts.loading && <Skeleton lines={6} />}
      {!shifts.loading && !shifts.error && shifts.rows.length === 0 && (
        <p className="quiet">{say('field.attendance_none')}</p>
      )}
      {[...days].map(([on, those]) => (
        <section key={on} aria-labelledby={`on-${on}`}>
          <h2 id={`on-${on}`}>{heading(on, those)}</h2>
          <ul className="cards">
            {those.map((one) => (
              <li key={one.id} className="card">
                <span className="card__top">
                  <strong className="card__title">{one.person}</strong>
                </span>
                <span>
                  {one.beganAt && (
                    <>
                      <time dateTime={one.beganAt}>{hour(one.beganAt, on)}</time> –{' '}
                    </>
                  )}
                  {one.endedAt && <time dateTime={one.endedAt}>{hour(one.endedAt, on)}</time>} {note(one)}
                </span>
                <span className="card__sub">{[one.unitName, listed(one.area)].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {shifts.hasMore && (
        <Button tone="plain" busy={shifts.loadingMore} onClick={shifts.more}>
          {say('common.more')}
        </Button>
      )}
    </>
  );
}
