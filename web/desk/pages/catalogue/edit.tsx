/** The drawers of the catalogue. Each change is made on the version one looked at; somebody else's change is shown, not overwritten. */
import { App, Button, Checkbox, Drawer, Input, Select } from 'antd';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import {
  listMatters,
  listGaps,
  listResponsibilities,
  matterKinds,
  responsibilityReport,
  saveCondition,
  saveMatter,
  saveResponsibility,
  type Condition,
  type Matter,
  type Responsibility,
} from '#contract/catalogue.ts';
import { listReassignments } from '#contract/reassign.ts';
import { parseLimit } from '#contract/worktime.ts';
import type { ProblemError } from '#web/kit/api.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { useEdits, type Edit } from '../../parts/edits.ts';
import { Field, TextField } from '../../parts/field.tsx';
import { FirstField } from '../../parts/first-field.tsx';
import {
  AreaPicker,
  limitWords,
  MatterPicker,
  UnitPicker,
  UnitsPicker,
  useMatters,
  useUnits,
} from '../../parts/pickers.tsx';
import { Trouble } from '../../parts/state.tsx';

/** A drawer with a form. A 409 shows the present version beside what was typed. */
export function EditDrawer({
  title,
  onClose,
  onSubmit,
  busy,
  error,
  ready,
  children,
  now,
  edits,
}: {
  title: string;
  onClose: () => void;
  onSubmit: () => void;
  busy: boolean;
  error: ProblemError | null;
  ready: boolean;
  children: ReactNode;
  /** what stands in the catalogue now, shown when somebody was faster */
  now?: ReactNode;
  /** of something that is there already: what saving will change */
  edits?: Edit[] | undefined;
}) {
  const { say } = useWords();
  const refused = useRef<HTMLDivElement>(null);
  // Saved from below in a long form, it would be refused above where nobody looks.
  useEffect(() => {
    if (error) refused.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) onSubmit();
  };
  return (
    <Drawer open onClose={onClose} size={520} title={title} destroyOnHidden>
      <form onSubmit={submit} className="stack">
        <FirstField />
        {error && (
          <div ref={refused} className="stack">
            <Trouble error={error} />
            {error.problem.code === 'thing.stale' && now && (
              <div className="stale">
                <strong>{say('desk.stale.catalogue')}</strong>
                {now}
              </div>
            )}
          </div>
        )}
        {children}
        {edits && (
          <section className="call-note" aria-label={say('desk.lines.preview')} aria-live="polite">
            <strong>{say('desk.lines.preview')}</strong>
            {edits.length === 0 && <p>{say('desk.lines.preview.none')}</p>}
            <ul>
              {edits.map((edit) => (
                <li key={edit.what}>{say('desk.lines.preview.from', edit)}</li>
              ))}
            </ul>
          </section>
        )}
        <div className="form-actions">
          <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
            {say('common.save')}
          </Button>
          <Button onClick={onClose}>{say('common.cancel')}</Button>
        </div>
      </form>
    </Drawer>
  );
}

export function EditMatter({ matter, onClose }: { matter: Matter | null; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const { matterOf } = useMatters();
  const [of, setOf] = useState({
    edition: matter?.edition ?? '',
    kind: matter?.kind ?? ('event' as const),
    big: matter?.big ?? '',
    bigName: matter?.bigName ?? '',
    bigNameEn: matter?.bigNameEn ?? '',
    small: matter?.small ?? '',
    smallName: matter?.smallName ?? '',
    smallNameEn: matter?.smallNameEn ?? '',
    sensitive: matter?.sensitive ?? false,
    retired: matter?.retired ?? false,
  });
  const [version, setVersion] = useState(matter?.version);
  const edits = useEdits(of, {
    edition: [say('desk.matters.edition')],
    kind: [say('desk.matters.kind'), (kind) => say(`matter.kind.${kind}`)],
    big: [say('desk.matters.big')],
    bigName: [say('desk.matters.bigName')],
    bigNameEn: [say('desk.matters.bigNameEn')],
    small: [say('desk.matters.small')],
    smallName: [say('desk.matters.smallName')],
    smallNameEn: [say('desk.matters.smallNameEn')],
    sensitive: [say('desk.matters.sensitive.hint')],
    retired: [say('desk.matters.retire')],
  });
  const write = useWrite(saveMatter, { changes: [listMatters] });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const now = matter ? matterOf(matter.id) : undefined;
  const save = () =>
    write.mutate(
      { body: { ...of, ...(matter ? { matterId: matter.id, version } : {}) } },
      {
        onSuccess: () => {
          void message.success(say('desk.saved'));
          onClose();
        },
      },
    );
  const field = (
    name: 'edition' | 'big' | 'bigName' | 'bigNameEn' | 'small' | 'smallName' | 'smallNameEn',
    max: number,
    required = true,
  ) => (
    <Field label={say(`desk.matters.${name}`)} required={required} wrong={write.error?.reasonFor(name)}>
      {(control) => (
        <Input
          {...control}
          value={of[name]}
          maxLength={max}
          onChange={(event) => put({ [name]: event.target.value })}
          required={required}
        />
      )}
    </Field>
  );
  return (
    <EditDrawer
      title={matter ? `${say('desk.edit')} ${matter.smallName}` : say('desk.matters.add')}
      onClose={onClose}
      onSubmit={save}
      busy={write.isPending}
      error={write.error}
      edits={matter ? edits : undefined}
      ready={[of.edition, of.big, of.bigName, of.small, of.smallName].every((text) => text.trim() !== '')}
      now={
        now && (
          <>
            <p>
              {now.bigName} › {now.smallName} ({now.code}) · {say('desk.version', { n: now.version })}
            </p>
            <Button size="small" onClick={() => setVersion(now.version)} disabled={version === now.version}>
              {say('desk.stale.over')}
            </Button>
          </>
        )
      }
    >
      {field('edition', 60)}
      <Field label={say('desk.matters.kind')} required>
        {(control) => (
          <Select
            id={control.id}
            value={of.kind}
            onChange={(kind) => put({ kind })}
            options={matterKinds.map((value) => ({ value, label: say(`matter.kind.${value}`) }))}
          />
        )}
      </Field>
      {field('big', 10)}
      {field('bigName', 60)}
      {field('bigNameEn', 120, false)}
      {field('small', 10)}
      {field('smallName', 60)}
      {field('smallNameEn', 120, false)}
      <Checkbox checked={of.sensitive} onChange={(event) => put({ sensitive: event.target.checked })}>
        {say('desk.matters.sensitive.hint')}
      </Checkbox>
      {matter && (
        <Checkbox checked={of.retired} onChange={(event) => put({ retired: event.target.checked })}>
          {say('desk.matters.retire')}
        </Checkbox>
      )}
    </EditDrawer>
  );
}

export function EditCondition({
  matter,
  condition,
  onClose,
}: {
  matter: Matter;
  condition: Condition | null;
  onClose: () => void;
}) {
  const { say, lang } = useWords();
  const { message } = App.useApp();
  const { matterOf } = useMatters();
  const [of, setOf] = useState({
    filing: condition?.filing ?? '',
    closing: condition?.closing ?? '',
    timeLimit: condition?.timeLimit ?? '5d',
    urgent: condition?.urgent ?? false,
    photoHint: condition?.photoHint ?? '',
    notWhen: condition?.notWhen ?? '',
    basis: condition?.basis ?? say('matter.no_basis'),
    retired: condition?.retired ?? false,
  });
  const [version, setVersion] = useState(condition?.version);
  const edits = useEdits(of, {
    filing: [say('desk.conditions.filing')],
    closing: [say('desk.conditions.closing')],
    timeLimit: [say('desk.conditions.limit'), (code) => limitWords(lang, code)],
    urgent: [say('desk.urgent')],
    photoHint: [say('desk.conditions.photo')],
    notWhen: [say('desk.conditions.not_when')],
    basis: [say('desk.conditions.basis')],
    retired: [say('desk.matters.retire')],
  });
  const write = useWrite(saveCondition, { changes: [listMatters] });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const limit = parseLimit(of.timeLimit);
  const usable = limit !== null && limit.kind !== 'instant';
  const now = condition ? matterOf(matter.id)?.conditions.find((one) => one.id === condition.id) : undefined;
  const save = () =>
    write.mutate(
      {
        params: { matterId: matter.id },
        body: { ...of, ...(condition ? { conditionId: condition.id, version } : {}) },
      },
      {
        onSuccess: () => {
          void message.success(say('desk.saved'));
          onClose();
        },
      },
    );
  return (
    <EditDrawer
      title={`${matter.smallName} · ${condition ? `№ ${condition.n}` : say('desk.conditions.add')}`}
      onClose={onClose}
      onSubmit={save}
      busy={write.isPending}
      error={write.error}
      edits={condition ? edits : undefined}
      ready={of.filing.trim() !== '' && of.closing.trim() !== '' && of.basis.trim() !== '' && usable}
      now={
        now && (
          <>
            <p>
              {now.filing} → {now.closing} · {limitWords(lang, now.timeLimit)} ·{' '}
              {say('desk.version', { n: now.version })}
            </p>
            <Button size="small" onClick={() => setVersion(now.version)} disabled={version === now.version}>
              {say('desk.stale.over')}
            </Button>
          </>
        )
      }
    >
      <TextField
        label={say('desk.conditions.filing')}
        value={of.filing}
        onChange={(filing) => put({ filing })}
        max={500}
        rows={2}
        required
      />
      <TextField
        label={say('desk.conditions.closing')}
        value={of.closing}
        onChange={(closing) => put({ closing })}
        max={500}
        rows={2}
        required
      />
      <Field
        label={say('desk.conditions.limit')}
        required
        hint={usable ? limitWords(lang, of.timeLimit) : undefined}
        wrong={usable ? undefined : say('desk.conditions.limit.wrong')}
      >
        {(control) => (
          <Input
            {...control}
            value={of.timeLimit}
            onChange={(event) => put({ timeLimit: event.target.value.trim() })}
            maxLength={10}
            required
          />
        )}
      </Field>
      <p className="hint">{say('desk.conditions.limit.hint')}</p>
      <Checkbox checked={of.urgent} onChange={(event) => put({ urgent: event.target.checked })}>
        {say('desk.urgent')}
      </Checkbox>
      <TextField
        label={say('desk.conditions.photo')}
        value={of.photoHint}
        onChange={(photoHint) => put({ photoHint })}
        max={500}
        rows={2}
      />
      <TextField
        label={say('desk.conditions.not_when')}
        value={of.notWhen}
        onChange={(notWhen) => put({ notWhen })}
        max={500}
        rows={2}
      />
      <TextField
        label={say('desk.conditions.basis')}
        value={of.basis}
        onChange={(basis) => put({ basis })}
        max={500}
        rows={2}
        required
      />
      {condition && (
        <Checkbox checked={of.retired} onChange={(event) => put({ retired: event.target.checked })}>
          {say('desk.matters.retire')}
        </Checkbox>
      )}
    </EditDrawer>
  );
}

/** `from`: what a new line is written for (a gap of the list). */
export function EditResponsibility({
  row,
  from,
  onClose,
}: {
  row: Responsibility | null;
  from?: { matterId: number; conditionId: number | null; areaId: number; areaName: string };
  onClose: () => void;
}) {
  const { say, listed } = useWords();
  const { message } = App.useApp();
  const { matterOf } = useMatters();
  const [of, setOf] = useState({
    matterId: row?.matterId ?? from?.matterId,
    conditionId: row?.conditionId ?? from?.conditionId ?? null,
    areaId: row?.areaId ?? from?.areaId ?? null,
    leadByArea: row?.leadByArea ?? false,
    leadUnitId: row?.leadUnitId ?? null,
    alsoUnitIds: row?.alsoUnits.map((unit) => unit.id) ?? [],
    coUnitIds: row?.coUnits.map((unit) => unit.id) ?? [],
    basis: row?.basis ?? say('matter.no_basis'),
    ended: false,
  });
  const { unitOf } = useUnits();
  const [areaName, setAreaName] = useState(row?.areaName ?? from?.areaName ?? '');
  const called = useCalled();
  const unitNames = (ids: number[]) => listed(ids.map((id) => (unitOf(id) ? called(unitOf(id)!) : String(id)))) || '—';
  const edits = useEdits(
    { ...of, area: areaName },
    {
      conditionId: [
        say('desk.pick.condition'),
        (id) => matterOf(of.matterId)?.conditions.find((one) => one.id === id)?.filing ?? say('desk.all'),
      ],
      area: [say('desk.col.area'), (name) => name || say('desk.all')],
      leadByArea: [say('desk.responsibilities.by_area')],
      leadUnitId: [say('desk.responsibilities.lead'), (id) => unitNames(id === null ? [] : [id])],
      alsoUnitIds: [say('desk.responsibilities.also'), unitNames],
      coUnitIds: [say('desk.dispatch.co'), unitNames],
      basis: [say('desk.conditions.basis')],
      ended: [say('desk.responsibilities.end')],
    },
  );
  const write = useWrite(saveResponsibility, {
    changes: [listResponsibilities, responsibilityReport, listGaps, listReassignments],
  });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const matter = matterOf(of.matterId);
  const save = () =>
    of.matterId &&
    write.mutate(
      {
        body: {
          ...(row ? { responsibilityId: row.id, version: row.version } : {}),
          matterId: of.matterId,
          conditionId: of.conditionId,
          areaId: of.areaId,
          leadByArea: of.leadByArea,
          leadUnitId: of.leadByArea ? null : of.leadUnitId,
          alsoUnitIds: of.leadByArea ? [] : of.alsoUnitIds.filter((id) => id !== of.leadUnitId),
          coUnitIds: of.coUnitIds,
          ...(row?.coByArea && !of.leadByArea ? { coByArea: true } : {}),
          basis: of.basis.trim(),
          ...(of.ended ? { ended: true } : {}),
        },
      },
      {
        onSuccess: () => {
          void message.success(say('desk.saved'));
          onClose();
        },
      },
    );
  return (
    <EditDrawer
      title={row ? `${say('desk.edit')} ${row.number}` : say('desk.responsibilities.add')}
      onClose={onClose}
      onSubmit={() => void save()}
      busy={write.isPending}
      error={write.error}
      edits={row ? edits : undefined}
      ready={of.matterId !== undefined && of.basis.trim() !== '' && (of.leadByArea || of.leadUnitId !== null)}
      now={<p>{say('desk.stale.reload')}</p>}
    >
      <Field label={say('desk.col.matter')} required>
        {(control) => (
          <MatterPicker
            id={control.id}
            value={of.matterId}
            onChange={(matterId) => put({ matterId, conditionId: null })}
            disabled={row !== null}
          />
        )}
      </Field>
      <Field label={say('desk.pick.condition')} hint={say('desk.responsibilities.condition.hint')}>
        {(control) => (
          <Select
            id={control.id}
            value={of.conditionId ?? undefined}
            onChange={(conditionId?: number) => put({ conditionId: conditionId ?? null })}
            options={(matter?.conditions ?? []).map((one) => ({ value: one.id, label: `${one.n}. ${one.filing}` }))}
            allowClear
            placeholder={say('desk.all')}
          />
        )}
      </Field>
      <Field label={say('desk.col.area')} hint={say('desk.responsibilities.area.hint')}>
        {(control) => (
          <AreaPicker
            id={control.id}
            value={of.areaId ?? undefined}
            shown={row?.areaName ?? from?.areaName ?? ''}
            onChange={(areaId, area) => {
              put({ areaId: areaId ?? null });
              setAreaName(area ? called(area) : '');
            }}
            placeholder={say('desk.all')}
          />
        )}
      </Field>
      <Checkbox checked={of.leadByArea} onChange={(event) => put({ leadByArea: event.target.checked })}>
        {say('desk.responsibilities.by_area')}
      </Checkbox>
      {!of.leadByArea && (
        <Field label={say('desk.responsibilities.lead')} required>
          {(control) => (
            <UnitPicker
              id={control.id}
              value={of.leadUnitId}
              onChange={(leadUnitId) => put({ leadUnitId: leadUnitId ?? null })}
            />
          )}
        </Field>
      )}
      {!of.leadByArea && (
        <Field label={say('desk.responsibilities.also')} hint={say('desk.responsibilities.also.hint')}>
          {(control) => (
            <UnitsPicker
              id={control.id}
              value={of.alsoUnitIds}
              onChange={(alsoUnitIds) => put({ alsoUnitIds: alsoUnitIds.filter((id) => id !== of.leadUnitId) })}
            />
          )}
        </Field>
      )}
      <Field label={say('desk.dispatch.co')}>
        {(control) => <UnitsPicker id={control.id} value={of.coUnitIds} onChange={(coUnitIds) => put({ coUnitIds })} />}
      </Field>
      <TextField
        label={say('desk.conditions.basis')}
        value={of.basis}
        onChange={(basis) => put({ basis })}
        max={500}
        rows={2}
        required
      />
      {row && (
        <Checkbox checked={of.ended} onChange={(event) => put({ ended: event.target.checked })}>
          {say('desk.responsibilities.end')}
        </Checkbox>
      )}
    </EditDrawer>
  );
}
