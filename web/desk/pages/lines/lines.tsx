/** 热线号码: the district keeps its numbers itself: what each is for, when it is answered, where an emergency goes. Seen before it is saved. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { listUnits } from '#contract/access.ts';
import { clockOf, minuteOf } from '#contract/calendar.ts';
import { lineKinds, listLines, saveLine, type LineQueue, type PhoneLine } from '#contract/lines.ts';
import { reportKinds } from '#contract/states.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { EditButton } from '../../parts/edit-button.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { UnitPicker, UnitsPicker, useMatters } from '../../parts/pickers.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';
import { changesOf, draftOf, hoursOf, type Change, type LineDraft } from './preview.rules.ts';

export function LinesPage() {
  const { say, lang, listed } = useWords();
  const [retired, setRetired] = useState(false);
  const list = useRead(listLines, { query: retired ? { retired } : {} }, { keepPrevious: true });
  const [editing, edit] = useState<{ line: PhoneLine | null } | null>(null);
  const lines = list.data?.lines ?? [];
  const nameOf = useUnitName();
  return (
    <Page
      wide
      title={say('desk.nav.lines')}
      hint={say('desk.lines.hint')}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ line: null })}>
          {say('desk.lines.add')}
        </Button>
      }
    >
      <search className="filters">
        <Checkbox checked={retired} onChange={(event) => setRetired(event.target.checked)}>
          {say('desk.lines.with_retired')}
        </Checkbox>
      </search>
      {list.error && <Trouble error={list.error} again={() => void list.refetch()} />}
      {!list.data && !list.error && <Waiting rows={4} />}
      {list.data && lines.length === 0 && (
        <Nothing title={say('desk.lines.none')}>{say('desk.lines.none.hint')}</Nothing>
      )}
      {lines.length > 0 && (
        <TableBox label={say('desk.nav.lines')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.lines.number')}
                </th>
                <th scope="col">{say('desk.lines.name')}</th>
                <th scope="col">{say('desk.lines.kind')}</th>
                <th scope="col">{say('desk.lines.purpose')}</th>
                <th scope="col">{say('desk.lines.units')}</th>
                <th scope="col">{say('desk.lines.hours')}</th>
                <th scope="col">{say('desk.lines.divert')}</th>
                <th scope="col">{say('desk.lines.state')}</th>
                <th scope="col">{say('desk.edit')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  <th scope="row" className="frozen num">
                    {line.number}
                  </th>
                  <td className="col-matter">{lang === 'en' && line.nameEn ? line.nameEn : line.name}</td>
                  <td className="nowrap">{say(`line.kind.${line.kind}`)}</td>
                  <td className="col-reason">{line.purpose}</td>
                  <td className="col-title">
                    {line.unitIds.length > 0 ? listed(line.unitIds.map(nameOf)) : say('desk.lines.units.all')}
                  </td>
                  <td className="nowrap">
                    {hoursOf(line) ?? say(line.workdays ? 'desk.lines.hours.calendar' : 'desk.lines.hours.always')}
                    {line.workdays && <small className="faint"> {say('desk.lines.workdays.short')}</small>}
                  </td>
                  <td className="nowrap num">{line.divertTo ?? '—'}</td>
                  <td className="nowrap">
                    <em className={line.open && !line.divertTo ? 'tag tag-green' : 'tag'}>
                      {say(
                        line.retired
                          ? 'desk.lines.retired'
                          : line.divertTo
                            ? 'desk.lines.diverted'
                            : line.open
                              ? 'desk.lines.open'
                              : 'desk.lines.closed',
                      )}
                    </em>
                  </td>
                  <td>
                    <EditButton of={line.number} onClick={() => edit({ line })} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      {editing && <EditLine line={editing.line} known={lines} onClose={() => edit(null)} />}
    </Page>
  );
}

function useUnitName(): (id: number) => string {
  const { lang } = useWords();
  const units = useRead(listUnits, {}, { staleMs: 300_000 }).data?.units ?? [];
  return (id) => {
    const unit = units.find((one) => one.id === id);
    return unit ? (lang === 'en' && unit.nameEn ? unit.nameEn : unit.name) : String(id);
  };
}

function EditLine({ line, known, onClose }: { line: PhoneLine | null; known: PhoneLine[]; onClose: () => void }) {
  const { say, listed } = useWords();
  const { message } = App.useApp();
  const [of, setOf] = useState(() => draftOf(line));
  const [version, setVersion] = useState(line?.version);
  const [always, setAlways] = useState(line?.opens == null);
  const [hours, setHours] = useState([clockOf(line?.opens ?? 510), clockOf(line?.closes ?? 1050)] as const);
  const write = useWrite(saveLine, { changes: [listLines] });
  const put = (part: Partial<LineDraft>) => setOf((before) => ({ ...before, ...part }));
  const [opens, closes] = always ? [null, null] : [minuteOf(hours[0]), minuteOf(hours[1])];
  const wrongHours = !always && (opens === null || closes === null || opens >= closes);
  const { number, name, divertTo } = of;
  const queues = of.queues.filter(({ unitId }) => unitId > 0);
  const after: LineDraft = { ...of, queues, number: number.trim(), name: name.trim(), opens, closes, divertTo: divertTo?.trim() || null }; // prettier-ignore
  const nameOf = useUnitName();
  const queueWords = useQueueWords();
  const changes = changesOf(draftOf(line), after, { units: (ids) => listed(ids.map(nameOf)), queue: queueWords });
  const now = known.find(({ id }) => id === line?.id);
  const needsDivert = after.kind === 'emergency' && after.divertTo === null;
  const dialled = /^[0-9][0-9-]{2,19}$/;
  const ready =
    dialled.test(after.number) &&
    after.name !== '' &&
    !wrongHours &&
    !needsDivert &&
    (after.divertTo === null || dialled.test(after.divertTo)) &&
    changes.length > 0;
  const save = () => {
    const { retired, ...told } = after;
    write.mutate(
      { body: { ...told, ...(line ? { lineId: line.id, version, retired } : {}) } },
      {
        onSuccess: () => {
          void message.success(say('desk.saved'));
          onClose();
        },
      },
    );
  };
  const text = (field: 'number' | 'name' | 'nameEn', word: 'number' | 'name' | 'name_en', max: number) => (
    <Field label={say(`desk.lines.${word}`)} required={field !== 'nameEn'} wrong={write.error?.reasonFor(field)}>
      {(control) => (
        <Input {...control} value={of[field]} maxLength={max} onChange={(event) => put({ [field]: event.target.value })} />
      )}
    </Field>
  ); // prettier-ignore
  return (
    <EditDrawer
      title={say(line ? 'desk.lines.change' : 'desk.lines.add')}
      onClose={onClose}
      onSubmit={save}
      busy={write.isPending}
      error={write.error}
      ready={ready}
      now={
        now && (
          <>
            <p>
              {now.number} {now.name} · {say('desk.version', { n: now.version })}
            </p>
            <Button size="small" onClick={() => setVersion(now.version)} disabled={version === now.version}>
              {say('desk.stale.over')}
            </Button>
          </>
        )
      }
    >
      {text('number', 'number', 20)}
      <Field label={say('desk.lines.kind')} required>
        {(control) => (
          <Select
            id={control.id}
            value={of.kind}
            onChange={(kind) => put({ kind })}
            options={lineKinds.map((value) => ({ value, label: say(`line.kind.${value}`) }))}
          />
        )}
      </Field>
      {text('name', 'name', 60)}
      {text('nameEn', 'name_en', 80)}
      <TextField
        label={say('desk.lines.purpose')}
        value={of.purpose}
        onChange={(purpose) => put({ purpose })}
        max={300}
        rows={2}
      />
      <Field label={say('desk.lines.units')} hint={say('desk.lines.units.hint')}>
        {(control) => (
          <UnitsPicker
            id={control.id}
            label={say('desk.lines.units')}
            value={of.unitIds}
            onChange={(unitIds) => put({ unitIds })}
          />
        )}
      </Field>
      <Queues value={of.queues} onChange={(next) => put({ queues: next })} />
      <Checkbox checked={of.workdays} onChange={(event) => put({ workdays: event.target.checked })}>
        {say('desk.lines.workdays')}
      </Checkbox>
      <Checkbox checked={always} onChange={(event) => setAlways(event.target.checked)}>
        {say('desk.lines.hours')} · {say(of.workdays ? 'desk.lines.hours.calendar' : 'desk.lines.hours.always')}
      </Checkbox>
      {!always && (
        <div className="take-row">
          {([0, 1] as const).map((i) => (
            <Field
              key={i}
              label={say(i === 0 ? 'desk.lines.opens' : 'desk.lines.closes')}
              required
              wrong={wrongHours ? say('problem.line.hours') : undefined}
            >
              {(control) => (
                <Input
                  {...control}
                  value={hours[i]}
                  maxLength={5}
                  onChange={(event) =>
                    setHours(i === 0 ? [event.target.value, hours[1]] : [hours[0], event.target.value])
                  }
                />
              )}
            </Field>
          ))}
        </div>
      )}
      <Field
        label={say('desk.lines.divert')}
        hint={say('desk.lines.divert.hint')}
        required={of.kind === 'emergency'}
        wrong={needsDivert ? say('problem.line.emergency_diverted') : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={of.divertTo ?? ''}
            maxLength={20}
            onChange={(event) => put({ divertTo: event.target.value })}
          />
        )}
      </Field>
      {line && (
        <Checkbox checked={of.retired} onChange={(event) => put({ retired: event.target.checked })}>
          {say('desk.lines.retire')}
        </Checkbox>
      )}
      <Preview line={line} after={after} changes={changes} />
    </EditDrawer>
  );
}

/** A class of matters by the letter of its kind and its number, as its codes begin. */
function useClasses(): { value: string; label: string }[] {
  const { matters } = useMatters();
  return useMemo(() => {
    const known = new Map<string, string>();
    for (const { code, small, calledBig } of matters)
      if (code.endsWith(small) && code.length > small.length) known.set(code.slice(0, -small.length), calledBig);
    return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([value, label]) => ({ value, label: `${label} (${value})` })); // prettier-ignore
  }, [matters]);
}
function useQueueWords(): (one: LineQueue) => string {
  const { say } = useWords();
  const nameOf = useUnitName();
  const classes = useClasses();
  return ({ kind, big, unitId }) =>
    say('desk.lines.queue.told', {
      kind: say(kind ? `kind.${kind}` : 'desk.lines.queue.any_kind'),
      big: big ? (classes.find(({ value }) => value === big)?.label ?? big) : say('desk.lines.queue.any_class'),
      unit: nameOf(unitId),
    });
}

/** 号码 → 队列: by what kind of report and which class of matter, to which unit. */
function Queues({ value, onChange }: { value: LineQueue[]; onChange: (next: LineQueue[]) => void }) {
  const { say } = useWords();
  const classes = useClasses();
  const put = (n: number, part: Partial<LineQueue>) =>
    onChange(value.map((one, i) => (i === n ? { ...one, ...part } : one)));
  return (
    <fieldset className="choice line-queues">
      <legend>{say('desk.lines.queues')}</legend>
      <p className="hint">{say('desk.lines.queues.hint')}</p>
      {value.map((one, n) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row has no name of its own while it is written
        <div key={n} className="take-row">
          <Field label={say('desk.lines.queue.kind')}>
            {(control) => (
              <Select
                id={control.id}
                value={one.kind ?? ''}
                onChange={(kind) => put(n, { kind: reportKinds.find((known) => known === kind) ?? null })}
                options={[
                  { value: '', label: say('desk.lines.queue.any_kind') },
                  ...reportKinds.map((kind) => ({ value: kind, label: say(`kind.${kind}`) })),
                ]}
              />
            )}
          </Field>
          <Field label={say('desk.lines.queue.class')}>
            {(control) => (
              <Select
                id={control.id}
                value={one.big ?? ''}
                onChange={(big: string) => put(n, { big: big || null })}
                options={[{ value: '', label: say('desk.lines.queue.any_class') }, ...classes]}
                popupMatchSelectWidth={false}
              />
            )}
          </Field>
          <Field label={say('desk.lines.queue.unit')} required>
            {(control) => (
              <UnitPicker
                id={control.id}
                value={one.unitId || undefined}
                onChange={(unitId) => put(n, { unitId: unitId ?? 0 })}
              />
            )}
          </Field>
          <Button
            size="small"
            aria-label={say('desk.lines.queue.remove', { n: n + 1 })}
            onClick={() => onChange(value.filter((_, i) => i !== n))}
          >
            {say('desk.lines.queue.remove.short')}
          </Button>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...value, { kind: null, big: null, unitId: 0 }])}>
        {say('desk.lines.queue.add')}
      </Button>
    </fieldset>
  );
}

function Preview({ line, after, changes }: { line: PhoneLine | null; after: LineDraft; changes: Change[] }) {
  const { say } = useWords();
  const names = {
    number: 'desk.lines.number',
    kind: 'desk.lines.kind',
    name: 'desk.lines.name',
    nameEn: 'desk.lines.name_en',
    purpose: 'desk.lines.purpose',
    hours: 'desk.lines.hours',
    workdays: 'desk.lines.workdays',
    unitIds: 'desk.lines.units',
    queues: 'desk.lines.queues',
    divertTo: 'desk.lines.divert',
    retired: 'desk.lines.retired',
  } as const;
  const shown = ({ field }: Change, value: string | boolean | null): string => {
    const kind = lineKinds.find((one) => one === value);
    if (field === 'kind' && kind) return say(`line.kind.${kind}`);
    if (field === 'unitIds' && value === '') return say('desk.lines.units.all');
    if (field === 'hours' && value === null) return say('desk.lines.hours.always');
    if (typeof value === 'boolean') return say(value ? 'common.yes' : 'common.no');
    return value || say('desk.lines.empty');
  };
  return (
    <section className="call-note" aria-label={say('desk.lines.preview')} aria-live="polite">
      <strong>{say('desk.lines.preview')}</strong>
      {!line && after.number && <p>{say('desk.lines.preview.new', { line: `${after.number} ${after.name}` })}</p>}
      {line && changes.length === 0 && <p>{say('desk.lines.preview.none')}</p>}
      {line && (
        <ul>
          {changes.map((change) => (
            <li key={change.field}>
              {say('desk.lines.preview.from', {
                what: say(names[change.field]),
                from: shown(change, change.from),
                to: shown(change, change.to),
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
