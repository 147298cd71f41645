/** Writes and locks of the room: units, people, posts, accounts, sessions, tries. */
import { sql } from 'kysely';
import type { Post, Unit } from '#contract/access.ts';
import type { ActorKind } from '#contract/actors.ts';
import { isConstraint, type Tx } from '#kit/db.ts';
import { refuse, Refused } from '#kit/refusal.ts';
import type { KeptPhone } from './phone.ts';
import type { Placed } from './units.ts';

// ── Units ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The tree changes as a whole: two who move branches at once would tie a knot. */
export async function lockUnits(tx: Tx, regionId: number): Promise<void> {
  await sql`select id from access.units where region_id = ${regionId} order by id for no key update`.execute(tx);
}

export type UnitToSave = {
  code: string;
  name: string;
  nameEn: string;
  kind: Unit['kind'];
  actor: ActorKind;
  parentId: number | null;
  superiorId: number | null;
  areaId: number | null;
  dutyPhone: string;
};

export async function insertUnit(
  tx: Tx,
  regionId: number,
  unit: UnitToSave & { rootId: number | null; parentPath: string | null; imported: boolean },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with next as (select nextval(pg_get_serial_sequence('access.units', 'id'))::int as id)
    insert into access.units (region_id, id, code, name, name_en, kind, parent_id, root_id, superior_id, path, area_id, imported, duty_phone, actor)
    overriding system value
    select ${regionId}, next.id, ${unit.code}, ${unit.name}, ${unit.nameEn}, ${unit.kind}, ${unit.parentId}::int,
           coalesce(${unit.rootId}::int, next.id), ${unit.superiorId}::int,
           concat_ws('.', ${unit.parentPath}::text, next.id)::ltree, ${unit.areaId}::int, ${unit.imported}, ${unit.dutyPhone}, ${unit.actor}
      from next
    returning id`.execute(tx);
  return rows[0]!.id;
}

export async function updateUnit(
  tx: Tx,
  regionId: number,
  id: number,
  unit: UnitToSave,
  placed: Placed[],
): Promise<void> {
  await sql`
    update access.units set code = ${unit.code}, name = ${unit.name}, name_en = ${unit.nameEn}, kind = ${unit.kind},
           parent_id = ${unit.parentId}::int, superior_id = ${unit.superiorId}::int, area_id = ${unit.areaId}::int,
           duty_phone = ${unit.dutyPhone}, actor = ${unit.actor}, version = version + 1
     where region_id = ${regionId} and id = ${id}`.execute(tx);
  await sql`
    update access.units u set path = p.path::ltree, root_id = p."rootId"
      from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) as p(id int, "rootId" int, path text)
     where u.region_id = ${regionId} and u.id = p.id and (u.path <> p.path::ltree or u.root_id <> p."rootId")`.execute(
    tx,
  );
}

// ── People and posts ───────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertPerson(
  tx: Tx,
  regionId: number,
  person: { id: string; name: string; nameEn: string; imported: boolean } & KeptPhone,
): Promise<void> {
  await sql`
    insert into access.people (region_id, id, name, name_en, imported, phone, phone_shown)
    values (${regionId}, ${person.id}, ${person.name}, ${person.nameEn}, ${person.imported}, ${person.phone}, ${person.phoneShown})`.execute(
    tx,
  );
}

/** What is called differently, or holds something else, is a version further; under the lock of `lockPerson`. */
export async function updatePerson(
  tx: Tx,
  regionId: number,
  personId: string,
  to?: { name: string; nameEn: string } & Partial<KeptPhone>,
): Promise<void> {
  await sql`
    update access.people set version = version + 1
           ${to ? sql`, name = ${to.name}, name_en = ${to.nameEn}` : sql``}
           ${to?.phone === undefined ? sql`` : sql`, phone = ${to.phone}, phone_shown = ${to.phoneShown}`}
     where region_id = ${regionId} and id = ${personId}`.execute(tx);
}

/** Whoever changes what a person holds or how he signs in stands in line here. */
export async function lockPerson(
  tx: Tx,
  regionId: number,
  personId: string,
): Promise<{ name: string; nameEn: string; phone: Buffer | null; version: number } | undefined> {
  const { rows } = await sql<{ name: string; nameEn: string; phone: Buffer | null; version: number }>`
    select name, name_en as "nameEn", phone, version from access.people
     where region_id = ${regionId} and id = ${personId} for no key update`.execute(tx);
  return rows[0];
}

/** Of those whose last post ended before; who never had one keeps what was written down for it. */
export async function forgetPhonesBefore(tx: Tx, regionId: number, before: Date, atOnce: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update access.people p set phone = null, phone_shown = null, version = version + 1
     where p.region_id = ${regionId} and p.id in (
       select o.id from access.people o
        where o.region_id = ${regionId} and o.phone is not null
          and exists (select from access.posts t where t.region_id = ${regionId} and t.person_id = o.id)
          and not exists (select from access.posts t join areas.regions r on r.id = t.region_id
                           where t.region_id = ${regionId} and t.person_id = o.id
                             and (t.to_on is null or t.to_on >= (${before}::timestamptz at time zone r.time_zone)::date))
        order by o.id limit ${atOnce} for no key update skip locked)`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

export type PostRow = {
  id: string;
  personId: string;
  post: Post;
  unitId: number;
  areaId: number | null;
  fromOn: string;
  toOn: string | null;
};

export async function postsHeldBy(tx: Tx, regionId: number, personId: string): Promise<PostRow[]> {
  const { rows } = await sql<PostRow>`
    select id, person_id as "personId", post, unit_id as "unitId", area_id as "areaId", from_on as "fromOn", to_on as "toOn"
      from access.posts where region_id = ${regionId} and person_id = ${personId} order by from_on, id`.execute(tx);
  return rows;
}

export async function postById(tx: Tx, regionId: number, id: string): Promise<PostRow | undefined> {
  const { rows } = await sql<PostRow>`
    select id, person_id as "personId", post, unit_id as "unitId", area_id as "areaId", from_on as "fromOn", to_on as "toOn"
      from access.posts where region_id = ${regionId} and id = ${id}`.execute(tx);
  return rows[0];
}

export async function insertPost(tx: Tx, regionId: number, post: PostRow): Promise<void> {
  await sql`
    insert into access.posts (region_id, id, person_id, post, unit_id, area_id, from_on, to_on)
    values (${regionId}, ${post.id}, ${post.personId}, ${post.post}, ${post.unitId}, ${post.areaId}::int, ${post.fromOn}::date,
            ${post.toOn}::date)`.execute(tx);
}

export async function setPostEnd(tx: Tx, regionId: number, id: string, toOn: string): Promise<void> {
  await sql`update access.posts set to_on = ${toOn}::date where region_id = ${regionId} and id = ${id}`.execute(tx);
}

export async function areaExists(tx: Tx, regionId: number, areaId: number): Promise<boolean> {
  const { rows } = await sql`
    select from areas.areas where region_id = ${regionId} and id = ${areaId} and valid_to is null`.execute(tx);
  return rows.length > 0;
}

// ── Accounts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertAccount(
  tx: Tx,
  regionId: number,
  account: { id: string; personId: string; login: string; passwordHash: string; demo: boolean; at: Date },
): Promise<void> {
  try {
    await sql`
      insert into access.accounts (region_id, id, person_id, login, password_hash, demo, created_at)
      values (${regionId}, ${account.id}, ${account.personId}, ${account.login}, ${account.passwordHash}, ${account.demo},
              ${account.at})`.execute(tx);
  } catch (error) {
    if (isConstraint(error, 'accounts_login')) throw new Refused(refuse('thing.exists', { what: account.login }));
    throw error;
  }
}

export type Account = {
  regionId: number;
  id: string;
  personId: string;
  login: string;
  passwordHash: string;
  demo: boolean;
  totpSecret: Buffer | null;
  totpLastStep: number | null;
  disabledAt: Date | null;
  /** null: somebody else chose it */
  passwordSetAt: Date | null;
};
const account = sql`region_id as "regionId", id, person_id as "personId", login, password_hash as "passwordHash", demo,
  totp_secret as "totpSecret", totp_last_step as "totpLastStep", disabled_at as "disabledAt",
  password_set_at as "passwordSetAt"`;

/** A login is one person's in the whole installation, so this look-up alone goes without a region. */
export async function accountByLogin(tx: Tx, login: string): Promise<Account | undefined> {
  const { rows } = await sql<Account>`
    select ${account} from access.accounts where lower(login) = lower(${login})`.execute(tx);
  return rows[0];
}

export async function lockAccount(
  tx: Tx,
  regionId: number,
  by: { accountId: string } | { personId: string },
): Promise<Account | undefined> {
  const which = 'accountId' in by ? sql`id = ${by.accountId}` : sql`person_id = ${by.personId}`;
  const { rows } = await sql<Account>`
    select ${account} from access.accounts where region_id = ${regionId} and ${which} for no key update`.execute(tx);
  return rows[0];
}

export async function updateAccount(
  tx: Tx,
  { regionId, id }: { regionId: number; id: string },
  change: {
    passwordHash?: string;
    /** whoever chose it; null: somebody else than its owner */
    passwordSetAt?: Date | null;
    totp?: { secret: Buffer | null; lastStep: number | null };
    disabledAt?: Date | null;
  },
): Promise<void> {
  const sets = [
    ...(change.passwordHash === undefined ? [] : [sql`password_hash = ${change.passwordHash}`]),
    ...(change.passwordSetAt === undefined ? [] : [sql`password_set_at = ${change.passwordSetAt}::timestamptz`]),
    ...(change.totp === undefined
      ? []
      : [sql`totp_secret = ${change.totp.secret}::bytea, totp_last_step = ${change.totp.lastStep}::bigint`]),
    ...(change.disabledAt === undefined ? [] : [sql`disabled_at = ${change.disabledAt}::timestamptz`]),
  ];
  if (sets.length === 0) return;
  await sql`update access.accounts set ${sql.join(sets)} where region_id = ${regionId} and id = ${id}`.execute(tx);
}

// ── Sessions ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertSession(
  tx: Tx,
  session: {
    regionId: number;
    tokenHash: Buffer;
    accountId: string;
    stage: string;
    at: Date;
    expiresAt: Date;
    userAgent: string;
    confirmedAt: Date | null;
    passwordDue: boolean;
    idleHours: number;
  },
): Promise<void> {
  await sql`
    insert into access.sessions (region_id, token_hash, account_id, stage, created_at, seen_at, expires_at, user_agent,
                                 confirmed_at, password_due, idle_hours)
    values (${session.regionId}, ${session.tokenHash}, ${session.accountId}, ${session.stage}, ${session.at}, ${session.at},
            ${session.expiresAt}, ${session.userAgent}, ${session.confirmedAt}::timestamptz, ${session.passwordDue}, ${session.idleHours})`.execute(
    tx,
  );
}

/** What a new token of the same session takes over. */
export async function sessionOf(
  tx: Tx,
  tokenHash: Buffer,
): Promise<{ expiresAt: Date; passwordDue: boolean; idleHours: number } | undefined> {
  const { rows } = await sql<{ expiresAt: Date; passwordDue: boolean; idleHours: number }>`
    select expires_at as "expiresAt", password_due as "passwordDue", idle_hours as "idleHours" from access.sessions
     where token_hash = ${tokenHash}`.execute(tx);
  return rows[0];
}

export async function setIdleHours(tx: Tx, tokenHash: Buffer, hours: number): Promise<void> {
  await sql`update access.sessions set idle_hours = ${hours} where token_hash = ${tokenHash}`.execute(tx);
}

export async function endSession(tx: Tx, tokenHash: Buffer, at: Date): Promise<void> {
  await sql`
    update access.sessions set ended_at = ${at} where token_hash = ${tokenHash} and ended_at is null`.execute(tx);
}

/** All sessions of an account, but perhaps one. */
export async function endSessions(
  tx: Tx,
  { regionId, id }: { regionId: number; id: string },
  at: Date,
  except: Buffer | null = null,
): Promise<void> {
  await sql`
    update access.sessions set ended_at = ${at}
     where region_id = ${regionId} and account_id = ${id} and ended_at is null
       and token_hash is distinct from ${except}::bytea`.execute(tx);
}

/** Long over: neither a way in nor anything to be looked up any more. */
export async function deleteSessions(tx: Tx, regionId: number, before: Date, atOnce: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from access.sessions where region_id = ${regionId} and token_hash in (
      select token_hash from access.sessions where region_id = ${regionId} and expires_at < ${before} limit ${atOnce})`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}

// ── Tries ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Tries = { failed: number; lastAt: Date };

export async function triesOf(tx: Tx, keys: Buffer[]): Promise<(Tries | undefined)[]> {
  const { rows } = await sql<Tries & { key: Buffer }>`
    select key, failed, last_at as "lastAt" from access.tries where key = any(${keys}::bytea[])`.execute(tx);
  return keys.map((key) => rows.find((row) => row.key.equals(key)));
}

/** Counts a failure, and clears away a few that were forgotten long ago. */
export async function countFailure(tx: Tx, key: Buffer, at: Date, forgottenBefore: Date): Promise<void> {
  await sql`
    with cleared as (
      delete from access.tries where key in (
        select key from access.tries where last_at < ${forgottenBefore} and key <> ${key} limit 10 for update skip locked)
    )
    insert into access.tries (key, failed, last_at) values (${key}, 1, ${at})
    on conflict (key) do update set last_at = excluded.last_at,
      failed = case when access.tries.last_at < ${forgottenBefore} then 1 else access.tries.failed + 1 end`.execute(tx);
}

export async function forgetFailures(tx: Tx, key: Buffer): Promise<void> {
  await sql`delete from access.tries where key = ${key}`.execute(tx);
}

/** One try after the other for the same key, so that a hundred guesses sent at once are counted as a hundred. */
export async function queueUp(tx: Tx, key: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock(${key.readInt32BE(0)}, ${key.readInt32BE(4)})`.execute(tx);
}

// ── Filters a person keeps for herself ──

export async function saveFilterRow(
  tx: Tx,
  filter: { regionId: number; personId: string; id: string; name: string; query: string; at: Date },
): Promise<void> {
  await sql`
    insert into access.saved_filters (region_id, id, person_id, name, query, saved_at)
    values (${filter.regionId}, ${filter.id}, ${filter.personId}, ${filter.name}, ${filter.query}, ${filter.at})
    on conflict (region_id, person_id, name) do update set query = excluded.query, saved_at = excluded.saved_at`.execute(
    tx,
  );
}

/** Only her own: whether there was one. */
export async function removeFilterRow(tx: Tx, regionId: number, personId: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    delete from access.saved_filters where region_id = ${regionId} and person_id = ${personId} and id = ${id} returning 1`.execute(
    tx,
  );
  return rows.length > 0;
}
