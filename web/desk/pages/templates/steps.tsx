/** 步骤与环节: what the outside sees as steps, and what each stage is called here and may take. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { openStates, stageLimits, states, type OpenState, type State } from '#contract/cases.ts';
import type { Template } from '#contract/templates.ts';
import { limitCode } from '#contract/worktime.ts';
import { useWords } from '#web/kit/words.tsx';
import { Section } from '../../parts/page.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { without } from './difference.rules.ts';
import { BothInput, Group, LimitInput } from './fields.tsx';
import type { Editing } from './template.tsx';

type Step = Template['steps'][number];

export function StepsPart({ editing }: { editing: Editing }) {
  const { say, listed } = useWords();
  const { template, change, may } = editing;
  const steps = template.steps;
  const put = (at: number, step: Step | null) =>
    change({ steps: steps.flatMap((one, i) => (i === at ? (step ? [step] : []) : [one])) });
  const stage = (state: OpenState, part: Partial<NonNullable<Template['stages'][OpenState]>>) => {
    const { [state]: was, ...others } = template.stages;
    const now = without({ ...was, ...part });
    change({ stages: now ? { ...others, [state]: now } : others });
  };
  return (
    <>
      <Section title={say('desk.templates.names')}>
        <div className="take-row">
          <Group label={say('desk.templates.at.title')}>
            {
              <BothInput
                about={say('desk.templates.at.title')}
                value={template.title}
                disabled={!may}
                onChange={(title) => change({ title: title ?? { zh: '', en: '' } })}
              />
            }
          </Group>
          <Group label={say('desk.templates.at.about')}>
            {
              <BothInput
                about={say('desk.templates.at.about')}
                value={template.about}
                long
                disabled={!may}
                onChange={(about) => change({ about })}
              />
            }
          </Group>
        </div>
      </Section>
      <Section title={say('desk.templates.stages')}>
        <TableBox size="free" label={say('desk.templates.stages')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.col.state')}</th>
                <th scope="col">{say('desk.templates.own_word')}</th>
                <th scope="col">{say('desk.templates.at.stages.limit')}</th>
              </tr>
            </thead>
            <tbody>
              {openStates.map((state) => (
                <tr key={state} id={`stage-${state}`}>
                  <th scope="row" className="nowrap">
                    {say(`case.state.${state}`)}
                  </th>
                  <td>
                    <BothInput
                      about={`${say(`case.state.${state}`)} ${say('desk.templates.own_word')}`}
                      value={template.stages[state]?.label}
                      placeholder={say(`case.state.${state}`)}
                      disabled={!may}
                      onChange={(label) => stage(state, { label })}
                    />
                  </td>
                  <td>
                    <LimitInput
                      label={`${say(`case.state.${state}`)} ${say('desk.templates.at.stages.limit')}`}
                      value={template.stages[state]?.limit}
                      usual={limitCode(stageLimits[state])}
                      disabled={!may}
                      onChange={(limit) => stage(state, { limit })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
        <p className="hint">{say('desk.templates.limit.hint')}</p>
      </Section>
      <Section title={say('desk.templates.at.steps')}>
        <p className="hint">{say('desk.templates.steps.hint')}</p>
        <ol className="template-steps">
          {steps.map((step, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- a step has no name but its place
            <li key={i}>
              <span className="num faint">{i + 1}</span>
              <BothInput
                about={say('desk.templates.step', { n: i + 1 })}
                value={step.label}
                disabled={!may}
                onChange={(label) => put(i, { ...step, label: label ?? { zh: '', en: '' } })}
              />
              {may ? (
                <Select
                  mode="multiple"
                  aria-label={say('desk.templates.step.states', { n: i + 1 })}
                  className="wide"
                  value={step.states}
                  onChange={(next: State[]) => put(i, { ...step, states: next })}
                  options={states.map((state) => ({ value: state, label: say(`case.state.${state}`) }))}
                />
              ) : (
                <span className="faint">{listed(step.states.map((state) => say(`case.state.${state}`)))}</span>
              )}
              {may && (
                <Button
                  type="text"
                  icon={<DeleteOutlined aria-hidden />}
                  aria-label={say('desk.templates.step.remove', { n: i + 1 })}
                  onClick={() => put(i, null)}
                />
              )}
            </li>
          ))}
        </ol>
        {may && steps.length < 14 && (
          <Button
            size="small"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => change({ steps: [...steps, { label: { zh: '', en: '' }, states: [] }] })}
          >
            {say('desk.templates.step.add')}
          </Button>
        )}
      </Section>
    </>
  );
}
