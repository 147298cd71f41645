/** 大屏展示地址: which screens show the board without anybody signed in, of which ground, for whom. An address is shown once. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { endWall, listWalls, makeWall, type Wall } from '#contract/board.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { EndKey, ShownOnce } from '../../parts/given-keys.tsx';
import { Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { AreaPicker } from '../../parts/pickers.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { EditDrawer } from '../catalogue/edit.tsx';

export function WallsPage() {
  const { say, time } = useWords();
  const list = usePages(listWalls, { query: { limit: 100 } });
  const [making, make] = useState(false);
  const [shown, show] = useState<{ name: string; key: string } | null>(null);
  return (
    <Page
      title={say('desk.nav.walls')}
      hint={say('walls.hint')}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => make(true)}>
          {say('walls.make')}
        </Button>
      }
    >
      <Listed list={list} waiting={4} none={<Nothing title={say('walls.none')}>{say('walls.none.hint')}</Nothing>}>
        <TableBox label={say('desk.nav.walls')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('walls.name')}
                </th>
                <th scope="col">{say('walls.area')}</th>
                <th scope="col">{say('walls.mode')}</th>
                <th scope="col">{say('walls.made')}</th>
                <th scope="col">{say('walls.seen')}</th>
                <th scope="col">{say('walls.state')}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((wall) => (
                <tr key={wall.id}>
                  <th scope="row" className="frozen">
                    {wall.name}
                  </th>
                  <td>{wall.areaName ?? say('walls.area.all')}</td>
                  <td>{say(wall.redacted ? 'walls.mode.redacted' : 'walls.mode.full')}</td>
                  <td className="nowrap">{time(wall.madeAt)}</td>
                  <td className="nowrap">{wall.seenAt ? time(wall.seenAt) : '—'}</td>
                  <td className="nowrap">
                    <End of={wall} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
      {making && (
        <MakeWall
          onClose={() => make(false)}
          onMade={(made) => {
            make(false);
            show(made);
          }}
        />
      )}
      <ShownOnce
        shown={shown && `${location.origin}${paths.wall()}#${shown.key}`}
        title={say('walls.address', { name: shown?.name })}
        warning={say('walls.once')}
        onClose={() => show(null)}
      />
    </Page>
  );
}

function End({ of }: { of: Wall }) {
  const { say, time } = useWords();
  const end = useWrite(endWall, { changes: [listWalls] });
  return (
    <EndKey
      name={of.name}
      ended={of.endedAt && say('walls.ended', { at: time(of.endedAt) })}
      word={say('walls.end')}
      sure={say('walls.end.sure', { name: of.name })}
      end={end}
      onEnd={() => end.mutate({ params: { wallId: of.id }, body: { version: of.version } })}
    />
  );
}

function MakeWall({ onClose, onMade }: { onClose: () => void; onMade: (made: { name: string; key: string }) => void }) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [areaId, setAreaId] = useState<number | undefined>();
  // Deny by default: a screen stands where people pass.
  const [redacted, setRedacted] = useState(true);
  const write = useWrite(makeWall, { changes: [listWalls] });
  return (
    <EditDrawer
      title={say('walls.make')}
      onClose={onClose}
      onSubmit={() =>
        write.mutate(
          { body: { name: name.trim(), areaId: areaId ?? null, redacted } },
          { onSuccess: ({ made, key }) => onMade({ name: made.name, key }) },
        )
      }
      busy={write.isPending}
      error={write.error}
      ready={name.trim() !== ''}
    >
      <Field label={say('walls.name')} hint={say('walls.name.hint')} required>
        {(control) => (
          <Input {...control} value={name} onChange={(event) => setName(event.target.value)} maxLength={80} required />
        )}
      </Field>
      <Field label={say('walls.area')}>
        {(control) => (
          <AreaPicker
            id={control.id}
            value={areaId}
            onChange={(chosen) => setAreaId(chosen)}
            placeholder={say('walls.area.all')}
          />
        )}
      </Field>
      <Checkbox checked={redacted} onChange={(event) => setRedacted(event.target.checked)}>
        {say('walls.redacted')}
      </Checkbox>
    </EditDrawer>
  );
}
