/** Prints what is shown; desk.css leaves out the frame and the ways to change it. */
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useWords } from '#web/kit/words.tsx';

export function PrintButton() {
  const { say } = useWords();
  return (
    <Button className="no-print" icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
      {say('desk.print')}
    </Button>
  );
}
