/** 设点: the street's office stands at the place, names it, and gets the code for its plate; a point that is no more is taken away. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { useEffect, useState } from 'react';
import { listFound, retireCheckpoint, rhythms, saveCheckpoint, type Checkpoint } from '#contract/patrol.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { Choice, Field } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Heading } from '../parts/heading.tsx';
import { Qr } from '../parts/qr.tsx';
import { Unread } from '../parts/unread.tsx';

addWords(outdoorWords);

export default function PlanPage() {
  const { say } = useWords();
  const { day, fix, locate, sync } = useField();
  const [name, setName] = useState('');
  const [every, setEvery] = useState<(typeof rhythms)[number]>('day');
  const [open, setOpen] = useState<Checkpoint | null>(null);
  const save = useWrite(saveCheckpoint);
  const retire = useWrite(retireCheckpoint);
  useEffect(() => void locate(), [locate]);
  const ready = name.trim() !== '' && fix !== null;
  return (
    <>
      <form
        {...(name ? { 'data-half-filled': '' } : {})}
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          save.mutate(
            { body: { name: name.trim(), point: fix.point, every } },
            {
              onSuccess: (made) => {
                setName('');
                setOpen(made);
                void sync({ day: true });
              },
            },
          );
        }}
      >
        <Heading title={say('field.plan')} lead={say('field.plan_lead')} />
        <Field label={say('field.point_name')} need="required">
          {(wired) => (
            <input
              {...wired}
              className="input"
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Choice
          legend={say('field.how_often')}
          value={every}
          onChange={setEvery}
          compact
          options={rhythms.map((one) => ({ value: one, label: say(`field.every.${one}`) }))}
        />
        <output className={`whereline ${fix ? 'whereline--known' : ''}`}>
          {fix ? say('field.here', { m: fix.accuracyM }) : say('field.where_unknown')}
          <button type="button" className="link" onClick={() => void locate()}>
            {say('field.locate')}
          </button>
        </output>
        {save.error && <Trouble title={save.error.problem.title} />}
        <Button tone="primary" type="submit" className="wide" busy={save.isPending} disabled={!ready}>
          {say('field.set_point')}
        </Button>
      </form>
      <h2>{say('field.points_set', { n: day?.checkpoints.length ?? 0 })}</h2>
      <ul className="cards">
        {day?.checkpoints.map((point) => (
          <li key={point.id} className="card">
            <button type="button" className="card__button" onClick={() => setOpen(point)}>
              <span className="card__title">{point.name}</span>
              <span className="card__sub">
                {point.areaName} · {say(`field.every.${point.every}`)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Found />
      <Dialog title={open?.name ?? ''} open={open !== null} onClose={() => setOpen(null)}>
        {open?.code && (
          <div className="plate">
            <Qr text={`gridloop:point:${open.code}`} label={say('field.plate_code')} />
            <p className="plate__code">{open.code}</p>
            <p className="hint">{say('field.plate_print')}</p>
            {retire.error && <Trouble title={retire.error.problem.title} />}
            <Button
              tone="danger"
              className="wide"
              busy={retire.isPending}
              onClick={() =>
                retire.mutate(
                  { params: { checkpointId: open.id }, body: {} },
                  {
                    onSuccess: () => {
                      setOpen(null);
                      void sync({ day: true });
                    },
                  },
                )
              }
            >
              {say('field.retire')}
            </Button>
          </div>
        )}
      </Dialog>
    </>
  );
}

/** What keepers found at the points, newest first: it was written for this office. */
function Found() {
  const { say, time } = useWords();
  const asked = useRead(listFound, {});
  if (!asked.data) return asked.error && <Unread error={asked.error} />;
  const { stamps } = asked.data;
  return (
    <section aria-labelledby="found">
      <h2 id="found">{say('field.found', { n: stamps.length })}</h2>
      <ul className="cards">
        {stamps.map((one) => (
          <li key={one.id} className="card">
            <span className="card__top">
              <strong className="card__title">{one.pointName}</strong>
              {!one.fine && <strong className="tag tag--refused">{say('field.found_wrong')}</strong>}
            </span>
            <span>{one.remark}</span>
            <span className="card__sub">
              {one.areaName} · <time dateTime={one.happenedAt}>{time(one.happenedAt)}</time>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
