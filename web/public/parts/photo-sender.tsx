/** Sends the photos of a report that is already received, one by one, each with its progress; what fails can be tried again. */
import { useEffect, useRef, useState } from 'react';
import { addReportPhoto, receiptHeader } from '#contract/intake.ts';
import { wordsOf } from '#web/kit/api.ts';
import { uploadPhoto } from '#web/kit/pieces.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Preview } from './photos.tsx';

type Sending = { share: number; state: 'waiting' | 'sending' | 'sent' | 'failed'; why?: string };

export function PhotoSender(props: {
  number: string;
  code: string;
  photos: readonly { id: string; blob: Blob }[];
  onSent?: (id: string) => void;
}) {
  const { say } = useWords();
  const { number, code, photos } = props;
  const [states, setStates] = useState<Record<string, Sending>>({});
  const running = useRef(false);
  const onSent = useRef(props.onSent);
  onSent.current = props.onSent;
  const set = (id: string, state: Sending) => setStates((before) => ({ ...before, [id]: state }));

  const sendAll = async (which: readonly { id: string; blob: Blob }[]) => {
    if (running.current) return;
    running.current = true;
    for (const { id, blob } of which) {
      set(id, { share: 0, state: 'sending' });
      try {
        await uploadPhoto(addReportPhoto, {
          params: { number, photoId: id },
          headers: { [receiptHeader]: code },
          file: blob,
          onProgress: (share) => set(id, { share, state: 'sending' }),
        });
        set(id, { share: 1, state: 'sent' });
        onSent.current?.(id);
      } catch (error) {
        set(id, { share: 0, state: 'failed', why: wordsOf(error) });
      }
    }
    running.current = false;
  };
  const unsent = photos.filter(({ id }) => !states[id]);
  useEffect(() => {
    if (unsent.length > 0) void sendAll(unsent);
    // new photos start; a failed one waits for its button
    // oxlint-disable-next-line react/exhaustive-deps
  }, [photos]);

  const open = photos.some(({ id }) => states[id]?.state !== 'sent');
  useEffect(() => {
    if (!open) return undefined;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [open]);

  if (photos.length === 0) return null;
  const sent = photos.filter(({ id }) => states[id]?.state === 'sent').length;
  const failed = photos.filter(({ id }) => states[id]?.state === 'failed');
  return (
    <section className="sheet" aria-labelledby="photo-sender">
      <h2 id="photo-sender">{say('public.photo.title')}</h2>
      <output>{say(open ? 'public.photo.progress' : 'public.photo.all_sent', { sent, all: photos.length })}</output>
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
