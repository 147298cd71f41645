/** What is shown of units, people and the audit trail, and the one statement that tells who is asking. */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import type { FactRow, Me, Person, Post, SavedFilter, Unit } from '#contract/access.ts';
import { posts } from '#contract/access.ts';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { remembered, type Db, type Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { mayOf } from './permit.ts';
import type { Sight } from './scope.ts';
import { stageNow } from './signin.rules.ts';
import { unitsFrom, type UnitRow, type Units } from './units.ts';

// ── Who is asking ──────────────────────────────────────────────────────────────────────────────────────────────────────

type ActorRow = Omit<Actor, 'sessionHash'> & { hasSecondFactor: boolean };

/** The posts a person holds on that day with their grounds, as JSON; `of` has a `region_id` and a `person_id`, and `r` is its region. */
const postsHeldBy = (of: string, at: Date) => sql`coalesce((
             select jsonb_agg(jsonb_build_object(
                      'id', t.id, 'post', t.post, 'unitId', u.id, 'unitName', u.name, 'unitKind', u.kind, 'rootUnitId', u.root_id,
                      'unitIds', (select jsonb_agg(b.id order by b.id) from access.units b
                                   where b.region_id = t.region_id and b.path <@ u.path),
                      'areaId', g.id, 'areaName', g.name, 'areaPath', g.path::text) order by t.from_on, t.id)
               from access.posts t
               join access.units u on u.region_id = t.region_id and u.id = t.unit_id
               left join areas.areas g on g.region_id = t.region_id
                and g.id = coalesce(t.area_id, case when u.kind in ('street', 'community') then u.area_id end)
              where t.region_id = ${sql.ref(`${of}.region_id`)} and t.person_id = ${sql.ref(`${of}.person_id`)}
                and t.from_on <= (${at}::timestamptz at time zone r.time_zone)::date
                and (t.to_on is null or t.to_on >= (${at}::timestamptz at time zone r.time_zone)::date)), '[]')`;

/** Each session says itself after how many quiet hours it is over: on a worker's phone after more than at a desk. */
const isAwake = (at: Date) => sql`seen_at > ${at}::timestamptz - idle_hours * interval '1 hour'`;

/**
 * The person of a session token with today's posts and their grounds, in one statement, read anew at every request: a post
 * that ends, an account that is disabled, count at once. That the session was seen is noted at most once a minute.
 */
export async function actorOf(db: Db | Tx, tokenHash: Buffer, at: Date, demoMode: boolean): Promise<Actor | undefined> {
  const aMinuteAgo = new Date(at.getTime() - 60_000);
  const { rows } = await sql<ActorRow>`
    with seen as (
      update access.sessions set seen_at = ${at}
       where token_hash = ${tokenHash} and ended_at is null and expires_at > ${at}
         and ${isAwake(at)} and seen_at <= ${aMinuteAgo}
    ),
    -- One session, then its account, then its person: told step by step, because a planner that guesses small tables wrong tries
    -- every account against every person, at every request.
    held as materialized (
      select region_id, stage, account_id, confirmed_at from access.sessions
       where token_hash = ${tokenHash} and ended_at is null and expires_at > ${at} and ${isAwake(at)}),
    s as materialized (
      select h.region_id, h.stage, h.confirmed_at, a.id as account_id, a.login, a.demo, a.totp_secret, a.person_id from held h
        join access.accounts a on a.region_id = h.region_id and a.id = h.account_id where a.disabled_at is null)
    select s.region_id as "regionId", r.name as "regionName", r.time_zone as "timeZone", s.stage, s.confirmed_at as "confirmedAt",
           s.account_id as "accountId",
           s.login, s.demo, s.totp_secret is not null as "hasSecondFactor", p.id as "personId", p.name,
           ${postsHeldBy('s', at)} as posts
      from s
      join access.people p on p.region_id = s.region_id and p.id = s.person_id
      join areas.regions r on r.id = s.region_id`.execute(db);
  const [row] = rows;
  // A demo account is nobody outside demo mode, whatever session it still has.
  if (!row || (row.demo && !demoMode)) return undefined;
  const { hasSecondFactor, ...actor } = row;
  return { ...actor, stage: stageNow(row.stage, !row.demo, hasSecondFactor), sessionHash: tokenHash };
}

export const meOf = (actor: Actor): Me => ({
  accountId: actor.accountId,
  personId: actor.personId,
  name: actor.name,
  login: actor.login,
  regionId: actor.regionId,
  regionName: actor.regionName,
  timeZone: actor.timeZone,
  // As she was given them, whichever hat is on: what is shown does not change its place when she puts on another.
  posts: actor.posts.map(shownPost).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  may: mayOf(actor),
  stage: actor.stage,
  demo: actor.demo,
});
const shownPost = ({ id, post, unitId, unitName, unitKind, rootUnitId, areaId, areaName }: HeldPost) => ({
  id,
  post,
  unitId,
  unitName,
  unitKind,
  rootUnitId,
  areaId,
  areaName,
});

// ── Units ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The tree of units, remembered in the process until somebody changes it. */
export const unitsOf: (tx: Tx, regionId: number) => Promise<Units> = remembered('units', async (tx, regionId) => {
  const { rows } = await sql<UnitRow>`
    select id, code, name, name_en as "nameEn", kind, actor, parent_id as "parentId", root_id as "rootId", superior_id as "superiorId",
           area_id as "areaId", imported, duty_phone as "dutyPhone", path::text as path, version
      from access.units where region_id = ${regionId} order by id`.execute(tx);
  return unitsFrom(rows);
});

export const shownUnit = (
  units: Units,
  { id, code, name, nameEn, kind, actor, parentId, rootId, areaId, imported, dutyPhone, version }: UnitRow,
): Unit => ({
  id,
  code,
  name,
  nameEn,
  kind,
  actor,
  parentId,
  rootId,
  superiorId: units.superior(id),
  areaId,
  imported,
  dutyPhone,
  version,
});

// ── People ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

type PersonRow = Static<typeof Person>;

const personColumns = (regionId: number) => sql`
  p.id, p.name, p.name_en as "nameEn", p.phone_shown as phone, p.version,
  (select a.login from access.accounts a where a.region_id = ${regionId} and a.person_id = p.id order by a.created_at limit 1) as login,
  coalesce((select bool_and(a.disabled_at is not null) from access.accounts a
             where a.region_id = ${regionId} and a.person_id = p.id), false) as disabled,
  coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'post', t.post, 'unitId', u.id, 'unitName', u.name,
                    'areaId', g.id, 'areaName', g.name, 'fromOn', t.from_on, 'toOn', t.to_on) order by t.from_on, t.id)
              from access.posts t
              join access.units u on u.region_id = t.region_id and u.id = t.unit_id
              left join areas.areas g on g.region_id = t.region_id and g.id = t.area_id
             where t.region_id = ${regionId} and t.person_id = p.id), '[]') as posts`;

export async function personShown(tx: Tx, regionId: number, personId: string): Promise<PersonRow | undefined> {
  const { rows } = await sql<PersonRow>`
    select ${personColumns(regionId)} from access.people p where p.region_id = ${regionId} and p.id = ${personId}`.execute(
    tx,
  );
  return rows[0];
}

export async function peoplePage(
  tx: Tx,
  regionId: number,
  query: { after?: string; limit?: number; q?: string; unitId?: number; post?: Post },
): Promise<{ rows: PersonRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const wanted = query.q?.trim() ? `%${query.q.trim().replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const unitIds = query.unitId === undefined ? undefined : (await unitsOf(tx, regionId)).subtreeIds(query.unitId);
  const holds =
    unitIds || query.post
      ? sql`and exists (select from access.posts h where h.region_id = ${regionId} and h.person_id = p.id
              ${unitIds ? sql`and h.unit_id = any(${unitIds}::int[])` : sql``}
              ${query.post ? sql`and h.post = ${query.post}` : sql``})`
      : sql``;
  const { rows } = await sql<PersonRow>`
    select ${personColumns(regionId)} from access.people p
     where p.region_id = ${regionId} ${holds}
       ${after ? sql`and (p.name, p.id) > (${after[0]}, ${after[1]}::uuid)` : sql``}
       ${wanted ? sql`and (p.name ilike ${wanted} or p.name_en ilike ${wanted} or exists (select from access.accounts a where a.region_id = ${regionId} and a.person_id = p.id and a.login ilike ${wanted}))` : sql``}
     order by p.name, p.id limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.name, row.id],
    (row) => row,
  );
}

/** Names for timelines and notes, by person; an id without a person has no entry. */
export async function personNames(
  tx: Tx,
  regionId: number,
  ids: Iterable<string | null>,
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from access.people where region_id = ${regionId} and id = any(${wanted}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.name]));
}

export type Colleague = { personId: string; name: string; unitId: number; unitName: string; rootUnitId: number };

/** People who hold a post today, in a unit and below it, answering for a place if one is named; at most 200. */
export async function colleaguesWith(
  tx: Tx,
  regionId: number,
  wanted: { post: Post; unitId?: number; areaId?: number; personId?: string },
  at: Date,
): Promise<Colleague[]> {
  const unitIds = wanted.unitId === undefined ? undefined : (await unitsOf(tx, regionId)).subtreeIds(wanted.unitId);
  const { rows } = await sql<Colleague>`
    select distinct on (p.name, p.id) p.id as "personId", p.name, u.id as "unitId", u.name as "unitName", u.root_id as "rootUnitId"
      from access.posts t
      join areas.regions r on r.id = t.region_id
      join access.people p on p.region_id = t.region_id and p.id = t.person_id
      join access.units u on u.region_id = t.region_id and u.id = t.unit_id
     where t.region_id = ${regionId} and t.post = ${wanted.post}
       and t.from_on <= (${at}::timestamptz at time zone r.time_zone)::date
       and (t.to_on is null or t.to_on >= (${at}::timestamptz at time zone r.time_zone)::date)
       ${unitIds ? sql`and t.unit_id = any(${unitIds}::int[])` : sql``}
       ${wanted.personId ? sql`and t.person_id = ${wanted.personId}` : sql``}
       ${
         wanted.areaId === undefined
           ? sql``
           : sql`and exists (
               select from areas.areas asked left join areas.areas g on g.region_id = asked.region_id
                  and g.id = coalesce(t.area_id, case when u.kind in ('street', 'community') then u.area_id end)
                where asked.region_id = ${regionId} and asked.id = ${wanted.areaId}
                  and (g.id is null or asked.path <@ g.path or g.path <@ asked.path))`
       }
     order by p.name, p.id, t.from_on limit 200`.execute(tx);
  return rows;
}

export type PostHolder = Colleague & {
  post: Post;
  /** the territory the post is narrowed to; else that of the unit, where it has one */
  areaId: number | null;
  /** the last day of the post, if it is known */
  toOn: string | null;
};

/** Who holds one of these posts today, in a unit and below it, with the territory of each; at most 200. */
export async function postHolders(
  tx: Tx,
  regionId: number,
  wanted: { posts: readonly Post[]; unitId: number },
  at: Date,
): Promise<PostHolder[]> {
  const unitIds = (await unitsOf(tx, regionId)).subtreeIds(wanted.unitId);
  const { rows } = await sql<PostHolder>`
    select p.id as "personId", p.name, u.id as "unitId", u.name as "unitName", u.root_id as "rootUnitId", t.post,
           coalesce(t.area_id, u.area_id) as "areaId", t.to_on as "toOn"
      from access.posts t
      join areas.regions r on r.id = t.region_id
      join access.people p on p.region_id = t.region_id and p.id = t.person_id
      join access.units u on u.region_id = t.region_id and u.id = t.unit_id
     where t.region_id = ${regionId} and t.post = any(${[...wanted.posts]}::text[]) and t.unit_id = any(${unitIds}::int[])
       and t.from_on <= (${at}::timestamptz at time zone r.time_zone)::date
       and (t.to_on is null or t.to_on >= (${at}::timestamptz at time zone r.time_zone)::date)
     order by p.name, p.id, t.post, t.from_on limit 200`.execute(tx);
  return rows;
}

export async function holdsOneOf(
  tx: Tx,
  regionId: number,
  personId: string,
  posts: readonly Post[],
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select from access.posts t join areas.regions r on r.id = t.region_id
     where t.region_id = ${regionId} and t.person_id = ${personId} and t.post = any(${[...posts]}::text[])
       and t.from_on <= (${at}::timestamptz at time zone r.time_zone)::date
       and (t.to_on is null or t.to_on >= (${at}::timestamptz at time zone r.time_zone)::date) limit 1`.execute(tx);
  return rows.length > 0;
}

/** Has this person a post anywhere under this root unit, in whatever hat? */
export async function belongsTo(
  tx: Tx,
  regionId: number,
  personId: string,
  rootUnitId: number,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select from access.posts t join areas.regions r on r.id = t.region_id
      join access.units u on u.region_id = t.region_id and u.id = t.unit_id and u.root_id = ${rootUnitId}
     where t.region_id = ${regionId} and t.person_id = ${personId}
       and t.from_on <= (${at}::timestamptz at time zone r.time_zone)::date
       and (t.to_on is null or t.to_on >= (${at}::timestamptz at time zone r.time_zone)::date) limit 1`.execute(tx);
  return rows.length > 0;
}

/** Can anybody sign in at all, in whatever district? */
export async function hasAccounts(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from access.accounts limit 1`.execute(tx);
  return rows.length > 0;
}

// ── The audit trail ────────────────────────────────────────────────────────────────────────────────────────────────────

type Fact = Static<typeof FactRow>;

export async function factsPage(
  tx: Tx,
  regionId: number,
  query: { after?: string; limit?: number; subject?: string; subjectId?: string; kind?: string; personId?: string },
): Promise<{ rows: Fact[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number');
  const { rows } = await sql<Omit<Fact, 'happenedAt' | 'recordedAt'> & { happenedAt: Date; recordedAt: Date }>`
    select f.id, f.subject, f.subject_id as "subjectId", f.n, f.kind, f.happened_at as "happenedAt",
           f.recorded_at as "recordedAt", f.actor_kind as "actorKind", p.name as "personName", f.post, u.name as "unitName", f.data
      from kit.facts f
      left join access.people p on p.region_id = f.region_id and p.id = f.person_id
      left join access.units u on u.region_id = f.region_id and u.id = f.unit_id
     where f.region_id = ${regionId}
       ${after ? sql`and f.id < ${after[0]}` : sql``}
       ${query.subject ? sql`and f.subject = ${query.subject}` : sql``}
       ${query.subjectId ? sql`and f.subject_id = ${query.subjectId}` : sql``}
       ${query.kind ? sql`and f.kind = ${query.kind}` : sql``}
       ${query.personId ? sql`and f.person_id = ${query.personId}` : sql``}
     order by f.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({ ...row, happenedAt: row.happenedAt.toISOString(), recordedAt: row.recordedAt.toISOString() }),
  );
}

// ── Demo mode ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type DemoLogin = { login: string; post: Post; name: string; unit: string; kind: string; posts: number };

/** Demo accounts with their first post and how many they hold, the posts in the order of the loop. */
export async function demoLoginsOf(tx: Tx, regionId: number | null = null): Promise<DemoLogin[]> {
  const { rows } = await sql<DemoLogin>`
    select * from (
      select distinct on (a.id) a.login, t.post, p.name, u.name as unit, u.kind, count(*) over (partition by a.id)::int as posts
        from access.accounts a
        join access.people p on p.region_id = a.region_id and p.id = a.person_id
        join access.posts t on t.region_id = a.region_id and t.person_id = a.person_id
        join access.units u on u.region_id = t.region_id and u.id = t.unit_id
       where a.demo and a.region_id = coalesce(${regionId}::int, a.region_id) and a.disabled_at is null
       order by a.id, t.from_on, t.id) d
     order by array_position(${[...posts]}::text[], d.post), d.login limit 500`.execute(tx);
  return rows;
}

/** The people of the demo district, as they would be if they signed in; they play its month, and go on while the house runs. */
export async function demoActors(tx: Tx, regionId: number, at: Date): Promise<Actor[]> {
  const { rows } = await sql<Omit<Actor, 'sessionHash' | 'stage'>>`
    select a.region_id as "regionId", r.name as "regionName", r.time_zone as "timeZone", a.id as "accountId", a.login, a.demo,
           p.id as "personId", p.name, ${postsHeldBy('a', at)} as posts
      from access.accounts a
      join access.people p on p.region_id = a.region_id and p.id = a.person_id
      join areas.regions r on r.id = a.region_id
     where a.region_id = ${regionId} and a.demo and a.disabled_at is null limit 1000`.execute(tx);
  return rows.map((row) => ({ ...row, stage: 'full', sessionHash: Buffer.alloc(0) }));
}

/** Filters this person keeps for herself, by name. */
export async function filtersOf(tx: Tx, { regionId, personId }: Actor): Promise<SavedFilter[]> {
  const { rows } = await sql<SavedFilter>`
    select id, name, query from access.saved_filters where region_id = ${regionId} and person_id = ${personId} order by name`.execute(
    tx,
  );
  return rows;
}

/** The district by its code, as others name it. */
export async function regionCode(tx: Tx, regionId: number): Promise<string> {
  const { rows } = await sql<{ code: string }>`select code from areas.regions where id = ${regionId}`.execute(tx);
  return rows[0]!.code;
}

/** Is the case of this id in sight? */
export const inSight = (regionId: number, { scope, but }: Sight, caseId: RawBuilder<unknown>): RawBuilder<boolean> =>
  but
    ? sql<boolean>`${caseId} not in (select c.id from cases.cases c where c.region_id = ${regionId} and ${but})`
    : sql<boolean>`exists (select from cases.cases c where c.region_id = ${regionId} and c.id = ${caseId} and ${scope})`;
