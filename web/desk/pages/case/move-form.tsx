/** The frame of a move's form: its fields, what the server refused, and the two ways to send it. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { CaseDetail, MoveInput } from '#contract/cases.ts';
import type { ProblemError } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { Trouble } from '../../parts/state.tsx';

export type Sender = {
  send: (input: MoveInput, then: 'stay' | 'next') => void;
  cancel?: () => void;
  busy: boolean;
  error: ProblemError | null;
  hasNext: boolean;
};
export type MoveFormProps = { detail: CaseDetail; sender: Sender };

/** `input` is the move as it would be sent; null while something needed is missing. */
export function MoveForm({
  sender,
  input,
  children,
  danger = false,
}: {
  sender: Sender;
  input: MoveInput | null;
  children?: ReactNode;
  danger?: boolean;
}) {
  const { say } = useWords();
  const send = (then: 'stay' | 'next') => input && !sender.busy && sender.send(input, then);
  useKeys([{ key: 'Ctrl+Enter', label: say('desk.submit'), run: () => void send('stay') }]);
  return (
    <form
      className="stack move-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send('stay');
      }}
    >
      {children}
      {sender.error && sender.error.problem.code !== 'thing.stale' && <Trouble error={sender.error} />}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" danger={danger} disabled={!input} loading={sender.busy}>
          {say('desk.submit')}
        </Button>
        {sender.hasNext && (
          <Button disabled={!input || sender.busy} onClick={() => void send('next')}>
            {say('desk.submit_next')}
          </Button>
        )}
        {sender.cancel && (
          <Button type="text" onClick={sender.cancel}>
            {say('common.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** A text that leaves the house: marked, so that nobody writes to a colleague in it. */
export function ToReporter({ children }: { children: ReactNode }) {
  const { say } = useWords();
  return (
    <div className="to-reporter">
      <p className="to-reporter-mark">{say('desk.to_reporter')}</p>
      {children}
    </div>
  );
}
