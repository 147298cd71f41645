/** 下钻: what a figure was counted from, line by line; a unit contests from here what counts against it. */
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { appealable, figureTraces, listReviews, reviewKinds, type Appealable } from '#contract/evaluation.ts';
import {
  codeOf,
  indicatorNames,
  indicatorOf,
  objects,
  type IndicatorName,
  type ObjectKind,
} from '#contract/indicators.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { CaseCell } from '../../parts/case-cell.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Page } from '../../parts/page.tsx';
import { Listed, More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { AskAppeal } from './ask-appeal.tsx';
import { PeriodSelect, useChosenPeriod } from './chosen.tsx';
import { ReviewTable } from './reviews.tsx';

const parts = ['hits', 'misses', 'exempt'] as const;

export function TracesPage() {
  const chosen = useChosenPeriod();
  const indicator = indicatorNames.find((one) => one === chosen.search.get('indicator')) ?? 'handling_on_time';
  // What others said is counted from their words, everything else from cases.
  return indicatorOf(indicator).trace === null ? (
    <Told chosen={chosen} indicator={indicator} />
  ) : (
    <Counted chosen={chosen} indicator={indicator} />
  );
}
type Behind = { chosen: ReturnType<typeof useChosenPeriod>; indicator: IndicatorName };

function Told({ chosen, indicator }: Behind) {
  const { say } = useWords();
  const { period, search } = chosen;
  const kind = reviewKinds.find((one) => indicator === `${one}_grade`);
  const unitId = Number(search.get('key'));
  const list = usePages(
    listReviews,
    {
      params: { periodId: period?.id ?? '' },
      query: { limit: 100, ...(kind ? { kind } : {}), ...(unitId > 0 ? { unitId } : {}) },
    },
    { enabled: period !== undefined },
  );
  return (
    <Page
      wide
      title={say(`indicator.${indicator}`)}
      hint={
        <>
          {say(`indicator.${indicator}.formula`)} <code>{codeOf(indicator)}</code>
        </>
      }
      actions={
        <Link className="button" to={paths.periods({ period: period?.id, view: 'reviews' })}>
          ← {say('desk.periods.reviews')}
        </Link>
      }
    >
      <search className="filters">
        <PeriodSelect chosen={chosen} />
        <span className="hint">{say('desk.periods.reviews.of')}</span>
      </search>
      <Listed list={list} none={<Nothing title={say('desk.figures.none')}>{say('desk.figures.none.reviews')}</Nothing>}>
        <ReviewTable rows={list.rows} />
      </Listed>
    </Page>
  );
}

function Counted({ chosen, indicator }: Behind) {
  const { say, time } = useWords();
  const who = useWho();
  const { period, search, put } = chosen;
  const object: ObjectKind = objects.find((one) => one === search.get('object')) ?? 'district';
  const key = search.get('key') ?? '0';
  const part = parts.find((one) => one === search.get('part'));
  const list = usePages(
    figureTraces,
    {
      params: { periodId: period?.id ?? '' },
      query: { indicator, object, key, limit: 100, ...(part ? { part } : {}) },
    },
    { enabled: period !== undefined },
  );
  const { rows } = list;
  const [contested, contest] = useState<{ caseId: string; number: string; trace: Appealable } | null>(null);
  const trace = appealable.find((one) => one === indicatorOf(indicator).trace);
  // What speaks for a unit it has no reason to contest.
  const { measure, better } = indicatorOf(indicator);
  const against = (hit: boolean) => better !== 'neither' && (measure !== 'rate' || hit === (better === 'down'));
  const mayAppeal = trace !== undefined && who.may('evaluation.appeal');
  const save = () =>
    saveFile(
      `${indicator}.csv`,
      csv(
        [
          say('desk.col.number'),
          say('desk.col.title'),
          say('desk.periods.unit'),
          say('desk.periods.at'),
          say('desk.figures.due'),
          say('desk.figures.done'),
          say('desk.figures.verdict'),
        ],
        rows.map((row) => [
          row.number,
          row.title,
          row.unitName,
          time(row.at),
          row.dueAt && time(row.dueAt),
          row.doneAt && time(row.doneAt),
          say(
            row.exempt ? 'desk.periods.part.exempt' : row.hit ? 'desk.periods.part.hits' : 'desk.periods.part.misses',
          ),
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say(`indicator.${indicator}`)}
      hint={
        <>
          {say(`indicator.${indicator}.formula`)} <code>{codeOf(indicator)}</code>
        </>
      }
      actions={
        <>
          <Link className="button" to={paths.periods({ period: period?.id })}>
            ← {say('desk.nav.periods')}
          </Link>
          <ExportCsv n={rows.length} onSave={save} />
        </>
      }
    >
      <search className="filters">
        <PeriodSelect chosen={chosen} />
      </search>
      <Tabs
        label={say(`indicator.${indicator}`)}
        tabs={parts}
        word={(one) => say(`desk.periods.part.${one}`)}
        chosen={part}
        onChoose={(one) => put({ part: one })}
        all
      />
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading && period ? (
        <Waiting rows={8} />
      ) : rows.length === 0 && !list.error ? (
        <Nothing title={say('desk.figures.none')}>{say('desk.figures.none.hint')}</Nothing>
      ) : (
        <TableBox label={say(`indicator.${indicator}`)}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.col.number')}
                </th>
                <th scope="col">{say('desk.col.title')}</th>
                <th scope="col">{say('desk.periods.unit')}</th>
                <th scope="col">{say('desk.periods.at')}</th>
                <th scope="col">{say('desk.figures.due')}</th>
                <th scope="col">{say('desk.figures.done')}</th>
                <th scope="col">{say('desk.figures.verdict')}</th>
                {mayAppeal && <th scope="col">{say('desk.periods.appeal')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={`${row.caseId}${row.at}${i}`}>
                  {row.number ? (
                    <CaseCell row={{ id: row.caseId, number: row.number }} />
                  ) : (
                    <th scope="row" className="frozen">
                      <span className="faint">{say('desk.periods.hidden')}</span>
                    </th>
                  )}
                  <td>{row.title ?? '—'}</td>
                  <td>{row.unitName ?? '—'}</td>
                  <td className="nowrap num">{time(row.at)}</td>
                  <td className="nowrap num">{row.dueAt ? time(row.dueAt) : '—'}</td>
                  <td className="nowrap num">{row.doneAt ? time(row.doneAt) : '—'}</td>
                  <td className="nowrap">
                    <em
                      className={
                        row.exempt
                          ? 'tag tag-blue'
                          : against(row.hit)
                            ? 'tag tag-amber'
                            : row.hit
                              ? 'tag tag-green'
                              : 'tag'
                      }
                    >
                      {say(
                        row.exempt
                          ? 'desk.periods.part.exempt'
                          : row.hit
                            ? 'desk.periods.part.hits'
                            : 'desk.periods.part.misses',
                      )}
                    </em>{' '}
                    <small className="faint">{row.marks.map((mark) => say(`mark.${mark}`)).join(' · ')}</small>
                  </td>
                  {mayAppeal && (
                    <td>
                      {row.number && !row.exempt && against(row.hit) && (
                        <Button
                          size="small"
                          aria-label={`${say('desk.periods.appeal')} ${row.number}`}
                          onClick={() => contest({ caseId: row.caseId, number: row.number ?? '', trace })}
                        >
                          {say('desk.periods.appeal')}
                        </Button>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <More list={list} />
      {contested && (
        <AskAppeal
          caseId={contested.caseId}
          number={contested.number}
          traces={[contested.trace]}
          periodId={period?.state === 'appealing' ? period.id : null}
          onClose={() => contest(null)}
        />
      )}
    </Page>
  );
}
