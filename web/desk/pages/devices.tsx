/** 设备登记: what senses, why, and what its alert becomes. The key of a device is shown once, when it is made. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import type { Static } from 'typebox';
import { listDevices, saveDevice, type Device } from '#contract/intake.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { DistrictMap } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../parts/csv.ts';
import { EditButton } from '../parts/edit-button.tsx';
import { ExportCsv } from '../parts/export-csv.tsx';
import { ShownOnce } from '../parts/given-keys.tsx';
import { useEdits } from '../parts/edits.ts';
import { Field, TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { MatterPicker, useMatters } from '../parts/pickers.tsx';
import { Placed } from '../parts/place.tsx';
import { Listed, Nothing } from '../parts/state.tsx';
import { TableBox } from '../parts/table-box.tsx';
import { useWho } from '../who.tsx';
import { EditDrawer } from './catalogue/edit.tsx';

type DeviceRow = Static<typeof Device>;

export function DevicesPage() {
  const { say, time } = useWords();
  const may = useWho().may('catalogue.edit');
  const list = usePages(listDevices, { query: { limit: 100 } });
  const { rows } = list;
  const [editing, edit] = useState<{ device: DeviceRow | null } | null>(null);
  const [key, showKey] = useState<{ code: string; key: string } | null>(null);
  const save = () =>
    saveFile(
      'devices.csv',
      csv(
        ['code', 'name', 'kind', 'purpose', 'matter', 'lon', 'lat', 'alerts', 'last'],
        rows.map((one) => [
          one.code,
          one.name,
          one.kind,
          one.purpose,
          one.matterName,
          one.point?.lon,
          one.point?.lat,
          one.alerts,
          one.lastAlertAt,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.devices')}
      hint={say('desk.devices.hint')}
      actions={
        <>
          <ExportCsv n={rows.length} onSave={save} />
          {may && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ device: null })}>
              {say('desk.devices.add')}
            </Button>
          )}
        </>
      }
    >
      <Listed
        list={list}
        waiting={6}
        none={<Nothing title={say('desk.devices.none')}>{say('desk.devices.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.nav.devices')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.devices.code')}
                </th>
                <th scope="col">{say('desk.devices.name')}</th>
                <th scope="col">{say('desk.devices.kind')}</th>
                <th scope="col">{say('desk.devices.purpose')}</th>
                <th scope="col">{say('desk.col.matter')}</th>
                <th scope="col">{say('desk.devices.alerts')}</th>
                <th scope="col">{say('desk.devices.last')}</th>
                <th scope="col">{say('desk.people.state')}</th>
                {may && <th scope="col">{say('desk.edit')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((device) => (
                <tr key={device.id}>
                  <th scope="row" className="frozen num nowrap">
                    {device.code}
                  </th>
                  <td className="col-place">{device.name}</td>
                  <td>{device.kind}</td>
                  <td className="col-title">{device.purpose}</td>
                  <td className="col-matter">{device.matterName}</td>
                  <td className="num">{device.alerts}</td>
                  <td className="nowrap">{device.lastAlertAt ? time(device.lastAlertAt) : '—'}</td>
                  <td>
                    {device.disabled ? (
                      <em className="tag tag-red">{say('desk.people.disabled')}</em>
                    ) : (
                      say('desk.people.active')
                    )}
                  </td>
                  {may && (
                    <td>
                      <EditButton of={device.code} onClick={() => edit({ device })} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
      {editing && (
        <EditDevice
          device={editing.device}
          now={rows.find(({ id }) => id === editing.device?.id)}
          onClose={() => edit(null)}
          onKey={(code, made) => {
            edit(null);
            if (made) showKey({ code, key: made });
          }}
        />
      )}
      <ShownOnce
        shown={key && key.key}
        title={say('desk.devices.key', { code: key?.code })}
        warning={say('desk.devices.key.once')}
        onClose={() => showKey(null)}
      />
    </Page>
  );
}

function EditDevice({
  device,
  now,
  onClose,
  onKey,
}: {
  device: DeviceRow | null;
  /** as it stands in the register by now */
  now: DeviceRow | undefined;
  onClose: () => void;
  onKey: (code: string, key: string | null) => void;
}) {
  const { say } = useWords();
  const [of, setOf] = useState({
    code: device?.code ?? '',
    name: device?.name ?? '',
    purpose: device?.purpose ?? '',
    kind: device?.kind ?? '',
    location: device?.point ?? null,
    matterId: device?.matterId,
    disabled: device?.disabled ?? false,
    newKey: false,
  });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const [version, setVersion] = useState(device?.version);
  const write = useWrite(saveDevice, { changes: [listDevices] });
  const { matterOf } = useMatters();
  const edits = useEdits(of, {
    name: [say('desk.devices.name')],
    kind: [say('desk.devices.kind')],
    purpose: [say('desk.devices.purpose')],
    matterId: [say('desk.devices.matter'), (id) => matterOf(id)?.called ?? '—'],
    location: [say('desk.place.map'), (point) => (point ? `${point.lon.toFixed(5)}, ${point.lat.toFixed(5)}` : '—')],
    disabled: [say('desk.devices.disable')],
    newKey: [say('desk.devices.new_key')],
  });
  const save = () => {
    const { location, matterId, ...rest } = of;
    if (!matterId) return;
    write.mutate(
      { body: { ...rest, matterId, ...(location ? { location } : {}), ...(device ? { id: device.id, version } : {}) } },
      { onSuccess: (answer) => onKey(answer.device.code, answer.key) },
    );
  };
  return (
    <EditDrawer
      title={device ? `${say('desk.edit')} ${device.code}` : say('desk.devices.add')}
      onClose={onClose}
      onSubmit={save}
      busy={write.isPending}
      error={write.error}
      edits={device ? edits : undefined}
      now={
        now && (
          <>
            <p>
              {now.code} · {now.name} · {now.kind} · {now.purpose} · {now.matterName}
              {now.disabled && ` · ${say('desk.people.disabled')}`} · {say('desk.version', { n: now.version })}
            </p>
            <Button size="small" onClick={() => setVersion(now.version)} disabled={version === now.version}>
              {say('desk.stale.over')}
            </Button>
          </>
        )
      }
      ready={[of.code, of.name, of.purpose, of.kind].every((text) => text.trim() !== '') && of.matterId !== undefined}
    >
      <Field label={say('desk.devices.code')} required>
        {(control) => (
          <Input
            {...control}
            value={of.code}
            onChange={(event) => put({ code: event.target.value })}
            maxLength={40}
            disabled={device !== null}
            required
          />
        )}
      </Field>
      <Field label={say('desk.devices.name')} required>
        {(control) => (
          <Input
            {...control}
            value={of.name}
            onChange={(event) => put({ name: event.target.value })}
            maxLength={80}
            required
          />
        )}
      </Field>
      <Field label={say('desk.devices.kind')} hint={say('desk.devices.kind.hint')} required>
        {(control) => (
          <Input
            {...control}
            value={of.kind}
            onChange={(event) => put({ kind: event.target.value })}
            maxLength={40}
            required
          />
        )}
      </Field>
      <TextField
        label={say('desk.devices.purpose')}
        hint={say('desk.devices.purpose.hint')}
        value={of.purpose}
        onChange={(purpose) => put({ purpose })}
        max={300}
        rows={2}
        required
      />
      <Field label={say('desk.devices.matter')} required>
        {(control) => <MatterPicker id={control.id} value={of.matterId} onChange={(matterId) => put({ matterId })} />}
      </Field>
      <DistrictMap
        label={say('desk.place.map')}
        pin={of.location}
        onPin={(location) => put({ location })}
        height={220}
        cells
      />
      <Placed point={of.location} />
      {device && (
        <>
          <Checkbox checked={of.disabled} onChange={(event) => put({ disabled: event.target.checked })}>
            {say('desk.devices.disable')}
          </Checkbox>
          <Checkbox checked={of.newKey} onChange={(event) => put({ newKey: event.target.checked })}>
            {say('desk.devices.new_key')}
          </Checkbox>
        </>
      )}
    </EditDrawer>
  );
}
