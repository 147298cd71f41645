/** 权责缺口: what was filed and the list names nobody for, the most cases first. Each can be closed by writing the missing line. */
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { listGaps, type Gap } from '#contract/catalogue.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Page } from '../../parts/page.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { EditResponsibility } from '../catalogue/edit.tsx';

export function GapsPage() {
  const { say, day } = useWords();
  const who = useWho();
  const may = who.may('catalogue.edit');
  const [search, setSearch] = useSearchParams();
  const closed = search.get('closed') === 'true';
  const [writing, write] = useState<Gap | null>(null);
  const list = usePages(
    listGaps,
    { query: { limit: 100, ...(closed ? { closed: true } : {}) } },
    { keepPrevious: true },
  );
  const conditionOf = (gap: Gap) =>
    gap.conditionN === null ? say('desk.all') : `№ ${gap.conditionN} ${gap.filing ?? ''}`;
  const save = () =>
    saveFile(
      'gaps.csv',
      csv(
        [
          say('desk.col.matter'),
          say('desk.pick.condition'),
          say('desk.col.area'),
          say('desk.gaps.cases'),
          say('desk.gaps.first'),
          say('desk.gaps.last'),
          say('desk.gaps.took'),
          say('desk.gaps.closed_by'),
        ],
        list.rows.map((gap) => [
          gap.matterName,
          conditionOf(gap),
          gap.areaName,
          gap.cases,
          `${gap.firstCase?.number ?? ''} ${day(gap.firstAt)}`,
          `${gap.lastCase?.number ?? ''} ${day(gap.lastAt)}`,
          gap.unit?.name ?? say('desk.gaps.nobody'),
          gap.closedBy,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.gaps')}
      hint={say('desk.gaps.hint')}
      actions={
        <>
          <Link className="button" to={paths.responsibilities()}>
            {say('desk.nav.responsibilities')}
          </Link>
          <ExportCsv n={list.rows.length} onSave={save} />
        </>
      }
    >
      <search className="filters">
        <Checkbox
          checked={closed}
          onChange={(event) => setSearch(event.target.checked ? { closed: 'true' } : {}, { replace: true })}
        >
          {say('desk.gaps.closed')}
        </Checkbox>
      </search>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={6} />
      ) : list.rows.length === 0 ? (
        <Nothing title={say(closed ? 'desk.gaps.none_closed' : 'desk.gaps.none')}>{say('desk.gaps.none.hint')}</Nothing>
      ) : (
        <TableBox label={say('desk.nav.gaps')}>
          <Gaps rows={list.rows} conditionOf={conditionOf} {...(may && !closed ? { onWrite: write } : {})} />
        </TableBox>
      )}
      <More list={list} />
      {writing && (
        <EditResponsibility
          row={null}
          from={{
            matterId: writing.matterId,
            conditionId: writing.conditionId,
            areaId: writing.areaId,
            areaName: writing.areaName,
          }}
          onClose={() => write(null)}
        />
      )}
    </Page>
  );
}

function Gaps({
  rows,
  conditionOf,
  onWrite,
}: {
  rows: readonly Gap[];
  conditionOf: (gap: Gap) => string;
  onWrite?: (gap: Gap) => void;
}) {
  const { say, day } = useWords();
  const shown = (of: Gap['firstCase'], at: string) => (
    <>
      {of && <Link to={paths.case(of.id)}>{of.number}</Link>}
      <small>{day(at)}</small>
    </>
  );
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col" className="frozen">
            {say('desk.col.matter')}
          </th>
          <th scope="col">{say('desk.pick.condition')}</th>
          <th scope="col">{say('desk.col.area')}</th>
          <th scope="col">{say('desk.gaps.cases')}</th>
          <th scope="col">{say('desk.gaps.first')}</th>
          <th scope="col">{say('desk.gaps.last')}</th>
          <th scope="col">{say('desk.gaps.took')}</th>
          <th scope="col">{say(onWrite ? 'desk.edit' : 'desk.gaps.closed_by')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((gap) => (
          <tr key={`${gap.matterId}-${gap.areaId}-${gap.conditionId}`}>
            <th scope="row" className="frozen">
              {gap.matterName}
            </th>
            <td>{conditionOf(gap)}</td>
            <td>{gap.areaName}</td>
            <td className="num">{gap.cases}</td>
            <td className="nowrap">{shown(gap.firstCase, gap.firstAt)}</td>
            <td className="nowrap">{shown(gap.lastCase, gap.lastAt)}</td>
            <td>{gap.unit?.name ?? say('desk.gaps.nobody')}</td>
            <td>
              {onWrite ? (
                <Button
                  size="small"
                  type="link"
                  onClick={() => onWrite(gap)}
                  aria-label={`${say('desk.gaps.write')} ${gap.matterName} ${gap.areaName}`}
                >
                  {say('desk.gaps.write')}
                </Button>
              ) : (
                <span className="num">{gap.closedBy ?? '—'}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
