/** 单位: the tree of units with their superiors. A root unit (a department, or a street with its communities) never checks itself. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { listUnits, saveUnit, type Unit } from '#contract/access.ts';
import { actorKinds, actorOf } from '#contract/actors.ts';
import { getArea } from '#contract/areas.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { EditButton } from '../../parts/edit-button.tsx';
import { useEdits } from '../../parts/edits.ts';
import { Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { AreaPicker } from '../../parts/pickers.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWho } from '../../who.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';
import { ImportUnits } from './import-units.tsx';

const kinds = ['supervision', 'command', 'leadership', 'department', 'street', 'community', 'other'] as const;
type Line = { unit: Unit; depth: number };

/** Parents before children, siblings by code. */
function inOrder(units: Unit[]): Line[] {
  const below = Map.groupBy(units, (unit) => unit.parentId);
  const lines: Line[] = [];
  const walk = (parentId: number | null, depth: number) => {
    const children = (below.get(parentId) ?? []).toSorted(
      (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.code.localeCompare(b.code),
    );
    for (const unit of children) {
      lines.push({ unit, depth });
      walk(unit.id, depth + 1);
    }
  };
  walk(null, 0);
  return lines;
}

export function UnitsPage() {
  const { say } = useWords();
  const called = useCalled();
  const who = useWho();
  const may = who.may('people.edit');
  const { data, error, refetch } = useRead(listUnits, {});
  const [typed, setTyped] = useState('');
  const [editing, edit] = useState<{ unit: Unit | null } | null>(null);
  const [bringing, bring] = useState(false);
  const units = useMemo(() => data?.units ?? [], [data]);
  const byId = useMemo(() => new Map(units.map((unit) => [unit.id, unit])), [units]);
  const nameOf = (id: number) => {
    const found = byId.get(id);
    return found && called(found);
  };
  const lines = useMemo(
    () => inOrder(units).filter(({ unit }) => soundsLike(typed, unit.name, unit.nameEn, unit.code)),
    [units, typed],
  );
  return (
    <Page
      wide
      title={say('desk.nav.units')}
      hint={say('desk.units.hint', { n: units.length })}
      actions={
        may && (
          <>
            <Button onClick={() => bring(true)}>{say('units.import')}</Button>
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ unit: null })}>
              {say('desk.units.add')}
            </Button>
          </>
        )
      }
    >
      <search className="filters">
        <Input
          type="search"
          aria-label={say('desk.units.search')}
          placeholder={say('desk.units.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
        />
      </search>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={8} />}
      {data && (
        <TableBox label={say('desk.nav.units')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.units.name')}
                </th>
                <th scope="col">{say('desk.units.code')}</th>
                <th scope="col">{say('desk.units.kind')}</th>
                <th scope="col">{say('unit.actor')}</th>
                <th scope="col">{say('desk.units.root')}</th>
                <th scope="col">{say('desk.units.superior')}</th>
                {may && <th scope="col">{say('desk.edit')}</th>}
              </tr>
            </thead>
            <tbody>
              {lines.map(({ unit, depth }) => (
                <tr key={unit.id}>
                  <th scope="row" className="frozen" style={{ paddingInlineStart: 12 + (typed ? 0 : depth * 20) }}>
                    {called(unit)}
                  </th>
                  <td className="num">{unit.code}</td>
                  <td>{say(`unit.kind.${unit.kind}`)}</td>
                  <td>{say(`unit.actor.${unit.actor}`)}</td>
                  <td>{unit.rootId === unit.id ? say('desk.units.is_root') : nameOf(unit.rootId)}</td>
                  <td>{unit.superiorId === null ? '—' : nameOf(unit.superiorId)}</td>
                  {may && (
                    <td>
                      <EditButton of={called(unit)} onClick={() => edit({ unit })} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      {bringing && <ImportUnits onClose={() => bring(false)} />}
      {editing && (
        <EditUnit
          unit={editing.unit}
          now={units.find(({ id }) => id === editing.unit?.id)}
          units={units}
          onClose={() => edit(null)}
        />
      )}
    </Page>
  );
}

type Edited = Pick<Unit, 'code' | 'name' | 'nameEn' | 'kind' | 'actor' | 'areaId' | 'dutyPhone'> & {
  parentCode: string | null;
  superiorCode: string | null;
};

function EditUnit({
  unit,
  now,
  units,
  onClose,
}: {
  unit: Unit | null;
  /** as it stands in the tree by now */
  now: Unit | undefined;
  units: Unit[];
  onClose: () => void;
}) {
  const { say } = useWords();
  const { message } = App.useApp();
  const codeOf = (id: number | null | undefined) => units.find((one) => one.id === id)?.code ?? null;
  const [of, setOf] = useState<Edited>({
    code: unit?.code ?? '',
    name: unit?.name ?? '',
    nameEn: unit?.nameEn ?? '',
    kind: unit?.kind ?? 'department',
    actor: unit?.actor ?? actorOf('department'),
    parentCode: codeOf(unit?.parentId),
    superiorCode: codeOf(unit?.superiorId),
    areaId: unit?.areaId ?? null,
    dutyPhone: unit?.dutyPhone ?? '',
  });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const [version, setVersion] = useState(unit?.version ?? 0);
  const write = useWrite(saveUnit, { changes: [listUnits] });
  const called = useCalled();
  const nameOf = (code: string | null) => {
    const found = units.find((one) => one.code === code);
    return found ? called(found) : '—';
  };
  // A unit knows its ground by its number only; what it is called is asked once.
  const [ground, setGround] = useState<{ id: number; name: string } | undefined>();
  const before = useRead(getArea, { params: { areaId: unit?.areaId ?? 0 } }, { enabled: Boolean(unit?.areaId) });
  const areaName = (id: number | null) =>
    id === null ? '—' : ([ground, before.data?.area].find((one) => one?.id === id)?.name ?? '…');
  const edits = useEdits(of, {
    name: [say('desk.units.name')],
    nameEn: [say('desk.people.name_en')],
    kind: [say('desk.units.kind'), (kind) => say(`unit.kind.${kind}`)],
    actor: [say('unit.actor'), (actor) => say(`unit.actor.${actor}`)],
    dutyPhone: [say('desk.units.phone')],
    parentCode: [say('desk.units.parent'), nameOf],
    superiorCode: [say('desk.units.superior'), nameOf],
    areaId: [say('desk.people.area'), areaName],
  });
  const choices = units
    .filter((one) => one.id !== unit?.id)
    .map((one) => ({ value: one.code, label: `${called(one)} (${one.code})` }));
  const oneOf = (name: 'parentCode' | 'superiorCode', label: string) => (
    <Field label={label}>
      {(control) => (
        <Select
          id={control.id}
          value={of[name] ?? undefined}
          onChange={(value?: string) => put({ [name]: value ?? null })}
          options={choices}
          allowClear
          showSearch={{ filterOption: (typed, option) => soundsLike(typed, option?.label ?? '') }}
        />
      )}
    </Field>
  );
  return (
    <EditDrawer
      title={unit ? `${say('desk.edit')} ${called(unit)}` : say('desk.units.add')}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      edits={unit ? edits : undefined}
      now={
        now && (
          <>
            <p>
              {[
                now.name,
                now.nameEn,
                say(`unit.kind.${now.kind}`),
                say(`unit.actor.${now.actor}`),
                nameOf(codeOf(now.parentId)),
                nameOf(codeOf(now.superiorId)),
                now.dutyPhone,
              ]
                .filter(Boolean)
                .join(' · ')}{' '}
              · {say('desk.version', { n: now.version })}
            </p>
            <Button size="small" onClick={() => setVersion(now.version)} disabled={version === now.version}>
              {say('desk.stale.over')}
            </Button>
          </>
        )
      }
      ready={of.code.trim() !== '' && of.name.trim() !== ''}
      onSubmit={() =>
        write.mutate(
          { body: { ...of, code: of.code.trim(), name: of.name.trim(), version } },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        )
      }
    >
      <Field label={say('desk.units.code')} hint={unit ? undefined : say('desk.units.code.hint')} required>
        {(control) => (
          <Input
            {...control}
            value={of.code}
            onChange={(event) => put({ code: event.target.value })}
            maxLength={40}
            disabled={unit !== null}
            required
          />
        )}
      </Field>
      <Field label={say('desk.units.name')} required>
        {(control) => (
          <Input
            {...control}
            lang="zh-CN"
            value={of.name}
            onChange={(event) => put({ name: event.target.value })}
            maxLength={80}
            required
          />
        )}
      </Field>
      <Field label={say('desk.people.name_en')}>
        {(control) => (
          <Input
            {...control}
            value={of.nameEn}
            onChange={(event) => put({ nameEn: event.target.value })}
            maxLength={120}
          />
        )}
      </Field>
      <Field label={say('desk.units.kind')} required>
        {(control) => (
          <Select
            id={control.id}
            value={of.kind}
            // a new unit is taken for what its kind suggests, until somebody says otherwise
            onChange={(kind) => put(unit ? { kind } : { kind, actor: actorOf(kind) })}
            options={kinds.map((value) => ({ value, label: say(`unit.kind.${value}`) }))}
          />
        )}
      </Field>
      <Field label={say('unit.actor')} required>
        {(control) => (
          <Select
            id={control.id}
            value={of.actor}
            onChange={(actor) => put({ actor })}
            options={actorKinds.map((value) => ({ value, label: say(`unit.actor.${value}`) }))}
          />
        )}
      </Field>
      <Field label={say('desk.units.phone')} hint={say('desk.units.phone.hint')}>
        {(control) => (
          <Input
            {...control}
            value={of.dutyPhone}
            onChange={(event) => put({ dutyPhone: event.target.value })}
            maxLength={40}
          />
        )}
      </Field>
      {oneOf('parentCode', say('desk.units.parent'))}
      {oneOf('superiorCode', say('desk.units.superior'))}
      <Field label={say('desk.people.area')}>
        {(control) => (
          <AreaPicker
            id={control.id}
            value={of.areaId ?? undefined}
            onChange={(areaId, area) => {
              put({ areaId: areaId ?? null });
              setGround(area);
            }}
          />
        )}
      </Field>
    </EditDrawer>
  );
}
