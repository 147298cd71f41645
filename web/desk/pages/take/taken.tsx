/** After saving: the receipt to read out, photos, and for a question the answer at once (直接答复). */
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { countCases, getCase, listCases, moveCase } from '#contract/cases.ts';
import type { Receipt } from '#contract/intake.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { TextField } from '../../parts/field.tsx';
import { PhotoTaker } from '../../parts/photos.tsx';
import { Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { ToReporter } from '../case/move-form.tsx';
import { Knowledge } from './beside.tsx';

export type TakenReport = { receipt: Receipt; caseId: string; kind: string; title: string; joined: boolean };

export function Taken({ taken, onAnother, words }: { taken: TakenReport; onAnother: () => void; words: string }) {
  const { say, time } = useWords();
  const { receipt, caseId } = taken;
  // Staff who tell something in confidence are reporters like everybody: the case is not theirs to open or to add to.
  const { data: theirs } = useRead(getCase, { params: { caseId } });
  return (
    <div className="taken">
      <section className="card receipt" aria-labelledby="receipt-title">
        <h2 id="receipt-title">{say('desk.receipt')}</h2>
        <dl className="facts">
          <div>
            <dt>{say('desk.receipt.number')}</dt>
            <dd className="num big">{receipt.number}</dd>
          </div>
          <div>
            <dt>{say('desk.receipt.secret')}</dt>
            <dd>
              <code>{receipt.secret}</code>
            </dd>
          </div>
          <div>
            <dt>{say('desk.receipt.case')}</dt>
            <dd>
              {theirs ? <Link to={paths.case(caseId)}>{receipt.caseNumber}</Link> : receipt.caseNumber} {taken.title}
            </dd>
          </div>
          <div>
            <dt>{say('desk.receipt.placed')}</dt>
            <dd>{receipt.placed}</dd>
          </div>
          <div>
            <dt>{say('desk.receipt.at')}</dt>
            <dd>{time(receipt.receivedAt)}</dd>
          </div>
        </dl>
        <blockquote className="quote">{receipt.promise}</blockquote>
        <p className="hint">{say('desk.receipt.hint')}</p>
        {theirs && <PhotoTaker caseId={caseId} purpose="report" onSent={() => undefined} />}
        <div className="form-actions">
          <Button type="primary" onClick={onAnother}>
            {say('desk.take.another')} <kbd>Ctrl+Enter</kbd>
          </Button>
          {theirs && <Link to={paths.case(caseId)}>{say('desk.take.open')}</Link>}
        </div>
      </section>
      {!taken.joined && <AnswerAtOnce caseId={caseId} words={words} open={taken.kind === 'consultation'} />}
    </div>
  );
}

function AnswerAtOnce({ caseId, words, open }: { caseId: string; words: string; open: boolean }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const who = useWho();
  const detail = useRead(getCase, { params: { caseId } });
  const [text, setText] = useState('');
  const [articleId, setArticleId] = useState<number | undefined>();
  const write = useWrite(moveCase, { changes: [getCase, listCases, countCases] });
  const row = detail.data?.case;
  const may = detail.data?.moves.find((one) => one.move === 'answer')?.may ?? false;
  if (row?.state === 'answered') return <output className="done card">{say('desk.answer.done')}</output>;
  if (!row || !may) return null;
  const send = () =>
    write.mutate(
      {
        params: { caseId },
        body: {
          version: row.version,
          postId: who.postFor('answer'),
          input: { move: 'answer', text: text.trim(), ...(articleId ? { articleId } : {}) },
        },
      },
      { onSuccess: () => void message.success(say('desk.answer.done')) },
    );
  return (
    <details className="card" open={open}>
      <summary>{say('case.move.answer')}</summary>
      <div className="stack">
        <Knowledge
          words={words}
          onUse={(article) => {
            setText(article.answer);
            setArticleId(article.id);
          }}
        />
        <ToReporter>
          <TextField
            label={say('desk.answer')}
            value={text}
            onChange={setText}
            max={4000}
            rows={5}
            required
            phrases="answer"
          />
        </ToReporter>
        {write.error && <Trouble error={write.error} />}
        <Button type="primary" disabled={!text.trim()} loading={write.isPending} onClick={send}>
          {say('case.move.answer')}
        </Button>
      </div>
    </details>
  );
}
