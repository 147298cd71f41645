/** Right after sending: the number and the code, and four ways to keep them. The code is told here and nowhere else. */
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useHere } from '#web/kit/here.ts';
import { Button, ButtonLink } from '#web/kit/ui/button.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { forget, lastSent, remember, rememberedReceipts, waitingPhotos } from '../kept.ts';
import { CopyButton } from '../parts/copy.tsx';
import { Heading } from '../parts/heading.tsx';
import { photosLeft } from '../outbox.ts';
import { PhotoSender } from '../parts/photo-sender.tsx';
import { QrCode } from '#web/kit/qr.tsx';
import { drawReceipt } from '../parts/receipt-picture.ts';
import { paths } from '../paths.ts';

export default function SentPage() {
  return useHere() ? <Sent /> : <Waiting />;
}

/** What was sent is known to this device alone. */
function Waiting() {
  const { say } = useWords();
  return (
    <div className="page page--narrow">
      <Heading title={say('public.sent.card')} />
      <Skeleton lines={6} />
    </div>
  );
}

function Sent() {
  const { say, time } = useWords();
  const tell = useNotices();
  const [receipt] = useState(lastSent);
  const [photos, setPhotos] = useState(() =>
    receipt && waitingPhotos.number === receipt.number ? waitingPhotos.photos : [],
  );
  // After a reload they come from the outbox.
  useEffect(() => {
    if (receipt && waitingPhotos.number !== receipt.number) void photosLeft(receipt.number).then(setPhotos);
  }, [receipt]);
  const [kept, setKept] = useState(() => rememberedReceipts().some((one) => one.number === receipt?.number));
  if (!receipt) {
    return (
      <div className="page page--narrow">
        <Heading title={say('public.sent.none')} lead={say('public.sent.none_text')} />
        <p className="row">
          <ButtonLink to={paths.track()} tone="primary">
            {say('public.nav.track')}
          </ButtonLink>
          <ButtonLink to={paths.report()}>{say('public.nav.report')}</ButtonLink>
        </p>
      </div>
    );
  }
  const { number, secret } = receipt;
  const address = new URL(paths.receipt(number, secret), location.origin).href;

  const download = async () => {
    try {
      const picture = await drawReceipt({
        heading: `${say('app.name')} · ${say('public.sent.card')}`,
        title: receipt.title,
        rows: [
          { label: say('public.receipt.number'), value: number },
          { label: say('public.receipt.code'), value: secret },
          { label: say('public.receipt.received'), value: time(receipt.receivedAt) },
        ],
        hint: say('public.sent.card_hint'),
        address,
      });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(picture);
      link.download = `gridloop-${number}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 30_000);
    } catch {
      tell(say('public.sent.no_picture'), 'bad');
    }
  };

  return (
    <div className="page page--narrow">
      <Heading title={say('public.sent.title')} lead={say('public.sent.lead')} />
      <section className="ticket" aria-label={say('public.sent.card')}>
        <p className="ticket__title">{receipt.title}</p>
        <div className="ticket__body">
          <dl className="ticket__facts">
            <div>
              <dt>{say('public.receipt.number')}</dt>
              <dd className="ticket__line">
                <span className="code" data-testid="number">
                  {number}
                </span>
                <CopyButton text={number} what={say('public.receipt.number')} />
              </dd>
            </div>
            <div>
              <dt>{say('public.receipt.code')}</dt>
              <dd className="ticket__line">
                <span className="code" data-testid="code">
                  {secret}
                </span>
                <CopyButton text={secret} what={say('public.receipt.code')} />
              </dd>
            </div>
            <div>
              <dt>{say('public.receipt.received')}</dt>
              <dd>
                <time dateTime={receipt.receivedAt}>{time(receipt.receivedAt)}</time>
              </dd>
            </div>
            <div>
              <dt>{say('public.receipt.placed')}</dt>
              <dd>{receipt.placed}</dd>
            </div>
          </dl>
          <figure className="ticket__qr">
            <QrCode text={address} label={say('public.sent.qr')} />
            <figcaption>{say('public.sent.qr')}</figcaption>
          </figure>
        </div>
        <p className="ticket__promise">{receipt.promise}</p>
      </section>
      <p className="aside">{say('public.sent.warning')}</p>
      <div className="row no-print">
        <Button tone="primary" onClick={() => void download()}>
          {say('public.sent.download')}
        </Button>
        <Button onClick={() => window.print()}>{say('public.sent.print')}</Button>
        <Button
          aria-pressed={kept}
          onClick={() => {
            if (kept) forget(number);
            else remember({ number, code: secret, title: receipt.title, at: receipt.receivedAt });
            setKept(!kept);
            tell(say(kept ? 'public.sent.forgotten' : 'public.sent.remembered'));
          }}
        >
          {say(kept ? 'public.sent.forget' : 'public.sent.remember')}
        </Button>
      </div>
      <div className="no-print">
        <PhotoSender number={number} code={secret} photos={photos} />
        <p className="row">
          <Link className="button button--quiet" to={paths.receipt(number)}>
            {say('public.sent.track')}
          </Link>
          <Link className="button button--plain" to={paths.report()}>
            {say('public.sent.another')}
          </Link>
        </p>
      </div>
    </div>
  );
}
