/** The reports that stand in this case. A contact is masked; whoever needs it says why, and that is recorded. */
import { Button } from 'antd';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { ReplyOf } from '#contract/endpoint.ts';
import { listReports, openHistory, revealContact, type ReportRow } from '#contract/intake.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Section } from '../../parts/page.tsx';
import { More, Trouble, Waiting } from '../../parts/state.tsx';
import { WithReason } from '../../parts/with-reason.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { Link } from 'react-router';

type Report = Static<typeof ReportRow>;
type Earlier = ReplyOf<typeof openHistory>['earlier'][number];
type Contact = { name: string | null; phone: string | null; email: string | null };

export function Reports({ caseId, open }: { caseId: string; open: boolean }) {
  const { say } = useWords();
  const list = usePages(listReports, { params: { caseId }, query: { limit: 20 } });
  const { rows } = list;
  return (
    <Section title={say('desk.reports')} extra={<span className="count">{rows.length}</span>}>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading && <Waiting rows={2} />}
      <ul className="reports">
        {rows.map((report) => (
          <OneReport key={report.id} report={report} open={open} />
        ))}
      </ul>
      <More list={list} small />
    </Section>
  );
}

/** `open`: her case is; then what she told before may be looked at, with a reason. */
export function OneReport({ report, open = false }: { report: Report; open?: boolean }) {
  const { say, time } = useWords();
  const who = useWho();
  const [asking, ask] = useState<'contact' | 'history' | null>(null);
  const [earlier, setEarlier] = useState<Earlier[] | null>(null);
  const [shown, show] = useState<Contact | null>(null);
  const contact = shown ?? report.masked;
  return (
    <li>
      <header>
        <span className="num">{report.number}</span>
        <em className="tag">{say(`kind.${report.kind}`)}</em>
        <em className="tag">{say(`channel.${report.channel}`)}</em>
        <em className={report.naming === 'confidential' ? 'tag tag-ink' : 'tag'}>{say(`naming.${report.naming}`)}</em>
        {report.follows && <em className="tag tag-blue">{say('desk.reports.follows')}</em>}
        <span className="faint">{time(report.receivedAt)}</span>
      </header>
      <p>
        {report.detail.startsWith(report.title) ? (
          report.detail
        ) : (
          <>
            <strong>{report.title}</strong> {report.detail}
          </>
        )}
      </p>
      {report.placeText && <p className="faint">{report.placeText}</p>}
      {report.wish && <p className="faint">{say('desk.reports.wish', { unit: report.wish })}</p>}
      {report.hasContact && (
        <p className="contact">
          <span className={shown ? 'contact-open' : ''}>
            {[contact?.name, contact?.phone, contact?.email].filter(Boolean).join(' · ') || say('desk.contact.hidden')}
          </span>
          {!shown && who.may('reports.see_contact') && (
            <Button size="small" onClick={() => ask('contact')}>
              {say('desk.contact.reveal')}
            </Button>
          )}
          {!earlier &&
            open &&
            report.naming === 'named' &&
            report.kind !== 'whistle' &&
            who.may('reports.see_contact') && (
              <Button size="small" onClick={() => ask('history')}>
                {say('desk.history.open')}
              </Button>
            )}
        </p>
      )}
      {earlier && <EarlierReports rows={earlier} />}
      {report.replies.map((reply) => (
        <blockquote key={reply.at} className="reply">
          <header>
            {say('desk.reports.reply')} · {time(reply.at)}
            {reply.unsolved && <em className="tag tag-red">{say('desk.unsolved')}</em>}
          </header>
          <p>{reply.text}</p>
        </blockquote>
      ))}
      {report.rating && (
        <p>
          {say('desk.reports.rating')}{' '}
          {report.rating.solved !== null && (
            <em className={report.rating.solved ? 'tag tag-green' : 'tag tag-red'}>
              {say(report.rating.solved ? 'desk.solved' : 'desk.unsolved')}
            </em>
          )}{' '}
          {report.rating.satisfied !== null && (
            <em className={report.rating.satisfied ? 'tag tag-green' : 'tag tag-amber'}>
              {say(report.rating.satisfied ? 'desk.satisfied' : 'desk.dissatisfied')}
            </em>
          )}
        </p>
      )}
      {asking === 'contact' && (
        <Reveal
          reportId={report.id}
          onClose={() => ask(null)}
          onShown={(opened) => {
            show(opened);
            ask(null);
          }}
        />
      )}
      {asking === 'history' && (
        <History
          reportId={report.id}
          onClose={() => ask(null)}
          onShown={(opened) => {
            setEarlier(opened);
            ask(null);
          }}
        />
      )}
    </li>
  );
}

function EarlierReports({ rows }: { rows: Earlier[] }) {
  const { say, time } = useWords();
  if (rows.length === 0) return <p className="hint">{say('desk.history.none')}</p>;
  return (
    <ul className="call-steps" aria-label={say('desk.history.open')}>
      {rows.map((row) => (
        <li key={`${row.caseId}${row.receivedAt}`}>
          <Link to={paths.case(row.caseId)}>{row.caseNumber}</Link> {row.title}{' '}
          <small>
            {say(`case.state.${row.state}`)} · {time(row.receivedAt)}
          </small>
        </li>
      ))}
    </ul>
  );
}

type Asks<T> = { reportId: string; onClose: () => void; onShown: (opened: T) => void };

function Reveal({ reportId, onClose, onShown }: Asks<Contact>) {
  const write = useWrite(revealContact);
  return (
    <WithReason
      title="desk.contact.reveal"
      usual={['desk.contact.why.place', 'desk.contact.why.progress', 'desk.contact.why.callback']}
      error={write.error}
      busy={write.isPending}
      onClose={onClose}
      onReason={(reason) => write.mutate({ params: { reportId }, body: { reason } }, { onSuccess: onShown })}
    />
  );
}
function History({ reportId, onClose, onShown }: Asks<Earlier[]>) {
  const write = useWrite(openHistory);
  return (
    <WithReason
      title="desk.history.open"
      usual={['desk.history.why.again', 'desk.history.why.join']}
      error={write.error}
      busy={write.isPending}
      onClose={onClose}
      onReason={(reason) =>
        write.mutate({ params: { reportId }, body: { reason } }, { onSuccess: ({ earlier }) => onShown(earlier) })
      }
    />
  );
}
