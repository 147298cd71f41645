/**
 * One version of a process: drawn, told, and edited as a draft. While it is edited the server judges it, and the way of a problem
 * is shown on the drawing. Nothing is published that could strand a case; running cases keep their version until somebody moves them.
 */
import { App, Button, Input, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useBlocker, useNavigate, useParams } from 'react-router';
import type { Static } from 'typebox';
import { uuidv7 } from '#contract/ids.ts';
import {
  checkTemplate,
  getTemplate,
  listTemplates,
  publishTemplate,
  saveTemplate,
  type Drawing as Drawn,
  type Template,
  type TemplateProblem,
} from '#contract/templates.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { Field } from '../../parts/field.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { PrintButton } from '../../parts/print.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { DifferencePart } from './difference.tsx';
import { Drawing } from './drawing.tsx';
import { LimitsPart } from './limits.tsx';
import { MovesPart } from './moves.tsx';
import { StepsPart } from './steps.tsx';
import { Standing, type Row } from './templates.tsx';
import { placeWords } from './told.ts';
import { UsePart } from './use.tsx';

type Problem = Static<typeof TemplateProblem>;
export type Editing = { template: Template; change: (part: Partial<Template>) => void; may: boolean };
const parts = ['stages', 'moves', 'limits', 'difference', 'use'] as const;

export function TemplatePage() {
  const { name = '', version = '' } = useParams();
  const asked = useRead(getTemplate, { params: { name, version: Number(version) || 0 } }, { staleMs: 60_000 });
  if (!asked.data)
    return (
      <div className="page">
        {asked.error ? <Trouble error={asked.error} again={() => void asked.refetch()} /> : <Waiting rows={10} />}
      </div>
    );
  const { row, template, drawing, problems } = asked.data;
  return (
    <OneTemplate
      key={`${row.name}/${row.version}/${row.savedN}`}
      row={row}
      saved={template}
      judged={{ drawing, problems }}
    />
  );
}

/** Waits until the hand rests, then asks the server what it makes of the draft. */
function useJudged(template: Template, saved: Template, judged: { drawing: Drawn; problems: Problem[] }) {
  const [resting, setResting] = useState<{ id: string; template: Template } | null>(null);
  useEffect(() => {
    if (template === saved) return undefined;
    const timer = setTimeout(() => setResting({ id: uuidv7(), template }), 400);
    return () => clearTimeout(timer);
  }, [template, saved]);
  const asked = useRead(
    checkTemplate,
    { body: resting ?? { id: '', template: saved } },
    { enabled: resting !== null, keepPrevious: true },
  );
  return { ...judged, ...asked.data, error: asked.error };
}

function OneTemplate({
  row,
  saved,
  judged,
}: {
  row: Row;
  saved: Template;
  judged: { drawing: Drawn; problems: Problem[] };
}) {
  const { say } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const mayEdit = useWho().may('catalogue.edit');
  const { search, put } = useAddress();
  const part = parts.find((one) => one === search.get('part')) ?? 'stages';
  const [template, setTemplate] = useState(saved);
  const [drafting, draft] = useState(!row.published);
  const [publishing, publish] = useState(false);
  const [shown, show] = useState<Problem | null>(null);
  const { drawing, problems, error } = useJudged(template, saved, judged);
  const changed = template !== saved;
  const versions = useRead(listTemplates, { query: { limit: 200 } });
  const own = versions.data?.rows.filter((one) => one.name === row.name) ?? [];
  const laid = own.find((one) => !one.published);
  const write = useWrite(saveTemplate, { changes: [listTemplates, getTemplate] });
  const leaving = useRef(false);
  // what was typed is not lost by a slip of the hand
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      changed && !leaving.current && currentLocation.pathname !== nextLocation.pathname,
  );
  const save = () =>
    write.mutate(
      { params: { name: row.name }, body: { savedN: laid?.savedN ?? 0, template } },
      {
        onSuccess: (kept) => {
          leaving.current = true;
          void message.success(say('desk.templates.saved_as', { n: kept.version }));
          void navigate(`${paths.template(kept.name, kept.version)}?part=${part}`, { replace: !row.published });
        },
      },
    );
  const editing: Editing = {
    template,
    change: (more) => setTemplate((before) => ({ ...before, ...more })),
    may: mayEdit && drafting,
  };
  return (
    <Page
      wide
      title={`${row.title} · ${say('desk.version', { n: row.version })}`}
      hint={
        <>
          <Link to={paths.templates()}>← {say('desk.nav.templates')}</Link> <Standing row={row} />{' '}
          {say('desk.templates.running_n', { n: row.running })}
        </>
      }
      actions={
        <>
          <PrintButton />
          {mayEdit && row.published && !drafting && (
            <Button
              type="primary"
              onClick={() => (laid ? void navigate(paths.template(row.name, laid.version)) : draft(true))}
            >
              {say(laid ? 'desk.templates.to_draft' : 'desk.templates.edit')}
            </Button>
          )}
          {editing.may && (
            <Button type={changed ? 'primary' : 'default'} disabled={!changed} loading={write.isPending} onClick={save}>
              {say('desk.templates.save')}
            </Button>
          )}
          {mayEdit && !row.published && (
            <Button type="primary" disabled={changed || problems.length > 0} onClick={() => publish(true)}>
              {say('desk.templates.publish')}
            </Button>
          )}
        </>
      }
    >
      {(write.error ?? error) && <Trouble error={write.error ?? error} />}
      <Section
        title={say('desk.templates.drawing')}
        extra={<span className="hint">{say('desk.templates.drawing.hint')}</span>}
      >
        <Drawing
          drawing={drawing}
          path={shown?.path ?? []}
          onStage={(state) => {
            put({ part: 'stages' });
            requestAnimationFrame(() => document.getElementById(`stage-${state}`)?.scrollIntoView({ block: 'center' }));
          }}
        />
        <Problems problems={problems} shown={shown} onShow={show} />
      </Section>
      <Tabs
        label={row.title}
        tabs={parts}
        word={(one) => say(`desk.templates.part.${one}`)}
        chosen={part}
        onChoose={(one) => put({ part: one })}
      />
      {part === 'stages' && <StepsPart editing={editing} />}
      {part === 'moves' && <MovesPart editing={editing} />}
      {part === 'limits' && <LimitsPart editing={editing} />}
      {part === 'difference' && <DifferencePart row={row} versions={own} template={template} />}
      {part === 'use' && <UsePart row={row} versions={own} />}
      {publishing && <Publish row={row} onClose={() => publish(false)} />}
      <Modal
        open={blocker.state === 'blocked'}
        title={say('desk.templates.leave')}
        okText={say('desk.templates.leave.do')}
        okButtonProps={{ danger: true }}
        onOk={() => blocker.proceed?.()}
        onCancel={() => blocker.reset?.()}
      >
        {say('desk.templates.leave.lost')}
      </Modal>
    </Page>
  );
}

function Problems({
  problems,
  shown,
  onShow,
}: {
  problems: Problem[];
  shown: Problem | null;
  onShow: (problem: Problem | null) => void;
}) {
  const words = useWords();
  const { say } = words;
  if (problems.length === 0) return <output className="template-sound">✓ {say('desk.templates.sound')}</output>;
  return (
    <div className="template-wrong" aria-live="polite">
      <strong>{say('desk.templates.problems', { n: problems.length })}</strong>
      <ul>
        {problems.map((problem, i) => (
          <li key={`${problem.where}${i}`}>
            <button
              type="button"
              className="link"
              aria-pressed={shown?.where === problem.where && shown.reason === problem.reason}
              onMouseEnter={() => onShow(problem)}
              onFocus={() => onShow(problem)}
              onClick={() => onShow(problem)}
            >
              {placeWords(words, problem.where)}
            </button>{' '}
            {problem.reason}
            {problem.path.length > 0 && (
              <small> {say('desk.templates.way', { way: problem.path.map(({ label }) => label).join(' → ') })}</small>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Publish({ row, onClose }: { row: Row; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const write = useWrite(publishTemplate, { changes: [listTemplates, getTemplate] });
  const send = () =>
    write.mutate(
      { params: { name: row.name }, body: { version: row.version, reason: reason.trim() } },
      {
        onSuccess: (done) => {
          void message.success(say('desk.templates.published', { n: done.version }));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      title={say('desk.templates.publish')}
      onCancel={onClose}
      onOk={send}
      okText={say('desk.templates.publish')}
      okButtonProps={{ disabled: reason.trim() === '', loading: write.isPending }}
    >
      <div className="stack">
        <p>{say('desk.templates.publish.hint')}</p>
        {write.error && <Trouble error={write.error} />}
        <Field label={say('desk.templates.reason')} required>
          {(control) => (
            <Input.TextArea
              {...control}
              rows={3}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
