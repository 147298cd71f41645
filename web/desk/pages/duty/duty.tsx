/** 值班: who is on duty now and what the log says; the roster; key events. The open part stands in the address. */
import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { listNotes, readDutyNow, readNote, seats, writeNote, type DutyNote, type Seat } from '#contract/duty.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { Field, TextField } from '../../parts/field.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Listed, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useWho } from '../../who.tsx';
import { Logbook } from './logbook.tsx';
import { Occasions } from './occasions.tsx';
import { Orders } from './orders.tsx';
import { RosterTab } from './roster.tsx';

const tabs = ['now', 'orders', 'logbook', 'roster', 'occasions'] as const;

export function DutyPage() {
  const { say } = useWords();
  const { search, put } = useAddress();
  const tab = tabs.find((one) => one === search.get('tab')) ?? 'now';
  return (
    <Page wide title={say('duty.title')} hint={say('duty.hint')}>
      <Tabs
        label={say('duty.title')}
        tabs={tabs}
        word={(one) => say(`duty.tab.${one}`)}
        chosen={tab}
        onChoose={(one) => put({ tab: one === 'now' ? null : one })}
      />
      {tab === 'now' && <Today />}
      {tab === 'orders' && <Orders />}
      {tab === 'logbook' && <Logbook />}
      {tab === 'roster' && <RosterTab />}
      {tab === 'occasions' && <Occasions />}
    </Page>
  );
}

function Today() {
  const { say, time } = useWords();
  const { data, error, refetch } = useRead(readDutyNow, {}, { refetchMs: 60_000 });
  if (error) return <Trouble error={error} again={() => void refetch()} />;
  if (!data) return <Waiting rows={6} />;
  return (
    <>
      <Section
        title={say('duty.now')}
        extra={
          <span className="hint">
            {say('duty.now.until', { part: say(`duty.part.${data.part}`), until: time(data.until) })}
          </span>
        }
      >
        <ul className="duty-now">
          {seats.map((seat) => {
            const on = data.on.filter((one) => one.seat === seat);
            return (
              <li key={seat}>
                <h3>{say(`duty.seat.${seat}`)}</h3>
                {on.length === 0 && <p className="hint">{say('duty.now.nobody')}</p>}
                {on.map(({ person, deputy, occasion, roster }) => (
                  <p key={person.id + (occasion ?? '')}>
                    <strong>{person.name}</strong>{' '}
                    {deputy && <small>{say('duty.deputy', { name: deputy.name })}</small>}{' '}
                    {occasion && <em className="tag tag-amber">{say('duty.roster.extra', { name: occasion })}</em>}
                    {data.mode && roster === 'normal' && !occasion && (
                      <em className="tag">{say('duty.now.stands_in')}</em>
                    )}
                  </p>
                ))}
              </li>
            );
          })}
        </ul>
      </Section>
      <Log mine={data.mine} />
    </>
  );
}

function Log({ mine }: { mine: Seat[] }) {
  const { say } = useWords();
  const who = useWho();
  const [seat, choose] = useState<Seat | 'all'>('all');
  const [unread, setUnread] = useState(false);
  const list = usePages(listNotes, {
    query: { limit: 50, ...(seat === 'all' ? {} : { seat }), ...(unread ? { unread } : {}) },
  });
  return (
    <Section title={say('duty.log')}>
      {who.may('duty.write') &&
        (mine.length > 0 ? <Write mine={mine} /> : <p className="hint">{say('duty.log.off')}</p>)}
      <search className="filters">
        <Select
          aria-label={say('duty.log.seat')}
          value={seat}
          onChange={choose}
          options={[
            { value: 'all' as const, label: say('duty.log.all') },
            ...seats.map((value) => ({ value, label: say(`duty.seat.${value}`) })),
          ]}
        />
        <Checkbox checked={unread} onChange={({ target }) => setUnread(target.checked)}>
          {say('duty.log.unread')}
        </Checkbox>
      </search>
      <Listed
        list={list}
        waiting={5}
        none={<Nothing title={say('duty.log.none')}>{say('duty.log.none.hint')}</Nothing>}
      >
        <ol className="duty-log">
          {list.rows.map((note) => (
            <Note key={note.id} note={note} mine={mine} />
          ))}
        </ol>
      </Listed>
    </Section>
  );
}

function Write({ mine }: { mine: Seat[] }) {
  const { say } = useWords();
  const [seat, choose] = useState<Seat>(mine[0]!);
  const [text, setText] = useState('');
  const [handOver, setHandOver] = useState(false);
  const write = useWrite(writeNote, { changes: [listNotes, readDutyNow] });
  return (
    <form
      className="stack narrow"
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate({ body: { seat, text: text.trim(), handOver } }, { onSuccess: () => setText('') });
      }}
    >
      {mine.length > 1 && (
        <Field label={say('duty.log.seat')} required>
          {({ id }) => (
            <Select
              id={id}
              value={seat}
              onChange={choose}
              options={mine.map((value) => ({ value, label: say(`duty.seat.${value}`) }))}
            />
          )}
        </Field>
      )}
      <TextField label={say('duty.log.text')} value={text} onChange={setText} max={2000} required />
      <Checkbox checked={handOver} onChange={({ target }) => setHandOver(target.checked)}>
        {say('duty.log.hand_over')}
      </Checkbox>
      {write.error && <Trouble error={write.error} />}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={write.isPending} disabled={text.trim() === ''}>
          {say('duty.log.save')}
        </Button>
      </div>
    </form>
  );
}

function Note({ note, mine }: { note: DutyNote; mine: Seat[] }) {
  const { say, time } = useWords();
  const { me } = useWho();
  const read = useWrite(readNote, { changes: [listNotes, readDutyNow] });
  const waits = note.handOver && note.readAt === null;
  const may = waits && mine.includes(note.seat) && note.by.id !== me.personId;
  return (
    <li className={waits ? 'waits' : ''}>
      <p className="hint">
        <time dateTime={note.at}>{time(note.at)}</time> · {say(`duty.seat.${note.seat}`)} ·{' '}
        {say(`duty.part.${note.part}`)} · {note.by.name} <small>{note.unitName}</small>
      </p>
      <p className="duty-words">{note.text}</p>
      {note.readAt && (
        <p className="hint">{say('duty.log.read_by', { name: note.readBy ?? '', at: time(note.readAt) })}</p>
      )}
      {waits && (
        <p>
          <em className="tag tag-amber">{say('duty.log.waits')}</em>{' '}
          {may && (
            <Button
              size="small"
              loading={read.isPending}
              onClick={() => read.mutate({ params: { noteId: note.id }, body: {} })}
            >
              {say('duty.log.read')}
            </Button>
          )}
        </p>
      )}
      {read.error && <Trouble error={read.error} />}
    </li>
  );
}
