/** 持续改进: items on their way from cases to a result, and what recurs and has no item yet. */
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import {
  improvementStates,
  listCauses,
  listCounts,
  listImprovements,
  listRecurring,
  listStuck,
  openImprovement,
} from '#contract/improvement.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Field } from '../../parts/field.tsx';
import { dayOf, daysLater, endOf, startOf } from '../../parts/local.ts';
import { Page, Section } from '../../parts/page.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useWho } from '../../who.tsx';
import { ItemDrawer, tone } from './item.tsx';
import { Proactive, useMayProactively } from './proactive.tsx';

export function ImprovementPage() {
  const { say, time } = useWords();
  const { search, put } = useAddress();
  const state = improvementStates.find((one) => one === search.get('state'));
  const list = usePages(listImprovements, { query: { limit: 100, ...(state ? { state } : {}) } });
  const { rows } = list;
  const chosen = rows.find(({ id }) => id === search.get('item'));
  const measured = (one: (typeof rows)[number]) =>
    one.after === null
      ? one.measureAt === null
        ? '—'
        : say('desk.improve.measure_at', { at: time(one.measureAt) })
      : say('desk.improve.measured', { before: one.before, after: one.after, days: one.measureDays });
  const save = () =>
    saveFile(
      'improvements.csv',
      csv(
        [
          'n',
          say('desk.improve.title'),
          say('desk.improve.matter'),
          say('desk.improve.area'),
          say('desk.appeals.state'),
          say('desk.improve.cause'),
          say('desk.improve.change'),
          say('desk.improve.result'),
        ],
        rows.map((one) => [
          one.number,
          one.title,
          one.matterName,
          one.areaName,
          say(`improvement.state.${one.state}`),
          one.cause,
          `${one.changeText} ${one.changeRef} ${one.changeVersion}`.trim(),
          measured(one),
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.improvement')}
      hint={say('desk.improve.hint')}
      actions={<ExportCsv n={rows.length} onSave={save} />}
    >
      <Tabs
        label={say('desk.nav.improvement')}
        tabs={improvementStates}
        word={(one) => say(`improvement.state.${one}`)}
        chosen={state}
        onChoose={(one) => put({ state: one })}
        all
      />
      <Section title={say('desk.improve.items')}>
        {list.error && <Trouble error={list.error} again={list.again} />}
        {list.loading ? (
          <Waiting rows={3} />
        ) : rows.length === 0 && !list.error ? (
          <Nothing title={say('desk.improve.none')}>{say('desk.improve.none.hint')}</Nothing>
        ) : (
          <TableBox size="free" label={say('desk.improve.items')}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('desk.improve.title')}</th>
                  <th scope="col">{say('desk.improve.matter')}</th>
                  <th scope="col">{say('desk.improve.area')}</th>
                  <th scope="col">{say('desk.appeals.state')}</th>
                  <th scope="col">{say('desk.improve.change')}</th>
                  <th scope="col">{say('desk.improve.result')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">
                      <Button type="link" size="small" onClick={() => put({ item: one.id })}>
                        {say('desk.improve.number', { n: one.number })} {one.title}
                      </Button>
                    </th>
                    <td>{one.matterName}</td>
                    <td>{one.areaName}</td>
                    <td>
                      <em className={tone[one.state]}>{say(`improvement.state.${one.state}`)}</em>{' '}
                      {one.publishedAt && <em className="tag tag-blue">{say('desk.improve.told')}</em>}
                    </td>
                    <td>
                      {one.changeKind
                        ? `${say(`improvement.change.${one.changeKind}`)} ${one.changeRef} · ${one.changeVersion}`
                        : '—'}
                    </td>
                    <td>{measured(one)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableBox>
        )}
      </Section>
      <Recurring />
      <Causes onOpen={(n) => put({ item: rows.find(({ number }) => number === n)?.id })} />
      <Stuck />
      <Months />
      {chosen && <ItemDrawer item={chosen} onClose={() => put({ item: null })} />}
    </Page>
  );
}

const useDays = (days: number) => {
  const [today] = useState(() => dayOf(new Date()));
  return { from: startOf(daysLater(today, 1 - days)), to: endOf(today) };
};

const recurringDays = 90;
function Recurring() {
  const { say } = useWords();
  const may = useWho().may('improvement.edit');
  const mayProactively = useMayProactively();
  const span = useDays(recurringDays);
  const list = usePages(listRecurring, { query: { ...span, limit: 20 } });
  const [opening, open] = useState<{ matterId: number; areaId: number; title: string } | null>(null);
  return (
    <Section title={say('desk.improve.recurring')}>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={8} />
      ) : list.rows.length === 0 ? (
        <p className="hint">{say('desk.figures.none')}</p>
      ) : (
        <TableBox size="free" label={say('desk.improve.recurring')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.improve.matter')}</th>
                <th scope="col">{say('desk.improve.area')}</th>
                <th scope="col">{say('desk.improve.reports')}</th>
                <th scope="col">{say('desk.improve.reworked')}</th>
                <th scope="col">{say('desk.improve.reopened')}</th>
                <th scope="col">{say('desk.improve.items')}</th>
                {mayProactively && <th scope="col">{say('desk.proactive')}</th>}
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row) => (
                <tr key={`${row.matterId}/${row.areaId}`}>
                  <th scope="row">{row.matterName}</th>
                  <td>{row.areaName}</td>
                  <td className="num">{row.reports}</td>
                  <td className="num">{row.reworked}</td>
                  <td className="num">{row.reopened}</td>
                  <td>
                    {row.itemNumber !== null
                      ? say('desk.improve.number', { n: row.itemNumber })
                      : may && (
                          <Button
                            size="small"
                            aria-label={`${say('desk.improve.open')} ${row.matterName} ${row.areaName}`}
                            onClick={() => open({ ...row, title: `${row.areaName}${row.matterName}` })}
                          >
                            {say('desk.improve.open')}
                          </Button>
                        )}
                  </td>
                  {mayProactively && (
                    <td>
                      <Proactive of={{ ...row, days: recurringDays }} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <More list={list} />
      {opening && <OpenItem of={opening} span={span} onClose={() => open(null)} />}
    </Section>
  );
}

/** The cases that recurred come with it as its sources. */
function OpenItem({
  of,
  span,
  onClose,
}: {
  of: { matterId: number; areaId: number; title: string };
  span: { from: string; to: string };
  onClose: () => void;
}) {
  const { say } = useWords();
  const write = useWrite(openImprovement, { changes: [listImprovements, listRecurring] });
  const [title, setTitle] = useState(of.title);
  const send = () =>
    write.mutate(
      { body: { title, matterId: of.matterId, areaId: of.areaId, caseIds: [], span } },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      title={say('desk.improve.open')}
      onCancel={onClose}
      onOk={send}
      okButtonProps={{ disabled: title.trim().length < 2 }}
      confirmLoading={write.isPending}
    >
      {write.error && <Trouble error={write.error} />}
      <Field label={say('desk.improve.title')} required>
        {(control) => (
          <Input {...control} maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
        )}
      </Field>
    </Modal>
  );
}

/** 原因台账: what was found to be the cause, over matters and places, and whether what was changed left fewer reports. */
function Causes({ onOpen }: { onOpen: (number: number) => void }) {
  const { say } = useWords();
  const list = usePages(listCauses, { query: { limit: 50 } });
  const { rows } = list;
  const save = () =>
    saveFile(
      'causes.csv',
      csv(
        [
          say('desk.improve.cause.kind'),
          say('desk.improve.matter'),
          say('desk.improve.area'),
          say('desk.improve.causes.items'),
          say('desk.improve.causes.sources'),
          say('desk.improve.causes.changed'),
          say('desk.improve.causes.helped'),
          say('desk.improve.causes.reports'),
        ],
        rows.map((row) => [
          say(`improvement.cause.${row.kind}`),
          row.matterName,
          row.areaName,
          row.items,
          row.sources,
          row.changed,
          `${row.helped} / ${row.measured}`,
          row.measured > 0 ? `${row.before} → ${row.after}` : '',
        ]),
      ),
    );
  return (
    <Section title={say('desk.improve.causes')} extra={<ExportCsv n={rows.length} onSave={save} />}>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {rows.length === 0 ? (
        <p className="hint">{say('desk.improve.causes.none')}</p>
      ) : (
        <TableBox size="free" label={say('desk.improve.causes')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.improve.cause.kind')}</th>
                <th scope="col">{say('desk.improve.matter')}</th>
                <th scope="col">{say('desk.improve.area')}</th>
                <th scope="col">{say('desk.improve.causes.items')}</th>
                <th scope="col">{say('desk.improve.causes.sources')}</th>
                <th scope="col">{say('desk.improve.causes.changed')}</th>
                <th scope="col">{say('desk.improve.causes.helped')}</th>
                <th scope="col">{say('desk.improve.causes.reports')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.matterId}/${row.areaId}/${row.kind}`}>
                  <th scope="row">{say(`improvement.cause.${row.kind}`)}</th>
                  <td>{row.matterName}</td>
                  <td>{row.areaName}</td>
                  <td className="nowrap">
                    <span className="num">{row.items}</span>{' '}
                    <Button
                      type="link"
                      size="small"
                      aria-label={`${say('desk.improve.number', { n: row.lastNumber })} ${row.matterName}`}
                      onClick={() => onOpen(row.lastNumber)}
                    >
                      {say('desk.improve.number', { n: row.lastNumber })}
                    </Button>
                  </td>
                  <td className="num">{row.sources}</td>
                  <td className="num">{row.changed}</td>
                  <td className="num">
                    {row.helped} / {row.measured}
                  </td>
                  <td className="num">{row.measured > 0 ? `${row.before} → ${row.after}` : '—'}</td>
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

/** 未解决原因: what cases are stuck at, by matter; counts of cases, and small ones are not told. */
function Stuck() {
  const { say } = useWords();
  const span = useDays(90);
  const list = usePages(listStuck, { query: { ...span, limit: 50 } });
  const { rows } = list;
  const save = () =>
    saveFile(
      'stuck.csv',
      csv(
        [say('desk.improve.matter'), say('desk.improve.area'), say('desk.improve.stuck.kind'), 'n'],
        rows.map((row) => [
          row.matterName,
          row.areaName,
          say(`improvement.stuck.${row.kind}`),
          row.n ?? say('desk.improve.few'),
        ]),
      ),
    );
  return (
    <Section title={say('desk.improve.stuck')} extra={<ExportCsv n={rows.length} onSave={save} />}>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {rows.length === 0 ? (
        <p className="hint">{say('desk.figures.none')}</p>
      ) : (
        <TableBox label={say('desk.improve.stuck')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.improve.matter')}</th>
                <th scope="col">{say('desk.improve.area')}</th>
                <th scope="col">{say('desk.improve.stuck.kind')}</th>
                <th scope="col">{say('desk.improve.stuck.cases')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.matterId}/${row.areaId}/${row.kind}`}>
                  <th scope="row">{row.matterName}</th>
                  <td>{row.areaName}</td>
                  <td>{say(`improvement.stuck.${row.kind}`)}</td>
                  <td className="num">{row.n ?? say('desk.improve.few')}</td>
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

function Months() {
  const { say } = useWords();
  const span = useDays(180);
  const list = usePages(listCounts, { query: { ...span, limit: 100 } });
  const { rows } = list;
  const save = () =>
    saveFile(
      'counts.csv',
      csv(
        [say('desk.improve.month'), say('desk.improve.matter'), say('desk.improve.area'), 'n'],
        rows.map((row) => [row.month, row.matterName, row.areaName, row.n ?? say('desk.improve.few')]),
      ),
    );
  return (
    <Section title={say('desk.improve.months')} extra={<ExportCsv n={rows.length} onSave={save} />}>
      {list.error && <Trouble error={list.error} again={list.again} />}
      <TableBox label={say('desk.improve.months')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('desk.improve.month')}</th>
              <th scope="col">{say('desk.improve.matter')}</th>
              <th scope="col">{say('desk.improve.area')}</th>
              <th scope="col">n</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.month}${row.matterId}/${row.areaId}`}>
                <td className="num">{row.month}</td>
                <th scope="row">{row.matterName}</th>
                <td>{row.areaName}</td>
                <td className="num">{row.n ?? say('desk.improve.few')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      <More list={list} />
    </Section>
  );
}
