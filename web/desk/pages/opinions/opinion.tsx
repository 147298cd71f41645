/** One opinion as it is read everywhere: the grade, the words, from which station, and the unit's answer or the form for it. */
import { Button } from 'antd';
import { useState } from 'react';
import { answerOpinion, caseOpinions, listOpinions, type Opinion } from '#contract/opinions.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { TextField } from '../../parts/field.tsx';
import { Trouble } from '../../parts/state.tsx';

export type Grade = 1 | 2 | 3 | 4 | 5;
const grades: readonly Grade[] = [5, 4, 3, 2, 1];
const tone = (grade: number): string => (grade >= 4 ? 'tag tag-green' : grade === 3 ? 'tag' : 'tag tag-amber');

/** What it is of: a closed case, or what was published of a unit. */
export function useAbout(): (one: Opinion) => string {
  const { say } = useWords();
  return ({ case: of, period }) => {
    if (of) return `${of.matterName} · ${of.areaName}`;
    if (!period) return '';
    return say('desk.opinions.of_period', { kind: say(`period.kind.${period.kind}`), firstOn: period.firstOn });
  };
}

/** One to five and a comment: of a case, or of a unit. */
export function OpinionForm({
  name,
  busy,
  error,
  onSend,
  onGone,
}: {
  /** tells the choices of one form from those of another on the page */
  name: string;
  busy: boolean;
  error: unknown;
  onSend: (said: { grade: Grade; comment: string }) => void;
  onGone: () => void;
}) {
  const { say } = useWords();
  const [grade, setGrade] = useState<Grade | undefined>();
  const [comment, setComment] = useState('');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (grade !== undefined) onSend({ grade, comment: comment.trim() });
      }}
    >
      <fieldset className="choice">
        <legend>{say('desk.opinions.grade')}</legend>
        <div>
          {grades.map((value) => (
            <label key={value}>
              <input type="radio" name={name} checked={value === grade} onChange={() => setGrade(value)} />
              <span>{say(`opinion.grade.${value}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <TextField
        label={say('desk.opinions.comment')}
        hint={say('desk.opinions.comment.hint')}
        value={comment}
        onChange={setComment}
        max={1000}
        rows={3}
      />
      {error !== null && <Trouble error={error} />}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" disabled={grade === undefined} loading={busy}>
          {say('desk.opinions.send')}
        </Button>
        <Button onClick={onGone}>{say('common.cancel')}</Button>
      </div>
    </form>
  );
}

export function Said({ one }: { one: Opinion }) {
  const { say, time } = useWords();
  return (
    <div className="opinion">
      <p className="card-line">
        <em className={tone(one.grade)}>
          {one.grade} · {say(`opinion.grade.${one.grade as Grade}`)}
        </em>
        <span className="faint">
          {say('desk.opinions.from', { station: one.from })} · <time dateTime={one.at}>{time(one.at)}</time>
        </span>
      </p>
      {one.comment && <blockquote>{one.comment}</blockquote>}
      {one.answer ? (
        <p>
          <strong>{say('desk.opinions.answered', { unit: one.answer.unitName })}</strong> {one.answer.text}{' '}
          <small className="faint">{time(one.answer.at)}</small>
        </p>
      ) : one.mayAnswer ? (
        <AnswerForm one={one} />
      ) : (
        <p className="faint">{say('desk.opinions.unanswered')}</p>
      )}
    </div>
  );
}

function AnswerForm({ one }: { one: Opinion }) {
  const { say } = useWords();
  const [text, setText] = useState('');
  const write = useWrite(answerOpinion, { changes: [listOpinions, caseOpinions] });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate({ params: { opinionId: one.id }, body: { text: text.trim() } });
      }}
    >
      <TextField label={say('desk.opinions.answer')} value={text} onChange={setText} max={1000} rows={2} required />
      {write.error && <Trouble error={write.error} />}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" disabled={text.trim() === ''} loading={write.isPending}>
          {say('desk.opinions.answer')}
        </Button>
      </div>
    </form>
  );
}
