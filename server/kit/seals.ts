/**
 * Facts are append-only by grants; a seal makes it provable. A sweep beside the work takes what was settled since, block by block and
 * region by region: sha256 of each fact's canonical text → digest of the block → head, which includes the head before. Whoever
 * changes a sealed fact must recompute every later head, and those stand outside the database too (`anchors.ts`).
 *
 * The cost of a block is that of its own facts: the last seal is found by key, the facts behind it by the index of the feed.
 */
import { sql } from 'kysely';
import type { Anchors } from './anchors.ts';
import { inNoRegion, inRegion, type Db, type Tx } from './db.ts';

/** Facts of one block at most: some tens of milliseconds of one database connection, and no lock that a writer waits for. */
export const factsPerBlock = 4_096;
/** A head leaves for the file outside at most this often; in between it would only make the file longer. */
const anchorEveryMs = 30_000;

/**
 * One text for one fact: JSON, so that no value can flow into its neighbour; instants in UTC whatever the session thinks.
 * The audit hashes the same text itself instead of asking the database for a hash.
 */
export const canonical = sql<string>`
  jsonb_build_array(f.region_id, f.subject, f.subject_id, f.n, f.id, f.kind, f.happened_at at time zone 'UTC',
                    f.recorded_at at time zone 'UTC', f.actor_kind, f.person_id, f.post, f.unit_id, f.command_id, f.data)::text`;
/** And one for a block, of the columns as they stand there. */
export const canonicalSeal = sql<string>`
  jsonb_build_array('gridloop.seal/1', s.region_id, s.n, s.first_id, s.last_id, s.facts, encode(s.digest, 'hex'),
                    encode(sha256(s.listing), 'hex'), s.sealed_at at time zone 'UTC')::text`;

export type Head = { regionId: number; block: number; lastId: number; head: string };

/** The last id drawn for a fact, committed or not; 0 before the first. */
export async function lastDrawn(tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: number | null }>`select pg_sequence_last_value('kit.facts_id_seq') as id`.execute(
    tx,
  );
  return rows[0]!.id ?? 0;
}

/**
 * Up to where every fact there will ever be can be seen. Ids are drawn before the commit, so a lower one may become visible after a
 * higher one, and sealing up to the highest visible id would leave it out: the audit would take it for an intruder.
 *
 * So: note the last id drawn, then who is writing facts. Whoever drew one of these ids held the table's lock (RowExclusiveLock)
 * before drawing and holds it until its end; a snapshot's xmin would not do, because a transaction may draw its id before it
 * has a transaction id at all. Once all those have ended, no fact up to the noted id can appear any more. Waiting costs nobody
 * anything: the next round looks again. A long import holds the seals back until its end, as it must.
 */
export function settledFacts(db: Db): (tx?: Tx) => Promise<number> {
  let settled = 0;
  let noted: { lastId: number; writing: string[] } | undefined;
  const writing = async (tx: Tx) => {
    const { rows } = await sql<{ who: string }>`
      select distinct virtualtransaction as who from pg_locks
       where locktype = 'relation' and relation = 'kit.facts'::regclass and mode = 'RowExclusiveLock' and granted
         and database = (select oid from pg_database where datname = current_database())`.execute(tx);
    return rows.map(({ who }) => who);
  };
  const look = async (tx: Tx) => {
    // Several may ask at once: each goes on with what it noted itself.
    let mine = noted;
    if (!mine) {
      const lastId = await lastDrawn(tx);
      // In this order: who draws a later id may come too late for the list.
      if (lastId > settled) mine = noted = { lastId, writing: await writing(tx) };
    } else if (mine.writing.length > 0) {
      const still = new Set(await writing(tx));
      mine.writing = mine.writing.filter((who) => still.has(who));
    }
    if (mine?.writing.length === 0) {
      settled = Math.max(settled, mine.lastId);
      if (noted === mine) noted = undefined;
    }
    return settled;
  };
  return (tx) => (tx ? look(tx) : inNoRegion(db, look));
}

/** The next block of a region, up to `settled`; how many facts it holds. Of several processes one seals, the others go by. */
export async function sealRegion(tx: Tx, regionId: number, settled: number, atOnce = factsPerBlock): Promise<number> {
  const { rows: mine } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(7106523, ${regionId}) as mine`.execute(tx);
  if (!mine[0]!.mine) return 0;
  const { rows } = await sql<{ facts: number }>`
    with before as (
      select n, last_id, head from kit.seals where region_id = ${regionId} order by n desc limit 1
    ), taken as materialized (
      select f.id, sha256(convert_to(${canonical}, 'UTF8')) as digest
        from kit.facts f
       where f.region_id = ${regionId} and f.id <= ${settled}
         and f.id > coalesce((select last_id from before), '-9223372036854775808'::bigint)
       order by f.id, f.subject, f.subject_id, f.n limit ${atOnce}
    ), s as (
      select ${regionId}::int as region_id, coalesce((select n from before), 0) + 1 as n, min(id) as first_id, max(id) as last_id,
             count(*)::int as facts, sha256(string_agg(digest, ''::bytea order by id)) as digest,
             string_agg(int8send(id) || substr(digest, 1, 8), ''::bytea order by id) as listing, clock_timestamp() as sealed_at
        from taken having count(*) > 0
    )
    insert into kit.seals (region_id, n, first_id, last_id, facts, digest, listing, sealed_at, head)
    select s.*, sha256(coalesce((select head from before), ''::bytea) || convert_to(${canonicalSeal}, 'UTF8')) from s
    returning facts`.execute(tx);
  return rows[0]?.facts ?? 0;
}

/** The head of each region: what is anchored, and what can be printed and signed. */
export async function heads(tx: Tx, regionIds: readonly number[]): Promise<Head[]> {
  const { rows } = await sql<Head>`
    select r.id as "regionId", s.n as block, s.last_id as "lastId", encode(s.head, 'hex') as head
      from unnest(${regionIds}::int[]) as r (id)
      join lateral (select n, last_id, head from kit.seals where region_id = r.id order by n desc limit 1) s on true
     order by r.id`.execute(tx);
  return rows;
}

/**
 * What the sweep runs: seals one block in each region, then writes down outside what the heads are now. Each process writes down
 * the heads it sees, also those another one sealed: every machine is a witness.
 */
export function sealing(
  db: Db,
  regionIds: () => Promise<number[]>,
  anchors: Anchors,
  { atOnce = factsPerBlock, anchorMs = anchorEveryMs }: { atOnce?: number; anchorMs?: number } = {},
): () => Promise<number> {
  const settled = settledFacts(db);
  const anchored = new Map<number, number>();
  let anchoredAt = -Infinity;
  return async () => {
    const upTo = await settled();
    let sealed = 0;
    const regions = await regionIds();
    for (const id of regions) sealed += await inRegion(db, id, (tx) => sealRegion(tx, id, upTo, atOnce));
    if (performance.now() - anchoredAt >= anchorMs) {
      const moved = (await inNoRegion(db, (tx) => heads(tx, regions))).filter(
        ({ regionId, block }) => anchored.get(regionId) !== block,
      );
      if (moved.length > 0) {
        await anchors.add(moved, new Date());
        for (const { regionId, block } of moved) anchored.set(regionId, block);
        anchoredAt = performance.now();
      }
    }
    return sealed;
  };
}
