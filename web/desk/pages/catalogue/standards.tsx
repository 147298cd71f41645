/** 标准库: how each matter is served: what it rests on, what is done, what is looked at, what it is measured by. Matters without one stand first. */
import { App, Button, Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { figureNames } from '#contract/evaluation.ts';
import { listStandards, readStandard, saveStandard, type Standard } from '#contract/standards.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { useEdits } from '../../parts/edits.ts';
import { Field, TextField } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { useMatters, type CalledMatter } from '../../parts/pickers.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { EditDrawer } from './edit.tsx';

const tabs = ['with', 'without'] as const;

export function StandardsPage() {
  const { say, time } = useWords();
  const may = useWho().may('catalogue.edit');
  const { matters } = useMatters();
  const list = useRead(listStandards, {});
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState('');
  const [editing, edit] = useState<CalledMatter | null>(null);
  const asked = useDeferredValue(typed);
  const tab = tabs.find((one) => one === search.get('tab')) ?? 'with';
  const standards = new Map((list.data?.standards ?? []).map((one) => [one.matterId, one]));
  const inForce = matters.filter(({ retired, fallback, imported }) => !retired && !fallback && !imported);
  const [having, lacking] = [
    inForce.filter(({ id }) => standards.has(id)),
    inForce.filter(({ id }) => !standards.has(id)),
  ];
  const shown = (tab === 'with' ? having : lacking).filter((matter) =>
    soundsLike(asked, matter.smallName, matter.called, matter.bigName, matter.code),
  );
  const save = () =>
    saveFile(
      'standards.csv',
      csv(
        ['code', 'matter', 'version', 'basis', 'steps', 'checks', 'measures', 'valid_from'],
        having.map((matter) => {
          const { version, basis, steps, checks, measures, validFrom } = standards.get(matter.id)!;
          const words = measures.map(({ text }) => text).join('\n');
          return [matter.code, matter.smallName, version, basis, steps.join('\n'), checks.join('\n'), words, validFrom];
        }),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.standards')}
      hint={say('desk.standards.hint', { n: having.length, of: inForce.length })}
      actions={<ExportCsv n={having.length} onSave={save} />}
    >
      <Tabs
        label={say('desk.nav.standards')}
        tabs={tabs}
        word={(one) => say(`desk.standards.${one}`)}
        count={(one) => (list.data ? (one === 'with' ? having : lacking).length : undefined)}
        chosen={tab}
        onChoose={(one) => setSearch(one === 'without' ? { tab: 'without' } : {}, { replace: true })}
      />
      <search className="filters">
        <Input
          type="search"
          aria-label={say('desk.standards.search')}
          placeholder={say('desk.standards.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
        />
      </search>
      {list.error && <Trouble error={list.error} again={() => void list.refetch()} />}
      {!list.data && !list.error && <Waiting rows={6} />}
      {list.data && shown.length === 0 && (
        <Nothing title={say('desk.matters.none')}>{say(`desk.standards.none_${tab}`)}</Nothing>
      )}
      <ul className="matters">
        {shown.slice(0, 200).map((matter) => {
          const standard = standards.get(matter.id);
          return (
            <li key={matter.id} className="card">
              <header className="card-head">
                <h2>
                  {matter.called} <small className="num">{matter.code}</small>
                </h2>
                {standard && (
                  <span className="faint">
                    {say('desk.standards.version', { n: standard.version, at: time(standard.validFrom) })}
                  </span>
                )}
                <span className="top-space" />
                {may && (
                  <Button
                    size="small"
                    onClick={() => edit(matter)}
                    aria-label={`${say(standard ? 'desk.standards.next' : 'desk.standards.write')} ${matter.called}`}
                  >
                    {say(standard ? 'desk.standards.next' : 'desk.standards.write')}
                  </Button>
                )}
              </header>
              {standard ? (
                <StandardParts standard={standard} />
              ) : (
                <p className="hint">{say('desk.standards.lacking')}</p>
              )}
            </li>
          );
        })}
      </ul>
      {editing && <EditStandard matter={editing} standard={standards.get(editing.id)} onClose={() => edit(null)} />}
    </Page>
  );
}

/** The four parts, as they are read at the case and on the page. */
export function StandardParts({ standard: { basis, steps, checks, measures } }: { standard: Standard }) {
  const { say } = useWords();
  return (
    <dl className="standard">
      <dt>{say('desk.standards.basis')}</dt>
      <dd>{basis}</dd>
      <dt>{say('desk.standards.steps')}</dt>
      <dd>
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </dd>
      <dt>{say('desk.standards.checks')}</dt>
      <dd>
        <ul>
          {checks.map((check) => (
            <li key={check}>{check}</li>
          ))}
        </ul>
      </dd>
      <dt>{say('desk.standards.measures')}</dt>
      <dd>
        <ul>
          {measures.map(({ text, figure }) => (
            <li key={text}>
              {text} {figure && <MeasuredBy figure={figure} />}
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  );
}

function MeasuredBy({ figure }: { figure: NonNullable<Standard['measures'][number]['figure']> }) {
  const { say } = useWords();
  const who = useWho();
  const name = say(`desk.figures.${figure}`);
  return who.may('evaluation.see') ? (
    <Link to={paths.figure(figure)}>{name}</Link>
  ) : (
    <span className="faint">{name}</span>
  );
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function EditStandard({
  matter,
  standard,
  onClose,
}: {
  matter: CalledMatter;
  standard: Standard | undefined;
  onClose: () => void;
}) {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const past = useRead(readStandard, { params: { matterId: matter.id } });
  const [of, setOf] = useState({
    basis: standard?.basis ?? '',
    steps: (standard?.steps ?? []).join('\n'),
    checks: (standard?.checks ?? []).join('\n'),
    measures: (standard?.measures ?? []).map(({ text }) => text).join('\n'),
    reason: '',
  });
  const [figures, setFigures] = useState(new Map(standard?.measures.map(({ text, figure }) => [text, figure])));
  const [version, setVersion] = useState(standard?.version ?? 0);
  const write = useWrite(saveStandard, { changes: [listStandards, readStandard] });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const measures = linesOf(of.measures);
  const inOne = (text: string) => linesOf(text).join('；');
  const edits = useEdits(of, {
    basis: [say('desk.standards.basis')],
    steps: [say('desk.standards.steps'), inOne],
    checks: [say('desk.standards.checks'), inOne],
    measures: [say('desk.standards.measures'), inOne],
  });
  const now = past.data?.versions[0];
  const lines = (name: 'steps' | 'checks' | 'measures', rows: number) => (
    <TextField
      label={say(`desk.standards.${name}`)}
      hint={say('desk.standards.a_line_each')}
      value={of[name]}
      onChange={(value) => put({ [name]: value })}
      max={4000}
      rows={rows}
      required
    />
  );
  return (
    <EditDrawer
      title={`${say('desk.nav.standards')} · ${matter.called}`}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      edits={standard ? edits : undefined}
      ready={
        of.basis.trim() !== '' &&
        of.reason.trim() !== '' &&
        [of.steps, of.checks, of.measures].every((text) => linesOf(text).length > 0)
      }
      onSubmit={() =>
        write.mutate(
          {
            params: { matterId: matter.id },
            body: {
              version,
              basis: of.basis.trim(),
              steps: linesOf(of.steps),
              checks: linesOf(of.checks),
              measures: measures.map((text) => ({ text, figure: figures.get(text) ?? null })),
              reason: of.reason.trim(),
            },
          },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        )
      }
      now={
        now && (
          <>
            <StandardParts standard={now} />
            <Button size="small" onClick={() => setVersion(now.version)} disabled={version === now.version}>
              {say('desk.stale.over')}
            </Button>
          </>
        )
      }
    >
      <TextField
        label={say('desk.standards.basis')}
        value={of.basis}
        onChange={(basis) => put({ basis })}
        max={1000}
        rows={2}
        required
        first
      />
      {lines('steps', 5)}
      {lines('checks', 4)}
      {lines('measures', 3)}
      {measures.map((text) => (
        <Field key={text} label={say('desk.standards.counted_by', { text })}>
          {(control) => (
            <Select
              id={control.id}
              value={figures.get(text) ?? ''}
              onChange={(figure) => {
                const chosen = figureNames.find((one) => one === figure) ?? null;
                setFigures(new Map([...figures, [text, chosen]]));
              }}
              options={[
                { value: '', label: say('desk.standards.not_counted') },
                ...figureNames.map((value) => ({ value, label: say(`desk.figures.${value}`) })),
              ]}
            />
          )}
        </Field>
      ))}
      <TextField
        label={say('desk.standards.reason')}
        value={of.reason}
        onChange={(reason) => put({ reason })}
        max={300}
        rows={2}
        required
      />
      {past.data && past.data.versions.length > 0 && (
        <details>
          <summary>{say('desk.standards.history', { n: past.data.versions.length })}</summary>
          <ol className="standard-past">
            {past.data.versions.map((one) => (
              <li key={one.version}>
                <strong>{say('desk.standards.version', { n: one.version, at: time(one.validFrom) })}</strong>{' '}
                {one.reason}
                <StandardParts standard={one} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </EditDrawer>
  );
}
