/** Keys that the house gives away: shown once, kept by nobody here, and ended when asked twice. */
import { Alert, Button, Modal, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '#web/kit/words.tsx';
import { Trouble } from './state.tsx';

/** `shown` is null while there is nothing to show; it closes by its button only, not by a press beside it. */
export function ShownOnce({
  shown,
  title,
  warning,
  onClose,
  children,
}: {
  shown: string | null;
  title: string;
  warning: string;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { say } = useWords();
  return (
    <Modal
      open={shown !== null}
      title={title}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{say('desk.devices.key.kept')}</Button>}
      mask={{ closable: false }}
    >
      <Alert type="warning" showIcon title={warning} />
      <p>
        <code className="key">{shown}</code>
      </p>
      {children}
    </Modal>
  );
}

export function EndKey({
  name,
  word,
  sure,
  end,
  onEnd,
}: {
  name: string;
  word: string;
  sure: string;
  end: { isPending: boolean; error: unknown };
  onEnd: () => void;
}) {
  const { say } = useWords();
  return (
    <>
      <Popconfirm title={sure} okText={word} cancelText={say('common.cancel')} onConfirm={onEnd}>
        <Button size="small" loading={end.isPending} aria-label={`${word} ${name}`}>
          {word}
        </Button>
      </Popconfirm>
      {end.error !== null && <Trouble error={end.error} />}
    </>
  );
}
