/** The phones on which a day of hers is kept; one that is lost is told to forget. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { uuidv7 } from '#contract/ids.ts';
import { listPhones, wipePhone } from '#contract/patrol.ts';
import { useState } from 'react';
import { useRead, useWrite } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
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
