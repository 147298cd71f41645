/**
 * 受理台 · 窗口登记 · 部门上报: one form for reports that staff write down. Beside it, what looks alike is already open and what the
 * knowledge base says, so that nobody opens a second case and a question is answered while the caller is still there.
 */
import { App, Button, Checkbox, Input } from 'antd';
import { useDeferredValue, useEffect, useEffectEvent, useRef, useState } from 'react';
import { reportKinds } from '#contract/cases.ts';
import { namings, takeReport } from '#contract/intake.ts';
import { listCalls, type CallDraft, type PhoneCall } from '#contract/lines.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { Choice, Field, TextField } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { MatterPicker } from '../../parts/pickers.tsx';
import { PlacePicker, type Where } from '../../parts/place.tsx';
import { Trouble } from '../../parts/state.tsx';
import { useCalls } from '../../call-pop.tsx';
import { useWho } from '../../who.tsx';
import { Knowledge, Similar } from './beside.tsx';
import { Calls } from './calls.tsx';
import { Script } from './script.tsx';
import { Taken, type TakenReport } from './taken.tsx';

type Channel = 'hotline' | 'counter' | 'department';
type Kind = (typeof reportKinds)[number];
type Naming = (typeof namings)[number];

const blank = {
  phone: '',
  name: '',
  naming: 'named' as Naming,
  kind: 'help' as Kind,
  title: '',
  detail: '',
  where: { text: '', point: null } as Where,
  matterId: undefined as number | undefined,
  urgent: false,
  follows: null as { id: string; number: string } | null,
};
export type Draft = typeof blank;

export const HotlinePage = () => <TakePage channel="hotline" />;
export const CounterPage = () => <TakePage channel="counter" />;
export const DepartmentPage = () => <TakePage channel="department" />;

const isBlank = (draft: Draft): boolean =>
  [draft.title, draft.detail, draft.name, draft.where.text].every((text) => text === '');
/** What came with a call is written into the form, over nothing that stands there. */
const withDraft = (form: Draft, { draft }: PhoneCall): Draft => ({
  ...form,
  name: form.name || (draft?.name ?? ''),
  kind: draft?.kind ?? form.kind,
  title: form.title || (draft?.title ?? ''),
  detail: form.detail || (draft?.detail ?? ''),
  where:
    form.where.text || form.where.point ? form.where : { text: draft?.placeText ?? '', point: draft?.location ?? null },
  matterId: form.matterId ?? draft?.matterId ?? undefined,
  urgent: form.urgent || (draft?.urgent ?? false),
});
/** What goes along when a call is handed over. */
const draftFor = ({ name, kind, title, detail, where, matterId, urgent }: Draft): CallDraft => ({
  kind,
  ...(name.trim() ? { name: name.trim() } : {}),
  ...(title.trim() ? { title: title.trim() } : {}),
  ...(detail.trim() ? { detail: detail.trim() } : {}),
  ...(where.text.trim() ? { placeText: where.text.trim() } : {}),
  ...(where.point ? { location: where.point } : {}),
  ...(matterId ? { matterId } : {}),
  ...(urgent ? { urgent } : {}),
});

/** The title may be left to the first sentence of what was said. */
const titleOf = (draft: Draft): string =>
  (draft.title.trim() || (draft.detail.trim().split(/[。!?\n.!?]/)[0] ?? '')).slice(0, 120).trim();

function TakePage({ channel }: { channel: Channel }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Draft>(blank);
  const [taken, setTaken] = useState<TakenReport | null>(null);
  const answers = useWho().may('calls.take') && channel === 'hotline';
  const lists = useCalls(answers).data;
  const speaking = answers ? lists?.calls.find(({ mine }) => mine) : undefined;
  const write = useWrite(takeReport, { changes: [listCalls] });
  const first = useRef<HTMLDivElement>(null);
  const put = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const title = titleOf(draft);
  // A call that was taken opens a new form, with what was written before it came and where the telephone stands.
  const opened = useRef<string | null>(null);
  useEffect(() => {
    if (!speaking || opened.current === speaking.id) return;
    opened.current = speaking.id;
    setDraft((before) => (isBlank(before) || taken ? withDraft(blank, speaking) : withDraft(before, speaking)));
    setTaken(null);
    // Whoever took it by a key or a button types at once what she hears.
    first.current?.closest('form')?.querySelector('textarea')?.focus();
  }, [speaking, taken]);
  const hasContact = draft.phone.trim() !== '' || draft.name.trim() !== '';
  const anonymous = draft.naming === 'anonymous';

  // With a call the number is known, and the keyboard is where her words go.
  const begin = useEffectEvent(() => {
    if (!speaking) first.current?.querySelector('input')?.focus();
  });
  useEffect(() => {
    if (!taken) begin();
  }, [taken]);
  // half a report is not lost by a slip
  useEffect(() => {
    if (taken || (draft.detail === '' && draft.title === '' && draft.phone === '')) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [taken, draft]);

  const submit = () => {
    if (title === '' || write.isPending || taken) return;
    const contact = {
      ...(draft.name.trim() ? { name: draft.name.trim() } : {}),
      ...(draft.phone.trim() ? { phone: draft.phone.trim() } : {}),
    };
    write.mutate(
      {
        body: {
          channel,
          kind: draft.kind,
          title,
          naming: draft.naming,
          ...(draft.detail.trim() ? { detail: draft.detail.trim() } : {}),
          ...(draft.where.text.trim() ? { placeText: draft.where.text.trim() } : {}),
          ...(draft.where.point ? { location: draft.where.point } : {}),
          ...(draft.matterId ? { matterId: draft.matterId } : {}),
          ...(draft.urgent ? { urgent: true } : {}),
          ...(draft.follows ? { follows: draft.follows.id } : {}),
          ...(!anonymous && hasContact ? { contact } : {}),
          ...(speaking ? { callId: speaking.id } : {}),
        },
      },
      {
        onSuccess: ({ receipt, caseId }) => {
          setTaken({ receipt, caseId, kind: draft.kind, title, joined: draft.follows !== null });
          void message.success(say('desk.take.saved', { number: receipt.number }));
        },
      },
    );
  };
  const another = () => {
    setDraft(blank);
    setTaken(null);
    write.reset();
  };
  useKeys([
    { key: 'Ctrl+Enter', label: say(taken ? 'desk.take.another' : 'desk.take.save'), run: taken ? another : submit },
  ]);

  const words = useDeferredValue(`${draft.title} ${draft.detail}`.trim());
  const point = useDeferredValue(draft.where.point);
  return (
    <Page wide title={say(`desk.nav.${channel}`)} hint={say(`desk.take.${channel}.hint`)}>
      <div className="take">
        {taken ? (
          <Taken taken={taken} onAnother={another} words={words} />
        ) : (
          <form
            className="card take-form"
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <div className="take-row" ref={first}>
              <Field
                label={say('desk.take.phone')}
                hint={speaking?.caller ? say('desk.calls.number.sealed', { number: speaking.caller }) : undefined}
                wrong={write.error?.reasonFor('contact/phone')}
              >
                {(control) => (
                  <Input
                    {...control}
                    type="tel"
                    inputMode="tel"
                    placeholder={speaking?.caller ?? undefined}
                    value={draft.phone}
                    onChange={(event) => put({ phone: event.target.value })}
                    maxLength={24}
                    disabled={anonymous}
                    autoComplete="off"
                  />
                )}
              </Field>
              <Field label={say('desk.take.name')}>
                {(control) => (
                  <Input
                    {...control}
                    value={draft.name}
                    onChange={(event) => put({ name: event.target.value })}
                    maxLength={60}
                    disabled={anonymous}
                    autoComplete="off"
                  />
                )}
              </Field>
              <Choice
                label={say('desk.take.naming')}
                name="naming"
                value={draft.naming}
                onChange={(naming) => put(naming === 'anonymous' ? { naming, phone: '', name: '' } : { naming })}
                options={namings.map((value) => ({ value, label: say(`naming.${value}`) }))}
              />
            </div>
            <Choice
              label={say('desk.col.kind')}
              name="kind"
              value={draft.kind}
              onChange={(kind) => put({ kind })}
              options={reportKinds.map((value) => ({ value, label: say(`kind.${value}`) }))}
            />
            <div className="take-columns">
              <div className="stack">
                <TextField
                  label={say('desk.take.detail')}
                  value={draft.detail}
                  onChange={(detail) => put({ detail })}
                  max={4000}
                  rows={6}
                  required={draft.title.trim() === ''}
                  placeholder={say('desk.take.detail.hint')}
                />
                <Field label={say('desk.title')} hint={say('desk.take.title.hint')}>
                  {(control) => (
                    <Input
                      {...control}
                      value={draft.title}
                      onChange={(event) => put({ title: event.target.value })}
                      maxLength={120}
                      placeholder={titleOf({ ...draft, title: '' })}
                    />
                  )}
                </Field>
                <Field label={say('desk.col.matter')} hint={say('desk.matter.search_hint')}>
                  {(control) => (
                    <MatterPicker id={control.id} value={draft.matterId} onChange={(matterId) => put({ matterId })} />
                  )}
                </Field>
                <Checkbox checked={draft.urgent} onChange={(event) => put({ urgent: event.target.checked })}>
                  {say('desk.take.urgent')}
                </Checkbox>
              </div>
              <div className="stack">
                <PlacePicker
                  value={draft.where}
                  words={{ title: draft.title, detail: draft.detail }}
                  onChange={(where) => put({ where })}
                  height={300}
                />
              </div>
              {channel === 'hotline' && <Script form={draft} speaking={speaking} />}
            </div>
            {draft.follows && (
              <output className="done">
                {say('desk.similar.joins', { number: draft.follows.number })}{' '}
                <Button size="small" onClick={() => put({ follows: null })}>
                  {say('desk.similar.apart')}
                </Button>
              </output>
            )}
            {write.error && <Trouble error={write.error} />}
            <div className="form-actions">
              <Button type="primary" size="large" htmlType="submit" disabled={title === ''} loading={write.isPending}>
                {say('desk.take.save')} <kbd>Ctrl+Enter</kbd>
              </Button>
              <Button type="text" onClick={another}>
                {say('desk.take.clear')}
              </Button>
            </div>
          </form>
        )}
        {(!taken || answers) && (
          <aside className="take-beside" aria-label={say('desk.take.beside')}>
            {answers && (
              <div className="take-calls">
                {lists && <Calls lists={lists} speaking={speaking} draft={draftFor(draft)} />}
              </div>
            )}
            {!taken && (
              <>
                <Similar
                  title={title}
                  detail={draft.detail}
                  placeText={draft.where.text}
                  matterId={draft.matterId ?? null}
                  point={point}
                  follows={draft.follows}
                  onJoin={(follows) => put({ follows })}
                />
                <Knowledge words={words} />
              </>
            )}
          </aside>
        )}
      </div>
    </Page>
  );
}
