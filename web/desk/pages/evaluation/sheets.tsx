/** 个人考核表: one's own work in one's duty by the five aspects; a superior sees those below her. */
import { Select } from 'antd';
import { Link } from 'react-router';
import { listSheets, readSheet } from '#contract/evaluation.ts';
import { aspects } from '#contract/indicators.ts';
import { usePages, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { Formula, PeriodSelect, useChosenPeriod, useValueWords } from './chosen.tsx';

export function SheetsPage() {
  const { say } = useWords();
  const value = useValueWords();
  const chosen = useChosenPeriod();
  const { period, search, put } = chosen;
  const periodId = period?.id ?? '';
  const people = usePages(
    listSheets,
    { params: { periodId }, query: { limit: 200 } },
    { enabled: period !== undefined },
  );
  const names = [...new Map(people.rows.map((one) => [one.personId, one.name]))];
  const personId = names.find(([id]) => id === search.get('person'))?.[0] ?? names[0]?.[0];
  const sheet = useRead(
    readSheet,
    { params: { periodId, personId: personId ?? '' } },
    { enabled: personId !== undefined },
  );
  const sheets = sheet.data?.sheets ?? [];
  const save = () =>
    saveFile(
      `sheet-${period?.firstOn ?? ''}.csv`,
      csv(
        [
          say('desk.scheme.aspect'),
          say('desk.periods.indicator'),
          say('desk.periods.value'),
          'n',
          say('desk.periods.points'),
          say('desk.scheme.weight'),
        ],
        sheets.flatMap((one) =>
          one.parts.map((part) => [
            part.aspect && say(`aspect.${part.aspect}`),
            say(`indicator.${part.indicator}`),
            value(part.indicator, part.value),
            part.n,
            part.points,
            part.weight,
          ]),
        ),
      ),
    );
  return (
    <Page
      title={say('desk.nav.sheets')}
      hint={say('desk.sheets.hint')}
      actions={<ExportCsv n={sheets.flatMap(({ parts }) => parts).length} onSave={save} />}
    >
      <search className="filters">
        <PeriodSelect chosen={chosen} />
        {names.length > 1 && (
          <label>
            {say('desk.sheets.who')}{' '}
            <Select
              style={{ minWidth: 160 }}
              aria-label={say('desk.sheets.who')}
              value={personId ?? null}
              onChange={(id: string | null) => put({ person: id })}
              options={names.map(([id, name]) => ({ value: id, label: name }))}
            />
          </label>
        )}
      </search>
      {(people.error ?? sheet.error) && <Trouble error={people.error ?? sheet.error} again={people.again} />}
      {period && (people.loading || (personId !== undefined && sheet.isPending)) ? (
        <Waiting rows={5} />
      ) : sheets.length === 0 ? (
        <Nothing title={say('desk.sheets.none')}>{say('desk.sheets.none.hint')}</Nothing>
      ) : (
        sheets.map((one) => (
          <Section
            key={one.group}
            title={`${sheet.data?.name ?? ''} · ${say(`group.${one.group}`)} · ${one.points ?? '—'}`}
            extra={<span className="hint">{`${say('desk.periods.volume')} ${one.volume}`}</span>}
          >
            <TableBox size="free" label={say(`group.${one.group}`)}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{say('desk.scheme.aspect')}</th>
                    <th scope="col">{say('desk.periods.indicator')}</th>
                    <th scope="col">{say('desk.periods.value')}</th>
                    <th scope="col">n</th>
                    <th scope="col">{say('desk.periods.points')}</th>
                    <th scope="col">{say('desk.scheme.weight')}</th>
                    <th scope="col">{say('desk.figures.cases')}</th>
                  </tr>
                </thead>
                <tbody>
                  {aspects.flatMap((aspect) =>
                    one.parts
                      .filter((part) => part.aspect === aspect)
                      .map((part) => (
                        <tr key={part.indicator}>
                          <th scope="row">{say(`aspect.${aspect}`)}</th>
                          <td>
                            <Formula indicator={part.indicator} />
                          </td>
                          <td className="num">{value(part.indicator, part.value)}</td>
                          <td className="num">{part.n}</td>
                          <td className="num">{part.points ?? '—'}</td>
                          <td className="num">{part.weight}</td>
                          <td>
                            <Link
                              to={paths.traces({
                                period: periodId,
                                indicator: part.indicator,
                                object: 'person',
                                key: one.key,
                              })}
                              aria-label={`${say('desk.figures.look')}: ${say(`indicator.${part.indicator}`)}`}
                            >
                              {say('desk.figures.look')}
                            </Link>
                          </td>
                        </tr>
                      )),
                  )}
                </tbody>
              </table>
            </TableBox>
          </Section>
        ))
      )}
    </Page>
  );
}
