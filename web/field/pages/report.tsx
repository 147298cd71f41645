/**
 * 上报, photo first: photo, matter, send; the place comes from the phone. What was put right on the spot (自处理) takes a photo of before
 * and of after, and goes as one act: the report, its photos, the move. The draft is kept as it is typed.
 */
import { useEffect, useId, useRef, useState } from 'react';
import { reportKinds } from '#contract/states.ts';
import { useNavigate } from 'react-router';
import { Button } from '#web/kit/ui/button.tsx';
import { Choice, Field } from '#web/kit/ui/field.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField, type Part } from '../field.tsx';
import { Heading } from '../parts/heading.tsx';
import { Alike, useAlike } from '../parts/alike.tsx';
import { matterName, MatterPicker } from '../parts/matter-picker.tsx';
import { Photos, useShots } from '../parts/photos.tsx';
import { WordsField } from '../parts/words-field.tsx';
import { paths } from '../paths.ts';
import { countReported } from '../store.ts';

type Kind = (typeof reportKinds)[number];
type Draft = {
  kind: Kind;
  /** the open case it is one with, as she sees it */
  follows: string | null;
  matterId: number | null;
  detail: string;
  place: string;
  done: boolean;
  conditionId: number | null;
  result: string;
};
const empty: Draft = {
  kind: 'help',
  follows: null,
  matterId: null,
  detail: '',
  place: '',
  done: false,
  conditionId: null,
  result: '',
};
const places = ['near', 'far', 'after'];

export default function ReportPage() {
  const { say } = useWords();
  const { day, fix, locate, act, draft: readDraft, keepDraft } = useField();
  const tell = useNotices();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(empty);
  const { shots, change, forget } = useShots('report', places);
  const [kept, setKept] = useState(false);
  const [busy, setBusy] = useState(false);
  const sent = useRef(false);
  const tick = useId();

  useEffect(() => {
    void locate();
    const goOn = async () => {
      const found = await readDraft<Draft>('report');
      if (found) setDraft((now) => (now === empty ? { ...empty, ...found } : now));
      setKept(true);
    };
    void goOn();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when the page opens
  }, []);
  useEffect(() => {
    if (!kept || sent.current) return undefined;
    const timer = setTimeout(() => void keepDraft('report', draft), 400);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is kept is the draft
  }, [draft, kept]);

  const put = (more: Partial<Draft>) => setDraft((now) => ({ ...now, ...more }));
  const matter = day?.matters.find(({ id }) => id === draft.matterId);
  const conditions = matter?.conditions.filter(({ retired }) => !retired) ?? [];
  const conditionId = draft.conditionId ?? conditions[0]?.id ?? null;
  const photoHint = conditions.find(({ id }) => id === conditionId)?.photoHint;
  const hasAfter = shots.some(({ slot }) => slot === 'after');
  const placed = fix !== null || draft.place.trim() !== '';
  const ready =
    draft.matterId !== null &&
    placed &&
    (!draft.done || (hasAfter && draft.result.trim() !== '' && conditionId !== null));
  const alike = useAlike({ matter, fix, detail: draft.detail, place: draft.place });
  // Chosen, and gone from the list since: it is one of its own.
  const follows = alike?.some(({ id }) => id === draft.follows) ? draft.follows : null;
  const halfFilled = shots.length > 0 || draft.matterId !== null || draft.detail !== '';

  const send = async () => {
    if (!matter) return;
    setBusy(true);
    sent.current = true;
    const title = [draft.place.trim(), matterName(matter, 'zh')].filter(Boolean).join(' ').slice(0, 120);
    const report: Part = {
      what: 'report',
      endpoint: 'intake.take',
      params: {},
      body: {
        channel: 'keeper',
        kind: draft.kind,
        naming: 'named',
        title,
        matterId: matter.id,
        ...(conditionId === null ? {} : { conditionId }),
        ...(draft.done ? { selfHandled: true } : follows ? { follows } : {}),
        ...(draft.detail.trim() ? { detail: draft.detail.trim() } : {}),
        ...(draft.place.trim() ? { placeText: draft.place.trim() } : {}),
        ...(fix ? { location: fix.point } : {}),
      },
    };
    const photos = shots.map(({ slot, bytes }): Part => {
      const query: Part['query'] = draft.done
        ? { purpose: slot === 'after' ? 'after' : 'before' }
        : { purpose: 'report', shot: slot };
      return {
        what: 'photo',
        endpoint: 'cases.addPhoto',
        params: {},
        query,
        body: null,
        photo: bytes,
        ofFirst: true,
      };
    });
    const move: Part = {
      what: 'move',
      endpoint: 'cases.move',
      params: {},
      body: { input: { move: 'self_handle', conditionId, result: draft.result.trim() } },
      ofFirst: true,
    };
    try {
      await act([report, ...photos, ...(draft.done ? [move] : [])], { title });
    } catch {
      // The head says why; all of it still stands here.
      sent.current = false;
      return setBusy(false);
    }
    countReported(matter.id);
    // Not waited for: whoever has pressed another way by then is not taken back from it.
    void keepDraft('report', null);
    void forget();
    tell(say('field.kept'));
    void navigate(paths.home());
  };

  return (
    <form
      {...(halfFilled ? { 'data-half-filled': '' } : {})}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send();
      }}
    >
      <Heading title={say('field.report')} />
      <Photos
        slots={
          draft.done
            ? [
                { slot: 'near', word: 'field.photo.before' },
                { slot: 'after', word: 'field.photo.after' },
              ]
            : [
                { slot: 'near', word: 'field.photo.near' },
                { slot: 'far', word: 'field.photo.far' },
              ]
        }
        shots={shots}
        onChange={change}
      />
      <MatterPicker value={draft.matterId} onChange={(matterId) => put({ matterId, conditionId: null })} />
      <output className={`whereline ${fix ? 'whereline--known' : ''}`}>
        {fix ? say('field.here', { m: fix.accuracyM }) : say('field.where_unknown')}
        {!fix && (
          <button type="button" className="link" onClick={() => void locate()}>
            {say('field.locate')}
          </button>
        )}
      </output>
      <div className="tick">
        <input
          id={tick}
          type="checkbox"
          checked={draft.done}
          aria-describedby={`${tick}-hint`}
          onChange={(event) => put({ done: event.target.checked })}
        />
        <span>
          <label htmlFor={tick}>{say('field.self_handled')}</label>
          <small id={`${tick}-hint`}>{say('field.self_handled_hint')}</small>
        </span>
      </div>
      {conditions.length > (draft.done ? 0 : 1) && (
        <Choice
          legend={say('field.condition')}
          value={conditionId === null ? null : String(conditionId)}
          onChange={(id) => put({ conditionId: Number(id) })}
          compact
          options={conditions.map(({ id, filing, closing }) => ({
            value: String(id),
            label: filing,
            ...(draft.done ? { hint: say('field.closing', { text: closing }) } : {}),
          }))}
        />
      )}
      {draft.done && (
        <section className="sheet">
          <WordsField
            label={say('field.result')}
            need="required"
            value={draft.result}
            max={2000}
            onChange={(result) => put({ result })}
          />
        </section>
      )}
      {alike && !draft.done && <Alike cases={alike} chosen={follows} onChoose={(caseId) => put({ follows: caseId })} />}
      <details className="more" open={!fix}>
        <summary>{say('field.more')}</summary>
        <Choice
          legend={say('field.kind')}
          value={draft.kind}
          onChange={(kind) => put({ kind })}
          compact
          options={reportKinds.map((kind) => ({ value: kind, label: say(`kind.${kind}`) }))}
        />
        <Field label={say('field.place')} need="optional" hint={say('field.place_hint')}>
          {(wired) => (
            <input
              {...wired}
              className="input"
              maxLength={200}
              value={draft.place}
              onChange={(event) => put({ place: event.target.value })}
            />
          )}
        </Field>
        <WordsField
          label={say('field.detail')}
          value={draft.detail}
          max={4000}
          onChange={(detail) => put({ detail })}
        />
      </details>
      <div className="send">
        <Button tone="primary" type="submit" className="wide" busy={busy} disabled={!ready}>
          {say('field.send')}
        </Button>
        {!ready && (
          <p className="hint">
            {say(
              draft.matterId === null
                ? 'field.need_matter'
                : !placed
                  ? 'field.need_place'
                  : !hasAfter
                    ? 'field.need_after'
                    : 'field.need_result',
            )}
          </p>
        )}
        {photoHint && <p className="hint">{photoHint}</p>}
      </div>
    </form>
  );
}
