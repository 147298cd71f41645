/** The reports that stand in this case. A contact is masked; whoever needs it says why, and that is recorded. */
import { Button, Input, Modal, type InputRef } from 'antd';
import { useId, useState } from 'react';
import type { Static } from 'typebox';
import { listReports, revealContact, type ReportRow } from '#contract/intake.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useFirst } from '../../parts/first.ts';
import { Section } from '../../parts/page.tsx';
import { More, Trouble, Waiting } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';

type Report = Static<typeof ReportRow>;
type Contact = { name: string | null; phone: string | null; email: string | null };

export function Reports({ caseId }: { caseId: string }) {
  const { say } = useWords();
  const list = usePages(listReports, { params: { caseId }, query: { limit: 20 } });
  const { rows } = list;
  return (
    <Section title={say('desk.reports')} extra={<span className="count">{rows.length}</span>}>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading && <Waiting rows={2} />}
      <ul className="reports">
        {rows.map((report) => (
          <OneReport key={report.id} report={report} />
        ))}
      </ul>
      <More list={list} small />
    </Section>
  );
}

export function OneReport({ report }: { report: Report }) {
  const { say, time } = useWords();
  const who = useWho();
  const [asking, ask] = useState(false);
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
            <Button size="small" onClick={() => ask(true)}>
              {say('desk.contact.reveal')}
            </Button>
          )}
        </p>
      )}
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
      {asking && (
        <Reveal
          reportId={report.id}
          onClose={() => ask(false)}
          onShown={(opened) => {
            show(opened);
            ask(false);
          }}
        />
      )}
    </li>
  );
}

function Reveal({
  reportId,
  onClose,
  onShown,
}: {
  reportId: string;
  onClose: () => void;
  onShown: (contact: Contact) => void;
}) {
  const { say } = useWords();
  const id = useId();
  const [reason, setReason] = useState('');
  const field = useFirst<InputRef>();
  const write = useWrite(revealContact);
  const usual = ['desk.contact.why.place', 'desk.contact.why.progress', 'desk.contact.why.callback'] as const;
  return (
    <Modal
      open
      onCancel={onClose}
      title={say('desk.contact.reveal')}
      okText={say('desk.contact.reveal')}
      okButtonProps={{ disabled: reason.trim().length < 4, loading: write.isPending }}
      onOk={() => write.mutate({ params: { reportId }, body: { reason: reason.trim() } }, { onSuccess: onShown })}
    >
      {write.error && <Trouble error={write.error} />}
      <label htmlFor={id}>{say('desk.contact.why')}</label>
      <Input
        id={id}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={300}
        aria-describedby={`${id}-hint`}
        ref={field}
      />
      <p id={`${id}-hint`} className="hint">
        {say('desk.contact.recorded')}
      </p>
      <p className="usual">
        {usual.map((key) => (
          <Button key={key} size="small" onClick={() => setReason(say(key))}>
            {say(key)}
          </Button>
        ))}
      </p>
    </Modal>
  );
}
