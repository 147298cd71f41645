/** What a reporter may do by receipt: rate, reply, say that it is not solved, withdraw. Each answers with the new state. */
import { useState, type FormEvent } from 'react';
import {
  rateAnswer,
  readReceipt,
  replyToAnswer,
  thankWorker,
  withdrawReport,
  type ReceiptView,
} from '#contract/intake.ts';
import { useWrite, wordsOf } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { Choice, Field } from '#web/kit/ui/field.tsx';
import { Trouble, useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';

type Write = { params: { number: string }; headers: Record<string, string> };
const changes = [readReceipt];

export function AnswerActions({ view, write }: { view: ReceiptView; write: Write }) {
  const { say } = useWords();
  const [open, setOpen] = useState<'rate' | 'reply' | 'unsolved' | 'thank' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      {view.rating && (
        <p className="found__in">
          {say('public.rate.given', {
            solved: say(view.rating.solved ? 'public.rate.solved_yes' : 'public.rate.solved_no'),
            satisfied: say(view.rating.satisfied ? 'public.rate.satisfied_yes' : 'public.rate.satisfied_no'),
          })}
        </p>
      )}
      {view.thanks && <p className="found__in">{say('public.thank.said', { text: view.thanks })}</p>}
      <div className="row">
        {view.mayRate && (
          <Button tone="primary" onClick={() => setOpen('rate')}>
            {say('public.rate.open')}
          </Button>
        )}
        {view.mayReply && <Button onClick={() => setOpen('reply')}>{say('public.reply.open')}</Button>}
        {view.mayReply && <Button onClick={() => setOpen('unsolved')}>{say('public.unsolved.open')}</Button>}
        {view.mayThank && <Button onClick={() => setOpen('thank')}>{say('public.thank.open')}</Button>}
      </div>
      <Dialog open={open === 'thank'} onClose={close} title={say('public.thank.title')}>
        <ThankForm write={write} onDone={close} />
      </Dialog>
      <Dialog open={open === 'rate'} onClose={close} title={say('public.rate.title')}>
        <RateForm write={write} onDone={(solved) => setOpen(solved ? null : 'unsolved')} />
      </Dialog>
      <Dialog
        open={open === 'reply' || open === 'unsolved'}
        onClose={close}
        title={say(open === 'unsolved' ? 'public.unsolved.title' : 'public.reply.title')}
      >
        <ReplyForm key={open} write={write} unsolved={open === 'unsolved'} onDone={close} />
      </Dialog>
    </>
  );
}

function RateForm({ write, onDone }: { write: Write; onDone: (solved: boolean) => void }) {
  const { say } = useWords();
  const tell = useNotices();
  const rate = useWrite(rateAnswer, { changes });
  const [solved, setSolved] = useState<'yes' | 'no' | null>(null);
  const [satisfied, setSatisfied] = useState<'yes' | 'no' | null>(null);
  const [asked, setAsked] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!solved || !satisfied) return;
    try {
      await rate.mutateAsync({ ...write, body: { solved: solved === 'yes', satisfied: satisfied === 'yes' } });
      tell(say('public.rate.thanks'));
      onDone(solved === 'yes');
    } catch {
      // said below (rate.error)
    }
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Choice
        compact
        legend={say('public.rate.solved')}
        value={solved}
        onChange={setSolved}
        error={asked && !solved ? say('public.rate.choose') : undefined}
        options={[
          { value: 'yes', label: say('public.rate.solved_yes') },
          { value: 'no', label: say('public.rate.solved_no') },
        ]}
      />
      <Choice
        compact
        legend={say('public.rate.satisfied')}
        value={satisfied}
        onChange={setSatisfied}
        error={asked && !satisfied ? say('public.rate.choose') : undefined}
        options={[
          { value: 'yes', label: say('public.rate.satisfied_yes') },
          { value: 'no', label: say('public.rate.satisfied_no') },
        ]}
      />
      {rate.error && <Trouble title={wordsOf(rate.error)} />}
      <Button type="submit" tone="primary" busy={rate.isPending}>
        {say('public.rate.send')}
      </Button>
    </form>
  );
}

function ReplyForm({ write, unsolved, onDone }: { write: Write; unsolved: boolean; onDone: () => void }) {
  const { say } = useWords();
  const tell = useNotices();
  const reply = useWrite(replyToAnswer, { changes });
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!text.trim()) return;
    try {
      await reply.mutateAsync({ ...write, body: { text: text.trim(), unsolved } });
      tell(say(unsolved ? 'public.unsolved.sent' : 'public.reply.sent'));
      onDone();
    } catch {
      // said below (reply.error)
    }
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      {unsolved && <p>{say('public.unsolved.text')}</p>}
      <Field
        label={say(unsolved ? 'public.unsolved.words' : 'public.reply.words')}
        need="required"
        error={asked && !text.trim() ? say('public.reply.lacks') : undefined}
      >
        {(wired) => (
          <textarea
            {...wired}
            className="input"
            rows={4}
            maxLength={2000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {reply.error && <Trouble title={wordsOf(reply.error)} />}
      <Button type="submit" tone="primary" busy={reply.isPending}>
        {say(unsolved ? 'public.unsolved.send' : 'public.reply.send')}
      </Button>
    </form>
  );
}

function ThankForm({ write, onDone }: { write: Write; onDone: () => void }) {
  const { say } = useWords();
  const tell = useNotices();
  const thank = useWrite(thankWorker, { changes });
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!text.trim()) return;
    thank.mutate(
      { ...write, body: { text: text.trim() } },
      {
        onSuccess: () => {
          tell(say('public.thank.sent'));
          onDone();
        },
      },
    );
  };
  return (
    <form noValidate onSubmit={submit}>
      <p>{say('public.thank.text')}</p>
      <Field
        label={say('public.thank.words')}
        need="required"
        error={asked && !text.trim() ? say('public.thank.lacks') : undefined}
      >
        {(wired) => (
          <textarea
            {...wired}
            className="input"
            rows={3}
            maxLength={300}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {thank.error && <Trouble title={wordsOf(thank.error)} />}
      <Button type="submit" tone="primary" busy={thank.isPending}>
        {say('public.thank.send')}
      </Button>
    </form>
  );
}

export function WithdrawAction({ write }: { write: Write }) {
  const { say } = useWords();
  const tell = useNotices();
  const withdraw = useWrite(withdrawReport, { changes });
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!reason.trim()) return;
    try {
      await withdraw.mutateAsync({ ...write, body: { reason: reason.trim() } });
      tell(say('public.withdraw.done'));
      setOpen(false);
    } catch {
      // said below (withdraw.error)
    }
  };
  return (
    <div className="withdraw">
      <Button tone="danger" onClick={() => setOpen(true)}>
        {say('public.withdraw.open')}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={say('public.withdraw.title')}>
        <form noValidate onSubmit={(event) => void submit(event)}>
          <p>{say('public.withdraw.text')}</p>
          <Field
            label={say('public.withdraw.reason')}
            need="required"
            error={asked && !reason.trim() ? say('public.withdraw.lacks') : undefined}
          >
            {(wired) => (
              <textarea
                {...wired}
                className="input"
                rows={3}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          {withdraw.error && <Trouble title={wordsOf(withdraw.error)} />}
          <div className="row">
            <Button type="submit" tone="danger" busy={withdraw.isPending}>
              {say('public.withdraw.send')}
            </Button>
            <Button onClick={() => setOpen(false)}>{say('common.cancel')}</Button>
          </div>
        </form>
      </Dialog>
    </div>
  );
}
