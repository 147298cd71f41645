/** Photos of a case: shown by what they prove (before, after), enlarged on demand, taken with the phone's camera. */
import { CameraOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Modal, Progress } from 'antd';
import { useEffect, useId, useState } from 'react';
import type { Static } from 'typebox';
import { addPhoto, getPhoto, type Photo as PhotoShape } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { addressOf, upload, wordsOf } from '#web/kit/api.ts';
import { shrink } from '#web/kit/photo.ts';
import { useWords } from '#web/kit/words.tsx';

export type Photo = Static<typeof PhotoShape>;
export type Purpose = 'report' | 'confirm' | 'before' | 'after' | 'check';

/** What a photo shows: how it was found, or how it was left. */
const sides: { side: 'before' | 'after'; purposes: Purpose[] }[] = [
  { side: 'before', purposes: ['report', 'confirm', 'before'] },
  { side: 'after', purposes: ['after', 'check'] },
];

export function PhotoGrid({ caseId, photos }: { caseId: string; photos: Photo[] }) {
  const { say, time } = useWords();
  const [shown, show] = useState<string | null>(null);
  const ready = photos.filter((photo) => photo.state === 'ready');
  const at = ready.findIndex((photo) => photo.id === shown);
  const told = (photo: Photo) =>
    [say(`photo.purpose.${photo.purpose as Purpose}`), time(photo.receivedAt), photo.by].filter(Boolean).join(' · ');
  const source = (photo: Photo) => addressOf(getPhoto, { params: { caseId, photoId: photo.id } });
  const title = at >= 0 ? `${told(ready[at]!)} (${at + 1}/${ready.length})` : '';
  const turn = (by: 1 | -1) => show(ready[(at + by + ready.length) % ready.length]!.id);
  useEffect(() => {
    if (at < 0) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.key === 'ArrowRight') turn(1);
      if (event.key === 'ArrowLeft') turn(-1);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
  return (
    <>
      <div className="photo-sides">
        {sides.map(({ side, purposes }) => {
          const mine = photos.filter((photo) => purposes.includes(photo.purpose as Purpose));
          return (
            <div key={side}>
              <h3>{say(`desk.photos.${side}`)}</h3>
              {mine.length === 0 && <p className="hint">{say('desk.photos.none')}</p>}
              <ul className="photos">
                {mine.map((photo) => (
                  <li key={photo.id}>
                    {photo.state === 'ready' ? (
                      <button type="button" aria-haspopup="dialog" onClick={() => show(photo.id)}>
                        <span className="sr-only">{say('desk.photos.enlarge')} </span>
                        <img src={source(photo)} alt={told(photo)} loading="lazy" />
                      </button>
                    ) : (
                      <span className="photo-none" title={photo.reason ?? undefined}>
                        {say(photo.state === 'waiting' ? 'desk.photos.waiting' : 'desk.photos.refused')}
                      </span>
                    )}
                    <small>{told(photo)}</small>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      <Modal open={at >= 0} onCancel={() => show(null)} footer={null} width="min(96vw, 1100px)" title={title}>
        {at >= 0 && (
          <div className="photo-large">
            {ready.length > 1 && (
              <Button
                icon={<LeftOutlined aria-hidden />}
                aria-label={say('desk.photos.before_one')}
                onClick={() => turn(-1)}
              />
            )}
            <img src={source(ready[at]!)} alt={told(ready[at]!)} />
            {ready.length > 1 && (
              <Button
                icon={<RightOutlined aria-hidden />}
                aria-label={say('desk.photos.next_one')}
                onClick={() => turn(1)}
              />
            )}
            {/* the heading changes in silence; this is heard */}
            <output className="sr-only">{title}</output>
          </div>
        )}
      </Modal>
    </>
  );
}

type Sending = { id: string; name: string; file: Blob; share: number; error: string | null; preview: string };

/**
 * Takes photos and sends them at once, each under an id of its own, so that sending again repeats the same photo. The move itself
 * does not wait for the re-encoding on the server.
 */
export function PhotoTaker({ caseId, purpose, onSent }: { caseId: string; purpose: Purpose; onSent: () => void }) {
  const { say } = useWords();
  const id = useId();
  const [sending, setSending] = useState<Sending[]>([]);
  const change = (photoId: string, part: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.id === photoId ? { ...one, ...part } : one)));
  const send = async (one: Sending) => {
    change(one.id, { error: null, share: 0 });
    try {
      const file = await shrink(one.file).catch(() => one.file); // what this browser cannot read, the server may
      await upload(addPhoto, {
        params: { caseId, photoId: one.id },
        query: { purpose },
        file,
        onProgress: (share) => change(one.id, { share }),
      });
      change(one.id, { share: 1 });
      onSent();
    } catch (error) {
      change(one.id, { error: wordsOf(error) });
    }
  };
  const take = (files: FileList | null) => {
    const added = Array.from(files ?? [], (file) => ({
      id: uuidv7(),
      name: file.name,
      file,
      share: 0,
      error: null,
      preview: URL.createObjectURL(file),
    }));
    setSending((all) => [...all, ...added]);
    for (const one of added) void send(one);
  };
  return (
    <div className="taker">
      <label htmlFor={id} className="taker-button">
        <CameraOutlined aria-hidden /> {say(`desk.photos.take.${purpose}`)}
      </label>
      <input
        id={id}
        type="file"
        accept="image/*"
        capture={purpose === 'report' ? undefined : 'environment'}
        multiple
        className="sr-only"
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
      <ul className="photos" aria-live="polite">
        {sending.map((one) => (
          <li key={one.id}>
            <img src={one.preview} alt={one.name} />
            {one.error ? (
              <>
                <small className="wrong">{one.error}</small>
                <Button size="small" onClick={() => void send(one)}>
                  {say('common.retry')}
                </Button>
              </>
            ) : one.share < 1 ? (
              <Progress percent={Math.round(one.share * 100)} size="small" aria-label={one.name} />
            ) : (
              <small>{say('desk.photos.sent')}</small>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
