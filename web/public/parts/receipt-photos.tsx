/** Photos behind a receipt: fetched with the code in a header (an `<img>` cannot send one), shown only once re-encoded. */
import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { readReportPhoto, receiptHeader, type ReceiptView } from '#contract/intake.ts';
import { callForBlob } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Preview } from './photos.tsx';

type Photo = ReceiptView['photos'][number];

export function ReceiptPhotos({ number, code, photos }: { number: string; code: string; photos: readonly Photo[] }) {
  const { say } = useWords();
  if (photos.length === 0) return null;
  return (
    <ul className="photos__list photos__list--shown" aria-label={say('public.photo.title')}>
      {photos.map((photo, i) => (
        <li key={photo.id}>
          {photo.state === 'ready' ? (
            <Shown number={number} code={code} photo={photo} alt={say('public.photo.nth', { n: i + 1 })} />
          ) : (
            <span className="photos__blank">
              {photo.state === 'waiting'
                ? say('public.photo.being_checked')
                : say('public.photo.refused', { reason: photo.reason })}
            </span>
          )}
          <small>{say(photo.purpose === 'after' ? 'photo.purpose.after' : 'photo.purpose.report')}</small>
        </li>
      ))}
    </ul>
  );
}

function Shown({ number, code, photo, alt }: { number: string; code: string; photo: Photo; alt: string }) {
  const { say } = useWords();
  const [large, setLarge] = useState(false);
  const read = useQuery({
    queryKey: [readReportPhoto.id, number, photo.id],
    queryFn: ({ signal }) =>
      callForBlob(
        readReportPhoto,
        { params: { number, photoId: photo.id }, headers: { [receiptHeader]: code } },
        { signal },
      ),
    staleTime: Infinity,
  });
  useEffect(() => {
    if (!large) return undefined;
    const shut = (event: KeyboardEvent) => event.key === 'Escape' && setLarge(false);
    window.addEventListener('keydown', shut);
    return () => window.removeEventListener('keydown', shut);
  }, [large]);
  if (read.error) return <span className="photos__blank">{say('public.photo.missing')}</span>;
  if (!read.data) return <span className="photos__blank">{say('common.loading')}</span>;
  return (
    <button
      type="button"
      className={`photos__open ${large ? 'is-large' : ''}`}
      aria-expanded={large}
      aria-label={say(large ? 'public.photo.smaller' : 'public.photo.larger', { alt })}
      onClick={() => setLarge(!large)}
    >
      <Preview blob={read.data} alt={alt} />
    </button>
  );
}
