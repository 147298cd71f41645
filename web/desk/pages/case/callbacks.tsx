/** 回访: reached, solved, satisfied. "Not solved" puts the case before those who may reopen it. */
import { App, Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { callBack, countCases, getCase, listCases, type CaseDetail } from '#contract/cases.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, TextField } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { Trouble } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';

type Callback = CaseDetail['callbacks'][number];
type Answer = 'yes' | 'no';

/** A callback that waits for this person stands where the moves are; the others are told with the history. */
export function CallbackTask({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  const who = useWho();
  const waiting = detail.callbacks.filter((callback) => callback.doneAt === null);
  if (waiting.length === 0 || !who.holds('caller')) return null;
  return (
    <Section title={say('desk.callbacks')}>
      {waiting.map((callback) => (
        <CallbackForm key={`${callback.reportId}${callback.n}`} caseId={detail.case.id} callback={callback} />
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
                {callback.remark}
              </>
            ) : (
              say('desk.callbacks.waiting', { due: time(callback.dueAt) })
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function CallbackForm({ caseId, callback }: { caseId: string; callback: Callback }) {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const [reached, setReached] = useState<Answer | null>(null);
  const [solved, setSolved] = useState<Answer | null>(null);
  const [satisfied, setSatisfied] = useState<Answer | null>(null);
  const [remark, setRemark] = useState('');
  const write = useWrite(callBack, { changes: [getCase, listCases, countCases] });
  const yesNo = (yes: Parameters<typeof say>[0], no: Parameters<typeof say>[0]) => [
    { value: 'yes' as const, label: say(yes) },
    { value: 'no' as const, label: say(no) },
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate(
      {
        params: { caseId },
        body: {
          reportId: callback.reportId,
          reached: reached === 'yes',
          solved: reached === 'yes' ? solved === 'yes' : null,
          satisfied: reached === 'yes' ? satisfied === 'yes' : null,
          remark: remark.trim(),
        },
      },
      { onSuccess: () => void message.success(say('desk.callbacks.saved')) },
    );
  };
  const name = `${callback.reportId}${callback.n}`;
  return (
    <form onSubmit={submit} className="stack">
      <p>{say('desk.callbacks.task', { due: time(callback.dueAt) })}</p>
      {write.error && <Trouble error={write.error} />}
      <Choice
        label={say('desk.callbacks.reached')}
        name={`reached${name}`}
        value={reached}
        onChange={setReached}
        options={yesNo('desk.reached', 'desk.not_reached')}
      />
      {reached === 'yes' && (
        <>
          <Choice
            label={say('desk.callbacks.solved')}
            name={`solved${name}`}
            value={solved}
            onChange={setSolved}
            options={yesNo('desk.solved', 'desk.unsolved')}
          />
          <Choice
            label={say('desk.callbacks.satisfied')}
            name={`satisfied${name}`}
            value={satisfied}
            onChange={setSatisfied}
            options={yesNo('desk.satisfied', 'desk.dissatisfied')}
          />
        </>
      )}
      <TextField label={say('desk.remark')} value={remark} onChange={setRemark} max={1000} rows={2} />
      <Button
        type="primary"
        htmlType="submit"
        loading={write.isPending}
        disabled={reached === null || (reached === 'yes' && (solved === null || satisfied === null))}
      >
        {say('desk.callbacks.save')}
      </Button>
    </form>
  );
}
