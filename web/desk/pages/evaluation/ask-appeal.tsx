/** 提出申诉: a unit contests what counts against it. The fact stays; what is granted is counted out. */
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { askAppeal, figureTraces, listAppeals, type Appealable } from '#contract/evaluation.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, Field, TextField } from '../../parts/field.tsx';
import { Trouble } from '../../parts/state.tsx';

export function AskAppeal({
  caseId,
  number,
  traces,
  periodId,
  onClose,
}: {
  caseId: string;
  number: string;
  /** what may be contested here; a single one is not asked for */
  traces: readonly Appealable[];
  periodId: string | null;
  onClose: () => void;
}) {
  const { say } = useWords();
  const write = useWrite(askAppeal, { changes: [listAppeals, figureTraces] });
  const [chosen, choose] = useState<Appealable | null>(null);
  const [reason, setReason] = useState('');
  const [basis, setBasis] = useState('');
  const trace = chosen ?? (traces.length === 1 ? traces[0] : undefined);
  const ready = trace !== undefined && reason.trim().length >= 5;
  const send = () =>
    trace &&
    write.mutate(
      {
        body: {
          caseId,
          trace,
          reason: reason.trim(),
          periodId,
          ...(basis.trim() ? { basis: basis.trim() } : {}),
        },
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      title={`${say('desk.periods.appeal')} · ${number}`}
      onCancel={onClose}
      onOk={send}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={write.isPending}
    >
      <div className="stack">
        {write.error && <Trouble error={write.error} />}
        {traces.length > 1 && (
          <Choice
            label={say('desk.appeals.what')}
            name="trace"
            value={trace ?? null}
            onChange={choose}
            options={traces.map((value) => ({ value, label: say(`trace.${value}`) }))}
          />
        )}
        <TextField
          label={say('desk.appeals.reason')}
          value={reason}
          onChange={setReason}
          max={2000}
          rows={4}
          required
        />
        <Field label={say('desk.papers.basis')}>
          {(control) => (
            <Input {...control} value={basis} maxLength={500} onChange={(event) => setBasis(event.target.value)} />
          )}
        </Field>
      </div>
    </Modal>
  );
}
