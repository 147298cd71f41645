/**
 * 承诺卡: who, by when and why this office, in one sentence, large enough for the grandmother, with a square that opens the progress
 * on any telephone. The square holds the family's code: whoever has the paper looks on and can change nothing.
 */
import type { ReceiptView } from '#contract/intake.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useWords } from '#web/kit/words.tsx';
import { paths } from '../paths.ts';
import { Mixed } from './mixed.tsx';
import { CopyButton } from './copy.tsx';
import { QrCode } from '#web/kit/qr.tsx';

export function PromiseCard({ view, familyCode }: { view: ReceiptView; familyCode: string }) {
  const { say } = useWords();
  const address = new URL(paths.receipt(view.number, familyCode), location.origin).href;
  return (
    <section className="sheet promise-card" aria-labelledby="family">
      <div className="promise-card__words">
        <p className="print-only promise-card__name">{say('public.card.title')}</p>
        <p className="print-only promise-card__what">{view.title}</p>
        <p className="print-only promise-card__said">
          <Mixed text={(!view.dueAt && view.answer?.text) || view.promise} />
        </p>
        <p className="print-only">
          {say('public.receipt.number')} <span className="nowrap">{view.number}</span>
        </p>
        <h2 id="family" className="no-print">
          {say('public.card.family')}
        </h2>
        <p className="hint no-print">{say('public.card.family_text')}</p>
        <div className="row no-print">
          <CopyButton text={address} what={say('public.card.link')} />
          <Button onClick={() => window.print()}>{say('public.card.print')}</Button>
        </div>
      </div>
      <figure className="ticket__qr">
        <QrCode text={address} label={say('public.card.qr')} />
        <figcaption>{say('public.card.qr')}</figcaption>
      </figure>
    </section>
  );
}
