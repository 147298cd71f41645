/** Ending a post or an appointment: the last day is asked for, because it still counts, and why, where the trail keeps it. */
import { Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import type { ProblemError } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from './field.tsx';
import { dayOf } from './local.ts';
import { Trouble } from './state.tsx';

export function LastDay({
  title,
  okText,
  fromOn,
  asksWhy = false,
  renderLeft,
  busy,
  error,
  onEnd,
  onClose,
}: {
  title: string;
  okText: string;
  fromOn: string;
  asksWhy?: boolean;
  /** what an end on this day leaves behind */
  renderLeft?: (toOn: string) => ReactNode;
  busy: boolean;
  error: ProblemError | null;
  onEnd: (toOn: string, reason: string) => void;
  onClose: () => void;
}) {
  const { say } = useWords();
  const [toOn, setToOn] = useState(() => {
    const today = dayOf(new Date());
    return today < fromOn ? fromOn : today;
  });
  const [reason, setReason] = useState('');
  const ready = toOn >= fromOn && (!asksWhy || reason.trim().length > 1);
  return (
    <Modal
      open
      title={title}
      okText={okText}
      okButtonProps={{ disabled: !ready, loading: busy }}
      onOk={() => onEnd(toOn, reason.trim())}
      onCancel={onClose}
    >
      <div className="stack">
        {error && <Trouble error={error} />}
        <Field label={say('desk.last_day')} hint={say('desk.last_day.hint')} required>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={toOn}
              min={fromOn}
              onChange={(event) => setToOn(event.target.value)}
              required
            />
          )}
        </Field>
        {asksWhy && (
          <TextField label={say('desk.last_day.why')} value={reason} onChange={setReason} max={300} rows={2} required />
        )}
        {toOn >= fromOn && renderLeft?.(toOn)}
      </div>
    </Modal>
  );
}
