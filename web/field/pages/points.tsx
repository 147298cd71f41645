/** 点位打卡: the points of her cells, due ones first and the nearest first; by standing there, or by the code on the plate. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { useEffect, useId, useState } from 'react';
import { metresBetween } from '#contract/near.ts';
import { nearM, type Checkpoint } from '#contract/patrol.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { DutyButton } from '../parts/duty.tsx';
import { useFar, useMetres } from '../parts/far.ts';
import { useDraft } from '../parts/draft.ts';
import { Heading } from '../parts/heading.tsx';
import { WordsField } from '../parts/words-field.tsx';

addWords(outdoorWords);

export default function PointsPage() {
  const { say } = useWords();
  const { day, fix, locate, shift, acts } = useField();
  const [open, setOpen] = useState<Checkpoint | null>(null);
  useEffect(() => void locate(), [locate]);
  const stamped = new Set(
    acts.filter(({ what, state }) => what === 'stamp' && state !== 'given_up').map(({ rows }) => rows[0]?.group),
  );
  const points = (day?.checkpoints ?? [])
    .map((point) => ({
      point,
      due: point.due && !stamped.has(`point:${point.id}`),
      metres: fix ? metresBetween(fix.point, point.point) : null,
    }))
    .sort((a, b) => Number(b.due) - Number(a.due) || (a.metres ?? 0) - (b.metres ?? 0));
  const due = points.filter((one) => one.due).length;
  return (
    <>
      <Heading
        title={say('field.points')}
        {...(points.length > 0 ? { lead: say('field.points_due', { n: due, all: points.length }) } : {})}
      />
      {!shift && <DutyButton />}
      {points.length === 0 && (
        <p className="quiet">{say(day?.areas.length === 0 ? 'field.no_ground' : 'field.no_points')}</p>
      )}
      <ul className="cards">
        {points.map(({ point, due: isDue }) => (
          <PointCard key={point.id} point={point} due={isDue} onOpen={() => setOpen(point)} />
        ))}
      </ul>
      <Dialog title={open?.name ?? ''} open={open !== null} onClose={() => setOpen(null)}>
        {open && <Stamp point={open} onDone={() => setOpen(null)} />}
      </Dialog>
    </>
  );
}

function PointCard(props: { point: Checkpoint; due: boolean; onOpen: () => void }) {
  const { say, ago } = useWords();
  const { fix, shift } = useField();
  const far = useFar();
  const { point, due } = props;
  return (
    <li className={`card card--point ${due ? 'card--due' : ''}`}>
      <span className="card__top">
        <strong className="card__title">{point.name}</strong>
        {fix && <span className="card__far">{far(fix.point, point.point)}</span>}
      </span>
      <span className="card__sub">
        {say(`field.every.${point.every}`)} ·{' '}
        {point.lastAt
          ? say('field.last_visit', { ago: ago(point.lastAt), by: point.lastBy ?? '' })
          : say('field.never')}
      </span>
      <Button tone={due ? 'primary' : 'quiet'} className="wide" disabled={!shift} onClick={props.onOpen}>
        {say(due ? 'field.stamp' : 'field.stamp_again')}
        <span className="unseen"> {point.name}</span>
      </Button>
    </li>
  );
}

function Stamp({ point, onDone }: { point: Checkpoint; onDone: () => void }) {
  const { say } = useWords();
  const { device, fix, locate, shift, act } = useField();
  const tell = useNotices();
  const scan = useId();
  const [code, setCode] = useState('');
  const draft = useDraft(`stamp:${point.id}`, { remark: '' });
  const { remark } = draft.value;
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => void locate(), [locate]);
  const metresText = useMetres();
  const metres = fix ? metresBetween(fix.point, point.point) : null;
  const near = metres !== null && metres <= nearM + Math.min(fix?.accuracyM ?? 0, nearM);
  const typed = code.trim().toUpperCase();
  // Only the plate has the code: whether it is the right one the house says, and the words of its no come to this line.
  const hasCode = typed.length >= 4;
  const read = async (file: Blob) => {
    setTrouble(null);
    const found = await device.camera.code(file);
    if (found === undefined) setTrouble(say('field.no_reader'));
    else if (found === null) setTrouble(say('field.no_code_seen'));
    else setCode(found.trim().split(':').at(-1) ?? '');
  };
  const stamp = async (fine: boolean) => {
    if (!shift) return;
    const where = fix ? { point: fix.point, accuracyM: fix.accuracyM } : {};
    await act(
      [
        {
          what: 'stamp',
          endpoint: 'patrol.stamp',
          params: { checkpointId: point.id },
          body: {
            shiftId: shift.id,
            fine,
            ...(typed ? { code: typed } : {}),
            ...where,
            ...(remark.trim() ? { remark: remark.trim() } : {}),
          },
        },
      ],
      { title: point.name, group: `point:${point.id}`, after: shift.checkInKey },
    );
    draft.forget();
    tell(say('field.kept'));
    onDone();
  };
  return (
    <div className="stamp" {...(draft.begun || code ? { 'data-half-filled': '' } : {})}>
      <p className={near ? 'good' : ''}>
        {metres === null
          ? say('field.where_unknown')
          : near
            ? say('field.near_enough', { far: metresText(metres) })
            : say('field.too_far', { far: metresText(metres), near: nearM })}
      </p>
      {/* whoever stands there needs no code: on a small telephone 正常 is then seen without scrolling */}
      <details className="more" open={!near || code !== ''}>
        <summary>{say('field.by_plate')}</summary>
        <Field label={say('field.plate_code')} hint={say('field.plate_hint')} need="optional">
          {(wired) => (
            <input
              {...wired}
              className="input input--code"
              autoCapitalize="characters"
              autoComplete="off"
              maxLength={12}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
        <p>
          <device.camera.Shutter id={scan} onFile={(file) => void read(file)} />
          <label htmlFor={scan} className="button button--quiet wide">
            {say('field.scan')}
          </label>
        </p>
        {trouble && <p role="alert">{trouble}</p>}
      </details>
      <WordsField
        label={say('field.remark')}
        value={remark}
        max={300}
        rows={2}
        onChange={(next) => draft.put({ remark: next })}
      />
      <div className="two">
        <Button tone="primary" disabled={!near && !hasCode} onClick={() => void stamp(true)}>
          {say('field.fine')}
        </Button>
        <Button tone="danger" disabled={(!near && !hasCode) || remark.trim() === ''} onClick={() => void stamp(false)}>
          {say('field.not_fine')}
        </Button>
      </div>
      <p className="hint">{say('field.not_fine_hint')}</p>
    </div>
  );
}
