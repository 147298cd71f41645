/** 权责清单: matter × area × condition → lead unit. Two rows that claim the same case, and matters nobody answers for, come first. */
import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Checkbox } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { listResponsibilities, responsibilityReport, type Responsibility } from '#contract/catalogue.ts';
import { usePages, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { EditButton } from '../../parts/edit-button.tsx';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Page } from '../../parts/page.tsx';
import { MatterPicker, UnitPicker } from '../../parts/pickers.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { EditResponsibility } from './edit.tsx';

export function ResponsibilitiesPage() {
  const { say, day, listed } = useWords();
  const who = useWho();
  const may = who.may('catalogue.edit');
  const { search, put, numberAt } = useAddress();
  const [editing, edit] = useState<{ row: Responsibility | null } | null>(null);
  const matterId = numberAt('matterId');
  const unitId = numberAt('unitId');
  const history = search.get('history') === 'true';
  const list = usePages(
    listResponsibilities,
    { query: { limit: 100, matterId, unitId, ...(history ? { history: true } : {}) } },
    { keepPrevious: true },
  );
  const { rows } = list;
  const lead = (row: Responsibility) =>
    row.leadByArea
      ? say('desk.responsibilities.local')
      : [row.leadUnitName ?? '—', ...row.alsoUnits.map((unit) => unit.name)].join(' / ');
  const save = () =>
    saveFile(
      'responsibilities.csv',
      csv(
        [
          say('desk.responsibilities.number'),
          say('desk.col.matter'),
          say('desk.pick.condition'),
          say('desk.col.area'),
          say('desk.responsibilities.lead'),
          say('desk.dispatch.co'),
          say('desk.conditions.basis'),
        ],
        rows.map((row) => [
          row.number,
          row.matterName,
          row.conditionN,
          row.areaName,
          lead(row),
          row.coUnits.map((unit) => unit.name).join('、'),
          row.basis,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.responsibilities')}
      hint={say('desk.responsibilities.hint')}
      actions={
        <>
          <ExportCsv n={rows.length} onSave={save} />
          {may && (
            <>
              <Link className="button" to={paths.gaps()}>
                {say('desk.nav.gaps')}
              </Link>
              <Link className="button" to={paths.catalogueImport()}>
                {say('desk.import')}
              </Link>
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ row: null })}>
                {say('desk.responsibilities.add')}
              </Button>
            </>
          )}
        </>
      }
    >
      <Report onMatter={(matter) => put({ matterId: matter })} />
      <search className="filters">
        <MatterPicker label={say('desk.col.matter')} value={matterId} onChange={(value) => put({ matterId: value })} />
        <UnitPicker
          label={say('desk.responsibilities.lead')}
          value={unitId}
          onChange={(value) => put({ unitId: value })}
        />
        <Checkbox checked={history} onChange={(event) => put({ history: event.target.checked || undefined })}>
          {say('desk.responsibilities.history')}
        </Checkbox>
      </search>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={8} />
      ) : rows.length === 0 ? (
        <Nothing title={say('desk.responsibilities.none')}>{may && say('desk.responsibilities.none.hint')}</Nothing>
      ) : (
        <TableBox label={say('desk.nav.responsibilities')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.responsibilities.number')}
                </th>
                <th scope="col">{say('desk.col.matter')}</th>
                <th scope="col">{say('desk.pick.condition')}</th>
                <th scope="col">{say('desk.col.area')}</th>
                <th scope="col">{say('desk.responsibilities.lead')}</th>
                <th scope="col">{say('desk.dispatch.co')}</th>
                <th scope="col">{say('desk.conditions.basis')}</th>
                <th scope="col">{say('desk.responsibilities.since')}</th>
                {may && <th scope="col">{say('desk.edit')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.id}-${row.version}-${row.validFrom}`} className={row.validTo ? 'retired' : ''}>
                  <th scope="row" className="frozen num">
                    {row.number}
                  </th>
                  <td>{row.matterName}</td>
                  <td>{row.conditionN === null ? say('desk.all') : `№ ${row.conditionN}`}</td>
                  <td>{row.areaName ?? say('desk.responsibilities.everywhere')}</td>
                  <td>{lead(row)}</td>
                  <td>{listed(row.coUnits.map((unit) => unit.name))}</td>
                  <td>
                    <small>{row.basis}</small>
                  </td>
                  <td className="nowrap">
                    {day(row.validFrom)}
                    {row.validTo && ` – ${day(row.validTo)}`}
                  </td>
                  {may && <td>{!row.validTo && <EditButton of={row.number} onClick={() => edit({ row })} />}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <More list={list} />
      {editing && <EditResponsibility row={editing.row} onClose={() => edit(null)} />}
    </Page>
  );
}

function Report({ onMatter }: { onMatter: (matterId: number) => void }) {
  const { say } = useWords();
  const { data } = useRead(responsibilityReport, {});
  if (!data) return null;
  const { conflicts, gaps } = data;
  if (conflicts.length === 0 && gaps.length === 0)
    return <Alert type="success" showIcon title={say('desk.responsibilities.clean', { n: data.covered })} />;
  return (
    <Alert
      type="warning"
      showIcon
      title={say('desk.responsibilities.report', {
        covered: data.covered,
        matters: data.matters,
        conflicts: conflicts.length,
        gaps: gaps.length,
      })}
      description={
        <div className="report">
          {conflicts.length > 0 && (
            <details open>
              <summary>{say('desk.responsibilities.conflicts', { n: conflicts.length })}</summary>
              <ul>
                {conflicts.slice(0, 50).map((one) => (
                  <li key={`${one.a}${one.b}`}>
                    <button type="button" className="link" onClick={() => onMatter(one.matterId)}>
                      {one.matterName}
                    </button>{' '}
                    {one.a} ↔ {one.b} {one.reason}
                  </li>
                ))}
              </ul>
            </details>
          )}
          {gaps.length > 0 && (
            <details>
              <summary>{say('desk.responsibilities.gaps', { n: gaps.length })}</summary>
              <ul>
                {gaps.slice(0, 100).map((one) => (
                  <li key={one.matterId}>
                    <button type="button" className="link" onClick={() => onMatter(one.matterId)}>
                      {one.matterName}
                    </button>{' '}
                    {one.reason}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      }
    />
  );
}
