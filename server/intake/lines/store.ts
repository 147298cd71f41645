/** Rows of the lines and of the calls on them; a call is changed under its lock, and what is personal leaves it when it ends. */
import { sql } from 'kysely';
import type { CallDraft, LineKind, LineQueue, PhoneCall } from '#contract/lines.ts';
import { seal, unseal, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import type { Sealed } from '#kit/reseal.ts';
import type { CallAt, LineTold } from './lines.rules.ts';

export type LineToSave = LineTold & {
  id: string;
  number: string;
  name: string;
  nameEn: string;
  purpose: string;
  version: number;
};

export async function insertLine(tx: Tx, regionId: number, line: LineToSave): Promise<void> {
  await sql`
    insert into intake.lines (region_id, id, number, kind, name, name_en, purpose, opens, closes, workdays, unit_ids, queues, divert_to, version)
    values (${regionId}, ${line.id}, ${line.number}, ${line.kind}, ${line.name}, ${line.nameEn}, ${line.purpose},
            ${line.opens}::smallint, ${line.closes}::smallint, ${line.workdays}, ${[...line.unitIds]}::int[],
            ${JSON.stringify(line.queues)}::jsonb, ${line.divertTo}, ${line.version})`.execute(tx);
}

export async function updateLine(tx: Tx, regionId: number, line: LineToSave, retiredAt: Date | null): Promise<void> {
  await sql`
    update intake.lines set number = ${line.number}, kind = ${line.kind}, name = ${line.name}, name_en = ${line.nameEn},
           purpose = ${line.purpose}, opens = ${line.opens}::smallint, closes = ${line.closes}::smallint, workdays = ${line.workdays},
           unit_ids = ${[...line.unitIds]}::int[], queues = ${JSON.stringify(line.queues)}::jsonb, divert_to = ${line.divertTo}, version = ${line.version}, retired_at = ${retiredAt}::timestamptz
     where region_id = ${regionId} and id = ${line.id}`.execute(tx);
}

export type LineRow = LineToSave & { kind: LineKind; retired: boolean };
/** Of the line a call is on, the one it was handed to before the one that was dialled: into whose queue what is told on it goes. */
export async function queuesOfCall(tx: Tx, regionId: number, callId: string): Promise<LineQueue[]> {
  const { rows } = await sql<{ queues: LineQueue[] }>`
    select l.queues from intake.calls c join intake.lines l on l.region_id = c.region_id and l.id = c.line_id
     where c.region_id = ${regionId} and c.id = ${callId}`.execute(tx);
  return rows[0]?.queues ?? [];
}
/** Whose call `c` is: the units of its line; one it is handed to counts instead. */
export const unitsOfCall = sql`(
  select o.unit_ids from intake.lines o where o.region_id = c.region_id and o.id = coalesce(c.offered_line, c.line_id))`;
export const lineColumns = sql`
  l.id, l.number, l.kind, l.name, l.name_en as "nameEn", l.purpose, l.opens, l.closes, l.workdays, l.unit_ids as "unitIds", l.queues, l.divert_to as "divertTo", l.version,
  l.retired_at is not null as retired`;

export async function lockLine(tx: Tx, regionId: number, id: string): Promise<LineRow | undefined> {
  const { rows } = await sql<LineRow>`
    select ${lineColumns} from intake.lines l where l.region_id = ${regionId} and l.id = ${id} for update`.execute(tx);
  return rows[0];
}

// ── Calls ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const contextOf = (regionId: number, callId: string, column: string): string => `call:${regionId}:${callId}:${column}`;
export const sealedCalls: Sealed = {
  table: 'intake.calls',
  id: 'id',
  columns: ['caller', 'draft'],
  context: contextOf,
};

export type NewCall = {
  id: string;
  exchangeId: string;
  lineId: string;
  caller: string | null;
  placeText: string;
  location: { lon: number; lat: number } | null;
  forPerson: string | null;
};
/** False: the exchange has told of it before. */
export async function insertCall(tx: Tx, keys: Keys, regionId: number, call: NewCall, at: Date): Promise<boolean> {
  const caller = call.caller === null ? null : seal(keys, call.caller, contextOf(regionId, call.id, 'caller'));
  const { rows } = await sql`
    insert into intake.calls (region_id, id, exchange_id, called_id, line_id, caller, place_text, location, for_person, rang_at)
    values (${regionId}, ${call.id}, ${call.exchangeId}, ${call.lineId}, ${call.lineId}, ${caller}::bytea, ${call.placeText},
            point(${call.location?.lon ?? null}::float8, ${call.location?.lat ?? null}::float8), ${call.forPerson}::uuid, ${at})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export type HeldCall = CallAt & { id: string; lineId: string; hungUpAt: Date | null };
const held = sql`
  c.id, c.line_id as "lineId", c.for_person as "forPerson", c.person_id as "personId", c.offered_to as "offeredTo", c.offered_line as "offeredLine",
  c.ended_at as "endedAt", c.hung_up_at as "hungUpAt", ${unitsOfCall} as "unitIds",
  (select p.name from access.people p where p.region_id = c.region_id and p.id = c.person_id) as "personName"`;

export async function lockCall(tx: Tx, regionId: number, id: string): Promise<HeldCall | undefined> {
  const { rows } = await sql<HeldCall>`
    select ${held} from intake.calls c where c.region_id = ${regionId} and c.id = ${id} for update of c`.execute(tx);
  return rows[0];
}
export async function lockCallOf(tx: Tx, regionId: number, exchangeId: string): Promise<HeldCall | undefined> {
  const { rows } = await sql<HeldCall>`
    select ${held} from intake.calls c where c.region_id = ${regionId} and c.exchange_id = ${exchangeId} for update of c`.execute(
    tx,
  );
  return rows[0];
}

/** Who answers speaks with her from now on; of a transfer she goes over to the line she was handed to. */
export async function callTaken(
  tx: Tx,
  regionId: number,
  id: string,
  by: { personId: string; unitId: number },
  at: Date,
): Promise<void> {
  await sql`
    update intake.calls set person_id = ${by.personId}, unit_id = ${by.unitId}, taken_at = coalesce(taken_at, ${at}::timestamptz),
           line_id = coalesce(offered_line, line_id), offered_at = null, offered_to = null, offered_line = null
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}

export async function callOffered(
  tx: Tx,
  keys: Keys,
  regionId: number,
  id: string,
  to: { personId: string | null; lineId: string | null; draft: CallDraft | undefined },
  at: Date,
): Promise<void> {
  const draft = to.draft && seal(keys, JSON.stringify(to.draft), contextOf(regionId, id, 'draft'));
  await sql`
    update intake.calls set offered_at = ${at}, offered_to = ${to.personId}::uuid, offered_line = ${to.lineId}::uuid,
           draft = coalesce(${draft ?? null}::bytea, draft)
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}
export async function callTakenBack(tx: Tx, regionId: number, id: string): Promise<void> {
  await sql`
    update intake.calls set offered_at = null, offered_to = null, offered_line = null
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}
export async function callHungUp(tx: Tx, regionId: number, id: string, at: Date): Promise<void> {
  await sql`update intake.calls set hung_up_at = ${at} where region_id = ${regionId} and id = ${id}`.execute(tx);
}

export type CallEnd = {
  outcome: NonNullable<PhoneCall['outcome']>;
  reportId?: string;
  divertedTo?: string;
};
/** Her number and what was written leave the call with its end. */
export async function callEnded(tx: Tx, regionId: number, id: string, end: CallEnd, at: Date): Promise<void> {
  await sql`
    update intake.calls set ended_at = ${at}, outcome = ${end.outcome}, report_id = ${end.reportId ?? null}::uuid,
           diverted_to = ${end.divertedTo ?? null}, caller = null, draft = null, place_text = '', location = null,
           offered_at = null, offered_to = null, offered_line = null
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}

export async function callerOf(tx: Tx, keys: Keys, regionId: number, id: string): Promise<string | null> {
  const { rows } = await sql<{ caller: Buffer | null }>`
    select caller from intake.calls where region_id = ${regionId} and id = ${id}`.execute(tx);
  return rows[0]?.caller ? unseal(keys, rows[0].caller, contextOf(regionId, id, 'caller')) : null;
}
export const draftIn = (keys: Keys, regionId: number, id: string, draft: Buffer): CallDraft =>
  JSON.parse(unseal(keys, draft, contextOf(regionId, id, 'draft'))) as CallDraft;
export const callerIn = (keys: Keys, regionId: number, id: string, caller: Buffer): string =>
  unseal(keys, caller, contextOf(regionId, id, 'caller'));

/** Calls of which the exchange never told that they were over: nobody answered, or nobody wrote it down. */
export async function lockForgotten(
  tx: Tx,
  regionId: number,
  rangBefore: Date,
  takenBefore: Date,
): Promise<{ id: string; taken: boolean }[]> {
  const { rows } = await sql<{ id: string; taken: boolean }>`
    select c.id, c.person_id is not null as taken from intake.calls c
     where c.region_id = ${regionId} and c.ended_at is null
       and (c.rang_at < ${takenBefore} or (c.person_id is null and c.rang_at < ${rangBefore}))
     order by c.rang_at limit 200 for update of c skip locked`.execute(tx);
  return rows;
}

// ── At the telephones ──────────────────────────────────────────────────────────────────────────────────────────────────

export async function agentCame(
  tx: Tx,
  regionId: number,
  agent: { personId: string; unitIds: readonly number[] },
  at: Date,
): Promise<void> {
  await sql`
    insert into intake.agents (region_id, person_id, unit_ids, since)
    values (${regionId}, ${agent.personId}, ${[...agent.unitIds]}::int[], ${at})
    on conflict (region_id, person_id) do update set unit_ids = excluded.unit_ids, since = excluded.since`.execute(tx);
}
export async function agentLeft(tx: Tx, regionId: number, personId: string): Promise<void> {
  await sql`delete from intake.agents where region_id = ${regionId} and person_id = ${personId}`.execute(tx);
}
/** Who forgot to say that her turn was over. */
export async function agentsOver(tx: Tx, regionId: number, before: Date): Promise<void> {
  await sql`delete from intake.agents where region_id = ${regionId} and since <= ${before}`.execute(tx);
}
