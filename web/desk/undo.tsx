/**
 * 撤回: what has just been done can be taken back for ten seconds, also from the next case one has gone on to. The offer counts down, and a
 * key takes it; whether it is still possible the server decides.
 */
import { useQueryClient } from '@tanstack/react-query';
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
import { uuidv7 } from '#contract/ids.ts';
import { call, wordsOf } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from './keys.tsx';

/** True when an offer was made: then what was done has been said, too. Several cases moved at once are taken back at once, each as far as it can be. */
type Offer = (moved: CaseRow | readonly CaseRow[], move: MoveName, words: string) => boolean;
const UndoContext = createContext<Offer>(() => false);
export const useUndo = (): Offer => use(UndoContext);

const key = 'undo';
/** Which of many could not be taken back is read for longer than that all were. */
const toldMs = 12_000;

/** A few at a time; the first that was moved has the least time left and goes first. */
async function takeAllBack(rows: readonly CaseRow[]) {
  const taken: CaseRow[] = [];
  const refused: { row: CaseRow; error: unknown }[] = [];
  for (let n = 0; n < rows.length; n += 5)
    // oxlint-disable-next-line no-await-in-loop
    await Promise.all(
      rows.slice(n, n + 5).map((row) =>
        call(takeBack, { params: { caseId: row.id }, body: { id: uuidv7(), version: row.version } }).then(
          (back) => taken.push(back),
          (error: unknown) => refused.push({ row, error }),
        ),
      ),
    );
  return [taken, refused] as const;
}

export function UndoProvider({ children }: { children: ReactNode }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [offered, setOffered] = useState<{ rows: readonly CaseRow[]; words: string; until: number } | null>(null);
  const cache = useQueryClient();
  const over = useCallback(() => {
    setOffered(null);
    message.destroy(key);
  }, [message]);
  const take = useCallback(async () => {
    if (!offered) return;
    over();
    const [taken, refused] = await takeAllBack(offered.rows);
    for (const changed of [getCase, listCases, countCases, nearbyCases])
      void cache.invalidateQueries({ queryKey: [changed.id] });
    const [one] = taken;
    const [why] = refused;
    if (why === undefined)
      void message.success(
        one && taken.length === 1
          ? say('desk.undo.done', { number: one.number, state: say(`case.state.${one.state}`) })
          : say('desk.undo.done_all', { n: taken.length }),
      );
    else if (offered.rows.length === 1) void message.error(wordsOf(why.error));
    else
      void message.warning(
        say('desk.undo.done_some', {
          n: taken.length,
          rest: refused.map(({ row }) => row.number).join(say('common.comma')),
          why: wordsOf(why.error),
        }),
        toldMs / 1_000,
      );
  }, [offered, over, cache, message, say]);
  useKeys(offered ? [{ key: 'u', label: say('desk.undo'), run: () => void take() }] : []);

  const offer = useCallback<Offer>((moved, move, words) => {
    const to = moves[move].to as readonly string[];
    // What went on by itself from there is no longer where the move had led.
    const rows = [moved].flat().filter(({ state }) => to.includes('same') || to.includes(state));
    const fits = (undoable as readonly MoveName[]).includes(move) && rows.length > 0;
    if (fits) setOffered({ rows, words, until: Date.now() + undoMs });
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
            <Button size="small" onClick={() => void take()} aria-keyshortcuts="u">
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
