/**
 * 清单变更待改派: open work that the list now gives to another unit, from whom to whom and why. One by one, or all that are
 * ticked, after a look at what would go where.
 */
import { App, Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { countCases, getCase, listCases } from '#contract/cases.ts';
import { listReassignments, reassignCases, type Reassignment } from '#contract/reassign.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Page } from '../../parts/page.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';

/** As many as one command takes. */
const atOnce = 100;

export function ReassignPage() {
  const { say } = useWords();
  const { message } = App.useApp();
  const list = usePages(listReassignments, { query: { limit: 50 } });
  const [ticked, tick] = useState<ReadonlySet<string>>(new Set());
  const [looked, look] = useState<readonly Reassignment[] | null>(null);
  const [refused, tell] = useState<readonly { caseId: string; number: string; why: string }[]>([]);
  const write = useWrite(reassignCases, { changes: [listReassignments, listCases, countCases, getCase] });
  const movable = list.rows.filter((row) => row.dispatched && row.to !== null);
  const chosen = movable.filter((row) => ticked.has(row.case.id)).slice(0, atOnce);
  const send = (rows: readonly Reassignment[]) =>
    write.mutate(
      {
        body: {
          cases: rows.map((row) => ({ caseId: row.case.id, version: row.case.version, unitId: row.to!.id })),
        },
      },
      {
        onSuccess: (answer) => {
          look(null);
          tick(new Set());
          tell(answer.refused);
          void message.success(say('desk.reassign.done', { n: answer.done.length }));
        },
      },
    );
  const tickAll = (on: boolean) => tick(new Set(on ? movable.map((row) => row.case.id) : []));
  const tickOne = (id: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    tick(next);
  };
  const save = () =>
    saveFile(
      'reassign.csv',
      csv(
        [
          say('desk.reassign.case'),
          say('desk.col.title'),
          say('desk.col.matter'),
          say('desk.col.area'),
          say('desk.reassign.from'),
          say('desk.reassign.to'),
          say('desk.dispatch.reason'),
        ],
        list.rows.map((row) => [
          row.case.number,
          row.case.title,
          row.case.matterName,
          row.case.areaName,
          [row.from?.name, row.fromRule].filter(Boolean).join(' '),
          [row.to?.name, row.toRule].filter(Boolean).join(' '),
          row.reason,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.reassign')}
      hint={say('desk.reassign.hint')}
      actions={
        <>
          <ExportCsv n={list.rows.length} onSave={save} />
          <Button type="primary" disabled={chosen.length === 0} onClick={() => look(chosen)}>
            {say('desk.reassign.some', { n: chosen.length })}
          </Button>
        </>
      }
    >
      {refused.length > 0 && (
        <div className="stale" role="alert">
          <strong>{say('desk.reassign.refused', { n: refused.length })}</strong>
          <ul>
            {refused.map((one) => (
              <li key={one.caseId}>
                <Link to={paths.case(one.caseId)}>{one.number}</Link> {one.why}
              </li>
            ))}
          </ul>
        </div>
      )}
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={6} />
      ) : list.rows.length === 0 ? (
        <Nothing title={say('desk.reassign.none')}>{say('desk.reassign.none.hint')}</Nothing>
      ) : (
        <TableBox label={say('desk.nav.reassign')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">
                  <Checkbox
                    aria-label={say('desk.reassign.all')}
                    checked={movable.length > 0 && chosen.length === movable.length}
                    indeterminate={chosen.length > 0 && chosen.length < movable.length}
                    onChange={(event) => tickAll(event.target.checked)}
                  />
                </th>
                <th scope="col">{say('desk.reassign.case')}</th>
                <th scope="col">{say('desk.col.matter')}</th>
                <th scope="col">{say('desk.col.area')}</th>
                <th scope="col">{say('desk.reassign.from')}</th>
                <th scope="col">{say('desk.reassign.to')}</th>
                <th scope="col">{say('desk.dispatch.reason')}</th>
                <th scope="col">{say('desk.reassign.go')}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row) => (
                <Line
                  key={row.case.id}
                  row={row}
                  ticked={ticked.has(row.case.id)}
                  onTick={(on) => tickOne(row.case.id, on)}
                  onGo={() => look([row])}
                />
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <More list={list} />
      <Modal
        open={looked !== null}
        title={say('desk.reassign.preview', { n: looked?.length ?? 0 })}
        okText={say('desk.reassign.confirm')}
        cancelText={say('common.cancel')}
        confirmLoading={write.isPending}
        onOk={() => looked && send(looked)}
        onCancel={() => look(null)}
      >
        <p className="hint">{say('desk.reassign.preview.hint')}</p>
        <ul>
          {routes(looked ?? []).map(([route, n]) => (
            <li key={route}>
              {route} <span className="count">{n}</span>
            </li>
          ))}
        </ul>
        {write.error && <Trouble error={write.error} />}
      </Modal>
    </Page>
  );
}

/** From whom to whom, and how many. */
function routes(rows: readonly Reassignment[]): [string, number][] {
  const counted = new Map<string, number>();
  for (const row of rows) {
    const route = `${row.from?.name ?? '—'} → ${row.to?.name ?? '—'}`;
    counted.set(route, (counted.get(route) ?? 0) + 1);
  }
  return [...counted].toSorted((a, b) => b[1] - a[1]);
}

function Line({
  row,
  ticked,
  onTick,
  onGo,
}: {
  row: Reassignment;
  ticked: boolean;
  onTick: (on: boolean) => void;
  onGo: () => void;
}) {
  const { say } = useWords();
  const unit = (of: Reassignment['from'], rule: string | null) => (
    <>
      {of?.name ?? '—'} {rule && <em className="tag tag-ink">{rule}</em>}
    </>
  );
  const movable = row.dispatched && row.to !== null;
  return (
    <tr>
      <td>
        <Checkbox
          aria-label={`${say('desk.reassign.go')} ${row.case.number}`}
          disabled={!movable}
          checked={ticked}
          onChange={(event) => onTick(event.target.checked)}
        />
      </td>
      <th scope="row">
        <Link to={paths.case(row.case.id)}>{row.case.number}</Link>
        <br />
        <small>
          {row.case.title} · {say(`case.state.${row.case.state}`)}
        </small>
      </th>
      <td>{row.case.matterName}</td>
      <td>{row.case.areaName}</td>
      <td>{unit(row.from, row.fromRule)}</td>
      <td>{unit(row.to, row.toRule)}</td>
      <td>
        <small>{row.reason}</small>
      </td>
      <td className="nowrap">
        {movable ? (
          <Button size="small" onClick={onGo} aria-label={`${say('desk.reassign.go')} ${row.case.number}`}>
            {say('desk.reassign.go')}
          </Button>
        ) : (
          <Link to={paths.case(row.case.id)}>{say('case.move.dispatch')} →</Link>
        )}
      </td>
    </tr>
  );
}
