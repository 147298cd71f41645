/** Moves of the command side and of the units: 派遣, 签收, 处置, 退单, 挂账, 催办, 自处理. */
import { useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { getCase } from '#contract/cases.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, Field, TextField } from '../../parts/field.tsx';
import { instantOf, wallOf } from '../../parts/local.ts';
import { PhotoTaker } from '../../parts/photos.tsx';
import { ColleaguePicker, ConditionChoice, UnitPicker, UnitsPicker, useMatters } from '../../parts/pickers.tsx';
import { postName } from '../../who.tsx';
import { MoveForm, type MoveFormProps } from './move-form.tsx';

/**
 * 派遣 is proposed from the responsibilities with reason and rule number, and confirmed by a person. Another unit than the
 * proposed one is chosen by hand: no rule number, and a reason of one's own.
 */
export function DispatchForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const { proposal } = detail;
  const [unitId, setUnitId] = useState<number | undefined>(proposal?.unit?.id);
  const [coUnitIds, setCoUnitIds] = useState<number[]>(proposal?.coUnits.map((unit) => unit.id) ?? []);
  const [reason, setReason] = useState(proposal?.unit ? proposal.reason.slice(0, 500) : '');
  const asProposed = proposal?.unit !== null && unitId === proposal?.unit?.id;
  // Another crew that the same line names is still a dispatch by that line; why this one is for the dispatcher to say.
  const byRule = unitId !== undefined && (proposal?.fitUnitIds.includes(unitId) ?? false);
  const choose = (next: number | undefined) => {
    setUnitId(next);
    if (proposal?.unit && next === proposal.unit.id) setReason(proposal.reason.slice(0, 500));
    else if (proposal && reason === proposal.reason.slice(0, 500)) setReason('');
  };
  return (
    <MoveForm
      sender={sender}
      input={
        unitId && reason.trim()
          ? {
              move: 'dispatch',
              unitId,
              coUnitIds: coUnitIds.filter((id) => id !== unitId),
              ruleNumber: byRule ? (proposal?.ruleNumber ?? null) : null,
              reason: reason.trim(),
            }
          : null
      }
    >
      <div className={proposal?.unit && !proposal.fallback ? 'proposal' : 'proposal proposal-open'}>
        {proposal?.unit ? (
          <p>
            {say('desk.dispatch.proposed')} <strong>{proposal.unit.name}</strong>{' '}
            {proposal.ruleNumber && <em className="tag tag-ink">{proposal.ruleNumber}</em>}
          </p>
        ) : (
          <p>
            <strong>{say('desk.dispatch.no_owner')}</strong>
          </p>
        )}
        {proposal && <small>{proposal.reason}</small>}
        {proposal && <Why lines={proposal.why} />}
      </div>
      <Field label={say('desk.dispatch.unit')} required>
        {(control) => <UnitPicker id={control.id} value={unitId} onChange={choose} />}
      </Field>
      <Field label={say('desk.dispatch.co')}>
        {(control) => <UnitsPicker id={control.id} value={coUnitIds} onChange={setCoUnitIds} />}
      </Field>
      <TextField
        label={say('desk.dispatch.reason')}
        hint={say(asProposed ? 'desk.dispatch.told' : 'desk.dispatch.by_hand')}
        value={reason}
        onChange={setReason}
        max={500}
        required
      />
    </MoveForm>
  );
}

/** What a proposal was weighed against. */
function Why({ lines }: { lines: readonly string[] }) {
  const { say } = useWords();
  if (lines.length === 0) return null;
  return (
    <details open>
      <summary>{say('desk.dispatch.why')}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <small>{line}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function SignForm({ sender }: MoveFormProps) {
  return <MoveForm sender={sender} input={{ move: 'sign' }} />;
}

export function AssignForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const proposed = detail.handProposal;
  const [personId, setPersonId] = useState<string | undefined>(proposed?.personId);
  return (
    <MoveForm sender={sender} input={personId ? { move: 'assign', personId } : null}>
      {proposed && (
        <div className="proposal">
          <p>
            {say('desk.assign.proposed')} <strong>{proposed.name}</strong>
          </p>
          <small>{proposed.reason}</small>
          <Why lines={proposed.others} />
        </div>
      )}
      <Field label={postName(say, 'handler')} required>
        {(control) => (
          <ColleaguePicker
            id={control.id}
            post="handler"
            {...(detail.case.lead ? { unitId: detail.case.lead.id } : {})}
            value={personId}
            onChange={setPersonId}
          />
        )}
      </Field>
    </MoveForm>
  );
}

function Proof({ detail }: Pick<MoveFormProps, 'detail'>) {
  const cache = useQueryClient();
  return (
    <PhotoTaker
      caseId={detail.case.id}
      purpose="after"
      onSent={() => void cache.invalidateQueries({ queryKey: [getCase.id] })}
    />
  );
}

export function HandBackForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [result, setResult] = useState('');
  return (
    <MoveForm sender={sender} input={result.trim() ? { move: 'hand_back', result: result.trim() } : null}>
      {detail.closing && <p className="hint">{say('desk.closing', { text: detail.closing })}</p>}
      <Proof detail={detail} />
      <TextField
        label={say('desk.hand_back.result')}
        value={result}
        onChange={setResult}
        max={2000}
        rows={4}
        required
        phrases="hand_back"
        matterId={detail.matterId}
      />
    </MoveForm>
  );
}

export function SelfHandleForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const { matterOf } = useMatters();
  const matter = matterOf(detail.matterId);
  const [conditionId, setConditionId] = useState<number | undefined>();
  const [result, setResult] = useState('');
  const proof = detail.photos.some((photo) => photo.purpose === 'after' && photo.state !== 'refused');
  return (
    <MoveForm
      sender={sender}
      input={conditionId && result.trim() ? { move: 'self_handle', conditionId, result: result.trim() } : null}
    >
      <ConditionChoice matter={matter} value={conditionId} onChange={(next) => setConditionId(next.id)} name="self" />
      {!proof && <p className="hint">{say('desk.self_handle.photo')}</p>}
      <Proof detail={detail} />
      <TextField
        label={say('desk.hand_back.result')}
        value={result}
        onChange={setResult}
        max={2000}
        required
        phrases="hand_back"
      />
    </MoveForm>
  );
}

export function AskReturnForm({ sender }: MoveFormProps) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  const [basis, setBasis] = useState('');
  const [suggested, setSuggested] = useState<number | undefined>();
  return (
    <MoveForm
      sender={sender}
      input={
        reason.trim()
          ? {
              move: 'ask_return',
              reason: reason.trim(),
              ...(basis.trim() ? { basis: basis.trim() } : {}),
              ...(suggested ? { suggestedUnitId: suggested } : {}),
            }
          : null
      }
    >
      <TextField
        label={say('desk.return.reason')}
        value={reason}
        onChange={setReason}
        max={2000}
        required
        phrases="ask_return"
        first
      />
      <TextField label={say('desk.return.basis')} value={basis} onChange={setBasis} max={500} rows={2} />
      <Field label={say('desk.return.suggested')}>
        {(control) => <UnitPicker id={control.id} value={suggested} onChange={setSuggested} />}
      </Field>
    </MoveForm>
  );
}

export function DecideReturnForm({ detail, sender }: MoveFormProps) {
  const { say, time } = useWords();
  const [accept, setAccept] = useState<'yes' | 'no' | null>(null);
  const [decision, setDecision] = useState('');
  const asked = detail.pendingReturn;
  return (
    <MoveForm
      sender={sender}
      input={
        accept && decision.trim()
          ? { move: 'decide_return', accept: accept === 'yes', decision: decision.trim() }
          : null
      }
    >
      {asked && (
        <blockquote className="quote">
          <header>{say('desk.return.asked', { unit: asked.unit.name, at: time(asked.askedAt) })}</header>
          <p>{asked.reason}</p>
          {asked.basis && (
            <p>
              {say('desk.return.basis')}: {asked.basis}
            </p>
          )}
          {asked.suggestedUnit && (
            <p>
              {say('desk.return.suggested')}: {asked.suggestedUnit.name}
            </p>
          )}
        </blockquote>
      )}
      <Choice
        label={say('desk.return.decide')}
        name="return"
        value={accept}
        onChange={setAccept}
        options={[
          { value: 'yes', label: say('desk.accepted'), hint: say('desk.return.accept.hint') },
          { value: 'no', label: say('desk.denied'), hint: say('desk.return.deny.hint') },
        ]}
      />
      <TextField label={say('desk.return.decision')} value={decision} onChange={setDecision} max={2000} required />
    </MoveForm>
  );
}

export function SuspendForm({ sender }: MoveFormProps) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [earliest] = useState(() => wallOf(new Date()));
  return (
    <MoveForm
      sender={sender}
      input={reason.trim() && until ? { move: 'suspend', reason: reason.trim(), until: instantOf(until) } : null}
    >
      <Field label={say('desk.suspend.until')} hint={say('desk.suspend.hint')} required>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            min={earliest}
            value={until}
            onChange={(event) => setUntil(event.target.value)}
            required
          />
        )}
      </Field>
      <TextField label={say('desk.suspend.reason')} value={reason} onChange={setReason} max={2000} required />
    </MoveForm>
  );
}

export function ResumeForm({ sender }: MoveFormProps) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  return (
    <MoveForm sender={sender} input={{ move: 'resume', ...(reason.trim() ? { reason: reason.trim() } : {}) }}>
      <TextField label={say('desk.resume.reason')} value={reason} onChange={setReason} max={500} rows={2} />
    </MoveForm>
  );
}

export function RemindForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [text, setText] = useState('');
  return (
    <MoveForm sender={sender} input={text.trim() ? { move: 'remind', text: text.trim() } : null}>
      <TextField
        label={say('desk.remind.text', { holder: detail.case.holder?.name })}
        value={text}
        onChange={setText}
        max={500}
        required
        phrases="remind"
        first
      />
    </MoveForm>
  );
}
