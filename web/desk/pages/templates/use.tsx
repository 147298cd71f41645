/** 适用与换版: which matters run by the process, and the named decision that moves running cases to another version. */
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { ReplyOf } from '#contract/endpoint.ts';
import { listTemplates, moveRunning, useTemplate } from '#contract/templates.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { useMatters } from '../../parts/pickers.tsx';
import { Trouble } from '../../parts/state.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import type { Row } from './templates.tsx';

export function UsePart({ row, versions }: { row: Row; versions: Row[] }) {
  return (
    <>
      <Matters key={row.matters.join()} row={row} />
      <Running row={row} versions={versions} />
    </>
  );
}

function Matters({ row }: { row: Row }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const may = useWho().may('catalogue.edit');
  const { matters } = useMatters();
  const [ids, setIds] = useState<number[]>(row.matters);
  const [reason, setReason] = useState('');
  // oxlint-disable-next-line react/hooks -- an endpoint, though it is called like a hook
  const write = useWrite(useTemplate, { changes: [listTemplates] });
  const options = matters
    .filter((matter) => !matter.retired || ids.includes(matter.id))
    .map((matter) => ({
      value: matter.id,
      label: `${matter.called} · ${matter.code}`,
      search: [matter.smallName, matter.called, matter.code, matter.bigName, matter.calledBig],
    }));
  if (row.name === 'standard')
    return (
      <Section title={say('desk.templates.matters')}>
        <p className="hint">{say('desk.templates.all_others')}</p>
      </Section>
    );
  return (
    <Section title={say('desk.templates.matters')} extra={<span className="count">{row.matters.length}</span>}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate(
            { params: { name: row.name }, body: { matterIds: ids, reason: reason.trim() } },
            { onSuccess: () => void message.success(say('desk.saved')) },
          );
        }}
      >
        {write.error && <Trouble error={write.error} />}
        <Field label={say('desk.templates.matters.which')} hint={say('desk.templates.matters.hint')}>
          {(control) => (
            <Select
              id={control.id}
              mode="multiple"
              className="wide"
              value={ids}
              disabled={!may}
              onChange={(next: number[]) => setIds(next)}
              options={options}
              showSearch={{ filterOption: (typed, option) => soundsLike(typed, ...(option?.search ?? [])) }}
            />
          )}
        </Field>
        {may && (
          <>
            <Reason value={reason} onChange={setReason} />
            <div className="form-actions">
              <Button htmlType="submit" type="primary" disabled={reason.trim() === ''} loading={write.isPending}>
                {say('desk.templates.matters.save')}
              </Button>
            </div>
          </>
        )}
      </form>
    </Section>
  );
}

/** Why it is done, kept with the fact. */
function Reason({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const { say } = useWords();
  return (
    <Field label={say('desk.templates.reason')} required>
      {(control) => (
        <Input {...control} value={value} maxLength={500} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

type Moved = { moved: number; refused: ReplyOf<typeof moveRunning>['refused'] };

/** Two hundred at a time, one fact for each; whoever cannot be moved stays, with the reason. */
function Running({ row, versions }: { row: Row; versions: Row[] }) {
  const { say } = useWords();
  const may = useWho().may('catalogue.edit');
  const published = versions.filter((one) => one.published).toSorted((a, b) => b.version - a.version);
  const goals = published.filter(({ version }) => version !== row.version);
  const [to, setTo] = useState<number | undefined>();
  const [reason, setReason] = useState('');
  const [done, setDone] = useState<Moved | null>(null);
  const write = useWrite(moveRunning, { changes: [listTemplates] });
  const goal = to ?? goals[0]?.version;
  const send = async () => {
    if (goal === undefined) return;
    const all: Moved = { moved: 0, refused: [] };
    let after: string | null = null;
    do {
      const reply: ReplyOf<typeof moveRunning> = await write.mutateAsync({
        params: { name: row.name },
        body: { from: row.version, to: goal, reason: reason.trim(), ...(after ? { after } : {}) },
      });
      all.moved += reply.moved;
      all.refused.push(...reply.refused);
      after = reply.next;
      setDone({ ...all });
    } while (after);
  };
  return (
    <Section title={say('desk.templates.move_running')} extra={<span className="count">{row.running}</span>}>
      <p className="hint">{say('desk.templates.move_running.hint')}</p>
      {may && row.running > 0 && goals.length > 0 && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void send().catch(() => undefined); // told by `write.error`
          }}
        >
          {write.error && <Trouble error={write.error} />}
          <div className="take-row">
            <Field label={say('desk.templates.move_to')} required>
              {(control) => (
                <Select
                  id={control.id}
                  className="wide"
                  value={goal ?? null}
                  onChange={(version: number | null) => setTo(version ?? undefined)}
                  options={goals.map(({ version, current }) => ({
                    value: version,
                    label: `${say('desk.version', { n: version })}${current ? ` · ${say('desk.templates.current')}` : ''}`,
                  }))}
                />
              )}
            </Field>
            <Reason value={reason} onChange={setReason} />
          </div>
          <div className="form-actions">
            <Button htmlType="submit" disabled={reason.trim() === ''} loading={write.isPending}>
              {say('desk.templates.move_running.do', { n: row.running })}
            </Button>
          </div>
        </form>
      )}
      {done && (
        <output className="done">
          {say('desk.templates.moved', { n: done.moved })}
          {done.refused.length > 0 && (
            <ul>
              {done.refused.map((one) => (
                <li key={one.id}>
                  <Link to={paths.case(one.id)}>{one.number}</Link> {one.reason}
                </li>
              ))}
            </ul>
          )}
        </output>
      )}
    </Section>
  );
}
