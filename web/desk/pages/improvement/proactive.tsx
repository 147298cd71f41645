/** 未诉先办: what the counts say will come again is taken up as a case before anybody complains, with a day to look whether it held. */
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { countCases, listCases, moves, openProactive } from '#contract/cases.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { endOf } from '../../parts/local.ts';
import { Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

/** What recurs where, and how often in how many days: the basis of the case. */
type Trend = {
  matterId: number;
  matterName: string;
  areaId: number;
  areaName: string;
  reports: number;
  days: number;
};

/** Whoever may order a look afterwards may take it up beforehand. */
export const useMayProactively = (): boolean =>
  useWho().holds(...moves.follow_up.by.filter((post) => post !== 'system' && post !== 'reporter'));

export function Proactive({ of }: { of: Trend }) {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="small"
        aria-label={`${say('desk.proactive')} ${of.matterName} ${of.areaName}`}
        onClick={() => setOpen(true)}
      >
        {say('desk.proactive')}
      </Button>
      {open && <TakeUp of={of} onClose={() => setOpen(false)} />}
    </>
  );
}

function TakeUp({ of, onClose }: { of: Trend; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const write = useWrite(openProactive, { changes: [listCases, countCases] });
  const [title, setTitle] = useState(() =>
    say('desk.proactive.title.example', { area: of.areaName, matter: of.matterName }),
  );
  const [basis, setBasis] = useState(() =>
    say('desk.proactive.basis.example', { days: of.days, area: of.areaName, matter: of.matterName, n: of.reports }),
  );
  const [detail, setDetail] = useState('');
  const [day, setDay] = useState('');
  const send = () =>
    write.mutate(
      {
        body: {
          title: title.trim(),
          basis: basis.trim(),
          detail: detail.trim(),
          matterId: of.matterId,
          areaId: of.areaId,
          ...(day ? { followUpOn: endOf(day) } : {}),
        },
      },
      {
        onSuccess: (row) => {
          void message.success(say('desk.proactive.done', { number: row.number }));
          void navigate(paths.case(row.id));
        },
      },
    );
  return (
    <Modal
      open
      title={`${say('desk.proactive')} · ${of.areaName} ${of.matterName}`}
      onCancel={onClose}
      onOk={send}
      okText={say('desk.submit')}
      okButtonProps={{ disabled: !title.trim() || !basis.trim(), loading: write.isPending }}
    >
      <div className="stack">
        {write.error && <Trouble error={write.error} />}
        <p className="hint">{say('desk.proactive.hint')}</p>
        <Field label={say('desk.improve.title')} required>
          {(control) => (
            <Input {...control} maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
          )}
        </Field>
        <TextField label={say('desk.proactive.basis')} value={basis} onChange={setBasis} max={1000} required />
        <TextField label={say('desk.proactive.detail')} value={detail} onChange={setDetail} max={4000} />
        <Field label={say('desk.proactive.follow_up')} hint={say('desk.proactive.follow_up.hint')}>
          {(control) => <Input {...control} type="date" value={day} onChange={(event) => setDay(event.target.value)} />}
        </Field>
      </div>
    </Modal>
  );
}
