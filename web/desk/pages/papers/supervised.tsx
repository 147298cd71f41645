/** 督办台: what is under supervision and not settled: who owes which reply, until when, and what was replied. A 督办单 can be printed. */
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { Link } from 'react-router';
import { listSupervised, supervisionLevels } from '#contract/cases.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { isWordKey } from '#contract/words/words.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { CaseCell } from '../../parts/case-cell.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { UnitPicker } from '../../parts/pickers.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { Inspect } from './inspect.tsx';

const waits = ['reply', 'settlement'] as const;
type Supervised = ReplyOf<typeof listSupervised>['rows'][number];
const levelTone = ['', 'tag tag-amber', 'tag tag-red', 'tag tag-ink'];

export function SupervisedPage() {
  const { say, time } = useWords();
  const who = useWho();
  const { search, put, numberAt } = useAddress();
  const waiting = waits.find((one) => one === search.get('waiting'));
  const level = supervisionLevels.find((one) => one === numberAt('level'));
  const unitId = numberAt('unitId');
  const list = usePages(
    listSupervised,
    {
      query: {
        limit: 100,
        ...(waiting ? { waiting } : {}),
        ...(level ? { level } : {}),
        ...(unitId ? { unitId } : {}),
      },
    },
    { refetchMs: 30_000, keepPrevious: true },
  );
  const { rows } = list;
  const [printed, setPrinted] = useState<Supervised | null>(null);
  const print = (row: Supervised) => {
    flushSync(() => setPrinted(row));
    window.print();
    setPrinted(null);
  };
  const cause = (row: Supervised) => {
    const key = `supervision.cause.${row.cause}`;
    return isWordKey(key) ? say(key) : '';
  };
  const save = () =>
    saveFile(
      'supervised.csv',
      csv(
        [
          say('desk.col.number'),
          say('desk.col.title'),
          say('desk.papers.level'),
          say('desk.papers.cause'),
          say('desk.supervised.text'),
          say('desk.supervised.owes'),
          say('desk.supervised.ordered'),
          say('desk.supervised.due'),
          say('desk.supervised.reply'),
        ],
        rows.map((row) => [
          row.case.number,
          row.case.title,
          say(`supervision.${row.level as 1}`),
          cause(row),
          row.text,
          row.owedUnit?.name,
          time(row.orderedAt),
          row.dueAt && time(row.dueAt),
          row.reply,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.supervised')}
      hint={say('desk.supervised.hint')}
      actions={
        <>
          <ExportCsv n={rows.length} onSave={save} />
          {who.holds('duty_officer', 'dispatcher', 'leader') && <Inspect />}
        </>
      }
    >
      <Tabs
        label={say('desk.nav.supervised')}
        tabs={waits}
        word={(one) => say(`desk.supervised.waiting.${one}`)}
        chosen={waiting}
        onChoose={(one) => put({ waiting: one })}
        all
      />
      <search className="filters">
        <UnitPicker
          label={say('desk.supervised.owes')}
          placeholder={say('desk.supervised.owes')}
          value={unitId}
          onChange={(value) => put({ unitId: value })}
        />
        <fieldset className="levels">
          <legend className="sr-only">{say('desk.papers.level')}</legend>
          {supervisionLevels.map((one) => (
            <label key={one}>
              <input
                type="checkbox"
                checked={level === one}
                onChange={() => put({ level: level === one ? null : one })}
              />{' '}
              {say(`supervision.${one}`)}
            </label>
          ))}
        </fieldset>
      </search>
      <Listed
        list={list}
        none={<Nothing title={say('desk.supervised.none')}>{say('desk.supervised.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.nav.supervised')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.col.number')}
                </th>
                <th scope="col">{say('desk.col.title')}</th>
                <th scope="col">{say('desk.papers.level')}</th>
                <th scope="col">{say('desk.supervised.text')}</th>
                <th scope="col">{say('desk.supervised.owes')}</th>
                <th scope="col">{say('desk.supervised.reply')}</th>
                <th scope="col" className="no-print">
                  {say('desk.supervised.next')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.case.id}>
                  <CaseCell row={row.case}>
                    <small>{say(`case.state.${row.case.state}`)}</small>
                  </CaseCell>
                  <td className="col-title">{row.case.title}</td>
                  <td className="nowrap">
                    <em className={levelTone[row.level]}>{say(`supervision.${row.level as 1}`)}</em>
                    <small>{cause(row)}</small>
                  </td>
                  <td className="col-reason">
                    {row.text}
                    <small>
                      {time(row.orderedAt)}
                      {row.times > 1 && ` · ${say('desk.supervised.times', { n: row.times })}`}
                    </small>
                  </td>
                  <td>{row.owedUnit?.name ?? row.case.holder?.name ?? '—'}</td>
                  <td className="col-reason">
                    {row.repliedAt ? (
                      <>
                        {row.reply}
                        <small>{time(row.repliedAt)}</small>
                      </>
                    ) : (
                      <Countdown lamp={row.lamp} dueAt={row.dueAt} limit="1d" />
                    )}
                  </td>
                  <td className="no-print nowrap">
                    <NextStep row={row} />{' '}
                    <Button
                      size="small"
                      icon={<PrinterOutlined aria-hidden />}
                      aria-label={`${say('desk.supervised.print')} ${row.case.number}`}
                      onClick={() => print(row)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
      {printed && <Order row={printed} cause={cause(printed)} />}
    </Page>
  );
}

/** Reply or settle: on the case, where both are made. */
function NextStep({ row }: { row: Supervised }) {
  const { say } = useWords();
  const who = useWho();
  const move = row.repliedAt ? 'clear_supervision' : 'reply_supervision';
  const may = row.repliedAt
    ? who.holds('duty_officer', 'leader')
    : who.me.posts.some(({ unitId }) => unitId === row.owedUnit?.id);
  if (!may) return null;
  return (
    <Link
      className="button button-small"
      to={paths.case(row.case.id, { move })}
      aria-label={`${say(`case.move.${move}`)} ${row.case.number}`}
    >
      {say(`case.move.${move}`)}
    </Link>
  );
}

/** 督办单: the sheet that goes to the unit. Only the printer sees it. */
function Order({ row, cause }: { row: Supervised; cause: string }) {
  const { say, time } = useWords();
  const lines = [
    [say('desk.col.number'), row.case.number],
    [say('desk.col.title'), row.case.title],
    [say('desk.col.area'), [row.case.areaName, row.case.placeText].filter(Boolean).join(' ')],
    [say('desk.papers.level'), `${say(`supervision.${row.level as 1}`)} · ${cause}`],
    [say('desk.supervised.owes'), row.owedUnit?.name ?? ''],
    [say('desk.supervised.ordered'), time(row.orderedAt)],
    [say('desk.supervised.due'), row.dueAt ? time(row.dueAt) : '—'],
    [say('desk.supervised.text'), row.text],
    [say('desk.supervised.reply'), row.reply ?? ''],
    [say('desk.supervised.signature'), ''],
  ] as const;
  return (
    <section className="print-only sheet">
      <h1>{say('desk.supervised.order')}</h1>
      <table>
        <tbody>
          {lines.map(([word, told]) => (
            <tr key={word}>
              <th scope="row">{word}</th>
              <td>{told}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
