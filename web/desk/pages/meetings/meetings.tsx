/** 会商、联席会议: meetings about cases, the newest first; whoever may convenes one from here or from a case. */
import { App, Button, Checkbox, Input, Modal, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { getCase, listCases } from '#contract/cases.ts';
import {
  convene,
  listMeetings,
  meetingKinds,
  meetingStates,
  type MeetingKind,
  type MeetingRow,
  type MeetingState,
} from '#contract/meetings.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Choice, Field } from '../../parts/field.tsx';
import { dayOf, daysLater, instantOf, wallOf } from '../../parts/local.ts';
import { Page } from '../../parts/page.tsx';
import { UnitsPicker } from '../../parts/pickers.tsx';
import { Listed, Nothing, Trouble } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

const meetingTone: Record<MeetingState, string> = {
  called: 'tag tag-blue',
  held: 'tag tag-green',
  cancelled: 'tag',
};

/** How far it is; told in red when its hour is a day gone and nobody kept minutes. */
export function MeetingStanding({ meeting }: { meeting: MeetingRow }) {
  const { say } = useWords();
  return (
    <>
      <em className={meetingTone[meeting.state]}>{say(`meeting.state.${meeting.state}`)}</em>
      {meeting.overdue && (
        <>
          {' '}
          <em className="tag tag-red">{say('meeting.overdue')}</em>
        </>
      )}
    </>
  );
}

export function MeetingsPage() {
  const { say, time, listed } = useWords();
  const may = useWho().may('meetings.convene');
  const { search, put } = useAddress();
  const state = meetingStates.find((one) => one === search.get('state'));
  const overdue = search.get('overdue') === 'true';
  const about = search.get('about');
  const [convening, setConvening] = useState(false);
  const list = usePages(
    listMeetings,
    { query: { limit: 50, ...(state ? { state } : {}), ...(overdue ? { overdue } : {}) } },
    { keepPrevious: true },
  );
  const { rows } = list;
  const save = () =>
    saveFile(
      'meetings.csv',
      csv(
        [
          say('desk.meeting.title'),
          say('desk.meeting.kind'),
          say('desk.meeting.at'),
          say('desk.meeting.place'),
          say('desk.meeting.convener'),
          say('desk.meeting.cases'),
          say('desk.meeting.resolutions'),
        ],
        rows.map((one) => [
          one.title,
          say(`meeting.kind.${one.kind}`),
          time(one.at),
          one.place,
          one.convenerUnit.name,
          one.cases,
          `${one.resolutions.done}/${one.resolutions.all}`,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.meetings')}
      hint={say('desk.meeting.hint')}
      actions={
        <>
          <ExportCsv n={rows.length} onSave={save} />
          {may && (
            <Button type="primary" onClick={() => setConvening(true)}>
              {say('desk.meeting.convene')}
            </Button>
          )}
        </>
      }
    >
      <Tabs
        label={say('desk.nav.meetings')}
        tabs={meetingStates}
        word={(one) => say(`meeting.state.${one}`)}
        chosen={state}
        onChoose={(one) => put({ state: one })}
        all
      />
      <search className="filters">
        <Checkbox checked={overdue} onChange={(event) => put({ overdue: event.target.checked || null })}>
          {say('meeting.overdue')}
        </Checkbox>
      </search>
      <Listed
        list={list}
        waiting={6}
        none={<Nothing title={say('desk.meeting.none')}>{say('desk.meeting.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.nav.meetings')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.meeting.title')}</th>
                <th scope="col">{say('desk.meeting.at')}</th>
                <th scope="col">{say('desk.meeting.place')}</th>
                <th scope="col">{say('desk.meeting.convener')}</th>
                <th scope="col">{say('desk.meeting.members')}</th>
                <th scope="col">{say('desk.meeting.cases')}</th>
                <th scope="col">{say('desk.meeting.resolutions')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id}>
                  <th scope="row" className="col-title">
                    <Link to={paths.meeting(one.id)}>{one.title}</Link>
                    <small>
                      {say(`meeting.kind.${one.kind}`)} <MeetingStanding meeting={one} />
                    </small>
                  </th>
                  <td className="nowrap num">{time(one.at)}</td>
                  <td className="col-matter">{one.place}</td>
                  <td className="col-place">
                    {one.convenerUnit.name}
                    <small>{one.convener}</small>
                  </td>
                  <td className="col-reason">{listed(one.members)}</td>
                  <td className="num">{one.cases}</td>
                  <td className="nowrap num">
                    {say('desk.meeting.done', { done: one.resolutions.done, all: one.resolutions.all })}{' '}
                    {one.resolutions.late > 0 && (
                      <em className="tag tag-red">{say('desk.meeting.late', { n: one.resolutions.late })}</em>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
      {may && (convening || about) && (
        <Convene
          about={about}
          onClose={() => {
            setConvening(false);
            put({ about: null });
          }}
        />
      )}
    </Page>
  );
}

/** Open cases, found by their number or their words. */
export function CasesPicker({
  id,
  value,
  onChange,
}: {
  id: string;
  value: { id: string; told: string }[];
  onChange: (value: { id: string; told: string }[]) => void;
}) {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const asked = useDeferredValue(typed.trim());
  const found = useRead(
    listCases,
    { query: { queue: 'all', open: true, limit: 20, ...(asked ? { q: asked.slice(0, 60) } : {}) } },
    { keepPrevious: true },
  );
  const options = [
    ...value.map((one) => ({ value: one.id, label: one.told })),
    ...(found.data?.rows ?? [])
      .filter((row) => !value.some((one) => one.id === row.id))
      .map((row) => ({ value: row.id, label: `${row.number} ${row.title}` })),
  ];
  return (
    <Select
      id={id}
      mode="multiple"
      className="wide"
      value={value.map((one) => one.id)}
      onChange={(ids: string[]) =>
        onChange(ids.map((one) => ({ id: one, told: options.find((option) => option.value === one)?.label ?? one })))
      }
      options={options}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      notFoundContent={say('desk.pick.none')}
      maxCount={50}
    />
  );
}

function Convene({ about, onClose }: { about: string | null; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const who = useWho();
  const of = useRead(getCase, { params: { caseId: about ?? '' } }, { enabled: about !== null });
  const [kind, setKind] = useState<MeetingKind | null>(null);
  const [title, setTitle] = useState<string | null>(null);
  const [typedAt, setAt] = useState<string | null>(null);
  // What is urgent is met about now, the rest tomorrow morning.
  const [usual] = useState(() => ({ now: wallOf(new Date()), morning: `${daysLater(dayOf(new Date()), 1)}T09:00` }));
  const [place, setPlace] = useState('');
  const [unitIds, setUnitIds] = useState<number[]>([]);
  const [chosen, setChosen] = useState<{ id: string; told: string }[] | null>(null);
  const row = of.data?.case;
  const cases = chosen ?? (row ? [{ id: row.id, told: `${row.number} ${row.title}` }] : []);
  const named = title ?? (row ? say('desk.meeting.about', { title: row.title }) : '');
  const at = typedAt ?? (kind === 'urgent' ? usual.now : usual.morning);
  const write = useWrite(convene, { changes: [listMeetings, getCase] });
  const kinds = meetingKinds.filter((one) => one !== 'urgent' || who.holds('duty_officer', 'dispatcher', 'leader'));
  const ready = kind && named.trim() && place.trim() && at && unitIds.length > 0 && cases.length > 0;
  const send = () =>
    ready &&
    write.mutate(
      {
        body: {
          kind,
          title: named.trim(),
          at: instantOf(at),
          place: place.trim(),
          caseIds: cases.map(({ id }) => id),
          members: unitIds.map((unitId) => ({ unitId })),
        },
      },
      {
        onSuccess: ({ meeting }) => {
          void message.success(say('desk.meeting.convened'));
          void navigate(paths.meeting(meeting.id));
        },
      },
    );
  return (
    <Modal
      open
      title={say('desk.meeting.convene')}
      onCancel={onClose}
      onOk={send}
      okText={say('desk.meeting.convene')}
      okButtonProps={{ disabled: !ready, loading: write.isPending }}
      width={640}
    >
      <div className="stack">
        {write.error && <Trouble error={write.error} />}
        <Choice
          label={say('desk.meeting.kind')}
          name="meeting-kind"
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({
            value,
            label: say(`meeting.kind.${value}`),
            hint: say(`desk.meeting.kind.${value}`),
          }))}
        />
        <Field label={say('desk.meeting.title')} required>
          {(control) => (
            <Input {...control} value={named} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
          )}
        </Field>
        <div className="take-row">
          <Field label={say('desk.meeting.at')} required>
            {(control) => (
              <Input {...control} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
            )}
          </Field>
          <Field label={say('desk.meeting.place')} required>
            {(control) => (
              <Input {...control} value={place} maxLength={200} onChange={(event) => setPlace(event.target.value)} />
            )}
          </Field>
        </div>
        <Field label={say('desk.meeting.agenda')} hint={say('desk.meeting.agenda.hint')} required>
          {(control) => <CasesPicker id={control.id} value={cases} onChange={setChosen} />}
        </Field>
        <Field label={say('desk.meeting.members')} required>
          {(control) => <UnitsPicker id={control.id} value={unitIds} onChange={setUnitIds} />}
        </Field>
      </div>
    </Modal>
  );
}
