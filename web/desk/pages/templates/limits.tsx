/** 时限与审批: how long handling may take, how often a limit is extended or stands still and who decides it, when reporters are called. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import type { Post } from '#contract/access.ts';
import { callLimits } from '#contract/tasks.ts';
import { callbackPolicies } from '#contract/templates.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { without } from './difference.rules.ts';
import { LimitInput, Group, NumberField, PostsField, Shown } from './fields.tsx';
import type { Editing } from './template.tsx';

export function LimitsPart({ editing }: { editing: Editing }) {
  const { say } = useWords();
  const { template, change, may } = editing;
  const { handling, entry, callback, extensions, suspension, returns, supervision, reminders, calls } = template;
  const off = !may;
  return (
    <div className="template-limits">
      <Section title={say('desk.templates.group.handling')}>
        <div className="stack">
          <Group label={say('desk.templates.at.handling.limit')} hint={say('desk.templates.handling.hint')}>
            {
              <LimitInput
                label={say('desk.templates.at.handling.limit')}
                value={handling.limit}
                usual=""
                disabled={off}
                onChange={(limit) => change({ handling: { ...handling, limit: limit ?? null } })}
              />
            }
          </Group>
          <NumberField
            label="desk.templates.at.handling.jointUnits"
            value={handling.jointUnits}
            min={0}
            max={10}
            disabled={off}
            onChange={(jointUnits) => change({ handling: { ...handling, jointUnits } })}
          />
          {may ? (
            <Checkbox
              checked={entry?.keeperToStreet === true}
              onChange={(event) => change({ entry: { keeperToStreet: event.target.checked } })}
            >
              {say('desk.templates.at.entry.keeperToStreet')}
            </Checkbox>
          ) : (
            <Shown label={say('desk.templates.at.entry.keeperToStreet')}>
              {say(entry?.keeperToStreet ? 'desk.templates.yes' : 'desk.templates.no')}
            </Shown>
          )}
          {may ? (
            <Checkbox
              checked={reminders.automatic}
              onChange={(event) => change({ reminders: { automatic: event.target.checked } })}
            >
              {say('desk.templates.at.reminders.automatic')}
            </Checkbox>
          ) : (
            <Shown label={say('desk.templates.at.reminders.automatic')}>
              {say(reminders.automatic ? 'desk.templates.yes' : 'desk.templates.no')}
            </Shown>
          )}
        </div>
      </Section>
      <Section title={say('desk.templates.group.callback')}>
        <div className="stack">
          {may ? (
            <Choice
              label={say('desk.templates.at.callback.policy')}
              name="policy"
              value={callback.policy}
              onChange={(policy) => change({ callback: { ...callback, policy } })}
              options={callbackPolicies.map((value) => ({ value, label: say(`desk.templates.policy.${value}`) }))}
            />
          ) : (
            <Shown label={say('desk.templates.at.callback.policy')}>
              {say(`desk.templates.policy.${callback.policy}`)}
            </Shown>
          )}
          <NumberField
            label="desk.templates.at.callback.workingDays"
            value={callback.workingDays}
            min={1}
            max={30}
            disabled={off}
            onChange={(workingDays) => change({ callback: { ...callback, workingDays } })}
          />
          <NumberField
            label="desk.templates.at.callback.tries"
            value={callback.tries ?? 3}
            min={1}
            max={9}
            disabled={off}
            onChange={(tries) => change({ callback: { ...callback, tries } })}
          />
        </div>
      </Section>
      <Section title={say('desk.templates.group.extensions')}>
        <div className="stack">
          <NumberField
            label="desk.templates.at.extensions.max"
            value={extensions.max}
            min={0}
            max={9}
            disabled={off}
            onChange={(max) => change({ extensions: { ...extensions, max } })}
          />
          <Matrix
            label={say('desk.templates.at.extensions.matrix')}
            word="desk.templates.times"
            rows={extensions.matrix.map(({ upTo, by }) => ({ size: upTo, by }))}
            bounds={{ min: 0.1, max: 10, step: 0.1 }}
            disabled={off}
            onChange={(rows) =>
              change({ extensions: { ...extensions, matrix: rows.map(({ size, by }) => ({ upTo: size, by })) } })
            }
          />
        </div>
      </Section>
      <Section title={say('desk.templates.group.suspension')}>
        <div className="stack">
          <NumberField
            label="desk.templates.at.suspension.max"
            value={suspension.max}
            min={0}
            max={9}
            disabled={off}
            onChange={(max) => change({ suspension: { ...suspension, max } })}
          />
          <NumberField
            label="desk.templates.at.suspension.reviewDays"
            value={suspension.reviewDays}
            min={1}
            max={365}
            disabled={off}
            onChange={(reviewDays) => change({ suspension: { ...suspension, reviewDays } })}
          />
          <Matrix
            label={say('desk.templates.at.suspension.matrix')}
            word="desk.templates.days"
            rows={suspension.matrix.map(({ upToDays, by }) => ({ size: upToDays, by }))}
            bounds={{ min: 1, max: 365, step: 1 }}
            disabled={off}
            onChange={(rows) =>
              change({ suspension: { ...suspension, matrix: rows.map(({ size, by }) => ({ upToDays: size, by })) } })
            }
          />
        </div>
      </Section>
      <Section title={say('desk.templates.group.returns')}>
        <div className="stack">
          <NumberField
            label="desk.templates.at.returns.reviewFrom"
            value={returns.reviewFrom}
            min={1}
            max={9}
            disabled={off}
            onChange={(reviewFrom) => change({ returns: { ...returns, reviewFrom } })}
          />
          <PostsField
            label={say('desk.templates.at.returns.reviewers')}
            value={returns.reviewers}
            disabled={off}
            onChange={(reviewers) => change({ returns: { ...returns, reviewers } })}
          />
          {may ? (
            <Choice
              label={say('desk.templates.at.returns.pause')}
              name="pause"
              value={returns.pause}
              onChange={(pause) => change({ returns: { ...returns, pause } })}
              options={(['if_accepted', 'never'] as const).map((value) => ({
                value,
                label: say(`desk.templates.pause.${value}`),
              }))}
            />
          ) : (
            <Shown label={say('desk.templates.at.returns.pause')}>{say(`desk.templates.pause.${returns.pause}`)}</Shown>
          )}
        </div>
      </Section>
      <Section title={say('desk.templates.group.calls')}>
        <div className="stack">
          <Group label={say('desk.templates.at.supervision.reply')}>
            {
              <LimitInput
                label={say('desk.templates.at.supervision.reply')}
                value={supervision.reply}
                usual="3d"
                disabled={off}
                onChange={(reply) => change({ supervision: { reply: reply ?? '' } })}
              />
            }
          </Group>
          {(Object.keys(callLimits) as (keyof typeof callLimits)[]).map((name) => (
            <Group key={name} label={say(`desk.templates.at.calls.${name}`)}>
              <LimitInput
                label={say(`desk.templates.at.calls.${name}`)}
                value={calls?.[name]}
                usual={callLimits[name]}
                disabled={off}
                onChange={(limit) => change({ calls: without({ ...calls, [name]: limit }) ?? {} })}
              />
            </Group>
          ))}
        </div>
      </Section>
    </div>
  );
}

type Decider = { size: number; by: Post[] };
/** Who decides, by how much: the shortest row that is long enough holds, the longest is the most there is. */
function Matrix({
  label,
  word,
  rows,
  bounds,
  disabled,
  onChange,
}: {
  label: string;
  word: 'desk.templates.times' | 'desk.templates.days';
  rows: readonly Decider[];
  bounds: { min: number; max: number; step: number };
  disabled: boolean;
  onChange: (rows: Decider[]) => void;
}) {
  const { say } = useWords();
  const put = (at: number, row: Decider | null) =>
    onChange(rows.flatMap((one, i) => (i === at ? (row ? [row] : []) : [one])));
  return (
    <fieldset className="matrix">
      <legend>{label}</legend>
      {rows.map((row, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row has no name but its place
        <div key={i} className="matrix-row">
          <NumberField
            label={word}
            value={row.size}
            {...bounds}
            disabled={disabled}
            onChange={(size) => put(i, { ...row, size })}
          />
          <PostsField
            label={say('desk.templates.at.moves.by')}
            value={row.by}
            disabled={disabled}
            onChange={(by) => put(i, { ...row, by })}
          />
          {!disabled && (
            <Button
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              aria-label={say('desk.templates.row.remove', { n: i + 1 })}
              onClick={() => put(i, null)}
            />
          )}
        </div>
      ))}
      {!disabled && rows.length < 6 && (
        <Button
          size="small"
          icon={<PlusOutlined aria-hidden />}
          onClick={() => onChange([...rows, { size: rows.at(-1)?.size ?? bounds.min, by: ['leader'] }])}
        >
          {say('desk.templates.row.add')}
        </Button>
      )}
    </fieldset>
  );
}
