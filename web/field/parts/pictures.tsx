/** What was told and how it was left, beside the task: from the phone, for there may be no network where she stands. */
import { useEffect, useState } from 'react';
import type { FieldTask, TaskPicture } from '#contract/patrol.ts';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';

export function Pictures({ of }: { of: FieldTask }) {
  const { pictures } = useField();
  if (of.pictures.length === 0) return null;
  return (
    <div className="pictures">
      {of.pictures.map((one) => (
        // Some have come since: looked for once more.
        <Picture key={`${one.id} ${pictures}`} one={one} />
      ))}
    </div>
  );
}

function Picture({ one }: { one: TaskPicture }) {
  const { say, time } = useWords();
  const { picture } = useField();
  const [url, setUrl] = useState<string | null>(null);
  const [large, setLarge] = useState(false);
  useEffect(() => {
    let left = false;
    let made: string | null = null;
    const look = async () => {
      const bytes = await picture(one.id);
      if (left || !bytes) return;
      made = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
      setUrl(made);
    };
    void look();
    return () => {
      left = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [picture, one.id]);
  const [told, shot] = [say(`photo.purpose.${one.purpose as 'after'}`), one.shot && say(`photo.shot.${one.shot}`)];
  const words = [told, shot, time(one.receivedAt)].filter(Boolean).join(' · ');
  return (
    <figure className={large ? 'pictures__large' : ''}>
      {url ? (
        <button type="button" aria-pressed={large} onClick={() => setLarge(!large)}>
          <span className="unseen">{say('field.enlarge')} </span>
          <img src={url} alt={words} />
        </button>
      ) : (
        <span className="pictures__none">{say('field.picture_waits')}</span>
      )}
      <figcaption>{words}</figcaption>
    </figure>
  );
}
