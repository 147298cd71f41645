/** An item from the cases it came from to its result. Each step writes a fact. */
import type { ImprovementStep } from '#contract/improvement.ts';
import type { Permit } from '#access';
import { areaOf } from '#areas';
import { matterOf } from '#catalogue';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import { measureAt, stepped, windowBefore } from './improvement.rules.ts';
import { insertItem, lockItem, saveItem, type ItemSet, type LockedItem } from './store.ts';
import { reportsOf, versionExists } from './views.ts';

type Writes = { tx: Tx; commandId: string; at: Date };

export async function openItem(
  { tx, commandId, at }: Writes,
  permit: Permit<'improvement.edit'>,
  input: {
    id: string;
    title: string;
    matterId: number;
    areaId: number;
    caseIds: readonly string[];
    span?: { from: Date; to: Date } | undefined;
  },
): Promise<void> {
  const { regionId } = permit;
  const area = await areaOf(tx, regionId, input.areaId);
  if (!area) return deny('thing.unknown_reference', { field: 'areaId', value: input.areaId });
  if (!(await matterOf(tx, regionId, input.matterId)))
    deny('thing.unknown_reference', { field: 'matterId', value: input.matterId });
  const made = {
    ...input,
    span: input.span ?? null,
    areaPath: area.path,
    ownerUnitId: permit.post.unitId,
    byPerson: permit.actor.personId,
  };
  const cases = await insertItem(tx, regionId, made, at);
  const data = { matterId: input.matterId, areaId: input.areaId, cases };
  await record(
    tx,
    regionId,
    [{ subject: 'improvement', subjectId: input.id, kind: 'improvement.found', at, by: permit.by, data }],
    commandId,
  );
}

export async function stepItem(
  { tx, commandId, at }: Writes,
  permit: Permit<'improvement.edit'>,
  request: { itemId: string; version: number; input: ImprovementStep },
): Promise<void> {
  const { regionId } = permit;
  const item = await lockItem(tx, regionId, request.itemId);
  if (!item) return deny('thing.not_found');
  if (item.version !== request.version) deny('thing.stale', { version: item.version });
  const state = granted(stepped(item, request.input, at));
  const set = await changes(tx, regionId, item, request.input, at);
  await saveItem(tx, regionId, request.itemId, state, set);
  const { step, ...data } = request.input;
  const kind =
    step === 'tell' ? (request.input.zh === null ? 'improvement.untold' : 'improvement.told') : `improvement.${state}`;
  await record(
    tx,
    regionId,
    [{ subject: 'improvement', subjectId: request.itemId, kind, at, by: permit.by, data: { ...data, step } }],
    commandId,
  );
}

async function changes(tx: Tx, regionId: number, item: LockedItem, input: ImprovementStep, at: Date): Promise<ItemSet> {
  switch (input.step) {
    case 'explain':
      return { cause: input.cause, cause_kind: input.kind };
    case 'change': {
      if (!(await versionExists(tx, regionId, input.kind, input.ref, input.refVersion)))
        deny('thing.unknown_reference', { field: 'ref', value: `${input.ref} · ${input.refVersion}` });
      const before = { from: windowBefore(at, input.measureDays), to: at };
      return {
        change_kind: input.kind,
        change_text: input.text,
        change_ref: input.ref,
        change_version: input.refVersion,
        changed_at: at,
        measure_days: input.measureDays,
        measure_at: measureAt(at, input.measureDays),
        before_n: await reportsOf(tx, regionId, item, before),
        after_n: null,
        measured_at: null,
      };
    }
    case 'measure': {
      const from = item.changedAt!;
      const after = { from, to: measureAt(from, item.measureDays!) };
      return { after_n: await reportsOf(tx, regionId, item, after), measured_at: at };
    }
    case 'close':
      return { helped: input.helped, result: input.result, closed_at: at };
    case 'drop':
      return { result: input.reason };
    case 'tell':
      return {
        public_zh: input.zh,
        public_en: input.zh === null ? null : input.en,
        published_at: input.zh === null ? null : at,
      };
    default:
      return {};
  }
}
