/** The lines, and a call as whoever answers it sees it. */
import { sql } from 'kysely';
import { DAY, HOUR } from '#contract/calendar.ts';
import { phonesHours, type CallDraft, type PhoneCall, type PhoneLine } from '#contract/lines.ts';
import { calendarOf } from '#catalogue';
import type { Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { masked } from '../contact.ts';
import { isAnswered, isOfferedTo, stateOf, type Agent, type CallAt } from './lines.rules.ts';
import { callerIn, draftIn, lineColumns, unitsOfCall, type LineRow } from './store.ts';

const most = 200;
export async function linesShown(tx: Tx, regionId: number, withRetired: boolean, at: Date): Promise<PhoneLine[]> {
  const { calendar } = await calendarOf(tx, regionId);
  const { rows } = await sql<LineRow>`
    select ${lineColumns} from intake.lines l
     where l.region_id = ${regionId} ${withRetired ? sql`` : sql`and l.retired_at is null`}
     order by l.retired_at is not null, array_position(array['citizens', 'community', 'other', 'emergency'], l.kind), l.number, l.id
     limit ${most}`.execute(tx);
  return rows.map((line) => ({ ...line, open: !line.retired && isAnswered(line, at, calendar) }));
}
export async function lineById(tx: Tx, regionId: number, id: string): Promise<LineRow | undefined> {
  const { rows } = await sql<LineRow>`
    select ${lineColumns} from intake.lines l where l.region_id = ${regionId} and l.id = ${id}`.execute(tx);
  return rows[0];
}
export async function lineByNumber(tx: Tx, regionId: number, number: string): Promise<LineRow | undefined> {
  const { rows } = await sql<LineRow>`
    select ${lineColumns} from intake.lines l
     where l.region_id = ${regionId} and l.number = ${number} and l.retired_at is null`.execute(tx);
  return rows[0];
}

/** Whose telephone it is, by the login the exchange knows; somebody who answers no calls has none here. */
export async function personOfLogin(tx: Tx, regionId: number, login: string): Promise<string | undefined> {
  const { rows } = await sql<{ personId: string }>`
    select a.person_id as "personId" from access.accounts a
     where a.region_id = ${regionId} and a.login = ${login} and a.disabled_at is null`.execute(tx);
  return rows[0]?.personId;
}

type CallFromDb = CallAt & {
  id: string;
  line: PhoneCall['line'];
  caller: Buffer | null;
  draft: Buffer | null;
  placeText: string;
  lon: number | null;
  lat: number | null;
  rangAt: Date;
  takenAt: Date | null;
  hungUpAt: Date | null;
  outcome: PhoneCall['outcome'];
  divertedTo: string | null;
  offeredName: string | null;
  steps: { kind: string; at: string; by: string | null; to: string | null }[];
};
const shownOf = (regionId: number) => sql`
  select c.id, jsonb_build_object('id', l.id, 'number', l.number, 'kind', l.kind, 'name', l.name, 'nameEn', l.name_en, 'purpose', l.purpose,
                                  'divertTo', l.divert_to) as line,
         c.caller, c.draft, c.place_text as "placeText", c.location[0] as lon, c.location[1] as lat, c.for_person as "forPerson",
         c.rang_at as "rangAt", c.taken_at as "takenAt", c.hung_up_at as "hungUpAt", c.ended_at as "endedAt", c.outcome,
         c.diverted_to as "divertedTo", c.person_id as "personId", c.offered_to as "offeredTo", c.offered_line as "offeredLine",
         ${unitsOfCall} as "unitIds",
         (select p.name from access.people p where p.region_id = c.region_id and p.id = c.person_id) as "personName",
         coalesce((select p.name from access.people p where p.region_id = c.region_id and p.id = c.offered_to),
                  (select o.number || ' ' || o.name from intake.lines o where o.region_id = c.region_id and o.id = c.offered_line)) as "offeredName",
         coalesce((select jsonb_agg(jsonb_build_object('kind', f.kind, 'at', f.happened_at, 'to', f.data ->> 'to', 'by',
                     (select p.name from access.people p where p.region_id = f.region_id and p.id = f.person_id)) order by f.n)
            from kit.facts f where f.region_id = ${regionId} and f.subject = 'call' and f.subject_id = c.id::text), '[]') as steps
    from intake.calls c join intake.lines l on l.region_id = c.region_id and l.id = c.line_id
   where c.region_id = ${regionId}`;

function shown(keys: Keys, regionId: number, agent: Agent, row: CallFromDb): PhoneCall {
  const mine = row.personId === agent.personId;
  const phone = row.caller && callerIn(keys, regionId, row.id, row.caller);
  const known: CallDraft = {
    ...(row.placeText ? { placeText: row.placeText } : {}),
    ...(row.lon !== null && row.lat !== null ? { location: { lon: row.lon, lat: row.lat } } : {}),
  };
  return {
    id: row.id,
    state: stateOf(row),
    line: row.line,
    caller: phone && masked({ name: null, phone, email: null }).phone,
    rangAt: row.rangAt.toISOString(),
    takenAt: row.takenAt?.toISOString() ?? null,
    hungUpAt: row.hungUpAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    outcome: row.outcome,
    divertedTo: row.divertedTo,
    mine: mine && row.endedAt === null,
    offeredToMe: isOfferedTo(row, agent),
    offeredTo: row.offeredName,
    draft:
      mine && row.endedAt === null
        ? { ...known, ...(row.draft ? draftIn(keys, regionId, row.id, row.draft) : {}) }
        : null,
    steps: row.steps.map((step) => ({ ...step, at: new Date(step.at).toISOString(), to: step.to ?? '' })),
  };
}

const [mostOpen, lastEnded] = [50, 10];
/**
 * What concerns her: it rings at her telephone, or on a line her units answer and she is at the telephones (or nobody of its units is: a
 * call is heard by somebody, always); she speaks with the caller, it is handed over to her; and today's that she had a part in.
 */
export async function callsOf(
  tx: Tx,
  keys: Keys,
  regionId: number,
  agent: Agent,
  at: Date,
): Promise<{ calls: PhoneCall[]; ended: PhoneCall[]; atPhonesSince: string | null }> {
  const { personId } = agent;
  const units = sql`${[...agent.unitIds]}::int[]`;
  const there = sql`g.since > ${phonesSince(at)}`;
  const heard = sql`
    (${unitsOfCall} = '{}' or ${unitsOfCall} && ${units})
       and (exists (select from intake.agents g where g.region_id = ${regionId} and ${there} and g.person_id = ${personId})
         or not exists (select from intake.agents g where g.region_id = ${regionId} and ${there} and (${unitsOfCall} = '{}' or ${unitsOfCall} && g.unit_ids)))`;
  const { rows } = await sql<CallFromDb>`
    ${shownOf(regionId)} and c.ended_at is null
       and (c.for_person = ${personId} and c.person_id is null or c.person_id = ${personId} or c.offered_to = ${personId}
         or (c.person_id is null and c.for_person is null or c.offered_line is not null) and ${heard})
     order by c.rang_at limit ${mostOpen}`.execute(tx);
  const { rows: ended } = await sql<CallFromDb>`
    ${shownOf(regionId)} and c.ended_at > ${new Date(at.getTime() - DAY)} and (c.person_id = ${personId} or exists (
         select from kit.facts f where f.region_id = ${regionId} and f.subject = 'call' and f.subject_id = c.id::text and f.person_id = ${personId}))
     order by c.ended_at desc limit ${lastEnded}`.execute(tx);
  const { rows: mine } = await sql<{ since: Date }>`
    select g.since from intake.agents g where g.region_id = ${regionId} and ${there} and g.person_id = ${personId}`.execute(
    tx,
  );
  const show = (row: CallFromDb) => shown(keys, regionId, agent, row);
  return { calls: rows.map(show), ended: ended.map(show), atPhonesSince: mine[0]?.since.toISOString() ?? null };
}
/** Whoever came before this has been relieved, whether she said so or not. */
export const phonesSince = (at: Date): Date => new Date(at.getTime() - phonesHours * HOUR);
export async function callShown(
  tx: Tx,
  keys: Keys,
  regionId: number,
  agent: Agent,
  id: string,
): Promise<PhoneCall | undefined> {
  const { rows } = await sql<CallFromDb>`${shownOf(regionId)} and c.id = ${id}`.execute(tx);
  return rows[0] && shown(keys, regionId, agent, rows[0]);
}
