/** What is opened of a person is opened with a reason, and both are on record. */
import { Button, Input, Modal, type InputRef } from 'antd';
import { useId, useState } from 'react';
import type { WordKey } from '#contract/words/words.ts';
import type { ProblemError } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useFirst } from './first.ts';
import { Trouble } from './state.tsx';

export function WithReason({
  title,
  usual,
  error,
  busy,
  onClose,
  onReason,
}: {
  title: WordKey;
  usual: WordKey[];
  error: ProblemError | null;
  busy: boolean;
  onClose: () => void;
  onReason: (reason: string) => void;
}) {
  const { say } = useWords();
  const id = useId();
  const [reason, setReason] = useState('');
  const field = useFirst<InputRef>();
  return (
    <Modal
      open
      onCancel={onClose}
      title={say(title)}
      okText={say(title)}
      okButtonProps={{ disabled: reason.trim().length < 4, loading: busy }}
      onOk={() => onReason(reason.trim())}
    >
      {error && <Trouble error={error} />}
      <label htmlFor={id}>{say('desk.contact.why')}</label>
      <Input
        id={id}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={300}
        aria-describedby={`${id}-hint`}
        ref={field}
      />
      <p id={`${id}-hint`} className="hint">
        {say('desk.contact.recorded')}
      </p>
      <p className="usual">
        {usual.map((key) => (
          <Button key={key} size="small" onClick={() => setReason(say(key))}>
            {say(key)}
          </Button>
        ))}
      </p>
    </Modal>
  );
}
