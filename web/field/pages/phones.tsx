/** The phones on which a day of hers is kept; one that is lost is told to forget. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { uuidv7 } from '#contract/ids.ts';
import { listPhones, wipePhone } from '#contract/patrol.ts';
import { readBell } from '#contract/push.ts';
import { useEffect, useState } from 'react';
import { useRead, useWrite, wordsOf } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { hush, letRing } from '../bell.ts';
import { bellHouse, useField } from '../field.tsx';
import { Heading } from '../parts/heading.tsx';
import { Unread } from '../parts/unread.tsx';
import { phoneId } from '../store.ts';

addWords(outdoorWords);

export default function PhonesPage() {
  const { say, time, ago } = useWords();
  const asked = useRead(listPhones, {});
  const wipe = useWrite(wipePhone, { changes: [listPhones] });
  const [chosen, setChosen] = useState<string | null>(null);
  const mine = phoneId(uuidv7);
  return (
    <>
      <Heading title={say('field.phones')} lead={say('field.phones_lead')} />
      <Bell />
      {asked.error ? <Unread error={asked.error} /> : !asked.data && <Skeleton lines={3} />}
      <ul className="cards">
        {asked.data?.phones.map((one) => (
          <li key={one.id} className="card">
            <span className="card__top">
              <strong className="card__title">{one.name}</strong>
              {one.id === mine && <span className="tag">{say('field.this_phone')}</span>}
            </span>
            <span className="card__sub">{say('field.seen', { ago: ago(one.seenAt) })}</span>
            {one.wipedAt ? (
              <span>{say('field.wiped_at', { at: time(one.wipedAt), n: one.lost ?? 0 })}</span>
            ) : one.wipeAskedAt ? (
              <span>{say('field.wipe_waits', { at: time(one.wipeAskedAt) })}</span>
            ) : (
              one.id !== mine && (
                <Button tone="danger" className="wide" onClick={() => setChosen(one.id)}>
                  {say('field.wipe')}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      <Dialog title={say('field.wipe')} open={chosen !== null} onClose={() => setChosen(null)}>
        <p>{say('field.wipe_text')}</p>
        {wipe.error && <Trouble title={wipe.error.problem.title} />}
        <Button
          tone="danger"
          className="wide"
          busy={wipe.isPending}
          onClick={() =>
            chosen && wipe.mutate({ params: { phoneId: chosen }, body: {} }, { onSuccess: () => setChosen(null) })
          }
        >
          {say('field.wipe')}
        </Button>
      </Dialog>
    </>
  );
}

/** 新任务提醒, on this phone alone and by her own press; nothing is offered where the district has set none up. */
function Bell() {
  const { say } = useWords();
  const { device, day, online } = useField();
  const asked = useRead(readBell, {}, { enabled: online && (day?.walks ?? false), staleMs: 600_000 });
  const [standing, setStanding] = useState<'none' | 'refused' | 'off' | 'on' | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    void device.push.standing().then(setStanding);
  }, [device]);
  const key = asked.data?.key;
  if (!key || standing === null) return null;
  const press = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      if (standing === 'on') await hush(device.push, bellHouse);
      else if ((await letRing(device.push, key, bellHouse)) === 'refused') setTrouble(say('field.bell_not_had'));
    } catch (error) {
      setTrouble(wordsOf(error));
    } finally {
      setStanding(await device.push.standing());
      setBusy(false);
    }
  };
  return (
    <section className="sheet" aria-labelledby="bell">
      <h2 id="bell">{say('field.bell')}</h2>
      <p className="hint">{say('field.bell_means')}</p>
      {standing === 'none' && <p>{say('field.bell_none')}</p>}
      {standing === 'refused' && <p>{say('field.bell_refused')}</p>}
      {(standing === 'off' || standing === 'on') && (
        <>
          {standing === 'on' && <p>{say('field.bell_on')}</p>}
          <Button
            tone={standing === 'on' ? 'quiet' : 'primary'}
            className="wide"
            busy={busy}
            disabled={!online}
            onClick={() => void press()}
          >
            {say(standing === 'on' ? 'field.bell_stop' : 'field.bell_let')}
          </Button>
        </>
      )}
      {trouble && <Trouble title={trouble} />}
    </section>
  );
}
