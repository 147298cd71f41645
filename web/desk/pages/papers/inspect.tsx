/** 抽查: so many closed cases of a time, drawn by lot; whom it meets is decided by nobody. */
import { Button, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { drawInspection, listPapers } from '#contract/cases.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { dayOf, daysLater, endOf, startOf } from '../../parts/local.ts';
import { UnitPicker } from '../../parts/pickers.tsx';
import { Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';

export function Inspect() {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('desk.inspect')}</Button>
      {open && <Draw onClose={() => setOpen(false)} />}
    </>
  );
}

function Draw({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const write = useWrite(drawInspection, { changes: [listPapers] });
  const [of, put] = useState(() => {
    const today = dayOf(new Date());
    return { from: daysLater(today, -30), to: today, due: daysLater(today, 7) };
  });
  const [unitId, setUnitId] = useState<number | undefined>();
  const [n, setN] = useState(5);
  const [text, setText] = useState('');
  const drawn = write.data;
  const ready = text.trim().length > 1 && of.from <= of.to && of.from !== '' && of.due !== '';
  const send = () =>
    write.mutate({
      body: {
        from: startOf(of.from),
        to: endOf(of.to),
        n,
        due: endOf(of.due),
        text: text.trim(),
        ...(unitId === undefined ? {} : { unitId }),
      },
    });
  const date = (name: keyof typeof of, label: string) => (
    <Field label={label} required>
      {(control) => (
        <Input
          {...control}
          type="date"
          value={of[name]}
          onChange={(event) => put({ ...of, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Modal
      open
      title={say('desk.inspect')}
      width={560}
      onCancel={onClose}
      onOk={drawn ? onClose : send}
      okText={say(drawn ? 'common.close' : 'desk.inspect')}
      okButtonProps={{ disabled: !drawn && !ready, loading: write.isPending }}
    >
      <div className="stack">
        {write.error && <Trouble error={write.error} />}
        {drawn ? (
          <output>
            {drawn.of === 0
              ? say('desk.inspect.none')
              : say('desk.inspect.drawn', { of: drawn.of, n: drawn.drawn.length })}
            <ul>
              {drawn.drawn.map((one) => (
                <li key={one.id}>
                  <Link className="number" to={paths.case(one.id)}>
                    {one.number}
                  </Link>
                </li>
              ))}
            </ul>
          </output>
        ) : (
          <>
            <p className="hint">{say('desk.inspect.hint')}</p>
            <div className="take-row">
              {date('from', say('desk.inspect.from'))}
              {date('to', say('desk.inspect.to'))}
            </div>
            <div className="take-row">
              <Field label={say('desk.col.lead')}>
                {(control) => <UnitPicker id={control.id} value={unitId} onChange={setUnitId} />}
              </Field>
              <Field label={say('desk.inspect.n')} required>
                {(control) => (
                  <InputNumber
                    {...control}
                    min={1}
                    max={50}
                    precision={0}
                    value={n}
                    onChange={(one) => setN(one ?? 1)}
                  />
                )}
              </Field>
              {date('due', say('desk.inspect.due'))}
            </div>
            <TextField label={say('desk.inspect.text')} value={text} onChange={setText} max={500} required />
          </>
        )}
      </div>
    </Modal>
  );
}
