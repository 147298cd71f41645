/** What was learned, and what the facts tell of topics, places and times. Nothing here counts people. */
import { sql, type RawBuilder } from 'kysely';
import {
  fewestShown,
  type CauseKind,
  type ChangeKind,
  type Flow,
  type ImprovementState,
  type StuckKind,
} from '#contract/improvement.ts';
import { localDate } from '#contract/calendar.ts';
import { caseScope, toldInConfidence } from '#access';
import { regionOf, treeOf, type AreaNode } from '#areas';
import { factStands } from '#cases';
import type { Actor } from '#kit/caller.ts';
import { daysWithin, type KeptDays, type Span } from '#kit/days.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { flowFrom, packed, type FlowPart } from './flow.rules.ts';
import { byMonths, shownCount } from './improvement.rules.ts';

type Query = { after?: string | undefined; limit?: number | undefined };

// ── Items ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type ItemRow = {
  id: string;
  number: number;
  title: string;
  matterId: number;
  matterName: string;
  areaId: number;
  areaName: string;
  state: ImprovementState;
  causeKind: CauseKind | null;
  cause: string;
  changeKind: ChangeKind | null;
  changeText: string;
  changeRef: string;
  changeVersion: string;
  changedAt: Date | null;
  measureDays: number | null;
  measureAt: Date | null;
  before: number | null;
  after: number | null;
  measuredAt: Date | null;
  result: string;
  helped: boolean | null;
  publicZh: string | null;
  publicEn: string | null;
  publishedAt: Date | null;
  ownerUnit: string;
  by: string;
  at: Date;
  closedAt: Date | null;
  sources: number;
  version: number;
};
const columns = (regionId: number) => sql`
  i.id, i.number, i.title, i.matter_id as "matterId", m.small_name as "matterName", i.area_id as "areaId", a.name as "areaName", i.state, i.cause_kind as "causeKind", i.cause,
  i.change_kind as "changeKind", i.change_text as "changeText", i.change_ref as "changeRef", i.change_version as "changeVersion",
  i.changed_at as "changedAt", i.measure_days as "measureDays", i.measure_at as "measureAt", i.before_n as before, i.after_n as after,
  i.measured_at as "measuredAt", i.result, i.helped, i.public_zh as "publicZh", i.public_en as "publicEn", i.published_at as "publishedAt",
  u.name as "ownerUnit", p.name as by, i.made_at as at, i.closed_at as "closedAt", i.version,
  (select count(*)::int from improvement.sources s where s.region_id = ${regionId} and s.item_id = i.id) as sources`;
const joins = (regionId: number) => sql`
  improvement.items i
  join catalogue.matters m on m.region_id = ${regionId} and m.id = i.matter_id
  join areas.areas a on a.region_id = ${regionId} and a.id = i.area_id
  join access.units u on u.region_id = ${regionId} and u.id = i.owner_unit_id
  join access.people p on p.region_id = ${regionId} and p.id = i.made_by`;

export async function itemOf(tx: Tx, regionId: number, itemId: string): Promise<ItemRow | undefined> {
  const { rows } = await sql<ItemRow>`
    select ${columns(regionId)} from ${joins(regionId)} where i.region_id = ${regionId} and i.id = ${itemId}`.execute(
    tx,
  );
  return rows[0];
}

export async function itemsPage(
  tx: Tx,
  regionId: number,
  query: Query & { state?: ImprovementState | undefined },
): Promise<{ rows: ItemRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number');
  const { rows } = await sql<ItemRow>`
    select ${columns(regionId)} from ${joins(regionId)}
     where i.region_id = ${regionId} ${query.state === undefined ? sql`` : sql`and i.state = ${query.state}`}
       ${after ? sql`and i.number < ${after[0]}::int` : sql``}
     order by i.number desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.number],
    (row) => row,
  );
}

/** The cases an item came from; what lies outside the reader's scope is counted and not named. */
export async function sourcesOf(
  tx: Tx,
  actor: Actor,
  itemId: string,
): Promise<{ id: string; number: string | null; title: string | null }[]> {
  const { rows } = await sql<{ id: string; number: string | null; title: string | null }>`
    select s.case_id as id, c.number, c.title from improvement.sources s
      left join cases.cases c on c.region_id = ${actor.regionId} and c.id = s.case_id and ${caseScope(actor)}
     where s.region_id = ${actor.regionId} and s.item_id = ${itemId} order by c.number nulls last, s.case_id limit 100`.execute(
    tx,
  );
  return rows;
}

/** Reports of the matter in the place, within a time: the measure before and after a change. */
export async function reportsOf(
  tx: Tx,
  regionId: number,
  about: { matterId: number; areaPath: string },
  { from, to }: Span,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from intake.reports r
      join cases.cases c on c.region_id = ${regionId} and c.id = r.case_id and c.matter_id = ${about.matterId} and c.area_path <@ ${about.areaPath}::ltree
     where r.region_id = ${regionId} and r.received_at >= ${from} and r.received_at < ${to}`.execute(tx);
  return rows[0]!.n;
}

/** Does the version that is linked exist? Rules and plans are named by people; lists, limits and borders are looked up. */
export async function versionExists(
  tx: Tx,
  regionId: number,
  kind: ChangeKind,
  ref: string,
  version: string,
): Promise<boolean> {
  if (kind === 'rule' || kind === 'plan') return true;
  if (!/^\d{1,9}$/.test(version)) return false;
  const n = Number(version);
  const { rows } =
    kind === 'list'
      ? await sql`select from catalogue.responsibilities where region_id = ${regionId} and number = ${ref} and version = ${n}`.execute(
          tx,
        )
      : kind === 'limit'
        ? await sql`
            select from catalogue.conditions k join catalogue.matters m on m.region_id = k.region_id and m.id = k.matter_id
             where k.region_id = ${regionId} and m.code || '/' || k.n = ${ref} and k.version >= ${n}`.execute(tx)
        : await sql`
            select from areas.boundaries b join areas.areas a on a.region_id = ${regionId} and a.id = b.area_id
             where b.region_id = ${regionId} and a.code = ${ref} and b.version = ${n}`.execute(tx);
  return rows.length > 0;
}

// ── Topics, places, times ──────────────────────────────────────────────────────────────────────────────────────────────

/** So deep lies the deepest place anything is told of; `d.depth` in a statement. */
const deepestPlace = (regionId: number) => sql`
  (select (select coalesce(max(nlevel(a.path)), 1) from areas.areas a
            where a.region_id = ${regionId} and a.level in ('district', 'street', 'community')) as depth) d`;

/** One of these spans, as a condition on an instant. */
const inSpans = (spans: readonly Span[], instant: string): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(
    spans.map(({ from, to }) => sql`(${sql.ref(instant)} >= ${from} and ${sql.ref(instant)} < ${to})`),
    sql` or `,
  )})`;

/**
 * What is kept of a day by the place (a community, or what stands above it where a case is in none) and by matter: 'path' → matter, its
 * numbers, matter, its numbers … Nearly every day has nearly every community, and so a year of days is read in a moment.
 */
type ByPlace = Record<string, number[]>;

/** The one of these places that a path leads to or through. */
function placeAbove<Place>(path: string, places: ReadonlyMap<string, Place>): Place | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const place = places.get(path.slice(0, end));
    if (place) return place;
  }
  return undefined;
}

/**
 * Rows by place, added up over many days: for a path the place it is told of, with its rows. A year has a third of a million numbers, and
 * looks for a place as often as it has days and paths, or once for each path.
 */
function byPlace<Row>(
  places: ReadonlyMap<string, AreaNode>,
): (path: string) => { place: AreaNode; rows: Map<number, Row> } | undefined {
  const told = new Map<AreaNode, { place: AreaNode; rows: Map<number, Row> }>();
  const above = new Map<string, { place: AreaNode; rows: Map<number, Row> } | undefined>();
  return (path) => {
    if (!above.has(path)) {
      const place = placeAbove(path, places);
      if (place && !told.has(place)) told.set(place, { place, rows: new Map() });
      above.set(path, place && told.get(place));
    }
    return above.get(path);
  };
}

/** Places of a level, and matters with their names; sensitive ones are told of the whole district alone. */
async function placesAndMatters(
  tx: Tx,
  regionId: number,
  level: 'district' | 'street' | 'community',
): Promise<{ places: Map<string, AreaNode>; matters: Map<number, string> }> {
  const { byId } = await treeOf(tx, regionId);
  const { rows } = await sql<{ id: number; name: string }>`
    select id, small_name as name from catalogue.matters where region_id = ${regionId} and (not sensitive or ${level} = 'district')`.execute(
    tx,
  );
  return {
    places: new Map([...byId.values()].filter((one) => one.level === level).map((one) => [one.path, one])),
    matters: new Map(rows.map(({ id, name }) => [id, name])),
  };
}

/** Which facts may change the matter or the place of a case. */
const retelling = ['case.received', 'case.filed', 'case.self_handled', 'case.taken_back'];
/** And which the other things that are told of it by the day it was opened. */
const recounting = [
  ...retelling,
  'case.opened',
  'case.rework',
  'case.reopened',
  'case.voided',
  'case.merged',
  'case.took_in',
  'case.report_joined',
];

async function openedIn(tx: Tx, regionId: number, spans: readonly Span[]): Promise<ByPlace> {
  const opened: ByPlace = {};
  if (spans.length === 0) return opened;
  const { rows } = await sql<{
    path: string;
    matterId: number;
    cases: number;
    reports: number;
    reworked: number;
    reopened: number;
  }>`
    select subpath(c.area_path, 0, d.depth)::text as path, c.matter_id as "matterId", count(*)::int as cases, sum(c.reports)::int as reports,
           count(*) filter (where c.reworks > 0)::int as reworked, count(*) filter (where c.reopened > 0)::int as reopened
      from cases.cases c, ${deepestPlace(regionId)}
     where c.region_id = ${regionId} and ${inSpans(spans, 'c.opened_at')} and c.state not in ('voided', 'merged')
     group by 1, 2 order by 1, 2`.execute(tx);
  for (const { path, matterId, cases, reports, reworked, reopened } of rows)
    (opened[path] ??= []).push(matterId, cases, reports, reworked, reopened);
  return opened;
}

/** What recurs is told of the day its cases were opened on, as they are now. */
export const openedDays: KeptDays<ByPlace> = {
  name: 'opened',
  touchedBy: (regionId, facts) => sql`
    select c.opened_at as at
      from (select distinct f.subject_id from ${facts} f where f.subject = 'case' and f.kind = any(${recounting}::text[])) moved
      join cases.cases c on c.region_id = ${regionId} and c.id = moved.subject_id::uuid`,
  first: (regionId) => sql<Date | null>`select min(c.opened_at) from cases.cases c where c.region_id = ${regionId}`,
  count: openedIn,
};

export type RecurringRow = {
  matterId: number;
  matterName: string;
  areaId: number;
  areaName: string;
  reports: number;
  cases: number;
  reworked: number;
  reopened: number;
  itemNumber: number | null;
};
/** Only what came often enough to say something, and to say it of nobody. */
export async function recurringPage(
  tx: Tx,
  regionId: number,
  span: Span,
  level: 'street' | 'community',
  query: Query,
): Promise<{ rows: RecurringRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number', 'number', 'number');
  const { places, matters } = await placesAndMatters(tx, regionId, level);
  const { days, rest } = await daysWithin(tx, regionId, openedDays, span);
  type Found = Omit<RecurringRow, 'itemNumber'> & { path: string };
  const found: Found[] = [];
  const at = byPlace<Found>(places);
  for (const part of [...days.map(({ counted }) => counted), await openedIn(tx, regionId, rest)])
    for (const [path, told] of Object.entries(part)) {
      const there = at(path);
      if (!there) continue;
      const { place, rows } = there;
      for (let i = 0; i < told.length; i += 5) {
        const matterId = told[i]!;
        let row = rows.get(matterId);
        if (!row) {
          const matterName = matters.get(matterId);
          if (matterName === undefined) continue;
          row = { matterId, matterName, areaId: place.id, areaName: place.name, path: place.path, ...noCases };
          rows.set(matterId, row);
          found.push(row);
        }
        row.cases += told[i + 1]!;
        row.reports += told[i + 2]!;
        row.reworked += told[i + 3]!;
        row.reopened += told[i + 4]!;
      }
    }
  const inOrder = (a: Sorted, b: Sorted): number =>
    b.reports - a.reports || b.matterId - a.matterId || b.areaId - a.areaId;
  const last = after && { reports: Number(after[0]), matterId: Number(after[1]), areaId: Number(after[2]) };
  const page = found
    .filter((row) => row.reports >= fewestShown && (!last || inOrder(row, last) > 0))
    .toSorted(inOrder)
    .slice(0, limit + 1);
  const { rows: items } = await sql<{ number: number | null }>`
    select (select i.number from improvement.items i
             where i.region_id = ${regionId} and i.matter_id = f.matter and f.path <@ i.area_path and i.state not in ('closed', 'dropped')
             order by i.number desc limit 1) as number
      from unnest(${page.map(({ matterId }) => matterId)}::int[], ${page.map(({ path }) => path)}::ltree[])
           with ordinality f(matter, path, place) order by f.place`.execute(tx);
  return pageOf(
    page.map(({ path: _path, ...row }, i) => ({ ...row, itemNumber: items[i]!.number })),
    limit,
    (row) => [row.reports, row.matterId, row.areaId],
    (row) => row,
  );
}
const noCases = { cases: 0, reports: 0, reworked: 0, reopened: 0 };
type Sorted = Pick<RecurringRow, 'reports' | 'matterId' | 'areaId'>;

export type CountRow = {
  month: string;
  matterId: number;
  matterName: string;
  areaId: number;
  areaName: string;
  n: number | null;
};
async function toldIn(tx: Tx, regionId: number, spans: readonly Span[]): Promise<ByPlace> {
  const told: ByPlace = {};
  if (spans.length === 0) return told;
  // Most reports open their case in that very moment: it is found among those of the same time, in an index alone; the others are
  // looked up. Laid together and not joined: of a day that is fuller than the database has counted yet it expects one row, and would
  // hold each report against each case.
  const { rows } = await sql<{ path: string; matterId: number; n: number }>`
    select subpath(f.area_path, 0, d.depth)::text as path, f.matter_id as "matterId", sum(f.n)::int as n
      from (select near.n, coalesce(near.matter_id, far.matter_id) as matter_id, coalesce(near.area_path, far.area_path) as area_path
              from (select id, sum(n) as n, max(matter_id) as matter_id, max(area_path::text)::ltree as area_path
                      from (select r.case_id as id, 1 as n, null::int as matter_id, null::ltree as area_path from intake.reports r
                             where r.region_id = ${regionId} and ${inSpans(spans, 'r.received_at')}
                            union all
                            select c.id, 0, c.matter_id, c.area_path from cases.cases c
                             where c.region_id = ${regionId} and ${inSpans(spans, 'c.opened_at')}) laid
                     group by id having sum(n) > 0) near
              left join lateral (select c.matter_id, c.area_path from cases.cases c
                                  where near.matter_id is null and c.region_id = ${regionId} and c.id = near.id offset 0) far on true) f,
           ${deepestPlace(regionId)}
     group by 1, 2 order by 1, 2`.execute(tx);
  for (const { path, matterId, n } of rows) (told[path] ??= []).push(matterId, n);
  return told;
}

/** A report counts on the day it came, for the matter and the place its case has now: those change when it is received, filed, or taken back. */
export const toldDays: KeptDays<ByPlace> = {
  name: 'told',
  touchedBy: (regionId, facts) => sql`
    select r.received_at as at
      from (select distinct f.subject_id from ${facts} f where f.subject = 'case' and f.kind = any(${retelling}::text[])) moved
      join intake.reports r on r.region_id = ${regionId} and r.case_id = moved.subject_id::uuid
    union all
    select r.received_at from ${facts} f join intake.reports r on r.region_id = ${regionId} and r.id = f.subject_id::uuid
     where f.subject = 'report' and f.kind = 'report.received'`,
  first: (regionId) =>
    sql<Date | null>`select min(r.received_at) from intake.reports r where r.region_id = ${regionId}`,
  count: toldIn,
};

export async function countsPage(
  tx: Tx,
  regionId: number,
  span: Span,
  level: 'district' | 'street' | 'community',
  query: Query,
): Promise<{ rows: CountRow[]; next: string | null }> {
  const limit = query.limit ?? 100;
  const after = keysOf(query.after, 'string', 'number', 'number');
  const { timeZone } = await regionOf(tx, regionId);
  const { places, matters } = await placesAndMatters(tx, regionId, level);
  const { days, rest } = await daysWithin(tx, regionId, toldDays, span);
  const parts = days.map(({ from, counted }) => ({ month: localDate(from, timeZone).slice(0, 7), counted }));
  const restByMonth = Map.groupBy(
    rest.flatMap((one) => byMonths(one, timeZone)),
    ({ month }) => month,
  );
  for (const [month, spans] of restByMonth) parts.push({ month, counted: await toldIn(tx, regionId, spans) });

  const found: (CountRow & { n: number })[] = [];
  for (const [month, its] of Map.groupBy(parts, (part) => part.month)) {
    const at = byPlace<CountRow & { n: number }>(places);
    for (const { counted } of its)
      for (const [path, told] of Object.entries(counted)) {
        const there = at(path);
        if (!there) continue;
        const { place, rows } = there;
        for (let i = 0; i < told.length; i += 2) {
          const matterId = told[i]!;
          let row = rows.get(matterId);
          if (!row) {
            const matterName = matters.get(matterId);
            if (matterName === undefined) continue;
            row = { month, matterId, matterName, areaId: place.id, areaName: place.name, n: 0 };
            rows.set(matterId, row);
            found.push(row);
          }
          row.n += told[i + 1]!;
        }
      }
  }
  const inOrder = (a: CountPlace, b: CountPlace): number =>
    a.month < b.month ? -1 : a.month > b.month ? 1 : a.matterId - b.matterId || a.areaId - b.areaId;
  const last = after && { month: String(after[0]), matterId: Number(after[1]), areaId: Number(after[2]) };
  return pageOf(
    found
      .filter((row) => !last || inOrder(row, last) > 0)
      .toSorted(inOrder)
      .slice(0, limit + 1),
    limit,
    (row) => [row.month, row.matterId, row.areaId],
    (row) => ({ ...row, n: shownCount(row.n) }),
  );
}
type CountPlace = Pick<CountRow, 'month' | 'matterId' | 'areaId'>;

export type CauseRow = {
  matterId: number;
  matterName: string;
  areaId: number;
  areaName: string;
  kind: CauseKind;
  items: number;
  sources: number;
  changed: number;
  measured: number;
  helped: number;
  before: number;
  after: number;
  lastNumber: number;
};
/** The causes that came up most often first. What was dropped had none that would hold. */
export async function causesPage(
  tx: Tx,
  regionId: number,
  query: Query & { kind?: CauseKind | undefined },
): Promise<{ rows: CauseRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number', 'number');
  const { rows } = await sql<CauseRow>`
    select f.*, m.small_name as "matterName", a.name as "areaName"
      from (select i.matter_id as "matterId", i.area_id as "areaId", i.cause_kind as kind, count(*)::int as items,
                   sum((select count(*) from improvement.sources s where s.region_id = ${regionId} and s.item_id = i.id))::int as sources,
                   count(i.changed_at)::int as changed, count(i.measured_at)::int as measured, count(*) filter (where i.helped)::int as helped,
                   coalesce(sum(i.before_n) filter (where i.measured_at is not null), 0)::int as before, coalesce(sum(i.after_n), 0)::int as after,
                   max(i.number) as "lastNumber"
              from improvement.items i
             where i.region_id = ${regionId} and i.cause_kind is not null and i.state <> 'dropped'
               ${query.kind === undefined ? sql`` : sql`and i.cause_kind = ${query.kind}`}
             group by 1, 2, 3) f
      join catalogue.matters m on m.region_id = ${regionId} and m.id = f."matterId"
      join areas.areas a on a.region_id = ${regionId} and a.id = f."areaId"
     ${after ? sql`where (f.items, f."lastNumber") < (${after[0]}::int, ${after[1]}::int)` : sql``}
     order by f.items desc, f."lastNumber" desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.items, row.lastNumber],
    (row) => row,
  );
}

/** What each fact says of a case that it is not solved, or was not at once. */
const stuckBy = {
  'case.suspended': 'suspended',
  'case.escalated_to': 'escalated',
  'case.gap_found': 'gap',
  'case.return_decided': 'misdirected',
  'case.extension_decided': 'more_time',
  'case.rework': 'rework',
  'case.closed': 'forced',
  'case.called_back': 'unsolved',
} as const satisfies Record<string, StuckKind>;
const stuckFacts = Object.keys(stuckBy) as (keyof typeof stuckBy)[];
/** Of kit.facts under some name: the index facts_stuck holds just these. */
const isStuck = (of: 'f' | 'e') => {
  const [kind, data] = [sql.ref(`${of}.kind`), sql.ref(`${of}.data`)];
  return sql<boolean>`
    (${kind} in ('case.suspended', 'case.escalated_to', 'case.gap_found', 'case.rework')
     or ${kind} in ('case.return_decided', 'case.extension_decided') and ${data} ->> 'accepted' = 'true'
     or ${kind} = 'case.closed' and ${data} ->> 'forced' = 'true'
     or ${kind} = 'case.called_back' and ${data} ->> 'solved' = 'false')`;
};

/** By place: matter, which of `stuckFacts`, when the same was said of the same case before (0: never), how many. */
async function stuckIn(tx: Tx, regionId: number, spans: readonly Span[]): Promise<ByPlace> {
  const stuck: ByPlace = {};
  if (spans.length === 0) return stuck;
  // Case by case (`offset 0`): joined with all cases there are, a day would read the history.
  const { rows } = await sql<{ path: string; matterId: number; why: number; before: number; n: number }>`
    select subpath(c.area_path, 0, d.depth)::text as path, c.matter_id as "matterId",
           array_position(${stuckFacts}::text[], f.kind) - 1 as why, coalesce(floor(date_part('epoch', earlier.at) * 1000), 0)::float8 as before,
           count(*)::int as n
      from kit.facts f
     cross join lateral (select c.matter_id, c.area_path from cases.cases c
                          where c.region_id = ${regionId} and c.id = f.subject_id::uuid offset 0) c
     cross join lateral (select max(e.happened_at) as at from kit.facts e
                          where e.region_id = ${regionId} and e.subject = 'case' and e.subject_id = f.subject_id and e.kind = f.kind
                            and (e.happened_at, e.n) < (f.happened_at, f.n) and ${isStuck('e')}) earlier,
           ${deepestPlace(regionId)}
     where f.region_id = ${regionId} and f.subject = 'case' and ${inSpans(spans, 'f.happened_at')} and ${isStuck('f')} and ${factStands}
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(tx);
  for (const { path, matterId, why, before, n } of rows) (stuck[path] ??= []).push(matterId, why, before, n);
  return stuck;
}

/**
 * Why cases are stuck, on the day it was said, for the matter and the place the case has now. A case counts once for each why in whatever span
 * is looked at: that is, where it is said the first time in it. So a day keeps when the same had been said before.
 */
export const stuckDays: KeptDays<ByPlace> = {
  name: 'stuck',
  touchedBy: (regionId, facts) => sql`
    select e.happened_at as at
      from (select f.subject_id, bool_or(f.kind = any(${retelling}::text[])) as retold,
                   min(f.happened_at) filter (where f.kind = any(${stuckFacts}::text[])) as said
              from ${facts} f where f.subject = 'case' and f.kind = any(${[...retelling, ...stuckFacts]}::text[]) group by 1) told
      join kit.facts e on e.region_id = ${regionId} and e.subject = 'case' and e.subject_id = told.subject_id
                      and (told.retold or e.happened_at >= told.said) and ${isStuck('e')}`,
  first: (regionId) => sql<Date | null>`
    select min(f.happened_at) from kit.facts f where f.region_id = ${regionId} and ${isStuck('f')}`,
  count: stuckIn,
};

export type StuckRow = {
  matterId: number;
  matterName: string;
  areaId: number;
  areaName: string;
  kind: StuckKind;
  n: number | null;
};
/** A case counts once for each why. Small numbers come last, and are not told. */
export async function stuckPage(
  tx: Tx,
  regionId: number,
  span: Span,
  level: 'district' | 'street' | 'community',
  query: Query,
): Promise<{ rows: StuckRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number', 'string');
  const { places, matters } = await placesAndMatters(tx, regionId, level);
  const { days, rest } = await daysWithin(tx, regionId, stuckDays, span);
  const found: (StuckRow & { n: number })[] = [];
  const at = byPlace<StuckRow & { n: number }>(places);
  for (const part of [...days.map(({ counted }) => counted), await stuckIn(tx, regionId, rest)])
    for (const [path, told] of Object.entries(part)) {
      const there = at(path);
      if (!there) continue;
      const { place, rows } = there;
      for (let i = 0; i < told.length; i += 4) {
        const [matterId, why, before] = [told[i]!, told[i + 1]!, told[i + 2]!];
        // What had been said within the span before is counted there.
        if (before >= span.from.getTime()) continue;
        let row = rows.get(matterId * stuckFacts.length + why);
        if (!row) {
          const matterName = matters.get(matterId);
          if (matterName === undefined) continue;
          row = { matterId, matterName, areaId: place.id, areaName: place.name, kind: stuckBy[stuckFacts[why]!], n: 0 };
          rows.set(matterId * stuckFacts.length + why, row);
          found.push(row);
        }
        row.n += told[i + 3]!;
      }
    }
  return pageOf(
    found
      .map((row) => ({ ...row, key: stuckKey(row), told: row.n >= fewestShown ? row.n : 0 }))
      .filter(({ told, key }) => !after || told < Number(after[0]) || (told === after[0] && key > String(after[1])))
      .toSorted((a, b) => b.told - a.told || (a.key < b.key ? -1 : 1))
      .slice(0, limit + 1),
    limit,
    (row) => [row.told, row.key],
    ({ told: _told, key: _key, ...row }) => ({ ...row, n: shownCount(row.n) }),
  );
}
const stuckKey = ({ matterId, areaId, kind }: StuckRow): string =>
  `${String(matterId).padStart(9, '0')}${String(areaId).padStart(9, '0')}${kind}`;

// ── Where it waits, and how often it goes back ─────────────────────────────────────────────────────────────────────────

/** Numbers as `int4send` writes them, the highest byte first. */
function* fourBytesEach(base64: string): Generator<number> {
  const bytes = Buffer.from(base64, 'base64');
  for (let i = 0; i < bytes.length; i += 4) yield bytes.readInt32BE(i);
}

const tenths = (from: string, to: string) =>
  sql.raw(`least(round(date_part('epoch', ${to} - ${from}) * 10), 2147483647)::int`);

/**
 * Of the cases that ended in some spans: their stages as they were entered and left, and the facts that sent them back. A stage that was
 * left in the instant it was entered (弱化环节: the template makes the move by itself) was skipped like one that never came.
 */
async function flowIn(
  tx: Tx,
  regionId: number,
  spans: readonly Span[],
  matterId: number | undefined,
): Promise<FlowPart> {
  const endedWith = (more: RawBuilder<unknown>) =>
    sql.join(
      spans.map(
        ({ from, to }) => sql`
      select c.id, c.state = 'closed' as closed ${more} from cases.cases c
       where c.region_id = ${regionId} and c.ended_at >= ${from} and c.ended_at < ${to}
         ${matterId === undefined ? sql`` : sql`and c.matter_id = ${matterId}`}`,
      ),
      sql` union all `,
    );
  const ended = endedWith(sql``);
  // The facts of a case are many, and few cases go back: the case itself knows whether it ever did.
  const endedBack = endedWith(sql`, c.reworks + c.returns + c.reopened > 0
    or exists (select from cases.confirmations k where k.region_id = ${regionId} and k.case_id = c.id) as back`);
  // Case by case (`offset 0`): joined with all stages there are, a day would read the history.
  const stagesOf = sql`(select s.* from cases.stages s where s.region_id = ${regionId} and s.case_id = e.id offset 0) s`;
  const { rows: stages } = await sql<FlowPart['stages'][number] & { all: number; closed: number }>`
    with ended as materialized (${ended})
    select s.state, count(*)::int as n, sum(s.tenths)::float8 as tenths, count(*) filter (where s.late)::int as late,
           count(distinct s.case_id) filter (where s.closed)::int as passed,
           translate(encode(string_agg(int4send(s.tenths), ''::bytea order by s.tenths), 'base64'), chr(10), '') as waits,
           (select count(*)::int from ended where closed) as closed, (select count(*)::int from ended) as all
      from (select s.state, s.case_id, e.closed, coalesce(s.ended_at > s.due_at, false) as late, ${tenths('s.entered_at', 's.ended_at')} as tenths
              from ended e cross join lateral ${stagesOf}
             where s.ended_at > s.entered_at) s
     group by s.state order by s.state`.execute(tx);
  const { rows: ways } = await sql<FlowPart['ways'][number]>`
    with ended as materialized (${ended})
    select w.from, w.to, count(*)::int as n
      from (select s.state as from, coalesce(lead(s.state) over (partition by s.case_id order by s.n), 'end') as to
              from ended e cross join lateral ${stagesOf}) w
     group by 1, 2 order by 1, 2`.execute(tx);
  const { rows: loops } = await sql<FlowPart['loops'][number]>`
    with ended as materialized (${endedBack}), back (kind, fact, forward) as (
      values ('confirm', 'case.confirm_asked', 'case.confirmed'), ('return', 'case.return_decided', 'case.dispatched'),
             ('rework', 'case.rework', 'case.handed_back'), ('reopen', 'case.reopened', 'case.closed'))
    select b.kind, count(*)::int as times, count(distinct f.subject_id)::int as cases, count(g.happened_at)::int as forward,
           coalesce(sum(${tenths('f.happened_at', 'g.happened_at')}) filter (where g.happened_at is not null), 0)::float8 as tenths
      from (select id from ended where back) e
     cross join lateral (select f.n, f.subject_id, f.kind, f.data, f.happened_at from kit.facts f
                          where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = e.id::text offset 0) f
      join back b on b.fact = f.kind and (f.kind <> 'case.return_decided' or f.data->>'accepted' = 'true')
      left join lateral (select n.happened_at from kit.facts n
                          where n.region_id = ${regionId} and n.subject = 'case' and n.subject_id = f.subject_id and n.n > f.n and n.kind = b.forward
                          order by n.n limit 1) g on true
     group by b.kind order by b.kind`.execute(tx);
  return {
    cases: stages[0]?.all ?? 0,
    closed: stages[0]?.closed ?? 0,
    stages: stages.map(({ all: _all, closed: _closed, ...stage }) => ({
      ...stage,
      waits: packed(fourBytesEach(stage.waits)),
    })),
    ways,
    loops,
  };
}

/** Facts that say nothing of the way a case went, though it has ended: a call back, a word, a picture. */
const besideTheWay = [
  'case.called_back',
  'case.noted',
  'case.photo_ready',
  'case.photo_added',
  'case.labelled',
  'case.archived',
];
const endings = ['case.closed', 'case.answered', 'case.refused', 'case.withdrawn', 'case.merged', 'case.voided'];

/** A case counts on the day it ended: on the one it ends on now, and no longer on those it had ended on before it was reopened. */
export const flowDays: KeptDays<FlowPart> = {
  name: 'flow',
  touchedBy: (regionId, facts) => sql`
    select e.at from (select distinct f.subject_id from ${facts} f
                       where f.subject = 'case' and not f.kind = any(${besideTheWay}::text[])) told
      cross join lateral (
        select c.ended_at as at from cases.cases c where c.region_id = ${regionId} and c.id = told.subject_id::uuid
        union all
        select b.happened_at from kit.facts b
         where b.region_id = ${regionId} and b.subject = 'case' and b.subject_id = told.subject_id and b.kind = any(${endings}::text[])) e`,
  first: (regionId) => sql<Date | null>`select min(c.ended_at) from cases.cases c where c.region_id = ${regionId}`,
  count: (tx, regionId, spans) => flowIn(tx, regionId, spans, undefined),
};

/** Of one matter there is little to count; of all, whole days were counted before. */
export async function flowOf(tx: Tx, regionId: number, span: Span, matterId: number | undefined): Promise<Flow> {
  const { days, rest } =
    matterId === undefined ? await daysWithin(tx, regionId, flowDays, span) : { days: [], rest: [span] };
  const parts = days.map(({ counted }) => counted);
  return flowFrom(rest.length > 0 ? [...parts, await flowIn(tx, regionId, rest, matterId)] : parts);
}

// ── In public ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type BecauseRow = {
  number: number;
  zh: string;
  en: string | null;
  matterName: string;
  matterNameEn: string;
  areaName: string;
  areaNameEn: string;
  changeKind: ChangeKind;
  changedAt: Date;
  measureDays: number;
  before: number | null;
  after: number | null;
  helped: boolean | null;
  reports: number;
  receipts: string[];
};
/** Credited are the reports of residents that were not made in confidence, by the numbers of their receipts. */
export async function becausePage(
  tx: Tx,
  regionId: number,
  query: Query,
): Promise<{ rows: BecauseRow[]; next: string | null }> {
  const limit = query.limit ?? 20;
  const after = keysOf(query.after, 'string', 'number');
  const credited = sql`
    from improvement.sources s
    join cases.cases c on c.region_id = ${regionId} and c.id = s.case_id and not c.confidential
    join intake.reports r on r.region_id = ${regionId} and r.case_id = c.id and not ${toldInConfidence}
                         and r.channel in ('web', 'hotline', 'counter', 'open311', 'email', 'sms', 'account')
   where s.region_id = ${regionId} and s.item_id = i.id`;
  const { rows } = await sql<BecauseRow & { order: string }>`
    select i.number, i.public_zh as zh, i.public_en as en, m.small_name as "matterName", m.small_name_en as "matterNameEn",
           a.name as "areaName", a.name_en as "areaNameEn", i.change_kind as "changeKind", i.changed_at as "changedAt",
           i.measure_days as "measureDays", i.before_n as before, i.after_n as after, i.helped, to_jsonb(i.published_at) #>> '{}' as order,
           (select count(*)::int ${credited}) as reports,
           coalesce((select array_agg(q.number) from (select r.number ${credited} order by r.received_at, r.number limit 12) q), '{}') as receipts
      from improvement.items i
      join catalogue.matters m on m.region_id = ${regionId} and m.id = i.matter_id
      join areas.areas a on a.region_id = ${regionId} and a.id = i.area_id
     where i.region_id = ${regionId} and i.published_at is not null
       ${after ? sql`and (i.published_at, i.number) < (${after[0]}::timestamptz, ${after[1]}::int)` : sql``}
     order by i.published_at desc, i.number desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.order, row.number],
    (row) => row,
  );
}
