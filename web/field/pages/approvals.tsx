/** 待我审批: leaves and objections of the own people, and the papers of cases that wait for this post, with their clocks. */
import { useState } from 'react';
import { listPapers } from '#contract/cases.ts';
import { decideLeave, decideObjection, listWaiting } from '#contract/patrol.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Lamp, Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { Unread } from '../parts/unread.tsx';
import { WordsField } from '../parts/words-field.tsx';

export default function ApprovalsPage() {
  const { say, day } = useWords();
  const waiting = useRead(listWaiting, {});
  const papers = usePages(listPapers, { query: { owed: true } });
  const leave = useWrite(decideLeave, { changes: [listWaiting] });
  const objection = useWrite(decideObjection, { changes: [listWaiting] });
  const nothing =
    waiting.data && waiting.data.leaves.length + waiting.data.objections.length + papers.rows.length === 0;
  return (
    <>
      <Heading title={say('field.approvals')} />
      {waiting.error ? <Unread error={waiting.error} /> : !waiting.data && <Skeleton lines={4} />}
      {nothing && <p className="quiet">{say('field.nothing_waits')}</p>}
      <ul className="cards">
        {waiting.data?.leaves.map((one) => (
          <li key={one.id} className="card">
            <span className="card__top">
              <strong className="tag">{say('field.leave')}</strong>
              <strong>{one.person}</strong>
              <span className="card__far">{day(one.askedAt)}</span>
            </span>
            <span>{say('field.leave_of', { from: one.fromOn, to: one.toOn })}</span>
            <span className="card__sub">
              {say('field.deputy')}：{one.deputy} · {one.reason}
            </span>
            <Decide
              yes={say('field.grant')}
              no={say('field.deny')}
              busy={leave.isPending}
              error={leave.variables?.params?.leaveId === one.id ? leave.error?.problem.title : undefined}
              decide={(accept, words) => leave.mutate({ params: { leaveId: one.id }, body: { accept, words } })}
            />
          </li>
        ))}
        {waiting.data?.objections.map((one) => (
          <li key={one.id} className="card">
            <span className="card__top">
              <strong className="tag">{say('field.object')}</strong>
              <strong>{one.person}</strong>
              <span className="card__far">
                {one.month} · {one.kept}/{one.due}
              </span>
            </span>
            <span>{one.reason}</span>
            <Decide
              yes={say('field.uphold')}
              no={say('field.dismiss')}
              busy={objection.isPending}
              error={objection.variables?.params?.objectionId === one.id ? objection.error?.problem.title : undefined}
              decide={(accept, words) => objection.mutate({ params: { objectionId: one.id }, body: { accept, words } })}
            />
          </li>
        ))}
        {papers.rows.map(({ paper, case: row }) => (
          <li key={`${row.id}-${paper.n}`} className="card">
            <a href={`/desk/cases/${row.id}`}>
              <span className="card__top">
                <strong className="tag">{say('field.paper')}</strong>
                <Lamp lamp={paper.lamp} />
              </span>
              <span className="card__title">{row.title}</span>
              <span className="card__sub">{paper.reason}</span>
            </a>
          </li>
        ))}
      </ul>
      {papers.hasMore && <Button onClick={papers.more}>{say('common.more')}</Button>}
    </>
  );
}

function Decide(props: {
  yes: string;
  no: string;
  busy: boolean;
  error: string | undefined;
  decide: (accept: boolean, words: string) => void;
}) {
  const { say } = useWords();
  const [words, setWords] = useState('');
  const ready = words.trim() !== '';
  return (
    <div {...(words ? { 'data-half-filled': '' } : {})}>
      <WordsField label={say('field.decision')} need="required" value={words} max={300} rows={2} onChange={setWords} />
      {props.error && <Trouble title={props.error} />}
      <div className="two">
        <Button tone="primary" busy={props.busy} disabled={!ready} onClick={() => props.decide(true, words.trim())}>
          {props.yes}
        </Button>
        <Button tone="danger" busy={props.busy} disabled={!ready} onClick={() => props.decide(false, words.trim())}>
          {props.no}
        </Button>
      </div>
    </div>
  );
}
