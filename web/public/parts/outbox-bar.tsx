/** A line over every page while something waits on this device: how many, "send now", and what came back with a reason. */
import { useEffect, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { Button } from '#web/kit/ui/button.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { holdCode, keepDraft } from '../kept.ts';
import { drop, isDue, keepDraftPhotos, letGo, onOutbox, sendWaiting, waitingReports, type Waiting } from '../outbox.ts';
import { paths } from '../paths.ts';

const againMs = 30_000;

export default function OutboxBar() {
  const { say } = useWords();
  const tell = useNotices();
  const navigate = useNavigate();
  const [waiting, setWaiting] = useState<Waiting[]>([]);
  const [arrived, setArrived] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    await sendWaiting(({ number }) => {
      setArrived(number);
      tell(say('public.outbox.sent', { number }));
    }).catch(() => undefined);
    setBusy(false);
  };
  useEffect(() => {
    const look = () => void waitingReports().then(setWaiting);
    const tick = () => void send();
    look();
    tick();
    const timer = setInterval(tick, againMs);
    const stop = onOutbox(look);
    window.addEventListener('online', tick);
    return () => {
      clearInterval(timer);
      stop();
      window.removeEventListener('online', tick);
    };
    // once for the site: what it sends it reads from the store each time
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  const back = waiting.find(({ refused }) => refused !== undefined);
  const due = waiting.filter(({ refused, receipt }) => refused === undefined && !receipt);
  const unsent = due.length;
  // What holds her name and number she can take back at any time.
  const named = due.filter(({ contact }) => contact);
  // Right after sending, that page shows them one by one.
  const { pathname } = useLocation();
  const arrivedOnes = pathname === paths.sent() ? [] : waiting.filter(({ receipt }) => receipt);
  const pictures = arrivedOnes.filter(isDue).flatMap((one) => one.photos.filter((photo) => !photo.refused)).length;
  const unfit = arrivedOnes.flatMap((one) => {
    const no = one.photos.filter((photo) => photo.refused);
    return one.receipt && no[0]?.refused ? [{ ...one.receipt, title: one.body.title, why: no[0].refused, no }] : [];
  })[0];
  const edit = async (one: Waiting) => {
    const { body } = one;
    keepDraft({
      words: body.detail ?? body.title,
      kind: body.kind,
      placeText: body.placeText ?? '',
      location: body.location ?? null,
      matterId: body.matterId ?? null,
      wishUnitId: body.wishUnitId ?? null,
      naming: body.naming,
      happenedAt: '',
    });
    await keepDraftPhotos(
      one.photos.map(({ id, bytes, type }) => ({ id, name: id, blob: new Blob([bytes], { type }) })),
    );
    await drop(one.id);
    await navigate(paths.report());
  };
  return (
    <>
      {unsent + pictures > 0 && (
        <output className="offline outbox">
          <span>
            {unsent > 0 ? say('public.outbox.waiting', { n: unsent }) : say('public.outbox.photos', { n: pictures })}
          </span>
          <Button busy={busy} onClick={() => void send()}>
            {say('public.outbox.now')}
          </Button>
          {named.map(({ id, body }) => (
            <Button key={id} tone="plain" onClick={() => void drop(id)}>
              {say('public.outbox.drop_named', { title: body.title })}
            </Button>
          ))}
        </output>
      )}
      {back && (
        <div className="offline outbox" role="alert">
          <span>{say('public.outbox.refused', { title: back.body.title, why: back.refused ?? '' })}</span>
          <Button onClick={() => void edit(back)}>{say('public.outbox.edit')}</Button>
          <Button tone="plain" onClick={() => void drop(back.id)}>
            {say('public.outbox.drop')}
          </Button>
        </div>
      )}
      {unfit && (
        <div className="offline outbox" role="alert">
          <span>{say('public.outbox.photo_refused', { title: unfit.title, n: unfit.no.length, why: unfit.why })}</span>
          <Button
            onClick={() => {
              holdCode(unfit.number, unfit.secret);
              void navigate(paths.receipt(unfit.number));
            }}
          >
            {say('public.sent.track')}
          </Button>
          <Button tone="plain" onClick={() => void letGo((photo) => unfit.no.some(({ id }) => id === photo.id))}>
            {say('public.outbox.photo_read')}
          </Button>
        </div>
      )}
      {arrived && (
        <output className="offline outbox">
          <span>{say('public.outbox.arrived', { number: arrived })}</span>
          <Link to={paths.receipt(arrived)} onClick={() => setArrived(null)}>
            {say('public.sent.track')}
          </Link>
        </output>
      )}
    </>
  );
}
