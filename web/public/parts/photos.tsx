/** Photos of a report: made small on the device, shown before sending, taken away by a touch. */
import { useCallback, useId, useRef, useState } from 'react';
import { uuidv7 } from '#contract/ids.ts';
import { shrink } from '#web/kit/photo.ts';
import { useWords } from '#web/kit/words.tsx';
import { Camera } from './camera.tsx';

export type PickedPhoto = { id: string; blob: Blob; name: string };
export const photoLimit = 6;
/** A file of this device, made small; one that is no picture throws. */
export const pickedFrom = async (file: File): Promise<PickedPhoto> => ({
  id: uuidv7(),
  blob: await shrink(file),
  name: file.name,
});

export function PhotoPicker(props: {
  photos: readonly PickedPhoto[];
  onChange: (photos: PickedPhoto[]) => void;
  room?: number;
}) {
  const { say } = useWords();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [unread, setUnread] = useState<string[]>([]);
  const room = (props.room ?? photoLimit) - props.photos.length;

  const take = async (files: readonly File[]) => {
    setBusy(true);
    setUnread([]);
    const taken: PickedPhoto[] = [];
    const refused: string[] = [];
    for (const file of files.slice(0, room)) {
      try {
        // one after another: a telephone holds one large picture in memory, not six
        taken.push(await pickedFrom(file));
      } catch {
        refused.push(file.name);
      }
    }
    setUnread(refused);
    setBusy(false);
    props.onChange([...props.photos, ...taken]);
  };

  return (
    <div className="photos">
      {props.photos.length > 0 && (
        <ul className="photos__list">
          {props.photos.map((photo, i) => (
            <li key={photo.id}>
              <Preview blob={photo.blob} alt={say('public.photo.nth', { n: i + 1 })} />
              <button
                type="button"
                className="photos__remove"
                aria-label={say('public.photo.remove', { n: i + 1 })}
                onClick={() => props.onChange(props.photos.filter((other) => other.id !== photo.id))}
              >
                <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                  <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
                </svg>
              </button>
            </li>
          ))}
        </ul>
      )}
      {room > 0 && (
        <>
          <input
            ref={input}
            id={id}
            className="unseen photos__input"
            type="file"
            accept="image/*"
            multiple
            onChange={(event) => {
              const files = [...(event.target.files ?? [])];
              event.target.value = '';
              if (files.length > 0) void take(files);
            }}
          />
          <label htmlFor={id} className="photos__add" aria-busy={busy}>
            <Camera size={28} />
            <span>{busy ? say('public.photo.shrinking') : say('public.photo.add', { room })}</span>
          </label>
        </>
      )}
      {/* a picture that is there, or on its way, is heard as it is seen */}
      <output className="unseen">
        {busy
          ? say('public.photo.shrinking')
          : props.photos.length > 0 && say('public.photo.count', { n: props.photos.length })}
      </output>
      <p className="hint">{say('public.photo.hint')}</p>
      {unread.length > 0 && (
        <p className="field__error" role="alert">
          {say('public.photo.unreadable', { names: unread.join(say('common.comma')) })}
        </p>
      )}
    </div>
  );
}

/** A blob as a picture; its address is given back when the picture goes. */
export function Preview({ blob, alt }: { blob: Blob; alt: string }) {
  const show = useCallback(
    (picture: HTMLImageElement | null) => {
      if (!picture) return undefined;
      const url = URL.createObjectURL(blob);
      picture.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [blob],
  );
  return <img ref={show} alt={alt} />;
}
