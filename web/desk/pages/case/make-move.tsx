/**
 * One move of one case being made: on the version one looked at, with the ticks of its checklist. If somebody was faster, it is
 * told at once who did what meanwhile, and nothing that was typed is lost; who then sends it has read so. The case page and the approvals inbox make moves by it.
 */
import { App } from 'antd';
import { useState } from 'react';
import {
  countCases,
  countProblems,
  getCase,
  listCases,
  listPapers,
  listProblems,
  moveCase,
  nearbyCases,
  notUndoable,
  type CaseDetail,
  type MoveInput,
  type MoveName,
} from '#contract/cases.ts';
import { listReports } from '#contract/intake.ts';
import { useWrite, type ProblemError } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useUndo } from '../../undo.tsx';
import { useWho } from '../../who.tsx';
import { factsSince } from './faster.tsx';
import { moveForms } from './forms.tsx';

type Then = 'stay' | 'next';
export type Making = {
  send: (input: MoveInput, then: Then) => void;
  /** a form is opened (or closed): what is looked at now is what the move will be made on */
  reset: () => void;
  /** no form is open any more */
  leave: () => void;
  ticked: readonly string[];
  tick: (item: string, on: boolean) => void;
  /** the move that is on its way */
  sending: MoveName | undefined;
  error: ProblemError | null;
  /** what others did since the version that was looked at; null while nobody was faster */
  since: CaseDetail['timeline'] | null;
};

/** `atOnce`: in a list that loses this line by the move, nobody would be there any more to hear that it was made. */
export function useMove(detail: CaseDetail, onMade: (move: MoveName, then: Then) => void, atOnce = false): Making {
  const { say } = useWords();
  const { message } = App.useApp();
  const who = useWho();
  const offer = useUndo();
  /** the last fact that was read when the form was opened */
  const [looked, setLooked] = useState<number | null>(null);
  const [ticked, setTicked] = useState<string[]>([]);
  const write = useWrite(moveCase, {
    changes: [getCase, listCases, countCases, listReports, nearbyCases, listPapers, listProblems, countProblems],
    onWritten: (moved, { body }) => {
      const { move } = body.input;
      const words = say('desk.moved', { move: say(`case.move.${move}`), state: say(`case.state.${moved.state}`) });
      if (!offer(moved, move, words)) void message.success(words);
      if (atOnce) onMade(move, 'stay');
    },
  });
  const { id, version } = detail.case;
  const latest = detail.timeline.at(-1)?.n ?? 0;
  const since = looked === null ? [] : factsSince(detail, looked);
  return {
    send: (input, then) => {
      if (looked === null) setLooked(latest);
      const ticks = ticked.length > 0 ? { ticked } : {};
      write.mutate(
        { params: { caseId: id }, body: { version, postId: who.postFor(input.move), ...ticks, input } },
        {
          onSuccess: () => {
            setLooked(null);
            setTicked([]);
            if (!atOnce) onMade(input.move, then);
          },
        },
      );
    },
    reset: () => {
      write.reset();
      setTicked([]);
      setLooked(latest);
    },
    leave: () => setLooked(null),
    ticked,
    tick: (item, on) => setTicked((before) => (on ? [...before, item] : before.filter((one) => one !== item))),
    sending: write.isPending ? write.variables.body?.input.move : undefined,
    error: write.error,
    since: since.length > 0 && !write.isPending ? since : null,
  };
}

export const checklistOf = (detail: CaseDetail, move: MoveName) =>
  detail.moves.find((one) => one.move === move)?.checklist ?? [];

/** 撤回: whether the move can be taken back, or why it stands. */
const undoWord = (move: MoveName) =>
  move in notUndoable
    ? (`desk.undo.not.${notUndoable[move as keyof typeof notUndoable]}` as const)
    : ('desk.undo.may' as const);

/** What must be ticked, and the form of the move. */
export function MoveInHand({
  detail,
  move,
  making,
  hasNext,
  onCancel,
}: {
  detail: CaseDetail;
  move: MoveName;
  making: Making;
  hasNext: boolean;
  onCancel?: () => void;
}) {
  const { say } = useWords();
  const checklist = checklistOf(detail, move);
  const Form = moveForms[move];
  return (
    <>
      <p className="hint undo-hint">{say(undoWord(move))}</p>
      {checklist.length > 0 && (
        <fieldset className="choice">
          <legend>{say('desk.rule.checklist')}</legend>
          {checklist.map(({ id, label }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={making.ticked.includes(id)}
                onChange={({ target }) => making.tick(id, target.checked)}
              />{' '}
              {label}
            </label>
          ))}
        </fieldset>
      )}
      <Form
        key={move}
        detail={detail}
        sender={{
          send: making.send,
          ...(onCancel ? { cancel: onCancel } : {}),
          busy: making.sending !== undefined,
          error: making.error,
          hasNext,
        }}
      />
    </>
  );
}
