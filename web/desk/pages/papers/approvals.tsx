/**
 * 待我审批: every application, review and return that waits for the reader, what is due first on top. Decided in place, with the
 * case beside it; then the next opens. Which one is open stands in the address.
 */
import { useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { getCase, listCases, listPapers, type CaseDetail, type MoveName } from '#contract/cases.ts';
import { usePages, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { useAddress } from '../../parts/address.ts';
import { Countdown } from '../../parts/lamp.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { MoveInHand, useMove } from '../case/make-move.tsx';
import { Clocks, Sentence } from '../case/standing.tsx';
import { factWords, Faster } from '../case/faster.tsx';
import { answersTo, kindTone, Question, type Asked } from './paper.tsx';

/** Papers owed to the reader, and the returns that a dispatcher decides, in one line. */
function useAsked() {
  const who = useWho();
  const decidesReturns = who.holds('dispatcher');
  const papers = usePages(listPapers, { query: { owed: true, limit: 100 } }, { refetchMs: 15_000 });
  const returns = usePages(
    listCases,
    { query: { queue: 'mine', returnAsked: true, limit: 100 } },
    { enabled: decidesReturns, refetchMs: 15_000 },
  );
  const asked: Asked[] = [
    ...papers.rows.map((row): Asked => {
      const { paper } = row;
      return { key: `${row.case.id}.${paper.n}`, kind: paper.kind, case: row.case, paper };
    }),
    ...returns.rows.map((row): Asked => ({ key: `${row.id}.return`, kind: 'return', case: row, paper: null })),
  ];
  const dueOf = ({ paper, case: row }: Asked) => (paper ? paper.dueAt : row.stageDueAt) ?? '9999';
  const lists = [papers, returns];
  return {
    asked: asked.sort((a, b) => dueOf(a).localeCompare(dueOf(b))),
    loading: papers.loading || returns.loading,
    error: papers.error ?? returns.error,
    again: () => {
      papers.again();
      returns.again();
    },
    pages: {
      hasMore: lists.some(({ hasMore }) => hasMore),
      more: () => lists.forEach((list) => list.hasMore && list.more()),
      loadingMore: lists.some(({ loadingMore }) => loadingMore),
    },
  };
}

export function ApprovalsPage() {
  const { say } = useWords();
  const navigate = useNavigate();
  const { search, put } = useAddress();
  const { asked, loading, error, again, pages } = useAsked();
  const wanted = search.get('at');
  const at = asked.findIndex(({ key }) => key === wanted);
  const chosen = asked[at] ?? (wanted ? undefined : asked[0]);
  const list = useRef<HTMLUListElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const open = (one: Asked | undefined) => put({ at: one?.key });
  const step = (by: 1 | -1) => {
    const from = chosen ? asked.indexOf(chosen) : -1;
    const next = asked[Math.min(Math.max(from + by, 0), asked.length - 1)];
    if (next) open(next);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>('[aria-current]')?.scrollIntoView({ block: 'nearest' }),
    );
  };
  useKeys([
    { key: 'j', label: say('desk.queue.key.next'), run: () => step(1) },
    { key: 'k', label: say('desk.queue.key.before'), run: () => step(-1) },
    {
      key: 'Enter',
      label: say('desk.approvals.key.decide'),
      run: () => pane.current?.querySelector<HTMLElement>('form input, form textarea')?.focus(),
    },
    { key: 'o', label: say('desk.approvals.open'), run: () => chosen && void navigate(paths.case(chosen.case.id)) },
  ]);
  return (
    <Page
      wide
      title={say('desk.nav.approvals')}
      hint={say('desk.approvals.hint')}
      actions={<span className="faint num">{say('desk.approvals.n', { n: asked.length })}</span>}
    >
      {error && <Trouble error={error} again={again} />}
      {loading ? (
        <Waiting rows={8} />
      ) : asked.length === 0 && !error ? (
        <Nothing title={say('desk.approvals.none')}>{say('desk.approvals.none.hint')}</Nothing>
      ) : (
        <div className="inbox">
          <section className="inbox-list" aria-label={say('desk.approvals.list')}>
            <ul ref={list}>
              {asked.map((one) => (
                <li key={one.key}>
                  <Line asked={one} open={one === chosen} onOpen={() => open(one)} />
                </li>
              ))}
            </ul>
            <More list={pages} small />
          </section>
          <div ref={pane} className="inbox-pane">
            {chosen ? (
              <Pane
                key={chosen.key}
                asked={chosen}
                onDone={() => open(asked[asked.indexOf(chosen) + 1] ?? asked[asked.indexOf(chosen) - 1])}
              />
            ) : (
              <Nothing title={say('desk.approvals.gone')}>{say('desk.approvals.choose')}</Nothing>
            )}
          </div>
        </div>
      )}
    </Page>
  );
}

function Line({ asked, open, onOpen }: { asked: Asked; open: boolean; onOpen: () => void }) {
  const { say } = useWords();
  const { paper, case: row } = asked;
  return (
    <button type="button" className="inbox-line" aria-current={open ? 'true' : undefined} onClick={onOpen}>
      <span className="card-line">
        <em className={kindTone[asked.kind]}>{say(`paper.kind.${asked.kind}`)}</em>
        {paper ? (
          <Countdown lamp={paper.lamp} dueAt={paper.dueAt} limit={null} />
        ) : (
          <Countdown lamp={row.stageLamp} dueAt={row.stageDueAt} limit={row.stageLimit} />
        )}
      </span>
      <strong className="clip">{row.title}</strong>
      <small className="num">
        {row.number} · {paper?.askedUnit ?? row.lead?.name ?? row.holder?.name}
      </small>
      {paper && <span className="clip faint">{paper.reason}</span>}
    </button>
  );
}

function Pane({ asked, onDone }: { asked: Asked; onDone: () => void }) {
  const { say } = useWords();
  const { data: detail, error, refetch } = useRead(getCase, { params: { caseId: asked.case.id } });
  if (error && !detail) return <Trouble error={error} again={() => void refetch()} />;
  if (!detail) return <Waiting rows={8} />;
  return (
    <>
      <Section
        title={say('desk.approvals.asks')}
        extra={<em className={kindTone[asked.kind]}>{say(`paper.kind.${asked.kind}`)}</em>}
      >
        {asked.paper && <Question paper={asked.paper} detail={detail} />}
        <Decide asked={asked} detail={detail} onDone={onDone} />
      </Section>
      <Section
        title={say('desk.approvals.case')}
        extra={<Link to={paths.case(detail.case.id)}>{say('desk.approvals.open')} →</Link>}
      >
        <About detail={detail} />
      </Section>
    </>
  );
}

function Decide({ asked, detail, onDone }: { asked: Asked; detail: CaseDetail; onDone: () => void }) {
  const { say } = useWords();
  const answers = detail.moves.filter(({ move }) => answersTo[asked.kind].includes(move));
  const open = answersTo[asked.kind].filter((move) => answers.some((one) => one.move === move && one.may));
  const [move, choose] = useState<MoveName | undefined>();
  const made = move && open.includes(move) ? move : open[0];
  const making = useMove(detail, onDone, true);
  if (!made)
    return (
      <p className="hint" role="note">
        {say('desk.approvals.not_yours', { why: answers[0]?.why || say('desk.approvals.gone') })}
      </p>
    );
  return (
    <>
      {open.length > 1 && (
        <fieldset className="choice">
          <legend>{say('desk.approvals.decide')}</legend>
          <div>
            {open.map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name={`answer-${asked.key}`}
                  checked={one === made}
                  onChange={() => {
                    making.reset();
                    choose(one);
                  }}
                />
                <span>{say(`case.move.${one}`)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <Faster detail={detail} since={making.since} />
      <MoveInHand detail={detail} move={made} making={making} hasNext={false} />
    </>
  );
}

const recentFacts = 4;
/** Enough of the case to decide by: what it is about, where it stands, and what happened last. */
function About({ detail }: { detail: CaseDetail }) {
  const { say, time } = useWords();
  const row = detail.case;
  const recent = detail.timeline.slice(-recentFacts).toReversed();
  return (
    <div className="stack">
      <div>
        <h3>
          <span className="num">{row.number}</span> {row.title}
        </h3>
        <p className="faint">{[row.matterName, row.areaName, row.placeText].filter(Boolean).join(' · ')}</p>
      </div>
      <p>
        <Sentence detail={detail} />
      </p>
      <Clocks detail={detail} />
      {detail.detail && <p className="reported-text clip">{detail.detail}</p>}
      <div>
        <h3>{say('desk.approvals.recent')}</h3>
        <ul className="recent">
          {recent.map((entry) => (
            <li key={entry.n}>
              <time dateTime={entry.happenedAt}>{time(entry.happenedAt).slice(5)}</time> {factWords(say, entry.kind)}{' '}
              <span className="faint">{[entry.person, entry.unit].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
