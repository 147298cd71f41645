/** 回访: reached, solved, satisfied. "Not solved" puts the case before those who may reopen it. */
import { App, Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { callbackFigures, listCallbacks } from '#contract/callbacks.ts';
import { callBack, countCases, getCase, listCases, type CaseDetail } from '#contract/cases.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, TextField } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { Trouble } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';

type Callback = CaseDetail['callbacks'][number];
type Reached = 'yes' | 'no' | 'refused';
type Answer = 'yes' | 'no' | 'unsaid';

/** A callback that waits for this person stands where the moves are; the others are told with the history. */
export function CallbackTask({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  const who = useWho();
  const waiting = detail.callbacks.filter((callback) => callback.doneAt === null);
  if (waiting.length === 0 || !who.holds('caller')) return null;
  return (
    <Section title={say('desk.callbacks')}>
      {waiting.map((callback) => (
        <CallbackForm key={`${callback.reportId}${callback.n}`} caseId={detail.case.id} {...callback} />
      ))}
    </Section>
  );
}

export function Callbacks({ detail }: { detail: CaseDetail }) {
  const { say, time } = useWords();
  if (detail.callbacks.length === 0) return null;
  return (
    <Section title={say('desk.callbacks')}>
      <ul className="callbacks">
        {detail.callbacks.map((callback) => (
          <li key={`${callback.reportId}${callback.n}`}>
            {callback.doneAt ? (
              <>
                <span className="faint">{time(callback.doneAt)}</span>{' '}
                <em className={callback.reached ? 'tag tag-green' : 'tag'}>
                  {say(callback.reached ? 'desk.reached' : 'desk.not_reached')}
                </em>{' '}
                {callback.solved !== null && (
                  <em className={callback.solved ? 'tag tag-green' : 'tag tag-red'}>
                    {say(callback.solved ? 'desk.solved' : 'desk.unsolved')}
                  </em>
                )}{' '}
                {callback.satisfied !== null && (
                  <em className={callback.satisfied ? 'tag tag-green' : 'tag tag-amber'}>
                    {say(callback.satisfied ? 'desk.satisfied' : 'desk.dissatisfied')}
                  </em>
                )}{' '}
                {callback.refused && <em className="tag tag-amber">{say('callback.result.refused')}</em>}{' '}
                {callback.remark}
              </>
            ) : (
              <>
                {say('desk.callbacks.waiting', { due: time(callback.dueAt) })}{' '}
                {callback.tries > 0 && <em className="tag">{say('desk.callbacks.tries', { n: callback.tries })}</em>}
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What the reporter said on the telephone. Not reached is tried again the next day, as often as the process allows. */
export function CallbackForm({
  caseId,
  reportId,
  n,
  dueAt,
  onSaved,
}: Pick<Callback, 'reportId' | 'n' | 'dueAt'> & { caseId: string; onSaved?: () => void }) {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const [reached, setReached] = useState<Reached | null>(null);
  const [solved, setSolved] = useState<Answer | null>(null);
  const [satisfied, setSatisfied] = useState<Answer | null>(null);
  const [remark, setRemark] = useState('');
  const write = useWrite(callBack, {
    changes: [getCase, listCases, countCases, listCallbacks, callbackFigures],
    // with the call this form is done, and may be gone before its own answer is here
    onWritten: () => {
      void message.success(say('desk.callbacks.saved'));
      onSaved?.();
    },
  });
  const told = (answer: Answer | null) =>
    reached !== 'yes' || answer === null || answer === 'unsaid' ? null : answer === 'yes';
  const answers = (yes: 'desk.solved' | 'desk.satisfied', no: 'desk.unsolved' | 'desk.dissatisfied') => [
    { value: 'yes' as const, label: say(yes) },
    { value: 'no' as const, label: say(no) },
    { value: 'unsaid' as const, label: say('desk.callbacks.unsaid') },
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate({
      params: { caseId },
      body: {
        reportId,
        reached: reached !== 'no',
        ...(reached === 'refused' ? { refused: true } : {}),
        solved: told(solved),
        satisfied: told(satisfied),
        remark: remark.trim(),
      },
    });
  };
  const name = `${reportId}${n}`;
  return (
    <form onSubmit={submit} className="stack">
      <p>{say('desk.callbacks.task', { due: time(dueAt) })}</p>
      {write.error && <Trouble error={write.error} />}
      <Choice
        label={say('desk.callbacks.reached')}
        name={`reached${name}`}
        value={reached}
        onChange={setReached}
        options={[
          { value: 'yes', label: say('desk.reached') },
          { value: 'no', label: say('desk.not_reached'), hint: say('desk.callbacks.again') },
          { value: 'refused', label: say('callback.result.refused') },
        ]}
      />
      {reached === 'yes' && (
        <>
          <Choice
            label={say('desk.callbacks.solved')}
            name={`solved${name}`}
            value={solved}
            onChange={setSolved}
            options={answers('desk.solved', 'desk.unsolved')}
          />
          <Choice
            label={say('desk.callbacks.satisfied')}
            name={`satisfied${name}`}
            value={satisfied}
            onChange={setSatisfied}
            options={answers('desk.satisfied', 'desk.dissatisfied')}
          />
        </>
      )}
      <TextField label={say('desk.remark')} value={remark} onChange={setRemark} max={1000} rows={2} />
      <div className="form-actions">
        <Button
          type="primary"
          htmlType="submit"
          loading={write.isPending}
          disabled={reached === null || (reached === 'yes' && (solved === null || satisfied === null))}
        >
          {say('desk.callbacks.save')}
        </Button>
      </div>
    </form>
  );
}
