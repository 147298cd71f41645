/** 等待与回路: where cases wait, which way they go, how often they go back. Drawn as bars, told as numbers beside them. */
import { Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { isOpen, type State } from '#contract/cases.ts';
import { readFlow, type Flow } from '#contract/improvement.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { dayOf, daysLater, endOf, startOf } from '../../parts/local.ts';
import { Page, Section } from '../../parts/page.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';

const spans = ['30', '90', '365'] as const;

export function FlowPage() {
  const { say } = useWords();
  const [search, setSearch] = useSearchParams();
  const days = spans.find((one) => one === search.get('days')) ?? '30';
  const [today] = useState(() => dayOf(new Date()));
  const query = { from: startOf(daysLater(today, 1 - Number(days))), to: endOf(today) };
  const { data, error, refetch } = useRead(readFlow, { query }, { keepPrevious: true });
  const span = (minutes: number) =>
    minutes < 60
      ? say('desk.flow.minutes', { n: minutes.toFixed(0) })
      : say('desk.flow.hours', { n: (minutes / 60).toFixed(1) });
  const stageWord = (state: string) => (state === 'end' ? say('desk.flow.end') : say(`case.state.${state as State}`));
  const save = () =>
    data &&
    saveFile(
      `flow-${days}.csv`,
      csv(
        [
          say('desk.flow.stage'),
          'n',
          say('desk.flow.median'),
          say('desk.flow.mean'),
          say('desk.flow.ninety'),
          say('desk.flow.late'),
          say('desk.flow.skipped'),
          say('desk.flow.saved'),
        ],
        data.stages.map((one) => [
          stageWord(one.state),
          one.n,
          one.medianMinutes,
          one.meanMinutes,
          one.ninetyMinutes,
          one.late,
          one.skipped,
          one.savedMinutes,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.flow')}
      hint={data && say('desk.flow.hint', { days, n: data.cases })}
      actions={<ExportCsv n={data?.stages.length ?? 0} onSave={save} />}
    >
      <search className="filters">
        <Select
          style={{ minWidth: 120 }}
          aria-label={say('desk.periods.choose')}
          value={days}
          onChange={(value: string) => setSearch({ days: value }, { replace: true })}
          options={spans.map((value) => ({ value, label: say('desk.flow.last', { days: value }) }))}
        />
      </search>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={8} />}
      {data && <Shown flow={data} span={span} stageWord={stageWord} />}
    </Page>
  );
}

function Shown({
  flow,
  span,
  stageWord,
}: {
  flow: Flow;
  span: (minutes: number) => string;
  stageWord: (state: string) => string;
}) {
  const { say } = useWords();
  const longest = Math.max(1, ...flow.stages.map(({ ninetyMinutes }) => ninetyMinutes));
  const most = Math.max(1, ...flow.ways.map(({ n }) => n));
  return (
    <>
      <Section title={say('desk.flow.stages')}>
        <TableBox size="free" label={say('desk.flow.stages')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.flow.stage')}</th>
                <th scope="col">n</th>
                <th scope="col">{say('desk.flow.median')}</th>
                <th scope="col">{say('desk.flow.mean')}</th>
                <th scope="col">{say('desk.flow.ninety')}</th>
                <th scope="col">{say('desk.flow.late')}</th>
                <th scope="col">{say('desk.flow.skipped')}</th>
                <th scope="col">{say('desk.flow.saved')}</th>
              </tr>
            </thead>
            <tbody>
              {flow.stages.map((one) => (
                <tr key={one.state}>
                  <th scope="row">{stageWord(one.state)}</th>
                  <td className="num">{one.n}</td>
                  <td className="num nowrap">{span(one.medianMinutes)}</td>
                  <td className="num nowrap">{span(one.meanMinutes)}</td>
                  <td className="nowrap">
                    <span className="bar" aria-hidden="true">
                      <span style={{ width: `${Math.round((one.ninetyMinutes / longest) * 100)}%` }} />
                    </span>
                    <span className="num">{span(one.ninetyMinutes)}</span>
                  </td>
                  <td className="num">{one.late}</td>
                  <td className="num">{one.skipped}</td>
                  <td className="num nowrap">{span(one.savedMinutes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Section>
      <Section title={say('desk.flow.loops')}>
        <TableBox size="free" label={say('desk.flow.loops')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.flow.loop')}</th>
                <th scope="col">{say('desk.flow.times')}</th>
                <th scope="col">{say('desk.flow.cases')}</th>
                <th scope="col">{say('desk.flow.extra')}</th>
              </tr>
            </thead>
            <tbody>
              {flow.loops.map((one) => (
                <tr key={one.kind}>
                  <th scope="row">{say(`improvement.loop.${one.kind}`)}</th>
                  <td className="num">{one.times}</td>
                  <td className="num">{one.cases}</td>
                  <td className="num">{one.meanMinutes === null ? '—' : span(one.meanMinutes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Section>
      <Section title={say('desk.flow.ways')}>
        <TableBox size="free" label={say('desk.flow.ways')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.flow.from')}</th>
                <th scope="col">{say('desk.flow.to')}</th>
                <th scope="col">{say('desk.flow.times')}</th>
              </tr>
            </thead>
            <tbody>
              {flow.ways.map((one) => (
                <tr key={`${one.from}${one.to}`}>
                  <th scope="row">{stageWord(one.from)}</th>
                  <td>
                    {stageWord(one.to)} {goesBack(one.from, one.to) && <em className="tag tag-amber">↺</em>}
                  </td>
                  <td>
                    <span className="bar" aria-hidden="true">
                      <span style={{ width: `${Math.round((one.n / most) * 100)}%` }} />
                    </span>
                    <span className="num">{one.n}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Section>
    </>
  );
}

const order = ['reported', 'received', 'confirming', 'filed', 'dispatched', 'signed', 'handled', 'checked'];
const goesBack = (from: string, to: string): boolean =>
  isOpen(to as State) && order.indexOf(to) < order.indexOf(from) && !(from === 'confirming' && to === 'received');
