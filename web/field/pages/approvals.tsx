/**
 * 待我审批, with network only: leaves and objections of the own people, the papers of cases that wait for this post (延期、挂账、强制结案), and
 * the returns a dispatcher decides. Each is decided here, by the case as it stands at that moment; what needs more than a yes or a no
 * opens at the desk.
 */
import { useState } from 'react';
import { getCase, listCases, listPapers, moveCase, type CaseRow, type MoveName, type Paper } from '#contract/cases.ts';
import { me as readMe } from '#contract/access.ts';
import { decideLeave, decideObjection, listWaiting } from '#contract/patrol.ts';
import { parseLimit, formatLimit } from '#contract/worktime.ts';
import { ProblemError, usePages, useRead, useWrite } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Lamp, Skeleton } from '#web/kit/ui/progress.tsx';
import { zone } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Heading } from '../parts/heading.tsx';
import { Unread } from '../parts/unread.tsx';
import { WordsField } from '../parts/words-field.tsx';

type Asked = { key: string; kind: Paper['kind'] | 'return'; row: CaseRow; paper: Paper | null };
const dueOf = ({ paper, row }: Asked): string => (paper ? paper.dueAt : row.stageDueAt) ?? '9999';
/** What is answered by yes or no, with words; the rest has forms of its own at the desk. */
const yesOrNo: Partial<Record<Asked['kind'], MoveName>> = {
  extension: 'decide_extension',
  suspension: 'decide_suspension',
  forced_close: 'decide_force_close',
  return: 'decide_return',
};

export default function ApprovalsPage() {
  const { say, day } = useWords();
  const { online } = useField();
  const waiting = useRead(listWaiting, {}, { enabled: online });
  const papers = usePages(listPapers, { query: { owed: true } }, { enabled: online });
  const me = useRead(readMe, {}, { enabled: online, staleMs: 300_000 });
  const decidesReturns = online && (me.data?.posts.some(({ post }) => post === 'dispatcher') ?? false);
  const returns = usePages(listCases, { query: { queue: 'mine', returnAsked: true } }, { enabled: decidesReturns });
  // Leaves and objections are an office's; whoever decides cases only has none, and that is no trouble.
  const noOffice = waiting.error instanceof ProblemError && waiting.error.problem.code === 'reader.not_permitted';
  const loading = papers.loading || (decidesReturns && returns.loading) || !(waiting.data || waiting.error);
  const leave = useWrite(decideLeave, { changes: [listWaiting] });
  const objection = useWrite(decideObjection, { changes: [listWaiting] });
  const asked: Asked[] = [
    ...papers.rows.map(({ paper, case: row }): Asked => ({
      key: `${row.id}-${paper.n}`,
      kind: paper.kind,
      row,
      paper,
    })),
    ...returns.rows.map((row): Asked => ({ key: `${row.id}-return`, kind: 'return', row, paper: null })),
  ].sort((a, b) => dueOf(a).localeCompare(dueOf(b)));
  const ofPeople = (waiting.data?.leaves.length ?? 0) + (waiting.data?.objections.length ?? 0);
  const trouble = papers.error ?? returns.error ?? (noOffice ? null : waiting.error);
  return (
    <>
      <Heading title={say('field.approvals')} />
      {!online ? (
        <Trouble title={say('field.approvals_offline')} />
      ) : trouble ? (
        <Unread error={trouble} />
      ) : (
        loading && <Skeleton lines={4} />
      )}
      {online && !trouble && !loading && ofPeople + asked.length === 0 && (
        <p className="quiet">{say('field.nothing_waits')}</p>
      )}
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
              {say('field.deputy')}
              {say('common.colon')}
              {one.deputy} · {one.reason}
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
        {asked.map((one) => (
          <CasePaper key={one.key} asked={one} />
        ))}
      </ul>
      {[papers, returns].map(
        (list, n) =>
          list.hasMore && (
            // oxlint-disable-next-line react/no-array-index-key -- two lists that stay where they are
            <Button key={n} onClick={list.more}>
              {say('common.more')}
            </Button>
          ),
      )}
    </>
  );
}

function CasePaper({ asked }: { asked: Asked }) {
  const { say } = useWords();
  const { row, paper } = asked;
  const { online } = useField();
  const [open, setOpen] = useState(false);
  return (
    <li className="card">
      <span className="card__top">
        <strong className="tag">{say(`field.paper.${asked.kind}`)}</strong>
        <Lamp lamp={paper?.lamp ?? row.stageLamp} />
        <span className="card__far">{row.number}</span>
      </span>
      <span className="card__title">{row.title}</span>
      <span className="card__sub">
        {[paper?.askedUnit ?? row.lead?.name, row.areaName].filter(Boolean).join(' · ')}
      </span>
      {paper && <span>{paper.reason}</span>}
      {yesOrNo[asked.kind] === undefined ? (
        <a className="button button--quiet wide" href={`/desk/cases/${row.id}`}>
          {say('field.open_desk')}
        </a>
      ) : open && online ? (
        <InHand asked={asked} move={yesOrNo[asked.kind]!} />
      ) : (
        <Button disabled={!online} onClick={() => setOpen(true)}>
          {say('field.look_and_decide')}
        </Button>
      )}
    </li>
  );
}

/** The case as it stands now, what is asked of it, and the decision. */
function InHand({ asked: { row, paper, kind }, move }: { asked: Asked; move: MoveName }) {
  const { say, lang, time } = useWords();
  const read = useRead(getCase, { params: { caseId: row.id } });
  const write = useWrite(moveCase, { changes: [listPapers, listCases, getCase] });
  if (read.error) return <Unread error={read.error} />;
  if (!read.data) return <Skeleton lines={3} />;
  const { case: now, detail, moves, handlingClock } = read.data;
  const mine = moves.find((one) => one.move === move);
  const data = paper?.data ?? {};
  const until = typeof data['until'] === 'string' ? data['until'] : null;
  // More of the same: an application for so many counts by the clock of the handling it extends.
  const unit = /[a-z]+$/.exec(handlingClock?.limit ?? '')?.[0] ?? 'd';
  const more = typeof data['n'] === 'number' ? parseLimit(`${data['n']}${unit}`) : null;
  const why = read.data.timeline.findLast((fact) => fact.kind === 'case.return_asked')?.data['reason'];
  return (
    <>
      {detail && <p>{detail}</p>}
      {kind === 'return' && typeof why === 'string' && <p className="asked">{why}</p>}
      {(until ?? more) && (
        <p className="asked">
          {until
            ? say('field.asks_until', { at: time(until) })
            : say('field.asks_more', { more: formatLimit(more!, lang, zone()) })}
        </p>
      )}
      {typeof data['answer'] === 'string' && <p className="asked">{data['answer']}</p>}
      {now.stageDueAt && <p className="hint">{say('field.until', { at: time(now.stageDueAt) })}</p>}
      {mine?.may ? (
        <Decide
          yes={say('field.grant')}
          no={say('field.deny')}
          busy={write.isPending}
          error={write.error?.problem.title}
          decide={(accept, words) =>
            write.mutate({
              params: { caseId: row.id },
              body: { version: now.version, input: { move, accept, decision: words } as never },
            })
          }
        />
      ) : (
        <p className="hint">{mine?.why || say('field.not_mine_now')}</p>
      )}
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
