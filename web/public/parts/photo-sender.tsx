/**
 * Sends the photos of a report that is already received, one by one, each with its progress; what fails can be tried again. They stand in the
 * outbox until each is taken, so the tab may be closed.
 */
import { useEffect, useRef, useState } from 'react';
import { addReportPhoto, receiptHeader } from '#contract/intake.ts';
import { wordsOf } from '#web/kit/api.ts';
import { uploadPhoto } from '#web/kit/pieces.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useWords } from '#web/kit/words.tsx';
import { alone, isRefusal, letGo, onOutbox, photosLeft } from '../outbox.ts';
import { Preview } from './photos.tsx';

type Sending = { share: number; state: 'waiting' | 'sending' | 'sent' | 'failed'; why?: string };

export function PhotoSender(props: { number: string; code: string; photos: readonly { id: string; blob: Blob }[] }) {
  const { say } = useWords();
  const { number, code, photos } = props;
  const [states, setStates] = useState<Record<string, Sending>>({});
  const running = useRef(false);
  /** those that stand in the outbox, too: a closed tab does not lose them */
  const [safe, setSafe] = useState<ReadonlySet<string>>(new Set());
  const taken = useRef(new Set<string>());
  const unfit = useRef(new Set<string>());
  const set = (id: string, state: Sending) => setStates((before) => ({ ...before, [id]: state }));

  /** The outbox sends, too, whenever there is a network: what it has brought over stands here as sent. */
  const stood = useRef(safe);
  const look = async () => {
    const left = new Set((await photosLeft(number)).map(({ id }) => id));
    for (const id of stood.current)
      if (!left.has(id) && !unfit.current.has(id)) {
        taken.current.add(id);
        set(id, { share: 1, state: 'sent' });
      }
    stood.current = left;
    setSafe(left);
  };

  const sendAll = async (which: readonly { id: string; blob: Blob }[]) => {
    if (running.current) return;
    running.current = true;
    await alone(false, () => eachOf(which));
    running.current = false;
  };
  const eachOf = async (which: readonly { id: string; blob: Blob }[]) => {
    for (const { id, blob } of which) {
      await look();
      if (taken.current.has(id)) continue;
      set(id, { share: 0, state: 'sending' });
      try {
        await uploadPhoto(addReportPhoto, {
          params: { number, photoId: id },
          headers: { [receiptHeader]: code },
          file: blob,
          onProgress: (share) => set(id, { share, state: 'sending' }),
        });
        set(id, { share: 1, state: 'sent' });
        await letGo((photo) => photo.id === id);
      } catch (error) {
        if (isRefusal(error)) unfit.current.add(id);
        set(id, { share: 0, state: 'failed', why: wordsOf(error) });
      }
    }
  };
  const unsent = photos.filter(({ id }) => !states[id]);
  useEffect(() => {
    if (unsent.length > 0) void sendAll(unsent);
    // new photos start; a failed one waits for its button
    // oxlint-disable-next-line react/exhaustive-deps
  }, [photos]);

  useEffect(() => {
    void look();
    return onOutbox(() => void look());
    // oxlint-disable-next-line react/exhaustive-deps
  }, [number, photos]);

  const unsafe = photos.some(({ id }) => states[id]?.state !== 'sent' && !safe.has(id));
  useEffect(() => {
    if (!unsafe) return undefined;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [unsafe]);

  if (photos.length === 0) return null;
  const sent = photos.filter(({ id }) => states[id]?.state === 'sent').length;
  const failed = photos.filter(({ id }) => states[id]?.state === 'failed');
  const stage = sent === photos.length ? 'all_sent' : unsafe ? 'progress' : 'progress_safe';
  return (
    <section className="sheet" aria-labelledby="photo-sender">
      <h2 id="photo-sender">{say('public.photo.title')}</h2>
      <output>{say(`public.photo.${stage}`, { sent, all: photos.length })}</output>
      <ul className="photos__list">
        {photos.map(({ id, blob }, i) => {
          const state = states[id] ?? { share: 0, state: 'waiting' as const };
          return (
            <li key={id}>
              <Preview blob={blob} alt={say('public.photo.nth', { n: i + 1 })} />
              <progress max={1} value={state.share} aria-label={say('public.photo.nth', { n: i + 1 })} />
              <small className={state.state === 'failed' ? 'field__error' : ''}>
                {say(`public.photo.${state.state}`)}
                {state.why && `: ${state.why}`}
              </small>
            </li>
          );
        })}
      </ul>
      {failed.length > 0 && <Button onClick={() => void sendAll(failed)}>{say('public.photo.again')}</Button>}
    </section>
  );
}
