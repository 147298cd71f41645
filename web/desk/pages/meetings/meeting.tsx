/** One meeting: its agenda and members, the minutes, and what was resolved and is now somebody's task with a date. Minutes are printed. */
import { App, Button, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { getCase } from '#contract/cases.ts';
import {
  getMeeting,
  listMeetings,
  stepMeeting,
  type Meeting,
  type MeetingStep,
  type MeetingStepName,
} from '#contract/meetings.ts';
import { listTasks } from '#contract/tasks.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { readInstants } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { instantOf, wallOf } from '../../parts/local.ts';
import { Page, Section } from '../../parts/page.tsx';
import { UnitPicker, UnitsPicker } from '../../parts/pickers.tsx';
import { PrintButton } from '../../parts/print.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { TaskCard } from '../tasks/task.tsx';
import { CasesPicker, MeetingStanding } from './meetings.tsx';

export function MeetingPage() {
  const { meetingId = '' } = useParams();
  const { say } = useWords();
  const asked = useRead(getMeeting, { params: { meetingId } }, { refetchMs: 30_000 });
  if (asked.data) return <OneMeeting of={asked.data} />;
  return (
    <div className="page">
      {asked.error ? (
        <>
          <Trouble error={asked.error} again={() => void asked.refetch()} />
          <Link to={paths.meetings()}>{say('desk.nav.meetings')}</Link>
        </>
      ) : (
        <Waiting rows={10} />
      )}
    </div>
  );
}

function OneMeeting({ of }: { of: Meeting }) {
  const { say, time } = useWords();
  const { meeting, agenda, members, resolutions } = of;
  const [stepping, step] = useState<MeetingStepName | null>(null);
  const may = of.steps.filter((one) => one.may);
  const notYet = of.meeting.state === 'called' && of.steps.find((one) => one.step === 'hold' && !one.may)?.why;
  return (
    <Page
      wide
      title={meeting.title}
      hint={
        <>
          <Link to={paths.meetings()}>← {say('desk.nav.meetings')}</Link>{' '}
          <em className="tag">{say(`meeting.kind.${meeting.kind}`)}</em> <MeetingStanding meeting={meeting} />
        </>
      }
      actions={
        <>
          <PrintButton />
          {may.map((one) => (
            <Button
              key={one.step}
              danger={one.step === 'cancel'}
              type={one.step === 'hold' || one.step === 'resolve' ? 'primary' : 'default'}
              onClick={() => step(one.step)}
            >
              {say(`meeting.step.${one.step}`)}
            </Button>
          ))}
        </>
      }
    >
      <Section title={say('desk.meeting.facts')}>
        <dl className="facts">
          <Fact word={say('desk.meeting.at')}>{time(meeting.at)}</Fact>
          {meeting.state === 'called' && (
            <Fact word={say('desk.meeting.minutes_due')}>{time(meeting.minutesDueAt)}</Fact>
          )}
          <Fact word={say('desk.meeting.place')}>{meeting.place}</Fact>
          <Fact word={say('desk.meeting.convener')}>
            {meeting.convenerUnit.name} {meeting.convener}
          </Fact>
          <Fact word={say('desk.meeting.members')}>
            <span className="marks">
              {members.map((member) => (
                <em
                  key={member.n}
                  className={member.attended === null ? 'tag' : member.attended ? 'tag tag-green' : 'tag tag-red'}
                >
                  {[member.unit?.name, member.person?.name].filter(Boolean).join(' ')}
                  {member.attended !== null &&
                    ` · ${say(member.attended ? 'desk.meeting.attended' : 'desk.meeting.absent')}`}
                </em>
              ))}
            </span>
          </Fact>
          {of.cancelReason && <Fact word={say('meeting.step.cancel')}>{of.cancelReason}</Fact>}
        </dl>
      </Section>
      <Section title={say('desk.meeting.agenda')} extra={<span className="count">{agenda.length}</span>}>
        <ol className="agenda">
          {agenda.map((row) => (
            <li key={row.id}>
              <Link className="number" to={paths.case(row.id)}>
                {row.number}
              </Link>{' '}
              {row.title} <em className="tag tag-blue">{say(`case.state.${row.state}`)}</em>{' '}
              <span className="faint">
                {[row.matterName, row.areaName, row.lead?.name ?? row.holder?.name].filter(Boolean).join(' · ')}
              </span>
            </li>
          ))}
        </ol>
      </Section>
      <Section
        title={say('desk.meeting.minutes')}
        extra={of.heldAt && <span className="faint">{time(of.heldAt)}</span>}
      >
        {of.minutes ? (
          <p className="minutes">{of.minutes}</p>
        ) : (
          <Nothing title={say('desk.meeting.no_minutes')}>
            {notYet ? readInstants(notYet) : say('desk.meeting.no_minutes.hint')}
          </Nothing>
        )}
      </Section>
      {(meeting.state === 'held' || resolutions.length > 0) && (
        <Section title={say('desk.meeting.resolutions')} extra={<span className="count">{resolutions.length}</span>}>
          {resolutions.length === 0 && <p className="hint">{say('desk.meeting.no_resolutions')}</p>}
          <ul className="papers">
            {resolutions.map((task) => (
              <TaskCard
                key={task.id}
                task={task}
                of={<span className="faint">{agenda.find(({ id }) => id === task.caseId)?.number}</span>}
              />
            ))}
          </ul>
        </Section>
      )}
      {stepping && <Step of={of} step={stepping} onClose={() => step(null)} />}
    </Page>
  );
}

const Fact = ({ word, children }: { word: string; children: ReactNode }) => (
  <div>
    <dt>{word}</dt>
    <dd>{children}</dd>
  </div>
);

function Step({ of, step, onClose }: { of: Meeting; step: MeetingStepName; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const { meeting, members, agenda } = of;
  const write = useWrite(stepMeeting, { changes: [getMeeting, listMeetings, listTasks, getCase] });
  const [text, setText] = useState('');
  const [title, setTitle] = useState(meeting.title);
  const [at, setAt] = useState(() => wallOf(new Date(step === 'resolve' ? Date.now() + 7 * 86_400_000 : meeting.at)));
  const [place, setPlace] = useState(meeting.place);
  const [added, setAdded] = useState<{ id: string; told: string }[]>([]);
  const [unitIds, setUnitIds] = useState<number[]>([]);
  const [attended, setAttended] = useState<number[]>(members.map(({ n }) => n));
  const [caseId, setCaseId] = useState(agenda.find(({ endedAt }) => endedAt === null)?.id);
  const [unitId, setUnitId] = useState<number | undefined>();
  const words = text.trim();
  const input = ((): MeetingStep | null => {
    switch (step) {
      case 'amend':
        return title.trim() && place.trim() && at
          ? {
              step,
              ...(title.trim() === meeting.title ? {} : { title: title.trim() }),
              ...(place.trim() === meeting.place ? {} : { place: place.trim() }),
              ...(at === wallOf(new Date(meeting.at)) ? {} : { at: instantOf(at) }),
              ...(added.length > 0 ? { addCaseIds: added.map(({ id }) => id) } : {}),
              ...(unitIds.length > 0 ? { addMembers: unitIds.map((one) => ({ unitId: one })) } : {}),
            }
          : null;
      case 'hold':
        return words ? { step, minutes: words, attended } : null;
      case 'resolve':
        return words && caseId && unitId && at ? { step, caseId, unitId, text: words, due: instantOf(at) } : null;
      default:
        return words ? { step, reason: words } : null;
    }
  })();
  const send = () =>
    input &&
    write.mutate(
      { params: { meetingId: meeting.id }, body: { version: meeting.version, input } },
      {
        onSuccess: () => {
          void message.success(say('desk.saved'));
          onClose();
        },
      },
    );
  const when = (label: string) => (
    <Field label={label} required>
      {(control) => (
        <Input {...control} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
      )}
    </Field>
  );
  return (
    <Modal
      open
      title={say(`meeting.step.${step}`)}
      onCancel={onClose}
      onOk={send}
      okText={say('desk.submit')}
      okButtonProps={{ disabled: !input, loading: write.isPending, danger: step === 'cancel' }}
      width={640}
    >
      <div className="stack">
        {write.error && <Trouble error={write.error} />}
        {step === 'amend' && (
          <>
            <Field label={say('desk.meeting.title')} required>
              {(control) => (
                <Input {...control} value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
              )}
            </Field>
            <div className="take-row">
              {when(say('desk.meeting.at'))}
              <Field label={say('desk.meeting.place')} required>
                {(control) => (
                  <Input
                    {...control}
                    value={place}
                    maxLength={200}
                    onChange={(event) => setPlace(event.target.value)}
                  />
                )}
              </Field>
            </div>
            <Field label={say('desk.meeting.add_cases')}>
              {(control) => <CasesPicker id={control.id} value={added} onChange={setAdded} />}
            </Field>
            <Field label={say('desk.meeting.add_members')}>
              {(control) => <UnitsPicker id={control.id} value={unitIds} onChange={setUnitIds} />}
            </Field>
          </>
        )}
        {step === 'hold' && (
          <>
            <fieldset className="choice">
              <legend>{say('desk.meeting.who_came')}</legend>
              <div>
                {members.map((member) => (
                  <label key={member.n}>
                    <input
                      type="checkbox"
                      checked={attended.includes(member.n)}
                      onChange={({ target }) =>
                        setAttended((before) =>
                          target.checked ? [...before, member.n] : before.filter((n) => n !== member.n),
                        )
                      }
                    />
                    <span>{[member.unit?.name, member.person?.name].filter(Boolean).join(' ')}</span>
                  </label>
                ))}
              </div>
            </fieldset>
            <TextField
              label={say('desk.meeting.minutes')}
              value={text}
              onChange={setText}
              max={20_000}
              rows={8}
              required
              first
            />
          </>
        )}
        {step === 'resolve' && (
          <>
            <Field label={say('desk.meeting.about_case')} required>
              {(control) => (
                <Select
                  id={control.id}
                  className="wide"
                  value={caseId ?? null}
                  onChange={(id: string | null) => setCaseId(id ?? undefined)}
                  options={agenda
                    .filter(({ endedAt }) => endedAt === null)
                    .map((row) => ({ value: row.id, label: `${row.number} ${row.title}` }))}
                />
              )}
            </Field>
            <div className="take-row">
              <Field label={say('desk.meeting.by_unit')} required>
                {(control) => <UnitPicker id={control.id} value={unitId} onChange={setUnitId} />}
              </Field>
              {when(say('desk.meeting.by_day'))}
            </div>
            <TextField label={say('desk.meeting.what')} value={text} onChange={setText} max={2000} required />
          </>
        )}
        {step === 'cancel' && (
          <TextField label={say('desk.rule.reason')} value={text} onChange={setText} max={500} required />
        )}
      </div>
    </Modal>
  );
}
