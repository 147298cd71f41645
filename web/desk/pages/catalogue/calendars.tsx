/**
 * 工作日历: a year at a glance with holidays and make-up days (调休), a day changed by a press. A calendar is never changed in place:
 * saving makes a new version, and running clocks are counted anew on it.
 */
import { Alert, App, Button, Modal, Select } from 'antd';
import { useState } from 'react';
import type { Static } from 'typebox';
import { listCalendars, saveCalendar, type CalendarRow } from '#contract/catalogue.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, Field, TextField } from '../../parts/field.tsx';
import { dayOf } from '../../parts/local.ts';
import { Page } from '../../parts/page.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';
import { changed, monthsOf, readSlots, slotsText, stateOfDay, type DayState, type Plan } from './year.ts';

type Row = Static<typeof CalendarRow>;

export function CalendarsPage() {
  const { say } = useWords();
  const { data, error, refetch } = useRead(listCalendars, {});
  const [chosen, choose] = useState<number | null>(null);
  const calendars = data?.calendars ?? [];
  const row = calendars.find((one) => one.id === chosen) ?? calendars.find((one) => one.isDefault) ?? calendars[0];
  return (
    <Page
      wide
      title={say('desk.nav.calendars')}
      hint={say('desk.calendars.hint')}
      actions={
        calendars.length > 1 && row ? (
          <Select
            aria-label={say('desk.nav.calendars')}
            value={row.id}
            onChange={choose}
            options={calendars.map((one) => ({ value: one.id, label: one.name }))}
          />
        ) : undefined
      }
    >
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={10} />}
      {row && <Year key={`${row.id}-${row.version}`} row={row} />}
    </Page>
  );
}

function Year({ row }: { row: Row }) {
  const { say, lang, time, listed } = useWords();
  const { message } = App.useApp();
  const who = useWho();
  const may = who.may('catalogue.edit');
  const [today] = useState(() => dayOf(new Date()));
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const [plan, setPlan] = useState<Plan>(row.calendar);
  const [asked, ask] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const write = useWrite(saveCalendar, { changes: [listCalendars] });
  const edits = changed(row.calendar, plan);
  const save = () =>
    write.mutate(
      {
        params: { calendarId: row.id },
        body: { version: row.version, calendar: plan, reason: reason.trim() },
      },
      { onSuccess: () => void message.success(say('desk.calendars.saved')) },
    );
  const months = monthsOf(year);
  const weekdays = say('desk.calendars.weekdays').split(' ');
  return (
    <>
      {row.warns && (
        <Alert type="warning" showIcon title={say('desk.calendars.warns', { day: row.calendar.knownUntil })} />
      )}
      <div className="card stack">
        <div className="calendar-head">
          <Button onClick={() => setYear(year - 1)} aria-label={say('desk.calendars.year_before')}>
            ‹
          </Button>
          <h2 aria-live="polite">{year}</h2>
          <Button onClick={() => setYear(year + 1)} aria-label={say('desk.calendars.year_next')}>
            ›
          </Button>
          <span className="legend">
            {(['working', 'rest', 'holiday', 'makeup'] as const).map((state) => (
              <span key={state}>
                <i className={`day-mark day-${state}`} aria-hidden="true" /> {say(`desk.calendars.${state}`)}
              </span>
            ))}
          </span>
          <span className="top-space" />
          <span className="faint">
            {[row.name, say('desk.version', { n: row.version }), time(row.changedAt), row.reason]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </div>
        <p className="hint">
          {say('desk.calendars.week', {
            hours: slotsText(plan.week[0] ?? []),
            zone: plan.timeZone,
            known: plan.knownUntil,
          })}
        </p>
        <div className="year">
          {months.map(({ month, lead, days }) => (
            <table key={month} className="month">
              <caption>
                {lang === 'zh'
                  ? `${month} 月`
                  : new Date(Date.UTC(year, month - 1, 1)).toLocaleString('en', { month: 'long', timeZone: 'UTC' })}
              </caption>
              <thead>
                <tr>
                  {weekdays.map((word) => (
                    <th key={word} scope="col">
                      {word}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {weeks(lead, days).map((week, i) => (
                  <tr key={`${month}-${i}`}>
                    {week.map((day, j) =>
                      day === null ? (
                        <td key={`none-${j}`} aria-hidden="true" />
                      ) : (
                        <td key={day}>
                          <Day
                            day={day}
                            state={stateOfDay(plan, day)}
                            edited={edits.includes(day)}
                            today={day === today}
                            unknown={day > plan.knownUntil}
                            {...(may ? { onPress: () => ask(day) } : {})}
                          />
                        </td>
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          ))}
        </div>
      </div>
      {may && (edits.length > 0 || plan.knownUntil !== row.calendar.knownUntil) && (
        <form
          className="card stack narrow calendar-save"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <h2>{say('desk.calendars.changes', { n: edits.length })}</h2>
          <p className="num">{listed(edits)}</p>
          {write.error && <Trouble error={write.error} />}
          <TextField
            label={say('desk.calendars.reason')}
            hint={say('desk.calendars.reason.hint')}
            value={reason}
            onChange={setReason}
            max={300}
            rows={1}
            required
          />
          <div className="form-actions">
            <Button type="primary" htmlType="submit" disabled={!reason.trim()} loading={write.isPending}>
              {say('common.save')}
            </Button>
            <Button onClick={() => setPlan(row.calendar)}>{say('desk.calendars.drop')}</Button>
          </div>
        </form>
      )}
      {may && <KnownUntil plan={plan} onChange={setPlan} />}
      {asked && (
        <EditDay
          key={asked}
          day={asked}
          plan={plan}
          onClose={() => ask(null)}
          onChange={(next) => {
            setPlan(next);
            ask(null);
          }}
        />
      )}
    </>
  );
}

const weeks = (lead: number, days: string[]): (string | null)[][] => {
  const cells: (string | null)[] = [...Array.from({ length: lead }, () => null), ...days];
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7));
};

function Day({
  day,
  state,
  edited,
  today,
  unknown,
  onPress,
}: {
  day: string;
  state: DayState;
  edited: boolean;
  today: boolean;
  unknown: boolean;
  onPress?: () => void;
}) {
  const { say } = useWords();
  const label = [
    day,
    say(`desk.calendars.${state}`),
    edited && say('desk.calendars.edited'),
    unknown && say('desk.calendars.unknown'),
  ]
    .filter(Boolean)
    .join(' · ');
  const look = `day day-${state}${edited ? ' day-edited' : ''}${today ? ' day-today' : ''}${unknown ? ' day-unknown' : ''}`;
  const shown = (
    <>
      {Number(day.slice(8))}
      <span className="sr-only"> {label}</span>
      {state === 'holiday' && <b aria-hidden="true">{say('desk.calendars.holiday.mark')}</b>}
      {state === 'makeup' && <b aria-hidden="true">{say('desk.calendars.makeup.mark')}</b>}
    </>
  );
  return onPress ? (
    <button type="button" className={look} title={label} onClick={onPress}>
      {shown}
    </button>
  ) : (
    <span className={look} title={label}>
      {shown}
    </span>
  );
}

function KnownUntil({ plan, onChange }: { plan: Plan; onChange: (plan: Plan) => void }) {
  const { say } = useWords();
  return (
    <div className="card narrow">
      <Field label={say('desk.calendars.known')} hint={say('desk.calendars.known.hint')} required>
        {(control) => (
          <input
            {...control}
            className="plain-input"
            type="date"
            value={plan.knownUntil}
            onChange={(event) => event.target.value && onChange({ ...plan, knownUntil: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function EditDay({
  day,
  plan,
  onClose,
  onChange,
}: {
  day: string;
  plan: Plan;
  onClose: () => void;
  onChange: (plan: Plan) => void;
}) {
  const { say } = useWords();
  const exception = plan.days[day];
  const [mode, setMode] = useState<'week' | 'holiday' | 'work'>(
    exception === undefined ? 'week' : exception.length === 0 ? 'holiday' : 'work',
  );
  const usual = plan.week.find((slots) => slots.length > 0) ?? [];
  const [hours, setHours] = useState(slotsText(exception && exception.length > 0 ? exception : usual));
  const slots = readSlots(hours);
  const apply = () => {
    const days = { ...plan.days };
    if (mode === 'week') delete days[day];
    else days[day] = mode === 'holiday' ? [] : (slots ?? []);
    onChange({ ...plan, days });
  };
  return (
    <Modal
      open
      title={`${day} · ${say(`desk.calendars.${stateOfDay(plan, day)}`)}`}
      onCancel={onClose}
      onOk={apply}
      okText={say('desk.calendars.apply')}
      okButtonProps={{ disabled: mode === 'work' && (!slots || slots.length === 0) }}
    >
      <div className="stack">
        <Choice
          label={say('desk.calendars.day')}
          name="day"
          value={mode}
          onChange={setMode}
          options={[
            { value: 'week', label: say('desk.calendars.as_week') },
            { value: 'holiday', label: say('desk.calendars.holiday') },
            { value: 'work', label: say('desk.calendars.makeup') },
          ]}
        />
        {mode === 'work' && (
          <Field
            label={say('desk.calendars.hours')}
            hint={say('desk.calendars.hours.hint')}
            wrong={slots ? undefined : say('desk.calendars.hours.wrong')}
            required
          >
            {(control) => (
              <input
                {...control}
                className="plain-input"
                value={hours}
                onChange={(event) => setHours(event.target.value)}
              />
            )}
          </Field>
        )}
      </div>
    </Modal>
  );
}
