/**
 * Forms of the moves beside the stages (延期、挂账、督办、强制结案、指定承办、升级、信访、跟踪 …). Each asks for two or three things, so
 * they are told as a list of fields and how a move is made of them, and drawn by one component.
 */
import { Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import {
  escalationGoals,
  escalationResults,
  listCases,
  petitionPhases,
  supervisionCauses,
  suspensionCauses,
  whistleOccasions,
  type MoveInput,
  type MoveName,
  type PetitionPhase,
} from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { WordKey } from '#contract/words/words.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, Field, TextField } from '../../parts/field.tsx';
import { instantOf, wallOf } from '../../parts/local.ts';
import { UnitPicker, UnitsPicker } from '../../parts/pickers.tsx';
import { MoveForm, type MoveFormProps } from './move-form.tsx';

type Told = {
  text: string;
  second: string;
  choice: string;
  cause: string;
  when: string;
  number: string;
  unitId: number | undefined;
  coUnitIds: number[];
  caseId: string;
};
type Asked =
  | { kind: 'text' | 'second'; label: WordKey; max: number; optional?: true }
  | { kind: 'choice' | 'cause'; label: WordKey; options: readonly { value: string; word: WordKey }[] }
  | { kind: 'when' | 'number' | 'unit' | 'units' | 'case'; label: WordKey; optional?: true };
type Form = {
  fields: (props: MoveFormProps) => Asked[];
  make: (told: Told, props: MoveFormProps) => MoveInput | null;
  danger?: true;
};

const reason: Asked = { kind: 'text', label: 'desk.rule.reason', max: 2000 };
const yesNo: Asked = {
  kind: 'choice',
  label: 'desk.rule.decision',
  options: [
    { value: 'yes', word: 'desk.rule.yes' },
    { value: 'no', word: 'desk.rule.no' },
  ],
};
const decision = (move: 'decide_extension' | 'decide_suspension' | 'decide_force_close'): Form => ({
  fields: () => [yesNo, { kind: 'text', label: 'desk.rule.words', max: 2000 }],
  make: ({ text, choice }) => (choice && text ? { move, accept: choice === 'yes', decision: text } : null),
});
const options = <V extends string | number>(values: readonly V[], word: (value: V) => WordKey) =>
  values.map((value) => ({ value: String(value), word: word(value) }));

const forms = {
  rework: { fields: () => [reason], make: ({ text }) => (text ? { move: 'rework', reason: text } : null) },
  designate: {
    fields: () => [
      { kind: 'unit', label: 'desk.dispatch.unit' },
      { kind: 'units', label: 'desk.dispatch.co', optional: true },
      {
        kind: 'choice',
        label: 'desk.rule.basis',
        options: options(['designated', 'leader_order'] as const, (one) => `case.basis.${one}`),
      },
      { kind: 'second', label: 'desk.rule.ordered_by', max: 60, optional: true },
      { kind: 'when', label: 'desk.rule.due', optional: true },
      { kind: 'text', label: 'desk.rule.reason', max: 500 },
    ],
    make: ({ text, second, choice, when, unitId, coUnitIds }) =>
      text && unitId && choice
        ? {
            move: 'designate',
            unitId,
            coUnitIds: coUnitIds.filter((id) => id !== unitId),
            basis: choice === 'leader_order' ? 'leader_order' : 'designated',
            ...(second ? { orderedBy: second } : {}),
            ...(when ? { due: instantOf(when) } : {}),
            reason: text,
          }
        : null,
  },
  ask_extension: {
    fields: () => [
      { kind: 'number', label: 'desk.rule.more', optional: true },
      { kind: 'when', label: 'desk.rule.until', optional: true },
      { kind: 'text', label: 'desk.rule.reason_told', max: 2000 },
    ],
    make: ({ text, number, when }) =>
      text && (Number(number) > 0 || when)
        ? {
            move: 'ask_extension',
            reason: text,
            ...(Number(number) > 0 ? { n: Number(number) } : {}),
            ...(when ? { until: instantOf(when) } : {}),
          }
        : null,
  },
  decide_extension: decision('decide_extension'),
  ask_suspension: {
    fields: () => [
      {
        kind: 'choice',
        label: 'desk.rule.cause',
        options: options(suspensionCauses, (one) => `suspension.cause.${one}`),
      },
      { kind: 'when', label: 'desk.suspend.until' },
      { kind: 'text', label: 'desk.rule.reason_told', max: 2000 },
    ],
    make: ({ text, choice, when }) =>
      text && choice && when
        ? {
            move: 'ask_suspension',
            reason: text,
            cause: choice as (typeof suspensionCauses)[number],
            until: instantOf(when),
          }
        : null,
  },
  decide_suspension: decision('decide_suspension'),
  review_suspension: {
    fields: () => [
      { kind: 'when', label: 'desk.rule.next' },
      { kind: 'text', label: 'desk.rule.words', max: 2000 },
    ],
    make: ({ text, when }) =>
      text && when ? { move: 'review_suspension', remark: text, next: instantOf(when) } : null,
  },
  supervise: {
    fields: ({ detail }) => [
      {
        kind: 'choice',
        label: 'desk.rule.level',
        options: options(
          ([1, 2, 3] as const).filter((one) => one > detail.rules.supervisionLevel),
          (one) => `supervision.${one}`,
        ),
      },
      {
        kind: 'cause',
        label: 'desk.rule.cause',
        options: options(supervisionCauses, (one) => `supervision.cause.${one}`),
      },
      { kind: 'text', label: 'desk.rule.words', max: 2000 },
    ],
    make: ({ text, choice, cause }) =>
      text && choice && cause
        ? {
            move: 'supervise',
            level: Number(choice) as 1 | 2 | 3,
            cause: cause as (typeof supervisionCauses)[number],
            text,
          }
        : null,
  },
  reply_supervision: {
    fields: () => [{ kind: 'text', label: 'desk.rule.words', max: 2000 }],
    make: ({ text }) => (text ? { move: 'reply_supervision', text } : null),
  },
  clear_supervision: {
    fields: () => [yesNo, { kind: 'text', label: 'desk.rule.words', max: 2000 }],
    make: ({ text, choice }) =>
      text && choice ? { move: 'clear_supervision', cleared: choice === 'yes', remark: text } : null,
  },
  propose_force_close: {
    fields: () => [reason, { kind: 'second', label: 'desk.rule.answer', max: 4000 }],
    make: ({ text, second }) => (text && second ? { move: 'propose_force_close', reason: text, answer: second } : null),
    danger: true,
  },
  decide_force_close: { ...decision('decide_force_close'), danger: true },
  step_beyond: {
    fields: () => [{ kind: 'text', label: 'desk.rule.beyond', max: 2000 }],
    make: ({ text }) => (text ? { move: 'step_beyond', what: text } : null),
  },
  hand_up: { fields: () => [reason], make: ({ text }) => (text ? { move: 'hand_up', reason: text } : null) },
  hand_down: {
    fields: () => [{ kind: 'unit', label: 'desk.dispatch.unit' }, reason],
    make: ({ text, unitId }) => (text && unitId ? { move: 'hand_down', unitId, reason: text } : null),
  },
  split: {
    fields: () => [
      { kind: 'second', label: 'desk.rule.part_title', max: 120 },
      { kind: 'text', label: 'desk.rule.part_detail', max: 2000, optional: true },
    ],
    make: ({ text, second }) =>
      second ? { move: 'split', caseId: uuidv7(), title: second.slice(0, 120), detail: text } : null,
  },
  mark_repeat: {
    fields: () => [
      { kind: 'case', label: 'desk.rule.old' },
      { kind: 'text', label: 'desk.rule.words', max: 500, optional: true },
    ],
    make: ({ text, caseId }) =>
      caseId ? { move: 'mark_repeat', of: caseId, ...(text ? { remark: text } : {}) } : null,
  },
  escalate: {
    fields: () => [
      { kind: 'choice', label: 'desk.rule.to', options: options(escalationGoals, (one) => `escalation.${one}`) },
      { kind: 'when', label: 'desk.rule.due' },
      { kind: 'text', label: 'desk.rule.words', max: 2000 },
    ],
    make: ({ text, choice, when }) =>
      text && choice && when
        ? { move: 'escalate', to: choice as (typeof escalationGoals)[number], text, due: instantOf(when) }
        : null,
  },
  conclude_escalation: {
    fields: () => [
      {
        kind: 'choice',
        label: 'desk.rule.result',
        options: options(escalationResults, (one) => `escalation.result.${one}`),
      },
      { kind: 'second', label: 'desk.rule.reference', max: 200, optional: true },
      { kind: 'text', label: 'desk.rule.words', max: 2000 },
    ],
    make: ({ text, second, choice }) =>
      text && choice
        ? {
            move: 'conclude_escalation',
            result: choice as (typeof escalationResults)[number],
            text,
            ...(second ? { reference: second } : {}),
          }
        : null,
  },
  petition: {
    fields: () => [{ kind: 'second', label: 'desk.rule.office', max: 120 }, reason],
    make: ({ text, second }) => (text && second ? { move: 'petition', office: second, reason: text } : null),
  },
  advance_petition: {
    fields: ({ detail }) => {
      const open = detail.papers.find(({ kind, doneAt }) => kind === 'petition' && doneAt === null);
      const next = open ? petitionPhases[open.phase as PetitionPhase].next : [];
      return [
        { kind: 'choice', label: 'desk.rule.next_step', options: options(next, (one) => `petition.${one}`) },
        { kind: 'text', label: 'desk.rule.words', max: 2000 },
      ];
    },
    make: ({ text, choice }) =>
      text && choice ? { move: 'advance_petition', next: choice as PetitionPhase | 'ended', text } : null,
  },
  follow_up: {
    fields: () => [
      { kind: 'when', label: 'desk.rule.next' },
      { kind: 'text', label: 'desk.rule.words', max: 2000 },
    ],
    make: ({ text, when }) => (text && when ? { move: 'follow_up', due: instantOf(when), text } : null),
  },
  report_follow_up: {
    fields: () => [
      yesNo,
      { kind: 'when', label: 'desk.rule.again', optional: true },
      { kind: 'text', label: 'desk.rule.words', max: 2000 },
    ],
    make: ({ text, choice, when }) =>
      text && choice
        ? { move: 'report_follow_up', holds: choice === 'yes', text, ...(when ? { again: instantOf(when) } : {}) }
        : null,
  },
  archive: { fields: () => [], make: () => ({ move: 'archive' }) },
  change_template: {
    fields: () => [
      { kind: 'second', label: 'desk.rule.template', max: 41 },
      { kind: 'number', label: 'desk.rule.version' },
      reason,
    ],
    make: ({ text, second, number }) =>
      text && second && Number(number) > 0
        ? { move: 'change_template', template: second, version: Number(number), reason: text }
        : null,
  },
  lay_tasks: {
    fields: () => [
      { kind: 'unit', label: 'desk.dispatch.unit' },
      { kind: 'when', label: 'desk.rule.due', optional: true },
      { kind: 'text', label: 'desk.rule.words', max: 2000 },
    ],
    make: ({ text, when, unitId }) =>
      text && unitId
        ? { move: 'lay_tasks', tasks: [{ unitId, text, ...(when ? { due: instantOf(when) } : {}) }] }
        : null,
  },
  whistle: {
    fields: () => [
      { kind: 'units', label: 'desk.rule.called' },
      {
        kind: 'choice',
        label: 'desk.rule.occasion',
        options: options(whistleOccasions, (one) => `whistle.occasion.${one}`),
      },
      { kind: 'second', label: 'desk.rule.place', max: 200 },
      { kind: 'when', label: 'desk.rule.due', optional: true },
      reason,
    ],
    make: ({ text, second, choice, when, coUnitIds }) =>
      text && second && choice && coUnitIds.length > 0
        ? {
            move: 'whistle',
            unitIds: coUnitIds,
            occasion: choice as (typeof whistleOccasions)[number],
            place: second,
            reason: text,
            ...(when ? { due: instantOf(when) } : {}),
          }
        : null,
  },
  call_directly: {
    fields: () => [
      { kind: 'units', label: 'desk.rule.called' },
      { kind: 'second', label: 'desk.rule.place', max: 200, optional: true },
      { kind: 'when', label: 'desk.rule.due', optional: true },
      reason,
    ],
    make: ({ text, second, when, coUnitIds }) =>
      text && coUnitIds.length > 0
        ? {
            move: 'call_directly',
            unitIds: coUnitIds,
            place: second,
            reason: text,
            ...(when ? { due: instantOf(when) } : {}),
          }
        : null,
    danger: true,
  },
} satisfies Partial<Record<MoveName, Form>>;
export type RuleMove = keyof typeof forms;

/** An ended case, found by its number or its words: a repeat is answered with what was answered then. */
function EndedCase({ label, value, onChange }: { label: string; value: string; onChange: (id: string) => void }) {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const asked = useDeferredValue(typed.trim());
  const found = useRead(
    listCases,
    { query: { queue: 'all', open: false, q: asked.slice(0, 60), limit: 20 } },
    { enabled: asked.length > 1, keepPrevious: true },
  );
  const options = (found.data?.rows ?? []).map((row) => ({
    value: row.id,
    label: `${row.number} ${row.title} · ${say(`case.state.${row.state}`)}`,
  }));
  return (
    <Field label={label} required>
      {(control) => (
        <Select
          id={control.id}
          value={value || undefined}
          onChange={(id?: string) => onChange(id ?? '')}
          options={options}
          showSearch={{ filterOption: false, onSearch: setTyped }}
          allowClear
          notFoundContent={say('desk.pick.none')}
          className="wide"
        />
      )}
    </Field>
  );
}

export const ruleForm = (move: RuleMove) =>
  function RuleForm(props: MoveFormProps) {
    const { say } = useWords();
    const form: Form = forms[move];
    const [told, setTold] = useState<Told>({
      text: '',
      second: '',
      choice: '',
      cause: '',
      when: '',
      number: '',
      unitId: undefined,
      coUnitIds: [],
      caseId: '',
    });
    const [earliest] = useState(() => wallOf(new Date()));
    const set = (part: Partial<Told>) => setTold((before) => ({ ...before, ...part }));
    const spoken = { ...told, text: told.text.trim(), second: told.second.trim() };
    return (
      <MoveForm sender={props.sender} input={form.make(spoken, props)} danger={form.danger ?? false}>
        {form.fields(props).map((asked) => {
          const label = say(asked.label);
          switch (asked.kind) {
            case 'text':
              return (
                <TextField
                  key={asked.kind}
                  label={label}
                  value={told.text}
                  onChange={(text) => set({ text })}
                  max={asked.max}
                  required={!asked.optional}
                />
              );
            case 'case':
              return (
                <EndedCase key={asked.kind} label={label} value={told.caseId} onChange={(caseId) => set({ caseId })} />
              );
            case 'choice':
            case 'cause':
              return (
                <Choice
                  key={asked.kind}
                  label={label}
                  name={`${move}-${asked.kind}`}
                  value={told[asked.kind] || null}
                  onChange={(value) => set({ [asked.kind]: value })}
                  options={asked.options.map(({ value, word }) => ({ value, label: say(word) }))}
                />
              );
            case 'unit':
              return (
                <Field key={asked.kind} label={label} required>
                  {(control) => (
                    <UnitPicker id={control.id} value={told.unitId} onChange={(unitId) => set({ unitId })} />
                  )}
                </Field>
              );
            case 'units':
              return (
                <Field key={asked.kind} label={label} required={!asked.optional}>
                  {(control) => (
                    <UnitsPicker id={control.id} value={told.coUnitIds} onChange={(coUnitIds) => set({ coUnitIds })} />
                  )}
                </Field>
              );
            case 'second':
              return (
                <Field key={asked.kind} label={label} required={!asked.optional}>
                  {(control) => (
                    <Input
                      {...control}
                      value={told.second}
                      maxLength={asked.max}
                      onChange={(event) => set({ second: event.target.value })}
                    />
                  )}
                </Field>
              );
            default:
              return (
                <Field key={asked.kind} label={label} required={!asked.optional}>
                  {(control) =>
                    asked.kind === 'when' ? (
                      <Input
                        {...control}
                        type="datetime-local"
                        min={earliest}
                        value={told.when}
                        onChange={(event) => set({ when: event.target.value })}
                      />
                    ) : (
                      <Input
                        {...control}
                        type="number"
                        min={0}
                        step="any"
                        value={told.number}
                        onChange={(event) => set({ number: event.target.value })}
                      />
                    )
                  }
                </Field>
              );
          }
        })}
      </MoveForm>
    );
  };
