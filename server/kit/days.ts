/**
 * Kept days: what a whole day came to is counted once, beside the work, and kept; a screen that tells of a month or a year reads one line
 * for each day instead of everything that happened in it. Nobody who works writes here, so no move waits for another: a sweep follows
 * the facts, throws away each day one of them may have changed, and counts it anew from the rows themselves, the newest first.
 *
 * What is read is never older than the rows. A reader looks at the facts behind the position of the sweep too: a day they touch, a day
 * that is not counted yet and what is no whole day are counted on the spot, by the very statements that count a day.
 */
import { isDeepStrictEqual } from 'node:util';
import { sql, type RawBuilder } from 'kysely';
import type { Check } from './check.ts';
import { inRegion, type Db, type Tx } from './db.ts';
import { settledFacts } from './seals.ts';

export type Span = { from: Date; to: Date };
export type KeptDays<Part> = {
  name: string;
  /**
   * Instants (`at`) in the days that these facts may have changed; one too many costs a count, one too few would be told wrongly until
   * somebody checks. `facts` are region_id, id, subject, subject_id, kind and happened_at.
   */
  touchedBy: (regionId: number, facts: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** the first instant anything is counted at */
  first: (regionId: number) => RawBuilder<Date | null>;
  /** What these spans come to together, in whole numbers and in an order of its own, so that a day counted twice is told alike. */
  count: (tx: Tx, regionId: number, spans: readonly Span[]) => Promise<Part>;
};

/** More unseen facts than these, and nothing kept is trusted until the sweep has caught up. */
const mostUnseen = 10_000;
/** So far behind (an import, a history played) the sweep forgets all days and begins at the newest. */
const tooFar = 200_000;
/** Facts a round of the sweep goes on by. */
const atOnce = 5_000;

const factsAfter = (regionId: number, seen: number, limit: number, until?: number): RawBuilder<unknown> => sql`
  (select f.region_id, f.id, f.subject, f.subject_id, f.kind, f.happened_at from kit.facts f
    where f.region_id = ${regionId} and f.id > ${seen}::bigint ${until === undefined ? sql`` : sql`and f.id <= ${until}::bigint`}
    order by f.id limit ${limit})`;

async function positionOf(
  tx: Tx,
  regionId: number,
  name: string,
): Promise<{ seen: number; timeZone: string } | undefined> {
  const { rows } = await sql<{ seen: number; timeZone: string }>`
    select facts_seen as seen, time_zone as "timeZone" from kit.day_positions where region_id = ${regionId} and name = ${name}`.execute(
    tx,
  );
  return rows[0];
}

/**
 * How many facts there are, the last of them, and the beginnings of the days they touch: a few, however many facts and days there are.
 * Where a midnight comes twice (Havana, in autumn) the hour between the two belongs to the day before.
 */
async function touched(
  tx: Tx,
  regionId: number,
  kept: KeptDays<never>,
  timeZone: string,
  facts: RawBuilder<unknown>,
): Promise<{ n: number; last: number | null; days: Date[] }> {
  const { rows } = await sql<{ n: number; last: number | null; days: Date[] | null }>`
    with facts as materialized (select * from ${facts} f)
    select (select count(*)::int from facts) as n, (select max(id) from facts) as last,
           (select array_agg(distinct (case when t.at < l.day at time zone ${timeZone} then l.day - interval '1 day' else l.day end)
                             at time zone ${timeZone})
              from (${kept.touchedBy(regionId, sql`facts`)}) t
             cross join lateral (select date_trunc('day', t.at at time zone ${timeZone}) as day) l
             where t.at is not null) as days`.execute(tx);
  return { ...rows[0]!, days: rows[0]!.days ?? [] };
}

/** The kept days within a span that stand, and what is left of it to be counted. */
export async function daysWithin<Part>(
  tx: Tx,
  regionId: number,
  kept: KeptDays<Part>,
  span: Span,
): Promise<{ days: (Span & { counted: Part })[]; rest: Span[] }> {
  const position = holdsADay(span) ? await positionOf(tx, regionId, kept.name) : undefined;
  if (!position) return { days: [], rest: [span] };
  const unseen = factsAfter(regionId, position.seen, mostUnseen);
  const late = await touched(tx, regionId, kept as KeptDays<never>, position.timeZone, unseen);
  if (late.n === mostUnseen) return { days: [], rest: [span] };
  const { rows } = await sql<Span & { counted: Part }>`
    select d.from_at as "from", d.to_at as "to", d.counted from kit.day_sums d
     where d.region_id = ${regionId} and d.name = ${kept.name} and d.from_at >= ${span.from} and d.to_at <= ${span.to}
       and d.from_at <> all(${late.days}::timestamptz[])
     order by d.from_at`.execute(tx);
  return { days: rows, rest: besides(span, rows) };
}

/** The shortest day of a year, where clocks are set, has 23 hours. */
const holdsADay = ({ from, to }: Span): boolean => to.getTime() - from.getTime() >= 23 * 3_600_000;

/** What of a span no day covers; the days are in order. */
function besides(span: Span, days: readonly Span[]): Span[] {
  const rest: Span[] = [];
  let from = span.from;
  for (const day of days) {
    if (day.from > from) rest.push({ from, to: day.from });
    from = day.to;
  }
  if (from < span.to) rest.push({ from, to: span.to });
  return rest;
}

/**
 * One step of a region: goes on by facts up to `settled`, throws away what they touch, and counts the newest day that is missing. How many
 * days it counted, or 1 while there are facts to go on by; 0: nothing is left to do.
 */
export async function keepRegion(
  tx: Tx,
  regionId: number,
  kept: KeptDays<unknown>,
  { settled, timeZone, at }: { settled: number; timeZone: string; at: Date },
): Promise<number> {
  const { rows: mine } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext(${`days ${kept.name}`}), ${regionId}) as mine`.execute(tx);
  if (!mine[0]!.mine || settled === 0) return 0;
  const position = await positionOf(tx, regionId, kept.name);
  let behind = false;
  if (!position || position.timeZone !== timeZone || (await isTooFar(tx, regionId, position.seen, settled))) {
    await sql`delete from kit.day_sums where region_id = ${regionId} and name = ${kept.name}`.execute(tx);
    await sql`
      insert into kit.day_positions (region_id, name, facts_seen, time_zone) values (${regionId}, ${kept.name}, ${settled}, ${timeZone})
      on conflict (region_id, name) do update set facts_seen = excluded.facts_seen, time_zone = excluded.time_zone`.execute(
      tx,
    );
  } else if (position.seen < settled) {
    const next = factsAfter(regionId, position.seen, atOnce, settled);
    const { n, last, days } = await touched(tx, regionId, kept as KeptDays<never>, timeZone, next);
    behind = n === atOnce;
    await sql`
      delete from kit.day_sums d
       where d.region_id = ${regionId} and d.name = ${kept.name} and d.from_at = any(${days}::timestamptz[])`.execute(
      tx,
    );
    await sql`
      update kit.day_positions set facts_seen = ${behind ? last : settled} where region_id = ${regionId} and name = ${kept.name}`.execute(
      tx,
    );
  }
  const day = behind ? undefined : await newestMissing(tx, regionId, kept, timeZone, at);
  if (!day) return behind ? 1 : 0;
  const counted = await kept.count(tx, regionId, [day]);
  await sql`
    insert into kit.day_sums (region_id, name, from_at, to_at, counted)
    values (${regionId}, ${kept.name}, ${day.from}, ${day.to}, ${JSON.stringify(counted)}::jsonb)`.execute(tx);
  return 1;
}

async function isTooFar(tx: Tx, regionId: number, seen: number, settled: number): Promise<boolean> {
  if (settled - seen <= tooFar) return false;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${factsAfter(regionId, seen, tooFar + 1, settled)} f`.execute(tx);
  return rows[0]!.n > tooFar;
}

async function newestMissing(
  tx: Tx,
  regionId: number,
  kept: KeptDays<unknown>,
  timeZone: string,
  at: Date,
): Promise<Span | undefined> {
  const { rows } = await sql<Span>`
    select n."from", n."to"
      from (select d at time zone ${timeZone} as "from", (d + interval '1 day') at time zone ${timeZone} as "to"
              from generate_series(date_trunc('day', ${at}::timestamptz at time zone ${timeZone}) - interval '1 day',
                                   date_trunc('day', (${kept.first(regionId)}) at time zone ${timeZone}), interval '-1 day') d) n
     where not exists (select from kit.day_sums k where k.region_id = ${regionId} and k.name = ${kept.name} and k.from_at = n."from")
     order by 1 desc limit 1`.execute(tx);
  return rows[0];
}

/** What the sweep runs: a day of each kind in each region, at most. */
export function keepingDays(
  db: Db,
  regions: () => Promise<readonly number[]>,
  zoneOf: (tx: Tx, regionId: number) => Promise<string>,
  kinds: readonly KeptDays<unknown>[],
): () => Promise<number> {
  const settled = settledFacts(db);
  return async () => {
    const upTo = await settled();
    let counted = 0;
    for (const regionId of await regions())
      for (const kept of kinds)
        counted += await inRegion(db, regionId, async (tx) =>
          keepRegion(tx, regionId, kept, { settled: upTo, timeZone: await zoneOf(tx, regionId), at: new Date() }),
        );
    return counted;
  };
}

/** Every kept day that a reader would take is what the rows come to. */
export const daysCheck = (kinds: readonly KeptDays<unknown>[]): Check => ({
  invariant: 'kept_days',
  async run(tx, regionId, { progress }) {
    const broken: string[] = [];
    let checked = 0;
    for (const kept of kinds) {
      const { rows: days } = await sql<Span>`
        select from_at as "from", to_at as "to" from kit.day_sums
         where region_id = ${regionId} and name = ${kept.name} order by from_at`.execute(tx);
      for (const day of days) {
        const { days: found, rest } = await daysWithin(tx, regionId, kept, day);
        // A fact the sweep has not come to yet touches it: it is not read, and will be counted anew.
        if (rest.length > 0) continue;
        const again: unknown = JSON.parse(JSON.stringify(await kept.count(tx, regionId, [day])));
        if (!isDeepStrictEqual(again, found[0]!.counted)) broken.push(`${kept.name} ${day.from.toISOString()}`);
        progress(++checked);
      }
    }
    return { checked, broken: broken.slice(0, 20), brokenCount: broken.length };
  },
});
