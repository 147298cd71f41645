/** Prints what is shown; desk.css leaves out the frame and the ways to change it. */
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useWords } from '#web/kit/words.tsx';
import { wearForPaper } from '../theme.ts';

export function PrintButton() {
  const { say } = useWords();
  return (
    <Button className="no-print" icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
      {say('desk.print')}
    </Button>
  );
}

/** Before a page goes to paper it is drawn again in the light theme, and afterwards as it was: printing waits for no effect. */
export function useLightOnPaper(): void {
  const [, drawAgain] = useState(false);
  useEffect(() => {
    const wears = (onPaper: boolean) => () => {
      wearForPaper(onPaper);
      flushSync(() => drawAgain(onPaper));
    };
    const paper = matchMedia('print');
    const [before, after] = [wears(true), wears(false)];
    const changed = () => (paper.matches ? before : after)();
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    paper.addEventListener('change', changed);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
      paper.removeEventListener('change', changed);
    };
  }, []);
}
