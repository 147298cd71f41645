/** 来电: what rings, whom one speaks with, and what is done with it: handed over warm, diverted, ended. Beside the form of 受理台. */
import { App, Button, Modal, Segmented, Select } from 'antd';
import { useRef, useState } from 'react';
import {
  beAtPhones,
  callOutcomes,
  divertCall,
  endCall,
  listCalls,
  listLines,
  offerCall,
  rehearseCall,
  takeBackCall,
  type CallDraft,
  type PhoneCall,
} from '#contract/lines.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { isWordKey } from '#contract/words/words.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { lineNameOf, rings, Ringing } from '../../call-pop.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { ColleaguePicker } from '../../parts/pickers.tsx';
import { Trouble } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';

type Lists = ReplyOf<typeof listCalls>;

export function Calls({ lists, speaking, draft }: { lists: Lists; speaking: PhoneCall | undefined; draft: CallDraft }) {
  const { say } = useWords();
  const { me } = useWho();
  const ringing = lists.calls.filter(rings);
  return (
    <Section title={say('desk.calls')} extra={me.demo && <Rehearse />}>
      <div className="stack">
        <AtPhones since={lists.atPhonesSince} />
        {ringing.length > 0 && <Ringing calls={ringing} />}
        {speaking && <Speaking key={speaking.id} call={speaking} draft={draft} />}
        {ringing.length === 0 && !speaking && (
          <p className="hint">
            {say('desk.calls.quiet')} · {say('desk.calls.quiet.hint')}
          </p>
        )}
        {lists.ended.length > 0 && <Today calls={lists.ended} />}
      </div>
    </Section>
  );
}

/** 坐席签入签出: whoever is at the telephones hears what rings. */
function AtPhones({ since }: { since: string | null }) {
  const { say, time } = useWords();
  const write = useWrite(beAtPhones, { changes: [listCalls] });
  return (
    <div className="call-phones">
      <span className={since ? undefined : 'hint'}>
        {since ? say('desk.calls.phones.since', { time: time(since).slice(11) }) : say('desk.calls.phones.not')}
      </span>
      <Button size="small" loading={write.isPending} onClick={() => write.mutate({ body: { there: since === null } })}>
        {say(since ? 'desk.calls.phones.leave' : 'desk.calls.phones.join')}
      </Button>
      {write.error && <Trouble error={write.error} />}
    </div>
  );
}

function Speaking({ call, draft }: { call: PhoneCall; draft: CallDraft }) {
  const { say, lang, time } = useWords();
  const { message } = App.useApp();
  const lines = useRead(listLines, { query: {} }, { staleMs: 60_000 }).data?.lines ?? [];
  const [handing, hand] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  // The dialog is gone at once; the keyboard goes back to where it was opened.
  const handed = () => {
    hand(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const changes = [listCalls];
  // The line may tell that it is over before the answer does, and take this off the page.
  const divert = useWrite(divertCall, {
    changes,
    onWritten: (_call, { body }) => {
      const number = lines.find(({ id }) => id === body.lineId)?.divertTo ?? '';
      void message.success(say('desk.calls.diverted', { number }));
    },
  });
  const back = useWrite(takeBackCall, { changes });
  const end = useWrite(endCall, { changes, onWritten: () => void message.success(say('desk.calls.ended')) });
  const params = { callId: call.id };
  const emergencies = lines.filter(({ divertTo, id }) => divertTo !== null && id !== call.line.id);
  const error = divert.error ?? back.error ?? end.error;
  const to = (lineId: string) => divert.mutate({ params, body: { lineId } });
  return (
    <section className="call-speaking" aria-label={say('desk.calls.speaking')}>
      <p>
        <em className="tag tag-green">{say('desk.calls.speaking')}</em>{' '}
        <strong>
          {call.line.number} {lineNameOf(lang, call.line)}
        </strong>{' '}
        <span className="num">{call.caller ?? say('desk.calls.withheld')}</span>{' '}
        <small>{time(call.takenAt ?? call.rangAt)}</small>
      </p>
      {call.line.purpose && <p className="hint">{call.line.purpose}</p>}
      {call.hungUpAt && <output className="call-note">{say('desk.calls.hung_up')}</output>}
      {call.state === 'offered' && (
        <output className="call-note">{say('desk.calls.waiting', { name: call.offeredTo })}</output>
      )}
      {error && <Trouble error={error} />}
      <div className="call-acts">
        {call.state === 'offered' ? (
          <Button loading={back.isPending} onClick={() => back.mutate({ params, body: {} })}>
            {say('desk.calls.take_back')}
          </Button>
        ) : (
          <Button ref={opener} onClick={() => hand(true)}>
            {say('desk.calls.transfer')}
          </Button>
        )}
        <Button loading={end.isPending} onClick={() => end.mutate({ params, body: {} })}>
          {say('desk.calls.end')}
        </Button>
      </div>
      {(emergencies.length > 0 || call.line.divertTo) && (
        <section className="call-acts" aria-label={say('desk.calls.divert.title')}>
          {[...(call.line.divertTo ? [call.line] : []), ...emergencies].map((line) => (
            <Button
              key={line.id}
              danger
              loading={divert.isPending}
              title={lineNameOf(lang, line)}
              onClick={() => to(line.id)}
            >
              {say('desk.calls.divert', { number: line.divertTo! })}
            </Button>
          ))}
        </section>
      )}
      <Record call={call} />
      {handing && <HandOver call={call} draft={draft} onClose={handed} />}
    </section>
  );
}

/** 转接: with what was written, to a colleague or a line that is answered now. */
function HandOver({ call, draft, onClose }: { call: PhoneCall; draft: CallDraft; onClose: () => void }) {
  const { say, lang } = useWords();
  const { message } = App.useApp();
  const { me } = useWho();
  const lines = useRead(listLines, { query: {} }, { staleMs: 60_000 }).data?.lines ?? [];
  const [way, setWay] = useState<'person' | 'line'>('person');
  const [post, setPost] = useState<'receiver' | 'duty_officer'>('duty_officer');
  const [personId, setPerson] = useState<string | undefined>();
  const [lineId, setLine] = useState<string | undefined>();
  const write = useWrite(offerCall, { changes: [listCalls] });
  const open = lines.filter((line) => line.open && line.divertTo === null && line.id !== call.line.id);
  const ready = way === 'person' ? personId !== undefined && personId !== me.personId : lineId !== undefined;
  return (
    <Modal
      open
      title={say('desk.calls.transfer')}
      onCancel={onClose}
      okText={say('desk.calls.transfer')}
      okButtonProps={{ disabled: !ready, loading: write.isPending }}
      onOk={() =>
        write.mutate(
          { params: { callId: call.id }, body: { ...(way === 'person' ? { personId } : { lineId }), draft } },
          {
            onSuccess: () => {
              void message.success(say('desk.calls.transferred'));
              onClose();
            },
          },
        )
      }
    >
      <div className="stack">
        <p className="hint">{say('desk.calls.transfer.hint')}</p>
        {write.error && <Trouble error={write.error} />}
        <Segmented
          aria-label={say('desk.calls.transfer')}
          value={way}
          onChange={setWay}
          options={(['person', 'line'] as const).map((value) => ({
            value,
            label: say(`desk.calls.transfer.${value}`),
          }))}
        />
        {way === 'person' ? (
          <>
            <Segmented
              aria-label={say('desk.calls.transfer.person')}
              value={post}
              onChange={(next) => {
                setPost(next);
                setPerson(undefined);
              }}
              options={(['duty_officer', 'receiver'] as const).map((value) => ({ value, label: say(`post.${value}`) }))}
            />
            <Field label={say('desk.calls.transfer.person')} required>
              {(control) => <ColleaguePicker id={control.id} post={post} value={personId} onChange={setPerson} />}
            </Field>
          </>
        ) : (
          <Field label={say('desk.calls.transfer.line')} required>
            {(control) => (
              <Select
                id={control.id}
                value={lineId}
                onChange={setLine}
                className="wide"
                options={open.map((line) => ({ value: line.id, label: `${line.number} ${lineNameOf(lang, line)}` }))}
              />
            )}
          </Field>
        )}
      </div>
    </Modal>
  );
}

/** Who did what with it, and when: both sides of a transfer read the same. */
function Record({ call }: { call: PhoneCall }) {
  const { say, time } = useWords();
  return (
    <details>
      <summary>{say('desk.calls.record')}</summary>
      <ol className="call-steps">
        {call.steps.map((step) => {
          const word = `fact.${step.kind}`;
          return (
            <li key={`${step.kind}${step.at}`}>
              <small>{time(step.at)}</small> {isWordKey(word) ? say(word) : step.kind} {step.to}{' '}
              <span className="faint">{step.by}</span>
            </li>
          );
        })}
      </ol>
    </details>
  );
}

function Today({ calls }: { calls: PhoneCall[] }) {
  const { say, lang, time } = useWords();
  return (
    <details>
      <summary>{say('desk.calls.today')}</summary>
      <ul className="call-steps">
        {calls.map((call) => {
          const outcome = callOutcomes.find((one) => one === call.outcome);
          return (
            <li key={call.id}>
              <small>{time(call.rangAt)}</small> {call.line.number} {lineNameOf(lang, call.line)}{' '}
              {outcome && <em className="tag">{say(`desk.calls.outcome.${outcome}`)}</em>} {call.divertedTo}
              <Record call={call} />
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** In the demonstration nobody dials: a call of nobody's comes in on the line that is chosen. */
function Rehearse() {
  const { say, lang } = useWords();
  const lines = useRead(listLines, { query: {} }, { staleMs: 60_000 }).data?.lines ?? [];
  const [lineId, choose] = useState<string | undefined>();
  const write = useWrite(rehearseCall, { changes: [listCalls] });
  const chosen = lineId ?? lines[0]?.id;
  if (!chosen) return null;
  return (
    <span className="call-rehearse">
      <Select
        size="small"
        aria-label={say('desk.nav.lines')}
        value={chosen}
        onChange={choose}
        popupMatchSelectWidth={false}
        options={lines.map((line) => ({ value: line.id, label: `${line.number} ${lineNameOf(lang, line)}` }))}
      />
      <Button size="small" loading={write.isPending} onClick={() => write.mutate({ body: { lineId: chosen } })}>
        {say('desk.calls.rehearse')}
      </Button>
    </span>
  );
}
