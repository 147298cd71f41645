/** Rows of this room: turns of the roster, the log, key events, modes. */
import { sql } from 'kysely';
import type { DutyPart, RosterName, Seat } from '#contract/duty.ts';
import type { Tx } from '#kit/db.ts';

export type Slot = {
  roster: RosterName;
  seat: Seat;
  onDay: string;
  part: DutyPart;
  occasionId: string | null;
};
export type StoredTurn = { id: string; version: number; personId: string; deputyId: string | null };

/** Whoever writes the roster of a district does so alone until the end of the transaction: a place has one writer. */
export async function lockRoster(tx: Tx, regionId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`roster:${regionId}`}, 0))`.execute(tx);
}

const here = (regionId: number, { roster, seat, onDay, part, occasionId }: Slot) => sql`
  region_id = ${regionId} and on_day = ${onDay}::date and part = ${part} and seat = ${seat} and roster = ${roster}
  and occasion_id is not distinct from ${occasionId}::uuid`;

export async function turnAt(tx: Tx, regionId: number, slot: Slot): Promise<StoredTurn | undefined> {
  const { rows } = await sql<StoredTurn>`
    select id, version, person_id as "personId", deputy_id as "deputyId" from duty.turns where ${here(regionId, slot)}`.execute(
    tx,
  );
  return rows[0];
}

export async function putTurn(tx: Tx, regionId: number, slot: Slot, turn: StoredTurn): Promise<void> {
  const { roster, seat, onDay, part, occasionId } = slot;
  await sql`
    insert into duty.turns (region_id, id, roster, seat, on_day, part, occasion_id, person_id, deputy_id, version)
    values (${regionId}, ${turn.id}, ${roster}, ${seat}, ${onDay}::date, ${part}, ${occasionId}::uuid, ${turn.personId},
            ${turn.deputyId}::uuid, ${turn.version})
    on conflict (region_id, id) do update
       set person_id = excluded.person_id, deputy_id = excluded.deputy_id, version = excluded.version`.execute(tx);
}

export async function removeTurn(tx: Tx, regionId: number, id: string): Promise<void> {
  await sql`delete from duty.turns where region_id = ${regionId} and id = ${id}`.execute(tx);
}

export type NewNote = {
  id: string;
  seat: Seat;
  onDay: string;
  part: DutyPart;
  personId: string;
  unitId: number;
  text: string;
  handOver: boolean;
};
export async function insertNote(tx: Tx, regionId: number, note: NewNote, at: Date): Promise<void> {
  await sql`
    insert into duty.notes (region_id, id, seat, on_day, part, at, person_id, unit_id, text, hand_over)
    values (${regionId}, ${note.id}, ${note.seat}, ${note.onDay}::date, ${note.part}, ${at}, ${note.personId}, ${note.unitId}, ${note.text},
            ${note.handOver})`.execute(tx);
}

export type LockedNote = { id: string; seat: Seat; personId: string; handOver: boolean; readAt: Date | null };
export async function lockNote(tx: Tx, regionId: number, id: string): Promise<LockedNote | undefined> {
  const { rows } = await sql<LockedNote>`
    select id, seat, person_id as "personId", hand_over as "handOver", read_at as "readAt"
      from duty.notes where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}
export async function noteRead(tx: Tx, regionId: number, id: string, personId: string, at: Date): Promise<void> {
  await sql`
    update duty.notes set read_at = ${at}, read_by = ${personId} where region_id = ${regionId} and id = ${id}`.execute(
    tx,
  );
}

export type OccasionToSave = {
  id: string;
  name: string;
  fromOn: string;
  toOn: string;
  areaIds: number[];
  matterIds: number[];
  plan: string;
  version: number;
  endedAt: Date | null;
};
/** False where somebody else changed it meanwhile. */
export async function putOccasion(tx: Tx, regionId: number, one: OccasionToSave): Promise<boolean> {
  const { rows } = await sql`
    insert into duty.occasions (region_id, id, name, from_on, to_on, area_ids, matter_ids, plan, version, ended_at)
    select ${regionId}, ${one.id}::uuid, ${one.name}, ${one.fromOn}::date, ${one.toOn}::date, ${one.areaIds}::int[], ${one.matterIds}::int[],
           ${one.plan}, ${one.version}::int, ${one.endedAt}::timestamptz
     where ${one.version}::int = 1 or exists (select from duty.occasions where region_id = ${regionId} and id = ${one.id}::uuid)
    on conflict (region_id, id) do update
       set name = excluded.name, from_on = excluded.from_on, to_on = excluded.to_on, area_ids = excluded.area_ids,
           matter_ids = excluded.matter_ids, plan = excluded.plan, version = excluded.version, ended_at = excluded.ended_at
     where duty.occasions.version = excluded.version - 1
    returning 1`.execute(tx);
  return rows.length > 0;
}

export type NewMode = {
  id: string;
  level: number;
  reason: string;
  areaIds: number[];
  matterIds: number[];
  template: string;
  until: Date;
  personId: string;
  unitId: number;
};
/** The index lets one stand at a time (`modes_one_at_a_time`). */
export async function insertMode(tx: Tx, regionId: number, mode: NewMode, at: Date): Promise<void> {
  await sql`
    insert into duty.modes (region_id, id, level, reason, area_ids, matter_ids, template, until, asked_at, asked_by, asked_unit_id)
    values (${regionId}, ${mode.id}, ${mode.level}, ${mode.reason}, ${mode.areaIds}::int[], ${mode.matterIds}::int[], ${mode.template},
            ${mode.until}, ${at}, ${mode.personId}, ${mode.unitId})`.execute(tx);
}

export type LockedMode = { id: string; askedBy: string; accepted: boolean | null; until: Date; endedAt: Date | null };
export async function lockMode(tx: Tx, regionId: number, id: string): Promise<LockedMode | undefined> {
  const { rows } = await sql<LockedMode>`
    select id, asked_by as "askedBy", accepted, until, ended_at as "endedAt"
      from duty.modes where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}
export async function modeDecided(
  tx: Tx,
  regionId: number,
  id: string,
  told: { personId: string; accept: boolean; words: string },
  at: Date,
): Promise<void> {
  await sql`
    update duty.modes set decided_at = ${at}, decided_by = ${told.personId}, accepted = ${told.accept}, decision = ${told.words}
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}
export async function modeEnded(
  tx: Tx,
  regionId: number,
  id: string,
  told: { personId: string | null; reason: string | null },
  at: Date,
): Promise<void> {
  await sql`
    update duty.modes set ended_at = ${at}, ended_by = ${told.personId}::uuid, end_reason = ${told.reason}
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}
/** Those whose time is over, whether they ran or were only asked for. */
export async function lockModesOver(
  tx: Tx,
  regionId: number,
  at: Date,
): Promise<{ id: string; until: Date; accepted: boolean | null }[]> {
  const { rows } = await sql<{ id: string; until: Date; accepted: boolean | null }>`
    select id, until, accepted from duty.modes
     where region_id = ${regionId} and (accepted is null or accepted) and ended_at is null and until <= ${at}
     for update skip locked`.execute(tx);
  return rows;
}
