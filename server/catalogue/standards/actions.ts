/** What is done to the standards library and to the list of forms: each a version on the one that was looked at. */
import type { AnyPermit } from '#access';
import { unitsOf } from '#access';
import type { Form, Standard } from '#contract/standards.ts';
import { record } from '#kit/facts.ts';
import type { Tx } from '#kit/db.ts';
import { refuse, Refused } from '#kit/refusal.ts';
import { lockMatter } from '../store.ts';
import { insertForm, insertStandard, lockForm, updateForm, type FormToSave } from './store.ts';
import { formOf, standardsOf } from './views.ts';

type Edit = AnyPermit<'catalogue.edit'>;
export type SaveStandard = Omit<Standard, 'matterId' | 'validFrom'>;

/**
 * Another version of a matter's standard, in force from now on; earlier ones stay for the cases they were handled by.
 * Refused: an unknown matter, and a version somebody else has written meanwhile.
 */
export async function saveStandard(
  tx: Tx,
  by: Edit,
  matterId: number,
  wanted: SaveStandard,
  at: Date,
  commandId: string | null = null,
): Promise<Standard> {
  const { regionId } = by;
  if (!(await lockMatter(tx, regionId, matterId))) throw new Refused(refuse('thing.not_found'));
  const [before] = await standardsOf(tx, regionId, matterId);
  const known = before?.version ?? 0;
  if (wanted.version !== known)
    throw new Refused(refuse('thing.stale', { version: known }, { current: before ?? null }));
  const standard = { ...wanted, matterId, version: known + 1 };
  await insertStandard(tx, regionId, standard, at);
  const fact = { subject: 'matter', subjectId: String(matterId), kind: 'matter.standard', at, by: by.by } as const;
  await record(tx, regionId, [{ ...fact, data: standard }], commandId);
  return { ...standard, validFrom: at.toISOString() };
}

export type SaveForm = FormToSave & { formId?: number | undefined; version?: number | undefined };

export async function saveForm(
  tx: Tx,
  by: Edit,
  wanted: SaveForm,
  at: Date,
  commandId: string | null = null,
): Promise<Form> {
  const { regionId } = by;
  const { formId, version, ...form } = wanted;
  if (!(await unitsOf(tx, regionId)).byId.has(form.unitId))
    throw new Refused(refuse('thing.unknown_reference', { field: 'unitId', value: form.unitId }));
  // A form is replaced by something since a day, or it is still filled.
  if ((form.keptIn === null) !== (form.since === null))
    throw new Refused(refuse('request.invalid', { summary: '/keptIn /since' }));
  if (formId !== undefined) {
    if (!(await lockForm(tx, regionId, formId))) throw new Refused(refuse('thing.not_found'));
    const now = (await formOf(tx, regionId, formId))!;
    if (version !== undefined && version !== now.version)
      throw new Refused(refuse('thing.stale', { version: now.version }, { current: now }));
  }
  const id = formId ?? (await insertForm(tx, regionId, form));
  if (formId !== undefined) await updateForm(tx, regionId, id, form);
  const kind = formId === undefined ? 'form.added' : 'form.changed';
  await record(tx, regionId, [{ subject: 'form', subjectId: String(id), kind, at, by: by.by, data: form }], commandId);
  return (await formOf(tx, regionId, id))!;
}
