/** A device is registered; an alert of it becomes a report, once, however often it is sent. */
import { uuidv7 } from '#contract/ids.ts';
import { langs } from '#contract/words/words.ts';
import type { Permit } from '#access';
import { conditionOf, matterOf } from '#catalogue';
import { openCaseAmong, receiveReport, reportNumbers, type ReportInput } from '#intake';
import { newToken, sha256 } from '#kit/crypto.ts';
import type { Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, Refused } from '#kit/refusal.ts';
import { bodyOf, detailOf, keyOf, oneDisturbanceMs, type Alert } from './alert.rules.ts';
import {
  alertBefore,
  insertAlert,
  insertDevice,
  lockDevice,
  lockDeviceByCode,
  reportsNear,
  updateDevice,
} from './store.ts';

export type { Alert } from './alert.rules.ts';
export type AlertReceipt = { repeated: boolean; reportNumber: string; caseNumber: string };

export async function receiveAlert(
  tx: Tx,
  keys: Keys,
  regionId: number,
  deviceId: string,
  alert: Alert,
  at: Date,
): Promise<AlertReceipt> {
  // One alert of a device after the other: the second of two that come together sees what the first became.
  const device = await lockDevice(tx, regionId, deviceId);
  if (!device || device.disabled) return deny('device.unknown_key');
  const body = bodyOf(alert);
  const before = await alertBefore(tx, regionId, deviceId, alert, body);
  if (before) {
    if (!before.same) deny('device.seq_reused');
    return { repeated: true, ...(await reportNumbers(tx, regionId, before.reportId)) };
  }
  const condition = device.conditionId === null ? undefined : await conditionOf(tx, regionId, device.conditionId);
  const fits = condition !== undefined && condition.matterId === device.matterId;
  const input: ReportInput = {
    id: uuidv7(at.getTime()),
    kind: 'help',
    title: alert.title,
    detail: detailOf(alert),
    placeText: device.name,
    location: device.location,
    matterId: device.matterId,
    conditionId: fits ? condition.id : null,
    urgent: fits && condition.urgent,
    naming: 'anonymous',
    happenedAt: alert.happenedAt,
    lang: langs[0],
  };
  const near = await reportsNear(tx, regionId, deviceId, alert.happenedAt, oneDisturbanceMs);
  const follows = await openCaseAmong(tx, regionId, near);
  const door = { channel: 'device', deviceId } as const;
  const receive = (more: Partial<ReportInput>) => receiveReport(tx, keys, regionId, { ...input, ...more }, door, at);
  const received = follows
    ? await receive({ follows }).catch((error: unknown) => {
        // It was closed a moment ago, before anything was written: then this is a new one.
        if (error instanceof Refused && error.reason.refusal === 'report.follows_closed') return receive({});
        throw error;
      })
    : await receive({});
  await insertAlert(tx, regionId, deviceId, alert, body, received.reportId, at);
  return { repeated: false, reportNumber: received.number, caseNumber: received.caseNumber };
}

export type DeviceInput = {
  /** of a new device; one that is known by its code keeps its own */
  id: string;
  code: string;
  name: string;
  purpose: string;
  kind: string;
  location: { lon: number; lat: number } | null;
  matterId: number;
  conditionId: number | null;
  disabled: boolean;
  newKey: boolean;
  /** of a device that is known: the one that was looked at */
  version?: number;
};

/** Registers, or changes the device of that code. Its key is returned once; what is kept is a hash of it. */
export async function saveDevice(
  tx: Tx,
  permit: Permit<'catalogue.edit'>,
  input: DeviceInput,
  at: Date,
): Promise<{ deviceId: string; key: string | null }> {
  const { regionId, by } = permit;
  const matter = await matterOf(tx, regionId, input.matterId);
  if (!matter) return deny('thing.unknown_reference', { field: 'matterId', value: input.matterId });
  if (input.conditionId !== null) {
    const condition = await conditionOf(tx, regionId, input.conditionId);
    if (condition?.matterId !== matter.id)
      deny('thing.unknown_reference', { field: 'conditionId', value: input.conditionId });
  }
  const known = await lockDeviceByCode(tx, regionId, input.code);
  if (known && input.version !== undefined && input.version !== known.version)
    deny('thing.stale', { version: known.version }, { current: known });
  const key = known && !input.newKey ? null : keyOf(regionId, newToken());
  const keyHash = key === null ? null : sha256(key);
  const deviceId = known?.id ?? input.id;
  if (known) await updateDevice(tx, regionId, deviceId, input, keyHash, at);
  else await insertDevice(tx, regionId, input, keyHash!, at);
  const kind = !known ? 'device.registered' : key ? 'device.key_renewed' : 'device.changed';
  const data = { code: input.code, matterId: input.matterId, disabled: input.disabled };
  await record(tx, regionId, [{ subject: 'device', subjectId: deviceId, kind, at, by, data }], input.id);
  return { deviceId, key };
}
