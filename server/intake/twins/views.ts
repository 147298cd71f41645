/** Looking for twins: candidates by the index of keys, bounded whatever is open, then scored by the pure rule. */
import { sql } from 'kysely';
import type { State } from '#contract/cases.ts';
import { caseScope } from '#access';
import { toldInPublic } from '#cases';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf as keysAfter, pageOf } from '#kit/page.ts';
import { longestDays, seen, twinOf, type Seen, type Told, type Twin } from '../twins.ts';
import { keysToAsk } from './keys.ts';

/** Of each key only the newest so many: a crowded key says little. */
const eachKey = 10;
const atMost = 120;

export type Candidate = {
  id: string;
  number: string;
  title: string;
  detail: string;
  placeText: string;
  state: State;
  openedAt: Date;
  matterId: number;
  matterName: string;
  areaName: string;
  confidential: boolean;
  alikeTo: string | null;
  alike: number;
  reports: number;
  /** a pin or a person's own setting; a point looked up by a name is told nowhere */
  point: { lon: number; lat: number } | null;
  fallback: boolean;
};
type CandidateRow = Omit<Candidate, 'point'> & { at: { x: number; y: number } | null; locatedBy: string };

const columns = sql`
  c.id, c.number, c.title, c.detail, c.place_text as "placeText", c.state, c.opened_at as "openedAt", c.matter_id as "matterId", m.small_name as "matterName",
  a.name as "areaName", c.confidential, c.alike_to as "alikeTo", c.alike, c.reports, c.location as at, c.located_by as "locatedBy", m.fallback`;
/**
 * The names of a case's matter and area, looked up for each case (`offset 0`): where the tables look small, joined freely, a plan goes
 * through all cases once for every matter, which cost more than all else that is done for a new report.
 */
const joins = sql`
  cross join lateral (select m.small_name, m.fallback, m.kind, m.sensitive from catalogue.matters m
                       where m.region_id = c.region_id and m.id = c.matter_id offset 0) m
  cross join lateral (select a.name from areas.areas a where a.region_id = c.region_id and a.id = c.area_id offset 0) a`;
const pointOf = ({ at, locatedBy }: Pick<CandidateRow, 'at' | 'locatedBy'>): Candidate['point'] =>
  at && (locatedBy === 'point' || locatedBy === 'operator' || locatedBy === 'outside')
    ? { lon: at.x, lat: at.y }
    : null;
const shown = ({ at, locatedBy, ...row }: CandidateRow): Candidate => ({ ...row, point: pointOf({ at, locatedBy }) });

/** Ids of open cases that stand under one of these keys, in one statement: a few probes of the index for each key, never more. */
export async function idsUnder(
  tx: Tx,
  regionId: number,
  keys: readonly string[],
  since: Date,
  each = eachKey,
): Promise<Map<string, string[]>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; ids: string[] }>`
    select given.key, array_agg(k.case_id::text order by k.opened_at desc) as ids
      from unnest(${keys}::text[]) as given (key)
     cross join lateral (
       select r.case_id, r.opened_at from intake.recognised_by r
        where r.region_id = ${regionId} and r.key = given.key and r.opened_at >= ${since}
        order by r.opened_at desc limit ${each}) k
     group by given.key`.execute(tx);
  return new Map(rows.map(({ key, ids }) => [key, ids]));
}

export async function candidatesBy(
  tx: Tx,
  regionId: number,
  ids: readonly string[],
  among = sql<boolean>`true`,
): Promise<Candidate[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<CandidateRow>`
    select ${columns} from cases.cases c ${joins}
     where c.region_id = ${regionId} and c.id = any(${ids}::uuid[]) and c.is_open and ${among}`.execute(tx);
  return rows.map(shown);
}
/**
 * Who is asked by anybody is told of what stands on the public map, and of no sensitive matter: whoever asks from three places learns
 * where it is, however its point is told.
 */
const forAnybody = sql<boolean>`${toldInPublic} and not m.sensitive`;

export const toldBy = (one: Candidate): Told => ({
  title: one.title,
  detail: one.detail,
  placeText: one.placeText,
  point: one.point,
  at: one.openedAt,
  matterId: one.fallback ? null : one.matterId,
});

/** What a case is recognised by stays the same until its matter or its pin is set anew; the last few thousand are kept. */
const kept = new Map<string, { matterId: number; lon: number | undefined; seen: Seen }>();
const keptAtMost = 5_000;
function keptOf(one: Pick<Candidate, 'id' | 'matterId' | 'point'>): Seen | undefined {
  const held = kept.get(one.id);
  return held && held.matterId === one.matterId && held.lon === one.point?.lon ? held.seen : undefined;
}
export function seenCase(one: Candidate): Seen {
  const held = keptOf(one);
  if (held) return held;
  if (kept.size >= keptAtMost) kept.delete(kept.keys().next().value!);
  const now = seen(toldBy(one));
  kept.set(one.id, { matterId: one.matterId, lon: one.point?.lon, seen: now });
  return now;
}

export type Known = { confidential: boolean; seen: Seen };
/** Those of these that are open; of one that is kept, its words are not read again. */
export async function openSeen(tx: Tx, regionId: number, ids: readonly string[]): Promise<Map<string, Known>> {
  const found = new Map<string, Known>();
  if (ids.length === 0) return found;
  const { rows } = await sql<Pick<CandidateRow, 'id' | 'confidential' | 'matterId' | 'at' | 'locatedBy'>>`
    select c.id, c.confidential, c.matter_id as "matterId", c.location as at, c.located_by as "locatedBy"
      from cases.cases c where c.region_id = ${regionId} and c.id = any(${ids}::uuid[]) and c.is_open`.execute(tx);
  const unread: string[] = [];
  for (const { id, confidential, matterId, ...where } of rows) {
    const held = keptOf({ id, matterId, point: pointOf(where) });
    if (held) found.set(id, { confidential, seen: held });
    else unread.push(id);
  }
  for (const one of await candidatesBy(tx, regionId, unread))
    found.set(one.id, { confidential: one.confidential, seen: seenCase(one) });
  return found;
}

/** Open cases that are probably the same need, likeliest first. */
export async function twinsOpen(
  tx: Tx,
  regionId: number,
  mine: Seen,
  options: { except?: string; forAnybody?: true; limit: number },
): Promise<{ open: Candidate; twin: Twin }[]> {
  const since = new Date(mine.at.getTime() - longestDays * 86_400_000);
  const found = await idsUnder(tx, regionId, keysToAsk(mine, { wide: true }), since);
  const ids = [...new Set([...found.values()].flat())].filter((id) => id !== options.except).slice(0, atMost);
  return (await candidatesBy(tx, regionId, ids, options.forAnybody && forAnybody))
    .flatMap((open) => {
      const twin = twinOf(seenCase(open), mine);
      return twin ? [{ open, twin }] : [];
    })
    .sort((a, b) => b.twin.score - a.twin.score || a.open.openedAt.getTime() - b.open.openedAt.getTime())
    .slice(0, options.limit);
}

export async function caseTold(tx: Tx, regionId: number, caseId: string): Promise<Candidate | undefined> {
  const { rows } = await sql<CandidateRow>`
    select ${columns} from cases.cases c ${joins} where c.region_id = ${regionId} and c.id = ${caseId}`.execute(tx);
  return rows[0] && shown(rows[0]);
}

/** Open cases nobody has looked at for twins yet, oldest first. */
export async function unrecognised(tx: Tx, regionId: number, after: Date | null, limit: number): Promise<Candidate[]> {
  const { rows } = await sql<CandidateRow>`
    select ${columns} from (
      select x.region_id, x.id from cases.cases x
       where x.region_id = ${regionId} and x.is_open and x.opened_at > ${after ?? new Date(0)}
         and not exists (select 1 from intake.recognised r where r.region_id = x.region_id and r.case_id = x.id)
       order by x.opened_at limit ${sql.lit(limit)}) n
      join cases.cases c on c.region_id = n.region_id and c.id = n.id ${joins}
     where c.region_id = ${regionId} order by c.opened_at, c.id`.execute(tx);
  return rows.map(shown);
}

/** What each of these is said to be like, and the cases that are said to be like it, up to so many. */
export async function alikeCounts(
  tx: Tx,
  regionId: number,
  ids: readonly string[],
  atMost: number,
): Promise<Map<string, { head: string | null; members: string[] }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; head: string | null; members: string[] | null }>`
    with given as (
      select distinct coalesce(h.id, r.case_id) as id from intake.recognised r
        left join cases.cases h on h.region_id = r.region_id and h.id = r.alike_to and h.is_open
       where r.region_id = ${regionId} and r.case_id = any(${ids}::uuid[])
      union select unnest(${ids}::uuid[]))
    select g.id, (select h.id from intake.recognised r join cases.cases h on h.region_id = r.region_id and h.id = r.alike_to and h.is_open
                   where r.region_id = ${regionId} and r.case_id = g.id) as head,
           (select array_agg(m.case_id::text) from (
             select r.case_id from intake.recognised r where r.region_id = ${regionId} and r.alike_to = g.id
              order by r.opened_at limit ${atMost}) m) as members
      from given g`.execute(tx);
  return new Map(rows.map(({ id, head, members }) => [id, { head, members: members ?? [] }]));
}

/** The cases folded under this one that the reader may see, oldest first. */
export async function foldedUnder(
  tx: Tx,
  actor: Actor,
  headId: string,
  query: { after?: string | undefined; limit?: number | undefined },
): Promise<{ ids: string[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysAfter(query.after, 'string', 'string');
  const beyond = after ? sql`and (c.opened_at, c.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``;
  const { rows } = await sql<{ id: string; openedAt: Date }>`
    select c.id, c.opened_at as "openedAt" from cases.cases c
     where c.region_id = ${actor.regionId} and c.alike_to = ${headId} and c.state = 'reported' and ${caseScope(actor)} ${beyond}
     order by c.opened_at, c.id limit ${limit + 1}`.execute(tx);
  const { rows: page, next } = pageOf(
    rows,
    limit,
    (row) => [row.openedAt.toISOString(), row.id],
    (row) => row.id,
  );
  return { ids: page, next };
}

/** The next of a storm that are to be merged. */
export async function nextFolded(
  tx: Tx,
  actor: Actor,
  headId: string,
  except: readonly string[],
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from cases.cases c
     where c.region_id = ${actor.regionId} and c.alike_to = ${headId} and c.state = 'reported' and ${caseScope(actor)}
       and c.id <> all(${except}::uuid[])
     order by c.opened_at, c.id limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}
