/** Moves that end in words to the reporter, or take them back: 直接答复, 不予受理, 作废, 撤诉, 结案, 重开, 维持. */
import { useState } from 'react';
import { refusalReasons, voidReasons } from '#contract/cases.ts';
import { searchArticles } from '#contract/catalogue.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, TextField } from '../../parts/field.tsx';
import { Mirror } from './mirror.tsx';
import { MoveForm, ToReporter, type MoveFormProps } from './move-form.tsx';

type RefusalReason = (typeof refusalReasons)[number];
type VoidReason = (typeof voidReasons)[number];

export function AnswerForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [text, setText] = useState('');
  const [articleId, setArticleId] = useState<number | undefined>();
  const { data } = useRead(
    searchArticles,
    { query: { q: detail.case.title.slice(0, 80), limit: 5 } },
    { staleMs: 60_000 },
  );
  const articles = data?.articles ?? [];
  return (
    <MoveForm
      sender={sender}
      input={text.trim() ? { move: 'answer', text: text.trim(), ...(articleId ? { articleId } : {}) } : null}
    >
      {articles.length > 0 && (
        <details className="articles">
          <summary>{say('desk.knowledge.found', { n: articles.length })}</summary>
          <ul>
            {articles.map((article) => (
              <li key={article.id}>
                <button
                  type="button"
                  onClick={() => {
                    setText(article.answer);
                    setArticleId(article.id);
                  }}
                >
                  <strong>{article.question}</strong>
                  <span>{article.answer}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      <ToReporter>
        <TextField
          label={say('desk.answer')}
          value={text}
          onChange={setText}
          max={4000}
          rows={6}
          required
          phrases="answer"
          matterId={detail.matterId}
          first
        />
        <Mirror detail={detail} purpose="answer" text={text} />
      </ToReporter>
    </MoveForm>
  );
}

/** 不予受理 names one lawful reason and tells the reporter the proper route. */
export function RefuseForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [reason, setReason] = useState<RefusalReason | null>(null);
  const [text, setText] = useState('');
  const notice = (of: RefusalReason) =>
    say('desk.refuse.notice', {
      title: detail.case.title,
      number: detail.case.number,
      guide: say(`refusal.guide.${of}`),
    });
  const choose = (next: RefusalReason) => {
    if (text === '' || (reason && text === notice(reason))) setText(notice(next));
    setReason(next);
  };
  return (
    <MoveForm
      sender={sender}
      danger
      input={reason && text.trim() ? { move: 'refuse', reason, text: text.trim() } : null}
    >
      <Choice
        label={say('desk.refuse.reason')}
        name="refusal"
        value={reason}
        onChange={choose}
        options={refusalReasons.map((value) => ({ value, label: say(`refusal.${value}`) }))}
      />
      <ToReporter>
        <TextField
          label={say('desk.refuse.text')}
          value={text}
          onChange={setText}
          max={4000}
          rows={6}
          required
          phrases="refuse"
        />
        <Mirror detail={detail} purpose="refuse" text={text} />
      </ToReporter>
    </MoveForm>
  );
}

export function VoidForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [reason, setReason] = useState<VoidReason | null>(null);
  const [text, setText] = useState('');
  const notice = (of: VoidReason) =>
    say('desk.void.notice', { title: detail.case.title, number: detail.case.number, reason: say(`void.${of}`) });
  const choose = (next: VoidReason) => {
    if (text === '' || (reason && text === notice(reason))) setText(notice(next));
    setReason(next);
  };
  return (
    <MoveForm sender={sender} danger input={reason && text.trim() ? { move: 'void', reason, text: text.trim() } : null}>
      <Choice
        label={say('desk.void.reason')}
        name="void"
        value={reason}
        onChange={choose}
        options={voidReasons.map((value) => ({ value, label: say(`void.${value}`) }))}
      />
      <ToReporter>
        <TextField
          label={say('desk.void.text')}
          value={text}
          onChange={setText}
          max={4000}
          rows={5}
          required
          phrases="void"
        />
      </ToReporter>
    </MoveForm>
  );
}

export function WithdrawForm({ sender }: MoveFormProps) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  return (
    <MoveForm sender={sender} danger input={reason.trim() ? { move: 'withdraw', reason: reason.trim() } : null}>
      <TextField label={say('desk.withdraw.reason')} value={reason} onChange={setReason} max={500} required first />
    </MoveForm>
  );
}

export function CloseForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [answer, setAnswer] = useState('');
  const handedBack = detail.timeline.findLast(
    (entry) => entry.kind === 'case.handed_back' || entry.kind === 'case.self_handled',
  );
  const result = handedBack?.data['result'];
  return (
    <MoveForm sender={sender} input={answer.trim() ? { move: 'close', answer: answer.trim() } : null}>
      {detail.closing && <p className="hint">{say('desk.closing', { text: detail.closing })}</p>}
      {typeof result === 'string' && (
        <blockquote className="quote">
          <header>{say('desk.close.result')}</header>
          <p>{result}</p>
        </blockquote>
      )}
      <ToReporter>
        <TextField
          label={say('desk.answer')}
          hint={say('desk.close.hint')}
          value={answer}
          onChange={setAnswer}
          max={4000}
          rows={6}
          required
          phrases="answer"
          matterId={detail.matterId}
          first
        />
        <Mirror detail={detail} purpose="close" text={answer} />
      </ToReporter>
    </MoveForm>
  );
}

export function ReopenForm({ sender }: MoveFormProps) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  return (
    <MoveForm sender={sender} input={reason.trim() ? { move: 'reopen', reason: reason.trim() } : null}>
      <TextField label={say('desk.reopen.reason')} value={reason} onChange={setReason} max={2000} required first />
    </MoveForm>
  );
}

export function UpholdForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  return (
    <MoveForm sender={sender} input={reason.trim() ? { move: 'uphold', reason: reason.trim() } : null}>
      <ToReporter>
        <TextField
          label={say('desk.uphold.reason')}
          value={reason}
          onChange={setReason}
          max={4000}
          rows={5}
          required
          phrases="answer"
          first
        />
        <Mirror detail={detail} purpose="uphold" text={reason} />
      </ToReporter>
    </MoveForm>
  );
}
