/**
 * 回访台: whom to ring, until when, what to say, and what they said. Whoever takes one has it for a quarter of an hour, so that two
 * callers never ring the same person; when it is saved, the next is taken.
 */
import { PhoneOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  callbackFigures,
  callbackResults,
  listCallbacks,
  takeCallback,
  type CallbackRow,
} from '#contract/callbacks.ts';
import { listReports } from '#contract/intake.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { CaseCell } from '../../parts/case-cell.tsx';
import { Chips, daysSaid } from '../../parts/chips.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { daysIn } from '../../parts/local.ts';
import { narrowingIn } from '../../parts/narrowed.ts';
import { NarrowedHere } from '../../parts/narrowing.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Listed, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { CallbackForm } from '../case/callbacks.tsx';
import { OneReport } from '../case/reports.tsx';
import { percent } from '../evaluation/figures.tsx';
import { Questions } from './questions.tsx';
import { Reviews } from './reviews.tsx';

const views = ['waiting', 'overdue', 'today', 'tried', 'review', 'survey', 'done'] as const;
type View = (typeof views)[number];
const queryOf: Record<View, { done?: boolean; due?: 'overdue' | 'today'; tried?: boolean }> = {
  waiting: {},
  overdue: { due: 'overdue' },
  today: { due: 'today' },
  tried: { tried: true },
  review: {},
  survey: {},
  done: { done: true },
};
const keyOf = (row: CallbackRow): string => `${row.reportId}.${row.n}`;

export function CallbackDeskPage() {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const { search, put } = useAddress();
  const calls = useWho().holds('caller');
  // The telephone of a survey is the caller's alone.
  const shown = views.filter((one) => one !== 'survey' || calls);
  const view = shown.find((one) => one === search.get('view')) ?? 'waiting';
  const apart = view === 'review' || view === 'survey';
  const result = callbackResults.find((one) => one === search.get('result'));
  const days = daysSaid(search);
  const list = usePages(
    listCallbacks,
    {
      query: {
        ...queryOf[view],
        ...narrowingIn(search),
        ...(view === 'done' ? { ...daysIn(search), ...(result ? { result } : {}) } : {}),
        limit: 50,
      },
    },
    { refetchMs: 30_000, keepPrevious: true, enabled: !apart },
  );
  const rows = apart ? [] : list.rows;
  const [taken, take] = useState<CallbackRow | null>(null);
  const chosen = taken ?? rows.find((row) => keyOf(row) === search.get('at')) ?? null;
  const next = useWrite(takeCallback, { changes: [listCallbacks] });
  const ring = () =>
    next.mutate(
      { body: {} },
      {
        onSuccess: ({ row }) => {
          take(row);
          if (!row) void message.info(say('desk.callback.nobody'));
        },
      },
    );
  useKeys(calls ? [{ key: 'n', label: say('desk.callback.next'), run: ring }] : []);
  const save = () =>
    saveFile(
      'callbacks.csv',
      csv(
        [
          say('desk.col.number'),
          say('desk.col.title'),
          say('desk.callback.due'),
          say('desk.callback.tries'),
          say('desk.callback.result'),
          say('desk.remark'),
        ],
        rows.map((row) => [
          row.case.number,
          row.case.title,
          time(row.dueAt),
          row.tries,
          row.result && say(`callback.result.${row.result}`),
          row.remark,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.callbacks')}
      hint={say('desk.callback.hint')}
      actions={
        <>
          <ExportCsv n={rows.length} onSave={save} />
          {calls && (
            <Button type="primary" icon={<PhoneOutlined aria-hidden />} loading={next.isPending} onClick={ring}>
              {say('desk.callback.next')}
              <kbd>n</kbd>
            </Button>
          )}
        </>
      }
    >
      <Figures />
      {next.error && <Trouble error={next.error} />}
      {chosen && (
        <Call
          key={keyOf(chosen)}
          row={chosen}
          calls={calls}
          onSaved={() => {
            take(null);
            put({ at: null });
            if (taken) ring();
          }}
          onClose={() => {
            take(null);
            put({ at: null });
          }}
        />
      )}
      <Tabs
        label={say('desk.nav.callbacks')}
        tabs={shown}
        word={(one) => say(`desk.callback.view.${one}`)}
        chosen={view}
        onChoose={(one) => put({ view: one === 'waiting' ? null : one, at: null })}
      />
      {!apart && <NarrowedHere />}
      {view === 'done' && days && (
        <Chips chips={[{ words: say('desk.callback.done_on', { days }), off: ['from', 'to'] }]} />
      )}
      {view === 'review' ? (
        <Reviews />
      ) : view === 'survey' ? (
        <Questions />
      ) : (
        <Listed
          list={list}
          none={<Nothing title={say('desk.callback.none')}>{say('desk.callback.none.hint')}</Nothing>}
        >
          <Calls rows={rows} done={view === 'done'} {...(calls ? { onOpen: (row) => put({ at: keyOf(row) }) } : {})} />
        </Listed>
      )}
    </Page>
  );
}

/** How well reporters were reached in the last thirty days; every rate with its n. */
function Figures() {
  const { say } = useWords();
  const { data } = useRead(callbackFigures, {}, { refetchMs: 60_000 });
  if (!data) return <Waiting rows={1} />;
  const rates = [
    { word: 'desk.callback.contact_rate', hit: data.reached, n: data.done },
    { word: 'desk.callback.solved_rate', hit: data.solved, n: data.solvedKnown },
    { word: 'desk.callback.satisfied_rate', hit: data.satisfied, n: data.satisfiedKnown },
    { word: 'desk.callback.refused_rate', hit: data.refused, n: data.done },
  ] as const;
  return (
    <dl className="callback-figures">
      <div>
        <dt>{say('desk.callback.view.waiting')}</dt>
        <dd>
          {data.waiting}
          {data.overdue > 0 && <em className="tag tag-red">{say('desk.callback.overdue_n', { n: data.overdue })}</em>}
        </dd>
      </div>
      {rates.map(({ word, hit, n }) => (
        <div key={word}>
          <dt>{say(word)}</dt>
          <dd>
            {n > 0 ? percent(hit / n) : '—'} <small>{say('desk.callback.of', { hit, n })}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Calls({ rows, done, onOpen }: { rows: CallbackRow[]; done: boolean; onOpen?: (row: CallbackRow) => void }) {
  const { say, time } = useWords();
  return (
    <TableBox label={say('desk.nav.callbacks')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="frozen">
              {say('desk.col.number')}
            </th>
            <th scope="col">{say('desk.col.title')}</th>
            <th scope="col">{say('desk.col.area')}</th>
            <th scope="col">{say(done ? 'desk.callback.at' : 'desk.callback.due')}</th>
            <th scope="col">{say('desk.callback.tries')}</th>
            <th scope="col">{say(done ? 'desk.callback.result' : 'desk.callback.who')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <CaseCell row={row.case}>
                <small>{row.case.matterName}</small>
              </CaseCell>
              <td className="col-title">
                {row.case.title}
                {row.answer && <small className="clip">{row.answer}</small>}
              </td>
              <td className="col-place">{row.case.areaName}</td>
              <td className="nowrap">
                {done && row.doneAt ? time(row.doneAt) : <Countdown lamp={row.lamp} dueAt={row.dueAt} limit="1d" />}
              </td>
              <td className="num">{say('desk.callback.of', { hit: row.tries, n: row.triesAllowed })}</td>
              <td>
                {done ? (
                  <>
                    {row.result && <em className={tone[row.result]}>{say(`callback.result.${row.result}`)}</em>}{' '}
                    {row.satisfied !== null && (
                      <em className={row.satisfied ? 'tag tag-green' : 'tag tag-amber'}>
                        {say(row.satisfied ? 'desk.satisfied' : 'desk.dissatisfied')}
                      </em>
                    )}
                    <small>{[row.doneBy, row.remark].filter(Boolean).join(' · ')}</small>
                  </>
                ) : row.takenBy ? (
                  <span className="faint">{say('desk.callback.taken', { by: row.takenBy })}</span>
                ) : onOpen ? (
                  <Button
                    size="small"
                    aria-label={`${say('desk.callback.ring')} ${row.case.number}`}
                    onClick={() => onOpen(row)}
                  >
                    {say('desk.callback.ring')}
                  </Button>
                ) : (
                  '—'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

const tone = {
  solved: 'tag tag-green',
  unsolved: 'tag tag-red',
  unsaid: 'tag',
  refused: 'tag tag-amber',
  not_reached: 'tag',
} as const;

/** The telephone in the hand: whom, what to say, what they say. */
function Call({
  row,
  calls,
  onSaved,
  onClose,
}: {
  row: CallbackRow;
  calls: boolean;
  onSaved: () => void;
  onClose: () => void;
}) {
  const { say, day } = useWords();
  const { me } = useWho();
  const reports = usePages(listReports, { params: { caseId: row.case.id }, query: { limit: 100 } });
  const report = reports.rows.find(({ id }) => id === row.reportId);
  return (
    <Section
      className="call"
      title={`${say('desk.callback.call')} · ${row.case.title}`}
      extra={
        <>
          <Link to={paths.case(row.case.id)}>{row.case.number}</Link>
          {row.tries > 0 && <em className="tag">{say('desk.callbacks.tries', { n: row.tries })}</em>}
          <span className="top-space" />
          <Button size="small" type="text" onClick={onClose}>
            {say('common.close')}
          </Button>
        </>
      }
    >
      <div className="call-sides">
        <div className="stack">
          {reports.loading ? (
            <Waiting rows={3} />
          ) : (
            report && (
              <ul className="reports">
                <OneReport report={report} />
              </ul>
            )
          )}
          <div className="script">
            <h3>{say('desk.callback.script')}</h3>
            <ol>
              <li>{say('desk.callback.script.hello', { region: me.regionName, name: me.name })}</li>
              <li>
                {say('desk.callback.script.about', {
                  day: report ? day(report.receivedAt) : '',
                  title: row.case.title,
                })}
              </li>
              <li>
                {say('desk.callback.script.answer')}
                <blockquote>{row.answer ?? say('desk.callback.script.no_answer')}</blockquote>
              </li>
              <li>{say('desk.callback.script.ask')}</li>
              <li>{say('desk.callback.script.bye')}</li>
            </ol>
          </div>
        </div>
        {calls && (
          <CallbackForm caseId={row.case.id} reportId={row.reportId} n={row.n} dueAt={row.dueAt} onSaved={onSaved} />
        )}
      </div>
    </Section>
  );
}
