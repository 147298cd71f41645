/** 挂账清单: whatever stands still, openly: since when and until when, why, and when it is looked at again. A reviewer begins here. */
import { Link } from 'react-router';
import { listPapers } from '#contract/cases.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { CaseCell } from '../../parts/case-cell.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { PrintButton } from '../../parts/print.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

export function SuspendedPage() {
  const { say, time, day } = useWords();
  const who = useWho();
  const reviews = who.holds('dispatcher', 'leader');
  const list = usePages(listPapers, { query: { kind: 'review', limit: 100 } });
  const { rows } = list;
  const save = () =>
    saveFile(
      'suspended.csv',
      csv(
        [
          say('desk.col.number'),
          say('desk.col.title'),
          say('desk.col.matter'),
          say('desk.col.area'),
          say('desk.col.lead'),
          say('desk.suspended.why'),
          say('desk.suspended.since'),
          say('desk.suspended.until'),
          say('desk.suspended.review'),
        ],
        rows.map(({ paper, case: row }) => [
          row.number,
          row.title,
          row.matterName,
          row.areaName,
          row.lead?.name,
          paper.reason,
          time(paper.askedAt),
          row.suspendedUntil && time(row.suspendedUntil),
          paper.dueAt && time(paper.dueAt),
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.suspended')}
      hint={say('desk.suspended.hint')}
      actions={
        <>
          <PrintButton />
          <ExportCsv n={rows.length} onSave={save} />
        </>
      }
    >
      <Listed
        list={list}
        none={<Nothing title={say('desk.suspended.none')}>{say('desk.suspended.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.nav.suspended')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.col.number')}
                </th>
                <th scope="col">{say('desk.col.title')}</th>
                <th scope="col">{say('desk.col.area')}</th>
                <th scope="col">{say('desk.col.lead')}</th>
                <th scope="col">{say('desk.suspended.why')}</th>
                <th scope="col">{say('desk.suspended.until')}</th>
                <th scope="col">{say('desk.suspended.review')}</th>
                {reviews && (
                  <th scope="col" className="no-print">
                    {say('case.move.review_suspension')}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ paper, case: row }) => (
                <tr key={row.id}>
                  <CaseCell row={row}>
                    <small>{row.matterName}</small>
                  </CaseCell>
                  <td className="col-title">{row.title}</td>
                  <td className="col-place">
                    {row.areaName}
                    {row.placeText && <small>{row.placeText}</small>}
                  </td>
                  <td className="col-place">{row.lead?.name ?? '—'}</td>
                  <td className="col-reason">
                    {paper.reason}
                    <small>{[paper.askedUnit, paper.askedBy].filter(Boolean).join(' ')}</small>
                  </td>
                  <td className="nowrap num">
                    {row.suspendedUntil ? day(row.suspendedUntil) : '—'}
                    <small>{say('desk.suspended.from', { day: day(paper.askedAt) })}</small>
                  </td>
                  <td className="nowrap">
                    <Countdown lamp={paper.lamp} dueAt={paper.dueAt} limit={null} />
                    {paper.dueAt && <small className="num">{day(paper.dueAt)}</small>}
                  </td>
                  {reviews && (
                    <td className="no-print">
                      <Link
                        className="button button-small"
                        to={paths.approvals({ at: `${row.id}.${paper.n}` })}
                        aria-label={`${say('case.move.review_suspension')} ${row.number}`}
                      >
                        {say('desk.suspended.look')}
                      </Link>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
    </Page>
  );
}
