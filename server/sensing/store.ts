/** Rows of this room: devices, and alerts that can be added but never changed. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';
import { deny } from '#kit/refusal.ts';

export type HeldDevice = {
  id: string;
  name: string;
  location: { lon: number; lat: number } | null;
  matterId: number;
  conditionId: number | null;
  disabled: boolean;
  version: number;
};
type DeviceFromDb = Omit<HeldDevice, 'location'> & { point: { x: number; y: number } | null };
const columns = sql`
  id, name, location as point, matter_id as "matterId", condition_id as "conditionId", disabled_at is not null as disabled, version`;
const held = ({ point, ...row }: DeviceFromDb): HeldDevice => ({
  ...row,
  location: point && { lon: point.x, lat: point.y },
});

export async function lockDevice(tx: Tx, regionId: number, id: string): Promise<HeldDevice | undefined> {
  const { rows } = await sql<DeviceFromDb>`
    select ${columns} from sensing.devices where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0] && held(rows[0]);
}

export async function lockDeviceByCode(tx: Tx, regionId: number, code: string): Promise<HeldDevice | undefined> {
  const { rows } = await sql<DeviceFromDb>`
    select ${columns} from sensing.devices where region_id = ${regionId} and code = ${code} for update`.execute(tx);
  return rows[0] && held(rows[0]);
}

type DeviceRow = {
  id: string;
  code: string;
  name: string;
  purpose: string;
  kind: string;
  location: { lon: number; lat: number } | null;
  matterId: number;
  conditionId: number | null;
  disabled: boolean;
};
const pointOf = ({ location }: DeviceRow) =>
  sql`point(${location?.lon ?? null}::float8, ${location?.lat ?? null}::float8)`;

export async function insertDevice(
  tx: Tx,
  regionId: number,
  device: DeviceRow,
  keyHash: Buffer,
  at: Date,
): Promise<void> {
  const { rows } = await sql`
    insert into sensing.devices (region_id, id, code, name, purpose, kind, key_hash, location, matter_id, condition_id, disabled_at, created_at)
    values (${regionId}, ${device.id}, ${device.code}, ${device.name}, ${device.purpose}, ${device.kind}, ${keyHash}, ${pointOf(device)},
            ${device.matterId}, ${device.conditionId}, ${device.disabled ? at : null}, ${at})
    on conflict do nothing returning 1`.execute(tx);
  if (rows.length === 0) deny('thing.exists', { what: device.code });
}

export async function updateDevice(
  tx: Tx,
  regionId: number,
  id: string,
  device: DeviceRow,
  keyHash: Buffer | null,
  at: Date,
): Promise<void> {
  await sql`
    update sensing.devices set name = ${device.name}, purpose = ${device.purpose}, kind = ${device.kind}, location = ${pointOf(device)},
           matter_id = ${device.matterId}, condition_id = ${device.conditionId}, key_hash = coalesce(${keyHash}, key_hash),
           version = version + 1, disabled_at = case when ${device.disabled}::boolean then coalesce(disabled_at, ${at}::timestamptz) end
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}

/** Whether this boot id and number were used before, and if so for the same content (compared as JSON, not as text). */
export async function alertBefore(
  tx: Tx,
  regionId: number,
  deviceId: string,
  alert: { bootId: string; seq: number },
  body: Record<string, unknown>,
): Promise<{ same: boolean; reportId: string } | undefined> {
  const { rows } = await sql<{ same: boolean; reportId: string }>`
    select body = ${JSON.stringify(body)}::jsonb as same, report_id as "reportId" from sensing.alerts
     where region_id = ${regionId} and device_id = ${deviceId} and boot_id = ${alert.bootId} and seq = ${alert.seq}`.execute(
    tx,
  );
  return rows[0];
}

export async function insertAlert(
  tx: Tx,
  regionId: number,
  deviceId: string,
  alert: { bootId: string; seq: number; happenedAt: Date },
  body: Record<string, unknown>,
  reportId: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into sensing.alerts (region_id, device_id, boot_id, seq, happened_at, received_at, body, report_id)
    values (${regionId}, ${deviceId}, ${alert.bootId}, ${alert.seq}, ${alert.happenedAt}, ${at}, ${JSON.stringify(body)}::jsonb, ${reportId})`.execute(
    tx,
  );
}

/** Reports made from alerts of this device close in time, the nearest before first. */
export async function reportsNear(
  tx: Tx,
  regionId: number,
  deviceId: string,
  happenedAt: Date,
  withinMs: number,
): Promise<string[]> {
  const [from, to] = [-withinMs, withinMs].map((ms) => new Date(happenedAt.getTime() + ms));
  const { rows } = await sql<{ reportId: string }>`
    select report_id as "reportId" from sensing.alerts
     where region_id = ${regionId} and device_id = ${deviceId} and happened_at between ${from} and ${to} and report_id is not null
     order by happened_at desc limit 20`.execute(tx);
  return rows.map((row) => row.reportId);
}
