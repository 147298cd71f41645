/** 流程模板: the rules of work as data: which processes there are, which version new cases get, and how many run by each. */
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Static } from 'typebox';
import { getTemplate, listTemplates, saveTemplate, type TemplateRow } from '#contract/templates.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { useMatters } from '../../parts/pickers.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

export type Row = Static<typeof TemplateRow>;

export function Standing({ row }: { row: Row }) {
  const { say } = useWords();
  return (
    <span className="marks">
      {!row.published && <em className="tag tag-amber">{say('desk.templates.draft')}</em>}
      {row.current && <em className="tag tag-green">{say('desk.templates.current')}</em>}
      {row.builtIn && <em className="tag">{say('desk.templates.built_in')}</em>}
    </span>
  );
}

export function TemplatesPage() {
  const { say, time, listed } = useWords();
  const may = useWho().may('catalogue.edit');
  const { matterOf } = useMatters();
  const list = usePages(listTemplates, { query: { limit: 200 } });
  const [making, make] = useState(false);
  const groups = Map.groupBy(list.rows, ({ name }) => name);
  return (
    <Page
      wide
      title={say('desk.nav.templates')}
      hint={say('desk.templates.hint')}
      actions={
        may && (
          <Button type="primary" onClick={() => make(true)} disabled={list.rows.length === 0}>
            {say('desk.templates.make')}
          </Button>
        )
      }
    >
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={8} />
      ) : list.rows.length === 0 ? (
        <Nothing title={say('desk.templates.none')}>{say('desk.templates.none.hint')}</Nothing>
      ) : (
        <TableBox label={say('desk.nav.templates')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.templates.process')}</th>
                <th scope="col">{say('desk.templates.version')}</th>
                <th scope="col">{say('desk.templates.standing')}</th>
                <th scope="col">{say('desk.templates.running')}</th>
                <th scope="col">{say('desk.templates.saved')}</th>
                <th scope="col">{say('desk.templates.reason')}</th>
              </tr>
            </thead>
            {[...groups].map(([name, own]) => (
              <tbody key={name} className="group">
                {own
                  .toSorted((a, b) => b.version - a.version)
                  .map((row, i) => (
                    <tr key={row.version}>
                      {i === 0 && (
                        <th scope="rowgroup" rowSpan={own.length} className="col-place">
                          {row.title}
                          <small>
                            {name === 'standard'
                              ? say('desk.templates.all_others')
                              : row.matters.length > 0
                                ? listed(row.matters.slice(0, 6).map((id) => matterOf(id)?.called ?? String(id))) +
                                  (row.matters.length > 6 ? ' …' : '')
                                : say('desk.templates.unused')}
                          </small>
                        </th>
                      )}
                      <td className="nowrap">
                        <Link to={paths.template(row.name, row.version)}>
                          {say('desk.version', { n: row.version })}
                          <span className="sr-only"> {row.title}</span>
                        </Link>
                      </td>
                      <td>
                        <Standing row={row} />
                      </td>
                      <td className="num">{row.running >= 1000 ? '999+' : row.running}</td>
                      <td className="nowrap">
                        {row.savedAt ? time(row.savedAt) : '—'}
                        {row.savedBy && <small>{row.savedBy}</small>}
                      </td>
                      <td className="col-reason">{row.reason ?? '—'}</td>
                    </tr>
                  ))}
              </tbody>
            ))}
          </table>
        </TableBox>
      )}
      <More list={list} />
      {making && <MakeTemplate rows={list.rows} onClose={() => make(false)} />}
    </Page>
  );
}

/** A process of one's own begins as a copy of one that works. */
function MakeTemplate({ rows, onClose }: { rows: Row[]; onClose: () => void }) {
  const { say } = useWords();
  const navigate = useNavigate();
  const current = rows.filter((row) => row.current);
  const [from, setFrom] = useState(current[0]?.name ?? '');
  const [name, setName] = useState('');
  const [titleZh, setTitleZh] = useState('');
  const [titleEn, setTitleEn] = useState('');
  const model = current.find((row) => row.name === from);
  const source = useRead(
    getTemplate,
    { params: { name: model?.name ?? '', version: model?.version ?? 0 } },
    { enabled: model !== undefined },
  );
  const write = useWrite(saveTemplate, { changes: [listTemplates] });
  const taken = rows.some((row) => row.name === name);
  const sound = /^[a-z][a-z0-9_]{1,40}$/.test(name);
  const ready = sound && !taken && titleZh.trim() && titleEn.trim() && source.data;
  const send = () =>
    ready &&
    write.mutate(
      {
        params: { name },
        body: { savedN: 0, template: { ...source.data.template, title: { zh: titleZh.trim(), en: titleEn.trim() } } },
      },
      { onSuccess: (row) => void navigate(paths.template(row.name, row.version)) },
    );
  return (
    <Modal
      open
      title={say('desk.templates.make')}
      onCancel={onClose}
      onOk={send}
      okText={say('desk.templates.make.do')}
      okButtonProps={{ disabled: !ready, loading: write.isPending }}
    >
      <div className="stack">
        {(write.error ?? source.error) && <Trouble error={write.error ?? source.error} />}
        <Field label={say('desk.templates.model')} required>
          {(control) => (
            <Select
              id={control.id}
              className="wide"
              value={from}
              onChange={(value: string) => setFrom(value)}
              options={current.map((row) => ({ value: row.name, label: row.title }))}
            />
          )}
        </Field>
        <Field label={say('desk.templates.title_zh')} required>
          {(control) => (
            <Input {...control} value={titleZh} maxLength={60} onChange={(event) => setTitleZh(event.target.value)} />
          )}
        </Field>
        <Field label={say('desk.templates.title_en')} required>
          {(control) => (
            <Input {...control} value={titleEn} maxLength={80} onChange={(event) => setTitleEn(event.target.value)} />
          )}
        </Field>
        <Field
          label={say('desk.templates.name')}
          hint={say('desk.templates.name.hint')}
          wrong={
            name === '' || (sound && !taken)
              ? undefined
              : say(taken ? 'desk.templates.name.taken' : 'desk.templates.name.hint')
          }
          required
        >
          {(control) => (
            <Input {...control} value={name} maxLength={41} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </div>
    </Modal>
  );
}
