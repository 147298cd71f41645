/** What is shown of the catalogue, and the parts of it that every case needs, remembered in the process. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import { caseScope, unitsOf, type Units } from '#access';
import type { Actor } from '#kit/caller.ts';
import {
  phrasePurposes,
  type Article,
  type CalendarRow,
  type Condition,
  type Gap,
  type Matter,
  type Phrase,
  type Responsibility,
} from '#contract/catalogue.ts';
import { gramsOfQuery } from '#contract/grams.ts';
import type { Load } from '#contract/choice.ts';
import { beyondKnown, type Calendar } from '#contract/worktime.ts';
import { remembered, type Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import {
  applies,
  leadsOf,
  propose,
  winner,
  type ListedClaim,
  type Place,
  type Proposal,
} from './responsibility.rules.ts';

// ── Matters ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Matters = {
  list: readonly Matter[];
  byId: ReadonlyMap<number, Matter>;
  conditions: ReadonlyMap<number, Condition>;
  fallback: Matter | undefined;
};

/** All matters with their conditions: a few hundred, asked for at every report. */
async function readMatters(tx: Tx, regionId: number): Promise<Matters> {
  const { rows } = await sql<Matter>`
    select m.id, m.edition, m.kind, m.code, m.big, m.big_name as "bigName", m.big_name_en as "bigNameEn", m.small,
           m.small_name as "smallName", m.small_name_en as "smallNameEn", m.fallback, m.sensitive, m.imported, m.version,
           m.retired_at is not null as retired,
           coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'matterId', c.matter_id, 'n', c.n, 'filing', c.filing,
                            'closing', c.closing, 'timeLimit', c.time_limit, 'urgent', c.urgent, 'photoHint', c.photo_hint,
                            'notWhen', c.not_when, 'basis', c.basis, 'discovery', c.discovery, 'version', c.version,
                            'retired', c.retired_at is not null) order by c.n)
                       from catalogue.conditions c where c.region_id = m.region_id and c.matter_id = m.id), '[]') as conditions
      from catalogue.matters m where m.region_id = ${regionId} order by m.edition, m.code, m.id`.execute(tx);
  return {
    list: rows,
    byId: new Map(rows.map((matter) => [matter.id, matter])),
    conditions: new Map(
      rows.flatMap((matter) => matter.conditions.map((condition) => [condition.id, condition] as const)),
    ),
    fallback: rows.find((matter) => matter.fallback && !matter.retired),
  };
}
const known = remembered('matters', readMatters);

export const mattersOf = async (tx: Tx, regionId: number): Promise<readonly Matter[]> =>
  (await known(tx, regionId)).list;
/** As they stand at this moment: for who holds a lock and must not decide on what was remembered before it. */
export const mattersNow = async (tx: Tx, regionId: number): Promise<readonly Matter[]> =>
  (await readMatters(tx, regionId)).list;
export const matterOf = async (tx: Tx, regionId: number, id: number): Promise<Matter | undefined> =>
  (await known(tx, regionId)).byId.get(id);
export const conditionOf = async (tx: Tx, regionId: number, id: number): Promise<Condition | undefined> =>
  (await known(tx, regionId)).conditions.get(id);

/** Takes what can be placed nowhere else; every region is set up with one (`ensureFallbackMatter`). */
export async function fallbackMatter(tx: Tx, regionId: number): Promise<Matter> {
  const { fallback } = await known(tx, regionId);
  if (!fallback) throw new Error(`Region ${regionId} has no fallback matter.`);
  return fallback;
}
export async function mattersRevision(tx: Tx, regionId: number): Promise<number> {
  const { rows } = await sql<{ revision: number }>`
    select revision from kit.revisions where region_id = ${regionId} and name = 'matters'`.execute(tx);
  return rows[0]?.revision ?? 0;
}

// ── Calendars ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type KnownCalendar = { id: number; name: string; isDefault: boolean; versions: KnownVersion[] };
type KnownVersion = { version: number; calendar: Calendar; reason: string; changedAt: Date };

/** With all their versions: a running clock names the version it was counted on. */
const calendars: (tx: Tx, regionId: number) => Promise<KnownCalendar[]> = remembered(
  'calendars',
  async (tx, regionId) => {
    const { rows } = await sql<Omit<KnownCalendar, 'versions'> & KnownVersion>`
    select c.id, c.name, c.is_default as "isDefault", v.version, v.calendar, v.reason, v.created_at as "changedAt"
      from catalogue.calendars c
      join catalogue.calendar_versions v on v.region_id = c.region_id and v.calendar_id = c.id
     where c.region_id = ${regionId} order by c.is_default desc, c.id, v.version desc`.execute(tx);
    const byId = new Map<number, KnownCalendar>();
    for (const { id, name, isDefault, ...version } of rows) {
      const found = byId.get(id);
      if (found) found.versions.push(version);
      else byId.set(id, { id, name, isDefault, versions: [version] });
    }
    return [...byId.values()];
  },
);

export type NamedCalendar = { id: number; version: number; calendar: Calendar };

/** The default calendar in its newest version, or exactly the one a clock names. */
export async function calendarOf(
  tx: Tx,
  regionId: number,
  calendarId?: number,
  version?: number,
): Promise<NamedCalendar> {
  const all = await calendars(tx, regionId);
  const found = calendarId === undefined ? all[0] : all.find(({ id }) => id === calendarId);
  const exact = version === undefined ? found?.versions[0] : found?.versions.find((one) => one.version === version);
  if (!found || !exact) throw new Error(`Region ${regionId} has no calendar ${calendarId ?? ''} ${version ?? ''}.`);
  return { id: found.id, version: exact.version, calendar: exact.calendar };
}
export const hasCalendar = async (tx: Tx, regionId: number): Promise<boolean> =>
  (await calendars(tx, regionId)).length > 0;

const warnAheadMs = 60 * 24 * 3_600_000;

export async function calendarsShown(tx: Tx, regionId: number, at: Date): Promise<Static<typeof CalendarRow>[]> {
  return (await calendars(tx, regionId)).map(({ id, name, isDefault, versions: [newest] }) => {
    const { version, calendar, reason, changedAt } = newest!;
    const { timeZone, week, days, knownUntil } = calendar;
    return {
      id,
      name,
      isDefault,
      version,
      reason,
      changedAt: changedAt.toISOString(),
      calendar: { timeZone, week, days, knownUntil },
      warns: beyondKnown(new Date(at.getTime() + warnAheadMs), calendar),
    };
  });
}

// ── Responsibilities ───────────────────────────────────────────────────────────────────────────────────────────────────

type KnownClaim = ListedClaim & { id: number; version: number };

const claims: (tx: Tx, regionId: number) => Promise<Map<number, KnownClaim[]>> = remembered(
  'responsibilities',
  async (tx, regionId) => {
    const byMatter = new Map<number, KnownClaim[]>();
    for (const claim of await claimsNow(tx, regionId))
      byMatter.set(claim.matterId, [...(byMatter.get(claim.matterId) ?? []), claim]);
    return byMatter;
  },
);

/** Claims in force, as they stand in the database at this moment; or those of one matter that were in force at another. */
export async function claimsNow(
  tx: Tx,
  regionId: number,
  then?: { matterId: number; asOf: Date },
): Promise<KnownClaim[]> {
  const inForce = then
    ? sql`r.matter_id = ${then.matterId} and r.valid_from <= ${then.asOf} and (r.valid_to is null or r.valid_to > ${then.asOf})`
    : sql`r.valid_to is null`;
  const { rows } = await sql<KnownClaim>`
    select r.id, r.number, r.version, r.matter_id as "matterId", r.condition_id as "conditionId", r.area_id as "areaId",
           a.name as "areaName", a.path::text as "areaPath", a.layer_id as "layerId", a.valid_to is not null as "areaGone",
           c.retired_at is not null as "conditionGone", r.lead_unit_id as "leadUnitId", r.lead_by_area as "leadByArea",
           r.also_unit_ids as "alsoUnitIds", r.co_unit_ids as "coUnitIds", r.co_by_area as "coByArea", r.basis
      from catalogue.responsibilities r
      left join areas.areas a on a.region_id = r.region_id and a.id = r.area_id
      left join catalogue.conditions c on c.region_id = r.region_id and c.id = r.condition_id
     where r.region_id = ${regionId} and ${inForce} order by r.number`.execute(tx);
  return rows;
}

/** What units have in hand, asked of those who know it. */
export type LoadOf = (unitIds: number[]) => Promise<ReadonlyMap<number, Load>>;

/**
 * Who should get a case of this matter at this place, and why. Without `loadOf` the units that fit are taken in their order; with
 * `asOf` by the list as it stood at that instant.
 */
export async function proposeLead(
  tx: Tx,
  regionId: number,
  { matterId, ...place }: { matterId: number } & Place,
  loadOf?: LoadOf,
  asOf?: Date,
): Promise<Proposal> {
  const units = await unitsOf(tx, regionId);
  const ofMatter = asOf
    ? await claimsNow(tx, regionId, { matterId, asOf })
    : ((await claims(tx, regionId)).get(matterId) ?? []);
  const streetId = await streetOf(tx, regionId, units, place.areaPath);
  const asked = [
    ...ofMatter.filter((claim) => applies(claim, place)).flatMap(leadsOf),
    ...(streetId ? [streetId] : []),
  ];
  const loads = loadOf && asked.length > 0 ? await loadOf([...new Set(asked)]) : undefined;
  return propose(ofMatter, place, {
    streetId,
    unitName: (id) => units.byId.get(id)?.name ?? '',
    territoryOf: (id) => units.byId.get(id)?.areaId ?? null,
    loadOf: (id) => loads?.get(id),
  });
}

/** Does the list name nobody for it? Without asking for the street where a claim names a unit of its own. */
export async function ownerless(
  tx: Tx,
  regionId: number,
  { matterId, ...place }: { matterId: number } & Place,
): Promise<boolean> {
  const claim = winner((await claims(tx, regionId)).get(matterId) ?? [], place);
  if (!claim) return true;
  return claim.leadByArea && (await streetOf(tx, regionId, await unitsOf(tx, regionId), place.areaPath)) === null;
}

/** The street office that answers for a place: of the deepest area around it that has one. */
export async function streetOf(tx: Tx, regionId: number, units: Units, areaPath: string): Promise<number | null> {
  const around = areaPath.split('.').map(Number);
  const { rows } = await sql<{ id: number; unitId: number }>`
    select id, unit_id as "unitId" from areas.areas
     where region_id = ${regionId} and id = any(${around}::int[]) and unit_id is not null`.execute(tx);
  for (const areaId of around.toReversed()) {
    const named = units.byId.get(rows.find(({ id }) => id === areaId)?.unitId ?? 0);
    // A community's office belongs to a street: the street leads, nothing is pushed down (domain §3.1 §17).
    if (named?.kind === 'community') return named.rootId;
    if (named?.kind === 'street') return named.id;
    const byTerritory = units.list.find((unit) => unit.kind === 'street' && unit.areaId === areaId);
    if (byTerritory) return byTerritory.id;
  }
  return null;
}

type ResponsibilityRow = Omit<Responsibility, 'validFrom' | 'validTo' | 'alsoUnits' | 'coUnits'> & {
  validFrom: Date;
  validTo: Date | null;
  alsoUnitIds: number[];
  coUnitIds: number[];
};
const responsibilityColumns = sql`
  r.id, r.number, r.matter_id as "matterId", m.small_name as "matterName", r.condition_id as "conditionId", c.n as "conditionN",
  r.area_id as "areaId", a.name as "areaName", r.lead_unit_id as "leadUnitId", u.name as "leadUnitName",
  r.lead_by_area as "leadByArea", r.also_unit_ids as "alsoUnitIds", r.co_unit_ids as "coUnitIds", r.co_by_area as "coByArea", r.basis, r.version,
  r.valid_from as "validFrom", r.valid_to as "validTo"`;
const responsibilityJoins = sql`
  catalogue.responsibilities r
  join catalogue.matters m on m.region_id = r.region_id and m.id = r.matter_id
  left join catalogue.conditions c on c.region_id = r.region_id and c.id = r.condition_id
  left join areas.areas a on a.region_id = r.region_id and a.id = r.area_id
  left join access.units u on u.region_id = r.region_id and u.id = r.lead_unit_id`;

function shownResponsibility({ alsoUnitIds, coUnitIds, ...row }: ResponsibilityRow, units: Units): Responsibility {
  const named = (id: number) => ({ id, name: units.byId.get(id)?.name ?? '' });
  return {
    ...row,
    alsoUnits: alsoUnitIds.map(named),
    coUnits: coUnitIds.map(named),
    validFrom: row.validFrom.toISOString(),
    validTo: row.validTo?.toISOString() ?? null,
  };
}

export async function responsibilityShown(tx: Tx, regionId: number, id: number): Promise<Responsibility | undefined> {
  const { rows } = await sql<ResponsibilityRow>`
    select ${responsibilityColumns} from ${responsibilityJoins}
     where r.region_id = ${regionId} and r.id = ${id}`.execute(tx);
  return rows[0] && shownResponsibility(rows[0], await unitsOf(tx, regionId));
}

export async function responsibilitiesPage(
  tx: Tx,
  regionId: number,
  query: { after?: string; limit?: number; matterId?: number; unitId?: number; history?: boolean },
): Promise<{ rows: Responsibility[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'number');
  const units = await unitsOf(tx, regionId);
  const { rows } = await sql<ResponsibilityRow>`
    select ${responsibilityColumns} from ${responsibilityJoins}
     where r.region_id = ${regionId}
       ${query.history ? sql`` : sql`and r.valid_to is null`}
       ${query.matterId === undefined ? sql`` : sql`and r.matter_id = ${query.matterId}`}
       ${query.unitId === undefined ? sql`` : sql`and (r.lead_unit_id = ${query.unitId} or r.also_unit_ids @> array[${query.unitId}::int] or r.co_unit_ids @> array[${query.unitId}::int])`}
       ${after ? sql`and (r.number, r.id) > (${after[0]}, ${after[1]}::int)` : sql``}
     order by r.number, r.id limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.number, row.id],
    (row) => shownResponsibility(row, units),
  );
}

// ── Gaps ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

type GapRow = Omit<Gap, 'firstAt' | 'lastAt'> & { firstAt: Date; lastAt: Date };

/** What cases fell through the list, by matter, street and condition: the most cases first. A case is named to whoever may see it. */
export async function gapsPage(
  tx: Tx,
  actor: Actor,
  query: { after?: string; limit?: number; closed?: boolean },
): Promise<{ rows: Gap[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number', 'number', 'number', 'number');
  const { regionId } = actor;
  const named = (id: string, number: string) => sql`
    case when exists (select from cases.cases c where c.region_id = ${regionId} and c.id = ${sql.ref(id)} and ${caseScope(actor)})
         then jsonb_build_object('id', ${sql.ref(id)}, 'number', ${sql.ref(number)}) end`;
  const { rows } = await sql<GapRow>`
    with fallen as (
      select g.matter_id, g.area_id, coalesce(g.condition_id, 0) as condition_key, count(*)::int as cases,
             min(g.at) as first_at, max(g.at) as last_at, max(g.closed_by) as closed_by, max(g.unit_id) as unit_id,
             (array_agg(g.case_id order by g.at, g.case_number))[1] as first_id,
             (array_agg(g.case_number order by g.at, g.case_number))[1] as first_number,
             (array_agg(g.case_id order by g.at desc, g.case_number desc))[1] as last_id,
             (array_agg(g.case_number order by g.at desc, g.case_number desc))[1] as last_number
        from catalogue.gaps g
       where g.region_id = ${regionId} and ${query.closed ? sql`g.closed_at is not null` : sql`g.closed_at is null`}
       group by g.matter_id, g.area_id, coalesce(g.condition_id, 0))
    select f.matter_id as "matterId", m.small_name as "matterName", k.id as "conditionId", k.n as "conditionN", k.filing,
           f.area_id as "areaId", a.name as "areaName", f.cases, f.first_at as "firstAt", f.last_at as "lastAt",
           ${named('f.first_id', 'f.first_number')} as "firstCase",
           ${named('f.last_id', 'f.last_number')} as "lastCase",
           case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end as unit,
           f.closed_by as "closedBy"
      from fallen f
      join catalogue.matters m on m.region_id = ${regionId} and m.id = f.matter_id
      join areas.areas a on a.region_id = ${regionId} and a.id = f.area_id
      left join catalogue.conditions k on k.region_id = ${regionId} and k.id = f.condition_key
      left join access.units u on u.region_id = ${regionId} and u.id = f.unit_id
     where true ${after ? sql`and (-f.cases, f.matter_id, f.area_id, f.condition_key) > (-${after[0]}::int, ${after[1]}::int, ${after[2]}::int, ${after[3]}::int)` : sql``}
     order by f.cases desc, f.matter_id, f.area_id, f.condition_key limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.cases, row.matterId, row.areaId, row.conditionId ?? 0],
    (row) => ({ ...row, firstAt: row.firstAt.toISOString(), lastAt: row.lastAt.toISOString() }),
  );
}

// ── What an imported list refers to ────────────────────────────────────────────────────────────────────────────────────

/** Areas of today by code; where several layers have the code, the unified grid's. */
export async function areasByCode(tx: Tx, regionId: number, codes: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ code: string; id: number }>`
    select distinct on (a.code) a.code, a.id from areas.areas a
      join areas.layers l on l.region_id = a.region_id and l.id = a.layer_id
     where a.region_id = ${regionId} and a.code = any(${codes}::text[]) and a.valid_to is null
     order by a.code, l.unified desc, a.id`.execute(tx);
  return new Map(rows.map(({ code, id }) => [code, id]));
}

export async function areaIsNow(tx: Tx, regionId: number, areaId: number): Promise<boolean> {
  const { rows } = await sql`
    select from areas.areas where region_id = ${regionId} and id = ${areaId} and valid_to is null`.execute(tx);
  return rows.length > 0;
}

// ── Knowledge ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type ArticleRow = Static<typeof Article>;

/**
 * Articles with everything that was asked for; if there is none, those that share most pairs with the question, because
 * people paste whole sentences. Without a question: the list from its beginning.
 */
export async function articlesFor(tx: Tx, regionId: number, q: string | undefined, limit = 20): Promise<ArticleRow[]> {
  const columns = sql`id, question, answer, office, terms, version`;
  const grams = q === undefined ? [] : gramsOfQuery(q);
  if (grams.length === 0) {
    if (q?.trim()) return [];
    const { rows } = await sql<ArticleRow>`
      select ${columns} from catalogue.articles
       where region_id = ${regionId} and retired_at is null order by id limit ${limit}`.execute(tx);
    return rows;
  }
  const { rows } = await sql<ArticleRow>`
    select ${columns} from catalogue.articles
     where region_id = ${regionId} and retired_at is null and grams @> ${grams}::text[]
     order by strpos(lower(question), lower(${q!.trim()})) = 0, id limit ${limit}`.execute(tx);
  if (rows.length > 0 || grams.length < 3) return rows;
  const { rows: near } = await sql<ArticleRow>`
    select ${columns} from (
      select ${columns}, (select count(*) from unnest(grams) g where g = any(${grams}::text[])) as shared
        from catalogue.articles
       where region_id = ${regionId} and retired_at is null and grams && ${grams}::text[]) found
     where shared >= ${Math.max(2, Math.ceil(grams.length / 4))}
     order by shared desc, id limit ${limit}`.execute(tx);
  return near;
}

export async function phrasesFor(
  tx: Tx,
  regionId: number,
  wanted: { purpose: string; matterId?: number; reason?: string; lang: 'zh' | 'en' },
): Promise<{ id: number; text: string; reason: string }[]> {
  const { rows } = await sql<{ id: number; text: string; reason: string }>`
    select id, text, reason from catalogue.phrases
     where region_id = ${regionId} and purpose = ${wanted.purpose} and lang = ${wanted.lang}
       and (matter_id is null ${wanted.matterId === undefined ? sql`` : sql`or matter_id = ${wanted.matterId}`})
       ${wanted.reason === undefined ? sql`` : sql`and reason in ('', ${wanted.reason})`}
     order by matter_id nulls last, reason desc, id limit 100`.execute(tx);
  return rows;
}

/** Every phrase that some form offers, for whoever keeps them: by purpose, those for all matters first. */
export async function allPhrases(tx: Tx, regionId: number): Promise<Phrase[]> {
  const { rows } = await sql<Phrase>`
    select id, purpose, matter_id as "matterId", reason, lang, text, version from catalogue.phrases
     where region_id = ${regionId} and purpose = any(${[...phrasePurposes]}::text[])
     order by purpose, lang desc, matter_id nulls first, reason, id limit 5000`.execute(tx);
  return rows;
}

export async function articleOf(tx: Tx, regionId: number, id: number): Promise<ArticleRow | undefined> {
  const { rows } = await sql<ArticleRow>`
    select id, question, answer, office, terms, version from catalogue.articles
     where region_id = ${regionId} and id = ${id}`.execute(tx);
  return rows[0];
}
