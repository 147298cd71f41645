/** 随手拍 from the front page: the picture first, and the report opens with it; so a report with a photo is four taps too. */
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { useWords } from '#web/kit/words.tsx';
import { Camera } from './camera.tsx';
import { broughtPhotos } from '../kept.ts';
import { paths } from '../paths.ts';

export function PhotoFirst() {
  const { say } = useWords();
  const navigate = useNavigate();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [unread, setUnread] = useState('');

  const take = async (file: File) => {
    setBusy(true);
    setUnread('');
    try {
      // What makes it small is fetched when somebody takes one, not by every telephone that looks.
      const { pickedFrom } = await import('./photos.tsx');
      broughtPhotos.push(await pickedFrom(file));
      await navigate(paths.report());
    } catch {
      setUnread(file.name);
      setBusy(false);
    }
  };
  return (
    <>
      <input
        id={id}
        className="unseen photos__input"
        type="file"
        accept="image/*"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) void take(file);
        }}
      />
      <label htmlFor={id} className="door door--photo" aria-busy={busy}>
        <Camera size={34} />
        <strong>{say(busy ? 'public.photo.shrinking' : 'public.home.photo')}</strong>
      </label>
      <output className="unseen">{busy && say('public.photo.shrinking')}</output>
      {unread && (
        <p className="field__error doors__error" role="alert">
          {say('public.photo.unreadable', { names: unread })}
        </p>
      )}
    </>
  );
}
