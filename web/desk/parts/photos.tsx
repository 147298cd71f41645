/** Photos of a case: shown by what they prove (before, after), enlarged on demand, taken with the phone's camera. */
import {
  CameraOutlined,
  LeftOutlined,
  RightOutlined,
  RotateRightOutlined,
  SwapOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons';
import { Button, Modal, Progress } from 'antd';
import { useEffect, useId, useState } from 'react';
import type { Static } from 'typebox';
import { addPhoto, getPhoto, type Photo as PhotoShape, type PhotoShot } from '#contract/cases.ts';
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

export function PhotoGrid({ caseId, photos, mark }: { caseId: string; photos: Photo[]; mark: string }) {
  const { say, time } = useWords();
  const [shown, show] = useState<string | null>(null);
  const [comparing, compare] = useState(false);
  const ready = photos.filter((photo) => photo.state === 'ready');
  const at = ready.findIndex((photo) => photo.id === shown);
  const told = (photo: Photo) =>
    [
      say(`photo.purpose.${photo.purpose as Purpose}`),
      photo.shot && say(`photo.shot.${photo.shot}`),
      time(photo.receivedAt),
      photo.by,
    ]
      .filter(Boolean)
      .join(' · ');
  const source = (photo: Photo) => addressOf(getPhoto, { params: { caseId, photoId: photo.id } });
  const title = at >= 0 ? `${told(ready[at]!)} (${at + 1}/${ready.length})` : '';
  const turn = (by: 1 | -1) => show(ready[(at + by + ready.length) % ready.length]!.id);
  const [before, after] = sides.map(({ purposes }) =>
    ready.findLast(({ purpose }) => purposes.includes(purpose as Purpose)),
  );
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
      {before && after && (
        <Button className="no-print" icon={<SwapOutlined aria-hidden />} onClick={() => compare(true)}>
          {say('desk.photos.compare')}
        </Button>
      )}
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
                        <Watermark mark={mark} times={3} />
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
            <Large key={ready[at]!.id} source={source(ready[at]!)} alt={told(ready[at]!)} mark={mark} />
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
      {before && after && (
        <Modal
          open={comparing}
          onCancel={() => compare(false)}
          footer={null}
          width="min(96vw, 1000px)"
          title={say('desk.photos.compare')}
          destroyOnHidden
        >
          <Compare before={source(before)} after={source(after)} told={[told(before), told(after)]} mark={mark} />
        </Modal>
      )}
    </>
  );
}

/** Who looked at it, and when, lies over the picture: a photographed screen says whose it was. */
function Watermark({ mark, times = 12 }: { mark: string; times?: number }) {
  return (
    <span className="watermark" aria-hidden="true">
      {Array.from({ length: times }, (_, n) => (
        <span key={n}>{mark}</span>
      ))}
    </span>
  );
}

const steps = [1, 1.6, 2.5, 4];
function Large({ source, alt, mark }: { source: string; alt: string; mark: string }) {
  const { say } = useWords();
  const [zoom, setZoom] = useState(0);
  const [quarters, setQuarters] = useState(0);
  return (
    <div className="photo-view">
      <div className="photo-tools">
        <Button
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
          icon={<ZoomOutOutlined aria-hidden />}
          aria-label={say('desk.photos.unzoom')}
        />
        <Button
          disabled={zoom === steps.length - 1}
          onClick={() => setZoom(zoom + 1)}
          icon={<ZoomInOutlined aria-hidden />}
          aria-label={say('desk.photos.zoom')}
        />
        <Button
          onClick={() => setQuarters((quarters + 1) % 4)}
          icon={<RotateRightOutlined aria-hidden />}
          aria-label={say('desk.photos.turn')}
        />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable (WCAG 2.1.1) */}
      <section className="photo-pane" aria-label={alt} tabIndex={0}>
        <div className="photo-whole" style={{ width: `${steps[zoom]! * 100}%` }}>
          <img src={source} alt={alt} style={{ rotate: `${quarters * 90}deg` }} />
          <Watermark mark={mark} />
        </div>
      </section>
    </div>
  );
}

/** 前后对比: the newer picture over the older one, uncovered by a slider that keys move, too. */
function Compare({
  before,
  after,
  told,
  mark,
}: {
  before: string;
  after: string;
  told: [string, string];
  mark: string;
}) {
  const { say } = useWords();
  const [share, setShare] = useState(50);
  return (
    <div className="compare">
      <div className="compare-pictures">
        <img src={before} alt={told[0]} />
        <img src={after} alt={told[1]} style={{ clipPath: `inset(0 0 0 ${share}%)` }} />
        <span className="compare-line" style={{ insetInlineStart: `${share}%` }} aria-hidden="true" />
        <Watermark mark={mark} />
      </div>
      <label>
        <span className="compare-ends">
          <span>{told[0]}</span>
          <span>{told[1]}</span>
        </span>
        <span className="hint">{say('desk.photos.compare.hint')}</span>
        <input type="range" min={0} max={100} value={share} onChange={({ target }) => setShare(Number(target.value))} />
      </label>
    </div>
  );
}

type Sending = { id: string; name: string; file: Blob; share: number; error: string | null; preview: string };

/**
 * Takes photos and sends them at once, each under an id of its own, so that sending again repeats the same photo. The move itself
 * does not wait for the re-encoding on the server.
 */
export function PhotoTaker({
  caseId,
  purpose,
  shot,
  onSent,
}: {
  caseId: string;
  purpose: Purpose;
  shot?: PhotoShot;
  onSent: () => void;
}) {
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
        query: { purpose, ...(shot ? { shot } : {}) },
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
        {shot && ` · ${say(`photo.shot.${shot}`)}`}
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
