/** 待复核: reporters who say it is not solved, what they say, and until when 值班长 decides. The decision itself is made on the case. */
import { Link } from 'react-router';
import { listReviews } from '#contract/callbacks.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { CaseCell } from '../../parts/case-cell.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

export function Reviews() {
  const { say, time } = useWords();
  const decides = useWho().holds('duty_officer');
  const list = usePages(listReviews, { query: { limit: 50 } }, { refetchMs: 30_000, keepPrevious: true });
  return (
    <Listed list={list} none={<Nothing title={say('desk.review.none')}>{say('desk.review.none.hint')}</Nothing>}>
      <TableBox label={say('desk.callback.view.review')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="frozen">
                {say('desk.col.number')}
              </th>
              <th scope="col">{say('desk.col.title')}</th>
              <th scope="col">{say('desk.review.said')}</th>
              <th scope="col">{say('desk.review.by')}</th>
              {decides && <th scope="col">{say('desk.review.decide')}</th>}
            </tr>
          </thead>
          <tbody>
            {list.rows.map((row) => (
              <tr key={row.case.id}>
                <CaseCell row={row.case}>
                  <small>{row.case.matterName}</small>
                </CaseCell>
                <td className="col-title">
                  {row.case.title}
                  {row.answer && <small className="clip">{row.answer}</small>}
                </td>
                <td>
                  {row.reason || '—'}
                  <small>
                    {time(row.saidAt)}
                    {row.reopened > 0 && ` · ${say('desk.review.again', { n: row.reopened })}`}
                  </small>
                </td>
                <td className="nowrap">
                  <Countdown lamp={row.lamp} dueAt={row.decideBy} limit="1d" />
                </td>
                {decides && (
                  <td>
                    <Link to={paths.case(row.case.id)} aria-label={`${say('desk.review.decide')} ${row.case.number}`}>
                      {say('desk.review.decide')}
                    </Link>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </Listed>
  );
}
