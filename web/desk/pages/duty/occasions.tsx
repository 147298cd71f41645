/** 重大活动值守: its days, its streets, the matters that are looked at, the plan; and turns beside the standing ones. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import {
  dutyParts,
  listOccasions,
  readDutyNow,
  saveOccasion,
  seats,
  type DutyPart,
  type Occasion,
  type Seat,
} from '#contract/duty.ts';
import { uuidv7 } from '#contract/ids.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { EditButton } from '../../parts/edit-button.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { dayOf } from '../../parts/local.ts';
import { Section } from '../../parts/page.tsx';
import { useMatters } from '../../parts/pickers.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';
import { MattersField, StreetsField, useStreets } from './choosing.tsx';
import { EditTurn, type Slot } from './roster.tsx';

export function Occasions() {
  const { say } = useWords();
  const may = useWho().may('duty.plan');
  const list = usePages(listOccasions, { query: { limit: 20 } });
  const [editing, edit] = useState<{ occasion: Occasion | null } | null>(null);
  return (
    <>
      {may && (
        <p>
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ occasion: null })}>
            {say('duty.occasion.add')}
          </Button>
        </p>
      )}
      <Listed
        list={list}
        waiting={4}
        none={<Nothing title={say('duty.occasion.none')}>{say('duty.occasion.none.hint')}</Nothing>}
      >
        {list.rows.map((occasion) => (
          <OneOccasion
            key={occasion.id}
            occasion={occasion}
            may={may && occasion.endedAt === null}
            onEdit={() => edit({ occasion })}
          />
        ))}
      </Listed>
      {editing && <EditOccasion occasion={editing.occasion} onClose={() => edit(null)} />}
    </>
  );
}

function OneOccasion({ occasion, may, onEdit }: { occasion: Occasion; may: boolean; onEdit: () => void }) {
  const { say } = useWords();
  const { matterOf } = useMatters();
  const streets = useStreets();
  const [adding, add] = useState(false);
  const names = [
    ...occasion.areaIds.map((id) => streets.find(({ value }) => value === id)?.label ?? String(id)),
    ...occasion.matterIds.map((id) => matterOf(id)?.called ?? String(id)),
  ];
  return (
    <Section
      title={occasion.name}
      extra={
        may ? (
          <span>
            <Button size="small" onClick={() => add(true)}>
              {say('duty.occasion.extra')}
            </Button>{' '}
            <EditButton of={occasion.name} onClick={onEdit} card />
          </span>
        ) : (
          occasion.endedAt && <em className="tag">{say('duty.occasion.ended')}</em>
        )
      }
    >
      <p className="num">
        {occasion.fromOn} — {occasion.toOn} · {say('duty.occasion.cases', { n: occasion.cases })}
      </p>
      {names.length > 0 && (
        <p>
          {names.map((name) => (
            <em key={name} className="tag tag-blue">
              {name}
            </em>
          ))}
        </p>
      )}
      {occasion.plan && <p className="duty-words">{occasion.plan}</p>}
      {adding && <ExtraTurn occasion={occasion} onClose={() => add(false)} />}
    </Section>
  );
}

/** First which place of the roster, then who. */
function ExtraTurn({ occasion, onClose }: { occasion: Occasion; onClose: () => void }) {
  const { say } = useWords();
  const [today] = useState(() => dayOf(new Date()));
  const [onDay, setDay] = useState(occasion.fromOn > today ? occasion.fromOn : today);
  const [part, setPart] = useState<DutyPart>('day');
  const [seat, setSeat] = useState<Seat>('general');
  const [slot, open] = useState<Slot | null>(null);
  if (slot) return <EditTurn slot={slot} turn={undefined} onClose={onClose} />;
  return (
    <EditDrawer
      title={say('duty.occasion.extra.of', { name: occasion.name })}
      onClose={onClose}
      busy={false}
      error={null}
      ready={onDay >= occasion.fromOn && onDay <= occasion.toOn}
      onSubmit={() => open({ roster: 'normal', seat, onDay, part, occasion: { id: occasion.id, name: occasion.name } })}
    >
      <Field label={say('duty.roster.day')} required>
        {(control) => (
          <input
            {...control}
            type="date"
            className="plain-input"
            value={onDay}
            min={occasion.fromOn}
            max={occasion.toOn}
            onChange={({ target }) => setDay(target.value)}
          />
        )}
      </Field>
      <Field label={say('duty.log.part')} required>
        {({ id }) => (
          <Select
            id={id}
            value={part}
            onChange={setPart}
            options={dutyParts.map((value) => ({ value, label: say(`duty.part.${value}`) }))}
          />
        )}
      </Field>
      <Field label={say('duty.log.seat')} required>
        {({ id }) => (
          <Select
            id={id}
            value={seat}
            onChange={setSeat}
            options={seats.map((value) => ({ value, label: say(`duty.seat.${value}`) }))}
          />
        )}
      </Field>
    </EditDrawer>
  );
}

function EditOccasion({ occasion, onClose }: { occasion: Occasion | null; onClose: () => void }) {
  const { say } = useWords();
  const [id] = useState(() => occasion?.id ?? uuidv7());
  const [today] = useState(() => dayOf(new Date()));
  const [of, setOf] = useState({
    name: occasion?.name ?? '',
    fromOn: occasion?.fromOn ?? today,
    toOn: occasion?.toOn ?? today,
    areaIds: occasion?.areaIds ?? [],
    matterIds: occasion?.matterIds ?? [],
    plan: occasion?.plan ?? '',
  });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const write = useWrite(saveOccasion, { changes: [listOccasions, readDutyNow] });
  const send = (ended: boolean) =>
    write.mutate(
      { body: { ...of, name: of.name.trim(), occasionId: id, version: occasion?.version ?? 0, ended } },
      { onSuccess: onClose },
    );
  const day = (label: string, name: 'fromOn' | 'toOn') => (
    <Field label={label} required>
      {(control) => (
        <input
          {...control}
          type="date"
          className="plain-input"
          value={of[name]}
          onChange={({ target }) => put({ [name]: target.value })}
        />
      )}
    </Field>
  );
  return (
    <EditDrawer
      title={say(occasion ? 'duty.occasion.change' : 'duty.occasion.add')}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={of.name.trim().length > 1 && of.fromOn !== '' && of.fromOn <= of.toOn}
      onSubmit={() => send(false)}
      now={<p>{say('desk.stale.reload')}</p>}
    >
      <Field label={say('duty.occasion.name')} required>
        {(control) => (
          <Input {...control} value={of.name} maxLength={80} onChange={({ target }) => put({ name: target.value })} />
        )}
      </Field>
      {day(say('duty.occasion.from'), 'fromOn')}
      {day(say('duty.occasion.to'), 'toOn')}
      <StreetsField label={say('duty.occasion.areas')} value={of.areaIds} onChange={(areaIds) => put({ areaIds })} />
      <MattersField
        label={say('duty.occasion.matters')}
        value={of.matterIds}
        onChange={(matterIds) => put({ matterIds })}
      />
      <TextField label={say('duty.occasion.plan')} value={of.plan} onChange={(plan) => put({ plan })} max={2000} />
      {occasion && (
        <Button danger disabled={write.isPending} onClick={() => send(true)}>
          {say('duty.occasion.end')}
        </Button>
      )}
    </EditDrawer>
  );
}
