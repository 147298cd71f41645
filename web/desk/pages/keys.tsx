/** 接入密钥: which other systems may send reports by Open311, what for, and how much they sent. A key is shown once, when it is made. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { endKey, listKeys, makeKey, type ConnectKey } from '#contract/connect.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { EndKey, ShownOnce } from '../parts/given-keys.tsx';
import { useEdits } from '../parts/edits.ts';
import { Field, TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Listed, Nothing } from '../parts/state.tsx';
import { TableBox } from '../parts/table-box.tsx';
import { EditDrawer } from './catalogue/edit.tsx';

/** Counted no further than this (contract). */
const countedTo = 10_000;

export function KeysPage() {
  const { say, time } = useWords();
  const list = usePages(listKeys, { query: { limit: 100 } });
  const { rows } = list;
  const [making, make] = useState(false);
  const [shown, show] = useState<{ name: string; key: string } | null>(null);
  return (
    <Page
      title={say('desk.nav.keys')}
      hint={say('desk.keys311.hint')}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => make(true)}>
          {say('desk.keys311.make')}
        </Button>
      }
    >
      <Listed
        list={list}
        waiting={4}
        none={<Nothing title={say('desk.keys311.none')}>{say('desk.keys311.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.nav.keys')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.keys311.name')}
                </th>
                <th scope="col">{say('desk.keys311.purpose')}</th>
                <th scope="col">{say('desk.keys311.made')}</th>
                <th scope="col">{say('desk.keys311.requests')}</th>
                <th scope="col">{say('desk.people.state')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((key) => (
                <tr key={key.id}>
                  <th scope="row" className="frozen">
                    {key.name}
                  </th>
                  <td>{key.purpose || '—'}</td>
                  <td className="nowrap">{time(key.madeAt)}</td>
                  <td className="num">{key.requests >= countedTo ? `${countedTo}+` : key.requests}</td>
                  <td className="nowrap">
                    <End of={key} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
      {making && (
        <MakeKey
          onClose={() => make(false)}
          onMade={(made) => {
            make(false);
            show(made);
          }}
        />
      )}
      <ShownOnce
        shown={shown && shown.key}
        title={say('desk.keys311.key', { name: shown?.name })}
        warning={say('desk.keys311.once')}
        onClose={() => show(null)}
      >
        <p>{say('desk.keys311.use')}</p>
      </ShownOnce>
    </Page>
  );
}

function End({ of }: { of: ConnectKey }) {
  const { say, time } = useWords();
  const end = useWrite(endKey, { changes: [listKeys] });
  return (
    <EndKey
      name={of.name}
      ended={of.endedAt && say('desk.keys311.ended', { at: time(of.endedAt) })}
      word={say('desk.keys311.end')}
      sure={say('desk.keys311.end.sure', { name: of.name })}
      end={end}
      onEnd={() => end.mutate({ params: { keyId: of.id }, body: { version: of.version } })}
    />
  );
}

function MakeKey({ onClose, onMade }: { onClose: () => void; onMade: (made: { name: string; key: string }) => void }) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const write = useWrite(makeKey, { changes: [listKeys] });
  const edits = useEdits(
    { name, purpose },
    { name: [say('desk.keys311.name')], purpose: [say('desk.keys311.purpose')] },
  );
  return (
    <EditDrawer
      title={say('desk.keys311.make')}
      onClose={onClose}
      onSubmit={() =>
        write.mutate(
          { body: { name: name.trim(), ...(purpose.trim() ? { purpose: purpose.trim() } : {}) } },
          { onSuccess: ({ made, key }) => onMade({ name: made.name, key }) },
        )
      }
      busy={write.isPending}
      error={write.error}
      edits={edits}
      ready={name.trim() !== ''}
    >
      <Field label={say('desk.keys311.name')} hint={say('desk.keys311.name.hint')} required>
        {(control) => (
          <Input {...control} value={name} onChange={(event) => setName(event.target.value)} maxLength={80} required />
        )}
      </Field>
      <TextField label={say('desk.keys311.purpose')} value={purpose} onChange={setPurpose} max={300} rows={2} />
    </EditDrawer>
  );
}
