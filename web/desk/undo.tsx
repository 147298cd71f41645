/**
 * 撤回: what has just been done can be taken back for ten seconds, also from the next case one has gone on to. The offer counts down, and a
 * key takes it; whether it is still possible the server decides.
 */
import { App, Button } from 'antd';
import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';
import {
  countCases,
  getCase,
  listCases,
  moves,
  nearbyCases,
  takeBack,
  undoable,
  undoMs,
  type CaseRow,
  type MoveName,
} from '#contract/cases.ts';
import { useWrite, wordsOf } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from './keys.tsx';

/** True when an offer was made: then what was done has been said, too. */
type Offer = (moved: CaseRow, move: MoveName, words: string) => boolean;
const UndoContext = createContext<Offer>(() => false);
export const useUndo = (): Offer => use(UndoContext);

const key = 'undo';

export function UndoProvider({ children }: { children: ReactNode }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [offered, setOffered] = useState<{ row: CaseRow; words: string; until: number } | null>(null);
  const write = useWrite(takeBack, {
    changes: [getCase, listCases, countCases, nearbyCases],
    onWritten: (row) =>
      void message.success(say('desk.undo.done', { number: row.number, state: say(`case.state.${row.state}`) })),
  });
  const { mutate } = write;
  const over = useCallback(() => {
    setOffered(null);
    message.destroy(key);
  }, [message]);
  const take = useCallback(() => {
    if (!offered) return;
    over();
    const { id, version } = offered.row;
    mutate({ params: { caseId: id }, body: { version } }, { onError: (error) => void message.error(wordsOf(error)) });
  }, [offered, over, mutate, message]);
  useKeys(offered ? [{ key: 'u', label: say('desk.undo'), run: take }] : []);

  const offer = useCallback<Offer>((row, move, words) => {
    // What went on by itself from there is no longer where the move had led.
    const fits =
      (undoable as readonly MoveName[]).includes(move) && (moves[move].to as readonly string[]).includes(row.state);
    if (fits) setOffered({ row, words, until: Date.now() + undoMs });
    return fits;
  }, []);

  useEffect(() => {
    if (!offered) return undefined;
    const tell = () => {
      const left = Math.ceil((offered.until - Date.now()) / 1_000);
      if (left <= 0) return over();
      return void message.open({
        key,
        type: 'success',
        duration: 0,
        content: (
          <span className="undo">
            {offered.words}{' '}
            <Button size="small" onClick={take} aria-keyshortcuts="u">
              {say('desk.undo.seconds', { n: left })} <kbd aria-hidden="true">u</kbd>
            </Button>
          </span>
        ),
      });
    };
    tell();
    const ticking = setInterval(tell, 1_000);
    return () => clearInterval(ticking);
  }, [offered, message, over, say, take]);

  return <UndoContext value={offer}>{children}</UndoContext>;
}
