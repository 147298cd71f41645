/** Keys that the house gives away: shown once, kept by nobody here, and ended when asked twice. */
import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Alert, Button, Modal, Popconfirm } from 'antd';
import { useState, type ReactNode } from 'react';
import { copy } from '#web/kit/copy.ts';
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
      {shown !== null && <Copied key={shown} text={shown} />}
      {children}
    </Modal>
  );
}

/** The text as it is, and a button that says whether it could be copied. */
function Copied({ text }: { text: string }) {
  const { say } = useWords();
  const [done, tell] = useState<boolean>();
  return (
    <div>
      <code className="key">{text}</code>
      <p>
        <Button
          icon={done ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
          onClick={() => void copy(text).then(tell)}
        >
          {say('common.copy')}
        </Button>{' '}
        <output>{done !== undefined && say(done ? 'common.copied' : 'common.copy_failed')}</output>
      </p>
    </div>
  );
}

/** Ended by somebody else meanwhile, it says so beside what it is by now. */
export function EndKey({
  name,
  ended,
  word,
  sure,
  end,
  onEnd,
}: {
  name: string;
  /** since when, in words; null while it opens something */
  ended: string | null;
  word: string;
  sure: string;
  end: { isPending: boolean; error: unknown };
  onEnd: () => void;
}) {
  const { say } = useWords();
  return (
    <>
      {ended ?? (
        <Popconfirm title={sure} okText={word} cancelText={say('common.cancel')} onConfirm={onEnd}>
          <Button size="small" loading={end.isPending} aria-label={`${word} ${name}`}>
            {word}
          </Button>
        </Popconfirm>
      )}
      {end.error !== null && <Trouble error={end.error} />}
    </>
  );
}
