/** Rows of the day. The large ones are read by region and person, never by a walk through all. */
import { sql } from 'kysely';
import type { Point } from '#contract/endpoint.ts';
import type { Tx } from '#kit/db.ts';
import type { Sealed } from '#kit/reseal.ts';
import { visitContext, type Proof, type Rhythm } from './patrol.rules.ts';

const at = ({ lon, lat }: Point) => sql`point(${lon}, ${lat})`;

// ── Shifts and positions ───────────────────────────────────────────────────────────────────────────────────────────────

export type ShiftRow = {
  id: string;
  personId: string;
  beganAt: Date;
  beganKnownAt: Date;
  endedAt: Date | null;
  endedBy: 'person' | 'house' | null;
};
const shiftColumns = sql`id, person_id as "personId", began_at as "beganAt", began_known_at as "beganKnownAt", ended_at as "endedAt", ended_by as "endedBy"`;

/** The one she is on, locked; two phones that check in at once come one after the other. */
export async function lockOpenShift(tx: Tx, regionId: number, personId: string): Promise<ShiftRow | undefined> {
  await sql`select pg_advisory_xact_lock(hashtext('patrol.shifts'), hashtext(${personId}))`.execute(tx);
  const { rows } = await sql<ShiftRow>`
    select ${shiftColumns} from patrol.shifts where region_id = ${regionId} and person_id = ${personId} and ended_at is null for update`.execute(
    tx,
  );
  return rows[0];
}
export async function lockShift(tx: Tx, regionId: number, id: string): Promise<ShiftRow | undefined> {
  const { rows } = await sql<ShiftRow>`
    select ${shiftColumns} from patrol.shifts where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}
export async function insertShift(
  tx: Tx,
  regionId: number,
  shift: { id: string; personId: string; unitId: number; beganAt: Date },
  knownAt: Date,
): Promise<void> {
  await sql`
    insert into patrol.shifts (region_id, id, person_id, unit_id, began_at, began_known_at)
    values (${regionId}, ${shift.id}, ${shift.personId}, ${shift.unitId}, ${shift.beganAt}, ${knownAt})`.execute(tx);
}
export async function endShift(
  tx: Tx,
  regionId: number,
  id: string,
  endedAt: Date,
  by: 'person' | 'house',
  knownAt: Date,
): Promise<void> {
  await sql`
    update patrol.shifts set ended_at = ${endedAt}, ended_known_at = ${knownAt}, ended_by = ${by}
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}
/** A forgotten check-out: locked and skipped when somebody is just ending it. */
export async function forgottenShifts(tx: Tx, regionId: number, before: Date, limit: number): Promise<ShiftRow[]> {
  const { rows } = await sql<ShiftRow>`
    select ${shiftColumns} from patrol.shifts
     where region_id = ${regionId} and ended_at is null and began_at < ${before}
     order by began_at limit ${limit} for update skip locked`.execute(tx);
  return rows;
}

export async function insertPositions(
  tx: Tx,
  regionId: number,
  shiftId: string,
  points: readonly { at: Date; point: Point; accuracyM: number }[],
): Promise<void> {
  const rows = points.map(({ at: when, point, accuracyM }) => ({
    at: when.toISOString(),
    lon: point.lon,
    lat: point.lat,
    accuracy: accuracyM,
  }));
  await sql`
    insert into patrol.positions (region_id, shift_id, at, location, accuracy_m)
    select ${regionId}, ${shiftId}, g.at, point(g.lon, g.lat), g.accuracy
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(at timestamptz, lon float8, lat float8, accuracy int)
    on conflict do nothing`.execute(tx);
}
export async function deletePositions(tx: Tx, regionId: number, before: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    delete from patrol.positions where region_id = ${regionId} and ctid in (
      select ctid from patrol.positions where region_id = ${regionId} and at < ${before} limit ${limit}) returning 1`.execute(
    tx,
  );
  return rows.length;
}

// ── Points and stamps ──────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertCheckpoint(
  tx: Tx,
  regionId: number,
  point: {
    id: string;
    areaId: number;
    areaPath: string;
    name: string;
    location: Point;
    code: string;
    every: Rhythm;
    by: string;
  },
  madeAt: Date,
): Promise<void> {
  await sql`
    insert into patrol.checkpoints (region_id, id, area_id, area_path, name, location, code, every, made_by, made_at)
    values (${regionId}, ${point.id}, ${point.areaId}, ${point.areaPath}::ltree, ${point.name}, ${at(point.location)}, ${point.code},
            ${point.every}, ${point.by}, ${madeAt})`.execute(tx);
}
export type CheckpointNow = { location: Point; code: string; areaPath: string; madeBy: string; retired: boolean };
export async function lockCheckpoint(tx: Tx, regionId: number, id: string): Promise<CheckpointNow | undefined> {
  const { rows } = await sql<{ x: number; y: number } & Omit<CheckpointNow, 'location'>>`
    select location[0] as x, location[1] as y, code, area_path::text as "areaPath", made_by as "madeBy", retired_at is not null as retired
      from patrol.checkpoints where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0] && { ...rows[0], location: { lon: rows[0].x, lat: rows[0].y } };
}
export async function retireCheckpointRow(tx: Tx, regionId: number, id: string, when: Date): Promise<void> {
  await sql`update patrol.checkpoints set retired_at = ${when} where region_id = ${regionId} and id = ${id}`.execute(
    tx,
  );
}
export async function insertStamp(
  tx: Tx,
  regionId: number,
  stamp: {
    id: string;
    checkpointId: string;
    personId: string;
    shiftId: string;
    proof: Proof;
    fine: boolean;
    remark: string;
    happenedAt: Date;
  },
  recordedAt: Date,
): Promise<void> {
  const { proof } = stamp;
  await sql`
    insert into patrol.stamps (region_id, id, checkpoint_id, person_id, shift_id, how, metres, fine, remark, happened_at, recorded_at)
    values (${regionId}, ${stamp.id}, ${stamp.checkpointId}, ${stamp.personId}, ${stamp.shiftId}, ${proof.how}, ${proof.metres},
            ${stamp.fine}, ${stamp.remark}, ${stamp.happenedAt}, ${recordedAt})`.execute(tx);
}

// ── Visits ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertVisit(
  tx: Tx,
  regionId: number,
  visit: {
    id: string;
    personId: string;
    unitId: number;
    areaId: number | null;
    purpose: string;
    words: Buffer;
    happenedAt: Date;
  },
  recordedAt: Date,
): Promise<void> {
  await sql`
    insert into patrol.visits (region_id, id, person_id, unit_id, area_id, purpose, words, happened_at, recorded_at)
    values (${regionId}, ${visit.id}, ${visit.personId}, ${visit.unitId}, ${visit.areaId}, ${visit.purpose}, ${visit.words},
            ${visit.happenedAt}, ${recordedAt})`.execute(tx);
}

// ── Leave and objections ───────────────────────────────────────────────────────────────────────────────────────────────

export async function insertLeave(
  tx: Tx,
  regionId: number,
  leave: {
    id: string;
    personId: string;
    unitId: number;
    deputyId: string;
    fromOn: string;
    toOn: string;
    reason: string;
  },
  askedAt: Date,
): Promise<void> {
  await sql`
    insert into patrol.leaves (region_id, id, person_id, unit_id, deputy_id, from_on, to_on, reason, asked_at)
    values (${regionId}, ${leave.id}, ${leave.personId}, ${leave.unitId}, ${leave.deputyId}, ${leave.fromOn}, ${leave.toOn}, ${leave.reason},
            ${askedAt})`.execute(tx);
}
export async function insertObjection(
  tx: Tx,
  regionId: number,
  one: { id: string; personId: string; unitId: number; month: string; kept: number; due: number; reason: string },
  askedAt: Date,
): Promise<void> {
  await sql`
    insert into patrol.objections (region_id, id, person_id, unit_id, month, kept, due, reason, asked_at)
    values (${regionId}, ${one.id}, ${one.personId}, ${one.unitId}, ${one.month}, ${one.kept}, ${one.due}, ${one.reason}, ${askedAt})`.execute(
    tx,
  );
}
export type Asked = { personId: string; unitId: number; decided: boolean };
export async function lockLeave(
  tx: Tx,
  regionId: number,
  id: string,
): Promise<(Asked & { deputyId: string; fromOn: string; toOn: string }) | undefined> {
  const { rows } = await sql<Asked & { deputyId: string; fromOn: string; toOn: string }>`
    select person_id as "personId", unit_id as "unitId", decided_at is not null as decided, deputy_id as "deputyId",
           from_on::text as "fromOn", to_on::text as "toOn"
      from patrol.leaves where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}
export async function lockObjection(tx: Tx, regionId: number, id: string): Promise<Asked | undefined> {
  const { rows } = await sql<Asked>`
    select person_id as "personId", unit_id as "unitId", decided_at is not null as decided
      from patrol.objections where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}
type Verdict = { accept: boolean; words: string; by: string };
export async function decideLeaveRow(tx: Tx, regionId: number, id: string, verdict: Verdict, when: Date) {
  await sql`
    update patrol.leaves set accepted = ${verdict.accept}, decision = ${verdict.words}, decided_by = ${verdict.by}, decided_at = ${when}
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}
export async function decideObjectionRow(tx: Tx, regionId: number, id: string, verdict: Verdict, when: Date) {
  await sql`
    update patrol.objections set upheld = ${verdict.accept}, decision = ${verdict.words}, decided_by = ${verdict.by}, decided_at = ${when}
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}

// ── Phones ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The same phone signs in every morning; another person's phone it cannot become. */
export async function knowPhone(
  tx: Tx,
  regionId: number,
  phone: { id: string; personId: string; name: string },
  when: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into patrol.phones (region_id, id, person_id, name, known_at, seen_at)
    values (${regionId}, ${phone.id}, ${phone.personId}, ${phone.name}, ${when}, ${when})
    on conflict (region_id, id) do update set seen_at = ${when}, name = excluded.name
     where patrol.phones.person_id = excluded.person_id returning 1`.execute(tx);
  return rows.length > 0;
}
export async function orderWipe(
  tx: Tx,
  regionId: number,
  id: string,
  personId: string,
  when: Date,
): Promise<'ordered' | 'before' | undefined> {
  const { rows } = await sql<{ first: boolean }>`
    update patrol.phones p set wipe_asked_at = coalesce(p.wipe_asked_at, ${when})
      from (select region_id, id, wipe_asked_at is null as first from patrol.phones where region_id = ${regionId} and id = ${id} for update) b
     where p.region_id = b.region_id and p.id = b.id and p.person_id = ${personId} returning b.first`.execute(tx);
  return rows[0] && (rows[0].first ? 'ordered' : 'before');
}
export async function markWiped(tx: Tx, regionId: number, id: string, lost: number, when: Date): Promise<boolean> {
  const { rows } = await sql`
    update patrol.phones set wiped_at = ${when}, lost = ${lost}
     where region_id = ${regionId} and id = ${id} and wipe_asked_at is not null and wiped_at is null returning 1`.execute(
    tx,
  );
  return rows.length > 0;
}

export const sealedVisits: Sealed = {
  table: 'patrol.visits',
  id: 'id',
  columns: ['words'],
  context: visitContext,
};
