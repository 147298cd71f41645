/** 反映问题: say it, place it, send it. Four taps when one stands there; everything else is optional or has a good default. */
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { reportKinds } from '#contract/states.ts';
import { uuidv7 } from '#contract/ids.ts';
import { namings, sendReport, type similarCases } from '#contract/intake.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { ProblemError, useWrite, wordsOf } from '#web/kit/api.ts';
import { useHere, useKept } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Choice, Field } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { broughtPhotos, holdCode, keepDraft, keepSent, keptDraft, waitingPhotos } from '../kept.ts';
import { alikeQuestion, lookAlike, placed } from '../parts/alike.ts';
import { Heading } from '../parts/heading.tsx';
import { canKeepContact, draftPhotos, keepDraftPhotos, keepPhotos, putAside } from '../outbox.ts';
import { PhotoPicker, photoLimit, type PickedPhoto } from '../parts/photos.tsx';
import { PlaceField } from '../parts/place.tsx';
import { MatterProposed } from '../parts/proposed.tsx';
import { paths } from '../paths.ts';
import { bodyOf, lacks, needsPlace, type Lack, type Written } from '../report.rules.ts';

// Asked only where there is a network, and where somebody was faster.
const SimilarDialog = lazy(async () => ({ default: (await import('../parts/similar.tsx')).SimilarDialog }));
// None of these is needed: without a network they are left out, and the report goes on.
const without = () => ({ default: () => <></> });
const MatterField = lazy(() => import('../parts/matter.tsx').catch(without));
const SimilarNearby = lazy(() =>
  import('../parts/similar.tsx').then((similar) => ({ default: similar.SimilarNearby })).catch(without),
);
const WishField = lazy(() => import('../parts/wish.tsx').catch(without));

/** What has just come up under a finger was not read. */
const readMs = 1_000;

type Similar = ReplyOf<typeof similarCases>['cases'];

const blank: Written = {
  kind: 'help',
  words: '',
  placeText: '',
  location: null,
  matterId: null,
  wishUnitId: null,
  happenedAt: '',
  naming: 'anonymous',
  name: '',
  phone: '',
  email: '',
};
function fromDraft(): Written {
  const kept = keptDraft();
  if (!kept) return blank;
  return {
    ...blank,
    words: kept.words ?? '',
    placeText: kept.placeText ?? '',
    location: kept.location ?? null,
    matterId: kept.matterId ?? null,
    wishUnitId: kept.wishUnitId ?? null,
    happenedAt: kept.happenedAt ?? '',
    kind: reportKinds.find((kind) => kind === kept.kind) ?? blank.kind,
    naming: namings.find((naming) => naming === kept.naming) ?? blank.naming,
  };
}
const lacksNow = (written: Written): Lack[] => lacks(written, new Date());
const draftOf = ({ name: _name, phone: _phone, email: _email, ...rest }: Written) => rest;

export default function ReportPage() {
  const { say, lang } = useWords();
  const cache = useQueryClient();
  const here = useHere();
  const navigate = useNavigate();
  const [written, setWritten] = useKept(fromDraft, blank);
  const [hadDraft, setHadDraft] = useKept(() => (keptDraft()?.words ?? '') !== '', false);
  const [photos, setPhotos] = useState<PickedPhoto[]>([]);
  /** came with a picture: it lies further down than a small telephone shows, so it is told at the head */
  const [photoFirst, setPhotoFirst] = useState(false);
  const [aside, setAside] = useState<'anonymous' | 'named' | null>(null);
  /** nobody answers, and it carries a name or a number: may it wait here? */
  const [offer, setOffer] = useState<{ keep: () => Promise<void>; failed?: boolean } | null>(null);
  const [more, setMore] = useState(false);
  const [lacking, setLacking] = useState<Lack[]>([]);
  const [similar, setSimilar] = useState<Similar | null>(null);
  const form = useRef<HTMLFormElement>(null);
  /** content that went out without an answer goes out again under the same id */
  const underWay = useRef(keptDraft()?.sending);
  const [looking, setLooking] = useState(false);
  const send = useWrite(sendReport);
  const busy = looking || send.isPending;
  /** what is alike stood before her eyes for this question, since when */
  const shown = useRef({ question: '', at: 0 });
  const onShown = useCallback((question: string) => {
    if (shown.current.question !== question) shown.current = { question, at: performance.now() };
  }, []);

  const change = (part: Partial<Written>) => {
    const next = { ...written, ...part };
    setWritten(next);
    keepDraft({ ...draftOf(next), sending: keptDraft()?.sending });
    if (lacking.length > 0) setLacking(lacksNow(next));
    setOffer(null);
  };
  const pick = (next: PickedPhoto[]) => {
    setPhotos(next);
    void keepDraftPhotos(next);
  };
  useEffect(() => {
    const take = async () => {
      const brought = broughtPhotos.splice(0);
      if (brought.length > 0) setPhotos(brought); // seen at once
      const kept = await draftPhotos();
      if (brought.length > 0) {
        const all = [...kept, ...brought].slice(-photoLimit);
        setPhotos(all);
        setPhotoFirst(true);
        void keepDraftPhotos(all);
      } else if (kept.length > 0) setPhotos((now) => (now.length > 0 ? now : kept));
      if (kept.length > 0) setHadDraft(true);
    };
    void take();
  }, [setHadDraft]);
  const why = (field: Lack['field']) => {
    const lack = lacking.find((one) => one.field === field);
    return lack && say(lack.why);
  };
  // the first thing to mend takes the focus, after React has marked it
  const [mend, setMend] = useState(0);
  useEffect(() => {
    if (mend > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"], .is-wrong input')?.focus();
  }, [mend]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const found = lacksNow(written);
    setLacking(found);
    if (found.length > 0) return setMend(mend + 1);
    const question = alikeQuestion(written);
    // She has read them where they stood: whoever presses "send" then means that hers is another.
    const read = shown.current.question === question && event.timeStamp - shown.current.at > readMs;
    if (question === null || read || !navigator.onLine) return sendIt(null);
    setLooking(true);
    try {
      // Somebody may have said it already: then one more voice helps more than one more case.
      const cases = await cache.fetchQuery(lookAlike(lang, question));
      if (cases.length > 0) return setSimilar(cases);
    } catch {
      // looking for likenesses is a kindness; failing at it must not keep a report from being sent
    } finally {
      setLooking(false);
    }
    await sendIt(null);
  };

  /** Pressed before "send": what is lacking for a report is lacking for one that follows, too. */
  const followIt = async (caseId: string) => {
    const found = lacksNow(written);
    setLacking(found);
    if (found.length > 0) return setMend(mend + 1);
    await sendIt(caseId);
  };

  const sendIt = async (follows: string | null) => {
    setSimilar(null);
    const body = { ...bodyOf(written), ...(follows ? { follows } : {}) };
    const content = JSON.stringify(body);
    if (underWay.current?.content !== content) underWay.current = { content, id: uuidv7() };
    const { id } = underWay.current;
    // even a reload may not double it; a contact, though, is never written to the device
    keepDraft({ ...draftOf(written), sending: body.contact ? undefined : underWay.current });
    // It may wait on this device until there is a network, also when the tab is closed; with a name or a number only by her own word.
    const waits = async (agreed: boolean) => {
      if (body.contact && !agreed) {
        if (canKeepContact()) setOffer({ keep: async () => void (await waits(true)) });
        return false;
      }
      if (!(await putAside(id, body, photos))) {
        setOffer((now) => now && { ...now, failed: true });
        return false;
      }
      keepDraft(null);
      pick([]);
      setOffer(null);
      setAside(body.contact ? 'named' : 'anonymous');
      return true;
    };
    setOffer(null);
    if (!navigator.onLine && (await waits(false))) return;
    if (!navigator.onLine && body.contact && canKeepContact()) return;
    try {
      const receipt = await send.mutateAsync({ body: { id, ...body } });
      // The pictures go into the outbox before the draft lets go of them: whenever the tab is closed, one of the two has them.
      await keepPhotos(receipt, body.title, photos);
      keepDraft(null);
      void keepDraftPhotos([]);
      keepSent({ ...receipt, title: body.title });
      holdCode(receipt.number, receipt.secret);
      waitingPhotos.number = receipt.number;
      waitingPhotos.photos = photos.map(({ id: photoId, blob }) => ({ id: photoId, blob }));
      await navigate(paths.sent(), { replace: true });
    } catch (error) {
      if (error instanceof ProblemError && error.unanswered && (await waits(false))) return;
      setMend(mend + 1); // the words stand above the button (send.error)
    }
  };

  if (aside)
    return (
      <div className="page page--narrow">
        <Heading title={say('public.outbox.title')} lead={say('public.outbox.text')} />
        <p className="aside">{say(aside === 'named' ? 'public.outbox.shared_named' : 'public.outbox.shared')}</p>
        <Button
          onClick={() => {
            underWay.current = undefined;
            setWritten(blank);
            setHadDraft(false);
            setAside(null);
            send.reset();
          }}
        >
          {say('public.sent.another')}
        </Button>
      </div>
    );
  return (
    <form
      ref={form}
      className="page page--narrow report"
      inert={!here}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <Heading
        title={say('public.nav.report')}
        lead={say(photoFirst ? 'public.report.lead_photo' : 'public.report.lead')}
      />
      <p className="urgent">{say('public.urgent')}</p>
      {hadDraft && (
        <output className="found__in row row--between">
          <span>{say('public.report.draft')}</span>
          <Button
            tone="plain"
            onClick={() => {
              keepDraft(null);
              setWritten(blank);
              pick([]);
              setHadDraft(false);
            }}
          >
            {say('public.report.discard')}
          </Button>
        </output>
      )}

      <section className="sheet" aria-labelledby="what">
        <h2 id="what">
          <span aria-hidden="true">1</span> {say('public.report.what')}
        </h2>
        <Field
          label={say('public.report.words')}
          hint={say('public.report.words_hint')}
          error={why('words')}
          need="required"
        >
          {(wired) => (
            <textarea
              {...wired}
              className="input"
              maxLength={4000}
              rows={4}
              value={written.words}
              onChange={(event) => change({ words: event.target.value })}
            />
          )}
        </Field>
        {written.matterId === null && here && (
          <MatterProposed words={written.words} place={written.placeText} onOther={() => setMore(true)} />
        )}
        <PhotoPicker photos={photos} onChange={pick} />
        <Choice
          compact
          legend={say('public.report.kind')}
          value={written.kind}
          onChange={(kind) => change({ kind })}
          options={reportKinds.map((kind) => ({
            value: kind,
            label: say(`kind.${kind}`),
            hint: say(`public.kind.${kind}`),
          }))}
        />
      </section>

      <section className="sheet" aria-labelledby="where">
        <h2 id="where">
          <span aria-hidden="true">2</span> {say('public.report.where')}
        </h2>
        <PlaceField
          label={say('public.report.place')}
          hint={say('public.report.place_hint')}
          error={why('place')}
          needed={needsPlace(written.kind)}
          placeText={written.placeText}
          words={written.words}
          location={written.location}
          onChange={change}
        />
      </section>

      <section className="sheet" aria-labelledby="who">
        <h2 id="who">
          <span aria-hidden="true">3</span> {say('public.report.who')}
        </h2>
        <Choice
          legend={say('public.report.naming')}
          value={written.naming}
          onChange={(naming) => change({ naming })}
          error={why('contact')}
          options={namings.map((naming) => ({
            value: naming,
            label: say(`naming.${naming}`),
            hint: say(`public.naming.${naming}`),
          }))}
        />
        {written.naming !== 'anonymous' && (
          <div className="contact">
            {(['name', 'phone', 'email'] as const).map((part) => (
              <Field
                key={part}
                label={say(`public.contact.${part}`)}
                need={part === 'name' ? 'optional' : undefined}
                error={part === 'name' ? undefined : (why(part) ?? (part === 'phone' ? why('contact') : undefined))}
              >
                {(wired) => (
                  <input
                    {...wired}
                    className="input"
                    type={part === 'phone' ? 'tel' : part === 'email' ? 'email' : 'text'}
                    autoComplete={part === 'phone' ? 'tel' : part}
                    maxLength={part === 'email' ? 120 : part === 'phone' ? 24 : 60}
                    value={written[part]}
                    onChange={(event) => change({ [part]: event.target.value })}
                  />
                )}
              </Field>
            ))}
            <p className="hint">{say('public.contact.kept')}</p>
          </div>
        )}
        <details className="more" open={more} onToggle={({ currentTarget }) => setMore(currentTarget.open)}>
          <summary>{say('public.report.more')}</summary>
          {/* their lists are fetched when somebody looks, not by every telephone */}
          {more && (
            <Suspense>
              <MatterField value={written.matterId} onChange={(matterId) => change({ matterId })} />
            </Suspense>
          )}
          <Field
            label={say('public.report.when')}
            hint={say('public.report.when_hint')}
            error={why('happenedAt')}
            need="optional"
          >
            {(wired) => (
              <input
                {...wired}
                className="input"
                type="datetime-local"
                value={written.happenedAt}
                onChange={(event) => change({ happenedAt: event.target.value })}
              />
            )}
          </Field>
          {more && (
            <Suspense>
              <WishField value={written.wishUnitId} onChange={(wishUnitId) => change({ wishUnitId })} />
            </Suspense>
          )}
        </details>
      </section>

      <div className="sendbar">
        {lacking.length > 0 && (
          <p className="field__error" role="alert">
            {say('public.report.mend', { n: lacking.length })}
          </p>
        )}
        {offer ? (
          <Trouble title={say('public.outbox.offer')}>
            <p>{say(offer.failed ? 'public.outbox.not_kept' : 'public.outbox.offer_text')}</p>
            {!offer.failed && <Button onClick={() => void offer.keep()}>{say('public.outbox.keep_here')}</Button>}
          </Trouble>
        ) : (
          send.error && <Refused error={send.error} />
        )}
        {here && placed(written) && (
          <Suspense>
            <SimilarNearby
              written={written}
              busy={busy}
              onFollow={(caseId) => void followIt(caseId)}
              onShown={onShown}
            />
          </Suspense>
        )}
        <Button type="submit" tone="primary" busy={busy} className="sendbar__send">
          {say(busy ? 'public.report.sending' : 'public.report.send')}
        </Button>
      </div>
      {similar && (
        <Suspense>
          <SimilarDialog
            cases={similar}
            onClose={() => setSimilar(null)}
            onFollow={(caseId) => void sendIt(caseId)}
            onApart={() => void sendIt(null)}
          />
        </Suspense>
      )}
    </form>
  );
}

function Refused({ error }: { error: ProblemError }) {
  const { say } = useWords();
  return (
    <Trouble title={wordsOf(error)}>
      {error.problem.errors && (
        <ul>
          {error.problem.errors.map((one) => (
            <li key={`${one.field} ${one.reason}`}>
              {one.field}: {one.reason}
            </li>
          ))}
        </ul>
      )}
      <p>{say('public.report.kept')}</p>
    </Trouble>
  );
}
