/** One queue, twice: a table with the number frozen for a desk, cards for a phone. The number is the link; the row helps it. */
import { useRef, type MouseEvent } from 'react';
import type { CaseRow } from '#contract/cases.ts';
import { useWords } from '#web/kit/words.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import type { Column } from './columns.tsx';
import { Marks } from './marks.tsx';

type Rows = { rows: CaseRow[]; open: (row: CaseRow) => void };
type Table = Rows & {
  columns: readonly Column[];
  /** the row that is looked at on the map, too */
  active: string | null;
  onActive: (caseId: string | null) => void;
  picked: ReadonlySet<string>;
  onPick: (caseIds: readonly string[], on: boolean) => void;
};

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
  (event.target as HTMLElement).closest('a,button,input,label') !== null || window.getSelection()?.toString() !== '';

export function CaseTable({ rows, open, columns, active, onActive, picked, onPick }: Table) {
  const words = useWords();
  const { say } = words;
  /** rows that scroll under a resting mouse are not looked at: only a hand that moves counts */
  const seenAt = useRef('');
  const moved = ({ screenX, screenY }: MouseEvent): boolean => {
    const at = `${screenX} ${screenY}`;
    const rested = seenAt.current === at;
    seenAt.current = at;
    return !rested;
  };
  const all = rows.length > 0 && rows.every(({ id }) => picked.has(id));
  return (
    <TableBox label={say('desk.nav.queue')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="frozen">
              <label className="pick">
                <input
                  type="checkbox"
                  aria-label={say('desk.bulk.all')}
                  checked={all}
                  onChange={() =>
                    onPick(
                      rows.map(({ id }) => id),
                      !all,
                    )
                  }
                />
              </label>
              {say('desk.col.number')}
            </th>
            {columns.map(({ name, word }) => (
              <th key={name} scope="col">
                {say(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.id}
              onClick={(event) => !elsewhere(event) && open(row)}
              onMouseMove={(event) => moved(event) && onActive(row.id)}
              onFocus={() => onActive(row.id)}
              className={`row-${row.stageLamp}${row.id === active ? ' row-active' : ''}`}
            >
              <th scope="row" className="frozen">
                <label className="pick">
                  <input
                    type="checkbox"
                    aria-label={say('desk.bulk.pick', { number: row.number })}
                    checked={picked.has(row.id)}
                    onChange={({ target }) => onPick([row.id], target.checked)}
                  />
                </label>
                <CaseLink row={row} open={open} />
                <small>
                  {say(`channel.${row.channel as 'web'}`)} · {say(`kind.${row.kind as 'help'}`)}
                </small>
              </th>
              {columns.map(({ name, className, cell, text }) => (
                <td key={name} className={className}>
                  {cell ? cell(row) : (text(row, words) ?? '') || <span className="faint">—</span>}
                </td>
              ))}
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
