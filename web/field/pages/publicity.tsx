/** 宣传任务: the office says what a grid's residents shall hear of; whoever walks there tells it, with a photo and a number, and no names. */
import { openWords } from '#contract/words/open.ts';
import { tellingWords } from '#contract/words/telling.ts';
import { addWords } from '#contract/words/words.ts';
import { useState } from 'react';
import { localDate } from '#contract/calendar.ts';
import {
  endPublicity,
  longestWords,
  makePublicity,
  mostReached,
  publicityTopics,
  type Publicity,
} from '#contract/publicity.ts';
import { listFound } from '#contract/patrol.ts';
import { useRead, useWrite, wordsOf } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { Trouble, useNotices } from '#web/kit/ui/notices.tsx';
import { zone } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { useDraft } from '../parts/draft.ts';
import { Heading } from '../parts/heading.tsx';
import { Photos, useShots } from '../parts/photos.tsx';
import { WordsField } from '../parts/words-field.tsx';

addWords(openWords);
addWords(tellingWords);
const places = ['proof'];

export default function PublicityPage() {
  const { say } = useWords();
  const { day } = useField();
  const [carrying, carry] = useState<Publicity | null>(null);
  const all = day?.publicity ?? [];
  const open = all.filter(({ endedAt }) => endedAt === null);
  const over = all.filter(({ endedAt }) => endedAt !== null);
  return (
    <>
      <Heading title={say('field.publicity')} lead={say('field.publicity_lead')} />
      {day?.plans && <Make />}
      <section aria-labelledby="open">
        <h2 id="open">{say('field.publicity_open', { n: open.length })}</h2>
        {open.length === 0 && <p className="quiet">{say('field.publicity_none')}</p>}
        <List tasks={open} onCarry={carry} />
      </section>
      {over.length > 0 && (
        <details className="more">
          <summary>{say('field.publicity_over', { n: over.length })}</summary>
          <List tasks={over} onCarry={carry} />
        </details>
      )}
      <Dialog title={carrying?.title ?? ''} open={carrying !== null} onClose={() => carry(null)}>
        {carrying && <CarryOut task={carrying} onDone={() => carry(null)} />}
      </Dialog>
    </>
  );
}

function List({ tasks, onCarry }: { tasks: readonly Publicity[]; onCarry: (task: Publicity) => void }) {
  const { say, day: dayText, time } = useWords();
  const { day, online, sync } = useField();
  const end = useWrite(endPublicity);
  // What was remarked on the rounds is for the office that asked for them.
  const found = useRead(listFound, {}, { enabled: online && (day?.plans ?? false) });
  return (
    <ul className="cards">
      {tasks.map((task) => (
        <li key={task.id} className="card">
          <span className="card__top">
            <strong className="card__title">{task.title}</strong>
            <span className="card__far">{say('field.publicity_until', { day: dayText(task.untilOn) })}</span>
          </span>
          <span>{task.words}</span>
          <span className="card__sub">
            {say(`publicity.topic.${task.topic}`)} · {task.areaName} · {task.unitName}
          </span>
          <span className="card__sub">
            {say('field.publicity_reach', { told: task.told, reached: task.reached, rounds: task.rounds })}
            {task.mine > 0 && ` · ${say('field.publicity_mine', { n: task.mine })}`}
          </span>
          {online && task.photoIds.length > 0 && (
            <span className="proofs">
              {task.photoIds.slice(-3).map((photoId, n) => (
                <img
                  key={photoId}
                  src={`/v1/field/publicity/${task.id}/photos/${photoId}`}
                  alt={say('field.publicity_photo', { n: n + 1 })}
                  loading="lazy"
                />
              ))}
            </span>
          )}
          {found.data?.rounds
            .filter(({ publicityId }) => publicityId === task.id)
            .map((round) => (
              <span key={round.id} className="card__sub">
                <time dateTime={round.happenedAt}>{time(round.happenedAt)}</time> ·{' '}
                {say('field.publicity_people', { n: round.reached })}
                {say('common.colon')}
                {round.remark}
              </span>
            ))}
          {task.endedAt === null && (
            <span className="card__acts">
              {day?.walks && (
                <Button tone="primary" onClick={() => onCarry(task)}>
                  {say('field.publicity_do')}
                  <span className="unseen"> {task.title}</span>
                </Button>
              )}
              {day?.plans && (
                <Button
                  tone="plain"
                  busy={end.isPending}
                  disabled={!online}
                  onClick={() =>
                    end.mutate(
                      { params: { publicityId: task.id }, body: {} },
                      { onSuccess: () => void sync({ day: true }) },
                    )
                  }
                >
                  {say('field.publicity_end')}
                  <span className="unseen"> {task.title}</span>
                </Button>
              )}
            </span>
          )}
          {end.error && end.variables.params.publicityId === task.id && <Trouble title={wordsOf(end.error)} />}
        </li>
      ))}
    </ul>
  );
}

/** Without network as well: the number and the photo go through the outbox like everything of her day. */
function CarryOut({ task, onDone }: { task: Publicity; onDone: () => void }) {
  const { say } = useWords();
  const { act } = useField();
  const tell = useNotices();
  const { shots, change, forget } = useShots(`round:${task.id}`, places);
  const draft = useDraft(`round:${task.id}`, { typed: '', remark: '' });
  const { typed, remark } = draft.value;
  const reached = Number(typed);
  const ready = shots.length > 0 && Number.isInteger(reached) && reached >= 1 && reached <= mostReached;
  const send = async () => {
    const params = { publicityId: task.id };
    const body = { reached, ...(remark.trim() ? { remark: remark.trim() } : {}) };
    await act(
      [
        { what: 'round', endpoint: 'publicity.round', params, body },
        ...shots.map(({ bytes }) => ({
          what: 'photo' as const,
          endpoint: 'publicity.addPhoto',
          params,
          body: null,
          photo: bytes,
        })),
      ],
      { title: `${task.title} · ${say('field.publicity_people', { n: reached })}` },
    );
    void forget();
    draft.forget();
    tell(say('field.kept'));
    onDone();
  };
  return (
    <form
      data-half-filled=""
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send();
      }}
    >
      <Photos slots={[{ slot: 'proof', word: 'field.photo.proof' }]} shots={shots} onChange={change} />
      <Field label={say('field.publicity_number')} hint={say('field.publicity_number_hint')} need="required">
        {(wired) => (
          <input
            {...wired}
            className="input"
            inputMode="numeric"
            maxLength={5}
            value={typed}
            onChange={({ target }) => draft.put({ typed: target.value })}
          />
        )}
      </Field>
      <WordsField
        label={say('field.remark')}
        need="optional"
        value={remark}
        max={300}
        rows={2}
        onChange={(next) => draft.put({ remark: next })}
      />
      <Button tone="primary" type="submit" className="wide" disabled={!ready}>
        {say('field.send')}
      </Button>
    </form>
  );
}

/** Cells are too small to be told apart in a list; whoever lives in one is told by whatever lies above it. */
function Make() {
  const { say, lang } = useWords();
  const { day, online, sync } = useField();
  const tell = useNotices();
  const make = useWrite(makePublicity);
  const [today] = useState(() => localDate(new Date(), zone()));
  const [title, setTitle] = useState('');
  const [words, setWords] = useState('');
  const [areaId, setArea] = useState('');
  const [topic, setTopic] = useState<Publicity['topic']>('other');
  const [untilOn, setUntil] = useState(() => localDate(new Date(Date.now() + 7 * 86_400_000), zone()));
  const grounds = (day?.areas ?? []).filter(({ level }) => level !== 'cell');
  if (grounds.length === 0) return null;
  const ready = title.trim() !== '' && words.trim() !== '' && areaId !== '' && untilOn >= today;
  return (
    <details className="more">
      <summary>{say('field.publicity_make')}</summary>
      <form
        {...(title || words ? { 'data-half-filled': '' } : {})}
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          make.mutate(
            { body: { topic, title: title.trim(), words: words.trim(), areaId: Number(areaId), untilOn } },
            {
              onSuccess: () => {
                setTitle('');
                setWords('');
                tell(say('field.publicity_made'));
                void sync({ day: true });
              },
            },
          );
        }}
      >
        <Field label={say('field.publicity_topic')} hint={say('field.publicity_topic_hint')}>
          {(wired) => (
            <select
              {...wired}
              className="input"
              value={topic}
              onChange={({ target }) => setTopic(publicityTopics.find((one) => one === target.value) ?? 'other')}
            >
              {publicityTopics.map((one) => (
                <option key={one} value={one}>
                  {say(`publicity.topic.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={say('field.publicity_title')} need="required">
          {(wired) => (
            <input
              {...wired}
              className="input"
              maxLength={40}
              value={title}
              onChange={({ target }) => setTitle(target.value)}
            />
          )}
        </Field>
        <WordsField
          label={say('field.publicity_words')}
          need="required"
          value={words}
          max={longestWords}
          rows={4}
          onChange={setWords}
        />
        <Field label={say('field.publicity_where')} need="required">
          {(wired) => (
            <select {...wired} className="input" value={areaId} onChange={({ target }) => setArea(target.value)}>
              <option value="">{say('field.choose')}</option>
              {grounds.map(({ id, name, nameEn }) => (
                <option key={id} value={id}>
                  {(lang === 'en' && nameEn) || name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={say('field.publicity_last')}>
          {(wired) => (
            <input
              {...wired}
              className="input"
              type="date"
              min={today}
              value={untilOn}
              onChange={({ target }) => setUntil(target.value)}
            />
          )}
        </Field>
        <p className="hint">{say('field.publicity_means')}</p>
        {make.error && <Trouble title={wordsOf(make.error)} />}
        <Button tone="primary" type="submit" className="wide" busy={make.isPending} disabled={!ready || !online}>
          {say('field.publicity_send')}
        </Button>
      </form>
    </details>
  );
}
