/** 评价周期: computed, reviewed, open for appeals, locked, published; points with their volume, figures with their formulas. */
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  advancePeriod,
  computePeriod,
  listFigures,
  listPeriods,
  listResults,
  openPeriod,
  periodKinds,
  periodStates,
  periodSteps,
  readPeriod,
  setVeto,
  type Period,
  type PeriodFigure,
  type PeriodKind,
  type PeriodStep,
  type Result,
} from '#contract/evaluation.ts';
import { groups, judgedShare, type Group } from '#contract/indicators.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { PrintButton } from '../../parts/print.tsx';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Field } from '../../parts/field.tsx';
import { JobCard, useJob } from '../../parts/job.tsx';
import { dayOf } from '../../parts/local.ts';
import { Page, Section } from '../../parts/page.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { Formula, PeriodSelect, useChosenPeriod, useValueWords } from './chosen.tsx';
import { Reviews } from './reviews.tsx';

const changed = [listPeriods, readPeriod, listFigures, listResults];
const views = ['results', 'figures', 'reviews'] as const;
const told = ['district', 'area', 'unit', 'post'] as const;

export function PeriodsPage() {
  const { say, time } = useWords();
  const who = useWho();
  const chosen = useChosenPeriod();
  const { period } = chosen;
  const [opening, setOpening] = useState(false);
  const view = views.find((one) => one === chosen.search.get('view')) ?? 'results';
  const about = (one: Period) =>
    one.asOf
      ? say('desk.periods.about', {
          state: say(`period.state.${one.state}`),
          scheme: one.schemeVersion,
          n: one.cases,
          asOf: time(one.asOf),
        })
      : say('desk.periods.not_computed', { state: say(`period.state.${one.state}`), scheme: one.schemeVersion });
  return (
    <Page
      wide
      title={say('desk.nav.periods')}
      hint={say('desk.periods.hint')}
      actions={
        who.may('evaluation.edit') && <Button onClick={() => setOpening(true)}>{say('desk.periods.open')}</Button>
      }
    >
      {chosen.error && <Trouble error={chosen.error} again={chosen.again} />}
      {chosen.loading ? (
        <Waiting rows={6} />
      ) : !period ? (
        <Nothing title={say('desk.periods.none')}>{say('desk.periods.none.hint')}</Nothing>
      ) : (
        <>
          <search className="filters">
            <PeriodSelect chosen={chosen} />
            <span className="hint">{about(period)}</span>
          </search>
          <ol className="steps" aria-label={say('desk.periods.way')}>
            {periodStates.map((one) => (
              <li key={one} aria-current={one === period.state ? 'step' : undefined}>
                {say(`period.state.${one}`)}
              </li>
            ))}
          </ol>
          {period.state === 'appealing' && period.appealsUntil && (
            <p className="hint">
              {say('desk.periods.appeals_until', { at: time(period.appealsUntil), n: period.appealsPending })}
            </p>
          )}
          <Steps key={period.id} period={period} />
          <Tabs
            label={say('desk.nav.periods')}
            tabs={views}
            word={(one) => say(`desk.periods.${one}`)}
            chosen={view}
            onChoose={(one) => chosen.put({ view: one })}
          />
          {view === 'results' && <Results period={period} chosen={chosen} />}
          {view === 'figures' && <Figures period={period} chosen={chosen} />}
          {view === 'reviews' && <Reviews period={period} />}
        </>
      )}
      {opening && <OpenPeriod onClose={() => setOpening(false)} onOpened={(id) => chosen.put({ period: id })} />}
    </Page>
  );
}

/** What may be done next, by whom. */
function Steps({ period }: { period: Period }) {
  const { say } = useWords();
  const who = useWho();
  const compute = useWrite(computePeriod, { changes: changed });
  const advance = useWrite(advancePeriod, { changes: changed });
  const job = useJob(compute.data, changed);
  const allowed = (step: PeriodStep) =>
    (periodSteps[step].from as readonly string[]).includes(period.state) && who.may(periodSteps[step].by);
  const next = (['review', 'open_appeals', 'lock', 'publish'] as const).filter(allowed);
  const go = (fresh: boolean) => compute.mutate({ params: { periodId: period.id }, body: { fresh } });
  return (
    <>
      <div className="row no-print">
        {allowed('compute') && (
          <>
            <Button type={period.asOf ? 'default' : 'primary'} loading={compute.isPending} onClick={() => go(false)}>
              {say(period.asOf ? 'desk.periods.compute' : 'period.step.compute')}
            </Button>
            {period.asOf && <Button onClick={() => go(true)}>{say('desk.periods.fresh')}</Button>}
          </>
        )}
        {next.map((step) => (
          <Button
            key={step}
            type="primary"
            loading={advance.isPending}
            onClick={() => advance.mutate({ params: { periodId: period.id }, body: { step, version: period.version } })}
          >
            {say(`period.step.${step}`)}
          </Button>
        ))}
      </div>
      {(compute.error ?? advance.error) && <Trouble error={compute.error ?? advance.error} />}
      {job && <JobCard job={job} />}
    </>
  );
}

function OpenPeriod({ onClose, onOpened }: { onClose: () => void; onOpened: (id: string) => void }) {
  const { say } = useWords();
  const write = useWrite(openPeriod, { changes: [listPeriods] });
  const [kind, setKind] = useState<PeriodKind>('month');
  const [firstOn, setFirstOn] = useState(() => dayOf(new Date()));
  const open = () =>
    write.mutate(
      { body: { kind, firstOn } },
      {
        onSuccess: (made) => {
          onOpened(made.id);
          onClose();
        },
      },
    );
  return (
    <Modal open title={say('desk.periods.open')} onCancel={onClose} onOk={open} confirmLoading={write.isPending}>
      {write.error && <Trouble error={write.error} />}
      <Field label={say('desk.periods.kind')} required>
        {(control) => (
          <Select
            {...control}
            value={kind}
            onChange={setKind}
            options={periodKinds.map((value) => ({ value, label: say(`period.kind.${value}`) }))}
          />
        )}
      </Field>
      <Field label={say('desk.periods.first')} required>
        {(control) => (
          <input
            {...control}
            className="plain-input"
            type="date"
            value={firstOn}
            onChange={(event) => setFirstOn(event.target.value)}
          />
        )}
      </Field>
    </Modal>
  );
}

type Chosen = ReturnType<typeof useChosenPeriod>;

function Results({ period, chosen }: { period: Period; chosen: Chosen }) {
  const { say } = useWords();
  const who = useWho();
  const value = useValueWords();
  const group: Group = groups.find((one) => one === chosen.search.get('group')) ?? 'department';
  const list = usePages(listResults, { params: { periodId: period.id }, query: { group, limit: 200 } });
  const { rows } = list;
  const [vetoing, veto] = useState<Result | null>(null);
  const parts = rows[0]?.parts ?? [];
  const save = () =>
    saveFile(
      `results-${group}-${period.firstOn}.csv`,
      csv(
        [
          say('desk.periods.place'),
          say('desk.periods.name'),
          say('desk.periods.points'),
          say('desk.periods.judged'),
          say('desk.periods.volume'),
          ...parts.flatMap(({ indicator }) => [say(`indicator.${indicator}`), 'n']),
          say('evaluation.veto'),
        ],
        rows.map((row) => [
          row.place,
          nameOf(row),
          row.points,
          judgedShare(row.parts),
          row.volume,
          ...row.parts.flatMap((part) => [value(part.indicator, part.value), part.n]),
          row.veto,
        ]),
      ),
    );
  const nameOf = (row: Result) => (row.object === 'post' ? say(`group.${row.group}`) : row.name);
  return (
    <Section
      title={say('desk.periods.results')}
      extra={
        <span className="row no-print">
          <Select
            style={{ minWidth: 180 }}
            aria-label={say('desk.periods.name')}
            value={group}
            onChange={(one: Group) => chosen.put({ group: one })}
            options={groups.map((one) => ({ value: one, label: say(`group.${one}`) }))}
          />
          <ExportCsv n={rows.length} onSave={save} />
          <PrintButton />
        </span>
      }
    >
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={6} />
      ) : rows.length === 0 ? (
        <Nothing title={say('desk.figures.none')}>{say('desk.figures.none.computed')}</Nothing>
      ) : (
        <>
          <p className="hint">{say('desk.periods.results.hint')}</p>
          <TableBox label={say('desk.periods.results')}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('desk.periods.place')}</th>
                  <th scope="col">{say('desk.periods.name')}</th>
                  <th scope="col">{say('desk.periods.points')}</th>
                  <th scope="col">{say('desk.periods.volume')}</th>
                  {parts.map(({ indicator, weight }) => (
                    <th key={indicator} scope="col">
                      <Formula indicator={indicator} />
                      <small className="faint">{say('desk.periods.weight', { n: weight })}</small>
                    </th>
                  ))}
                  {who.may('evaluation.approve') && <th scope="col">{say('evaluation.veto')}</th>}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.key}>
                    <td className="num">{row.place ?? '—'}</td>
                    <th scope="row" className="col-place">
                      {nameOf(row)}{' '}
                      {row.veto && (
                        <em className="tag tag-red" title={row.veto}>
                          {say('evaluation.veto')}
                          {say('common.colon')}
                          {row.veto}
                        </em>
                      )}
                    </th>
                    <td className="num">
                      {row.points ?? '—'}
                      {row.points !== null && judgedShare(row.parts) < 100 && (
                        <small>{say('evaluation.judged', { n: judgedShare(row.parts) })}</small>
                      )}
                    </td>
                    <td className="num">{row.volume}</td>
                    {row.parts.map((part) => (
                      <td key={part.indicator} className="nowrap">
                        <Link
                          to={paths.traces({
                            period: period.id,
                            indicator: part.indicator,
                            object: row.object,
                            key: row.key,
                          })}
                          title={`${nameOf(row)} ${say(`indicator.${part.indicator}`)}`}
                        >
                          {value(part.indicator, part.value)} <small>n={part.n}</small>
                        </Link>
                      </td>
                    ))}
                    {who.may('evaluation.approve') && (
                      <td>
                        {row.object !== 'post' && (
                          <Button
                            size="small"
                            onClick={() => veto(row)}
                            aria-label={`${say(row.veto === null ? 'desk.periods.veto' : 'desk.periods.veto.lift')} ${row.name}`}
                          >
                            {say(row.veto === null ? 'desk.periods.veto' : 'desk.periods.veto.lift')}
                          </Button>
                        )}
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </TableBox>
        </>
      )}
      {vetoing && <Veto period={period} of={vetoing} onClose={() => veto(null)} />}
    </Section>
  );
}

function Veto({ period, of, onClose }: { period: Period; of: Result; onClose: () => void }) {
  const { say } = useWords();
  const write = useWrite(setVeto, { changes: changed });
  const [reason, setReason] = useState('');
  const object = of.object === 'area' ? 'area' : 'unit';
  const send = () =>
    write.mutate(
      { params: { periodId: period.id }, body: { object, key: of.key, reason, lift: of.veto !== null } },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      title={`${say(of.veto === null ? 'desk.periods.veto' : 'desk.periods.veto.lift')} · ${of.name}`}
      onCancel={onClose}
      onOk={send}
      okButtonProps={{ disabled: reason.trim().length < 5 }}
      confirmLoading={write.isPending}
    >
      {write.error && <Trouble error={write.error} />}
      <Field label={say(of.veto === null ? 'desk.periods.veto.reason' : 'desk.periods.veto.why')} required>
        {(control) => (
          <Input {...control} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </Modal>
  );
}

function Figures({ period, chosen }: { period: Period; chosen: Chosen }) {
  const { say } = useWords();
  const value = useValueWords();
  const object = told.find((one) => one === chosen.search.get('object')) ?? 'district';
  const list = usePages(listFigures, { params: { periodId: period.id }, query: { object, limit: 200 } });
  const { rows } = list;
  const nameOf = (row: PeriodFigure) =>
    row.object === 'post'
      ? say(`group.${row.key as Group}`)
      : row.object === 'district'
        ? say('object.district')
        : row.name;
  const save = () =>
    saveFile(
      `figures-${object}-${period.firstOn}.csv`,
      csv(
        [
          say('desk.periods.name'),
          say('desk.periods.indicator'),
          say('desk.periods.value'),
          say('desk.figures.hits'),
          'n',
        ],
        rows.map((row) => [
          nameOf(row),
          say(`indicator.${row.indicator}`),
          value(row.indicator, row.value),
          row.hits,
          row.n,
        ]),
      ),
    );
  return (
    <Section
      title={say('desk.periods.figures')}
      extra={
        <span className="row no-print">
          <Select
            style={{ minWidth: 140 }}
            aria-label={say('desk.periods.name')}
            value={object}
            onChange={(one: string) => chosen.put({ object: one })}
            options={told.map((one) => ({ value: one, label: say(`object.${one}`) }))}
          />
          <ExportCsv n={rows.length} onSave={save} />
        </span>
      }
    >
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={8} />
      ) : rows.length === 0 ? (
        <Nothing title={say('desk.figures.none')}>{say('desk.figures.none.computed')}</Nothing>
      ) : (
        <TableBox label={say('desk.periods.figures')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.periods.name')}</th>
                <th scope="col">{say('desk.periods.indicator')}</th>
                <th scope="col">{say('desk.periods.value')}</th>
                <th scope="col">{say('desk.figures.hits')}</th>
                <th scope="col">n</th>
                <th scope="col">{say('desk.figures.cases')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.key}${row.indicator}`}>
                  <th scope="row">{nameOf(row)}</th>
                  <td>
                    <Formula indicator={row.indicator} />
                  </td>
                  <td className="num">{value(row.indicator, row.value)}</td>
                  <td className="num">{row.hits}</td>
                  <td className="num">
                    {row.n} {row.exempt > 0 && <small>{say('desk.periods.exempt', { n: row.exempt })}</small>}
                  </td>
                  <td>
                    <Link
                      to={paths.traces({
                        period: period.id,
                        indicator: row.indicator,
                        object: row.object,
                        key: row.key,
                      })}
                      aria-label={`${say('desk.figures.look')}: ${nameOf(row)} ${say(`indicator.${row.indicator}`)}`}
                    >
                      {say('desk.figures.look')}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <More list={list} />
    </Section>
  );
}
