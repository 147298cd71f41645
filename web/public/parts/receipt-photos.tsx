/** Photos behind a receipt: fetched with the code in a header (an `<img>` cannot send one), shown only once re-encoded. */
import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { readReportPhoto, receiptHeader, type ReceiptView } from '#contract/intake.ts';
import { callForBlob } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Preview } from './photos.tsx';

type Photo = ReceiptView['photos'][number];
type Props = { number: string; code: string; photos: readonly Photo[] };
const isHers = ({ purpose }: Photo): boolean => purpose === 'report';

/** What she sent herself. */
export function ReceiptPhotos({ photos, ...of }: Props) {
  const { say } = useWords();
  return <List {...of} label={say('public.photo.title')} photos={photos.filter(isHers)} />;
}

/** 处置前、处置后, beside her answer: what it looked like, as she or the worker took it, and what it looks like now. */
export function BeforeAndAfter({ photos, ...of }: Props) {
  const { say } = useWords();
  const after = photos.filter(({ purpose }) => purpose === 'after');
  if (after.length === 0) return null;
  const before = photos.filter(({ purpose }) => purpose === 'before');
  const hers = photos.find((photo) => isHers(photo) && photo.state === 'ready');
  const first = before.length > 0 ? before : hers ? [hers] : [];
  return <List {...of} label={say('public.photo.before_after')} photos={[...first, ...after]} named />;
}

function List({ number, code, photos, label, named = false }: Props & { label: string; named?: boolean }) {
  const { say } = useWords();
  if (photos.length === 0) return null;
  return (
    <ul className="photos__list photos__list--shown" aria-label={label}>
      {photos.map((photo, i) => {
        const name = say(photo.purpose === 'after' ? 'photo.purpose.after' : 'photo.purpose.before');
        return (
          <li key={photo.id}>
            {photo.state === 'ready' ? (
              <Shown
                number={number}
                code={code}
                photo={photo}
                alt={named ? name : say('public.photo.nth', { n: i + 1 })}
              />
            ) : (
              <span className="photos__blank">
                {photo.state === 'waiting'
                  ? say('public.photo.being_checked')
                  : say('public.photo.refused', { reason: photo.reason })}
              </span>
            )}
            {named && <small>{name}</small>}
          </li>
        );
      })}
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
