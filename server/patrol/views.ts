/** What is shown of the day. Cases stand behind the one scope predicate; a track is only ever read by whose it is. */
import { sql } from 'kysely';
import type { AreaGeometry } from '#areas';
import { caseScope, mayOf, postHolders, unitsOf } from '#access';
import type { Level } from '#contract/areas.ts';
import { localDate } from '#contract/calendar.ts';
import type { CaseRow } from '#contract/cases.ts';
import type { Attendance, Checkpoint, FieldDay, FieldTask, Leave, Objection, Shift } from '#contract/patrol.ts';
import { regionOf } from '#areas';
import { calendarOf, lessonsFor, mattersOf } from '#catalogue';
import { caseQueue, picturesOf } from '#cases';
import type { Actor } from '#kit/caller.ts';
import { unseal, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { addDays, isDue, visitContext, type CoverPoint, type Rhythm } from './patrol.rules.ts';
import { publicityOn } from './publicity/views.ts';
import type { ShiftRow } from './store.ts';

const mostTasks = 200;
const mostShapes = 500;
const mostPoints = 500;
const mostOffices = 1_000;

// ── Whose ground ───────────────────────────────────────────────────────────────────────────────────────────────────────

const dayThere = (at: Date) => sql`(${at}::timestamptz at time zone r.time_zone)::date`;

/** The areas a person keeps by appointment on that day; of a leave, the substitute's too, for they are appointed. */
export async function keptAreas(tx: Tx, regionId: number, personId: string, at: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct k.area_id as id from areas.keepers k join areas.regions r on r.id = k.region_id
     where k.region_id = ${regionId} and k.person_id = ${personId} and k.role = 'keeper'
       and k.from_on <= ${dayThere(at)} and (k.to_on is null or k.to_on >= ${dayThere(at)}) order by id`.execute(tx);
  return rows.map(({ id }) => id);
}
export async function publicPhoneOf(tx: Tx, regionId: number, personId: string): Promise<string> {
  const { rows } = await sql<{ phone: string }>`
    select public_phone as phone from areas.keepers
     where region_id = ${regionId} and person_id = ${personId} and public_phone <> '' order by from_on desc limit 1`.execute(
    tx,
  );
  return rows[0]?.phone ?? '';
}
/** Own ground as paths: by appointment as keeper, or as the substitute of these days; else the ground of the post. */
export async function groundOf(tx: Tx, actor: Actor, at: Date): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select distinct a.path::text as path from areas.keepers k
      join areas.regions r on r.id = k.region_id
      join areas.areas a on a.region_id = k.region_id and a.id = k.area_id and a.valid_to is null
     where k.region_id = ${actor.regionId} and k.person_id = ${actor.personId}
       and (k.role = 'keeper' or (k.role = 'deputy' and k.to_on is not null))
       and k.from_on <= ${dayThere(at)} and (k.to_on is null or k.to_on >= ${dayThere(at)}) limit 100`.execute(tx);
  if (rows.length > 0) return rows.map(({ path }) => path);
  return [...new Set(actor.posts.flatMap(({ areaPath }) => areaPath ?? []))];
}
/** Where she may look at 宣传任务: her ground; whoever leads the district, everywhere. */
export const reachOf = async (tx: Tx, actor: Actor, at: Date): Promise<string[] | null> =>
  actor.posts.some(({ post, areaPath }) => post === 'leader' && areaPath === null) ? null : groundOf(tx, actor, at);
const within = (paths: readonly string[]) => sql`any(${[...paths]}::ltree[])`;

async function shapesOf(tx: Tx, regionId: number, paths: readonly string[]): Promise<FieldDay['areas']> {
  const { rows } = await sql<FieldDay['areas'][number] & { level: Level; geometry: AreaGeometry }>`
    select a.id, a.name, a.name_en as "nameEn", a.level, a.code, b.geometry from areas.areas a
      join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
     where a.region_id = ${regionId} and a.valid_to is null and a.path <@ ${within(paths)}
     order by nlevel(a.path), a.id limit ${mostShapes}`.execute(tx);
  return rows;
}

// ── Points ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

type PointFromDb = Omit<Checkpoint, 'point' | 'lastAt' | 'due' | 'every' | 'code'> & {
  code: string;
  x: number;
  y: number;
  every: Rhythm;
  lastAt: Date | null;
};
const pointColumns = sql`
  k.id, k.area_id as "areaId", a.name as "areaName", k.name, k.location[0] as x, k.location[1] as y, k.code, k.every,
  l.happened_at as "lastAt", p.name as "lastBy"`;
const pointJoins = sql`
  patrol.checkpoints k
  join areas.areas a on a.region_id = k.region_id and a.id = k.area_id
  left join lateral (select s.happened_at, s.person_id from patrol.stamps s
                      where s.region_id = k.region_id and s.checkpoint_id = k.id order by s.happened_at desc limit 1) l on true
  left join access.people p on p.region_id = k.region_id and p.id = l.person_id`;
const pointShown = (
  { x, y, lastAt, code, ...row }: PointFromDb,
  at: Date,
  timeZone: string,
  withCode: boolean,
): Checkpoint => ({
  ...row,
  code: withCode ? code : null,
  point: { lon: x, lat: y },
  lastAt: lastAt?.toISOString() ?? null,
  due: isDue(row.every, lastAt, at, timeZone),
});
/** The points of a ground; of whoever plans also those she set herself, with their codes: an office need not have a ground. */
async function pointsOf(
  tx: Tx,
  regionId: number,
  paths: readonly string[],
  at: Date,
  plansAs: string | null,
): Promise<Checkpoint[]> {
  const { timeZone } = await regionOf(tx, regionId);
  const { rows } = await sql<PointFromDb>`
    select ${pointColumns} from ${pointJoins}
     where k.region_id = ${regionId} and k.retired_at is null and (k.area_path <@ ${within(paths)} or k.made_by = ${plansAs}::uuid)
     order by k.name, k.id limit ${mostPoints}`.execute(tx);
  return rows.map((row) => pointShown(row, at, timeZone, plansAs !== null));
}
export async function checkpointShown(tx: Tx, regionId: number, id: string, at: Date): Promise<Checkpoint> {
  const { timeZone } = await regionOf(tx, regionId);
  const { rows } = await sql<PointFromDb>`
    select ${pointColumns} from ${pointJoins} where k.region_id = ${regionId} and k.id = ${id}`.execute(tx);
  return pointShown(rows[0]!, at, timeZone, true);
}

// ── The bundle ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function dayOf(tx: Tx, actor: Actor, at: Date): Promise<FieldDay> {
  const { regionId } = actor;
  const may = mayOf(actor);
  const paths = await groundOf(tx, actor, at);
  const [tasks, areas, checkpoints] = [
    await tasksOf(tx, actor, at),
    await shapesOf(tx, regionId, paths),
    await pointsOf(tx, regionId, paths, at, may.includes('patrol.plan') ? actor.personId : null),
  ];
  return {
    at: at.toISOString(),
    person: {
      personId: actor.personId,
      accountId: actor.accountId,
      name: actor.name,
      unitName: actor.posts[0]?.unitName ?? '',
    },
    walks: may.includes('patrol.walk'),
    plans: may.includes('patrol.plan'),
    reports: may.includes('reports.take'),
    calendar: (await calendarOf(tx, regionId)).calendar,
    matters: (await mattersOf(tx, regionId)).filter(({ retired }) => !retired),
    tasks,
    areas,
    checkpoints,
    shift: await openShiftOf(tx, regionId, actor.personId),
    leaves: await leavesOf(tx, regionId, actor.personId),
    publicity: await publicityOn(tx, regionId, actor.personId, await reachOf(tx, actor, at), at),
    lessons: await lessonsFor(tx, regionId, actor.personId),
    colleagues: await colleaguesOf(tx, actor, at),
    offices: await officesOf(tx, actor),
  };
}

type MoreOfCase = {
  id: string;
  detail: string;
  keeperId: string | null;
  asked: string | null;
  photoHint: string | null;
  closing: string | null;
};
/** What waits for her, with what she must know on the spot. */
async function tasksOf(tx: Tx, actor: Actor, at: Date): Promise<FieldTask[]> {
  const { rows } = await caseQueue(tx, actor, { queue: 'mine', limit: mostTasks }, at);
  const open = rows.filter(({ endedAt }) => endedAt === null);
  const { rows: more } = await sql<MoreOfCase>`
    select c.id, c.detail, c.holder_person_id as "keeperId", d.photo_hint as "photoHint", d.closing,
           (select f.data ->> 'remark' from kit.facts f
             where f.region_id = c.region_id and f.subject = 'case' and f.subject_id = c.id::text and f.kind = 'case.confirm_asked'
             order by f.n desc limit 1) as asked
      from cases.cases c
      left join catalogue.conditions d on d.region_id = c.region_id and d.id = c.condition_id
     where ${caseScope(actor)} and c.id = any(${open.map(({ id }) => id)}::uuid[])`.execute(tx);
  const byId = new Map(more.map((one) => [one.id, one]));
  const what = (row: CaseRow) => whatIsAsked(row, byId.get(row.id)?.keeperId === actor.personId);
  const asked = open.filter((row) => what(row) !== 'look');
  const shown = await picturesOf(
    tx,
    actor,
    asked.map(({ id }) => id),
  );
  const pictures = Map.groupBy(shown, ({ caseId }) => caseId);
  return open.map((row) => {
    const its = byId.get(row.id);
    return {
      case: row,
      detail: its?.detail ?? '',
      what: what(row),
      asked: its?.asked ?? '',
      photoHint: its?.photoHint ?? '',
      closing: its?.closing ?? '',
      pictures: (pictures.get(row.id) ?? []).map(({ caseId: _of, receivedAt, ...one }) => ({
        ...one,
        receivedAt: receivedAt.toISOString(),
      })),
    };
  });
}
const whatIsAsked = ({ state }: CaseRow, ofHer: boolean): FieldTask['what'] =>
  state === 'confirming' && ofHer ? 'confirm' : state === 'handled' ? 'check' : 'look';

/** Address book: the own office's people, with the numbers that stand on display cards anyway. */
async function colleaguesOf(tx: Tx, actor: Actor, at: Date): Promise<FieldDay['colleagues']> {
  const [post] = actor.posts;
  if (!post) return [];
  const posts = ['keeper', 'clerk', 'handler', 'checker', 'duty_officer', 'receiver', 'dispatcher'] as const;
  const team = await postHolders(tx, actor.regionId, { posts, unitId: post.rootUnitId }, at);
  const { rows } = await sql<{ personId: string; phone: string }>`
    select person_id as "personId", max(public_phone) as phone from areas.keepers
     where region_id = ${actor.regionId} and person_id = any(${team.map(({ personId }) => personId)}::uuid[]) group by 1`.execute(
    tx,
  );
  const phones = new Map(rows.map(({ personId, phone }) => [personId, phone]));
  return team.map(({ personId, name, unitName, post: role }) => ({
    personId,
    name,
    unitName,
    role,
    phone: phones.get(personId) ?? '',
  }));
}

/** 通讯录: every unit that can be called, her own and those of her street first. Numbers of offices, not of people. */
async function officesOf(tx: Tx, actor: Actor): Promise<FieldDay['offices']> {
  const { list } = await unitsOf(tx, actor.regionId);
  const roots = new Set(actor.posts.map(({ rootUnitId }) => rootUnitId));
  return list
    .filter(({ dutyPhone, imported }) => dutyPhone !== '' && !imported)
    .map(({ id, name, nameEn, dutyPhone, rootId }) => ({
      unitId: id,
      name,
      nameEn,
      phone: dutyPhone,
      near: roots.has(rootId),
    }))
    .sort((a, b) => Number(b.near) - Number(a.near))
    .slice(0, mostOffices);
}

// ── Shifts and the own track ───────────────────────────────────────────────────────────────────────────────────────────

const shiftColumns = sql`s.id, s.began_at as "beganAt", s.began_known_at as "beganKnownAt", s.ended_at as "endedAt", s.ended_by as "endedBy"`;
const shiftShown = ({ id, beganAt, beganKnownAt, endedAt, endedBy }: Omit<ShiftRow, 'personId'>): Shift => ({
  id,
  beganAt: beganAt.toISOString(),
  beganKnownAt: beganKnownAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
  endedBy,
});
async function openShiftOf(tx: Tx, regionId: number, personId: string): Promise<Shift | null> {
  const { rows } = await sql<ShiftRow>`
    select ${shiftColumns} from patrol.shifts s
     where s.region_id = ${regionId} and s.person_id = ${personId} and s.ended_at is null`.execute(tx);
  return rows[0] ? shiftShown(rows[0]) : null;
}
export async function shiftOf(tx: Tx, regionId: number, id: string): Promise<Shift> {
  const { rows } = await sql<ShiftRow>`
    select ${shiftColumns} from patrol.shifts s where s.region_id = ${regionId} and s.id = ${id}`.execute(tx);
  return shiftShown(rows[0]!);
}
export async function trackOf(tx: Tx, { regionId, personId }: Actor, shiftId: string | undefined) {
  const { rows: shifts } = await sql<ShiftRow & { points: number }>`
    select ${shiftColumns}, (select count(*)::int from patrol.positions x where x.region_id = s.region_id and x.shift_id = s.id) as points
      from patrol.shifts s where s.region_id = ${regionId} and s.person_id = ${personId} order by s.began_at desc limit 31`.execute(
    tx,
  );
  const wanted = shiftId ?? shifts[0]?.id;
  const { rows: points } = await sql<{ at: Date; x: number; y: number; accuracyM: number }>`
    select x.at, x.location[0] as x, x.location[1] as y, x.accuracy_m as "accuracyM" from patrol.positions x
      join patrol.shifts s on s.region_id = x.region_id and s.id = x.shift_id and s.person_id = ${personId}
     where x.region_id = ${regionId} and x.shift_id = ${wanted ?? null}::uuid order by x.at limit 5000`.execute(tx);
  return {
    shifts: shifts.map(({ points: n, ...shift }) => ({ shift: shiftShown(shift), points: n })),
    points: points.map(({ at, x, y, accuracyM }) => ({
      at: at.toISOString(),
      point: { lon: x, lat: y },
      accuracyM,
    })),
  };
}

// ── Visits ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

type VisitFromDb = {
  id: string;
  purpose: 'information';
  words: Buffer;
  areaName: string | null;
  happenedAt: Date;
  recordedAt: Date;
};
const visitColumns = sql`v.id, v.purpose, v.words, a.name as "areaName", v.happened_at as "happenedAt", v.recorded_at as "recordedAt"`;
const visitJoins = sql`patrol.visits v left join areas.areas a on a.region_id = v.region_id and a.id = v.area_id`;
const visitShown = (keys: Keys, regionId: number) => (row: VisitFromDb) => ({
  ...row,
  words: unseal(keys, row.words, visitContext(regionId, row.id)),
  happenedAt: row.happenedAt.toISOString(),
  recordedAt: row.recordedAt.toISOString(),
});
export async function visitOf(tx: Tx, keys: Keys, regionId: number, id: string) {
  const { rows } = await sql<VisitFromDb>`
    select ${visitColumns} from ${visitJoins} where v.region_id = ${regionId} and v.id = ${id}`.execute(tx);
  return visitShown(keys, regionId)(rows[0]!);
}
export async function visitsPage(
  tx: Tx,
  keys: Keys,
  { regionId, personId }: Actor,
  query: { after?: string | undefined; limit?: number | undefined },
) {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<VisitFromDb>`
    select ${visitColumns} from ${visitJoins}
     where v.region_id = ${regionId} and v.person_id = ${personId}
       ${after ? sql`and (v.happened_at, v.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by v.happened_at desc, v.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(rows, limit, (row) => [row.happenedAt.toISOString(), row.id], visitShown(keys, regionId));
}

// ── Leave, coverage, objections ────────────────────────────────────────────────────────────────────────────────────────

type LeaveFromDb = Omit<Leave, 'askedAt'> & { askedAt: Date };
const leaveColumns = sql`
  l.id, p.name as person, d.name as deputy, l.from_on::text as "fromOn", l.to_on::text as "toOn", l.reason, l.asked_at as "askedAt",
  l.accepted, l.decision, b.name as "decidedBy"`;
const leaveJoins = sql`
  patrol.leaves l
  join access.people p on p.region_id = l.region_id and p.id = l.person_id
  join access.people d on d.region_id = l.region_id and d.id = l.deputy_id
  left join access.people b on b.region_id = l.region_id and b.id = l.decided_by`;
const asked = <T extends { askedAt: Date }>(row: T) => ({ ...row, askedAt: row.askedAt.toISOString() });

async function leavesOf(tx: Tx, regionId: number, personId: string): Promise<Leave[]> {
  const { rows } = await sql<LeaveFromDb>`
    select ${leaveColumns} from ${leaveJoins}
     where l.region_id = ${regionId} and l.person_id = ${personId} order by l.asked_at desc limit 20`.execute(tx);
  return rows.map(asked);
}
export async function leaveOf(tx: Tx, regionId: number, id: string): Promise<Leave> {
  const { rows } = await sql<LeaveFromDb>`
    select ${leaveColumns} from ${leaveJoins} where l.region_id = ${regionId} and l.id = ${id}`.execute(tx);
  return asked(rows[0]!);
}

type ObjectionFromDb = Omit<Objection, 'askedAt'> & { askedAt: Date };
const objectionColumns = sql`
  o.id, p.name as person, o.month, o.kept, o.due, o.reason, o.asked_at as "askedAt", o.upheld, o.decision, b.name as "decidedBy"`;
const objectionJoins = sql`
  patrol.objections o
  join access.people p on p.region_id = o.region_id and p.id = o.person_id
  left join access.people b on b.region_id = o.region_id and b.id = o.decided_by`;
export async function objectionsOf(tx: Tx, regionId: number, personId: string): Promise<Objection[]> {
  const { rows } = await sql<ObjectionFromDb>`
    select ${objectionColumns} from ${objectionJoins}
     where o.region_id = ${regionId} and o.person_id = ${personId} order by o.asked_at desc limit 20`.execute(tx);
  return rows.map(asked);
}
export async function objectionOf(tx: Tx, regionId: number, id: string): Promise<Objection> {
  const { rows } = await sql<ObjectionFromDb>`
    select ${objectionColumns} from ${objectionJoins} where o.region_id = ${regionId} and o.id = ${id}`.execute(tx);
  return asked(rows[0]!);
}

export async function waitingOf(
  tx: Tx,
  regionId: number,
  unitIds: readonly number[] | null,
): Promise<{ leaves: Leave[]; objections: Objection[] }> {
  const ofUnit = (column: string) =>
    unitIds === null ? sql`true` : sql`${sql.ref(column)} = any(${[...unitIds]}::int[])`;
  const { rows: leaves } = await sql<LeaveFromDb>`
    select ${leaveColumns} from ${leaveJoins}
     where l.region_id = ${regionId} and l.decided_at is null and ${ofUnit('l.unit_id')} order by l.asked_at limit 100`.execute(
    tx,
  );
  const { rows: objections } = await sql<ObjectionFromDb>`
    select ${objectionColumns} from ${objectionJoins}
     where o.region_id = ${regionId} and o.decided_at is null and ${ofUnit('o.unit_id')} order by o.asked_at limit 100`.execute(
    tx,
  );
  return { leaves: leaves.map(asked), objections: objections.map(asked) };
}

export type MonthRead = {
  dutyDays: string[];
  points: CoverPoint[];
  stamps: { checkpointId: string; day: string }[];
  visits: number;
};
/** What coverage is counted from: days on duty, the points of the own ground, who of the team was there. No positions. */
export async function monthOf(tx: Tx, regionId: number, personId: string, month: string, at: Date): Promise<MonthRead> {
  const { timeZone } = await regionOf(tx, regionId);
  const first = `${month}-01`;
  const until = addDays(first, 31).slice(0, 8).concat('01');
  const inMonth = (column: string) =>
    sql`${sql.ref(column)} >= ${first}::timestamp at time zone ${timeZone} and ${sql.ref(column)} < ${until}::timestamp at time zone ${timeZone}`;
  const { rows: shifts } = await sql<{ beganAt: Date }>`
    select s.began_at as "beganAt" from patrol.shifts s
     where s.region_id = ${regionId} and s.person_id = ${personId} and ${inMonth('s.began_at')} limit 200`.execute(tx);
  const kept = await keptAreas(tx, regionId, personId, at);
  const { rows: points } = await sql<CoverPoint>`
    select k.id, k.name, k.every, k.made_at as "madeAt", k.retired_at as "retiredAt" from patrol.checkpoints k
     where k.region_id = ${regionId} and exists (
       select from areas.areas a where a.region_id = ${regionId} and a.id = any(${kept}::int[]) and k.area_path <@ a.path)
     order by k.name, k.id limit ${mostPoints}`.execute(tx);
  // A week that began in the month before is kept by a visit in that part of it, too.
  const from = addDays(first, -6);
  const { rows: stamps } = await sql<{ checkpointId: string; happenedAt: Date }>`
    select distinct s.checkpoint_id as "checkpointId", s.happened_at as "happenedAt" from patrol.stamps s
     where s.region_id = ${regionId} and s.checkpoint_id = any(${points.map(({ id }) => id)}::uuid[])
       and s.happened_at >= ${from}::timestamp at time zone ${timeZone} and s.happened_at < ${addDays(until, 6)}::timestamp at time zone ${timeZone}`.execute(
    tx,
  );
  const { rows: visits } = await sql<{ n: number }>`
    select count(*)::int as n from patrol.visits v
     where v.region_id = ${regionId} and v.person_id = ${personId} and ${inMonth('v.happened_at')}`.execute(tx);
  return {
    dutyDays: shifts.map(({ beganAt }) => localDate(beganAt, timeZone)),
    points,
    stamps: stamps.map(({ checkpointId, happenedAt }) => ({ checkpointId, day: localDate(happenedAt, timeZone) })),
    visits: visits[0]?.n ?? 0,
  };
}

type AttendanceFromDb = Omit<Attendance, 'beganAt' | 'endedAt'> & {
  at: Date;
  beganAt: Date | null;
  endedAt: Date | null;
};
/**
 * 出勤 of a month: whose shifts, from when to when, for which grids; and the days of granted leave until today on which whoever has it did not
 * check in, so that nobody takes her for absent. It joins no position, and no reason. `unitIds` null: the whole district.
 */
export async function attendancePage(
  tx: Tx,
  regionId: number,
  unitIds: readonly number[] | null,
  query: { month?: string | undefined; after?: string | undefined; limit?: number | undefined },
  at: Date,
) {
  const { timeZone } = await regionOf(tx, regionId);
  const first = `${query.month ?? localDate(at, timeZone).slice(0, 7)}-01`;
  const until = addDays(first, 31).slice(0, 8).concat('01');
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const here = (of: string) => (unitIds === null ? sql`true` : sql`${sql.ref(of)} = any(${[...unitIds]}::int[])`);
  const { rows } = await sql<AttendanceFromDb>`
    with lines as (
      select s.id, s.person_id, s.unit_id, s.began_at as at, s.began_at, s.ended_at, s.ended_by, null::uuid as deputy_id
        from patrol.shifts s
       where s.region_id = ${regionId} and ${here('s.unit_id')}
         and s.began_at >= ${first}::timestamp at time zone ${timeZone} and s.began_at < ${until}::timestamp at time zone ${timeZone}
      union all
      select l.id, l.person_id, l.unit_id, d.midnight at time zone ${timeZone}, null, null, null, l.deputy_id
        from patrol.leaves l
        cross join lateral generate_series(greatest(l.from_on, ${first}::date)::timestamp,
                                           least(l.to_on, ${until}::date - 1, ${localDate(at, timeZone)}::date)::timestamp,
                                           interval '1 day') d (midnight)
       where l.region_id = ${regionId} and ${here('l.unit_id')} and l.accepted and l.from_on < ${until}::date and l.to_on >= ${first}::date
         and not exists (
           select from patrol.shifts s
            where s.region_id = ${regionId} and s.person_id = l.person_id and s.began_at >= d.midnight at time zone ${timeZone}
              and s.began_at < (d.midnight + interval '1 day') at time zone ${timeZone})
    )
    select s.id, s.at, d.day::text as on, p.name as person, u.name as "unitName", s.began_at as "beganAt", s.ended_at as "endedAt", s.ended_by as "endedBy",
           x.name as deputy,
           array(select a.name from areas.keepers k join areas.areas a on a.region_id = k.region_id and a.id = k.area_id
                  where k.region_id = ${regionId} and k.person_id = s.person_id and (k.role = 'keeper' or (k.role = 'deputy' and k.to_on is not null))
                    and k.from_on <= d.day and (k.to_on is null or k.to_on >= d.day)
                  order by a.path, a.id limit 20) as area
      from lines s
      join access.people p on p.region_id = ${regionId} and p.id = s.person_id
      join access.units u on u.region_id = ${regionId} and u.id = s.unit_id
      left join access.people x on x.region_id = ${regionId} and x.id = s.deputy_id
      cross join lateral (select (s.at at time zone ${timeZone})::date as day) d
     where ${after ? sql`(s.at, s.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
     order by s.at desc, s.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.at.toISOString(), row.id],
    ({ at: _at, beganAt, endedAt, ...row }) => ({
      ...row,
      beganAt: beganAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
    }),
  );
}

// ── Phones ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

type PhoneFromDb = {
  id: string;
  name: string;
  seenAt: Date;
  wipeAskedAt: Date | null;
  wipedAt: Date | null;
  lost: number | null;
};
export async function phonesOf(tx: Tx, regionId: number, personId: string) {
  const { rows } = await sql<PhoneFromDb>`
    select id, name, seen_at as "seenAt", wipe_asked_at as "wipeAskedAt", wiped_at as "wipedAt", lost from patrol.phones
     where region_id = ${regionId} and person_id = ${personId} order by seen_at desc limit 20`.execute(tx);
  return rows.map((row) => ({
    ...row,
    seenAt: row.seenAt.toISOString(),
    wipeAskedAt: row.wipeAskedAt?.toISOString() ?? null,
    wipedAt: row.wipedAt?.toISOString() ?? null,
  }));
}
/** Whether a day of hers is kept on it, and it was not told to forget. */
export async function knowsPhone(tx: Tx, regionId: number, personId: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from patrol.phones
     where region_id = ${regionId} and id = ${id} and person_id = ${personId} and wipe_asked_at is null`.execute(tx);
  return rows.length > 0;
}
export async function wipeOrdered(tx: Tx, regionId: number, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from patrol.phones where region_id = ${regionId} and id = ${id} and wipe_asked_at is not null and wiped_at is null`.execute(
    tx,
  );
  return rows.length > 0;
}

// ── What came back from the ground ─────────────────────────────────────────────────────────────────────────────────────

const foundDays = 30;
const mostFound = 100;
/**
 * What was wrong at a point or remarked there, and on rounds, newest first; null: the whole district, else a ground and the points one set
 * oneself. Not who wrote it: it is about the place.
 */
export async function foundOn(tx: Tx, regionId: number, paths: readonly string[] | null, madeBy: string, at: Date) {
  const since = new Date(at.getTime() - foundDays * 86_400_000);
  const here = (path: ReturnType<typeof sql>) => (paths === null ? sql`true` : sql`${path} <@ ${within(paths)}`);
  type Remark = { id: string; remark: string; happenedAt: Date };
  const stamps = await sql<Remark & { pointName: string; areaName: string; fine: boolean }>`
    select s.id, k.name as "pointName", a.name as "areaName", s.fine, s.remark, s.happened_at as "happenedAt"
      from patrol.checkpoints k
      join areas.areas a on a.region_id = k.region_id and a.id = k.area_id
      join patrol.stamps s on s.region_id = k.region_id and s.checkpoint_id = k.id
     where k.region_id = ${regionId} and (${here(sql`k.area_path`)} or k.made_by = ${madeBy}::uuid) and s.happened_at > ${since}
       and (not s.fine or s.remark <> '')
     order by s.happened_at desc, s.id limit ${mostFound}`.execute(tx);
  const rounds = await sql<Remark & { publicityId: string; reached: number }>`
    select r.id, r.publicity_id as "publicityId", r.reached, r.remark, r.happened_at as "happenedAt"
      from patrol.publicity p
      join patrol.publicity_rounds r on r.region_id = p.region_id and r.publicity_id = p.id
     where p.region_id = ${regionId} and ${here(sql`p.area_path`)} and r.happened_at > ${since} and r.remark <> ''
     order by r.happened_at desc, r.id limit ${mostFound}`.execute(tx);
  const told = <R extends Remark>({ happenedAt, ...row }: R) => ({ ...row, happenedAt: happenedAt.toISOString() });
  return { stamps: stamps.rows.map(told), rounds: rounds.rows.map(told) };
}
