/** 应急状态: asked for by one, put into force by another, ended with a reason; every one that was, with its report. */
import { Button, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { askMode, decideMode, endMode, listModes, readDutyNow, type Mode } from '#contract/duty.ts';
import { listTemplates } from '#contract/templates.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { instantOf, wallOf } from '../../parts/local.ts';
import { Page, Section } from '../../parts/page.tsx';
import { useMatters } from '../../parts/pickers.tsx';
import { Listed, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { Changes } from './changes.tsx';
import { MattersField, StreetsField, useStreets } from './choosing.tsx';

const levels = [1, 2, 3, 4] as const;
export const levelWord = (level: number): `duty.mode.level.${(typeof levels)[number]}` =>
  `duty.mode.level.${levels.find((one) => one === level) ?? 4}`;
const changed = [readDutyNow, listModes];
const halfADay = 12 * 3_600_000;

export function ModesPage() {
  const { say } = useWords();
  const who = useWho();
  const { data, error, refetch } = useRead(readDutyNow, {}, { refetchMs: 30_000 });
  const standing = data?.mode ?? data?.asked ?? null;
  return (
    <Page wide title={say('duty.mode.title')} hint={say('duty.mode.hint')}>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={5} />}
      {/* The words of a decision are not those of an end: the field begins anew. */}
      {standing && <Standing key={standing.id + standing.state} mode={standing} />}
      {data && !standing && (
        <>
          <p>{say('duty.mode.normal')}</p>
          {who.may('mode.ask') && <Ask />}
        </>
      )}
      <Before />
    </Page>
  );
}

/** What it names: matters and streets, by their names. */
export function Named({ mode }: { mode: Mode }) {
  const { matterOf } = useMatters();
  const streets = useStreets();
  return (
    <p className="tags">
      {mode.matterIds.map((id) => (
        <em key={`m${id}`} className="tag tag-blue">
          {matterOf(id)?.called ?? id}
        </em>
      ))}
      {mode.areaIds.map((id) => (
        <em key={`a${id}`} className="tag">
          {streets.find(({ value }) => value === id)?.label ?? id}
        </em>
      ))}
    </p>
  );
}

function Standing({ mode }: { mode: Mode }) {
  const { say, time } = useWords();
  const who = useWho();
  const [words, setWords] = useState('');
  const decide = useWrite(decideMode, { changes: changed });
  const end = useWrite(endMode, { changes: changed });
  const asked = mode.state === 'asked';
  const own = mode.askedBy.id === who.me.personId;
  const params = { modeId: mode.id };
  const decideIt = (accept: boolean) => decide.mutate({ params, body: { accept, words: words.trim() } });
  return (
    <Section
      title={`${say(levelWord(mode.level))} · ${say(`duty.mode.state.${mode.state}`)}`}
      extra={!asked && <Link to={paths.modeReport(mode.id)}>{say('duty.mode.report')}</Link>}
    >
      <p>
        <strong>{mode.reason}</strong>
      </p>
      <Named mode={mode} />
      <p className="hint">
        {mode.askedBy.name} · {time(mode.askedAt)} · {say('duty.mode.banner.until', { until: time(mode.until) })}
      </p>
      {asked && own && who.may('mode.decide') && <p className="hint">{say('duty.mode.own')}</p>}
      {asked && who.may('mode.ask') && <Changes of={mode} />}
      {who.may('mode.ask') && (
        <div className="stack narrow">
          <TextField
            label={say(asked && !own ? 'duty.mode.words' : 'duty.mode.end.reason')}
            value={words}
            onChange={setWords}
            max={500}
            rows={2}
            required
          />
          {(decide.error ?? end.error) && <Trouble error={decide.error ?? end.error} />}
          <div className="form-actions">
            {asked && !own && who.may('mode.decide') && (
              <>
                <Button
                  type="primary"
                  danger
                  loading={decide.isPending}
                  disabled={words.trim() === ''}
                  onClick={() => decideIt(true)}
                >
                  {say('duty.mode.accept')}
                </Button>
                <Button disabled={decide.isPending || words.trim() === ''} onClick={() => decideIt(false)}>
                  {say('duty.mode.refuse')}
                </Button>
              </>
            )}
            {(!asked || own) && (
              <Button
                type={asked ? 'default' : 'primary'}
                loading={end.isPending}
                disabled={words.trim().length < 2}
                onClick={() => end.mutate({ params, body: { reason: words.trim() } })}
              >
                {say(asked ? 'duty.mode.withdraw' : 'duty.mode.end')}
              </Button>
            )}
          </div>
        </div>
      )}
    </Section>
  );
}

function Ask() {
  const { say } = useWords();
  const templates = useRead(listTemplates, {}, { staleMs: 300_000 });
  const [of, setOf] = useState(() => ({
    level: 3,
    reason: '',
    areaIds: [] as number[],
    matterIds: [] as number[],
    template: 'emergency',
    until: wallOf(new Date(Date.now() + halfADay)),
  }));
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const ask = useWrite(askMode, { changes: changed });
  const current = (templates.data?.rows ?? []).filter((one) => one.current);
  const ready = of.reason.trim().length >= 4 && of.matterIds.length > 0 && of.until !== '';
  return (
    <Section title={say('duty.mode.ask')}>
      <form
        className="stack narrow"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) ask.mutate({ body: { ...of, reason: of.reason.trim(), until: instantOf(of.until) } });
        }}
      >
        <Field label={say('duty.mode.level')} required>
          {({ id }) => (
            <Select
              id={id}
              value={of.level}
              onChange={(level) => put({ level })}
              options={levels.map((value) => ({ value: value as number, label: say(levelWord(value)) }))}
            />
          )}
        </Field>
        <TextField
          label={say('duty.mode.reason')}
          value={of.reason}
          onChange={(reason) => put({ reason })}
          max={500}
          rows={2}
          required
        />
        <MattersField
          label={say('duty.mode.matters')}
          value={of.matterIds}
          onChange={(matterIds) => put({ matterIds })}
          required
        />
        <StreetsField label={say('duty.mode.areas')} value={of.areaIds} onChange={(areaIds) => put({ areaIds })} />
        <Field label={say('duty.mode.template')} required>
          {({ id }) => (
            <Select
              id={id}
              value={of.template}
              onChange={(template) => put({ template })}
              options={current.map(({ name, title }) => ({ value: name, label: title }))}
            />
          )}
        </Field>
        <Field label={say('duty.mode.until')} required>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              className="plain-input"
              value={of.until}
              onChange={({ target }) => put({ until: target.value })}
            />
          )}
        </Field>
        {of.matterIds.length > 0 && of.until !== '' && <Changes of={{ ...of, until: instantOf(of.until) }} />}
        {ask.error && <Trouble error={ask.error} />}
        <div className="form-actions">
          <Button type="primary" htmlType="submit" loading={ask.isPending} disabled={!ready}>
            {say('duty.mode.ask')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Before() {
  const { say, time } = useWords();
  const list = usePages(listModes, { query: { limit: 20 } });
  return (
    <Section title={say('duty.mode.list')}>
      <Listed
        list={list}
        waiting={3}
        none={<Nothing title={say('duty.mode.list.none')}>{say('duty.mode.list.none.hint')}</Nothing>}
      >
        <TableBox label={say('duty.mode.list')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('duty.report.opened_at')}</th>
                <th scope="col">{say('duty.mode.level')}</th>
                <th scope="col">{say('duty.mode.reason')}</th>
                <th scope="col">{say('desk.task.state')}</th>
                <th scope="col">{say('duty.mode.report')}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((mode) => (
                <tr key={mode.id}>
                  <td className="nowrap">{time(mode.beganAt ?? mode.askedAt)}</td>
                  <td className="nowrap">{say(levelWord(mode.level))}</td>
                  <td>{mode.reason}</td>
                  <td className="nowrap">{say(`duty.mode.state.${mode.state}`)}</td>
                  <td>
                    {mode.beganAt ? (
                      <Link to={paths.modeReport(mode.id)} aria-label={`${say('duty.mode.report')} ${mode.reason}`}>
                        {say('duty.mode.report')}
                      </Link>
                    ) : (
                      '—'
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
    </Section>
  );
}
