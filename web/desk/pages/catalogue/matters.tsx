/** 事项清单 · 立结案标准: what can be filed, under which condition, within which limit, and when it may be closed. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Tag } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { matterKinds, type Condition, type Matter } from '#contract/catalogue.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { EditButton } from '../../parts/edit-button.tsx';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Page } from '../../parts/page.tsx';
import { limitWords, useMatters } from '../../parts/pickers.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { More, Nothing } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { EditCondition, EditMatter } from './edit.tsx';

type Editing = { matter: Matter | null } | { matter: Matter; condition: Condition | null };
const shownAtOnce = 80;

export function MattersPage() {
  const { say, lang } = useWords();
  const who = useWho();
  const may = who.may('catalogue.edit');
  const { matters } = useMatters();
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState(search.get('q') ?? '');
  const [kind, setKind] = useState<string>(search.get('kind') ?? 'all');
  const [limit, setLimit] = useState(shownAtOnce);
  const [editing, edit] = useState<Editing | null>(null);
  const asked = useDeferredValue(typed);
  const found = useMemo(
    () =>
      matters.filter(
        (matter) =>
          (kind === 'all' || matter.kind === kind) &&
          soundsLike(
            asked,
            matter.smallName,
            matter.called,
            matter.bigName,
            matter.calledBig,
            matter.code,
            ...matter.conditions.map(({ filing }) => filing),
          ),
      ),
    [matters, asked, kind],
  );
  const conditions = found.reduce((sum, matter) => sum + matter.conditions.length, 0);
  // the columns the import reads, so that what was exported can be taken back
  const save = () =>
    saveFile(
      'matters.csv',
      csv(
        [
          'edition',
          'kind',
          'big',
          'big_name',
          'small',
          'small_name',
          'condition_no',
          'condition',
          'close_condition',
          'limit',
          'urgent',
          'photo_hint',
          'do_not_report_when',
          'basis',
        ],
        found.flatMap((matter) =>
          matter.conditions.map((one) => [
            matter.edition,
            matter.kind,
            matter.big,
            matter.bigName,
            matter.small,
            matter.smallName,
            one.n,
            one.filing,
            one.closing,
            one.timeLimit,
            one.urgent,
            one.photoHint,
            one.notWhen,
            one.basis,
          ]),
        ),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.matters')}
      hint={say('desk.matters.hint', { matters: found.length, conditions })}
      actions={
        <>
          <ExportCsv n={conditions} onSave={save} />
          {may && (
            <>
              <Link className="button" to={paths.catalogueImport()}>
                {say('desk.import')}
              </Link>
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ matter: null })}>
                {say('desk.matters.add')}
              </Button>
            </>
          )}
        </>
      }
    >
      <search className="filters">
        <Input
          type="search"
          aria-label={say('desk.matters.search')}
          placeholder={say('desk.matters.search')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setSearch(event.target.value ? { q: event.target.value } : {}, { replace: true });
          }}
          allowClear
        />
        <Segmented
          aria-label={say('desk.matters.kind')}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'all', label: say('desk.all') },
            ...matterKinds.map((value) => ({ value, label: say(`matter.kind.${value}`) })),
          ]}
        />
      </search>
      {found.length === 0 && <Nothing title={say('desk.matters.none')}>{say('desk.matters.none.hint')}</Nothing>}
      <ul className="matters">
        {found.slice(0, limit).map((matter) => (
          <li key={matter.id} className="card">
            <header className="card-head">
              <h2>
                {matter.called} <small className="num">{matter.code}</small>
              </h2>
              <span>
                {matter.calledBig} · {say(`matter.kind.${matter.kind}`)}
              </span>
              <Tag>{matter.edition}</Tag>
              {matter.fallback && <Tag>{say('desk.matters.fallback')}</Tag>}
              {matter.sensitive && <Tag>{say('desk.matters.sensitive')}</Tag>}
              {matter.imported && <Tag>{say('desk.matters.imported')}</Tag>}
              {matter.retired && <Tag>{say('desk.matters.retired')}</Tag>}
              <span className="top-space" />
              {may && (
                <>
                  <EditButton of={matter.called} onClick={() => edit({ matter })} card />
                  <Button
                    size="small"
                    onClick={() => edit({ matter, condition: null })}
                    aria-label={`${say('desk.conditions.add')} ${matter.called}`}
                  >
                    {say('desk.conditions.add')}
                  </Button>
                </>
              )}
            </header>
            {matter.conditions.length === 0 ? (
              <p className="hint">{say('desk.conditions.none')}</p>
            ) : (
              <TableBox size="free" label={matter.called}>
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">№</th>
                      <th scope="col">{say('desk.conditions.filing')}</th>
                      <th scope="col">{say('desk.conditions.closing')}</th>
                      <th scope="col">{say('desk.conditions.limit')}</th>
                      <th scope="col">{say('desk.conditions.basis')}</th>
                      {may && <th scope="col">{say('desk.edit')}</th>}
                    </tr>
                  </thead>
                  <tbody>
                    {matter.conditions.map((one) => (
                      <tr key={one.id} className={one.retired ? 'retired' : ''}>
                        <td className="num">{one.n}</td>
                        <td>
                          {one.filing} {one.urgent && <em className="tag tag-red">{say('desk.urgent')}</em>}
                          {one.notWhen && <small>{say('desk.not_when', { text: one.notWhen })}</small>}
                        </td>
                        <td>{one.closing}</td>
                        <td className="nowrap">{limitWords(lang, one.timeLimit)}</td>
                        <td>
                          <small>{one.basis}</small>
                        </td>
                        {may && (
                          <td>
                            <EditButton
                              of={`${matter.called} ${one.n}`}
                              onClick={() => edit({ matter, condition: one })}
                            />
                          </td>
                        )}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableBox>
            )}
          </li>
        ))}
      </ul>
      <More list={{ hasMore: found.length > limit, loadingMore: false, more: () => setLimit(limit + shownAtOnce) }} />
      {editing && !('condition' in editing) && <EditMatter matter={editing.matter} onClose={() => edit(null)} />}
      {editing && 'condition' in editing && (
        <EditCondition matter={editing.matter} condition={editing.condition} onClose={() => edit(null)} />
      )}
    </Page>
  );
}
