/** Ending a post or an appointment: the last day is asked for, because it still counts. */
import { Input, Modal } from 'antd';
import { useState } from 'react';
import type { ProblemError } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field } from './field.tsx';
import { dayOf } from './local.ts';
import { Trouble } from './state.tsx';

export function LastDay({
  title,
  okText,
  fromOn,
  busy,
  error,
  onEnd,
  onClose,
}: {
  title: string;
  okText: string;
  fromOn: string;
  busy: boolean;
  error: ProblemError | null;
  onEnd: (toOn: string) => void;
  onClose: () => void;
}) {
  const { say } = useWords();
  const [toOn, setToOn] = useState(() => {
    const today = dayOf(new Date());
    return today < fromOn ? fromOn : today;
  });
  return (
    <Modal
      open
      title={title}
      okText={okText}
      okButtonProps={{ disabled: toOn < fromOn, loading: busy }}
      onOk={() => onEnd(toOn)}
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
      </div>
    </Modal>
  );
}
