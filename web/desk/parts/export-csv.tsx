/** Every list can be taken away as it is shown: the button says how many rows, and is greyed while there are none. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useWords } from '#web/kit/words.tsx';

export function ExportCsv({ n, onSave }: { n: number; onSave: () => void }) {
  const { say } = useWords();
  return (
    <Button icon={<DownloadOutlined aria-hidden />} onClick={onSave} disabled={n === 0}>
      {say('desk.export', { n })}
    </Button>
  );
}
