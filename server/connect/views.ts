/** What is read at the doors: services, requests as anybody may see them, updates, keys. Nothing confidential leaves here. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { State } from '#contract/cases.ts';
import type { ConnectKey, RequestUpdate, ServiceRequest } from '#contract/connect.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { ancestors, regionOf, treeOf, type Area } from '#areas';
import { mattersOf } from '#catalogue';
import { sha256 } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { cursorOf, keysOf } from '#kit/page.ts';
import { bySender, most, notesFor, statusFor, steps, type Rows, type Window } from './requests.rules.ts';
import { nameOf, serviceCodes } from './offers.rules.ts';

// ── Keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function keyIdOf(tx: Tx, regionId: number, key: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from connect.keys where region_id = ${regionId} and key_hash = ${sha256(key.trim())} and ended_at is null`.execute(
    tx,
  );
  return rows[0]?.id;
}

type KeyFromDb = Omit<ConnectKey, 'madeAt' | 'endedAt'> & { madeAt: Date; endedAt: Date | null };
const keyColumns = sql`
  k.id, k.name, k.purpose, k.made_at as "madeAt", k.ended_at as "endedAt", k.version,
  (select count(*)::int from (select 1 from connect.requests q where q.region_id = k.region_id and q.key_id = k.id limit 10000) q) as requests`;
const keyShown = (row: KeyFromDb): ConnectKey => ({
  ...row,
  madeAt: row.madeAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});

export async function oneKey(tx: Tx, regionId: number, id: string): Promise<ConnectKey | undefined> {
  const { rows } = await sql<KeyFromDb>`
    select ${keyColumns} from connect.keys k where k.region_id = ${regionId} and k.id = ${id}`.execute(tx);
  return rows[0] && keyShown(rows[0]);
}

export async function keyPage(
  tx: Tx,
  regionId: number,
  query: { after?: string | undefined; limit?: number | undefined },
): Promise<{ rows: ConnectKey[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string');
  const { rows } = await sql<KeyFromDb>`
    select ${keyColumns} from connect.keys k
     where k.region_id = ${regionId} ${after ? sql`and k.id > ${after[0]}::uuid` : sql``}
     order by k.id limit ${limit + 1}`.execute(tx);
  return {
    rows: rows.slice(0, limit).map(keyShown),
    next: rows.length > limit ? cursorOf(rows[limit - 1]!.id) : null,
  };
}

// ── Services ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** When the list of services last changed: clients fetch it again when this moves on. */
export async function servicesChangedAt(tx: Tx, regionId: number): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select greatest(r.created_at, (select max(f.happened_at) from kit.facts f where f.region_id = r.id and f.subject = 'matter')) as at
      from areas.regions r where r.id = ${regionId}`.execute(tx);
  return rows[0]!.at;
}

// ── Places ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The area of the unified grid with this code, and a point inside it where it has a boundary. */
export async function addressOf(
  tx: Tx,
  regionId: number,
  code: string,
): Promise<{ area: Area; point: { lon: number; lat: number } | null } | undefined> {
  const { byId, unified } = await treeOf(tx, regionId);
  const area = [...byId.values()].find((one) => !one.ended && one.layerId === unified?.id && one.code === code);
  if (!area) return undefined;
  const { rows } = await sql<{ x: number; y: number }>`
    select centre[0] as x, centre[1] as y from areas.boundaries
     where region_id = ${regionId} and area_id = ${area.id} and valid_to is null`.execute(tx);
  return { area, point: rows[0] ? { lon: rows[0].x, lat: rows[0].y } : null };
}

// ── Requests ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type RequestFromDb = {
  number: string;
  state: State;
  merged: boolean;
  suspended: boolean;
  unsolved: boolean;
  matterId: number;
  hushed: boolean;
  description: string | null;
  address: string | null;
  office: string | null;
  requestedAt: Date;
  changedAt: Date | null;
  endedAt: Date | null;
  dueAt: Date | null;
  areaPath: string;
  areaCode: string;
  lon: number | null;
  lat: number | null;
  answer: string | null;
};

/** Who asks: the key that was given, or in the demo nobody in particular. Answers are shown to who sent the request. */
export type Asker = { keyId: string | null | undefined };

/**
 * Reports as the public may see them. Not there at all: confidential cases, reports made in confidence, reports of a wrong. Hushed
 * (a sensitive matter of the catalogue, be it only proposed): no words, and instead of the spot a point in its cell. What was withdrawn or voided, and
 * what has no place on the map, is not listed; its sender still finds it by its number.
 */
function publicRequests(regionId: number, asker: Asker, which: ReturnType<typeof sql>, page: Rows) {
  const answers =
    asker.keyId === undefined
      ? sql`null::text`
      : sql`case when p.sent and p.key_id is not distinct from ${asker.keyId}::uuid then (
          select a.text from cases.answers a
           where a.region_id = ${regionId} and a.case_id = p.answer_case_id and a.n = p.answer_n and not p.is_open) end`;
  return sql<RequestFromDb>`
    select p.number, p.state, p.merged, p.suspended, p.unsolved, p.matter_id as "matterId", p.hushed, p.description, p.address,
           p.received_at as "requestedAt", p.ended_at as "endedAt", p.due_at as "dueAt", p.area_path as "areaPath",
           p.area_code as "areaCode", p.place[0] as lon, p.place[1] as lat, ${answers} as answer,
           (select u.name from access.units u where u.region_id = ${regionId} and u.id = p.lead_unit_id) as office,
           (select f.happened_at from kit.facts f
             where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = p.case_id::text and f.n = p.moved_version) as "changedAt"
      from (select * from (
        select r.number, r.id, r.received_at, r.answer_case_id, r.answer_n, m.id is not null as merged,
               coalesce(m.id, c.id) as case_id, coalesce(m.state, c.state) as state, coalesce(m.is_open, c.is_open) as is_open,
               coalesce(m.moved_version, c.moved_version) as moved_version,
               case when m.id is null then c.ended_at else m.ended_at end as ended_at,
               coalesce(m.suspended_at, c.suspended_at) is not null as suspended,
               coalesce(m.unsolved_at, c.unsolved_at) is not null as unsolved,
               case when m.id is not null then case when m.is_open and m.filed_at is not null then m.case_due_at end
                    when c.is_open and c.filed_at is not null then c.case_due_at end as due_at,
               case when m.id is null then c.lead_unit_id else m.lead_unit_id end as lead_unit_id,
               t.id as matter_id, h.hushed,
               q.report_id is not null as sent, q.key_id, q.description, q.address,
               c.area_path::text as area_path, a.code as area_code,
               case when not h.hushed then coalesce(c.location, r.location)
                    when a.level <> 'district' and coalesce(c.location, r.location) is not null then b.centre end as place
          from intake.reports r
          join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
          left join cases.cases m on m.region_id = c.region_id and m.id = case when c.merged_into is not null then (
            with recursive up (id, above) as (
              select c.id, c.merged_into
              union
              select o.id, o.merged_into from cases.cases o join up on o.id = up.above where o.region_id = ${regionId}
            ) select up.id from up where up.above is null) end
          left join connect.requests q on q.region_id = r.region_id and q.report_id = r.id
          join catalogue.matters t on t.region_id = c.region_id
           and t.id = case when c.matter_by = 'triage' then coalesce(q.matter_id, c.matter_id) else c.matter_id end
          join catalogue.matters o on o.region_id = c.region_id and o.id = c.matter_id
         cross join lateral (select t.sensitive or o.sensitive as hushed) h
          join areas.areas a on a.region_id = c.region_id and a.id = c.area_id
          left join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
         where r.region_id = ${regionId} and r.naming <> 'confidential' and r.kind <> 'whistle'
           and not c.confidential and m.confidential is not true
      ) p where ${which} order by p.received_at desc, p.id desc limit ${page.limit} offset ${page.offset}
    ) p order by p.received_at desc, p.id desc`;
}
const listed = sql`p.place is not null and p.state not in ('withdrawn', 'voided')`;

export type Query = { window: Window; rows: Rows; status: 'open' | 'closed' | undefined; matterIds: number[] | null };

/** Newest first, as "the most recent 90 days". */
export async function requestsListed(
  tx: Tx,
  regionId: number,
  asker: Asker,
  query: Query,
  lang: Lang,
): Promise<ServiceRequest[]> {
  const { window, rows: page, status, matterIds } = query;
  const which = sql`${listed} and p.received_at between ${window.from} and ${window.to}
    ${status === undefined ? sql`` : sql`and p.is_open = ${status === 'open'}`}
    ${matterIds === null ? sql`` : sql`and p.matter_id = any(${matterIds}::int[])`}`;
  const found = await publicRequests(regionId, asker, which, page).execute(tx);
  return shown(tx, regionId, found.rows, lang);
}

/** By number: what would be listed, and whatever came by this door. */
export async function requestsByNumber(
  tx: Tx,
  regionId: number,
  asker: Asker,
  numbers: string[],
  lang: Lang,
): Promise<ServiceRequest[]> {
  const asked = numbers.slice(0, most.rows).map((number) => number.toUpperCase());
  const which = sql`p.number = any(${asked}::text[]) and (p.sent or (${listed}))`;
  const found = await publicRequests(regionId, asker, which, { limit: most.rows, offset: 0 }).execute(tx);
  return shown(tx, regionId, found.rows, lang);
}

async function shown(tx: Tx, regionId: number, rows: RequestFromDb[], lang: Lang): Promise<ServiceRequest[]> {
  const matters = await mattersOf(tx, regionId);
  const codes = serviceCodes(matters);
  const byId = new Map(matters.map((matter) => [matter.id, matter]));
  const requests: ServiceRequest[] = [];
  for (const row of rows) {
    const { state, merged, suspended, unsolved } = row;
    // The cell itself has a number, not a name; from the nearest to the widest, as the standard wants it.
    const path = (await ancestors(tx, regionId, row.areaPath)).filter(({ level }) => level !== 'cell').toReversed();
    const names = path.map((area) => (lang === 'en' && area.nameEn ? area.nameEn : area.name));
    const own = row.hushed ? '' : (row.address ?? '');
    const changed = row.endedAt ?? row.changedAt ?? row.requestedAt;
    requests.push({
      service_request_id: row.number,
      status: statusFor(state),
      status_notes: notesFor({ state, merged, suspended, unsolved }, row.answer, lang),
      service_name: nameOf(byId.get(row.matterId)!, lang),
      service_code: codes.get(row.matterId)!,
      description: (row.hushed ? null : row.description) || null,
      agency_responsible: row.office,
      service_notice: null,
      requested_datetime: row.requestedAt.toISOString(),
      updated_datetime: (changed > row.requestedAt ? changed : row.requestedAt).toISOString(),
      expected_datetime: row.dueAt?.toISOString() ?? null,
      address: [own, ...names].filter((part) => part !== '').join(', '),
      address_id: row.areaCode,
      zipcode: null,
      lat: row.lat,
      long: row.lon,
      media_url: null,
    });
  }
  return requests;
}

/** By the id its sender made, or by its own number: only what came by this door. */
export async function numberByToken(tx: Tx, regionId: number, token: string): Promise<string | undefined> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token);
  const { rows } = await sql<{ number: string }>`
    select r.number from intake.reports r join connect.requests q on q.region_id = r.region_id and q.report_id = r.id
     where r.region_id = ${regionId} and ${isId ? sql`r.id = ${token}::uuid` : sql`r.number = ${token.toUpperCase()}`}`.execute(
    tx,
  );
  return rows[0]?.number;
}

/** A request of this very sender, for what it adds. */
export async function ownRequest(
  tx: Tx,
  regionId: number,
  keyId: string | null,
  number: string,
): Promise<{ reportId: string; number: string } | undefined> {
  const { rows } = await sql<{ reportId: string; number: string }>`
    select r.id as "reportId", r.number from intake.reports r
      join connect.requests q on q.region_id = r.region_id and q.report_id = r.id
     where r.region_id = ${regionId} and r.number = ${number.toUpperCase()} and q.key_id is not distinct from ${keyId}::uuid`.execute(
    tx,
  );
  return rows[0];
}

// ── Updates ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type UpdateFromDb = {
  id: number;
  number: string;
  kind: string;
  status: 'open' | 'closed';
  at: Date;
  text: string;
  answer: string | null;
  hushed: boolean;
};

/** Oldest first: who polls moves the beginning of the time on and never loses one. */
export async function updatesListed(
  tx: Tx,
  regionId: number,
  asker: Asker,
  query: { window: Window; rows: Rows; numbers: string[] },
  lang: Lang,
): Promise<Static<typeof RequestUpdate>[]> {
  const numbers = query.numbers.slice(0, most.rows).map((number) => number.toUpperCase());
  const { rows } = await sql<UpdateFromDb>`
    select w.id, r.number, w.kind, w.status, w.at, w.text, t.sensitive as hushed,
           ${asker.keyId === undefined ? sql`null::text` : sql`case when q.key_id is not distinct from ${asker.keyId}::uuid then s.text end`} as answer
      from connect.updates w
      join connect.requests q on q.region_id = w.region_id and q.report_id = w.report_id
      left join cases.answers s on s.region_id = w.region_id and s.case_id = w.answer_case_id and s.n = w.answer_n
      join intake.reports r on r.region_id = w.region_id and r.id = w.report_id
      join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
      join catalogue.matters t on t.region_id = c.region_id and t.id = c.matter_id
     where w.region_id = ${regionId} and w.at between ${query.window.from} and ${query.window.to} and not c.confidential
       ${numbers.length === 0 ? sql`` : sql`and r.number = any(${numbers}::text[])`}
     order by w.at, w.id limit ${query.rows.limit} offset ${query.rows.offset}`.execute(tx);
  return rows.flatMap((row) => {
    const step = steps[row.kind];
    if (!step && row.kind !== bySender) return [];
    const state = step ? say(lang, step.word) : row.hushed ? '' : row.text;
    const description = row.answer ? say(lang, 'open311.notes.with_answer', { state, answer: row.answer }) : state;
    return {
      update_id: String(row.id),
      service_request_id: row.number,
      status: row.status,
      updated_datetime: row.at.toISOString(),
      description,
      media_url: null,
    };
  });
}

export async function jurisdictionName(tx: Tx, regionId: number, lang: Lang): Promise<string> {
  const region = await regionOf(tx, regionId);
  return lang === 'en' && region.nameEn ? region.nameEn : region.name;
}
