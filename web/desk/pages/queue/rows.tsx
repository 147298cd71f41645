/** One queue, twice: a table with the number frozen for a desk, cards for a phone. The number is the link; the row helps it. */
import type { MouseEvent } from 'react';
import type { CaseRow } from '#contract/cases.ts';
import { useWords } from '#web/kit/words.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Countdown, LampMark } from '../../parts/lamp.tsx';
import { paths } from '../../paths.ts';

type Rows = { rows: CaseRow[]; open: (row: CaseRow) => void };

/** What somebody must know before opening it. */
export function Marks({ row }: { row: CaseRow }) {
  const { say } = useWords();
  return (
    <>
      {row.urgent && <em className="tag tag-red">{say('desk.urgent')}</em>}
      {row.unsolved && <em className="tag tag-red">{say('desk.mark.unsolved')}</em>}
      {row.escalated && <em className="tag tag-red">{say('desk.mark.escalated')}</em>}
      {row.returnAsked && <em className="tag tag-amber">{say('desk.mark.return')}</em>}
      {row.suspended && <em className="tag">{say('desk.mark.suspended')}</em>}
      {row.confidential && <em className="tag tag-ink">{say('desk.mark.confidential')}</em>}
      {row.alike > 0 && <em className="tag tag-amber">{say('desk.mark.alike', { n: row.alike })}</em>}
      {row.reports > 1 && <em className="tag">{say('desk.mark.reports', { n: row.reports })}</em>}
    </>
  );
}

/** A plain click opens inside the desk and remembers the line; with Ctrl or the middle button it is an ordinary link. */
function CaseLink({ row, open }: { row: CaseRow; open: (row: CaseRow) => void }) {
  const go = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(row);
  };
  return (
    <a href={paths.case(row.id)} onClick={go} data-case={row.id} className="number">
      {row.number}
    </a>
  );
}

const elsewhere = (event: MouseEvent): boolean =>
  (event.target as HTMLElement).closest('a,button') !== null || window.getSelection()?.toString() !== '';

export function CaseTable({ rows, open }: Rows) {
  const { say, time } = useWords();
  return (
    <TableBox label={say('desk.nav.queue')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="frozen">
              {say('desk.col.number')}
            </th>
            <th scope="col">{say('desk.col.title')}</th>
            <th scope="col">{say('desk.col.matter')}</th>
            <th scope="col">{say('desk.col.area')}</th>
            <th scope="col">{say('desk.col.state')}</th>
            <th scope="col">{say('desk.col.stage_left')}</th>
            <th scope="col">{say('desk.col.case_due')}</th>
            <th scope="col">{say('desk.col.holder')}</th>
            <th scope="col">{say('desk.col.opened')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} onClick={(event) => !elsewhere(event) && open(row)} className={`row-${row.stageLamp}`}>
              <th scope="row" className="frozen">
                <CaseLink row={row} open={open} />
                <small>
                  {say(`channel.${row.channel as 'web'}`)} · {say(`kind.${row.kind as 'help'}`)}
                </small>
              </th>
              <td className="col-title">
                <span className="clip">{row.title}</span>
                <span className="marks">
                  <Marks row={row} />
                </span>
              </td>
              <td>{row.matterName}</td>
              <td className="col-place">
                {row.areaName}
                {row.placeText && <small className="clip">{row.placeText}</small>}
              </td>
              <td className="nowrap">{say(`case.state.${row.state}`)}</td>
              <td className="nowrap">
                {row.stageLamp === 'none' ? (
                  <span className="faint">—</span>
                ) : (
                  <Countdown lamp={row.stageLamp} dueAt={row.stageDueAt} limit={row.stageLimit} />
                )}
              </td>
              <td className="nowrap">
                {row.caseDueAt ? (
                  <>
                    <span className="lamp-mark">
                      {row.caseLamp !== 'none' && <LampMark lamp={row.caseLamp} word={false} />}{' '}
                      {time(row.caseDueAt).slice(5)}
                    </span>
                  </>
                ) : (
                  <span className="faint">—</span>
                )}
              </td>
              <td>
                {row.holder?.name ?? <span className="faint">—</span>}
                {row.holderPerson && <small>{row.holderPerson}</small>}
              </td>
              <td className="nowrap num">{time(row.openedAt).slice(5)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

export function CaseCards({ rows, open }: Rows) {
  const { say, ago } = useWords();
  return (
    <ul className="cards">
      {rows.map((row) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the link inside answers the keyboard
        <li key={row.id} className={`card row-${row.stageLamp}`} onClick={(event) => !elsewhere(event) && open(row)}>
          <div className="card-line">
            <CaseLink row={row} open={open} />
            {row.stageLamp !== 'none' && (
              <Countdown lamp={row.stageLamp} dueAt={row.stageDueAt} limit={row.stageLimit} />
            )}
          </div>
          <p className="card-title">{row.title}</p>
          <p className="marks">
            <em className="tag tag-blue">{say(`case.state.${row.state}`)}</em>
            <Marks row={row} />
          </p>
          <p className="faint">
            {row.areaName} {row.placeText}
          </p>
          <p className="faint">
            {row.matterName} · {ago(row.openedAt)}
          </p>
        </li>
      ))}
    </ul>
  );
}
