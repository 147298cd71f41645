/** 一张表: what is one in this district (六统一), each with its figures, and the forms that a worker no longer fills, or still does. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Input, InputNumber, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { channels } from '#contract/cases.ts';
import { keptIn, readOneTable, saveForm, type Form, type OneTable } from '#contract/standards.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { EditButton } from '../../parts/edit-button.tsx';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { useEdits } from '../../parts/edits.ts';
import { Field } from '../../parts/field.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { UnitPicker, useUnits } from '../../parts/pickers.tsx';
import { PrintButton } from '../../parts/print.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { EditDrawer } from './edit.tsx';

export function OneTablePage() {
  const { say, time } = useWords();
  const may = useWho().may('catalogue.edit');
  const asked = useRead(readOneTable, {});
  const [editing, edit] = useState<{ form: Form | null } | null>(null);
  const table = asked.data;
  return (
    <Page
      wide
      title={say('desk.nav.one_table')}
      hint={table ? say('desk.one_table.hint', { at: time(table.at) }) : ''}
      actions={<PrintButton />}
    >
      {asked.error && <Trouble error={asked.error} again={() => void asked.refetch()} />}
      {!table && !asked.error && <Waiting rows={8} />}
      {table && (
        <>
          <Unified table={table} />
          <Forms
            forms={table.forms}
            actions={
              may && (
                <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ form: null })}>
                  {say('desk.forms.add')}
                </Button>
              )
            }
            onEdit={may ? (form) => edit({ form }) : null}
          />
        </>
      )}
      {editing && <EditForm form={editing.form} onClose={() => edit(null)} />}
    </Page>
  );
}

/** The six, in the order of the rule: grids, people, sensing, resources, standards, handling. */
function Unified({ table }: { table: OneTable }) {
  const { say } = useWords();
  const { grids, keepers, sensing, resources, standards, handling } = table;
  const rows: [name: 'grids' | 'keepers' | 'sensing' | 'resources' | 'standards' | 'handling', told: ReactNode][] = [
    ['grids', say('desk.one_table.grids.told', grids)],
    ['keepers', say('desk.one_table.keepers.told', keepers)],
    [
      'sensing',
      <>
        {say('desk.one_table.sensing.told', { reports: sensing.reports, joined: sensing.joined })}
        <span className="one-table-doors">
          {sensing.byDoor.map(({ channel, n }) => {
            const known = channels.find((one) => one === channel);
            return (
              <span key={channel}>
                {known ? say(`channel.${known}`) : channel} <b className="num">{n}</b>
              </span>
            );
          })}
        </span>
      </>,
    ],
    ['resources', say('desk.one_table.resources.told', resources)],
    ['standards', say('desk.one_table.standards.told', standards)],
    ['handling', say('desk.one_table.handling.told', handling)],
  ];
  const to = {
    grids: paths.areas(),
    keepers: paths.areas(),
    sensing: paths.queue({ queue: 'all' }),
    resources: paths.units(),
    standards: paths.standards(),
    handling: paths.responsibilities(),
  };
  return (
    <Section title={say('desk.one_table.six')}>
      <dl className="one-table">
        {rows.map(([name, told]) => (
          <div key={name}>
            <dt>
              <Link to={to[name]}>{say(`desk.one_table.${name}`)}</Link>
            </dt>
            <dd>{told}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Forms({
  forms,
  actions,
  onEdit,
}: {
  forms: Form[];
  actions: ReactNode;
  onEdit: ((form: Form) => void) | null;
}) {
  const { say } = useWords();
  const gone = forms.filter((form) => form.keptIn !== null);
  const sum = (of: Form[], count: (form: Form) => number) => of.reduce((n, form) => n + count(form), 0);
  const save = () =>
    saveFile(
      'forms.csv',
      csv(
        ['form', 'unit', 'per_month', 'fields', 'kept_in', 'since'],
        forms.map((form) => [
          form.name,
          form.unit.name,
          form.perMonth,
          form.fields,
          form.keptIn ?? '',
          form.since ?? '',
        ]),
      ),
    );
  return (
    <Section
      title={say('desk.forms')}
      extra={
        <>
          <ExportCsv n={forms.length} onSave={save} />
          {actions}
        </>
      }
    >
      {forms.length === 0 ? (
        <Nothing title={say('desk.forms.none')}>{say('desk.forms.none.hint')}</Nothing>
      ) : (
        <>
          <p>
            {say('desk.forms.told', {
              gone: gone.length,
              of: forms.length,
              fillings: sum(gone, ({ perMonth }) => perMonth),
              fields: sum(gone, ({ perMonth, fields }) => perMonth * fields),
              left: sum(
                forms.filter((form) => form.keptIn === null),
                ({ perMonth, fields }) => perMonth * fields,
              ),
            })}
          </p>
          <TableBox size="free" label={say('desk.forms')}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('desk.forms.name')}</th>
                  <th scope="col">{say('desk.forms.unit')}</th>
                  <th scope="col">{say('desk.forms.per_month')}</th>
                  <th scope="col">{say('desk.forms.fields')}</th>
                  <th scope="col">{say('desk.forms.kept_in')}</th>
                  <th scope="col">{say('desk.forms.since')}</th>
                  {onEdit && <th scope="col">{say('desk.edit')}</th>}
                </tr>
              </thead>
              <tbody>
                {forms.map((form) => (
                  <tr key={form.id}>
                    <th scope="row">{form.name}</th>
                    <td>{form.unit.name}</td>
                    <td className="num">{form.perMonth}</td>
                    <td className="num">{form.fields}</td>
                    <td>
                      {form.keptIn ? (
                        say(`desk.forms.in.${form.keptIn}`)
                      ) : (
                        <em className="tag tag-yellow">{say('desk.forms.by_hand')}</em>
                      )}
                    </td>
                    <td className="nowrap">{form.since ?? '—'}</td>
                    {onEdit && (
                      <td>
                        <EditButton of={form.name} onClick={() => onEdit(form)} />
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </TableBox>
        </>
      )}
    </Section>
  );
}

function EditForm({ form, onClose }: { form: Form | null; onClose: () => void }) {
  const { say } = useWords();
  const called = useCalled();
  const { message } = App.useApp();
  const [of, setOf] = useState({
    name: form?.name ?? '',
    unitId: form?.unit.id,
    perMonth: form?.perMonth ?? 4,
    fields: form?.fields ?? 10,
    keptIn: form?.keptIn ?? null,
    since: form?.since ?? '',
  });
  const write = useWrite(saveForm, { changes: [readOneTable] });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const { unitOf } = useUnits();
  const edits = useEdits(of, {
    name: [say('desk.forms.name')],
    unitId: [say('desk.forms.unit'), (id) => (unitOf(id) ? called(unitOf(id)!) : '—')],
    perMonth: [say('desk.forms.per_month')],
    fields: [say('desk.forms.fields')],
    keptIn: [
      say('desk.forms.kept_in'),
      (kept) => (kept === null ? say('desk.forms.by_hand') : say(`desk.forms.in.${kept}`)),
    ],
    since: [say('desk.forms.since')],
  });
  const number = (name: 'perMonth' | 'fields', word: 'desk.forms.per_month' | 'desk.forms.fields') => (
    <Field label={say(word)} required wrong={write.error?.reasonFor(name)}>
      {(control) => (
        <InputNumber
          id={control.id}
          value={of[name]}
          min={1}
          max={1000}
          precision={0}
          onChange={(value) => put({ [name]: value ?? 1 })}
        />
      )}
    </Field>
  );
  return (
    <EditDrawer
      title={say(form ? 'desk.forms.change' : 'desk.forms.add')}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      edits={form ? edits : undefined}
      ready={of.name.trim() !== '' && of.unitId !== undefined && (of.keptIn === null || of.since !== '')}
      onSubmit={() => {
        const { unitId, since, ...rest } = of;
        if (unitId === undefined) return;
        const body = { ...rest, unitId, since: of.keptIn === null ? null : since };
        write.mutate(
          { body: { ...body, ...(form ? { formId: form.id, version: form.version } : {}) } },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        );
      }}
      now={<p>{say('desk.stale.reload')}</p>}
    >
      <Field label={say('desk.forms.name')} required wrong={write.error?.reasonFor('name')}>
        {(control) => (
          <Input {...control} value={of.name} maxLength={80} onChange={(event) => put({ name: event.target.value })} />
        )}
      </Field>
      <Field label={say('desk.forms.unit')} required>
        {(control) => (
          <UnitPicker
            id={control.id}
            value={of.unitId ?? null}
            onChange={(unitId) => put({ unitId: unitId ?? undefined })}
          />
        )}
      </Field>
      {number('perMonth', 'desk.forms.per_month')}
      {number('fields', 'desk.forms.fields')}
      <Field label={say('desk.forms.kept_in')}>
        {(control) => (
          <Select
            id={control.id}
            value={of.keptIn ?? ''}
            onChange={(value) => put({ keptIn: keptIn.find((one) => one === value) ?? null })}
            options={[
              { value: '', label: say('desk.forms.by_hand') },
              ...keptIn.map((value) => ({ value, label: say(`desk.forms.in.${value}`) })),
            ]}
          />
        )}
      </Field>
      {of.keptIn !== null && (
        <Field label={say('desk.forms.since')} required>
          {(control) => (
            <input
              {...control}
              className="plain-input"
              type="date"
              value={of.since}
              onChange={(event) => put({ since: event.target.value })}
              required
            />
          )}
        </Field>
      )}
    </EditDrawer>
  );
}
