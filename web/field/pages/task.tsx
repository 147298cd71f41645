/** 核实 and 核查 on the spot: what is asked, the place, photos near and far, yes or no with words. It goes when there is network. */
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Button } from '#web/kit/ui/button.tsx';
import { Choice } from '#web/kit/ui/field.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { Lamp } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField, type Part } from '../field.tsx';
import { useFar } from '../parts/far.ts';
import { Ground } from '../parts/ground.tsx';
import { Heading } from '../parts/heading.tsx';
import { useHouseNow } from '../parts/house-now.ts';
import { Pictures } from '../parts/pictures.tsx';
import { Photos, useShots } from '../parts/photos.tsx';
import { WordsField } from '../parts/words-field.tsx';
import { paths } from '../paths.ts';
import { lampNow } from './today.tsx';

type Draft = { yes: 'yes' | 'no' | null; remark: string };
const places = ['near', 'far'];

export default function TaskPage() {
  const { say, time } = useWords();
  const { caseId = '' } = useParams();
  const { day, fix, locate, act, draft: readDraft, keepDraft } = useField();
  const now = useHouseNow();
  const far = useFar();
  const tell = useNotices();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>({ yes: null, remark: '' });
  const [busy, setBusy] = useState(false);
  const sent = useRef(false);
  const name = `task:${caseId}`;
  const { shots, change, forget } = useShots(name, places);
  useEffect(() => {
    void locate();
    void readDraft<Draft>(name).then((found) => found && setDraft(found));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each task
  }, [name]);
  useEffect(() => {
    if (sent.current || (draft.yes === null && draft.remark === '')) return undefined;
    const timer = setTimeout(() => void keepDraft(name, draft), 400);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is kept is the draft
  }, [draft, name]);

  const task = day?.tasks.find((one) => one.case.id === caseId);
  if (!task)
    return (
      <>
        <Heading title={say('field.task_gone')} lead={say('field.task_gone_text')} />
        <Link className="button button--primary" to={paths.home()}>
          {say('field.today')}
        </Link>
      </>
    );
  const { case: row, what } = task;
  // Who checks all over the district has no cells on her phone: a mark on an empty sheet would say nothing.
  const cells = (day?.areas ?? []).filter(({ level }) => level === 'cell');
  const ready = draft.yes !== null && draft.remark.trim() !== '';
  const send = async () => {
    setBusy(true);
    sent.current = true;
    const yes = draft.yes === 'yes';
    const remark = draft.remark.trim();
    const location = fix ? { location: fix.point } : {};
    const input =
      what === 'confirm'
        ? { move: 'confirm', isSo: yes, remark, ...location }
        : { move: 'check', passed: yes, remark, ...location };
    const photos = shots.map(({ slot, bytes }): Part => ({
      what: 'photo',
      endpoint: 'cases.addPhoto',
      params: { caseId },
      query: { purpose: what === 'confirm' ? 'confirm' : 'check', shot: slot },
      body: null,
      photo: bytes,
    }));
    const move: Part = {
      what: 'move',
      endpoint: 'cases.move',
      params: { caseId },
      body: { version: row.version, input },
    };
    try {
      await act([...photos, move], { title: `${say(`field.what.${what}`)} ${row.title}`, group: `case:${caseId}` });
    } catch {
      // The head says why; all of it still stands here.
      sent.current = false;
      return setBusy(false);
    }
    // Not waited for: whoever has pressed another way by then is not taken back from it.
    void keepDraft(name, null);
    void forget();
    tell(say('field.kept'));
    void navigate(paths.home());
  };
  return (
    <form
      {...(draft.yes !== null || shots.length > 0 ? { 'data-half-filled': '' } : {})}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send();
      }}
    >
      <Heading title={row.title} lead={`${row.number} · ${row.matterName}`} />
      <p className="card__top">
        <strong className={`tag tag--${what}`}>{say(`field.what.${what}`)}</strong>
        <Lamp lamp={lampNow(task, now)} />
        {row.stageDueAt && <span>{say('field.until', { at: time(row.stageDueAt) })}</span>}
      </p>
      {task.asked && (
        <p className="asked">
          <strong>{say('field.asked')}</strong> {task.asked}
        </p>
      )}
      {task.detail && <p>{task.detail}</p>}
      <Pictures of={task} />
      <p>
        {row.placeText || row.areaName}
        {fix && row.point && ` · ${far(fix.point, row.point)}`}
      </p>
      {row.point && cells.length > 0 && (
        <Ground
          areas={cells}
          marks={[
            { key: 'task', point: row.point, kind: 'task', name: row.title },
            ...(fix ? [{ key: 'me', point: fix.point, kind: 'me', name: say('field.me') } as const] : []),
          ]}
          label={say('field.map')}
        />
      )}
      {what === 'look' ? (
        <p className="sheet">
          {say('field.look_at_desk')} <a href={`/desk/cases/${caseId}`}>{say('field.open_desk')}</a>
        </p>
      ) : (
        <>
          {task.closing && what === 'check' && <p className="asked">{say('field.closing', { text: task.closing })}</p>}
          {task.photoHint && <p className="hint">{task.photoHint}</p>}
          <Photos
            slots={[
              { slot: 'near', word: 'field.photo.near' },
              { slot: 'far', word: 'field.photo.far' },
            ]}
            shots={shots}
            onChange={change}
          />
          <Choice
            legend={say(what === 'confirm' ? 'field.is_so' : 'field.passed')}
            value={draft.yes}
            onChange={(yes) => setDraft((before) => ({ ...before, yes }))}
            compact
            options={[
              { value: 'yes', label: say(what === 'confirm' ? 'field.is_so.yes' : 'field.passed.yes') },
              { value: 'no', label: say(what === 'confirm' ? 'field.is_so.no' : 'field.passed.no') },
            ]}
          />
          <WordsField
            label={say('field.remark')}
            need="required"
            value={draft.remark}
            max={2000}
            onChange={(remark) => setDraft((before) => ({ ...before, remark }))}
          />
          <div className="send">
            <Button tone="primary" type="submit" className="wide" busy={busy} disabled={!ready}>
              {say('field.send')}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
