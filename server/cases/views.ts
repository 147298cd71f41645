/** What is shown of cases. Every statement stands behind the one scope predicate and carries the region. */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import { gramsOfQuery } from '#contract/grams.ts';
import type { Post } from '#contract/access.ts';
import {
  moveNames,
  openStates,
  orderKinds,
  queues,
  type countCases,
  type listCases,
  type listPapers,
  type listSupervised,
  type CaseDetail,
  type CaseRow,
  type Lamp,
  type MoveName,
  type Paper,
  type PhotoShot,
  type State,
} from '#contract/cases.ts';
import { beyondKnown, localDate } from '#contract/calendar.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import type { readWorkOfPost } from '#contract/reassign.ts';
import { lamp, limitCode, type Limit } from '#contract/worktime.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { caseScope, knowsReporter, postHolders, seesDistrict, toldInConfidence, unitsThatShow } from '#access';
import { calendarOf, proposeLead } from '#catalogue';
import { standingMode, type StandingMode } from '#duty';
import { ancestors, areaNames } from '#areas';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { sayTo } from '#kit/named.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { isRefusal, refuse, type Refusal } from '#kit/refusal.ts';
import { decideBy } from './case.rules.ts';
import { mayMove } from './lifecycle.ts';
import { proposeHand, type Hand } from './hands.rules.ts';
import { hasUnread } from './orders/store.ts';
import { personLoads, unitLoads } from './load.ts';
import { narrowed } from './narrowed.ts';
import { readCase, type StoredCase } from './store.ts';
import { labelOf, ruleOf } from './templates.rules.ts';
import { treeFor } from './templates.ts';

type Query = Static<NonNullable<typeof listCases.query>>;
type Filters = Static<NonNullable<typeof countCases.query>>;
type Queue = (typeof queues)[number];

type RowFromDb = Omit<
  CaseRow,
  | 'stageLamp'
  | 'caseLamp'
  | 'stageLimit'
  | 'caseLimit'
  | 'openedAt'
  | 'stageDueAt'
  | 'stageWarnAt'
  | 'caseDueAt'
  | 'caseWarnAt'
  | 'endedAt'
  | 'suspendedUntil'
  | 'point'
  | 'holder'
  | 'lead'
> & {
  openedAt: Date;
  stageDueAt: Date | null;
  stageWarnAt: Date | null;
  caseDueAt: Date | null;
  caseWarnAt: Date | null;
  endedAt: Date | null;
  suspendedUntil: Date | null;
  point: { x: number; y: number } | null;
  holderId: number | null;
  holderName: string | null;
  leadId: number | null;
  leadName: string | null;
  caseStartedAt: Date | null;
  stageLimitJson: Limit | null;
  caseLimitJson: Limit | null;
  cursor: string;
};

/** Columns of one line; `c` is cases.cases. */
const rowColumns = sql`
  c.id, c.number, c.version, c.state, c.title, c.kind, c.channel, c.discovery, c.urgent, c.confidential, m.small_name as "matterName", a.name as "areaName", c.place_text as "placeText", c.location as point,
  c.holder_unit_id as "holderId", hu.name as "holderName", c.lead_unit_id as "leadId", lu.name as "leadName", hp.name as "holderPerson",
  c.opened_at as "openedAt", c.stage_due_at as "stageDueAt", c.stage_warn_at as "stageWarnAt", c.case_due_at as "caseDueAt", c.case_warn_at as "caseWarnAt", c.case_started_at as "caseStartedAt",
  c.suspended_at is not null as suspended, c.suspended_until as "suspendedUntil", c.superior_unit_id is not null as escalated, c.unsolved_at is not null as unsolved, c.ended_at as "endedAt",
  exists (select 1 from cases.returns r where r.region_id = c.region_id and r.case_id = c.id and r.decided_at is null) as "returnAsked",
  (select s.time_limit from cases.stages s where s.region_id = c.region_id and s.case_id = c.id and s.ended_at is null) as "stageLimitJson",
  c.case_limit as "caseLimitJson",
  c.reports, c.alike, c.markings as labels`;
const rowJoins = sql`
  join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
  join areas.areas a on a.region_id = c.region_id and a.id = c.area_id
  left join access.units hu on hu.region_id = c.region_id and hu.id = c.holder_unit_id
  left join access.units lu on lu.region_id = c.region_id and lu.id = c.lead_unit_id
  left join access.people hp on hp.region_id = c.region_id and hp.id = c.holder_person_id`;

const shortly = (limit: Limit | null): string | null => (limit && limit.kind !== 'instant' ? limitCode(limit) : null);

export function shown(row: RowFromDb, at: Date): CaseRow {
  const open = row.endedAt === null;
  const stage: Lamp = !open ? 'none' : row.suspended ? 'paused' : lamp(at, row.stageWarnAt, row.stageDueAt);
  const whole: Lamp =
    row.caseStartedAt === null || !open
      ? open
        ? 'none'
        : row.caseDueAt && row.endedAt! > row.caseDueAt
          ? 'red'
          : 'none'
      : row.suspended
        ? 'paused'
        : lamp(at, row.caseWarnAt, row.caseDueAt);
  const iso = (value: Date | null) => value?.toISOString() ?? null;
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    state: row.state,
    title: row.title,
    kind: row.kind,
    channel: row.channel,
    discovery: row.discovery,
    urgent: row.urgent,
    confidential: row.confidential,
    matterName: row.matterName,
    areaName: row.areaName,
    placeText: row.placeText,
    point: row.point && { lon: row.point.x, lat: row.point.y },
    holder: row.holderId === null ? null : { id: row.holderId, name: row.holderName ?? '' },
    lead: row.leadId === null ? null : { id: row.leadId, name: row.leadName ?? '' },
    holderPerson: row.holderPerson,
    openedAt: row.openedAt.toISOString(),
    stageDueAt: iso(row.stageDueAt),
    stageWarnAt: iso(row.stageWarnAt),
    caseDueAt: iso(row.caseDueAt),
    caseWarnAt: iso(row.caseWarnAt),
    stageLamp: stage,
    caseLamp: whole,
    stageLimit: shortly(row.stageLimitJson),
    caseLimit: shortly(row.caseLimitJson),
    suspended: row.suspended,
    suspendedUntil: iso(row.suspendedUntil),
    escalated: row.escalated,
    returnAsked: row.returnAsked,
    unsolved: row.unsolved,
    reports: row.reports,
    alike: row.alike,
    labels: row.labels ?? [],
    endedAt: iso(row.endedAt),
  };
}

const toCallBack = sql<boolean>`c.to_call_back`;
const unsolved = sql<boolean>`c.unsolved_at is not null`;
const any = (parts: RawBuilder<boolean>[]): RawBuilder<boolean> => sql<boolean>`(${sql.join(parts, sql` or `)})`;

/** What waits for a post: in which states, and which of the cases there; without states it may be any. */
type Waits = { states?: readonly State[]; which?: RawBuilder<boolean> };

/**
 * What waits for these posts: who must act now in each state (the loop's table, told from the desk's side). What has ended may
 * wait too: for a call back, or because its reporter calls it unsolved.
 */
function waitingFor(actor: Actor): { open: RawBuilder<boolean>[]; ended: RawBuilder<boolean>[] } {
  const open: Waits[] = [];
  const ended: RawBuilder<boolean>[] = [];
  for (const post of actor.posts) {
    switch (post.post) {
      case 'receiver':
        open.push({ states: ['reported', 'received'] });
        break;
      case 'duty_officer':
        open.push({ states: ['received', 'checked'] });
        ended.push(unsolved);
        break;
      case 'dispatcher':
        open.push(
          { states: ['filed'] },
          {
            states: ['dispatched', 'signed'],
            which: sql<boolean>`exists (select 1 from cases.returns r where r.region_id = c.region_id and r.case_id = c.id and r.decided_at is null)`,
          },
        );
        break;
      case 'clerk':
        open.push({
          states: ['dispatched', 'signed'],
          which: sql<boolean>`c.holder_unit_id = any(${post.unitIds}::int[])`,
        });
        break;
      case 'handler':
        open.push({ states: ['signed'], which: sql<boolean>`c.holder_person_id = ${actor.personId}::uuid` });
        break;
      case 'keeper':
        open.push({ states: ['confirming'], which: sql<boolean>`c.holder_person_id = ${actor.personId}::uuid` });
        break;
      case 'checker':
        open.push({ states: ['handled'] });
        break;
      case 'caller':
        open.push({ which: toCallBack });
        ended.push(toCallBack);
        break;
      case 'leader':
        open.push({ which: sql<boolean>`c.superior_unit_id = any(${post.unitIds}::int[])` });
        break;
      default:
    }
  }
  return { open: eachState(open), ended };
}

/**
 * State by state, so that each is read along its own part of the index cases_waiting_state: in one order with all others, who receives
 * read through everything that is overdue elsewhere. What waits in any state cannot be told apart so, and makes one list of all.
 */
function eachState(waits: readonly Waits[]): RawBuilder<boolean>[] {
  const inStates = (states: readonly State[], { which }: Waits): RawBuilder<boolean> => {
    const there =
      states.length === 1 ? sql<boolean>`c.state = ${states[0]}` : sql<boolean>`c.state = any(${[...states]}::text[])`;
    return which ? sql<boolean>`(${there} and ${which})` : there;
  };
  if (waits.some(({ states }) => !states))
    return [any(waits.map((one) => (one.states ? inStates(one.states, one) : one.which!)))];
  return openStates.flatMap((state) => {
    const here = waits.filter(({ states }) => states!.includes(state));
    return here.length > 0 ? [any(here.map((one) => inStates([state], one)))] : [];
  });
}

/** Queues of work: what is due first stands first, and a storm is one line. The others are lists, newest first. */
const isWork = (queue: Queue): boolean =>
  ['mine', 'unit', 'superior', 'overdue', 'emergency', 'put_aside'].includes(queue);

const unitsOfPosts = (actor: Actor): number[] => [...new Set(actor.posts.flatMap((post) => post.unitIds))];

/**
 * A queue as conditions of which a case fulfils at most one, so that each is read by its own index: open work, and what waits
 * although it has ended. Lists and the numbers on the tabs both come from here. A storm is folded unless one searches in it:
 * what nobody has touched yet stands under the first of its kind (the index cases_waiting holds the others).
 */
function queueOf(
  actor: Actor,
  queue: Queue,
  at: Date,
  mode: StandingMode | null,
  folded = true,
): RawBuilder<boolean>[] {
  const units = unitsOfPosts(actor);
  const [named, waits] = [namedIn(mode), putAsideBy(mode)];
  // 应急: what can wait leaves the work of the day for a list of its own, until the emergency is over.
  const now = (parts: RawBuilder<boolean>[]) =>
    waits ? parts.map((one) => sql<boolean>`${one} and not ${waits}`) : parts;
  const work = (which: RawBuilder<boolean>) =>
    folded
      ? sql<boolean>`c.is_open and (c.alike_to is null or c.state <> 'reported') and ${which}`
      : sql<boolean>`c.is_open and ${which}`;
  switch (queue) {
    case 'mine': {
      const { open, ended } = waitingFor(actor);
      return [...now(open.map(work)), ...(ended.length > 0 ? [sql<boolean>`not c.is_open and ${any(ended)}`] : [])];
    }
    case 'unit':
      return now([work(sql<boolean>`c.holder_unit_id = any(${units}::int[])`)]);
    case 'emergency':
      return named ? [work(named)] : [];
    case 'put_aside': {
      // Of what is hers or her unit's.
      const own = [...waitingFor(actor).open, sql<boolean>`c.holder_unit_id = any(${units}::int[])`];
      return waits ? [work(sql<boolean>`${waits} and ${any(own)}`)] : [];
    }
    case 'superior':
      return [work(sql<boolean>`c.superior_unit_id = any(${units}::int[])`)];
    case 'involved':
      return [sql<boolean>`c.party_units && ${units}::int[]`];
    case 'running':
      return [sql<boolean>`c.is_open and c.party_units && ${units}::int[]`];
    case 'done':
      return [sql<boolean>`not c.is_open and c.party_units && ${units}::int[]`];
    case 'overdue':
      return [work(sql<boolean>`c.suspended_at is null and c.stage_due_at < ${at}`)];
    case 'supervised':
      return [sql<boolean>`c.supervision_level > 0 and c.is_open`];
    case 'suspended':
      return [sql<boolean>`c.suspended_at is not null`];
    case 'candidates':
      return [sql<boolean>`c.alike > 0 and c.is_open`];
    case 'callback':
      return [toCallBack];
    case 'unsolved':
      return [unsolved];
    default:
      return [sql<boolean>`true`];
  }
}

/**
 * Queues that hold little, each with an index of its own: they are read along that, whoever asks. How many there are in a place or with a unit
 * is guessed badly, and all its history was read for the few of them.
 */
const ofFew: Partial<Record<Queue, RawBuilder<boolean>>> = {
  supervised: sql<boolean>`c.supervision_level > 0`,
  suspended: sql<boolean>`c.suspended_at is not null`,
  candidates: sql<boolean>`c.alike > 0`,
  unsolved,
};

/** Urgent first, then by the stage's deadline. A running clock always sorts before a paused one. */
const orderOf = (queue: Queue): RawBuilder<unknown> =>
  isWork(queue)
    ? sql`(not c.urgent), coalesce(c.stage_due_at, 'infinity'::timestamptz), c.id`
    : sql`c.opened_at desc, c.id desc`;

/**
 * In 应急 the named cases come first, and all others after them in their usual order: two lists, one behind the other, each read
 * along the same index.
 */
function listsOf(queue: Queue, mode: StandingMode | null): { last: boolean; which: RawBuilder<boolean> }[] {
  const named = isWork(queue) ? namedIn(mode) : undefined;
  return named
    ? [
        { last: false, which: named },
        { last: true, which: sql<boolean>`not ${named}` },
      ]
    : [{ last: true, which: sql<boolean>`true` }];
}

/** What was taken back (撤回) did not happen: the taking back stands right behind it in the facts of its case. `f` is kit.facts. */
export const factStands = sql<boolean>`
  not exists (select from kit.facts back where back.region_id = f.region_id and back.subject = f.subject and back.subject_id = f.subject_id
                 and back.n = f.n + 1 and back.kind = 'case.taken_back')`;
/** The cases to which something happened in a time. */
const casesThat = (
  regionId: number,
  kind: 'case.filed' | 'case.closed',
  { from, to }: { from: string | undefined; to: string | Date },
): RawBuilder<unknown> => sql`
  select f.subject_id::uuid from kit.facts f
   where f.region_id = ${regionId} and f.kind = ${kind} and f.subject = 'case' and f.happened_at < ${to}::timestamptz
     ${from ? sql`and f.happened_at >= ${from}::timestamptz` : sql``} and ${factStands}`;

/** What a list is filtered by, besides the queue it is: first of all by what its reader may see. */
async function filtersOf(tx: Tx, actor: Actor, query: Query, at: Date): Promise<RawBuilder<boolean>[]> {
  const where: RawBuilder<boolean>[] = [caseScope(actor), ...(await narrowed(tx, actor.regionId, query))];
  if (query.state) where.push(sql<boolean>`c.state = ${query.state}`);
  if (query.open !== undefined) where.push(query.open ? sql<boolean>`c.is_open` : sql<boolean>`not c.is_open`);
  if (query.returnAsked !== undefined) {
    const asked = sql<boolean>`exists (select from cases.returns r where r.region_id = ${actor.regionId} and r.case_id = c.id and r.decided_at is null)`;
    where.push(query.returnAsked ? asked : sql<boolean>`not ${asked}`);
  }
  if (query.unitId !== undefined)
    where.push(sql<boolean>`(c.holder_unit_id = ${query.unitId} or c.lead_unit_id = ${query.unitId})`);
  if (query.matterId !== undefined) where.push(sql<boolean>`c.matter_id = ${query.matterId}`);
  if (query.channel) where.push(sql<boolean>`c.channel = ${query.channel}`);
  if (query.urgent !== undefined) where.push(sql<boolean>`c.urgent = ${query.urgent}`);
  if (query.late !== undefined) {
    const late = sql<boolean>`(c.is_open and coalesce(c.case_due_at < ${at}, false))`;
    where.push(query.late ? late : sql<boolean>`not ${late}`);
  }
  if (query.unanswered !== undefined) {
    const waits = sql<boolean>`c.id in (select r.case_id from intake.reports r where r.region_id = ${actor.regionId} and r.answered_at is null)`;
    where.push(query.unanswered ? waits : sql<boolean>`not ${waits}`);
  }
  const { from, to, moment = 'opened' } = query;
  if (moment !== 'opened')
    where.push(sql<boolean>`c.id in (${casesThat(actor.regionId, `case.${moment}`, { from, to: to ?? at })})`);
  else {
    if (from) where.push(sql<boolean>`c.opened_at >= ${from}::timestamptz`);
    if (to) where.push(sql<boolean>`c.opened_at < ${to}::timestamptz`);
  }
  // What has ended has no clock: said here too, so that they are looked for among what is open.
  switch (query.lamp) {
    case 'red':
      where.push(sql<boolean>`(c.is_open and c.stage_due_at < ${at})`);
      break;
    case 'yellow':
      where.push(sql<boolean>`(c.is_open and c.stage_warn_at <= ${at} and c.stage_due_at >= ${at})`);
      break;
    case 'green':
      where.push(sql<boolean>`(c.is_open and c.stage_warn_at > ${at})`);
      break;
    case 'paused':
      where.push(sql<boolean>`c.suspended_at is not null`);
      break;
    default:
  }
  const q = query.q?.trim();
  if (q)
    where.push(
      isNumber(q)
        ? sql<boolean>`c.number like ${`%${q}%`}`
        : sql<boolean>`(c.search @@ ${tsquery(q)}::tsquery and position(lower(${q}) in lower(c.title || ' ' || c.detail || ' ' || c.place_text)) > 0)`,
    );
  return where;
}

/** So many units are read one by one; of more, the page of each would cost more than to look for theirs among all. */
const mostWalked = 16;
export const fewUnits = (units: number[] | undefined): number[] | undefined =>
  units && units.length <= mostWalked ? units : undefined;

/** The few units whose cases make up a list, if they do: it is read unit by unit from cases.parties, whatever their history. */
function unitsToWalk(actor: Actor, queue: Queue): number[] | undefined {
  if (queue === 'involved' || queue === 'done') return fewUnits(unitsOfPosts(actor));
  return queue === 'all' ? fewUnits(unitsThatShow(actor)) : undefined;
}

/** A queue: work by urgency and deadline, other lists newest first. */
export async function caseQueue(
  tx: Tx,
  actor: Actor,
  query: Query,
  at: Date,
): Promise<{ rows: CaseRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const where = await filtersOf(tx, actor, query, at);
  const q = query.q?.trim();
  const queue = query.queue ?? 'all';
  const waiting = isWork(queue);
  const order = orderOf(queue);
  const key = waiting
    ? sql<string>`c.last::text || '|' || (not c.urgent)::text || '|' || coalesce(c.stage_due_at, 'infinity')::text || '|' || c.id::text`
    : sql<string>`c.opened_at::text || '|' || c.id::text`;
  const mode = await standingMode(tx, actor.regionId, at);
  const lists = listsOf(queue, mode);
  const cursor = decodeCursor(query.after);
  const before = cursor?.length === 2 && !waiting ? cursor : undefined;
  if (before) where.push(sql<boolean>`(c.opened_at, c.id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`);
  const from = cursor?.length === 4 && waiting ? cursor : undefined;
  const beyond = from
    ? sql<boolean>`((not c.urgent), coalesce(c.stage_due_at, 'infinity'::timestamptz), c.id) > (${from[1]}::boolean, ${from[2]}::timestamptz, ${from[3]}::uuid)`
    : sql<boolean>`true`;
  const fromLast = from?.[0] === 'true';
  const parts = queueOf(actor, queue, at, mode, !q).flatMap((part) =>
    lists
      .filter(({ last }) => last || !fromLast)
      .map(({ last, which }) => ({
        last,
        part: sql<boolean>`${part} and ${which} and ${last === fromLast ? beyond : sql<boolean>`true`}`,
      })),
  );
  if (parts.length === 0) return { rows: [], next: null };
  const columns = (last: boolean) =>
    sql`c.region_id, c.id, c.opened_at, c.urgent, c.stage_due_at, ${last}::boolean as last`;
  const sought = sql.join(where, sql` and `);
  const read = async (found: readonly RawBuilder<unknown>[]): Promise<RowFromDb[]> => {
    const { rows } = await sql<RowFromDb>`
    with page as (
      select c.region_id, c.id, ${key} as cursor, row_number() over (order by c.last, ${order}) as place
        from (${sql.join(found, sql` union all `)}) c order by c.last, ${order} limit ${limit + 1})
    select ${rowColumns}, page.cursor from page join cases.cases c on c.region_id = page.region_id and c.id = page.id ${rowJoins}
     where c.region_id = ${actor.regionId} order by page.place`.execute(tx);
    return rows;
  };
  const byOrder = (by = order, of = sql`cases.cases`) =>
    parts.map(
      ({ part, last }) => sql`
      (select ${columns(last)} from ${of} c
        where c.region_id = ${actor.regionId} and ${part} and ${sought}
        order by ${by} limit ${limit + 1})`,
    );
  const ofOpening = (query.moment ?? 'opened') === 'opened';
  /** The time that is asked for, of a list that is kept in the order it is read: what is newer is not walked through. */
  const inTime = (openedAt: RawBuilder<unknown>, id: RawBuilder<unknown>) =>
    sql.join(
      [
        sql`true`,
        ...(before ? [sql`(${openedAt}, ${id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)`] : []),
        ...(ofOpening && query.from ? [sql`${openedAt} >= ${query.from}::timestamptz`] : []),
        ...(ofOpening && query.to ? [sql`${openedAt} < ${query.to}::timestamptz`] : []),
      ],
      sql` and `,
    );
  /** The newest of each unit, in the order they are kept for it; what two of them had a part in once. */
  const byUnits = (units: readonly number[]) => sql`
      (select distinct w.* from unnest(${units}::int[]) u (id)
        cross join lateral (
          select ${columns(true)} from cases.parties p
            join cases.cases c on c.region_id = p.region_id and c.id = p.case_id
           where p.region_id = ${actor.regionId} and p.unit_id = u.id and ${sought}
             ${queue === 'done' ? sql`and not c.is_open` : sql``}
             and ${inTime(sql`p.opened_at`, sql`p.case_id`)}
           order by p.opened_at desc, p.case_id desc limit ${limit + 1}) w)`;
  const inHand = (units: readonly number[]) => sql`
      (select ${columns(true)} from cases.cases c
        where c.region_id = ${actor.regionId} and c.holder_person_id = ${actor.personId}::uuid and not c.party_units && ${units}::int[] and ${sought}
        order by c.opened_at desc, c.id desc limit ${limit + 1})`;
  /** Along an index of the newest that says whose each case is (`offset 0`): no other way is as short, whoever asks. */
  const alongIndex = (which: RawBuilder<unknown>) => sql`(select * from cases.cases c
    where c.region_id = ${actor.regionId} and ${which} and ${inTime(sql`c.opened_at`, sql`c.id`)}
    order by c.opened_at desc, c.id desc offset 0)`;
  /** All in sight, whatever index finds them: not along the history, which few of them would be found in. */
  const gathered = () => byOrder(sql`c.opened_at + interval '0' desc, c.id desc`);
  // What is open is little: it is read along its own index, whoever asks.
  const openOnly = query.open === true || query.late === true || ['red', 'yellow', 'green'].includes(query.lamp ?? '');
  // What happened in a time, and what has no answer, is found elsewhere and is little beside the history: it is gathered from there.
  const elsewhere = !ofOpening || query.unanswered === true;
  const ofHistory = !q && !openOnly && ['all', 'involved', 'done'].includes(queue);
  const inWords = q && !openOnly && !isNumber(q) && ['all', 'involved', 'done'].includes(queue);
  const units = ofHistory ? unitsToWalk(actor, queue) : undefined;
  let rows: RowFromDb[];
  if (elsewhere && !waiting) rows = await read(gathered());
  else if (openOnly) rows = await read(byOrder());
  else if (ofHistory && query.unitId !== undefined) {
    // What it leads, and the little it has in hand without leading it.
    const { unitId } = query;
    rows = await read([
      ...byOrder(order, alongIndex(sql`c.lead_unit_id = ${unitId}`)),
      ...byOrder(
        order,
        sql`(select * from cases.cases c
        where c.region_id = ${actor.regionId} and c.holder_unit_id = ${unitId} and c.lead_unit_id is distinct from ${unitId} offset 0)`,
      ),
    ]);
  } else if (ofHistory && query.matterId !== undefined) {
    rows = await read(byOrder(order, alongIndex(sql`c.matter_id = ${query.matterId}`)));
  } else if (units) rows = await read(queue === 'all' ? [byUnits(units), inHand(units)] : [byUnits(units)]);
  else if (inWords || queue === 'involved' || queue === 'done' || (ofHistory && !seesDistrict(actor))) {
    // Of many units, of a place, or a word: looked for among the latest of the district (whose they are is in the index, a word is not), as
    // long as that fills the page. Whoever had little lately has little altogether: then all of it is gathered and sorted.
    const latest = sql`(select * from cases.cases c
      where c.region_id = ${actor.regionId} and ${inTime(sql`c.opened_at`, sql`c.id`)}
      order by c.opened_at desc, c.id desc limit ${inWords ? 3_000 : 20_000})`;
    rows = await read(byOrder(order, latest));
    if (rows.length <= limit) rows = await read(gathered());
  } else {
    const few = q ? undefined : ofFew[queue];
    rows = await read(few ? byOrder(order, alongIndex(few)) : byOrder());
  }
  const page = rows.slice(0, limit);
  return {
    rows: page.map((row) => shown(row, at)),
    next: rows.length > limit ? encodeCursor(page.at(-1)!.cursor) : null,
  };
}

/**
 * The whole of a queue, in its order and as it stands at this moment, a few lines at a time: a cursor keeps the moment, so that no case
 * that moves meanwhile is told twice or left out.
 */
export async function* wholeQueue(
  tx: Tx,
  actor: Actor,
  query: Query,
  { at, atOnce, most }: { at: Date; atOnce: number; most: number },
): AsyncGenerator<{ rows: CaseRow[]; total: number }> {
  const queue = query.queue ?? 'all';
  const order = orderOf(queue);
  const where = sql.join(await filtersOf(tx, actor, query, at), sql` and `);
  const mode = await standingMode(tx, actor.regionId, at);
  const lists = listsOf(queue, mode);
  const parts = queueOf(actor, queue, at, mode, !query.q?.trim()).flatMap((part) =>
    lists.map(
      ({ last, which }) => sql`
      select c.region_id, c.id, c.urgent, c.stage_due_at, c.opened_at, ${last}::boolean as last from cases.cases c
       where c.region_id = ${actor.regionId} and ${part} and ${which} and ${where}`,
    ),
  );
  if (parts.length === 0) return;
  const all = sql.join(parts, sql` union all `);
  const counted = await sql<{
    n: number;
  }>`select count(*)::int as n from (select from (${all}) c limit ${most}) c`.execute(tx);
  const total = counted.rows[0]!.n;
  await sql`
    declare the_whole no scroll cursor for
    select ${rowColumns}, '' as cursor
      from (select c.region_id, c.id, row_number() over (order by c.last, ${order}) as place from (${all}) c
             order by place limit ${most}) page
      join cases.cases c on c.region_id = page.region_id and c.id = page.id ${rowJoins}
     where c.region_id = ${actor.regionId} order by page.place`.execute(tx);
  for (;;) {
    const { rows } = await sql<RowFromDb>`fetch ${sql.lit(atOnce)} from the_whole`.execute(tx);
    if (rows.length === 0) break;
    yield { rows: rows.map((row) => shown(row, at)), total };
  }
  await sql`close the_whole`.execute(tx);
}

/** What an emergency names, as a condition; undefined where none is in force. */
const namedIn = (mode: StandingMode | null): RawBuilder<boolean> | undefined =>
  mode?.state === 'running'
    ? sql<boolean>`(c.matter_id = any(${mode.matterIds}::int[])
        and (${mode.areaPaths.length === 0} or c.area_path <@ any(${mode.areaPaths}::ltree[])))`
    : undefined;

/**
 * 可缓办: not named in the emergency that is in force, not urgent, nobody supervises it, and its stage has time until the emergency is over.
 * Its clock runs on: what comes near its deadline is work of the day again by itself, and all of it is when the emergency ends.
 */
const putAsideBy = (mode: StandingMode | null): RawBuilder<boolean> | undefined => {
  const named = namedIn(mode);
  return named && mode
    ? sql<boolean>`(not ${named} and not c.urgent and c.supervision_level = 0
        and coalesce(c.stage_due_at, 'infinity'::timestamptz) > ${mode.until}::timestamptz)`
    : undefined;
};

/** A number of a case, or the greater part of one. */
const isNumber = (q: string): boolean => /^[\d-]{6,}$/.test(q);
const encodeCursor = (text: string): string => Buffer.from(text).toString('base64url');
const decodeCursor = (text: string | undefined): string[] | undefined => {
  if (!text) return undefined;
  const parts = Buffer.from(text, 'base64url').toString('utf8').split('|');
  const sound = parts.every((part) =>
    /^(true|false|infinity|\d{1,9}|[0-9a-f-]{36}|\d{4,}-\d\d-\d\d[ T][\d:.+-]+)$/.test(part),
  );
  return sound ? parts : undefined;
};
const tsquery = (q: string): string =>
  gramsOfQuery(q)
    .map((gram) => `'${gram.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`)
    .join(' & ');

const mostCounted = 1_000;
/** Numbers on the tabs, each counted to 1,000 at most: the thousand-and-first case changes nothing for a reader. */
export async function queueCounts(
  tx: Tx,
  actor: Actor,
  at: Date,
  filters: Filters = {},
): Promise<Record<string, number>> {
  const [scope, ...part] = await filtersOf(tx, actor, filters, at);
  const mode = await standingMode(tx, actor.regionId, at);
  const within = part.length > 0 ? sql` and ${sql.join(part, sql` and `)}` : sql``;
  const asked = part.length > 0 ? queues.filter((queue) => queue !== 'done' && queue !== 'involved') : queues;
  // What a unit has had is what it has in hand and what it has done: the longest list of all is not gone through a second time.
  const counts = asked
    .filter((queue) => queue !== 'involved')
    .map((queue) => {
      const open = queue === 'all' ? sql`and c.is_open` : sql``;
      const few = ofFew[queue];
      const among = few
        ? sql`(select * from cases.cases c where c.region_id = ${actor.regionId} and ${few} offset 0)`
        : sql`cases.cases`;
      const parts = queueOf(actor, queue, at, mode).map(
        (one) =>
          sql`select 1 from ${among} c where c.region_id = ${actor.regionId} and ${scope} and ${one} ${open}${within}`,
      );
      const lines = parts.length > 0 ? sql.join(parts, sql` union all `) : sql`select 1 where false`;
      return sql`(select count(*)::int from (${lines} limit ${mostCounted}) x) as ${sql.ref(queue)}`;
    });
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(tx);
  const told = rows[0]!;
  return part.length > 0 ? told : { ...told, involved: Math.min(mostCounted, told['running']! + told['done']!) };
}

/** What a reader is told at once of cases to which something happened: those in her scope, and whether they wait for her. */
export type Heard = {
  id: string;
  number: string;
  title: string;
  areaName: string;
  urgent: boolean;
  red: boolean;
  mine: boolean;
};
export function heardCases(actor: Actor, ids: readonly string[], at: Date): RawBuilder<Heard> {
  // Whatever mode the district is in: what is news to her is told.
  const waits = [...queueOf(actor, 'mine', at, null), ...queueOf(actor, 'superior', at, null)];
  return sql<Heard>`
    select c.id, c.number, c.title, a.name as "areaName", c.urgent, ${any(waits)} as mine,
           c.is_open and c.suspended_at is null and coalesce(c.stage_due_at < ${at}, false) as red
      from cases.cases c join areas.areas a on a.region_id = c.region_id and a.id = c.area_id
     where c.region_id = ${actor.regionId} and c.id = any(${ids}::uuid[]) and ${caseScope(actor)}`;
}

export async function caseRow(tx: Tx, actor: Actor, caseId: string, at: Date): Promise<CaseRow | Refusal> {
  const { rows } = await sql<RowFromDb>`
    select ${rowColumns} from cases.cases c ${rowJoins} where c.region_id = ${actor.regionId} and c.id = ${caseId} and ${caseScope(actor)}`.execute(
    tx,
  );
  return rows[0] ? shown(rows[0], at) : refuse('thing.not_found');
}

/** Did this person take it down? */
export async function openedBy(tx: Tx, actor: Actor, caseId: string): Promise<boolean> {
  const { rows } = await sql`
    select from kit.facts f where f.region_id = ${actor.regionId} and f.subject = 'case' and f.subject_id = ${caseId}
       and f.n = 1 and f.kind = 'case.opened' and f.person_id = ${actor.personId}`.execute(tx);
  return rows.length > 0;
}

export async function mayRead(tx: Tx, actor: Actor, caseId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from cases.cases c where c.region_id = ${actor.regionId} and c.id = ${caseId} and ${caseScope(actor)}`.execute(
    tx,
  );
  return rows.length > 0;
}

/** Lines of cases named by another view (a drill-down, similar cases), in no order; only those in scope. */
export async function caseRows(tx: Tx, actor: Actor, ids: string[], at: Date): Promise<Map<string, CaseRow>> {
  const { rows } = await sql<RowFromDb>`
    select ${rowColumns} from cases.cases c ${rowJoins} where c.region_id = ${actor.regionId} and c.id = any(${ids}::uuid[]) and ${caseScope(actor)}`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, shown(row, at)]));
}

type DetailFromDb = {
  detail: string;
  matterId: number;
  conditionId: number | null;
  filing: string | null;
  closing: string | null;
  locatedBy: string;
  areaId: number;
  areaPath: string;
  calendarId: number;
  calendarVersion: number;
  suspendedUntil: Date | null;
  suspendedReason: string | null;
  endReason: string | null;
  mergedInto: CaseDetail['mergedInto'];
  merged: CaseDetail['merged'];
  assignments: CaseDetail['assignments'];
  pendingReturn: CaseDetail['pendingReturn'];
  confirmTask: CaseDetail['confirmTask'];
  answers: CaseDetail['answers'];
  notes: CaseDetail['notes'];
  photos: CaseDetail['photos'];
  timeline: CaseDetail['timeline'];
  stages: CaseDetail['stages'];
  callbacks: CaseDetail['callbacks'];
  confidential: boolean;
  origin: string;
  splitFrom: CaseDetail['rules']['splitFrom'];
  repeatOf: CaseDetail['rules']['repeatOf'];
  parts: CaseDetail['rules']['parts'];
  papers: PaperFromDb[];
  timeLimit: Limit | null;
  caseLimit: Limit | null;
  caseStartedAt: Date | null;
};

type PaperFromDb = Omit<Paper, 'lamp'> & { warnAt: string | null };
const paperJson = sql`jsonb_build_object('n', x.n, 'kind', x.kind, 'phase', x.phase, 'reason', x.reason, 'data', x.data, 'askedBy', pa.name, 'askedUnit', ua.name,
  'askedAt', x.asked_at, 'owedPost', x.owed_post, 'owedUnit', uo.name, 'warnAt', x.warn_at, 'dueAt', x.due_at, 'doneBy', pd.name, 'doneAt', x.done_at, 'outcome', x.outcome, 'decision', x.decision)`;
const paperJoins = sql`left join access.people pa on pa.region_id = x.region_id and pa.id = x.asked_by left join access.people pd on pd.region_id = x.region_id and pd.id = x.done_by
  left join access.units ua on ua.region_id = x.region_id and ua.id = x.asked_unit_id left join access.units uo on uo.region_id = x.region_id and uo.id = x.owed_unit_id`;
const paperShown = ({ warnAt, ...one }: PaperFromDb, at: Date): Paper => ({
  ...one,
  lamp: one.doneAt ? 'none' : lamp(at, warnAt ? new Date(warnAt) : null, one.dueAt ? new Date(one.dueAt) : null),
});

/**
 * 身份保密: of a case told in confidence, whoever brought it in stays unnamed on its own page too; and who brought in a report that joined
 * is nobody's business in any case.
 */
function shielded(timeline: CaseDetail['timeline'], confidential: boolean): CaseDetail['timeline'] {
  return timeline.map((entry) =>
    entry.kind === 'case.report_joined' || (confidential && fromReporter.has(entry.kind))
      ? { ...entry, person: null, post: null, unit: null, data: {} }
      : entry,
  );
}
/** What somebody who told it did: in a case told in confidence nobody is named for it. */
export const fromReporter: ReadonlySet<string> = new Set([
  'case.opened',
  'case.unsolved',
  'case.withdrawn',
  'case.photo_added',
  'case.called_back',
]);

/**
 * A picture that came with what was told in confidence may show who stood there, and from which window: it is for those who may know.
 * `x` is the photo, `r` its report, if it has one, `c` the case.
 */
const mayBeSeen = (actor: Actor) => sql<boolean>`
  (${knowsReporter(actor)} or not (coalesce(${toldInConfidence}, false) or (c.confidential and x.purpose = 'report')))`;
export async function maySeePhoto(tx: Tx, actor: Actor, caseId: string, photoId: string): Promise<boolean> {
  const { rows } = await sql`
    select from cases.photos x join cases.cases c on c.region_id = ${actor.regionId} and c.id = x.case_id
      left join intake.reports r on r.region_id = ${actor.regionId} and r.id = x.report_id
     where x.region_id = ${actor.regionId} and x.case_id = ${caseId} and x.id = ${photoId} and ${caseScope(actor)} and ${mayBeSeen(actor)}`.execute(
    tx,
  );
  return rows.length > 0;
}

export type PictureRow = {
  caseId: string;
  id: string;
  side: 'before' | 'after';
  purpose: string;
  shot: PhotoShot | null;
  receivedAt: Date;
};
/**
 * Of each case what whoever goes there should have seen: the newest two of how it was told (what was taken since, where nobody sent one)
 * and of how its unit left it.
 */
export async function picturesOf(tx: Tx, actor: Actor, caseIds: readonly string[]): Promise<PictureRow[]> {
  const { rows } = await sql<PictureRow>`
    select "caseId", id, side, purpose, shot, "receivedAt" from (
      select x.case_id as "caseId", x.id, s.side, x.purpose, x.shot, x.received_at as "receivedAt",
             row_number() over (partition by x.case_id, s.side order by x.purpose = 'report' desc, x.received_at desc, x.id) as n
        from cases.photos x
        join cases.cases c on c.region_id = ${actor.regionId} and c.id = x.case_id
        left join intake.reports r on r.region_id = ${actor.regionId} and r.id = x.report_id
        cross join lateral (select case when x.purpose = 'after' then 'after' else 'before' end as side) s
       where x.region_id = ${actor.regionId} and x.case_id = any(${[...caseIds]}::uuid[]) and x.state = 'ready' and x.purpose <> 'check'
         and ${caseScope(actor)} and ${mayBeSeen(actor)}) each
     where n <= 2 order by "caseId", side desc, "receivedAt", id`.execute(tx);
  return rows;
}

/** PostgreSQL writes instants into JSON with its own offset; the wire has them in UTC. */
const utc = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(utc);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      /(At|On)$/.test(key) && typeof inner === 'string' && /^\d{4}-\d\d-\d\dT/.test(inner)
        ? new Date(inner).toISOString()
        : key === 'data'
          ? inner
          : utc(inner),
    ]),
  );
};

/** Beginning and present of a history: of a storm tens of thousands of mergers stand between. `c` is the case. */
const firstAndLast = (regionId: number) => sql`
  (select * from kit.facts f where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = c.id::text order by f.n limit 50)
  union (select * from kit.facts f where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = c.id::text order by f.n desc limit 250)`;

/** Everything the case page shows, in three statements beside the ground data that is remembered. */
export async function caseDetail(
  tx: Tx,
  actor: Actor,
  caseId: string,
  at: Date,
  lang: Lang,
): Promise<CaseDetail | Refusal> {
  const line = await caseRow(tx, actor, caseId, at);
  if (isRefusal(line)) return line;
  const r = actor.regionId;
  const { rows } = await sql<DetailFromDb>`
    select c.detail, c.matter_id as "matterId", c.condition_id as "conditionId", k.filing, k.closing, c.located_by as "locatedBy", c.area_id as "areaId", c.area_path::text as "areaPath", c.calendar_id as "calendarId", c.calendar_version as "calendarVersion",
      c.suspended_until as "suspendedUntil", c.suspended_reason as "suspendedReason", c.end_reason as "endReason", c.time_limit as "timeLimit", c.case_limit as "caseLimit", c.case_started_at as "caseStartedAt",
      (select jsonb_build_object('id', m.id, 'number', m.number) from cases.cases m where m.region_id = ${r} and m.id = c.merged_into) as "mergedInto",
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'number', m.number, 'title', m.title) order by m.opened_at) from (select * from cases.cases m where m.region_id = ${r} and m.merged_into = c.id order by m.opened_at limit 100) m), '[]') as merged,
      coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'unit', jsonb_build_object('id', u.id, 'name', u.name), 'role', x.role, 'live', x.live, 'ruleNumber', x.rule_number, 'reason', x.reason, 'dispatchedAt', x.dispatched_at, 'signedAt', x.signed_at,
          'handler', p.name, 'endedBy', x.ended_by) order by x.dispatched_at, x.role desc)
        from cases.assignments x join access.units u on u.region_id = x.region_id and u.id = x.unit_id left join access.people p on p.region_id = x.region_id and p.id = x.handler_id where x.region_id = ${r} and x.case_id = c.id), '[]') as assignments,
      (select jsonb_build_object('unit', jsonb_build_object('id', u.id, 'name', u.name), 'reason', x.reason, 'basis', x.basis, 'suggestedUnit', case when su.id is not null then jsonb_build_object('id', su.id, 'name', su.name) end, 'askedAt', x.asked_at)
        from cases.returns x join access.units u on u.region_id = x.region_id and u.id = x.unit_id left join access.units su on su.region_id = x.region_id and su.id = x.suggested_unit_id where x.region_id = ${r} and x.case_id = c.id and x.decided_at is null) as "pendingReturn",
      (select jsonb_build_object('keeperId', x.keeper_id, 'keeper', p.name, 'askedAt', x.asked_at) from cases.confirmations x join access.people p on p.region_id = x.region_id and p.id = x.keeper_id where x.region_id = ${r} and x.case_id = c.id and x.done_at is null) as "confirmTask",
      coalesce((select jsonb_agg(jsonb_build_object('n', x.n, 'text', x.text, 'at', x.at, 'standard', x.standard, 'by', p.name) order by x.n) from cases.answers x left join access.people p on p.region_id = x.region_id and p.id = x.by_person where x.region_id = ${r} and x.case_id = c.id), '[]') as answers,
      coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'text', x.text, 'by', p.name, 'unit', u.name, 'at', x.at) order by x.at) from cases.notes x left join access.people p on p.region_id = x.region_id and p.id = x.by_person left join access.units u on u.region_id = x.region_id and u.id = x.unit_id where x.region_id = ${r} and x.case_id = c.id), '[]') as notes,
      coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'purpose', x.purpose, 'shot', x.shot, 'state', x.state, 'width', x.width, 'height', x.height, 'receivedAt', x.received_at, 'by', p.name, 'reason', x.reason) order by x.received_at) from cases.photos x left join access.people p on p.region_id = x.region_id and p.id = x.by_person
        left join intake.reports r on r.region_id = ${r} and r.id = x.report_id where x.region_id = ${r} and x.case_id = c.id and ${mayBeSeen(actor)}), '[]') as photos,
      coalesce((select jsonb_agg(jsonb_build_object('n', f.n, 'kind', f.kind, 'happenedAt', f.happened_at, 'recordedAt', f.recorded_at, 'person', p.name, 'post', f.post, 'unit', u.name, 'actorKind', f.actor_kind, 'data', f.data)
          || case when f.kind = any(${orderKinds}::text[]) then jsonb_build_object('receipt', case when x.n is not null then
               jsonb_build_object('deliveredAt', x.delivered_at, 'readAt', x.read_at, 'readBy', reader.name) end) else '{}' end order by f.n)
        from (${firstAndLast(r)}) f
        left join cases.receipts x on x.region_id = ${r} and x.case_id = c.id and x.n = f.n
        left join access.people reader on reader.region_id = ${r} and reader.id = x.read_by
        left join access.people p on p.region_id = f.region_id and p.id = f.person_id left join access.units u on u.region_id = f.region_id and u.id = f.unit_id), '[]') as timeline,
      coalesce((select jsonb_agg(jsonb_build_object('state', x.state, 'unit', u.name, 'enteredAt', x.entered_at, 'endedAt', x.ended_at, 'dueAt', x.due_at, 'late', x.due_at is not null and coalesce(x.ended_at, ${at}) > x.due_at) order by x.n) from cases.stages x join access.units u on u.region_id = x.region_id and u.id = x.unit_id where x.region_id = ${r} and x.case_id = c.id), '[]') as stages,
      coalesce((select jsonb_agg(jsonb_build_object('reportId', x.report_id, 'n', x.n, 'dueAt', x.due_at, 'doneAt', x.done_at, 'reached', x.reached, 'solved', x.solved, 'satisfied', x.satisfied, 'refused', x.refused, 'tries', x.tries, 'remark', case when ${knowsReporter(actor)} or not coalesce(${toldInConfidence}, c.confidential) then x.remark end) order by x.due_at)
        from (select * from cases.callbacks k where k.region_id = ${r} and k.case_id = c.id order by k.due_at, k.report_id, k.n limit 100) x left join intake.reports r on r.region_id = ${r} and r.id = x.report_id), '[]') as callbacks,
      c.confidential, c.origin,
      (select jsonb_build_object('id', m.id, 'number', m.number) from cases.cases m where m.region_id = ${r} and m.id = c.split_from) as "splitFrom",
      (select jsonb_build_object('id', m.id, 'number', m.number) from cases.cases m where m.region_id = ${r} and m.id = c.repeat_of) as "repeatOf",
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'number', m.number, 'title', m.title, 'open', m.is_open) order by m.opened_at) from (select * from cases.cases m where m.region_id = ${r} and m.split_from = c.id order by m.opened_at limit 100) m), '[]') as parts,
      coalesce((select jsonb_agg(${paperJson} order by x.n) from cases.papers x ${paperJoins} where x.region_id = ${r} and x.case_id = c.id), '[]') as papers
    from cases.cases c left join catalogue.conditions k on k.region_id = c.region_id and k.id = c.condition_id
    where c.region_id = ${r} and c.id = ${caseId}`.execute(tx);
  const row = utc(rows[0]) as DetailFromDb;
  const now = (await readCase(tx, r, caseId))!;
  const { calendar } = await calendarOf(tx, r, row.calendarId, row.calendarVersion);
  const tree = await treeFor(tx, now);
  const clock = (
    of: { startedAt: Date; limit: Limit; warnAt: Date | null; dueAt: Date | null } | null,
    endedAt: Date | null = null,
  ): CaseDetail['stageClock'] =>
    of && {
      limit: limitCode(of.limit),
      startedAt: of.startedAt.toISOString(),
      warnAt: of.warnAt?.toISOString() ?? null,
      dueAt: of.dueAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
      lamp: now.suspendedAt ? 'paused' : lamp(endedAt ?? at, of.warnAt, of.dueAt),
      beyondKnown: beyondKnown(of.dueAt, calendar),
    };
  const path = await ancestors(tx, r, row.areaPath);
  const proposal =
    now.state === 'filed'
      ? await proposeLead(
          tx,
          r,
          { matterId: row.matterId, conditionId: row.conditionId, areaPath: row.areaPath },
          (ids) => unitLoads(tx, r, ids, at),
        )
      : null;
  const moves = moveNames.flatMap((move): CaseDetail['moves'] => {
    const rule = ruleOf(tree.template, move);
    // The stages' own moves are always shown; those beside them where they belong, or a list would be all that is seen.
    if (!rule || (besideTheStages.has(move) && !rule.from.includes(now.state))) return [];
    const permit = mayMove(now, move, { personId: actor.personId, posts: actor.posts }, tree);
    if (besideTheStages.has(move) && isRefusal(permit) && permit.refusal === 'case.nothing_asked') return [];
    const checklist = rule.checklist.map(({ id, label }) => ({ id, label: label[lang] }));
    const told = isRefusal(permit)
      ? { move, may: false, why: sayTo(lang, `problem.${permit.refusal}`, permit.params) }
      : { move, may: true, why: '' };
    return [checklist.length > 0 ? { ...told, checklist } : told];
  });
  const mayAssign = moves.some(({ move, may }) => move === 'assign' && may);
  const unitlet = (id: number | null) => (id === null ? null : { id, name: tree.unitName(id) });
  return {
    case: line,
    detail: row.detail,
    matterId: row.matterId,
    conditionId: row.conditionId,
    filing: row.filing,
    closing: row.closing,
    locatedBy: row.locatedBy,
    areaId: row.areaId,
    path: path.map((area) => ({ id: area.id, level: area.level, name: area.name })),
    stageClock: clock(now.stage),
    handlingClock: clock(now.handling),
    caseClock:
      now.caseStartedAt && now.caseLimit
        ? clock(
            { startedAt: now.caseStartedAt, limit: now.caseLimit, warnAt: now.caseWarnAt, dueAt: now.caseDueAt },
            line.endedAt ? new Date(line.endedAt) : null,
          )
        : null,
    suspendedUntil: now.suspendedUntil?.toISOString() ?? null,
    suspendedReason: row.suspendedReason,
    endReason: row.endReason,
    mergedInto: row.mergedInto,
    merged: row.merged,
    assignments: row.assignments,
    pendingReturn: row.pendingReturn,
    confirmTask: row.confirmTask,
    answers: row.answers,
    notes: row.notes,
    photos: row.photos,
    timeline: knowsReporter(actor) ? row.timeline : shielded(row.timeline, row.confidential),
    unread: await hasUnread(tx, actor, caseId),
    stages: row.stages,
    callbacks: row.callbacks,
    moves,
    rules: {
      template: now.template,
      templateVersion: now.templateVersion,
      templateTitle: tree.template.title[lang],
      stateLabel: labelOf(tree.template, now.state, lang),
      steps: tree.template.steps.map(({ label, states }) => ({
        label: label[lang],
        states,
        here: states.includes(now.state),
      })),
      origin: row.origin,
      level: now.level,
      dispatchBasis: now.dispatchBasis,
      lockedReason: now.lockedReason,
      extensions: now.extensions,
      suspensions: now.suspensions,
      supervisionLevel: now.supervisionLevel,
      openChildren: now.openChildren,
      splitFrom: row.splitFrom,
      repeatOf: row.repeatOf,
      parts: row.parts,
      aboutUnit: unitlet(now.aboutUnitId),
      forced: row.endReason === 'forced',
      archivedAt: now.archivedAt?.toISOString() ?? null,
    },
    papers: row.papers.map((one) => paperShown(one, at)),
    proposal: proposal && {
      unit: unitlet(proposal.leadUnitId),
      coUnits: proposal.coUnitIds.map((id) => unitlet(id)!),
      ruleNumber: proposal.ruleNumber,
      reason: sayTo(lang, proposal.reason.word, proposal.reason.params),
      fitUnitIds: proposal.fitUnitIds,
      why: proposal.why.map((one) => sayTo(lang, one.word, one.params)),
      fallback: proposal.fallback,
    },
    handProposal: mayAssign ? await handFor(tx, now, calendar.timeZone, at, lang) : null,
  };
}

/** Moves that ask and decide about a case while it goes its way. */
const besideTheStages: ReadonlySet<MoveName> = new Set(moveNames.slice(moveNames.indexOf('rework')));

/** Papers that wait, what is due first standing first; `owed`: those this person's posts must answer. Reviews are the open list 问题库. */
export async function papersPage(
  tx: Tx,
  actor: Actor,
  query: Static<NonNullable<typeof listPapers.query>>,
  at: Date,
): Promise<Static<typeof listPapers.reply>> {
  const limit = query.limit ?? 50;
  const where: RawBuilder<boolean>[] = [caseScope(actor), sql<boolean>`x.done_at is null`];
  if (query.kind) where.push(sql<boolean>`x.kind = ${query.kind}`);
  if (query.owed) {
    const owed = actor.posts.map(
      (held) =>
        sql<boolean>`(x.owed_post = ${held.post} and (x.owed_unit_id is null or x.owed_unit_id = any(${held.unitIds}::int[])))`,
    );
    where.push(owed.length > 0 ? sql<boolean>`(${sql.join(owed, sql` or `)})` : sql<boolean>`false`);
  }
  const cursor = decodeCursor(query.after);
  if (cursor?.length === 3)
    where.push(
      sql<boolean>`(coalesce(x.due_at, 'infinity'), x.case_id, x.n) > (${cursor[0]}::timestamptz, ${cursor[1]}::uuid, ${cursor[2]}::int)`,
    );
  const { rows } = await sql<{ caseId: string; paper: PaperFromDb; cursor: string }>`
    select x.case_id as "caseId", ${paperJson} as paper,
           coalesce(x.due_at, 'infinity')::text || '|' || x.case_id::text || '|' || x.n::text as cursor
      from cases.papers x join cases.cases c on c.region_id = x.region_id and c.id = x.case_id ${paperJoins}
     where x.region_id = ${actor.regionId} and ${sql.join(where, sql` and `)}
     order by coalesce(x.due_at, 'infinity'), x.case_id, x.n limit ${limit + 1}`.execute(tx);
  const shownRows = rows.slice(0, limit);
  const lines = await caseRows(tx, actor, [...new Set(shownRows.map(({ caseId }) => caseId))], at);
  return {
    rows: shownRows.flatMap(({ caseId, paper }) => {
      const line = lines.get(caseId);
      return line ? [{ paper: paperShown(utc(paper) as PaperFromDb, at), case: line }] : [];
    }),
    next: rows.length > limit ? encodeCursor(shownRows.at(-1)!.cursor) : null,
  };
}

/**
 * 督办台: the highest level first. The last order of a case says who owes the reply; once it was given, settling it is the turn of
 * whoever ordered.
 */
export async function supervisedPage(
  tx: Tx,
  actor: Actor,
  query: Static<NonNullable<typeof listSupervised.query>>,
  at: Date,
): Promise<Static<typeof listSupervised.reply>> {
  const r = actor.regionId;
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number', 'string');
  const where: RawBuilder<boolean>[] = [caseScope(actor), sql<boolean>`c.supervision_level > 0`];
  if (query.level !== undefined) where.push(sql<boolean>`c.supervision_level = ${query.level}`);
  if (query.unitId !== undefined) where.push(sql<boolean>`x.owed_unit_id = ${query.unitId}`);
  if (query.waiting)
    where.push(query.waiting === 'reply' ? sql<boolean>`x.done_at is null` : sql<boolean>`x.done_at is not null`);
  if (after) where.push(sql<boolean>`(-c.supervision_level, c.id) > (${-Number(after[0])}, ${after[1]}::uuid)`);
  const { rows } = await sql<{
    id: string;
    level: number;
    cause: string | null;
    text: string;
    owedId: number | null;
    owedName: string | null;
    orderedAt: Date;
    warnAt: Date | null;
    dueAt: Date | null;
    repliedAt: Date | null;
    reply: string | null;
    times: number;
  }>`
    select c.id, c.supervision_level as level, x.data ->> 'cause' as cause, x.reason as text, x.owed_unit_id as "owedId", u.name as "owedName",
           x.asked_at as "orderedAt", x.warn_at as "warnAt", x.due_at as "dueAt", x.done_at as "repliedAt", x.decision as reply,
           (select count(*)::int from cases.papers p where p.region_id = ${r} and p.case_id = c.id and p.kind = 'supervision'
               and p.outcome is distinct from 'taken_back') as times
      from cases.cases c
     cross join lateral (select * from cases.papers p where p.region_id = ${r} and p.case_id = c.id and p.kind = 'supervision'
                           and p.outcome is distinct from 'taken_back' order by p.n desc limit 1) x
      left join access.units u on u.region_id = ${r} and u.id = x.owed_unit_id
     where c.region_id = ${r} and ${sql.join(where, sql` and `)} order by -c.supervision_level, c.id limit ${limit + 1}`.execute(
    tx,
  );
  const lines = await caseRows(
    tx,
    actor,
    rows.map(({ id }) => id),
    at,
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.level, row.id],
    (row) => ({
      case: lines.get(row.id)!,
      level: row.level,
      cause: row.cause,
      text: row.text,
      owedUnit: row.owedId === null ? null : { id: row.owedId, name: row.owedName ?? '' },
      orderedAt: row.orderedAt.toISOString(),
      dueAt: row.dueAt?.toISOString() ?? null,
      lamp: row.repliedAt ? ('none' as const) : lamp(at, row.warnAt, row.dueAt),
      repliedAt: row.repliedAt?.toISOString() ?? null,
      reply: row.repliedAt ? row.reply : null,
      times: row.times,
    }),
  );
}

/** Closed cases of a time and not yet followed up, in an order that only the lot knows; and from how many they were drawn. */
export async function drawnByLot(
  tx: Tx,
  actor: Actor,
  of: { from: Date; to: Date; unitId?: number | undefined; matterId?: number | undefined; n: number; lot: string },
): Promise<{ drawn: { id: string; number: string }[]; of: number }> {
  const r = actor.regionId;
  const { rows } = await sql<{ id: string; number: string; of: number }>`
    select c.id, c.number, count(*) over ()::int as of from cases.cases c
     where c.region_id = ${r} and c.state = 'closed' and c.ended_at >= ${of.from} and c.ended_at < ${of.to} and c.archived_at is null and ${caseScope(actor)}
       ${of.unitId === undefined ? sql`` : sql`and c.lead_unit_id = ${of.unitId}`}
       ${of.matterId === undefined ? sql`` : sql`and c.matter_id = ${of.matterId}`}
       and not exists (select from cases.papers x where x.region_id = ${r} and x.case_id = c.id and x.kind = 'follow_up' and x.done_at is null)
     order by md5(c.id::text || ${of.lot}) limit ${of.n}`.execute(tx);
  return { drawn: rows.map(({ id, number }) => ({ id, number })), of: rows[0]?.of ?? 0 };
}

/** Open cases of each version, each counted to 1,000. */
export async function runningOf(
  tx: Tx,
  regionId: number,
  versions: readonly { name: string; version: number }[],
): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`
    select l.n from jsonb_to_recordset(${JSON.stringify(versions.map((one, i) => ({ ...one, i })))}::jsonb) v(name text, version int, i int)
     cross join lateral (select count(*)::int as n from (
       select from cases.cases c where c.region_id = ${regionId} and c.is_open and c.template = v.name and c.template_version = v.version limit 1000) c) l
     order by v.i`.execute(tx);
  return rows.map(({ n }) => n);
}
/** Posts that somebody of the district holds today. */
export async function heldPosts(tx: Tx, regionId: number, on: string): Promise<ReadonlySet<Post>> {
  const { rows } = await sql<{ post: Post }>`
    select distinct post from access.posts where region_id = ${regionId} and from_on <= ${on}::date and (to_on is null or to_on >= ${on}::date)`.execute(
    tx,
  );
  return new Set(rows.map(({ post }) => post));
}
export async function numberOfCase(tx: Tx, regionId: number, caseId: string): Promise<string> {
  const { rows } = await sql<{ number: string }>`
    select number from cases.cases where region_id = ${regionId} and id = ${caseId}`.execute(tx);
  return rows[0]?.number ?? '';
}

/** Whom the clerk could give it to, with the reason. */
async function handFor(
  tx: Tx,
  now: StoredCase,
  timeZone: string,
  at: Date,
  lang: Lang,
): Promise<CaseDetail['handProposal']> {
  const leadUnitId = now.leadUnitId!;
  const holders = await postHolders(tx, now.regionId, { posts: ['handler', 'clerk'], unitId: leadUnitId }, at);
  const names = await areaNames(
    tx,
    now.regionId,
    holders.flatMap(({ areaId }) => areaId ?? []),
  );
  const hands = holders.map((holder): Hand => ({
    ...holder,
    post: holder.post as Hand['post'],
    areaName: holder.areaId === null ? null : (names.get(holder.areaId)?.name ?? null),
  }));
  const ids = hands.map(({ personId }) => personId);
  const loads = ids.length > 0 ? await personLoads(tx, now.regionId, ids, at) : new Map<string, never>();
  const dueAt = now.handling?.dueAt;
  const dueOn = dueAt ? localDate(dueAt, timeZone) : null;
  const found = proposeHand(hands, { leadUnitId, areaPath: now.areaPath, dueOn }, (id) => loads.get(id));
  return found
    ? {
        personId: found.hand.personId,
        name: found.hand.name,
        reason: sayTo(lang, found.reason.word, found.reason.params),
        others: found.others.map((one) => sayTo(lang, one.word, one.params)),
      }
    : null;
}

// ── What somebody has in hand ──────────────────────────────────────────────────────────────────────────────────────────

/** Counted no further than this: nobody reads a larger number, and none is needed to choose. */
const loadCounted = 1000;

/** Open leads of some units; out of an index that holds nothing else. */
export async function loadOfUnits(
  tx: Tx,
  regionId: number,
  unitIds: number[],
  at: Date,
): Promise<{ id: number; open: number; overdue: number }[]> {
  const { rows } = await sql<{ id: number; open: number; overdue: number }>`
    select u.id, l.open, l.overdue from unnest(${unitIds}::int[]) u(id)
     cross join lateral (
       select count(*)::int as open, count(*) filter (where c.handling_due_at < ${at})::int as overdue
         from (select handling_due_at from cases.cases
                where region_id = ${regionId} and lead_unit_id = u.id and state in ('dispatched', 'signed')
                order by handling_due_at limit ${loadCounted}) c) l`.execute(tx);
  return rows;
}

/** The same of people: what was given to them and is not handed back. */
export async function loadOfPeople(
  tx: Tx,
  regionId: number,
  personIds: string[],
  at: Date,
): Promise<{ id: string; open: number; overdue: number }[]> {
  const { rows } = await sql<{ id: string; open: number; overdue: number }>`
    select p.id::text as id, l.open, l.overdue from unnest(${personIds}::uuid[]) p(id)
     cross join lateral (
       select count(*)::int as open, count(*) filter (where c.handling_due_at < ${at})::int as overdue
         from (select handling_due_at from cases.cases
                where region_id = ${regionId} and holder_person_id = p.id and state in ('dispatched', 'signed') limit ${loadCounted}) c) l`.execute(
    tx,
  );
  return rows;
}

/** What stays behind when a post ends: no case is told, only how many wait for her by name, and what of roster and grounds is hers. */
export async function workOfPost(
  tx: Tx,
  regionId: number,
  postId: string,
  lastOn: string,
): Promise<ReplyOf<typeof readWorkOfPost> | undefined> {
  const { rows } = await sql<ReplyOf<typeof readWorkOfPost>>`
    select (select count(*)::int from (
              select from cases.cases c
               where c.region_id = ${regionId} and c.holder_person_id = t.person_id and c.is_open limit 1000) x) as cases,
           (select count(distinct o.person_id)::int from access.posts o
             where o.region_id = ${regionId} and o.unit_id = t.unit_id and o.post = t.post and o.person_id <> t.person_id
               and o.from_on <= ${lastOn}::date + 1 and (o.to_on is null or o.to_on > ${lastOn}::date)) as others,
           (select count(*)::int from duty.turns d
             where d.region_id = ${regionId} and d.on_day > ${lastOn}::date and t.person_id in (d.person_id, d.deputy_id)) as turns,
           (select count(*)::int from areas.keepers k
             where k.region_id = ${regionId} and k.person_id = t.person_id
               and (k.to_on is null or k.to_on > ${lastOn}::date)) as grounds
      from access.posts t where t.region_id = ${regionId} and t.id = ${postId}`.execute(tx);
  return rows[0];
}

/** What of a case the list of responsibilities asks for. */
export async function placeOfCase(
  tx: Tx,
  regionId: number,
  caseId: string,
): Promise<{ number: string; areaId: number; areaPath: string }> {
  const { rows } = await sql<{ number: string; areaId: number; areaPath: string }>`
    select number, area_id as "areaId", area_path::text as "areaPath" from cases.cases
     where region_id = ${regionId} and id = ${caseId}`.execute(tx);
  return rows[0]!;
}

// ── Open work that the list would now give to another unit ─────────────────────────────────────────────────────────────

export type Unsettled = {
  id: string;
  state: 'filed' | 'dispatched' | 'signed';
  matterId: number;
  conditionId: number | null;
  areaPath: string;
  since: Date;
  leadUnitId: number | null;
  ruleNumber: string | null;
};

/**
 * Cases that wait for their dispatch or are with a unit, and whose matter had a line of the list written, changed or ended since
 * then; by id, from `after` on. Whether the proposal differs is told by the rules.
 */
export async function casesSinceTheListChanged(
  tx: Tx,
  actor: Actor,
  after: string | null,
  limit: number,
): Promise<Unsettled[]> {
  const r = actor.regionId;
  const { rows } = await sql<Unsettled>`
    select c.id, c.state, c.matter_id as "matterId", c.condition_id as "conditionId", c.area_path::text as "areaPath",
           coalesce(a.dispatched_at, c.filed_at) as since, c.lead_unit_id as "leadUnitId", a.rule_number as "ruleNumber"
      from cases.cases c
      left join cases.assignments a on a.region_id = ${r} and a.case_id = c.id and a.live and a.role = 'lead'
     where ${caseScope(actor)} and c.region_id = ${r} and c.state in ('filed', 'dispatched', 'signed')
       and (${after}::uuid is null or c.id > ${after}::uuid)
       and exists (select from catalogue.responsibilities l
                    where l.region_id = ${r} and l.matter_id = c.matter_id
                      and (l.valid_from > coalesce(a.dispatched_at, c.filed_at) or l.valid_to > coalesce(a.dispatched_at, c.filed_at)))
     order by c.id limit ${limit}`.execute(tx);
  return rows;
}

/** Open cases near in place or equal in matter and cell: candidates for a merger, nearest first. */
export async function nearbyCases(
  tx: Tx,
  actor: Actor,
  caseId: string,
  at: Date,
  lang: Lang,
): Promise<{ case: CaseRow; metres: number | null; why: string }[] | Refusal> {
  const line = await caseRow(tx, actor, caseId, at);
  if (isRefusal(line)) return line;
  const { rows } = await sql<{ id: string; metres: number | null; same: boolean }>`
    with o as materialized (select * from cases.cases where region_id = ${actor.regionId} and id = ${caseId}),
    near as (
      select c.id from o join cases.cases c on c.region_id = ${actor.regionId} and c.is_open
         and c.location <@ box(point(o.location[0] - 0.005, o.location[1] - 0.005), point(o.location[0] + 0.005, o.location[1] + 0.005))
       where o.location is not null
      union
      select c.id from o join cases.cases c on c.region_id = ${actor.regionId} and c.is_open and c.area_id = o.area_id and c.matter_id = o.matter_id)
    select c.id, (case when c.location is not null and o.location is not null
        then sqrt(power((c.location[0] - o.location[0]) * 111320 * cos(radians(o.location[1])), 2) + power((c.location[1] - o.location[1]) * 110574, 2)) end)::int as metres,
        c.matter_id = o.matter_id as same
      from o, near join cases.cases c on c.region_id = ${actor.regionId} and c.id = near.id
     where c.id <> o.id and ${caseScope(actor)}
     order by (c.matter_id = o.matter_id) desc, metres nulls last, c.opened_at desc limit 20`.execute(tx);
  const lines = await caseRows(
    tx,
    actor,
    rows.map((row) => row.id),
    at,
  );
  return rows.flatMap((row) => {
    const found = lines.get(row.id);
    if (!found) return [];
    const why = say(lang, row.same ? 'case.near_same_matter' : 'case.near', { metres: row.metres ?? '—' });
    return [{ case: found, metres: row.metres, why }];
  });
}

/** For a reporter: nothing of the internal routing but the office that answers, the clock and the answers. */
export type ReceiptCase = {
  caseId: string;
  number: string;
  state: CaseRow['state'];
  stateSince: Date;
  lamp: Lamp;
  dueAt: Date | null;
  officeName: string | null;
  ruleReason: string | null;
  endReason: string | null;
  reopened: number;
  unsolved: boolean;
  /** by when it is decided whether to open it again */
  decideBy: Date | null;
  answers: { n: number; text: string; at: Date }[];
  facts: { kind: string; at: Date; data: Record<string, unknown> }[];
  masterNumber: string | null;
};
export async function receiptCase(tx: Tx, regionId: number, caseId: string, at: Date): Promise<ReceiptCase> {
  const { rows } = await sql<any>`
    with own as (select * from cases.cases where region_id = ${regionId} and id = ${caseId}),
         led as (select m.* from own join cases.cases m on m.region_id = ${regionId} and m.id = coalesce(own.merged_into, own.id))
    select c.id, own.number, c.state, c.case_due_at, c.case_warn_at, c.stage_due_at, c.stage_warn_at, c.suspended_at, c.ended_at, c.end_reason, c.reopened, c.unsolved_at, c.case_started_at, lu.name as office,
      case when own.merged_into is not null then c.number end as master,
      (select a.reason from cases.assignments a where a.region_id = ${regionId} and a.case_id = c.id and a.role = 'lead' order by a.dispatched_at desc limit 1) as reason,
      coalesce((select jsonb_agg(jsonb_build_object('n', a.n, 'text', a.text, 'at', a.at) order by a.n) from cases.answers a where a.region_id = ${regionId} and a.case_id = c.id), '[]') as answers,
      coalesce((select jsonb_agg(jsonb_build_object('kind', f.kind, 'at', f.happened_at, 'data', f.data) order by f.happened_at, f.n) from kit.facts f
        where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id in (own.id::text, c.id::text) and (f.subject_id = own.id::text or f.happened_at >= own.ended_at)
          and f.kind not in ('case.took_in', 'case.report_joined')), '[]') as facts
      from own, led c left join access.units lu on lu.region_id = ${regionId} and lu.id = c.lead_unit_id`.execute(tx);
  const row = rows[0];
  const facts = (row.facts as any[]).map((fact) => ({
    kind: fact.kind as string,
    at: new Date(fact.at),
    data: fact.data as Record<string, unknown>,
  }));
  return {
    caseId: row.id,
    number: row.number,
    state: row.state,
    stateSince: facts.at(-1)?.at ?? at,
    lamp: row.ended_at
      ? 'none'
      : row.suspended_at
        ? 'paused'
        : row.case_started_at
          ? lamp(at, row.case_warn_at, row.case_due_at)
          : lamp(at, row.stage_warn_at, row.stage_due_at),
    dueAt: row.ended_at ? null : (row.case_due_at ?? row.stage_due_at),
    officeName: row.office,
    ruleReason: row.reason,
    endReason: row.end_reason,
    reopened: row.reopened,
    unsolved: row.unsolved_at !== null,
    decideBy: row.unsolved_at && decideBy(row.unsolved_at, (await calendarOf(tx, regionId)).calendar),
    answers: (row.answers as any[]).map((answer) => ({ n: answer.n, text: answer.text, at: new Date(answer.at) })),
    facts,
    masterNumber: row.master,
  };
}

/** Whoever did the work by name: the handler of the lead, else whoever handed back; null where the house itself answered. */
export async function workerOf(tx: Tx, regionId: number, caseId: string): Promise<string | null> {
  const { rows } = await sql<{ personId: string | null }>`
    select coalesce(
      (select a.handler_id from cases.assignments a
        where a.region_id = ${regionId} and a.case_id = ${caseId} and a.role = 'lead' order by a.dispatched_at desc limit 1),
      (select f.person_id from kit.facts f
        where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = ${caseId}::text
          and f.kind in ('case.handed_back', 'case.self_handled') order by f.n desc limit 1)) as "personId"`.execute(
    tx,
  );
  return rows[0]?.personId ?? null;
}
