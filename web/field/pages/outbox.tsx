/** 待发箱: every act of these days with what became of it. A refusal stands on its line in words; nothing leaves by itself. */
import { useState } from 'react';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import type { Act } from '../outbox.rules.ts';
import { Heading } from '../parts/heading.tsx';
import { Icon } from '../parts/icon.tsx';
import { Mend } from '../parts/mend.tsx';
import { WordsField } from '../parts/words-field.tsx';

export default function OutboxPage() {
  const { say, time } = useWords();
  const { acts, unsent, sync, syncing, online, reachedAt } = useField();
  const [dropping, setDropping] = useState<Act | null>(null);
  const [mending, setMending] = useState<Act | null>(null);
  const refused = acts.filter(({ state }) => state === 'refused');
  const waiting = acts.filter(({ state }) => state === 'waiting' || state === 'sending');
  const done = acts.filter(({ state }) => state === 'sent' || state === 'given_up').slice(0, 100);
  return (
    <>
      <Heading
        title={say('field.outbox')}
        lead={unsent > 0 ? say('field.unsent', { n: unsent }) : say('field.all_sent')}
      />
      <Button tone="primary" className="wide" busy={syncing} onClick={() => void sync({ hurry: true, day: true })}>
        <Icon name="sync" />
        {say('field.sync_now')}
      </Button>
      <p className="hint">
        {!online ? say('field.offline') : reachedAt ? say('field.reached', { at: time(new Date(reachedAt)) }) : ''}
      </p>
      <Lines
        name={say('field.refused', { n: refused.length })}
        acts={refused}
        onDrop={setDropping}
        onMend={setMending}
      />
      <Lines
        name={say('field.waiting', { n: waiting.length })}
        acts={waiting}
        onDrop={setDropping}
        onMend={setMending}
      />
      <Lines name={say('field.sent', { n: done.length })} acts={done} onDrop={setDropping} onMend={setMending} />
      {acts.length === 0 && <p className="quiet">{say('field.outbox_empty')}</p>}
      <Dialog title={say('field.mend')} open={mending !== null} onClose={() => setMending(null)}>
        {mending && <Mend act={mending} onDone={() => setMending(null)} />}
      </Dialog>
      <Dialog title={say('field.give_up')} open={dropping !== null} onClose={() => setDropping(null)}>
        {dropping && <GiveUp act={dropping} onDone={() => setDropping(null)} />}
      </Dialog>
    </>
  );
}

type Ways = { onDrop: (act: Act) => void; onMend: (act: Act) => void };

function Lines({ name, acts, onDrop, onMend }: { name: string; acts: readonly Act[] } & Ways) {
  if (acts.length === 0) return null;
  return (
    <section>
      <h2>{name}</h2>
      <ul className="cards">
        {acts.map((act) => (
          <Line key={act.act} act={act} onDrop={onDrop} onMend={onMend} />
        ))}
      </ul>
    </section>
  );
}

/** Nothing of these can be written differently: they are done or not. */
const asTheyAre: readonly string[] = ['check_in', 'check_out', 'photo'];

function Line({ act, onDrop, onMend }: { act: Act } & Ways) {
  const { say, time } = useWords();
  const { titleOf, again, leaveOut, offsetMs } = useField();
  const { refused } = act;
  // Somebody was faster: the same with the case as it stands now, if she still wants it.
  const stale = refused?.refusal?.code === 'thing.stale';
  const withoutVersion = (body: Record<string, unknown> | null) =>
    body && Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'version'));
  return (
    <li className={`card card--${act.state}`}>
      <span className="card__top">
        <strong className={`tag tag--${act.state}`}>{say(`field.state.${act.state}`)}</strong>
        <span>{say(`field.act.${act.what}`)}</span>
        <span className="card__far">{time(new Date(act.deviceAt + offsetMs))}</span>
      </span>
      <span className="card__title">{titleOf(act) || say(`field.act.${act.what}`)}</span>
      <span className="card__sub">
        {act.receipt?.number && say('field.number', { number: act.receipt.number })}
        {act.photos.all > 0 && ` ${say('field.photos_sent', { n: act.photos.sent, all: act.photos.all })}`}
      </span>
      {refused?.refusal && (
        <p className="card__why" role="alert">
          {refused.refusal.title}
          {stale && <small> {say('field.stale_hint')}</small>}
        </p>
      )}
      {act.reason && <p className="card__sub">{say('field.gave_up', { reason: act.reason })}</p>}
      {refused && (
        <div className="ways">
          {!asTheyAre.includes(refused.what) && (
            <Button tone="primary" onClick={() => onMend(act)}>
              {say('field.mend')}
            </Button>
          )}
          <Button
            onClick={() =>
              void again(act, (content) => (stale ? { ...content, body: withoutVersion(content.body) } : content))
            }
          >
            {say(stale ? 'field.again_as_it_is' : 'field.again')}
          </Button>
          {refused.what === 'photo' && (
            <Button onClick={() => void leaveOut(act, refused.refusal?.title ?? '')}>
              {say('field.leave_photo_out')}
            </Button>
          )}
          <Button tone="danger" onClick={() => onDrop(act)}>
            {say('field.give_up')}
          </Button>
        </div>
      )}
    </li>
  );
}

function GiveUp({ act, onDone }: { act: Act; onDone: () => void }) {
  const { say } = useWords();
  const { drop } = useField();
  const [reason, setReason] = useState('');
  return (
    <div>
      <p>{say('field.give_up_text')}</p>
      <WordsField label={say('field.reason')} need="required" value={reason} max={300} rows={2} onChange={setReason} />
      <Button
        tone="danger"
        className="wide"
        disabled={reason.trim() === ''}
        onClick={() => void drop(act, reason.trim()).then(onDone)}
      >
        {say('field.give_up')}
      </Button>
    </div>
  );
}
