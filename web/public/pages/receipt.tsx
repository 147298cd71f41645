/** 查询进度: what happened to my report, in plain words; and what I can still do: reply, say it is not solved, rate, withdraw. */
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { isOpen, type State } from '#contract/states.ts';
import { readReceipt, receiptHeader, type ReceiptView } from '#contract/intake.ts';
import type { Lang } from '#contract/words/words.ts';
import { readAhead, useRead, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Lamp, Skeleton, Stepper, Timeline } from '#web/kit/ui/progress.tsx';
import { currentLang, useWords } from '#web/kit/words.tsx';
import { codeFromFragment, codeOf, holdCode, plainNumber } from '../kept.ts';
import { keepPhotos } from '../outbox.ts';
import { CodeForm } from '../parts/code-form.tsx';
import { Heading } from '../parts/heading.tsx';
import { PhotoSender } from '../parts/photo-sender.tsx';
import { PhotoPicker, type PickedPhoto } from '../parts/photos.tsx';
import { Mixed } from '../parts/mixed.tsx';
import { PromiseCard } from '../parts/promise-card.tsx';
import { BeforeAndAfter, ReceiptPhotos } from '../parts/receipt-photos.tsx';
import { AnswerActions, WithdrawAction } from '../parts/receipt-actions.tsx';
import { SurveyQuestion } from '../parts/survey-question.tsx';
import { paths } from '../paths.ts';

/** The five steps a reporter sees; inside there are more hands, outside there is one window. */
const steps = ['received', 'assigned', 'handling', 'checking', 'answered'] as const;
const stepOf = (state: State): number =>
  ({ reported: 0, received: 0, confirming: 0, filed: 1, dispatched: 1, signed: 2, handled: 3, checked: 3 })[
    state as string
  ] ?? steps.length;

const asking = (number: string, code: string | null) => ({
  params: { number },
  headers: { [receiptHeader]: code ?? '' },
});

/** What the page itself asked for before its scripts were there (vite.config.ts). */
type Early = { number: string; code: string; lang: Lang; answer: Promise<Response | null> };

/** Asked for while the page is still being drawn. */
export function ahead(cache: QueryClient): void {
  const number = plainNumber(/^\/r\/([\w-]+)$/.exec(location.pathname)?.[1] ?? '');
  const code = codeFromFragment(location.hash) ?? codeOf(number);
  if (!number || code === null) return;
  const { receiptAhead: early } = globalThis as { receiptAhead?: Early };
  const same = early?.number === number && early.code === code && early.lang === currentLang();
  readAhead(cache, readReceipt, asking(number, code), same ? early.answer : undefined);
}

export default function ReceiptPage() {
  return useHere() ? <Receipt /> : <Waiting />;
}

/** Which number and which code stands in the address, and nobody but this device reads that. */
function Waiting() {
  const { say } = useWords();
  return (
    <div className="page page--narrow">
      <Heading title={say('public.nav.track')} lead={say('public.track.lead')} />
      <Skeleton lines={7} />
    </div>
  );
}

function Receipt() {
  const { number: raw = '' } = useParams();
  const { hash } = useLocation();
  const navigate = useNavigate();
  const number = plainNumber(raw);
  const given = codeFromFragment(hash);
  const [, look] = useState(0);
  const code = given ?? codeOf(number);

  useEffect(() => {
    if (!given) return;
    // what came after `#` is taken out of the address bar and kept for this tab
    holdCode(number, given);
    void navigate(paths.receipt(number), { replace: true });
  }, [given, number, navigate]);

  return (
    <Looked
      key={number}
      number={number}
      code={code}
      onCode={(askedNumber, next) => {
        holdCode(askedNumber, next);
        if (askedNumber === number) look((n) => n + 1);
        else void navigate(paths.receipt(askedNumber));
      }}
    />
  );
}

function Looked(props: { number: string; code: string | null; onCode: (number: string, code: string) => void }) {
  const { say } = useWords();
  const { number, code } = props;
  const read = useRead(readReceipt, asking(number, code), { enabled: code !== null, refetchMs: 30_000 });
  const unknown = read.error?.problem.code === 'report.no_receipt';
  if (code === null || unknown) {
    return (
      <div className="page page--narrow">
        <Heading title={say('public.nav.track')} lead={say('public.track.lead')} />
        <CodeForm number={number} error={unknown ? wordsOf(read.error) : undefined} onGiven={props.onCode} />
        <p className="aside">
          {say('public.track.lost')} <Link to={paths.mine()}>{say('public.mine.title')}</Link>
        </p>
      </div>
    );
  }
  if (!read.data) {
    return (
      <div className="page page--narrow">
        <Heading title={say('public.nav.track')} lead={number} />
        {read.error ? (
          <Trouble title={wordsOf(read.error)}>
            <Button onClick={() => void read.refetch()}>{say('common.retry')}</Button>
          </Trouble>
        ) : (
          <Skeleton lines={7} />
        )}
      </div>
    );
  }
  return <Shown view={read.data} code={code} />;
}

function Shown({ view, code }: { view: ReceiptView; code: string }) {
  const { say, time } = useWords();
  const open = isOpen(view.state);
  const [added, setAdded] = useState<PickedPhoto[]>([]);
  const [sending, setSending] = useState<PickedPhoto[]>([]);
  const write = { params: { number: view.number }, headers: { [receiptHeader]: code } };
  const timeline = view.timeline
    .map((entry, i) => ({ key: i, at: entry.at, text: entry.text }))
    .sort((a, b) => b.at.localeCompare(a.at) || b.key - a.key);
  const earlier = view.answers.filter((answer) => answer.at !== view.answer?.at);

  return (
    <div className="page page--narrow receipt">
      <Heading
        title={view.title}
        lead={
          <>
            <span className="nowrap">{view.number}</span>{' '}
            <span className="nowrap">{say('public.receipt.since', { at: time(view.receivedAt) })}</span>
          </>
        }
      />

      <section className="sheet state" aria-labelledby="state">
        <div className="row row--between">
          <h2 id="state" data-testid="state">
            {view.stateText}
          </h2>
          {open && <Lamp lamp={view.lamp} />}
        </div>
        {(open || view.state === 'closed') && (
          <Stepper
            label={say('public.receipt.steps')}
            steps={steps.map((step) => say(`public.step.${step}`))}
            at={stepOf(view.state)}
          />
        )}
        <p className="state__promise">
          <Mixed text={view.promise} />
        </p>
        {(view.officeName || view.dueAt) && (
          <dl className="facts">
            {view.officeName && (
              <div>
                <dt>{say('public.receipt.office')}</dt>
                <dd>
                  <Mixed text={view.officeName} />
                </dd>
              </div>
            )}
            {view.dueAt && (
              <div>
                <dt>{say('public.receipt.due')}</dt>
                <dd>
                  <time dateTime={view.dueAt}>{time(view.dueAt)}</time>
                </dd>
              </div>
            )}
            {view.whyOffice && !view.promise.includes(view.whyOffice) && (
              <div className="facts__wide">
                <dt>{say('public.receipt.why')}</dt>
                <dd>
                  <Mixed text={view.whyOffice} />
                </dd>
              </div>
            )}
          </dl>
        )}
      </section>

      {view.answer && (
        <section className="sheet answer" aria-labelledby="answer">
          <h2 id="answer">{say('public.receipt.answer')}</h2>
          <p className="said" data-testid="answer">
            {view.answer.text}
          </p>
          <BeforeAndAfter number={view.number} code={code} photos={view.photos} />
          <p className="hint">
            <time dateTime={view.answer.at}>{time(view.answer.at)}</time>
          </p>
          {earlier.length > 0 && (
            <details className="more">
              <summary>{say('public.receipt.earlier', { n: earlier.length })}</summary>
              {earlier.map((answer) => (
                <blockquote key={answer.at} className="said">
                  <p>{answer.text}</p>
                  <time dateTime={answer.at}>{time(answer.at)}</time>
                </blockquote>
              ))}
            </details>
          )}
          {view.mayReply && <AnswerActions view={view} write={write} />}
        </section>
      )}
      {view.question && <SurveyQuestion key={view.question.surveyId} question={view.question} write={write} />}

      {view.replies.length > 0 && (
        <section className="sheet" aria-labelledby="replies">
          <h2 id="replies">{say('public.receipt.replies')}</h2>
          {view.replies.map((reply) => (
            <blockquote key={reply.at} className="said said--mine">
              <p>{reply.text}</p>
              <footer>
                {reply.unsolved && <strong>{say('public.receipt.said_unsolved')} · </strong>}
                <time dateTime={reply.at}>{time(reply.at)}</time>
              </footer>
            </blockquote>
          ))}
        </section>
      )}

      <section className="sheet" aria-labelledby="story">
        <h2 id="story">{say('public.receipt.timeline')}</h2>
        <Timeline label={say('public.receipt.timeline')} items={timeline} />
      </section>

      {/* What she came for stands first; the square for the family after it. */}
      {view.familyCode && <PromiseCard view={view} familyCode={view.familyCode} />}

      <section className="sheet" aria-labelledby="mine">
        <h2 id="mine">{say('public.receipt.mine')}</h2>
        {view.detail && <p className="said">{view.detail}</p>}
        <dl className="facts">
          <div>
            <dt>{say('public.report.kind')}</dt>
            <dd>{say(`kind.${view.kind}`)}</dd>
          </div>
          <div>
            <dt>{say('public.report.naming')}</dt>
            <dd>{say(`naming.${view.naming}`)}</dd>
          </div>
          <div className="facts__wide">
            <dt>{say('public.receipt.placed')}</dt>
            <dd>
              {[view.placeText, view.placed].filter((part, i, all) => part && all.indexOf(part) === i).join(' · ')}
            </dd>
          </div>
        </dl>
        <ReceiptPhotos number={view.number} code={code} photos={view.photos} />
        {open && view.familyCode && (
          <details className="more">
            <summary>{say('public.receipt.add_photos')}</summary>
            <PhotoPicker photos={added} onChange={setAdded} />
            {added.length > 0 && (
              <Button
                tone="primary"
                onClick={() => {
                  // into the outbox first: from then on a closed tab does not lose them
                  const next = added;
                  setAdded([]);
                  void keepPhotos(
                    { number: view.number, secret: code, receivedAt: view.receivedAt },
                    view.title,
                    next,
                  ).then(() => setSending((before) => [...before, ...next]));
                }}
              >
                {say('public.receipt.send_photos', { n: added.length })}
              </Button>
            )}
          </details>
        )}
        <PhotoSender number={view.number} code={code} photos={sending} />
        {view.mayWithdraw && <WithdrawAction write={write} />}
      </section>
    </div>
  );
}
