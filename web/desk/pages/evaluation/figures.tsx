/** 综合评价: the five figures of a period. Each shows its n and its formula, and leads to the cases behind it. */
import { Button, Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { levels } from '#contract/cases.ts';
import { readFigures, type Figures } from '#contract/evaluation.ts';
import { hintKinds } from '#contract/mirror.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { dayOf, daysLater, endOf, isDay, startOf } from '../../parts/local.ts';
import { Page, Section } from '../../parts/page.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';

/** Days in the address, instants on the wire: [first day, day after the last). Without one: the last thirty days. */
export function usePeriod(): {
  from: string;
  to: string;
  query: { from: string; to: string };
  put: (from: string, to: string) => void;
} {
  const { search, put } = useAddress();
  const [today] = useState(() => dayOf(new Date()));
  const given = search.get('to');
  const to = isDay(given) ? given : today;
  const givenFrom = search.get('from');
  const from = isDay(givenFrom) ? givenFrom : daysLater(to, -29);
  return {
    from,
    to,
    query: { from: startOf(from), to: endOf(to) },
    put: (from, to) => put({ from, to }),
  };
}

export function PeriodChoice({ period }: { period: ReturnType<typeof usePeriod> }) {
  const { say } = useWords();
  const { from, to, put } = period;
  const month = `${to.slice(0, 7)}-01`;
  return (
    <search className="filters">
      <label>
        {say('desk.figures.from')}{' '}
        <input
          className="plain-input"
          type="date"
          value={from}
          max={to}
          onChange={(event) => isDay(event.target.value) && put(event.target.value, to)}
        />
      </label>
      <label>
        {say('desk.figures.to')}{' '}
        <input
          className="plain-input"
          type="date"
          value={to}
          min={from}
          onChange={(event) => isDay(event.target.value) && put(from, event.target.value)}
        />
      </label>
      <Button onClick={() => put(daysLater(to, -6), to)}>{say('desk.figures.week')}</Button>
      <Button onClick={() => put(month, to)}>{say('desk.figures.month')}</Button>
      <Button onClick={() => put(daysLater(to, -364), to)}>{say('desk.figures.year')}</Button>
    </search>
  );
}

export const percent = (rate: number | null): string => (rate === null ? '—' : `${(rate * 100).toFixed(1)} %`);

export function FiguresPage() {
  const { say, time } = useWords();
  const period = usePeriod();
  const { data, error, refetch } = useRead(readFigures, { query: period.query }, { keepPrevious: true });
  const save = () =>
    data &&
    saveFile(
      `figures-${period.from}-${period.to}.csv`,
      csv(
        [
          say('desk.figures.unit'),
          say('desk.figures.hits'),
          'n',
          say('desk.figures.rate'),
          say('desk.figures.overdue'),
        ],
        data.unitOnTime.map((one) => [one.unitName, one.hits, one.n, one.rate, one.openOverdue]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.evaluation')}
      hint={data && say('desk.figures.as_of', { at: time(data.asOf) })}
      actions={<ExportCsv n={data?.unitOnTime.length ?? 0} onSave={save} />}
    >
      <PeriodChoice period={period} />
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={8} />}
      {data && <Shown figures={data} from={period.from} to={period.to} />}
    </Page>
  );
}

/** A figure with its formula one hover or focus away. */
function Figure({
  word,
  formula,
  to,
  value,
  children,
}: {
  word: string;
  formula: string;
  to: string;
  value: ReactNode;
  children: ReactNode;
}) {
  const { say } = useWords();
  return (
    <section className="card figure">
      <h2>
        {word}
        <Tooltip title={formula}>
          <button type="button" className="formula" aria-label={`${say('desk.figures.formula')}: ${formula}`}>
            ƒ
          </button>
        </Tooltip>
      </h2>
      <p className="figure-value">{value}</p>
      <p className="faint">{children}</p>
      <Link to={to}>{say('desk.figures.cases')} ›</Link>
    </section>
  );
}

/** Parts of a whole, side by side. */
function Mix<Part extends string>({
  of,
  parts,
  word,
}: {
  of: Record<Part | 'n', number>;
  parts: readonly Part[];
  word: (part: Part) => string;
}) {
  const share = (part: Part) => (of.n === 0 ? 0 : of[part] / of.n);
  return (
    <span className="mix">
      {parts.map((one) => (
        <span key={one}>
          <span
            className={`mix-bar mix-${one}`}
            style={{ height: `${Math.max(2, Math.round(share(one) * 48))}px` }}
            aria-hidden="true"
          />
          <small>
            {word(one)}
            <br />
            {percent(of.n === 0 ? null : share(one))}
          </small>
        </span>
      ))}
    </span>
  );
}

function Shown({ figures, from, to }: { figures: Figures; from: string; to: string }) {
  const { say } = useWords();
  const { caseOnTime, rework, handlingTime, discovery, level, answerHints } = figures;
  const hours = (n: number | null) => (n === null ? '—' : say('desk.figures.hours', { n: n.toFixed(1) }));
  return (
    <>
      <div className="figures">
        <Figure
          word={say('desk.figures.case_on_time')}
          formula={say('desk.figures.case_on_time.formula')}
          to={paths.figure('case_on_time', { from, to })}
          value={percent(caseOnTime.rate)}
        >
          {say('desk.figures.of', { hits: caseOnTime.hits, n: caseOnTime.n })} ·{' '}
          {say('desk.figures.overdue_n', { n: caseOnTime.openOverdue })}
        </Figure>
        <Figure
          word={say('desk.figures.rework')}
          formula={say('desk.figures.rework.formula')}
          to={paths.figure('rework', { from, to })}
          value={percent(rework.rate)}
        >
          {say('desk.figures.of', { hits: rework.hits, n: rework.n })}
        </Figure>
        <Figure
          word={say('desk.figures.handling_time')}
          formula={say('desk.figures.handling_time.formula')}
          to={paths.figure('handling_time', { from, to })}
          value={hours(handlingTime.workingHours)}
        >
          {say('desk.figures.calendar', { hours: hours(handlingTime.calendarHours) })} · n = {handlingTime.n}
        </Figure>
        <Figure
          word={say('desk.figures.answer_hints')}
          formula={say('desk.figures.answer_hints.formula')}
          to={paths.figure('answer_hints', { from, to })}
          value={percent(answerHints.rate)}
        >
          {say('desk.figures.of', { hits: answerHints.hits, n: answerHints.n })}
          {hintKinds
            .filter((kind) => answerHints.kinds[kind])
            .map((kind) => ` · ${say(`mirror.kind.${kind}`)} ${answerHints.kinds[kind]}`)
            .join('')}
        </Figure>
        <Figure
          word={say('desk.figures.discovery_mix')}
          formula={say('desk.figures.discovery_mix.formula')}
          to={paths.figure('discovery_mix', { from, to })}
          value={<Mix of={discovery} parts={['passive', 'active', 'smart']} word={(one) => say(`discovery.${one}`)} />}
        >
          n = {discovery.n}
        </Figure>
        <Figure
          word={say('desk.figures.level_mix')}
          formula={say('desk.figures.level_mix.formula')}
          to={paths.figure('level_mix', { from, to })}
          value={<Mix of={level} parts={levels} word={(one) => say(`case.level.${one}`)} />}
        >
          n = {level.n}
        </Figure>
      </div>
      <Section
        title={
          <>
            {say('desk.figures.unit_on_time')}{' '}
            <Tooltip title={say('desk.figures.unit_on_time.formula')}>
              <button
                type="button"
                className="formula"
                aria-label={`${say('desk.figures.formula')}: ${say('desk.figures.unit_on_time.formula')}`}
              >
                ƒ
              </button>
            </Tooltip>
          </>
        }
      >
        <TableBox size="free" label={say('desk.figures.unit_on_time')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.figures.unit')}</th>
                <th scope="col">{say('desk.figures.rate')}</th>
                <th scope="col">{say('desk.figures.hits')}</th>
                <th scope="col">n</th>
                <th scope="col">{say('desk.figures.overdue')}</th>
                <th scope="col">{say('desk.figures.cases')}</th>
              </tr>
            </thead>
            <tbody>
              {figures.unitOnTime.map((one) => (
                <tr key={one.unitId}>
                  <th scope="row">{one.unitName}</th>
                  <td>
                    <span className="bar" aria-hidden="true">
                      <span style={{ width: `${Math.round((one.rate ?? 0) * 100)}%` }} />
                    </span>
                    <span className="num">{percent(one.rate)}</span>
                  </td>
                  <td className="num">{one.hits}</td>
                  <td className="num">{one.n}</td>
                  <td className="num">{one.openOverdue}</td>
                  <td>
                    <Link
                      to={paths.figure('unit_on_time', { from, to, unitId: one.unitId })}
                      aria-label={`${say('desk.figures.look')}: ${one.unitName}`}
                    >
                      {say('desk.figures.look')}
                    </Link>
                  </td>
                </tr>
              ))}
              {figures.unitOnTime.length === 0 && (
                <tr>
                  <td colSpan={6} className="faint">
                    {say('desk.figures.none')}
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        </TableBox>
      </Section>
    </>
  );
}
