/** One area: its boundary and versions, what it became, who keeps it and what hangs on the public display card. */
import { Alert, App, Button, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Static } from 'typebox';
import { listPeople, type Person } from '#contract/access.ts';
import {
  appointKeeper,
  areaShapes,
  endKeeper,
  getArea,
  listAreas,
  saveArea,
  subdivideArea,
  type AreaRow,
  type Job,
  type Keeper,
} from '#contract/areas.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import type { WordKey } from '#contract/words/words.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { DistrictMap } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Choice, Field } from '../../parts/field.tsx';
import { JobProgress, useJob } from '../../parts/job.tsx';
import { LastDay } from '../../parts/last-day.tsx';
import { dayOf } from '../../parts/local.ts';
import { useOutline } from '../../parts/outline.ts';
import { Page, Section } from '../../parts/page.tsx';
import { useEdits } from '../../parts/edits.ts';
import { UnitPicker, useUnits } from '../../parts/pickers.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';
import { PersonPicker } from '../people/person-picker.tsx';
import { areaWords } from './areas.tsx';
import { Draw } from './draw.tsx';
import { useCalled } from '../../parts/called.ts';
import { Split } from './split.tsx';

export type AreaDetail = ReplyOf<typeof getArea>;
type KeeperRow = Static<typeof Keeper>;
export type PersonRow = Static<typeof Person>;

export function AreaPage() {
  const { say, time } = useWords();
  const called = useCalled();
  const { areaId = '' } = useParams();
  const who = useWho();
  const may = who.may('areas.edit');
  const id = /^\d+$/.test(areaId) ? Number(areaId) : 0;
  const asked = useRead(getArea, { params: { areaId: id } });
  const [doing, act] = useState<'edit' | 'keeper' | 'split' | 'subdivide' | 'below' | 'anew' | null>(null);
  const detail = asked.data;
  const outlines = useOutline(detail?.geometry, detail && called(detail.area));
  if (!detail)
    return (
      <div className="page">
        {asked.error ? <Trouble error={asked.error} again={() => void asked.refetch()} /> : <Waiting rows={8} />}
      </div>
    );
  const { area } = detail;
  // what has ended is history: it is shown, and nothing begins on it any more
  const ended = area.validTo !== null;
  const mayChange = may && !ended;
  const cuts = area.level !== 'cell' && area.children === 0;
  return (
    <Page
      wide
      title={called(area)}
      hint={
        <>
          {detail.ancestors.map((one) => (
            <span key={one.id}>
              <Link to={paths.area(one.id)}>{one.name}</Link> ›{' '}
            </span>
          ))}
          {say(`level.${area.level}`)} <span className="num">{area.code}</span>
        </>
      }
      actions={
        <>
          {area.children > 0 && (
            <Link className="button" to={paths.areas({ parent: area.id })}>
              {say('desk.areas.children', { n: area.children })}
            </Link>
          )}
          {mayChange && (
            <>
              <Button onClick={() => act('edit')}>{say('desk.edit')}</Button>
              {area.level !== 'cell' && <Button onClick={() => act('below')}>{say('desk.areas.draw')}</Button>}
              <Button onClick={() => act('anew')}>{say('desk.areas.redraw')}</Button>
              <Button onClick={() => act('split')} disabled={!detail.geometry || area.children > 0}>
                {say('desk.areas.split')}
              </Button>
              {cuts && (
                <Button onClick={() => act('subdivide')} disabled={!detail.geometry}>
                  {say('desk.areas.subdivide')}
                </Button>
              )}
            </>
          )}
        </>
      }
    >
      {ended && <Ended detail={detail} />}
      <div className="areas">
        <div className="stack">
          <Section title={say('desk.areas.facts')}>
            <dl className="facts">
              <div>
                <dt>{say('desk.areas.size')}</dt>
                <dd className="num">{areaWords(area.areaM2)}</dd>
              </div>
              <div>
                <dt>{say('desk.areas.unit')}</dt>
                <dd>{area.unitName ?? '—'}</dd>
              </div>
              <div>
                <dt>{say('desk.areas.cells')}</dt>
                <dd className="num">{detail.cells}</dd>
              </div>
              <div>
                <dt>{say('desk.areas.layer')}</dt>
                <dd>{area.layer}</dd>
              </div>
              {area.nameEn && (
                <div>
                  <dt>{say('desk.areas.name_en')}</dt>
                  <dd lang="en">{area.nameEn}</dd>
                </div>
              )}
            </dl>
          </Section>
          <Section
            title={say('desk.keepers')}
            extra={
              mayChange && (
                <Button size="small" onClick={() => act('keeper')}>
                  {say('desk.keepers.appoint')}
                </Button>
              )
            }
          >
            {detail.keepers.length === 0 && <p className="hint">{say('desk.keepers.none')}</p>}
            <ul className="keepers">
              {detail.keepers.map((keeper) => (
                <KeeperCard key={keeper.id} keeper={keeper} area={area} may={may} />
              ))}
            </ul>
          </Section>
          <Section title={say('desk.areas.versions')}>
            <TableBox size="free" label={say('desk.areas.versions')}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{say('desk.areas.version')}</th>
                    <th scope="col">{say('desk.areas.from')}</th>
                    <th scope="col">{say('desk.areas.to')}</th>
                    <th scope="col">{say('desk.areas.size')}</th>
                  </tr>
                </thead>
                <tbody>
                  {detail.versions.map((version) => (
                    <tr key={version.version}>
                      <td className="num">{version.version}</td>
                      <td>{time(version.validFrom)}</td>
                      <td>{version.validTo ? time(version.validTo) : say('desk.areas.valid')}</td>
                      <td className="num">{areaWords(version.areaM2)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableBox>
          </Section>
        </div>
        <div className="areas-map">
          <DistrictMap
            label={say('desk.areas.map')}
            outlines={outlines}
            centre={area.centre}
            height="calc(100dvh - 220px)"
            cells
          />
        </div>
      </div>
      {doing === 'edit' && <EditArea area={area} onClose={() => act(null)} />}
      {doing === 'keeper' && <Appoint area={area} onClose={() => act(null)} />}
      {doing === 'split' && detail.geometry && (
        <Split area={area} geometry={detail.geometry} onClose={() => act(null)} />
      )}
      {(doing === 'below' || doing === 'anew') && (
        <Draw area={area} geometry={detail.geometry} anew={doing === 'anew'} onClose={() => act(null)} />
      )}
      {doing === 'subdivide' && <Subdivide area={area} onClose={() => act(null)} />}
    </Page>
  );
}

const causes: Record<string, WordKey> = {
  split: 'desk.areas.cause.split',
  merge: 'desk.areas.cause.merge',
  subdivide: 'desk.areas.cause.subdivide',
};

/** An area that has ended, and what stands in its place. */
function Ended({ detail }: { detail: AreaDetail }) {
  const { say, day } = useWords();
  const { area, successors } = detail;
  return (
    <Alert
      type="warning"
      showIcon
      title={say('desk.areas.ended', { day: day(area.validTo!) })}
      description={
        successors.length > 0 && (
          <ul className="successors">
            {successors.map((one) => (
              <li key={one.areaId}>
                {say(causes[one.kind] ?? 'desk.areas.became')} <Link to={paths.area(one.areaId)}>{one.name}</Link>{' '}
                <span className="num">{one.code}</span>
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}

/** The card that hangs at the entrance: who, in which hat, whom to call, whom to call about them. */
function KeeperCard({ keeper, area, may }: { keeper: KeeperRow; area: AreaRow; may: boolean }) {
  const { say } = useWords();
  const called = useCalled();
  const [ending, ask] = useState(false);
  const end = useWrite(endKeeper, { changes: [getArea] });
  return (
    <li className="display-card">
      <p className="display-card-head">
        {called(area)} · {say(`keeper.role.${keeper.role}`)}
      </p>
      <p className="display-card-name">{keeper.name}</p>
      <p>
        {say('desk.keepers.phone')} <span className="num">{keeper.publicPhone || '—'}</span>
      </p>
      <p>
        {say('desk.keepers.supervision')} <span className="num">{keeper.supervisionPhone || '—'}</span>
      </p>
      <p className="faint num">
        {keeper.fromOn} – {keeper.toOn ?? ''}
      </p>
      {ending && (
        <LastDay
          title={say('desk.keepers.end.ask', { name: keeper.name })}
          okText={say('desk.keepers.end')}
          fromOn={keeper.fromOn}
          busy={end.isPending}
          error={end.error}
          onEnd={(toOn) =>
            end.mutate({ params: { keeperId: keeper.id }, body: { toOn } }, { onSuccess: () => ask(false) })
          }
          onClose={() => ask(false)}
        />
      )}
      {may && keeper.toOn === null && (
        <Button size="small" onClick={() => ask(true)} aria-label={`${say('desk.keepers.end')} ${keeper.name}`}>
          {say('desk.keepers.end')}
        </Button>
      )}
    </li>
  );
}

function EditArea({ area, onClose }: { area: AreaRow; onClose: () => void }) {
  const { say } = useWords();
  const called = useCalled();
  const { message } = App.useApp();
  const [name, setName] = useState(area.name);
  const [nameEn, setNameEn] = useState(area.nameEn);
  const [unitId, setUnitId] = useState(area.unitId);
  const write = useWrite(saveArea, { changes: [getArea, listAreas] });
  const { unitOf } = useUnits();
  const edits = useEdits(
    { name, nameEn, unitId },
    {
      name: [say('desk.areas.name')],
      nameEn: [say('desk.areas.name_en')],
      unitId: [say('desk.areas.unit'), (id) => (unitOf(id) ? called(unitOf(id)!) : '—')],
    },
  );
  return (
    <EditDrawer
      title={`${say('desk.edit')} ${called(area)}`}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      edits={edits}
      ready={name.trim() !== ''}
      now={
        <p>
          {area.name} · {area.unitName ?? '—'} · {say('desk.version', { n: area.version })}
        </p>
      }
      onSubmit={() =>
        write.mutate(
          {
            params: { areaId: area.id },
            body: { version: area.version, name: name.trim(), nameEn: nameEn.trim(), unitId },
          },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        )
      }
    >
      <Field label={say('desk.areas.name')} required>
        {(control) => (
          <Input
            {...control}
            lang="zh-CN"
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={80}
            required
          />
        )}
      </Field>
      <Field label={say('desk.areas.name_en')}>
        {(control) => (
          <Input {...control} value={nameEn} onChange={(event) => setNameEn(event.target.value)} maxLength={120} />
        )}
      </Field>
      <Field label={say('desk.areas.unit')} hint={say('desk.areas.unit.hint')}>
        {(control) => <UnitPicker id={control.id} value={unitId} onChange={(next) => setUnitId(next ?? null)} />}
      </Field>
    </EditDrawer>
  );
}

function Appoint({ area, onClose }: { area: AreaRow; onClose: () => void }) {
  const { say } = useWords();
  const called = useCalled();
  const { message } = App.useApp();
  const [personId, setPersonId] = useState<string | undefined>();
  const [role, setRole] = useState<'keeper' | 'deputy' | 'leader'>('keeper');
  const [publicPhone, setPublicPhone] = useState('');
  const [supervisionPhone, setSupervisionPhone] = useState('');
  const [fromOn, setFromOn] = useState(() => dayOf(new Date()));
  const write = useWrite(appointKeeper, { changes: [getArea, listPeople] });
  return (
    <EditDrawer
      title={`${say('desk.keepers.appoint')} · ${called(area)}`}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={personId !== undefined && fromOn !== ''}
      onSubmit={() =>
        personId &&
        write.mutate(
          {
            params: { areaId: area.id },
            body: {
              personId,
              role,
              fromOn,
              ...(publicPhone.trim() ? { publicPhone: publicPhone.trim() } : {}),
              ...(supervisionPhone.trim() ? { supervisionPhone: supervisionPhone.trim() } : {}),
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
    >
      <Field label={say('desk.people.person')} required>
        {(control) => <PersonPicker id={control.id} value={personId} onChange={setPersonId} areaId={area.id} />}
      </Field>
      <Choice
        label={say('desk.keepers.role')}
        name="role"
        value={role}
        onChange={setRole}
        options={(['keeper', 'deputy', 'leader'] as const).map((value) => ({
          value,
          label: say(`keeper.role.${value}`),
        }))}
      />
      <Field label={say('desk.keepers.phone')} hint={say('desk.keepers.phone.hint')}>
        {(control) => (
          <Input
            {...control}
            type="tel"
            value={publicPhone}
            onChange={(event) => setPublicPhone(event.target.value)}
            maxLength={30}
          />
        )}
      </Field>
      <Field label={say('desk.keepers.supervision')}>
        {(control) => (
          <Input
            {...control}
            type="tel"
            value={supervisionPhone}
            onChange={(event) => setSupervisionPhone(event.target.value)}
            maxLength={30}
          />
        )}
      </Field>
      <Field label={say('desk.areas.from')} required>
        {(control) => (
          <Input {...control} type="date" value={fromOn} onChange={(event) => setFromOn(event.target.value)} required />
        )}
      </Field>
    </EditDrawer>
  );
}

const changedByCutting = [getArea, listAreas, areaShapes];

function Subdivide({ area, onClose }: { area: AreaRow; onClose: () => void }) {
  const { say } = useWords();
  const called = useCalled();
  const [hectares, setHectares] = useState<number | null>(1);
  const [first, setFirst] = useState<Job | undefined>();
  const write = useWrite(subdivideArea);
  const job = useJob(first, changedByCutting);
  const about = hectares && area.areaM2 ? Math.round(area.areaM2 / 10_000 / hectares) : null;
  return (
    <Modal
      open
      title={`${say('desk.areas.subdivide')} · ${called(area)}`}
      onCancel={onClose}
      okText={say(job ? 'common.close' : 'desk.areas.subdivide')}
      cancelButtonProps={job ? { className: 'gone' } : {}}
      okButtonProps={{ disabled: !hectares || job?.state === 'running', loading: write.isPending }}
      onOk={() =>
        job
          ? onClose()
          : hectares &&
            write.mutate(
              { params: { areaId: area.id }, body: { hectares, version: area.version } },
              { onSuccess: setFirst },
            )
      }
    >
      <div className="stack">
        {write.error && <Trouble error={write.error} />}
        <Field
          label={say('desk.areas.hectares')}
          hint={about ? say('desk.areas.about', { n: about }) : undefined}
          required
        >
          {(control) => (
            <InputNumber id={control.id} value={hectares} onChange={setHectares} min={0.1} max={10_000} step={0.5} />
          )}
        </Field>
        <p className="hint">{say('desk.areas.subdivide.hint')}</p>
        {job && <JobProgress job={job} />}
      </div>
    </Modal>
  );
}
