/** One item: what is known, the cases it came from, and the step that may come next. */
import { Button, Drawer, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  causeKinds,
  changeKinds,
  improvementSteps,
  listCauses,
  listImprovements,
  listRecurring,
  readImprovement,
  stepImprovement,
  type CauseKind,
  type ChangeKind,
  type Improvement,
  type ImprovementState,
  type ImprovementStep,
  type ImprovementStepName,
} from '#contract/improvement.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { FirstField } from '../../parts/first-field.tsx';
import { Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

export const tone: Record<ImprovementState, string> = {
  found: 'tag tag-amber',
  explained: 'tag tag-amber',
  changed: 'tag tag-blue',
  measured: 'tag tag-blue',
  closed: 'tag tag-green',
  dropped: 'tag',
};
const stepNames = Object.keys(improvementSteps) as ImprovementStepName[];

export function ItemDrawer({ item, onClose }: { item: Improvement; onClose: () => void }) {
  const { say, time } = useWords();
  const may = useWho().may('improvement.edit');
  const { data } = useRead(readImprovement, { params: { itemId: item.id } });
  const now = data?.item ?? item;
  const next = stepNames.filter((step) => (improvementSteps[step].from as readonly string[]).includes(now.state));
  const [step, setStep] = useState<ImprovementStepName | null>(null);
  const facts: [string, string | null][] = [
    [say('desk.improve.matter'), now.matterName],
    [say('desk.improve.area'), now.areaName],
    [say('desk.improve.cause'), now.causeKind && `${say(`improvement.cause.${now.causeKind}`)} · ${now.cause}`],
    [
      say('desk.improve.change'),
      now.changeKind &&
        `${say(`improvement.change.${now.changeKind}`)} · ${now.changeRef} · ${now.changeVersion}${say('common.colon')}${now.changeText}`,
    ],
    [
      say('desk.improve.result'),
      now.after === null
        ? now.measureAt && say('desk.improve.measure_at', { at: time(now.measureAt) })
        : `${say('desk.improve.measured', { before: now.before, after: now.after, days: now.measureDays })} ${now.result}`,
    ],
    [say('desk.improve.told'), now.publicZh],
  ];
  return (
    <Drawer open onClose={onClose} size={520} title={`${say('desk.improve.number', { n: now.number })} ${now.title}`}>
      <div className="stack">
        <FirstField />
        <p>
          <em className={tone[now.state]}>{say(`improvement.state.${now.state}`)}</em>{' '}
          <span className="hint">
            {now.ownerUnit} · {now.by} · {time(now.at)}
          </span>
        </p>
        <dl className="pairs">
          {facts
            .filter(([, told]) => told)
            .map(([name, told]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{told}</dd>
              </div>
            ))}
        </dl>
        {now.sources > 0 && (
          <details>
            <summary>{say('desk.improve.sources', { n: now.sources })}</summary>
            <ul>
              {(data?.cases ?? []).map((one) => (
                <li key={one.id}>
                  {one.number ? (
                    <Link to={paths.case(one.id)}>
                      {one.number} {one.title}
                    </Link>
                  ) : (
                    say('desk.periods.hidden')
                  )}
                </li>
              ))}
            </ul>
          </details>
        )}
        {may && (
          <div className="row">
            {next.map((one) => (
              <Button key={one} type={one === step ? 'primary' : 'default'} onClick={() => setStep(one)}>
                {say(`improvement.step.${one}`)}
              </Button>
            ))}
          </div>
        )}
        {step && next.includes(step) && <StepForm key={step} item={now} step={step} onDone={() => setStep(null)} />}
      </div>
    </Drawer>
  );
}

function StepForm({ item, step, onDone }: { item: Improvement; step: ImprovementStepName; onDone: () => void }) {
  const { say } = useWords();
  const write = useWrite(stepImprovement, { changes: [listImprovements, readImprovement, listRecurring, listCauses] });
  const [of, put] = useState({
    causeKind: item.causeKind ?? 'facility',
    cause: item.cause,
    kind: 'list' as ChangeKind,
    text: '',
    ref: '',
    refVersion: '',
    measureDays: 30,
    reason: '',
    helped: true,
    result: '',
    zh: item.publicZh ?? '',
    en: item.publicEn ?? '',
  });
  const inputs: Record<ImprovementStepName, () => ImprovementStep> = {
    explain: () => ({ step: 'explain', kind: of.causeKind, cause: of.cause }),
    change: () => ({
      step: 'change',
      kind: of.kind,
      text: of.text,
      ref: of.ref,
      refVersion: of.refVersion,
      measureDays: of.measureDays,
    }),
    measure: () => ({ step: 'measure' }),
    again: () => ({ step: 'again', reason: of.reason }),
    close: () => ({ step: 'close', helped: of.helped, result: of.result }),
    drop: () => ({ step: 'drop', reason: of.reason }),
    tell: () => ({ step: 'tell', zh: of.zh.trim() || null, en: of.en.trim() || null }),
  };
  const send = () =>
    write.mutate(
      { params: { itemId: item.id }, body: { version: item.version, input: inputs[step]() } },
      { onSuccess: onDone },
    );
  const set = (name: keyof typeof of) => (value: string) => put({ ...of, [name]: value });
  const line = (name: 'ref' | 'refVersion', label: string, max: number) => (
    <Field label={label} required>
      {(control) => (
        <Input {...control} maxLength={max} value={of[name]} onChange={(event) => set(name)(event.target.value)} />
      )}
    </Field>
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {write.error && <Trouble error={write.error} />}
      {step === 'explain' && (
        <>
          <Field label={say('desk.improve.cause.kind')} required>
            {(control) => (
              <Select
                {...control}
                value={of.causeKind}
                onChange={(causeKind: CauseKind) => put({ ...of, causeKind })}
                options={causeKinds.map((kind) => ({ value: kind, label: say(`improvement.cause.${kind}`) }))}
              />
            )}
          </Field>
          <TextField
            label={say('desk.improve.cause')}
            required
            value={of.cause}
            max={2000}
            rows={4}
            onChange={set('cause')}
          />
        </>
      )}
      {step === 'change' && (
        <>
          <Field label={say('desk.improve.change.kind')} required>
            {(control) => (
              <Select
                {...control}
                value={of.kind}
                onChange={(kind: ChangeKind) => put({ ...of, kind })}
                options={changeKinds.map((kind) => ({ value: kind, label: say(`improvement.change.${kind}`) }))}
              />
            )}
          </Field>
          {line('ref', say('desk.improve.change.ref'), 80)}
          {line('refVersion', say('desk.improve.change.version'), 40)}
          <TextField
            label={say('desk.improve.change')}
            required
            value={of.text}
            max={2000}
            rows={3}
            onChange={set('text')}
          />
          <Field label={say('desk.improve.change.days')} required>
            {(control) => (
              <InputNumber
                {...control}
                min={7}
                max={366}
                precision={0}
                value={of.measureDays}
                onChange={(days) => put({ ...of, measureDays: days ?? 30 })}
              />
            )}
          </Field>
        </>
      )}
      {(step === 'again' || step === 'drop') && (
        <TextField
          label={say('desk.improve.reason')}
          required
          value={of.reason}
          max={2000}
          rows={3}
          onChange={set('reason')}
        />
      )}
      {step === 'close' && (
        <>
          <Field label={say('desk.improve.helped')} required>
            {(control) => (
              <Select
                {...control}
                value={of.helped}
                onChange={(helped: boolean) => put({ ...of, helped })}
                options={[
                  { value: true, label: say('desk.improve.helped.yes') },
                  { value: false, label: say('desk.improve.helped.no') },
                ]}
              />
            )}
          </Field>
          <TextField
            label={say('desk.improve.result')}
            required
            value={of.result}
            max={2000}
            rows={3}
            onChange={set('result')}
          />
        </>
      )}
      {step === 'tell' && (
        <>
          <TextField label={say('desk.improve.tell.zh')} value={of.zh} max={600} rows={3} onChange={set('zh')} />
          <TextField label={say('desk.improve.tell.en')} value={of.en} max={1200} rows={3} onChange={set('en')} />
        </>
      )}
      <Button type="primary" htmlType="submit" loading={write.isPending}>
        {say(`improvement.step.${step}`)}
      </Button>
    </form>
  );
}
