/** Moves of the supervision side before and after the work: 受理, 核实, 立案, 并案, 核查. */
import { Checkbox, Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { listCases, nearbyCases, type CaseRow } from '#contract/cases.ts';
import type { Point } from '#contract/endpoint.ts';
import { getCase, photoShots } from '#contract/cases.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, Field, TextField } from '../../parts/field.tsx';
import { PhotoTaker } from '../../parts/photos.tsx';
import { AreaPicker, ColleaguePicker, ConditionChoice, MatterPicker, useMatters } from '../../parts/pickers.tsx';
import { Here, Placed, PlacePicker, type Where } from '../../parts/place.tsx';
import { Waiting } from '../../parts/state.tsx';
import { postName } from '../../who.tsx';
import { MoveForm, type MoveFormProps } from './move-form.tsx';
import { Proposal } from './proposal.tsx';

const samePoint = (a: Point | null, b: Point | null): boolean => a?.lon === b?.lon && a?.lat === b?.lat;

export function ReceiveForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const row = detail.case;
  const { matterOf } = useMatters();
  const [title, setTitle] = useState(row.title);
  const [matterId, setMatterId] = useState<number | undefined>(detail.matterId);
  const [where, setWhere] = useState<Where>({ text: row.placeText, point: row.point });
  const [areaId, setAreaId] = useState<number | undefined>();
  const [urgent, setUrgent] = useState(row.urgent);
  const input = {
    move: 'receive' as const,
    ...(title.trim() !== row.title ? { title: title.trim() } : {}),
    ...(matterId && matterId !== detail.matterId ? { matterId } : {}),
    ...(where.text !== row.placeText ? { placeText: where.text } : {}),
    ...(where.point && !samePoint(where.point, row.point) ? { location: where.point } : {}),
    ...((areaId ?? where.areaId) ? { areaId: areaId ?? where.areaId } : {}),
    ...(urgent !== row.urgent ? { urgent } : {}),
  };
  return (
    <MoveForm sender={sender} input={title.trim() ? input : null}>
      <Field label={say('desk.title')} required>
        {(control) => (
          <Input
            {...control}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            maxLength={120}
            required
          />
        )}
      </Field>
      <Field
        label={say('desk.col.matter')}
        hint={matterOf(detail.matterId)?.fallback ? say('desk.matter.fallback') : undefined}
      >
        {(control) => <MatterPicker id={control.id} value={matterId} onChange={setMatterId} />}
      </Field>
      <Proposal caseId={row.id} />
      <PlacePicker value={where} words={{ title: row.title, detail: detail.detail }} onChange={setWhere} height={200} />
      {!where.point && (
        <Field label={say('desk.area.by_hand')} hint={say('desk.area.by_hand.hint')}>
          {(control) => <AreaPicker id={control.id} value={areaId} onChange={setAreaId} shown={row.areaName} />}
        </Field>
      )}
      <Checkbox checked={urgent} onChange={(event) => setUrgent(event.target.checked)}>
        {say('desk.urgent')}
      </Checkbox>
    </MoveForm>
  );
}

export function AskConfirmForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [post, setPost] = useState<'keeper' | 'checker'>('keeper');
  const [keeperId, setKeeperId] = useState<string | undefined>();
  const [remark, setRemark] = useState('');
  return (
    <MoveForm
      sender={sender}
      input={keeperId ? { move: 'ask_confirm', keeperId, ...(remark.trim() ? { remark: remark.trim() } : {}) } : null}
    >
      <Choice
        label={say('desk.confirm.by')}
        name="confirm-by"
        value={post}
        onChange={(next) => {
          setPost(next);
          setKeeperId(undefined);
        }}
        options={[
          { value: 'keeper', label: postName(say, 'keeper'), hint: say('desk.confirm.keeper') },
          { value: 'checker', label: postName(say, 'checker') },
        ]}
      />
      <Field label={postName(say, post)} required>
        {(control) => (
          <ColleaguePicker
            id={control.id}
            post={post}
            {...(post === 'keeper' ? { areaId: detail.areaId } : {})}
            value={keeperId}
            onChange={setKeeperId}
          />
        )}
      </Field>
      <TextField label={say('desk.confirm.ask')} value={remark} onChange={setRemark} max={500} rows={2} />
    </MoveForm>
  );
}

/** Where the person stood, told only when pressed; and the photos that prove it, near and far. */
function OnTheSpot({
  detail,
  purpose,
  location,
  setLocation,
}: Pick<MoveFormProps, 'detail'> & {
  purpose: 'confirm' | 'check';
  location: Point | null;
  setLocation: (point: Point) => void;
}) {
  const cache = useQueryClient();
  return (
    <>
      {photoShots.map((shot) => (
        <PhotoTaker
          key={shot}
          caseId={detail.case.id}
          purpose={purpose}
          shot={shot}
          onSent={() => void cache.invalidateQueries({ queryKey: [getCase.id] })}
        />
      ))}
      <div>
        <Here onHere={setLocation} />
        <Placed point={location} />
      </div>
    </>
  );
}

export function ConfirmForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [isSo, setIsSo] = useState<'yes' | 'no' | null>(null);
  const [remark, setRemark] = useState('');
  const [location, setLocation] = useState<Point | null>(null);
  return (
    <MoveForm
      sender={sender}
      input={
        isSo && remark.trim()
          ? { move: 'confirm', isSo: isSo === 'yes', remark: remark.trim(), ...(location ? { location } : {}) }
          : null
      }
    >
      <Choice
        label={say('desk.confirm.question')}
        name="is-so"
        value={isSo}
        onChange={setIsSo}
        options={[
          { value: 'yes', label: say('desk.is_so') },
          { value: 'no', label: say('desk.is_not_so') },
        ]}
      />
      <OnTheSpot detail={detail} purpose="confirm" location={location} setLocation={setLocation} />
      <TextField
        label={say('desk.confirm.remark')}
        value={remark}
        onChange={setRemark}
        max={2000}
        required
        phrases="confirm"
      />
    </MoveForm>
  );
}

export function CheckForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [passed, setPassed] = useState<'yes' | 'no' | null>(null);
  const [remark, setRemark] = useState('');
  const [location, setLocation] = useState<Point | null>(null);
  return (
    <MoveForm
      sender={sender}
      input={
        passed && remark.trim()
          ? { move: 'check', passed: passed === 'yes', remark: remark.trim(), ...(location ? { location } : {}) }
          : null
      }
    >
      {detail.closing && <p className="hint">{say('desk.closing', { text: detail.closing })}</p>}
      <Choice
        label={say('desk.check.question')}
        name="passed"
        value={passed}
        onChange={setPassed}
        options={[
          { value: 'yes', label: say('desk.passed') },
          { value: 'no', label: say('desk.failed'), hint: say('desk.check.rework') },
        ]}
      />
      <OnTheSpot detail={detail} purpose="check" location={location} setLocation={setLocation} />
      <TextField
        label={say('desk.check.remark')}
        value={remark}
        onChange={setRemark}
        max={2000}
        required
        phrases="check"
      />
    </MoveForm>
  );
}

export function FileForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const row = detail.case;
  const { matterOf } = useMatters();
  const [matterId, setMatterId] = useState<number | undefined>(
    matterOf(detail.matterId)?.fallback ? undefined : detail.matterId,
  );
  const matter = matterOf(matterId);
  const [conditionId, setConditionId] = useState<number | undefined>(detail.conditionId ?? undefined);
  const condition =
    matter?.conditions.find((one) => one.id === conditionId) ??
    (matter?.conditions.filter((one) => !one.retired).length === 1
      ? matter.conditions.find((one) => !one.retired)
      : undefined);
  const [urgent, setUrgent] = useState<boolean | null>(null);
  const [where, setWhere] = useState<Where>({ text: row.placeText, point: row.point });
  const [areaId, setAreaId] = useState<number | undefined>();
  const [remark, setRemark] = useState('');
  const asUrgent = urgent ?? (row.urgent || condition?.urgent || false);
  return (
    <MoveForm
      sender={sender}
      input={
        matter && condition
          ? {
              move: 'file',
              matterId: matter.id,
              conditionId: condition.id,
              urgent: asUrgent,
              ...(where.point && !samePoint(where.point, row.point) ? { location: where.point } : {}),
              ...((areaId ?? where.areaId) ? { areaId: areaId ?? where.areaId } : {}),
              ...(remark.trim() ? { remark: remark.trim() } : {}),
            }
          : null
      }
    >
      <Field label={say('desk.col.matter')} hint={say('desk.matter.search_hint')} required>
        {(control) => (
          <MatterPicker
            id={control.id}
            value={matterId}
            onChange={(next) => {
              setMatterId(next);
              setConditionId(undefined);
            }}
          />
        )}
      </Field>
      <ConditionChoice
        matter={matter}
        value={condition?.id}
        onChange={(next) => setConditionId(next.id)}
        name="condition"
      />
      <Checkbox checked={asUrgent} onChange={(event) => setUrgent(event.target.checked)}>
        {say('desk.urgent')}
      </Checkbox>
      <details>
        <summary>{say('desk.file.correct_place')}</summary>
        <PlacePicker
          value={where}
          words={{ title: row.title, detail: detail.detail }}
          onChange={setWhere}
          height={200}
        />
        <Field label={say('desk.area.by_hand')} hint={say('desk.area.by_hand.hint')}>
          {(control) => <AreaPicker id={control.id} value={areaId} onChange={setAreaId} shown={row.areaName} />}
        </Field>
      </details>
      <TextField label={say('desk.remark')} value={remark} onChange={setRemark} max={500} rows={2} />
    </MoveForm>
  );
}

/** Into one of the open cases nearby, or into any open case found by its number or title. */
export function MergeForm({ detail, sender }: MoveFormProps) {
  const { say } = useWords();
  const [into, setInto] = useState<string | undefined>();
  const [typed, setTyped] = useState('');
  const [remark, setRemark] = useState('');
  const near = useRead(nearbyCases, { params: { caseId: detail.case.id } });
  const asked = useDeferredValue(typed.trim());
  const found = useRead(
    listCases,
    { query: { queue: 'all', open: true, q: asked.slice(0, 60), limit: 20 } },
    { enabled: asked.length > 1, keepPrevious: true },
  );
  const told = (row: CaseRow) => `${row.number} ${row.title} · ${say(`case.state.${row.state}`)}`;
  const options = (found.data?.rows ?? [])
    .filter((row) => row.id !== detail.case.id)
    .map((row) => ({ value: row.id, label: told(row) }));
  return (
    <MoveForm
      sender={sender}
      input={into ? { move: 'merge', into, ...(remark.trim() ? { remark: remark.trim() } : {}) } : null}
    >
      {near.isPending ? (
        <Waiting rows={2} />
      ) : (near.data?.cases.length ?? 0) > 0 ? (
        <Choice
          label={say('desk.merge.near')}
          name="merge"
          value={into ?? null}
          onChange={setInto}
          required={false}
          options={(near.data?.cases ?? []).map(({ case: row, why }) => ({
            value: row.id,
            label: told(row),
            hint: why,
          }))}
        />
      ) : (
        <p className="hint">{say('desk.merge.none')}</p>
      )}
      <Field label={say('desk.merge.search')}>
        {(control) => (
          <Select
            id={control.id}
            value={options.some((option) => option.value === into) ? into : undefined}
            onChange={(next?: string) => setInto(next)}
            options={options}
            showSearch={{ filterOption: false, onSearch: setTyped }}
            allowClear
            notFoundContent={say('desk.pick.none')}
            className="wide"
          />
        )}
      </Field>
      <TextField label={say('desk.remark')} value={remark} onChange={setRemark} max={500} rows={2} />
      <p className="hint">{say('desk.merge.hint')}</p>
    </MoveForm>
  );
}
