/** 值班表: a week of one roster as a table of places; a place is set in a drawer, a list comes in as a file that is tried first. */
import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import {
  dutyParts,
  importRoster,
  listCandidates,
  readDutyNow,
  readRoster,
  rosters,
  saveTurn,
  seats,
  type DutyPart,
  type RosterName,
  type Seat,
  type Turn,
} from '#contract/duty.ts';
import { uuidv7 } from '#contract/ids.ts';
import { upload, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { Field } from '../../parts/field.tsx';
import { dayOf, daysLater } from '../../parts/local.ts';
import { Section } from '../../parts/page.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { TableFile, TableResult, useTableImport } from '../../parts/table-import.tsx';
import { useWho } from '../../who.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';

const week = 7;
export type Slot = {
  roster: RosterName;
  seat: Seat;
  onDay: string;
  part: DutyPart;
  occasion: { id: string; name: string } | null;
};

export function RosterTab() {
  const { say } = useWords();
  const may = useWho().may('duty.plan');
  const [roster, setRoster] = useState<RosterName>('normal');
  const [from, setFrom] = useState(() => dayOf(new Date()));
  const [editing, edit] = useState<{ slot: Slot; turn: Turn | undefined } | null>(null);
  const { data, error, refetch } = useRead(
    readRoster,
    { query: { from, to: daysLater(from, week - 1) } },
    { keepPrevious: true },
  );
  const days = Array.from({ length: week }, (_, i) => daysLater(from, i));
  const [today] = useState(() => dayOf(new Date()));
  const at = (onDay: string, part: DutyPart, seat: Seat) =>
    (data?.turns ?? []).filter((turn) => turn.onDay === onDay && turn.part === part && turn.seat === seat);
  return (
    <>
      <Section title={say('duty.tab.roster')} extra={may && <span className="hint">{say('duty.roster.hint')}</span>}>
        <search className="filters">
          <Segmented
            aria-label={say('duty.roster.which')}
            value={roster}
            onChange={setRoster}
            options={rosters.map((value) => ({ value, label: say(`duty.roster.${value}`) }))}
          />
          <Button onClick={() => setFrom(daysLater(from, -week))}>{say('duty.roster.earlier')}</Button>
          <Button onClick={() => setFrom(daysLater(from, week))}>{say('duty.roster.later')}</Button>
        </search>
        {error && <Trouble error={error} again={() => void refetch()} />}
        {!data && !error && <Waiting rows={8} />}
        {data && (
          <TableBox label={say('duty.tab.roster')}>
            <table className="table duty-roster">
              <thead>
                <tr>
                  <th scope="col" className="frozen">
                    {say('duty.roster.day')}
                  </th>
                  {seats.map((seat) => (
                    <th key={seat} scope="col">
                      {say(`duty.seat.${seat}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {days.flatMap((onDay) =>
                  dutyParts.map((part) => (
                    <tr key={onDay + part} className={onDay === today ? 'today' : ''}>
                      <th scope="row" className="frozen nowrap">
                        {onDay} {say(`duty.part.${part}`)}
                      </th>
                      {seats.map((seat) => {
                        const turns = at(onDay, part, seat);
                        const turn = turns.find((one) => one.roster === roster && one.occasion === null);
                        const slot: Slot = { roster, seat, onDay, part, occasion: null };
                        const name = turn ? turn.person.name : '—';
                        return (
                          <td key={seat}>
                            {may && onDay >= today ? (
                              <Button
                                type="link"
                                size="small"
                                aria-label={`${say('duty.roster.set')} ${onDay} ${say(`duty.part.${part}`)} ${say(`duty.seat.${seat}`)} ${name}`}
                                onClick={() => edit({ slot, turn })}
                              >
                                {name}
                              </Button>
                            ) : (
                              name
                            )}
                            {turn?.deputy && <small> {say('duty.deputy', { name: turn.deputy.name })}</small>}
                            {turns
                              .filter((one) => one.occasion !== null)
                              .map((one) => (
                                <small key={one.id} className="duty-extra">
                                  {one.person.name} · {say('duty.roster.extra', { name: one.occasion!.name })}
                                </small>
                              ))}
                          </td>
                        );
                      })}
                    </tr>
                  )),
                )}
              </tbody>
            </table>
          </TableBox>
        )}
      </Section>
      {may && <ImportRoster />}
      {editing && <EditTurn {...editing} onClose={() => edit(null)} />}
    </>
  );
}

export function EditTurn({ slot, turn, onClose }: { slot: Slot; turn: Turn | undefined; onClose: () => void }) {
  const { say } = useWords();
  const { data } = useRead(listCandidates, {}, { staleMs: 60_000 });
  const [personId, setPerson] = useState<string | undefined>(turn?.person.id);
  const [deputyId, setDeputy] = useState<string | undefined>(turn?.deputy?.id);
  const write = useWrite(saveTurn, { changes: [readRoster, readDutyNow] });
  const { occasion, ...place } = slot;
  const send = (who: string | null) =>
    write.mutate(
      {
        body: {
          ...place,
          ...(occasion ? { occasionId: occasion.id } : {}),
          personId: who,
          deputyId: who === null ? null : (deputyId ?? null),
          version: turn?.version ?? 0,
        },
      },
      { onSuccess: onClose },
    );
  const options = (data?.people ?? []).map(({ id, name, unitName }) => ({ value: id, label: `${name} · ${unitName}` }));
  const person = (label: string, value: string | undefined, set: (id: string | undefined) => void, needed: boolean) => (
    <Field label={label} required={needed}>
      {({ id }) => (
        <Select
          id={id}
          value={value}
          onChange={(next: string | undefined) => set(next)}
          options={options}
          showSearch={{ filterOption: (typed, option) => soundsLike(typed, option?.label ?? '') }}
          allowClear
          notFoundContent={say('desk.pick.nobody')}
          className="wide"
        />
      )}
    </Field>
  );
  const told = `${place.onDay} ${say(`duty.part.${place.part}`)} ${say(`duty.seat.${place.seat}`)}`;
  return (
    <EditDrawer
      title={say('duty.roster.edit', { place: told })}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={personId !== undefined}
      onSubmit={() => send(personId ?? null)}
      now={<p>{say('desk.stale.reload')}</p>}
    >
      {occasion && <p className="hint">{say('duty.occasion.extra.of', { name: occasion.name })}</p>}
      {person(say('duty.roster.person'), personId, setPerson, true)}
      {person(say('duty.roster.deputy'), deputyId, setDeputy, false)}
      {turn && (
        <Button danger disabled={write.isPending} onClick={() => send(null)}>
          {say('duty.roster.empty')}
        </Button>
      )}
    </EditDrawer>
  );
}

const headings = ['日期', '席位', '班次', '值班人', '副班', '值班表'];
function ImportRoster() {
  const { say } = useWords();
  const table = useTableImport(
    (file, dryRun) =>
      upload(importRoster, { params: { jobId: uuidv7() }, query: { dryRun }, file, onProgress: () => undefined }),
    [readRoster, readDutyNow],
  );
  return (
    <Section
      title={say('duty.roster.import')}
      extra={
        <Button size="small" onClick={() => saveFile('roster-template.csv', csv(headings, []))}>
          {say('desk.import.template')}
        </Button>
      }
    >
      <div className="stack narrow">
        <p className="hint">{say('duty.roster.import.hint')}</p>
        <TableFile table={table} />
      </div>
      <TableResult table={table} />
    </Section>
  );
}
