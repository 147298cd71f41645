/** The cases behind a figure, each with what made it count. */
import { Link, useParams } from 'react-router';
import { figureCases, figureNames } from '#contract/evaluation.ts';
import { levels, type CaseRow } from '#contract/cases.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { CaseCell } from '../../parts/case-cell.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { narrowingIn } from '../../parts/narrowed.ts';
import { NarrowedHere } from '../../parts/narrowing.tsx';
import { Page } from '../../parts/page.tsx';
import { UnitPicker } from '../../parts/pickers.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { PeriodChoice, usePeriod } from './figures.tsx';

type Behind = { case: CaseRow; hit: boolean; dueAt: string | null; doneAt: string | null; hours: number | null };
const discoveries = ['passive', 'active', 'smart'] as const;

export function BehindPage() {
  const { say, time } = useWords();
  const { figure: asked } = useParams();
  const figure = figureNames.find((name) => name === asked) ?? 'case_on_time';
  const period = usePeriod();
  const { search, put, numberAt } = useAddress();
  const unitId = numberAt('unitId');
  const part = search.get('part') ?? undefined;
  const list = usePages(
    figureCases,
    {
      params: { figure },
      query: {
        ...period.query,
        ...narrowingIn(search),
        limit: 100,
        ...(unitId ? { unitId } : {}),
        ...(part ? { part } : {}),
      },
    },
    { keepPrevious: true },
  );
  const { rows } = list;
  const verdict = (row: Behind) =>
    figure === 'handling_time'
      ? row.hours === null
        ? '—'
        : say('desk.figures.hours', { n: row.hours.toFixed(1) })
      : figure === 'discovery_mix'
        ? say(`discovery.${row.case.discovery as 'passive'}`)
        : figure === 'level_mix'
          ? say(row.hit ? 'desk.figures.locally' : 'case.level.district')
          : say(row.hit ? 'desk.figures.hit' : 'desk.figures.miss');
  const save = () =>
    saveFile(
      `${figure}.csv`,
      csv(
        [
          say('desk.col.number'),
          say('desk.col.title'),
          say('desk.col.lead'),
          say('desk.figures.due'),
          say('desk.figures.done'),
          say('desk.figures.verdict'),
        ],
        rows.map((row) => [
          row.case.number,
          row.case.title,
          row.case.lead?.name,
          row.dueAt && time(row.dueAt),
          row.doneAt && time(row.doneAt),
          verdict(row),
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say(`desk.figures.${figure}`)}
      hint={say(`desk.figures.${figure}.formula`)}
      actions={
        <>
          <Link className="button" to={paths.evaluation({ from: period.from, to: period.to })}>
            ← {say('desk.nav.evaluation')}
          </Link>
          <ExportCsv n={rows.length} onSave={save} />
        </>
      }
    >
      <PeriodChoice period={period} />
      <NarrowedHere />
      {figure === 'unit_on_time' && (
        <search className="filters">
          <UnitPicker label={say('desk.figures.unit')} value={unitId} onChange={(value) => put({ unitId: value })} />
        </search>
      )}
      {figure === 'discovery_mix' && (
        <Tabs
          label={say('desk.figures.discovery_mix')}
          tabs={discoveries}
          word={(one) => say(`discovery.${one}`)}
          chosen={discoveries.find((one) => one === part)}
          onChoose={(one) => put({ part: one })}
          all
        />
      )}
      {figure === 'level_mix' && (
        <Tabs
          label={say('desk.figures.level_mix')}
          tabs={levels}
          word={(one) => say(`case.level.${one}`)}
          chosen={levels.find((one) => one === part)}
          onChoose={(one) => put({ part: one })}
          all
        />
      )}
      <Listed list={list} none={<Nothing title={say('desk.figures.none')}>{say('desk.figures.none.hint')}</Nothing>}>
        <TableBox label={say(`desk.figures.${figure}`)}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.col.number')}
                </th>
                <th scope="col">{say('desk.col.title')}</th>
                <th scope="col">{say('desk.col.lead')}</th>
                <th scope="col">{say('desk.col.state')}</th>
                <th scope="col">{say('desk.figures.due')}</th>
                <th scope="col">{say('desk.figures.done')}</th>
                <th scope="col">{say('desk.figures.verdict')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.case.id}${row.dueAt}${row.doneAt}`}>
                  <CaseCell row={row.case} />
                  <td>{row.case.title}</td>
                  <td>{row.case.lead?.name ?? '—'}</td>
                  <td className="nowrap">{say(`case.state.${row.case.state}`)}</td>
                  <td className="nowrap num">{row.dueAt ? time(row.dueAt) : '—'}</td>
                  <td className="nowrap num">{row.doneAt ? time(row.doneAt) : '—'}</td>
                  <td className="nowrap">
                    <em className={row.hit ? 'tag tag-green' : 'tag'}>{verdict(row)}</em>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
    </Page>
  );
}
