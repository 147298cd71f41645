/** What is shown of devices, and which device is knocking. */
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Device } from '#contract/intake.ts';
import type { Caller } from '#kit/caller.ts';
import { sha256 } from '#kit/crypto.ts';
import type { Db, Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { readKey } from './alert.rules.ts';

/** By its bearer key; a disabled device is nobody. */
export async function whoIsDevice(house: { db: Db }, request: FastifyRequest): Promise<Caller | undefined> {
  const given = readKey(request.headers.authorization);
  if (!given) return undefined;
  const { rows } = await sql<{ id: string }>`
    select id from sensing.devices where region_id = ${given.regionId} and key_hash = ${sha256(given.key)} and disabled_at is null`.execute(
    house.db,
  );
  return rows[0] && { kind: 'device', regionId: given.regionId, deviceId: rows[0].id };
}

type Shown = Static<typeof Device>;
type DeviceFromDb = Omit<Shown, 'point' | 'lastAlertAt'> & {
  point: { x: number; y: number } | null;
  lastAlertAt: Date | null;
};

const shown = ({ point, lastAlertAt, ...row }: DeviceFromDb): Shown => ({
  ...row,
  point: point && { lon: point.x, lat: point.y },
  lastAlertAt: lastAlertAt?.toISOString() ?? null,
});
/** Alerts are counted to 10,000 at most: beyond that the number tells nothing more. */
const columns = sql`
  d.id, d.code, d.name, d.purpose, d.kind, d.location as point, d.matter_id as "matterId", m.small_name as "matterName", d.version,
  d.disabled_at is not null as disabled,
  (select count(*)::int from (select 1 from sensing.alerts a where a.region_id = d.region_id and a.device_id = d.id limit 10000) a) as alerts,
  (select max(a.happened_at) from sensing.alerts a where a.region_id = d.region_id and a.device_id = d.id) as "lastAlertAt"`;
const from = sql`sensing.devices d join catalogue.matters m on m.region_id = d.region_id and m.id = d.matter_id`;

export async function devicePage(
  tx: Tx,
  regionId: number,
  query: { after?: string | undefined; limit?: number | undefined },
): Promise<{ rows: Shown[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string');
  const { rows } = await sql<DeviceFromDb>`
    select ${columns} from ${from}
     where d.region_id = ${regionId} ${after ? sql`and d.code > ${after[0]}` : sql``}
     order by d.code limit ${limit + 1}`.execute(tx);
  return pageOf(rows, limit, (row) => [row.code], shown);
}

export async function deviceShown(tx: Tx, regionId: number, id: string): Promise<Shown> {
  const { rows } = await sql<DeviceFromDb>`
    select ${columns} from ${from} where d.region_id = ${regionId} and d.id = ${id}`.execute(tx);
  return shown(rows[0]!);
}
